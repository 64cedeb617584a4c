//! Values of any type that has an `ASN1_ITEM`: this library's own, and those
//! that a program made by OpenSSL's templates, whose structures are the
//! program's memory.
//!
//! What OpenSSL's macros write is walked as it says: [`make`] makes and frees,
//! [`decode`] reads, [`encode`] writes, [`show`] prints. A value's place is a
//! [`ValueAt`]: of its pointer as a rule, of the value itself for a BOOLEAN or
//! `long`. Of a value within its structure (`ASN1_EMBED`) it is a variable that
//! points into the structure.

pub mod decode;
pub mod encode;
pub mod foreign;
pub mod make;
pub mod show;

use super::io::operations;
use super::number::{TRUTH, TRUTH_OR_FALSE, TRUTH_OR_TRUE};
use super::primitive::{
    ASN1_TYPE, Bits, Bmp, Enumerated, General, GeneralizedTime, Ia5, Integer, Null, Octets, Oid,
    Printable, RawSequence, T61, Universal, UtcTime, Utf8, Visible, v,
};
use super::reader::bad;
use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::layout::item::{ASN1_ITEM, Held, Operations, Shape};
use crate::abi::layout::template::{ASN1_TEMPLATE, ASN1_aux_cb, Structure, ValueAt};
use crate::abi::{Arg, In, Opaque, stack};
use crate::err::{self, Result, asn1};
use crate::obj::objects::ASN1_OBJECT;
use std::ffi::{c_int, c_long, c_void};

/// Deepest nesting of types that is written, made or shown. What is read is
/// bounded closer, by [`decode`].
const DEEPEST: usize = 500;

/// What a type is told of its values, `ASN1_OP_…`.
pub mod op {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const NEW_PRE: c_int = 0;
    pub const NEW_POST: c_int = 1;
    pub const FREE_PRE: c_int = 2;
    pub const FREE_POST: c_int = 3;
    pub const D2I_PRE: c_int = 4;
    pub const D2I_POST: c_int = 5;
    pub const I2D_PRE: c_int = 6;
    pub const I2D_POST: c_int = 7;
    pub const PRINT_PRE: c_int = 8;
    pub const PRINT_POST: c_int = 9;
    pub const DUP_PRE: c_int = 14;
    pub const DUP_POST: c_int = 15;
    pub const GET0_LIBCTX: c_int = 16;
    pub const GET0_PROPQ: c_int = 17;
}

/// The deeper of two levels; an error where types nest for ever.
fn deeper(depth: usize) -> Result<usize> {
    match depth < DEEPEST {
        true => Ok(depth + 1),
        false => Err(bad(asn1::R_NESTED_TOO_DEEP)),
    }
}

/// What a type's own function says to an operation; 1 if it has none.
fn tell(
    callback: Option<ASN1_aux_cb>,
    operation: c_int,
    at: ValueAt,
    it: &ASN1_ITEM,
    argument: *mut c_void,
) -> c_int {
    callback.map_or(1, |callback| callback(operation, at.raw(), In::lend(it), argument))
}

/// This library's functions for a primitive type of the program's own name.
fn builtin(kind: c_int, absent: c_long) -> Option<&'static Operations> {
    macro_rules! of {
        ($kind:ty) => {{
            static TABLE: Operations = operations::<$kind>();
            Some(&TABLE)
        }};
    }
    match kind {
        v::BOOLEAN => Some(match absent {
            0 => &TRUTH_OR_FALSE,
            1.. => &TRUTH_OR_TRUE,
            _ => &TRUTH,
        }),
        v::ANY => of!(ASN1_TYPE),
        v::INTEGER => of!(Integer),
        v::BIT_STRING => of!(Bits),
        v::OCTET_STRING => of!(Octets),
        v::NULL => of!(Null),
        v::OBJECT => of!(Oid),
        v::ENUMERATED => of!(Enumerated),
        v::UTF8STRING => of!(Utf8),
        v::SEQUENCE => of!(RawSequence),
        v::PRINTABLESTRING => of!(Printable),
        v::T61STRING => of!(T61),
        v::IA5STRING => of!(Ia5),
        v::UTCTIME => of!(UtcTime),
        v::GENERALIZEDTIME => of!(GeneralizedTime),
        v::VISIBLESTRING => of!(Visible),
        v::GENERALSTRING => of!(General),
        v::UNIVERSALSTRING => of!(Universal),
        v::BMPSTRING => of!(Bmp),
        _ => None,
    }
}

/// The functions for a primitive type of the program's.
fn builtin_of(kind: c_int, it: &ASN1_ITEM) -> Result<&'static Operations> {
    builtin(kind, it.size()).ok_or_else(|| bad(asn1::R_UNKNOWN_TAG))
}

/// How much of a structure a member takes.
fn size_in_structure(tt: &ASN1_TEMPLATE) -> Result<usize> {
    if tt.list().is_some() {
        return Ok(size_of::<*mut c_void>());
    }
    let item = tt.item()?;
    let held = match item.shape()? {
        Shape::Ours(ops) => Some((ops.held, ops.embed)),
        Shape::Primitive(kind, None) => builtin(kind, item.size()).map(|ops| (ops.held, ops.embed)),
        _ => None,
    };
    if tt.embedded() {
        return match (item.shape()?, held) {
            (Shape::Sequence(members, _) | Shape::Choice(members, _), _) => Ok(members.size),
            (_, Some((Held::Pointer, Some(embed)))) => Ok(embed.size),
            _ => Err(bad(asn1::R_BAD_TEMPLATE)),
        };
    }
    Ok(match held {
        Some((Held::Int, _)) => size_of::<c_int>(),
        _ => size_of::<*mut c_void>(),
    })
}

