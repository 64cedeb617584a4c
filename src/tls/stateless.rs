//! A server without state: it answers a ClientHello with a HelloRetryRequest
//! whose cookie has all that it must remember (RFC 8446 4.2.2), and goes on
//! with a ClientHello that brings the cookie back.
//!
//! rustls knows nothing of the first two messages. Its transcript begins with
//! what they come to ([`before`]), and its change_cipher_spec, which went out
//! with the retry, is left out.

#![forbid(unsafe_code)]

use super::alerts::{self, HANDSHAKE_FAILURE, ILLEGAL_PARAMETER, INTERNAL_ERROR, alert};
use super::capture;
use super::connection::{Connection, Halt, Phase};
use super::custom::RETRY;
use super::hello::{COOKIE, EARLY_DATA, KEY_SHARE, SUPPORTED_VERSIONS};
use super::negotiate::{self, Plan};
use super::record::{APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE};
use super::settings::{TLS1_2, TLS1_3};
use super::wirefmt::Reader;
use super::{Alert, ClientHello, Host, Info, Outcome, Reply, Settings, State, Wire, session};
use crate::crypto::sha2::{Mac, Sha2, digest, same};
use crate::err::{self, Error, Lib, ssl};
use std::sync::Arc;

/// How long a cookie is good for, in seconds: as long as OpenSSL's.
const LIFETIME: u64 = 600;
/// The form of our cookies.
const FORM: u16 = 1;
/// The length of its code.
const CODE: usize = 32;
/// The longest part of the program's own: as long as OpenSSL takes.
const MAX_OWN: usize = 255;
const SERVER_HELLO: u8 = 2;
/// The message that stands for the first ClientHello (RFC 8446 4.4.1).
const MESSAGE_HASH: u8 = 254;
/// A ClientHello without the proof of a pre-shared key is longer.
const MIN_HELLO: usize = 40;

/// The key that a context's cookies are made with.
#[derive(Clone)]
pub struct CookieKey(Mac);

impl std::fmt::Debug for CookieKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CookieKey")
    }
}

impl CookieKey {
    /// A key of these bytes.
    pub fn new(bytes: &[u8; 32]) -> CookieKey {
        CookieKey(Mac::new(Sha2::Sha256, bytes))
    }
}

/// What a server without state does with a ClientHello of TLS 1.3.
#[derive(Debug, Clone)]
pub enum Retry {
    /// It asks for another, with a cookie.
    Due(Arc<CookieKey>),
    /// This one has the cookie.
    Answered(Cookie),
}

/// How far a server without state has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Nowhere.
    #[default]
    None,
    /// The retry is written.
    Asked,
    /// A cookie was right, and the server's flight is written.
    Answered,
    /// The handshake goes on after that.
    Resumed,
}

/// A cookie that a client brought back.
#[derive(Debug, Clone)]
pub struct Cookie {
    choice: Choice,
    /// The hash of the first ClientHello.
    hash: Vec<u8>,
    /// The program's part.
    pub own: Vec<u8>,
    /// All of it.
    bytes: Vec<u8>,
}

/// What a HelloRetryRequest says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice {
    suite: u16,
    group: u16,
    /// The first hello had no key share of that group.
    asked: bool,
}

/// The hash of a suite of TLS 1.3.
fn hash_of(suite: u16) -> Sha2 {
    const AES_256_GCM_SHA384: u16 = 0x1302;
    if suite == AES_256_GCM_SHA384 { Sha2::Sha384 } else { Sha2::Sha256 }
}

/// Appends `bytes` behind their length.
fn put16(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    out.extend(u16::try_from(bytes.len()).ok()?.to_be_bytes());
    out.extend(bytes);
    Some(())
}

impl Cookie {
    /// The cookie for a first ClientHello.
    fn make(key: &CookieKey, hello: &ClientHello, choice: Choice, own: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        out.extend(FORM.to_be_bytes());
        out.extend(choice.suite.to_be_bytes());
        out.extend(choice.group.to_be_bytes());
        out.push(choice.asked.into());
        out.extend(session::now().to_be_bytes());
        put16(&mut out, digest(hash_of(choice.suite), &hello.raw).as_ref())?;
        put16(&mut out, own)?;
        let code = key.0.sign(&[&out]);
        out.extend(code.as_ref());
        Some(out)
    }

