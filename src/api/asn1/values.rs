//! Making, freeing, reading and writing of the primitive types, one block a
//! type.

use crate::abi::layout::asn1::{
    ASN1_BIT_STRING, ASN1_ENUMERATED, ASN1_GENERALSTRING, ASN1_IA5STRING, ASN1_INTEGER,
    ASN1_OCTET_STRING, ASN1_PRINTABLESTRING, ASN1_T61STRING, ASN1_UNIVERSALSTRING, ASN1_UTF8STRING,
    ASN1_VISIBLESTRING,
};
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::asn1::primitive::{
    Bits, Enumerated, General, Ia5, Integer, Octets, Printable, T61, Universal, Utf8, Visible,
};
use std::ffi::{c_int, c_long};

/// A new, empty `ASN1_BIT_STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_new() -> Give<ASN1_BIT_STRING> {
    entry(Give::null(), || Ok(Give::new(<Bits>::blank())))
}

/// Frees a `ASN1_BIT_STRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_free(a: Take<ASN1_BIT_STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Bits>::release);
        Ok(())
    });
}

/// Reads a `ASN1_BIT_STRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_BIT_STRING(
    a: InOut<ASN1_BIT_STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_BIT_STRING> {
    entry(Give::null(), || io::d2i::<Bits>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_BIT_STRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_BIT_STRING(a: In<ASN1_BIT_STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Bits>(a.opt(), &out))
}

/// The item that names `ASN1_BIT_STRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BIT_STRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Bits>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_BIT_STRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_INTEGER`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_new() -> Give<ASN1_INTEGER> {
    entry(Give::null(), || Ok(Give::new(<Integer>::blank())))
}

/// Frees a `ASN1_INTEGER` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_free(a: Take<ASN1_INTEGER>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Integer>::release);
        Ok(())
    });
}

/// Reads a `ASN1_INTEGER` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_INTEGER(
    a: InOut<ASN1_INTEGER>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_INTEGER> {
    entry(Give::null(), || io::d2i::<Integer>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_INTEGER`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_INTEGER(a: In<ASN1_INTEGER>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Integer>(a.opt(), &out))
}

/// The item that names `ASN1_INTEGER` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Integer>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_INTEGER");
    LendConst::new(&ITEM)
}

/// A copy of a `ASN1_INTEGER`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_INTEGER_dup(a: In<ASN1_INTEGER>) -> Give<ASN1_INTEGER> {
    entry(Give::null(), || io::dup::<Integer>(a.opt()))
}

/// A new, empty `ASN1_ENUMERATED`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_new() -> Give<ASN1_ENUMERATED> {
    entry(Give::null(), || Ok(Give::new(<Enumerated>::blank())))
}

/// Frees a `ASN1_ENUMERATED` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_free(a: Take<ASN1_ENUMERATED>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Enumerated>::release);
        Ok(())
    });
}

/// Reads a `ASN1_ENUMERATED` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_ENUMERATED(
    a: InOut<ASN1_ENUMERATED>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_ENUMERATED> {
    entry(Give::null(), || io::d2i::<Enumerated>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_ENUMERATED`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_ENUMERATED(a: In<ASN1_ENUMERATED>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Enumerated>(a.opt(), &out))
}

/// The item that names `ASN1_ENUMERATED` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ENUMERATED_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Enumerated>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_ENUMERATED");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_OCTET_STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_new() -> Give<ASN1_OCTET_STRING> {
    entry(Give::null(), || Ok(Give::new(<Octets>::blank())))
}

/// Frees a `ASN1_OCTET_STRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_free(a: Take<ASN1_OCTET_STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Octets>::release);
        Ok(())
    });
}

/// Reads a `ASN1_OCTET_STRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_OCTET_STRING(
    a: InOut<ASN1_OCTET_STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_OCTET_STRING> {
    entry(Give::null(), || io::d2i::<Octets>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_OCTET_STRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_OCTET_STRING(a: In<ASN1_OCTET_STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Octets>(a.opt(), &out))
}

/// The item that names `ASN1_OCTET_STRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Octets>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_OCTET_STRING");
    LendConst::new(&ITEM)
}

/// A copy of a `ASN1_OCTET_STRING`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OCTET_STRING_dup(a: In<ASN1_OCTET_STRING>) -> Give<ASN1_OCTET_STRING> {
    entry(Give::null(), || io::dup::<Octets>(a.opt()))
}

/// A new, empty `ASN1_UTF8STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTF8STRING_new() -> Give<ASN1_UTF8STRING> {
    entry(Give::null(), || Ok(Give::new(<Utf8>::blank())))
}

/// Frees a `ASN1_UTF8STRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTF8STRING_free(a: Take<ASN1_UTF8STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Utf8>::release);
        Ok(())
    });
}

