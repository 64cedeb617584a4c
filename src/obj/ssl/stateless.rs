//! `SSL_stateless`: a server that keeps nothing of a client before that has
//! shown a cookie.

use super::SSL;
use super::callbacks::{GenerateCookie, VerifyCookie};
use super::host::{Stop, alert};
use crate::abi::{Mut, Out};
use crate::crypto::rand;
use crate::err::{self, Result};
use crate::tls::{ClientHello, Cookie, CookieKey, Reply, Retry, Role, Stage};
use std::ffi::c_uchar;
use std::sync::Arc;
use zeroize::Zeroizing;

const ILLEGAL_PARAMETER: u8 = 47;
const INTERNAL_ERROR: u8 = 80;
/// `SSL_COOKIE_LENGTH`: the room that the program has.
const ROOM: usize = 4096;

/// The callbacks of a context, and the key of its cookies.
#[derive(Debug, Clone, Copy, Default)]
pub struct CookieHooks {
    /// Makes the program's part.
    pub generate: Option<GenerateCookie>,
    /// Judges it.
    pub verify: Option<VerifyCookie>,
}

/// A connection's call of `SSL_stateless`.
#[derive(Debug, Default)]
pub(super) struct Stateless {
    /// It is under way.
    running: bool,
    /// It has ended well, and nothing was called since.
    pub(super) rests: bool,
    /// The cookie of the ClientHello.
    cookie: Option<Cookie>,
}

/// What the call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The client has shown a cookie, and has the server's flight.
    Cookie,
    /// It was asked for one.
    Asked,
    /// Anything else.
    Nothing,
}

/// A fresh key for a context, made before processes fork.
pub(super) fn new_key() -> Result<Arc<CookieKey>> {
    let mut bytes = Zeroizing::new([0; 32]);
    rand::fill(&mut *bytes)?;
    Ok(Arc::new(CookieKey::new(&bytes)))
}

impl SSL {
    /// `SSL_stateless`: starts over, and answers one ClientHello.
    pub fn stateless(&self) -> Found {
        err::queue::clear();
        if self.clear().is_err() {
            return Found::Nothing;
        }
        self.state.with(|s| s.stateless = Stateless { running: true, ..Stateless::default() });
        // Not in a job, which would be state.
        let call = self.begin(Role::Server).and_then(|()| self.do_handshake());
        let stage = self.facts(|facts| facts.stateless);
        let found = match (call, stage) {
            (Ok(()), Stage::Answered) => Found::Cookie,
            (Ok(()), Stage::Asked) => Found::Asked,
            _ => Found::Nothing,
        };
        let rests = found != Found::Nothing;
        self.state.with(|s| {
            s.stateless = Stateless { rests, ..Stateless::default() };
            if let Some(engine) = &mut s.engine {
                engine.end_stateless();
            }
        });
        found
    }

    /// What the engine is to do with a ClientHello of TLS 1.3.
    pub(super) fn retry(&self) -> Option<Retry> {
        let (running, cookie) =
            self.state.with(|s| (s.stateless.running, s.stateless.cookie.clone()));
        let due = || Retry::Due(Arc::clone(&self.session_ctx().cookie_key));
        running.then(|| cookie.map_or_else(due, Retry::Answered))
    }

    /// Looks for a cookie in a ClientHello, and shows it to the program.
    pub(super) fn step_cookie(&self, hello: &ClientHello) -> std::result::Result<(), Stop> {
        let Some(verify) = self.hooks(|hooks| hooks.cookie.verify) else { return Ok(()) };
        if hello.version != super::method::TLS1_3 || !self.state.with(|s| s.stateless.running) {
            return Ok(());
        }
        let settings = self
            .settings(Role::Server)
            .map_err(|_| alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR))?;
        let found = Cookie::find(&self.session_ctx().cookie_key, hello, &settings);
        let Some(cookie) = found.map_err(Reply::Fail)? else { return Ok(()) };
        if verify(Mut::lend(self), cookie.own.as_ptr(), cookie.own.len()) == 0 {
            return Err(alert(ILLEGAL_PARAMETER, err::ssl::R_COOKIE_MISMATCH));
        }
        self.state.with(|s| s.stateless.cookie = Some(cookie));
        Ok(())
    }

    /// The program's part of a cookie.
    pub(super) fn own_cookie(&self) -> Reply<Vec<u8>> {
        let Some(generate) = self.hooks(|hooks| hooks.cookie.generate) else {
            return alert(INTERNAL_ERROR, err::ssl::R_NO_COOKIE_CALLBACK_SET);
        };
        let mut own: Vec<c_uchar> = vec![0; ROOM];
        let mut len = 0;
        if generate(Mut::lend(self), own.as_mut_ptr(), Out::lend(&mut len)) == 0 {
            return alert(INTERNAL_ERROR, err::ssl::R_COOKIE_GEN_CALLBACK_FAILURE);
        }
        // The engine refuses an empty one.
        own.truncate(if len > ROOM { 0 } else { len });
        Reply::Go(own)
    }
}
