//! The digests and the DES whose state C programs keep in memory of their
//! own: `MD5_CTX` and its like have OpenSSL's layout in aws-lc too.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use aws_lc_sys as sys;
use std::cell::UnsafeCell;

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $raw:ident $size:literal $len:literal $block:literal $init:ident $update:ident $last:ident $transform:ident;)*) => {$(
        $(#[$doc])*
        #[repr(transparent)]
        pub struct $name(UnsafeCell<sys::$raw>);

        const _: () = assert!(size_of::<$name>() == $size);

        // SAFETY: C's own memory; a program that shares it must lock it.
        unsafe impl Sync for $name {}

        impl $name {
            /// The length of the digest.
            pub const LEN: usize = $len;

            /// Starts a digest in memory of any content.
            pub fn init(&self) -> bool {
                // SAFETY: C gave room for a state.
                unsafe { sys::$init(self.0.get()) == 1 }
            }

            /// Adds input.
            pub fn update(&self, data: &[u8]) -> bool {
                // SAFETY: C started the state; the data is a slice.
                unsafe { sys::$update(self.0.get(), data.as_ptr().cast(), data.len()) == 1 }
            }

            /// The length of an input block.
            pub const BLOCK: usize = $block;

            /// Adds a block, without counting it.
            pub fn transform(&self, block: &[u8; $block]) {
                // SAFETY: C started the state; the block has its length.
                unsafe { sys::$transform(self.0.get(), block.as_ptr()) };
            }

            /// The digest.
            pub fn finish(&self) -> Option<[u8; $len]> {
                let mut out = [0; $len];
                // SAFETY: C started the state; the output has its length.
                unsafe { sys::$last(out.as_mut_ptr(), self.0.get()) == 1 }.then_some(out)
            }
        }
    )*};
}

states! {
    /// MD4 at work.
    MD4_CTX = MD4_CTX 92 16 64 MD4_Init MD4_Update MD4_Final MD4_Transform;
    /// MD5 at work.
    MD5_CTX = MD5_CTX 92 16 64 MD5_Init MD5_Update MD5_Final MD5_Transform;
    /// SHA-1 at work.
    SHA_CTX = SHA_CTX 96 20 64 SHA1_Init SHA1_Update SHA1_Final SHA1_Transform;
    /// SHA-256 at work.
    SHA256_CTX = SHA256_CTX 112 32 64 SHA256_Init SHA256_Update SHA256_Final SHA256_Transform;
    /// SHA-512 at work.
    SHA512_CTX = SHA512_CTX 216 64 128 SHA512_Init SHA512_Update SHA512_Final SHA512_Transform;
}

impl SHA256_CTX {
    /// Starts SHA-224.
    pub fn init_224(&self) -> bool {
        // SAFETY: C gave room for a state.
        unsafe { sys::SHA224_Init(self.0.get()) == 1 }
    }

    /// The digest of SHA-224.
    pub fn finish_224(&self) -> Option<[u8; 28]> {
        let mut out = [0; 28];
        // SAFETY: C started the state; the output has its length.
        unsafe { sys::SHA224_Final(out.as_mut_ptr(), self.0.get()) == 1 }.then_some(out)
    }
}

impl SHA512_CTX {
    /// Starts SHA-384.
    pub fn init_384(&self) -> bool {
        // SAFETY: C gave room for a state.
        unsafe { sys::SHA384_Init(self.0.get()) == 1 }
    }

    /// The digest of SHA-384.
    pub fn finish_384(&self) -> Option<[u8; 48]> {
        let mut out = [0; 48];
        // SAFETY: C started the state; the output has its length.
        unsafe { sys::SHA384_Final(out.as_mut_ptr(), self.0.get()) == 1 }.then_some(out)
    }
}
