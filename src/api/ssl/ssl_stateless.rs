//! `SSL_stateless`, and the cookies it uses.

#![allow(non_camel_case_types, reason = "names as in OpenSSL's prototypes")]

use crate::abi::{Mut, entry, quiet};
use crate::obj::ssl::callbacks::{
    SSL_CTX_stateless_cookie_generate_fn, SSL_CTX_stateless_cookie_verify_fn,
};
use crate::obj::ssl::stateless::Found;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::c_int;

/// Starts over as a server, and answers one ClientHello of TLS 1.3: one
/// without a cookie is asked for another, and everything about it forgotten.
///
/// Returns: 1 for one with a cookie that is right, after which `SSL_accept`
/// goes on; 0 if a cookie was asked for; -1 for anything else.
/// Errors: `R_COOKIE_MISMATCH` for a cookie that is wrong, `R_BAD_CIPHER` for
/// one of other settings, `R_NO_COOKIE_CALLBACK_SET`,
/// `R_COOKIE_GEN_CALLBACK_FAILURE`, and those of a handshake.
/// See: SSL_stateless(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_stateless(s: Mut<SSL>) -> c_int {
    entry(-1, || {
        Ok(match s.get()?.stateless() {
            Found::Cookie => 1,
            Found::Asked => 0,
            Found::Nothing => -1,
        })
    })
}

/// Sets what makes the program's part of such a cookie: 1 to 255 bytes.
/// See: SSL_CTX_set_stateless_cookie_generate_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_stateless_cookie_generate_cb(
    ctx: Mut<SSL_CTX>,
    gen_stateless_cookie_cb: SSL_CTX_stateless_cookie_generate_fn,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|hooks| hooks.cookie.generate = gen_stateless_cookie_cb);
        Ok(())
    });
}

/// Sets what judges that part of a cookie that is otherwise right; without,
/// no cookie counts. See: SSL_CTX_set_stateless_cookie_verify_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_stateless_cookie_verify_cb(
    ctx: Mut<SSL_CTX>,
    verify_stateless_cookie_cb: SSL_CTX_stateless_cookie_verify_fn,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|hooks| hooks.cookie.verify = verify_stateless_cookie_cb);
        Ok(())
    });
}
