//! `openssl/dh.h`: Diffie-Hellman.

crate::arc_handle!(crate::obj::dh::DH);
