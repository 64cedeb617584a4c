//! Encryption under a passphrase: encrypted PKCS#8, and PEM from before it.

use super::cipher::{self, Cipher, Direction};
use super::digest::Md;
use super::{kdf, rand};
use crate::der::algorithm::Algorithm;
use crate::der::reader::{Reader, tag};
use crate::der::{oid, write};
use crate::err::{self, Error, Lib, Result, evp};
use zeroize::Zeroizing;

/// A file may ask for this many rounds at most, in all its key derivations.
const MAX_ROUNDS: u64 = if cfg!(fuzzing) { 50_000 } else { 100_000_000 };

/// And for this much of scrypt's N·r·p.
const MOST_SCRYPT: u64 = 1 << 24;
/// How many rounds one of scrypt's N·r·p counts as: its most takes a file's all.
const SCRYPT_COST: u64 = MAX_ROUNDS / MOST_SCRYPT;

static PRFS: &[(&[u8], Md)] = &[
    (oid::HMAC_SHA1, Md::Sha1),
    (oid::HMAC_SHA224, Md::Sha224),
    (oid::HMAC_SHA256, Md::Sha256),
    (oid::HMAC_SHA384, Md::Sha384),
    (oid::HMAC_SHA512, Md::Sha512),
];

/// A cipher with key and initialisation vector derived from a passphrase.
pub struct Derived {
    /// The cipher.
    pub cipher: Cipher,
    /// Its key.
    pub key: Zeroizing<Vec<u8>>,
    /// Its initialisation vector.
    pub iv: Vec<u8>,
}

/// The rounds that one file's key derivations may still take: a file with many
/// of them must not stop the program any more than a file with one.
pub struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Budget(MAX_ROUNDS)
    }
}

impl Budget {
    /// Takes rounds out; an error if there are not as many left.
    ///
    /// Errors: `EVP_R_UNSUPPORTED_NUMBER_OF_ROUNDS`.
    #[track_caller]
    pub fn take(&mut self, value: u64) -> Result<u32> {
        let left = self.0.checked_sub(value).filter(|_| value > 0);
        match (left, u32::try_from(value)) {
            (Some(left), Ok(rounds)) => {
                self.0 = left;
                Ok(rounds)
            }
            _ => Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_NUMBER_OF_ROUNDS)),
        }
    }
}

/// Encrypts or decrypts `data` as `algorithm` says, under `password`; for the
/// schemes of PKCS#12 none is not the empty one.
#[track_caller]
pub fn crypt<'a>(
    algorithm: &Algorithm<'_>,
    password: impl Into<Option<&'a [u8]>>,
    direction: Direction,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    crypt_within(&mut Budget::default(), algorithm, password.into(), direction, data)
}

/// As [`crypt`], with what is left of a budget.
#[track_caller]
pub fn crypt_within(
    budget: &mut Budget,
    algorithm: &Algorithm<'_>,
    password: Option<&[u8]>,
    direction: Direction,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let derived = derive(algorithm, password, budget)?;
    cipher::apply(derived.cipher, direction, &derived.key, &derived.iv, data)
}

/// The cipher, key and initialisation vector that `algorithm` makes of
/// `password`, with what is left of a budget.
#[track_caller]
pub fn derive(
    algorithm: &Algorithm<'_>,
    password: Option<&[u8]>,
    budget: &mut Budget,
) -> Result<Derived> {
    let cipher = match algorithm.oid {
        oid::PBES2 => {
            return pbes2(algorithm.params()?, password.unwrap_or_default(), budget);
        }
        oid::PBE_SHA1_3DES => Cipher::Des3Cbc,
        oid::PBE_SHA1_2DES => Cipher::Des2Cbc,
        _ => return Err(Error::new(Lib::Evp, evp::R_UNKNOWN_PBE_ALGORITHM)),
    };
    pkcs12(algorithm.params()?, password, cipher, budget)
}

