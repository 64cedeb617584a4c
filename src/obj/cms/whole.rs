//! Whole contents: signing, verifying, encrypting, decrypting, digesting.

use super::agree;
use super::content::{demand, encrypted, inner_type, set_detached};
use super::lists;
use super::pipe::{check_digest, finish, start};
use super::recipients::{self, content_of, kind, kind_for, recipients as list_of};
use super::signer::{begun, find_certificates, signers};
use super::signing::{add_signer, verify_attributes, verify_content};
use super::values::{CMS_DigestedData, CMS_EncryptedData, CMS_SignerInfo, Sealing};
use super::{CMS_ContentInfo, Content, error, keys, object};
use crate::abi::{Arg, Opaque};
use crate::err::{self, Error, Lib, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::Octets;
use crate::obj::bio::command::{C_GET_CIPHER_STATUS, TYPE_CIPHER};
use crate::obj::bio::{BIO, null_method};
use crate::obj::ess;
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::mime::{self, memory};
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pkcs7::parties::key_of;
use crate::obj::pkcs7::smime::{Signing, Verifying};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL};
use crate::obj::x509_vfy::{X509_STORE_CTX, param};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// `CMS_…` flags.
pub mod flags {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const TEXT: c_int = 0x1;
    pub const NOCERTS: c_int = 0x2;
    pub const NO_CONTENT_VERIFY: c_int = 0x4;
    pub const NO_ATTR_VERIFY: c_int = 0x8;
    pub const NO_SIGNER_CERT_VERIFY: c_int = 0x20;
    pub const DETACHED: c_int = 0x40;
    pub const BINARY: c_int = 0x80;
    pub const STREAM: c_int = 0x1000;
    pub const NOCRL: c_int = 0x2000;
    pub const PARTIAL: c_int = 0x4000;
    pub const DEBUG_DECRYPT: c_int = 0x2_0000;
    pub const ASCIICRLF: c_int = 0x8_0000;
    pub const CADES: c_int = 0x10_0000;
}
use flags::{
    ASCIICRLF, BINARY, CADES, DEBUG_DECRYPT, DETACHED, NO_ATTR_VERIFY, NO_CONTENT_VERIFY,
    NO_SIGNER_CERT_VERIFY, NOCRL, PARTIAL, STREAM, TEXT,
};

/// How much is read at a time.
const CHUNK: usize = 4096;

/// Whether the decryption on the way, if there was any, came to a good end.
fn decrypted(chain: &Arc<BIO>) -> bool {
    chain.kind() != TYPE_CIPHER || chain.ctrl(C_GET_CIPHER_STATUS, 0, Arg::NULL) > 0
}

/// Reads a content to its end and writes it on, without its header for
/// `TEXT`; an error if it could not be read or decrypted.
///
/// Errors: `CMS_R_SMIME_TEXT_ERROR`.
pub fn copy(from: &Arc<BIO>, to: Option<&Arc<BIO>>, flags: c_int) -> Result<()> {
    let whole = if flags & TEXT != 0 { Some(memory()?) } else { None };
    let place = whole.as_ref().or(to);
    let mut chunk = [0; CHUNK];
    loop {
        let n = from.read(&mut chunk);
        let piece = usize::try_from(n).ok().filter(|n| *n > 0).and_then(|n| chunk.get(..n));
        let Some(piece) = piece else {
            if n < 0 || !decrypted(from) {
                return Err(Error::quiet());
            }
            break;
        };
        if let Some(place) = place
            && place.write(piece) != n
        {
            break;
        }
    }
    whole.map_or(Ok(()), |whole| text(&whole, to))
}

/// Writes what is under a header "text/plain" on.
///
/// Errors: `CMS_R_SMIME_TEXT_ERROR`.
fn text(whole: &Arc<BIO>, to: Option<&Arc<BIO>>) -> Result<()> {
    let copied = match to {
        Some(to) => mime::text(whole, Some(to)),
        // It is an error here, and OpenSSL looks for the header where nothing is.
        None => Err(mime::no_type()),
    };
    copied.map_err(|cause| {
        err::push(&cause, "SMIME_text");
        error(cms::R_SMIME_TEXT_ERROR)
    })
}

