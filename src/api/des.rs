//! `openssl/des.h`: single DES on blocks of eight bytes.

use super::block64::stream;
use crate::abi::{InBuf, LendConst, Mut, Out, OutBuf, entry, quiet};
use crate::crypto::rand;
use crate::err::Result;
use crate::obj::block64::Block;
use crate::obj::des::{self, DES_cblock, DES_key_schedule, const_DES_cblock};
use std::ffi::{c_char, c_int, c_long, c_uchar};

/// Sets the lowest bit of each byte so that the byte has an odd number of ones.
#[unsafe(no_mangle)]
pub extern "C" fn DES_set_odd_parity(key: Out<DES_cblock>) {
    quiet((), || key.write(des::with_odd_parity(key.read()?)));
}

/// Whether each byte of a key has an odd number of ones.
#[unsafe(no_mangle)]
pub extern "C" fn DES_check_key_parity(key: Mut<const_DES_cblock>) -> c_int {
    quiet(0, || Ok(has_odd_parity(*key.get()?).into()))
}

/// Whether a key is one of the weak and semi-weak ones.
#[unsafe(no_mangle)]
pub extern "C" fn DES_is_weak_key(key: Mut<const_DES_cblock>) -> c_int {
    quiet(1, || Ok(des::is_weak(*key.get()?).into()))
}

/// Makes a key ready, whatever it is.
/// Returns: 0; -1 for wrong parity or on error; -2 for a weak key.
#[unsafe(no_mangle)]
pub extern "C" fn DES_set_key(
    key: Mut<const_DES_cblock>,
    schedule: Out<DES_key_schedule>,
) -> c_int {
    entry(-1, || {
        set(&key, &schedule)?;
        Ok(verdict(*key.get()?))
    })
}

/// Makes a key ready, whatever it is.
/// Returns: 0; -1 for wrong parity or on error; -2 for a weak key.
#[unsafe(no_mangle)]
pub extern "C" fn DES_key_sched(
    key: Mut<const_DES_cblock>,
    schedule: Out<DES_key_schedule>,
) -> c_int {
    entry(-1, || {
        set(&key, &schedule)?;
        Ok(verdict(*key.get()?))
    })
}

/// Makes a key ready if its parity is right and it is not weak.
/// Returns: 0; -1 for wrong parity; -2 for a weak key.
#[unsafe(no_mangle)]
pub extern "C" fn DES_set_key_checked(
    key: Mut<const_DES_cblock>,
    schedule: Out<DES_key_schedule>,
) -> c_int {
    entry(-1, || match verdict(*key.get()?) {
        0 => set(&key, &schedule).map(|()| 0),
        bad => Ok(bad),
    })
}

/// Makes a key ready, whatever its parity bits are.
#[unsafe(no_mangle)]
pub extern "C" fn DES_set_key_unchecked(
    key: Mut<const_DES_cblock>,
    schedule: Out<DES_key_schedule>,
) {
    quiet((), || set(&key, &schedule));
}

/// Encrypts the block `input` to `output` for `enc` 1, decrypts it for 0; they
/// may be the same.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ecb_encrypt(
    input: Mut<const_DES_cblock>,
    output: Out<DES_cblock>,
    ks: Mut<DES_key_schedule>,
    enc: c_int,
) {
    quiet((), || {
        let block = ks.get()?.apply(enc != 0, *input.get()?);
        // On failure nothing of the input may stand where the result should.
        output.write(block.unwrap_or_default())
    });
}

/// As [`DES_ecb_encrypt`], with three keys: encrypts, decrypts, encrypts.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ecb3_encrypt(
    input: Mut<const_DES_cblock>,
    output: Out<DES_cblock>,
    ks1: Mut<DES_key_schedule>,
    ks2: Mut<DES_key_schedule>,
    ks3: Mut<DES_key_schedule>,
    enc: c_int,
) {
    quiet((), || {
        let keys = [ks1.get()?, ks2.get()?, ks3.get()?];
        // One block of CBC after a block of zeros is a block of ECB.
        let block = des::cbc(&keys, &mut [0; 8], enc != 0, input.get()?, 8);
        output.write(block.ok().and_then(|b| b.first_chunk().copied()).unwrap_or_default())
    });
}

/// Encrypts `length` bytes in CBC mode for `enc` 1, decrypts them for 0, and
/// leaves `ivec` as it is.
///
/// `output` may be `input`; when encrypting, it has room for whole blocks.
/// See: DES_cbc_encrypt(3).
#[unsafe(no_mangle)]
pub extern "C" fn DES_cbc_encrypt(
    input: InBuf<c_uchar>,
    output: OutBuf<c_uchar>,
    length: c_long,
    schedule: Mut<DES_key_schedule>,
    ivec: Out<DES_cblock>,
    enc: c_int,
) {
    quiet((), || cbc(&input, output, length, &[&schedule], &ivec, enc).map(drop));
}

/// As [`DES_cbc_encrypt`], and moves `ivec` on to the last block encrypted.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ncbc_encrypt(
    input: InBuf<c_uchar>,
    output: OutBuf<c_uchar>,
    length: c_long,
    schedule: Mut<DES_key_schedule>,
    ivec: Out<DES_cblock>,
    enc: c_int,
) {
    quiet((), || ivec.write(cbc(&input, output, length, &[&schedule], &ivec, enc)?));
}

/// As [`DES_ncbc_encrypt`], with three keys.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ede3_cbc_encrypt(
    input: InBuf<c_uchar>,
    output: OutBuf<c_uchar>,
    length: c_long,
    ks1: Mut<DES_key_schedule>,
    ks2: Mut<DES_key_schedule>,
    ks3: Mut<DES_key_schedule>,
    ivec: Out<DES_cblock>,
    enc: c_int,
) {
    quiet((), || ivec.write(cbc(&input, output, length, &[&ks1, &ks2, &ks3], &ivec, enc)?));
}

