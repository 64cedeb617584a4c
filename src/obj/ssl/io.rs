//! Handshake, reading, writing and shutdown over the engine.

use super::config::{self, op};
use super::connection::{RECEIVED_SHUTDOWN, SENT_SHUTDOWN, State, Want};
use super::early::Early;
use super::{SSL, SSL_SESSION, cache, datagram};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::tls::{
    Connection, Facts, Host, Info, Modes, Outcome, ReadPolicy, Role, ShutdownState, State as Step,
    Suspend, Transfer, Wire,
};
use std::ffi::c_int;
use std::sync::Arc;
use std::time::Instant;

/// The pair of BIOs as the engine uses it.
pub(super) struct Bios {
    /// The one written to if there is none to read from.
    read: Arc<BIO>,
    deaf: bool,
    /// `None` if it is the same.
    write: Option<Arc<BIO>>,
    ahead: bool,
    /// How long datagrams may be.
    mtu: Option<usize>,
    /// The BIO may be asked that.
    query_mtu: bool,
}

impl Bios {
    /// What a read that gave `n` came to.
    fn received(&self, n: c_int) -> Transfer {
        match usize::try_from(n) {
            Ok(n) if n > 0 => Transfer::Done(n),
            _ if self.read.should_retry() => Transfer::WouldBlock,
            // Anybody can send an empty datagram: it ends nothing.
            Ok(0) if self.read.kind() == datagram::BIO_TYPE_DGRAM => {
                self.read.set_retry_read();
                Transfer::WouldBlock
            }
            _ if self.read.eof() => Transfer::Eof,
            _ => Transfer::Error,
        }
    }

    fn write(&self) -> &BIO {
        self.write.as_ref().unwrap_or(&self.read)
    }
}

impl Wire for Bios {
    fn read(&mut self, buf: &mut [u8]) -> Transfer {
        crate::abi::sys::set_errno(0);
        if self.deaf {
            err::push(&Error::new(Lib::Ssl, err::ssl::R_READ_BIO_NOT_SET), "SSL_read");
            return Transfer::Error;
        }
        let n = self.read.read(buf);
        self.received(n)
    }

    fn read_record(&mut self, buf: &mut [u8], body: &dyn Fn(&[u8]) -> usize) -> Option<Transfer> {
        const HEADER: usize = 5;
        crate::abi::sys::set_errno(0);
        if self.deaf {
            return None;
        }
        let n = self.read.read_counted(buf, HEADER, body)?;
        Some(self.received(n))
    }

    fn write(&mut self, buf: &[u8]) -> Transfer {
        crate::abi::sys::set_errno(0);
        let bio = Bios::write(self);
        match usize::try_from(bio.write(buf)) {
            Ok(n) if n > 0 => Transfer::Done(n),
            _ if bio.should_retry() => Transfer::WouldBlock,
            _ => Transfer::Error,
        }
    }

    fn flush(&mut self) -> Transfer {
        let bio = Bios::write(self);
        match bio.flush() {
            1.. => Transfer::Done(0),
            _ if bio.should_retry() => Transfer::WouldBlock,
            _ => Transfer::Error,
        }
    }

    fn want_read(&mut self) {
        self.read.clear_retry();
        self.read.set_retry_read();
    }

    fn mtu(&mut self) -> Option<usize> {
        self.mtu
    }

    fn safe_mtu(&mut self) -> Option<usize> {
        self.query_mtu.then(|| datagram::safe_mtu(Bios::write(self))).flatten()
    }

    fn set_deadline(&mut self, deadline: Option<Instant>) {
        datagram::set_deadline(&self.read, deadline);
    }

    fn read_policy(&self) -> ReadPolicy {
        if self.ahead {
            ReadPolicy::Ahead
        } else if self.read.socket_fd().is_some() {
            ReadPolicy::NextHeader
        } else {
            ReadPolicy::Exact
        }
    }
}

/// Why a call does not reach the engine, and the C value of its failure.
pub(super) enum Refusal {
    /// With this reason in the queue.
    Error(c_int, c_int),
    /// With nothing in it.
    Quiet(c_int),
}

