//! A connection after its handshake: records, post-handshake messages,
//! closing.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::buffers::{HEADER, Input, MAX_BODY_12, MAX_BODY_13, MAX_PACKET, MAX_PLAIN, Output};
use super::custom;
use super::engine::Kernel;
use super::observe::Watch;
use super::post_auth::PostAuth;
use super::record::{self, Bad, Half};
use super::reissue::Issuer;
use super::session::{self, Kept, Resume, Session};
use super::settings::TLS1_3;
use super::stop::{Ended, Stop, of_bad, wait};
use super::wirefmt::Reader;
use super::{Alert, Info, Modes, Outcome, Padding, ReadPolicy, Role, State, Transfer, Wire};
use crate::err::{self, Error, Lib, ssl};
use std::ops::Range;
use std::sync::{Arc, PoisonError};

/// Empty records in a row that are put up with.
const MAX_EMPTY: u8 = 32;
/// Key updates without application data between them.
const MAX_KEY_UPDATES: u32 = 32;
/// Warning alerts in a row, as OpenSSL.
const MAX_WARNINGS: u8 = 5;
/// Requests to renegotiate.
const MAX_RENEGOTIATIONS: u8 = 5;
/// The longest post-handshake message.
pub(super) const MAX_MESSAGE: usize = 1 << 16;
/// Records sealed before they are written.
const BATCH: usize = 4;
/// Bodies up to this long are read without the next header, so that whatever
/// follows a close_notify stays in the socket.
const SMALL_BODY: usize = 256;

/// The write that waits to be finished.
#[derive(Debug, Clone, Copy)]
struct Pending {
    address: usize,
    len: usize,
    sealed: usize,
}

/// A connection that carries data.
pub(super) struct Traffic {
    version: u16,
    pub(super) role: Role,
    tx: Half,
    rx: Half,
    kernel: Kernel,
    /// A read ends with a record that has no data for it.
    pub(super) one_record: bool,
    /// Decrypted data in the input buffer, before its unused bytes.
    plain: Range<usize>,
    /// The length of the record that `plain` is in.
    record: usize,
    /// A post-handshake message that is not whole yet.
    message: Vec<u8>,
    pending: Option<Pending>,
    /// How much records are padded now.
    pub(super) padding: Padding,
    /// A KeyUpdate to send; with `true` the peer shall answer.
    key_update: Option<bool>,
    /// The answer to a KeyUpdate is in the output and not written yet.
    answered: bool,
    pub(super) sent_close: bool,
    pub(super) received_close: bool,
    empty: u8,
    /// The peer's KeyUpdates since its last data.
    key_updates: u32,
    /// Our requests for a KeyUpdate, each of which may be answered.
    requests: u32,
    warnings: u8,
    renegotiations: u8,
    /// Server: makes more tickets.
    pub(super) issuer: Issuer,
    /// The session that tickets are made after.
    pub(super) template: Option<Arc<Session>>,
    /// Authentication of the client from here on, if it offers that.
    pub(super) post_auth: Option<Box<PostAuth>>,
    /// How many waiting bytes the facts tell of.
    pub(super) told_waiting: usize,
    /// The most that a record of ours holds.
    pub(super) limit: usize,
}

impl std::fmt::Debug for Traffic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Traffic").field("version", &self.version).finish_non_exhaustive()
    }
}

/// What a record turned out to be.
pub(super) enum Opened {
    /// Application data: decrypted straight into the caller's buffer.
    Direct(usize),
    /// Something that has been dealt with, or data now in `plain`.
    Other,
}

impl Traffic {
    pub(super) fn new(role: Role, version: u16, (tx, rx): (Half, Half), kernel: Kernel) -> Traffic {
        Traffic {
            version,
            role,
            tx,
            rx,
            kernel,
            one_record: false,
            plain: 0..0,
            record: 0,
            message: Vec::new(),
            pending: None,
            padding: Padding::None,
            key_update: None,
            answered: false,
            sent_close: false,
            received_close: false,
            empty: 0,
            key_updates: 0,
            requests: 0,
            warnings: 0,
            renegotiations: 0,
            issuer: Issuer::default(),
            template: None,
            post_auth: None,
            told_waiting: 0,
            limit: MAX_PLAIN,
        }
    }

    /// For tests: the sending and the receiving direction.
    #[cfg(test)]
    pub(super) fn halves(&mut self) -> (&mut Half, &mut Half) {
        (&mut self.tx, &mut self.rx)
    }

