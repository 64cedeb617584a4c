//! Reading, writing and commands.

use crate::abi::{Arg, InBuf, Mut, Out, OutBuf, Str, entry, quiet};
use crate::err::bio::{R_INVALID_ARGUMENT, R_UNINITIALIZED};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::command::{
    C_GET_READ_REQUEST, C_GET_WRITE_GUARANTEE, C_NREAD, C_NREAD0, C_NWRITE, C_NWRITE0,
    C_RESET_READ_REQUEST,
};
use crate::obj::bio::{BIO, BIO_info_cb};
use std::ffi::{c_char, c_int, c_long, c_void};

#[track_caller]
fn null() -> Error {
    Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER)
}

/// What the older functions return: the count, or the result below 1.
fn count((result, n): (c_int, usize)) -> c_int {
    if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result }
}

/// Reads up to `dlen` bytes into `data`.
///
/// Returns: bytes read; 0 or -1 if there are none, and then
/// `BIO_should_retry` tells whether to try again; -2 if the kind cannot read.
/// See: BIO_read(3).
#[unsafe(no_mangle)]
pub extern "C" fn BIO_read(b: Mut<BIO>, data: OutBuf<c_void>, dlen: c_int) -> c_int {
    entry(-1, || {
        let Ok(len) = usize::try_from(dlen) else { return Ok(0) };
        let bio = b.opt().ok_or_else(null)?;
        Ok(count(bio.read_call(OutBuf::lend(data.as_ptr().cast()), len)))
    })
}

/// Reads up to `dlen` bytes into `data`, and stores how many came.
///
/// Returns: 1 if any came; else 0.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_read_ex(
    b: Mut<BIO>,
    data: OutBuf<c_void>,
    dlen: usize,
    readbytes: Out<usize>,
) -> c_int {
    entry(0, || {
        let bio = b.opt().ok_or_else(null)?;
        let (result, n) = bio.read_call(OutBuf::lend(data.as_ptr().cast()), dlen);
        readbytes.write_opt(n);
        Ok((result > 0).into())
    })
}

/// Writes up to `dlen` bytes from `data`.
///
/// Returns: bytes written; 0 or -1 if none were, -2 if the kind cannot write.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_write(b: Mut<BIO>, data: InBuf<c_void>, dlen: c_int) -> c_int {
    entry(-1, || match (b.opt(), usize::try_from(dlen)) {
        (Some(bio), Ok(len @ 1..)) => {
            Ok(count(bio.write_call(InBuf::lend(data.as_ptr().cast()), len)))
        }
        _ => Ok(0),
    })
}

/// Writes up to `dlen` bytes from `data`, and stores how many went.
///
/// Returns: 1 if any went, or none was to go; else 0.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_write_ex(
    b: Mut<BIO>,
    data: InBuf<c_void>,
    dlen: usize,
    written: Out<usize>,
) -> c_int {
    entry(0, || {
        written.write_opt(0);
        let Some(bio) = b.opt() else { return Ok(0) };
        let (result, n) = bio.write_call(InBuf::lend(data.as_ptr().cast()), dlen);
        written.write_opt(n);
        Ok((result > 0 || dlen == 0).into())
    })
}

/// Reads a line, with its end, and puts a terminator behind it; `size` is
/// the room for both.
///
/// Returns: bytes read; 0 or less if none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_gets(bp: Mut<BIO>, buf: OutBuf<c_char>, size: c_int) -> c_int {
    entry(-1, || Ok(bp.opt().ok_or_else(null)?.gets_call(buf, size)))
}

/// Reads a line byte by byte, for kinds without `gets`.
///
/// Returns: bytes read; 0 or less if none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_get_line(bio: Mut<BIO>, mut buf: OutBuf<c_char>, size: c_int) -> c_int {
    entry(-1, || {
        if buf.is_null() {
            return Err(null());
        }
        if size <= 0 {
            return Err(Error::new(Lib::Bio, R_INVALID_ARGUMENT));
        }
        let place = buf.slice(size)?;
        if let Some(first) = place.first_mut() {
            *first = 0;
        }
        let bio = bio.opt().ok_or_else(null)?;
        if bio.init() == 0 {
            return Err(Error::new(Lib::Bio, R_UNINITIALIZED));
        }
        let (mut at, mut last) = (0, 0);
        while at + 1 < place.len() {
            let Some(slot) = place.get_mut(at..=at) else { break };
            last = bio.read(slot);
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
        Ok(if last > 0 || bio.eof() { at.try_into().unwrap_or(-1) } else { last })
    })
}

/// Writes a string.
///
/// Returns: bytes written; 0 or less if none were.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_puts(bp: Mut<BIO>, buf: Str) -> c_int {
    entry(-1, || Ok(bp.opt().ok_or_else(null)?.puts(buf.get()?)))
}