/// Reads a `ASN1_UTF8STRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_UTF8STRING(
    a: InOut<ASN1_UTF8STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_UTF8STRING> {
    entry(Give::null(), || io::d2i::<Utf8>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_UTF8STRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_UTF8STRING(a: In<ASN1_UTF8STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Utf8>(a.opt(), &out))
}

/// The item that names `ASN1_UTF8STRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTF8STRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Utf8>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_UTF8STRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_PRINTABLESTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLESTRING_new() -> Give<ASN1_PRINTABLESTRING> {
    entry(Give::null(), || Ok(Give::new(<Printable>::blank())))
}

/// Frees a `ASN1_PRINTABLESTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLESTRING_free(a: Take<ASN1_PRINTABLESTRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Printable>::release);
        Ok(())
    });
}

/// Reads a `ASN1_PRINTABLESTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_PRINTABLESTRING(
    a: InOut<ASN1_PRINTABLESTRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_PRINTABLESTRING> {
    entry(Give::null(), || io::d2i::<Printable>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_PRINTABLESTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_PRINTABLESTRING(a: In<ASN1_PRINTABLESTRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Printable>(a.opt(), &out))
}

/// The item that names `ASN1_PRINTABLESTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLESTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Printable>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_PRINTABLESTRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_T61STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_T61STRING_new() -> Give<ASN1_T61STRING> {
    entry(Give::null(), || Ok(Give::new(<T61>::blank())))
}

/// Frees a `ASN1_T61STRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_T61STRING_free(a: Take<ASN1_T61STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<T61>::release);
        Ok(())
    });
}

/// Reads a `ASN1_T61STRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_T61STRING(
    a: InOut<ASN1_T61STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_T61STRING> {
    entry(Give::null(), || io::d2i::<T61>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_T61STRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_T61STRING(a: In<ASN1_T61STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<T61>(a.opt(), &out))
}

/// The item that names `ASN1_T61STRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_T61STRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<T61>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_T61STRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_IA5STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_IA5STRING_new() -> Give<ASN1_IA5STRING> {
    entry(Give::null(), || Ok(Give::new(<Ia5>::blank())))
}

/// Frees a `ASN1_IA5STRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_IA5STRING_free(a: Take<ASN1_IA5STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Ia5>::release);
        Ok(())
    });
}

/// Reads a `ASN1_IA5STRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_IA5STRING(
    a: InOut<ASN1_IA5STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_IA5STRING> {
    entry(Give::null(), || io::d2i::<Ia5>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_IA5STRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_IA5STRING(a: In<ASN1_IA5STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Ia5>(a.opt(), &out))
}

/// The item that names `ASN1_IA5STRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_IA5STRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Ia5>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_IA5STRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_GENERALSTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALSTRING_new() -> Give<ASN1_GENERALSTRING> {
    entry(Give::null(), || Ok(Give::new(<General>::blank())))
}

/// Frees a `ASN1_GENERALSTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALSTRING_free(a: Take<ASN1_GENERALSTRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<General>::release);
        Ok(())
    });
}

/// Reads a `ASN1_GENERALSTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_GENERALSTRING(
    a: InOut<ASN1_GENERALSTRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_GENERALSTRING> {
    entry(Give::null(), || io::d2i::<General>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_GENERALSTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_GENERALSTRING(a: In<ASN1_GENERALSTRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<General>(a.opt(), &out))
}

/// The item that names `ASN1_GENERALSTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALSTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<General>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_GENERALSTRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_VISIBLESTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_VISIBLESTRING_new() -> Give<ASN1_VISIBLESTRING> {
    entry(Give::null(), || Ok(Give::new(<Visible>::blank())))
}

/// Frees a `ASN1_VISIBLESTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_VISIBLESTRING_free(a: Take<ASN1_VISIBLESTRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Visible>::release);
        Ok(())
    });
}

/// Reads a `ASN1_VISIBLESTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_VISIBLESTRING(
    a: InOut<ASN1_VISIBLESTRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_VISIBLESTRING> {
    entry(Give::null(), || io::d2i::<Visible>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_VISIBLESTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_VISIBLESTRING(a: In<ASN1_VISIBLESTRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Visible>(a.opt(), &out))
}

/// The item that names `ASN1_VISIBLESTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_VISIBLESTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Visible>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_VISIBLESTRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_UNIVERSALSTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UNIVERSALSTRING_new() -> Give<ASN1_UNIVERSALSTRING> {
    entry(Give::null(), || Ok(Give::new(<Universal>::blank())))
}

/// Frees a `ASN1_UNIVERSALSTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UNIVERSALSTRING_free(a: Take<ASN1_UNIVERSALSTRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Universal>::release);
        Ok(())
    });
}

/// Reads a `ASN1_UNIVERSALSTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_UNIVERSALSTRING(
    a: InOut<ASN1_UNIVERSALSTRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_UNIVERSALSTRING> {
    entry(Give::null(), || io::d2i::<Universal>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_UNIVERSALSTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_UNIVERSALSTRING(a: In<ASN1_UNIVERSALSTRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Universal>(a.opt(), &out))
}

/// The item that names `ASN1_UNIVERSALSTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UNIVERSALSTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Universal>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_UNIVERSALSTRING");
    LendConst::new(&ITEM)
}
