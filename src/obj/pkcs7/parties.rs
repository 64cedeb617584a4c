//! Signers and recipients: who they are, and how their keys sign or encrypt.

use super::attribute::{PKCS7_ATTR_SIGN, PKCS7_ATTR_VERIFY};
use super::{
    Content, PKCS7, PKCS7_ISSUER_AND_SERIAL, PKCS7_RECIP_INFO, PKCS7_SIGNER_INFO, attribute, error,
    signers,
};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, StaticOrBox, stack};
use crate::crypto::digest::Md;
use crate::err::{self, Error, Result, pkcs7};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::{EVP_MD, digest};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, default_md, operation};
use crate::obj::objects::{self, ASN1_OBJECT, nid};
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::c_int;
use std::sync::Arc;

/// `EVP_PKEY_EC`.
const EC: c_int = 408;
/// `EVP_PKEY_DSA`.
const DSA: c_int = 116;

/// Makes `place` name an algorithm, with NULL for its parameters or none.
fn name(place: &Owned<X509_ALGOR>, number: c_int, null: bool) -> Result<()> {
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(StaticOrBox::Static(objects::known(number)?)));
    algorithm.parameter.set(null.then(ASN1_TYPE::null));
    place.set(Some(algorithm));
    Ok(())
}

/// Sets a version.
fn number(place: &Owned<ASN1_STRING>, version: u64) -> Result<()> {
    match place.get() {
        Some(place) => integer::set(place, v::INTEGER, false, version),
        None => Err(Error::quiet()),
    }
}

/// Says whose it is.
fn identify(place: &Owned<PKCS7_ISSUER_AND_SERIAL>, cert: &X509) -> Result<()> {
    let place = place.get().ok_or_else(Error::quiet)?;
    let info = cert.info()?;
    let issuer = info.issuer.get().ok_or_else(Error::quiet)?;
    let serial = info.serialNumber.get().ok_or_else(Error::quiet)?;
    place.issuer.set(Some(X509_NAME::duplicate(issuer)?));
    place.serial.set(Some(serial.duplicate()?));
    Ok(())
}

/// The public key of a certificate.
pub fn key_of(cert: &X509) -> Result<Arc<EVP_PKEY>> {
    cert.info()?.key.get().ok_or_else(Error::quiet)?.key().cloned()
}

/// The digest of an algorithm, or that of a signature algorithm, which some
/// programs name in its place.
pub fn md_of(algorithm: Option<&X509_ALGOR>) -> Option<&'static EVP_MD> {
    let object = algorithm?.algorithm.get()?;
    EVP_MD::by_name(objects::by_nid(object.nid())?.short()?.to_bytes())
}

/// Makes a signature that of `cert` with `key` and a digest. Returns false for
/// a digest that no such signature is defined for.
///
/// Errors: `PKCS7_R_SIGNING_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
pub fn set_signer(
    si: &PKCS7_SIGNER_INFO,
    cert: &X509,
    key: Arc<EVP_PKEY>,
    md: &EVP_MD,
) -> Result<bool> {
    number(&si.version, 1)?;
    identify(&si.issuer_and_serial, cert)?;
    name(&si.digest_alg, md.nid(), true)?;
    let kind = key.type_nid();
    si.pkey.set(Some(key));
    match kind {
        nid::RSAENCRYPTION => name(&si.digest_enc_alg, nid::RSAENCRYPTION, true).map(|()| true),
        EC | DSA => match objects::sigid_by_algs(md.nid(), kind) {
            Some(both) => name(&si.digest_enc_alg, both, false).map(|()| true),
            None => Ok(false),
        },
        _ => Err(error(pkcs7::R_SIGNING_NOT_SUPPORTED_FOR_THIS_KEY_TYPE)),
    }
}

/// Adds a signature, which `take` hands over, to a signed content, and its
/// digest to the digests.
///
/// Errors: `PKCS7_R_WRONG_CONTENT_TYPE`.
pub fn add_signer<'a>(
    p7: &'a PKCS7,
    digest: Option<&X509_ALGOR>,
    take: impl FnOnce() -> Result<Box<PKCS7_SIGNER_INFO>>,
) -> Result<&'a PKCS7_SIGNER_INFO> {
    let digests = match p7.content() {
        Content::Signed(signed) => &signed.md_algs,
        Content::Both(both) => &both.md_algs,
        _ => return Err(error(pkcs7::R_WRONG_CONTENT_TYPE)),
    };
    let number = nid_of(digest);
    if !digests.items().into_iter().any(|known| known.nid() == number) {
        let algorithm = X509_ALGOR::blank();
        algorithm.algorithm.set(Some(StaticOrBox::Static(objects::known(number)?)));
        algorithm.parameter.set(Some(ASN1_TYPE::null()));
        digests.made()?.push_owner::<X509_ALGOR>(algorithm);
    }
    let all = signers(p7).ok_or_else(Error::quiet)?;
    all.made()?.push_owner::<PKCS7_SIGNER_INFO>(take()?);
    all.items().pop().ok_or_else(Error::quiet)
}

