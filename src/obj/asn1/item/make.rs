//! Making and freeing values of any type.

use super::{builtin_of, chosen, deeper, foreign, member, op, reached, tell};
use crate::abi::layout::item::{ASN1_ITEM, Held, Operations, Shape};
use crate::abi::layout::template::{ASN1_TEMPLATE, Members, Structure, ValueAt, count_down};
use crate::abi::thread::CRYPTO_RWLOCK;
use crate::abi::{Opaque, stack};
use crate::err::{self, Error, Result, asn1};
use crate::obj::asn1::primitive::blank_one_of;
use crate::obj::asn1::reader::bad;
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

/// What an own function says for having done all by itself.
const DONE: c_int = 2;

/// Puts a new value where `at` says, or into the structure for `embedded`.
///
/// Errors: `ASN1_R_AUX_ERROR` if the type's own function refuses;
/// `ERR_R_MALLOC_FAILURE` for a member that cannot be made.
pub fn item(at: ValueAt, it: &ASN1_ITEM, embedded: bool, depth: usize) -> Result<()> {
    let depth = deeper(depth)?;
    match it.shape()? {
        Shape::Ours(ops) => store(at, ops, embedded, (ops.new)()),
        Shape::Template(tt) => template(at, tt, depth),
        Shape::Primitive(_, Some(functions)) => foreign::make(at, it, functions),
        Shape::Primitive(kind, None) => {
            let ops = builtin_of(kind, it)?;
            store(at, ops, embedded, (ops.new)())
        }
        Shape::Strings(_) if embedded => Err(bad(asn1::R_BAD_TEMPLATE)),
        Shape::Strings(_) => {
            at.set(stack::give::<crate::abi::layout::asn1::ASN1_STRING>(blank_one_of()));
            Ok(())
        }
        Shape::Extern(functions) => foreign::make_extern(at, it, functions),
        Shape::Sequence(members, _) => structure(at, it, members, embedded, depth, None),
        Shape::Choice(members, selector) => {
            structure(at, it, members, embedded, depth, Some(selector))
        }
    }
}

/// Puts a value of ours into a member, which it then belongs to.
pub(super) fn store(at: ValueAt, ops: &Operations, embedded: bool, value: Opaque) -> Result<()> {
    match (embedded, ops.embed, ops.held) {
        (true, Some(embed), Held::Pointer) => (embed.put)(at.pointer(), value),
        (true, ..) => {
            (ops.free)(value);
            return Err(bad(asn1::R_BAD_TEMPLATE));
        }
        (false, _, Held::Int) => at.set_int(value.0.addr() as c_int),
        (false, _, Held::Pointer | Held::Long) => at.set(value),
    }
    Ok(())
}

/// A new structure, or choice of nothing yet.
fn structure(
    at: ValueAt,
    it: &ASN1_ITEM,
    members: Members<'_>,
    embedded: bool,
    depth: usize,
    selector: Option<usize>,
) -> Result<()> {
    let callback = members.aux.and_then(|aux| aux.callback());
    match tell(callback, op::NEW_PRE, at, it, std::ptr::null_mut()) {
        0 => return Err(bad(asn1::R_AUX_ERROR)),
        DONE => return Ok(()),
        _ => {}
    }
    let made = match embedded {
        true => Structure::behind(at.pointer(), members.size)?,
        false => Structure::allocate(members.size)?,
    };
    made.zero();
    at.set(made.pointer());
    let fill = || {
        if let Some(selector) = selector {
            return made.number(selector)?.write(-1);
        }
        let aux = members.aux;
        if let Some((count, lock)) = aux.map_or(Ok(None), |aux| aux.references(&made))? {
            count.store(1, std::sync::atomic::Ordering::Release);
            lock.set(stack::give::<CRYPTO_RWLOCK>(CRYPTO_RWLOCK::new()));
        }
        if let Some(kept) = aux.map_or(Ok(None), |aux| aux.encoding(&made))? {
            kept.initialise();
        }
        members.templates.iter().try_for_each(|tt| {
            // What another member defines is not known yet.
            match tt.defined_by() {
                true => Ok(()),
                false => template(member(&made, tt)?, tt, depth),
            }
        })
    };
    if let Err(error) = fill() {
        free_item(at, it, embedded);
        err::push(&error, "ASN1_item_new");
        return Err(bad(err::R_MALLOC_FAILURE));
    }
    if tell(callback, op::NEW_POST, at, it, std::ptr::null_mut()) == 0 {
        free_item(at, it, embedded);
        return Err(bad(asn1::R_AUX_ERROR));
    }
    Ok(())
}

/// Puts what a new structure has into a member.
fn template(at: ValueAt, tt: &ASN1_TEMPLATE, depth: usize) -> Result<()> {
    if tt.optional() {
        return absent(at, tt);
    }
    if tt.list().is_some() {
        at.set(stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)));
        return Ok(());
    }
    let it = tt.item()?;
    reached(at, tt, |at| item(at, it, tt.embedded(), depth))
}

/// Makes a member what it is when absent, where there is no value to free.
fn absent(at: ValueAt, tt: &ASN1_TEMPLATE) -> Result<()> {
    if tt.list().is_some() {
        at.set(Opaque::NULL);
        return Ok(());
    }
    let it = tt.item()?;
    reached(at, tt, |at| absent_item(at, it, tt.embedded()))
}

