//! C streams.

use std::ffi::{CStr, c_int, c_long};

/// `FILE *`: a stream of the C library's, lent or owned as the function says.
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(*mut libc::FILE);

impl Stream {
    /// NULL.
    pub const NULL: Stream = Stream(std::ptr::null_mut());

    /// From an untyped pointer.
    pub fn from_ptr(ptr: *mut std::ffi::c_void) -> Self {
        Stream(ptr.cast())
    }

    /// As an untyped pointer.
    pub fn as_ptr(self) -> *mut std::ffi::c_void {
        self.0.cast()
    }

    /// Whether it is NULL.
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// `fopen`; `Err` holds errno.
    pub fn open(path: &CStr, mode: &CStr) -> Result<Self, c_int> {
        // SAFETY: both are terminated strings.
        let file = unsafe { libc::fopen(path.as_ptr(), mode.as_ptr()) };
        if file.is_null() { Err(super::sys::errno()) } else { Ok(Stream(file)) }
    }

    /// `fread`: how many bytes came.
    pub fn read(self, place: &mut [u8]) -> usize {
        if self.is_null() {
            return 0;
        }
        // SAFETY: C keeps the stream open while we hold it.
        unsafe { libc::fread(place.as_mut_ptr().cast(), 1, place.len(), self.0) }
    }

    /// `fwrite`: how many bytes went.
    pub fn write(self, bytes: &[u8]) -> usize {
        if self.is_null() {
            return 0;
        }
        // SAFETY: C keeps the stream open while we hold it.
        unsafe { libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), self.0) }
    }

    /// `fgets`: a line with its end and a terminator; false at the end.
    pub fn gets(self, place: &mut [u8]) -> bool {
        let Ok(size) = c_int::try_from(place.len()) else { return false };
        if self.is_null() || size == 0 {
            return false;
        }
        // SAFETY: `place` has room for `size` bytes.
        unsafe { !libc::fgets(place.as_mut_ptr().cast(), size, self.0).is_null() }
    }

    /// `ferror`.
    pub fn has_error(self) -> bool {
        // SAFETY: C keeps the stream open while we hold it.
        !self.is_null() && unsafe { libc::ferror(self.0) != 0 }
    }

    /// `feof`.
    pub fn at_end(self) -> bool {
        // SAFETY: C keeps the stream open while we hold it.
        !self.is_null() && unsafe { libc::feof(self.0) != 0 }
    }

    /// `fseek` from the start.
    pub fn seek(self, to: c_long) -> c_int {
        if self.is_null() {
            return -1;
        }
        // SAFETY: C keeps the stream open while we hold it.
        unsafe { libc::fseek(self.0, to, libc::SEEK_SET) }
    }

    /// `ftell`.
    pub fn tell(self) -> c_long {
        if self.is_null() {
            return -1;
        }
        // SAFETY: C keeps the stream open while we hold it.
        unsafe { libc::ftell(self.0) }
    }

    /// `fflush`; false on an error.
    pub fn flush(self) -> bool {
        // SAFETY: C keeps the stream open while we hold it.
        !self.is_null() && unsafe { libc::fflush(self.0) == 0 }
    }

    /// `fclose`. The caller owns the stream and gives it up.
    pub fn close(self) {
        if !self.is_null() {
            // SAFETY: the caller owns the open stream.
            unsafe { libc::fclose(self.0) };
        }
    }
}
