//! Attributes of PKCS#7 signatures (RFC 2985, section 5.3), and S/MIME's
//! capabilities among them.

use super::PKCS7_SIGNER_INFO;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, StaticOrBox, stack};
use crate::asn1_sequence_of;
use crate::err::Result;
use crate::obj::asn1::codec::{Kind, SET, StackOf, read_stack, write_stack};
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::asn1::{integer, time};
use crate::obj::objects::{self, ASN1_OBJECT, Object, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::request::X509_ATTRIBUTE;
use std::ffi::c_int;

asn1_sequence_of! {
    /// S/MIME's list of capabilities: `STACK_OF(X509_ALGOR)`.
    SMIME_CAPABILITIES of X509_ALGOR, shown as "X509_ALGORS";
}

/// The first value of the attribute `number`.
pub fn find(list: &StackOf<X509_ATTRIBUTE>, number: c_int) -> Option<&ASN1_TYPE> {
    crate::obj::pkcs12_bag::attribute(list.stack(), number)
}

/// Sets the attribute `number` to one value, `pointer` of a type, which it
/// takes over if it succeeds; replaces an attribute of that number.
pub fn set_raw(
    list: &StackOf<X509_ATTRIBUTE>,
    number: c_int,
    kind: c_int,
    pointer: Opaque,
) -> Result<()> {
    let object = StaticOrBox::Static(objects::known(number)?);
    let made = X509_ATTRIBUTE::blank();
    made.object.set(Some(object));
    let value = ASN1_TYPE::new();
    value.set_raw(kind, pointer);
    made.set.made()?.push_owner::<ASN1_TYPE>(value);
    let there = list.made()?;
    let known = |a: &&X509_ATTRIBUTE| a.object.get().map(ASN1_OBJECT::nid) == Some(number);
    let place = there.objects::<X509_ATTRIBUTE>().iter().position(known);
    match place.and_then(|place| c_int::try_from(place).ok()) {
        Some(place) => {
            let old = there.value(place);
            there.set(place, stack::give::<X509_ATTRIBUTE>(made));
            drop(stack::take::<X509_ATTRIBUTE>(old));
        }
        None => {
            there.push_owner::<X509_ATTRIBUTE>(made);
        }
    }
    Ok(())
}

fn set_string(si: &PKCS7_SIGNER_INFO, number: c_int, value: Box<ASN1_STRING>) -> Result<()> {
    let kind = value.kind.get();
    set_raw(&si.auth_attr, number, kind, stack::give::<ASN1_STRING>(value))
}

/// Says what kind of content is signed: data, unless `kind` is given.
pub fn set_content_type(si: &PKCS7_SIGNER_INFO, kind: Option<Object>) -> Result<()> {
    let kind = match kind {
        Some(kind) => kind,
        None => StaticOrBox::Static(objects::known(nid::PKCS7_DATA)?),
    };
    let pointer = stack::give::<ASN1_OBJECT>(kind);
    set_raw(&si.auth_attr, nid::PKCS9_CONTENTTYPE, v::OBJECT, pointer)
}

/// Says that it is signed now.
pub fn set_time(si: &PKCS7_SIGNER_INFO) -> Result<()> {
    let now = ASN1_STRING::new(v::UTCTIME);
    time::store(&now, time::Moment::now(), None)?;
    set_string(si, nid::PKCS9_SIGNINGTIME, now)
}

/// Says that it was signed at a time.
pub fn set_given_time(si: &PKCS7_SIGNER_INFO, time: Box<ASN1_STRING>) -> Result<()> {
    let pointer = stack::give::<ASN1_STRING>(time);
    set_raw(&si.auth_attr, nid::PKCS9_SIGNINGTIME, v::UTCTIME, pointer)
}

/// Keeps the digest of the content.
pub fn set_digest(si: &PKCS7_SIGNER_INFO, digest: &[u8]) -> Result<()> {
    set_string(si, nid::PKCS9_MESSAGEDIGEST, ASN1_STRING::with(v::OCTET_STRING, digest)?)
}

/// The digest of the content among signed attributes.
pub fn digest_in(list: Option<&OPENSSL_STACK>) -> Option<&ASN1_STRING> {
    let value = crate::obj::pkcs12_bag::attribute(list, nid::PKCS9_MESSAGEDIGEST)?;
    value.string(v::OCTET_STRING)
}

/// Keeps what the signer's own programs can do.
pub fn set_capabilities(si: &PKCS7_SIGNER_INFO, list: &OPENSSL_STACK) -> Result<()> {
    let der = SMIME_CAPABILITIES::encode(list);
    set_string(si, nid::SMIMECAPABILITIES, ASN1_STRING::with(v::SEQUENCE, &der)?)
}

/// What the signer's own programs can do, if the signature says so.
pub fn capabilities(si: &PKCS7_SIGNER_INFO) -> Result<Option<Box<OPENSSL_STACK>>> {
    let value = find(&si.auth_attr, nid::SMIMECAPABILITIES);
    let Some(der) = value.and_then(|value| value.string(v::SEQUENCE)) else { return Ok(None) };
    SMIME_CAPABILITIES::decode(der.bytes()).map(|(list, _)| Some(list))
}

/// Adds an algorithm to a list of capabilities; `bits` above 0 is its
/// parameter.
pub fn add_capability(list: &OPENSSL_STACK, number: c_int, bits: c_int) -> Result<()> {
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(StaticOrBox::Static(objects::known(number)?)));
    if let Ok(bits @ 1..) = u64::try_from(bits) {
        let value = ASN1_STRING::new(v::INTEGER);
        integer::set(&value, v::INTEGER, false, bits)?;
        algorithm.parameter.set(Some(ASN1_TYPE::of_string(value)));
    }
    list.push_owner::<X509_ALGOR>(algorithm);
    Ok(())
}

