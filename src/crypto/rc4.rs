//! RC4, whose state C programs keep in memory of their own.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use aws_lc_sys as sys;
use std::cell::UnsafeCell;
use std::ffi::c_uint;
use zeroize::Zeroizing;

/// RC4 at work, in OpenSSL's layout.
#[repr(transparent)]
pub struct RC4_KEY(UnsafeCell<sys::RC4_KEY>);

const _: () = assert!(size_of::<RC4_KEY>() == 258 * 4);

// SAFETY: C's own memory; a program that shares it must lock it.
unsafe impl Sync for RC4_KEY {}

/// The longest key that counts.
const LONGEST: usize = 256;

impl RC4_KEY {
    /// Starts with a key, of which the first 256 bytes count. False for none.
    pub fn set(&self, key: &[u8]) -> bool {
        let key = key.get(..LONGEST).unwrap_or(key);
        let Ok(len) = c_uint::try_from(key.len()) else { return false };
        if len == 0 {
            return false;
        }
        // SAFETY: C gave room for a state; the key is a slice.
        unsafe { sys::RC4_set_key(self.0.get(), len, key.as_ptr()) };
        true
    }

    /// Encrypts or decrypts.
    pub fn apply(&self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(vec![0; text.len()]);
        // SAFETY: C set the key; both buffers have that length. Numbers beyond a byte would
        // lead out of the state's table, so they are cut.
        unsafe {
            let state = self.0.get();
            (*state).x &= 0xff;
            (*state).y &= 0xff;
            (*state).data.iter_mut().for_each(|cell| *cell &= 0xff);
            sys::RC4(state, text.len(), text.as_ptr(), out.as_mut_ptr());
        }
        out
    }
}