/// How the info callback is told that the handshake is done.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// What it is told once the engine is back in its place.
    pub untold: Vec<Info>,
    /// It is being told while the engine has tickets to send.
    pub early: bool,
}

/// Has a call wait that comes from the info callback while the engine has tickets
/// to send: where OpenSSL would write before them, the program asks once more.
fn waits(s: &mut State, want: Want) -> std::result::Result<(), Refusal> {
    if s.busy && s.ending.early {
        s.want = want;
        return Err(Refusal::Quiet(-1));
    }
    Ok(())
}

/// What may refuse a call before it reaches the engine.
type Allowed = fn(&mut State) -> std::result::Result<(), Refusal>;

/// What a call gave: `Ok` with the value of success, or the C value of
/// failure (0 or -1), whose error is in the queue already.
pub type Call<T> = std::result::Result<T, c_int>;

/// Reasons that stand for an alert received.
const ALERTS: std::ops::Range<c_int> = 1000..1256;

/// What a call that ended like this waits for. A handshake that an alert or a
/// bad record ends goes on wanting to read, as OpenSSL's does; `finished` says
/// that it is over.
pub(super) fn want_of<T>(outcome: &Outcome<T>, finished: bool, bad_record: bool) -> Want {
    match outcome {
        Outcome::Failed(error) if !finished && (bad_record || ALERTS.contains(&error.reason)) => {
            Want::Reading
        }
        Outcome::WantRead | Outcome::Eof => Want::Reading,
        Outcome::WantWrite => Want::Writing,
        Outcome::Suspended(Suspend::X509Lookup) => Want::X509Lookup,
        Outcome::Suspended(Suspend::ClientHello) => Want::ClientHelloCb,
        Outcome::Suspended(Suspend::RetryVerify) => Want::RetryVerify,
        Outcome::Suspended(Suspend::Async) => Want::Async,
        Outcome::Done(_) | Outcome::Closed | Outcome::Transport | Outcome::Failed(_) => {
            Want::Nothing
        }
    }
}

impl SSL {
    /// Queues `error`; -1.
    #[track_caller]
    fn fail<T>(&self, reason: c_int) -> Call<T> {
        err::push(&Error::new(Lib::Ssl, reason), "SSL");
        Err(-1)
    }

    /// Reads early data; `None` if there is no more.
    pub(super) fn drive_early_read(&self, buf: &mut [u8]) -> Call<Option<usize>> {
        self.drive(|_| Ok(()), |engine, ssl, wire| engine.read_early(ssl, wire, buf))
    }

    /// Writes early data.
    pub(super) fn drive_early_write(&self, data: &[u8]) -> Call<usize> {
        self.drive(|_| Ok(()), |engine, ssl, wire| engine.write_early(ssl, wire, data))
    }

