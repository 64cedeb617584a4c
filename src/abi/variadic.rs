//! The Rust half of `variadic.c`.

use crate::err::{self, Error, Lib};
use std::ffi::{CStr, c_char, c_int};

/// `ERR_set_error` with its text formatted, or NULL for none.
#[unsafe(no_mangle)]
extern "C" fn tlsrs_err_set(_lib: c_int, reason: c_int, text: super::Str) {
    let error = Error::new(Lib::None, reason);
    let error = match text.opt().map(CStr::to_string_lossy) {
        Some(text) => error.with(text.into_owned()),
        None => error,
    };
    err::push(&error, "");
}

/// One string of `ERR_add_error_data`.
#[unsafe(no_mangle)]
extern "C" fn tlsrs_err_append(_text: *const c_char) {}
