//! The content's key under a recipient's RSA key, a symmetric key or a
//! password.

use super::recipients::kind_for;
use super::seal::{cipher_in, vector_in, with_vector};
use super::values::{
    CMS_EncryptedContentInfo, CMS_KEKRecipientInfo, CMS_KeyTransRecipientInfo,
    CMS_PasswordRecipientInfo, Secret,
};
use super::{error, object, recipients};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::crypto::digest::Md;
use crate::err::{self, Error, Lib, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_cipher::{Cipher, Direction, EVP_CIPHER, EVP_CIPHER_CTX, random};
use crate::obj::evp_pbe;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, operation, padding};
use crate::obj::objects::nid;
use crate::obj::pkcs7::parties::md_of;
use crate::obj::pkcs7::pipe::{no_parameters, unseal};
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::params::{PBKDF2PARAM, RSA_OAEP_PARAMS};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The content's key.
///
/// Errors: `CMS_R_NO_KEY`.
pub fn content_key(content: &CMS_EncryptedContentInfo) -> Result<Zeroizing<Vec<u8>>> {
    content.sealing.with(|s| s.key.clone()).ok_or_else(|| error(cms::R_NO_KEY))
}

/// Makes a key the content's.
pub fn set_content_key(content: &CMS_EncryptedContentInfo, key: Zeroizing<Vec<u8>>) {
    content.sealing.with(|s| s.key = Some(key));
}

/// The parameters of OAEP that differ from the defaults.
fn oaep_parameters(settings: &Settings) -> Result<Box<ASN1_TYPE>> {
    let md = settings.oaep.unwrap_or(Md::Sha1);
    let mgf = settings.mgf.unwrap_or(md);
    let named = |md: Md| -> Result<Box<X509_ALGOR>> {
        let place = crate::abi::layout::Owned::null();
        super::signing::name_digest(&place, crate::obj::evp_md::EVP_MD::of(md))?;
        place.take().ok_or_else(Error::quiet)
    };
    let made = RSA_OAEP_PARAMS::blank();
    if md != Md::Sha1 {
        made.hashFunc.set(Some(named(md)?));
    }
    if mgf != Md::Sha1 {
        let mask = X509_ALGOR::blank();
        mask.algorithm.set(Some(object(nid::MGF1)?));
        let der = X509_ALGOR::encode(&*named(mgf)?);
        let der = ASN1_STRING::with(v::SEQUENCE, &der)?;
        mask.parameter.set(Some(ASN1_TYPE::of_string(der)));
        made.maskGenFunc.set(Some(mask));
    }
    if !settings.label.is_empty() {
        let source = X509_ALGOR::blank();
        source.algorithm.set(Some(object(nid::PSPECIFIED)?));
        let label = ASN1_STRING::with(v::OCTET_STRING, &settings.label)?;
        source.parameter.set(Some(ASN1_TYPE::of_string(label)));
        made.pSourceFunc.set(Some(source));
    }
    let der = RSA_OAEP_PARAMS::encode(&made);
    Ok(ASN1_TYPE::of_string(ASN1_STRING::with(v::SEQUENCE, &der)?))
}

/// Takes the parameters of OAEP over into a context.
///
/// Errors: `CMS_R_INVALID_OAEP_PARAMETERS`, `CMS_R_UNSUPPORTED_LABEL_SOURCE`,
/// `CMS_R_INVALID_LABEL`.
fn obey_oaep(algorithm: &X509_ALGOR, ctx: &EVP_PKEY_CTX) -> Result<()> {
    let bad = || error(cms::R_INVALID_OAEP_PARAMETERS);
    let der = algorithm.parameter.get().and_then(|p| p.string(v::SEQUENCE)).ok_or_else(bad)?;
    let params = RSA_OAEP_PARAMS::decode_all(der.bytes()).map_err(|_| bad())?;
    let digest = |algorithm: Option<&X509_ALGOR>| match algorithm {
        None => Ok(Md::Sha1),
        some => md_of(some).ok_or_else(bad)?.md(),
    };
    let md = digest(params.hashFunc.get())?;
    let mgf = match params.maskGenFunc.get() {
        None => Md::Sha1,
        Some(mask) if mask.nid() == nid::MGF1 => {
            let der = mask.parameter.get().and_then(|p| p.string(v::SEQUENCE)).ok_or_else(bad)?;
            let inner = X509_ALGOR::from_der(der.bytes()).map_err(|_| bad())?;
            digest(Some(&inner))?
        }
        Some(_) => return Err(bad()),
    };
    let label = match params.pSourceFunc.get() {
        None => Vec::new(),
        Some(source) if source.nid() == nid::PSPECIFIED => {
            let label = source.parameter.get().and_then(|p| p.string(v::OCTET_STRING));
            label.ok_or_else(|| error(cms::R_INVALID_LABEL))?.bytes().to_vec()
        }
        Some(_) => return Err(error(cms::R_UNSUPPORTED_LABEL_SOURCE)),
    };
    ctx.change(|s| {
        s.padding = padding::OAEP;
        s.oaep = Some(md);
        s.mgf = Some(mgf);
        s.label = label;
    });
    Ok(())
}

