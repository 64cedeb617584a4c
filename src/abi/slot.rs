//! A pointer field of a public C structure that owns one of our objects.

use super::handle::Handle;
use std::sync::atomic::{AtomicPtr, Ordering};

/// NULL or an owned `T`, in the layout of `T *`. C code may move the
/// structure around it, so it never frees by itself.
#[repr(transparent)]
#[derive(Debug)]
pub struct Slot<T>(AtomicPtr<T>);

impl<T: Handle> Slot<T> {
    /// NULL.
    pub const fn empty() -> Self {
        Slot(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// The object, or `None` for NULL.
    pub fn get(&self) -> Option<&T> {
        // SAFETY: the slot holds NULL or a pointer from `into_raw`, which
        // lives until `take`; C must not use the structure beside that.
        unsafe { self.0.load(Ordering::Acquire).as_ref() }
    }

    /// The object, made now if there is none.
    pub fn get_or_put(&self, make: impl FnOnce() -> T::Owner) -> &T {
        if let Some(there) = self.get() {
            return there;
        }
        let new = T::into_raw(make());
        let null = std::ptr::null_mut();
        match self.0.compare_exchange(null, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: it was just put there, see `get`.
            Ok(_) => unsafe { &*new },
            Err(other) => {
                // SAFETY: `new` lost the race and is still ours alone;
                // `other` is there, see `get`.
                unsafe {
                    drop(T::from_raw(new));
                    &*other
                }
            }
        }
    }

    /// Empties the slot. The caller is the last user of the structure.
    pub fn take(&self) -> Option<T::Owner> {
        let raw = self.0.swap(std::ptr::null_mut(), Ordering::AcqRel);
        if raw.is_null() {
            return None;
        }
        // SAFETY: the slot owned it and is empty now.
        Some(unsafe { T::from_raw(raw) })
    }

    /// Sets NULL where C's memory was never initialised.
    pub fn initialise(&self) {
        self.0.store(std::ptr::null_mut(), Ordering::Release);
    }
}
