//! `SSL_CTX`: what many connections share.

use super::cache::{self, Cache, Stats, count};
use super::callbacks::{self, *};
use super::chain::Chain;
use super::config::{CaLists, Config};
use super::method::SSL_METHOD;
use super::names::NameList;
use super::stateless::{self, CookieHooks};
use super::tickets::TicketKeys;
use crate::abi::Out;
use crate::abi::func::FnCell;
use crate::err::Result;
use crate::obj::cell::{Guarded, Tracked};
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ex_data::{Class, ExData};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509_vfy::dane::Methods;
use crate::obj::x509_vfy::{X509_STORE, X509_VERIFY_PARAM};
use crate::pki::recent::Recent;
use crate::tls::CookieKey;
use std::ffi::c_long;
use std::sync::Arc;

/// How long sessions last unless told otherwise: two hours.
const SESSION_TIMEOUT: c_long = 7200;

/// A context.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct SSL_CTX {
    method: Guarded<&'static SSL_METHOD>,
    /// What connections copy.
    pub config: Tracked<Config>,
    /// The authorities it names to peers.
    pub ca_lists: Guarded<CaLists>,
    /// What connections ask for when they need it.
    pub hooks: Tracked<Hooks>,
    /// How chains are verified.
    param: Arc<X509_VERIFY_PARAM>,
    /// What its connections need for DANE.
    pub dane: Guarded<Methods>,
    /// What is trusted.
    store: Guarded<Arc<X509_STORE>>,
    /// Sessions that clients may resume.
    pub cache: Guarded<Cache>,
    /// The keys that tickets are sealed with.
    pub tickets: TicketKeys,
    /// The key that cookies are made with.
    pub(super) cookie_key: Arc<CookieKey>,
    /// The logs whose timestamps are believed.
    pub(super) ctlogs: Guarded<Option<Arc<CTLOG_STORE>>>,
    /// Counters.
    pub stats: Stats,
    /// Values that programs attach.
    pub ex_data: ExData,
    /// `SSL_CTX_set_info_callback`.
    pub info_cb: FnCell<InfoCb>,
    /// Certificates of peers that were accepted.
    pub(super) recent: Guarded<Recent>,
    /// Stacks that C was lent.
    pub lent: Guarded<Lent>,
}

/// Callbacks and switches that only a context has.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Hooks {
    pub servername: Hook<ServernameCb>,
    pub alpn_select: Option<(SSL_CTX_alpn_select_cb_func, crate::abi::Opaque)>,
    pub client_hello: Option<(SSL_client_hello_cb_fn, crate::abi::Opaque)>,
    pub status: Hook<StatusCb>,
    pub client_cert: Option<ClientCertCb>,
    pub cert_verify: Hook<CertVerifyCb>,
    pub keylog: SSL_CTX_keylog_cb_func,
    pub new_session: Option<NewSessionCb>,
    pub remove_session: Option<RemoveSessionCb>,
    pub get_session: Option<GetSessionCb>,
    pub ticket_key: Option<callbacks::TicketKeys>,
    pub ticket_made: Option<(SSL_CTX_generate_session_ticket_fn, crate::abi::Opaque)>,
    pub ticket_opened: Option<(SSL_CTX_decrypt_session_ticket_fn, crate::abi::Opaque)>,
    pub cache_mode: u32,
    pub cache_size: usize,
    pub timeout: c_long,
    pub cookie_generate: Option<CookieGenerateCb>,
    pub cookie_verify: Option<CookieVerifyCb>,
    pub srtp: Option<Vec<u16>>,
    pub extra_chain: Option<Arc<Chain>>,
    pub cookie: CookieHooks,
}