fn program_ctx(ktri: &CMS_KeyTransRecipientInfo) -> Option<Arc<EVP_PKEY_CTX>> {
    stack::share::<EVP_PKEY_CTX>(Opaque(ktri.pctx.as_ptr().cast()))
}

fn key_of(ktri: &CMS_KeyTransRecipientInfo) -> Option<Arc<EVP_PKEY>> {
    stack::share::<EVP_PKEY>(Opaque(ktri.pkey.as_ptr().cast()))
}

/// Names the algorithm that a recipient's RSA key encrypts with.
pub fn name_transport(ktri: &CMS_KeyTransRecipientInfo) -> Result<()> {
    let key = key_of(ktri).ok_or_else(Error::quiet)?;
    if key.type_nid() != nid::RSAENCRYPTION {
        // Encrypting with it will fail.
        return Ok(());
    }
    let settings = program_ctx(ktri).map(|ctx| ctx.settings());
    let made = X509_ALGOR::blank();
    match settings {
        Some(settings) if settings.padding == padding::OAEP => {
            made.algorithm.set(Some(object(nid::RSAES_OAEP)?));
            made.parameter.set(Some(oaep_parameters(&settings)?));
        }
        Some(settings) if settings.padding != padding::PKCS1 => {
            return Err(error(cms::R_CTRL_FAILURE));
        }
        _ => {
            made.algorithm.set(Some(object(nid::RSAENCRYPTION)?));
            made.parameter.set(Some(ASN1_TYPE::null()));
        }
    }
    ktri.keyEncryptionAlgorithm.set(Some(made));
    Ok(())
}

/// Encrypts the content's key for the holder of an RSA key.
pub fn transport(
    content: &CMS_EncryptedContentInfo,
    ktri: &CMS_KeyTransRecipientInfo,
) -> Result<()> {
    let key = content_key(content)?;
    let ctx = match program_ctx(ktri) {
        Some(ctx) => {
            name_transport(ktri)?;
            ctx
        }
        None => {
            let ctx = EVP_PKEY_CTX::for_key(key_of(ktri).ok_or_else(Error::quiet)?)?;
            ctx.begin(operation::ENCRYPT)?;
            ctx
        }
    };
    let sealed = ctx.encrypt(&key)?;
    ktri.encryptedKey.get().ok_or_else(Error::quiet)?.store(&sealed)
}

/// Decrypts the content's key with the key that is set. Unless the program
/// debugs, one that cannot be is replaced by a random one, which nothing
/// tells from it.
///
/// Errors: `CMS_R_NO_PRIVATE_KEY`, `CMS_R_UNKNOWN_CIPHER`, `CMS_R_CMS_LIB`.
pub fn untransport(
    content: &CMS_EncryptedContentInfo,
    ktri: &CMS_KeyTransRecipientInfo,
) -> Result<()> {
    let key = key_of(ktri).ok_or_else(|| error(cms::R_NO_PRIVATE_KEY))?;
    if kind_for(&key) != recipients::kind::TRANS || key.type_nid() != nid::RSAENCRYPTION {
        return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE));
    }
    let debug = content.sealing.with(|s| s.debug);
    let text = ktri.encryptedKey.get().map_or(&[][..], ASN1_STRING::bytes);
    let algorithm = ktri.keyEncryptionAlgorithm.get().ok_or_else(Error::quiet)?;
    let length = cipher_in(content)?.cipher().key_len();
    let found = match algorithm.nid() {
        // As OpenSSL has it, any other name than OAEP's means PKCS#1.
        other if other != nid::RSAES_OAEP && !debug => {
            // What was found before stays if this one is not for the key.
            let mut fallback = Zeroizing::new(vec![0; length]);
            random(&mut fallback)?;
            let before = content.sealing.with(|s| s.key.clone());
            let before = before.filter(|key| key.len() == length).unwrap_or(fallback);
            unseal(&key, text, &before)?
        }
        _ => {
            let ctx = EVP_PKEY_CTX::for_key(key)?;
            ctx.begin(operation::DECRYPT)?;
            if algorithm.nid() == nid::RSAES_OAEP {
                obey_oaep(algorithm, &ctx)?;
            }
            ctx.decrypt(text, usize::MAX).map_err(|cause| {
                err::push(&cause, "EVP_PKEY_decrypt");
                error(cms::R_CMS_LIB)
            })?
        }
    };
    set_content_key(content, found);
    Ok(())
}

