//! `X509_LOOKUP`: where a store finds certificates: files, and directories
//! whose files are named by the hash of a name.

use super::load;
use super::lookup_method::{Kind, X509_LOOKUP_METHOD};
use super::store::X509_STORE;
use crate::abi::{Mut, Opaque, startup};
use crate::crypto::digest::{Md, digest};
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::cell::{Guarded, ReadMostly};
use crate::obj::store;
use crate::obj::x509::X509;
use crate::pki::name::NameRef;
use crate::pki::roots;
use std::collections::HashMap;
use std::ffi::{CStr, CString, OsStr, c_int, c_long};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

/// `X509_L_FILE_LOAD`.
pub const FILE_LOAD: c_int = 1;
/// `X509_L_ADD_DIR`.
pub const ADD_DIR: c_int = 2;

/// `X509_L_ADD_STORE`.
pub const ADD_STORE: c_int = 3;
/// `X509_L_LOAD_STORE`.
pub const LOAD_STORE: c_int = 4;

/// OpenSSL's directory on Debian.
pub const CERT_AREA: &CStr = c"/usr/lib/ssl";
/// Private keys in it.
pub const PRIVATE_DIR: &CStr = c"/usr/lib/ssl/private";
/// Hashed certificates in it.
pub const CERT_DIR: &CStr = c"/usr/lib/ssl/certs";
/// One file with all certificates in it.
pub const CERT_FILE: &CStr = c"/usr/lib/ssl/cert.pem";
/// Names a directory instead of [`CERT_DIR`].
pub const CERT_DIR_ENV: &CStr = c"SSL_CERT_DIR";
/// Names a file instead of [`CERT_FILE`].
pub const CERT_FILE_ENV: &CStr = c"SSL_CERT_FILE";

/// Where the distributions keep the file with all certificates.
const BUNDLES: [&CStr; 4] = [
    c"/etc/ssl/certs/ca-certificates.crt",
    c"/etc/pki/tls/certs/ca-bundle.crt",
    c"/etc/ssl/ca-bundle.pem",
    c"/etc/ssl/cert.pem",
];

/// One way to find certificates, for one store.
pub struct X509_LOOKUP {
    method: Arc<X509_LOOKUP_METHOD>,
    store: OnceLock<Weak<X509_STORE>>,
    directories: ReadMostly<Vec<Arc<Directory>>>,
    /// `X509_LOOKUP_set_method_data`.
    pub data: Guarded<Option<Opaque>>,
    /// Whether the program's method has prepared it.
    ready: AtomicBool,
}

struct Directory {
    path: Vec<u8>,
    kind: c_int,
    /// The number of the next CRL file to look for, by hash.
    next_crl: ReadMostly<HashMap<u32, u32>>,
}

impl std::fmt::Debug for X509_LOOKUP {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("X509_LOOKUP").field("method", &self.method).finish_non_exhaustive()
    }
}

impl X509_LOOKUP {
    /// A lookup for no store yet; `None` if the program's method refuses.
    pub fn new(method: &Arc<X509_LOOKUP_METHOD>) -> Option<Arc<Self>> {
        let lookup = Arc::new(X509_LOOKUP {
            method: Arc::clone(method),
            store: OnceLock::new(),
            directories: ReadMostly::default(),
            data: Guarded::new(None),
            ready: AtomicBool::new(false),
        });
        let prepare = method.own.new_item.get();
        let ready = prepare.is_none_or(|prepare| prepare(Mut::lend(&*lookup)) != 0);
        lookup.ready.store(ready, Ordering::Release);
        ready.then_some(lookup)
    }

    /// Makes it a lookup for `store`.
    pub fn set_store(&self, store: &Arc<X509_STORE>) {
        let _ = self.store.set(Arc::downgrade(store));
    }

    /// How it finds certificates.
    pub fn method(&self) -> &Arc<X509_LOOKUP_METHOD> {
        &self.method
    }

    /// Whether it looks for names, rather than load what it is told.
    pub fn searches(&self) -> bool {
        matches!(self.method.kind, Kind::HashDir | Kind::Store)
    }

    /// Begins its work, as the program's method wants it; 0 if that failed.
    pub fn begin(&self) -> c_int {
        self.method.own.init.get().map_or(1, |begin| begin(Mut::lend(self)))
    }

