//! `EVP_PKEY`: a key of any type, or a place for one.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::asn1::codec::{Kind, StackOf};
use super::cell::Guarded;
use super::dh::DH;
use super::dsa::DSA;
use super::dsa_method::DSA_METHOD;
use super::ec::EC_KEY;
use super::ec_method::EC_KEY_METHOD;
use super::engine::{ENGINE, Working};
use super::evp_pkey_mac::MacKey;
use super::ex_data::{Class, ExData};
use super::key_method;
use super::rsa::RSA;
use super::rsa_method::RSA_METHOD;
use super::x509::request::X509_ATTRIBUTE;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::{self, KeyKind, PrivateKey, Public, PublicKey};
use crate::crypto::{dh, dsa};
use crate::err::{Error, Lib, Result, evp};
use std::ffi::{CStr, c_int, c_void};
use std::sync::Arc;

/// A key of any type, or a place for one.
pub struct EVP_PKEY {
    contents: Guarded<Contents>,
    /// The object of the key's own type that C asked for or gave.
    object: Guarded<Option<Object>>,
    /// Whether the program gave the object, which is then what is printed,
    /// and the state of it that `contents` are of.
    given: Guarded<Option<u64>>,
    /// The engine whose methods contexts for it take.
    engine: Guarded<Option<Working>>,
    /// The program's own values.
    pub ex_data: ExData,
    /// The mark of `EVP_PKEY_save_parameters`.
    pub save_parameters: Guarded<c_int>,
    /// What the program wrote on it, for the bags of PKCS#12 files.
    pub attributes: StackOf<X509_ATTRIBUTE>,
}

/// What an `EVP_PKEY` holds.
#[derive(Clone, Default)]
pub enum Contents {
    /// Nothing.
    #[default]
    Empty,
    /// A type that was set before the key, by OpenSSL's number.
    Type(c_int),
    /// Parameters without a key.
    Params(Params),
    /// A public key.
    Public(PublicKey),
    /// A private key.
    Private(PrivateKey),
    /// The key of a MAC.
    Secret(Arc<MacKey>),
}

/// A key as an object of its own type.
#[derive(Clone)]
pub enum Object {
    /// RSA.
    Rsa(Arc<RSA>),
    /// Elliptic curves.
    Ec(Arc<EC_KEY>),
    /// Diffie-Hellman.
    Dh(Arc<DH>),
    /// DSA.
    Dsa(Arc<DSA>),
}

impl Object {
    /// How often its numbers were replaced.
    fn changes(&self) -> u64 {
        match self {
            Object::Rsa(key) => key.changes.count(),
            Object::Ec(key) => key.changes.count(),
            Object::Dh(key) => key.changes.count(),
            Object::Dsa(key) => key.changes.count(),
        }
    }

    /// What an `EVP_PKEY` holds for it; the type alone while numbers are
    /// missing.
    fn contents(&self) -> Contents {
        match self {
            Object::Rsa(key) => match key.private() {
                Ok(key) => Contents::Private(key),
                Err(_) => key.public().map_or(Contents::Type(KeyKind::Rsa.nid()), Contents::Public),
            },
            Object::Ec(key) => key.contents().unwrap_or(Contents::Type(NID_EC)),
            Object::Dh(key) => key.contents().unwrap_or(Contents::Type(NID_DH)),
            Object::Dsa(key) => key.contents(),
        }
    }
}

/// Parameters that several keys share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Params {
    /// A curve.
    Ec(Curve),
    /// A Diffie-Hellman group.
    Dh(dh::Params),
    /// DSA's primes and generator.
    Dsa(dsa::Params),
}

impl Params {
    fn of(key: &PublicKey) -> Option<Params> {
        match (key.kind(), key.material()) {
            (KeyKind::Ec(curve), _) => Some(Params::Ec(curve)),
            (_, Public::Dh(params, _)) => Some(Params::Dh(params.clone())),
            (_, Public::Dsa(params, _)) => Some(Params::Dsa(params.clone())),
            _ => None,
        }
    }

