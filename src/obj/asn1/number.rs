//! INTEGERs and BOOLEANs kept as plain numbers of C, or as big ones.

use super::codec::{Kind, Member};
use super::integer;
use super::primitive::v;
use super::reader::{Reader, Tag, UNIVERSAL, bad, nested, put_primitive};
use super::show::{Place, Printer};
use crate::abi::Opaque;
use crate::abi::layout::Field;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{Held, Operations};
use crate::err::{Error, Result, asn1};
use crate::obj::bn::BIGNUM;
use std::any::Any;
use std::ffi::{c_int, c_long};

const INTEGER: Tag = (UNIVERSAL, 2);

/// `BN_FLG_SECURE`.
const SECURE: c_int = 8;

/// The content octets of a primitive value.
fn primitive<'a>(from: &mut Reader<'a>, tag: Tag) -> Result<&'a [u8]> {
    let tlv = from.expect(tag).map_err(|e| nested(&e))?;
    match tlv.constructed {
        true => Err(bad(asn1::R_TYPE_NOT_PRIMITIVE)),
        false => Ok(tlv.value),
    }
}

/// The sign and magnitude that content octets say; none are 0.
fn sign_and_magnitude(octets: &[u8]) -> Result<(bool, Box<ASN1_STRING>)> {
    let octets = if octets.is_empty() { &[0] } else { octets };
    let number = integer::from_content(v::INTEGER, octets)?;
    Ok((integer::is_negative(&number), number))
}

/// A number of C, which C code reaches by pointer.
#[repr(transparent)]
pub struct Number<T>(pub Field<T>);

/// What a number of C must be able to do.
pub trait Plain: Copy + Default + PartialEq {
    /// The number with this sign and magnitude; errors if it does not fit.
    fn of(negative: bool, magnitude: Result<u64>) -> Result<Self>;
    /// Its sign and magnitude.
    fn parts(self) -> (bool, u64);
}

macro_rules! signed {
    ($($t:ty),+) => {$(
        impl Plain for $t {
            fn of(negative: bool, magnitude: Result<u64>) -> Result<Self> {
                let over = if negative { asn1::R_TOO_SMALL } else { asn1::R_TOO_LARGE };
                let size = i128::from(magnitude?);
                <$t>::try_from(if negative { -size } else { size }).map_err(|_| bad(over))
            }
            fn parts(self) -> (bool, u64) {
                (self < 0, i64::from(self).unsigned_abs())
            }
        }
    )+};
}
signed!(i32, i64);

macro_rules! unsigned {
    ($($t:ty),+) => {$(
        impl Plain for $t {
            fn of(negative: bool, magnitude: Result<u64>) -> Result<Self> {
                if negative {
                    return Err(bad(asn1::R_ILLEGAL_NEGATIVE_VALUE));
                }
                <$t>::try_from(magnitude?).map_err(|_| bad(asn1::R_TOO_LARGE))
            }
            fn parts(self) -> (bool, u64) {
                (false, u64::from(self))
            }
        }
    )+};
}
unsigned!(u32, u64);

fn read_number<T: Plain>(from: &mut Reader<'_>, tag: Tag) -> Result<T> {
    let (negative, number) = sign_and_magnitude(primitive(from, tag)?)?;
    let magnitude = integer::magnitude(&number)
        .map_err(|_| bad(if negative { asn1::R_TOO_SMALL } else { asn1::R_TOO_LARGE }));
    T::of(negative, magnitude)
}

fn write_number(parts: (bool, u64), tag: Tag, out: &mut Vec<u8>) {
    let number = ASN1_STRING::new(v::INTEGER);
    // Eight bytes can be had, or memory is gone and the field stays empty.
    if integer::set(&number, v::INTEGER, parts.0, parts.1).is_ok() {
        put_primitive(out, tag, &integer::content(&number));
    }
}