/// Writes `indent` spaces, `max` at most.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_indent(b: Mut<BIO>, indent: c_int, max: c_int) -> c_int {
    entry(0, || {
        let spaces = usize::try_from(indent.max(0).min(max)).unwrap_or(0);
        Ok((0..spaces).all(|_| b.opt().is_some_and(|bio| bio.puts(c" ") == 1)).into())
    })
}

fn ctrl(bp: &Mut<BIO>, cmd: c_int, larg: c_long, parg: Arg) -> c_long {
    bp.opt().map_or(-1, |bio| bio.ctrl(cmd, larg, parg))
}

/// Carries out command `cmd`; what it takes and returns depends on it.
///
/// Returns: -1 for NULL; -2 if the kind has no commands.
/// See: BIO_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl(bp: Mut<BIO>, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long {
    entry(-1, || Ok(ctrl(&bp, cmd, larg, Arg(parg))))
}

/// Carries out a command that takes a callback.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_callback_ctrl(b: Mut<BIO>, cmd: c_int, fp: Option<BIO_info_cb>) -> c_long {
    entry(-2, || Ok(b.opt().map_or(-2, |bio| bio.callback_ctrl(cmd, fp))))
}

/// Carries out a command that gives a pointer; NULL if it fails.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ptr_ctrl(bp: Mut<BIO>, cmd: c_int, larg: c_long) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let mut place: *mut c_void = std::ptr::null_mut();
        let answer = ctrl(&bp, cmd, larg, Arg::to(&mut place));
        Ok(if answer > 0 { place } else { std::ptr::null_mut() })
    })
}

/// Carries out a command that takes an `int`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_int_ctrl(bp: Mut<BIO>, cmd: c_int, larg: c_long, mut iarg: c_int) -> c_long {
    entry(-1, || Ok(ctrl(&bp, cmd, larg, Arg::to(&mut iarg))))
}

/// Bytes that can be read at once.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl_pending(b: Mut<BIO>) -> usize {
    quiet(0, || Ok(b.opt().map_or(0, BIO::pending)))
}

/// Bytes that were written and have not gone on.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl_wpending(b: Mut<BIO>) -> usize {
    quiet(0, || Ok(b.opt().map_or(0, BIO::wpending)))
}

fn size(answer: c_long) -> Result<usize> {
    Ok(answer.try_into().unwrap_or(0))
}

/// How many bytes a half of a pair takes now.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl_get_write_guarantee(b: Mut<BIO>) -> usize {
    quiet(0, || size(ctrl(&b, C_GET_WRITE_GUARANTEE, 0, Arg::NULL)))
}

/// How many bytes the other half of a pair tried to read in vain.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl_get_read_request(b: Mut<BIO>) -> usize {
    quiet(0, || size(ctrl(&b, C_GET_READ_REQUEST, 0, Arg::NULL)))
}

/// Forgets that the other half tried to read.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ctrl_reset_read_request(b: Mut<BIO>) -> c_int {
    quiet(0, || Ok((ctrl(&b, C_RESET_READ_REQUEST, 0, Arg::NULL) > 0).into()))
}

/// A command of pairs that lends memory.
fn lend(bio: Mut<BIO>, cmd: c_int, num: c_int, buf: Out<*mut c_char>) -> c_int {
    entry(-2, || {
        let bio = bio.get()?;
        if bio.init() == 0 {
            return Err(Error::new(Lib::Bio, R_UNINITIALIZED));
        }
        let mut place: *mut c_char = std::ptr::null_mut();
        let n = bio.ctrl(cmd, num.into(), Arg::to(&mut place));
        if n > 0 {
            buf.write_opt(place);
        }
        Ok(n.try_into().unwrap_or(c_int::MAX))
    })
}

/// Lends what there is to read in a pair; bytes there, or less than 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_nread0(bio: Mut<BIO>, buf: Out<*mut c_char>) -> c_int {
    lend(bio, C_NREAD0, 0, buf)
}

/// Lends up to `num` bytes there are to read, and counts them as read.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_nread(bio: Mut<BIO>, buf: Out<*mut c_char>, num: c_int) -> c_int {
    lend(bio, C_NREAD, num, buf)
}

/// Lends room to write in a pair; bytes of room, or less than 1.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_nwrite0(bio: Mut<BIO>, buf: Out<*mut c_char>) -> c_int {
    lend(bio, C_NWRITE0, 0, buf)
}

/// Lends room for up to `num` bytes, and counts them as written.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_nwrite(bio: Mut<BIO>, buf: Out<*mut c_char>, num: c_int) -> c_int {
    lend(bio, C_NWRITE, num, buf)
}
