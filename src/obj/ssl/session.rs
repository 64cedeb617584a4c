//! `SSL_SESSION`: a session as programs see it.

use super::cipher::SSL_CIPHER;
use super::method::TLS1_3;
use crate::err::{self, Error, Lib, Result};
use crate::obj::cell::Guarded;
use crate::obj::ex_data::{Class, ExData};
use crate::obj::x509::X509;
use crate::tls::{Facts, Session};
use std::ffi::{CString, c_int, c_long, c_uint};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use zeroize::Zeroizing;

/// How long a session lasts that nobody gave a time.
const DEFAULT_TIMEOUT: c_long = 304;
/// The longest session ID.
pub const MAX_ID: usize = 32;
/// `TLSEXT_max_fragment_length_UNSPECIFIED`.
const NO_FRAGMENT: u8 = 255;
/// The longest secret that a session holds.
pub(super) const MAX_KEY: usize = 512;
/// `X509_V_ERR_UNSPECIFIED`: the verify result of a session that saw none.
pub(super) const UNVERIFIED: c_long = 1;

/// What can be resumed, with what programs attach to it.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct SSL_SESSION {
    /// What the engine made it of.
    origin: Option<Arc<Session>>,
    /// What the engine resumes: that, or what was made of `data` since.
    engine: Guarded<Option<Arc<Session>>>,
    data: Guarded<Data>,
    ex_data: ExData,
}

/// All that it says, which programs may change.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) version: c_int,
    pub(super) suite: Option<&'static SSL_CIPHER>,
    pub(super) id: Arc<Vec<u8>>,
    pub(super) id_context: Arc<Vec<u8>>,
    pub(super) time: c_long,
    pub(super) timeout: c_long,
    pub(super) host: Option<Arc<CString>>,
    pub(super) alpn: Arc<Vec<u8>>,
    pub(super) app_data: Arc<Vec<u8>>,
    pub(super) verify_result: c_long,
    pub(super) max_early_data: u32,
    pub(super) peer: Option<Arc<X509>>,
    /// The peer's certificates, as far as they are known.
    pub(super) chain: Arc<Vec<Vec<u8>>>,
    /// It was read from DER, which holds the peer's own certificate only.
    pub(super) leaf_only: bool,
    pub(super) resumable: bool,
    pub(super) ticket: Arc<Vec<u8>>,
    pub(super) lifetime_hint: u32,
    pub(super) age_add: u32,
    pub(super) ems: bool,
    pub(super) group: u16,
    /// The maximum fragment length that was agreed on, by its code.
    pub(super) fragment: u8,
    pub(super) key: Arc<Zeroizing<Vec<u8>>>,
}

/// Seconds since 1970.
pub fn now() -> c_long {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    c_long::try_from(since.as_secs()).unwrap_or(c_long::MAX)
}

/// What a server knows of its session besides.
#[derive(Debug)]
pub struct Server<'a> {
    /// The ID in its ServerHello.
    pub id: &'a [u8],
    /// The server name that it accepted.
    pub name: Option<&'a str>,
}

impl SSL_SESSION {
    pub(super) fn with(origin: Option<Arc<Session>>, data: Data) -> Arc<SSL_SESSION> {
        let session = Arc::new(SSL_SESSION {
            engine: Guarded::new(origin.clone()),
            origin,
            data: Guarded::new(data),
            ex_data: ExData::new(),
        });
        session.ex_data.created(Class::SslSession, &*session);
        session
    }

    /// A session that says nothing.
    pub fn new() -> Arc<SSL_SESSION> {
        SSL_SESSION::with(None, Data::new())
    }

