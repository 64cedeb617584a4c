//! `SSL` over datagrams: sizes, the wait for answers, cookies.

use super::callbacks::DTLS_timer_cb;
use super::config::op;
use super::{SSL, ctx::Hooks};
use crate::abi::net::Addr;
use crate::abi::{Arg, Mut, Out};
use crate::err::{Error, Lib, Result, ssl};
use crate::obj::bio::BIO;
use crate::obj::bio::addr::BIO_ADDR;
use crate::tls::dtls::listen::{FirstHello, MAX_DATAGRAM};
use crate::tls::{Connection, Outcome, Role};
use std::ffi::{c_int, c_long, c_uint};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The shortest datagram, IP and UDP included, that every link carries.
pub const LEAST_LINK_MTU: c_long = 256;
/// The most that IP and UDP add.
const MOST_OVERHEAD: c_long = 48;
/// `BIO_TYPE_DGRAM`.
pub(super) const BIO_TYPE_DGRAM: c_int = 21 | 0x0400 | 0x0100;
/// The longest cookie.
const MAX_COOKIE: usize = 255;

/// `BIO_CTRL_DGRAM_*`.
mod ctrl {
    use std::ffi::c_int;
    pub(super) const QUERY_MTU: c_int = 40;
    pub(super) const SET_MTU: c_int = 42;
    pub(super) const SET_NEXT_TIMEOUT: c_int = 45;
    pub(super) const SET_PEER: c_int = 44;
    pub(super) const GET_PEER: c_int = 46;
    pub(super) const GET_FALLBACK_MTU: c_int = 47;
    pub(super) const GET_MTU_OVERHEAD: c_int = 49;
}

/// What a connection over datagrams was told.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Local {
    /// `SSL_set_mtu`, or what was found out.
    pub mtu: c_long,
    /// `DTLS_set_link_mtu`, as long as nobody used it.
    pub link_mtu: c_long,
    /// `DTLS_set_timer_cb`.
    pub timer: DTLS_timer_cb,
    /// `SSL_set_tlsext_use_srtp`; `None` for the context's.
    pub srtp: Option<Vec<u16>>,
    /// The ClientHello that `DTLSv1_listen` let through.
    pub(super) first: Option<FirstHello>,
}

impl Local {
    /// Forgets what belongs to one connection.
    pub(super) fn clear(&mut self) {
        self.first = None;
    }
}

/// Tells a BIO until when a read may wait; `None` for ever.
pub(super) fn set_deadline(bio: &BIO, deadline: Option<Instant>) {
    let at = deadline.map_or(Duration::ZERO, |deadline| {
        let wall = SystemTime::now() + deadline.saturating_duration_since(Instant::now());
        wall.duration_since(UNIX_EPOCH).unwrap_or_default()
    });
    let mut time = libc::timeval {
        tv_sec: at.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_usec: at.subsec_micros().into(),
    };
    bio.ctrl(ctrl::SET_NEXT_TIMEOUT, 0, Arg::to(&mut time));
}

/// What IP and UDP add to a datagram, and what every link carries of one.
fn bounds(bio: &BIO) -> (c_long, c_long) {
    let overhead = bio.ctrl(ctrl::GET_MTU_OVERHEAD, 0, Arg::NULL).max(0);
    (overhead, LEAST_LINK_MTU - overhead.min(MOST_OVERHEAD))
}

/// How long datagrams may be on any way: what the BIO knows of its network, or
/// what every link carries.
pub(super) fn safe_mtu(bio: &BIO) -> Option<usize> {
    let known = bio.ctrl(ctrl::GET_FALLBACK_MTU, 0, Arg::NULL);
    usize::try_from(known.max(bounds(bio).1)).ok()
}

impl SSL {
    /// Whether it is DTLS.
    pub fn is_datagrams(&self) -> bool {
        self.method().datagrams
    }

    /// `SSL_set_mtu`: the new size; 0 if it is too small.
    pub fn set_mtu(&self, mtu: c_long) -> c_long {
        if !self.is_datagrams() || mtu < LEAST_LINK_MTU - MOST_OVERHEAD {
            return 0;
        }
        self.datagram.with(|local| local.mtu = mtu);
        mtu
    }

    /// `DTLS_set_link_mtu`: whether it is large enough.
    pub fn set_link_mtu(&self, mtu: c_long) -> bool {
        if !self.is_datagrams() || mtu < LEAST_LINK_MTU {
            return false;
        }
        self.datagram.with(|local| local.link_mtu = mtu);
        true
    }

    /// How long datagrams may be: what the program said, or what the BIO
    /// knows, but never less than every link carries.
    pub(super) fn find_mtu(&self) -> Option<usize> {
        let (_, Some(bio)) = self.bios() else { return None };
        let (overhead, least) = bounds(&bio);
        let mut mtu = self.datagram.with(|local| {
            let link = std::mem::take(&mut local.link_mtu);
            if link != 0 {
                local.mtu = link - overhead;
            }
            local.mtu
        });
        if mtu < least {
            if self.config.look(|c| c.options & op::NO_QUERY_MTU) == 0 {
                mtu = bio.ctrl(ctrl::QUERY_MTU, 0, Arg::NULL);
            }
            if mtu < least {
                mtu = least;
                bio.ctrl(ctrl::SET_MTU, mtu, Arg::NULL);
            }
        }
        self.datagram.with(|local| local.mtu = mtu);
        usize::try_from(mtu).ok()
    }

