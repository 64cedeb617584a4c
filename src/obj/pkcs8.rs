//! `PKCS8_PRIV_KEY_INFO`: a private key in its encoding, and how it is sealed
//! under a passphrase.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::asn1::codec::{ImpSet, Kind, Req};
use super::asn1::primitive::{Integer, Octets};
use super::evp_pkey::EVP_PKEY;
use super::passphrase::Source;
use super::x509::algorithm::{X509_ALGOR, X509_SIG};
use super::x509::request::X509_ATTRIBUTE;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::asn1_sequence;
use crate::crypto::cipher::Direction;
use crate::crypto::digest::Md;
use crate::crypto::pbe;
use crate::crypto::pkey::PrivateKey;
use crate::der::algorithm::Algorithm;
use crate::der::{oid, write};
use crate::err::{self, Error, Lib, Result, asn1, evp};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

pub use crate::crypto::cipher::Cipher;

asn1_sequence! {
    /// A private key in its encoding.
    PKCS8_PRIV_KEY_INFO {
        /// 0.
        version: Req<Integer>,
        /// The type of the key.
        pkeyalg: Req<X509_ALGOR>,
        /// The key.
        pkey: Req<Octets>,
        /// More about it.
        attributes: ImpSet<0, X509_ATTRIBUTE>,
    }
}

impl PKCS8_PRIV_KEY_INFO {
    /// The encoding of a key.
    #[track_caller]
    pub fn of(key: &EVP_PKEY) -> Result<Box<Self>> {
        Self::decode_all(&key.private()?.to_pkcs8()?)
    }

    /// The key.
    ///
    /// Errors: `EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM`, those of the decoders.
    #[track_caller]
    pub fn key(&self) -> Result<Arc<EVP_PKEY>> {
        let der = Zeroizing::new(super::asn1::codec::encode_complete::<Self>(self)?);
        PrivateKey::from_pkcs8(&der).map(EVP_PKEY::from_private).map_err(|error| {
            if error.lib == Lib::Evp && error.reason == evp::R_UNSUPPORTED_ALGORITHM {
                return Error::new(Lib::Evp, evp::R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM);
            }
            error
        })
    }

    /// Seals it as `algorithm` says.
    #[track_caller]
    pub fn seal<'a>(
        &self,
        algorithm: &[u8],
        password: impl Into<Option<&'a [u8]>>,
    ) -> Result<Box<X509_SIG>> {
        let der = Zeroizing::new(super::asn1::codec::encode_complete::<Self>(self)?);
        X509_SIG::decode_all(&pbe::seal_pkcs8(&der, algorithm, password)?)
    }

    /// Opens a sealed one.
    ///
    /// Errors: `PKCS12_R_PKCS12_CIPHERFINAL_ERROR` for a wrong passphrase.
    #[track_caller]
    pub fn open<'a>(sealed: &X509_SIG, password: impl Into<Option<&'a [u8]>>) -> Result<Box<Self>> {
        let der = super::asn1::codec::encode_complete::<X509_SIG>(sealed)?;
        let info = super::pem::open_sealed(&der, password.into())?;
        Self::decode_all(&info)
    }

    /// Opens a sealed one in DER under a passphrase that is asked for.
    #[track_caller]
    pub fn open_der(der: &[u8], pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
        let (sealed, _) = X509_SIG::decode(der)?;
        let password = pass.get_to_read()?;
        Self::open(&sealed, &**password)?.key()
    }
}

/// `PKCS5_DEFAULT_ITER`.
pub const ROUNDS: c_int = 2048;

fn rounds(rounds: c_int) -> u64 {
    u64::try_from(rounds).ok().filter(|rounds| *rounds > 0).unwrap_or(ROUNDS.unsigned_abs().into())
}

/// The salt that is given, or a fresh one.
#[track_caller]
fn salt_of(given: Option<&[u8]>, len: usize) -> Result<Vec<u8>> {
    match given {
        Some(salt) => Ok(salt.to_vec()),
        None => pbe::fresh(if len == 0 { 8 } else { len }),
    }
}

/// The AlgorithmIdentifier of PBES2: PBKDF2 with the HMAC of the NID `prf`
/// (-1 for SHA-256's). Without a salt a fresh one of `salt_len` bytes is
/// taken, or 8 for 0; without a vector a fresh one.
///
/// Errors: `EVP_R_CIPHER_PARAMETER_ERROR`, `ASN1_R_ERROR_SETTING_CIPHER_PARAMS`.
#[track_caller]
pub fn pbes2(
    cipher: Cipher,
    iterations: c_int,
    salt: Option<&[u8]>,
    salt_len: usize,
    iv: Option<&[u8]>,
    prf: c_int,
) -> Result<Vec<u8>> {
    check_cipher(cipher)?;
    let md = match prf {
        -1 => Md::Sha256,
        nid => prf_md(nid).ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_PRF))?,
    };
    let salt = salt_of(salt, salt_len)?;
    let iv = iv.map_or_else(|| pbe::fresh(cipher.iv_len()), |iv| Ok(iv.to_vec()))?;
    pbe::new_pbes2(cipher, md, rounds(iterations), &salt, &iv)
}

