//! Signatures: their attributes, how they are made and checked.

use super::content::inner_type_copy;
use super::signer::{BY_ISSUER, BY_KEY, begun, signers};
use super::values::{CMS_SignedData, CMS_SignerInfo};
use super::{CMS_ContentInfo, error, lists, object};
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::crypto::digest::Md;
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result, cms, rsa};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::asn1::time;
use crate::obj::bio::BIO;
use crate::obj::ess;
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX, digest};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, default_md, operation, padding};
use crate::obj::objects::{self, Object, nid};
use crate::obj::pkcs7::attribute::{
    PKCS7_ATTR_SIGN, PKCS7_ATTR_VERIFY, SMIME_CAPABILITIES, offered,
};
use crate::obj::pkcs7::finish::digest_in_chain;
use crate::obj::pkcs7::parties::md_of;
use crate::obj::pkcs12_bag;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::request::X509_ATTRIBUTE;
use crate::obj::x509::signing::pss;
use std::ffi::c_int;
use std::sync::Arc;

/// `EVP_PKEY_EC`.
const EC: c_int = 408;
/// `EVP_PKEY_DSA`.
const DSA: c_int = 116;

/// `CMS_…` flags of signatures.
mod flags {
    use std::ffi::c_int;
    pub(super) const NOCERTS: c_int = 0x2;
    pub(super) const NOATTR: c_int = 0x100;
    pub(super) const NOSMIMECAP: c_int = 0x200;
    pub(super) const PARTIAL: c_int = 0x4000;
    pub(super) const REUSE_DIGEST: c_int = 0x8000;
    pub(super) const USE_KEYID: c_int = 0x1_0000;
    pub(super) const KEY_PARAM: c_int = 0x4_0000;
    pub(super) const CADES: c_int = 0x10_0000;
}

/// What RFC 5652, section 11, and RFC 2634 say of an attribute.
struct Rule {
    nid: c_int,
    signed: bool,
    /// There may be but one, with one value.
    once: bool,
    /// It must be there if any signed attribute is.
    required: bool,
}

const fn rule(nid: c_int, signed: bool, once: bool, required: bool) -> Rule {
    Rule { nid, signed, once, required }
}

const RULES: [Rule; 7] = [
    rule(nid::PKCS9_CONTENTTYPE, true, true, true),
    rule(nid::PKCS9_MESSAGEDIGEST, true, true, true),
    rule(nid::PKCS9_SIGNINGTIME, true, true, false),
    rule(nid::PKCS9_COUNTERSIGNATURE, false, false, false),
    rule(nid::SIGNING_CERTIFICATE, true, true, false),
    rule(nid::SIGNING_CERTIFICATE_V2, true, true, false),
    rule(nid::CMS_RECEIPT_REQUEST, true, true, false),
];

fn keeps(rule: &Rule, list: &StackOf<X509_ATTRIBUTE>, signed: bool) -> bool {
    let all = list.items();
    let is = |a: &&X509_ATTRIBUTE| a.object.get().is_some_and(|o| o.nid() == rule.nid);
    let found: Vec<&X509_ATTRIBUTE> = all.iter().copied().filter(is).collect();
    match found.as_slice() {
        [] => !(rule.required && signed && !all.is_empty()),
        _ if rule.signed != signed => false,
        [one] if rule.once => one.set.items().len() == 1,
        _ => !rule.once,
    }
}

/// Fails if an attribute stands where it may not, too often, or not at all.
///
/// Errors: `CMS_R_ATTRIBUTE_ERROR`.
pub fn check_attributes(si: &CMS_SignerInfo) -> Result<()> {
    let good = RULES
        .iter()
        .all(|rule| keeps(rule, &si.signedAttrs, true) && keeps(rule, &si.unsignedAttrs, false));
    if good { Ok(()) } else { Err(error(cms::R_ATTRIBUTE_ERROR)) }
}

/// Adds a signed attribute with one value.
pub fn add_attribute(si: &CMS_SignerInfo, number: c_int, value: Box<ASN1_TYPE>) -> Result<()> {
    let made = X509_ATTRIBUTE::blank();
    made.object.set(Some(object(number)?));
    made.set.made()?.push_owner::<ASN1_TYPE>(value);
    si.signedAttrs.made()?.push_owner::<X509_ATTRIBUTE>(made);
    Ok(())
}

/// Adds a signed attribute that is a string of a type.
pub fn add_string(si: &CMS_SignerInfo, number: c_int, kind: c_int, bytes: &[u8]) -> Result<()> {
    add_attribute(si, number, ASN1_TYPE::of_string(ASN1_STRING::with(kind, bytes)?))
}

