//! One TLS connection.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::{HEADER, Input, MAX_BODY_12, Output};
use super::capture::Capture;
use super::engine::{self, Drive, Engine, Step};
use super::exporter::Exporter;
use super::hello::MAX_CLIENT_HELLO;
use super::observe::{Observer, Watch};
use super::record::{self, Half};
use super::session::{self, Resume, Session};
use super::settings::{TLS1_2, TLS1_3};
use super::traffic::{Stop, Traffic};
use super::wirefmt::Reader;
use super::{
    Alert, ClientHello, FactsCell, Host, Info, Outcome, Reply, Role, Settings, State, Transfer,
    Wire, negotiate, provider,
};
use crate::err::{self, Error, Lib, Result, ssl};
use std::sync::Arc;

/// How far the two close_notify alerts have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShutdownState {
    /// Ours is out, the peer's has not come (`SSL_shutdown` gives 0).
    Sent,
    /// Both are through (`SSL_shutdown` gives 1).
    Complete,
}

/// Where the connection is.
#[derive(Debug)]
enum Phase {
    /// Nothing has happened.
    Start,
    /// Server: a ClientHello is being read; the records so far, and the
    /// handshake bytes in them.
    Hello { records: Vec<u8>, message: Vec<u8> },
    /// Server: the host is being asked about the ClientHello.
    Asking { records: Vec<u8>, hello: Arc<ClientHello> },
    /// rustls is at it.
    Handshake(Box<Handshake>),
    /// Data may flow.
    Traffic(Box<Traffic>),
    /// Nothing more will happen.
    Dead,
}

/// A handshake in rustls's hands.
struct Handshake {
    drive: Drive,
    capture: Box<Capture>,
    observer: Observer,
    /// rustls has not had its first turn.
    fresh: bool,
    /// rustls is done; its last records are still to be written.
    complete: bool,
    exporter: Exporter,
    master_key: zeroize::Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Handshake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handshake").field("drive", &self.drive).finish_non_exhaustive()
    }
}

/// One TLS connection, from the first handshake byte to its end.
///
/// Calls return as soon as the wire would block; the same call made again
/// goes on where it stopped. `read` and `write` before the end of the
/// handshake drive the handshake first.
#[derive(Debug)]
pub struct Connection {
    settings: Arc<Settings>,
    facts: Arc<FactsCell>,
    phase: Phase,
    input: Input,
    output: Output,
    exporter: Exporter,
    /// A flight was written and the wire not flushed since.
    unflushed: bool,
    partial: bool,
    moving: bool,
    max_fragment: usize,
    ignore_eof: bool,
    /// The version of unencrypted alerts.
    plain_version: [u8; 2],
}

/// In the place of an alert's description: none is sent.
const NO_ALERT: u8 = alerts::CLOSE_NOTIFY;

/// How a step of the handshake ends when it does not go on.
type Halt = Outcome;

impl Connection {
    /// A connection that has not sent or received a byte.
    ///
    /// Errors: `R_NO_PROTOCOLS_AVAILABLE` or `R_NO_CIPHERS_AVAILABLE` if the
    /// settings leave no version or suite.
    pub fn new(settings: Settings) -> Result<Connection> {
        if provider::versions(settings.min_version, settings.max_version).is_empty() {
            return Err(Error::new(Lib::Ssl, ssl::R_NO_PROTOCOLS_AVAILABLE));
        }
        let any = |suites: &[u16], version: u16| {
            (settings.min_version..=settings.max_version).contains(&version)
                && suites.iter().any(|&suite| provider::suite(suite).is_some())
        };
        if !any(&settings.suites13, TLS1_3) && !any(&settings.suites12, TLS1_2) {
            return Err(Error::new(Lib::Ssl, ssl::R_NO_CIPHERS_AVAILABLE));
        }
        let facts = Arc::new(FactsCell::default());
        facts.with(|facts| facts.server_name.clone_from(&settings.server_name));
        Ok(Connection {
            facts,
            phase: Phase::Start,
            input: Input::default(),
            output: Output::default(),
            exporter: Exporter::default(),
            unflushed: false,
            partial: settings.options.partial_write,
            moving: settings.options.moving_write_buffer,
            max_fragment: settings.max_fragment,
            ignore_eof: false,
            plain_version: [3, 3],
            settings: Arc::new(settings),
        })
    }

