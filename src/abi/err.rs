//! C strings and tables of the error functions.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::handle::null;
use super::ptr::OutBuf;
use crate::err::Result;
use std::cell::UnsafeCell;
use std::ffi::{CStr, c_char, c_ulong};

/// `ERR_STRING_DATA`: one row of a table for `ERR_load_strings`.
#[repr(C)]
#[derive(Debug)]
pub struct ERR_STRING_DATA {
    error: c_ulong,
    string: *const c_char,
}

/// A program's table of error texts, which ends with code 0 and lives for
/// good, as OpenSSL's contract says.
pub struct StringTable(*mut ERR_STRING_DATA);

impl StringTable {
    /// The table at `rows`; NULL is an error.
    #[track_caller]
    pub fn of(rows: *mut ERR_STRING_DATA) -> Result<Self> {
        if rows.is_null() { Err(null()) } else { Ok(StringTable(rows)) }
    }

    fn rows(&self) -> impl Iterator<Item = *mut ERR_STRING_DATA> {
        let mut row = self.0;
        std::iter::from_fn(move || {
            let this = row;
            // SAFETY: the program's table ends with a row of code 0, and we
            // stop there.
            unsafe {
                if (*this).error == 0 {
                    return None;
                }
                row = row.add(1);
            }
            Some(this)
        })
    }

    /// Adds the packed library number to each code.
    pub fn add_library(&self, packed: c_ulong) {
        for row in self.rows() {
            // SAFETY: `rows` yields valid rows; the table is writable where
            // this is called for.
            unsafe { (*row).error |= packed };
        }
    }

    /// Passes on each code with its text.
    pub fn each(&self, mut f: impl FnMut(c_ulong, &'static CStr)) {
        for row in self.rows() {
            // SAFETY: the row is valid, its string NULL or for good.
            let (code, text) = unsafe { ((*row).error, (*row).string) };
            f(code, text_of(text));
        }
    }
}

fn text_of(text: *const c_char) -> &'static CStr {
    if text.is_null() {
        return c"";
    }
    // SAFETY: the program's table holds strings that live for good.
    unsafe { CStr::from_ptr(text) }
}

/// A string of the thread's queue, or one that C hands over with the call.
pub fn text<'a>(text: *const c_char) -> &'a CStr {
    text_of(text)
}

/// Copies `text`, shortened to fit, and a terminator.
pub fn write_str(place: &mut [u8], text: &[u8]) {
    if let Some(last) = place.len().checked_sub(1) {
        let len = text.len().min(last);
        place[..len].copy_from_slice(&text[..len]);
        place[len] = 0;
    }
}

/// A text of at most `N - 1` bytes that functions without a buffer of the
/// caller's hand out.
pub struct StaticText<const N: usize>(UnsafeCell<[u8; N]>);

// SAFETY: whoever asks for the library's buffer accepts, as with OpenSSL,
// that another thread's call may overwrite it; it stays terminated.
unsafe impl<const N: usize> Sync for StaticText<N> {}

impl<const N: usize> StaticText<N> {
    /// An empty text.
    #[expect(clippy::new_without_default, reason = "only statics are of use")]
    pub const fn new() -> Self {
        StaticText(UnsafeCell::new([0; N]))
    }

    /// The memory, of `N` bytes.
    pub fn place(&'static self) -> OutBuf<c_char> {
        OutBuf::lend(self.0.get().cast())
    }
}
