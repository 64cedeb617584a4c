//! Handshake messages over datagrams (RFC 6347, 4.2): what is sent is cut
//! into fragments and can be sent again, what comes is put together in order.

#![forbid(unsafe_code)]

use super::super::alerts::{self, ILLEGAL_PARAMETER};
use super::super::record::{CHANGE_CIPHER_SPEC, HANDSHAKE};
use super::super::wirefmt::Reader;
use super::super::{Alert, hello::MAX_CLIENT_HELLO};
use super::record::{MAX_PLAIN, MAX_RECORD, Records};
use crate::err::ssl;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// A message's type, length, number, and its fragment's place and length.
pub(super) const HEAD: usize = 12;
/// The longest message that is put together.
const MAX_MESSAGE: usize = MAX_CLIENT_HELLO;
/// How many messages ahead of the next one are kept, and how many bytes.
const MAX_AHEAD: u16 = 10;
const MAX_AHEAD_BYTES: usize = 1 << 16;
/// How many gaps a message may have on its way.
const MAX_PIECES: usize = 256;

/// The head of a message that is in one piece.
pub(super) fn head(kind: u8, seq: u16, len: usize) -> [u8; HEAD] {
    part_head(kind, seq, len, 0, len)
}

fn part_head(kind: u8, seq: u16, len: usize, at: usize, part: usize) -> [u8; HEAD] {
    // No message is longer than its sender's limits.
    let bytes = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let ([_, l @ ..], [_, a @ ..], [_, p @ ..]) = (bytes(len), bytes(at), bytes(part));
    let [high, low] = seq.to_be_bytes();
    [kind, l[0], l[1], l[2], high, low, a[0], a[1], a[2], p[0], p[1], p[2]]
}

/// A handshake message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: u8,
    pub(super) seq: u16,
    pub(super) body: Vec<u8>,
}

/// What a flight consists of.
#[derive(Debug)]
enum Item {
    Message(u16, Message),
    Change,
}

/// The messages sent last, until the peer has answered all of them.
#[derive(Debug, Default)]
pub(super) struct Flight(Vec<Item>);

impl Flight {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, epoch: u16, message: Message) {
        self.0.push(Item::Message(epoch, message));
    }

    pub(super) fn push_change(&mut self) {
        self.0.push(Item::Change);
    }

    /// Everything in datagrams of `mtu` bytes; false if that cannot be.
    #[must_use]
    pub(super) fn pack(
        &self,
        records: &mut Records,
        mtu: usize,
        out: &mut VecDeque<Vec<u8>>,
    ) -> bool {
        // What is longer than one record no receiver has room for.
        let mtu = mtu.min(MAX_RECORD);
        let mut datagram = Vec::new();
        let mut sealed = true;
        for item in &self.0 {
            match item {
                Item::Message(epoch, message) => {
                    let mut at = 0;
                    loop {
                        let fixed = records.overhead(*epoch) + HEAD;
                        let left = message.body.len() - at;
                        // No datagram ends with a sliver of a message.
                        let least = datagram.len() + fixed + left.min(SLIVER);
                        if least > mtu && !datagram.is_empty() {
                            out.push_back(std::mem::take(&mut datagram));
                            continue;
                        }
                        let room = mtu.saturating_sub(datagram.len() + fixed);
                        let len = left.min(room.clamp(1, MAX_PLAIN - HEAD));
                        let Message { kind, seq, body } = message;
                        let head = part_head(*kind, *seq, body.len(), at, len);
                        let piece = body.get(at..at + len).unwrap_or_default();
                        let plain = [&head, piece].concat();
                        sealed &= records.seal(*epoch, HANDSHAKE, &plain, &mut datagram);
                        at += len;
                        if at == message.body.len() {
                            break;
                        }
                    }
                }
                Item::Change => {
                    if datagram.len() + records.overhead(0) + 1 > mtu && !datagram.is_empty() {
                        out.push_back(std::mem::take(&mut datagram));
                    }
                    sealed &= records.seal(0, CHANGE_CIPHER_SPEC, &[1], &mut datagram);
                }
            }
        }
        if !datagram.is_empty() {
            out.push_back(datagram);
        }
        sealed
    }
}

/// What became of a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// It is kept.
    Taken,
    /// It belongs to a message of this type that was read already.
    Old(u8),
    /// There is no use or no room for it.
    Dropped,
}

/// A message on its way.
#[derive(Debug)]
struct Partial {
    kind: u8,
    body: Vec<u8>,
    /// Which parts of it are there, in order, none touching another.
    parts: Vec<(usize, usize)>,
}

impl Partial {
    fn new(kind: u8, len: usize) -> Partial {
        Partial { kind, body: vec![0; len], parts: Vec::new() }
    }

