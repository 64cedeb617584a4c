//! Certificate paths: building, verification, names, revocation.
//!
//! | module   | holds                                                   |
//! |----------|---------------------------------------------------------|
//! | `cert`   | a parsed certificate                                    |
//! | `crl`    | a parsed revocation list                                |
//! | `name`   | distinguished names and their canonical form            |
//! | `time`   | UTCTime and GeneralizedTime                             |
//! | `ext`    | decoding of each extension                              |
//! | `info`   | a certificate's extensions as path validation uses them |
//! | `issuer` | whether a certificate may have issued another           |
//! | `sigalg` | signature algorithms                                    |
//! | `error`  | the `X509_V_…` codes                                    |
#![forbid(unsafe_code)]

pub mod cert;
pub mod crl;
pub mod error;
pub mod ext;
pub mod info;
pub mod issuer;
pub mod name;
pub mod oid;
pub mod sigalg;
pub mod time;
