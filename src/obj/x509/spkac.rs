//! SPKAC: a public key and a challenge, signed, as browsers asked for
//! certificates.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::X509;
use super::algorithm::{X509_ALGOR, X509_PUBKEY};
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::err::Result;
use crate::obj::asn1::codec::{Kind, Member, Req};
use crate::obj::asn1::primitive::{Bits, Ia5, Oid};
use crate::obj::asn1::reader::{Reader, Tag};
use crate::obj::asn1::show::Printer;
use crate::obj::objects::{self, nid};

/// An algorithm inside its structure, not behind a pointer.
pub struct Inside;

impl Member for Inside {
    type Slot = X509_ALGOR;
    const OPTIONAL: bool = false;
    fn blank() -> Self::Slot {
        *X509_ALGOR::blank()
    }
    fn absent() -> Self::Slot {
        *X509_ALGOR::blank()
    }
    fn fits(tag: Tag) -> bool {
        X509_ALGOR::fits(tag)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        X509_ALGOR::read(from, None).map(|made| *made)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        X509_ALGOR::write(slot, None, out);
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<X509_ALGOR>(Some(slot), name, indent)
    }
}

/// The type of a Netscape certificate sequence, which a new one has.
pub struct OwnType;

impl Member for OwnType {
    type Slot = <Req<Oid> as Member>::Slot;
    const OPTIONAL: bool = false;
    fn blank() -> Self::Slot {
        objects::by_nid(nid::NETSCAPE_CERT_SEQUENCE)
            .map_or_else(Req::<Oid>::blank, |known| Owned::new(StaticOrBox::Static(known)))
    }
    fn absent() -> Self::Slot {
        Req::<Oid>::absent()
    }
    fn fits(tag: Tag) -> bool {
        Req::<Oid>::fits(tag)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        Req::<Oid>::read(from)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        Req::<Oid>::write(slot, out);
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        Req::<Oid>::show(slot, name, to, indent)
    }
}

asn1_sequence! {
    /// What is signed. Public layout.
    NETSCAPE_SPKAC {
        /// The key.
        pubkey: Req<X509_PUBKEY>,
        /// The challenge.
        challenge: Req<Ia5>,
    }

    /// A signed key and challenge. Public layout.
    NETSCAPE_SPKI {
        /// What is signed.
        spkac: Req<NETSCAPE_SPKAC>,
        /// The signature's algorithm.
        sig_algor: Inside,
        /// The signature.
        signature: Req<Bits>,
    }

    /// Netscape's list of certificates. Public layout.
    NETSCAPE_CERT_SEQUENCE {
        /// What it is.
        kind: OwnType,
        /// The certificates.
        certs: ExpCerts,
    }
}

/// `[0] EXPLICIT SEQUENCE OF` certificates, optional.
pub type ExpCerts = crate::obj::asn1::codec::ExpSeq<0, X509>;

impl NETSCAPE_SPKI {
    /// The text of `NETSCAPE_SPKI_print`.
    pub fn to_text(&self) -> Vec<u8> {
        use crate::obj::x509::key_print;
        let mut out = b"Netscape SPKI:\n".to_vec();
        let Some(spkac) = self.spkac.get() else { return out };
        let own = spkac.pubkey.get();
        let name = |nid| {
            crate::obj::objects::by_nid(nid)
                .filter(|_| nid != 0)
                .and_then(|o| o.long())
                .map_or("UNKNOWN".into(), |name| name.to_string_lossy().into_owned())
        };
        let kind = own.and_then(|own| own.algor.get()).map_or(0, X509_ALGOR::nid);
        out.extend(format!("  Public Key Algorithm: {}\n", name(kind)).into_bytes());
        let key = own.and_then(|own| own.key().ok()).and_then(|key| key.public().ok());
        match key {
            Some(key) => out.extend(key_print::public(&key, 4)),
            None => out.extend_from_slice(b"  Unable to load public key\n"),
        }
        let challenge = spkac.challenge.get().map_or(&[][..], ASN1_STRING::bytes);
        if !challenge.is_empty() {
            out.extend_from_slice(b"  Challenge String: ");
            out.extend_from_slice(challenge.split(|c| *c == 0).next().unwrap_or_default());
            out.push(b'\n');
        }
        let method = name(self.sig_algor.nid());
        out.extend(format!("  Signature Algorithm: {method}").into_bytes());
        let bytes = self.signature.get().map_or(&[][..], ASN1_STRING::bytes);
        for (at, byte) in bytes.iter().enumerate() {
            if at % 18 == 0 {
                out.extend_from_slice(b"\n      ");
            }
            let colon = if at + 1 == bytes.len() { "" } else { ":" };
            out.extend(format!("{byte:02x}{colon}").into_bytes());
        }
        out.push(b'\n');
        out
    }

    /// Signs the key and the challenge.
    pub fn sign(&self, signer: &super::signing::Signer) -> Result<std::ffi::c_int> {
        let algorithm: Owned<X509_ALGOR> = Owned::new(X509_ALGOR::blank());
        signer.name(&[&algorithm])?;
        if let Some(made) = algorithm.get() {
            self.sig_algor.copy_from(made)?;
        }
        let message = self.spkac.get().map(NETSCAPE_SPKAC::encode).unwrap_or_default();
        signer.sign(&message, &self.signature)
    }
}
