//! `RC4_KEY`: RC4 in memory of the program's.

pub use crate::crypto::rc4::RC4_KEY;
