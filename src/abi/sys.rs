//! System calls on descriptors.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]

use std::ffi::{c_char, c_int};

/// The calling thread's errno.
pub fn errno() -> c_int {
    // SAFETY: the C library's location is valid for the thread.
    unsafe { *libc::__errno_location() }
}

/// Sets the calling thread's errno.
pub fn set_errno(value: c_int) {
    // SAFETY: the C library's location is valid for the thread.
    unsafe { *libc::__errno_location() = value };
}

/// `read`: bytes read, or -1 with errno set.
pub fn read(fd: c_int, place: &mut [u8]) -> isize {
    // SAFETY: `place` is writable for its length.
    unsafe { libc::read(fd, place.as_mut_ptr().cast(), place.len()) }
}

/// `write`: bytes written, or -1 with errno set.
pub fn write(fd: c_int, bytes: &[u8]) -> isize {
    // SAFETY: `bytes` is readable for its length.
    unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) }
}

/// `lseek`: the new offset, or -1.
pub fn lseek(fd: c_int, offset: i64, whence: c_int) -> i64 {
    // SAFETY: no memory is involved.
    unsafe { libc::lseek(fd, offset, whence) }
}

/// `close`.
pub fn close(fd: c_int) -> c_int {
    // SAFETY: no memory is involved; the caller owns the descriptor.
    unsafe { libc::close(fd) }
}

/// `shutdown` of both directions.
pub fn shutdown(fd: c_int) {
    // SAFETY: no memory is involved.
    unsafe { libc::shutdown(fd, libc::SHUT_RDWR) };
}

/// `openlog`. The name must stay as long as the log is used.
pub fn open_log(name: *const c_char, facility: c_int) {
    // SAFETY: a terminated string, or NULL for the program's own name.
    unsafe { libc::openlog(name, libc::LOG_CONS | libc::LOG_PID, facility) };
}

/// `syslog`.
pub fn log(priority: c_int, text: &std::ffi::CStr) {
    // SAFETY: the format takes one terminated string.
    unsafe { libc::syslog(priority, c"%s".as_ptr(), text.as_ptr()) };
}

/// `closelog`.
pub fn close_log() {
    // SAFETY: no memory is involved.
    unsafe { libc::closelog() };
}

/// Whether the process runs with another's rights.
pub fn is_setugid() -> bool {
    // SAFETY: asks the kernel's auxiliary vector.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

/// `gmtime_r`; false for a time out of range or NULL.
pub fn gmtime(time: libc::time_t, place: *mut libc::tm) -> bool {
    // SAFETY: C promises a place for the fields, or NULL.
    !place.is_null() && unsafe { !libc::gmtime_r(&time, place).is_null() }
}

/// The environment's own string for a variable, for C; NULL if it is unset.
pub fn getenv(name: &std::ffi::CStr) -> *mut c_char {
    // SAFETY: the name is terminated.
    unsafe { libc::getenv(name.as_ptr()) }
}
