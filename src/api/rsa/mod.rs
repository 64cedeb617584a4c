//! `openssl/rsa.h`: RSA keys as their numbers.

mod files;
mod mask;
mod method;
mod older;
mod padding;
pub mod params;
mod print;
mod pss;

use crate::abi::{DerIn, DerOut};
use crate::abi::{Give, In, InBuf, InOut, LendConst, Mut, Opaque, Out, OutBuf, Take, entry, quiet};
use crate::err::{Error, Lib, Result, rsa};
use crate::obj::bn::{BIGNUM, BN_CTX, BN_GENCB, teller};
use crate::obj::rsa::{Md, Number, RSA};
use crate::obj::rsa_check;
use std::ffi::{c_int, c_long, c_uchar, c_uint, c_void};
use std::sync::Arc;

crate::arc_handle!(crate::obj::rsa::RSA);

fn int(value: impl TryInto<c_int>) -> c_int {
    value.try_into().unwrap_or(0)
}

/// Makes a key without numbers.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_new() -> Give<RSA> {
    method::RSA_new_method(Mut::from_element(Opaque::NULL))
}

/// Gives up a share of a key.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_free(r: Take<RSA>) {
    quiet((), || {
        drop(r.opt());
        Ok(())
    });
}

/// Takes one more share of a key.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_up_ref(r: Mut<RSA>) -> c_int {
    entry(0, || {
        std::mem::forget(r.share()?);
        Ok(1)
    })
}

/// The length of the modulus in bytes; 0 without one.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_size(rsa: In<RSA>) -> c_int {
    quiet(0, || Ok(int(rsa.get()?.bits().div_ceil(8))))
}

/// The length of the modulus in bits; 0 without one.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_bits(rsa: In<RSA>) -> c_int {
    quiet(0, || Ok(int(rsa.get()?.bits())))
}

/// The strength of the key in bits.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_security_bits(rsa: In<RSA>) -> c_int {
    quiet(0, || Ok(int(rsa.get()?.security_bits())))
}

/// Lends the number `n`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_n(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::N))))
}

/// Lends the number `e`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_e(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::E))))
}

/// Lends the number `d`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_d(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::D))))
}

/// Lends the number `p`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_p(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::P))))
}

/// Lends the number `q`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_q(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::Q))))
}

/// Lends the number `dmp1`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_dmp1(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::Dmp1))))
}

/// Lends the number `dmq1`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_dmq1(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::Dmq1))))
}

/// Lends the number `iqmp`; NULL if it is not set.
/// Ownership: it belongs to `r`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_iqmp(r: In<RSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(r.get()?.get(Number::Iqmp))))
}

/// Lends modulus and exponents; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_key(
    r: In<RSA>,
    n: Out<LendConst<BIGNUM>>,
    e: Out<LendConst<BIGNUM>>,
    d: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let r = r.get()?;
        n.write_opt(LendConst::from_ptr(r.get(Number::N)));
        e.write_opt(LendConst::from_ptr(r.get(Number::E)));
        d.write_opt(LendConst::from_ptr(r.get(Number::D)));
        Ok(())
    });
}

/// Lends the primes; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_factors(
    r: In<RSA>,
    p: Out<LendConst<BIGNUM>>,
    q: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let r = r.get()?;
        p.write_opt(LendConst::from_ptr(r.get(Number::P)));
        q.write_opt(LendConst::from_ptr(r.get(Number::Q)));
        Ok(())
    });
}

/// Lends the numbers for fast computing; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_crt_params(
    r: In<RSA>,
    dmp1: Out<LendConst<BIGNUM>>,
    dmq1: Out<LendConst<BIGNUM>>,
    iqmp: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let r = r.get()?;
        dmp1.write_opt(LendConst::from_ptr(r.get(Number::Dmp1)));
        dmq1.write_opt(LendConst::from_ptr(r.get(Number::Dmq1)));
        iqmp.write_opt(LendConst::from_ptr(r.get(Number::Iqmp)));
        Ok(())
    });
}

/// Sets modulus and exponents; NULL leaves a number, but `n` and `e` must
/// be there at last.
///
/// Returns: 1, and the key owns the numbers; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set0_key(
    r: Mut<RSA>,
    n: Take<BIGNUM>,
    e: Take<BIGNUM>,
    d: Take<BIGNUM>,
) -> c_int {
    entry(0, || {
        let key = r.get()?;
        let n_missing = n.peek().is_err();
        let e_missing = e.peek().is_err();
        if (n_missing && !key.has(Number::N)) || (e_missing && !key.has(Number::E)) {
            return Err(Error::quiet());
        }
        key.set(Number::N, n.opt());
        key.set(Number::E, e.opt());
        key.set(Number::D, d.opt());
        Ok(1)
    })
}

