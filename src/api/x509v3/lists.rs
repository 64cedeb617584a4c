//! Making, freeing, reading and writing of lists and of what constrains paths.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::types::{
    self, GENERAL_SUBTREE, ISSUING_DIST_POINT, NAME_CONSTRAINTS, POLICY_CONSTRAINTS,
    POLICY_MAPPING, PROXY_CERT_INFO_EXTENSION, PROXY_POLICY,
};
use std::ffi::{c_int, c_long};

/// A new, empty `ISSUING_DIST_POINT`.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUING_DIST_POINT_new() -> Give<ISSUING_DIST_POINT> {
    entry(Give::null(), || Ok(Give::new(<ISSUING_DIST_POINT>::blank())))
}

/// Frees a `ISSUING_DIST_POINT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUING_DIST_POINT_free(a: Take<ISSUING_DIST_POINT>) {
    quiet((), || {
        a.opt().into_iter().for_each(<ISSUING_DIST_POINT>::release);
        Ok(())
    });
}

/// Reads a `ISSUING_DIST_POINT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ISSUING_DIST_POINT(
    a: InOut<ISSUING_DIST_POINT>,
    in_: DerIn,
    len: c_long,
) -> Give<ISSUING_DIST_POINT> {
    entry(Give::null(), || io::d2i::<ISSUING_DIST_POINT>(&a, &in_, len))
}

/// Writes the DER of a `ISSUING_DIST_POINT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ISSUING_DIST_POINT(a: In<ISSUING_DIST_POINT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ISSUING_DIST_POINT>(a.opt(), &out))
}

/// The item that names `ISSUING_DIST_POINT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ISSUING_DIST_POINT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ISSUING_DIST_POINT>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ISSUING_DIST_POINT");
    LendConst::new(&ITEM)
}

/// A new, empty `PROXY_POLICY`.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_POLICY_new() -> Give<PROXY_POLICY> {
    entry(Give::null(), || Ok(Give::new(<PROXY_POLICY>::blank())))
}

/// Frees a `PROXY_POLICY` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_POLICY_free(a: Take<PROXY_POLICY>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PROXY_POLICY>::release);
        Ok(())
    });
}

/// Reads a `PROXY_POLICY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PROXY_POLICY(
    a: InOut<PROXY_POLICY>,
    in_: DerIn,
    len: c_long,
) -> Give<PROXY_POLICY> {
    entry(Give::null(), || io::d2i::<PROXY_POLICY>(&a, &in_, len))
}

/// Writes the DER of a `PROXY_POLICY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PROXY_POLICY(a: In<PROXY_POLICY>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PROXY_POLICY>(a.opt(), &out))
}

/// The item that names `PROXY_POLICY` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_POLICY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PROXY_POLICY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PROXY_POLICY");
    LendConst::new(&ITEM)
}

/// A new, empty `PROXY_CERT_INFO_EXTENSION`.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_CERT_INFO_EXTENSION_new() -> Give<PROXY_CERT_INFO_EXTENSION> {
    entry(Give::null(), || Ok(Give::new(<PROXY_CERT_INFO_EXTENSION>::blank())))
}

/// Frees a `PROXY_CERT_INFO_EXTENSION` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_CERT_INFO_EXTENSION_free(a: Take<PROXY_CERT_INFO_EXTENSION>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PROXY_CERT_INFO_EXTENSION>::release);
        Ok(())
    });
}

/// Reads a `PROXY_CERT_INFO_EXTENSION` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PROXY_CERT_INFO_EXTENSION(
    a: InOut<PROXY_CERT_INFO_EXTENSION>,
    in_: DerIn,
    len: c_long,
) -> Give<PROXY_CERT_INFO_EXTENSION> {
    entry(Give::null(), || io::d2i::<PROXY_CERT_INFO_EXTENSION>(&a, &in_, len))
}

/// Writes the DER of a `PROXY_CERT_INFO_EXTENSION`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PROXY_CERT_INFO_EXTENSION(
    a: In<PROXY_CERT_INFO_EXTENSION>,
    out: DerOut,
) -> c_int {
    entry(-1, || io::i2d::<PROXY_CERT_INFO_EXTENSION>(a.opt(), &out))
}

