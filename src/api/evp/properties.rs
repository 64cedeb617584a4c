//! What algorithms are preferred.

use super::fetched::defaults_of;
use crate::abi::{Mut, Str, entry};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::fetch::Properties;
use crate::obj::lib_ctx::{OSSL_LIB_CTX, OSSL_PROVIDER};
use std::ffi::c_int;

/// Sets what every fetch asks for besides what it says itself; NULL or ""
/// for nothing.
///
/// Returns: 1; 0 on error. What no algorithm here fulfils, such as
/// `fips=yes`, is an error at once.
/// Errors: `EVP_R_SET_DEFAULT_PROPERTY_FAILURE`.
/// See: EVP_set_default_properties(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_set_default_properties(libctx: Mut<OSSL_LIB_CTX>, propq: Str) -> c_int {
    entry(0, || {
        let query = Properties::parse(propq.opt().map(|text| text.to_bytes()))?;
        set(&libctx, query)
    })
}

#[track_caller]
fn set(libctx: &Mut<OSSL_LIB_CTX>, query: Properties) -> Result<c_int> {
    if !OSSL_PROVIDER::loaded().any(|provider| query.fit(provider)) {
        return Err(Error::new(Lib::Evp, evp::R_SET_DEFAULT_PROPERTY_FAILURE));
    }
    defaults_of(libctx).set_properties(query);
    Ok(1)
}

/// Asks for FIPS algorithms alone, or no longer.
///
/// Returns: 1 for a zero `enable`; 0 for another: there is no such module.
/// Errors: `EVP_R_SET_DEFAULT_PROPERTY_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_default_properties_enable_fips(
    libctx: Mut<OSSL_LIB_CTX>,
    enable: c_int,
) -> c_int {
    entry(0, || {
        let change = if enable != 0 { &b"fips=yes"[..] } else { b"-fips" };
        let query = Properties::parse(Some(change))?.over(&defaults_of(&libctx).properties());
        set(&libctx, query)
    })
}

/// Whether properties ask for FIPS: 0, there is no such module.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_default_properties_is_fips_enabled(_libctx: Mut<OSSL_LIB_CTX>) -> c_int {
    0
}
