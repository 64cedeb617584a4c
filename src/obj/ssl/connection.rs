//! `SSL`: one connection as C sees it.

use super::async_mode::{self, Jobs};
use super::callbacks::*;
use super::certs::Entry;
use super::chain::Chain;
use super::config::{CaLists, Config, Identity};
use super::ct::SctList;
use super::ctx::Hooks;
use super::custom_ext::Exchanged;
use super::datagram::Local;
use super::early::Early;
use super::method::SSL_METHOD;
use super::names::NameList;
use super::secret::OwnSecret;
use super::session::SSL_SESSION;
use super::stateless::Stateless;
use super::{SSL_CTX, cipher::SSL_CIPHER, texts};
use crate::abi::func::FnCell;
use crate::abi::{Mut, Opaque, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::cell::{Guarded, Seen, Tracked};
use crate::obj::ex_data::{Class, ExData};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_VERIFY_PARAM;
use crate::obj::x509_vfy::dane::{Found, SSL_DANE};
use crate::tls::{ClientHello, Connection, Facts, FactsCell, Role, State as Step};
use std::borrow::Cow;
use std::ffi::{CStr, CString, c_int, c_long};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// `SSL_SENT_SHUTDOWN`.
pub const SENT_SHUTDOWN: c_int = 1;
/// `SSL_RECEIVED_SHUTDOWN`.
pub const RECEIVED_SHUTDOWN: c_int = 2;

/// `TLSEXT_STATUSTYPE_ocsp`.
pub const STATUS_OCSP: c_int = 1;

/// Why the last call did not finish; the numbers are those of `SSL_want`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
#[repr(i32)]
pub enum Want {
    #[default]
    Nothing = 1,
    Writing = 2,
    Reading = 3,
    X509Lookup = 4,
    Async = 5,
    AsyncJob = 6,
    ClientHelloCb = 7,
    RetryVerify = 8,
}

/// A connection.
#[derive(Debug)]
pub struct SSL {
    /// The context it began with, whose sessions and tickets it uses.
    session_ctx: Arc<SSL_CTX>,
    /// The hooks of that.
    session_hooks: Seen<Hooks>,
    /// The context it moved to.
    moved_to: Guarded<Option<Arc<SSL_CTX>>>,
    method: Guarded<&'static SSL_METHOD>,
    /// What it was told.
    pub config: Tracked<Config>,
    /// The authorities it names to its peer.
    pub ca_lists: Guarded<CaLists>,
    param: Arc<X509_VERIFY_PARAM>,
    dane: Guarded<Arc<SSL_DANE>>,
    facts: Guarded<Arc<FactsCell>>,
    pub(super) state: Guarded<State>,
    /// Values that programs attach.
    pub ex_data: ExData,
    /// `SSL_set_info_callback`.
    pub info_cb: FnCell<InfoCb>,
    /// Whether its calls are made in jobs, and in which generation of the
    /// configuration that was seen.
    pub(super) jobs_seen: AtomicU64,
    /// What only datagrams have.
    pub datagram: Guarded<Local>,
    /// Master secrets of the program's.
    pub own_secret: Guarded<OwnSecret>,
    /// What was lent to C.
    pub lent: Guarded<Lent>,
}

/// What changes while it runs.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "each is named for the function that reads it")]
pub(super) struct State {
    /// The engine; taken out while it works, so that callbacks find no lock.
    pub engine: Option<Box<Connection>>,
    /// Which generation of the configuration the engine was told of.
    pub told: Option<u64>,
    /// `SSL_set_read_ahead` in that generation.
    pub ahead: bool,
    pub role: Option<Role>,
    pub rbio: Option<Arc<BIO>>,
    pub wbio: Option<Arc<BIO>>,
    pub want: Want,
    pub shutdown: c_int,
    pub verify_result: c_long,
    pub verified: Option<Arc<Chain>>,
    pub peer: Option<Arc<Chain>>,
    /// Server: a client's that was asked after the handshake, until it has
    /// proved that it is its own.
    pub claimed: Option<Arc<Chain>>,
    pub session: Option<Arc<SSL_SESSION>>,
    /// Client: the session offered knows the peer's own certificate only.
    pub leaf_only: bool,
    /// The session above was made by this connection.
    pub session_is_own: bool,
    pub server_name: Option<CString>,
    /// A server's servername callback accepted the name.
    pub name_accepted: bool,
    pub hello: Option<Arc<ClientHello>>,
    /// How far the callbacks on a ClientHello have come, for when they are
    /// asked again.
    pub hello_step: u8,
    /// The ALPN choice made on a ClientHello.
    pub alpn_choice: Vec<u8>,
    /// The OCSP response: a server's to send, a client's received.
    pub ocsp: Option<Arc<Vec<u8>>>,
    /// What a server has sent as its extension with timestamps.
    pub sct_extension: Vec<u8>,
    /// All timestamps that a server has sent.
    pub scts: Option<Arc<SctList>>,
    pub retry_verify: bool,
    pub early: Early,
    /// `SSL_MODE_ASYNC`.
    pub jobs: Jobs,
    /// `SSL_stateless`.
    pub stateless: Stateless,
    /// What became of the program's own extensions.
    pub exchanged: Exchanged,
    pub started: bool,
    pub finished: bool,
    /// A call into the engine is under way.
    pub busy: bool,
    pub ending: super::io::Ending,
}

/// What was lent to C and must stay until it is lent anew.
#[derive(Default)]
#[allow(missing_docs, reason = "each is named for the function that lends it")]
pub struct Lent {
    pub ciphers: Option<Arc<OPENSSL_STACK>>,
    pub srtp: Option<Arc<OPENSSL_STACK>>,
    pub client_ciphers: Option<Arc<OPENSSL_STACK>>,
    pub ca_list: Option<Arc<NameList>>,
    pub server_name: Option<Arc<CString>>,
    pub alpn: Option<Arc<Vec<u8>>>,
    pub extension: Vec<Arc<Vec<u8>>>,
    pub certificate: Option<Arc<X509>>,
    pub key: Option<Arc<crate::obj::evp_pkey::EVP_PKEY>>,
    pub dane: Option<Arc<Found>>,
}

impl std::fmt::Debug for Lent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lent").finish_non_exhaustive()
    }
}

