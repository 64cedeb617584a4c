//! Making, freeing, reading and writing of the types of this header, one
//! block a type.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ocsp::{
    OCSP_BASICRESP, OCSP_CERTID, OCSP_CERTSTATUS, OCSP_ONEREQ, OCSP_REQINFO, OCSP_REQUEST,
    OCSP_RESPBYTES, OCSP_RESPDATA, OCSP_RESPID, OCSP_RESPONSE, OCSP_REVOKEDINFO, OCSP_SERVICELOC,
    OCSP_SIGNATURE, OCSP_SINGLERESP,
};
use std::ffi::{c_int, c_long};

/// A new, empty `OCSP_CERTID`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_new() -> Give<OCSP_CERTID> {
    entry(Give::null(), || Ok(Give::new(<OCSP_CERTID>::blank())))
}

/// Frees a `OCSP_CERTID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTID_free(a: Take<OCSP_CERTID>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_CERTID>::release);
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

/// Writes the DER of a `OCSP_CERTID`, as `d2i_X509`(3) says.
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
    entry(Give::null(), || Ok(Give::new(<OCSP_ONEREQ>::blank())))
}

/// Frees a `OCSP_ONEREQ` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_ONEREQ_free(a: Take<OCSP_ONEREQ>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_ONEREQ>::release);
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

/// Writes the DER of a `OCSP_ONEREQ`, as `d2i_X509`(3) says.
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

/// A new, empty `OCSP_REQINFO`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQINFO_new() -> Give<OCSP_REQINFO> {
    entry(Give::null(), || Ok(Give::new(<OCSP_REQINFO>::blank())))
}

/// Frees a `OCSP_REQINFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQINFO_free(a: Take<OCSP_REQINFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_REQINFO>::release);
        Ok(())
    });
}

/// Reads a `OCSP_REQINFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_REQINFO(
    a: InOut<OCSP_REQINFO>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_REQINFO> {
    entry(Give::null(), || io::d2i::<OCSP_REQINFO>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_REQINFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_REQINFO(a: In<OCSP_REQINFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_REQINFO>(a.opt(), &out))
}

/// The item that names `OCSP_REQINFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQINFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_REQINFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_REQINFO");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_SIGNATURE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SIGNATURE_new() -> Give<OCSP_SIGNATURE> {
    entry(Give::null(), || Ok(Give::new(<OCSP_SIGNATURE>::blank())))
}

/// Frees a `OCSP_SIGNATURE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SIGNATURE_free(a: Take<OCSP_SIGNATURE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_SIGNATURE>::release);
        Ok(())
    });
}

/// Reads a `OCSP_SIGNATURE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_SIGNATURE(
    a: InOut<OCSP_SIGNATURE>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_SIGNATURE> {
    entry(Give::null(), || io::d2i::<OCSP_SIGNATURE>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_SIGNATURE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_SIGNATURE(a: In<OCSP_SIGNATURE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_SIGNATURE>(a.opt(), &out))
}

/// The item that names `OCSP_SIGNATURE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SIGNATURE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_SIGNATURE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_SIGNATURE");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_REQUEST`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_new() -> Give<OCSP_REQUEST> {
    entry(Give::null(), || Ok(Give::new(<OCSP_REQUEST>::blank())))
}

/// Frees a `OCSP_REQUEST` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REQUEST_free(a: Take<OCSP_REQUEST>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_REQUEST>::release);
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

/// Writes the DER of a `OCSP_REQUEST`, as `d2i_X509`(3) says.
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

/// A new, empty `OCSP_RESPBYTES`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPBYTES_new() -> Give<OCSP_RESPBYTES> {
    entry(Give::null(), || Ok(Give::new(<OCSP_RESPBYTES>::blank())))
}

/// Frees a `OCSP_RESPBYTES` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPBYTES_free(a: Take<OCSP_RESPBYTES>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_RESPBYTES>::release);
        Ok(())
    });
}

/// Reads a `OCSP_RESPBYTES` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_RESPBYTES(
    a: InOut<OCSP_RESPBYTES>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_RESPBYTES> {
    entry(Give::null(), || io::d2i::<OCSP_RESPBYTES>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_RESPBYTES`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_RESPBYTES(a: In<OCSP_RESPBYTES>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_RESPBYTES>(a.opt(), &out))
}

/// The item that names `OCSP_RESPBYTES` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPBYTES_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_RESPBYTES>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_RESPBYTES");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_RESPONSE`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_new() -> Give<OCSP_RESPONSE> {
    entry(Give::null(), || Ok(Give::new(<OCSP_RESPONSE>::blank())))
}

/// Frees a `OCSP_RESPONSE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPONSE_free(a: Take<OCSP_RESPONSE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_RESPONSE>::release);
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

/// Writes the DER of a `OCSP_RESPONSE`, as `d2i_X509`(3) says.
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

/// A new, empty `OCSP_REVOKEDINFO`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REVOKEDINFO_new() -> Give<OCSP_REVOKEDINFO> {
    entry(Give::null(), || Ok(Give::new(<OCSP_REVOKEDINFO>::blank())))
}

/// Frees a `OCSP_REVOKEDINFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REVOKEDINFO_free(a: Take<OCSP_REVOKEDINFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_REVOKEDINFO>::release);
        Ok(())
    });
}

