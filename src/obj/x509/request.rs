//! Certificate requests.

use super::algorithm::{X509_ALGOR, X509_PUBKEY};
use super::extension::X509_EXTENSION;
use super::name::X509_NAME;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::{Field, Owned};
use crate::abi::{Opaque, stack};
use crate::asn1_sequence;
use crate::err::{Error, Lib, Result, x509};
use crate::obj::asn1::codec::{
    ImpSet, Kind, Member, Req, SEQUENCE, SetOf, StackOf, read_stack, write_stack,
};
use crate::obj::asn1::primitive::{ASN1_TYPE, Bits, Integer, Oid, v};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::cell::Guarded;
use crate::obj::objects::nid;
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;
use std::sync::atomic::AtomicI32;
use std::sync::{Arc, OnceLock};

asn1_sequence! {
    /// An attribute: a type and values of it.
    X509_ATTRIBUTE {
        /// Its type.
        object: Req<Oid>,
        /// Its values.
        set: SetOf<ASN1_TYPE>,
    }

    /// The part of a request that is signed.
    X509_REQ_INFO {
        /// 0.
        version: Req<Integer>,
        /// Who asks.
        subject: Req<X509_NAME>,
        /// The key.
        pubkey: Req<X509_PUBKEY>,
        /// Attributes, extensions asked for among them.
        attributes: Attributes,
    }

    /// The parts of a request.
    CERTIFICATION_REQUEST {
        /// What is signed.
        req_info: Req<X509_REQ_INFO>,
        /// The signature's algorithm.
        sig_alg: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Bits>,
    }
}

/// `[0] IMPLICIT SET OF`: optional when read, there in a new request.
pub struct Attributes;

impl Member for Attributes {
    type Slot = StackOf<X509_ATTRIBUTE>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        StackOf::new(OPENSSL_STACK::new(None))
    }
    fn absent() -> Self::Slot {
        StackOf::null()
    }
    fn fits(tag: Tag) -> bool {
        ImpSet::<0, X509_ATTRIBUTE>::fits(tag)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        ImpSet::<0, X509_ATTRIBUTE>::read(from)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        ImpSet::<0, X509_ATTRIBUTE>::write(slot, out);
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        ImpSet::<0, X509_ATTRIBUTE>::show(slot, name, to, indent)
    }
}

/// `NID_ext_req`, `NID_ms_ext_req`, `NID_undef`.
static USUAL: [AtomicI32; 3] =
    [AtomicI32::new(nid::EXT_REQ), AtomicI32::new(nid::MS_EXT_REQ), AtomicI32::new(0)];
/// What the program set in their place.
static EXTENSION_NIDS: Guarded<Option<Opaque>> = Guarded::new(None);

/// The array of the types of attributes that ask for extensions; may be NULL.
pub fn extension_nids() -> *mut c_int {
    EXTENSION_NIDS.get().map_or(USUAL.as_ptr().cast_mut().cast(), |set| set.0.cast())
}

/// Replaces that array by one of the program's.
pub fn set_extension_nids(nids: *mut c_int) {
    EXTENSION_NIDS.set(Some(Opaque(nids.cast())));
}

/// The types of the attributes that ask for extensions; `None` for NULL.
pub fn extension_types() -> Option<Vec<c_int>> {
    let first = extension_nids();
    let types = || stack::array_until(first, |number| *number == 0).into_iter().copied().collect();
    (!first.is_null()).then(types)
}

/// A certificate request.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[derive(Default)]
pub struct X509_REQ {
    encoded: Guarded<Option<Arc<[u8]>>>,
    parts: OnceLock<Box<CERTIFICATION_REQUEST>>,
    /// The identity of who asks, for SM2.
    pub distinguishing_id: Owned<ASN1_STRING>,
    /// The program's mark for a request that lacks the attributes.
    pub no_attributes: Field<c_int>,
}

impl X509_REQ {
    /// An empty request, to be filled.
    pub fn new() -> Box<Self> {
        Box::default()
    }

    /// The parts, for C to look at and change.
    pub fn parts(&self) -> &CERTIFICATION_REQUEST {
        self.parts.get_or_init(CERTIFICATION_REQUEST::blank)
    }

