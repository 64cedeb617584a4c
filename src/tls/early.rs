//! Early data (0-RTT), and what a server writes before the client has finished.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::MAX_PLAIN;
use super::connection::{Connection, Phase};
use super::facts::EarlyStatus;
use super::handshake::Handshake;
use super::settings::TLS1_3;
use super::{Alert, Host, Outcome, State, Wire};
use crate::err::{self, Error, Lib, ssl};

/// Early data under way.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// Server: received, and not read by the program yet.
    received: Vec<u8>,
    /// How much of that the program has read.
    read: usize,
    /// Server: received in all. Client: sealed in all.
    total: usize,
    /// Server: the program is reading it.
    reading: bool,
    /// Client: the handshake has gone on, and no more may be written.
    pub(super) over: bool,
    /// Sealed for a write that has not been told of its success.
    unsent: Option<usize>,
}

impl Connection {
    /// Takes over the early data that rustls has opened.
    pub(super) fn received_early(
        &mut self,
        handshake: &mut Handshake,
    ) -> std::result::Result<(), Alert> {
        let Some(engine) = handshake.drive.engine() else { return Ok(()) };
        if engine.early.is_empty() {
            return Ok(());
        }
        let data = std::mem::take(&mut engine.early);
        self.early.total = self.early.total.saturating_add(data.len());
        if handshake.capture.early_limit.is_none_or(|limit| self.early.total > limit) {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_TOO_MUCH_EARLY_DATA));
        }
        // A program that does not read it must not lose it unawares.
        if !self.early.reading {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE));
        }
        self.early.received = data;
        self.early.read = 0;
        Ok(())
    }

    /// Server: takes the handshake to where early data ends, and reads it on
    /// the way; `None` once there is no more.
    pub fn read_early(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        buf: &mut [u8],
    ) -> Outcome<Option<usize>> {
        if self.early.received.is_empty() {
            self.early.reading = true;
            let outcome = self.advance_until(host, wire, |connection| {
                !connection.early.received.is_empty() || connection.early_over()
            });
            self.early.reading = false;
            match outcome {
                Outcome::Done(()) => {}
                Outcome::WantRead if self.early_passed_over() => return Outcome::Done(None),
                other => return other.map(|()| None),
            }
        }
        if self.early.received.is_empty() {
            return Outcome::Done(None);
        }
        let rest = self.early.received.get(self.early.read..).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.early.read += n;
        if self.early.read >= self.early.received.len() {
            self.early.received.clear();
        }
        Outcome::Done(Some(n))
    }

    /// Server: the client has said that its early data ends.
    fn early_over(&self) -> bool {
        matches!(&self.phase, Phase::Handshake(handshake) if handshake.observer.early_over)
    }

    /// Server: none is taken, and all is sent, or a hello that asks for
    /// another: the client is to answer.
    fn early_passed_over(&self) -> bool {
        self.facts.with(|facts| {
            let sent = matches!(
                facts.state,
                State::EarlyData | State::ServerWriteServerHello | State::ServerWriteChange
            );
            facts.version == TLS1_3 && facts.early != EarlyStatus::Accepted && sent && !facts.failed
        })
    }

    /// Writes `data` while the handshake is under way: a client its early
    /// data, after its hello; a server, to a client that has not finished.
    /// After `WantWrite` the same data must be given again.
    ///
    /// Errors: `R_TOO_MUCH_EARLY_DATA`; `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`
    /// where the handshake does not allow it.
    pub fn write_early(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        data: &[u8],
    ) -> Outcome<usize> {
        let misplaced =
            || Outcome::Failed(Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        let fresh = |connection: &Connection| match &connection.phase {
            Phase::Start => true,
            Phase::Handshake(handshake) => handshake.fresh,
            _ => false,
        };
        if self.settings.options.early.send && fresh(self) {
            match self.advance_until(host, wire, |connection| !fresh(connection)) {
                Outcome::Done(()) => {}
                other => return other.map(|()| 0),
            }
            let asked = match &mut self.phase {
                Phase::Handshake(handshake) => {
                    handshake.drive.engine().is_some_and(|engine| engine.may_send_early())
                }
                _ => false,
            };
            if !asked {
                self.dead(Error::quiet());
                return misplaced();
            }
            self.facts.with(|facts| facts.early = EarlyStatus::Rejected);
        }
        if self.early.over || !matches!(self.phase, Phase::Handshake(_)) {
            return misplaced();
        }
        if self.early.unsent.is_none() {
            let (client, most) = match &self.settings.session {
                Some(session) => (true, session.max_early_data),
                None => (false, 0),
            };
            let total = self.early.total.saturating_add(data.len());
            if client && total > usize::try_from(most).unwrap_or(usize::MAX) {
                return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_TOO_MUCH_EARLY_DATA));
            }
            let Phase::Handshake(mut handshake) = std::mem::replace(&mut self.phase, Phase::Dead)
            else {
                return misplaced();
            };
            let Handshake { drive, capture, .. } = &mut *handshake;
            let sealed = drive.engine().is_some_and(|engine| {
                super::capture::scope(capture, || {
                    data.chunks(MAX_PLAIN).all(|chunk| engine.seal_early(chunk))
                })
            });
            self.collect(host, &mut handshake);
            self.phase = Phase::Handshake(handshake);
            if !sealed {
                return misplaced();
            }
            self.early.total = total;
            self.early.unsent = Some(data.len());
        }
        self.unflushed = true;
        if let Err(halt) = self.flush(wire) {
            return halt.map(|()| 0);
        }
        Outcome::Done(self.early.unsent.take().unwrap_or(0))
    }
}