    /// Reads a cookie, and says when it was made; `None` if it was not made
    /// with `key`.
    fn read(key: &CookieKey, bytes: &[u8]) -> Option<(Cookie, u64)> {
        let (sealed, code) = bytes.split_at_checked(bytes.len().checked_sub(CODE)?)?;
        if !same(key.0.sign(&[sealed]).as_ref(), code) {
            return None;
        }
        let mut reader = Reader::new(sealed);
        reader.u16().filter(|form| *form == FORM)?;
        let (suite, group) = (reader.u16()?, reader.u16()?);
        let asked = reader.u8()? != 0;
        let made = u64::from_be_bytes(reader.array()?);
        let (hash, own) = (reader.vec16()?.to_vec(), reader.vec16()?.to_vec());
        let choice = Choice { suite, group, asked };
        Some((Cookie { choice, hash, own, bytes: bytes.to_vec() }, made))
    }

    /// The cookie of a ClientHello, checked against what `settings` would
    /// choose for it now; `None` if there is none that counts.
    ///
    /// Errors: `R_COOKIE_MISMATCH` for one that is not ours, `R_BAD_CIPHER`
    /// for one of other choices.
    pub fn find(
        key: &CookieKey,
        hello: &ClientHello,
        settings: &Settings,
    ) -> Result<Option<Cookie>, Alert> {
        let Some(extension) = hello.extension(COOKIE) else { return Ok(None) };
        let mut reader = Reader::new(extension);
        let Some(bytes) = reader.vec16().filter(|_| reader.is_empty()) else {
            return Err(alert(alerts::DECODE_ERROR, ssl::R_LENGTH_MISMATCH));
        };
        let Some((cookie, made)) = Cookie::read(key, bytes) else {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_COOKIE_MISMATCH));
        };
        let (suite, group) = negotiate::choice13(hello, settings)?;
        if (cookie.choice.suite, Some(cookie.choice.group)) != (suite, group) {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_BAD_CIPHER));
        }
        // An old one is as good as none.
        let age = session::now().checked_sub(made);
        Ok(age.is_some_and(|age| age <= LIFETIME).then_some(cookie))
    }

    /// Whether the handshake may go on with this hello and this choice.
    fn check(&self, hello: &ClientHello, suite: u16, group: u16) -> Result<(), Alert> {
        if (self.choice.suite, self.choice.group) != (suite, group) {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_BAD_CIPHER));
        }
        if hello.key_share(group).is_empty() {
            return Err(alert(HANDSHAKE_FAILURE, ssl::R_NO_SUITABLE_KEY_SHARE));
        }
        if hello.extension(EARLY_DATA).is_some() {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION));
        }
        Ok(())
    }

    /// The transcript up to the hello that brought the cookie.
    fn before(&self, hello: &ClientHello) -> Option<Vec<u8>> {
        let mut out = vec![MESSAGE_HASH, 0, 0, u8::try_from(self.hash.len()).ok()?];
        out.extend(&self.hash);
        out.extend(request(hello, self.choice, &self.bytes)?);
        Some(out)
    }
}

/// A HelloRetryRequest.
fn request(hello: &ClientHello, choice: Choice, cookie: &[u8]) -> Option<Vec<u8>> {
    let mut extensions = Vec::new();
    let mut put = |kind: u16, body: &[u8]| {
        extensions.extend(kind.to_be_bytes());
        put16(&mut extensions, body)
    };
    put(SUPPORTED_VERSIONS, &TLS1_3.to_be_bytes())?;
    if choice.asked {
        put(KEY_SHARE, &choice.group.to_be_bytes())?;
    }
    let mut inner = Vec::new();
    put16(&mut inner, cookie)?;
    put(COOKIE, &inner)?;
    let mut body = TLS1_2.to_be_bytes().to_vec();
    body.extend(RETRY);
    body.push(u8::try_from(hello.session_id.len()).ok()?);
    body.extend(&hello.session_id);
    body.extend(choice.suite.to_be_bytes());
    // No compression.
    body.push(0);
    put16(&mut body, &extensions)?;
    let mut message = vec![SERVER_HELLO, 0];
    put16(&mut message, &body)?;
    Some(message)
}