/// The AES key wrap for a key of a length.
///
/// Errors: `CMS_R_INVALID_KEY_LENGTH`.
pub fn wrap_for(length: usize) -> Result<&'static EVP_CIPHER> {
    let number = match length {
        16 => nid::AES128_WRAP,
        24 => nid::AES192_WRAP,
        32 => nid::AES256_WRAP,
        _ => return Err(error(cms::R_INVALID_KEY_LENGTH)),
    };
    let cipher = Cipher::from_nid(number).map(EVP_CIPHER::of);
    cipher.ok_or_else(|| error(cms::R_INVALID_KEY_LENGTH))
}

/// Wraps or unwraps a key (RFC 3394).
pub fn wrap_crypt(
    cipher: &'static EVP_CIPHER,
    key: &[u8],
    text: &[u8],
    direction: Direction,
) -> Result<Zeroizing<Vec<u8>>> {
    let ctx = EVP_CIPHER_CTX::default();
    ctx.init(Some(cipher), Some(direction), |_| Ok(Some(key)), |_| Ok(None))?;
    ctx.update(text)
}

/// Encrypts the content's key under a symmetric key.
///
/// Errors: `CMS_R_NO_KEY`, `CMS_R_INVALID_KEY_LENGTH`, `CMS_R_WRAP_ERROR`.
pub fn wrap(content: &CMS_EncryptedContentInfo, kekri: &CMS_KEKRecipientInfo) -> Result<()> {
    let key = kekri.key.with(|given| given.copy()).ok_or_else(|| error(cms::R_NO_KEY))?;
    let inner = content_key(content)?;
    let sealed = wrap_crypt(wrap_for(key.len())?, &key, &inner, Direction::Encrypt);
    let sealed = sealed.map_err(|_| error(cms::R_WRAP_ERROR))?;
    kekri.encryptedKey.get().ok_or_else(Error::quiet)?.store(&sealed)
}

/// Decrypts the content's key with the symmetric key that is set.
pub fn unwrap(content: &CMS_EncryptedContentInfo, kekri: &CMS_KEKRecipientInfo) -> Result<()> {
    let key = kekri.key.with(|given| given.copy()).ok_or_else(|| error(cms::R_NO_KEY))?;
    unwrap_with(content, kekri, &key)
}

/// Decrypts the content's key with a symmetric key.
///
/// Errors: `CMS_R_INVALID_KEY_LENGTH`, `CMS_R_INVALID_ENCRYPTED_KEY_LENGTH`,
/// `CMS_R_UNWRAP_ERROR`.
pub fn unwrap_with(
    content: &CMS_EncryptedContentInfo,
    kekri: &CMS_KEKRecipientInfo,
    key: &[u8],
) -> Result<()> {
    let cipher = wrap_for(key.len())?;
    let named = kekri.keyEncryptionAlgorithm.get().map_or(0, X509_ALGOR::nid);
    if named != cipher.cipher().nid() {
        return Err(error(cms::R_INVALID_KEY_LENGTH));
    }
    let text = kekri.encryptedKey.get().map_or(&[][..], ASN1_STRING::bytes);
    if text.len() < 16 {
        return Err(error(cms::R_INVALID_ENCRYPTED_KEY_LENGTH));
    }
    let opened = wrap_crypt(cipher, key, text, Direction::Decrypt);
    set_content_key(content, opened.map_err(|_| error(cms::R_UNWRAP_ERROR))?);
    Ok(())
}

