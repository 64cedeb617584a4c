//! Start and end of the library.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{Give, In, Mut, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::conf::modules as conf_modules;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::lifetime::{self, OPENSSL_INIT_SETTINGS};
use std::ffi::{CStr, c_int, c_ulong, c_void};

crate::box_handle!(OPENSSL_INIT_SETTINGS);

/// `OPENSSL_INIT_LOAD_CONFIG`.
pub(in crate::api) const LOAD_CONFIG: u64 = 0x40;
/// `OPENSSL_INIT_NO_LOAD_CONFIG`.
pub(in crate::api) const NO_LOAD_CONFIG: u64 = 0x80;

/// Loads the configuration file if asked to (`OPENSSL_INIT_LOAD_CONFIG`), or
/// prevents that (`OPENSSL_INIT_NO_LOAD_CONFIG`); whichever comes first counts.
/// All else is done on demand.
///
/// Returns: 1; 0 after `OPENSSL_cleanup`, or for a file that sets
/// `config_diagnostics` and is wrong.
/// See: OPENSSL_init_crypto(3).
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_init_crypto(opts: u64, settings: In<OPENSSL_INIT_SETTINGS>) -> c_int {
    const BASE_ONLY: u64 = 0x40000;
    entry(0, || match lifetime::is_over() {
        true if opts & BASE_ONLY != 0 => Ok(0),
        true => Err(Error::new(Lib::Crypto, err::R_INIT_FAIL)),
        false => {
            if opts & NO_LOAD_CONFIG != 0 {
                conf_modules::load_none();
            } else if opts & LOAD_CONFIG != 0 {
                match settings.opt() {
                    Some(settings) => settings.load()?,
                    None => conf_modules::load_once(None, None, None)?,
                }
            }
            Ok(1)
        }
    })
}

/// Does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_init() {}

/// Runs the `OPENSSL_atexit` handlers, and ends the library.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_cleanup() {
    quiet((), || {
        lifetime::end();
        Ok(())
    });
}

/// Runs `handler` in `OPENSSL_cleanup`, or else at the end of the process.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_atexit(handler: Option<extern "C" fn()>) -> c_int {
    entry(0, || {
        lifetime::at_end(
            handler.ok_or_else(|| Error::new(Lib::Crypto, err::R_PASSED_NULL_PARAMETER))?,
        );
        Ok(1)
    })
}

/// Frees what a thread holds: it is freed when the thread ends anyway.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_thread_stop() {
    quiet((), || {
        err::queue::clear();
        Ok(())
    });
}

/// The same as `OPENSSL_thread_stop`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_thread_stop_ex(_ctx: Mut<OSSL_LIB_CTX>) {
    OPENSSL_thread_stop();
}

/// Does nothing: the library survives a fork by itself.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_fork_prepare() {}

/// Does nothing: the library survives a fork by itself.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_fork_parent() {}

/// Does nothing: the library survives a fork by itself.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_fork_child() {}

/// Settings for `OPENSSL_init_crypto`.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_INIT_new() -> Give<OPENSSL_INIT_SETTINGS> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees settings.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_INIT_free(settings: Take<OPENSSL_INIT_SETTINGS>) {
    quiet((), || {
        drop(settings.opt());
        Ok(())
    });
}

/// Sets the configuration file: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_INIT_set_config_filename(
    settings: Mut<OPENSSL_INIT_SETTINGS>,
    config_filename: Str,
) -> c_int {
    entry(0, || {
        settings.get()?.set_filename(config_filename.opt().map(CStr::to_owned));
        Ok(1)
    })
}

/// Sets the application's name in the configuration: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_INIT_set_config_appname(
    settings: Mut<OPENSSL_INIT_SETTINGS>,
    config_appname: Str,
) -> c_int {
    entry(0, || {
        settings.get()?.set_appname(config_appname.opt().map(CStr::to_owned));
        Ok(1)
    })
}

/// Sets `CONF_MFLAGS_…` for the configuration.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_INIT_set_config_file_flags(
    settings: Mut<OPENSSL_INIT_SETTINGS>,
    flags: c_ulong,
) {
    quiet((), || {
        settings.get()?.set_flags(flags);
        Ok(())
    });
}

/// Prints why, and aborts the process.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_die(assertion: Str, file: Str, line: c_int) {
    let text = |s: &Str| s.opt().unwrap_or(c"").to_string_lossy().into_owned();
    eprintln!("{}:{line}: OpenSSL internal error: {}", text(&file), text(&assertion));
    std::process::abort();
}

/// A library context; all behave alike.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_LIB_CTX_new() -> Give<OSSL_LIB_CTX> {
    entry(Give::null(), || Ok(Give::new(OSSL_LIB_CTX::new())))
}

/// Frees a library context.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_LIB_CTX_free(ctx: *mut OSSL_LIB_CTX) {
    quiet((), || {
        if !std::ptr::eq(ctx, OSSL_LIB_CTX::global()) {
            drop(crate::abi::handle::take_back(ctx));
        }
        Ok(())
    });
}

/// The default library context.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_LIB_CTX_get0_global_default() -> crate::abi::Lend<OSSL_LIB_CTX> {
    crate::abi::Lend::new(OSSL_LIB_CTX::global())
}

/// Makes `libctx` the calling thread's default; the one it was before. All
/// behave alike.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_LIB_CTX_set0_default(
    libctx: Mut<OSSL_LIB_CTX>,
) -> crate::abi::Lend<OSSL_LIB_CTX> {
    let before = lifetime::default_ctx(libctx.as_ptr().cast::<c_void>());
    match before.is_null() {
        true => OSSL_LIB_CTX_get0_global_default(),
        false => crate::abi::Lend::from_ptr(before.cast()),
    }
}

crate::box_handle!(OSSL_LIB_CTX);
