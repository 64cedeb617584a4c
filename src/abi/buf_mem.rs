//! `BUF_MEM`, C's growing buffer, and the reading and writing of one through
//! a memory BIO.
#![allow(
    clippy::not_unsafe_ptr_arg_deref,
    reason = "C's contract for the pointer is stated at each function; entry points are safe"
)]
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::mem;
use std::ffi::{c_char, c_ulong, c_void};
use std::ptr::{self, NonNull};

/// `struct buf_mem_st`, whose fields programs read and change.
#[repr(C)]
#[derive(Debug)]
pub struct BUF_MEM {
    length: usize,
    data: *mut c_char,
    max: usize,
    flags: c_ulong,
}

/// The buffer holds secrets: clear it whenever it moves.
const SECURE: c_ulong = 1;
/// What a buffer may not grow beyond.
const LIMIT: usize = 0x5fff_fffc;

impl BUF_MEM {
    /// An empty buffer.
    pub fn new(flags: c_ulong) -> Box<Self> {
        Box::new(BUF_MEM { length: 0, data: ptr::null_mut(), max: 0, flags })
    }
}

impl Drop for BUF_MEM {
    fn drop(&mut self) {
        if !self.data.is_null() {
            // SAFETY: `data` has `max` bytes from our allocator.
            unsafe {
                mem::cleanse(self.data.cast(), self.max);
                mem::free(self.data.cast());
            }
        }
    }
}

/// A pointer to a buffer that C may hold as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BufMem(NonNull<BUF_MEM>);

// SAFETY: whoever shares the buffer with C is bound, as with OpenSSL, to use
// it on one thread at a time.
unsafe impl Send for BufMem {}

impl BufMem {
    /// Takes over a new buffer.
    pub fn of(buffer: Box<BUF_MEM>) -> Self {
        BufMem(NonNull::from(Box::leak(buffer)))
    }

    /// C's buffer at `raw`; `None` for NULL.
    pub fn at(raw: *mut BUF_MEM) -> Option<Self> {
        NonNull::new(raw).map(BufMem)
    }

    /// The pointer for C.
    pub fn as_ptr(self) -> *mut BUF_MEM {
        self.0.as_ptr()
    }

    /// Frees it. The caller owns it and is its last user.
    pub fn free(self) {
        // SAFETY: it came from a leaked box (`of`, `BUF_MEM_new`).
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }

    /// Sets the length, growing the memory by a third more than needed and
    /// zeroing what is new; `clean` clears memory that is given up. Returns
    /// the length, 0 if it cannot be had.
    pub fn grow(self, len: usize, clean: bool) -> usize {
        // SAFETY: C promises a valid buffer; `data` has `max` bytes.
        unsafe {
            let b = self.0.as_ptr();
            let old = (*b).length;
            if old >= len {
                if clean && !(*b).data.is_null() {
                    ptr::write_bytes((*b).data.add(len), 0, old - len);
                }
                (*b).length = len;
                return len;
            }
            if (*b).max < len {
                if len > LIMIT {
                    return 0;
                }
                let room = len.div_ceil(3) * 4;
                let Some(new) = NonNull::new(mem::malloc(room).cast::<c_char>()) else { return 0 };
                if !(*b).data.is_null() {
                    ptr::copy_nonoverlapping((*b).data, new.as_ptr(), old);
                    if clean || (*b).flags & SECURE != 0 {
                        mem::cleanse((*b).data.cast(), (*b).max);
                    }
                    mem::free((*b).data.cast());
                }
                ((*b).data, (*b).max) = (new.as_ptr(), room);
            }
            ptr::write_bytes((*b).data.add(old), 0, len - old);
            (*b).length = len;
            len
        }
    }

    fn view(self) -> View {
        // SAFETY: C promises a valid buffer.
        unsafe {
            let b = self.0.as_ptr();
            View { data: (*b).data, length: (*b).length, max: (*b).max }
        }
    }

    fn set_view(self, view: View) {
        // SAFETY: as above.
        unsafe {
            let b = self.0.as_ptr();
            ((*b).data, (*b).length, (*b).max) = (view.data, view.length, view.max);
        }
    }
}

/// A part of a buffer.
#[derive(Debug, Clone, Copy)]
struct View {
    data: *mut c_char,
    length: usize,
    max: usize,
}

/// What a memory BIO works on.
///
/// A growing one reads through a view of its own, so that reading moves no
/// bytes; a read-only one moves the buffer's own fields, and the view is the
/// whole.
#[derive(Debug)]
pub struct MemBuffer {
    buffer: BufMem,
    view: View,
    read_only: bool,
}

// SAFETY: see `BufMem`.
unsafe impl Send for MemBuffer {}

