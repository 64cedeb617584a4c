//! What is known of a connection at any time.

use super::exporter::Exporter;
use super::settings::TLS1_3;
use super::{ClientHello, Role, Session, Stage};
use crate::crypto::dh::Params;
use crate::err::{self, Error, Lib, Result};
use std::sync::{Arc, Mutex, PoisonError};

/// The handshake's state; the discriminants are OpenSSL's
/// `OSSL_HANDSHAKE_STATE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(i32)]
#[allow(missing_docs)]
pub enum State {
    #[default]
    Before = 0,
    Ok = 1,
    ClientReadHelloVerify = 2,
    ClientReadServerHello = 3,
    ClientReadCert = 4,
    ClientReadCertStatus = 5,
    ClientReadKeyExchange = 6,
    ClientReadCertRequest = 7,
    ClientReadServerDone = 8,
    ClientReadSessionTicket = 9,
    ClientReadChange = 10,
    ClientReadFinished = 11,
    ClientWriteClientHello = 12,
    ClientWriteCert = 13,
    ClientWriteKeyExchange = 14,
    ClientWriteCertVerify = 15,
    ClientWriteChange = 16,
    ClientWriteFinished = 18,
    ServerWriteHelloRequest = 19,
    ServerReadClientHello = 20,
    ServerWriteHelloVerify = 21,
    ServerWriteServerHello = 22,
    ServerWriteCert = 23,
    ServerWriteKeyExchange = 24,
    ServerWriteCertRequest = 25,
    ServerWriteServerDone = 26,
    ServerReadCert = 27,
    ServerReadKeyExchange = 28,
    ServerReadCertVerify = 29,
    ServerReadChange = 31,
    ServerReadFinished = 32,
    ServerWriteSessionTicket = 33,
    ServerWriteCertStatus = 34,
    ServerWriteChange = 35,
    ServerWriteFinished = 36,
    ServerWriteEncryptedExtensions = 37,
    ClientReadEncryptedExtensions = 38,
    ClientReadCertVerify = 39,
    ServerWriteCertVerify = 40,
    ServerWriteKeyUpdate = 42,
    ClientWriteKeyUpdate = 43,
    ServerReadKeyUpdate = 44,
    ClientReadKeyUpdate = 45,
    EarlyData = 46,
    ClientWriteEndOfEarlyData = 48,
    ServerReadEndOfEarlyData = 49,
}

/// What became of early data; the discriminants are OpenSSL's
/// `SSL_EARLY_DATA_…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(i32)]
pub enum EarlyData {
    /// The client did not announce any.
    #[default]
    NotSent = 0,
    /// The server does not take it, or has not answered yet.
    Rejected = 1,
    /// The server takes it.
    Accepted = 2,
}

