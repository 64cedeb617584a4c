//! Chains of BIOs that digest, encrypt and decrypt a content on its way.

use super::parties::{cipher_at, md_of, recipients, seal_key};
use super::{Content, PKCS7, PKCS7_ENC_CONTENT, PKCS7_RECIP_INFO, error, is_of};
use crate::abi::StaticOrBox;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::cipher::Mode;
use crate::crypto::pkey::{KeyKind, Private};
use crate::crypto::rsa_pad;
use crate::err::{self, Error, Lib, Result, asn1, evp, pkcs7};
use crate::obj::asn1::codec::StackOf;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::bio::{BIO, cipher_method, digesting, new_mem_over, null_method, set_cipher};
use crate::obj::evp_cipher::{Cipher, Direction, EVP_CIPHER, random};
use crate::obj::evp_md;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::mime::memory;
use crate::obj::objects;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A chain of links of our own, perhaps with the program's behind it.
#[derive(Default)]
pub struct Pipe {
    links: Vec<Arc<BIO>>,
}

impl Pipe {
    /// Puts a link behind those there are.
    pub fn add(&mut self, link: Arc<BIO>) {
        self.end_with(&link);
        self.links.push(link);
    }

    /// Puts a BIO behind it that is the program's.
    pub fn end_with(&self, tail: &Arc<BIO>) {
        if let Some(first) = self.links.first() {
            first.push(Some(tail));
        }
    }

    /// Its first link.
    pub fn first(&self) -> Option<&Arc<BIO>> {
        self.links.first()
    }

    /// Makes the link behind it, which is in the chain already, one of its own.
    pub fn keep(&mut self, link: Arc<BIO>) {
        self.links.push(link);
    }

    /// The chain, for C to own; `None` if it has no link of its own.
    pub fn into_c(self) -> Option<Arc<BIO>> {
        BIO::owned_by_c(self.links)
    }

    /// A link for each digest.
    ///
    /// Errors: `PKCS7_R_UNKNOWN_DIGEST_TYPE`.
    fn digest<'a>(&mut self, all: impl IntoIterator<Item = &'a X509_ALGOR>) -> Result<()> {
        for algorithm in all {
            let Some(md) = md_of(Some(algorithm)).filter(|md| md.is_available()) else {
                return Err(unknown(Some(algorithm), pkcs7::R_UNKNOWN_DIGEST_TYPE));
            };
            self.add(digesting(md)?);
        }
        Ok(())
    }

    /// A link that encrypts, under a new key that each recipient gets.
    fn encrypt(
        &mut self,
        content: Option<&PKCS7_ENC_CONTENT>,
        infos: &[&PKCS7_RECIP_INFO],
    ) -> Result<()> {
        let content = content.ok_or_else(Error::quiet)?;
        let cipher = cipher_at(content.cipher.get())
            .ok_or_else(|| error(pkcs7::R_CIPHER_NOT_INITIALIZED))?;
        let (bio, method) = (BIO::new(cipher_method().clone())?, cipher.cipher());
        if !only_iv(method) {
            return Err(no_parameters(method));
        }
        let mut key = Zeroizing::new(vec![0; method.key_len()]);
        let mut iv = vec![0; method.iv_len()];
        random(&mut iv)?;
        random(&mut key)?;
        let (of_key, of_iv) = (&*key, iv.as_slice());
        set_cipher(&bio, cipher, Direction::Encrypt, |_| Ok(Some(of_key)), |_| Ok(Some(of_iv)))?;
        let algorithm = content.algorithm.get().ok_or_else(Error::quiet)?;
        algorithm.algorithm.set(Some(StaticOrBox::Static(objects::known(method.nid())?)));
        if !iv.is_empty() {
            let iv = ASN1_STRING::with(v::OCTET_STRING, &iv)?;
            algorithm.parameter.set(Some(ASN1_TYPE::of_string(iv)));
        }
        for info in infos {
            seal_key(info, &key)?;
        }
        self.add(bio);
        Ok(())
    }
}

/// Whether an initialisation vector is all there is to a cipher's parameters.
pub fn only_iv(cipher: Cipher) -> bool {
    !cipher.is_aead()
        && !matches!(cipher.mode(), Mode::Xts | Mode::Wrap)
        && !cipher.short_name().to_bytes().starts_with(b"RC2")
}

/// That the parameters of a cipher cannot be written or read.
pub fn no_parameters(cipher: Cipher) -> Error {
    let reason = match cipher.mode() {
        Mode::Ccm | Mode::Xts | Mode::Wrap => evp::R_UNSUPPORTED_CIPHER,
        _ => evp::R_CIPHER_PARAMETER_ERROR,
    };
    Error::new(Lib::Evp, reason)
}

