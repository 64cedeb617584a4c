//! `ASYNC_JOB` and `ASYNC_WAIT_CTX`: work that can be paused, and what its
//! owner waits for meanwhile.

#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use crate::abi::job::{self, Job, JobStack, Turn};
use crate::abi::{Mut, Opaque};
use crate::err::{Error, Lib, Result, r#async as reason};
use std::cell::RefCell;
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};

/// `ASYNC_callback_fn`.
pub type ASYNC_callback_fn = Option<AsyncDone>;
/// Tells that a job can go on.
pub type AsyncDone = extern "C" fn(*mut c_void) -> c_int;
/// Cleans up a descriptor when its context is freed.
pub type FdCleanup = extern "C" fn(Mut<ASYNC_WAIT_CTX>, *const c_void, c_int, *mut c_void);
/// The same, or NULL.
pub type ASYNC_fd_cleanup_fn = Option<FdCleanup>;

/// How many idle stacks a thread keeps if it sets no limit.
const IDLE: usize = 32;

/// One descriptor that is waited for.
#[derive(Debug, Clone, Copy)]
struct Waited {
    key: Opaque,
    fd: c_int,
    data: Opaque,
    cleanup: ASYNC_fd_cleanup_fn,
    added: bool,
    deleted: bool,
}

/// What the owner of jobs waits for.
#[derive(Debug, Default)]
pub struct ASYNC_WAIT_CTX {
    /// The last one first.
    fds: Guarded<Vec<Waited>>,
    status: AtomicI32,
    callback: Guarded<Option<(AsyncDone, Opaque)>>,
}

impl ASYNC_WAIT_CTX {
    /// One without anything to wait for.
    pub fn new() -> Arc<ASYNC_WAIT_CTX> {
        Arc::default()
    }

    /// Adds a descriptor.
    pub fn set_fd(&self, key: Opaque, fd: c_int, data: Opaque, cleanup: ASYNC_fd_cleanup_fn) {
        let waited = Waited { key, fd, data, cleanup, added: true, deleted: false };
        self.fds.with(|fds| fds.insert(0, waited));
    }

    /// The descriptor added last with `key`, and its data.
    pub fn fd(&self, key: Opaque) -> Option<(c_int, Opaque)> {
        self.fds.with(|fds| {
            let found = fds.iter().find(|waited| !waited.deleted && waited.key == key)?;
            Some((found.fd, found.data))
        })
    }

    /// Removes that; false if there is none.
    pub fn clear_fd(&self, key: Opaque) -> bool {
        self.fds.with(|fds| {
            let Some(at) = fds.iter().position(|waited| !waited.deleted && waited.key == key)
            else {
                return false;
            };
            match fds.get_mut(at) {
                Some(waited) if !waited.added => waited.deleted = true,
                _ => drop(fds.remove(at)),
            }
            true
        })
    }

    /// All descriptors.
    pub fn all(&self) -> Vec<c_int> {
        self.fds.with(|fds| fds.iter().filter(|w| !w.deleted).map(|w| w.fd).collect())
    }

    /// Those added and those removed since a job was resumed.
    pub fn changed(&self) -> (Vec<c_int>, Vec<c_int>) {
        self.fds.with(|fds| {
            let added = fds.iter().filter(|w| w.added && !w.deleted).map(|w| w.fd).collect();
            (added, fds.iter().filter(|w| w.deleted).map(|w| w.fd).collect())
        })
    }

    /// A job goes on: changes count from now.
    fn resumed(&self) {
        self.fds.with(|fds| {
            fds.retain(|waited| !waited.deleted);
            fds.iter_mut().for_each(|waited| waited.added = false);
        });
    }

    /// `ASYNC_STATUS_…`, or what a program set.
    pub fn status(&self) -> c_int {
        self.status.load(Ordering::Acquire)
    }

    /// Sets that.
    pub fn set_status(&self, status: c_int) {
        self.status.store(status, Ordering::Release);
    }

    /// What tells the owner that a job can go on.
    pub fn callback(&self) -> Option<(AsyncDone, Opaque)> {
        self.callback.get()
    }

    /// Sets that.
    pub fn set_callback(&self, call: ASYNC_callback_fn, arg: Opaque) {
        self.callback.set(call.map(|call| (call, arg)));
    }
}

