//! Authentication of clients after the handshake: what the program sets, and
//! what becomes of it.

use super::chain::Chain;
use super::config::{Config, verify};
use super::method::TLS1_3;
use super::{Configured, SSL};
use crate::err::{self, Error, Lib, Result};
use crate::tls::{Alert, CertRequest, ClientAuth, PeerChain, Reply, Role, Verdict};

const INTERNAL_ERROR: u8 = 80;

/// post_handshake_auth, which says nothing.
pub(super) const EXTENSION: [u8; 4] = [0, 49, 0, 0];

impl SSL {
    /// Client: whether a ClientHello offers it.
    pub(super) fn offers_post_auth(&self, config: &Config) -> bool {
        let versions = config.versions(self.method(), &self.security());
        config.post_handshake_auth && versions.is_some_and(|(_, max)| max >= TLS1_3)
    }

    /// Server: has the client asked for its certificate with the next call.
    pub fn verify_client_late(&self) -> Result<()> {
        let ssl = |reason| Err(Error::new(Lib::Ssl, reason));
        if self.facts(|facts| facts.version) != TLS1_3 {
            return ssl(err::ssl::R_WRONG_SSL_VERSION);
        }
        if !self.is_server() {
            return ssl(err::ssl::R_NOT_SERVER);
        }
        if self.in_init() {
            return ssl(err::ssl::R_STILL_IN_INIT);
        }
        let asks = matches!(self.late_auth(), Reply::Go(ClientAuth { ask: true, .. }));
        self.state.with(|s| match &mut s.engine {
            Some(engine) if engine.has_key_update() => ssl(err::ssl::R_STILL_IN_INIT),
            Some(engine) => engine.request_client_auth(asks),
            None => ssl(err::R_SHOULD_NOT_HAVE_BEEN_CALLED),
        })
    }

    /// What a client is asked for now.
    pub(super) fn late_auth(&self) -> Reply<ClientAuth> {
        let settings = match self.settings(Role::Server) {
            Ok(settings) => settings,
            Err(error) => return Reply::Fail(Alert { description: INTERNAL_ERROR, error }),
        };
        let mode = self.config.look(|c| c.verify_mode);
        let asked = self.facts(|facts| facts.cert_requests > 0);
        let peer = mode & verify::PEER != 0;
        Reply::Go(ClientAuth {
            ask: peer && !(asked && mode & verify::CLIENT_ONCE != 0),
            required: peer && mode & verify::FAIL_IF_NO_PEER_CERT != 0,
            request: CertRequest { ca_names: settings.ca_names, sigalgs: settings.verify_sigalgs },
        })
    }

    /// Judges the chain of a client that was asked after the handshake. The
    /// program does not see it as the client's before that is proved.
    pub(super) fn judge_late(&self, peer: &PeerChain) -> Reply<Verdict> {
        let earlier = self.state.with(|s| s.peer.clone());
        let verdict = self.judge(peer);
        self.state.with(|s| s.claimed = std::mem::replace(&mut s.peer, earlier));
        verdict
    }

    /// The client has proved that the chain is its own, or (`known` is false)
    /// that it has none: it is the peer now. How many tickets follow.
    pub(super) fn peer_proved(&self, known: bool) -> Reply<usize> {
        self.state.with(|s| {
            // A client without one has shown a chain all the same: an empty one.
            s.peer = s.claimed.take().filter(|_| known).or_else(|| Some(Chain::new(Vec::new())));
            // From here on it has a session of its own, also if it began with another.
            (s.session_is_own, s.leaf_only) = (true, false);
        });
        // Nor is anything of that one's shown any more.
        let _ = self.session();
        let tickets = self.config.look(|c| c.num_tickets);
        // As in a handshake, a resumption gets one.
        Reply::Go(if self.facts(|facts| facts.resumed) { tickets.min(1) } else { tickets })
    }
}
