//! `BIO_f_readbuffer`: keeps what was read, so that a source that cannot
//! seek can be read again.

use super::buffer::gets;
use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static READBUFFER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(readbuffer_write),
        read: Some(readbuffer_read),
        puts: Some(readbuffer_puts),
        gets: Some(readbuffer_gets),
        ctrl: Some(readbuffer_ctrl),
        create: Some(readbuffer_new),
        destroy: Some(readbuffer_free),
        callback_ctrl: Some(next_callback_ctrl),
    };
    BIO_METHOD::own(TYPE_BUFFER, c"readbuffer", functions)
});

/// `BIO_f_readbuffer`.
pub fn readbuffer_method() -> &'static Arc<BIO_METHOD> {
    &READBUFFER
}

/// How much is asked of the source at a time.
const CHUNK: usize = 4096;

/// Everything read so far, and how far it was passed on.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    at: usize,
}

extern "C" fn readbuffer_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Kept::default());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn readbuffer_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        drop(bio.take_state::<Kept>());
        bio.set_init(0);
        bio.clear_flags(!0);
        Ok(1)
    })
}

/// Gets more from the source.
fn more(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    let mut chunk = [0; CHUNK];
    let n = next.read(&mut chunk);
    match usize::try_from(n) {
        Ok(len) if len > 0 => {
            let piece = chunk.get(..len).unwrap_or_default();
            bio.state(|kept: &mut Kept| kept.bytes.extend_from_slice(piece));
        }
        _ => bio.copy_next_retry(),
    }
    n
}

extern "C" fn readbuffer_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if len == 0 || out.is_null() {
            return Ok(0);
        }
        let place = out.slice(len)?;
        bio.clear_retry();
        let mut done = 0;
        loop {
            bio.state(|kept: &mut Kept| {
                let there = kept.bytes.get(kept.at..).unwrap_or_default();
                let n = there.len().min(place.len() - done);
                if let (Some(to), Some(from)) = (place.get_mut(done..done + n), there.get(..n)) {
                    to.copy_from_slice(from);
                }
                kept.at += n;
                done += n;
            });
            if done == place.len() {
                return Ok(done.try_into().unwrap_or(-1));
            }
            let n = more(bio);
            if n <= 0 {
                return Ok(if done > 0 { done.try_into().unwrap_or(-1) } else { n });
            }
        }
    })
}

extern "C" fn readbuffer_write(_: Mut<BIO>, _: InBuf<c_char>, _: c_int) -> c_int {
    0
}

extern "C" fn readbuffer_puts(_: Mut<BIO>, _: Str) -> c_int {
    0
}

extern "C" fn readbuffer_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if size == 0 {
            return Ok(0);
        }
        bio.clear_retry();
        let take = |use_: &mut dyn FnMut(&[u8]) -> usize| {
            bio.state(|kept: &mut Kept| {
                kept.at += use_(kept.bytes.get(kept.at..).unwrap_or_default());
            });
        };
        Ok(gets(out.slice(size)?, take, || more(bio)))
    })
}

extern "C" fn readbuffer_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let number = |step: &mut dyn FnMut(&mut Kept) -> usize| {
            let n = bio.state(|kept: &mut Kept| step(kept)).unwrap_or(0);
            c_long::try_from(n).unwrap_or(0)
        };
        Ok(match cmd {
            CTRL_EOF if number(&mut |kept| kept.bytes.len() - kept.at) > 0 => 0,
            CTRL_EOF if bio.next().is_none() => 1,
            CTRL_RESET | C_FILE_SEEK => {
                let moved = bio.state(|kept: &mut Kept| {
                    let to = usize::try_from(num).ok().filter(|to| *to <= kept.bytes.len());
                    kept.at = to.unwrap_or(kept.at);
                    to.is_some()
                });
                moved.unwrap_or(false).into()
            }
            C_FILE_TELL | CTRL_INFO => number(&mut |kept| kept.at),
            CTRL_PENDING => match number(&mut |kept| kept.bytes.len() - kept.at) {
                0 => forward(bio, cmd, num, Arg(ptr)),
                n => n,
            },
            CTRL_DUP | CTRL_FLUSH => 1,
            CTRL_EOF => forward(bio, cmd, num, Arg(ptr)),
            _ => 0,
        })
    })
}
