//! What C's threads offer.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]

use std::ffi::{c_int, c_ulong, c_void};

/// The calling thread, as a number.
pub fn current_id() -> c_ulong {
    // SAFETY: pthread_self has no preconditions.
    unsafe { libc::pthread_self() }
}

/// A lock that C takes and releases in separate calls.
#[derive(Debug)]
pub struct Lock(std::cell::UnsafeCell<libc::pthread_rwlock_t>);

// SAFETY: the C library's locks are made for several threads.
unsafe impl Sync for Lock {}
// SAFETY: as above.
unsafe impl Send for Lock {}

impl Lock {
    /// A lock that nobody holds.
    pub fn new() -> Box<Self> {
        Box::new(Lock(std::cell::UnsafeCell::new(libc::PTHREAD_RWLOCK_INITIALIZER)))
    }

    /// Takes it together with other readers.
    pub fn read(&self) -> bool {
        // SAFETY: the lock is initialised and does not move.
        unsafe { libc::pthread_rwlock_rdlock(self.0.get()) == 0 }
    }

    /// Takes it alone.
    pub fn write(&self) -> bool {
        // SAFETY: as above.
        unsafe { libc::pthread_rwlock_wrlock(self.0.get()) == 0 }
    }

    /// Releases it.
    pub fn unlock(&self) -> bool {
        // SAFETY: as above.
        unsafe { libc::pthread_rwlock_unlock(self.0.get()) == 0 }
    }
}

crate::box_handle!(CRYPTO_RWLOCK);

/// Behind `CRYPTO_RWLOCK *`, which C declares as `void *`.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(transparent)]
pub struct CRYPTO_RWLOCK(pub Box<Lock>);

impl CRYPTO_RWLOCK {
    /// A lock that nobody holds.
    pub fn new() -> Box<Self> {
        Box::new(CRYPTO_RWLOCK(Lock::new()))
    }
}

unsafe extern "C" {
    fn pthread_once(once: *mut c_int, init: Option<extern "C" fn()>) -> c_int;
}

/// `pthread_once`, whose control C made with `CRYPTO_ONCE_STATIC_INIT`.
pub fn once(control: *mut c_int, init: Option<extern "C" fn()>) -> bool {
    if control.is_null() || init.is_none() {
        return false;
    }
    // SAFETY: C promises a valid control.
    unsafe { pthread_once(control, init) == 0 }
}

/// A new thread-local value with a destructor.
pub fn new_key(cleanup: Option<extern "C" fn(*mut c_void)>) -> Option<u32> {
    let mut key = 0;
    // SAFETY: an `extern "C"` function serves where an unsafe one may.
    let cleanup = cleanup.map(|f| -> unsafe extern "C" fn(*mut c_void) { f });
    // SAFETY: `key` is a place for the result.
    (unsafe { libc::pthread_key_create(&mut key, cleanup) } == 0).then_some(key)
}

/// The calling thread's value.
pub fn local(key: u32) -> *mut c_void {
    // SAFETY: an unknown key gives NULL.
    unsafe { libc::pthread_getspecific(key) }
}

/// Sets the calling thread's value.
pub fn set_local(key: u32, value: *mut c_void) -> bool {
    // SAFETY: an unknown key is an error.
    unsafe { libc::pthread_setspecific(key, value) == 0 }
}

/// Forgets a thread-local value.
pub fn delete_key(key: u32) -> bool {
    // SAFETY: an unknown key is an error.
    unsafe { libc::pthread_key_delete(key) == 0 }
}

/// Runs `handler` at the end of the process.
pub fn at_exit(handler: extern "C" fn()) {
    // SAFETY: the library is never unloaded, so the handler stays.
    unsafe { libc::atexit(handler) };
}

/// `*place += amount`, at once for all threads; the new value.
pub fn atomic_add(place: *mut c_int, amount: c_int) -> Option<c_int> {
    use std::sync::atomic::{AtomicI32, Ordering};
    if place.is_null() {
        return None;
    }
    // SAFETY: C promises a valid integer that is only used so.
    let atomic = unsafe { AtomicI32::from_ptr(place) };
    Some(atomic.fetch_add(amount, Ordering::AcqRel).wrapping_add(amount))
}

/// `*place |= bits`, at once for all threads; the new value.
pub fn atomic_or(place: *mut u64, bits: u64) -> Option<u64> {
    use std::sync::atomic::{AtomicU64, Ordering};
    if place.is_null() {
        return None;
    }
    // SAFETY: C promises a valid integer that is only used so.
    let atomic = unsafe { AtomicU64::from_ptr(place) };
    Some(atomic.fetch_or(bits, Ordering::AcqRel) | bits)
}
