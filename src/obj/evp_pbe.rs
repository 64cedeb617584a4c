//! The table of password-based encryptions, and ciphers under a password.

use super::asn1::codec::Kind;
use super::asn1::primitive::{ASN1_TYPE, v};
use super::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use super::x509::algorithm::X509_ALGOR;
use super::x509::params::{PBKDF2PARAM, SCRYPT_PARAMS};
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::cipher::Direction;
use crate::crypto::digest::Md;
use crate::crypto::kdf;
use crate::crypto::pbe::{self, Budget};
use crate::der::algorithm::Algorithm;
use crate::err::{self, Error, Lib, Result, evp};
use crate::obj::asn1::integer;
use std::ffi::c_int;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// What prepares a cipher.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keygen<F> {
    /// Nothing: the row names a digest only.
    None,
    /// PBES1 of PKCS#5.
    Pbes1,
    /// PKCS#12.
    Pkcs12,
    /// PBES2 of PKCS#5.
    Pbes2,
    /// PBKDF2 of PKCS#5.
    Pbkdf2,
    /// scrypt.
    Scrypt,
    /// The program's own.
    Own(F),
}

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Row<F> {
    /// `EVP_PBE_TYPE_…`.
    pub kind: c_int,
    /// The encryption.
    pub nid: c_int,
    /// The cipher; -1 for none.
    pub cipher: c_int,
    /// The digest; -1 for none.
    pub md: c_int,
    /// What prepares the cipher.
    pub keygen: Keygen<F>,
}

const OUTER: c_int = 0;
const PRF: c_int = 1;
const KDF: c_int = 2;

/// OpenSSL's rows, in its order.
pub fn known<F>() -> [Row<F>; 29] {
    use Keygen::{None, Pbes1, Pbes2, Pbkdf2, Pkcs12, Scrypt};
    let row = |kind, nid, cipher, md, keygen| Row { kind, nid, cipher, md, keygen };
    [
        row(OUTER, 9, 31, 3, Pbes1),
        row(OUTER, 10, 31, 4, Pbes1),
        row(OUTER, 68, 166, 64, Pbes1),
        row(OUTER, 69, -1, -1, Pbkdf2),
        row(OUTER, 144, 5, 64, Pkcs12),
        row(OUTER, 145, 97, 64, Pkcs12),
        row(OUTER, 146, 44, 64, Pkcs12),
        row(OUTER, 147, 43, 64, Pkcs12),
        row(OUTER, 148, 37, 64, Pkcs12),
        row(OUTER, 149, 98, 64, Pkcs12),
        row(OUTER, 161, -1, -1, Pbes2),
        row(OUTER, 168, 166, 3, Pbes1),
        row(OUTER, 169, 166, 4, Pbes1),
        row(OUTER, 170, 31, 64, Pbes1),
        row(PRF, 163, -1, 64, None),
        row(PRF, 780, -1, 4, None),
        row(PRF, 781, -1, 64, None),
        row(PRF, 797, -1, 4, None),
        row(PRF, 798, -1, 675, None),
        row(PRF, 799, -1, 672, None),
        row(PRF, 800, -1, 673, None),
        row(PRF, 801, -1, 674, None),
        row(PRF, 810, -1, 809, None),
        row(PRF, 988, -1, 982, None),
        row(PRF, 989, -1, 983, None),
        row(PRF, 1193, -1, 1094, None),
        row(PRF, 1194, -1, 1095, None),
        row(KDF, 69, -1, -1, Pbkdf2),
        row(KDF, 973, -1, -1, Scrypt),
    ]
}

/// Rows that the program added, which go before OpenSSL's.
pub struct Added<F>(Mutex<Vec<Row<F>>>);

#[allow(clippy::new_without_default, reason = "it is made in a static")]
impl<F: Copy> Added<F> {
    /// None.
    pub const fn new() -> Self {
        Added(Mutex::new(Vec::new()))
    }

    /// Adds one.
    pub fn add(&self, row: Row<F>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }

    /// Forgets all.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The row of an encryption, if there is one.
    pub fn find(&self, kind: c_int, nid: c_int) -> Option<Row<F>> {
        let is = |row: &Row<F>| row.kind == kind && row.nid == nid;
        let added = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = added.iter().copied().find(is);
        own.or_else(|| known().into_iter().find(is)).filter(|row| row.nid != 0)
    }
}

fn error(reason: c_int) -> Error {
    Error::new(Lib::Evp, reason)
}

