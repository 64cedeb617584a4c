//! `EC_KEY_print`, `ECParameters_print`, `ECPKParameters_print`: the text of
//! keys and curves.

use crate::abi::{In, Mut, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::ec::{EC_GROUP, EC_KEY};
use crate::obj::evp_pkey_print::{self, Part};
use crate::obj::stream::Channel;
use std::ffi::c_int;

fn key_text(to: Channel<'_>, key: &In<EC_KEY>, part: Part, indent: c_int) -> Result<c_int> {
    let indent = usize::try_from(indent).unwrap_or(0).min(128);
    let (text, result) = evp_pkey_print::ec(key.get()?, part, indent);
    result?;
    crate::obj::pem_io::write(to, &text)?;
    Ok(1)
}

fn group_text(to: Channel<'_>, group: &In<EC_GROUP>, indent: c_int) -> Result<c_int> {
    let indent = usize::try_from(indent).unwrap_or(0).min(128);
    crate::obj::pem_io::write(to, &evp_pkey_print::curve(group.get()?.curve(), indent))?;
    Ok(1)
}

/// What there is to print of a key.
fn part(key: &In<EC_KEY>) -> Part {
    let has = |ptr: bool| key.opt().is_some() && !ptr;
    match key.opt() {
        Some(key) if has(key.private_ptr().is_null()) => Part::Private,
        _ => Part::Public,
    }
}

/// Writes the text of a key, each line behind `off` spaces.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_PASSED_NULL_PARAMETER` for a key without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_print(bp: Mut<BIO>, key: In<EC_KEY>, off: c_int) -> c_int {
    entry(0, || key_text(Channel::Bio(bp.get()?), &key, part(&key), off))
}

/// As [`EC_KEY_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_print_fp(fp: Mut<libc::FILE>, key: In<EC_KEY>, off: c_int) -> c_int {
    entry(0, || key_text(Channel::file(&fp)?, &key, part(&key), off))
}

/// Writes the text of a key's curve.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECParameters_print(bp: Mut<BIO>, key: In<EC_KEY>) -> c_int {
    entry(0, || key_text(Channel::Bio(bp.get()?), &key, Part::Params, 4))
}

/// As [`ECParameters_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn ECParameters_print_fp(fp: Mut<libc::FILE>, key: In<EC_KEY>) -> c_int {
    entry(0, || key_text(Channel::file(&fp)?, &key, Part::Params, 4))
}

/// Writes the names of a curve, each line behind `off` spaces.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECPKParameters_print(bp: Mut<BIO>, x: In<EC_GROUP>, off: c_int) -> c_int {
    entry(0, || group_text(Channel::Bio(bp.get()?), &x, off))
}

/// As [`ECPKParameters_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn ECPKParameters_print_fp(
    fp: Mut<libc::FILE>,
    x: In<EC_GROUP>,
    off: c_int,
) -> c_int {
    entry(0, || group_text(Channel::file(&fp)?, &x, off))
}
