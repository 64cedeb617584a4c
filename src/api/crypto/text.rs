//! Strings, hexadecimal and calendars.

use crate::abi::{In, InBuf, Mut, Out, OutBuf, Str, entry, mem, quiet};
use crate::err::crypto::R_TOO_SMALL_BUFFER;
use crate::err::{Error, Lib, Result};
use crate::obj::hex;
use std::ffi::{c_char, c_int, c_long, c_uchar};

/// Copies `src` to `dst`, which has room for `siz` bytes, shortened to fit
/// and terminated.
///
/// Returns: the length of `src`.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_strlcpy(mut dst: OutBuf<c_char>, src: Str, siz: usize) -> usize {
    quiet(0, || {
        let text = src.bytes()?;
        // Programs say "any size" with a number that no memory has.
        crate::abi::err::write_str(dst.slice(siz.min(text.len() + 1))?, text);
        Ok(text.len())
    })
}

/// Adds `src` to the string in `dst`, which has room for `siz` bytes,
/// shortened to fit and terminated.
///
/// Returns: the length that was wanted.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_strlcat(mut dst: OutBuf<c_char>, src: Str, siz: usize) -> usize {
    quiet(0, || {
        let have = mem::strnlen(dst.as_ptr(), siz);
        let text = src.bytes()?;
        let place = dst.slice(siz.min(have + text.len() + 1))?;
        crate::abi::err::write_str(place.get_mut(have..).unwrap_or_default(), text);
        Ok(have + text.len())
    })
}

/// The length of a string, `maxlen` at most.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_strnlen(str: *const c_char, maxlen: usize) -> usize {
    mem::strnlen(str, maxlen)
}

fn compare(a: &[u8], b: &[u8]) -> c_int {
    let lower = |text: &[u8], at: usize| text.get(at).map_or(0, u8::to_ascii_lowercase);
    let most = a.len().max(b.len());
    (0..most)
        .map(|at| c_int::from(lower(a, at)) - c_int::from(lower(b, at)))
        .find(|order| *order != 0)
        .unwrap_or(0)
}

/// Compares strings, letters of ASCII without case, in any locale.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_strcasecmp(s1: Str, s2: Str) -> c_int {
    quiet(1, || Ok(compare(s1.bytes()?, s2.bytes()?)))
}

/// The same for `n` bytes at most.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_strncasecmp(s1: Str, s2: Str, n: usize) -> c_int {
    let head = |text: &'_ [u8]| text.get(..n.min(text.len())).unwrap_or_default().to_vec();
    quiet(1, || Ok(if n == 0 { 0 } else { compare(&head(s1.bytes()?), &head(s2.bytes()?)) }))
}

/// The value of a hexadecimal digit; -1 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_hexchar2int(c: c_uchar) -> c_int {
    char::from(c).to_digit(16).and_then(|d| d.try_into().ok()).unwrap_or(-1)
}

/// Reads hexadecimal into `buf`, with `sep` allowed between bytes.
///
/// Returns: 1; 0 for what is not hexadecimal or does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_hexstr2buf_ex(
    mut buf: OutBuf<c_uchar>,
    buf_n: usize,
    buflen: Out<usize>,
    str: Str,
    sep: c_char,
) -> c_int {
    entry(0, || {
        let bytes = hex::read(str.bytes()?, sep.to_ne_bytes()[0])?;
        if !buf.is_null() {
            if bytes.len() > buf_n {
                return Err(Error::new(Lib::Crypto, R_TOO_SMALL_BUFFER));
            }
            buf.slice(bytes.len())?.copy_from_slice(&bytes);
        }
        buflen.write_opt(bytes.len());
        Ok(1)
    })
}

/// Reads hexadecimal, `:` allowed between bytes.
///
/// Returns: the bytes, `*buflen` of them, which C frees; NULL for what is not
/// hexadecimal.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_hexstr2buf(str: Str, buflen: Out<c_long>) -> *mut c_uchar {
    entry(std::ptr::null_mut(), || {
        let bytes = hex::read_with_colons(str.bytes()?)?;
        buflen.write_opt(0);
        let copy = mem::copy_out(&bytes)?;
        buflen.write_opt(bytes.len().try_into().unwrap_or(0));
        Ok(copy.cast())
    })
}

