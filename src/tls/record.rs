//! The record layer after the handshake: one direction's keys, sealing and
//! opening.

#![forbid(unsafe_code)]

use super::buffers::{HEADER, MAX_PLAIN, Output};
use crate::crypto::aead::{Cipher, Key, NONCE_LEN, SplitKey, TAG_LEN};
use rustls::ConnectionTrafficSecrets;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(super) const ALERT: u8 = 21;
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const APPLICATION_DATA: u8 = 23;

/// TLS 1.2 GCM sends the nonce's last 8 bytes before each ciphertext.
const EXPLICIT_NONCE: usize = 8;

/// How records are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Tls13,
    Tls12Gcm,
    Tls12ChaCha,
}

/// Why a record could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    /// The tag is wrong.
    Mac,
    /// There is no room for a tag.
    Short,
    /// The plaintext is longer than a record may be.
    TooLong,
    /// A TLS 1.3 record without a content type.
    NoType,
    /// The sequence numbers are used up.
    Exhausted,
}

/// The keys and the counter of one direction.
pub(super) struct Half {
    key: Key,
    /// The same, to open into two places: the cipher and the key to make it
    /// with, and what was made of them.
    split: Option<(Cipher, Zeroizing<Vec<u8>>)>,
    split_key: Option<SplitKey>,
    iv: [u8; NONCE_LEN],
    seq: u64,
    form: Form,
    /// TLS 1.3: how many records this key may protect.
    limit: u64,
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Half").field("seq", &self.seq).field("form", &self.form).finish()
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        self.iv.zeroize();
    }
}

/// AES-GCM's limit of RFC 8446 5.5, with a margin (2^24.5 full records).
const GCM_LIMIT: u64 = 1 << 24;

impl Half {
    /// The direction whose next record has number `seq`.
    pub(super) fn new(secrets: &ConnectionTrafficSecrets, seq: u64, tls13: bool) -> Option<Half> {
        let (cipher, key, iv) = match secrets {
            ConnectionTrafficSecrets::Aes128Gcm { key, iv } => (Cipher::Aes128Gcm, key, iv),
            ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (Cipher::Aes256Gcm, key, iv),
            ConnectionTrafficSecrets::Chacha20Poly1305 { key, iv } => {
                (Cipher::ChaCha20Poly1305, key, iv)
            }
            _ => return None,
        };
        Half::from_parts(cipher, key.as_ref(), iv.as_ref(), seq, tls13)
    }

    /// The sending direction in the middle of a handshake.
    pub(super) fn of_suite(suite: u16, key: &[u8], iv: &[u8], seq: u64) -> Option<Half> {
        let cipher = match suite {
            0x1301 | 0xc02b | 0xc02f | 0x009e => Cipher::Aes128Gcm,
            0x1302 | 0xc02c | 0xc030 | 0x009f => Cipher::Aes256Gcm,
            0x1303 | 0xcca8 | 0xcca9 | 0xccaa => Cipher::ChaCha20Poly1305,
            _ => return None,
        };
        Half::from_parts(cipher, key, iv, seq, suite >> 8 == 0x13)
    }

    fn from_parts(cipher: Cipher, key: &[u8], iv: &[u8], seq: u64, tls13: bool) -> Option<Half> {
        let form = match (tls13, cipher) {
            (true, _) => Form::Tls13,
            (false, Cipher::ChaCha20Poly1305) => Form::Tls12ChaCha,
            (false, _) => Form::Tls12Gcm,
        };
        let limit = if cipher == Cipher::ChaCha20Poly1305 { u64::MAX } else { GCM_LIMIT };
        Some(Half {
            key: Key::new(cipher, key)?,
            split: (tls13 && cipher != Cipher::ChaCha20Poly1305)
                .then(|| (cipher, Zeroizing::new(key.to_vec()))),
            split_key: None,
            iv: iv.try_into().ok()?,
            seq,
            form,
            // TLS 1.2 cannot change its keys; its counters never repeat a
            // nonce, and OpenSSL sets no limit either.
            limit: if tls13 { limit } else { u64::MAX },
        })
    }

