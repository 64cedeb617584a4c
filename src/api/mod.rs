//! The exported functions, a folder per OpenSSL header.
pub mod asn1;
pub mod bio;
pub mod buffer;
pub mod crypto;
pub mod engine;
pub mod err;
pub mod evp;
pub mod lhash;
pub mod objects;
pub mod pem;
pub mod provider;
pub mod rand;
pub mod ssl;
pub mod stack;
pub mod ui;
pub mod x509;
pub mod x509v3;
