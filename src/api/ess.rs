//! `openssl/ess.h`: which certificate a signature was made with (RFC 2634, RFC 5035).

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Take, entry, quiet};
use crate::abi::{Graded, graded};
use crate::err::ess::R_ESS_CERT_ID_NOT_FOUND;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ess;
use crate::obj::ess::{
    ESS_CERT_ID, ESS_CERT_ID_V2, ESS_ISSUER_SERIAL, ESS_SIGNING_CERT, ESS_SIGNING_CERT_V2,
};
use crate::obj::evp_md::EVP_MD;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use std::ffi::{c_int, c_long};
use std::sync::Arc;

/// A new, empty `ESS_ISSUER_SERIAL`.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_ISSUER_SERIAL_new() -> Give<ESS_ISSUER_SERIAL> {
    entry(Give::null(), || Ok(Give::new(ESS_ISSUER_SERIAL::blank())))
}

/// Frees a `ESS_ISSUER_SERIAL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_ISSUER_SERIAL_free(a: Take<ESS_ISSUER_SERIAL>) {
    quiet((), || {
        a.opt().into_iter().for_each(ESS_ISSUER_SERIAL::release);
        Ok(())
    });
}

/// A copy of a `ESS_ISSUER_SERIAL`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_ISSUER_SERIAL_dup(a: In<ESS_ISSUER_SERIAL>) -> Give<ESS_ISSUER_SERIAL> {
    entry(Give::null(), || io::dup_complete::<ESS_ISSUER_SERIAL>(a.opt()))
}

/// Reads a `ESS_ISSUER_SERIAL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ESS_ISSUER_SERIAL(
    a: InOut<ESS_ISSUER_SERIAL>,
    in_: DerIn,
    len: c_long,
) -> Give<ESS_ISSUER_SERIAL> {
    entry(Give::null(), || io::d2i::<ESS_ISSUER_SERIAL>(&a, &in_, len))
}

/// Writes the DER of a `ESS_ISSUER_SERIAL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ESS_ISSUER_SERIAL(a: In<ESS_ISSUER_SERIAL>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ESS_ISSUER_SERIAL>(a.opt(), &out))
}

/// A new, empty `ESS_CERT_ID`.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_new() -> Give<ESS_CERT_ID> {
    entry(Give::null(), || Ok(Give::new(ESS_CERT_ID::blank())))
}

/// Frees a `ESS_CERT_ID` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_free(a: Take<ESS_CERT_ID>) {
    quiet((), || {
        a.opt().into_iter().for_each(ESS_CERT_ID::release);
        Ok(())
    });
}

/// A copy of a `ESS_CERT_ID`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_dup(a: In<ESS_CERT_ID>) -> Give<ESS_CERT_ID> {
    entry(Give::null(), || io::dup_complete::<ESS_CERT_ID>(a.opt()))
}

/// Reads a `ESS_CERT_ID` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ESS_CERT_ID(
    a: InOut<ESS_CERT_ID>,
    in_: DerIn,
    len: c_long,
) -> Give<ESS_CERT_ID> {
    entry(Give::null(), || io::d2i::<ESS_CERT_ID>(&a, &in_, len))
}

/// Writes the DER of a `ESS_CERT_ID`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ESS_CERT_ID(a: In<ESS_CERT_ID>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ESS_CERT_ID>(a.opt(), &out))
}

/// A new, empty `ESS_SIGNING_CERT`.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_new() -> Give<ESS_SIGNING_CERT> {
    entry(Give::null(), || Ok(Give::new(ESS_SIGNING_CERT::blank())))
}

/// Frees a `ESS_SIGNING_CERT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_free(a: Take<ESS_SIGNING_CERT>) {
    quiet((), || {
        a.opt().into_iter().for_each(ESS_SIGNING_CERT::release);
        Ok(())
    });
}

/// A copy of a `ESS_SIGNING_CERT`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_dup(a: In<ESS_SIGNING_CERT>) -> Give<ESS_SIGNING_CERT> {
    entry(Give::null(), || io::dup_complete::<ESS_SIGNING_CERT>(a.opt()))
}

/// Reads a `ESS_SIGNING_CERT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ESS_SIGNING_CERT(
    a: InOut<ESS_SIGNING_CERT>,
    in_: DerIn,
    len: c_long,
) -> Give<ESS_SIGNING_CERT> {
    entry(Give::null(), || io::d2i::<ESS_SIGNING_CERT>(&a, &in_, len))
}

/// Writes the DER of a `ESS_SIGNING_CERT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ESS_SIGNING_CERT(a: In<ESS_SIGNING_CERT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ESS_SIGNING_CERT>(a.opt(), &out))
}

/// The item that names `ESS_SIGNING_CERT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ESS_SIGNING_CERT>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ESS_SIGNING_CERT");
    LendConst::new(&ITEM)
}

/// A new, empty `ESS_CERT_ID_V2`.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_V2_new() -> Give<ESS_CERT_ID_V2> {
    entry(Give::null(), || Ok(Give::new(ESS_CERT_ID_V2::blank())))
}

/// Frees a `ESS_CERT_ID_V2` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_V2_free(a: Take<ESS_CERT_ID_V2>) {
    quiet((), || {
        a.opt().into_iter().for_each(ESS_CERT_ID_V2::release);
        Ok(())
    });
}

