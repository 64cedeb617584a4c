//! `openssl/aes.h` and `openssl/modes.h`: AES block by block, and block
//! ciphers of the program's in the usual modes.

use crate::abi::{In, InBuf, LendConst, Mut, Out, OutBuf, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::block_mode::{self, Block};
use crate::obj::des::AES_KEY;
use std::ffi::{c_char, c_int, c_uchar, c_uint, c_void};

const ENCRYPT: c_int = 1;

fn set_key(user_key: &InBuf, bits: c_int, key: &Mut<AES_KEY>, encrypting: bool) -> c_int {
    quiet(-1, || {
        let key = key.opt().filter(|_| !user_key.is_null()).ok_or_else(Error::quiet)?;
        if !matches!(bits, 128 | 192 | 256) {
            return Ok(-2);
        }
        Ok(if key.expand(user_key.slice(bits / 8)?, encrypting) { 0 } else { -2 })
    })
}

/// Makes a key of `bits` bits ready to encrypt with.
///
/// Returns: 0; -1 for NULL; -2 for another length than 128, 192 or 256.
#[unsafe(no_mangle)]
pub extern "C" fn AES_set_encrypt_key(
    user_key: InBuf<c_uchar>,
    bits: c_int,
    key: Mut<AES_KEY>,
) -> c_int {
    set_key(&user_key, bits, &key, true)
}

/// Makes a key of `bits` bits ready to decrypt with.
///
/// Returns: 0; -1 for NULL; -2 for another length than 128, 192 or 256.
#[unsafe(no_mangle)]
pub extern "C" fn AES_set_decrypt_key(
    user_key: InBuf<c_uchar>,
    bits: c_int,
    key: Mut<AES_KEY>,
) -> c_int {
    set_key(&user_key, bits, &key, false)
}

/// What the library is built with.
#[unsafe(no_mangle)]
pub extern "C" fn AES_options() -> LendConst<c_char> {
    LendConst::cstr(c"aes(partial)")
}

fn one(input: &InBuf, mut out: OutBuf, key: &In<AES_KEY>, encrypting: bool) -> Result<()> {
    let block: Block = input.slice(16_usize)?.try_into().map_err(|_| Error::quiet())?;
    let done = key.get()?.block(&block, encrypting);
    out.slice(16_usize)?.copy_from_slice(&done);
    Ok(())
}

/// Encrypts a block; `in_` and `out` may be the same.
#[unsafe(no_mangle)]
pub extern "C" fn AES_encrypt(in_: InBuf<c_uchar>, out: OutBuf<c_uchar>, key: In<AES_KEY>) {
    quiet((), || one(&in_, out, &key, true));
}

/// Decrypts a block; `in_` and `out` may be the same.
#[unsafe(no_mangle)]
pub extern "C" fn AES_decrypt(in_: InBuf<c_uchar>, out: OutBuf<c_uchar>, key: In<AES_KEY>) {
    quiet((), || one(&in_, out, &key, false));
}

/// Encrypts a block for `enc` 1, else decrypts it.
#[unsafe(no_mangle)]
pub extern "C" fn AES_ecb_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    key: In<AES_KEY>,
    enc: c_int,
) {
    quiet((), || one(&in_, out, &key, enc == ENCRYPT));
}

/// The length of the blocks that hold `len` bytes.
fn whole(len: usize) -> Result<usize> {
    len.checked_next_multiple_of(16).ok_or_else(Error::quiet)
}

/// Where a mode is in its block, and its vector: C's, for the call.
struct Place<'a> {
    iv: &'a mut [u8],
    num: Option<&'a Out<c_int>>,
}

impl Place<'_> {
    /// Runs `mode` over copies, so that memory of C's may overlap, and stores
    /// what it left.
    fn run(
        self,
        out: &mut OutBuf,
        mode: impl FnOnce(&mut Block, &mut usize) -> Vec<u8>,
    ) -> Result<()> {
        let mut iv: Block = (&*self.iv).try_into().map_err(|_| Error::quiet())?;
        let start = self.num.map_or(Ok(0), Out::read)?;
        let mut num = usize::try_from(start).map_err(|_| Error::quiet())?;
        if num > 15 {
            return Err(Error::quiet());
        }
        let result = mode(&mut iv, &mut num);
        self.iv.copy_from_slice(&iv);
        if let Some(place) = self.num {
            place.write(c_int::try_from(num).unwrap_or(0))?;
        }
        out.slice(result.len())?.copy_from_slice(&result);
        Ok(())
    }
}

