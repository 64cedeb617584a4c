//! OpenSSL 3's C API over rustls and aws-lc.
//!
//! | module   | holds                                                        | may use |
//! |----------|--------------------------------------------------------------|---------|
//! | `abi`    | the C boundary: pointer types, `entry`, allocation, stubs     | err |
//! | `api`    | the exported functions, a folder per OpenSSL header           | abi, obj, and values of those below |
//! | `obj`    | the safe objects behind the handles                           | tls, pki, crypto, der |
//! | `tls`    | handshake, records, sessions; the only user of rustls         | pki, crypto, der |
//! | `pki`    | path building, verification, names, revocation                | crypto, der |
//! | `crypto` | digests, ciphers, keys; the only user of aws-lc               | der |
//! | `der`    | DER, PEM, PKCS#8                                              | |
//! | `err`    | the error type, the thread's queue, reason codes; for all     | |

pub mod abi;
pub mod api;
pub mod crypto;
pub mod der;
pub mod err;
pub mod obj;
pub mod pki;
pub mod tls;