    /// How much data fits into one datagram; 0 if that is not known yet.
    pub fn data_mtu(&self) -> usize {
        if self.current_cipher().is_none() {
            return 0;
        }
        let mtu = self.datagram.with(|local| usize::try_from(local.mtu).unwrap_or(0));
        let overhead = |engine: &mut Connection| engine.datagram_overhead();
        let overhead = self.state.with(|s| s.engine.as_deref_mut().and_then(overhead));
        overhead.map_or(0, |overhead| mtu.saturating_sub(overhead))
    }

    /// What is left of the wait for the peer's answer.
    pub fn timeout(&self) -> Option<Duration> {
        self.state.with(|s| s.engine.as_mut().and_then(|engine| engine.timeout()))
    }

    /// Sends the last messages again if that wait is over: 1 if it was, 0 if
    /// not, -1 if it was the last.
    pub fn handle_timeout(&self) -> c_int {
        if self.timeout().is_none_or(|left| !left.is_zero()) {
            return 0;
        }
        let handled = self.drive(
            |_| Ok(()),
            |engine, ssl, wire| match engine.handle_timeout(ssl, wire) {
                Outcome::Done(again) => Outcome::Done(c_int::from(again)),
                other => other.map(c_int::from),
            },
        );
        handled.unwrap_or(-1)
    }

    /// How long to wait, by the program's callback.
    pub(super) fn timer(&self, last: Duration) -> Option<Duration> {
        let call = self.datagram.with(|local| local.timer)?;
        let last = c_uint::try_from(last.as_micros()).unwrap_or(c_uint::MAX);
        Some(Duration::from_micros(call(Mut::lend(self), last).into()))
    }

    /// A cookie of the program's for the client.
    pub(super) fn make_cookie(&self) -> Option<Vec<u8>> {
        let call = self.hooks(|hooks: &Hooks| hooks.cookie_generate)?;
        let (mut cookie, mut len) = (vec![0; MAX_COOKIE], 0);
        let made = call(Mut::lend(self), cookie.as_mut_ptr(), Out::lend(&mut len));
        let len = usize::try_from(len).ok().filter(|len| made != 0 && *len <= MAX_COOKIE)?;
        cookie.truncate(len);
        Some(cookie)
    }

    /// Whether the program takes this cookie; `None` if it cannot tell.
    pub(super) fn check_cookie(&self, cookie: &[u8]) -> Option<bool> {
        let call = self.hooks(|hooks: &Hooks| hooks.cookie_verify)?;
        let len = c_uint::try_from(cookie.len()).ok()?;
        Some(call(Mut::lend(self), cookie.as_ptr(), len) != 0)
    }

    /// Answers first ClientHellos with cookies until one shows its own, whose
    /// sender's address goes to `peer` (`DTLSv1_listen`): false if there is
    /// nothing to read now, or it was nothing of use.
    pub fn listen(&self, peer: &BIO_ADDR) -> Result<bool> {
        let fail = |reason| Err(Error::new(Lib::Ssl, reason));
        if self.role().is_none() {
            self.set_role(Role::Server);
        }
        self.clear()?;
        let (Some(read), Some(write)) = self.bios() else { return fail(ssl::R_BIO_NOT_SET) };
        if !self.is_datagrams() {
            return fail(ssl::R_UNSUPPORTED_SSL_VERSION);
        }
        let mut buf = vec![0; MAX_DATAGRAM];
        loop {
            crate::abi::sys::set_errno(0);
            let Ok(n) = usize::try_from(read.read(&mut buf)) else {
                return if read.should_retry() { Ok(false) } else { Err(Error::quiet()) };
            };
            let hello = match FirstHello::read(buf.get(..n).unwrap_or_default()) {
                Ok(hello) => hello,
                Err(error) => {
                    crate::err::push(&error, "DTLSv1_listen");
                    return Ok(false);
                }
            };
            let shown = match &*hello.cookie {
                [] => false,
                cookie => match self.check_cookie(cookie) {
                    Some(good) => good,
                    None => return fail(ssl::R_NO_VERIFY_COOKIE_CALLBACK),
                },
            };
            let sender = BIO_ADDR::new(Addr::None);
            let known = read.ctrl(ctrl::GET_PEER, 0, Arg::object_of(&sender)) > 0;
            if shown {
                peer.set(sender.get());
                self.config.with(|c| c.set_options(op::COOKIE_EXCHANGE));
                self.datagram.with(|local| local.first = Some(hello));
                return Ok(true);
            }
            let asked = self.make_cookie().and_then(|cookie| hello.ask_for(&cookie));
            let Some(asked) = asked else { return fail(ssl::R_COOKIE_GEN_CALLBACK_FAILURE) };
            if known {
                write.ctrl(ctrl::SET_PEER, 0, Arg::object_of(&sender));
            }
            if write.write(&asked) <= 0 {
                return if write.should_retry() { Ok(false) } else { Err(Error::quiet()) };
            }
            if write.flush() <= 0 {
                return if write.should_retry() { Ok(false) } else { Err(Error::quiet()) };
            }
        }
    }

    /// The protection profiles of SRTP that it offers or takes.
    pub fn srtp_profiles(&self) -> Option<Vec<u16>> {
        let own = self.datagram.with(|local| local.srtp.clone());
        own.or_else(|| self.hooks(|hooks: &Hooks| hooks.srtp.clone()))
    }
}