/// Passes a content through, as `of` was prepared; `tail` is where it goes if
/// it is detached.
///
/// Errors: `CMS_R_CMS_LIB`, `CMS_R_CMS_DATAFINAL_ERROR`.
pub fn complete(
    of: &CMS_ContentInfo,
    data: Option<&Arc<BIO>>,
    tail: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<()> {
    let pipe = start(of, tail).map_err(|cause| {
        err::push(&cause, "CMS_dataInit");
        error(cms::R_CMS_LIB)
    })?;
    let first = pipe.first().or(tail).ok_or_else(|| error(cms::R_CMS_LIB))?;
    let data = data.ok_or_else(|| Error::new(Lib::Asn1, err::R_PASSED_NULL_PARAMETER))?;
    if !mime::copy_text(data, first, flags) {
        return Err(Error::quiet());
    }
    first.flush();
    finish(of, first).map_err(|cause| {
        err::push(&cause, "CMS_dataFinal");
        error(cms::R_CMS_DATAFINAL_ERROR)
    })
}

/// Makes room for the content, and passes it through unless that is to be
/// done later.
fn fill(
    made: Box<CMS_ContentInfo>,
    data: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<Box<CMS_ContentInfo>> {
    if flags & DETACHED == 0 {
        set_detached(&made, false)?;
    }
    if flags & (STREAM | PARTIAL) == 0 {
        complete(&made, data, None, flags)?;
    }
    Ok(made)
}

/// A content of bytes.
pub fn plain(data: Option<&Arc<BIO>>, flags: c_int) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    made.set_type(nid::PKCS7_DATA)?;
    made.data.set(Some(Octets::blank()));
    set_detached(&made, false)?;
    if flags & STREAM == 0 {
        complete(&made, data, None, flags)?;
    }
    Ok(made)
}

/// A content under a digest.
pub fn digested(
    data: Option<&Arc<BIO>>,
    md: &EVP_MD,
    flags: c_int,
) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    let value = CMS_DigestedData::blank();
    let inner = value.encapContentInfo.get().ok_or_else(Error::quiet)?;
    inner.eContentType.set(Some(object(nid::PKCS7_DATA)?));
    super::signing::name_digest(&value.digestAlgorithm, md)?;
    made.digested.set(Some(value));
    made.set_type(nid::PKCS7_DIGEST)?;
    if flags & DETACHED == 0 {
        set_detached(&made, false)?;
    }
    if flags & STREAM == 0 {
        complete(&made, data, None, flags)?;
    }
    Ok(made)
}

/// Whether the digest of a content is the one that was kept.
///
/// Errors: `CMS_R_TYPE_NOT_DIGESTED_DATA`, `CMS_R_NO_CONTENT`.
pub fn verify_digest(
    of: &CMS_ContentInfo,
    input: Option<&Arc<BIO>>,
    output: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<()> {
    if of.nid() != nid::PKCS7_DIGEST {
        return Err(error(cms::R_TYPE_NOT_DIGESTED_DATA));
    }
    if input.is_none() {
        demand(of)?;
    }
    let pipe = start(of, input)?;
    let first = pipe.first().ok_or_else(Error::quiet)?;
    copy(first, output, flags)?;
    match of.content() {
        Content::Digested(value) => check_digest(value, first),
        _ => Err(Error::quiet()),
    }
}

/// Signs a content, or prepares to with `STREAM` or `PARTIAL`.
///
/// Errors: `CMS_R_ADD_SIGNER_ERROR`, and those of [`complete`].
pub fn sign(who: Signing, data: Option<&Arc<BIO>>, flags: c_int) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    begun(&made)?;
    if flags & ASCIICRLF != 0 {
        inner_type(&made)?.set(Some(object(nid::ASCII_TEXT)?));
    }
    if let Some((cert, key)) = who.signer {
        add_signer(&made, &cert, key, None, flags).map_err(|cause| {
            err::push(&cause, "CMS_add1_signer");
            error(cms::R_ADD_SIGNER_ERROR)
        })?;
    }
    for cert in who.certs {
        lists::add(&made, cert).map_err(|cause| {
            err::push(&cause, "CMS_add1_cert");
            error(err::R_MALLOC_FAILURE)
        })?;
    }
    fill(made, data, flags)
}

