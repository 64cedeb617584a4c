//! What the library is: the OpenSSL release it stands in for, and itself.

use crate::abi::LendConst;
use crate::obj::lib_ctx::VERSION;
use std::ffi::{CStr, c_char, c_int, c_uint, c_ulong};

/// The release of OpenSSL whose interface this is.
const MAJOR: c_uint = 3;
const MINOR: c_uint = 0;
const PATCH: c_uint = 22;

/// What `OPENSSL_VERSION_TEXT` is in our headers.
const TEXT: &CStr = match CStr::from_bytes_with_nul(
    concat!("OpenSSL 3.0.22 (tlsrs ", env!("CARGO_PKG_VERSION"), ")\0").as_bytes(),
) {
    Ok(text) => text,
    Err(_) => c"OpenSSL 3.0.22",
};

/// The version as a number: 0xMNN00PP0.
#[unsafe(no_mangle)]
pub extern "C" fn OpenSSL_version_num() -> c_ulong {
    c_ulong::from((MAJOR << 28) | (MINOR << 20) | (PATCH << 4))
}

/// A text about the library; programs that look for a version in the first
/// find OpenSSL's.
#[unsafe(no_mangle)]
pub extern "C" fn OpenSSL_version(type_: c_int) -> LendConst<c_char> {
    LendConst::cstr(match type_ {
        0 => TEXT,
        1 => c"compiler: rustc",
        2 => c"built on: date not available",
        3 => c"platform: linux",
        4 => c"OPENSSLDIR: \"/usr/lib/ssl\"",
        5 => c"ENGINESDIR: N/A",
        6 | 7 => VERSION,
        8 => c"MODULESDIR: N/A",
        9 => c"CPUINFO: N/A",
        _ => c"not available",
    })
}

/// The first number of the version.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_version_major() -> c_uint {
    MAJOR
}

/// The second number of the version.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_version_minor() -> c_uint {
    MINOR
}

/// The third number of the version.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_version_patch() -> c_uint {
    PATCH
}

/// What follows the version before a release: nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_version_pre_release() -> LendConst<c_char> {
    LendConst::cstr(c"")
}

/// What a build adds to the version: nothing, as OpenSSL's own.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_version_build_metadata() -> LendConst<c_char> {
    LendConst::cstr(c"")
}

/// A fact about the installation; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_info(type_: c_int) -> LendConst<c_char> {
    LendConst::cstr(match type_ {
        1001 => c"/usr/lib/ssl",
        // Engines and modules: no such directories.
        1002 | 1003 => c"",
        1004 => c".so",
        1005 => c"/",
        1006 => c":",
        1007 => c"os-specific",
        _ => return LendConst::null(),
    })
}

/// Whether the process runs with another's rights.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_issetugid() -> c_int {
    crate::abi::sys::is_setugid().into()
}

/// Whether this is a Windows service: 0.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_isservice() -> c_int {
    0
}
