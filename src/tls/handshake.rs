//! A connection's handshake: ClientHello, callbacks, rustls, completion.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::{HEADER, Input};
use super::capture::Capture;
use super::connection::{Connection, Halt, NO_ALERT, Phase};
use super::custom::{self, Edits};
use super::engine::{self, Drive, Engine, Kernel, Step};
use super::header::{Stage, check_header};
use super::hello::{EARLY_DATA, MAX_CLIENT_HELLO};
use super::observe::{Observer, Watch};
use super::post_auth::{Left, PostAuth};
use super::record::{self, Half};
use super::secret::{self, Waiting};
use super::session::{self, Kept, Resume, Session};
use super::settings::{TLS1_2, TLS1_3, fragment_limit};
use super::stop::Stop;
use super::traffic::Traffic;
use super::wirefmt::Reader;
use super::{
    Alert, ClientHello, EarlyData, Host, Info, Outcome, Reply, Role, Settings, State, Transfer,
    Wire, dhe, negotiate, psk, stateless,
};
use crate::err::{self, Error, Lib, ssl};
use std::sync::Arc;

/// A handshake in rustls's hands.
pub(super) struct Handshake {
    pub(super) drive: Drive,
    pub(super) capture: Box<Capture>,
    pub(super) observer: Observer,
    /// rustls has not had its first turn.
    pub(super) fresh: bool,
    /// Empty records so far.
    empty: u8,
    /// rustls is done; its last records are still to be written.
    pub(super) complete: bool,
    master_key: zeroize::Zeroizing<Vec<u8>>,
    /// Client: the program may have the secret.
    pub(super) waiting: Option<Box<Waiting>>,
}

impl std::fmt::Debug for Handshake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handshake").field("drive", &self.drive).finish_non_exhaustive()
    }
}

/// One step: on, or out of the call with this.
type Advance = std::result::Result<(), Halt>;

