//! Revocation by CRL.

use super::{CrlLink, Link, Order, State, Step, Stop, Verifier, order, suite_b_crl};
use crate::crypto::sig::SignatureAlgorithm;
use crate::pki::crl::{ALL_REASONS, Crl, idp, reason_bits};
use crate::pki::error::VerifyError;
use crate::pki::ext::{DistributionPoint, DistributionPointName, Found, GeneralName};
use crate::pki::info::{flag as ex, usage};
use crate::pki::issuer::{check_akid, likely_issued};
use crate::pki::param::flag;
use crate::pki::{name, oid};
use std::cmp::Ordering;
use std::sync::Arc;

/// How well a CRL fits a certificate, as the sum of these.
mod score {
    pub(super) const NO_CRITICAL: u32 = 0x100;
    pub(super) const SCOPE: u32 = 0x080;
    pub(super) const TIME: u32 = 0x040;
    pub(super) const ISSUER_NAME: u32 = 0x020;
    pub(super) const VALID: u32 = NO_CRITICAL | TIME | SCOPE;
    pub(super) const ISSUER_CERT: u32 = 0x018;
    pub(super) const SAME_PATH: u32 = 0x008;
    pub(super) const AKID: u32 = 0x004;
    pub(super) const TIME_DELTA: u32 = 0x002;
}

/// removeFromCRL.
const REMOVED: i64 = 8;

/// The best CRL found so far.
#[derive(Default)]
struct Best {
    crl: Option<Arc<CrlLink>>,
    delta: Option<Arc<CrlLink>>,
    issuer: Option<Arc<Link>>,
    score: u32,
    reasons: u32,
}

