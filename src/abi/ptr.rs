//! Pointer parameters as types.

use super::handle::{Shared, null};
use super::poison;
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_void};
use std::sync::Arc;

/// `const T *`: lent for the call, never changed.
#[repr(transparent)]
pub struct In<T>(*const T);

/// `T *`: lent for the call. The object behind it changes through its own
/// cells, so this too yields `&T`.
#[repr(transparent)]
pub struct Mut<T>(*mut T);

macro_rules! lent {
    ($name:ident, $ptr:ty) => {
        impl<T> $name<T> {
            /// The object; NULL is an error, and so is an object that a stub
            /// could not configure.
            #[track_caller]
            pub fn get(&self) -> Result<&T> {
                self.opt().ok_or_else(null).and_then(poison::check)
            }

            /// The object, or `None` for NULL.
            pub fn opt(&self) -> Option<&T> {
                // SAFETY: C lends a valid object or NULL for the call.
                unsafe { self.0.as_ref() }
            }

            /// Whether it is NULL.
            pub fn is_null(&self) -> bool {
                self.0.is_null()
            }

            /// The pointer, to compare or hand back to C.
            pub fn as_ptr(&self) -> $ptr {
                self.0
            }
        }

        impl<T: Shared> $name<T> {
            /// A share of the object that outlives the call; NULL is an error.
            #[track_caller]
            pub fn share(&self) -> Result<Arc<T>> {
                self.get()?;
                self.share_opt().ok_or_else(null)
            }

            /// A share of the object, or `None` for NULL.
            pub fn share_opt(&self) -> Option<Arc<T>> {
                if self.0.is_null() {
                    return None;
                }
                // SAFETY: a `Shared` handle came from Arc::into_raw and C
                // holds a share for the call.
                unsafe {
                    Arc::increment_strong_count(self.0.cast_const());
                    Some(Arc::from_raw(self.0.cast_const()))
                }
            }
        }
    };
}

impl<T> In<T> {
    /// NULL.
    pub const NULL: Self = In(std::ptr::null());

    /// What C holds at `ptr`, which may be NULL.
    pub(in crate::abi) const fn lend_ptr(ptr: *const T) -> Self {
        In(ptr)
    }

    /// An element of a `STACK_OF(T)`, or the argument of a `ctrl` command.
    pub const fn from_element(element: Opaque) -> Self {
        In(element.0.cast_const().cast())
    }

    /// Lends `object` to a callback.
    pub const fn lend(object: &T) -> Self {
        In(std::ptr::from_ref(object))
    }

    /// Lends the same to a callback.
    pub const fn lend_again(lent: &In<T>) -> Self {
        In(lent.0)
    }
}

impl In<c_char> {
    /// Lends a string, or NULL, to a callback.
    pub fn text(text: Option<&CStr>) -> Self {
        In(text.map_or(std::ptr::null(), CStr::as_ptr))
    }
}

impl<T> Mut<T> {
    /// The same pointer, for what only looks.
    pub const fn as_in(&self) -> In<T> {
        In(self.0.cast_const())
    }

    /// An element of a `STACK_OF(T)`.
    pub const fn from_element(element: Opaque) -> Self {
        Mut(element.0.cast())
    }

    /// Lends `object` to a callback.
    pub const fn lend(object: &T) -> Self {
        Mut(std::ptr::from_ref(object).cast_mut())
    }
}

// `cast_const` on a `*const` is the identity; this lets one macro serve both.
trait CastConst<T> {
    fn cast_const(self) -> *const T;
}

impl<T> CastConst<T> for *const T {
    fn cast_const(self) -> *const T {
        self
    }
}

lent!(In, *const T);
lent!(Mut, *mut T);

/// A type C uses for bytes: `char`, `unsigned char` or `void`.
///
/// # Safety
/// Any byte is a valid value, or the type is only ever seen behind a pointer.
pub unsafe trait Byte {}
// SAFETY: all three are used as untyped bytes.
unsafe impl Byte for c_char {}
// SAFETY: see above.
unsafe impl Byte for c_uchar {}
// SAFETY: see above.
unsafe impl Byte for c_void {}

/// Bytes to read, whose length another parameter states.
#[repr(transparent)]
pub struct InBuf<T = c_uchar>(*const T);

impl<T> InBuf<T> {
    /// Lends memory to a callback.
    pub const fn lend(bytes: *const T) -> Self {
        InBuf(bytes)
    }
}

impl InBuf<c_char> {
    /// The bytes up to a terminator, where a length of -1 says so.
    #[track_caller]
    pub fn terminated(&self) -> Result<&CStr> {
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: C promises a terminated string for the call.
        Ok(unsafe { CStr::from_ptr(self.0) })
    }
}

