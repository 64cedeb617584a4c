//! The hashes of TLS's key schedules, with HMAC, HKDF and TLS 1.2's PRF over
//! them.
//!
//! They allocate nothing, and a key is prepared once however often it is
//! used: a handshake derives some twenty secrets from a few keys.

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
        self.bytes.zeroize();
    }
}

#[derive(Clone, Copy)]
enum State {
    Sha256(lc::SHA256_CTX),
    Sha384(lc::SHA512_CTX),
}

/// A digest being computed; wiped when dropped.
#[derive(Clone)]
pub struct Running(State);

impl Drop for Running {
    fn drop(&mut self) {
        // SAFETY: each state is written over within its own size; any bytes
        // are a valid one.
        unsafe {
            match &mut self.0 {
                State::Sha256(state) => wipe(state),
                State::Sha384(state) => wipe(state),
            }
        }
    }
}

/// # Safety
/// Zero bytes must be a valid `T`.
unsafe fn wipe<T: Copy>(state: &mut T) {
    // SAFETY: writes over `state` alone; the caller vouches for the value.
    unsafe { lc::OPENSSL_cleanse(std::ptr::from_mut(state).cast(), size_of::<T>()) }
}

impl Running {
    /// Nothing hashed so far.
    pub fn new(hash: Sha2) -> Running {
        // SAFETY: the functions write the whole state, and cannot fail.
        Running(unsafe {
            match hash {
                Sha2::Sha256 => {
                    let mut state = MaybeUninit::zeroed();
                    lc::SHA256_Init(state.as_mut_ptr());
                    State::Sha256(state.assume_init())
                }
                Sha2::Sha384 => {
                    let mut state = MaybeUninit::zeroed();
                    lc::SHA384_Init(state.as_mut_ptr());
                    State::Sha384(state.assume_init())
                }
            }
        })
    }

    /// Adds input.
    pub fn update(&mut self, data: &[u8]) {
        // SAFETY: the states were initialised, and `data` is read for its
        // length. The functions cannot fail.
        unsafe {
            match &mut self.0 {
                State::Sha256(state) => lc::SHA256_Update(state, data.as_ptr().cast(), data.len()),
                State::Sha384(state) => lc::SHA384_Update(state, data.as_ptr().cast(), data.len()),
            };
        }
    }

    /// The digest.
    pub fn finish(mut self) -> Sum {
        let mut bytes = [0; MAX_LEN];
        // SAFETY: the states were initialised, and there is room for the
        // longest digest. The functions cannot fail.
        let len = unsafe {
            match &mut self.0 {
                State::Sha256(state) => {
                    lc::SHA256_Final(bytes.as_mut_ptr(), state);
                    Sha2::Sha256.size()
                }
                State::Sha384(state) => {
                    lc::SHA384_Final(bytes.as_mut_ptr(), state);
                    Sha2::Sha384.size()
                }
            }
        };
        Sum { bytes, len }
    }
}

/// The digest of `data`.
pub fn digest(hash: Sha2, data: &[u8]) -> Sum {
    let mut running = Running::new(hash);
    running.update(data);
    running.finish()
}

/// A key of HMAC, prepared; wiped when dropped.
#[derive(Clone)]
pub struct Mac {
    hash: Sha2,
    /// The states after the inner and the outer key block.
    inner: Running,
    outer: Running,
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
            let mut running = Running::new(hash);
            block.iter_mut().for_each(|byte| *byte ^= by);
            running.update(&block[..hash.block()]);
            running
        };
        let inner = pad(0x36);
        let outer = pad(0x36 ^ 0x5c);
        block.zeroize();
        Mac { hash, inner, outer }
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
        self.hash
    }

    /// The code of what `feed` adds.
    fn code(&self, feed: impl FnOnce(&mut Running)) -> Sum {
        let mut inner = self.inner.clone();
        feed(&mut inner);
        let mut outer = self.outer.clone();
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
        if out.len() > 255 * self.hash.size() {
            return false;
        }
        let mut last: Option<Sum> = None;
        for (chunk, count) in out.chunks_mut(self.hash.size()).zip(1..=u8::MAX) {
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
        let mut chunks = out.chunks_mut(self.hash.size()).peekable();
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
