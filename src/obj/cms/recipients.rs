//! Recipients: who they are, and how each gets the content's key.

use super::agree;
use super::content::encrypted;
use super::keys;
use super::signer::{BY_ISSUER, BY_KEY};
use super::values::{
    CMS_AuthEnvelopedData, CMS_EncryptedContentInfo, CMS_EnvelopedData, CMS_KeyTransRecipientInfo,
    CMS_RecipientInfo, Sealing,
};
use super::{CMS_ContentInfo, Content, error, object};
use crate::err::{self, Error, Result, cms};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::objects::nid;
use crate::obj::pkcs7::parties::key_of;
use crate::obj::x509::X509;
use std::ffi::c_int;
use std::sync::Arc;

/// `CMS_RECIPINFO_…`.
pub mod kind {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const NONE: c_int = -1;
    pub const TRANS: c_int = 0;
    pub const AGREE: c_int = 1;
    pub const KEK: c_int = 2;
    pub const PASS: c_int = 3;
}

/// `CMS_USE_KEYID`.
const USE_KEYID: c_int = 0x1_0000;
/// `CMS_KEY_PARAM`.
const KEY_PARAM: c_int = 0x4_0000;

/// The recipients of a content.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_ENVELOPED_DATA`.
pub fn recipients(of: &CMS_ContentInfo) -> Result<&StackOf<CMS_RecipientInfo>> {
    match of.content() {
        Content::Enveloped(sealed) => Ok(&sealed.recipientInfos),
        Content::Sealed(sealed) => Ok(&sealed.recipientInfos),
        _ => Err(error(cms::R_CONTENT_TYPE_NOT_ENVELOPED_DATA)),
    }
}

/// What is encrypted for recipients.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_ENVELOPED_DATA`.
pub fn content_of(of: &CMS_ContentInfo) -> Result<&CMS_EncryptedContentInfo> {
    recipients(of)?;
    encrypted(of).ok_or_else(Error::quiet)
}

/// A content that is to be encrypted for recipients.
pub fn envelope(cipher: Option<&'static EVP_CIPHER>) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    let value = CMS_EnvelopedData::blank();
    begin(value.encryptedContentInfo.get(), cipher)?;
    made.enveloped.set(Some(value));
    made.set_type(nid::PKCS7_ENVELOPED)?;
    Ok(made)
}

/// The same under authenticated encryption.
pub fn auth_envelope(cipher: Option<&'static EVP_CIPHER>) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    let value = CMS_AuthEnvelopedData::blank();
    begin(value.authEncryptedContentInfo.get(), cipher)?;
    made.sealed.set(Some(value));
    made.set_type(nid::CMS_AUTH_ENVELOPED)?;
    Ok(made)
}

fn begin(
    content: Option<&CMS_EncryptedContentInfo>,
    cipher: Option<&'static EVP_CIPHER>,
) -> Result<()> {
    let content = content.ok_or_else(Error::quiet)?;
    content.contentType.set(Some(object(nid::PKCS7_DATA)?));
    content.sealing.set(Sealing { cipher, ..Sealing::default() });
    Ok(())
}

/// Says which version a content for recipients is (RFC 5652, section 6.1).
pub fn set_version(sealed: &CMS_EnvelopedData) {
    if sealed.version.get() >= 4 {
        return;
    }
    let raise = |to: i32| sealed.version.set(sealed.version.get().max(to));
    if let Some(origin) = sealed.originatorInfo.get() {
        for choice in origin.certificates.items() {
            match choice.kind.get() {
                4 => raise(4),
                3 => raise(3),
                _ => {}
            }
        }
        if origin.crls.items().into_iter().any(|choice| choice.kind.get() == 1) {
            raise(4);
        }
    }
    for ri in sealed.recipientInfos.items() {
        match ri.kind.get() {
            3 | 4 => raise(3),
            0 if ri.ktri.get().is_some_and(|ktri| ktri.version.get() == 0) => {}
            _ => raise(2),
        }
    }
    if sealed.originatorInfo.get().is_some() || sealed.unprotectedAttrs.stack().is_some() {
        raise(2);
    }
}

/// Says which version an authenticated content is: there is one.
pub fn set_auth_version(sealed: &CMS_AuthEnvelopedData) {
    sealed.version.set(0);
}

/// How a recipient with such a key gets the content's.
pub fn kind_for(key: &EVP_PKEY) -> c_int {
    match key.type_nid() {
        // EC, DH and X9.42 DH.
        408 | 28 | 920 => kind::AGREE,
        // DSA, and RSA for signatures alone.
        116 | 912 => kind::NONE,
        _ => kind::TRANS,
    }
}

