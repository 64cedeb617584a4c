//! Requests and their attributes.

use super::change::{store_name, store_number};
use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_OCTET_STRING};
use crate::abi::{
    Give, In, InBuf, InOut, Lend, Mut, Out, StaticOrBox, Str, Take, entry, quiet, stack,
};
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_TYPE, Value, v};
use crate::obj::asn1::{integer, string};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, ASN1_OBJECT, Object, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY};
use crate::obj::x509::attribute;
use crate::obj::x509::request::{self, X509_ATTRIBUTE, extension_types};
use crate::obj::x509::{X509_NAME, X509_REQ};
use std::ffi::{c_char, c_int, c_long, c_uchar, c_void};
use std::sync::Arc;

/// A new, empty request; the library context is not needed.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_new_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: In<c_char>,
) -> Give<X509_REQ> {
    quiet(Give::null(), || Ok(Give::new(X509_REQ::new())))
}

/// The version, which is 0.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_version(req: In<X509_REQ>) -> c_long {
    quiet(-1, || match req.get()?.info()?.version.get() {
        Some(version) => integer::to_i64(version, v::INTEGER),
        None => Ok(0),
    })
}

/// Who asks.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_subject_name(req: In<X509_REQ>) -> Lend<X509_NAME> {
    quiet(Lend::null(), || Ok(Lend::opt(req.get()?.info()?.subject.get())))
}

/// The public key with its algorithm.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_X509_PUBKEY(req: Mut<X509_REQ>) -> Lend<X509_PUBKEY> {
    quiet(Lend::null(), || Ok(Lend::opt(req.get()?.info()?.pubkey.get())))
}

fn key(req: &X509_REQ) -> Result<&Arc<EVP_PKEY>> {
    req.info()?.pubkey.get().ok_or_else(Error::quiet)?.key()
}

/// A reference of its own to the public key; NULL if it cannot be used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_pubkey(req: Mut<X509_REQ>) -> Give<EVP_PKEY> {
    entry(Give::null(), || match req.opt() {
        Some(req) => key(req).map(|key| Give::new(Arc::clone(key))),
        None => Ok(Give::null()),
    })
}

/// The public key.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get0_pubkey(req: Mut<X509_REQ>) -> Lend<EVP_PKEY> {
    entry(Lend::null(), || match req.opt() {
        Some(req) => key(req).map(|key| Lend::new(&**key)),
        None => Ok(Lend::null()),
    })
}

/// The signature and its algorithm; either place may be NULL.
/// Ownership: both belong to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get0_signature(
    req: In<X509_REQ>,
    psig: Out<*const ASN1_BIT_STRING>,
    palg: Out<*const X509_ALGOR>,
) {
    quiet((), || {
        let parts = req.get()?.parts();
        psig.write_opt(parts.signature.as_ptr().cast_const());
        palg.write_opt(parts.sig_alg.as_ptr().cast_const());
        Ok(())
    });
}

/// Replaces the signature by `psig`, which the request then owns; NULL leaves
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set0_signature(req: Mut<X509_REQ>, psig: Take<ASN1_BIT_STRING>) {
    quiet((), || {
        let req = req.get()?;
        req.changed();
        req.parts().signature.set(psig.opt());
        Ok(())
    });
}

/// Makes the signature's algorithm a copy of `palg`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set1_signature_algo(req: Mut<X509_REQ>, palg: Mut<X509_ALGOR>) -> c_int {
    entry(0, || {
        let (req, algorithm) = (req.get()?, palg.get()?);
        req.changed();
        req.parts().sig_alg.get().ok_or_else(Error::quiet)?.copy_from(algorithm)?;
        Ok(1)
    })
}

/// Sets the identity of who asks, as SM2 signs it; the request then owns it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set0_distinguishing_id(x: Mut<X509_REQ>, d_id: Take<ASN1_OCTET_STRING>) {
    quiet((), || {
        x.get()?.distinguishing_id.set(d_id.opt());
        Ok(())
    });
}

/// The identity that [`X509_REQ_set0_distinguishing_id`] set; NULL for none.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get0_distinguishing_id(x: Mut<X509_REQ>) -> Lend<ASN1_OCTET_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(x.get()?.distinguishing_id.get())))
}

