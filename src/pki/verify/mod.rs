//! Path validation in OpenSSL's order: build the chain, check extensions and
//! purpose, security level, names, revocation, then dates and signatures, then
//! name constraints and policies. Each error is put to a callback that may
//! overrule it (X509_verify_cert(3)).

mod build;
mod checks;
mod dane;
mod policy;
mod policy_tree;
mod resources;
mod revocation;
#[cfg(test)]
mod tests;

pub use checks::{suite_b, suite_b_crl, suite_b_leaf};
pub use policy::{Policies, Verdict, check as check_policies};
pub use policy_tree::{PolicyNode, PolicyTree};

use crate::pki::cert::Cert;
use crate::pki::crl::Crl;
use crate::pki::dane::{Match, Records, Search};
use crate::pki::error::VerifyError;
use crate::pki::issuer;
use crate::pki::name::NameRef;
use crate::pki::param::{Param, flag};
use crate::pki::purpose;
use crate::pki::time::TimeRef;
use crate::pki::trust::{self, Aux, Trust};
use std::any::Any;
use std::sync::Arc;

/// A certificate as path validation sees it, with the object it stands for.
pub struct Link {
    /// The certificate.
    pub cert: Arc<Cert>,
    /// Its trust settings.
    pub aux: Option<Arc<Aux>>,
    /// The caller's own object for it.
    pub handle: Arc<dyn Any + Send + Sync>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.cert.fmt(f)
    }
}

/// A CRL as path validation sees it, with the object it stands for.
pub struct CrlLink {
    /// The CRL.
    pub crl: Arc<Crl>,
    /// The caller's own object for it.
    pub handle: Arc<dyn Any + Send + Sync>,
}

impl std::fmt::Debug for CrlLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.crl.fmt(f)
    }
}

/// What a callback sees, and may change where noted.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The last error (`X509_V_…`); a callback may change it.
    pub error: i32,
    /// The depth it is at; a callback may change it.
    pub error_depth: i32,
    /// The certificate it is about.
    pub current_cert: Option<Arc<Link>>,
    /// That certificate's issuer.
    pub current_issuer: Option<Arc<Link>>,
    /// The CRL it is about.
    pub current_crl: Option<Arc<CrlLink>>,
    /// The chain so far, from the leaf on.
    pub chain: Vec<Arc<Link>>,
    /// How many certificates at its start came from the peer.
    pub num_untrusted: usize,
    /// Whether a policy was required.
    pub explicit_policy: bool,
    /// The policies that are valid for the chain.
    pub policy_tree: Option<Arc<PolicyTree>>,
    /// The name in the certificate that matched a wanted host name.
    pub peer_name: Option<Vec<u8>>,
}

/// Why validation stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The certificate is refused: 0 in C.
    Refused,
    /// An internal error: -1 in C.
    Failed,
}

/// The result of one step.
pub type Step = Result<(), Stop>;

/// Where trusted certificates and CRLs come from, who decides about errors,
/// and which steps the program does itself.
pub trait Host {
    /// Reports an error (`ok` 0), the success of one certificate (1) or of
    /// the policies (2). Returns whether to go on.
    fn decide(&mut self, ok: i32, state: &mut State) -> bool;

