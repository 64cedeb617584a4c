//! INTEGER and ENUMERATED as numbers, and `ASN1_TYPE`.

use crate::abi::layout::asn1::{ASN1_ENUMERATED, ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{In, Mut, Opaque, Out, OutBuf, entry, quiet, stack};
use crate::err::{Error, Lib, Result, asn1};
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::{ASN1_TYPE, Value, v};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::x509::algorithm::compare_any;
use std::ffi::{c_int, c_long, c_uchar, c_void};

fn set(to: &ASN1_STRING, kind: c_int, value: i64) -> Result<c_int> {
    integer::set(to, kind, value < 0, value.unsigned_abs())?;
    Ok(1)
}

fn get(from: Option<&ASN1_STRING>, kind: c_int) -> Result<c_long> {
    match from {
        None => Ok(0),
        Some(from) => integer::to_i64(from, kind),
    }
}

/// Stores a number in an INTEGER.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_set(a: Mut<ASN1_INTEGER>, v: c_long) -> c_int {
    entry(0, || set(a.get()?, v::INTEGER, v))
}

/// Stores a number in an INTEGER.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_set_int64(a: Mut<ASN1_INTEGER>, r: i64) -> c_int {
    entry(0, || set(a.get()?, v::INTEGER, r))
}

/// Stores a number in an INTEGER.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_set_uint64(a: Mut<ASN1_INTEGER>, r: u64) -> c_int {
    entry(0, || integer::set(a.get()?, v::INTEGER, false, r).map(|()| 1))
}

/// The number in an INTEGER; 0 for NULL, -1 if it fits no `long`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_get(a: In<ASN1_INTEGER>) -> c_long {
    entry(-1, || get(a.opt(), v::INTEGER))
}

/// Reads the number in an INTEGER. Returns: 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_get_int64(pr: Out<i64>, a: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        pr.write(integer::to_i64(a.get()?, v::INTEGER)?)?;
        Ok(1)
    })
}

/// Reads the number in an INTEGER. Returns: 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_get_uint64(pr: Out<u64>, a: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        pr.write(integer::to_u64(a.get()?)?)?;
        Ok(1)
    })
}

/// Compares two INTEGERs by value.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_cmp(x: In<ASN1_INTEGER>, y: In<ASN1_INTEGER>) -> c_int {
    entry(1, || Ok(integer::compare(x.get()?, y.get()?)))
}

/// Stores a number in an ENUMERATED.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_set(a: Mut<ASN1_ENUMERATED>, v: c_long) -> c_int {
    entry(0, || set(a.get()?, v::ENUMERATED, v))
}

/// Stores a number in an ENUMERATED.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_set_int64(a: Mut<ASN1_ENUMERATED>, r: i64) -> c_int {
    entry(0, || set(a.get()?, v::ENUMERATED, r))
}

/// The number in an ENUMERATED; 0 for NULL, -1 if it is another type, and
/// `0xffffffff` if it fits no `long`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_get(a: In<ASN1_ENUMERATED>) -> c_long {
    entry(-1, || {
        let Some(number) = a.opt() else { return Ok(0) };
        if integer::base_kind(number.kind.get()) != v::ENUMERATED {
            return Ok(-1);
        }
        if number.bytes().len() > size_of::<c_long>() {
            return Ok(0xffff_ffff);
        }
        integer::to_i64(number, v::ENUMERATED)
    })
}

/// Reads the number in an ENUMERATED. Returns: 0 if it does not fit.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_get_int64(pr: Out<i64>, a: In<ASN1_ENUMERATED>) -> c_int {
    entry(0, || {
        pr.write(integer::to_i64(a.get()?, v::ENUMERATED)?)?;
        Ok(1)
    })
}

/// The type of the value that `a` holds; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_get(a: In<ASN1_TYPE>) -> c_int {
    quiet(0, || {
        let any = a.get()?;
        let kind = any.kind.get();
        let there = kind == v::BOOLEAN || kind == v::NULL || !any.raw().is_null();
        Ok(if there { kind } else { 0 })
    })
}

/// Stores a value, which `a` then owns.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_set(a: Mut<ASN1_TYPE>, type_: c_int, value: *mut c_void) {
    quiet((), || {
        let value = match (type_, value.is_null()) {
            (v::BOOLEAN, false) => std::ptr::without_provenance_mut(0xff),
            (v::BOOLEAN, true) => std::ptr::null_mut(),
            _ => value,
        };
        a.get()?.set_raw(type_, Opaque(value));
        Ok(())
    });
}

/// Stores a copy of a value.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_set1(a: Mut<ASN1_TYPE>, type_: c_int, value: *const c_void) -> c_int {
    entry(0, || {
        let any = a.get()?;
        let value = Opaque(value.cast_mut());
        let copy = match type_ {
            _ if value.is_null() => value,
            v::BOOLEAN => Opaque(std::ptr::without_provenance_mut(0xff)),
            v::NULL => Opaque::NULL,
            v::OBJECT => match stack::look::<ASN1_OBJECT>(value) {
                Some(object) => stack::give::<ASN1_OBJECT>(object.duplicate()),
                None => Opaque::NULL,
            },
            _ => match stack::look::<ASN1_STRING>(value) {
                Some(string) => stack::give::<ASN1_STRING>(string.duplicate()?),
                None => Opaque::NULL,
            },
        };
        any.set_raw(type_, copy);
        Ok(1)
    })
}

/// Compares two values; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_cmp(a: In<ASN1_TYPE>, b: In<ASN1_TYPE>) -> c_int {
    quiet(-1, || match (a.opt(), b.opt()) {
        (Some(a), Some(b)) => Ok(compare_any(a, b)),
        _ => Ok(-1),
    })
}

/// Stores an OCTET STRING.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_set_octetstring(
    a: Mut<ASN1_TYPE>,
    mut data: OutBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let octets = ASN1_STRING::with(v::OCTET_STRING, data.slice(len)?)?;
        a.get()?.set_raw(v::OCTET_STRING, stack::give::<ASN1_OCTET_STRING>(octets));
        Ok(1)
    })
}

/// Copies at most `max_len` bytes of the OCTET STRING that `a` holds.
///
/// Returns: its whole length; -1 if it holds none.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_get_octetstring(
    a: In<ASN1_TYPE>,
    mut data: OutBuf<c_uchar>,
    max_len: c_int,
) -> c_int {
    entry(-1, || {
        let Value::String(octets) = a.get()?.value() else {
            return Err(Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG));
        };
        let bytes = match a.get()?.kind.get() {
            v::OCTET_STRING => octets.bytes(),
            _ => return Err(Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG)),
        };
        let room = bytes.len().min(usize::try_from(max_len).unwrap_or(0));
        data.slice(room)?.copy_from_slice(bytes.get(..room).unwrap_or(&[]));
        Ok(c_int::try_from(bytes.len()).unwrap_or(c_int::MAX))
    })
}