    /// Ends its work, as the program's method wants it; 0 if that failed.
    pub fn end(&self) -> c_int {
        self.method.own.shutdown.get().map_or(1, |end| end(Mut::lend(self)))
    }

    /// The store it is for.
    #[track_caller]
    pub fn store(&self) -> Result<Arc<X509_STORE>> {
        let store = self.store.get().and_then(Weak::upgrade);
        store.ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))
    }

    /// Loads a file or adds directories. OpenSSL: `X509_LOOKUP_ctrl`.
    pub fn control(&self, command: c_int, argument: Option<&CStr>, number: c_long) -> Result<()> {
        match (self.method.kind, command) {
            (Kind::File, FILE_LOAD) => self.load_file(argument, number),
            (Kind::HashDir, ADD_DIR) if number == c_long::from(load::DEFAULT) => {
                self.add_directories(&default_directory(), load::PEM).map_err(|error| {
                    err::push(&error, "add_cert_dir");
                    Error::new(Lib::X509, x509::R_LOADING_CERT_DIR)
                })
            }
            (Kind::HashDir, ADD_DIR) => {
                let kind = c_int::try_from(number).unwrap_or(0);
                self.add_directories(argument.map_or(&[][..], CStr::to_bytes), kind)
            }
            (Kind::Store, ADD_STORE) if argument.is_none() => {
                self.add_directories(&default_directory(), load::PEM)
            }
            (Kind::Store, ADD_STORE | LOAD_STORE) => {
                let uri = argument.ok_or_else(Error::quiet)?;
                match store::ctx::directory(uri) {
                    Some(path) if command == ADD_STORE => self.add_directories(path, load::PEM),
                    _ => load_uri(&*self.store()?, uri, 1),
                }
            }
            _ => Err(Error::quiet()),
        }
    }

    fn load_file(&self, path: Option<&CStr>, number: c_long) -> Result<()> {
        let store = self.store()?;
        if number != c_long::from(load::DEFAULT) {
            let Some(path) = path else { return Err(Error::quiet()) };
            let kind = c_int::try_from(number).unwrap_or(0);
            return load::certs_and_crls(&store, path, kind).map(|_| ());
        }
        load_default(&store).map(|_| ()).map_err(|error| {
            err::push(&error, "by_file_ctrl_ex");
            Error::new(Lib::X509, x509::R_LOADING_DEFAULTS)
        })
    }

    /// Adds the directories of a list separated by colons.
    fn add_directories(&self, list: &[u8], kind: c_int) -> Result<()> {
        if list.is_empty() {
            return Err(Error::new(Lib::X509, x509::R_INVALID_DIRECTORY));
        }
        self.directories.with(|directories| {
            for path in list.split(|&b| b == b':').filter(|path| !path.is_empty()) {
                if directories.iter().all(|known| known.path != path) {
                    let next_crl = ReadMostly::default();
                    directories.push(Arc::new(Directory { path: path.to_vec(), kind, next_crl }));
                }
            }
        });
        Ok(())
    }

    /// Adds the certificates that directories hold under `name` to `store`.
    pub fn load_certs(&self, store: &X509_STORE, name: NameRef<'_>) {
        let Some(hash) = hash_of(name) else { return };
        for directory in self.directories.get() {
            for number in 0.. {
                let Some(file) = directory.file(hash, "", number) else { break };
                file.read(|path| load::certs(store, path, directory.kind));
            }
        }
    }

    /// Adds the CRLs that directories hold under `name` and that were not
    /// read before to `store`.
    pub fn load_crls(&self, store: &X509_STORE, name: NameRef<'_>) {
        let Some(hash) = hash_of(name) else { return };
        for directory in self.directories.get() {
            let known = directory.next_crl.look(|next| next.get(&hash).copied()).unwrap_or(0);
            let mut number = known;
            while let Some(file) = directory.file(hash, "r", number) {
                file.read(|path| load::crls(store, path, directory.kind));
                number += 1;
            }
            if number > known {
                directory.next_crl.with(|next| next.insert(hash, number));
            }
        }
    }
}

impl Drop for X509_LOOKUP {
    fn drop(&mut self) {
        if self.ready.load(Ordering::Acquire)
            && let Some(free) = self.method.own.free.get()
        {
            free(Mut::lend(self));
        }
    }
}

