//! The `void *` of `ctrl` functions, whose meaning the command decides.

use super::handle::null;
use super::ptr::{Mut, Opaque, Out, OutBuf, length};
use crate::err::Result;
use std::ffi::{CStr, c_char, c_int, c_void};

/// A `void *` argument that lives for the call.
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arg(pub *mut c_void);

impl Arg {
    /// NULL.
    pub const NULL: Arg = Arg(std::ptr::null_mut());

    /// Lends a place or an object.
    pub fn to<T>(place: &mut T) -> Self {
        Arg(std::ptr::from_mut(place).cast())
    }

    /// Lends an object that changes only through its own cells.
    pub fn object_of<T>(object: &T) -> Self {
        Arg(std::ptr::from_ref(object).cast_mut().cast())
    }

    /// Lends a C string.
    pub fn text(text: &CStr) -> Self {
        Arg(text.as_ptr().cast_mut().cast())
    }

    /// Whether it is NULL.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// As a pointer that is kept, or taken over.
    pub fn opaque(self) -> Opaque {
        Opaque(self.0)
    }

    /// As a string; `None` for NULL.
    pub fn str<'a>(self) -> Option<&'a CStr> {
        if self.0.is_null() {
            return None;
        }
        // SAFETY: the command's contract says it is a terminated string.
        Some(unsafe { CStr::from_ptr(self.0.cast::<c_char>()) })
    }

    /// As a place for one result.
    pub fn out<T>(self) -> Out<T> {
        Out::at(self.0.cast())
    }

    /// As an `int` to read; `None` for NULL.
    pub fn int(self) -> Option<c_int> {
        self.out::<c_int>().read().ok()
    }

    /// As a time to read; `None` for NULL.
    pub fn time(self) -> Option<libc::timeval> {
        self.out::<libc::timeval>().read().ok()
    }

    /// As an object of ours.
    pub fn object<T>(self) -> Mut<T> {
        Mut::from_element(Opaque(self.0))
    }

    /// As bytes to read.
    #[track_caller]
    pub fn bytes<'a>(self, len: usize) -> Result<&'a [u8]> {
        match (length(len)?, self.0.is_null()) {
            (0, _) => Ok(&[]),
            (_, true) => Err(null()),
            // SAFETY: the command's contract says there are `len` bytes.
            (len, false) => Ok(unsafe { std::slice::from_raw_parts(self.0.cast(), len) }),
        }
    }

    /// As memory to fill.
    pub fn buffer(self) -> OutBuf<c_char> {
        OutBuf::lend(self.0.cast())
    }
}
