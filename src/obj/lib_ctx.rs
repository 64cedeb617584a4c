//! Library contexts and providers: there is one set of algorithms, so they
//! are names only.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use std::ffi::CStr;

/// A library context. All behave alike.
#[derive(Debug)]
pub struct OSSL_LIB_CTX(#[expect(dead_code, reason = "gives each an address")] u8);

/// A provider that was asked for by name.
#[derive(Debug)]
pub struct OSSL_PROVIDER(&'static CStr);

static GLOBAL: OSSL_LIB_CTX = OSSL_LIB_CTX(0);

/// The providers there are: what the library offers, and nothing.
static PROVIDERS: [OSSL_PROVIDER; 3] =
    [OSSL_PROVIDER(c"default"), OSSL_PROVIDER(c"base"), OSSL_PROVIDER(c"null")];

impl OSSL_LIB_CTX {
    /// A new one.
    pub fn new() -> Box<Self> {
        // A byte of its own, so that two differ in address.
        Box::new(OSSL_LIB_CTX(0))
    }

    /// The default one.
    pub fn global() -> &'static Self {
        &GLOBAL
    }
}

impl OSSL_PROVIDER {
    /// The provider called `name`.
    pub fn find(name: &CStr) -> Option<&'static Self> {
        PROVIDERS.iter().find(|p| p.0 == name)
    }

    /// Its name.
    pub fn name(&self) -> &'static CStr {
        self.0
    }
}
