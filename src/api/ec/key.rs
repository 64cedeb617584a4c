//! `EC_KEY_…`, `ECDSA_…`, `ECDH_…`: keys on curves.

use super::{form_of, int, point_conversion_form_t};
use crate::abi::{
    DerIn, DerOut, Give, In, InBuf, InOut, LendConst, Mut, Out, OutBuf, Take, entry, quiet,
};
use crate::err::{Error, Lib, Result, ec as ec_err};
use crate::obj::bn::{BIGNUM, BN_CTX};
use crate::obj::ec::{Curve, EC_GROUP, EC_KEY, EC_POINT, ECDSA_SIG, Point};
use crate::obj::ec_check;
use std::ffi::{c_int, c_long, c_uchar, c_uint, c_void};

/// Makes a key without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_new() -> Give<EC_KEY> {
    entry(Give::null(), || Ok(Give::new(EC_KEY::new())))
}

/// Makes a key on a named curve.
///
/// Returns: NULL for an unknown NID.
/// Errors: `EC_R_UNKNOWN_GROUP`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_new_by_curve_name(nid: c_int) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let curve =
            Curve::from_nid(nid).ok_or_else(|| Error::new(Lib::Ec, ec_err::R_UNKNOWN_GROUP))?;
        Ok(Give::new(EC_KEY::on(curve)?))
    })
}

/// Gives up a share of a key.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_free(key: Take<EC_KEY>) {
    quiet((), || {
        drop(key.opt());
        Ok(())
    });
}

/// Takes one more share of a key.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_up_ref(key: Mut<EC_KEY>) -> c_int {
    entry(0, || {
        std::mem::forget(key.share()?);
        Ok(1)
    })
}

/// Copies a key.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_dup(src: In<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || Ok(Give::new(src.get()?.duplicate()?)))
}

/// Lends the curve; NULL without one.
/// Ownership: it belongs to `key`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get0_group(key: In<EC_KEY>) -> LendConst<EC_GROUP> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(key.get()?.group_ptr())))
}

/// Lends the public point; NULL without one.
/// Ownership: it belongs to `key`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get0_public_key(key: In<EC_KEY>) -> LendConst<EC_POINT> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(key.get()?.public_ptr())))
}

/// Lends the secret scalar; NULL without one.
/// Ownership: it belongs to `key`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get0_private_key(key: In<EC_KEY>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(key.get()?.private_ptr())))
}

/// Sets the curve to a copy of `group`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_group(key: Mut<EC_KEY>, group: In<EC_GROUP>) -> c_int {
    entry(0, || {
        if let Some(told) = key.get()?.foreign().and_then(|functions| functions.set_group)
            && told(Mut::lend(key.get()?), In::lend(group.get()?)) == 0
        {
            return Err(Error::quiet());
        }
        let copy = group.get()?.duplicate()?;
        key.get()?.set_group(copy);
        Ok(1)
    })
}

/// Sets the public point to a copy of `pub_`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_public_key(key: Mut<EC_KEY>, pub_: In<EC_POINT>) -> c_int {
    entry(0, || {
        if let Some(told) = key.get()?.foreign().and_then(|functions| functions.set_public)
            && told(Mut::lend(key.get()?), In::lend(pub_.get()?)) == 0
        {
            return Err(Error::quiet());
        }
        let point = pub_.get()?.get();
        let key = key.get()?;
        if key.curve() != Some(point.curve()) {
            return Err(Error::new(Lib::Ec, ec_err::R_INCOMPATIBLE_OBJECTS));
        }
        key.set_public(Point::decode(point.curve(), &point.encode()?)?);
        Ok(1)
    })
}

/// Sets the secret scalar to a copy of `prv`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_private_key(key: Mut<EC_KEY>, prv: In<BIGNUM>) -> c_int {
    entry(0, || {
        if let Some(told) = key.get()?.foreign().and_then(|functions| functions.set_private)
            && told(Mut::lend(key.get()?), In::lend(prv.get()?)) == 0
        {
            return Err(Error::quiet());
        }
        let copy = prv.get()?.duplicate();
        key.get()?.set_private(copy);
        Ok(1)
    })
}

/// Sets the public point by its coordinates and checks the key.
///
/// Returns: 1; 0 on error.
/// Errors: `EC_R_POINT_IS_NOT_ON_CURVE`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_public_key_affine_coordinates(
    key: Mut<EC_KEY>,
    x: Mut<BIGNUM>,
    y: Mut<BIGNUM>,
) -> c_int {
    entry(0, || {
        let key = key.get()?;
        let curve = key.curve().ok_or_else(|| Error::new(Lib::Ec, ec_err::R_MISSING_PARAMETERS))?;
        key.set_public(Point::from_affine(curve, &*x.get()?.get()?, &*y.get()?.get()?)?);
        Ok(1)
    })
}

