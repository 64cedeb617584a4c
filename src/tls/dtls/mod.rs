//! DTLS 1.2 (RFC 6347): the handshake and records of one connection over
//! datagrams.
//!
//! rustls has no DTLS, so this engine is our own. Whatever does not depend on
//! the transport is what TLS uses: settings, host, negotiation, signatures,
//! key exchange groups, sessions, facts. [`Datagrams`] reads and writes, and
//! keeps what an application sees; [`link`](self::link) puts messages
//! together and sends them, again if need be; [`client`](self::client) and
//! [`server`](self::server) are the two ends' handshakes.
//!
//! Whoever can send datagrams can send any: what is forged, replayed, out of
//! date or beyond the bounds is dropped without a word, as RFC 6347, 4.1.2.7
//! asks. Before there are keys a forgery may still end a handshake.

#![forbid(unsafe_code)]

mod client;
mod flight;
mod link;
pub mod listen;
pub(super) mod messages;
mod record;
mod schedule;
mod server;
mod srtp;
#[cfg(test)]
mod tests;

use super::connection::NO_ALERT;
use super::session::{self, Session};
use super::{
    Alert, Connection, FactsCell, Host, Info, Modes, Outcome, Role, Settings, ShutdownState, State,
    Transfer, Wire, alerts,
};
use crate::err::{self, Error, Lib, Result, ssl};
use client::Client;
use link::{Link, Stop};
use record::{HEADER, MAX_PLAIN, MAX_RECORD, Opened, Record};
use schedule::{Master, Suite};
use server::Server;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// DTLS 1.2 on the wire.
pub const VERSION: u16 = 0xfefd;

/// The shortest datagram that is counted on: OpenSSL's 256, less what IP and
/// UDP add.
const LEAST_MTU: usize = 256 - 28;
/// How many warnings a peer may send.
const MAX_WARNINGS: u8 = 5;

/// One step of a handshake.
enum Step {
    /// There is more to do.
    Again,
    /// The peer has to say something.
    Read,
    /// The handshake is over.
    Done(Box<Finished>),
}

/// What a handshake gave.
struct Finished {
    master: Master,
    /// The session that was resumed.
    resumed: Option<Arc<Session>>,
    /// Client: the ticket that came, with its lifetime.
    ticket: Option<(u32, Vec<u8>)>,
    /// Server: the session ID is one to be found in the cache.
    stateful: bool,
    /// Our flight was the last one.
    last: bool,
}

/// Where the connection is.
#[derive(Debug)]
enum Machine {
    Start,
    Client(Box<Client>),
    Server(Box<Server>),
    Traffic,
    Dead,
}

/// Application data of one record, as far as it was not read.
#[derive(Debug, Default)]
struct Data {
    bytes: Vec<u8>,
    at: usize,
}

impl Data {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

/// One connection over datagrams.
#[derive(Debug)]
pub(super) struct Datagrams {
    link: Link,
    machine: Machine,
    /// The datagram that is being read, and how far that has come.
    input: Vec<u8>,
    at: usize,
    data: Data,
    sent_close: bool,
    received_close: bool,
    /// The length of a write whose record is still to be sent.
    writing: Option<usize>,
    warnings: u8,
    /// This call has read a datagram.
    heard: bool,
}

impl Datagrams {
    /// An engine for these settings.
    ///
    /// Errors: `R_NO_CIPHERS_AVAILABLE`.
    pub(super) fn new(mut settings: Settings, facts: Arc<FactsCell>) -> Result<Datagrams> {
        settings.suites12.retain(|suite| Suite::find(*suite).is_some());
        if settings.suites12.is_empty() {
            return Err(Error::new(Lib::Ssl, ssl::R_NO_CIPHERS_AVAILABLE));
        }
        Ok(Datagrams {
            link: Link::new(Arc::new(settings), facts),
            machine: Machine::Start,
            input: Vec::new(),
            at: 0,
            data: Data::default(),
            sent_close: false,
            received_close: false,
            writing: None,
            warnings: 0,
            heard: false,
        })
    }

