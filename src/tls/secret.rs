//! Handshakes of TLS 1.2 whose master secret the programs have (EAP-FAST, RFC
//! 4851).
//!
//! The client sends what its program says in the place of a session ticket. A
//! server whose program has a secret for that answers as if it resumed a
//! session, with a session ID that is new. The client sees it by the
//! ChangeCipherSpec that comes right after the ServerHello. rustls does not
//! know such handshakes: after both hellos they are made here.
//!
//! Who has the secret is authenticated by it, and by nothing else: no
//! certificate is shown. So the peer's Finished must verify with the secret
//! that our own program gave.

#![forbid(unsafe_code)]

use super::alerts::{
    self, DECODE_ERROR, DECRYPT_ERROR, HANDSHAKE_FAILURE, ILLEGAL_PARAMETER, INTERNAL_ERROR,
    PROTOCOL_VERSION, UNEXPECTED_MESSAGE, UNSUPPORTED_EXTENSION, alert,
};
use super::buffers::{HEADER, Output};
use super::capture::Capture;
use super::connection::{Connection, Halt, Phase};
use super::custom::{self, split};
use super::dtls::messages::{EC_POINT_FORMATS, RENEGOTIATION_SCSV, ServerHello};
use super::engine::Kernel;
use super::handshake::Handshake;
use super::header::Stage;
use super::hello::{ALPN, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO};
use super::observe::{Observer, Watch};
use super::record::{self, Half};
use super::session::{self, Session};
use super::settings::{TLS1_2, TLS1_3};
use super::stop::{Stop, of_bad};
use super::traffic::Traffic;
use super::wirefmt::Reader;
use super::{
    Alert, ClientHello, FactsCell, Host, Info, Outcome, Place, Reply, Role, Settings, State, Wire,
    dhe, negotiate, provider,
};
use crate::crypto::aead::NONCE_LEN;
use crate::crypto::rand;
use crate::crypto::sha2::same;
use crate::err::{self, ssl};
use rustls::{SupportedCipherSuite, Tls12CipherSuite};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The length of a Finished message's body, and of its header.
const VERIFY_DATA: usize = 12;
const HEAD: usize = 4;
const SERVER_HELLO: u8 = 2;
const FINISHED: u8 = 20;
/// A ServerHello's body is not longer.
const MAX_SERVER_HELLO: usize = 1 << 16;
/// Warnings in a row that are put up with, as OpenSSL.
const MAX_WARNINGS: u8 = 5;
/// What ends the random of a server that could speak TLS 1.3 (RFC 8446,
/// 4.1.3).
const DOWNGRADE: [u8; 8] = *b"DOWNGRD\x01";
/// Suites that are signed with ECDSA: OpenSSL takes none of them for a server
/// that leaves the choice open.
const ECDSA: [u16; 3] = [0xc02b, 0xc02c, 0xcca9];

/// What a server's program gave for what the client sent.
#[derive(Default)]
pub struct Given {
    /// The master secret.
    pub secret: Zeroizing<Vec<u8>>,
    /// The suite it wants, if it has a wish.
    pub suite: Option<u16>,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("suite", &self.suite).finish_non_exhaustive()
    }
}

fn internal() -> Alert {
    alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR)
}

fn unexpected() -> Alert {
    alert(UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE)
}

/// Client: whether what goes in the place of a ticket can be sent. As with
/// OpenSSL that is no handshake with TLS 1.3, and must not be empty.
pub(super) fn check_ticket(settings: &Settings) -> Result<(), Alert> {
    let Some(ticket) = &settings.ticket_ext else { return Ok(()) };
    let fits = (1..=custom::MAX_HELLO).contains(&ticket.len());
    if fits && settings.max_version == TLS1_2 { Ok(()) } else { Err(internal()) }
}

/// Server: draws its random, which its program wants to know.
pub(super) fn draw(settings: &Settings, facts: &FactsCell) {
    let mut random = [0; 32];
    if !settings.own_secret
        || facts.with(|facts| facts.version != TLS1_2 || facts.server_random != random)
        || rand::fill(&mut random).is_err()
    {
        return;
    }
    if settings.max_version >= TLS1_3 && !settings.suites13.is_empty() {
        random[24..].copy_from_slice(&DOWNGRADE);
    }
    facts.with(|facts| facts.server_random = random);
}

