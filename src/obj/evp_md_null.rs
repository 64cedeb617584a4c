//! `EVP_md_null`: a digest of no bytes. It is one of the program's kind, so that
//! nothing but the functions of `EVP_MD_CTX` takes it: no signature, no MAC.

use super::evp_md::{EVP_MD, EVP_MD_CTX};
use super::evp_md_meth::{Fields, Method};
use crate::abi::{InBuf, Mut, OutBuf};
use std::ffi::{c_int, c_uchar, c_void};
use std::sync::LazyLock;

extern "C" fn begin(_ctx: Mut<EVP_MD_CTX>) -> c_int {
    1
}

extern "C" fn input(_ctx: Mut<EVP_MD_CTX>, _data: InBuf<c_void>, _len: usize) -> c_int {
    1
}

extern "C" fn output(_ctx: Mut<EVP_MD_CTX>, _out: OutBuf<c_uchar>) -> c_int {
    1
}

static NULL: LazyLock<EVP_MD> = LazyLock::new(|| {
    let method = Method::new(0, 0);
    method.fields.set(Fields {
        init: Some(begin),
        update: Some(input),
        finish: Some(output),
        ..Fields::default()
    });
    EVP_MD::static_of_method(method)
});

/// The digest.
pub fn null() -> &'static EVP_MD {
    &NULL
}
