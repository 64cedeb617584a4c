//! Sessions that can be resumed.

#![forbid(unsafe_code)]

use super::capture::{self, Capture};
use super::settings::{PeerAuth, Settings, TLS1_3};
use super::wirefmt::Reader;
use crate::err::{Error, Lib, Result, ssl};
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
    /// Server: all of it, for a cache.
    pub(super) stored: Zeroizing<Vec<u8>>,
    pub(super) stateful: bool,
    pub(super) resume: Resume,
}

/// What a client needs to offer a session.
#[derive(Default)]
pub(super) enum Resume {
    #[default]
    Nothing,
    /// TLS 1.2: rustls's own value.
    Tls12(Box<Tls12ClientSessionValue>),
    /// TLS 1.3: rustls's value serves one connection only, so the ticket and
    /// the connection it came on are kept, to make as many as it takes.
    Tls13 { kernel: ClientKernel, message: Vec<u8> },
}

impl fmt::Debug for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Resume::Nothing => "Nothing",
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
    /// Server: whether it lives in the cache rather than in a ticket.
    pub fn is_stateful(&self) -> bool {
        self.stateful
    }

    /// Whether a client can offer it, or a server finds all it needs in it.
    pub fn is_resumable(&self) -> bool {
        !matches!(self.resume, Resume::Nothing) || !self.stored.is_empty()
    }

    /// Server: the bytes that rebuild this session with
    /// [`Session::from_bytes`], for an external cache. They hold secrets.
    /// `None` for a client's session, which lives in its process only.
    pub fn to_bytes(&self) -> Option<&[u8]> {
        (!self.stored.is_empty()).then_some(self.stored.as_slice())
    }

    /// Server: the session in what [`Session::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Session> {
        Stored::parse(bytes)
            .and_then(|stored| stored.session(bytes))
            .ok_or_else(|| Error::new(Lib::Ssl, ssl::R_BAD_DATA))
    }

    /// Client: rustls's values to offer this session with once.
    pub(super) fn offer(
        &self,
    ) -> (Option<Tls12ClientSessionValue>, Option<Tls13ClientSessionValue>) {
        match &self.resume {
            Resume::Nothing => (None, None),
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

/// SHA-256, by way of rustls's hash.
pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    super::provider::suite(0x1301)
        .and_then(|suite| suite.tls13())
        .map(|suite| suite.common.hash_provider.hash(bytes).as_ref().to_vec())
        .unwrap_or_default()
}

/// The format of [`Session::to_bytes`] and of tickets, before the encoding
/// of rustls's.
const FORMAT: u8 = 1;

/// A server's session taken apart: our own part, then rustls's.
struct Stored<'a> {
    id: &'a [u8],
    id_context: &'a [u8],
    verify_result: i64,
    group: u16,
    inner: &'a [u8],
}

impl<'a> Stored<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Stored<'a>> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != FORMAT {
            return None;
        }
        Some(Stored {
            id: reader.vec8()?,
            id_context: reader.vec8()?,
            verify_result: i64::from_be_bytes(reader.array()?),
            group: reader.u16()?,
            inner: reader.rest(),
        })
    }

    fn encode(&self) -> Option<Zeroizing<Vec<u8>>> {
        let mut bytes = Zeroizing::new(vec![FORMAT]);
        for part in [self.id, self.id_context] {
            bytes.push(u8::try_from(part.len()).ok()?);
            bytes.extend_from_slice(part);
        }
        bytes.extend_from_slice(&self.verify_result.to_be_bytes());
        bytes.extend_from_slice(&self.group.to_be_bytes());
        bytes.extend_from_slice(self.inner);
        Some(bytes)
    }

    /// Reads rustls 0.23.46's `ServerSessionValue`.
    fn session(&self, bytes: &[u8]) -> Option<Session> {
        let mut reader = Reader::new(self.inner);
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
            id: self.id.to_vec(),
            age_add,
            created,
            master_key,
            peer_chain: Arc::new(peer_chain),
            verify_result: self.verify_result,
            alpn,
            server_name,
            ems: ems || version == TLS1_3,
            id_context: self.id_context.to_vec(),
            group: self.group,
            stored: Zeroizing::new(bytes.to_vec()),
            ..Session::default()
        })
    }
}

/// Server: the session that rustls encoded as `inner`, with our part added.
/// Without an `id` it gets a random one, since it will live in a ticket.
pub(super) fn issue(
    settings: &Settings,
    capture: (i64, u16),
    id: Option<&[u8]>,
    inner: &[u8],
) -> Option<Session> {
    let random;
    let id_bytes = match id {
        Some(id) => id,
        None => {
            random = sha256(inner);
            &random
        }
    };
    let stored = Stored {
        id: id_bytes,
        id_context: &settings.session_id_context,
        verify_result: capture.0,
        group: capture.1,
        inner,
    };
    let bytes = stored.encode()?;
    let mut session = stored.session(&bytes)?;
    session.lifetime_hint = settings.options.session_timeout;
    session.stateful = id.is_some();
    Some(session)
}

/// Server: whether this session may be resumed under these settings; then
/// rustls's part of it.
pub(super) fn accept<'a>(
    settings: &Settings,
    session: &Session,
    bytes: &'a [u8],
) -> Option<&'a [u8]> {
    let stored = Stored::parse(bytes)?;
    let age = now().checked_sub(session.created)?;
    let fits = !settings.options.no_resumption
        && session.id_context == settings.session_id_context
        && age <= u64::from(settings.options.session_timeout)
        && (settings.min_version..=settings.max_version).contains(&session.version)
        // A session without a certificate must not stand for one.
        && (settings.peer_auth != PeerAuth::Require || !session.peer_chain.is_empty());
    fits.then_some(stored.inner)
}
