//! The kinds of primitive values: `ASN1_STRING` and its likes, OBJECT
//! IDENTIFIER, NULL, and `ASN1_TYPE`, which holds any value.

use super::codec::{Kind, OwnerOf};
use super::integer;
use super::reader::{Reader, Tag, Tlv, UNIVERSAL, bad, joined, nested, put_primitive};
use super::show::{Place, Printer};
use crate::abi::layout::Field;
use crate::abi::layout::asn1::{ASN1_STRING, BITS_LEFT, EMBED, MSTRING};
use crate::abi::{Opaque, StaticOrBox, stack};
use crate::err::{Error, Result, asn1};
use crate::obj::objects::{ASN1_OBJECT, Object};
use std::ffi::{c_int, c_long, c_void};

/// Universal tag numbers, `V_ASN1_…`.
pub mod v {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const UNDEF: c_int = -1;
    pub const OTHER: c_int = -3;
    pub const ANY: c_int = -4;
    pub const BOOLEAN: c_int = 1;
    pub const INTEGER: c_int = 2;
    pub const BIT_STRING: c_int = 3;
    pub const OCTET_STRING: c_int = 4;
    pub const NULL: c_int = 5;
    pub const OBJECT: c_int = 6;
    pub const ENUMERATED: c_int = 10;
    pub const UTF8STRING: c_int = 12;
    pub const SEQUENCE: c_int = 16;
    pub const SET: c_int = 17;
    pub const NUMERICSTRING: c_int = 18;
    pub const PRINTABLESTRING: c_int = 19;
    pub const T61STRING: c_int = 20;
    pub const IA5STRING: c_int = 22;
    pub const UTCTIME: c_int = 23;
    pub const GENERALIZEDTIME: c_int = 24;
    pub const VISIBLESTRING: c_int = 26;
    pub const GENERALSTRING: c_int = 27;
    pub const UNIVERSALSTRING: c_int = 28;
    pub const BMPSTRING: c_int = 30;
}

/// The bit of a string type in a mask (`B_ASN1_…`); 0 for other types.
pub const fn mask_of(kind: c_int) -> u32 {
    match kind {
        v::NUMERICSTRING => 0x0001,
        v::PRINTABLESTRING => 0x0002,
        v::T61STRING => 0x0004,
        21 => 0x0008,
        v::IA5STRING => 0x0010,
        25 => 0x0020,
        v::VISIBLESTRING => 0x0040,
        v::GENERALSTRING => 0x0080,
        v::UNIVERSALSTRING => 0x0100,
        v::OCTET_STRING => 0x0200,
        v::BIT_STRING => 0x0400,
        v::BMPSTRING => 0x0800,
        7 | 8 | 9 | 11 | 13 | 14 | 15 | 29 => 0x1000,
        v::UTF8STRING => 0x2000,
        v::UTCTIME => 0x4000,
        v::GENERALIZEDTIME => 0x8000,
        v::SEQUENCE => 0x10000,
        _ => 0,
    }
}

/// `B_ASN1_TIME`.
pub const TIME_MASK: u32 = 0x4000 | 0x8000;
/// `B_ASN1_DIRECTORYSTRING`.
pub const DIRECTORY_MASK: u32 = 0x0002 | 0x0004 | 0x0800 | 0x0100 | 0x2000;
/// `B_ASN1_DISPLAYTEXT`.
pub const DISPLAY_MASK: u32 = 0x0010 | 0x0040 | 0x0800 | 0x2000;
/// `B_ASN1_PRINTABLE`.
pub const PRINTABLE_MASK: u32 =
    0x0001 | 0x0002 | 0x0004 | 0x0010 | 0x0400 | 0x0100 | 0x0800 | 0x2000 | 0x10000 | 0x1000;

