//! `EC_GROUP`, `EC_POINT`, `EC_KEY`, `ECDSA_SIG`: elliptic curves.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::bn::{BIGNUM, Bn};
use super::cell::{Changes, Guarded};
use super::ec_method::EC_KEY_METHOD;
use super::evp_pkey::{Contents, Params};
use super::ex_data::{Class, ExData};
use super::key_method::{Computing, Origin};
use crate::crypto::ec::{Form, Key};
use crate::crypto::pkey::{Private, PrivateKey, Public, PublicKey};
use crate::der::{keys, write};
use crate::err::{Error, Lib, Result, ec};
use std::ffi::c_int;
use std::sync::Arc;

pub use crate::crypto::ec::Curve;
pub use crate::crypto::ec_point::{Point, coefficients, order};

/// Makes a key of an agreed secret, for `ECDH_compute_key`; NULL on error.
pub type Kdf = extern "C" fn(
    crate::abi::InBuf<std::ffi::c_void>,
    usize,
    crate::abi::OutBuf<std::ffi::c_void>,
    crate::abi::Out<usize>,
) -> crate::abi::OutBuf<std::ffi::c_void>;

/// `POINT_CONVERSION_COMPRESSED`.
pub const COMPRESSED: c_int = 2;
/// `POINT_CONVERSION_UNCOMPRESSED`.
pub const UNCOMPRESSED: c_int = 4;
/// `POINT_CONVERSION_HYBRID`.
pub const HYBRID: c_int = 6;

/// Whether OpenSSL has a curve of this NID.
pub fn is_curve(nid: c_int) -> bool {
    matches!(
        nid,
        409..=415 | 684..=690 | 693..=696 | 699..=745 | 749 | 750 | 921..=934 | 1172
    )
}

/// The form of points with this name.
pub fn form_of_name(name: &[u8]) -> Option<c_int> {
    match name {
        b"uncompressed" => Some(UNCOMPRESSED),
        b"compressed" => Some(COMPRESSED),
        b"hybrid" => Some(HYBRID),
        _ => None,
    }
}

/// A point in one of OpenSSL's forms.
#[track_caller]
pub fn encode(point: &Point, form: c_int) -> Result<Vec<u8>> {
    let mut bytes = point.encode()?;
    if point.is_infinity() {
        return Ok(bytes);
    }
    let odd = bytes.last().is_some_and(|last| last & 1 == 1);
    match form {
        UNCOMPRESSED => (),
        HYBRID => bytes[0] = 6 + u8::from(odd),
        COMPRESSED => {
            bytes.truncate(1 + point.curve().bytes());
            bytes[0] = 2 + u8::from(odd);
        }
        _ => return Err(Error::new(Lib::Ec, ec::R_INVALID_FORM)),
    }
    Ok(bytes)
}

/// How curves compute: over a prime field, all of them.
pub struct EC_METHOD(());

static PRIME: EC_METHOD = EC_METHOD(());

impl EC_METHOD {
    /// The only one.
    pub fn prime() -> &'static EC_METHOD {
        &PRIME
    }
}

/// A named curve.
pub struct EC_GROUP {
    curve: Curve,
    order: Box<BIGNUM>,
    field: Box<BIGNUM>,
    asn1_flag: Guarded<c_int>,
    form: Guarded<c_int>,
    generator: EC_POINT,
}