/// Encrypts `length` bytes in CBC mode for `enc` 1, filling up the last block
/// with the vector, else decrypts them. The vector moves on.
#[unsafe(no_mangle)]
pub extern "C" fn AES_cbc_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    length: usize,
    key: In<AES_KEY>,
    mut ivec: OutBuf<c_uchar>,
    enc: c_int,
) {
    quiet((), || {
        let key = key.get()?;
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        if enc == ENCRYPT {
            let input = in_.slice(length)?;
            place.run(&mut out, |iv, _| {
                block_mode::cbc_encrypt(input, iv, |block| key.block(block, true))
            })
        } else {
            let input = in_.slice(whole(length)?)?;
            place.run(&mut out, |iv, _| {
                block_mode::cbc_decrypt(input, length, iv, |block| key.block(block, false))
            })
        }
    });
}

/// Encrypts `length` bytes in CFB mode of whole blocks for `enc` 1, else
/// decrypts them; vector and `*num` move on.
#[unsafe(no_mangle)]
pub extern "C" fn AES_cfb128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    length: usize,
    key: In<AES_KEY>,
    mut ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
    enc: c_int,
) {
    quiet((), || {
        let (key, input) = (key.get()?, in_.slice(length)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: Some(&num) };
        place.run(&mut out, |iv, num| {
            block_mode::cfb(input, iv, num, enc == ENCRYPT, |block| key.block(block, true))
        })
    });
}

/// Encrypts `length` bits in CFB mode of bits for `enc` 1, else decrypts them.
#[unsafe(no_mangle)]
pub extern "C" fn AES_cfb1_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    length: usize,
    key: In<AES_KEY>,
    mut ivec: OutBuf<c_uchar>,
    _num: Out<c_int>,
    enc: c_int,
) {
    quiet((), || {
        let (key, input) = (key.get()?, in_.slice(length.div_ceil(8))?);
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        place.run(&mut out, |iv, _| {
            block_mode::cfb1(input, length, iv, enc == ENCRYPT, |block| key.block(block, true))
        })
    });
}

/// Encrypts `length` bytes in CFB mode of bytes for `enc` 1, else decrypts them.
#[unsafe(no_mangle)]
pub extern "C" fn AES_cfb8_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    length: usize,
    key: In<AES_KEY>,
    mut ivec: OutBuf<c_uchar>,
    _num: Out<c_int>,
    enc: c_int,
) {
    quiet((), || {
        let (key, input) = (key.get()?, in_.slice(length)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        place.run(&mut out, |iv, _| {
            block_mode::cfb8(input, iv, enc == ENCRYPT, |block| key.block(block, true))
        })
    });
}

/// Encrypts or decrypts `length` bytes in OFB mode; vector and `*num` move on.
#[unsafe(no_mangle)]
pub extern "C" fn AES_ofb128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    length: usize,
    key: In<AES_KEY>,
    mut ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
) {
    quiet((), || {
        let (key, input) = (key.get()?, in_.slice(length)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: Some(&num) };
        place.run(&mut out, |iv, num| {
            block_mode::ofb(input, iv, num, |block| key.block(block, true))
        })
    });
}

fn wrap(
    key: &Mut<AES_KEY>,
    iv: &InBuf,
    out: &mut OutBuf,
    input: &InBuf,
    inlen: c_uint,
    wrapping: bool,
) -> Result<c_int> {
    let own: Option<[u8; 8]> = match iv.is_null() {
        true => None,
        false => iv.slice(8_usize)?.try_into().ok(),
    };
    let done = key.get()?.wrap(own.as_ref(), input.slice(inlen)?, wrapping);
    let done = done.ok_or_else(Error::quiet)?;
    out.slice(done.len())?.copy_from_slice(&done);
    Ok(c_int::try_from(done.len()).unwrap_or(0))
}

/// Wraps a key of `inlen` bytes (RFC 3394); a NULL `iv` is the standard's.
///
/// Returns: the bytes written; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn AES_wrap_key(
    key: Mut<AES_KEY>,
    iv: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    in_: InBuf<c_uchar>,
    inlen: c_uint,
) -> c_int {
    entry(0, || wrap(&key, &iv, &mut out, &in_, inlen, true))
}

