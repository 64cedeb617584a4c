//! `PEM_ASN1_read` and `PEM_ASN1_write`: values of any type, by the functions
//! that read and write it.

use super::pem_typed_more::{seal, sealing};
use super::source;
use crate::abi::{Arg, In, InBuf, Mut, Out, Str, entry};
use crate::api::asn1::item::{d2i_of_void, i2d_of_void};
use crate::api::asn1::item_more::written;
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use libc::FILE;
use std::ffi::{c_int, c_long, c_uchar, c_void};
use zeroize::Zeroizing;

/// What PEM says of a value that could not be read or written.
#[track_caller]
fn failed() -> Error {
    Error::new(Lib::Pem, err::lib_failed(Lib::Asn1))
}

fn read(
    d2i: Option<d2i_of_void>,
    name: &Str,
    mut from: Channel<'_>,
    x: Out<*mut c_void>,
    pass: &Source<'_>,
) -> Result<*mut c_void> {
    let (_, der) = pem_io::read_named(&mut from, name.bytes()?, pass)?;
    let d2i = d2i.ok_or_else(failed)?;
    let mut at = der.as_ptr();
    let len = c_long::try_from(der.len()).map_err(|_| failed())?;
    let value = d2i(x, Out::lend(&mut at), len);
    if value.is_null() { Err(failed()) } else { Ok(value) }
}

/// Reads the next block that serves as `name`, decrypted, with the function
/// `d2i`, which gets the place `x`.
///
/// Returns: the value; NULL on error.
/// Errors: `PEM_R_NO_START_LINE`, `PEM_R_BAD_PASSWORD_READ`,
/// `PEM_R_BAD_DECRYPT`; `ERR_R_ASN1_LIB` after those of `d2i`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_ASN1_read_bio(
    d2i: Option<d2i_of_void>,
    name: Str,
    bp: Mut<BIO>,
    x: Out<*mut c_void>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || read(d2i, &name, Channel::Bio(bp.get()?), x, &source(cb, u)))
}

/// As [`PEM_ASN1_read_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_ASN1_read(
    d2i: Option<d2i_of_void>,
    name: Str,
    fp: Mut<FILE>,
    x: Out<*mut c_void>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || read(d2i, &name, Channel::file(&fp)?, x, &source(cb, u)))
}

/// What the function writes for a value, which may be secret.
fn encoded(i2d: Option<i2d_of_void>, x: *const c_void) -> Result<Zeroizing<Vec<u8>>> {
    i2d.and_then(|i2d| written(i2d, x)).map(Zeroizing::new).ok_or_else(failed)
}

/// Writes a block called `name` of what `i2d` makes of `x`; with a cipher
/// `enc` encrypted under the `klen` bytes at `kstr`, else what `cb` answers,
/// else the string `u`.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_UNSUPPORTED_CIPHER`, `PEM_R_READ_KEY`; `ERR_R_ASN1_LIB` if
/// nothing is written.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_ASN1_write_bio(
    i2d: Option<i2d_of_void>,
    name: Str,
    bp: Mut<BIO>,
    x: *const c_void,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let (to, pass) = (Channel::Bio(bp.get()?), sealing(&kstr, klen, cb, u)?);
        seal(to, name.bytes()?, || encoded(i2d, x), &enc, &pass)
    })
}

/// As [`PEM_ASN1_write_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_ASN1_write(
    i2d: Option<i2d_of_void>,
    name: Str,
    fp: Mut<FILE>,
    x: *const c_void,
    enc: In<EVP_CIPHER>,
    kstr: InBuf<c_uchar>,
    klen: c_int,
    callback: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let (to, pass) = (Channel::file(&fp)?, sealing(&kstr, klen, callback, u)?);
        seal(to, name.bytes()?, || encoded(i2d, x), &enc, &pass)
    })
}
