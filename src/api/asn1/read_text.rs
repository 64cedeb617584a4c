//! Values read from the hexadecimal text that `i2a_ASN1_INTEGER` and its
//! likes write.

use crate::abi::layout::asn1::{ASN1_ENUMERATED, ASN1_INTEGER, ASN1_STRING};
use crate::abi::{InBuf, Mut, OutBuf, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::from_text::{Digits, lines};
use crate::obj::asn1::primitive::v;
use crate::obj::bio::BIO;
use std::ffi::{c_char, c_int};

/// Reads lines by way of the program's buffer.
fn read(kind: Digits, bp: &Mut<BIO>, buf: &OutBuf<c_char>, size: c_int) -> Result<Vec<u8>> {
    lines(kind, || {
        let place = buf.as_ptr();
        let Some(bio) = bp.opt() else {
            let missing = Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER);
            err::push(&missing, "BIO_gets");
            return None;
        };
        let used = bio.gets_call(OutBuf::lend(place), size);
        let used = usize::try_from(used).ok().filter(|used| *used > 0)?;
        let line = InBuf::lend(place.cast_const().cast::<u8>());
        line.slice(used).ok().map(<[u8]>::to_vec)
    })
}

/// Reads a number from a line of hexadecimal digits, by way of `buf`.
///
/// Returns: 1; 0 if the line holds none, or an odd number of digits.
/// See: i2a_ASN1_INTEGER in asn1.h.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_ASN1_INTEGER(
    bp: Mut<BIO>,
    bs: Mut<ASN1_INTEGER>,
    buf: OutBuf<c_char>,
    size: c_int,
) -> c_int {
    entry(0, || {
        let place = bs.get()?;
        place.kind.set(v::INTEGER);
        place.store(&read(Digits::Number, &bp, &buf, size)?)?;
        Ok(1)
    })
}

/// Reads a number like `a2i_ASN1_INTEGER`, which also sets the type: it is
/// an INTEGER then.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_ASN1_ENUMERATED(
    bp: Mut<BIO>,
    bs: Mut<ASN1_ENUMERATED>,
    buf: OutBuf<c_char>,
    size: c_int,
) -> c_int {
    a2i_ASN1_INTEGER(bp, bs, buf, size)
}

/// Reads bytes from a line of hexadecimal digits, by way of `buf`; nothing
/// to read is no bytes.
///
/// Returns: 1; 0 for anything else, or an odd number of digits.
#[unsafe(no_mangle)]
pub extern "C" fn a2i_ASN1_STRING(
    bp: Mut<BIO>,
    bs: Mut<ASN1_STRING>,
    buf: OutBuf<c_char>,
    size: c_int,
) -> c_int {
    entry(0, || {
        let place = bs.get()?;
        place.store(&read(Digits::Bytes, &bp, &buf, size)?)?;
        Ok(1)
    })
}
