//! Cryptography: the only user of aws-lc.
//!
//! Keys and parameters are parsed by safe Rust (`der`); aws-lc sees numbers,
//! points and digests, never untrusted encodings. Every function of
//! `aws-lc-sys` that is used is wrapped once, here, by an owning type.

pub mod aead;
pub mod aes;
pub mod blowfish;
pub mod bn;
pub mod cipher;
pub mod dh;
pub mod dh_group;
pub mod digest;
pub mod dsa;
pub mod ec;
pub mod ec_point;
mod ffi;
pub mod hmac;
pub mod kdf;
pub mod legacy;
pub mod mac;
pub mod pbe;
pub mod pem_cipher;
pub mod pkey;
pub mod rand;
pub mod rc4;
pub mod ripemd160;
pub mod rsa;
mod rsa_generate;
pub mod rsa_pad;
pub mod rsa_why;
pub mod sha2;
pub mod sig;