    /// Whether this is AES-GCM as TLS 1.2 uses it.
    pub(super) fn is_gcm12(&self) -> bool {
        self.form == Form::Tls12Gcm
    }

    /// Whether the key has to be changed before many more records.
    pub(super) fn wants_update(&self) -> bool {
        self.seq >= self.limit.saturating_sub(64)
    }

    fn nonce(&self) -> [u8; NONCE_LEN] {
        let mut nonce = self.iv;
        for (byte, seq) in nonce[NONCE_LEN - 8..].iter_mut().zip(self.seq.to_be_bytes()) {
            *byte ^= seq;
        }
        nonce
    }

    fn aad12(&self, kind: u8, len: usize) -> [u8; 13] {
        let mut aad = [0; 13];
        aad[..8].copy_from_slice(&self.seq.to_be_bytes());
        aad[8..11].copy_from_slice(&[kind, 3, 3]);
        aad[11..].copy_from_slice(&(len as u16).to_be_bytes());
        aad
    }

    /// Appends one sealed record to `out`; `plain` is at most 2^14 bytes.
    #[must_use]
    pub(super) fn seal(&mut self, kind: u8, plain: &[u8], out: &mut Output) -> bool {
        self.seal_padded(kind, plain, 0, out)
    }

    /// The same with zeros behind the content type, which TLS 1.3 allows.
    #[must_use]
    pub(super) fn seal_padded(
        &mut self,
        kind: u8,
        plain: &[u8],
        padding: usize,
        out: &mut Output,
    ) -> bool {
        let padded;
        let (plain, kind) = match padding.checked_sub(1) {
            Some(rest) if self.form == Form::Tls13 => {
                padded = [plain, &[kind], &vec![0; rest.min(MAX_PLAIN)]].concat();
                // The last zero stands where the type would.
                (&padded[..], 0)
            }
            _ => (plain, kind),
        };
        if plain.len() > MAX_PLAIN || self.seq == u64::MAX {
            return false;
        }
        let nonce = self.nonce();
        let (outer, prefix, tail): (u8, &[u8], &[u8]) = match self.form {
            Form::Tls13 => (APPLICATION_DATA, &[], &[kind]),
            Form::Tls12Gcm => (kind, &nonce[NONCE_LEN - EXPLICIT_NONCE..], &[]),
            Form::Tls12ChaCha => (kind, &[], &[]),
        };
        let body = prefix.len() + plain.len() + tail.len() + TAG_LEN;
        let len = (body as u16).to_be_bytes();
        let header = [outer, 3, 3, len[0], len[1]];
        let done = out.append(HEADER + body, |record| {
            let (front, sealed) = record.split_at_mut(HEADER + prefix.len());
            let (start, explicit) = front.split_at_mut(HEADER);
            start.copy_from_slice(&header);
            explicit.copy_from_slice(prefix);
            match self.form {
                Form::Tls13 => self.key.seal(&nonce, &header, plain, tail, sealed),
                _ => self.key.seal(&nonce, &self.aad12(kind, plain.len()), plain, tail, sealed),
            }
        });
        self.seq += 1;
        done
    }

    /// For tests: the number of the next record.
    #[cfg(test)]
    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    /// For tests: goes on with this number, under a key for `limit` records.
    #[cfg(test)]
    pub(super) fn set_limits(&mut self, seq: u64, limit: u64) {
        (self.seq, self.limit) = (seq, limit);
    }

    /// For tests: seals a TLS 1.3 plaintext as it stands, with its type and
    /// padding, under an outer type of its own.
    #[cfg(test)]
    pub(super) fn seal_raw(&mut self, outer: u8, plain: &[u8]) -> Vec<u8> {
        let len = ((plain.len() + TAG_LEN) as u16).to_be_bytes();
        let header = [outer, 3, 3, len[0], len[1]];
        let mut record = [&header[..], &vec![0; plain.len() + TAG_LEN]].concat();
        assert!(self.key.seal(&self.nonce(), &header, plain, &[], &mut record[HEADER..]));
        self.seq += 1;
        record
    }