/// The NID of the signature's algorithm.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_signature_nid(req: In<X509_REQ>) -> c_int {
    quiet(0, || Ok(req.get()?.parts().sig_alg.get().map_or(0, X509_ALGOR::nid)))
}

/// Sets the version.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set_version(x: Mut<X509_REQ>, version: c_long) -> c_int {
    entry(0, || {
        let Some(req) = x.opt() else { return Ok(0) };
        req.changed();
        store_number(&req.info()?.version, version)?;
        Ok(1)
    })
}

/// Sets who asks to a copy of `name`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set_subject_name(req: Mut<X509_REQ>, name: In<X509_NAME>) -> c_int {
    entry(0, || {
        let (Some(req), Some(name)) = (req.opt(), name.opt()) else { return Ok(0) };
        req.changed();
        store_name(&req.info()?.subject, name)
    })
}

/// Sets the public key to that of `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set_pubkey(x: Mut<X509_REQ>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let Some(req) = x.opt() else { return Ok(0) };
        let key = super::key::of(&pkey)?;
        req.changed();
        req.info()?.pubkey.set(Some(key));
        Ok(1)
    })
}

/// Whether an attribute of this NID asks for extensions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_extension_nid(nid: c_int) -> c_int {
    quiet(0, || Ok(extension_types().into_iter().flatten().any(|known| known == nid).into()))
}

/// The types of the attributes that ask for extensions, up to `NID_undef`, as
/// the program set them; two at first.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_extension_nids() -> Lend<c_int> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(request::extension_nids())))
}

/// Replaces the types of the attributes that ask for extensions by those at
/// `nids`, up to `NID_undef`, which the program keeps; NULL is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_set_extension_nids(nids: Mut<c_int>) {
    request::set_extension_nids(nids.as_ptr());
}

/// The extensions that a request asks for, as a stack of the caller's; an
/// empty one if there are none. Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_extensions(req: Mut<X509_REQ>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        if extension_types().is_none() {
            return Ok(Give::null());
        }
        let list = req.get()?.extensions()?;
        Ok(Give::new(list.unwrap_or_else(|| OPENSSL_STACK::new(None))))
    })
}

/// Asks for the extensions in a stack.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add_extensions(req: Mut<X509_REQ>, ext: In<OPENSSL_STACK>) -> c_int {
    entry(0, || {
        req.get()?.add_extensions(ext.get()?, nid::EXT_REQ)?;
        Ok(1)
    })
}

/// Asks for the extensions in a stack by an attribute of type `nid`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add_extensions_nid(
    req: Mut<X509_REQ>,
    ext: In<OPENSSL_STACK>,
    nid: c_int,
) -> c_int {
    entry(0, || {
        req.get()?.add_extensions(ext.get()?, nid)?;
        Ok(1)
    })
}

/// The number of attributes.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_attr_count(req: In<X509_REQ>) -> c_int {
    quiet(0, || {
        let count = req.get()?.info()?.attributes.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_attr_by_NID(req: In<X509_REQ>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || {
        let list = req.get()?.info()?.attributes.stack();
        Ok(attribute::position_by_nid(list, nid, lastpos))
    })
}

/// The index of the next attribute of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_attr_by_OBJ(
    req: In<X509_REQ>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || {
        let list = req.get()?.info()?.attributes.stack();
        let object = obj.get()?;
        Ok(list.map_or(-1, |list| attribute::position(list, object, lastpos)))
    })
}

/// The attribute at an index; NULL if there is none.
/// Ownership: it belongs to the request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_get_attr(req: In<X509_REQ>, loc: c_int) -> Lend<X509_ATTRIBUTE> {
    quiet(Lend::null(), || {
        let item = req.get()?.info()?.attributes.stack().map(|s| s.value(loc));
        Ok(Lend::opt(item.and_then(stack::look)))
    })
}

/// Takes the attribute at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_delete_attr(req: Mut<X509_REQ>, loc: c_int) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || {
        let Some(req) = req.opt() else {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        };
        let gone = req.info()?.attributes.stack().map(|s| s.delete(loc));
        req.changed();
        Ok(Give::opt(gone.and_then(stack::take::<X509_ATTRIBUTE>)))
    })
}

/// Adds a copy of an attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add1_attr(req: Mut<X509_REQ>, attr: Mut<X509_ATTRIBUTE>) -> c_int {
    entry(0, || {
        let copy = X509_ATTRIBUTE::duplicate(attr.get()?)?;
        req.get()?.add_attribute(copy)?;
        Ok(1)
    })
}

