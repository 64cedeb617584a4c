//! Records (RFC 6347, 4.1): epochs, sequence numbers, the window against
//! replay, and the ciphers.

#![forbid(unsafe_code)]

use super::super::wirefmt::Reader;
use super::VERSION;
use crate::crypto::aead::{Cipher, Key, NONCE_LEN, TAG_LEN};

/// The length of a record's header.
pub(super) const HEADER: usize = 13;
/// The most that a record carries.
pub(super) const MAX_PLAIN: usize = 1 << 14;
/// The most that protection adds: an explicit nonce and a tag.
const MAX_OVERHEAD: usize = 8 + TAG_LEN;
/// The longest record.
pub(super) const MAX_RECORD: usize = HEADER + MAX_PLAIN + MAX_OVERHEAD;
/// Sequence numbers have 48 bits.
const MAX_SEQ: u64 = (1 << 48) - 1;
/// How many forgeries an authenticated cipher is used for (RFC 9147, 4.5.3).
const MAX_FORGED: u64 = 1 << 36;

/// A record as it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u8,
    pub(super) epoch: u16,
    seq: u64,
    /// All of it, header included.
    pub(super) raw: &'a [u8],
}

impl<'a> Record<'a> {
    /// Takes the first record off a datagram. `None` if there is no whole one
    /// that could be meant for us: the rest of the datagram means nothing.
    pub(super) fn take(datagram: &'a [u8]) -> Option<Record<'a>> {
        let mut reader = Reader::new(datagram);
        let kind = reader.u8()?;
        // A ClientHello comes in a record of DTLS 1.0, or of any later version.
        let [major, _] = reader.array()?;
        let epoch = reader.u16()?;
        let [a, b, c, d, e, f] = reader.array()?;
        let seq = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let len = reader.vec16()?.len();
        let raw = datagram.get(..HEADER + len)?;
        (major == 0xfe && len <= MAX_PLAIN + MAX_OVERHEAD).then_some(())?;
        Some(Record { kind, epoch, seq, raw })
    }

    fn body(&self) -> &'a [u8] {
        self.raw.get(HEADER..).unwrap_or_default()
    }
}

/// One direction's cipher.
#[derive(Debug)]
pub(super) struct Half {
    key: Key,
    /// The nonce's first four bytes (AES-GCM, whose others are in the record)
    /// or what the sequence number is added to.
    iv: [u8; NONCE_LEN],
    explicit: bool,
}

impl Half {
    pub(super) fn new(cipher: Cipher, key: &[u8], iv: &[u8]) -> Option<Half> {
        let mut whole = [0; NONCE_LEN];
        whole.get_mut(..iv.len())?.copy_from_slice(iv);
        let explicit = cipher != Cipher::ChaCha20Poly1305;
        Some(Half { key: Key::new(cipher, key)?, iv: whole, explicit })
    }

    /// The nonce of a record; `number` is its epoch and sequence number, or
    /// what stands in its place.
    fn nonce(&self, number: [u8; 8]) -> [u8; NONCE_LEN] {
        let mut nonce = self.iv;
        nonce.iter_mut().skip(NONCE_LEN - 8).zip(number).for_each(|(to, byte)| *to ^= byte);
        nonce
    }

    /// The bytes that protection adds.
    fn overhead(&self) -> usize {
        if self.explicit { MAX_OVERHEAD } else { TAG_LEN }
    }
}

/// Epoch and sequence number, as they are authenticated and sent.
fn number(epoch: u16, seq: u64) -> [u8; 8] {
    (u64::from(epoch) << 48 | seq & MAX_SEQ).to_be_bytes()
}

fn aad(number: [u8; 8], kind: u8, len: usize) -> Option<[u8; HEADER]> {
    let mut aad = [0; HEADER];
    let [high, low] = VERSION.to_be_bytes();
    let [len_high, len_low] = u16::try_from(len).ok()?.to_be_bytes();
    aad.iter_mut()
        .zip(number.into_iter().chain([kind, high, low, len_high, len_low]))
        .for_each(|(to, byte)| *to = byte);
    Some(aad)
}

