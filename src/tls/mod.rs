//! The TLS engine: handshake, records, sessions; the only user of rustls.
#![forbid(unsafe_code)]
