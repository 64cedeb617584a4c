//! `TLS_method` and its kin.
//!
//! The fixed-version methods limit a context to that version. TLS 1.0 and 1.1
//! are never spoken: their methods exist, and their handshakes fail with
//! `SSL_R_NO_PROTOCOLS_AVAILABLE`. So do those of DTLS 1.0.

use crate::abi::LendConst;
use crate::obj::ssl::method::{self, SSL_METHOD};

/// Both ends, TLS 1.2 and 1.3.
#[unsafe(no_mangle)]
pub extern "C" fn TLS_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLS)
}

/// The client's end, TLS 1.2 and 1.3.
#[unsafe(no_mangle)]
pub extern "C" fn TLS_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLS_CLIENT)
}

/// The server's end, TLS 1.2 and 1.3.
#[unsafe(no_mangle)]
pub extern "C" fn TLS_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLS_SERVER)
}

/// Both ends, TLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_2_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_2)
}

/// The client's end, TLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_2_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_2_CLIENT)
}

/// The server's end, TLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_2_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_2_SERVER)
}

/// Both ends, TLS 1.1 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_1_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_1)
}

/// The client's end, TLS 1.1 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_1_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_1_CLIENT)
}

/// The server's end, TLS 1.1 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_1_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_1_SERVER)
}

/// Both ends, TLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1)
}

/// The client's end, TLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_CLIENT)
}

/// The server's end, TLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn TLSv1_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::TLSV1_SERVER)
}

/// Both ends, DTLS 1.2.
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLS)
}

/// The client's end, DTLS 1.2.
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLS_CLIENT)
}

/// The server's end, DTLS 1.2.
#[unsafe(no_mangle)]
pub extern "C" fn DTLS_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLS_SERVER)
}

/// Both ends, DTLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_2_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1_2)
}

/// The client's end, DTLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_2_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1_2_CLIENT)
}

/// The server's end, DTLS 1.2 alone.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_2_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1_2_SERVER)
}

/// Both ends, DTLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1)
}

/// The client's end, DTLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_client_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1_CLIENT)
}

/// The server's end, DTLS 1.0 alone, whose handshakes fail.
#[unsafe(no_mangle)]
pub extern "C" fn DTLSv1_server_method() -> LendConst<SSL_METHOD> {
    LendConst::new(&method::DTLSV1_SERVER)
}
