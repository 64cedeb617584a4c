//! Signing, verifying, encrypting and decrypting a whole content.

use super::parties::{add_recipient, add_signature, set_cipher, set_recipient, sign_attributes};
use super::pipe::{decode, start};
use super::{
    Content, PKCS7, PKCS7_RECIP_INFO, PKCS7_SIGNER_INFO, attribute, certificates, error, finish,
    revocations, signer_certificates,
};
use crate::abi::{Arg, Opaque};
use crate::err::{self, Error, Result, pkcs7};
use crate::obj::asn1::codec::Kind;
use crate::obj::bio::BIO;
use crate::obj::bio::command::{C_GET_CIPHER_STATUS, TYPE_CIPHER};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::mime::{self, memory};
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX, param};
use std::ffi::c_int;
use std::sync::Arc;

/// `PKCS7_…` flags.
pub mod flags {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const TEXT: c_int = 0x1;
    pub const NOCERTS: c_int = 0x2;
    pub const NOSIGS: c_int = 0x4;
    pub const NOCHAIN: c_int = 0x8;
    pub const NOVERIFY: c_int = 0x20;
    pub const DETACHED: c_int = 0x40;
    pub const BINARY: c_int = 0x80;
    pub const NOATTR: c_int = 0x100;
    pub const NOSMIMECAP: c_int = 0x200;
    pub const NOOLDMIMETYPE: c_int = 0x400;
    pub const CRLFEOL: c_int = 0x800;
    pub const STREAM: c_int = 0x1000;
    pub const NOCRL: c_int = 0x2000;
    pub const PARTIAL: c_int = 0x4000;
    pub const REUSE_DIGEST: c_int = 0x8000;
    pub const NO_DUAL_CONTENT: c_int = 0x10000;
}
use flags::{
    DETACHED, NO_DUAL_CONTENT, NOATTR, NOCERTS, NOCHAIN, NOCRL, NOSIGS, NOSMIMECAP, NOVERIFY,
    PARTIAL, REUSE_DIGEST, STREAM, TEXT,
};

/// How much is read at a time.
const CHUNK: usize = 4096;

/// Who signs, and what else a signed content is to hold.
pub struct Signing {
    /// The signer's certificate and key, if there is one yet.
    pub signer: Option<(Arc<X509>, Arc<EVP_PKEY>)>,
    /// More certificates.
    pub certs: Vec<Arc<X509>>,
}

/// Signs a content, or prepares to with `STREAM` or `PARTIAL`.
///
/// Errors: `PKCS7_R_PKCS7_ADD_SIGNER_ERROR`, and those of [`complete`].
pub fn sign(who: Signing, data: Option<&Arc<BIO>>, flags: c_int) -> Result<Box<PKCS7>> {
    let p7 = PKCS7::blank();
    p7.set_type(nid::PKCS7_SIGNED)?;
    if let Content::Signed(signed) = p7.content() {
        let inner = PKCS7::blank();
        inner.set_type(nid::PKCS7_DATA)?;
        signed.contents.set(Some(inner));
    }
    if let Some((cert, key)) = who.signer {
        add(&p7, &cert, key, None, flags).map_err(|cause| {
            err::push(&cause, "PKCS7_sign_add_signer");
            error(pkcs7::R_PKCS7_ADD_SIGNER_ERROR)
        })?;
    }
    if flags & NOCERTS == 0
        && let Some(list) = certificates(&p7)
    {
        for cert in who.certs {
            list.made()?.push_owner::<X509>(cert);
        }
    }
    if flags & DETACHED != 0
        && let Content::Signed(signed) = p7.content()
    {
        p7.detached.set(1);
        signed.contents.get().into_iter().for_each(PKCS7::clear);
    }
    if flags & (STREAM | PARTIAL) == 0 {
        complete(&p7, data, flags)?;
    }
    Ok(p7)
}

