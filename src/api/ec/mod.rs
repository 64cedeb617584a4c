//! `openssl/ec.h`: elliptic curves.

mod group;
mod key;
mod key_bytes;
mod method;
mod point;
mod print;

use crate::abi::{Give, In, InBuf, LendConst, Mut, OutBuf, Str, Take, entry, quiet};
use crate::err::{Error, Lib, Result, ec as ec_err};
use crate::obj::bn::{BIGNUM, BN_CTX};
use crate::obj::ec::{self, Curve, EC_GROUP, EC_POINT, Point};
use crate::obj::objects;
use std::ffi::{c_char, c_int, c_uchar, c_uint};
use std::sync::Arc;

crate::arc_handle!(crate::obj::ec::EC_KEY);
crate::box_handle!(crate::obj::ec::EC_GROUP, crate::obj::ec::EC_POINT, crate::obj::ec::ECDSA_SIG,);

/// How a point is written (`POINT_CONVERSION_COMPRESSED` and its like).
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type point_conversion_form_t = c_uint;

fn int(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

fn form_of(form: point_conversion_form_t) -> c_int {
    c_int::try_from(form).unwrap_or(0)
}

/// Stores the magnitude of a number where C wants it, unless that is NULL.
fn store(place: &Mut<BIGNUM>, bytes: &[u8]) -> Result<()> {
    if let Some(number) = place.opt() {
        number.set(crate::obj::bn::Bn::from_be(bytes)?);
    }
    Ok(())
}

/// That there is no curve of this NID.
#[track_caller]
fn unknown(nid: c_int) -> Error {
    let error = Error::new(Lib::Ec, ec_err::R_UNKNOWN_GROUP);
    match crate::obj::objects::by_nid(nid).and_then(|object| object.short()) {
        Some(name) => error.with(format!("name={}", name.to_string_lossy())),
        None => error,
    }
}

/// Makes a named curve.
///
/// Returns: NULL for an unknown NID.
/// Errors: `EC_R_UNKNOWN_GROUP`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_new_by_curve_name(nid: c_int) -> Give<EC_GROUP> {
    entry(Give::null(), || {
        Ok(Give::new(EC_GROUP::new(Curve::from_nid(nid).ok_or_else(|| unknown(nid))?)?))
    })
}

/// Frees a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_free(group: Take<EC_GROUP>) {
    quiet((), || {
        drop(group.opt());
        Ok(())
    });
}

/// Copies a curve.
///
/// Returns: NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_dup(src: In<EC_GROUP>) -> Give<EC_GROUP> {
    entry(Give::null(), || match src.opt() {
        None => Ok(Give::null()),
        Some(group) => Ok(Give::new(group.duplicate()?)),
    })
}

/// The NID of a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_curve_name(group: In<EC_GROUP>) -> c_int {
    quiet(0, || Ok(group.get()?.curve().nid()))
}

/// The length of the field of a curve in bits.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_degree(group: In<EC_GROUP>) -> c_int {
    quiet(0, || Ok(int(group.get()?.curve().bits())))
}

/// The length of the order of a curve in bits.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_order_bits(group: In<EC_GROUP>) -> c_int {
    quiet(0, || Ok(int(group.get()?.curve().bits())))
}

/// The order of the generator.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_order(
    group: In<EC_GROUP>,
    order: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        order.get()?.set(ec::order(group.get()?.curve())?);
        Ok(1)
    })
}

/// The cofactor, which is 1 for all curves here.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_cofactor(
    group: In<EC_GROUP>,
    cofactor: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        group.get()?;
        store(&cofactor, &[1])?;
        Ok(1)
    })
}

/// The prime and the coefficients of a curve; places may be NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_curve(
    group: In<EC_GROUP>,
    p: Mut<BIGNUM>,
    a: Mut<BIGNUM>,
    b: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let numbers = ec::coefficients(group.get()?.curve())?;
        for (place, number) in [&p, &a, &b].into_iter().zip(&numbers) {
            store(place, &number.to_be())?;
        }
        Ok(1)
    })
}

/// The prime and the coefficients of a curve; places may be NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_curve_GFp(
    group: In<EC_GROUP>,
    p: Mut<BIGNUM>,
    a: Mut<BIGNUM>,
    b: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let numbers = ec::coefficients(group.get()?.curve())?;
        for (place, number) in [&p, &a, &b].into_iter().zip(&numbers) {
            store(place, &number.to_be())?;
        }
        Ok(1)
    })
}

/// Lends the generator.
/// Ownership: it belongs to `group`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get0_generator(group: In<EC_GROUP>) -> LendConst<EC_POINT> {
    quiet(LendConst::null(), || Ok(LendConst::new(group.get()?.generator())))
}

