//! Making, freeing, reading and writing of the parts of PKCS#12 files.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::pkcs12::{PKCS12, PKCS12_MAC_DATA};
use crate::obj::pkcs12_bag::{PKCS12_AUTHSAFES, PKCS12_BAGS, PKCS12_SAFEBAG, PKCS12_SAFEBAGS};
use std::ffi::{c_int, c_long};

/// The item that names `PKCS12` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS12_MAC_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_MAC_DATA_new() -> Give<PKCS12_MAC_DATA> {
    entry(Give::null(), || Ok(Give::new(<PKCS12_MAC_DATA>::blank())))
}

/// Frees a `PKCS12_MAC_DATA` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_MAC_DATA_free(a: Take<PKCS12_MAC_DATA>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS12_MAC_DATA>::release);
        Ok(())
    });
}

/// Reads a `PKCS12_MAC_DATA` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12_MAC_DATA(
    a: InOut<PKCS12_MAC_DATA>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS12_MAC_DATA> {
    entry(Give::null(), || io::d2i::<PKCS12_MAC_DATA>(&a, &in_, len))
}

/// Writes the DER of a `PKCS12_MAC_DATA`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12_MAC_DATA(a: In<PKCS12_MAC_DATA>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS12_MAC_DATA>(a.opt(), &out))
}

/// The item that names `PKCS12_MAC_DATA` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_MAC_DATA_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12_MAC_DATA>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12_MAC_DATA");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS12_BAGS`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_BAGS_new() -> Give<PKCS12_BAGS> {
    entry(Give::null(), || Ok(Give::new(<PKCS12_BAGS>::blank())))
}

/// Frees a `PKCS12_BAGS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_BAGS_free(a: Take<PKCS12_BAGS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS12_BAGS>::release);
        Ok(())
    });
}

/// Reads a `PKCS12_BAGS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12_BAGS(
    a: InOut<PKCS12_BAGS>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS12_BAGS> {
    entry(Give::null(), || io::d2i::<PKCS12_BAGS>(&a, &in_, len))
}

/// Writes the DER of a `PKCS12_BAGS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12_BAGS(a: In<PKCS12_BAGS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS12_BAGS>(a.opt(), &out))
}

/// The item that names `PKCS12_BAGS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_BAGS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12_BAGS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12_BAGS");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS12_SAFEBAG`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_new() -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || Ok(Give::new(<PKCS12_SAFEBAG>::blank())))
}

/// Frees a `PKCS12_SAFEBAG` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_free(a: Take<PKCS12_SAFEBAG>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS12_SAFEBAG>::release);
        Ok(())
    });
}

/// Reads a `PKCS12_SAFEBAG` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS12_SAFEBAG(
    a: InOut<PKCS12_SAFEBAG>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || io::d2i::<PKCS12_SAFEBAG>(&a, &in_, len))
}

/// Writes the DER of a `PKCS12_SAFEBAG`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12_SAFEBAG(a: In<PKCS12_SAFEBAG>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS12_SAFEBAG>(a.opt(), &out))
}

/// The item that names `PKCS12_SAFEBAG` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12_SAFEBAG>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12_SAFEBAG");
    LendConst::new(&ITEM)
}

/// The item that names `PKCS12_SAFEBAGS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAGS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12_SAFEBAGS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12_SAFEBAGS");
    LendConst::new(&ITEM)
}

/// The item that names `PKCS12_AUTHSAFES` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_AUTHSAFES_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS12_AUTHSAFES>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS12_AUTHSAFES");
    LendConst::new(&ITEM)
}
