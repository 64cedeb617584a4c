//! `X509_ALGOR` and `X509_PUBKEY`: an algorithm with its parameters, and a
//! public key under one.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::crypto::pkey::PublicKey;
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Kind, Member, Opt, Req};
use crate::obj::asn1::primitive::{ASN1_TYPE, Bits, Octets, Oid, Value, v};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::Printer;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects::ASN1_OBJECT;
use once_cell::sync::OnceCell;
use std::ffi::c_int;
use std::sync::Arc;

asn1_sequence! {
    /// An algorithm and its parameters. Public layout.
    X509_ALGOR {
        /// Which algorithm.
        algorithm: Req<Oid>,
        /// Its parameters, if any.
        parameter: Opt<ASN1_TYPE>,
    }

    /// A public key as certificates hold it.
    X509_PUBKEY {
        /// The key's algorithm.
        algor: Req<X509_ALGOR>,
        /// The key.
        public_key: Req<Bits>,
        /// The key, made when first asked for.
        pkey: Cached<EVP_PKEY>,
    }

    /// A digest or encrypted value under an algorithm.
    X509_SIG {
        /// The algorithm.
        algor: Req<X509_ALGOR>,
        /// The value.
        digest: Req<Octets>,
    }
}

/// A field that is filled when first asked for, and not encoded.
pub struct Cached<T>(std::marker::PhantomData<T>);

impl<T> Member for Cached<T> {
    type Slot = OnceCell<Arc<T>>;
    const OPTIONAL: bool = true;
    const ENCODED: bool = false;
    fn blank() -> Self::Slot {
        OnceCell::new()
    }
    fn absent() -> Self::Slot {
        OnceCell::new()
    }
    fn fits(_: Tag) -> bool {
        false
    }
    fn read(_: &mut Reader<'_>) -> Result<Self::Slot> {
        Ok(OnceCell::new())
    }
    fn write(_: &Self::Slot, _: &mut Vec<u8>) {}
    fn show(_: &Self::Slot, _: &str, _: &mut Printer, _: usize) -> Result<()> {
        Ok(())
    }
}

impl X509_ALGOR {
    /// The algorithm with the encoding `der`.
    pub fn from_der(der: &[u8]) -> Result<Box<Self>> {
        Self::decode_all(der)
    }

    /// The NID of the algorithm.
    pub fn nid(&self) -> c_int {
        self.algorithm.get().map_or(0, ASN1_OBJECT::nid)
    }

    /// The type of the parameters; `V_ASN1_UNDEF` without.
    pub fn parameter_kind(&self) -> c_int {
        self.parameter.get().map_or(v::UNDEF, |p| p.kind.get())
    }

    /// Becomes a copy of `other`.
    pub fn copy_from(&self, other: &X509_ALGOR) -> Result<()> {
        let parameter = other.parameter.get().map(ASN1_TYPE::duplicate).transpose()?;
        self.algorithm.set(other.algorithm.get().map(ASN1_OBJECT::duplicate));
        self.parameter.set(parameter);
        Ok(())
    }

    /// Three-way comparison: the algorithm, then the parameters.
    pub fn compare(&self, other: &X509_ALGOR) -> c_int {
        let oid = |a: &X509_ALGOR| a.algorithm.get().map_or(Vec::new(), |o| o.der().to_vec());
        let (a, b) = (oid(self), oid(other));
        let by_length = a.len().cmp(&b.len()).then_with(|| a.cmp(&b));
        if by_length.is_ne() {
            return by_length as c_int;
        }
        match (self.parameter.get(), other.parameter.get()) {
            (None, None) => 0,
            (Some(a), Some(b)) => compare_any(a, b),
            _ => -1,
        }
    }
}

/// `ASN1_TYPE_cmp`: 0 if equal.
pub fn compare_any(a: &ASN1_TYPE, b: &ASN1_TYPE) -> c_int {
    if a.kind.get() != b.kind.get() {
        return -1;
    }
    match (a.value(), b.value()) {
        (Value::None, Value::None) => 0,
        (Value::Bool(a), Value::Bool(b)) => c_int::from(a) - c_int::from(b),
        (Value::Object(a), Value::Object(b)) => c_int::from(a.der() != b.der()),
        (Value::String(a), Value::String(b)) => crate::obj::asn1::string::compare(a, b),
        _ => -1,
    }
}

impl X509_PUBKEY {
    /// The key with the SubjectPublicKeyInfo `der`.
    pub fn from_der(der: &[u8]) -> Result<Box<Self>> {
        Self::decode_all(der)
    }

    /// SubjectPublicKeyInfo.
    pub fn to_der(&self) -> Vec<u8> {
        Self::encode(self)
    }

    /// The key's bytes.
    pub fn key_bytes(&self) -> &[u8] {
        self.public_key.get().map_or(&[], ASN1_STRING::bytes)
    }

    /// The key, to be used.
    ///
    /// Errors: `EVP_R_DECODE_ERROR`, whatever is wrong with it.
    pub fn key(&self) -> Result<&Arc<EVP_PKEY>> {
        self.pkey.get_or_try_init(|| {
            let key = PublicKey::from_spki(&self.to_der());
            let key = key.map_err(|_| Error::new(Lib::Evp, err::evp::R_DECODE_ERROR))?;
            Ok(EVP_PKEY::from_public(key))
        })
    }

    /// The public half of a key.
    pub fn of_key(key: &EVP_PKEY) -> Result<Box<Self>> {
        let made = Self::from_der(key.public()?.spki())?;
        Ok(made)
    }
}