    /// Takes the engine, makes it if there is none, runs `step` on it with
    /// nothing held, and puts it back. `allowed` may refuse before that.
    pub(super) fn drive<T>(
        &self,
        allowed: impl FnOnce(&mut State) -> std::result::Result<(), Refusal>,
        step: impl FnOnce(&mut Connection, &SSL, &mut Bios) -> Outcome<T>,
    ) -> Call<T> {
        // One look at the state before and one after: this is the way of every
        // record.
        let generation = self.config.generation();
        let begun = self.state.with(|s| {
            allowed(s)?;
            let role = s.role.ok_or(Refusal::Error(err::ssl::R_CONNECTION_TYPE_NOT_SET, -1))?;
            if s.engine.is_none() && !self.method().allows(role) {
                return Err(Refusal::Error(err::R_SHOULD_NOT_HAVE_BEEN_CALLED, 0));
            }
            let Some(write) = &s.wbio else {
                return Err(Refusal::Error(err::ssl::R_BIO_NOT_SET, -1));
            };
            // Whoever only writes needs no other.
            let deaf = s.rbio.is_none();
            let read = s.rbio.as_ref().unwrap_or(write);
            let write = (!Arc::ptr_eq(read, write)).then(|| Arc::clone(write));
            let bios = Bios {
                read: Arc::clone(read),
                deaf,
                write,
                ahead: s.ahead,
                mtu: None,
                query_mtu: false,
            };
            let before = s.want;
            if s.engine.is_some() {
                (s.busy, s.want) = (true, Want::Nothing);
            }
            s.stateless.rests = false;
            let told = s.engine.is_some() && s.told == Some(generation);
            Ok((role, bios, s.engine.take(), s.finished, told, before))
        });
        let (role, mut bios, engine, was_finished, told, before) = match begun {
            Ok(begun) => begun,
            Err(Refusal::Quiet(ret)) => return Err(ret),
            Err(Refusal::Error(reason, ret)) => {
                let _: Call<T> = self.fail(reason);
                return Err(ret);
            }
        };
        let mut engine = match engine {
            Some(engine) => engine,
            None => match self.first(role) {
                Ok(engine) => engine,
                Err(error) => {
                    err::push(&error, "SSL");
                    return Err(-1);
                }
            },
        };
        if !told {
            engine.set_modes(self.config.look(|c| {
                bios.ahead = c.read_ahead;
                Modes {
                    ignore_eof: c.options & op::IGNORE_UNEXPECTED_EOF != 0,
                    partial_write: c.mode & config::mode::ENABLE_PARTIAL_WRITE != 0,
                    moving_write_buffer: c.mode & config::mode::ACCEPT_MOVING_WRITE_BUFFER != 0,
                    max_fragment: c.max_send_fragment.min(c.split_send_fragment),
                    padding: c.record_padding(),
                    auto_retry: c.mode & config::mode::AUTO_RETRY != 0,
                }
            }));
            engine.set_messages(self.config.look(|c| c.msg_cb.call.is_some()));
        }
        if !was_finished && self.is_datagrams() {
            bios.mtu = self.find_mtu();
            bios.query_mtu = self.config.look(|c| c.options & op::NO_QUERY_MTU == 0);
        }
        let ahead = bios.ahead;
        let outcome = step(&mut engine, self, &mut bios);
        let closed = engine.closed();
        let want = match &outcome {
            // It failed before, and waits for what it waited for then.
            Outcome::Failed(error) if error.silent => before,
            outcome => {
                want_of(outcome, was_finished, engine.facts().with(|facts| facts.bad_record))
            }
        };
        let news = (!was_finished)
            .then(|| engine.facts().with(|f| (f.resumed, f.verify_result, !f.in_init())));
        let finished = self.state.with(|s| {
            s.engine = Some(engine);
            (s.busy, s.want) = (false, want);
            (s.told, s.ahead) = (Some(generation), ahead);
            if closed.0 {
                s.shutdown |= SENT_SHUTDOWN;
            }
            if closed.1 {
                s.shutdown |= RECEIVED_SHUTDOWN;
            }
            let (resumed, verified, done) = news?;
            if let (true, Some(result)) = (resumed, verified) {
                s.verify_result = result;
            }
            s.finished |= done;
            done.then_some(resumed)
        });
        if let Some(resumed) = finished {
            self.ctx().count_good(role == Role::Server, resumed);
            self.retire(role);
        }
        if news.is_some() {
            self.tell_end();
        }
        self.settle(outcome)
    }

    /// Tells the info callback the end of the handshake and what followed. As in
    /// OpenSSL, `SSL_want` then tells what the callback's own calls wait for.
    fn tell_end(&self) {
        for event in self.state.with(|s| std::mem::take(&mut s.ending.untold)) {
            Host::info(self, event);
        }
    }

    /// Ends the handshake that a read or a write begins, before it, so that an
    /// info callback is told its end at once. `allowed` is the call's own.
    fn watched_handshake(&self, allowed: Allowed) -> Call<()> {
        let due = self.state.with(|s| !s.finished && s.early == Early::None);
        if !due || self.info_callback().is_none() {
            return Ok(());
        }
        self.drive(allowed, |engine, ssl, wire| engine.handshake(ssl, wire))
    }

