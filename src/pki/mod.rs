//! Certificate paths: building, verification, names, revocation.
#![forbid(unsafe_code)]
