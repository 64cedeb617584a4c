//! TLS 1.3's early data: limits, reading, writing, and what became of it.

use crate::abi::{In, InBuf, Mut, Out, OutBuf, entry, quiet};
use crate::obj::ssl::callbacks::SSL_allow_early_data_cb_fn;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_char, c_int, c_void};

/// What `SSL_read_early_data` returns on failure.
const ERROR: c_int = 0;
/// What it returns with data.
const SUCCESS: c_int = 1;
/// What it returns when there is no more early data.
const FINISH: c_int = 2;

/// Server: reads early data, or takes the handshake as far as to where it
/// would have ended: until the client is to answer in TLS 1.3, else to the
/// end. `SSL_do_handshake` does the rest.
///
/// Returns: 1 (`SSL_READ_EARLY_DATA_SUCCESS`) with how many bytes in
/// `*readbytes`; 2 (`SSL_READ_EARLY_DATA_FINISH`) with 0 in it if there is no
/// more; 0 on failure and to be called again, which `SSL_get_error` tells
/// apart.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` for a client, and after the
/// handshake has begun otherwise or this function has returned 2;
/// `SSL_R_TOO_MUCH_EARLY_DATA`.
/// See: SSL_read_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_read_early_data(
    s: Mut<SSL>,
    mut buf: OutBuf<c_void>,
    num: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(ERROR, || {
        let read = s.get()?.read_early(buf.slice(num)?)?;
        readbytes.write(read.unwrap_or(0))?;
        Ok(if read.is_some() { SUCCESS } else { FINISH })
    })
}

/// Client: writes early data with its first flight, as much as the session
/// allows; `SSL_connect` does the rest of the handshake, and
/// `SSL_get_early_data_status` then says whether the server took the data.
/// Server: writes before the client has finished its handshake, whom it does
/// not know then.
///
/// Returns: 1, and `num` in `*written`; 0 on failure and to be called again
/// with the same, which `SSL_get_error` tells apart.
/// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` without a session that allows
/// early data, and after `SSL_connect`; `SSL_R_TOO_MUCH_EARLY_DATA`.
/// See: SSL_write_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_write_early_data(
    s: Mut<SSL>,
    buf: InBuf<c_void>,
    num: usize,
    written: Out<usize>,
) -> c_int {
    entry(0, || {
        written.write(s.get()?.write_early(buf.slice(num)?)?)?;
        Ok(1)
    })
}

/// What became of early data: 0 the client sent none, 1 the server did not
/// take it, 2 it did.
///
/// See: SSL_get_early_data_status(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_early_data_status(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.early_status()))
}

/// Exports the keying material that comes with early data, for `label` and `context`: a client
/// has it once it has announced early data, a server once it takes it.
///
/// Returns: 1; 0 on error and without early data. See: SSL_export_keying_material_early(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_export_keying_material_early(
    s: Mut<SSL>,
    mut out: OutBuf,
    olen: usize,
    label: InBuf<c_char>,
    llen: usize,
    context: InBuf,
    contextlen: usize,
) -> c_int {
    entry(0, || {
        let (label, context) = (label.slice(llen)?, context.slice(contextlen)?);
        s.get()?.export_early(label, context, out.slice(olen)?)?;
        Ok(1)
    })
}

/// Server: sets how many bytes of early data its tickets allow; 0, the default, is none. Such
/// sessions are kept in the cache and resumed once, unless `SSL_OP_NO_ANTI_REPLAY` is set.
///
/// Returns: 1. See: SSL_CTX_set_max_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_max_early_data(ctx: Mut<SSL_CTX>, max_early_data: u32) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.max_early_data = max_early_data);
        Ok(1)
    })
}

/// Server: how many bytes of early data its tickets allow.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_max_early_data(ctx: In<SSL_CTX>) -> u32 {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.max_early_data)))
}

/// Server: sets how many bytes of early data its tickets allow; 0, the default, is none. Such
/// sessions are kept in the cache and resumed once, unless `SSL_OP_NO_ANTI_REPLAY` is set.
///
/// Returns: 1. See: SSL_CTX_set_max_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_max_early_data(s: Mut<SSL>, max_early_data: u32) -> c_int {
    entry(0, || {
        s.get()?.config.with(|c| c.max_early_data = max_early_data);
        Ok(1)
    })
}

/// Server: how many bytes of early data its tickets allow.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_max_early_data(s: In<SSL>) -> u32 {
    quiet(0, || Ok(s.get()?.config.look(|c| c.max_early_data)))
}

/// Server: sets how many bytes of early data it takes, whatever its tickets allowed; at first
/// 16384.
///
/// Returns: 1. See: SSL_CTX_set_max_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_recv_max_early_data(
    ctx: Mut<SSL_CTX>,
    recv_max_early_data: u32,
) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.recv_max_early_data = recv_max_early_data);
        Ok(1)
    })
}

/// Server: how many bytes of early data it takes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_recv_max_early_data(ctx: In<SSL_CTX>) -> u32 {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.recv_max_early_data)))
}

/// Server: sets how many bytes of early data it takes, whatever its tickets allowed; at first
/// 16384.
///
/// Returns: 1. See: SSL_CTX_set_max_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_recv_max_early_data(s: Mut<SSL>, recv_max_early_data: u32) -> c_int {
    entry(0, || {
        s.get()?.config.with(|c| c.recv_max_early_data = recv_max_early_data);
        Ok(1)
    })
}

/// Server: how many bytes of early data it takes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_recv_max_early_data(s: In<SSL>) -> u32 {
    quiet(0, || Ok(s.get()?.config.look(|c| c.recv_max_early_data)))
}

/// Server: sets who is asked, with `arg`, before early data is taken that could be: 1 takes it.
///
/// See: SSL_CTX_set_allow_early_data_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_allow_early_data_cb(
    ctx: Mut<SSL_CTX>,
    cb: SSL_allow_early_data_cb_fn,
    arg: *mut c_void,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.allow_early_data.set(cb, arg));
        Ok(())
    });
}

/// Server: sets who is asked, with `arg`, before early data is taken that could be: 1 takes it.
///
/// See: SSL_CTX_set_allow_early_data_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_allow_early_data_cb(
    s: Mut<SSL>,
    cb: SSL_allow_early_data_cb_fn,
    arg: *mut c_void,
) {
    quiet((), || {
        s.get()?.config.with(|c| c.allow_early_data.set(cb, arg));
        Ok(())
    });
}