    fn nid(&self) -> c_int {
        match self {
            Params::Ec(_) => NID_EC,
            Params::Dh(_) => NID_DH,
            Params::Dsa(_) => NID_DSA,
        }
    }
}

const NID_EC: c_int = 408;
const NID_DH: c_int = 28;
const NID_DSA: c_int = 116;
const NID_X25519: c_int = 1034;

/// The types of keys OpenSSL has names for: number, the name its providers
/// use, the short name, and other names.
static TYPES: &[(c_int, &CStr, &[&str])] = &[
    (6, c"RSA", &["rsaEncryption"]),
    (912, c"RSA-PSS", &["RSASSA-PSS", "rsassaPss"]),
    (408, c"EC", &["id-ecPublicKey"]),
    (1087, c"ED25519", &[]),
    (1034, c"X25519", &[]),
    (28, c"DH", &["dhKeyAgreement"]),
    (116, c"DSA", &["dsaEncryption"]),
    (855, c"HMAC", &[]),
    (894, c"CMAC", &[]),
    (1061, c"POLY1305", &[]),
    (1062, c"SIPHASH", &[]),
];

/// The number that OpenSSL has for keys with this name.
pub fn type_of_name(name: &[u8]) -> Option<c_int> {
    let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
    TYPES
        .iter()
        .find(|(_, first, others)| {
            is(first.to_bytes()) || others.iter().any(|other| is(other.as_bytes()))
        })
        .map(|(nid, ..)| *nid)
}

/// The name of a type by its number.
pub fn name_of_type(nid: c_int) -> Option<&'static CStr> {
    TYPES.iter().find(|(known, ..)| *known == nid).map(|(_, name, _)| *name)
}

#[track_caller]
fn no_key() -> Error {
    Error::new(Lib::Evp, evp::R_NO_KEY_SET)
}

/// What a comparison found (EVP_PKEY_eq(3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The same.
    Same,
    /// Of the same type, but different.
    Different,
    /// Of different types.
    DifferentTypes,
    /// They cannot be compared.
    Unsupported,
}

impl Comparison {
    /// As C sees it: 1, 0, -1, -2.
    pub const fn code(self) -> c_int {
        match self {
            Comparison::Same => 1,
            Comparison::Different => 0,
            Comparison::DifferentTypes => -1,
            Comparison::Unsupported => -2,
        }
    }

    fn when(same: bool) -> Self {
        if same { Comparison::Same } else { Comparison::Different }
    }
}

impl EVP_PKEY {
    /// One that holds `contents`.
    pub fn new(contents: Contents) -> Arc<EVP_PKEY> {
        let key = Arc::new(EVP_PKEY {
            contents: Guarded::new(contents),
            object: Guarded::new(None),
            given: Guarded::new(None),
            engine: Guarded::new(None),
            ex_data: ExData::new(),
            save_parameters: Guarded::new(1),
            attributes: StackOf::null(),
        });
        key.ex_data.created(Class::EvpPkey, &*key);
        key
    }

    /// One that holds a public key.
    pub fn from_public(key: PublicKey) -> Arc<EVP_PKEY> {
        Self::new(Contents::Public(key))
    }

    /// One that holds a private key.
    pub fn from_private(key: PrivateKey) -> Arc<EVP_PKEY> {
        Self::new(Contents::Private(key))
    }

    /// The engine whose methods contexts for it take.
    pub fn engine(&self) -> Option<Arc<ENGINE>> {
        self.engine.with(|engine| engine.as_ref().map(|engine| Arc::clone(engine)))
    }

    /// Sets that engine.
    pub fn set_engine(&self, engine: Option<Working>) {
        let old = self.engine.with(|place| std::mem::replace(place, engine));
        drop(old);
    }

