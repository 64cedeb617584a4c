//! What only DTLS has.

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use crate::abi::{Mut, quiet};
use crate::obj::ssl::callbacks::{CookieGenerateCb, CookieVerifyCb, DTLS_timer_cb};
use crate::obj::ssl::{SSL, SSL_CTX};

/// How much data fits into one datagram.
///
/// Returns: that; 0 if it is not known, as before the handshake.
/// See: DTLS_get_data_mtu(3).
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_get_data_mtu(s: Mut<SSL>) -> usize {
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
