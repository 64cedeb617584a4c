//! `BN_GENCB_…`, `BN_generate_prime_…`, `BN_is_prime_…`, and primes of RFCs.

use super::{give, put};
use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Opaque, Take, entry, quiet};
use crate::crypto::bn::Tell;
use crate::err::{Error, Lib, Result, bn};
use crate::obj::bn::{BIGNUM, BN_CTX, BN_GENCB, Bn, Told, ToldOld, teller};
use crate::obj::dh::Group;
use std::ffi::{c_char, c_int, c_uchar};

crate::box_handle!(BN_GENCB);

/// Makes a place for a function that is told how making primes goes on.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_new() -> Give<BN_GENCB> {
    entry(Give::null(), || Ok(Give::new(BN_GENCB::new())))
}

/// Frees such a place.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_free(cb: Take<BN_GENCB>) {
    quiet((), || {
        drop(cb.opt());
        Ok(())
    });
}

/// Sets the function, which returns 0 to end what is done, and its argument.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_set(gencb: Mut<BN_GENCB>, callback: Option<Told>, cb_arg: Opaque) {
    quiet((), || {
        gencb.get()?.set(callback, cb_arg);
        Ok(())
    });
}

/// Sets a function of the older kind, which cannot end what is done.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_set_old(
    gencb: Mut<BN_GENCB>,
    callback: Option<ToldOld>,
    cb_arg: Opaque,
) {
    quiet((), || {
        gencb.get()?.set_old(callback, cb_arg);
        Ok(())
    });
}

/// The argument of the function.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_get_arg(cb: Mut<BN_GENCB>) -> Opaque {
    quiet(Opaque::NULL, || Ok(cb.get()?.arg()))
}

/// Tells the function that `a` happened for the `b`th time.
///
/// Returns: 1 go on, also without a function; 0 end.
#[unsafe(no_mangle)]
pub extern "C" fn BN_GENCB_call(cb: Mut<BN_GENCB>, a: c_int, b: c_int) -> c_int {
    quiet(1, || Ok(cb.opt().is_none_or(|cb| cb.tell(a, b)).into()))
}

/// A random prime, as [`BN_generate_prime_ex`] says.
pub(super) fn random_prime(
    bits: c_int,
    safe: c_int,
    add: &In<BIGNUM>,
    rem: &In<BIGNUM>,
    tell: Tell<'_>,
) -> Result<Bn> {
    let number = |n: &In<BIGNUM>| n.opt().map(BIGNUM::get).transpose();
    let (add, rem) = (number(add)?, number(rem)?);
    // What a prime leaves if nothing is said; of safe primes the half is odd, too.
    let usual = Bn::from_word(if safe != 0 { 3 } else { 1 })?;
    let leaving = add.as_deref().map(|add| (add, rem.as_deref().unwrap_or(&usual)));
    Bn::prime(bits, safe != 0, leaving, tell)
}

fn generate(
    ret: &Mut<BIGNUM>,
    bits: c_int,
    safe: c_int,
    add: &In<BIGNUM>,
    rem: &In<BIGNUM>,
    cb: &Mut<BN_GENCB>,
) -> Result<c_int> {
    put(ret, random_prime(bits, safe, add, rem, &mut teller(cb.opt())))
}

/// Makes a random prime, a safe one if `safe` is not 0; with `add`, one that
/// leaves `rem`, or 1 (of safe primes 3), when divided by it.
///
/// Returns: 1; 0 on error.
/// Errors: `BN_R_BITS_TOO_SMALL`.
/// See: BN_generate_prime(3).
#[unsafe(no_mangle)]
pub extern "C" fn BN_generate_prime_ex(
    ret: Mut<BIGNUM>,
    bits: c_int,
    safe: c_int,
    add: In<BIGNUM>,
    rem: In<BIGNUM>,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(0, || generate(&ret, bits, safe, &add, &rem, &cb))
}

/// As [`BN_generate_prime_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn BN_generate_prime_ex2(
    ret: Mut<BIGNUM>,
    bits: c_int,
    safe: c_int,
    add: In<BIGNUM>,
    rem: In<BIGNUM>,
    cb: Mut<BN_GENCB>,
    _ctx: Mut<BN_CTX>,
) -> c_int {
    entry(0, || generate(&ret, bits, safe, &add, &rem, &cb))
}

