//! A store that is open: a file, a directory, or whatever a loader reads.
#![forbid(unsafe_code)]

use super::file::{self, Piece};
use super::loader::{OSSL_STORE_LOADER_CTX, unregistered};
use super::password::Asker;
use super::{OSSL_STORE_INFO, OSSL_STORE_LOADER, OSSL_STORE_SEARCH, kind};
use crate::abi::handle::take_back;
use crate::abi::{Handle as _, In, LendConst, Mut, Opaque, Str};
use crate::der::pem;
use crate::err::{self, Error, Lib, Result, ossl_store, prov, queue};
use crate::obj::bio::BIO;
use crate::obj::cell::Guarded;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::ui::UI_METHOD;
use crate::obj::x509_vfy::lookup::hash_of;
use crate::pki::name::Name;
use std::collections::VecDeque;
use std::ffi::{CStr, CString, OsStr, c_int};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file that is read: a name must not fill the memory.
const MOST_BYTES: usize = 1 << 28;

/// Looks at each object that was loaded, and may replace it, or drop it by
/// answering NULL.
pub type OSSL_STORE_post_process_info_fn =
    extern "C" fn(*mut OSSL_STORE_INFO, Opaque) -> *mut OSSL_STORE_INFO;

/// An open store.
pub struct OSSL_STORE_CTX {
    source: Source,
    asker: Asker,
    post_process: Option<(OSSL_STORE_post_process_info_fn, Opaque)>,
    state: Guarded<State>,
}

enum Source {
    Pieces(Guarded<VecDeque<Piece>>),
    /// A BIO, and what was read of it at once.
    Bio(Arc<BIO>, Guarded<VecDeque<Piece>>),
    Directory {
        path: PathBuf,
        names: Guarded<VecDeque<Vec<u8>>>,
        prefix: Guarded<Option<String>>,
    },
    Loader(Arc<OSSL_STORE_LOADER>, Opaque),
}

#[derive(Default)]
struct State {
    expected: c_int,
    loading: bool,
    error: bool,
    eof: bool,
    ready: VecDeque<Box<OSSL_STORE_INFO>>,
}

impl std::fmt::Debug for OSSL_STORE_CTX {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OSSL_STORE_CTX").finish_non_exhaustive()
    }
}

/// What opening takes besides the URI; by default nobody is asked.
pub struct Options<'a> {
    /// Who is asked for passphrases.
    pub asker: Asker,
    /// For loaders of the program's.
    pub libctx: *const OSSL_LIB_CTX,
    /// For loaders of the program's.
    pub propq: Option<&'a CStr>,
    /// Looks at each object.
    pub post_process: Option<(OSSL_STORE_post_process_info_fn, Opaque)>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        let asker = Asker::new(None, Opaque::NULL);
        Options { asker, libctx: std::ptr::null(), propq: None, post_process: None }
    }
}

fn method_of(asker: &Asker) -> LendConst<UI_METHOD> {
    LendConst::opt(asker.method().map(Arc::as_ref))
}

#[track_caller]
fn prov_error(reason: c_int) -> Error {
    Error::new(Lib::Prov, reason)
}

/// The path that a URI of the scheme `file`, or without one, names.
fn path_of(uri: &[u8]) -> Result<&[u8]> {
    let Some(rest) = uri.strip_prefix(b"file:") else { return Ok(uri) };
    let Some(authority) = rest.strip_prefix(b"//") else {
        return if rest.starts_with(b"/") {
            Ok(rest)
        } else {
            Err(prov_error(prov::R_PATH_MUST_BE_ABSOLUTE))
        };
    };
    let local = b"localhost/".len() - 1;
    if authority.get(..=local).is_some_and(|host| host.eq_ignore_ascii_case(b"localhost/")) {
        return Ok(&authority[local..]);
    }
    if authority.starts_with(b"/") {
        Ok(authority)
    } else {
        Err(prov_error(prov::R_URI_AUTHORITY_UNSUPPORTED))
    }
}

