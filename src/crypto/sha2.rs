//! The hashes of TLS's key schedules, with HMAC, HKDF and TLS 1.2's PRF over
//! them.
//!
//! They allocate nothing, and a prepared key is no more than two states of the
//! hash: a handshake makes some forty, and much of its time would go into
//! copying and wiping larger ones. Only the blocks are aws-lc's work therefore;
//! what is put into them, and the padding (FIPS 180-4, 5.1), is done here.

use aws_lc_sys as lc;
use std::mem::MaybeUninit;
use zeroize::Zeroize;

/// A hash of TLS's cipher suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sha2 {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

/// The longest digest.
const MAX_LEN: usize = 48;
/// The longest block.
const MAX_BLOCK: usize = 128;

impl Sha2 {
    /// The length of a digest.
    pub const fn size(self) -> usize {
        match self {
            Sha2::Sha256 => 32,
            Sha2::Sha384 => MAX_LEN,
        }
    }

    /// The length of a block.
    const fn block(self) -> usize {
        match self {
            Sha2::Sha256 => 64,
            Sha2::Sha384 => MAX_BLOCK,
        }
    }
}

/// A digest; wiped when dropped.
#[derive(Clone)]
pub struct Sum {
    bytes: [u8; MAX_LEN],
    len: usize,
}

impl AsRef<[u8]> for Sum {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Drop for Sum {
    fn drop(&mut self) {
        wipe(&mut self.bytes);
    }
}

/// Writes zeros over `bytes`, whoever still looks at them.
fn wipe(bytes: &mut [u8]) {
    // SAFETY: the slice is written over for its length.
    unsafe { lc::OPENSSL_cleanse(bytes.as_mut_ptr().cast(), bytes.len()) }
}

/// A hash's state between two blocks; wiped when dropped.
#[derive(Clone)]
enum State {
    Sha256([u32; 8]),
    Sha384([u64; 8]),
}

impl Drop for State {
    fn drop(&mut self) {
        match self {
            State::Sha256(words) => words.zeroize(),
            State::Sha384(words) => words.zeroize(),
        }
    }
}

impl State {
    /// Before the first block.
    fn new(hash: Sha2) -> State {
        // SAFETY: all bytes zero are a valid context of either kind, which the
        // functions fill in; they cannot fail.
        unsafe {
            match hash {
                Sha2::Sha256 => {
                    let mut context: lc::SHA256_CTX = MaybeUninit::zeroed().assume_init();
                    lc::SHA256_Init(&mut context);
                    State::Sha256(context.h)
                }
                Sha2::Sha384 => {
                    let mut context: lc::SHA512_CTX = MaybeUninit::zeroed().assume_init();
                    lc::SHA384_Init(&mut context);
                    State::Sha384(context.h)
                }
            }
        }
    }

    fn hash(&self) -> Sha2 {
        match self {
            State::Sha256(_) => Sha2::Sha256,
            State::Sha384(_) => Sha2::Sha384,
        }
    }

    /// Goes on by whole blocks; what is no whole block is left out.
    fn take(&mut self, blocks: &[u8]) {
        let size = self.hash().block();
        match self {
            // SAFETY: the state has the eight words of SHA-256, and as many
            // blocks are read as there are.
            State::Sha256(words) => unsafe {
                lc::SHA256_TransformBlocks(
                    words.as_mut_ptr(),
                    blocks.as_ptr(),
                    blocks.len() / size,
                );
            },
            State::Sha384(words) => {
                // SAFETY: as in `new`.
                let mut context: lc::SHA512_CTX = unsafe { MaybeUninit::zeroed().assume_init() };
                context.h = *words;
                for block in blocks.chunks_exact(size) {
                    // SAFETY: a block is read; of the context only the state
                    // is used.
                    unsafe { lc::SHA512_Transform(&mut context, block.as_ptr()) };
                }
                *words = context.h;
                context.h.zeroize();
            }
        }
    }
}

/// A digest being computed; wiped when dropped.
#[derive(Clone)]
pub struct Running {
    state: State,
    /// The bytes after the last whole block.
    rest: [u8; MAX_BLOCK],
    /// All bytes so far, with those in `rest`.
    total: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        wipe(&mut self.rest);
    }
}

impl Running {
    /// Nothing hashed so far.
    pub fn new(hash: Sha2) -> Running {
        Running::after(State::new(hash), 0)
    }

    /// Goes on from a state that whole blocks of `total` bytes led to.
    fn after(state: State, total: usize) -> Running {
        Running { state, rest: [0; MAX_BLOCK], total: total as u64 }
    }

