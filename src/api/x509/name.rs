//! Names.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{
    Give, In, InBuf, InOut, Lend, Mut, Out, OutBuf, StaticOrBox, Str, entry, mem, quiet,
};
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::objects::{self, ASN1_OBJECT, Object};
use crate::obj::x509::name_print;
use crate::obj::x509::{X509_NAME, X509_NAME_ENTRY};
use std::ffi::{c_char, c_int, c_uchar};

/// The number of attributes; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_entry_count(name: In<X509_NAME>) -> c_int {
    quiet(0, || Ok(name.opt().map_or(0, |n| c_int::try_from(n.count()).unwrap_or(c_int::MAX))))
}

/// The attribute at an index; NULL if there is none.
/// Ownership: it belongs to the name.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get_entry(name: In<X509_NAME>, loc: c_int) -> Lend<X509_NAME_ENTRY> {
    quiet(Lend::null(), || Ok(Lend::opt(name.get()?.entry(loc))))
}

/// The index of the next attribute of a type behind `lastpos`.
/// Returns: -1 if there is none; -2 if the type is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get_index_by_NID(
    name: In<X509_NAME>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    entry(-2, || {
        let object = objects::known(nid)?;
        Ok(index(name.opt(), object, lastpos))
    })
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get_index_by_OBJ(
    name: In<X509_NAME>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(index(name.opt(), obj.get()?, lastpos)))
}

fn index(name: Option<&X509_NAME>, object: &ASN1_OBJECT, after: c_int) -> c_int {
    name.and_then(|n| n.position(object.der(), after.max(-1))).unwrap_or(-1)
}

/// Copies the value of the first attribute of a type, cut to `len` bytes
/// with a NUL.
///
/// Returns: the length copied; with NULL `buf` the length there is; -1 if
/// there is no such attribute.
/// See: X509_NAME_get_text_by_NID(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get_text_by_NID(
    name: In<X509_NAME>,
    nid: c_int,
    mut buf: OutBuf<c_char>,
    len: c_int,
) -> c_int {
    entry(-1, || text(name.opt(), objects::known(nid)?, &mut buf, len))
}

/// Like `X509_NAME_get_text_by_NID`, with the type as an object.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get_text_by_OBJ(
    name: In<X509_NAME>,
    obj: In<ASN1_OBJECT>,
    mut buf: OutBuf<c_char>,
    len: c_int,
) -> c_int {
    entry(-1, || text(name.opt(), obj.get()?, &mut buf, len))
}

fn text(
    name: Option<&X509_NAME>,
    object: &ASN1_OBJECT,
    buf: &mut OutBuf<c_char>,
    len: c_int,
) -> Result<c_int> {
    let entry = name.and_then(|n| n.entry(index(name, object, -1)));
    let Some(value) = entry.and_then(|e| e.value.get()) else { return Ok(-1) };
    if buf.is_null() {
        return Ok(value.length.get());
    }
    if len <= 0 {
        return Ok(0);
    }
    let out = buf.slice(len)?;
    let room = value.bytes().len().min(out.len().saturating_sub(1));
    for (to, from) in out.iter_mut().zip(value.bytes().iter().take(room).chain(&[0])) {
        *to = *from;
    }
    Ok(c_int::try_from(room).unwrap_or(0))
}

/// The name in one line, `/C=…/O=…`, in `buf` of `size` bytes, or with NULL
/// `buf` in memory that the caller frees with `OPENSSL_free`.
///
/// Returns: the text; attributes that do not fit in `buf` are left out.
/// See: X509_NAME_oneline(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_oneline(
    a: In<X509_NAME>,
    mut buf: OutBuf<c_char>,
    size: c_int,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let parts = match a.opt() {
            Some(name) => name_print::one_line_parts(name)?,
            None => vec![b"NO X509_NAME".to_vec()],
        };
        if buf.is_null() {
            return mem::strdup(&parts.concat());
        }
        if size == 0 {
            return Ok(std::ptr::null_mut());
        }
        let pointer = buf.as_ptr();
        let out = buf.slice(size)?;
        let room = out.len().saturating_sub(1);
        let mut line = Vec::new();
        for part in &parts {
            if a.is_null() {
                line = part.iter().copied().take(room).collect();
            } else if line.len() + part.len() > room {
                break;
            } else {
                line.extend_from_slice(part);
            }
        }
        for (to, from) in out.iter_mut().zip(line.iter().chain(&[0])) {
            *to = *from;
        }
        Ok(pointer)
    })
}

/// Compares two names by their canonical forms; 0 if they are equal, -2 on
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_cmp(a: In<X509_NAME>, b: In<X509_NAME>) -> c_int {
    entry(-2, || match (a.opt(), b.opt()) {
        (a, None) => Ok(a.is_some().into()),
        (None, Some(_)) => Ok(-1),
        (Some(a), Some(b)) => a.compare(b),
    })
}

/// The encoding of a name; any place may be NULL.
/// Ownership: the bytes belong to the name.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_get0_der(
    nm: In<X509_NAME>,
    pder: Out<*const c_uchar>,
    pderlen: Out<usize>,
) -> c_int {
    entry(0, || {
        // The name keeps the encoding that it lends here.
        let der = nm.get()?.der();
        pder.write_opt(der.as_ptr());
        pderlen.write_opt(der.len());
        Ok(1)
    })
}

/// Makes `*xn` a copy of `name`; what was there is freed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_set(xn: InOut<X509_NAME>, name: In<X509_NAME>) -> c_int {
    entry(0, || {
        use crate::obj::asn1::codec::Kind;
        if xn.current().is_some_and(|there| std::ptr::eq(there, name.as_ptr())) {
            return Ok(1);
        }
        let _given = xn.give(X509_NAME::duplicate(name.get()?)?, drop);
        Ok(1)
    })
}