fn pbes2(mut params: Reader<'_>, password: &[u8], budget: &mut Budget) -> Result<Derived> {
    let mut inner = params.sequence()?;
    params.finish()?;
    let kdf = Algorithm::read(&mut inner)?;
    let scheme = Algorithm::read(&mut inner)?;
    inner.finish()?;
    let cipher = Cipher::from_oid(scheme.oid)
        .filter(|cipher| !cipher.is_legacy())
        .ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_CIPHER))?;
    let iv = scheme.params()?.read(tag::OCTET_STRING)?.to_vec();
    if iv.len() != cipher.iv_len() {
        return Err(Error::new(Lib::Evp, evp::R_CIPHER_PARAMETER_ERROR));
    }
    let mut key = Zeroizing::new(vec![0; cipher.key_len()]);
    let mut params = kdf.params()?.sequence()?;
    let key_length = |params: &mut Reader<'_>| -> Result<()> {
        if params.peek() == Some(tag::INTEGER) && params.small()? != cipher.key_len() as u64 {
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_KEYLENGTH));
        }
        Ok(())
    };
    match kdf.oid {
        oid::PBKDF2 => {
            let salt = params
                .read_optional(tag::OCTET_STRING)?
                .ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_SALT_TYPE))?;
            let rounds = budget.take(params.small()?)?;
            key_length(&mut params)?;
            let md = if params.is_empty() {
                Md::Sha1
            } else {
                let prf = Algorithm::read(&mut params)?;
                prf_of(prf.oid)?
            };
            params.finish()?;
            kdf::pbkdf2(md, password, salt, rounds, &mut key)?;
        }
        oid::SCRYPT => {
            let salt = params.read(tag::OCTET_STRING)?;
            let cost = (params.small()?, params.small()?, params.small()?);
            key_length(&mut params)?;
            params.finish()?;
            scrypt(password, salt, cost, budget, &mut key)?;
        }
        _ => return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_KEY_DERIVATION_FUNCTION)),
    }
    Ok(Derived { cipher, key, iv })
}

/// The digest under which HMAC is PBKDF2's function with this identifier.
#[track_caller]
pub fn prf_of(oid: &[u8]) -> Result<Md> {
    let known = PRFS.iter().find(|row| row.0 == oid);
    known.map(|row| row.1).ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_PRF))
}

/// scrypt with N, r and p of outside, within bounds.
#[track_caller]
pub fn scrypt(
    password: &[u8],
    salt: &[u8],
    cost: (u64, u64, u64),
    budget: &mut Budget,
    key: &mut [u8],
) -> Result<()> {
    let (n, r, p) = cost;
    let bounded = n.checked_mul(r).and_then(|nr| nr.checked_mul(p));
    bounded
        .filter(|work| *work <= MOST_SCRYPT)
        .filter(|work| budget.take(work.saturating_mul(SCRYPT_COST)).is_ok())
        .and_then(|_| kdf::scrypt(password, salt, cost, 0, key).ok())
        .ok_or_else(|| Error::new(Lib::Evp, evp::R_ILLEGAL_SCRYPT_PARAMETERS))
}

/// A passphrase as PKCS#12 hashes it: UTF-16 big-endian with a terminator.
/// Bytes that are no UTF-8 are taken for Latin-1, as OpenSSL takes them.
pub fn utf16(password: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
    match std::str::from_utf8(password) {
        Ok(text) => text.encode_utf16().for_each(|unit| out.extend(unit.to_be_bytes())),
        Err(_) => password.iter().for_each(|&byte| out.extend([0, byte])),
    }
    out.extend([0, 0]);
    out
}

fn pkcs12(
    params: Reader<'_>,
    password: Option<&[u8]>,
    cipher: Cipher,
    budget: &mut Budget,
) -> Result<Derived> {
    let recipe = Salted::read(params, budget)?;
    let (key, iv) = salted(&recipe, Md::Sha1, password, cipher)?;
    Ok(Derived { cipher, key, iv })
}

