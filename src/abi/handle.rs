//! Ownership of the objects that C holds, as types.
//!
//! A handle's owner is fixed once per type by [`arc_handle!`](crate::arc_handle)
//! (reference-counted: `X_up_ref` exists or the library itself shares it) or
//! [`box_handle!`](crate::box_handle) (one owner), so that a pointer can never
//! be made from an `Arc` and freed as a `Box`.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]

use super::ptr::In;
use crate::err::{self, Error, Lib, Result};
use std::sync::Arc;

/// A type that C holds by pointer.
///
/// # Safety
/// `from_raw` must undo `into_raw`, and `into_raw` must yield a pointer that
/// is valid for shared access until then.
pub unsafe trait Handle: Sized {
    /// What owns the object on the Rust side: `Arc<Self>` or `Box<Self>`.
    type Owner: std::ops::Deref<Target = Self>;
    /// Whether nobody else has a share of the object.
    fn is_only(_owner: &Self::Owner) -> bool {
        true
    }
    /// Gives the object to C.
    fn into_raw(owner: Self::Owner) -> *mut Self;
    /// Takes it back.
    ///
    /// # Safety
    /// `raw` came from `into_raw` of the same type and C gives up its share.
    unsafe fn from_raw(raw: *mut Self) -> Self::Owner;
    /// Whether [`move_to`](Handle::move_to) works: objects have one owner and
    /// memory of their own.
    const MOVES: bool = false;
    /// Moves the object into memory that another owns, and frees its own.
    ///
    /// # Safety
    /// As for `from_raw`; `place` is memory for such an object.
    unsafe fn move_to(_raw: *mut Self, _place: *mut Self) {}
}

/// A reference-counted handle.
///
/// # Safety
/// The owner is `Arc<Self>`.
pub unsafe trait Shared: Handle<Owner = Arc<Self>> {}

/// Declares reference-counted handles.
#[macro_export]
macro_rules! arc_handle {
    ($($t:ty),+ $(,)?) => {$(
        // SAFETY: Arc::from_raw undoes Arc::into_raw.
        unsafe impl $crate::abi::Handle for $t {
            type Owner = std::sync::Arc<$t>;
            fn is_only(owner: &Self::Owner) -> bool {
                std::sync::Arc::strong_count(owner) == 1
            }
            fn into_raw(owner: Self::Owner) -> *mut Self {
                std::sync::Arc::into_raw(owner).cast_mut()
            }
            unsafe fn from_raw(raw: *mut Self) -> Self::Owner {
                // SAFETY: the caller's promise is this function's contract.
                unsafe { std::sync::Arc::from_raw(raw) }
            }
        }
        // SAFETY: the owner above is an Arc.
        unsafe impl $crate::abi::Shared for $t {}
    )+};
}

/// Declares handles with a single owner.
#[macro_export]
macro_rules! box_handle {
    ($($t:ty),+ $(,)?) => {$(
        // SAFETY: Box::from_raw undoes Box::into_raw.
        unsafe impl $crate::abi::Handle for $t {
            type Owner = Box<$t>;
            fn into_raw(owner: Self::Owner) -> *mut Self {
                Box::into_raw(owner)
            }
            const MOVES: bool = true;
            unsafe fn move_to(raw: *mut Self, place: *mut Self) {
                // SAFETY: the caller's promise is this function's contract.
                unsafe { place.write(*<$t as $crate::abi::Handle>::from_raw(raw)) }
            }
            unsafe fn from_raw(raw: *mut Self) -> Self::Owner {
                // SAFETY: the caller's promise is this function's contract.
                unsafe { Box::from_raw(raw) }
            }
        }
    )+};
}

/// Declares handles with a single owner that live in memory from
/// `CRYPTO_malloc`, one piece each: MariaDB counts, and has such objects in
/// memory of its own, filled with zeros.
#[macro_export]
macro_rules! c_memory_handle {
    ($($t:ty),+ $(,)?) => {$(
        // SAFETY: what `into_raw` moves out to C's memory `from_raw` moves back, and frees that.
        unsafe impl $crate::abi::Handle for $t {
            type Owner = Box<$t>;
            fn into_raw(owner: Self::Owner) -> *mut Self {
                let raw = $crate::abi::mem::malloc(size_of::<$t>()).cast::<$t>();
                if !raw.is_null() {
                    // SAFETY: the memory is as large, and aligned for any type.
                    unsafe { raw.write(*owner) };
                }
                raw
            }
            const MOVES: bool = true;
            unsafe fn move_to(raw: *mut Self, place: *mut Self) {
                // SAFETY: the caller's promise is this function's contract.
                unsafe { place.write(*<$t as $crate::abi::Handle>::from_raw(raw)) }
            }
            unsafe fn from_raw(raw: *mut Self) -> Self::Owner {
                // SAFETY: the caller's promise is this function's contract.
                unsafe {
                    let owner = Box::new(raw.read());
                    $crate::abi::mem::free(raw.cast());
                    owner
                }
            }
        }
    )+};
}

