//! `openssl/rand.h`: random bytes, from the operating system's generator.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{InBuf, Lend, LendConst, Mut, OutBuf, Str, entry, quiet};
use crate::err::rand::{R_ARGUMENT_OUT_OF_RANGE, R_CANNOT_OPEN_FILE, R_NOT_A_REGULAR_FILE};
use crate::err::{Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::evp_rand::{self, EVP_RAND_CTX};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::rand::{self, RAND_METHOD};
use std::ffi::{CStr, c_char, c_double, c_int, c_long, c_uchar, c_uint, c_void};

fn fill(buf: &mut OutBuf<c_uchar>, num: usize) -> Result<()> {
    rand::fill(buf.slice(num)?)
}

/// Fills `buf` with `num` random bytes.
///
/// Returns: 1; 0 for a negative `num` or if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_bytes(mut buf: OutBuf<c_uchar>, num: c_int) -> c_int {
    entry(0, || {
        let Ok(num) = usize::try_from(num) else { return Ok(0) };
        fill(&mut buf, num).map(|()| 1)
    })
}

/// The same as `RAND_bytes`: all bytes are fit for secrets.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_priv_bytes(buf: OutBuf<c_uchar>, num: c_int) -> c_int {
    RAND_bytes(buf, num)
}

/// Fills `buf` with `num` random bytes; `strength` is 256 at most.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_bytes_ex(
    _ctx: Mut<OSSL_LIB_CTX>,
    mut buf: OutBuf<c_uchar>,
    num: usize,
    strength: c_uint,
) -> c_int {
    entry(0, || {
        if strength > 256 {
            return Err(Error::new(Lib::Rand, R_ARGUMENT_OUT_OF_RANGE));
        }
        fill(&mut buf, num).map(|()| 1)
    })
}

/// The same as `RAND_bytes_ex`: all bytes are fit for secrets.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_priv_bytes_ex(
    ctx: Mut<OSSL_LIB_CTX>,
    buf: OutBuf<c_uchar>,
    num: usize,
    strength: c_uint,
) -> c_int {
    RAND_bytes_ex(ctx, buf, num, strength)
}

/// The same as `RAND_bytes`.
///
/// Returns: 1; -1 without a generator.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_pseudo_bytes(buf: OutBuf<c_uchar>, num: c_int) -> c_int {
    RAND_bytes(buf, num)
}

/// Whether there are random bytes: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_status() -> c_int {
    1
}

/// Asks the operating system for fresh entropy, as every call does: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_poll() -> c_int {
    1
}

/// Adds nothing: the operating system's generator needs no help.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_seed(_buf: InBuf<c_void>, _num: c_int) {}

/// Adds nothing: the operating system's generator needs no help.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_add(_buf: InBuf<c_void>, _num: c_int, _randomness: c_double) {}

/// Does nothing: no device is opened.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_keep_random_devices_open(_keep: c_int) {}

/// Reads up to `max_bytes` of a file, all of it for -1, as if to seed.
///
/// Returns: bytes read; -1 if the file cannot be opened.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_load_file(file: Str, max_bytes: c_long) -> c_int {
    entry(-1, || {
        if max_bytes == 0 {
            return Ok(0);
        }
        let path = file.get()?;
        let read = rand::read_seed(path, u64::try_from(max_bytes).ok());
        let n = read.map_err(|_| named(R_CANNOT_OPEN_FILE, path))?;
        Ok(n.try_into().unwrap_or(c_int::MAX))
    })
}

#[track_caller]
fn named(reason: c_int, path: &CStr) -> Error {
    Error::new(Lib::Rand, reason).with(format!("Filename={}", path.to_string_lossy()))
}

/// Writes 1024 random bytes to a file that only its owner may read.
///
/// Returns: bytes written; -1 if the file cannot be written.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_write_file(file: Str) -> c_int {
    entry(-1, || {
        let path = file.get()?;
        if rand::is_special(path) {
            return Err(named(R_NOT_A_REGULAR_FILE, path));
        }
        let n = rand::write_seed(path).map_err(|_| named(R_CANNOT_OPEN_FILE, path))?;
        Ok(n.try_into().unwrap_or(c_int::MAX))
    })
}