/// Whether there is a list of signed attributes, even an empty one.
fn has_attributes(si: &CMS_SignerInfo) -> bool {
    si.signedAttrs.stack().is_some()
}

/// The value of a signed attribute, if it is the only one of a type.
pub fn only(list: &StackOf<X509_ATTRIBUTE>, number: c_int, kind: c_int) -> Option<&ASN1_STRING> {
    let all = list.items();
    let is = |a: &&X509_ATTRIBUTE| a.object.get().is_some_and(|o| o.nid() == number);
    let mut found = all.into_iter().filter(is);
    let one = found.next().filter(|_| found.next().is_none())?;
    match one.set.items().as_slice() {
        [value] => value.string(kind),
        _ => None,
    }
}

/// Keeps what the signer's own programs can do.
pub fn add_capabilities(si: &CMS_SignerInfo, list: &OPENSSL_STACK) -> Result<()> {
    let der = SMIME_CAPABILITIES::encode(list);
    add_string(si, nid::SMIMECAPABILITIES, v::SEQUENCE, &der)
}

fn add_time(si: &CMS_SignerInfo) -> Result<()> {
    let now = ASN1_STRING::new(v::UTCTIME);
    time::store(&now, time::Moment::now(), None)?;
    add_attribute(si, nid::PKCS9_SIGNINGTIME, ASN1_TYPE::of_string(now))
}

/// Says what kind of content is signed.
fn add_content_type(si: &CMS_SignerInfo, kind: Object) -> Result<()> {
    add_attribute(si, nid::PKCS9_CONTENTTYPE, ASN1_TYPE::of_object(kind))
}

/// Takes over the digest of the content from another signature by the same
/// digest.
///
/// Errors: `CMS_R_NO_MATCHING_DIGEST`.
fn copy_digest(of: &CMS_ContentInfo, si: &CMS_SignerInfo) -> Result<()> {
    let number = si.digestAlgorithm.get().map_or(0, X509_ALGOR::nid);
    for other in signers(of) {
        if std::ptr::eq(other, si)
            || other.digestAlgorithm.get().map_or(0, X509_ALGOR::nid) != number
        {
            continue;
        }
        let list = other.signedAttrs.stack();
        let value = pkcs12_bag::attribute(list, nid::PKCS9_MESSAGEDIGEST);
        let value = value.ok_or_else(|| error(cms::R_ERROR_READING_MESSAGEDIGEST_ATTRIBUTE))?;
        let copy = ASN1_TYPE::duplicate(value)?;
        return add_attribute(si, nid::PKCS9_MESSAGEDIGEST, copy);
    }
    Err(error(cms::R_NO_MATCHING_DIGEST))
}

/// Writes the name of a digest.
pub fn name_digest(place: &Owned<X509_ALGOR>, md: &EVP_MD) -> Result<()> {
    /// `EVP_MD_FLAG_DIGALGID_ABSENT`.
    const NO_PARAMETER: std::ffi::c_ulong = 8;
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(object(md.nid())?));
    algorithm.parameter.set((md.flags() & NO_PARAMETER == 0).then(ASN1_TYPE::null));
    place.set(Some(algorithm));
    Ok(())
}

/// Writes the algorithm that a key signs with, as `with` says.
///
/// Errors: `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
fn name_signature(si: &CMS_SignerInfo, with: Option<&EVP_PKEY_CTX>) -> Result<()> {
    let key = si.key().ok_or_else(Error::quiet)?;
    let kind = key.type_nid();
    let made = match kind {
        nid::RSAENCRYPTION | nid::RSASSAPSS => {
            let settings = with.map(EVP_PKEY_CTX::settings);
            match settings.as_ref().map_or(padding::PKCS1, |s| s.padding) {
                padding::PKCS1 if kind == nid::RSAENCRYPTION || with.is_none() => {
                    let algorithm = X509_ALGOR::blank();
                    algorithm.algorithm.set(Some(object(nid::RSAENCRYPTION)?));
                    algorithm.parameter.set(Some(ASN1_TYPE::null()));
                    algorithm
                }
                padding::PSS => {
                    let way = settings.and_then(|s| pss(&s, key.size()));
                    let der = way.and_then(|way| way.to_der()).ok_or_else(Error::quiet)?;
                    X509_ALGOR::from_der(&der)?
                }
                _ => return Err(error(cms::R_CTRL_FAILURE)),
            }
        }
        EC | DSA => {
            let md = si.digestAlgorithm.get().map_or(0, X509_ALGOR::nid);
            let both = objects::sigid_by_algs(md, kind).ok_or_else(Error::quiet)?;
            let algorithm = X509_ALGOR::blank();
            algorithm.algorithm.set(Some(object(both)?));
            algorithm
        }
        _ => return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE)),
    };
    si.signatureAlgorithm.set(Some(made));
    Ok(())
}

