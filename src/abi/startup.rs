//! What happens when the library is loaded: the environment is remembered.
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
const NAMES: [&CStr; 8] = [
    c"SSL_CERT_FILE",
    c"SSL_CERT_DIR",
    c"SSLKEYLOGFILE",
    c"OPENSSL_CONF",
    c"TLSRS_GROUPS",
    c"TLSRS_LOG",
    c"TLSRS_PROVIDER",
    c"TLSRS_TRUST",
];

/// What each was set to when the library was loaded.
static VALUES: OnceLock<[Option<Box<[u8]>>; NAMES.len()]> = OnceLock::new();

/// The value that `name`, one of the honoured variables, had when the library
/// was loaded; `None` if it was unset or the program is setuid.
pub fn env(name: &str) -> Option<&'static [u8]> {
    let at = NAMES.iter().position(|known| known.to_bytes() == name.as_bytes())?;
    VALUES.get_or_init(read)[at].as_deref()
}

/// Runs before `main`. Nothing here may allocate more than it must, print, or
/// depend on another constructor.
#[ctor::ctor(unsafe)]
fn remember_environment() {
    VALUES.get_or_init(read);
}

fn read() -> [Option<Box<[u8]>>; NAMES.len()] {
    NAMES.map(|name| {
        // SAFETY: the name is terminated; the value is copied at once.
        let value = unsafe { secure_getenv(name.as_ptr()) };
        // SAFETY: getenv gives NULL or a terminated string.
        (!value.is_null()).then(|| unsafe { CStr::from_ptr(value) }.to_bytes().into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_that_of_the_start() {
        let path = std::env::var_os("SSL_CERT_FILE");
        assert_eq!(env("SSL_CERT_FILE"), path.as_ref().map(|p| p.as_encoded_bytes()));
        assert_eq!(env("PATH"), None, "not one of the honoured names");
    }
}
