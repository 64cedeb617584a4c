//! Memory of the library's that C reads and writes.

use crate::err::{Error, Result};
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU64, Ordering};

/// The most that a program's method keeps beside a context.
const LIMIT: usize = 1 << 24;

/// Sixteen bytes, aligned like those of malloc.
#[derive(Debug, Default)]
#[repr(C, align(16))]
struct Block([AtomicU64; 2]);

/// Memory that is zero at first, and wiped in the end. C writes to it.
#[derive(Debug)]
pub struct Data(Box<[Block]>);

impl Data {
    /// `len` bytes; `None` for no bytes.
    pub fn new(len: c_int) -> Result<Option<Data>> {
        let len = usize::try_from(len).ok().filter(|len| *len <= LIMIT);
        let len = len.ok_or_else(Error::quiet)?;
        Ok((len > 0).then(|| Self::zeros(len)))
    }

    /// At least `len` bytes.
    pub fn zeros(len: usize) -> Data {
        Data((0..len.div_ceil(size_of::<Block>())).map(|_| Block::default()).collect())
    }

    /// Where it is.
    pub fn address(&self) -> *mut c_void {
        self.0.as_ptr().cast_mut().cast()
    }

    fn words(&self) -> impl Iterator<Item = &AtomicU64> {
        self.0.iter().flat_map(|block| &block.0)
    }

    /// Makes all of it zero.
    pub fn wipe(&self) {
        self.words().for_each(|word| word.store(0, Ordering::SeqCst));
    }

    /// The first `len` bytes, as they are now.
    pub fn bytes(&self, len: usize) -> Vec<u8> {
        let all = self.words().flat_map(|word| word.load(Ordering::SeqCst).to_ne_bytes());
        all.take(len).collect()
    }

    /// Stores `bytes` at its beginning, and zeros behind.
    pub fn store(&self, bytes: &[u8]) {
        let mut rest = bytes.chunks(size_of::<u64>());
        for word in self.words() {
            let mut value = [0; size_of::<u64>()];
            for (to, from) in value.iter_mut().zip(rest.next().unwrap_or_default()) {
                *to = *from;
            }
            word.store(u64::from_ne_bytes(value), Ordering::SeqCst);
        }
    }
}

impl Clone for Data {
    fn clone(&self) -> Self {
        let copy = Data(self.0.iter().map(|_| Block::default()).collect());
        for (to, from) in copy.words().zip(self.words()) {
            to.store(from.load(Ordering::SeqCst), Ordering::SeqCst);
        }
        copy
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        self.wipe();
    }
}
