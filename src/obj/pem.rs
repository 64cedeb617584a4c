//! Keys in PEM and DER: which block holds what, and how each is decrypted.

use super::evp_pkey::{Contents, EVP_PKEY, Params};
use super::passphrase::Source;
use crate::crypto::cipher::{Cipher, Direction};
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
pub use crate::crypto::pem_cipher::CipherInfo;
use crate::crypto::pkey::{KeyKind, PrivateKey, PublicKey};
use crate::crypto::{dh, dsa, pbe};
use crate::der::algorithm::Algorithm;
use crate::der::keys::{self, EcPrivate, RsaNumbers, Spki};
use crate::der::pem::{self, Block, Lines};
use crate::der::reader::{Reader, tag};
use crate::der::write;
use crate::err::{self, Error, Lib, Result, pem as pem_err, pkcs12, prov};
use std::sync::Arc;
use zeroize::Zeroizing;

pub use crate::der::pem::SliceLines;

/// What OpenSSL's decoders say when nothing fits.
#[track_caller]
fn nothing_found(input: &'static str) -> Error {
    let text = match input {
        "PEM" => "No supported data to decode. Input type: PEM",
        _ => "No supported data to decode. Input type: DER",
    };
    Error::new(Lib::OsslDecoder, err::R_UNSUPPORTED).with(text)
}

/// The data of a block, decrypted if its header says so.
///
/// Errors: those of the header; `PEM_R_BAD_DECRYPT` after
/// `PROV_R_BAD_DECRYPT` for a wrong passphrase.
#[track_caller]
pub fn open_block(block: &Block, pass: &Source<'_>) -> Result<Zeroizing<Vec<u8>>> {
    match CipherInfo::parse(&block.header)? {
        None => Ok(block.data.clone()),
        Some(info) => open_with(&info, &block.data, pass),
    }
}

/// Decrypts the data of a block.
#[track_caller]
pub fn open_with(info: &CipherInfo, data: &[u8], pass: &Source<'_>) -> Result<Zeroizing<Vec<u8>>> {
    pass.open_key(false, |password, _| {
        info.apply(Direction::Decrypt, password, data).map_err(|error| {
            err::push(&error, "EVP_DecryptFinal_ex");
            Error::new(Lib::Pem, pem_err::R_BAD_DECRYPT)
        })
    })
}

/// Decrypts an encrypted PKCS#8 key; gives the PrivateKeyInfo.
#[track_caller]
pub fn open_pkcs8(der: &[u8], pass: &Source<'_>) -> Result<Zeroizing<Vec<u8>>> {
    pass.open_key(true, |password, again| {
        open_sealed(der, Some(password)).inspect_err(|error| {
            // OpenSSL's decoder says so, too, if it had a passphrase.
            if error.lib == Lib::Pkcs12 && !again {
                err::push(error, "PKCS12_pbe_crypt_ex");
                let padding = Error::new(Lib::Prov, prov::R_BAD_DECRYPT);
                err::push(&padding, "ossl_cipher_unpadblock");
            }
        })
    })
}

/// Whether it is the encoding of an encrypted PKCS#8 key.
pub fn is_sealed(der: &[u8]) -> bool {
    let parts = || -> Result<()> {
        let mut inner = Reader::new(der).sequence()?;
        Algorithm::read(&mut inner)?;
        inner.read(tag::OCTET_STRING)?;
        inner.finish()
    };
    parts().is_ok()
}

/// Decrypts an encrypted PKCS#8 key under a passphrase.
///
/// Errors: `PKCS12_R_PKCS12_CIPHERFINAL_ERROR` after `PROV_R_BAD_DECRYPT`.
#[track_caller]
pub fn open_sealed(der: &[u8], password: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>> {
    pbe::open_pkcs8_within(&mut pbe::Budget::default(), der, password)
        .map_err(|error| not_opened(error, password))
}

/// What is queued for a text that a passphrase does not decrypt.
pub fn not_opened(error: Error, password: Option<&[u8]>) -> Error {
    let final_block = [prov::R_BAD_DECRYPT, prov::R_WRONG_FINAL_BLOCK_LENGTH];
    if error.lib != Lib::Prov || !final_block.contains(&error.reason) {
        return error;
    }
    let empty = password.is_none_or(<[u8]>::is_empty);
    let hint = if empty { "empty password" } else { "maybe wrong password" };
    err::push(&error, "ossl_cipher_unpadblock");
    Error::new(Lib::Pkcs12, pkcs12::R_PKCS12_CIPHERFINAL_ERROR).with(hint)
}

/// Whether it is the failure of a wrong or missing passphrase, which ends a
/// search; other blocks that fail are passed over.
pub(super) fn is_final(error: &Error) -> bool {
    matches!(error.lib, Lib::Pem | Lib::Pkcs12) || error.silent
}

/// Reads blocks until `decode` accepts one.
#[track_caller]
fn search<T>(
    lines: &mut dyn Lines,
    mut decode: impl FnMut(&Block) -> Result<Option<T>>,
) -> Result<T> {
    let mut unknown_type = false;
    while let Ok(block) = pem::read(lines) {
        match decode(&block) {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => (),
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                unknown_type = error.lib == Lib::Evp
                    && error.reason == err::evp::R_UNSUPPORTED_ALGORITHM
                    && block.name == b"PRIVATE KEY";
            }
        }
    }
    if unknown_type {
        err::push(&nothing_found("PEM"), "OSSL_DECODER_from_bio");
        err::push(&Error::new(Lib::Evp, err::evp::R_UNSUPPORTED_ALGORITHM), "EVP_PKEY_set_type");
        return Err(Error::new(Lib::Evp, err::evp::R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM));
    }
    Err(nothing_found("PEM"))
}

