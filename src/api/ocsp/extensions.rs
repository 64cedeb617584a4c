//! The extensions of requests, answers and their parts.

use crate::abi::{Give, In, Lend, Mut, Opaque, Out, entry, quiet, stack};
use crate::api::x509::extension as lists;
use crate::err::Error;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::ocsp::{OCSP_BASICRESP, OCSP_ONEREQ, OCSP_REQUEST, OCSP_SINGLERESP};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::v3;
use std::ffi::{c_int, c_ulong, c_void};

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get_ext_count(x: Mut<OCSP_REQUEST>) -> c_int {
    quiet(0, || {
        let count = x
            .get()?
            .tbsRequest
            .get()
            .ok_or_else(Error::quiet)?
            .requestExtensions
            .stack()
            .map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `x`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get_ext(x: Mut<OCSP_REQUEST>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(extension::at(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            loc,
        )))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get_ext_by_NID(
    x: Mut<OCSP_REQUEST>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        lists::by_nid(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            nid,
            lastpos,
        )
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get_ext_by_OBJ(
    x: Mut<OCSP_REQUEST>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        Ok(lists::by_object(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            obj.get()?,
            lastpos,
        ))
    })
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get_ext_by_critical(
    x: Mut<OCSP_REQUEST>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        Ok(lists::by_critical(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            crit,
            lastpos,
        ))
    })
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_get1_ext_d2i(
    x: Mut<OCSP_REQUEST>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            nid,
            &crit,
            &idx,
        )
        .map(|value| value.0)
    })
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_delete_ext(
    x: Mut<OCSP_REQUEST>,
    loc: c_int,
) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = stack::take::<X509_EXTENSION>(extension::delete(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.stack(),
            loc,
        ));
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_add_ext(
    x: Mut<OCSP_REQUEST>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> c_int {
    entry(0, || {
        extension::insert(
            x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions.made()?,
            ex.get()?,
            loc,
        )?;
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_add1_ext_i2d(
    x: Mut<OCSP_REQUEST>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let done = v3::add(
            &x.get()?.tbsRequest.get().ok_or_else(Error::quiet)?.requestExtensions,
            nid,
            Opaque(value),
            crit != 0,
            flags,
        )?;
        Ok(done)
    })
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get_ext_count(x: Mut<OCSP_ONEREQ>) -> c_int {
    quiet(0, || {
        let count = x.get()?.singleRequestExtensions.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `x`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get_ext(x: Mut<OCSP_ONEREQ>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(extension::at(x.get()?.singleRequestExtensions.stack(), loc)))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get_ext_by_NID(
    x: Mut<OCSP_ONEREQ>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || lists::by_nid(x.get()?.singleRequestExtensions.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get_ext_by_OBJ(
    x: Mut<OCSP_ONEREQ>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        Ok(lists::by_object(x.get()?.singleRequestExtensions.stack(), obj.get()?, lastpos))
    })
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get_ext_by_critical(
    x: Mut<OCSP_ONEREQ>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_critical(x.get()?.singleRequestExtensions.stack(), crit, lastpos)))
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_get1_ext_d2i(
    x: Mut<OCSP_ONEREQ>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(x.get()?.singleRequestExtensions.stack(), nid, &crit, &idx)
            .map(|value| value.0)
    })
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_delete_ext(x: Mut<OCSP_ONEREQ>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = stack::take::<X509_EXTENSION>(extension::delete(
            x.get()?.singleRequestExtensions.stack(),
            loc,
        ));
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_add_ext(
    x: Mut<OCSP_ONEREQ>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> c_int {
    entry(0, || {
        extension::insert(x.get()?.singleRequestExtensions.made()?, ex.get()?, loc)?;
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_add1_ext_i2d(
    x: Mut<OCSP_ONEREQ>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let done =
            v3::add(&x.get()?.singleRequestExtensions, nid, Opaque(value), crit != 0, flags)?;
        Ok(done)
    })
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get_ext_count(x: Mut<OCSP_BASICRESP>) -> c_int {
    quiet(0, || {
        let count = x.get()?.data()?.responseExtensions.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `x`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get_ext(
    x: Mut<OCSP_BASICRESP>,
    loc: c_int,
) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(extension::at(x.get()?.data()?.responseExtensions.stack(), loc)))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get_ext_by_NID(
    x: Mut<OCSP_BASICRESP>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || lists::by_nid(x.get()?.data()?.responseExtensions.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get_ext_by_OBJ(
    x: Mut<OCSP_BASICRESP>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        Ok(lists::by_object(x.get()?.data()?.responseExtensions.stack(), obj.get()?, lastpos))
    })
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get_ext_by_critical(
    x: Mut<OCSP_BASICRESP>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_critical(x.get()?.data()?.responseExtensions.stack(), crit, lastpos)))
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_get1_ext_d2i(
    x: Mut<OCSP_BASICRESP>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(x.get()?.data()?.responseExtensions.stack(), nid, &crit, &idx)
            .map(|value| value.0)
    })
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_delete_ext(
    x: Mut<OCSP_BASICRESP>,
    loc: c_int,
) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = stack::take::<X509_EXTENSION>(extension::delete(
            x.get()?.data()?.responseExtensions.stack(),
            loc,
        ));
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_add_ext(
    x: Mut<OCSP_BASICRESP>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> c_int {
    entry(0, || {
        extension::insert(x.get()?.data()?.responseExtensions.made()?, ex.get()?, loc)?;
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_add1_ext_i2d(
    x: Mut<OCSP_BASICRESP>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let done =
            v3::add(&x.get()?.data()?.responseExtensions, nid, Opaque(value), crit != 0, flags)?;
        Ok(done)
    })
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get_ext_count(x: Mut<OCSP_SINGLERESP>) -> c_int {
    quiet(0, || {
        let count = x.get()?.singleExtensions.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `x`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get_ext(
    x: Mut<OCSP_SINGLERESP>,
    loc: c_int,
) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || Ok(Lend::opt(extension::at(x.get()?.singleExtensions.stack(), loc))))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get_ext_by_NID(
    x: Mut<OCSP_SINGLERESP>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || lists::by_nid(x.get()?.singleExtensions.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get_ext_by_OBJ(
    x: Mut<OCSP_SINGLERESP>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_object(x.get()?.singleExtensions.stack(), obj.get()?, lastpos)))
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get_ext_by_critical(
    x: Mut<OCSP_SINGLERESP>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_critical(x.get()?.singleExtensions.stack(), crit, lastpos)))
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_get1_ext_d2i(
    x: Mut<OCSP_SINGLERESP>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(x.get()?.singleExtensions.stack(), nid, &crit, &idx).map(|value| value.0)
    })
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_delete_ext(
    x: Mut<OCSP_SINGLERESP>,
    loc: c_int,
) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = stack::take::<X509_EXTENSION>(extension::delete(
            x.get()?.singleExtensions.stack(),
            loc,
        ));
        Ok(Give::opt(gone))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_add_ext(
    x: Mut<OCSP_SINGLERESP>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> c_int {
    entry(0, || {
        extension::insert(x.get()?.singleExtensions.made()?, ex.get()?, loc)?;
        Ok(1)
    })
}

/// Encodes a value and adds it as the extension `nid`; `flags` say what
/// happens to one that is there. See: X509V3_add1_i2d(3).
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_add1_ext_i2d(
    x: Mut<OCSP_SINGLERESP>,
    nid: c_int,
    value: *mut c_void,
    crit: c_int,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        let done = v3::add(&x.get()?.singleExtensions, nid, Opaque(value), crit != 0, flags)?;
        Ok(done)
    })
}
