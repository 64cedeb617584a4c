//! Encodings, in safe Rust only: untrusted bytes meet nothing else.
#![forbid(unsafe_code)]

pub mod algorithm;
pub mod base64;
pub mod keys;
pub mod oid;
pub mod pem;
pub mod pkcs12;
pub mod reader;
pub mod write;