    /// What is known; the cell stays readable during calls.
    pub fn facts(&self) -> &Arc<FactsCell> {
        &self.facts
    }

    /// Drives the handshake. Safe to call when it is done already.
    pub fn handshake(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome {
        match &mut self.phase {
            Phase::Traffic(traffic) => {
                let watch = Watch { facts: &self.facts, host, settings: &self.settings };
                if let Err(alert) = traffic.send_key_update(&watch, &mut self.output) {
                    return self.fail(host, wire, alert);
                }
                return self.flush(wire).err().unwrap_or(Outcome::Done(()));
            }
            Phase::Dead => return Outcome::Failed(Error::quiet()),
            Phase::Start => host.info(Info::Start),
            _ => {}
        }
        let outcome = loop {
            match self.advance(host, wire) {
                Ok(()) if matches!(self.phase, Phase::Traffic(_)) => break Outcome::Done(()),
                Ok(()) => {}
                Err(halt) => break halt,
            }
        };
        host.info(Info::Exit(if matches!(outcome, Outcome::Done(())) { 1 } else { -1 }));
        outcome
    }

    /// One step of the handshake.
    fn advance(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> std::result::Result<(), Halt> {
        // Whatever panics leaves the connection dead.
        match std::mem::replace(&mut self.phase, Phase::Dead) {
            Phase::Start => self.start(host, wire),
            Phase::Hello { records, message } => self.read_hello(host, wire, records, message),
            Phase::Asking { records, hello } => self.ask(host, wire, records, hello),
            Phase::Handshake(handshake) => self.work(host, wire, handshake),
            done @ Phase::Traffic(_) => {
                self.phase = done;
                Ok(())
            }
            Phase::Dead => Err(Outcome::Failed(Error::quiet())),
        }
    }

    fn start(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> std::result::Result<(), Halt> {
        if self.settings.role == Role::Server {
            host.info(Info::Loop);
            self.phase = Phase::Hello { records: Vec::new(), message: Vec::new() };
            return Ok(());
        }
        let mut capture = self.capture();
        match engine::client(&self.settings, &mut capture) {
            Ok(engine) => self.begin(engine, capture, Observer::default()),
            Err(_) => {
                let error = Error::new(Lib::Ssl, ssl::R_NO_CIPHERS_AVAILABLE);
                return Err(self.fail(host, wire, Alert { description: NO_ALERT, error }));
            }
        }
        Ok(())
    }

    fn capture(&self) -> Box<Capture> {
        Box::new(Capture { settings: Some(self.settings.clone()), ..Capture::default() })
    }

    fn begin(&mut self, engine: Engine, capture: Box<Capture>, observer: Observer) {
        self.phase = Phase::Handshake(Box::new(Handshake {
            drive: Drive::Idle(Box::new(engine)),
            capture,
            observer,
            fresh: true,
            complete: false,
            exporter: Exporter::default(),
            master_key: zeroize::Zeroizing::default(),
        }));
    }

    /// Reads one whole record, exactly; its header and its body's length.
    fn record(
        &mut self,
        wire: &mut dyn Wire,
        first: bool,
    ) -> std::result::Result<([u8; HEADER], usize), Stop> {
        let fill = |input: &mut Input, wire: &mut dyn Wire, n| match input.fill(wire, n, n) {
            Transfer::Done(_) => Ok(()),
            Transfer::WouldBlock => Err(Stop::Blocked),
            Transfer::Eof => Err(Stop::Eof),
            Transfer::Error => Err(Stop::Transport),
        };
        fill(&mut self.input, wire, HEADER)?;
        let Some(Ok(header)) = self.input.bytes().get(..HEADER).map(<[u8; HEADER]>::try_from)
        else {
            return Err(Stop::Transport);
        };
        check_header(header, first)?;
        let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
        fill(&mut self.input, wire, HEADER + len)?;
        Ok((header, len))
    }

    fn stop(&mut self, host: &dyn Host, wire: &mut dyn Wire, stop: Stop) -> Halt {
        match stop {
            Stop::Blocked => Outcome::WantRead,
            Stop::Eof if self.ignore_eof => {
                self.facts.with(|facts| facts.received_close = true);
                if let Phase::Traffic(traffic) = &mut self.phase {
                    traffic.received_close = true;
                }
                Outcome::Closed
            }
            Stop::Eof => {
                self.give_up(host, wire, alerts::DECODE_ERROR);
                Outcome::Eof
            }
            Stop::Transport => Outcome::Transport,
            Stop::Fatal(alert) => self.fail(host, wire, alert),
            Stop::Received(error) => self.dead(error),
        }
    }

    fn read_hello(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut records: Vec<u8>,
        mut message: Vec<u8>,
    ) -> std::result::Result<(), Halt> {
        let (header, len) = match self.record(wire, records.is_empty()) {
            Ok(record) => record,
            Err(stop) => {
                self.phase = Phase::Hello { records, message };
                return Err(self.stop(host, wire, stop));
            }
        };
        let body = self.input.bytes().get(HEADER..HEADER + len).unwrap_or_default().to_vec();
        self.input.consume(HEADER + len);
        self.watched(host, |watch| {
            watch.record(false, &header, None);
        });
        if header[0] != record::HANDSHAKE {
            self.plain_version = [header[1], header[2]];
            let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE);
            return Err(self.fail(host, wire, alert));
        }
        records.extend_from_slice(&header);
        records.extend_from_slice(&body);
        message.extend_from_slice(&body);
        if message.first().is_some_and(|&kind| kind != 1) {
            let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE);
            return Err(self.fail(host, wire, alert));
        }
        let mut reader = Reader::new(&message);
        reader.u8();
        let whole = reader.u24().map(|len| 4 + len);
        if whole.is_some_and(|whole| whole > MAX_CLIENT_HELLO)
            || records.len() > 2 * MAX_CLIENT_HELLO
        {
            let alert = alert(alerts::ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE);
            return Err(self.fail(host, wire, alert));
        }
        if whole.is_none_or(|whole| message.len() < whole) {
            self.phase = Phase::Hello { records, message };
            return Ok(());
        }
        if whole.is_some_and(|whole| message.len() > whole) {
            let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_NOT_ON_RECORD_BOUNDARY);
            return Err(self.fail(host, wire, alert));
        }
        let parsed = ClientHello::parse(&message).and_then(|mut hello| {
            hello.version = negotiate::version(&hello, &self.settings)?;
            Ok(hello)
        });
        let hello = match parsed {
            Ok(hello) => Arc::new(hello),
            Err(alert) => {
                if let (alerts::PROTOCOL_VERSION, [_, _, _, _, major, minor, ..]) =
                    (alert.description, message.as_slice())
                {
                    self.plain_version = [*major, *minor];
                }
                return Err(self.fail(host, wire, alert));
            }
        };
        self.facts.with(|facts| {
            facts.client_random = hello.random;
            facts.server_name.clone_from(&hello.server_name);
            facts.peer_sigalgs.clone_from(&hello.sigalgs);
            facts.client_hello = Some(hello.clone());
            facts.version = hello.version;
        });
        self.watched(host, |watch| {
            watch.enter(State::ServerReadClientHello);
            watch.message(false, TLS1_3, record::HANDSHAKE.into(), &hello.raw);
        });
        self.phase = Phase::Asking { records, hello };
        Ok(())
    }