    fn is_whole(&self) -> bool {
        self.body.is_empty() || self.parts == [(0, self.body.len())]
    }

    /// Puts `piece` at `at`.
    fn put(&mut self, at: usize, piece: &[u8]) -> Heard {
        let (mut start, mut end) = (at, at + piece.len());
        let Some(room) = self.body.get_mut(start..end) else { return Heard::Dropped };
        let touching = |&(from, to): &(usize, usize)| from <= end && start <= to;
        let known = self.parts.iter().filter(|part| touching(part)).count();
        if known == 0 && self.parts.len() >= MAX_PIECES {
            return Heard::Dropped;
        }
        // What came first counts: a forger cannot take it back.
        let mut fresh = room.to_vec();
        fresh.copy_from_slice(piece);
        for &(from, to) in self.parts.iter().filter(|part| touching(part)) {
            let (from, to) = (from.max(at), to.min(at + piece.len()));
            if let (Some(kept), Some(new)) =
                (room.get(from - at..to - at), fresh.get_mut(from - at..to - at))
            {
                new.copy_from_slice(kept);
            }
        }
        room.copy_from_slice(&fresh);
        let merged: Vec<_> = self.parts.iter().copied().filter(touching).collect();
        for (from, to) in merged {
            (start, end) = (start.min(from), end.max(to));
        }
        self.parts.retain(|&(from, to)| to < start || from > end);
        let place = self.parts.partition_point(|&(from, _)| from < start);
        self.parts.insert(place, (start, end));
        Heard::Taken
    }
}

/// The messages that come, in order.
#[derive(Debug, Default)]
pub(super) struct Reassembly {
    /// The number of the next message to be read.
    pub(super) next: u16,
    /// The one before it may come again, as its answer may be lost and is not
    /// kept.
    again: bool,
    partial: BTreeMap<u16, Partial>,
}

impl Reassembly {
    /// Takes the fragments in a record, of messages of the types that are
    /// `wanted`, and tells `each` what became of it.
    ///
    /// Errors: a message that is longer than any may be.
    pub(super) fn add(
        &mut self,
        record: &[u8],
        wanted: impl Fn(u8) -> bool,
        mut each: impl FnMut(Heard),
    ) -> Result<(), Alert> {
        let mut reader = Reader::new(record);
        while let Some(heard) = self.fragment(&mut reader, &wanted)? {
            each(heard);
        }
        Ok(())
    }

    /// `None` if what is left is no fragment.
    fn fragment(
        &mut self,
        reader: &mut Reader<'_>,
        wanted: impl Fn(u8) -> bool,
    ) -> Result<Option<Heard>, Alert> {
        let mut read = || {
            let (kind, len, seq) = (reader.u8()?, reader.u24()?, reader.u16()?);
            let at = reader.u24()?;
            Some((kind, len, seq, at, reader.vec24()?))
        };
        let Some((kind, len, seq, at, piece)) = read() else { return Ok(None) };
        if !wanted(kind) {
            return Ok(Some(Heard::Dropped));
        }
        let again = self.again && seq.checked_add(1) == Some(self.next);
        if seq < self.next && !again {
            return Ok(Some(Heard::Old(kind)));
        }
        if at + piece.len() > len || (piece.is_empty() && len > 0) {
            return Ok(Some(Heard::Dropped));
        }
        let ahead = seq != self.next;
        if len > MAX_MESSAGE {
            if ahead {
                return Ok(Some(Heard::Dropped));
            }
            return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE));
        }
        if !self.partial.contains_key(&seq) {
            let held: usize = self.partial.values().map(|partial| partial.body.len()).sum();
            if ahead && (seq.saturating_sub(self.next) > MAX_AHEAD || held + len > MAX_AHEAD_BYTES)
            {
                return Ok(Some(Heard::Dropped));
            }
        }
        let partial = self.partial.entry(seq).or_insert_with(|| Partial::new(kind, len));
        if (partial.kind, partial.body.len()) != (kind, len) {
            return Ok(Some(Heard::Dropped));
        }
        Ok(Some(partial.put(at, piece)))
    }

    /// Forgets what was begun in clear: what comes from now on is protected,
    /// and nobody may take its place.
    pub(super) fn forget(&mut self) {
        self.partial.clear();
    }

    /// Whether the message that was read last may be read once more, if it is
    /// sent again.
    pub(super) fn hear_again(&mut self, again: bool) {
        self.again = again;
        let next = self.next;
        self.partial.retain(|seq, _| *seq >= next);
    }

    /// The next message, if it is whole.
    pub(super) fn take(&mut self) -> Option<Message> {
        let whole = |seq: &u16| self.partial.get(seq).is_some_and(Partial::is_whole);
        let seq = [self.next.checked_sub(1), Some(self.next)].into_iter().flatten().find(whole)?;
        let Partial { kind, body, .. } = self.partial.remove(&seq)?;
        self.next = seq.checked_add(1)?;
        Some(Message { kind, seq, body })
    }
}

