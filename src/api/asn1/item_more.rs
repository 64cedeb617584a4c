//! More generic functions: copies and digests by functions and items, and
//! what takes a library context, which is not needed.

use super::item::{ASN1_item_d2i, ASN1_item_new, d2i_of_void, i2d_of_void, read_item, write_to};
use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::{Arg, DerIn, DerOut, Give, In, Mut, Opaque, Out, OutBuf, Str, entry};
use crate::api::cms::values::CMS_ITEM;
use crate::api::pkcs7::stream::i2d_PKCS7_NDEF;
use crate::api::pkcs7::values::PKCS7_ITEM;
use crate::api::x509::digest::store;
use crate::err::{self, Error, Lib, asn1};
use crate::obj::asn1::item::{self, encode::As};
use crate::obj::bio::{BIO, mem};
use crate::obj::evp_md::EVP_MD;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::stream::Channel;
use libc::FILE;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint, c_void};

const NONE: *mut c_void = std::ptr::null_mut();

/// What a program's own function writes for a value; `None` if nothing.
pub(in crate::api) fn written(i2d: i2d_of_void, value: *const c_void) -> Option<Vec<u8>> {
    let len = usize::try_from(i2d(value, Out::at(std::ptr::null_mut()))).ok()?;
    if len == 0 {
        return None;
    }
    let mut der = vec![0u8; len];
    let mut at = der.as_mut_ptr();
    let used = usize::try_from(i2d(value, Out::lend(&mut at))).ok()?;
    (used > 0 && used <= len).then(|| {
        der.truncate(used);
        der
    })
}

/// A copy of a value of a type; NULL for NULL or on failure.
/// Errors: `ASN1_R_AUX_ERROR` if the type's own function refuses.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_dup(it: In<ASN1_ITEM>, x: *const c_void) -> *mut c_void {
    entry(NONE, || match x.is_null() {
        true => Ok(NONE),
        false => item::duplicate(it.get()?, Opaque(x.cast_mut())).map(|copy| copy.0),
    })
}

/// Like `ASN1_item_i2d`, in indefinite lengths where the type says so.
///
/// Returns: the length; 0 for NULL; -1 on failure.
/// Errors: `ASN1_R_STREAMING_NOT_SUPPORTED` for CMS, whose contents stay where
/// they are.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_ndef_i2d(
    val: *const ASN1_VALUE,
    out: DerOut,
    it: In<ASN1_ITEM>,
) -> c_int {
    entry(-1, || {
        let item = it.get()?;
        if std::ptr::eq(item, &PKCS7_ITEM) {
            return Ok(i2d_PKCS7_NDEF(In::from_element(Opaque(val.cast_mut().cast())), out));
        }
        if std::ptr::eq(item, &CMS_ITEM) {
            return Err(Error::new(Lib::Asn1, asn1::R_STREAMING_NOT_SUPPORTED));
        }
        write_to(val, &out, item, As { tag: None, indefinite: true })
    })
}

/// A copy of a value, by the functions that write and read its type; NULL
/// for NULL or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_dup(
    i2d: Option<i2d_of_void>,
    d2i: Option<d2i_of_void>,
    x: *const c_void,
) -> *mut c_void {
    entry(NONE, || {
        let (Some(i2d), Some(d2i), false) = (i2d, d2i, x.is_null()) else { return Ok(NONE) };
        let Some(der) = written(i2d, x) else { return Ok(NONE) };
        let mut at = der.as_ptr();
        let len = c_long::try_from(der.len()).unwrap_or(0);
        Ok(d2i(Out::at(std::ptr::null_mut()), Out::lend(&mut at), len))
    })
}

/// The digest of what a function writes for a value. Returns: 1; 0 on
/// failure. Errors: `ERR_R_INTERNAL_ERROR` if it writes nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_digest(
    i2d: Option<i2d_of_void>,
    type_: In<EVP_MD>,
    data: *mut c_char,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let der = i2d.and_then(|i2d| written(i2d, data.cast_const().cast()));
        let der = der.ok_or_else(|| Error::new(Lib::Asn1, err::R_INTERNAL_ERROR))?;
        store(type_.get()?, &der, md, &len)
    })
}

/// The digest of the encoding of a value of a type. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_digest(
    it: In<ASN1_ITEM>,
    type_: In<EVP_MD>,
    data: *mut c_void,
    md: OutBuf<c_uchar>,
    len: Out<c_uint>,
) -> c_int {
    entry(0, || {
        if data.is_null() {
            return Ok(0);
        }
        let der = item::write(it.get()?, Opaque(data))?;
        if der.is_empty() {
            return Ok(0);
        }
        store(type_.get()?, &der, md, &len)
    })
}

/// A memory BIO with the encoding of a value of a type.
/// Errors: `ERR_R_PASSED_NULL_PARAMETER`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_i2d_mem_bio(it: In<ASN1_ITEM>, val: *const ASN1_VALUE) -> Give<BIO> {
    entry(Give::null(), || {
        let (Some(it), false) = (it.opt(), val.is_null()) else {
            return Err(Error::new(Lib::Asn1, err::R_PASSED_NULL_PARAMETER));
        };
        let der = item::write(it, Opaque(val.cast_mut().cast()))?;
        let bio = BIO::new(mem::mem_method().clone())?;
        match bio.write_all(&der) {
            true => Ok(Give::new(bio)),
            false => Err(Error::quiet()),
        }
    })
}

/// A new value of a type; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_new_ex(
    it: In<ASN1_ITEM>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut ASN1_VALUE {
    ASN1_item_new(it)
}

/// Like `ASN1_item_d2i`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i_ex(
    val: Out<*mut ASN1_VALUE>,
    in_: DerIn,
    len: c_long,
    it: In<ASN1_ITEM>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut ASN1_VALUE {
    ASN1_item_d2i(val, in_, len, it)
}

/// Like `ASN1_item_d2i_bio`; a NULL `in` is nothing to read.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i_bio_ex(
    it: In<ASN1_ITEM>,
    in_: Mut<BIO>,
    x: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut c_void {
    entry(NONE, || match in_.opt() {
        Some(bio) => read_item(it.get()?, Channel::Bio(bio), &x.out()),
        None => Ok(NONE),
    })
}

/// Like `ASN1_item_d2i_fp`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_d2i_fp_ex(
    it: In<ASN1_ITEM>,
    in_: Mut<FILE>,
    x: Arg,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut c_void {
    entry(NONE, || read_item(it.get()?, Channel::file(&in_)?, &x.out()))
}