/// The item that names `PROXY_CERT_INFO_EXTENSION` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PROXY_CERT_INFO_EXTENSION_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PROXY_CERT_INFO_EXTENSION>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PROXY_CERT_INFO_EXTENSION");
    LendConst::new(&ITEM)
}

/// A new, empty `GENERAL_SUBTREE`.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_SUBTREE_new() -> Give<GENERAL_SUBTREE> {
    entry(Give::null(), || Ok(Give::new(<GENERAL_SUBTREE>::blank())))
}

/// Frees a `GENERAL_SUBTREE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_SUBTREE_free(a: Take<GENERAL_SUBTREE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<GENERAL_SUBTREE>::release);
        Ok(())
    });
}

/// The item that names `GENERAL_SUBTREE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_SUBTREE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<GENERAL_SUBTREE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"GENERAL_SUBTREE");
    LendConst::new(&ITEM)
}

/// A new, empty `NAME_CONSTRAINTS`.
#[unsafe(no_mangle)]
pub extern "C" fn NAME_CONSTRAINTS_new() -> Give<NAME_CONSTRAINTS> {
    entry(Give::null(), || Ok(Give::new(<NAME_CONSTRAINTS>::blank())))
}

/// Frees a `NAME_CONSTRAINTS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn NAME_CONSTRAINTS_free(a: Take<NAME_CONSTRAINTS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<NAME_CONSTRAINTS>::release);
        Ok(())
    });
}

/// The item that names `NAME_CONSTRAINTS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn NAME_CONSTRAINTS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<NAME_CONSTRAINTS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"NAME_CONSTRAINTS");
    LendConst::new(&ITEM)
}

/// A new, empty `POLICY_MAPPING`.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_MAPPING_new() -> Give<POLICY_MAPPING> {
    entry(Give::null(), || Ok(Give::new(<POLICY_MAPPING>::blank())))
}

/// Frees a `POLICY_MAPPING` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_MAPPING_free(a: Take<POLICY_MAPPING>) {
    quiet((), || {
        a.opt().into_iter().for_each(<POLICY_MAPPING>::release);
        Ok(())
    });
}

/// The item that names `POLICY_MAPPING` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_MAPPING_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<POLICY_MAPPING>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"POLICY_MAPPING");
    LendConst::new(&ITEM)
}

/// A new, empty `POLICY_CONSTRAINTS`.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_CONSTRAINTS_new() -> Give<POLICY_CONSTRAINTS> {
    entry(Give::null(), || Ok(Give::new(<POLICY_CONSTRAINTS>::blank())))
}

/// Frees a `POLICY_CONSTRAINTS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_CONSTRAINTS_free(a: Take<POLICY_CONSTRAINTS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<POLICY_CONSTRAINTS>::release);
        Ok(())
    });
}

/// The item that names `POLICY_CONSTRAINTS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_CONSTRAINTS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<POLICY_CONSTRAINTS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"POLICY_CONSTRAINTS");
    LendConst::new(&ITEM)
}

/// A new, empty `GENERAL_NAMES`.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAMES_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::GENERAL_NAMES>::blank())))
}

/// Frees a `GENERAL_NAMES` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAMES_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::GENERAL_NAMES>::release);
        Ok(())
    });
}

/// Reads a `GENERAL_NAMES` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_GENERAL_NAMES(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<types::GENERAL_NAMES>(&a, &in_, len))
}

/// Writes the DER of a `GENERAL_NAMES`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_GENERAL_NAMES(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<types::GENERAL_NAMES>(a.opt(), &out))
}

/// The item that names `GENERAL_NAMES` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn GENERAL_NAMES_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::GENERAL_NAMES>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"GENERAL_NAMES");
    LendConst::new(&ITEM)
}

/// A new, empty `AUTHORITY_INFO_ACCESS`.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_INFO_ACCESS_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::AUTHORITY_INFO_ACCESS>::blank())))
}

/// Frees a `AUTHORITY_INFO_ACCESS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_INFO_ACCESS_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::AUTHORITY_INFO_ACCESS>::release);
        Ok(())
    });
}

/// Reads a `AUTHORITY_INFO_ACCESS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_AUTHORITY_INFO_ACCESS(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<types::AUTHORITY_INFO_ACCESS>(&a, &in_, len))
}