/// The owner of an object that may be one of a constant table, which is
/// handed out like any other but never freed.
#[derive(Debug)]
pub enum StaticOrBox<T: 'static> {
    /// Of the table.
    Static(&'static T),
    /// Made at run time.
    Boxed(Box<T>),
}

impl<T> std::ops::Deref for StaticOrBox<T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self {
            StaticOrBox::Static(object) => object,
            StaticOrBox::Boxed(object) => object,
        }
    }
}

/// Declares handles of [`StaticOrBox`] objects; the type says by
/// `is_static(&self)` which kind one is.
#[macro_export]
macro_rules! static_or_box_handle {
    ($($t:ty),+ $(,)?) => {$(
        // SAFETY: the object's own mark tells whether a Box was given away.
        unsafe impl $crate::abi::Handle for $t {
            type Owner = $crate::abi::StaticOrBox<$t>;
            fn into_raw(owner: Self::Owner) -> *mut Self {
                match owner {
                    $crate::abi::StaticOrBox::Static(object) => {
                        std::ptr::from_ref(object).cast_mut()
                    }
                    $crate::abi::StaticOrBox::Boxed(object) => Box::into_raw(object),
                }
            }
            unsafe fn from_raw(raw: *mut Self) -> Self::Owner {
                // SAFETY: the caller's promise: `raw` is valid, and from
                // Box::into_raw unless it is static.
                unsafe {
                    if (*raw).is_static() {
                        $crate::abi::StaticOrBox::Static(&*raw)
                    } else {
                        $crate::abi::StaticOrBox::Boxed(Box::from_raw(raw))
                    }
                }
            }
        }
    )+};
}

/// Drops the share of `object` that C holds, as when C frees a chain by its
/// first link.
pub fn drop_share_of_c<T: Shared>(object: &Arc<T>) {
    // SAFETY: the handle's owner is an Arc, and C, which holds a share, gives
    // it up; the caller's keeps the object alive meanwhile.
    unsafe { Arc::decrement_strong_count(Arc::as_ptr(object)) }
}

/// Takes an object back from C where a parameter's type cannot say so;
/// `None` for NULL.
pub fn take_back<T: Handle>(raw: *mut T) -> Option<T::Owner> {
    Take(raw).opt()
}

/// A parameter whose ownership C hands over: `X_free`, `set0`, `push`.
#[repr(transparent)]
pub struct Take<T>(*mut T);

impl<T: Handle> Take<T> {
    /// The argument of a `ctrl` command that hands an object over.
    pub const fn from_element(element: super::Opaque) -> Self {
        Take(element.0.cast())
    }

    /// The object, or `None` for NULL.
    pub fn opt(self) -> Option<T::Owner> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: C hands over a pointer that this library gave out.
        Some(unsafe { T::from_raw(self.0) })
    }

    /// The object; NULL is an error.
    #[track_caller]
    pub fn get(self) -> Result<T::Owner> {
        self.opt().ok_or_else(null)
    }

    /// A look at the object without taking it: a set0 function takes
    /// ownership only when it succeeds.
    #[track_caller]
    pub fn peek(&self) -> Result<&T> {
        // SAFETY: C's pointer is valid during the call.
        unsafe { self.0.as_ref() }.ok_or_else(null)
    }
}

/// A result whose ownership goes to C: `new`, `get1`, `dup`.
#[repr(transparent)]
pub struct Give<T>(*mut T);

impl<T: Handle> Give<T> {
    /// Gives `owner` to C.
    pub fn new(owner: T::Owner) -> Self {
        let fresh = T::is_only(&owner);
        let raw = T::into_raw(owner);
        if fresh {
            super::poison::forget(raw);
        }
        Give(raw)
    }

    /// Gives `owner`, or NULL for `None`.
    pub fn opt(owner: Option<T::Owner>) -> Self {
        owner.map_or(Self::null(), Self::new)
    }

    /// The pointer itself, for functions that also store it through an out
    /// parameter (`d2i_X`): C owns one share however many copies it holds.
    pub fn as_ptr(&self) -> *mut T {
        self.0
    }
}

