//! Library contexts and providers: there is one set of algorithms, so they
//! are names only.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::fetch::Properties;
use std::ffi::CStr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A library context. All have the same algorithms.
#[derive(Debug, Default)]
pub struct OSSL_LIB_CTX {
    /// What fetches ask for besides what they say.
    properties: Guarded<Properties>,
}

/// A set of algorithms that a program asks for by name.
#[derive(Debug)]
pub struct OSSL_PROVIDER {
    name: &'static CStr,
    loads: AtomicUsize,
}

static GLOBAL: LazyLock<OSSL_LIB_CTX> = LazyLock::new(OSSL_LIB_CTX::default);

/// The providers there are: what the library offers, what of it is old, and
/// nothing.
static PROVIDERS: [OSSL_PROVIDER; 4] = [
    OSSL_PROVIDER { name: c"default", loads: AtomicUsize::new(1) },
    OSSL_PROVIDER { name: c"base", loads: AtomicUsize::new(0) },
    OSSL_PROVIDER { name: c"legacy", loads: AtomicUsize::new(0) },
    OSSL_PROVIDER { name: c"null", loads: AtomicUsize::new(0) },
];

impl OSSL_LIB_CTX {
    /// A new one.
    pub fn new() -> Box<Self> {
        Box::default()
    }

    /// The default one.
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// What fetches ask for by default.
    pub fn properties(&self) -> Properties {
        self.properties.get()
    }

    /// Sets what fetches ask for by default.
    pub fn set_properties(&self, properties: Properties) {
        self.properties.set(properties);
    }
}

impl OSSL_PROVIDER {
    /// The provider called `name`.
    pub fn find(name: &CStr) -> Option<&'static Self> {
        PROVIDERS.iter().find(|p| p.name == name)
    }

    /// The one of algorithms that nothing new should use.
    pub fn legacy() -> &'static Self {
        let [_, _, legacy, _] = &PROVIDERS;
        legacy
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
