//! `EVP_PKEY_print_…`: the text of keys.

use crate::abi::{In, Mut, entry};
use crate::err::{Error, Result};
use crate::obj::asn1::helpers::ASN1_PCTX;
use crate::obj::bio::BIO;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_print::{Part, Printed, print};
use crate::obj::stream::Channel;
use std::ffi::c_int;

/// Writes text, each line behind `indent` spaces; then says what went wrong.
pub(crate) fn write(to: Channel<'_>, indent: c_int, (text, result): Printed) -> Result<c_int> {
    // As wide as OpenSSL goes.
    let indent = usize::try_from(indent).unwrap_or(0).min(128);
    let mut out = Vec::new();
    for line in text.split_inclusive(|&b| b == b'\n') {
        out.extend(std::iter::repeat_n(b' ', indent));
        out.extend_from_slice(line);
    }
    if !to.write(&out) {
        return Err(Error::quiet());
    }
    result.map(|()| 1)
}

fn text(to: Channel<'_>, pkey: &In<EVP_PKEY>, indent: c_int, part: Part) -> Result<c_int> {
    write(to, indent, print(pkey.get()?, part))
}

/// Writes the text of a private key, each line behind `indent` spaces.
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_NOT_A_PRIVATE_KEY`.
/// See: EVP_PKEY_print_private(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_private(
    out: Mut<BIO>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::Bio(out.get()?), &pkey, indent, Part::Private))
}

/// Writes the text of a public key, each line behind `indent` spaces.
///
/// Returns: 1; 0 or less on error.
/// Errors: `PROV_R_NOT_A_PUBLIC_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_public(
    out: Mut<BIO>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::Bio(out.get()?), &pkey, indent, Part::Public))
}

/// Writes the text of a key's parameters, each line behind `indent` spaces.
///
/// Returns: 1; 0 or less on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_params(
    out: Mut<BIO>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::Bio(out.get()?), &pkey, indent, Part::Params))
}

/// As [`EVP_PKEY_print_private`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_private_fp(
    fp: Mut<libc::FILE>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::file(&fp)?, &pkey, indent, Part::Private))
}

/// As [`EVP_PKEY_print_public`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_public_fp(
    fp: Mut<libc::FILE>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::file(&fp)?, &pkey, indent, Part::Public))
}

/// As [`EVP_PKEY_print_params`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_print_params_fp(
    fp: Mut<libc::FILE>,
    pkey: In<EVP_PKEY>,
    indent: c_int,
    _pctx: Mut<ASN1_PCTX>,
) -> c_int {
    entry(0, || text(Channel::file(&fp)?, &pkey, indent, Part::Params))
}
