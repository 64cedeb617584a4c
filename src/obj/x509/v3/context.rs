//! How C code describes an extension, and what one is made in the light of.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::layout::Field;
use crate::abi::layout::item::ASN1_ITEM;
use crate::abi::{DerIn, DerOut, In, Mut, Opaque, Out, Str, stack};
use crate::err::{self, Error, Lib, x509v3};
use crate::obj::bio::BIO;
use crate::obj::conf::CONF_VALUE;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL, X509_REQ};
use std::borrow::Cow;
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_void};

/// Gives the item of the value's type.
pub type ItemFn = extern "C" fn() -> In<ASN1_ITEM>;
/// Makes an empty value.
pub type New = extern "C" fn() -> *mut c_void;
/// Frees a value.
pub type Free = extern "C" fn(*mut c_void);
/// Reads a value.
pub type D2i = extern "C" fn(Out<*mut c_void>, DerIn, c_long) -> *mut c_void;
/// Writes a value.
pub type I2d = extern "C" fn(*const c_void, DerOut) -> c_int;
/// The text of a value.
pub type I2s = extern "C" fn(In<X509V3_EXT_METHOD>, *mut c_void) -> *mut c_char;
/// A value from text.
pub type S2i = extern "C" fn(In<X509V3_EXT_METHOD>, Mut<X509V3_CTX>, Str) -> *mut c_void;
/// The pairs that a value shows itself as.
pub type I2v =
    extern "C" fn(In<X509V3_EXT_METHOD>, *mut c_void, *mut OPENSSL_STACK) -> *mut OPENSSL_STACK;
/// A value from pairs.
pub type V2i =
    extern "C" fn(In<X509V3_EXT_METHOD>, Mut<X509V3_CTX>, Mut<OPENSSL_STACK>) -> *mut c_void;
/// Shows a value.
pub type I2r = extern "C" fn(In<X509V3_EXT_METHOD>, *mut c_void, Mut<BIO>, c_int) -> c_int;

/// How an extension is read, written, shown and made from text. Public
/// layout.
#[repr(C)]
#[derive(Clone)]
pub struct X509V3_EXT_METHOD {
    /// Its type.
    pub ext_nid: c_int,
    /// `X509V3_EXT_…`.
    pub ext_flags: c_int,
    /// The item of its value; the four functions after it are for a method
    /// without one.
    pub it: Option<ItemFn>,
    /// Makes a value.
    pub ext_new: Option<New>,
    /// Frees one.
    pub ext_free: Option<Free>,
    /// Reads one.
    pub d2i: Option<D2i>,
    /// Writes one.
    pub i2d: Option<I2d>,
    /// Its text.
    pub i2s: Option<I2s>,
    /// From text.
    pub s2i: Option<S2i>,
    /// Its pairs.
    pub i2v: Option<I2v>,
    /// From pairs.
    pub v2i: Option<V2i>,
    /// Shows it.
    pub i2r: Option<I2r>,
    /// From text in a syntax of its own.
    pub r2i: Option<S2i>,
    /// The program's own; a table of names for bit strings and numbers.
    pub usr_data: Opaque,
}

/// The functions by which an extension's maker reads a configuration.
#[repr(C)]
pub struct X509V3_CONF_METHOD {
    /// A value of a section.
    pub get_string: Option<extern "C" fn(Opaque, Str, Str) -> *mut c_char>,
    /// A section.
    pub get_section: Option<extern "C" fn(Opaque, Str) -> *mut OPENSSL_STACK>,
    /// Gives a value back.
    pub free_string: Option<extern "C" fn(Opaque, *mut c_char)>,
    /// Gives a section back.
    pub free_section: Option<extern "C" fn(Opaque, *mut OPENSSL_STACK)>,
}

/// What an extension is made in the light of. Public layout.
#[repr(C)]
pub struct X509V3_CTX {
    /// `X509V3_CTX_…`.
    pub flags: Field<c_int>,
    issuer_cert: Field<*mut X509>,
    subject_cert: Field<*mut X509>,
    subject_req: Field<*mut X509_REQ>,
    crl: Field<*mut X509_CRL>,
    db_meth: Field<*const X509V3_CONF_METHOD>,
    db: Field<*mut c_void>,
    issuer_pkey: Field<*mut EVP_PKEY>,
}

/// The parties of an extension, as C names them.
pub struct Parties {
    /// Who signs.
    pub issuer_cert: *mut X509,
    /// Who is certified.
    pub subject_cert: *mut X509,
    /// Or who asks to be.
    pub subject_req: *mut X509_REQ,
    /// Or the revocation list.
    pub crl: *mut X509_CRL,
}

fn object<'a, T>(pointer: *mut T) -> Option<&'a T> {
    stack::look(Opaque(pointer.cast()))
}

impl X509V3_CTX {
    /// One without a configuration.
    pub fn new(parties: Parties, flags: c_int) -> Self {
        X509V3_CTX {
            flags: Field::new(flags),
            issuer_cert: Field::new(parties.issuer_cert),
            subject_cert: Field::new(parties.subject_cert),
            subject_req: Field::new(parties.subject_req),
            crl: Field::new(parties.crl),
            db_meth: Field::new(std::ptr::null()),
            db: Field::new(std::ptr::null_mut()),
            issuer_pkey: Field::new(std::ptr::null_mut()),
        }
    }

    /// One without anything.
    pub fn empty() -> Self {
        let parties = Parties {
            issuer_cert: std::ptr::null_mut(),
            subject_cert: std::ptr::null_mut(),
            subject_req: std::ptr::null_mut(),
            crl: std::ptr::null_mut(),
        };
        Self::new(parties, 0)
    }

