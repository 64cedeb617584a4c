//! S/MIME: its texts, and messages of any type. Contents are streamed of
//! PKCS#7 alone.

use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::{Give, In, Mut, Opaque, Out, Str, entry, stack};
use crate::api::pkcs7::values::PKCS7_ITEM;
use crate::err::{Error, Result, asn1};
use crate::obj::asn1::item as asn1_item;
use crate::obj::bio::BIO;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::mime;
use crate::obj::pkcs7::mail::{self, Message, undecoded};
use crate::obj::pkcs7::stream::{self, Body};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

/// Runs `write` with what `val`, of the type `it`, is written as.
fn with_body<R>(
    val: *mut ASN1_VALUE,
    it: &In<ASN1_ITEM>,
    write: impl FnOnce(Body<'_>) -> Result<R>,
) -> Result<R> {
    let item = it.get()?;
    let value = Opaque(val.cast());
    if std::ptr::eq(item, &PKCS7_ITEM) {
        return write(Body::Pkcs7(stack::look(value).ok_or_else(Error::quiet)?));
    }
    write(Body::Other(&|| asn1_item::write(item, value)))
}

/// A chain to write a content to, whose encoding goes to `out`; a flush ends
/// it.
///
/// Returns: the chain with `out` at its end; NULL on failure.
/// Ownership: C owns each link, and keeps `val` as long.
/// Errors: `ASN1_R_STREAMING_NOT_SUPPORTED` for other types than `PKCS7`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_NDEF(
    out: Mut<BIO>,
    val: *mut ASN1_VALUE,
    it: In<ASN1_ITEM>,
) -> Give<BIO> {
    entry(Give::null(), || {
        let out = out.share()?;
        with_body(val, &it, |body| Ok(Give::opt(body.open(&out)?.into_c())))
    })
}

/// Writes the encoding of a value, with the content from `in` and in
/// indefinite lengths for `SMIME_STREAM`. Returns: 1; 0 on failure.
/// Errors: `ASN1_R_STREAMING_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_bio_stream(
    out: Mut<BIO>,
    val: *mut ASN1_VALUE,
    in_: Mut<BIO>,
    flags: c_int,
    it: In<ASN1_ITEM>,
) -> c_int {
    entry(0, || {
        let (out, data) = (out.share()?, in_.share_opt());
        with_body(val, &it, |body| stream::write(&out, body, data.as_ref(), flags)).map(c_int::from)
    })
}

/// The same in PEM, under the name `hdr`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_ASN1_stream(
    out: Mut<BIO>,
    val: *mut ASN1_VALUE,
    in_: Mut<BIO>,
    flags: c_int,
    hdr: Str,
    it: In<ASN1_ITEM>,
) -> c_int {
    entry(0, || {
        let (out, data) = (out.share()?, in_.share_opt());
        let name = hdr.get()?.to_string_lossy();
        with_body(val, &it, |body| stream::write_pem(&out, body, data.as_ref(), flags, &name))
            .map(c_int::from)
    })
}

/// Writes an S/MIME message of a value: `ctype_nid` says what it is,
/// `econt_nid` what is in it, `mdalgs` its digests.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_write_ASN1(
    bio: Mut<BIO>,
    val: *mut ASN1_VALUE,
    data: Mut<BIO>,
    flags: c_int,
    ctype_nid: c_int,
    econt_nid: c_int,
    mdalgs: Mut<OPENSSL_STACK>,
    it: In<ASN1_ITEM>,
) -> c_int {
    entry(0, || {
        let (out, data) = (bio.share()?, data.share_opt());
        let digests = mdalgs.opt().map(OPENSSL_STACK::objects);
        // OpenSSL's flag has the opposite sense here.
        let flags = flags ^ OLD_TYPE;
        with_body(val, &it, |body| {
            let message = Message { body, kind: ctype_nid, inner: econt_nid, digests };
            mail::write_message(&out, &message, data.as_ref(), flags)
        })
        .map(c_int::from)
    })
}

/// `SMIME_OLDMIME`.
const OLD_TYPE: c_int = 0x400;

/// As [`SMIME_write_ASN1`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_write_ASN1_ex(
    bio: Mut<BIO>,
    val: *mut ASN1_VALUE,
    data: Mut<BIO>,
    flags: c_int,
    ctype_nid: c_int,
    econt_nid: c_int,
    mdalgs: Mut<OPENSSL_STACK>,
    it: In<ASN1_ITEM>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    SMIME_write_ASN1(bio, val, data, flags, ctype_nid, econt_nid, mdalgs, it)
}

/// Reads an S/MIME message of a value of the type `it`.
///
/// Returns: the value, C's to free; NULL on failure. `*bcont` is the content
/// if that is a part of its own, else NULL; C frees it.
/// Errors: see SMIME_read_PKCS7(3).
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_ASN1(
    bio: Mut<BIO>,
    bcont: Out<*mut BIO>,
    it: In<ASN1_ITEM>,
) -> *mut ASN1_VALUE {
    entry(std::ptr::null_mut(), || read(&bio, 0, &bcont, &it))
}

fn read(
    bio: &Mut<BIO>,
    flags: c_int,
    bcont: &Out<*mut BIO>,
    it: &In<ASN1_ITEM>,
) -> Result<*mut ASN1_VALUE> {
    bcont.write_opt(std::ptr::null_mut());
    let item = it.get()?;
    let (der, content) = mail::read_encoding(&bio.share()?, flags)?;
    let reason = match content {
        Some(_) => asn1::R_ASN1_SIG_PARSE_ERROR,
        None => asn1::R_ASN1_PARSE_ERROR,
    };
    let (value, _) = asn1_item::read(item, &der).map_err(|cause| undecoded(&cause, reason))?;
    if let Some(content) = content.filter(|_| !bcont.is_null()) {
        bcont.write(Give::new(content).as_ptr())?;
    }
    Ok(value.0.cast())
}

/// As [`SMIME_read_ASN1`], with flags such as `SMIME_BINARY`.
///
/// Ownership: replaces what is in `*x`.
#[unsafe(no_mangle)]
pub extern "C" fn SMIME_read_ASN1_ex(
    bio: Mut<BIO>,
    flags: c_int,
    bcont: Out<*mut BIO>,
    it: In<ASN1_ITEM>,
    x: Out<*mut ASN1_VALUE>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut ASN1_VALUE {
    entry(std::ptr::null_mut(), || {
        let value = read(&bio, flags, &bcont, &it)?;
        if !x.is_null() {
            asn1_item::free(it.get()?, Opaque(x.read()?.cast()));
            x.write(value)?;
        }
        Ok(value)
    })
}

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
    entry(0, || mime::text(in_.get()?, Some(out.get()?)).map(|()| 1))
}