impl EC_GROUP {
    /// A curve.
    #[track_caller]
    pub fn new(curve: Curve) -> Result<Box<EC_GROUP>> {
        let [field, ..] = coefficients(curve)?;
        Ok(Box::new(EC_GROUP {
            curve,
            order: BIGNUM::of(order(curve)?),
            field: BIGNUM::of(field),
            asn1_flag: Guarded::new(1),
            form: Guarded::new(UNCOMPRESSED),
            generator: EC_POINT::of(Point::generator(curve)?),
        }))
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The order of its generator.
    pub fn order(&self) -> &BIGNUM {
        &self.order
    }

    /// The prime of its field.
    pub fn field(&self) -> &BIGNUM {
        &self.field
    }

    /// Its generator.
    pub fn generator(&self) -> &EC_POINT {
        &self.generator
    }

    /// How it is encoded; by name at first (1).
    pub fn asn1_flag(&self) -> c_int {
        self.asn1_flag.get()
    }

    /// Sets how it is encoded: by name, or by its numbers (0).
    pub fn set_asn1_flag(&self, flag: c_int) {
        self.asn1_flag.set(flag);
    }

    /// Its encoding: its name, or ECParameters (RFC 3279, 2.3.5).
    #[track_caller]
    pub fn parameters(&self) -> Result<Vec<u8>> {
        /// `OPENSSL_EC_NAMED_CURVE`.
        const BY_NAME: c_int = 1;
        /// prime-field.
        const PRIME_FIELD: &[u8] = b"\x2a\x86\x48\xce\x3d\x01\x01";
        if self.asn1_flag() & BY_NAME != 0 {
            return Ok(write::oid(self.curve.oid()));
        }
        let [p, a, b] = coefficients(self.curve)?;
        let element = |number: &Bn| number.to_be_padded(self.curve.bytes()).ok_or_else(missing);
        let field = write::sequence(&[&write::oid(PRIME_FIELD), &write::unsigned(&p.to_be())]);
        let seed = match self.curve.seed() {
            [] => Vec::new(),
            seed => write::bits(seed),
        };
        let (a, b) = (write::octets(&element(&a)?), write::octets(&element(&b)?));
        let base = encode(&Point::generator(self.curve)?, self.form())?;
        Ok(write::sequence(&[
            &write::small(1),
            &field,
            &write::sequence(&[&a, &b, &seed]),
            &write::octets(&base),
            &write::unsigned(&order(self.curve)?.to_be()),
            &write::small(1),
        ]))
    }

    /// The form of its points.
    pub fn form(&self) -> c_int {
        self.form.get()
    }

    /// Sets the form of its points.
    pub fn set_form(&self, form: c_int) {
        self.form.set(form);
    }

    /// A copy.
    #[track_caller]
    pub fn duplicate(&self) -> Result<Box<EC_GROUP>> {
        let copy = EC_GROUP::new(self.curve)?;
        copy.set_asn1_flag(self.asn1_flag());
        copy.set_form(self.form());
        Ok(copy)
    }
}

/// A point.
pub struct EC_POINT(Guarded<Arc<Point>>);

impl EC_POINT {
    /// A point.
    pub fn of(point: Point) -> EC_POINT {
        EC_POINT(Guarded::new(Arc::new(point)))
    }

    /// The point, which must be on `group`.
    #[track_caller]
    pub fn on(&self, group: &EC_GROUP) -> Result<Arc<Point>> {
        let point = self.0.get();
        if point.curve() != group.curve {
            return Err(Error::new(Lib::Ec, ec::R_INCOMPATIBLE_OBJECTS));
        }
        Ok(point)
    }

    /// The point.
    pub fn get(&self) -> Arc<Point> {
        self.0.get()
    }

    /// Replaces the point.
    pub fn set(&self, point: Arc<Point>) {
        self.0.set(point);
    }

    /// Replaces the point by one of the same curve.
    #[track_caller]
    pub fn put(&self, group: &EC_GROUP, point: Result<Point>) -> Result<c_int> {
        self.on(group)?;
        self.set(Arc::new(point?));
        Ok(1)
    }
}

/// An elliptic-curve key, whose parts programs may set one by one.
pub struct EC_KEY {
    state: Guarded<State>,
    /// How often its parts were replaced.
    pub changes: Changes,
    /// What computes with it.
    pub computing: Computing<EC_KEY_METHOD>,
    /// The program's own values.
    pub ex_data: ExData,
}

#[derive(Default)]
struct State {
    group: Option<Box<EC_GROUP>>,
    public: Option<Box<EC_POINT>>,
    private: Option<Box<BIGNUM>>,
    form: Option<c_int>,
    flags: c_int,
    enc_flags: std::ffi::c_uint,
}

#[track_caller]
fn missing() -> Error {
    Error::new(Lib::Ec, ec::R_MISSING_PARAMETERS)
}

impl EC_KEY {
    /// One without a curve.
    pub fn new() -> Arc<EC_KEY> {
        Self::by(Origin::new(None).unwrap_or_default()).0
    }

