//! Sessions of a connection: what becomes of those the engine makes, and
//! which it may resume.

use super::ctx::Hooks;
use super::host::alert;
use super::session::{SSL_SESSION, Server, now};
use super::tickets::{self, NAME, Opened};
use super::{SSL, cache};
use crate::abi::{Mut, Opaque, Out, stack};
use crate::err;
use crate::tls::{Alert, Reply, Session, Ticket};
use std::ffi::{c_int, c_uint};
use std::sync::Arc;

const INTERNAL_ERROR: u8 = 80;
/// The length of a session ID.
const ID: usize = 32;

/// `SSL_TICKET_STATUS`: what became of a ticket.
mod status {
    use std::ffi::c_int;
    pub(super) const NO_DECRYPT: c_int = 4;
    pub(super) const SUCCESS: c_int = 5;
    pub(super) const SUCCESS_RENEW: c_int = 6;
}

/// `SSL_TICKET_RETURN`: what the program makes of it.
mod choice {
    use std::ffi::c_int;
    pub(super) const IGNORE: c_int = 1;
    pub(super) const IGNORE_RENEW: c_int = 2;
    pub(super) const USE: c_int = 3;
    pub(super) const USE_RENEW: c_int = 4;
}

impl SSL {
    /// What programs see of a session of the engine's: the same object every
    /// time, with what they attached to the one before.
    pub(super) fn show(&self, session: &Arc<Session>) -> Arc<SSL_SESSION> {
        self.show_after(session, self.facts(|facts| facts.resumed))
    }

    /// The same, if it is known already whether a session was resumed.
    fn show_after(&self, session: &Arc<Session>, resumed: bool) -> Arc<SSL_SESSION> {
        let held = self.state.with(|s| s.session.clone());
        if let Some(held) = held.as_ref().filter(|held| held.is_of(session)) {
            return Arc::clone(held);
        }
        let timeout = self.session_hooks(|hooks| hooks.timeout);
        let id = self.resumed_id();
        let named = self.state.with(|s| s.name_accepted);
        let name = self.facts(|f| f.server_name.clone()).filter(|_| named);
        let server = self.is_server().then_some(Server { id: &id, name: name.as_deref() });
        let fresh = SSL_SESSION::of(Arc::clone(session), timeout, server);
        let own = self.state.with(|s| s.session_is_own);
        // What the program attached to the session so far goes with it.
        if let Some(held) = held.filter(|_| own || resumed) {
            let _ = fresh.inherit(&held);
        }
        self.state.with(|s| {
            s.session = Some(Arc::clone(&fresh));
            s.session_is_own = true;
        });
        fresh
    }

    /// A session is there: caches it, and tells the program.
    pub(super) fn made_session(&self, session: &Arc<Session>) {
        let session_ctx = self.session_ctx();
        let hooks = self.session_hooks(Hooks::clone);
        let (server, stateful) = (self.is_server(), session.stateful);
        let fresh = self.show(session);
        let bit = if server { cache::mode::SERVER } else { cache::mode::CLIENT };
        if hooks.cache_mode & bit == 0 || fresh.id().is_empty() {
            return;
        }
        let store = hooks.cache_mode & cache::mode::NO_INTERNAL_STORE == 0;
        let tls13_ticket = server && fresh.version() == 0x0304 && !stateful;
        if store && (!tls13_ticket || hooks.remove_session.is_some()) {
            session_ctx.add_session(&fresh);
        }
        if let Some(callback) = hooks.new_session {
            // The callback gets a share, and keeps it if it returns 1.
            let share = stack::give::<SSL_SESSION>(Arc::clone(&fresh));
            if callback(Mut::lend(self), Mut::from_element(share)) == 0 {
                drop(stack::take::<SSL_SESSION>(share));
            }
        }
    }

