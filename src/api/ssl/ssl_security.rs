//! Security callbacks: the program's judgement in place of the level's.
//! See: SSL_CTX_set_security_callback(3).

use crate::abi::{In, Mut, quiet};
use crate::err::Result;
use crate::obj::ssl::callbacks::SecurityCb;
use crate::obj::ssl::security::by_level;
use crate::obj::ssl::{Configured, SSL, SSL_CTX};
use std::ffi::{c_int, c_void};

/// The library's own rules, as the callback that they replace.
extern "C" fn default_callback(
    s: In<SSL>,
    ctx: In<SSL_CTX>,
    op: c_int,
    bits: c_int,
    _nid: c_int,
    _other: *mut c_void,
    _ex: *mut c_void,
) -> c_int {
    quiet(0, || {
        let level = match s.opt() {
            Some(ssl) => ssl.config().look(|c| c.security_level),
            None => ctx.get()?.config().look(|c| c.security_level),
        };
        Ok(by_level(level, op, bits).into())
    })
}

/// The callback in force.
fn callback(of: &impl Configured) -> Result<Option<SecurityCb>> {
    Ok(Some(of.config().look(|c| c.security.call).unwrap_or(default_callback)))
}

/// Lets `cb` judge what connections to come may use, in place of the security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_security_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<
        extern "C" fn(In<SSL>, In<SSL_CTX>, c_int, c_int, c_int, *mut c_void, *mut c_void) -> c_int,
    >,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.security.call = cb);
        Ok(())
    });
}

/// The function that judges; unless one was set, the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_security_callback(
    ctx: In<SSL_CTX>,
) -> Option<
    extern "C" fn(In<SSL>, In<SSL_CTX>, c_int, c_int, c_int, *mut c_void, *mut c_void) -> c_int,
> {
    quiet(None, || callback(ctx.get()?))
}

/// Sets the last argument of the security callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set0_security_ex_data(ctx: Mut<SSL_CTX>, ex: *mut c_void) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.security.arg.0 = ex);
        Ok(())
    });
}

/// The last argument of the security callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_security_ex_data(ctx: In<SSL_CTX>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.config.look(|c| c.security.arg.0)))
}

/// Lets `cb` judge what this connection may use, in place of the security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_security_callback(
    s: Mut<SSL>,
    cb: Option<
        extern "C" fn(In<SSL>, In<SSL_CTX>, c_int, c_int, c_int, *mut c_void, *mut c_void) -> c_int,
    >,
) {
    quiet((), || {
        s.get()?.config.with(|c| c.security.call = cb);
        Ok(())
    });
}

/// The function that judges; unless one was set, the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_security_callback(
    s: In<SSL>,
) -> Option<
    extern "C" fn(In<SSL>, In<SSL_CTX>, c_int, c_int, c_int, *mut c_void, *mut c_void) -> c_int,
> {
    quiet(None, || callback(s.get()?))
}

/// Sets the last argument of the security callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_security_ex_data(s: Mut<SSL>, ex: *mut c_void) {
    quiet((), || {
        s.get()?.config.with(|c| c.security.arg.0 = ex);
        Ok(())
    });
}

/// The last argument of the security callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_security_ex_data(s: In<SSL>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(s.get()?.config.look(|c| c.security.arg.0)))
}