    /// One without parts that computes by a method; whether that agrees.
    pub fn by(origin: Origin<EC_KEY_METHOD>) -> (Arc<EC_KEY>, bool) {
        let key = Arc::new(EC_KEY {
            state: Guarded::new(State::default()),
            changes: Changes::default(),
            computing: Computing::by(origin),
            ex_data: ExData::new(),
        });
        key.ex_data.created(Class::EcKey, &*key);
        let init = key.method().and_then(|method| method.get().init);
        let agreed = init.is_none_or(|init| init(crate::abi::Mut::lend(&*key)) != 0);
        (key, agreed)
    }

    /// One on a curve.
    #[track_caller]
    pub fn on(curve: Curve) -> Result<Arc<EC_KEY>> {
        let key = EC_KEY::new();
        key.set_group(EC_GROUP::new(curve)?);
        Ok(key)
    }

    /// What an `EVP_PKEY` holds, as a key of its own type.
    #[track_caller]
    pub fn from_contents(contents: &Contents) -> Result<Arc<EC_KEY>> {
        let public = |key: &PublicKey| -> Result<Arc<EC_KEY>> {
            let Public::Ec(point) = key.material() else {
                return Err(missing());
            };
            let out = EC_KEY::on(point.curve())?;
            let encoded = keys::Spki::parse(key.spki())?.key;
            out.set_public(Point::decode(point.curve(), encoded)?);
            out.state.with(|state| {
                state.form = encoded.first().map(|form| c_int::from(form & 6));
            });
            Ok(out)
        };
        match contents {
            Contents::Params(Params::Ec(curve)) => EC_KEY::on(*curve),
            Contents::Public(key) => public(key),
            Contents::Private(key) => {
                let out = public(key.public())?;
                if let Private::Ec(secret) = key.material() {
                    out.set_private(BIGNUM::from_be(&secret.scalar()?)?);
                }
                Ok(out)
            }
            _ => Err(missing()),
        }
    }

    /// What an `EVP_PKEY` holds for it.
    #[track_caller]
    pub fn contents(&self) -> Result<Contents> {
        if let Ok(key) = self.private_key() {
            return Ok(Contents::Private(key));
        }
        if let Ok(key) = self.public_key() {
            return Ok(Contents::Public(key));
        }
        let curve = self.curve().ok_or_else(missing)?;
        Ok(Contents::Params(Params::Ec(curve)))
    }

    /// Its curve.
    pub fn curve(&self) -> Option<Curve> {
        self.state.with(|state| state.group.as_ref().map(|group| group.curve))
    }

    fn form(&self) -> Form {
        match self.conversion_form() {
            COMPRESSED => Form::Compressed,
            HYBRID => Form::Hybrid,
            _ => Form::Uncompressed,
        }
    }

    /// The encoding of its curve.
    ///
    /// Errors: `EC_R_MISSING_PARAMETERS` without one.
    #[track_caller]
    pub fn parameters(&self) -> Result<Vec<u8>> {
        let missing = || Error::new(Lib::Ec, ec::R_MISSING_PARAMETERS);
        self.state.with(|state| state.group.as_ref().ok_or_else(missing)?.parameters())
    }

    /// The public key.
    #[track_caller]
    pub fn public_key(&self) -> Result<PublicKey> {
        let curve = self.curve().ok_or_else(missing)?;
        let point = self.public_point().ok_or_else(missing)?;
        PublicKey::from_ec(Key::public(curve, &point.encode()?)?, self.form(), &self.parameters()?)
    }