/// Prepares a context to check a signature by the algorithm that it names.
///
/// Errors: `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`, `CMS_R_CTRL_FAILURE`.
fn obey(si: &CMS_SignerInfo, with: &EVP_PKEY_CTX, key: &EVP_PKEY) -> Result<()> {
    let algorithm = si.signatureAlgorithm.get().ok_or_else(Error::quiet)?;
    let wrong = || error(cms::R_CTRL_FAILURE);
    match (key.type_nid(), algorithm.nid()) {
        (EC | DSA, _) => Ok(()),
        (nid::RSAENCRYPTION | nid::RSASSAPSS, nid::RSASSAPSS) => {
            let way = SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm));
            let (md, mgf, salt) = match way {
                Ok(SignatureAlgorithm::RsaPss { md, mgf, salt })
                    if algorithm.parameter_kind() == v::SEQUENCE =>
                {
                    (md, mgf, salt)
                }
                _ => {
                    let bad = Error::new(Lib::Rsa, rsa::R_INVALID_PSS_PARAMETERS);
                    err::push(&bad, "ossl_rsa_pss_to_ctx");
                    return Err(wrong());
                }
            };
            if with.settings().md != Some(md) {
                let other = Error::new(Lib::Rsa, rsa::R_DIGEST_DOES_NOT_MATCH);
                err::push(&other, "ossl_rsa_pss_to_ctx");
                return Err(wrong());
            }
            let salt = c_int::try_from(salt).map_err(|_| wrong())?;
            with.change(|s| {
                s.padding = padding::PSS;
                s.mgf = Some(mgf);
                s.salt = salt;
            });
            Ok(())
        }
        (nid::RSAENCRYPTION, nid::RSAENCRYPTION) => Ok(()),
        (nid::RSAENCRYPTION, both)
            if objects::sigid_algs(both).is_some_and(|(_, key)| key == nid::RSAENCRYPTION) =>
        {
            Ok(())
        }
        (nid::RSAENCRYPTION | nid::RSASSAPSS, _) => Err(wrong()),
        _ => Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE)),
    }
}

/// Adds a signer whose key is known to be the certificate's.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_SIGNED_DATA`, `CMS_R_NO_DEFAULT_DIGEST`,
/// `CMS_R_CERTIFICATE_HAS_NO_KEYID`, `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
pub fn add_signer<'a>(
    of: &'a CMS_ContentInfo,
    cert: &Arc<X509>,
    key: Arc<EVP_PKEY>,
    md: Option<&'static EVP_MD>,
    flags: c_int,
) -> Result<&'a CMS_SignerInfo> {
    let signed = begun(of)?;
    let si = CMS_SignerInfo::blank();
    let by_key = flags & flags::USE_KEYID != 0;
    if by_key {
        si.version.set(3);
        signed.version.set(signed.version.get().max(3));
    } else {
        si.version.set(1);
    }
    let sid = si.sid.get().ok_or_else(Error::quiet)?;
    sid.set(cert, if by_key { BY_KEY } else { BY_ISSUER })?;
    let usual = || default_md(&key).map(EVP_MD::of);
    let Some(md) = md.or_else(usual) else {
        let unnamed = error(cms::R_NO_DEFAULT_DIGEST);
        return Err(unnamed.with(format!("pkey nid={}", key.type_nid())));
    };
    si.pkey.set(Some(Arc::clone(&key)));
    si.signer.set(Some(Arc::clone(cert)));
    name_digest(&si.digestAlgorithm, md)?;
    let known = signed.digestAlgorithms.items().into_iter().any(|a| a.nid() == md.nid());
    if !known {
        let copy = Owned::null();
        name_digest(&copy, md)?;
        if let Some(copy) = copy.take() {
            signed.digestAlgorithms.made()?.push_owner::<X509_ALGOR>(copy);
        }
    }
    if flags & flags::KEY_PARAM == 0 {
        name_signature(&si, None)?;
    }
    if flags & flags::NOATTR == 0 {
        si.signedAttrs.made()?;
        if flags & flags::NOSMIMECAP == 0 {
            let list = offered()?;
            let done = add_capabilities(&si, &list);
            SMIME_CAPABILITIES::release(list);
            done?;
        }
        if flags & flags::CADES != 0 {
            let (number, der) = ess::signing_certificate(cert, md.md()?)?;
            add_string(&si, number, v::SEQUENCE, &der)?;
        }
        if flags & flags::REUSE_DIGEST != 0 {
            copy_digest(of, &si)?;
            add_content_type(&si, inner_type_copy(of)?)?;
            if flags & (flags::PARTIAL | flags::KEY_PARAM) == 0 {
                sign_attributes(&si)?;
            }
        }
    }
    if flags & flags::NOCERTS == 0 {
        lists::add(of, Arc::clone(cert)).map_err(|cause| {
            err::push(&cause, "CMS_add1_cert");
            error(err::R_MALLOC_FAILURE)
        })?;
    }
    md_ctx(&si)?;
    if flags & flags::KEY_PARAM != 0 {
        let direct = flags & flags::NOATTR != 0;
        let ctx = EVP_PKEY_CTX::for_key(key)?;
        ctx.begin(if direct { operation::SIGN } else { operation::SIGNCTX })?;
        ctx.change(|s| s.md = md.md().ok());
        if !direct {
            md_ctx(&si)?.start_signature(Arc::clone(&ctx))?;
        }
        si.pctx.set(Some(ctx));
    }
    signed.signerInfos.made()?.push_owner::<CMS_SignerInfo>(si);
    signed.signerInfos.items().pop().ok_or_else(Error::quiet)
}

