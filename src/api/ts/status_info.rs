//! `TS_STATUS_INFO`: how a request went.

use super::common::values;
use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_INTEGER};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::{TS_STATUS_INFO, set_number};
use std::ffi::{c_int, c_long};

values!(TS_STATUS_INFO: TS_STATUS_INFO_new TS_STATUS_INFO_free TS_STATUS_INFO_dup d2i_TS_STATUS_INFO i2d_TS_STATUS_INFO);

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
