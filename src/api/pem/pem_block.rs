//! `PEM_read`, `PEM_write` and their kin: blocks of any content.

use super::source;
use crate::abi::mem;
use crate::abi::{Arg, InBuf, Mut, Out, OutBuf, Str, entry};
use crate::err::{Error, Lib, Result, pem as pem_err};
use crate::obj::bio::BIO;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::pem::{self, CipherInfo};
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_char, c_int, c_long, c_uchar};

pub use crate::obj::cipher_info::EVP_CIPHER_INFO;

/// Hands name, header and data of a block to C.
fn put(
    to: Channel<'_>,
    name: &Out<*mut c_char>,
    header: &Out<*mut c_char>,
    data: &Out<*mut c_uchar>,
    len: &Out<c_long>,
) -> Result<c_int> {
    let block = pem_io::read_block(to)?;
    name.write(mem::strdup(&block.name)?)?;
    header.write(mem::strdup(&block.header)?)?;
    data.write(mem::copy_out(&block.data)?.cast())?;
    len.write(c_long::try_from(block.data.len()).unwrap_or(0))?;
    Ok(1)
}

/// Reads the next block: its name, its header lines and its decoded data,
/// which the caller frees with `OPENSSL_free`.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_NO_START_LINE`, `PEM_R_BAD_END_LINE`,
/// `PEM_R_BAD_BASE64_DECODE`.
/// See: PEM_read_bio(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio(
    bp: Mut<BIO>,
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
) -> c_int {
    entry(0, || put(Channel::Bio(bp.get()?), &name, &header, &data, &len))
}

/// As [`PEM_read_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read(
    fp: Mut<libc::FILE>,
    name: Out<*mut c_char>,
    header: Out<*mut c_char>,
    data: Out<*mut c_uchar>,
    len: Out<c_long>,
) -> c_int {
    entry(0, || put(Channel::file(&fp)?, &name, &header, &data, &len))
}

fn write(
    to: Channel<'_>,
    name: &Str,
    header: &Str,
    data: &InBuf<c_uchar>,
    len: c_long,
) -> Result<c_int> {
    let header = header.opt().map_or(&b""[..], |h| h.to_bytes());
    let written = pem_io::write_block(to, name.bytes()?, header, data.slice(len)?)?;
    Ok(c_int::try_from(written).unwrap_or(c_int::MAX))
}

/// Writes a block.
///
/// Returns: the number of base64 characters and line ends; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio(
    bp: Mut<BIO>,
    name: Str,
    hdr: Str,
    data: InBuf<c_uchar>,
    len: c_long,
) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &name, &hdr, &data, len))
}

/// As [`PEM_write_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write(
    fp: Mut<libc::FILE>,
    name: Str,
    hdr: Str,
    data: InBuf<c_uchar>,
    len: c_long,
) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &name, &hdr, &data, len))
}

/// Reads the next block that serves as `name`, decrypted; the caller frees
/// the data, and the name in `*pnm`, with `OPENSSL_free`.
///
/// Returns: 1; 0 on error.
/// Errors: as [`PEM_read_bio`]; `PEM_R_BAD_DECRYPT`, `PEM_R_BAD_PASSWORD_READ`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_bytes_read_bio(
    pdata: Out<*mut c_uchar>,
    plen: Out<c_long>,
    pnm: Out<*mut c_char>,
    name: Str,
    bp: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let mut lines = Channel::Bio(bp.get()?);
        let (found, data) = pem_io::read_named(&mut lines, name.bytes()?, &source(cb, u))?;
        pdata.write(mem::copy_out(&data)?.cast())?;
        plen.write(c_long::try_from(data.len()).unwrap_or(0))?;
        if !pnm.is_null() {
            pnm.write(mem::strdup(&found)?)?;
        }
        Ok(1)
    })
}

/// As [`PEM_bytes_read_bio`].
#[unsafe(no_mangle)]
pub extern "C" fn PEM_bytes_read_bio_secmem(
    pdata: Out<*mut c_uchar>,
    plen: Out<c_long>,
    pnm: Out<*mut c_char>,
    name: Str,
    bp: Mut<BIO>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    PEM_bytes_read_bio(pdata, plen, pnm, name, bp, cb, u)
}

/// Reads from a block's header how it is encrypted.
///
/// Returns: 1, also for an empty header (then no cipher is set); 0 on error.
/// Errors: `PEM_R_NOT_PROC_TYPE`, `PEM_R_NOT_ENCRYPTED`, `PEM_R_SHORT_HEADER`,
/// `PEM_R_NOT_DEK_INFO`, `PEM_R_UNSUPPORTED_ENCRYPTION`, `PEM_R_BAD_IV_CHARS`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_get_EVP_CIPHER_INFO(header: Str, cipher: Mut<EVP_CIPHER_INFO>) -> c_int {
    entry(0, || {
        let place = cipher.get()?;
        place.set(None);
        let header = header.opt().map_or(&b""[..], |h| h.to_bytes());
        place.set(CipherInfo::parse(header)?.as_ref());
        Ok(1)
    })
}

/// Decrypts a block's `*len` bytes in place, as its header said.
///
/// Returns: 1; 0 on error.
/// Errors: `PEM_R_BAD_DECRYPT`, `PEM_R_BAD_PASSWORD_READ`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_do_header(
    cipher: Mut<EVP_CIPHER_INFO>,
    mut data: OutBuf<c_uchar>,
    len: Out<c_long>,
    callback: Option<pem_password_cb>,
    u: Arg,
) -> c_int {
    entry(0, || {
        let total = len.read()?;
        if total > c_long::from(c_int::MAX) {
            return Err(Error::new(Lib::Pem, pem_err::R_HEADER_TOO_LONG));
        }
        let Some(info) = cipher.get()?.get() else {
            return Ok(1);
        };
        let place = data.slice(total)?;
        let opened = pem::open_with(&info, place, &source(callback, u))?;
        place[..opened.len()].copy_from_slice(&opened);
        len.write(c_long::try_from(opened.len()).unwrap_or(0))?;
        Ok(1)
    })
}
