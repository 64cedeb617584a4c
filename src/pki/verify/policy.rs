//! Certificate policies (RFC 5280, section 6.1).

use super::policy_tree::{Ordered, PolicyTree, Stated, Statement, TooMany, Tree};
use super::{Step, Stop, Verifier};
use crate::err::{self, Error, Lib};
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::info::{Malformed, decode, flag as ex};
use crate::pki::param::flag;
use crate::pki::{ext, oid};
use std::collections::HashSet;
use std::sync::Arc;

/// What one certificate says about policies.
struct Said {
    policies: Vec<Arc<Statement>>,
    any: Option<Arc<Statement>>,
    require_explicit: Option<i64>,
    inhibit_mapping: Option<i64>,
    inhibit_any: Option<i64>,
}

impl Said {
    fn by(cert: &Cert) -> Result<Said, Malformed> {
        let mut policies = Ordered::default();
        let mut any = None;
        if let Some((list, critical)) = decode(cert, oid::CERTIFICATE_POLICIES, ext::policies)? {
            let mut seen = HashSet::new();
            if list.is_empty() {
                return Err(Malformed);
            }
            for policy in list {
                if !seen.insert(policy.oid) {
                    return Err(Malformed);
                }
                let qualifiers = policy.qualifiers.map(Arc::from);
                let statement = Statement::plain(policy.oid.into(), qualifiers, critical);
                if policy.oid == oid::ANY_POLICY {
                    any = Some(Arc::new(statement));
                } else {
                    policies.put(Arc::clone(&statement.policy), Arc::new(statement));
                }
            }
        }
        let limits = decode(cert, oid::POLICY_CONSTRAINTS, ext::PolicyConstraints::parse)?;
        let (mut require_explicit, mut inhibit_mapping) = (None, None);
        if let Some((limits, _)) = limits {
            require_explicit = limits.require_explicit;
            inhibit_mapping = limits.inhibit_mapping;
            let negative = |n: Option<i64>| n.is_some_and(|n| n < 0);
            if (require_explicit.is_none() && inhibit_mapping.is_none())
                || negative(require_explicit)
                || negative(inhibit_mapping)
            {
                return Err(Malformed);
            }
        }
        let inhibit_any = decode(cert, oid::INHIBIT_ANY_POLICY, ext::skip_certs)?.map(|(n, _)| n);
        if inhibit_any.is_some_and(|n| n < 0) {
            return Err(Malformed);
        }
        if let Some((list, _)) = decode(cert, oid::POLICY_MAPPINGS, ext::policy_mappings)? {
            map(&mut policies, any.as_deref(), &list)?;
        }
        let policies = policies.list();
        Ok(Said { policies, any, require_explicit, inhibit_mapping, inhibit_any })
    }

    fn says_none(&self) -> bool {
        self.policies.is_empty() && self.any.is_none()
    }
}

/// Puts mappings into the policies that they are for.
fn map(
    policies: &mut Ordered<Arc<Statement>>,
    any: Option<&Statement>,
    list: &[(&[u8], &[u8])],
) -> Result<(), Malformed> {
    if list.is_empty() {
        return Err(Malformed);
    }
    let mut seen = HashSet::new();
    for &(from, to) in list {
        if from == oid::ANY_POLICY || to == oid::ANY_POLICY {
            return Err(Malformed);
        }
        let known = policies.find(from).is_some();
        if !known && let Some(any) = any {
            let mut statement = Statement::plain(from.into(), any.qualifiers.clone(), any.critical);
            statement.implied = true;
            policies.put(Arc::clone(&statement.policy), Arc::new(statement));
        }
        if let Some(statement) = policies.get_mut(from).and_then(Arc::get_mut) {
            statement.implied_once = statement.implied && !known;
            if seen.insert((from, to)) {
                statement.mapped.push(to.into());
            }
        }
    }
    Ok(())
}

/// A countdown over certificates that are not self-issued.
fn count_down(counter: &mut usize, self_issued: bool, limit: Option<i64>) {
    if *counter > 0 && !self_issued {
        *counter -= 1;
    }
    if let Some(limit) = limit.and_then(|n| usize::try_from(n).ok()) {
        *counter = (*counter).min(limit);
    }
}

/// What the policies of a chain come to.
#[derive(Debug)]
pub enum Verdict {
    /// Some are valid, or none need be.
    Good,
    /// None that is wanted is valid, but one is required.
    Unsatisfied,
    /// The certificates at these places have extensions that are malformed.
    Malformed(Vec<usize>),
    /// There are too many to look at.
    TooMany,
}

/// The policies of a chain.
#[derive(Debug)]
pub struct Policies {
    /// Whether they will do.
    pub verdict: Verdict,
    /// Whether one is required.
    pub explicit: bool,
    /// The valid ones, if there are any.
    pub tree: Option<Arc<PolicyTree>>,
}

