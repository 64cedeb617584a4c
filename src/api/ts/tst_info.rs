//! `TS_TST_INFO`: what a token says.

use super::common::{extensions, files, values};
use crate::abi::layout::asn1::{ASN1_GENERALIZEDTIME, ASN1_INTEGER, ASN1_STRING};
use crate::abi::{
    DerIn, DerOut, Give, In, InOut, Lend, LendConst, Mut, Out, Take, entry, quiet, stack,
};
use crate::api::x509::extension as lists;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::pkcs7::PKCS7;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::ts::{
    TS_ACCURACY, TS_MSG_IMPRINT, TS_TST_INFO, number, replace, set, set_number, token_info,
};
use crate::obj::x509::extension::{self, X509_EXTENSION};
use crate::obj::x509::v3::general::GENERAL_NAME;
use libc::FILE;
use std::ffi::{c_int, c_long, c_void};

values!(TS_TST_INFO: TS_TST_INFO_new TS_TST_INFO_free TS_TST_INFO_dup d2i_TS_TST_INFO i2d_TS_TST_INFO);
files!(TS_TST_INFO: d2i_TS_TST_INFO_bio d2i_TS_TST_INFO_fp i2d_TS_TST_INFO_bio i2d_TS_TST_INFO_fp);

/// Reads what a token says.
///
/// Returns: NULL on failure. Ownership: C frees it.
/// Errors: `TS_R_BAD_PKCS7_TYPE`, `TS_R_DETACHED_CONTENT`, `TS_R_BAD_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_to_TS_TST_INFO(token: Mut<PKCS7>) -> Give<TS_TST_INFO> {
    entry(Give::null(), || token_info(token.get()?).map(Give::new))
}

/// The version; -1 for one that no `long` holds.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_version(a: In<TS_TST_INFO>) -> c_long {
    quiet(-1, || Ok(number(&a.get()?.version)))
}

/// Sets the version. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_version(a: Mut<TS_TST_INFO>, version: c_long) -> c_int {
    entry(0, || set_number(&a.get()?.version, version).map(|()| 1))
}

/// The policy it was made under.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_policy_id(a: Mut<TS_TST_INFO>) -> Lend<ASN1_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.policy_id.get())))
}

/// Sets the policy to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_policy_id(
    a: Mut<TS_TST_INFO>,
    policy_id: Mut<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        replace(&a.get()?.policy_id, policy_id.opt(), |o| Ok(o.duplicate()))?;
        Ok(1)
    })
}

/// What was stamped.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_msg_imprint(a: Mut<TS_TST_INFO>) -> Lend<TS_MSG_IMPRINT> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.msg_imprint.get())))
}

/// Sets what was stamped to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_msg_imprint(
    a: Mut<TS_TST_INFO>,
    msg_imprint: Mut<TS_MSG_IMPRINT>,
) -> c_int {
    entry(0, || {
        set::<TS_MSG_IMPRINT>(&a.get()?.msg_imprint, msg_imprint.opt())?;
        Ok(1)
    })
}

/// The number of the token.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_serial(a: In<TS_TST_INFO>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.serial.get())))
}

/// Sets the number of the token to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_serial(a: Mut<TS_TST_INFO>, serial: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.serial, serial.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// When it was stamped.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_time(a: In<TS_TST_INFO>) -> LendConst<ASN1_GENERALIZEDTIME> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.time.get())))
}

/// Sets when it was stamped to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_time(
    a: Mut<TS_TST_INFO>,
    gtime: In<ASN1_GENERALIZEDTIME>,
) -> c_int {
    entry(0, || {
        replace(&a.get()?.time, gtime.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// How far the time may be off; NULL if that is not said.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_accuracy(a: Mut<TS_TST_INFO>) -> Lend<TS_ACCURACY> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.accuracy.get())))
}

/// Sets how far the time may be off to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_accuracy(
    a: Mut<TS_TST_INFO>,
    accuracy: Mut<TS_ACCURACY>,
) -> c_int {
    entry(0, || {
        set::<TS_ACCURACY>(&a.get()?.accuracy, accuracy.opt())?;
        Ok(1)
    })
}

/// Whether tokens of the same authority are in the order of their times.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ordering(a: In<TS_TST_INFO>) -> c_int {
    quiet(0, || Ok((a.get()?.ordering.get() != 0).into()))
}

/// Sets whether tokens of the same authority are in the order of their times. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_ordering(a: Mut<TS_TST_INFO>, ordering: c_int) -> c_int {
    entry(0, || {
        a.get()?.ordering.set(if ordering != 0 { 0xff } else { 0 });
        Ok(1)
    })
}

/// The number of the request; NULL if there was none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_nonce(a: In<TS_TST_INFO>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.nonce.get())))
}

/// Sets the number of the request to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_nonce(a: Mut<TS_TST_INFO>, nonce: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.nonce, nonce.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// The name of the authority; NULL if it is not said.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_tsa(a: Mut<TS_TST_INFO>) -> Lend<GENERAL_NAME> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.tsa.get())))
}

/// Sets the name of the authority to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_set_tsa(a: Mut<TS_TST_INFO>, tsa: Mut<GENERAL_NAME>) -> c_int {
    entry(0, || {
        set::<GENERAL_NAME>(&a.get()?.tsa, tsa.opt())?;
        Ok(1)
    })
}

extensions!(
    TS_TST_INFO: TS_TST_INFO_get_exts TS_TST_INFO_ext_free TS_TST_INFO_get_ext_count
    TS_TST_INFO_get_ext_by_NID TS_TST_INFO_get_ext_by_OBJ TS_TST_INFO_get_ext_by_critical
    TS_TST_INFO_get_ext TS_TST_INFO_delete_ext TS_TST_INFO_add_ext TS_TST_INFO_get_ext_d2i
);
