//! `openssl/async.h`: jobs that can be paused, and what is waited for
//! meanwhile.

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use crate::abi::{Give, InBuf, Lend, Mut, Opaque, Out, Take, entry, quiet, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::async_job::{
    self, ASYNC_JOB, ASYNC_WAIT_CTX, ASYNC_callback_fn, ASYNC_fd_cleanup_fn, Started,
};
use std::ffi::{c_int, c_void};

crate::arc_handle!(ASYNC_JOB, ASYNC_WAIT_CTX);

/// What a job does.
pub type ASYNC_job_fn = Option<extern "C" fn(*mut c_void) -> c_int>;

/// `ASYNC_ERR`.
const ERR: c_int = 0;
/// `ASYNC_NO_JOBS`.
const NO_JOBS: c_int = 1;
/// `ASYNC_PAUSE`.
const PAUSE: c_int = 2;
/// `ASYNC_FINISH`.
const FINISH: c_int = 3;

/// Whether work can be paused and taken up again: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_is_capable() -> c_int {
    1
}

/// Sets how many jobs this thread may have, 0 for any number, and makes some
/// of them.
///
/// Returns: 1; 0 on error.
/// Errors: `ASYNC_R_INVALID_POOL_SIZE` for more than it may have.
/// See: ASYNC_init_thread(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_init_thread(max_size: usize, init_size: usize) -> c_int {
    entry(0, || async_job::set_pool(max_size, init_size).map(|()| 1))
}

/// Frees the jobs that this thread keeps for later.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_cleanup_thread() {
    quiet((), || {
        async_job::clear_pool();
        Ok(())
    });
}

/// A copy of a job's argument, aligned for anything.
struct Args(Vec<Chunk>);

#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Chunk([u8; 16]);

impl Args {
    fn copy(bytes: &[u8]) -> Args {
        let chunk = |part: &[u8]| {
            let mut chunk = Chunk([0; 16]);
            chunk.0.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
            chunk
        };
        Args(bytes.chunks(16).map(chunk).collect())
    }

    /// NULL for none.
    fn as_mut_ptr(&mut self) -> *mut c_void {
        if self.0.is_empty() { std::ptr::null_mut() } else { self.0.as_mut_ptr().cast() }
    }
}

/// Begins `func` with a copy of the `size` bytes at `args`, or goes on with
/// the job at `*job`, on the thread that began it.
///
/// Returns: `ASYNC_FINISH` with its result in `*ret`, `ASYNC_PAUSE` with a
/// handle in `*job`, `ASYNC_NO_JOBS` if the thread may have no more,
/// `ASYNC_ERR`.
/// Errors: `ASYNC_R_FAILED_TO_SWAP_CONTEXT` on another thread or inside a job.
/// Ownership: `ctx` must outlive the job. See: ASYNC_start_job(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_start_job(
    job: Out<*mut ASYNC_JOB>,
    ctx: Mut<ASYNC_WAIT_CTX>,
    ret: Out<c_int>,
    func: ASYNC_job_fn,
    args: InBuf<c_void>,
    size: usize,
) -> c_int {
    entry(ERR, || {
        let former = stack::take::<ASYNC_JOB>(Opaque(job.read()?.cast()));
        let started = match former {
            Some(former) => async_job::resume(former),
            None => {
                let func =
                    func.ok_or_else(|| Error::new(Lib::Async, err::R_PASSED_NULL_PARAMETER))?;
                let bytes = if args.is_null() { &[] } else { args.slice(size)? };
                let mut args = Args::copy(bytes);
                async_job::start(ctx.share_opt(), move || func(args.as_mut_ptr()))
            }
        };
        let keep = |job_now| job.write(stack::give::<ASYNC_JOB>(job_now).0.cast());
        match started {
            Started::Finished(value) => {
                job.write(std::ptr::null_mut())?;
                ret.write_opt(value);
                Ok(FINISH)
            }
            Started::Paused(paused) => keep(paused).map(|()| PAUSE),
            Started::NoJobs => Ok(NO_JOBS),
            Started::Failed(error, former) => {
                former.map_or(Ok(()), keep)?;
                Err(error)
            }
        }
    })
}

/// Returns from `ASYNC_start_job` with `ASYNC_PAUSE`, and from here when the
/// job is started again; at once outside a job, or where pausing is blocked.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_pause_job() -> c_int {
    quiet(0, || {
        async_job::pause();
        Ok(1)
    })
}

/// The job that this runs in, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_get_current_job() -> Lend<ASYNC_JOB> {
    quiet(Lend::null(), || Ok(async_job::current().map_or(Lend::null(), |job| Lend::new(&*job))))
}

