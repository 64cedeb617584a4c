//! `openssl/params.h` and `openssl/param_build.h`: named values that programs
//! and the library hand each other.

pub mod array;
pub mod build;
pub mod number;
pub mod value;

crate::box_handle!(crate::obj::param_build::OSSL_PARAM_BLD);