/// The window against replay (RFC 6347, 4.1.2.6).
#[derive(Debug, Default)]
struct Window {
    /// The number after the highest seen.
    next: u64,
    /// Which of the 64 numbers below that were seen, the highest in the lowest
    /// bit.
    seen: u64,
}

impl Window {
    fn is_new(&self, seq: u64) -> bool {
        match self.next.checked_sub(seq + 1) {
            None => true,
            Some(back) => back < 64 && self.seen >> back & 1 == 0,
        }
    }

    fn mark(&mut self, seq: u64) {
        match self.next.checked_sub(seq + 1) {
            Some(back) => {
                self.seen |= 1_u64.checked_shl(back.try_into().unwrap_or(64)).unwrap_or(0)
            }
            None => {
                let by = u32::try_from(seq + 1 - self.next).unwrap_or(64);
                self.seen = self.seen.checked_shl(by).unwrap_or(0) | 1;
                self.next = seq + 1;
            }
        }
    }
}

/// What became of a record.
#[derive(Debug)]
pub(super) enum Opened {
    /// Its contents.
    Plain(Vec<u8>),
    /// It is of the next epoch, whose time has not come.
    Early,
    /// It is not for us: replayed, forged, damaged or out of date.
    Nothing,
    /// More was forged than the cipher can bear.
    Worn,
}

/// The record layer of both directions. There are two epochs: nobody
/// renegotiates.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// The next sequence number to send, by epoch.
    seqs: [u64; 2],
    /// The epoch written.
    pub(super) write_epoch: u16,
    /// The epoch read.
    pub(super) read_epoch: u16,
    /// The ciphers of epoch 1: ours, the peer's.
    keys: Option<(Half, Half)>,
    window: Window,
    forged: u64,
}

impl Records {
    /// Sets the ciphers of epoch 1.
    pub(super) fn set_keys(&mut self, keys: (Half, Half)) {
        self.keys = Some(keys);
    }

    /// Goes on with this sequence number in epoch 0.
    pub(super) fn start_at(&mut self, seq: u64) {
        self.seqs[0] = seq & MAX_SEQ;
    }

    /// A record's sequence number.
    pub(super) fn seq_of(record: &Record<'_>) -> u64 {
        record.seq
    }

    /// The bytes that a record adds to what it carries.
    pub(super) fn overhead(&self, epoch: u16) -> usize {
        match (&self.keys, epoch) {
            (Some((ours, _)), 1..) => HEADER + ours.overhead(),
            _ => HEADER,
        }
    }

    /// Appends a record; false if it cannot be made.
    #[must_use]
    pub(super) fn seal(&mut self, epoch: u16, kind: u8, plain: &[u8], out: &mut Vec<u8>) -> bool {
        self.try_seal(epoch, kind, plain, out).is_some()
    }

    fn try_seal(&mut self, epoch: u16, kind: u8, plain: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let next = self.seqs.get_mut(usize::from(epoch))?;
        let seq = *next;
        (seq <= MAX_SEQ && plain.len() <= MAX_PLAIN).then_some(())?;
        *next += 1;
        let number = number(epoch, seq);
        let half = match (&self.keys, epoch) {
            (_, 0) => None,
            (keys, _) => Some(&keys.as_ref()?.0),
        };
        let len = plain.len() + half.map_or(0, Half::overhead);
        out.push(kind);
        out.extend_from_slice(&VERSION.to_be_bytes());
        out.extend_from_slice(&number);
        out.extend_from_slice(&u16::try_from(len).ok()?.to_be_bytes());
        let Some(half) = half else {
            out.extend_from_slice(plain);
            return Some(());
        };
        if half.explicit {
            out.extend_from_slice(&number);
        }
        let start = out.len();
        out.resize(start + plain.len() + TAG_LEN, 0);
        let aad = aad(number, kind, plain.len())?;
        let room = out.get_mut(start..)?;
        half.key.seal(&half.nonce(number), &aad, plain, &[], room).then_some(())
    }

