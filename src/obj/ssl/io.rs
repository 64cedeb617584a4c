//! Handshake, reading, writing and shutdown over the engine.

use super::config::{self, op};
use super::connection::{RECEIVED_SHUTDOWN, SENT_SHUTDOWN, Want};
use super::{SSL, SSL_SESSION, cache};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::tls::{
    Connection, Outcome, ReadPolicy, Role, ShutdownState, State as Step, Suspend, Transfer, Wire,
};
use std::ffi::c_int;
use std::sync::Arc;

/// The pair of BIOs as the engine uses it.
struct Bios {
    read: Arc<BIO>,
    write: Arc<BIO>,
    ahead: bool,
}

impl Wire for Bios {
    fn read(&mut self, buf: &mut [u8]) -> Transfer {
        crate::abi::sys::set_errno(0);
        match usize::try_from(self.read.read(buf)) {
            Ok(n) if n > 0 => Transfer::Done(n),
            _ if self.read.should_retry() => Transfer::WouldBlock,
            _ if self.read.eof() => Transfer::Eof,
            _ => Transfer::Error,
        }
    }

    fn write(&mut self, buf: &[u8]) -> Transfer {
        crate::abi::sys::set_errno(0);
        match usize::try_from(self.write.write(buf)) {
            Ok(n) if n > 0 => Transfer::Done(n),
            _ if self.write.should_retry() => Transfer::WouldBlock,
            _ => Transfer::Error,
        }
    }

