//! `TXT_DB`: a table of text, whose rows C programs read and change.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::{Field, Owned};
use crate::abi::{Arg, Handle, Opaque, mem};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_char, c_int, c_long};

/// Whether a row belongs to an index: `int (*)(OPENSSL_STRING *)`.
pub type TXT_DB_qualifier = extern "C" fn(*mut *mut c_char) -> c_int;

/// A row: `num_fields` strings, then NULL, or where the memory ends that the
/// row and its strings share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row(pub *mut *mut c_char);

/// A table of rows, with an index of some fields. Public layout.
#[repr(C)]
pub struct Table<S: Handle, L: Handle> {
    /// How many fields a row has.
    pub num_fields: c_int,
    /// The rows.
    pub data: Owned<S>,
    /// For each field its index, or NULL.
    index: Field<*mut *mut L>,
    /// For each field what a row must fulfil to be in its index, or NULL.
    qual: Field<*mut Option<TXT_DB_qualifier>>,
    /// `DB_ERROR_…`.
    pub error: Field<c_long>,
    /// What the error is about.
    pub arg1: Field<c_long>,
    /// The same.
    pub arg2: Field<c_long>,
    /// The row that the error is about.
    pub arg_row: Field<*mut *mut c_char>,
}

/// An array of as many NULLs that C may see.
fn nulls<T>(count: usize) -> Result<*mut T> {
    let size = count.max(1).checked_mul(size_of::<*mut T>());
    let place = mem::zalloc_at(size.unwrap_or(usize::MAX), mem::Place(std::ptr::null(), 0));
    if place.is_null() {
        return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
    }
    Ok(place.cast())
}

impl<S: Handle, L: Handle> Table<S, L> {
    /// An empty table of rows with as many fields.
    pub fn new(fields: usize, data: S::Owner) -> Result<Box<Self>> {
        let too_many = |_| Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT);
        let made = Box::new(Table {
            num_fields: c_int::try_from(fields).map_err(too_many)?,
            data: Owned::new(data),
            index: Field::new(std::ptr::null_mut()),
            qual: Field::new(std::ptr::null_mut()),
            error: Field::new(0),
            arg1: Field::new(0),
            arg2: Field::new(0),
            arg_row: Field::new(std::ptr::null_mut()),
        });
        made.index.set(nulls::<*mut L>(fields)?.cast());
        made.qual.set(nulls::<*mut ()>(fields)?.cast());
        Ok(made)
    }

    /// How many fields a row has.
    pub fn fields(&self) -> usize {
        usize::try_from(self.num_fields).unwrap_or(0)
    }

    /// The index of a field, and what a row must fulfil to be in it.
    pub fn index(&self, field: usize) -> Option<(&L, Option<TXT_DB_qualifier>)> {
        if field >= self.fields() {
            return None;
        }
        // SAFETY: both arrays have a place for each field; an index is NULL
        // or one that `set_index` put there.
        unsafe {
            let index = (*self.index.get().add(field)).as_ref()?;
            Some((index, *self.qual.get().add(field)))
        }
    }

    /// Replaces the index of a field.
    pub fn set_index(&self, field: usize, index: L::Owner, qualifier: Option<TXT_DB_qualifier>) {
        if field < self.fields() {
            // SAFETY: as in `index`; the old one is given up.
            unsafe {
                let place = self.index.get().add(field);
                let old = std::mem::replace(&mut *place, L::into_raw(index));
                *self.qual.get().add(field) = qualifier;
                if !old.is_null() {
                    drop(L::from_raw(old));
                }
            }
        }
    }
}

impl<S: Handle, L: Handle> Drop for Table<S, L> {
    fn drop(&mut self) {
        for field in 0..self.fields() {
            // SAFETY: as in `set_index`; nobody uses the table any more.
            unsafe {
                let index = self.index.get().as_ref().map(|_| *self.index.get().add(field));
                if let Some(index) = index.filter(|index| !index.is_null()) {
                    drop(L::from_raw(index));
                }
            }
        }
        mem::free_c(self.index.get().cast());
        mem::free_c(self.qual.get().cast());
    }
}

impl Row {
    /// The row that is an element of a stack.
    pub fn of(element: Opaque) -> Row {
        Row(element.0.cast())
    }

    /// The row as an element of a stack.
    pub fn element(self) -> Opaque {
        Opaque(self.0.cast())
    }

    /// A row of texts, in one piece of C's memory.
    pub fn new(fields: &[Vec<u8>]) -> Result<Row> {
        let pointers = (fields.len() + 1) * size_of::<*mut c_char>();
        let size = pointers + fields.iter().map(|field| field.len() + 1).sum::<usize>();
        let start = mem::malloc(size).cast::<c_char>();
        if start.is_null() {
            return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
        }
        let row = start.cast::<*mut c_char>();
        // SAFETY: the memory is new and has room for the pointers, the texts
        // and their terminators.
        unsafe {
            let mut at = start.add(pointers);
            for (i, field) in fields.iter().enumerate() {
                std::ptr::copy_nonoverlapping(field.as_ptr().cast(), at, field.len());
                at.add(field.len()).write(0);
                row.add(i).write(at);
                at = at.add(field.len() + 1);
            }
            row.add(fields.len()).write(at);
        }
        Ok(Row(row))
    }

    /// The texts of a row of as many fields; `None` for NULL.
    pub fn texts<'a>(self, fields: usize) -> Vec<Option<&'a CStr>> {
        // SAFETY: C promises as many strings, each NULL or terminated.
        (0..fields).map(|i| Arg(unsafe { *self.0.add(i) }.cast()).str()).collect()
    }

    /// Frees a row of as many fields, and those of its strings that have
    /// memory of their own.
    pub fn free(self, fields: usize) {
        // SAFETY: the row has as many strings and one pointer more, and what
        // is not in its own piece of memory came from `OPENSSL_malloc`.
        unsafe {
            let end = *self.0.add(fields);
            let own = (self.0.addr(), if end.is_null() { 0 } else { end.addr() });
            for i in 0..fields {
                let text = *self.0.add(i);
                if !(own.0..=own.1).contains(&text.addr()) {
                    mem::free(text.cast());
                }
            }
            mem::free(self.0.cast());
        }
    }
}
