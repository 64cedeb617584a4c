//! Loaders of the program's own, each for a scheme of URIs.
#![forbid(unsafe_code)]

use super::{OSSL_STORE_INFO, OSSL_STORE_SEARCH};
use crate::abi::func::FnCell;
use crate::abi::{In, LendConst, Mut, Opaque, Str};
use crate::err::{Error, Lib, Result, ossl_store};
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::ui::UI_METHOD;
use std::ffi::{CStr, CString, c_int, c_void};
use std::sync::{Arc, OnceLock};

/// A loader's state, which is its own.
#[repr(C)]
#[derive(Debug)]
pub struct OSSL_STORE_LOADER_CTX {
    _opaque: [u8; 0],
}

/// C's argument list, which only C reads.
#[repr(transparent)]
#[derive(Debug)]
pub struct va_list(*mut c_void);

/// Opens a URI.
pub type OSSL_STORE_open_fn = extern "C" fn(
    In<OSSL_STORE_LOADER>,
    Str,
    LendConst<UI_METHOD>,
    Opaque,
) -> *mut OSSL_STORE_LOADER_CTX;
/// Opens a URI; with a library context and properties.
pub type OSSL_STORE_open_ex_fn = extern "C" fn(
    In<OSSL_STORE_LOADER>,
    Str,
    Mut<OSSL_LIB_CTX>,
    Str,
    LendConst<UI_METHOD>,
    Opaque,
) -> *mut OSSL_STORE_LOADER_CTX;
/// Opens what a BIO holds.
pub type OSSL_STORE_attach_fn = extern "C" fn(
    In<OSSL_STORE_LOADER>,
    Mut<BIO>,
    Mut<OSSL_LIB_CTX>,
    Str,
    LendConst<UI_METHOD>,
    Opaque,
) -> *mut OSSL_STORE_LOADER_CTX;
/// Says which type of object is wanted.
pub type OSSL_STORE_expect_fn = extern "C" fn(*mut OSSL_STORE_LOADER_CTX, c_int) -> c_int;
/// Says which object is wanted.
pub type OSSL_STORE_find_fn =
    extern "C" fn(*mut OSSL_STORE_LOADER_CTX, In<OSSL_STORE_SEARCH>) -> c_int;
/// Loads the next object.
pub type OSSL_STORE_load_fn =
    extern "C" fn(*mut OSSL_STORE_LOADER_CTX, LendConst<UI_METHOD>, Opaque) -> *mut OSSL_STORE_INFO;
/// Whether the end is reached.
pub type OSSL_STORE_eof_fn = extern "C" fn(*mut OSSL_STORE_LOADER_CTX) -> c_int;
/// Whether the last load failed.
pub type OSSL_STORE_error_fn = extern "C" fn(*mut OSSL_STORE_LOADER_CTX) -> c_int;
/// Closes.
pub type OSSL_STORE_close_fn = extern "C" fn(*mut OSSL_STORE_LOADER_CTX) -> c_int;
/// A command with a `va_list`; only C calls it.
pub type OSSL_STORE_ctrl_fn = extern "C" fn(*mut OSSL_STORE_LOADER_CTX, c_int, va_list) -> c_int;

/// How URIs of one scheme are opened.
#[derive(Debug)]
pub struct OSSL_STORE_LOADER {
    scheme: Option<CString>,
    /// Opens a URI.
    pub open: FnCell<OSSL_STORE_open_fn>,
    /// Opens a URI; preferred to `open`.
    pub open_ex: FnCell<OSSL_STORE_open_ex_fn>,
    /// Opens a BIO.
    pub attach: FnCell<OSSL_STORE_attach_fn>,
    /// A command.
    pub ctrl: FnCell<OSSL_STORE_ctrl_fn>,
    /// The wanted type.
    pub expect: FnCell<OSSL_STORE_expect_fn>,
    /// The wanted object.
    pub find: FnCell<OSSL_STORE_find_fn>,
    /// The next object.
    pub load: FnCell<OSSL_STORE_load_fn>,
    /// Whether the end is reached.
    pub eof: FnCell<OSSL_STORE_eof_fn>,
    /// Whether there was an error.
    pub error: FnCell<OSSL_STORE_error_fn>,
    /// Closes.
    pub close: FnCell<OSSL_STORE_close_fn>,
}

