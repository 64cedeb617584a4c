//! BIOs on C streams: `BIO_s_file`.

use super::command::*;
use super::{BIO, BIO_METHOD, Own, report};
use crate::abi::stdio::Stream;
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet, sys};
use crate::err::bio::{R_BAD_FOPEN_MODE, R_NO_SUCH_FILE};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static FILE: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(file_write),
        read: Some(file_read),
        puts: Some(file_puts),
        gets: Some(file_gets),
        ctrl: Some(file_ctrl),
        create: Some(file_new),
        destroy: Some(file_free),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_FILE, c"FILE pointer", functions)
});

/// `BIO_s_file`.
pub fn file_method() -> &'static Arc<BIO_METHOD> {
    &FILE
}

/// `ERR_R_SYS_LIB`.
const R_SYS_LIB: c_int = err::lib_failed(Lib::Sys);

/// Opens the file `path` as `fopen` does.
#[track_caller]
pub fn open_file(path: &CStr, mode: &CStr) -> Result<Arc<BIO>> {
    let stream = fopen(path, mode).map_err(|errno| match errno {
        libc::ENOENT | libc::ENXIO => Error::new(Lib::Bio, R_NO_SUCH_FILE),
        _ => Error::new(Lib::Bio, R_SYS_LIB),
    })?;
    let bio = BIO::new(FILE.clone())?;
    bio.ctrl(C_SET_FILE_PTR, CLOSE.into(), Arg(stream.as_ptr()));
    Ok(bio)
}

/// Opens a file; on failure queues the system's error and returns errno.
#[track_caller]
fn fopen(path: &CStr, mode: &CStr) -> std::result::Result<Stream, c_int> {
    Stream::open(path, mode).inspect_err(|errno| {
        let (path, mode) = (path.to_string_lossy(), mode.to_string_lossy());
        let error = Error::new(Lib::Sys, *errno).with(format!("calling fopen({path}, {mode})"));
        err::push(&error, "BIO_new_file");
    })
}

/// Queues the failed call `call` of the C library.
fn failed(call: &str) {
    err::push(&Error::sys(sys::errno(), call), "file_ctrl");
    report(R_SYS_LIB);
}

fn stream(bio: &BIO) -> Stream {
    Stream::from_ptr(bio.data())
}

fn close(bio: &BIO) {
    if bio.shutdown() != 0 {
        if bio.init() != 0 && !bio.data().is_null() {
            stream(bio).close();
            bio.set_data(std::ptr::null_mut());
            bio.clear_flags(!0);
        }
        bio.set_init(0);
    }
}

extern "C" fn file_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_init(0);
        bio.set_num(0);
        bio.set_data(std::ptr::null_mut());
        Ok(1)
    })
}

extern "C" fn file_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        close(bio.get()?);
        Ok(1)
    })
}

extern "C" fn file_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        if out.is_null() {
            return Ok(0);
        }
        let stream = stream(bio.get()?);
        let n = stream.read(out.slice(len)?);
        if n == 0 && stream.has_error() {
            failed("fread");
            return Ok(-1);
        }
        Ok(n.try_into().unwrap_or(-1))
    })
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    if stream(bio).write(bytes) == bytes.len() { bytes.len().try_into().unwrap_or(0) } else { 0 }
}

extern "C" fn file_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || Ok(write(bio.get()?, data.slice(len)?)))
}

extern "C" fn file_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn file_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || {
        let place = out.slice(size)?;
        let Some(first) = place.first_mut() else { return Ok(0) };
        *first = 0;
        if !stream(bio.get()?).gets(place) {
            return Ok(0);
        }
        let len = place.iter().position(|b| *b == 0).unwrap_or(0);
        Ok(len.try_into().unwrap_or(0))
    })
}

extern "C" fn file_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let (file, int) = (stream(bio), c_int::try_from(num).unwrap_or(0));
        Ok(match cmd {
            C_FILE_SEEK | CTRL_RESET => file.seek(num).into(),
            CTRL_EOF => file.at_end().into(),
            C_FILE_TELL | CTRL_INFO => file.tell(),
            C_SET_FILE_PTR => {
                close(bio);
                stand_on(bio, ptr, int);
                1
            }
            C_SET_FILENAME => {
                close(bio);
                bio.set_shutdown(int & CLOSE);
                let mode = mode(int)?;
                let path = Arg(ptr).str().ok_or_else(Error::quiet)?;
                let file = fopen(path, mode).map_err(|_| Error::new(Lib::Bio, R_SYS_LIB))?;
                stand_on(bio, file.as_ptr(), int);
                1
            }
            C_GET_FILE_PTR => {
                Arg(ptr).out().write_opt(bio.data());
                1
            }
            CTRL_GET_CLOSE => bio.shutdown().into(),
            CTRL_SET_CLOSE => {
                bio.set_shutdown(int);
                1
            }
            CTRL_FLUSH if file.flush() => 1,
            CTRL_FLUSH => {
                failed("fflush");
                0
            }
            CTRL_DUP => 1,
            _ => 0,
        })
    })
}

fn stand_on(bio: &BIO, file: *mut c_void, flags: c_int) {
    bio.set_shutdown(flags & CLOSE);
    bio.set_data(file);
    bio.set_init(1);
}

/// `fopen`'s mode for `BIO_FP_…`.
fn mode(flags: c_int) -> Result<&'static CStr> {
    let has = |flag| flags & flag != 0;
    Ok(match (has(FP_APPEND), has(FP_READ), has(FP_WRITE)) {
        (true, true, _) => c"a+",
        (true, false, _) => c"a",
        (false, true, true) => c"r+",
        (false, false, true) => c"w",
        (false, true, false) => c"r",
        (false, false, false) => return Err(Error::new(Lib::Bio, R_BAD_FOPEN_MODE)),
    })
}
