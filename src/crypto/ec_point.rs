//! Arithmetic with points of a curve.

use super::bn::Bn;
use super::ec::Curve;
use super::ffi::{self, owner};
use crate::err::{Error, Lib, Result, ec};
use aws_lc_sys as sys;
use std::ffi::c_int;

owner! {
    /// aws-lc's point.
    Raw, EC_POINT, EC_POINT_free
}

/// A point on a curve; infinity too.
pub struct Point {
    raw: Raw,
    curve: Curve,
}

// SAFETY: `&Point` only reads.
unsafe impl Sync for Point {}

/// The static description of a curve.
fn group(curve: Curve) -> *const sys::EC_GROUP {
    // SAFETY: these functions have no preconditions and return statics.
    unsafe {
        match curve {
            Curve::P224 => sys::EC_group_p224(),
            Curve::P256 => sys::EC_group_p256(),
            Curve::P384 => sys::EC_group_p384(),
            Curve::P521 => sys::EC_group_p521(),
            Curve::Secp256k1 => sys::EC_group_secp256k1(),
        }
    }
}

impl Point {
    /// Infinity.
    #[track_caller]
    pub fn infinity(curve: Curve) -> Result<Point> {
        // SAFETY: the group is a static; the result is owned.
        let raw = Raw::own(unsafe { sys::EC_POINT_new(group(curve)) })?;
        Ok(Point { raw, curve })
    }

    /// The generator of the curve.
    #[track_caller]
    pub fn generator(curve: Curve) -> Result<Point> {
        Point::infinity(curve)?.multiply(Some(&Bn::from_word(1)?), None)
    }

    /// Its curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// A point from any form; a single zero byte is infinity.
    #[track_caller]
    pub fn decode(curve: Curve, bytes: &[u8]) -> Result<Point> {
        let point = Point::infinity(curve)?;
        if bytes == [0] {
            return Ok(point);
        }
        // SAFETY: pointer and length are those of a slice.
        let done = unsafe {
            sys::EC_POINT_oct2point(
                group(curve),
                point.raw.raw(),
                bytes.as_ptr(),
                bytes.len(),
                std::ptr::null_mut(),
            )
        };
        if done != 1 {
            ffi::forget();
            return Err(Error::new(Lib::Ec, fault(curve, bytes)));
        }
        Ok(point)
    }

    /// A point from its coordinates.
    #[track_caller]
    pub fn from_affine(curve: Curve, x: &Bn, y: &Bn) -> Result<Point> {
        let len = curve.bytes();
        let out_of_range = || Error::new(Lib::Ec, ec::R_POINT_IS_NOT_ON_CURVE);
        let mut bytes = vec![4];
        bytes.extend_from_slice(&x.to_be_padded(len).ok_or_else(out_of_range)?);
        bytes.extend_from_slice(&y.to_be_padded(len).ok_or_else(out_of_range)?);
        Point::decode(curve, &bytes).map_err(|_| out_of_range())
    }

    /// Both coordinates behind a 4; a single zero byte for infinity.
    #[track_caller]
    pub fn encode(&self) -> Result<Vec<u8>> {
        if self.is_infinity() {
            return Ok(vec![0]);
        }
        let mut out = vec![0; 1 + 2 * self.curve.bytes()];
        // SAFETY: the buffer has the length of the form.
        let len = unsafe {
            sys::EC_POINT_point2oct(
                group(self.curve),
                self.raw.raw(),
                sys::point_conversion_form_t::POINT_CONVERSION_UNCOMPRESSED,
                out.as_mut_ptr(),
                out.len(),
                std::ptr::null_mut(),
            )
        };
        if len == out.len() { Ok(out) } else { Err(ffi::failed()) }
    }

    /// Whether it is infinity.
    pub fn is_infinity(&self) -> bool {
        // SAFETY: group and point are live.
        unsafe { sys::EC_POINT_is_at_infinity(group(self.curve), self.raw.raw()) == 1 }
    }

