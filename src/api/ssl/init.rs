//! `OPENSSL_init_ssl`, and names from before it.

use crate::abi::In;
use crate::api::crypto::init::OPENSSL_init_crypto;
use crate::obj::lifetime::OPENSSL_INIT_SETTINGS;
use std::ffi::c_int;

/// Does nothing that is not done on demand.
///
/// Returns: 1; 0 after `OPENSSL_cleanup`.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_init_ssl(opts: u64, settings: In<OPENSSL_INIT_SETTINGS>) -> c_int {
    OPENSSL_init_crypto(opts, settings)
}