fn is_prime(p: &In<BIGNUM>, cb: &Mut<BN_GENCB>) -> Result<c_int> {
    let prime = p.get()?.get()?.is_prime()?;
    // A test that found nothing against it is told of.
    if prime && !cb.opt().is_none_or(|cb| cb.tell(1, 0)) {
        return Err(Error::quiet());
    }
    Ok(prime.into())
}

/// Whether a number is prime.
///
/// Returns: 1 or 0; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_check_prime(p: In<BIGNUM>, _ctx: Mut<BN_CTX>, cb: Mut<BN_GENCB>) -> c_int {
    entry(-1, || is_prime(&p, &cb))
}

/// As [`BN_check_prime`], whatever number of rounds is asked for.
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_prime_ex(
    p: In<BIGNUM>,
    _nchecks: c_int,
    _ctx: Mut<BN_CTX>,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(-1, || is_prime(&p, &cb))
}

/// As [`BN_is_prime_ex`].
#[unsafe(no_mangle)]
pub extern "C" fn BN_is_prime_fasttest_ex(
    p: In<BIGNUM>,
    _nchecks: c_int,
    _ctx: Mut<BN_CTX>,
    _do_trial_division: c_int,
    cb: Mut<BN_GENCB>,
) -> c_int {
    entry(-1, || is_prime(&p, &cb))
}

fn named(name: &[u8]) -> Result<Bn> {
    let group = Group::from_name(name).ok_or_else(|| Error::new(Lib::Bn, bn::R_INVALID_RANGE))?;
    Bn::from_be(group.prime()?)
}

macro_rules! primes {
    ($($function:ident $name:literal $what:literal;)*) => {$(
        #[doc = concat!("The prime of ", $what, ", in `bn` or, for NULL, in a new number.")]
        ///
        /// Returns: the number; NULL on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $function(bn: Mut<BIGNUM>) -> Lend<BIGNUM> {
            entry(Lend::null(), || Ok(give(bn, named($name)?)))
        }
    )*};
}

primes! {
    BN_get_rfc3526_prime_1536 b"modp_1536" "1536 bits of RFC 3526";
    BN_get_rfc3526_prime_2048 b"modp_2048" "2048 bits of RFC 3526";
    BN_get_rfc3526_prime_3072 b"modp_3072" "3072 bits of RFC 3526";
    BN_get_rfc3526_prime_4096 b"modp_4096" "4096 bits of RFC 3526";
    BN_get_rfc3526_prime_6144 b"modp_6144" "6144 bits of RFC 3526";
    BN_get_rfc3526_prime_8192 b"modp_8192" "8192 bits of RFC 3526";
}

/// The first Oakley group (RFC 2409, section 6.1).
const OAKLEY_768: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF";
/// The second Oakley group (RFC 2409, section 6.2).
const OAKLEY_1024: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";

fn hexadecimal(digits: &str) -> Result<Bn> {
    let parsed = Bn::parse(digits.as_bytes(), 16)?;
    parsed.map(|(number, _)| number).ok_or_else(|| Error::new(Lib::Bn, bn::R_INVALID_RANGE))
}

/// The prime of the first Oakley group of RFC 2409, in `bn` or, for NULL, in a
/// new number.
///
/// Returns: the number; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_get_rfc2409_prime_768(bn: Mut<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || Ok(give(bn, hexadecimal(OAKLEY_768)?)))
}

/// The prime of the second Oakley group of RFC 2409, in `bn` or, for NULL, in
/// a new number.
///
/// Returns: the number; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_get_rfc2409_prime_1024(bn: Mut<BIGNUM>) -> Lend<BIGNUM> {
    entry(Lend::null(), || Ok(give(bn, hexadecimal(OAKLEY_1024)?)))
}

/// How the numbers are laid out: in words of 64 bits.
#[unsafe(no_mangle)]
pub extern "C" fn BN_options() -> LendConst<c_char> {
    LendConst::cstr(c"bn(64,64)")
}

/// A number from its bytes in the machine's order, in `ret` or, for NULL, in a
/// new number.
///
/// Returns: the number; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn BN_native2bn(s: InBuf<c_uchar>, len: c_int, ret: Mut<BIGNUM>) -> Lend<BIGNUM> {
    if cfg!(target_endian = "little") {
        super::text::BN_lebin2bn(s, len, ret)
    } else {
        super::text::BN_bin2bn(s, len, ret)
    }
}