fn digits(bytes: &[u8], sep: u8) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && sep != 0 {
            text.push(sep);
        }
        text.extend(format!("{byte:02X}").into_bytes());
    }
    text
}

/// Writes bytes in hexadecimal to `str`, `sep` between them unless it is 0;
/// the length with terminator in `*strlength`.
///
/// Returns: 1; 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_buf2hexstr_ex(
    mut str: OutBuf<c_char>,
    str_n: usize,
    strlength: Out<usize>,
    buf: InBuf<c_uchar>,
    buflen: usize,
    sep: c_char,
) -> c_int {
    entry(0, || {
        let mut text = digits(buf.slice(buflen)?, sep.to_ne_bytes()[0]);
        text.push(0);
        strlength.write_opt(text.len());
        if !str.is_null() {
            if str_n < text.len() {
                return Err(Error::new(Lib::Crypto, R_TOO_SMALL_BUFFER));
            }
            str.slice(text.len())?.copy_from_slice(&text);
        }
        Ok(1)
    })
}

/// Bytes in hexadecimal, `:` between them.
///
/// Ownership: C frees the string.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_buf2hexstr(buf: InBuf<c_uchar>, buflen: c_long) -> *mut c_char {
    entry(std::ptr::null_mut(), || mem::strdup(&digits(buf.slice(buflen)?, b':')))
}

/// UCS-2 of a string, with a terminator; C frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_asc2uni(
    asc: InBuf<c_char>,
    asclen: c_int,
    uni: Out<*mut c_uchar>,
    unilen: Out<c_int>,
) -> *mut c_uchar {
    entry(std::ptr::null_mut(), || {
        let len =
            usize::try_from(asclen).unwrap_or_else(|_| mem::strnlen(asc.as_ptr(), usize::MAX));
        let wide: Vec<u8> =
            asc.slice(len)?.iter().chain(&[0]).flat_map(|byte| [0, *byte]).collect();
        give_wide(&wide, &uni, &unilen)
    })
}

fn give_wide(wide: &[u8], uni: &Out<*mut c_uchar>, unilen: &Out<c_int>) -> Result<*mut c_uchar> {
    let copy = mem::copy_out(wide)?.cast();
    unilen.write_opt(wide.len().try_into().unwrap_or(c_int::MAX));
    uni.write_opt(copy);
    Ok(copy)
}

/// UTF-16 of a UTF-8 string, with a terminator; C frees it. What is not UTF-8
/// is taken byte by byte.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_utf82uni(
    asc: InBuf<c_char>,
    asclen: c_int,
    uni: Out<*mut c_uchar>,
    unilen: Out<c_int>,
) -> *mut c_uchar {
    entry(std::ptr::null_mut(), || {
        let len =
            usize::try_from(asclen).unwrap_or_else(|_| mem::strnlen(asc.as_ptr(), usize::MAX));
        let bytes = asc.slice(len)?;
        let units: Vec<u16> = match std::str::from_utf8(bytes) {
            Ok(text) => text.encode_utf16().collect(),
            Err(_) => bytes.iter().copied().map(u16::from).collect(),
        };
        let wide: Vec<u8> = units.into_iter().chain([0]).flat_map(u16::to_be_bytes).collect();
        give_wide(&wide, &uni, &unilen)
    })
}

fn units(uni: &InBuf<c_uchar>, unilen: c_int) -> Result<Vec<u16>> {
    if unilen % 2 != 0 || unilen < 0 {
        return Err(Error::quiet());
    }
    let pairs = uni.slice(unilen)?.chunks_exact(2);
    let mut units: Vec<u16> =
        pairs.map(|pair| pair.iter().fold(0, |all, b| (all << 8) | u16::from(*b))).collect();
    if units.last() == Some(&0) {
        units.pop();
    }
    Ok(units)
}

