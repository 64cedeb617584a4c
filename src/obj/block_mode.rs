//! How blocks of 16 bytes are chained, for the functions that are given a
//! block cipher: `AES_cbc_encrypt`, `CRYPTO_ctr128_encrypt` and their like.

/// A block.
pub type Block = [u8; 16];

/// CBC encryption. An incomplete last block is filled up by the vector.
pub fn cbc_encrypt(
    input: &[u8],
    iv: &mut Block,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len().next_multiple_of(16));
    for piece in input.chunks(16) {
        iv.iter_mut().zip(piece).for_each(|(a, b)| *a ^= b);
        *iv = block(iv);
        out.extend_from_slice(iv);
    }
    out
}

/// CBC decryption of whole blocks, of which `len` bytes count.
pub fn cbc_decrypt(
    input: &[u8],
    len: usize,
    iv: &mut Block,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len());
    for piece in input.as_chunks::<16>().0 {
        let plain = block(piece);
        out.extend(plain.iter().zip(iv.iter()).map(|(a, b)| a ^ b));
        *iv = *piece;
    }
    out.truncate(len);
    out
}

/// CFB of whole blocks, `num` bytes into one.
pub fn cfb(
    input: &[u8],
    iv: &mut Block,
    num: &mut usize,
    encrypting: bool,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let step = |&byte: &u8| {
        if *num == 0 {
            *iv = block(iv);
        }
        let result = byte ^ iv[*num];
        iv[*num] = if encrypting { result } else { byte };
        *num = (*num + 1) % 16;
        result
    };
    input.iter().map(step).collect()
}

/// CFB of bytes.
pub fn cfb8(
    input: &[u8],
    iv: &mut Block,
    encrypting: bool,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let step = |&byte: &u8| {
        let result = byte ^ block(iv)[0];
        iv.rotate_left(1);
        iv[15] = if encrypting { result } else { byte };
        result
    };
    input.iter().map(step).collect()
}

/// CFB of `bits` bits.
pub fn cfb1(
    input: &[u8],
    bits: usize,
    iv: &mut Block,
    encrypting: bool,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let mut out = vec![0; input.len()];
    for at in 0..bits {
        let (byte, shift) = (at / 8, 7 - at % 8);
        let bit = (input[byte] >> shift) & 1;
        let made = bit ^ (block(iv)[0] >> 7);
        out[byte] |= made << shift;
        let next =
            (u128::from_be_bytes(*iv) << 1) | u128::from(if encrypting { made } else { bit });
        *iv = next.to_be_bytes();
    }
    out
}

/// OFB, `num` bytes into a block.
pub fn ofb(
    input: &[u8],
    iv: &mut Block,
    num: &mut usize,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let step = |&byte: &u8| {
        if *num == 0 {
            *iv = block(iv);
        }
        let result = byte ^ iv[*num];
        *num = (*num + 1) % 16;
        result
    };
    input.iter().map(step).collect()
}

/// CTR, `num` bytes into the block of key stream that is in `stream`.
pub fn ctr(
    input: &[u8],
    counter: &mut Block,
    stream: &mut Block,
    num: &mut usize,
    mut block: impl FnMut(&Block) -> Block,
) -> Vec<u8> {
    let step = |&byte: &u8| {
        if *num == 0 {
            *stream = block(counter);
            *counter = u128::from_be_bytes(*counter).wrapping_add(1).to_be_bytes();
        }
        let result = byte ^ stream[*num];
        *num = (*num + 1) % 16;
        result
    };
    input.iter().map(step).collect()
}
