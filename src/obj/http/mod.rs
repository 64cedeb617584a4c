//! HTTP's client: addresses, one request and its answer, connections.

pub mod answer;
pub mod proxy;
pub mod request;
pub mod session;
mod url;

pub use request::OSSL_HTTP_REQ_CTX;
pub use url::Url;

use crate::err::{Error, Lib};
use std::ffi::c_int;

/// An error of HTTP's.
#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Http, reason)
}