/// Server: that random, if one was drawn.
pub(super) fn drawn(settings: &Settings, facts: &FactsCell) -> Option<[u8; 32]> {
    let random = facts.with(|facts| facts.server_random);
    (settings.role == Role::Server && settings.own_secret && random != [0; 32]).then_some(random)
}

/// A suite of TLS 1.2's, by its number.
fn suite12(number: u16) -> Option<&'static Tls12CipherSuite> {
    match provider::suite(number)? {
        SupportedCipherSuite::Tls12(suite) => Some(suite),
        SupportedCipherSuite::Tls13(_) => None,
    }
}

/// What is to be done with what came.
pub(super) enum Next {
    /// Wait for what follows.
    Hold,
    /// Let rustls have it: it is another handshake.
    Release,
    /// Go on without rustls.
    Abbreviate(ServerHello),
    Fail(Alert),
}

/// A client until it sees which kind of handshake it is.
#[derive(Default)]
pub(super) struct Waiting {
    /// The ClientHello, as it was sent.
    sent: Vec<u8>,
    /// The messages that came, as they came.
    heard: Vec<u8>,
    /// The records with them, as rustls is to see them.
    held: Vec<u8>,
    secret: Zeroizing<Vec<u8>>,
    hello: Option<ServerHello>,
}

impl Waiting {
    /// For a client whose program may have the secret.
    pub(super) fn new(settings: &Settings) -> Option<Box<Waiting>> {
        let waits = settings.role == Role::Client && settings.own_secret;
        (waits && settings.ticket_ext.is_some()).then(Box::default)
    }

    /// Takes note of records that were sent.
    pub(super) fn sent(&mut self, records: &[u8]) {
        let mut reader = Reader::new(records);
        while reader.u8() == Some(record::HANDSHAKE) && reader.u16().is_some() {
            self.sent.extend(reader.vec16().unwrap_or_default());
        }
    }

    /// Hears a record, which rustls would see as `seen`.
    pub(super) fn hear(
        &mut self,
        settings: &Settings,
        host: &dyn Host,
        record: &[u8],
        seen: &[u8],
    ) -> Next {
        self.held.extend(seen);
        let body = record.get(HEADER..).unwrap_or_default();
        match (record.first(), self.hello.take()) {
            (Some(&record::CHANGE_CIPHER_SPEC), Some(hello)) => {
                let checked = self.check(settings, &hello).and_then(|()| check_change(record));
                match checked {
                    Ok(()) => Next::Abbreviate(hello),
                    Err(alert) => Next::Fail(alert),
                }
            }
            (Some(&record::HANDSHAKE), None) => {
                self.heard.extend(body);
                self.hear_hello(host)
            }
            (Some(&record::APPLICATION_DATA), _) => {
                Next::Fail(alert(UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD))
            }
            _ => Next::Release,
        }
    }

    /// Reads the ServerHello, if that is what came.
    fn hear_hello(&mut self, host: &dyn Host) -> Next {
        let Some((message, rest)) = split(&self.heard) else {
            let long = self.heard.len() > MAX_SERVER_HELLO;
            let alert = || alert(ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE);
            return if long { Next::Fail(alert()) } else { Next::Hold };
        };
        if message.first() != Some(&SERVER_HELLO) {
            return Next::Release;
        }
        let hello = match ServerHello::parse(message.get(HEAD..).unwrap_or_default()) {
            Ok(hello) => hello,
            Err(alert) => return Next::Fail(alert),
        };
        if hello.version != TLS1_2 {
            return Next::Release;
        }
        // As with OpenSSL the program is asked whatever follows.
        match host.session_secret() {
            Some(secret) if !secret.is_empty() => self.secret = secret,
            _ => return Next::Fail(internal()),
        }
        if !rest.is_empty() {
            return Next::Release;
        }
        self.hello = Some(hello);
        Next::Hold
    }

