//! Chains of BIOs that a content passes: it is digested, encrypted or
//! decrypted on its way; and what is done when it has passed.

use super::content::{Place, place};
use super::recipients::{seal_for_all, set_auth_version, set_version};
use super::signing::{digest_for, sign_all};
use super::values::{CMS_AuthEnvelopedData, CMS_DigestedData};
use super::{CMS_ContentInfo, Content, error, seal, signer};
use crate::abi::layout::asn1::{ASN1_STRING, CONT};
use crate::err::{self, Error, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::Octets;
use crate::obj::bio::command::{TYPE_CIPHER, TYPE_MEM};
use crate::obj::bio::{BIO, cipher_of, digesting, mem, mem_method, null_method};
use crate::obj::pkcs7::parties::md_of;
use crate::obj::pkcs7::pipe::{Pipe, reading, unknown};
use crate::obj::x509::algorithm::X509_ALGOR;
use std::sync::Arc;

/// Where a content is read from, or kept: memory to be filled, its octets, or
/// nowhere if it is detached.
fn own_tail(of: &CMS_ContentInfo) -> Result<Arc<BIO>> {
    match place(of)?.octets() {
        None => BIO::new(null_method().clone()),
        Some(octets) if octets.flags.get() == CONT => BIO::new(mem_method().clone()),
        Some(octets) => reading(octets.bytes()),
    }
}

fn digest<'a>(pipe: &mut Pipe, all: impl IntoIterator<Item = &'a X509_ALGOR>) -> Result<()> {
    for algorithm in all {
        let Some(md) = md_of(Some(algorithm)).filter(|md| md.is_available()) else {
            return Err(unknown(Some(algorithm), cms::R_UNKNOWN_DIGEST_ALGORITHM));
        };
        pipe.add(digesting(md)?);
    }
    Ok(())
}

/// A chain to write a content to, or to read it from, with `tail` or else the
/// content's own octets at its end.
///
/// Errors: `CMS_R_NO_CONTENT`, `CMS_R_UNSUPPORTED_TYPE`,
/// `CMS_R_UNKNOWN_DIGEST_ALGORITHM`, and those of [`seal::filter`].
pub fn start(of: &CMS_ContentInfo, tail: Option<&Arc<BIO>>) -> Result<Pipe> {
    let own = match tail {
        Some(_) => None,
        None => Some(own_tail(of).map_err(|cause| {
            err::push(&cause, "CMS_get0_content");
            error(cms::R_NO_CONTENT)
        })?),
    };
    let mut pipe = Pipe::default();
    match of.content() {
        Content::Data(_) => {}
        Content::Signed(signed) => {
            if signed.encapContentInfo.get().is_some_and(|inner| inner.partial.get() != 0) {
                signer::set_version(signed);
            }
            digest(&mut pipe, signed.digestAlgorithms.items())?;
            if pipe.first().is_none() {
                return Err(Error::quiet());
            }
        }
        Content::Digested(digested) => digest(&mut pipe, digested.digestAlgorithm.get())?,
        Content::Encrypted(sealed) => {
            let content = sealed.encryptedContentInfo.get().ok_or_else(Error::quiet)?;
            let encrypts = content.sealing.with(|s| s.cipher.is_some());
            if encrypts && sealed.unprotectedAttrs.stack().is_some() {
                sealed.version.set(2);
            }
            let refusal = cms::R_UNSUPPORTED_CONTENT_ENCRYPTION_ALGORITHM;
            pipe.add(seal::filter(content, None, Some(refusal))?);
        }
        Content::Enveloped(sealed) => {
            let content = sealed.encryptedContentInfo.get().ok_or_else(Error::quiet)?;
            let encrypts = content.sealing.with(|s| s.cipher.is_some());
            let filter = seal::filter(content, None, Some(cms::R_CIPHER_AEAD_IN_ENVELOPED_DATA))?;
            if encrypts {
                set_version(sealed);
                seal_for_all(content, &sealed.recipientInfos.items())?;
            }
            pipe.add(filter);
        }
        Content::Sealed(sealed) => {
            let content = sealed.authEncryptedContentInfo.get().ok_or_else(Error::quiet)?;
            let encrypts = content.sealing.with(|s| s.cipher.is_some());
            let tag = sealed.mac.get().map(ASN1_STRING::bytes);
            let filter = seal::filter(content, tag.filter(|_| !encrypts), None)?;
            if encrypts {
                set_auth_version(sealed);
                seal_for_all(content, &sealed.recipientInfos.items())?;
            }
            pipe.add(filter);
        }
        _ => return Err(error(cms::R_UNSUPPORTED_TYPE)),
    }
    match (own, tail) {
        (Some(own), _) => pipe.add(own),
        (None, Some(tail)) => pipe.end_with(tail),
        (None, None) => {}
    }
    Ok(pipe)
}

