//! Tables of numbers and their names.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use std::ffi::{CStr, c_char, c_int};

/// A number and its names. Public layout.
#[repr(C)]
pub struct BIT_STRING_BITNAME {
    /// The number of the bit, or of the value.
    pub bitnum: c_int,
    lname: *const c_char,
    sname: *const c_char,
}

// SAFETY: the tables are constant.
unsafe impl Sync for BIT_STRING_BITNAME {}
// SAFETY: the tables are constant.
unsafe impl Send for BIT_STRING_BITNAME {}

impl BIT_STRING_BITNAME {
    /// A row of a table.
    pub const fn new(bitnum: c_int, lname: &'static CStr, sname: &'static CStr) -> Self {
        BIT_STRING_BITNAME { bitnum, lname: lname.as_ptr(), sname: sname.as_ptr() }
    }

    /// The row that ends a table.
    pub const fn end() -> Self {
        BIT_STRING_BITNAME { bitnum: -1, lname: std::ptr::null(), sname: std::ptr::null() }
    }

    /// The rows of the table at `first`, which [`end`](Self::end) ends.
    pub fn table<'a>(first: *const BIT_STRING_BITNAME) -> Vec<&'a BIT_STRING_BITNAME> {
        let mut rows = Vec::new();
        let mut at = first;
        // SAFETY: C's contract: the table is constant, and a row without a
        // long name ends it.
        while let Some(row) = unsafe { at.as_ref() } {
            if row.lname.is_null() {
                break;
            }
            rows.push(row);
            // SAFETY: the row was not the last.
            at = unsafe { at.add(1) };
        }
        rows
    }

    /// Its name for people.
    pub fn long(&self) -> &CStr {
        crate::abi::Arg(self.lname.cast_mut().cast()).str().unwrap_or_default()
    }

    /// Its name in configurations.
    pub fn short(&self) -> &CStr {
        crate::abi::Arg(self.sname.cast_mut().cast()).str().unwrap_or_default()
    }
}
