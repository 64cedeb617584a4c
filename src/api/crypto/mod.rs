//! `openssl/crypto.h`: memory, application data, locks, versions, start and
//! end of the library.

pub mod ex_data;
