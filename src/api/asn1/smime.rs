//! S/MIME's texts.

use crate::abi::{Mut, entry};
use crate::obj::bio::BIO;
use crate::obj::mime;
use std::ffi::c_int;

/// Copies a content line by line, each ended by CR and LF; as it is for
/// `SMIME_BINARY`, under a header for `SMIME_TEXT`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_crlf_copy(in_: Mut<BIO>, out: Mut<BIO>, flags: c_int) -> c_int {
    entry(0, || Ok(mime::copy_text(&in_.share()?, &out.share()?, flags).into()))
}

/// Copies what is under a "text/plain" header.
///
/// Returns: 1; 0 on failure.
/// Errors: `ASN1_R_MIME_NO_CONTENT_TYPE`, `ASN1_R_INVALID_MIME_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_text(in_: Mut<BIO>, out: Mut<BIO>) -> c_int {
    entry(0, || mime::text(in_.get()?, out.get()?).map(|()| 1))
}