fn absent_item(at: ValueAt, it: &ASN1_ITEM, embedded: bool) -> Result<()> {
    let ours = |ops: &Operations| match (ops.held, embedded) {
        // The structure is new: there are zeros.
        (_, true) => {}
        (Held::Pointer, false) => at.set(Opaque::NULL),
        (Held::Int, false) => at.set_int((ops.new)().0.addr() as c_int),
        (Held::Long, false) => at.set((ops.new)()),
    };
    match it.shape()? {
        Shape::Ours(ops) => ours(ops),
        Shape::Template(tt) => return absent(at, tt),
        Shape::Primitive(_, Some(functions)) => foreign::clear(at, it, functions),
        Shape::Primitive(kind, None) => ours(builtin_of(kind, it)?),
        Shape::Extern(functions) => foreign::clear_extern(at, it, functions),
        Shape::Strings(_) | Shape::Sequence(..) | Shape::Choice(..) => at.set(Opaque::NULL),
    }
    Ok(())
}

/// Frees the value that `at` leads to, and makes it absent.
pub fn free_item(at: ValueAt, it: &ASN1_ITEM, embedded: bool) {
    // A table that cannot be read has made nothing.
    let _: Result<()> = free(at, it, embedded);
}

fn free(at: ValueAt, it: &ASN1_ITEM, embedded: bool) -> Result<()> {
    match it.shape()? {
        Shape::Ours(ops) => free_ours(at, ops, embedded),
        Shape::Template(tt) => free_member(at, tt),
        Shape::Primitive(_, Some(functions)) => foreign::free(at, it, functions, embedded),
        Shape::Primitive(kind, None) => free_ours(at, builtin_of(kind, it)?, embedded),
        Shape::Strings(_) => {
            drop(stack::take::<crate::abi::layout::asn1::ASN1_STRING>(at.pointer()));
            at.set(Opaque::NULL);
        }
        Shape::Extern(functions) => foreign::free_extern(at, it, functions),
        Shape::Sequence(members, _) => free_structure(at, it, members, embedded, None)?,
        Shape::Choice(members, selector) => {
            free_structure(at, it, members, embedded, Some(selector))?;
        }
    }
    Ok(())
}

fn free_ours(at: ValueAt, ops: &Operations, embedded: bool) {
    match (ops.held, embedded) {
        (Held::Int, _) => at.set_int((ops.new)().0.addr() as c_int),
        (Held::Long, _) => at.set((ops.new)()),
        (Held::Pointer, true) => {
            if let Some(embed) = ops.embed {
                (embed.clear)(at.pointer());
            }
        }
        (Held::Pointer, false) => {
            let old = at.pointer();
            at.set(Opaque::NULL);
            if !old.is_null() {
                (ops.free)(old);
            }
        }
    }
}

fn free_structure(
    at: ValueAt,
    it: &ASN1_ITEM,
    members: Members<'_>,
    embedded: bool,
    selector: Option<usize>,
) -> Result<()> {
    if at.pointer().is_null() {
        return Ok(());
    }
    let it_is = Structure::behind(at.pointer(), members.size)?;
    let callback = members.aux.and_then(|aux| aux.callback());
    let aux = members.aux.filter(|_| selector.is_none());
    if let Some((count, lock)) = aux.map_or(Ok(None), |aux| aux.references(&it_is))? {
        if count_down(count) > 0 {
            return Ok(());
        }
        drop(stack::take::<CRYPTO_RWLOCK>(lock.pointer()));
        lock.set(Opaque::NULL);
    }
    if tell(callback, op::FREE_PRE, at, it, std::ptr::null_mut()) == DONE {
        return Ok(());
    }
    match selector {
        Some(selector) => {
            if let Some(tt) = selected(&it_is, members, selector)? {
                free_member(member(&it_is, tt)?, tt);
            }
        }
        None => {
            if let Some(kept) = aux.map_or(Ok(None), |aux| aux.encoding(&it_is))? {
                kept.clear();
            }
            // Backwards: what defines others comes before them.
            for tt in members.templates.iter().rev() {
                if let Ok(tt) = chosen(&it_is, tt)
                    && let Ok(place) = member(&it_is, tt)
                {
                    free_member(place, tt);
                }
            }
        }
    }
    tell(callback, op::FREE_POST, at, it, std::ptr::null_mut());
    if !embedded {
        at.set(Opaque::NULL);
        it_is.free();
    }
    Ok(())
}

/// The template of what was chosen; `None` if nothing was.
pub(super) fn selected<'a>(
    choice: &Structure,
    members: Members<'a>,
    selector: usize,
) -> Result<Option<&'a ASN1_TEMPLATE>> {
    let number = choice.number(selector)?.read()?;
    Ok(usize::try_from(number).ok().and_then(|number| members.templates.get(number)))
}

/// Frees a member's value, and makes it absent.
pub(super) fn free_member(at: ValueAt, tt: &ASN1_TEMPLATE) {
    let Ok(it) = tt.item() else { return };
    if tt.list().is_none() {
        return reached(at, tt, |at| free_item(at, it, tt.embedded()));
    }
    if let Some(list) = stack::take::<OPENSSL_STACK>(at.pointer()) {
        at.set(Opaque::NULL);
        for value in list.items() {
            let mut value = value;
            free_item(ValueAt::lend(&mut value), it, false);
        }
    }
}

/// An error that says nothing, of a function of the program's.
pub(super) fn refused(done: c_int) -> Result<()> {
    if done > 0 { Ok(()) } else { Err(Error::quiet()) }
}