/// Names how a password becomes a key and encrypts the content's: by PBKDF2
/// with a new salt, and a cipher with a new initialisation vector.
///
/// Errors: `CMS_R_CIPHER_PARAMETER_INITIALISATION_ERROR`.
pub fn begin_password(
    pwri: &CMS_PasswordRecipientInfo,
    cipher: &'static EVP_CIPHER,
    rounds: u64,
) -> Result<()> {
    let method = cipher.cipher();
    let mut iv = vec![0; method.iv_len()];
    random(&mut iv)?;
    let inner = X509_ALGOR::blank();
    inner.algorithm.set(Some(object(method.nid())?));
    let parameters = match method.is_aead() {
        true => Err(no_parameters(method)),
        false => with_vector(method, &iv),
    };
    let parameters = parameters.map_err(|cause| {
        err::push(&cause, "evp_cipher_param_to_asn1_ex");
        error(cms::R_CIPHER_PARAMETER_INITIALISATION_ERROR)
    })?;
    inner.parameter.set(parameters);
    let outer = X509_ALGOR::blank();
    outer.algorithm.set(Some(object(nid::PWRI_KEK)?));
    let der = ASN1_STRING::with(v::SEQUENCE, &X509_ALGOR::encode(&inner))?;
    outer.parameter.set(Some(ASN1_TYPE::of_string(der)));
    pwri.keyEncryptionAlgorithm.set(Some(outer));

    let mut salt = vec![0; SALT];
    random(&mut salt)?;
    let params = PBKDF2PARAM::blank();
    let salt = ASN1_STRING::with(v::OCTET_STRING, &salt)?;
    params.salt.set(Some(ASN1_TYPE::of_string(salt)));
    let iterations = ASN1_STRING::new(v::INTEGER);
    integer::set(&iterations, v::INTEGER, false, rounds)?;
    params.iter.set(Some(iterations));
    let derivation = X509_ALGOR::blank();
    derivation.algorithm.set(Some(object(nid::PBKDF2)?));
    let der = ASN1_STRING::with(v::SEQUENCE, &PBKDF2PARAM::encode(&params))?;
    derivation.parameter.set(Some(ASN1_TYPE::of_string(der)));
    pwri.keyDerivationAlgorithm.set(Some(derivation));
    Ok(())
}

/// Octets of a new salt.
const SALT: usize = 8;

/// The cipher of a password, with the key that it becomes.
///
/// Errors: `CMS_R_NO_PASSWORD`, `CMS_R_UNSUPPORTED_KEY_ENCRYPTION_ALGORITHM`,
/// `CMS_R_INVALID_KEY_ENCRYPTION_PARAMETER`, `CMS_R_UNKNOWN_CIPHER`,
/// `CMS_R_CIPHER_PARAMETER_INITIALISATION_ERROR`, `ERR_R_EVP_LIB`.
fn password_cipher(
    pwri: &CMS_PasswordRecipientInfo,
    password: &[u8],
    direction: Direction,
) -> Result<(EVP_CIPHER_CTX, Vec<u8>)> {
    let outer = pwri.keyEncryptionAlgorithm.get();
    if outer.map_or(0, X509_ALGOR::nid) != nid::PWRI_KEK {
        return Err(error(cms::R_UNSUPPORTED_KEY_ENCRYPTION_ALGORITHM));
    }
    let der = outer.and_then(|a| a.parameter.get()).and_then(|p| p.string(v::SEQUENCE));
    let inner = der.and_then(|der| X509_ALGOR::from_der(der.bytes()).ok());
    let inner = inner.ok_or_else(|| error(cms::R_INVALID_KEY_ENCRYPTION_PARAMETER))?;
    let cipher = Cipher::from_nid(inner.nid()).map(EVP_CIPHER::of);
    let cipher = cipher.filter(|cipher| cipher.is_available());
    let cipher = cipher.ok_or_else(|| error(cms::R_UNKNOWN_CIPHER))?;
    let iv = vector_in(cipher.cipher(), Some(&inner)).map_err(|cause| {
        err::push(&cause, "evp_cipher_asn1_to_param_ex");
        error(cms::R_CIPHER_PARAMETER_INITIALISATION_ERROR)
    })?;
    let ctx = EVP_CIPHER_CTX::default();
    ctx.init(Some(cipher), Some(direction), |_| Ok(None), |_| Ok(Some(&iv)))?;
    ctx.set_padding(false)?;
    let failed = || error(err::lib_failed(Lib::Evp));
    let way = pwri.keyDerivationAlgorithm.get().ok_or_else(failed)?;
    if way.nid() != nid::PBKDF2 {
        return Err(failed());
    }
    evp_pbe::pbkdf2(&ctx, password, way.parameter.get(), direction).map_err(|cause| {
        err::push(&cause, "PKCS5_v2_PBKDF2_keyivgen_ex");
        failed()
    })?;
    ctx.init(None, Some(direction), |_| Ok(None), |_| Ok(Some(&iv)))?;
    Ok((ctx, iv))
}

