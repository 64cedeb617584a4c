//! Writing values of any type.
//!
//! As OpenSSL does it, the length of what is inside is found first, by walking
//! it without writing: a type's own function is told each time.

use super::make::selected;
use super::{builtin_of, chosen, deeper, foreign, member, op, reached, tell};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{ASN1_ITEM, Held, Operations, Shape, Tag};
use crate::abi::layout::template::{ASN1_TEMPLATE, ListOf, Members, Structure, Tagging, ValueAt};
use crate::abi::{Opaque, stack};
use crate::err::{Error, Result, asn1};
use crate::obj::asn1::codec::{SEQUENCE, SET};
use crate::obj::asn1::primitive::write_string;
use crate::obj::asn1::reader::{bad, put_header};
use crate::obj::stack::OPENSSL_STACK;

/// How a value is to be written.
#[derive(Clone, Copy)]
pub struct As {
    /// The tag in place of the type's own.
    pub tag: Option<Tag>,
    /// Whether lengths may be indefinite where a type says so.
    pub indefinite: bool,
}

impl As {
    /// As DER has it.
    pub const DER: As = As { tag: None, indefinite: false };
}

/// Where a value is written to; `None` if its length alone is asked for.
pub(super) type To<'a> = Option<&'a mut Vec<u8>>;

/// The encoding of a value, whose length is found first.
pub fn whole(it: &ASN1_ITEM, value: Opaque, how: As) -> Result<Vec<u8>> {
    let mut value = value;
    let at = ValueAt::lend(&mut value);
    match item(at, it, None, how, 0)? {
        0 => Ok(Vec::new()),
        _ => at_once(at, it, how),
    }
}

/// The encoding of the value at a place, whose length nobody asked for.
pub fn at_once(at: ValueAt, it: &ASN1_ITEM, how: As) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    match item(at, it, Some(&mut out), how, 0)? {
        0 => Ok(Vec::new()),
        _ => Ok(out),
    }
}

/// The length of the encoding of the value at a place.
pub fn length(at: ValueAt, it: &ASN1_ITEM, how: As) -> Result<usize> {
    item(at, it, None, how, 0)
}

/// The length of a value with its header.
fn with_header(tag: Tag, indefinite: bool, content: usize) -> usize {
    let mut header = Vec::new();
    open(&mut header, tag, indefinite, content);
    header.len() + content + if indefinite { 2 } else { 0 }
}

/// Appends the header of what is made of values.
fn open(out: &mut Vec<u8>, tag: Tag, indefinite: bool, content: usize) {
    put_header(out, tag, true, if indefinite { 0 } else { content });
    if let (true, Some(length)) = (indefinite, out.last_mut()) {
        *length = 0x80;
    }
}

/// Appends what ends a value of indefinite length.
fn close(out: &mut Vec<u8>, indefinite: bool) {
    if indefinite {
        out.extend_from_slice(&[0, 0]);
    }
}

/// Appends bytes, if asked to; their number.
pub(super) fn put(out: To<'_>, bytes: &[u8]) -> usize {
    if let Some(out) = out {
        out.extend_from_slice(bytes);
    }
    bytes.len()
}

/// Writes a value; its length, which is 0 for what is absent and where the
/// type's own function refuses.
fn item(at: ValueAt, it: &ASN1_ITEM, out: To<'_>, how: As, depth: usize) -> Result<usize> {
    let depth = deeper(depth)?;
    match it.shape()? {
        Shape::Ours(ops) => ours(at, ops, out, how),
        Shape::Template(tt) => template(at, tt, out, how, depth),
        Shape::Primitive(kind, Some(functions)) => {
            foreign::write(at, it, kind, functions, out, how)
        }
        Shape::Primitive(kind, None) => ours(at, builtin_of(kind, it)?, out, how),
        _ if at.pointer().is_null() => Ok(0),
        Shape::Strings(_) | Shape::Choice(..) if how.tag.is_some() => {
            Err(bad(asn1::R_BAD_TEMPLATE))
        }
        Shape::Strings(_) => {
            let value = stack::look::<ASN1_STRING>(at.pointer()).ok_or_else(Error::quiet)?;
            let mut der = Vec::new();
            write_string(value, value.kind.get(), None, &mut der);
            Ok(put(out, &der))
        }
        Shape::Extern(functions) => foreign::write_extern(at, it, functions, out, how),
        Shape::Choice(members, selector) => {
            let callback = members.aux.and_then(|aux| aux.looking());
            if tell(callback, op::I2D_PRE, at, it, std::ptr::null_mut()) == 0 {
                return Ok(0);
            }
            let made = Structure::behind(at.pointer(), members.size)?;
            if let Some(tt) = selected(&made, members, selector)? {
                return template(member(&made, tt)?, tt, out, how, depth);
            }
            tell(callback, op::I2D_POST, at, it, std::ptr::null_mut());
            Ok(0)
        }
        Shape::Sequence(members, may_be) => {
            let indefinite = may_be && how.indefinite;
            sequence(at, it, members, out, As { indefinite, ..how }, how.indefinite, depth)
        }
    }
}

/// A value of a type of this library.
fn ours(at: ValueAt, ops: &Operations, out: To<'_>, how: As) -> Result<usize> {
    let value = match ops.held {
        Held::Int => Opaque(std::ptr::without_provenance_mut(at.int() as usize)),
        Held::Long => at.pointer(),
        Held::Pointer if at.pointer().is_null() => return Ok(0),
        Held::Pointer => at.pointer(),
    };
    Ok(put(out, &(ops.write_as)(value, how.tag)?))
}