/// The default path for `RAND_load_file`, in `buf` of `num` bytes: `$RANDFILE`
/// or `~/.rnd`.
///
/// Returns: `buf`; NULL if there is none or it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_file_name(mut buf: OutBuf<c_char>, num: usize) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let Some(path) = rand::seed_path().filter(|path| path.len() < num) else {
            return Ok(LendConst::null());
        };
        crate::abi::err::write_str(buf.slice(path.len() + 1)?, &path);
        Ok(LendConst::from_ptr(buf.as_ptr()))
    })
}

/// The generator's functions.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_get_rand_method() -> LendConst<RAND_METHOD> {
    match rand::method() {
        own if own.is_null() => LendConst::new(&OWN),
        set => LendConst::from_ptr(set),
    }
}

/// The library's own generator's functions.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_OpenSSL() -> Lend<RAND_METHOD> {
    Lend::new(&OWN)
}

/// Makes `RAND_bytes` and its kin use the program's functions; NULL goes back
/// to the library's. Keys and handshakes use the library's in any case.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_set_rand_method(meth: *const RAND_METHOD) -> c_int {
    quiet(0, || {
        rand::set_method(meth);
        Ok(1)
    })
}

/// Makes them use the generator of an engine, which is kept working; NULL goes
/// back to the library's.
///
/// Returns: 1; 0 for an engine that does not work or has none.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_set_rand_engine(engine: Mut<ENGINE>) -> c_int {
    entry(0, || rand::set_engine(engine.share_opt().as_ref()).map(|()| 1))
}

extern "C" fn own_seed(_buf: *const c_void, _num: c_int) -> c_int {
    1
}

extern "C" fn own_bytes(buf: *mut c_uchar, num: c_int) -> c_int {
    quiet(0, || {
        let Ok(num) = usize::try_from(num) else { return Ok(0) };
        crate::crypto::rand::fill(OutBuf::lend(buf).slice(num)?).map(|()| 1)
    })
}

extern "C" fn own_add(_buf: *const c_void, _num: c_int, _randomness: c_double) -> c_int {
    1
}

extern "C" fn own_status() -> c_int {
    1
}

static OWN: RAND_METHOD = RAND_METHOD {
    seed: Some(own_seed),
    bytes: Some(own_bytes),
    cleanup: None,
    add: Some(own_add),
    pseudorand: Some(own_bytes),
    status: Some(own_status),
};

/// The library's first generator.
/// Ownership: the library's.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_get0_primary(_ctx: Mut<OSSL_LIB_CTX>) -> Lend<EVP_RAND_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(evp_rand::own(0))))
}

/// The generator of bytes that anybody may see.
/// Ownership: the library's.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_get0_public(_ctx: Mut<OSSL_LIB_CTX>) -> Lend<EVP_RAND_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(evp_rand::own(1))))
}

/// The generator of secrets.
/// Ownership: the library's.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_get0_private(_ctx: Mut<OSSL_LIB_CTX>) -> Lend<EVP_RAND_CTX> {
    quiet(Lend::null(), || Ok(Lend::opt(evp_rand::own(2))))
}

#[track_caller]
fn started() -> Error {
    Error::new(Lib::Rand, crate::err::rand::R_ALREADY_INSTANTIATED)
}

/// Cannot choose another generator: the operating system's is at work.
///
/// Returns: 0.
/// Errors: `RAND_R_ALREADY_INSTANTIATED`.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_set_DRBG_type(
    _ctx: Mut<OSSL_LIB_CTX>,
    _drbg: Str,
    _propq: Str,
    _cipher: Str,
    _digest: Str,
) -> c_int {
    entry(0, || Err(started()))
}

/// Cannot choose another source: the operating system's is at work.
///
/// Returns: 0.
/// Errors: `RAND_R_ALREADY_INSTANTIATED`.
#[unsafe(no_mangle)]
pub extern "C" fn RAND_set_seed_source_type(
    _ctx: Mut<OSSL_LIB_CTX>,
    _seed: Str,
    _propq: Str,
) -> c_int {
    entry(0, || Err(started()))
}
