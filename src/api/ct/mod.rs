//! `openssl/ct.h`: certificate transparency.

pub mod list;
pub mod sct;

crate::arc_handle!(crate::obj::ct::SCT);
