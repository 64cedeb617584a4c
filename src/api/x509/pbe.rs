//! The parameters of password-based encryption.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::x509::params::{PBE2PARAM, PBEPARAM, PBKDF2PARAM, SCRYPT_PARAMS};
use std::ffi::{c_int, c_long};

/// A new, empty `PBEPARAM`.
#[unsafe(no_mangle)]
pub extern "C" fn PBEPARAM_new() -> Give<PBEPARAM> {
    entry(Give::null(), || Ok(Give::new(<PBEPARAM>::blank())))
}

/// Frees a `PBEPARAM` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PBEPARAM_free(a: Take<PBEPARAM>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PBEPARAM>::release);
        Ok(())
    });
}

/// Reads a `PBEPARAM` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PBEPARAM(a: InOut<PBEPARAM>, in_: DerIn, len: c_long) -> Give<PBEPARAM> {
    entry(Give::null(), || io::d2i::<PBEPARAM>(&a, &in_, len))
}

/// Writes the DER of a `PBEPARAM`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PBEPARAM(a: In<PBEPARAM>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PBEPARAM>(a.opt(), &out))
}

/// The item that names `PBEPARAM` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PBEPARAM_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PBEPARAM>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PBEPARAM");
    LendConst::new(&ITEM)
}

/// A new, empty `PBE2PARAM`.
#[unsafe(no_mangle)]
pub extern "C" fn PBE2PARAM_new() -> Give<PBE2PARAM> {
    entry(Give::null(), || Ok(Give::new(<PBE2PARAM>::blank())))
}

/// Frees a `PBE2PARAM` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PBE2PARAM_free(a: Take<PBE2PARAM>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PBE2PARAM>::release);
        Ok(())
    });
}

/// Reads a `PBE2PARAM` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PBE2PARAM(a: InOut<PBE2PARAM>, in_: DerIn, len: c_long) -> Give<PBE2PARAM> {
    entry(Give::null(), || io::d2i::<PBE2PARAM>(&a, &in_, len))
}

/// Writes the DER of a `PBE2PARAM`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PBE2PARAM(a: In<PBE2PARAM>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PBE2PARAM>(a.opt(), &out))
}

/// The item that names `PBE2PARAM` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PBE2PARAM_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PBE2PARAM>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PBE2PARAM");
    LendConst::new(&ITEM)
}

/// A new, empty `PBKDF2PARAM`.
#[unsafe(no_mangle)]
pub extern "C" fn PBKDF2PARAM_new() -> Give<PBKDF2PARAM> {
    entry(Give::null(), || Ok(Give::new(<PBKDF2PARAM>::blank())))
}

/// Frees a `PBKDF2PARAM` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PBKDF2PARAM_free(a: Take<PBKDF2PARAM>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PBKDF2PARAM>::release);
        Ok(())
    });
}

/// Reads a `PBKDF2PARAM` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PBKDF2PARAM(
    a: InOut<PBKDF2PARAM>,
    in_: DerIn,
    len: c_long,
) -> Give<PBKDF2PARAM> {
    entry(Give::null(), || io::d2i::<PBKDF2PARAM>(&a, &in_, len))
}

/// Writes the DER of a `PBKDF2PARAM`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PBKDF2PARAM(a: In<PBKDF2PARAM>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PBKDF2PARAM>(a.opt(), &out))
}

/// The item that names `PBKDF2PARAM` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PBKDF2PARAM_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PBKDF2PARAM>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PBKDF2PARAM");
    LendConst::new(&ITEM)
}

/// A new, empty `SCRYPT_PARAMS`.
#[unsafe(no_mangle)]
pub extern "C" fn SCRYPT_PARAMS_new() -> Give<SCRYPT_PARAMS> {
    entry(Give::null(), || Ok(Give::new(<SCRYPT_PARAMS>::blank())))
}

/// Frees a `SCRYPT_PARAMS` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SCRYPT_PARAMS_free(a: Take<SCRYPT_PARAMS>) {
    quiet((), || {
        a.opt().into_iter().for_each(<SCRYPT_PARAMS>::release);
        Ok(())
    });
}

/// Reads a `SCRYPT_PARAMS` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_SCRYPT_PARAMS(
    a: InOut<SCRYPT_PARAMS>,
    in_: DerIn,
    len: c_long,
) -> Give<SCRYPT_PARAMS> {
    entry(Give::null(), || io::d2i::<SCRYPT_PARAMS>(&a, &in_, len))
}

/// Writes the DER of a `SCRYPT_PARAMS`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_SCRYPT_PARAMS(a: In<SCRYPT_PARAMS>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<SCRYPT_PARAMS>(a.opt(), &out))
}

/// The item that names `SCRYPT_PARAMS` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn SCRYPT_PARAMS_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<SCRYPT_PARAMS>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"SCRYPT_PARAMS");
    LendConst::new(&ITEM)
}
