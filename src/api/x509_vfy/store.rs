//! `X509_STORE_…` and `X509_OBJECT_…`: trusted certificates and CRLs.

use crate::abi::{Give, In, Lend, Mut, Opaque, Str, Take, entry, quiet, stack};
use crate::err::{self, Error, Lib};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL, X509_NAME};
use crate::obj::x509_vfy::lookup::{self, X509_LOOKUP};
use crate::obj::x509_vfy::lookup_method::{FILE, HASH_DIR, STORE, X509_LOOKUP_METHOD};
use crate::obj::x509_vfy::object::Content;
use crate::obj::x509_vfy::{X509_OBJECT, X509_STORE, X509_VERIFY_PARAM, load};
use crate::pki::name::Name;
use std::ffi::{CStr, c_int, c_long, c_ulong, c_void};
use std::sync::Arc;

/// Makes an empty store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_new() -> Give<X509_STORE> {
    entry(Give::null(), || Ok(Give::new(X509_STORE::new())))
}

/// Gives up a share of a store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_free(xs: Take<X509_STORE>) {
    quiet((), || {
        drop(xs.opt());
        Ok(())
    });
}

/// Takes one more share of a store.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_up_ref(xs: Mut<X509_STORE>) -> c_int {
    entry(0, || {
        // The share goes to C, which gives it back with X509_STORE_free.
        std::mem::forget(xs.share()?);
        Ok(1)
    })
}

/// Does nothing: every operation on a store locks it as long as it must.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_lock(xs: Mut<X509_STORE>) -> c_int {
    entry(0, || xs.get().map(|_| 1))
}

/// Does nothing, like `X509_STORE_lock`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_unlock(xs: Mut<X509_STORE>) -> c_int {
    entry(0, || xs.get().map(|_| 1))
}

/// Adds a trusted certificate; one that is there already is no error.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_add_cert(xs: Mut<X509_STORE>, x: Mut<X509>) -> c_int {
    entry(0, || {
        let x = x.share_opt().ok_or_else(not_added)?;
        xs.get()?.add_cert(&x).map(|()| 1)
    })
}

/// Adds a CRL; one that is there already is no error.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_add_crl(xs: Mut<X509_STORE>, x: Mut<X509_CRL>) -> c_int {
    entry(0, || {
        let crl = x.share_opt().ok_or_else(not_added)?;
        xs.get()?.add_crl(&crl).map(|()| 1)
    })
}

/// What OpenSSL says when it is given no object.
#[track_caller]
fn not_added() -> Error {
    Error::new(Lib::X509, err::R_MALLOC_FAILURE)
}

/// Adds verification flags to the store's parameters.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_flags(xs: Mut<X509_STORE>, flags: c_ulong) -> c_int {
    entry(0, || {
        xs.get()?.param().change(|values| values.set_flags(flags));
        Ok(1)
    })
}

/// Sets how many certificates may stand between leaf and anchor.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_depth(store: Mut<X509_STORE>, depth: c_int) -> c_int {
    entry(0, || {
        store.get()?.param().change(|values| values.depth = depth);
        Ok(1)
    })
}

/// Sets the purpose that certificates must be good for.
///
/// Returns: 1; 0 for an unknown purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_purpose(xs: Mut<X509_STORE>, purpose: c_int) -> c_int {
    entry(0, || xs.get()?.param().set_purpose(purpose).map(|()| 1))
}

/// Sets what the anchor must be trusted for.
///
/// Returns: 1; 0 for an unknown trust.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_trust(xs: Mut<X509_STORE>, trust: c_int) -> c_int {
    entry(0, || xs.get()?.param().set_trust(trust).map(|()| 1))
}

/// Takes over whatever `pm` has set.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set1_param(xs: Mut<X509_STORE>, pm: In<X509_VERIFY_PARAM>) -> c_int {
    entry(0, || {
        let store = xs.get()?;
        if let Some(param) = pm.opt() {
            store.param().assign(param);
        }
        Ok(1)
    })
}

/// Lends the store's parameters.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get0_param(xs: In<X509_STORE>) -> Lend<X509_VERIFY_PARAM> {
    quiet(Lend::null(), || Ok(Lend::new(&*xs.get()?.param())))
}

/// Lends the stack of everything in the store.
///
/// Ownership: the store keeps it; additions may change it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get0_objects(xs: In<X509_STORE>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(xs.get()?.lend_objects(Lend::new)))
}

