//! The Rust half of `variadic.c`.

use super::Str;
use crate::err::{queue, text};
use std::ffi::{CStr, c_int};

/// `ERR_set_error` with its text formatted, or NULL for none.
#[unsafe(no_mangle)]
extern "C" fn tlsrs_err_set(lib: c_int, reason: c_int, data: Str) {
    queue::set_error(text::pack(lib, reason), data.opt().map(CStr::to_owned));
}

/// One string of `ERR_add_error_data`.
#[unsafe(no_mangle)]
extern "C" fn tlsrs_err_append(more: Str) {
    if let Some(more) = more.opt() {
        queue::add_data(more);
    }
}