fn open_path(path: &[u8]) -> Result<Source> {
    let place = Path::new(OsStr::from_bytes(path));
    let failed = |call: &str, error: &std::io::Error| {
        let errno = error.raw_os_error().unwrap_or(0);
        Error::new(Lib::Sys, errno).with(format!("calling {call}({})", place.display()))
    };
    let what = std::fs::metadata(place).map_err(|error| failed("stat", &error))?;
    if !what.is_dir() {
        if what.len() > MOST_BYTES as u64 {
            return Err(Error::new(Lib::OsslStore, err::R_UNSUPPORTED));
        }
        let bytes = std::fs::read(place).map_err(|error| failed("fopen", &error))?;
        return Ok(Source::Pieces(Guarded::new(file::pieces(&bytes))));
    }
    let entries = std::fs::read_dir(place).map_err(|error| failed("opendir", &error))?;
    let names = entries.filter_map(std::result::Result::ok);
    Ok(Source::Directory {
        path: place.to_owned(),
        names: Guarded::new(names.map(|entry| entry.file_name().as_bytes().to_vec()).collect()),
        prefix: Guarded::new(None),
    })
}

/// The directory that a URI of the scheme `file`, or a path, names.
pub fn directory(uri: &CStr) -> Option<&[u8]> {
    let path = path_of(uri.to_bytes()).ok()?;
    Path::new(OsStr::from_bytes(path)).is_dir().then_some(path)
}

/// The scheme of a URI, and whether an authority follows it.
fn scheme_of(uri: &[u8]) -> Option<(&[u8], bool)> {
    let at = uri.iter().position(|byte| *byte == b':')?;
    Some((&uri[..at], uri[at..].starts_with(b"://")))
}

#[track_caller]
fn no_loader(scheme: &CStr) -> Error {
    Error::new(Lib::OsslStore, err::R_UNSUPPORTED)
        .with(format!("No store loader found. Scheme ({})", scheme.to_string_lossy()))
}

impl OSSL_STORE_CTX {
    /// Opens a URI: of a loader of the program's, or a path with or without
    /// `file:`. May call the program.
    ///
    /// Errors: `UNREGISTERED_SCHEME` for each scheme that might have served,
    /// as OpenSSL queues them, then those of the file.
    pub fn open(uri: &CStr, options: Options<'_>) -> Result<Box<Self>> {
        let bytes = uri.to_bytes();
        let (scheme, authority) = scheme_of(bytes).unwrap_or((b"file", false));
        let own =
            (scheme != b"file").then(|| CString::new(scheme)).and_then(std::result::Result::ok);
        // A path may have a colon: the file system is asked first.
        let mut tried_file = false;
        if own.is_none() || !authority {
            queue::set_mark();
            err::push(&unregistered(c"file"), "ossl_store_get0_loader_int");
            match Self::open_file(bytes) {
                Ok(source) => {
                    queue::pop_to_mark();
                    return Ok(Self::new(source, options));
                }
                Err(error) if own.is_none() => {
                    queue::clear_last_mark();
                    return Err(error);
                }
                Err(error) => err::push(&error, "file_open"),
            }
            tried_file = true;
        }
        let Some(scheme) = own else { return Err(no_loader(c"file")) };
        if let Some(loader) = OSSL_STORE_LOADER::find(scheme.to_bytes()) {
            let context = call_open(&loader, uri, &options);
            if context.is_null() {
                if tried_file {
                    queue::clear_last_mark();
                }
                return Err(Error::quiet());
            }
            if tried_file {
                queue::pop_to_mark();
            }
            return Ok(Self::new(Source::Loader(loader, Opaque(context.cast())), options));
        }
        if tried_file {
            queue::clear_last_mark();
        }
        err::push(&unregistered(&scheme), "ossl_store_get0_loader_int");
        Err(no_loader(&scheme))
    }

