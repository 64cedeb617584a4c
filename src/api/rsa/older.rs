//! Older functions of RSA, and those of keys with more than two primes, which
//! there are none of.

use super::put_signature;
use crate::abi::{Give, In, InBuf, LendConst, Mut, Opaque, Out, OutBuf, entry, quiet};
use crate::der::reader::{Reader, tag};
use crate::der::write;
use crate::err::{Error, Lib, Result, rsa};
use crate::obj::bn::{BIGNUM, BN_GENCB, Bn, ToldOld};
use crate::obj::rsa::{RSA, padding};
use crate::obj::rsa_check;
use crate::obj::rsa_method::RSA_METHOD;
use std::ffi::{c_int, c_uchar, c_uint, c_ulong};

/// Whether the numbers of a private key fit each other; `cb` is told nothing.
///
/// Returns: 1 they do; 0 they do not.
/// Errors: `RSA_R_VALUE_MISSING`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_check_key_ex(rsa: In<RSA>, _cb: Mut<BN_GENCB>) -> c_int {
    entry(0, || Ok(rsa_check::private(rsa.get()?)?.into()))
}

/// A new key of `bits` bits with the public exponent `e`; the callback is told
/// how it goes on.
///
/// Returns: NULL on error.
/// Errors: `RSA_R_KEY_SIZE_TOO_SMALL`, `RSA_R_PUB_EXPONENT_OUT_OF_RANGE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_generate_key(
    bits: c_int,
    e: c_ulong,
    callback: Option<ToldOld>,
    cb_arg: Opaque,
) -> Give<RSA> {
    entry(Give::null(), || {
        let key = RSA::new();
        let mut tell = |event, count| {
            if let Some(callback) = callback {
                callback(event, count, cb_arg);
            }
            true
        };
        key.generate(bits, &Bn::from_word(e)?.to_be(), &mut tell)?;
        Ok(Give::new(key))
    })
}

/// Makes a new key of two primes; of more it cannot.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_KEY_PRIME_NUM_INVALID`, and those of
/// [`super::RSA_generate_key_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn RSA_generate_multi_prime_key(
    rsa: Mut<RSA>,
    bits: c_int,
    primes: c_int,
    e: Mut<BIGNUM>,
    cb: Mut<BN_GENCB>,
) -> c_int {
    let made = entry(Some(0), || {
        let functions = rsa.get()?.method().map(|method| method.get());
        if let Some(keygen) = functions.as_ref().and_then(|functions| functions.multi_keygen) {
            let cb = cb.opt().map_or(Mut::from_element(Opaque::NULL), Mut::lend);
            let (rsa, e) = (Mut::lend(rsa.get()?), Mut::lend(e.get()?));
            return Ok(Some(keygen(rsa, bits, primes, e, cb)));
        }
        if primes != 2 {
            return Err(Error::new(Lib::Rsa, rsa::R_KEY_PRIME_NUM_INVALID));
        }
        Ok(None)
    });
    made.unwrap_or_else(|| super::RSA_generate_key_ex(rsa, bits, e, cb))
}

/// The version of a key's encoding: 0, for two primes.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_version(r: Mut<RSA>) -> c_int {
    quiet(0, || r.get().map(|_| 0))
}

/// How many primes beyond two a key has: none.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_multi_prime_extra_count(r: In<RSA>) -> c_int {
    quiet(0, || r.get().map(|_| 0))
}

/// Would lend the primes beyond two.
///
/// Returns: 0, as there are none.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_multi_prime_factors(_r: In<RSA>, _primes: Out<*const BIGNUM>) -> c_int {
    0
}

/// Would lend what is computed with the primes beyond two.
///
/// Returns: 0, as there are none.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_multi_prime_crt_params(
    _r: In<RSA>,
    _exps: Out<*const BIGNUM>,
    _coeffs: Out<*const BIGNUM>,
) -> c_int {
    0
}

/// Lends a method for keys that cannot compute, which OpenSSL has none of
/// either.
///
/// Returns: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_null_method() -> LendConst<RSA_METHOD> {
    LendConst::null()
}

/// Would turn blinding off; the private key is never used without.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_blinding_off(rsa: Mut<RSA>) {
    quiet((), || rsa.get().map(drop));
}

/// Signs bytes as they are, in an OCTET STRING and the padding of PKCS#1.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_sign_ASN1_OCTET_STRING(
    _type: c_int,
    m: InBuf<c_uchar>,
    m_length: c_uint,
    sigret: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    rsa: Mut<RSA>,
) -> c_int {
    entry(0, || {
        let rsa = rsa.share()?;
        // Before the message is read: a length below 0 is a long one.
        if usize::try_from(m_length).unwrap_or(usize::MAX) > rsa.bits().div_ceil(8) {
            return Err(Error::new(Lib::Rsa, rsa::R_DIGEST_TOO_BIG_FOR_RSA_KEY));
        }
        let text = write::tlv(tag::OCTET_STRING, m.slice(m_length)?);
        let signature = rsa.compute_private(true, &text, padding::PKCS1);
        let signature = signature.map_err(|error| match (error.lib, error.reason) {
            (Lib::Rsa, rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE) => {
                Error::new(Lib::Rsa, rsa::R_DIGEST_TOO_BIG_FOR_RSA_KEY)
            }
            _ => error,
        })?;
        put_signature(&signature, sigret, &siglen)
    })
}

/// Checks a signature of bytes as they are, in an OCTET STRING.
///
/// Returns: 1 good; 0 not.
/// Errors: `RSA_R_WRONG_SIGNATURE_LENGTH`, `RSA_R_PADDING_CHECK_FAILED`,
/// `RSA_R_BAD_SIGNATURE`; those of ASN.1 if something else is signed.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_verify_ASN1_OCTET_STRING(
    _type: c_int,
    m: InBuf<c_uchar>,
    m_length: c_uint,
    sigbuf: InBuf<c_uchar>,
    siglen: c_uint,
    rsa: Mut<RSA>,
) -> c_int {
    entry(0, || {
        let (rsa, signature) = (rsa.share()?, sigbuf.slice(siglen)?);
        if signature.len() != rsa.bits().div_ceil(8) {
            return Err(Error::new(Lib::Rsa, rsa::R_WRONG_SIGNATURE_LENGTH));
        }
        let text = rsa.compute_public(false, signature, padding::PKCS1)?;
        if octets(&text)? != m.slice(m_length)? {
            return Err(Error::new(Lib::Rsa, rsa::R_BAD_SIGNATURE));
        }
        Ok(1)
    })
}

/// The content of an OCTET STRING, which is all that `der` holds.
fn octets(der: &[u8]) -> Result<&[u8]> {
    let mut reader = Reader::new(der);
    let content = reader.read(tag::OCTET_STRING)?;
    reader.finish()?;
    Ok(content)
}