/// Makes a new key on its curve.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_generate_key(key: Mut<EC_KEY>) -> c_int {
    entry(0, || {
        let functions = key.get()?.foreign();
        if let Some(keygen) = functions.and_then(|functions| functions.keygen) {
            return Ok(keygen(key));
        }
        key.get()?.generate()?;
        Ok(1)
    })
}

/// Whether the parts of a key fit each other.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_check_key(key: In<EC_KEY>) -> c_int {
    entry(0, || {
        let key = key.get()?;
        let mut good = ec_check::public(key)?;
        if !key.private_ptr().is_null() {
            good = good && ec_check::private(key)? && ec_check::pair(key)?;
        }
        Ok(good.into())
    })
}

/// Whether a key can sign, which all here can.
///
/// Returns: 1; 0 without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_can_sign(eckey: In<EC_KEY>) -> c_int {
    quiet(0, || Ok(eckey.get()?.curve().is_some().into()))
}

/// The form of the point.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_conv_form(key: In<EC_KEY>) -> point_conversion_form_t {
    quiet(0, || Ok(key.get()?.conversion_form().unsigned_abs()))
}

/// Sets the form of the point.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_conv_form(eckey: Mut<EC_KEY>, cform: point_conversion_form_t) {
    quiet((), || {
        eckey.get()?.set_conversion_form(form_of(cform));
        Ok(())
    });
}

/// Sets how the curve is encoded: by name (`OPENSSL_EC_NAMED_CURVE`), or by its
/// numbers (`OPENSSL_EC_EXPLICIT_CURVE`).
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_asn1_flag(eckey: Mut<EC_KEY>, asn1_flag: c_int) {
    quiet((), || {
        eckey.get()?.set_asn1_flag(asn1_flag);
        Ok(())
    });
}

/// What is left out of the encoding of a private key.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_enc_flags(key: In<EC_KEY>) -> c_uint {
    quiet(0, || Ok(key.get()?.enc_flags()))
}

/// Which flags are set.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_flags(key: In<EC_KEY>) -> c_int {
    quiet(0, || Ok(key.get()?.flags()))
}

/// Sets flags.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_flags(key: Mut<EC_KEY>, flags: c_int) {
    quiet((), || {
        key.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_clear_flags(key: Mut<EC_KEY>, flags: c_int) {
    quiet((), || {
        key.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Prepares for many operations, which needs nothing here.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_precompute_mult(key: Mut<EC_KEY>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || key.get().map(|_| 1))
}

/// Sets a value of the program at an index.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_ex_data(key: Mut<EC_KEY>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || {
        key.get()?.ex_data.set(idx, arg)?;
        Ok(1)
    })
}

/// The value of the program at an index.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_ex_data(key: In<EC_KEY>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(key.get()?.ex_data.get(idx)))
}

/// The length of the longest signature; 0 without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_size(eckey: In<EC_KEY>) -> c_int {
    quiet(0, || {
        Ok(eckey.get()?.curve().map_or(0, |curve| {
            let number = curve.bits() / 8 + 3;
            let body = 2 * number;
            int(body + if body < 128 { 2 } else { 3 })
        }))
    })
}

/// Signs a digest: writes the signature in DER, and its length to `*siglen`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_sign(
    _type: c_int,
    dgst: InBuf<c_uchar>,
    dgstlen: c_int,
    mut sig: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    eckey: Mut<EC_KEY>,
) -> c_int {
    entry(0, || {
        let signature = eckey.share()?.sign(dgst.slice(dgstlen)?)?;
        sig.slice(signature.len())?.copy_from_slice(&signature);
        siglen.write(c_uint::try_from(signature.len()).unwrap_or(0))?;
        Ok(1)
    })
}

/// Checks the signature of a digest, in DER.
///
/// Returns: 1 good; 0 not; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_verify(
    _type: c_int,
    dgst: InBuf<c_uchar>,
    dgstlen: c_int,
    sig: InBuf<c_uchar>,
    siglen: c_int,
    eckey: Mut<EC_KEY>,
) -> c_int {
    entry(-1, || {
        let signature = sig.slice(siglen)?;
        ECDSA_SIG::decode(signature)?;
        Ok(eckey.share()?.verify(dgst.slice(dgstlen)?, signature)?.into())
    })
}

/// Signs a digest.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_do_sign(
    dgst: InBuf<c_uchar>,
    dgst_len: c_int,
    eckey: Mut<EC_KEY>,
) -> Give<ECDSA_SIG> {
    entry(Give::null(), || Ok(Give::new(eckey.share()?.sign_numbers(dgst.slice(dgst_len)?)?)))
}