    /// What programs see of the engine's session.
    ///
    /// A server shows no ticket, and an ID only where it has one: `id` is
    /// that of its ServerHello. The name is the one that it accepted.
    pub fn of(session: Arc<Session>, timeout: c_long, server: Option<Server<'_>>) -> Arc<Self> {
        let id = match &server {
            Some(own) if session.version != TLS1_3 && !session.stateful => own.id.to_vec(),
            _ => session.id.clone(),
        };
        let host = match &server {
            Some(own) => own.name,
            None => session.server_name.as_deref(),
        };
        let shown = server.is_none();
        let data = Data {
            version: c_int::from(session.version),
            suite: SSL_CIPHER::find(session.suite),
            id: Arc::new(id),
            id_context: Arc::new(session.id_context.clone()),
            time: c_long::try_from(session.created).unwrap_or(c_long::MAX),
            timeout,
            host: host.and_then(|name| CString::new(name).ok()).map(Arc::new),
            alpn: Arc::new(session.alpn.clone()),
            verify_result: session.verify_result,
            max_early_data: session.max_early_data,
            chain: Arc::clone(&session.peer_chain),
            ticket: if shown { Arc::new(session.ticket.clone()) } else { Arc::default() },
            lifetime_hint: if shown { session.lifetime_hint } else { 0 },
            age_add: session.age_add,
            ems: session.ems,
            group: session.group,
            fragment: session.fragment,
            key: Arc::new(session.master_key.clone()),
            ..Data::new()
        };
        SSL_SESSION::with(Some(session), data)
    }

    /// The session of a connection that has nothing to resume (yet).
    pub fn of_connection(
        facts: &Facts,
        peer: Option<Arc<X509>>,
        id_context: &[u8],
        timeout: c_long,
    ) -> Arc<SSL_SESSION> {
        let data = Data {
            version: c_int::from(facts.version),
            suite: SSL_CIPHER::find(facts.suite),
            id: Arc::new(facts.session_id.clone()),
            id_context: Arc::new(id_context.to_vec()),
            timeout,
            alpn: Arc::new(facts.alpn.clone()),
            verify_result: facts.verify_result.unwrap_or(0),
            peer,
            ..Data::new()
        };
        SSL_SESSION::with(None, data)
    }

    /// A copy with ex_data of its own.
    pub fn duplicate(&self) -> Result<Arc<SSL_SESSION>> {
        let copy = SSL_SESSION::with(self.engine.get(), self.data.get());
        copy.ex_data.copy_from(Class::SslSession, &self.ex_data)?;
        Ok(copy)
    }

    /// Takes over what the program attached to `from`, whose place this
    /// session takes.
    pub fn inherit(&self, from: &SSL_SESSION) -> Result<()> {
        let app_data = from.app_data();
        self.data.with(|d| d.app_data = app_data);
        self.ex_data.copy_from(Class::SslSession, &from.ex_data)
    }

    /// Says something else altogether.
    pub(super) fn replace(&self, data: Data) {
        self.change(|d| *d = data);
    }

    /// All that it says.
    pub(super) fn data(&self) -> Data {
        self.data.get()
    }

    /// Whether the engine made it of this.
    pub fn is_of(&self, session: &Arc<Session>) -> bool {
        let is = |own: &Arc<Session>| Arc::ptr_eq(own, session);
        self.origin.as_ref().is_some_and(is) || self.engine.get().as_ref().is_some_and(is)
    }

    /// What the engine can resume; `None` if there is no secret.
    pub fn engine(&self) -> Option<Arc<Session>> {
        if let Some(known) = self.engine.get() {
            return Some(known);
        }
        let made = Arc::new(self.data.with(|data| data.session())?);
        self.engine.set(Some(Arc::clone(&made)));
        Some(made)
    }

    /// Changes what the engine has to know.
    fn change(&self, change: impl FnOnce(&mut Data)) {
        self.data.with(change);
        self.engine.set(None);
    }

    /// Values that programs attach.
    pub fn ex_data(&self) -> &ExData {
        &self.ex_data
    }

    /// The protocol version.
    pub fn version(&self) -> c_int {
        self.data.with(|d| d.version)
    }