    fn watched(&self, host: &dyn Host, work: impl FnOnce(&Watch<'_>)) {
        work(&Watch { facts: &self.facts, host, settings: &self.settings });
    }

    fn ask(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        records: Vec<u8>,
        hello: Arc<ClientHello>,
    ) -> std::result::Result<(), Halt> {
        match host.client_hello(&hello) {
            Reply::Go(settings) => {
                self.partial = settings.options.partial_write;
                self.moving = settings.options.moving_write_buffer;
                self.max_fragment = settings.max_fragment;
                self.settings = Arc::new(settings);
            }
            Reply::Fail(alert) => return Err(self.fail(host, wire, alert)),
            Reply::Suspend(why) => {
                self.phase = Phase::Asking { records, hello };
                return Err(Outcome::Suspended(why));
            }
        }
        let plan = match negotiate::plan(&hello, &self.settings) {
            Ok(plan) => plan,
            Err(alert) => return Err(self.fail(host, wire, alert)),
        };
        self.facts.with(|facts| facts.credential = Some(plan.credential));
        match engine::server(&self.settings, &hello, &plan) {
            Ok(mut engine) => {
                engine.incoming = records;
                let capture = self.capture();
                self.begin(engine, capture, Observer::default());
                Ok(())
            }
            Err(_) => {
                let alert = alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR);
                Err(self.fail(host, wire, alert))
            }
        }
    }