/// Whether a signer is trusted, by the program's store; gives the chain.
///
/// Errors: `CMS_R_CERTIFICATE_VERIFY_ERROR`.
fn trust(
    si: &CMS_SignerInfo,
    with: &Verifying<'_>,
    own: Option<&OPENSSL_STACK>,
    crls: Option<&OPENSSL_STACK>,
) -> Result<Vec<Arc<X509>>> {
    let lent = |list: &OPENSSL_STACK| Opaque(std::ptr::from_ref(list).cast_mut().cast());
    let ctx = X509_STORE_CTX::new();
    ctx.init(with.store.clone(), si.cert(), own.map(lent));
    let preset = param::lookup(c"smime_sign").ok_or_else(Error::quiet)?;
    ctx.param().ok_or_else(Error::quiet)?.inherit(&preset);
    if let Some(crls) = crls {
        ctx.set_crls(Some(lent(crls)));
    }
    if ctx.verify() <= 0 {
        let text = crate::pki::error::text(ctx.error().into()).to_string_lossy();
        let refused = error(cms::R_CERTIFICATE_VERIFY_ERROR);
        return Err(refused.with(format!("Verify error: {text}")));
    }
    Ok(ctx.chain().unwrap_or_default())
}

/// Whether every signature of a content is good and every signer trusted; if
/// so the content has gone to the output, which may hold some of it if not.
///
/// Errors: those of CMS_verify(3).
pub fn verify(of: &CMS_ContentInfo, with: &Verifying<'_>, flags: c_int) -> Result<()> {
    let mut flags = flags;
    match with.input {
        None => demand(of)?,
        Some(_) if flags & BINARY == 0 => {
            let kind = inner_type(of).ok().and_then(|kind| kind.get());
            if kind.map_or(0, ASN1_OBJECT::nid) == nid::ASCII_TEXT {
                flags |= ASCIICRLF;
            }
        }
        Some(_) => {}
    }
    let infos = signers(of);
    if infos.is_empty() {
        super::signer::signed(of)
            .err()
            .into_iter()
            .for_each(|cause| err::push(&cause, "CMS_get0_SignerInfos"));
        return Err(error(cms::R_NO_SIGNERS));
    }
    if infos.iter().any(|si| si.signer.get().is_none()) {
        find_certificates(of, with.certs, flags)?;
    }
    if infos.iter().any(|si| si.signer.get().is_none()) {
        return Err(error(cms::R_SIGNER_CERTIFICATE_NOT_FOUND));
    }
    let cades = flags & CADES != 0;
    let mut chains = Vec::new();
    if flags & NO_SIGNER_CERT_VERIFY == 0 || cades {
        let own = lists::certificates(of)?.map_or(Vec::new(), lists::shares);
        let crls = match flags & NOCRL {
            0 => lists::revocations(of)?.map_or(Vec::new(), lists::crl_shares),
            _ => Vec::new(),
        };
        let own = OPENSSL_STACK::owning::<X509>(own);
        let crls = OPENSSL_STACK::owning::<X509_CRL>(crls);
        let done = infos.iter().try_for_each(|si| {
            let own = Some(&*own).filter(|list| !list.is_empty());
            let crls = Some(&*crls).filter(|list| !list.is_empty());
            chains.push(trust(si, with, own, crls)?);
            Ok(())
        });
        drop(own.into_owners::<X509>());
        drop(crls.into_owners::<X509_CRL>());
        done?;
    }
    if flags & NO_ATTR_VERIFY == 0 || cades {
        for (at, si) in infos.iter().enumerate() {
            if si.signedAttrs.stack().is_none() {
                if cades {
                    return Err(ess::missing());
                }
                continue;
            }
            verify_attributes(si)
                .inspect_err(|cause| err::push(cause, "CMS_SignerInfo_verify"))
                .map_err(|_| Error::quiet())?;
            if cades {
                ess::check(&si.signedAttrs, chains.get(at).map_or(&[], Vec::as_slice))?;
            }
        }
    }
    let checked = |first: &Arc<BIO>| {
        if flags & NO_CONTENT_VERIFY != 0 {
            return Ok(());
        }
        infos.iter().try_for_each(|si| {
            verify_content(si, first).map_err(|cause| {
                err::push(&cause, "CMS_SignerInfo_verify_content");
                error(cms::R_CONTENT_VERIFY_ERROR)
            })
        })
    };
    let Some(input) = with.input.filter(|_| flags & BINARY == 0) else {
        let pipe = start(of, with.input)?;
        let first = pipe.first().ok_or_else(Error::quiet)?;
        copy(first, with.output, flags)?;
        return checked(first);
    };
    // Written through the digests, so that its lines are made canonical.
    let end = match (with.output, flags & TEXT) {
        (None, _) => BIO::new(null_method().clone())?,
        (Some(_), 1..) => memory()?,
        (Some(output), _) => Arc::clone(output),
    };
    let pipe = start(of, Some(&end))?;
    let first = pipe.first().ok_or_else(Error::quiet)?;
    if !mime::copy_text(input, first, flags & !TEXT) {
        return Err(Error::quiet());
    }
    if flags & TEXT != 0 {
        text(&end, with.output)?;
    }
    checked(first)
}

