//! Application data on objects: the indexes of each class, and the values.
//! See: CRYPTO_get_ex_new_index(3).
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::ReadMostly;
use super::stack::OPENSSL_STACK;
use crate::abi::slot::Slot;
use crate::abi::{In, Mut, Opaque, Out};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{c_int, c_long, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

/// Called when an object with the index is made.
pub type CRYPTO_EX_new =
    extern "C" fn(*mut c_void, *mut c_void, Mut<CRYPTO_EX_DATA>, c_int, c_long, *mut c_void);
/// Called when an object with the index is freed.
pub type CRYPTO_EX_free = CRYPTO_EX_new;
/// Called when an object with the index is copied; may replace the value.
pub type CRYPTO_EX_dup = extern "C" fn(
    Mut<CRYPTO_EX_DATA>,
    In<CRYPTO_EX_DATA>,
    Out<*mut c_void>,
    c_int,
    c_long,
    *mut c_void,
) -> c_int;

/// The values of one object, in OpenSSL's public layout. Our own objects
/// embed [`ExData`].
#[repr(C)]
#[derive(Debug)]
pub struct CRYPTO_EX_DATA {
    ctx: AtomicPtr<c_void>,
    sk: Slot<OPENSSL_STACK>,
}

/// The classes of objects that carry values (`CRYPTO_EX_INDEX_…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
#[allow(missing_docs, reason = "each names OpenSSL's type")]
pub enum Class {
    Ssl = 0,
    SslCtx = 1,
    SslSession = 2,
    X509 = 3,
    X509Store = 4,
    X509StoreCtx = 5,
    Dh = 6,
    Dsa = 7,
    EcKey = 8,
    Rsa = 9,
    Engine = 10,
    Ui = 11,
    Bio = 12,
    App = 13,
    UiMethod = 14,
    RandDrbg = 15,
    LibCtx = 16,
    EvpPkey = 17,
}

const CLASSES: usize = 18;
/// More slots than any program asks for, so that a wild index fails.
const INDEX_LIMIT: c_int = 1 << 16;

/// What an index was registered with.
#[derive(Clone, Copy)]
struct Callbacks {
    argl: c_long,
    argp: Opaque,
    new: Option<CRYPTO_EX_new>,
    dup: Option<CRYPTO_EX_dup>,
    free: Option<CRYPTO_EX_free>,
}

static REGISTRY: [ReadMostly<Vec<Option<Callbacks>>>; CLASSES] =
    [const { ReadMostly::new(Vec::new()) }; CLASSES];

impl TryFrom<c_int> for Class {
    type Error = Error;

    #[track_caller]
    fn try_from(number: c_int) -> Result<Class> {
        use Class::*;
        const ALL: [Class; CLASSES] = [
            Ssl,
            SslCtx,
            SslSession,
            X509,
            X509Store,
            X509StoreCtx,
            Dh,
            Dsa,
            EcKey,
            Rsa,
            Engine,
            Ui,
            Bio,
            App,
            UiMethod,
            RandDrbg,
            LibCtx,
            EvpPkey,
        ];
        let class = usize::try_from(number).ok().and_then(|n| ALL.get(n)).copied();
        class.ok_or_else(|| Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT))
    }
}

impl Class {
    fn registry(self) -> &'static ReadMostly<Vec<Option<Callbacks>>> {
        #[allow(clippy::indexing_slicing, reason = "the enum has as many values as the array")]
        &REGISTRY[self as usize]
    }

    /// Registers an index. The first is 1: 0 belongs to `SSL_set_app_data`
    /// and its like, which need no registration.
    pub fn new_index(
        self,
        argl: c_long,
        argp: Opaque,
        new: Option<CRYPTO_EX_new>,
        dup: Option<CRYPTO_EX_dup>,
        free: Option<CRYPTO_EX_free>,
    ) -> c_int {
        self.registry().with(|indexes| {
            if indexes.is_empty() {
                indexes.push(None);
            }
            indexes.push(Some(Callbacks { argl, argp, new, dup, free }));
            c_int::try_from(indexes.len() - 1).unwrap_or(-1)
        })
    }

    /// Takes an index's callbacks away; false if there is no such index.
    pub fn free_index(self, index: c_int) -> bool {
        self.registry().with(|indexes| {
            let entry = usize::try_from(index).ok().and_then(|i| indexes.get_mut(i));
            let Some(Some(callbacks)) = entry else { return false };
            (callbacks.new, callbacks.dup, callbacks.free) = (None, None, None);
            true
        })
    }

    /// Every registered index with its callbacks.
    fn callbacks(self) -> Vec<(c_int, Callbacks)> {
        let indexes = self.registry().get();
        (0..).zip(indexes).filter_map(|(i, c)| Some((i, c?))).collect()
    }
}

impl CRYPTO_EX_DATA {
    const fn new() -> Self {
        CRYPTO_EX_DATA { ctx: AtomicPtr::new(std::ptr::null_mut()), sk: Slot::empty() }
    }

