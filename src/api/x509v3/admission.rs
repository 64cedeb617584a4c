//! Admissions of professionals: types and what is in them.

use crate::abi::layout::asn1::{
    ASN1_IA5STRING, ASN1_OCTET_STRING, ASN1_PRINTABLESTRING, ASN1_STRING,
};
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::admission::{
    ADMISSION_SYNTAX, ADMISSIONS, NAMING_AUTHORITY, PROFESSION_INFO,
};
use crate::obj::x509::v3::general::GENERAL_NAME;
use std::ffi::{c_int, c_long};

crate::box_handle!(ADMISSION_SYNTAX, ADMISSIONS, NAMING_AUTHORITY, PROFESSION_INFO);

/// A new, empty `NAMING_AUTHORITY`.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_new() -> Give<NAMING_AUTHORITY> {
    entry(Give::null(), || Ok(Give::new(<NAMING_AUTHORITY>::blank())))
}

/// Frees a `NAMING_AUTHORITY` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_free(a: Take<NAMING_AUTHORITY>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NAMING_AUTHORITY>::release);
        Ok(())
    });
}

/// Reads a `NAMING_AUTHORITY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_NAMING_AUTHORITY(
    a: InOut<NAMING_AUTHORITY>,
    in_: DerIn,
    len: c_long,
) -> Give<NAMING_AUTHORITY> {
    entry(Give::null(), || io::d2i::<NAMING_AUTHORITY>(&a, &in_, len))
}

/// Writes the DER of a `NAMING_AUTHORITY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_NAMING_AUTHORITY(a: In<NAMING_AUTHORITY>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<NAMING_AUTHORITY>(a.opt(), &out))
}

/// The item that names `NAMING_AUTHORITY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NAMING_AUTHORITY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NAMING_AUTHORITY");
    LendConst::new(&ITEM)
}

/// The number of an authority; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_get0_authorityId(
    p: In<NAMING_AUTHORITY>,
) -> LendConst<ASN1_OBJECT> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.namingAuthorityId.get())))
}

/// Stores the number of an authority; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_set0_authorityId(
    p: Mut<NAMING_AUTHORITY>,
    v: Take<ASN1_OBJECT>,
) {
    quiet((), || {
        p.get()?.namingAuthorityId.set(v.opt());
        Ok(())
    });
}

/// The address of an authority; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_get0_authorityURL(
    p: In<NAMING_AUTHORITY>,
) -> LendConst<ASN1_IA5STRING> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.namingAuthorityUrl.get())))
}

/// Stores the address of an authority; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_set0_authorityURL(
    p: Mut<NAMING_AUTHORITY>,
    v: Take<ASN1_IA5STRING>,
) {
    quiet((), || {
        p.get()?.namingAuthorityUrl.set(v.opt());
        Ok(())
    });
}

/// The name of an authority; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_get0_authorityText(
    p: In<NAMING_AUTHORITY>,
) -> LendConst<ASN1_STRING> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.namingAuthorityText.get())))
}

/// Stores the name of an authority; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn NAMING_AUTHORITY_set0_authorityText(
    p: Mut<NAMING_AUTHORITY>,
    v: Take<ASN1_STRING>,
) {
    quiet((), || {
        p.get()?.namingAuthorityText.set(v.opt());
        Ok(())
    });
}

/// A new, empty `PROFESSION_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_new() -> Give<PROFESSION_INFO> {
    entry(Give::null(), || Ok(Give::new(<PROFESSION_INFO>::blank())))
}

/// Frees a `PROFESSION_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_free(a: Take<PROFESSION_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PROFESSION_INFO>::release);
        Ok(())
    });
}

/// Reads a `PROFESSION_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PROFESSION_INFO(
    a: InOut<PROFESSION_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<PROFESSION_INFO> {
    entry(Give::null(), || io::d2i::<PROFESSION_INFO>(&a, &in_, len))
}

/// Writes the DER of a `PROFESSION_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PROFESSION_INFO(a: In<PROFESSION_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PROFESSION_INFO>(a.opt(), &out))
}

/// The item that names `PROFESSION_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PROFESSION_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PROFESSION_INFO");
    LendConst::new(&ITEM)
}

/// Who named the professions; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_get0_namingAuthority(
    p: In<PROFESSION_INFO>,
) -> LendConst<NAMING_AUTHORITY> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.namingAuthority.get())))
}

/// Stores who named the professions; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_set0_namingAuthority(
    p: Mut<PROFESSION_INFO>,
    v: Take<NAMING_AUTHORITY>,
) {
    quiet((), || {
        p.get()?.namingAuthority.set(v.opt());
        Ok(())
    });
}

/// The names of the professions; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_get0_professionItems(
    p: In<PROFESSION_INFO>,
) -> LendConst<OPENSSL_STACK> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.professionItems.stack())))
}

/// Stores the names of the professions; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_set0_professionItems(
    p: Mut<PROFESSION_INFO>,
    v: Take<OPENSSL_STACK>,
) {
    quiet((), || {
        p.get()?.professionItems.set(v.opt());
        Ok(())
    });
}

/// The numbers of the professions; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_get0_professionOIDs(
    p: In<PROFESSION_INFO>,
) -> LendConst<OPENSSL_STACK> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.professionOIDs.stack())))
}

/// Stores the numbers of the professions; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_set0_professionOIDs(
    p: Mut<PROFESSION_INFO>,
    v: Take<OPENSSL_STACK>,
) {
    quiet((), || {
        p.get()?.professionOIDs.set(v.opt());
        Ok(())
    });
}

