//! Encodings, in safe Rust only: untrusted bytes meet nothing else.
#![forbid(unsafe_code)]

pub mod keys;
pub mod oid;
pub mod read;
pub mod write;
pub mod reader;
