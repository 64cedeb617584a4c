//! The bags of PKCS#12 files: keys, certificates, revocation lists, secrets.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::asn1::codec::{
    Exp, Kind, Member, Req, SEQUENCE, SET, StackOf, close, member, member_or_last, open,
    read_stack, write_stack,
};
use super::asn1::primitive::{ASN1_TYPE, Ia5, Octets, Oid, v};
use super::asn1::reader::{CONTEXT, Reader, Tag, nested, put_constructed};
use super::asn1::string;
use super::objects::{self, ASN1_OBJECT, Object, nid};
use super::pkcs7::{PKCS7, deeper};
use super::pkcs8::PKCS8_PRIV_KEY_INFO;
use super::stack::OPENSSL_STACK;
use super::x509::algorithm::X509_SIG;
use super::x509::request::X509_ATTRIBUTE;
use super::x509::{X509, X509_CRL};
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence_of;
use crate::err::{Error, Lib, Result, pkcs12};
use crate::obj::asn1::show::{Place, Printer};
use std::ffi::c_int;

/// A certificate, revocation list or secret and its type.
pub struct PKCS12_BAGS {
    /// Its type.
    pub kind: Owned<ASN1_OBJECT>,
    /// It: an OCTET STRING for the known types.
    pub value: Owned<ASN1_TYPE>,
}

impl Kind for PKCS12_BAGS {
    type Value = PKCS12_BAGS;
    const NAME: &'static str = "PKCS12_BAGS";
    fn blank() -> Box<Self> {
        Box::new(PKCS12_BAGS { kind: Owned::new(Oid::blank()), value: Owned::null() })
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        let mut body = open(from, tag, Self::NAME)?;
        let kind = member::<Req<Oid>>(&mut body, Self::NAME, "type")?;
        let value = member_or_last::<Exp<0, ASN1_TYPE>>(&mut body, Self::NAME, "value", "value")?;
        close(&body, Self::NAME)?;
        Ok(Box::new(PKCS12_BAGS { kind, value }))
    }
    fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
        put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
            Req::<Oid>::write(&value.kind, body);
            Exp::<0, ASN1_TYPE>::write(&value.value, body);
        });
    }
    fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.sequence::<Self>(place, |to, at| {
            let any = value.value.get();
            to.field::<Oid>(value.kind.get(), "type", at)?;
            let octets = any.and_then(|any| any.string(v::OCTET_STRING));
            match value.kind.get().map_or(0, ASN1_OBJECT::nid) {
                nid::X509CERTIFICATE => to.field::<Octets>(octets, "value.x509cert", at),
                nid::X509CRL => to.field::<Octets>(octets, "value.x509crl", at),
                nid::SDSICERTIFICATE => {
                    let text = any.and_then(|any| any.string(v::IA5STRING));
                    to.field::<Ia5>(text, "value.sdsicert", at)
                }
                _ => to.field::<ASN1_TYPE>(any, "value.other", at),
            }
        })
    }
}

asn1_sequence_of! {
    /// `STACK_OF(PKCS12_SAFEBAG)`.
    PKCS12_SAFEBAGS of PKCS12_SAFEBAG, shown as "PKCS12_SAFEBAGS";
    /// `STACK_OF(PKCS7)`.
    PKCS12_AUTHSAFES of PKCS7, shown as "PKCS12_AUTHSAFES";
}

/// What is in a bag.
#[derive(Default)]
pub enum Content {
    /// Nothing.
    #[default]
    None,
    /// A PKCS#8 key.
    Key(Owned<PKCS8_PRIV_KEY_INFO>),
    /// An encrypted PKCS#8 key.
    Shrouded(Owned<X509_SIG>),
    /// A certificate, revocation list or secret.
    Bag(Owned<PKCS12_BAGS>),
    /// Bags.
    Safes(StackOf<PKCS12_SAFEBAG>),
    /// Of another type.
    Other(Owned<ASN1_TYPE>),
}

/// A bag and what is written on it.
pub struct PKCS12_SAFEBAG {
    /// Its type.
    pub kind: Owned<ASN1_OBJECT>,
    /// What is in it.
    pub content: Content,
    /// What is written on it.
    pub attributes: StackOf<X509_ATTRIBUTE>,
}

fn known(number: c_int) -> Result<Object> {
    objects::known(number).map(StaticOrBox::Static)
}