/// A SEQUENCE, of indefinite length itself if `how` says so, its members if
/// `inside` does.
fn sequence(
    at: ValueAt,
    it: &ASN1_ITEM,
    members: Members<'_>,
    out: To<'_>,
    how: As,
    inside: bool,
    depth: usize,
) -> Result<usize> {
    let made = Structure::behind(at.pointer(), members.size)?;
    if let Some(kept) = members.aux.map_or(Ok(None), |aux| aux.encoding(&made))?
        && let Some(der) = kept.kept()
    {
        return Ok(put(out, der));
    }
    let callback = members.aux.and_then(|aux| aux.looking());
    if tell(callback, op::I2D_PRE, at, it, std::ptr::null_mut()) == 0 {
        return Ok(0);
    }
    let inside = As { tag: None, indefinite: inside };
    let mut content: usize = 0;
    for tt in members.templates {
        let Ok(tt) = chosen(&made, tt).inspect_err(|e| crate::err::push(e, "ASN1_item_ex_i2d"))
        else {
            return Ok(0);
        };
        content += template(member(&made, tt)?, tt, None, inside, depth)?;
    }
    let tag = how.tag.unwrap_or(SEQUENCE);
    let whole = with_header(tag, how.indefinite, content);
    let Some(out) = out else { return Ok(whole) };
    let start = out.len();
    open(out, tag, how.indefinite, content);
    for tt in members.templates {
        let tt = chosen(&made, tt)?;
        template(member(&made, tt)?, tt, Some(out), inside, depth)?;
    }
    close(out, how.indefinite);
    same(out.len() - start, whole)?;
    if tell(callback, op::I2D_POST, at, it, std::ptr::null_mut()) == 0 {
        return Ok(0);
    }
    Ok(whole)
}

/// That as much was written as was to be: a program's function may have
/// changed the value meanwhile.
fn same(written: usize, length: usize) -> Result<()> {
    if written == length { Ok(()) } else { Err(bad(asn1::R_AUX_ERROR)) }
}

/// A member, at its place.
fn template(at: ValueAt, tt: &ASN1_TEMPLATE, out: To<'_>, how: As, depth: usize) -> Result<usize> {
    let tagging = match (tt.tagging()?, how.tag) {
        // There can be but one tag.
        (Tagging::Implicit(_) | Tagging::Explicit(_), Some(_)) => return Err(Error::quiet()),
        (Tagging::None, Some(tag)) => Tagging::Implicit(tag),
        (own, None) => own,
    };
    let indefinite = tt.indefinite() && how.indefinite;
    let inner = As { tag: None, ..how };
    if let Some(order) = tt.list() {
        let Some(list) = stack::look::<OPENSSL_STACK>(at.pointer()) else { return Ok(0) };
        return write_list(list, tt, order, tagging, out, inner, indefinite, depth);
    }
    let it = tt.item()?;
    let written = |out: To<'_>, how: As| reached(at, tt, |at| item(at, it, out, how, depth));
    let absent = || match tt.optional() {
        true => Ok(0),
        false => Err(bad(asn1::R_ILLEGAL_ZERO_CONTENT)),
    };
    let tag = match tagging {
        Tagging::None => None,
        Tagging::Implicit(tag) => Some(tag),
        Tagging::Explicit(tag) => {
            let content = written(None, inner)?;
            if content == 0 {
                return absent();
            }
            let whole = with_header(tag, indefinite, content);
            if let Some(out) = out {
                let start = out.len();
                open(out, tag, indefinite, content);
                written(Some(out), inner)?;
                close(out, indefinite);
                same(out.len() - start, whole)?;
            }
            return Ok(whole);
        }
    };
    match written(out, As { tag, ..how })? {
        0 => absent(),
        length => Ok(length),
    }
}

/// A SEQUENCE OF or SET OF.
#[allow(clippy::too_many_arguments, reason = "one step of the walk, in its own function")]
fn write_list(
    list: &OPENSSL_STACK,
    tt: &ASN1_TEMPLATE,
    order: ListOf,
    tagging: Tagging,
    out: To<'_>,
    how: As,
    indefinite: bool,
    depth: usize,
) -> Result<usize> {
    let it = tt.item()?;
    let element = |value: Opaque, out: To<'_>| {
        let mut value = value;
        item(ValueAt::lend(&mut value), it, out, how, depth)
    };
    let natural = if order == ListOf::Sequence { SEQUENCE } else { SET };
    let (tag, around) = match tagging {
        Tagging::None => (natural, None),
        Tagging::Implicit(tag) => (tag, None),
        Tagging::Explicit(tag) => (natural, Some(tag)),
    };
    let mut content = 0;
    for value in list.items() {
        content += element(value, None)?;
    }
    let inner = with_header(tag, indefinite, content);
    let whole = around.map_or(inner, |tag| with_header(tag, indefinite, inner));
    let Some(out) = out else { return Ok(whole) };
    if let Some(around) = around {
        open(out, around, indefinite, inner);
    }
    open(out, tag, indefinite, content);
    let mut parts = Vec::new();
    for value in list.items() {
        let mut part = Vec::new();
        element(value, Some(&mut part))?;
        parts.push((part, value));
    }
    if order != ListOf::Sequence {
        parts.sort_by(|a, b| a.0.cmp(&b.0));
    }
    same(parts.iter().map(|part| part.0.len()).sum(), content)?;
    parts.iter().for_each(|part| out.extend_from_slice(&part.0));
    if order == ListOf::Sorted {
        list.refill(parts.iter().map(|part| part.1).collect());
    }
    close(out, indefinite);
    close(out, indefinite && around.is_some());
    Ok(whole)
}
