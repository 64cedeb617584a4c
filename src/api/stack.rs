//! `openssl/stack.h`: stacks of pointers, the base of `STACK_OF(T)`.

use crate::abi::stack::{OPENSSL_sk_compfunc, OPENSSL_sk_copyfunc, OPENSSL_sk_freefunc};
use crate::abi::{Give, In, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::stack::{Find, OPENSSL_STACK};
use std::ffi::{c_int, c_void};

crate::box_handle!(OPENSSL_STACK);

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Crypto, err::R_PASSED_NULL_PARAMETER)
}

/// The number of elements; -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_num(st: In<OPENSSL_STACK>) -> c_int {
    quiet(-1, || Ok(st.opt().map_or(-1, |s| s.len().try_into().unwrap_or(c_int::MAX))))
}

/// The element at index `i`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_value(st: In<OPENSSL_STACK>, i: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(st.get()?.value(i).0))
}

/// Replaces the element at index `i`.
///
/// Returns: `data`; NULL if there is no such element.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_set(
    st: Mut<OPENSSL_STACK>,
    i: c_int,
    data: *const c_void,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let stack = st.opt().ok_or_else(null)?;
        if usize::try_from(i).is_ok_and(|i| i < stack.len()) {
            return Ok(stack.set(i, Opaque(data.cast_mut())).0);
        }
        Err(Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT).with(format!("i={i}")))
    })
}

/// Makes an empty stack that `cmp` orders.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_new(cmp: OPENSSL_sk_compfunc) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(OPENSSL_STACK::new(cmp))))
}

/// Makes an empty stack without an order.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_new_null() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(OPENSSL_STACK::new(None))))
}

/// Makes an empty stack with room for `n` elements.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_new_reserve(c: OPENSSL_sk_compfunc, n: c_int) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        let stack = OPENSSL_STACK::new(c);
        Ok(match stack.reserve(usize::try_from(n).unwrap_or(0)) {
            true => Give::new(stack),
            false => Give::null(),
        })
    })
}

/// Makes room for `n` more elements.
///
/// Returns: 1; 0 for NULL or out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_reserve(st: Mut<OPENSSL_STACK>, n: c_int) -> c_int {
    entry(0, || Ok(st.opt().ok_or_else(null)?.reserve(usize::try_from(n).unwrap_or(0)).into()))
}

/// Frees the stack, not its elements.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_free(st: Take<OPENSSL_STACK>) {
    quiet((), || {
        drop(st.opt());
        Ok(())
    });
}

/// Frees the stack and, with `func`, its elements that are not NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_pop_free(st: Take<OPENSSL_STACK>, func: OPENSSL_sk_freefunc) {
    quiet((), || {
        let Some(stack) = st.opt() else { return Ok(()) };
        if let Some(free) = func {
            stack.items().into_iter().filter(|i| !i.is_null()).for_each(|i| free(i.0));
        }
        Ok(())
    });
}

/// Copies the stack and its elements.
///
/// Returns: the copy, empty for NULL; NULL if an element cannot be copied.
/// Ownership: each element that is not NULL comes from `copy_func`; `free_func`
/// frees those already made if a later one fails.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_deep_copy(
    st: In<OPENSSL_STACK>,
    copy_func: OPENSSL_sk_copyfunc,
    free_func: OPENSSL_sk_freefunc,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let Some(from) = st.opt() else { return Ok(Give::new(OPENSSL_STACK::new(None))) };
        let Some(copy) = copy_func else { return Ok(Give::null()) };
        let stack = from.duplicate();
        let mut copies = Vec::new();
        for item in from.items() {
            let made = if item.is_null() { item } else { Opaque(copy(item.0)) };
            if made.is_null() && !item.is_null() {
                if let Some(free) = free_func {
                    copies.iter().rev().filter(|i: &&Opaque| !i.is_null()).for_each(|i| free(i.0));
                }
                return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
            }
            copies.push(made);
        }
        stack.refill(copies);
        Ok(Give::new(stack))
    })
}