impl Connection {
    pub(super) fn start(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Advance {
        if self.settings.role == Role::Server {
            host.info(Info::Loop);
            self.phase = Phase::Hello { records: Vec::new(), message: Vec::new() };
            return Ok(());
        }
        match psk::offered(&self.settings, host) {
            Ok(None) => {}
            Ok(session) => {
                let settings = Settings { session, ..Settings::clone(&self.settings) };
                self.settings = Arc::new(settings);
            }
            Err(alert) => return Err(self.fail(host, wire, alert)),
        }
        if let Err(alert) = secret::check_ticket(&self.settings) {
            return Err(self.fail(host, wire, alert));
        }
        let mut capture = self.capture(None);
        if let Some(edits) = &mut capture.edits {
            match custom::for_hello(host) {
                Ok(hello) => edits.hello = hello,
                Err(alert) => return Err(self.fail(host, wire, alert)),
            }
        }
        match engine::client(&self.settings, &mut capture) {
            Ok(engine) => self.begin(engine, capture, Observer::default()),
            Err(_) => {
                let error = Error::new(Lib::Ssl, ssl::R_NO_CIPHERS_AVAILABLE);
                return Err(self.fail(host, wire, Alert { description: NO_ALERT, error }));
            }
        }
        Ok(())
    }

    /// `hello` is what a client sent.
    fn capture(&self, hello: Option<&ClientHello>) -> Box<Capture> {
        let dh = self.settings.dh.clone();
        let edits = Edits::new(&self.settings, hello);
        let hello = self.facts.with(|facts| facts.client_hello.clone());
        let post_auth = Left::new(&self.settings, hello.as_deref());
        let settings = Some(self.settings.clone());
        let server_random = secret::drawn(&self.settings, &self.facts);
        Box::new(Capture { settings, dh, edits, post_auth, server_random, ..Capture::default() })
    }

    fn begin(&mut self, engine: Engine, capture: Box<Capture>, observer: Observer) {
        self.phase = Phase::Handshake(Box::new(Handshake {
            drive: Drive::Idle(Box::new(engine)),
            capture,
            observer,
            fresh: true,
            empty: 0,
            complete: false,
            master_key: zeroize::Zeroizing::default(),
            waiting: Waiting::new(&self.settings),
        }));
    }

    /// Reads one whole record, exactly; its header and its body's length.
    pub(super) fn record(
        &mut self,
        wire: &mut dyn Wire,
        stage: Stage,
    ) -> std::result::Result<([u8; HEADER], usize), Stop> {
        let first = stage == Stage::First;
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
        if first && !(record::CHANGE_CIPHER_SPEC..=record::APPLICATION_DATA).contains(&header[0]) {
            self.plain_version = [header[1], header[2]];
        }
        check_header(header, stage, self.settings.role)
            .inspect_err(|_| self.facts.with(|facts| facts.bad_record = true))?;
        let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
        fill(&mut self.input, wire, HEADER + len)?;
        Ok((header, len))
    }

    pub(super) fn read_hello(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut records: Vec<u8>,
        mut message: Vec<u8>,
    ) -> Advance {
        let stage = if records.is_empty() { Stage::First } else { Stage::Plain };
        let (header, len) = match self.record(wire, stage) {
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
        if records.is_empty() && self.passes_over_ccs(header[0], &body) {
            self.phase = Phase::Hello { records, message };
            return Err(Outcome::Transport);
        }
        if header[0] != record::HANDSHAKE {
            if header[0] != record::CHANGE_CIPHER_SPEC {
                self.plain_version = [header[1], header[2]];
                self.facts.with(|facts| facts.bad_record = true);
            }
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
                // A client of an old version is told in its own.
                let old = matches!(
                    alert.error.reason,
                    ssl::R_UNSUPPORTED_PROTOCOL | ssl::R_VERSION_TOO_LOW
                );
                if let (true, [_, _, _, _, major, minor, ..]) = (old, message.as_slice()) {
                    self.plain_version = [*major, *minor];
                }
                return Err(self.fail(host, wire, alert));
            }
        };
        self.facts.with(|facts| {
            facts.client_random = hello.random;
            facts.server_name.clone_from(&hello.server_name);
            facts.peer_sigalgs.clone_from(&hello.sigalgs);
            if hello.extension(EARLY_DATA).is_some() {
                facts.early_data = EarlyData::Rejected;
            }
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

    pub(super) fn ask(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        records: Vec<u8>,
        hello: Arc<ClientHello>,
    ) -> Advance {
        secret::draw(&self.settings, &self.facts);
        match host.client_hello(&hello) {
            Reply::Go(settings) => self.settings = Arc::from(settings),
            Reply::Fail(alert) => return Err(self.fail(host, wire, alert)),
            Reply::Suspend(why) => {
                self.phase = Phase::Asking { records, hello };
                return Err(Outcome::Suspended(why));
            }
        }
        if let Some(given) = self.settings.given.clone() {
            return self.answer_given(host, wire, &hello, &given);
        }
        let plan = hello.fragment().and_then(|_| negotiate::plan(&hello, &self.settings));
        let plan = match plan {
            Ok(plan) => plan,
            Err(alert) => return Err(self.fail(host, wire, alert)),
        };
        self.facts.with(|facts| facts.credential = plan.signer.map(|(place, _)| place));
        let before = self.without_state(host, wire, &hello, &plan)?;
        let mut capture = self.capture(Some(&hello));
        let limit = capture.edits.as_ref().and_then(|edits| edits.limit());
        match engine::server(&self.settings, &hello, &plan, limit) {
            Ok(mut engine) => {
                let edits = capture.edits.as_mut();
                let seen = edits.and_then(|edits| edits.heard_hello(&hello.raw));
                engine.incoming = seen.unwrap_or(records);
                capture.peer_groups.clone_from(&hello.groups);
                capture.before = before;
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
    pub(super) fn work(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        mut handshake: Box<Handshake>,
    ) -> Advance {
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
            if self.rests(host) {
                self.phase = Phase::Handshake(handshake);
                return Err(Outcome::Done(()));
            }
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            handshake.observer.turn(&watch);
            let stage = match self.facts.with(|facts| facts.version) {
                0 => Stage::First,
                TLS1_3 if handshake.capture.open_key.is_some() => Stage::Sealed13,
                TLS1_3 => Stage::Plain13,
                _ => Stage::Plain,
            };
            let first = stage == Stage::First;
            let (header, len) = match self.record(wire, stage) {
                Ok(record) => record,
                Err(stop) => {
                    self.phase = Phase::Handshake(handshake);
                    return Err(self.stop(host, wire, stop));
                }
            };
            let record = self.input.bytes().get(..HEADER + len).unwrap_or_default();
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            let body = record.get(HEADER..).unwrap_or_default();
            let begins = !handshake.observer.is_in_message();
            handshake.observer.incoming(&watch, header, body);
            if stage.is_13() && header[0] == record::CHANGE_CIPHER_SPEC && body != [1] {
                let alert = alert(alerts::ILLEGAL_PARAMETER, ssl::R_INVALID_CCS_MESSAGE);
                self.input.consume(HEADER + len);
                return Err(self.fail_handshake(host, wire, handshake, alert));
            }
            match self.early.passed_over(&self.settings, &self.facts, &handshake.capture, record) {
                Ok(false) => {}
                passed => {
                    self.input.consume(HEADER + len);
                    if let Err(alert) = passed {
                        return Err(self.fail_handshake(host, wire, handshake, alert));
                    }
                    self.phase = Phase::Handshake(handshake);
                    return Ok(());
                }
            }
            if header[0] == record::ALERT && body == alerts::warning(alerts::CLOSE_NOTIFY) {
                self.input.consume(HEADER + len);
                self.facts.with(|facts| facts.received_close = true);
                self.phase = Phase::Handshake(handshake);
                return Err(Outcome::Closed);
            }
            let plain = handshake.observer.is_plain(header[0]);
            if header[0] == record::APPLICATION_DATA && stage != Stage::Sealed13 {
                // rustls refuses it.
                self.facts.with(|facts| facts.bad_record = true);
            }
            if plain && len == 0 && handshake.empty < MAX_EMPTY {
                // Nothing, and rustls would take it amiss.
                handshake.empty += 1;
                self.input.consume(HEADER + len);
                self.phase = Phase::Handshake(handshake);
                return Ok(());
            }
            if plain && header[0] == record::ALERT && len != 2 {
                self.input.consume(HEADER + len);
                let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_INVALID_ALERT);
                return Err(self.fail_handshake(host, wire, handshake, alert));
            }
            let seen = match custom::heard(host, &mut handshake, record) {
                Ok(seen) => seen,
                Err(alert) => {
                    self.input.consume(HEADER + len);
                    return Err(self.fail_handshake(host, wire, handshake, alert));
                }
            };
            // rustls would read any other message before it refuses it.
            let other = header[0] == record::HANDSHAKE && body.first().is_some_and(|&k| k != 2);
            if first && begins && other {
                self.input.consume(HEADER + len);
                let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE);
                return Err(self.fail_handshake(host, wire, handshake, alert));
            }
            let seen = seen.as_deref().unwrap_or(record);
            if let Some(mut waiting) = handshake.waiting.take() {
                let next = waiting.hear(&self.settings, host, record, seen);
                self.input.consume(HEADER + len);
                return self.waited(host, wire, handshake, waiting, next);
            }
            if let Some(engine) = handshake.drive.engine() {
                engine.incoming.extend_from_slice(seen);
                engine.hold = false;
            }
            self.input.consume(HEADER + len);
        }
        handshake.fresh = false;
        handshake.capture.padding = self.modes.padding;
        (handshake.capture.group, handshake.capture.version) =
            self.facts.with(|facts| (facts.group, facts.version));
        if self.settings.role == Role::Client {
            handshake.capture.dh = self.facts.with(|facts| facts.dh.clone());
        }
        let step = {
            let watch = Watch { facts: &self.facts, host, settings: &self.settings };
            let Handshake { drive, capture, observer, master_key, .. } = &mut *handshake;
            drive.run(capture, host, |capture| {
                hear(&watch, capture, observer, master_key);
            })
        };
        let step = match step {
            Ok(step) => step,
            Err(why) => {
                self.phase = Phase::Handshake(handshake);
                return Err(Outcome::Suspended(why));
            }
        };
        if handshake.capture.unproven {
            handshake.drive = Drive::Lost;
            handshake.capture.seal_key = None;
        } else if handshake.capture.failure.is_some() && !matches!(step, Step::Failed(_)) {
            self.withhold(&mut handshake);
        }
        self.collect(host, &mut handshake);
        if let Err(alert) = self.early_received(&mut handshake) {
            return Err(self.fail_handshake(host, wire, handshake, alert));
        }
        let legacy = self.facts.with(|facts| {
            let heard = handshake.observer.heard_server_hello();
            heard && facts.version == TLS1_2 && !facts.secure_renegotiation
        });
        if legacy && !self.settings.legacy_server && self.settings.role == Role::Client {
            let reason = ssl::R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
            let alert = alert(alerts::HANDSHAKE_FAILURE, reason);
            return Err(self.fail_handshake(host, wire, handshake, alert));
        }
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

    /// Server: what rustls wrote after a callback had failed does not go out,
    /// as far as the alert can take its place.
    fn withhold(&self, handshake: &mut Handshake) {
        let (version, state) = self.facts.with(|facts| (facts.version, facts.state));
        let first = state == State::ServerReadClientHello;
        if self.settings.role == Role::Client || !(first || version == TLS1_2) {
            return;
        }
        if let Some(engine) = handshake.drive.engine() {
            engine.out.clear();
        }
        if first {
            handshake.capture.seal_key = None;
        }
    }

    /// Moves what rustls wrote into the output, and watches it.
    pub(super) fn collect(&mut self, host: &dyn Host, handshake: &mut Handshake) {
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        let Some(engine) = handshake.drive.engine() else { return };
        // rustls sends its change_cipher_spec early; it goes with the flight.
        if engine.out.is_empty() || engine.out == [20, 3, 3, 0, 1, 1] {
            return;
        }
        let mut out = std::mem::take(&mut engine.out);
        if handshake.capture.before.is_some() {
            stateless::without_ccs(&mut out);
        }
        if let Some(edits) = &mut handshake.capture.edits {
            edits.written(&mut out);
        }
        if let Some(waiting) = &mut handshake.waiting {
            waiting.sent(&out);
        }
        handshake.observer.outgoing(&watch, &mut handshake.capture, &mut out);
        self.output.extend(&out);
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
    pub(super) fn fail_handshake(
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
        let (version, mut suite, early) =
            self.facts.with(|facts| (facts.version, facts.suite, facts.early_data));
        let Handshake { capture, observer, .. } = handshake;
        let key = capture.seal_key.as_ref();
        // Behind early data, before the server has answered.
        let early = version == 0 && early != EarlyData::NotSent;
        if let (true, Some(session)) = (early, &self.settings.session) {
            suite = session.suite;
        }
        if early || observer.sealing(version, key.is_some()) {
            let half = key.and_then(|(key, iv)| Half::of_suite(suite, key, iv, capture.seal_seq));
            let sealed =
                half.is_some_and(|mut half| half.seal(record::ALERT, &body, &mut self.output));
            if !sealed {
                return;
            }
        } else {
            let minor = if version == 0 { 1 } else { 3 };
            let record = [record::ALERT, 3, minor, 0, 2, body[0], body[1]];
            self.output.extend(&record);
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
    ) -> Advance {
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
            // A finite field has no number in TLS 1.2.
            facts.group = match group {
                Some(group) if dhe::is_group(group) => 0,
                Some(group) => group,
                None if resumed => previous.as_ref().map_or(0, |previous| previous.group),
                None => facts.group,
            };
            facts.resumed = resumed;
            facts.alpn = alpn;
            facts.own_sigalg = capture.own_sigalg;
            facts.peer_sigalg = capture.peer_sigalg;
            if let Some(previous) = &previous {
                facts.peer_chain.clone_from(&previous.peer_chain);
                // An external key says nothing of the server's certificate.
                if role == Role::Server || !previous.external {
                    facts.verify_result = Some(previous.verify_result);
                }
            }
        });
        let (version, suite) = self.facts.with(|facts| (facts.version, facts.suite));
        let keys = match version {
            TLS1_3 => engine.finish().ok().and_then(|(secrets, kernel)| {
                let tx = Half::new(&secrets.tx.1, secrets.tx.0, true)?;
                Some((tx, Half::new(&secrets.rx.1, secrets.rx.0, true)?, kernel))
            }),
            // rustls would have to derive the keys again that it used.
            _ => capture.keys12(suite).map(|(tx, rx)| (tx, rx, Kernel::None)),
        };
        let Some((tx, rx, kernel)) = keys else {
            return Err(self.fail(host, wire, internal()));
        };
        let mut traffic = Traffic::new(role, version, (tx, rx), kernel);
        let agreed = match &previous {
            Some(previous) => previous.fragment,
            None => self.facts.with(|facts| facts.fragment),
        };
        traffic.limit = fragment_limit(agreed);
        let session = self.session(&mut handshake, previous);
        traffic.template = Some(session.clone());
        let left = handshake.capture.post_auth.take().filter(|_| version == TLS1_3);
        traffic.post_auth = left.and_then(|left| PostAuth::new(*left, suite));
        traffic.issuer.secret = std::mem::take(&mut handshake.capture.resumption_secret);
        traffic.issuer.keep = handshake.capture.keep;
        let issued = std::mem::take(&mut handshake.capture.issued);
        let known = self.settings.session.as_ref().is_some_and(|s| Arc::ptr_eq(s, &session));
        // OpenSSL tells of a TLS 1.2 server's session only if it has an ID.
        let new = match role {
            Role::Server => issued.last().cloned().filter(|s| s.stateful),
            // Nor of a new ticket for a session that was resumed.
            Role::Client => {
                Some(session.clone()).filter(|s| !known && !resumed && s.is_resumable())
            }
        };
        self.facts.with(|facts| {
            // A TLS 1.2 session in a ticket has no ID, and shows nothing.
            let shown = |s: &Arc<Session>| s.stateful || s.version == TLS1_3;
            let last = issued.into_iter().next_back().filter(shown);
            let earlier = facts.session.take();
            facts.session = last.or(earlier).or(Some(session));
        });
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
        if let Some(previous) = previous.as_ref().filter(|previous| previous.external) {
            let suite = self.facts.with(|facts| facts.suite);
            return Arc::new(previous.used(&self.settings, suite));
        }
        if let Some(previous) = previous
            && (ticket.is_none() || self.settings.role == Role::Server)
        {
            return previous;
        }
        let id_context = self.settings.session_id_context.clone();
        self.facts.with(|facts| {
            let id = match &ticket {
                Some((_, ticket)) => session::sha256(ticket),
                None if facts.version == TLS1_2 => facts.session_id.clone(),
                None => Vec::new(),
            };
            // What was sent for a ticket passes for one.
            let own = self.settings.ticket_ext.clone().filter(|_| ticket.is_none());
            let own = own.map(|ext| (0, ext));
            let resume = if own.is_some() { None } else { saved };
            let (lifetime_hint, ticket) = ticket.or(own).unwrap_or_default();
            Arc::new(Session {
                version: facts.version,
                suite: facts.suite,
                id,
                ticket,
                lifetime_hint,
                created: session::now(),
                master_key: std::mem::take(&mut handshake.master_key),
                peer_chain: facts.peer_chain.clone(),
                verify_result: facts.verify_result.unwrap_or(0),
                alpn: facts.alpn.clone(),
                server_name: facts.server_name.clone().filter(|_| facts.server_name_acked),
                ems: facts.ems,
                id_context,
                group: facts.group,
                fragment: facts.fragment,
                resume: Kept(resume.map_or(Resume::Saved, |value| Resume::Tls12(Box::new(value)))),
                ..Session::default()
            })
        })
    }
}

/// Takes over what rustls heard and logged during one turn.
fn hear(
    watch: &Watch<'_>,
    capture: &mut Capture,
    observer: &mut Observer,
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
        // rustls derives a server's early secrets whenever it resumes.
        let early =
            matches!(&*logged.label, "CLIENT_EARLY_TRAFFIC_SECRET" | "EARLY_EXPORTER_SECRET");
        let used = !early || watch.settings.role == Role::Client || capture.early_taken;
        if watch.settings.keylog && used {
            let hex =
                |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let (random, secret) = (hex(&logged.client_random), hex(&logged.secret));
            watch.host.keylog(&format!("{} {random} {secret}", logged.label));
        }
        match &*logged.label {
            "CLIENT_RANDOM" => {
                *master_key = logged.secret.clone();
                watch.facts.with(|facts| facts.exporter.secret = logged.secret);
            }
            "EXPORTER_SECRET" => watch.facts.with(|facts| facts.exporter.secret = logged.secret),
            _ => {}
        }
    }
    if let Some(session) = capture.resumed.as_ref().filter(|session| session.external) {
        watch.facts.with(|facts| facts.verify_result = Some(session.verify_result));
    }
    if !capture.early_exporter.is_empty() {
        let early = std::mem::take(&mut capture.early_exporter);
        watch.facts.with(|facts| facts.exporter.early = early);
    }
    (capture.group, capture.version) = watch.facts.with(|facts| (facts.group, facts.version));
}

/// Empty records that are put up with.
const MAX_EMPTY: u8 = 32;
