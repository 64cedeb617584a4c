//! Library contexts and providers: there is one set of algorithms, so they
//! are names only.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::fetch::{self, Properties};
use super::param::{OSSL_PARAM, UTF8_PTR};
use super::self_test::SelfTestHook;
use crate::abi::In;
use crate::err::{Error, Result};
use std::ffi::{CStr, c_int};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A library context. All have the same algorithms.
#[derive(Debug, Default)]
pub struct OSSL_LIB_CTX {
    /// What fetches ask for besides what they say.
    properties: Guarded<Properties>,
    /// What self tests would be told.
    self_test: Guarded<SelfTestHook>,
}

/// A set of algorithms that a program asks for by name.
#[derive(Debug)]
pub struct OSSL_PROVIDER {
    name: &'static CStr,
    loads: AtomicUsize,
}

/// The version of OpenSSL whose interface this is.
pub const VERSION: &CStr = c"3.0.22";

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

    /// What self tests are to tell.
    pub fn self_test(&self) -> SelfTestHook {
        self.self_test.get()
    }

    /// Sets that.
    pub fn set_self_test(&self, hook: SelfTestHook) {
        self.self_test.set(hook);
    }

    /// Sets what fetches ask for by default.
    pub fn set_properties(&self, properties: Properties) {
        self.properties.set(properties);
    }
}

/// What is told of a provider.
static GETTABLE: LazyLock<&'static [OSSL_PARAM]> =
    LazyLock::new(|| fetch::set("name/6/0 version/6/0 buildinfo/6/0 status/1/0"));

impl OSSL_PROVIDER {
    /// What can be asked of it.
    pub fn gettable() -> &'static [OSSL_PARAM] {
        &GETTABLE
    }

    /// Answers what is asked; unknown parameters count for nothing.
    pub fn answer(&self, params: &In<OSSL_PARAM>) -> Result<()> {
        let title = match self.name.to_bytes() {
            b"base" => c"OpenSSL Base Provider",
            b"legacy" => c"OpenSSL Legacy Provider",
            b"null" => c"OpenSSL Null Provider",
            _ => c"OpenSSL Default Provider",
        };
        for wanted in OSSL_PARAM::list(params) {
            let text = |text: &'static CStr| {
                wanted.point(UTF8_PTR, text.as_ptr().cast(), text.count_bytes())
            };
            let done = match wanted.key().to_bytes() {
                b"name" => text(title),
                b"version" | b"buildinfo" => text(VERSION),
                b"status" => wanted.put_integer(1, size_of::<c_int>()),
                _ => true,
            };
            if !done {
                return Err(Error::quiet());
            }
        }
        Ok(())
    }

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