    /// Lets rustls work; feeds it a record if it needs one.
    fn work(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Handshake>,
    ) -> std::result::Result<(), Halt> {
        if handshake.complete {
            if let Err(halt) = self.flush(wire) {
                self.phase = Phase::Handshake(handshake);
                return Err(halt);
            }
            return self.complete(host, wire, handshake);
        }
        let asking = matches!(handshake.drive, Drive::Asking(..));
        if !handshake.fresh && !asking {
            // Everything so far must be out before the peer can answer.
            if let Err(halt) = self.flush(wire) {
                self.phase = Phase::Handshake(handshake);
                return Err(halt);
            }
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            handshake.observer.turn(&watch);
            let first = self.facts.with(|facts| facts.version == 0);
            let (header, len) = match self.record(wire, first) {
                Ok(record) => record,
                Err(stop) => {
                    self.phase = Phase::Handshake(handshake);
                    return Err(self.stop(host, wire, stop));
                }
            };
            let record = self.input.bytes().get(..HEADER + len).unwrap_or_default();
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            let body = record.get(HEADER..).unwrap_or_default();
            handshake.observer.incoming(&watch, header, body);
            if header[0] == record::ALERT && body == alerts::warning(alerts::CLOSE_NOTIFY) {
                self.input.consume(HEADER + len);
                self.facts.with(|facts| facts.received_close = true);
                self.phase = Phase::Handshake(handshake);
                return Err(Outcome::Closed);
            }
            if let Some(engine) = handshake.drive.engine() {
                engine.incoming.extend_from_slice(record);
            }
            self.input.consume(HEADER + len);
        }
        handshake.fresh = false;
        handshake.capture.group = self.facts.with(|facts| facts.group);
        let step = {
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            let Handshake { drive, capture, observer, exporter, master_key, .. } = &mut *handshake;
            drive.run(capture, host, |capture| {
                hear(&watch, capture, observer, exporter, master_key);
            })
        };
        let step = match step {
            Ok(step) => step,
            Err(why) => {
                self.phase = Phase::Handshake(handshake);
                return Err(Outcome::Suspended(why));
            }
        };
        self.collect(host, &mut handshake);
        let failed = handshake.capture.failure.take();
        match (failed, step) {
            (Some(error), _) => {
                let description = handshake.capture.alert.unwrap_or(alerts::INTERNAL_ERROR);
                Err(self.fail_handshake(host, wire, handshake, Alert { description, error }))
            }
            (None, Step::Failed(error)) => {
                let alert = self.alert_of(host, &mut handshake, &error);
                Err(self.fail_handshake(host, wire, handshake, alert))
            }
            (None, Step::Blocked) => {
                self.phase = Phase::Handshake(handshake);
                Ok(())
            }
            (None, Step::Complete) => {
                handshake.complete = true;
                self.phase = Phase::Handshake(handshake);
                Ok(())
            }
        }
    }

    /// Moves what rustls wrote into the output, and watches it.
    fn collect(&mut self, host: &dyn Host, handshake: &mut Handshake) {
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        let Some(engine) = handshake.drive.engine() else { return };
        // rustls sends its change_cipher_spec early; it goes with the flight.
        if engine.out.is_empty() || engine.out == [20, 3, 3, 0, 1, 1] {
            return;
        }
        let mut out = std::mem::take(&mut engine.out);
        handshake.observer.outgoing(&watch, &mut handshake.capture, &mut out);
        self.output.tail().append(&mut out);
        self.unflushed = true;
    }

