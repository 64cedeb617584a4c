//! `OSSL_PARAM`: named values that programs and the library hand each other.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use crate::abi::In;
use crate::err::{self, Error, Lib, Result};
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_uint, c_void};

/// A signed number, in the machine's byte order.
pub const INTEGER: c_uint = 1;
/// An unsigned number, in the machine's byte order.
pub const UNSIGNED: c_uint = 2;
/// A `double`.
pub const REAL: c_uint = 3;
/// A string.
pub const UTF8_STRING: c_uint = 4;
/// Bytes.
pub const OCTET_STRING: c_uint = 5;
/// A pointer to a string.
pub const UTF8_PTR: c_uint = 6;
/// A pointer to bytes.
pub const OCTET_PTR: c_uint = 7;

/// The `return_size` of a value that was not set.
pub const UNMODIFIED: usize = usize::MAX;

/// A named value in C's memory; an array of them ends with a NULL key.
#[repr(C)]
#[derive(Debug)]
pub struct OSSL_PARAM {
    key: *const c_char,
    data_type: c_uint,
    data: *mut c_void,
    data_size: usize,
    return_size: Cell<usize>,
}

// SAFETY: a description of C's memory; a program that shares it locks it.
unsafe impl Send for OSSL_PARAM {}
// SAFETY: as above.
unsafe impl Sync for OSSL_PARAM {}

/// An array that the library makes for C to free: see `param_array`.
pub use super::param_array::{Entry, Value};

/// The values of an array.
pub struct List<'a>(Option<&'a OSSL_PARAM>);

impl<'a> Iterator for List<'a> {
    type Item = &'a OSSL_PARAM;

    fn next(&mut self) -> Option<&'a OSSL_PARAM> {
        let current = self.0.filter(|param| !param.key.is_null())?;
        // SAFETY: an entry with a key is followed by another.
        self.0 = Some(unsafe { &*std::ptr::from_ref(current).add(1) });
        Some(current)
    }
}

