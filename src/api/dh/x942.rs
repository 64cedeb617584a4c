//! Groups of X9.42: `d2i_DHxparams` and its kin.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::dh::DH;
use crate::obj::stream::Channel;
use crate::obj::{dh_x942, pem_io};
use std::ffi::{c_int, c_long};

/// Reads a group of X9.42 from DER at `*pp`, which then points behind it.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DHxparams(a: InOut<DH>, pp: DerIn, length: c_long) -> Give<DH> {
    entry(Give::null(), || {
        let (key, used) = dh_x942::decode(pp.slice(length)?)?;
        pp.advance(used);
        Ok(a.give(key, drop))
    })
}

/// Writes a group as X9.42 does.
///
/// Returns: its length; -1 on error.
/// Errors: `ASN1_R_ILLEGAL_ZERO_CONTENT` if a number is missing.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DHxparams(a: In<DH>, pp: DerOut) -> c_int {
    entry(-1, || pp.put(&dh_x942::encode(a.get()?)?))
}

fn write(to: Channel<'_>, x: &In<DH>) -> Result<c_int> {
    let der = dh_x942::encode(x.get()?).map_err(|error| {
        err::push(&error, "i2d_DHxparams");
        Error::new(Lib::Pem, err::lib_failed(Lib::Asn1))
    })?;
    pem_io::write_block(to, b"X9.42 DH PARAMETERS", b"", &der)?;
    Ok(1)
}

/// Writes a group as X9.42 does, in PEM.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_DHxparams(out: Mut<BIO>, x: In<DH>) -> c_int {
    entry(0, || write(Channel::Bio(out.get()?), &x))
}

/// As [`PEM_write_bio_DHxparams`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_DHxparams(out: Mut<libc::FILE>, x: In<DH>) -> c_int {
    entry(0, || write(Channel::file(&out)?, &x))
}