    /// The alert and the error for a failure of rustls's, whose own alert is
    /// collected on the way.
    fn alert_of(
        &mut self,
        host: &dyn Host,
        handshake: &mut Handshake,
        error: &rustls::Error,
    ) -> Alert {
        let tls13 = self.facts.with(|facts| facts.version == TLS1_3);
        let wanted = alerts::of_rustls(error, None, tls13);
        if let rustls::Error::AlertReceived(_) = error {
            self.facts.with(|facts| facts.received_close = true);
            return wanted;
        }
        let Handshake { drive, capture, .. } = handshake;
        // Where OpenSSL's alert is another one, an unencrypted one is changed.
        use rustls::Error as E;
        if let E::NoCertificatesPresented | E::PeerIncompatible(_) | E::PeerMisbehaved(_) = error {
            capture.alert = Some(wanted.description);
        }
        if let Some(engine) = drive.engine() {
            engine.collect_alert(capture);
        }
        self.collect(host, handshake);
        alerts::of_rustls(error, handshake.observer.alert_sent, tls13)
    }

    /// Ends a handshake in rustls's hands with an alert.
    fn fail_handshake(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Handshake>,
        alert: Alert,
    ) -> Halt {
        if alert.description != NO_ALERT {
            let Handshake { drive, capture, .. } = &mut *handshake;
            capture.alert = Some(alert.description);
            if let Some(engine) = drive.engine() {
                engine.collect_alert(capture);
            }
            self.collect(host, &mut handshake);
            if handshake.observer.alert_sent.is_none() {
                self.own_alert(host, &handshake, alert.description);
            }
            let _ = self.flush(wire);
        }
        self.dead(alert.error)
    }

    /// Appends an alert that rustls does not send, sealed with its key.
    fn own_alert(&mut self, host: &dyn Host, handshake: &Handshake, description: u8) {
        let body = alerts::fatal(description);
        let (version, suite) = self.facts.with(|facts| (facts.version, facts.suite));
        let Handshake { capture, observer, .. } = handshake;
        let key = capture.seal_key.as_ref();
        if observer.sealing(version, key.is_some()) {
            let half = key.and_then(|(key, iv)| Half::of_suite(suite, key, iv, capture.seal_seq));
            let sealed =
                half.is_some_and(|mut half| half.seal(record::ALERT, &body, self.output.tail()));
            if !sealed {
                return;
            }
        } else {
            let record = [record::ALERT, 3, 3, 0, 2, body[0], body[1]];
            self.output.tail().extend_from_slice(&record);
        }
        self.unflushed = true;
        self.watched(host, |watch| watch.alert(true, body));
    }

