//! Encrypted contents: the filter that encrypts or decrypts them.

use super::error;
use super::values::{CMS_EncryptedContentInfo, GCM_PARAMETERS, Sealing};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::cipher::Mode;
use crate::err::{self, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::bio::{BIO, cipher_method, cipher_of, set_cipher};
use crate::obj::evp_cipher::{Cipher, Direction, EVP_CIPHER, random};
use crate::obj::objects;
use crate::obj::pkcs7::pipe::{no_parameters, unknown, vector};
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The length of the tag of authenticated encryption.
const TAG: c_int = 16;
/// The shortest tag that is believed (RFC 5084, section 3.2).
const SHORTEST: usize = 12;

/// The parameters that say an initialisation vector; none if there is none.
pub fn with_vector(cipher: Cipher, iv: &[u8]) -> Result<Option<Box<ASN1_TYPE>>> {
    if cipher.is_aead() {
        if cipher.mode() != Mode::Gcm {
            return Err(no_parameters(cipher));
        }
        let made = GCM_PARAMETERS::blank();
        made.nonce.set(Some(ASN1_STRING::with(v::OCTET_STRING, iv)?));
        made.length.set(TAG);
        let der = GCM_PARAMETERS::encode(&made);
        return Ok(Some(ASN1_TYPE::of_string(ASN1_STRING::with(v::SEQUENCE, &der)?)));
    }
    if !crate::obj::pkcs7::pipe::only_iv(cipher) {
        return Err(no_parameters(cipher));
    }
    if iv.is_empty() {
        return Ok(None);
    }
    Ok(Some(ASN1_TYPE::of_string(ASN1_STRING::with(v::OCTET_STRING, iv)?)))
}

/// The initialisation vector among parameters.
pub fn vector_in(cipher: Cipher, algorithm: Option<&X509_ALGOR>) -> Result<Vec<u8>> {
    if cipher.is_aead() && cipher.mode() == Mode::Gcm {
        let der = algorithm.and_then(|a| a.parameter.get()).and_then(|p| p.string(v::SEQUENCE));
        let params = der.and_then(|der| GCM_PARAMETERS::decode(der.bytes()).ok());
        let params = params.ok_or_else(|| no_parameters(cipher))?.0;
        let nonce = params.nonce.get().map_or(Vec::new(), |nonce| nonce.bytes().to_vec());
        return match nonce.len() == cipher.iv_len() {
            true => Ok(nonce),
            false => Err(no_parameters(cipher)),
        };
    }
    vector(cipher, algorithm)
}

/// The cipher that a content is encrypted with.
///
/// Errors: `CMS_R_UNKNOWN_CIPHER`.
pub fn cipher_in(content: &CMS_EncryptedContentInfo) -> Result<&'static EVP_CIPHER> {
    let algorithm = content.contentEncryptionAlgorithm.get();
    let cipher = Cipher::from_nid(algorithm.map_or(0, X509_ALGOR::nid)).map(EVP_CIPHER::of);
    let cipher = cipher.filter(|cipher| cipher.is_available());
    cipher.ok_or_else(|| unknown(algorithm, cms::R_UNKNOWN_CIPHER))
}

#[track_caller]
fn no_start() -> err::Error {
    error(cms::R_CIPHER_INITIALISATION_ERROR)
}

/// A filter that encrypts a content, under the key that is set or a new one,
/// or decrypts it, under the key that is known or a random one.
///
/// `tag` is that of authenticated encryption, and `refusal` why that cannot
/// be here.
///
/// Errors: `CMS_R_UNKNOWN_CIPHER`, `CMS_R_CIPHER_INITIALISATION_ERROR`,
/// `CMS_R_CIPHER_PARAMETER_INITIALISATION_ERROR`, `CMS_R_INVALID_KEY_LENGTH`,
/// `CMS_R_CIPHER_AEAD_SET_TAG_ERROR`,
/// `CMS_R_UNSUPPORTED_CONTENT_ENCRYPTION_ALGORITHM` for a cipher without an OID.
pub fn filter(
    content: &CMS_EncryptedContentInfo,
    tag: Option<&[u8]>,
    refusal: Option<c_int>,
) -> Result<Arc<BIO>> {
    let sealing = content.sealing.get();
    let result = make(content, &sealing, tag, refusal);
    content.sealing.with(|state| {
        // A key that was given is used but once; one that was made is left
        // for the recipients.
        if sealing.key.is_some() || result.is_err() {
            state.key = None;
        }
        if sealing.key.is_some() {
            state.cipher = None;
        }
    });
    result
}

fn make(
    content: &CMS_EncryptedContentInfo,
    sealing: &Sealing,
    tag: Option<&[u8]>,
    refusal: Option<c_int>,
) -> Result<Arc<BIO>> {
    let encrypts = sealing.cipher.is_some();
    let cipher = sealing.cipher.map_or_else(|| cipher_in(content), Ok)?;
    let method = cipher.cipher();
    if let Some(reason) = refusal.filter(|_| method.is_aead()) {
        return Err(error(reason));
    }
    if objects::by_nid(method.nid()).is_none_or(|object| object.der().is_empty()) {
        return Err(error(cms::R_UNSUPPORTED_CONTENT_ENCRYPTION_ALGORITHM));
    }
    let direction = if encrypts { Direction::Encrypt } else { Direction::Decrypt };
    let bio = BIO::new(cipher_method().clone())?;
    set_cipher(&bio, cipher, direction, |_| Ok(None), |_| Ok(None)).map_err(|cause| {
        err::push(&cause, "EVP_CipherInit_ex");
        no_start()
    })?;
    let ctx = cipher_of(&bio).ok_or_else(no_start)?;
    let unset = |cause: err::Error| {
        err::push(&cause, "evp_cipher_asn1_to_param_ex");
        error(cms::R_CIPHER_PARAMETER_INITIALISATION_ERROR)
    };
    let algorithm = content.contentEncryptionAlgorithm.get().ok_or_else(no_start)?;
    let iv = if encrypts {
        algorithm.algorithm.set(Some(super::object(method.nid())?));
        let mut iv = vec![0; method.iv_len()];
        random(&mut iv)?;
        iv
    } else {
        vector_in(method, Some(algorithm)).map_err(unset)?
    };
    if let (false, Some(tag), true) = (encrypts, tag, method.is_aead()) {
        let refused = || error(cms::R_CIPHER_AEAD_SET_TAG_ERROR);
        if tag.len() < SHORTEST {
            return Err(refused());
        }
        ctx.set_tag(tag.len(), Some(tag)).map_err(|_| refused())?;
    }
    let mut fresh = Zeroizing::new(vec![0; method.key_len()]);
    random(&mut fresh)?;
    let key = match &sealing.key {
        None => {
            if encrypts {
                content.sealing.with(|state| state.key = Some(fresh.clone()));
            }
            fresh
        }
        Some(key) if key.len() == fresh.len() || ctx.set_key_len(key.len()).is_ok() => key.clone(),
        // Only who debugs is told: else the length would tell of the padding.
        Some(_) if encrypts || sealing.debug => {
            return Err(error(cms::R_INVALID_KEY_LENGTH));
        }
        Some(_) => fresh,
    };
    let (of_key, of_iv) = (key.as_slice(), iv.as_slice());
    ctx.init(None, Some(direction), |_| Ok(Some(of_key)), |_| Ok(Some(of_iv))).map_err(
        |cause| {
            err::push(&cause, "EVP_CipherInit_ex");
            no_start()
        },
    )?;
    if encrypts {
        algorithm.parameter.set(with_vector(method, &iv).map_err(unset)?);
    }
    Ok(bio)
}
