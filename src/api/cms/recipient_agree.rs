//! Recipients with whom a key is agreed on.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{DerOut, Lend, Mut, Out, entry, graded, quiet};
use crate::err::{Error, Result, cms};
use crate::obj::cms::recipients::{content_of, kind};
use crate::obj::cms::signer::{BY_ISSUER, BY_KEY};
use crate::obj::cms::values::{
    CMS_KeyAgreeRecipientInfo, CMS_OtherKeyAttribute, CMS_RecipientEncryptedKey, CMS_RecipientInfo,
};
use crate::obj::cms::{CMS_ContentInfo, agree, error};
use crate::obj::evp_cipher::EVP_CIPHER_CTX;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::pkcs7::parties::key_of;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::c_int;

fn kari(ri: &CMS_RecipientInfo) -> Result<&CMS_KeyAgreeRecipientInfo> {
    let found = ri.kari.get().filter(|_| ri.kind.get() == kind::AGREE);
    found.ok_or_else(|| error(cms::R_NOT_KEY_AGREEMENT))
}

/// Lends the algorithm of an agreement, and what makes it another one each
/// time.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NOT_KEY_AGREEMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_get0_alg(
    ri: Mut<CMS_RecipientInfo>,
    palg: Out<*mut X509_ALGOR>,
    pukm: Out<*mut ASN1_STRING>,
) -> c_int {
    entry(0, || {
        let kari = kari(ri.get()?)?;
        palg.write_opt(kari.keyEncryptionAlgorithm.as_ptr());
        pukm.write_opt(kari.ukm.as_ptr());
        Ok(1)
    })
}

/// The content's key for each recipient of an agreement; NULL for recipients
/// of other kinds. Ownership: they belong to `ri`.
/// Errors: `CMS_R_NOT_KEY_AGREEMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_get0_reks(
    ri: Mut<CMS_RecipientInfo>,
) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || Ok(kari(ri.get()?)?.recipientEncryptedKeys.as_ptr()))
}

/// Lends what names the other side of an agreement: issuer and number, an
/// identifier, or the key; the others' places are set to NULL.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NOT_KEY_AGREEMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_get0_orig_id(
    ri: Mut<CMS_RecipientInfo>,
    pubalg: Out<*mut X509_ALGOR>,
    pubkey: Out<*mut ASN1_STRING>,
    keyid: Out<*mut ASN1_STRING>,
    issuer: Out<*mut X509_NAME>,
    sno: Out<*mut ASN1_STRING>,
) -> c_int {
    entry(0, || {
        let place = kari(ri.get()?)?.originator.get().ok_or_else(Error::quiet)?;
        issuer.write_opt(std::ptr::null_mut());
        sno.write_opt(std::ptr::null_mut());
        keyid.write_opt(std::ptr::null_mut());
        pubalg.write_opt(std::ptr::null_mut());
        pubkey.write_opt(std::ptr::null_mut());
        match place.kind.get() {
            BY_ISSUER => {
                let both = place.issuerAndSerialNumber.get().ok_or_else(Error::quiet)?;
                issuer.write_opt(both.issuer.as_ptr());
                sno.write_opt(both.serialNumber.as_ptr());
            }
            BY_KEY => keyid.write_opt(place.subjectKeyIdentifier.as_ptr()),
            2 => {
                let key = place.originatorKey.get().ok_or_else(Error::quiet)?;
                pubalg.write_opt(key.algorithm.as_ptr());
                pubkey.write_opt(key.publicKey.as_ptr());
            }
            _ => return Ok(0),
        }
        Ok(1)
    })
}

/// Compares what names the other side of an agreement with a certificate.
///
/// Returns: 0 if it is the same; -2 for a recipient of another kind.
/// Errors: `CMS_R_NOT_KEY_AGREEMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_orig_id_cmp(
    ri: Mut<CMS_RecipientInfo>,
    cert: Mut<X509>,
) -> c_int {
    graded(-2, || {
        let place = kari(ri.get()?)?.originator.get().ok_or_else(Error::quiet)?;
        Ok(place.compare(cert.get()?))
    })
}