fn add(
    name: &Mut<X509_NAME>,
    object: Object,
    (kind, bytes, len): (c_int, &InBuf<c_uchar>, c_int),
    (at, set): (c_int, c_int),
) -> Result<c_int> {
    let value = if len < 0 { bytes.c_string()? } else { bytes.slice(len)? };
    let made = X509_NAME_ENTRY::make(object, kind, value)?;
    name.get()?.add(&made, at, set)?;
    Ok(1)
}

/// Adds an attribute whose type is given by name or in dotted numbers.
///
/// `type` is a string type, or `MBSTRING_…` and the smallest fitting type is
/// chosen. See: X509_NAME_add_entry_by_txt(3).
/// Errors: `X509_R_INVALID_FIELD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_add_entry_by_txt(
    name: Mut<X509_NAME>,
    field: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
    loc: c_int,
    set: c_int,
) -> c_int {
    entry(0, || {
        let object = by_text(&field)?;
        add(&name, object, (type_, &bytes, len), (loc, set))
    })
}

fn by_text(field: &Str) -> Result<Object> {
    objects::from_text(field.get()?, false).map_err(|e| {
        err::push(&e, "a2d_ASN1_OBJECT");
        let name = field.get().map_or(String::new(), |f| f.to_string_lossy().into_owned());
        Error::new(Lib::X509, x509::R_INVALID_FIELD_NAME).with(format!("name={name}"))
    })
}

fn by_nid(nid: c_int) -> Result<Object> {
    match objects::by_nid(nid) {
        Some(object) => Ok(StaticOrBox::Static(object)),
        None => {
            if let Err(error) = objects::known(nid) {
                err::push(&error, "OBJ_nid2obj");
            }
            Err(Error::new(Lib::X509, x509::R_UNKNOWN_NID))
        }
    }
}

/// Adds an attribute of the type `nid`. See: X509_NAME_add_entry_by_txt(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_add_entry_by_NID(
    name: Mut<X509_NAME>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
    loc: c_int,
    set: c_int,
) -> c_int {
    entry(0, || add(&name, by_nid(nid)?, (type_, &bytes, len), (loc, set)))
}

/// Adds an attribute of the type `obj`. See: X509_NAME_add_entry_by_txt(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_add_entry_by_OBJ(
    name: Mut<X509_NAME>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
    loc: c_int,
    set: c_int,
) -> c_int {
    entry(0, || add(&name, obj.get()?.duplicate(), (type_, &bytes, len), (loc, set)))
}

/// Adds a copy of an attribute before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_add_entry(
    name: Mut<X509_NAME>,
    ne: In<X509_NAME_ENTRY>,
    loc: c_int,
    set: c_int,
) -> c_int {
    entry(0, || {
        let Some(name) = name.opt() else { return Ok(0) };
        name.add(ne.get()?, loc, set)?;
        Ok(1)
    })
}

/// Takes the attribute at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_delete_entry(
    name: Mut<X509_NAME>,
    loc: c_int,
) -> Give<X509_NAME_ENTRY> {
    quiet(Give::null(), || Ok(Give::opt(name.get()?.delete(loc))))
}

/// The type of an attribute.
/// Ownership: it belongs to the attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_get_object(ne: In<X509_NAME_ENTRY>) -> Lend<ASN1_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(ne.get()?.object.get())))
}

/// The value of an attribute.
/// Ownership: it belongs to the attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_get_data(ne: In<X509_NAME_ENTRY>) -> Lend<ASN1_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(ne.get()?.value.get())))
}

/// Which relative distinguished name an attribute belongs to.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_set(ne: In<X509_NAME_ENTRY>) -> c_int {
    quiet(0, || Ok(ne.get()?.set.get()))
}

/// Sets the type of an attribute to a copy of `obj`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_set_object(
    ne: Mut<X509_NAME_ENTRY>,
    obj: In<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        let (Some(attribute), Some(object)) = (ne.opt(), obj.opt()) else {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        };
        attribute.object.set(Some(object.duplicate()));
        Ok(1)
    })
}

/// Sets the value of an attribute; `type` as for `X509_NAME_add_entry_by_txt`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_set_data(
    ne: Mut<X509_NAME_ENTRY>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let Some(attribute) = ne.opt() else { return Ok(0) };
        let value = if len < 0 { bytes.c_string()? } else { bytes.slice(len)? };
        attribute.set_data(type_, value)?;
        Ok(1)
    })
}

fn create(
    place: &InOut<X509_NAME_ENTRY>,
    object: Object,
    (kind, bytes, len): (c_int, &InBuf<c_uchar>, c_int),
) -> Result<Give<X509_NAME_ENTRY>> {
    let value = if len < 0 { bytes.c_string()? } else { bytes.slice(len)? };
    if let Some(there) = place.current() {
        there.object.set(Some(object));
        there.set_data(kind, value)?;
        return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
    }
    Ok(place.give(X509_NAME_ENTRY::make(object, kind, value)?, drop))
}

/// Makes an attribute, or changes `*ne` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_create_by_txt(
    ne: InOut<X509_NAME_ENTRY>,
    field: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || create(&ne, by_text(&field)?, (type_, &bytes, len)))
}

/// Makes an attribute, or changes `*ne` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_create_by_NID(
    ne: InOut<X509_NAME_ENTRY>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || create(&ne, by_nid(nid)?, (type_, &bytes, len)))
}

/// Makes an attribute, or changes `*ne` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_create_by_OBJ(
    ne: InOut<X509_NAME_ENTRY>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || create(&ne, obj.get()?.duplicate(), (type_, &bytes, len)))
}