    fn flush(&mut self) -> Transfer {
        match self.write.flush() {
            1.. => Transfer::Done(0),
            _ if self.write.should_retry() => Transfer::WouldBlock,
            _ => Transfer::Error,
        }
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

/// What a call gave: `Ok` with the value of success, or the C value of
/// failure (0 or -1), whose error is in the queue already.
pub type Call<T> = std::result::Result<T, c_int>;

impl SSL {
    /// Queues `error`; -1.
    #[track_caller]
    fn fail<T>(&self, reason: c_int) -> Call<T> {
        err::push(&Error::new(Lib::Ssl, reason), "SSL");
        Err(-1)
    }

    /// Takes the engine, makes it if there is none, runs `step` on it with
    /// nothing held, and puts it back.
    fn drive<T>(
        &self,
        step: impl FnOnce(&mut Connection, &SSL, &mut Bios) -> Outcome<T>,
    ) -> Call<T> {
        let Some(role) = self.role() else {
            return self.fail(err::ssl::R_CONNECTION_TYPE_NOT_SET);
        };
        if !self.method().allows(role) {
            let _: Call<T> = self.fail(err::R_SHOULD_NOT_HAVE_BEEN_CALLED);
            return Err(0);
        }
        let (Some(read), Some(write)) = self.bios() else {
            return self.fail(err::ssl::R_BIO_NOT_SET);
        };
        let ahead = self.config.with(|c| c.read_ahead);
        let mut bios = Bios { read, write, ahead };
        let engine = match self.engine.with(Option::take) {
            Some(engine) => Ok(engine),
            None if self.state.with(|s| s.busy) => {
                Err(Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED))
            }
            // It has failed before.
            None if self.facts(|facts| facts.failed) => Err(Error::quiet()),
            None => self.start(role).inspect_err(|_| self.set_failed()),
        };
        let mut engine = match engine {
            Ok(engine) => engine,
            Err(error) => {
                err::push(&error, "SSL");
                return Err(-1);
            }
        };
        self.state.with(|s| (s.busy, s.want) = (true, Want::Nothing));
        let ignore_eof = self.config.with(|c| c.options & op::IGNORE_UNEXPECTED_EOF != 0);
        engine.set_ignore_eof(ignore_eof);
        let outcome = step(&mut engine, self, &mut bios);
        let cell = Arc::clone(engine.facts());
        self.engine.with(|place| *place = Some(engine));
        let (sent, received, resumed, verified, done) = cell
            .with(|f| (f.sent_close, f.received_close, f.resumed, f.verify_result, !f.in_init()));
        let finished = self.state.with(|s| {
            s.busy = false;
            if sent {
                s.shutdown |= SENT_SHUTDOWN;
            }
            if received {
                s.shutdown |= RECEIVED_SHUTDOWN;
            }
            if let (true, Some(result)) = (resumed, verified) {
                s.verify_result = result;
            }
            let finished = done && !s.finished;
            s.finished |= done;
            finished
        });
        if finished {
            self.ctx().count_good(role == Role::Server, resumed);
            self.retire(role, self.session());
        }
        self.settle(outcome)
    }

    /// A client's TLS 1.3 session serves once, if the context caches them.
    fn retire(&self, role: Role, session: Option<Arc<SSL_SESSION>>) {
        let ctx = self.session_ctx();
        let cached = ctx.hooks.with(|hooks| hooks.cache_mode & cache::mode::CLIENT != 0);
        let tls13 = self.facts(|facts| facts.version) == super::method::TLS1_3;
        if let Some(session) = session.filter(|_| role == Role::Client && cached && tls13) {
            ctx.remove_session(&session);
        }
    }

    fn start(&self, role: Role) -> Result<Box<Connection>> {
        let settings = self.settings(role)?;
        let engine = Box::new(Connection::new(settings)?);
        self.set_facts(Arc::clone(engine.facts()));
        let first = self.state.with(|s| !std::mem::replace(&mut s.started, true));
        if first {
            self.session_ctx().count_start(role == Role::Server);
        }
        Ok(engine)
    }

    /// Turns an outcome into what C sees, and notes what `SSL_want` tells.
    fn settle<T>(&self, outcome: Outcome<T>) -> Call<T> {
        let wait = |want| {
            self.set_want(want);
            Err(-1)
        };
        match outcome {
            Outcome::Done(value) => Ok(value),
            Outcome::WantRead => wait(Want::Reading),
            Outcome::WantWrite => wait(Want::Writing),
            Outcome::Suspended(why) => wait(match why {
                Suspend::X509Lookup => Want::X509Lookup,
                Suspend::ClientHello => Want::ClientHelloCb,
                Suspend::RetryVerify => Want::RetryVerify,
                Suspend::Async => Want::Async,
            }),
            Outcome::Closed => {
                self.set_shutdown_state(RECEIVED_SHUTDOWN);
                Err(0)
            }
            Outcome::Eof => {
                self.set_want(Want::Reading);
                let error = Error::new(Lib::Ssl, err::ssl::R_UNEXPECTED_EOF_WHILE_READING);
                err::push(&error, "ssl3_read_n");
                // A read tells 0, a handshake -1.
                Err(if self.state.with(|s| s.finished) { 0 } else { -1 })
            }
            Outcome::Transport => wait(Want::Nothing),
            Outcome::Failed(error) => {
                /// Reasons that stand for an alert received.
                const ALERTS: std::ops::Range<c_int> = 1000..1256;
                err::push(&error, "SSL");
                // A read tells an alert by 0, a handshake by -1.
                let told = self.state.with(|s| s.finished) && ALERTS.contains(&error.reason);
                Err(if told { 0 } else { -1 })
            }
        }
    }

    /// Drives the handshake to its end.
    pub fn handshake(&self) -> Call<()> {
        let idle = |engine: &Connection| !engine.has_key_update();
        if self.engine.with(|engine| engine.as_deref().is_some_and(idle)) && !self.in_init() {
            return Ok(());
        }
        let closed = |ret| if self.shutdown_state() & RECEIVED_SHUTDOWN != 0 { -1 } else { ret };
        self.drive(|engine, ssl, wire| engine.handshake(ssl, wire)).map_err(closed)
    }

    /// Reads at most one record's worth.
    pub fn read(&self, buf: &mut [u8]) -> Call<usize> {
        self.receive(buf, false)
    }

    /// The same, but the data stays for the next read.
    pub fn peek(&self, buf: &mut [u8]) -> Call<usize> {
        self.receive(buf, true)
    }

    fn receive(&self, buf: &mut [u8], peek: bool) -> Call<usize> {
        if self.role().is_none() {
            return self.fail(err::ssl::R_UNINITIALIZED);
        }
        if self.shutdown_state() & RECEIVED_SHUTDOWN != 0 && self.facts(|facts| facts.pending) == 0
        {
            self.set_want(Want::Nothing);
            return Err(0);
        }
        self.drive(
            |engine, ssl, wire| {
                if peek { engine.peek(ssl, wire, buf) } else { engine.read(ssl, wire, buf) }
            },
        )
    }

    /// Writes `data`, or part of it.
    pub fn write(&self, data: &[u8]) -> Call<usize> {
        if self.role().is_none() {
            return self.fail(err::ssl::R_UNINITIALIZED);
        }
        if self.shutdown_state() & SENT_SHUTDOWN != 0 {
            self.set_want(Want::Nothing);
            return self.fail(err::ssl::R_PROTOCOL_IS_SHUTDOWN);
        }
        let (mode, size) =
            self.config.with(|c| (c.mode, c.max_send_fragment.min(c.split_send_fragment)));
        self.drive(|engine, ssl, wire| {
            engine.set_write_mode(
                mode & config::mode::ENABLE_PARTIAL_WRITE != 0,
                mode & config::mode::ACCEPT_MOVING_WRITE_BUFFER != 0,
                size,
            );
            engine.write(ssl, wire, data)
        })
    }

    /// `SSL_shutdown`: 1 if both sides are closed, 0 if ours is.
    pub fn shutdown(&self) -> Call<c_int> {
        if self.role().is_none() {
            return self.fail(err::ssl::R_UNINITIALIZED);
        }
        if self.in_init() {
            return self.fail(err::ssl::R_SHUTDOWN_WHILE_IN_INIT);
        }
        let both = SENT_SHUTDOWN | RECEIVED_SHUTDOWN;
        if self.config.with(|c| c.quiet_shutdown) {
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
        let state = self.drive(|engine, ssl, wire| engine.shutdown(ssl, wire))?;
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
        self.facts(|facts| if facts.in_init() { 0 } else { facts.pending })
    }

    /// Whether anything waits, decrypted or not.
    pub fn has_pending(&self) -> bool {
        self.pending() > 0
            || self.engine.with(|engine| engine.as_ref().is_some_and(|e| e.has_pending()))
    }

    /// Queues a KeyUpdate.
    pub fn key_update(&self, request: bool) -> Result<()> {
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        if self.facts(|facts| facts.version) != super::method::TLS1_3 {
            return Err(ssl(err::ssl::R_WRONG_SSL_VERSION));
        }
        if self.facts(|facts| facts.state) != Step::Ok {
            return Err(ssl(err::ssl::R_STILL_IN_INIT));
        }
        self.engine.with(|engine| match engine {
            Some(engine) => engine.key_update(request),
            None => Err(ssl(err::R_SHOULD_NOT_HAVE_BEEN_CALLED)),
        })
    }

    /// Exports keying material into `out`.
    pub fn export(&self, label: &[u8], context: Option<&[u8]>, out: &mut [u8]) -> Result<()> {
        self.engine.with(|engine| match engine {
            Some(engine) => engine.export(label, context, out),
            None => Err(Error::quiet()),
        })
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
        let waits = |bio: Option<Arc<BIO>>| {
            let bio = bio?;
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
        let (rbio, wbio) = self.bios();
        let waiting = match self.want() {
            Want::Reading => waits(rbio),
            Want::Writing => waits(wbio),
            Want::X509Lookup => Some(WANT_X509_LOOKUP),
            Want::RetryVerify => Some(WANT_RETRY_VERIFY),
            Want::Async => Some(WANT_ASYNC),
            Want::ClientHelloCb => Some(WANT_CLIENT_HELLO_CB),
            Want::Nothing => None,
        };
        if let Some(code) = waiting {
            return code;
        }
        let received = self.shutdown_state() & RECEIVED_SHUTDOWN != 0;
        if received { ZERO_RETURN } else { SYSCALL }
    }
}