impl MemBuffer {
    /// An empty one that grows.
    pub fn new(secure: bool) -> Self {
        Self::over(BufMem::of(BUF_MEM::new(if secure { SECURE } else { 0 })))
    }

    /// One that grows, over C's buffer.
    pub fn over(buffer: BufMem) -> Self {
        MemBuffer { view: buffer.view(), buffer, read_only: false }
    }

    /// A read-only one over C's bytes, which outlive it.
    pub fn read_only(data: *const c_void, len: usize) -> Self {
        let buffer = BufMem::of(BUF_MEM::new(0));
        let view = View { data: data.cast_mut().cast(), length: len, max: len };
        buffer.set_view(view);
        MemBuffer { buffer, view, read_only: true }
    }

    /// Frees the buffer, not the bytes of a read-only one.
    pub fn free(&mut self) {
        if self.read_only {
            let empty = View { data: ptr::null_mut(), length: 0, max: 0 };
            self.buffer.set_view(empty);
        }
        self.buffer.free();
    }

    /// Frees the buffer, whose bytes the program keeps.
    pub fn leave(&mut self) {
        self.read_only = true;
        self.free();
    }

    fn unread(&self) -> View {
        if self.read_only { self.buffer.view() } else { self.view }
    }

    fn set_unread(&mut self, view: View) {
        if self.read_only { self.buffer.set_view(view) } else { self.view = view }
    }

    fn whole(&self) -> View {
        if self.read_only { self.view } else { self.buffer.view() }
    }

    /// How much there is to read.
    pub fn len(&self) -> usize {
        self.unread().length
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where it lies.
    pub fn data(&self) -> *mut c_char {
        self.unread().data
    }

    /// What there is to read.
    pub fn bytes(&self) -> &[u8] {
        let View { data, length, .. } = self.unread();
        if data.is_null() || length == 0 {
            return &[];
        }
        // SAFETY: the view lies inside the buffer.
        unsafe { std::slice::from_raw_parts(data.cast(), length) }
    }

    /// Skips `n` bytes, no more than there are.
    pub fn consume(&mut self, n: usize) {
        let mut view = self.unread();
        view.length -= n;
        view.max = view.max.saturating_sub(n);
        // SAFETY: `n` bytes are inside the buffer.
        view.data = unsafe { view.data.add(n) };
        self.set_unread(view);
    }

    /// Appends `bytes`; false if there is no memory. Not for read-only ones.
    pub fn append(&mut self, bytes: &[u8]) -> bool {
        let at = self.view.length;
        self.sync();
        let Some(len) = at.checked_add(bytes.len()) else { return false };
        if self.buffer.grow(len, true) == 0 {
            return false;
        }
        let view = self.buffer.view();
        // SAFETY: `grow` made room for `len` bytes.
        unsafe { ptr::copy(bytes.as_ptr().cast(), view.data.add(at), bytes.len()) };
        self.view = view;
        true
    }

    /// Moves what is unread to the buffer's start.
    fn sync(&mut self) {
        let mut whole = self.buffer.view();
        if self.view.data != whole.data {
            // SAFETY: the view lies inside the buffer.
            unsafe { ptr::copy(self.view.data, whole.data, self.view.length) };
            whole.length = self.view.length;
            self.buffer.set_view(whole);
            self.view.data = whole.data;
        }
    }

    /// C's pointer to the buffer, what is unread at its start.
    pub fn buffer(&mut self) -> BufMem {
        if !self.read_only {
            self.sync();
        }
        self.buffer
    }

    /// Starts over: a read-only one from its beginning, another empty, or
    /// from its beginning if `keep`.
    pub fn reset(&mut self, keep: bool) {
        let mut whole = self.buffer.view();
        if whole.data.is_null() {
            return;
        }
        if self.read_only {
            self.buffer.set_view(self.view);
            return;
        }
        if !keep {
            // SAFETY: `data` has `max` bytes.
            unsafe { ptr::write_bytes(whole.data, 0, whole.max) };
            whole.length = 0;
            self.buffer.set_view(whole);
        }
        self.view = whole;
    }

    /// How far reading has come.
    pub fn tell(&self) -> usize {
        (self.unread().data as usize).wrapping_sub(self.whole().data as usize)
    }

    /// Moves reading to `to`; false outside of the buffer.
    pub fn seek(&mut self, to: usize) -> bool {
        if to > self.tell() + self.len() {
            return false;
        }
        let whole = self.whole();
        // SAFETY: `to` is inside the buffer.
        let data = unsafe { whole.data.add(to) };
        let length = whole.length.saturating_sub(to);
        self.set_unread(View { data, length, max: whole.max.saturating_sub(to) });
        true
    }
}
