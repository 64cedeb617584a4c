//! `TS_ACCURACY`: how far a time may be off.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_STRING};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::io;
use crate::obj::ts::{TS_ACCURACY, replace};
use std::ffi::{c_int, c_long};

/// A new, empty `TS_ACCURACY`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_new() -> Give<TS_ACCURACY> {
    entry(Give::null(), || Ok(Give::new(TS_ACCURACY::blank())))
}

/// Frees a `TS_ACCURACY` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_free(a: Take<TS_ACCURACY>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_ACCURACY::release);
        Ok(())
    });
}

/// A copy of a `TS_ACCURACY`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ACCURACY_dup(a: In<TS_ACCURACY>) -> Give<TS_ACCURACY> {
    entry(Give::null(), || io::dup_complete::<TS_ACCURACY>(a.opt()))
}

/// Reads a `TS_ACCURACY` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_ACCURACY(
    a: InOut<TS_ACCURACY>,
    in_: DerIn,
    len: c_long,
) -> Give<TS_ACCURACY> {
    entry(Give::null(), || io::d2i::<TS_ACCURACY>(&a, &in_, len))
}

/// Writes the DER of a `TS_ACCURACY`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_ACCURACY(a: In<TS_ACCURACY>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_ACCURACY>(a.opt(), &out))
}

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
