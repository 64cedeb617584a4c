//! `openssl/crypto.h`: memory, application data, locks, versions, start and
//! end of the library.

pub mod ex_data;
pub mod init;
pub mod mem;
pub mod text;
pub mod thread;
pub mod version;
