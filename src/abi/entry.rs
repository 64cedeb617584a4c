//! The panic and error boundary around every exported function.

use crate::err::{self, Error, Lib, Result};
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `body`; on an error or a panic queues it and returns `failure`.
///
/// The name of the function in the queue is that of the exported function
/// `body` stands in, and file and line are where the error was made.
pub fn entry<R, F: FnOnce() -> Result<R>>(failure: R, body: F) -> R {
    let error = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => return value,
        Ok(Err(error)) => Some(error),
        Err(_panic) => None,
    };
    report(error, function_name::<F>());
    failure
}

/// Queues what went wrong in the function called `name`; `None` is a panic.
#[cold]
fn report(error: Option<Error>, name: &'static str) {
    let Some(mut error) = error else {
        err::push(&Error::new(Lib::None, err::R_INTERNAL_ERROR), name);
        return;
    };
    // A NULL parameter is found before anybody knows whose it is.
    if error.lib == Lib::None {
        error.lib = library_of(name);
    }
    err::push(&error, name);
}

/// An error with the value that C gets for it, where a function has several
/// for failure.
#[derive(Debug)]
pub struct Graded {
    error: Error,
    value: Option<c_int>,
}

impl Graded {
    /// `error`, for which C gets `value`.
    pub const fn new(value: c_int, error: Error) -> Graded {
        Graded { error, value: Some(value) }
    }

    /// The error alone.
    pub fn into_error(self) -> Error {
        self.error
    }

    /// Queues the error as of the function `name`; the value for C, `failure`
    /// if it states none.
    pub fn queue(self, name: &'static str, failure: c_int) -> c_int {
        err::push(&self.error, name);
        self.value.unwrap_or(failure)
    }
}

impl From<Error> for Graded {
    fn from(error: Error) -> Graded {
        Graded { error, value: None }
    }
}

/// Like [`entry`], for functions with several values for failure: `failure`
/// is that of errors that state none.
pub fn graded<F>(failure: c_int, body: F) -> c_int
where
    F: FnOnce() -> std::result::Result<c_int, Graded>,
{
    let name = function_name::<F>();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => value,
        Ok(Err(mut graded)) => {
            if graded.error.lib == Lib::None && name.starts_with("EVP_") {
                graded.error.lib = Lib::Evp;
            }
            graded.queue(name, failure)
        }
        Err(_panic) => {
            err::push(&Error::new(Lib::None, err::R_INTERNAL_ERROR), name);
            failure
        }
    }
}

/// Like [`entry`], for functions whose contract is to queue nothing: void
/// functions and accessors.
pub fn quiet<R, F: FnOnce() -> Result<R>>(failure: R, body: F) -> R {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(value)) => value,
        Ok(Err(_)) | Err(_) => failure,
    }
}

/// OpenSSL's library for the errors of a function, from the prefix of its name.
fn library_of(name: &str) -> Lib {
    match name.split('_').next().unwrap_or_default() {
        "SSL" | "DTLS" | "DTLSv1" => Lib::Ssl,
        "EVP" | "PKCS5" | "PKCS8" => Lib::Evp,
        "X509" | "X509at" => Lib::X509,
        "X509V3" | "X509v3" => Lib::X509v3,
        "BIO" => Lib::Bio,
        "ASN1" | "d2i" | "i2d" => Lib::Asn1,
        "PEM" | "b2i" | "i2b" => Lib::Pem,
        "PKCS7" => Lib::Pkcs7,
        "PKCS12" => Lib::Pkcs12,
        "OCSP" => Lib::Ocsp,
        "RSA" => Lib::Rsa,
        "DSA" => Lib::Dsa,
        "DH" => Lib::Dh,
        "EC" | "ECDSA" | "ECDH" | "ECPKParameters" => Lib::Ec,
        "BN" => Lib::Bn,
        "BUF" => Lib::Buf,
        "OBJ" => Lib::Obj,
        "CONF" | "NCONF" => Lib::Conf,
        "RAND" => Lib::Rand,
        "ENGINE" => Lib::Engine,
        "UI" => Lib::Ui,
        "CMS" => Lib::Cms,
        "ASYNC" => Lib::Async,
        "TS" => Lib::Ts,
        "CT" | "SCT" | "CTLOG" => Lib::Ct,
        "CRYPTO" | "OPENSSL" | "OSSL" => Lib::Crypto,
        _ => Lib::None,
    }
}

/// The name of the function that the closure type `F` was written in.
fn function_name<F>() -> &'static str {
    let path = std::any::type_name::<F>();
    let path = path.strip_suffix("::{{closure}}").unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_the_failure_value() {
        assert_eq!(entry(-1, || panic!("no unwind may reach C")), -1);
    }

    #[test]
    fn the_name_is_the_enclosing_function() {
        fn name<F: FnOnce()>(_: F) -> &'static str {
            function_name::<F>()
        }
        assert_eq!(name(|| ()), "the_name_is_the_enclosing_function");
    }
}
