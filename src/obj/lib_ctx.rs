//! Library contexts and providers: there is one set of algorithms, so they
//! are names only.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use std::ffi::CStr;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A library context. All behave alike.
#[derive(Debug)]
pub struct OSSL_LIB_CTX(#[expect(dead_code, reason = "gives each an address")] u8);

/// A set of algorithms that a program asks for by name.
#[derive(Debug)]
pub struct OSSL_PROVIDER {
    name: &'static CStr,
    loads: AtomicUsize,
}

static GLOBAL: OSSL_LIB_CTX = OSSL_LIB_CTX(0);

/// The providers there are: what the library offers, and nothing.
static PROVIDERS: [OSSL_PROVIDER; 3] = [
    OSSL_PROVIDER { name: c"default", loads: AtomicUsize::new(1) },
    OSSL_PROVIDER { name: c"base", loads: AtomicUsize::new(0) },
    OSSL_PROVIDER { name: c"null", loads: AtomicUsize::new(0) },
];

impl OSSL_LIB_CTX {
    /// A new one.
    pub fn new() -> Box<Self> {
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
        PROVIDERS.iter().find(|p| p.name == name)
    }

    /// The provider called `name`, loaded once more.
    pub fn load(name: &CStr) -> Option<&'static Self> {
        let provider = Self::find(name)?;
        provider.loads.fetch_add(1, Ordering::Relaxed);
        Some(provider)
    }

    /// Loads it once less; the default one stays.
    pub fn unload(&self) {
        let keep = usize::from(self.name == c"default");
        let less = |n: usize| (n > keep).then(|| n - 1);
        let _ = self.loads.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Whether it is loaded.
    pub fn is_loaded(&self) -> bool {
        self.loads.load(Ordering::Relaxed) > 0
    }

    /// Those that are loaded.
    pub fn loaded() -> impl Iterator<Item = &'static Self> {
        PROVIDERS.iter().filter(|p| p.is_loaded())
    }

    /// Its name.
    pub fn name(&self) -> &'static CStr {
        self.name
    }
}