/// Lends what names a recipient of an agreement: issuer and number, or an
/// identifier with its date and what else is said; the others' places are set
/// to NULL.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientEncryptedKey_get0_id(
    rek: Mut<CMS_RecipientEncryptedKey>,
    keyid: Out<*mut ASN1_STRING>,
    tm: Out<*mut ASN1_STRING>,
    other: Out<*mut CMS_OtherKeyAttribute>,
    issuer: Out<*mut X509_NAME>,
    sno: Out<*mut ASN1_STRING>,
) -> c_int {
    quiet(0, || {
        let id = rek.get()?.rid.get().ok_or_else(Error::quiet)?;
        let both = id.issuerAndSerialNumber.get().filter(|_| id.kind.get() == BY_ISSUER);
        let key = id.rKeyId.get().filter(|_| id.kind.get() == BY_KEY);
        if both.is_none() && key.is_none() {
            return Ok(0);
        }
        issuer.write_opt(both.map_or(std::ptr::null_mut(), |id| id.issuer.as_ptr()));
        sno.write_opt(both.map_or(std::ptr::null_mut(), |id| id.serialNumber.as_ptr()));
        keyid.write_opt(key.map_or(std::ptr::null_mut(), |id| id.subjectKeyIdentifier.as_ptr()));
        tm.write_opt(key.map_or(std::ptr::null_mut(), |id| id.date.as_ptr()));
        other.write_opt(key.map_or(std::ptr::null_mut(), |id| id.other.as_ptr()));
        Ok(1)
    })
}

/// Compares what names a recipient of an agreement with a certificate.
///
/// Returns: 0 if it is the same.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientEncryptedKey_cert_cmp(
    rek: Mut<CMS_RecipientEncryptedKey>,
    cert: Mut<X509>,
) -> c_int {
    quiet(-1, || {
        let id = rek.get()?.rid.get().ok_or_else(Error::quiet)?;
        Ok(id.compare(cert.get()?))
    })
}

/// Makes `pk` the private key to agree with, with the other side's key in
/// `peer`'s certificate if it is given; NULL forgets it.
///
/// Returns: 1; 0 on failure. Ownership: takes a share of `pk`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_set0_pkey_and_peer(
    ri: Mut<CMS_RecipientInfo>,
    pk: Mut<EVP_PKEY>,
    peer: Mut<X509>,
) -> c_int {
    entry(0, || {
        let peer = peer.opt().map(key_of).transpose()?;
        agree::set_key(kari(ri.get()?)?, pk.share_opt(), peer.as_ref()).map(|()| 1)
    })
}

/// As [`CMS_RecipientInfo_kari_set0_pkey_and_peer`], without a certificate.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_set0_pkey(
    ri: Mut<CMS_RecipientInfo>,
    pk: Mut<EVP_PKEY>,
) -> c_int {
    CMS_RecipientInfo_kari_set0_pkey_and_peer(ri, pk, Mut::from_element(crate::abi::Opaque::NULL))
}

/// The context of the cipher that encrypts the content's key, in which a
/// program may choose it; NULL for recipients of other kinds.
/// Ownership: it belongs to `ri`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_get0_ctx(
    ri: Mut<CMS_RecipientInfo>,
) -> Lend<EVP_CIPHER_CTX> {
    quiet(Lend::null(), || agree::cipher_ctx(kari(ri.get()?)?).map(Lend::new))
}

/// Decrypts the content's key for one recipient, with the private key that is
/// set.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_PEER_KEY_ERROR`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kari_decrypt(
    cms: Mut<CMS_ContentInfo>,
    ri: Mut<CMS_RecipientInfo>,
    rek: Mut<CMS_RecipientEncryptedKey>,
) -> c_int {
    entry(0, || agree::open(content_of(cms.get()?)?, kari(ri.get()?)?, rek.get()?).map(|()| 1))
}

/// Writes what goes into the derivation of a key of `keylen` bytes for the
/// algorithm `kekalg`, as i2d functions do.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_SharedInfo_encode(
    pder: DerOut,
    kekalg: Mut<X509_ALGOR>,
    ukm: Mut<ASN1_STRING>,
    keylen: c_int,
) -> c_int {
    entry(-1, || {
        let length = usize::try_from(keylen).map_err(|_| Error::quiet())?;
        pder.put(&agree::shared_info(kekalg.get()?, ukm.opt(), length)?)
    })
}
