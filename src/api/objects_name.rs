//! `OBJ_NAME_…`: the table of names; objects from text, searches in arrays,
//! and directories.

use crate::abi::dir::Directory;
use crate::abi::sys::set_errno;
use crate::abi::{Arg, In, InOut, LendConst, Mut, Str, entry, quiet};
use crate::obj::bio::BIO;
use crate::obj::objects::names::{self, Functions, NameCompare, NameFree, NameHash, OBJ_NAME};
use crate::obj::objects::{self};
use std::ffi::{CString, c_char, c_int, c_void};

/// Prepares the table of names, which needs nothing. Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_init() -> c_int {
    1
}

/// A new type of names; without functions they are told apart without regard
/// to case, and nothing is freed.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_new_index(
    hash_func: Option<NameHash>,
    cmp_func: Option<NameCompare>,
    free_func: Option<NameFree>,
) -> c_int {
    let functions = Functions { hash: hash_func, compare: cmp_func, free: free_func };
    quiet(0, || Ok(names::new_type(functions)))
}

/// What a name of a type stands for; with `OBJ_NAME_ALIAS` in `type` what it
/// is another name for.
///
/// Returns: NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_get(name: Str, type_: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let found = names::get(name.get()?, type_);
        Ok(found.map_or(LendConst::null(), |data| LendConst::from_ptr(data.0.cast())))
    })
}

/// Adds a name of a type, in place of one that is equal; with `OBJ_NAME_ALIAS`
/// in `type`, `data` is the name it stands for. Returns: 1; 0 on failure.
/// Ownership: the program keeps both as long as the name is in the table.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_add(name: Str, type_: c_int, data: Str) -> c_int {
    quiet(0, || {
        let name = Arg::text(name.get()?).opaque();
        names::add(name, type_, crate::abi::Opaque(data.as_ptr().cast_mut().cast()));
        Ok(1)
    })
}

/// Removes a name of a type. Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_remove(name: Str, type_: c_int) -> c_int {
    quiet(0, || Ok(names::remove(name.get()?, type_).into()))
}

/// Removes all names of a type; of all types for -1.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_cleanup(type_: c_int) {
    quiet((), || {
        names::remove_all(type_);
        Ok(())
    });
}

/// What is called for a name.
type NameVisitor = Option<extern "C" fn(In<OBJ_NAME>, *mut c_void)>;

/// Calls `fn_` for every name of a type.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_do_all(type_: c_int, fn_: NameVisitor, arg: *mut c_void) {
    OBJ_NAME_do_all_sorted(type_, fn_, arg);
}

/// Calls `fn_` for every name of a type, in order.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_NAME_do_all_sorted(type_: c_int, fn_: NameVisitor, arg: *mut c_void) {
    quiet((), || {
        if let Some(visit) = fn_ {
            names::for_each(type_, |name| visit(In::lend(name), arg));
        }
        Ok(())
    });
}

/// Makes objects from lines of dotted numbers, a short and a long name, up to
/// one that is none.
///
/// Returns: how many.
/// Errors: as `OBJ_create`.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_create_objects(in_: Mut<BIO>) -> c_int {
    /// The longest line, with its terminator.
    const LINE: usize = 512;
    entry(0, || {
        let from = in_.get()?;
        for made in 0.. {
            let mut line = [0; LINE];
            let len = usize::try_from(from.gets(&mut line)).unwrap_or(0);
            let Some(line) = len.checked_sub(1).and_then(|len| line.get(..len)) else {
                return Ok(made);
            };
            match objects::create_from_line(line) {
                Ok(true) => {}
                Ok(false) => return Ok(made),
                Err(error) => {
                    crate::err::push(&error, "OBJ_create");
                    return Ok(made);
                }
            }
        }
        Ok(0)
    })
}

/// An element of a sorted array of `num` of `size` bytes each that equals
/// `key`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_bsearch_(
    key: *const c_void,
    base: *const c_void,
    num: c_int,
    size: c_int,
    cmp: Option<extern "C" fn(*const c_void, *const c_void) -> c_int>,
) -> *const c_void {
    OBJ_bsearch_ex_(key, base, num, size, cmp, 0)
}

/// As [`OBJ_bsearch_`]. With `OBJ_BSEARCH_VALUE_ON_NOMATCH` in `flags` the last
/// element that was looked at, where none is equal; with
/// `OBJ_BSEARCH_FIRST_VALUE_ON_MATCH` the first of several that are.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_bsearch_ex_(
    key: *const c_void,
    base: *const c_void,
    num: c_int,
    size: c_int,
    cmp: Option<extern "C" fn(*const c_void, *const c_void) -> c_int>,
    flags: c_int,
) -> *const c_void {
    const VALUE_ON_NOMATCH: c_int = 1;
    const FIRST_VALUE_ON_MATCH: c_int = 2;
    quiet(std::ptr::null(), || {
        let (Ok(count), Ok(size), Some(compare)) =
            (usize::try_from(num), usize::try_from(size), cmp)
        else {
            return Ok(std::ptr::null());
        };
        let element = |at: usize| base.wrapping_byte_add(at.wrapping_mul(size));
        let (mut low, mut high, mut seen, mut order) = (0, count, 0, 1);
        while low < high && order != 0 {
            seen = (low + high) / 2;
            order = compare(key, element(seen));
            match order {
                ..0 => high = seen,
                _ => low = seen + 1,
            }
        }
        if count == 0 || order != 0 && flags & VALUE_ON_NOMATCH == 0 {
            return Ok(std::ptr::null());
        }
        if order == 0 && flags & FIRST_VALUE_ON_MATCH != 0 {
            while seen > 0 && compare(key, element(seen - 1)) == 0 {
                seen -= 1;
            }
        }
        Ok(element(seen))
    })
}

/// A directory that is being read.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct OPENSSL_DIR_CTX {
    directory: Directory,
    /// What was lent last.
    name: CString,
}

crate::box_handle!(OPENSSL_DIR_CTX);

/// The name of the next entry of a directory, which the first call, with NULL
/// in `*ctx`, opens.
///
/// Returns: NULL at the end, then `errno` is 0, and on error.
/// Ownership: the name is there until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_DIR_read(
    ctx: InOut<OPENSSL_DIR_CTX>,
    directory: Str,
) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let (false, Some(name)) = (ctx.is_null(), directory.opt()) else {
            set_errno(libc::EINVAL);
            return Ok(LendConst::null());
        };
        let mut open = match ctx.take() {
            Some(open) => open,
            None => match Directory::open(name) {
                Ok(directory) => Box::new(OPENSSL_DIR_CTX { directory, name: CString::default() }),
                Err(errno) => {
                    set_errno(errno);
                    return Ok(LendConst::null());
                }
            },
        };
        let next = open.directory.next_name();
        let found = next.is_some();
        if let Some(next) = next {
            open.name = next;
        }
        let lent = if found { LendConst::cstr(&open.name) } else { LendConst::null() };
        let _held = ctx.give(open, drop);
        Ok(lent)
    })
}

/// Closes a directory, after which `*ctx` is NULL.
///
/// Returns: 1; 0 on error, which `errno` tells.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_DIR_end(ctx: InOut<OPENSSL_DIR_CTX>) -> c_int {
    quiet(0, || {
        let closed = match ctx.take() {
            Some(open) => open.directory.close(),
            None => Err(libc::EINVAL),
        };
        Ok(closed.map_or_else(
            |errno| {
                set_errno(errno);
                0
            },
            |()| 1,
        ))
    })
}