    /// The handshake is over: our own record layer takes over.
    fn complete(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Handshake>,
    ) -> std::result::Result<(), Halt> {
        let internal = || alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR);
        let drive = std::mem::replace(&mut handshake.drive, Drive::Lost);
        let Drive::Idle(engine) = drive else {
            return Err(self.fail(host, wire, internal()));
        };
        let (group, resumed, alpn) = engine.facts();
        let role = self.settings.role;
        let capture = &mut handshake.capture;
        let offered = self.settings.session.as_ref().filter(|_| resumed && role == Role::Client);
        let previous = offered.or(capture.resumed.as_ref().filter(|_| resumed)).cloned();
        self.facts.with(|facts| {
            facts.group = group.unwrap_or(if resumed { 0 } else { facts.group });
            facts.resumed = resumed;
            facts.alpn = alpn;
            facts.own_sigalg = capture.own_sigalg;
            facts.peer_sigalg = capture.peer_sigalg;
            if let Some(previous) = &previous {
                facts.peer_chain.clone_from(&previous.peer_chain);
                facts.verify_result = Some(previous.verify_result);
            }
        });
        let Ok((secrets, kernel)) = engine.finish() else {
            return Err(self.fail(host, wire, internal()));
        };
        let version = self.facts.with(|facts| facts.version);
        let Some(mut traffic) = Traffic::new(role, version, &secrets, kernel) else {
            return Err(self.fail(host, wire, internal()));
        };
        let session = self.session(&mut handshake, previous);
        traffic.template = Some(session.clone());
        (traffic.partial, traffic.moving, traffic.max_fragment) =
            (self.partial, self.moving, self.max_fragment);
        let issued = std::mem::take(&mut handshake.capture.issued);
        let known = self.settings.session.as_ref().is_some_and(|s| Arc::ptr_eq(s, &session));
        // OpenSSL tells of a TLS 1.2 server's session only if it has an ID.
        let new = match role {
            Role::Server => issued.last().cloned().filter(|s| s.is_stateful()),
            Role::Client => Some(session.clone()).filter(|s| !known && s.is_resumable()),
        };
        self.facts.with(|facts| {
            let last = issued.into_iter().next_back();
            let earlier = facts.session.take();
            facts.session = last.or(earlier).or(Some(session));
        });
        self.exporter = std::mem::take(&mut handshake.exporter);
        let (suite, client_random, server_random) =
            self.facts.with(|facts| (facts.suite, facts.client_random, facts.server_random));
        (self.exporter.suite, self.exporter.client_random, self.exporter.server_random) =
            (suite, client_random, server_random);
        self.phase = Phase::Traffic(Box::new(traffic));
        let told = handshake.observer.done;
        if !told {
            host.info(Info::Loop);
        }
        self.facts.with(|facts| facts.state = State::Ok);
        if let Some(session) = new {
            host.session_new(session);
        }
        if !told {
            host.info(Info::Done);
        }
        Ok(())
    }

    /// The session of this connection as it is at the end of the handshake.
    fn session(
        &mut self,
        handshake: &mut Handshake,
        previous: Option<Arc<Session>>,
    ) -> Arc<Session> {
        let saved = handshake.capture.saved12.take();
        let ticket = handshake.observer.ticket.take().filter(|(_, ticket)| !ticket.is_empty());
        if let Some(previous) = previous {
            if ticket.is_none() || self.settings.role == Role::Server {
                return previous;
            }
        }
        let facts = self.facts.get();
        let id = match &ticket {
            Some((_, ticket)) => session::sha256(ticket),
            None if facts.version == TLS1_2 => facts.session_id.clone(),
            None => Vec::new(),
        };
        let (lifetime_hint, ticket) = ticket.unwrap_or_default();
        Arc::new(Session {
            version: facts.version,
            suite: facts.suite,
            id,
            ticket,
            lifetime_hint,
            created: session::now(),
            master_key: std::mem::take(&mut handshake.master_key),
            peer_chain: facts.peer_chain,
            verify_result: facts.verify_result.unwrap_or(0),
            alpn: facts.alpn,
            server_name: facts.server_name,
            ems: facts.ems,
            id_context: self.settings.session_id_context.clone(),
            group: facts.group,
            resume: saved.map_or(Resume::Nothing, |value| Resume::Tls12(Box::new(value))),
            ..Session::default()
        })
    }

    /// Writes everything out, and flushes the wire after a flight.
    fn flush(&mut self, wire: &mut dyn Wire) -> std::result::Result<(), Halt> {
        match self.output.flush(wire) {
            Transfer::Done(_) => {}
            Transfer::WouldBlock => return Err(Outcome::WantWrite),
            Transfer::Eof | Transfer::Error => return Err(Outcome::Transport),
        }
        if self.unflushed {
            match wire.flush() {
                Transfer::WouldBlock => return Err(Outcome::WantWrite),
                Transfer::Error => return Err(Outcome::Transport),
                Transfer::Done(_) | Transfer::Eof => self.unflushed = false,
            }
        }
        Ok(())
    }

    /// Ends the connection with an alert, sealed if there are keys for it.
    fn fail(&mut self, host: &dyn Host, wire: &mut dyn Wire, alert: Alert) -> Halt {
        self.give_up(host, wire, alert.description);
        self.dead(alert.error)
    }

    /// The same without an error.
    fn give_up(&mut self, host: &dyn Host, wire: &mut dyn Wire, description: u8) {
        if let Phase::Handshake(_) = self.phase {
            if let Phase::Handshake(handshake) = std::mem::replace(&mut self.phase, Phase::Dead) {
                let error = Error::quiet();
                self.fail_handshake(host, wire, handshake, Alert { description, error });
            }
            return;
        }
        if description != NO_ALERT {
            let body = alerts::fatal(description);
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            match &mut self.phase {
                Phase::Traffic(traffic) => {
                    traffic.send_alert(&watch, &mut self.output, body);
                }
                _ => {
                    let [major, minor] = self.plain_version;
                    let record = [record::ALERT, major, minor, 0, 2, body[0], body[1]];
                    watch.record(true, &record[..HEADER], None);
                    self.output.tail().extend_from_slice(&record);
                    watch.alert(true, body);
                }
            }
            self.unflushed = true;
            let _ = self.flush(wire);
        }
        self.dead(Error::quiet());
    }

    fn dead(&mut self, error: Error) -> Halt {
        self.phase = Phase::Dead;
        self.facts.with(|facts| facts.failed = true);
        Outcome::Failed(error)
    }

    /// Reads at most one record's worth of data; `Done(n)` with n ≥ 1 unless
    /// `buf` is empty.
    pub fn read(&mut self, host: &dyn Host, wire: &mut dyn Wire, buf: &mut [u8]) -> Outcome<usize> {
        self.receive(host, wire, buf, false)
    }

    /// As [`read`](Connection::read), but the data stays for the next read.
    pub fn peek(&mut self, host: &dyn Host, wire: &mut dyn Wire, buf: &mut [u8]) -> Outcome<usize> {
        self.receive(host, wire, buf, true)
    }

    fn receive(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        buf: &mut [u8],
        peek: bool,
    ) -> Outcome<usize> {
        if !matches!(self.phase, Phase::Traffic(_)) {
            match self.handshake(host, wire) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::quiet());
        };
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        let read = traffic.read(&watch, wire, &mut self.input, &mut self.output, buf, peek);
        let (waiting, closed) = (traffic.waiting(), traffic.received_close);
        self.facts.with(|facts| facts.pending = waiting);
        match read {
            Ok(n) => Outcome::Done(n),
            Err(Stop::Eof) if closed => Outcome::Closed,
            Err(Stop::Received(error)) => {
                self.facts.with(|facts| facts.received_close = true);
                self.dead(error).map(|()| 0)
            }
            Err(stop) => self.stop(host, wire, stop).map(|()| 0),
        }
    }

    /// Sends `data`: all of it, or with `partial_write` at least one record.
    ///
    /// After `WantWrite` the same data must be given again (it may be longer;
    /// what has been sealed is not sealed twice); else `R_BAD_WRITE_RETRY`.
    /// Length and, unless `moving_write_buffer` is set, address are checked
    /// here.
    pub fn write(&mut self, host: &dyn Host, wire: &mut dyn Wire, data: &[u8]) -> Outcome<usize> {
        if !matches!(self.phase, Phase::Traffic(_)) {
            match self.handshake(host, wire) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::quiet());
        };
        if traffic.sent_close {
            return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_PROTOCOL_IS_SHUTDOWN));
        }
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        traffic.write(&watch, wire, &mut self.output, data)
    }

    /// Sends close_notify; called again, waits for the peer's
    /// (`SSL_shutdown`).
    ///
    /// Errors: `R_SHUTDOWN_WHILE_IN_INIT`, `R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY`.
    pub fn shutdown(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome<ShutdownState> {
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_SHUTDOWN_WHILE_IN_INIT));
        };
        let again = traffic.sent_close;
        if !again {
            let body = alerts::warning(alerts::CLOSE_NOTIFY);
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            if !traffic.send_alert(&watch, &mut self.output, body) {
                return Outcome::Failed(Error::new(Lib::Ssl, err::R_INTERNAL_ERROR));
            }
            traffic.sent_close = true;
            self.unflushed = true;
            self.facts.with(|facts| facts.sent_close = true);
        }
        let waited = !self.output.is_empty();
        if let Err(halt) = self.flush(wire) {
            return halt.map(|()| ShutdownState::Sent);
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::quiet());
        };
        if traffic.received_close {
            return Outcome::Done(ShutdownState::Complete);
        }
        if !again || waited {
            return Outcome::Done(ShutdownState::Sent);
        }
        match self.receive(host, wire, &mut [], true) {
            Outcome::Closed => Outcome::Done(ShutdownState::Complete),
            Outcome::Done(_) => {
                Outcome::Failed(Error::new(Lib::Ssl, ssl::R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY))
            }
            other => other.map(|_| ShutdownState::Sent),
        }
    }

    /// Pretends that close_notify went out or came in (`SSL_set_shutdown`).
    pub fn set_shutdown(&mut self, sent: bool, received: bool) {
        if let Phase::Traffic(traffic) = &mut self.phase {
            (traffic.sent_close, traffic.received_close) = (sent, received);
        }
        self.facts.with(|facts| (facts.sent_close, facts.received_close) = (sent, received));
    }

    /// Whether the end of the transport counts as a close_notify
    /// (`SSL_OP_IGNORE_UNEXPECTED_EOF`).
    pub fn set_ignore_eof(&mut self, ignore: bool) {
        self.ignore_eof = ignore;
    }

    /// Whether records, whole or in part, are buffered
    /// (`SSL_has_pending`); [`Facts::pending`](super::Facts::pending) counts
    /// decrypted bytes.
    pub fn has_pending(&self) -> bool {
        self.input.len() > 0
    }

    /// Whether a write waits to be retried.
    pub fn is_writing(&self) -> bool {
        match &self.phase {
            Phase::Traffic(traffic) => traffic.writing(),
            _ => false,
        }
    }

    /// Queues a TLS 1.3 KeyUpdate, sent with the next write or handshake
    /// call; with `request` the peer is asked for one as well.
    pub fn key_update(&mut self, request: bool) -> Result<()> {
        match &mut self.phase {
            Phase::Traffic(traffic) => traffic.want_key_update(request),
            _ => Err(Error::new(Lib::Ssl, ssl::R_STILL_IN_INIT)),
        }
    }

    /// Changes [`Options::partial_write`](super::Options) and
    /// `moving_write_buffer` and the fragment size of a live connection.
    pub fn set_write_mode(&mut self, partial: bool, moving: bool, max_fragment: usize) {
        (self.partial, self.moving, self.max_fragment) = (partial, moving, max_fragment);
        if let Phase::Traffic(traffic) = &mut self.phase {
            (traffic.partial, traffic.moving, traffic.max_fragment) =
                (partial, moving, max_fragment);
        }
    }

    /// Keying material for `label` and `context` (RFC 5705, RFC 8446 7.5).
    pub fn export(&self, label: &[u8], context: Option<&[u8]>, out: &mut [u8]) -> Result<()> {
        self.exporter
            .export(label, context, out)
            .ok_or_else(|| Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))
    }
}

