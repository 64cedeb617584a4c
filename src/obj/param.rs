//! Named values: finding them in an array.

use crate::abi::In;
use crate::err::{Error, Result};
use std::ffi::{CStr, c_int};

pub use crate::abi::layout::param::*;

/// The value called `key`, in any case.
pub fn find<'a>(params: &'a In<OSSL_PARAM>, key: &CStr) -> Option<&'a OSSL_PARAM> {
    OSSL_PARAM::list(params)
        .find(|param| param.key().to_bytes().eq_ignore_ascii_case(key.to_bytes()))
}

/// The `int` called `key`.
#[track_caller]
pub fn int(params: &In<OSSL_PARAM>, key: &CStr) -> Result<Option<c_int>> {
    match find(params, key) {
        None => Ok(None),
        Some(param) => {
            let value = param.number()?;
            Ok(c_int::try_from(value).ok())
        }
    }
}

/// Answers with a number.
pub fn put(wanted: &OSSL_PARAM, value: usize) -> Result<()> {
    let number = i128::try_from(value).map_err(|_| Error::quiet())?;
    if wanted.put_integer(number, size_of::<usize>()) { Ok(()) } else { Err(Error::quiet()) }
}