/// The digest that signatures of a key use unless the program names one.
fn usual_md(key: &EVP_PKEY) -> Result<&'static EVP_MD> {
    default_md(key).map(EVP_MD::of).ok_or_else(Error::quiet)
}

/// Adds the signature of `cert` with `key`, to be made later.
pub fn add_signature<'a>(
    p7: &'a PKCS7,
    cert: &X509,
    key: Arc<EVP_PKEY>,
    md: Option<&'static EVP_MD>,
) -> Result<&'a PKCS7_SIGNER_INFO> {
    let md = md.map_or_else(|| usual_md(&key), Ok)?;
    let si = PKCS7_SIGNER_INFO::blank();
    if !set_signer(&si, cert, key, md)? {
        return Err(Error::quiet());
    }
    let algorithm = X509_ALGOR::blank();
    algorithm.copy_from(si.digest_alg.get().ok_or_else(Error::quiet)?)?;
    add_signer(p7, Some(&algorithm), || Ok(si))
}

/// The key that signs.
fn private(si: &PKCS7_SIGNER_INFO) -> Result<Arc<EVP_PKEY>> {
    stack::share::<EVP_PKEY>(Opaque(si.pkey.as_ptr().cast())).ok_or_else(Error::quiet)
}

/// Signs a digest.
pub fn sign_digest(si: &PKCS7_SIGNER_INFO, md: Md, tbs: &[u8]) -> Result<()> {
    let ctx = EVP_PKEY_CTX::for_key(private(si)?)?;
    ctx.begin(operation::SIGN)?;
    ctx.change(|settings| settings.md = Some(md));
    let signature = ctx.sign(tbs)?;
    let place = si.enc_digest.get().ok_or_else(Error::quiet)?;
    place.store(&signature)
}

/// Signs the attributes.
pub fn sign_attributes(si: &PKCS7_SIGNER_INFO) -> Result<()> {
    let md = md_of(si.digest_alg.get()).ok_or_else(Error::quiet)?.md()?;
    let der = PKCS7_ATTR_SIGN::encode(si.auth_attr.made()?);
    let tbs = digest(md, &der)?;
    sign_digest(si, md, &tbs)
}

/// Makes `info` that of the holder of `cert`.
///
/// Errors: `PKCS7_R_ENCRYPTION_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
pub fn set_recipient(info: &PKCS7_RECIP_INFO, cert: &Arc<X509>) -> Result<()> {
    number(&info.version, 0)?;
    identify(&info.issuer_and_serial, cert)?;
    let key = key_of(cert)?;
    if key.type_nid() != nid::RSAENCRYPTION {
        return Err(error(pkcs7::R_ENCRYPTION_NOT_SUPPORTED_FOR_THIS_KEY_TYPE));
    }
    name(&info.key_enc_algor, nid::RSAENCRYPTION, true)?;
    info.cert.set(Some(Arc::clone(cert)));
    Ok(())
}

/// The recipients of a content.
pub fn recipients(p7: &PKCS7) -> Option<&StackOf<PKCS7_RECIP_INFO>> {
    match p7.content() {
        Content::Enveloped(sealed) => Some(&sealed.recipientinfo),
        Content::Both(both) => Some(&both.recipientinfo),
        _ => None,
    }
}

/// Adds a recipient, which `take` hands over.
///
/// Errors: `PKCS7_R_WRONG_CONTENT_TYPE`.
pub fn add_recipient(
    p7: &PKCS7,
    take: impl FnOnce() -> Result<Box<PKCS7_RECIP_INFO>>,
) -> Result<&PKCS7_RECIP_INFO> {
    let list = recipients(p7).ok_or_else(|| error(pkcs7::R_WRONG_CONTENT_TYPE))?;
    list.made()?.push_owner::<PKCS7_RECIP_INFO>(take()?);
    list.items().pop().ok_or_else(Error::quiet)
}

