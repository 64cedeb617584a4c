//! What every `d2i_X`, `i2d_X` and `X_dup` does, for any kind.

use super::codec::{Kind, OwnerOf, encode_complete, encode_complete_as};
use super::reader::bad;
use super::show::Printer;
use crate::abi::layout::item::{Embed, Operations};
use crate::abi::{DerIn, DerOut, Give, Handle, InOut, stack};
use crate::err::{self, Error, Result};
use std::ffi::{c_int, c_long};

/// Reads a value, replaces the one in `slot` by it, and moves `input` on.
pub fn d2i<K: Kind>(slot: &InOut<K::Value>, input: &DerIn, len: c_long) -> Result<Give<K::Value>> {
    let read = || {
        let bytes = input.slice(len)?;
        let (value, used) = K::decode(bytes)?;
        input.advance(used);
        Ok(value)
    };
    match read() {
        Ok(value) => Ok(slot.give(value, K::release)),
        Err(error) => {
            slot.clear(K::release);
            Err(error)
        }
    }
}

/// Reads a value from bytes that hold nothing else before it, as the readers
/// of files do.
pub fn from_der<K: Kind>(slot: &InOut<K::Value>, der: &[u8]) -> Result<Give<K::Value>> {
    match K::decode(der) {
        Ok((value, _)) => Ok(slot.give(value, K::release)),
        Err(error) => {
            slot.clear(K::release);
            Err(error)
        }
    }
}

/// Writes a value's encoding; 0 for no value.
pub fn i2d<K: Kind>(value: Option<&K::Value>, out: &DerOut) -> Result<c_int> {
    match value {
        Some(value) => out.put(&encode_complete::<K>(value)?),
        None => Ok(0),
    }
}

/// A copy of a value; NULL for NULL.
pub fn dup<K: Kind>(value: Option<&K::Value>) -> Result<Give<K::Value>> {
    match value {
        Some(value) => K::duplicate(value).map(Give::new),
        None => Ok(Give::null()),
    }
}

/// The generic functions' table of a kind.
pub const fn operations<K: Kind>() -> Operations
where
    K::Value: Handle,
{
    Operations::new(
        || stack::give::<K::Value>(K::blank()),
        |value| {
            if let Some(value) = stack::take::<K::Value>(value) {
                K::release(value);
            }
        },
        |bytes, tag| {
            let (value, used) = K::decode_as(bytes, tag)?;
            Ok((stack::give::<K::Value>(value), used))
        },
        |value, tag| match stack::look::<K::Value>(value) {
            Some(value) => encode_complete_as::<K>(value, tag),
            None => Err(Error::quiet()),
        },
        K::fits,
    )
    .showing(|value, to, place| {
        let to = to.downcast_mut::<Printer>().ok_or_else(Error::quiet)?;
        to.item::<K>(stack::look::<K::Value>(value), place)
    })
    .embedded(Embed::of::<K::Value>(
        |place, value| {
            stack::embed::<K::Value>(place, value);
            if let Some(value) = stack::look::<K::Value>(place) {
                K::embedded(value);
            }
        },
        stack::clear_embedded::<K::Value>,
    ))
}

/// A copy of a value, which must be complete, by way of its encoding.
///
/// Errors: `ERR_R_MALLOC_FAILURE` of ASN.1 for one that is not, as OpenSSL
/// says.
pub fn copy<K: Kind>(value: &K::Value) -> Result<OwnerOf<K>> {
    let der = encode_complete::<K>(value).map_err(|cause| {
        err::push(&cause, "ASN1_item_i2d");
        bad(err::R_MALLOC_FAILURE)
    })?;
    K::decode(&der).map(|(copy, _)| copy)
}

/// What a function `X_dup` gives that copies complete values only; NULL for NULL.
pub fn dup_complete<K: Kind>(value: Option<&K::Value>) -> Result<Give<K::Value>> {
    match value {
        Some(value) => copy::<K>(value).map(Give::new),
        None => Ok(Give::null()),
    }
}