/// A copy of a `ESS_CERT_ID_V2`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_CERT_ID_V2_dup(a: In<ESS_CERT_ID_V2>) -> Give<ESS_CERT_ID_V2> {
    entry(Give::null(), || io::dup_complete::<ESS_CERT_ID_V2>(a.opt()))
}

/// Reads a `ESS_CERT_ID_V2` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ESS_CERT_ID_V2(
    a: InOut<ESS_CERT_ID_V2>,
    in_: DerIn,
    len: c_long,
) -> Give<ESS_CERT_ID_V2> {
    entry(Give::null(), || io::d2i::<ESS_CERT_ID_V2>(&a, &in_, len))
}

/// Writes the DER of a `ESS_CERT_ID_V2`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ESS_CERT_ID_V2(a: In<ESS_CERT_ID_V2>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ESS_CERT_ID_V2>(a.opt(), &out))
}

/// A new, empty `ESS_SIGNING_CERT_V2`.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_V2_new() -> Give<ESS_SIGNING_CERT_V2> {
    entry(Give::null(), || Ok(Give::new(ESS_SIGNING_CERT_V2::blank())))
}

/// Frees a `ESS_SIGNING_CERT_V2` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_V2_free(a: Take<ESS_SIGNING_CERT_V2>) {
    quiet((), || {
        a.opt().into_iter().for_each(ESS_SIGNING_CERT_V2::release);
        Ok(())
    });
}

/// A copy of a `ESS_SIGNING_CERT_V2`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_V2_dup(a: In<ESS_SIGNING_CERT_V2>) -> Give<ESS_SIGNING_CERT_V2> {
    entry(Give::null(), || io::dup_complete::<ESS_SIGNING_CERT_V2>(a.opt()))
}

/// Reads a `ESS_SIGNING_CERT_V2` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ESS_SIGNING_CERT_V2(
    a: InOut<ESS_SIGNING_CERT_V2>,
    in_: DerIn,
    len: c_long,
) -> Give<ESS_SIGNING_CERT_V2> {
    entry(Give::null(), || io::d2i::<ESS_SIGNING_CERT_V2>(&a, &in_, len))
}

/// Writes the DER of a `ESS_SIGNING_CERT_V2`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ESS_SIGNING_CERT_V2(a: In<ESS_SIGNING_CERT_V2>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<ESS_SIGNING_CERT_V2>(a.opt(), &out))
}

/// The item that names `ESS_SIGNING_CERT_V2` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn ESS_SIGNING_CERT_V2_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<ESS_SIGNING_CERT_V2>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"ESS_SIGNING_CERT_V2");
    LendConst::new(&ITEM)
}

/// The certificates that identifiers are made of, or checked against; none
/// for NULL.
fn all(list: &In<OPENSSL_STACK>) -> Vec<Arc<X509>> {
    list.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>)
}

/// Names a signer's certificate, and others, by SHA-1.
///
/// Issuer and number of the others are always named, those of the signer's if
/// `set_issuer_serial` is not 0. Returns: NULL on failure. Ownership: C frees
/// it. See: OSSL_ESS_check_signing_certs(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ESS_signing_cert_new_init(
    signcert: In<X509>,
    certs: In<OPENSSL_STACK>,
    set_issuer_serial: c_int,
) -> Give<ESS_SIGNING_CERT> {
    entry(Give::null(), || {
        let certs = all(&certs);
        let others: Vec<&X509> = certs.iter().map(|cert| &**cert).collect();
        ess::signing_cert(signcert.get()?, &others, set_issuer_serial != 0).map(Give::new)
    })
}

/// Names certificates by any digest; see `OSSL_ESS_signing_cert_new_init`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ESS_signing_cert_v2_new_init(
    hash_alg: In<EVP_MD>,
    signcert: In<X509>,
    certs: In<OPENSSL_STACK>,
    set_issuer_serial: c_int,
) -> Give<ESS_SIGNING_CERT_V2> {
    entry(Give::null(), || {
        let certs = all(&certs);
        let others: Vec<&X509> = certs.iter().map(|cert| &**cert).collect();
        let md = hash_alg.get()?.md()?;
        ess::signing_cert_v2(md, signcert.get()?, &others, set_issuer_serial != 0).map(Give::new)
    })
}

/// Whether the certificates that identifiers name are those of a chain, whose
/// first is the signer's.
///
/// Returns: 1 if so; 0 if one of them is not found; -1 on failure.
/// Errors: `ESS_R_MISSING_SIGNING_CERTIFICATE_ATTRIBUTE`,
/// `ESS_R_EMPTY_ESS_CERT_ID_LIST`, `ESS_R_ESS_CERT_ID_WRONG_ORDER`,
/// `ESS_R_ESS_CERT_ID_NOT_FOUND`. See: OSSL_ESS_check_signing_certs(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_ESS_check_signing_certs(
    ss: In<ESS_SIGNING_CERT>,
    ssv2: In<ESS_SIGNING_CERT_V2>,
    chain: In<OPENSSL_STACK>,
    require_signing_cert: c_int,
) -> c_int {
    graded(-1, || {
        let required = require_signing_cert != 0;
        ess::check_lists(ss.opt(), ssv2.opt(), &all(&chain), required).map_err(
            |error| match error.reason {
                R_ESS_CERT_ID_NOT_FOUND => Graded::new(0, error),
                _ => Graded::from(error),
            },
        )?;
        Ok(1)
    })
}
