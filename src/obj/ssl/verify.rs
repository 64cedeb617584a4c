//! Verification of the peer's chain, through the same code as
//! `X509_verify_cert`.

use super::SSL;
use super::chain::Chain;
use super::config::verify;
use super::connection::STATUS_OCSP;
use crate::abi::{Mut, Opaque};
use crate::err::{self, Error, Lib};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use crate::obj::x509_vfy::ctx::known_chain;
use crate::obj::x509_vfy::peer::{PeerCheck, verify_peer};
use crate::tls::{Alert, PeerChain, Reply, Suspend, Verdict};
use std::ffi::c_long;
use std::sync::Arc;

/// The alert that OpenSSL sends for a failed verification.
pub fn alert_of(result: c_long) -> u8 {
    const DECRYPT_ERROR: u8 = 51;
    const BAD: u8 = 42;
    const UNSUPPORTED: u8 = 43;
    const REVOKED: u8 = 44;
    const EXPIRED: u8 = 45;
    const UNKNOWN: u8 = 46;
    const UNKNOWN_CA: u8 = 48;
    const INTERNAL: u8 = 80;
    const HANDSHAKE_FAILURE: u8 = 40;
    match result {
        50 => HANDSHAKE_FAILURE,
        4 | 5 | 6 | 9 | 11 | 13..=16 | 27 | 28 | 62..=68 | 94 => BAD,
        7 | 8 => DECRYPT_ERROR,
        10 | 12 => EXPIRED,
        23 => REVOKED,
        26 => UNSUPPORTED,
        0 | 1 | 17 | 69 | 70 => INTERNAL,
        2 | 3 | 18..=22 | 24 | 25 | 33 | 79 => UNKNOWN_CA,
        _ => UNKNOWN,
    }
}

/// The chain of a certificate of ours as far as `store` knows it, for
/// sending.
pub(super) fn build_chain(store: &Arc<X509_STORE>, leaf: &Arc<X509>) -> Vec<Arc<X509>> {
    // A chain that cannot be completed is sent as far as it goes.
    err::queue::set_mark();
    let chain = known_chain(leaf, Arc::clone(store));
    err::queue::pop_to_mark();
    chain.unwrap_or_else(|_| vec![Arc::clone(leaf)])
}

/// The result of a chain without a fault.
pub(super) const X509_V_OK: c_long = 0;

impl SSL {
    /// Verifies the chain and keeps what came of it; true if it is accepted.
    fn verify_chain(&self, chain: &Arc<Chain>) -> bool {
        let ctx = self.ctx();
        let (store, level, verify_cb) =
            self.config.look(|c| (c.identity.verify_store.clone(), c.security_level, c.verify_cb));
        let store = store.unwrap_or_else(|| ctx.store());
        let whole = ctx.hooks.look(|hooks| hooks.cert_verify);
        let check = PeerCheck {
            store: &store,
            param: self.param(),
            peer_is_client: self.is_server(),
            security_level: level,
            flags: 0,
            chain: chain.certs(),
            verify_cb,
            dane: Some(self.dane()),
            whole: whole.call.map(|call| (call, Opaque(whole.arg.0))),
            ssl: std::ptr::from_ref(self).cast_mut().cast(),
        };
        err::queue::set_mark();
        let outcome = verify_peer(&check);
        // What was overruled is no error of the handshake.
        if matches!(&outcome, Ok(outcome) if outcome.ok > 0) {
            err::queue::pop_to_mark();
        } else {
            err::queue::clear_last_mark();
        }
        match outcome {
            Ok(outcome) => {
                let verified = outcome.chain.map(Chain::new);
                self.state.with(|s| {
                    s.verify_result = c_long::from(outcome.error);
                    s.verified = verified;
                });
                outcome.ok > 0
            }
            Err(error) => {
                err::push(&error, "ssl_verify_cert_chain");
                self.set_verify_result(1);
                false
            }
        }
    }

    /// Lets the program judge the OCSP response that it asked for.
    fn judge_staple(&self, peer: &PeerChain) -> std::result::Result<(), Alert> {
        const BAD_STATUS_RESPONSE: u8 = 113;
        const INTERNAL_ERROR: u8 = 80;
        let asked = self.config.look(|c| c.status_type) == STATUS_OCSP;
        let hook = self.hooks(|hooks| hooks.status);
        let Some(hook) = hook.get().filter(|_| asked && !self.is_server()) else { return Ok(()) };
        self.set_ocsp_response((!peer.ocsp.is_empty()).then(|| peer.ocsp.clone()));
        let (description, reason) = match (hook.call)(Mut::lend(self), hook.arg.0) {
            1.. => return Ok(()),
            0 => (BAD_STATUS_RESPONSE, err::ssl::R_INVALID_STATUS_RESPONSE),
            _ => (INTERNAL_ERROR, err::ssl::R_OCSP_CALLBACK_FAILURE),
        };
        Err(Alert { description, error: Error::new(Lib::Ssl, reason) })
    }

    /// Judges the peer's chain for the engine.
    pub(super) fn judge(&self, peer: &PeerChain) -> Reply<Verdict> {
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        let reject = |description, reason, result| {
            Reply::Go(Verdict::Reject(Alert { description, error: ssl(reason) }, result))
        };
        let ctx = self.session_ctx();
        let Some(chain) = Chain::of_peer(&peer.chain, &ctx.recent) else {
            return reject(50, err::lib_failed(Lib::Asn1), 1);
        };
        self.state.with(|s| s.retry_verify = false);
        let accepted = self.verify_chain(&chain);
        let again = self.state.with(|s| std::mem::take(&mut s.retry_verify));
        if again && !accepted && !self.is_server() {
            return Reply::Suspend(Suspend::RetryVerify);
        }
        let result = self.verify_result();
        let must = self.is_server() || self.config.look(|c| c.verify_mode & verify::PEER != 0);
        if must && !accepted {
            return reject(alert_of(result), err::ssl::R_CERTIFICATE_VERIFY_FAILED, result);
        }
        // A refused peer is none: it has no certificate that could be asked for.
        self.state.with(|s| s.peer = Some(Arc::clone(&chain)));
        if let Err(alert) = self.judge_staple(peer) {
            return Reply::Go(Verdict::Reject(alert, result));
        }
        if let Err(alert) = self.judge_transparency(peer) {
            return Reply::Go(Verdict::Reject(alert, self.verify_result()));
        }
        if accepted && result == X509_V_OK {
            chain.keep_in(&ctx.recent);
        }
        // What verification left in the queue is no failure of the handshake.
        err::queue::clear();
        Reply::Go(Verdict::Accept(result))
    }
}
