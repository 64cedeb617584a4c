//! `BN_get0_nist_prime_…`, `BN_nist_mod_…`: NIST's primes (FIPS 186-4,
//! appendix D).

use super::put;
use crate::abi::{In, LendConst, Mut, entry, quiet};
use crate::obj::bn::{BIGNUM, BN_CTX, NIST_PRIMES};
use std::ffi::c_int;

/// Makes its first argument its second modulo one of NIST's primes.
pub type NistReduction = extern "C" fn(Mut<BIGNUM>, In<BIGNUM>, In<BIGNUM>, Mut<BN_CTX>) -> c_int;

fn prime(index: usize) -> LendConst<BIGNUM> {
    quiet(LendConst::null(), || {
        Ok(NIST_PRIMES.get(index).map_or(LendConst::null(), |prime| LendConst::new(&**prime)))
    })
}

fn reduce(index: usize, r: &Mut<BIGNUM>, a: &In<BIGNUM>) -> crate::err::Result<c_int> {
    let prime = NIST_PRIMES.get(index).ok_or_else(crate::err::Error::quiet)?;
    put(r, a.get()?.get()?.nnmod(&*prime.get()?))
}

macro_rules! primes {
    ($($index:literal $bits:literal $lend:ident $reduce:ident;)*) => {
        $(
            #[doc = concat!("Lends NIST's prime of ", $bits, " bits.")]
            #[unsafe(no_mangle)]
            pub extern "C" fn $lend() -> LendConst<BIGNUM> {
                prime($index)
            }

            #[doc = concat!("Makes `r` `a` modulo NIST's prime of ", $bits, " bits, whatever `p` is.")]
            ///
            /// Returns: 1; 0 on error.
            #[unsafe(no_mangle)]
            pub extern "C" fn $reduce(
                r: Mut<BIGNUM>,
                a: In<BIGNUM>,
                _p: In<BIGNUM>,
                _ctx: Mut<BN_CTX>,
            ) -> c_int {
                entry(0, || reduce($index, &r, &a))
            }
        )*

        /// The function that reduces modulo `p`.
        ///
        /// Returns: NULL if `p` is none of NIST's primes.
        #[unsafe(no_mangle)]
        pub extern "C" fn BN_nist_mod_func(p: In<BIGNUM>) -> Option<NistReduction> {
            quiet(None, || {
                let p = p.get()?.get()?;
                let functions: [NistReduction; NIST_PRIMES_COUNT] = [$($reduce),*];
                for (prime, function) in NIST_PRIMES.iter().zip(functions) {
                    if prime.get()?.compare(&p).is_eq() {
                        return Ok(Some(function));
                    }
                }
                Ok(None)
            })
        }
    };
}

const NIST_PRIMES_COUNT: usize = 5;

primes! {
    0 "192" BN_get0_nist_prime_192 BN_nist_mod_192;
    1 "224" BN_get0_nist_prime_224 BN_nist_mod_224;
    2 "256" BN_get0_nist_prime_256 BN_nist_mod_256;
    3 "384" BN_get0_nist_prime_384 BN_nist_mod_384;
    4 "521" BN_get0_nist_prime_521 BN_nist_mod_521;
}
