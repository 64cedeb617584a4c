//! `SSL_MODE_ASYNC`: what a connection does is done in a job, which a
//! callback of the program's may pause.
//!
//! A call that is made again goes on with the job, whose data are its own:
//! what the program gave for the first call need not be there any more. Early
//! data and `SSL_stateless` have no jobs: pausing does nothing there.

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use super::SSL;
use super::config::mode;
use super::connection::Want;
use super::io::Call;
use crate::abi::{In, Mut, Opaque};
use crate::err::{self, Error, Lib, Result};
use crate::obj::async_job::{self, ASYNC_JOB, ASYNC_WAIT_CTX, Started};
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::tls::Facts;
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Is told that a connection can go on.
pub type AsyncCb = extern "C" fn(Mut<SSL>, *mut c_void) -> c_int;
/// The same, or NULL.
pub type SSL_async_callback_fn = Option<AsyncCb>;

/// The most that one read gives: a record.
const MOST: usize = 16 << 10;

/// A call of the program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Handshake,
    Read(usize),
    Peek(usize),
    /// How much, and where it lay.
    Write(usize, usize),
    Shutdown,
}

/// What it gives: the value for C, and what was read.
type Given = (Call<usize>, Vec<u8>);

/// A connection's job.
#[derive(Debug)]
pub(super) struct Paused {
    job: Arc<ASYNC_JOB>,
    work: Work,
    given: Arc<Guarded<Option<Given>>>,
}

/// A connection's jobs: the one that is paused, and what is waited for.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    paused: Option<Paused>,
    ctx: Option<Arc<ASYNC_WAIT_CTX>>,
}

/// The program's function for that, and its argument.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsyncHook {
    /// Is called from wherever it becomes known.
    pub call: SSL_async_callback_fn,
    /// Its argument.
    pub arg: Option<Opaque>,
}

/// What a connection's context calls: the argument is the connection.
extern "C" fn tell(ssl: *mut c_void) -> c_int {
    let ssl = Mut::<SSL>::from_element(Opaque(ssl));
    let Some(connection) = ssl.opt() else { return 0 };
    let hook = connection.config.look(|c| c.async_hook);
    let arg = hook.arg.map_or(std::ptr::null_mut(), |arg| arg.0);
    hook.call.map_or(0, |call| call(ssl, arg))
}

impl SSL {
    /// Whether a call is to be made in a job.
    fn in_jobs(&self) -> bool {
        // This is the way of every record.
        let generation = (self.config.generation() + 1) << 1;
        let seen = self.jobs_seen.load(Ordering::Relaxed);
        let wanted = if seen & !1 == generation {
            seen & 1 != 0
        } else {
            let wanted = self.config.look(|c| c.mode & mode::ASYNC != 0);
            self.jobs_seen.store(generation | u64::from(wanted), Ordering::Relaxed);
            wanted
        };
        wanted && !async_job::is_running()
    }

    /// What is waited for; made when it is first needed.
    fn wait_ctx(&self) -> Arc<ASYNC_WAIT_CTX> {
        let hook = self.config.look(|c| c.async_hook);
        self.state.with(|s| {
            let ctx = s.jobs.ctx.get_or_insert_with(|| {
                let ctx = ASYNC_WAIT_CTX::new();
                if hook.call.is_some() {
                    let this = std::ptr::from_ref(self).cast_mut().cast();
                    ctx.set_callback(Some(tell), Opaque(this));
                }
                ctx
            });
            Arc::clone(ctx)
        })
    }

    /// Makes a call in a job, or goes on with the one that is paused.
    fn job(&self, work: Work, body: impl FnOnce(&SSL) -> Given + 'static) -> Given {
        let none = |call| (call, Vec::new());
        let moving = self.config.look(|c| c.mode & mode::ACCEPT_MOVING_WRITE_BUFFER != 0);
        let paused = self.state.with(|s| match s.jobs.paused.take() {
            Some(paused) if paused.work.goes_on_with(work, moving) => Ok(Some(paused)),
            None => Ok(None),
            other => {
                s.jobs.paused = other;
                Err(())
            }
        });
        let (started, given, work) = match paused {
            Ok(Some(Paused { job, work, given })) => (async_job::resume(job), given, work),
            Ok(None) => {
                let given = Arc::new(Guarded::new(None));
                let (place, this) = (Arc::clone(&given), In::lend(self));
                let body = move || {
                    // The connection has its job, and not the other way round:
                    // where it is gone, nobody goes on with this.
                    let done = this.opt().map(body);
                    place.with(|place| *place = done);
                    1
                };
                (async_job::start(Some(self.wait_ctx()), body), given, work)
            }
            Err(()) => {
                // Another call than the one that waits.
                let reason = match work {
                    Work::Write(..) => err::ssl::R_BAD_WRITE_RETRY,
                    _ => err::R_SHOULD_NOT_HAVE_BEEN_CALLED,
                };
                err::push(&Error::new(Lib::Ssl, reason), "SSL");
                self.state.with(|s| s.want = Want::Nothing);
                return none(Err(-1));
            }
        };
        let keep = |job, want| {
            self.state.with(|s| {
                s.jobs.paused = Some(Paused { job, work, given: Arc::clone(&given) });
                s.want = want;
            });
        };
        match started {
            Started::Finished(_) => given.with(Option::take).unwrap_or_else(|| none(Err(-1))),
            Started::Paused(job) => {
                keep(job, Want::Async);
                none(Err(-1))
            }
            Started::NoJobs => {
                self.state.with(|s| s.want = Want::AsyncJob);
                none(Err(-1))
            }
            Started::Failed(error, job) => {
                if let Some(job) = job {
                    keep(job, Want::Nothing);
                } else {
                    self.state.with(|s| s.want = Want::Nothing);
                }
                err::push(&error, "SSL");
                err::push(&Error::new(Lib::Ssl, err::ssl::R_FAILED_TO_INIT_ASYNC), "SSL");
                none(Err(-1))
            }
        }
    }

