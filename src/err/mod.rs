//! Errors: the one error type of the crate, and the thread's queue of them.
//!
//! Inside the crate an operation fails with an [`Error`], which carries
//! OpenSSL's own library and reason code. At the C boundary `abi::entry` puts
//! it into the calling thread's queue, where `ERR_get_error` finds it.
//! Codes are named by the table `reasons.tsv`: `err::ssl::R_BAD_LENGTH`,
//! `err::x509::R_…`, and the reasons common to all libraries are `err::R_…`.
//! See: ERR_get_error(3), ERR_put_error(3).

pub mod queue;
pub mod text;

include!(concat!(env!("OUT_DIR"), "/reasons.rs"));

use std::borrow::Cow;
use std::ffi::c_int;
use std::panic::Location;

/// Set in a reason that ends an operation for good (`ERR_RFLAG_FATAL`).
const FATAL: c_int = 1 << 18;
/// Set in a reason that every library shares (`ERR_RFLAG_COMMON`).
const COMMON: c_int = 2 << 18;

/// Out of memory.
pub const R_MALLOC_FAILURE: c_int = 256 | FATAL | COMMON;
/// A function was called that this object or state forbids.
pub const R_SHOULD_NOT_HAVE_BEEN_CALLED: c_int = 257 | FATAL | COMMON;
/// A pointer argument that must point somewhere is NULL.
pub const R_PASSED_NULL_PARAMETER: c_int = 258 | FATAL | COMMON;
/// The library found itself in a state it should not be in.
pub const R_INTERNAL_ERROR: c_int = 259 | FATAL | COMMON;
/// The feature is not offered by this library.
pub const R_DISABLED: c_int = 260 | FATAL | COMMON;
/// Initialisation failed.
pub const R_INIT_FAIL: c_int = 261 | FATAL | COMMON;
/// An argument is out of its range.
pub const R_PASSED_INVALID_ARGUMENT: c_int = 262 | COMMON;
/// An operation failed for a reason queued before.
pub const R_OPERATION_FAIL: c_int = 263 | FATAL | COMMON;
/// The program or a person ended it.
pub const R_INTERRUPTED_OR_CANCELLED: c_int = 265 | COMMON;
/// A value inside an ASN.1 structure could not be read.
pub const R_NESTED_ASN1_ERROR: c_int = 266 | COMMON;
/// Content octets are missing at the end of an ASN.1 value.
pub const R_MISSING_ASN1_EOS: c_int = 267 | COMMON;
/// The algorithm or format is not supported.
pub const R_UNSUPPORTED: c_int = 268 | COMMON;

/// The common reason "library `lib` failed" (`ERR_R_SSL_LIB` and its like).
pub const fn lib_failed(lib: Lib) -> c_int {
    lib as c_int | COMMON
}

/// A failure, as OpenSSL would report it.
#[derive(Debug, Clone)]
pub struct Error {
    /// The library whose reason it is.
    pub lib: Lib,
    /// The reason, one of `err::R_…` or of the library's own; for
    /// [`Lib::Sys`] an errno.
    pub reason: c_int,
    /// Free text for people, such as `filename=…`.
    pub data: Option<Cow<'static, str>>,
    /// Where it was made.
    pub at: &'static Location<'static>,
    /// Already in the queue, or not meant for it: only the failure value counts.
    pub silent: bool,
}

/// What every fallible function of the crate returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `lib` for `reason`.
    #[track_caller]
    pub const fn new(lib: Lib, reason: c_int) -> Error {
        Error { lib, reason, data: None, at: Location::caller(), silent: false }
    }

    /// The same with text added, as `ERR_add_error_data` would.
    #[must_use]
    pub fn with(mut self, data: impl Into<Cow<'static, str>>) -> Error {
        self.data = Some(data.into());
        self
    }

    /// The failed system call `call` with errno `errno`; OpenSSL adds the
    /// text `calling CALL()`.
    #[track_caller]
    pub fn sys(errno: c_int, call: &str) -> Error {
        Error::new(Lib::Sys, errno).with(format!("calling {call}()"))
    }

    /// The same failure, but nothing is queued for it.
    pub fn silenced(mut self) -> Error {
        self.silent = true;
        self
    }

    /// A failure that queues nothing: the function's contract says so, or its
    /// error is in the queue already.
    #[track_caller]
    pub const fn quiet() -> Error {
        Error { lib: Lib::None, reason: 0, data: None, at: Location::caller(), silent: true }
    }

    /// The code as `ERR_get_error` packs it (ERR_GET_LIB(3)).
    pub fn packed(&self) -> std::ffi::c_ulong {
        const SYSTEM_FLAG: std::ffi::c_ulong = 0x8000_0000;
        let reason = std::ffi::c_ulong::from(self.reason.unsigned_abs());
        match self.lib {
            Lib::Sys => SYSTEM_FLAG | reason,
            lib => (std::ffi::c_ulong::from(lib as u32) << 23) | (reason & 0x7f_ffff),
        }
    }
}

/// Puts `error` into the thread's queue now, for the cases where several
/// entries describe one failure; most code returns the error instead.
pub fn push(error: &Error, function: &'static str) {
    if !error.silent {
        queue::put(error, function);
    }
}
