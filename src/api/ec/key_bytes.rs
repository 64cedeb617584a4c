//! More of `EC_KEY_…`: keys as bytes, copies, `ECDH_compute_key`, keys from and
//! to BIOs and C streams.

use super::{form_of, point_conversion_form_t};
use crate::abi::{DerIn, DerOut, Give, In, InBuf, InOut, Mut, Out, OutBuf, Str, entry, mem, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::bn::{BIGNUM, BN_CTX};
use crate::obj::ec::{self, EC_GROUP, EC_KEY, EC_POINT, ECDSA_SIG};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::pem;
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_long, c_uchar, c_uint, c_void};

/// Makes a key without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_new_ex(_ctx: Mut<OSSL_LIB_CTX>, _propq: Str) -> Give<EC_KEY> {
    super::key::EC_KEY_new()
}

/// Makes a key on a named curve.
///
/// Returns: NULL for an unknown NID.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_new_by_curve_name_ex(
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
    nid: c_int,
) -> Give<EC_KEY> {
    super::key::EC_KEY_new_by_curve_name(nid)
}

/// Copies a key into another.
///
/// Returns: `dst`; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_copy(dst: Mut<EC_KEY>, src: In<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let null = || Error::new(Lib::Ec, err::R_PASSED_NULL_PARAMETER);
        dst.opt().ok_or_else(null)?.copy_from(src.opt().ok_or_else(null)?)?;
        Ok(Give::back(dst.as_ptr()))
    })
}

/// Sets what is left out of the encoding of a private key
/// (`EC_PKEY_NO_PARAMETERS`, `EC_PKEY_NO_PUBKEY`).
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_enc_flags(eckey: Mut<EC_KEY>, flags: c_uint) {
    quiet((), || {
        eckey.get()?.set_enc_flags(flags);
        Ok(())
    });
}

/// Whether a key was read with the numbers of its curve, which none can be.
///
/// Returns: 0; -1 without a curve.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_decoded_from_explicit_params(key: In<EC_KEY>) -> c_int {
    quiet(-1, || if key.get()?.curve().is_some() { Ok(0) } else { Ok(-1) })
}

/// The point of a key in a buffer, `*pbuf`, which the caller frees with
/// `OPENSSL_free`.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_key2buf(
    key: In<EC_KEY>,
    form: point_conversion_form_t,
    pbuf: Out<*mut c_uchar>,
    _ctx: Mut<BN_CTX>,
) -> usize {
    entry(0, || {
        let point = key.get()?.public_point().ok_or_else(Error::quiet)?;
        let bytes = ec::encode(&point, form_of(form))?;
        pbuf.write(mem::copy_out(&bytes)?.cast())?;
        Ok(bytes.len())
    })
}

fn secret(key: &In<EC_KEY>) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    let key = key.get()?;
    let curve = key.curve().ok_or_else(Error::quiet)?;
    let number = key.private_number().ok_or_else(Error::quiet)??;
    number.to_be_padded(curve.bytes()).ok_or_else(Error::quiet)
}

/// Writes the secret number, as long as the order; only its length for a NULL
/// `buf`.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_priv2oct(key: In<EC_KEY>, mut buf: OutBuf<c_uchar>, len: usize) -> usize {
    entry(0, || {
        let bytes = secret(&key)?;
        if !buf.is_null() {
            if len < bytes.len() {
                return Err(Error::quiet());
            }
            buf.slice(bytes.len())?.copy_from_slice(&bytes);
        }
        Ok(bytes.len())
    })
}

/// The secret number in a buffer, `*pbuf`, which the caller frees with
/// `OPENSSL_free`.
///
/// Returns: the length; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_priv2buf(eckey: In<EC_KEY>, pbuf: Out<*mut c_uchar>) -> usize {
    entry(0, || {
        let bytes = secret(&eckey)?;
        pbuf.write(mem::copy_out(&bytes)?.cast())?;
        Ok(bytes.len())
    })
}

/// Reads the secret number.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_oct2priv(key: Mut<EC_KEY>, buf: InBuf<c_uchar>, len: usize) -> c_int {
    entry(0, || {
        let key = key.get()?;
        if key.curve().is_none() {
            return Err(Error::quiet());
        }
        key.set_private(BIGNUM::from_be(buf.slice(len)?)?);
        Ok(1)
    })
}

/// Reads the point of the key `*a`, which has a curve.
///
/// Returns: the key; NULL on error.
/// Errors: `ERR_R_PASSED_NULL_PARAMETER` without a key or curve.
#[unsafe(no_mangle)]
pub extern "C" fn o2i_ECPublicKey(a: InOut<EC_KEY>, in_: DerIn, len: c_long) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let null = || Error::new(Lib::Ec, err::R_PASSED_NULL_PARAMETER);
        let key = a.current().filter(|key| key.curve().is_some()).ok_or_else(null)?;
        let bytes = in_.slice(len)?;
        key.read_public(bytes)?;
        in_.advance(bytes.len());
        Ok(Give::back(std::ptr::from_ref(key).cast_mut()))
    })
}

/// Derives a secret from a public point and the private key `ecdh`: the x
/// coordinate of their product, through the function `kdf` if it is not NULL.
///
/// Returns: its length, at most `outlen`; -1 or 0 on error.
/// See: ECDH_compute_key(3).
#[unsafe(no_mangle)]
pub extern "C" fn ECDH_compute_key(
    mut out: OutBuf<c_void>,
    outlen: usize,
    pub_key: In<EC_POINT>,
    ecdh: In<EC_KEY>,
    kdf: Option<crate::obj::ec::Kdf>,
) -> c_int {
    entry(0, || {
        let key = ecdh.get()?;
        let x = key.derive(pub_key.get()?)?;
        let Some(kdf) = kdf else {
            let len = outlen.min(x.len());
            out.slice(len)?.copy_from_slice(x.get(..len).unwrap_or_default());
            return Ok(c_int::try_from(len).unwrap_or(0));
        };
        let mut len = outlen;
        let place = OutBuf::lend(out.as_ptr());
        let input = InBuf::lend(x.as_ptr().cast());
        if kdf(input, x.len(), place, Out::lend(&mut len)).is_null() {
            return Err(Error::quiet());
        }
        Ok(c_int::try_from(len).unwrap_or(0))
    })
}