/// Encrypts a content for the holders of certificates, or prepares to with
/// `STREAM` or `PARTIAL`.
///
/// Errors: `CMS_R_RECIPIENT_ERROR`, and those of [`complete`].
pub fn encrypt(
    certs: &[Arc<X509>],
    data: Option<&Arc<BIO>>,
    cipher: Option<&'static EVP_CIPHER>,
    flags: c_int,
) -> Result<Box<CMS_ContentInfo>> {
    let made = match cipher.is_some_and(|cipher| cipher.cipher().is_aead()) {
        true => recipients::auth_envelope(cipher)?,
        false => recipients::envelope(cipher)?,
    };
    for cert in certs {
        recipients::add_cert(&made, cert, None, flags).map_err(|cause| {
            err::push(&cause, "CMS_add1_recipient");
            error(cms::R_RECIPIENT_ERROR)
        })?;
    }
    fill(made, data, flags)
}

/// Fails for contents that are for no recipients.
///
/// Errors: `CMS_R_TYPE_NOT_ENVELOPED_DATA`.
fn demand_recipients(of: &CMS_ContentInfo) -> Result<()> {
    match of.nid() {
        nid::PKCS7_ENVELOPED | nid::CMS_AUTH_ENVELOPED => Ok(()),
        _ => Err(error(cms::R_TYPE_NOT_ENVELOPED_DATA)),
    }
}

/// Who decrypts.
pub struct Opening<'a> {
    /// The private key.
    pub key: Option<Arc<EVP_PKEY>>,
    /// The certificate: without it each recipient is tried.
    pub cert: Option<&'a X509>,
}

