//! `openssl/evp.h`: keys, digests, ciphers and what is done with them.

pub mod evp_cipher;
pub mod evp_cipher_asn1;
pub mod evp_cipher_ctx;
pub mod evp_cipher_params;
pub mod evp_enc;
pub mod evp_encode;
pub mod evp_kdf;
pub mod evp_mac;
pub mod evp_md;
pub mod evp_md_meth;
pub mod evp_pbe;
pub mod evp_pbe_table;
pub mod evp_pkey;
pub mod evp_pkey_attr;
pub mod evp_pkey_ctx;
pub mod evp_pkey_ctx_ctrl;
pub mod evp_pkey_ctx_dsa;
pub mod evp_pkey_ctx_kdf;
pub mod evp_pkey_ctx_lists;
pub mod evp_pkey_ctx_rsa;
pub mod evp_pkey_ctx_set;
pub mod evp_pkey_data;
pub mod evp_pkey_der;
pub mod evp_pkey_engine;
pub mod evp_pkey_kem;
pub mod evp_pkey_key;
pub mod evp_pkey_mac;
pub mod evp_pkey_meth;
pub mod evp_pkey_print;
mod evp_pkey_usual;
pub mod evp_rand;
pub mod evp_seal;
pub mod evp_sign;
pub mod fetched;
pub mod properties;

crate::arc_handle!(crate::obj::evp_pkey::EVP_PKEY, crate::obj::evp_pkey_ctx::EVP_PKEY_CTX);
