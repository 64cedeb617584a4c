//! The groups of Diffie-Hellman that have names: RFC 3526 and RFC 7919.

use super::bn::Bn;
use super::dh::Params;
use super::ffi;
use crate::err::Result;
use aws_lc_sys as sys;
use std::ffi::{CStr, c_int};
use std::sync::OnceLock;

/// A group with a name. Every generator is 2, every prime a safe one.
pub struct Group {
    /// OpenSSL's number of it.
    pub nid: c_int,
    /// OpenSSL's name of it (`ffdhe2048`).
    pub name: &'static CStr,
    /// The length of private values in bits.
    pub length: u64,
    source: Source,
    prime: OnceLock<Vec<u8>>,
}

/// Where a prime comes from.
enum Source {
    /// RFC 3526: aws-lc has it.
    Modp(unsafe extern "C" fn(*mut sys::BIGNUM) -> *mut sys::BIGNUM),
    /// RFC 7919, appendix A: its length in bits and the number X there.
    Ffdhe(c_int, u64),
}

const fn group(nid: c_int, name: &'static CStr, length: u64, source: Source) -> Group {
    Group { nid, name, length, source, prime: OnceLock::new() }
}

static GROUPS: [Group; 11] = [
    group(1126, c"ffdhe2048", 225, Source::Ffdhe(2048, 560_316)),
    group(1127, c"ffdhe3072", 275, Source::Ffdhe(3072, 2_625_351)),
    group(1128, c"ffdhe4096", 325, Source::Ffdhe(4096, 5_736_041)),
    group(1129, c"ffdhe6144", 375, Source::Ffdhe(6144, 15_705_020)),
    group(1130, c"ffdhe8192", 400, Source::Ffdhe(8192, 10_965_728)),
    group(1212, c"modp_1536", 200, Source::Modp(sys::BN_get_rfc3526_prime_1536)),
    group(1213, c"modp_2048", 225, Source::Modp(sys::BN_get_rfc3526_prime_2048)),
    group(1214, c"modp_3072", 275, Source::Modp(sys::BN_get_rfc3526_prime_3072)),
    group(1215, c"modp_4096", 325, Source::Modp(sys::BN_get_rfc3526_prime_4096)),
    group(1216, c"modp_6144", 375, Source::Modp(sys::BN_get_rfc3526_prime_6144)),
    group(1217, c"modp_8192", 400, Source::Modp(sys::BN_get_rfc3526_prime_8192)),
];

impl Group {
    /// The group of this NID.
    pub fn from_nid(nid: c_int) -> Option<&'static Group> {
        GROUPS.iter().find(|group| group.nid == nid)
    }

    /// The group of this name, in any case.
    pub fn from_name(name: &[u8]) -> Option<&'static Group> {
        GROUPS.iter().find(|group| group.name.to_bytes().eq_ignore_ascii_case(name))
    }

    /// The group of this prime and generator.
    pub fn of(p: &[u8], g: &[u8]) -> Option<&'static Group> {
        let bits = c_int::try_from(super::bn::bit_len(p)).ok()?;
        (g == [2]).then_some(())?;
        GROUPS
            .iter()
            .filter(|group| group.bits() == bits)
            .find(|group| group.prime().is_ok_and(|prime| prime == p))
    }

    /// The length of the prime in bits.
    pub fn bits(&self) -> c_int {
        match (&self.source, self.nid) {
            (Source::Ffdhe(bits, _), _) => *bits,
            (_, 1212) => 1536,
            (_, 1213) => 2048,
            (_, 1214) => 3072,
            (_, 1215) => 4096,
            (_, 1216) => 6144,
            _ => 8192,
        }
    }

    /// The prime, big-endian.
    #[track_caller]
    pub fn prime(&self) -> Result<&[u8]> {
        if let Some(prime) = self.prime.get() {
            return Ok(prime);
        }
        let prime = match self.source {
            Source::Modp(get) => {
                let out = Bn::zero()?;
                // SAFETY: the number is live; it is filled and returned.
                if unsafe { get(out.as_raw()) }.is_null() {
                    return Err(ffi::failed());
                }
                out.to_be()
            }
            Source::Ffdhe(bits, x) => ffdhe(bits, x)?.to_be(),
        };
        Ok(self.prime.get_or_init(|| prime))
    }

    /// The group as parameters, with the order of its generator.
    #[track_caller]
    pub fn params(&self) -> Result<Params> {
        let p = self.prime()?.to_vec();
        let q = Bn::from_be(&p)?.shift(-1)?.to_be();
        Ok(Params { p, g: vec![2], q: Some(q), length: None })
    }
}

/// `2^b - 2^(b-64) + (floor(2^(b-130) e) + X) * 2^64 - 1` (RFC 7919, appendix A).
fn ffdhe(bits: c_int, x: u64) -> Result<Bn> {
    const GUARD: c_int = 64;
    let one = Bn::from_word(1)?;
    // e is the sum of 1/k!, here in fixed point with some bits to spare.
    let mut term = one.shift(bits - 130 + GUARD)?;
    let mut e = term.duplicate()?;
    let mut k = 1;
    while !term.is_zero() {
        term = term.div(&Bn::from_word(k)?)?.0;
        e = e.add(&term)?;
        k += 1;
    }
    let middle = e.shift(-GUARD)?.add(&Bn::from_word(x)?)?.shift(64)?;
    one.shift(bits)?.sub(&one.shift(bits - 64)?)?.add(&middle)?.sub(&one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primes_are_those_of_aws_lc() {
        for (nid, get) in [
            (1126, sys::DH_get_rfc7919_2048 as unsafe extern "C" fn() -> *mut sys::DH),
            (1128, sys::DH_get_rfc7919_4096),
        ] {
            // SAFETY: the object is owned here and freed at the end.
            let theirs = unsafe {
                let dh = get();
                let p = super::super::bn::magnitude(sys::DH_get0_p(dh));
                sys::DH_free(dh);
                p
            };
            let group = Group::from_nid(nid).unwrap();
            assert_eq!(group.prime().unwrap(), theirs);
            assert_eq!(Group::of(&theirs, &[2]).unwrap().nid, nid);
        }
    }

    #[test]
    fn primes_are_safe() {
        for group in &GROUPS[..3] {
            let params = group.params().unwrap();
            assert!(Bn::from_be(&params.p).unwrap().is_prime().unwrap());
            assert!(Bn::from_be(&params.q.unwrap()).unwrap().is_prime().unwrap());
            assert_eq!(
                group.bits(),
                c_int::try_from(super::super::bn::bit_len(&params.p)).unwrap()
            );
        }
    }
}