/// Reads a `OCSP_REVOKEDINFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_REVOKEDINFO(
    a: InOut<OCSP_REVOKEDINFO>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_REVOKEDINFO> {
    entry(Give::null(), || io::d2i::<OCSP_REVOKEDINFO>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_REVOKEDINFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_REVOKEDINFO(a: In<OCSP_REVOKEDINFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_REVOKEDINFO>(a.opt(), &out))
}

/// The item that names `OCSP_REVOKEDINFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_REVOKEDINFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_REVOKEDINFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_REVOKEDINFO");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_SINGLERESP`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_new() -> Give<OCSP_SINGLERESP> {
    entry(Give::null(), || Ok(Give::new(<OCSP_SINGLERESP>::blank())))
}

/// Frees a `OCSP_SINGLERESP` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SINGLERESP_free(a: Take<OCSP_SINGLERESP>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_SINGLERESP>::release);
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

/// Writes the DER of a `OCSP_SINGLERESP`, as `d2i_X509`(3) says.
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

/// A new, empty `OCSP_RESPDATA`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPDATA_new() -> Give<OCSP_RESPDATA> {
    entry(Give::null(), || Ok(Give::new(<OCSP_RESPDATA>::blank())))
}

/// Frees a `OCSP_RESPDATA` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPDATA_free(a: Take<OCSP_RESPDATA>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_RESPDATA>::release);
        Ok(())
    });
}

/// Reads a `OCSP_RESPDATA` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_RESPDATA(
    a: InOut<OCSP_RESPDATA>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_RESPDATA> {
    entry(Give::null(), || io::d2i::<OCSP_RESPDATA>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_RESPDATA`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_RESPDATA(a: In<OCSP_RESPDATA>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_RESPDATA>(a.opt(), &out))
}

/// The item that names `OCSP_RESPDATA` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPDATA_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_RESPDATA>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_RESPDATA");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_BASICRESP`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_new() -> Give<OCSP_BASICRESP> {
    entry(Give::null(), || Ok(Give::new(<OCSP_BASICRESP>::blank())))
}

/// Frees a `OCSP_BASICRESP` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_BASICRESP_free(a: Take<OCSP_BASICRESP>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_BASICRESP>::release);
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

/// Writes the DER of a `OCSP_BASICRESP`, as `d2i_X509`(3) says.
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

/// A new, empty `OCSP_RESPID`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_new() -> Give<OCSP_RESPID> {
    entry(Give::null(), || Ok(Give::new(<OCSP_RESPID>::blank())))
}

/// Frees a `OCSP_RESPID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_free(a: Take<OCSP_RESPID>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_RESPID>::release);
        Ok(())
    });
}

/// Reads a `OCSP_RESPID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_RESPID(
    a: InOut<OCSP_RESPID>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_RESPID> {
    entry(Give::null(), || io::d2i::<OCSP_RESPID>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_RESPID`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_RESPID(a: In<OCSP_RESPID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_RESPID>(a.opt(), &out))
}

/// The item that names `OCSP_RESPID` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_RESPID_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_RESPID>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_RESPID");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_CERTSTATUS`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTSTATUS_new() -> Give<OCSP_CERTSTATUS> {
    entry(Give::null(), || Ok(Give::new(<OCSP_CERTSTATUS>::blank())))
}

/// Frees a `OCSP_CERTSTATUS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTSTATUS_free(a: Take<OCSP_CERTSTATUS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_CERTSTATUS>::release);
        Ok(())
    });
}

/// Reads a `OCSP_CERTSTATUS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_CERTSTATUS(
    a: InOut<OCSP_CERTSTATUS>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_CERTSTATUS> {
    entry(Give::null(), || io::d2i::<OCSP_CERTSTATUS>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_CERTSTATUS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_CERTSTATUS(a: In<OCSP_CERTSTATUS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_CERTSTATUS>(a.opt(), &out))
}

/// The item that names `OCSP_CERTSTATUS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CERTSTATUS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_CERTSTATUS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_CERTSTATUS");
    LendConst::new(&ITEM)
}

/// A new, empty `OCSP_SERVICELOC`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SERVICELOC_new() -> Give<OCSP_SERVICELOC> {
    entry(Give::null(), || Ok(Give::new(<OCSP_SERVICELOC>::blank())))
}

/// Frees a `OCSP_SERVICELOC` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SERVICELOC_free(a: Take<OCSP_SERVICELOC>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_SERVICELOC>::release);
        Ok(())
    });
}

/// Reads a `OCSP_SERVICELOC` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_SERVICELOC(
    a: InOut<OCSP_SERVICELOC>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_SERVICELOC> {
    entry(Give::null(), || io::d2i::<OCSP_SERVICELOC>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_SERVICELOC`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_SERVICELOC(a: In<OCSP_SERVICELOC>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_SERVICELOC>(a.opt(), &out))
}

/// The item that names `OCSP_SERVICELOC` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_SERVICELOC_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_SERVICELOC>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_SERVICELOC");
    LendConst::new(&ITEM)
}