/// The length of a block that CBC wraps keys in; an error for other modes.
fn block_of(ctx: &EVP_CIPHER_CTX) -> Option<usize> {
    ctx.cipher().map(|cipher| cipher.cipher().block_size()).filter(|block| *block >= 4)
}

/// Encrypts the content's key under the password that is set (RFC 3211,
/// section 2.3).
///
/// Errors: those of [`password_cipher`].
pub fn wrap_by_password(
    content: &CMS_EncryptedContentInfo,
    pwri: &CMS_PasswordRecipientInfo,
) -> Result<()> {
    let password = pwri.pass.with(|given| given.copy());
    let password = password.ok_or_else(|| error(cms::R_NO_PASSWORD))?;
    let key = content_key(content)?;
    let (ctx, _) = password_cipher(pwri, &password, Direction::Encrypt)?;
    let block = block_of(&ctx).ok_or_else(Error::quiet)?;
    let length = u8::try_from(key.len()).map_err(|_| Error::quiet())?;
    let [a, b, c, ..] = key.as_slice() else { return Err(Error::quiet()) };
    let room = (key.len() + 4).next_multiple_of(block).max(2 * block);
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    text.extend_from_slice(&[length, !a, !b, !c]);
    text.extend_from_slice(&key);
    let mut rest = vec![0; room - text.len()];
    random(&mut rest)?;
    text.extend_from_slice(&rest);
    let once = ctx.update(&text)?;
    let twice = ctx.update(&once)?;
    pwri.encryptedKey.get().ok_or_else(Error::quiet)?.store(&twice)
}

/// Decrypts the content's key with the password that is set.
pub fn unwrap_by_password(
    content: &CMS_EncryptedContentInfo,
    pwri: &CMS_PasswordRecipientInfo,
) -> Result<()> {
    let password = pwri.pass.with(|given| given.copy());
    let password = password.ok_or_else(|| error(cms::R_NO_PASSWORD))?;
    unwrap_with_password(content, pwri, &password)
}

/// Decrypts the content's key with a password.
///
/// Errors: `CMS_R_UNWRAP_FAILURE`, and those of [`password_cipher`].
pub fn unwrap_with_password(
    content: &CMS_EncryptedContentInfo,
    pwri: &CMS_PasswordRecipientInfo,
    password: &[u8],
) -> Result<()> {
    let (ctx, iv) = password_cipher(pwri, password, Direction::Decrypt)?;
    let text = pwri.encryptedKey.get().map_or(&[][..], ASN1_STRING::bytes);
    let key = opened(&ctx, &iv, text)?.ok_or_else(|| error(cms::R_UNWRAP_FAILURE))?;
    set_content_key(content, key);
    Ok(())
}

/// Undoes the two passes of CBC and the format around a key; `None` if it is
/// none.
fn opened(ctx: &EVP_CIPHER_CTX, iv: &[u8], text: &[u8]) -> Result<Secret> {
    let Some(block) = block_of(ctx) else { return Ok(None) };
    if text.len() < 2 * block || !text.len().is_multiple_of(block) {
        return Ok(None);
    }
    // The vector of the second pass is the last block of the first.
    let (head, last) = text.split_at(text.len() - block);
    let before = head.get(head.len() - block..).unwrap_or_default();
    let again = |iv: &[u8]| ctx.init(None, None, |_| Ok(None), |_| Ok(Some(iv)));
    again(before)?;
    let end = ctx.update(last)?;
    again(&end)?;
    let mut once = Zeroizing::new(ctx.update(head)?.to_vec());
    once.extend_from_slice(&end);
    again(iv)?;
    let plain = ctx.update(&once)?;
    let [length, x, y, z, rest @ ..] = plain.as_slice() else { return Ok(None) };
    let key = rest.get(..usize::from(*length));
    let [a, b, c, ..] = rest else { return Ok(None) };
    let checks = (x ^ a) & (y ^ b) & (z ^ c) == 0xff;
    Ok(key.filter(|_| checks).map(|key| Zeroizing::new(key.to_vec())))
}

/// How many rounds of PBKDF2 a number asks for.
pub fn rounds(asked: c_int) -> u64 {
    /// `PKCS5_DEFAULT_ITER`.
    const USUAL: u64 = 2048;
    u64::try_from(asked).ok().filter(|n| *n > 0).unwrap_or(USUAL)
}