    /// Sets parties and flags in C's memory, which may hold anything before,
    /// and takes configuration and issuer's key away.
    pub fn set(&self, parties: &Parties, flags: c_int) {
        self.flags.set(flags);
        self.issuer_cert.set(parties.issuer_cert);
        self.subject_cert.set(parties.subject_cert);
        self.subject_req.set(parties.subject_req);
        self.crl.set(parties.crl);
        self.db_meth.set(std::ptr::null());
        self.db.set(std::ptr::null_mut());
        self.issuer_pkey.set(std::ptr::null_mut());
    }

    /// Sets the configuration.
    pub fn set_database(&self, db: Opaque, method: &'static X509V3_CONF_METHOD) {
        self.db.set(db.0);
        self.db_meth.set(method);
    }

    /// Sets the key that the issuer signs with.
    pub fn set_issuer_key(&self, key: *mut EVP_PKEY) {
        self.issuer_pkey.set(key);
    }

    /// Who signs.
    pub fn issuer_cert(&self) -> Option<&X509> {
        object(self.issuer_cert.get())
    }

    /// Who is certified.
    pub fn subject_cert(&self) -> Option<&X509> {
        object(self.subject_cert.get())
    }

    /// Who asks to be certified.
    pub fn subject_req(&self) -> Option<&X509_REQ> {
        object(self.subject_req.get())
    }

    /// The issuer's key.
    pub fn issuer_key(&self) -> Option<&EVP_PKEY> {
        object(self.issuer_pkey.get())
    }

    /// Whether subject and issuer are one certificate.
    pub fn is_self_issued(&self) -> bool {
        self.subject_cert.get() == self.issuer_cert.get()
    }

    /// The configuration and its functions; `None` if either is missing.
    pub fn database(&self) -> Option<(Opaque, &X509V3_CONF_METHOD)> {
        let method = object(self.db_meth.get().cast_mut())?;
        let db = Opaque(self.db.get());
        (!db.is_null()).then_some((db, method))
    }

    /// A section of the configuration; an error, which is queued, if there
    /// is no configuration, and nothing but `None` if there is no such section.
    pub fn section(&self, name: &CStr) -> Option<Section<'_>> {
        let missing = || err::push(&error(x509v3::R_OPERATION_NOT_DEFINED), "X509V3_get_section");
        let Some((db, method)) = self.database() else {
            missing();
            return None;
        };
        let Some(get) = method.get_section else {
            missing();
            return None;
        };
        let list = get(db, Str::lend(name));
        let list = stack::look::<OPENSSL_STACK>(Opaque(list.cast()))?;
        Some(Section { context: self, list })
    }

    /// Whether this is only a rehearsal: what needs certificates is left empty.
    pub fn is_test(&self) -> bool {
        self.flags.get() == TEST
    }
}

/// `X509V3_CTX_TEST`.
const TEST: c_int = 1;

/// A section of a configuration, given back when it is no longer used.
pub struct Section<'a> {
    context: &'a X509V3_CTX,
    list: &'a OPENSSL_STACK,
}

impl Section<'_> {
    /// Its pairs.
    pub fn pairs(&self) -> Vec<Pair> {
        Pair::all(self.list)
    }
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        if let Some((db, method)) = self.context.database()
            && let Some(free) = method.free_section
        {
            free(db, std::ptr::from_ref(self.list).cast_mut());
        }
    }
}

/// A copy of a `CONF_VALUE`.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// Its section.
    pub section: Option<CString>,
    /// Its name.
    pub name: Option<CString>,
    /// Its value.
    pub value: Option<CString>,
}

impl Pair {
    /// A name and its value.
    pub fn new(name: Option<&[u8]>, value: Option<&[u8]>) -> Self {
        let text = |t: Option<&[u8]>| t.map(err::queue::lossy);
        Pair { section: None, name: text(name), value: text(value) }
    }

    /// A copy of C's pair.
    pub fn of(pair: &CONF_VALUE) -> Self {
        let text = |t: Option<&CStr>| t.map(CStr::to_owned);
        Pair { section: text(pair.section()), name: text(pair.name()), value: text(pair.value()) }
    }

    /// The pairs of a list of C's.
    pub fn all(list: &OPENSSL_STACK) -> Vec<Self> {
        list.objects::<CONF_VALUE>().into_iter().map(Self::of).collect()
    }

    /// Its name's bytes; none for no name.
    pub fn key(&self) -> &[u8] {
        self.name.as_deref().unwrap_or_default().to_bytes()
    }

    /// Its value, or else its name, as lists without values have it.
    pub fn either(&self) -> &CStr {
        self.value.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }

    /// Whether the name is `name`, or that and a `.` with anything behind.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.key().strip_prefix(name.as_bytes()), Some([] | [b'.', ..]))
    }

    /// What [`error`] says of it: `name=…, value=…`.
    pub fn named(&self) -> String {
        format!("name={}, value={}", shown(&self.name), shown(&self.value))
    }

    /// The same with its section, as older errors have it.
    pub fn placed(&self) -> String {
        let (section, name, value) = (shown(&self.section), shown(&self.name), shown(&self.value));
        format!("section:{section},name:{name},value:{value}")
    }
}

/// A text for an error.
pub fn shown(text: &Option<CString>) -> Cow<'_, str> {
    text.as_ref().map_or("<NULL>".into(), |t| t.to_string_lossy())
}

/// An error of the extensions' library.
#[track_caller]
pub fn error(reason: c_int) -> Error {
    Error::new(Lib::X509v3, reason)
}
