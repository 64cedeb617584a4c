//! TLS 1.3's early data (RFC 8446 2.3): what a client sends with its first
//! flight, and what a server writes before it has heard the client's Finished.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::HEADER;
use super::capture::Capture;
use super::connection::{Connection, Halt, Phase};
use super::engine::Drive;
use super::facts::FactsCell;
use super::handshake::Handshake;
use super::record::{self, Bad, Half};
use super::settings::TLS1_3;
use super::{Alert, EarlyData, Host, Info, Outcome, Role, Settings, State, Wire};
use crate::crypto::aead::TAG_LEN;
use crate::err::{self, Error, Lib, ssl};

/// Early data on its way.
#[derive(Debug, Default)]
pub(super) struct Early {
    /// Server: received and not read yet.
    unread: Vec<u8>,
    /// Server: bytes received.
    received: usize,
    /// Server: it is being read; else nobody waits for what comes.
    reading: bool,
    /// Bytes written.
    written: usize,
    /// Server: bytes passed over, since they are not taken.
    passed: usize,
    /// Encrypted, but not written out whole: so many bytes, for which the
    /// write is to be called again.
    pending: Option<usize>,
}

/// What is passed over besides the data itself: what six records add.
const SPARE: usize = 6 * (TAG_LEN + 2);

impl Early {
    /// Server: whether a record is early data that is not taken, which is to be
    /// passed over: any application data before the hello that answers a retry,
    /// else what the key of the client's handshake does not open.
    ///
    /// Errors: `R_TOO_MUCH_EARLY_DATA`.
    pub(super) fn passed_over(
        &mut self,
        settings: &Settings,
        facts: &FactsCell,
        capture: &Capture,
        record: &[u8],
    ) -> std::result::Result<bool, Alert> {
        let (refused, suite) = facts.with(|facts| {
            let refused = facts.version == TLS1_3 && facts.early_data == EarlyData::Rejected;
            (refused, facts.suite)
        });
        let Some((header, body)) = record.split_first_chunk::<HEADER>() else { return Ok(false) };
        if settings.role == Role::Client || !refused || header[0] != record::APPLICATION_DATA {
            return Ok(false);
        }
        let len = match &capture.open_key {
            // What has been opened once is not early data.
            Some(_) if capture.open_seq > 0 => return Ok(false),
            Some((key, iv)) => {
                let half = Half::of_suite(suite, key, iv, 0);
                let opened = half.is_none_or(|mut half| {
                    !matches!(half.open(*header, &mut body.to_vec()), Err(Bad::Mac | Bad::Short))
                });
                if opened {
                    return Ok(false);
                }
                body.len().saturating_sub(TAG_LEN).max(1)
            }
            None => body.len().max(1),
        };
        self.passed = self.passed.saturating_add(len);
        let most = usize::try_from(settings.recv_max_early_data).unwrap_or(usize::MAX);
        if self.passed > most.saturating_add(SPARE) {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_TOO_MUCH_EARLY_DATA));
        }
        Ok(true)
    }
}

impl Connection {
    /// Server: reads early data.
    ///
    /// `Done(Some(n))` with n ≥ 1 unless `buf` is empty; `Done(None)` if there
    /// is no more, or none is taken: then [`handshake`](Connection::handshake)
    /// goes on. In TLS 1.2 the handshake is over by then.
    pub fn read_early(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        buf: &mut [u8],
    ) -> Outcome<Option<usize>> {
        if let Some(engine) = self.datagrams() {
            // There is none: the handshake is all that is to be done.
            return engine.handshake(host, wire).map(|()| None);
        }
        if matches!(self.phase, Phase::Start) {
            host.info(Info::Start);
        }
        err::queue::clear();
        loop {
            let unread = &mut self.early.unread;
            if !unread.is_empty() {
                let n = buf.len().min(unread.len());
                if let (Some(to), Some(from)) = (buf.get_mut(..n), unread.get(..n)) {
                    to.copy_from_slice(from);
                }
                unread.drain(..n);
                let left = unread.len();
                self.facts.with(|facts| facts.pending = left);
                return Outcome::Done(Some(n));
            }
            match self.early_over(wire) {
                Ok(true) => {
                    self.early.reading = false;
                    return self.early_end(host, wire).map(|()| None);
                }
                Ok(false) => {}
                Err(halt) => return halt.map(|()| None),
            }
            self.early.reading = true;
            if let Err(halt) = self.advance(host, wire) {
                return halt.map(|()| None);
            }
        }
    }

