//! The content's key under keys agreed with recipients (RFC 5753).

use super::keys::{content_key, set_content_key};
use super::signer::{BY_ISSUER, BY_KEY, compare_key_id, key_id};
use super::values::{
    CMS_EncryptedContentInfo, CMS_IssuerAndSerialNumber, CMS_KeyAgreeRecipientIdentifier,
    CMS_KeyAgreeRecipientInfo, CMS_OriginatorIdentifierOrKey, CMS_OriginatorPublicKey,
    CMS_RecipientEncryptedKey, CMS_RecipientKeyIdentifier, CMS_SharedInfo,
};
use super::{error, object};
use crate::abi::layout::asn1::{ASN1_STRING, BITS_LEFT};
use crate::abi::{Opaque, stack};
use crate::crypto::digest::Md;
use crate::crypto::kdf::protocols;
use crate::crypto::pkey::PublicKey;
use crate::err::{self, Error, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_cipher::{Cipher, Direction, EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::objects::{self, nid};
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// `EVP_PKEY_EC`.
const EC: c_int = 408;
/// `CMS_USE_KEYID`.
const USE_KEYID: c_int = 0x1_0000;
/// `CMS_USE_ORIGINATOR_KEYID`.
const USE_ORIGINATOR_KEYID: c_int = 0x20_0000;

/// The encoding of what goes into a derivation.
pub fn shared_info(
    algorithm: &X509_ALGOR,
    ukm: Option<&ASN1_STRING>,
    length: usize,
) -> Result<Vec<u8>> {
    let made = CMS_SharedInfo::blank();
    let copy = X509_ALGOR::blank();
    copy.copy_from(algorithm)?;
    made.keyInfo.set(Some(copy));
    made.entityUInfo.set(ukm.map(ASN1_STRING::duplicate).transpose()?);
    let bits = u32::try_from(length * 8).unwrap_or(u32::MAX).to_be_bytes();
    made.suppPubInfo.set(Some(ASN1_STRING::with(v::OCTET_STRING, &bits)?));
    Ok(CMS_SharedInfo::encode(&made))
}

/// Who encrypts, if that is to be known.
pub struct Origin {
    /// The private key.
    pub key: Arc<EVP_PKEY>,
    /// The certificate.
    pub cert: Arc<X509>,
}

impl CMS_KeyAgreeRecipientIdentifier {
    /// 0 if it names a certificate.
    pub fn compare(&self, cert: &X509) -> c_int {
        match self.kind.get() {
            BY_ISSUER => self.issuerAndSerialNumber.get().map_or(-1, |id| id.compare(cert)),
            BY_KEY => {
                let id = self.rKeyId.get().and_then(|id| id.subjectKeyIdentifier.get());
                compare_key_id(id, cert)
            }
            _ => -1,
        }
    }
}

impl CMS_OriginatorIdentifierOrKey {
    /// 0 if it names a certificate.
    pub fn compare(&self, cert: &X509) -> c_int {
        match self.kind.get() {
            BY_ISSUER => self.issuerAndSerialNumber.get().map_or(-1, |id| id.compare(cert)),
            BY_KEY => compare_key_id(self.subjectKeyIdentifier.get(), cert),
            _ => -1,
        }
    }
}

/// Prepares to agree on a key with the holder of a certificate: with a key
/// made for it, or with that of `origin`.
///
/// Errors: `CMS_R_CERTIFICATE_HAS_NO_KEYID`.
pub fn begin(
    cert: &Arc<X509>,
    key: Arc<EVP_PKEY>,
    origin: Option<&Origin>,
    flags: c_int,
) -> Result<Box<CMS_KeyAgreeRecipientInfo>> {
    let made = CMS_KeyAgreeRecipientInfo::blank();
    made.version.set(3);
    let rek = CMS_RecipientEncryptedKey::blank();
    let rid = rek.rid.get().ok_or_else(Error::quiet)?;
    if flags & USE_KEYID != 0 {
        let id = CMS_RecipientKeyIdentifier::blank();
        id.subjectKeyIdentifier.set(Some(key_id(cert)?));
        rid.rKeyId.set(Some(id));
        rid.kind.set(BY_KEY);
    } else {
        rid.issuerAndSerialNumber.set(Some(CMS_IssuerAndSerialNumber::of(cert)?));
        rid.kind.set(BY_ISSUER);
    }
    let ctx = match origin {
        None => {
            let maker = EVP_PKEY_CTX::for_key(Arc::clone(&key))?;
            maker.begin(operation::KEYGEN)?;
            EVP_PKEY_CTX::for_key(EVP_PKEY::new(maker.generate()?))?
        }
        Some(origin) => {
            let place = made.originator.get().ok_or_else(Error::quiet)?;
            if flags & USE_ORIGINATOR_KEYID != 0 {
                place.subjectKeyIdentifier.set(Some(key_id(&origin.cert)?));
                place.kind.set(BY_KEY);
            } else {
                let id = CMS_IssuerAndSerialNumber::of(&origin.cert)?;
                place.issuerAndSerialNumber.set(Some(id));
                place.kind.set(BY_ISSUER);
            }
            EVP_PKEY_CTX::for_key(Arc::clone(&origin.key))?
        }
    };
    ctx.begin(operation::DERIVE)?;
    made.pctx.set(Some(ctx));
    rek.pkey.set(Some(key));
    made.recipientEncryptedKeys.made()?.push_owner::<CMS_RecipientEncryptedKey>(rek);
    Ok(made)
}

/// The agreement that is set.
pub fn agreement(kari: &CMS_KeyAgreeRecipientInfo) -> Option<Arc<EVP_PKEY_CTX>> {
    stack::share::<EVP_PKEY_CTX>(Opaque(kari.pctx.as_ptr().cast()))
}

/// The context of the cipher that encrypts keys.
pub fn cipher_ctx(kari: &CMS_KeyAgreeRecipientInfo) -> Result<&EVP_CIPHER_CTX> {
    if kari.ctx.get().is_none() {
        kari.ctx.set(Some(Box::default()));
    }
    kari.ctx.get().ok_or_else(Error::quiet)
}

/// The key wrap for a content's cipher.
fn wrap_for(content: &'static EVP_CIPHER) -> Option<&'static EVP_CIPHER> {
    let number = match content.cipher().key_len() {
        _ if content.cipher().nid() == nid::DES_EDE3_CBC => nid::DES3_WRAP,
        ..=16 => nid::AES128_WRAP,
        17..=24 => nid::AES192_WRAP,
        _ => nid::AES256_WRAP,
    };
    Cipher::from_nid(number).map(EVP_CIPHER::of)
}

/// Names the other side of the agreement by its key.
fn name_origin(kari: &CMS_KeyAgreeRecipientInfo, key: &EVP_PKEY) -> Result<()> {
    let place = kari.originator.get().ok_or_else(Error::quiet)?;
    let own = X509_PUBKEY::from_der(key.public()?.spki())?;
    let made = CMS_OriginatorPublicKey::blank();
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(object(EC)?));
    made.algorithm.set(Some(algorithm));
    let bits = ASN1_STRING::with(v::BIT_STRING, own.key_bytes())?;
    bits.flags.set(BITS_LEFT);
    made.publicKey.set(Some(bits));
    place.originatorKey.set(Some(made));
    place.kind.set(2);
    Ok(())
}

/// The key that encrypts the content's, from what was agreed with `peer`.
fn agreed(
    ctx: &EVP_PKEY_CTX,
    peer: &Arc<EVP_PKEY>,
    md: Md,
    info: &[u8],
    length: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    ctx.set_peer(Arc::clone(peer))?;
    let secret = ctx.derive(0)?;
    let mut key = Zeroizing::new(vec![0; length]);
    protocols::x963(md, &secret, info, &mut key)?;
    Ok(key)
}

/// Encrypts the content's key for a recipient's.
///
/// Errors: `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`,
/// `CMS_R_ERROR_UNSUPPORTED_STATIC_KEY_AGREEMENT` if the sender is named.
pub fn seal(content: &CMS_EncryptedContentInfo, kari: &CMS_KeyAgreeRecipientInfo) -> Result<()> {
    let inner = content_key(content)?;
    let ctx = agreement(kari).ok_or_else(Error::quiet)?;
    let settings = ctx.settings();
    let own = settings.key.as_ref().ok_or_else(Error::quiet)?;
    if own.type_nid() != EC {
        return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE));
    }
    let named = kari.originator.get().is_some_and(|place| place.kind.get() != -1);
    if named {
        return Err(error(cms::R_ERROR_UNSUPPORTED_STATIC_KEY_AGREEMENT));
    }
    name_origin(kari, own)?;
    let cipher = match cipher_ctx(kari)?.cipher() {
        Some(cipher) => cipher,
        None => {
            let of = super::seal::cipher_in(content)?;
            wrap_for(of).ok_or_else(|| error(cms::R_UNSUPPORTED_KEY_ENCRYPTION_ALGORITHM))?
        }
    };
    let wrap = X509_ALGOR::blank();
    wrap.algorithm.set(Some(object(cipher.cipher().nid())?));
    let md = settings.md.unwrap_or(Md::Sha1);
    let md_nid = crate::obj::evp_md::EVP_MD::of(md).nid();
    let both = objects::sigid_by_algs(md_nid, nid::DH_STD_KDF).ok_or_else(Error::quiet)?;
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(object(both)?));
    let der = ASN1_STRING::with(v::SEQUENCE, &X509_ALGOR::encode(&wrap))?;
    algorithm.parameter.set(Some(ASN1_TYPE::of_string(der)));
    kari.keyEncryptionAlgorithm.set(Some(algorithm));
    let length = cipher.cipher().key_len();
    let info = shared_info(&wrap, kari.ukm.get(), length)?;
    for rek in kari.recipientEncryptedKeys.items() {
        let peer = stack::share::<EVP_PKEY>(Opaque(rek.pkey.as_ptr().cast()));
        let peer = peer.ok_or_else(Error::quiet)?;
        let key = agreed(&ctx, &peer, md, &info, length)?;
        let sealed = super::keys::wrap_crypt(cipher, &key, &inner, Direction::Encrypt)?;
        rek.encryptedKey.get().ok_or_else(Error::quiet)?.store(&sealed)?;
    }
    kari.pctx.set(None);
    Ok(())
}