    /// `generator * g + self * by`; either factor may be missing.
    #[track_caller]
    pub fn multiply(&self, g: Option<&Bn>, by: Option<&Bn>) -> Result<Point> {
        let order = order(self.curve)?;
        let reduce = |n: Option<&Bn>| n.map(|n| n.nnmod(&order)).transpose();
        let (g, by) = (reduce(g)?, reduce(by)?);
        let out = Point::infinity(self.curve)?;
        if g.is_none() && by.is_none() {
            return Ok(out);
        }
        let raw = |n: &Option<Bn>| n.as_ref().map_or(std::ptr::null(), |n| n.as_raw().cast_const());
        // SAFETY: all points and numbers are live; NULL means no factor.
        ffi::ok(unsafe {
            sys::EC_POINT_mul(
                group(self.curve),
                out.raw.raw(),
                raw(&g),
                if by.is_some() { self.raw.raw() } else { std::ptr::null() },
                raw(&by),
                std::ptr::null_mut(),
            )
        })?;
        Ok(out)
    }

    /// The sum.
    #[track_caller]
    pub fn add(&self, other: &Point) -> Result<Point> {
        if self.curve != other.curve {
            return Err(Error::new(Lib::Ec, ec::R_INCOMPATIBLE_OBJECTS));
        }
        let out = Point::infinity(self.curve)?;
        // SAFETY: all points are live and of one curve.
        ffi::ok(unsafe {
            sys::EC_POINT_add(
                group(self.curve),
                out.raw.raw(),
                self.raw.raw(),
                other.raw.raw(),
                std::ptr::null_mut(),
            )
        })?;
        Ok(out)
    }

    /// Its negative.
    #[track_caller]
    pub fn negate(&self) -> Result<Point> {
        let out = Point::infinity(self.curve)?;
        // SAFETY: both points are live and of one curve.
        ffi::ok(unsafe {
            let copied = sys::EC_POINT_copy(out.raw.raw(), self.raw.raw());
            if copied == 1 {
                sys::EC_POINT_invert(group(self.curve), out.raw.raw(), std::ptr::null_mut())
            } else {
                copied
            }
        })?;
        Ok(out)
    }
}

/// The reason why `bytes`, which are none, are no point of a curve.
pub(super) fn fault(curve: Curve, bytes: &[u8]) -> c_int {
    let len = curve.bytes();
    let Some((form, rest)) = bytes.split_first() else {
        return ec::R_BUFFER_TOO_SMALL;
    };
    let in_range = |coordinate: &[u8]| -> Result<bool> {
        let [p, ..] = coefficients(curve)?;
        Ok(Bn::from_be(coordinate)?.compare(&p).is_lt())
    };
    let good = |coordinate: &[u8]| in_range(coordinate).unwrap_or(false);
    match form {
        2 | 3 if rest.len() == len && good(rest) => ec::R_INVALID_COMPRESSED_POINT,
        4 | 6 | 7 if rest.len() == 2 * len => {
            let (x, y) = rest.split_at(len);
            let bit = *form == 4 || y.last().is_some_and(|last| last & 1 == form & 1);
            if good(x) && good(y) && bit {
                ec::R_POINT_IS_NOT_ON_CURVE
            } else {
                ec::R_INVALID_ENCODING
            }
        }
        _ => ec::R_INVALID_ENCODING,
    }
}

/// The order of a curve's generator.
#[track_caller]
pub fn order(curve: Curve) -> Result<Bn> {
    // SAFETY: the group is a static and lends its order.
    Bn::from_be(&unsafe { super::bn::magnitude(sys::EC_GROUP_get0_order(group(curve))) })
}

/// The prime and the coefficients of a curve: p, a, b.
#[track_caller]
pub fn coefficients(curve: Curve) -> Result<[Bn; 3]> {
    let numbers = [Bn::zero()?, Bn::zero()?, Bn::zero()?];
    // SAFETY: the group is a static, the numbers are live.
    ffi::ok(unsafe {
        sys::EC_GROUP_get_curve_GFp(
            group(curve),
            numbers[0].as_raw(),
            numbers[1].as_raw(),
            numbers[2].as_raw(),
            std::ptr::null_mut(),
        )
    })?;
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic() {
        let g = Point::generator(Curve::P256).unwrap();
        let two = Bn::from_word(2).unwrap();
        let doubled = g.multiply(None, Some(&two)).unwrap().encode().unwrap();
        assert_eq!(g.add(&g).unwrap().encode().unwrap(), doubled);
        assert!(g.add(&g.negate().unwrap()).unwrap().is_infinity());
    }
}
