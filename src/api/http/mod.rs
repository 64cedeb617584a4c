//! `openssl/http.h`: HTTP's client.

pub mod request;
pub mod transfer;
pub mod url;

use crate::obj::http::OSSL_HTTP_REQ_CTX;

crate::box_handle!(OSSL_HTTP_REQ_CTX);