impl SSL {
    /// A connection configured as `ctx` is now.
    pub fn new(ctx: &Arc<SSL_CTX>) -> Result<Arc<SSL>> {
        let method = ctx.method();
        let param = X509_VERIFY_PARAM::new();
        param.inherit(ctx.param());
        let ssl = Arc::new(SSL {
            session_ctx: Arc::clone(ctx),
            session_hooks: Seen::new(&ctx.hooks),
            moved_to: Guarded::default(),
            method: Guarded::new(method),
            config: Tracked::new(ctx.config.share()),
            ca_lists: Guarded::default(),
            param,
            dane: Guarded::new(SSL_DANE::new(ctx.dane.with(|methods| methods.flags))),
            facts: Guarded::default(),
            state: Guarded::default(),
            ex_data: ExData::new(),
            info_cb: FnCell::new(ctx.info_cb.get()),
            jobs_seen: AtomicU64::new(0),
            datagram: Guarded::default(),
            own_secret: Guarded::default(),
            lent: Guarded::default(),
        });
        // An OCSP response may have timestamps, too.
        if ssl.config.look(|c| c.transparency().is_on() && c.status_type != STATUS_OCSP) {
            ssl.config.with(|c| c.status_type = STATUS_OCSP);
        }
        ssl.ex_data.created(Class::Ssl, &*ssl);
        Ok(ssl)
    }