/// A new stack of shares of all certificates in the store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get1_all_certs(xs: Mut<X509_STORE>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(OPENSSL_STACK::owning::<X509>(xs.get()?.all_certs()))))
}

/// Sets a value of the program's own.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_ex_data(
    xs: Mut<X509_STORE>,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    entry(0, || xs.get()?.ex_data.set(idx, data).map(|()| 1))
}

/// A value of the program's own; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_ex_data(xs: In<X509_STORE>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(xs.get()?.ex_data.get(idx)))
}

/// The lookup of the store that finds certificates in the way of `m`, made if
/// there is none.
///
/// Returns: the lookup, which the store owns; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_add_lookup(
    xs: Mut<X509_STORE>,
    m: Mut<X509_LOOKUP_METHOD>,
) -> Lend<X509_LOOKUP> {
    entry(Lend::null(), || Ok(Lend::opt(xs.share()?.add_lookup(&m.share()?).as_deref())))
}

fn load_file(store: &Arc<X509_STORE>, file: &CStr) -> crate::err::Result<()> {
    store.load(&FILE, lookup::FILE_LOAD, Some(file), c_long::from(load::PEM))
}

fn load_path(store: &Arc<X509_STORE>, path: &CStr) -> crate::err::Result<()> {
    let kind = c_long::from(load::PEM);
    store.load(&HASH_DIR, lookup::ADD_DIR, Some(path), kind)
}

/// Adds the certificates and CRLs of a PEM file.
///
/// Returns: 1; 0 if there are none or one is malformed.
/// See: X509_STORE_load_locations(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_file(xs: Mut<X509_STORE>, file: Str) -> c_int {
    entry(0, || {
        let file = file.opt().ok_or_else(Error::quiet)?;
        load_file(&xs.share()?, file).map(|()| 1)
    })
}

/// `X509_STORE_load_file`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_file_ex(
    xs: Mut<X509_STORE>,
    file: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_STORE_load_file(xs, file)
}

/// Lets the store look into hashed directories, separated by colons.
///
/// Returns: 1; 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_path(xs: Mut<X509_STORE>, path: Str) -> c_int {
    entry(0, || {
        let path = path.opt().ok_or_else(Error::quiet)?;
        load_path(&xs.share()?, path).map(|()| 1)
    })
}

/// Lets the store use what a URI, or a path, holds: a file's certificates and
/// CRLs are loaded, a directory's when they are looked for.
///
/// Returns: 1; 0 for NULL, what cannot be opened, and what holds none.
/// See: X509_STORE_load_store(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_store(xs: Mut<X509_STORE>, store: Str) -> c_int {
    entry(0, || {
        let uri = store.opt().ok_or_else(Error::quiet)?;
        xs.share()?.load(&STORE, lookup::ADD_STORE, Some(uri), 0).map(|()| 1)
    })
}

/// `X509_STORE_load_store`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_store_ex(
    xs: Mut<X509_STORE>,
    store: Str,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    X509_STORE_load_store(xs, store)
}

/// `X509_STORE_load_file` and `X509_STORE_load_path`, each unless NULL.
///
/// Returns: 1; 0 on error, also if both are NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_locations(xs: Mut<X509_STORE>, file: Str, dir: Str) -> c_int {
    entry(0, || {
        let store = xs.share()?;
        if file.opt().is_none() && dir.opt().is_none() {
            return Ok(0);
        }
        if let Some(file) = file.opt() {
            load_file(&store, file)?;
        }
        if let Some(dir) = dir.opt() {
            load_path(&store, dir)?;
        }
        Ok(1)
    })
}

/// `X509_STORE_load_locations`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_load_locations_ex(
    xs: Mut<X509_STORE>,
    file: Str,
    dir: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_STORE_load_locations(xs, file, dir)
}

/// Lets the store use the system's trusted certificates: SSL_CERT_FILE and
/// SSL_CERT_DIR if set, else OpenSSL's places, else the distribution's.
///
/// Returns: 1, even if nothing is there; 0 without a store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_default_paths(xs: Mut<X509_STORE>) -> c_int {
    entry(0, || {
        let store = xs.share()?;
        let default = c_long::from(load::DEFAULT);
        let _ = store.load(&FILE, lookup::FILE_LOAD, None, default);
        let _ = store.load(&HASH_DIR, lookup::ADD_DIR, None, default);
        // What is missing is no error; OpenSSL empties the queue here.
        err::queue::clear();
        Ok(1)
    })
}

