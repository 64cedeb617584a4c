//! `openssl/blowfish.h`: Blowfish on blocks of eight bytes, and its modes.

use super::block64::{cbc, stream};
use crate::abi::{In, InBuf, LendConst, Mut, Out, OutBuf, quiet};
use crate::crypto::rand;
use crate::obj::block64::{BF_KEY, Block};
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint};

/// Makes a key of at most 72 bytes ready. Without one it is a random key, so
/// that nothing is encrypted under what others know.
#[unsafe(no_mangle)]
pub extern "C" fn BF_set_key(key: Mut<BF_KEY>, len: c_int, data: InBuf<c_uchar>) {
    quiet((), || {
        let place = key.get()?;
        let mut given = data.slice(len).unwrap_or_default();
        let mut unknown = zeroize::Zeroizing::new([0; 16]);
        if given.is_empty() {
            rand::fill(&mut unknown[..])?;
            given = &unknown[..];
        }
        place.set(given);
        Ok(())
    });
}

fn halves(data: &Out<c_uint>, key: &In<BF_KEY>, encrypt: bool) {
    quiet((), || {
        let key = key.get()?;
        let [left, right] = key.apply(encrypt, [data.read()?, data.offset(1).read()?]);
        data.write(left)?;
        data.offset(1).write(right)
    });
}

/// Encrypts a block, which is two numbers.
#[unsafe(no_mangle)]
pub extern "C" fn BF_encrypt(data: Out<c_uint>, key: In<BF_KEY>) {
    halves(&data, &key, true);
}

/// Decrypts a block, which is two numbers.
#[unsafe(no_mangle)]
pub extern "C" fn BF_decrypt(data: Out<c_uint>, key: In<BF_KEY>) {
    halves(&data, &key, false);
}

/// Encrypts the block `in` to `out` for `enc` 1, decrypts it for 0; they may
/// be the same.
#[unsafe(no_mangle)]
pub extern "C" fn BF_ecb_encrypt(
    in_: InBuf<c_uchar>,
    mut out: OutBuf<c_uchar>,
    key: In<BF_KEY>,
    enc: c_int,
) {
    quiet((), || {
        let mut block = [0; 8];
        block.copy_from_slice(in_.slice(8_usize)?);
        let done = key.get().map(|key| key.block(enc != 0, block)).unwrap_or_default();
        out.slice(8_usize)?.copy_from_slice(&done);
        Ok(())
    });
}

/// Encrypts `length` bytes in CBC mode for `enc` 1, decrypts them for 0, and
/// moves `ivec` on.
///
/// `out` may be `in`; when encrypting, it has room for whole blocks.
#[unsafe(no_mangle)]
pub extern "C" fn BF_cbc_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    schedule: In<BF_KEY>,
    ivec: OutBuf<c_uchar>,
    enc: c_int,
) {
    let cipher = |encrypt, block: Block| Ok(schedule.get()?.block(encrypt, block));
    quiet((), || cbc(&cipher, &in_, out, length, ivec, enc != 0));
}

/// Encrypts `length` bytes in CFB mode for `enc` 1, decrypts them for 0, and
/// moves `ivec` and `num` on.
#[unsafe(no_mangle)]
pub extern "C" fn BF_cfb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    schedule: In<BF_KEY>,
    ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
    enc: c_int,
) {
    let cipher = |encrypt, block: Block| Ok(schedule.get()?.block(encrypt, block));
    quiet((), || {
        stream(&in_, out, length, ivec, &num, |state, input| state.cfb(&cipher, enc != 0, input))
    });
}

/// Encrypts or decrypts `length` bytes in OFB mode, and moves `ivec` and `num`
/// on.
#[unsafe(no_mangle)]
pub extern "C" fn BF_ofb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    schedule: In<BF_KEY>,
    ivec: OutBuf<c_uchar>,
    num: Out<c_int>,
) {
    let cipher = |encrypt, block: Block| Ok(schedule.get()?.block(encrypt, block));
    quiet((), || stream(&in_, out, length, ivec, &num, |state, input| state.ofb(&cipher, input)));
}

/// How Blowfish is computed.
#[unsafe(no_mangle)]
pub extern "C" fn BF_options() -> LendConst<c_char> {
    LendConst::cstr(c"blowfish(ptr)")
}
