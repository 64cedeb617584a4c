//! Extensions of the program's own: what is registered, and what of it goes
//! into a connection's messages.

use super::callbacks::*;
use super::config::Config;
use super::host::alert;
use super::method::TLS1_3;
use super::serverinfo;
use super::{Configured, SSL};
use crate::abi::{Arg, Mut, Opaque, Out};
use crate::err::ssl;
use crate::obj::x509::X509;
use crate::tls::{Place, Received, Reply, Role, place};
use std::ffi::{c_int, c_uint};
use std::sync::Arc;

/// Bits of `SSL_EXT_*` that are no message.
mod only {
    /// `SSL_EXT_TLS_ONLY`.
    pub(super) const TLS: u32 = 0x1;
    /// `SSL_EXT_DTLS_ONLY`.
    pub(super) const DTLS: u32 = 0x2;
    /// `SSL_EXT_TLS_IMPLEMENTATION_ONLY`.
    pub(super) const NOT_IN_DTLS: u32 = 0x4;
    /// `SSL_EXT_TLS1_2_AND_BELOW_ONLY`.
    pub(super) const TLS1_2: u32 = 0x10;
    /// `SSL_EXT_TLS1_3_ONLY`.
    pub(super) const TLS1_3: u32 = 0x20;
    /// `SSL_EXT_IGNORE_ON_RESUMPTION`.
    pub(super) const FULL: u32 = 0x40;
}

/// What `SSL_CTX_add_client_custom_ext` and its like stand for.
pub const OLD_CONTEXT: u32 =
    only::TLS1_2 | only::FULL | place::CLIENT_HELLO | place::SERVER_HELLO_12;

/// signed_certificate_timestamp, which programs may handle.
const TIMESTAMPS: c_uint = 18;
/// Where that is taken from, whatever a program says.
const TIMESTAMP_PLACES: u32 =
    place::CLIENT_HELLO | place::SERVER_HELLO_12 | place::CERTIFICATE | place::CERTIFICATE_REQUEST;

const SESSION_TICKET: u16 = 35;
const PRE_SHARED_KEY: u16 = 41;

const INTERNAL_ERROR: u8 = 80;
const ILLEGAL_PARAMETER: u8 = 47;
const DECODE_ERROR: u8 = 50;
const UNSUPPORTED_EXTENSION: u8 = 110;

/// The functions for an extension, with their arguments.
#[derive(Debug, Clone, Copy)]
pub enum Calls {
    /// `SSL_CTX_add_custom_ext`'s.
    New {
        /// Says what to send.
        add: SSL_custom_ext_add_cb_ex,
        /// Frees that.
        free: SSL_custom_ext_free_cb_ex,
        /// The last argument of both.
        add_arg: Opaque,
        /// Gets what came.
        parse: SSL_custom_ext_parse_cb_ex,
        /// Its last argument.
        parse_arg: Opaque,
    },
    /// Those of the older functions.
    Old {
        /// Says what to send.
        add: custom_ext_add_cb,
        /// Frees that.
        free: custom_ext_free_cb,
        /// The last argument of both.
        add_arg: Opaque,
        /// Gets what came.
        parse: custom_ext_parse_cb,
        /// Its last argument.
        parse_arg: Opaque,
    },
    /// The serverinfo of the certificate that is shown.
    Serverinfo,
    /// The library's own interest in a server's timestamps.
    Timestamps,
}

/// An extension that the program registered.
#[derive(Debug, Clone, Copy)]
pub struct CustomExt {
    number: u16,
    /// The end it is for; `None` for both.
    role: Option<Role>,
    /// `SSL_EXT_*`.
    context: u32,
    calls: Calls,
}

/// All that are registered.
#[derive(Debug, Clone, Default)]
pub struct CustomExts(Vec<CustomExt>);

impl CustomExts {
    /// Adds one; false if it cannot be added: there is one already, the
    /// library handles it, or its number is none.
    pub fn add(&mut self, number: c_uint, role: Option<Role>, context: u32, calls: Calls) -> bool {
        // Those that OpenSSL handles, too.
        const MORE: [c_uint; 8] = [1, 12, 14, 21, 22, 42, 49, 13172];
        let taken = is_handled(number) || MORE.contains(&number);
        let Ok(small) = u16::try_from(number) else { return false };
        if taken && number != TIMESTAMPS {
            return false;
        }
        let without_add = matches!(calls, Calls::New { add: None, free: Some(_), .. });
        let meets = |ext: &CustomExt| ext.role.is_none() || role.is_none() || ext.role == role;
        if without_add || self.0.iter().any(|ext| ext.number == small && meets(ext)) {
            return false;
        }
        self.0.push(CustomExt { number: small, role, context, calls });
        true
    }

