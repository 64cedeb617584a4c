//! Whether a log made a timestamp for a certificate (RFC 6962, section 3.2).

use super::log::{CTLOG, CTLOG_STORE};
use super::{ENTRY_PRECERT, ENTRY_X509, SCT, V1, Values, put_counted};
use crate::crypto::digest::{self, Md};
use crate::err::{self, Error, Lib, Result, ct};
use crate::obj::cell::Guarded;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::objects::nid;
use crate::obj::ssl::session;
use crate::obj::x509::certificate::X509;
use crate::obj::x509::extension;
use std::ffi::{CStr, c_int};
use std::sync::Arc;

/// What the validation of a timestamp came to: `SCT_VALIDATION_STATUS_…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verdict {
    /// It has not taken place.
    #[default]
    NotSet,
    /// The log is not known.
    UnknownLog,
    /// The log made it for this certificate.
    Valid,
    /// It did not, or will do so in the future.
    Invalid,
    /// Something that the check takes is missing.
    Unverified,
    /// It is of a version that is not known.
    UnknownVersion,
}

impl Verdict {
    /// OpenSSL's number.
    pub fn number(self) -> u32 {
        match self {
            Verdict::NotSet => 0,
            Verdict::UnknownLog => 1,
            Verdict::Valid => 2,
            Verdict::Invalid => 3,
            Verdict::Unverified => 4,
            Verdict::UnknownVersion => 5,
        }
    }

    /// OpenSSL's words.
    pub fn text(self) -> &'static CStr {
        match self {
            Verdict::NotSet => c"not set",
            Verdict::UnknownLog => c"unknown log",
            Verdict::Valid => c"valid",
            Verdict::Invalid => c"invalid",
            Verdict::Unverified => c"unverified",
            Verdict::UnknownVersion => c"unknown version",
        }
    }
}

/// What timestamps are held against.
#[derive(Debug, Default)]
pub struct CT_POLICY_EVAL_CTX(pub Guarded<Policy>);

/// What is in one.
#[derive(Debug, Clone)]
pub struct Policy {
    /// What was logged.
    pub cert: Option<Arc<X509>>,
    /// Who issued that.
    pub issuer: Option<Arc<X509>>,
    /// The logs that are believed.
    pub logs: Option<Arc<CTLOG_STORE>>,
    /// What counts as now, in milliseconds since 1970.
    pub time: u64,
}

/// How far clocks may differ, in seconds.
const DRIFT: u64 = 300;
/// The unit of timestamps.
pub const PER_SECOND: u64 = 1000;

impl Default for Policy {
    fn default() -> Self {
        let now = u64::try_from(session::now()).unwrap_or(0);
        Policy { cert: None, issuer: None, logs: None, time: (now + DRIFT) * PER_SECOND }
    }
}

/// What of a certificate a log signs.
struct Logged {
    /// The certificate; `None` for a precertificate's.
    whole: Option<Arc<[u8]>>,
    /// The TBSCertificate without what makes it a precertificate, or without
    /// the timestamps; `None` if it has neither.
    bare: Option<Vec<u8>>,
}

impl Logged {
    /// Those parts; `None` if it is as no log can have seen it.
    fn of(cert: &X509) -> Option<Logged> {
        let list = cert.extensions().ok()?.items();
        let with = |wanted| list.iter().filter(|ext| ext.nid() == wanted).count();
        let (poison, scts) = (with(nid::CT_PRECERT_POISON), with(nid::CT_PRECERT_SCTS));
        let bare = match (poison, scts) {
            (0, 0) => None,
            (1, 0) => Some(without(cert, nid::CT_PRECERT_POISON).ok()?),
            (0, 1) => Some(without(cert, nid::CT_PRECERT_SCTS).ok()?),
            _ => return None,
        };
        Some(Logged { whole: (poison == 0).then(|| cert.der()), bare })
    }
}

/// The TBSCertificate without an extension.
fn without(cert: &X509, unwanted: c_int) -> Result<Vec<u8>> {
    let copy = cert.duplicate()?;
    copy.unseal();
    let extensions = copy.extensions()?;
    let at = extensions.items().iter().position(|ext| ext.nid() == unwanted);
    let at = at.and_then(|at| c_int::try_from(at).ok()).ok_or_else(Error::quiet)?;
    drop(extension::remove(extensions, at));
    copy.tbs()
}