/// Sets how a curve is encoded (`OPENSSL_EC_NAMED_CURVE`).
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_asn1_flag(group: Mut<EC_GROUP>, flag: c_int) {
    quiet((), || {
        group.get()?.set_asn1_flag(flag);
        Ok(())
    });
}

/// How a curve is encoded.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_asn1_flag(group: In<EC_GROUP>) -> c_int {
    quiet(0, || Ok(group.get()?.asn1_flag()))
}

/// Sets the form of points.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_point_conversion_form(
    group: Mut<EC_GROUP>,
    form: point_conversion_form_t,
) {
    quiet((), || {
        group.get()?.set_form(form_of(form));
        Ok(())
    });
}

/// The form of points.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_point_conversion_form(
    group: In<EC_GROUP>,
) -> point_conversion_form_t {
    quiet(0, || Ok(group.get()?.form().unsigned_abs()))
}

/// Compares two curves.
///
/// Returns: 0 the same; 1 different; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_cmp(a: In<EC_GROUP>, b: In<EC_GROUP>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(-1, || Ok((a.get()?.curve() != b.get()?.curve()).into()))
}

/// NIST's name of a curve; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn EC_curve_nid2nist(nid: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        Ok(Curve::from_nid(nid)
            .and_then(Curve::nist_name)
            .map_or(LendConst::null(), LendConst::cstr))
    })
}

/// OpenSSL's name of a curve, also of those that are not offered here.
///
/// Returns: NULL if the NID is not of a curve.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_EC_curve_nid2name(nid: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let object = ec::is_curve(nid).then(|| objects::by_nid(nid)).flatten();
        let name = object.and_then(objects::ASN1_OBJECT::short);
        Ok(name.map_or(LendConst::null(), LendConst::cstr))
    })
}

/// The NID of the curve with NIST's name; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EC_curve_nist2nid(name: Str) -> c_int {
    quiet(0, || {
        let name = name.get()?;
        Ok(Curve::all().find(|curve| curve.nist_name() == Some(name)).map_or(0, Curve::nid))
    })
}

/// Makes a point at infinity.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_new(group: In<EC_GROUP>) -> Give<EC_POINT> {
    entry(Give::null(), || {
        Ok(Give::new(Box::new(EC_POINT::of(Point::infinity(group.get()?.curve())?))))
    })
}

/// Frees a point.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_free(point: Take<EC_POINT>) {
    quiet((), || {
        drop(point.opt());
        Ok(())
    });
}

/// Frees a point.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_clear_free(point: Take<EC_POINT>) {
    quiet((), || {
        drop(point.opt());
        Ok(())
    });
}

/// Copies a point.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_dup(src: In<EC_POINT>, group: In<EC_GROUP>) -> Give<EC_POINT> {
    entry(Give::null(), || {
        let point = src.get()?.on(group.get()?)?;
        let copy = EC_POINT::of(Point::infinity(point.curve())?);
        copy.set(point);
        Ok(Give::new(Box::new(copy)))
    })
}

/// Makes `dst` equal to `src`.
///
/// Returns: 1; 0 if they are of different curves.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_copy(dst: Mut<EC_POINT>, src: In<EC_POINT>) -> c_int {
    entry(0, || {
        let (to, from) = (dst.get()?, src.get()?.get());
        if to.get().curve() != from.curve() {
            return Err(Error::new(Lib::Ec, ec_err::R_INCOMPATIBLE_OBJECTS));
        }
        to.set(from);
        Ok(1)
    })
}

/// Makes a point infinity.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_to_infinity(group: In<EC_GROUP>, point: Mut<EC_POINT>) -> c_int {
    entry(0, || {
        let group = group.get()?;
        point.get()?.put(group, Point::infinity(group.curve()))
    })
}

/// Whether a point is infinity.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_is_at_infinity(group: In<EC_GROUP>, p: In<EC_POINT>) -> c_int {
    entry(0, || Ok(p.get()?.on(group.get()?)?.is_infinity().into()))
}

/// Whether a point is on its curve, which all here are.
///
/// Returns: 1; 0 for another curve; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_is_on_curve(
    group: In<EC_GROUP>,
    point: In<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(-1, || Ok(point.get()?.on(group.get()?).is_ok().into()))
}

/// Compares two points.
///
/// Returns: 0 the same; 1 different; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_cmp(
    group: In<EC_GROUP>,
    a: In<EC_POINT>,
    b: In<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(-1, || {
        let group = group.get()?;
        let (a, b) = (a.get()?.on(group)?, b.get()?.on(group)?);
        Ok((a.encode()? != b.encode()?).into())
    })
}

