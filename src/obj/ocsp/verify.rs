//! Whether a response was signed by someone who may say so.

use super::{OCSP_BASICRESP, OCSP_CERTID, OCSP_RESPDATA, OCSP_SINGLERESP};
use crate::abi::Opaque;
use crate::crypto::digest::{Md, digest};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result, ocsp};
use crate::obj::asn1::codec::Kind;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX, aux};
use crate::pki::error;
use crate::pki::ext::Found;
use crate::pki::info::{ext_usage, flag};
use crate::pki::param::flag as param_flag;
use crate::pki::trust::{self, Trust};
use crate::pki::{oid, purpose};
use std::sync::Arc;

/// `OCSP_NOINTERN`: the signer is not looked for in the response.
const NO_INTERN: u64 = 0x2;
/// `OCSP_NOSIGS`: the signature is not checked.
const NO_SIGNATURES: u64 = 0x4;
/// `OCSP_NOCHAIN`: the response's certificates do not help to build the path.
const NO_CHAIN: u64 = 0x8;
/// `OCSP_NOVERIFY`: the signer's certificate is not verified.
const NO_VERIFY: u64 = 0x10;
/// `OCSP_NOEXPLICIT`: explicit trust for OCSP is not looked at.
const NO_EXPLICIT: u64 = 0x20;
/// `OCSP_NOCHECKS`: whether the signer may sign for this issuer is not checked.
const NO_CHECKS: u64 = 0x100;
/// `OCSP_TRUSTOTHER`: a signer that the program named is trusted.
const TRUST_OTHER: u64 = 0x200;
/// `OCSP_PARTIAL_CHAIN`: any certificate of the store is an anchor.
const PARTIAL_CHAIN: u64 = 0x1000;

/// The trust id that marks a root as good for signing OCSP (`NID_OCSP_sign`).
const TRUST_OCSP_SIGN: i32 = 180;

#[track_caller]
fn failed<T>(reason: i32) -> Result<T> {
    Err(Error::new(Lib::Ocsp, reason))
}

impl OCSP_BASICRESP {
    /// Whether the response can be believed: its signer is known and trusted
    /// by `store`, may speak for the issuer, and the signature is right.
    ///
    /// Errors: the reason is queued; `Ok(false)` if only the last check, for
    /// another issuer, failed. See: OCSP_basic_verify(3).
    pub fn verify(
        &self,
        others: &[Arc<X509>],
        store: Option<Arc<X509_STORE>>,
        flags: u64,
    ) -> Result<bool> {
        let own = self.certs.stack().map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        let (signer, named) = match self.find(others)? {
            Some(signer) => (signer, true),
            None if flags & NO_INTERN != 0 => return failed(ocsp::R_SIGNER_CERTIFICATE_NOT_FOUND),
            None => match self.find(&own)? {
                Some(signer) => (signer, false),
                None => return failed(ocsp::R_SIGNER_CERTIFICATE_NOT_FOUND),
            },
        };
        if flags & NO_SIGNATURES == 0 && !self.is_signed_by(&signer)? {
            return failed(ocsp::R_SIGNATURE_FAILURE);
        }
        if flags & NO_VERIFY != 0 || named && flags & TRUST_OTHER != 0 {
            return Ok(true);
        }
        let untrusted = if flags & NO_CHAIN == 0 { [&own, others].concat() } else { Vec::new() };
        let chain = verify_signer(&signer, store, flags, untrusted)?;
        if flags & NO_CHECKS != 0 {
            return Ok(true);
        }
        if self.speaks_for_issuer(&chain)? {
            return Ok(true);
        }
        if flags & NO_EXPLICIT != 0 {
            return Ok(false);
        }
        let root = chain.last().ok_or_else(Error::quiet)?;
        let trusted = trust::check(&*root.cert()?, aux(root)?.as_deref(), TRUST_OCSP_SIGN, 0);
        if trusted == Trust::Trusted { Ok(true) } else { failed(ocsp::R_ROOT_CA_NOT_TRUSTED) }
    }

    /// The certificate among `certs` that the responder's id names.
    pub fn find(&self, certs: &[Arc<X509>]) -> Result<Option<Arc<X509>>> {
        let id = self.data()?.responderId.get().ok_or_else(Error::quiet)?;
        let name = match id.name.get() {
            Some(name) => Some(name.canonical()?),
            None => None,
        };
        for cert in certs {
            let matches = match (&name, id.key.get()) {
                (Some(name), _) => {
                    let subject = cert.info()?.subject.get().ok_or_else(Error::quiet)?;
                    subject.canonical()? == *name
                }
                (None, Some(key)) => {
                    digest(Md::Sha1, cert.cert()?.public_key().1.bytes)?[..] == *key.bytes()
                }
                (None, None) => false,
            };
            if matches {
                return Ok(Some(Arc::clone(cert)));
            }
        }
        Ok(None)
    }

