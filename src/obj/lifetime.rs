//! From the first use of the library to its end.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::conf::modules as conf_modules;
use crate::abi::thread;
use crate::err::Result;
use std::cell::Cell;
use std::ffi::{CString, c_ulong, c_void};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// What `OPENSSL_init_crypto` is told about a configuration file.
#[derive(Debug, Default)]
pub struct OPENSSL_INIT_SETTINGS(Guarded<Settings>);

#[derive(Debug, Default)]
struct Settings {
    filename: Option<CString>,
    appname: Option<CString>,
    flags: c_ulong,
}

impl OPENSSL_INIT_SETTINGS {
    /// Sets the file's name.
    pub fn set_filename(&self, name: Option<CString>) {
        self.0.with(|s| s.filename = name);
    }

    /// Sets the application's name.
    pub fn set_appname(&self, name: Option<CString>) {
        self.0.with(|s| s.appname = name);
    }

    /// Sets `CONF_MFLAGS_…`.
    pub fn set_flags(&self, flags: c_ulong) {
        self.0.with(|s| s.flags = flags);
    }
}

impl OPENSSL_INIT_SETTINGS {
    /// Loads the configuration file that it names, unless one was loaded
    /// before.
    pub fn load(&self) -> Result<()> {
        let (path, application, flags) =
            self.0.with(|s| (s.filename.clone(), s.appname.clone(), s.flags));
        conf_modules::load_once(path.as_deref(), application.as_deref(), Some(flags))
    }
}

static OVER: AtomicBool = AtomicBool::new(false);
static HANDLERS: Guarded<Vec<extern "C" fn()>> = Guarded::new(Vec::new());
static AT_EXIT: Once = Once::new();

thread_local! {
    static DEFAULT_CTX: Cell<*mut c_void> = const { Cell::new(std::ptr::null_mut()) };
}

/// Whether `OPENSSL_cleanup` has run.
pub fn is_over() -> bool {
    OVER.load(Ordering::Acquire)
}

/// Makes sure that [`end`] is called when the process exits.
pub fn arm() {
    extern "C" fn at_exit() {
        end();
    }
    AT_EXIT.call_once(|| thread::at_exit(at_exit));
}

/// Runs `handler` at the end.
pub fn at_end(handler: extern "C" fn()) {
    arm();
    HANDLERS.with(|handlers| handlers.push(handler));
}

/// Ends the library: runs the handlers, the last one first, and ends what
/// configuration files began.
pub fn end() {
    if !OVER.swap(true, Ordering::AcqRel) {
        while let Some(handler) = HANDLERS.with(Vec::pop) {
            handler();
        }
        conf_modules::unload(true);
    }
}

/// Sets the calling thread's default context, unless `new` is NULL; the one
/// before.
pub fn default_ctx(new: *mut c_void) -> *mut c_void {
    let swap =
        |cell: &Cell<*mut c_void>| if new.is_null() { cell.get() } else { cell.replace(new) };
    DEFAULT_CTX.try_with(swap).unwrap_or(std::ptr::null_mut())
}
