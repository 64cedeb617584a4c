//! `openssl/rc4.h`: RC4, whose state is in memory of the program's.

use crate::abi::{InBuf, LendConst, Mut, OutBuf, quiet};
use crate::obj::rc4::RC4_KEY;
use std::ffi::{c_char, c_int, c_uchar};

/// How RC4 is computed.
///
/// Returns: a string that stays.
#[unsafe(no_mangle)]
pub extern "C" fn RC4_options() -> LendConst<c_char> {
    LendConst::cstr(c"rc4(8x,int)")
}

/// Starts RC4 in the memory at `key`, with `len` bytes, of which 256 count. Without a
/// key, it is a random one, so that nothing is encrypted with none.
#[unsafe(no_mangle)]
pub extern "C" fn RC4_set_key(key: Mut<RC4_KEY>, len: c_int, data: InBuf<c_uchar>) {
    quiet((), || {
        let key = key.get()?;
        if !data.slice(len).is_ok_and(|data| key.set(data)) {
            let mut unknown = [0; 16];
            crate::obj::evp_cipher::random(&mut unknown)?;
            key.set(&unknown);
        }
        Ok(())
    });
}

/// Encrypts or decrypts `len` bytes, which may stay in their place.
#[unsafe(no_mangle)]
pub extern "C" fn RC4(
    key: Mut<RC4_KEY>,
    len: usize,
    indata: InBuf<c_uchar>,
    mut outdata: OutBuf<c_uchar>,
) {
    quiet((), || {
        let text = key.get()?.apply(indata.slice(len)?);
        outdata.slice(len)?.copy_from_slice(&text);
        Ok(())
    });
}