impl OSSL_PARAM {
    /// The end of an array.
    #[expect(
        clippy::declare_interior_mutable_const,
        reason = "each use is a new value, which is meant"
    )]
    pub const END: OSSL_PARAM = OSSL_PARAM {
        key: std::ptr::null(),
        data_type: 0,
        data: std::ptr::null_mut(),
        data_size: 0,
        return_size: Cell::new(0),
    };

    /// A value called `key` at `data`.
    pub const fn new(
        key: *const c_char,
        data_type: c_uint,
        data: *mut c_void,
        data_size: usize,
    ) -> Self {
        OSSL_PARAM { key, data_type, data, data_size, return_size: Cell::new(UNMODIFIED) }
    }

    /// The end of an array that has `size` bytes of memory.
    pub(super) const fn end_of(data_type: c_uint, size: usize) -> Self {
        OSSL_PARAM { data_type, data_size: size, ..Self::END }
    }

    /// The end of the array at `first`; none for NULL.
    pub(super) fn last(first: &In<OSSL_PARAM>) -> Option<&Self> {
        let mut list = Self::list(first);
        while list.next().is_some() {}
        list.0
    }

    /// Another entry for the same value.
    pub(super) fn same(&self) -> Self {
        OSSL_PARAM { return_size: self.return_size.clone(), ..*self }
    }

    /// The values of the array at `first`; none for NULL.
    pub fn list(first: &In<OSSL_PARAM>) -> List<'_> {
        List(first.opt())
    }

    /// Whether it is the end of an array.
    pub fn is_end(&self) -> bool {
        self.key.is_null()
    }

    /// Its name.
    pub fn key(&self) -> &CStr {
        // SAFETY: entries of a list have a key, a terminated string.
        unsafe { CStr::from_ptr(self.key) }
    }

    /// Its type.
    pub fn data_type(&self) -> c_uint {
        self.data_type
    }

    /// The room for its data in bytes.
    pub fn size(&self) -> usize {
        self.data_size
    }

    /// Whether it was set.
    pub fn modified(&self) -> bool {
        self.return_size.get() != UNMODIFIED
    }

    /// States how long the value is.
    pub fn set_return_size(&self, size: usize) {
        self.return_size.set(size);
    }

    /// How long the value is, where a function that gets values said so.
    pub fn return_size(&self) -> usize {
        self.return_size.get()
    }

    /// Whether there is memory for its data.
    pub fn has_memory(&self) -> bool {
        !self.data.is_null()
    }

    /// Its memory.
    pub fn data(&self) -> *mut c_void {
        self.data
    }

    /// What a value of a pointer type points to.
    pub fn pointer(&self) -> Option<*const c_void> {
        if !matches!(self.data_type, UTF8_PTR | OCTET_PTR) {
            return None;
        }
        // SAFETY: of these types the data is a pointer to the value.
        unsafe { self.data.cast::<*const c_void>().as_ref() }.copied()
    }

    /// Makes a value of this pointer type point to `len` bytes at `target`,
    /// which is not followed; false for one of another type.
    #[expect(clippy::not_unsafe_ptr_arg_deref, reason = "`data` is written, not `target`")]
    pub fn point(&self, kind: c_uint, target: *const c_void, len: usize) -> bool {
        self.set_return_size(len);
        if self.data_type != kind || !matches!(kind, UTF8_PTR | OCTET_PTR) {
            return false;
        }
        if !self.data.is_null() {
            // SAFETY: of these types the data is a place for a pointer.
            unsafe { self.data.cast::<*const c_void>().write(target) };
        }
        true
    }

    /// All its memory, whatever it means; nothing for a pointer type.
    pub fn raw_bytes(&self) -> &[u8] {
        if self.data.is_null() || matches!(self.data_type, UTF8_PTR | OCTET_PTR) {
            return &[];
        }
        // SAFETY: C promises that many readable bytes.
        unsafe { std::slice::from_raw_parts(self.data.cast(), self.data_size) }
    }

    /// Its data: bytes, a string without its end, or a number in memory.
    #[track_caller]
    pub fn bytes(&self) -> Result<&[u8]> {
        let (start, len) = match self.data_type {
            UTF8_PTR | OCTET_PTR => {
                // SAFETY: of these types the data is a pointer to the value.
                let start = unsafe { self.data.cast::<*const u8>().as_ref() }
                    .copied()
                    .ok_or_else(missing)?;
                (start, self.data_size)
            }
            _ => (self.data.cast_const().cast::<u8>(), self.data_size),
        };
        if len == 0 {
            return Ok(&[]);
        }
        if start.is_null() {
            return Err(missing());
        }
        // SAFETY: C promises that many readable bytes.
        let bytes = unsafe { std::slice::from_raw_parts(start, len) };
        if matches!(self.data_type, UTF8_STRING | UTF8_PTR) {
            let end = bytes.iter().position(|&b| b == 0).unwrap_or(len);
            return Ok(&bytes[..end]);
        }
        Ok(bytes)
    }

    /// A number that is not negative, big-endian.
    #[track_caller]
    pub fn unsigned(&self) -> Result<Vec<u8>> {
        if !matches!(self.data_type, INTEGER | UNSIGNED) {
            return Err(Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT));
        }
        let mut bytes = self.bytes()?.to_vec();
        if cfg!(target_endian = "little") {
            bytes.reverse();
        }
        if self.data_type == INTEGER && bytes.first().is_some_and(|&b| b >= 0x80) {
            return Err(Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT));
        }
        Ok(bytes)
    }

    /// A number that fits 64 bits, with its sign.
    #[track_caller]
    pub fn number(&self) -> Result<i128> {
        let mut bytes = self.bytes()?.to_vec();
        if cfg!(target_endian = "little") {
            bytes.reverse();
        }
        let negative = self.data_type == INTEGER && bytes.first().is_some_and(|&b| b >= 0x80);
        let fill = if negative { 0xff } else { 0 };
        let skip = bytes.len().saturating_sub(8);
        if !matches!(self.data_type, INTEGER | UNSIGNED)
            || bytes.is_empty()
            || bytes[..skip].iter().any(|&b| b != fill)
        {
            return Err(Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT));
        }
        let start = if negative { -1 } else { 0 };
        Ok(bytes[skip..].iter().fold(start, |n: i128, &b| n << 8 | i128::from(b)))
    }

    /// Stores a number that is not negative, big-endian, at its width; false
    /// if it does not fit.
    pub fn put_unsigned(&self, value: &[u8]) -> bool {
        let value = &value[value.iter().take_while(|&&b| b == 0).count()..];
        let sign = self.data_type == INTEGER && value.first().is_some_and(|&b| b >= 0x80);
        let needed = value.len().max(1) + usize::from(sign);
        self.set_return_size(needed);
        if self.data.is_null() {
            return true;
        }
        if needed > self.data_size {
            return false;
        }
        let mut bytes = vec![0; self.data_size - value.len()];
        bytes.extend_from_slice(value);
        if cfg!(target_endian = "little") {
            bytes.reverse();
        }
        self.store(&bytes);
        self.set_return_size(self.data_size);
        true
    }

    /// Stores bytes or, for `UTF8_STRING`, a string, which gets an end if
    /// there is room; false if the type is another or the room too small.
    pub fn put_bytes(&self, data_type: c_uint, value: &[u8]) -> bool {
        self.set_return_size(value.len());
        if self.data.is_null() {
            return true;
        }
        if self.data_type != data_type || value.len() > self.data_size {
            return false;
        }
        self.store(value);
        if data_type == UTF8_STRING && value.len() < self.data_size {
            // SAFETY: the room is larger than the value.
            unsafe { self.data.cast::<u8>().add(value.len()).write(0) };
        }
        true
    }

    /// Writes bytes that were found to fit.
    pub(super) fn store(&self, bytes: &[u8]) {
        // SAFETY: C promises `data_size` writable bytes; the callers compared.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.data.cast::<u8>(), bytes.len());
        }
    }
}

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Crypto, err::R_PASSED_NULL_PARAMETER)
}
