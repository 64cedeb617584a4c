//! Types whose values the program's own functions make, read and write.

use super::decode::{Ask, Read, check, unread};
use super::encode::{As, To, put};
use super::make::refused;
use crate::abi::layout::item::{ASN1_ITEM, Tag};
use crate::abi::layout::template::{ASN1_EXTERN_FUNCS, ASN1_PRIMITIVE_FUNCS, ValueAt};
use crate::abi::{DerIn, DerOut, In, Opaque, Out};
use crate::err::{Error, Result, asn1};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::reader::{UNIVERSAL, bad, joined, put_primitive};
use std::ffi::{c_char, c_int, c_long};

/// `ASN1_TFLG_NDEF`, which a class may have beside it.
pub const NDEF: c_int = 1 << 11;

/// Most bytes that a function of the program's may say a value has.
const MOST: usize = 1 << 30;

/// A tag as C's functions take it: -1 for the type's own, and its class.
fn parts(tag: Option<Tag>) -> (c_int, c_int) {
    tag.map_or((-1, 0), |tag| {
        (c_int::try_from(tag.1).unwrap_or(c_int::MAX), c_int::from(tag.0) << 6)
    })
}

/// A tag that C's functions were given.
pub fn tag_of(tag: c_int, class: c_int) -> Option<Tag> {
    u32::try_from(tag).ok().map(|number| ((class >> 6 & 3) as u8, number))
}

pub(super) fn make(at: ValueAt, it: &ASN1_ITEM, functions: &ASN1_PRIMITIVE_FUNCS) -> Result<()> {
    match functions.prim_new {
        Some(new) => refused(new(at.raw(), In::lend(it))),
        None => {
            at.set(Opaque::NULL);
            Ok(())
        }
    }
}

pub(super) fn make_extern(
    at: ValueAt,
    it: &ASN1_ITEM,
    functions: &ASN1_EXTERN_FUNCS,
) -> Result<()> {
    let null = std::ptr::null_mut();
    match (functions.asn1_ex_new_ex, functions.asn1_ex_new) {
        (Some(new), _) => refused(new(at.raw(), In::lend(it), null, null.cast())),
        (None, Some(new)) => refused(new(at.raw(), In::lend(it))),
        (None, None) => Ok(()),
    }
}

pub(super) fn clear(at: ValueAt, it: &ASN1_ITEM, functions: &ASN1_PRIMITIVE_FUNCS) {
    match functions.prim_clear {
        Some(clear) => clear(at.raw(), In::lend(it)),
        None => at.set(Opaque::NULL),
    }
}

pub(super) fn clear_extern(at: ValueAt, it: &ASN1_ITEM, functions: &ASN1_EXTERN_FUNCS) {
    match functions.asn1_ex_clear {
        Some(clear) => clear(at.raw(), In::lend(it)),
        None => at.set(Opaque::NULL),
    }
}

pub(super) fn free(at: ValueAt, it: &ASN1_ITEM, functions: &ASN1_PRIMITIVE_FUNCS, embedded: bool) {
    let free = if embedded { functions.prim_clear } else { functions.prim_free };
    match free {
        Some(free) => free(at.raw(), In::lend(it)),
        None if embedded => {}
        None => at.set(Opaque::NULL),
    }
}

pub(super) fn free_extern(at: ValueAt, it: &ASN1_ITEM, functions: &ASN1_EXTERN_FUNCS) {
    if let (Some(free), false) = (functions.asn1_ex_free, at.pointer().is_null()) {
        free(at.raw(), In::lend(it));
    }
}

/// Reads a primitive value, of which the program's function gets the content.
pub(super) fn read(
    at: ValueAt,
    it: &ASN1_ITEM,
    kind: c_int,
    functions: &ASN1_PRIMITIVE_FUNCS,
    bytes: &[u8],
    ask: Ask,
) -> Read {
    let Some(c2i) = functions.prim_c2i else { return Err(bad(asn1::R_BAD_TEMPLATE)) };
    let own = u32::try_from(kind).map_err(|_| bad(asn1::R_BAD_TEMPLATE))?;
    let tag = ask.tag.unwrap_or((UNIVERSAL, own));
    let Some(tlv) = check(bytes, Some(tag), ask.optional).map_err(unread)? else {
        return Ok(None);
    };
    let content = match kind {
        v::SEQUENCE | v::SET if !tlv.constructed => return Err(bad(asn1::R_TYPE_NOT_CONSTRUCTED)),
        v::SEQUENCE | v::SET => tlv.raw.into(),
        v::NULL | v::BOOLEAN | v::OBJECT | v::INTEGER | v::ENUMERATED if tlv.constructed => {
            return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
        }
        _ => joined(&tlv)?,
    };
    let len = c_int::try_from(content.len()).map_err(|_| bad(asn1::R_TOO_LONG))?;
    // The content stays ours: it is not for the function to keep.
    let mut given: c_char = 0;
    let done = c2i(at.raw(), content.as_ptr(), len, kind, Out::lend(&mut given), In::lend(it));
    refused(done)?;
    Ok(Some(tlv.raw.len()))
}

