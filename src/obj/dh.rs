//! `DH`: a Diffie-Hellman key as its numbers.
#![allow(clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, Bn};
use super::cell::{Changes, Guarded};
use super::dh_method::DH_METHOD;
use super::evp_pkey::{Contents, Params};
use super::ex_data::{Class, ExData};
use super::key_method::{Computing, Origin};
use crate::abi::Mut;
use crate::crypto::dh;
pub use crate::crypto::dh_group::Group;
use crate::crypto::pkey::{Private, PrivateKey, Public, PublicKey};
use crate::err::{Error, Lib, Result, dh as reason};
use std::ffi::{c_int, c_long};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Which of the numbers of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// The prime.
    P,
    /// The order of the generator.
    Q,
    /// The generator.
    G,
    /// The public value.
    Public,
    /// The private value.
    Private,
}

/// A Diffie-Hellman key or group.
#[derive(Default)]
pub struct DH {
    numbers: Guarded<[Option<Box<BIGNUM>>; 5]>,
    length: Guarded<c_long>,
    flags: Guarded<c_int>,
    /// What computes with it.
    pub computing: Computing<DH_METHOD>,
    /// What X9.42 states beside the numbers, in DER.
    pub x942: Guarded<Vec<u8>>,
    /// How often the numbers were replaced.
    pub changes: Changes,
    /// The program's own values.
    pub ex_data: ExData,
}

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Dh, reason::R_NO_PARAMETERS_SET)
}

impl DH {
    /// One without numbers.
    pub fn new() -> Arc<DH> {
        Self::by(Origin::new(None).unwrap_or_default()).0
    }

    /// One without numbers that computes by a method; whether that agrees.
    pub fn by(origin: Origin<DH_METHOD>) -> (Arc<DH>, bool) {
        let key = Arc::new(DH::default());
        key.computing.set_origin(origin);
        key.ex_data.created(Class::Dh, &*key);
        let init = key.computing.method().and_then(|method| method.get().init);
        let agreed = init.is_none_or(|init| init(Mut::lend(&*key)) != 0);
        (key, agreed)
    }

    /// A group.
    #[track_caller]
    pub fn from_params(params: &dh::Params) -> Result<Arc<DH>> {
        let key = DH::new();
        key.set_params(params)?;
        Ok(key)
    }

    /// What an `EVP_PKEY` holds, as a key of its own type.
    #[track_caller]
    pub fn from_contents(contents: &Contents) -> Result<Arc<DH>> {
        let public = |key: &PublicKey| -> Result<Arc<DH>> {
            let Public::Dh(params, value) = key.material() else {
                return Err(missing());
            };
            let out = DH::from_params(params)?;
            out.set(Number::Public, Some(BIGNUM::from_be(value)?));
            Ok(out)
        };
        match contents {
            Contents::Params(Params::Dh(params)) => DH::from_params(params),
            Contents::Public(key) => public(key),
            Contents::Private(key) => {
                let out = public(key.public())?;
                if let Private::Dh(value) = key.material() {
                    out.set(Number::Private, Some(BIGNUM::from_be(value)?));
                }
                Ok(out)
            }
            _ => Err(missing()),
        }
    }

    /// What an `EVP_PKEY` holds for it.
    #[track_caller]
    pub fn contents(&self) -> Result<Contents> {
        let params = self.params()?;
        let (public, private) = (self.bytes(Number::Public)?, self.bytes(Number::Private)?);
        Ok(match (public.is_empty(), private.is_empty()) {
            (_, false) => Contents::Private(PrivateKey::from_dh(params, &private)?),
            (false, true) => Contents::Public(PublicKey::from_dh(params, &public)),
            (true, true) => Contents::Params(Params::Dh(params)),
        })
    }

    /// The group.
    #[track_caller]
    pub fn params(&self) -> Result<dh::Params> {
        let (p, g) = (self.bytes(Number::P)?, self.bytes(Number::G)?);
        if p.is_empty() || g.is_empty() {
            return Err(missing());
        }
        let q = self.bytes(Number::Q)?;
        let length = u64::try_from(self.length()).ok().filter(|&length| length > 0);
        let mut params = dh::Params::new(&p, &g, length)?;
        if !q.is_empty() {
            params.q = Some(q.to_vec());
        }
        Ok(params)
    }

