//! Certificate policies (RFC 5280, section 6.1).

use super::{Step, Stop, Verifier};
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::info::{Malformed, decode, flag as ex};
use crate::pki::param::flag;
use crate::pki::{ext, oid};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// More policies at one level than this are refused.
const MOST_NODES: usize = 1000;

type Oid = Vec<u8>;

/// What one certificate says about policies.
struct Said {
    policies: Option<Vec<Oid>>,
    any: bool,
    mappings: Vec<(Oid, Oid)>,
    require_explicit: Option<i64>,
    inhibit_mapping: Option<i64>,
    inhibit_any: Option<i64>,
}

impl Said {
    fn by(cert: &Cert) -> Result<Said, Malformed> {
        let listed = decode(cert, oid::CERTIFICATE_POLICIES, ext::policies)?.map(|(list, _)| list);
        let mut policies = None;
        let mut any = false;
        if let Some(list) = listed {
            let mut seen = HashSet::new();
            let mut named = Vec::new();
            if list.is_empty() {
                return Err(Malformed);
            }
            for policy in list {
                if !seen.insert(policy.oid) {
                    return Err(Malformed);
                }
                if policy.oid == oid::ANY_POLICY {
                    any = true;
                } else {
                    named.push(policy.oid.to_vec());
                }
            }
            policies = Some(named);
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
        let mut mappings = Vec::new();
        if let Some((list, _)) = decode(cert, oid::POLICY_MAPPINGS, ext::policy_mappings)? {
            if list.is_empty() {
                return Err(Malformed);
            }
            for (from, to) in list {
                if from == oid::ANY_POLICY || to == oid::ANY_POLICY {
                    return Err(Malformed);
                }
                mappings.push((from.to_vec(), to.to_vec()));
            }
        }
        Ok(Said { policies, any, mappings, require_explicit, inhibit_mapping, inhibit_any })
    }

    fn says_none(&self) -> bool {
        self.policies.is_none()
    }
}

/// A policy that is valid at some level.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Node {
    policy: Oid,
    /// Of the policies that the certificates below may state for it, one.
    expected: Oid,
    /// The policy in the trust anchor's own terms.
    origin: Oid,
}

fn node(policy: &[u8], expected: &[u8], origin: &[u8]) -> Node {
    #[cfg(test)]
    tests::MADE.with(|made| made.set(made.get() + 1));
    Node { policy: policy.to_vec(), expected: expected.to_vec(), origin: origin.to_vec() }
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

impl Verifier<'_> {
    /// Checks the policies of the chain.
    pub(super) fn check_policy(&mut self) -> Step {
        if self.crl_path {
            return Ok(());
        }
        let chain = self.state.chain.clone();
        // The anchor itself is not checked; the chain is read from the top.
        let count = chain.len().saturating_sub(1);
        let certs: Vec<Arc<Cert>> =
            chain.iter().take(count).rev().map(|link| Arc::clone(&link.cert)).collect();
        let said: Vec<Result<Said, Malformed>> = certs.iter().map(|cert| Said::by(cert)).collect();
        if said.iter().any(Result::is_err) {
            for (i, _) in said.iter().rev().enumerate().filter(|(_, s)| s.is_err()) {
                let error = VerifyError::INVALID_POLICY_EXTENSION;
                self.fail(chain.get(i).cloned(), i, error)?;
            }
            return Ok(());
        }
        let said: Vec<Said> = said.into_iter().filter_map(Result::ok).collect();
        let explicit = self.explicit_needed(&certs, &said);
        self.state.explicit_policy = explicit;
        if explicit && !self.policies_satisfied(&certs, &said) {
            self.state.current_cert = None;
            self.state.error = VerifyError::NO_EXPLICIT_POLICY.0;
            return self.decide(0);
        }
        if self.has(flag::NOTIFY_POLICY) {
            self.state.current_cert = None;
            return if self.host.decide(2, &mut self.state) { Ok(()) } else { Err(Stop::Refused) };
        }
        Ok(())
    }

    fn explicit_needed(&self, certs: &[Arc<Cert>], said: &[Said]) -> bool {
        if certs.is_empty() {
            return false;
        }
        let mut left = if self.has(flag::EXPLICIT_POLICY) { 0 } else { certs.len() + 1 };
        for (cert, said) in certs.iter().zip(said) {
            count_down(&mut left, cert.has(ex::SI), said.require_explicit);
        }
        left == 0
    }

    /// Whether some policy that the user accepts is valid for the leaf.
    fn policies_satisfied(&self, certs: &[Arc<Cert>], said: &[Said]) -> bool {
        let count = certs.len();
        let mut any_left = if self.has(flag::INHIBIT_ANY) { 0 } else { count + 1 };
        let mut map_left = if self.has(flag::INHIBIT_MAP) { 0 } else { count + 1 };
        let any = oid::ANY_POLICY;
        let mut level: HashSet<Node> = HashSet::from([node(any, any, any)]);
        for (i, (cert, said)) in certs.iter().zip(said).enumerate() {
            if said.says_none() {
                return false;
            }
            let self_issued = cert.has(ex::SI);
            let last = i + 1 == count;
            let any_allowed = said.any && (any_left > 0 || (self_issued && !last));
            level = next_level(&level, said, any_allowed);
            if !last && level.len() <= MOST_NODES {
                level = mapped(level, said, map_left > 0);
            }
            if level.is_empty() || level.len() > MOST_NODES {
                return false;
            }
            count_down(&mut any_left, self_issued, said.inhibit_any);
            count_down(&mut map_left, self_issued, said.inhibit_mapping);
        }
        match &self.param.policies {
            // Without wanted policies none satisfies, as in OpenSSL.
            None => false,
            Some(wanted) if wanted.iter().any(|oid| oid == any) => true,
            Some(wanted) => {
                level.iter().any(|node| node.policy == any || wanted.contains(&node.origin))
            }
        }
    }
}

