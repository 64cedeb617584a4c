//! Making, freeing, reading and writing of the values of extensions, one
//! block a type.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::v3::general::{EDIPARTYNAME, GENERAL_NAME, OTHERNAME};
use crate::obj::x509::v3::types::{
    ACCESS_DESCRIPTION, AUTHORITY_KEYID, BASIC_CONSTRAINTS, DIST_POINT, DIST_POINT_NAME, NOTICEREF,
    PKEY_USAGE_PERIOD, POLICYINFO, POLICYQUALINFO, USERNOTICE,
};
use std::ffi::{c_int, c_long};

/// A new, empty `BASIC_CONSTRAINTS`.
#[unsafe(no_mangle)]
pub extern "C" fn BASIC_CONSTRAINTS_new() -> Give<BASIC_CONSTRAINTS> {
    entry(Give::null(), || Ok(Give::new(<BASIC_CONSTRAINTS>::blank())))
}

/// Frees a `BASIC_CONSTRAINTS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn BASIC_CONSTRAINTS_free(a: Take<BASIC_CONSTRAINTS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<BASIC_CONSTRAINTS>::release);
        Ok(())
    });
}

/// Reads a `BASIC_CONSTRAINTS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_BASIC_CONSTRAINTS(
    a: InOut<BASIC_CONSTRAINTS>,
    in_: DerIn,
    len: c_long,
) -> Give<BASIC_CONSTRAINTS> {
    entry(Give::null(), || io::d2i::<BASIC_CONSTRAINTS>(&a, &in_, len))
}

/// Writes the DER of a `BASIC_CONSTRAINTS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_BASIC_CONSTRAINTS(a: In<BASIC_CONSTRAINTS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<BASIC_CONSTRAINTS>(a.opt(), &out))
}

/// The item that names `BASIC_CONSTRAINTS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn BASIC_CONSTRAINTS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<BASIC_CONSTRAINTS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"BASIC_CONSTRAINTS");
    LendConst::new(&ITEM)
}

/// A new, empty `AUTHORITY_KEYID`.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_KEYID_new() -> Give<AUTHORITY_KEYID> {
    entry(Give::null(), || Ok(Give::new(<AUTHORITY_KEYID>::blank())))
}

/// Frees a `AUTHORITY_KEYID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_KEYID_free(a: Take<AUTHORITY_KEYID>) {
    quiet((), || {
        a.opt().into_iter().for_each(<AUTHORITY_KEYID>::release);
        Ok(())
    });
}

/// Reads a `AUTHORITY_KEYID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_AUTHORITY_KEYID(
    a: InOut<AUTHORITY_KEYID>,
    in_: DerIn,
    len: c_long,
) -> Give<AUTHORITY_KEYID> {
    entry(Give::null(), || io::d2i::<AUTHORITY_KEYID>(&a, &in_, len))
}

/// Writes the DER of a `AUTHORITY_KEYID`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_AUTHORITY_KEYID(a: In<AUTHORITY_KEYID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<AUTHORITY_KEYID>(a.opt(), &out))
}

/// The item that names `AUTHORITY_KEYID` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_KEYID_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<AUTHORITY_KEYID>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"AUTHORITY_KEYID");
    LendConst::new(&ITEM)
}

/// A new, empty `GENERAL_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_new() -> Give<GENERAL_NAME> {
    entry(Give::null(), || Ok(Give::new(<GENERAL_NAME>::blank())))
}

/// Frees a `GENERAL_NAME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_free(a: Take<GENERAL_NAME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<GENERAL_NAME>::release);
        Ok(())
    });
}

/// Reads a `GENERAL_NAME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_GENERAL_NAME(
    a: InOut<GENERAL_NAME>,
    in_: DerIn,
    len: c_long,
) -> Give<GENERAL_NAME> {
    entry(Give::null(), || io::d2i::<GENERAL_NAME>(&a, &in_, len))
}

