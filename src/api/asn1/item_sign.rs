//! Signatures over values of any type.

use super::item::i2d_of_void;
use super::item_more::written;
use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_OCTET_STRING};
use crate::abi::layout::item::ASN1_ITEM;
use crate::abi::{In, Mut, Opaque, Str, entry};
use crate::crypto::pkey::KeyKind;
use crate::err::{self, Error, Lib, Result, asn1, evp};
use crate::obj::asn1::item;
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::signing::{Signer, check};
use std::ffi::{c_char, c_int, c_void};

/// The encoding of a value of a type.
fn encoded(it: &In<ASN1_ITEM>, data: *const c_void) -> Result<Vec<u8>> {
    if data.is_null() {
        return Err(Error::new(Lib::Asn1, err::R_INTERNAL_ERROR));
    }
    let der = item::write(it.get()?, Opaque(data.cast_mut()))?;
    match der.is_empty() {
        true => Err(Error::new(Lib::Asn1, err::R_INTERNAL_ERROR)),
        false => Ok(der),
    }
}

/// Signs a message, and names the algorithm in both places, if there are any.
fn sign(
    signer: &Signer,
    places: [&Mut<X509_ALGOR>; 2],
    signature: &Mut<ASN1_BIT_STRING>,
    message: &[u8],
) -> Result<c_int> {
    for place in places {
        if let Some(place) = place.opt() {
            place.copy_from(&*signer.algorithm()?)?;
        }
    }
    signer.sign_into(message, signature.get()?)
}

/// An identifier of who signs is for SM2, which is not to be had.
fn no_id(id: &In<ASN1_OCTET_STRING>) -> Result<()> {
    match id.opt() {
        None => Ok(()),
        Some(_) => Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)),
    }
}

/// Signs a value of a type with a key and a digest, and names the algorithm
/// in `algor1` and `algor2`, either of which may be NULL.
///
/// Returns: the length of the signature; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_sign(
    it: In<ASN1_ITEM>,
    algor1: Mut<X509_ALGOR>,
    algor2: Mut<X509_ALGOR>,
    signature: Mut<ASN1_BIT_STRING>,
    data: *const c_void,
    pkey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let signer = Signer::new(pkey.get()?, md.opt())?;
        sign(&signer, [&algor1, &algor2], &signature, &encoded(&it, data)?)
    })
}

/// Like `ASN1_item_sign`; an `id` is refused, since it is for SM2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_sign_ex(
    it: In<ASN1_ITEM>,
    algor1: Mut<X509_ALGOR>,
    algor2: Mut<X509_ALGOR>,
    signature: Mut<ASN1_BIT_STRING>,
    data: *const c_void,
    id: In<ASN1_OCTET_STRING>,
    pkey: Mut<EVP_PKEY>,
    md: In<EVP_MD>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    entry(0, || {
        no_id(&id)?;
        let signer = Signer::new(pkey.get()?, md.opt())?;
        sign(&signer, [&algor1, &algor2], &signature, &encoded(&it, data)?)
    })
}

/// Signs a value of a type as a context says, which `EVP_DigestSignInit`
/// prepared. Returns: the length of the signature; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_sign_ctx(
    it: In<ASN1_ITEM>,
    algor1: Mut<X509_ALGOR>,
    algor2: Mut<X509_ALGOR>,
    signature: Mut<ASN1_BIT_STRING>,
    data: *const c_void,
    ctx: Mut<EVP_MD_CTX>,
) -> c_int {
    entry(0, || {
        let signer = Signer::of_context(ctx.get()?)?;
        sign(&signer, [&algor1, &algor2], &signature, &encoded(&it, data)?)
    })
}

/// Whether a key made the signature over a value of a type.
fn verify(
    alg: &In<X509_ALGOR>,
    signature: &In<ASN1_BIT_STRING>,
    message: impl FnOnce() -> Result<Vec<u8>>,
    key: &EVP_PKEY,
) -> Result<c_int> {
    Ok(check(Some(alg.get()?), Some(signature.get()?), &message()?, key)?.into())
}

/// Whether a key made the signature over a value of a type.
/// Returns: 1 if so; 0 if not; -1 if that cannot be told.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_verify(
    it: In<ASN1_ITEM>,
    alg: In<X509_ALGOR>,
    signature: In<ASN1_BIT_STRING>,
    data: *const c_void,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(-1, || verify(&alg, &signature, || encoded(&it, data), pkey.get()?))
}

/// Like `ASN1_item_verify`; an `id` is refused, since it is for SM2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_verify_ex(
    it: In<ASN1_ITEM>,
    alg: In<X509_ALGOR>,
    signature: In<ASN1_BIT_STRING>,
    data: *const c_void,
    id: In<ASN1_OCTET_STRING>,
    pkey: Mut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    entry(-1, || {
        no_id(&id)?;
        verify(&alg, &signature, || encoded(&it, data), pkey.get()?)
    })
}

/// Like `ASN1_item_verify`, with the key of a context.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_verify_ctx(
    it: In<ASN1_ITEM>,
    alg: In<X509_ALGOR>,
    signature: In<ASN1_BIT_STRING>,
    data: *const c_void,
    ctx: Mut<EVP_MD_CTX>,
) -> c_int {
    entry(-1, || {
        let missing = || Error::new(Lib::Asn1, asn1::R_CONTEXT_NOT_INITIALISED);
        let key = ctx.get()?.pkey_ctx().ok_or_else(missing)?.settings().key.clone();
        verify(&alg, &signature, || encoded(&it, data), &*key.ok_or_else(missing)?)
    })
}

/// Signs what a function writes for a value, with an RSA key. Prefer
/// `ASN1_item_sign`: this names signatures after the digest alone.
///
/// Returns: the length of the signature; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_sign(
    i2d: Option<i2d_of_void>,
    algor1: Mut<X509_ALGOR>,
    algor2: Mut<X509_ALGOR>,
    signature: Mut<ASN1_BIT_STRING>,
    data: *mut c_char,
    pkey: Mut<EVP_PKEY>,
    type_: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let key = pkey.get()?;
        if key.public()?.kind() != KeyKind::Rsa {
            let error = Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
            err::push(&error, "EVP_SignFinal");
            return Err(Error::new(Lib::Asn1, err::lib_failed(Lib::Evp)));
        }
        let der = i2d.and_then(|i2d| written(i2d, data.cast_const().cast()));
        let der = der.ok_or_else(|| Error::new(Lib::Asn1, err::R_INTERNAL_ERROR))?;
        let signer = Signer::new(key, Some(type_.get()?))?;
        sign(&signer, [&algor1, &algor2], &signature, &der)
    })
}

/// Whether a key made the signature over what a function writes for a value.
/// Returns: 1 if so; 0 if not; -1 if that cannot be told.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_verify(
    i2d: Option<i2d_of_void>,
    algor1: Mut<X509_ALGOR>,
    signature: Mut<ASN1_BIT_STRING>,
    data: *mut c_char,
    pkey: Mut<EVP_PKEY>,
) -> c_int {
    entry(-1, || {
        if objects::sigid_algs(algor1.get()?.nid()).is_none_or(|(digest, _)| digest == 0) {
            return Err(Error::new(Lib::Asn1, asn1::R_UNKNOWN_MESSAGE_DIGEST_ALGORITHM));
        }
        let message = || {
            let der = i2d.and_then(|i2d| written(i2d, data.cast_const().cast()));
            der.ok_or_else(|| Error::new(Lib::Asn1, err::R_INTERNAL_ERROR))
        };
        verify(&algor1.as_in(), &signature.as_in(), message, pkey.get()?)
    })
}
