//! Contents that are encoded while they pass, and S/MIME messages.

use crate::abi::{Give, InOut, Mut, Out, entry};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::cms::{CMS_ContentInfo, stream as streaming};
use crate::obj::pkcs7::stream::Body;
use crate::obj::pkcs7::{mail, stream};
use std::ffi::{c_int, c_uchar};

/// Marks the content as one that is streamed; `*boundary` is the place of the
/// pointer to its octets.
///
/// Returns: 1; 0 if there is no place for a content.
/// Errors: `CMS_R_UNSUPPORTED_CONTENT_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_stream(boundary: Out<*mut *mut c_uchar>, cms: Mut<CMS_ContentInfo>) -> c_int {
    entry(0, || {
        let octets = streaming::streamed(cms.get()?)?;
        boundary.write(octets.data_place())?;
        Ok(1)
    })
}

/// A chain to write a content to: it signs or encrypts what passes, and writes
/// the encoding to `out`; a flush ends it.
///
/// Returns: the chain with `out` at its end; NULL on failure.
/// Ownership: C owns each link, and keeps `cms` as long.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_CMS(out: Mut<BIO>, cms: Mut<CMS_ContentInfo>) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::opt(stream::open(cms.get()?, &out.share()?)?.into_c())))
}

/// Writes the encoding of a content, with its octets from `in` and in
/// indefinite lengths for `CMS_STREAM`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CMS_bio_stream(
    out: Mut<BIO>,
    cms: Mut<CMS_ContentInfo>,
    in_: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let data = in_.share_opt();
        stream::write(&out.share()?, Body::Cms(cms.get()?), data.as_ref(), flags).map(c_int::from)
    })
}

/// Writes a content in PEM, with its octets from `in` for `CMS_STREAM`.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_CMS_stream(
    out: Mut<BIO>,
    cms: Mut<CMS_ContentInfo>,
    in_: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let (out, data) = (out.share()?, in_.share_opt());
        let body = Body::Cms(cms.get()?);
        stream::write_pem(&out, body, data.as_ref(), flags, "CMS").map(c_int::from)
    })
}

/// Writes an S/MIME message: in two parts, the content from `data`, for
/// `CMS_DETACHED`.
///
/// Returns: 1; 0 on failure. See: SMIME_write_CMS(3).
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_write_CMS(
    bio: Mut<BIO>,
    cms: Mut<CMS_ContentInfo>,
    data: Mut<BIO>,
    flags: c_int,
) -> c_int {
    entry(0, || {
        let data = data.share_opt();
        let written = streaming::write_mail(&bio.share()?, cms.get()?, data.as_ref(), flags)?;
        Ok(written.into())
    })
}

fn read(bio: &Mut<BIO>, flags: c_int, bcont: &Out<*mut BIO>) -> Result<Box<CMS_ContentInfo>> {
    bcont.write_opt(std::ptr::null_mut());
    let (cms, content) = mail::read::<CMS_ContentInfo>(&bio.share()?, flags)?;
    if let Some(content) = content.filter(|_| !bcont.is_null()) {
        bcont.write(Give::new(content).as_ptr())?;
    }
    Ok(cms)
}

/// Reads an S/MIME message.
///
/// Returns: what it holds; NULL on failure. `*bcont` is the content if that is
/// a part of its own, else NULL; C frees it.
/// Errors: see SMIME_read_CMS(3).
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_CMS(bio: Mut<BIO>, bcont: Out<*mut BIO>) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || read(&bio, 0, &bcont).map(Give::new))
}

/// As [`SMIME_read_CMS`], with flags of `CMS_BINARY` and `CMS_CRLFEOL`.
/// Ownership: replaces what is in `*ci`.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_CMS_ex(
    bio: Mut<BIO>,
    flags: c_int,
    bcont: Out<*mut BIO>,
    ci: InOut<CMS_ContentInfo>,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || Ok(ci.give(read(&bio, flags, &bcont)?, drop)))
}