    fn open_file(uri: &[u8]) -> Result<Source> {
        match path_of(uri) {
            Ok(path) => open_path(path),
            // The words as a path of their own come first.
            Err(error) if error.reason == prov::R_PATH_MUST_BE_ABSOLUTE => {
                open_path(uri).map_err(|first| {
                    err::push(&first, "file_open");
                    error
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Opens what a BIO holds, for which `scheme` says who reads it. May call
    /// the program.
    pub fn attach(bio: Arc<BIO>, scheme: Option<&CStr>, options: Options<'_>) -> Result<Box<Self>> {
        let scheme = scheme.unwrap_or(c"file");
        if let Some(loader) = OSSL_STORE_LOADER::find(scheme.to_bytes()) {
            let Some(attach) = loader.attach.get() else {
                return Err(Error::new(Lib::OsslStore, ossl_store::R_UNSUPPORTED_OPERATION));
            };
            let propq = options.propq.map_or(Str::NULL, Str::lend);
            let context = attach(
                In::lend(&loader),
                Mut::lend(&bio),
                Mut::from_element(Opaque(options.libctx.cast_mut().cast())),
                propq,
                method_of(&options.asker),
                options.asker.data(),
            );
            return if context.is_null() {
                Err(Error::quiet())
            } else {
                Ok(Self::new(Source::Loader(loader, Opaque(context.cast())), options))
            };
        }
        if scheme != c"file" {
            err::push(&unregistered(scheme), "ossl_store_get0_loader_int");
            return Err(no_loader(scheme));
        }
        Ok(Self::new(Source::Bio(bio, Guarded::default()), options))
    }

    fn new(source: Source, options: Options<'_>) -> Box<Self> {
        Box::new(OSSL_STORE_CTX {
            source,
            asker: options.asker,
            post_process: options.post_process,
            state: Guarded::default(),
        })
    }

    #[track_caller]
    fn before_loading(&self) -> Result<()> {
        if self.state.with(|state| state.loading) {
            return Err(Error::new(Lib::OsslStore, ossl_store::R_LOADING_STARTED));
        }
        Ok(())
    }

    /// Wants objects of one type alone; 0 for any.
    ///
    /// Errors: `LOADING_STARTED`; an invalid type.
    pub fn expect(&self, wanted: c_int) -> Result<()> {
        self.before_loading()?;
        if !(0..=kind::CRL).contains(&wanted) {
            return Err(Error::new(Lib::OsslStore, err::R_PASSED_INVALID_ARGUMENT));
        }
        self.state.with(|state| state.expected = wanted);
        match &self.source {
            Source::Loader(loader, context) => match loader.expect.get() {
                Some(expect) if expect(context.0.cast(), wanted) == 0 => Err(Error::quiet()),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Wants the objects that match alone. Directories are searched by name.
    ///
    /// Errors: `LOADING_STARTED`; a store that cannot be searched so.
    pub fn find(&self, search: &OSSL_STORE_SEARCH) -> Result<()> {
        self.before_loading()?;
        match (&self.source, search) {
            (Source::Loader(loader, context), _) => match loader.find.get() {
                None => Err(Error::new(Lib::OsslStore, ossl_store::R_UNSUPPORTED_OPERATION)),
                Some(find) if find(context.0.cast(), In::lend(search)) == 0 => Err(Error::quiet()),
                Some(_) => Ok(()),
            },
            (Source::Directory { prefix, .. }, OSSL_STORE_SEARCH::Name(_, der)) => {
                let name = Name::parse(der)?;
                let hash = hash_of(name.view()).ok_or_else(Error::quiet)?;
                prefix.set(Some(format!("{hash:08x}.")));
                Ok(())
            }
            (Source::Directory { .. }, _) => {
                Err(Error::new(Lib::OsslStore, ossl_store::R_UNSUPPORTED_SEARCH_TYPE))
            }
            (Source::Pieces(_) | Source::Bio(..), _) => {
                Err(prov_error(prov::R_SEARCH_ONLY_SUPPORTED_FOR_DIRECTORIES))
            }
        }
    }

    /// Whether it can be searched in this way.
    pub fn supports(&self, search: c_int) -> bool {
        match &self.source {
            Source::Loader(loader, context) => {
                let kind = match search {
                    1 => OSSL_STORE_SEARCH::Name(Opaque::NULL, Vec::new()),
                    2 => OSSL_STORE_SEARCH::IssuerSerial(Opaque::NULL, std::ptr::null()),
                    3 => OSSL_STORE_SEARCH::KeyFingerprint(std::ptr::null(), Vec::new()),
                    4 => OSSL_STORE_SEARCH::Alias(CString::default()),
                    _ => return false,
                };
                loader.find.get().is_some_and(|find| find(context.0.cast(), In::lend(&kind)) != 0)
            }
            _ => search == 1,
        }
    }

    /// The next object; `None` at the end or after an error, which
    /// [`failed`](Self::failed) tells. May call the program.
    pub fn load(&self) -> Result<Option<Box<OSSL_STORE_INFO>>> {
        // At the end of a BIO nothing is tried, and what was said before holds.
        let ended = matches!(self.source, Source::Bio(..)) && self.at_end();
        self.state.with(|state| {
            state.loading = true;
            state.error &= ended;
        });
        loop {
            let found = match &self.source {
                Source::Loader(loader, context) => self.load_by(loader, *context),
                Source::Directory { path, names, prefix } => self.next_name(path, names, prefix),
                Source::Pieces(pieces) => {
                    self.next_object(|| Next::of(pieces.with(VecDeque::pop_front)))?
                }
                Source::Bio(..) if self.at_end() => None,
                Source::Bio(bio, pieces) => self.next_object(|| next_piece(bio, pieces))?,
            };
            let Some(info) = found else { return Ok(None) };
            let info = match self.post_process {
                Some((post_process, data)) => {
                    let raw = OSSL_STORE_INFO::into_raw(info);
                    match take_back(post_process(raw, data)) {
                        Some(info) => info,
                        None if self.at_end() => return Ok(None),
                        None => continue,
                    }
                }
                None => info,
            };
            let expected = self.state.with(|state| state.expected);
            // A name may lead to what is wanted.
            if expected == 0 || matches!(info.kind(), kind::NAME) || info.kind() == expected {
                return Ok(Some(info));
            }
        }
    }

    fn load_by(&self, loader: &OSSL_STORE_LOADER, context: Opaque) -> Option<Box<OSSL_STORE_INFO>> {
        let (load, eof) = (loader.load.get()?, loader.eof.get()?);
        if eof(context.0.cast()) != 0 {
            return None;
        }
        take_back(load(context.0.cast(), method_of(&self.asker), self.asker.data()))
    }

    fn next_name(
        &self,
        path: &Path,
        names: &Guarded<VecDeque<Vec<u8>>>,
        prefix: &Guarded<Option<String>>,
    ) -> Option<Box<OSSL_STORE_INFO>> {
        let prefix = prefix.get();
        let expected = self.state.with(|state| state.expected);
        while let Some(name) = names.with(VecDeque::pop_front) {
            if prefix.as_ref().is_none_or(|prefix| is_hashed(&name, prefix, expected)) {
                let mut uri = path.as_os_str().as_bytes().to_vec();
                if uri.last() != Some(&b'/') {
                    uri.push(b'/');
                }
                uri.extend_from_slice(&name);
                return CString::new(uri).ok().map(OSSL_STORE_INFO::named);
            }
        }
        self.ended();
        None
    }

    fn ended(&self) {
        self.state.with(|state| {
            state.error = true;
            state.eof = true;
        });
    }

    /// The next object of the pieces that `next` gives.
    fn next_object(&self, next: impl Fn() -> Next) -> Result<Option<Box<OSSL_STORE_INFO>>> {
        loop {
            let (ready, expected) =
                self.state.with(|state| (state.ready.pop_front(), state.expected));
            if ready.is_some() {
                return Ok(ready);
            }
            let piece = match next() {
                Next::Piece(piece) => piece,
                Next::Nothing { failed } => {
                    self.state.with(|state| {
                        state.error |= failed;
                        state.eof = true;
                    });
                    return Ok(None);
                }
            };
            match file::decode(&piece, expected, &self.asker) {
                Ok(infos) => self.state.with(|state| state.ready = infos),
                Err(error) => {
                    self.state.with(|state| state.error = true);
                    return Err(error);
                }
            }
        }
    }

    fn at_end(&self) -> bool {
        match &self.source {
            Source::Loader(loader, context) => {
                loader.eof.get().is_none_or(|eof| eof(context.0.cast()) != 0)
            }
            Source::Directory { names, .. } => names.with(|names| names.is_empty()),
            Source::Pieces(_) => self.state.with(|state| state.eof),
            Source::Bio(bio, pieces) => {
                let read = self.state.with(|state| state.ready.is_empty())
                    && pieces.with(|pieces| pieces.is_empty());
                read && (self.state.with(|state| state.eof) || bio.eof())
            }
        }
    }

    /// Whether the end of data is reached, which files show by a load that
    /// finds nothing.
    pub fn eof(&self) -> bool {
        self.at_end()
    }

    /// Whether the last load failed.
    pub fn failed(&self) -> bool {
        match &self.source {
            Source::Loader(loader, context) => {
                loader.error.get().is_some_and(|error| error(context.0.cast()) != 0)
            }
            _ => self.state.with(|state| state.error),
        }
    }

    /// The program's loader, its state and its function for commands.
    pub fn loader(&self) -> Option<(&OSSL_STORE_LOADER, *mut OSSL_STORE_LOADER_CTX)> {
        match &self.source {
            Source::Loader(loader, context) => Some((loader, context.0.cast())),
            _ => None,
        }
    }
}

/// What a source gives next.
enum Next {
    Piece(Piece),
    /// The end; whether it was only seen by reading.
    Nothing {
        failed: bool,
    },
}

impl Next {
    fn of(piece: Option<Piece>) -> Next {
        piece.map_or(Next::Nothing { failed: true }, Next::Piece)
    }
}

/// The next piece of a BIO, which is read no further than that where it is PEM.
fn next_piece(bio: &BIO, pieces: &Guarded<VecDeque<Piece>>) -> Next {
    if let Some(piece) = pieces.with(VecDeque::pop_front) {
        return Next::Piece(piece);
    }
    if bio.eof() {
        return Next::Nothing { failed: false };
    }
    let mut lines = BioLines { bio, first: None };
    match lines.next_byte() {
        // A SEQUENCE in DER, behind which nobody else goes on reading.
        Some(0x30) => {
            let mut bytes = vec![0x30];
            bytes.extend(bio.read_to_end(MOST_BYTES).unwrap_or_default());
            pieces.with(|pieces| *pieces = file::pieces(&bytes));
            Next::of(pieces.with(VecDeque::pop_front))
        }
        first => {
            lines.first = first;
            Next::of(pem::read(&mut lines).ok().map(Piece::Pem))
        }
    }
}

/// The lines of any BIO, none of which is read ahead.
struct BioLines<'a> {
    bio: &'a BIO,
    first: Option<u8>,
}

impl BioLines<'_> {
    fn next_byte(&mut self) -> Option<u8> {
        self.first.take().or_else(|| {
            let mut byte = [0];
            (self.bio.read(&mut byte) == 1).then_some(byte[0])
        })
    }
}

impl pem::Lines for BioLines<'_> {
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        while line.len() < pem::LINE_SIZE - 1 && !line.ends_with(b"\n") {
            let Some(byte) = self.next_byte() else { break };
            line.push(byte);
        }
        (!line.is_empty()).then_some(line)
    }
}

impl Drop for OSSL_STORE_CTX {
    fn drop(&mut self) {
        if let Source::Loader(loader, context) = &self.source
            && let Some(close) = loader.close.get()
        {
            close(context.0.cast());
        }
    }
}

fn call_open(
    loader: &OSSL_STORE_LOADER,
    uri: &CStr,
    options: &Options<'_>,
) -> *mut OSSL_STORE_LOADER_CTX {
    let (method, data) = (method_of(&options.asker), options.asker.data());
    if let Some(open) = loader.open_ex.get() {
        let libctx = Mut::from_element(Opaque(options.libctx.cast_mut().cast()));
        let propq = options.propq.map_or(Str::NULL, Str::lend);
        return open(In::lend(loader), Str::lend(uri), libctx, propq, method, data);
    }
    loader
        .open
        .get()
        .map_or(std::ptr::null_mut(), |open| open(In::lend(loader), Str::lend(uri), method, data))
}

/// Whether a file is `HASH.N`, or `HASH.rN` for a CRL, of the type expected.
fn is_hashed(name: &[u8], prefix: &str, expected: c_int) -> bool {
    let Some(rest) = name.strip_prefix(prefix.as_bytes()) else { return false };
    let digits = |rest: &[u8]| !rest.is_empty() && rest.iter().all(u8::is_ascii_digit);
    let crl = rest.strip_prefix(b"r").is_some_and(digits);
    match expected {
        kind::CERT => digits(rest),
        kind::CRL => crl,
        0 => digits(rest) || crl,
        _ => false,
    }
}
