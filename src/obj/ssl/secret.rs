//! Handshakes whose master secret the program has (EAP-FAST, RFC 4851): what
//! is sent in the place of a session ticket, and the program's callbacks.

use super::callbacks::{Hook, SessionSecretCb, TicketExtCb};
use super::cipher::SSL_CIPHER;
use super::host::{Stop, alert};
use super::method::TLS1_2;
use super::{SSL, cache};
use crate::abi::{Arg, In, Mut, Out};
use crate::err;
use crate::obj::stack::OPENSSL_STACK;
use crate::tls::{ClientHello, Given, Session};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

const INTERNAL_ERROR: u8 = 80;
/// The number of the session_ticket extension.
const SESSION_TICKET: u16 = 35;
/// The room that a callback has for its secret, as OpenSSL's.
const ROOM: usize = 512;
/// The length of a master secret; a longer one is no such thing.
const MASTER: usize = 48;

/// What a client sends in the place of a session ticket.
#[derive(Debug, Clone, Default)]
pub enum OwnTicket {
    /// Nothing was said.
    #[default]
    Unset,
    /// The extension is not sent.
    Absent,
    /// These bytes.
    Bytes(Vec<u8>),
}

/// What a connection was told.
#[derive(Debug, Default)]
pub struct OwnSecret {
    /// `SSL_set_session_ticket_ext`.
    pub ticket: OwnTicket,
    /// `SSL_set_session_ticket_ext_cb`.
    pub ticket_cb: Hook<TicketExtCb>,
    /// `SSL_set_session_secret_cb`.
    pub secret_cb: Hook<SessionSecretCb>,
    /// Server: what that gave for the ClientHello.
    given: Option<Arc<Given>>,
}

impl OwnSecret {
    /// Whether anything was set.
    pub(super) fn is_set(&self) -> bool {
        let unset = matches!(self.ticket, OwnTicket::Unset);
        !unset || self.ticket_cb.call.is_some() || self.secret_cb.call.is_some()
    }

    /// Forgets the secret of a handshake.
    pub(super) fn forget(&mut self) {
        self.given = None;
    }

    /// The same and the ticket (`SSL_clear`).
    pub(super) fn clear(&mut self) {
        self.forget();
        self.ticket = OwnTicket::Unset;
    }
}

/// What the engine is told of it.
pub(super) struct Told {
    pub(super) ticket_ext: Option<Vec<u8>>,
    pub(super) own_secret: bool,
    pub(super) given: Option<Arc<Given>>,
    /// Tickets are neither asked for nor issued.
    pub(super) no_ticket: bool,
}

impl SSL {
    /// For the engine of a client that offers `session`, or of a server.
    pub(super) fn own_secret(
        &self,
        server: bool,
        session: Option<&Session>,
        tickets: bool,
    ) -> Told {
        let tls12 = !server || self.facts(|facts| facts.version == TLS1_2);
        // A session that is offered has a ticket of its own.
        let offers = session.is_some_and(|session| session.version == TLS1_2);
        self.own_secret.with(|own| {
            let set = own.secret_cb.call.is_some();
            let (ticket_ext, absent) = match &own.ticket {
                OwnTicket::Bytes(bytes) if !server && !offers && tickets => {
                    (Some(bytes.clone()), false)
                }
                OwnTicket::Absent => (None, !server && !offers),
                _ => (None, false),
            };
            Told {
                ticket_ext,
                own_secret: set && tls12,
                given: own.given.take(),
                no_ticket: absent || server && set && tls12,
            }
        })
    }

    /// Server: hands over what the client sent as its ticket.
    pub(super) fn step_ticket(&self, hello: &ClientHello) -> Result<(), Stop> {
        let hook = self.own_secret.with(|own| own.ticket_cb).get();
        let sent = hello.extension(SESSION_TICKET).filter(|_| hello.version == TLS1_2);
        let (Some(hook), Some(ticket)) = (hook, sent) else { return Ok(()) };
        let len = c_int::try_from(ticket.len()).unwrap_or(c_int::MAX);
        match (hook.call)(Mut::lend(self), ticket.as_ptr(), len, hook.arg.0) {
            0 => Err(alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR)),
            _ => Ok(()),
        }
    }

    /// Server: asks for the secret; with none the handshake is a full one.
    pub(super) fn step_secret(&self, hello: &ClientHello) -> Result<(), Stop> {
        let id = &hello.session_id;
        // Nor does OpenSSL ask where a session can be resumed.
        let resumes = !id.is_empty()
            && self.session_hooks(|h| h.cache_mode & cache::mode::NO_INTERNAL_LOOKUP == 0)
            && self.session_ctx().cached_session(id).is_some();
        if hello.version != TLS1_2 || resumes {
            return Ok(());
        }
        let suites = self.client_ciphers().unwrap_or_default();
        let peer = self.lent.with(|l| OPENSSL_STACK::lend_again(&mut l.client_ciphers, suites));
        match self.ask_secret(Some(&peer)) {
            Ok(given) => {
                self.own_secret.with(|own| own.given = given.map(Arc::new));
                Ok(())
            }
            Err(()) => Err(alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR)),
        }
    }

    /// Whether the callback gave a secret for this ClientHello.
    pub(super) fn has_secret(&self) -> bool {
        self.own_secret.with(|own| own.given.is_some())
    }

    /// Client: the secret for what was sent as a ticket.
    pub(super) fn client_secret(&self) -> Option<Zeroizing<Vec<u8>>> {
        Some(self.ask_secret(None).ok()??.secret)
    }

    /// Asks the callback; `Err` if what it gave is no master secret.
    fn ask_secret(&self, peer: Option<&OPENSSL_STACK>) -> Result<Option<Given>, ()> {
        let Some(hook) = self.own_secret.with(|own| own.secret_cb).get() else { return Ok(None) };
        let mut room = Zeroizing::new([0; ROOM]);
        let (mut len, mut suite): (c_int, *const SSL_CIPHER) = (512, std::ptr::null());
        let said = (hook.call)(
            Mut::lend(self),
            room.as_mut_ptr().cast(),
            Out::lend(&mut len),
            peer.map_or(In::NULL, In::lend),
            Out::lend(&mut suite),
            hook.arg.0,
        );
        if said == 0 || len <= 0 {
            return Ok(None);
        }
        let secret = usize::try_from(len).ok().filter(|len| *len <= MASTER);
        let secret = secret.and_then(|len| room.get(..len)).ok_or(())?;
        let suite = Arg(suite.cast_mut().cast()).object::<SSL_CIPHER>();
        Ok(Some(Given {
            secret: Zeroizing::new(secret.to_vec()),
            suite: suite.opt().map(SSL_CIPHER::protocol_id),
        }))
    }
}
