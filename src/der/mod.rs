//! Encodings, in safe Rust only: untrusted bytes meet nothing else.
#![forbid(unsafe_code)]

pub mod keys;
pub mod oid;
pub mod read;
pub mod reader;
pub mod write;
