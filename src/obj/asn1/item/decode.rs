//! Reading values of any type.

use super::make::{self, free_item, free_member, store};
use super::{builtin_of, chosen, foreign, member, op, reached, tell};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{ASN1_ITEM, Held, Operations, Shape, Tag};
use crate::abi::layout::template::{ASN1_TEMPLATE, ListOf, Members, Structure, Tagging, ValueAt};
use crate::abi::{Opaque, stack};
use crate::err::{Error, Result, asn1};
use crate::obj::asn1::codec::{SEQUENCE, SET};
use crate::obj::asn1::primitive::{one_of, read_one_of};
use crate::obj::asn1::reader::{Reader, Tlv, bad, header, nested};
use crate::obj::stack::OPENSSL_STACK;

/// Deepest nesting of types.
const DEEPEST: usize = 30;

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Ask {
    /// The tag in place of the type's own.
    pub tag: Option<Tag>,
    /// Whether there may be something else.
    pub optional: bool,
}

/// How many bytes were read; `None` if what may be absent is.
pub type Read = Result<Option<usize>>;

/// Reads a value at the start of the bytes into `at`, whose value it replaces;
/// then nothing is left there unless it was read.
pub fn whole(at: ValueAt, it: &ASN1_ITEM, bytes: &[u8], ask: Ask) -> Read {
    let read = item(at, false, it, bytes, ask, 0);
    if !matches!(read, Ok(Some(_))) {
        free_item(at, it, false);
    }
    read
}

/// The next value, which has the tag `tag` if one is given; `None` if there is
/// another and `optional`.
pub(super) fn check<'a>(
    bytes: &'a [u8],
    tag: Option<Tag>,
    optional: bool,
) -> Result<Option<Tlv<'a>>> {
    if bytes.is_empty() {
        return Err(bad(asn1::R_TOO_SMALL));
    }
    if let (Ok(h), Some(tag)) = (header(bytes), tag) {
        let fits = h.len.is_none_or(|len| len <= bytes.len() - h.head);
        if fits && h.tag != tag {
            return if optional { Ok(None) } else { Err(bad(asn1::R_WRONG_TAG)) };
        }
    }
    Reader::new(bytes).any().map(Some)
}

/// The error for a value that [`check`] refused. That a value has no end is
/// found out before, but is an error of what it is in.
pub(super) fn unread(error: Error) -> Error {
    if error.reason == asn1::R_MISSING_EOC { error } else { nested(&error) }
}

pub(super) fn of_type(it: &ASN1_ITEM, error: Error) -> Error {
    error.with(format!("Type={}", it.name().to_string_lossy()))
}

fn item(at: ValueAt, embedded: bool, it: &ASN1_ITEM, bytes: &[u8], ask: Ask, depth: usize) -> Read {
    if bytes.is_empty() {
        return Err(bad(asn1::R_TOO_SMALL));
    }
    let depth = depth + 1;
    if depth > DEEPEST {
        return Err(of_type(it, bad(asn1::R_NESTED_TOO_DEEP)));
    }
    match it.shape()? {
        Shape::Ours(ops) => ours(at, embedded, ops, bytes, ask),
        Shape::Template(_) if ask.tag.is_some() || ask.optional => {
            Err(of_type(it, bad(asn1::R_ILLEGAL_OPTIONS_ON_ITEM_TEMPLATE)))
        }
        Shape::Template(tt) => template(at, bytes, tt, ask.optional, depth),
        Shape::Primitive(kind, Some(functions)) => {
            foreign::read(at, it, kind, functions, bytes, ask)
        }
        Shape::Primitive(kind, None) => ours(at, embedded, builtin_of(kind, it)?, bytes, ask),
        Shape::Strings(mask) => strings(at, it, mask, bytes, ask),
        Shape::Extern(functions) => foreign::read_extern(at, it, functions, bytes, ask),
        Shape::Sequence(members, _) => sequence(at, it, members, bytes, ask, depth),
        Shape::Choice(members, selector) => choice(at, it, members, selector, bytes, ask, depth),
    }
}

/// A tag that no type has: only what may be anything is also that.
const NO_TAG: Tag = (3, u32::MAX);

/// A value of a type of this library.
fn ours(at: ValueAt, embedded: bool, ops: &Operations, bytes: &[u8], ask: Ask) -> Read {
    if (ops.fits)(NO_TAG) && (ask.optional || ask.tag.is_some()) {
        return Err(bad(match ask.tag {
            Some(_) => asn1::R_ILLEGAL_TAGGED_ANY,
            None => asn1::R_ILLEGAL_OPTIONAL_ANY,
        }));
    }
    if ask.optional
        && let Ok(h) = header(bytes)
    {
        let fits = h.len.is_none_or(|len| len <= bytes.len() - h.head);
        if fits && !ask.tag.map_or_else(|| (ops.fits)(h.tag), |tag| tag == h.tag) {
            return Ok(None);
        }
    }
    let (value, used) = (ops.read_as)(bytes, ask.tag)?;
    if !embedded && ops.held == Held::Pointer {
        let old = at.pointer();
        at.set(Opaque::NULL);
        if !old.is_null() {
            (ops.free)(old);
        }
    }
    store(at, ops, embedded, value)?;
    Ok(Some(used))
}

