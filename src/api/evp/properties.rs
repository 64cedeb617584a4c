//! What algorithms are preferred.

use crate::abi::Mut;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::c_int;

/// Whether properties ask for FIPS: 0, there is no such module.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_default_properties_is_fips_enabled(_libctx: Mut<OSSL_LIB_CTX>) -> c_int {
    0
}
