//! What the engine asks of its owner.

use super::{ClientAuth, Credential, Place, Received, Session, Settings, Suspend};
use crate::err::Error;
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

/// An alert to send and the error to report with it.
#[derive(Debug, Clone)]
pub struct Alert {
    /// The alert's description on the wire (40 is handshake_failure).
    pub description: u8,
    /// What goes into the error queue. [`Error::quiet`] if the callback's
    /// owner has queued its own already.
    pub error: Error,
}

/// The answer of a callback that may also end or suspend the handshake.
#[derive(Debug)]
pub enum Reply<T> {
    /// Go on with this.
    Go(T),
    /// Fail, with an alert.
    Fail(Alert),
    /// Return from the handshake call now; the same question comes again
    /// with the next one.
    Suspend(Suspend),
}

/// How a peer's certificate was judged.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Go on; the `X509_V_*` code is kept in the session and comes back in
    /// [`Facts::verify_result`](super::Facts::verify_result) on resumption.
    /// (A client that does not verify accepts with a failure code.)
    Accept(i64),
    /// Send this alert and fail.
    Reject(Alert, i64),
}

/// The peer's certificate message.
#[derive(Debug, Clone)]
pub struct PeerChain {
    /// DER certificates as received, leaf first; never empty.
    pub chain: Arc<Vec<Vec<u8>>>,
    /// The stapled OCSP response; empty for none.
    pub ocsp: Vec<u8>,
}

/// A server's wish for a client certificate.
#[derive(Debug, Clone, Default)]
pub struct CertRequest {
    /// The DER names of the authorities it trusts; empty for any.
    pub ca_names: Vec<Vec<u8>>,
    /// The signature schemes it accepts.
    pub sigalgs: Vec<u16>,
}

/// A ClientHello, parsed by us before anything acts on it.
#[derive(Debug, Clone, Default)]
pub struct ClientHello {
    /// `legacy_version`.
    pub legacy_version: u16,
    /// The client's random bytes.
    pub random: [u8; 32],
    /// `legacy_session_id`.
    pub session_id: Vec<u8>,
    /// Cipher suites, as two bytes each.
    pub suites: Vec<u8>,
    /// Compression methods.
    pub compression: Vec<u8>,
    /// Extensions in order, with their bodies.
    pub extensions: Vec<(u16, Vec<u8>)>,
    /// The host name of server_name, if well formed.
    pub server_name: Option<String>,
    /// The ALPN list, in wire form without the outer length; empty if the
    /// extension is absent.
    pub alpn: Vec<u8>,
    /// supported_groups.
    pub groups: Vec<u16>,
    /// signature_algorithms.
    pub sigalgs: Vec<u16>,
    /// supported_versions, or the legacy version where that is absent.
    pub versions: Vec<u16>,
    /// The version that will be negotiated, given the settings so far.
    pub version: u16,
    /// Whether this is the hello after a HelloRetryRequest (the host is asked
    /// about the first one only).
    pub retried: bool,
    /// The whole handshake message, header included.
    pub raw: Vec<u8>,
}

/// A ticket that was opened, or not.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The session in it; `None` if it is not ours (a full handshake follows).
    pub session: Option<Arc<Session>>,
    /// Whether a new ticket is to be issued.
    pub renew: bool,
}

/// An event for the info callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Info {
    /// `SSL_CB_HANDSHAKE_START`.
    Start,
    /// `SSL_CB_ACCEPT_LOOP` / `SSL_CB_CONNECT_LOOP`: the state changed.
    Loop,
    /// `SSL_CB_ACCEPT_EXIT` / `SSL_CB_CONNECT_EXIT` with its return value.
    Exit(i32),
    /// `SSL_CB_HANDSHAKE_DONE`.
    Done,
    /// `SSL_CB_READ_ALERT` with level << 8 | description.
    AlertRead(u16),
    /// `SSL_CB_WRITE_ALERT` with level << 8 | description.
    AlertWritten(u16),
}

/// A protocol message, for `SSL_set_msg_callback`.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Sent or received.
    pub written: bool,
    /// The version the callback is told.
    pub version: u16,
    /// 20 change_cipher_spec, 21 alert, 22 handshake, 256 record header,
    /// 257 inner content type.
    pub content_type: u16,
    /// The message.
    pub bytes: &'a [u8],
}

/// The owner of a connection, for one call into it.
///
/// Every method may run C callbacks; the engine holds nothing that they
/// could need.
pub trait Host {
    /// Server, once per handshake, before anything is decided: runs
    /// client_hello_cb, servername_cb, cert_cb and the ALPN choice, and
    /// answers with the settings that hold from now on. After a suspension
    /// it is called again, and remembers itself how far it had come.
    fn client_hello(&self, hello: &Arc<ClientHello>) -> Reply<Box<Settings>>;

    /// Client, when the server asks for a certificate and
    /// [`Settings::ask_for_credential`] is set: cert_cb and client_cert_cb.
    fn cert_request(&self, request: &CertRequest) -> Reply<Option<Arc<Credential>>>;

    /// Judges the peer's certificate chain. The engine checks the handshake
    /// signature itself.
    fn verify_peer(&self, peer: &PeerChain) -> Reply<Verdict>;