    /// Asks servers for timestamps, or does so no more.
    pub fn ask_for_timestamps(&mut self, on: bool) {
        self.0.retain(|ext| !matches!(ext.calls, Calls::Timestamps));
        if on {
            self.0.push(CustomExt {
                number: 18,
                role: Some(Role::Client),
                context: TIMESTAMP_PLACES,
                calls: Calls::Timestamps,
            });
        }
    }

    /// Whether clients have one of the program's own of this number.
    pub fn has_of_client(&self, number: u16) -> bool {
        self.find(Role::Client, number).is_some_and(|ext| !matches!(ext.calls, Calls::Timestamps))
    }

    /// The one of this number for this end.
    pub fn find(&self, role: Role, number: u16) -> Option<CustomExt> {
        let fits = |ext: &&CustomExt| ext.number == number && ext.role.is_none_or(|r| r == role);
        self.0.iter().find(fits).copied()
    }

    fn of_role(&self, role: Role) -> impl Iterator<Item = &CustomExt> {
        self.0.iter().filter(move |ext| ext.role.is_none_or(|own| own == role))
    }

    /// The numbers of those for this end, in the order in which they are heard:
    /// as registered, but for one that OpenSSL knows itself.
    pub(super) fn numbers(&self, role: Role) -> Vec<u16> {
        let mut numbers: Vec<_> = self.of_role(role).map(|ext| ext.number).collect();
        numbers.sort_by_key(|number| c_uint::from(*number) != TIMESTAMPS);
        numbers
    }
}

/// Whether the library itself handles an extension.
pub fn is_handled(number: c_uint) -> bool {
    // server_name, status_request, groups, point formats, signature algorithms,
    // ALPN, extended master secret, session ticket, pre_shared_key, versions,
    // cookie, PSK modes, authorities, key share, renegotiation_info.
    const HANDLED: [c_uint; 15] = [0, 5, 10, 11, 13, 16, 23, 35, 41, 43, 44, 45, 47, 51, 0xff01];
    HANDLED.contains(&number)
}

/// What became of the extensions of one handshake.
#[derive(Debug, Default)]
pub(super) struct Exchanged {
    sent: Vec<u16>,
    received: Vec<u16>,
    /// Server: those of the ClientHello that count only if no session is
    /// resumed.
    waiting: Vec<Received>,
}

impl CustomExt {
    /// Whether it counts in this message of this connection.
    fn is_relevant(&self, ssl: &SSL, place: &Place) -> bool {
        let hello = place.message == place::CLIENT_HELLO;
        // A client knows the version only after its hello.
        let tls13 = place.message == place::HELLO_RETRY_REQUEST
            || ssl.facts(|facts| facts.version) == TLS1_3 && (ssl.is_server() || !hello);
        let has = |bit: u32| self.context & bit != 0;
        !(tls13 && has(only::TLS1_2)
            || !tls13 && has(only::TLS1_3) && (!hello || ssl.is_server())
            || place.resumed && has(only::FULL)
            || ssl.is_datagrams() && has(only::NOT_IN_DTLS))
    }