/// Adds the holder of a certificate.
///
/// Errors: `CMS_R_CONTENT_TYPE_NOT_ENVELOPED_DATA`,
/// `CMS_R_ERROR_GETTING_PUBLIC_KEY`, `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`,
/// `CMS_R_CERTIFICATE_HAS_NO_KEYID`.
pub fn add_cert<'a>(
    of: &'a CMS_ContentInfo,
    cert: &Arc<X509>,
    origin: Option<&agree::Origin>,
    flags: c_int,
) -> Result<&'a CMS_RecipientInfo> {
    let list = recipients(of)?;
    let key = key_of(cert).map_err(|_| error(cms::R_ERROR_GETTING_PUBLIC_KEY))?;
    let ri = CMS_RecipientInfo::blank();
    match kind_for(&key) {
        kind::TRANS => {
            ri.ktri.set(Some(transport(cert, key, flags)?));
            ri.kind.set(kind::TRANS);
        }
        kind::AGREE => {
            ri.kari.set(Some(agree::begin(cert, key, origin, flags)?));
            ri.kind.set(kind::AGREE);
        }
        _ => return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE)),
    }
    push(list, ri)
}

/// Adds a recipient.
pub fn push(
    list: &StackOf<CMS_RecipientInfo>,
    ri: Box<CMS_RecipientInfo>,
) -> Result<&CMS_RecipientInfo> {
    list.made()?.push_owner::<CMS_RecipientInfo>(ri);
    list.items().pop().ok_or_else(Error::quiet)
}

fn transport(
    cert: &Arc<X509>,
    key: Arc<EVP_PKEY>,
    flags: c_int,
) -> Result<Box<CMS_KeyTransRecipientInfo>> {
    let made = CMS_KeyTransRecipientInfo::blank();
    let by_key = flags & USE_KEYID != 0;
    made.version.set(if by_key { 2 } else { 0 });
    let rid = made.rid.get().ok_or_else(Error::quiet)?;
    rid.set(cert, if by_key { BY_KEY } else { BY_ISSUER })?;
    made.pkey.set(Some(Arc::clone(&key)));
    made.recip.set(Some(Arc::clone(cert)));
    if flags & KEY_PARAM != 0 {
        let ctx = EVP_PKEY_CTX::for_key(key)?;
        ctx.begin(operation::ENCRYPT)?;
        made.pctx.set(Some(ctx));
    } else {
        keys::name_transport(&made)?;
    }
    Ok(made)
}

/// Encrypts the content's key for a recipient.
///
/// Errors: `CMS_R_UNSUPPORTED_RECIPIENT_TYPE`, and those of each kind.
pub fn seal_for(content: &CMS_EncryptedContentInfo, ri: &CMS_RecipientInfo) -> Result<()> {
    match ri.kind.get() {
        kind::TRANS => keys::transport(content, ri.ktri.get().ok_or_else(Error::quiet)?),
        kind::AGREE => agree::seal(content, ri.kari.get().ok_or_else(Error::quiet)?),
        kind::KEK => keys::wrap(content, ri.kekri.get().ok_or_else(Error::quiet)?),
        kind::PASS => keys::wrap_by_password(content, ri.pwri.get().ok_or_else(Error::quiet)?),
        _ => Err(error(cms::R_UNSUPPORTED_RECIPIENT_TYPE)),
    }
}

/// Encrypts the content's key for all recipients, and forgets it.
///
/// Errors: `CMS_R_ERROR_SETTING_RECIPIENTINFO`.
pub fn seal_for_all(content: &CMS_EncryptedContentInfo, all: &[&CMS_RecipientInfo]) -> Result<()> {
    let done = all.iter().try_for_each(|ri| seal_for(content, ri));
    content.sealing.with(|state| {
        state.cipher = None;
        state.key = None;
    });
    done.map_err(|cause| {
        err::push(&cause, "CMS_RecipientInfo_encrypt");
        error(cms::R_ERROR_SETTING_RECIPIENTINFO)
    })
}

/// Decrypts the content's key with what is set in a recipient.
///
/// Errors: `CMS_R_UNSUPPORTED_RECIPIENTINFO_TYPE`, and those of each kind.
pub fn open(of: &CMS_ContentInfo, ri: &CMS_RecipientInfo) -> Result<()> {
    let content = content_of(of)?;
    match ri.kind.get() {
        kind::TRANS => keys::untransport(content, ri.ktri.get().ok_or_else(Error::quiet)?),
        kind::KEK => keys::unwrap(content, ri.kekri.get().ok_or_else(Error::quiet)?),
        kind::PASS => keys::unwrap_by_password(content, ri.pwri.get().ok_or_else(Error::quiet)?),
        _ => Err(error(cms::R_UNSUPPORTED_RECIPIENTINFO_TYPE)),
    }
}
