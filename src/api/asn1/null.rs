//! NULL.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::asn1::primitive::{ASN1_NULL, Null};
use std::ffi::{c_int, c_long};

/// A new, empty `ASN1_NULL`.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_NULL_new() -> Give<ASN1_NULL> {
    entry(Give::null(), || Ok(Give::new(<Null>::blank())))
}

/// Frees a `ASN1_NULL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_NULL_free(a: Take<ASN1_NULL>) {
    quiet((), || {
        a.opt().into_iter().for_each(<Null>::release);
        Ok(())
    });
}

/// Reads a `ASN1_NULL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ASN1_NULL(a: InOut<ASN1_NULL>, in_: DerIn, len: c_long) -> Give<ASN1_NULL> {
    entry(Give::null(), || io::d2i::<Null>(&a, &in_, len))
}

/// Writes the DER of a `ASN1_NULL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ASN1_NULL(a: In<ASN1_NULL>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<Null>(a.opt(), &out))
}

/// The item that names `ASN1_NULL` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_NULL_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<Null>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ASN1_NULL");
    LendConst::new(&ITEM)
}
