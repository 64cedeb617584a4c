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

/// How long a session lasts that nobody gave a time.
const DEFAULT_TIMEOUT: c_long = 304;
/// The longest session ID.
pub const MAX_ID: usize = 32;
/// `X509_V_ERR_UNSPECIFIED`: the verify result of a session that saw none.
const UNVERIFIED: c_long = 1;

/// What can be resumed, with what programs attach to it.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct SSL_SESSION {
    /// What the engine resumes; `None` for a session that cannot be.
    engine: Option<Arc<Session>>,
    data: Guarded<Data>,
    ex_data: ExData,
}

/// The part that programs may change.
#[derive(Debug, Clone)]
struct Data {
    version: c_int,
    suite: Option<&'static SSL_CIPHER>,
    id: Arc<Vec<u8>>,
    id_context: Arc<Vec<u8>>,
    time: c_long,
    timeout: c_long,
    host: Option<Arc<CString>>,
    alpn: Arc<Vec<u8>>,
    app_data: Arc<Vec<u8>>,
    verify_result: c_long,
    max_early_data: u32,
    peer: Option<Arc<X509>>,
    resumable: bool,
    shows_ticket: bool,
    key: Option<Arc<zeroize::Zeroizing<Vec<u8>>>>,
}

/// Seconds since 1970.
pub fn now() -> c_long {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    c_long::try_from(since.as_secs()).unwrap_or(c_long::MAX)
}

/// Capital hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02X}");
        out
    })
}

impl SSL_SESSION {
    fn with(engine: Option<Arc<Session>>, data: Data) -> Arc<SSL_SESSION> {
        let session =
            Arc::new(SSL_SESSION { engine, data: Guarded::new(data), ex_data: ExData::new() });
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
    /// that of its ServerHello.
    pub fn of(session: Arc<Session>, timeout: c_long, server: Option<&[u8]>) -> Arc<SSL_SESSION> {
        let id = match server {
            Some(hello) if session.version != TLS1_3 && !session.is_stateful() => hello.to_vec(),
            _ => session.id.clone(),
        };
        let data = Data {
            version: c_int::from(session.version),
            suite: SSL_CIPHER::find(session.suite),
            id: Arc::new(id),
            shows_ticket: server.is_none(),
            id_context: Arc::new(session.id_context.clone()),
            time: c_long::try_from(session.created).unwrap_or(c_long::MAX),
            timeout,
            alpn: Arc::new(session.alpn.clone()),
            verify_result: session.verify_result,
            max_early_data: session.max_early_data,
            key: Some(Arc::new(session.master_key.clone())),
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
        let copy = SSL_SESSION::with(self.engine.clone(), self.data.get());
        copy.ex_data.copy_from(Class::SslSession, &self.ex_data)?;
        Ok(copy)
    }

    /// Takes over the values of `from`, whose place this session takes.
    pub fn inherit(&self, from: &SSL_SESSION) -> Result<()> {
        self.ex_data.copy_from(Class::SslSession, &from.ex_data)
    }

    /// What the engine can resume.
    pub fn engine(&self) -> Option<&Arc<Session>> {
        self.engine.as_ref()
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
        self.data.with(|d| d.id = Arc::new(id.to_vec()));
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
        self.data.with(|d| d.id_context = Arc::new(context.to_vec()));
        Ok(())
    }

    /// When it was made.
    pub fn time(&self) -> c_long {
        self.data.with(|d| d.time)
    }

    /// Changes that.
    pub fn set_time(&self, time: c_long) {
        self.data.with(|d| d.time = time);
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
        self.data.with(|d| d.host = host.map(Arc::new));
    }

    /// The ALPN protocol.
    pub fn alpn(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.alpn))
    }

    /// Replaces it.
    pub fn set_alpn(&self, alpn: &[u8]) {
        self.data.with(|d| d.alpn = Arc::new(alpn.to_vec()));
    }

    /// Data of the application's for the ticket.
    pub fn app_data(&self) -> Arc<Vec<u8>> {
        self.data.with(|d| Arc::clone(&d.app_data))
    }

    /// The ticket; empty for none.
    pub fn ticket(&self) -> &[u8] {
        let engine = self.engine.as_ref().filter(|_| self.data.with(|d| d.shows_ticket));
        engine.map_or(&[], |engine| &engine.ticket)
    }

    /// The server's hint of how long the ticket lasts, in seconds.
    pub fn lifetime_hint(&self) -> u32 {
        let engine = self.engine.as_ref().filter(|_| self.data.with(|d| d.shows_ticket));
        engine.map_or(0, |engine| engine.lifetime_hint)
    }

    /// The verify result of the handshake that made it.
    pub fn verify_result(&self) -> c_long {
        self.data.with(|d| d.verify_result)
    }

    /// The most early data allowed.
    pub fn max_early_data(&self) -> u32 {
        self.data.with(|d| d.max_early_data)
    }