    /// `SSL_do_handshake`.
    pub fn handshake(&self) -> Call<()> {
        if !self.in_jobs() {
            return self.do_handshake();
        }
        self.job(Work::Handshake, |ssl| (ssl.do_handshake().map(|()| 0), Vec::new())).0.map(|_| ())
    }

    /// `SSL_read`: reads at most one record's worth.
    pub fn read(&self, buf: &mut [u8]) -> Call<usize> {
        if !self.in_jobs() {
            return self.receive(buf, false);
        }
        self.read_in_job(Work::Read(buf.len()), buf)
    }

    /// `SSL_peek`: the same, but the data stays for the next read.
    pub fn peek(&self, buf: &mut [u8]) -> Call<usize> {
        if !self.in_jobs() {
            return self.receive(buf, true);
        }
        self.read_in_job(Work::Peek(buf.len()), buf)
    }

    fn read_in_job(&self, work: Work, buf: &mut [u8]) -> Call<usize> {
        let (room, peek) = (buf.len().min(MOST), matches!(work, Work::Peek(_)));
        let (call, read) = self.job(work, move |ssl| {
            let mut read = vec![0; room];
            let call = ssl.receive(&mut read, peek);
            read.truncate(call.unwrap_or(0));
            (call, read)
        });
        buf.iter_mut().zip(&read).for_each(|(to, from)| *to = *from);
        call
    }

    /// `SSL_write`: writes `data`, or part of it.
    pub fn write(&self, data: &[u8]) -> Call<usize> {
        if !self.in_jobs() {
            return self.send(data);
        }
        let work = Work::Write(data.len(), data.as_ptr().addr());
        let data = data.to_vec();
        self.job(work, move |ssl| (ssl.send(&data), Vec::new())).0
    }

    /// `SSL_shutdown`: 1 if both sides are closed, 0 if ours is.
    pub fn shutdown(&self) -> Call<c_int> {
        // It is refused before it could be paused.
        if !self.in_jobs() || self.facts(Facts::in_init) {
            return self.close();
        }
        let call = self.job(Work::Shutdown, |ssl| {
            (ssl.close().map(|both| usize::from(both == 1)), Vec::new())
        });
        call.0.map(|both| (both == 1).into())
    }

    /// Whether a job of the connection's is paused.
    pub fn waits_for_job(&self) -> bool {
        self.state.with(|s| s.jobs.paused.is_some())
    }

    /// What its jobs wait for, if there were any.
    pub fn jobs_ctx(&self) -> Result<Arc<ASYNC_WAIT_CTX>> {
        self.state.with(|s| s.jobs.ctx.clone()).ok_or_else(Error::quiet)
    }

    /// Gives up a paused job; true if there was one.
    pub(super) fn drop_job(&self) -> bool {
        let paused = self.state.with(|s| s.jobs.paused.take());
        paused.is_some()
    }
}

impl Work {
    /// Whether a call goes on with this one.
    fn goes_on_with(self, call: Work, moving: bool) -> bool {
        match (self, call) {
            (Work::Read(before), Work::Read(now)) | (Work::Peek(before), Work::Peek(now)) => {
                now >= before.min(MOST)
            }
            (Work::Write(before, place), Work::Write(now, there)) => {
                before == now && (moving || place == there)
            }
            _ => self == call,
        }
    }
}

/// Frees a BIO of a connection whose job was given up. The job's stack has a
/// share that is lost: it must not keep the transport open.
pub(super) fn free_lost(bio: Arc<BIO>) {
    let lost = Arc::downgrade(&bio);
    bio.free_all();
    if let Some(bio) = lost.upgrade()
        && Arc::strong_count(&bio) == 2
    {
        bio.finish();
    }
}
