//! `openssl/objects.h`: object identifiers, their NIDs and names.

use crate::abi::{
    DerIn, Give, In, InOut, Lend, LendConst, Out, OutBuf, StaticOrBox, Str, entry, quiet,
};
use crate::err::{self, Error, Lib};
use crate::obj::asn1::primitive::object_from_content;
use crate::obj::asn1::reader::Reader;
use crate::obj::objects::{self, ASN1_OBJECT};
use std::ffi::{c_char, c_int, c_long, c_uchar};

crate::static_or_box_handle!(ASN1_OBJECT);

/// The object of a NID.
///
/// Returns: NULL if it is unknown.
/// Ownership: constant; freeing it does nothing.
/// See: OBJ_nid2obj(3).
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_nid2obj(n: c_int) -> Lend<ASN1_OBJECT> {
    entry(Lend::null(), || objects::known(n).map(Lend::new))
}

/// The long name of a NID; NULL if it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_nid2ln(n: c_int) -> LendConst<c_char> {
    entry(LendConst::null(), || {
        Ok(objects::known(n)?.long().map_or(LendConst::null(), LendConst::cstr))
    })
}

/// The short name of a NID; NULL if it is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_nid2sn(n: c_int) -> LendConst<c_char> {
    entry(LendConst::null(), || {
        Ok(objects::known(n)?.short().map_or(LendConst::null(), LendConst::cstr))
    })
}

/// The NID of an object; 0 (`NID_undef`) if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_obj2nid(o: In<ASN1_OBJECT>) -> c_int {
    quiet(0, || Ok(o.opt().map_or(0, ASN1_OBJECT::nid)))
}

/// The object that a name or dotted numbers stand for; with `no_name` only
/// numbers are understood.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_txt2obj(s: Str, no_name: c_int) -> Give<ASN1_OBJECT> {
    entry(Give::null(), || objects::from_text(s.get()?, no_name != 0).map(Give::new))
}

/// Writes the name of an object, or its dotted numbers if it has none or
/// `no_name` is set, into `buf`.
///
/// Returns: the length of the whole text, which may be more than was stored;
/// 0 for no object; -1 for broken octets.
/// See: OBJ_obj2txt(3).
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_obj2txt(
    mut buf: OutBuf<c_char>,
    buf_len: c_int,
    a: In<ASN1_OBJECT>,
    no_name: c_int,
) -> c_int {
    entry(-1, || {
        let text = match a.opt() {
            Some(object) if object.der().is_empty() => Some(String::new()),
            Some(object) => object.text(no_name != 0),
            None => Some(String::new()),
        };
        let out = if buf.is_null() { &mut [] } else { buf.slice(buf_len.max(0))? };
        let shown = text.as_deref().unwrap_or("").as_bytes();
        let room = out.len().saturating_sub(1).min(shown.len());
        if let (Some(place), Some(part)) = (out.get_mut(..room), shown.get(..room)) {
            place.copy_from_slice(part);
        }
        if let Some(end) = out.get_mut(room) {
            *end = 0;
        }
        match text {
            Some(text) => Ok(c_int::try_from(text.len()).unwrap_or(c_int::MAX)),
            None => Err(Error::quiet()),
        }
    })
}

/// The NID that a name or dotted numbers stand for; 0 if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_txt2nid(s: Str) -> c_int {
    entry(0, || Ok(objects::from_text(s.get()?, false)?.nid()))
}

/// The NID of a long name; 0 if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_ln2nid(s: Str) -> c_int {
    entry(0, || Ok(objects::by_long(s.get()?).map_or(0, ASN1_OBJECT::nid)))
}

/// The NID of a short name; 0 if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_sn2nid(s: Str) -> c_int {
    entry(0, || Ok(objects::by_short(s.get()?).map_or(0, ASN1_OBJECT::nid)))
}

/// Compares the octets of two objects; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_cmp(a: In<ASN1_OBJECT>, b: In<ASN1_OBJECT>) -> c_int {
    entry(1, || {
        let (a, b) = (a.get()?.der(), b.get()?.der());
        if a.len() != b.len() {
            return Ok(
                c_int::try_from(a.len()).unwrap_or(0) - c_int::try_from(b.len()).unwrap_or(0)
            );
        }
        let differs = a.iter().zip(b).find(|(a, b)| a != b);
        Ok(differs.map_or(0, |(a, b)| c_int::from(*a) - c_int::from(*b)))
    })
}

