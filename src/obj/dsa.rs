//! `DSA`: a DSA key as its numbers, and `DSA_SIG`.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, Bn};
use super::cell::{Changes, Guarded};
use super::dh::{self, DH};
use super::dsa_method::DSA_METHOD;
use super::evp_pkey::{Contents, Params};
use super::ex_data::{Class, ExData};
use super::key_method::{Computing, Origin};
use crate::abi::Mut;
use crate::crypto::bn::Tell;
use crate::crypto::dsa;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::der::keys;
use crate::der::reader::Reader;
use crate::err::{Error, Lib, Result, dsa as reason};
use std::ffi::{c_int, c_ulong};
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

/// A DSA key or its parameters.
#[derive(Default)]
pub struct DSA {
    numbers: Guarded<[Option<Box<BIGNUM>>; 5]>,
    flags: Guarded<c_int>,
    /// How often the numbers were replaced.
    pub changes: Changes,
    /// What computes with it.
    pub computing: Computing<DSA_METHOD>,
    /// The program's own values.
    pub ex_data: ExData,
}

#[track_caller]
fn incomplete() -> Error {
    Error::new(Lib::Asn1, crate::err::asn1::R_ILLEGAL_ZERO_CONTENT)
}

/// `DSA_FLAG_CACHE_MONT_P`, which every key has.
const CACHES: c_int = 1;

#[track_caller]
fn failed(code: c_int) -> Error {
    Error::new(Lib::Dsa, code)
}

impl DSA {
    /// One without numbers.
    pub fn new() -> Arc<DSA> {
        Self::by(Origin::new(None).unwrap_or_default()).0
    }

    /// One without numbers that computes by a method; whether that agrees.
    pub fn by(origin: Origin<DSA_METHOD>) -> (Arc<DSA>, bool) {
        let key = Arc::new(DSA::default());
        key.computing.set_origin(origin);
        key.flags.set(CACHES);
        key.ex_data.created(Class::Dsa, &*key);
        let init = key.method().and_then(|method| method.get().init);
        let agreed = init.is_none_or(|init| init(Mut::lend(&*key)) != 0);
        (key, agreed)
    }

    /// Parameters.
    #[track_caller]
    pub fn from_params(params: &dsa::Params) -> Result<Arc<DSA>> {
        let key = DSA::new();
        key.set_params(params)?;
        Ok(key)
    }

    /// A public key.
    #[track_caller]
    pub fn from_public(key: &PublicKey) -> Result<Arc<DSA>> {
        let Public::Dsa(params, value) = key.material() else {
            return Err(failed(reason::R_MISSING_PARAMETERS));
        };
        let out = DSA::from_params(params)?;
        out.set(Number::Public, Some(BIGNUM::from_be(value)?));
        Ok(out)
    }

    /// A private key.
    #[track_caller]
    pub fn from_private(key: &PrivateKey) -> Result<Arc<DSA>> {
        let out = DSA::from_public(key.public())?;
        if let Private::Dsa(value) = key.material() {
            out.set(Number::Private, Some(BIGNUM::from_be(value)?));
        }
        Ok(out)
    }

    /// What an `EVP_PKEY` holds, as a key of its own type.
    #[track_caller]
    pub fn from_contents(contents: &Contents) -> Result<Arc<DSA>> {
        match contents {
            Contents::Params(Params::Dsa(params)) => DSA::from_params(params),
            Contents::Public(key) => DSA::from_public(key),
            Contents::Private(key) => DSA::from_private(key),
            _ => Err(failed(reason::R_MISSING_PARAMETERS)),
        }
    }

    /// What an `EVP_PKEY` holds for it.
    pub fn contents(&self) -> Contents {
        let parts = || {
            let params = self.params()?;
            Ok::<_, Error>(match (self.private(), self.public()) {
                (Ok(key), _) => Contents::Private(key),
                (_, Ok(key)) => Contents::Public(key),
                _ => Contents::Params(Params::Dsa(params)),
            })
        };
        parts().unwrap_or(Contents::Type(KeyKind::Dsa.nid()))
    }