    /// Takes a session to resume, if it may be resumed on this connection.
    fn take_up(&self, session: &Arc<SSL_SESSION>) -> Option<Arc<Session>> {
        let engine = session.usable()?;
        if session.is_expired(now()) {
            let session_ctx = self.session_ctx();
            cache::count(&session_ctx.stats.timeouts);
            session_ctx.remove_session(session);
            return None;
        }
        self.state.with(|s| {
            s.session = Some(Arc::clone(session));
            s.session_is_own = false;
            s.leaf_only = session.leaf_only();
        });
        Some(engine)
    }

    /// The session with this ID, of the context's cache or the program's.
    pub(super) fn find_session(&self, id: &[u8]) -> Option<Arc<Session>> {
        let session_ctx = self.session_ctx();
        let hooks = self.session_hooks(Hooks::clone);
        let mut found = None;
        if hooks.cache_mode & cache::mode::NO_INTERNAL_LOOKUP == 0 {
            found = session_ctx.cached_session(id);
            if found.is_none() {
                cache::count(&session_ctx.stats.misses);
            }
        }
        if let (None, Some(callback)) = (&found, hooks.get_session) {
            let len = c_int::try_from(id.len()).ok()?;
            let mut copy = 1;
            let given = callback(Mut::lend(self), id.as_ptr(), len, Out::lend(&mut copy));
            let given = Opaque(given.cast());
            // With `copy` the program keeps its share and we take our own.
            found = if copy == 0 { stack::take::<SSL_SESSION>(given) } else { stack::share(given) };
            if let Some(session) = &found {
                cache::count(&session_ctx.stats.cb_hits);
                if hooks.cache_mode & cache::mode::NO_INTERNAL_STORE == 0 {
                    session_ctx.add_session(session);
                }
            }
        }
        let found = found?;
        // Whoever takes early data takes it once, which the cache sees to.
        let once = self
            .config
            .look(|c| c.max_early_data > 0 && c.options & super::config::op::NO_ANTI_REPLAY == 0);
        let tls13 = found.version() == c_int::from(super::method::TLS1_3);
        let engine = self.take_up(&found)?;
        (!once || !tls13 || session_ctx.remove_session(&found)).then_some(engine)
    }

    /// A session must not be resumed again.
    pub(super) fn forget_session(&self, id: &[u8]) {
        // A TLS 1.3 session that is being resumed stays, as with OpenSSL.
        if !self.facts(|facts| facts.failed) {
            return;
        }
        let session_ctx = self.session_ctx();
        if let Some(session) = session_ctx.cached_session(id) {
            session_ctx.remove_session(&session);
        }
    }

