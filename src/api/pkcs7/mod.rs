//! `openssl/pkcs7.h`: signed and encrypted contents.

pub mod attribute;
pub mod content;
pub mod data;
pub mod files;
pub mod parties;
pub mod smime;
pub mod stream;
pub mod values;

use crate::obj::pkcs7::{
    PKCS7, PKCS7_DIGEST, PKCS7_ENC_CONTENT, PKCS7_ENCRYPT, PKCS7_ENVELOPE, PKCS7_ISSUER_AND_SERIAL,
    PKCS7_RECIP_INFO, PKCS7_SIGN_ENVELOPE, PKCS7_SIGNED, PKCS7_SIGNER_INFO,
};

crate::box_handle!(
    PKCS7,
    PKCS7_DIGEST,
    PKCS7_ENC_CONTENT,
    PKCS7_ENCRYPT,
    PKCS7_ENVELOPE,
    PKCS7_ISSUER_AND_SERIAL,
    PKCS7_RECIP_INFO,
    PKCS7_SIGN_ENVELOPE,
    PKCS7_SIGNED,
    PKCS7_SIGNER_INFO,
);
