//! Memory BIOs.

use super::command::*;
use super::{BIO, BIO_METHOD, Own, report};
use crate::abi::buf_mem::{BUF_MEM, BufMem, MemBuffer};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use crate::err::bio::R_WRITE_TO_READ_ONLY_BIO;
use crate::err::{Error, Result};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static MEM: LazyLock<Arc<BIO_METHOD>> =
    LazyLock::new(|| BIO_METHOD::own(TYPE_MEM, c"memory buffer", functions(mem_new)));
static SECMEM: LazyLock<Arc<BIO_METHOD>> =
    LazyLock::new(|| BIO_METHOD::own(TYPE_MEM, c"secure memory buffer", functions(secmem_new)));

fn functions(create: super::Life) -> Own {
    Own {
        write: Some(mem_write),
        read: Some(mem_read),
        puts: Some(mem_puts),
        gets: Some(mem_gets),
        ctrl: Some(mem_ctrl),
        create: Some(create),
        destroy: Some(mem_free),
        ..Own::default()
    }
}

/// `BIO_s_mem`.
pub fn mem_method() -> &'static Arc<BIO_METHOD> {
    &MEM
}

/// `BIO_s_secmem`.
pub fn secmem_method() -> &'static Arc<BIO_METHOD> {
    &SECMEM
}

/// Whether `method` is one of these two.
pub(super) fn is_mem(method: &Arc<BIO_METHOD>) -> bool {
    Arc::ptr_eq(method, &MEM) || Arc::ptr_eq(method, &SECMEM)
}

/// A read-only BIO over C's `len` bytes at `data`, which outlive it.
pub fn new_mem_buf(data: *const c_void, len: usize) -> Result<Arc<BIO>> {
    let bio = BIO::new(MEM.clone())?;
    if let Some(mut old) = bio.take_state::<MemBuffer>() {
        old.free();
    }
    bio.set_state(MemBuffer::read_only(data, len));
    bio.set_flags(FLAGS_MEM_RDONLY);
    bio.set_num(0);
    Ok(bio)
}

/// A memory BIO that holds a copy of `bytes`, for the crate's own parsers.
pub fn new_mem_over(bytes: &[u8]) -> Result<Arc<BIO>> {
    let bio = BIO::new(MEM.clone())?;
    bio.set_num(0);
    bio.write(bytes);
    Ok(bio)
}

/// Looks at what a memory BIO holds; `None` for other kinds.
pub fn look<R>(bio: &BIO, look: impl FnOnce(&[u8]) -> R) -> Option<R> {
    bio.state(|memory: &mut MemBuffer| look(memory.bytes()))
}

fn start(bio: &BIO, secure: bool) {
    bio.set_state(MemBuffer::new(secure));
    bio.set_shutdown(1);
    bio.set_num(-1);
    bio.set_init(1);
}

extern "C" fn mem_new(bio: Mut<BIO>) -> c_int {
    entry(0, || {
        start(bio.get()?, false);
        Ok(1)
    })
}

extern "C" fn secmem_new(bio: Mut<BIO>) -> c_int {
    entry(0, || {
        start(bio.get()?, true);
        Ok(1)
    })
}

extern "C" fn mem_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if let Some(mut buffer) = bio.take_state::<MemBuffer>()
            && bio.shutdown() != 0
            && bio.init() != 0
        {
            // A program sets the flag to keep the bytes beyond the BIO.
            match bio.flags() & FLAGS_MEM_RDONLY {
                0 => buffer.free(),
                _ => buffer.leave(),
            }
        }
        Ok(1)
    })
}

extern "C" fn mem_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        bio.clear_retry();
        read(bio, out, len)
    })
}

fn read(bio: &BIO, mut out: OutBuf<c_char>, len: c_int) -> Result<c_int> {
    let null = out.is_null();
    let done = bio.state(|memory: &mut MemBuffer| {
        let n = memory.len().min(usize::try_from(len).unwrap_or(0));
        if n > 0 && !null {
            out.slice(n)?.copy_from_slice(memory.bytes().get(..n).unwrap_or_default());
            memory.consume(n);
            return Ok(c_int::try_from(n).ok());
        }
        Ok(if memory.is_empty() { None } else { c_int::try_from(n).ok() })
    });
    Ok(done.transpose()?.flatten().unwrap_or_else(|| nothing(bio)))
}

