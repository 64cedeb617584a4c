//! Making, freeing, reading and writing of the types of this header, one
//! block a type.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY, X509_SIG};
use crate::obj::x509::certificate::{X509_CERT_AUX, X509_CINF, X509_VAL};
use crate::obj::x509::crl::X509_CRL_INFO;
use crate::obj::x509::request::{X509_ATTRIBUTE, X509_REQ_INFO};
use crate::obj::x509::{
    X509, X509_CRL, X509_EXTENSION, X509_NAME, X509_NAME_ENTRY, X509_REQ, X509_REVOKED,
};
use std::ffi::{c_int, c_long};

/// A new, empty `X509_ALGOR`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_new() -> Give<X509_ALGOR> {
    entry(Give::null(), || Ok(Give::new(<X509_ALGOR>::blank())))
}

/// Frees a `X509_ALGOR` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_free(a: Take<X509_ALGOR>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_ALGOR>::release);
        Ok(())
    });
}

/// Reads a `X509_ALGOR` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_ALGOR(
    a: InOut<X509_ALGOR>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_ALGOR> {
    entry(Give::null(), || io::d2i::<X509_ALGOR>(&a, &in_, len))
}

/// Writes the DER of a `X509_ALGOR`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_ALGOR(a: In<X509_ALGOR>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_ALGOR>(a.opt(), &out))
}

/// The item that names `X509_ALGOR` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_ALGOR>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_ALGOR");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_ALGOR`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_dup(a: In<X509_ALGOR>) -> Give<X509_ALGOR> {
    entry(Give::null(), || io::dup::<X509_ALGOR>(a.opt()))
}

/// A new, empty `X509_VAL`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VAL_new() -> Give<X509_VAL> {
    entry(Give::null(), || Ok(Give::new(<X509_VAL>::blank())))
}

/// Frees a `X509_VAL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VAL_free(a: Take<X509_VAL>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_VAL>::release);
        Ok(())
    });
}

/// Reads a `X509_VAL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_VAL(a: InOut<X509_VAL>, in_: DerIn, len: c_long) -> Give<X509_VAL> {
    entry(Give::null(), || io::d2i::<X509_VAL>(&a, &in_, len))
}

/// Writes the DER of a `X509_VAL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_VAL(a: In<X509_VAL>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_VAL>(a.opt(), &out))
}

/// The item that names `X509_VAL` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VAL_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_VAL>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_VAL");
    LendConst::new(&ITEM)
}

/// A new, empty `X509_PUBKEY`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_new() -> Give<X509_PUBKEY> {
    entry(Give::null(), || Ok(Give::new(<X509_PUBKEY>::blank())))
}

/// Frees a `X509_PUBKEY` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_free(a: Take<X509_PUBKEY>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_PUBKEY>::release);
        Ok(())
    });
}

/// Reads a `X509_PUBKEY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_PUBKEY(
    a: InOut<X509_PUBKEY>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_PUBKEY> {
    entry(Give::null(), || io::d2i::<X509_PUBKEY>(&a, &in_, len))
}

/// Writes the DER of a `X509_PUBKEY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_PUBKEY(a: In<X509_PUBKEY>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_PUBKEY>(a.opt(), &out))
}

/// The item that names `X509_PUBKEY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_PUBKEY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_PUBKEY");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_PUBKEY`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_dup(a: In<X509_PUBKEY>) -> Give<X509_PUBKEY> {
    entry(Give::null(), || io::dup::<X509_PUBKEY>(a.opt()))
}

/// A new, empty `X509_SIG`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_new() -> Give<X509_SIG> {
    entry(Give::null(), || Ok(Give::new(<X509_SIG>::blank())))
}

/// Frees a `X509_SIG` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_free(a: Take<X509_SIG>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_SIG>::release);
        Ok(())
    });
}

/// Reads a `X509_SIG` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_SIG(a: InOut<X509_SIG>, in_: DerIn, len: c_long) -> Give<X509_SIG> {
    entry(Give::null(), || io::d2i::<X509_SIG>(&a, &in_, len))
}

