//! Lists of extensions and of algorithms.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, entry};
use crate::obj::asn1::io;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::types::{X509_ALGORS, X509_EXTENSIONS};
use std::ffi::{c_int, c_long};

/// Reads a `X509_EXTENSIONS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_EXTENSIONS(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<X509_EXTENSIONS>(&a, &in_, len))
}

/// Writes the DER of a `X509_EXTENSIONS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_EXTENSIONS(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_EXTENSIONS>(a.opt(), &out))
}

/// The item that names `X509_EXTENSIONS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSIONS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_EXTENSIONS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_EXTENSIONS");
    LendConst::new(&ITEM)
}

/// Reads a `X509_ALGORS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_ALGORS(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<X509_ALGORS>(&a, &in_, len))
}

/// Writes the DER of a `X509_ALGORS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_ALGORS(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_ALGORS>(a.opt(), &out))
}

/// The item that names `X509_ALGORS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGORS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_ALGORS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_ALGORS");
    LendConst::new(&ITEM)
}