/// Takes over what rustls heard and logged during one turn.
fn hear(
    watch: &Watch<'_>,
    capture: &mut Capture,
    observer: &mut Observer,
    exporter: &mut Exporter,
    master_key: &mut zeroize::Zeroizing<Vec<u8>>,
) {
    for (kind, plain) in std::mem::take(&mut capture.rx) {
        observer.opened(watch, kind, &plain);
    }
    if let Some(peer) = capture.peer_chain.take() {
        let code = capture.verify_result;
        watch.facts.with(|facts| {
            facts.peer_chain = peer.chain;
            facts.ocsp = peer.ocsp;
            facts.verify_result = code;
        });
    }
    for logged in std::mem::take(&mut capture.secrets) {
        if watch.settings.keylog {
            let hex =
                |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let (random, secret) = (hex(&logged.client_random), hex(&logged.secret));
            watch.host.keylog(&format!("{} {random} {secret}", logged.label));
        }
        match logged.label.as_str() {
            "CLIENT_RANDOM" => {
                *master_key = logged.secret.clone();
                exporter.secret = logged.secret;
            }
            "EXPORTER_SECRET" => exporter.secret = logged.secret,
            _ => {}
        }
    }
    capture.group = watch.facts.with(|facts| facts.group);
}

/// Looks a record's header over before its body is read.
fn check_header(header: [u8; HEADER], first: bool) -> std::result::Result<(), Stop> {
    // A peer that does not speak TLS at all gets no alert.
    let no_alert = |reason| Err(alert(NO_ALERT, reason).into());
    if header[1] != 3 {
        return match &header {
            b"GET /" | b"POST " | b"HEAD " | b"PUT /" | b"PUT h" | b"GET h" if first => {
                no_alert(ssl::R_HTTP_REQUEST)
            }
            b"CONNE" if first => no_alert(ssl::R_HTTPS_PROXY_REQUEST),
            _ if first => no_alert(ssl::R_WRONG_VERSION_NUMBER),
            _ => Err(alert(alerts::PROTOCOL_VERSION, ssl::R_WRONG_VERSION_NUMBER).into()),
        };
    }
    if !(record::CHANGE_CIPHER_SPEC..=record::APPLICATION_DATA).contains(&header[0]) {
        return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE).into());
    }
    if usize::from(u16::from_be_bytes([header[3], header[4]])) > MAX_BODY_12 {
        return Err(alert(alerts::RECORD_OVERFLOW, ssl::R_PACKET_LENGTH_TOO_LONG).into());
    }
    Ok(())
}