    /// Makes C's memory an empty set of values of `parent`, and runs the
    /// class's `new` callbacks.
    pub fn initialise(&self, class: Class, parent: *mut c_void) {
        self.ctx.store(std::ptr::null_mut(), Ordering::Relaxed);
        self.sk.initialise();
        for (index, c) in class.callbacks() {
            if let Some(new) = c.new {
                new(parent, self.get(index).0, Mut::lend(self), index, c.argl, c.argp.0);
            }
        }
    }

    /// Runs the `new` callback of one index, if its value is NULL.
    ///
    /// Returns whether there is a value or a callback that could make one.
    pub fn allocate(&self, class: Class, parent: *mut c_void, index: c_int) -> bool {
        if !self.get(index).is_null() {
            return true;
        }
        let callbacks = class.callbacks().into_iter().find(|(i, _)| *i == index);
        let Some((_, Callbacks { new: Some(new), argl, argp, .. })) = callbacks else {
            return false;
        };
        new(parent, std::ptr::null_mut(), Mut::lend(self), index, argl, argp.0);
        true
    }

    /// Runs the class's `free` callbacks and forgets the values.
    pub fn release(&self, class: Class, parent: *mut c_void) {
        for (index, c) in class.callbacks() {
            if let Some(free) = c.free {
                free(parent, self.get(index).0, Mut::lend(self), index, c.argl, c.argp.0);
            }
        }
        drop(self.sk.take());
    }

    /// Copies the values of `from`, each through its `dup` callback.
    pub fn duplicate(&self, class: Class, from: &CRYPTO_EX_DATA) -> Result<()> {
        let Some(values) = from.sk.get().map(OPENSSL_STACK::len) else { return Ok(()) };
        let indexes = class.registry().get();
        for (index, callbacks) in (0..).zip(indexes.into_iter().take(values)) {
            let mut value = from.get(index).0;
            if let Some(Callbacks { dup: Some(dup), argl, argp, .. }) = callbacks {
                let place = Out::lend(&mut value);
                if dup(Mut::lend(self), In::lend(from), place, index, argl, argp.0) == 0 {
                    return Err(Error::quiet());
                }
            }
            self.set(index, Opaque(value))?;
        }
        Ok(())
    }

    /// The value at `index`; NULL if none was set.
    pub fn get(&self, index: c_int) -> Opaque {
        self.sk.get().map_or(Opaque::NULL, |values| values.value(index))
    }

    /// Sets the value at `index`.
    #[track_caller]
    pub fn set(&self, index: c_int, value: Opaque) -> Result<()> {
        if !(0..INDEX_LIMIT).contains(&index) {
            let error = Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT);
            err::push(&error.clone().with(format!("i={index}")), "OPENSSL_sk_set");
            return Err(error);
        }
        let values = self.sk.get_or_put(|| OPENSSL_STACK::new(None));
        values.set_growing(index, value);
        Ok(())
    }
}

/// The values that one of our objects carries. The object calls
/// [`created`](ExData::created) once C can know its address, and
/// [`freed`](ExData::freed) when it goes.
#[derive(Debug)]
pub struct ExData(CRYPTO_EX_DATA);

impl Default for ExData {
    fn default() -> Self {
        ExData::new()
    }
}

impl ExData {
    /// No values.
    pub const fn new() -> Self {
        ExData(CRYPTO_EX_DATA::new())
    }

    /// Tells the class's `new` callbacks of the object `parent`.
    pub fn created<T>(&self, class: Class, parent: &T) {
        self.0.initialise(class, address(parent));
    }

    /// Tells the class's `free` callbacks that `parent` goes, and forgets the
    /// values.
    pub fn freed<T>(&self, class: Class, parent: &T) {
        self.0.release(class, address(parent));
    }

    /// Copies the values of `from`, each through its `dup` callback.
    pub fn copy_from(&self, class: Class, from: &ExData) -> Result<()> {
        self.0.duplicate(class, &from.0)
    }

    /// The value at `index`; NULL if none was set.
    pub fn get(&self, index: c_int) -> *mut c_void {
        self.0.get(index).0
    }

    /// Sets the value at `index`.
    #[track_caller]
    pub fn set(&self, index: c_int, value: *mut c_void) -> Result<()> {
        self.0.set(index, Opaque(value))
    }
}

impl Drop for ExData {
    fn drop(&mut self) {
        drop(self.0.sk.take());
    }
}

fn address<T>(object: &T) -> *mut c_void {
    std::ptr::from_ref(object).cast_mut().cast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_zero_is_reserved_and_values_stay_apart() {
        let first = Class::App.new_index(0, Opaque::NULL, None, None, None);
        let second = Class::App.new_index(0, Opaque::NULL, None, None, None);
        assert!(first >= 1);
        let (data, mut a, mut b) = (ExData::new(), 1, 2);
        let (a, b): (*mut c_void, *mut c_void) =
            (std::ptr::from_mut(&mut a).cast(), std::ptr::from_mut(&mut b).cast());
        data.set(second, b).unwrap();
        assert!(data.get(first).is_null());
        data.set(first, a).unwrap();
        assert_eq!((data.get(first), data.get(second)), (a, b));
        assert!(data.set(-1, a).is_err());
    }
}
