//! `openssl/x509_vfy.h`: trust stores and path validation.

pub mod check;
pub mod lookup;
pub mod lookup_method;
pub mod policy;
pub mod purpose;
pub mod store;
pub mod store_ctx;
pub mod store_hooks;
pub mod verify_param;

use crate::abi::{Arg, InBuf};
use crate::err::Result;
use crate::obj::x509_vfy::dane::SSL_DANE;
use crate::obj::x509_vfy::{
    X509_LOOKUP, X509_LOOKUP_METHOD, X509_OBJECT, X509_STORE, X509_STORE_CTX, X509_VERIFY_PARAM,
};

crate::arc_handle!(
    X509_STORE,
    X509_STORE_CTX,
    X509_VERIFY_PARAM,
    X509_LOOKUP,
    X509_LOOKUP_METHOD,
    SSL_DANE
);
crate::box_handle!(X509_OBJECT);

/// Text with a length, 0 for terminated; `None` for NULL.
pub(crate) fn sized(text: &TextBuf, len: usize) -> Result<Option<Vec<u8>>> {
    if text.is_null() {
        return Ok(None);
    }
    match len {
        0 => Ok(Arg(text.as_ptr().cast_mut().cast()).str().map(|text| text.to_bytes().to_vec())),
        _ => text.slice(len).map(|bytes| Some(bytes.to_vec())),
    }
}

/// `const char *` with a length.
pub(crate) type TextBuf = InBuf<std::ffi::c_char>;