impl Drop for ASYNC_WAIT_CTX {
    fn drop(&mut self) {
        let fds = self.fds.with(std::mem::take);
        for waited in fds.into_iter().filter(|waited| !waited.deleted) {
            if let Some(cleanup) = waited.cleanup {
                cleanup(Mut::lend(self), waited.key.0.cast_const(), waited.fd, waited.data.0);
            }
        }
    }
}

/// Work that was begun.
#[derive(Debug)]
pub struct ASYNC_JOB {
    job: Guarded<Option<Job>>,
    ctx: Option<Arc<ASYNC_WAIT_CTX>>,
    /// How often pausing was forbidden.
    blocked: AtomicU32,
}

/// What became of it.
#[derive(Debug)]
pub enum Started {
    /// It was paused.
    Paused(Arc<ASYNC_JOB>),
    /// It returned this.
    Finished(c_int),
    /// This thread may have no more jobs.
    NoJobs,
    /// It could not be started or resumed; in that case it is as it was.
    Failed(Error, Option<Arc<ASYNC_JOB>>),
}

/// The jobs of a thread.
struct Pool {
    /// How many there may be; 0 for any number.
    most: usize,
    /// How many there are, idle or not.
    made: usize,
    idle: Vec<JobStack>,
}

thread_local! {
    static POOL: RefCell<Pool> =
        const { RefCell::new(Pool { most: 0, made: 0, idle: Vec::new() }) };
    static CURRENT: RefCell<Option<Arc<ASYNC_JOB>>> = const { RefCell::new(None) };
}

/// Looks at this thread's pool; `None` at the thread's end.
fn pool<R>(look: impl FnOnce(&mut Pool) -> R) -> Option<R> {
    POOL.try_with(|pool| pool.try_borrow_mut().ok().map(|mut pool| look(&mut pool))).ok().flatten()
}

/// Sets how many jobs this thread may have (0 for any number), and makes some.
///
/// Errors: `ASYNC_R_INVALID_POOL_SIZE`, `ASYNC_R_INIT_FAILED`.
pub fn set_pool(most: usize, first: usize) -> Result<()> {
    if first > most {
        return Err(Error::new(Lib::Async, reason::R_INVALID_POOL_SIZE));
    }
    let idle: Option<Vec<_>> = (0..first.min(IDLE)).map(|_| JobStack::new()).collect();
    let failed = || Error::new(Lib::Async, reason::R_INIT_FAILED);
    let idle = idle.ok_or_else(failed)?;
    pool(|pool| *pool = Pool { most, made: idle.len(), idle }).ok_or_else(failed)
}

/// Forgets this thread's idle jobs.
pub fn clear_pool() {
    pool(|pool| *pool = Pool { most: 0, made: 0, idle: Vec::new() });
}

/// Where a job's stack comes from.
enum Taken {
    Idle(JobStack),
    New,
    None,
}

/// A stack for a job; `None` inside if this thread may have no more.
fn take_stack() -> Result<Option<JobStack>> {
    let taken = pool(|pool| match pool.idle.pop() {
        Some(stack) => Taken::Idle(stack),
        None if pool.most == 0 || pool.made < pool.most => {
            pool.made += 1;
            Taken::New
        }
        None => Taken::None,
    });
    match taken.unwrap_or(Taken::New) {
        Taken::Idle(stack) => Ok(Some(stack)),
        Taken::None => Ok(None),
        Taken::New => match JobStack::new() {
            Some(stack) => Ok(Some(stack)),
            None => {
                one_less();
                Err(Error::new(Lib::Async, crate::err::R_MALLOC_FAILURE))
            }
        },
    }
}

fn one_less() {
    pool(|pool| pool.made = pool.made.saturating_sub(1));
}

fn give_stack(stack: JobStack) {
    pool(|pool| {
        if pool.idle.len() < pool.most.max(IDLE) {
            pool.idle.push(stack);
        } else {
            pool.made = pool.made.saturating_sub(1);
        }
    });
}

/// The job that this runs in.
pub fn current() -> Option<Arc<ASYNC_JOB>> {
    CURRENT.try_with(|current| current.try_borrow().ok()?.clone()).ok().flatten()
}

/// Whether this runs in a job.
pub fn is_running() -> bool {
    job::is_running()
}

fn set_current(job: Option<Arc<ASYNC_JOB>>) {
    let former = CURRENT.try_with(|current| current.replace(job)).ok().flatten();
    drop(former);
}

