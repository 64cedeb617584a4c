//! `SSL_verify_client_post_handshake` and the settings that go with it:
//! authentication of a client of TLS 1.3 after the handshake.

use crate::abi::{Mut, entry, quiet};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::c_int;

/// Whether clients of this context offer to authenticate themselves after the
/// handshake.
///
/// See: SSL_CTX_set_post_handshake_auth(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_post_handshake_auth(ctx: Mut<SSL_CTX>, val: c_int) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.post_handshake_auth = val != 0);
        Ok(())
    });
}

/// As [`SSL_CTX_set_post_handshake_auth`], for a connection.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_post_handshake_auth(ssl: Mut<SSL>, val: c_int) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.post_handshake_auth = val != 0);
        Ok(())
    });
}

/// Asks a client of TLS 1.3 for its certificate, with the next call that
/// reads, writes or does the handshake; the answer comes among the data that is
/// read after that.
///
/// Returns: 1; 0 on error.
/// Errors: `R_WRONG_SSL_VERSION`, `R_NOT_SERVER`, `R_STILL_IN_INIT`,
/// `R_EXTENSION_NOT_RECEIVED`, `R_REQUEST_SENT` while an answer is to come,
/// `R_INVALID_CONFIG` if the verify mode asks for no certificate.
/// See: SSL_verify_client_post_handshake(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_verify_client_post_handshake(ssl: Mut<SSL>) -> c_int {
    entry(0, || ssl.get()?.verify_client_late().map(|()| 1))
}
