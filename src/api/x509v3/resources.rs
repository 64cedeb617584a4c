//! Addresses and numbers of networks (RFC 3779): the types.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::v3::resources::{
    ASIdOrRange, ASIdentifierChoice, ASIdentifiers, ASRange, IPAddressChoice, IPAddressFamily,
    IPAddressOrRange, IPAddressRange,
};
use std::ffi::{c_int, c_long};

crate::box_handle!(
    ASRange,
    ASIdOrRange,
    ASIdentifierChoice,
    ASIdentifiers,
    IPAddressRange,
    IPAddressOrRange,
    IPAddressChoice,
    IPAddressFamily
);

/// A new, empty `ASRange`.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_new() -> Give<ASRange> {
    entry(Give::null(), || Ok(Give::new(<ASRange>::blank())))
}

/// Frees a `ASRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_free(a: Take<ASRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASRange>::release);
        Ok(())
    });
}

/// Reads a `ASRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASRange(a: InOut<ASRange>, in_: DerIn, len: c_long) -> Give<ASRange> {
    entry(Give::null(), || io::d2i::<ASRange>(&a, &in_, len))
}

/// Writes the DER of a `ASRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASRange(a: In<ASRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASRange>(a.opt(), &out))
}

/// The item that names `ASRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASRange");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdOrRange`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_new() -> Give<ASIdOrRange> {
    entry(Give::null(), || Ok(Give::new(<ASIdOrRange>::blank())))
}

/// Frees a `ASIdOrRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_free(a: Take<ASIdOrRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdOrRange>::release);
        Ok(())
    });
}

/// Reads a `ASIdOrRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdOrRange(
    a: InOut<ASIdOrRange>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdOrRange> {
    entry(Give::null(), || io::d2i::<ASIdOrRange>(&a, &in_, len))
}

/// Writes the DER of a `ASIdOrRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdOrRange(a: In<ASIdOrRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdOrRange>(a.opt(), &out))
}

/// The item that names `ASIdOrRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdOrRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdOrRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdOrRange");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdentifierChoice`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_new() -> Give<ASIdentifierChoice> {
    entry(Give::null(), || Ok(Give::new(<ASIdentifierChoice>::blank())))
}

/// Frees a `ASIdentifierChoice` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_free(a: Take<ASIdentifierChoice>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdentifierChoice>::release);
        Ok(())
    });
}

/// Reads a `ASIdentifierChoice` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdentifierChoice(
    a: InOut<ASIdentifierChoice>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdentifierChoice> {
    entry(Give::null(), || io::d2i::<ASIdentifierChoice>(&a, &in_, len))
}

/// Writes the DER of a `ASIdentifierChoice`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdentifierChoice(a: In<ASIdentifierChoice>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdentifierChoice>(a.opt(), &out))
}

/// The item that names `ASIdentifierChoice` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifierChoice_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdentifierChoice>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdentifierChoice");
    LendConst::new(&ITEM)
}

/// A new, empty `ASIdentifiers`.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_new() -> Give<ASIdentifiers> {
    entry(Give::null(), || Ok(Give::new(<ASIdentifiers>::blank())))
}

/// Frees a `ASIdentifiers` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_free(a: Take<ASIdentifiers>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASIdentifiers>::release);
        Ok(())
    });
}

/// Reads a `ASIdentifiers` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASIdentifiers(
    a: InOut<ASIdentifiers>,
    in_: DerIn,
    len: c_long,
) -> Give<ASIdentifiers> {
    entry(Give::null(), || io::d2i::<ASIdentifiers>(&a, &in_, len))
}

/// Writes the DER of a `ASIdentifiers`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASIdentifiers(a: In<ASIdentifiers>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASIdentifiers>(a.opt(), &out))
}

/// The item that names `ASIdentifiers` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASIdentifiers_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASIdentifiers>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASIdentifiers");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressRange`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_new() -> Give<IPAddressRange> {
    entry(Give::null(), || Ok(Give::new(<IPAddressRange>::blank())))
}

/// Frees a `IPAddressRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_free(a: Take<IPAddressRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressRange>::release);
        Ok(())
    });
}

/// Reads a `IPAddressRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressRange(
    a: InOut<IPAddressRange>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressRange> {
    entry(Give::null(), || io::d2i::<IPAddressRange>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressRange(a: In<IPAddressRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressRange>(a.opt(), &out))
}

/// The item that names `IPAddressRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressRange");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressOrRange`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_new() -> Give<IPAddressOrRange> {
    entry(Give::null(), || Ok(Give::new(<IPAddressOrRange>::blank())))
}

/// Frees a `IPAddressOrRange` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_free(a: Take<IPAddressOrRange>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressOrRange>::release);
        Ok(())
    });
}

/// Reads a `IPAddressOrRange` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressOrRange(
    a: InOut<IPAddressOrRange>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressOrRange> {
    entry(Give::null(), || io::d2i::<IPAddressOrRange>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressOrRange`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressOrRange(a: In<IPAddressOrRange>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressOrRange>(a.opt(), &out))
}

/// The item that names `IPAddressOrRange` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressOrRange_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressOrRange>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressOrRange");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressChoice`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_new() -> Give<IPAddressChoice> {
    entry(Give::null(), || Ok(Give::new(<IPAddressChoice>::blank())))
}

/// Frees a `IPAddressChoice` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_free(a: Take<IPAddressChoice>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressChoice>::release);
        Ok(())
    });
}

/// Reads a `IPAddressChoice` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressChoice(
    a: InOut<IPAddressChoice>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressChoice> {
    entry(Give::null(), || io::d2i::<IPAddressChoice>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressChoice`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressChoice(a: In<IPAddressChoice>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressChoice>(a.opt(), &out))
}

/// The item that names `IPAddressChoice` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressChoice_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressChoice>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressChoice");
    LendConst::new(&ITEM)
}

/// A new, empty `IPAddressFamily`.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_new() -> Give<IPAddressFamily> {
    entry(Give::null(), || Ok(Give::new(<IPAddressFamily>::blank())))
}

/// Frees a `IPAddressFamily` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_free(a: Take<IPAddressFamily>) {
    quiet((), || {
        a.opt().into_iter().for_each(<IPAddressFamily>::release);
        Ok(())
    });
}

/// Reads a `IPAddressFamily` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_IPAddressFamily(
    a: InOut<IPAddressFamily>,
    in_: DerIn,
    len: c_long,
) -> Give<IPAddressFamily> {
    entry(Give::null(), || io::d2i::<IPAddressFamily>(&a, &in_, len))
}

/// Writes the DER of a `IPAddressFamily`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_IPAddressFamily(a: In<IPAddressFamily>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<IPAddressFamily>(a.opt(), &out))
}

/// The item that names `IPAddressFamily` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn IPAddressFamily_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<IPAddressFamily>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"IPAddressFamily");
    LendConst::new(&ITEM)
}