    /// The context.
    pub fn ctx(&self) -> Cow<'_, Arc<SSL_CTX>> {
        // Connections of many threads: none counts the one they all share.
        self.moved_to.get().map_or(Cow::Borrowed(&self.session_ctx), Cow::Owned)
    }

    /// The context it began with.
    pub fn session_ctx(&self) -> &Arc<SSL_CTX> {
        &self.session_ctx
    }

    /// Looks at the hooks of the context.
    pub(super) fn hooks<R>(&self, look: impl FnOnce(&Hooks) -> R) -> R {
        match self.moved_to.get() {
            None => self.session_hooks(look),
            Some(ctx) => ctx.hooks.look(look),
        }
    }

    /// Looks at the hooks of the context it began with.
    pub(super) fn session_hooks<R>(&self, look: impl FnOnce(&Hooks) -> R) -> R {
        self.session_hooks.look(&self.session_ctx.hooks, look)
    }

    /// Moves to another context: its certificates count from now on.
    pub fn set_ctx(&self, ctx: Option<Arc<SSL_CTX>>) {
        let ctx = ctx.unwrap_or_else(|| Arc::clone(&self.session_ctx));
        let old = self.ctx();
        if Arc::ptr_eq(&ctx, &old) {
            return;
        }
        let theirs = ctx.config.look(|c| (c.identity.clone(), c.sid_ctx.clone()));
        let old_sid_ctx = old.config.look(|c| c.sid_ctx.clone());
        self.config.with(|config| {
            let (identity, sid_ctx) = theirs;
            config.identity = Identity { ..identity };
            // A context of its own is kept.
            if config.sid_ctx == old_sid_ctx {
                config.sid_ctx = sid_ctx;
            }
        });
        let moved = (!Arc::ptr_eq(&ctx, &self.session_ctx)).then_some(ctx);
        let former = self.moved_to.with(|place| std::mem::replace(place, moved));
        drop(former);
    }

    /// Which versions and ends.
    pub fn method(&self) -> &'static SSL_METHOD {
        self.method.get()
    }

    /// Changes that.
    pub fn set_method(&self, method: &'static SSL_METHOD) {
        self.method.set(method);
    }

    /// How chains are verified.
    pub fn param(&self) -> &Arc<X509_VERIFY_PARAM> {
        &self.param
    }

    /// The TLSA records that the server is held to.
    pub fn dane(&self) -> Arc<SSL_DANE> {
        self.dane.get()
    }

    /// Takes TLSA records from now on, for a server of this name
    /// (`SSL_dane_enable`); `Err` with the C value of failure.
    pub fn enable_dane(&self, name: Option<&CStr>) -> std::result::Result<(), c_int> {
        let fail = |reason, code| {
            err::push(&Error::new(Lib::Ssl, reason), "SSL_dane_enable");
            Err(code)
        };
        if !self.ctx().dane.with(|methods| methods.is_enabled()) {
            return fail(err::ssl::R_CONTEXT_NOT_DANE_ENABLED, 0);
        }
        let dane = self.dane();
        if dane.is_enabled() {
            return fail(err::ssl::R_DANE_ALREADY_ENABLED, 0);
        }
        let named = self.state.with(|s| s.server_name.is_some());
        if !named && let Err(error) = self.set_server_name(name) {
            err::push(&error, "SSL_ctrl");
            return fail(err::ssl::R_ERROR_SETTING_TLSA_BASE_DOMAIN, -1);
        }
        if self.param.set_host(name.map(CStr::to_bytes)).is_err() {
            return fail(err::ssl::R_ERROR_SETTING_TLSA_BASE_DOMAIN, -1);
        }
        dane.enable();
        Ok(())
    }

    /// What the server's chain matched, if it was accepted.
    pub fn dane_found(&self) -> Option<Arc<Found>> {
        const X509_V_OK: c_long = 0;
        let dane = self.dane();
        if !dane.has_records() || self.verify_result() != X509_V_OK {
            return None;
        }
        let found = dane.found();
        self.lent.with(|lent| lent.dane.clone_from(&found));
        found
    }

    /// Looks at what is known of the connection.
    pub fn facts<R>(&self, look: impl FnOnce(&Facts) -> R) -> R {
        let cell = self.facts.get();
        cell.with(|facts| look(facts))
    }

    /// Marks a connection that could not even start.
    pub(super) fn set_failed(&self) {
        self.facts.get().with(|facts| facts.failed = true);
    }

    pub(super) fn set_facts(&self, facts: Arc<FactsCell>) {
        self.facts.set(facts);
    }

    /// Which end it is; `None` as long as nobody said.
    pub fn role(&self) -> Option<Role> {
        self.state.with(|s| s.role)
    }

    /// Whether it is the server's end, as `SSL_is_server` says it.
    pub fn is_server(&self) -> bool {
        match self.role() {
            Some(role) => role == Role::Server,
            // OpenSSL takes a generic method's connection for a server.
            None => self.method().allows(Role::Server),
        }
    }

    /// Chooses the end and starts over.
    pub fn set_role(&self, role: Role) {
        self.reset_engine();
        self.state.with(|s| {
            s.role = Some(role);
            s.shutdown = 0;
        });
    }

    /// Forgets the engine and all it knows.
    pub(super) fn reset_engine(&self) {
        if self.drop_job() {
            self.state.with(|s| s.busy = false);
        }
        let engine = self.state.with(|s| s.engine.take());
        drop(engine);
        self.facts.set(Arc::default());
        self.own_secret.with(OwnSecret::forget);
        self.state.with(|s| {
            (s.started, s.finished, s.early) = (false, false, Early::None);
            s.stateless.rests = false;
            (s.hello, s.hello_step, s.name_accepted) = (None, 0, false);
            s.alpn_choice = Vec::new();
            s.exchanged = Exchanged::default();
            s.want = Want::Nothing;
            (s.peer, s.verified, s.scts) = (None, None, None);
            s.claimed = None;
            s.sct_extension = Vec::new();
        });
    }

    /// Makes the object ready for another connection (`SSL_clear`).
    pub fn clear(&self) -> Result<()> {
        if self.state.with(|s| s.busy) {
            return Err(Error::new(Lib::Ssl, err::R_INTERNAL_ERROR));
        }
        let own = self.drop_bad_session();
        self.reset_engine();
        self.dane().reset();
        self.datagram.with(Local::clear);
        self.own_secret.with(OwnSecret::clear);
        self.state.with(|s| {
            s.shutdown = 0;
            s.verify_result = 0;
            if own {
                (s.session, s.session_is_own) = (None, false);
            }
        });
        let method = self.ctx().method();
        self.method.set(method);
        Ok(())
    }

    /// A session whose connection ended without close_notify is not resumed;
    /// true if there was one.
    fn drop_bad_session(&self) -> bool {
        let (session, shutdown) = self.state.with(|s| (s.session.clone(), s.shutdown));
        let Some(session) = session else { return false };
        let running = self.facts(|facts| facts.state != Step::Before && !facts.in_init());
        if shutdown & SENT_SHUTDOWN == 0 && running {
            self.session_ctx().remove_session(&session);
            return true;
        }
        false
    }

    /// The BIOs to read from and write to.
    pub fn bios(&self) -> (Option<Arc<BIO>>, Option<Arc<BIO>>) {
        self.state.with(|s| (s.rbio.clone(), s.wbio.clone()))
    }

    /// Replaces the BIO to read from, and frees the old one.
    pub fn set_rbio(&self, bio: Option<Arc<BIO>>) {
        if let Some(old) = self.state.with(|s| std::mem::replace(&mut s.rbio, bio)) {
            old.free_all();
        }
    }

    /// Replaces the BIO to write to, and frees the old one.
    pub fn set_wbio(&self, bio: Option<Arc<BIO>>) {
        if let Some(old) = self.state.with(|s| std::mem::replace(&mut s.wbio, bio)) {
            old.free_all();
        }
    }

    /// Sets both BIOs as `SSL_set_bio` does: what is set already stays, and no
    /// share of it is taken.
    pub fn set_bios(&self, rbio: Mut<BIO>, wbio: Mut<BIO>) {
        let address = |bio: &Option<Arc<BIO>>| {
            bio.as_ref().map_or(std::ptr::null(), |bio| std::ptr::from_ref(&**bio))
        };
        let (old_r, old_w) = self.bios();
        let (old_r, old_w) = (address(&old_r), address(&old_w));
        let (new_r, new_w) = (rbio.as_ptr().cast_const(), wbio.as_ptr().cast_const());
        if (new_r, new_w) == (old_r, old_w) {
            return;
        }
        let take = |bio: &Mut<BIO>| stack::take::<BIO>(Opaque(bio.as_ptr().cast()));
        // One share is given for both if they are the same.
        let extra = (!new_r.is_null() && new_r == new_w).then(|| rbio.share_opt()).flatten();
        if new_r == old_r {
            self.set_wbio(extra.or_else(|| take(&wbio)));
        } else if new_w == old_w && old_r != old_w {
            self.set_rbio(extra.or_else(|| take(&rbio)));
        } else {
            let second = extra.or_else(|| take(&wbio));
            self.set_rbio(take(&rbio));
            self.set_wbio(second);
        }
    }

    /// Why the last call did not finish.
    pub fn want(&self) -> Want {
        self.state.with(|s| s.want)
    }

    /// The alerts that ended it: `SSL_SENT_SHUTDOWN`, `SSL_RECEIVED_SHUTDOWN`.
    pub fn shutdown_state(&self) -> c_int {
        self.state.with(|s| s.shutdown)
    }

    /// Changes that, or pretends.
    pub fn set_shutdown_state(&self, bits: c_int) {
        self.state.with(|s| s.shutdown |= bits);
    }

    /// The handshake state, as `SSL_get_state` numbers it.
    pub fn handshake_state(&self) -> c_int {
        self.facts(|facts| facts.state as c_int)
    }

    /// Whether a handshake is under way, still to do, or failed.
    pub fn in_init(&self) -> bool {
        // What may be read of early data was: for OpenSSL this is no handshake,
        // nor are a server's first tickets.
        let (paused, ended) = self.state.with(|s| {
            let early = matches!(s.early, Early::Reading | Early::Finished);
            (s.stateless.rests || early, s.ending.early)
        });
        self.facts(|facts| facts.in_init() && !ended && !(paused && facts.state == Step::EarlyData))
    }

    /// Whether nothing has begun.
    pub fn in_before(&self) -> bool {
        let begun = self.state.with(|s| s.started);
        self.facts(|facts| facts.state == Step::Before && !facts.failed) && !begun
    }

    /// The short and long text of the state.
    pub fn state_text(&self) -> (&'static CStr, &'static CStr) {
        if self.facts(|facts| facts.failed) {
            return (c"SSLERR", c"error");
        }
        texts::state(self.handshake_state())
    }

    /// The version agreed on, or the highest the method has.
    pub fn version(&self) -> c_int {
        match self.facts(|facts| facts.version) {
            0 => c_int::from(self.method().first_version()),
            version => c_int::from(version),
        }
    }

    /// The suite in use.
    pub fn current_cipher(&self) -> Option<&'static SSL_CIPHER> {
        let suite = self.facts(|facts| facts.suite);
        if suite != 0 {
            return SSL_CIPHER::find(suite);
        }
        // Before a handshake OpenSSL shows the suite of the session to resume.
        self.state.with(|s| s.session.clone()).and_then(|session| session.suite())
    }

    /// The session that is established, or to be resumed.
    pub fn session(&self) -> Option<Arc<SSL_SESSION>> {
        let (held, own) = self.state.with(|s| (s.session.clone(), s.session_is_own));
        let (engine, known) = self.facts(|f| (f.session.clone(), f.version != 0));
        if !known || self.facts(|f| f.resumed) && held.is_some() && self.is_server() && !own {
            return held;
        }
        let fresh = match (engine, held) {
            (Some(engine), _) => return Some(self.show(&engine)),
            (None, Some(held)) if own => return Some(held),
            (None, _) => {
                let timeout = self.session_hooks(|hooks| hooks.timeout);
                let sid_ctx = self.config.look(|c| c.sid_ctx.clone());
                let peer = self.peer_certificate();
                self.facts(|facts| SSL_SESSION::of_connection(facts, peer, &sid_ctx, timeout))
            }
        };
        self.state.with(|s| {
            s.session = Some(Arc::clone(&fresh));
            s.session_is_own = true;
        });
        Some(fresh)
    }

    /// The session ID that a server confirmed by resuming; empty for none.
    pub(super) fn resumed_id(&self) -> Vec<u8> {
        self.facts(|f| if f.resumed { f.session_id.clone() } else { Vec::new() })
    }

    /// Offers a session for resumption, or none.
    pub fn set_session(&self, session: Option<Arc<SSL_SESSION>>) {
        self.drop_bad_session();
        if let Some(session) = &session {
            let (result, leaf_only) = (session.verify_result(), session.leaf_only());
            self.state.with(|s| (s.verify_result, s.leaf_only) = (result, leaf_only));
        }
        self.state.with(|s| (s.session, s.session_is_own) = (session, false));
    }

    /// Takes over session, certificates and session ID context of `from`
    /// (`SSL_copy_session_id`).
    pub fn copy_session_of(&self, from: &SSL) -> Result<()> {
        self.set_session(from.session());
        let (identity, sid_ctx) = from.config.look(|c| (c.identity.clone(), c.sid_ctx.clone()));
        self.config.with(|c| {
            c.identity = identity;
            c.set_sid_ctx(&sid_ctx)
        })
    }

    /// The peer's certificates, leaf first.
    pub fn peer_chain(&self) -> Option<Arc<Chain>> {
        if let Some(chain) = self.state.with(|s| s.peer.clone()) {
            return Some(chain);
        }
        let ders = self.facts(|facts| facts.peer_chain.clone());
        let chain = Chain::of_der(&ders).filter(|chain| !chain.certs().is_empty())?;
        self.state.with(|s| s.peer = Some(Arc::clone(&chain)));
        Some(chain)
    }

    /// The peer's certificates, as far as more than its own is known.
    pub fn peer_whole_chain(&self) -> Option<Arc<Chain>> {
        let leaf_only = self.state.with(|s| s.leaf_only) && self.facts(|facts| facts.resumed);
        self.peer_chain().filter(|_| !leaf_only)
    }

    /// The peer's own certificate.
    pub fn peer_certificate(&self) -> Option<Arc<X509>> {
        let chain = self.peer_chain();
        let leaf = chain.and_then(|chain| chain.certs().first().cloned());
        leaf.or_else(|| {
            let resumed = self.facts(|facts| facts.resumed);
            let session = self.state.with(|s| s.session.clone()).filter(|_| resumed);
            session.and_then(|session| session.peer())
        })
    }

    /// The result of verifying the peer.
    pub fn verify_result(&self) -> c_long {
        self.state.with(|s| s.verify_result)
    }

    /// Changes that.
    pub fn set_verify_result(&self, result: c_long) {
        self.state.with(|s| s.verify_result = result);
    }

    /// The chain that verification built.
    pub fn verified_chain(&self) -> Option<Arc<Chain>> {
        self.state.with(|s| s.verified.clone())
    }

    /// The server name: what a client asks for, what a server was asked for.
    pub fn server_name(&self) -> Option<CString> {
        let own = self.state.with(|s| s.server_name.clone());
        if own.is_some() && self.role() != Some(Role::Server) {
            return own;
        }
        let asked = self.facts(|facts| facts.server_name.clone());
        let hello = self.state.with(|s| s.hello.clone());
        let asked = asked.or_else(|| hello.and_then(|hello| hello.server_name.clone()));
        asked.and_then(|name| CString::new(name).ok()).or(own)
    }

    /// Sets the name a client asks for; `None` for none.
    pub fn set_server_name(&self, name: Option<&CStr>) -> Result<()> {
        const MOST: usize = 255;
        let fits = |name: &CStr| (1..=MOST).contains(&name.count_bytes()) && name.to_str().is_ok();
        if !name.is_none_or(fits) {
            return Err(Error::new(Lib::Ssl, err::ssl::R_SSL3_EXT_INVALID_SERVERNAME));
        }
        self.state.with(|s| s.server_name = name.map(CStr::to_owned));
        Ok(())
    }

    /// The ClientHello a server's callbacks may look at.
    pub fn client_hello(&self) -> Option<Arc<ClientHello>> {
        self.state.with(|s| s.hello.clone())
    }

    /// The stapled OCSP response, if any.
    pub fn ocsp_response(&self) -> Option<Arc<Vec<u8>>> {
        if let Some(response) = self.state.with(|s| s.ocsp.clone()) {
            return Some(response);
        }
        let asked = self.config.look(|c| c.status_type) == STATUS_OCSP;
        let received = self.facts(|facts| facts.ocsp.clone());
        if received.is_empty() || !asked {
            return None;
        }
        let received = Arc::new(received);
        self.state.with(|s| s.ocsp = Some(Arc::clone(&received)));
        Some(received)
    }

    /// Sets the OCSP response a server sends.
    pub fn set_ocsp_response(&self, response: Option<Vec<u8>>) {
        self.state.with(|s| s.ocsp = response.map(Arc::new));
    }

    /// Asks for the verification to be repeated (`SSL_set_retry_verify`).
    pub fn set_retry_verify(&self) {
        self.state.with(|s| s.retry_verify = true);
    }

    /// The names of authorities a server accepts.
    pub fn ca_names(&self, client_only: bool) -> Option<Arc<NameList>> {
        let pick = |lists: &mut CaLists| {
            if client_only { lists.client_ca_list.clone() } else { lists.ca_list.clone() }
        };
        self.ca_lists.with(pick).or_else(|| self.ctx().ca_lists.with(pick))
    }

    /// A connection configured alike, if nothing has begun; else this one
    /// again (`SSL_dup`).
    pub fn duplicate(this: &Arc<SSL>) -> Result<Arc<SSL>> {
        if !this.in_before() {
            return Ok(Arc::clone(this));
        }
        let copy = SSL::new(&this.ctx())?;
        copy.config.set(this.config.share());
        copy.ca_lists.set(this.ca_lists.get());
        copy.info_cb.set(this.info_cb.get());
        // What its context sets goes before, but for the depth.
        copy.param.inherit(&this.param);
        let depth = this.param.values().depth;
        copy.param.change(|values| values.depth = depth);
        copy.dane.set(this.dane().duplicate());
        copy.method.set(this.method());
        copy.ex_data.copy_from(Class::Ssl, &this.ex_data)?;
        let (role, name, session, shutdown) =
            this.state.with(|s| (s.role, s.server_name.clone(), s.session.clone(), s.shutdown));
        copy.state.with(|s| {
            (s.role, s.server_name, s.session, s.shutdown) = (role, name, session, shutdown);
        });
        Ok(copy)
    }

    /// The version of the ClientHello.
    pub fn client_version(&self) -> c_int {
        const LEGACY: c_int = 0x0303;
        match self.client_hello() {
            Some(hello) => c_int::from(hello.legacy_version),
            None if self.is_datagrams() => self.version(),
            None => self.version().min(LEGACY),
        }
    }

    /// The configuration whose suites count: the context's, also of one that it
    /// was moved to, until the connection is given its own.
    pub fn suites_from(&self) -> Arc<Config> {
        let own = self.config.share();
        if own.own_suites { own } else { self.ctx().config.share() }
    }

    /// Gives the connection suites of its own, for a change of them: TLS 1.3's
    /// are those of the context it was made from.
    pub fn take_own_suites(&self) {
        let from = self.suites_from();
        self.config.with(|config| {
            if !std::mem::replace(&mut config.own_suites, true) {
                config.suites12.clone_from(&from.suites12);
            }
        });
    }

    /// Server: the suites that the client offered, as far as they are known.
    pub fn client_ciphers(&self) -> Option<Vec<&'static SSL_CIPHER>> {
        let hello = self.client_hello().filter(|_| self.is_server())?;
        let pairs = hello.suites.chunks_exact(2).filter_map(|id| id.try_into().ok());
        let known = pairs.filter_map(|id| SSL_CIPHER::find(u16::from_be_bytes(id)));
        Some(known.filter(|suite| !suite.is_signal()).collect())
    }

    /// Server: the names of the suites that both ends have, joined by colons.
    pub fn shared_ciphers(&self) -> String {
        let own = self.suites_from().suites();
        let offered = self.client_ciphers().unwrap_or_default();
        let shared = offered.into_iter().filter(|suite| own.contains(suite));
        let names: Vec<_> = shared.filter_map(|suite| suite.name().to_str().ok()).collect();
        names.join(":")
    }

    /// The ALPN protocol agreed on; empty for none.
    pub fn alpn(&self) -> Vec<u8> {
        let agreed = self.facts(|facts| facts.alpn.clone());
        if agreed.is_empty() { self.state.with(|s| s.alpn_choice.clone()) } else { agreed }
    }

    /// The signature schemes that both ends have, in our order.
    pub fn shared_sigalgs(&self) -> Vec<u16> {
        let theirs = self.facts(|facts| facts.peer_sigalgs.clone());
        let own = self.config.look(|c| c.sigalgs());
        own.into_iter().filter(|scheme| theirs.contains(scheme)).collect()
    }

    /// Server: the groups that both ends have, in our order.
    pub fn shared_groups(&self) -> Vec<u16> {
        let Some(hello) = self.client_hello().filter(|_| self.is_server()) else {
            return Vec::new();
        };
        let own = self.config.look(|c| c.groups());
        own.into_iter().filter(|group| hello.groups.contains(group)).collect()
    }

    /// Client: the authorities that the server named.
    pub fn peer_ca_names(&self) -> Option<Arc<NameList>> {
        if let Some(names) = self.lent.with(|l| l.ca_list.clone()) {
            return Some(names);
        }
        let names = self.facts(|facts| facts.ca_names.clone())?;
        let names = Arc::new(NameList::of_der(&names));
        self.lent.with(|l| l.ca_list = Some(Arc::clone(&names)));
        Some(names)
    }

    /// The certificate that was shown to the peer, or the one used last.
    pub fn own_certificate(&self) -> Option<Arc<X509>> {
        self.shown_entry().and_then(|entry| entry.x509)
    }

    /// The place of that.
    pub(super) fn shown_entry(&self) -> Option<Entry> {
        let shown = self.facts(|facts| facts.credential);
        self.config.look(|c| {
            let certs = &c.identity.certs;
            let mut complete = certs.entries().iter().filter(|entry| entry.is_complete());
            shown.and_then(|at| complete.nth(at)).or_else(|| certs.current()).cloned()
        })
    }

    /// The info callback in force.
    pub fn info_callback(&self) -> Option<InfoCb> {
        self.info_cb.get().or_else(|| self.ctx().info_cb.get())
    }
}

impl Drop for SSL {
    fn drop(&mut self) {
        self.ex_data.freed(Class::Ssl, self);
        self.drop_bad_session();
        if self.drop_job() {
            let (read, write) = self.state.with(|s| (s.rbio.take(), s.wbio.take()));
            write.into_iter().chain(read).for_each(async_mode::free_lost);
        }
        self.set_wbio(None);
        self.set_rbio(None);
    }
}