    /// Decrypted bytes that wait.
    pub(super) fn waiting(&self) -> usize {
        self.plain.len()
    }

    /// Reads into `buf`; with `peek` the data stays.
    pub(super) fn read(
        &mut self,
        watch: &Watch<'_>,
        wire: &mut dyn Wire,
        input: &mut Input,
        output: &mut Output,
        buf: &mut [u8],
        peek: bool,
    ) -> Result<usize, Stop> {
        self.send_tickets(watch, output)?;
        if self.pending.is_none() && !self.sent_close {
            self.send_key_update(watch, output)?;
        }
        loop {
            self.settle_auth(watch, wire, output)?;
            if !self.plain.is_empty() {
                return Ok(self.deliver(input, buf, peek));
            }
            if self.received_close {
                return Err(Stop::Eof);
            }
            // Answers to the peer's requests go out when they can.
            if !output.is_empty() && output.flush(wire) == Transfer::Done(0) {
                self.answered = false;
                wire.flush();
            }
            let direct = if peek { &mut [] } else { &mut *buf };
            if let Opened::Direct(n) = self.step(watch, wire, input, output, direct)? {
                return Ok(n);
            }
            // The program waits for the next record in its own way.
            let idle = self.plain.is_empty() && !self.received_close && self.takes_data();
            if self.one_record && idle && !input.has_record() {
                wire.want_read();
                return Err(Stop::Blocked);
            }
        }
    }

    /// Takes the next record.
    pub(super) fn step(
        &mut self,
        watch: &Watch<'_>,
        wire: &mut dyn Wire,
        input: &mut Input,
        output: &mut Output,
        direct: &mut [u8],
    ) -> Result<Opened, Stop> {
        let (header, body) = self.next(wire, input)?;
        self.open(watch, input, output, header, body, direct).map_err(Stop::from)
    }

    /// Copies waiting data out.
    fn deliver(&mut self, input: &mut Input, buf: &mut [u8], peek: bool) -> usize {
        let n = self.plain.len().min(buf.len());
        let from = input.part_mut(self.plain.start..self.plain.start + n);
        if let Some(to) = buf.get_mut(..from.len()) {
            to.copy_from_slice(from);
        }
        if !peek {
            self.plain.start += n;
            if self.plain.is_empty() {
                input.consume(std::mem::take(&mut self.record));
                self.plain = 0..0;
            }
        }
        n
    }