/// Puts nodes into a level until it has more than [`MOST_NODES`], when the
/// chain is refused whatever else comes.
struct Level(HashSet<Node>);

impl Level {
    fn is_full(&self) -> bool {
        self.0.len() > MOST_NODES
    }

    fn extend(&mut self, mut nodes: impl Iterator<Item = Node>) {
        while !self.is_full()
            && let Some(node) = nodes.next()
        {
            self.0.insert(node);
        }
    }
}

/// The policies of one certificate that continue a policy above.
fn next_level(above: &HashSet<Node>, said: &Said, any_allowed: bool) -> HashSet<Node> {
    let any = oid::ANY_POLICY;
    let mut parents: HashMap<&[u8], Vec<&Node>> = HashMap::new();
    for node in above {
        parents.entry(&node.expected).or_default().push(node);
    }
    let any_above = above.iter().any(|node| node.policy == any);
    let mut level = Level(HashSet::new());
    for policy in said.policies.iter().flatten() {
        match parents.get(&policy[..]) {
            Some(parents) => level.extend(parents.iter().map(|parent| {
                let origin = if parent.policy == any { policy } else { &parent.origin };
                node(policy, policy, origin)
            })),
            None if any_above => level.extend(std::iter::once(node(policy, policy, policy))),
            None => {}
        }
    }
    if any_allowed {
        let stated: HashSet<&Oid> = said.policies.iter().flatten().collect();
        let left = above.iter().filter(|node| !stated.contains(&node.expected));
        level.extend(left.map(|parent| {
            if parent.policy == any {
                node(any, any, any)
            } else {
                node(&parent.expected, &parent.expected, &parent.origin)
            }
        }));
    }
    level.0
}

/// The level after the certificate's mappings, or without the mapped policies
/// where mapping is forbidden.
fn mapped(level: HashSet<Node>, said: &Said, allowed: bool) -> HashSet<Node> {
    let any = oid::ANY_POLICY;
    let has_any = level.iter().any(|node| node.policy == any);
    let mut targets: HashMap<&[u8], Vec<&Oid>> = HashMap::new();
    for (from, to) in &said.mappings {
        targets.entry(from).or_default().push(to);
    }
    let mut out = Level(HashSet::new());
    for old in level {
        match targets.get(&old.policy[..]) {
            None => out.extend(std::iter::once(old)),
            Some(targets) if allowed => {
                out.extend(targets.iter().map(|to| node(&old.policy, to, &old.origin)));
            }
            Some(_) => {}
        }
    }
    if allowed && has_any {
        // Mapped policies that only anyPolicy covered.
        let stated: HashSet<&Oid> = said.policies.iter().flatten().collect();
        let covered = said.mappings.iter().filter(|(from, _)| !stated.contains(from));
        out.extend(covered.map(|(from, to)| node(from, to, from)));
    }
    out.0
}

#[cfg(test)]
pub(super) mod tests {
    thread_local! {
        pub(super) static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// How many nodes of policy trees this thread has made.
    pub(in super::super) fn nodes_made() -> usize {
        MADE.with(std::cell::Cell::get)
    }
}