impl PKCS12_SAFEBAG {
    /// A bag of a type.
    pub fn of(number: c_int, content: Content) -> Result<Box<Self>> {
        let kind = Owned::new(known(number)?);
        Ok(Box::new(PKCS12_SAFEBAG { kind, content, attributes: StackOf::null() }))
    }

    /// A bag with an OCTET STRING of an inner type.
    pub fn of_octets(number: c_int, inner: c_int, bytes: &[u8]) -> Result<Box<Self>> {
        let bag = PKCS12_BAGS::blank();
        bag.kind.set(Some(known(inner)?));
        let value = ASN1_STRING::with(v::OCTET_STRING, bytes)?;
        bag.value.set(Some(ASN1_TYPE::of_string(value)));
        Self::of(number, Content::Bag(Owned::new(bag)))
    }

    /// A bag with a certificate.
    pub fn of_certificate(cert: &X509) -> Result<Box<Self>> {
        Self::of_octets(nid::CERTBAG, nid::X509CERTIFICATE, &cert.der())
    }

    /// A bag with a revocation list.
    pub fn of_crl(crl: &X509_CRL) -> Result<Box<Self>> {
        Self::of_octets(nid::CRLBAG, nid::X509CRL, &crl.der())
    }

    /// The NID of its type.
    pub fn nid(&self) -> c_int {
        self.kind.get().map_or(0, ASN1_OBJECT::nid)
    }

    /// The certificate, revocation list or secret in it.
    pub fn bag(&self) -> Option<&PKCS12_BAGS> {
        match &self.content {
            Content::Bag(bag) => bag.get(),
            _ => None,
        }
    }

    /// The OCTET STRING of a known type in it.
    pub fn octets(&self, inner: c_int) -> Option<&[u8]> {
        let bag = self.bag()?;
        if bag.kind.get().map(ASN1_OBJECT::nid) != Some(inner) {
            return None;
        }
        bag.value.get()?.string(v::OCTET_STRING).map(ASN1_STRING::bytes)
    }

    /// Writes an attribute on it.
    ///
    /// Errors: `X509_R_DUPLICATE_ATTRIBUTE`.
    pub fn add_attribute(&self, attribute: Box<X509_ATTRIBUTE>) -> Result<()> {
        let der = |a: &X509_ATTRIBUTE| a.object.get().map(|o| o.der().to_vec());
        let own = der(&attribute);
        if self.attributes.items().into_iter().any(|there| der(there) == own) {
            return Err(Error::new(Lib::X509, crate::err::x509::R_DUPLICATE_ATTRIBUTE));
        }
        self.attributes.made()?.push_owner::<X509_ATTRIBUTE>(attribute);
        Ok(())
    }

    /// Writes what key and certificate have in common on it.
    pub fn add_key_id(&self, id: &[u8]) -> Result<()> {
        self.add_attribute(X509_ATTRIBUTE::of(known(nid::LOCALKEYID)?, v::OCTET_STRING, id)?)
    }

    /// Writes a name for people on it; `form` is an `MBSTRING_…`.
    pub fn add_name(&self, number: c_int, name: &[u8], form: c_int) -> Result<()> {
        let (kind, bytes) = string::convert_for(number, name, form)?;
        self.add_attribute(X509_ATTRIBUTE::of(known(number)?, kind, &bytes)?)
    }

    /// The first value of an attribute.
    pub fn attribute(&self, number: c_int) -> Option<&ASN1_TYPE> {
        attribute(self.attributes.stack(), number)
    }
}

/// The first value of the attribute `number` in a list.
pub fn attribute(list: Option<&OPENSSL_STACK>, number: c_int) -> Option<&ASN1_TYPE> {
    let list = list?.objects::<X509_ATTRIBUTE>();
    let found = list
        .into_iter()
        .find(|attribute| attribute.object.get().map(ASN1_OBJECT::nid) == Some(number))?;
    found.set.items().first().copied()
}