/// A snapshot of what is known.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The state of the handshake.
    pub state: State,
    /// The connection failed (`SSL_get_state` stays, `SSL_in_init` is true,
    /// the state string is "error").
    pub failed: bool,
    /// The handshake failed at a record before it came to a message, so that
    /// `SSL_want` still says reading.
    pub bad_record: bool,
    /// The version agreed on, as on the wire; 0 before that.
    pub version: u16,
    /// The cipher suite agreed on; 0 before that.
    pub suite: u16,
    /// The key-exchange group; 0 if none (TLS 1.2 resumption).
    pub group: u16,
    /// The peer's public value of that group, as OpenSSL keeps it: not that of
    /// a TLS 1.2 client. Empty if there is none.
    pub peer_share: Vec<u8>,
    /// The parameters of finite-field Diffie-Hellman, from the server's
    /// ServerKeyExchange. (Client.)
    pub dh: Option<Arc<Params>>,
    /// The signature scheme that the peer signed with; 0 if it did not.
    pub peer_sigalg: u16,
    /// The signature scheme that we signed with; 0 if we did not.
    pub own_sigalg: u16,
    /// The schemes the peer announced.
    pub peer_sigalgs: Vec<u16>,
    /// Which of [`Settings::credentials`](super::Settings::credentials) was
    /// used, by its place.
    pub credential: Option<usize>,
    /// The ALPN protocol; empty for none.
    pub alpn: Vec<u8>,
    /// The server name asked for (both roles).
    pub server_name: Option<String>,
    /// The server confirmed the name.
    pub server_name_acked: bool,
    /// An abbreviated handshake.
    pub resumed: bool,
    /// The peer's DER certificates as received, leaf first; empty if it sent
    /// none. On resumption those of the session.
    pub peer_chain: Arc<Vec<Vec<u8>>>,
    /// The protection profile of SRTP that was agreed on. (DTLS.)
    pub srtp: Option<u16>,
    /// The stapled OCSP response received.
    pub ocsp: Vec<u8>,
    /// The `X509_V_*` code of the peer's certificate, from
    /// [`Verdict`](super::Verdict) or the resumed session.
    pub verify_result: Option<i64>,
    /// The client's random.
    pub client_random: [u8; 32],
    /// The server's random; zeros before the ServerHello.
    pub server_random: [u8; 32],
    /// Extended master secret in use (TLS 1.2; always true in TLS 1.3).
    pub ems: bool,
    /// The peer knows secure renegotiation (RFC 5746); TLS 1.2 only, since
    /// TLS 1.3 has none.
    pub secure_renegotiation: bool,
    /// The ServerHello's session ID.
    pub session_id: Vec<u8>,
    /// What became of early data.
    pub early_data: EarlyData,
    /// EndOfEarlyData went by.
    pub early_ended: bool,
    /// Client: the authorities named in the server's CertificateRequest;
    /// `None` if it sent none.
    pub ca_names: Option<Vec<Vec<u8>>>,
    /// Client: the types of certificates in it; TLS 1.3 has none.
    pub cert_types: Vec<u8>,
    /// The Finished verify_data we sent.
    pub finished: Vec<u8>,
    /// The Finished verify_data of the peer.
    pub peer_finished: Vec<u8>,
    /// The current session, for `SSL_get_session`: established or resumed.
    pub session: Option<Arc<Session>>,
    /// Server: the ClientHello.
    pub client_hello: Option<Arc<ClientHello>>,
    /// The code of the longest record, in the server's answer; 0 for none.
    pub fragment: u8,
    /// close_notify went out.
    pub sent_close: bool,
    /// close_notify (or a fatal alert) came in.
    pub received_close: bool,
    /// Server: tickets were asked for, and go out with the next call.
    pub tickets_due: bool,
    /// A message after the handshake is being taken in, or a server's request
    /// for a certificate goes out with the next call.
    pub under_way: bool,
    /// Server: how often it was asked for it.
    pub cert_requests: usize,
    /// Server: how far it came without state.
    pub stateless: Stage,
    /// Decrypted bytes that wait for a read (`SSL_pending`).
    pub pending: usize,
    /// What keying material is exported from.
    pub(super) exporter: Exporter,
}

impl Facts {
    /// Keying material for `label` and `context` (RFC 5705, RFC 8446 7.5), which
    /// TLS 1.3 has as soon as the server's Finished has been sent.
    pub fn export(&self, label: &[u8], context: Option<&[u8]>, out: &mut [u8]) -> Result<()> {
        if self.state == State::Before {
            return Err(Error::quiet());
        }
        let ready = self.version == TLS1_3 || self.state == State::Ok;
        let randoms = [self.client_random, self.server_random];
        let exported =
            ready.then(|| self.exporter.export(self.suite, randoms, label, context, out));
        exported.flatten().ok_or_else(|| Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))
    }

    /// Keying material that early data has (RFC 8446 7.5), also before the
    /// handshake is over. Fails without early data.
    pub fn export_early(
        &self,
        role: Role,
        label: &[u8],
        context: &[u8],
        out: &mut [u8],
    ) -> Result<()> {
        // A server has it once it takes the data.
        let known = match self.early_data {
            EarlyData::NotSent => false,
            EarlyData::Rejected => role == Role::Client,
            EarlyData::Accepted => true,
        };
        let exported = known.then(|| self.exporter.export_early(label, context, out));
        exported.flatten().ok_or_else(Error::quiet)
    }

    /// Whether the handshake is under way or still to do (`SSL_in_init`).
    pub fn in_init(&self) -> bool {
        self.state != State::Ok || self.failed || self.tickets_due || self.under_way
    }
}

/// The facts of one connection, readable while it is busy.
#[derive(Debug, Default)]
pub struct FactsCell(Mutex<Facts>);

impl FactsCell {
    /// Looks at the facts, or (within the engine) changes them. Never call
    /// anything from inside.
    pub fn with<R>(&self, look: impl FnOnce(&mut Facts) -> R) -> R {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A copy of them all.
    pub fn get(&self) -> Facts {
        self.with(|facts| facts.clone())
    }
}