/// Reads a value with the program's function.
pub(super) fn read_extern(
    at: ValueAt,
    it: &ASN1_ITEM,
    functions: &ASN1_EXTERN_FUNCS,
    bytes: &[u8],
    ask: Ask,
) -> Read {
    let len = c_long::try_from(bytes.len()).map_err(|_| bad(asn1::R_TOO_LONG))?;
    let (tag, class) = parts(ask.tag);
    let (optional, null) = (c_char::from(ask.optional), std::ptr::null_mut());
    let mut place = bytes.as_ptr();
    let from = DerIn::lend(&mut place);
    let item = In::lend(it);
    let done = match (functions.asn1_ex_d2i_ex, functions.asn1_ex_d2i) {
        (Some(d2i), _) => {
            d2i(at.raw(), from, len, item, tag, class, optional, null, null, null.cast())
        }
        (None, Some(d2i)) => d2i(at.raw(), from, len, item, tag, class, optional, null),
        (None, None) => return Err(bad(asn1::R_BAD_TEMPLATE)),
    };
    if done == -1 && ask.optional {
        return Ok(None);
    }
    refused(done)?;
    match place.addr().checked_sub(bytes.as_ptr().addr()) {
        Some(used) if used > 0 && used <= bytes.len() => Ok(Some(used)),
        _ => Err(bad(asn1::R_BAD_TEMPLATE)),
    }
}

/// Writes a primitive value, of which the program's function gives the content.
pub(super) fn write(
    at: ValueAt,
    it: &ASN1_ITEM,
    kind: c_int,
    functions: &ASN1_PRIMITIVE_FUNCS,
    out: To<'_>,
    how: As,
) -> Result<usize> {
    let Some(i2c) = functions.prim_i2c else { return Err(bad(asn1::R_BAD_TEMPLATE)) };
    let mut kind = kind;
    let len = i2c(at.raw(), std::ptr::null_mut(), Out::lend(&mut kind), In::lend(it));
    let Ok(len) = usize::try_from(len) else { return Ok(0) };
    if len > MOST {
        return Err(bad(asn1::R_TOO_LONG));
    }
    let mut content = vec![0; len];
    if out.is_some() {
        i2c(at.raw(), content.as_mut_ptr(), Out::lend(&mut kind), In::lend(it));
    }
    if matches!(kind, v::SEQUENCE | v::SET | v::OTHER) {
        return Ok(put(out, &content));
    }
    let own = u32::try_from(kind).map_err(|_| bad(asn1::R_BAD_TEMPLATE))?;
    let mut der = Vec::new();
    put_primitive(&mut der, how.tag.unwrap_or((UNIVERSAL, own)), &content);
    Ok(put(out, &der))
}

/// Writes a value with the program's function.
pub(super) fn write_extern(
    at: ValueAt,
    it: &ASN1_ITEM,
    functions: &ASN1_EXTERN_FUNCS,
    out: To<'_>,
    how: As,
) -> Result<usize> {
    let Some(i2d) = functions.asn1_ex_i2d else { return Err(bad(asn1::R_BAD_TEMPLATE)) };
    let (tag, class) = parts(how.tag);
    let class = class | if how.indefinite { NDEF } else { 0 };
    let len = i2d(at.raw(), DerOut::nowhere(), In::lend(it), tag, class);
    let len = usize::try_from(len).map_err(|_| Error::quiet())?;
    if len > MOST {
        return Err(bad(asn1::R_TOO_LONG));
    }
    if out.is_some() {
        let mut der = vec![0; len];
        let mut place = der.as_mut_ptr();
        i2d(at.raw(), DerOut::lend(&mut place), In::lend(it), tag, class);
        put(out, &der);
    }
    Ok(len)
}
