//! Whether an answer is to be believed: its signature, and its signer.

use super::{OCSP_BASICRESP, OCSP_CERTID, OCSP_REQINFO, OCSP_REQUEST, OCSP_RESPDATA, OCSP_RESPID};
use crate::abi::Opaque;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{self, Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::signing;
use crate::obj::x509::v3::general::{GENERAL_NAME, Value};
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX, tables};
use crate::pki::info::{ext_usage, flag};
use crate::pki::trust::Trust;
use std::ffi::{c_int, c_ulong};
use std::sync::Arc;

/// `OCSP_…` flags.
pub mod flags {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_ulong;
    pub const NOINTERN: c_ulong = 0x2;
    pub const NOSIGS: c_ulong = 0x4;
    pub const NOCHAIN: c_ulong = 0x8;
    pub const NOVERIFY: c_ulong = 0x10;
    pub const NOEXPLICIT: c_ulong = 0x20;
    pub const NOCHECKS: c_ulong = 0x100;
    pub const TRUSTOTHER: c_ulong = 0x200;
    pub const PARTIAL_CHAIN: c_ulong = 0x1000;
}

/// `X509_PURPOSE_OCSP_HELPER`.
const PURPOSE: c_int = 8;
/// `X509_TRUST_COMPAT`, which that purpose implies.
const TRUST: c_int = 1;
const V_FLAG_CRL_CHECK: c_ulong = 0x4;
const V_FLAG_PARTIAL_CHAIN: c_ulong = 0x8_0000;

fn error(reason: c_int) -> Error {
    Error::new(Lib::Ocsp, reason)
}

/// The signer, and whether the program itself supplied it.
fn signer(
    basic: &OCSP_BASICRESP,
    certs: Option<&OPENSSL_STACK>,
    how: c_ulong,
) -> Result<(Arc<X509>, bool)> {
    let id = basic.data()?.responderId.get().ok_or_else(Error::quiet)?;
    let given = certs.map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    if let Some(found) = pick(given, id) {
        return Ok((found, true));
    }
    if how & flags::NOINTERN == 0 {
        let own = basic.certs.stack().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        if let Some(found) = pick(own, id) {
            return Ok((found, false));
        }
    }
    Err(error(ocsp::R_SIGNER_CERTIFICATE_NOT_FOUND))
}

fn pick(certs: Vec<Arc<X509>>, id: &OCSP_RESPID) -> Option<Arc<X509>> {
    certs.into_iter().find(|cert| id.matches(cert).unwrap_or(false))
}

/// Who signed, whether or not it is to be believed.
pub fn signer_of(basic: &OCSP_BASICRESP, extra: Option<&OPENSSL_STACK>) -> Result<Arc<X509>> {
    signer(basic, extra, 0).map(|(cert, _)| cert)
}

fn check_signature(basic: &OCSP_BASICRESP, cert: &X509) -> (c_int, Option<Error>) {
    let message = basic.data().map(OCSP_RESPDATA::encode);
    match message {
        Ok(message) => check(cert, basic.signatureAlgorithm.get(), &message, basic.signature.get()),
        Err(e) => (-1, Some(e)),
    }
}

/// Whether the key of a certificate made a signature: 1, 0, or -1 if that
/// cannot be told; with the error.
fn check(
    cert: &X509,
    algorithm: Option<&X509_ALGOR>,
    message: &[u8],
    signature: Option<&ASN1_STRING>,
) -> (c_int, Option<Error>) {
    let key = cert.info().and_then(|info| info.key.get().ok_or_else(Error::quiet)?.key());
    let Ok(key) = key else { return (-1, Some(error(ocsp::R_NO_SIGNER_KEY))) };
    let bad = Some(error(ocsp::R_SIGNATURE_FAILURE));
    match signing::check(algorithm, signature, message, key) {
        Ok(true) => (1, None),
        Ok(false) => (0, bad),
        Err(cause) => {
            err::push(&cause, "ASN1_item_verify");
            (-1, bad)
        }
    }
}

/// Whether a request is to be believed, as OCSP_request_verify says.
pub fn request(
    request: &OCSP_REQUEST,
    certs: Option<&OPENSSL_STACK>,
    store: Option<Arc<X509_STORE>>,
    how: c_ulong,
) -> Result<()> {
    let signature = request.optionalSignature.get();
    let signature = signature.ok_or_else(|| error(ocsp::R_REQUEST_NOT_SIGNED))?;
    let info = request.tbsRequest.get().ok_or_else(Error::quiet)?;
    let Some(Value::Directory(name)) = info.requestorName.get().map(GENERAL_NAME::value) else {
        return Err(error(ocsp::R_UNSUPPORTED_REQUESTORNAME_TYPE));
    };
    let named = |cert: &Arc<X509>| -> bool {
        let subject = cert.info().ok().and_then(|info| info.subject.get());
        subject.is_some_and(|subject| subject.compare(name).is_ok_and(|order| order == 0))
    };
    let own = signature.certs.stack().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    let given = certs.map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    let own = own.into_iter().find(|cert| how & flags::NOINTERN == 0 && named(cert));
    let (cert, trusted) = match own {
        Some(cert) => (cert, false),
        None => {
            let found = given.into_iter().find(named);
            let found = found.ok_or_else(|| error(ocsp::R_SIGNER_CERTIFICATE_NOT_FOUND))?;
            (found, how & flags::TRUSTOTHER != 0)
        }
    };
    if how & flags::NOSIGS == 0 {
        let message = OCSP_REQINFO::encode(info);
        let algorithm = signature.signatureAlgorithm.get();
        if let (_, Some(e)) = check(&cert, algorithm, &message, signature.signature.get()) {
            return Err(e);
        }
    }
    if trusted || how & flags::NOVERIFY != 0 {
        return Ok(());
    }
    let untrusted = if how & flags::NOCHAIN == 0 { signature.certs.items() } else { Vec::new() };
    chain(&cert, store, how, untrusted).map(|_| ())
}

