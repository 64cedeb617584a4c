//! Certificate transparency: the timestamps that come with a server's
//! certificate, and who judges them.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::callbacks::With;
use super::config::Config;
use super::verify::X509_V_OK;
use super::{SSL, SSL_CTX, session};
use crate::abi::In;
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::cell::Guarded;
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ct::validate::{self, CT_POLICY_EVAL_CTX, Policy, Verdict};
use crate::obj::ct::{self, SCT, Values};
use crate::obj::objects::nid;
use crate::obj::ocsp::OCSP_RESPONSE;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509::extension::X509_EXTENSION;
use crate::pki::dane::usage;
use crate::tls::{Alert, PeerChain};
use std::ffi::{c_int, c_long, c_void};
use std::sync::Arc;

/// Judges the timestamps of a certificate.
pub type ssl_ct_validation_cb = Option<CtCb>;
/// The same, set.
pub type CtCb = extern "C" fn(In<CT_POLICY_EVAL_CTX>, In<OPENSSL_STACK>, *mut c_void) -> c_int;

/// `X509_V_ERR_NO_VALID_SCTS`.
const NO_VALID_SCTS: c_long = 71;

/// Who judges the timestamps of a server's certificate.
#[derive(Debug, Clone, Copy, Default)]
pub enum Transparency {
    /// Nobody.
    #[default]
    Off,
    /// The program, afterwards: all pass.
    Permissive,
    /// The library: one of them must be valid.
    Strict,
    /// A function of the program's.
    Judged(With<CtCb>),
}

impl Transparency {
    /// That of `SSL_CT_VALIDATION_…`.
    ///
    /// Errors: `SSL_R_INVALID_CT_VALIDATION_TYPE`.
    pub fn of_mode(mode: c_int) -> Result<Transparency> {
        match mode {
            0 => Ok(Transparency::Permissive),
            1 => Ok(Transparency::Strict),
            _ => Err(Error::new(Lib::Ssl, err::ssl::R_INVALID_CT_VALIDATION_TYPE)),
        }
    }

    /// Whether anybody does.
    pub fn is_on(&self) -> bool {
        !matches!(self, Transparency::Off)
    }
}

impl Config {
    /// Who judges the timestamps of servers' certificates.
    pub fn transparency(&self) -> Transparency {
        self.transparency
    }

    /// Changes that, and asks for timestamps if anybody does.
    pub fn set_transparency(&mut self, who: Transparency) {
        self.transparency = who;
        self.identity.custom.ask_for_timestamps(who.is_on());
    }
}

/// A `STACK_OF(SCT)` that owns its members, to be lent to C.
#[derive(Debug)]
pub struct SctList(Box<OPENSSL_STACK>);

impl SctList {
    /// The stack, to be lent.
    pub fn stack(&self) -> &OPENSSL_STACK {
        &self.0
    }
}

impl Drop for SctList {
    fn drop(&mut self) {
        drop(self.0.drain_owners::<SCT>());
    }
}

/// The list in the only extension of a kind.
fn only<'a>(
    list: impl IntoIterator<Item = &'a X509_EXTENSION>,
    kind: c_int,
) -> Result<Vec<Values>> {
    let mut found = list.into_iter().filter(|ext| ext.nid() == kind);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(ct::decode_list(one.bytes())?.0),
        _ => Ok(Vec::new()),
    }
}

/// The timestamps in a certificate.
fn in_certificate(cert: &X509) -> Result<Vec<Values>> {
    only(cert.extensions()?.items(), nid::CT_PRECERT_SCTS)
}

/// Adds those of each answer in an OCSP response to `all`.
fn add_answers(all: &mut Vec<Values>, response: &[u8]) -> Result<()> {
    let basic = OCSP_RESPONSE::decode(response)?.0.basic()?;
    for one in basic.responses() {
        add(all, only(one.singleExtensions.items(), nid::CT_CERT_SCTS), ct::FROM_OCSP);
    }
    Ok(())
}

/// Adds those of one source to `all`, last one first, as OpenSSL does. A list
/// that is malformed is none: what is wrong stays in the queue.
fn add(all: &mut Vec<Values>, list: Result<Vec<Values>>, source: c_int) {
    let entry_type =
        if source == ct::FROM_CERTIFICATE { ct::ENTRY_PRECERT } else { ct::ENTRY_X509 };
    match list {
        Err(error) => err::push(&error, "SSL_get0_peer_scts"),
        Ok(list) => all.extend(list.into_iter().rev().map(|mut values| {
            (values.source, values.entry_type) = (source, entry_type);
            values
        })),
    }
}