/// Parameters that are a SEQUENCE.
fn sequence(param: Option<&ASN1_TYPE>) -> Result<&[u8]> {
    let packed = param.and_then(|any| any.string(v::SEQUENCE));
    packed.map(|string| string.bytes()).ok_or_else(|| error(evp::R_DECODE_ERROR))
}

fn start(
    ctx: &EVP_CIPHER_CTX,
    cipher: Option<&'static EVP_CIPHER>,
    direction: Direction,
    key: &[u8],
    iv: Option<&[u8]>,
) -> Result<()> {
    ctx.init(cipher, Some(direction), |_| Ok(Some(key)), |_| Ok(iv))
}

/// Prepares a cipher as an encryption of PBES2 says.
pub fn pbes2(
    ctx: &EVP_CIPHER_CTX,
    password: &[u8],
    param: Option<&ASN1_TYPE>,
    direction: Direction,
) -> Result<()> {
    sequence(param)?;
    let algorithm = X509_ALGOR::blank();
    algorithm.algorithm.set(Some(StaticOrBox::Static(super::objects::known(161)?)));
    algorithm.parameter.set(param.map(ASN1_TYPE::duplicate).transpose()?);
    let der = X509_ALGOR::encode(&algorithm);
    let derived = pbe::derive(&Algorithm::parse(&der)?, Some(password), &mut Budget::default())?;
    start(ctx, Some(EVP_CIPHER::of(derived.cipher)), direction, &derived.key, Some(&derived.iv))
}

/// What is said of PBES1 of PKCS#5, whose function only OpenSSL's legacy
/// provider has: that the parameters are none, or that it is unsupported.
pub fn no_pbes1(param: Option<&ASN1_TYPE>) -> Error {
    sequence(param).err().unwrap_or_else(|| error(err::R_UNSUPPORTED))
}

/// The cipher that `ctx` has, and room for its key, which parameters may say
/// the length of.
fn room(ctx: &EVP_CIPHER_CTX, length: Option<&ASN1_STRING>) -> Result<Zeroizing<Vec<u8>>> {
    let cipher = ctx.cipher().ok_or_else(|| error(evp::R_NO_CIPHER_SET))?;
    let room = cipher.cipher().key_len();
    match length.map(|length| integer::to_u64(length).ok()) {
        Some(asked) if asked != u64::try_from(room).ok() => {
            Err(error(evp::R_UNSUPPORTED_KEYLENGTH))
        }
        _ => Ok(Zeroizing::new(vec![0; room])),
    }
}

/// Gives the cipher that `ctx` has a key by PBKDF2.
pub fn pbkdf2(
    ctx: &EVP_CIPHER_CTX,
    password: &[u8],
    param: Option<&ASN1_TYPE>,
    direction: Direction,
) -> Result<()> {
    let decode = |_| error(evp::R_DECODE_ERROR);
    let params = PBKDF2PARAM::decode(sequence(param)?).map_err(decode)?.0;
    let mut key = room(ctx, params.keylength.get())?;
    let salt = params.salt.get().and_then(|salt| salt.string(v::OCTET_STRING));
    let salt = salt.ok_or_else(|| error(evp::R_UNSUPPORTED_SALT_TYPE))?;
    let rounds = params.iter.get().and_then(|n| integer::to_u64(n).ok()).unwrap_or(0);
    let prf = params.prf.get().and_then(|prf| prf.algorithm.get());
    let md = prf.map_or(Ok(Md::Sha1), |prf| pbe::prf_of(prf.der()))?;
    kdf::pbkdf2(md, password, salt.bytes(), Budget::default().take(rounds)?, &mut key)?;
    start(ctx, None, direction, &key, None)
}

/// Gives the cipher that `ctx` has a key by scrypt.
pub fn scrypt(
    ctx: &EVP_CIPHER_CTX,
    password: &[u8],
    param: Option<&ASN1_TYPE>,
    direction: Direction,
) -> Result<()> {
    let decode = |_| error(evp::R_DECODE_ERROR);
    let params = SCRYPT_PARAMS::decode(sequence(param)?).map_err(decode)?.0;
    let mut key = room(ctx, params.keyLength.get())?;
    let number = |n: &Owned<ASN1_STRING>| {
        let number = n.get().map_or(Ok(0), integer::to_u64);
        number.map_err(|_| error(evp::R_ILLEGAL_SCRYPT_PARAMETERS))
    };
    let cost = (
        number(&params.costParameter)?,
        number(&params.blockSize)?,
        number(&params.parallelizationParameter)?,
    );
    let salt = params.salt.get().map_or(&[][..], |salt| salt.bytes());
    pbe::scrypt(password, salt, cost, &mut Budget::default(), &mut key)?;
    start(ctx, None, direction, &key, None)
}
