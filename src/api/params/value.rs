//! Strings, bytes and pointers.

use crate::abi::{In, InBuf, Mut, Out, OutBuf, Str, mem, quiet};
use crate::err::{Error, Result};
use crate::obj::param::{OCTET_PTR, OCTET_STRING, OSSL_PARAM, UTF8_PTR, UTF8_STRING};
use std::ffi::{CStr, c_char, c_int, c_void};

/// A value called `key` for a string of `bsize` bytes; 0 counts them.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_utf8_string(
    key: Str,
    buf: OutBuf<c_char>,
    bsize: usize,
) -> OSSL_PARAM {
    let size = if bsize == 0 { mem::strnlen(buf.as_ptr(), usize::MAX) } else { bsize };
    OSSL_PARAM::new(key.as_ptr(), UTF8_STRING, buf.as_ptr().cast(), size)
}

/// A value called `key` for `bsize` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_octet_string(
    key: Str,
    buf: OutBuf<c_void>,
    bsize: usize,
) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), OCTET_STRING, buf.as_ptr(), bsize)
}

/// A value called `key` for a pointer to a string.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_utf8_ptr(
    key: Str,
    buf: Mut<*mut c_char>,
    bsize: usize,
) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), UTF8_PTR, buf.as_ptr().cast(), bsize)
}

/// A value called `key` for a pointer to bytes.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_octet_ptr(
    key: Str,
    buf: Mut<*mut c_void>,
    bsize: usize,
) -> OSSL_PARAM {
    OSSL_PARAM::new(key.as_ptr(), OCTET_PTR, buf.as_ptr().cast(), bsize)
}

/// The end of an array.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_construct_end() -> OSSL_PARAM {
    OSSL_PARAM::END
}

/// The parameter, if it has this type.
fn typed(p: &In<OSSL_PARAM>, data_type: u32) -> Result<&OSSL_PARAM> {
    p.opt().filter(|param| param.data_type() == data_type).ok_or_else(Error::quiet)
}

/// Its memory, if there is any.
fn memory(param: &OSSL_PARAM) -> Result<&[u8]> {
    if param.has_memory() { Ok(param.raw_bytes()) } else { Err(Error::quiet()) }
}

/// Copies a string to `*val`, of `max_len` bytes; for NULL there, to memory
/// that C frees with `OPENSSL_free`.
///
/// Returns: 1; 0 if it is no string or does not fit with its terminator.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_utf8_string(
    p: In<OSSL_PARAM>,
    val: Out<*mut c_char>,
    max_len: usize,
) -> c_int {
    quiet(0, || {
        let place = val.read()?;
        let bytes = memory(typed(&p, UTF8_STRING)?)?;
        if place.is_null() {
            val.write(mem::strdup(bytes)?)?;
            return Ok(1);
        }
        let mut buffer = OutBuf::lend(place);
        let room = buffer.slice(max_len)?;
        if let Some(start) = room.get_mut(..bytes.len()) {
            start.copy_from_slice(bytes);
        }
        let short = || bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
        let len = if bytes.len() < max_len { bytes.len() } else { short() };
        if bytes.len() > max_len || len >= max_len {
            return Ok(0);
        }
        room[len] = 0;
        Ok(1)
    })
}

/// Copies bytes to `*val`, of `max_len` bytes, and their number to
/// `*used_len`; for NULL there, to memory that C frees with `OPENSSL_free`.
/// A NULL `val` only asks for the number.
///
/// Returns: 1; 0 if there are none or they do not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_octet_string(
    p: In<OSSL_PARAM>,
    val: Out<*mut c_void>,
    max_len: usize,
    used_len: Out<usize>,
) -> c_int {
    quiet(0, || {
        let param = typed(&p, OCTET_STRING)?;
        used_len.write_opt(param.size());
        let bytes = memory(param)?;
        if val.is_null() {
            return Ok(1);
        }
        let place = val.read()?;
        if place.is_null() {
            val.write(mem::copy_out(bytes)?)?;
            return Ok(1);
        }
        if bytes.len() > max_len {
            return Ok(0);
        }
        OutBuf::lend(place).slice(bytes.len())?.copy_from_slice(bytes);
        Ok(1)
    })
}

