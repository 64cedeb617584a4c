//! The safe objects behind the handles that C holds.
#![forbid(unsafe_code)]
pub mod asn1;
pub mod bio;
pub mod cell;
pub mod cipher_info;
pub mod engine;
pub mod evp_cipher;
pub mod evp_md;
pub mod evp_pkey;
pub mod evp_pkey_ctx;
pub mod ex_data;
pub mod lhash;
pub mod lib_ctx;
pub mod lifetime;
pub mod objects;
pub mod param;
pub mod passphrase;
pub mod pem;
pub mod pem_io;
pub mod pkcs12;
pub mod rand;
pub mod ssl;
pub mod stack;
pub mod stream;
pub mod ui;
pub mod x509;
pub mod x509_vfy;
