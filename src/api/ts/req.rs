//! `TS_REQ`: requests for time stamps.

use super::common::{extensions, files, values};
use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_STRING};
use crate::abi::{
    DerIn, DerOut, Give, In, InOut, Lend, LendConst, Mut, Out, Take, entry, quiet, stack,
};
use crate::api::x509::extension as lists;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::ts::{TS_MSG_IMPRINT, TS_REQ, number, replace, set, set_number};
use crate::obj::x509::extension::{self, X509_EXTENSION};
use libc::FILE;
use std::ffi::{c_int, c_long, c_void};

values!(TS_REQ: TS_REQ_new TS_REQ_free TS_REQ_dup d2i_TS_REQ i2d_TS_REQ);
files!(TS_REQ: d2i_TS_REQ_bio d2i_TS_REQ_fp i2d_TS_REQ_bio i2d_TS_REQ_fp);

/// The version; -1 for one that no `long` holds.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_version(a: In<TS_REQ>) -> c_long {
    quiet(-1, || Ok(number(&a.get()?.version)))
}

/// Sets the version. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_set_version(a: Mut<TS_REQ>, version: c_long) -> c_int {
    entry(0, || set_number(&a.get()?.version, version).map(|()| 1))
}

/// What is to be stamped.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_msg_imprint(a: Mut<TS_REQ>) -> Lend<TS_MSG_IMPRINT> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.msg_imprint.get())))
}

/// Sets what is to be stamped to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_set_msg_imprint(
    a: Mut<TS_REQ>,
    msg_imprint: Mut<TS_MSG_IMPRINT>,
) -> c_int {
    entry(0, || {
        set::<TS_MSG_IMPRINT>(&a.get()?.msg_imprint, msg_imprint.opt())?;
        Ok(1)
    })
}

/// The policy that is asked for; NULL if it is left to the authority.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_policy_id(a: Mut<TS_REQ>) -> Lend<ASN1_OBJECT> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.policy_id.get())))
}

/// Asks for a policy, of which it takes a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_set_policy_id(a: Mut<TS_REQ>, policy_id: In<ASN1_OBJECT>) -> c_int {
    entry(0, || {
        replace(&a.get()?.policy_id, policy_id.opt(), |o| Ok(o.duplicate()))?;
        Ok(1)
    })
}

/// The number that the answer is to repeat; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_nonce(a: In<TS_REQ>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.nonce.get())))
}

/// Sets the number that the answer is to repeat to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_set_nonce(a: Mut<TS_REQ>, nonce: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.nonce, nonce.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// Whether the answer is to hold the certificate of who signs it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_cert_req(a: In<TS_REQ>) -> c_int {
    quiet(0, || Ok((a.get()?.cert_req.get() != 0).into()))
}

/// Sets whether the answer is to hold the certificate of who signs it. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_set_cert_req(a: Mut<TS_REQ>, cert_req: c_int) -> c_int {
    entry(0, || {
        a.get()?.cert_req.set(if cert_req != 0 { 0xff } else { 0 });
        Ok(1)
    })
}

extensions!(
    TS_REQ: TS_REQ_get_exts TS_REQ_ext_free TS_REQ_get_ext_count
    TS_REQ_get_ext_by_NID TS_REQ_get_ext_by_OBJ TS_REQ_get_ext_by_critical
    TS_REQ_get_ext TS_REQ_delete_ext TS_REQ_add_ext TS_REQ_get_ext_d2i
);
