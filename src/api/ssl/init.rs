//! `OPENSSL_init_ssl`, and names from before it.

use crate::abi::In;
use crate::api::crypto::init::{LOAD_CONFIG, NO_LOAD_CONFIG, OPENSSL_init_crypto};
use crate::obj::lifetime::OPENSSL_INIT_SETTINGS;
use std::ffi::c_int;

/// Loads the configuration file, unless `opts` says not to
/// (`OPENSSL_INIT_NO_LOAD_CONFIG`) or one was loaded before.
///
/// Returns: 1; 0 after `OPENSSL_cleanup`, or for a file that sets
/// `config_diagnostics` and is wrong.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_init_ssl(opts: u64, settings: In<OPENSSL_INIT_SETTINGS>) -> c_int {
    let opts = if opts & NO_LOAD_CONFIG == 0 { opts | LOAD_CONFIG } else { opts };
    OPENSSL_init_crypto(opts, settings)
}