/// Evaluates the policies of a chain, given from its leaf on without the
/// anchor, for a user who wants `wanted`. OpenSSL: `X509_policy_check`.
pub fn check(certs: &[Arc<Cert>], wanted: &[Vec<u8>], flags: u64) -> Policies {
    let said: Vec<Result<Said, Malformed>> = certs.iter().map(|cert| Said::by(cert)).collect();
    let wrong = said.iter().enumerate().filter(|(_, said)| said.is_err());
    let malformed: Vec<usize> = wrong.map(|(place, _)| place).collect();
    if !malformed.is_empty() {
        return Policies { verdict: Verdict::Malformed(malformed), explicit: false, tree: None };
    }
    // The chain is read from the top.
    let said = said.into_iter().filter_map(Result::ok);
    let mut levels: Vec<(&Cert, Said)> = certs.iter().map(|cert| &**cert).zip(said).collect();
    levels.reverse();
    let explicit = explicit_needed(&levels, flags);
    let tree = match valid_tree(&levels, wanted, flags) {
        Ok(tree) => tree.map(Arc::new),
        Err(_) => return Policies { verdict: Verdict::TooMany, explicit, tree: None },
    };
    // Without wanted policies none satisfies, as in OpenSSL.
    if explicit && tree.as_ref().is_none_or(|tree| tree.user.is_empty()) {
        return Policies { verdict: Verdict::Unsatisfied, explicit, tree: None };
    }
    Policies { verdict: Verdict::Good, explicit, tree }
}

fn explicit_needed(levels: &[(&Cert, Said)], flags: u64) -> bool {
    if levels.is_empty() {
        return false;
    }
    let mut left = if flags & flag::EXPLICIT_POLICY != 0 { 0 } else { levels.len() + 1 };
    for (cert, said) in levels {
        count_down(&mut left, cert.has(ex::SI), said.require_explicit);
    }
    left == 0
}

/// The valid policies of a chain; `None` if there is none.
fn valid_tree(
    levels: &[(&Cert, Said)],
    wanted: &[Vec<u8>],
    flags: u64,
) -> Result<Option<PolicyTree>, TooMany> {
    let count = levels.len();
    let limit = |inhibit: u64| if flags & inhibit != 0 { 0 } else { count + 1 };
    let (mut any_left, mut map_left) = (limit(flag::INHIBIT_ANY), limit(flag::INHIBIT_MAP));
    if count == 0 || levels.iter().any(|(_, said)| said.says_none()) {
        return Ok(None);
    }
    let mut tree = Tree::new();
    for (i, (cert, said)) in levels.iter().enumerate() {
        let self_issued = cert.has(ex::SI);
        let last = i + 1 == count;
        let any_allowed = any_left > 0 || (self_issued && !last);
        if !tree.grow(&Stated {
            policies: &said.policies,
            any: said.any.as_ref().filter(|_| any_allowed),
            may_map: map_left > 0,
        })? {
            return Ok(None);
        }
        count_down(&mut any_left, self_issued, said.inhibit_any);
        count_down(&mut map_left, self_issued, said.inhibit_mapping);
    }
    Ok(Some(tree.finish(wanted.iter().map(Vec::as_slice))))
}

impl Verifier<'_> {
    /// Checks the policies of the chain.
    pub(super) fn check_policy(&mut self) -> Step {
        if self.crl_path {
            return Ok(());
        }
        let chain = self.state.chain.clone();
        // The anchor itself is not checked; one that is a bare key is not in
        // the chain.
        let bare = self.dane.as_ref().is_some_and(|search| search.bare_key);
        let count = chain.len().saturating_sub(usize::from(!bare));
        let certs: Vec<Arc<Cert>> =
            chain.iter().take(count).map(|link| Arc::clone(&link.cert)).collect();
        let wanted = self.param.policies.as_deref().unwrap_or_default();
        let policies = check(&certs, wanted, self.param.flags);
        self.state.explicit_policy = policies.explicit;
        self.state.policy_tree = policies.tree;
        match policies.verdict {
            Verdict::Good => {}
            Verdict::Malformed(places) => {
                for i in places {
                    let error = VerifyError::INVALID_POLICY_EXTENSION;
                    self.fail(chain.get(i).cloned(), i, error)?;
                }
                return Ok(());
            }
            Verdict::TooMany => {
                err::push(&Error::new(Lib::X509, err::R_MALLOC_FAILURE), "check_policy");
                self.state.error = VerifyError::OUT_OF_MEM.0;
                return Err(Stop::Failed);
            }
            Verdict::Unsatisfied => {
                self.state.current_cert = None;
                self.state.error = VerifyError::NO_EXPLICIT_POLICY.0;
                return self.decide(0);
            }
        }
        if self.has(flag::NOTIFY_POLICY) {
            self.state.current_cert = None;
            return if self.host.decide(2, &mut self.state) { Ok(()) } else { Err(Stop::Refused) };
        }
        Ok(())
    }
}