/// The ciphers that OpenSSL offers of its own accord, strongest first, with
/// the parameter each has.
const OFFERED: [(c_int, c_int); 8] = [
    (nid::AES_256_CBC, -1),
    (nid::AES_192_CBC, -1),
    (nid::AES_128_CBC, -1),
    (nid::DES_EDE3_CBC, -1),
    (nid::RC2_CBC, 128),
    (nid::RC2_CBC, 64),
    (nid::DES_CBC, -1),
    (nid::RC2_CBC, 40),
];

/// The list that a signature carries unless the program makes its own.
pub fn offered() -> Result<Box<OPENSSL_STACK>> {
    let list = OPENSSL_STACK::new(None);
    for (number, bits) in OFFERED {
        add_capability(&list, number, bits)?;
    }
    Ok(list)
}

/// Puts attributes into the order of DER, in which they are signed.
pub fn sort(list: &OPENSSL_STACK) {
    let mut owners = list.drain_owners::<X509_ATTRIBUTE>();
    owners.sort_by_cached_key(|attribute| X509_ATTRIBUTE::encode(attribute));
    for owner in owners {
        list.push_owner::<X509_ATTRIBUTE>(owner);
    }
}

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident, before writing $prepare:expr;)+) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, reason = "OpenSSL's name")]
        pub struct $name;

        impl Kind for $name {
            type Value = OPENSSL_STACK;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<OPENSSL_STACK> {
                OPENSSL_STACK::new(None)
            }
            fn fits(tag: Tag) -> bool {
                tag == SET
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<OPENSSL_STACK>> {
                read_stack::<X509_ATTRIBUTE>(from, tag.unwrap_or(SET))
            }
            fn write(value: &OPENSSL_STACK, tag: Option<Tag>, out: &mut Vec<u8>) {
                ($prepare)(value);
                write_stack::<X509_ATTRIBUTE>(value, tag.unwrap_or(SET), false, out);
            }
            fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.list::<X509_ATTRIBUTE>(Some(value), "PKCS7_ATTRIBUTES", true, place.indent)
            }
            fn release(value: Box<OPENSSL_STACK>) {
                drop(value.into_owners::<X509_ATTRIBUTE>());
            }
        }
    )+};
}
attributes! {
    /// Attributes to be signed: a SET OF that writing puts into DER's order.
    PKCS7_ATTR_SIGN, before writing sort;
    /// Signed attributes: a SET OF in the order they have.
    PKCS7_ATTR_VERIFY, before writing |_: &OPENSSL_STACK| ();
}