/// Adds: `r` = `a` + `b`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_add(
    group: In<EC_GROUP>,
    r: Mut<EC_POINT>,
    a: In<EC_POINT>,
    b: In<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let sum = a.get()?.on(group)?.add(&*b.get()?.on(group)?);
        r.get()?.put(group, sum)
    })
}

/// Doubles: `r` = 2 `a`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_dbl(
    group: In<EC_GROUP>,
    r: Mut<EC_POINT>,
    a: In<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let a = a.get()?.on(group)?;
        r.get()?.put(group, a.add(&a))
    })
}

/// Replaces a point by its negative.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_invert(
    group: In<EC_GROUP>,
    a: Mut<EC_POINT>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let negative = a.get()?.on(group)?.negate();
        a.get()?.put(group, negative)
    })
}

/// Multiplies: `r` = generator * `n` + `q` * `m`; factors may be NULL.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_mul(
    group: In<EC_GROUP>,
    r: Mut<EC_POINT>,
    n: In<BIGNUM>,
    q: In<EC_POINT>,
    m: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let n = n.opt().map(BIGNUM::get).transpose()?;
        let (point, m) = match (q.opt(), m.opt()) {
            (Some(q), Some(m)) => (q.on(group)?, Some(m.get()?)),
            _ => (Arc::new(Point::infinity(group.curve())?), None),
        };
        r.get()?.put(group, point.multiply(n.as_deref(), m.as_deref()))
    })
}

/// Sets a point by its coordinates.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_IS_NOT_ON_CURVE`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_affine_coordinates(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    x: In<BIGNUM>,
    y: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let (x, y) = (x.get()?.get()?, y.get()?.get()?);
        p.get()?.put(group, Point::from_affine(group.curve(), &x, &y))
    })
}

/// Sets a point by its coordinates.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_IS_NOT_ON_CURVE`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_set_affine_coordinates_GFp(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    x: In<BIGNUM>,
    y: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let (x, y) = (x.get()?.get()?, y.get()?.get()?);
        p.get()?.put(group, Point::from_affine(group.curve(), &x, &y))
    })
}

/// The coordinates of a point; places may be NULL.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_AT_INFINITY`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_get_affine_coordinates(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    x: Mut<BIGNUM>,
    y: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let point = p.get()?.on(group.get()?)?;
        if point.is_infinity() {
            return Err(Error::new(Lib::Ec, ec_err::R_POINT_AT_INFINITY));
        }
        let bytes = point.encode()?;
        let (first, second) = bytes[1..].split_at(point.curve().bytes());
        store(&x, first)?;
        store(&y, second)?;
        Ok(1)
    })
}

/// The coordinates of a point; places may be NULL.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_AT_INFINITY`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_get_affine_coordinates_GFp(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    x: Mut<BIGNUM>,
    y: Mut<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let point = p.get()?.on(group.get()?)?;
        if point.is_infinity() {
            return Err(Error::new(Lib::Ec, ec_err::R_POINT_AT_INFINITY));
        }
        let bytes = point.encode()?;
        let (first, second) = bytes[1..].split_at(point.curve().bytes());
        store(&x, first)?;
        store(&y, second)?;
        Ok(1)
    })
}

/// Writes a point; only its length for a NULL `buf`.
///
/// Returns: the length; 0 on error.
/// Errors: `EC_R_BUFFER_TOO_SMALL`, `EC_R_INVALID_FORM`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_point2oct(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    form: point_conversion_form_t,
    mut buf: OutBuf<c_uchar>,
    len: usize,
    _ctx: Mut<BN_CTX>,
) -> usize {
    entry(0, || {
        let bytes = ec::encode(&*p.get()?.on(group.get()?)?, form_of(form))?;
        if !buf.is_null() {
            if len < bytes.len() {
                return Err(Error::new(Lib::Ec, ec_err::R_BUFFER_TOO_SMALL));
            }
            buf.slice(bytes.len())?.copy_from_slice(&bytes);
        }
        Ok(bytes.len())
    })
}

/// Reads a point in any form.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INVALID_ENCODING`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_oct2point(
    group: In<EC_GROUP>,
    p: Mut<EC_POINT>,
    buf: InBuf<c_uchar>,
    len: usize,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        p.get()?.put(group, Point::decode(group.curve(), buf.slice(len)?))
    })
}

/// A point in hexadecimal, which the caller frees with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_point2hex(
    group: In<EC_GROUP>,
    p: In<EC_POINT>,
    form: point_conversion_form_t,
    _ctx: Mut<BN_CTX>,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let bytes = ec::encode(&*p.get()?.on(group.get()?)?, form_of(form))?;
        let hex: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
        crate::abi::mem::strdup(hex.as_bytes())
    })
}