impl<T: Byte> InBuf<T> {
    /// The first `len` bytes. NULL is an error unless `len` is 0; a negative
    /// length is one always.
    #[track_caller]
    pub fn slice(&self, len: impl TryInto<usize>) -> Result<&[u8]> {
        let len = length(len)?;
        if len == 0 {
            return Ok(&[]);
        }
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: C promises `len` readable bytes for the call.
        Ok(unsafe { std::slice::from_raw_parts(self.0.cast(), len) })
    }

    /// The bytes before the first NUL, where a negative length says that it
    /// is a C string; NULL is an error.
    #[track_caller]
    pub fn c_string(&self) -> Result<&[u8]> {
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: C promises a terminated string for the call.
        Ok(unsafe { CStr::from_ptr(self.0.cast()) }.to_bytes())
    }

    /// The same bytes, as `void *`.
    pub fn untyped(&self) -> InBuf<c_void> {
        InBuf(self.0.cast())
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The pointer, to compare or hand back to C.
    pub fn as_ptr(&self) -> *const T {
        self.0
    }
}

/// Bytes to write, whose length another parameter states.
#[repr(transparent)]
pub struct OutBuf<T = c_uchar>(*mut T);

impl<T> OutBuf<T> {
    /// Lends memory to a callback.
    pub const fn lend(place: *mut T) -> Self {
        OutBuf(place)
    }
}

impl<T: Byte> OutBuf<T> {
    /// The first `len` bytes, to be filled. NULL is an error unless `len` is
    /// 0; a negative length is one always.
    ///
    /// They may be uninitialised memory of C's: only write them, or read what
    /// the contract of the function says is there.
    #[track_caller]
    pub fn slice(&mut self, len: impl TryInto<usize>) -> Result<&mut [u8]> {
        let len = length(len)?;
        if len == 0 {
            return Ok(&mut []);
        }
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: C promises `len` writable bytes for the call.
        Ok(unsafe { std::slice::from_raw_parts_mut(self.0.cast(), len) })
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The pointer, to compare or hand back to C.
    pub fn as_ptr(&self) -> *mut T {
        self.0
    }
}

/// A length that memory can have: no negative one, also not as a `size_t`.
#[track_caller]
pub(super) fn length(len: impl TryInto<usize>) -> Result<usize> {
    match len.try_into() {
        Ok(len) if isize::try_from(len).is_ok() => Ok(len),
        _ => Err(Error::new(Lib::None, err::R_PASSED_INVALID_ARGUMENT)),
    }
}

/// A C string to read.
#[repr(transparent)]
pub struct Str(*const c_char);

impl Str {
    /// NULL.
    pub const NULL: Str = Str(std::ptr::null());

    /// Lends a string to a callback.
    pub const fn lend(text: &CStr) -> Self {
        Str(text.as_ptr())
    }

    /// The string; NULL is an error.
    #[track_caller]
    pub fn get(&self) -> Result<&CStr> {
        self.opt().ok_or_else(null)
    }

    /// The string, or `None` for NULL.
    pub fn opt(&self) -> Option<&CStr> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: C promises a terminated string for the call.
        Some(unsafe { CStr::from_ptr(self.0) })
    }

    /// The string's bytes without the terminator; NULL is an error.
    #[track_caller]
    pub fn bytes(&self) -> Result<&[u8]> {
        self.get().map(CStr::to_bytes)
    }

    /// The pointer, to compare or hand back to C.
    pub fn as_ptr(&self) -> *const c_char {
        self.0
    }
}

/// A place of C's for one result.
#[repr(transparent)]
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    /// The address, for a function of the program's.
    pub fn as_ptr(&self) -> *mut T {
        self.0
    }

    /// Lends a place to a callback.
    pub const fn lend(place: &mut T) -> Self {
        Out(std::ptr::from_mut(place))
    }

    /// The place at `place`, as a `ctrl` command's contract says.
    pub const fn at(place: *mut T) -> Self {
        Out(place)
    }

    /// The place of the `index`th element, where it is an array of C's that
    /// has as many.
    pub fn offset(&self, index: usize) -> Out<T> {
        Out(self.0.wrapping_add(index))
    }

    /// Stores `value`; NULL is an error.
    #[track_caller]
    pub fn write(&self, value: T) -> Result<()> {
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: C promises a writable place for the call.
        unsafe { self.0.write(value) };
        Ok(())
    }

    /// Stores `value` unless the place is NULL, where that is allowed.
    pub fn write_opt(&self, value: T) {
        if !self.0.is_null() {
            // SAFETY: as in `write`.
            unsafe { self.0.write(value) };
        }
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }
}