/// A copy of an object; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_dup(a: In<ASN1_OBJECT>) -> Give<ASN1_OBJECT> {
    quiet(Give::null(), || Ok(Give::new(a.get()?.duplicate())))
}

/// The length of the content octets of an object.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_length(obj: In<ASN1_OBJECT>) -> usize {
    quiet(0, || Ok(obj.get()?.der().len()))
}

/// The content octets of an object.
/// Ownership: they belong to `obj`.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_get0_data(obj: In<ASN1_OBJECT>) -> LendConst<c_uchar> {
    quiet(LendConst::null(), || {
        let der = obj.get()?.der();
        Ok(der.first().map_or(LendConst::null(), |_| LendConst::from_ptr(der.as_ptr())))
    })
}

/// Reserves `num` new NIDs and returns the first of them.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_new_nid(num: c_int) -> c_int {
    quiet(0, || Ok(objects::new_nid(num)))
}

/// Adds a copy of `obj` to the table; its NID, or 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_add_object(obj: In<ASN1_OBJECT>) -> c_int {
    entry(0, || Ok(objects::add(obj.get()?)))
}

/// Makes a new object from dotted numbers, a short and a long name, any of
/// which may be NULL, and adds it to the table.
///
/// Returns: its NID; 0 on failure.
/// Errors: `OBJ_R_OID_EXISTS`.
/// See: OBJ_create(3).
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_create(oid: Str, sn: Str, ln: Str) -> c_int {
    entry(0, || objects::create(oid.opt(), sn.opt(), ln.opt()))
}

/// Splits a signature algorithm's NID into those of its digest and its key.
/// Returns: 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_find_sigid_algs(
    signid: c_int,
    pdig_nid: Out<c_int>,
    ppkey_nid: Out<c_int>,
) -> c_int {
    quiet(0, || {
        let (digest, key) = objects::sigid_algs(signid).ok_or(Error::quiet())?;
        pdig_nid.write_opt(digest);
        ppkey_nid.write_opt(key);
        Ok(1)
    })
}

/// The signature algorithm's NID of a digest and a key.
/// Returns: 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_find_sigid_by_algs(
    psignid: Out<c_int>,
    dig_nid: c_int,
    pkey_nid: c_int,
) -> c_int {
    quiet(0, || {
        let signature = objects::sigid_by_algs(dig_nid, pkey_nid).ok_or(Error::quiet())?;
        psignid.write_opt(signature);
        Ok(1)
    })
}

/// Adds a signature algorithm and its digest and key. Returns: 0 if it is
/// known with others.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_add_sigid(signid: c_int, dig_id: c_int, pkey_id: c_int) -> c_int {
    entry(0, || objects::add_sigid(signid, dig_id, pkey_id).map(|()| 1))
}

/// Forgets the signature algorithms that were added.
#[unsafe(no_mangle)]
pub extern "C" fn OBJ_sigid_free() {
    quiet((), || {
        objects::forget_sigids();
        Ok(())
    });
}

/// A new, empty object.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OBJECT_new() -> Give<ASN1_OBJECT> {
    quiet(Give::null(), || {
        Ok(Give::new(StaticOrBox::Boxed(ASN1_OBJECT::dynamic(0, Vec::new(), None, None))))
    })
}

/// A new object with these octets and names. `sn` and `ln` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OBJECT_create(
    nid: c_int,
    data: crate::abi::OutBuf<c_uchar>,
    len: c_int,
    sn: Str,
    ln: Str,
) -> Give<ASN1_OBJECT> {
    entry(Give::null(), || {
        let mut data = data;
        let der = data.slice(len)?.to_vec();
        if der.is_empty() && nid == 0 {
            return Err(Error::new(Lib::Asn1, err::R_PASSED_INVALID_ARGUMENT));
        }
        let made = ASN1_OBJECT::dynamic(nid, der, sn.opt(), ln.opt());
        Ok(Give::new(StaticOrBox::Boxed(made)))
    })
}

/// Frees an object, unless it is one of the table.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OBJECT_free(a: crate::abi::Take<ASN1_OBJECT>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads an object from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_OBJECT(
    a: InOut<ASN1_OBJECT>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_OBJECT> {
    entry(Give::null(), || {
        let mut from = Reader::new(in_.slice(len)?);
        let before = from.rest().len();
        let value = from.any()?;
        if value.tag.1 != 6 {
            return Err(Error::new(Lib::Asn1, err::asn1::R_EXPECTING_AN_OBJECT));
        }
        let object = object_from_content(value.value)?;
        in_.advance(before - from.rest().len());
        Ok(a.give(object, drop))
    })
}