    /// The group in DER.
    #[track_caller]
    pub fn encode_params(&self) -> Result<Vec<u8>> {
        let params = self.params()?;
        Ok(crate::der::keys::encode_dh_params(&params.p, &params.g, params.length))
    }

    /// Replaces the group.
    #[track_caller]
    pub fn set_params(&self, params: &dh::Params) -> Result<()> {
        self.set(Number::P, Some(BIGNUM::from_be(&params.p)?));
        self.set(Number::G, Some(BIGNUM::from_be(&params.g)?));
        if let Some(q) = &params.q {
            self.set(Number::Q, Some(BIGNUM::from_be(q)?));
        }
        self.set_length(params.length.and_then(|l| c_long::try_from(l).ok()).unwrap_or(0));
        Ok(())
    }

    /// The strength in bits.
    pub fn security_bits(&self) -> u32 {
        self.params().map_or(0, |params| crate::crypto::pkey::dh_security_bits(&params))
    }

    /// The flags the program set.
    pub fn flags(&self) -> c_int {
        self.flags.get()
    }

    /// Sets and clears flags.
    pub fn change_flags(&self, set: c_int, clear: c_int) {
        self.flags.with(|flags| *flags = (*flags | set) & !clear);
    }

    /// Sets a number; `None` leaves it.
    pub fn set(&self, which: Number, value: Option<Box<BIGNUM>>) {
        if let Some(value) = value {
            let old = self.numbers.with(|n| n[which as usize].replace(value));
            self.changes.mark();
            drop(old);
        }
    }

    /// Whether a number is set.
    pub fn has(&self, which: Number) -> bool {
        self.numbers.with(|n| n[which as usize].is_some())
    }

    /// A number's address, valid until it is replaced; NULL if it is not set.
    pub fn get(&self, which: Number) -> *const BIGNUM {
        self.numbers
            .with(|n| n[which as usize].as_deref().map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// A number; `None` if it is not set.
    #[track_caller]
    pub fn value(&self, which: Number) -> Result<Option<Bn>> {
        let number = self.numbers.with(|n| n[which as usize].as_ref().map(|n| n.get()));
        number.map(|number| number?.duplicate()).transpose()
    }

    fn bytes(&self, which: Number) -> Result<Zeroizing<Vec<u8>>> {
        self.numbers.with(|n| match &n[which as usize] {
            Some(number) => number.to_be().map(Zeroizing::new),
            None => Ok(Zeroizing::default()),
        })
    }

    /// The length of private values in bits; 0 if it is not stated.
    pub fn length(&self) -> c_long {
        self.length.get()
    }

    /// States the length of private values.
    pub fn set_length(&self, length: c_long) {
        self.length.set(length);
        self.changes.mark();
    }

    /// The length of the prime in bits; 0 without one.
    pub fn bits(&self) -> usize {
        self.bytes(Number::P).map_or(0, |p| crate::crypto::bn::bit_len(&p))
    }

    /// Makes a key: a private value unless there is one, and its public one.
    #[track_caller]
    pub fn generate(&self) -> Result<()> {
        let params = self.params()?;
        let mut private = self.bytes(Number::Private)?;
        if private.is_empty() {
            private = params.new_private()?;
            self.set(Number::Private, Some(BIGNUM::from_be(&private)?));
        }
        let public = params.public(&private)?;
        self.set(Number::Public, Some(BIGNUM::from_be(&public)?));
        Ok(())
    }

    /// The secret shared with the owner of `peer`, as long as the prime.
    #[track_caller]
    pub fn agree(&self, peer: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let private = self.bytes(Number::Private)?;
        if private.is_empty() {
            return Err(Error::new(Lib::Dh, reason::R_NO_PRIVATE_VALUE));
        }
        self.params()?.agree(&private, peer)
    }
}

impl Drop for DH {
    fn drop(&mut self) {
        let finish = self.computing.method().and_then(|method| method.get().finish);
        if let Some(finish) = finish {
            finish(Mut::lend(self));
        }
        self.ex_data.freed(Class::Dh, self);
    }
}
