//! Contents that are encoded while they pass, and S/MIME messages.

use crate::abi::{DerOut, Give, In, InOut, Mut, Out, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::pkcs7::stream::Body;
use crate::obj::pkcs7::{PKCS7, mail, stream};
use std::ffi::{c_int, c_uchar};

/// Marks the content as one that is streamed; `*boundary` is the place of the
/// pointer to its octets.
///
/// Returns: 1; 0 if there is no place for a content.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_stream(boundary: Out<*mut *mut c_uchar>, p7: Mut<PKCS7>) -> c_int {
    quiet(0, || {
        let octets = stream::streamed(p7.get()?).ok_or_else(Error::quiet)?;
        boundary.write(octets.data_place())?;
        Ok(1)
    })
}

/// Writes the encoding of a `PKCS7` in indefinite lengths.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_NDEF(a: In<PKCS7>, out: DerOut) -> c_int {
    entry(-1, || match a.opt() {
        Some(a) => out.put(&stream::encode(a)?),
        None => Ok(0),
    })
}

/// A chain to write a content to: it signs or encrypts what passes, and writes
/// the encoding to `out`; a flush ends it.
///
/// Returns: the chain with `out` at its end; NULL on failure.
/// Ownership: C owns each link, and keeps `p7` as long.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_PKCS7(out: Mut<BIO>, p7: Mut<PKCS7>) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::opt(stream::open(p7.get()?, &out.share()?)?.into_c())))
}

/// Writes the encoding of a `PKCS7`, with the content from `in` and in
/// indefinite lengths for `PKCS7_STREAM`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_bio_stream(
    out: Mut<BIO>,
    p7: Mut<PKCS7>,
    in_: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let data = in_.share_opt();
        stream::write(&out.share()?, Body::Pkcs7(p7.get()?), data.as_ref(), flags).map(c_int::from)
    })
}

/// Writes a `PKCS7` in PEM, with the content from `in` for `PKCS7_STREAM`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PKCS7_stream(
    out: Mut<BIO>,
    p7: Mut<PKCS7>,
    in_: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let (out, data) = (out.share()?, in_.share_opt());
        let body = Body::Pkcs7(p7.get()?);
        stream::write_pem(&out, body, data.as_ref(), flags, "PKCS7").map(c_int::from)
    })
}

/// Writes an S/MIME message: in two parts, the content from `data`, for
/// `PKCS7_DETACHED`.
///
/// Returns: 1; 0 on failure. See: SMIME_write_PKCS7(3).
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_write_PKCS7(
    bio: Mut<BIO>,
    p7: Mut<PKCS7>,
    data: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let data = data.share_opt();
        mail::write(&bio.share()?, p7.get()?, data.as_ref(), flags).map(c_int::from)
    })
}

fn read(bio: &Mut<BIO>, bcont: &Out<*mut BIO>) -> Result<Box<PKCS7>> {
    bcont.write_opt(std::ptr::null_mut());
    let (p7, content) = mail::read::<PKCS7>(&bio.share()?, 0)?;
    if let Some(content) = content.filter(|_| !bcont.is_null()) {
        bcont.write(Give::new(content).as_ptr())?;
    }
    Ok(p7)
}

/// Reads an S/MIME message.
///
/// Returns: what it holds; NULL on failure. `*bcont` is the content if that is
/// a part of its own, else NULL; C frees it.
/// Errors: see SMIME_read_PKCS7(3).
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_PKCS7(bio: Mut<BIO>, bcont: Out<*mut BIO>) -> Give<PKCS7> {
    entry(Give::null(), || read(&bio, &bcont).map(Give::new))
}

/// As [`SMIME_read_PKCS7`]. Ownership: replaces what is in `*p7`.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_PKCS7_ex(
    bio: Mut<BIO>,
    bcont: Out<*mut BIO>,
    p7: InOut<PKCS7>,
) -> Give<PKCS7> {
    entry(Give::null(), || Ok(p7.give(read(&bio, &bcont)?, drop)))
}