    /// For tests: seals a TLS 1.2 AES-GCM record of any length.
    #[cfg(test)]
    pub(super) fn seal_raw12(&mut self, kind: u8, plain: &[u8]) -> Vec<u8> {
        let nonce = self.nonce();
        let len = ((EXPLICIT_NONCE + plain.len() + TAG_LEN) as u16).to_be_bytes();
        let mut record = vec![kind, 3, 3, len[0], len[1]];
        record.extend_from_slice(&nonce[NONCE_LEN - EXPLICIT_NONCE..]);
        let start = record.len();
        record.resize(start + plain.len() + TAG_LEN, 0);
        let aad = self.aad12(kind, plain.len());
        assert!(self.key.seal(&nonce, &aad, plain, &[], &mut record[start..]));
        self.seq += 1;
        record
    }

    /// Opens a record in place; its content type, and where in `body` its
    /// plaintext is.
    pub(super) fn open(
        &mut self,
        header: [u8; HEADER],
        body: &mut [u8],
    ) -> Result<(u8, std::ops::Range<usize>), Bad> {
        let (nonce, aad, aad_len, skip) = self.prepare(header, body)?;
        let sealed = body.get_mut(skip..).ok_or(Bad::Mac)?;
        let len = self.key.open_in_place(&nonce, &aad[..aad_len], sealed).ok_or(Bad::Mac)?;
        self.seq += 1;
        let (kind, len) = self.finish(header[0], body.get(skip..skip + len).ok_or(Bad::Mac)?)?;
        Ok((kind, skip..skip + len))
    }

    /// Opens a record into `out`, which has room for [`Half::room`].
    pub(super) fn open_into(
        &mut self,
        header: [u8; HEADER],
        body: &[u8],
        out: &mut [u8],
    ) -> Result<(u8, usize), Bad> {
        let (nonce, aad, aad_len, skip) = self.prepare(header, body)?;
        let sealed = body.get(skip..).ok_or(Bad::Mac)?;
        let len = self.key.open(&nonce, &aad[..aad_len], sealed, out).ok_or(Bad::Mac)?;
        self.seq += 1;
        self.finish(header[0], out.get(..len).ok_or(Bad::Mac)?)
    }

    /// Whether [`Half::open_split`] can be used, for a place of `len` bytes
    /// and a body of this length: only the content type has no room, as with
    /// a full record and a reader that asks for as much.
    pub(super) fn splits(&self, body: usize, len: usize) -> bool {
        /// Shorter ones are cheaper to copy.
        const SHORT: usize = 4096;
        self.split.is_some() && len > SHORT && self.room(body) == len + 1
    }

    /// Opens a TLS 1.3 record into `out`, its content type apart.
    pub(super) fn open_split(
        &mut self,
        header: [u8; HEADER],
        body: &[u8],
        out: &mut [u8],
    ) -> Result<(u8, usize), Bad> {
        let (nonce, aad, aad_len, _) = self.prepare(header, body)?;
        if self.split_key.is_none() {
            let made = self.split.as_ref().and_then(|(cipher, key)| SplitKey::new(*cipher, key));
            self.split_key = made;
        }
        let key = self.split_key.as_mut().ok_or(Bad::Exhausted)?;
        let mut last = [0];
        if !key.open(&nonce, &aad[..aad_len], body, out, &mut last) {
            return Err(Bad::Mac);
        }
        self.seq += 1;
        match last {
            // Padding: the type is further to the front.
            [0] => self.finish(header[0], out),
            _ if out.len() > MAX_PLAIN => Err(Bad::TooLong),
            [kind] => Ok((kind, out.len())),
        }
    }

