//! External pre-shared keys, which are not spoken.
//!
//! A program that has such keys may have certificates, too, and OpenSSL takes
//! what the peer can do; so the callbacks are taken and never called, and a
//! handshake for which there is nothing but a PSK fails. So does a client's
//! that would not look at the certificate it gets instead of the PSK.

use crate::abi::{In, Mut, Out, quiet};
use crate::obj::evp_md::EVP_MD;
use crate::obj::ssl::{SSL, SSL_CTX, SSL_SESSION};
use std::ffi::{c_char, c_int, c_uchar, c_uint};

/// Would give a client's identity and key; the server must prove itself by a
/// certificate that is verified.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_client_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<
        extern "C" fn(Mut<SSL>, *const c_char, *mut c_char, c_uint, *mut c_uchar, c_uint) -> c_uint,
    >,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk_client = cb.is_some());
        Ok(())
    });
}

/// Would give the key of a client's identity; clients are served by
/// certificate alone.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_server_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, *const c_char, *mut c_uchar, c_uint) -> c_uint>,
) {
    quiet((), || {
        let _ = (ctx.get()?, cb);
        Ok(())
    });
}

/// Would give a client's session for TLS 1.3's external PSK; the server must
/// prove itself by a certificate that is verified.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_use_session_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<
        extern "C" fn(
            Mut<SSL>,
            In<EVP_MD>,
            Out<*const c_uchar>,
            Out<usize>,
            Out<*mut SSL_SESSION>,
        ) -> c_int,
    >,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk_session = cb.is_some());
        Ok(())
    });
}

/// Would find the session of a client's external PSK in TLS 1.3; clients are
/// served by certificate alone.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_find_session_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, *const c_uchar, usize, Out<*mut SSL_SESSION>) -> c_int>,
) {
    quiet((), || {
        let _ = (ctx.get()?, cb);
        Ok(())
    });
}

/// Would give a client's identity and key; the server must prove itself by a
/// certificate that is verified.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_client_callback(
    s: Mut<SSL>,
    cb: Option<
        extern "C" fn(Mut<SSL>, *const c_char, *mut c_char, c_uint, *mut c_uchar, c_uint) -> c_uint,
    >,
) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk_client = cb.is_some());
        Ok(())
    });
}

/// Would give the key of a client's identity; clients are served by
/// certificate alone.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_server_callback(
    s: Mut<SSL>,
    cb: Option<extern "C" fn(Mut<SSL>, *const c_char, *mut c_uchar, c_uint) -> c_uint>,
) {
    quiet((), || {
        let _ = (s.get()?, cb);
        Ok(())
    });
}

/// Would give a client's session for TLS 1.3's external PSK; the server must
/// prove itself by a certificate that is verified.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_use_session_callback(
    s: Mut<SSL>,
    cb: Option<
        extern "C" fn(
            Mut<SSL>,
            In<EVP_MD>,
            Out<*const c_uchar>,
            Out<usize>,
            Out<*mut SSL_SESSION>,
        ) -> c_int,
    >,
) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk_session = cb.is_some());
        Ok(())
    });
}

/// Would find the session of a client's external PSK in TLS 1.3; clients are
/// served by certificate alone.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_find_session_callback(
    s: Mut<SSL>,
    cb: Option<extern "C" fn(Mut<SSL>, *const c_uchar, usize, Out<*mut SSL_SESSION>) -> c_int>,
) {
    quiet((), || {
        let _ = (s.get()?, cb);
        Ok(())
    });
}
