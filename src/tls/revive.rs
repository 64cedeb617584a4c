//! A client's sessions made anew from what was saved of them.
//!
//! rustls makes its session values only itself, at the end of a handshake,
//! and has no way to write or read them. So the value of a session that comes
//! from outside (`d2i_SSL_SESSION`, another process) is had from a handshake
//! that never leaves this module: rustls's client talks to a script, and its
//! key schedule yields the saved secret where it would compute one (see
//! [`Capture::revived`]). Nothing in that handshake is secret or trusted. All
//! that remains of it is the value, with which rustls then resumes by its own
//! rules and with real keys: whether the peer has that secret shows there.

#![forbid(unsafe_code)]

use super::capture::{self, Capture};
use super::engine::{self, Engine, Kernel, Step};
use super::fiber::{Fiber, Turn};
use super::record;
use super::session::Session;
use super::settings::{SIGALGS, Settings, TLS1_2, TLS1_3};
use super::{dhe, provider};
use crate::crypto::dh::Params;
use rustls::SupportedCipherSuite;
use rustls::client::{Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::ffdhe_groups::FFDHE2048;
use std::sync::{Arc, PoisonError};

/// The group of the script's key exchange, and a public value of it: any
/// will do.
const GROUP: u16 = 0x001d;
const PUBLIC: [u8; 32] = [9; 32];

/// The finite field of a script with DHE.
pub(super) fn field() -> Params {
    let field = FFDHE2048;
    Params { p: field.p.to_vec(), g: field.g.to_vec(), q: None, length: None }
}

/// What stands for a certificate; nobody looks into it.
const CERTIFICATE: [u8; 1] = [0];
/// TLS 1.2's Finished has this many bytes.
const VERIFY_DATA: usize = 12;
/// Where a first ClientHello, with its record's header, has its session ID.
const HELLO_ID: usize = 43;

/// rustls's values to offer `session` with once; both `None` if it cannot be
/// offered.
pub(super) fn revive(
    session: &Session,
) -> (Option<Tls12ClientSessionValue>, Option<Tls13ClientSessionValue>) {
    handshake(session).unwrap_or_default()
}

type Values = (Option<Tls12ClientSessionValue>, Option<Tls13ClientSessionValue>);

fn handshake(session: &Session) -> Option<Values> {
    let suite = provider::suite(session.suite)?;
    let secret = match session.external {
        true => session.stand_in(session.suite)?,
        false => session.master_key.clone(),
    };
    let (fits, scheme) = match (session.version, suite) {
        (TLS1_3, SupportedCipherSuite::Tls13(suite)) => {
            let len = suite.common.hash_provider.output_len();
            (secret.len() == len && !session.ticket.is_empty(), 0x0403)
        }
        (TLS1_2, SupportedCipherSuite::Tls12(suite)) => {
            // Any scheme of the suite's.
            (session.master_key.len() == 48, suite.sign.first().map_or(0, |&s| s.into()))
        }
        _ => return None,
    };
    let len = secret.len();
    if !fits || session.id.len() > 32 {
        return None;
    }
    let suites = |version| if session.version == version { vec![session.suite] } else { vec![] };
    let settings = Settings {
        min_version: session.version,
        max_version: session.version,
        suites12: suites(TLS1_2),
        suites13: suites(TLS1_3),
        groups: vec![GROUP],
        verify_sigalgs: SIGALGS.to_vec(),
        ..Settings::default()
    };
    let mut capture = Box::new(Capture {
        settings: Some(Arc::new(settings.clone())),
        revived: Some(secret),
        now: Some(session.created),
        dh: dhe::is_suite(session.suite).then(|| Arc::new(field())),
        ..Capture::default()
    });
    let engine = engine::client(&settings, &mut capture).ok()?;
    let script = match session.version {
        TLS1_3 => Script::of_tls13(session, scheme, len)?,
        _ => Script::of_tls12(session, scheme)?,
    };
    // rustls needs more stack than a thread may have.
    let mut fiber = Fiber::start(move || script.play(engine))?;
    match capture::scope(&mut capture, || fiber.resume(None))? {
        Turn::Ends(Some(())) => Some((capture.saved12.take(), capture.saved13.take())),
        _ => None,
    }
}

/// What the server would say.
struct Script {
    /// The answer to the ClientHello, before and after the place where TLS
    /// 1.3 repeats the client's session ID.
    before_id: Vec<u8>,
    after_id: Vec<u8>,
    /// Records that follow the ServerHello's.
    more: Vec<u8>,
    /// TLS 1.2: the answer to the client's Finished.
    last: Vec<u8>,
    /// TLS 1.3: the body of the NewSessionTicket.
    ticket: Vec<u8>,
}

/// `bytes` behind their length in `width` bytes.
fn counted(width: usize, bytes: &[u8]) -> Option<Vec<u8>> {
    let len = bytes.len().to_be_bytes();
    let (rest, len) = len.split_at(len.len().checked_sub(width)?);
    rest.iter().all(|&byte| byte == 0).then(|| [len, bytes].concat())
}

/// A handshake message.
fn message(kind: u8, body: &[u8]) -> Option<Vec<u8>> {
    Some([&[kind][..], &counted(3, body)?].concat())
}

/// A record.
fn in_record(kind: u8, body: &[u8]) -> Option<Vec<u8>> {
    Some([&[kind, 3, 3][..], &counted(2, body)?].concat())
}

/// An extension.
fn extension(number: u16, body: &[u8]) -> Option<Vec<u8>> {
    Some([&number.to_be_bytes()[..], &counted(2, body)?].concat())
}

const CERTIFICATE_MESSAGE: u8 = 11;
const FINISHED: u8 = 20;

impl Script {
    fn of_tls12(session: &Session, scheme: u16) -> Option<Script> {
        let mut extensions = Vec::new();
        if session.ems {
            extensions.extend(extension(0x17, &[])?);
        }
        if !session.ticket.is_empty() {
            extensions.extend(extension(0x23, &[])?);
        }
        let id = if session.ticket.is_empty() { &session.id[..] } else { &[] };
        let hello = [
            &[3, 3][..],
            &[0; 32],
            &counted(1, id)?,
            &session.suite.to_be_bytes(),
            &[0],
            &counted(2, &extensions)?,
        ];
        let share = if dhe::is_suite(session.suite) {
            let Params { p, g, .. } = field();
            [counted(2, &p)?, counted(2, &g)?, counted(2, &PUBLIC)?].concat()
        } else {
            [&[3][..], &GROUP.to_be_bytes(), &counted(1, &PUBLIC)?].concat()
        };
        let exchange = [&share[..], &scheme.to_be_bytes(), &counted(2, &[0])?];
        let chain = counted(3, &counted(3, &CERTIFICATE)?)?;
        let flight = [
            message(2, &hello.concat())?,
            message(CERTIFICATE_MESSAGE, &chain)?,
            message(12, &exchange.concat())?,
            message(14, &[])?,
        ];
        let mut last = Vec::new();
        if !session.ticket.is_empty() {
            let body = [&session.lifetime_hint.to_be_bytes()[..], &counted(2, &session.ticket)?];
            last.extend(in_record(record::HANDSHAKE, &message(4, &body.concat())?)?);
        }
        last.extend(in_record(record::CHANGE_CIPHER_SPEC, &[1])?);
        last.extend(in_record(record::HANDSHAKE, &message(FINISHED, &[0; VERIFY_DATA])?)?);
        Some(Script {
            before_id: in_record(record::HANDSHAKE, &flight.concat())?,
            after_id: Vec::new(),
            more: Vec::new(),
            last,
            ticket: Vec::new(),
        })
    }

    fn of_tls13(session: &Session, scheme: u16, hash_len: usize) -> Option<Script> {
        let share = [&GROUP.to_be_bytes()[..], &counted(2, &PUBLIC)?].concat();
        let extensions =
            [extension(0x2b, &TLS1_3.to_be_bytes())?, extension(0x33, &share)?].concat();
        let after_id = [&session.suite.to_be_bytes()[..], &[0], &counted(2, &extensions)?].concat();
        let entry = [counted(3, &CERTIFICATE)?, vec![0, 0]].concat();
        let chain = [vec![0], counted(3, &entry)?].concat();
        let proof = [&scheme.to_be_bytes()[..], &counted(2, &[0])?].concat();
        let flight = [
            message(8, &[0, 0])?,
            message(CERTIFICATE_MESSAGE, &chain)?,
            message(15, &proof)?,
            message(FINISHED, &vec![0; hash_len])?,
            vec![record::HANDSHAKE],
        ];
        let early = match session.max_early_data {
            0 => Vec::new(),
            most => extension(42, &most.to_be_bytes())?,
        };
        let ticket = [
            &session.lifetime_hint.to_be_bytes()[..],
            &session.age_add.to_be_bytes(),
            &counted(1, &[0])?,
            &counted(2, &session.ticket)?,
            &counted(2, &early)?,
        ];
        Some(Script {
            before_id: [&[3, 3][..], &[1; 32]].concat(),
            after_id,
            more: in_record(record::APPLICATION_DATA, &flight.concat())?,
            last: Vec::new(),
            ticket: ticket.concat(),
        })
    }

    /// The answer to this ClientHello.
    fn answer(&self, hello: &[u8]) -> Option<Vec<u8>> {
        if self.after_id.is_empty() {
            return Some(self.before_id.clone());
        }
        let len = usize::from(*hello.get(HELLO_ID)?);
        let id = hello.get(HELLO_ID + 1..HELLO_ID + 1 + len)?;
        let body = [&self.before_id[..], &counted(1, id)?, &self.after_id].concat();
        Some([in_record(record::HANDSHAKE, &message(2, &body)?)?, self.more.clone()].concat())
    }

    /// Plays the server; afterwards the capture has the value.
    fn play(self, mut engine: Engine) -> Option<()> {
        let Step::Blocked = engine.step() else { return None };
        engine.incoming = self.answer(&engine.out)?;
        let mut step = engine.step();
        if let (Step::Blocked, false) = (&step, self.last.is_empty()) {
            engine.incoming = self.last;
            step = engine.step();
        }
        let Step::Complete = step else { return None };
        if !self.ticket.is_empty() {
            let (_, kernel) = engine.finish().ok()?;
            let Kernel::Client(kernel) = kernel else { return None };
            let mut kernel = kernel.lock().unwrap_or_else(PoisonError::into_inner);
            kernel.handle_new_session_ticket(&self.ticket).ok()?;
        }
        Some(())
    }
}
