//! `openssl/dsa.h`: DSA.

mod files;
mod method;
mod sign;

use crate::abi::{Give, In, InBuf, LendConst, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::Error;
use crate::obj::bn::{BIGNUM, BN_GENCB, ToldOld, teller};
use crate::obj::dh::DH;
use crate::obj::dsa::{DSA, Number};
use std::ffi::{c_int, c_uchar, c_ulong};

crate::arc_handle!(crate::obj::dsa::DSA);
crate::box_handle!(crate::obj::dsa::DSA_SIG,);

fn int(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

/// Makes a key without numbers.
///
/// See: DSA_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn DSA_new() -> Give<DSA> {
    entry(Give::null(), || Ok(Give::new(DSA::new())))
}

/// Gives up a share of a key; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_free(r: Take<DSA>) {
    quiet((), || {
        drop(r.opt());
        Ok(())
    });
}

/// Takes one more share of a key.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_up_ref(r: Mut<DSA>) -> c_int {
    entry(0, || {
        std::mem::forget(r.share()?);
        Ok(1)
    })
}

/// The length of the longest signature in DER.
///
/// Returns: -1 without parameters.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_size(r: In<DSA>) -> c_int {
    quiet(-1, || {
        let key = r.get()?;
        if !key.has(Number::Q) {
            return Err(Error::quiet());
        }
        Ok(int(key.signature_size()?))
    })
}

/// The length of the prime in bits.
///
/// Returns: -1 without one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_bits(d: In<DSA>) -> c_int {
    quiet(-1, || {
        let key = d.get()?;
        if key.has(Number::P) { Ok(int(key.bits())) } else { Err(Error::quiet()) }
    })
}

/// The strength in bits.
///
/// Returns: -1 without parameters.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_security_bits(d: In<DSA>) -> c_int {
    quiet(-1, || {
        let key = d.get()?;
        if !key.has(Number::P) || !key.has(Number::Q) {
            return Err(Error::quiet());
        }
        Ok(c_int::try_from(key.security_bits()).unwrap_or(0))
    })
}

/// Lends the parameters; places may be NULL.
/// Ownership: they belong to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_pqg(
    d: In<DSA>,
    p: Out<LendConst<BIGNUM>>,
    q: Out<LendConst<BIGNUM>>,
    g: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let key = d.get()?;
        for (place, which) in [(p, Number::P), (q, Number::Q), (g, Number::G)] {
            place.write_opt(LendConst::from_ptr(key.get(which)));
        }
        Ok(())
    });
}

/// Lends public and private value; places may be NULL.
/// Ownership: they belong to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_key(
    d: In<DSA>,
    pub_key: Out<LendConst<BIGNUM>>,
    priv_key: Out<LendConst<BIGNUM>>,
) {
    quiet((), || {
        let key = d.get()?;
        for (place, which) in [(pub_key, Number::Public), (priv_key, Number::Private)] {
            place.write_opt(LendConst::from_ptr(key.get(which)));
        }
        Ok(())
    });
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_p(d: In<DSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(d.get()?.get(Number::P))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_q(d: In<DSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(d.get()?.get(Number::Q))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_g(d: In<DSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(d.get()?.get(Number::G))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_pub_key(d: In<DSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(d.get()?.get(Number::Public))))
}

/// Lends one number; NULL if it is not set.
/// Ownership: it belongs to `d`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_priv_key(d: In<DSA>) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(d.get()?.get(Number::Private))))
}

/// Sets the parameters; NULL leaves a number, but all must be there at last.
///
/// Returns: 1, and the key owns the numbers; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set0_pqg(
    d: Mut<DSA>,
    p: Take<BIGNUM>,
    q: Take<BIGNUM>,
    g: Take<BIGNUM>,
) -> c_int {
    entry(0, || {
        let key = d.get()?;
        let lacks = |given: &Take<BIGNUM>, which| given.peek().is_err() && !key.has(which);
        if lacks(&p, Number::P) || lacks(&q, Number::Q) || lacks(&g, Number::G) {
            return Err(Error::quiet());
        }
        key.set(Number::P, p.opt());
        key.set(Number::Q, q.opt());
        key.set(Number::G, g.opt());
        Ok(1)
    })
}