/// Encrypts the content's key for a recipient.
pub fn seal_key(info: &PKCS7_RECIP_INFO, key: &[u8]) -> Result<()> {
    let cert = info.cert.get().ok_or_else(Error::quiet)?;
    let ctx = EVP_PKEY_CTX::for_key(key_of(cert)?)?;
    ctx.begin(operation::ENCRYPT)?;
    let sealed = ctx.encrypt(key)?;
    info.enc_key.get().ok_or_else(Error::quiet)?.store(&sealed)
}

/// Sets the cipher that a content is to be encrypted with.
///
/// Errors: `PKCS7_R_CIPHER_HAS_NO_OBJECT_IDENTIFIER`,
/// `PKCS7_R_WRONG_CONTENT_TYPE`.
pub fn set_cipher(p7: &PKCS7, cipher: &'static EVP_CIPHER) -> Result<()> {
    let content = match p7.content() {
        Content::Enveloped(sealed) => &sealed.enc_data,
        Content::Both(both) => &both.enc_data,
        _ => return Err(error(pkcs7::R_WRONG_CONTENT_TYPE)),
    };
    if objects::by_nid(cipher.cipher().nid()).is_none_or(|object| object.der().is_empty()) {
        return Err(error(pkcs7::R_CIPHER_HAS_NO_OBJECT_IDENTIFIER));
    }
    let content = content.get().ok_or_else(Error::quiet)?;
    content.cipher.set(std::ptr::from_ref(cipher).addr());
    Ok(())
}

/// The cipher whose address C's structure holds.
pub fn cipher_at(address: usize) -> Option<&'static EVP_CIPHER> {
    let mut all = EVP_CIPHER::all(false).iter().chain(EVP_CIPHER::all(true));
    all.find(|cipher| std::ptr::from_ref(*cipher).addr() == address)
}

/// Whether `si` signs a content with this digest, or, for signatures over
/// attributes, with these attributes; `ctx` is where that was digested.
///
/// Errors: with -1 as OpenSSL has them; `PKCS7_R_DIGEST_FAILURE` for another
/// content, `PKCS7_R_SIGNATURE_FAILURE` for another key.
pub fn check_signature(
    si: &PKCS7_SIGNER_INFO,
    content: &crate::obj::evp_md::EVP_MD_CTX,
    cert: &X509,
) -> Result<()> {
    let named = si.digest_alg.get();
    let attributes = si.auth_attr.stack().filter(|list| !list.is_empty());
    let mut tbs = content.finish()?.to_vec();
    let mut md = content.md().ok_or_else(Error::quiet)?;
    if let Some(list) = attributes {
        let kept = attribute::digest_in(Some(list))
            .ok_or_else(|| error(pkcs7::R_UNABLE_TO_FIND_MESSAGE_DIGEST))?;
        if kept.bytes() != tbs {
            return Err(error(pkcs7::R_DIGEST_FAILURE));
        }
        md = md_of(named).ok_or_else(Error::quiet)?;
        tbs = digest(md.md()?, &PKCS7_ATTR_VERIFY::encode(list))?.to_vec();
    }
    let signature = si.enc_digest.get().ok_or_else(Error::quiet)?;
    let key = key_of(cert)?;
    let good = EVP_PKEY_CTX::for_key(key).and_then(|ctx| {
        ctx.begin(operation::VERIFY)?;
        let md = md.md()?;
        ctx.change(|settings| settings.md = Some(md));
        ctx.verify(&tbs, signature.bytes())
    });
    match good {
        Ok(true) => Ok(()),
        Ok(false) => Err(error(pkcs7::R_SIGNATURE_FAILURE)),
        Err(cause) => {
            err::push(&cause, "EVP_VerifyFinal_ex");
            Err(error(pkcs7::R_SIGNATURE_FAILURE))
        }
    }
}

/// The NID of an algorithm's object.
pub fn nid_of(algorithm: Option<&X509_ALGOR>) -> c_int {
    algorithm.and_then(|a| a.algorithm.get()).map_or(0, ASN1_OBJECT::nid)
}

/// Sets the digest of a digested content.
pub fn set_digest(p7: &PKCS7, md: &EVP_MD) -> Result<()> {
    match p7.content() {
        Content::Digest(digested) => name(&digested.md, md.nid(), true),
        _ => Err(error(pkcs7::R_WRONG_CONTENT_TYPE)),
    }
}