/// Writes the DER of a `GENERAL_NAME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_GENERAL_NAME(a: In<GENERAL_NAME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<GENERAL_NAME>(a.opt(), &out))
}

/// The item that names `GENERAL_NAME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<GENERAL_NAME>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"GENERAL_NAME");
    LendConst::new(&ITEM)
}

/// A copy of a `GENERAL_NAME`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAME_dup(a: In<GENERAL_NAME>) -> Give<GENERAL_NAME> {
    entry(Give::null(), || io::dup::<GENERAL_NAME>(a.opt()))
}

/// A new, empty `OTHERNAME`.
#[unsafe(no_mangle)]
pub extern "C" fn OTHERNAME_new() -> Give<OTHERNAME> {
    entry(Give::null(), || Ok(Give::new(<OTHERNAME>::blank())))
}

/// Frees a `OTHERNAME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OTHERNAME_free(a: Take<OTHERNAME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OTHERNAME>::release);
        Ok(())
    });
}

/// Reads a `OTHERNAME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OTHERNAME(a: InOut<OTHERNAME>, in_: DerIn, len: c_long) -> Give<OTHERNAME> {
    entry(Give::null(), || io::d2i::<OTHERNAME>(&a, &in_, len))
}

/// Writes the DER of a `OTHERNAME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OTHERNAME(a: In<OTHERNAME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OTHERNAME>(a.opt(), &out))
}

/// The item that names `OTHERNAME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OTHERNAME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OTHERNAME>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OTHERNAME");
    LendConst::new(&ITEM)
}

/// A new, empty `EDIPARTYNAME`.
#[unsafe(no_mangle)]
pub extern "C" fn EDIPARTYNAME_new() -> Give<EDIPARTYNAME> {
    entry(Give::null(), || Ok(Give::new(<EDIPARTYNAME>::blank())))
}

/// Frees a `EDIPARTYNAME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn EDIPARTYNAME_free(a: Take<EDIPARTYNAME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<EDIPARTYNAME>::release);
        Ok(())
    });
}

/// Reads a `EDIPARTYNAME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_EDIPARTYNAME(
    a: InOut<EDIPARTYNAME>,
    in_: DerIn,
    len: c_long,
) -> Give<EDIPARTYNAME> {
    entry(Give::null(), || io::d2i::<EDIPARTYNAME>(&a, &in_, len))
}

/// Writes the DER of a `EDIPARTYNAME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_EDIPARTYNAME(a: In<EDIPARTYNAME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<EDIPARTYNAME>(a.opt(), &out))
}

/// The item that names `EDIPARTYNAME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn EDIPARTYNAME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<EDIPARTYNAME>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"EDIPARTYNAME");
    LendConst::new(&ITEM)
}

/// A new, empty `ACCESS_DESCRIPTION`.
#[unsafe(no_mangle)]
pub extern "C" fn ACCESS_DESCRIPTION_new() -> Give<ACCESS_DESCRIPTION> {
    entry(Give::null(), || Ok(Give::new(<ACCESS_DESCRIPTION>::blank())))
}

/// Frees a `ACCESS_DESCRIPTION` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ACCESS_DESCRIPTION_free(a: Take<ACCESS_DESCRIPTION>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ACCESS_DESCRIPTION>::release);
        Ok(())
    });
}

/// Reads a `ACCESS_DESCRIPTION` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ACCESS_DESCRIPTION(
    a: InOut<ACCESS_DESCRIPTION>,
    in_: DerIn,
    len: c_long,
) -> Give<ACCESS_DESCRIPTION> {
    entry(Give::null(), || io::d2i::<ACCESS_DESCRIPTION>(&a, &in_, len))
}

/// Writes the DER of a `ACCESS_DESCRIPTION`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ACCESS_DESCRIPTION(a: In<ACCESS_DESCRIPTION>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ACCESS_DESCRIPTION>(a.opt(), &out))
}