    /// The suite.
    pub fn suite(&self) -> Option<&'static SSL_CIPHER> {
        self.data.with(|d| d.suite)
    }

    /// The session ID; it stays until it is set anew.
    pub fn id(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.id))
    }

    /// Replaces the ID.
    pub fn set_id(&self, id: &[u8]) -> Result<()> {
        if id.len() > MAX_ID {
            return Err(Error::new(Lib::Ssl, err::ssl::R_SSL_SESSION_ID_TOO_LONG));
        }
        self.change(|d| d.id = Arc::new(id.to_vec()));
        Ok(())
    }

    /// The session ID context it was made under.
    pub fn id_context(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.id_context))
    }

    /// Replaces that context.
    pub fn set_id_context(&self, context: &[u8]) -> Result<()> {
        if context.len() > super::config::MAX_SID_CTX {
            return Err(Error::new(Lib::Ssl, err::ssl::R_SSL_SESSION_ID_CONTEXT_TOO_LONG));
        }
        self.change(|d| d.id_context = Arc::new(context.to_vec()));
        Ok(())
    }

    /// When it was made.
    pub fn time(&self) -> c_long {
        self.data.with(|d| d.time)
    }

    /// Changes that.
    pub fn set_time(&self, time: c_long) {
        self.change(|d| d.time = time);
    }

    /// How many seconds it lasts.
    pub fn timeout(&self) -> c_long {
        self.data.with(|d| d.timeout)
    }

    /// Changes that.
    pub fn set_timeout(&self, timeout: c_long) {
        self.data.with(|d| d.timeout = timeout);
    }

    /// Whether its time is over at `time`.
    pub fn is_expired(&self, time: c_long) -> bool {
        self.data.with(|d| d.time.saturating_add(d.timeout) < time)
    }

    /// The server name it was made for.
    pub fn host(&self) -> Option<Arc<CString>> {
        self.data.with(|d| d.host.clone())
    }

    /// Replaces that name.
    pub fn set_host(&self, host: Option<CString>) {
        self.change(|d| d.host = host.map(Arc::new));
    }

    /// The ALPN protocol.
    pub fn alpn(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.alpn))
    }

    /// Replaces it.
    pub fn set_alpn(&self, alpn: &[u8]) {
        self.change(|d| d.alpn = Arc::new(alpn.to_vec()));
    }

    /// Data of the application's for the ticket.
    pub fn app_data(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.app_data))
    }

    /// Replaces it.
    pub fn set_app_data(&self, data: &[u8]) {
        self.data.with(|d| d.app_data = Arc::new(data.to_vec()));
    }

    /// Changes the protocol version.
    pub fn set_version(&self, version: c_int) {
        self.change(|d| d.version = version);
    }

    /// Changes the suite.
    pub fn set_suite(&self, suite: Option<&'static SSL_CIPHER>) {
        self.change(|d| d.suite = suite);
    }

    /// Replaces the secret; false if it is too long.
    pub fn set_key(&self, key: &[u8]) -> bool {
        let fits = key.len() <= MAX_KEY;
        if fits {
            self.change(|d| d.key = Arc::new(Zeroizing::new(key.to_vec())));
        }
        fits
    }

    /// Changes how much early data is allowed.
    pub fn set_max_early_data(&self, most: u32) {
        self.change(|d| d.max_early_data = most);
    }

    /// The ticket; empty for none. It stays as long as the session.
    pub fn ticket(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.ticket))
    }

    /// The server's hint of how long the ticket lasts, in seconds.
    pub fn lifetime_hint(&self) -> u32 {
        self.data.with(|d| d.lifetime_hint)
    }

    /// The code of the maximum fragment length.
    pub fn fragment(&self) -> u8 {
        self.data.with(|d| if d.fragment == NO_FRAGMENT { 0 } else { d.fragment })
    }

    /// The verify result of the handshake that made it.
    pub fn verify_result(&self) -> c_long {
        self.data.with(|d| d.verify_result)
    }

    /// The most early data allowed.
    pub fn max_early_data(&self) -> u32 {
        self.data.with(|d| d.max_early_data)
    }

    /// Whether no more is known of the peer's certificates than the first.
    pub fn leaf_only(&self) -> bool {
        self.data.with(|d| d.leaf_only)
    }

    /// The peer's certificate.
    pub fn peer(&self) -> Option<Arc<X509>> {
        // It is read when it is first asked for.
        let known = self.data.with(|d| d.peer.clone());
        known.or_else(|| {
            let (leaf, _) = X509::parse(self.data.with(|d| Arc::clone(&d.chain)).first()?).ok()?;
            Some(self.data.with(|d| Arc::clone(d.peer.get_or_insert(leaf))))
        })
    }

    /// The master secret, or TLS 1.3's resumption secret; empty for none.
    pub fn key(&self) -> Arc<Zeroizing<Vec<u8>>> {
        self.data.with(|d| Arc::clone(&d.key))
    }

    /// Whether it looks as if it could be resumed (`SSL_SESSION_is_resumable`).
    pub fn is_resumable(&self) -> bool {
        self.data.with(|d| d.resumable) && (!self.id().is_empty() || !self.ticket().is_empty())
    }

    /// What a client can offer to resume it.
    pub fn offer(&self) -> Option<Arc<Session>> {
        self.usable().filter(|session| session.is_resumable())
    }

    /// What a server that has found it can resume.
    pub fn usable(&self) -> Option<Arc<Session>> {
        self.engine().filter(|_| self.data.with(|d| d.resumable))
    }

    /// Forbids its resumption.
    pub fn set_unresumable(&self) {
        self.data.with(|d| d.resumable = false);
    }

    /// The value of `SSL_SESSION_get_compress_id`.
    pub fn compression(&self) -> c_uint {
        0
    }
}

