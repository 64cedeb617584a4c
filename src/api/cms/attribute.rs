//! Attributes of signatures.

use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Str, entry, quiet, stack};
use crate::api::x509::attribute::X509at_get0_data_by_OBJ;
use crate::api::x509::request::{known, made, named};
use crate::err::Result;
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::cms::values::CMS_SignerInfo;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::x509::attribute::{position, position_by_nid};
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::{c_int, c_uchar, c_void};

fn count(list: &StackOf<X509_ATTRIBUTE>) -> c_int {
    list.stack().map_or(-1, |list| c_int::try_from(list.len()).unwrap_or(c_int::MAX))
}

fn place(list: &StackOf<X509_ATTRIBUTE>, object: &ASN1_OBJECT, after: c_int) -> c_int {
    list.stack().map_or(-1, |list| position(list, object, after))
}

/// Adds an attribute, whether or not there is one of its type.
fn add(
    list: &StackOf<X509_ATTRIBUTE>,
    make: impl FnOnce() -> Result<Box<X509_ATTRIBUTE>>,
) -> Result<c_int> {
    let new = make()?;
    list.made()?.push_owner::<X509_ATTRIBUTE>(new);
    Ok(1)
}

fn octets(bytes: &InBuf<c_void>) -> InBuf<c_uchar> {
    InBuf::lend(bytes.as_ptr().cast())
}

/// Defines the functions for one of a signer's lists of attributes.
macro_rules! attributes {
    (
        $which:literal $list:ident: $count:ident $by_nid:ident $by_object:ident
        $get:ident $delete:ident
        $add:ident $add_by_object:ident $add_by_nid:ident $add_by_text:ident
    ) => {
        #[doc = concat!("The number of ", $which, " attributes; -1 if there is no list of them.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $count(si: In<CMS_SignerInfo>) -> c_int {
            quiet(-1, || Ok(count(&si.get()?.$list)))
        }

        #[doc = concat!("The index of the next ", $which, " attribute of a type behind `lastpos` (-1: from the first).")]
        ///
        /// Returns: -1 if there is none, -2 if the NID is not known.
        #[unsafe(no_mangle)]
        pub extern "C" fn $by_nid(
            si: In<CMS_SignerInfo>,
            nid: c_int,
            lastpos: c_int,
        ) -> c_int {
            quiet(-1, || Ok(position_by_nid(si.get()?.$list.stack(), nid, lastpos)))
        }

        #[doc = concat!("The index of the next ", $which, " attribute of a type behind `lastpos` (-1: from the first).")]
        ///
        /// Returns: -1 if there is none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $by_object(
            si: In<CMS_SignerInfo>,
            obj: In<ASN1_OBJECT>,
            lastpos: c_int,
        ) -> c_int {
            quiet(-1, || Ok(place(&si.get()?.$list, obj.get()?, lastpos)))
        }

        #[doc = concat!("The ", $which, " attribute at an index; NULL if there is none.")]
        ///
        /// Ownership: it belongs to `si`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(si: In<CMS_SignerInfo>, loc: c_int) -> Lend<X509_ATTRIBUTE> {
            quiet(Lend::null(), || {
                let list = si.get()?.$list.stack();
                Ok(Lend::opt(list.and_then(|list| stack::look(list.value(loc)))))
            })
        }

        #[doc = concat!("Takes the ", $which, " attribute at an index out; NULL if there is none.")]
        ///
        /// Ownership: C frees it.
        #[unsafe(no_mangle)]
        pub extern "C" fn $delete(
            si: Mut<CMS_SignerInfo>,
            loc: c_int,
        ) -> Give<X509_ATTRIBUTE> {
            quiet(Give::null(), || {
                let list = si.get()?.$list.stack();
                Ok(Give::opt(list.and_then(|list| stack::take::<X509_ATTRIBUTE>(list.delete(loc)))))
            })
        }

        #[doc = concat!("Adds a copy of an attribute to the ", $which, " ones.")]
        ///
        /// Returns: 1; 0 on failure.
        #[unsafe(no_mangle)]
        pub extern "C" fn $add(
            si: Mut<CMS_SignerInfo>,
            attr: Mut<X509_ATTRIBUTE>,
        ) -> c_int {
            entry(0, || add(&si.get()?.$list, || X509_ATTRIBUTE::duplicate(attr.get()?)))
        }

        #[doc = concat!("Adds an attribute of type `obj` to the ", $which, " ones.")]
        ///
        /// Its value is `len` bytes, or up to their end for -1, as a string of a type
        /// (`V_ASN1_…`) or in an encoding (`MBSTRING_…`).
        ///
        /// Returns: 1; 0 on failure.
        #[unsafe(no_mangle)]
        pub extern "C" fn $add_by_object(
            si: Mut<CMS_SignerInfo>,
            obj: In<ASN1_OBJECT>,
            type_: c_int,
            bytes: InBuf<c_void>,
            len: c_int,
        ) -> c_int {
            entry(0, || {
                let list = &si.get()?.$list;
                add(list, || made(obj.get()?.duplicate(), type_, &octets(&bytes), len))
            })
        }

        #[doc = concat!("Adds an attribute of type `nid` to the ", $which, " ones, with a value as for the type `obj`.")]
        ///
        /// Returns: 1; 0 on failure.
        /// Errors: `X509_R_UNKNOWN_NID`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $add_by_nid(
            si: Mut<CMS_SignerInfo>,
            nid: c_int,
            type_: c_int,
            bytes: InBuf<c_void>,
            len: c_int,
        ) -> c_int {
            entry(0, || {
                let list = &si.get()?.$list;
                add(list, || made(known(nid)?, type_, &octets(&bytes), len))
            })
        }

        #[doc = concat!("Adds an attribute whose type is given by name to the ", $which, " ones, with a value as for the type `obj`.")]
        ///
        /// Returns: 1; 0 on failure.
        /// Errors: `X509_R_INVALID_FIELD_NAME`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $add_by_text(
            si: Mut<CMS_SignerInfo>,
            attrname: Str,
            type_: c_int,
            bytes: InBuf<c_void>,
            len: c_int,
        ) -> c_int {
            entry(0, || {
                add(&si.get()?.$list, || made(named(&attrname)?, type_, &octets(&bytes), len))
            })
        }
    };
}