    /// Seals a session into a ticket; `None` sends none.
    pub(super) fn seal_ticket(
        &self,
        session: &Arc<Session>,
        resumed: bool,
    ) -> Reply<Option<Vec<u8>>> {
        let session_ctx = self.session_ctx();
        let hooks = self.session_hooks(Hooks::clone);
        let shown = self.show_after(session, resumed);
        let refused = match hooks.ticket_made {
            Some((Some(call), arg)) => call(Mut::lend(self), arg.0) == 0,
            _ => false,
        };
        if refused {
            return alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR);
        }
        let Some(encoded) = shown.encode(true) else { return Reply::Go(None) };
        let sealed = match hooks.ticket_key {
            Some(call) => tickets::seal_with(self, call, &encoded),
            None => session_ctx.tickets.seal(&encoded).map(Some),
        };
        match sealed {
            Ok(ticket) => Reply::Go(ticket),
            Err(error) => Reply::Fail(Alert { description: INTERNAL_ERROR, error }),
        }
    }

    /// The session in a ticket, and what is to be done about a new one.
    pub(super) fn open_ticket(&self, ticket: &[u8]) -> Reply<Option<Ticket>> {
        let session_ctx = self.session_ctx();
        let hooks = self.session_hooks(Hooks::clone);
        let tls13 = self.facts(|f| f.version) == super::method::TLS1_3;
        let opened = match hooks.ticket_key {
            Some(call) => tickets::open_with(self, call, ticket),
            // TLS 1.3's tickets serve once.
            None => match session_ctx.tickets.open(ticket) {
                Some(session) => Opened::Yes(session, tls13),
                None => Opened::No,
            },
        };
        let (session, mut renew) = match opened {
            Opened::Failed => return alert(INTERNAL_ERROR, err::ssl::R_CALLBACK_FAILED),
            Opened::No => (None, true),
            Opened::Yes(der, renew) => (SSL_SESSION::decode(&der).ok().map(|(s, _)| s), renew),
        };
        let mut used = session.clone();
        if let Some((Some(call), arg)) = hooks.ticket_opened {
            let status = match (&session, renew) {
                (None, _) => status::NO_DECRYPT,
                (Some(_), false) => status::SUCCESS,
                (Some(_), true) => status::SUCCESS_RENEW,
            };
            let name = ticket.get(..NAME).unwrap_or_default();
            let shown = session.as_deref().map_or(Mut::from_element(Opaque::NULL), Mut::lend);
            let said = call(Mut::lend(self), shown, name.as_ptr(), name.len(), status, arg.0);
            (used, renew) = match said {
                choice::IGNORE => (None, false),
                choice::IGNORE_RENEW => (None, true),
                choice::USE | choice::USE_RENEW if session.is_some() => {
                    (session, said == choice::USE_RENEW)
                }
                _ => return alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR),
            };
        }
        let id = self.facts(|f| f.client_hello.as_ref().map(|hello| hello.session_id.clone()));
        if let (Some(session), Some(id), false) = (&used, id, tls13) {
            // The client tells by its ID whether the ticket was taken.
            let _ = session.set_id(&id);
        }
        let refused = used.is_some();
        let session = used.and_then(|session| self.take_up(&session));
        let renew = renew || (refused && session.is_none());
        Reply::Go(Some(Ticket { session, renew }))
    }

    /// The ID of a new session, if the program makes it.
    ///
    /// Errors: as OpenSSL's, and `R_SSL_SESSION_ID_HAS_BAD_LENGTH` for one
    /// that is not of 32 bytes: rustls has no other.
    pub(super) fn new_session_id(&self) -> Reply<Option<[u8; ID]>> {
        let own = self.config.look(|c| c.generate_id);
        let Some(call) = own.or_else(|| self.session_ctx().config.look(|c| c.generate_id)) else {
            return Reply::Go(None);
        };
        let (mut id, mut len) = ([0; ID], c_uint::try_from(ID).unwrap_or(0));
        if call(Mut::lend(self), id.as_mut_ptr(), Out::lend(&mut len)) == 0 {
            return alert(INTERNAL_ERROR, err::ssl::R_SSL_SESSION_ID_CALLBACK_FAILED);
        }
        if usize::try_from(len) != Ok(ID) {
            return alert(INTERNAL_ERROR, err::ssl::R_SSL_SESSION_ID_HAS_BAD_LENGTH);
        }
        if self.has_session(&id) {
            return alert(INTERNAL_ERROR, err::ssl::R_SSL_SESSION_ID_CONFLICT);
        }
        Reply::Go(Some(id))
    }

    /// Whether the context's cache has a session of this ID.
    pub fn has_session(&self, id: &[u8]) -> bool {
        let version = self.version();
        self.session_ctx().cached_session(id).is_some_and(|s| s.version() == version)
    }

    /// Whether the program lets a new session be resumed later.
    pub(super) fn may_keep_session(&self) -> bool {
        let own = self.config.look(|c| c.not_resumable);
        // Every key exchange there is keeps past connections secret, which
        // OpenSSL does not say of TLS 1.3's.
        let secret = self.facts(|f| f.version) != super::method::TLS1_3;
        own.is_none_or(|call| call(Mut::lend(self), secret.into()) == 0)
    }
}
