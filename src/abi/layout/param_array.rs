//! Arrays of [`OSSL_PARAM`] that the library makes and C frees: one piece of
//! memory that holds the entries and, behind them, what they point to.

use super::param::{OCTET_PTR, OSSL_PARAM, UTF8_PTR, UTF8_STRING};
use crate::abi::{In, mem};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_char, c_uint, c_void};

/// The type of an array's end that says how much memory the array has.
const ALLOCATED: c_uint = 127;
/// Values start at multiples of this.
const ALIGN: usize = 8;

/// What an entry of a new array holds.
#[derive(Debug)]
pub enum Value<'a> {
    /// Bytes, to be copied behind the entries.
    Bytes(&'a [u8]),
    /// A pointer, kept as it is.
    Pointer(*const c_void),
}

/// An entry of a new array.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its name, which C keeps in memory.
    pub key: *const c_char,
    /// Its type.
    pub data_type: c_uint,
    /// Its value.
    pub value: Value<'a>,
    /// The length of what it is or points to.
    pub size: usize,
}

impl Entry<'_> {
    /// What its value takes; strings are terminated.
    fn room(&self) -> usize {
        let len = match self.value {
            Value::Bytes(bytes) => bytes.len() + usize::from(self.data_type == UTF8_STRING),
            Value::Pointer(_) => size_of::<*const c_void>(),
        };
        len.next_multiple_of(ALIGN)
    }
}

/// Makes an array that [`free`] frees.
#[track_caller]
pub fn make(entries: &[Entry<'_>]) -> Result<*mut OSSL_PARAM> {
    let head = (entries.len() + 1) * size_of::<OSSL_PARAM>();
    let total = entries.iter().fold(head, |sum, entry| sum + entry.room());
    let block = mem::zalloc_at(total, mem::Place(c"".as_ptr(), 0));
    if block.is_null() {
        return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
    }
    let first: *mut OSSL_PARAM = block.cast();
    let mut offset = head;
    for (at, entry) in entries.iter().enumerate() {
        // SAFETY: the block has room for every entry and value, counted
        // above; it is new, zeroed, and aligned as malloc does.
        unsafe {
            let data = block.cast::<u8>().add(offset);
            match entry.value {
                Value::Bytes(bytes) => {
                    std::ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len());
                }
                Value::Pointer(pointer) => data.cast::<*const c_void>().write(pointer),
            }
            first.add(at).write(OSSL_PARAM::new(
                entry.key,
                entry.data_type,
                data.cast(),
                entry.size,
            ));
        }
        offset += entry.room();
    }
    // SAFETY: as above.
    unsafe { first.add(entries.len()).write(OSSL_PARAM::end_of(ALLOCATED, total)) };
    Ok(first)
}

/// A copy of an array with its values; pointers are copied as such.
#[track_caller]
pub fn copy(params: &In<OSSL_PARAM>) -> Result<*mut OSSL_PARAM> {
    let mut entries = Vec::new();
    for param in OSSL_PARAM::list(params) {
        let value = match param.data_type() {
            UTF8_PTR | OCTET_PTR => Value::Pointer(param.pointer().unwrap_or(std::ptr::null())),
            _ => Value::Bytes(param.raw_bytes()),
        };
        entries.push(Entry {
            key: param.key().as_ptr(),
            data_type: param.data_type(),
            value,
            size: param.size(),
        });
    }
    make(&entries)
}

/// An array of the entries of two, which stay where they are; of entries
/// with one name, in any case, that of the second array counts. `None` if
/// there are none at all.
#[track_caller]
pub fn merge(first: &In<OSSL_PARAM>, second: &In<OSSL_PARAM>) -> Result<Option<*mut OSSL_PARAM>> {
    let lower = |key: &CStr| key.to_bytes().to_ascii_lowercase();
    let sorted = |params| {
        let mut list: Vec<&OSSL_PARAM> = OSSL_PARAM::list(params).collect();
        list.sort_by_key(|param| lower(param.key()));
        list
    };
    let (first, second) = (sorted(first), sorted(second));
    let overridden =
        |param: &&OSSL_PARAM| !second.iter().any(|other| lower(other.key()) == lower(param.key()));
    let mut all: Vec<&OSSL_PARAM> = first.into_iter().filter(overridden).collect();
    all.extend(&second);
    all.sort_by_key(|param| lower(param.key()));
    if all.is_empty() {
        return Ok(None);
    }
    let total = (all.len() + 1) * size_of::<OSSL_PARAM>();
    let block: *mut OSSL_PARAM = mem::malloc(total).cast();
    if block.is_null() {
        return Err(Error::new(Lib::Crypto, err::R_MALLOC_FAILURE));
    }
    for (at, param) in all.iter().enumerate() {
        // SAFETY: the block has room for every entry and the end.
        unsafe { block.add(at).write(param.same()) };
    }
    // SAFETY: as above.
    unsafe { block.add(all.len()).write(OSSL_PARAM::end_of(ALLOCATED, total)) };
    Ok(Some(block))
}

/// Wipes and frees an array that came from here; NULL is nothing.
pub fn free(params: *mut OSSL_PARAM) {
    if params.is_null() {
        return;
    }
    let params = In::lend_ptr(params);
    let last = OSSL_PARAM::last(&params);
    let total = last.filter(|end| end.data_type() == ALLOCATED).map_or(0, OSSL_PARAM::size);
    mem::free_clearing(params.as_ptr().cast_mut().cast(), total, mem::Place(c"".as_ptr(), 0));
}
