//! `BIO_f_buffer`: gathers small reads and writes into large ones.

use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use crate::err::Result;
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static BUFFER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(buffer_write),
        read: Some(buffer_read),
        puts: Some(buffer_puts),
        gets: Some(buffer_gets),
        ctrl: Some(buffer_ctrl),
        create: Some(buffer_new),
        destroy: Some(buffer_free),
        callback_ctrl: Some(next_callback_ctrl),
    };
    BIO_METHOD::own(TYPE_BUFFER, c"buffer", functions)
});

/// `BIO_f_buffer`.
pub fn buffer_method() -> &'static Arc<BIO_METHOD> {
    &BUFFER
}

const DEFAULT_SIZE: usize = 4096;
/// No buffer is made larger than this, whatever is asked for.
const SIZE_LIMIT: usize = 1 << 30;

/// Bytes on their way.
#[derive(Default)]
pub(super) struct Waiting {
    bytes: Vec<u8>,
    start: usize,
}

impl Waiting {
    /// What is there.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// How much is there.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Replaces what is there.
    pub(super) fn set(&mut self, bytes: &[u8]) {
        self.clear();
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds bytes at the end.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if self.len() == 0 {
            self.clear();
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Removes `n` bytes from the front.
    pub(super) fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.bytes.len());
        if self.len() == 0 {
            self.clear();
        }
    }

    /// Moves bytes from the front to `place`.
    pub(super) fn take(&mut self, place: &mut [u8]) -> usize {
        let n = self.len().min(place.len());
        if let (Some(to), Some(from)) = (place.get_mut(..n), self.bytes().get(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        n
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.start = 0;
    }
}

struct Buffers {
    input: Waiting,
    input_size: usize,
    output: Waiting,
    output_size: usize,
}

extern "C" fn buffer_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Buffers {
            input: Waiting::default(),
            input_size: DEFAULT_SIZE,
            output: Waiting::default(),
            output_size: DEFAULT_SIZE,
        });
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn buffer_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        drop(bio.take_state::<Buffers>());
        bio.set_init(0);
        bio.clear_flags(!0);
        Ok(1)
    })
}

fn int(n: usize) -> c_int {
    n.try_into().unwrap_or(c_int::MAX)
}

/// What a step returns that moved `done` bytes before the next link gave
/// `result`.
fn so_far(done: usize, result: c_int) -> c_int {
    if done > 0 || result == 0 { int(done) } else { result }
}

/// Fills the empty input buffer from the next link.
fn fill(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    let size = bio.state(|b: &mut Buffers| b.input_size).unwrap_or(DEFAULT_SIZE);
    let mut chunk = vec![0; size];
    let n = next.read(&mut chunk);
    match usize::try_from(n) {
        Ok(n) if n > 0 => {
            bio.state(|b: &mut Buffers| b.input.set(chunk.get(..n).unwrap_or_default()));
        }
        _ => bio.copy_next_retry(),
    }
    n
}

fn read(bio: &BIO, place: &mut [u8]) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    bio.clear_retry();
    let mut done = 0;
    loop {
        let Some(rest) = place.get_mut(done..) else { return int(done) };
        let Some((n, size)) = bio.state(|b: &mut Buffers| (b.input.take(rest), b.input_size))
        else {
            return 0;
        };
        done += n;
        let Some(rest) = place.get_mut(done..).filter(|rest| !rest.is_empty()) else {
            return int(done);
        };
        let result = if rest.len() > size { next.read(rest) } else { fill(bio) };
        if result <= 0 {
            bio.copy_next_retry();
            return so_far(done, result);
        }
        if rest.len() > size {
            done += usize::try_from(result).unwrap_or(0);
        }
    }
}

extern "C" fn buffer_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || if out.is_null() { Ok(0) } else { Ok(read(bio.get()?, out.slice(len)?)) })
}

/// Sends the output buffer on; 1 when it is empty.
fn drain(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    loop {
        let waiting = bio.state(|b: &mut Buffers| b.output.bytes().to_vec()).unwrap_or_default();
        if waiting.is_empty() {
            return 1;
        }
        let n = next.write(&waiting);
        bio.copy_next_retry();
        match usize::try_from(n) {
            Ok(n) if n > 0 => bio.state(|b: &mut Buffers| b.output.consume(n)),
            _ => return n,
        };
    }
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    if bytes.is_empty() {
        return 0;
    }
    bio.clear_retry();
    let mut done = 0;
    loop {
        let rest = bytes.get(done..).unwrap_or_default();
        let Some((n, size)) = bio.state(|b: &mut Buffers| {
            let n = b.output_size.saturating_sub(b.output.bytes.len());
            // Filled up only if something waits already; else the bytes can
            // go straight to the next link.
            let n = if rest.len() <= n || b.output.len() > 0 { n.min(rest.len()) } else { 0 };
            b.output.add(rest.get(..n).unwrap_or_default());
            (n, b.output_size)
        }) else {
            return 0;
        };
        done += n;
        let mut rest = bytes.get(done..).unwrap_or_default();
        if rest.is_empty() {
            return int(done);
        }
        let result = drain(bio);
        if result <= 0 {
            return so_far(done, result);
        }
        while rest.len() >= size {
            let result = next.write(rest);
            let Ok(n @ 1..) = usize::try_from(result) else {
                bio.copy_next_retry();
                return so_far(done, result);
            };
            done += n;
            rest = bytes.get(done..).unwrap_or_default();
        }
        if rest.is_empty() {
            return int(done);
        }
    }
}

