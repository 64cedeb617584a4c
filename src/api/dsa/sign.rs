//! `DSA_sign`, `DSA_verify` and `DSA_SIG_…`.

use crate::abi::{
    DerIn, DerOut, Give, In, InBuf, InOut, LendConst, Mut, Out, OutBuf, Take, entry, quiet,
};
use crate::err::{Error, Lib};
use crate::obj::bn::{BIGNUM, BN_CTX};
use crate::obj::dsa::{DSA, DSA_SIG};
use std::ffi::{c_int, c_long, c_uchar, c_uint};

/// Signs a digest.
///
/// Returns: the signature; NULL on error.
/// Errors: `DSA_R_MISSING_PARAMETERS`, `DSA_R_MISSING_PRIVATE_KEY`.
/// See: DSA_do_sign(3).
#[unsafe(no_mangle)]
pub extern "C" fn DSA_do_sign(dgst: InBuf<c_uchar>, dlen: c_int, dsa: Mut<DSA>) -> Give<DSA_SIG> {
    entry(Give::null(), || Ok(Give::new(dsa.share()?.sign(dgst.slice(dlen)?)?)))
}

/// Whether a signature of a digest is good.
///
/// Returns: 1 if it is; 0 if not; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_do_verify(
    dgst: InBuf<c_uchar>,
    dgst_len: c_int,
    sig: Mut<DSA_SIG>,
    dsa: Mut<DSA>,
) -> c_int {
    entry(-1, || Ok(dsa.share()?.verify(dgst.slice(dgst_len)?, sig.get()?)?.into()))
}

/// Signs a digest: writes at most `DSA_size` bytes of DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_sign(
    _type: c_int,
    dgst: InBuf<c_uchar>,
    dlen: c_int,
    mut sig: OutBuf<c_uchar>,
    siglen: Out<c_uint>,
    dsa: Mut<DSA>,
) -> c_int {
    entry(0, || {
        siglen.write(0)?;
        let der = dsa.share()?.sign(dgst.slice(dlen)?)?.encode()?;
        sig.slice(der.len())?.copy_from_slice(&der);
        siglen.write(c_uint::try_from(der.len()).unwrap_or(0))?;
        Ok(1)
    })
}

/// Whether a signature in DER of a digest is good.
///
/// Returns: 1 if it is; 0 if not; -1 on error, also for what is no signature.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_verify(
    _type: c_int,
    dgst: InBuf<c_uchar>,
    dgst_len: c_int,
    sigbuf: InBuf<c_uchar>,
    siglen: c_int,
    dsa: Mut<DSA>,
) -> c_int {
    entry(-1, || {
        let signature = sigbuf.slice(siglen)?;
        let (value, used) = DSA_SIG::decode(signature).map_err(|_| Error::quiet())?;
        if used != signature.len() {
            return Err(Error::quiet());
        }
        Ok(dsa.share()?.verify(dgst.slice(dgst_len)?, &value)?.into())
    })
}

/// Computes numbers for a signature ahead; that is not offered, since a number
/// used twice gives the key away.
///
/// Returns: 0.
/// Errors: `ERR_R_DISABLED`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_sign_setup(
    _dsa: Mut<DSA>,
    _ctx_in: Mut<BN_CTX>,
    _kinvp: Out<*mut BIGNUM>,
    _rp: Out<*mut BIGNUM>,
) -> c_int {
    entry(0, || Err(Error::new(Lib::Dsa, crate::err::R_DISABLED)))
}

/// Makes a signature without numbers.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_SIG_new() -> Give<DSA_SIG> {
    entry(Give::null(), || Ok(Give::new(DSA_SIG::new())))
}

/// Frees a signature; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_SIG_free(a: Take<DSA_SIG>) {
    quiet((), || {
        drop(a.opt());
        Ok(())
    });
}

/// Lends the numbers of a signature; places may be NULL.
/// Ownership: they belong to the signature.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_SIG_get0(
    sig: In<DSA_SIG>,
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

/// Sets the numbers of a signature.
///
/// Returns: 1, and the signature owns them; 0 if one is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_SIG_set0(sig: Mut<DSA_SIG>, r: Take<BIGNUM>, s: Take<BIGNUM>) -> c_int {
    quiet(0, || {
        let sig = sig.get()?;
        if r.peek().is_err() || s.peek().is_err() {
            return Ok(0);
        }
        if let (Some(r), Some(s)) = (r.opt(), s.opt()) {
            sig.set(r, s);
        }
        Ok(1)
    })
}

/// Writes a signature in DER.
///
/// Returns: its length; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_DSA_SIG(a: In<DSA_SIG>, out: DerOut) -> c_int {
    entry(-1, || out.put(&a.get()?.encode()?))
}

/// Reads a signature from DER.
///
/// Returns: it, also in `*a` if `a` is not NULL; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_DSA_SIG(a: InOut<DSA_SIG>, in_: DerIn, len: c_long) -> Give<DSA_SIG> {
    entry(Give::null(), || {
        let (value, used) = DSA_SIG::decode(in_.slice(len)?).map_err(|_| Error::quiet())?;
        in_.advance(used);
        Ok(a.give(value, drop))
    })
}