    /// Goes on as far as what has come with the end of early data goes.
    fn early_end(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome {
        if !self.facts.with(|facts| facts.early_ended) {
            return Outcome::Done(());
        }
        while !matches!(self.phase, Phase::Traffic(_)) {
            match self.advance(host, wire) {
                Ok(()) => {}
                Err(Outcome::WantRead | Outcome::WantWrite) => break,
                Err(halt) => return halt,
            }
        }
        Outcome::Done(())
    }

    /// Whether all early data there is has been read: after our flight if none
    /// is taken, else at the end of it.
    fn early_over(&mut self, wire: &mut dyn Wire) -> std::result::Result<bool, Halt> {
        let waits = match &self.phase {
            Phase::Traffic(_) => return Ok(true),
            Phase::Handshake(h) => !h.fresh && !h.complete && matches!(h.drive, Drive::Idle(_)),
            _ => false,
        };
        let (sent, taken, ended) = self.facts.with(|facts| {
            let sent = matches!(
                facts.state,
                State::EarlyData | State::ServerWriteServerHello | State::ServerWriteChange
            );
            let taken = facts.early_data == EarlyData::Accepted;
            (facts.version == TLS1_3 && sent, taken, facts.early_ended)
        });
        if !waits || !(sent || ended) {
            return Ok(false);
        }
        self.flush(wire)?;
        Ok(!taken || ended)
    }

    /// Takes over what rustls received of early data.
    ///
    /// Errors: `R_TOO_MUCH_EARLY_DATA` over the limit; `R_UNEXPECTED_MESSAGE`
    /// if nobody reads it.
    pub(super) fn early_received(
        &mut self,
        handshake: &mut Handshake,
    ) -> std::result::Result<(), Alert> {
        let allowed = handshake.capture.resumed.as_ref().map_or(0, |s| s.max_early_data);
        let Some(engine) = handshake.drive.engine().filter(|engine| !engine.early.is_empty())
        else {
            return Ok(());
        };
        let fresh = std::mem::take(&mut engine.early);
        self.early.received += fresh.len();
        let most = self.settings.recv_max_early_data.min(allowed);
        if usize::try_from(most).is_ok_and(|most| self.early.received > most) {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_TOO_MUCH_EARLY_DATA));
        }
        if !self.early.reading {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE));
        }
        self.early.unread.extend_from_slice(&fresh);
        Ok(())
    }

    /// A handshake that goes on over unread early data fails: it would be lost.
    pub(super) fn early_unread(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Halt> {
        self.early.reading = false;
        if self.early.unread.is_empty() {
            return Ok(());
        }
        self.early.unread.clear();
        let alert = alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD);
        Err(self.fail(host, wire, alert))
    }

    /// Client: writes early data, all of it, behind the ClientHello. Server:
    /// writes before it has heard the client's Finished.
    ///
    /// After `WantWrite` it must be called with as much data again.
    /// Errors: `R_TOO_MUCH_EARLY_DATA`, `R_BAD_WRITE_RETRY`;
    /// `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED` where it cannot be written.
    pub fn write_early(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
        data: &[u8],
    ) -> Outcome<usize> {
        let failed = |reason| Outcome::Failed(Error::new(Lib::Ssl, reason));
        if matches!(self.phase, Phase::Start) {
            host.info(Info::Start);
        }
        err::queue::clear();
        // As far as the ClientHello.
        while matches!(&self.phase, Phase::Start)
            || matches!(&self.phase, Phase::Handshake(h) if h.fresh)
        {
            if let Err(halt) = self.advance(host, wire) {
                return halt.map(|()| 0);
            }
        }
        match self.early.pending {
            Some(len) if len != data.len() => return failed(ssl::R_BAD_WRITE_RETRY),
            Some(_) => {}
            None => {
                if let Err(reason) = self.early_seal(host, data) {
                    let client = self.settings.role == Role::Client;
                    let ends = client && reason == ssl::R_TOO_MUCH_EARLY_DATA;
                    return match std::mem::replace(&mut self.phase, Phase::Dead) {
                        Phase::Handshake(handshake) if ends => {
                            let alert = alert(alerts::INTERNAL_ERROR, reason);
                            self.fail_handshake(host, wire, handshake, alert).map(|()| 0)
                        }
                        phase => {
                            self.phase = phase;
                            failed(reason)
                        }
                    };
                }
                self.early.pending = Some(data.len());
            }
        }
        if let Err(halt) = self.flush(wire) {
            return halt.map(|()| 0);
        }
        self.early.pending = None;
        Outcome::Done(data.len())
    }

    /// Encrypts `data` into the output, or says why not.
    fn early_seal(&mut self, host: &dyn Host, data: &[u8]) -> std::result::Result<(), i32> {
        let total = self.early.written.saturating_add(data.len());
        if self.settings.role == Role::Client {
            let allowed = self.settings.session.as_ref().map_or(0, |s| s.max_early_data);
            if usize::try_from(allowed).is_ok_and(|most| total > most) {
                return Err(ssl::R_TOO_MUCH_EARLY_DATA);
            }
        }
        let phase = std::mem::replace(&mut self.phase, Phase::Dead);
        let Phase::Handshake(mut handshake) = phase else {
            self.phase = phase;
            return Err(err::R_SHOULD_NOT_HAVE_BEEN_CALLED);
        };
        let Handshake { drive, capture, .. } = &mut *handshake;
        let sealed = drive.engine().is_some_and(|engine| engine.write_early(capture, data));
        if sealed {
            self.early.written = total;
            self.collect(host, &mut handshake);
        }
        self.phase = Phase::Handshake(handshake);
        if sealed { Ok(()) } else { Err(err::R_SHOULD_NOT_HAVE_BEEN_CALLED) }
    }
}
