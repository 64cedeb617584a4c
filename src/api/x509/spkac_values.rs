//! Making, freeing, reading and writing of SPKAC and of Netscape's lists.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::spkac::{NETSCAPE_CERT_SEQUENCE, NETSCAPE_SPKAC, NETSCAPE_SPKI};
use std::ffi::{c_int, c_long};

/// A new, empty `NETSCAPE_SPKAC`.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKAC_new() -> Give<NETSCAPE_SPKAC> {
    entry(Give::null(), || Ok(Give::new(<NETSCAPE_SPKAC>::blank())))
}

/// Frees a `NETSCAPE_SPKAC` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKAC_free(a: Take<NETSCAPE_SPKAC>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NETSCAPE_SPKAC>::release);
        Ok(())
    });
}

/// Reads a `NETSCAPE_SPKAC` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_NETSCAPE_SPKAC(
    a: InOut<NETSCAPE_SPKAC>,
    in_: DerIn,
    len: c_long,
) -> Give<NETSCAPE_SPKAC> {
    entry(Give::null(), || io::d2i::<NETSCAPE_SPKAC>(&a, &in_, len))
}

/// Writes the DER of a `NETSCAPE_SPKAC`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_NETSCAPE_SPKAC(a: In<NETSCAPE_SPKAC>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<NETSCAPE_SPKAC>(a.opt(), &out))
}

/// The item that names `NETSCAPE_SPKAC` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKAC_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NETSCAPE_SPKAC>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NETSCAPE_SPKAC");
    LendConst::new(&ITEM)
}

/// A new, empty `NETSCAPE_SPKI`.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_new() -> Give<NETSCAPE_SPKI> {
    entry(Give::null(), || Ok(Give::new(<NETSCAPE_SPKI>::blank())))
}

/// Frees a `NETSCAPE_SPKI` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_free(a: Take<NETSCAPE_SPKI>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NETSCAPE_SPKI>::release);
        Ok(())
    });
}

/// Reads a `NETSCAPE_SPKI` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_NETSCAPE_SPKI(
    a: InOut<NETSCAPE_SPKI>,
    in_: DerIn,
    len: c_long,
) -> Give<NETSCAPE_SPKI> {
    entry(Give::null(), || io::d2i::<NETSCAPE_SPKI>(&a, &in_, len))
}

/// Writes the DER of a `NETSCAPE_SPKI`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_NETSCAPE_SPKI(a: In<NETSCAPE_SPKI>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<NETSCAPE_SPKI>(a.opt(), &out))
}

/// The item that names `NETSCAPE_SPKI` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_SPKI_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NETSCAPE_SPKI>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NETSCAPE_SPKI");
    LendConst::new(&ITEM)
}

/// A new, empty `NETSCAPE_CERT_SEQUENCE`.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_CERT_SEQUENCE_new() -> Give<NETSCAPE_CERT_SEQUENCE> {
    entry(Give::null(), || Ok(Give::new(<NETSCAPE_CERT_SEQUENCE>::blank())))
}

/// Frees a `NETSCAPE_CERT_SEQUENCE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_CERT_SEQUENCE_free(a: Take<NETSCAPE_CERT_SEQUENCE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NETSCAPE_CERT_SEQUENCE>::release);
        Ok(())
    });
}

/// Reads a `NETSCAPE_CERT_SEQUENCE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_NETSCAPE_CERT_SEQUENCE(
    a: InOut<NETSCAPE_CERT_SEQUENCE>,
    in_: DerIn,
    len: c_long,
) -> Give<NETSCAPE_CERT_SEQUENCE> {
    entry(Give::null(), || io::d2i::<NETSCAPE_CERT_SEQUENCE>(&a, &in_, len))
}

/// Writes the DER of a `NETSCAPE_CERT_SEQUENCE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_NETSCAPE_CERT_SEQUENCE(a: In<NETSCAPE_CERT_SEQUENCE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<NETSCAPE_CERT_SEQUENCE>(a.opt(), &out))
}

/// The item that names `NETSCAPE_CERT_SEQUENCE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NETSCAPE_CERT_SEQUENCE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NETSCAPE_CERT_SEQUENCE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NETSCAPE_CERT_SEQUENCE");
    LendConst::new(&ITEM)
}