/// Sets the primes.
///
/// Returns: 1, and the key owns the numbers; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set0_factors(r: Mut<RSA>, p: Take<BIGNUM>, q: Take<BIGNUM>) -> c_int {
    entry(0, || {
        let key = r.get()?;
        let p_missing = p.peek().is_err();
        let q_missing = q.peek().is_err();
        if (p_missing && !key.has(Number::P)) || (q_missing && !key.has(Number::Q)) {
            return Err(Error::quiet());
        }
        key.set(Number::P, p.opt());
        key.set(Number::Q, q.opt());
        Ok(1)
    })
}

/// Sets the numbers for fast computing.
///
/// Returns: 1, and the key owns the numbers; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set0_crt_params(
    r: Mut<RSA>,
    dmp1: Take<BIGNUM>,
    dmq1: Take<BIGNUM>,
    iqmp: Take<BIGNUM>,
) -> c_int {
    entry(0, || {
        let key = r.get()?;
        let dmp1_missing = dmp1.peek().is_err();
        let dmq1_missing = dmq1.peek().is_err();
        let iqmp_missing = iqmp.peek().is_err();
        if (dmp1_missing && !key.has(Number::Dmp1))
            || (dmq1_missing && !key.has(Number::Dmq1))
            || (iqmp_missing && !key.has(Number::Iqmp))
        {
            return Err(Error::quiet());
        }
        key.set(Number::Dmp1, dmp1.opt());
        key.set(Number::Dmq1, dmq1.opt());
        key.set(Number::Iqmp, iqmp.opt());
        Ok(1)
    })
}

/// The flags of the way the key computes (`RSA_FLAG_FIPS_METHOD`); none of
/// them means that its numbers are elsewhere.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_flags(r: In<RSA>) -> c_int {
    const FIPS_METHOD: c_int = 0x400;
    if r.is_null() { 0 } else { FIPS_METHOD }
}

/// Sets flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set_flags(r: Mut<RSA>, flags: c_int) {
    quiet((), || {
        r.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_clear_flags(r: Mut<RSA>, flags: c_int) {
    quiet((), || {
        r.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Which of `flags` are set.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_test_flags(r: In<RSA>, flags: c_int) -> c_int {
    quiet(0, || Ok(r.get()?.flags() & flags))
}

/// Sets a value of the program at an index.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set_ex_data(r: Mut<RSA>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || {
        r.get()?.ex_data.set(idx, arg)?;
        Ok(1)
    })
}

/// The value of the program at an index.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_ex_data(r: In<RSA>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(r.get()?.ex_data.get(idx)))
}

/// Whether the numbers of a private key fit each other.
///
/// Returns: 1 they do; 0 they do not.
/// Errors: `RSA_R_VALUE_MISSING`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_check_key(rsa: In<RSA>) -> c_int {
    entry(0, || Ok(rsa_check::private(rsa.get()?)?.into()))
}

/// Makes a new key of `bits` bits with the public exponent `e`.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_KEY_SIZE_TOO_SMALL`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_generate_key_ex(
    rsa: Mut<RSA>,
    bits: c_int,
    e: Mut<BIGNUM>,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(0, || {
        let key = rsa.get()?;
        if let Some(keygen) = key.method().and_then(|method| method.get().keygen) {
            return Ok(keygen(rsa, bits, e, cb));
        }
        key.generate(bits, &e.get()?.to_be()?, &mut teller(cb.opt()))?;
        Ok(1)
    })
}

/// Turns blinding on, which it always is.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_blinding_on(rsa: Mut<RSA>, _ctx: Mut<BN_CTX>) -> c_int {
    entry(0, || rsa.get().map(|_| 1))
}

/// Signs a digest of the algorithm with the NID `type_`: writes `RSA_size`
/// bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_UNKNOWN_ALGORITHM_TYPE`, `RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_sign(
    type_: c_int,
    m: InBuf<c_uchar>,
    m_length: c_uint,
    sigret: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    rsa: Mut<RSA>,
) -> c_int {
    entry(0, || {
        let (rsa, digest) = (rsa.share()?, m.slice(m_length)?);
        let signature = match rsa.foreign() {
            Some(foreign) => foreign.sign(digest_of(type_)?, digest)?,
            None => rsa.sign(digest_of(type_)?, digest)?,
        };
        put_signature(&signature, sigret, &siglen)
    })
}

/// Checks the signature of a digest.
///
/// Returns: 1 good; 0 not.
/// Errors: `RSA_R_BAD_SIGNATURE`, `RSA_R_UNKNOWN_ALGORITHM_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_verify(
    type_: c_int,
    m: InBuf<c_uchar>,
    m_length: c_uint,
    sigbuf: InBuf<c_uchar>,
    siglen: c_uint,
    rsa: Mut<RSA>,
) -> c_int {
    entry(0, || {
        let (rsa, md) = (rsa.share()?, digest_of(type_)?);
        let (digest, signature) = (m.slice(m_length)?, sigbuf.slice(siglen)?);
        let good = match rsa.foreign() {
            Some(foreign) => foreign.verify(md, digest, signature)?,
            None => rsa.verify(md, digest, signature)?,
        };
        if good { Ok(1) } else { Err(Error::new(Lib::Rsa, rsa::R_BAD_SIGNATURE)) }
    })
}