/// The context that digests what a signature signs.
pub fn md_ctx(si: &CMS_SignerInfo) -> Result<&EVP_MD_CTX> {
    if si.mctx.get().is_none() {
        si.mctx.set(Some(Box::default()));
    }
    si.mctx.get().ok_or_else(Error::quiet)
}

/// The context in which the program has said how the key signs.
fn own_ctx(si: &CMS_SignerInfo) -> Option<Arc<EVP_PKEY_CTX>> {
    stack::share::<EVP_PKEY_CTX>(Opaque(si.pctx.as_ptr().cast()))
}

/// A context to sign or verify a digest with the signer's key.
fn context(si: &CMS_SignerInfo, md: Md, wanted: c_int) -> Result<Arc<EVP_PKEY_CTX>> {
    let missing = || match wanted {
        operation::SIGN => error(cms::R_NO_PRIVATE_KEY),
        _ => error(cms::R_NO_PUBLIC_KEY),
    };
    let ctx = EVP_PKEY_CTX::for_key(si.key().ok_or_else(missing)?)?;
    ctx.begin(wanted)?;
    ctx.change(|s| s.md = Some(md));
    Ok(ctx)
}

/// Signs a digest, and names the algorithm.
fn sign_digest(si: &CMS_SignerInfo, md: Md, tbs: &[u8]) -> Result<()> {
    let ctx = match own_ctx(si) {
        Some(ctx) => ctx,
        None => context(si, md, operation::SIGN)?,
    };
    name_signature(si, Some(&ctx))?;
    let signature = ctx.sign(tbs)?;
    si.signature.get().ok_or_else(Error::quiet)?.store(&signature)
}

/// Signs the attributes, with the time among them.
///
/// Errors: `CMS_R_ATTRIBUTE_ERROR`.
pub fn sign_attributes(si: &CMS_SignerInfo) -> Result<()> {
    let md = md_of(si.digestAlgorithm.get()).ok_or_else(Error::quiet)?.md()?;
    let list = si.signedAttrs.stack();
    if pkcs12_bag::attribute(list, nid::PKCS9_SIGNINGTIME).is_none() {
        add_time(si)?;
    }
    check_attributes(si)?;
    if si.pctx.get().is_none() {
        si.pctx.set(Some(context(si, md, operation::SIGN)?));
    }
    md_ctx(si)?;
    let der = PKCS7_ATTR_SIGN::encode(si.signedAttrs.made()?);
    sign_digest(si, md, &digest(md, &der)?)
}

/// The digest of what passed a chain, by the digest of a signature.
///
/// Errors: `CMS_R_NO_MATCHING_DIGEST`.
pub fn digest_for(chain: &Arc<BIO>, algorithm: Option<&X509_ALGOR>) -> Result<EVP_MD_CTX> {
    let number = algorithm.map_or(0, X509_ALGOR::nid);
    digest_in_chain(chain, number)?.ok_or_else(|| error(cms::R_NO_MATCHING_DIGEST))
}