impl<T: Copy> Out<T> {
    /// What is there now, for in-and-out parameters; NULL is an error.
    #[track_caller]
    pub fn read(&self) -> Result<T> {
        if self.0.is_null() {
            return Err(null());
        }
        // SAFETY: the function's contract says C initialised it.
        Ok(unsafe { self.0.read() })
    }
}

/// The `const unsigned char **` of `d2i_X(out, in, len)`: read, then advanced.
#[repr(transparent)]
pub struct DerIn(*mut *const c_uchar);

impl DerIn {
    /// Lends a place to a function of the program's.
    pub const fn lend(place: &mut *const c_uchar) -> Self {
        DerIn(std::ptr::from_mut(place))
    }

    /// The next `len` bytes; NULL or a negative length is an error.
    #[track_caller]
    pub fn slice(&self, len: c_long) -> Result<&[u8]> {
        let len = length(len)?;
        // SAFETY: C promises a pointer to a pointer, or NULL.
        let start = unsafe { self.0.as_ref() }.copied().ok_or_else(null)?;
        if start.is_null() {
            return Err(null());
        }
        // SAFETY: C promises `len` readable bytes there.
        Ok(unsafe { std::slice::from_raw_parts(start, len) })
    }

    /// Moves C's pointer past the `used` bytes that were decoded.
    pub fn advance(&self, used: usize) {
        // SAFETY: `slice` succeeded, so the pointer is there, and at least
        // `used` bytes follow it.
        unsafe {
            if let Some(place) = self.0.as_mut() {
                *place = place.add(used);
            }
        }
    }
}

/// The `unsigned char **` of `i2d_X(object, out)`.
#[repr(transparent)]
pub struct DerOut(*mut *mut c_uchar);

impl DerOut {
    /// Lends a place to a function of the program's.
    pub const fn lend(place: &mut *mut c_uchar) -> Self {
        DerOut(std::ptr::from_mut(place))
    }

    /// No place: a function of the program's is asked for the length alone.
    pub const fn nowhere() -> Self {
        DerOut(std::ptr::null_mut())
    }

    /// Whether there is no place.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// Whether [`DerOut::put`] would put a new buffer there.
    pub fn wants_memory(&self) -> bool {
        // SAFETY: C promises a pointer to a pointer, or NULL.
        unsafe { self.0.as_ref() }.is_some_and(|place| place.is_null())
    }

    /// The place of a function that reads there, and whose prototype lacks
    /// the `const`.
    pub const fn reading(&self) -> DerIn {
        DerIn(self.0.cast())
    }

    /// Copies `der` to `*out`, which then points behind it; nothing for NULL.
    pub fn append(&self, der: &[u8]) {
        // SAFETY: C promises NULL, or a pointer to where the encoding has room.
        unsafe {
            if let Some(place) = self.0.as_mut().filter(|place| !place.is_null()) {
                std::ptr::copy_nonoverlapping(der.as_ptr(), *place, der.len());
                *place = place.add(der.len());
            }
        }
    }

    /// Hands `der` to C as i2d functions do, and returns its length: with a
    /// NULL `out` nothing is stored; with NULL in `*out` a buffer that C
    /// frees with `OPENSSL_free` is put there; else the bytes go to `*out`,
    /// which then points behind them. See: d2i_X509(3).
    pub fn put(&self, der: &[u8]) -> Result<c_int> {
        let len =
            c_int::try_from(der.len()).map_err(|_| Error::new(Lib::Asn1, err::asn1::R_TOO_LONG))?;
        // SAFETY: C promises a pointer to a pointer, or NULL.
        if let Some(place) = unsafe { self.0.as_mut() } {
            if place.is_null() {
                *place = super::mem::copy_out(der)?.cast();
            } else {
                // SAFETY: C promises room for the encoding at `*out`.
                unsafe {
                    std::ptr::copy_nonoverlapping(der.as_ptr(), *place, der.len());
                    *place = place.add(der.len());
                }
            }
        }
        Ok(len)
    }
}

/// A `void *` of the program's own (callback arguments, ex_data): kept and
/// handed back, never looked behind.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opaque(pub *mut c_void);

// SAFETY: the library never dereferences it; whether the program may use it
// on another thread is the program's own promise, as with OpenSSL.
unsafe impl Send for Opaque {}
// SAFETY: as above.
unsafe impl Sync for Opaque {}

impl Opaque {
    /// NULL.
    pub const NULL: Opaque = Opaque(std::ptr::null_mut());

    /// Whether it is NULL.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }
}
