//! BIO pairs: what one writes, the other reads.

use super::command::*;
use super::{BIO, BIO_METHOD, Own, report};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use crate::err::bio::{R_BROKEN_PIPE, R_IN_USE, R_INVALID_ARGUMENT};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock, Weak};

static PAIR: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(bio_write),
        read: Some(bio_read),
        puts: Some(bio_puts),
        ctrl: Some(bio_ctrl),
        create: Some(bio_new),
        destroy: Some(bio_free),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_BIO, c"BIO pair", functions)
});

/// `BIO_s_bio`.
pub fn pair_method() -> &'static Arc<BIO_METHOD> {
    &PAIR
}

/// Whether `method` is this one.
pub(super) fn is_pair(method: &Arc<BIO_METHOD>) -> bool {
    Arc::ptr_eq(method, &PAIR)
}

/// Room for one TLS record.
const DEFAULT_SIZE: usize = 17 * 1024;

/// What one half wrote and the other has not read.
struct Half {
    peer: Weak<BIO>,
    /// A ring, of `size` bytes once the pair is made.
    ring: Vec<u8>,
    size: usize,
    offset: usize,
    len: usize,
    closed: bool,
    /// What the other half tried in vain to read.
    request: usize,
}

impl Half {
    fn is_paired(&self) -> bool {
        self.peer.strong_count() > 0
    }

    /// The longest piece that can be read at once.
    fn readable(&self) -> &[u8] {
        let end = (self.offset + self.len).min(self.size);
        self.ring.get(self.offset..end).unwrap_or_default()
    }

    /// The longest piece that can be written at once.
    fn writable(&mut self) -> &mut [u8] {
        let (start, end) = match self.offset + self.len {
            wrapped if wrapped >= self.size => (wrapped - self.size, self.offset),
            start => (start, self.size),
        };
        self.ring.get_mut(start..end).unwrap_or_default()
    }

    fn consume(&mut self, n: usize) {
        self.len -= n;
        self.offset = if self.len == 0 { 0 } else { (self.offset + n) % self.size };
    }

    fn read(&mut self, place: &mut [u8]) -> usize {
        let mut done = 0;
        while done < place.len() && self.len > 0 {
            let piece = self.readable();
            let n = piece.len().min(place.len() - done);
            if let (Some(to), Some(from)) = (place.get_mut(done..done + n), piece.get(..n)) {
                to.copy_from_slice(from);
            }
            self.consume(n);
            done += n;
        }
        done
    }

    fn write(&mut self, bytes: &[u8]) -> usize {
        let mut done = 0;
        while done < bytes.len() && self.len < self.size {
            let piece = self.writable();
            let n = piece.len().min(bytes.len() - done);
            if let (Some(to), Some(from)) = (piece.get_mut(..n), bytes.get(done..done + n)) {
                to.copy_from_slice(from);
            }
            self.len += n;
            done += n;
        }
        done
    }

    /// Makes the ring of the size asked for; false if there is no memory.
    fn allocate(&mut self) -> bool {
        if self.ring.len() != self.size {
            self.ring = Vec::new();
            if self.ring.try_reserve_exact(self.size).is_err() {
                return false;
            }
            self.ring.resize(self.size, 0);
            self.empty();
        }
        true
    }

    fn empty(&mut self) {
        (self.len, self.offset) = (0, 0);
    }
}

/// Makes two BIOs and pairs them; a size of 0 is the default.
pub fn new_pair(size1: usize, size2: usize) -> Result<(Arc<BIO>, Arc<BIO>)> {
    let half = |size: usize| -> Result<Arc<BIO>> {
        let bio = BIO::new(PAIR.clone())?;
        if size != 0 {
            bio.state(|half: &mut Half| half.size = size);
        }
        Ok(bio)
    };
    let (one, two) = (half(size1)?, half(size2)?);
    if join(&one, &two) { Ok((one, two)) } else { Err(Error::quiet()) }
}

fn peer(bio: &BIO) -> Option<Arc<BIO>> {
    bio.state(|half: &mut Half| half.peer.upgrade()).flatten()
}

