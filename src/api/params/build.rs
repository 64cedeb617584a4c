//! `openssl/param_build.h`: building arrays of values.

use crate::abi::layout::param_array::{Entry, Value, make};
use crate::abi::{Give, In, InBuf, Lend, Mut, Opaque, OutBuf, Str, Take, entry, quiet};
use crate::err::crypto::{R_STRING_TOO_LONG, R_TOO_SMALL_BUFFER};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bn::BIGNUM;
use crate::obj::param::{
    INTEGER, OCTET_PTR, OCTET_STRING, OSSL_PARAM, REAL, UNSIGNED, UTF8_PTR, UTF8_STRING,
};
use crate::obj::param_build::{Held, OSSL_PARAM_BLD};
use std::ffi::{c_char, c_double, c_int, c_long, c_uint, c_ulong, c_void};

/// Makes a place to collect values in.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_new() -> Give<OSSL_PARAM_BLD> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees it and what is in it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_free(bld: Take<OSSL_PARAM_BLD>) {
    quiet((), || {
        drop(bld.opt());
        Ok(())
    });
}

/// Makes an array of what was collected, which is then empty again. Keys and
/// what pointers point to must stay.
///
/// Returns: an array for `OSSL_PARAM_free`; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_to_param(bld: Mut<OSSL_PARAM_BLD>) -> Lend<OSSL_PARAM> {
    entry(Lend::null(), || {
        let held = bld.opt().ok_or_else(missing)?.take();
        let entries: Vec<Entry<'_>> = held.iter().map(Held::entry).collect();
        make(&entries).map(Lend::from_ptr)
    })
}

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Crypto, err::R_PASSED_NULL_PARAMETER)
}

#[track_caller]
fn push(
    bld: &Mut<OSSL_PARAM_BLD>,
    key: &Str,
    data_type: c_uint,
    value: Value<'_>,
    size: usize,
) -> Result<c_int> {
    let builder = bld.opt().ok_or_else(missing)?;
    key.opt().ok_or_else(missing)?;
    builder.push(&Entry { key: key.as_ptr(), data_type, value, size });
    Ok(1)
}

/// Declares the functions that add a number.
macro_rules! numbers {
    ($($name:ident $type:ty, $kind:ident;)*) => {$(
        /// Adds a number.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(bld: Mut<OSSL_PARAM_BLD>, key: Str, val: $type) -> c_int {
            entry(0, || {
                let bytes = val.to_ne_bytes();
                push(&bld, &key, $kind, Value::Bytes(&bytes), bytes.len())
            })
        }
    )*};
}

numbers! {
    OSSL_PARAM_BLD_push_int c_int, INTEGER;
    OSSL_PARAM_BLD_push_uint c_uint, UNSIGNED;
    OSSL_PARAM_BLD_push_long c_long, INTEGER;
    OSSL_PARAM_BLD_push_ulong c_ulong, UNSIGNED;
    OSSL_PARAM_BLD_push_int32 i32, INTEGER;
    OSSL_PARAM_BLD_push_uint32 u32, UNSIGNED;
    OSSL_PARAM_BLD_push_int64 i64, INTEGER;
    OSSL_PARAM_BLD_push_uint64 u64, UNSIGNED;
    OSSL_PARAM_BLD_push_size_t usize, UNSIGNED;
    OSSL_PARAM_BLD_push_time_t libc::time_t, INTEGER;
    OSSL_PARAM_BLD_push_double c_double, REAL;
}

/// Adds a number that is not negative; NULL adds one without memory.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_UNSUPPORTED` for a negative one.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_BN(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    bn: In<BIGNUM>,
) -> c_int {
    entry(0, || push_number(&bld, &key, &bn, None))
}

/// Adds a number that is not negative, in `sz` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `CRYPTO_R_TOO_SMALL_BUFFER`, `ERR_R_UNSUPPORTED` for a negative one.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_BN_pad(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    bn: In<BIGNUM>,
    sz: usize,
) -> c_int {
    entry(0, || push_number(&bld, &key, &bn, Some(sz)))
}

fn push_number(
    bld: &Mut<OSSL_PARAM_BLD>,
    key: &Str,
    bn: &In<BIGNUM>,
    size: Option<usize>,
) -> Result<c_int> {
    let Some(number) = bn.opt() else {
        return push(bld, key, UNSIGNED, Value::Bytes(&[]), size.unwrap_or(0));
    };
    bld.opt().ok_or_else(missing)?;
    key.opt().ok_or_else(missing)?;
    let number = number.get()?;
    if number.is_negative() {
        let text = "Negative big numbers are unsupported for OSSL_PARAM";
        return Err(Error::new(Lib::Crypto, err::R_UNSUPPORTED).with(text));
    }
    let needed = number.to_be().len();
    let size = size.unwrap_or(needed.max(1));
    let mut bytes =
        number.to_be_padded(size).ok_or_else(|| Error::new(Lib::Crypto, R_TOO_SMALL_BUFFER))?;
    if cfg!(target_endian = "little") {
        bytes.reverse();
    }
    push(bld, key, UNSIGNED, Value::Bytes(&bytes), size)
}

/// The length of a string or of bytes, within OpenSSL's limit.
#[track_caller]
fn limited(len: usize) -> Result<usize> {
    match c_int::try_from(len) {
        Ok(_) => Ok(len),
        Err(_) => Err(Error::new(Lib::Crypto, R_STRING_TOO_LONG)),
    }
}

/// Adds a string of `bsize` bytes; 0 counts them.
///
/// Returns: 1; 0 on error.
/// Errors: `CRYPTO_R_STRING_TOO_LONG`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_utf8_string(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    buf: InBuf<c_char>,
    bsize: usize,
) -> c_int {
    entry(0, || {
        key.opt().ok_or_else(missing)?;
        let len = if bsize == 0 { buf.c_string()?.len() } else { bsize };
        let bytes = buf.slice(limited(len)?)?;
        push(&bld, &key, UTF8_STRING, Value::Bytes(bytes), len)
    })
}

/// Adds a pointer to a string of `bsize` bytes; 0 counts them.
///
/// Returns: 1; 0 on error.
/// Errors: `CRYPTO_R_STRING_TOO_LONG`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_utf8_ptr(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    buf: OutBuf<c_char>,
    bsize: usize,
) -> c_int {
    entry(0, || {
        let text = buf.as_ptr();
        let len = if bsize == 0 { crate::abi::mem::strnlen(text, usize::MAX) } else { bsize };
        push(&bld, &key, UTF8_PTR, Value::Pointer(text.cast()), limited(len)?)
    })
}

/// Adds `bsize` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `CRYPTO_R_STRING_TOO_LONG`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_octet_string(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    buf: InBuf<c_void>,
    bsize: usize,
) -> c_int {
    entry(0, || {
        key.opt().ok_or_else(missing)?;
        let bytes = buf.slice(limited(bsize)?)?;
        push(&bld, &key, OCTET_STRING, Value::Bytes(bytes), bsize)
    })
}

/// Adds a pointer to `bsize` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `CRYPTO_R_STRING_TOO_LONG`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_BLD_push_octet_ptr(
    bld: Mut<OSSL_PARAM_BLD>,
    key: Str,
    buf: Opaque,
    bsize: usize,
) -> c_int {
    entry(0, || push(&bld, &key, OCTET_PTR, Value::Pointer(buf.0), limited(bsize)?))
}