macro_rules! number_kinds {
    ($($(#[$doc:meta])* $name:ident: $t:ty, $c:literal, zero $zero:expr;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Kind for $name {
            type Value = Number<$t>;
            const NAME: &'static str = $c;
            fn blank() -> Box<Self::Value> {
                Box::new(Number(Field::new(0)))
            }
            fn fits(tag: Tag) -> bool {
                tag == INTEGER
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self::Value>> {
                let number = read_number::<$t>(from, tag.unwrap_or(INTEGER))?;
                Ok(Box::new(Number(Field::new(number))))
            }
            fn write(value: &Self::Value, tag: Option<Tag>, out: &mut Vec<u8>) {
                let number = value.0.get();
                if number != 0 || $zero {
                    write_number(number.parts(), tag.unwrap_or(INTEGER), out);
                }
            }
            fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.line(place, value.0.get().to_string());
                Ok(())
            }
        }
    )+};
}
number_kinds! {
    /// INTEGER as `int32_t`.
    Int32: i32, "INT32", zero true;
    /// INTEGER as `uint32_t`.
    Uint32: u32, "UINT32", zero true;
    /// INTEGER as `int64_t`.
    Int64: i64, "INT64", zero true;
    /// INTEGER as `uint64_t`.
    Uint64: u64, "UINT64", zero true;
    /// INTEGER as `int32_t`; 0 is left out.
    ZeroInt32: i32, "ZINT32", zero false;
    /// INTEGER as `uint32_t`; 0 is left out.
    ZeroUint32: u32, "ZUINT32", zero false;
    /// INTEGER as `int64_t`; 0 is left out.
    ZeroInt64: i64, "ZINT64", zero false;
    /// INTEGER as `uint64_t`; 0 is left out.
    ZeroUint64: u64, "ZUINT64", zero false;
}

/// An INTEGER that must be there, as `int32_t` in the structure itself.
pub struct Embedded;

