//! Arrays of values: finding, copying, merging, reading from text.

use crate::abi::layout::param_array;
use crate::abi::{In, InBuf, Lend, LendConst, Mut, Out, Str, entry, mem, quiet};
use crate::err::crypto::{R_INVALID_NEGATIVE_VALUE, R_ODD_NUMBER_OF_DIGITS, R_TOO_SMALL_BUFFER};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bn::Bn;
use crate::obj::hex;
use crate::obj::param::{INTEGER, OCTET_STRING, OSSL_PARAM, UNMODIFIED, UNSIGNED, UTF8_STRING};
use std::ffi::{c_char, c_int};

fn locate<'a>(p: &'a In<OSSL_PARAM>, key: &Str) -> Option<&'a OSSL_PARAM> {
    let key = key.opt()?;
    OSSL_PARAM::list(p).find(|param| param.key() == key)
}

/// Finds the value called `key`.
///
/// Returns: NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_locate(p: In<OSSL_PARAM>, key: Str) -> Lend<OSSL_PARAM> {
    quiet(Lend::null(), || Ok(Lend::opt(locate(&p, &key))))
}

/// Finds the value called `key`.
///
/// Returns: NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_locate_const(p: In<OSSL_PARAM>, key: Str) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(LendConst::opt(locate(&p, &key))))
}

/// Whether a value was set.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_modified(p: In<OSSL_PARAM>) -> c_int {
    quiet(0, || Ok(p.opt().is_some_and(OSSL_PARAM::modified).into()))
}

/// Marks every value of an array as not set.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_set_all_unmodified(p: In<OSSL_PARAM>) {
    quiet((), || {
        OSSL_PARAM::list(&p).for_each(|param| param.set_return_size(UNMODIFIED));
        Ok(())
    });
}

/// Copies an array and its values, but not its keys.
///
/// Returns: an array for `OSSL_PARAM_free`; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_dup(p: In<OSSL_PARAM>) -> Lend<OSSL_PARAM> {
    entry(Lend::null(), || {
        if p.is_null() {
            return Ok(Lend::null());
        }
        param_array::copy(&p).map(Lend::from_ptr)
    })
}

/// Puts two arrays together, in the order of their keys; of equal keys, in
/// any case, that of `p2` stays. Their values stay where they are.
///
/// Returns: an array for `OSSL_PARAM_free`; NULL if there is no value.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_merge(p1: In<OSSL_PARAM>, p2: In<OSSL_PARAM>) -> Lend<OSSL_PARAM> {
    entry(Lend::null(), || Ok(param_array::merge(&p1, &p2)?.map_or(Lend::null(), Lend::from_ptr)))
}

/// Wipes and frees an array that the library made; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_free(p: Mut<OSSL_PARAM>) {
    quiet((), || {
        param_array::free(p.as_ptr());
        Ok(())
    });
}

/// Makes `*to` the value called `key` that `value` spells, of the type that
/// `paramdefs` gives it; a key that starts with `hex` has hexadecimal.
///
/// Returns: 1; 0 on error. `*found` says whether the key is known.
/// Ownership: C frees `to->data` with `OPENSSL_free`.
/// Errors: `CRYPTO_R_TOO_SMALL_BUFFER`, `CRYPTO_R_INVALID_NEGATIVE_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_PARAM_allocate_from_text(
    to: Out<OSSL_PARAM>,
    paramdefs: In<OSSL_PARAM>,
    key: Str,
    value: InBuf<c_char>,
    value_n: usize,
    found: Out<c_int>,
) -> c_int {
    entry(0, || {
        if to.is_null() || paramdefs.is_null() {
            return Err(Error::quiet());
        }
        let name = key.bytes()?;
        let hex = name.strip_prefix(b"hex");
        let wanted = hex.unwrap_or(name);
        let known = OSSL_PARAM::list(&paramdefs).find(|known| known.key().to_bytes() == wanted);
        found.write_opt(known.is_some().into());
        let known = known.ok_or_else(Error::quiet)?;
        let bytes = parse(known, hex.is_some(), value.slice(value_n)?)?;
        // One byte more, so that a string ends.
        let mut ended = bytes;
        let size = ended.len();
        ended.push(0);
        to.write(OSSL_PARAM::new(
            known.key().as_ptr(),
            known.data_type(),
            mem::copy_out(&ended)?,
            size,
        ))?;
        Ok(1)
    })
}

/// The memory of a value that is spelt.
fn parse(known: &OSSL_PARAM, hex: bool, text: &[u8]) -> Result<Vec<u8>> {
    match known.data_type() {
        INTEGER | UNSIGNED => number(known, hex, text),
        OCTET_STRING if hex => {
            if !text.len().is_multiple_of(2) {
                return Err(Error::new(Lib::Crypto, R_ODD_NUMBER_OF_DIGITS));
            }
            let terminated = text.split(|&b| b == 0).next().unwrap_or(text);
            let mut bytes = hex::read(terminated, b':')?;
            // As long as text without colons would be.
            bytes.resize(text.len() / 2, 0);
            Ok(bytes)
        }
        OCTET_STRING => Ok(text.to_vec()),
        UTF8_STRING if !hex => Ok(text.to_vec()),
        _ => Err(Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT)),
    }
}

fn number(known: &OSSL_PARAM, hex: bool, text: &[u8]) -> Result<Vec<u8>> {
    let (sign, digits) = match text.strip_prefix(b"-") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let prefixed = digits.strip_prefix(b"0x").or_else(|| digits.strip_prefix(b"0X"));
    let (base, digits) = match prefixed {
        _ if hex => (16, digits),
        Some(rest) => (16, rest),
        None => (10, digits),
    };
    let (value, _) = Bn::parse(digits, base)?.ok_or_else(Error::quiet)?;
    let negative = sign && !value.is_zero();
    let signed = known.data_type() == INTEGER;
    if negative && !signed {
        return Err(Error::new(Lib::Crypto, R_INVALID_NEGATIVE_VALUE));
    }
    // A negative number -n is, in two's complement, the inverse of n - 1.
    let magnitude = if negative { value.sub(&Bn::from_word(1)?)?.to_be() } else { value.to_be() };
    let top = magnitude.first().is_some_and(|&b| b >= 0x80);
    let needed = if signed { (magnitude.len() + usize::from(top)).max(1) } else { magnitude.len() };
    let len = if known.size() == 0 { needed } else { known.size() };
    if needed > len {
        return Err(Error::new(Lib::Crypto, R_TOO_SMALL_BUFFER));
    }
    let mut bytes = vec![0; len - magnitude.len()];
    bytes.extend_from_slice(&magnitude);
    if negative {
        bytes.iter_mut().for_each(|byte| *byte = !*byte);
    }
    if cfg!(target_endian = "little") {
        bytes.reverse();
    }
    Ok(bytes)
}
