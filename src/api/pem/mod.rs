//! `openssl/pem.h`: PEM.

pub mod x509;
