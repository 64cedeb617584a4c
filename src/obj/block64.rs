//! The modes of ciphers with blocks of eight bytes, over a block cipher.

use crate::err::{Error, Result};
use zeroize::Zeroizing;

pub use crate::crypto::blowfish::BF_KEY;

/// A block.
pub type Block = [u8; 8];

/// Encrypts (`true`) or decrypts a block.
pub type Cipher<'a> = &'a dyn Fn(bool, Block) -> Result<Block>;

fn xor(a: Block, b: Block) -> Block {
    std::array::from_fn(|i| a[i] ^ b[i])
}

/// CBC of `len` bytes, moving `iv` on. What follows the last whole block is
/// filled up with zeros before it is encrypted; of the last block decrypted, as
/// much is given as was asked for.
pub fn cbc(
    cipher: Cipher<'_>,
    iv: &mut Block,
    encrypt: bool,
    input: &[u8],
    len: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(Vec::with_capacity(len.next_multiple_of(8)));
    for chunk in input.chunks(8) {
        let mut block = [0; 8];
        block.get_mut(..chunk.len()).ok_or_else(Error::quiet)?.copy_from_slice(chunk);
        if encrypt {
            *iv = cipher(true, xor(block, *iv))?;
            out.extend_from_slice(&*iv);
        } else {
            out.extend_from_slice(&xor(cipher(false, block)?, *iv));
            *iv = block;
        }
    }
    if !encrypt {
        out.truncate(len);
    }
    Ok(out)
}

/// How far a mode that makes a stream is: its vector, and how much of that is
/// used up.
pub struct Stream {
    /// The vector.
    pub iv: Block,
    /// The bytes of it that are used up, 0 to 7.
    pub used: usize,
}

impl Stream {
    fn next(&mut self, cipher: Cipher<'_>) -> Result<&mut u8> {
        if self.used == 0 {
            self.iv = cipher(true, self.iv)?;
        }
        let at = self.used;
        self.used = (at + 1) % 8;
        self.iv.get_mut(at).ok_or_else(Error::quiet)
    }

    /// CFB.
    pub fn cfb(
        &mut self,
        cipher: Cipher<'_>,
        encrypt: bool,
        input: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(Vec::with_capacity(input.len()));
        for &byte in input {
            let place = self.next(cipher)?;
            let changed = byte ^ *place;
            *place = if encrypt { changed } else { byte };
            out.push(changed);
        }
        Ok(out)
    }

    /// OFB.
    pub fn ofb(&mut self, cipher: Cipher<'_>, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(Vec::with_capacity(input.len()));
        for &byte in input {
            out.push(byte ^ *self.next(cipher)?);
        }
        Ok(out)
    }
}
