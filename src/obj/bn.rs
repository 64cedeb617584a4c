//! `BIGNUM`: big numbers as C holds them.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use crate::abi::{Mut, Opaque};
use crate::crypto::digest::{Hasher, Md};
use crate::crypto::rand;
use crate::err::{Error, Lib, Result, bn};
use std::ffi::c_int;
use std::sync::{Arc, LazyLock};
use zeroize::Zeroizing;

pub use crate::crypto::bn::{Bn, security_bits};

/// A big number that C holds.
pub struct BIGNUM {
    value: Guarded<Option<Arc<Bn>>>,
    flags: Guarded<c_int>,
}

static ONE: LazyLock<BIGNUM> = LazyLock::new(|| BIGNUM {
    value: Guarded::new(Bn::from_word(1).ok().map(Arc::new)),
    flags: Guarded::new(2),
});

impl BIGNUM {
    /// Zero.
    pub fn new() -> Box<BIGNUM> {
        Box::new(BIGNUM { value: Guarded::new(None), flags: Guarded::new(1) })
    }

    /// A number.
    pub fn of(value: Bn) -> Box<BIGNUM> {
        let number = BIGNUM::new();
        number.set(value);
        number
    }

    /// The number that bytes are, big-endian.
    #[track_caller]
    pub fn from_be(bytes: &[u8]) -> Result<Box<BIGNUM>> {
        Bn::from_be(bytes).map(BIGNUM::of)
    }

    /// One.
    pub fn one() -> &'static BIGNUM {
        &ONE
    }

    /// Its value.
    #[track_caller]
    pub fn get(&self) -> Result<Arc<Bn>> {
        match self.value.get() {
            Some(value) => Ok(value),
            None => Bn::zero().map(Arc::new),
        }
    }

    /// Replaces its value.
    pub fn set(&self, value: Bn) {
        self.value.set(Some(Arc::new(value)));
    }

    /// Takes the value of another number.
    #[track_caller]
    pub fn take_value(&self, from: &BIGNUM) -> Result<()> {
        self.value.set(Some(from.get()?));
        Ok(())
    }

    /// Its magnitude, big-endian without leading zeros.
    #[track_caller]
    pub fn to_be(&self) -> Result<Vec<u8>> {
        Ok(self.get()?.to_be())
    }

    /// Hexadecimal digits without leading zeros, unlike those of `BN_bn2hex`.
    #[track_caller]
    pub fn to_text(&self) -> Result<String> {
        let hex = self.get()?.to_hex();
        let (sign, digits) = hex.strip_prefix('-').map_or(("", hex.as_str()), |rest| ("-", rest));
        let digits = match digits.trim_start_matches('0') {
            "" => "0",
            trimmed => trimmed,
        };
        Ok(format!("{sign}{digits}"))
    }

    /// Its flags (`BN_FLG_…`): computing is in constant time without them.
    pub fn flags(&self) -> c_int {
        self.flags.get()
    }

    /// Adds flags.
    pub fn set_flags(&self, flags: c_int) {
        self.flags.with(|now| *now |= flags);
    }

    /// A copy.
    pub fn duplicate(&self) -> Box<BIGNUM> {
        Box::new(BIGNUM { value: Guarded::new(self.value.get()), flags: Guarded::new(1) })
    }
}

/// Scratch numbers of the program's: those taken since a start go back at its
/// end.
#[derive(Default)]
pub struct BN_CTX {
    state: Guarded<Frames>,
}

#[derive(Default)]
struct Frames {
    #[allow(clippy::vec_box, reason = "C holds their addresses while the list grows")]
    numbers: Vec<Box<BIGNUM>>,
    used: usize,
    marks: Vec<usize>,
}

impl BN_CTX {
    /// Marks where numbers are taken from now.
    pub fn start(&self) {
        self.state.with(|state| state.marks.push(state.used));
    }