    /// What it holds now: it follows an object that the program gave.
    pub fn contents(&self) -> Contents {
        if let Some(known) = self.given.get()
            && let Some(object) = self.object.get()
            && let changes = object.changes()
            && changes != known
        {
            self.contents.set(object.contents());
            self.given.set(Some(changes));
        }
        self.contents.get()
    }

    /// Replaces what it holds.
    pub fn set(&self, contents: Contents) {
        self.contents.set(contents);
        self.given.set(None);
        let old = self.object.with(Option::take);
        drop(old);
    }

    /// Takes over the key of another.
    pub fn take_key(&self, from: &EVP_PKEY) {
        self.set(from.contents());
        self.object.set(from.object.get());
    }

    /// Replaces what it holds by the key of an object.
    pub fn set_object(&self, object: Object) {
        let changes = object.changes();
        self.set(object.contents());
        self.object.set(Some(object));
        self.given.set(Some(changes));
    }

    /// The object that the program gave, if it did.
    pub fn given(&self) -> Option<Object> {
        self.given.get().and_then(|_| self.object.get())
    }

    /// The address of the object that the program gave; NULL for none.
    pub fn given_address(&self) -> *mut c_void {
        match self.given() {
            Some(Object::Rsa(key)) => Arc::as_ptr(&key).cast_mut().cast(),
            Some(Object::Ec(key)) => Arc::as_ptr(&key).cast_mut().cast(),
            Some(Object::Dh(key)) => Arc::as_ptr(&key).cast_mut().cast(),
            Some(Object::Dsa(key)) => Arc::as_ptr(&key).cast_mut().cast(),
            None => std::ptr::null_mut(),
        }
    }

    /// The object that computes with the key, if that is not the library: one
    /// that the program gave, or one that a default of the program's made.
    pub fn computing(&self) -> Option<Object> {
        if let Some(given) = self.given() {
            return Some(given);
        }
        let unusual = match self.type_nid() {
            6 | 912 => key_method::is_unusual::<RSA_METHOD>(),
            NID_EC => key_method::is_unusual::<EC_KEY_METHOD>(),
            NID_DSA => key_method::is_unusual::<DSA_METHOD>(),
            _ => false,
        };
        if unusual { self.object().ok() } else { None }
    }

    /// The key as an object of its own type, the same every time.
    #[track_caller]
    pub fn object(&self) -> Result<Object> {
        if let Some(object) = self.object.get() {
            return Ok(object);
        }
        let made = match (self.type_nid(), self.contents()) {
            (6 | 912, Contents::Private(key)) => Object::Rsa(RSA::from_private(&key)?),
            (6 | 912, Contents::Public(key)) => Object::Rsa(RSA::from_public(&key)?),
            (NID_EC, contents) => Object::Ec(EC_KEY::from_contents(&contents)?),
            (NID_DH, contents) => Object::Dh(DH::from_contents(&contents)?),
            (NID_DSA, contents) => Object::Dsa(DSA::from_contents(&contents)?),
            _ => return Err(no_key()),
        };
        Ok(self.object.with(|place| place.get_or_insert(made).clone()))
    }

    /// The RSA key.
    ///
    /// Errors: `EVP_R_EXPECTING_AN_RSA_KEY`.
    #[track_caller]
    pub fn rsa(&self) -> Result<Arc<RSA>> {
        match self.object() {
            Ok(Object::Rsa(key)) => Ok(key),
            _ => Err(Error::new(Lib::Evp, evp::R_EXPECTING_AN_RSA_KEY)),
        }
    }

    /// The elliptic-curve key.
    ///
    /// Errors: `EVP_R_EXPECTING_A_EC_KEY`.
    #[track_caller]
    pub fn ec(&self) -> Result<Arc<EC_KEY>> {
        match self.object() {
            Ok(Object::Ec(key)) => Ok(key),
            _ => Err(Error::new(Lib::Evp, evp::R_EXPECTING_A_EC_KEY)),
        }
    }