/// The type of a NID.
#[track_caller]
pub(in crate::api) fn known(nid: c_int) -> Result<Object> {
    let object = objects::by_nid(nid).ok_or_else(|| Error::new(Lib::X509, x509::R_UNKNOWN_NID))?;
    Ok(StaticOrBox::Static(object))
}

/// The type that a name or dotted numbers stand for.
#[track_caller]
pub(in crate::api) fn named(name: &Str) -> Result<Object> {
    let text = name.get()?;
    objects::from_text(text, false).map_err(|unknown| {
        err::push(&unknown, "OBJ_txt2obj");
        Error::new(Lib::X509, x509::R_INVALID_FIELD_NAME)
            .with(format!("name={}", text.to_string_lossy()))
    })
}

/// An attribute with a value that C describes.
pub(in crate::api) fn made(
    object: Object,
    kind: c_int,
    bytes: &InBuf<c_uchar>,
    len: c_int,
) -> Result<Box<X509_ATTRIBUTE>> {
    let attribute = X509_ATTRIBUTE::blank();
    attribute.object.set(Some(object));
    set_data(&attribute, kind, &bytes.untyped(), len)?;
    Ok(attribute)
}

/// Adds an attribute of type `nid`; `type` is a string type or `MBSTRING_…`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add1_attr_by_NID(
    req: Mut<X509_REQ>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let req = req.get()?;
        if attribute::position_by_nid(req.info()?.attributes.stack(), nid, -1) != -1 {
            return Err(attribute::duplicate());
        }
        req.add_attribute(made(known(nid)?, type_, &bytes, len)?)?;
        Ok(1)
    })
}

/// Adds an attribute of type `obj`; `type` is a string type or `MBSTRING_…`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add1_attr_by_OBJ(
    req: Mut<X509_REQ>,
    obj: In<ASN1_OBJECT>,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        req.get()?.add_attribute(made(obj.get()?.duplicate(), type_, &bytes, len)?)?;
        Ok(1)
    })
}

/// Adds an attribute whose type is given by name; `type` is a string type or
/// `MBSTRING_…`. Errors: `X509_R_INVALID_FIELD_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_add1_attr_by_txt(
    req: Mut<X509_REQ>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        req.get()?.add_attribute(made(named(&attrname)?, type_, &bytes, len)?)?;
        Ok(1)
    })
}

/// Makes an attribute with one value, which it then owns.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_create(
    nid: c_int,
    atrtype: c_int,
    value: *mut c_void,
) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || {
        let attribute = X509_ATTRIBUTE::blank();
        attribute.object.set(Some(StaticOrBox::Static(objects::known(nid)?)));
        let any = ASN1_TYPE::new();
        any.set_raw(atrtype, crate::abi::Opaque(value));
        attribute.set.made()?.push_owner::<ASN1_TYPE>(any);
        Ok(Give::new(attribute))
    })
}

fn create(
    place: &InOut<X509_ATTRIBUTE>,
    object: Object,
    kind: c_int,
    data: &InBuf<c_void>,
    len: c_int,
) -> Result<Give<X509_ATTRIBUTE>> {
    if let Some(there) = place.current() {
        there.object.set(Some(object));
        set_data(there, kind, data, len)?;
        return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
    }
    let attribute = X509_ATTRIBUTE::blank();
    attribute.object.set(Some(object));
    set_data(&attribute, kind, data, len)?;
    Ok(place.give(attribute, drop))
}

/// Makes an attribute of type `nid`, or changes `*attr` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_create_by_NID(
    attr: InOut<X509_ATTRIBUTE>,
    nid: c_int,
    atrtype: c_int,
    data: InBuf<c_void>,
    len: c_int,
) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || create(&attr, known(nid)?, atrtype, &data, len))
}

/// Makes an attribute of type `obj`, or changes `*attr` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_create_by_OBJ(
    attr: InOut<X509_ATTRIBUTE>,
    obj: In<ASN1_OBJECT>,
    atrtype: c_int,
    data: InBuf<c_void>,
    len: c_int,
) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || create(&attr, obj.get()?.duplicate(), atrtype, &data, len))
}

