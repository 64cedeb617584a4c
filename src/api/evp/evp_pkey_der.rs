//! `d2i_…` and `i2d_…` of keys of any type.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, Str, entry};
use crate::crypto::pkey::KeyKind;
use crate::err::{Error, Lib, Result, asn1, evp};
use crate::obj::bio::BIO;
use crate::obj::evp_pkey::{Contents, EVP_PKEY, Params};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::pem;
use crate::obj::stream::Channel;
use std::ffi::{c_int, c_long};

/// The encoding that `i2d_PrivateKey` gives: the one from before PKCS#8 for
/// types that have it.
fn encode(key: &In<EVP_PKEY>) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    let key = key.get()?.private()?;
    if key.kind() == KeyKind::RsaPss {
        // PKCS#1 does not say what the key is limited to.
        return key.to_pkcs8();
    }
    key.to_traditional().or_else(|_| key.to_pkcs8())
}

fn decoded(
    place: &InOut<EVP_PKEY>,
    input: &DerIn,
    len: c_long,
    wanted: Option<c_int>,
) -> Result<Give<EVP_PKEY>> {
    let (key, used) = pem::decode_private(input.slice(len)?)?;
    if wanted.is_some_and(|wanted| wanted != key.kind().nid()) {
        return Err(Error::new(Lib::Asn1, asn1::R_UNKNOWN_PUBLIC_KEY_TYPE));
    }
    input.advance(used);
    Ok(place.give(EVP_PKEY::from_private(key), drop))
}

fn from_channel(from: Channel<'_>, place: &InOut<EVP_PKEY>) -> Result<Give<EVP_PKEY>> {
    let der = zeroize::Zeroizing::new(from.read_der()?);
    let (key, _) = pem::decode_private(&der)?;
    Ok(place.give(EVP_PKEY::from_private(key), drop))
}

/// Writes bytes to a BIO or stream.
fn send(to: Channel<'_>, der: &[u8]) -> Result<c_int> {
    if to.write(der) { Ok(1) } else { Err(Error::quiet()) }
}

/// Reads a private key of the type `type_`, in PKCS#1, SEC1 or PKCS#8.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
/// Errors: `ERR_R_UNSUPPORTED` of the decoders.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey(
    type_: c_int,
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || decoded(&a, &pp, length, Some(type_)))
}

/// Reads a private key of any type, in PKCS#1, SEC1 or PKCS#8.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_AutoPrivateKey(
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || decoded(&a, &pp, length, None))
}

/// As [`d2i_AutoPrivateKey`], from a BIO.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey_bio(bp: Mut<BIO>, a: InOut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || from_channel(Channel::Bio(bp.get()?), &a))
}

/// As [`d2i_AutoPrivateKey`], from a BIO.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey_ex_bio(
    bp: Mut<BIO>,
    a: InOut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || from_channel(Channel::Bio(bp.get()?), &a))
}

/// As [`d2i_AutoPrivateKey`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey_fp(fp: Mut<libc::FILE>, a: InOut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || from_channel(Channel::file(&fp)?, &a))
}

/// Writes a private key: RSA as PKCS#1, EC as SEC1, others (and RSA-PSS) as
/// PKCS#8.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PrivateKey(a: In<EVP_PKEY>, pp: DerOut) -> c_int {
    entry(-1, || out_key(&a, &pp))
}

fn out_key(key: &In<EVP_PKEY>, out: &DerOut) -> Result<c_int> {
    out.put(&encode(key)?)
}

/// As [`i2d_PrivateKey`], to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PrivateKey_bio(bp: Mut<BIO>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), &encode(&pkey)?))
}

/// As [`i2d_PrivateKey`], to a C stream.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PrivateKey_fp(fp: Mut<libc::FILE>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::file(&fp)?, &encode(&pkey)?))
}

/// Writes a private key as PKCS#8 to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKeyInfo_bio(bp: Mut<BIO>, key: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), &key.get()?.private()?.to_pkcs8()?))
}

/// As [`d2i_PrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey_ex(
    keytype: c_int,
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    d2i_PrivateKey(keytype, a, pp, length)
}

/// As [`d2i_AutoPrivateKey`].
#[unsafe(no_mangle)]
pub extern "C" fn d2i_AutoPrivateKey_ex(
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    d2i_AutoPrivateKey(a, pp, length)
}

/// As [`d2i_PrivateKey_fp`].
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PrivateKey_ex_fp(
    fp: Mut<libc::FILE>,
    a: InOut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    d2i_PrivateKey_fp(fp, a)
}

/// As [`d2i_PUBKEY`].
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PUBKEY_ex(
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<EVP_PKEY> {
    d2i_PUBKEY(a, pp, length)
}

/// As [`i2d_PKCS8PrivateKeyInfo_bio`], to a C stream.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS8PrivateKeyInfo_fp(fp: Mut<libc::FILE>, key: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::file(&fp)?, &key.get()?.private()?.to_pkcs8()?))
}