    /// The Diffie-Hellman key.
    ///
    /// Errors: `EVP_R_EXPECTING_A_DH_KEY`.
    #[track_caller]
    pub fn dh(&self) -> Result<Arc<DH>> {
        match self.object() {
            Ok(Object::Dh(key)) => Ok(key),
            _ => Err(Error::new(Lib::Evp, evp::R_EXPECTING_A_DH_KEY)),
        }
    }

    /// The DSA key.
    ///
    /// Errors: `EVP_R_EXPECTING_A_DSA_KEY`.
    #[track_caller]
    pub fn dsa(&self) -> Result<Arc<DSA>> {
        match self.object() {
            Ok(Object::Dsa(key)) => Ok(key),
            _ => Err(Error::new(Lib::Evp, evp::R_EXPECTING_A_DSA_KEY)),
        }
    }

    /// The private key; fails if it holds none.
    #[track_caller]
    pub fn private(&self) -> Result<PrivateKey> {
        match self.contents() {
            Contents::Private(key) => Ok(key),
            _ => Err(no_key()),
        }
    }

    /// The public key, also of a private key; fails if it holds none.
    #[track_caller]
    pub fn public(&self) -> Result<PublicKey> {
        match self.contents() {
            Contents::Private(key) => Ok(key.public().clone()),
            Contents::Public(key) => Ok(key),
            _ => Err(no_key()),
        }
    }

    /// The parameters of an elliptic-curve, Diffie-Hellman or DSA key.
    pub fn params(&self) -> Option<Params> {
        match self.contents() {
            Contents::Params(params) => Some(params),
            _ => self.public().ok().as_ref().and_then(Params::of),
        }
    }

    /// OpenSSL's number of the type; 0 if it has none.
    pub fn type_nid(&self) -> c_int {
        match self.contents() {
            Contents::Empty => 0,
            Contents::Type(nid) => nid,
            Contents::Secret(key) => key.nid,
            Contents::Params(params) => params.nid(),
            Contents::Public(key) => key.kind().nid(),
            Contents::Private(key) => key.kind().nid(),
        }
    }

    /// The number that C is told: -1 for the key of a MAC that was made without one.
    pub fn told_nid(&self) -> c_int {
        match self.contents() {
            Contents::Secret(key) if !key.typed => -1,
            _ => self.type_nid(),
        }
    }

    /// Whether the type has this name.
    pub fn is_a(&self, name: &[u8]) -> bool {
        let nid = self.type_nid();
        nid != 0 && type_of_name(name) == Some(nid)
    }

    /// The length in bits; 0 without a key.
    pub fn bits(&self) -> usize {
        match (self.contents(), self.public()) {
            (_, Ok(key)) => key.bits(),
            (Contents::Params(Params::Ec(curve)), _) => curve.bits(),
            (Contents::Params(Params::Dh(params)), _) => params.bits(),
            (Contents::Params(Params::Dsa(params)), _) => params.bits(),
            _ => 0,
        }
    }

    /// The length of the longest result of using the key; 0 without a key.
    pub fn size(&self) -> usize {
        match (self.contents(), self.public()) {
            (_, Ok(key)) => key.size(),
            (Contents::Params(Params::Ec(curve)), _) => curve.signature_size(),
            (Contents::Params(Params::Dh(params)), _) => params.bits().div_ceil(8),
            (Contents::Params(Params::Dsa(params)), _) => params.signature_size(),
            _ => 0,
        }
    }

    /// The strength in bits; 0 without a key.
    pub fn security_bits(&self) -> u32 {
        match (self.contents(), self.public()) {
            (_, Ok(key)) => key.security_bits(),
            (Contents::Params(Params::Ec(curve)), _) => curve.security_bits(),
            (Contents::Params(Params::Dh(params)), _) => pkey::dh_security_bits(&params),
            (Contents::Params(Params::Dsa(params)), _) => params.security_bits(),
            _ => 0,
        }
    }