impl Policy {
    /// Holds one timestamp against the policy.
    pub fn judge(&self, sct: &Values) -> Verdict {
        if sct.version != V1 {
            return Verdict::UnknownVersion;
        }
        let Some(log) = self.logs.as_ref().and_then(|logs| logs.find(&sct.log_id)) else {
            return Verdict::UnknownLog;
        };
        let Some(cert) = &self.cert else { return Verdict::Unverified };
        let issuer = match (sct.entry_type, &self.issuer) {
            (ENTRY_PRECERT, None) => return Verdict::Unverified,
            (ENTRY_PRECERT, issuer) => issuer.as_deref(),
            _ => None,
        };
        let Some(logged) = Logged::of(cert) else { return Verdict::Unverified };
        match self.verify(sct, &log, &logged, issuer) {
            Ok(()) => Verdict::Valid,
            Err(error) => {
                err::push(&error, "SCT_CTX_verify");
                Verdict::Invalid
            }
        }
    }

    /// Fails unless `log` made the timestamp for `logged`, in the past.
    fn verify(
        &self,
        sct: &Values,
        log: &CTLOG,
        logged: &Logged,
        issuer: Option<&X509>,
    ) -> Result<()> {
        if !sct.is_complete() || !matches!(sct.entry_type, ENTRY_X509 | ENTRY_PRECERT) {
            return super::fail(ct::R_SCT_NOT_SET);
        }
        if sct.log_id != log.id {
            return super::fail(ct::R_SCT_LOG_ID_MISMATCH);
        }
        if sct.timestamp > self.time {
            return super::fail(ct::R_SCT_FUTURE_TIMESTAMP);
        }
        let message = message(sct, logged, issuer)?;
        if is_signed(log, &message, &sct.signature)? {
            return Ok(());
        }
        super::fail(ct::R_SCT_INVALID_SIGNATURE)
    }
}

/// What the log has signed.
fn message(sct: &Values, logged: &Logged, issuer: Option<&X509>) -> Result<Vec<u8>> {
    let entry = match issuer {
        Some(_) => logged.bare.as_deref(),
        None => logged.whole.as_deref(),
    };
    let entry = entry.ok_or_else(Error::quiet)?;
    // The version, and that it is a timestamp.
    let mut out = vec![0, 0];
    out.extend_from_slice(&sct.timestamp.to_be_bytes());
    out.extend_from_slice(&[0, u8::from(issuer.is_some())]);
    if let Some(issuer) = issuer {
        out.extend_from_slice(&digest::digest(Md::Sha256, issuer.cert()?.spki())?);
    }
    let len = u32::try_from(entry.len()).map_err(|_| Error::quiet())?.to_be_bytes();
    let [0, len @ ..] = len else { return Err(Error::quiet()) };
    out.extend_from_slice(&len);
    out.extend_from_slice(entry);
    put_counted(&mut out, &sct.extensions)?;
    Ok(out)
}

/// Whether a log has signed `message`.
fn is_signed(log: &CTLOG, message: &[u8], signature: &[u8]) -> Result<bool> {
    const ED25519: c_int = 1087;
    if log.key.type_nid() == ED25519 {
        return Err(Error::new(Lib::Prov, err::prov::R_INVALID_DIGEST));
    }
    let ctx = EVP_PKEY_CTX::for_key(Arc::clone(&log.key))?;
    ctx.begin(operation::VERIFYCTX)?;
    ctx.change(|settings| settings.md = Some(Md::Sha256));
    ctx.verify(&digest::digest(Md::Sha256, message)?, signature)
}

impl SCT {
    /// Holds it against a policy, and keeps the verdict; whether it is valid.
    pub fn validate(&self, policy: &Policy) -> bool {
        let verdict = policy.judge(&self.values.get());
        self.values.with(|values| values.verdict = verdict);
        verdict == Verdict::Valid
    }
}

/// Holds each of a list against a policy; whether all are valid.
pub fn validate_all(list: &[Arc<SCT>], policy: &Policy) -> bool {
    // Each gets its verdict, also after one that is not.
    list.iter().filter(|sct| !sct.validate(policy)).count() == 0
}