    /// The private key in its form from before PKCS#8 at the start of `der`,
    /// and its length.
    #[track_caller]
    pub fn decode_private(der: &[u8]) -> Result<(Arc<DSA>, usize)> {
        let whole = super::pem::first_value(der)?;
        let mut reader = Reader::new(whole);
        let numbers = keys::dsa_private(&mut reader)?;
        reader.finish()?;
        let out = DSA::new();
        let places = [Number::P, Number::Q, Number::G, Number::Public, Number::Private];
        for (place, number) in places.into_iter().zip(numbers) {
            out.set(place, Some(BIGNUM::from_be(number)?));
        }
        Ok((out, whole.len()))
    }

    /// The SubjectPublicKeyInfo at the start of `der`, and its length.
    #[track_caller]
    pub fn decode_spki(der: &[u8]) -> Result<(Arc<DSA>, usize)> {
        let (key, used) = super::pem::decode_spki(der)?;
        let expected = || Error::new(Lib::Evp, crate::err::evp::R_EXPECTING_A_DSA_KEY);
        if key.kind() != KeyKind::Dsa {
            return Err(expected());
        }
        Ok((DSA::from_public(&key)?, used))
    }

    /// OpenSSL's own form of a public key at the start of `der`, and its
    /// length.
    #[track_caller]
    pub fn decode_public(der: &[u8]) -> Result<(Arc<DSA>, usize)> {
        let whole = super::pem::first_value(der)?;
        let mut reader = Reader::new(whole);
        let [y, p, q, g] = keys::dsa_public(&mut reader)?;
        reader.finish()?;
        let params = dsa::Params { p: p.to_vec(), q: q.to_vec(), g: g.to_vec() };
        Ok((DSA::from_public(&PublicKey::from_dsa(params, y))?, whole.len()))
    }

    /// OpenSSL's own form of a public key.
    #[track_caller]
    pub fn encode_public(&self) -> Result<Vec<u8>> {
        let params = self.params().map_err(|_| incomplete())?;
        if !self.has(Number::Public) {
            return Err(incomplete());
        }
        let value = self.bytes(Number::Public)?;
        Ok(keys::encode_dsa_public([&value, &params.p, &params.q, &params.g]))
    }

    /// Parameters at the start of `der`, and their length.
    #[track_caller]
    pub fn decode_params(der: &[u8]) -> Result<(Arc<DSA>, usize)> {
        let whole = super::pem::first_value(der)?;
        Ok((DSA::from_params(&dsa::Params::from_der(whole)?)?, whole.len()))
    }

    /// A Diffie-Hellman key of the same numbers.
    #[track_caller]
    pub fn to_dh(&self) -> Result<Arc<DH>> {
        let out = DH::new();
        let places = [
            (Number::P, dh::Number::P),
            (Number::Q, dh::Number::Q),
            (Number::G, dh::Number::G),
            (Number::Public, dh::Number::Public),
            (Number::Private, dh::Number::Private),
        ];
        for (from, to) in places {
            if self.has(from) {
                out.set(to, Some(BIGNUM::from_be(&self.bytes(from)?)?));
            }
        }
        Ok(out)
    }

    /// The private key in its form from before PKCS#8.
    ///
    /// Errors: `ASN1_R_ILLEGAL_ZERO_CONTENT` if a number is missing.
    #[track_caller]
    pub fn encode_private(&self) -> Result<Zeroizing<Vec<u8>>> {
        let places = [Number::P, Number::Q, Number::G, Number::Public, Number::Private];
        if places.iter().any(|place| !self.has(*place)) {
            return Err(incomplete());
        }
        let [p, q, g, y, x] = places.map(|place| self.bytes(place));
        Ok(keys::encode_dsa_private([&p?, &q?, &g?, &y?, &x?]))
    }

    /// The parameters, if all are there.
    ///
    /// Errors: `DSA_R_MISSING_PARAMETERS`.
    #[track_caller]
    pub fn params(&self) -> Result<dsa::Params> {
        if [Number::P, Number::Q, Number::G].iter().any(|place| !self.has(*place)) {
            return Err(failed(reason::R_MISSING_PARAMETERS));
        }
        let [p, q, g] = [Number::P, Number::Q, Number::G]
            .map(|place| self.bytes(place).map(|bytes| bytes.to_vec()));
        Ok(dsa::Params { p: p?, q: q?, g: g? })
    }