/// One of several types of strings.
fn strings(at: ValueAt, it: &ASN1_ITEM, mask: u32, bytes: &[u8], ask: Ask) -> Read {
    if ask.tag.is_some() {
        return Err(of_type(it, bad(asn1::R_BAD_TEMPLATE)));
    }
    if ask.optional
        && let Ok(h) = header(bytes)
        && !one_of(h.tag, mask)
    {
        return Ok(None);
    }
    let mut from = Reader::new(bytes);
    let made = read_one_of(&mut from, mask, &it.name().to_string_lossy())?;
    drop(stack::take::<ASN1_STRING>(at.pointer()));
    at.set(stack::give::<ASN1_STRING>(made));
    Ok(Some(bytes.len() - from.rest().len()))
}

fn choice(
    at: ValueAt,
    it: &ASN1_ITEM,
    members: Members<'_>,
    selector: usize,
    bytes: &[u8],
    ask: Ask,
    depth: usize,
) -> Read {
    if ask.tag.is_some() {
        return Err(of_type(it, bad(asn1::R_BAD_TEMPLATE)));
    }
    let callback = members.aux.and_then(|aux| aux.callback());
    let aux_error = || of_type(it, bad(asn1::R_AUX_ERROR));
    if tell(callback, op::D2I_PRE, at, it, std::ptr::null_mut()) == 0 {
        return Err(aux_error());
    }
    if at.pointer().is_null() {
        make::item(at, it, false, 0).map_err(|e| of_type(it, nested(&e)))?;
    }
    let made = Structure::behind(at.pointer(), members.size)?;
    if let Some(old) = make::selected(&made, members, selector)? {
        free_member(member(&made, old)?, old);
    }
    made.number(selector)?.write(-1)?;
    for (number, tt) in (0..).zip(members.templates) {
        let place = member(&made, tt)?;
        let read =
            template(place, bytes, tt, true, depth).map_err(|e| in_field(it, tt, nested(&e)));
        let used = match read {
            Ok(None) => continue,
            Ok(Some(used)) => used,
            Err(error) => {
                // What was begun is of no type that the selector tells.
                free_member(place, tt);
                return Err(error);
            }
        };
        made.number(selector)?.write(number)?;
        if tell(callback, op::D2I_POST, at, it, std::ptr::null_mut()) == 0 {
            return Err(aux_error());
        }
        return Ok(Some(used));
    }
    if ask.optional {
        free_item(at, it, false);
        return Ok(None);
    }
    Err(of_type(it, bad(asn1::R_NO_MATCHING_CHOICE_TYPE)))
}

fn in_field(it: &ASN1_ITEM, tt: &ASN1_TEMPLATE, error: Error) -> Error {
    error.with(format!("Field={}, Type={}", tt.name(), it.name().to_string_lossy()))
}

