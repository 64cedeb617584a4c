//! What both ends' handshakes work with: messages that come and go, the
//! transcript, and the callbacks that watch.

#![forbid(unsafe_code)]

use super::super::observe::{self, Watch};
use super::super::record::{APPLICATION_DATA, CHANGE_CIPHER_SPEC};
use super::super::{Alert, Facts, FactsCell, Host, Reply, Role, Settings, State, Suspend, alerts};
use super::flight::{self, Flight, Heard, Message, Reassembly, Timer};
use super::messages;
use super::record::{Opened, Record, Records};
use super::schedule::{Master, Randoms};
use crate::crypto::sha2::same;
use crate::err::{self, ssl};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

/// How many records are kept that came before their time.
const MAX_EARLY: usize = 16;

/// Why a handshake does not go on.
#[derive(Debug)]
pub(super) enum Stop {
    Fatal(Alert),
    Suspend(Suspend),
}

impl From<Alert> for Stop {
    fn from(alert: Alert) -> Stop {
        Stop::Fatal(alert)
    }
}

/// This alert for this reason.
#[track_caller]
pub(super) fn fatal<T>(description: u8, reason: i32) -> Result<T, Stop> {
    Err(alerts::alert(description, reason).into())
}

/// What cannot fail did.
#[track_caller]
pub(super) fn internal() -> Stop {
    alerts::alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR).into()
}

/// What the host answered.
pub(super) fn reply<T>(reply: Reply<T>) -> Result<T, Stop> {
    match reply {
        Reply::Go(value) => Ok(value),
        Reply::Fail(alert) => Err(Stop::Fatal(alert)),
        Reply::Suspend(why) => Err(Stop::Suspend(why)),
    }
}

/// A message that came, and how long the transcript was before it.
#[derive(Debug)]
pub(super) struct Came {
    pub(super) kind: u8,
    pub(super) seq: u16,
    pub(super) body: Vec<u8>,
    pub(super) before: usize,
}

/// Both directions of a connection.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) settings: Arc<Settings>,
    pub(super) facts: Arc<FactsCell>,
    pub(super) records: Records,
    pub(super) reassembly: Reassembly,
    pub(super) flight: Flight,
    pub(super) timer: Timer,
    /// The handshake messages so far, each with a head as of one piece.
    pub(super) transcript: Vec<u8>,
    /// The number of the next message to be sent.
    pub(super) next_seq: u16,
    /// The peer's change_cipher_spec came.
    pub(super) change: bool,
    /// Datagrams to be sent.
    pub(super) output: VecDeque<Vec<u8>>,
    /// Records of the next epoch, and data that came before the Finished.
    pub(super) early: Vec<Vec<u8>>,
    /// Those whose time has come.
    pub(super) due: VecDeque<Vec<u8>>,
    /// The present.
    pub(super) now: Instant,
    /// The longest datagram.
    pub(super) mtu: usize,
}

impl Link {
    pub(super) fn new(settings: Arc<Settings>, facts: Arc<FactsCell>) -> Link {
        Link {
            settings,
            facts,
            records: Records::default(),
            reassembly: Reassembly::default(),
            flight: Flight::default(),
            timer: Timer::default(),
            transcript: Vec::new(),
            next_seq: 0,
            change: false,
            output: VecDeque::new(),
            early: Vec::new(),
            due: VecDeque::new(),
            now: Instant::now(),
            mtu: 0,
        }
    }

    pub(super) fn watch<'a>(&'a self, host: &'a dyn Host) -> Watch<'a> {
        Watch { facts: &self.facts, host, settings: &self.settings }
    }

    pub(super) fn learn(&self, change: impl FnOnce(&mut Facts)) {
        self.facts.with(change);
    }

    /// Both ends' random bytes.
    pub(super) fn randoms(&self) -> Randoms {
        self.facts.with(|facts| (facts.client_random, facts.server_random))
    }

    /// The next message of the peer's, if it is there. It must be one of
    /// `kinds`.
    pub(super) fn message(&mut self, host: &dyn Host, kinds: &[u8]) -> Result<Option<Came>, Stop> {
        let Some(Message { kind, seq, body }) = self.reassembly.take() else { return Ok(None) };
        if !kinds.contains(&kind) {
            return fatal(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE);
        }
        let before = self.transcript.len();
        let whole = [&flight::head(kind, seq, body.len()), &body[..]].concat();
        self.transcript.extend_from_slice(&whole);
        let watch = self.watch(host);
        if kind == messages::HELLO_VERIFY_REQUEST {
            watch.enter(State::ClientReadHelloVerify);
        }
        observe::note(&watch, false, &messages::tls_form(kind, &body));
        watch.message(false, watch.version(), observe::HANDSHAKE_TYPE, &whole);
        Ok(Some(Came { kind, seq, body, before }))
    }

