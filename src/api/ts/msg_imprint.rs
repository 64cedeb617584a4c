//! `TS_MSG_IMPRINT`: what is to be stamped.

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

/// A new, empty `TS_MSG_IMPRINT`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_new() -> Give<TS_MSG_IMPRINT> {
    entry(Give::null(), || Ok(Give::new(TS_MSG_IMPRINT::blank())))
}

/// Frees a `TS_MSG_IMPRINT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_free(a: Take<TS_MSG_IMPRINT>) {
    quiet((), || {
        a.opt().into_iter().for_each(TS_MSG_IMPRINT::release);
        Ok(())
    });
}

/// A copy of a `TS_MSG_IMPRINT`; NULL for NULL, or on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_dup(a: In<TS_MSG_IMPRINT>) -> Give<TS_MSG_IMPRINT> {
    entry(Give::null(), || io::dup_complete::<TS_MSG_IMPRINT>(a.opt()))
}

/// Reads a `TS_MSG_IMPRINT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_MSG_IMPRINT(
    a: InOut<TS_MSG_IMPRINT>,
    in_: DerIn,
    len: c_long,
) -> Give<TS_MSG_IMPRINT> {
    entry(Give::null(), || io::d2i::<TS_MSG_IMPRINT>(&a, &in_, len))
}

/// Writes the DER of a `TS_MSG_IMPRINT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_MSG_IMPRINT(a: In<TS_MSG_IMPRINT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<TS_MSG_IMPRINT>(a.opt(), &out))
}

/// Reads a `TS_MSG_IMPRINT` in DER from a BIO. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_MSG_IMPRINT_bio(
    bio: Mut<BIO>,
    a: InOut<TS_MSG_IMPRINT>,
) -> Give<TS_MSG_IMPRINT> {
    entry(Give::null(), || {
        io::from_der::<TS_MSG_IMPRINT>(&a, &Channel::Bio(bio.get()?).read_der()?)
    })
}

/// Reads a `TS_MSG_IMPRINT` in DER from a C stream. Ownership: replaces what is in `*a`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_TS_MSG_IMPRINT_fp(
    fp: Mut<FILE>,
    a: InOut<TS_MSG_IMPRINT>,
) -> Give<TS_MSG_IMPRINT> {
    entry(Give::null(), || io::from_der::<TS_MSG_IMPRINT>(&a, &Channel::file(&fp)?.read_der()?))
}

/// Writes a `TS_MSG_IMPRINT` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_MSG_IMPRINT_bio(bio: Mut<BIO>, a: In<TS_MSG_IMPRINT>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_MSG_IMPRINT>(a.get()?)?;
        Ok(Channel::Bio(bio.get()?).write(&der).into())
    })
}

/// Writes a `TS_MSG_IMPRINT` in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_TS_MSG_IMPRINT_fp(fp: Mut<FILE>, a: In<TS_MSG_IMPRINT>) -> c_int {
    entry(0, || {
        let der = encode_complete::<TS_MSG_IMPRINT>(a.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

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
