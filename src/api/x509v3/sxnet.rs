//! Thawte's Strong Extranet: who somebody is in which zone.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{InBuf, Lend, Mut, Opaque, Out, Str, Take, entry, stack};
use crate::err::{Error, Result, x509v3};
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::v;
use crate::obj::x509::v3::context::error;
use crate::obj::x509::v3::names::over;
use crate::obj::x509::v3::text;
use crate::obj::x509::v3::types::SXNET;
use std::ffi::{c_char, c_int, c_ulong};

/// A zone's number from text.
fn zone(text: &Str) -> Result<Box<ASN1_STRING>> {
    let text = text.opt().ok_or_else(|| error(x509v3::R_INVALID_NULL_VALUE));
    text.and_then(|t| text::integer(t.to_bytes()))
        .map_err(|cause| over(&cause, error(x509v3::R_ERROR_CONVERTING_ZONE)))
}

fn number(zone: c_ulong) -> Result<Box<ASN1_STRING>> {
    let made = ASN1_STRING::new(v::INTEGER);
    integer::set(&made, v::INTEGER, false, zone)?;
    Ok(made)
}

/// Adds a zone to `*psx`, which is made if it is NULL.
fn add(
    psx: &Out<*mut SXNET>,
    zone: Box<ASN1_STRING>,
    user: &InBuf<c_char>,
    len: c_int,
) -> Result<c_int> {
    let missing = || error(x509v3::R_INVALID_NULL_ARGUMENT);
    if psx.is_null() || user.is_null() {
        return Err(missing());
    }
    let user = if len == -1 { user.c_string()? } else { user.slice(len)? };
    if user.len() > 64 {
        return Err(error(x509v3::R_USER_TOO_LONG));
    }
    if psx.read()?.is_null() {
        psx.write(stack::give::<SXNET>(SXNET::new()?).0.cast())?;
    }
    let net = stack::look::<SXNET>(Opaque(psx.read()?.cast())).ok_or_else(Error::quiet)?;
    net.add(zone, Some(user))?;
    Ok(1)
}

/// Adds who somebody is in a zone, whose number is text; `userlen` -1 is for
/// a C string.
///
/// Returns: 1; 0 if the zone is there already, or the user is too long.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_add_id_asc(
    psx: Out<*mut SXNET>,
    zone_: Str,
    user: InBuf<c_char>,
    userlen: c_int,
) -> c_int {
    entry(0, || add(&psx, zone(&zone_)?, &user, userlen))
}

/// Adds who somebody is in a zone; see `SXNET_add_id_asc`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_add_id_ulong(
    psx: Out<*mut SXNET>,
    lzone: c_ulong,
    user: InBuf<c_char>,
    userlen: c_int,
) -> c_int {
    entry(0, || add(&psx, number(lzone)?, &user, userlen))
}

/// Adds who somebody is in a zone; see `SXNET_add_id_asc`.
///
/// Ownership: takes `izone` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_add_id_INTEGER(
    psx: Out<*mut SXNET>,
    izone: Take<ASN1_INTEGER>,
    user: InBuf<c_char>,
    userlen: c_int,
) -> c_int {
    entry(0, || {
        let copy = izone.peek().map_err(|_| error(x509v3::R_INVALID_NULL_ARGUMENT))?.duplicate()?;
        let done = add(&psx, copy, &user, userlen)?;
        drop(izone.get()?);
        Ok(done)
    })
}

/// Who somebody is in a zone, whose number is text; NULL if nobody.
/// Ownership: it belongs to `sx`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_get_id_asc(sx: Mut<SXNET>, zone_: Str) -> Lend<ASN1_OCTET_STRING> {
    entry(Lend::null(), || {
        let zone = zone(&zone_)?;
        Ok(Lend::opt(sx.get()?.user(&zone)))
    })
}

/// Who somebody is in a zone; NULL if nobody. Ownership: it belongs to `sx`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_get_id_ulong(sx: Mut<SXNET>, lzone: c_ulong) -> Lend<ASN1_OCTET_STRING> {
    entry(Lend::null(), || {
        let zone = number(lzone)?;
        Ok(Lend::opt(sx.get()?.user(&zone)))
    })
}

/// Who somebody is in a zone; NULL if nobody. Ownership: it belongs to `sx`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_get_id_INTEGER(
    sx: Mut<SXNET>,
    zone: Mut<ASN1_INTEGER>,
) -> Lend<ASN1_OCTET_STRING> {
    entry(Lend::null(), || Ok(Lend::opt(sx.get()?.user(zone.get()?))))
}