    /// Reads the next record: its header, and its body's length.
    fn next(
        &mut self,
        wire: &mut dyn Wire,
        input: &mut Input,
    ) -> Result<([u8; HEADER], usize), Stop> {
        let policy = wire.read_policy();
        let ahead = HEADER + MAX_PACKET;
        wait(match policy {
            ReadPolicy::Exact => input.fill_record(wire),
            ReadPolicy::NextHeader => input.fill(wire, HEADER, HEADER),
            ReadPolicy::Ahead => input.fill(wire, HEADER, ahead),
        })?;
        let header: [u8; HEADER] = input
            .bytes()
            .get(..HEADER)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(Stop::Transport)?;
        let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
        let tls13 = self.version == TLS1_3;
        let version = [header[1], header[2]] == [3, 3];
        if header[1] != 3 || !version && !tls13 {
            return Err(alert(alerts::PROTOCOL_VERSION, ssl::R_WRONG_VERSION_NUMBER).into());
        }
        if len > MAX_PACKET {
            return Err(alert(alerts::RECORD_OVERFLOW, ssl::R_PACKET_LENGTH_TOO_LONG).into());
        }
        if tls13 && header[0] != record::APPLICATION_DATA {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_BAD_RECORD_TYPE).into());
        }
        if !version {
            return Err(alert(alerts::DECODE_ERROR, ssl::R_WRONG_VERSION_NUMBER).into());
        }
        let ceiling = if tls13 { MAX_BODY_13 } else { MAX_BODY_12 };
        if len > ceiling {
            return Err(alert(alerts::RECORD_OVERFLOW, ssl::R_ENCRYPTED_LENGTH_TOO_LONG).into());
        }
        let whole = HEADER + len;
        let want = match policy {
            ReadPolicy::Exact => whole,
            ReadPolicy::NextHeader if len > SMALL_BODY => whole + HEADER,
            ReadPolicy::NextHeader => whole,
            ReadPolicy::Ahead => ahead.max(whole),
        };
        wait(input.fill(wire, whole, want))?;
        Ok((header, len))
    }

    /// Opens the record at the front of the input and acts on it.
    fn open(
        &mut self,
        watch: &Watch<'_>,
        input: &mut Input,
        output: &mut Output,
        header: [u8; HEADER],
        len: usize,
        direct: &mut [u8],
    ) -> Result<Opened, Ended> {
        let whole = HEADER + len;
        let tls13 = self.version == TLS1_3;
        let body = input.part_mut(HEADER..whole);
        let room = self.rx.room(len);
        let data = header[0] == record::APPLICATION_DATA && room > 0;
        let split = data && self.rx.splits(len, direct.len());
        let straight = data && (split || direct.len() >= room);
        let opened = if split {
            self.rx.open_split(header, body, direct).map(|(kind, n)| (kind, 0..n))
        } else if straight {
            // Behind the data the program's buffer is to stay as it was.
            let last = direct.get(room - 1).copied().unwrap_or_default();
            self.rx.open_into(header, body, direct).map(|(kind, n)| {
                let rest = direct.get_mut(n..room).unwrap_or_default();
                let (after, padding) = (if n + 1 == room { last } else { 0 }, rest);
                padding.fill(after);
                (kind, 0..n)
            })
        } else {
            self.rx.open(header, body)
        };
        watch.record(false, &header, opened.as_ref().ok().map(|o| o.0).filter(|_| tls13));
        if opened == Err(Bad::Mac) && self.rx.is_gcm12() {
            // OpenSSL's provider queues an error of its own here.
            let error = Error::new(Lib::Prov, err::prov::R_CIPHER_OPERATION_FAILED);
            err::push(&error, "gcm_tls_cipher");
        }
        let (kind, range) = opened.map_err(of_bad)?;
        if !range.is_empty() && kind == record::APPLICATION_DATA && !self.takes_data() {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD).into());
        }
        if !self.message.is_empty() && kind != record::HANDSHAKE {
            let reason = ssl::R_MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA;
            return Err(alert(alerts::UNEXPECTED_MESSAGE, reason).into());
        }
        if range.is_empty() {
            self.empty += 1;
            if self.empty > MAX_EMPTY || kind != record::APPLICATION_DATA {
                let message = tls13 && kind != record::APPLICATION_DATA;
                let reason = if message { ssl::R_BAD_LENGTH } else { ssl::R_RECORD_TOO_SMALL };
                return Err(alert(alerts::UNEXPECTED_MESSAGE, reason).into());
            }
            input.consume(whole);
            return Ok(Opened::Other);
        }
        self.empty = 0;
        if kind == record::APPLICATION_DATA {
            self.key_updates = 0;
            self.warnings = 0;
            if straight {
                input.consume(whole);
                return Ok(Opened::Direct(range.len()));
            }
            self.plain = HEADER + range.start..HEADER + range.end;
            self.record = whole;
            return Ok(Opened::Other);
        }
        let content = if straight {
            direct.get(range).unwrap_or_default().to_vec()
        } else {
            input.part_mut(HEADER + range.start..HEADER + range.end).to_vec()
        };
        input.consume(whole);
        match kind {
            record::ALERT => self.alert(watch, &content)?,
            record::HANDSHAKE => self.handshake(watch, output, &content)?,
            record::CHANGE_CIPHER_SPEC => {
                return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE).into());
            }
            _ => {
                return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD).into());
            }
        }
        Ok(Opened::Other)
    }

    fn alert(&mut self, watch: &Watch<'_>, content: &[u8]) -> Result<(), Ended> {
        let &[level, description] = content else {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_INVALID_ALERT).into());
        };
        watch.alert(false, [level, description]);
        let tls13 = self.version == TLS1_3;
        match (level, description) {
            (1, alerts::CLOSE_NOTIFY) => {
                self.received_close = true;
                watch.facts.with(|facts| facts.received_close = true);
                Ok(())
            }
            (1, alerts::NO_RENEGOTIATION) if !tls13 => {
                Err(alert(alerts::HANDSHAKE_FAILURE, ssl::R_NO_RENEGOTIATION).into())
            }
            (1, _) if !tls13 || description == alerts::USER_CANCELED => {
                self.warnings += 1;
                if self.warnings >= MAX_WARNINGS {
                    let reason = ssl::R_TOO_MANY_WARN_ALERTS;
                    return Err(alert(alerts::UNEXPECTED_MESSAGE, reason).into());
                }
                Ok(())
            }
            (1 | 2, _) => Err(Ended::Received(alerts::received(description))),
            _ => Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_UNKNOWN_ALERT_TYPE).into()),
        }
    }

    pub(super) fn handshake(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        content: &[u8],
    ) -> Result<(), Ended> {
        // As during the handshake itself.
        err::queue::clear();
        self.message.extend_from_slice(content);
        while !self.owes_auth() {
            let mut reader = Reader::new(&self.message);
            let (Some(kind), Some(len)) = (reader.u8(), reader.u24()) else { return Ok(()) };
            let auth = self.is_auth(kind);
            if auth {
                self.auth_message(watch, output, (kind, len), None)?;
            }
            if len > MAX_MESSAGE {
                return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE).into());
            }
            if self.message.len() < 4 + len {
                return Ok(());
            }
            let rest = self.message.split_off(4 + len);
            let message = std::mem::replace(&mut self.message, rest);
            let body = message.get(4..).unwrap_or_default();
            if auth {
                self.auth_message(watch, output, (kind, len), Some(&message))?;
                continue;
            }
            if self.version == TLS1_3 {
                // OpenSSL goes through its handshake states for each.
                watch.facts.with(|facts| facts.under_way = true);
                watch.host.info(Info::Loop);
                watch.enter(match (self.role, kind) {
                    (Role::Client, 4) => State::ClientReadSessionTicket,
                    (Role::Client, _) => State::ClientReadKeyUpdate,
                    (Role::Server, _) => State::ServerReadKeyUpdate,
                });
            }
            watch.message(false, self.version, record::HANDSHAKE.into(), &message);
            let done = match (self.version == TLS1_3, self.role, kind) {
                (true, _, 24) => self.key_updated(watch, output, body),
                (true, Role::Client, 4) => self.ticket(watch, body),
                (false, Role::Client, 0) | (false, Role::Server, 1) => {
                    self.refuse_renegotiation(watch, output)
                }
                _ => Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE).into()),
            };
            if self.version == TLS1_3 {
                watch.host.info(Info::Loop);
                watch.facts.with(|facts| (facts.state, facts.under_way) = (State::Ok, false));
                watch.host.info(Info::Exit(if done.is_ok() { 1 } else { -1 }));
            }
            done?;
            if self.message.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn refuse_renegotiation(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
    ) -> Result<(), Ended> {
        self.renegotiations += 1;
        let refusal = alerts::warning(alerts::NO_RENEGOTIATION);
        if self.renegotiations > MAX_RENEGOTIATIONS || !self.send_alert(watch, output, refusal) {
            return Err(alert(alerts::HANDSHAKE_FAILURE, ssl::R_NO_RENEGOTIATION).into());
        }
        Ok(())
    }

    /// The peer changed its key.
    fn key_updated(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        body: &[u8],
    ) -> Result<(), Ended> {
        let &[request @ (0 | 1)] = body else {
            return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_BAD_KEY_UPDATE).into());
        };
        if !self.message.is_empty() {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_NOT_ON_RECORD_BOUNDARY).into());
        }
        // The answer to a request looks like a change of the peer's own, and may come late.
        self.key_updates += 1;
        if self.key_updates > self.requests.saturating_add(MAX_KEY_UPDATES) {
            return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_TOO_MANY_KEY_UPDATES).into());
        }
        let updated = match &mut self.kernel {
            Kernel::Client(kernel) => {
                kernel.lock().unwrap_or_else(PoisonError::into_inner).update_rx_secret()
            }
            Kernel::Server(kernel) => kernel.update_rx_secret(),
            Kernel::None => Err(rustls::Error::HandshakeNotComplete),
        };
        let half = updated.ok().and_then(|(seq, secrets)| Half::new(&secrets, seq, true));
        self.rx = half.ok_or_else(|| alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR))?;
        self.roll_auth(Role::Server);
        // One answer serves all requests until it is on its way.
        if request == 1 && (!self.answered || output.is_empty()) {
            self.update_key(watch, output, false)?;
            self.answered = true;
        }
        Ok(())
    }

    /// Appends a KeyUpdate and changes our key.
    fn update_key(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        request: bool,
    ) -> Result<(), Alert> {
        let message = [24, 0, 0, 1, u8::from(request)];
        let failed = || alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR);
        if !self.seal(watch, output, record::HANDSHAKE, &message) {
            return Err(failed());
        }
        self.requests = self.requests.saturating_add(u32::from(request));
        watch.message(true, self.version, record::HANDSHAKE.into(), &message);
        let updated = match &mut self.kernel {
            Kernel::Client(kernel) => {
                kernel.lock().unwrap_or_else(PoisonError::into_inner).update_tx_secret()
            }
            Kernel::Server(kernel) => kernel.update_tx_secret(),
            Kernel::None => Err(rustls::Error::HandshakeNotComplete),
        };
        let half = updated.ok().and_then(|(seq, secrets)| Half::new(&secrets, seq, true));
        self.tx = half.ok_or_else(failed)?;
        self.roll_auth(Role::Client);
        Ok(())
    }

    /// Client: a session.
    fn ticket(&mut self, watch: &Watch<'_>, body: &[u8]) -> Result<(), Ended> {
        let bad = || alert(alerts::DECODE_ERROR, ssl::R_LENGTH_MISMATCH);
        let Kernel::Client(kernel) = &self.kernel else { return Err(bad().into()) };
        let mut reader = Reader::new(body);
        let (lifetime, age_add) = (reader.u32(), reader.u32());
        let (nonce, ticket) = (reader.vec8(), reader.vec16());
        let (Some(lifetime), Some(age_add), Some(_), Some(ticket)) =
            (lifetime, age_add, nonce, ticket)
        else {
            return Err(bad().into());
        };
        let mut max_early_data = 0;
        let mut extensions = Reader::new(reader.vec16().ok_or_else(bad)?);
        while !extensions.is_empty() {
            let kind = extensions.u16().ok_or_else(bad)?;
            let body = extensions.vec16().ok_or_else(bad)?;
            if kind == 42 {
                max_early_data = Reader::new(body).u32().ok_or_else(bad)?;
            }
        }
        let own = custom::of_ticket(body, &watch.settings.custom);
        custom::take_in(watch.host, &own)?;
        let created = session::now();
        let (_, psk) = session::mint(kernel, body, created).ok_or_else(bad)?;
        // A lifetime of 0 means: do not keep it.
        let Some(template) = self.template.as_deref().filter(|_| lifetime > 0) else {
            return Ok(());
        };
        let session = Arc::new(Session {
            version: template.version,
            suite: template.suite,
            id: session::sha256(ticket),
            ticket: ticket.to_vec(),
            lifetime_hint: lifetime,
            age_add,
            created,
            master_key: psk,
            peer_chain: template.peer_chain.clone(),
            verify_result: template.verify_result,
            alpn: template.alpn.clone(),
            server_name: template.server_name.clone(),
            ems: true,
            max_early_data,
            group: template.group,
            fragment: template.fragment,
            resume: Kept(Resume::Tls13 { kernel: kernel.clone(), message: body.to_vec() }),
            ..Session::default()
        });
        watch.facts.with(|facts| facts.session = Some(session.clone()));
        watch.host.session_new(session);
        Ok(())
    }

    /// Asks for a KeyUpdate, to go out with the next write.
    pub(super) fn want_key_update(&mut self, request: bool) -> Result<(), Error> {
        if self.version != TLS1_3 {
            return Err(Error::new(Lib::Ssl, ssl::R_WRONG_SSL_VERSION));
        }
        if self.pending.is_some() {
            return Err(Error::new(Lib::Ssl, ssl::R_BAD_WRITE_RETRY));
        }
        self.key_update = Some(request);
        Ok(())
    }

    /// Server: asks for one more ticket, to go out with the next call; false
    /// if this connection has none.
    pub(super) fn want_ticket(&mut self, watch: &Watch<'_>) -> bool {
        let options = &watch.settings.options;
        let may = self.role == Role::Server
            && self.version == TLS1_3
            && (!session::is_stateful(watch.settings) || options.session_cache);
        if may {
            self.issuer.due += 1;
            self.tell_tickets(watch);
        }
        may
    }

    /// Tells whether tickets go out with the next call, which is so unless
    /// part of a record has to be sent first.
    fn tell_tickets(&self, watch: &Watch<'_>) {
        if self.issuer.due > 0 && self.pending.is_none() {
            watch.facts.with(|facts| facts.tickets_due = true);
        }
    }

    /// Server: sends the tickets that were asked for.
    pub(super) fn send_tickets(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
    ) -> Result<(), Alert> {
        // The way of every read and write: no share is taken for nothing.
        if self.issuer.due == 0 || self.pending.is_some() || self.sent_close {
            return Ok(());
        }
        let Some(template) = self.template.clone() else { return Ok(()) };
        watch.host.info(Info::Loop);
        while self.issuer.due > 0 {
            self.issuer.due -= 1;
            watch.facts.with(|facts| facts.state = State::ServerWriteSessionTicket);
            let Some((session, message)) = self.issuer.issue(watch, &template)? else { continue };
            watch.facts.with(|facts| facts.session = Some(session.clone()));
            watch.host.session_new(session);
            if !self.seal(watch, output, record::HANDSHAKE, &message) {
                return Err(alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR));
            }
            watch.message(true, self.version, record::HANDSHAKE.into(), &message);
            watch.host.info(Info::Loop);
        }
        watch.facts.with(|facts| {
            (facts.state, facts.tickets_due, facts.under_way) = (State::Ok, false, false);
        });
        watch.host.info(Info::Exit(1));
        Ok(())
    }

    /// Whether a KeyUpdate was asked for and not sent.
    pub(super) fn wants_key_update(&self) -> bool {
        self.key_update.is_some()
    }

    /// Sends a KeyUpdate that was asked for.
    pub(super) fn send_key_update(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
    ) -> Result<(), Alert> {
        match self.key_update.take() {
            Some(request) => self.update_key(watch, output, request),
            None => Ok(()),
        }
    }

    /// Sends `data`.
    pub(super) fn write(
        &mut self,
        watch: &Watch<'_>,
        wire: &mut dyn Wire,
        output: &mut Output,
        data: &[u8],
        modes: Modes,
    ) -> Outcome<usize> {
        let address = data.as_ptr().addr();
        let mut sealed = match self.pending {
            Some(pending)
                if data.len() < pending.len
                    || (!modes.moving_write_buffer && address != pending.address) =>
            {
                return Outcome::Failed(Error::new(Lib::Ssl, ssl::R_BAD_WRITE_RETRY));
            }
            Some(pending) => pending.sealed,
            None => 0,
        };
        let failed = |alert: Alert| Outcome::Failed(alert.error);
        if self.pending.is_none() {
            let sent = self.send_tickets(watch, output);
            if let Err(alert) = sent.and_then(|()| self.send_key_update(watch, output)) {
                return failed(alert);
            }
        }
        let size = modes.max_fragment.clamp(1, self.limit);
        loop {
            match output.flush(wire) {
                Transfer::Done(_) => self.answered = false,
                Transfer::WouldBlock => {
                    self.pending = Some(Pending { address, len: data.len(), sealed });
                    return Outcome::WantWrite;
                }
                Transfer::Eof | Transfer::Error => return Outcome::Transport,
            }
            if sealed == data.len() || (modes.partial_write && sealed > 0) {
                self.pending = None;
                self.tell_tickets(watch);
                return Outcome::Done(sealed);
            }
            let batch = data.get(sealed..).unwrap_or_default().chunks(size).take(BATCH);
            for chunk in batch {
                if self.version == TLS1_3
                    && self.tx.wants_update()
                    && let Err(alert) = self.update_key(watch, output, false)
                {
                    return failed(alert);
                }
                if !self.seal(watch, output, record::APPLICATION_DATA, chunk) {
                    return Outcome::Failed(Error::new(Lib::Ssl, err::R_INTERNAL_ERROR));
                }
                sealed += chunk.len();
            }
        }
    }

    /// Whether a message has begun that is not whole.
    pub(super) fn has_partial(&self) -> bool {
        !self.message.is_empty()
    }

    /// Whether a write waits for its retry.
    pub(super) fn writing(&self) -> bool {
        self.pending.is_some()
    }

    /// Appends an alert.
    pub(super) fn send_alert(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        body: [u8; 2],
    ) -> bool {
        let sealed = self.seal(watch, output, record::ALERT, &body);
        if sealed {
            watch.alert(true, body);
        }
        sealed
    }

    /// Appends records, mostly one, and tells the message callback of them.
    pub(super) fn seal(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        kind: u8,
        plain: &[u8],
    ) -> bool {
        let limit = self.limit;
        plain.chunks(limit).all(|part| self.seal_one(watch, output, kind, part))
    }

    fn seal_one(&mut self, watch: &Watch<'_>, output: &mut Output, kind: u8, plain: &[u8]) -> bool {
        let start = output.len();
        let padding = match self.version {
            TLS1_3 => {
                self.padding.of(plain.len() + 1, || watch.host.padding(kind, plain.len() + 1))
            }
            _ => 0,
        };
        let sealed = self.tx.seal_padded(kind, plain, padding, output);
        let header = output.since(start).get(..HEADER).unwrap_or_default();
        watch.record(true, header, Some(kind).filter(|_| self.version == TLS1_3));
        sealed
    }
}