/// Whether an answer is to be believed, as OCSP_basic_verify(3) says: 1, 0,
/// or an error with -1.
pub fn basic(
    answer: &OCSP_BASICRESP,
    certs: Option<&OPENSSL_STACK>,
    store: Option<Arc<X509_STORE>>,
    how: c_ulong,
) -> (c_int, Option<Error>) {
    let (cert, given) = match signer(answer, certs, how) {
        Ok(found) => found,
        Err(e) => return (0, Some(e)),
    };
    let mut how = how;
    if given && how & flags::TRUSTOTHER != 0 {
        how |= flags::NOVERIFY;
    }
    if how & flags::NOSIGS == 0
        && let (code @ ..1, e) = check_signature(answer, &cert)
    {
        return (code, e);
    }
    if how & flags::NOVERIFY != 0 {
        return (1, None);
    }
    let mut untrusted = Vec::new();
    if how & flags::NOCHAIN == 0 {
        untrusted.extend(answer.certs.items());
        untrusted.extend(certs.map_or(Vec::new(), OPENSSL_STACK::objects::<X509>));
    }
    let chain = match chain(&cert, store, how, untrusted) {
        Ok(chain) => chain,
        Err(e) => return (0, Some(e)),
    };
    if how & flags::NOCHECKS != 0 {
        return (1, None);
    }
    match issuer_allows(answer, &chain) {
        Ok(true) => return (1, None),
        Ok(false) => {}
        Err(e) => return (-1, Some(e)),
    }
    if how & flags::NOEXPLICIT != 0 {
        return (0, None);
    }
    match chain.last().map(explicitly_trusted) {
        Some(Ok(true)) => (1, None),
        _ => (0, Some(error(ocsp::R_ROOT_CA_NOT_TRUSTED))),
    }
}

fn explicitly_trusted(root: &Arc<X509>) -> Result<bool> {
    Ok(tables::check_trust(root, nid::OCSP_SIGN, 0)? == Trust::Trusted)
}

/// The verified chain of the signer.
fn chain(
    cert: &Arc<X509>,
    store: Option<Arc<X509_STORE>>,
    how: c_ulong,
    untrusted: Vec<&X509>,
) -> Result<Vec<Arc<X509>>> {
    let stack = OPENSSL_STACK::lending(untrusted);
    let ctx = X509_STORE_CTX::new();
    let lent = Opaque(std::ptr::from_ref(&*stack).cast_mut().cast());
    ctx.init(store, Some(Arc::clone(cert)), Some(lent));
    if let Some(param) = ctx.param() {
        let no_check =
            cert.extensions()?.items().iter().any(|e| e.nid() == nid::ID_PKIX_OCSP_NOCHECK);
        param.change(|p| {
            if how & flags::PARTIAL_CHAIN != 0 {
                p.flags |= V_FLAG_PARTIAL_CHAIN;
            }
            if no_check {
                p.flags &= !V_FLAG_CRL_CHECK;
            }
        });
        let values = param.values();
        if values.purpose == 0 {
            param.set_purpose(PURPOSE)?;
        }
        if values.trust == 0 {
            param.set_trust(TRUST)?;
        }
    }
    if ctx.verify() <= 0 {
        let text = crate::pki::error::text(ctx.error().into()).to_string_lossy();
        return Err(error(ocsp::R_CERTIFICATE_VERIFY_ERROR).with(format!("Verify error: {text}")));
    }
    Ok(ctx.chain().unwrap_or_default())
}

/// Whether the chain is that of the issuer asked about, or of its delegate.
fn issuer_allows(answer: &OCSP_BASICRESP, chain: &[Arc<X509>]) -> Result<bool> {
    let Some(first) = chain.first() else {
        return Err(error(ocsp::R_NO_CERTIFICATES_IN_CHAIN));
    };
    let responses = answer.responses();
    if responses.is_empty() {
        return Err(error(ocsp::R_RESPONSE_CONTAINS_NO_REVOCATION_DATA));
    }
    let ids: Vec<&OCSP_CERTID> = responses.iter().filter_map(|r| r.certId.get()).collect();
    let by = |issuer: &X509| -> Result<bool> {
        for id in &ids {
            if !id.is_issued_by(issuer)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    if let Some(ca) = chain.get(1)
        && by(ca)?
    {
        let cert = first.cert()?;
        let info = cert.info();
        if info.has(flag::XKUSAGE) && info.ext_key_usage & ext_usage::OCSP_SIGN != 0 {
            return Ok(true);
        }
        err::push(&error(ocsp::R_MISSING_OCSPSIGNING_USAGE), "ocsp_check_delegated");
        return Ok(false);
    }
    by(first)
}
