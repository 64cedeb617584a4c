//! `TS_RESP`: answers.

use super::common::{files, values};
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

values!(TS_RESP: TS_RESP_new TS_RESP_free TS_RESP_dup d2i_TS_RESP i2d_TS_RESP);
files!(TS_RESP: d2i_TS_RESP_bio d2i_TS_RESP_fp i2d_TS_RESP_bio i2d_TS_RESP_fp);

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
