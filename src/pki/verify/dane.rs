//! The part that TLSA records take in path validation, in OpenSSL's order: a
//! record may name the leaf and be enough, name a CA and end the chain, or ask
//! for one thing more of a chain that is trusted anyway.

use super::{Link, Step, Stop, Verifier, suite_b_leaf};
use crate::pki::error::VerifyError;
use crate::pki::trust::Trust;
use std::sync::Arc;

impl Verifier<'_> {
    /// Looks at the leaf alone; false if the chain is to be built.
    pub(super) fn check_dane_leaf(&mut self) -> Result<bool, Stop> {
        let leaf = Arc::clone(&self.leaf);
        let Some(search) = &mut self.dane else { return Ok(false) };
        let matched = search.look(&leaf, 0, false).map_err(|_| Stop::Failed)?;
        let hopeless = !search.records.has_ta() && search.matched.is_none();
        let any_name = search.records.any_name;
        if !matched && !hopeless {
            return Ok(false);
        }
        self.check_keys_decode()?;
        if let Err(error) = suite_b_leaf(&leaf.cert, self.param.flags) {
            self.fail(Some(Arc::clone(&leaf)), 0, error)?;
        }
        if !matched {
            self.fail(Some(leaf), 0, VerifyError::DANE_NO_MATCH)?;
            return Ok(true);
        }
        if !any_name {
            self.check_id()?;
        }
        self.state.error_depth = 0;
        self.state.current_cert = Some(leaf);
        self.decide(1)?;
        Ok(true)
    }

    /// Whether a record names the CA at `depth`, which then ends the chain.
    pub(super) fn check_dane_issuer(&mut self, depth: usize) -> Result<Trust, Stop> {
        let link = self.state.chain.get(depth).cloned();
        let stored = depth >= self.state.num_untrusted;
        let (Some(search), Some(link)) = (&mut self.dane, link) else {
            return Ok(Trust::Untrusted);
        };
        if !search.records.has_ta() || depth == 0 {
            return Ok(Trust::Untrusted);
        }
        if !search.look(&link, depth, stored).map_err(|_| Stop::Failed)? {
            return Ok(Trust::Untrusted);
        }
        self.state.num_untrusted = depth - 1;
        Ok(Trust::Trusted)
    }

    /// Whether the top of what the peer sent was signed by a key in a record.
    pub(super) fn check_dane_keys(&mut self) -> Trust {
        let depth = self.state.num_untrusted.saturating_sub(1);
        let link = self.state.chain.get(depth).cloned();
        let (Some(search), Some(link)) = (&mut self.dane, link) else { return Trust::Untrusted };
        let Some(record) = search.records.signer(&link.cert) else { return Trust::Untrusted };
        search.matched = Some(crate::pki::dane::Match { record, depth, cert: None });
        search.bare_key = true;
        self.state.chain.truncate(depth + 1);
        Trust::Trusted
    }

    /// What a trusted certificate means: with records that is not enough
    /// without a match.
    pub(super) fn trusted_by_store(&mut self) -> Trust {
        match &mut self.dane {
            None => Trust::Trusted,
            Some(search) => {
                search.pkix_trusted = true;
                if search.matched.is_some() { Trust::Trusted } else { Trust::Untrusted }
            }
        }
    }

    /// Whether trusted certificates may be looked for: where all records name
    /// what is to be trusted, no other is.
    pub(super) fn may_trust_store(&self) -> bool {
        self.dane
            .as_ref()
            .is_none_or(|search| search.records.has_pkix() || !search.records.has_dane())
    }

    /// Reports that the chain has nothing that a record names, unless
    /// ordinary trust is what is missing.
    pub(super) fn check_dane_matched(&mut self, top: usize) -> Step {
        let missing = self
            .dane
            .as_ref()
            .is_some_and(|search| !search.records.has_pkix() || search.pkix_trusted);
        if missing { self.fail(None, top, VerifyError::DANE_NO_MATCH) } else { Ok(()) }
    }

    /// The certificates in records, which come before the peer's.
    pub(super) fn dane_certs(&self) -> Vec<Arc<Link>> {
        self.dane.as_ref().map_or_else(Vec::new, |search| search.records.certs.clone())
    }
}