/// All timestamps of a server: those of the TLS extension as it came, of the
/// stapled OCSP response, and of the certificate.
fn collect(extension: &[u8], ocsp: &[u8], cert: &X509) -> SctList {
    let mut all = Vec::new();
    if !extension.is_empty() {
        add(&mut all, ct::parse_list(extension), ct::FROM_TLS);
    }
    if !ocsp.is_empty()
        && let Err(error) = add_answers(&mut all, ocsp)
    {
        err::push(&error, "SSL_get0_peer_scts");
    }
    add(&mut all, in_certificate(cert), ct::FROM_CERTIFICATE);
    SctList(ct::stack_of(all))
}

impl SSL_CTX {
    /// The logs whose timestamps are believed.
    pub fn ctlogs(&self) -> Option<Arc<CTLOG_STORE>> {
        self.ctlogs.get()
    }

    /// Replaces them.
    pub fn set_ctlogs(&self, logs: Option<Arc<CTLOG_STORE>>) {
        self.ctlogs.set(logs);
    }
}

impl SSL {
    /// The timestamps that the server has sent; `None` without a certificate
    /// of its.
    pub fn peer_scts(&self) -> Option<Arc<SctList>> {
        if let Some(list) = self.state.with(|s| s.scts.clone()) {
            return Some(list);
        }
        let cert = self.peer_certificate()?;
        let ocsp = self.ocsp_response();
        Some(self.keep_scts(ocsp.as_ref().map_or(&[], |bytes| bytes), &cert))
    }

    /// Takes the list of the TLS extension (RFC 6962, section 3.3.1).
    pub(super) fn take_timestamps(&self, list: &[u8]) {
        self.state.with(|s| s.sct_extension = list.to_vec());
    }

    /// Collects the timestamps and keeps them, to be lent.
    fn keep_scts(&self, ocsp: &[u8], cert: &X509) -> Arc<SctList> {
        let extension = self.state.with(|s| s.sct_extension.clone());
        let list = Arc::new(collect(&extension, ocsp, cert));
        self.state.with(|s| s.scts = Some(Arc::clone(&list)));
        list
    }

    /// Lets the timestamps be judged, if the chain was verified without a
    /// fault and up to a public authority.
    pub(super) fn judge_transparency(&self, peer: &PeerChain) -> std::result::Result<(), Alert> {
        const HANDSHAKE_FAILURE: u8 = 40;
        let who = self.config.look(|c| c.transparency);
        if !who.is_on() || self.is_server() || self.verify_result() != X509_V_OK {
            return Ok(());
        }
        let private = self
            .dane()
            .found()
            .is_some_and(|found| matches!(found.record.usage, usage::DANE_TA | usage::DANE_EE));
        let verified = self.verified_chain();
        let chain = verified.as_ref().map_or(&[][..], |chain| chain.certs());
        let [cert, issuer, ..] = chain else { return Ok(()) };
        if private {
            return Ok(());
        }
        let scts = self.keep_scts(&peer.ocsp, cert);
        let now = u64::try_from(session::now()).unwrap_or(0);
        let policy = Policy {
            cert: Some(Arc::clone(cert)),
            issuer: Some(Arc::clone(issuer)),
            logs: self.ctx().ctlogs(),
            time: now * validate::PER_SECOND,
        };
        let list = scts.stack().shares::<SCT>();
        validate::validate_all(&list, &policy);
        let accepted = match who {
            Transparency::Off | Transparency::Permissive => true,
            Transparency::Strict => has_valid(&list),
            Transparency::Judged(judge) => {
                let policy = CT_POLICY_EVAL_CTX(Guarded::new(policy));
                (judge.call)(In::lend(&policy), In::lend(scts.stack()), judge.arg.0) > 0
            }
        };
        if accepted {
            return Ok(());
        }
        self.set_verify_result(NO_VALID_SCTS);
        Err(Alert {
            description: HANDSHAKE_FAILURE,
            error: Error::new(Lib::Ssl, err::ssl::R_CALLBACK_FAILED),
        })
    }
}

/// Whether one of them is valid.
fn has_valid(list: &[Arc<SCT>]) -> bool {
    let good = list.iter().any(|sct| sct.values.with(|values| values.verdict) == Verdict::Valid);
    if !good {
        let none = Error::new(Lib::Ssl, err::ssl::R_NO_VALID_SCTS);
        err::push(&none, "ct_strict");
    }
    good
}
