//! The transport below a connection.

use std::time::Instant;

/// What became of one transport operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// That many bytes moved; at least one, if any were asked for.
    Done(usize),
    /// Not now: the call returns `WantRead` or `WantWrite`.
    WouldBlock,
    /// The peer sends nothing more.
    Eof,
    /// The transport failed; whatever the queue shall hold is there already
    /// (`SSL_ERROR_SYSCALL`).
    Error,
}

/// How much may be taken from the transport in one read once the handshake
/// is over; during it reads are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadPolicy {
    /// Never a byte more than the record being read: memory and foreign
    /// BIOs.
    Exact,
    /// A large record's body together with the next record's header: our own
    /// socket BIO.
    NextHeader,
    /// As much as there is (`SSL_set_read_ahead`).
    Ahead,
}

/// Transport bytes, over a pair of BIOs.
pub trait Wire {
    /// Reads at most `buf.len()` bytes.
    fn read(&mut self, buf: &mut [u8]) -> Transfer;
    /// Reads one whole record, or as much of it as there is, in one step: a
    /// header of 5 bytes, and as many more as `body` makes of it. `None` if
    /// the transport cannot do that.
    fn read_record(&mut self, _buf: &mut [u8], _body: &dyn Fn(&[u8]) -> usize) -> Option<Transfer> {
        None
    }
    /// Writes at most `buf.len()` bytes.
    fn write(&mut self, buf: &[u8]) -> Transfer;
    /// Flushes what has been written (`BIO_flush`); called at the end of
    /// every flight of the handshake and after an alert.
    fn flush(&mut self) -> Transfer;
    /// Says on the transport that a read is to be tried again, though nothing
    /// kept it from going on.
    fn want_read(&mut self) {}
    /// Datagrams: how long they may be, as far as that is known.
    fn mtu(&mut self) -> Option<usize> {
        None
    }
    /// Datagrams: how long they may be at the least on any way, as far as that
    /// is known and may be asked.
    fn safe_mtu(&mut self) -> Option<usize> {
        None
    }
    /// Datagrams: when a read that has to wait shall give up.
    fn set_deadline(&mut self, _deadline: Option<Instant>) {}
    /// The present.
    fn now(&self) -> Instant {
        Instant::now()
    }
    /// How greedy reads may be.
    fn read_policy(&self) -> ReadPolicy {
        ReadPolicy::Exact
    }
}
