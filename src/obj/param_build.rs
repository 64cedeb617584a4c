//! `OSSL_PARAM_BLD`: values collected for an array.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use crate::abi::Opaque;
use crate::abi::layout::param_array::{Entry, Value};
use std::ffi::c_uint;
use zeroize::Zeroizing;

/// Values collected for an array.
#[derive(Default)]
pub struct OSSL_PARAM_BLD(Guarded<Vec<Held>>);

/// A value that was copied, or a pointer.
pub struct Held {
    key: Opaque,
    data_type: c_uint,
    bytes: Option<Zeroizing<Vec<u8>>>,
    pointer: Opaque,
    size: usize,
}

impl Held {
    fn copy(entry: &Entry<'_>) -> Held {
        let (bytes, pointer) = match entry.value {
            Value::Bytes(bytes) => (Some(Zeroizing::new(bytes.to_vec())), Opaque::NULL),
            Value::Pointer(pointer) => (None, Opaque(pointer.cast_mut())),
        };
        let key = Opaque(entry.key.cast_mut().cast());
        Held { key, data_type: entry.data_type, bytes, pointer, size: entry.size }
    }

    /// As an entry of a new array.
    pub fn entry(&self) -> Entry<'_> {
        let value = match &self.bytes {
            Some(bytes) => Value::Bytes(bytes),
            None => Value::Pointer(self.pointer.0),
        };
        Entry { key: self.key.0.cast(), data_type: self.data_type, value, size: self.size }
    }
}

impl OSSL_PARAM_BLD {
    /// Adds a copy of a value.
    pub fn push(&self, entry: &Entry<'_>) {
        let held = Held::copy(entry);
        self.0.with(|all| all.push(held));
    }

    /// Takes all values out.
    pub fn take(&self) -> Vec<Held> {
        self.0.with(std::mem::take)
    }
}