impl Verifier<'_> {
    /// Looks the leaf, or every certificate, up in CRLs, if that is asked.
    pub(super) fn check_revocation(&mut self) -> Step {
        if !self.has(flag::CRL_CHECK) {
            return Ok(());
        }
        let count = if self.has(flag::CRL_CHECK_ALL) {
            self.state.chain.len()
        } else if self.crl_path {
            return Ok(());
        } else {
            1
        };
        for i in 0..count {
            self.state.error_depth = i32::try_from(i).unwrap_or(i32::MAX);
            let checked = self.check_cert(i);
            self.state.current_crl = None;
            checked?;
        }
        Ok(())
    }

    fn check_cert(&mut self, depth: usize) -> Step {
        let Some(cert) = self.state.chain.get(depth).cloned() else { return Err(Stop::Failed) };
        self.state.current_cert = Some(Arc::clone(&cert));
        self.state.current_issuer = None;
        self.crl_score = 0;
        self.crl_reasons = 0;
        if cert.cert.has(ex::PROXY) {
            return Ok(());
        }
        while self.crl_reasons != ALL_REASONS {
            let before = self.crl_reasons;
            let (crl, delta) = match self.host.own_crl(&cert, &mut self.state) {
                Some(crl) => {
                    self.rate_own(crl.as_ref(), &cert, depth);
                    (crl, None)
                }
                None => self.find_crl(&cert, depth),
            };
            let Some(crl) = crl else { return self.fail_crl(VerifyError::UNABLE_TO_GET_CRL) };
            self.state.current_crl = Some(Arc::clone(&crl));
            self.check_crl(&crl, depth)?;
            let mut removed = false;
            if let Some(delta) = delta {
                self.check_crl(&delta, depth)?;
                removed = self.look_up(&delta, &cert)? == 2;
            }
            if !removed {
                self.look_up(&crl, &cert)?;
            }
            self.state.current_crl = None;
            if self.crl_reasons == before {
                return self.fail_crl(VerifyError::UNABLE_TO_GET_CRL);
            }
        }
        Ok(())
    }

    /// Notes how well the CRL that the program chose fits.
    fn rate_own(&mut self, crl: Option<&Arc<CrlLink>>, cert: &Arc<Link>, depth: usize) {
        if let Some(link) = crl {
            let mut reasons = 0;
            let (score, issuer) = self.score(&link.crl, &mut reasons, cert, depth);
            self.crl_score = score;
            self.crl_reasons = reasons;
            self.state.current_issuer = issuer;
        }
    }

    fn find_crl(
        &mut self,
        cert: &Arc<Link>,
        depth: usize,
    ) -> (Option<Arc<CrlLink>>, Option<Arc<CrlLink>>) {
        let mut best = Best { reasons: self.crl_reasons, ..Best::default() };
        if !self.choose_crl(&mut best, self.crls, cert, depth) {
            let stored = self.host.crls_by_issuer(cert.cert.issuer(), &mut self.state);
            self.choose_crl(&mut best, &stored, cert, depth);
        }
        if best.crl.is_some() {
            self.state.current_issuer = best.issuer;
            self.crl_score = best.score;
            self.crl_reasons = best.reasons;
        }
        (best.crl, best.delta)
    }

    /// Chooses the CRL that fits best; returns whether it is a valid one.
    fn choose_crl(
        &self,
        best: &mut Best,
        crls: &[Arc<CrlLink>],
        cert: &Arc<Link>,
        depth: usize,
    ) -> bool {
        let mut chosen: Option<(Arc<CrlLink>, Option<Arc<Link>>, u32)> = None;
        let mut best_score = best.score;
        for link in crls {
            let mut reasons = best.reasons;
            let (score, issuer) = self.score(&link.crl, &mut reasons, cert, depth);
            if score == 0 || score < best_score {
                continue;
            }
            if let Some((current, ..)) = &chosen {
                // Of two that fit equally the newer one counts.
                let newer = match (current.crl.last_update().unix(), link.crl.last_update().unix())
                {
                    (Some(current), Some(this)) => this > current,
                    _ => false,
                };
                if score == best_score && !newer {
                    continue;
                }
            }
            best_score = score;
            chosen = Some((Arc::clone(link), issuer, reasons));
        }
        if let Some((crl, issuer, reasons)) = chosen {
            best.score = best_score;
            best.issuer = issuer;
            best.reasons = reasons;
            best.delta = self.find_delta(&crl.crl, crls, cert, &mut best.score);
            best.crl = Some(crl);
        }
        best_score >= score::VALID
    }

    fn find_delta(
        &self,
        base: &Crl,
        crls: &[Arc<CrlLink>],
        cert: &Arc<Link>,
        score: &mut u32,
    ) -> Option<Arc<CrlLink>> {
        if !self.has(flag::USE_DELTAS) || !(cert.cert.has(ex::FRESHEST) || base.info().freshest) {
            return None;
        }
        let delta = crls.iter().find(|link| is_delta_of(&link.crl, base))?;
        if self.crl_in_time(&delta.crl) {
            *score |= score::TIME_DELTA;
        }
        Some(Arc::clone(delta))
    }

    /// How well `crl` fits, 0 not at all; with the certificate of its signer.
    fn score(
        &self,
        crl: &Crl,
        reasons: &mut u32,
        cert: &Arc<Link>,
        depth: usize,
    ) -> (u32, Option<Arc<Link>>) {
        const UNFIT: (u32, Option<Arc<Link>>) = (0, None);
        let info = crl.info();
        if info.idp_flags & idp::INVALID != 0 {
            return UNFIT;
        }
        if !self.has(flag::EXTENDED_CRL_SUPPORT) {
            if info.idp_flags & (idp::INDIRECT | idp::REASONS) != 0 {
                return UNFIT;
            }
        } else if info.idp_flags & idp::REASONS != 0 && info.reasons & !*reasons == 0 {
            return UNFIT;
        }
        // A delta alone says nothing about the certificates it leaves out.
        if crl.base_number().is_some() {
            return UNFIT;
        }
        let mut score = 0;
        if cert.cert.issuer() == crl.issuer() {
            score |= score::ISSUER_NAME;
        } else if info.idp_flags & idp::INDIRECT == 0 {
            return UNFIT;
        }
        if !info.critical {
            score |= score::NO_CRITICAL;
        }
        if self.crl_in_time(crl) {
            score |= score::TIME;
        }
        let issuer = self.crl_signer(crl, &mut score, depth);
        if score & score::AKID == 0 {
            return UNFIT;
        }
        if let Some(covered) = in_scope(cert, crl, score) {
            if covered & !*reasons == 0 {
                return UNFIT;
            }
            *reasons |= covered;
            score |= score::SCOPE;
        }
        (score, issuer)
    }

    /// Who signed `crl`: the certificate's issuer, another CA above it, or
    /// with extended support any certificate of the peer.
    fn crl_signer(&self, crl: &Crl, score: &mut u32, depth: usize) -> Option<Arc<Link>> {
        let chain = &self.state.chain;
        let akid = crl.authority_key_id();
        let fits = |link: &Arc<Link>| check_akid(&link.cert, akid.as_ref()).is_ok();
        let at = if depth + 1 < chain.len() { depth + 1 } else { depth };
        let issuer = chain.get(at)?;
        if *score & score::ISSUER_NAME != 0 && fits(issuer) {
            *score |= score::AKID | score::ISSUER_CERT;
            return Some(Arc::clone(issuer));
        }
        let named = |link: &&Arc<Link>| link.cert.subject() == crl.issuer() && fits(link);
        if let Some(link) = chain.get(at + 1..).unwrap_or(&[]).iter().find(named) {
            *score |= score::AKID | score::SAME_PATH;
            return Some(Arc::clone(link));
        }
        if !self.has(flag::EXTENDED_CRL_SUPPORT) {
            return None;
        }
        let link = self.untrusted.unwrap_or(&[]).iter().find(named)?;
        *score |= score::AKID;
        Some(Arc::clone(link))
    }

    fn check_crl(&mut self, link: &Arc<CrlLink>, depth: usize) -> Step {
        if let Some(step) = self.host.own_check_crl(link, &mut self.state) {
            return step;
        }
        let crl = &*link.crl;
        let chain_top = self.state.chain.len().saturating_sub(1);
        let issuer = match self.state.current_issuer.clone() {
            Some(issuer) => issuer,
            None => {
                let above = self.state.chain.get((depth + 1).min(chain_top)).cloned();
                let Some(issuer) = above else { return Err(Stop::Failed) };
                if depth >= chain_top && likely_issued(&issuer.cert, &issuer.cert).is_err() {
                    self.fail_crl(VerifyError::UNABLE_TO_GET_CRL_ISSUER)?;
                }
                issuer
            }
        };
        if crl.base_number().is_none() {
            let info = issuer.cert.info();
            if info.has(ex::KUSAGE) && info.key_usage & usage::CRL_SIGN == 0 {
                self.fail_crl(VerifyError::KEYUSAGE_NO_CRL_SIGN)?;
            }
            if self.crl_score & score::SCOPE == 0 {
                self.fail_crl(VerifyError::DIFFERENT_CRL_SCOPE)?;
            }
            if self.crl_score & score::SAME_PATH == 0 && !self.signer_path_is_good(&issuer) {
                self.fail_crl(VerifyError::CRL_PATH_VALIDATION_ERROR)?;
            }
            if crl.info().idp_flags & idp::INVALID != 0 {
                self.fail_crl(VerifyError::INVALID_EXTENSION)?;
            }
        }
        if self.crl_score & score::TIME == 0 {
            self.check_crl_time(link)?;
        }
        // Malformed extensions may hide entries; OpenSSL's signature check
        // fails for such a CRL.
        let malformed = crl.info().invalid;
        let Some(key) = issuer.cert.key() else {
            return self.fail_crl(VerifyError::UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY);
        };
        let signature = SignatureAlgorithm::from_der(crl.inner_algorithm()).ok();
        if let Err(error) = suite_b_crl(Some(key.kind()), signature, self.param.flags) {
            self.fail_crl(error)?;
        }
        if !malformed && crl.is_signed_with(key) {
            return Ok(());
        }
        self.fail_crl(VerifyError::CRL_SIGNATURE_FAILURE)
    }

    /// Whether the CRL signer, which is off the path, is trusted by the same
    /// anchor. It is validated once, never recursively.
    fn signer_path_is_good(&mut self, signer: &Arc<Link>) -> bool {
        if self.crl_path {
            return false;
        }
        self.host.begin_crl_path(signer, &mut self.state);
        let mut inner = Verifier::new(
            &mut *self.host,
            Arc::clone(signer),
            self.untrusted,
            self.crls,
            self.param,
            State::default(),
        );
        inner.crl_path = true;
        inner.now = self.now;
        let ok = inner.run().is_ok();
        let anchor = inner.state.chain.last().cloned();
        self.host.end_crl_path();
        ok && match (self.state.chain.last(), anchor) {
            (Some(ours), Some(theirs)) => ours.cert == theirs.cert,
            _ => false,
        }
    }

    fn crl_in_time(&self, crl: &Crl) -> bool {
        let Some(now) = self.reference_time() else { return true };
        order(crl.last_update(), now) == Order::Past
            && crl.next_update().is_none_or(|time| match order(time, now) {
                Order::Future => true,
                Order::Past => self.crl_score & score::TIME_DELTA != 0,
                Order::Malformed => false,
            })
    }

    fn check_crl_time(&mut self, link: &Arc<CrlLink>) -> Step {
        let Some(now) = self.reference_time() else { return Ok(()) };
        self.state.current_crl = Some(Arc::clone(link));
        match order(link.crl.last_update(), now) {
            Order::Past => {}
            Order::Future => self.fail_crl(VerifyError::CRL_NOT_YET_VALID)?,
            Order::Malformed => self.fail_crl(VerifyError::ERROR_IN_CRL_LAST_UPDATE_FIELD)?,
        }
        if let Some(next) = link.crl.next_update() {
            match order(next, now) {
                Order::Malformed => self.fail_crl(VerifyError::ERROR_IN_CRL_NEXT_UPDATE_FIELD)?,
                Order::Past if self.crl_score & score::TIME_DELTA == 0 => {
                    self.fail_crl(VerifyError::CRL_HAS_EXPIRED)?;
                }
                _ => {}
            }
        }
        self.state.current_crl = None;
        Ok(())
    }

    /// Looks for `cert` in a CRL; 2 if the CRL takes it off the list.
    fn look_up(&mut self, link: &Arc<CrlLink>, cert: &Arc<Link>) -> Result<i32, Stop> {
        if let Some(own) = self.host.own_cert_crl(link, cert, &mut self.state) {
            return own;
        }
        if link.crl.info().critical && !self.has(flag::IGNORE_CRITICAL) {
            self.fail_crl(VerifyError::UNHANDLED_CRITICAL_CRL_EXTENSION)?;
        }
        let entry = link.crl.find(cert.cert.serial(), Some(cert.cert.issuer()));
        if let Some(entry) = entry {
            if entry.reason().ok().flatten() == Some(REMOVED) {
                return Ok(2);
            }
            self.fail_crl(VerifyError::CERT_REVOKED)?;
        }
        Ok(1)
    }
}

