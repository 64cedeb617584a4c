//! `TS_STATUS_INFO`: how a request went.

use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_INTEGER};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::{TS_STATUS_INFO, set_number};
use std::ffi::{c_int, c_long};

/// A new, empty `TS_STATUS_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_new() -> Give<TS_STATUS_INFO> {
    entry(Give::null(), || Ok(Give::new(TS_STATUS_INFO::blank())))
}

/// Frees a `TS_STATUS_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_free(a: Take<TS_STATUS_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_STATUS_INFO::release);
        Ok(())
    });
}

/// A copy of a `TS_STATUS_INFO`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_dup(a: In<TS_STATUS_INFO>) -> Give<TS_STATUS_INFO> {
    entry(Give::null(), || io::dup_complete::<TS_STATUS_INFO>(a.opt()))
}

/// Reads a `TS_STATUS_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_STATUS_INFO(
    a: InOut<TS_STATUS_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<TS_STATUS_INFO> {
    entry(Give::null(), || io::d2i::<TS_STATUS_INFO>(&a, &in_, len))
}

/// Writes the DER of a `TS_STATUS_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_STATUS_INFO(a: In<TS_STATUS_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_STATUS_INFO>(a.opt(), &out))
}

/// Sets the status, `TS_STATUS_…`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_set_status(a: Mut<TS_STATUS_INFO>, i: c_int) -> c_int {
    entry(0, || set_number(&a.get()?.status, i.into()).map(|()| 1))
}

/// The status, `TS_STATUS_…`.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_get0_status(a: In<TS_STATUS_INFO>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.status.get())))
}

/// The words for people, `STACK_OF(ASN1_UTF8STRING)`; NULL if there are none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_get0_text(a: In<TS_STATUS_INFO>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.text.stack())))
}

/// Why it failed, bits `TS_INFO_…`; NULL if that is not said.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_get0_failure_info(
    a: In<TS_STATUS_INFO>,
) -> LendConst<ASN1_BIT_STRING> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.failure_info.get())))
}