impl Kind for PKCS12_SAFEBAG {
    type Value = PKCS12_SAFEBAG;
    const NAME: &'static str = "PKCS12_SAFEBAG";
    fn blank() -> Box<Self> {
        Box::new(PKCS12_SAFEBAG {
            kind: Owned::new(Oid::blank()),
            content: Content::None,
            attributes: StackOf::null(),
        })
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        let mut body = open(from, tag, Self::NAME)?;
        let kind = member::<Req<Oid>>(&mut body, Self::NAME, "type")?;
        let number = kind.get().map_or(0, ASN1_OBJECT::nid);
        let content = deeper(|| content(&mut body, number))?;
        let attributes = if body.peek() == Some(SET) {
            StackOf::new(read_stack::<X509_ATTRIBUTE>(&mut body, SET)?)
        } else {
            StackOf::null()
        };
        close(&body, Self::NAME)?;
        Ok(Box::new(PKCS12_SAFEBAG { kind, content, attributes }))
    }
    fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
        put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
            Req::<Oid>::write(&value.kind, body);
            put_constructed(body, (CONTEXT, 0), |inner| match &value.content {
                Content::None => {}
                Content::Key(key) => Req::<PKCS8_PRIV_KEY_INFO>::write(key, inner),
                Content::Shrouded(sealed) => Req::<X509_SIG>::write(sealed, inner),
                Content::Bag(bag) => Req::<PKCS12_BAGS>::write(bag, inner),
                Content::Other(other) => Req::<ASN1_TYPE>::write(other, inner),
                Content::Safes(bags) => {
                    if let Some(bags) = bags.stack() {
                        write_stack::<PKCS12_SAFEBAG>(bags, SEQUENCE, false, inner);
                    }
                }
            });
            if let Some(list) = value.attributes.stack() {
                write_stack::<X509_ATTRIBUTE>(list, SET, true, body);
            }
        });
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.sequence::<Self>(place, |to, at| {
            to.field::<Oid>(value.kind.get(), "type", at)?;
            match &value.content {
                Content::Key(key) => to.field::<PKCS8_PRIV_KEY_INFO>(key.get(), "value.keybag", at),
                Content::Shrouded(sealed) => {
                    to.field::<X509_SIG>(sealed.get(), "value.shkeybag", at)
                }
                Content::Bag(bag) => to.field::<PKCS12_BAGS>(bag.get(), "value.bag", at),
                Content::Safes(bags) => {
                    to.list::<PKCS12_SAFEBAG>(bags.stack(), "value.safes", false, at)
                }
                Content::Other(other) => to.field::<ASN1_TYPE>(other.get(), "value.other", at),
                Content::None => to.field::<ASN1_TYPE>(None, "value.other", at),
            }?;
            to.list::<X509_ATTRIBUTE>(value.attributes.stack(), "attrib", true, at)
        })
    }
}

fn content(from: &mut Reader<'_>, number: c_int) -> Result<Content> {
    let fail = |e: Error| nested(&e).with("Field=value, Type=PKCS12_SAFEBAG");
    Ok(match number {
        nid::KEYBAG => Content::Key(Exp::<0, PKCS8_PRIV_KEY_INFO>::read(from).map_err(fail)?),
        nid::PKCS8SHROUDEDKEYBAG => {
            Content::Shrouded(Exp::<0, X509_SIG>::read(from).map_err(fail)?)
        }
        nid::CERTBAG | nid::CRLBAG | nid::SECRETBAG => {
            Content::Bag(Exp::<0, PKCS12_BAGS>::read(from).map_err(fail)?)
        }
        nid::SAFECONTENTSBAG => {
            let bags = Exp::<0, PKCS12_SAFEBAGS>::read(from).map_err(fail)?;
            bags.take().map_or(Content::None, |bags| Content::Safes(StackOf::new(bags)))
        }
        _ => Content::Other(Exp::<0, ASN1_TYPE>::read(from).map_err(fail)?),
    })
}

/// The bags that a content of plain data holds.
pub fn bags_of(data: &[u8]) -> Result<Box<OPENSSL_STACK>> {
    PKCS12_SAFEBAGS::decode(data).map(|(bags, _)| bags)
}

/// A list that owns these bags.
pub fn owning(bags: Vec<Box<PKCS12_SAFEBAG>>) -> StackOf<PKCS12_SAFEBAG> {
    StackOf::new(OPENSSL_STACK::owning::<PKCS12_SAFEBAG>(bags))
}

/// An error of the PKCS#12 library.
#[track_caller]
pub fn error(reason: c_int) -> Error {
    Error::new(Lib::Pkcs12, reason)
}

/// The error for a missing argument.
#[track_caller]
pub fn missing() -> Error {
    error(pkcs12::R_INVALID_NULL_ARGUMENT)
}