fn sequence(
    at: ValueAt,
    it: &ASN1_ITEM,
    members: Members<'_>,
    bytes: &[u8],
    ask: Ask,
    depth: usize,
) -> Read {
    let tag = ask.tag.unwrap_or(SEQUENCE);
    let outer = check(bytes, Some(tag), ask.optional).map_err(|e| of_type(it, unread(e)))?;
    let Some(outer) = outer else { return Ok(None) };
    if !outer.constructed {
        return Err(of_type(it, bad(asn1::R_SEQUENCE_NOT_CONSTRUCTED)));
    }
    if at.pointer().is_null() {
        make::item(at, it, false, 0).map_err(|e| of_type(it, nested(&e)))?;
    }
    let callback = members.aux.and_then(|aux| aux.callback());
    let aux_error = || of_type(it, bad(asn1::R_AUX_ERROR));
    if tell(callback, op::D2I_PRE, at, it, std::ptr::null_mut()) == 0 {
        return Err(aux_error());
    }
    let made = Structure::behind(at.pointer(), members.size)?;
    for tt in members.templates.iter().filter(|tt| tt.defined_by()) {
        if let Ok(tt) = chosen(&made, tt) {
            free_member(member(&made, tt)?, tt);
        }
    }
    let broken = members.aux.is_some_and(|aux| aux.broken());
    // Where the length is not to be believed, all that follows may be in it.
    let h = header(bytes)?;
    let (head, endless) = (h.head, h.len.is_none());
    let body = if broken { bytes.get(head..).unwrap_or(&[]) } else { outer.value };
    let mut rest = body;
    let mut left = members.templates.iter();
    let last = members.templates.len();
    let mut number = 0;
    while !rest.is_empty() && number < last {
        number += 1;
        if rest.starts_with(&[0, 0]) {
            if broken && endless {
                break;
            }
            return Err(of_type(it, bad(asn1::R_UNEXPECTED_EOC)));
        }
        let Some(tt) = left.next() else { break };
        let tt = chosen(&made, tt).map_err(|e| of_type(it, e))?;
        let place = member(&made, tt)?;
        // What is last cannot be absent where there is something.
        let optional = tt.optional() && number != last;
        match template(place, rest, tt, optional, depth) {
            Ok(Some(used)) => rest = rest.get(used..).unwrap_or(&[]),
            Ok(None) => free_member(place, tt),
            Err(error) => return Err(in_field(it, tt, error)),
        }
    }
    if !rest.is_empty() && !broken {
        return Err(of_type(it, bad(asn1::R_SEQUENCE_LENGTH_MISMATCH)));
    }
    for tt in left {
        let tt = chosen(&made, tt).map_err(|e| of_type(it, e))?;
        if !tt.optional() {
            return Err(in_field(it, tt, bad(asn1::R_FIELD_MISSING)));
        }
        free_member(member(&made, tt)?, tt);
    }
    let used = match broken {
        true if endless && !rest.starts_with(&[0, 0]) => {
            return Err(of_type(it, bad(asn1::R_MISSING_EOC)));
        }
        true => head + body.len() - rest.len() + if endless { 2 } else { 0 },
        false => outer.raw.len(),
    };
    if let Some(kept) = members.aux.map_or(Ok(None), |aux| aux.encoding(&made))? {
        kept.keep(bytes.get(..used).unwrap_or(&[]))?;
    }
    if tell(callback, op::D2I_POST, at, it, std::ptr::null_mut()) == 0 {
        return Err(aux_error());
    }
    Ok(Some(used))
}

/// A member, of which the place is given.
fn template(at: ValueAt, bytes: &[u8], tt: &ASN1_TEMPLATE, optional: bool, depth: usize) -> Read {
    let tagging = tt.tagging()?;
    let Tagging::Explicit(tag) = tagging else {
        return untagged(at, bytes, tt, tagging, optional, depth);
    };
    let outer = check(bytes, Some(tag), optional).map_err(unread)?;
    let Some(outer) = outer else { return Ok(None) };
    if !outer.constructed {
        return Err(bad(asn1::R_EXPLICIT_TAG_NOT_CONSTRUCTED));
    }
    let used =
        untagged(at, outer.value, tt, Tagging::None, false, depth).map_err(|e| nested(&e))?;
    if used != Some(outer.value.len()) {
        return Err(bad(asn1::R_EXPLICIT_LENGTH_MISMATCH));
    }
    Ok(Some(outer.raw.len()))
}

/// A member without the tag around it.
fn untagged(
    at: ValueAt,
    bytes: &[u8],
    tt: &ASN1_TEMPLATE,
    tagging: Tagging,
    optional: bool,
    depth: usize,
) -> Read {
    let it = tt.item()?;
    let tag = match tagging {
        Tagging::Implicit(tag) => Some(tag),
        Tagging::None | Tagging::Explicit(_) => None,
    };
    let Some(order) = tt.list() else {
        let read =
            reached(at, tt, |at| item(at, tt.embedded(), it, bytes, Ask { tag, optional }, depth));
        return read.map_err(|e| nested(&e));
    };
    let tag = tag.unwrap_or(if order == ListOf::Sequence { SEQUENCE } else { SET });
    let outer = check(bytes, Some(tag), optional).map_err(unread)?;
    let Some(outer) = outer else { return Ok(None) };
    free_member(at, tt);
    at.set(stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)));
    let list = stack::look::<OPENSSL_STACK>(at.pointer()).ok_or_else(Error::quiet)?;
    let mut rest = outer.value;
    while !rest.is_empty() {
        if rest.starts_with(&[0, 0]) {
            return Err(bad(asn1::R_UNEXPECTED_EOC));
        }
        let mut element = Opaque::NULL;
        let place = ValueAt::lend(&mut element);
        match item(place, false, it, rest, Ask { tag: None, optional: false }, depth) {
            Ok(used) => rest = rest.get(used.unwrap_or(rest.len())..).unwrap_or(&[]),
            Err(error) => {
                free_item(place, it, false);
                return Err(nested(&error));
            }
        }
        list.push(element);
    }
    Ok(Some(outer.raw.len()))
}