/// Whether `delta` updates `base`.
fn is_delta_of(delta: &Crl, base: &Crl) -> bool {
    let (Some(of), Some(number)) = (delta.base_number(), base.number()) else { return false };
    let Some(delta_number) = delta.number() else { return false };
    let same = |oid| match (delta.extension(oid), base.extension(oid)) {
        (Found::Absent, Found::Absent) => true,
        (Found::Once(a), Found::Once(b)) => a.value == b.value,
        _ => false,
    };
    delta.issuer() == base.issuer()
        && same(oid::AUTHORITY_KEY_ID)
        && same(oid::ISSUING_DISTRIBUTION_POINT)
        && compare(of, number) != Ordering::Greater
        && compare(delta_number, number) == Ordering::Greater
}

/// Compares two INTEGER contents.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let sign = |n: &[u8]| n.first().is_some_and(|b| b & 0x80 != 0);
    match (sign(a), sign(b)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
        (true, true) => b.len().cmp(&a.len()).then_with(|| a.cmp(b)),
    }
}

/// For which reasons `crl` covers `cert`; `None` if it does not.
fn in_scope(cert: &Arc<Link>, crl: &Crl, score: u32) -> Option<u32> {
    let info = crl.info();
    let ca = cert.cert.has(ex::CA);
    let excluded = if ca { idp::ONLY_USER } else { idp::ONLY_CA };
    if info.idp_flags & (idp::ONLY_ATTRIBUTE | excluded) != 0 {
        return None;
    }
    let here = crl.distribution_point();
    let points = cert.cert.distribution_points().unwrap_or_default();
    for point in points.iter().filter(|point| issuer_fits(point, crl, score)) {
        let same = match (&point.name, &here) {
            (Some(a), Some(b)) => same_point(a, point_issuer(point, cert), b, crl),
            _ => true,
        };
        if same {
            return Some(info.reasons & point.reasons.map_or(ALL_REASONS, reason_bits));
        }
    }
    (here.is_none() && score & score::ISSUER_NAME != 0).then_some(info.reasons)
}

