//! Strings: their bytes, type, comparison and conversion.

use crate::abi::layout::asn1::{
    ASN1_BIT_STRING, ASN1_OCTET_STRING, ASN1_STRING, ASN1_UNIVERSALSTRING,
};
use crate::abi::{
    Give, In, InBuf, InOut, LendConst, Mut, Out, OutBuf, Str, Take, entry, mem, quiet,
};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::primitive::{mask_of, v};
use crate::obj::asn1::string;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_ulong, c_void};

/// A new, empty string of type OCTET STRING.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_new() -> Give<ASN1_STRING> {
    quiet(Give::null(), || Ok(Give::new(ASN1_STRING::new(v::OCTET_STRING))))
}

/// A new, empty string of a type.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_type_new(type_: c_int) -> Give<ASN1_STRING> {
    quiet(Give::null(), || Ok(Give::new(ASN1_STRING::new(type_))))
}

/// Frees a string; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_free(a: Take<ASN1_STRING>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Frees a string after overwriting it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_clear_free(a: Take<ASN1_STRING>) {
    quiet((), || {
        if let Some(string) = a.opt() {
            string.wipe();
        }
        Ok(())
    });
}

/// Makes `dst` a copy of `str`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_copy(dst: Mut<ASN1_STRING>, str_: In<ASN1_STRING>) -> c_int {
    entry(0, || {
        let Some(from) = str_.opt() else { return Ok(0) };
        dst.get()?.copy_from(from)?;
        Ok(1)
    })
}

/// A copy of a string; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_dup(a: In<ASN1_STRING>) -> Give<ASN1_STRING> {
    entry(Give::null(), || match a.opt() {
        Some(string) => string.duplicate().map(Give::new),
        None => Ok(Give::null()),
    })
}

/// Compares two strings by length, bytes and type; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_cmp(a: In<ASN1_STRING>, b: In<ASN1_STRING>) -> c_int {
    entry(1, || Ok(string::compare(a.get()?, b.get()?)))
}

/// Replaces the bytes of a string by a copy of `len` bytes, or of a C string
/// if `len` is negative. With NULL `data` only makes room.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_set(
    str_: Mut<ASN1_STRING>,
    data: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || set(str_.get()?, &data, len).map(|()| 1))
}

pub(in crate::api) fn set(to: &ASN1_STRING, data: &InBuf<c_void>, len: c_int) -> Result<()> {
    if len < 0 {
        if data.is_null() {
            return Err(Error::quiet());
        }
        return to.store(data.c_string()?);
    }
    if data.is_null() {
        return to.reserve(usize::try_from(len).unwrap_or(0));
    }
    to.store(data.slice(len)?)
}

/// Replaces the bytes of a string by `len` bytes of memory that it then owns.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_set0(str_: Mut<ASN1_STRING>, data: *mut c_void, len: c_int) {
    quiet((), || {
        str_.get()?.adopt(data.cast(), len);
        Ok(())
    });
}

/// The length of a string in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_length(x: In<ASN1_STRING>) -> c_int {
    quiet(0, || Ok(x.get()?.length.get()))
}

/// Sets the length of a string, whose bytes the program wrote itself.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_length_set(x: Mut<ASN1_STRING>, n: c_int) {
    quiet((), || {
        x.get()?.length.set(n);
        Ok(())
    });
}

/// The type of a string, `V_ASN1_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_type(x: In<ASN1_STRING>) -> c_int {
    quiet(0, || Ok(x.get()?.kind.get()))
}

/// The bytes of a string, to be changed in place.
/// Ownership: they belong to the string.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_data(x: Mut<ASN1_STRING>) -> *mut c_uchar {
    quiet(std::ptr::null_mut(), || Ok(x.get()?.data_ptr()))
}

/// The bytes of a string; they need not end with a NUL, and may hold some.
/// Ownership: they belong to the string.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_get0_data(x: In<ASN1_STRING>) -> LendConst<c_uchar> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(x.get()?.data_ptr())))
}

