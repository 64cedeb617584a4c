//! Keys from passphrases, for functions without an object.

pub use crate::crypto::kdf::{bytes_to_key, pbkdf2, scrypt};
