//! `openssl/asn1t.h`: what functions of a program's own types call.

use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::layout::template::ValueAt;
use crate::abi::{DerIn, DerOut, In, Mut, Out, entry, quiet};
use crate::err::{Error, Lib, asn1};
use crate::obj::asn1::item::decode::{self, Ask};
use crate::obj::asn1::item::encode::{self, As};
use crate::obj::asn1::item::foreign::{NDEF, tag_of};
use crate::obj::asn1::item::make;
use std::ffi::{c_char, c_int, c_long};

/// What was read last, which programs only pass on.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_TLC {
    _opaque: [u8; 0],
}

/// Puts a new value of a type into a place. Returns: 1; 0 on failure.
/// Errors: `ASN1_R_AUX_ERROR` if the type's own function refuses.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_ex_new(pval: Out<*mut ASN1_VALUE>, it: In<ASN1_ITEM>) -> c_int {
    entry(0, || make::item(ValueAt::of(&pval)?, it.get()?, false, 0).map(|()| 1))
}

/// Frees the value in a place, which is NULL then.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_ex_free(pval: Out<*mut ASN1_VALUE>, it: In<ASN1_ITEM>) {
    quiet((), || {
        make::free_item(ValueAt::of(&pval)?, it.get()?, false);
        Ok(())
    });
}

/// Reads a value of a type from DER at `*in`, which then points behind it,
/// into a place, where it replaces another. Its tag is `tag` of the class
/// `aclass` (`V_ASN1_…`), unless that is -1.
///
/// Returns: 1; -1 if another tag is there and `opt` is not 0; 0 on failure.
/// Only after 1 there is a value in the place.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_ex_d2i(
    pval: Out<*mut ASN1_VALUE>,
    in_: DerIn,
    len: c_long,
    it: In<ASN1_ITEM>,
    tag: c_int,
    aclass: c_int,
    opt: c_char,
    _ctx: Mut<ASN1_TLC>,
) -> c_int {
    entry(0, || {
        let ask = Ask { tag: tag_of(tag, aclass), optional: opt != 0 };
        let at = ValueAt::of(&pval)?;
        match decode::whole(at, it.get()?, in_.slice(len)?, ask)? {
            Some(used) => {
                in_.advance(used);
                Ok(1)
            }
            None => Ok(-1),
        }
    })
}

/// Writes the value in a place to `*out`, which then points behind it and
/// which has room; nothing is written if `out` is NULL. Its tag is `tag` of
/// the class `aclass` (`V_ASN1_…`), unless that is -1.
///
/// Returns: the length; 0 if there is no value; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_ex_i2d(
    pval: Out<*const ASN1_VALUE>,
    out: DerOut,
    it: In<ASN1_ITEM>,
    tag: c_int,
    aclass: c_int,
) -> c_int {
    entry(-1, || {
        let how = As { tag: tag_of(tag, aclass), indefinite: aclass & NDEF != 0 };
        let (at, it) = (ValueAt::of(&pval)?, it.get()?);
        let length = match out.is_null() {
            true => encode::length(at, it, how)?,
            false => {
                let der = encode::at_once(at, it, how)?;
                out.append(&der);
                der.len()
            }
        };
        c_int::try_from(length).map_err(|_| Error::new(Lib::Asn1, asn1::R_TOO_LONG))
    })
}
