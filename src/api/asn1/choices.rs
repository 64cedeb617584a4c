//! Making, freeing, reading and writing of the types that are one of several
//! kinds of string, and of times and objects.

use crate::abi::layout::asn1::{
    ASN1_BMPSTRING, ASN1_GENERALIZEDTIME, ASN1_STRING, ASN1_TIME, ASN1_UTCTIME,
};
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::asn1::primitive::{
    ASN1_TYPE, Bmp, DirectoryString, DisplayText, GeneralizedTime, Oid, PrintableAny, RawSequence,
    Time, UtcTime,
};
use crate::obj::objects::ASN1_OBJECT;
use std::ffi::{c_int, c_long};

/// A new, empty `ASN1_BMPSTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BMPSTRING_new() -> Give<ASN1_BMPSTRING> {
    entry(Give::null(), || Ok(Give::new(<Bmp>::blank())))
}

/// Frees a `ASN1_BMPSTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BMPSTRING_free(a: Take<ASN1_BMPSTRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Bmp>::release);
        Ok(())
    });
}

/// Reads a `ASN1_BMPSTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_BMPSTRING(
    a: InOut<ASN1_BMPSTRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_BMPSTRING> {
    entry(Give::null(), || io::d2i::<Bmp>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_BMPSTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_BMPSTRING(a: In<ASN1_BMPSTRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Bmp>(a.opt(), &out))
}

/// The item that names `ASN1_BMPSTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_BMPSTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Bmp>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_BMPSTRING");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_UTCTIME`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_new() -> Give<ASN1_UTCTIME> {
    entry(Give::null(), || Ok(Give::new(<UtcTime>::blank())))
}

/// Frees a `ASN1_UTCTIME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_free(a: Take<ASN1_UTCTIME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<UtcTime>::release);
        Ok(())
    });
}

/// Reads a `ASN1_UTCTIME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_UTCTIME(
    a: InOut<ASN1_UTCTIME>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_UTCTIME> {
    entry(Give::null(), || io::d2i::<UtcTime>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_UTCTIME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_UTCTIME(a: In<ASN1_UTCTIME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<UtcTime>(a.opt(), &out))
}

/// The item that names `ASN1_UTCTIME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<UtcTime>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_UTCTIME");
    LendConst::new(&ITEM)
}

/// A copy of a `ASN1_UTCTIME`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_dup(a: In<ASN1_UTCTIME>) -> Give<ASN1_UTCTIME> {
    entry(Give::null(), || io::dup::<UtcTime>(a.opt()))
}

/// A new, empty `ASN1_GENERALIZEDTIME`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_new() -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || Ok(Give::new(<GeneralizedTime>::blank())))
}

/// Frees a `ASN1_GENERALIZEDTIME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_free(a: Take<ASN1_GENERALIZEDTIME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<GeneralizedTime>::release);
        Ok(())
    });
}

/// Reads a `ASN1_GENERALIZEDTIME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_GENERALIZEDTIME(
    a: InOut<ASN1_GENERALIZEDTIME>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || io::d2i::<GeneralizedTime>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_GENERALIZEDTIME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_GENERALIZEDTIME(a: In<ASN1_GENERALIZEDTIME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<GeneralizedTime>(a.opt(), &out))
}

/// The item that names `ASN1_GENERALIZEDTIME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<GeneralizedTime>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_GENERALIZEDTIME");
    LendConst::new(&ITEM)
}

/// A copy of a `ASN1_GENERALIZEDTIME`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_dup(
    a: In<ASN1_GENERALIZEDTIME>,
) -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || io::dup::<GeneralizedTime>(a.opt()))
}

/// A new, empty `ASN1_TIME`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_new() -> Give<ASN1_TIME> {
    entry(Give::null(), || Ok(Give::new(<Time>::blank())))
}

/// Frees a `ASN1_TIME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_free(a: Take<ASN1_TIME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Time>::release);
        Ok(())
    });
}

/// Reads a `ASN1_TIME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_TIME(a: InOut<ASN1_TIME>, in_: DerIn, len: c_long) -> Give<ASN1_TIME> {
    entry(Give::null(), || io::d2i::<Time>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_TIME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_TIME(a: In<ASN1_TIME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Time>(a.opt(), &out))
}

/// The item that names `ASN1_TIME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Time>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_TIME");
    LendConst::new(&ITEM)
}

