//! `openssl/trace.h`: tracing, as in a build of OpenSSL without it: the
//! categories have names, and none can be enabled.

#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{Lend, LendConst, Mut, Str, quiet};
use crate::obj::bio::BIO;
use std::ffi::{CStr, c_char, c_int, c_void};

/// Gets the output of a category.
pub type OSSL_trace_cb =
    Option<extern "C" fn(*const c_char, usize, c_int, c_int, *mut c_void) -> usize>;

/// `OSSL_TRACE_CATEGORY_…`, in the order of their numbers.
const CATEGORIES: [&CStr; 18] = [
    c"ALL",
    c"TRACE",
    c"INIT",
    c"TLS",
    c"TLS_CIPHER",
    c"CONF",
    c"ENGINE_TABLE",
    c"ENGINE_REF_COUNT",
    c"PKCS5V2",
    c"PKCS12_KEYGEN",
    c"PKCS12_DECRYPT",
    c"X509V3_POLICY",
    c"BN_CTX",
    c"CMP",
    c"STORE",
    c"DECODER",
    c"ENCODER",
    c"REF_COUNT",
];

/// The name of a category; NULL for a number that is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_get_category_name(num: c_int) -> LendConst<c_char> {
    let name = usize::try_from(num).ok().and_then(|num| CATEGORIES.get(num));
    name.map_or(LendConst::null(), |name| LendConst::cstr(name))
}

/// The number of a category, whose name may be in small letters; -1 for none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_get_category_num(name: Str) -> c_int {
    quiet(-1, || {
        let name = name.bytes()?;
        let at = CATEGORIES.iter().position(|known| known.to_bytes().eq_ignore_ascii_case(name));
        Ok(at.and_then(|at| c_int::try_from(at).ok()).unwrap_or(-1))
    })
}

/// Would send a category's output to `channel`.
///
/// Returns: 0. Ownership: `channel` stays the program's.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_set_channel(category: c_int, channel: Mut<BIO>) -> c_int {
    let _ = (category, channel);
    0
}

/// Would put a line before each group of a category's output.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_set_prefix(category: c_int, prefix: Str) -> c_int {
    let _ = (category, prefix);
    0
}

/// Would put a line behind each group of a category's output.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_set_suffix(category: c_int, suffix: Str) -> c_int {
    let _ = (category, suffix);
    0
}

/// Would hand a category's output to `callback`.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_set_callback(
    category: c_int,
    callback: OSSL_trace_cb,
    data: *mut c_void,
) -> c_int {
    let _ = (category, callback, data);
    0
}

/// Whether a category is enabled: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_enabled(category: c_int) -> c_int {
    let _ = category;
    0
}

/// Where a group of a category's output goes: nowhere.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_begin(category: c_int) -> Lend<BIO> {
    let _ = category;
    Lend::null()
}

/// Ends a group, which was never begun.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_trace_end(category: c_int, channel: Mut<BIO>) {
    let _ = (category, channel);
}
