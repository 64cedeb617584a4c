//! Input and output buffers of a connection, pooled.

#![forbid(unsafe_code)]

use super::{Transfer, Wire};
use std::ops::Range;
use std::sync::Mutex;

/// A record's header.
pub(super) const HEADER: usize = 5;
/// The most plaintext in a record.
pub(super) const MAX_PLAIN: usize = 1 << 14;
/// The longest body of a TLS 1.2 record (RFC 5246 allows 2048 over).
pub(super) const MAX_BODY_12: usize = MAX_PLAIN + 2048;
/// The longest body of a TLS 1.3 record.
pub(super) const MAX_BODY_13: usize = MAX_PLAIN + 256;

/// One record with its header and the next one's.
const INPUT_SIZE: usize = HEADER + MAX_BODY_12 + HEADER;
/// How many idle buffers are kept.
const POOL_SIZE: usize = 32;

static INPUTS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
static OUTPUTS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn take(pool: &Mutex<Vec<Vec<u8>>>) -> Vec<u8> {
    // Never waits: the pool may have been locked in the moment of a fork.
    pool.try_lock().ok().and_then(|mut pool| pool.pop()).unwrap_or_default()
}

fn give(pool: &Mutex<Vec<Vec<u8>>>, buffer: Vec<u8>) {
    if buffer.capacity() == 0 {
        return;
    }
    if let Ok(mut pool) = pool.try_lock()
        && pool.len() < POOL_SIZE
    {
        pool.push(buffer);
    }
}

/// Bytes received and not used up yet.
#[derive(Debug, Default)]
pub(super) struct Input {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl Input {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// The unused bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Those of them in `range`.
    pub(super) fn part_mut(&mut self, range: Range<usize>) -> &mut [u8] {
        let (start, end) = (self.start + range.start, self.start + range.end);
        self.buffer.get_mut(start..end.min(self.end)).unwrap_or_default()
    }

    /// Reads until there are `need` bytes, `want` at most; `Done(0)` then.
    pub(super) fn fill(&mut self, wire: &mut dyn Wire, need: usize, want: usize) -> Transfer {
        while self.len() < need {
            if self.buffer.is_empty() {
                self.buffer = take(&INPUTS);
                self.buffer.resize(INPUT_SIZE, 0);
            }
            if self.start + want > self.buffer.len() {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            }
            let limit = (self.start + want).min(self.buffer.len());
            let Some(room) = self.buffer.get_mut(self.end..limit) else {
                return Transfer::Error;
            };
            let asked = room.len();
            match wire.read(room) {
                Transfer::Done(0) => return Transfer::WouldBlock,
                Transfer::Done(n) => self.end += n.min(asked),
                other => return other,
            }
        }
        Transfer::Done(0)
    }

    /// Drops the first `n` bytes; an empty buffer goes back to the pool.
    pub(super) fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
        if self.start == self.end {
            self.release();
        }
    }

    fn release(&mut self) {
        (self.start, self.end) = (0, 0);
        give(&INPUTS, std::mem::take(&mut self.buffer));
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.release();
    }
}

/// Bytes to send.
#[derive(Debug, Default)]
pub(super) struct Output {
    buffer: Vec<u8>,
    sent: usize,
}

impl Output {
    pub(super) fn is_empty(&self) -> bool {
        self.sent == self.buffer.len()
    }

    /// The buffer to append to.
    pub(super) fn tail(&mut self) -> &mut Vec<u8> {
        if self.buffer.capacity() == 0 {
            self.buffer = take(&OUTPUTS);
        }
        &mut self.buffer
    }

    /// Writes as much as the wire takes.
    pub(super) fn flush(&mut self, wire: &mut dyn Wire) -> Transfer {
        while let Some(rest) = self.buffer.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match wire.write(rest) {
                Transfer::Done(0) => return Transfer::WouldBlock,
                Transfer::Done(n) => self.sent = (self.sent + n).min(self.buffer.len()),
                other => return other,
            }
        }
        self.release();
        Transfer::Done(0)
    }

    fn release(&mut self) {
        self.sent = 0;
        self.buffer.clear();
        give(&OUTPUTS, std::mem::take(&mut self.buffer));
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.release();
    }
}