impl Directory {
    /// What is named `HASH.SUFFIXn`, if anything is: that ends a search.
    fn file(&self, hash: u32, suffix: &str, number: u32) -> Option<Hashed> {
        let mut path = self.path.clone();
        path.extend_from_slice(format!("/{hash:08x}.{suffix}{number}").as_bytes());
        std::fs::symlink_metadata(OsStr::from_bytes(&path)).ok()?;
        CString::new(path).ok().map(Hashed)
    }
}

/// The path of an entry of a hashed directory.
struct Hashed(CString);

impl Hashed {
    /// Has it read if it is a file; what is of no use is passed over.
    fn read(&self, read: impl FnOnce(&CStr) -> Result<c_int>) {
        if Path::new(OsStr::from_bytes(self.0.to_bytes())).is_file() {
            err::queue::set_mark();
            let _ = read(&self.0);
            err::queue::pop_to_mark();
        }
    }
}

/// The hash that files are named by: of the canonical name, little endian.
pub fn hash_of(name: NameRef<'_>) -> Option<u32> {
    let hash = digest(Md::Sha1, name.canonical()).ok()?;
    let start: [u8; 4] = hash.get(..4)?.try_into().ok()?;
    Some(u32::from_le_bytes(start))
}

/// Loads the certificates and CRLs of a URI; of a directory, those of its
/// files, `depth` levels down.
///
/// Errors: those of opening; nothing queued if there was none to load.
fn load_uri(store: &X509_STORE, uri: &CStr, depth: u8) -> Result<()> {
    let ctx = store::OSSL_STORE_CTX::open(uri, store::ctx::Options::default())?;
    let mut found = false;
    while !ctx.eof() {
        // What is no certificate, or is damaged, is passed over.
        let Ok(Some(info)) = ctx.load() else { continue };
        match &info.content {
            store::Content::Cert(cert) => {
                store.add_cert(cert)?;
                found = true;
            }
            store::Content::Crl(crl) => {
                store.add_crl(crl)?;
                found = true;
            }
            store::Content::Name { name, .. } if depth > 0 => {
                found |= load_uri(store, name, depth - 1).is_ok();
            }
            _ => {}
        }
    }
    if found { Ok(()) } else { Err(Error::quiet()) }
}

/// What a store loads by default, besides the directory of [`default_directory`].
#[derive(Debug, PartialEq, Eq)]
pub enum DefaultTrust {
    /// A PEM file, which may be missing.
    File(CString),
    /// Mozilla's roots, which are built in.
    BuiltIn,
}

/// `SSL_CERT_FILE`, else OpenSSL's default file. Where neither that nor the
/// default directory holds anything, the distribution's file, or else the
/// roots built in.
///
/// Errors: a name with a NUL.
pub fn default_trust() -> Result<DefaultTrust> {
    let path = |path: &CStr| Path::new(OsStr::from_bytes(path.to_bytes())).to_owned();
    let holds_files = |directory: &CStr| {
        std::fs::read_dir(path(directory)).is_ok_and(|mut entries| entries.next().is_some())
    };
    if let Some(file) = startup::env("SSL_CERT_FILE") {
        return CString::new(file).map(DefaultTrust::File).map_err(|_| Error::quiet());
    }
    let elsewhere = startup::env("SSL_CERT_DIR").is_some();
    if elsewhere || path(CERT_FILE).exists() || holds_files(CERT_DIR) {
        return Ok(DefaultTrust::File(CERT_FILE.to_owned()));
    }
    Ok(match BUNDLES.into_iter().find(|bundle| path(bundle).exists()) {
        Some(bundle) => DefaultTrust::File(bundle.to_owned()),
        None => DefaultTrust::BuiltIn,
    })
}

/// The directories, with colons between them, that a store looks into by
/// default: `SSL_CERT_DIR`, else OpenSSL's.
pub fn default_directory() -> Vec<u8> {
    startup::env("SSL_CERT_DIR").unwrap_or_else(|| CERT_DIR.to_bytes().to_vec())
}

/// Loads the default trust; how many certificates and CRLs that was.
fn load_default(store: &X509_STORE) -> Result<c_int> {
    match default_trust()? {
        DefaultTrust::File(file) => load::certs_and_crls(store, &file, load::PEM),
        DefaultTrust::BuiltIn => {
            let mut count = 0;
            for der in roots::certificates() {
                store.add_cert(&X509::parse(&der)?.0)?;
                count += 1;
            }
            Ok(count)
        }
    }
}
