//! `openssl/bio.h`: sources, sinks and filters of bytes.

pub mod addr;
pub mod dump;
pub mod fields;
pub mod io;
pub mod kinds;
pub mod life;
pub mod meth;
pub mod sock;

crate::arc_handle!(crate::obj::bio::BIO, crate::obj::bio::BIO_METHOD);
