//! Structures whose fields C programs read and write.

pub mod asn1;
pub mod curve;
pub mod engine;
pub mod info;
pub mod item;
pub mod param;
pub mod param_array;
mod param_number;
pub mod template;
pub mod txt_db;
pub mod x509v3;

use super::Handle;
use std::cell::Cell;
use std::fmt;

/// A plain field of a public structure.
#[repr(transparent)]
#[derive(Default)]
pub struct Field<T>(Cell<T>);

// SAFETY: C programs that change a public structure from several threads
// must lock it themselves; the library only reads what it shares.
unsafe impl<T: Send> Sync for Field<T> {}
// SAFETY: raw pointers in such a field are C's, which may use any thread.
unsafe impl<T> Send for Field<T> {}

impl<T: Copy> Field<T> {
    /// A field holding `value`.
    pub const fn new(value: T) -> Self {
        Field(Cell::new(value))
    }

    /// The value.
    pub fn get(&self) -> T {
        self.0.get()
    }

    /// Replaces the value.
    pub fn set(&self, value: T) {
        self.0.set(value);
    }

    /// Where the value is, for functions that lend the place itself.
    pub fn place(&self) -> *mut T {
        self.0.as_ptr()
    }

    /// Replaces the value and gives the old one.
    pub fn replace(&self, value: T) -> T {
        self.0.replace(value)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// A pointer field that owns the object behind it, or is NULL.
///
/// What `get` yields is gone when the field is set again, as for C's get0
/// and set0.
#[repr(transparent)]
pub struct Owned<T: Handle>(Cell<*mut T>);

// SAFETY: as for `Field`; the object is C's to share or not.
unsafe impl<T: Handle> Sync for Owned<T> {}
// SAFETY: as above.
unsafe impl<T: Handle> Send for Owned<T> {}

impl<T: Handle> Owned<T> {
    /// A field that owns `object`.
    pub fn new(object: T::Owner) -> Self {
        Owned(Cell::new(T::into_raw(object)))
    }

    /// A field that is NULL.
    pub const fn null() -> Self {
        Owned(Cell::new(std::ptr::null_mut()))
    }

    /// The object, if any.
    pub fn get(&self) -> Option<&T> {
        // SAFETY: the field owns a valid object, or is NULL.
        unsafe { self.0.get().as_ref() }
    }

    /// Takes the object out.
    pub fn take(&self) -> Option<T::Owner> {
        let raw = self.0.replace(std::ptr::null_mut());
        // SAFETY: the field owned it, and has been emptied.
        (!raw.is_null()).then(|| unsafe { T::from_raw(raw) })
    }

    /// Frees what is there and stores `object`.
    pub fn set(&self, object: Option<T::Owner>) {
        let old = self.take();
        if let Some(object) = object {
            self.0.set(T::into_raw(object));
        }
        drop(old);
    }

    /// The pointer itself.
    pub fn as_ptr(&self) -> *mut T {
        self.0.get()
    }

    /// Where the pointer is, for functions that lend the place itself.
    pub fn place(&self) -> *mut *mut T {
        self.0.as_ptr()
    }
}

impl<T: Handle> Default for Owned<T> {
    fn default() -> Self {
        Self::null()
    }
}

impl<T: Handle> Drop for Owned<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T: Handle + fmt::Debug> fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