/// Makes a private key the one to agree with, and, if it is given, `peer` the
/// other side's.
pub fn set_key(
    kari: &CMS_KeyAgreeRecipientInfo,
    key: Option<Arc<EVP_PKEY>>,
    peer: Option<&Arc<EVP_PKEY>>,
) -> Result<()> {
    kari.pctx.set(None);
    let Some(key) = key else { return Ok(()) };
    let ctx = EVP_PKEY_CTX::for_key(key)?;
    ctx.begin(operation::DERIVE)?;
    if let Some(peer) = peer {
        ctx.set_peer(Arc::clone(peer))?;
    }
    kari.pctx.set(Some(ctx));
    Ok(())
}

/// The other side's key, on the curve of ours.
///
/// Errors: `CMS_R_PEER_KEY_ERROR`.
fn origin_key(kari: &CMS_KeyAgreeRecipientInfo, own: &EVP_PKEY) -> Result<Arc<EVP_PKEY>> {
    let wrong = || error(cms::R_PEER_KEY_ERROR);
    let place = kari.originator.get().ok_or_else(wrong)?;
    let given = place.originatorKey.get().filter(|_| place.kind.get() == 2).ok_or_else(wrong)?;
    let algorithm = given.algorithm.get().ok_or_else(wrong)?;
    if algorithm.nid() != EC {
        return Err(wrong());
    }
    let bits = given.publicKey.get().map(ASN1_STRING::bytes).filter(|bits| !bits.is_empty());
    // The curve is ours unless it is said: the key is on it, or refused.
    let spki = X509_PUBKEY::from_der(own.public().map_err(|_| wrong())?.spki())?;
    if algorithm.parameter_kind() != v::UNDEF
        && algorithm.parameter_kind() != v::NULL
        && let Some(place) = spki.algor.get()
    {
        place.copy_from(algorithm)?;
    }
    let point = spki.public_key.get().ok_or_else(wrong)?;
    point.store(bits.ok_or_else(wrong)?)?;
    let key = PublicKey::from_spki(&spki.to_der()).map_err(|_| wrong())?;
    Ok(EVP_PKEY::from_public(key))
}