    /// What it is to say; `Ok(None)` for nothing at all.
    fn data(&self, ssl: &SSL, place: &Place) -> Result<Option<Vec<u8>>, u8> {
        let mut description = c_int::from(INTERNAL_ERROR);
        let (mut out, mut len) = (std::ptr::null(), 0);
        let x509 = certificate(place);
        let shown = x509.as_deref().map_or(Mut::from_element(Opaque::NULL), Mut::lend);
        let index = place.certificate.as_ref().map_or(0, |(index, _)| *index);
        let number = c_uint::from(self.number);
        let said = match self.calls {
            Calls::New { add: Some(add), add_arg, .. } => add(
                Mut::lend(ssl),
                number,
                place.message,
                Out::lend(&mut out),
                Out::lend(&mut len),
                shown,
                index,
                Out::lend(&mut description),
                add_arg.0,
            ),
            Calls::Old { add: Some(add), add_arg, .. } => add(
                Mut::lend(ssl),
                number,
                Out::lend(&mut out),
                Out::lend(&mut len),
                Out::lend(&mut description),
                add_arg.0,
            ),
            // A ClientHello gets an empty one.
            Calls::New { add: None, .. } if place.message != place::CLIENT_HELLO => 0,
            Calls::New { add: None, .. } | Calls::Old { add: None, .. } => 1,
            Calls::Timestamps => i32::from(place.message == place::CLIENT_HELLO),
            Calls::Serverinfo if index > 0 => 0,
            Calls::Serverinfo => return Ok(serverinfo::of_shown(ssl, self.number)),
        };
        match said {
            ..0 => return Err(u8::try_from(description).unwrap_or(INTERNAL_ERROR)),
            0 => return Ok(None),
            1.. => {}
        }
        let data = Arg(out.cast_mut().cast()).bytes(len).map(<[u8]>::to_vec).unwrap_or_default();
        match self.calls {
            Calls::New { add: Some(_), free: Some(free), add_arg, .. } => {
                free(Mut::lend(ssl), number, place.message, out, add_arg.0);
            }
            Calls::Old { free: Some(free), add_arg, .. } => {
                free(Mut::lend(ssl), number, out, add_arg.0);
            }
            _ => {}
        }
        Ok(Some(data))
    }

    /// Hands over what came; `Err` with an alert if that is refused.
    fn parse(&self, ssl: &SSL, received: &Received) -> Result<(), u8> {
        let mut description = c_int::from(DECODE_ERROR);
        let place = &received.place;
        let x509 = certificate(place);
        let shown = x509.as_deref().map_or(Mut::from_element(Opaque::NULL), Mut::lend);
        let index = place.certificate.as_ref().map_or(0, |(index, _)| *index);
        let (number, data) = (c_uint::from(self.number), &received.data);
        let said = match self.calls {
            Calls::New { parse: Some(parse), parse_arg, .. } => parse(
                Mut::lend(ssl),
                number,
                place.message,
                data.as_ptr(),
                data.len(),
                shown,
                index,
                Out::lend(&mut description),
                parse_arg.0,
            ),
            Calls::Old { parse: Some(parse), parse_arg, .. } => parse(
                Mut::lend(ssl),
                number,
                data.as_ptr(),
                data.len(),
                Out::lend(&mut description),
                parse_arg.0,
            ),
            // Whoever asks for it says nothing.
            Calls::Serverinfo => data.is_empty().into(),
            Calls::Timestamps => {
                if index == 0 && place.message != place::CERTIFICATE_REQUEST {
                    ssl.take_timestamps(data);
                }
                1
            }
            Calls::New { .. } | Calls::Old { .. } => 1,
        };
        if said > 0 { Ok(()) } else { Err(u8::try_from(description).unwrap_or(DECODE_ERROR)) }
    }
}

/// The certificate that an extension is about.
fn certificate(place: &Place) -> Option<Arc<X509>> {
    let (_, der) = place.certificate.as_ref()?;
    X509::parse(der).ok().map(|(x509, _)| x509)
}

impl SSL {
    fn own_role(&self) -> Role {
        if self.is_server() { Role::Server } else { Role::Client }
    }

    /// The extensions of the program's for a message, encoded.
    pub(super) fn custom_extensions(&self, place: &Place) -> Reply<Vec<u8>> {
        const ANSWERS: u32 = place::SERVER_HELLO_12
            | place::SERVER_HELLO_13
            | place::ENCRYPTED_EXTENSIONS
            | place::CERTIFICATE
            | place::HELLO_RETRY_REQUEST;
        // With the ServerHello it is known whether a session is resumed.
        if place.message & (place::SERVER_HELLO_12 | place::SERVER_HELLO_13) != 0 {
            for received in self.state.with(|s| std::mem::take(&mut s.exchanged.waiting)) {
                let place = Place { resumed: place.resumed, ..received.place };
                match self.take_custom(&Received { place, ..received }) {
                    Reply::Go(()) => {}
                    Reply::Fail(alert) => return Reply::Fail(alert),
                    Reply::Suspend(why) => return Reply::Suspend(why),
                }
            }
        }
        let config = self.config.share();
        let hello = place.message == place::CLIENT_HELLO;
        let old_hello = || {
            let versions = config.versions(self.method(), &self.security());
            hello && (self.is_datagrams() || versions.is_none_or(|(_, max)| max < TLS1_3))
        };
        let mut encoded = Vec::new();
        for ext in config.identity.custom.of_role(self.own_role()) {
            if ext.context & place.message == 0
                || !ext.is_relevant(self, place)
                || ext.context & only::TLS1_3 != 0 && old_hello()
            {
                continue;
            }
            let asked = self.state.with(|s| s.exchanged.received.contains(&ext.number));
            if place.message & ANSWERS != 0 && !asked {
                continue;
            }
            let data = match ext.data(self, place) {
                Ok(Some(data)) => data,
                Ok(None) => continue,
                Err(description) => return alert(description, ssl::R_CALLBACK_FAILED),
            };
            let Ok(len) = u16::try_from(data.len()) else {
                return alert(INTERNAL_ERROR, crate::err::R_INTERNAL_ERROR);
            };
            encoded.extend(ext.number.to_be_bytes());
            encoded.extend(len.to_be_bytes());
            encoded.extend(data);
            if hello {
                self.state.with(|s| s.exchanged.sent.push(ext.number));
            }
        }
        if hello && self.offers_post_auth(&config) {
            encoded.extend(super::post_auth::EXTENSION);
        }
        Reply::Go(encoded)
    }