/// Whether the cipher is one whose only parameter is its vector.
#[track_caller]
fn check_cipher(cipher: Cipher) -> Result<()> {
    if cipher.is_cbc() || cipher.oid().is_some() {
        return Ok(());
    }
    err::push(&Error::new(Lib::Evp, evp::R_CIPHER_PARAMETER_ERROR), "EVP_CIPHER_param_to_asn1");
    Err(Error::new(Lib::Asn1, asn1::R_ERROR_SETTING_CIPHER_PARAMS))
}

/// The digest of an HMAC's NID (`NID_hmacWithSHA256`).
fn prf_md(nid: c_int) -> Option<Md> {
    Some(match nid {
        163 => Md::Sha1,
        798 => Md::Sha224,
        799 => Md::Sha256,
        800 => Md::Sha384,
        801 => Md::Sha512,
        _ => return None,
    })
}

/// The AlgorithmIdentifier of PBES2 with scrypt.
#[track_caller]
pub fn pbes2_scrypt(
    cipher: Cipher,
    salt: Option<&[u8]>,
    salt_len: usize,
    iv: Option<&[u8]>,
    (n, r, p): (u64, u64, u64),
) -> Result<Vec<u8>> {
    check_cipher(cipher)?;
    let salt = salt_of(salt, salt_len)?;
    let iv = iv.map_or_else(|| pbe::fresh(cipher.iv_len()), |iv| Ok(iv.to_vec()))?;
    // Tried, so that costs that cannot be are not written.
    crate::crypto::kdf::scrypt(b"", &salt, (n, r, p), 0, &mut [0; 16])
        .map_err(|_| Error::new(Lib::Asn1, asn1::R_INVALID_SCRYPT_PARAMETERS))?;
    let costs = [write::small(n), write::small(r), write::small(p)];
    let params = write::sequence(&[&write::octets(&salt), &costs[0], &costs[1], &costs[2]]);
    let kdf = write::algorithm(oid::SCRYPT, Some(&params));
    let name = cipher
        .oid()
        .ok_or_else(|| Error::new(Lib::Asn1, asn1::R_CIPHER_HAS_NO_OBJECT_IDENTIFIER))?;
    let scheme = write::algorithm(name, Some(&write::octets(&iv)));
    Ok(write::algorithm(oid::PBES2, Some(&write::sequence(&[&kdf, &scheme]))))
}

/// The AlgorithmIdentifier of an older encryption under a passphrase; `to_seal`
/// asks for one that can be sealed with.
///
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`.
#[track_caller]
pub fn pbe1(
    nid: c_int,
    iterations: c_int,
    salt: Option<&[u8]>,
    salt_len: usize,
    to_seal: bool,
) -> Result<Vec<u8>> {
    let name = super::objects::by_nid(nid).filter(|object| !object.der().is_empty());
    let unknown = || {
        let short = name.and_then(|name| name.long()).unwrap_or(c"NULL");
        let text = format!("TYPE={}", short.to_string_lossy());
        Error::new(Lib::Evp, evp::R_UNKNOWN_PBE_ALGORITHM).with(text)
    };
    let content = name.ok_or_else(unknown)?.der();
    if to_seal && ![oid::PBE_SHA1_3DES, oid::PBE_SHA1_2DES].contains(&content) {
        return Err(unknown());
    }
    let salt = salt_of(salt, salt_len)?;
    let params = write::sequence(&[&write::octets(&salt), &write::small(rounds(iterations))]);
    Ok(write::algorithm(content, Some(&params)))
}

/// How a key is to be sealed.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    /// The NID of an older encryption or of an HMAC, or -1.
    pub nid: c_int,
    /// The cipher, if PBES2 is meant.
    pub cipher: Option<Cipher>,
    /// The salt; a fresh one if there is none.
    pub salt: Option<&'a [u8]>,
    /// The length of a fresh salt; 0 for the usual.
    pub salt_len: usize,
    /// The number of rounds; 0 for the usual.
    pub rounds: c_int,
}

impl Sealing<'_> {
    /// Its AlgorithmIdentifier.
    #[track_caller]
    pub fn algorithm(&self) -> Result<Vec<u8>> {
        let as_prf = prf_md(self.nid).is_some();
        match self.cipher {
            Some(cipher) if self.nid == -1 || as_prf => {
                pbes2(cipher, self.rounds, self.salt, self.salt_len, None, self.nid)
            }
            None if self.nid == -1 => Err(Error::new(Lib::Pkcs12, err::R_PASSED_NULL_PARAMETER)),
            _ => pbe1(self.nid, self.rounds, self.salt, self.salt_len, true),
        }
    }
}

/// Encrypts or decrypts as an AlgorithmIdentifier says.
#[track_caller]
pub fn apply(
    algorithm: &[u8],
    password: &[u8],
    direction: Direction,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    pbe::crypt(&Algorithm::parse(algorithm)?, password, direction, data)
}

/// The bytes of a key's OCTET STRING.
pub fn key_bytes(info: &PKCS8_PRIV_KEY_INFO) -> Option<&ASN1_STRING> {
    info.pkey.get()
}