/// The octets of data, or of an OCTET STRING in another kind's place.
pub fn octets(p7: &PKCS7) -> Option<&ASN1_STRING> {
    match p7.content() {
        Content::Data(data) => Some(data),
        Content::Other(other) if p7.is_other() => other.string(v::OCTET_STRING),
        _ => None,
    }
}

/// The digests that a content is digested with, to be signed or kept.
fn digests(p7: &PKCS7) -> Vec<&X509_ALGOR> {
    match p7.content() {
        Content::Signed(signed) => signed.md_algs.items(),
        Content::Both(both) => both.md_algs.items(),
        Content::Digest(digested) => digested.md.get().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What is encrypted.
pub fn sealed(p7: &PKCS7) -> Option<&PKCS7_ENC_CONTENT> {
    match p7.content() {
        Content::Enveloped(sealed) => sealed.enc_data.get(),
        Content::Both(both) => both.enc_data.get(),
        _ => None,
    }
}

/// A BIO to read these octets from; it keeps a copy.
pub fn reading(octets: &[u8]) -> Result<Arc<BIO>> {
    new_mem_over(octets)
}

/// A chain to write a content to, or to read it from: it digests and encrypts
/// what passes. Without `tail` it ends in memory, from where [`finish`] takes
/// it, or, if the content is detached, nowhere.
///
/// Errors: `PKCS7_R_NO_CONTENT`, `PKCS7_R_UNSUPPORTED_CONTENT_TYPE`,
/// `PKCS7_R_UNKNOWN_DIGEST_TYPE`, `PKCS7_R_CIPHER_NOT_INITIALIZED`.
///
/// [`finish`]: super::finish::finish
pub fn start(p7: &PKCS7, tail: Option<&Arc<BIO>>) -> Result<Pipe> {
    if !p7.has_content() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    let mut pipe = Pipe::default();
    let own = match p7.content() {
        Content::Signed(signed) => signed.contents.get().and_then(octets),
        Content::Digest(digested) => digested.contents.get().and_then(octets),
        Content::Both(_) | Content::Enveloped(_) | Content::Data(_) => None,
        _ => return Err(error(pkcs7::R_UNSUPPORTED_CONTENT_TYPE)),
    };
    pipe.digest(digests(p7))?;
    if let Some(infos) = recipients(p7) {
        pipe.encrypt(sealed(p7), &infos.items())?;
    }
    match tail {
        Some(tail) => pipe.end_with(tail),
        None if p7.is_detached() => pipe.add(BIO::new(null_method().clone())?),
        None => match own.map(ASN1_STRING::bytes).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => pipe.add(reading(bytes)?),
            None => pipe.add(memory()?),
        },
    }
    Ok(pipe)
}

/// The content's key for the holder of `key`. One that is not for it is
/// replaced by a random one, and nothing tells that it was: what it decrypts
/// to does not either, until its padding is looked at.
fn open_key(
    infos: &[&PKCS7_RECIP_INFO],
    key: &Arc<EVP_PKEY>,
    cert: Option<&X509>,
    length: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut found = Zeroizing::new(vec![0; length]);
    random(&mut found)?;
    let own: Vec<&PKCS7_RECIP_INFO> = match cert {
        None => infos.to_vec(),
        Some(cert) => {
            let is_own = |info: &&&PKCS7_RECIP_INFO| {
                let id = info.issuer_and_serial.get();
                id.is_some_and(|id| is_of(id, cert).unwrap_or(false))
            };
            let info = infos.iter().find(is_own).copied();
            vec![info.ok_or_else(|| error(pkcs7::R_NO_RECIPIENT_MATCHES_CERTIFICATE))?]
        }
    };
    // Every one is tried, whether or not one before it fitted.
    for info in own {
        let text = info.enc_key.get().map_or(&[][..], ASN1_STRING::bytes);
        found = unseal(key, text, &found)?;
    }
    Ok(found)
}

/// A key decrypted with an RSA key, or else `fallback`.
pub fn unseal(key: &Arc<EVP_PKEY>, text: &[u8], fallback: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let ctx = EVP_PKEY_CTX::for_key(Arc::clone(key))?;
    ctx.begin(operation::DECRYPT)?;
    if key.is_foreign() {
        // The program's functions remove the padding themselves.
        let opened = ctx.decrypt(text, usize::MAX).ok().filter(|k| k.len() == fallback.len());
        return Ok(opened.unwrap_or_else(|| Zeroizing::new(fallback.to_vec())));
    }
    let private = key.private()?;
    match (private.kind(), private.material()) {
        (KeyKind::Rsa, Private::Rsa(rsa)) => Ok(rsa_pad::private_decrypt_or(rsa, text, fallback)),
        _ => Err(Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)),
    }
}

