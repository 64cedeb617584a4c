//! `BN_bn2…` and `BN_…2bn`: numbers as bytes and text.

use super::{give, int};
use crate::abi::mem;
use crate::abi::{In, InBuf, InOut, Lend, Mut, OutBuf, Str, entry};
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bio::BIO;
use crate::obj::bn::{BIGNUM, Bn};
use crate::obj::stream::Channel;
use std::ffi::{c_char, c_int, c_uchar};

/// Reads a number from `len` bytes, big-endian: into `ret`, or a new one if
/// that is NULL.
///
/// Returns: it; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bin2bn(s: InBuf<c_uchar>, len: c_int, ret: Mut<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || Ok(give(ret, Bn::from_be(s.slice(len)?)?)))
}

/// As [`BN_bin2bn`], little-endian.
#[unsafe(no_mangle)]
pub extern "C" fn BN_lebin2bn(s: InBuf<c_uchar>, len: c_int, ret: Mut<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || {
        let mut bytes = s.slice(len)?.to_vec();
        bytes.reverse();
        Ok(give(ret, Bn::from_be(&bytes)?))
    })
}

/// Writes a number's magnitude, big-endian.
///
/// Returns: its length.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2bin(a: In<BIGNUM>, mut to: OutBuf<c_uchar>) -> c_int {
    entry(0, || {
        let bytes = a.get()?.to_be()?;
        to.slice(bytes.len())?.copy_from_slice(&bytes);
        Ok(int(bytes.len()))
    })
}

/// Writes a number's magnitude, big-endian, to exactly `tolen` bytes.
///
/// Returns: `tolen`; -1 if it is longer.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2binpad(a: In<BIGNUM>, mut to: OutBuf<c_uchar>, tolen: c_int) -> c_int {
    entry(-1, || {
        let len = usize::try_from(tolen).map_err(|_| Error::quiet())?;
        let bytes = a.get()?.get()?.to_be_padded(len).ok_or_else(Error::quiet)?;
        to.slice(len)?.copy_from_slice(&bytes);
        Ok(tolen)
    })
}

/// As [`BN_bn2binpad`], little-endian.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2lebinpad(a: In<BIGNUM>, mut to: OutBuf<c_uchar>, tolen: c_int) -> c_int {
    entry(-1, || {
        let len = usize::try_from(tolen).map_err(|_| Error::quiet())?;
        let mut bytes = a.get()?.get()?.to_be_padded(len).ok_or_else(Error::quiet)?;
        bytes.reverse();
        to.slice(len)?.copy_from_slice(&bytes);
        Ok(tolen)
    })
}

/// As [`BN_bn2binpad`], little-endian.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2nativepad(a: In<BIGNUM>, mut to: OutBuf<c_uchar>, tolen: c_int) -> c_int {
    entry(-1, || {
        let len = usize::try_from(tolen).map_err(|_| Error::quiet())?;
        let mut bytes = a.get()?.get()?.to_be_padded(len).ok_or_else(Error::quiet)?;
        bytes.reverse();
        to.slice(len)?.copy_from_slice(&bytes);
        Ok(tolen)
    })
}

/// A number in hexadecimal, which the caller frees with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2hex(a: In<BIGNUM>) -> *mut c_char {
    entry(std::ptr::null_mut(), || mem::strdup(a.get()?.get()?.to_hex().as_bytes()))
}

/// A number in decimal, which the caller frees with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2dec(a: In<BIGNUM>) -> *mut c_char {
    entry(std::ptr::null_mut(), || mem::strdup(a.get()?.get()?.to_dec()?.as_bytes()))
}

/// Reads a number in a base: into `*place`, made if it is NULL.
fn parse(place: &InOut<BIGNUM>, text: &Str, base: u32) -> Result<c_int> {
    let text = text.opt().ok_or_else(Error::quiet)?.to_bytes();
    let Some((value, len)) = Bn::parse(text, base)? else {
        return Err(Error::quiet());
    };
    if !place.is_null() {
        match place.current() {
            Some(number) => number.set(value),
            None => {
                place.give(BIGNUM::of(value), drop);
            }
        }
    }
    Ok(int(len))
}

/// Reads a number in hexadecimal into `*a`, which is made if it is NULL.
///
/// Returns: the characters read; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_hex2bn(a: InOut<BIGNUM>, str: Str) -> c_int {
    entry(0, || parse(&a, &str, 16))
}

/// Reads a number in decimal into `*a`, which is made if it is NULL.
///
/// Returns: the characters read; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_dec2bn(a: InOut<BIGNUM>, str: Str) -> c_int {
    entry(0, || parse(&a, &str, 10))
}

/// Prints a number in hexadecimal.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_print(bio: Mut<BIO>, a: In<BIGNUM>) -> c_int {
    entry(0, || print(Channel::Bio(bio.get()?), &a))
}

/// As [`BN_print`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn BN_print_fp(fp: Mut<libc::FILE>, a: In<BIGNUM>) -> c_int {
    entry(0, || print(Channel::file(&fp)?, &a))
}

fn print(to: Channel<'_>, a: &In<BIGNUM>) -> Result<c_int> {
    if to.write(a.get()?.to_text()?.as_bytes()) { Ok(1) } else { Err(Error::quiet()) }
}

/// Writes a number with its length and sign, as MPI.
///
/// Returns: the length; for a NULL `to` only that.
#[unsafe(no_mangle)]
pub extern "C" fn BN_bn2mpi(a: In<BIGNUM>, mut to: OutBuf<c_uchar>) -> c_int {
    entry(0, || {
        let number = a.get()?.get()?;
        let bytes = number.to_be();
        let extra = bytes.first().is_some_and(|&b| b >= 0x80);
        let len = bytes.len() + usize::from(extra);
        if !to.is_null() {
            let out = to.slice(len + 4)?;
            out[..4].copy_from_slice(&u32::try_from(len).unwrap_or(0).to_be_bytes());
            if extra {
                out[4] = 0;
            }
            out[4 + usize::from(extra)..].copy_from_slice(&bytes);
            if number.is_negative() {
                out[4] |= 0x80;
            }
        }
        Ok(int(len + 4))
    })
}

/// Reads a number from MPI: into `ret`, or a new one if that is NULL.
///
/// Returns: it; NULL on error.
/// Errors: `BN_R_INVALID_LENGTH`, `BN_R_ENCODING_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn BN_mpi2bn(s: InBuf<c_uchar>, len: c_int, ret: Mut<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || {
        let bytes = s.slice(len)?;
        let Some((head, body)) = bytes.split_first_chunk::<4>() else {
            return Err(Error::new(Lib::Bn, bn::R_INVALID_LENGTH));
        };
        if usize::try_from(u32::from_be_bytes(*head)) != Ok(body.len()) {
            return Err(Error::new(Lib::Bn, bn::R_ENCODING_ERROR));
        }
        let negative = body.first().is_some_and(|&b| b >= 0x80);
        let mut body = body.to_vec();
        if let Some(first) = body.first_mut() {
            *first &= 0x7f;
        }
        let mut value = Bn::from_be(&body)?;
        let zero = value.is_zero();
        value.set_negative(negative && !zero);
        Ok(give(ret, value))
    })
}
