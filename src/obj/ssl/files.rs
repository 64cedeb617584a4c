//! Certificates, keys and names read from files, with OpenSSL's errors.

use super::callbacks::Hook;
use super::names::NameList;
use crate::crypto::pkey::PrivateKey;
use crate::der::pem::{self, SliceLines};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::open_file;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::passphrase::{Source, pem_password_cb};
use crate::obj::pem::read_private;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::store::ctx::Options;
use crate::obj::store::{Content, OSSL_STORE_CTX};
use crate::obj::x509::X509;
use std::ffi::{CStr, CString, OsStr, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

/// `SSL_FILETYPE_PEM`.
const PEM: c_int = 1;
/// `SSL_FILETYPE_ASN1`.
const ASN1: c_int = 2;
/// More than any file of certificates or keys has.
const LIMIT: usize = 64 << 20;

/// Queues `error`, and is the error of libssl that goes with it.
#[track_caller]
fn under(error: &Error, reason: c_int) -> Error {
    err::push(error, "SSL_CTX_use_file");
    Error::new(Lib::Ssl, reason)
}

fn ssl(reason: c_int) -> Error {
    Error::new(Lib::Ssl, reason)
}

/// The contents of a file.
pub(super) fn contents(path: &CStr) -> Result<Vec<u8>> {
    open(path).map_err(|error| under(&error, err::lib_failed(Lib::Sys)))
}

/// The same with the error of the file alone.
fn open(path: &CStr) -> Result<Vec<u8>> {
    let system = err::lib_failed(Lib::Sys);
    // OpenSSL opens these files in a way that does not tell a missing one.
    let opened = open_file(path, c"r");
    let bio = opened.map_err(|_| Error::new(Lib::Bio, system))?;
    let contents = bio.read_to_end(LIMIT).ok_or_else(|| Error::new(Lib::Bio, system));
    bio.free();
    contents
}

/// The next certificate of a PEM file.
///
/// Errors: `PEM_R_NO_START_LINE` if there is none.
pub fn next_certificate(lines: &mut SliceLines<'_>) -> Result<Arc<X509>> {
    loop {
        let block = pem::read(lines)?;
        if matches!(&block.name[..], b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE")
        {
            let read = X509::parse(&block.data).map(|(x509, _)| x509);
            return read.map_err(|error| {
                err::push(&error, "PEM_read_bio_X509");
                Error::new(Lib::Pem, err::lib_failed(Lib::Asn1))
            });
        }
    }
}

fn is_end(error: &Error) -> bool {
    error.lib == Lib::Pem && error.reason == err::pem::R_NO_START_LINE
}

/// The one certificate of a file (`SSL_CTX_use_certificate_file`).
pub fn certificate(path: &CStr, kind: c_int) -> Result<Arc<X509>> {
    let bytes = contents(path)?;
    match kind {
        PEM => next_certificate(&mut SliceLines(&bytes))
            .map_err(|error| under(&error, err::lib_failed(Lib::Pem))),
        ASN1 => X509::parse(&bytes)
            .map(|(x509, _)| x509)
            .map_err(|error| under(&error, err::lib_failed(Lib::Asn1))),
        _ => Err(ssl(err::ssl::R_BAD_SSL_FILETYPE)),
    }
}

/// The certificates of a PEM file, leaf first
/// (`SSL_CTX_use_certificate_chain_file`).
pub fn chain(path: &CStr) -> Result<(Arc<X509>, Vec<Arc<X509>>)> {
    let bytes = contents(path)?;
    let mut lines = SliceLines(&bytes);
    let leaf =
        next_certificate(&mut lines).map_err(|error| under(&error, err::lib_failed(Lib::Pem)))?;
    Ok((leaf, rest(&mut lines)?))
}

/// The certificates up to the end of the file.
fn rest(lines: &mut SliceLines<'_>) -> Result<Vec<Arc<X509>>> {
    let mut chain = Vec::new();
    loop {
        match next_certificate(lines) {
            Ok(x509) => chain.push(x509),
            Err(error) if is_end(&error) => return Ok(chain),
            Err(error) => return Err(error),
        }
    }
}

/// The private key of a file (`SSL_CTX_use_PrivateKey_file`). May ask the
/// program for a passphrase.
pub fn private_key(
    path: &CStr,
    kind: c_int,
    password: Hook<pem_password_cb>,
) -> Result<Arc<EVP_PKEY>> {
    let bytes = contents(path)?;
    match kind {
        PEM => {
            // Without a callback the argument is the passphrase itself.
            let known = crate::abi::Arg(password.arg.0).str().map(CStr::to_bytes);
            let known = known.filter(|_| password.call.is_none());
            let source = Source::new(password.call, known, password.arg);
            read_private(&mut SliceLines(&bytes), &source)
                .map_err(|error| under(&error, err::lib_failed(Lib::Pem)))
        }
        ASN1 => private_key_der(&bytes),
        _ => Err(ssl(err::ssl::R_BAD_SSL_FILETYPE)),
    }
}

/// A private key in DER, of whatever form (`SSL_CTX_use_PrivateKey_ASN1`).
pub fn private_key_der(der: &[u8]) -> Result<Arc<EVP_PKEY>> {
    let key = PrivateKey::from_pkcs8(der)
        .or_else(|_| PrivateKey::from_pkcs1(der))
        .or_else(|_| PrivateKey::from_sec1(der, None));
    key.map(EVP_PKEY::from_private).map_err(|error| under(&error, err::lib_failed(Lib::Asn1)))
}

/// An RSA private key in PKCS#1's DER (`SSL_CTX_use_RSAPrivateKey_ASN1`).
pub fn rsa_private_key_der(der: &[u8]) -> Result<Arc<EVP_PKEY>> {
    PrivateKey::from_pkcs1(der)
        .map(EVP_PKEY::from_private)
        .map_err(|error| under(&error, err::lib_failed(Lib::Asn1)))
}

/// A certificate in DER (`SSL_CTX_use_certificate_ASN1`).
pub fn certificate_der(der: &[u8]) -> Result<Arc<X509>> {
    X509::parse(der)
        .map(|(x509, _)| x509)
        .map_err(|error| under(&error, err::lib_failed(Lib::Asn1)))
}

/// The subjects of the certificates of a PEM file, each once
/// (`SSL_load_client_CA_file`).
pub fn names(path: &CStr) -> Result<NameList> {
    let names = NameList::empty();
    add_names(names.stack(), path)?;
    if names.stack().is_empty() {
        return Err(Error::new(Lib::Pem, err::pem::R_NO_START_LINE));
    }
    Ok(names)
}

/// Adds the subjects of a PEM file's certificates that are not in `names`
/// yet (`SSL_add_file_cert_subjects_to_stack`).
pub fn add_names(names: &OPENSSL_STACK, path: &CStr) -> Result<()> {
    let bytes = open(path)?;
    for x509 in rest(&mut SliceLines(&bytes))? {
        super::names::add_subject_once(names, &x509)?;
    }
    Ok(())
}

/// The same for every file of a folder
/// (`SSL_add_dir_cert_subjects_to_stack`).
pub fn add_names_of_folder(names: &OPENSSL_STACK, folder: &CStr) -> Result<()> {
    let path = Path::new(OsStr::from_bytes(folder.to_bytes()));
    let entries = std::fs::read_dir(path).map_err(|error| {
        let data = format!("calling opendir({})", folder.to_string_lossy());
        err::push(&Error::new(Lib::Sys, error.raw_os_error().unwrap_or(0)).with(data), "SSL");
        ssl(err::lib_failed(Lib::Sys))
    })?;
    for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
        let path = CString::new(entry.path().as_os_str().as_bytes());
        add_names(names, &path.map_err(|_| ssl(err::ssl::R_PATH_TOO_LONG))?)?;
    }
    Ok(())
}

/// Adds the subjects of the certificates that a URI holds, and those of a
/// directory's files, `depth` levels down.
pub fn add_names_of_store(names: &OPENSSL_STACK, uri: &CStr, depth: u8) -> Result<()> {
    let store = OSSL_STORE_CTX::open(uri, Options::default())?;
    while !store.eof() {
        // What is no certificate is passed over.
        let Ok(Some(info)) = store.load() else { continue };
        match &info.content {
            Content::Name { name, .. } if depth > 0 => {
                add_names_of_store(names, name, depth - 1)?;
            }
            Content::Cert(cert) => super::names::add_subject_once(names, cert)?,
            _ => {}
        }
    }
    Ok(())
}