    /// The signed part.
    pub fn info(&self) -> Result<&X509_REQ_INFO> {
        self.parts().req_info.get().ok_or_else(Error::quiet)
    }

    /// The encoding as it stands.
    pub fn der(&self) -> Arc<[u8]> {
        match self.encoded.get() {
            Some(der) => der,
            None => CERTIFICATION_REQUEST::encode(self.parts()).into(),
        }
    }

    /// The encoding of the signed part as it stands.
    pub fn tbs(&self) -> Result<Vec<u8>> {
        match self.encoded.get() {
            Some(der) => {
                let whole = Reader::new(&der).any()?;
                Ok(Reader::new(whole.value).any()?.raw.to_vec())
            }
            None => Ok(X509_REQ_INFO::encode(self.info()?)),
        }
    }

    /// Notes that a part was changed: the old encoding is void.
    pub fn changed(&self) {
        self.encoded.set(None);
    }

    /// Fixes the encoding, once it is signed.
    pub fn seal(&self) {
        self.encoded.set(Some(CERTIFICATION_REQUEST::encode(self.parts()).into()));
    }

    /// The extensions that the request asks for, as a stack of its own; an
    /// empty one if there are none.
    pub fn extensions(&self) -> Result<Option<Box<OPENSSL_STACK>>> {
        let attributes = self.info()?.attributes.items();
        for wanted in extension_types().unwrap_or_default() {
            let is_it = |a: &&&X509_ATTRIBUTE| a.object.get().is_some_and(|o| o.nid() == wanted);
            if let Some(attribute) = attributes.iter().find(is_it) {
                let Some(value) = attribute.set.items().into_iter().next() else {
                    return Ok(None);
                };
                let wrong = || Error::new(Lib::X509, x509::R_WRONG_TYPE);
                let list = value.string(v::SEQUENCE).ok_or_else(wrong)?;
                let mut from = Reader::new(list.bytes());
                return read_stack::<X509_EXTENSION>(&mut from, SEQUENCE).map(Some);
            }
        }
        Ok(None)
    }

    /// Adds an attribute that asks for the extensions in `list`.
    pub fn add_extensions(&self, list: &OPENSSL_STACK, number: c_int) -> Result<()> {
        if super::attribute::position_by_nid(self.info()?.attributes.stack(), number, -1) != -1 {
            return Err(super::attribute::duplicate());
        }
        let mut der = Vec::new();
        write_stack::<X509_EXTENSION>(list, SEQUENCE, false, &mut der);
        self.add_attribute(X509_ATTRIBUTE::of(
            crate::abi::StaticOrBox::Static(crate::obj::objects::known(number)?),
            v::SEQUENCE,
            &der,
        )?)
    }

    /// Adds an attribute.
    ///
    /// Errors: `X509_R_DUPLICATE_ATTRIBUTE` if there is one of its type.
    #[track_caller]
    pub fn add_attribute(&self, attribute: Box<X509_ATTRIBUTE>) -> Result<()> {
        super::attribute::add(self.info()?.attributes.made()?, attribute)?;
        self.changed();
        Ok(())
    }
}

impl X509_ATTRIBUTE {
    /// An attribute with one value, a string of a type.
    pub fn of(object: crate::obj::objects::Object, kind: c_int, bytes: &[u8]) -> Result<Box<Self>> {
        let made = Self::blank();
        made.object.set(Some(object));
        let value = ASN1_TYPE::of_string(crate::abi::layout::asn1::ASN1_STRING::with(kind, bytes)?);
        made.set.made()?.push_owner::<ASN1_TYPE>(value);
        Ok(made)
    }
}

impl Kind for X509_REQ {
    type Value = X509_REQ;
    const NAME: &'static str = "X509_REQ";
    fn blank() -> Box<Self> {
        Self::new()
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let before = from.rest();
        let parts = CERTIFICATION_REQUEST::read(from, None)?;
        let used = before.len() - from.rest().len();
        let made = Self::new();
        made.encoded.set(before.get(..used).map(Arc::from));
        let _ = made.parts.set(parts);
        Ok(made)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        out.extend_from_slice(&value.der());
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        CERTIFICATION_REQUEST::show(value.parts(), to, place)
    }
}