impl Data {
    pub(super) fn new() -> Data {
        Data {
            version: 0,
            suite: None,
            id: Arc::default(),
            id_context: Arc::default(),
            time: now(),
            timeout: DEFAULT_TIMEOUT,
            host: None,
            alpn: Arc::default(),
            app_data: Arc::default(),
            verify_result: UNVERIFIED,
            max_early_data: 0,
            peer: None,
            chain: Arc::default(),
            leaf_only: false,
            resumable: true,
            ticket: Arc::default(),
            lifetime_hint: 0,
            age_add: 0,
            ems: false,
            group: 0,
            fragment: NO_FRAGMENT,
            key: Arc::default(),
        }
    }

    /// What the engine can resume of it.
    fn session(&self) -> Option<Session> {
        if self.key.is_empty() {
            return None;
        }
        let host = self.host.as_ref().and_then(|host| host.to_str().ok());
        Some(Session {
            version: u16::try_from(self.version).ok()?,
            suite: self.suite?.protocol_id(),
            id: self.id.to_vec(),
            ticket: self.ticket.to_vec(),
            lifetime_hint: self.lifetime_hint,
            age_add: self.age_add,
            created: u64::try_from(self.time).unwrap_or(0),
            master_key: Zeroizing::clone(&self.key),
            peer_chain: Arc::clone(&self.chain),
            verify_result: self.verify_result,
            alpn: self.alpn.to_vec(),
            server_name: host.map(str::to_owned),
            ems: self.ems || self.version == c_int::from(TLS1_3),
            max_early_data: self.max_early_data,
            id_context: self.id_context.to_vec(),
            group: self.group,
            fragment: if self.fragment == NO_FRAGMENT { 0 } else { self.fragment },
            ..Session::default()
        })
    }
}

impl Drop for SSL_SESSION {
    fn drop(&mut self) {
        self.ex_data.freed(Class::SslSession, self);
    }
}
