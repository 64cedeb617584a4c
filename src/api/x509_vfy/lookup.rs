//! `X509_LOOKUP_…`: where a store finds certificates, and the system's
//! places for them.

use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::x509::X509_NAME;
use crate::obj::x509_vfy::lookup::{self, X509_LOOKUP};
use crate::obj::x509_vfy::lookup_method::{FILE, HASH_DIR, Kind, STORE, X509_LOOKUP_METHOD};
use crate::obj::x509_vfy::object::{CERT, CRL, Content};
use crate::obj::x509_vfy::{X509_OBJECT, X509_STORE, load};
use crate::pki::name::Name;
use std::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_void};

/// Reads files when told to.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_file() -> Lend<X509_LOOKUP_METHOD> {
    quiet(Lend::null(), || Ok(Lend::new(&**FILE)))
}

/// Reads files of directories when a name is looked for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_hash_dir() -> Lend<X509_LOOKUP_METHOD> {
    quiet(Lend::null(), || Ok(Lend::new(&**HASH_DIR)))
}

/// Loads from URIs, and searches those of directories when a name is looked
/// for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_store() -> Lend<X509_LOOKUP_METHOD> {
    quiet(Lend::null(), || Ok(Lend::new(&**STORE)))
}

/// Makes a lookup that belongs to no store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_new(method: Mut<X509_LOOKUP_METHOD>) -> Give<X509_LOOKUP> {
    entry(Give::null(), || {
        let lookup = X509_LOOKUP::new(&method.share_opt().ok_or_else(Error::quiet)?);
        Ok(Give::new(lookup.ok_or_else(Error::quiet)?))
    })
}

/// Frees a lookup that belongs to no store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_free(ctx: Take<X509_LOOKUP>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Prepares a lookup by calling its method; the library's have nothing to
/// prepare.
///
/// Returns: what the method does, or 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_init(ctx: Mut<X509_LOOKUP>) -> c_int {
    quiet(0, || ctx.get().map(X509_LOOKUP::begin))
}

/// Ends a lookup by calling its method; the library's have nothing to end.
///
/// Returns: what the method does, or 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_shutdown(ctx: Mut<X509_LOOKUP>) -> c_int {
    quiet(0, || ctx.get().map(X509_LOOKUP::end))
}

/// Loads a file (`X509_L_FILE_LOAD`) or adds directories (`X509_L_ADD_DIR`), or
/// what the program's own method does.
///
/// Returns: 1; 0 on error; -1 without a lookup; what the program's own method
/// does, 1 if it takes no commands.
/// See: X509_LOOKUP_ctrl(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_ctrl(
    ctx: Mut<X509_LOOKUP>,
    cmd: c_int,
    argc: Str,
    argl: c_long,
    ret: Out<*mut c_char>,
) -> c_int {
    if ctx.is_null() {
        return -1;
    }
    entry(0, || {
        let lookup = ctx.get()?;
        let method = lookup.method();
        if method.kind == Kind::Own {
            return Ok(method.own.ctrl.get().map_or(1, |ctrl| ctrl(ctx, cmd, argc, argl, ret)));
        }
        lookup.control(cmd, argc.opt(), argl).map(|()| 1)
    })
}

/// `X509_LOOKUP_ctrl`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_ctrl_ex(
    ctx: Mut<X509_LOOKUP>,
    cmd: c_int,
    argc: Str,
    argl: c_long,
    ret: Out<*mut c_char>,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_LOOKUP_ctrl(ctx, cmd, argc, argl, ret)
}

fn by_subject(
    lookup: &X509_LOOKUP,
    kind: c_int,
    name: &X509_NAME,
    found: &X509_OBJECT,
) -> Result<c_int> {
    let store = lookup.store()?;
    let name = Name::parse(&name.der())?;
    let content = match kind {
        CERT => {
            lookup.load_certs(&store, name.view());
            let certs = store.certs_by_subject(name.view()).into_iter();
            certs.map(|(x, link)| Content::Cert(x, link)).next()
        }
        CRL => {
            lookup.load_crls(&store, name.view());
            let crls = store.crls_by_issuer(name.view()).into_iter();
            crls.map(|(crl, link)| Content::Crl(crl, link)).next()
        }
        _ => None,
    };
    let content = content.ok_or_else(Error::quiet)?;
    found.set(content);
    Ok(1)
}

/// Looks a name up in the way of one lookup.
///
/// Returns: 1 with a share in `ret`; 0 if nothing is found.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_by_subject(
    ctx: Mut<X509_LOOKUP>,
    type_: c_int,
    name: In<X509_NAME>,
    ret: Mut<X509_OBJECT>,
) -> c_int {
    quiet(0, || {
        let lookup = ctx.get()?;
        if let Some(find) = lookup.method().own.by_subject.get() {
            return Ok(find(ctx, type_, name, ret));
        }
        // A file lookup finds nothing by itself: all it has is loaded.
        if !lookup.searches() {
            return Ok(0);
        }
        by_subject(lookup, type_, name.get()?, ret.get()?)
    })
}

