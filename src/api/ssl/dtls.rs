//! What only DTLS has.

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use crate::abi::{In, Mut, entry, quiet};
use crate::obj::bio::addr::BIO_ADDR;
use crate::obj::ssl::callbacks::{CookieGenerateCb, CookieVerifyCb, DTLS_timer_cb};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::c_int;

/// How much data fits into one datagram.
///
/// Returns: that; 0 if it is not known, as before the handshake.
/// See: DTLS_get_data_mtu(3).
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_get_data_mtu(s: In<SSL>) -> usize {
    quiet(0, || Ok(s.get()?.data_mtu()))
}

/// Sets who says how long to wait before messages are sent again.
///
/// See: DTLS_set_timer_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_set_timer_cb(s: Mut<SSL>, cb: DTLS_timer_cb) {
    quiet((), || {
        s.get()?.datagram.with(|local| local.timer = cb);
        Ok(())
    });
}

/// Answers ClientHellos with cookies, and keeps nothing of them, until a client
/// shows its cookie; `SSL_accept` goes on with that one.
///
/// Returns: 1, with its address in `peer`; 0 if nothing can be read now, or it
/// was no ClientHello; -1 on error.
/// Errors: `SSL_R_BIO_NOT_SET`, `SSL_R_UNSUPPORTED_SSL_VERSION`,
/// `SSL_R_NO_VERIFY_COOKIE_CALLBACK`, `SSL_R_COOKIE_GEN_CALLBACK_FAILURE`.
/// See: DTLSv1_listen(3).
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_listen(s: Mut<SSL>, client: Mut<BIO_ADDR>) -> c_int {
    entry(-1, || s.get()?.listen(client.get()?).map(c_int::from))
}

/// Sets who makes the cookies that clients have to show
/// (`SSL_OP_COOKIE_EXCHANGE`).
///
/// See: SSL_CTX_set_cookie_generate_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cookie_generate_cb(ctx: Mut<SSL_CTX>, cb: Option<CookieGenerateCb>) {
    quiet((), || {
        ctx.get()?.hooks.with(|hooks| hooks.cookie_generate = cb);
        Ok(())
    });
}

/// Sets who checks them.
///
/// See: SSL_CTX_set_cookie_verify_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cookie_verify_cb(ctx: Mut<SSL_CTX>, cb: Option<CookieVerifyCb>) {
    quiet((), || {
        ctx.get()?.hooks.with(|hooks| hooks.cookie_verify = cb);
        Ok(())
    });
}
