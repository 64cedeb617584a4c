//! What happens when the library is loaded: the environment is remembered, and
//! panics are silenced.
//!
//! Servers clear their environment later, and a preloaded library is loaded
//! into every child process, so this takes a microsecond and touches no file.
//! A setuid program gets nothing, as `secure_getenv` has it.

use std::ffi::{CStr, c_char};
use std::sync::OnceLock;

unsafe extern "C" {
    /// glibc's `getenv` for libraries: NULL in a setuid program.
    fn secure_getenv(name: *const c_char) -> *const c_char;
}

/// The variables the library honours.
const NAMES: [&CStr; 7] = [
    c"SSL_CERT_FILE",
    c"SSL_CERT_DIR",
    c"SSLKEYLOGFILE",
    c"OPENSSL_CONF",
    c"OPENSSL_CONF_INCLUDE",
    c"CTLOG_FILE",
    c"OPENSSL_ENGINES",
];

/// Set to anything, it lets panics print their message, to find their cause.
#[cfg(not(test))]
const SHOW_PANICS: &CStr = c"TLSRS_SHOW_PANICS";

/// What each was set to when the library was loaded.
static VALUES: OnceLock<[Option<Vec<u8>>; NAMES.len()]> = OnceLock::new();

/// The value of `name`, one of the honoured variables: what it is now, as
/// OpenSSL has it, else what it was when the library was loaded. `None` in a
/// setuid program.
pub fn env(name: &str) -> Option<Vec<u8>> {
    let at = NAMES.iter().position(|known| known.to_bytes() == name.as_bytes())?;
    read(NAMES[at]).or_else(|| VALUES.get().and_then(|values| values[at].clone()))
}

/// Runs before `main`. Nothing here may allocate more than it must, print, or
/// depend on another constructor.
#[ctor::ctor(unsafe)]
fn loaded() {
    VALUES.get_or_init(|| NAMES.map(read));
    // A panic is caught at the boundary and becomes an error; standard error is
    // the program's, so the panic's own message is shown only if asked for.
    #[cfg(not(test))]
    if read(SHOW_PANICS).is_none() {
        std::panic::set_hook(Box::new(|_| ()));
    }
}

fn read(name: &CStr) -> Option<Vec<u8>> {
    // SAFETY: the name is terminated; the value is copied at once.
    let value = unsafe { secure_getenv(name.as_ptr()) };
    // SAFETY: getenv gives NULL or a terminated string.
    (!value.is_null()).then(|| unsafe { CStr::from_ptr(value) }.to_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_honoured_names_are_known() {
        assert_eq!(env("PATH"), None);
        assert!(VALUES.get().is_some(), "the constructor has run");
    }
}
