//! `TS_TST_INFO`: what a token says.

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

/// A new, empty `TS_TST_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_new() -> Give<TS_TST_INFO> {
    entry(Give::null(), || Ok(Give::new(TS_TST_INFO::blank())))
}

/// Frees a `TS_TST_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_free(a: Take<TS_TST_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_TST_INFO::release);
        Ok(())
    });
}

/// A copy of a `TS_TST_INFO`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_dup(a: In<TS_TST_INFO>) -> Give<TS_TST_INFO> {
    entry(Give::null(), || io::dup_complete::<TS_TST_INFO>(a.opt()))
}

/// Reads a `TS_TST_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_TST_INFO(
    a: InOut<TS_TST_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<TS_TST_INFO> {
    entry(Give::null(), || io::d2i::<TS_TST_INFO>(&a, &in_, len))
}

/// Writes the DER of a `TS_TST_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_TST_INFO(a: In<TS_TST_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_TST_INFO>(a.opt(), &out))
}

/// Reads a `TS_TST_INFO` in DER from a BIO. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_TST_INFO_bio(bio: Mut<BIO>, a: InOut<TS_TST_INFO>) -> Give<TS_TST_INFO> {
    entry(Give::null(), || io::from_der::<TS_TST_INFO>(&a, &Channel::Bio(bio.get()?).read_der()?))
}

/// Reads a `TS_TST_INFO` in DER from a C stream. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_TST_INFO_fp(fp: Mut<FILE>, a: InOut<TS_TST_INFO>) -> Give<TS_TST_INFO> {
    entry(Give::null(), || io::from_der::<TS_TST_INFO>(&a, &Channel::file(&fp)?.read_der()?))
}

/// Writes a `TS_TST_INFO` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_TST_INFO_bio(bio: Mut<BIO>, a: In<TS_TST_INFO>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_TST_INFO>(a.get()?)?;
        Ok(Channel::Bio(bio.get()?).write(&der).into())
    })
}

/// Writes a `TS_TST_INFO` in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_TST_INFO_fp(fp: Mut<FILE>, a: In<TS_TST_INFO>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_TST_INFO>(a.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

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

/// The list of extensions; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_exts(a: Mut<TS_TST_INFO>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.extensions.stack())))
}

/// Frees the extensions.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_ext_free(a: Mut<TS_TST_INFO>) {
    quiet((), || {
        if let Some(a) = a.opt() {
            a.extensions.set(None);
        }
        Ok(())
    });
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext_count(a: Mut<TS_TST_INFO>) -> c_int {
    quiet(0, || {
        let count = a.get()?.extensions.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext_by_NID(
    a: Mut<TS_TST_INFO>,
    nid: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || lists::by_nid(a.get()?.extensions.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext_by_OBJ(
    a: Mut<TS_TST_INFO>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_object(a.get()?.extensions.stack(), obj.get()?, lastpos)))
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext_by_critical(
    a: Mut<TS_TST_INFO>,
    crit: c_int,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_critical(a.get()?.extensions.stack(), crit, lastpos)))
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext(a: Mut<TS_TST_INFO>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || Ok(Lend::opt(extension::at(a.get()?.extensions.stack(), loc))))
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_delete_ext(a: Mut<TS_TST_INFO>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = extension::delete(a.get()?.extensions.stack(), loc);
        Ok(Give::opt(stack::take::<X509_EXTENSION>(gone)))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_add_ext(
    a: Mut<TS_TST_INFO>,
    ex: Mut<X509_EXTENSION>,
    loc: c_int,
) -> c_int {
    entry(0, || {
        extension::insert(a.get()?.extensions.made()?, ex.get()?, loc)?;
        Ok(1)
    })
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_get_ext_d2i(
    a: Mut<TS_TST_INFO>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(a.get()?.extensions.stack(), nid, &crit, &idx).map(|value| value.0)
    })
}
