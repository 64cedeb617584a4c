//! What one connection is told before it starts.

use super::buffers::MAX_PLAIN;
use super::{Given, Retry, Session};
use crate::crypto::dh::Params;
use crate::err::Result;
use std::sync::Arc;

/// TLS 1.2 on the wire.
pub const TLS1_2: u16 = 0x0303;
/// TLS 1.3 on the wire.
pub const TLS1_3: u16 = 0x0304;

/// The cipher suites the engine has, by their numbers on the wire, in
/// OpenSSL's order of preference: TLS 1.3, then TLS 1.2.
pub const SUITES: [u16; 9] =
    [0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f];

/// The key-exchange groups the engine has, by their numbers on the wire, in
/// order of preference: X25519MLKEM768, SecP256r1MLKEM768, MLKEM1024, X25519,
/// P-256, P-384, P-521.
pub const GROUPS: [u16; 7] = [0x11ec, 0x11eb, 0x0202, 0x001d, 0x0017, 0x0018, 0x0019];

/// The signature schemes the engine has, by their numbers on the wire, in
/// OpenSSL's order: ECDSA 256/384/521, Ed25519, RSA-PSS (rsae, pss),
/// RSA-PKCS1. SHA-1 and Ed448 are not among them.
pub const SIGALGS: [u16; 13] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
    0x0601,
];

/// Which end of the connection this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// It sends the ClientHello.
    #[default]
    Client,
    /// It answers it.
    Server,
}

/// What a server wants to know of its client. A client always asks the
/// server for a certificate, and [`Host::verify_peer`](super::Host::verify_peer)
/// decides whether the answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PeerAuth {
    /// No CertificateRequest is sent.
    #[default]
    None,
    /// A certificate is asked for; none is fine.
    Request,
    /// Without a certificate the handshake fails.
    Require,
}

/// A private key as the engine uses it: one of `crypto::pkey`, or a signer
/// of the program's own.
pub trait SignKey: std::fmt::Debug + Send + Sync {
    /// The signature schemes (numbers on the wire) that this key can make,
    /// any order.
    fn schemes(&self) -> Vec<u16>;
    /// The signature of `message` under one of those schemes.
    fn sign(&self, scheme: u16, message: &[u8]) -> Result<Vec<u8>>;
}

/// A certificate chain and the key that proves it.
#[derive(Debug)]
pub struct Credential {
    /// DER certificates as they go onto the wire: leaf first.
    pub chain: Vec<Vec<u8>>,
    /// The leaf's private key.
    pub key: Arc<dyn SignKey>,
    /// An OCSP response to staple; empty for none. (Server.)
    pub ocsp: Vec<u8>,
    /// The group that its curve is, if it is an ECDSA key: a peer of TLS 1.2
    /// must know that.
    pub group: Option<u16>,
    /// The key usage of an ECDSA certificate lets a TLS 1.2 server sign with
    /// its key. OpenSSL looks at no other key's.
    pub may_sign: bool,
}

/// Switches, from `SSL_OP_*` and their like.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Server: our order of suites decides (`SSL_OP_CIPHER_SERVER_PREFERENCE`).
    pub server_preference: bool,
    /// Server: where our order decides, ChaCha20 goes first if it does so at
    /// the client (`SSL_OP_PRIORITIZE_CHACHA`).
    pub chacha_first: bool,
    /// No TLS 1.2 tickets, stateful TLS 1.3 tickets (`SSL_OP_NO_TICKET`).
    pub no_ticket: bool,
    /// Server: sessions may be put into the cache ([`Host::session_new`](super::Host::session_new)),
    /// so that TLS 1.2 clients without tickets get a session ID.
    pub session_cache: bool,
    /// Server: how many TLS 1.3 tickets follow a full handshake
    /// (`SSL_CTX_set_num_tickets`, 2 by default); a resumption gets one, or
    /// none if this is 0.
    pub num_tickets: usize,
    /// Do not make a session with a peer that lacks the extended master
    /// secret; false is OpenSSL's default.
    pub require_ems: bool,
    /// Server: tickets that allow early data may be used again and again
    /// (`SSL_OP_NO_ANTI_REPLAY`); else such sessions live in the cache, whose
    /// owner sees to it that each is resumed once.
    pub no_anti_replay: bool,
    /// Server: every handshake is a full one
    /// (`SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION` is not this; this is
    /// for owners that cannot resume now).
    pub no_resumption: bool,
    /// Server: how long tickets are good for, in seconds
    /// (`SSL_CTX_set_timeout`, 7200 for TLS).
    pub session_timeout: u32,
}