/// The shortest wait for an answer, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LAST_WAIT: Duration = Duration::from_secs(60);
/// How often a flight is sent again before the peer is given up.
const MAX_TIMEOUTS: u32 = 12;
/// The least of a message that is put behind others.
const SLIVER: usize = 32;
/// What is left of a wait that the transport could not measure.
const GRAIN: Duration = Duration::from_millis(15);

/// The wait for the peer's answer (RFC 6347, 4.2.4.1).
#[derive(Debug, Default)]
pub(super) struct Timer {
    deadline: Option<Instant>,
    wait: Duration,
    timeouts: u32,
}

impl Timer {
    /// Starts to wait anew; `told` is the program's wish for its length.
    pub(super) fn start(&mut self, now: Instant, told: impl FnOnce(Duration) -> Option<Duration>) {
        if self.wait.is_zero() {
            self.wait = told(Duration::ZERO).unwrap_or(FIRST_WAIT);
        }
        self.deadline = now.checked_add(self.wait);
    }

    /// The answer is there.
    pub(super) fn stop(&mut self) {
        *self = Timer::default();
    }

    /// When the wait ends.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// What is left of the wait; `None` if there is none.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        let left = self.deadline?.saturating_duration_since(now);
        Some(if left < GRAIN { Duration::ZERO } else { left })
    }

    /// Whether the peer has kept silent so often that its datagrams may be too
    /// long for the way.
    pub(super) fn is_repeated(&self) -> bool {
        self.timeouts > 2
    }

    /// Whether the wait is over.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.left(now).is_some_and(|left| left.is_zero())
    }

    /// The wait was in vain: twice as long the next time. False if it was the
    /// last.
    pub(super) fn back_off(&mut self, told: impl FnOnce(Duration) -> Option<Duration>) -> bool {
        self.wait = told(self.wait).unwrap_or_else(|| (self.wait * 2).min(LAST_WAIT));
        self.timeouts += 1;
        self.timeouts <= MAX_TIMEOUTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, seq: u16, body: &[u8], at: usize, len: usize) -> Vec<u8> {
        [&part_head(kind, seq, body.len(), at, len)[..], &body[at..at + len]].concat()
    }

    fn add(all: &mut Reassembly, record: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        all.add(record, |_| true, |what| heard.push(what)).unwrap();
        heard
    }

    #[test]
    fn fragments_of_any_size_come_in_any_order() {
        let body: Vec<u8> = (0..200).collect();
        for size in [1, 2, 7, 64, 199, 200] {
            for reversed in [false, true] {
                let mut all = Reassembly::default();
                let mut starts: Vec<usize> = (0..body.len()).step_by(size).collect();
                if reversed {
                    starts.reverse();
                }
                for at in starts {
                    assert!(all.take().is_none());
                    let piece = record(11, 0, &body, at, size.min(body.len() - at));
                    assert_eq!(add(&mut all, &piece), [Heard::Taken]);
                    assert_eq!(add(&mut all, &piece), [Heard::Taken]);
                }
                assert_eq!(all.take().unwrap().body, body);
                assert_eq!(add(&mut all, &record(11, 0, &body, 0, 1)), [Heard::Old(11)]);
            }
        }
    }

    #[test]
    fn overlapping_fragments_do_not_change_what_is_there() {
        let mut all = Reassembly::default();
        add(&mut all, &record(1, 0, b"abcdef", 0, 3));
        add(&mut all, &record(1, 0, b"ABCDEF", 1, 4));
        assert!(all.take().is_none());
        add(&mut all, &record(1, 0, b"uvwxyz", 0, 6));
        assert_eq!(all.take().unwrap().body, b"abcDEz");
    }

    #[test]
    fn messages_wait_for_those_before_them() {
        let mut all = Reassembly::default();
        add(&mut all, &record(14, 1, b"", 0, 0));
        assert!(all.take().is_none());
        add(&mut all, &record(2, 0, b"x", 0, 1));
        assert_eq!(all.take().unwrap().kind, 2);
        assert_eq!(all.take().unwrap().kind, 14);
        assert_eq!(all.take(), None);
    }

    #[test]
    fn the_last_message_may_come_again() {
        let mut all = Reassembly::default();
        let first = record(1, 0, b"hello", 0, 5);
        add(&mut all, &first);
        assert!(all.take().is_some());
        assert_eq!(add(&mut all, &first), [Heard::Old(1)]);
        all.hear_again(true);
        assert_eq!(add(&mut all, &record(1, 0, b"hello", 0, 2)), [Heard::Taken]);
        // The next one does not wait for it.
        add(&mut all, &record(1, 1, b"cookie", 0, 6));
        let Message { seq, body, .. } = all.take().unwrap();
        assert_eq!((seq, &body[..]), (1, &b"cookie"[..]));
        all.hear_again(false);
        assert_eq!(add(&mut all, &record(1, 0, b"hello", 2, 3)), [Heard::Old(1)]);
        assert!(all.take().is_none() && all.partial.is_empty());
        // Again and again.
        let mut all = Reassembly::default();
        for _ in 0..3 {
            add(&mut all, &first);
            assert_eq!(all.take().unwrap().seq, 0);
            all.hear_again(true);
        }
        assert_eq!(all.next, 1);
    }

    #[test]
    fn a_forged_message_does_not_stand_in_for_one_that_is_protected() {
        let mut all = Reassembly::default();
        // Its number is that of the Finished to come.
        assert_eq!(add(&mut all, &record(11, 0, b"forged", 0, 3)), [Heard::Taken]);
        assert_eq!(add(&mut all, &record(20, 0, b"finished", 0, 8)), [Heard::Dropped]);
        all.forget();
        assert_eq!(add(&mut all, &record(20, 0, b"finished", 0, 8)), [Heard::Taken]);
        assert_eq!(all.take().unwrap().body, b"finished");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut all = Reassembly::default();
        let body = vec![0; MAX_AHEAD_BYTES];
        assert_eq!(add(&mut all, &record(11, 1, &body, 0, 1)), [Heard::Taken]);
        assert_eq!(add(&mut all, &record(11, 2, &body, 0, 1)), [Heard::Dropped]);
        assert_eq!(add(&mut all, &record(11, 12, b"", 0, 0)), [Heard::Dropped]);
        // The next one is always taken, unless it is too long.
        assert_eq!(add(&mut all, &record(11, 0, &body, 0, 1)), [Heard::Taken]);
        let mut all = Reassembly::default();
        let huge = vec![0; MAX_MESSAGE + 1];
        assert!(all.add(&record(11, 0, &huge, 0, 1), |_| true, |_| {}).is_err());
        for at in 0..MAX_PIECES {
            assert_eq!(add(&mut all, &record(11, 0, &body, 2 * at, 1)), [Heard::Taken]);
        }
        let more = record(11, 0, &body, 2 * MAX_PIECES, 1);
        assert_eq!(add(&mut all, &more), [Heard::Dropped]);
        // Cut, contradictory and impossible fragments.
        assert_eq!(add(&mut all, &more[..HEAD - 1]), []);
        assert_eq!(add(&mut all, &record(12, 0, &body, 0, 1)), [Heard::Dropped]);
        assert_eq!(add(&mut all, &part_head(11, 0, 2, 1, 0)), [Heard::Dropped]);
        let outside = [&part_head(11, 0, 2, 2, 1)[..], b"x"].concat();
        assert_eq!(add(&mut all, &outside), [Heard::Dropped]);
    }

    #[test]
    fn a_flight_fits_its_datagrams() {
        for (mtu, len) in [(64, 3000), (100, 3000), (228, 3000), (1400, 3000), (65507, 60000)] {
            let mut flight = Flight::default();
            let body: Vec<u8> = (0..255).cycle().take(len).collect();
            flight.push(0, Message { kind: 11, seq: 0, body: body.clone() });
            flight.push(0, Message { kind: 14, seq: 1, body: vec![] });
            flight.push_change();
            let (mut out, mut all) = (VecDeque::new(), Reassembly::default());
            assert!(flight.pack(&mut Records::default(), mtu, &mut out));
            for datagram in &out {
                assert!(datagram.len() <= mtu.min(MAX_RECORD));
                let mut rest = &datagram[..];
                while let Some(record) = super::super::record::Record::take(rest) {
                    rest = &rest[record.raw.len()..];
                    if record.kind == HANDSHAKE {
                        add(&mut all, &record.raw[super::super::record::HEADER..]);
                    }
                }
                assert!(rest.is_empty());
            }
            assert_eq!(all.take().unwrap().body, body);
            assert_eq!(all.take().unwrap().kind, 14);
        }
    }

    #[test]
    fn waits_double_up_to_a_minute_and_end() {
        let mut timer = Timer::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        loop {
            timer.start(now, |_| None);
            let left = timer.left(now).unwrap();
            waits.push(left.as_secs());
            assert!(!timer.is_over(now));
            now += left;
            assert!(timer.is_over(now));
            if !timer.back_off(|_| None) {
                break;
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60]);
    }
}
