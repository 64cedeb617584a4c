//! `ENGINE`: there are none; functions take the pointer and ignore NULL.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

/// An engine, which this library never has.
#[derive(Debug)]
pub struct ENGINE(());