    /// The engine for the first call that needs one.
    fn first(&self, role: Role) -> Result<Box<Connection>> {
        if self.state.with(|s| s.busy) {
            return Err(Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED));
        }
        // It has failed before.
        if self.facts(|facts| facts.failed) {
            return Err(Error::quiet());
        }
        let engine = self.start(role).inspect_err(|_| {
            self.set_failed();
            // A handshake that cannot begin is told like one that ends at once.
            Host::info(self, Info::Start);
            Host::info(self, Info::Exit(-1));
        })?;
        self.state.with(|s| (s.busy, s.want) = (true, Want::Nothing));
        Ok(engine)
    }

    /// A client's TLS 1.3 session serves once, and one that got a new ticket no
    /// more, if the context caches them.
    fn retire(&self, role: Role) {
        let ctx = self.session_ctx();
        let cached = ctx.hooks.look(|hooks| hooks.cache_mode & cache::mode::CLIENT != 0);
        let tls13 = self.facts(|facts| facts.version) == super::method::TLS1_3;
        if role == Role::Server || !cached {
            return;
        }
        let offered = self.state.with(|s| s.session.clone());
        let now = self.session();
        let same = |a: &Arc<SSL_SESSION>| now.as_ref().is_some_and(|b| Arc::ptr_eq(a, b));
        let gone = if tls13 { now.clone() } else { offered.filter(|old| !same(old)) };
        if let Some(session) = gone {
            ctx.remove_session(&session);
        }
    }

    fn start(&self, role: Role) -> Result<Box<Connection>> {
        let settings = self.settings(role)?;
        let mut engine = Box::new(Connection::new(settings)?);
        if let Some(hello) = self.datagram.with(|local| local.first.take()) {
            engine.begin_with(hello);
        }
        self.set_facts(Arc::clone(engine.facts()));
        let first = self.state.with(|s| !std::mem::replace(&mut s.started, true));
        if first {
            self.session_ctx().count_start(role == Role::Server);
        }
        Ok(engine)
    }

    /// Turns an outcome into what C sees.
    fn settle<T>(&self, outcome: Outcome<T>) -> Call<T> {
        match outcome {
            Outcome::Done(value) => Ok(value),
            Outcome::WantRead | Outcome::WantWrite | Outcome::Suspended(_) => Err(-1),
            Outcome::Closed => {
                self.set_shutdown_state(RECEIVED_SHUTDOWN);
                Err(0)
            }
            Outcome::Eof => {
                let error = Error::new(Lib::Ssl, err::ssl::R_UNEXPECTED_EOF_WHILE_READING);
                err::push(&error, "ssl3_read_n");
                // A read tells 0, a handshake -1.
                Err(if self.state.with(|s| s.finished) { 0 } else { -1 })
            }
            Outcome::Transport => Err(-1),
            Outcome::Failed(error) => {
                err::push(&error, "SSL");
                // A read tells an alert by 0, a handshake by -1.
                let told = self.state.with(|s| s.finished) && ALERTS.contains(&error.reason);
                Err(if told { 0 } else { -1 })
            }
        }
    }

    /// Drives the handshake to its end.
    pub(super) fn do_handshake(&self) -> Call<()> {
        let idle = |engine: &Connection| !engine.has_late_work();
        if self.state.with(|s| s.engine.as_deref().is_some_and(idle)) && !self.facts(Facts::in_init)
        {
            return Ok(());
        }
        self.early_written();
        let closed = |ret| if self.shutdown_state() & RECEIVED_SHUTDOWN != 0 { -1 } else { ret };
        self.drive(|_| Ok(()), |engine, ssl, wire| engine.handshake(ssl, wire)).map_err(closed)
    }

    /// Reads at most one record's worth; `peek` leaves it for the next read.
    pub(super) fn receive(&self, buf: &mut [u8], peek: bool) -> Call<usize> {
        let allowed: Allowed = |s| {
            if s.role.is_none() {
                return Err(Refusal::Error(err::ssl::R_UNINITIALIZED, -1));
            }
            waits(s, Want::Reading)?;
            let waiting = s.engine.as_ref().is_some_and(|engine| engine.waiting() > 0);
            if s.shutdown & RECEIVED_SHUTDOWN != 0 && !waiting {
                s.want = Want::Nothing;
                return Err(Refusal::Quiet(0));
            }
            Ok(())
        };
        self.watched_handshake(allowed)?;
        self.drive(allowed, |engine, ssl, wire| {
            if peek { engine.peek(ssl, wire, buf) } else { engine.read(ssl, wire, buf) }
        })
        .map_err(|ret| {
            // The end within an exchange after the handshake is told as in a handshake.
            let late = |facts: &Facts| facts.under_way && facts.received_close && !facts.failed;
            if self.facts(late) { -1 } else { ret }
        })
    }

    /// Writes `data`, or part of it.
    pub(super) fn send(&self, data: &[u8]) -> Call<usize> {
        let allowed: Allowed = |s| {
            if s.role.is_none() {
                return Err(Refusal::Error(err::ssl::R_UNINITIALIZED, -1));
            }
            waits(s, Want::Writing)?;
            if s.shutdown & SENT_SHUTDOWN != 0 {
                s.want = Want::Nothing;
                return Err(Refusal::Error(err::ssl::R_PROTOCOL_IS_SHUTDOWN, -1));
            }
            // Where it failed before, a write waits for nothing more.
            if s.engine.is_some() {
                s.want = Want::Nothing;
            }
            Ok(())
        };
        self.watched_handshake(allowed)?;
        self.drive(allowed, |engine, ssl, wire| engine.write(ssl, wire, data))
    }

    /// Closes our side: 1 if both sides are closed, 0 if ours is.
    pub(super) fn close(&self) -> Call<c_int> {
        if self.role().is_none() {
            return self.fail(err::ssl::R_UNINITIALIZED);
        }
        if self.facts(Facts::in_init) {
            return self.fail(err::ssl::R_SHUTDOWN_WHILE_IN_INIT);
        }
        let both = SENT_SHUTDOWN | RECEIVED_SHUTDOWN;
        if self.config.look(|c| c.quiet_shutdown) {
            self.set_shutdown_state(both);
            return Ok(1);
        }
        if self.shutdown_state() == both && !self.facts(|facts| !facts.sent_close) {
            return Ok(1);
        }
        // The program said itself that it was sent: nothing goes out.
        if self.shutdown_state() & SENT_SHUTDOWN != 0 && !self.facts(|facts| facts.sent_close) {
            return Ok((self.shutdown_state() == both).into());
        }
        // It tells -1 even where a read tells 0: that means that it is half done.
        let state = self
            .drive(|_| Ok(()), |engine, ssl, wire| engine.shutdown(ssl, wire))
            .map_err(|_| -1)?;
        Ok(match state {
            ShutdownState::Complete => {
                self.set_shutdown_state(both);
                1
            }
            ShutdownState::Sent => {
                self.set_shutdown_state(SENT_SHUTDOWN);
                (self.shutdown_state() == both).into()
            }
        })
    }

    /// Decrypted bytes that wait.
    pub fn pending(&self) -> usize {
        if self.in_init() { 0 } else { self.facts(|facts| facts.pending) }
    }

    /// Whether anything waits, decrypted or not.
    pub fn has_pending(&self) -> bool {
        self.pending() > 0
            || self.state.with(|s| s.engine.as_ref().is_some_and(|engine| engine.has_pending()))
    }

    /// Queues a KeyUpdate.
    pub fn key_update(&self, request: bool) -> Result<()> {
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        if self.facts(|facts| facts.version) != super::method::TLS1_3 {
            return Err(ssl(err::ssl::R_WRONG_SSL_VERSION));
        }
        if self.facts(|facts| facts.state != Step::Ok || facts.tickets_due || facts.under_way) {
            return Err(ssl(err::ssl::R_STILL_IN_INIT));
        }
        self.state.with(|s| match &mut s.engine {
            Some(engine) if engine.has_key_update() => Err(ssl(err::ssl::R_STILL_IN_INIT)),
            Some(engine) => engine.key_update(request),
            None => Err(ssl(err::R_SHOULD_NOT_HAVE_BEEN_CALLED)),
        })
    }

    /// Server: has one more TLS 1.3 ticket sent; false if there can be none.
    pub fn want_ticket(&self) -> bool {
        let (busy, more) = self.facts(|facts| (facts.under_way, facts.tickets_due));
        self.state.with(|s| {
            let idle = |engine: &&mut Box<Connection>| more || !busy && !engine.has_key_update();
            s.engine.as_mut().filter(idle).is_some_and(|engine| engine.want_ticket(self))
        })
    }

    /// Exports keying material into `out`.
    pub fn export(&self, label: &[u8], context: Option<&[u8]>, out: &mut [u8]) -> Result<()> {
        self.facts(|facts| facts.export(label, context, out))
    }

    /// Exports keying material of early data.
    pub fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Result<()> {
        let role = self.role().unwrap_or_default();
        self.facts(|facts| facts.export_early(role, label, context, out))
    }

    /// Chooses the end for `SSL_connect` and `SSL_accept`, unless that has
    /// been done.
    pub fn begin(&self, role: Role) -> Call<()> {
        if self.role().is_none() {
            self.set_role(role);
        }
        Ok(())
    }

    /// Why renegotiation is refused.
    pub fn refuse_renegotiation(&self) -> Result<()> {
        let tls13 = self.facts(|facts| facts.version) == super::method::TLS1_3;
        if !tls13 {
            self.state.with(|s| s.engine.as_mut().map(|engine| engine.refuse_renegotiation()));
        }
        let reason =
            if tls13 { err::ssl::R_WRONG_SSL_VERSION } else { err::ssl::R_NO_RENEGOTIATION };
        Err(Error::new(Lib::Ssl, reason))
    }

    /// `SSL_get_error` for the last call, which returned `result`.
    pub fn error_of(&self, result: c_int) -> c_int {
        const NONE: c_int = 0;
        const SSL: c_int = 1;
        const WANT_READ: c_int = 2;
        const WANT_WRITE: c_int = 3;
        const WANT_X509_LOOKUP: c_int = 4;
        const SYSCALL: c_int = 5;
        const ZERO_RETURN: c_int = 6;
        const WANT_CONNECT: c_int = 7;
        const WANT_ACCEPT: c_int = 8;
        const WANT_ASYNC: c_int = 9;
        const WANT_ASYNC_JOB: c_int = 10;
        const WANT_CLIENT_HELLO_CB: c_int = 11;
        const WANT_RETRY_VERIFY: c_int = 12;
        const SYSTEM: std::ffi::c_ulong = 0x8000_0000;
        /// `BIO_RR_CONNECT`, `BIO_RR_ACCEPT`.
        const CONNECTING: c_int = 2;
        const ACCEPTING: c_int = 3;
        if result > 0 {
            return NONE;
        }
        if let Some(oldest) = err::queue::get(err::queue::Which::Oldest, true) {
            return if oldest.code & SYSTEM != 0 { SYSCALL } else { SSL };
        }
        let waits = |bio: &Option<Arc<BIO>>| {
            let bio = bio.as_ref()?;
            if bio.should_read() {
                Some(WANT_READ)
            } else if bio.should_write() {
                Some(WANT_WRITE)
            } else if bio.should_io_special() {
                Some(match bio.retry_reason() {
                    CONNECTING => WANT_CONNECT,
                    ACCEPTING => WANT_ACCEPT,
                    _ => SYSCALL,
                })
            } else {
                None
            }
        };
        let (waiting, shutdown) = self.state.with(|s| {
            (
                match s.want {
                    Want::Reading if s.ending.early => Some(WANT_READ),
                    Want::Writing if s.ending.early => Some(WANT_WRITE),
                    Want::Reading => waits(&s.rbio),
                    Want::Writing => waits(&s.wbio),
                    Want::X509Lookup => Some(WANT_X509_LOOKUP),
                    Want::RetryVerify => Some(WANT_RETRY_VERIFY),
                    Want::Async => Some(WANT_ASYNC),
                    Want::AsyncJob => Some(WANT_ASYNC_JOB),
                    Want::ClientHelloCb => Some(WANT_CLIENT_HELLO_CB),
                    Want::Nothing => None,
                },
                s.shutdown,
            )
        });
        let ended = if shutdown & RECEIVED_SHUTDOWN != 0 { ZERO_RETURN } else { SYSCALL };
        waiting.unwrap_or(ended)
    }
}
