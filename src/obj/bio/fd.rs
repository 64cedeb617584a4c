//! BIOs on descriptors: `BIO_s_socket` and `BIO_s_fd`.

use super::command::*;
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet, sys};
use crate::err::Result;
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static SOCKET: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own { ctrl: Some(sock_ctrl), ..functions() };
    BIO_METHOD::own(TYPE_SOCKET, c"socket", functions)
});
static FD: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own { ctrl: Some(fd_ctrl), gets: Some(fd_gets), ..functions() };
    BIO_METHOD::own(TYPE_FD, c"file descriptor", functions)
});

fn functions() -> Own {
    Own {
        write: Some(fd_write),
        read: Some(fd_read),
        puts: Some(fd_puts),
        create: Some(fd_new),
        destroy: Some(fd_free),
        ..Own::default()
    }
}

/// `BIO_s_socket`.
pub fn socket_method() -> &'static Arc<BIO_METHOD> {
    &SOCKET
}

/// `BIO_s_fd`.
pub fn fd_method() -> &'static Arc<BIO_METHOD> {
    &FD
}

/// Whether `method` is one of these two, on which plain calls do all.
pub(super) fn is_plain(method: &Arc<BIO_METHOD>) -> bool {
    Arc::ptr_eq(method, &SOCKET) || Arc::ptr_eq(method, &FD)
}

/// Whether an operation that failed with `errno` is to be tried again.
pub fn non_fatal(errno: c_int) -> bool {
    matches!(
        errno,
        libc::EAGAIN
            | libc::ENOTCONN
            | libc::EINTR
            | libc::EPROTO
            | libc::EINPROGRESS
            | libc::EALREADY
    )
}

/// What a transfer's result means for the retry flags.
pub enum Retry {
    /// Bytes went, or a failure for good.
    No,
    /// Try again.
    Yes,
    /// The end.
    Eof,
}

impl Retry {
    /// Of a system call's result, with errno as it left it.
    pub fn of(result: isize) -> Retry {
        match result {
            0 | -1 if non_fatal(sys::errno()) => Retry::Yes,
            0 => Retry::Eof,
            _ => Retry::No,
        }
    }
}

/// Reads from descriptor `fd` for `bio`.
pub(super) fn read(bio: &BIO, fd: c_int, mut out: OutBuf<c_char>, len: c_int) -> Result<c_int> {
    if out.is_null() {
        return Ok(0);
    }
    sys::set_errno(0);
    let n = sys::read(fd, out.slice(len)?);
    bio.clear_retry();
    match Retry::of(n) {
        Retry::Yes => bio.set_retry_read(),
        Retry::Eof => bio.set_flags(FLAGS_IN_EOF),
        Retry::No => {}
    }
    Ok(n.try_into().unwrap_or(-1))
}

/// Writes to descriptor `fd` for `bio`.
pub(super) fn write(bio: &BIO, fd: c_int, bytes: &[u8]) -> c_int {
    sys::set_errno(0);
    let n = sys::write(fd, bytes);
    bio.clear_retry();
    if let Retry::Yes = Retry::of(n) {
        bio.set_retry_write();
    }
    n.try_into().unwrap_or(-1)
}

extern "C" fn fd_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.set_num(if Arc::ptr_eq(&bio.method, &FD) { -1 } else { 0 });
        Ok(1)
    })
}

fn close(bio: &BIO) {
    if bio.shutdown() != 0 {
        if bio.init() != 0 {
            sys::close(bio.num());
        }
        bio.set_init(0);
        bio.clear_flags(!0);
    }
}

pub(super) extern "C" fn fd_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        close(bio.get()?);
        Ok(1)
    })
}

extern "C" fn fd_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || read(bio.get()?, bio.get()?.num(), out, len))
}

extern "C" fn fd_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, bio.get()?.num(), data.slice(len)?)))
}

extern "C" fn fd_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, bio.get()?.num(), text.bytes()?)))
}

extern "C" fn fd_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        let place = out.slice(size)?;
        let Some(room) = place.len().checked_sub(1) else { return Ok(0) };
        let (mut at, mut last) = (0, 1);
        while at < room {
            let Some(slot) = place.get_mut(at..=at) else { break };
            last = read(bio, bio.num(), OutBuf::lend(slot.as_mut_ptr().cast()), 1)?;
            if last <= 0 {
                break;
            }
            at += 1;
            if place.get(at - 1) == Some(&b'\n') {
                break;
            }
        }
        if let Some(end) = place.get_mut(at) {
            *end = 0;
        }
        Ok(if at > 0 || last > 0 { at.try_into().unwrap_or(-1) } else { 0 })
    })
}

pub(super) fn common(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> c_long {
    let int = c_int::try_from(num).unwrap_or(0);
    match cmd {
        C_SET_FD => {
            let Some(fd) = ptr.int() else { return 0 };
            close(bio);
            bio.set_num(fd);
            bio.set_shutdown(int);
            bio.set_init(1);
            1
        }
        C_GET_FD if bio.init() != 0 => {
            ptr.out::<c_int>().write_opt(bio.num());
            bio.num().into()
        }
        C_GET_FD => -1,
        CTRL_GET_CLOSE => bio.shutdown().into(),
        CTRL_SET_CLOSE => {
            bio.set_shutdown(int);
            1
        }
        CTRL_DUP | CTRL_FLUSH => 1,
        CTRL_EOF => (bio.flags() & FLAGS_IN_EOF != 0).into(),
        _ => 0,
    }
}

extern "C" fn sock_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || Ok(common(bio.get()?, cmd, num, Arg(ptr))))
}

extern "C" fn fd_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        Ok(match cmd {
            CTRL_RESET => sys::lseek(bio.num(), 0, libc::SEEK_SET),
            C_FILE_SEEK => sys::lseek(bio.num(), num, libc::SEEK_SET),
            C_FILE_TELL | CTRL_INFO => sys::lseek(bio.num(), 0, libc::SEEK_CUR),
            _ => common(bio, cmd, num, Arg(ptr)),
        })
    })
}