    /// One line of key log, without its end of line:
    /// `CLIENT_RANDOM <hex> <hex>`.
    fn keylog(&self, line: &str);

    /// A session that can be resumed is there. Client: at the end of a
    /// TLS 1.2 handshake and at each TLS 1.3 ticket. Server: whenever one is
    /// issued; one that is not in a ticket of its own
    /// ([`Session::stateful`]) is to be kept under [`Session::id`] and
    /// found again by [`session_get`](Host::session_get).
    fn session_new(&self, session: Arc<Session>);

    /// Server: the cached session with this ID.
    fn session_get(&self, id: &[u8]) -> Option<Arc<Session>>;

    /// Server: that session must not be resumed again (single use, or its
    /// connection failed).
    fn session_remove(&self, id: &[u8]);

    /// Client: the external pre-shared key to offer, as
    /// [`Session::external`] makes it. Only called with [`Settings::psk`].
    fn psk_offer(&self) -> Reply<Option<Arc<Session>>> {
        Reply::Go(None)
    }

    /// Server: the external pre-shared key with this identity, likewise.
    fn psk_find(&self, identity: &[u8]) -> Reply<Option<Arc<Session>>> {
        let _ = identity;
        Reply::Go(None)
    }

    /// Client: the master secret that the program has for what it sent as its
    /// ticket; `None` ends the handshake. Both randoms are known by now. Only
    /// called with [`Settings::own_secret`].
    fn session_secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        None
    }

    /// Server: encrypts a session into a ticket with the SSL_CTX's keys or
    /// the program's callback; `None` sends no ticket. `resumed` says whether
    /// it follows one that was resumed.
    fn ticket_seal(&self, session: &Arc<Session>, resumed: bool) -> Reply<Option<Vec<u8>>>;

    /// Server: what is in a ticket.
    fn ticket_open(&self, ticket: &[u8]) -> Reply<Option<Ticket>>;

    /// Server: whether the session that is being made may be resumed
    /// later.
    fn session_keep(&self) -> bool {
        true
    }

    /// Server: an ID for a new session instead of a random one of 32 bytes.
    fn session_id(&self) -> Reply<Option<[u8; 32]>> {
        Reply::Go(None)
    }

    /// How many zeros to add to a record of TLS 1.3, of this content type and
    /// length (content type included). Only called for
    /// [`Padding::Asked`](super::Padding::Asked).
    fn padding(&self, kind: u8, len: usize) -> usize {
        let _ = (kind, len);
        0
    }

    /// Server: whether early data is taken that could be.
    fn early_data_allowed(&self) -> bool {
        true
    }

    /// The extensions of the program's own that go into a message, encoded
    /// one after the other. Only called with [`Settings::custom`]: for each
    /// message that has extensions, and for each certificate in it.
    fn extensions(&self, place: &Place) -> Reply<Vec<u8>> {
        let _ = place;
        Reply::Go(Vec::new())
    }

    /// One of [`Settings::custom`] came. A server gets those of the
    /// ClientHello in [`client_hello`](Host::client_hello) instead, but for
    /// one after a HelloRetryRequest.
    fn extension(&self, received: &Received) -> Reply<()> {
        let _ = received;
        Reply::Go(())
    }

    /// Server: what its client is asked for after the handshake.
    fn client_auth(&self) -> Reply<ClientAuth> {
        Reply::Go(ClientAuth::default())
    }

    /// Server: judges the chain of a client that was asked after the
    /// handshake. It counts when [`client_proved`](Host::client_proved) says
    /// so.
    fn verify_late(&self, peer: &PeerChain) -> Reply<Verdict> {
        self.verify_peer(peer)
    }

    /// Server: a client that was asked after the handshake has proved who it
    /// is, or (`known` is false) that it has no certificate; answers how many
    /// tickets follow.
    fn client_proved(&self, known: bool) -> Reply<usize> {
        let _ = known;
        Reply::Go(0)
    }

    /// Server: the program's part of the cookie for a first ClientHello.
    fn cookie(&self) -> Reply<Vec<u8>> {
        Reply::Go(Vec::new())
    }

    /// DTLS: how long to wait for the peer's answer, if the program says so:
    /// after a wait of this length in vain, or for the first time (zero).
    fn timer(&self, last: Duration) -> Option<Duration> {
        let _ = last;
        None
    }

    /// DTLS server: the cookie for a client; `None` if there is none to be
    /// had.
    fn dtls_cookie(&self) -> Option<Vec<u8>> {
        None
    }

    /// DTLS server: whether this is the client's cookie; `None` if nobody
    /// can tell.
    fn dtls_cookie_is_good(&self, cookie: &[u8]) -> Option<bool> {
        let _ = cookie;
        None
    }

    /// The handshake pauses or ends like this, which is shown before the info
    /// callback hears of it.
    fn pauses(&self, _outcome: &super::Outcome) {}

    /// An event for the info callback; [`Facts`](super::Facts) show the state.
    fn info(&self, event: Info);

    /// A protocol message; only called with [`Settings::messages`].
    fn message(&self, message: &Message<'_>);
}