/// Everything a connection needs to know: a plain snapshot, which later
/// changes to its `SSL_CTX` do not touch.
///
/// A server gives one to [`Connection::new`](super::Connection::new) (its
/// versions decide whether a ClientHello is acceptable at all) and another
/// from [`Host::client_hello`](super::Host::client_hello), after the
/// program's callbacks have had their say; the second counts from then on.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Client or server.
    pub role: Role,
    /// The lowest version allowed, as on the wire (0x0303, 0x0304).
    pub min_version: u16,
    /// The highest version allowed.
    pub max_version: u16,
    /// TLS 1.2 suites in order of preference; unknown ones are skipped.
    pub suites12: Vec<u16>,
    /// TLS 1.3 suites in order of preference; unknown ones are skipped.
    pub suites13: Vec<u16>,
    /// Groups in order of preference; a client sends a key share for the
    /// first (and for a hybrid's classical half, where that is listed too).
    pub groups: Vec<u16>,
    /// Signature schemes we accept from the peer, in order of preference
    /// (`SSL_set1_sigalgs` on the verifying side).
    pub verify_sigalgs: Vec<u16>,
    /// Signature schemes we sign with, in order of preference.
    pub sign_sigalgs: Vec<u16>,
    /// Client: the ALPN protocols offered. Server: the one chosen, or empty.
    pub alpn: Vec<Vec<u8>>,
    /// Client: the host name of the server_name extension.
    pub server_name: Option<String>,
    /// Client: the code of the longest record that it asks for
    /// ([`fragment_limit`]); 0 for no wish.
    pub fragment: u8,
    /// Client: it asks for a stapled OCSP response.
    pub status_request: bool,
    /// Server: whether the client shall show a certificate.
    pub peer_auth: PeerAuth,
    /// Server: DER names for the CertificateRequest.
    pub ca_names: Vec<Vec<u8>>,
    /// The certificates to choose from, by what the peer supports, in order.
    /// Client: only those that need no callback; with
    /// [`Settings::ask_for_credential`] the host is asked instead.
    pub credentials: Vec<Arc<Credential>>,
    /// Client: call [`Host::cert_request`](super::Host::cert_request) when
    /// the server asks for a certificate.
    pub ask_for_credential: bool,
    /// Switches.
    pub options: Options,
    /// Client: the session to offer. May be offered on many connections.
    pub session: Option<Arc<Session>>,
    /// Server: sessions made under another context are not resumed.
    pub session_id_context: Vec<u8>,
    /// Server: the parameters for suites with finite-field Diffie-Hellman,
    /// which are not chosen without.
    pub dh: Option<Arc<Params>>,
    /// The strength in bits that those parameters must have.
    pub security_bits: u32,
    /// Server: how many bytes of early data its tickets allow; 0 for none.
    pub max_early_data: u32,
    /// Server: how many bytes it takes, whatever a ticket said.
    pub recv_max_early_data: u32,
    /// Early data is wanted: a client will
    /// [write](super::Connection::write_early) some, a server
    /// [reads](super::Connection::read_early) what there is.
    pub early_data: bool,
    /// External pre-shared keys: a client asks [`Host::psk_offer`](super::Host::psk_offer)
    /// for one, a server [`Host::psk_find`](super::Host::psk_find), and needs no
    /// certificate for a client that has one.
    pub psk: bool,
    /// Server: they may be for SHA-256, whose suites go first if there is no
    /// certificate.
    pub psk_sha256: bool,
    /// The numbers of extensions of the program's own, which go through
    /// [`Host::extensions`](super::Host::extensions), in the order in which
    /// those that came are handed over.
    pub custom: Vec<u16>,
    /// Client: what it sends in the place of a session ticket.
    pub ticket_ext: Option<Vec<u8>>,
    /// The program may have the master secret of a TLS 1.2 handshake: a client
    /// that sent [`Settings::ticket_ext`] asks [`Host::session_secret`](super::Host::session_secret).
    pub own_secret: bool,
    /// Server: that master secret, after [`Host::client_hello`](super::Host::client_hello).
    pub given: Option<Arc<Given>>,
    /// Client: it offers to authenticate itself after the handshake.
    pub post_auth: bool,
    /// Server: it keeps no state before it has seen a cookie.
    pub retry: Option<Retry>,
    /// DTLS: the protection profiles of SRTP, in order of preference.
    pub srtp: Vec<u16>,
    /// DTLS server: a client has to show a cookie first
    /// (`SSL_OP_COOKIE_EXCHANGE`).
    pub cookies: bool,
    /// DTLS client: a server that does not know secure renegotiation will do
    /// (`SSL_OP_LEGACY_SERVER_CONNECT`).
    pub legacy_server: bool,
    /// Whether [`Host::keylog`](super::Host::keylog) is to be called.
    pub keylog: bool,
    /// Whether [`Host::message`](super::Host::message) is to be called.
    pub messages: bool,
}

/// The most that a record holds by the code of the max_fragment_length
/// extension (RFC 6066, 4), in bytes.
pub(super) fn fragment_limit(code: u8) -> usize {
    match code {
        1..=4 => 256 << code,
        _ => MAX_PLAIN,
    }
}
