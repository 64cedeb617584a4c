//! The parameters of RSA's paddings.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::rsa::RSA;
use crate::obj::x509::params::{RSA_OAEP_PARAMS, RSA_PSS_PARAMS};
use std::ffi::{c_int, c_long};

/// A new, empty `RSA_PSS_PARAMS`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_PSS_PARAMS_new() -> Give<RSA_PSS_PARAMS> {
    entry(Give::null(), || Ok(Give::new(<RSA_PSS_PARAMS>::blank())))
}

/// Frees a `RSA_PSS_PARAMS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_PSS_PARAMS_free(a: Take<RSA_PSS_PARAMS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<RSA_PSS_PARAMS>::release);
        Ok(())
    });
}

/// Reads a `RSA_PSS_PARAMS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_RSA_PSS_PARAMS(
    a: InOut<RSA_PSS_PARAMS>,
    in_: DerIn,
    len: c_long,
) -> Give<RSA_PSS_PARAMS> {
    entry(Give::null(), || io::d2i::<RSA_PSS_PARAMS>(&a, &in_, len))
}

/// Writes the DER of a `RSA_PSS_PARAMS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_RSA_PSS_PARAMS(a: In<RSA_PSS_PARAMS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<RSA_PSS_PARAMS>(a.opt(), &out))
}

/// The item that names `RSA_PSS_PARAMS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_PSS_PARAMS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<RSA_PSS_PARAMS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"RSA_PSS_PARAMS");
    LendConst::new(&ITEM)
}

/// A copy of a `RSA_PSS_PARAMS`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_PSS_PARAMS_dup(a: In<RSA_PSS_PARAMS>) -> Give<RSA_PSS_PARAMS> {
    entry(Give::null(), || io::dup::<RSA_PSS_PARAMS>(a.opt()))
}

/// A new, empty `RSA_OAEP_PARAMS`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_OAEP_PARAMS_new() -> Give<RSA_OAEP_PARAMS> {
    entry(Give::null(), || Ok(Give::new(<RSA_OAEP_PARAMS>::blank())))
}

/// Frees a `RSA_OAEP_PARAMS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_OAEP_PARAMS_free(a: Take<RSA_OAEP_PARAMS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<RSA_OAEP_PARAMS>::release);
        Ok(())
    });
}

/// Reads a `RSA_OAEP_PARAMS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_RSA_OAEP_PARAMS(
    a: InOut<RSA_OAEP_PARAMS>,
    in_: DerIn,
    len: c_long,
) -> Give<RSA_OAEP_PARAMS> {
    entry(Give::null(), || io::d2i::<RSA_OAEP_PARAMS>(&a, &in_, len))
}

/// Writes the DER of a `RSA_OAEP_PARAMS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_RSA_OAEP_PARAMS(a: In<RSA_OAEP_PARAMS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<RSA_OAEP_PARAMS>(a.opt(), &out))
}

/// The item that names `RSA_OAEP_PARAMS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_OAEP_PARAMS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<RSA_OAEP_PARAMS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"RSA_OAEP_PARAMS");
    LendConst::new(&ITEM)
}

/// Lends what signatures an RSA-PSS key is limited to; NULL without limits.
/// Ownership: the key's.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_pss_params(r: In<RSA>) -> LendConst<RSA_PSS_PARAMS> {
    quiet(LendConst::null(), || Ok(LendConst::opt(r.get()?.limits())))
}