/// Checks the signature of a digest.
///
/// Returns: 1 good; 0 not; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_do_verify(
    dgst: InBuf<c_uchar>,
    dgst_len: c_int,
    sig: In<ECDSA_SIG>,
    eckey: Mut<EC_KEY>,
) -> c_int {
    entry(-1, || {
        let digest = dgst.slice(dgst_len)?;
        let functions = eckey.get()?.foreign();
        if let Some(verify) = functions.and_then(|functions| functions.verify_sig) {
            return Ok(verify(dgst, dgst_len, sig, eckey));
        }
        Ok(eckey.get()?.usual_verify(digest, &sig.get()?.encode()?)?.into())
    })
}

/// Makes a signature of zeros.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_new() -> Give<ECDSA_SIG> {
    entry(Give::null(), || Ok(Give::new(ECDSA_SIG::new())))
}

/// Frees a signature.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_free(sig: Take<ECDSA_SIG>) {
    quiet((), || {
        drop(sig.opt());
        Ok(())
    });
}

/// Lends the numbers of a signature; places may be NULL.
/// Ownership: they belong to `sig`.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_get0(
    sig: In<ECDSA_SIG>,
    pr: Out<LendConst<BIGNUM>>,
    ps: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let [r, s] = sig.get()?.get();
        pr.write_opt(LendConst::from_ptr(r));
        ps.write_opt(LendConst::from_ptr(s));
        Ok(())
    });
}

/// Lends the number r of a signature.
/// Ownership: it belongs to `sig`.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_get0_r(sig: In<ECDSA_SIG>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(sig.get()?.get()[0])))
}

/// Lends the number s of a signature.
/// Ownership: it belongs to `sig`.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_get0_s(sig: In<ECDSA_SIG>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(sig.get()?.get()[1])))
}

/// Sets the numbers of a signature.
///
/// Returns: 1, and `sig` owns them; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_SIG_set0(sig: Mut<ECDSA_SIG>, r: Take<BIGNUM>, s: Take<BIGNUM>) -> c_int {
    entry(0, || {
        let place = sig.get()?;
        if r.peek().is_err() || s.peek().is_err() {
            return Err(Error::quiet());
        }
        place.set(r.get()?, s.get()?);
        Ok(1)
    })
}

/// Writes a signature in DER.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECDSA_SIG(sig: In<ECDSA_SIG>, pp: DerOut) -> c_int {
    entry(-1, || pp.put(&sig.get()?.encode()?))
}

/// Reads a signature in DER.
///
/// Returns: it, also in `*sig` if `sig` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECDSA_SIG(sig: InOut<ECDSA_SIG>, pp: DerIn, len: c_long) -> Give<ECDSA_SIG> {
    entry(Give::null(), || {
        let (value, used) = ECDSA_SIG::decode(pp.slice(len)?).map_err(|_| Error::quiet())?;
        pp.advance(used);
        Ok(sig.give(value, drop))
    })
}

/// Stores a key that was read and moves `input` on.
fn d2i(
    place: &InOut<EC_KEY>,
    input: &DerIn,
    read: Result<(std::sync::Arc<EC_KEY>, usize)>,
) -> Result<Give<EC_KEY>> {
    let (key, used) = read?;
    input.advance(used);
    Ok(place.give(key, drop))
}

/// Reads a private key in SEC1; a curve it does not name is that of `*key`.
///
/// Returns: it, also in `*key` if `key` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECPrivateKey(key: InOut<EC_KEY>, in_: DerIn, len: c_long) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let curve = key.current().and_then(EC_KEY::curve);
        d2i(&key, &in_, EC_KEY::decode_private(in_.slice(len)?, curve))
    })
}

/// Reads the SubjectPublicKeyInfo of an elliptic-curve key.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_EC_PUBKEY(a: InOut<EC_KEY>, pp: DerIn, length: c_long) -> Give<EC_KEY> {
    entry(Give::null(), || d2i(&a, &pp, EC_KEY::decode_spki(pp.slice(length)?)))
}

/// Writes a private key in SEC1.
///
/// Returns: its length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECPrivateKey(key: In<EC_KEY>, out: DerOut) -> c_int {
    entry(0, || out.put(&key.get()?.encode_private()?))
}

/// Writes a public key as SubjectPublicKeyInfo.
///
/// Returns: its length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_EC_PUBKEY(a: In<EC_KEY>, pp: DerOut) -> c_int {
    entry(0, || pp.put(a.get()?.public_key()?.spki()))
}

/// Writes the public point.
///
/// Returns: its length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2o_ECPublicKey(key: In<EC_KEY>, out: DerOut) -> c_int {
    entry(0, || out.put(&key.get()?.encode_point()?))
}
