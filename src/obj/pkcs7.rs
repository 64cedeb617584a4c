//! PKCS#7 (RFC 2315): signed, enveloped and encrypted contents, in C's layouts.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

pub mod attribute;
pub mod finish;
pub mod mail;
pub mod parties;
pub mod pipe;
pub mod smime;
pub mod stream;

use super::asn1::codec::{
    Exp, Hidden, Imp, ImpSeq, ImpSet, Kept, Kind, Member, Req, SEQUENCE, SetOf, StackOf, close,
    member, open,
};
use super::asn1::integer;
use super::asn1::primitive::{ASN1_TYPE, Integer, Octets, OctetsInPieces, Oid, v};
use super::asn1::reader::{CONTEXT, Reader, Tag, bad, nested, put_constructed};
use super::objects::{self, ASN1_OBJECT, Object, nid};
use super::stack::OPENSSL_STACK;
use super::x509::algorithm::X509_ALGOR;
use super::x509::request::X509_ATTRIBUTE;
use super::x509::{X509, X509_CRL, X509_NAME};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::{Field, Owned};
use crate::abi::{Opaque, StaticOrBox, stack};
use crate::asn1_sequence;
use crate::err::{Error, Lib, Result, asn1, pkcs7};
use crate::obj::asn1::show::{Place, Printer};
use std::cell::Cell;
use std::ffi::{c_int, c_long, c_void};
use std::sync::Arc;

asn1_sequence! {
    /// Which certificate: its issuer and its number.
    PKCS7_ISSUER_AND_SERIAL {
        /// The issuer.
        issuer: Req<X509_NAME>,
        /// The number.
        serial: Req<Integer>,
    }

    /// One signature. Public layout.
    PKCS7_SIGNER_INFO {
        /// 1.
        version: Req<Integer>,
        /// Whose.
        issuer_and_serial: Req<PKCS7_ISSUER_AND_SERIAL>,
        /// The digest.
        digest_alg: Req<X509_ALGOR>,
        /// What is signed with the content: a SET OF, whose order stays as it
        /// was read, since it is signed so.
        auth_attr: ImpSeq<0, X509_ATTRIBUTE>,
        /// The signature's algorithm.
        digest_enc_alg: Req<X509_ALGOR>,
        /// The signature.
        enc_digest: Req<Octets>,
        /// What is not signed.
        unauth_attr: ImpSeq<1, X509_ATTRIBUTE>,
        /// The key that signs.
        pkey: Kept<crate::obj::evp_pkey::EVP_PKEY>,
        /// The library context: there is one.
        ctx: Hidden<usize>,
    }

    /// The content's key for one recipient. Public layout.
    PKCS7_RECIP_INFO {
        /// 0.
        version: Req<Integer>,
        /// Whose.
        issuer_and_serial: Req<PKCS7_ISSUER_AND_SERIAL>,
        /// How the key is encrypted.
        key_enc_algor: Req<X509_ALGOR>,
        /// The key, encrypted.
        enc_key: Req<Octets>,
        /// The recipient's certificate.
        cert: Kept<X509>,
        /// The library context: there is one.
        ctx: Hidden<usize>,
    }

    /// A content, encrypted. Public layout.
    PKCS7_ENC_CONTENT {
        /// What it is.
        content_type: Req<Oid>,
        /// How it is encrypted.
        algorithm: Req<X509_ALGOR>,
        /// It.
        enc_data: Imp<0, Octets>,
        /// The cipher to encrypt with.
        cipher: Hidden<usize>,
        /// The library context: there is one.
        ctx: Hidden<usize>,
    }

    /// A content for recipients. Public layout.
    PKCS7_ENVELOPE {
        /// 0.
        version: Req<Integer>,
        /// The recipients.
        recipientinfo: SetOf<PKCS7_RECIP_INFO>,
        /// The content.
        enc_data: Req<PKCS7_ENC_CONTENT>,
    }

    /// A content under a digest. Public layout.
    PKCS7_DIGEST {
        /// 0.
        version: Req<Integer>,
        /// The digest's algorithm.
        md: Req<X509_ALGOR>,
        /// The content.
        contents: Req<PKCS7>,
        /// The digest.
        digest: Req<Octets>,
    }

    /// A content under a password. Public layout.
    PKCS7_ENCRYPT {
        /// 0.
        version: Req<Integer>,
        /// The content.
        enc_data: Req<PKCS7_ENC_CONTENT>,
    }
}