/// Writes the DER of a `X509_SIG`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_SIG(a: In<X509_SIG>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_SIG>(a.opt(), &out))
}

/// The item that names `X509_SIG` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_SIG>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_SIG");
    LendConst::new(&ITEM)
}

/// A new, empty `X509_NAME_ENTRY`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_new() -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || Ok(Give::new(<X509_NAME_ENTRY>::blank())))
}

/// Frees a `X509_NAME_ENTRY` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_free(a: Take<X509_NAME_ENTRY>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_NAME_ENTRY>::release);
        Ok(())
    });
}

/// Reads a `X509_NAME_ENTRY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_NAME_ENTRY(
    a: InOut<X509_NAME_ENTRY>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || io::d2i::<X509_NAME_ENTRY>(&a, &in_, len))
}

/// Writes the DER of a `X509_NAME_ENTRY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_NAME_ENTRY(a: In<X509_NAME_ENTRY>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_NAME_ENTRY>(a.opt(), &out))
}

/// The item that names `X509_NAME_ENTRY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_NAME_ENTRY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_NAME_ENTRY");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_NAME_ENTRY`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_ENTRY_dup(a: In<X509_NAME_ENTRY>) -> Give<X509_NAME_ENTRY> {
    entry(Give::null(), || io::dup::<X509_NAME_ENTRY>(a.opt()))
}

/// A new, empty `X509_NAME`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_new() -> Give<X509_NAME> {
    entry(Give::null(), || Ok(Give::new(<X509_NAME>::blank())))
}

/// Frees a `X509_NAME` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_free(a: Take<X509_NAME>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_NAME>::release);
        Ok(())
    });
}

/// Reads a `X509_NAME` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_NAME(a: InOut<X509_NAME>, in_: DerIn, len: c_long) -> Give<X509_NAME> {
    entry(Give::null(), || io::d2i::<X509_NAME>(&a, &in_, len))
}

/// Writes the DER of a `X509_NAME`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_NAME(a: In<X509_NAME>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_NAME>(a.opt(), &out))
}

/// The item that names `X509_NAME` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_NAME>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_NAME");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_NAME`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_dup(a: In<X509_NAME>) -> Give<X509_NAME> {
    entry(Give::null(), || io::dup::<X509_NAME>(a.opt()))
}

/// A new, empty `X509_EXTENSION`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_new() -> Give<X509_EXTENSION> {
    entry(Give::null(), || Ok(Give::new(<X509_EXTENSION>::blank())))
}

/// Frees a `X509_EXTENSION` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_free(a: Take<X509_EXTENSION>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_EXTENSION>::release);
        Ok(())
    });
}

/// Reads a `X509_EXTENSION` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_EXTENSION(
    a: InOut<X509_EXTENSION>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || io::d2i::<X509_EXTENSION>(&a, &in_, len))
}

/// Writes the DER of a `X509_EXTENSION`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_EXTENSION(a: In<X509_EXTENSION>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_EXTENSION>(a.opt(), &out))
}

/// The item that names `X509_EXTENSION` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_EXTENSION>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_EXTENSION");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_EXTENSION`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_EXTENSION_dup(a: In<X509_EXTENSION>) -> Give<X509_EXTENSION> {
    entry(Give::null(), || io::dup::<X509_EXTENSION>(a.opt()))
}

/// A new, empty `X509_ATTRIBUTE`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_new() -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || Ok(Give::new(<X509_ATTRIBUTE>::blank())))
}

/// Frees a `X509_ATTRIBUTE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_free(a: Take<X509_ATTRIBUTE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_ATTRIBUTE>::release);
        Ok(())
    });
}

/// Reads a `X509_ATTRIBUTE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_ATTRIBUTE(
    a: InOut<X509_ATTRIBUTE>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || io::d2i::<X509_ATTRIBUTE>(&a, &in_, len))
}