    /// The private key.
    #[track_caller]
    pub fn private_key(&self) -> Result<PrivateKey> {
        let curve = self.curve().ok_or_else(missing)?;
        let scalar = self
            .private_number()
            .ok_or_else(|| Error::new(Lib::Ec, ec::R_MISSING_PRIVATE_KEY))??
            .to_be_padded(curve.bytes())
            .ok_or_else(|| Error::new(Lib::Ec, ec::R_INVALID_PRIVATE_KEY))?;
        let encoded = self.public_point().map(|point| point.encode()).transpose()?;
        let key = Key::private(curve, &scalar, encoded.as_deref())?;
        PrivateKey::from_ec(key, self.form(), &self.parameters()?)
    }

    /// Makes a new key of it.
    #[track_caller]
    pub fn generate(&self) -> Result<()> {
        let curve = self.curve().ok_or_else(missing)?;
        let key = Key::generate(curve)?;
        self.set_private(BIGNUM::from_be(&key.scalar()?)?);
        self.set_public(Point::decode(curve, &key.point(Form::Uncompressed)?)?);
        Ok(())
    }

    /// Sets the curve.
    pub fn set_group(&self, group: Box<EC_GROUP>) {
        let old = self.state.with(|state| state.group.replace(group));
        self.changes.mark();
        drop(old);
    }

    /// Sets the public point.
    pub fn set_public(&self, point: Point) {
        let point = Box::new(EC_POINT::of(point));
        let old = self.state.with(|state| state.public.replace(point));
        self.changes.mark();
        drop(old);
    }

    /// Sets the secret scalar.
    pub fn set_private(&self, number: Box<BIGNUM>) {
        let old = self.state.with(|state| state.private.replace(number));
        self.changes.mark();
        drop(old);
    }

    /// The public point; `None` without one.
    pub fn public_point(&self) -> Option<Arc<Point>> {
        self.state.with(|state| state.public.as_ref().map(|point| point.get()))
    }

    /// The secret number; `None` without one.
    pub fn private_number(&self) -> Option<Result<Arc<Bn>>> {
        self.state.with(|state| state.private.as_ref().map(|number| number.get()))
    }