/// The item that names `ACCESS_DESCRIPTION` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ACCESS_DESCRIPTION_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ACCESS_DESCRIPTION>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ACCESS_DESCRIPTION");
    LendConst::new(&ITEM)
}

/// A new, empty `DIST_POINT`.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_new() -> Give<DIST_POINT> {
    entry(Give::null(), || Ok(Give::new(<DIST_POINT>::blank())))
}

/// Frees a `DIST_POINT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_free(a: Take<DIST_POINT>) {
    quiet((), || {
        a.opt().into_iter().for_each(<DIST_POINT>::release);
        Ok(())
    });
}

/// Reads a `DIST_POINT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DIST_POINT(
    a: InOut<DIST_POINT>,
    in_: DerIn,
    len: c_long,
) -> Give<DIST_POINT> {
    entry(Give::null(), || io::d2i::<DIST_POINT>(&a, &in_, len))
}

/// Writes the DER of a `DIST_POINT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DIST_POINT(a: In<DIST_POINT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<DIST_POINT>(a.opt(), &out))
}

/// The item that names `DIST_POINT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<DIST_POINT>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"DIST_POINT");
    LendConst::new(&ITEM)
}

/// A new, empty `DIST_POINT_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_NAME_new() -> Give<DIST_POINT_NAME> {
    entry(Give::null(), || Ok(Give::new(<DIST_POINT_NAME>::blank())))
}

/// Frees a `DIST_POINT_NAME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_NAME_free(a: Take<DIST_POINT_NAME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<DIST_POINT_NAME>::release);
        Ok(())
    });
}

/// Reads a `DIST_POINT_NAME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DIST_POINT_NAME(
    a: InOut<DIST_POINT_NAME>,
    in_: DerIn,
    len: c_long,
) -> Give<DIST_POINT_NAME> {
    entry(Give::null(), || io::d2i::<DIST_POINT_NAME>(&a, &in_, len))
}

/// Writes the DER of a `DIST_POINT_NAME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DIST_POINT_NAME(a: In<DIST_POINT_NAME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<DIST_POINT_NAME>(a.opt(), &out))
}

/// The item that names `DIST_POINT_NAME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn DIST_POINT_NAME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<DIST_POINT_NAME>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"DIST_POINT_NAME");
    LendConst::new(&ITEM)
}

/// A new, empty `POLICYINFO`.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYINFO_new() -> Give<POLICYINFO> {
    entry(Give::null(), || Ok(Give::new(<POLICYINFO>::blank())))
}

/// Frees a `POLICYINFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYINFO_free(a: Take<POLICYINFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<POLICYINFO>::release);
        Ok(())
    });
}

/// Reads a `POLICYINFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_POLICYINFO(
    a: InOut<POLICYINFO>,
    in_: DerIn,
    len: c_long,
) -> Give<POLICYINFO> {
    entry(Give::null(), || io::d2i::<POLICYINFO>(&a, &in_, len))
}

/// Writes the DER of a `POLICYINFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_POLICYINFO(a: In<POLICYINFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<POLICYINFO>(a.opt(), &out))
}

/// The item that names `POLICYINFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYINFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<POLICYINFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"POLICYINFO");
    LendConst::new(&ITEM)
}

/// A new, empty `POLICYQUALINFO`.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYQUALINFO_new() -> Give<POLICYQUALINFO> {
    entry(Give::null(), || Ok(Give::new(<POLICYQUALINFO>::blank())))
}

/// Frees a `POLICYQUALINFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYQUALINFO_free(a: Take<POLICYQUALINFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<POLICYQUALINFO>::release);
        Ok(())
    });
}

/// Reads a `POLICYQUALINFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_POLICYQUALINFO(
    a: InOut<POLICYQUALINFO>,
    in_: DerIn,
    len: c_long,
) -> Give<POLICYQUALINFO> {
    entry(Give::null(), || io::d2i::<POLICYQUALINFO>(&a, &in_, len))
}