fn join(one: &Arc<BIO>, two: &Arc<BIO>) -> bool {
    let taken = |bio: &Arc<BIO>| bio.state(|half: &mut Half| half.is_paired()).unwrap_or(true);
    if taken(one) || taken(two) || Arc::ptr_eq(one, two) {
        report(R_IN_USE);
        return false;
    }
    let room = |bio: &Arc<BIO>| bio.state(Half::allocate).unwrap_or(false);
    if !room(one) || !room(two) {
        err::push(&Error::new(Lib::Bio, err::R_MALLOC_FAILURE), "bio_make_pair");
        return false;
    }
    for (bio, other) in [(one, two), (two, one)] {
        bio.state(|half: &mut Half| {
            (half.peer, half.closed, half.request) = (Arc::downgrade(other), false, 0);
        });
        bio.set_init(1);
    }
    true
}

fn part(bio: &BIO) {
    let other = peer(bio);
    for bio in [Some(bio), other.as_deref()].into_iter().flatten() {
        bio.state(|half: &mut Half| {
            half.peer = Weak::new();
            half.empty();
        });
        bio.set_init(0);
    }
}

extern "C" fn bio_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        bio.get()?.set_state(Half {
            peer: Weak::new(),
            ring: Vec::new(),
            size: DEFAULT_SIZE,
            offset: 0,
            len: 0,
            closed: false,
            request: 0,
        });
        Ok(1)
    })
}

extern "C" fn bio_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if peer(bio).is_some() {
            part(bio);
        }
        drop(bio.take_state::<Half>());
        Ok(1)
    })
}

/// Runs `step` on what the other half wrote; without anything to read marks
/// the wish for `want` bytes and gives the result for that.
fn reading(bio: &BIO, want: usize, step: impl FnOnce(&mut Half) -> c_long) -> c_long {
    bio.clear_retry();
    let Some(peer) = peer(bio) else { return 0 };
    let result = peer.state(|half: &mut Half| {
        half.request = 0;
        match (half.len, half.closed) {
            (0, true) => Some(0),
            (0, false) => {
                half.request = want.min(half.size);
                None
            }
            _ => Some(step(half)),
        }
    });
    result.flatten().unwrap_or_else(|| {
        bio.set_retry_read();
        -1
    })
}

/// Runs `step` on the room there is to write; without any gives the result
/// for that.
fn writing(bio: &BIO, step: impl FnOnce(&mut Half) -> c_long) -> c_long {
    bio.clear_retry();
    if bio.init() == 0 {
        return 0;
    }
    let result = bio.state(|half: &mut Half| {
        half.request = 0;
        match (half.closed, half.len == half.size) {
            (true, _) => Err(true),
            (false, true) => Err(false),
            _ => Ok(step(half)),
        }
    });
    match result {
        Some(Ok(n)) => n,
        Some(Err(true)) => {
            report(R_BROKEN_PIPE);
            -1
        }
        Some(Err(false)) => {
            bio.set_retry_write();
            -1
        }
        None => 0,
    }
}

extern "C" fn bio_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        if out.is_null() || len <= 0 {
            bio.clear_retry();
            return Ok(0);
        }
        let place = out.slice(len)?;
        let n = reading(bio, place.len(), |half| half.read(place).try_into().unwrap_or(-1));
        Ok(n.try_into().unwrap_or(-1))
    })
}

/// [`BIO::read_counted`] for a pair.
pub(super) fn read_counted(
    bio: &BIO,
    place: &mut [u8],
    head: usize,
    rest: impl Fn(&[u8]) -> usize,
) -> c_int {
    let n = reading(bio, head, |half| {
        let Some((front, back)) = place.split_at_mut_checked(head) else { return -1 };
        let mut n = half.read(front);
        if n == head {
            let most = rest(front).min(back.len());
            n += half.read(back.get_mut(..most).unwrap_or_default());
        }
        n.try_into().unwrap_or(-1)
    });
    n.try_into().unwrap_or(-1)
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    if bytes.is_empty() {
        bio.clear_retry();
        return 0;
    }
    let n = writing(bio, |half| half.write(bytes).try_into().unwrap_or(-1));
    n.try_into().unwrap_or(-1)
}