    /// Replaces the parameters.
    #[track_caller]
    pub fn set_params(&self, params: &dsa::Params) -> Result<()> {
        self.set(Number::P, Some(BIGNUM::from_be(&params.p)?));
        self.set(Number::Q, Some(BIGNUM::from_be(&params.q)?));
        self.set(Number::G, Some(BIGNUM::from_be(&params.g)?));
        Ok(())
    }

    /// The public key.
    #[track_caller]
    pub fn public(&self) -> Result<PublicKey> {
        let params = self.params()?;
        if !self.has(Number::Public) {
            return Err(failed(reason::R_MISSING_PARAMETERS));
        }
        Ok(PublicKey::from_dsa(params, &self.bytes(Number::Public)?))
    }

    /// The private key.
    ///
    /// Errors: `DSA_R_MISSING_PRIVATE_KEY`.
    #[track_caller]
    pub fn private(&self) -> Result<PrivateKey> {
        let params = self.params()?;
        if !self.has(Number::Private) {
            return Err(failed(reason::R_MISSING_PRIVATE_KEY));
        }
        PrivateKey::from_dsa(params, &self.bytes(Number::Private)?)
    }

    /// Makes new parameters of it, from a seed if there is one; gives how many
    /// candidates there were, and what the generator is a power of.
    #[track_caller]
    pub fn make_params(
        &self,
        bits: c_int,
        seed: Option<&[u8]>,
        tell: Tell<'_>,
    ) -> Result<(c_int, c_ulong)> {
        let bits = u32::try_from(bits).unwrap_or(0);
        let made = dsa::Params::from_seed(bits, seed, tell)?;
        self.set_params(&made.params)?;
        Ok((made.counter, made.h))
    }

    /// Makes a key: a private value unless there is one, and its public one.
    #[track_caller]
    pub fn generate(&self) -> Result<()> {
        let params = self.params()?;
        if !self.has(Number::Private) {
            self.set(Number::Private, Some(BIGNUM::from_be(&params.new_private()?)?));
        }
        let public = params.public(&self.bytes(Number::Private)?)?;
        self.set(Number::Public, Some(BIGNUM::from_be(&public)?));
        Ok(())
    }

    /// Signs a digest, as the program's own method does if there is one.
    #[track_caller]
    pub fn sign(self: &Arc<Self>, digest: &[u8]) -> Result<Box<DSA_SIG>> {
        match self.method().and_then(|method| method.get().sign) {
            Some(sign) => DSA_METHOD::call_sign(sign, self, digest),
            None => self.usual_sign(digest),
        }
    }

    /// Signs a digest.
    ///
    /// Errors: `DSA_R_MISSING_PARAMETERS`, `DSA_R_MISSING_PRIVATE_KEY` and
    /// those of parameters that cannot be computed with.
    #[track_caller]
    pub fn usual_sign(&self, digest: &[u8]) -> Result<Box<DSA_SIG>> {
        let key = self.private()?;
        let (Public::Dsa(params, public), Private::Dsa(value)) =
            (key.public().material(), key.material())
        else {
            return Err(failed(reason::R_MISSING_PRIVATE_KEY));
        };
        let [r, s] = params.sign(value, public, digest)?;
        let out = DSA_SIG::new();
        out.set(BIGNUM::from_be(&r)?, BIGNUM::from_be(&s)?);
        Ok(out)
    }

    /// Whether a signature of a digest is good, as the program's own method
    /// finds if there is one.
    #[track_caller]
    pub fn verify(self: &Arc<Self>, digest: &[u8], signature: &DSA_SIG) -> Result<bool> {
        match self.method().and_then(|method| method.get().verify) {
            Some(verify) => DSA_METHOD::call_verify(verify, self, digest, signature),
            None => self.usual_verify(digest, signature),
        }
    }

    /// Whether a signature of a digest is good.
    #[track_caller]
    pub fn usual_verify(&self, digest: &[u8], signature: &DSA_SIG) -> Result<bool> {
        let key = self.public()?;
        let Public::Dsa(params, value) = key.material() else {
            return Err(failed(reason::R_MISSING_PARAMETERS));
        };
        let Some((r, s)) = signature.numbers()? else {
            return Ok(false);
        };
        params.verify(value, digest, &r.to_be(), &s.to_be())
    }

