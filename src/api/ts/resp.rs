//! `TS_RESP`: answers.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Lend, Mut, Take, entry, quiet};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::pkcs7::PKCS7;
use crate::obj::stream::Channel;
use crate::obj::ts::{TS_RESP, TS_STATUS_INFO, TS_TST_INFO, set};
use libc::FILE;
use std::ffi::{c_int, c_long};

/// A new, empty `TS_RESP`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_new() -> Give<TS_RESP> {
    entry(Give::null(), || Ok(Give::new(TS_RESP::blank())))
}

/// Frees a `TS_RESP` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_free(a: Take<TS_RESP>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_RESP::release);
        Ok(())
    });
}

/// A copy of a `TS_RESP`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_dup(a: In<TS_RESP>) -> Give<TS_RESP> {
    entry(Give::null(), || io::dup_complete::<TS_RESP>(a.opt()))
}

/// Reads a `TS_RESP` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_RESP(a: InOut<TS_RESP>, in_: DerIn, len: c_long) -> Give<TS_RESP> {
    entry(Give::null(), || io::d2i::<TS_RESP>(&a, &in_, len))
}

/// Writes the DER of a `TS_RESP`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_RESP(a: In<TS_RESP>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_RESP>(a.opt(), &out))
}

/// Reads a `TS_RESP` in DER from a BIO. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_RESP_bio(bio: Mut<BIO>, a: InOut<TS_RESP>) -> Give<TS_RESP> {
    entry(Give::null(), || io::from_der::<TS_RESP>(&a, &Channel::Bio(bio.get()?).read_der()?))
}

/// Reads a `TS_RESP` in DER from a C stream. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_RESP_fp(fp: Mut<FILE>, a: InOut<TS_RESP>) -> Give<TS_RESP> {
    entry(Give::null(), || io::from_der::<TS_RESP>(&a, &Channel::file(&fp)?.read_der()?))
}

/// Writes a `TS_RESP` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_RESP_bio(bio: Mut<BIO>, a: In<TS_RESP>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_RESP>(a.get()?)?;
        Ok(Channel::Bio(bio.get()?).write(&der).into())
    })
}

/// Writes a `TS_RESP` in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_RESP_fp(fp: Mut<FILE>, a: In<TS_RESP>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_RESP>(a.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

/// How the request went.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_get_status_info(a: Mut<TS_RESP>) -> Lend<TS_STATUS_INFO> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.status_info.get())))
}

/// Sets how the request went to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_set_status_info(a: Mut<TS_RESP>, info: Mut<TS_STATUS_INFO>) -> c_int {
    entry(0, || {
        set::<TS_STATUS_INFO>(&a.get()?.status_info, info.opt())?;
        Ok(1)
    })
}

/// The token; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_get_token(a: Mut<TS_RESP>) -> Lend<PKCS7> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.token.get())))
}

/// What the token says; NULL if there is none.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_get_tst_info(a: Mut<TS_RESP>) -> Lend<TS_TST_INFO> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.tst_info.get())))
}

/// Sets the token, and what it says; the answer owns both from now on.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_set_tst_info(
    a: Mut<TS_RESP>,
    p7: Take<PKCS7>,
    tst_info: Take<TS_TST_INFO>,
) {
    quiet((), || {
        let a = a.get()?;
        a.token.set(p7.opt());
        a.tst_info.set(tst_info.opt());
        Ok(())
    });
}