/// Writes the DER of a `X509_ATTRIBUTE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_ATTRIBUTE(a: In<X509_ATTRIBUTE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_ATTRIBUTE>(a.opt(), &out))
}

/// The item that names `X509_ATTRIBUTE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_ATTRIBUTE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_ATTRIBUTE");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_ATTRIBUTE`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ATTRIBUTE_dup(a: In<X509_ATTRIBUTE>) -> Give<X509_ATTRIBUTE> {
    entry(Give::null(), || io::dup::<X509_ATTRIBUTE>(a.opt()))
}

/// A new, empty `X509_CINF`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CINF_new() -> Give<X509_CINF> {
    entry(Give::null(), || Ok(Give::new(<X509_CINF>::blank())))
}

/// Frees a `X509_CINF` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CINF_free(a: Take<X509_CINF>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_CINF>::release);
        Ok(())
    });
}

/// Reads a `X509_CINF` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CINF(a: InOut<X509_CINF>, in_: DerIn, len: c_long) -> Give<X509_CINF> {
    entry(Give::null(), || io::d2i::<X509_CINF>(&a, &in_, len))
}

/// Writes the DER of a `X509_CINF`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CINF(a: In<X509_CINF>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_CINF>(a.opt(), &out))
}

/// The item that names `X509_CINF` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CINF_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_CINF>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_CINF");
    LendConst::new(&ITEM)
}

/// A new, empty `X509`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_new() -> Give<X509> {
    entry(Give::null(), || Ok(Give::new(<X509>::blank())))
}

/// Frees a `X509` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_free(a: Take<X509>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509>::release);
        Ok(())
    });
}

/// Reads a `X509` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509(a: InOut<X509>, in_: DerIn, len: c_long) -> Give<X509> {
    entry(Give::null(), || io::d2i::<X509>(&a, &in_, len))
}

/// Writes the DER of a `X509`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509(a: In<X509>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509>(a.opt(), &out))
}

/// The item that names `X509` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509");
    LendConst::new(&ITEM)
}

/// A copy of a `X509`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_dup(a: In<X509>) -> Give<X509> {
    entry(Give::null(), || io::dup::<X509>(a.opt()))
}

/// A new, empty `X509_CERT_AUX`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CERT_AUX_new() -> Give<X509_CERT_AUX> {
    entry(Give::null(), || Ok(Give::new(<X509_CERT_AUX>::blank())))
}

/// Frees a `X509_CERT_AUX` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CERT_AUX_free(a: Take<X509_CERT_AUX>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_CERT_AUX>::release);
        Ok(())
    });
}

/// Reads a `X509_CERT_AUX` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CERT_AUX(
    a: InOut<X509_CERT_AUX>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_CERT_AUX> {
    entry(Give::null(), || io::d2i::<X509_CERT_AUX>(&a, &in_, len))
}

/// Writes the DER of a `X509_CERT_AUX`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CERT_AUX(a: In<X509_CERT_AUX>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_CERT_AUX>(a.opt(), &out))
}

/// The item that names `X509_CERT_AUX` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CERT_AUX_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_CERT_AUX>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_CERT_AUX");
    LendConst::new(&ITEM)
}

/// A new, empty `X509_REVOKED`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_new() -> Give<X509_REVOKED> {
    entry(Give::null(), || Ok(Give::new(<X509_REVOKED>::blank())))
}

/// Frees a `X509_REVOKED` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_free(a: Take<X509_REVOKED>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_REVOKED>::release);
        Ok(())
    });
}

/// Reads a `X509_REVOKED` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_REVOKED(
    a: InOut<X509_REVOKED>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_REVOKED> {
    entry(Give::null(), || io::d2i::<X509_REVOKED>(&a, &in_, len))
}

/// Writes the DER of a `X509_REVOKED`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_REVOKED(a: In<X509_REVOKED>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_REVOKED>(a.opt(), &out))
}

