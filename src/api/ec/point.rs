//! More of `EC_POINT_…`: points as numbers and text, from one coordinate, sums
//! of multiples.

use super::{form_of, point_conversion_form_t};
use crate::abi::{Give, In, InBuf, Mut, Opaque, Out, Str, entry, mem};
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

/// `generator * n`, if there is an `n`, and the sum of the points times their
/// factors.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INCOMPATIBLE_OBJECTS`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINTs_mul(
    group: In<EC_GROUP>,
    r: Mut<EC_POINT>,
    n: In<BIGNUM>,
    num: usize,
    p: Out<*const EC_POINT>,
    m: Out<*const BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (group, r) = (group.get()?, r.get()?);
        r.on(group)?;
        let n = n.opt().map(BIGNUM::get).transpose()?;
        let mut sum = Point::infinity(group.curve())?.multiply(n.as_deref(), None)?;
        for index in 0..num {
            let point = In::<EC_POINT>::from_element(element(&p, index)?);
            let factor = In::<BIGNUM>::from_element(element(&m, index)?);
            let factor = factor.get()?.get()?;
            sum = sum.add(&point.get()?.on(group)?.multiply(None, Some(&factor))?)?;
        }
        r.put(group, Ok(sum))
    })
}

/// An element of an array of pointers.
fn element<T>(array: &Out<*const T>, index: usize) -> Result<Opaque> {
    Ok(Opaque(array.offset(index).read()?.cast_mut().cast()))
}

/// Would make the coordinates of points affine, which they are to C always.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INCOMPATIBLE_OBJECTS`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINTs_make_affine(
    group: In<EC_GROUP>,
    num: usize,
    points: Out<*mut EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        for index in 0..num {
            let point = Mut::<EC_POINT>::from_element(Opaque(points.offset(index).read()?.cast()));
            point.get()?.on(group.get()?)?;
        }
        Ok(1)
    })
}

/// Sets a point by Jacobian coordinates: x / z^2 and y / z^3; at infinity for a
/// `z` of zero.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_IS_NOT_ON_CURVE`, `EC_R_INCOMPATIBLE_OBJECTS`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_Jprojective_coordinates_GFp(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    x: In<BIGNUM>,
    y: In<BIGNUM>,
    z: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let (group, place) = (group.get()?, p.get()?);
        place.on(group)?;
        let field = group.field().get()?;
        let (x, y, z) = (x.get()?.get()?, y.get()?.get()?, z.get()?.get()?.nnmod(&field)?);
        if z.is_zero() {
            return place.put(group, Point::infinity(group.curve()));
        }
        let inverse = z.mod_inverse(&field)?;
        let square = inverse.mod_mul(&inverse, &field)?;
        let x = x.mod_mul(&square, &field)?.nnmod(&field)?;
        let y = y.mod_mul(&square, &field)?.mod_mul(&inverse, &field)?.nnmod(&field)?;
        place.put(group, Point::from_affine(group.curve(), &x, &y))
    })
}

/// Jacobian coordinates of a point, where they are wanted: its affine ones, and
/// one or, at infinity, zero.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INCOMPATIBLE_OBJECTS`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_get_Jprojective_coordinates_GFp(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    x: Mut<BIGNUM>,
    y: Mut<BIGNUM>,
    z: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let point = p.get()?.on(group)?;
        let bytes = point.encode()?;
        let (_, rest) = bytes.split_first().ok_or_else(Error::quiet)?;
        let (first, second) = rest.split_at(rest.len() / 2);
        super::store(&x, first)?;
        super::store(&y, second)?;
        super::store(&z, &[u8::from(!point.is_infinity())])?;
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