/// Converts a string to UTF-8.
///
/// Returns: the length; a negative number on failure.
/// Ownership: `*out` is freed with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_to_UTF8(out: Out<*mut c_uchar>, in_: In<ASN1_STRING>) -> c_int {
    entry(-1, || {
        let Some(string) = in_.opt() else { return Ok(-1) };
        let utf8 = string::to_utf8(string)?;
        out.write(mem::strdup(&utf8)?.cast())?;
        c_int::try_from(utf8.len()).map_err(|_| Error::quiet())
    })
}

/// Converts text to the smallest string type of `mask` that can hold it.
///
/// Returns: the type; -1 on failure. With NULL `out` only that.
/// See: ASN1_mbstring_copy in asn1.h.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_mbstring_copy(
    out: InOut<ASN1_STRING>,
    in_: InBuf<c_uchar>,
    len: c_int,
    inform: c_int,
    mask: c_ulong,
) -> c_int {
    entry(-1, || convert(&out, &in_, len, |text| string::convert(text, inform, mask, 0, 0)))
}

/// Like `ASN1_mbstring_copy`, with limits to the number of characters.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_mbstring_ncopy(
    out: InOut<ASN1_STRING>,
    in_: InBuf<c_uchar>,
    len: c_int,
    inform: c_int,
    mask: c_ulong,
    minsize: c_long,
    maxsize: c_long,
) -> c_int {
    entry(-1, || {
        let by = |text: &[u8]| string::convert(text, inform, mask, minsize, maxsize);
        convert(&out, &in_, len, by)
    })
}

fn convert(
    out: &InOut<ASN1_STRING>,
    input: &InBuf<c_uchar>,
    len: c_int,
    by: impl FnOnce(&[u8]) -> Result<(c_int, Vec<u8>)>,
) -> Result<c_int> {
    let text = match len {
        -1 => input.c_string()?,
        len => input.slice(len)?,
    };
    let (kind, bytes) = by(text)?;
    if let Some(old) = out.current() {
        old.store(&bytes)?;
        old.kind.set(kind);
    } else if !out.is_null() {
        // The place owns it now; the result is only its type.
        let _given = out.give(ASN1_STRING::with(kind, &bytes)?, drop);
    }
    Ok(kind)
}

/// Converts text to the string type that attribute `nid` of a name wants.
///
/// Returns: the string, `*out` if that was one; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_set_by_NID(
    out: InOut<ASN1_STRING>,
    in_: InBuf<c_uchar>,
    inlen: c_int,
    inform: c_int,
    nid: c_int,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || {
        let text = if inlen < 0 { in_.c_string()? } else { in_.slice(inlen)? };
        let (kind, bytes) = string::convert_for(nid, text, inform)?;
        match out.current() {
            Some(old) => {
                old.store(&bytes)?;
                old.kind.set(kind);
                Ok(Give::back(std::ptr::from_ref(old).cast_mut()))
            }
            None => Ok(out.give(ASN1_STRING::with(kind, &bytes)?, drop)),
        }
    })
}

/// Sets the types that new strings may have, `B_ASN1_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_set_default_mask(mask: c_ulong) {
    string::set_default_mask(mask);
}

/// The types that new strings may have.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_get_default_mask() -> c_ulong {
    string::default_mask()
}

/// Sets them by name: `nombstr`, `pkix`, `utf8only`, `default` or `MASK:n`.
/// Returns: 0 for another name.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_STRING_set_default_mask_asc(p: Str) -> c_int {
    entry(0, || {
        let mask = match p.bytes()? {
            b"nombstr" => !(0x0800 | 0x2000),
            b"pkix" => !0x0004,
            b"utf8only" => 0x2000,
            b"default" => 0xffff_ffff,
            text => match text.strip_prefix(b"MASK:").and_then(number) {
                Some(mask) => mask,
                None => return Ok(0),
            },
        };
        string::set_default_mask(mask);
        Ok(1)
    })
}