    /// How much room [`Half::open_into`] needs for a body of this length.
    pub(super) fn room(&self, body: usize) -> usize {
        let skip = if self.form == Form::Tls12Gcm { EXPLICIT_NONCE } else { 0 };
        body.saturating_sub(skip + TAG_LEN)
    }

    /// Nonce, additional data with its length, and where the ciphertext
    /// starts.
    fn prepare(
        &self,
        header: [u8; HEADER],
        body: &[u8],
    ) -> Result<([u8; NONCE_LEN], [u8; 13], usize, usize), Bad> {
        if self.seq == u64::MAX {
            return Err(Bad::Exhausted);
        }
        let mut nonce = self.nonce();
        let skip = if self.form == Form::Tls12Gcm { EXPLICIT_NONCE } else { 0 };
        let plain = body.len().checked_sub(skip + TAG_LEN).ok_or(Bad::Short)?;
        let mut aad = [0; 13];
        let aad_len = if self.form == Form::Tls13 {
            aad[..HEADER].copy_from_slice(&header);
            HEADER
        } else {
            aad = self.aad12(header[0], plain);
            aad.len()
        };
        if let (Form::Tls12Gcm, Some(explicit)) = (self.form, body.get(..EXPLICIT_NONCE)) {
            nonce[..4].copy_from_slice(&self.iv[..4]);
            nonce[NONCE_LEN - EXPLICIT_NONCE..].copy_from_slice(explicit);
        }
        Ok((nonce, aad, aad_len, skip))
    }