impl<T> Give<T> {
    /// The object that C passed in, handed back as the result.
    pub const fn back(ptr: *mut T) -> Self {
        Give(ptr)
    }

    /// NULL.
    pub const fn null() -> Self {
        Give(std::ptr::null_mut())
    }
}

/// The `X **` of `d2i_X` and `PEM_read_X`: NULL, or a place that holds an
/// object to be replaced, or NULL.
#[repr(transparent)]
pub struct InOut<T>(*mut *mut T);

impl<T: Handle> InOut<T> {
    /// Gives `owner` to C, in the place too, if there is one; `free` gets
    /// what was there.
    pub fn give(&self, owner: T::Owner, free: impl FnOnce(T::Owner)) -> Give<T> {
        let raw = T::into_raw(owner);
        self.put(raw, free);
        Give(raw)
    }

    /// Takes the object out of the place.
    pub fn take(&self) -> Option<T::Owner> {
        let mut taken = None;
        self.clear(|owner| taken = Some(owner));
        taken
    }

    /// Empties the place; `free` gets what was there.
    pub fn clear(&self, free: impl FnOnce(T::Owner)) {
        self.put(std::ptr::null_mut(), free);
    }

    /// The object in the place.
    pub fn current(&self) -> Option<&T> {
        // SAFETY: C promises NULL, or a place that holds NULL or an object.
        unsafe { self.0.as_ref().and_then(|raw| raw.as_ref()) }
    }

    /// Gives C the object in the place once more, which takes no share.
    pub fn held(&self) -> Option<Give<T>> {
        // SAFETY: as in `current`.
        unsafe { self.0.as_ref() }.copied().filter(|raw| !raw.is_null()).map(Give)
    }

    /// Whether there is no place.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn put(&self, raw: *mut T, free: impl FnOnce(T::Owner)) {
        // SAFETY: as in `current`; C gives up the object that was there.
        let old = unsafe { self.0.as_mut() }.map(|place| std::mem::replace(place, raw));
        if let Some(old) = old.filter(|old| !old.is_null()) {
            // SAFETY: see above.
            free(unsafe { T::from_raw(old) });
        }
    }
}

/// A result that stays the property of its parent: `get0`.
#[repr(transparent)]
pub struct Lend<T>(*mut T);

impl<T> Lend<T> {
    /// Lends `object`, which the caller keeps alive in a parent that C holds.
    pub fn new(object: &T) -> Self {
        Lend(std::ptr::from_ref(object).cast_mut())
    }

    /// Lends `object`, or NULL for `None`.
    pub fn opt(object: Option<&T>) -> Self {
        object.map_or(Self::null(), Self::new)
    }

    /// NULL.
    pub const fn null() -> Self {
        Lend(std::ptr::null_mut())
    }

    /// Hands back a pointer that C stored here before (callback arguments,
    /// ex_data).
    pub const fn from_ptr(ptr: *mut T) -> Self {
        Lend(ptr)
    }

    /// What a callback of the program's lent us for now; `None` for NULL.
    pub fn lent<'a>(&self) -> Option<&'a T> {
        // SAFETY: the callback's contract says that it is NULL or an object
        // of ours, which lives at least as long as the call that asked.
        unsafe { self.0.as_ref() }
    }
}

/// A `const` result that stays the property of its parent.
#[repr(transparent)]
pub struct LendConst<T>(*const T);

impl<T> LendConst<T> {
    /// Lends `object`, which the caller keeps alive in a parent that C holds.
    pub const fn new(object: &T) -> Self {
        LendConst(std::ptr::from_ref(object))
    }

    /// Lends `object`, or NULL for `None`.
    pub fn opt(object: Option<&T>) -> Self {
        object.map_or(Self::null(), Self::new)
    }

    /// NULL.
    pub const fn null() -> Self {
        LendConst(std::ptr::null())
    }

    /// Hands back a pointer that C stored here before.
    pub const fn from_ptr(ptr: *const T) -> Self {
        LendConst(ptr)
    }

    /// The same pointer, as a parameter.
    pub const fn as_in(&self) -> In<T> {
        In::lend_ptr(self.0)
    }
}

impl LendConst<std::ffi::c_char> {
    /// Lends a C string.
    pub const fn cstr(text: &std::ffi::CStr) -> Self {
        LendConst(text.as_ptr())
    }
}

#[track_caller]
pub(super) fn null() -> Error {
    Error::new(Lib::None, err::R_PASSED_NULL_PARAMETER)
}