#[track_caller]
fn digest_of(nid: c_int) -> Result<Md> {
    Md::from_nid(nid).ok_or_else(|| Error::new(Lib::Rsa, rsa::R_UNKNOWN_ALGORITHM_TYPE))
}

fn put_signature(
    signature: &[u8],
    mut sigret: OutBuf<c_uchar>,
    siglen: &Out<c_uint>,
) -> Result<c_int> {
    sigret.slice(signature.len())?.copy_from_slice(signature);
    siglen.write(c_uint::try_from(signature.len()).unwrap_or(0))?;
    Ok(1)
}

fn put(text: &[u8], mut to: OutBuf<c_uchar>) -> Result<c_int> {
    to.slice(text.len())?.copy_from_slice(text);
    Ok(c_int::try_from(text.len()).unwrap_or(-1))
}

/// Encrypts with the public key; `to` has room for `RSA_size` bytes.
///
/// Returns: the length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_public_encrypt(
    flen: c_int,
    from: InBuf<c_uchar>,
    to: OutBuf<c_uchar>,
    rsa: Mut<RSA>,
    padding: c_int,
) -> c_int {
    entry(-1, || {
        let (rsa, text) = (rsa.share()?, from.slice(flen)?);
        put(&rsa.compute_public(true, text, padding)?, to)
    })
}

/// Opens a signature with the public key; `to` has room for `RSA_size` bytes.
///
/// Returns: the length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_public_decrypt(
    flen: c_int,
    from: InBuf<c_uchar>,
    to: OutBuf<c_uchar>,
    rsa: Mut<RSA>,
    padding: c_int,
) -> c_int {
    entry(-1, || {
        let (rsa, text) = (rsa.share()?, from.slice(flen)?);
        put(&rsa.compute_public(false, text, padding)?, to)
    })
}

/// Signs bytes with the private key; `to` has room for `RSA_size` bytes.
///
/// Returns: the length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_private_encrypt(
    flen: c_int,
    from: InBuf<c_uchar>,
    to: OutBuf<c_uchar>,
    rsa: Mut<RSA>,
    padding: c_int,
) -> c_int {
    entry(-1, || {
        let (rsa, text) = (rsa.share()?, from.slice(flen)?);
        put(&rsa.compute_private(true, text, padding)?, to)
    })
}

/// Decrypts with the private key; `to` has room for `RSA_size` bytes.
///
/// Returns: the length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_private_decrypt(
    flen: c_int,
    from: InBuf<c_uchar>,
    to: OutBuf<c_uchar>,
    rsa: Mut<RSA>,
    padding: c_int,
) -> c_int {
    entry(-1, || {
        let (rsa, text) = (rsa.share()?, from.slice(flen)?);
        put(&rsa.compute_private(false, text, padding)?, to)
    })
}

/// Reads with `decode`; on success moves `input` on and stores the key.
fn d2i(
    place: &InOut<RSA>,
    input: &DerIn,
    len: c_long,
    decode: fn(&[u8]) -> Result<(Arc<RSA>, usize)>,
) -> Result<Give<RSA>> {
    let (key, used) = decode(input.slice(len)?)?;
    input.advance(used);
    Ok(place.give(key, drop))
}

/// Reads a PKCS#1 private key.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_RSAPrivateKey(a: InOut<RSA>, in_: DerIn, len: c_long) -> Give<RSA> {
    entry(Give::null(), || d2i(&a, &in_, len, RSA::decode_private))
}

/// Reads a PKCS#1 public key.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_RSAPublicKey(a: InOut<RSA>, in_: DerIn, len: c_long) -> Give<RSA> {
    entry(Give::null(), || d2i(&a, &in_, len, RSA::decode_public))
}

/// Reads the SubjectPublicKeyInfo of an RSA key.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_RSA_PUBKEY(a: InOut<RSA>, in_: DerIn, len: c_long) -> Give<RSA> {
    entry(Give::null(), || d2i(&a, &in_, len, RSA::decode_spki))
}

/// Writes a private key as PKCS#1.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_RSAPrivateKey(a: In<RSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.private()?.to_traditional()?))
}

/// Writes a public key as PKCS#1.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_RSAPublicKey(a: In<RSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.encode_public()?))
}

/// Writes a public key as SubjectPublicKeyInfo.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_RSA_PUBKEY(a: In<RSA>, out: DerOut) -> c_int {
    entry(-1, || out.put(a.get()?.public()?.spki()))
}

/// Copies a public key.
///
/// Returns: the copy; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSAPublicKey_dup(a: In<RSA>) -> Give<RSA> {
    entry(Give::null(), || Ok(Give::new(RSA::from_public(&a.get()?.public()?)?)))
}

/// Copies a private key.
///
/// Returns: the copy; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSAPrivateKey_dup(a: In<RSA>) -> Give<RSA> {
    entry(Give::null(), || Ok(Give::new(RSA::from_private(&a.get()?.private()?)?)))
}