/// A block under one key or three.
fn block(schedules: &[&Mut<DES_key_schedule>], encrypt: bool, block: Block) -> Result<Block> {
    let keys = schedules.iter().map(|s| s.get()).collect::<Result<Vec<_>>>()?;
    // One block of CBC after a block of zeros is a block of ECB.
    let done = des::cbc(&keys, &mut [0; 8], encrypt, &block, 8)?;
    done.first_chunk().copied().ok_or_else(crate::err::Error::quiet)
}

/// The vector as bytes.
fn bytes(ivec: Mut<DES_cblock>) -> OutBuf<c_uchar> {
    OutBuf::lend(ivec.as_ptr().cast())
}

/// Encrypts `length` bytes in CFB mode for `enc` 1, decrypts them for 0, and
/// moves `ivec` and `num` on.
#[unsafe(no_mangle)]
pub extern "C" fn DES_cfb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    schedule: Mut<DES_key_schedule>,
    ivec: Mut<DES_cblock>,
    num: Out<c_int>,
    enc: c_int,
) {
    let cipher = |encrypt, text: Block| block(&[&schedule], encrypt, text);
    quiet((), || {
        stream(&in_, out, length, bytes(ivec), &num, |state, input| {
            state.cfb(&cipher, enc != 0, input)
        })
    });
}

/// As [`DES_cfb64_encrypt`], with three keys.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ede3_cfb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    ks1: Mut<DES_key_schedule>,
    ks2: Mut<DES_key_schedule>,
    ks3: Mut<DES_key_schedule>,
    ivec: Mut<DES_cblock>,
    num: Out<c_int>,
    enc: c_int,
) {
    let cipher = |encrypt, text: Block| block(&[&ks1, &ks2, &ks3], encrypt, text);
    quiet((), || {
        stream(&in_, out, length, bytes(ivec), &num, |state, input| {
            state.cfb(&cipher, enc != 0, input)
        })
    });
}

/// Encrypts or decrypts `length` bytes in OFB mode, and moves `ivec` and `num`
/// on.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ofb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    schedule: Mut<DES_key_schedule>,
    ivec: Mut<DES_cblock>,
    num: Out<c_int>,
) {
    let cipher = |encrypt, text: Block| block(&[&schedule], encrypt, text);
    quiet((), || {
        stream(&in_, out, length, bytes(ivec), &num, |state, input| state.ofb(&cipher, input))
    });
}

/// As [`DES_ofb64_encrypt`], with three keys.
#[unsafe(no_mangle)]
pub extern "C" fn DES_ede3_ofb64_encrypt(
    in_: InBuf<c_uchar>,
    out: OutBuf<c_uchar>,
    length: c_long,
    ks1: Mut<DES_key_schedule>,
    ks2: Mut<DES_key_schedule>,
    ks3: Mut<DES_key_schedule>,
    ivec: Mut<DES_cblock>,
    num: Out<c_int>,
) {
    let cipher = |encrypt, text: Block| block(&[&ks1, &ks2, &ks3], encrypt, text);
    quiet((), || {
        stream(&in_, out, length, bytes(ivec), &num, |state, input| state.ofb(&cipher, input))
    });
}

/// Makes a random key, of the right parity and not weak.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DES_random_key(ret: Out<DES_cblock>) -> c_int {
    entry(0, || {
        loop {
            let mut key = [0; 8];
            rand::fill(&mut key)?;
            let key = des::with_odd_parity(key);
            if !des::is_weak(key) {
                ret.write(key)?;
                return Ok(1);
            }
        }
    })
}

/// How DES is computed.
#[unsafe(no_mangle)]
pub extern "C" fn DES_options() -> LendConst<c_char> {
    LendConst::cstr(c"des(int)")
}

/// What the CBC functions do; the vector to go on with.
fn cbc(
    input: &InBuf<c_uchar>,
    mut output: OutBuf<c_uchar>,
    length: c_long,
    schedules: &[&Mut<DES_key_schedule>],
    ivec: &Out<DES_cblock>,
    enc: c_int,
) -> Result<DES_cblock> {
    let encrypt = enc != 0;
    let mut iv = ivec.read()?;
    let len = usize::try_from(length).unwrap_or(0);
    if len == 0 {
        return Ok(iv);
    }
    let whole = len.next_multiple_of(8);
    let (reads, writes) = if encrypt { (len, whole) } else { (whole, len) };
    let keys = schedules.iter().map(|s| s.get().copied()).collect::<Result<Vec<_>>>();
    let done = keys.and_then(|keys| {
        let keys = keys.iter().collect::<Vec<_>>();
        des::cbc(&keys, &mut iv, encrypt, input.slice(reads)?, len)
    });
    let out = output.slice(writes)?;
    match done {
        Ok(done) if done.len() == out.len() => out.copy_from_slice(&done),
        // On failure nothing of the input may stand where the result should.
        _ => out.fill(0),
    }
    Ok(iv)
}

fn has_odd_parity(key: DES_cblock) -> bool {
    des::with_odd_parity(key) == key
}

/// What the functions that look at a key return for it.
fn verdict(key: DES_cblock) -> c_int {
    match (des::is_weak(key), has_odd_parity(key)) {
        (true, _) => -2,
        (false, false) => -1,
        (false, true) => 0,
    }
}

fn set(key: &Mut<const_DES_cblock>, schedule: &Out<DES_key_schedule>) -> Result<()> {
    schedule.write(DES_key_schedule::new(*key.get()?))
}
