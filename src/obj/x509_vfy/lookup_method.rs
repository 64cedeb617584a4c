//! `X509_LOOKUP_METHOD`: how a lookup finds certificates, in the library's
//! way or in a program's own.

use super::X509_LOOKUP;
use super::object::{Content, X509_OBJECT};
use crate::abi::func::FnCell;
use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{In, Mut, Out, Str};
use crate::obj::x509::X509_NAME;
use crate::pki::name::NameRef;
use std::ffi::{c_char, c_int, c_long, c_uchar};
use std::sync::{Arc, LazyLock};

/// Prepares a lookup, or ends one; 0 on failure.
pub type X509_LOOKUP_step_fn = extern "C" fn(Mut<X509_LOOKUP>) -> c_int;
/// Frees what the method keeps in a lookup.
pub type X509_LOOKUP_free_fn = extern "C" fn(Mut<X509_LOOKUP>);
/// Is given commands.
pub type X509_LOOKUP_ctrl_fn =
    extern "C" fn(Mut<X509_LOOKUP>, c_int, Str, c_long, Out<*mut c_char>) -> c_int;
/// Finds a certificate or CRL by its subject or issuer.
pub type X509_LOOKUP_get_by_subject_fn =
    extern "C" fn(Mut<X509_LOOKUP>, c_int, In<X509_NAME>, Mut<X509_OBJECT>) -> c_int;
/// Finds one by its issuer and serial number.
pub type X509_LOOKUP_get_by_issuer_serial_fn = extern "C" fn(
    Mut<X509_LOOKUP>,
    c_int,
    In<X509_NAME>,
    In<ASN1_INTEGER>,
    Mut<X509_OBJECT>,
) -> c_int;
/// Finds one by its fingerprint.
pub type X509_LOOKUP_get_by_fingerprint_fn =
    extern "C" fn(Mut<X509_LOOKUP>, c_int, *const c_uchar, c_int, Mut<X509_OBJECT>) -> c_int;
/// Finds one by its alias.
pub type X509_LOOKUP_get_by_alias_fn =
    extern "C" fn(Mut<X509_LOOKUP>, c_int, *const c_char, c_int, Mut<X509_OBJECT>) -> c_int;

/// A way to find certificates.
#[derive(Debug)]
pub struct X509_LOOKUP_METHOD {
    /// Whose.
    pub kind: Kind,
    /// A program's own functions.
    pub own: Own,
}

/// Whose way it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reads files when told to.
    File,
    /// Reads files of directories when a name is looked for.
    HashDir,
    /// Loads from URIs, and searches those of directories when a name is
    /// looked for.
    Store,
    /// A program's own.
    Own,
}

/// The functions of a program's own method.
#[derive(Debug)]
pub struct Own {
    /// Prepares what the method keeps in a new lookup.
    pub new_item: FnCell<X509_LOOKUP_step_fn>,
    /// Frees it.
    pub free: FnCell<X509_LOOKUP_free_fn>,
    /// Does what `X509_LOOKUP_init` asks for.
    pub init: FnCell<X509_LOOKUP_step_fn>,
    /// Ends a lookup, before its store is freed.
    pub shutdown: FnCell<X509_LOOKUP_step_fn>,
    /// Is given commands.
    pub ctrl: FnCell<X509_LOOKUP_ctrl_fn>,
    /// Finds by name.
    pub by_subject: FnCell<X509_LOOKUP_get_by_subject_fn>,
    /// Finds by issuer and serial number.
    pub by_issuer_serial: FnCell<X509_LOOKUP_get_by_issuer_serial_fn>,
    /// Finds by fingerprint.
    pub by_fingerprint: FnCell<X509_LOOKUP_get_by_fingerprint_fn>,
    /// Finds by alias.
    pub by_alias: FnCell<X509_LOOKUP_get_by_alias_fn>,
}

impl X509_LOOKUP_METHOD {
    /// A method of this kind, without functions of a program's.
    pub fn new(kind: Kind) -> Arc<Self> {
        let own = Own {
            new_item: FnCell::new(None),
            free: FnCell::new(None),
            init: FnCell::new(None),
            shutdown: FnCell::new(None),
            ctrl: FnCell::new(None),
            by_subject: FnCell::new(None),
            by_issuer_serial: FnCell::new(None),
            by_fingerprint: FnCell::new(None),
            by_alias: FnCell::new(None),
        };
        Arc::new(X509_LOOKUP_METHOD { kind, own })
    }
}

/// [`Kind::File`].
pub static FILE: LazyLock<Arc<X509_LOOKUP_METHOD>> =
    LazyLock::new(|| X509_LOOKUP_METHOD::new(Kind::File));
/// [`Kind::HashDir`].
pub static HASH_DIR: LazyLock<Arc<X509_LOOKUP_METHOD>> =
    LazyLock::new(|| X509_LOOKUP_METHOD::new(Kind::HashDir));
/// [`Kind::Store`].
pub static STORE: LazyLock<Arc<X509_LOOKUP_METHOD>> =
    LazyLock::new(|| X509_LOOKUP_METHOD::new(Kind::Store));

impl X509_LOOKUP {
    /// Asks the program's own method for a name; `None` if it finds nothing.
    ///
    /// The share that `X509_OBJECT_set1_X509` took for the answer stays taken:
    /// OpenSSL never gives it back, so programs do, as
    /// X509_LOOKUP_meth_new(3) tells them to.
    pub fn ask(&self, kind: c_int, name: NameRef<'_>) -> Option<Content> {
        let find = self.method().own.by_subject.get()?;
        let name = X509_NAME::from_der(name.raw()).ok()?;
        let place = X509_OBJECT::default();
        let found = find(Mut::lend(self), kind, In::lend(&*name), Mut::lend(&place)) != 0;
        let content = place.content();
        match &content {
            Content::Cert(x, _) => std::mem::forget(Arc::clone(x)),
            Content::Crl(crl, _) => std::mem::forget(Arc::clone(crl)),
            Content::None => return None,
        }
        (found && content.kind() == kind).then_some(content)
    }
}