    fn is_signed_by(&self, signer: &X509) -> Result<bool> {
        let cert = signer.cert()?;
        let Some(key) = cert.key() else { return failed(ocsp::R_NO_SIGNER_KEY) };
        let algorithm = self.signatureAlgorithm.get().ok_or_else(Error::quiet)?;
        let method = SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm))?;
        let signature = self.signature.get().ok_or_else(Error::quiet)?;
        let message = OCSP_RESPDATA::encode(self.data()?);
        Ok(method.fits(key.kind())
            && key.verify(&method, &message, signature.bytes()).unwrap_or(false))
    }

    /// Whether the signer is the issuer of the certificates the answers are
    /// about, or was delegated by it.
    fn speaks_for_issuer(&self, chain: &[Arc<X509>]) -> Result<bool> {
        let Some(signer) = chain.first() else {
            return failed(ocsp::R_NO_CERTIFICATES_IN_CHAIN);
        };
        let answers = self.answers()?;
        let ids: Vec<&OCSP_CERTID> = answers
            .iter()
            .map(|answer: &&OCSP_SINGLERESP| answer.certId.get().ok_or_else(Error::quiet))
            .collect::<Result<_>>()?;
        let Some((first, rest)) = ids.split_first() else {
            return failed(ocsp::R_RESPONSE_CONTAINS_NO_REVOCATION_DATA);
        };
        // Answers for several issuers are believed only if they differ in
        // nothing but the digest, and every one of them fits.
        if rest.iter().any(|id| id.same_digest(first) && id.compare_issuer(first) != 0) {
            return Ok(false);
        }
        let issued_all = |issuer: &X509| -> Result<bool> {
            for id in &ids {
                if !id.is_issuer(issuer)? {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        if let Some(issuer) = chain.get(1) {
            if issued_all(issuer)? {
                let may = may_sign_ocsp(signer)?;
                if !may {
                    let error = Error::new(Lib::Ocsp, ocsp::R_MISSING_OCSPSIGNING_USAGE);
                    err::push(&error, "OCSP_basic_verify");
                }
                return Ok(may);
            }
        }
        issued_all(signer)
    }
}

fn may_sign_ocsp(signer: &X509) -> Result<bool> {
    let cert = signer.cert()?;
    Ok(cert.has(flag::XKUSAGE) && cert.info().ext_key_usage & ext_usage::OCSP_SIGN != 0)
}

/// The verified path of the signer's certificate.
fn verify_signer(
    signer: &Arc<X509>,
    store: Option<Arc<X509_STORE>>,
    flags: u64,
    untrusted: Vec<Arc<X509>>,
) -> Result<Vec<Arc<X509>>> {
    let untrusted = OPENSSL_STACK::owning::<X509>(untrusted);
    let ctx = X509_STORE_CTX::new();
    let lent = Opaque(std::ptr::from_ref(&*untrusted).cast_mut().cast());
    ctx.init(store, Some(Arc::clone(signer)), Some(lent));
    let param = ctx.param().ok_or_else(Error::quiet)?;
    let unchecked = !matches!(signer.cert()?.extension(oid::OCSP_NO_CHECK), Found::Absent);
    param.change(|values| {
        if flags & PARTIAL_CHAIN != 0 {
            values.flags |= param_flag::PARTIAL_CHAIN;
        }
        if unchecked {
            values.flags &= !param_flag::CRL_CHECK;
        }
    });
    param.set_purpose(purpose::id::OCSP_HELPER)?;
    param.set_trust(trust::COMPAT)?;
    let good = ctx.verify() > 0;
    let (chain, code) = (ctx.chain(), ctx.error());
    ctx.cleanup();
    drop(untrusted.into_owners::<X509>());
    match chain {
        Some(chain) if good => Ok(chain),
        _ => {
            let text = error::text(code.into()).to_string_lossy().into_owned();
            Err(Error::new(Lib::Ocsp, ocsp::R_CERTIFICATE_VERIFY_ERROR)
                .with(format!("Verify error: {text}")))
        }
    }
}
