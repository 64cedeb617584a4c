//! PKCS#12 files: a key and certificates under one password.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::asn1::codec::{Kind, Opt, Req};
use super::asn1::primitive::{Integer, Octets, v};
use super::evp_pkey::EVP_PKEY;
use super::pkcs7::PKCS7;
use super::x509::X509;
use super::x509::algorithm::X509_SIG;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::crypto::cipher::Direction;
use crate::crypto::digest::Md;
use crate::crypto::hmac::hmac;
use crate::crypto::pbe::Budget;
use crate::crypto::pkey::PrivateKey;
use crate::crypto::{kdf, pbe};
use crate::der::keys::Pkcs8;
use crate::der::pkcs12::{Bag, Content, Item, Mac, Pfx, bags, contents};
use crate::der::reader::Reader;
use crate::err::{self, Error, Lib, Result, pkcs12};
use std::sync::Arc;

asn1_sequence! {
    /// What guards a file against changes.
    PKCS12_MAC_DATA {
        /// Digest and HMAC.
        dinfo: Req<X509_SIG>,
        /// Salt of the HMAC's key.
        salt: Req<Octets>,
        /// Rounds of the key's derivation.
        iter: Opt<Integer>,
    }

    /// A PKCS#12 file.
    PKCS12 {
        /// 3.
        version: Req<Integer>,
        /// Everything but the MAC.
        authsafes: Req<PKCS7>,
        /// The MAC.
        mac: Opt<PKCS12_MAC_DATA>,
    }
}

/// The purpose of a MAC key in PKCS#12's derivation.
const MAC_KEY: u8 = 3;

/// What was found in a file.
#[derive(Default)]
pub struct Opened {
    /// The first private key.
    pub key: Option<Arc<EVP_PKEY>>,
    /// The certificates, in the file's order.
    pub certificates: Vec<Arc<X509>>,
}

impl Opened {
    /// Takes out the certificate of the key.
    pub fn take_certificate(&mut self) -> Option<Arc<X509>> {
        let key = self.key.as_ref()?.public().ok()?;
        let belongs = |certificate: &Arc<X509>| {
            certificate.cert().is_ok_and(|c| c.key().is_some_and(|own| own.same(&key)))
        };
        let at = self.certificates.iter().position(belongs)?;
        Some(self.certificates.remove(at))
    }
}

impl PKCS12 {
    /// Whether the file has a MAC.
    pub fn has_mac(&self) -> bool {
        self.mac.get().is_some()
    }

    /// Whether the MAC is that of the file under `password`; `None` is no
    /// password, which is not the empty one.
    ///
    /// Errors: `PKCS12_R_MAC_ABSENT`, `PKCS12_R_UNKNOWN_DIGEST_ALGORITHM`.
    pub fn verify_mac(&self, password: Option<&[u8]>) -> Result<bool> {
        self.verify_mac_within(&mut Budget::default(), password)
    }

    fn verify_mac_within(&self, budget: &mut Budget, password: Option<&[u8]>) -> Result<bool> {
        if !self.has_mac() {
            return Err(Error::new(Lib::Pkcs12, pkcs12::R_MAC_ABSENT));
        }
        let der = Self::encode(self);
        let pfx = Pfx::parse(&der)?;
        let mac = pfx.mac.ok_or_else(|| Error::new(Lib::Pkcs12, pkcs12::R_MAC_ABSENT))?;
        let expected = compute(budget, &mac, pfx.contents, password)?;
        // Every byte is looked at, however many are wrong.
        let differing = expected.iter().zip(mac.value).fold(0, |sum, (a, b)| sum | (a ^ b));
        Ok(expected.len() == mac.value.len() && differing == 0)
    }

    /// Decrypts what is in the file, once its MAC is found right.
    ///
    /// Errors: `PKCS12_R_MAC_VERIFY_FAILURE` for a wrong password,
    /// `PKCS12_R_PARSE_ERROR` for what cannot be read.
    pub fn open(&self, password: Option<&[u8]>) -> Result<Opened> {
        let mut budget = Budget::default();
        let password = self.checked_password(&mut budget, password)?;
        let der = Self::encode(self);
        collect(&mut budget, &der, password).map_err(|error| {
            // A cipher that is not there speaks for itself.
            if error.lib == Lib::Evp {
                return error;
            }
            err::push(&error, "PKCS12_parse");
            Error::new(Lib::Pkcs12, pkcs12::R_PARSE_ERROR)
        })
    }

