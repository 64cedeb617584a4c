//! More of `EC_GROUP_…`: parts lent, checks, curves by their numbers,
//! `EC_get_builtin_curves`, parameters in DER and PEM.

use crate::abi::layout::curve::{EC_builtin_curve, Places};
use crate::abi::{DerIn, DerOut, Give, In, InBuf, InOut, LendConst, Mut, Str, Take, entry, quiet};
use crate::api::pem::source;
use crate::err::{Error, Lib, Result, ec as ec_err};
use crate::obj::bio::BIO;
use crate::obj::bn::{BIGNUM, BN_CTX};
use crate::obj::ec::{self, Curve, EC_GROUP, EC_METHOD, EC_POINT};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::stream::Channel;
use crate::obj::{pem, pem_io};
use std::ffi::{c_int, c_long, c_uchar};

/// `NID_X9_62_prime_field`, which all curves here have.
const PRIME_FIELD: c_int = 406;

/// Makes a named curve.
///
/// Returns: NULL for an unknown NID.
/// Errors: `EC_R_UNKNOWN_GROUP`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_new_by_curve_name_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
    nid: c_int,
) -> Give<EC_GROUP> {
    super::EC_GROUP_new_by_curve_name(nid)
}

/// Frees a curve, which holds nothing secret.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_clear_free(group: Take<EC_GROUP>) {
    super::EC_GROUP_free(group);
}

/// Lends the order of the generator.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get0_order(group: In<EC_GROUP>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::new(group.get()?.order())))
}

/// Lends the cofactor.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get0_cofactor(group: In<EC_GROUP>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || group.get().map(|_| LendConst::new(BIGNUM::one())))
}

/// Lends the prime of the field.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get0_field(group: In<EC_GROUP>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::new(group.get()?.field())))
}

/// The kind of field (`NID_X9_62_prime_field`).
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_field_type(group: In<EC_GROUP>) -> c_int {
    quiet(0, || group.get().map(|_| PRIME_FIELD))
}

/// Lends the way a curve computes.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_method_of(group: In<EC_GROUP>) -> LendConst<EC_METHOD> {
    quiet(LendConst::null(), || group.get().map(|_| LendConst::new(EC_METHOD::prime())))
}

/// Lends the way a point computes.
#[unsafe(no_mangle)]
pub extern "C" fn EC_POINT_method_of(point: In<EC_POINT>) -> LendConst<EC_METHOD> {
    quiet(LendConst::null(), || point.get().map(|_| LendConst::new(EC_METHOD::prime())))
}

/// The kind of field that is computed in (`NID_X9_62_prime_field`).
#[unsafe(no_mangle)]
pub extern "C" fn EC_METHOD_get_field_type(meth: In<EC_METHOD>) -> c_int {
    quiet(0, || meth.get().map(|_| PRIME_FIELD))
}

/// Declares the functions that lend a way of computing: there is one.
macro_rules! methods {
    ($($name:ident)*) => {$(
        /// Lends the way in which curves over a prime field compute.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name() -> LendConst<EC_METHOD> {
            LendConst::new(EC_METHOD::prime())
        }
    )*};
}

methods! { EC_GFp_simple_method EC_GFp_mont_method EC_GFp_nist_method }

/// Copies a curve into another, which must be the same.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_INCOMPATIBLE_OBJECTS`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_copy(dst: Mut<EC_GROUP>, src: In<EC_GROUP>) -> c_int {
    entry(0, || {
        let (dst, src) = (dst.get()?, src.get()?);
        if dst.curve() != src.curve() {
            return Err(Error::new(Lib::Ec, ec_err::R_INCOMPATIBLE_OBJECTS));
        }
        dst.set_asn1_flag(src.asn1_flag());
        dst.set_form(src.form());
        Ok(1)
    })
}

/// Whether a curve is a good one, which all here are.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_check(group: In<EC_GROUP>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || group.get().map(|_| 1))
}

/// Whether a curve has no singular point, which none here has.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_check_discriminant(group: In<EC_GROUP>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || group.get().map(|_| 1))
}