/// The content octets of a value of a known type, as a string.
pub fn from_content(kind: c_int, tlv: &Tlv<'_>) -> Result<Box<ASN1_STRING>> {
    let primitive_only =
        matches!(kind, v::INTEGER | v::ENUMERATED | v::NULL | v::BOOLEAN | v::OBJECT);
    if matches!(kind, v::SEQUENCE | v::SET | v::OTHER) {
        if kind != v::OTHER && !tlv.constructed {
            return Err(bad(asn1::R_TYPE_NOT_CONSTRUCTED));
        }
        return ASN1_STRING::with(kind, tlv.raw);
    }
    if primitive_only && tlv.constructed {
        return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
    }
    let octets = joined(tlv)?;
    match kind {
        v::INTEGER | v::ENUMERATED => integer::from_content(kind, &octets),
        v::BIT_STRING => bits_from_content(&octets),
        v::BMPSTRING if octets.len() % 2 != 0 => Err(bad(asn1::R_BMPSTRING_IS_WRONG_LENGTH)),
        v::UNIVERSALSTRING if octets.len() % 4 != 0 => {
            Err(bad(asn1::R_UNIVERSALSTRING_IS_WRONG_LENGTH))
        }
        _ => ASN1_STRING::with(kind, &octets),
    }
}

fn bits_from_content(octets: &[u8]) -> Result<Box<ASN1_STRING>> {
    let Some((unused, bytes)) = octets.split_first() else {
        return Err(bad(asn1::R_STRING_TOO_SHORT));
    };
    if *unused > 7 {
        return Err(bad(asn1::R_INVALID_BIT_STRING_BITS_LEFT));
    }
    let made = ASN1_STRING::new(v::BIT_STRING);
    if !bytes.is_empty() {
        made.store(bytes)?;
        if let Some(last) = made.bytes_mut().last_mut() {
            *last &= 0xff << unused;
        }
    }
    made.flags.set(BITS_LEFT | c_long::from(*unused));
    Ok(made)
}

/// The content octets of a bit string's encoding.
pub fn bits_content(bits: &ASN1_STRING) -> Vec<u8> {
    let mut bytes = bits.bytes();
    let unused = if bytes.is_empty() {
        0
    } else if bits.flags.get() & BITS_LEFT != 0 {
        (bits.flags.get() & 7) as u8
    } else {
        while let [rest @ .., 0] = bytes {
            bytes = rest;
        }
        bytes.last().map_or(0, |last| (last.trailing_zeros() & 7) as u8)
    };
    let mut out = Vec::with_capacity(bytes.len() + 1);
    out.push(unused);
    out.extend_from_slice(bytes);
    if let (Some(last), true) = (out.last_mut(), !bytes.is_empty()) {
        *last &= 0xff << unused;
    }
    out
}

/// Appends a string's value; its own type tells how.
pub fn write_string(value: &ASN1_STRING, kind: c_int, tag: Option<Tag>, out: &mut Vec<u8>) {
    let natural = (UNIVERSAL, kind.unsigned_abs());
    let tag = tag.unwrap_or(natural);
    match kind {
        v::SEQUENCE | v::SET | v::OTHER => out.extend_from_slice(value.bytes()),
        v::INTEGER | v::ENUMERATED => put_primitive(out, tag, &integer::content(value)),
        v::BIT_STRING => put_primitive(out, tag, &bits_content(value)),
        _ => put_primitive(out, tag, value.bytes()),
    }
}