    /// Whether a ServerHello may answer our ClientHello.
    fn check(&self, settings: &Settings, hello: &ServerHello) -> Result<(), Alert> {
        let asked = ClientHello::parse(&self.sent).map_err(|_| internal())?;
        let offered = settings.suites12.contains(&hello.suite)
            && asked.suite_numbers().contains(&hello.suite);
        if !offered || suite12(hello.suite).is_none() {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_WRONG_CIPHER_RETURNED));
        }
        if hello.compression != 0 {
            return Err(alert(ILLEGAL_PARAMETER, ssl::R_COMPRESSION_DISABLED));
        }
        for (kind, body) in &hello.extensions {
            if *kind == RENEGOTIATION_INFO {
                if body != &[0] {
                    return Err(alert(ILLEGAL_PARAMETER, ssl::R_RENEGOTIATION_MISMATCH));
                }
            } else if asked.extension(*kind).is_none() {
                return Err(alert(UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION));
            } else if *kind == EXTENDED_MASTER_SECRET && !body.is_empty() {
                return Err(alert(DECODE_ERROR, ssl::R_BAD_EXTENSION));
            } else if *kind == ALPN && !settings.alpn.contains(&protocol(body)?) {
                return Err(alert(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION));
            }
        }
        if settings.options.require_ems && hello.extension(EXTENDED_MASTER_SECRET).is_none() {
            return Err(alert(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS));
        }
        Ok(())
    }
}

/// Whether a record is of TLS 1.2.
fn check_version(header: &[u8]) -> Result<(), Alert> {
    match header.get(1..3) {
        Some([3, 3]) => Ok(()),
        _ => Err(alert(PROTOCOL_VERSION, ssl::R_WRONG_VERSION_NUMBER)),
    }
}

/// Whether a record is a ChangeCipherSpec as it has to be.
fn check_change(record: &[u8]) -> Result<(), Alert> {
    check_version(record)?;
    match record.get(HEADER..) {
        Some([1]) => Ok(()),
        _ => Err(alert(UNEXPECTED_MESSAGE, ssl::R_BAD_CHANGE_CIPHER_SPEC)),
    }
}

/// The protocol that a server's ALPN extension names.
fn protocol(body: &[u8]) -> Result<Vec<u8>, Alert> {
    let mut list = Reader::new(body);
    let name = list.vec16().filter(|_| list.is_empty()).and_then(|names| {
        let mut names = Reader::new(names);
        names.vec8().filter(|name| names.is_empty() && !name.is_empty())
    });
    name.map(<[u8]>::to_vec).ok_or_else(|| alert(DECODE_ERROR, ssl::R_BAD_EXTENSION))
}

/// What is left of a handshake after both hellos.
pub(super) struct Abbreviated {
    role: Role,
    number: u16,
    suite: &'static Tls12CipherSuite,
    secret: Zeroizing<Vec<u8>>,
    tx: Half,
    rx: Half,
    /// The handshake so far.
    transcript: Vec<u8>,
    observer: Observer,
    /// The peer's ChangeCipherSpec has come, and what there is of its Finished.
    changed: bool,
    message: Vec<u8>,
    warnings: u8,
    /// The peer's close_notify has come instead.
    closed: bool,
    /// Ours is in the output.
    sent: bool,
    /// The peer's Finished was right.
    verified: bool,
}

impl fmt::Debug for Abbreviated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Abbreviated").field("suite", &self.number).finish_non_exhaustive()
    }
}