/// Reads a pointer to a string.
///
/// Returns: 1; 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_utf8_ptr(p: In<OSSL_PARAM>, val: Out<*const c_char>) -> c_int {
    quiet(0, || {
        let pointer = typed(&p, UTF8_PTR)?.pointer().ok_or_else(Error::quiet)?;
        val.write(pointer.cast()).map(|()| 1)
    })
}

/// Reads a pointer to bytes, and their number into `*used_len`.
///
/// Returns: 1; 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_octet_ptr(
    p: In<OSSL_PARAM>,
    val: Out<*const c_void>,
    used_len: Out<usize>,
) -> c_int {
    quiet(0, || {
        let param = typed(&p, OCTET_PTR)?;
        val.write(param.pointer().ok_or_else(Error::quiet)?)?;
        used_len.write_opt(param.size());
        Ok(1)
    })
}

/// Lends a string, or what a pointer to one points to.
///
/// Returns: 1; 0 if it is none.
/// Ownership: `*val` is the parameter's memory.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_utf8_string_ptr(
    p: In<OSSL_PARAM>,
    val: Out<*const c_char>,
) -> c_int {
    quiet(0, || {
        let param = p.opt().ok_or_else(Error::quiet)?;
        val.write(target(param, UTF8_STRING, UTF8_PTR)?.cast()).map(|()| 1)
    })
}

/// Lends bytes, or what a pointer to some points to, and their number.
///
/// Returns: 1; 0 if there are none.
/// Ownership: `*val` is the parameter's memory.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_get_octet_string_ptr(
    p: In<OSSL_PARAM>,
    val: Out<*const c_void>,
    used_len: Out<usize>,
) -> c_int {
    quiet(0, || {
        let param = p.opt().ok_or_else(Error::quiet)?;
        val.write(target(param, OCTET_STRING, OCTET_PTR)?)?;
        used_len.write_opt(param.size());
        Ok(1)
    })
}

/// Where a value is that is there itself or behind a pointer.
fn target(param: &OSSL_PARAM, own: u32, pointer: u32) -> Result<*const c_void> {
    match param.data_type() {
        kind if kind == own => Ok(param.data().cast_const()),
        kind if kind == pointer => param.pointer().ok_or_else(Error::quiet),
        _ => Err(Error::quiet()),
    }
}

/// The parameter to set, unmodified so far.
fn fresh(p: &Mut<OSSL_PARAM>) -> Result<&OSSL_PARAM> {
    let param = p.opt().ok_or_else(Error::quiet)?;
    param.set_return_size(0);
    Ok(param)
}

/// Stores a string, and a terminator if there is room; without memory, says
/// how much is needed.
///
/// Returns: 1; 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_utf8_string(p: Mut<OSSL_PARAM>, val: Str) -> c_int {
    quiet(0, || Ok(fresh(&p)?.put_bytes(UTF8_STRING, val.bytes()?).into()))
}

/// Stores `len` bytes; without memory, says how much is needed.
///
/// Returns: 1; 0 if they do not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_octet_string(
    p: Mut<OSSL_PARAM>,
    val: InBuf<c_void>,
    len: usize,
) -> c_int {
    quiet(0, || {
        let param = fresh(&p)?;
        if val.is_null() {
            return Ok(0);
        }
        Ok(param.put_bytes(OCTET_STRING, val.slice(len)?).into())
    })
}

/// Stores a pointer to a string.
///
/// Returns: 1; 0 if the parameter is none for it.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_utf8_ptr(p: Mut<OSSL_PARAM>, val: Str) -> c_int {
    quiet(0, || {
        let param = fresh(&p)?;
        let len = val.opt().map_or(0, CStr::count_bytes);
        Ok(param.point(UTF8_PTR, val.as_ptr().cast(), len).into())
    })
}

/// Stores a pointer to `used_len` bytes.
///
/// Returns: 1; 0 if the parameter is none for it.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_octet_ptr(
    p: Mut<OSSL_PARAM>,
    val: InBuf<c_void>,
    used_len: usize,
) -> c_int {
    quiet(0, || {
        let param = fresh(&p)?;
        Ok(param.point(OCTET_PTR, val.as_ptr(), used_len).into())
    })
}
