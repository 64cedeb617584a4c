//! Sessions that can be resumed.

#![forbid(unsafe_code)]

use super::capture::{self, Capture};
use super::revive::revive;
use super::settings::{PeerAuth, Settings, TLS1_3};
use super::wirefmt::Reader;
use crate::crypto::sha2::{self, Sha2};
use rustls::client::{ClientConnectionData, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::kernel::KernelConnection;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// A client's connection after its handshake, as its sessions share it.
pub(super) type ClientKernel = Arc<Mutex<KernelConnection<ClientConnectionData>>>;

/// One resumable session: what `SSL_SESSION` shows, and what the engine needs
/// to resume it. Never changes; the object around it holds what programs set.
#[derive(Debug, Default)]
pub struct Session {
    /// The version, as on the wire.
    pub version: u16,
    /// The cipher suite.
    pub suite: u16,
    /// The session ID: the ServerHello's, or, with a ticket, its SHA-256, as
    /// OpenSSL's clients make it.
    pub id: Vec<u8>,
    /// Client: the ticket; empty for none.
    pub ticket: Vec<u8>,
    /// The server's hint of the ticket's life, in seconds.
    pub lifetime_hint: u32,
    /// TLS 1.3: the ticket's obfuscation value.
    pub age_add: u32,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// The TLS 1.2 master secret, or the TLS 1.3 pre-shared key.
    pub master_key: Zeroizing<Vec<u8>>,
    /// The peer's DER certificates, leaf first; empty for none.
    pub peer_chain: Arc<Vec<Vec<u8>>>,
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
    /// The code of the longest record that was agreed on; 0 for none.
    pub fragment: u8,
    /// Server: it lives in the cache rather than in a ticket.
    pub stateful: bool,
    /// It is no session but an external pre-shared key, whose identity stands
    /// for the ticket.
    pub external: bool,
    /// Client: what the engine kept of the handshake.
    pub resume: Kept,
}

/// What is kept of a client's handshake; nothing by default.
#[derive(Debug, Default)]
pub struct Kept(pub(super) Resume);

/// What a client has of rustls's to offer a session with.
#[derive(Default)]
pub(super) enum Resume {
    /// Nothing: the session was saved, and has to be [revived](revive).
    #[default]
    Saved,
    /// TLS 1.2: rustls's own value.
    Tls12(Box<Tls12ClientSessionValue>),
    /// TLS 1.3: rustls's value serves one connection only, so the ticket and
    /// the connection it came on are kept, to make as many as it takes.
    Tls13 { kernel: ClientKernel, message: Vec<u8> },
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resume::Saved => "Saved",
            Resume::Tls12(_) => "Tls12",
            Resume::Tls13 { .. } => "Tls13",
        })
    }
}

/// The present, in seconds since 1970.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
}

impl Session {
    /// Whether it can be offered by a client, or resumed by a server.
    pub fn is_resumable(&self) -> bool {
        !self.master_key.is_empty() && (!self.ticket.is_empty() || !self.id.is_empty())
    }

    /// Server: rustls 0.23.46's encoding of it. A session that does not know
    /// the name it was made for passes for one of `asked`, as with OpenSSL.
    pub(super) fn encode(&self, asked: Option<&str>) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(Vec::new());
        match self.server_name.as_deref().or(asked) {
            Some(name) => {
                bytes.push(1);
                put8(&mut bytes, name.as_bytes())?;
            }
            None => bytes.push(0),
        }
        bytes.extend_from_slice(&self.version.to_be_bytes());
        bytes.extend_from_slice(&self.suite.to_be_bytes());
        put8(&mut bytes, &self.master_key)?;
        bytes.push((self.ems && self.version != TLS1_3).into());
        bytes.push((!self.peer_chain.is_empty()).into());
        if !self.peer_chain.is_empty() {
            let len = self.peer_chain.iter().map(|der| der.len() + 3).sum();
            put24(&mut bytes, len)?;
            for der in self.peer_chain.iter() {
                put24(&mut bytes, der.len())?;
                bytes.extend_from_slice(der);
            }
        }
        bytes.push((!self.alpn.is_empty()).into());
        if !self.alpn.is_empty() {
            put8(&mut bytes, &self.alpn)?;
        }
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&self.created.to_be_bytes());
        bytes.extend_from_slice(&self.age_add.to_be_bytes());
        Some(bytes)
    }

    /// Server: what [`Session::encode`] gives, taken apart.
    fn decode(bytes: &[u8]) -> Option<Session> {
        let mut reader = Reader::new(bytes);
        let server_name = match reader.u8()? {
            0 => None,
            _ => Some(String::from_utf8(reader.vec8()?.to_vec()).ok()?),
        };
        let version = reader.u16()?;
        let suite = reader.u16()?;
        let master_key = Zeroizing::new(reader.vec8()?.to_vec());
        let ems = reader.u8()? == 1;
        let mut peer_chain = Vec::new();
        if reader.u8()? == 1 {
            let mut chain = Reader::new(reader.vec24()?);
            while !chain.is_empty() {
                peer_chain.push(chain.vec24()?.to_vec());
            }
        }
        let alpn = if reader.u8()? == 1 { reader.vec8()?.to_vec() } else { Vec::new() };
        reader.vec16()?;
        let created = u64::from_be_bytes(reader.array()?);
        let age_add = u32::from_be_bytes(reader.array()?);
        reader.is_empty().then_some(())?;
        Some(Session {
            version,
            suite,
            age_add,
            created,
            master_key,
            peer_chain: Arc::new(peer_chain),
            alpn,
            server_name,
            ems: ems || version == TLS1_3,
            ..Session::default()
        })
    }

    /// Client: rustls's values to offer this session with once.
    pub(super) fn offer(
        &self,
    ) -> (Option<Tls12ClientSessionValue>, Option<Tls13ClientSessionValue>) {
        match &self.resume.0 {
            Resume::Saved => revive(self),
            Resume::Tls12(value) => (Some(*value.clone()), None),
            Resume::Tls13 { kernel, message } => {
                (None, mint(kernel, message, self.created).map(|(value, _)| value))
            }
        }
    }
}