/// Makes the signature of a content that has passed.
///
/// Errors: `CMS_R_NO_PRIVATE_KEY`, `CMS_R_NO_MATCHING_DIGEST`.
fn sign_content(of: &CMS_ContentInfo, si: &CMS_SignerInfo, chain: &Arc<BIO>) -> Result<()> {
    if si.pkey.get().is_none() {
        return Err(error(cms::R_NO_PRIVATE_KEY));
    }
    let ctx = digest_for(chain, si.digestAlgorithm.get())?;
    let sum = ctx.finish()?;
    if !has_attributes(si) {
        let md = ctx.md().ok_or_else(Error::quiet)?.md()?;
        let done = sign_digest(si, md, &sum);
        si.pctx.set(None);
        return done;
    }
    add_string(si, nid::PKCS9_MESSAGEDIGEST, v::OCTET_STRING, &sum)?;
    add_content_type(si, inner_type_copy(of)?)?;
    sign_attributes(si)
}

/// Makes all signatures of a content that has passed.
pub fn sign_all(of: &CMS_ContentInfo, signed: &CMS_SignedData, chain: &Arc<BIO>) -> Result<()> {
    for si in signed.signerInfos.items() {
        sign_content(of, si, chain)?;
    }
    if let Some(inner) = signed.encapContentInfo.get() {
        inner.partial.set(0);
    }
    Ok(())
}

/// Whether the key that a signature is known to be of made it over `tbs`.
///
/// Errors: `CMS_R_VERIFICATION_FAILURE`.
fn check(si: &CMS_SignerInfo, ctx: &EVP_PKEY_CTX, tbs: &[u8]) -> Result<()> {
    let key = si.key().ok_or_else(|| error(cms::R_NO_PUBLIC_KEY))?;
    obey(si, ctx, &key)?;
    let signature = si.signature.get().ok_or_else(Error::quiet)?;
    match ctx.verify(tbs, signature.bytes()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(error(cms::R_VERIFICATION_FAILURE)),
        Err(cause) => {
            err::push(&cause, "EVP_DigestVerifyFinal");
            Err(error(cms::R_VERIFICATION_FAILURE))
        }
    }
}

/// Whether the signed attributes are signed by the signer's key.
///
/// Errors: `CMS_R_NO_PUBLIC_KEY`, `CMS_R_ATTRIBUTE_ERROR`,
/// `CMS_R_UNKNOWN_DIGEST_ALGORITHM`, `CMS_R_VERIFICATION_FAILURE`.
pub fn verify_attributes(si: &CMS_SignerInfo) -> Result<()> {
    if si.pkey.get().is_none() {
        return Err(error(cms::R_NO_PUBLIC_KEY));
    }
    check_attributes(si)?;
    let md = md_of(si.digestAlgorithm.get()).filter(|md| md.is_available());
    let md = md.ok_or_else(|| error(cms::R_UNKNOWN_DIGEST_ALGORITHM))?.md()?;
    let der = PKCS7_ATTR_VERIFY::encode(si.signedAttrs.made()?);
    let ctx = context(si, md, operation::VERIFY)?;
    si.pctx.set(Some(Arc::clone(&ctx)));
    md_ctx(si)?;
    check(si, &ctx, &digest(md, &der)?)
}

/// Whether a signature is over the content that passed a chain: its digest
/// among the signed attributes, or, without any, signed itself.
///
/// Errors: `CMS_R_ERROR_READING_MESSAGEDIGEST_ATTRIBUTE`,
/// `CMS_R_NO_MATCHING_DIGEST`, `CMS_R_MESSAGEDIGEST_ATTRIBUTE_WRONG_LENGTH`,
/// `CMS_R_VERIFICATION_FAILURE`.
pub fn verify_content(si: &CMS_SignerInfo, chain: &Arc<BIO>) -> Result<()> {
    let kept = if has_attributes(si) {
        let kept = only(&si.signedAttrs, nid::PKCS9_MESSAGEDIGEST, v::OCTET_STRING);
        Some(kept.ok_or_else(|| error(cms::R_ERROR_READING_MESSAGEDIGEST_ATTRIBUTE))?)
    } else {
        None
    };
    let ctx = digest_for(chain, si.digestAlgorithm.get())?;
    let sum = ctx.finish()?;
    match kept {
        Some(kept) if kept.bytes().len() != sum.len() => {
            Err(error(cms::R_MESSAGEDIGEST_ATTRIBUTE_WRONG_LENGTH))
        }
        Some(kept) if kept.bytes() != &*sum => Err(error(cms::R_VERIFICATION_FAILURE)),
        Some(_) => Ok(()),
        None => {
            let md = ctx.md().ok_or_else(Error::quiet)?.md()?;
            check(si, &*context(si, md, operation::VERIFY)?, &sum)
        }
    }
}
