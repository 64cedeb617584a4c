//! The extension by which a client asks for short records, which the engine
//! does not send. Records of one's own may be shorter without it:
//! `SSL_CTX_set_max_send_fragment`.

use crate::abi::{Mut, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::c_int;

/// Takes a code of RFC 6066: 0 for no extension, 1 to 4 for 512 to 4096 bytes.
///
/// Errors: `R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH`; `ERR_R_UNSUPPORTED` for
/// those that ask for something.
fn take(mode: u8) -> Result<c_int> {
    match mode {
        0 => Ok(1),
        1..=4 => Err(Error::new(Lib::Ssl, err::R_UNSUPPORTED)),
        _ => Err(Error::new(Lib::Ssl, err::ssl::R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH)),
    }
}

/// Sets the longest record that clients ask their servers for; only 0, for no
/// wish, can be had.
///
/// Returns: 1; 0 for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tlsext_max_fragment_length(ctx: Mut<SSL_CTX>, mode: u8) -> c_int {
    entry(0, || {
        ctx.get()?;
        take(mode)
    })
}

/// Sets the longest record that a client asks its server for; only 0, for no
/// wish, can be had.
///
/// Returns: 1; 0 for anything else.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_tlsext_max_fragment_length(ssl: Mut<SSL>, mode: u8) -> c_int {
    entry(0, || {
        ssl.get()?;
        take(mode)
    })
}
