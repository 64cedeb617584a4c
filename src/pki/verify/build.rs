//! Building the chain, and whether its end is trusted.

use super::{Link, Step, Stop, Verifier, is_valid_at};
use crate::err::{self, Error, Lib};
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::info::flag as ex;
use crate::pki::param::flag;
use crate::pki::trust::Trust;
use std::sync::Arc;

/// Where the next issuer is looked for.
#[derive(Clone, Copy)]
struct Search {
    untrusted: bool,
    trusted: bool,
    alternate: bool,
}

impl Verifier<'_> {
    /// Extends the chain from the leaf to a trusted certificate.
    pub(super) fn build(&mut self) -> Step {
        match self.search() {
            Ok(Trust::Trusted) => Ok(()),
            Ok(Trust::Rejected) => Err(Stop::Refused),
            Ok(Trust::Untrusted) => self.not_trusted(),
            Err(stop) => Err(stop),
        }
    }

    /// One more certificate than may be in a chain.
    fn max_depth(&self) -> usize {
        usize::try_from(self.param.depth.clamp(-1, i32::MAX / 2) + 1).unwrap_or(0)
    }

    fn search(&mut self) -> Result<Trust, Stop> {
        let max_depth = self.max_depth();
        let mut pool = self.dane_certs();
        pool.extend_from_slice(self.untrusted.unwrap_or(&[]));
        let may_trust = self.may_trust_store();
        let mut search =
            Search { untrusted: self.untrusted.is_some(), trusted: false, alternate: false };
        let mut may_alternate = false;
        if !may_trust {
            // Only the records say what is trusted.
        } else if !search.untrusted || self.has(flag::TRUSTED_FIRST) {
            search.trusted = true;
        } else if !self.has(flag::NO_ALT_CHAINS) {
            may_alternate = true;
        }
        let mut trust = Trust::Untrusted;
        let mut alternate = 0;
        while search.untrusted || search.trusted || search.alternate {
            let num = self.state.chain.len();
            self.state.error_depth = depth(num - 1);
            if search.trusted {
                // Retrying with a shorter chain starts higher up or lower.
                let at = if search.alternate { alternate } else { num };
                let Some(current) =
                    at.checked_sub(1).and_then(|i| self.state.chain.get(i)).cloned()
                else {
                    return self.internal_error();
                };
                let issuer = if num > max_depth { None } else { self.trusted_issuer(&current)? };
                if let Some(issuer) = issuer {
                    let Some(extended) =
                        self.extend_trusted(&mut search, num, at, &current, issuer)
                    else {
                        return self.internal_error();
                    };
                    if let Some((num, self_signed)) = extended {
                        search.untrusted = false;
                        trust = self.check_trust(num)?;
                        if trust != Trust::Untrusted {
                            break;
                        }
                        if !self_signed {
                            continue;
                        }
                    }
                }
                if !search.untrusted {
                    if search.alternate {
                        alternate -= 1;
                        if alternate > 0 {
                            continue;
                        }
                    }
                    if !may_alternate || search.alternate || self.state.num_untrusted < 2 {
                        break;
                    }
                    search.alternate = true;
                    alternate = self.state.num_untrusted - 1;
                }
            }
            if search.untrusted {
                let num = self.state.chain.len();
                let Some(current) = self.state.chain.last().cloned() else {
                    return self.internal_error();
                };
                let found = if self_signed(&current.cert) == Some(true) || num > max_depth {
                    None
                } else {
                    self.best_issuer(&pool, &current)
                };
                match found {
                    None => {
                        search.untrusted = false;
                        search.trusted |= may_trust;
                    }
                    Some(issuer) => {
                        pool.retain(|link| !Arc::ptr_eq(link, &issuer));
                        self.state.chain.push(issuer);
                        self.state.num_untrusted += 1;
                        trust = self.check_dane_issuer(self.state.num_untrusted - 1)?;
                        if trust != Trust::Untrusted {
                            break;
                        }
                    }
                }
            }
        }
        // Last chance: a record's key may have signed the top, or the leaf
        // itself may be trusted.
        let num = self.state.chain.len();
        if num <= max_depth && trust == Trust::Untrusted {
            trust = self.check_dane_keys();
        }
        if num <= max_depth && trust == Trust::Untrusted && num == self.state.num_untrusted {
            trust = self.check_trust(num)?;
        }
        Ok(trust)
    }

    /// Puts a trusted issuer of `current`, the certificate before `at`, into
    /// the chain. Gives the new number to check trust from and whether the
    /// end is self-signed; `Some(None)` if `current` merely looks like a
    /// trusted certificate; `None` on an internal error.
    #[allow(clippy::type_complexity, clippy::option_option, reason = "three distinct outcomes")]
    fn extend_trusted(
        &mut self,
        search: &mut Search,
        num: usize,
        at: usize,
        current: &Arc<Link>,
        issuer: Arc<Link>,
    ) -> Option<Option<(usize, bool)>> {
        let current_signed = self_signed(&current.cert)?;
        let mut num = num;
        if search.alternate {
            if num <= at || current_signed {
                return None;
            }
            search.alternate = false;
            self.state.chain.truncate(at);
            num = at;
            self.state.num_untrusted = num;
        }
        if !current_signed {
            let signed = self_signed(&issuer.cert);
            self.state.chain.push(issuer);
            return Some(Some((num, signed?)));
        }
        // A self-signed certificate is replaced by the trusted one, which it
        // must be: the same name alone could be anybody's.
        if current.cert != issuer.cert {
            return Some(None);
        }
        num -= 1;
        self.state.num_untrusted = num;
        *self.state.chain.get_mut(num)? = issuer;
        Some(Some((num, true)))
    }

    fn internal_error<T>(&mut self) -> Result<T, Stop> {
        err::push(&Error::new(Lib::X509, err::R_INTERNAL_ERROR), "build_chain");
        self.state.error = VerifyError::UNSPECIFIED.0;
        Err(Stop::Failed)
    }

    /// The trusted issuer of `cert`.
    fn trusted_issuer(&mut self, cert: &Arc<Link>) -> Result<Option<Arc<Link>>, Stop> {
        let found = match self.host.own_issuer(cert, &mut self.state) {
            Some(found) => found,
            None => {
                let candidates = self.host.candidates(cert.cert.issuer());
                // Certificates of the chain may be found again here.
                let chain = std::mem::take(&mut self.state.chain);
                let best = self.best_issuer(&candidates, cert);
                self.state.chain = chain;
                Ok(best)
            }
        };
        found.inspect_err(|_| self.state.error = VerifyError::STORE_LOOKUP.0)
    }

    /// The first issuer of `cert` in `pool` that is valid now and not in the
    /// chain yet, else the one that expired last.
    fn best_issuer(&mut self, pool: &[Arc<Link>], cert: &Arc<Link>) -> Option<Arc<Link>> {
        let mut best: Option<&Arc<Link>> = None;
        for candidate in pool {
            // Names first: they rule out nearly all.
            let issued = if candidate.cert.subject() == cert.cert.issuer() {
                self.may_have_issued(cert, candidate)
            } else {
                self.host.own_check_issued(cert, candidate, &mut self.state) == Some(true)
            };
            if !issued {
                continue;
            }
            let again = cert.cert.has(ex::SI) && self.state.chain.len() == 1;
            if !again && self.state.chain.iter().any(|link| link.cert == candidate.cert) {
                continue;
            }
            if self.is_in_time(&candidate.cert) {
                return Some(Arc::clone(candidate));
            }
            let end = |link: &Arc<Link>| link.cert.not_after().unix();
            let later = best.is_none_or(|best| match (end(candidate), end(best)) {
                (Some(candidate), Some(best)) => candidate > best,
                _ => false,
            });
            if later {
                best = Some(candidate);
            }
        }
        best.cloned()
    }

    fn is_in_time(&self, cert: &Cert) -> bool {
        self.reference_time().is_none_or(|now| is_valid_at(cert, now))
    }

    /// Whether a certificate from `num_untrusted` on makes the chain trusted.
    fn check_trust(&mut self, num_untrusted: usize) -> Result<Trust, Stop> {
        let num = self.state.chain.len();
        if num_untrusted > 0 && num_untrusted < num {
            let trust = self.check_dane_issuer(num_untrusted)?;
            if trust != Trust::Untrusted {
                return Ok(trust);
            }
        }
        for i in num_untrusted..num {
            let Some(link) = self.state.chain.get(i).cloned() else { break };
            match self.trust_in(&link, 0) {
                Trust::Trusted => return Ok(self.trusted_by_store()),
                Trust::Rejected => return Ok(self.rejected(link, i)),
                Trust::Untrusted => {}
            }
        }
        let partial = self.has(flag::PARTIAL_CHAIN);
        if num_untrusted < num {
            return Ok(if partial { self.trusted_by_store() } else { Trust::Untrusted });
        }
        if !partial {
            return Ok(Trust::Untrusted);
        }
        // The leaf itself may be in the store.
        let Some(leaf) = self.state.chain.first().cloned() else { return Ok(Trust::Untrusted) };
        let Some(same) = self.host.certs_by_subject(leaf.cert.subject(), &mut self.state) else {
            return Err(Stop::Failed);
        };
        let Some(stored) = same.into_iter().find(|link| link.cert == leaf.cert) else {
            return Ok(Trust::Untrusted);
        };
        if self.trust_in(&stored, 0) == Trust::Rejected {
            return Ok(self.rejected(leaf, 0));
        }
        if let Some(first) = self.state.chain.first_mut() {
            *first = stored;
        }
        self.state.num_untrusted = 0;
        Ok(self.trusted_by_store())
    }

    fn rejected(&mut self, link: Arc<Link>, depth: usize) -> Trust {
        match self.fail(Some(link), depth, VerifyError::CERT_REJECTED) {
            Ok(()) => Trust::Untrusted,
            Err(_) => Trust::Rejected,
        }
    }

    /// Reports why the chain is not trusted.
    fn not_trusted(&mut self) -> Step {
        let num = self.state.chain.len();
        let top = num.saturating_sub(1);
        match VerifyError(self.state.error) {
            VerifyError::OK => {}
            VerifyError::ERROR_IN_CERT_NOT_BEFORE_FIELD
            | VerifyError::CERT_NOT_YET_VALID
            | VerifyError::ERROR_IN_CERT_NOT_AFTER_FIELD
            | VerifyError::CERT_HAS_EXPIRED => return Err(Stop::Refused),
            // A preliminary error has become final.
            error => return self.fail(None, top, error),
        }
        if num > self.max_depth() {
            self.fail(None, top, VerifyError::CERT_CHAIN_TOO_LONG)?;
        }
        self.check_dane_matched(top)?;
        let signed =
            self.state.chain.last().is_some_and(|link| self_signed(&link.cert) == Some(true));
        let error = if signed && num == 1 {
            VerifyError::DEPTH_ZERO_SELF_SIGNED_CERT
        } else if signed {
            VerifyError::SELF_SIGNED_CERT_IN_CHAIN
        } else if self.state.num_untrusted < num {
            VerifyError::UNABLE_TO_GET_ISSUER_CERT
        } else {
            VerifyError::UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        };
        self.fail(None, top, error)
    }
}

/// Whether `cert` looks self-signed; `None` if its key or extensions are
/// malformed.
fn self_signed(cert: &Cert) -> Option<bool> {
    if (cert.key().is_none() && !cert.spells_curve_out()) || cert.has(ex::INVALID) {
        return None;
    }
    Some(cert.has(ex::SS))
}

fn depth(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
