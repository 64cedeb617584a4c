//! The safe objects behind the handles that C holds.
#![forbid(unsafe_code)]

pub mod asn1;
pub mod bio;
pub mod cell;
pub mod evp_pkey;
pub mod ex_data;
pub mod lhash;
pub mod lib_ctx;
pub mod lifetime;
pub mod objects;
pub mod passphrase;
pub mod pem;
pub mod rand;
pub mod ssl;
pub mod stack;
pub mod x509;
pub mod x509_vfy;
