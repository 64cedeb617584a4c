//! `openssl/evp.h`: keys, digests, ciphers and what is done with them.

pub mod evp_pkey;

crate::arc_handle!(crate::obj::evp_pkey::EVP_PKEY);