impl Abbreviated {
    fn new(
        role: Role,
        number: u16,
        secret: Zeroizing<Vec<u8>>,
        (client, server): ([u8; 32], [u8; 32]),
        transcript: Vec<u8>,
    ) -> Option<Abbreviated> {
        let suite = suite12(number)?;
        let shape = suite.aead_alg.key_block_shape();
        let (key, iv) = (shape.enc_key_len, shape.fixed_iv_len);
        let mut block = Zeroizing::new(vec![0; 2 * (key + iv)]);
        let seed = [server, client].concat();
        suite.prf_provider.for_secret(&mut block, &secret, b"key expansion", &seed);
        let (keys, ivs) = block.split_at(2 * key);
        let half = |key: &[u8], iv: &[u8]| {
            let mut whole = Zeroizing::new([0; NONCE_LEN]);
            whole.iter_mut().zip(iv).for_each(|(to, from)| *to = *from);
            Half::of_suite(number, key, &*whole, 0)
        };
        let ((client_key, server_key), (client_iv, server_iv)) =
            (keys.split_at(key), ivs.split_at(iv));
        let (client, server) = (half(client_key, client_iv)?, half(server_key, server_iv)?);
        let (tx, rx) = match role {
            Role::Client => (client, server),
            Role::Server => (server, client),
        };
        Some(Abbreviated {
            role,
            number,
            suite,
            secret,
            tx,
            rx,
            transcript,
            observer: Observer::default(),
            changed: false,
            message: Vec::new(),
            warnings: 0,
            closed: false,
            sent: false,
            verified: false,
        })
    }

    /// Whether what is sent now has to be encrypted.
    pub(super) fn is_sealing(&self) -> bool {
        self.sent
    }

    /// Appends an alert, sealed.
    pub(super) fn send_alert(&mut self, watch: &Watch<'_>, output: &mut Output, body: [u8; 2]) {
        let start = output.len();
        if self.tx.seal(record::ALERT, &body, output) {
            watch.record(true, output.since(start).get(..HEADER).unwrap_or_default(), None);
            watch.alert(true, body);
        }
    }

    /// What the Finished message of `role` says after this handshake.
    fn finished(&self, role: Role) -> [u8; VERIFY_DATA] {
        let label: &[u8] = match role {
            Role::Client => b"client finished",
            Role::Server => b"server finished",
        };
        let mut out = [0; VERIFY_DATA];
        let digest = self.suite.common.hash_provider.hash(&self.transcript);
        self.suite.prf_provider.for_secret(&mut out, &self.secret, label, digest.as_ref());
        out
    }

    /// Appends `first`, our ChangeCipherSpec and our Finished.
    fn send(&mut self, watch: &Watch<'_>, output: &mut Output, first: &[u8]) -> Result<(), Alert> {
        let mut capture = Capture::default();
        let change = [record::CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1];
        let mut plain = [first, &change].concat();
        self.observer.outgoing(watch, &mut capture, &mut plain);
        output.extend(&plain);
        tell_key(watch, &self.secret);
        let body = self.finished(self.role);
        let message = [&[FINISHED, 0, 0, 12][..], &body].concat();
        let start = output.len();
        self.sent = true;
        if !self.tx.seal(record::HANDSHAKE, &message, output) {
            return Err(internal());
        }
        self.transcript.extend(&message);
        capture.tx.push_back((record::HANDSHAKE, message));
        let mut sealed = output.since(start).to_vec();
        self.observer.outgoing(watch, &mut capture, &mut sealed);
        Ok(())
    }

    /// Takes a record of the peer's.
    fn take(
        &mut self,
        watch: &Watch<'_>,
        header: [u8; HEADER],
        body: &mut [u8],
    ) -> Result<(), Stop> {
        check_version(&header)?;
        if !self.changed {
            if header[0] == record::CHANGE_CIPHER_SPEC {
                check_change(&[&header[..], body].concat())?;
            }
            self.observer.incoming(watch, header, body);
            return match header[0] {
                record::CHANGE_CIPHER_SPEC => {
                    self.changed = true;
                    Ok(())
                }
                record::ALERT => self.hear_alert(body),
                record::APPLICATION_DATA => {
                    Err(alert(UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD).into())
                }
                _ => Err(unexpected().into()),
            };
        }
        watch.record(false, &header, None);
        let (kind, range) = self.rx.open(header, body).map_err(of_bad)?;
        let plain = body.get(range).unwrap_or_default();
        match kind {
            record::ALERT => {
                self.observer.opened(watch, kind, plain);
                self.hear_alert(plain)
            }
            record::HANDSHAKE if !plain.is_empty() => {
                self.message.extend(plain);
                self.observer.opened(watch, kind, plain);
                self.check_finished().map_err(Stop::from)
            }
            _ => Err(unexpected().into()),
        }
    }