/// Decrypts the content's key with the private key that is set.
///
/// Errors: `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`, `CMS_R_PEER_KEY_ERROR`,
/// `CMS_R_KDF_PARAMETER_ERROR`, `CMS_R_SHARED_INFO_ERROR`.
pub fn open(
    content: &CMS_EncryptedContentInfo,
    kari: &CMS_KeyAgreeRecipientInfo,
    rek: &CMS_RecipientEncryptedKey,
) -> Result<()> {
    let ctx = agreement(kari).ok_or_else(|| error(cms::R_NO_PRIVATE_KEY))?;
    kari.pctx.set(None);
    let settings = ctx.settings();
    let own = settings.key.as_ref().ok_or_else(Error::quiet)?;
    if own.type_nid() != EC {
        return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE));
    }
    let peer = match settings.peer {
        Some(peer) => peer,
        None => origin_key(kari, own)?,
    };
    let bad = || error(cms::R_KDF_PARAMETER_ERROR);
    let algorithm = kari.keyEncryptionAlgorithm.get().ok_or_else(bad)?;
    let (md, way) = objects::sigid_algs(algorithm.nid()).ok_or_else(bad)?;
    // On these curves the cofactor is 1, and both ways are the same.
    if !matches!(way, nid::DH_STD_KDF | nid::DH_COFACTOR_KDF) {
        return Err(bad());
    }
    let md = Md::from_nid(md).ok_or_else(bad)?;
    let shared = || error(cms::R_SHARED_INFO_ERROR);
    let der = algorithm.parameter.get().and_then(|p| p.string(v::SEQUENCE)).ok_or_else(shared)?;
    let wrap = X509_ALGOR::decode(der.bytes()).map_err(|_| shared())?.0;
    let cipher = Cipher::from_nid(wrap.nid()).map(EVP_CIPHER::of);
    let is_wrap =
        |cipher: &&EVP_CIPHER| cipher.cipher().mode() == crate::crypto::cipher::Mode::Wrap;
    let cipher = cipher.filter(|c| c.is_available()).filter(is_wrap).ok_or_else(shared)?;
    let length = cipher.cipher().key_len();
    let info = shared_info(&wrap, kari.ukm.get(), length)?;
    let key = agreed(&ctx, &peer, md, &info, length)?;
    let text = rek.encryptedKey.get().map_or(&[][..], ASN1_STRING::bytes);
    let opened = super::keys::wrap_crypt(cipher, &key, text, Direction::Decrypt);
    let opened = opened.map_err(|cause| {
        err::push(&cause, "cms_kek_cipher");
        Error::quiet()
    })?;
    set_content_key(content, opened);
    Ok(())
}
