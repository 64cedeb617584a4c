//! Extensions, and lists of them.

use crate::abi::layout::asn1::{ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{Give, In, InOut, Lend, Mut, Opaque, Out, StaticOrBox, entry, quiet, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::objects::{self, ASN1_OBJECT};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::v3;
use std::ffi::c_int;

pub(crate) fn by_nid(list: Option<&OPENSSL_STACK>, nid: c_int, after: c_int) -> Result<c_int> {
    let Some(object) = objects::by_nid(nid) else { return Ok(-2) };
    Ok(by_object(list, object, after))
}

pub(crate) fn by_object(list: Option<&OPENSSL_STACK>, object: &ASN1_OBJECT, after: c_int) -> c_int {
    extension::position(list, after, |e| e.object.get().is_some_and(|o| o.der() == object.der()))
}

pub(crate) fn by_critical(list: Option<&OPENSSL_STACK>, critical: c_int, after: c_int) -> c_int {
    extension::position(list, after, |e| e.is_critical() == (critical != 0))
}

/// Finds and decodes the extension `nid`, as X509V3_get_d2i(3) says.
pub(crate) fn decoded(
    list: Option<&OPENSSL_STACK>,
    nid: c_int,
    critical: &Out<c_int>,
    index: &Out<c_int>,
) -> Result<Opaque> {
    let place = |number: c_int| critical.write_opt(number);
    let start = if index.is_null() { -1 } else { index.read()? };
    let first = extension::position(list, start.max(-1), |e| e.nid() == nid);
    let Some(found) = extension::at(list, first).filter(|_| first >= 0) else {
        index.write_opt(-1);
        place(-1);
        return Err(Error::quiet());
    };
    if index.is_null() {
        if extension::position(list, first, |e| e.nid() == nid) >= 0 {
            place(-2);
            return Err(Error::quiet());
        }
    } else {
        index.write_opt(first);
    }
    place(c_int::from(found.is_critical()));
    v3::decode(found)
}

/// The type of an extension.
/// Ownership: it belongs to the extension.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_get_object(ex: Mut<X509_EXTENSION>) -> Lend<ASN1_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(ex.get()?.object.get())))
}

/// The value of an extension, encoded.
/// Ownership: it belongs to the extension.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_get_data(ne: Mut<X509_EXTENSION>) -> Lend<ASN1_OCTET_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(ne.get()?.value.get())))
}

/// Whether an extension is critical.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_get_critical(ex: In<X509_EXTENSION>) -> c_int {
    quiet(0, || Ok(ex.get()?.is_critical().into()))
}

/// Sets the type of an extension to a copy of `obj`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_set_object(
    ex: Mut<X509_EXTENSION>,
    obj: In<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        ex.get()?.object.set(Some(obj.get()?.duplicate()));
        Ok(1)
    })
}

/// Sets whether an extension is critical.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_set_critical(ex: Mut<X509_EXTENSION>, crit: c_int) -> c_int {
    entry(0, || {
        ex.get()?.critical.set(if crit != 0 { 0xff } else { -1 });
        Ok(1)
    })
}

/// Sets the value of an extension to a copy of `data`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_set_data(
    ex: Mut<X509_EXTENSION>,
    data: Mut<ASN1_OCTET_STRING>,
) -> c_int {
    entry(0, || {
        let value = ex.get()?.value.get().ok_or_else(Error::quiet)?;
        value.store(data.get()?.bytes())?;
        Ok(1)
    })
}

fn create(
    ex: &InOut<X509_EXTENSION>,
    object: objects::Object,
    critical: c_int,
    data: &ASN1_STRING,
) -> Result<Give<X509_EXTENSION>> {
    if let Some(there) = ex.current() {
        there.object.set(Some(object));
        there.critical.set(if critical != 0 { 0xff } else { -1 });
        there.value.get().ok_or_else(Error::quiet)?.store(data.bytes())?;
        return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
    }
    Ok(ex.give(X509_EXTENSION::of(object, critical != 0, data.bytes())?, drop))
}

/// Makes an extension of a type, or changes `*ex` into one.
/// Errors: `X509_R_UNKNOWN_NID`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_create_by_NID(
    ex: InOut<X509_EXTENSION>,
    nid: c_int,
    crit: c_int,
    data: Mut<ASN1_OCTET_STRING>,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let object =
            objects::by_nid(nid).ok_or_else(|| Error::new(Lib::X509, err::x509::R_UNKNOWN_NID))?;
        create(&ex, StaticOrBox::Static(object), crit, data.get()?)
    })
}

/// Makes an extension of a type, or changes `*ex` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_create_by_OBJ(
    ex: InOut<X509_EXTENSION>,
    obj: In<ASN1_OBJECT>,
    crit: c_int,
    data: Mut<ASN1_OCTET_STRING>,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || create(&ex, obj.get()?.duplicate(), crit, data.get()?))
}

/// The number of extensions in a list; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_get_ext_count(x: In<OPENSSL_STACK>) -> c_int {
    quiet(0, || Ok(x.opt().map_or(0, |list| c_int::try_from(list.len()).unwrap_or(c_int::MAX))))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_get_ext_by_NID(x: In<OPENSSL_STACK>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || by_nid(x.opt(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_get_ext_by_OBJ(
    x: In<OPENSSL_STACK>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(by_object(x.opt(), obj.get()?, lastpos)))
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_get_ext_by_critical(
    x: In<OPENSSL_STACK>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(by_critical(x.opt(), crit, lastpos)))
}

/// The extension at an index of a list; NULL if there is none.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_get_ext(x: In<OPENSSL_STACK>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || Ok(Lend::opt(extension::at(x.opt(), loc))))
}

/// Takes the extension at an index out of a list; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_delete_ext(x: Mut<OPENSSL_STACK>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        Ok(Give::opt(stack::take::<X509_EXTENSION>(extension::delete(x.opt(), loc))))
    })
}

/// Inserts a copy of `ex` in the list `*x`, which is made if there is none.
/// Returns: the list; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509v3_add_ext(
    x: InOut<OPENSSL_STACK>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        if x.is_null() {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        }
        if let Some(list) = x.current() {
            extension::insert(list, ex.get()?, loc)?;
            return Ok(Give::back(std::ptr::from_ref(list).cast_mut()));
        }
        let list = OPENSSL_STACK::new(None);
        extension::insert(&list, ex.get()?, loc)?;
        Ok(x.give(list, drop))
    })
}
