//! What comes after a content has passed: signatures made or checked, and the
//! content put into its place.

use super::parties::{check_signature, nid_of, sign_attributes, sign_digest};
use super::pipe::{octets, sealed};
use super::{Content, PKCS7, PKCS7_SIGNER_INFO, attribute, certificates, error, is_of, signers};
use crate::abi::Opaque;
use crate::abi::layout::asn1::NDEF;
use crate::err::{self, Error, Lib, Result, pkcs7};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::asn1::primitive::Octets;
use crate::obj::bio::command::{TYPE_MD, TYPE_MEM};
use crate::obj::bio::{BIO, digest_of, mem};
use crate::obj::evp_md::EVP_MD_CTX;
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX};
use std::ffi::c_int;
use std::sync::Arc;

/// `X509_PURPOSE_SMIME_SIGN`.
const PURPOSE: c_int = 4;

/// The digest by `number` of what passed a chain, which may go on; `None` if
/// no link has it.
pub fn digest_in_chain(chain: &Arc<BIO>, number: c_int) -> Result<Option<EVP_MD_CTX>> {
    for link in chain.chain() {
        let fits = |ctx: &Arc<EVP_MD_CTX>| {
            let md = ctx.md();
            md.is_some_and(|md| md.nid() == number || md.pkey_type() == number)
        };
        if link.kind() == TYPE_MD
            && let Some(ctx) = digest_of(&link).filter(fits)
        {
            let copy = EVP_MD_CTX::default();
            copy.copy_from(&ctx)?;
            return Ok(Some(copy));
        }
    }
    Ok(None)
}

/// The same, which must be there.
///
/// Errors: `PKCS7_R_UNABLE_TO_FIND_MESSAGE_DIGEST`.
fn digest_by(chain: &Arc<BIO>, number: c_int) -> Result<EVP_MD_CTX> {
    let found = digest_in_chain(chain, number)?;
    found.ok_or_else(|| error(pkcs7::R_UNABLE_TO_FIND_MESSAGE_DIGEST))
}

/// Makes the signature of a content that has passed.
fn sign(si: &PKCS7_SIGNER_INFO, chain: &Arc<BIO>) -> Result<()> {
    let ctx = digest_by(chain, nid_of(si.digest_alg.get()))?;
    let digest = ctx.finish()?;
    let md = ctx.md().ok_or_else(Error::quiet)?.md()?;
    if si.auth_attr.stack().is_none_or(OPENSSL_STACK::is_empty) {
        return sign_digest(si, md, &digest);
    }
    if attribute::find(&si.auth_attr, nid::PKCS9_SIGNINGTIME).is_none() {
        attribute::set_time(si)?;
    }
    attribute::set_digest(si, &digest)?;
    sign_attributes(si)
}

/// Ends what [`start`](super::pipe::start) began: makes the signatures, and
/// takes the content from the chain unless it is detached or streamed.
///
/// Errors: `PKCS7_R_NO_CONTENT`, `PKCS7_R_UNABLE_TO_FIND_MEM_BIO`,
/// `PKCS7_R_UNABLE_TO_FIND_MESSAGE_DIGEST`.
pub fn finish(p7: &PKCS7, chain: &Arc<BIO>) -> Result<()> {
    if !p7.has_content() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    let place = match p7.content() {
        Content::Data(data) => Some(data),
        Content::Signed(signed) => {
            let inner = signed.contents.get();
            if let Some(inner) =
                inner.filter(|i| i.nid() == nid::PKCS7_DATA && p7.detached.get() != 0)
            {
                inner.clear();
            }
            inner.and_then(octets)
        }
        Content::Digest(digested) => {
            let inner = digested.contents.get();
            let md = digest_by(chain, nid_of(digested.md.get()))?;
            let digest = md.finish()?;
            digested.digest.get().ok_or_else(Error::quiet)?.store(&digest)?;
            if let Some(inner) =
                inner.filter(|i| i.nid() == nid::PKCS7_DATA && p7.detached.get() != 0)
            {
                inner.clear();
            }
            inner.and_then(octets)
        }
        Content::Both(_) | Content::Enveloped(_) => {
            let content = sealed(p7).ok_or_else(Error::quiet)?;
            if content.enc_data.get().is_none() {
                content.enc_data.set(Some(Octets::blank()));
            }
            content.enc_data.get()
        }
        _ => return Err(error(pkcs7::R_UNSUPPORTED_CONTENT_TYPE)),
    };
    let all = signers(p7).map(StackOf::items).unwrap_or_default();
    for si in all.into_iter().filter(|si| si.pkey.get().is_some()) {
        sign(si, chain)?;
    }
    if p7.is_detached() {
        return Ok(());
    }
    let place = place.ok_or_else(Error::quiet)?;
    if place.flags.get() & NDEF != 0 {
        return Ok(());
    }
    let memory = chain.find_type(TYPE_MEM);
    let memory = memory.ok_or_else(|| error(pkcs7::R_UNABLE_TO_FIND_MEM_BIO))?;
    mem::look(&memory, |bytes| place.store(bytes)).ok_or_else(Error::quiet)?
}