impl Default for Hooks {
    fn default() -> Self {
        Hooks {
            servername: Hook::default(),
            alpn_select: None,
            client_hello: None,
            status: Hook::default(),
            client_cert: None,
            cert_verify: Hook::default(),
            keylog: None,
            new_session: None,
            remove_session: None,
            get_session: None,
            ticket_key: None,
            ticket_made: None,
            ticket_opened: None,
            cache_mode: cache::mode::SERVER,
            cache_size: cache::DEFAULT_SIZE,
            timeout: SESSION_TIMEOUT,
            cookie_generate: None,
            cookie_verify: None,
            srtp: None,
            extra_chain: None,
            cookie: CookieHooks::default(),
        }
    }
}

/// What was lent to C and must stay until it is lent anew.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "each is named for the function that lends it")]
pub struct Lent {
    pub ciphers: Option<Arc<OPENSSL_STACK>>,
    pub sessions: Option<super::cache::Listed>,
    pub ca_list: Option<Arc<NameList>>,
}

impl SSL_CTX {
    /// A context for `method`.
    pub fn new(method: &'static SSL_METHOD) -> Result<Arc<SSL_CTX>> {
        let ctx = Arc::new(SSL_CTX {
            method: Guarded::new(method),
            config: Tracked::default(),
            ca_lists: Guarded::new(CaLists {
                ca_list: Some(Arc::new(NameList::empty())),
                client_ca_list: Some(Arc::new(NameList::empty())),
            }),
            hooks: Tracked::default(),
            param: X509_VERIFY_PARAM::new(),
            dane: Guarded::default(),
            store: Guarded::new(X509_STORE::new()),
            cache: Guarded::default(),
            tickets: TicketKeys::new()?,
            cookie_key: stateless::new_key()?,
            ctlogs: Guarded::new(Some(Arc::default())),
            stats: Stats::default(),
            ex_data: ExData::new(),
            info_cb: FnCell::new(None),
            recent: Guarded::default(),
            lent: Guarded::default(),
        });
        ctx.ex_data.created(Class::SslCtx, &*ctx);
        Ok(ctx)
    }

    /// Which versions and ends.
    pub fn method(&self) -> &'static SSL_METHOD {
        self.method.get()
    }

    /// Changes that; `SSL_CTX_set_ssl_version` also resets the suites.
    pub fn set_method(&self, method: &'static SSL_METHOD) {
        self.method.set(method);
        let fresh = Config::default();
        self.config.with(|config| {
            config.suites12 = fresh.suites12;
            config.suites13 = fresh.suites13;
        });
    }

    /// How chains are verified.
    pub fn param(&self) -> &Arc<X509_VERIFY_PARAM> {
        &self.param
    }

    /// What is trusted.
    pub fn store(&self) -> Arc<X509_STORE> {
        self.store.get()
    }

    /// Looks at what is trusted.
    pub(super) fn look_at_store<R>(&self, look: impl FnOnce(&X509_STORE) -> R) -> R {
        self.store.with(|store| look(store))
    }

    /// Replaces what is trusted.
    pub fn set_store(&self, store: Arc<X509_STORE>) {
        self.store.set(store);
    }

    /// Lends a list of certificates to C; NULL for `None`. 1.
    pub fn lend_chain(
        &self,
        chain: Option<Arc<Chain>>,
        place: &Out<*mut OPENSSL_STACK>,
    ) -> Result<c_long> {
        let stack = chain
            .as_ref()
            .map_or(std::ptr::null_mut(), |chain| std::ptr::from_ref(chain.stack()).cast_mut());
        place.write(stack)?;
        Ok(1)
    }

    /// Counts the start of a handshake.
    pub fn count_start(&self, server: bool) {
        count(if server { &self.stats.accept } else { &self.stats.connect });
    }

    /// Counts its end.
    pub fn count_good(&self, server: bool, resumed: bool) {
        count(if server { &self.stats.accept_good } else { &self.stats.connect_good });
        if resumed {
            count(&self.stats.hits);
        }
    }
}

impl Drop for SSL_CTX {
    fn drop(&mut self) {
        self.flush_sessions(0);
        self.ex_data.freed(Class::SslCtx, self);
    }
}
