//! Connections whose work a callback of the program's may pause
//! (`SSL_MODE_ASYNC`).

use crate::abi::{Mut, Opaque, Out, quiet};
use crate::api::async_::put;
use crate::obj::ssl::async_mode::SSL_async_callback_fn;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_int, c_void};

/// Sets what is called when a paused job can go on.
///
/// Returns: 1; 0 for NULL.
/// See: SSL_CTX_set_async_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_async_callback(
    ctx: Mut<SSL_CTX>,
    callback: SSL_async_callback_fn,
) -> c_int {
    quiet(0, || {
        ctx.get()?.config.with(|c| c.async_hook.call = callback);
        Ok(1)
    })
}

/// Sets that function's argument.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_async_callback_arg(ctx: Mut<SSL_CTX>, arg: *mut c_void) -> c_int {
    quiet(0, || {
        ctx.get()?.config.with(|c| c.async_hook.arg = Some(Opaque(arg)));
        Ok(1)
    })
}

/// As [`SSL_CTX_set_async_callback`], for a connection before its first job.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_async_callback(s: Mut<SSL>, callback: SSL_async_callback_fn) -> c_int {
    quiet(0, || {
        s.get()?.config.with(|c| c.async_hook.call = callback);
        Ok(1)
    })
}

/// As [`SSL_CTX_set_async_callback_arg`], for a connection.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_async_callback_arg(s: Mut<SSL>, arg: *mut c_void) -> c_int {
    quiet(0, || {
        s.get()?.config.with(|c| c.async_hook.arg = Some(Opaque(arg)));
        Ok(1)
    })
}

/// Whether the connection's job is paused: the last call waits for it.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_waiting_for_async(s: Mut<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.waits_for_job().into()))
}

/// The descriptors that its jobs wait for, and their number; `fd` may be NULL.
///
/// Returns: 1; 0 before the first job.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_all_async_fds(s: Mut<SSL>, fd: Out<c_int>, numfds: Out<usize>) -> c_int {
    quiet(0, || put(&s.get()?.jobs_ctx()?.all(), &fd, &numfds).map(|()| 1))
}

/// The descriptors added and removed since its job went on; either array may
/// be NULL.
///
/// Returns: 1; 0 before the first job.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_changed_async_fds(
    s: Mut<SSL>,
    addfd: Out<c_int>,
    numaddfds: Out<usize>,
    delfd: Out<c_int>,
    numdelfds: Out<usize>,
) -> c_int {
    quiet(0, || {
        let (added, deleted) = s.get()?.jobs_ctx()?.changed();
        put(&added, &addfd, &numaddfds)?;
        put(&deleted, &delfd, &numdelfds).map(|()| 1)
    })
}

/// What an engine said of its job (`ASYNC_STATUS_…`).
///
/// Returns: 1; 0 before the first job.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_async_status(s: Mut<SSL>, status: Out<c_int>) -> c_int {
    quiet(0, || status.write(s.get()?.jobs_ctx()?.status()).map(|()| 1))
}