/// Decrypts a content to `output`. With neither key nor anything else it only
/// notes the flags.
///
/// Errors: those of CMS_decrypt(3).
pub fn decrypt(
    of: &CMS_ContentInfo,
    who: &Opening<'_>,
    input: Option<&Arc<BIO>>,
    output: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<()> {
    demand_recipients(of)?;
    if input.is_none() {
        demand(of)?;
    }
    let content = content_of(of)?;
    content.sealing.with(|s| {
        s.debug = flags & DEBUG_DECRYPT != 0;
        s.any = who.cert.is_none();
    });
    if who.key.is_none() && who.cert.is_none() && input.is_none() && output.is_none() {
        return Ok(());
    }
    if let Some(key) = &who.key {
        set_key(of, key, who.cert, None)?;
    }
    let pipe = start(of, input)?;
    copy(pipe.first().ok_or_else(Error::quiet)?, output, flags)
}

/// Decrypts the content's key with a private key: that of the recipient whom
/// `cert` names, or of any. Unless the program debugs, one under RSA that
/// cannot be decrypted is no error.
///
/// Errors: `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`,
/// `CMS_R_NO_MATCHING_RECIPIENT`, `CMS_R_DECRYPT_ERROR`.
pub fn set_key(
    of: &CMS_ContentInfo,
    key: &Arc<EVP_PKEY>,
    cert: Option<&X509>,
    peer: Option<&X509>,
) -> Result<()> {
    let all = list_of(of).map_err(|cause| {
        // Both the recipients and what is encrypted are asked for.
        err::push(&cause, "CMS_get0_RecipientInfos");
        err::push(&cause, "CMS_get0_RecipientInfos");
        error(cms::R_NO_MATCHING_RECIPIENT)
    })?;
    let all = all.items();
    let content = content_of(of)?;
    let debug = content.sealing.with(|s| s.debug);
    let own = kind_for(key);
    if own == kind::NONE {
        return Err(error(cms::R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE));
    }
    let mut matched = false;
    for ri in all.into_iter().filter(|ri| ri.kind.get() == own) {
        matched = true;
        if let Some(kari) = ri.kari.get() {
            if open_agreed(content, kari, key, cert, peer)? {
                return Ok(());
            }
            continue;
        }
        let Some(ktri) = ri.ktri.get() else { continue };
        let named = |cert: &X509| ktri.rid.get().is_some_and(|rid| rid.compare(cert) == 0);
        if cert.is_some_and(|cert| !named(cert)) {
            continue;
        }
        let before = ktri.pkey.take();
        ktri.pkey.set(Some(Arc::clone(key)));
        let done = keys::untransport(content, ktri);
        drop(before);
        ktri.pkey.set(None);
        match (cert, done) {
            // Nothing tells whether the key could be decrypted.
            (Some(_), _) if !debug => return Ok(()),
            (Some(_), Ok(())) => return Ok(()),
            (Some(_), Err(cause)) => {
                err::push(&cause, "CMS_RecipientInfo_decrypt");
                return Err(error(cms::R_DECRYPT_ERROR));
            }
            (None, Ok(())) if debug => return Ok(()),
            // Every one is tried, whether or not one before it fitted.
            (None, Ok(())) => {}
            (None, Err(cause)) if debug => err::push(&cause, "CMS_RecipientInfo_decrypt"),
            (None, Err(_)) => {}
        }
    }
    if cert.is_none() && own == kind::TRANS && matched && !debug {
        return Ok(());
    }
    match matched {
        true => Err(Error::quiet()),
        false => Err(error(cms::R_NO_MATCHING_RECIPIENT)),
    }
}

/// Tries the keys of one agreement. Returns whether one was decrypted.
fn open_agreed(
    content: &super::values::CMS_EncryptedContentInfo,
    kari: &super::values::CMS_KeyAgreeRecipientInfo,
    key: &Arc<EVP_PKEY>,
    cert: Option<&X509>,
    peer: Option<&X509>,
) -> Result<bool> {
    let peer = peer.map(key_of).transpose()?;
    for rek in kari.recipientEncryptedKeys.items() {
        let named = |cert: &X509| rek.rid.get().is_some_and(|rid| rid.compare(cert) == 0);
        if cert.is_some_and(|cert| !named(cert)) {
            continue;
        }
        agree::set_key(kari, Some(Arc::clone(key)), peer.as_ref())?;
        let done = agree::open(content, kari, rek);
        agree::set_key(kari, None, None)?;
        match done {
            Ok(()) => return Ok(true),
            Err(cause) if cert.is_some() => {
                err::push(&cause, "CMS_RecipientInfo_kari_decrypt");
                return Err(Error::quiet());
            }
            Err(cause) => err::push(&cause, "CMS_RecipientInfo_kari_decrypt"),
        }
    }
    Ok(false)
}

/// Decrypts the content's key with a symmetric key, for the recipient with an
/// identifier or any.
///
/// Errors: `CMS_R_DECRYPT_ERROR`, `CMS_R_NO_MATCHING_RECIPIENT`.
pub fn set_symmetric(of: &CMS_ContentInfo, key: &[u8], id: Option<&[u8]>) -> Result<()> {
    let content = content_of(of)?;
    let mut matched = false;
    for ri in list_of(of)?.items() {
        let Some(kekri) = ri.kekri.get().filter(|_| ri.kind.get() == kind::KEK) else { continue };
        let own = kekri.kekid.get().and_then(|id| id.keyIdentifier.get());
        if id.is_some_and(|id| own.is_none_or(|own| own.bytes() != id)) {
            continue;
        }
        matched = true;
        match keys::unwrap_with(content, kekri, key) {
            Ok(()) => return Ok(()),
            Err(cause) if id.is_some() => {
                err::push(&cause, "CMS_RecipientInfo_decrypt");
                return Err(error(cms::R_DECRYPT_ERROR));
            }
            Err(_) => {}
        }
    }
    Err(if matched { Error::quiet() } else { error(cms::R_NO_MATCHING_RECIPIENT) })
}

/// Decrypts the content's key with a password.
///
/// Errors: `CMS_R_NO_MATCHING_RECIPIENT`.
pub fn set_password(of: &CMS_ContentInfo, password: &[u8]) -> Result<()> {
    let content = content_of(of)?;
    let mut matched = false;
    for ri in list_of(of)?.items() {
        let Some(pwri) = ri.pwri.get().filter(|_| ri.kind.get() == kind::PASS) else { continue };
        matched = true;
        match keys::unwrap_with_password(content, pwri, password) {
            Ok(()) => return Ok(()),
            Err(cause) => err::push(&cause, "CMS_RecipientInfo_decrypt"),
        }
    }
    Err(if matched { Error::quiet() } else { error(cms::R_NO_MATCHING_RECIPIENT) })
}

/// Gives a content its key: one that is to be encrypted with a cipher, or one
/// that is to be decrypted.
///
/// Errors: `CMS_R_NOT_ENCRYPTED_DATA`.
pub fn set_content_key(
    of: &CMS_ContentInfo,
    cipher: Option<&'static EVP_CIPHER>,
    key: &[u8],
) -> Result<()> {
    if cipher.is_some_and(|cipher| cipher.cipher().is_aead()) {
        return Err(error(cms::R_UNSUPPORTED_CONTENT_ENCRYPTION_ALGORITHM));
    }
    if cipher.is_some() {
        of.encrypted.set(Some(CMS_EncryptedData::blank()));
        of.set_type(nid::PKCS7_ENCRYPTED)?;
    } else if of.nid() != nid::PKCS7_ENCRYPTED {
        return Err(error(cms::R_NOT_ENCRYPTED_DATA));
    }
    let content = encrypted(of).ok_or_else(Error::quiet)?;
    if cipher.is_some() {
        content.contentType.set(Some(object(nid::PKCS7_DATA)?));
    }
    let key = Some(Zeroizing::new(key.to_vec()));
    content.sealing.set(Sealing { cipher, key, ..Sealing::default() });
    Ok(())
}

/// Encrypts a content under a key, or prepares to with `STREAM` or `PARTIAL`.
pub fn encrypt_with(
    data: Option<&Arc<BIO>>,
    cipher: &'static EVP_CIPHER,
    key: &[u8],
    flags: c_int,
) -> Result<Box<CMS_ContentInfo>> {
    let made = CMS_ContentInfo::blank();
    set_content_key(&made, Some(cipher), key)?;
    fill(made, data, flags)
}

/// Decrypts a content under a key.
///
/// Errors: `CMS_R_TYPE_NOT_ENCRYPTED_DATA`, `CMS_R_NO_CONTENT`.
pub fn decrypt_with(
    of: &CMS_ContentInfo,
    key: &[u8],
    input: Option<&Arc<BIO>>,
    output: Option<&Arc<BIO>>,
    flags: c_int,
) -> Result<()> {
    if of.nid() != nid::PKCS7_ENCRYPTED {
        return Err(error(cms::R_TYPE_NOT_ENCRYPTED_DATA));
    }
    if input.is_none() {
        demand(of)?;
    }
    set_content_key(of, None, key)?;
    let pipe = start(of, input)?;
    copy(pipe.first().ok_or_else(Error::quiet)?, output, flags)
}
