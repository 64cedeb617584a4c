//! Input and output buffers of a connection, pooled.

#![forbid(unsafe_code)]

use super::shelf::Shelf;
use super::{Transfer, Wire};
use std::cell::Cell;
use std::ops::Range;
use std::thread::LocalKey;

/// A record's header.
pub(super) const HEADER: usize = 5;
/// The most plaintext in a record.
pub(super) const MAX_PLAIN: usize = 1 << 14;
/// The longest body of a TLS 1.2 record. RFC 5246 allows 2048 over, and no
/// cipher needs them; this is OpenSSL's limit.
pub(super) const MAX_BODY_12: usize = MAX_PLAIN + 320;
/// What is longer than OpenSSL's buffer is refused for another reason.
pub(super) const MAX_PACKET: usize = MAX_BODY_12 + 3;
/// The longest body of a TLS 1.3 record.
pub(super) const MAX_BODY_13: usize = MAX_PLAIN + 256;

/// One record with its header and the next one's.
const INPUT_SIZE: usize = HEADER + MAX_PACKET + HEADER;
/// How many idle buffers each place of the shelf keeps.
const IDLE: usize = 4;

/// Idle buffers of one kind: each thread keeps one for itself, reached without
/// a lock; the rest is shared.
struct Pool {
    own: &'static LocalKey<Cell<Vec<u8>>>,
    shared: Shelf<Vec<u8>>,
}

thread_local! {
    static OWN_INPUT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static OWN_OUTPUT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

static INPUTS: Pool = Pool { own: &OWN_INPUT, shared: Shelf::new(IDLE) };
static OUTPUTS: Pool = Pool { own: &OWN_OUTPUT, shared: Shelf::new(IDLE) };

impl Pool {
    /// A buffer, or an empty one if none is idle.
    fn take(&self) -> Vec<u8> {
        // At the end of a thread its own buffer is gone.
        let own = self.own.try_with(Cell::take).unwrap_or_default();
        if own.capacity() != 0 {
            return own;
        }
        self.shared.take().unwrap_or_default()
    }

    fn give(&self, buffer: Vec<u8>) {
        if buffer.capacity() == 0 {
            return;
        }
        let former = self.own.try_with(|own| own.replace(buffer)).unwrap_or_default();
        if former.capacity() != 0 {
            self.shared.give(former);
        }
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
    /// Whether a whole record is there.
    pub(super) fn has_record(&self) -> bool {
        match self.bytes() {
            &[_, _, _, high, low, ref body @ ..] => {
                body.len() >= usize::from(u16::from_be_bytes([high, low]))
            }
            _ => false,
        }
    }

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
            let Some(room) = self.room(want) else { return Transfer::Error };
            let got = wire.read(room);
            if let Err(stopped) = self.took(got, want) {
                return stopped;
            }
        }
        Transfer::Done(0)
    }

    /// Reads a header at least; from a transport that can tell, the record's
    /// body with it, and no byte more.
    pub(super) fn fill_record(&mut self, wire: &mut dyn Wire) -> Transfer {
        if self.len() == 0 {
            let Some(room) = self.room(HEADER + MAX_PACKET) else { return Transfer::Error };
            let body = |header: &[u8]| match header {
                [.., high, low] => usize::from(u16::from_be_bytes([*high, *low])),
                _ => 0,
            };
            // Too long a body is left where it is.
            let body = |header: &[u8]| Some(body(header)).filter(|n| *n <= MAX_PACKET).unwrap_or(0);
            if let Some(got) = wire.read_record(room, &body)
                && let Err(stopped) = self.took(got, HEADER + MAX_PACKET)
            {
                return stopped;
            }
        }
        self.fill(wire, HEADER, HEADER)
    }

    /// Where to read to: room for what is missing to `want` bytes.
    fn room(&mut self, want: usize) -> Option<&mut [u8]> {
        if self.buffer.is_empty() {
            self.buffer = INPUTS.take();
            self.buffer.resize(INPUT_SIZE, 0);
        }
        if self.start + want > self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let limit = (self.start + want).min(self.buffer.len());
        self.buffer.get_mut(self.end..limit)
    }

    /// Counts what came of a read into that room.
    fn took(&mut self, got: Transfer, want: usize) -> Result<(), Transfer> {
        let stopped = match got {
            Transfer::Done(0) => Transfer::WouldBlock,
            Transfer::Done(n) => {
                let limit = (self.start + want).min(self.buffer.len());
                self.end = (self.end + n).min(limit);
                return Ok(());
            }
            other => other,
        };
        if self.len() == 0 {
            // A connection that waits holds no buffer.
            self.release();
        }
        Err(stopped)
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
        INPUTS.give(std::mem::take(&mut self.buffer));
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
    /// Longer than what is in it: nothing is cleared before it is written
    /// over.
    buffer: Vec<u8>,
    sent: usize,
    end: usize,
}

impl Output {
    pub(super) fn is_empty(&self) -> bool {
        self.sent == self.end
    }

    /// How much has been appended, what is sent already included.
    pub(super) fn len(&self) -> usize {
        self.end
    }

    /// What has been appended since [`Output::len`] was `start`.
    pub(super) fn since(&self, start: usize) -> &[u8] {
        self.buffer.get(start..self.end).unwrap_or_default()
    }

    /// Lets `fill` write `len` bytes at the end; they count if it returns
    /// true.
    #[must_use]
    pub(super) fn append(&mut self, len: usize, fill: impl FnOnce(&mut [u8]) -> bool) -> bool {
        if self.buffer.capacity() == 0 {
            self.buffer = OUTPUTS.take();
        }
        let end = self.end + len;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        let filled = self.buffer.get_mut(self.end..end).is_some_and(fill);
        if filled {
            self.end = end;
        }
        filled
    }

    pub(super) fn extend(&mut self, bytes: &[u8]) {
        let _ = self.append(bytes.len(), |place| {
            place.copy_from_slice(bytes);
            true
        });
    }

    /// Writes as much as the wire takes.
    pub(super) fn flush(&mut self, wire: &mut dyn Wire) -> Transfer {
        while let Some(rest) = self.buffer.get(self.sent..self.end).filter(|rest| !rest.is_empty())
        {
            match wire.write(rest) {
                Transfer::Done(0) => return Transfer::WouldBlock,
                Transfer::Done(n) => self.sent = (self.sent + n).min(self.end),
                other => return other,
            }
        }
        self.release();
        Transfer::Done(0)
    }

    fn release(&mut self) {
        (self.sent, self.end) = (0, 0);
        OUTPUTS.give(std::mem::take(&mut self.buffer));
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.release();
    }
}
