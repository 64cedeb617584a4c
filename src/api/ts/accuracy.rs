//! `TS_ACCURACY`: how far a time may be off.

use super::common::values;
use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_STRING};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ts::{TS_ACCURACY, replace};
use std::ffi::{c_int, c_long};

values!(TS_ACCURACY: TS_ACCURACY_new TS_ACCURACY_free TS_ACCURACY_dup d2i_TS_ACCURACY i2d_TS_ACCURACY);

/// The seconds; NULL if there are none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_get_seconds(a: In<TS_ACCURACY>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.seconds.get())))
}

/// Sets the seconds to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_set_seconds(a: Mut<TS_ACCURACY>, seconds: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.seconds, seconds.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// The thousandths of a second; NULL if there are none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_get_millis(a: In<TS_ACCURACY>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.millis.get())))
}

/// Sets the thousandths of a second to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_set_millis(a: Mut<TS_ACCURACY>, millis: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.millis, millis.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}

/// The millionths of a second; NULL if there are none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_get_micros(a: In<TS_ACCURACY>) -> LendConst<ASN1_INTEGER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(a.get()?.micros.get())))
}

/// Sets the millionths of a second to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_set_micros(a: Mut<TS_ACCURACY>, micros: In<ASN1_INTEGER>) -> c_int {
    entry(0, || {
        replace(&a.get()?.micros, micros.opt(), ASN1_STRING::duplicate)?;
        Ok(1)
    })
}