/// A chain to read a content from: it decrypts and digests what passes.
/// `input` is the content if it is somewhere else; `key` that of a recipient,
/// of `cert` if that is given.
///
/// Errors: `PKCS7_R_NO_CONTENT`, `PKCS7_R_INVALID_SIGNED_DATA_TYPE`,
/// `PKCS7_R_UNSUPPORTED_CONTENT_TYPE`, `PKCS7_R_UNSUPPORTED_CIPHER_TYPE`,
/// `PKCS7_R_UNKNOWN_DIGEST_TYPE`, `PKCS7_R_NO_RECIPIENT_MATCHES_CERTIFICATE`.
pub fn decode(
    p7: &PKCS7,
    key: Option<&Arc<EVP_PKEY>>,
    input: Option<&Arc<BIO>>,
    cert: Option<&X509>,
) -> Result<Pipe> {
    if !p7.has_content() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    let (mut cipher, mut infos) = (None, Vec::new());
    let body = match p7.content() {
        Content::Signed(signed) => {
            let body = signed.contents.get().and_then(octets);
            if !p7.is_detached() && body.is_none() {
                return Err(error(pkcs7::R_INVALID_SIGNED_DATA_TYPE));
            }
            body
        }
        Content::Both(_) | Content::Enveloped(_) => {
            let content = sealed(p7).ok_or_else(Error::quiet)?;
            cipher = Some((known_cipher(content.algorithm.get())?, content.algorithm.get()));
            infos = recipients(p7).map(StackOf::items).unwrap_or_default();
            content.enc_data.get()
        }
        _ => return Err(error(pkcs7::R_UNSUPPORTED_CONTENT_TYPE)),
    };
    if body.is_none() && input.is_none() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    let mut pipe = Pipe::default();
    pipe.digest(digests(p7))?;
    if let Some((cipher, algorithm)) = cipher {
        let key = key.ok_or_else(Error::quiet)?;
        let found = open_key(&infos, key, cert, cipher.cipher().key_len())?;
        let iv = vector(cipher.cipher(), algorithm)?;
        let bio = BIO::new(cipher_method().clone())?;
        let (of_key, of_iv) = (&*found, iv.as_slice());
        set_cipher(&bio, cipher, Direction::Decrypt, |_| Ok(Some(of_key)), |_| Ok(Some(of_iv)))?;
        pipe.add(bio);
    }
    match (input, body.map(ASN1_STRING::bytes)) {
        (Some(input), _) => pipe.end_with(input),
        (None, Some(bytes)) if !bytes.is_empty() => pipe.add(reading(bytes)?),
        _ => pipe.add(memory()?),
    }
    Ok(pipe)
}

/// The error `reason` for an algorithm that nobody provides.
pub fn unknown(algorithm: Option<&X509_ALGOR>, reason: std::ffi::c_int) -> Error {
    let object = algorithm.and_then(|a| a.algorithm.get()).filter(|object| object.nid() != 0);
    let name = object.and_then(|object| object.text(false)).unwrap_or_default();
    err::push(&evp_md::unsupported(name.as_bytes()), "inner_evp_generic_fetch");
    error(reason)
}

/// The cipher of a content.
fn known_cipher(algorithm: Option<&X509_ALGOR>) -> Result<&'static EVP_CIPHER> {
    let object = algorithm.and_then(|a| a.algorithm.get());
    let cipher = object.and_then(|object| Cipher::from_nid(object.nid())).map(EVP_CIPHER::of);
    cipher
        .filter(|cipher| cipher.is_available())
        .ok_or_else(|| unknown(algorithm, pkcs7::R_UNSUPPORTED_CIPHER_TYPE))
}

/// The initialisation vector among a content's parameters; zeros without any,
/// as OpenSSL has it.
pub fn vector(cipher: Cipher, algorithm: Option<&X509_ALGOR>) -> Result<Vec<u8>> {
    if !only_iv(cipher) {
        return Err(no_parameters(cipher));
    }
    let len = cipher.iv_len();
    let Some(value) = algorithm.and_then(|a| a.parameter.get()).filter(|_| len > 0) else {
        return Ok(vec![0; len]);
    };
    let iv = value.string(v::OCTET_STRING).map(ASN1_STRING::bytes);
    if iv.is_none() {
        err::push(&Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG), "ASN1_TYPE_get_octetstring");
    }
    let iv = iv.filter(|iv| iv.len() == len).ok_or_else(|| no_parameters(cipher))?;
    Ok(iv.to_vec())
}