/// Reads the next private key, of any kind and encryption.
///
/// Errors: `unsupported` of the decoders if there is none; those of
/// [`open_block`] and [`open_pkcs8`].
#[track_caller]
pub fn read_private(lines: &mut dyn Lines, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    search(lines, |block| match &block.name[..] {
        b"ENCRYPTED PRIVATE KEY" => {
            let key = PrivateKey::from_pkcs8(&open_pkcs8(&block.data, pass)?)?;
            Ok(Some(EVP_PKEY::from_private(key)))
        }
        _ => private_in(block, pass),
    })
}

/// The private key in a block, unless that is encrypted PKCS#8; `None` if
/// the block holds none.
#[track_caller]
pub fn private_in(block: &Block, pass: &Source<'_>) -> Result<Option<Arc<EVP_PKEY>>> {
    let key = match &block.name[..] {
        b"PRIVATE KEY" => PrivateKey::from_pkcs8(&open_block(block, pass)?)?,
        b"RSA PRIVATE KEY" => PrivateKey::from_pkcs1(&open_block(block, pass)?)?,
        b"EC PRIVATE KEY" => PrivateKey::from_sec1(&open_block(block, pass)?, None)?,
        b"DSA PRIVATE KEY" => PrivateKey::from_traditional_dsa(&open_block(block, pass)?)?,
        _ => return Ok(None),
    };
    Ok(Some(EVP_PKEY::from_private(key)))
}

/// Reads the next public key.
#[track_caller]
pub fn read_public(lines: &mut dyn Lines, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    search(lines, |block| public_in(block, pass))
}

/// The public key in a block; `None` if the block holds none.
#[track_caller]
pub fn public_in(block: &Block, pass: &Source<'_>) -> Result<Option<Arc<EVP_PKEY>>> {
    let key = match &block.name[..] {
        b"PUBLIC KEY" => PublicKey::from_spki(&open_block(block, pass)?)?,
        b"RSA PUBLIC KEY" => rsa_public(&open_block(block, pass)?)?,
        _ => return Ok(None),
    };
    Ok(Some(EVP_PKEY::from_public(key)))
}

/// Reads the next parameters: of a curve or of Diffie-Hellman.
#[track_caller]
pub fn read_params(lines: &mut dyn Lines) -> Result<Arc<EVP_PKEY>> {
    search(lines, params_in)
}

/// The parameters in a block; `None` if the block holds none.
#[track_caller]
pub fn params_in(block: &Block) -> Result<Option<Arc<EVP_PKEY>>> {
    let params = match &block.name[..] {
        b"EC PARAMETERS" => Params::Ec(curve(&block.data)?),
        b"DH PARAMETERS" => Params::Dh(dh_params(&block.data)?),
        b"DSA PARAMETERS" => dsa_params(&block.data)?,
        _ => return Ok(None),
    };
    Ok(Some(EVP_PKEY::new(Contents::Params(params))))
}

/// An RSA public key in PKCS#1.
#[track_caller]
pub fn rsa_public(der: &[u8]) -> Result<PublicKey> {
    let mut reader = Reader::new(der);
    let (n, e) = keys::rsa_public(&mut reader)?;
    reader.finish()?;
    PublicKey::from_rsa(n, e)
}

/// The curve that encoded parameters name.
#[track_caller]
pub fn curve(der: &[u8]) -> Result<Curve> {
    let mut reader = Reader::new(der);
    let oid = reader.read(tag::OID)?;
    reader.finish()?;
    Curve::from_oid(oid).ok_or_else(|| Error::new(Lib::Ec, err::ec::R_UNKNOWN_GROUP))
}

/// Encoded Diffie-Hellman parameters.
#[track_caller]
pub fn dh_params(der: &[u8]) -> Result<dh::Params> {
    let mut reader = Reader::new(der);
    let (p, g, length) = keys::dh_params(&mut reader)?;
    reader.finish()?;
    dh::Params::new(p, g, length)
}

/// Encoded DSA parameters.
#[track_caller]
pub fn dsa_params(der: &[u8]) -> Result<Params> {
    dsa::Params::from_der(der).map(Params::Dsa)
}

/// The first value in `der`, whatever follows it: its whole encoding.
#[track_caller]
pub fn first_value(der: &[u8]) -> Result<&[u8]> {
    Reader::new(der).any().map(|tlv| tlv.raw)
}