/// The NID of the named curve that a curve is.
///
/// Returns: the NID; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_check_named_curve(
    group: In<EC_GROUP>,
    _nist_only: c_int,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || Ok(group.get()?.curve().nid()))
}

/// Whether multiples of the generator are stored: those of P-256 are.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_have_precompute_mult(group: In<EC_GROUP>) -> c_int {
    quiet(0, || Ok((group.get()?.curve() == Curve::P256).into()))
}

/// Would store multiples of the generator; aws-lc has them already.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_precompute_mult(group: Mut<EC_GROUP>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || group.get().map(|_| 1))
}

/// Lends what a curve was made from, if that was stated; NULL if not.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get0_seed(x: In<EC_GROUP>) -> LendConst<c_uchar> {
    quiet(LendConst::null(), || {
        let seed = x.get()?.curve().seed();
        Ok(seed.first().map_or(LendConst::null(), LendConst::new))
    })
}

/// The length of what a curve was made from; 0 if that was not stated.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_get_seed_len(x: In<EC_GROUP>) -> usize {
    quiet(0, || Ok(x.get()?.curve().seed().len()))
}

/// States what a curve was made from; only what is true of it.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_seed(group: Mut<EC_GROUP>, p: InBuf<c_uchar>, len: usize) -> usize {
    entry(0, || {
        if group.get()?.curve().seed() != p.slice(len)? {
            return Err(Error::new(Lib::Ec, ec_err::R_INVALID_SEED));
        }
        Ok(len)
    })
}

/// States the name of a curve; only the one that it has.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_curve_name(group: Mut<EC_GROUP>, nid: c_int) {
    quiet((), || {
        let group = group.get()?;
        if group.curve().nid() != nid {
            crate::abi::poison(std::ptr::from_ref(group), "EC_GROUP_set_curve_name");
        }
        Ok(())
    });
}

/// The curve of these numbers, which must be a named one.
fn by_numbers(p: &In<BIGNUM>, a: &In<BIGNUM>, b: &In<BIGNUM>) -> Result<Curve> {
    let wanted = [p.get()?.get()?, a.get()?.get()?, b.get()?.get()?];
    for curve in Curve::all() {
        let known = ec::coefficients(curve)?;
        if known.iter().zip(&wanted).all(|(known, wanted)| known.compare(wanted).is_eq()) {
            return Ok(curve);
        }
    }
    Err(Error::new(Lib::Ec, ec_err::R_EXPLICIT_PARAMS_NOT_SUPPORTED))
}

/// Makes the curve `y^2 = x^3 + ax + b` modulo `p`, which must be a named one.
///
/// Returns: NULL on error.
/// Errors: `EC_R_EXPLICIT_PARAMS_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_new_curve_GFp(
    p: In<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> Give<EC_GROUP> {
    entry(Give::null(), || Ok(Give::new(EC_GROUP::new(by_numbers(&p, &a, &b)?)?)))
}

fn set_curve(
    group: &Mut<EC_GROUP>,
    p: &In<BIGNUM>,
    a: &In<BIGNUM>,
    b: &In<BIGNUM>,
) -> Result<c_int> {
    if group.get()?.curve() != by_numbers(p, a, b)? {
        return Err(Error::new(Lib::Ec, ec_err::R_EXPLICIT_PARAMS_NOT_SUPPORTED));
    }
    Ok(1)
}

/// States the numbers of a curve; only those that it has.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_EXPLICIT_PARAMS_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_curve(
    group: Mut<EC_GROUP>,
    p: In<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || set_curve(&group, &p, &a, &b))
}

/// As [`EC_GROUP_set_curve`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_curve_GFp(
    group: Mut<EC_GROUP>,
    p: In<BIGNUM>,
    a: In<BIGNUM>,
    b: In<BIGNUM>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || set_curve(&group, &p, &a, &b))
}