    /// Compares the public keys. See: EVP_PKEY_eq(3).
    pub fn compare(&self, other: &EVP_PKEY) -> Comparison {
        if std::ptr::eq(self, other) {
            return Comparison::Same;
        }
        if self.type_nid() != other.type_nid() {
            return Comparison::DifferentTypes;
        }
        match (self.public(), other.public()) {
            (Ok(a), Ok(b)) => match Self::compare_params(self, other) {
                Comparison::Different => Comparison::Different,
                _ => Comparison::when(a.same(&b)),
            },
            _ if self.type_nid() == 0 => Comparison::Unsupported,
            _ => Comparison::Different,
        }
    }

    /// Compares the parameters. See: EVP_PKEY_parameters_eq(3).
    pub fn compare_params(&self, other: &EVP_PKEY) -> Comparison {
        if self.type_nid() != other.type_nid() {
            return Comparison::DifferentTypes;
        }
        match (self.params(), other.params()) {
            (Some(a), Some(b)) => Comparison::when(a == b),
            // Such keys have none, so there is no difference.
            (None, None) if self.type_nid() != 0 => Comparison::Same,
            _ => Comparison::Unsupported,
        }
    }

    /// Whether parameters must be copied in before the key can be used.
    pub fn missing_params(&self) -> bool {
        let nid = self.type_nid();
        matches!(nid, NID_EC | NID_DH | NID_DSA) && self.params().is_none()
    }

    /// Takes the parameters of `from`. See: EVP_PKEY_copy_parameters(3).
    #[track_caller]
    pub fn copy_params(&self, from: &EVP_PKEY) -> Result<()> {
        let nid = self.type_nid();
        if nid != 0 && nid != from.type_nid() {
            let types = Error::new(Lib::Evp, evp::R_DIFFERENT_KEY_TYPES);
            crate::err::push(&types, "EVP_PKEY_copy_parameters");
            return Err(Error::new(Lib::Evp, evp::R_DIFFERENT_PARAMETERS));
        }
        if from.missing_params() {
            return Err(Error::new(Lib::Evp, evp::R_MISSING_PARAMETERS));
        }
        let Some(params) = from.params() else {
            // Such keys have no parameters; there is nothing to copy.
            if nid == 0 {
                self.set(Contents::Type(from.type_nid()));
            }
            return Ok(());
        };
        match self.params() {
            Some(own) if own == params => Ok(()),
            Some(_) => Err(Error::new(Lib::Evp, evp::R_DIFFERENT_PARAMETERS)),
            None => {
                self.set(Contents::Params(params));
                Ok(())
            }
        }
    }

    /// A copy of its own. Keys never change, so only the place is new.
    #[track_caller]
    pub fn duplicate(&self) -> Result<Arc<EVP_PKEY>> {
        let copy = Self::new(self.contents());
        copy.ex_data.copy_from(Class::EvpPkey, &self.ex_data)?;
        for attribute in self.attributes.items() {
            let attribute = X509_ATTRIBUTE::duplicate(attribute)?;
            copy.attributes.made()?.push_owner::<X509_ATTRIBUTE>(attribute);
        }
        Ok(copy)
    }

    /// Whether keys of its type can sign.
    pub fn can_sign(&self) -> bool {
        !matches!(self.type_nid(), 0 | NID_X25519 | NID_DH)
    }

    /// Forgets the key and sets its type; 0 is no type.
    #[track_caller]
    pub fn set_type(&self, nid: c_int) -> Result<()> {
        if nid == 0 {
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM));
        }
        self.set(Contents::Type(nid));
        Ok(())
    }
}

impl Drop for EVP_PKEY {
    fn drop(&mut self) {
        self.ex_data.freed(Class::EvpPkey, self);
    }
}