/// The number of the person; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_get0_registrationNumber(
    p: In<PROFESSION_INFO>,
) -> LendConst<ASN1_PRINTABLESTRING> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.registrationNumber.get())))
}

/// Stores the number of the person; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_set0_registrationNumber(
    p: Mut<PROFESSION_INFO>,
    v: Take<ASN1_PRINTABLESTRING>,
) {
    quiet((), || {
        p.get()?.registrationNumber.set(v.opt());
        Ok(())
    });
}

/// What else is said; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_get0_addProfessionInfo(
    p: In<PROFESSION_INFO>,
) -> LendConst<ASN1_OCTET_STRING> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.addProfessionInfo.get())))
}

/// Stores what else is said; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn PROFESSION_INFO_set0_addProfessionInfo(
    p: Mut<PROFESSION_INFO>,
    v: Take<ASN1_OCTET_STRING>,
) {
    quiet((), || {
        p.get()?.addProfessionInfo.set(v.opt());
        Ok(())
    });
}

/// A new, empty `ADMISSIONS`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_new() -> Give<ADMISSIONS> {
    entry(Give::null(), || Ok(Give::new(<ADMISSIONS>::blank())))
}

/// Frees a `ADMISSIONS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_free(a: Take<ADMISSIONS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ADMISSIONS>::release);
        Ok(())
    });
}

/// Reads a `ADMISSIONS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ADMISSIONS(
    a: InOut<ADMISSIONS>,
    in_: DerIn,
    len: c_long,
) -> Give<ADMISSIONS> {
    entry(Give::null(), || io::d2i::<ADMISSIONS>(&a, &in_, len))
}

/// Writes the DER of a `ADMISSIONS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ADMISSIONS(a: In<ADMISSIONS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ADMISSIONS>(a.opt(), &out))
}

/// The item that names `ADMISSIONS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ADMISSIONS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ADMISSIONS");
    LendConst::new(&ITEM)
}

/// Who admits; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_get0_admissionAuthority(p: In<ADMISSIONS>) -> LendConst<GENERAL_NAME> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.admissionAuthority.get())))
}

/// Stores who admits; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_set0_admissionAuthority(p: Mut<ADMISSIONS>, v: Take<GENERAL_NAME>) {
    quiet((), || {
        p.get()?.admissionAuthority.set(v.opt());
        Ok(())
    });
}

/// Who named the professions; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_get0_namingAuthority(
    p: In<ADMISSIONS>,
) -> LendConst<NAMING_AUTHORITY> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.namingAuthority.get())))
}

/// Stores who named the professions; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_set0_namingAuthority(p: Mut<ADMISSIONS>, v: Take<NAMING_AUTHORITY>) {
    quiet((), || {
        p.get()?.namingAuthority.set(v.opt());
        Ok(())
    });
}

/// The professions; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_get0_professionInfos(p: In<ADMISSIONS>) -> LendConst<OPENSSL_STACK> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.professionInfos.stack())))
}

/// Stores the professions; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSIONS_set0_professionInfos(p: Mut<ADMISSIONS>, v: Take<OPENSSL_STACK>) {
    quiet((), || {
        p.get()?.professionInfos.set(v.opt());
        Ok(())
    });
}

/// A new, empty `ADMISSION_SYNTAX`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_new() -> Give<ADMISSION_SYNTAX> {
    entry(Give::null(), || Ok(Give::new(<ADMISSION_SYNTAX>::blank())))
}

/// Frees a `ADMISSION_SYNTAX` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_free(a: Take<ADMISSION_SYNTAX>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ADMISSION_SYNTAX>::release);
        Ok(())
    });
}

/// Reads a `ADMISSION_SYNTAX` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ADMISSION_SYNTAX(
    a: InOut<ADMISSION_SYNTAX>,
    in_: DerIn,
    len: c_long,
) -> Give<ADMISSION_SYNTAX> {
    entry(Give::null(), || io::d2i::<ADMISSION_SYNTAX>(&a, &in_, len))
}

/// Writes the DER of a `ADMISSION_SYNTAX`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ADMISSION_SYNTAX(a: In<ADMISSION_SYNTAX>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ADMISSION_SYNTAX>(a.opt(), &out))
}

/// The item that names `ADMISSION_SYNTAX` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ADMISSION_SYNTAX>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ADMISSION_SYNTAX");
    LendConst::new(&ITEM)
}

/// Who admits to all; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_get0_admissionAuthority(
    p: In<ADMISSION_SYNTAX>,
) -> LendConst<GENERAL_NAME> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.admissionAuthority.get())))
}

/// Stores who admits to all; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_set0_admissionAuthority(
    p: Mut<ADMISSION_SYNTAX>,
    v: Take<GENERAL_NAME>,
) {
    quiet((), || {
        p.get()?.admissionAuthority.set(v.opt());
        Ok(())
    });
}

/// What somebody is admitted to; NULL if there is none.
/// Ownership: it belongs to the value.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_get0_contentsOfAdmissions(
    p: In<ADMISSION_SYNTAX>,
) -> LendConst<OPENSSL_STACK> {
    entry(LendConst::null(), || Ok(LendConst::opt(p.get()?.contentsOfAdmissions.stack())))
}

/// Stores what somebody is admitted to; NULL takes it away. Ownership: takes `v`.
#[unsafe(no_mangle)]
pub extern "C" fn ADMISSION_SYNTAX_set0_contentsOfAdmissions(
    p: Mut<ADMISSION_SYNTAX>,
    v: Take<OPENSSL_STACK>,
) {
    quiet((), || {
        p.get()?.contentsOfAdmissions.set(v.opt());
        Ok(())
    });
}