    /// Drives the handshake; see [`Connection`](super::Connection) for this
    /// and all that follow.
    pub(super) fn handshake(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome {
        match &self.machine {
            Machine::Traffic => return self.flush(wire).err().unwrap_or(Outcome::Done(())),
            Machine::Dead => return Outcome::Failed(Error::quiet()),
            Machine::Start => {
                host.info(Info::Start);
                self.link.mtu = wire.mtu().unwrap_or(LEAST_MTU).max(LEAST_MTU);
                self.machine = match self.link.settings.role {
                    Role::Client => Machine::Client(Box::default()),
                    Role::Server => {
                        host.info(Info::Loop);
                        Machine::Server(Box::default())
                    }
                };
            }
            _ => {}
        }
        // What other calls left in the queue is forgotten.
        err::queue::clear();
        self.heard = false;
        let outcome = loop {
            match self.advance(host, wire) {
                Ok(true) => break Outcome::Done(()),
                Ok(false) => {}
                Err(halt) => break halt,
            }
        };
        host.pauses(&outcome);
        host.info(Info::Exit(if matches!(outcome, Outcome::Done(())) { 1 } else { -1 }));
        outcome
    }

    /// One step; true at the end of the handshake.
    fn advance(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<bool, Outcome> {
        self.link.now = wire.now();
        let step = match &mut self.machine {
            Machine::Client(client) => client.step(&mut self.link, host),
            Machine::Server(server) => server.step(&mut self.link, host),
            Machine::Traffic => {
                self.flush(wire)?;
                return Ok(true);
            }
            Machine::Start | Machine::Dead => return Err(Outcome::Failed(Error::quiet())),
        };
        match step {
            Ok(Step::Again) => Ok(false),
            Ok(Step::Read) => self.receive(host, wire).map(|()| false),
            Ok(Step::Done(finished)) => {
                self.complete(host, *finished);
                Ok(false)
            }
            Err(Stop::Suspend(why)) => Err(Outcome::Suspended(why)),
            Err(Stop::Fatal(alert)) => Err(self.fail(host, wire, alert)),
        }
    }

    /// The handshake is over: data may flow.
    fn complete(&mut self, host: &dyn Host, finished: Finished) {
        let link = &mut self.link;
        let Finished { master, resumed, ticket, stateful, last } = finished;
        link.timer.stop();
        if !last {
            link.flight.clear();
        }
        link.transcript = Vec::new();
        link.facts.with(|facts| facts.exporter.secret = master.secret.clone());
        let fresh = resumed.is_none();
        let session = match resumed {
            Some(session) if ticket.is_none() => session,
            _ => made(link, &master, ticket, stateful),
        };
        link.facts.with(|facts| {
            facts.resumed = !fresh;
            facts.session = Some(session.clone());
        });
        host.info(Info::Loop);
        link.facts.with(|facts| facts.state = State::Ok);
        self.machine = Machine::Traffic;
        let early = std::mem::take(&mut self.link.early);
        self.link.due.extend(early);
        let new = match self.link.settings.role {
            Role::Client => fresh && session.is_resumable(),
            Role::Server => fresh && stateful,
        };
        if new {
            host.session_new(session);
        }
        host.info(Info::Done);
    }

    fn handshaking(&self) -> bool {
        !matches!(self.machine, Machine::Traffic)
    }

    /// Takes in one record, of the datagram at hand or of the next one.
    fn receive(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Outcome> {
        if let Some(raw) = self.link.due.pop_front() {
            return self.record(host, wire, &raw);
        }
        let rest = self.input.get(self.at..).unwrap_or_default();
        if let Some(record) = Record::take(rest) {
            self.at += record.raw.len();
            let raw = record.raw.to_vec();
            return self.record(host, wire, &raw);
        }
        self.flush(wire)?;
        self.next_datagram(host, wire)
    }

    /// Reads the next datagram; sends the flight again if it takes too long.
    fn next_datagram(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Outcome> {
        self.at = 0;
        loop {
            // However much comes, the peer's answer is waited for no longer.
            if self.heard && self.link.timer.is_over(self.link.now) {
                self.time_out(host, wire)?;
            }
            wire.set_deadline(self.link.timer.deadline());
            self.input.resize(MAX_RECORD, 0);
            let read = wire.read(&mut self.input);
            self.input.truncate(if let Transfer::Done(n) = read { n } else { 0 });
            self.link.now = wire.now();
            match read {
                Transfer::Done(_) => {
                    self.heard = true;
                    return Ok(());
                }
                Transfer::WouldBlock if self.link.timer.is_over(self.link.now) => {
                    self.time_out(host, wire)?;
                }
                Transfer::WouldBlock => return Err(Outcome::WantRead),
                Transfer::Eof => {
                    self.dead(Error::quiet());
                    return Err(Outcome::Eof);
                }
                Transfer::Error => return Err(Outcome::Transport),
            }
        }
    }

    /// The wait was in vain.
    fn time_out(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Outcome> {
        if !self.link.timer.back_off(|last| host.timer(last)) {
            let error = Error::new(Lib::Ssl, ssl::R_READ_TIMEOUT_EXPIRED);
            return Err(self.dead(error));
        }
        if let (true, Some(mtu)) = (self.link.timer.is_repeated(), wire.safe_mtu()) {
            self.link.mtu = mtu.clamp(LEAST_MTU, self.link.mtu.max(LEAST_MTU));
        }
        if let Err(Stop::Fatal(alert)) = self.link.fly(host, true) {
            return Err(self.fail(host, wire, alert));
        }
        self.flush(wire)
    }

    /// What is left of the wait for an answer (`DTLSv1_get_timeout`).
    pub(super) fn timeout(&self) -> Option<Duration> {
        self.link.timer.left(Instant::now())
    }

    /// Sends the flight again if it is time (`DTLSv1_handle_timeout`): whether
    /// it was.
    pub(super) fn handle_timeout(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome<bool> {
        self.link.now = wire.now();
        if !self.link.timer.is_over(self.link.now) {
            return Outcome::Done(false);
        }
        match self.time_out(host, wire) {
            Ok(()) => Outcome::Done(true),
            Err(halt) => halt.map(|()| false),
        }
    }

    /// Takes in one record.
    fn record(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        raw: &[u8],
    ) -> std::result::Result<(), Outcome> {
        let Some(record) = Record::take(raw) else { return Ok(()) };
        let handshaking = self.handshaking();
        let plain = match self.link.open(&record, handshaking) {
            Opened::Plain(plain) => plain,
            Opened::Early | Opened::Nothing => return Ok(()),
            Opened::Worn => {
                let worn = ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
                return Err(self.fail(host, wire, alerts::alert(alerts::BAD_RECORD_MAC, worn)));
            }
        };
        self.link.watch(host).record(false, raw.get(..HEADER).unwrap_or_default(), None);
        if record.kind != super::record::ALERT && !plain.is_empty() {
            self.warnings = 0;
        }
        match (record.kind, record.epoch) {
            (super::record::HANDSHAKE, epoch) if handshaking => {
                if let Err(alert) = self.link.take_in(epoch, &plain) {
                    return Err(self.fail(host, wire, alert));
                }
            }
            (super::record::HANDSHAKE, _) => return self.late_message(host, wire, &plain),
            (super::record::CHANGE_CIPHER_SPEC, 0) if plain == [1] => self.link.change = true,
            (super::record::ALERT, _) => return self.alert(host, wire, &plain),
            (super::record::APPLICATION_DATA, 1) => self.data = Data { bytes: plain, at: 0 },
            _ => {}
        }
        Ok(())
    }

    /// A handshake message after the handshake: the peer's last one again,
    /// which ours answers again; or renegotiation, which is refused.
    fn late_message(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        plain: &[u8],
    ) -> std::result::Result<(), Outcome> {
        if let Some(&(messages::HELLO_REQUEST | messages::CLIENT_HELLO)) = plain.first() {
            return self.warn(host, wire, alerts::NO_RENEGOTIATION);
        }
        let old = self.link.take_in(1, plain);
        if let (Ok(Some(messages::FINISHED)), false) = (old, self.link.flight.is_empty()) {
            if let Err(Stop::Fatal(alert)) = self.link.fly(host, false) {
                return Err(self.fail(host, wire, alert));
            }
            return self.flush(wire);
        }
        Ok(())
    }

    fn warn(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        description: u8,
    ) -> std::result::Result<(), Outcome> {
        self.push_alert(host, alerts::warning(description));
        self.flush(wire)
    }

    fn alert(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        plain: &[u8],
    ) -> std::result::Result<(), Outcome> {
        let &[level, description] = plain else {
            let alert = alerts::alert(alerts::UNEXPECTED_MESSAGE, ssl::R_INVALID_ALERT);
            return Err(self.fail(host, wire, alert));
        };
        self.link.watch(host).alert(false, [level, description]);
        match (level, description) {
            (1, alerts::CLOSE_NOTIFY) => {
                self.received_close = true;
                self.link.facts.with(|facts| facts.received_close = true);
                if self.handshaking() { Err(Outcome::Closed) } else { Ok(()) }
            }
            (1, alerts::NO_RENEGOTIATION) => {
                let alert = alerts::alert(alerts::HANDSHAKE_FAILURE, ssl::R_NO_RENEGOTIATION);
                Err(self.fail(host, wire, alert))
            }
            (1, _) => {
                self.warnings += 1;
                if self.warnings < MAX_WARNINGS {
                    return Ok(());
                }
                let reason = ssl::R_TOO_MANY_WARN_ALERTS;
                Err(self.fail(host, wire, alerts::alert(alerts::UNEXPECTED_MESSAGE, reason)))
            }
            (2, _) => {
                self.forget(host);
                self.received_close = true;
                self.link.facts.with(|facts| facts.received_close = true);
                Err(self.dead(alerts::received(description)))
            }
            _ => {
                let reason = ssl::R_UNKNOWN_ALERT_TYPE;
                Err(self.fail(host, wire, alerts::alert(alerts::ILLEGAL_PARAMETER, reason)))
            }
        }
    }

    /// A fatal alert, either way, ends the session too.
    fn forget(&self, host: &dyn Host) {
        if let Some(session) = self.link.facts.with(|facts| facts.session.clone()) {
            host.session_remove(&session.id);
        }
    }

    /// Ends the connection with an alert.
    fn fail(&mut self, host: &dyn Host, wire: &mut dyn Wire, alert: Alert) -> Outcome {
        self.forget(host);
        if alert.description != NO_ALERT {
            self.push_alert(host, alerts::fatal(alert.description));
            let _ = self.flush(wire);
        }
        self.dead(alert.error)
    }

    fn dead(&mut self, error: Error) -> Outcome {
        self.machine = Machine::Dead;
        self.link.timer.stop();
        self.link.facts.with(|facts| facts.failed = true);
        Outcome::Failed(error)
    }

    fn push_alert(&mut self, host: &dyn Host, body: [u8; 2]) {
        self.push_record(host, super::record::ALERT, &body);
        self.link.watch(host).alert(true, body);
    }

    /// One record in a datagram of its own; false if it cannot be.
    fn push_record(&mut self, host: &dyn Host, kind: u8, plain: &[u8]) -> bool {
        let mut datagram = Vec::new();
        let epoch = self.link.records.write_epoch;
        if !self.link.records.seal(epoch, kind, plain, &mut datagram) {
            return false;
        }
        self.link.watch(host).record(true, datagram.get(..HEADER).unwrap_or_default(), None);
        self.link.output.push_back(datagram);
        true
    }

    /// Writes out what is to be sent, each datagram at once.
    fn flush(&mut self, wire: &mut dyn Wire) -> std::result::Result<(), Outcome> {
        let mut wrote = false;
        while let Some(datagram) = self.link.output.front() {
            match wire.write(datagram) {
                Transfer::Done(_) => {}
                Transfer::WouldBlock => return Err(Outcome::WantWrite),
                Transfer::Eof | Transfer::Error => {
                    // It is lost, as any datagram may be.
                    self.link.output.pop_front();
                    self.writing = None;
                    return Err(Outcome::Transport);
                }
            }
            self.link.output.pop_front();
            wrote = true;
        }
        if wrote {
            match wire.flush() {
                Transfer::WouldBlock => return Err(Outcome::WantWrite),
                Transfer::Error => return Err(Outcome::Transport),
                Transfer::Done(_) | Transfer::Eof => {}
            }
        }
        Ok(())
    }

    /// Reads at most one record's worth of data.
    pub(super) fn read(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        modes: Modes,
        buf: &mut [u8],
        peek: bool,
    ) -> Outcome<usize> {
        if self.handshaking() {
            match self.handshake(host, wire) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
        }
        self.link.now = wire.now();
        while self.data.rest().is_empty() {
            if self.received_close {
                return Outcome::Closed;
            }
            let whole = self.at >= self.input.len() && self.link.due.is_empty();
            if let Err(halt) = self.receive(host, wire) {
                return halt.map(|()| 0);
            }
            if !whole && !modes.auto_retry && self.data.rest().is_empty() {
                wire.want_read();
                return Outcome::WantRead;
            }
        }
        let rest = self.data.rest();
        let n = rest.len().min(buf.len());
        buf.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        if !peek {
            self.data.at += n;
        }
        let pending = self.data.rest().len();
        self.link.facts.with(|facts| facts.pending = pending);
        Outcome::Done(n)
    }

    /// Sends `data` in one record.
    ///
    /// Errors: `R_DTLS_MESSAGE_TOO_BIG` for more than a record holds,
    /// `R_PROTOCOL_IS_SHUTDOWN`, `R_BAD_WRITE_RETRY`.
    pub(super) fn write(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        data: &[u8],
    ) -> Outcome<usize> {
        if self.handshaking() {
            match self.handshake(host, wire) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
        }
        let failed = |reason| Outcome::Failed(Error::new(Lib::Ssl, reason));
        if self.sent_close {
            return failed(ssl::R_PROTOCOL_IS_SHUTDOWN);
        }
        if data.len() > MAX_PLAIN {
            return failed(ssl::R_DTLS_MESSAGE_TOO_BIG);
        }
        match self.writing {
            Some(len) if len != data.len() => return failed(ssl::R_BAD_WRITE_RETRY),
            Some(_) => {}
            None => {
                if let Err(halt) = self.flush(wire) {
                    return halt.map(|()| 0);
                }
                if data.is_empty() {
                    return Outcome::Done(0);
                }
                if !self.push_record(host, super::record::APPLICATION_DATA, data) {
                    return failed(err::R_INTERNAL_ERROR);
                }
                self.writing = Some(data.len());
            }
        }
        if let Err(halt) = self.flush(wire) {
            return halt.map(|()| 0);
        }
        self.writing = None;
        Outcome::Done(data.len())
    }

    /// Sends close_notify; called again, waits for the peer's.
    pub(super) fn shutdown(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        modes: Modes,
    ) -> Outcome<ShutdownState> {
        if self.handshaking() {
            return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_SHUTDOWN_WHILE_IN_INIT));
        }
        let again = self.sent_close;
        if !again {
            self.push_alert(host, alerts::warning(alerts::CLOSE_NOTIFY));
            self.sent_close = true;
            self.link.facts.with(|facts| facts.sent_close = true);
        }
        let waited = !self.link.output.is_empty();
        if let Err(halt) = self.flush(wire) {
            return halt.map(|()| ShutdownState::Sent);
        }
        if self.received_close {
            return Outcome::Done(ShutdownState::Complete);
        }
        if !again || waited {
            return Outcome::Done(ShutdownState::Sent);
        }
        match self.read(host, wire, modes, &mut [], true) {
            Outcome::Closed => Outcome::Done(ShutdownState::Complete),
            Outcome::Done(_) => {
                Outcome::Failed(Error::new(Lib::Ssl, ssl::R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY))
            }
            other => other.map(|_| ShutdownState::Sent),
        }
    }

    /// Pretends that close_notify went out or came in.
    pub(super) fn set_shutdown(&mut self, sent: bool, received: bool) {
        (self.sent_close, self.received_close) = (sent, received);
    }

    /// Whether close_notify went out, and whether it came in.
    pub(super) fn closed(&self) -> (bool, bool) {
        (self.sent_close, self.received_close)
    }

    /// Whether [`Host::message`] is to be called from now on.
    pub(super) fn set_messages(&mut self, wanted: bool) {
        if self.link.settings.messages != wanted {
            Arc::make_mut(&mut self.link.settings).messages = wanted;
        }
    }

    /// Decrypted bytes that wait for a read.
    pub(super) fn waiting(&self) -> usize {
        self.data.rest().len()
    }

    /// Whether records wait that came in the same datagram.
    pub(super) fn has_pending(&self) -> bool {
        self.at < self.input.len() || !self.link.due.is_empty()
    }

    /// Whether a write waits to be retried.
    pub(super) fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    /// By how much a datagram is longer than its data.
    pub(super) fn overhead(&self) -> usize {
        self.link.records.overhead(self.link.records.write_epoch)
    }
}

/// What only connections over datagrams have.
impl Connection {
    /// What is left of the wait for the peer's answer; `None` if there is
    /// none (`DTLSv1_get_timeout`).
    pub fn timeout(&mut self) -> Option<Duration> {
        self.datagrams().and_then(|engine| engine.timeout())
    }

    /// Sends the last messages again if that wait is over, and tells whether it
    /// was (`DTLSv1_handle_timeout`).
    pub fn handle_timeout(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome<bool> {
        match self.datagrams() {
            Some(engine) => engine.handle_timeout(host, wire),
            None => Outcome::Done(false),
        }
    }

    /// By how much a datagram is longer than its data; `None` if there are no
    /// datagrams.
    pub fn datagram_overhead(&mut self) -> Option<usize> {
        self.datagrams().map(|engine| engine.overhead())
    }
}

/// The session of a handshake as it is at its end.
fn made(
    link: &Link,
    master: &Master,
    ticket: Option<(u32, Vec<u8>)>,
    stateful: bool,
) -> Arc<Session> {
    let ticket = ticket.filter(|(_, ticket)| !ticket.is_empty());
    let id_context = link.settings.session_id_context.clone();
    link.facts.with(|facts| {
        let id = match &ticket {
            Some((_, ticket)) => session::sha256(ticket),
            None => facts.session_id.clone(),
        };
        let (lifetime_hint, ticket) = ticket.unwrap_or_default();
        Arc::new(Session {
            version: VERSION,
            suite: master.suite.number,
            id,
            ticket,
            lifetime_hint,
            created: session::now(),
            master_key: master.secret.clone(),
            peer_chain: facts.peer_chain.clone(),
            verify_result: facts.verify_result.unwrap_or(0),
            alpn: facts.alpn.clone(),
            server_name: facts.server_name.clone().filter(|_| facts.server_name_acked),
            ems: facts.ems,
            id_context,
            group: facts.group,
            stateful,
            ..Session::default()
        })
    })
}