/// The place of a member.
fn member(structure: &Structure, tt: &ASN1_TEMPLATE) -> Result<ValueAt> {
    tt.place(structure, size_in_structure(tt)?)
}

/// Runs `walk` with a member's place: of its pointer, or of one to it.
fn reached<R>(at: ValueAt, tt: &ASN1_TEMPLATE, walk: impl FnOnce(ValueAt) -> R) -> R {
    if !tt.embedded() {
        return walk(at);
    }
    let mut address = at.address();
    walk(ValueAt::lend(&mut address))
}

/// The number in an INTEGER that tells a type; -1 if it is none.
fn number(value: &ASN1_INTEGER) -> c_long {
    super::integer::to_i64(value, v::INTEGER).unwrap_or(-1)
}

/// The template that a member follows, by the value of another if that
/// defines it.
///
/// Errors: `ASN1_R_UNSUPPORTED_ANY_DEFINED_BY_TYPE`.
fn chosen<'a>(structure: &Structure, tt: &'a ASN1_TEMPLATE) -> Result<&'a ASN1_TEMPLATE> {
    if !tt.defined_by() {
        return Ok(tt);
    }
    let unsupported = || bad(asn1::R_UNSUPPORTED_ANY_DEFINED_BY_TYPE);
    let table = tt.table()?;
    let selector = table.selector(structure)?;
    let number = match selector.is_null() {
        true => None,
        false => {
            let number = match tt.by_number() {
                true => stack::look::<ASN1_INTEGER>(selector).map_or(-1, number),
                false => stack::look::<ASN1_OBJECT>(selector).map_or(0, |o| o.nid().into()),
            };
            Some(table.translated(number).ok_or_else(unsupported)?)
        }
    };
    table.template(number).ok_or_else(unsupported)
}

/// A new value. Errors: those of [`make`].
pub fn new(it: &ASN1_ITEM) -> Result<Opaque> {
    let mut made = Opaque::NULL;
    make::item(ValueAt::lend(&mut made), it, false, 0)?;
    Ok(made)
}

/// Frees a value; NULL is nothing.
pub fn free(it: &ASN1_ITEM, value: Opaque) {
    let mut value = value;
    make::free_item(ValueAt::lend(&mut value), it, false);
}

/// Reads a value at the start of the bytes; also gives its length.
pub fn read(it: &ASN1_ITEM, bytes: &[u8]) -> Result<(Opaque, usize)> {
    let mut made = Opaque::NULL;
    let used = read_into(ValueAt::lend(&mut made), it, bytes)?;
    Ok((made, used))
}

/// Reads a value at the start of the bytes into a place, where it replaces
/// another; gives its length. On failure nothing is there.
pub fn read_into(at: ValueAt, it: &ASN1_ITEM, bytes: &[u8]) -> Result<usize> {
    let ask = decode::Ask { tag: None, optional: false };
    decode::whole(at, it, bytes, ask)?.ok_or_else(|| bad(asn1::R_WRONG_TAG))
}

/// The encoding of a value; empty where a type's own function refuses.
pub fn write(it: &ASN1_ITEM, value: Opaque) -> Result<Vec<u8>> {
    encode::whole(it, value, encode::As::DER)
}

/// A copy of a value, by way of its encoding.
///
/// Errors: `ASN1_R_AUX_ERROR` if the type's own function refuses.
pub fn duplicate(it: &ASN1_ITEM, value: Opaque) -> Result<Opaque> {
    let callback = match it.shape()? {
        Shape::Sequence(members, _) | Shape::Choice(members, _) => {
            members.aux.and_then(|aux| aux.callback())
        }
        _ => None,
    };
    let told = |operation, at: ValueAt, argument: *mut c_void| match tell(
        callback, operation, at, it, argument,
    ) {
        0 => Err(decode::of_type(it, bad(asn1::R_AUX_ERROR))),
        _ => Ok(()),
    };
    let mut old = value;
    let mut context: *mut c_void = std::ptr::null_mut();
    let at = ValueAt::lend(&mut old);
    told(op::DUP_PRE, at, std::ptr::null_mut())?;
    // Whose answers are of no use: there is one library context.
    told(op::GET0_LIBCTX, at, Arg::to(&mut context).0)?;
    told(op::GET0_PROPQ, at, Arg::to(&mut context).0)?;
    let der = match write(it, value) {
        Ok(der) if !der.is_empty() => der,
        Ok(_) => return Err(bad(err::R_MALLOC_FAILURE)),
        Err(error) => {
            err::push(&error, "ASN1_item_i2d");
            return Err(bad(err::R_MALLOC_FAILURE));
        }
    };
    let copy = read(it, &der);
    // It hears of a copy that could not be made, too.
    let mut made = copy.as_ref().map_or(Opaque::NULL, |copy| copy.0);
    let post = told(op::DUP_POST, ValueAt::lend(&mut made), value.0);
    match (copy, post) {
        (Ok(_), Ok(())) => Ok(made),
        (Ok(_), Err(error)) => {
            free(it, made);
            Err(error)
        }
        (Err(error), Ok(())) => Err(error),
        (Err(error), Err(refusal)) => {
            err::push(&error, "ASN1_item_d2i");
            Err(refusal)
        }
    }
}
