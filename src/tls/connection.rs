//! One TLS connection.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::{HEADER, Input, MAX_PLAIN, Output};
use super::dtls::{self, Datagrams};
use super::early::Early;
use super::handshake::Handshake;
use super::observe::Watch;
use super::record;
use super::secret::Abbreviated;
use super::settings::{TLS1_2, TLS1_3};
use super::stop::Stop;
use super::traffic::Traffic;
use super::{
    Alert, ClientHello, FactsCell, Host, Info, Outcome, Padding, Role, Settings, Transfer, Wire,
    provider,
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

/// What the owner may change at any time, and tells with every call.
#[derive(Debug, Clone, Copy)]
pub struct Modes {
    /// The end of the transport counts as a close_notify
    /// (`SSL_OP_IGNORE_UNEXPECTED_EOF`).
    pub ignore_eof: bool,
    /// Allow data from [`Connection::write`] to be cut at a record boundary
    /// (`SSL_MODE_ENABLE_PARTIAL_WRITE`).
    pub partial_write: bool,
    /// A retried write may come from another buffer
    /// (`SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER`).
    pub moving_write_buffer: bool,
    /// The most plaintext per record sent; at most 16384.
    pub max_fragment: usize,
    /// How much records are padded; TLS 1.2's never are.
    pub padding: Padding,
    /// A read that met a record without data goes on to the next
    /// (`SSL_MODE_AUTO_RETRY`).
    pub auto_retry: bool,
}

impl Default for Modes {
    fn default() -> Modes {
        Modes {
            ignore_eof: false,
            partial_write: false,
            moving_write_buffer: false,
            max_fragment: MAX_PLAIN,
            padding: Padding::None,
            auto_retry: true,
        }
    }
}

/// Where the connection is.
#[derive(Debug)]
pub(super) enum Phase {
    /// Nothing has happened.
    Start,
    /// Server: a ClientHello is being read; the records so far, and the
    /// handshake bytes in them.
    Hello { records: Vec<u8>, message: Vec<u8> },
    /// Server: the host is being asked about the ClientHello.
    Asking { records: Vec<u8>, hello: Arc<ClientHello> },
    /// Server: another ClientHello was asked for, and the first is forgotten.
    Asked,
    /// rustls is at it.
    Handshake(Box<Handshake>),
    /// We are, with a master secret of the program's.
    Abbreviated(Box<Abbreviated>),
    /// Data may flow.
    Traffic(Box<Traffic>),
    /// DTLS, which has an engine of its own.
    Datagrams(Box<Datagrams>),
    /// Nothing more will happen.
    Dead,
}

/// One TLS connection, from the first handshake byte to its end.
///
/// Calls return as soon as the wire would block; the same call made again
/// goes on where it stopped. `read` and `write` before the end of the
/// handshake drive the handshake first.
#[derive(Debug)]
pub struct Connection {
    pub(super) settings: Arc<Settings>,
    pub(super) facts: Arc<FactsCell>,
    pub(super) phase: Phase,
    pub(super) input: Input,
    pub(super) output: Output,
    pub(super) early: Early,
    /// A flight was written and the wire not flushed since.
    pub(super) unflushed: bool,
    pub(super) modes: Modes,
    /// A handshake that was asked for after the first was refused.
    refused: bool,
    /// The version of unencrypted alerts.
    pub(super) plain_version: [u8; 2],
}

/// In the place of an alert's description: none is sent.
pub(super) const NO_ALERT: u8 = alerts::CLOSE_NOTIFY;

/// How a step of the handshake ends when it does not go on.
pub(super) type Halt = Outcome;

impl Connection {
    /// A connection that has not sent or received a byte.
    ///
    /// Errors: `R_NO_PROTOCOLS_AVAILABLE` or `R_NO_CIPHERS_AVAILABLE` if the
    /// settings leave no version or suite.
    pub fn new(settings: Settings) -> Result<Connection> {
        let facts = Arc::new(FactsCell::default());
        facts.with(|facts| facts.server_name.clone_from(&settings.server_name));
        if settings.max_version == dtls::VERSION {
            let engine = Datagrams::new(settings.clone(), Arc::clone(&facts))?;
            return Ok(Connection::with(settings, facts, Phase::Datagrams(Box::new(engine))));
        }
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
        Ok(Connection::with(settings, facts, Phase::Start))
    }

    fn with(settings: Settings, facts: Arc<FactsCell>, phase: Phase) -> Connection {
        Connection {
            facts,
            phase,
            input: Input::default(),
            output: Output::default(),
            early: Early::default(),
            unflushed: false,
            modes: Modes::default(),
            refused: false,
            plain_version: [3, 3],
            settings: Arc::new(settings),
        }
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
                if self.refused {
                    let alert = alert(alerts::HANDSHAKE_FAILURE, ssl::R_NO_RENEGOTIATION);
                    return self.fail(host, wire, alert);
                }
                traffic.padding = self.modes.padding;
                let tickets = traffic.send_tickets(&watch, &mut self.output);
                let sent = tickets.and_then(|()| traffic.send_key_update(&watch, &mut self.output));
                if let Err(alert) = sent {
                    return self.fail(host, wire, alert);
                }
                if let Err(halt) = self.finish_auth(host, wire) {
                    return halt;
                }
                return self.flush(wire).err().unwrap_or(Outcome::Done(()));
            }
            Phase::Datagrams(engine) => return engine.handshake(host, wire),
            Phase::Dead => return Outcome::Failed(Error::quiet()),
            Phase::Start => host.info(Info::Start),
            _ => self.wakes(host),
        }
        if let Err(halt) = self.early_unread(host, wire) {
            return halt;
        }
        // As in OpenSSL: what other calls left in the queue is forgotten, so that
        // `SSL_get_error` tells of this one.
        err::queue::clear();
        let outcome = loop {
            match self.advance(host, wire) {
                Ok(()) if matches!(self.phase, Phase::Traffic(_)) => break Outcome::Done(()),
                Ok(()) => {}
                Err(halt) => break halt,
            }
        };
        host.pauses(&outcome);
        host.info(Info::Exit(if matches!(outcome, Outcome::Done(())) { 1 } else { -1 }));
        outcome
    }

    /// One step of the handshake.
    pub(super) fn advance(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Halt> {
        // Whatever panics leaves the connection dead.
        match std::mem::replace(&mut self.phase, Phase::Dead) {
            Phase::Start => self.start(host, wire),
            Phase::Hello { records, message } => self.read_hello(host, wire, records, message),
            Phase::Asking { records, hello } => self.ask(host, wire, records, hello),
            Phase::Asked => Err(self.asked()),
            Phase::Handshake(handshake) => self.work(host, wire, handshake),
            Phase::Abbreviated(handshake) => self.abbreviated(host, wire, handshake),
            done @ (Phase::Traffic(_) | Phase::Datagrams(_)) => {
                self.phase = done;
                Ok(())
            }
            Phase::Dead => Err(Outcome::Failed(Error::quiet())),
        }
    }

    /// What a call answers to this.
    pub(super) fn stop(&mut self, host: &dyn Host, wire: &mut dyn Wire, stop: Stop) -> Halt {
        match stop {
            Stop::Blocked => Outcome::WantRead,
            Stop::Eof if self.modes.ignore_eof => {
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
            Stop::Refused(alert) => {
                let halt = self.fail(host, wire, alert);
                host.info(Info::Exit(-1));
                halt
            }
            Stop::Unsent => Outcome::WantWrite,
            Stop::Suspended(why) => Outcome::Suspended(why),
            Stop::Received(error) => {
                self.forget(host);
                self.facts.with(|facts| facts.received_close = true);
                self.dead(error)
            }
        }
    }

    /// Does `work` with a watcher.
    pub(super) fn watched(&self, host: &dyn Host, work: impl FnOnce(&Watch<'_>)) {
        work(&Watch { facts: &self.facts, host, settings: &self.settings });
    }

    /// Writes everything out, and flushes the wire after a flight.
    pub(super) fn flush(&mut self, wire: &mut dyn Wire) -> std::result::Result<(), Halt> {
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
    pub(super) fn fail(&mut self, host: &dyn Host, wire: &mut dyn Wire, alert: Alert) -> Halt {
        self.forget(host);
        self.give_up(host, wire, alert.description);
        self.dead(alert.error)
    }

    /// The same without an error.
    pub(super) fn give_up(&mut self, host: &dyn Host, wire: &mut dyn Wire, description: u8) {
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
                Phase::Abbreviated(handshake) if handshake.is_sealing() => {
                    handshake.send_alert(&watch, &mut self.output, body);
                }
                _ => {
                    let [major, minor] = self.plain_version;
                    let record = [record::ALERT, major, minor, 0, 2, body[0], body[1]];
                    watch.record(true, &record[..HEADER], None);
                    self.output.extend(&record);
                    watch.alert(true, body);
                }
            }
            self.unflushed = true;
            let _ = self.flush(wire);
        }
        self.dead(Error::quiet());
    }

    /// A fatal alert, either way, ends the session too.
    pub(super) fn forget(&self, host: &dyn Host) {
        if let Some(session) = self.facts.with(|facts| facts.session.clone()) {
            host.session_remove(&session.id);
        }
    }

    pub(super) fn dead(&mut self, error: Error) -> Halt {
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
            if let Phase::Datagrams(engine) = &mut self.phase {
                return engine.read(host, wire, self.modes, buf, peek);
            }
            match self.handshake(host, wire) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::quiet());
        };
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        traffic.padding = self.modes.padding;
        traffic.one_record = !self.modes.auto_retry;
        let read = traffic.read(&watch, wire, &mut self.input, &mut self.output, buf, peek);
        let (waiting, closed) = (traffic.waiting(), traffic.received_close);
        if waiting != traffic.told_waiting {
            traffic.told_waiting = waiting;
            self.facts.with(|facts| facts.pending = waiting);
        }
        match read {
            Ok(n) => Outcome::Done(n),
            Err(Stop::Eof) if closed => Outcome::Closed,
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
            if let Phase::Datagrams(engine) = &mut self.phase {
                return engine.write(host, wire, data);
            }
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
        if let Err(halt) = self.finish_auth(host, wire) {
            return halt.map(|()| 0);
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::quiet());
        };
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        traffic.padding = self.modes.padding;
        traffic.write(&watch, wire, &mut self.output, data, self.modes)
    }

    /// Sends close_notify; called again, waits for the peer's
    /// (`SSL_shutdown`).
    ///
    /// Errors: `R_SHUTDOWN_WHILE_IN_INIT`, `R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY`.
    pub fn shutdown(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome<ShutdownState> {
        if let Phase::Datagrams(engine) = &mut self.phase {
            return engine.shutdown(host, wire, self.modes);
        }
        let Phase::Traffic(traffic) = &mut self.phase else {
            return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_SHUTDOWN_WHILE_IN_INIT));
        };
        let again = traffic.sent_close;
        if !again {
            let body = alerts::warning(alerts::CLOSE_NOTIFY);
            traffic.padding = self.modes.padding;
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
        match &mut self.phase {
            Phase::Traffic(traffic) => {
                (traffic.sent_close, traffic.received_close) = (sent, received);
            }
            Phase::Datagrams(engine) => engine.set_shutdown(sent, received),
            _ => {}
        }
        self.facts.with(|facts| (facts.sent_close, facts.received_close) = (sent, received));
    }

    /// Changes what may change at any time.
    pub fn set_modes(&mut self, modes: Modes) {
        self.modes = modes;
    }

    /// Whether [`Host::message`] is to be called from now on.
    pub fn set_messages(&mut self, wanted: bool) {
        if let Phase::Datagrams(engine) = &mut self.phase {
            engine.set_messages(wanted);
        }
        if self.settings.messages != wanted {
            Arc::make_mut(&mut self.settings).messages = wanted;
        }
    }

    /// Whether close_notify went out, and whether it came in.
    pub fn closed(&self) -> (bool, bool) {
        match &self.phase {
            Phase::Traffic(traffic) => (traffic.sent_close, traffic.received_close),
            Phase::Datagrams(engine) => engine.closed(),
            _ => self.facts.with(|facts| (facts.sent_close, facts.received_close)),
        }
    }

    /// Decrypted bytes that wait for a read.
    pub fn waiting(&self) -> usize {
        match &self.phase {
            Phase::Traffic(traffic) => traffic.waiting(),
            Phase::Datagrams(engine) => engine.waiting(),
            _ => 0,
        }
    }

    /// Whether records, whole or in part, are buffered
    /// (`SSL_has_pending`); [`Facts::pending`](super::Facts::pending) counts
    /// decrypted bytes.
    pub fn has_pending(&self) -> bool {
        match &self.phase {
            Phase::Datagrams(engine) => engine.has_pending(),
            _ => self.input.len() > 0,
        }
    }

    /// Whether a write waits to be retried.
    pub fn is_writing(&self) -> bool {
        match &self.phase {
            Phase::Traffic(traffic) => traffic.writing(),
            Phase::Datagrams(engine) => engine.is_writing(),
            _ => false,
        }
    }

    /// Queues a TLS 1.3 KeyUpdate, sent with the next read, write or handshake
    /// call; with `request` the peer is asked for one as well.
    pub fn key_update(&mut self, request: bool) -> Result<()> {
        match &mut self.phase {
            Phase::Traffic(traffic) => traffic.want_key_update(request),
            _ => Err(Error::new(Lib::Ssl, ssl::R_STILL_IN_INIT)),
        }
    }

    /// Server: has one more TLS 1.3 ticket sent with the next read, write or
    /// handshake call; false if there can be none.
    pub fn want_ticket(&mut self, host: &dyn Host) -> bool {
        match &mut self.phase {
            Phase::Traffic(traffic) => {
                traffic.want_ticket(&Watch { facts: &self.facts, host, settings: &self.settings })
            }
            _ => false,
        }
    }

    /// Server: the handshake that its owner wanted once more is not made. The
    /// next call for it ends the connection: who asked for it, for a client's
    /// certificate, does not take what there is instead.
    pub fn refuse_renegotiation(&mut self) {
        if self.settings.role == Role::Server && matches!(self.phase, Phase::Traffic(_)) {
            self.refused = true;
        }
    }

    /// Whether a handshake call has something to do after the handshake.
    pub fn has_late_work(&self) -> bool {
        self.has_key_update() || self.refused
    }

    /// Whether a KeyUpdate waits to be sent.
    pub fn has_key_update(&self) -> bool {
        match &self.phase {
            Phase::Traffic(traffic) => traffic.wants_key_update(),
            _ => false,
        }
    }

    /// The engine of DTLS, if this is it.
    pub(super) fn datagrams(&mut self) -> Option<&mut Datagrams> {
        match &mut self.phase {
            Phase::Datagrams(engine) => Some(engine),
            _ => None,
        }
    }
}
