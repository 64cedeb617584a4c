//! RIPEMD-160, whose state C programs keep in memory of their own.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use aws_lc_sys as sys;
use std::cell::UnsafeCell;

/// RIPEMD-160 at work, in OpenSSL's layout.
#[repr(transparent)]
pub struct RIPEMD160_CTX(UnsafeCell<sys::RIPEMD160_CTX>);

const _: () = assert!(size_of::<RIPEMD160_CTX>() == 96);

// SAFETY: C's own memory; a program that shares it must lock it.
unsafe impl Sync for RIPEMD160_CTX {}

impl RIPEMD160_CTX {
    /// The length of the digest.
    pub const LEN: usize = 20;
    /// The length of an input block.
    pub const BLOCK: usize = 64;

    /// Starts a digest in memory of any content.
    pub fn init(&self) -> bool {
        // SAFETY: C gave room for a state.
        unsafe { sys::RIPEMD160_Init(self.0.get()) == 1 }
    }

    /// Adds input.
    pub fn update(&self, data: &[u8]) -> bool {
        // SAFETY: C started the state; the data is a slice.
        unsafe { sys::RIPEMD160_Update(self.0.get(), data.as_ptr().cast(), data.len()) == 1 }
    }

    /// Adds a block, without counting it, nor what waits for the rest of its block.
    pub fn transform(&self, block: &[u8; Self::BLOCK]) {
        // SAFETY: C started the state; without bytes that wait, the whole block is taken
        // from the slice.
        unsafe {
            let state = self.0.get();
            let (low, high, waiting) = ((*state).Nl, (*state).Nh, (*state).num);
            (*state).num = 0;
            sys::RIPEMD160_Update(state, block.as_ptr().cast(), block.len());
            ((*state).Nl, (*state).Nh, (*state).num) = (low, high, waiting);
        }
    }

    /// The digest.
    pub fn finish(&self) -> Option<[u8; Self::LEN]> {
        let mut out = [0; Self::LEN];
        // SAFETY: C started the state; the output has its length.
        unsafe { sys::RIPEMD160_Final(out.as_mut_ptr(), self.0.get()) == 1 }.then_some(out)
    }
}