/// The item that names `X509_REVOKED` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_REVOKED>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_REVOKED");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_REVOKED`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REVOKED_dup(a: In<X509_REVOKED>) -> Give<X509_REVOKED> {
    entry(Give::null(), || io::dup::<X509_REVOKED>(a.opt()))
}

/// A new, empty `X509_CRL_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_INFO_new() -> Give<X509_CRL_INFO> {
    entry(Give::null(), || Ok(Give::new(<X509_CRL_INFO>::blank())))
}

/// Frees a `X509_CRL_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_INFO_free(a: Take<X509_CRL_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_CRL_INFO>::release);
        Ok(())
    });
}

/// Reads a `X509_CRL_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CRL_INFO(
    a: InOut<X509_CRL_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_CRL_INFO> {
    entry(Give::null(), || io::d2i::<X509_CRL_INFO>(&a, &in_, len))
}

/// Writes the DER of a `X509_CRL_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CRL_INFO(a: In<X509_CRL_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_CRL_INFO>(a.opt(), &out))
}

/// The item that names `X509_CRL_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_CRL_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_CRL_INFO");
    LendConst::new(&ITEM)
}

/// A new, empty `X509_CRL`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_new() -> Give<X509_CRL> {
    entry(Give::null(), || Ok(Give::new(<X509_CRL>::blank())))
}

/// Frees a `X509_CRL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_free(a: Take<X509_CRL>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_CRL>::release);
        Ok(())
    });
}

/// Reads a `X509_CRL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CRL(a: InOut<X509_CRL>, in_: DerIn, len: c_long) -> Give<X509_CRL> {
    entry(Give::null(), || io::d2i::<X509_CRL>(&a, &in_, len))
}

/// Writes the DER of a `X509_CRL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CRL(a: In<X509_CRL>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_CRL>(a.opt(), &out))
}

/// The item that names `X509_CRL` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_CRL>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_CRL");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_CRL`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_dup(a: In<X509_CRL>) -> Give<X509_CRL> {
    entry(Give::null(), || io::dup::<X509_CRL>(a.opt()))
}

/// A new, empty `X509_REQ_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_INFO_new() -> Give<X509_REQ_INFO> {
    entry(Give::null(), || Ok(Give::new(<X509_REQ_INFO>::blank())))
}

/// Frees a `X509_REQ_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_INFO_free(a: Take<X509_REQ_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_REQ_INFO>::release);
        Ok(())
    });
}

/// Reads a `X509_REQ_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_REQ_INFO(
    a: InOut<X509_REQ_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<X509_REQ_INFO> {
    entry(Give::null(), || io::d2i::<X509_REQ_INFO>(&a, &in_, len))
}

/// Writes the DER of a `X509_REQ_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_REQ_INFO(a: In<X509_REQ_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_REQ_INFO>(a.opt(), &out))
}

/// The item that names `X509_REQ_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_REQ_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_REQ_INFO");
    LendConst::new(&ITEM)
}

/// A new, empty `X509_REQ`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_new() -> Give<X509_REQ> {
    entry(Give::null(), || Ok(Give::new(<X509_REQ>::blank())))
}

/// Frees a `X509_REQ` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_free(a: Take<X509_REQ>) {
    quiet((), || {
        a.opt().into_iter().for_each(<X509_REQ>::release);
        Ok(())
    });
}

/// Reads a `X509_REQ` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_REQ(a: InOut<X509_REQ>, in_: DerIn, len: c_long) -> Give<X509_REQ> {
    entry(Give::null(), || io::d2i::<X509_REQ>(&a, &in_, len))
}

/// Writes the DER of a `X509_REQ`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_REQ(a: In<X509_REQ>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<X509_REQ>(a.opt(), &out))
}

/// The item that names `X509_REQ` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<X509_REQ>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"X509_REQ");
    LendConst::new(&ITEM)
}

/// A copy of a `X509_REQ`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_dup(a: In<X509_REQ>) -> Give<X509_REQ> {
    entry(Give::null(), || io::dup::<X509_REQ>(a.opt()))
}