    /// Looks whether the peer's Finished, as far as it came, is right.
    fn check_finished(&mut self) -> Result<(), Alert> {
        if self.message.first() != Some(&FINISHED) {
            return Err(unexpected());
        }
        let whole = self.message.get(1..).and_then(|rest| Reader::new(rest).u24());
        let Some(len) = whole else { return Ok(()) };
        if len != VERIFY_DATA {
            return Err(alert(DECODE_ERROR, ssl::R_BAD_DIGEST_LENGTH));
        }
        let Some((message, rest)) = self.message.split_at_checked(HEAD + len) else {
            return Ok(());
        };
        let peer = match self.role {
            Role::Client => Role::Server,
            Role::Server => Role::Client,
        };
        if !rest.is_empty() {
            return Err(alert(UNEXPECTED_MESSAGE, ssl::R_NOT_ON_RECORD_BOUNDARY));
        }
        if !same(message.get(HEAD..).unwrap_or_default(), &self.finished(peer)) {
            return Err(alert(DECRYPT_ERROR, ssl::R_DIGEST_CHECK_FAILED));
        }
        self.transcript.extend(message);
        self.verified = true;
        Ok(())
    }

    /// An alert of the peer's.
    fn hear_alert(&mut self, body: &[u8]) -> Result<(), Stop> {
        let &[level, description] = body else {
            return Err(alert(UNEXPECTED_MESSAGE, ssl::R_INVALID_ALERT).into());
        };
        self.warnings += 1;
        match level {
            1 if description == alerts::CLOSE_NOTIFY => {
                self.closed = true;
                Ok(())
            }
            1 if self.warnings < MAX_WARNINGS => Ok(()),
            1 => Err(alert(UNEXPECTED_MESSAGE, ssl::R_TOO_MANY_WARN_ALERTS).into()),
            _ => Err(Stop::Received(alerts::received(description))),
        }
    }
}

/// Tells the key log.
fn tell_key(watch: &Watch<'_>, secret: &[u8]) {
    if watch.settings.keylog {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let random = watch.facts.with(|facts| facts.client_random);
        let line = Zeroizing::new(format!("CLIENT_RANDOM {} {}", hex(&random), hex(secret)));
        watch.host.keylog(&line);
    }
}

/// A server's choice: what its program wants, or a suite that it has an RSA
/// key for.
fn choose(settings: &Settings, hello: &ClientHello, given: &Given) -> Result<u16, Alert> {
    let Some(suite) = given.suite else {
        let mut settings = settings.clone();
        settings.suites12.retain(|suite| !ECDSA.contains(suite));
        return negotiate::plan(hello, &settings).map(|plan| plan.suite);
    };
    if !hello.compression.contains(&0) {
        return Err(alert(DECODE_ERROR, ssl::R_NO_COMPRESSION_SPECIFIED));
    }
    match suite12(suite) {
        Some(_) if hello.suite_numbers().contains(&suite) => Ok(suite),
        _ => Err(alert(HANDSHAKE_FAILURE, ssl::R_NO_SHARED_CIPHER)),
    }
}