/// Makes an attribute whose type is given by name, or changes `*attr` into one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_create_by_txt(
    attr: InOut<X509_ATTRIBUTE>,
    atrname: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || create(&attr, named(&atrname)?, type_, &bytes.untyped(), len))
}

/// Sets the type of an attribute to a copy of `obj`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_set1_object(
    attr: Mut<X509_ATTRIBUTE>,
    obj: In<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        let (Some(attribute), Some(object)) = (attr.opt(), obj.opt()) else {
            return Err(Error::quiet());
        };
        attribute.object.set(Some(object.duplicate()));
        Ok(1)
    })
}

/// Adds a value; see X509_ATTRIBUTE_set1_data in x509.h.
fn set_data(to: &X509_ATTRIBUTE, kind: c_int, data: &InBuf<c_void>, len: c_int) -> Result<()> {
    if kind == 0 {
        // An attribute without values is allowed.
        to.set.made()?;
        return Ok(());
    }
    let value = if kind & string::MB_UTF8 != 0 {
        let text = if len < 0 { data.c_string()? } else { data.slice(len)? };
        let nid = to.object.get().map_or(0, ASN1_OBJECT::nid);
        let (kind, bytes) = string::convert_for(nid, text, kind).map_err(|error| {
            err::push(&error, "ASN1_STRING_set_by_NID");
            Error::new(Lib::X509, err::lib_failed(Lib::Asn1))
        })?;
        ASN1_TYPE::of_string(crate::abi::layout::asn1::ASN1_STRING::with(kind, &bytes)?)
    } else if len != -1 {
        let bytes = data.slice(len)?;
        ASN1_TYPE::of_string(crate::abi::layout::asn1::ASN1_STRING::with(kind, bytes)?)
    } else {
        let given = crate::abi::Opaque(data.as_ptr().cast_mut());
        let any = ASN1_TYPE::new();
        let copy = match kind {
            v::NULL => crate::abi::Opaque::NULL,
            v::OBJECT => {
                let object = stack::look::<ASN1_OBJECT>(given).ok_or_else(Error::quiet)?;
                stack::give::<ASN1_OBJECT>(object.duplicate())
            }
            _ => {
                type Text = crate::abi::layout::asn1::ASN1_STRING;
                let text = stack::look::<Text>(given).ok_or_else(Error::quiet)?;
                stack::give::<Text>(text.duplicate()?)
            }
        };
        any.set_raw(kind, copy);
        any
    };
    to.set.made()?.push_owner::<ASN1_TYPE>(value);
    Ok(())
}

/// Adds a value to an attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_set1_data(
    attr: Mut<X509_ATTRIBUTE>,
    attrtype: c_int,
    data: InBuf<c_void>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let Some(attribute) = attr.opt() else { return Ok(0) };
        set_data(attribute, attrtype, &data, len)?;
        Ok(1)
    })
}

/// The number of values of an attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_count(attr: In<X509_ATTRIBUTE>) -> c_int {
    quiet(0, || {
        let count = attr.get()?.set.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The type of an attribute.
/// Ownership: it belongs to the attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_get0_object(attr: Mut<X509_ATTRIBUTE>) -> Lend<ASN1_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(attr.get()?.object.get())))
}

/// The value of an attribute at an index; NULL if there is none.
/// Ownership: it belongs to the attribute.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_get0_type(
    attr: Mut<X509_ATTRIBUTE>,
    idx: c_int,
) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || {
        let item = attr.get()?.set.stack().map(|s| s.value(idx));
        Ok(Lend::opt(item.and_then(stack::look)))
    })
}

/// What the value at an index holds, if it is of type `atrtype`.
/// Errors: `X509_R_WRONG_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_get0_data(
    attr: Mut<X509_ATTRIBUTE>,
    idx: c_int,
    atrtype: c_int,
    _data: *mut c_void,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let item = attr.get()?.set.stack().map(|s| s.value(idx));
        let Some(any) = item.and_then(stack::look::<ASN1_TYPE>) else {
            return Ok(std::ptr::null_mut());
        };
        if atrtype == v::BOOLEAN || atrtype == v::NULL || atrtype != any.kind.get() {
            return Err(Error::new(Lib::X509, x509::R_WRONG_TYPE));
        }
        Ok(match any.value() {
            Value::None => std::ptr::null_mut(),
            _ => any.raw().0,
        })
    })
}