/// A SEQUENCE whose members C's structure has in another order.
macro_rules! reordered {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $field:ident: $member:ty),+ $(,)?
    } as { $($coded:ident: $coded_member:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            $($(#[$about])* pub $field: <$member as Member>::Slot),+
        }

        impl Kind for $name {
            type Value = $name;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<Self> {
                Box::new($name { $($field: <$member as Member>::blank()),+ })
            }
            fn fits(tag: Tag) -> bool {
                tag == SEQUENCE
            }
            fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
                let mut body = open(from, tag, Self::NAME)?;
                $(let $coded = member::<$coded_member>(
                    &mut body, stringify!($name), stringify!($coded),
                )?;)+
                close(&body, Self::NAME)?;
                Ok(Box::new($name { $($field),+ }))
            }
            fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
                put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
                    $(<$coded_member as Member>::write(&value.$coded, body);)+
                });
            }
            fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
                to.sequence::<Self>(place, |to, at| {
                    $(<$coded_member as Member>::show(&value.$coded, stringify!($coded), to, at)?;)+
                    Ok(())
                })
            }
        }
    )+};
}
reordered! {
    /// A signed content. Public layout.
    PKCS7_SIGNED {
        /// 1.
        version: Req<Integer>,
        /// The digests.
        md_algs: SetOf<X509_ALGOR>,
        /// Certificates.
        cert: ImpSeq<0, X509>,
        /// Revocation lists.
        crl: ImpSet<1, X509_CRL>,
        /// The signatures.
        signer_info: SetOf<PKCS7_SIGNER_INFO>,
        /// The content.
        contents: Req<PKCS7>,
    } as {
        version: Req<Integer>,
        md_algs: SetOf<X509_ALGOR>,
        contents: Req<PKCS7>,
        cert: ImpSeq<0, X509>,
        crl: ImpSet<1, X509_CRL>,
        signer_info: SetOf<PKCS7_SIGNER_INFO>,
    }

    /// A signed content for recipients. Public layout.
    PKCS7_SIGN_ENVELOPE {
        /// 1.
        version: Req<Integer>,
        /// The digests.
        md_algs: SetOf<X509_ALGOR>,
        /// Certificates.
        cert: ImpSeq<0, X509>,
        /// Revocation lists.
        crl: ImpSet<1, X509_CRL>,
        /// The signatures.
        signer_info: SetOf<PKCS7_SIGNER_INFO>,
        /// The content.
        enc_data: Req<PKCS7_ENC_CONTENT>,
        /// The recipients.
        recipientinfo: SetOf<PKCS7_RECIP_INFO>,
    } as {
        version: Req<Integer>,
        recipientinfo: SetOf<PKCS7_RECIP_INFO>,
        md_algs: SetOf<X509_ALGOR>,
        enc_data: Req<PKCS7_ENC_CONTENT>,
        cert: ImpSeq<0, X509>,
        crl: ImpSet<1, X509_CRL>,
        signer_info: SetOf<PKCS7_SIGNER_INFO>,
    }
}

/// A content and what it is. Public layout.
#[repr(C)]
pub struct PKCS7 {
    asn1: Field<usize>,
    length: Field<c_long>,
    state: Field<c_int>,
    /// Whether the content is somewhere else.
    pub detached: Field<c_int>,
    /// What it is.
    pub kind: Owned<ASN1_OBJECT>,
    d: Field<*mut c_void>,
    ctx: [Field<usize>; 2],
}