fn issuer_fits(point: &DistributionPoint<'_>, crl: &Crl, score: u32) -> bool {
    match &point.crl_issuer {
        None => score & score::ISSUER_NAME != 0,
        Some(names) => {
            names.iter().filter_map(GeneralName::directory).any(|name| name.view() == crl.issuer())
        }
    }
}

/// The canonical name that a relative name in `point` is added to.
fn point_issuer(point: &DistributionPoint<'_>, cert: &Arc<Link>) -> Vec<u8> {
    point
        .crl_issuer
        .iter()
        .flatten()
        .find_map(GeneralName::directory)
        .map_or_else(|| cert.cert.issuer().canonical().to_vec(), |n| n.view().canonical().to_vec())
}

/// Whether two names of distribution points have one in common.
fn same_point(
    a: &DistributionPointName<'_>,
    a_issuer: Vec<u8>,
    b: &DistributionPointName<'_>,
    crl: &Crl,
) -> bool {
    use DistributionPointName::{Full, Relative};
    let whole = |mut issuer: Vec<u8>, relative: &[u8]| {
        let mut set = crate::der::write::tlv(crate::der::reader::tag::SET, relative);
        std::mem::swap(&mut set, &mut issuer);
        name::canonical(&issuer).ok().map(|last| [set, last].concat())
    };
    let among = |names: &[GeneralName<'_>], wanted: &[u8]| {
        names.iter().filter_map(GeneralName::directory).any(|n| n.view().canonical() == wanted)
    };
    match (a, b) {
        (Full(a), Full(b)) => a.iter().any(|x| {
            b.iter().any(|y| match (x.directory(), y.directory()) {
                (Some(x), Some(y)) => x.view() == y.view(),
                _ => x == y,
            })
        }),
        (Relative(a), Relative(b)) => {
            let b = whole(crl.issuer().canonical().to_vec(), b);
            b.is_some() && whole(a_issuer, a) == b
        }
        (Relative(a), Full(b)) => whole(a_issuer, a).is_some_and(|a| among(b, &a)),
        (Full(a), Relative(b)) => {
            whole(crl.issuer().canonical().to_vec(), b).is_some_and(|b| among(a, &b))
        }
    }
}
