//! `openssl/store.h`: keys, certificates and CRLs from a URI.

pub mod info;
pub mod loader;
pub mod search;
pub mod store_ctx;

use crate::obj::store::{OSSL_STORE_CTX, OSSL_STORE_INFO, OSSL_STORE_LOADER, OSSL_STORE_SEARCH};

crate::arc_handle!(OSSL_STORE_LOADER);
crate::box_handle!(OSSL_STORE_CTX, OSSL_STORE_INFO, OSSL_STORE_SEARCH);