/// Looks an issuer and serial number up in the way of a program's own lookup.
///
/// Returns: what its method does; 0 if it has no such way.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_by_issuer_serial(
    ctx: Mut<X509_LOOKUP>,
    type_: c_int,
    name: In<X509_NAME>,
    serial: In<ASN1_INTEGER>,
    ret: Mut<X509_OBJECT>,
) -> c_int {
    quiet(0, || {
        let find = ctx.get()?.method().own.by_issuer_serial.get();
        Ok(find.map_or(0, |find| find(ctx, type_, name, serial, ret)))
    })
}

/// Looks a fingerprint up in the way of a program's own lookup.
///
/// Returns: what its method does; 0 if it has no such way.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_by_fingerprint(
    ctx: Mut<X509_LOOKUP>,
    type_: c_int,
    bytes: *const c_uchar,
    len: c_int,
    ret: Mut<X509_OBJECT>,
) -> c_int {
    quiet(0, || {
        let find = ctx.get()?.method().own.by_fingerprint.get();
        Ok(find.map_or(0, |find| find(ctx, type_, bytes, len, ret)))
    })
}

/// Looks an alias up in the way of a program's own lookup.
///
/// Returns: what its method does; 0 if it has no such way.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_by_alias(
    ctx: Mut<X509_LOOKUP>,
    type_: c_int,
    str_: *const c_char,
    len: c_int,
    ret: Mut<X509_OBJECT>,
) -> c_int {
    quiet(0, || {
        let find = ctx.get()?.method().own.by_alias.get();
        Ok(find.map_or(0, |find| find(ctx, type_, str_, len, ret)))
    })
}

/// `X509_LOOKUP_by_subject`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_by_subject_ex(
    ctx: Mut<X509_LOOKUP>,
    type_: c_int,
    name: In<X509_NAME>,
    ret: Mut<X509_OBJECT>,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_LOOKUP_by_subject(ctx, type_, name, ret)
}

/// Keeps a pointer of the program's with a lookup.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_set_method_data(ctx: Mut<X509_LOOKUP>, data: *mut c_void) -> c_int {
    entry(0, || {
        ctx.get()?.data.set(Some(Opaque(data)));
        Ok(1)
    })
}

/// That pointer.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_get_method_data(ctx: In<X509_LOOKUP>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || {
        Ok(ctx.get()?.data.get().map_or(std::ptr::null_mut(), |data| data.0))
    })
}

/// Lends the store of a lookup; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_LOOKUP_get_store(ctx: In<X509_LOOKUP>) -> Lend<X509_STORE> {
    quiet(Lend::null(), || Ok(Lend::new(&*ctx.get()?.store()?)))
}

/// How a file is read into the store of a lookup.
type Load = fn(&X509_STORE, &CStr, c_int) -> Result<c_int>;

fn load_with(ctx: &Mut<X509_LOOKUP>, file: &Str, kind: c_int, load: Load) -> Result<c_int> {
    let file = file.opt().ok_or_else(Error::quiet)?;
    load(&*ctx.get()?.store()?, file, kind)
}

/// Adds the certificates of a file to the store of a lookup.
///
/// Returns: how many there were; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_cert_file(ctx: Mut<X509_LOOKUP>, file: Str, type_: c_int) -> c_int {
    entry(0, || load_with(&ctx, &file, type_, load::certs))
}

/// `X509_load_cert_file`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_cert_file_ex(
    ctx: Mut<X509_LOOKUP>,
    file: Str,
    type_: c_int,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_load_cert_file(ctx, file, type_)
}

/// Adds the CRLs of a file to the store of a lookup.
///
/// Returns: how many there were; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_crl_file(ctx: Mut<X509_LOOKUP>, file: Str, type_: c_int) -> c_int {
    entry(0, || load_with(&ctx, &file, type_, load::crls))
}

/// Adds the certificates and CRLs of a file to the store of a lookup.
///
/// Returns: how many there were; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_cert_crl_file(ctx: Mut<X509_LOOKUP>, file: Str, type_: c_int) -> c_int {
    entry(0, || load_with(&ctx, &file, type_, load::certs_and_crls))
}

/// `X509_load_cert_crl_file`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_cert_crl_file_ex(
    ctx: Mut<X509_LOOKUP>,
    file: Str,
    type_: c_int,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> c_int {
    let _ = (libctx, propq);
    X509_load_cert_crl_file(ctx, file, type_)
}

/// The directory of OpenSSL's files.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_cert_area() -> LendConst<c_char> {
    LendConst::cstr(lookup::CERT_AREA)
}

/// The directory of the system's hashed certificates.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_cert_dir() -> LendConst<c_char> {
    LendConst::cstr(lookup::CERT_DIR)
}

/// The file of the system's certificates.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_cert_file() -> LendConst<c_char> {
    LendConst::cstr(lookup::CERT_FILE)
}

/// The directory of the system's private keys.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_private_dir() -> LendConst<c_char> {
    LendConst::cstr(lookup::PRIVATE_DIR)
}

/// The variable that names another directory of certificates.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_cert_dir_env() -> LendConst<c_char> {
    LendConst::cstr(lookup::CERT_DIR_ENV)
}

/// The variable that names another file of certificates.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_default_cert_file_env() -> LendConst<c_char> {
    LendConst::cstr(lookup::CERT_FILE_ENV)
}
