//! `CTLOG`, `CTLOG_STORE`: logs, and lists of logs.

use crate::abi::{Give, In, InBuf, InOut, Lend, LendConst, Mut, Out, Str, Take, entry, quiet};
use crate::api::evp::fetched::query;
use crate::err::{self, Error, Lib, Result, ct as reason};
use crate::obj::ct::log::{CTLOG, CTLOG_STORE};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::fetch::Properties;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{CStr, c_char, c_int, c_uchar};
use std::sync::Arc;

/// The name of a log, which it must have.
fn name_of(name: &Str) -> Result<&CStr> {
    name.opt().ok_or_else(|| Error::new(Lib::Ct, err::R_MALLOC_FAILURE))
}

fn new(key: Take<EVP_PKEY>, name: &Str, properties: &Properties) -> Result<Give<CTLOG>> {
    let Ok(there) = key.peek() else {
        return Err(Error::new(Lib::Ct, reason::R_LOG_KEY_INVALID));
    };
    let id = CTLOG::id_of(there, properties)?;
    let name = name_of(name)?.to_owned();
    Ok(Give::new(Arc::new(CTLOG { name, id, key: key.get()? })))
}

fn read(place: &InOut<CTLOG>, key: &Str, name: &Str, properties: &Properties) -> Result<c_int> {
    if place.is_null() {
        return Err(Error::new(Lib::Ct, err::R_PASSED_INVALID_ARGUMENT));
    }
    let log = CTLOG::from_base64(key.bytes()?, name_of(name)?, properties)?;
    // What was there stays the program's.
    place.give(log, std::mem::forget);
    Ok(1)
}

/// As [`CTLOG_new`], with a context and a property query.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_new_ex(
    public_key: Take<EVP_PKEY>,
    name: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> Give<CTLOG> {
    entry(Give::null(), || new(public_key, &name, &query(&libctx, &propq)?))
}

/// A new log called `name` that signs with `public_key`.
///
/// Returns: NULL on failure.
/// Ownership: takes the key if it succeeds.
/// Errors: `CT_R_LOG_KEY_INVALID`.
/// See: CTLOG_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_new(public_key: Take<EVP_PKEY>, name: Str) -> Give<CTLOG> {
    entry(Give::null(), || new(public_key, &name, &OSSL_LIB_CTX::global().properties()))
}

/// As [`CTLOG_new_from_base64`], with a context and a property query.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_new_from_base64_ex(
    ct_log: InOut<CTLOG>,
    pkey_base64: Str,
    name: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    entry(0, || read(&ct_log, &pkey_base64, &name, &query(&libctx, &propq)?))
}

/// Puts a new log into `*ct_log`, whose key is the SubjectPublicKeyInfo in
/// `pkey_base64`.
///
/// Returns: 1; 0 on failure, when `*ct_log` stays as it was.
/// Ownership: the program frees the log.
/// Errors: `CT_R_LOG_CONF_INVALID_KEY`, `ERR_R_PASSED_INVALID_ARGUMENT`.
/// See: CTLOG_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_new_from_base64(
    ct_log: InOut<CTLOG>,
    pkey_base64: Str,
    name: Str,
) -> c_int {
    let properties = || OSSL_LIB_CTX::global().properties();
    entry(0, || read(&ct_log, &pkey_base64, &name, &properties()))
}

/// Frees a log and its key.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_free(log: Take<CTLOG>) {
    quiet((), || {
        drop(log.opt());
        Ok(())
    });
}

/// The name of a log, which is the log's.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_get0_name(log: In<CTLOG>) -> LendConst<c_char> {
    entry(LendConst::null(), || Ok(LendConst::cstr(&log.get()?.name)))
}

/// Lends the ID of a log, which is of `*log_id_len` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_get0_log_id(
    log: In<CTLOG>,
    log_id: Out<*const c_uchar>,
    log_id_len: Out<usize>,
) {
    quiet((), || {
        let id = &log.get()?.id;
        log_id.write(id.as_ptr())?;
        log_id_len.write(id.len())
    });
}

/// The key of a log, which is the log's.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_get0_public_key(log: In<CTLOG>) -> Lend<EVP_PKEY> {
    entry(Lend::null(), || Ok(Lend::new(&log.get()?.key)))
}

/// As [`CTLOG_STORE_new`], whose logs are made with a property query.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_new_ex(libctx: Mut<OSSL_LIB_CTX>, propq: Str) -> Give<CTLOG_STORE> {
    entry(Give::null(), || Ok(Give::new(CTLOG_STORE::new(query(&libctx, &propq)?))))
}

/// A new list of logs, with nothing in it.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_new() -> Give<CTLOG_STORE> {
    let properties = || OSSL_LIB_CTX::global().properties();
    entry(Give::null(), || Ok(Give::new(CTLOG_STORE::new(properties()))))
}

/// Frees a list of logs with all in it. What else uses it keeps it.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_free(store: Take<CTLOG_STORE>) {
    quiet((), || {
        drop(store.opt());
        Ok(())
    });
}

/// The log with an ID of `log_id_len` bytes, which is the list's; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_get0_log_by_id(
    store: In<CTLOG_STORE>,
    log_id: InBuf<c_uchar>,
    log_id_len: usize,
) -> LendConst<CTLOG> {
    entry(LendConst::null(), || {
        let store = store.get()?;
        if log_id.is_null() && log_id_len > 0 {
            return Ok(LendConst::null());
        }
        Ok(LendConst::opt(store.find(log_id.slice(log_id_len)?).as_deref()))
    })
}

/// Adds the logs that a file enables; see CTLOG_STORE_new(3) for its form.
///
/// Returns: 1; 0 if the file or a log in it is no good: the others are added.
/// Errors: `CT_R_LOG_CONF_INVALID`, after those of each log.
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_load_file(store: Mut<CTLOG_STORE>, file: Str) -> c_int {
    entry(0, || store.get()?.load(file.get()?).map(|()| 1))
}

/// Adds the logs of the file that `CTLOG_FILE` names, or of OpenSSL's own; as
/// [`CTLOG_STORE_load_file`].
#[unsafe(no_mangle)]
pub extern "C" fn CTLOG_STORE_load_default_file(store: Mut<CTLOG_STORE>) -> c_int {
    entry(0, || store.get()?.load_default().map(|()| 1))
}
