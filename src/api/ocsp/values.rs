//! Making, freeing, reading and writing of the types of this header, one
//! block a type.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ocsp::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_ONEREQ, OCSP_REQUEST, OCSP_RESPONSE, OCSP_SINGLERESP,
};
use std::ffi::{c_int, c_long};

/// A new, empty `OCSP_CERTID`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_new() -> Give<OCSP_CERTID> {
    entry(Give::null(), || Ok(Give::new(OCSP_CERTID::blank())))
}

/// Frees a `OCSP_CERTID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_free(a: Take<OCSP_CERTID>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_CERTID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_CERTID(
    a: InOut<OCSP_CERTID>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_CERTID> {
    entry(Give::null(), || io::d2i::<OCSP_CERTID>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_CERTID`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_CERTID(a: In<OCSP_CERTID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_CERTID>(a.opt(), &out))
}

/// The item that names `OCSP_CERTID` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_CERTID>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_CERTID");
    LendConst::new(&ITEM)
}

/// A copy of a `OCSP_CERTID`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_dup(a: In<OCSP_CERTID>) -> Give<OCSP_CERTID> {
    entry(Give::null(), || io::dup::<OCSP_CERTID>(a.opt()))
}

/// A new, empty `OCSP_ONEREQ`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_new() -> Give<OCSP_ONEREQ> {
    entry(Give::null(), || Ok(Give::new(OCSP_ONEREQ::blank())))
}

/// Frees a `OCSP_ONEREQ` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_free(a: Take<OCSP_ONEREQ>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_ONEREQ` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_ONEREQ(
    a: InOut<OCSP_ONEREQ>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_ONEREQ> {
    entry(Give::null(), || io::d2i::<OCSP_ONEREQ>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_ONEREQ`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_ONEREQ(a: In<OCSP_ONEREQ>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_ONEREQ>(a.opt(), &out))
}

/// The item that names `OCSP_ONEREQ` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_ONEREQ>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_ONEREQ");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_REQUEST`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_new() -> Give<OCSP_REQUEST> {
    entry(Give::null(), || Ok(Give::new(OCSP_REQUEST::blank())))
}

/// Frees a `OCSP_REQUEST` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_free(a: Take<OCSP_REQUEST>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_REQUEST` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_REQUEST(
    a: InOut<OCSP_REQUEST>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_REQUEST> {
    entry(Give::null(), || io::d2i::<OCSP_REQUEST>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_REQUEST`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_REQUEST(a: In<OCSP_REQUEST>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_REQUEST>(a.opt(), &out))
}

/// The item that names `OCSP_REQUEST` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_REQUEST>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_REQUEST");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_SINGLERESP`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_new() -> Give<OCSP_SINGLERESP> {
    entry(Give::null(), || Ok(Give::new(OCSP_SINGLERESP::blank())))
}

/// Frees a `OCSP_SINGLERESP` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_free(a: Take<OCSP_SINGLERESP>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_SINGLERESP` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_SINGLERESP(
    a: InOut<OCSP_SINGLERESP>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_SINGLERESP> {
    entry(Give::null(), || io::d2i::<OCSP_SINGLERESP>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_SINGLERESP`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_SINGLERESP(a: In<OCSP_SINGLERESP>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_SINGLERESP>(a.opt(), &out))
}

/// The item that names `OCSP_SINGLERESP` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_SINGLERESP>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_SINGLERESP");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_RESPONSE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_new() -> Give<OCSP_RESPONSE> {
    entry(Give::null(), || Ok(Give::new(OCSP_RESPONSE::blank())))
}

/// Frees a `OCSP_RESPONSE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_free(a: Take<OCSP_RESPONSE>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_RESPONSE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_RESPONSE(
    a: InOut<OCSP_RESPONSE>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_RESPONSE> {
    entry(Give::null(), || io::d2i::<OCSP_RESPONSE>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_RESPONSE`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_RESPONSE(a: In<OCSP_RESPONSE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_RESPONSE>(a.opt(), &out))
}

/// The item that names `OCSP_RESPONSE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_RESPONSE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_RESPONSE");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_BASICRESP`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_new() -> Give<OCSP_BASICRESP> {
    entry(Give::null(), || Ok(Give::new(OCSP_BASICRESP::blank())))
}

/// Frees a `OCSP_BASICRESP` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_free(a: Take<OCSP_BASICRESP>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Reads a `OCSP_BASICRESP` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_BASICRESP(
    a: InOut<OCSP_BASICRESP>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_BASICRESP> {
    entry(Give::null(), || io::d2i::<OCSP_BASICRESP>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_BASICRESP`, as `i2d_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_BASICRESP(a: In<OCSP_BASICRESP>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_BASICRESP>(a.opt(), &out))
}

/// The item that names `OCSP_BASICRESP` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_BASICRESP>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_BASICRESP");
    LendConst::new(&ITEM)
}