/// Writes the DER of a `POLICYQUALINFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_POLICYQUALINFO(a: In<POLICYQUALINFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<POLICYQUALINFO>(a.opt(), &out))
}

/// The item that names `POLICYQUALINFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn POLICYQUALINFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<POLICYQUALINFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"POLICYQUALINFO");
    LendConst::new(&ITEM)
}

/// A new, empty `USERNOTICE`.
#[unsafe(no_mangle)]
pub extern "C" fn USERNOTICE_new() -> Give<USERNOTICE> {
    entry(Give::null(), || Ok(Give::new(<USERNOTICE>::blank())))
}

/// Frees a `USERNOTICE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn USERNOTICE_free(a: Take<USERNOTICE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<USERNOTICE>::release);
        Ok(())
    });
}

/// Reads a `USERNOTICE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_USERNOTICE(
    a: InOut<USERNOTICE>,
    in_: DerIn,
    len: c_long,
) -> Give<USERNOTICE> {
    entry(Give::null(), || io::d2i::<USERNOTICE>(&a, &in_, len))
}

/// Writes the DER of a `USERNOTICE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_USERNOTICE(a: In<USERNOTICE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<USERNOTICE>(a.opt(), &out))
}

/// The item that names `USERNOTICE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn USERNOTICE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<USERNOTICE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"USERNOTICE");
    LendConst::new(&ITEM)
}

/// A new, empty `NOTICEREF`.
#[unsafe(no_mangle)]
pub extern "C" fn NOTICEREF_new() -> Give<NOTICEREF> {
    entry(Give::null(), || Ok(Give::new(<NOTICEREF>::blank())))
}

/// Frees a `NOTICEREF` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NOTICEREF_free(a: Take<NOTICEREF>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NOTICEREF>::release);
        Ok(())
    });
}

/// Reads a `NOTICEREF` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_NOTICEREF(a: InOut<NOTICEREF>, in_: DerIn, len: c_long) -> Give<NOTICEREF> {
    entry(Give::null(), || io::d2i::<NOTICEREF>(&a, &in_, len))
}

/// Writes the DER of a `NOTICEREF`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_NOTICEREF(a: In<NOTICEREF>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<NOTICEREF>(a.opt(), &out))
}

/// The item that names `NOTICEREF` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NOTICEREF_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NOTICEREF>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NOTICEREF");
    LendConst::new(&ITEM)
}

/// A new, empty `PKEY_USAGE_PERIOD`.
#[unsafe(no_mangle)]
pub extern "C" fn PKEY_USAGE_PERIOD_new() -> Give<PKEY_USAGE_PERIOD> {
    entry(Give::null(), || Ok(Give::new(<PKEY_USAGE_PERIOD>::blank())))
}

/// Frees a `PKEY_USAGE_PERIOD` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKEY_USAGE_PERIOD_free(a: Take<PKEY_USAGE_PERIOD>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKEY_USAGE_PERIOD>::release);
        Ok(())
    });
}

/// Reads a `PKEY_USAGE_PERIOD` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKEY_USAGE_PERIOD(
    a: InOut<PKEY_USAGE_PERIOD>,
    in_: DerIn,
    len: c_long,
) -> Give<PKEY_USAGE_PERIOD> {
    entry(Give::null(), || io::d2i::<PKEY_USAGE_PERIOD>(&a, &in_, len))
}

/// Writes the DER of a `PKEY_USAGE_PERIOD`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKEY_USAGE_PERIOD(a: In<PKEY_USAGE_PERIOD>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKEY_USAGE_PERIOD>(a.opt(), &out))
}

/// The item that names `PKEY_USAGE_PERIOD` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKEY_USAGE_PERIOD_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKEY_USAGE_PERIOD>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKEY_USAGE_PERIOD");
    LendConst::new(&ITEM)
}
