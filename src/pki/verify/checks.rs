//! The checks of a complete chain but for revocation and policies.

use super::{Link, Order, Step, Stop, Verifier, order};
use crate::crypto::ec::Curve;
use crate::crypto::pkey::KeyKind;
use crate::crypto::sig::SignatureAlgorithm;
use crate::der::reader::Reader;
use crate::err::{Error, Lib, push, x509};
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::ext::GeneralName;
use crate::pki::host::{self, Match, Wanted};
use crate::pki::info::{flag as ex, usage};
use crate::pki::param::flag;
use crate::pki::trust::{self, Trust};
use crate::pki::{constraints, issuer, oid, purpose};
use std::sync::Arc;

/// Bits of strength that each security level from 1 on demands.
const LEVEL_BITS: [u32; 5] = [80, 112, 128, 192, 256];

/// Whether a certificate in the chain must be a CA.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MustBe {
    Either,
    NotCa,
    Ca,
}

impl Verifier<'_> {
    fn level_bits(&self) -> Option<u32> {
        let level = usize::try_from(self.param.auth_level).unwrap_or(0);
        level.checked_sub(1).and_then(|i| LEVEL_BITS.get(i.min(LEVEL_BITS.len() - 1)).copied())
    }

    /// Whether the key of `cert` has the strength that the level demands.
    pub(super) fn key_is_strong(&self, cert: &Cert) -> bool {
        let Some(bits) = self.level_bits() else { return true };
        cert.key().is_some_and(|key| key.security_bits() >= bits)
    }

    fn signature_is_strong(&self, cert: &Cert) -> bool {
        let Some(bits) = self.level_bits() else { return true };
        SignatureAlgorithm::from_der(cert.outer_algorithm())
            .is_ok_and(|algorithm| algorithm.security_bits() >= bits)
    }

    /// Extensions, purpose and path length of every certificate.
    pub(super) fn check_extensions(&mut self) -> Step {
        let purpose = if self.crl_path { purpose::id::CRL_SIGN } else { self.param.purpose };
        let proxies = !self.crl_path && self.has(flag::ALLOW_PROXY_CERTS);
        let strict = self.has(flag::X509_STRICT);
        let chain = self.state.chain.clone();
        let num = chain.len();
        let mut must_be = MustBe::Either;
        let mut path_len: i64 = 0;
        let mut proxy_len: i64 = 0;
        for (i, link) in chain.iter().enumerate() {
            let (cert, info) = (&*link.cert, link.cert.info());
            let ignored = self.has(flag::IGNORE_CRITICAL);
            let mut fail = |error| self.fail(Some(Arc::clone(link)), i, error);
            if info.has(ex::CRITICAL) && !ignored {
                fail(VerifyError::UNHANDLED_CRITICAL_EXTENSION)?;
            }
            if info.has(ex::PROXY) && !proxies {
                fail(VerifyError::PROXY_CERTIFICATES_NOT_ALLOWED)?;
            }
            let ca = purpose::check_ca(cert);
            match must_be {
                MustBe::Either if strict && ca != 1 && ca != 0 => fail(VerifyError::INVALID_CA)?,
                MustBe::NotCa if ca != 0 => fail(VerifyError::INVALID_NON_CA)?,
                MustBe::Ca if ca == 0 || ((i + 1 < num || strict) && ca != 1) => {
                    fail(VerifyError::INVALID_CA)?;
                }
                _ => {}
            }
            if num > 1 {
                if cert.spells_curve_out() {
                    fail(VerifyError::EC_KEY_EXPLICIT_PARAMS)?;
                } else if cert.key().is_none() {
                    fail(VerifyError::UNSPECIFIED)?;
                }
                if strict {
                    self.check_strictly(link, i, num)?;
                }
            }
            if purpose > 0 {
                self.check_purpose(link, purpose, i, must_be)?;
            }
            if i > 1 && info.path_len != -1 && path_len > info.path_len.saturating_add(proxy_len) {
                self.fail(Some(Arc::clone(link)), i, VerifyError::PATH_LENGTH_EXCEEDED)?;
            }
            if i > 0 && !info.has(ex::SI) {
                path_len += 1;
            }
            if info.has(ex::PROXY) {
                // A proxy's limit counts the proxies below it.
                if info.proxy_path_len != -1 {
                    if proxy_len > info.proxy_path_len {
                        let error = VerifyError::PROXY_PATH_LENGTH_EXCEEDED;
                        self.fail(Some(Arc::clone(link)), i, error)?;
                    }
                    proxy_len = info.proxy_path_len;
                }
                proxy_len = proxy_len.saturating_add(1);
                must_be = MustBe::NotCa;
            } else {
                must_be = MustBe::Ca;
            }
        }
        Ok(())
    }

    /// What RFC 5280 demands and OpenSSL checks only when asked.
    fn check_strictly(&mut self, link: &Arc<Link>, i: usize, num: usize) -> Step {
        let (cert, info) = (&*link.cert, link.cert.info());
        let ca = info.has(ex::CA);
        let (issuer, subject) = (cert.issuer(), cert.subject());
        let names = cert.alt_names();
        let san = names.is_some();
        let akid = cert.authority_key_id();
        let v3 = cert.version() >= 2;
        let key_id = akid.as_ref().is_some_and(|akid| akid.key_id.is_some());
        let certifies = info.key_usage & usage::KEY_CERT_SIGN != 0;
        let signs_crls = info.key_usage & usage::CRL_SIGN != 0;
        let limited = info.path_len != -1;
        let empty = subject.is_empty();
        let findings = [
            (limited && !ca, VerifyError::PATHLEN_INVALID_FOR_NON_CA),
            (limited && !certifies, VerifyError::PATHLEN_WITHOUT_KU_KEY_CERT_SIGN),
            (
                ca && info.has(ex::BCONS) && !info.has(ex::BCONS_CRITICAL),
                VerifyError::CA_BCONS_NOT_CRITICAL,
            ),
            (ca && !info.has(ex::KUSAGE), VerifyError::CA_CERT_MISSING_KEY_USAGE),
            (!ca && certifies, VerifyError::KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA),
            (issuer.is_empty(), VerifyError::ISSUER_NAME_EMPTY),
            ((ca || signs_crls || !san) && empty, VerifyError::SUBJECT_NAME_EMPTY),
            (
                empty && san && !info.has(ex::SAN_CRITICAL),
                VerifyError::EMPTY_SUBJECT_SAN_NOT_CRITICAL,
            ),
            (names.is_some_and(|n| n.is_empty()), VerifyError::EMPTY_SUBJECT_ALT_NAME),
            (
                cert.inner_algorithm() != cert.outer_algorithm(),
                VerifyError::SIGNATURE_ALGORITHM_INCONSISTENCY,
            ),
            (
                akid.is_some() && info.has(ex::AKID_CRITICAL),
                VerifyError::AUTHORITY_KEY_IDENTIFIER_CRITICAL,
            ),
            (
                cert.subject_key_id().is_some() && info.has(ex::SKID_CRITICAL),
                VerifyError::SUBJECT_KEY_IDENTIFIER_CRITICAL,
            ),
            (v3 && i + 1 < num && !key_id, VerifyError::MISSING_AUTHORITY_KEY_IDENTIFIER),
            (
                v3 && ca && cert.subject_key_id().is_none(),
                VerifyError::MISSING_SUBJECT_KEY_IDENTIFIER,
            ),
            (!v3 && cert.extensions().next().is_some(), VerifyError::EXTENSIONS_REQUIRE_VERSION_3),
        ];
        for (_, error) in findings.into_iter().filter(|(wrong, _)| *wrong) {
            self.fail(Some(Arc::clone(link)), i, error)?;
        }
        Ok(())
    }

    fn check_purpose(
        &mut self,
        link: &Arc<Link>,
        purpose: i32,
        depth: usize,
        must_be: MustBe,
    ) -> Step {
        // Trust settings overrule the purposes that a certificate states.
        let trust = if depth >= self.state.num_untrusted && purpose == self.param.purpose {
            self.trust_in(link, trust::NO_SS_COMPAT)
        } else {
            Trust::Untrusted
        };
        let good = match trust {
            Trust::Trusted => true,
            Trust::Rejected => false,
            Trust::Untrusted => match self.allows(link, purpose, must_be == MustBe::Ca) {
                1 => true,
                0 => false,
                _ => !self.has(flag::X509_STRICT),
            },
        };
        if good {
            return Ok(());
        }
        self.fail(Some(Arc::clone(link)), depth, VerifyError::INVALID_PURPOSE)
    }

    /// The strength of keys and signatures.
    pub(super) fn check_auth_level(&mut self) -> Step {
        if self.param.auth_level <= 0 {
            return Ok(());
        }
        let chain = self.state.chain.clone();
        for (i, link) in chain.iter().enumerate() {
            if i > 0 && !self.key_is_strong(&link.cert) {
                self.fail(Some(Arc::clone(link)), i, VerifyError::CA_KEY_TOO_SMALL)?;
            }
            if i + 1 < chain.len() && !self.signature_is_strong(&link.cert) {
                self.fail(Some(Arc::clone(link)), i, VerifyError::CA_MD_TOO_WEAK)?;
            }
        }
        Ok(())
    }

    /// The names that the leaf must have.
    pub(super) fn check_id(&mut self) -> Step {
        let leaf = Arc::clone(&self.leaf);
        if let Some(hosts) = &self.param.hosts {
            self.state.peer_name = None;
            let found = hosts.iter().find_map(|name| {
                match host::check(&leaf.cert, Wanted::Host(name), self.param.host_flags) {
                    Match::Yes(found) => Some(found),
                    _ => None,
                }
            });
            let good = found.is_some() || hosts.is_empty();
            self.state.peer_name = found;
            if !good {
                self.fail(Some(Arc::clone(&leaf)), 0, VerifyError::HOSTNAME_MISMATCH)?;
            }
        }
        let has = |wanted| matches!(host::check(&leaf.cert, wanted, 0), Match::Yes(_));
        let email = self.param.email.as_ref().is_none_or(|email| has(Wanted::Email(email)));
        let ip = self.param.ip.as_ref().is_none_or(|ip| has(Wanted::Ip(ip)));
        if !email {
            self.fail(Some(Arc::clone(&leaf)), 0, VerifyError::EMAIL_MISMATCH)?;
        }
        if !ip {
            self.fail(Some(leaf), 0, VerifyError::IP_ADDRESS_MISMATCH)?;
        }
        Ok(())
    }

    /// Only keys without parameters of their own would be looked for further
    /// up the chain; ours always have theirs, so the leaf's must decode.
    pub(super) fn check_keys_decode(&mut self) -> Step {
        if self.state.chain.first().is_some_and(|link| link.cert.key().is_some()) {
            return Ok(());
        }
        push(
            &Error::new(Lib::X509, x509::R_UNABLE_TO_GET_CERTS_PUBLIC_KEY),
            "X509_get_pubkey_parameters",
        );
        Err(Stop::Failed)
    }

    /// Dates and signatures, from the top of the chain down.
    pub(super) fn check_signatures(&mut self) -> Step {
        let chain = self.state.chain.clone();
        let Some(top) = chain.len().checked_sub(1) else { return Err(Stop::Failed) };
        let Some(mut issuer) = chain.get(top) else { return Err(Stop::Failed) };
        let mut subject = issuer;
        let mut n = top;
        self.state.error_depth = i32::try_from(n).unwrap_or(i32::MAX);
        // A TLSA record's key signed the top: nothing here stands for it.
        let mut bare = self.dane.as_ref().is_some_and(|search| search.bare_key);
        if !bare
            && issuer::likely_issued(&issuer.cert, &issuer.cert).is_err()
            && !self.has(flag::PARTIAL_CHAIN)
        {
            // The top is not self-issued: nothing here vouches for it.
            if n > 0 {
                n -= 1;
                self.state.error_depth = i32::try_from(n).unwrap_or(i32::MAX);
                let Some(below) = chain.get(n) else { return Err(Stop::Failed) };
                subject = below;
            } else {
                let error = VerifyError::UNABLE_TO_VERIFY_LEAF_SIGNATURE;
                self.fail(Some(Arc::clone(issuer)), 0, error)?;
            }
        }
        loop {
            let same = Arc::ptr_eq(subject, issuer);
            let asked = self.has(flag::CHECK_SS_SIGNATURE) && issuer.cert.has(ex::SS);
            if !bare && (!same || asked) {
                self.check_signature(subject, issuer, n, same)?;
            }
            self.check_time(subject, n)?;
            self.state.current_issuer = (!bare).then(|| Arc::clone(issuer));
            bare = false;
            self.state.current_cert = Some(Arc::clone(subject));
            self.state.error_depth = i32::try_from(n).unwrap_or(i32::MAX);
            self.decide(1)?;
            let Some(below) = n.checked_sub(1) else { return Ok(()) };
            n = below;
            issuer = subject;
            let Some(next) = chain.get(n) else { return Err(Stop::Failed) };
            subject = next;
        }
    }

    fn check_signature(
        &mut self,
        subject: &Arc<Link>,
        issuer: &Arc<Link>,
        n: usize,
        same: bool,
    ) -> Step {
        let issuer_depth = if same { n } else { n + 1 };
        if (!same || issuer.cert.has(ex::CA))
            && let Err(error) = issuer::signing_allowed(&issuer.cert, &subject.cert)
        {
            self.fail(Some(Arc::clone(issuer)), issuer_depth, error)?;
        }
        match issuer.cert.key() {
            None => self.fail(
                Some(Arc::clone(issuer)),
                issuer_depth,
                VerifyError::UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY,
            ),
            Some(_) if subject.cert.is_signed_by(&issuer.cert) => Ok(()),
            Some(_) => self.fail(Some(Arc::clone(subject)), n, VerifyError::CERT_SIGNATURE_FAILURE),
        }
    }

    fn check_time(&mut self, link: &Arc<Link>, depth: usize) -> Step {
        let Some(now) = self.reference_time() else { return Ok(()) };
        let mut fail = |error| self.fail(Some(Arc::clone(link)), depth, error);
        match order(link.cert.not_before(), now) {
            Order::Past => {}
            Order::Future => fail(VerifyError::CERT_NOT_YET_VALID)?,
            Order::Malformed => fail(VerifyError::ERROR_IN_CERT_NOT_BEFORE_FIELD)?,
        }
        match order(link.cert.not_after(), now) {
            Order::Future => Ok(()),
            Order::Past => fail(VerifyError::CERT_HAS_EXPIRED),
            Order::Malformed => fail(VerifyError::ERROR_IN_CERT_NOT_AFTER_FIELD),
        }
    }

    /// Name constraints of every CA on the names of all below it.
    pub(super) fn check_name_constraints(&mut self) -> Step {
        let chain = self.state.chain.clone();
        for (i, link) in chain.iter().enumerate().rev() {
            let cert = &*link.cert;
            // Self-issued CAs are not bound, but the leaf always is.
            if i != 0 && cert.has(ex::SI) {
                continue;
            }
            if cert.has(ex::PROXY) && !proxy_name(cert) {
                let error = VerifyError::PROXY_SUBJECT_NAME_VIOLATION;
                self.fail(Some(Arc::clone(link)), i, error)?;
            }
            for above in chain.get(i + 1..).unwrap_or(&[]).iter().rev() {
                let Some(limits) = above.cert.name_constraints() else { continue };
                let mut verdict = constraints::check(cert, &limits);
                if verdict.is_ok() && i == 0 && self.names_by_subject(cert) {
                    verdict = constraints::check_common_names(cert, &limits);
                }
                if let Err(error) = verdict {
                    self.fail(Some(Arc::clone(link)), i, error)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the subject's common name may count as a host name.
    fn names_by_subject(&self, cert: &Cert) -> bool {
        let flags = self.param.host_flags;
        flags & host::flag::NEVER_CHECK_SUBJECT == 0
            && (flags & host::flag::ALWAYS_CHECK_SUBJECT != 0
                || !cert
                    .alt_names()
                    .is_some_and(|names| names.iter().any(|n| matches!(n, GeneralName::Dns(_)))))
    }

    /// Suite B: only P-256 and P-384 with their own digests (RFC 6460).
    pub(super) fn check_suite_b(&mut self) -> Step {
        let chain: Vec<Arc<Cert>> =
            self.state.chain.iter().map(|link| Arc::clone(&link.cert)).collect();
        match suite_b(&chain, self.param.flags) {
            Ok(()) => Ok(()),
            Err((depth, error)) => self.fail(None, depth, error),
        }
    }
}

/// Whether a chain keeps to Suite B as `flags` ask; the depth and the error
/// if not. OpenSSL: `X509_chain_check_suiteb`.
pub fn suite_b(chain: &[Arc<Cert>], flags: u64) -> Result<(), (usize, VerifyError)> {
    if flags & flag::SUITEB_128_LOS == 0 {
        return Ok(());
    }
    let mut left = flags;
    let mut signed_by: Option<&Cert> = None;
    // The last certificate is looked at twice: as issuer, and as its own.
    let again = chain.last().into_iter();
    for (i, cert) in chain.iter().chain(again).enumerate() {
        if cert.version() != 2 {
            return Err((i, VerifyError::SUITE_B_INVALID_VERSION));
        }
        let signature =
            signed_by.map(|below| SignatureAlgorithm::from_der(below.outer_algorithm()).ok());
        suite_b_key(cert, signature, &mut left).map_err(|error| match error {
            VerifyError::SUITE_B_LOS_NOT_ALLOWED if left != flags => {
                (i.saturating_sub(1), VerifyError::SUITE_B_CANNOT_SIGN_P_384_WITH_P_256)
            }
            VerifyError::SUITE_B_INVALID_SIGNATURE_ALGORITHM
            | VerifyError::SUITE_B_LOS_NOT_ALLOWED => (i.saturating_sub(1), error),
            _ => (i, error),
        })?;
        signed_by = Some(cert);
    }
    Ok(())
}

/// Whether the key of a leaf keeps to Suite B.
pub fn suite_b_leaf(cert: &Cert, flags: u64) -> Result<(), VerifyError> {
    if flags & flag::SUITEB_128_LOS == 0 {
        return Ok(());
    }
    suite_b_key(cert, None, &mut flags.clone())
}

/// Whether a key and the signature algorithm of a revocation list, which may
/// be unknown, keep to Suite B. OpenSSL: `X509_CRL_check_suiteb`.
pub fn suite_b_crl(
    key: Option<KeyKind>,
    signature: Option<SignatureAlgorithm>,
    flags: u64,
) -> Result<(), VerifyError> {
    if flags & flag::SUITEB_128_LOS == 0 {
        return Ok(());
    }
    suite_b_kind(key, Some(signature), &mut flags.clone())
}

/// `signature`: of the certificate below; the inner `None` is an unknown one.
fn suite_b_key(
    cert: &Cert,
    signature: Option<Option<SignatureAlgorithm>>,
    flags: &mut u64,
) -> Result<(), VerifyError> {
    suite_b_kind(cert.key().map(|key| key.kind()), signature, flags)
}

fn suite_b_kind(
    key: Option<KeyKind>,
    signature: Option<Option<SignatureAlgorithm>>,
    flags: &mut u64,
) -> Result<(), VerifyError> {
    use crate::crypto::digest::Md;
    let curve = match key {
        Some(KeyKind::Ec(curve)) => curve,
        _ => return Err(VerifyError::SUITE_B_INVALID_ALGORITHM),
    };
    match curve {
        Curve::P384 => {
            if signature.is_some_and(|s| s != Some(SignatureAlgorithm::Ecdsa(Md::Sha384))) {
                return Err(VerifyError::SUITE_B_INVALID_SIGNATURE_ALGORITHM);
            }
            if *flags & flag::SUITEB_192_LOS == 0 {
                return Err(VerifyError::SUITE_B_LOS_NOT_ALLOWED);
            }
            // Above P-384 there must be no P-256.
            *flags &= !flag::SUITEB_128_LOS_ONLY;
            Ok(())
        }
        Curve::P256 => {
            if signature.is_some_and(|s| s != Some(SignatureAlgorithm::Ecdsa(Md::Sha256))) {
                return Err(VerifyError::SUITE_B_INVALID_SIGNATURE_ALGORITHM);
            }
            if *flags & flag::SUITEB_128_LOS_ONLY == 0 {
                return Err(VerifyError::SUITE_B_LOS_NOT_ALLOWED);
            }
            Ok(())
        }
        _ => Err(VerifyError::SUITE_B_INVALID_CURVE),
    }
}

/// A proxy's subject is its issuer with one more common name at the end.
fn proxy_name(cert: &Cert) -> bool {
    let subject: Vec<_> = cert.subject().attributes().collect();
    let issuer: Vec<_> = cert.issuer().attributes().collect();
    let [.., before, last] = subject.as_slice() else { return false };
    if subject.len() != issuer.len() + 1 || before.rdn == last.rdn || last.oid != oid::COMMON_NAME {
        return false;
    }
    // What is left of the canonical form is the last RDN, one encoded SET.
    cert.subject().canonical().strip_prefix(cert.issuer().canonical()).is_some_and(|rest| {
        let mut reader = Reader::new(rest);
        reader.any().is_ok() && reader.is_empty()
    })
}