extern "C" fn bio_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, data.slice(len.max(0))?)))
}

extern "C" fn bio_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn bio_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let this = bio.get()?;
        Ok(match cmd {
            C_MAKE_BIO_PAIR => join(&bio.share()?, &Arg(ptr).object::<BIO>().share()?).into(),
            C_DESTROY_BIO_PAIR => {
                part(this);
                1
            }
            C_NREAD0 => lend_read(this, usize::MAX, false, Arg(ptr)),
            C_NREAD => lend_read(this, usize::try_from(num).unwrap_or(0), true, Arg(ptr)),
            C_NWRITE0 => lend_write(this, usize::MAX, false, Arg(ptr)),
            C_NWRITE => lend_write(this, usize::try_from(num).unwrap_or(0), true, Arg(ptr)),
            CTRL_GET_CLOSE => this.shutdown().into(),
            CTRL_SET_CLOSE => {
                this.set_shutdown(num.try_into().unwrap_or(0));
                1
            }
            CTRL_DUP => {
                let size = this.state(|half: &mut Half| half.size);
                let other = Arg(ptr).object::<BIO>();
                other.get()?.state(|half: &mut Half| half.size = size.unwrap_or(DEFAULT_SIZE));
                1
            }
            CTRL_FLUSH => 1,
            CTRL_PENDING => {
                let waiting = peer(this).and_then(|p| p.state(|half: &mut Half| half.len));
                waiting.unwrap_or(0).try_into().unwrap_or(0)
            }
            CTRL_EOF => {
                let done = |half: &mut Half| half.len == 0 && half.closed;
                peer(this).and_then(|p| p.state(done)).unwrap_or(true).into()
            }
            _ => this.state(|half: &mut Half| own_half(half, cmd, num)).unwrap_or(0),
        })
    })
}

/// Commands about what this half wrote.
fn own_half(half: &mut Half, cmd: c_int, num: c_long) -> c_long {
    let long = |n: usize| c_long::try_from(n).unwrap_or(0);
    match cmd {
        C_SET_WRITE_BUF_SIZE if half.is_paired() => {
            report(R_IN_USE);
            0
        }
        C_SET_WRITE_BUF_SIZE => match usize::try_from(num) {
            Ok(size) if size > 0 => {
                half.size = size;
                1
            }
            _ => {
                report(R_INVALID_ARGUMENT);
                0
            }
        },
        C_GET_WRITE_BUF_SIZE => long(half.size),
        C_GET_WRITE_GUARANTEE if !half.is_paired() || half.closed => 0,
        C_GET_WRITE_GUARANTEE => long(half.size - half.len),
        C_GET_READ_REQUEST => long(half.request),
        C_RESET_READ_REQUEST => {
            half.request = 0;
            1
        }
        C_SHUTDOWN_WR => {
            half.closed = true;
            1
        }
        CTRL_RESET => {
            half.empty();
            0
        }
        CTRL_WPENDING => long(half.len),
        _ => 0,
    }
}

/// Lends C what there is to read, and with `take` counts it as read.
fn lend_read(bio: &BIO, most: usize, take: bool, place: Arg) -> c_long {
    reading(bio, 1, |half| {
        let piece = half.readable();
        place.out::<*const u8>().write_opt(piece.as_ptr());
        let n = piece.len().min(most);
        if take {
            half.consume(n);
        }
        n.try_into().unwrap_or(-1)
    })
}

/// Lends C room to write, and with `take` counts it as written.
fn lend_write(bio: &BIO, most: usize, take: bool, place: Arg) -> c_long {
    writing(bio, |half| {
        let piece = half.writable();
        place.out::<*mut u8>().write_opt(piece.as_mut_ptr());
        let n = piece.len().min(most);
        if take {
            half.len += n;
        }
        n.try_into().unwrap_or(-1)
    })
}