    /// How many bytes are in `rest`.
    fn used(&self) -> usize {
        // A block's size is a power of two.
        self.total as usize & (self.state.hash().block() - 1)
    }

    /// Adds input.
    pub fn update(&mut self, mut data: &[u8]) {
        let (size, used) = (self.state.hash().block(), self.used());
        self.total = self.total.wrapping_add(data.len() as u64);
        if used != 0 {
            let (first, others) = data.split_at(data.len().min(size - used));
            self.rest[used..used + first.len()].copy_from_slice(first);
            if used + first.len() < size {
                return;
            }
            self.state.take(&self.rest[..size]);
            data = others;
        }
        let (blocks, last) = data.split_at(data.len() - data.len() % size);
        if !blocks.is_empty() {
            self.state.take(blocks);
        }
        self.rest[..last.len()].copy_from_slice(last);
    }

    /// The digest.
    pub fn finish(mut self) -> Sum {
        let (size, used) = (self.state.hash().block(), self.used());
        // The length's field: eight bytes, or sixteen of which the first eight
        // stay zero.
        let field = size / 8;
        self.rest[used] = 0x80;
        self.rest[used + 1..size].fill(0);
        if used + 1 + field > size {
            self.state.take(&self.rest[..size]);
            self.rest[..size].fill(0);
        }
        self.rest[size - 8..size].copy_from_slice(&self.total.wrapping_mul(8).to_be_bytes());
        self.state.take(&self.rest[..size]);
        let mut bytes = [0; MAX_LEN];
        match &self.state {
            State::Sha256(words) => {
                for (to, word) in bytes.chunks_exact_mut(4).zip(words) {
                    to.copy_from_slice(&word.to_be_bytes());
                }
            }
            State::Sha384(words) => {
                for (to, word) in bytes.chunks_exact_mut(8).zip(words) {
                    to.copy_from_slice(&word.to_be_bytes());
                }
            }
        }
        Sum { bytes, len: self.state.hash().size() }
    }
}

/// The digest of `data`.
pub fn digest(hash: Sha2, data: &[u8]) -> Sum {
    let mut running = Running::new(hash);
    running.update(data);
    running.finish()
}

/// Whether two codes are the same, in a time that depends on their length
/// alone.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    let differs = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && std::hint::black_box(differs) == 0
}

/// A key of HMAC, prepared; wiped when dropped.
#[derive(Clone)]
pub struct Mac {
    /// The states after the inner and the outer key block.
    inner: State,
    outer: State,
}