    /// How it computes, if the program set that.
    pub fn method(&self) -> Option<Arc<DSA_METHOD>> {
        self.computing.method()
    }

    /// Whether the program's own method signs.
    pub fn is_foreign(&self) -> bool {
        let usual = DSA_METHOD::usual();
        self.method().is_some_and(|method| !Arc::ptr_eq(&method, usual))
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

    /// A number without leading zeros; empty if it is not set.
    pub fn bytes(&self, which: Number) -> Result<Zeroizing<Vec<u8>>> {
        self.numbers.with(|n| match &n[which as usize] {
            Some(number) => number.to_be().map(Zeroizing::new),
            None => Ok(Zeroizing::default()),
        })
    }

    /// The length of the longest signature in DER.
    pub fn signature_size(&self) -> Result<usize> {
        let order = self.bytes(Number::Q)?;
        Ok(keys::encode_signature(&order, &order).len())
    }

    /// The strength in bits.
    pub fn security_bits(&self) -> u32 {
        let order = self.bytes(Number::Q).map_or(0, |q| crate::crypto::bn::bit_len(&q));
        crate::crypto::bn::security_bits(self.bits(), Some(order))
    }

    /// The length of the prime in bits; 0 without one.
    pub fn bits(&self) -> usize {
        self.bytes(Number::P).map_or(0, |p| crate::crypto::bn::bit_len(&p))
    }
}

impl Drop for DSA {
    fn drop(&mut self) {
        let finish = self.method().and_then(|method| method.get().finish);
        if let Some(finish) = finish {
            finish(Mut::lend(self));
        }
        self.ex_data.freed(Class::Dsa, self);
    }
}

/// The two numbers of a signature, once they are set.
#[derive(Default)]
pub struct DSA_SIG {
    numbers: Guarded<Option<[Box<BIGNUM>; 2]>>,
}

impl DSA_SIG {
    /// One without numbers.
    pub fn new() -> Box<DSA_SIG> {
        Box::default()
    }

    /// Sets the numbers.
    pub fn set(&self, r: Box<BIGNUM>, s: Box<BIGNUM>) {
        let old = self.numbers.with(|numbers| numbers.replace([r, s]));
        drop(old);
    }

    /// The addresses of the numbers, valid until they are replaced; NULL
    /// before they are set.
    pub fn get(&self) -> [*const BIGNUM; 2] {
        self.numbers.with(|numbers| match numbers {
            Some([r, s]) => [std::ptr::from_ref(&**r), std::ptr::from_ref(&**s)],
            None => [std::ptr::null(); 2],
        })
    }

    /// The numbers, if they are set and positive.
    fn numbers(&self) -> Result<Option<(Bn, Bn)>> {
        let pair = self.numbers.with(|numbers| {
            numbers
                .as_ref()
                .map(|[r, s]| Ok::<_, Error>((r.get()?.duplicate()?, s.get()?.duplicate()?)))
        });
        let pair = pair.transpose()?;
        Ok(pair.filter(|(r, s)| ![r, s].iter().any(|n| n.is_negative() || n.is_zero())))
    }

    /// The DER form.
    #[track_caller]
    pub fn encode(&self) -> Result<Vec<u8>> {
        let pair = self.numbers.with(|numbers| {
            numbers.as_ref().map(|[r, s]| Ok::<_, Error>((r.get()?.to_be(), s.get()?.to_be())))
        });
        let (r, s) = pair.transpose()?.ok_or_else(Error::quiet)?;
        Ok(keys::encode_signature(&r, &s))
    }

    /// The DER form at the start of `der`, and its length.
    #[track_caller]
    pub fn decode(der: &[u8]) -> Result<(Box<DSA_SIG>, usize)> {
        let whole = super::pem::first_value(der)?;
        let (r, s) = keys::signature_numbers(whole)?;
        let out = DSA_SIG::new();
        out.set(BIGNUM::from_be(r)?, BIGNUM::from_be(s)?);
        Ok((out, whole.len()))
    }
}