/// What a [`PKCS7`] holds.
pub enum Content<'a> {
    /// Bytes.
    Data(&'a ASN1_STRING),
    /// Signed.
    Signed(&'a PKCS7_SIGNED),
    /// For recipients.
    Enveloped(&'a PKCS7_ENVELOPE),
    /// Signed and for recipients.
    Both(&'a PKCS7_SIGN_ENVELOPE),
    /// Under a digest.
    Digest(&'a PKCS7_DIGEST),
    /// Under a password.
    Encrypted(&'a PKCS7_ENCRYPT),
    /// Of another kind.
    Other(&'a ASN1_TYPE),
    /// Nothing.
    None,
}

/// Contents may hold contents this deep.
const DEEPEST: u32 = 30;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs `read` one level deeper; an error beyond the deepest.
pub(super) fn deeper<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    let depth = DEPTH.get();
    if depth >= DEEPEST {
        return Err(bad(asn1::R_NESTED_TOO_DEEP));
    }
    DEPTH.set(depth + 1);
    let result = read();
    DEPTH.set(depth);
    result
}

impl PKCS7 {
    /// The NID of what it is.
    pub fn nid(&self) -> c_int {
        self.kind.get().map_or(0, ASN1_OBJECT::nid)
    }

    /// What it holds.
    pub fn content(&self) -> Content<'_> {
        let d = Opaque(self.d.get());
        match self.nid() {
            nid::PKCS7_DATA => stack::look(d).map_or(Content::None, Content::Data),
            nid::PKCS7_SIGNED => stack::look(d).map_or(Content::None, Content::Signed),
            nid::PKCS7_ENVELOPED => stack::look(d).map_or(Content::None, Content::Enveloped),
            nid::PKCS7_SIGNEDANDENVELOPED => stack::look(d).map_or(Content::None, Content::Both),
            nid::PKCS7_DIGEST => stack::look(d).map_or(Content::None, Content::Digest),
            nid::PKCS7_ENCRYPTED => stack::look(d).map_or(Content::None, Content::Encrypted),
            _ => stack::look(d).map_or(Content::None, Content::Other),
        }
    }

    /// Frees what is there, and stores what it is and a pointer to it.
    fn put(&self, kind: Option<Object>, value: Opaque) {
        let old = Opaque(self.d.replace(std::ptr::null_mut()));
        match self.nid() {
            nid::PKCS7_DATA => drop(stack::take::<ASN1_STRING>(old)),
            nid::PKCS7_SIGNED => drop(stack::take::<PKCS7_SIGNED>(old)),
            nid::PKCS7_ENVELOPED => drop(stack::take::<PKCS7_ENVELOPE>(old)),
            nid::PKCS7_SIGNEDANDENVELOPED => drop(stack::take::<PKCS7_SIGN_ENVELOPE>(old)),
            nid::PKCS7_DIGEST => drop(stack::take::<PKCS7_DIGEST>(old)),
            nid::PKCS7_ENCRYPTED => drop(stack::take::<PKCS7_ENCRYPT>(old)),
            _ => drop(stack::take::<ASN1_TYPE>(old)),
        }
        self.kind.set(kind);
        self.d.set(value.0);
    }

    /// Makes it an empty one of a kind.
    ///
    /// Errors: `PKCS7_R_UNSUPPORTED_CONTENT_TYPE`.
    pub fn set_type(&self, number: c_int) -> Result<()> {
        let versioned = |version: &Owned<ASN1_STRING>, n: u64| match version.get() {
            Some(version) => integer::set(version, v::INTEGER, false, n),
            None => Ok(()),
        };
        let data = |content: &Owned<PKCS7_ENC_CONTENT>| -> Result<()> {
            if let Some(content) = content.get() {
                content.content_type.set(Some(known(nid::PKCS7_DATA)?));
            }
            Ok(())
        };
        let value = match number {
            nid::PKCS7_DATA => stack::give::<ASN1_STRING>(Octets::blank()),
            nid::PKCS7_SIGNED => {
                let made = PKCS7_SIGNED::blank();
                versioned(&made.version, 1)?;
                stack::give::<PKCS7_SIGNED>(made)
            }
            nid::PKCS7_SIGNEDANDENVELOPED => {
                let made = PKCS7_SIGN_ENVELOPE::blank();
                versioned(&made.version, 1)?;
                data(&made.enc_data)?;
                stack::give::<PKCS7_SIGN_ENVELOPE>(made)
            }
            nid::PKCS7_ENVELOPED => {
                let made = PKCS7_ENVELOPE::blank();
                versioned(&made.version, 0)?;
                data(&made.enc_data)?;
                stack::give::<PKCS7_ENVELOPE>(made)
            }
            nid::PKCS7_ENCRYPTED => {
                let made = PKCS7_ENCRYPT::blank();
                versioned(&made.version, 0)?;
                data(&made.enc_data)?;
                stack::give::<PKCS7_ENCRYPT>(made)
            }
            nid::PKCS7_DIGEST => {
                let made = PKCS7_DIGEST::blank();
                versioned(&made.version, 0)?;
                stack::give::<PKCS7_DIGEST>(made)
            }
            _ => {
                return Err(Error::new(Lib::Pkcs7, pkcs7::R_UNSUPPORTED_CONTENT_TYPE));
            }
        };
        self.put(Some(known(number)?), value);
        Ok(())
    }

    /// Takes the content out and leaves what it is.
    pub fn clear(&self) {
        self.put(self.kind.get().map(ASN1_OBJECT::duplicate), Opaque::NULL);
    }

    /// Whether it is of a kind that is not PKCS#7's own.
    pub fn is_other(&self) -> bool {
        !(nid::PKCS7_DATA..=nid::PKCS7_ENCRYPTED).contains(&self.nid())
    }

    /// Whether it is signed and its content somewhere else; keeps the answer
    /// in C's field, as OpenSSL does.
    pub fn is_detached(&self) -> bool {
        let Content::Signed(signed) = self.content() else { return false };
        let there = signed.contents.get().is_some_and(PKCS7::has_content);
        self.detached.set(c_int::from(!there));
        !there
    }

    /// Makes `object` what it is, and `value` its content, as a program says.
    pub fn set_other(&self, kind: Object, value: Opaque) {
        self.kind.set(Some(kind));
        self.d.set(value.0);
    }

    /// Whether there is a content.
    pub fn has_content(&self) -> bool {
        !self.d.get().is_null()
    }

    /// Appends its content, if there is one, under `[0]`.
    fn write_content(&self, body: &mut Vec<u8>) {
        let mut inner = Vec::new();
        match self.content() {
            Content::None => return,
            Content::Data(_) if self.detached.get() != 0 => return,
            Content::Data(data) => Octets::write(data, None, &mut inner),
            Content::Signed(signed) => PKCS7_SIGNED::write(signed, None, &mut inner),
            Content::Enveloped(sealed) => PKCS7_ENVELOPE::write(sealed, None, &mut inner),
            Content::Both(both) => PKCS7_SIGN_ENVELOPE::write(both, None, &mut inner),
            Content::Digest(digest) => PKCS7_DIGEST::write(digest, None, &mut inner),
            Content::Encrypted(sealed) => PKCS7_ENCRYPT::write(sealed, None, &mut inner),
            Content::Other(other) => ASN1_TYPE::write(other, None, &mut inner),
        }
        put_constructed(body, (CONTEXT, 0), |body| body.extend_from_slice(&inner));
    }

    /// Data with these bytes.
    pub fn of_data(bytes: &[u8]) -> Result<Box<Self>> {
        let made = Self::blank();
        made.set_type(nid::PKCS7_DATA)?;
        if let Content::Data(data) = made.content() {
            data.store(bytes)?;
        }
        Ok(made)
    }
}

/// An error of the PKCS#7 library.
#[track_caller]
pub fn error(reason: c_int) -> Error {
    Error::new(Lib::Pkcs7, reason)
}

fn known(number: c_int) -> Result<Object> {
    objects::known(number).map(StaticOrBox::Static)
}

impl Drop for PKCS7 {
    fn drop(&mut self) {
        self.put(None, Opaque::NULL);
    }
}

impl Kind for PKCS7 {
    type Value = PKCS7;
    const NAME: &'static str = "PKCS7";
    fn blank() -> Box<Self> {
        Box::new(PKCS7 {
            asn1: Field::new(0),
            length: Field::new(0),
            state: Field::new(0),
            detached: Field::new(0),
            kind: Owned::new(Oid::blank()),
            d: Field::new(std::ptr::null_mut()),
            ctx: [Field::new(0), Field::new(0)],
        })
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<Self>> {
        let mut body = open(from, tag, Self::NAME)?;
        let made = Self::blank();
        let kind = member::<Req<Oid>>(&mut body, Self::NAME, "type")?.take();
        let number = kind.as_deref().map_or(0, ASN1_OBJECT::nid);
        let value =
            if body.is_empty() { Opaque::NULL } else { deeper(|| inside(&mut body, number))? };
        made.put(kind, value);
        close(&body, Self::NAME)?;
        Ok(made)
    }
    fn write(value: &Self, tag: Option<Tag>, out: &mut Vec<u8>) {
        put_constructed(out, tag.unwrap_or(SEQUENCE), |body| {
            Req::<Oid>::write(&value.kind, body);
            value.write_content(body);
        });
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.sequence::<Self>(place, |to, at| {
            to.field::<Oid>(value.kind.get(), "type", at)?;
            let d = Opaque(value.d.get());
            match value.nid() {
                nid::PKCS7_DATA => to.field::<OctetsInPieces>(stack::look(d), "d.data", at),
                nid::PKCS7_SIGNED => to.field::<PKCS7_SIGNED>(stack::look(d), "d.sign", at),
                nid::PKCS7_ENVELOPED => {
                    to.field::<PKCS7_ENVELOPE>(stack::look(d), "d.enveloped", at)
                }
                nid::PKCS7_SIGNEDANDENVELOPED => {
                    let name = "d.signed_and_enveloped";
                    to.field::<PKCS7_SIGN_ENVELOPE>(stack::look(d), name, at)
                }
                nid::PKCS7_DIGEST => to.field::<PKCS7_DIGEST>(stack::look(d), "d.digest", at),
                nid::PKCS7_ENCRYPTED => {
                    to.field::<PKCS7_ENCRYPT>(stack::look(d), "d.encrypted", at)
                }
                _ => to.field::<ASN1_TYPE>(stack::look(d), "d.other", at),
            }
        })
    }
}

/// The content of a kind inside `[0] EXPLICIT`.
fn inside(from: &mut Reader<'_>, number: c_int) -> Result<Opaque> {
    fn value<K: Kind>(from: &mut Reader<'_>, field: &'static str) -> Result<Opaque> {
        let slot = Exp::<0, K>::read(from);
        let slot = slot.map_err(|e| nested(&e).with(format!("Field={field}, Type=PKCS7")))?;
        Ok(slot.take().map_or(Opaque::NULL, stack::give::<K::Value>))
    }
    match number {
        nid::PKCS7_DATA => value::<Octets>(from, "d.data"),
        nid::PKCS7_SIGNED => value::<PKCS7_SIGNED>(from, "d.sign"),
        nid::PKCS7_ENVELOPED => value::<PKCS7_ENVELOPE>(from, "d.enveloped"),
        nid::PKCS7_SIGNEDANDENVELOPED => {
            value::<PKCS7_SIGN_ENVELOPE>(from, "d.signed_and_enveloped")
        }
        nid::PKCS7_DIGEST => value::<PKCS7_DIGEST>(from, "d.digest"),
        nid::PKCS7_ENCRYPTED => value::<PKCS7_ENCRYPT>(from, "d.encrypted"),
        _ => value::<ASN1_TYPE>(from, "d.other"),
    }
}

/// The certificates of a signed content.
pub fn certificates(of: &PKCS7) -> Option<&StackOf<X509>> {
    match of.content() {
        Content::Signed(signed) => Some(&signed.cert),
        Content::Both(both) => Some(&both.cert),
        _ => None,
    }
}

/// The revocation lists of a signed content.
pub fn revocations(of: &PKCS7) -> Option<&StackOf<X509_CRL>> {
    match of.content() {
        Content::Signed(signed) => Some(&signed.crl),
        Content::Both(both) => Some(&both.crl),
        _ => None,
    }
}

/// The signatures of a signed content.
pub fn signers(of: &PKCS7) -> Option<&StackOf<PKCS7_SIGNER_INFO>> {
    match of.content() {
        Content::Signed(signed) => Some(&signed.signer_info),
        Content::Both(both) => Some(&both.signer_info),
        _ => None,
    }
}

/// 0 if an issuer and number are those of a certificate.
pub fn names(
    issuer: Option<&X509_NAME>,
    serial: Option<&ASN1_STRING>,
    cert: &X509,
) -> Result<c_int> {
    let info = cert.info()?;
    let issuers = issuer.zip(info.issuer.get());
    let numbers = serial.zip(info.serialNumber.get());
    let (Some((issuer, own)), Some((serial, number))) = (issuers, numbers) else {
        return Ok(-1);
    };
    match issuer.compare(own)? {
        0 => Ok(integer::compare(serial, number)),
        order => Ok(order),
    }
}

/// Whether an issuer and number are those of a certificate.
pub fn is_of(id: &PKCS7_ISSUER_AND_SERIAL, cert: &X509) -> Result<bool> {
    names(id.issuer.get(), id.serial.get(), cert).map(|order| order == 0)
}

/// `PKCS7_NOINTERN`.
const NO_INTERN: c_int = 0x10;

/// The certificates of signatures: from `others` first, then from the
/// content's own, unless `flags` forbid it.
pub fn signer_certificates(
    of: &PKCS7,
    signers: &[&PKCS7_SIGNER_INFO],
    others: Option<&OPENSSL_STACK>,
    flags: c_int,
) -> Result<Vec<Arc<X509>>> {
    let others = others.map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
    let own = match certificates(of).and_then(StackOf::stack) {
        Some(list) if flags & NO_INTERN == 0 => list.shares::<X509>(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for signer in signers {
        let id = signer.issuer_and_serial.get().ok_or_else(Error::quiet)?;
        let fits = |cert: &&Arc<X509>| is_of(id, cert).unwrap_or(false);
        let cert = others.iter().chain(&own).find(fits).cloned();
        let missing = || error(pkcs7::R_SIGNER_CERTIFICATE_NOT_FOUND);
        found.push(cert.ok_or_else(missing)?);
    }
    Ok(found)
}
