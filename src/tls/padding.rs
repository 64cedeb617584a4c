//! How much the records of TLS 1.3 are padded.

#![forbid(unsafe_code)]

use super::buffers::MAX_PLAIN;

/// What decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Padding {
    /// No record is padded.
    #[default]
    None,
    /// Records become multiples of this many bytes, content type included.
    Block(usize),
    /// [`Host::padding`](super::Host::padding) says it for each record.
    Asked,
}

impl Padding {
    /// The zeros to add to a record of `len` bytes, its content type among
    /// them; `ask` is what the host says. A record never gets too long by it.
    pub(super) fn of(self, len: usize, ask: impl FnOnce() -> usize) -> usize {
        let most = MAX_PLAIN.saturating_sub(len);
        if most == 0 {
            return 0;
        }
        let wanted = match self {
            Padding::None | Padding::Block(0) => 0,
            Padding::Block(size) => len.next_multiple_of(size) - len,
            Padding::Asked => ask(),
        };
        wanted.min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_never_get_too_long() {
        let of = |padding: Padding, len, said| padding.of(len, || said);
        assert_eq!(of(Padding::None, 10, 5), 0);
        assert_eq!(of(Padding::Block(0), 10, 5), 0);
        assert_eq!(of(Padding::Block(64), 10, 5), 54);
        assert_eq!(of(Padding::Block(64), 64, 5), 0);
        assert_eq!(of(Padding::Block(10000), 10001, 5), MAX_PLAIN - 10001);
        assert_eq!(of(Padding::Asked, 10, usize::MAX), MAX_PLAIN - 10);
        assert_eq!(of(Padding::Asked, MAX_PLAIN + 1, 5), 0);
    }
}