/// The parameters of PKCS#12's schemes: salt and rounds.
pub struct Salted<'a> {
    salt: &'a [u8],
    rounds: u32,
}

impl<'a> Salted<'a> {
    /// Reads them.
    pub fn parse(der: &'a [u8]) -> Result<Self> {
        Self::read(Reader::new(der), &mut Budget::default())
    }

    fn read(mut params: Reader<'a>, budget: &mut Budget) -> Result<Self> {
        let mut inner = params.sequence()?;
        params.finish()?;
        let salt = inner.read(tag::OCTET_STRING)?;
        let rounds = budget.take(inner.small()?)?;
        inner.finish()?;
        Ok(Salted { salt, rounds })
    }
}

/// Key and initialisation vector of a cipher, as PKCS#12 derives them.
pub fn salted(
    recipe: &Salted<'_>,
    md: Md,
    password: Option<&[u8]>,
    cipher: Cipher,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    let password = password.map_or_else(Zeroizing::default, utf16);
    let part = |id, len| kdf::pkcs12(md, &password, recipe.salt, recipe.rounds, id, len);
    Ok((part(1, cipher.key_len())?, part(2, cipher.iv_len())?.to_vec()))
}

/// The AlgorithmIdentifier of PBES2 with PBKDF2, fresh salt and vector.
#[track_caller]
pub fn new_pbes2(cipher: Cipher, prf: Md, rounds: u64, salt: &[u8], iv: &[u8]) -> Result<Vec<u8>> {
    let cipher_oid = cipher
        .oid()
        .ok_or_else(|| Error::new(Lib::Asn1, err::asn1::R_CIPHER_HAS_NO_OBJECT_IDENTIFIER))?;
    let prf_oid = PRFS
        .iter()
        .find(|(_, md)| *md == prf)
        .map(|(oid, _)| *oid)
        .ok_or_else(|| Error::new(Lib::Evp, evp::R_UNSUPPORTED_PRF))?;
    let kdf = write::sequence(&[
        &write::octets(salt),
        &write::small(rounds),
        &if prf == Md::Sha1 { Vec::new() } else { write::algorithm(prf_oid, Some(write::NULL)) },
    ]);
    let params = write::sequence(&[
        &write::algorithm(oid::PBKDF2, Some(&kdf)),
        &write::algorithm(cipher_oid, Some(&write::octets(iv))),
    ]);
    Ok(write::algorithm(oid::PBES2, Some(&params)))
}

/// `len` random bytes.
#[track_caller]
pub fn fresh(len: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    rand::fill(&mut bytes)?;
    Ok(bytes)
}

/// Decrypts an encrypted PKCS#8 key; gives the PrivateKeyInfo.
#[track_caller]
pub fn open_pkcs8(der: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    open_pkcs8_within(&mut Budget::default(), der, Some(password))
}

/// As [`open_pkcs8`], with what is left of a budget.
#[track_caller]
pub fn open_pkcs8_within(
    budget: &mut Budget,
    der: &[u8],
    password: Option<&[u8]>,
) -> Result<Zeroizing<Vec<u8>>> {
    let mut outer = Reader::new(der);
    let mut inner = outer.sequence()?;
    outer.finish()?;
    let algorithm = Algorithm::read(&mut inner)?;
    let data = inner.read(tag::OCTET_STRING)?;
    inner.finish()?;
    crypt_within(budget, &algorithm, password, Direction::Decrypt, data)
}