/// Sets public and private value; NULL leaves one.
///
/// Returns: 1, and the key owns the numbers.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set0_key(
    d: Mut<DSA>,
    pub_key: Take<BIGNUM>,
    priv_key: Take<BIGNUM>,
) -> c_int {
    entry(0, || {
        let key = d.get()?;
        key.set(Number::Public, pub_key.opt());
        key.set(Number::Private, priv_key.opt());
        Ok(1)
    })
}

/// Copies the parameters of a key.
///
/// Returns: the copy; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSAparams_dup(a: In<DSA>) -> Give<DSA> {
    entry(Give::null(), || Ok(Give::new(DSA::from_params(&a.get()?.params()?)?)))
}

/// A Diffie-Hellman key of the same numbers.
///
/// Returns: it; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_dup_DH(r: In<DSA>) -> Give<DH> {
    entry(Give::null(), || {
        let key = r.opt().ok_or_else(Error::quiet)?;
        Ok(Give::new(key.to_dh()?))
    })
}

/// Makes new parameters, from `seed` if it is not NULL.
///
/// Returns: 1; 0 on error.
/// See: DSA_generate_parameters_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn DSA_generate_parameters_ex(
    dsa: Mut<DSA>,
    bits: c_int,
    seed: InBuf<c_uchar>,
    seed_len: c_int,
    counter_ret: Out<c_int>,
    h_ret: Out<c_ulong>,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(0, || {
        let key = dsa.get()?;
        if let Some(paramgen) = key.method().and_then(|method| method.get().paramgen) {
            return Ok(paramgen(dsa, bits, seed, seed_len, counter_ret, h_ret, cb));
        }
        let seed = if seed.is_null() { None } else { Some(seed.slice(seed_len)?) };
        let (counter, h) = key.make_params(bits, seed, &mut teller(cb.opt()))?;
        counter_ret.write_opt(counter);
        h_ret.write_opt(h);
        Ok(1)
    })
}

/// As [`DSA_generate_parameters_ex`], as a new object, with an older callback.
///
/// Returns: the parameters; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_generate_parameters(
    bits: c_int,
    seed: InBuf<c_uchar>,
    seed_len: c_int,
    counter_ret: Out<c_int>,
    h_ret: Out<c_ulong>,
    callback: Option<ToldOld>,
    cb_arg: Opaque,
) -> Give<DSA> {
    entry(Give::null(), || {
        let (told, listens) = (BN_GENCB::new(), callback.is_some());
        told.set_old(callback, cb_arg);
        let seed = if seed.is_null() { None } else { Some(seed.slice(seed_len)?) };
        let key = DSA::new();
        let (counter, h) = key.make_params(bits, seed, &mut teller(listens.then_some(&told)))?;
        counter_ret.write_opt(counter);
        h_ret.write_opt(h);
        Ok(Give::new(key))
    })
}

/// Makes a key: a private value unless there is one, and its public value.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_generate_key(a: Mut<DSA>) -> c_int {
    entry(0, || {
        let key = a.get()?;
        if let Some(keygen) = key.method().and_then(|method| method.get().keygen) {
            return Ok(keygen(a));
        }
        key.generate()?;
        Ok(1)
    })
}

/// Sets a value of the program at an index.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set_ex_data(d: Mut<DSA>, idx: c_int, arg: Opaque) -> c_int {
    entry(0, || {
        d.get()?.ex_data.set(idx, arg.0)?;
        Ok(1)
    })
}

/// The value of the program at an index.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get_ex_data(d: In<DSA>, idx: c_int) -> Opaque {
    quiet(Opaque::NULL, || Ok(Opaque(d.get()?.ex_data.get(idx))))
}

/// Sets flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set_flags(d: Mut<DSA>, flags: c_int) {
    quiet((), || {
        d.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_clear_flags(d: Mut<DSA>, flags: c_int) {
    quiet((), || {
        d.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Which of `flags` are set.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_test_flags(d: In<DSA>, flags: c_int) -> c_int {
    quiet(0, || Ok(d.get()?.flags() & flags))
}
