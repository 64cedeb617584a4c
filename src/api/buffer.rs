//! `openssl/buffer.h`: growing buffers.

use crate::abi::buf_mem::{BUF_MEM, BufMem};
use crate::abi::{Give, InBuf, Mut, OutBuf, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use std::ffi::{c_uchar, c_ulong};

crate::box_handle!(BUF_MEM);

/// An empty buffer.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_MEM_new() -> Give<BUF_MEM> {
    entry(Give::null(), || Ok(Give::new(BUF_MEM::new(0))))
}

/// An empty buffer; `BUF_MEM_FLAG_SECURE` clears what it gives up.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_MEM_new_ex(flags: c_ulong) -> Give<BUF_MEM> {
    entry(Give::null(), || Ok(Give::new(BUF_MEM::new(flags))))
}

/// Frees a buffer, cleared.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_MEM_free(a: Take<BUF_MEM>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

fn grow(str: &Mut<BUF_MEM>, len: usize, clean: bool) -> usize {
    entry(0, || {
        let buffer = BufMem::at(str.as_ptr())
            .ok_or_else(|| Error::new(Lib::Buf, err::R_PASSED_NULL_PARAMETER))?;
        match buffer.grow(len, clean) {
            0 if len > 0 => Err(Error::new(Lib::Buf, err::R_MALLOC_FAILURE)),
            len => Ok(len),
        }
    })
}

/// Sets a buffer's length; new bytes are zero.
///
/// Returns: the length; 0 if there is no memory.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_MEM_grow(str: Mut<BUF_MEM>, len: usize) -> usize {
    grow(&str, len, false)
}

/// The same, clearing what it gives up.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_MEM_grow_clean(str: Mut<BUF_MEM>, len: usize) -> usize {
    grow(&str, len, true)
}

/// Copies `siz` bytes in reverse; for a NULL `in`, or one that is `out`,
/// reverses those at `out`.
#[unsafe(no_mangle)]
pub extern "C" fn BUF_reverse(mut out: OutBuf<c_uchar>, in_: InBuf<c_uchar>, siz: usize) {
    quiet((), || {
        let place = out.slice(siz)?;
        if !in_.is_null() && in_.as_ptr() != place.as_ptr() {
            place.copy_from_slice(in_.slice(siz)?);
        }
        place.reverse();
        Ok(())
    });
}
