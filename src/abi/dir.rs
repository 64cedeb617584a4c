//! Reading directories, one entry a call.

use super::sys::{errno, set_errno};
use std::ffi::{CStr, CString, c_int};

/// An open directory.
#[derive(Debug)]
pub struct Directory(*mut libc::DIR);

// SAFETY: the C library's directory streams may be used by any one thread at
// a time, and the type has no method for `&self`.
unsafe impl Send for Directory {}

impl Directory {
    /// Opens a directory; the error is errno.
    pub fn open(name: &CStr) -> Result<Directory, c_int> {
        // SAFETY: the name is terminated.
        let stream = unsafe { libc::opendir(name.as_ptr()) };
        if stream.is_null() { Err(errno()) } else { Ok(Directory(stream)) }
    }

    /// The name of the next entry, `.` and `..` among them; `None` at the end,
    /// and when it cannot be read, for which errno says why.
    pub fn next_name(&mut self) -> Option<CString> {
        set_errno(0);
        // SAFETY: the stream is open, and this is its only user.
        let entry = unsafe { libc::readdir(self.0).as_ref() }?;
        // SAFETY: the C library terminates the name.
        Some(unsafe { CStr::from_ptr(entry.d_name.as_ptr()) }.to_owned())
    }

    /// Closes it; the error is errno.
    pub fn close(self) -> Result<(), c_int> {
        let stream = self.0;
        std::mem::forget(self);
        // SAFETY: the stream is open, and given up.
        if unsafe { libc::closedir(stream) } == 0 { Ok(()) } else { Err(errno()) }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // SAFETY: the stream is open, and given up.
        unsafe { libc::closedir(self.0) };
    }
}
