//! Reading certificates and CRLs from files into a store.

use super::plain;
use super::store::X509_STORE;
use crate::abi::Handle;
use crate::der::pem::{self, SliceLines};
use crate::err::{self, Error, Lib, Result, bio, pem as pem_reason, push, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::x509::certificate::X509_CERT_AUX;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{CStr, OsStr, c_int};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::Arc;

/// `X509_FILETYPE_PEM`.
pub const PEM: c_int = 1;
/// `X509_FILETYPE_ASN1`.
pub const ASN1: c_int = 2;
/// `X509_FILETYPE_DEFAULT`.
pub const DEFAULT: c_int = 3;

/// What a file may hold.
#[derive(Clone, Debug)]
pub enum Item {
    /// A certificate, with trust settings if it has some.
    Cert(Arc<X509>),
    /// A CRL.
    Crl(Arc<X509_CRL>),
}

/// How the failure to open a file is reported, beyond errno.
#[derive(Clone, Copy)]
enum Opener {
    /// `BIO_new_file`.
    New,
    /// `BIO_read_filename`.
    Named,
}

fn read_file(path: &CStr, opener: Opener) -> Result<Vec<u8>> {
    let system = err::lib_failed(Lib::Sys);
    let place = Path::new(OsStr::from_bytes(path.to_bytes()));
    let mut file = std::fs::File::open(place).map_err(|error| {
        let errno = error.raw_os_error().unwrap_or(0);
        let call = format!("calling fopen({}, r)", path.to_string_lossy());
        push(&Error::new(Lib::Sys, errno).with(call), "BIO_new_file");
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let reason = match opener {
            Opener::New if missing => bio::R_NO_SUCH_FILE,
            _ => system,
        };
        push(&Error::new(Lib::Bio, reason), "BIO_new_file");
        Error::new(Lib::X509, system)
    })?;
    let mut bytes = Vec::new();
    // A directory opens but cannot be read; like OpenSSL, take it as empty.
    let _ = std::io::Read::read_to_end(&mut file, &mut bytes);
    Ok(bytes)
}

/// The certificate in a block, with its trust settings; `None` if the block
/// holds none.
pub fn certificate_in(block: &pem::Block) -> Result<Option<Arc<X509>>> {
    match block.name.as_slice() {
        b"CERTIFICATE" | b"X509 CERTIFICATE" => Ok(Some(X509::parse(&block.data)?.0)),
        b"TRUSTED CERTIFICATE" => {
            let (x, used) = X509::parse(&block.data)?;
            let rest = block.data.get(used..).unwrap_or(&[]);
            if !rest.is_empty() {
                x.aux.set(Some(X509_CERT_AUX::decode(rest)?.0));
            }
            Ok(Some(x))
        }
        _ => Ok(None),
    }
}

/// The CRL in a block; `None` if the block holds none.
pub fn crl_in(block: &pem::Block) -> Result<Option<Arc<X509_CRL>>> {
    match block.name.as_slice() {
        b"X509 CRL" => Ok(Some(X509_CRL::parse(&block.data)?.0)),
        _ => Ok(None),
    }
}

fn is_end(error: &Error) -> bool {
    error.lib == Lib::Pem && error.reason == pem_reason::R_NO_START_LINE
}

/// Every certificate and CRL in PEM text; other blocks are passed over.
///
/// Errors: those of a malformed block, after which nothing counts.
pub fn items(text: &[u8]) -> Result<Vec<Item>> {
    let mut lines = SliceLines(text);
    let mut items = Vec::new();
    loop {
        if let Some((der, rest)) = plain::certificate(lines.0) {
            lines = SliceLines(rest);
            items.push(Item::Cert(X509::parse(&der)?.0));
            continue;
        }
        let block = match pem::read(&mut lines) {
            Ok(block) => block,
            Err(error) if is_end(&error) => return Ok(items),
            Err(error) => return Err(error),
        };
        if let Some(x) = certificate_in(&block)? {
            items.push(Item::Cert(x));
        } else if let Some(crl) = crl_in(&block)? {
            items.push(Item::Crl(crl));
        }
    }
}

/// Adds the certificates and CRLs of a PEM file; only the first certificate
/// of a DER file. Returns how many there were.
/// OpenSSL: `X509_load_cert_crl_file`.
pub fn certs_and_crls(store: &X509_STORE, path: &CStr, kind: c_int) -> Result<c_int> {
    if kind != PEM {
        return certs(store, path, kind);
    }
    let text = read_file(path, Opener::New)?;
    let items = items(&text).map_err(|error| {
        push(&error, "PEM_X509_INFO_read_bio_ex");
        Error::new(Lib::X509, err::lib_failed(Lib::Pem))
    })?;
    if items.is_empty() {
        return Err(Error::new(Lib::X509, x509::R_NO_CERTIFICATE_OR_CRL_FOUND));
    }
    for item in &items {
        match item {
            Item::Cert(x) => store.add_cert(x)?,
            Item::Crl(crl) => store.add_crl(crl)?,
        }
    }
    Ok(count(items.len()))
}

/// Adds the certificates of a file. OpenSSL: `X509_load_cert_file`.
pub fn certs(store: &X509_STORE, path: &CStr, kind: c_int) -> Result<c_int> {
    let text = read_file(path, Opener::Named)?;
    match kind {
        PEM => from_pem(&text, "TRUSTED CERTIFICATE", certificate_in, |x| store.add_cert(x))
            .map_err(|(found, error)| {
                push(&error, "PEM_read_bio_X509_AUX");
                // What was read before stays; of an empty file no more is said.
                if found == 0 && is_end(&error) { Error::quiet() } else { pem_failed() }
            }),
        ASN1 => {
            let (x, _) = from_der(&text, X509::parse)?;
            store.add_cert(&x)?;
            Ok(1)
        }
        _ => Err(Error::new(Lib::X509, x509::R_BAD_X509_FILETYPE)),
    }
}

/// Adds the CRLs of a file. OpenSSL: `X509_load_crl_file`.
pub fn crls(store: &X509_STORE, path: &CStr, kind: c_int) -> Result<c_int> {
    let text = read_file(path, Opener::Named)?;
    match kind {
        PEM => {
            from_pem(&text, "X509 CRL", crl_in, |crl| store.add_crl(crl)).map_err(|(_, error)| {
                push(&error, "PEM_read_bio_X509_CRL");
                pem_failed()
            })
        }
        ASN1 => {
            let (crl, _) = from_der(&text, X509_CRL::parse)?;
            store.add_crl(&crl)?;
            Ok(1)
        }
        _ => Err(Error::new(Lib::X509, x509::R_BAD_X509_FILETYPE)),
    }
}

fn pem_failed() -> Error {
    Error::new(Lib::X509, err::lib_failed(Lib::Pem))
}

/// Reads DER; of an empty file nothing more is said.
fn from_der<T>(text: &[u8], parse: impl Fn(&[u8]) -> Result<T>) -> Result<T> {
    let failed = || Error::new(Lib::X509, err::lib_failed(Lib::Asn1));
    if text.is_empty() {
        return Err(failed());
    }
    parse(text).map_err(|error| {
        push(&error, "d2i_X509_bio");
        failed()
    })
}

/// Adds each object that `decode` finds; with the number of them on failure.
fn from_pem<T: Handle<Owner = Arc<T>>>(
    text: &[u8],
    expected: &'static str,
    decode: impl Fn(&pem::Block) -> Result<Option<Arc<T>>>,
    add: impl Fn(&Arc<T>) -> Result<()>,
) -> std::result::Result<c_int, (usize, Error)> {
    let mut lines = SliceLines(text);
    let mut found = 0;
    loop {
        let object = match pem::read(&mut lines) {
            Ok(block) => decode(&block),
            Err(error) if is_end(&error) && found > 0 => return Ok(count(found)),
            Err(error) if is_end(&error) => Err(error.with(format!("Expecting: {expected}"))),
            Err(error) => Err(error),
        };
        if let Some(object) = object.map_err(|error| (found, error))? {
            add(&object).map_err(|error| (found, error))?;
            found += 1;
        }
    }
}

fn count(number: usize) -> c_int {
    c_int::try_from(number).unwrap_or(c_int::MAX)
}