/// What the transcript begins with, if `data`, the first that it hashes, is
/// the ClientHello after a retry, or that without the proof of its key.
pub(super) fn before(data: &[u8]) -> Option<Vec<u8>> {
    capture::with(|capture| {
        let (before, hello) = capture.before.as_ref()?;
        (data.len() >= MIN_HELLO && hello.starts_with(data)).then(|| before.clone())
    })
    .flatten()
}

/// Leaves the unencrypted change_cipher_spec out of records to be written.
pub(super) fn without_ccs(out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&[kind, _, _, high, low]) = out.get(at..at + 5) {
        let end = at + 5 + usize::from(u16::from_be_bytes([high, low]));
        match kind {
            CHANGE_CIPHER_SPEC if end <= out.len() => {
                out.drain(at..end);
                return;
            }
            APPLICATION_DATA => return,
            _ => at = end,
        }
    }
}

impl Connection {
    /// Whether a server without state waits for a ClientHello: a
    /// change_cipher_spec before it is passed over, and ends the call.
    pub(super) fn passes_over_ccs(&self, kind: u8, body: &[u8]) -> bool {
        self.settings.retry.is_some() && kind == CHANGE_CIPHER_SPEC && body == [1]
    }

    /// A server without state asks for another ClientHello, or goes on with
    /// the transcript that came before this one, and this one.
    pub(super) fn without_state(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        hello: &ClientHello,
        plan: &Plan,
    ) -> Result<Option<(Vec<u8>, Vec<u8>)>, Halt> {
        let (suite, group) = (plan.suite, plan.group);
        match self.settings.retry.clone().filter(|_| plan.version == TLS1_3) {
            None => Ok(None),
            Some(Retry::Due(key)) => Err(self.retry(host, wire, &key, hello, (suite, group))),
            Some(Retry::Answered(cookie)) => {
                let before = cookie.check(hello, suite, group).and_then(|()| {
                    let internal = || alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR);
                    cookie.before(hello).ok_or_else(internal)
                });
                match before {
                    Ok(before) => Ok(Some((before, hello.raw.clone()))),
                    Err(alert) => Err(self.fail(host, wire, alert)),
                }
            }
        }
    }

    /// Answers a first ClientHello, and is done.
    fn retry(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        key: &CookieKey,
        hello: &ClientHello,
        (suite, group): (u16, u16),
    ) -> Halt {
        self.watched(host, |watch| watch.enter(State::ServerWriteServerHello));
        let own = match host.cookie() {
            Reply::Go(own) => own,
            Reply::Fail(alert) => return self.fail(host, wire, alert),
            Reply::Suspend(_) => Vec::new(),
        };
        let choice = Choice { suite, group, asked: hello.key_share(group).is_empty() };
        let message = (1..=MAX_OWN)
            .contains(&own.len())
            .then(|| Cookie::make(key, hello, choice, &own))
            .flatten()
            .and_then(|cookie| request(hello, choice, &cookie));
        let Some(message) = message else {
            return self.fail(host, wire, alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR));
        };
        let record = |kind: u8, body: &[u8]| {
            let mut record = vec![kind, 3, 3];
            put16(&mut record, body).map(|()| record).unwrap_or_default()
        };
        let (retry, change) = (record(HANDSHAKE, &message), record(CHANGE_CIPHER_SPEC, &[1]));
        self.watched(host, |watch| {
            watch.record(true, retry.get(..5).unwrap_or_default(), None);
            watch.message(true, TLS1_3, HANDSHAKE.into(), &message);
            watch.enter(State::ServerWriteChange);
            watch.record(true, change.get(..5).unwrap_or_default(), None);
            watch.message(true, TLS1_3, CHANGE_CIPHER_SPEC.into(), &[1]);
            watch.enter(State::EarlyData);
        });
        self.output.extend(&retry);
        self.output.extend(&change);
        self.unflushed = true;
        self.phase = Phase::Asked;
        if let Err(halt) = self.flush(wire) {
            return halt;
        }
        self.facts.with(|facts| facts.stateless = Stage::Asked);
        host.info(Info::Done);
        Outcome::Done(())
    }

    /// What comes next is an ordinary handshake, if none has begun.
    pub fn end_stateless(&mut self) {
        if matches!(self.phase, Phase::Start | Phase::Hello { .. }) {
            Arc::make_mut(&mut self.settings).retry = None;
        }
    }

    /// No state was kept: the handshake cannot go on after a retry.
    pub(super) fn asked(&mut self) -> Halt {
        self.facts.with(|facts| facts.state = State::ServerReadClientHello);
        self.dead(Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))
    }

    /// After a cookie the call that found it ends when the flight is written;
    /// whether that is now.
    pub(super) fn rests(&self, host: &dyn Host) -> bool {
        let answered = matches!(self.settings.retry, Some(Retry::Answered(_)));
        let now = self.facts.with(|facts| {
            let now = facts.stateless == Stage::None && facts.state == State::EarlyData;
            if answered && now {
                facts.stateless = Stage::Answered;
            }
            now
        });
        if answered && now {
            host.info(Info::Done);
        }
        answered && now
    }

    /// The next call goes on after that.
    pub(super) fn wakes(&self, host: &dyn Host) {
        let wakes = self.facts.with(|facts| {
            let rests = facts.stateless == Stage::Answered;
            if rests {
                facts.stateless = Stage::Resumed;
            }
            rests
        });
        if wakes {
            host.info(Info::Start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> CookieKey {
        CookieKey::new(&[byte; 32])
    }

    const CHOICE: Choice = Choice { suite: 0x1302, group: 0x1d, asked: true };

    #[test]
    fn only_the_whole_cookie_is_good() {
        let hello = ClientHello { raw: vec![1, 2, 3], ..ClientHello::default() };
        let made = Cookie::make(&key(1), &hello, CHOICE, b"own").unwrap();
        let (cookie, when) = Cookie::read(&key(1), &made).unwrap();
        assert_eq!((cookie.choice, &cookie.own[..]), (CHOICE, &b"own"[..]));
        assert_eq!(cookie.hash, digest(Sha2::Sha384, &[1, 2, 3]).as_ref());
        assert!(session::now() - when < 60);
        assert!(Cookie::read(&key(2), &made).is_none());
        for at in 0..made.len() {
            let mut other = made.clone();
            other[at] ^= 1;
            assert!(Cookie::read(&key(1), &other).is_none());
            assert!(Cookie::read(&key(1), &made[..at]).is_none());
        }
    }

    #[test]
    fn an_old_cookie_is_none() {
        let key = key(1);
        let settings = Settings {
            min_version: TLS1_3,
            max_version: TLS1_3,
            suites13: vec![0x1301],
            groups: vec![0x1d],
            ..Settings::default()
        };
        for (age, good) in [(0_i64, true), (590, true), (610, false), (-10, false)] {
            let made = session::now().checked_add_signed(-age).unwrap();
            let mut sealed = [0, 1, 0x13, 1, 0, 0x1d, 0].to_vec();
            sealed.extend(made.to_be_bytes());
            sealed.extend([0, 1, 7, 0, 1, 8]);
            let code = key.0.sign(&[&sealed]);
            sealed.extend(code.as_ref());
            let mut extension = Vec::new();
            put16(&mut extension, &sealed).unwrap();
            let hello = ClientHello {
                versions: vec![TLS1_3],
                suites: vec![0x13, 1],
                groups: vec![0x1d],
                compression: vec![0],
                extensions: vec![(COOKIE, extension)],
                ..ClientHello::default()
            };
            let found = Cookie::find(&key, &hello, &settings).unwrap();
            assert_eq!(found.is_some(), good, "{age}");
        }
    }

    #[test]
    fn the_change_is_left_out() {
        let mut out = [22, 3, 3, 0, 1, 9, 20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 1, 5].to_vec();
        without_ccs(&mut out);
        assert_eq!(out, [22, 3, 3, 0, 1, 9, 23, 3, 3, 0, 1, 5]);
        let mut out = [23, 3, 3, 0, 1, 5, 20, 3, 3].to_vec();
        without_ccs(&mut out);
        assert_eq!(out.len(), 9);
    }
}