/// A number as `strtoul` with base 0 reads it.
fn number(text: &[u8]) -> Option<c_ulong> {
    let text = std::str::from_utf8(text).ok()?;
    if let Some(hex) = text.strip_prefix("0x").or(text.strip_prefix("0X")) {
        return c_ulong::from_str_radix(hex, 16).ok();
    }
    match text.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => c_ulong::from_str_radix(octal, 8).ok(),
        _ => text.parse().ok(),
    }
}

/// The smallest of PrintableString, IA5String and T61String for some text;
/// `len` -1 for a C string.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLE_type(s: InBuf<c_uchar>, max: c_int) -> c_int {
    quiet(v::PRINTABLESTRING, || {
        if s.is_null() {
            return Ok(v::PRINTABLESTRING);
        }
        let text = if max < 0 { s.c_string()? } else { s.slice(max)? };
        Ok(string::printable_type(text))
    })
}

/// Turns a UniversalString of one-byte characters into a plain string.
/// Returns: 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UNIVERSALSTRING_to_string(s: Mut<ASN1_UNIVERSALSTRING>) -> c_int {
    entry(0, || string::narrow(s.get()?).map(c_int::from))
}

/// The name of a universal type.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_tag2str(tag: c_int) -> LendConst<c_char> {
    LendConst::cstr(string::type_name(tag))
}

/// The mask bit of a universal type, `B_ASN1_…`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_tag2bit(tag: c_int) -> c_ulong {
    if (0..=30).contains(&tag) { c_ulong::from(mask_of(tag)) } else { 0 }
}

/// Sets the bytes of a bit string.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_set(
    a: Mut<ASN1_BIT_STRING>,
    mut d: OutBuf<c_uchar>,
    length: c_int,
) -> c_int {
    entry(0, || {
        a.get()?.store(d.slice(length)?)?;
        Ok(1)
    })
}

/// Sets or clears bit `n`, counted from the most significant.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_set_bit(
    a: Mut<ASN1_BIT_STRING>,
    n: c_int,
    value: c_int,
) -> c_int {
    entry(0, || {
        let Some(bits) = a.opt() else { return Ok(0) };
        let n = usize::try_from(n)
            .map_err(|_| Error::new(Lib::Asn1, err::R_PASSED_INVALID_ARGUMENT))?;
        string::set_bit(bits, n, value != 0)?;
        Ok(1)
    })
}

/// Whether bit `n` is set, counted from the most significant.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_get_bit(a: In<ASN1_BIT_STRING>, n: c_int) -> c_int {
    quiet(0, || {
        let n = usize::try_from(n).map_err(|_| Error::quiet())?;
        Ok(string::bit(a.get()?, n).into())
    })
}

/// Whether only bits that `flags` has are set.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_check(
    a: In<ASN1_BIT_STRING>,
    flags: InBuf<c_uchar>,
    flags_len: c_int,
) -> c_int {
    quiet(0, || {
        let Some(bits) = a.opt() else { return Ok(1) };
        let allowed = if flags_len > 0 { flags.slice(flags_len)? } else { &[] };
        let mut bytes = bits.bytes().iter().enumerate();
        Ok(bytes.all(|(at, b)| b & !allowed.get(at).copied().unwrap_or(0) == 0).into())
    })
}

/// Sets the bytes of an OCTET STRING.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_set(
    str_: Mut<ASN1_OCTET_STRING>,
    data: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || set(str_.get()?, &data.untyped(), len).map(|()| 1))
}

/// Compares two OCTET STRINGs; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_cmp(
    a: In<ASN1_OCTET_STRING>,
    b: In<ASN1_OCTET_STRING>,
) -> c_int {
    entry(1, || Ok(string::compare(a.get()?, b.get()?)))
}