    /// Gives back the numbers taken since the last start.
    pub fn end(&self) {
        self.state.with(|state| {
            if let Some(mark) = state.marks.pop() {
                state.used = mark;
            }
        });
    }

    /// Takes a number, which is zero; its address stays valid until the
    /// context goes.
    pub fn take(&self) -> *const BIGNUM {
        self.state.with(|state| {
            if state.used == state.numbers.len() {
                state.numbers.push(BIGNUM::new());
            }
            let number = &state.numbers[state.used];
            number.value.set(None);
            state.used += 1;
            std::ptr::from_ref(&**number)
        })
    }
}

/// An odd modulus N for numbers in Montgomery's form: a number a is written as
/// aR, where R is two to the length of N in whole words.
#[derive(Default)]
pub struct BN_MONT_CTX(Guarded<Option<Arc<Montgomery>>>);

struct Montgomery {
    modulus: Bn,
    /// R, and its inverse.
    scale: Bn,
    inverse: Bn,
}

impl BN_MONT_CTX {
    /// Sets the modulus.
    ///
    /// Errors: `BN_R_NO_INVERSE` of an even one; none of zero.
    #[track_caller]
    pub fn set(&self, modulus: &Bn) -> Result<()> {
        if modulus.is_zero() {
            return Err(Error::quiet());
        }
        let modulus = modulus.duplicate()?;
        let words = modulus.bits().next_multiple_of(64);
        let length = c_int::try_from(words).map_err(|_| Error::quiet())?;
        let scale = Bn::from_word(1)?.shift(length)?;
        // Everything is zero modulo one.
        let inverse = match modulus.word() {
            Some(1) => Bn::zero()?,
            _ => scale.mod_inverse(&modulus)?,
        };
        self.0.set(Some(Arc::new(Montgomery { modulus, scale, inverse })));
        Ok(())
    }

    /// Takes the modulus of another.
    pub fn copy_from(&self, from: &BN_MONT_CTX) {
        self.0.set(from.0.get());
    }

    #[track_caller]
    fn get(&self) -> Result<Arc<Montgomery>> {
        self.0.get().ok_or_else(|| Error::new(Lib::Bn, bn::R_NOT_INITIALIZED))
    }

    /// A number in Montgomery's form.
    #[track_caller]
    pub fn enter(&self, number: &Bn) -> Result<Bn> {
        let state = self.get()?;
        number.mod_mul(&state.scale, &state.modulus)
    }

    /// The number that another in Montgomery's form is.
    #[track_caller]
    pub fn leave(&self, number: &Bn) -> Result<Bn> {
        let state = self.get()?;
        number.mod_mul(&state.inverse, &state.modulus)
    }
}

/// A number that is divided by.
#[derive(Default)]
pub struct BN_RECP_CTX(Guarded<Option<Arc<Bn>>>);

impl BN_RECP_CTX {
    /// Sets the number.
    pub fn set(&self, divisor: Bn) {
        self.0.set(Some(Arc::new(divisor)));
    }

    /// The number; zero at first.
    #[track_caller]
    pub fn divisor(&self) -> Result<Arc<Bn>> {
        match self.0.get() {
            Some(divisor) => Ok(divisor),
            None => Bn::zero().map(Arc::new),
        }
    }
}

/// NIST's primes of 192, 224, 256, 384 and 521 bits (FIPS 186-4, appendix D).
pub static NIST_PRIMES: LazyLock<Vec<Box<BIGNUM>>> = LazyLock::new(|| {
    // The powers of two in each, with their signs; then one is taken away or
    // added.
    const TERMS: [&[(c_int, bool)]; 5] = [
        &[(192, true), (64, false), (0, false)],
        &[(224, true), (96, false), (0, true)],
        &[(256, true), (224, false), (192, true), (96, true), (0, false)],
        &[(384, true), (128, false), (96, false), (32, true), (0, false)],
        &[(521, true), (0, false)],
    ];
    let prime = |terms: &[(c_int, bool)]| -> Result<Bn> {
        let mut sum = Bn::zero()?;
        for (power, plus) in terms {
            let term = Bn::from_word(1)?.shift(*power)?;
            sum = if *plus { sum.add(&term)? } else { sum.sub(&term)? };
        }
        Ok(sum)
    };
    TERMS.iter().filter_map(|terms| prime(terms).ok()).map(BIGNUM::of).collect()
});