/// The ServerHello's message.
fn answer(
    settings: &Settings,
    host: &dyn Host,
    hello: &ClientHello,
    suite: u16,
    random: [u8; 32],
) -> Result<Vec<u8>, Alert> {
    let offered = |kind: u16| hello.extension(kind).is_some();
    let mut extensions = Vec::new();
    if hello.extension(RENEGOTIATION_INFO).is_some_and(|body| body != [0]) {
        return Err(alert(HANDSHAKE_FAILURE, ssl::R_RENEGOTIATION_MISMATCH));
    }
    if offered(RENEGOTIATION_INFO) || hello.suite_numbers().contains(&RENEGOTIATION_SCSV) {
        extensions.push((RENEGOTIATION_INFO, vec![0]));
    }
    if offered(EC_POINT_FORMATS) && !dhe::is_suite(suite) {
        extensions.push((EC_POINT_FORMATS, vec![1, 0]));
    }
    if let (true, Some(name)) = (offered(ALPN), settings.alpn.first()) {
        let len = u8::try_from(name.len()).map_err(|_| internal())?;
        extensions.push((ALPN, [&[0, len.saturating_add(1), len][..], name].concat()));
    }
    if offered(EXTENDED_MASTER_SECRET) {
        extensions.push((EXTENDED_MASTER_SECRET, vec![]));
    } else if settings.options.require_ems {
        return Err(alert(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS));
    }
    if !settings.custom.is_empty() {
        let message = custom::place::SERVER_HELLO_12;
        let place = Place { message, certificate: None, resumed: true };
        let own = match host.extensions(&place) {
            Reply::Go(own) => own,
            Reply::Fail(alert) => return Err(alert),
            Reply::Suspend(_) => return Err(internal()),
        };
        let mut own = Reader::new(&own);
        while !own.is_empty() {
            let next = own.u16().and_then(|kind| Some((kind, own.vec16()?.to_vec())));
            extensions.push(next.ok_or_else(internal)?);
        }
    }
    let session_id = match host.session_id() {
        Reply::Go(Some(id)) => id,
        Reply::Go(None) => {
            let mut id = [0; 32];
            rand::fill(&mut id).map_err(|_| internal())?;
            id
        }
        Reply::Fail(alert) => return Err(alert),
        Reply::Suspend(_) => return Err(internal()),
    };
    let hello = ServerHello {
        version: TLS1_2,
        random,
        session_id: session_id.to_vec(),
        suite,
        compression: 0,
        extensions,
    };
    let body = hello.write().ok_or_else(internal)?;
    let [0, len @ ..] = u32::try_from(body.len()).map_err(|_| internal())?.to_be_bytes() else {
        return Err(internal());
    };
    Ok([&[SERVER_HELLO][..], &len, &body].concat())
}

impl Connection {
    /// Server: answers a client for whose ticket the program gave a secret.
    pub(super) fn answer_given(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        hello: &ClientHello,
        given: &Given,
    ) -> Result<(), Halt> {
        match self.begin_given(host, hello, given) {
            Ok(handshake) => {
                self.phase = Phase::Abbreviated(Box::new(handshake));
                Ok(())
            }
            Err(alert) => Err(self.fail(host, wire, alert)),
        }
    }

    fn begin_given(
        &mut self,
        host: &dyn Host,
        hello: &ClientHello,
        given: &Given,
    ) -> Result<Abbreviated, Alert> {
        let settings = self.settings.clone();
        let random = drawn(&settings, &self.facts).ok_or_else(internal)?;
        if hello.version != TLS1_2 || given.secret.is_empty() {
            return Err(internal());
        }
        let suite = choose(&settings, hello, given)?;
        let message = answer(&settings, host, hello, suite, random)?;
        let transcript = [&hello.raw[..], &message].concat();
        let (secret, randoms) = (given.secret.clone(), (hello.random, random));
        let mut handshake = Abbreviated::new(Role::Server, suite, secret, randoms, transcript)
            .ok_or_else(internal)?;
        let len = u16::try_from(message.len()).map_err(|_| internal())?.to_be_bytes();
        let first = [&[record::HANDSHAKE, 3, 3][..], &len, &message].concat();
        let watch = Watch { facts: &self.facts, host, settings: &settings };
        handshake.send(&watch, &mut self.output, &first)?;
        self.unflushed = true;
        Ok(handshake)
    }