/// The parameters in DER of a key of the type `type_`.
fn read_params(type_: c_int, der: &[u8], place: &InOut<EVP_PKEY>) -> Result<Give<EVP_PKEY>> {
    let params = match type_ {
        408 => Params::Ec(pem::curve(der)?),
        28 => Params::Dh(pem::dh_params(der)?),
        116 => pem::dsa_params(der)?,
        _ => return Err(Error::new(Lib::Asn1, asn1::R_UNSUPPORTED_TYPE)),
    };
    Ok(place.give(EVP_PKEY::new(Contents::Params(params)), drop))
}

/// Reads the parameters of a key of the type `type_`: a curve, or those of
/// Diffie-Hellman.
///
/// Returns: them, also in `*a` if `a` is not NULL; NULL on error.
/// Errors: `ASN1_R_UNSUPPORTED_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_KeyParams(
    type_: c_int,
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let whole = pem::first_value(pp.slice(length)?)?;
        let params = read_params(type_, whole, &a)?;
        pp.advance(whole.len());
        Ok(params)
    })
}

/// As [`d2i_KeyParams`], from a BIO.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_KeyParams_bio(
    type_: c_int,
    a: InOut<EVP_PKEY>,
    in_: Mut<BIO>,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || read_params(type_, &Channel::Bio(in_.get()?).read_der()?, &a))
}

fn params_of(key: &In<EVP_PKEY>) -> Result<Vec<u8>> {
    let params = key.get()?.params();
    let params = params.ok_or_else(|| Error::new(Lib::Asn1, asn1::R_UNSUPPORTED_TYPE))?;
    Ok(pem::encode_params(&params).1)
}

/// Writes the parameters of a key.
///
/// Returns: their length; -1 on error.
/// Errors: `ASN1_R_UNSUPPORTED_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_KeyParams(a: In<EVP_PKEY>, pp: DerOut) -> c_int {
    entry(-1, || pp.put(&params_of(&a)?))
}

/// As [`i2d_KeyParams`], to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_KeyParams_bio(bp: Mut<BIO>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), &params_of(&pkey)?))
}

/// Writes a public key: RSA as PKCS#1, EC as its point, DSA as OpenSSL's own
/// sequence.
///
/// Returns: its length; -1 on error.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`-like for other types.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PublicKey(a: In<EVP_PKEY>, pp: DerOut) -> c_int {
    entry(-1, || {
        let key = a.get()?.public()?;
        match key.kind().nid() {
            6 | 912 | 408 => pp.put(&pem::inner_public(&key)?),
            116 => pp.put(&a.get()?.dsa()?.encode_public()?),
            _ => Err(Error::new(Lib::Asn1, asn1::R_UNSUPPORTED_PUBLIC_KEY_TYPE)),
        }
    })
}

/// Reads an RSA public key in PKCS#1.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM` for another `type_`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PublicKey(
    type_: c_int,
    a: InOut<EVP_PKEY>,
    pp: DerIn,
    length: c_long,
) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        if type_ != 6 {
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM));
        }
        let whole = pem::first_value(pp.slice(length)?)?;
        let key = EVP_PKEY::from_public(pem::rsa_public(whole)?);
        pp.advance(whole.len());
        Ok(a.give(key, drop))
    })
}

/// Reads a SubjectPublicKeyInfo.
///
/// Returns: its key, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PUBKEY(a: InOut<EVP_PKEY>, pp: DerIn, length: c_long) -> Give<EVP_PKEY> {
    entry(Give::null(), || {
        let (key, used) = pem::decode_spki(pp.slice(length)?)?;
        pp.advance(used);
        Ok(a.give(EVP_PKEY::from_public(key), drop))
    })
}

fn public_from(from: Channel<'_>, place: &InOut<EVP_PKEY>) -> Result<Give<EVP_PKEY>> {
    let (key, _) = pem::decode_spki(&from.read_der()?)?;
    Ok(place.give(EVP_PKEY::from_public(key), drop))
}

/// As [`d2i_PUBKEY`], from a BIO.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PUBKEY_bio(bp: Mut<BIO>, a: InOut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || public_from(Channel::Bio(bp.get()?), &a))
}

/// As [`d2i_PUBKEY`], from a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PUBKEY_fp(fp: Mut<libc::FILE>, a: InOut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || public_from(Channel::file(&fp)?, &a))
}

/// Writes a public key as SubjectPublicKeyInfo.
///
/// Returns: its length; 0 for NULL; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PUBKEY(a: In<EVP_PKEY>, pp: DerOut) -> c_int {
    entry(-1, || match a.opt() {
        None => Ok(0),
        Some(key) => pp.put(key.public()?.spki()),
    })
}

/// As [`i2d_PUBKEY`], to a BIO.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PUBKEY_bio(bp: Mut<BIO>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::Bio(bp.get()?), pkey.get()?.public()?.spki()))
}

/// As [`i2d_PUBKEY`], to a C stream.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PUBKEY_fp(fp: Mut<libc::FILE>, pkey: In<EVP_PKEY>) -> c_int {
    entry(0, || send(Channel::file(&fp)?, pkey.get()?.public()?.spki()))
}