/// Adds a signer whose key is known to be the certificate's.
///
/// Errors: `PKCS7_R_PKCS7_ADD_SIGNATURE_ERROR`, and those of the attributes.
pub fn add<'a>(
    p7: &'a PKCS7,
    cert: &Arc<X509>,
    key: Arc<EVP_PKEY>,
    md: Option<&'static EVP_MD>,
    flags: c_int,
) -> Result<&'a PKCS7_SIGNER_INFO> {
    let si = add_signature(p7, cert, key, md).map_err(|cause| {
        err::push(&cause, "PKCS7_add_signature");
        error(pkcs7::R_PKCS7_ADD_SIGNATURE_ERROR)
    })?;
    if flags & NOCERTS == 0 {
        let list = certificates(p7).ok_or_else(Error::quiet)?;
        list.made()?.push_owner::<X509>(Arc::clone(cert));
    }
    if flags & NOATTR == 0 {
        attribute::set_content_type(si, None)?;
        if flags & NOSMIMECAP == 0 {
            let list = attribute::offered()?;
            let done = attribute::set_capabilities(si, &list);
            attribute::SMIME_CAPABILITIES::release(list);
            done?;
        }
        if flags & REUSE_DIGEST != 0 {
            finish::copy_digest(p7, si)?;
            if flags & PARTIAL == 0 {
                sign_attributes(si)?;
            }
        }
    }
    Ok(si)
}

/// Passes a content through, as [`sign`] and [`encrypt`] prepared it.
///
/// Errors: `PKCS7_R_PKCS7_DATASIGN`.
pub fn complete(p7: &PKCS7, data: Option<&Arc<BIO>>, flags: c_int) -> Result<()> {
    let pipe = start(p7, None).map_err(|cause| {
        err::push(&cause, "PKCS7_dataInit");
        error(err::R_MALLOC_FAILURE)
    })?;
    let first = pipe.first().ok_or_else(Error::quiet)?;
    if let Some(data) = data {
        mime::copy_text(data, first, flags);
    }
    first.flush();
    finish::finish(p7, first).map_err(|cause| {
        err::push(&cause, "PKCS7_dataFinal");
        error(pkcs7::R_PKCS7_DATASIGN)
    })
}

/// What a signed content is verified against.
pub struct Verifying<'a> {
    /// Certificates of signers, besides those in the content.
    pub certs: Option<&'a OPENSSL_STACK>,
    /// Who is trusted.
    pub store: Option<Arc<X509_STORE>>,
    /// The content if it is somewhere else.
    pub input: Option<&'a Arc<BIO>>,
    /// Where the content goes to.
    pub output: Option<&'a Arc<BIO>>,
}

/// Whether every signature of a content is good and every signer trusted; if
/// so the content has gone to the output, which may hold some of it if not.
///
/// Errors: those of PKCS7_verify(3).
pub fn verify(p7: &PKCS7, with: &Verifying<'_>, flags: c_int) -> Result<()> {
    let Content::Signed(signed) = p7.content() else {
        return Err(error(pkcs7::R_WRONG_CONTENT_TYPE));
    };
    let detached = p7.is_detached();
    if detached && with.input.is_none() {
        return Err(error(pkcs7::R_NO_CONTENT));
    }
    if flags & NO_DUAL_CONTENT != 0 && !detached && with.input.is_some() {
        return Err(error(pkcs7::R_CONTENT_AND_DATA_PRESENT));
    }
    let infos = signed.signer_info.items();
    if infos.is_empty() {
        return Err(error(pkcs7::R_NO_SIGNATURES_ON_DATA));
    }
    let found = signer_certificates(p7, &infos, with.certs, flags)?;
    if flags & NOVERIFY == 0 {
        for cert in &found {
            trust(p7, cert, with.store.clone(), flags)?;
        }
    }
    let pipe = start(p7, with.input)?;
    let first = pipe.first().or(with.input).ok_or_else(Error::quiet)?;
    if flags & TEXT != 0 {
        let whole = memory()?;
        pass(first, Some(&whole));
        if let Err(cause) = mime::text(&whole, with.output.map(|output| &**output)) {
            err::push(&cause, "SMIME_text");
            return Err(error(pkcs7::R_SMIME_TEXT_ERROR));
        }
    } else {
        pass(first, with.output);
    }
    if flags & NOSIGS != 0 {
        return Ok(());
    }
    for (si, cert) in infos.into_iter().zip(found) {
        if let Err(cause) = finish::verify_signature(p7, si, first, &cert) {
            err::push(&cause, "PKCS7_signatureVerify");
            return Err(error(pkcs7::R_SIGNATURE_FAILURE));
        }
    }
    Ok(())
}

