//! External pre-shared keys: the program's callbacks, which TLS 1.3 asks.
//! TLS 1.2's PSK suites are not spoken.

use crate::abi::{In, LendConst, Mut, Str, entry, quiet};
use crate::err::{Error, Lib, Result, ssl};
use crate::obj::ssl::callbacks::{
    SSL_psk_client_cb_func, SSL_psk_find_session_cb_func, SSL_psk_server_cb_func,
    SSL_psk_use_session_cb_func,
};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_char, c_int};

/// Client: sets who gives its identity and key, which TLS 1.3 takes for one of SHA-256 if
/// [`SSL_CTX_set_psk_use_session_callback`] gives none.
///
/// `cb` returns the length of the key, 0 for none.
/// See: SSL_CTX_set_psk_client_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_client_callback(ctx: Mut<SSL_CTX>, cb: SSL_psk_client_cb_func) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk.client = cb);
        Ok(())
    });
}

/// Server: sets who gives the key of a client's identity, which TLS 1.3 takes for one of
/// SHA-256 if [`SSL_CTX_set_psk_find_session_callback`] gives none. It gets the identity up to
/// the first zero byte.
///
/// `cb` returns the length of the key, 0 if the identity is unknown.
/// See: SSL_CTX_set_psk_server_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_server_callback(ctx: Mut<SSL_CTX>, cb: SSL_psk_server_cb_func) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk.server = cb);
        Ok(())
    });
}

/// Client: sets who gives its identity and a session with the key, for TLS 1.3. The key is
/// offered in the place of a session that could be resumed, unless early data is for that.
///
/// `cb` returns 1, with NULL for no session; 0 ends the handshake.
/// Ownership: the session that `cb` gives is the connection's; the identity stays the program's.
/// See: SSL_CTX_set_psk_use_session_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_use_session_callback(
    ctx: Mut<SSL_CTX>,
    cb: SSL_psk_use_session_cb_func,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk.use_session = cb);
        Ok(())
    });
}

/// Server: sets who finds the session with the key of a client's identity, for TLS 1.3; asked
/// of tickets, too.
///
/// `cb` returns 1, with NULL for an unknown identity; 0 ends the handshake.
/// Ownership: the session that `cb` gives is the connection's.
/// See: SSL_CTX_set_psk_find_session_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_psk_find_session_callback(
    ctx: Mut<SSL_CTX>,
    cb: SSL_psk_find_session_cb_func,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.psk.find_session = cb);
        Ok(())
    });
}

/// As [`SSL_CTX_set_psk_client_callback`], for a connection.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_client_callback(s: Mut<SSL>, cb: SSL_psk_client_cb_func) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk.client = cb);
        Ok(())
    });
}

/// As [`SSL_CTX_set_psk_server_callback`], for a connection.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_server_callback(s: Mut<SSL>, cb: SSL_psk_server_cb_func) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk.server = cb);
        Ok(())
    });
}

/// As [`SSL_CTX_set_psk_use_session_callback`], for a connection.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_use_session_callback(s: Mut<SSL>, cb: SSL_psk_use_session_cb_func) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk.use_session = cb);
        Ok(())
    });
}

/// As [`SSL_CTX_set_psk_find_session_callback`], for a connection.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_psk_find_session_callback(s: Mut<SSL>, cb: SSL_psk_find_session_cb_func) {
    quiet((), || {
        s.get()?.config.with(|c| c.psk.find_session = cb);
        Ok(())
    });
}

/// Looks over a hint that only TLS 1.2's PSK suites would send.
fn check_hint(hint: Str) -> Result<c_int> {
    const MAX: usize = 256;
    match hint.opt() {
        Some(hint) if hint.count_bytes() > MAX => {
            Err(Error::new(Lib::Ssl, ssl::R_DATA_LENGTH_TOO_LONG))
        }
        _ => Ok(1),
    }
}

/// Server: sets the hint that TLS 1.2's PSK suites give to clients. They are not spoken, and
/// TLS 1.3 has no hints.
///
/// Returns: 1; 0 for a hint of more than 256 bytes.
/// Errors: `SSL_R_DATA_LENGTH_TOO_LONG`. See: SSL_CTX_use_psk_identity_hint(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_psk_identity_hint(ctx: Mut<SSL_CTX>, identity_hint: Str) -> c_int {
    entry(0, || {
        ctx.get()?;
        check_hint(identity_hint)
    })
}

/// As [`SSL_CTX_use_psk_identity_hint`], for a connection.
///
/// Returns: 1; 0 for a hint of more than 256 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_psk_identity_hint(s: Mut<SSL>, identity_hint: Str) -> c_int {
    entry(0, || {
        s.get()?;
        check_hint(identity_hint)
    })
}

/// The identity of a connection by one of TLS 1.2's PSK suites: there is none. As with OpenSSL,
/// TLS 1.3's is not told.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_psk_identity(s: In<SSL>) -> LendConst<c_char> {
    let _ = s;
    LendConst::null()
}

/// The hint in a handshake by one of TLS 1.2's PSK suites: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_psk_identity_hint(s: In<SSL>) -> LendConst<c_char> {
    let _ = s;
    LendConst::null()
}
