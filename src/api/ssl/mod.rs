//! `openssl/ssl.h`: a file per name prefix.

pub mod init;
pub mod ssl_alert;
pub mod ssl_cipher;
pub mod ssl_method;
