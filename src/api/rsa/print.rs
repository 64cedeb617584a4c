//! `RSA_print` and `RSA_print_fp`: the text of keys.

use crate::abi::{In, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::evp_pkey_print;
use crate::obj::rsa::RSA;
use crate::obj::stream::Channel;
use std::ffi::c_int;

fn print(to: Channel<'_>, key: &In<RSA>, indent: c_int) -> Result<c_int> {
    let indent = usize::try_from(indent).unwrap_or(0).min(128);
    crate::obj::pem_io::write(to, &evp_pkey_print::rsa(key.get()?, true, indent).0)?;
    Ok(1)
}

/// Writes the text of a key, each line behind `off` spaces.
///
/// Returns: 1; 0 on error.
/// See: RSA_print(3).
#[unsafe(no_mangle)]
pub extern "C" fn RSA_print(bp: Mut<BIO>, x: In<RSA>, off: c_int) -> c_int {
    entry(0, || print(Channel::Bio(bp.get()?), &x, off))
}

/// As [`RSA_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_print_fp(fp: Mut<libc::FILE>, x: In<RSA>, off: c_int) -> c_int {
    entry(0, || print(Channel::file(&fp)?, &x, off))
}