/// As `ECDSA_sign`; numbers computed before are not used.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_sign_ex(
    type_: c_int,
    dgst: InBuf<c_uchar>,
    dgstlen: c_int,
    sig: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    kinv: In<BIGNUM>,
    rp: In<BIGNUM>,
    eckey: Mut<EC_KEY>,
) -> c_int {
    if !kinv.is_null() || !rp.is_null() {
        return entry(0, || Err(Error::new(Lib::Ec, err::R_DISABLED)));
    }
    super::key::ECDSA_sign(type_, dgst, dgstlen, sig, siglen, eckey)
}

/// As `ECDSA_do_sign`; numbers computed before are not used.
#[unsafe(no_mangle)]
pub extern "C" fn ECDSA_do_sign_ex(
    dgst: InBuf<c_uchar>,
    dgstlen: c_int,
    kinv: In<BIGNUM>,
    rp: In<BIGNUM>,
    eckey: Mut<EC_KEY>,
) -> Give<ECDSA_SIG> {
    if !kinv.is_null() || !rp.is_null() {
        return entry(Give::null(), || Err(Error::new(Lib::Ec, err::R_DISABLED)));
    }
    super::key::ECDSA_do_sign(dgst, dgstlen, eckey)
}

/// Reads the parameters of a curve, which must name it, as a key.
///
/// Returns: it, also in `*key` if `key` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECParameters(key: InOut<EC_KEY>, in_: DerIn, len: c_long) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let whole = pem::first_value(in_.slice(len)?)?;
        let curve = pem::curve(whole)?;
        in_.advance(whole.len());
        match key.current() {
            Some(current) => {
                current.set_group(EC_GROUP::new(curve)?);
                Ok(Give::back(std::ptr::from_ref(current).cast_mut()))
            }
            None => Ok(key.give(EC_KEY::on(curve)?, drop)),
        }
    })
}

/// Writes a key's curve: its name, or its numbers if `EC_KEY_set_asn1_flag` says
/// so.
///
/// Returns: the length; 0 on error.
/// Errors: `ERR_R_PASSED_NULL_PARAMETER` for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECParameters(key: In<EC_KEY>, out: DerOut) -> c_int {
    entry(0, || {
        let null = || Error::new(Lib::Ec, err::R_PASSED_NULL_PARAMETER);
        out.put(&key.opt().ok_or_else(null)?.parameters()?)
    })
}

fn read_private(from: Channel<'_>, place: &InOut<EC_KEY>) -> Result<Give<EC_KEY>> {
    let der = zeroize::Zeroizing::new(from.read_der()?);
    let curve = place.current().and_then(EC_KEY::curve);
    Ok(place.give(EC_KEY::decode_private(&der, curve)?.0, drop))
}

fn read_public(from: Channel<'_>, place: &InOut<EC_KEY>) -> Result<Give<EC_KEY>> {
    Ok(place.give(EC_KEY::decode_spki(&from.read_der()?)?.0, drop))
}

fn send(to: Channel<'_>, der: &[u8]) -> Result<c_int> {
    pem_io::write(to, der)?;
    Ok(1)
}

/// Reads a private key in SEC1 from a BIO.
///
/// Returns: it, also in `*eckey` if `eckey` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECPrivateKey_bio(bp: Mut<BIO>, eckey: InOut<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || read_private(Channel::Bio(bp.get()?), &eckey))
}

/// As [`d2i_ECPrivateKey_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_ECPrivateKey_fp(fp: Mut<libc::FILE>, eckey: InOut<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || read_private(Channel::file(&fp)?, &eckey))
}

/// Reads the SubjectPublicKeyInfo of an elliptic-curve key from a BIO.
///
/// Returns: it, also in `*eckey` if `eckey` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_EC_PUBKEY_bio(bp: Mut<BIO>, eckey: InOut<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || read_public(Channel::Bio(bp.get()?), &eckey))
}

/// As [`d2i_EC_PUBKEY_bio`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_EC_PUBKEY_fp(fp: Mut<libc::FILE>, eckey: InOut<EC_KEY>) -> Give<EC_KEY> {
    entry(Give::null(), || read_public(Channel::file(&fp)?, &eckey))
}

/// Writes a private key in SEC1 to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECPrivateKey_bio(bp: Mut<BIO>, eckey: In<EC_KEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), &eckey.get()?.encode_private()?))
}

/// As [`i2d_ECPrivateKey_bio`], to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_ECPrivateKey_fp(fp: Mut<libc::FILE>, eckey: In<EC_KEY>) -> c_int {
    entry(0, || send(Channel::file(&fp)?, &eckey.get()?.encode_private()?))
}

/// Writes a public key as SubjectPublicKeyInfo to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_EC_PUBKEY_bio(bp: Mut<BIO>, eckey: In<EC_KEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), eckey.get()?.public_key()?.spki()))
}

/// As [`i2d_EC_PUBKEY_bio`], to a C stream.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_EC_PUBKEY_fp(fp: Mut<libc::FILE>, eckey: In<EC_KEY>) -> c_int {
    entry(0, || send(Channel::file(&fp)?, eckey.get()?.public_key()?.spki()))
}