/// A random number below `range`, in which a secret and a message have a part.
///
/// Errors: `BN_R_PRIVATE_KEY_TOO_LARGE`, `BN_R_DIV_BY_ZERO`.
#[track_caller]
pub fn dsa_nonce(range: &Bn, secret: &Bn, message: &[u8]) -> Result<Bn> {
    /// The longest secret.
    const MOST: usize = 96;
    /// So many bytes more than the range has that none of its numbers is
    /// likelier than another.
    const MORE: usize = 8;
    let too_large = || Error::new(Lib::Bn, bn::R_PRIVATE_KEY_TOO_LARGE);
    let secret = secret.to_be_padded(MOST).ok_or_else(too_large)?;
    let len = range.bits().div_ceil(8) + MORE;
    let mut random = Zeroizing::new([0; 64]);
    rand::fill(&mut random[..])?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(len + 64));
    for block in 0_u64.. {
        if bytes.len() >= len {
            break;
        }
        let mut hasher = Hasher::new(Md::Sha512)?;
        for part in [&block.to_be_bytes()[..], &secret, message, &random[..]] {
            hasher.update(part)?;
        }
        bytes.extend_from_slice(&hasher.finish()?);
    }
    Bn::from_be(bytes.get(..len).unwrap_or_default())?.nnmod(range)
}

/// Is told what happened in making a prime, and how often; 0 ends it.
pub type Told = extern "C" fn(c_int, c_int, Mut<BN_GENCB>) -> c_int;
/// The same of before OpenSSL 0.9.8, which cannot end it.
pub type ToldOld = extern "C" fn(c_int, c_int, Opaque);

/// A function that is told how making primes goes on, and its argument.
#[derive(Debug)]
pub struct BN_GENCB {
    told: Guarded<Teller>,
    arg: Guarded<Opaque>,
}

#[derive(Debug, Clone, Copy)]
enum Teller {
    Nobody,
    Told(Told),
    Old(Option<ToldOld>),
}

impl BN_GENCB {
    /// One without a function.
    pub fn new() -> Box<BN_GENCB> {
        Box::new(BN_GENCB { told: Guarded::new(Teller::Nobody), arg: Guarded::new(Opaque::NULL) })
    }

    /// Sets function and argument.
    pub fn set(&self, told: Option<Told>, arg: Opaque) {
        self.told.set(told.map_or(Teller::Nobody, Teller::Told));
        self.arg.set(arg);
    }

    /// Sets a function of the older kind and its argument.
    pub fn set_old(&self, told: Option<ToldOld>, arg: Opaque) {
        self.told.set(Teller::Old(told));
        self.arg.set(arg);
    }

    /// The argument.
    pub fn arg(&self) -> Opaque {
        self.arg.get()
    }

    /// Tells it; false if it wants to end what is done.
    pub fn tell(&self, event: c_int, count: c_int) -> bool {
        match self.told.get() {
            Teller::Nobody => false,
            Teller::Told(told) => told(event, count, Mut::lend(self)) != 0,
            Teller::Old(told) => {
                if let Some(told) = told {
                    told(event, count, self.arg());
                }
                true
            }
        }
    }
}

/// What making a prime tells `callback`, if there is one.
pub fn teller(callback: Option<&BN_GENCB>) -> impl FnMut(c_int, c_int) -> bool + '_ {
    move |event, count| callback.is_none_or(|callback| callback.tell(event, count))
}