    /// The peer's certificate.
    pub fn peer(&self) -> Option<Arc<X509>> {
        // Of the engine's session it is read when it is first asked for.
        let known = self.data.with(|d| d.peer.clone());
        known.or_else(|| {
            let (leaf, _) = X509::parse(self.engine.as_ref()?.peer_chain.first()?).ok()?;
            Some(self.data.with(|d| Arc::clone(d.peer.get_or_insert(leaf))))
        })
    }

    /// The master secret, or TLS 1.3's resumption secret; empty for none.
    pub fn key(&self) -> Arc<zeroize::Zeroizing<Vec<u8>>> {
        self.data.with(|d| d.key.clone()).unwrap_or_default()
    }

    /// Whether it looks as if it could be resumed (`SSL_SESSION_is_resumable`).
    pub fn is_resumable(&self) -> bool {
        self.data.with(|d| d.resumable) && (!self.id().is_empty() || !self.ticket().is_empty())
    }

    /// Whether the engine can resume it.
    pub fn can_resume(&self) -> bool {
        self.data.with(|d| d.resumable)
            && self.engine.as_ref().is_some_and(|engine| engine.is_resumable())
    }

    /// Forbids its resumption.
    pub fn set_unresumable(&self) {
        self.data.with(|d| d.resumable = false);
    }

    /// The text that `SSL_SESSION_print` writes.
    pub fn describe(&self) -> String {
        use std::fmt::Write as _;
        let data = self.data.get();
        let version = super::texts::version(data.version).to_string_lossy();
        let suite =
            data.suite.map_or_else(|| "(NONE)".into(), |suite| suite.name().to_string_lossy());
        let tls13 = data.version == 0x0304;
        let mut out = String::from("SSL-Session:\n");
        let _ = writeln!(out, "    Protocol  : {version}");
        let _ = writeln!(out, "    Cipher    : {suite}");
        let _ = writeln!(out, "    Session-ID: {}", hex(&data.id));
        let _ = writeln!(out, "    Session-ID-ctx: {}", hex(&data.id_context));
        let label = if tls13 { "Resumption PSK" } else { "Master-Key" };
        let _ = writeln!(out, "    {label}: {}", hex(&data.key.clone().unwrap_or_default()));
        out.push_str(
            "    PSK identity: None\n    PSK identity hint: None\n    SRP username: None\n",
        );
        if let Some(engine) = self.engine.as_ref().filter(|_| data.shows_ticket) {
            if engine.lifetime_hint != 0 {
                let _ = writeln!(
                    out,
                    "    TLS session ticket lifetime hint: {} (seconds)",
                    engine.lifetime_hint
                );
            }
            if !engine.ticket.is_empty() {
                out.push_str("    TLS session ticket:\n");
                for (row, bytes) in engine.ticket.chunks(16).enumerate() {
                    let _ = write!(out, "    {:04x} - ", row * 16);
                    for (at, byte) in bytes.iter().enumerate() {
                        let _ = write!(out, "{byte:02x}{}", if at == 7 { "-" } else { " " });
                    }
                    out.push_str(&"   ".repeat(16 - bytes.len()));
                    out.push_str("  ");
                    out.extend(bytes.iter().map(|b| match b {
                        b' '..=b'~' => char::from(*b),
                        _ => '.',
                    }));
                    out.push('\n');
                }
                out.push('\n');
            }
        }
        if data.time != 0 {
            let _ = writeln!(out, "    Start Time: {}", data.time);
        }
        if data.timeout != 0 {
            let _ = writeln!(out, "    Timeout   : {} (sec)", data.timeout);
        }
        let reason = crate::pki::error::text(data.verify_result);
        let _ = writeln!(
            out,
            "    Verify return code: {} ({})",
            data.verify_result,
            reason.to_string_lossy()
        );
        let ems = self.engine.as_ref().is_some_and(|engine| engine.ems);
        let ems = if ems && !tls13 { "yes" } else { "no" };
        let _ = writeln!(out, "    Extended master secret: {ems}");
        if tls13 {
            let _ = writeln!(out, "    Max Early Data: {}", data.max_early_data);
        }
        out
    }

    /// The line that `SSL_SESSION_print_keylog` writes; `None` without an ID
    /// or a secret.
    pub fn key_log_line(&self) -> Option<zeroize::Zeroizing<String>> {
        let data = self.data.get();
        let key = data.key.filter(|key| !key.is_empty() && !data.id.is_empty())?;
        let line = format!("RSA Session-ID:{} Master-Key:{}\n", hex(&data.id), hex(&key));
        Some(zeroize::Zeroizing::new(line))
    }

    /// The value of `SSL_SESSION_get_compress_id`.
    pub fn compression(&self) -> c_uint {
        0
    }
}

impl Data {
    fn new() -> Data {
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
            resumable: true,
            shows_ticket: true,
            key: None,
        }
    }
}

impl Drop for SSL_SESSION {
    fn drop(&mut self) {
        self.ex_data.freed(Class::SslSession, self);
    }
}