    /// Opens a record.
    pub(super) fn open(&mut self, record: &Record<'_>) -> Opened {
        if record.epoch != self.read_epoch {
            let next = self.read_epoch == 0 && record.epoch == 1;
            return if next { Opened::Early } else { Opened::Nothing };
        }
        if record.epoch == 0 {
            // Numbers that anybody can write say nothing about replay.
            let plain = Some(record.body()).filter(|body| body.len() <= MAX_PLAIN);
            return plain.map_or(Opened::Nothing, |body| Opened::Plain(body.to_vec()));
        }
        let version = record.raw.get(1..3) == Some(&VERSION.to_be_bytes());
        if !version || !self.window.is_new(record.seq) {
            return Opened::Nothing;
        }
        match self.decrypt(record) {
            Some(plain) => {
                self.window.mark(record.seq);
                Opened::Plain(plain)
            }
            None if self.forged >= MAX_FORGED => Opened::Worn,
            None => {
                self.forged += 1;
                Opened::Nothing
            }
        }
    }

    fn decrypt(&self, record: &Record<'_>) -> Option<Vec<u8>> {
        let (_, half) = self.keys.as_ref()?;
        let number = number(record.epoch, record.seq);
        let mut body = Reader::new(record.body());
        let nonce = half.nonce(if half.explicit { body.array()? } else { number });
        let sealed = body.rest();
        let len = sealed.len().checked_sub(TAG_LEN).filter(|len| *len <= MAX_PLAIN)?;
        let aad = aad(number, record.kind, len)?;
        let mut plain = vec![0; sealed.len()];
        let len = half.key.open(&nonce, &aad, sealed, &mut plain)?;
        plain.truncate(len);
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_lets_each_number_in_once() {
        let mut window = Window::default();
        for seq in [0, 1, 5, 3, 70, 69, 8, 200, MAX_SEQ] {
            assert!(window.is_new(seq), "{seq}");
            window.mark(seq);
            assert!(!window.is_new(seq), "{seq}");
        }
        // Too old to tell.
        assert!(!window.is_new(2));
        assert!(!window.is_new(201));
        assert!(window.is_new(MAX_SEQ - 63));
        assert!(!window.is_new(MAX_SEQ - 64));
    }

    #[test]
    fn each_cipher_opens_what_it_sealed_and_nothing_else() {
        for (cipher, key, iv) in [
            (Cipher::Aes128Gcm, 16, 4),
            (Cipher::Aes256Gcm, 32, 4),
            (Cipher::ChaCha20Poly1305, 32, 12),
        ] {
            let half = || Half::new(cipher, &vec![7; key], &vec![9; iv]).unwrap();
            let mut ours = Records::default();
            ours.set_keys((half(), half()));
            let mut theirs = Records::default();
            theirs.set_keys((half(), half()));
            theirs.read_epoch = 1;
            for plain in [&b""[..], b"hello", &[1; MAX_PLAIN]] {
                let mut out = Vec::new();
                assert!(ours.seal(1, 23, plain, &mut out));
                assert_eq!(out.len(), plain.len() + ours.overhead(1));
                let record = Record::take(&out).unwrap();
                for at in 0..out.len().min(40) {
                    let mut bad = out.clone();
                    bad[at] ^= 1;
                    if let Some(record) = Record::take(&bad) {
                        assert!(matches!(theirs.open(&record), Opened::Nothing), "{at}");
                    }
                }
                assert!(matches!(theirs.open(&record), Opened::Plain(got) if got == plain));
                assert!(matches!(theirs.open(&record), Opened::Nothing));
            }
            assert!(!ours.seal(1, 23, &[0; MAX_PLAIN + 1], &mut Vec::new()));
        }
    }

    #[test]
    fn no_cut_is_a_record() {
        let mut out = Vec::new();
        assert!(Records::default().seal(0, 22, b"abc", &mut out));
        for at in 0..out.len() {
            assert!(Record::take(&out[..at]).is_none());
        }
        assert_eq!(Record::take(&[&out[..], b"x"].concat()).unwrap().raw, out);
    }
}