/// A copy of a `ASN1_TIME`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_dup(a: In<ASN1_TIME>) -> Give<ASN1_TIME> {
    entry(Give::null(), || io::dup::<Time>(a.opt()))
}

/// A new, empty `ASN1_PRINTABLE`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLE_new() -> Give<ASN1_STRING> {
    entry(Give::null(), || Ok(Give::new(<PrintableAny>::blank())))
}

/// Frees a `ASN1_PRINTABLE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLE_free(a: Take<ASN1_STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PrintableAny>::release);
        Ok(())
    });
}

/// Reads a `ASN1_PRINTABLE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_PRINTABLE(
    a: InOut<ASN1_STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || io::d2i::<PrintableAny>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_PRINTABLE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_PRINTABLE(a: In<ASN1_STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PrintableAny>(a.opt(), &out))
}

/// The item that names `ASN1_PRINTABLE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_PRINTABLE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PrintableAny>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_PRINTABLE");
    LendConst::new(&ITEM)
}

/// A new, empty `DIRECTORYSTRING`.
#[unsafe(no_mangle)]
pub extern "C" fn DIRECTORYSTRING_new() -> Give<ASN1_STRING> {
    entry(Give::null(), || Ok(Give::new(<DirectoryString>::blank())))
}

/// Frees a `DIRECTORYSTRING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DIRECTORYSTRING_free(a: Take<ASN1_STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<DirectoryString>::release);
        Ok(())
    });
}

/// Reads a `DIRECTORYSTRING` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DIRECTORYSTRING(
    a: InOut<ASN1_STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || io::d2i::<DirectoryString>(&a, &in_, len))
}

/// Writes the DER of a `DIRECTORYSTRING`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DIRECTORYSTRING(a: In<ASN1_STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<DirectoryString>(a.opt(), &out))
}

/// The item that names `DIRECTORYSTRING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn DIRECTORYSTRING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<DirectoryString>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"DIRECTORYSTRING");
    LendConst::new(&ITEM)
}

/// A new, empty `DISPLAYTEXT`.
#[unsafe(no_mangle)]
pub extern "C" fn DISPLAYTEXT_new() -> Give<ASN1_STRING> {
    entry(Give::null(), || Ok(Give::new(<DisplayText>::blank())))
}

/// Frees a `DISPLAYTEXT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DISPLAYTEXT_free(a: Take<ASN1_STRING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<DisplayText>::release);
        Ok(())
    });
}

/// Reads a `DISPLAYTEXT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DISPLAYTEXT(
    a: InOut<ASN1_STRING>,
    in_: DerIn,
    len: c_long,
) -> Give<ASN1_STRING> {
    entry(Give::null(), || io::d2i::<DisplayText>(&a, &in_, len))
}

/// Writes the DER of a `DISPLAYTEXT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DISPLAYTEXT(a: In<ASN1_STRING>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<DisplayText>(a.opt(), &out))
}

/// The item that names `DISPLAYTEXT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn DISPLAYTEXT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<DisplayText>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"DISPLAYTEXT");
    LendConst::new(&ITEM)
}

/// A new, empty `ASN1_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_new() -> Give<ASN1_TYPE> {
    entry(Give::null(), || Ok(Give::new(<ASN1_TYPE>::blank())))
}

/// Frees a `ASN1_TYPE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TYPE_free(a: Take<ASN1_TYPE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ASN1_TYPE>::release);
        Ok(())
    });
}

/// Reads a `ASN1_TYPE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_TYPE(a: InOut<ASN1_TYPE>, in_: DerIn, len: c_long) -> Give<ASN1_TYPE> {
    entry(Give::null(), || io::d2i::<ASN1_TYPE>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_TYPE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_TYPE(a: In<ASN1_TYPE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ASN1_TYPE>(a.opt(), &out))
}

/// The item that names `ASN1_ANY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ANY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ASN1_TYPE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_ANY");
    LendConst::new(&ITEM)
}

/// Writes the DER of a `ASN1_OBJECT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_OBJECT(a: In<ASN1_OBJECT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Oid>(a.opt(), &out))
}

/// The item that names `ASN1_OBJECT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_OBJECT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Oid>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_OBJECT");
    LendConst::new(&ITEM)
}

/// The item that names `ASN1_SEQUENCE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_SEQUENCE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<RawSequence>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_SEQUENCE");
    LendConst::new(&ITEM)
}
