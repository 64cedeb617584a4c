//! `ENGINE_CMD_DEFN` and `dynamic_fns`: what an engine says of its commands,
//! and what it is told when it is loaded.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::mem::{self, CRYPTO_free_fn, CRYPTO_malloc_fn, CRYPTO_realloc_fn, Place};
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};

/// A command of an engine. Public layout.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ENGINE_CMD_DEFN {
    /// Its number.
    pub cmd_num: c_uint,
    cmd_name: *const c_char,
    cmd_desc: *const c_char,
    /// `ENGINE_CMD_FLAG_…`.
    pub cmd_flags: c_uint,
}

impl ENGINE_CMD_DEFN {
    /// Its name.
    pub fn name(&self) -> &CStr {
        text(&self.cmd_name)
    }

    /// What it does.
    pub fn description(&self) -> &CStr {
        text(&self.cmd_desc)
    }
}

/// A table of commands of ours.
pub struct OwnCommands<const N: usize>(pub [ENGINE_CMD_DEFN; N]);

// SAFETY: it holds constant strings.
unsafe impl<const N: usize> Sync for OwnCommands<N> {}

const fn command(
    number: c_uint,
    name: &'static CStr,
    what: &'static CStr,
    flags: c_uint,
) -> ENGINE_CMD_DEFN {
    ENGINE_CMD_DEFN {
        cmd_num: number,
        cmd_name: name.as_ptr(),
        cmd_desc: what.as_ptr(),
        cmd_flags: flags,
    }
}

/// Those of the engine that loads others.
pub static LOADER_COMMANDS: OwnCommands<8> = OwnCommands([
    command(200, c"SO_PATH", c"the path of the shared object", 2),
    command(201, c"NO_VCHECK", c"1: do not check its version", 1),
    command(202, c"ID", c"the identifier of the engine", 2),
    command(203, c"LIST_ADD", c"1: to the list, 2: it must get there", 1),
    command(204, c"DIR_LOAD", c"1: look in folders too, 2: there alone", 1),
    command(205, c"DIR_ADD", c"one more folder", 2),
    command(206, c"LOAD", c"loads it", 4),
    ENGINE_CMD_DEFN {
        cmd_num: 0,
        cmd_name: std::ptr::null(),
        cmd_desc: std::ptr::null(),
        cmd_flags: 0,
    },
]);

fn text(place: &*const c_char) -> &CStr {
    if place.is_null() {
        return c"";
    }
    // SAFETY: the engine's table holds terminated strings.
    unsafe { CStr::from_ptr(*place) }
}

/// The commands of an engine, in memory of the program's, which keeps them as
/// long as the engine has them.
#[derive(Debug, Clone, Copy)]
pub struct Commands(pub *const ENGINE_CMD_DEFN);

// SAFETY: the table is the program's, which must not change it while an engine
// has it.
unsafe impl Send for Commands {}
// SAFETY: as above.
unsafe impl Sync for Commands {}

impl Commands {
    /// None.
    pub const NONE: Commands = Commands(std::ptr::null());

    /// The commands, in their order: up to one without a number or a name.
    pub fn iter(self) -> impl Iterator<Item = ENGINE_CMD_DEFN> {
        let mut at = self.0;
        std::iter::from_fn(move || {
            // SAFETY: the program ends its table by an entry of zeros, and
            // nothing is read beyond.
            let entry = unsafe { at.as_ref() }.copied()?;
            if entry.cmd_num == 0 || entry.cmd_name.is_null() {
                return None;
            }
            at = at.wrapping_add(1);
            Some(entry)
        })
    }
}

/// What a loaded engine is told of the library that loads it. Public layout.
#[repr(C)]
pub struct dynamic_fns {
    static_state: *const c_void,
    malloc_fn: CRYPTO_malloc_fn,
    realloc_fn: CRYPTO_realloc_fn,
    free_fn: CRYPTO_free_fn,
}

/// An address that tells this library from another.
static STATE: u8 = 0;

/// The address that tells this library from another.
pub fn static_state() -> *mut c_void {
    std::ptr::from_ref(&STATE).cast_mut().cast()
}

extern "C" fn allocate(size: usize, file: *const c_char, line: c_int) -> *mut c_void {
    mem::malloc_at(size, Place(file, line))
}

extern "C" fn reallocate(
    ptr: *mut c_void,
    size: usize,
    file: *const c_char,
    line: c_int,
) -> *mut c_void {
    // SAFETY: C's contract for the pointer is that of `CRYPTO_realloc`.
    unsafe { mem::realloc_at(ptr, size, Place(file, line)) }
}

extern "C" fn release(ptr: *mut c_void, file: *const c_char, line: c_int) {
    // SAFETY: C's contract for the pointer is that of `CRYPTO_free`.
    unsafe { mem::free_at(ptr, Place(file, line)) }
}

impl dynamic_fns {
    /// Of this library.
    pub fn ours() -> dynamic_fns {
        let own = mem::functions();
        dynamic_fns {
            static_state: static_state(),
            malloc_fn: own.malloc.unwrap_or(allocate),
            realloc_fn: own.realloc.unwrap_or(reallocate),
            free_fn: own.free.unwrap_or(release),
        }
    }
}