extern "C" fn buffer_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || Ok(write(bio.get()?, data.slice(len.max(0))?)))
}

extern "C" fn buffer_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

/// Moves a line, or what there is of one, to `place`, by way of `take`, which
/// gives what is at hand, and `more`, which gets more.
pub(super) fn gets(
    place: &mut [u8],
    mut take: impl FnMut(&mut dyn FnMut(&[u8]) -> usize),
    mut more: impl FnMut() -> c_int,
) -> c_int {
    let Some(room) = place.len().checked_sub(1) else { return 0 };
    let mut done = 0;
    let mut result = 1;
    let mut ended = room == 0;
    while !ended && result > 0 {
        let mut any = false;
        take(&mut |bytes| {
            let piece = bytes.get(..bytes.len().min(room - done)).unwrap_or(bytes);
            let end = piece.iter().position(|b| *b == b'\n');
            let piece = end.and_then(|end| piece.get(..=end)).unwrap_or(piece);
            if let Some(to) = place.get_mut(done..done + piece.len()) {
                to.copy_from_slice(piece);
            }
            done += piece.len();
            ended = end.is_some() || done == room;
            any = !piece.is_empty();
            piece.len()
        });
        if !any && !ended {
            result = more();
        }
    }
    if let Some(end) = place.get_mut(done) {
        *end = 0;
    }
    if ended { int(done) } else { so_far(done, result) }
}

extern "C" fn buffer_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.clear_retry();
        let take = |use_: &mut dyn FnMut(&[u8]) -> usize| {
            bio.state(|b: &mut Buffers| {
                let n = use_(b.input.bytes());
                b.input.consume(n);
            });
        };
        Ok(gets(out.slice(size)?, take, || fill(bio)))
    })
}

extern "C" fn buffer_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || command(bio.get()?, cmd, num, Arg(ptr)))
}

fn command(bio: &BIO, cmd: c_int, num: c_long, ptr: Arg) -> Result<c_long> {
    let long = |n: usize| c_long::try_from(n).unwrap_or(0);
    let on_state = |step: &mut dyn FnMut(&mut Buffers) -> usize| {
        long(bio.state(|b: &mut Buffers| step(b)).unwrap_or(0))
    };
    Ok(match cmd {
        CTRL_RESET => {
            bio.state(|b: &mut Buffers| {
                b.input.clear();
                b.output.clear();
            });
            forward(bio, cmd, num, ptr)
        }
        CTRL_EOF if on_state(&mut |b| b.input.len()) > 0 => 0,
        CTRL_EOF if bio.next().is_none() => 1,
        CTRL_INFO => on_state(&mut |b| b.output.len()),
        C_GET_BUFF_NUM_LINES => {
            on_state(&mut |b| b.input.bytes().iter().filter(|c| **c == b'\n').count())
        }
        CTRL_WPENDING => match on_state(&mut |b| b.output.len()) {
            0 => forward(bio, cmd, num, ptr),
            n => n,
        },
        CTRL_PENDING => match on_state(&mut |b| b.input.len()) {
            0 => forward(bio, cmd, num, ptr),
            n => n,
        },
        C_SET_BUFF_READ_DATA => {
            let Ok(len) = usize::try_from(num) else { return Ok(0) };
            let bytes = ptr.bytes(len)?;
            bio.state(|b: &mut Buffers| b.input.set(bytes));
            1
        }
        C_SET_BUFF_SIZE => set_size(bio, num, ptr).into(),
        CTRL_FLUSH => {
            if bio.next().is_none() {
                return Ok(0);
            }
            bio.clear_retry();
            let drained = drain(bio);
            if drained <= 0 {
                return Ok(drained.into());
            }
            let answer = forward(bio, cmd, num, ptr);
            bio.clear_retry();
            bio.copy_next_retry();
            answer
        }
        CTRL_DUP => {
            let copy = ptr.object::<BIO>();
            let sizes = bio.state(|b: &mut Buffers| (b.input_size, b.output_size));
            copy.get()?.state(|b: &mut Buffers| {
                (b.input_size, b.output_size) = sizes.unwrap_or((DEFAULT_SIZE, DEFAULT_SIZE));
            });
            1
        }
        CTRL_PEEK => {
            if on_state(&mut |b| b.input.len()) == 0 {
                bio.clear_retry();
                fill(bio);
            }
            let mut place = ptr.buffer();
            let mut n = 0;
            bio.state(|b: &mut Buffers| -> Result<()> {
                n = b.input.len().min(usize::try_from(num).unwrap_or(0));
                place.slice(n)?.copy_from_slice(b.input.bytes().get(..n).unwrap_or_default());
                Ok(())
            })
            .transpose()?;
            long(n)
        }
        _ => forward(bio, cmd, num, ptr),
    })
}

/// Sets the size of one buffer (0: input, 1: output) or of both; sizes below
/// the default leave it.
fn set_size(bio: &BIO, num: c_long, which: Arg) -> bool {
    let size = usize::try_from(num).unwrap_or(0);
    if size > SIZE_LIMIT {
        return false;
    }
    let set = |waiting: &mut Waiting, old: &mut usize| {
        if size > DEFAULT_SIZE && size != *old {
            waiting.clear();
            *old = size;
        }
    };
    bio.state(|b: &mut Buffers| {
        if which.int() != Some(1) {
            set(&mut b.input, &mut b.input_size);
        }
        if which.int() != Some(0) {
            set(&mut b.output, &mut b.output_size);
        }
    });
    true
}
