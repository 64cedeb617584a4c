//! The exported functions, a folder per OpenSSL header.
pub mod objects;
