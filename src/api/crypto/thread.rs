//! `CRYPTO_THREAD_…`, `CRYPTO_atomic_…`: locks and what belongs to threads.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::thread::{self, CRYPTO_RWLOCK};
use crate::abi::{Give, Mut, Out, Take, entry, quiet};
use std::ffi::{c_int, c_ulong, c_void};

/// A lock.
///
/// Ownership: freed with `CRYPTO_THREAD_lock_free`.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_lock_new() -> Give<CRYPTO_RWLOCK> {
    entry(Give::null(), || Ok(Give::new(CRYPTO_RWLOCK::new())))
}

/// Takes a lock together with other readers: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_read_lock(lock: Mut<CRYPTO_RWLOCK>) -> c_int {
    quiet(0, || Ok(lock.get()?.0.read().into()))
}

/// Takes a lock alone: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_write_lock(lock: Mut<CRYPTO_RWLOCK>) -> c_int {
    quiet(0, || Ok(lock.get()?.0.write().into()))
}

/// Releases a lock: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_unlock(lock: Mut<CRYPTO_RWLOCK>) -> c_int {
    quiet(0, || Ok(lock.get()?.0.unlock().into()))
}

/// Frees a lock that nobody holds.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_lock_free(lock: Take<CRYPTO_RWLOCK>) {
    quiet((), || {
        drop(lock.opt());
        Ok(())
    });
}

/// Runs `init` once in the process for `once`: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_run_once(once: *mut c_int, init: Option<extern "C" fn()>) -> c_int {
    thread::once(once, init).into()
}

/// Makes a value of each thread's own, freed by `cleanup` at a thread's end.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_init_local(
    key: Out<u32>,
    cleanup: Option<extern "C" fn(*mut c_void)>,
) -> c_int {
    quiet(0, || {
        let Some(new) = thread::new_key(cleanup) else { return Ok(0) };
        key.write(new)?;
        Ok(1)
    })
}

/// The calling thread's value.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_get_local(key: Out<u32>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(thread::local(key.read()?)))
}

/// Sets the calling thread's value: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_set_local(key: Out<u32>, val: *mut c_void) -> c_int {
    quiet(0, || Ok(thread::set_local(key.read()?, val).into()))
}

/// Forgets a value of the threads: 1.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_cleanup_local(key: Out<u32>) -> c_int {
    quiet(0, || Ok(thread::delete_key(key.read()?).into()))
}

/// The calling thread.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_get_current_id() -> c_ulong {
    thread::current_id()
}

/// Whether two are the same thread.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_THREAD_compare_id(a: c_ulong, b: c_ulong) -> c_int {
    (a == b).into()
}

/// `*val += amount`, the new value in `*ret`; at once for all threads.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_atomic_add(
    val: *mut c_int,
    amount: c_int,
    ret: Out<c_int>,
    _lock: Mut<CRYPTO_RWLOCK>,
) -> c_int {
    quiet(0, || {
        let Some(new) = thread::atomic_add(val, amount) else { return Ok(0) };
        ret.write(new)?;
        Ok(1)
    })
}

/// `*val |= op`, the new value in `*ret`; at once for all threads.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_atomic_or(
    val: *mut u64,
    op: u64,
    ret: Out<u64>,
    _lock: Mut<CRYPTO_RWLOCK>,
) -> c_int {
    quiet(0, || {
        let Some(new) = thread::atomic_or(val, op) else { return Ok(0) };
        ret.write(new)?;
        Ok(1)
    })
}

/// The value at `val`, as other threads left it.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_atomic_load(
    val: *mut u64,
    ret: Out<u64>,
    _lock: Mut<CRYPTO_RWLOCK>,
) -> c_int {
    quiet(0, || {
        let Some(now) = thread::atomic_or(val, 0) else { return Ok(0) };
        ret.write(now)?;
        Ok(1)
    })
}
