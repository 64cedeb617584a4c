//! The extension by which a client asks for short records (RFC 6066, 4).
//! Records of one's own may be shorter without it: `SSL_CTX_set_max_send_fragment`.

use crate::abi::{Mut, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ssl::{Configured, SSL, SSL_CTX};
use std::ffi::c_int;

/// Takes a code of RFC 6066: 0 for no extension, 1 to 4 for 512 to 4096 bytes.
///
/// Errors: `R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH`; `ERR_R_UNSUPPORTED` for
/// those that ask for something over datagrams.
fn take(of: &impl Configured, datagrams: bool, mode: u8) -> Result<c_int> {
    if mode > 4 {
        return Err(Error::new(Lib::Ssl, err::ssl::R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH));
    }
    if mode != 0 && datagrams {
        return Err(Error::new(Lib::Ssl, err::R_UNSUPPORTED));
    }
    of.config().with(|config| config.fragment = mode);
    Ok(1)
}

/// Sets the longest record that clients ask their servers for, and send
/// themselves if the server agrees; servers agree to what clients ask for.
///
/// Returns: 1; 0 for a `mode` that is no code, and for DTLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tlsext_max_fragment_length(ctx: Mut<SSL_CTX>, mode: u8) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        take(ctx, ctx.method().datagrams, mode)
    })
}

/// Sets the longest record that a client asks its server for, and sends itself if
/// the server agrees.
///
/// Returns: 1; 0 for a `mode` that is no code, and for DTLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_tlsext_max_fragment_length(ssl: Mut<SSL>, mode: u8) -> c_int {
    entry(0, || {
        let ssl = ssl.get()?;
        take(ssl, ssl.is_datagrams(), mode)
    })
}