/// Encrypts a PrivateKeyInfo under an AlgorithmIdentifier, such as
/// [`new_pbes2`] makes.
#[track_caller]
pub fn seal_pkcs8<'a>(
    info: &[u8],
    algorithm: &[u8],
    password: impl Into<Option<&'a [u8]>>,
) -> Result<Vec<u8>> {
    let parsed = Algorithm::parse(algorithm)?;
    let data = crypt(&parsed, password, Direction::Encrypt, info)?;
    Ok(write::sequence(&[algorithm, &write::octets(&data)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::kdf::tests::rounds_made;

    #[test]
    fn seals_and_opens() {
        let salt = fresh(16).unwrap();
        for (cipher, md) in [(Cipher::Aes256Cbc, Md::Sha256), (Cipher::Des3Cbc, Md::Sha1)] {
            let iv = fresh(cipher.iv_len()).unwrap();
            let algorithm = new_pbes2(cipher, md, 2048, &salt, &iv).unwrap();
            let sealed = seal_pkcs8(b"key", &algorithm, &b"secret"[..]).unwrap();
            assert_eq!(open_pkcs8(&sealed, b"secret").unwrap().as_slice(), b"key");
            assert_ne!(
                open_pkcs8(&sealed, b"wrong").ok().as_deref().map(Vec::as_slice),
                Some(&b"key"[..])
            );
        }
        assert_eq!(utf16(b"a").as_slice(), &[0, b'a', 0, 0]);
    }

    /// What one derivation takes is not there for the next.
    #[test]
    fn a_budget_is_for_all_derivations() {
        let pbes2 = |rounds| new_pbes2(Cipher::Aes256Cbc, Md::Sha256, rounds, &[1; 8], &[0; 16]);
        let (few, many) = (pbes2(10).unwrap(), pbes2(MAX_ROUNDS - 15).unwrap());
        let mut budget = Budget::default();
        let mut crypt = |der: &[u8]| {
            let before = rounds_made();
            let algorithm = Algorithm::parse(der).unwrap();
            let data = crypt_within(&mut budget, &algorithm, None, Direction::Encrypt, b"data");
            (data.is_ok(), rounds_made() - before)
        };
        assert_eq!(crypt(&few), (true, 10));
        assert_eq!(crypt(&few), (true, 10));
        assert_eq!(crypt(&many), (false, 0));
    }

    /// A file that asks for too much work is refused before any of it.
    #[test]
    fn hostile_rounds_cost_nothing() {
        let crypt = |algorithm: &[u8]| {
            let before = rounds_made();
            let algorithm = Algorithm::parse(algorithm).unwrap();
            let outcome = crypt(&algorithm, &b"secret"[..], Direction::Decrypt, &[0; 16]);
            assert!(outcome.is_err());
            rounds_made() - before
        };
        let salt = write::octets(&[1; 8]);
        for rounds in [1 << 31, MAX_ROUNDS + 1, u64::from(u32::MAX), 1 << 32, u64::MAX] {
            let pbes2 = new_pbes2(Cipher::Aes256Cbc, Md::Sha256, rounds, &[1; 8], &[0; 16]);
            assert_eq!(crypt(&pbes2.unwrap()), 0);
            let params = write::sequence(&[&salt, &write::small(rounds)]);
            for oid in [oid::PBE_SHA1_3DES, oid::PBE_SHA1_2DES] {
                assert_eq!(crypt(&write::algorithm(oid, Some(&params))), 0);
            }
        }
        let scheme =
            write::algorithm(Cipher::Aes256Cbc.oid().unwrap(), Some(&write::octets(&[0; 16])));
        for (n, r, p) in
            [(1 << 17, 1, 1 << 17), (1 << 40, 1, 1), (2, 1 << 62, 2), (1 << 16, 2, 256)]
        {
            let cost = [n, r, p].map(write::small);
            let params = write::sequence(&[&salt, &cost[0], &cost[1], &cost[2]]);
            let kdf = write::algorithm(oid::SCRYPT, Some(&params));
            let params = write::sequence(&[&kdf, &scheme]);
            assert_eq!(crypt(&write::algorithm(oid::PBES2, Some(&params))), 0);
        }
    }
}