    /// Trusted certificates with this subject, in order of preference.
    fn candidates(&mut self, subject: NameRef<'_>) -> Vec<Arc<Link>>;

    /// The same, by the program's own search if it has one; `None` after an
    /// internal error.
    fn certs_by_subject(&mut self, name: NameRef<'_>, state: &mut State) -> Option<Vec<Arc<Link>>>;

    /// CRLs of this issuer.
    fn crls_by_issuer(&mut self, name: NameRef<'_>, state: &mut State) -> Vec<Arc<CrlLink>>;

    /// The program's own search for the issuer of `cert`: `Some(None)` if it
    /// found none.
    fn own_issuer(
        &mut self,
        _cert: &Arc<Link>,
        _state: &mut State,
    ) -> Option<Result<Option<Arc<Link>>, Stop>> {
        None
    }

    /// The program's own test whether `issuer` may have issued `cert`.
    fn own_check_issued(
        &mut self,
        _cert: &Arc<Link>,
        _issuer: &Arc<Link>,
        _state: &mut State,
    ) -> Option<bool> {
        None
    }

    /// Is told that the path of a CRL's signer is validated from now on.
    fn begin_crl_path(&mut self, _signer: &Arc<Link>, _state: &mut State) {}

    /// Is told that it has been, and the path of the certificate goes on.
    fn end_crl_path(&mut self) {}

    /// How far the program's own table trusts `cert`.
    fn own_trust(&mut self, _cert: &Arc<Link>, _trust: i32, _flags: i32) -> Option<Trust> {
        None
    }

    /// Whether the program's own table allows `cert` for a purpose, as
    /// [`purpose::check`] says it.
    fn own_purpose(&mut self, _cert: &Arc<Link>, _purpose: i32, _ca: bool) -> Option<i32> {
        None
    }

    /// The program's own revocation check.
    fn own_revocation(&mut self, _state: &mut State) -> Option<Step> {
        None
    }

    /// The program's own search for the CRL for `cert`.
    fn own_crl(&mut self, _cert: &Arc<Link>, _state: &mut State) -> Option<Option<Arc<CrlLink>>> {
        None
    }

    /// The program's own check of a CRL.
    fn own_check_crl(&mut self, _crl: &Arc<CrlLink>, _state: &mut State) -> Option<Step> {
        None
    }

    /// The program's own look for `cert` in a CRL; 2: removed from it.
    fn own_cert_crl(
        &mut self,
        _crl: &Arc<CrlLink>,
        _cert: &Arc<Link>,
        _state: &mut State,
    ) -> Option<Result<i32, Stop>> {
        None
    }

    /// The program's own check of dates and signatures.
    fn own_verify(&mut self, _state: &mut State) -> Option<Step> {
        None
    }

    /// The program's own check of policies.
    fn own_policy(&mut self, _state: &mut State) -> Option<Step> {
        None
    }
}

/// One validation.
pub struct Verifier<'a> {
    pub(crate) host: &'a mut dyn Host,
    pub(crate) state: State,
    pub(crate) leaf: Arc<Link>,
    pub(crate) untrusted: Option<&'a [Arc<Link>]>,
    pub(crate) crls: &'a [Arc<CrlLink>],
    pub(crate) param: &'a Param,
    pub(crate) now: i64,
    /// The path of a CRL's signer is checked, not the certificate's.
    pub(crate) crl_path: bool,
    pub(crate) crl_score: u32,
    pub(crate) crl_reasons: u32,
    /// The TLSA records that the peer is held to.
    dane: Option<Search<'a>>,
}

/// The result of a validation.
#[derive(Debug)]
pub struct Outcome {
    /// 1 accepted, 0 refused, -1 internal error.
    pub ok: i32,
    /// Error, chain and the rest.
    pub state: State,
    /// The TLSA record that matched.
    pub dane: Option<Match>,
}

/// Validates `leaf` with the peer's other certificates `untrusted` (`None`:
/// none were given), held to TLSA records if there are any.
pub fn verify(
    host: &mut dyn Host,
    leaf: Arc<Link>,
    untrusted: Option<&[Arc<Link>]>,
    crls: &[Arc<CrlLink>],
    param: &Param,
    dane: Option<&Records>,
    error: i32,
) -> Outcome {
    let state = State { error, ..State::default() };
    let mut verifier = Verifier::new(host, leaf, untrusted, crls, param, state);
    verifier.dane = dane.filter(|records| !records.is_empty()).map(Search::new);
    let ok = match verifier.run() {
        Ok(()) => 1,
        Err(Stop::Refused) => 0,
        Err(Stop::Failed) => -1,
    };
    let dane = verifier.dane.and_then(|search| search.matched);
    let mut state = verifier.state;
    // A refusal never leaves "OK" behind, whatever a callback did.
    if ok <= 0 && state.error == VerifyError::OK.0 {
        state.error = VerifyError::UNSPECIFIED.0;
    }
    Outcome { ok, state, dane }
}

/// Builds the chain for `leaf` without checking it; also gives whether it
/// ends in a trusted certificate. OpenSSL: `X509_build_chain`.
pub fn build_chain(
    host: &mut dyn Host,
    leaf: Arc<Link>,
    untrusted: Option<&[Arc<Link>]>,
    param: &Param,
) -> (Result<(), Stop>, Vec<Arc<Link>>) {
    let mut verifier = Verifier::new(host, leaf, untrusted, &[], param, State::default());
    verifier.state.chain.push(Arc::clone(&verifier.leaf));
    verifier.state.num_untrusted = 1;
    let built = verifier.build();
    (built, verifier.state.chain)
}

impl<'a> Verifier<'a> {
    fn new(
        host: &'a mut dyn Host,
        leaf: Arc<Link>,
        untrusted: Option<&'a [Arc<Link>]>,
        crls: &'a [Arc<CrlLink>],
        param: &'a Param,
        state: State,
    ) -> Verifier<'a> {
        Verifier {
            host,
            state,
            leaf,
            untrusted,
            crls,
            param,
            now: current_time(),
            crl_path: false,
            crl_score: 0,
            crl_reasons: 0,
            dane: None,
        }
    }

    fn run(&mut self) -> Step {
        let leaf = Arc::clone(&self.leaf);
        self.state.chain.push(Arc::clone(&leaf));
        self.state.num_untrusted = 1;
        if !self.key_is_strong(&leaf.cert) {
            self.fail(Some(leaf), 0, VerifyError::EE_KEY_TOO_SMALL)?;
        }
        if self.check_dane_leaf()? {
            return Ok(());
        }
        self.build()?;
        self.check_extensions()?;
        self.check_auth_level()?;
        self.check_id()?;
        self.check_keys_decode()?;
        match self.host.own_revocation(&mut self.state) {
            Some(step) => step?,
            None => self.check_revocation()?,
        }
        self.check_suite_b()?;
        match self.host.own_verify(&mut self.state) {
            Some(step) => step?,
            None => self.check_signatures()?,
        }
        self.check_name_constraints()?;
        self.check_resources()?;
        if self.has(flag::POLICY_CHECK) {
            return match self.host.own_policy(&mut self.state) {
                Some(step) => step,
                None => self.check_policy(),
            };
        }
        Ok(())
    }

    fn has(&self, flags: u64) -> bool {
        self.param.flags & flags != 0
    }

    /// Puts an error to the callback: about `cert`, or the one at `depth`.
    fn fail(&mut self, cert: Option<Arc<Link>>, depth: usize, error: VerifyError) -> Step {
        self.fail_code(cert, depth, error.0)
    }

    fn fail_code(&mut self, cert: Option<Arc<Link>>, depth: usize, error: i32) -> Step {
        self.state.error_depth = i32::try_from(depth).unwrap_or(i32::MAX);
        self.state.current_cert = cert.or_else(|| self.state.chain.get(depth).cloned());
        if error != VerifyError::OK.0 {
            self.state.error = error;
        }
        self.decide(0)
    }

    /// Puts an error about a CRL to the callback, at the current depth.
    fn fail_crl(&mut self, error: VerifyError) -> Step {
        self.state.error = error.0;
        self.decide(0)
    }

    fn decide(&mut self, ok: i32) -> Step {
        if self.host.decide(ok, &mut self.state) { Ok(()) } else { Err(Stop::Refused) }
    }

    /// Whether `issuer` may have issued `cert`, by names and identifiers.
    fn may_have_issued(&mut self, cert: &Arc<Link>, issuer: &Arc<Link>) -> bool {
        match self.host.own_check_issued(cert, issuer, &mut self.state) {
            Some(answer) => answer,
            None => issuer::likely_issued(&issuer.cert, &cert.cert).is_ok(),
        }
    }

    /// How far the trust settings of `link` trust it for what is asked.
    fn trust_in(&mut self, link: &Arc<Link>, flags: i32) -> Trust {
        let asked = self.param.trust;
        let own = self.host.own_trust(link, asked, flags);
        own.unwrap_or_else(|| trust::check(&link.cert, link.aux.as_deref(), asked, flags))
    }

    /// Whether `link` may be used for a purpose, as [`purpose::check`] says it.
    fn allows(&mut self, link: &Arc<Link>, purpose: i32, ca: bool) -> i32 {
        let own = self.host.own_purpose(link, purpose, ca);
        own.unwrap_or_else(|| purpose::check(&link.cert, purpose, ca))
    }

    /// The time that dates are compared with; `None`: not at all.
    fn reference_time(&self) -> Option<i64> {
        reference_time(self.param, self.now)
    }
}

fn reference_time(param: &Param, now: i64) -> Option<i64> {
    if param.flags & flag::USE_CHECK_TIME != 0 {
        Some(param.check_time)
    } else if param.flags & flag::NO_CHECK_TIME != 0 {
        None
    } else {
        Some(now)
    }
}

/// The time that `param` has dates compared with; `None`: not at all.
pub fn check_time(param: &Param) -> Option<i64> {
    reference_time(param, current_time())
}

/// Whether `cert` is valid at `time`.
pub fn is_valid_at(cert: &Cert, time: i64) -> bool {
    order(cert.not_before(), time) == Order::Past && order(cert.not_after(), time) == Order::Future
}

/// How a time relates to `reference`: `X509_cmp_time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Not later than the reference.
    Past,
    /// Later.
    Future,
    /// The time is malformed.
    Malformed,
}

/// Compares `time` with `reference`.
pub fn order(time: TimeRef<'_>, reference: i64) -> Order {
    match time.unix() {
        None => Order::Malformed,
        Some(at) if at <= reference => Order::Past,
        Some(_) => Order::Future,
    }
}

/// Seconds since 1970.
pub fn current_time() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
