//! `openssl/provider.h`: providers, by name only. What the library can do is
//! one set; `default`, `base` and `null` name it or nothing, `legacy` what of
//! it is old.

use crate::abi::{In, Lend, LendConst, Mut, Str, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::lib_ctx::{OSSL_LIB_CTX, OSSL_PROVIDER};
use crate::obj::param::OSSL_PARAM;
use std::ffi::{CStr, c_char, c_int, c_void};

/// The provider called `name`.
///
/// Returns: NULL if the library has none of that name, `fips` among them.
/// `legacy` has what aws-lc has of OpenSSL's: MD4, DES, RC2, RC4, Blowfish,
/// CAST5; `default` stays with it.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_load(_ctx: Mut<OSSL_LIB_CTX>, name: Str) -> Lend<OSSL_PROVIDER> {
    entry(Lend::null(), || {
        let name = name.get()?;
        OSSL_PROVIDER::load(name).map(Lend::new).ok_or_else(|| missing(name))
    })
}

#[track_caller]
fn missing(name: &CStr) -> Error {
    let name = name.to_string_lossy();
    Error::new(Lib::Crypto, err::lib_failed(Lib::Dso)).with(format!("name={name}"))
}

/// The same as `OSSL_PROVIDER_load`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_try_load(
    ctx: Mut<OSSL_LIB_CTX>,
    name: Str,
    _retain_fallbacks: c_int,
) -> Lend<OSSL_PROVIDER> {
    OSSL_PROVIDER_load(ctx, name)
}

/// Gives a provider back: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_unload(prov: Mut<OSSL_PROVIDER>) -> c_int {
    quiet(0, || {
        prov.get()?.unload();
        Ok(1)
    })
}

/// Whether a provider is loaded; `default` always is.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_available(_ctx: Mut<OSSL_LIB_CTX>, name: Str) -> c_int {
    quiet(0, || Ok(OSSL_PROVIDER::find(name.get()?).is_some_and(OSSL_PROVIDER::is_loaded).into()))
}

/// Says where the files of providers are: nowhere, since none is loaded from a
/// file, and [`OSSL_PROVIDER_load`] of such a one fails.
///
/// Returns: 1.
/// See: OSSL_PROVIDER_set_default_search_path(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_set_default_search_path(
    _libctx: Mut<OSSL_LIB_CTX>,
    _path: Str,
) -> c_int {
    1
}

/// What can be asked of a provider.
///
/// Returns: an array that stays; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_gettable_params(prov: In<OSSL_PROVIDER>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || {
        prov.get()?;
        Ok(LendConst::opt(OSSL_PROVIDER::gettable().first()))
    })
}

/// Answers what is asked of a provider: `name`, `version`, `buildinfo`,
/// `status`.
///
/// Returns: 1, also for what it does not know; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_get_params(
    prov: In<OSSL_PROVIDER>,
    params: Mut<OSSL_PARAM>,
) -> c_int {
    quiet(0, || prov.get()?.answer(&params.as_in()).map(|()| 1))
}

/// Calls `cb` for each loaded provider, while it returns 1.
///
/// Returns: 1; 0 if `cb` returned 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_do_all(
    _ctx: Mut<OSSL_LIB_CTX>,
    cb: Option<extern "C" fn(Mut<OSSL_PROVIDER>, *mut c_void) -> c_int>,
    cbdata: *mut c_void,
) -> c_int {
    entry(0, || {
        let Some(cb) = cb else {
            return Err(Error::new(Lib::Crypto, err::R_PASSED_NULL_PARAMETER));
        };
        Ok(OSSL_PROVIDER::loaded().all(|prov| cb(Mut::lend(prov), cbdata) != 0).into())
    })
}

/// A provider's name.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_get0_name(prov: In<OSSL_PROVIDER>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::cstr(prov.get()?.name())))
}

/// Checks a provider: 1, as for any without a self-test.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PROVIDER_self_test(prov: In<OSSL_PROVIDER>) -> c_int {
    quiet(0, || prov.get().map(|_| 1))
}
