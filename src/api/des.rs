//! `openssl/des.h`: single DES on blocks of eight bytes.

use crate::abi::{Mut, Out, entry, quiet};
use crate::err::Result;
use crate::obj::des::{self, DES_cblock, DES_key_schedule, const_DES_cblock};
use std::ffi::c_int;

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