/// States the generator of a curve, its order and cofactor; only those that it
/// has.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_EXPLICIT_PARAMS_NOT_SUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_GROUP_set_generator(
    group: Mut<EC_GROUP>,
    generator: In<EC_POINT>,
    order: In<BIGNUM>,
    cofactor: In<BIGNUM>,
) -> c_int {
    entry(0, || {
        let group = group.get()?;
        let given = generator.get()?.on(group)?;
        let same_point = given.encode()? == group.generator().get().encode()?;
        let same_order = order.get()?.get()?.compare(&*group.order().get()?).is_eq();
        let one = |number: &BIGNUM| Ok::<_, Error>(number.get()?.word() == Some(1));
        if !same_point || !same_order || !cofactor.opt().map_or(Ok(true), one)? {
            return Err(Error::new(Lib::Ec, ec_err::R_EXPLICIT_PARAMS_NOT_SUPPORTED));
        }
        Ok(1)
    })
}

/// Lists the curves: fills at most `nitems` places at `r`.
///
/// Returns: how many there are.
/// See: EC_get_builtin_curves(3).
#[unsafe(no_mangle)]
pub extern "C" fn EC_get_builtin_curves(r: *mut EC_builtin_curve, nitems: usize) -> usize {
    quiet(0, || {
        Places::at(r, nitems).fill(Curve::all().map(|curve| (curve.nid(), curve.comment())));
        Ok(Curve::all().count())
    })
}

fn decoded(place: &InOut<EC_GROUP>, curve: Curve) -> Result<Give<EC_GROUP>> {
    Ok(place.give(EC_GROUP::new(curve)?, drop))
}

/// Reads the parameters of a curve, which must name it.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECPKParameters(
    a: InOut<EC_GROUP>,
    in_: DerIn,
    len: c_long,
) -> Give<EC_GROUP> {
    entry(Give::null(), || {
        let whole = pem::first_value(in_.slice(len)?)?;
        let group = decoded(&a, pem::curve(whole)?)?;
        in_.advance(whole.len());
        Ok(group)
    })
}

/// Writes a curve: its name, or its numbers if `EC_GROUP_set_asn1_flag` says so.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECPKParameters(a: In<EC_GROUP>, out: DerOut) -> c_int {
    entry(0, || out.put(&a.get()?.parameters()?))
}

const BLOCK: &[u8] = b"EC PARAMETERS";

fn read(
    mut from: Channel<'_>,
    place: &InOut<EC_GROUP>,
    cb: Option<pem_password_cb>,
    u: crate::abi::Arg,
) -> Result<Give<EC_GROUP>> {
    let (_, der) = pem_io::read_named(&mut from, BLOCK, &source(cb, u))?;
    decoded(place, pem::curve(&der)?)
}

fn write(to: Channel<'_>, group: &In<EC_GROUP>) -> Result<c_int> {
    pem_io::write_block(to, BLOCK, b"", &group.get()?.parameters()?)?;
    Ok(1)
}

/// Reads the next parameters of a curve.
///
/// Returns: it, also in `*x` if `x` is not NULL; NULL on error.
/// Errors: `PEM_R_NO_START_LINE`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_ECPKParameters(
    out: Mut<BIO>,
    x: InOut<EC_GROUP>,
    cb: Option<pem_password_cb>,
    u: crate::abi::Arg,
) -> Give<EC_GROUP> {
    entry(Give::null(), || read(Channel::Bio(out.get()?), &x, cb, u))
}

/// As [`PEM_read_bio_ECPKParameters`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_ECPKParameters(
    out: Mut<libc::FILE>,
    x: InOut<EC_GROUP>,
    cb: Option<pem_password_cb>,
    u: crate::abi::Arg,
) -> Give<EC_GROUP> {
    entry(Give::null(), || read(Channel::file(&out)?, &x, cb, u))
}

/// Writes the parameters of a curve.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_ECPKParameters(out: Mut<BIO>, x: In<EC_GROUP>) -> c_int {
    entry(0, || write(Channel::Bio(out.get()?), &x))
}

/// As [`PEM_write_bio_ECPKParameters`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_ECPKParameters(out: Mut<libc::FILE>, x: In<EC_GROUP>) -> c_int {
    entry(0, || write(Channel::file(&out)?, &x))
}