/// Begins work on a stack of its own. `body` never unwinds.
pub fn start(ctx: Option<Arc<ASYNC_WAIT_CTX>>, body: impl FnOnce() -> c_int + 'static) -> Started {
    if is_running() {
        let error = Error::new(Lib::Async, reason::R_FAILED_TO_SET_POOL);
        return Started::Failed(error, None);
    }
    let stack = match take_stack() {
        Ok(Some(stack)) => stack,
        Ok(None) => return Started::NoJobs,
        Err(error) => return Started::Failed(error, None),
    };
    let job = Guarded::new(Some(Job::new(stack, body)));
    resume(Arc::new(ASYNC_JOB { job, ctx, blocked: AtomicU32::new(0) }))
}

/// Goes on with a job that was paused, on the thread that it was begun on.
pub fn resume(job: Arc<ASYNC_JOB>) -> Started {
    let refused = |job| {
        let error = Error::new(Lib::Async, reason::R_FAILED_TO_SWAP_CONTEXT);
        Started::Failed(error, Some(job))
    };
    if is_running() {
        return refused(job);
    }
    let Some(mut work) = job.job.with(Option::take) else { return refused(job) };
    set_current(Some(Arc::clone(&job)));
    let turn = work.resume();
    set_current(None);
    match turn {
        Turn::Paused => {
            job.job.with(|place| *place = Some(work));
            Started::Paused(job)
        }
        Turn::Finished(value, stack) => {
            give_stack(stack);
            Started::Finished(value)
        }
        Turn::Refused => {
            job.job.with(|place| *place = Some(work));
            refused(job)
        }
    }
}

/// Pauses the job that this runs in, unless that is forbidden now.
pub fn pause() {
    let free = |job: Arc<ASYNC_JOB>| job.blocked.load(Ordering::Acquire) == 0;
    if !current().is_some_and(free) {
        return;
    }
    // Nothing is held meanwhile: a job that is given up never comes back.
    job::pause();
    let ctx = current().and_then(|job| job.ctx.clone());
    if let Some(ctx) = ctx {
        ctx.resumed();
    }
}

/// Forbids pausing, once more or less.
pub fn block(more: bool) {
    let Some(job) = current() else { return };
    let step = |blocked: u32| if more { blocked.checked_add(1) } else { blocked.checked_sub(1) };
    let _ = job.blocked.fetch_update(Ordering::AcqRel, Ordering::Acquire, step);
}

impl ASYNC_JOB {
    /// What it was begun with.
    pub fn ctx(&self) -> Option<&Arc<ASYNC_WAIT_CTX>> {
        self.ctx.as_ref()
    }
}

impl Drop for ASYNC_JOB {
    fn drop(&mut self) {
        if self.job.with(|job| job.take()).is_some() {
            one_less();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice() -> c_int {
        pause();
        pause();
        5
    }

    #[test]
    fn jobs_go_on_where_they_were_paused() {
        let Started::Paused(one) = start(None, twice) else { panic!("not paused") };
        let Started::Paused(two) = start(None, twice) else { panic!("not paused") };
        assert!(current().is_none());
        for _ in 0..2 {
            let (a, b) = (resume(one.clone()), resume(two.clone()));
            if let (Started::Finished(a), Started::Finished(b)) = (a, b) {
                assert_eq!((a, b), (5, 5));
                return;
            }
        }
        panic!("no end");
    }

    #[test]
    fn a_job_stays_on_its_thread_and_begins_no_other() {
        let inner = || match start(None, || 1) {
            Started::Failed(..) => twice(),
            _ => -1,
        };
        let Started::Paused(job) = start(None, inner) else { panic!("not paused") };
        let other = job.clone();
        let there =
            std::thread::spawn(move || matches!(resume(other), Started::Failed(_, Some(_))));
        assert!(there.join().unwrap());
        assert!(matches!(resume(job.clone()), Started::Paused(_)));
        assert!(matches!(resume(job.clone()), Started::Finished(5)));
        assert!(matches!(resume(job), Started::Failed(_, Some(_))));
    }

    #[test]
    fn a_paused_job_may_be_dropped() {
        assert!(set_pool(1, 1).is_ok());
        for _ in 0..3 {
            assert!(matches!(start(None, twice), Started::Paused(_)));
        }
        clear_pool();
    }
}