impl Mac {
    /// Prepares a key.
    pub fn new(hash: Sha2, key: &[u8]) -> Mac {
        let mut block = [0; MAX_BLOCK];
        if key.len() > hash.block() {
            let sum = digest(hash, key);
            block[..hash.size()].copy_from_slice(sum.as_ref());
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let mut pad = |by: u8| {
            let mut state = State::new(hash);
            block.iter_mut().for_each(|byte| *byte ^= by);
            state.take(&block[..hash.block()]);
            state
        };
        let inner = pad(0x36);
        let outer = pad(0x36 ^ 0x5c);
        wipe(&mut block);
        Mac { inner, outer }
    }

    /// HKDF-Extract's result as a key; without a `salt` it is zeros.
    pub fn extract(hash: Sha2, salt: Option<&[u8]>, secret: &[u8]) -> Mac {
        let zeros = [0; MAX_LEN];
        let salt = salt.unwrap_or(&zeros[..hash.size()]);
        let key = Mac::new(hash, salt).sign(&[secret]);
        Mac::new(hash, key.as_ref())
    }

    /// The hash.
    pub fn hash(&self) -> Sha2 {
        self.inner.hash()
    }

    /// The code of what `feed` adds.
    fn code(&self, feed: impl FnOnce(&mut Running)) -> Sum {
        let block = self.hash().block();
        let mut inner = Running::after(self.inner.clone(), block);
        feed(&mut inner);
        let mut outer = Running::after(self.outer.clone(), block);
        outer.update(inner.finish().as_ref());
        outer.finish()
    }

    /// The code of these parts, one after the other.
    pub fn sign(&self, parts: &[&[u8]]) -> Sum {
        self.code(|running| parts.iter().for_each(|part| running.update(part)))
    }

    /// HKDF-Expand with this key; false, and nothing written, if more is
    /// wanted than it gives (255 digests).
    #[must_use]
    pub fn expand(&self, info: &[&[u8]], out: &mut [u8]) -> bool {
        if out.len() > 255 * self.hash().size() {
            return false;
        }
        let mut last: Option<Sum> = None;
        for (chunk, count) in out.chunks_mut(self.hash().size()).zip(1..=u8::MAX) {
            let sum = self.code(|running| {
                if let Some(last) = &last {
                    running.update(last.as_ref());
                }
                info.iter().for_each(|part| running.update(part));
                running.update(&[count]);
            });
            chunk.copy_from_slice(&sum.as_ref()[..chunk.len()]);
            last = Some(sum);
        }
        true
    }

    /// TLS 1.2's PRF with this key as its secret (RFC 5246, section 5).
    pub fn prf(&self, label: &[u8], seed: &[u8], out: &mut [u8]) {
        let mut a = self.sign(&[label, seed]);
        let mut chunks = out.chunks_mut(self.hash().size()).peekable();
        while let Some(chunk) = chunks.next() {
            let sum = self.sign(&[a.as_ref(), label, seed]);
            chunk.copy_from_slice(&sum.as_ref()[..chunk.len()]);
            if chunks.peek().is_some() {
                a = self.sign(&[a.as_ref()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::digest::{self as general, Md};
    use crate::crypto::hmac;

    const BOTH: [(Sha2, Md); 2] = [(Sha2::Sha256, Md::Sha256), (Sha2::Sha384, Md::Sha384)];

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn digests_and_codes_are_those_of_the_general_functions() {
        let data: Vec<u8> = (0..400_u32).map(|i| (i * 7) as u8).collect();
        for (hash, md) in BOTH {
            for len in 0..data.len() {
                let part = &data[..len];
                assert_eq!(digest(hash, part).as_ref(), &*general::digest(md, part).unwrap());
                let mac = Mac::new(hash, part).sign(&[&data[..100], &data[100..]]);
                assert_eq!(mac.as_ref(), &*hmac::hmac(md, part, &data).unwrap());
            }
        }
    }

    #[test]
    fn a_copy_goes_its_own_way() {
        let mut first = Running::new(Sha2::Sha384);
        first.update(b"abc");
        let mut second = first.clone();
        second.update(b"d");
        assert_eq!(first.finish().as_ref(), digest(Sha2::Sha384, b"abc").as_ref());
        assert_eq!(second.finish().as_ref(), digest(Sha2::Sha384, b"abcd").as_ref());
    }

    /// RFC 5869, appendices A.1 to A.3.
    #[test]
    fn hkdf_known_answers() {
        let salt = hex("000102030405060708090a0b0c");
        let mut out = [0; 42];
        let key = Mac::extract(Sha2::Sha256, Some(&salt), &[0x0b; 22]);
        assert!(key.expand(&[&hex("f0f1f2f3f4"), &hex("f5f6f7f8f9")], &mut out));
        assert_eq!(
            out.to_vec(),
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            )
        );
        let range = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
        let mut long = [0; 82];
        let key = Mac::extract(Sha2::Sha256, Some(&range(0x60, 0xaf)), &range(0, 0x4f));
        assert!(key.expand(&[&range(0xb0, 0xff)], &mut long));
        assert_eq!(
            long.to_vec(),
            hex(
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
            )
        );
        assert!(Mac::extract(Sha2::Sha256, None, &[0x0b; 22]).expand(&[], &mut out));
        assert_eq!(
            out.to_vec(),
            hex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            )
        );
    }

    #[test]
    fn hkdf_gives_255_digests_and_no_more() {
        for (hash, _) in BOTH {
            let key = Mac::new(hash, b"key");
            let mut out = vec![0; 255 * hash.size() + 1];
            assert!(!key.expand(&[b"info"], &mut out));
            assert!(out.iter().all(|&byte| byte == 0));
            let most = 255 * hash.size();
            assert!(key.expand(&[b"info"], &mut out[..most]));
            let mut short = [0; 100];
            assert!(key.expand(&[b"in", b"fo"], &mut short));
            assert_eq!(short, out[..100]);
        }
    }

    /// The known answer for TLS 1.2's PRF with SHA-256 that the IETF's TLS
    /// list has used since 2009.
    #[test]
    fn prf_known_answer() {
        let mut out = [0; 100];
        let key = Mac::new(Sha2::Sha256, &hex("9bbe436ba940f017b17652849a71db35"));
        key.prf(b"test label", &hex("a0ba9f936cda311827a6f796ffd5198c"), &mut out);
        assert_eq!(
            out.to_vec(),
            hex(
                "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66"
            )
        );
    }
}
