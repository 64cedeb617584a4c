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
//! | `purpose`, `trust` | what a certificate may be used and trusted for |
//! | `host`   | host names, e-mail and IP addresses                     |
//! | `constraints` | name constraints                                   |
//! | `roots`  | the roots that are built in                             |
//! | `param`  | verification parameters                                 |
//! | `dane`   | TLSA records                                            |
//! | `recent` | certificates of peers seen lately                       |
//! | `verify` | path building and validation                            |
#![forbid(unsafe_code)]

pub mod cert;
pub mod constraints;
pub mod crl;
pub mod dane;
pub mod error;
pub mod ext;
pub mod host;
pub mod info;
pub mod issuer;
pub mod name;
pub mod oid;
pub mod param;
pub mod purpose;
pub mod recent;
pub mod resources;
pub mod roots;
pub mod sigalg;
pub mod time;
pub mod trust;
pub mod verify;
