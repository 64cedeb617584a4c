//! Numbers: `OSSL_PARAM_construct_int`, `OSSL_PARAM_get_int`,
//! `OSSL_PARAM_set_int` and their like.

use crate::abi::{In, InOut, Mut, Out, OutBuf, Str, quiet};
use crate::err::Error;
use crate::obj::bn::BIGNUM;
use crate::obj::param::{INTEGER, OSSL_PARAM, REAL, UNSIGNED};
use std::ffi::{c_double, c_int, c_long, c_uchar, c_uint, c_ulong};

/// Declares the three functions of an integer type.
macro_rules! integers {
    ($($type:ty, $kind:ident, $construct:ident $get:ident $set:ident;)*) => {$(
        /// A value called `key` for the number at `buf`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $construct(key: Str, buf: Mut<$type>) -> OSSL_PARAM {
            OSSL_PARAM::new(key.as_ptr(), $kind, buf.as_ptr().cast(), size_of::<$type>())
        }

        /// Reads a number of any kind and width.
        ///
        /// Returns: 1; 0 if it is none or does not fit.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(p: In<OSSL_PARAM>, val: Out<$type>) -> c_int {
            quiet(0, || {
                let value = p.get()?.integer().and_then(|value| <$type>::try_from(value).ok());
                val.write(value.ok_or_else(Error::quiet)?).map(|()| 1)
            })
        }

        /// Stores a number in any kind and width; without memory, says how
        /// much is needed.
        ///
        /// Returns: 1; 0 if it does not fit.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(p: Mut<OSSL_PARAM>, val: $type) -> c_int {
            quiet(0, || Ok(p.get()?.put_integer(val.into(), size_of::<$type>()).into()))
        }
    )*};
}

integers! {
    c_int, INTEGER, OSSL_PARAM_construct_int OSSL_PARAM_get_int OSSL_PARAM_set_int;
    c_uint, UNSIGNED, OSSL_PARAM_construct_uint OSSL_PARAM_get_uint OSSL_PARAM_set_uint;
    c_long, INTEGER, OSSL_PARAM_construct_long OSSL_PARAM_get_long OSSL_PARAM_set_long;
    c_ulong, UNSIGNED, OSSL_PARAM_construct_ulong OSSL_PARAM_get_ulong OSSL_PARAM_set_ulong;
    i32, INTEGER, OSSL_PARAM_construct_int32 OSSL_PARAM_get_int32 OSSL_PARAM_set_int32;
    u32, UNSIGNED, OSSL_PARAM_construct_uint32 OSSL_PARAM_get_uint32 OSSL_PARAM_set_uint32;
    i64, INTEGER, OSSL_PARAM_construct_int64 OSSL_PARAM_get_int64 OSSL_PARAM_set_int64;
    u64, UNSIGNED, OSSL_PARAM_construct_uint64 OSSL_PARAM_get_uint64 OSSL_PARAM_set_uint64;
    libc::time_t, INTEGER, OSSL_PARAM_construct_time_t OSSL_PARAM_get_time_t OSSL_PARAM_set_time_t;
}

/// A value called `key` for the number at `buf`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_size_t(key: Str, buf: Mut<usize>) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), UNSIGNED, buf.as_ptr().cast(), size_of::<usize>())
}

/// Reads a number of any kind and width.
///
/// Returns: 1; 0 if it is none or does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_size_t(p: In<OSSL_PARAM>, val: Out<usize>) -> c_int {
    quiet(0, || {
        let value = p.get()?.integer().and_then(|value| usize::try_from(value).ok());
        val.write(value.ok_or_else(Error::quiet)?).map(|()| 1)
    })
}

/// Stores a number in any kind and width; without memory, says how much is
/// needed.
///
/// Returns: 1; 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_size_t(p: Mut<OSSL_PARAM>, val: usize) -> c_int {
    quiet(0, || {
        let value = i128::try_from(val).map_err(|_| Error::quiet())?;
        Ok(p.get()?.put_integer(value, size_of::<usize>()).into())
    })
}

/// A value called `key` for the `double` at `buf`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_double(key: Str, buf: Mut<c_double>) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), REAL, buf.as_ptr().cast(), size_of::<c_double>())
}

/// Reads a `double`, or an integer that has an exact one.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_double(p: In<OSSL_PARAM>, val: Out<c_double>) -> c_int {
    quiet(0, || val.write(p.get()?.real().ok_or_else(Error::quiet)?).map(|()| 1))
}

/// Stores a `double`, as an integer if that is what there is and it is whole.
///
/// Returns: 1; 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_double(p: Mut<OSSL_PARAM>, val: c_double) -> c_int {
    quiet(0, || Ok(p.get()?.put_real(val).into()))
}

/// A value called `key` for a number of `bsize` bytes that is not negative.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_BN(
    key: Str,
    buf: OutBuf<c_uchar>,
    bsize: usize,
) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), UNSIGNED, buf.as_ptr().cast(), bsize)
}

/// Reads a big number into `*val`, which is made if it is NULL.
///
/// Returns: 1; 0 if it is no number without sign.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_BN(p: In<OSSL_PARAM>, val: InOut<BIGNUM>) -> c_int {
    quiet(0, || {
        let param = p.get()?;
        if val.is_null() || param.data_type() != UNSIGNED {
            return Ok(0);
        }
        let number = BIGNUM::from_be(&param.unsigned()?)?;
        match val.current() {
            Some(place) => place.take_value(&number)?,
            None => {
                val.give(number, drop);
            }
        }
        Ok(1)
    })
}

/// Stores a big number; without memory, says how much is needed.
///
/// Returns: 1; 0 if it is negative or does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_BN(p: Mut<OSSL_PARAM>, val: In<BIGNUM>) -> c_int {
    quiet(0, || {
        let param = p.opt().ok_or_else(Error::quiet)?;
        param.set_return_size(0);
        let number = val.opt().ok_or_else(Error::quiet)?.get()?;
        if param.data_type() != UNSIGNED || number.is_negative() {
            return Ok(0);
        }
        Ok(param.put_unsigned(&number.to_be()).into())
    })
}