impl Member for Embedded {
    type Slot = Field<i32>;
    const OPTIONAL: bool = false;
    fn blank() -> Self::Slot {
        Field::new(0)
    }
    fn absent() -> Self::Slot {
        Field::new(0)
    }
    fn fits(tag: Tag) -> bool {
        tag == INTEGER
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        read_number(from, INTEGER).map(Field::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        write_number(slot.get().parts(), INTEGER, out);
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<Int32>(Some(&Number(Field::new(slot.get()))), name, indent)
    }
}

macro_rules! big_kinds {
    ($($(#[$doc:meta])* $name:ident, $c:literal, flags $flags:expr;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Kind for $name {
            type Value = BIGNUM;
            const NAME: &'static str = $c;
            fn blank() -> Box<BIGNUM> {
                let made = BIGNUM::new();
                made.set_flags($flags);
                made
            }
            fn fits(tag: Tag) -> bool {
                tag == INTEGER
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<BIGNUM>> {
                let made = BIGNUM::from_be(primitive(from, tag.unwrap_or(INTEGER))?)?;
                made.set_flags($flags);
                Ok(made)
            }
            fn write(value: &BIGNUM, tag: Option<Tag>, out: &mut Vec<u8>) {
                let Ok(mut octets) = value.to_be() else { return };
                if octets.first().is_none_or(|first| first & 0x80 != 0) {
                    octets.insert(0, 0);
                }
                put_primitive(out, tag.unwrap_or(INTEGER), &octets);
            }
            fn show(value: &BIGNUM, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.line(place, value.to_text()?);
                Ok(())
            }
        }
    )+};
}
big_kinds! {
    /// INTEGER as `BIGNUM`; its sign is not told.
    Big, "BIGNUM", flags 0;
    /// INTEGER as `BIGNUM` in memory for secrets.
    SecretBig, "CBIGNUM", flags SECURE;
}

/// A value in the place of a pointer.
fn placed(value: c_long) -> Opaque {
    Opaque(std::ptr::without_provenance_mut(value as usize))
}

/// What a `long` is that was not set.
pub const LONG_UNDEF: c_long = 0x7fff_ffff;

/// A reader of bytes, of which there must be some.
fn some(bytes: &[u8]) -> Result<Reader<'_>> {
    if bytes.is_empty() { Err(bad(asn1::R_TOO_SMALL)) } else { Ok(Reader::new(bytes)) }
}

fn read_long(bytes: &[u8], tag: Option<Tag>, absent: c_long) -> Result<(Opaque, usize)> {
    let mut from = some(bytes)?;
    let octets = primitive(&mut from, tag.unwrap_or(INTEGER))?;
    let over = || bad(asn1::R_INTEGER_TOO_LARGE_FOR_LONG);
    let (negative, number) = sign_and_magnitude(octets)?;
    let size = integer::magnitude(&number).map_err(|_| over())?;
    let value = c_long::of(negative, Ok(size)).map_err(|_| over())?;
    if value == absent {
        return Err(over());
    }
    Ok((placed(value), bytes.len() - from.rest().len()))
}

fn write_long(value: Opaque, tag: Option<Tag>, absent: c_long) -> Result<Vec<u8>> {
    let value = value.0.addr() as c_long;
    let mut out = Vec::new();
    if value != absent {
        write_number(value.parts(), tag.unwrap_or(INTEGER), &mut out);
    }
    Ok(out)
}

fn show_long(value: Opaque, to: &mut dyn Any, place: Place<'_>) -> Result<()> {
    let to = to.downcast_mut::<Printer>().ok_or_else(Error::quiet)?;
    to.line(place, (value.0.addr() as c_long).to_string());
    Ok(())
}

/// The functions of `LONG`.
pub static LONG: Operations = Operations::new(
    || placed(LONG_UNDEF),
    |_| {},
    |bytes, tag| read_long(bytes, tag, LONG_UNDEF),
    |value, tag| write_long(value, tag, LONG_UNDEF),
    |tag| tag == INTEGER,
)
.showing(show_long)
.held(Held::Long);

/// The functions of `ZLONG`, where 0 is left out.
pub static ZERO_LONG: Operations = Operations::new(
    || placed(0),
    |_| {},
    |bytes, tag| read_long(bytes, tag, 0),
    |value, tag| write_long(value, tag, 0),
    |tag| tag == INTEGER,
)
.showing(show_long)
.held(Held::Long);

const BOOLEAN: Tag = (UNIVERSAL, 1);

fn read_truth(bytes: &[u8], tag: Option<Tag>) -> Result<(Opaque, usize)> {
    let mut from = some(bytes)?;
    match primitive(&mut from, tag.unwrap_or(BOOLEAN))? {
        [octet] => Ok((placed((*octet).into()), bytes.len() - from.rest().len())),
        _ => Err(bad(asn1::R_BOOLEAN_IS_WRONG_LENGTH)),
    }
}

fn write_truth(value: Opaque, tag: Option<Tag>, absent: Option<bool>) -> Result<Vec<u8>> {
    // An `int` is in the place: its upper half is of no meaning.
    let value = value.0.addr() as c_int;
    let mut out = Vec::new();
    if value == -1 || absent == Some(value != 0) {
        return Ok(out);
    }
    put_primitive(&mut out, tag.unwrap_or(BOOLEAN), &[value as u8]);
    Ok(out)
}

fn show_truth(value: Opaque, to: &mut dyn Any, place: Place<'_>) -> Result<()> {
    let to = to.downcast_mut::<Printer>().ok_or_else(Error::quiet)?;
    to.truth(value.0.addr() as c_int, place);
    Ok(())
}

/// The functions of a BOOLEAN.
const fn truth(
    new: fn() -> Opaque,
    write: fn(Opaque, Option<Tag>) -> Result<Vec<u8>>,
) -> Operations {
    Operations::new(new, |_| {}, read_truth, write, |tag| tag == BOOLEAN)
        .showing(show_truth)
        .held(Held::Int)
}

/// The functions of `ASN1_BOOLEAN`.
pub static TRUTH: Operations = truth(|| placed(-1), |value, tag| write_truth(value, tag, None));

/// The functions of `ASN1_TBOOLEAN`, where TRUE is left out.
pub static TRUTH_OR_TRUE: Operations =
    truth(|| placed(1), |value, tag| write_truth(value, tag, Some(true)));

/// The functions of `ASN1_FBOOLEAN`, where FALSE is left out.
pub static TRUTH_OR_FALSE: Operations =
    truth(|| placed(0), |value, tag| write_truth(value, tag, Some(false)));

/// The number that an unsigned INTEGER is, whose sign bit is one more digit.
///
/// Gives it with the bytes read. Errors: `ASN1_R_EXPECTING_AN_INTEGER`.
pub fn read_unsigned(bytes: &[u8]) -> Result<(Box<ASN1_STRING>, usize)> {
    let mut from = Reader::new(bytes);
    let h = super::reader::header(bytes).ok();
    if h.is_some_and(|h| h.len.is_none()) {
        let error = bad(asn1::R_HEADER_TOO_LONG);
        crate::err::push(&error, "ASN1_get_object");
        return Err(bad(asn1::R_BAD_OBJECT_HEADER));
    }
    let tlv = from.any()?;
    if tlv.tag.1 != INTEGER.1 {
        return Err(bad(asn1::R_EXPECTING_AN_INTEGER));
    }
    let octets = match tlv.value {
        [0, rest @ ..] if !rest.is_empty() => rest,
        octets => octets,
    };
    let number = ASN1_STRING::with(v::INTEGER, octets)?;
    Ok((number, bytes.len() - from.rest().len()))
}