    /// The curve's address, valid until it is replaced; NULL without one.
    pub fn group_ptr(&self) -> *const EC_GROUP {
        self.state.with(|s| s.group.as_deref().map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// The point's address, valid until it is replaced; NULL without one.
    pub fn public_ptr(&self) -> *const EC_POINT {
        self.state.with(|s| s.public.as_deref().map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// The scalar's address, valid until it is replaced; NULL without one.
    pub fn private_ptr(&self) -> *const BIGNUM {
        self.state.with(|s| s.private.as_deref().map_or(std::ptr::null(), std::ptr::from_ref))
    }

    /// The form its point is written in.
    pub fn conversion_form(&self) -> c_int {
        self.state.with(|state| state.form.unwrap_or(UNCOMPRESSED))
    }

    /// Sets the form its point is written in.
    pub fn set_conversion_form(&self, form: c_int) {
        self.state.with(|state| {
            state.form = Some(form);
            if let Some(group) = &state.group {
                group.set_form(form);
            }
        });
        self.changes.mark();
    }

    /// Sets how the curve is encoded.
    pub fn set_asn1_flag(&self, flag: c_int) {
        self.state.with(|state| {
            if let Some(group) = &state.group {
                group.set_asn1_flag(flag);
            }
        });
        self.changes.mark();
    }

    /// The flags the program set.
    pub fn flags(&self) -> c_int {
        self.state.with(|state| state.flags)
    }

    /// Sets and clears flags.
    pub fn change_flags(&self, set: c_int, clear: c_int) {
        self.state.with(|state| state.flags = (state.flags | set) & !clear);
    }

    /// What is left out of the encoding of a private key.
    pub fn enc_flags(&self) -> std::ffi::c_uint {
        self.state.with(|state| state.enc_flags)
    }

    /// Sets what is left out of the encoding of a private key.
    pub fn set_enc_flags(&self, flags: std::ffi::c_uint) {
        self.state.with(|state| state.enc_flags = flags);
    }

    /// A copy.
    #[track_caller]
    pub fn duplicate(&self) -> Result<Arc<EC_KEY>> {
        let copy = EC_KEY::new();
        copy.copy_from(self)?;
        Ok(copy)
    }

    /// Takes over the parts of another key.
    #[track_caller]
    pub fn copy_from(&self, from: &EC_KEY) -> Result<()> {
        let group = from.state.with(|s| s.group.as_ref().map(|group| group.duplicate()));
        let group = group.transpose()?;
        let public = from.public_point();
        let private = from.private_number().transpose()?;
        let (form, flags, enc_flags) = from.state.with(|s| (s.form, s.flags, s.enc_flags));
        if let Some(group) = group {
            self.set_group(group);
        }
        if let Some(point) = public {
            self.set_public(Point::decode(point.curve(), &point.encode()?)?);
        }
        if let Some(number) = private {
            self.set_private(BIGNUM::of(number.duplicate()?));
        }
        self.state.with(|s| (s.form, s.flags, s.enc_flags) = (form, flags, enc_flags));
        self.computing.set_origin(from.computing.origin());
        if let Some(copy) = from.foreign().and_then(|functions| functions.copy)
            && copy(crate::abi::Mut::lend(self), crate::abi::In::lend(from)) == 0
        {
            return Err(Error::quiet());
        }
        self.ex_data.copy_from(Class::EcKey, &from.ex_data)
    }

    /// Reads its point, whose form it then has.
    ///
    /// Errors: `ERR_R_PASSED_NULL_PARAMETER` without a curve.
    #[track_caller]
    pub fn read_public(&self, bytes: &[u8]) -> Result<()> {
        let null = || Error::new(Lib::Ec, crate::err::R_PASSED_NULL_PARAMETER);
        let curve = self.curve().ok_or_else(null)?;
        self.set_public(Point::decode(curve, bytes)?);
        if let Some(form) = bytes.first().filter(|form| **form != 0) {
            self.set_conversion_form(c_int::from(form & 6));
        }
        Ok(())
    }

    /// The SEC1 encoding, without what its flags leave out.
    #[track_caller]
    pub fn encode_private(&self) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        const NO_PARAMETERS: std::ffi::c_uint = 1;
        const NO_PUBKEY: std::ffi::c_uint = 2;
        let key = self.private_key()?;
        let Private::Ec(secret) = key.material() else {
            return Err(missing());
        };
        let flags = self.enc_flags();
        let params = self.parameters()?;
        let point = super::pem::inner_public(key.public())?;
        let scalar = secret.scalar()?;
        let parts = keys::EcPrivate {
            scalar: &scalar,
            params: (flags & NO_PARAMETERS == 0).then_some(&params),
            point: (flags & NO_PUBKEY == 0).then_some(&point),
        };
        Ok(parts.encode())
    }

    /// The x coordinate of its secret number times `point`.
    ///
    /// Errors: `EC_R_MISSING_PRIVATE_KEY`, `EC_R_INCOMPATIBLE_OBJECTS`.
    #[track_caller]
    pub fn agree(&self, point: &Point) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        let key = self.private_key()?;
        let peer = Key::public(point.curve(), &point.encode()?)?;
        match key.material() {
            Private::Ec(key) => key.agree(&peer),
            _ => Err(missing()),
        }
    }

    /// How it computes, if that was set.
    pub fn method(&self) -> Option<Arc<EC_KEY_METHOD>> {
        self.computing.method()
    }

    /// Sets how it computes; gives how it did.
    pub fn set_method(&self, method: Arc<EC_KEY_METHOD>) -> Option<Arc<EC_KEY_METHOD>> {
        self.computing.set_method(method)
    }

    /// Signs a digest as usual; gives the DER form.
    #[track_caller]
    pub fn usual_sign(&self, digest: &[u8]) -> Result<Vec<u8>> {
        match self.private_key()?.material() {
            Private::Ec(key) => key.sign(digest),
            _ => Err(missing()),
        }
    }

    /// Checks the signature of a digest, in DER, as usual.
    #[track_caller]
    pub fn usual_verify(&self, digest: &[u8], signature: &[u8]) -> Result<bool> {
        match self.public_key()?.material() {
            Public::Ec(key) => key.verify(digest, signature),
            _ => Err(missing()),
        }
    }

    /// The SEC1 private key at the start of `der`, and its length; `curve` is
    /// the curve if the encoding does not name it.
    #[track_caller]
    pub fn decode_private(der: &[u8], curve: Option<Curve>) -> Result<(Arc<EC_KEY>, usize)> {
        let whole = super::pem::first_value(der)?;
        let params = curve.map(|curve| crate::der::write::oid(curve.oid()));
        let key = PrivateKey::from_sec1(whole, params.as_deref())?;
        Ok((EC_KEY::from_contents(&Contents::Private(key))?, whole.len()))
    }

    /// The SubjectPublicKeyInfo at the start of `der`, and its length.
    #[track_caller]
    pub fn decode_spki(der: &[u8]) -> Result<(Arc<EC_KEY>, usize)> {
        let (key, len) = super::pem::decode_spki(der)?;
        Ok((EC_KEY::from_contents(&Contents::Public(key))?, len))
    }

    /// The point in the key's form.
    #[track_caller]
    pub fn encode_point(&self) -> Result<Vec<u8>> {
        encode(&*self.public_point().ok_or_else(missing)?, self.conversion_form())
    }
}

impl Drop for EC_KEY {
    fn drop(&mut self) {
        if let Some(finish) = self.foreign().and_then(|functions| functions.finish) {
            finish(crate::abi::Mut::lend(self));
        }
        self.ex_data.freed(Class::EcKey, self);
    }
}

/// The two numbers of a signature.
pub struct ECDSA_SIG {
    numbers: Guarded<[Box<BIGNUM>; 2]>,
}

impl ECDSA_SIG {
    /// One of zeros.
    pub fn new() -> Box<ECDSA_SIG> {
        Box::new(ECDSA_SIG { numbers: Guarded::new([BIGNUM::new(), BIGNUM::new()]) })
    }

    /// Replaces the numbers.
    pub fn set(&self, r: Box<BIGNUM>, s: Box<BIGNUM>) {
        let old = self.numbers.with(|numbers| std::mem::replace(numbers, [r, s]));
        drop(old);
    }

    /// The addresses of the numbers, valid until they are replaced.
    pub fn get(&self) -> [*const BIGNUM; 2] {
        self.numbers.with(|[r, s]| [std::ptr::from_ref(&**r), std::ptr::from_ref(&**s)])
    }

    /// The DER form.
    #[track_caller]
    pub fn encode(&self) -> Result<Vec<u8>> {
        let [r, s] = self.numbers.with(|[r, s]| [r.get(), s.get()]);
        Ok(keys::encode_signature(&r?.to_be(), &s?.to_be()))
    }

    /// The DER form at the start of `der`, and its length.
    #[track_caller]
    pub fn decode(der: &[u8]) -> Result<(Box<ECDSA_SIG>, usize)> {
        let whole = super::pem::first_value(der)?;
        let (r, s) = keys::signature_numbers(whole)?;
        let out = ECDSA_SIG::new();
        out.set(BIGNUM::of(Bn::from_be(r)?), BIGNUM::of(Bn::from_be(s)?));
        Ok((out, whole.len()))
    }
}