/// Inserts `data` before index `where_`, or at the end if that is outside.
///
/// Returns: the number of elements; 0 for NULL or out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_insert(
    sk: Mut<OPENSSL_STACK>,
    data: *const c_void,
    where_: c_int,
) -> c_int {
    entry(0, || Ok(sk.opt().ok_or_else(null)?.insert(Opaque(data.cast_mut()), where_)))
}

/// Removes and returns the element at index `loc`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_delete(st: Mut<OPENSSL_STACK>, loc: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(st.get()?.delete(loc).0))
}

/// Removes and returns the element that is the pointer `p`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_delete_ptr(st: Mut<OPENSSL_STACK>, p: *const c_void) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(st.get()?.delete_ptr(Opaque(p.cast_mut())).0))
}

/// Finds the first element equal to `data`, sorting the stack first.
///
/// Returns: its index; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_find(st: Mut<OPENSSL_STACK>, data: *const c_void) -> c_int {
    quiet(-1, || Ok(found(st.get()?.find(Opaque(data.cast_mut()), Find::First))))
}

/// Like `OPENSSL_sk_find`, but with no equal element returns the index of a
/// neighbour of its place.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_find_ex(st: Mut<OPENSSL_STACK>, data: *const c_void) -> c_int {
    quiet(-1, || Ok(found(st.get()?.find(Opaque(data.cast_mut()), Find::Near))))
}

/// Like `OPENSSL_sk_find`, and stores in `*pnum` how many elements are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_find_all(
    st: Mut<OPENSSL_STACK>,
    data: *const c_void,
    pnum: Out<c_int>,
) -> c_int {
    quiet(-1, || {
        let Some(stack) = st.opt().filter(|s| !s.is_empty()) else { return Ok(-1) };
        let hit = stack.find(Opaque(data.cast_mut()), Find::First);
        if hit.is_some() || !data.is_null() {
            pnum.write_opt(hit.map_or(0, |(_, n)| n.try_into().unwrap_or(c_int::MAX)));
        }
        Ok(found(hit))
    })
}

/// Adds `data` at the end.
///
/// Returns: the number of elements; 0 out of memory, -1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_push(st: Mut<OPENSSL_STACK>, data: *const c_void) -> c_int {
    quiet(-1, || Ok(st.get()?.push(Opaque(data.cast_mut()))))
}

/// Adds `data` in front.
///
/// Returns: the number of elements; 0 for NULL or out of memory.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_unshift(st: Mut<OPENSSL_STACK>, data: *const c_void) -> c_int {
    entry(0, || Ok(st.opt().ok_or_else(null)?.insert(Opaque(data.cast_mut()), 0)))
}

/// Removes and returns the first element; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_shift(st: Mut<OPENSSL_STACK>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(st.get()?.delete(0).0))
}

/// Removes and returns the last element; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_pop(st: Mut<OPENSSL_STACK>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(st.get()?.pop().0))
}

/// Forgets all elements.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_zero(st: Mut<OPENSSL_STACK>) {
    quiet((), || {
        st.get()?.clear();
        Ok(())
    });
}

/// Replaces the order; returns the old one.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_set_cmp_func(
    sk: Mut<OPENSSL_STACK>,
    cmp: OPENSSL_sk_compfunc,
) -> OPENSSL_sk_compfunc {
    quiet(None, || Ok(sk.get()?.set_compare(cmp)))
}

/// Copies the stack, sharing its elements; an empty one for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_dup(st: In<OPENSSL_STACK>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        Ok(Give::new(st.opt().map_or_else(|| OPENSSL_STACK::new(None), OPENSSL_STACK::duplicate)))
    })
}

/// Puts the elements in order, if the stack has one.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_sort(st: Mut<OPENSSL_STACK>) {
    quiet((), || {
        st.get()?.sort();
        Ok(())
    });
}

/// Whether the elements are known to be in order; 1 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_sk_is_sorted(st: In<OPENSSL_STACK>) -> c_int {
    quiet(1, || Ok(st.opt().is_none_or(OPENSSL_STACK::is_sorted).into()))
}

fn found(hit: Option<(usize, usize)>) -> c_int {
    hit.and_then(|(at, _)| at.try_into().ok()).unwrap_or(-1)
}