/// What a job was begun with, or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_get_wait_ctx(job: Mut<ASYNC_JOB>) -> Lend<ASYNC_WAIT_CTX> {
    quiet(Lend::null(), || Ok(job.get()?.ctx().map_or(Lend::null(), |ctx| Lend::new(&**ctx))))
}

/// Forbids the current job to be paused, until that is undone as often.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_block_pause() {
    quiet((), || {
        async_job::block(true);
        Ok(())
    });
}

/// Undoes one `ASYNC_block_pause`.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_unblock_pause() {
    quiet((), || {
        async_job::block(false);
        Ok(())
    });
}

/// A context without anything to wait for.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_new() -> Give<ASYNC_WAIT_CTX> {
    entry(Give::null(), || Ok(Give::new(ASYNC_WAIT_CTX::new())))
}

/// Frees a context, after the clean-up of what is waited for.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_free(ctx: Take<ASYNC_WAIT_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Adds a descriptor to wait for. `cleanup` is called when the context is
/// freed.
///
/// Returns: 1; 0 for NULL. See: ASYNC_WAIT_CTX_set_wait_fd(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_set_wait_fd(
    ctx: Mut<ASYNC_WAIT_CTX>,
    key: *const c_void,
    fd: c_int,
    custom_data: *mut c_void,
    cleanup: ASYNC_fd_cleanup_fn,
) -> c_int {
    entry(0, || {
        ctx.get()?.set_fd(Opaque(key.cast_mut()), fd, Opaque(custom_data), cleanup);
        Ok(1)
    })
}

/// The descriptor that was added last with `key`, and its data.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_get_fd(
    ctx: Mut<ASYNC_WAIT_CTX>,
    key: *const c_void,
    fd: Out<c_int>,
    custom_data: Out<*mut c_void>,
) -> c_int {
    quiet(0, || {
        let Some((found, data)) = ctx.get()?.fd(Opaque(key.cast_mut())) else { return Ok(0) };
        fd.write_opt(found);
        custom_data.write_opt(data.0);
        Ok(1)
    })
}

/// Writes descriptors to an array, unless it is NULL, and their number.
pub(super) fn put(list: &[c_int], array: &Out<c_int>, number: &Out<usize>) -> Result<()> {
    number.write(list.len())?;
    for (at, fd) in list.iter().enumerate().filter(|_| !array.is_null()) {
        array.offset(at).write(*fd)?;
    }
    Ok(())
}

/// All descriptors to wait for, and their number; `fd` may be NULL.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_get_all_fds(
    ctx: Mut<ASYNC_WAIT_CTX>,
    fd: Out<c_int>,
    numfds: Out<usize>,
) -> c_int {
    quiet(0, || put(&ctx.get()?.all(), &fd, &numfds).map(|()| 1))
}

/// The descriptors added and removed since the job went on; either array may
/// be NULL.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_get_changed_fds(
    ctx: Mut<ASYNC_WAIT_CTX>,
    addfd: Out<c_int>,
    numaddfds: Out<usize>,
    delfd: Out<c_int>,
    numdelfds: Out<usize>,
) -> c_int {
    quiet(0, || {
        let (added, deleted) = ctx.get()?.changed();
        put(&added, &addfd, &numaddfds)?;
        put(&deleted, &delfd, &numdelfds).map(|()| 1)
    })
}

/// Removes the descriptor that was added last with `key`, without its
/// clean-up.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_clear_fd(ctx: Mut<ASYNC_WAIT_CTX>, key: *const c_void) -> c_int {
    quiet(0, || Ok(ctx.get()?.clear_fd(Opaque(key.cast_mut())).into()))
}

/// What an engine said (`ASYNC_STATUS_…`).
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_get_status(ctx: Mut<ASYNC_WAIT_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.status()))
}

/// Says that, as an engine.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_set_status(ctx: Mut<ASYNC_WAIT_CTX>, status: c_int) -> c_int {
    entry(0, || {
        ctx.get()?.set_status(status);
        Ok(1)
    })
}

/// What an engine is to call when a job can go on.
///
/// Returns: 1; 0 if nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_get_callback(
    ctx: Mut<ASYNC_WAIT_CTX>,
    callback: Out<ASYNC_callback_fn>,
    callback_arg: Out<*mut c_void>,
) -> c_int {
    quiet(0, || {
        let Some((call, arg)) = ctx.get()?.callback() else { return Ok(0) };
        callback.write_opt(Some(call));
        callback_arg.write_opt(arg.0);
        Ok(1)
    })
}

/// Sets that.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASYNC_WAIT_CTX_set_callback(
    ctx: Mut<ASYNC_WAIT_CTX>,
    callback: ASYNC_callback_fn,
    callback_arg: *mut c_void,
) -> c_int {
    entry(0, || {
        ctx.get()?.set_callback(callback, Opaque(callback_arg));
        Ok(1)
    })
}