attributes!(
    "signed" signedAttrs: CMS_signed_get_attr_count CMS_signed_get_attr_by_NID CMS_signed_get_attr_by_OBJ
    CMS_signed_get_attr CMS_signed_delete_attr
    CMS_signed_add1_attr CMS_signed_add1_attr_by_OBJ CMS_signed_add1_attr_by_NID CMS_signed_add1_attr_by_txt
);

attributes!(
    "unsigned" unsignedAttrs: CMS_unsigned_get_attr_count CMS_unsigned_get_attr_by_NID CMS_unsigned_get_attr_by_OBJ
    CMS_unsigned_get_attr CMS_unsigned_delete_attr
    CMS_unsigned_add1_attr CMS_unsigned_add1_attr_by_OBJ CMS_unsigned_add1_attr_by_NID CMS_unsigned_add1_attr_by_txt
);

/// What the first value of the next signed attribute of type `oid` behind
/// `lastpos` holds, if it is of type `type`; see `X509at_get0_data_by_OBJ`.
///
/// Returns: NULL if there is none. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_signed_get0_data_by_OBJ(
    si: In<CMS_SignerInfo>,
    oid: In<ASN1_OBJECT>,
    lastpos: c_int,
    type_: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let list = LendConst::from_ptr(si.get()?.signedAttrs.as_ptr().cast_const()).as_in();
        Ok(X509at_get0_data_by_OBJ(list, oid, lastpos, type_))
    })
}

/// What the first value of the next unsigned attribute of type `oid` behind
/// `lastpos` holds, if it is of type `type`; see `X509at_get0_data_by_OBJ`.
///
/// Returns: NULL if there is none. Ownership: it belongs to `si`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_unsigned_get0_data_by_OBJ(
    si: Mut<CMS_SignerInfo>,
    oid: Mut<ASN1_OBJECT>,
    lastpos: c_int,
    type_: c_int,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        let object = LendConst::from_ptr(oid.as_ptr().cast_const()).as_in();
        let list = LendConst::from_ptr(si.get()?.unsignedAttrs.as_ptr().cast_const()).as_in();
        Ok(X509at_get0_data_by_OBJ(list, object, lastpos, type_))
    })
}
