//! More of `EC_POINT_…`: points as numbers and text, from one coordinate, sums
//! of multiples.

use super::{form_of, point_conversion_form_t};
use crate::abi::{Give, In, InBuf, Mut, Out, Str, entry, mem};
use crate::err::{Error, Lib, Result, ec as ec_err};
use crate::obj::bn::{BIGNUM, BN_CTX, Bn};
use crate::obj::ec::{self, EC_GROUP, EC_POINT, Point};
use std::ffi::{c_int, c_uchar};

fn encode(
    group: &In<EC_GROUP>,
    point: &In<EC_POINT>,
    form: point_conversion_form_t,
) -> Result<Vec<u8>> {
    ec::encode(&*point.get()?.on(group.get()?)?, form_of(form))
}

/// A point in a buffer, `*pbuf`, which the caller frees with `OPENSSL_free`.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_point2buf(
    group: In<EC_GROUP>,
    point: In<EC_POINT>,
    form: point_conversion_form_t,
    pbuf: Out<*mut c_uchar>,
    _ctx: Mut<BN_CTX>,
) -> usize {
    entry(0, || {
        let bytes = encode(&group, &point, form)?;
        pbuf.write(mem::copy_out(&bytes)?.cast())?;
        Ok(bytes.len())
    })
}

/// The encoding of a point as one number, in `ret` or, for NULL, in a new one.
///
/// Returns: the number; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_point2bn(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    form: point_conversion_form_t,
    ret: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> Give<BIGNUM> {
    entry(Give::null(), || {
        let number = Bn::from_be(&encode(&group, &p, form)?)?;
        Ok(match ret.opt() {
            Some(place) => {
                place.set(number);
                Give::back(ret.as_ptr())
            }
            None => Give::new(BIGNUM::of(number)),
        })
    })
}

/// Puts a point that was read into `point`, or into a new one for NULL.
fn give(point: &Mut<EC_POINT>, group: &EC_GROUP, bytes: &[u8]) -> Result<Give<EC_POINT>> {
    let read = Point::decode(group.curve(), bytes)?;
    match point.opt() {
        Some(place) => {
            place.put(group, Ok(read))?;
            Ok(Give::back(point.as_ptr()))
        }
        None => Ok(Give::new(Box::new(EC_POINT::of(read)))),
    }
}

/// A point from its encoding as one number, in `p` or, for NULL, in a new one.
///
/// Returns: the point; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_bn2point(
    group: In<EC_GROUP>,
    bn: In<BIGNUM>,
    p: Mut<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> Give<EC_POINT> {
    entry(Give::null(), || {
        let bytes = bn.get()?.to_be()?;
        let bytes = if bytes.is_empty() { vec![0] } else { bytes };
        give(&p, group.get()?, &bytes)
    })
}

/// A point from hexadecimal, in `p` or, for NULL, in a new one.
///
/// Returns: the point; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_hex2point(
    group: In<EC_GROUP>,
    hex: Str,
    p: Mut<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> Give<EC_POINT> {
    entry(Give::null(), || {
        let text = hex.bytes()?;
        let (number, _) = Bn::parse(text, 16)?.ok_or_else(Error::quiet)?;
        let bytes = number.to_be();
        let bytes = if bytes.is_empty() { vec![0] } else { bytes };
        give(&p, group.get()?, &bytes)
    })
}

/// Sets a point from its x coordinate and whether y is odd.
fn compressed(
    group: &In<EC_GROUP>,
    point: &Mut<EC_POINT>,
    x: &In<BIGNUM>,
    y_bit: c_int,
) -> Result<c_int> {
    let group = group.get()?;
    let off = || Error::new(Lib::Ec, ec_err::R_INVALID_COMPRESSED_POINT);
    let x = x.get()?.get()?.to_be_padded(group.curve().bytes()).ok_or_else(off)?;
    let mut bytes = vec![if y_bit != 0 { 3 } else { 2 }];
    bytes.extend_from_slice(&x);
    point.get()?.put(group, Point::decode(group.curve(), &bytes))
}

/// Sets a point from its x coordinate and whether y is odd.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INVALID_COMPRESSED_POINT`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_compressed_coordinates(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    x: In<BIGNUM>,
    y_bit: c_int,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || compressed(&group, &p, &x, y_bit))
}

/// As [`EC_POINT_set_compressed_coordinates`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_compressed_coordinates_GFp(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    x: In<BIGNUM>,
    y_bit: c_int,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || compressed(&group, &p, &x, y_bit))
}

/// Would make the coordinates of a point affine, which they are to C always.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_make_affine(
    group: In<EC_GROUP>,
    point: Mut<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        point.get()?.on(group.get()?)?;
        Ok(1)
    })
}

/// Reads the point of a key in any form; the key must have a curve.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_PASSED_NULL_PARAMETER`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_oct2key(
    key: Mut<crate::obj::ec::EC_KEY>,
    buf: InBuf<c_uchar>,
    len: usize,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        key.get()?.read_public(buf.slice(len)?)?;
        Ok(1)
    })
}