    /// The password that fits the MAC: for none, or an empty one, either may.
    fn checked_password<'a>(
        &self,
        budget: &mut Budget,
        password: Option<&'a [u8]>,
    ) -> Result<Option<&'a [u8]>> {
        let given = password.filter(|password| !password.is_empty());
        if !self.has_mac() && given.is_none() {
            return Ok(None);
        }
        if !self.has_mac() {
            err::push(&Error::new(Lib::Pkcs12, pkcs12::R_MAC_ABSENT), "PKCS12_verify_mac");
            return Err(Error::new(Lib::Pkcs12, pkcs12::R_MAC_VERIFY_FAILURE));
        }
        let candidates = match given {
            Some(_) => vec![given],
            None => vec![None, Some(&b""[..])],
        };
        for password in candidates {
            if self.verify_mac_within(budget, password)? {
                return Ok(password);
            }
        }
        Err(Error::new(Lib::Pkcs12, pkcs12::R_MAC_VERIFY_FAILURE))
    }
}

/// The MAC of `contents` as `mac` says it is made.
pub fn compute_mac(
    mac: &PKCS12_MAC_DATA,
    contents: &[u8],
    password: Option<&[u8]>,
) -> Result<Vec<u8>> {
    let der = PKCS12_MAC_DATA::encode(mac);
    compute(&mut Budget::default(), &Mac::parse(&der)?, contents, password)
}

fn compute(
    budget: &mut Budget,
    mac: &Mac<'_>,
    contents: &[u8],
    password: Option<&[u8]>,
) -> Result<Vec<u8>> {
    let md = Md::from_oid(mac.digest.oid)
        .filter(|md| !md.is_xof())
        .ok_or_else(|| Error::new(Lib::Pkcs12, pkcs12::R_UNKNOWN_DIGEST_ALGORITHM))?;
    let rounds =
        budget.take(mac.rounds).map_err(|_| Error::new(Lib::Pkcs12, pkcs12::R_KEY_GEN_ERROR))?;
    let password = password.map(pbe::utf16).unwrap_or_default();
    let key = kdf::pkcs12(md, &password, mac.salt, rounds, MAC_KEY, md.size())?;
    Ok(hmac(md, &key, contents)?.to_vec())
}

fn collect(budget: &mut Budget, der: &[u8], password: Option<&[u8]>) -> Result<Opened> {
    let pfx = Pfx::parse(der)?;
    let mut opened = Opened::default();
    for content in contents(pfx.contents)? {
        match content {
            Content::Data(plain) => take(budget, &bags(plain)?, password, &mut opened)?,
            Content::Encrypted(algorithm, data) => {
                let plain =
                    pbe::crypt_within(budget, &algorithm, password, Direction::Decrypt, data)?;
                take(budget, &bags(&plain)?, password, &mut opened)?;
            }
        }
    }
    Ok(opened)
}

fn take(
    budget: &mut Budget,
    bags: &[Bag<'_>],
    password: Option<&[u8]>,
    opened: &mut Opened,
) -> Result<()> {
    for bag in bags {
        match bag.item {
            Item::Key(info) if opened.key.is_none() => opened.key = Some(key(info)?),
            Item::ShroudedKey(sealed) if opened.key.is_none() => {
                opened.key = Some(key(&pbe::open_pkcs8_within(budget, sealed, password)?)?);
            }
            Item::Key(_) | Item::ShroudedKey(_) => {}
            Item::Certificate(der) => {
                let (certificate, _) = X509::parse(der)?;
                label(&certificate, bag)?;
                opened.certificates.push(certificate);
            }
        }
    }
    Ok(())
}

fn key(info: &[u8]) -> Result<Arc<EVP_PKEY>> {
    let mut reader = Reader::new(info);
    let info = Pkcs8::read(&mut reader)?;
    PrivateKey::from_info(&info).map(EVP_PKEY::from_private)
}

/// Writes on the certificate what is written on its bag.
fn label(certificate: &X509, bag: &Bag<'_>) -> Result<()> {
    if let Some(name) = bag.name {
        let units = name.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        let name: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        let name = ASN1_STRING::with(v::UTF8STRING, name.as_bytes())?;
        certificate.made_aux()?.alias.set(Some(name));
    }
    if let Some(id) = bag.key_id {
        certificate.made_aux()?.keyid.set(Some(ASN1_STRING::with(v::OCTET_STRING, id)?));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::kdf::tests::rounds_made;
    use crate::der::algorithm::Algorithm;
    use crate::der::oid;

    #[test]
    fn a_mac_of_too_many_rounds_costs_none() {
        let digest = Algorithm { oid: oid::SHA256, params: None };
        let compute_mac =
            |mac: &Mac<'_>| compute(&mut Budget::default(), mac, b"contents", Some(b"secret"));
        for rounds in [0, 1 << 31, 100_000_001, 1 << 32, u64::MAX] {
            let mac = Mac { digest, value: &[0; 32], salt: &[1; 8], rounds };
            let before = rounds_made();
            assert!(compute_mac(&mac).is_err());
            assert_eq!(rounds_made(), before);
        }
        let mac = Mac { digest, value: &[0; 32], salt: &[1; 8], rounds: 7 };
        let before = rounds_made();
        assert!(compute_mac(&mac).is_ok());
        assert_eq!(rounds_made(), before + 7);
    }
}