/// Ends what [`start`] began, when a content has been written to `chain`:
/// keeps it, makes signatures, digest or tag.
///
/// Errors: `CMS_R_CONTENT_NOT_FOUND`, `CMS_R_UNSUPPORTED_TYPE`.
pub fn finish(of: &CMS_ContentInfo, chain: &Arc<BIO>) -> Result<()> {
    let there = place(of)?;
    if let Place::Field(field) = &there
        && let Some(octets) = field.get().filter(|octets| octets.flags.get() & CONT != 0)
    {
        let memory = chain.find_type(TYPE_MEM);
        let memory = memory.ok_or_else(|| error(cms::R_CONTENT_NOT_FOUND))?;
        mem::look(&memory, |bytes| octets.store(bytes)).ok_or_else(Error::quiet)??;
        octets.flags.set(octets.flags.get() & !CONT);
    }
    match of.content() {
        Content::Data(_) | Content::Encrypted(_) | Content::Enveloped(_) => Ok(()),
        Content::Signed(signed) => sign_all(of, signed, chain),
        Content::Digested(digested) => keep_digest(digested, chain),
        Content::Sealed(sealed) => keep_tag(sealed, chain),
        _ => Err(error(cms::R_UNSUPPORTED_TYPE)),
    }
}

fn keep_digest(digested: &CMS_DigestedData, chain: &Arc<BIO>) -> Result<()> {
    let sum = digest_for(chain, digested.digestAlgorithm.get())?.finish()?;
    digested.digest.get().ok_or_else(Error::quiet)?.store(&sum)
}

/// Whether the digest of what passed is the one that was kept.
///
/// Errors: `CMS_R_MESSAGEDIGEST_WRONG_LENGTH`, `CMS_R_VERIFICATION_FAILURE`.
pub fn check_digest(digested: &CMS_DigestedData, chain: &Arc<BIO>) -> Result<()> {
    let sum = digest_for(chain, digested.digestAlgorithm.get())?.finish()?;
    let kept = digested.digest.get().map_or(&[][..], ASN1_STRING::bytes);
    if kept.len() != sum.len() {
        return Err(error(cms::R_MESSAGEDIGEST_WRONG_LENGTH));
    }
    if kept != &*sum {
        return Err(error(cms::R_VERIFICATION_FAILURE));
    }
    Ok(())
}

fn keep_tag(sealed: &CMS_AuthEnvelopedData, chain: &Arc<BIO>) -> Result<()> {
    let link = chain.find_type(TYPE_CIPHER);
    let ctx = link.as_ref().and_then(|link| cipher_of(link)).ok_or_else(Error::quiet)?;
    if !ctx.is_encrypting() {
        return Ok(());
    }
    let mut tag = vec![0; ctx.tag_len()];
    if tag.is_empty() || ctx.tag(&mut tag).is_err() {
        return Err(error(cms::R_CIPHER_GET_TAG));
    }
    if sealed.mac.get().is_none() {
        sealed.mac.set(Some(Octets::blank()));
    }
    sealed.mac.get().ok_or_else(Error::quiet)?.store(&tag)
}
