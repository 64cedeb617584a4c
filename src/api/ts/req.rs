//! `TS_REQ`: requests for time stamps.

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

/// A new, empty `TS_REQ`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_new() -> Give<TS_REQ> {
    entry(Give::null(), || Ok(Give::new(TS_REQ::blank())))
}

/// Frees a `TS_REQ` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_free(a: Take<TS_REQ>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_REQ::release);
        Ok(())
    });
}

/// A copy of a `TS_REQ`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_dup(a: In<TS_REQ>) -> Give<TS_REQ> {
    entry(Give::null(), || io::dup_complete::<TS_REQ>(a.opt()))
}

/// Reads a `TS_REQ` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_REQ(a: InOut<TS_REQ>, in_: DerIn, len: c_long) -> Give<TS_REQ> {
    entry(Give::null(), || io::d2i::<TS_REQ>(&a, &in_, len))
}

/// Writes the DER of a `TS_REQ`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_REQ(a: In<TS_REQ>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_REQ>(a.opt(), &out))
}

/// Reads a `TS_REQ` in DER from a BIO. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_REQ_bio(bio: Mut<BIO>, a: InOut<TS_REQ>) -> Give<TS_REQ> {
    entry(Give::null(), || io::from_der::<TS_REQ>(&a, &Channel::Bio(bio.get()?).read_der()?))
}

/// Reads a `TS_REQ` in DER from a C stream. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_REQ_fp(fp: Mut<FILE>, a: InOut<TS_REQ>) -> Give<TS_REQ> {
    entry(Give::null(), || io::from_der::<TS_REQ>(&a, &Channel::file(&fp)?.read_der()?))
}

/// Writes a `TS_REQ` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_REQ_bio(bio: Mut<BIO>, a: In<TS_REQ>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_REQ>(a.get()?)?;
        Ok(Channel::Bio(bio.get()?).write(&der).into())
    })
}

/// Writes a `TS_REQ` in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_REQ_fp(fp: Mut<FILE>, a: In<TS_REQ>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_REQ>(a.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

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

/// The list of extensions; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_exts(a: Mut<TS_REQ>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.extensions.stack())))
}

/// Frees the extensions.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_ext_free(a: Mut<TS_REQ>) {
    quiet((), || {
        if let Some(a) = a.opt() {
            a.extensions.set(None);
        }
        Ok(())
    });
}

/// The number of extensions.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext_count(a: Mut<TS_REQ>) -> c_int {
    quiet(0, || {
        let count = a.get()?.extensions.stack().map_or(0, OPENSSL_STACK::len);
        Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
    })
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext_by_NID(a: Mut<TS_REQ>, nid: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || lists::by_nid(a.get()?.extensions.stack(), nid, lastpos))
}

/// The index of the next extension of a type behind `lastpos`; -1 if none.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext_by_OBJ(
    a: Mut<TS_REQ>,
    obj: In<ASN1_OBJECT>,
    lastpos: c_int,
) -> c_int {
    quiet(-1, || Ok(lists::by_object(a.get()?.extensions.stack(), obj.get()?, lastpos)))
}

/// The index of the next critical or other extension behind `lastpos`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext_by_critical(a: Mut<TS_REQ>, crit: c_int, lastpos: c_int) -> c_int {
    quiet(-1, || Ok(lists::by_critical(a.get()?.extensions.stack(), crit, lastpos)))
}

/// The extension at an index; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext(a: Mut<TS_REQ>, loc: c_int) -> Lend<X509_EXTENSION> {
    quiet(Lend::null(), || Ok(Lend::opt(extension::at(a.get()?.extensions.stack(), loc))))
}

/// Takes the extension at an index out; the caller frees it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_delete_ext(a: Mut<TS_REQ>, loc: c_int) -> Give<X509_EXTENSION> {
    quiet(Give::null(), || {
        let gone = extension::delete(a.get()?.extensions.stack(), loc);
        Ok(Give::opt(stack::take::<X509_EXTENSION>(gone)))
    })
}

/// Inserts a copy of `ex` before index `loc` (-1: at the end).
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_add_ext(a: Mut<TS_REQ>, ex: Mut<X509_EXTENSION>, loc: c_int) -> c_int {
    entry(0, || {
        extension::insert(a.get()?.extensions.made()?, ex.get()?, loc)?;
        Ok(1)
    })
}

/// Decodes the extension `nid`. See: X509V3_get_d2i(3).
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_get_ext_d2i(
    a: Mut<TS_REQ>,
    nid: c_int,
    crit: Out<c_int>,
    idx: Out<c_int>,
) -> *mut c_void {
    entry(std::ptr::null_mut(), || {
        lists::decoded(a.get()?.extensions.stack(), nid, &crit, &idx).map(|value| value.0)
    })
}
