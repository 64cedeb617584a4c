//! `TS_MSG_IMPRINT`: what is to be stamped.

use super::common::{files, values};
use crate::abi::InBuf;
use crate::abi::layout::asn1::ASN1_OCTET_STRING;
use crate::abi::{DerIn, DerOut, Give, In, InOut, Lend, Mut, Take, entry, quiet};
use crate::api::asn1::string::set as set_string;
use crate::err::Error;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::stream::Channel;
use crate::obj::ts::{TS_MSG_IMPRINT, set};
use crate::obj::x509::algorithm::X509_ALGOR;
use libc::FILE;
use std::ffi::c_uchar;
use std::ffi::{c_int, c_long};

values!(TS_MSG_IMPRINT: TS_MSG_IMPRINT_new TS_MSG_IMPRINT_free TS_MSG_IMPRINT_dup d2i_TS_MSG_IMPRINT i2d_TS_MSG_IMPRINT);
files!(TS_MSG_IMPRINT: d2i_TS_MSG_IMPRINT_bio d2i_TS_MSG_IMPRINT_fp i2d_TS_MSG_IMPRINT_bio i2d_TS_MSG_IMPRINT_fp);

/// The digest's algorithm.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_get_algo(a: Mut<TS_MSG_IMPRINT>) -> Lend<X509_ALGOR> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.hash_algo.get())))
}

/// Sets the digest's algorithm to a copy.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE`, for NULL too.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_set_algo(a: Mut<TS_MSG_IMPRINT>, alg: Mut<X509_ALGOR>) -> c_int {
    entry(0, || {
        set::<X509_ALGOR>(&a.get()?.hash_algo, alg.opt())?;
        Ok(1)
    })
}

/// The digest.
/// Ownership: it belongs to `a`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_get_msg(a: Mut<TS_MSG_IMPRINT>) -> Lend<ASN1_OCTET_STRING> {
    quiet(Lend::null(), || Ok(Lend::opt(a.get()?.hashed_msg.get())))
}

/// Sets the digest to a copy of `len` bytes; of a string, if `len` is negative.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_set_msg(
    a: Mut<TS_MSG_IMPRINT>,
    d: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let place = a.get()?.hashed_msg.get().ok_or_else(Error::quiet)?;
        set_string(place, &d.untyped(), len).map(|()| 1)
    })
}