/// The private key in DER of any kind at the start of `der`, and its length.
#[track_caller]
pub fn decode_private(der: &[u8]) -> Result<(PrivateKey, usize)> {
    let whole = first_value(der).map_err(|_| nothing_found("DER"))?;
    let is_rsa = || RsaNumbers::read(&mut Reader::new(whole)).is_ok();
    let is_dsa = || keys::dsa_private(&mut Reader::new(whole)).is_ok();
    let is_ec = || EcPrivate::read(&mut Reader::new(whole)).is_ok();
    let key = if is_rsa() {
        PrivateKey::from_pkcs1(whole)
    } else if is_dsa() {
        PrivateKey::from_traditional_dsa(whole)
    } else if is_ec() {
        PrivateKey::from_sec1(whole, None)
    } else {
        PrivateKey::from_pkcs8(whole)
    };
    Ok((key.map_err(|_| nothing_found("DER"))?, whole.len()))
}

/// The SubjectPublicKeyInfo at the start of `der`, and its length.
#[track_caller]
pub fn decode_spki(der: &[u8]) -> Result<(PublicKey, usize)> {
    let spki = Spki::read(&mut Reader::new(der))?;
    Ok((PublicKey::from_parsed(&spki)?, spki.der.len()))
}

/// How a private key is written under a passphrase.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    /// The cipher.
    pub cipher: Cipher,
    /// The passphrase.
    pub password: &'a [u8],
}

/// Rounds of PBKDF2, as OpenSSL writes (`PKCS5_DEFAULT_ITER`).
const ROUNDS: u64 = 2048;
/// Bytes of salt, as OpenSSL writes.
const SALT: usize = 8;

/// Encrypts a PrivateKeyInfo with PBES2.
#[track_caller]
pub fn seal_pkcs8(info: &[u8], sealing: Sealing<'_>) -> Result<Vec<u8>> {
    let (salt, iv) = (pbe::fresh(SALT)?, pbe::fresh(sealing.cipher.iv_len())?);
    let algorithm = pbe::new_pbes2(sealing.cipher, Md::Sha256, ROUNDS, &salt, &iv)?;
    pbe::seal_pkcs8(info, &algorithm, sealing.password)
}

/// A private key as PKCS#8 in PEM.
#[track_caller]
pub fn write_pkcs8(key: &PrivateKey, sealing: Option<Sealing<'_>>) -> Result<Zeroizing<Vec<u8>>> {
    let info = key.to_pkcs8()?;
    Ok(match sealing {
        None => pem::write(b"PRIVATE KEY", b"", &info),
        Some(sealing) => pem::write(b"ENCRYPTED PRIVATE KEY", b"", &seal_pkcs8(&info, sealing)?),
    })
}

/// A block, encrypted as PEM itself can.
#[track_caller]
pub fn write_block(
    name: &[u8],
    data: &[u8],
    sealing: Option<Sealing<'_>>,
) -> Result<Zeroizing<Vec<u8>>> {
    let password = || Ok(Zeroizing::new(sealing.map_or(&[][..], |s| s.password).to_vec()));
    write_asking(name, || Ok(Zeroizing::new(data.to_vec())), sealing.map(|s| s.cipher), password)
}

/// A block of what `data` gives, encrypted as PEM itself can, if there is a
/// cipher. The passphrase is asked for last.
///
/// Errors: `PEM_R_UNSUPPORTED_CIPHER`.
#[track_caller]
pub fn write_asking(
    name: &[u8],
    data: impl FnOnce() -> Result<Zeroizing<Vec<u8>>>,
    cipher: Option<Cipher>,
    password: impl FnOnce() -> Result<Zeroizing<Vec<u8>>>,
) -> Result<Zeroizing<Vec<u8>>> {
    let info = cipher.map(CipherInfo::new).transpose()?;
    let data = data()?;
    let Some(info) = info else {
        return Ok(pem::write(name, b"", &data));
    };
    let sealed = info.apply(Direction::Encrypt, &password()?, &data)?;
    Ok(pem::write(name, &info.header(), &sealed))
}

/// The name of a private key's block in PEM from before PKCS#8, which other
/// keys than RSA, EC and DSA do not have.
pub fn traditional_name(key: &PrivateKey) -> Option<&'static [u8]> {
    match key.kind() {
        KeyKind::Rsa => Some(b"RSA PRIVATE KEY"),
        KeyKind::Ec(_) => Some(b"EC PRIVATE KEY"),
        KeyKind::Dsa => Some(b"DSA PRIVATE KEY"),
        _ => None,
    }
}

/// Encoded parameters and the name of their block.
#[track_caller]
pub fn encode_params(params: &Params) -> (&'static [u8], Vec<u8>) {
    match params {
        Params::Ec(curve) => (b"EC PARAMETERS", write::oid(curve.oid())),
        Params::Dh(group) => {
            (b"DH PARAMETERS", keys::encode_dh_params(&group.p, &group.g, group.length))
        }
        Params::Dsa(params) => (b"DSA PARAMETERS", params.encode()),
    }
}

/// The key inside a SubjectPublicKeyInfo: PKCS#1, a point.
#[track_caller]
pub fn inner_public(key: &PublicKey) -> Result<Vec<u8>> {
    Ok(Spki::parse(key.spki())?.key.to_vec())
}