macro_rules! string_kinds {
    ($($(#[$doc:meta])* $name:ident = $kind:expr, $c:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Kind for $name {
            type Value = ASN1_STRING;
            const NAME: &'static str = $c;
            fn blank() -> Box<ASN1_STRING> {
                ASN1_STRING::new($kind)
            }
            fn fits(tag: Tag) -> bool {
                tag == (UNIVERSAL, $kind as u32)
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<ASN1_STRING>> {
                let tag = tag.unwrap_or((UNIVERSAL, $kind as u32));
                let tlv = from.expect(tag).map_err(|e| nested(&e))?;
                from_content($kind, &tlv)
            }
            fn write(value: &ASN1_STRING, tag: Option<Tag>, out: &mut Vec<u8>) {
                write_string(value, $kind, tag, out);
            }
            fn embedded(value: &ASN1_STRING) {
                value.flags.set(value.flags.get() | EMBED);
            }
            fn show(value: &ASN1_STRING, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.string(value, $kind, place)
            }
        }
    )+};
}
string_kinds! {
    /// INTEGER.
    Integer = v::INTEGER, "ASN1_INTEGER";
    /// ENUMERATED.
    Enumerated = v::ENUMERATED, "ASN1_ENUMERATED";
    /// BIT STRING.
    Bits = v::BIT_STRING, "ASN1_BIT_STRING";
    /// OCTET STRING.
    Octets = v::OCTET_STRING, "ASN1_OCTET_STRING";
    /// OCTET STRING that may come in pieces.
    OctetsInPieces = v::OCTET_STRING, "ASN1_OCTET_STRING_NDEF";
    /// UTF8String.
    Utf8 = v::UTF8STRING, "ASN1_UTF8STRING";
    /// PrintableString.
    Printable = v::PRINTABLESTRING, "ASN1_PRINTABLESTRING";
    /// T61String.
    T61 = v::T61STRING, "ASN1_T61STRING";
    /// IA5String.
    Ia5 = v::IA5STRING, "ASN1_IA5STRING";
    /// GeneralString.
    General = v::GENERALSTRING, "ASN1_GENERALSTRING";
    /// VisibleString.
    Visible = v::VISIBLESTRING, "ASN1_VISIBLESTRING";
    /// UniversalString.
    Universal = v::UNIVERSALSTRING, "ASN1_UNIVERSALSTRING";
    /// BMPString.
    Bmp = v::BMPSTRING, "ASN1_BMPSTRING";
    /// UTCTime.
    UtcTime = v::UTCTIME, "ASN1_UTCTIME";
    /// GeneralizedTime.
    GeneralizedTime = v::GENERALIZEDTIME, "ASN1_GENERALIZEDTIME";
    /// A SEQUENCE kept as its encoding.
    RawSequence = v::SEQUENCE, "ASN1_SEQUENCE";
}

/// An empty string of one of several types.
pub fn blank_one_of() -> Box<ASN1_STRING> {
    let made = ASN1_STRING::new(v::UNDEF);
    made.flags.set(MSTRING);
    made
}

/// Whether a tag is that of a type in a mask (`B_ASN1_…`).
pub fn one_of(tag: Tag, mask: u32) -> bool {
    tag.0 == UNIVERSAL && c_int::try_from(tag.1).is_ok_and(|t| mask_of(t) & mask != 0)
}

/// Reads a string whose type is in a mask, as the type called `name`.
pub fn read_one_of(from: &mut Reader<'_>, mask: u32, name: &str) -> Result<Box<ASN1_STRING>> {
    let of_type = |e: Error| e.with(format!("Type={name}"));
    let tlv = from.any().map_err(|e| of_type(nested(&e)))?;
    if tlv.tag.0 != UNIVERSAL {
        return Err(of_type(bad(asn1::R_MSTRING_NOT_UNIVERSAL)));
    }
    if !one_of(tlv.tag, mask) {
        return Err(of_type(bad(asn1::R_MSTRING_WRONG_TAG)));
    }
    let made = from_content(c_int::try_from(tlv.tag.1).unwrap_or(v::OTHER), &tlv)?;
    made.flags.set(made.flags.get() | MSTRING);
    Ok(made)
}

macro_rules! multi_kinds {
    ($($(#[$doc:meta])* $name:ident = $mask:expr, $c:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Kind for $name {
            type Value = ASN1_STRING;
            const NAME: &'static str = $c;
            fn blank() -> Box<ASN1_STRING> {
                blank_one_of()
            }
            fn fits(tag: Tag) -> bool {
                one_of(tag, $mask)
            }
            fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<ASN1_STRING>> {
                read_one_of(from, $mask, $c)
            }
            fn write(value: &ASN1_STRING, tag: Option<Tag>, out: &mut Vec<u8>) {
                write_string(value, value.kind.get(), tag, out);
            }
            fn embedded(value: &ASN1_STRING) {
                value.flags.set(value.flags.get() | EMBED);
            }
            fn show(value: &ASN1_STRING, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.string(value, value.kind.get(), place)
            }
        }
    )+};
}
multi_kinds! {
    /// UTCTime or GeneralizedTime.
    Time = TIME_MASK, "ASN1_TIME";
    /// A string of X.520's DirectoryString.
    DirectoryString = DIRECTORY_MASK, "DIRECTORYSTRING";
    /// A string of the policy extension's DisplayText.
    DisplayText = DISPLAY_MASK, "DISPLAYTEXT";
    /// What a name may hold.
    PrintableAny = PRINTABLE_MASK, "ASN1_PRINTABLE";
}

/// OBJECT IDENTIFIER.
pub struct Oid;

/// The object with these content octets.
pub fn object_from_content(octets: &[u8]) -> Result<Object> {
    let ends = octets.last().is_some_and(|last| last & 0x80 == 0);
    let padded = octets.iter().enumerate().any(|(at, b)| {
        *b == 0x80 && (at == 0 || octets.get(at - 1).is_some_and(|p| p & 0x80 == 0))
    });
    if !ends || padded {
        return Err(bad(asn1::R_INVALID_OBJECT_ENCODING));
    }
    Ok(ASN1_OBJECT::from_der(octets))
}

impl Kind for Oid {
    type Value = ASN1_OBJECT;
    const NAME: &'static str = "ASN1_OBJECT";
    fn blank() -> Object {
        crate::obj::objects::by_nid(0).map_or_else(
            || StaticOrBox::Boxed(ASN1_OBJECT::dynamic(0, Vec::new(), None, None)),
            StaticOrBox::Static,
        )
    }
    fn fits(tag: Tag) -> bool {
        tag == (UNIVERSAL, 6)
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Object> {
        let tlv = from.expect(tag.unwrap_or((UNIVERSAL, 6))).map_err(|e| nested(&e))?;
        if tlv.constructed {
            return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
        }
        object_from_content(tlv.value)
    }
    fn write(value: &ASN1_OBJECT, tag: Option<Tag>, out: &mut Vec<u8>) {
        if !value.der().is_empty() {
            put_primitive(out, tag.unwrap_or((UNIVERSAL, 6)), value.der());
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.object(value, place);
        Ok(())
    }
}

/// The value of NULL: there is but one, which no pointer is needed for.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct ASN1_NULL;

/// NULL.
pub struct Null;

impl Kind for Null {
    type Value = ASN1_NULL;
    const NAME: &'static str = "ASN1_NULL";
    fn blank() -> Box<ASN1_NULL> {
        Box::new(ASN1_NULL)
    }
    fn fits(tag: Tag) -> bool {
        tag == (UNIVERSAL, 5)
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<ASN1_NULL>> {
        let tlv = from.expect(tag.unwrap_or((UNIVERSAL, 5))).map_err(|e| nested(&e))?;
        if tlv.constructed {
            return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
        }
        if !tlv.value.is_empty() {
            return Err(bad(asn1::R_NULL_IS_WRONG_LENGTH));
        }
        Ok(Self::blank())
    }
    fn write(_: &ASN1_NULL, tag: Option<Tag>, out: &mut Vec<u8>) {
        put_primitive(out, tag.unwrap_or((UNIVERSAL, 5)), &[]);
    }
    fn show(_: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.null(place);
        Ok(())
    }
}

/// A value of any type (`ASN1_TYPE`): its type, and a pointer to it.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_TYPE {
    /// `V_ASN1_…`.
    pub kind: Field<c_int>,
    /// A string, an object, or a BOOLEAN in the place of the pointer.
    value: Field<*mut c_void>,
}

/// What an `ASN1_TYPE` holds.
pub enum Value<'a> {
    /// NULL, or nothing.
    None,
    /// BOOLEAN.
    Bool(bool),
    /// OBJECT IDENTIFIER.
    Object(&'a ASN1_OBJECT),
    /// All other types.
    String(&'a ASN1_STRING),
}

impl ASN1_TYPE {
    /// One that holds nothing.
    pub fn new() -> Box<Self> {
        Box::new(ASN1_TYPE { kind: Field::new(v::UNDEF), value: Field::new(std::ptr::null_mut()) })
    }

    /// One that holds NULL.
    pub fn null() -> Box<Self> {
        let made = Self::new();
        made.kind.set(v::NULL);
        made
    }

    /// One that holds a string, under the string's own type.
    pub fn of_string(string: Box<ASN1_STRING>) -> Box<Self> {
        let made = Self::new();
        made.set_raw(integer::base_kind(string.kind.get()), stack::give::<ASN1_STRING>(string));
        made
    }

    /// One that holds an object.
    pub fn of_object(object: Object) -> Box<Self> {
        let made = Self::new();
        made.set_raw(v::OBJECT, stack::give::<ASN1_OBJECT>(object));
        made
    }

    /// One that holds a BOOLEAN.
    pub fn of_bool(value: bool) -> Box<Self> {
        let made = Self::new();
        made.set_raw(v::BOOLEAN, Opaque(if value { BOOL_TRUE } else { std::ptr::null_mut() }));
        made
    }

    /// The value.
    pub fn value(&self) -> Value<'_> {
        let pointer = Opaque(self.value.get());
        match self.kind.get() {
            v::BOOLEAN => Value::Bool(self.value.get().addr() & 0xffff_ffff != 0),
            v::NULL => Value::None,
            v::OBJECT => stack::look(pointer).map_or(Value::None, Value::Object),
            _ => stack::look(pointer).map_or(Value::None, Value::String),
        }
    }

    /// The pointer as C sees it.
    pub fn raw(&self) -> Opaque {
        Opaque(self.value.get())
    }

    /// Where the pointer is, for functions that lend the place itself.
    pub fn place(&self) -> *mut *mut c_void {
        self.value.place()
    }

    /// The string, if it holds one of this type.
    pub fn string(&self, kind: c_int) -> Option<&ASN1_STRING> {
        match self.value() {
            Value::String(string) if self.kind.get() == kind => Some(string),
            _ => None,
        }
    }

    /// Frees what is there and stores a type and pointer.
    pub fn set_raw(&self, kind: c_int, pointer: Opaque) {
        let old = Opaque(self.value.replace(std::ptr::null_mut()));
        match self.kind.get() {
            v::BOOLEAN | v::NULL => {}
            v::OBJECT => drop(stack::take::<ASN1_OBJECT>(old)),
            _ => drop(stack::take::<ASN1_STRING>(old)),
        }
        self.kind.set(kind);
        self.value.set(pointer.0);
    }

    /// A copy.
    pub fn duplicate(&self) -> Result<Box<Self>> {
        let kind = self.kind.get();
        Ok(match self.value() {
            Value::None => {
                let made = Self::new();
                made.kind.set(kind);
                made
            }
            Value::Bool(value) => Self::of_bool(value),
            Value::Object(object) => Self::of_object(object.duplicate()),
            Value::String(string) => {
                let made = Self::new();
                made.set_raw(kind, stack::give::<ASN1_STRING>(string.duplicate()?));
                made
            }
        })
    }
}

/// What stands for TRUE in the place of a pointer.
const BOOL_TRUE: *mut c_void = std::ptr::without_provenance_mut(0xff);

impl Drop for ASN1_TYPE {
    fn drop(&mut self) {
        self.set_raw(v::NULL, Opaque::NULL);
    }
}

impl Kind for ASN1_TYPE {
    type Value = ASN1_TYPE;
    const NAME: &'static str = "ASN1_ANY";
    fn blank() -> Box<Self> {
        Self::new()
    }
    fn fits(_: Tag) -> bool {
        true
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        if tag.is_some() {
            return Err(bad(asn1::R_ILLEGAL_TAGGED_ANY));
        }
        let tlv = from.any().map_err(|e| nested(&e))?;
        let kind = match c_int::try_from(tlv.tag.1) {
            Ok(kind) if tlv.tag.0 == UNIVERSAL => kind,
            _ => v::OTHER,
        };
        Ok(match kind {
            v::NULL | v::BOOLEAN | v::OBJECT if tlv.constructed => {
                return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
            }
            v::NULL if !tlv.value.is_empty() => return Err(bad(asn1::R_NULL_IS_WRONG_LENGTH)),
            v::NULL => Self::null(),
            v::BOOLEAN => match tlv.value {
                [octet] => Self::of_bool(*octet != 0),
                _ => return Err(bad(asn1::R_BOOLEAN_IS_WRONG_LENGTH)),
            },
            v::OBJECT => Self::of_object(object_from_content(tlv.value)?),
            _ => {
                let made = Self::new();
                made.set_raw(kind, stack::give::<ASN1_STRING>(from_content(kind, &tlv)?));
                made
            }
        })
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        match value.value() {
            Value::None if value.kind.get() == v::NULL => {
                put_primitive(out, (UNIVERSAL, 5), &[]);
            }
            Value::None => {}
            Value::Bool(truth) => {
                put_primitive(out, (UNIVERSAL, 1), &[if truth { 0xff } else { 0 }]);
            }
            Value::Object(object) => Oid::write(object, None, out),
            Value::String(string) => write_string(string, value.kind.get(), None, out),
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.any(value, place)
    }
    fn duplicate(value: &Self) -> Result<OwnerOf<Self>> {
        value.duplicate()
    }
}
