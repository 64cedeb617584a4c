//! Filling a store with what is trusted.

use crate::err::{self, Error, Lib, Result};
use crate::obj::x509_vfy::X509_STORE;
use crate::obj::x509_vfy::lookup_method::{FILE, HASH_DIR};
use std::ffi::{CStr, c_int, c_long};
use std::sync::Arc;

/// `X509_L_FILE_LOAD`.
const FILE_LOAD: c_int = 1;
/// `X509_L_ADD_DIR`.
const ADD_DIR: c_int = 2;
/// `X509_FILETYPE_PEM`.
const PEM: c_long = 1;
/// `X509_FILETYPE_DEFAULT`.
const DEFAULT: c_long = 3;

/// Trusts the certificates of a PEM file.
pub fn load_file(store: &Arc<X509_STORE>, path: &CStr) -> Result<()> {
    store.load(&FILE, FILE_LOAD, Some(path), PEM)
}

/// Trusts the certificates of a hashed folder.
pub fn load_dir(store: &Arc<X509_STORE>, path: &CStr) -> Result<()> {
    store.load(&HASH_DIR, ADD_DIR, Some(path), PEM)
}

/// Trusts the certificates that a URI names: files, with or without
/// `file:` before them.
pub fn load_store(store: &Arc<X509_STORE>, uri: &CStr) -> Result<()> {
    let bytes = uri.to_bytes();
    let path = bytes.strip_prefix(b"file://").or_else(|| bytes.strip_prefix(b"file:"));
    let path = std::ffi::CString::new(path.unwrap_or(bytes))
        .map_err(|_| Error::new(Lib::Ssl, err::R_PASSED_INVALID_ARGUMENT))?;
    load_file(store, &path)
}

/// Trusts the default file. That there is none is no error.
pub fn load_default_file(store: &Arc<X509_STORE>) -> Result<()> {
    // Whatever goes wrong with the default is forgotten, as in OpenSSL.
    let _ = store.load(&FILE, FILE_LOAD, None, DEFAULT);
    err::queue::clear();
    Ok(())
}

/// Trusts the default folder.
pub fn load_default_dir(store: &Arc<X509_STORE>) -> Result<()> {
    let _ = store.load(&HASH_DIR, ADD_DIR, None, DEFAULT);
    err::queue::clear();
    Ok(())
}