/// Reads all of a chain and writes it on. Returns false if it could not write.
fn pass(from: &Arc<BIO>, to: Option<&Arc<BIO>>) -> bool {
    let mut chunk = [0; CHUNK];
    loop {
        let n = from.read(&mut chunk);
        let Some(piece) = usize::try_from(n).ok().filter(|n| *n > 0).and_then(|n| chunk.get(..n))
        else {
            return true;
        };
        if let Some(to) = to
            && to.write(piece) != n
        {
            return false;
        }
    }
}

/// Whether a signer is trusted, by the program's store.
///
/// Errors: `PKCS7_R_CERTIFICATE_VERIFY_ERROR`.
fn trust(p7: &PKCS7, cert: &Arc<X509>, store: Option<Arc<X509_STORE>>, flags: c_int) -> Result<()> {
    let ctx = X509_STORE_CTX::new();
    if flags & NOCHAIN == 0 {
        let own = certificates(p7).and_then(|list| list.stack());
        let own = own.map(|list| Opaque(std::ptr::from_ref(list).cast_mut().cast()));
        ctx.init(store, Some(Arc::clone(cert)), own);
        let preset = param::lookup(c"smime_sign").ok_or_else(Error::quiet)?;
        ctx.param().ok_or_else(Error::quiet)?.inherit(&preset);
    } else {
        ctx.init(store, Some(Arc::clone(cert)), None);
    }
    if flags & NOCRL == 0
        && let Some(lists) = revocations(p7).and_then(|list| list.stack())
    {
        ctx.set_crls(Some(Opaque(std::ptr::from_ref(lists).cast_mut().cast())));
    }
    if ctx.verify() <= 0 {
        let text = crate::pki::error::text(ctx.error().into()).to_string_lossy();
        let refused = error(pkcs7::R_CERTIFICATE_VERIFY_ERROR);
        return Err(refused.with(format!("Verify error: {text}")));
    }
    Ok(())
}

/// Encrypts a content for the holders of certificates, or prepares to with
/// `STREAM`.
///
/// Errors: `PKCS7_R_ERROR_ADDING_RECIPIENT`, `PKCS7_R_ERROR_SETTING_CIPHER`,
/// and those of [`complete`].
pub fn encrypt(
    certs: &[Arc<X509>],
    data: Option<&Arc<BIO>>,
    cipher: &'static EVP_CIPHER,
    flags: c_int,
) -> Result<Box<PKCS7>> {
    let p7 = PKCS7::blank();
    p7.set_type(nid::PKCS7_ENVELOPED)?;
    for cert in certs {
        let info = PKCS7_RECIP_INFO::blank();
        set_recipient(&info, cert).and_then(|()| add_recipient(&p7, || Ok(info))).map_err(
            |cause| {
                err::push(&cause, "PKCS7_add_recipient");
                error(pkcs7::R_ERROR_ADDING_RECIPIENT)
            },
        )?;
    }
    set_cipher(&p7, cipher).map_err(|cause| {
        err::push(&cause, "PKCS7_set_cipher");
        error(pkcs7::R_ERROR_SETTING_CIPHER)
    })?;
    if flags & STREAM == 0 {
        complete(&p7, data, flags)?;
    }
    Ok(p7)
}

/// Decrypts a content for the holder of `key`, to `output`. Returns false if
/// it is not for that key, or broken: then what has been written is worthless.
///
/// Errors: `PKCS7_R_WRONG_CONTENT_TYPE`, `PKCS7_R_DECRYPT_ERROR`,
/// `PKCS7_R_SMIME_TEXT_ERROR`'s cause.
pub fn decrypt(
    p7: &PKCS7,
    key: &Arc<EVP_PKEY>,
    cert: Option<&X509>,
    output: &Arc<BIO>,
    flags: c_int,
) -> Result<bool> {
    let pipe = decode(p7, Some(key), None, cert).map_err(|cause| {
        err::push(&cause, "PKCS7_dataDecode");
        error(pkcs7::R_DECRYPT_ERROR)
    })?;
    let first = pipe.first().ok_or_else(Error::quiet)?;
    let whole = || {
        let filter = first.find_type(TYPE_CIPHER);
        filter.is_none_or(|link| link.ctrl(C_GET_CIPHER_STATUS, 0, Arg(std::ptr::null_mut())) > 0)
    };
    if flags & TEXT != 0 {
        let text = memory()?;
        pass(first, Some(&text));
        // Nothing that was not decrypted whole is looked at.
        let done = mime::text(&text, Some(output));
        return done.map(|()| whole());
    }
    Ok(pass(first, Some(output)) && whole())
}
