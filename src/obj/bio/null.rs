//! `BIO_s_null`, which swallows everything, and `BIO_f_null`, which changes
//! nothing.

use super::command::*;
use super::{BIO, BIO_METHOD, BIO_info_cb, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, quiet};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static SINK: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(null_write),
        read: Some(null_read),
        puts: Some(null_puts),
        gets: Some(null_read),
        ctrl: Some(null_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_NULL, c"NULL", functions)
});

static FILTER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(nullf_write),
        read: Some(nullf_read),
        puts: Some(nullf_puts),
        gets: Some(nullf_gets),
        ctrl: Some(nullf_ctrl),
        callback_ctrl: Some(next_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_NULL_FILTER, c"NULL filter", functions)
});

/// `BIO_s_null`.
pub fn null_method() -> &'static Arc<BIO_METHOD> {
    &SINK
}

/// `BIO_f_null`.
pub fn null_filter_method() -> &'static Arc<BIO_METHOD> {
    &FILTER
}

extern "C" fn null_read(_: Mut<BIO>, _: OutBuf<c_char>, _: c_int) -> c_int {
    0
}

extern "C" fn null_write(_: Mut<BIO>, _: InBuf<c_char>, len: c_int) -> c_int {
    len
}

extern "C" fn null_puts(_: Mut<BIO>, text: Str) -> c_int {
    text.opt().map_or(0, |t| t.count_bytes().try_into().unwrap_or(c_int::MAX))
}

extern "C" fn null_ctrl(_: Mut<BIO>, cmd: c_int, _: c_long, _: *mut c_void) -> c_long {
    matches!(cmd, CTRL_RESET | CTRL_EOF | CTRL_SET_CLOSE | CTRL_FLUSH | CTRL_DUP | CTRL_SET).into()
}

extern "C" fn nullf_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null()) else { return Ok(0) };
        let (result, n) = next.read_call(out, usize::try_from(len).unwrap_or(0));
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result })
    })
}

extern "C" fn nullf_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), data.is_null()) else { return Ok(0) };
        let n = next.write(data.slice(len)?);
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(n)
    })
}

pub(super) extern "C" fn nullf_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(0, || bio.get()?.next().map_or(Ok(0), |next| text.get().map(|t| next.puts(t))))
}

pub(super) extern "C" fn nullf_gets(bio: Mut<BIO>, out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || Ok(bio.get()?.next().map_or(0, |next| next.gets_call(out, size))))
}

pub(super) extern "C" fn nullf_ctrl(
    bio: Mut<BIO>,
    cmd: c_int,
    num: c_long,
    ptr: *mut c_void,
) -> c_long {
    quiet(0, || {
        let bio = bio.get()?;
        if cmd == CTRL_DUP {
            return Ok(0);
        }
        Ok(forward(bio, cmd, num, Arg(ptr)))
    })
}

/// Hands a command to the next link, keeping the retry state where it acts.
pub(super) fn forward(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> c_long {
    let Some(next) = bio.next() else { return 0 };
    if cmd == C_DO_STATE_MACHINE {
        bio.clear_retry();
    }
    let answer = next.ctrl(cmd, num, ptr);
    if cmd == C_DO_STATE_MACHINE {
        bio.copy_next_retry();
    }
    answer
}

/// Hands a command about a callback to the next link: every filter does.
pub(super) extern "C" fn next_callback_ctrl(
    bio: Mut<BIO>,
    cmd: c_int,
    callback: Option<BIO_info_cb>,
) -> c_long {
    quiet(0, || Ok(bio.get()?.next().map_or(0, |next| next.callback_ctrl(cmd, callback))))
}