/// Lets rustls make a session value of a NewSessionTicket, as received at
/// `created`; with its pre-shared key.
pub(super) fn mint(
    kernel: &ClientKernel,
    message: &[u8],
    created: u64,
) -> Option<(Tls13ClientSessionValue, Zeroizing<Vec<u8>>)> {
    let mut capture = Box::new(Capture { now: Some(created), ..Capture::default() });
    capture::scope(&mut capture, || {
        kernel.lock().unwrap_or_else(PoisonError::into_inner).handle_new_session_ticket(message)
    })
    .ok()?;
    Some((capture.saved13.take()?, std::mem::take(&mut capture.psk)))
}

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    sha2::digest(Sha2::Sha256, bytes).as_ref().to_vec()
}

/// Appends `bytes` behind their length in one byte.
fn put8(to: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    to.push(u8::try_from(bytes.len()).ok()?);
    to.extend_from_slice(bytes);
    Some(())
}

/// Appends a length in three bytes.
fn put24(to: &mut Vec<u8>, len: usize) -> Option<()> {
    let [high, rest @ ..] = u32::try_from(len).ok()?.to_be_bytes();
    to.extend_from_slice(&rest);
    (high == 0).then_some(())
}

/// Server: the session that rustls encoded as `inner`, with what we know of
/// it. Without an `id` it gets a random one, since it will live in a ticket.
pub(super) fn issue(
    settings: &Settings,
    (verify_result, group, fragment): (i64, u16, u8),
    id: Option<&[u8]>,
    inner: &[u8],
) -> Option<Session> {
    let session = Session::decode(inner)?;
    Some(Session {
        id: id.map_or_else(|| sha256(inner), <[u8]>::to_vec),
        id_context: settings.session_id_context.clone(),
        verify_result,
        group,
        fragment,
        lifetime_hint: settings.options.session_timeout,
        max_early_data: if session.version == TLS1_3 { settings.max_early_data } else { 0 },
        stateful: id.is_some(),
        ..session
    })
}

/// Server: whether TLS 1.3's sessions live in the cache, not in tickets.
pub(super) fn is_stateful(settings: &Settings) -> bool {
    let options = &settings.options;
    options.no_ticket || (settings.max_early_data > 0 && !options.no_anti_replay)
}

/// Server: whether a session is as old as a client says, whose ticket's age is
/// `obfuscated`. OpenSSL's tolerance: the network may have taken 10 seconds,
/// and the seconds that we count in may hide one.
pub(super) fn is_of_age(session: &Session, obfuscated: u32) -> bool {
    const DELAY: u64 = 10_000;
    const ROUNDING: u64 = 1_000;
    let said = u64::from(obfuscated.wrapping_sub(session.age_add));
    let age = now().saturating_sub(session.created).saturating_mul(1_000);
    said <= age + ROUNDING && said + DELAY >= age
}

/// Server: whether this session may be resumed under these settings. Whether
/// its time is over is for its owner to say.
pub(super) fn accept(settings: &Settings, session: &Session) -> bool {
    !session.master_key.is_empty()
        && !settings.options.no_resumption
        && session.id_context == settings.session_id_context
        && (settings.min_version..=settings.max_version).contains(&session.version)
        // A session without a certificate must not stand for one.
        && (settings.peer_auth != PeerAuth::Require || !session.peer_chain.is_empty())
}