/// `X509_STORE_set_default_paths`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_default_paths_ex(
    xs: Mut<X509_STORE>,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_STORE_set_default_paths(xs)
}

/// Makes an object that holds nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_new() -> Give<X509_OBJECT> {
    entry(Give::null(), || Ok(Give::new(Box::new(X509_OBJECT::default()))))
}

/// Frees an object.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_free(a: Take<X509_OBJECT>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// What an object holds (`X509_LU_…`).
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_get_type(a: In<X509_OBJECT>) -> c_int {
    quiet(0, || Ok(a.get()?.kind()))
}

/// Lends the certificate in an object; NULL if it holds none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_get0_X509(a: In<X509_OBJECT>) -> Lend<X509> {
    quiet(Lend::null(), || match a.get()?.content() {
        Content::Cert(x, _) => Ok(Lend::new(&*x)),
        _ => Ok(Lend::null()),
    })
}

/// Lends the CRL in an object; NULL if it holds none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_get0_X509_CRL(a: In<X509_OBJECT>) -> Lend<X509_CRL> {
    quiet(Lend::null(), || match a.get()?.content() {
        Content::Crl(crl, _) => Ok(Lend::new(&*crl)),
        _ => Ok(Lend::null()),
    })
}

/// Puts a share of a certificate into an object.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_set1_X509(a: Mut<X509_OBJECT>, obj: Mut<X509>) -> c_int {
    entry(0, || {
        let x = obj.share_opt().ok_or_else(Error::quiet)?;
        a.opt().ok_or_else(Error::quiet)?.set(Content::cert(&x)?);
        Ok(1)
    })
}

/// Puts a share of a CRL into an object.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_set1_X509_CRL(a: Mut<X509_OBJECT>, obj: Mut<X509_CRL>) -> c_int {
    entry(0, || {
        let crl = obj.share_opt().ok_or_else(Error::quiet)?;
        a.opt().ok_or_else(Error::quiet)?.set(Content::crl(&crl)?);
        Ok(1)
    })
}

/// Takes one more share of what an object holds.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_up_ref_count(a: Mut<X509_OBJECT>) -> c_int {
    entry(0, || {
        // The share goes to C.
        match a.get()?.content() {
            Content::Cert(x, _) => std::mem::forget(x),
            Content::Crl(crl, _) => std::mem::forget(crl),
            Content::None => {}
        }
        Ok(1)
    })
}

fn find<'a>(
    h: &'a OPENSSL_STACK,
    kind: c_int,
    name: &X509_NAME,
) -> Option<(usize, &'a X509_OBJECT)> {
    let wanted = Name::parse(&name.der()).ok()?;
    h.objects::<X509_OBJECT>().into_iter().enumerate().find(|(_, object)| {
        let content = object.content();
        content.kind() == kind && content.name() == Some(wanted.view())
    })
}

/// The index of the first object of a kind with a name; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_idx_by_subject(
    h: Mut<OPENSSL_STACK>,
    type_: c_int,
    name: In<X509_NAME>,
) -> c_int {
    quiet(-1, || {
        let found = find(h.get()?, type_, name.get()?);
        Ok(found.and_then(|(index, _)| c_int::try_from(index).ok()).unwrap_or(-1))
    })
}

/// Lends the first object of a kind with a name; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_retrieve_by_subject(
    h: Mut<OPENSSL_STACK>,
    type_: c_int,
    name: In<X509_NAME>,
) -> Lend<X509_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(find(h.get()?, type_, name.get()?).map(|(_, o)| o))))
}

/// Lends the object that holds the same as `x`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_OBJECT_retrieve_match(
    h: Mut<OPENSSL_STACK>,
    x: Mut<X509_OBJECT>,
) -> Lend<X509_OBJECT> {
    quiet(Lend::null(), || {
        let wanted = x.get()?.content();
        let objects = h.get()?.items();
        let found = objects.into_iter().filter_map(|item: Opaque| stack::look::<X509_OBJECT>(item));
        Ok(Lend::opt(found.into_iter().find(|object| object.content().same(&wanted))))
    })
}
