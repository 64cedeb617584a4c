//! Calls into C on a stack of their own, which whatever they call may pause.
//!
//! The frames on such a stack are the program's too: they cannot be unwound,
//! and they belong to their thread.

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::cell::Cell;
use std::ffi::c_int;
use std::ptr;

/// The size of a job's stack. OpenSSL's is 32 KiB, of which a program's
/// callbacks use what its own functions leave; unoptimised code of ours needs
/// many times that. Pages that are not touched cost nothing.
const STACK_SIZE: usize = if cfg!(debug_assertions) { 2 << 20 } else { 256 << 10 };

type Switch = Yielder<(), ()>;

thread_local! {
    /// The yielder of the job that runs on this thread now, or null.
    static CURRENT: Cell<*const Switch> = const { Cell::new(ptr::null()) };
    /// Its address tells threads apart.
    static MARK: u8 = const { 0 };
}

/// An idle stack.
pub struct JobStack(DefaultStack);

impl JobStack {
    /// A new one; `None` without memory.
    pub fn new() -> Option<JobStack> {
        DefaultStack::new(STACK_SIZE).ok().map(JobStack)
    }
}

// SAFETY: an idle stack is only a mapping of memory.
unsafe impl Send for JobStack {}

/// How far a job came.
pub enum Turn {
    /// It was paused.
    Paused,
    /// It returned this; its stack is free.
    Finished(c_int, JobStack),
    /// It does not run: it has ended, or belongs to another thread, or another
    /// job runs here.
    Refused,
}

/// A call on a stack of its own.
pub struct Job {
    coroutine: Option<Coroutine<(), (), c_int, DefaultStack>>,
    thread: usize,
}

// SAFETY: `resume` runs it only on the thread that made it, and an owner that
// drops it elsewhere leaves its stack alone.
unsafe impl Send for Job {}
// SAFETY: a shared reference to a job allows nothing.
unsafe impl Sync for Job {}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

fn this_thread() -> usize {
    MARK.try_with(|mark| ptr::from_ref(mark).addr()).unwrap_or(0)
}

/// Forgets the yielder when the job ends.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        CURRENT.set(ptr::null());
    }
}

impl Job {
    /// A job that will make the call `body`, which never unwinds.
    pub fn new(stack: JobStack, body: impl FnOnce() -> c_int + 'static) -> Job {
        let run = move |yielder: &Switch, (): ()| {
            CURRENT.set(yielder);
            let _forget = Forget;
            body()
        };
        let coroutine = Some(Coroutine::with_stack(stack.0, run));
        Job { coroutine, thread: this_thread() }
    }

    /// Runs it until it is paused or ends.
    pub fn resume(&mut self) -> Turn {
        if self.thread != this_thread() || is_running() {
            return Turn::Refused;
        }
        let Some(mut coroutine) = self.coroutine.take() else { return Turn::Refused };
        match coroutine.resume(()) {
            CoroutineResult::Yield(()) => {
                self.coroutine = Some(coroutine);
                Turn::Paused
            }
            CoroutineResult::Return(value) => {
                Turn::Finished(value, JobStack(coroutine.into_stack()))
            }
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // What a paused job's frames hold is lost, as in OpenSSL: somebody may
        // even still write into them.
        if let Some(coroutine) = self.coroutine.take()
            && coroutine.started()
        {
            std::mem::forget(coroutine);
        }
    }
}

/// Whether this runs inside a job.
pub fn is_running() -> bool {
    CURRENT.try_with(|current| !current.get().is_null()).unwrap_or(false)
}

/// Pauses the job that this runs in, until it is resumed; nothing outside one.
#[inline(never)]
pub fn pause() {
    let current = CURRENT.replace(ptr::null());
    // SAFETY: a pointer that is not null was set by `Job::new`'s closure or
    // below, on this very stack, and the yielder lives as long as the stack's
    // bottom frame.
    if let Some(yielder) = unsafe { current.as_ref() } {
        yielder.suspend(());
        CURRENT.set(current);
    }
}
