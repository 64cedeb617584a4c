//! The revocation list that an answer is taken from.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ocsp::OCSP_CRLID;
use std::ffi::{c_int, c_long};

/// A new, empty `OCSP_CRLID`.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CRLID_new() -> Give<OCSP_CRLID> {
    entry(Give::null(), || Ok(Give::new(<OCSP_CRLID>::blank())))
}

/// Frees a `OCSP_CRLID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CRLID_free(a: Take<OCSP_CRLID>) {
    quiet((), || {
        a.opt().into_iter().for_each(<OCSP_CRLID>::release);
        Ok(())
    });
}

/// Reads a `OCSP_CRLID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_OCSP_CRLID(
    a: InOut<OCSP_CRLID>,
    in_: DerIn,
    len: c_long,
) -> Give<OCSP_CRLID> {
    entry(Give::null(), || io::d2i::<OCSP_CRLID>(&a, &in_, len))
}

/// Writes the DER of a `OCSP_CRLID`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_OCSP_CRLID(a: In<OCSP_CRLID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<OCSP_CRLID>(a.opt(), &out))
}

/// The item that names `OCSP_CRLID` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn OCSP_CRLID_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<OCSP_CRLID>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"OCSP_CRLID");
    LendConst::new(&ITEM)
}
