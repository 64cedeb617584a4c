//! Making, freeing, reading and writing of Strong Extranet zones and of signing tools.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::v3::types::{ISSUER_SIGN_TOOL, SXNET, SXNETID};
use std::ffi::{c_int, c_long};

/// A new, empty `SXNETID`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNETID_new() -> Give<SXNETID> {
    entry(Give::null(), || Ok(Give::new(<SXNETID>::blank())))
}

/// Frees a `SXNETID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SXNETID_free(a: Take<SXNETID>) {
    quiet((), || {
        a.opt().into_iter().for_each(<SXNETID>::release);
        Ok(())
    });
}

/// Reads a `SXNETID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_SXNETID(a: InOut<SXNETID>, in_: DerIn, len: c_long) -> Give<SXNETID> {
    entry(Give::null(), || io::d2i::<SXNETID>(&a, &in_, len))
}

/// Writes the DER of a `SXNETID`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_SXNETID(a: In<SXNETID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<SXNETID>(a.opt(), &out))
}

/// The item that names `SXNETID` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn SXNETID_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<SXNETID>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"SXNETID");
    LendConst::new(&ITEM)
}

/// A new, empty `SXNET`.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_new() -> Give<SXNET> {
    entry(Give::null(), || Ok(Give::new(<SXNET>::blank())))
}

/// Frees a `SXNET` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_free(a: Take<SXNET>) {
    quiet((), || {
        a.opt().into_iter().for_each(<SXNET>::release);
        Ok(())
    });
}

/// Reads a `SXNET` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_SXNET(a: InOut<SXNET>, in_: DerIn, len: c_long) -> Give<SXNET> {
    entry(Give::null(), || io::d2i::<SXNET>(&a, &in_, len))
}

/// Writes the DER of a `SXNET`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_SXNET(a: In<SXNET>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<SXNET>(a.opt(), &out))
}

/// The item that names `SXNET` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn SXNET_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<SXNET>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"SXNET");
    LendConst::new(&ITEM)
}

/// A new, empty `ISSUER_SIGN_TOOL`.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUER_SIGN_TOOL_new() -> Give<ISSUER_SIGN_TOOL> {
    entry(Give::null(), || Ok(Give::new(<ISSUER_SIGN_TOOL>::blank())))
}

/// Frees a `ISSUER_SIGN_TOOL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUER_SIGN_TOOL_free(a: Take<ISSUER_SIGN_TOOL>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ISSUER_SIGN_TOOL>::release);
        Ok(())
    });
}

/// Reads a `ISSUER_SIGN_TOOL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ISSUER_SIGN_TOOL(
    a: InOut<ISSUER_SIGN_TOOL>,
    in_: DerIn,
    len: c_long,
) -> Give<ISSUER_SIGN_TOOL> {
    entry(Give::null(), || io::d2i::<ISSUER_SIGN_TOOL>(&a, &in_, len))
}

/// Writes the DER of a `ISSUER_SIGN_TOOL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ISSUER_SIGN_TOOL(a: In<ISSUER_SIGN_TOOL>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ISSUER_SIGN_TOOL>(a.opt(), &out))
}

/// The item that names `ISSUER_SIGN_TOOL` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUER_SIGN_TOOL_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ISSUER_SIGN_TOOL>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ISSUER_SIGN_TOOL");
    LendConst::new(&ITEM)
}