/// Writes the DER of a `AUTHORITY_INFO_ACCESS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_AUTHORITY_INFO_ACCESS(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<types::AUTHORITY_INFO_ACCESS>(a.opt(), &out))
}

/// The item that names `AUTHORITY_INFO_ACCESS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn AUTHORITY_INFO_ACCESS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::AUTHORITY_INFO_ACCESS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"AUTHORITY_INFO_ACCESS");
    LendConst::new(&ITEM)
}

/// A new, empty `CRL_DIST_POINTS`.
#[unsafe(no_mangle)]
pub extern "C" fn CRL_DIST_POINTS_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::CRL_DIST_POINTS>::blank())))
}

/// Frees a `CRL_DIST_POINTS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CRL_DIST_POINTS_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::CRL_DIST_POINTS>::release);
        Ok(())
    });
}

/// Reads a `CRL_DIST_POINTS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_CRL_DIST_POINTS(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<types::CRL_DIST_POINTS>(&a, &in_, len))
}

/// Writes the DER of a `CRL_DIST_POINTS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CRL_DIST_POINTS(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<types::CRL_DIST_POINTS>(a.opt(), &out))
}

/// The item that names `CRL_DIST_POINTS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn CRL_DIST_POINTS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::CRL_DIST_POINTS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"CRL_DIST_POINTS");
    LendConst::new(&ITEM)
}

/// A new, empty `EXTENDED_KEY_USAGE`.
#[unsafe(no_mangle)]
pub extern "C" fn EXTENDED_KEY_USAGE_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::EXTENDED_KEY_USAGE>::blank())))
}

/// Frees a `EXTENDED_KEY_USAGE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn EXTENDED_KEY_USAGE_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::EXTENDED_KEY_USAGE>::release);
        Ok(())
    });
}

/// Reads a `EXTENDED_KEY_USAGE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_EXTENDED_KEY_USAGE(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<types::EXTENDED_KEY_USAGE>(&a, &in_, len))
}

/// Writes the DER of a `EXTENDED_KEY_USAGE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_EXTENDED_KEY_USAGE(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<types::EXTENDED_KEY_USAGE>(a.opt(), &out))
}

/// The item that names `EXTENDED_KEY_USAGE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn EXTENDED_KEY_USAGE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::EXTENDED_KEY_USAGE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"EXTENDED_KEY_USAGE");
    LendConst::new(&ITEM)
}

/// A new, empty `CERTIFICATEPOLICIES`.
#[unsafe(no_mangle)]
pub extern "C" fn CERTIFICATEPOLICIES_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::CERTIFICATEPOLICIES>::blank())))
}

/// Frees a `CERTIFICATEPOLICIES` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CERTIFICATEPOLICIES_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::CERTIFICATEPOLICIES>::release);
        Ok(())
    });
}

/// Reads a `CERTIFICATEPOLICIES` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_CERTIFICATEPOLICIES(
    a: InOut<OPENSSL_STACK>,
    in_: DerIn,
    len: c_long,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || io::d2i::<types::CERTIFICATEPOLICIES>(&a, &in_, len))
}

/// Writes the DER of a `CERTIFICATEPOLICIES`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CERTIFICATEPOLICIES(a: In<OPENSSL_STACK>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<types::CERTIFICATEPOLICIES>(a.opt(), &out))
}

/// The item that names `CERTIFICATEPOLICIES` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn CERTIFICATEPOLICIES_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::CERTIFICATEPOLICIES>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"CERTIFICATEPOLICIES");
    LendConst::new(&ITEM)
}

/// The item that names `POLICY_MAPPINGS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn POLICY_MAPPINGS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<types::POLICY_MAPPINGS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"POLICY_MAPPINGS");
    LendConst::new(&ITEM)
}

/// A new, empty `TLS_FEATURE`.
#[unsafe(no_mangle)]
pub extern "C" fn TLS_FEATURE_new() -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(<types::TLS_FEATURE>::blank())))
}

/// Frees a `TLS_FEATURE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TLS_FEATURE_free(a: Take<OPENSSL_STACK>) {
    quiet((), || {
        a.opt().into_iter().for_each(<types::TLS_FEATURE>::release);
        Ok(())
    });
}