    /// The content type and the length of opened plaintext.
    fn finish(&self, outer: u8, plain: &[u8]) -> Result<(u8, usize), Bad> {
        if self.form != Form::Tls13 {
            return if plain.len() > MAX_PLAIN {
                Err(Bad::TooLong)
            } else {
                Ok((outer, plain.len()))
            };
        }
        if plain.len() > MAX_PLAIN + 1 {
            return Err(Bad::TooLong);
        }
        let last = plain.iter().rposition(|&byte| byte != 0).ok_or(Bad::NoType)?;
        Ok((plain.get(last).copied().ok_or(Bad::NoType)?, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUITES: [(u16, usize); 5] =
        [(0x1301, 16), (0x1302, 32), (0x1303, 32), (0xc02f, 16), (0xcca8, 32)];

    fn half(suite: u16, len: usize, seq: u64) -> Half {
        Half::of_suite(suite, &vec![1; len], &[2; 12], seq).unwrap()
    }

    fn split(record: &[u8]) -> ([u8; HEADER], Vec<u8>) {
        (record[..HEADER].try_into().unwrap(), record[HEADER..].to_vec())
    }

    #[test]
    fn sealed_records_open_in_either_way() {
        for (suite, len) in SUITES {
            let (mut tx, mut rx) = (half(suite, len, 0), half(suite, len, 0));
            for plain in [&b"x"[..], &[5; MAX_PLAIN], &[0; 100]] {
                let mut out = Output::default();
                assert!(tx.seal(APPLICATION_DATA, plain, &mut out));
                let (header, mut body) = split(out.since(0));
                assert_eq!(usize::from(u16::from_be_bytes([header[3], header[4]])), body.len());
                let (kind, range) = rx.open(header, &mut body).unwrap();
                assert_eq!((kind, &body[range]), (APPLICATION_DATA, plain));
                let mut out = Output::default();
                assert!(tx.seal(ALERT, plain, &mut out));
                let (header, body) = split(out.since(0));
                let mut room = vec![0; rx.room(body.len())];
                let (kind, n) = rx.open_into(header, &body, &mut room).unwrap();
                assert_eq!((kind, &room[..n]), (ALERT, plain));
            }
        }
    }

    #[test]
    fn full_records_open_into_places_without_room_for_the_type() {
        for (suite, len) in SUITES {
            let (mut tx, mut rx) = (half(suite, len, 0), half(suite, len, 0));
            let plain: Vec<u8> = (0..MAX_PLAIN).map(|i| (i % 251) as u8).collect();
            let mut out = Output::default();
            assert!(tx.seal(APPLICATION_DATA, &plain, &mut out));
            let (header, mut body) = split(out.since(0));
            let mut room = vec![0; MAX_PLAIN];
            assert!(!rx.splits(body.len(), MAX_PLAIN - 1) && !rx.splits(body.len(), MAX_PLAIN + 1));
            if !rx.splits(body.len(), MAX_PLAIN) {
                assert!(!matches!(suite, 0x1301 | 0x1302));
                continue;
            }
            let opened = rx.open_split(header, &body, &mut room);
            assert_eq!((opened, &room), (Ok((APPLICATION_DATA, MAX_PLAIN)), &plain));
            assert_eq!(rx.seq, 1);
            body[100] ^= 1;
            let mut again = half(suite, len, 0);
            assert_eq!(again.open_split(header, &body, &mut room), Err(Bad::Mac));
            assert!(room.iter().all(|&byte| byte == 0));
        }
        // The type before padding, and none at all.
        for (plain, expected) in [
            ([&[7; 5000][..], &[ALERT, 0, 0]].concat(), Ok((ALERT, 5000))),
            (vec![0; 5000], Err(Bad::NoType)),
            (vec![23; MAX_PLAIN + 2], Err(Bad::TooLong)),
        ] {
            let (header, body) = raw(&plain);
            let mut room = vec![0; plain.len() - 1];
            let mut rx = half(0x1301, 16, 0);
            assert!(rx.splits(body.len(), room.len()));
            assert_eq!(rx.open_split(header, &body, &mut room), expected);
        }
    }

    #[test]
    fn a_record_opens_in_its_place_only() {
        for (suite, len) in SUITES {
            let mut out = Output::default();
            assert!(half(suite, len, 7).seal(APPLICATION_DATA, b"data", &mut out));
            let (header, body) = split(out.since(0));
            assert_eq!(half(suite, len, 8).open(header, &mut body.clone()), Err(Bad::Mac));
            assert!(half(suite, len, 7).open(header, &mut body.clone()).is_ok());
            for at in 0..body.len() {
                let mut bad = body.clone();
                bad[at] ^= 1;
                assert_eq!(half(suite, len, 7).open(header, &mut bad), Err(Bad::Mac));
                let cut = half(suite, len, 7).open(header, &mut body[..at].to_vec());
                assert!(matches!(cut, Err(Bad::Mac | Bad::Short)));
            }
            let mut other = header;
            other[0] = HANDSHAKE;
            assert_eq!(half(suite, len, 7).open(other, &mut body.clone()), Err(Bad::Mac));
        }
    }

    #[test]
    fn the_last_sequence_number_is_not_used() {
        let mut out = Output::default();
        let mut last = half(0x1301, 16, u64::MAX - 1);
        assert!(last.seal(APPLICATION_DATA, b"x", &mut out) && last.wants_update());
        assert!(!last.seal(APPLICATION_DATA, b"x", &mut Output::default()));
        assert!(!half(0x1301, 16, 0).seal(APPLICATION_DATA, &[0; MAX_PLAIN + 1], &mut out));
        let bad = half(0x1301, 16, u64::MAX).open([23, 3, 3, 0, 20], &mut [0; 20]);
        assert_eq!(bad, Err(Bad::Exhausted));
    }

    /// The first record with this TLS 1.3 plaintext, type and padding.
    fn raw(plain: &[u8]) -> ([u8; HEADER], Vec<u8>) {
        split(&half(0x1301, 16, 0).seal_raw(APPLICATION_DATA, plain))
    }

    #[test]
    fn padding_is_removed_and_a_type_is_needed() {
        let (header, mut body) = raw(b"abc\x17\0\0\0");
        assert_eq!(half(0x1301, 16, 0).open(header, &mut body), Ok((APPLICATION_DATA, 0..3)));
        let (header, mut body) = raw(&[0; 40]);
        assert_eq!(half(0x1301, 16, 0).open(header, &mut body), Err(Bad::NoType));
        let (header, mut body) = raw(&[]);
        assert_eq!(half(0x1301, 16, 0).open(header, &mut body), Err(Bad::NoType));
        let (header, mut body) = raw(&[23; MAX_PLAIN + 2]);
        assert_eq!(half(0x1301, 16, 0).open(header, &mut body), Err(Bad::TooLong));
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
            .collect()
    }

    /// RFC 8448, section 3: the client's application data record.
    #[test]
    fn known_answer_of_tls13() {
        let key = hex("17422dda596ed5d9acd890e3c63f5051");
        let iv = hex("5b78923dee08579033e523d9");
        let mut tx = Half::of_suite(0x1301, &key, &iv, 0).unwrap();
        let plain: Vec<u8> = (0..50).collect();
        let mut out = Output::default();
        assert!(tx.seal(APPLICATION_DATA, &plain, &mut out));
        let expected = "1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4";
        assert_eq!(out.since(0), hex(expected));
    }

    /// Made with OpenSSL's ciphers after RFC 8446 5.2 and RFC 5246 6.2.3.3,
    /// RFC 5288, RFC 7905: keys 01 02 03…, IV a0 a1 a2…, number 0x0102030405,
    /// data 0, 3, 6….
    #[test]
    fn known_answers_of_every_suite() {
        for (suite, len, expected) in [
            (
                0x1301,
                16,
                "17030300256c8b0b3d2ecacad9a3095f9988a19f69bd6dd49a08ec5efe98ca807431bf35db195d381080",
            ),
            (
                0x1302,
                32,
                "1703030025fa6db65dd99afca425eb074f68df34288b89a0299aed255a3bf4731c0654b103a6102a2398",
            ),
            (
                0x1303,
                32,
                "17030300251df0acd928889e644e53702cd57543f7648555cd38691d302b7702423d9b25a1bb66a20fa1",
            ),
            (
                0xc02f,
                16,
                "170303002ca4a5a6a6aaaaaeae6c8b0b3d2ecacad9a3095f9988a19f69bd6dd49a7f718b78191cffc5efc4637cc0cca6fa",
            ),
            (
                0xc02b,
                16,
                "170303002ca4a5a6a6aaaaaeae6c8b0b3d2ecacad9a3095f9988a19f69bd6dd49a7f718b78191cffc5efc4637cc0cca6fa",
            ),
            (
                0xc030,
                32,
                "170303002ca4a5a6a6aaaaaeaefa6db65dd99afca425eb074f68df34288b89a02949282ad3d055c54cc4284cfcfeac0547",
            ),
            (
                0xc02c,
                32,
                "170303002ca4a5a6a6aaaaaeaefa6db65dd99afca425eb074f68df34288b89a02949282ad3d055c54cc4284cfcfeac0547",
            ),
            (
                0xcca8,
                32,
                "17030300241df0acd928889e644e53702cd57543f7648555cd4d28c7046a8d41c663d0f234ffab1b80",
            ),
            (
                0xcca9,
                32,
                "17030300241df0acd928889e644e53702cd57543f7648555cd4d28c7046a8d41c663d0f234ffab1b80",
            ),
        ] {
            let key: Vec<u8> = (1..=len).collect();
            let iv: Vec<u8> = (0xa0..0xac).collect();
            let plain: Vec<u8> = (0..20).map(|i| i * 3).collect();
            let half = || Half::of_suite(suite, &key, &iv, 0x0102030405).unwrap();
            let mut out = Output::default();
            assert!(half().seal(APPLICATION_DATA, &plain, &mut out));
            assert_eq!(out.since(0), hex(expected), "{suite:x}");
            let (header, mut body) = split(&hex(expected));
            let (kind, range) = half().open(header, &mut body).unwrap();
            assert_eq!((kind, &body[range]), (APPLICATION_DATA, &plain[..]));
        }
    }
}
