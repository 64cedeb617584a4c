//! `BIO_f_linebuffer`: sends whole lines on.

use super::buffer::Waiting;
use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static LINEBUFFER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(linebuffer_write),
        read: Some(linebuffer_read),
        puts: Some(linebuffer_puts),
        gets: Some(linebuffer_gets),
        ctrl: Some(linebuffer_ctrl),
        create: Some(linebuffer_new),
        destroy: Some(linebuffer_free),
        callback_ctrl: Some(next_callback_ctrl),
    };
    BIO_METHOD::own(TYPE_LINEBUFFER, c"linebuffer", functions)
});

/// `BIO_f_linebuffer`.
pub fn linebuffer_method() -> &'static Arc<BIO_METHOD> {
    &LINEBUFFER
}

/// A line longer than this goes on in pieces.
const SIZE: usize = 1024 * 10;

/// The beginning of a line.
#[derive(Default)]
struct Line(Waiting);

extern "C" fn linebuffer_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Line::default());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn linebuffer_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        drop(bio.take_state::<Line>());
        bio.set_init(0);
        bio.clear_flags(!0);
        Ok(1)
    })
}

extern "C" fn linebuffer_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null()) else { return Ok(0) };
        let (result, n) = next.read_call(out, usize::try_from(len).unwrap_or(0));
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result })
    })
}

/// Sends what waits, all of it; 1 when done.
fn drain(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    loop {
        let waiting = bio.state(|line: &mut Line| line.0.bytes().to_vec()).unwrap_or_default();
        if waiting.is_empty() {
            return 1;
        }
        let n = next.write(&waiting);
        bio.clear_retry();
        bio.copy_next_retry();
        match usize::try_from(n) {
            Ok(n) if n > 0 => bio.state(|line: &mut Line| line.0.consume(n)),
            _ => return n,
        };
    }
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    bio.clear_retry();
    let mut done = 0_usize;
    let mut rest = bytes;
    while !rest.is_empty() {
        let waiting = bio.state(|line: &mut Line| line.0.len()).unwrap_or(0);
        let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |end| end + 1);
        let (piece, after) = rest.split_at(end.min(SIZE.saturating_sub(waiting).max(1)));
        bio.state(|line: &mut Line| line.0.add(piece));
        let full = waiting + piece.len() >= SIZE || piece.ends_with(b"\n");
        if full {
            let result = drain(bio);
            if result <= 0 {
                // What waits counts as written: flushing sends it.
                done += piece.len();
                return if done > 0 { done.try_into().unwrap_or(-1) } else { result };
            }
        }
        done += piece.len();
        rest = after;
    }
    done.try_into().unwrap_or(-1)
}

extern "C" fn linebuffer_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if bio.next().is_none() {
            return Ok(0);
        }
        Ok(write(bio, data.slice(len.max(0))?))
    })
}

extern "C" fn linebuffer_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn linebuffer_gets(bio: Mut<BIO>, out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || Ok(bio.get()?.next().map_or(0, |next| next.gets_call(out, size))))
}

extern "C" fn linebuffer_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let waiting = || {
            let n = bio.state(|line: &mut Line| line.0.len()).unwrap_or(0);
            c_long::try_from(n).unwrap_or(0)
        };
        Ok(match cmd {
            CTRL_RESET => {
                bio.state(|line: &mut Line| line.0.clear());
                forward(bio, cmd, num, Arg(ptr))
            }
            CTRL_INFO => waiting(),
            CTRL_WPENDING if waiting() > 0 => waiting(),
            CTRL_FLUSH => {
                bio.clear_retry();
                match drain(bio) {
                    1 => forward(bio, cmd, num, Arg(ptr)),
                    result => result.into(),
                }
            }
            CTRL_DUP => 1,
            _ => forward(bio, cmd, num, Arg(ptr)),
        })
    })
}