/// The low bytes of UCS-2; C frees the string.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_uni2asc(uni: InBuf<c_uchar>, unilen: c_int) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let low: Vec<u8> = units(&uni, unilen)?.iter().map(|u| u.to_be_bytes()[1]).collect();
        mem::strdup(&low)
    })
}

/// UTF-8 of UTF-16, or the low bytes of what is not UTF-16; C frees the string.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_uni2utf8(uni: InBuf<c_uchar>, unilen: c_int) -> *mut c_char {
    entry(std::ptr::null_mut(), || match String::from_utf16(&units(&uni, unilen)?) {
        Ok(text) => mem::strdup(text.as_bytes()),
        Err(_) => Ok(OPENSSL_uni2asc(uni, unilen)),
    })
}

/// Splits a time into a calendar's fields, in UTC.
///
/// Returns: `result`; NULL for a time out of range.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_gmtime(timer: In<libc::time_t>, result: Mut<libc::tm>) -> Mut<libc::tm> {
    quiet(Mut::from_element(crate::abi::Opaque::NULL), || {
        let done = crate::abi::sys::gmtime(*timer.get()?, result.as_ptr());
        Ok(if done { result } else { Mut::from_element(crate::abi::Opaque::NULL) })
    })
}

/// Adds days and seconds to a calendar's fields.
///
/// Returns: 1; 0 outside of the years 0 to 9999.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_gmtime_adj(
    tm: Out<libc::tm>,
    offset_day: c_int,
    offset_sec: c_long,
) -> c_int {
    quiet(0, || {
        let mut fields = tm.read()?;
        let from = seconds(&fields);
        let to = i64::from(offset_day)
            .checked_mul(86400)
            .and_then(|days| days.checked_add(offset_sec)?.checked_add(from));
        let Some(to) = to else { return Ok(0) };
        let (day, second) = (to.div_euclid(86400), to.rem_euclid(86400));
        let (year, month, mday) = date(day);
        if !(0..=9999).contains(&year) {
            return Ok(0);
        }
        let int = |n: i64| c_int::try_from(n).unwrap_or(0);
        (fields.tm_year, fields.tm_mon, fields.tm_mday) =
            (int(year - 1900), int(month - 1), int(mday));
        (fields.tm_hour, fields.tm_min, fields.tm_sec) =
            (int(second / 3600), int(second / 60 % 60), int(second % 60));
        tm.write(fields)?;
        Ok(1)
    })
}

/// The days and seconds from one calendar's fields to another's.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_gmtime_diff(
    pday: Out<c_int>,
    psec: Out<c_int>,
    from: In<libc::tm>,
    to: In<libc::tm>,
) -> c_int {
    quiet(0, || {
        let apart = seconds(to.get()?) - seconds(from.get()?);
        pday.write_opt((apart / 86400).try_into().unwrap_or(0));
        psec.write_opt((apart % 86400).try_into().unwrap_or(0));
        Ok(1)
    })
}

/// Seconds since 1970.
fn seconds(tm: &libc::tm) -> i64 {
    let (year, month) = (i64::from(tm.tm_year) + 1900, i64::from(tm.tm_mon) + 1);
    let time = i64::from(tm.tm_hour) * 3600 + i64::from(tm.tm_min) * 60 + i64::from(tm.tm_sec);
    days(year, month, i64::from(tm.tm_mday)) * 86400 + time
}

/// Days since 1970 of a date in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years from March, so that the odd day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap + of_year - 719_468
}

/// The date of a day since 1970: year, month, day.
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (era * 400 + year + i64::from(month <= 2), month, of_year - (153 * march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_days_agree() {
        for day in (-719_468..2_932_896).step_by(97) {
            let (y, m, d) = date(day);
            assert_eq!(days(y, m, d), day);
        }
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(days(2024, 2, 29) + 1), (2024, 3, 1));
    }
}