/// Unwraps a key of `inlen` bytes (RFC 3394).
///
/// Returns: the bytes written; 0 if it is not what was wrapped.
#[unsafe(no_mangle)]
pub extern "C" fn AES_unwrap_key(
    key: Mut<AES_KEY>,
    iv: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    in_: InBuf<c_uchar>,
    inlen: c_uint,
) -> c_int {
    entry(0, || wrap(&key, &iv, &mut out, &in_, inlen, false))
}

/// A block cipher of the program's: input, output, key.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef names")]
type block128_f = Option<extern "C" fn(InBuf<c_uchar>, OutBuf<c_uchar>, InBuf<c_void>)>;

/// The program's cipher as a function of blocks.
fn program<'a>(
    block: block128_f,
    key: &'a InBuf<c_void>,
) -> Result<impl FnMut(&Block) -> Block + 'a> {
    let block = block.ok_or_else(Error::quiet)?;
    Ok(move |input: &Block| {
        let mut out = [0; 16];
        block(
            InBuf::lend(input.as_ptr()),
            OutBuf::lend(out.as_mut_ptr()),
            InBuf::lend(key.as_ptr()),
        );
        out
    })
}

/// Encrypts `len` bytes in CBC mode with a cipher of the program's; the
/// vector moves on.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_cbc128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    len: usize,
    key: InBuf<c_void>,
    mut ivec: OutBuf<c_uchar>,
    block: block128_f,
) {
    quiet((), || {
        let (input, block) = (in_.slice(len)?, program(block, &key)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        place.run(&mut out, |iv, _| block_mode::cbc_encrypt(input, iv, block))
    });
}

/// Decrypts `len` bytes in CBC mode with a cipher of the program's; the
/// vector moves on.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_cbc128_decrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    len: usize,
    key: InBuf<c_void>,
    mut ivec: OutBuf<c_uchar>,
    block: block128_f,
) {
    quiet((), || {
        let (input, block) = (in_.slice(whole(len)?)?, program(block, &key)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        place.run(&mut out, |iv, _| block_mode::cbc_decrypt(input, len, iv, block))
    });
}

/// Encrypts or decrypts `len` bytes in CTR mode with a cipher of the
/// program's; counter, key stream and `*num` move on.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_ctr128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    len: usize,
    key: InBuf<c_void>,
    mut ivec: OutBuf<c_uchar>,
    mut ecount_buf: OutBuf<c_uchar>,
    num: Out<c_uint>,
    block: block128_f,
) {
    quiet((), || {
        let (input, block) = (in_.slice(len)?, program(block, &key)?);
        let stream_place = ecount_buf.slice(16_usize)?;
        let mut stream: Block = (&*stream_place).try_into().map_err(|_| Error::quiet())?;
        let mut at = usize::try_from(num.read()?).map_err(|_| Error::quiet())?;
        if at > 15 {
            return Err(Error::quiet());
        }
        let place = Place { iv: ivec.slice(16_usize)?, num: None };
        place.run(&mut out, |counter, _| {
            block_mode::ctr(input, counter, &mut stream, &mut at, block)
        })?;
        stream_place.copy_from_slice(&stream);
        num.write(c_uint::try_from(at).unwrap_or(0))
    });
}

/// Encrypts or decrypts `len` bytes in OFB mode with a cipher of the
/// program's; vector and `*num` move on.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_ofb128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    len: usize,
    key: InBuf<c_void>,
    mut ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
    block: block128_f,
) {
    quiet((), || {
        let (input, block) = (in_.slice(len)?, program(block, &key)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: Some(&num) };
        place.run(&mut out, |iv, num| block_mode::ofb(input, iv, num, block))
    });
}

/// Encrypts `len` bytes in CFB mode for `enc` 1, else decrypts them, with a
/// cipher of the program's; vector and `*num` move on.
#[unsafe(no_mangle)]
pub extern "C" fn CRYPTO_cfb128_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    len: usize,
    key: InBuf<c_void>,
    mut ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
    enc: c_int,
    block: block128_f,
) {
    quiet((), || {
        let (input, block) = (in_.slice(len)?, program(block, &key)?);
        let place = Place { iv: ivec.slice(16_usize)?, num: Some(&num) };
        place.run(&mut out, |iv, num| block_mode::cfb(input, iv, num, enc != 0, block))
    });
}