static REGISTERED: Guarded<Vec<Arc<OSSL_STORE_LOADER>>> = Guarded::new(Vec::new());

impl OSSL_STORE_LOADER {
    /// A loader without functions.
    pub fn new(scheme: &CStr) -> Arc<Self> {
        Self::empty(Some(scheme.to_owned()))
    }

    /// The library's own, for files; it has no functions that C could call.
    pub fn built_in() -> Arc<Self> {
        static FILE: OnceLock<Arc<OSSL_STORE_LOADER>> = OnceLock::new();
        FILE.get_or_init(|| Self::empty(None)).clone()
    }

    fn empty(scheme: Option<CString>) -> Arc<Self> {
        Arc::new(OSSL_STORE_LOADER {
            scheme,
            open: FnCell::new(None),
            open_ex: FnCell::new(None),
            attach: FnCell::new(None),
            ctrl: FnCell::new(None),
            expect: FnCell::new(None),
            find: FnCell::new(None),
            load: FnCell::new(None),
            eof: FnCell::new(None),
            error: FnCell::new(None),
            close: FnCell::new(None),
        })
    }

    /// The scheme of its URIs; `None` for the library's own.
    pub fn scheme(&self) -> Option<&CStr> {
        self.scheme.as_deref()
    }

    /// Whether it is the program's and its scheme is this one.
    pub fn serves(&self, scheme: &[u8]) -> bool {
        self.scheme.as_ref().is_some_and(|own| own.to_bytes() == scheme)
    }

    fn complete(&self) -> bool {
        (self.open.is_some() || self.open_ex.is_some())
            && self.load.is_some()
            && self.eof.is_some()
            && self.error.is_some()
            && self.close.is_some()
    }

    /// Makes it serve its scheme, in place of one that did.
    ///
    /// Errors: `INVALID_SCHEME` for what is no scheme (RFC 3986, section
    /// 3.1), `LOADER_INCOMPLETE` without one of the necessary functions.
    pub fn register(loader: Arc<Self>) -> Result<()> {
        let scheme = loader.scheme.as_ref().map_or(&[][..], |scheme| scheme.to_bytes());
        let rest = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        if !scheme.first().is_some_and(u8::is_ascii_alphabetic) || !scheme.iter().all(rest) {
            let text = format!("scheme={}", String::from_utf8_lossy(scheme));
            return Err(Error::new(Lib::OsslStore, ossl_store::R_INVALID_SCHEME).with(text));
        }
        if !loader.complete() {
            return Err(Error::new(Lib::OsslStore, ossl_store::R_LOADER_INCOMPLETE));
        }
        REGISTERED.with(|all| {
            all.retain(|other| !other.serves(scheme));
            all.push(loader.clone());
        });
        Ok(())
    }

    /// Takes the loader of a scheme out.
    ///
    /// Errors: `UNREGISTERED_SCHEME`.
    pub fn unregister(scheme: &CStr) -> Result<Arc<Self>> {
        let serves = |loader: &Arc<Self>| loader.serves(scheme.to_bytes());
        REGISTERED
            .with(|all| all.iter().position(serves).map(|at| all.remove(at)))
            .ok_or_else(|| unregistered(scheme))
    }

    /// The loader of a scheme.
    pub fn find(scheme: &[u8]) -> Option<Arc<Self>> {
        REGISTERED.with(|all| all.iter().find(|loader| loader.serves(scheme)).cloned())
    }

    /// All of them.
    pub fn all() -> Vec<Arc<Self>> {
        REGISTERED.get()
    }
}

/// No loader for this scheme.
#[track_caller]
pub fn unregistered(scheme: &CStr) -> Error {
    Error::new(Lib::OsslStore, ossl_store::R_UNREGISTERED_SCHEME)
        .with(format!("scheme={}", scheme.to_string_lossy()))
}