    /// Takes an extension of the program's that came. One of a ClientHello that
    /// depends on whether a session is resumed waits until that is known.
    pub(super) fn custom_extension(&self, received: &Received) -> Reply<()> {
        let find = |c: &Config| c.identity.custom.find(Role::Server, received.number);
        let hello = received.place.message == place::CLIENT_HELLO;
        let full = self.config.look(find).is_some_and(|ext| ext.context & only::FULL != 0);
        if hello && full && self.may_resume() {
            self.state.with(|s| s.exchanged.waiting.push(received.clone()));
            return Reply::Go(());
        }
        self.take_custom(received)
    }

    /// Server: whether the client offers a session.
    fn may_resume(&self) -> bool {
        self.client_hello().is_some_and(|hello| {
            let has =
                |wanted| hello.extensions.iter().any(|(n, body)| *n == wanted && !body.is_empty());
            match hello.version == TLS1_3 {
                true => has(PRE_SHARED_KEY),
                false => has(SESSION_TICKET) || !hello.session_id.is_empty(),
            }
        })
    }

    fn take_custom(&self, received: &Received) -> Reply<()> {
        const SOLICITED: u32 =
            place::SERVER_HELLO_12 | place::SERVER_HELLO_13 | place::ENCRYPTED_EXTENSIONS;
        const QUESTIONS: u32 = place::CLIENT_HELLO | place::CERTIFICATE_REQUEST;
        let at = received.place.message;
        let find =
            |c: &super::config::Config| c.identity.custom.find(self.own_role(), received.number);
        let Some(ext) = self.config.look(find) else { return Reply::Go(()) };
        let known = match c_uint::from(ext.number) {
            TIMESTAMPS => TIMESTAMP_PLACES,
            _ => u32::MAX,
        };
        let elsewhere = if self.is_datagrams() { only::TLS } else { only::DTLS };
        if ext.context & known & at == 0 || ext.context & elsewhere != 0 {
            return alert(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION);
        }
        if !ext.is_relevant(self, &received.place) {
            return Reply::Go(());
        }
        let sent = self.state.with(|s| s.exchanged.sent.contains(&ext.number));
        if at & SOLICITED != 0 && !sent {
            return alert(UNSUPPORTED_EXTENSION, ssl::R_BAD_EXTENSION);
        }
        if at & QUESTIONS != 0 {
            self.state.with(|s| s.exchanged.received.push(ext.number));
        }
        match ext.parse(self, received) {
            Ok(()) => Reply::Go(()),
            Err(description) => alert(description, ssl::R_BAD_EXTENSION),
        }
    }

    /// Server: takes those of a ClientHello.
    pub(super) fn custom_of_hello(&self, extensions: &[(u16, Vec<u8>)]) -> Reply<()> {
        let place = Place { message: place::CLIENT_HELLO, certificate: None, resumed: false };
        let numbers = self.config.look(|c| c.identity.custom.numbers(Role::Server));
        let find = |number: &u16| extensions.iter().find(|(n, _)| n == number);
        for (number, data) in numbers.iter().filter_map(find) {
            let received = Received { place: place.clone(), number: *number, data: data.clone() };
            match self.custom_extension(&received) {
                Reply::Go(()) => {}
                other => return other,
            }
        }
        Reply::Go(())
    }
}