    /// Client: does what was decided on what came.
    pub(super) fn waited(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Handshake>,
        waiting: Box<Waiting>,
        next: Next,
    ) -> Result<(), Halt> {
        match next {
            Next::Hold => handshake.waiting = Some(waiting),
            Next::Release => {
                if let Some(engine) = handshake.drive.engine() {
                    engine.incoming.extend_from_slice(&waiting.held);
                }
                // Its turn, without another record.
                handshake.fresh = true;
            }
            Next::Fail(alert) => return Err(self.fail_handshake(host, wire, handshake, alert)),
            Next::Abbreviate(hello) => {
                if hello.extension(RENEGOTIATION_INFO).is_none() && !self.settings.legacy_server {
                    let reason = ssl::R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
                    let alert = alert(HANDSHAKE_FAILURE, reason);
                    return Err(self.fail_handshake(host, wire, handshake, alert));
                }
                let Waiting { sent, heard, secret, .. } = *waiting;
                let randoms = (self.facts.with(|facts| facts.client_random), hello.random);
                let transcript = [sent, heard].concat();
                let made = Abbreviated::new(Role::Client, hello.suite, secret, randoms, transcript);
                let Some(mut made) = made else {
                    return Err(self.fail_handshake(host, wire, handshake, internal()));
                };
                // It has seen the ChangeCipherSpec.
                (made.observer, made.changed) = (handshake.observer, true);
                self.phase = Phase::Abbreviated(Box::new(made));
                return Ok(());
            }
        }
        self.phase = Phase::Handshake(handshake);
        Ok(())
    }

    /// Takes the next record of a handshake that is ours, or ends it.
    pub(super) fn abbreviated(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Abbreviated>,
    ) -> Result<(), Halt> {
        // Whatever fails from here on does so in this phase.
        let flushed = self.flush(wire);
        if flushed.is_err() || handshake.verified && handshake.sent {
            let done = flushed.is_ok();
            self.phase = Phase::Abbreviated(handshake);
            return if done { self.end_abbreviated(host, wire) } else { flushed };
        }
        let settings = self.settings.clone();
        let facts = Arc::clone(&self.facts);
        let watch = Watch { facts: &facts, host, settings: &settings };
        handshake.observer.turn(&watch);
        let taken = self.record(wire, Stage::Plain).and_then(|(header, len)| {
            let range = HEADER..HEADER + len;
            let mut body = self.input.bytes().get(range).unwrap_or_default().to_vec();
            self.input.consume(HEADER + len);
            handshake.take(&watch, header, &mut body)?;
            if handshake.verified && !handshake.sent {
                handshake.send(&watch, &mut self.output, &[])?;
                self.unflushed = true;
            }
            Ok(())
        });
        let closed = std::mem::take(&mut handshake.closed);
        self.phase = Phase::Abbreviated(handshake);
        if closed {
            self.facts.with(|facts| facts.received_close = true);
            return Err(Outcome::Closed);
        }
        taken.map_err(|stop| self.stop(host, wire, stop))
    }

    /// Both Finished messages are through.
    fn end_abbreviated(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Result<(), Halt> {
        let phase = std::mem::replace(&mut self.phase, Phase::Dead);
        let Phase::Abbreviated(handshake) = phase else {
            return Err(self.fail(host, wire, internal()));
        };
        let Abbreviated { role, number, secret, tx, rx, verified: true, .. } = *handshake else {
            return Err(self.fail(host, wire, internal()));
        };
        let settings = &self.settings;
        let session = self.facts.with(|facts| {
            (facts.resumed, facts.group, facts.verify_result) = (true, 0, Some(0));
            facts.peer_chain = Arc::default();
            let session = Arc::new(Session {
                version: TLS1_2,
                suite: number,
                id: facts.session_id.clone(),
                ticket: settings.ticket_ext.clone().unwrap_or_default(),
                created: session::now(),
                master_key: secret.clone(),
                alpn: facts.alpn.clone(),
                server_name: facts.server_name.clone().filter(|_| role == Role::Server),
                ems: facts.ems,
                id_context: settings.session_id_context.clone(),
                stateful: role == Role::Server,
                ..Session::default()
            });
            facts.session = Some(session.clone());
            facts.exporter.secret = secret;
            session
        });
        let mut traffic = Traffic::new(role, TLS1_2, (tx, rx), Kernel::None);
        traffic.template = Some(session);
        self.phase = Phase::Traffic(Box::new(traffic));
        host.info(Info::Loop);
        self.facts.with(|facts| facts.state = State::Ok);
        host.info(Info::Done);
        Ok(())
    }
}