/// [`BIO::read_counted`] for memory.
pub(super) fn read_counted(
    bio: &BIO,
    place: &mut [u8],
    head: usize,
    rest: impl Fn(&[u8]) -> usize,
) -> c_int {
    bio.clear_retry();
    let done = bio.state(|memory: &mut MemBuffer| {
        let bytes = memory.bytes();
        let more = bytes.get(..head).map_or(0, rest);
        let n = bytes.len().min(head + more).min(place.len());
        place.get_mut(..n)?.copy_from_slice(bytes.get(..n)?);
        memory.consume(n);
        c_int::try_from(n).ok().filter(|&n| n > 0)
    });
    done.flatten().unwrap_or_else(|| nothing(bio))
}

/// What reading gives when there is nothing.
fn nothing(bio: &BIO) -> c_int {
    let nothing = bio.num();
    if nothing != 0 {
        bio.set_retry_read();
    }
    nothing
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    if bio.flags() & FLAGS_MEM_RDONLY != 0 {
        report(R_WRITE_TO_READ_ONLY_BIO);
        return -1;
    }
    bio.clear_retry();
    match bio.state(|memory: &mut MemBuffer| memory.append(bytes)) {
        Some(true) => bytes.len().try_into().unwrap_or(-1),
        _ => -1,
    }
}

extern "C" fn mem_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    entry(-1, || Ok(write(bio.get()?, data.slice(len)?)))
}

extern "C" fn mem_puts(bio: Mut<BIO>, text: Str) -> c_int {
    entry(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn mem_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        bio.clear_retry();
        let line = bio.state(|memory: &mut MemBuffer| {
            let bytes = memory.bytes();
            let room = bytes.len().min(usize::try_from(size - 1).unwrap_or(0));
            let head = bytes.get(..room).unwrap_or_default();
            head.iter().position(|b| *b == b'\n').map_or(room, |end| end + 1)
        });
        let place = out.slice(size)?;
        match (line, place) {
            (None | Some(0), [first, ..]) => {
                *first = 0;
                Ok(0)
            }
            (Some(n), place) if n > 0 => {
                let n =
                    read(bio, OutBuf::lend(place.as_mut_ptr().cast()), n.try_into().unwrap_or(0))?;
                if let Some(end) = usize::try_from(n).ok().and_then(|n| place.get_mut(n)) {
                    *end = 0;
                }
                Ok(n)
            }
            _ => Ok(0),
        }
    })
}

extern "C" fn mem_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || command(bio.get()?, cmd, num, Arg(ptr)))
}

fn command(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let long = |n: usize| c_long::try_from(n).unwrap_or(-1);
    let answer = bio.state(|memory: &mut MemBuffer| match cmd {
        CTRL_RESET => {
            memory.reset(bio.flags() & FLAGS_NONCLEAR_RST != 0);
            1
        }
        C_FILE_SEEK => match usize::try_from(num) {
            Ok(to) if memory.seek(to) => num,
            _ => -1,
        },
        C_FILE_TELL => long(memory.tell()),
        CTRL_EOF => memory.is_empty().into(),
        CTRL_INFO => {
            ptr.out::<*mut c_char>().write_opt(memory.data());
            long(memory.len())
        }
        CTRL_PENDING => long(memory.len()),
        C_GET_BUF_MEM_PTR => {
            if !ptr.is_null() {
                ptr.out::<*mut BUF_MEM>().write_opt(memory.buffer().as_ptr());
            }
            1
        }
        _ => 0,
    });
    match cmd {
        C_SET_BUF_MEM_EOF_RETURN => bio.set_num(num.try_into().unwrap_or(-1)),
        C_SET_BUF_MEM => {
            let new = BufMem::at(ptr.0.cast()).ok_or_else(Error::quiet)?;
            if let Some(mut old) = bio.take_state::<MemBuffer>()
                && bio.shutdown() != 0
                && bio.init() != 0
            {
                old.free();
            }
            bio.set_shutdown(num.try_into().unwrap_or(0));
            bio.set_state(MemBuffer::over(new));
        }
        CTRL_GET_CLOSE => return Ok(bio.shutdown().into()),
        CTRL_SET_CLOSE => bio.set_shutdown(num.try_into().unwrap_or(0)),
        CTRL_DUP | CTRL_FLUSH => {}
        _ => return Ok(answer.unwrap_or(0)),
    }
    Ok(1)
}
