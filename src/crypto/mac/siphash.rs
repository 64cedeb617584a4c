//! SipHash (Aumasson and Bernstein), of 8 or 16 bytes.

use super::Mac;
use crate::err::{Error, Result};
use zeroize::Zeroizing;

/// A SipHash being computed.
#[derive(Clone)]
pub(super) struct SipHash {
    v: Zeroizing<[u64; 4]>,
    rounds: (u32, u32),
    len: usize,
    /// The bytes that do not fill a block yet.
    tail: Vec<u8>,
    total: u8,
    finished: bool,
}

impl SipHash {
    /// Starts with a key.
    pub(super) fn new(key: &[u8; 16], rounds: (u32, u32), len: usize) -> SipHash {
        let number = u128::from_le_bytes(*key);
        // The low and the high half.
        let (k0, k1) = (number as u64, (number >> 64) as u64);
        let mut v = [
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        if len == 16 {
            v[1] ^= 0xee;
        }
        SipHash { v: Zeroizing::new(v), rounds, len, tail: Vec::new(), total: 0, finished: false }
    }

    fn round(&mut self, times: u32) {
        let v = &mut *self.v;
        for _ in 0..times {
            v[0] = v[0].wrapping_add(v[1]);
            v[1] = v[1].rotate_left(13) ^ v[0];
            v[0] = v[0].rotate_left(32);
            v[2] = v[2].wrapping_add(v[3]);
            v[3] = v[3].rotate_left(16) ^ v[2];
            v[0] = v[0].wrapping_add(v[3]);
            v[3] = v[3].rotate_left(21) ^ v[0];
            v[2] = v[2].wrapping_add(v[1]);
            v[1] = v[1].rotate_left(17) ^ v[2];
            v[2] = v[2].rotate_left(32);
        }
    }

    fn block(&mut self, word: u64) {
        self.v[3] ^= word;
        self.round(self.rounds.0);
        self.v[0] ^= word;
    }

    fn fold(&self) -> [u8; 8] {
        self.v.iter().fold(0, |sum, word| sum ^ word).to_le_bytes()
    }
}

impl Mac for SipHash {
    fn update(&mut self, data: &[u8]) -> Result<()> {
        if self.finished {
            return Err(Error::quiet());
        }
        // The length counts modulo 256.
        self.total = self.total.wrapping_add(data.len() as u8);
        self.tail.extend_from_slice(data);
        let all = std::mem::take(&mut self.tail);
        let (blocks, rest) = all.as_chunks::<8>();
        for block in blocks {
            self.block(u64::from_le_bytes(*block));
        }
        self.tail = rest.to_vec();
        Ok(())
    }

    fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        if std::mem::replace(&mut self.finished, true) {
            return Err(Error::quiet());
        }
        let mut last = [0; 8];
        last[..self.tail.len()].copy_from_slice(&self.tail);
        last[7] = self.total;
        self.block(u64::from_le_bytes(last));
        self.v[2] ^= if self.len == 16 { 0xee } else { 0xff };
        self.round(self.rounds.1);
        let mut out = Zeroizing::new(self.fold().to_vec());
        if self.len == 16 {
            self.v[1] ^= 0xdd;
            self.round(self.rounds.1);
            out.extend_from_slice(&self.fold());
        }
        Ok(out)
    }

    fn try_clone(&self) -> Result<Box<dyn Mac>> {
        Ok(Box::new(self.clone()))
    }
}