    /// The next flight begins: the peer has answered the last one.
    pub(super) fn begin(&mut self) {
        self.flight.clear();
        self.timer.stop();
    }

    /// Adds a message to the flight and to the transcript.
    pub(super) fn send(
        &mut self,
        host: &dyn Host,
        kind: u8,
        body: Option<Vec<u8>>,
    ) -> Result<(), Stop> {
        let body = body.ok_or_else(internal)?;
        let seq = self.next_seq;
        self.next_seq = seq.checked_add(1).ok_or_else(internal)?;
        let whole = [&flight::head(kind, seq, body.len()), &body[..]].concat();
        self.transcript.extend_from_slice(&whole);
        let watch = self.watch(host);
        if kind == messages::HELLO_VERIFY_REQUEST {
            watch.enter(State::ServerWriteHelloVerify);
        }
        observe::note(&watch, true, &messages::tls_form(kind, &body));
        watch.message(true, watch.version(), observe::HANDSHAKE_TYPE, &whole);
        self.flight.push(self.records.write_epoch, Message { kind, seq, body });
        Ok(())
    }

    /// Adds change_cipher_spec and Finished to the flight.
    pub(super) fn send_finished(&mut self, host: &dyn Host, master: &Master) -> Result<(), Stop> {
        let role = self.settings.role;
        let watch = self.watch(host);
        watch.enter(match role {
            Role::Client => State::ClientWriteChange,
            Role::Server => State::ServerWriteChange,
        });
        watch.message(true, watch.version(), CHANGE_CIPHER_SPEC.into(), &[1]);
        self.flight.push_change();
        self.records.write_epoch = 1;
        let finished = master.finished(role, &self.transcript);
        self.send(host, messages::FINISHED, Some(finished))
    }

    /// Sends the flight; `waits` for an answer, or it is the last one.
    pub(super) fn fly(&mut self, host: &dyn Host, waits: bool) -> Result<(), Stop> {
        if !self.flight.pack(&mut self.records, self.mtu, &mut self.output) {
            return Err(internal());
        }
        if waits {
            self.timer.start(self.now, |last| host.timer(last));
        }
        host.info(super::super::Info::Loop);
        Ok(())
    }

    /// Reads the next epoch, if the peer has changed to it.
    pub(super) fn take_change(&mut self, host: &dyn Host) -> bool {
        if !self.change {
            return false;
        }
        self.records.read_epoch = 1;
        self.reassembly.forget();
        self.due.extend(self.early.drain(..));
        self.watch(host).enter(match self.settings.role {
            Role::Client => State::ClientReadChange,
            Role::Server => State::ServerReadChange,
        });
        true
    }

    /// Whether the peer's Finished is what it must be.
    pub(super) fn check_finished(&self, master: &Master, came: &Came) -> Result<(), Stop> {
        let peer = match self.settings.role {
            Role::Client => Role::Server,
            Role::Server => Role::Client,
        };
        let before = self.transcript.get(..came.before).ok_or_else(internal)?;
        let wanted = master.finished(peer, before);
        if came.body.len() != wanted.len() {
            return fatal(alerts::DECODE_ERROR, ssl::R_BAD_DIGEST_LENGTH);
        }
        if !same(&came.body, &wanted) {
            return fatal(alerts::DECRYPT_ERROR, ssl::R_DIGEST_CHECK_FAILED);
        }
        Ok(())
    }

    /// Opens a record; what came too early is kept for later.
    pub(super) fn open(&mut self, record: &Record<'_>, handshaking: bool) -> Opened {
        let early = handshaking && record.epoch == 1 && record.kind == APPLICATION_DATA;
        let opened = match self.records.read_epoch {
            1 if early => Opened::Early,
            _ => self.records.open(record),
        };
        if matches!(opened, Opened::Early) && handshaking && self.early.len() < MAX_EARLY {
            self.early.push(record.raw.to_vec());
        }
        opened
    }

    /// Takes the handshake messages in a record of this epoch: Finished is
    /// the one that is encrypted.
    pub(super) fn take_in(&mut self, epoch: u16, plain: &[u8]) -> Result<Option<u8>, Alert> {
        let mut old = None;
        let finished = epoch != 0;
        self.reassembly.add(
            plain,
            |kind| (kind == messages::FINISHED) == finished,
            |heard| {
                if let Heard::Old(kind) = heard {
                    old = Some(kind);
                }
            },
        )?;
        Ok(old)
    }
}