/// Whether `si` signs the content that passed `chain`, with the key of `cert`.
///
/// Errors: `PKCS7_R_WRONG_PKCS7_TYPE`, `PKCS7_R_UNABLE_TO_FIND_MESSAGE_DIGEST`,
/// `PKCS7_R_DIGEST_FAILURE`, `PKCS7_R_SIGNATURE_FAILURE`.
pub fn verify_signature(
    p7: &PKCS7,
    si: &PKCS7_SIGNER_INFO,
    chain: &Arc<BIO>,
    cert: &X509,
) -> Result<()> {
    if signers(p7).is_none() {
        return Err(error(pkcs7::R_WRONG_PKCS7_TYPE));
    }
    check_signature(si, &digest_by(chain, nid_of(si.digest_alg.get()))?, cert)
}

/// The certificate of a signer among those of the content, once `ctx` has
/// verified it, for signing mail.
///
/// Errors: `PKCS7_R_UNABLE_TO_FIND_CERTIFICATE`, `ERR_R_X509_LIB`.
pub fn verified_signer(
    p7: &PKCS7,
    si: &PKCS7_SIGNER_INFO,
    store: Option<Arc<X509_STORE>>,
    ctx: &X509_STORE_CTX,
) -> Result<Arc<X509>> {
    if !p7.has_content() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    let own = certificates(p7).ok_or_else(|| error(pkcs7::R_WRONG_PKCS7_TYPE))?;
    let id = si.issuer_and_serial.get().ok_or_else(Error::quiet)?;
    let shares = own.stack().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    let cert = shares.into_iter().find(|cert| is_of(id, cert).unwrap_or(false));
    let cert = cert.ok_or_else(|| error(pkcs7::R_UNABLE_TO_FIND_CERTIFICATE))?;
    ctx.init(store, Some(Arc::clone(&cert)), Some(Opaque(own.as_ptr().cast())));
    ctx.param().ok_or_else(Error::quiet)?.set_purpose(PURPOSE)?;
    let good = ctx.verify();
    ctx.cleanup();
    if good <= 0 {
        return Err(error(err::lib_failed(Lib::X509)));
    }
    Ok(cert)
}

/// Takes over the digest of the content from another signature by the same
/// algorithm.
///
/// Errors: `PKCS7_R_NO_MATCHING_DIGEST_TYPE_FOUND`.
pub fn copy_digest(p7: &PKCS7, si: &PKCS7_SIGNER_INFO) -> Result<()> {
    let number = nid_of(si.digest_alg.get());
    let all = signers(p7).map(StackOf::items).unwrap_or_default();
    for other in all {
        if std::ptr::eq(other, si) || nid_of(other.digest_alg.get()) != number {
            continue;
        }
        if let Some(digest) = attribute::digest_in(other.auth_attr.stack()) {
            return attribute::set_digest(si, digest.bytes());
        }
    }
    Err(error(pkcs7::R_NO_MATCHING_DIGEST_TYPE_FOUND))
}
