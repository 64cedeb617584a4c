//! Microsoft's key blobs and PVK files: RSA and DSA keys as numbers from the
//! lowest byte on (`PUBLICKEYSTRUC` and what follows it in wincrypt.h).

use super::evp_pkey::{Contents, EVP_PKEY};
use super::lib_ctx::OSSL_PROVIDER;
use super::passphrase::Source;
use super::stream::Channel;
use crate::crypto::bn::bit_len;
use crate::crypto::cipher::{self, Cipher, Direction};
use crate::crypto::digest::{Hasher, Md};
use crate::crypto::dsa::Params;
use crate::crypto::pkey::{KeyKind, Private, PrivateKey, Public, PublicKey};
use crate::crypto::sig::PssParams;
use crate::crypto::{bn, rand};
use crate::der::keys::RsaNumbers;
use crate::err::{self, Error, Lib, Result, pem};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The two kinds of blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// `PUBLICKEYBLOB`.
    Public,
    /// `PRIVATEKEYBLOB`.
    Private,
}

const PUBLIC: u8 = 6;
const PRIVATE: u8 = 7;
const VERSION: u8 = 2;
const RSA_KEYX: u32 = 0xa400;
const DSS_SIGN: u32 = 0x2200;
const RSA1: [u8; 4] = *b"RSA1";
const RSA2: [u8; 4] = *b"RSA2";
const DSS1: [u8; 4] = *b"DSS1";
const DSS2: [u8; 4] = *b"DSS2";

/// The header of a blob, with the magic number and the length in bits.
const HEADER: usize = 16;
/// The longest blob in a file.
const MOST: usize = 102_400;
/// The length of the order of a DSA key, and of its secret number.
const ORDER: usize = 20;
/// What would tell how the DSA parameters were made: that is not known.
const SEED: [u8; 24] = [0xff; 24];

const PVK_MAGIC: u32 = 0xb0b5_f11e;
const PVK_HEADER: usize = 24;
/// What `keytype` of a PVK file says.
const KEY_EXCHANGE: u32 = 1;
const SIGNATURE: u32 = 2;
/// The longest salt in a file, and the one that is written.
const MOST_SALT: usize = 10_240;
const SALT: usize = 16;
/// The blob's part that is never encrypted.
const CLEAR: usize = 8;
/// The length of a key of RC4, and how much of a weak one is not zero.
const RC4_KEY: usize = 16;
const WEAK: usize = 5;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Pem, reason)
}

/// Bytes that are read from the start on.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    #[track_caller]
    fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let too_short = || error(pem::R_KEYBLOB_TOO_SHORT);
        let (head, rest) = self.0.split_at_checked(len).ok_or_else(too_short)?;
        self.0 = rest;
        Ok(head)
    }

    fn word(&mut self) -> Result<u32> {
        Ok(self.take(4)?.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte)))
    }

    /// A number of `len` bytes, turned around.
    fn number(&mut self, len: usize) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.take(len)?.iter().rev().copied().collect()))
    }
}

/// What the header of a blob says.
#[derive(Debug, Clone, Copy)]
struct Header {
    half: Half,
    is_rsa: bool,
    /// The length of the modulus or the prime in bytes, and of a factor.
    bytes: usize,
    half_bytes: usize,
}

impl Header {
    /// Reads the header of a blob that must be of one kind.
    ///
    /// Errors: `PEM_R_EXPECTING_PRIVATE_KEY_BLOB`,
    /// `PEM_R_EXPECTING_PUBLIC_KEY_BLOB`, `PEM_R_BAD_VERSION_NUMBER`,
    /// `PEM_R_BAD_MAGIC_NUMBER`.
    #[track_caller]
    fn read(bytes: &[u8], wanted: Half) -> Result<Header> {
        let mut input = Input(bytes.get(..HEADER).ok_or_else(Error::quiet)?);
        let other = || match wanted {
            Half::Private => error(pem::R_EXPECTING_PRIVATE_KEY_BLOB),
            Half::Public => error(pem::R_EXPECTING_PUBLIC_KEY_BLOB),
        };
        let half = match input.take(1)? {
            [PUBLIC] => Half::Public,
            [PRIVATE] => Half::Private,
            _ => return Err(Error::quiet()),
        };
        if half != wanted {
            return Err(other());
        }
        if input.take(1)? != [VERSION] {
            return Err(error(pem::R_BAD_VERSION_NUMBER));
        }
        // Two reserved bytes, and the algorithm, which the magic number says.
        input.take(6)?;
        let magic = input.take(4)?;
        let (is_rsa, half) = match magic.try_into() {
            Ok(RSA1) => (true, Half::Public),
            Ok(DSS1) => (false, Half::Public),
            Ok(RSA2) => (true, Half::Private),
            Ok(DSS2) => (false, Half::Private),
            _ => return Err(error(pem::R_BAD_MAGIC_NUMBER)),
        };
        if half != wanted {
            return Err(other());
        }
        let bits = usize::try_from(input.word()?).unwrap_or(usize::MAX);
        Ok(Header { half, is_rsa, bytes: bits.div_ceil(8), half_bytes: bits.div_ceil(16) })
    }

    /// The length of what follows.
    fn rest(&self) -> usize {
        match (self.is_rsa, self.half) {
            (true, Half::Public) => 4 + self.bytes,
            (true, Half::Private) => 4 + 2 * self.bytes + 5 * self.half_bytes,
            (false, Half::Public) => 3 * self.bytes + ORDER + SEED.len(),
            (false, Half::Private) => 2 * self.bytes + 2 * ORDER + SEED.len(),
        }
    }

    /// The key in what follows.
    ///
    /// Errors: `PEM_R_KEYBLOB_TOO_SHORT`; those of keys whose numbers do not
    /// fit each other.
    #[track_caller]
    fn key(&self, rest: &[u8]) -> Result<Arc<EVP_PKEY>> {
        if rest.len() < self.rest() {
            return Err(error(pem::R_KEYBLOB_TOO_SHORT));
        }
        let mut input = Input(rest);
        if self.is_rsa { self.rsa(&mut input) } else { self.dsa(&mut input) }
    }

    fn rsa(&self, input: &mut Input<'_>) -> Result<Arc<EVP_PKEY>> {
        let e = input.word()?.to_be_bytes();
        let n = input.number(self.bytes)?;
        if self.half == Half::Public {
            return Ok(EVP_PKEY::from_public(PublicKey::from_rsa(&n, &e)?));
        }
        let (p, q) = (input.number(self.half_bytes)?, input.number(self.half_bytes)?);
        let (dp, dq) = (input.number(self.half_bytes)?, input.number(self.half_bytes)?);
        let (qi, d) = (input.number(self.half_bytes)?, input.number(self.bytes)?);
        let numbers = RsaNumbers { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qi: &qi };
        let key = PrivateKey::from_rsa(&numbers, PssParams::NONE, KeyKind::Rsa)?;
        Ok(EVP_PKEY::from_private(key))
    }

    fn dsa(&self, input: &mut Input<'_>) -> Result<Arc<EVP_PKEY>> {
        let p = input.number(self.bytes)?.to_vec();
        let q = input.number(ORDER)?.to_vec();
        let g = input.number(self.bytes)?.to_vec();
        let params = Params { p, q, g };
        params.check()?;
        Ok(match self.half {
            Half::Public => {
                EVP_PKEY::from_public(PublicKey::from_dsa(params, &input.number(self.bytes)?))
            }
            Half::Private => {
                EVP_PKEY::from_private(PrivateKey::from_dsa(params, &input.number(ORDER)?)?)
            }
        })
    }
}

/// The key in the blob at the start of `bytes`.
///
/// Errors: `PEM_R_KEYBLOB_HEADER_PARSE_ERROR` after what is wrong with the
/// header; `PEM_R_KEYBLOB_TOO_SHORT`.
#[track_caller]
pub fn decode(bytes: &[u8], half: Half) -> Result<Arc<EVP_PKEY>> {
    let header = Header::read(bytes, half).map_err(|wrong| {
        if !wrong.silent {
            err::push(&wrong, "ossl_do_blob_header");
        }
        error(pem::R_KEYBLOB_HEADER_PARSE_ERROR)
    })?;
    header.key(bytes.get(HEADER..).unwrap_or_default())
}

/// Reads exactly `len` bytes, or says that they are too few.
fn read(from: &Channel<'_>, len: usize, too_few: c_int) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; len]);
    if len > 0 && usize::try_from(from.read(&mut bytes)).ok() != Some(len) {
        return Err(error(too_few));
    }
    Ok(bytes)
}

/// Reads a blob, and no byte behind it.
///
/// Errors: `PEM_R_KEYBLOB_TOO_SHORT`, what is wrong with the header, and
/// `PEM_R_HEADER_TOO_LONG`.
#[track_caller]
pub fn read_blob(from: &Channel<'_>, half: Half) -> Result<Arc<EVP_PKEY>> {
    let header = Header::read(&read(from, HEADER, pem::R_KEYBLOB_TOO_SHORT)?, half)?;
    if header.rest() > MOST {
        return Err(error(pem::R_HEADER_TOO_LONG));
    }
    header.key(&read(from, header.rest(), pem::R_KEYBLOB_TOO_SHORT)?)
}

/// A blob in the making.
struct Output(Zeroizing<Vec<u8>>);

#[track_caller]
fn unsupported() -> Error {
    error(pem::R_UNSUPPORTED_KEY_COMPONENTS)
}

impl Output {
    fn new(half: Half, is_rsa: bool, bits: usize) -> Result<Output> {
        let kind = if half == Half::Public { PUBLIC } else { PRIVATE };
        let (algorithm, magic) = match (is_rsa, half) {
            (true, Half::Public) => (RSA_KEYX, RSA1),
            (true, Half::Private) => (RSA_KEYX, RSA2),
            (false, Half::Public) => (DSS_SIGN, DSS1),
            (false, Half::Private) => (DSS_SIGN, DSS2),
        };
        let mut out = Output(Zeroizing::new(Vec::with_capacity(bits * 5 / 8 + 128)));
        out.0.extend_from_slice(&[kind, VERSION, 0, 0]);
        out.word(algorithm);
        out.0.extend_from_slice(&magic);
        out.word(u32::try_from(bits).map_err(|_| unsupported())?);
        Ok(out)
    }

    fn word(&mut self, word: u32) {
        self.0.extend_from_slice(&word.to_le_bytes());
    }

    /// A number in `len` bytes, turned around.
    ///
    /// Errors: `PEM_R_UNSUPPORTED_KEY_COMPONENTS` if it is longer.
    #[track_caller]
    fn number(&mut self, bytes: &[u8], len: usize) -> Result<()> {
        let number = bn::Bn::from_be(bytes)?.to_be_padded(len).ok_or_else(unsupported)?;
        self.0.extend(number.iter().rev());
        Ok(())
    }
}

/// The blob of a key.
///
/// Errors: `PEM_R_UNSUPPORTED_KEY_COMPONENTS` of numbers for which there is no
/// room; none of a key of another type, or without the half.
#[track_caller]
pub fn encode(key: &EVP_PKEY, half: Half) -> Result<Zeroizing<Vec<u8>>> {
    let private = match (key.contents(), half) {
        (Contents::Private(key), Half::Private) => Some(key),
        (_, Half::Private) => return Err(Error::quiet()),
        (_, Half::Public) => None,
    };
    let public = match &private {
        Some(key) => key.public().clone(),
        None => key.public().map_err(|_| Error::quiet())?,
    };
    match public.material() {
        Public::Rsa(numbers, _) if public.kind() == KeyKind::Rsa => {
            let (n, e) = numbers.public_numbers();
            encode_rsa(&n, &e, private.as_ref())
        }
        Public::Dsa(params, value) => encode_dsa(params, value, private.as_ref()),
        _ => Err(Error::quiet()),
    }
}

fn encode_rsa(n: &[u8], e: &[u8], private: Option<&PrivateKey>) -> Result<Zeroizing<Vec<u8>>> {
    let bits = bit_len(n);
    let (bytes, half_bytes) = (bits.div_ceil(8), bits.div_ceil(16));
    let half = if private.is_some() { Half::Private } else { Half::Public };
    let mut out = Output::new(half, true, bits)?;
    out.number(e, 4)?;
    out.number(n, bytes)?;
    if let Some(Private::Rsa(key)) = private.map(PrivateKey::material) {
        let [d, p, q, dp, dq, qi] = key.private_numbers();
        for number in [p, q, dp, dq, qi] {
            out.number(&number, half_bytes)?;
        }
        out.number(&d, bytes)?;
    }
    Ok(out.0)
}

fn encode_dsa(
    params: &Params,
    value: &[u8],
    private: Option<&PrivateKey>,
) -> Result<Zeroizing<Vec<u8>>> {
    let bits = params.bits();
    if !bits.is_multiple_of(8) || bit_len(&params.q) != 8 * ORDER {
        return Err(unsupported());
    }
    let half = if private.is_some() { Half::Private } else { Half::Public };
    let mut out = Output::new(half, false, bits)?;
    out.number(&params.p, bits / 8)?;
    out.number(&params.q, ORDER)?;
    out.number(&params.g, bits / 8)?;
    match private.map(PrivateKey::material) {
        Some(Private::Dsa(secret)) => out.number(secret, ORDER)?,
        _ => out.number(value, bits / 8)?,
    }
    out.0.extend_from_slice(&SEED);
    Ok(out.0)
}

/// Encrypts or decrypts with RC4, under a key of a passphrase.
///
/// Errors: `ERR_R_UNSUPPORTED` unless the legacy provider is loaded, as it
/// must be for RC4 in OpenSSL.
#[track_caller]
fn rc4(
    direction: Direction,
    salt: &[u8],
    password: &[u8],
    is_weak: bool,
    text: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    if !OSSL_PROVIDER::legacy().is_loaded() {
        let why = "Global default library context, Algorithm (RC4 : 37), Properties (<null>)";
        return Err(Error::new(Lib::Evp, err::R_UNSUPPORTED).with(why));
    }
    let mut hasher = Hasher::new(Md::Sha1)?;
    hasher.update(salt)?;
    hasher.update(password)?;
    let mut key = Zeroizing::new([0; RC4_KEY]);
    let len = if is_weak { WEAK } else { RC4_KEY };
    for (place, byte) in key.iter_mut().zip(hasher.finish()?.iter()).take(len) {
        *place = *byte;
    }
    cipher::apply(Cipher::Rc4, direction, &key[..], &[], text)
}

/// Reads a PVK file, and no byte behind it.
///
/// Errors: `PEM_R_PVK_DATA_TOO_SHORT`, `PEM_R_BAD_MAGIC_NUMBER`,
/// `PEM_R_INCONSISTENT_HEADER`, `PEM_R_PVK_TOO_SHORT`,
/// `PEM_R_BAD_PASSWORD_READ`, `PEM_R_BAD_DECRYPT`; those of [`decode`]. None
/// of lengths that no file has.
#[track_caller]
pub fn read_pvk(from: &Channel<'_>, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    let header = read(from, PVK_HEADER, pem::R_PVK_DATA_TOO_SHORT)?;
    let mut input = Input(&header);
    if input.word()? != PVK_MAGIC {
        return Err(error(pem::R_BAD_MAGIC_NUMBER));
    }
    // A reserved word, and the type of the key, which its blob says.
    input.take(8)?;
    let is_sealed = input.word()? != 0;
    let mut length = |most: usize| {
        let len = usize::try_from(input.word()?).ok().filter(|len| *len <= most);
        len.ok_or_else(Error::quiet)
    };
    let (salt_len, key_len) = (length(MOST_SALT)?, length(MOST)?);
    if is_sealed && salt_len == 0 {
        return Err(error(pem::R_INCONSISTENT_HEADER));
    }
    let whole = read(from, salt_len + key_len, pem::R_PVK_DATA_TOO_SHORT)?;
    let (salt, blob) = whole.split_at(salt_len);
    if !is_sealed {
        return decode(blob, Half::Private);
    }
    let password = pass.get_to_read()?;
    if blob.len() < CLEAR {
        return Err(error(pem::R_PVK_TOO_SHORT));
    }
    let (clear, sealed) = blob.split_at(CLEAR);
    for is_weak in [false, true] {
        let text = rc4(Direction::Decrypt, salt, &password, is_weak, sealed)?;
        if text.starts_with(&RSA2) || text.starts_with(&DSS2) {
            return decode(&Zeroizing::new([clear, &text].concat()), Half::Private);
        }
    }
    Err(error(pem::R_BAD_DECRYPT))
}

/// A private key as a PVK file, encrypted unless `level` is 0: with 40 bits for
/// 1, with 128 for more.
///
/// Errors: those of [`encode`]; `PEM_R_BAD_PASSWORD_READ`;
/// `ERR_R_UNSUPPORTED` without the legacy provider.
#[track_caller]
pub fn encode_pvk(key: &EVP_PKEY, level: c_int, pass: &Source<'_>) -> Result<Zeroizing<Vec<u8>>> {
    let blob = encode(key, Half::Private)?;
    let is_rsa = blob.get(8..12) == Some(&RSA2);
    let salt_len = if level == 0 { 0 } else { SALT };
    let mut out = Output(Zeroizing::new(Vec::with_capacity(PVK_HEADER + SALT + blob.len())));
    out.word(PVK_MAGIC);
    out.word(0);
    out.word(if is_rsa { KEY_EXCHANGE } else { SIGNATURE });
    out.word((level != 0).into());
    for len in [salt_len, blob.len()] {
        out.word(u32::try_from(len).map_err(|_| unsupported())?);
    }
    if level == 0 {
        out.0.extend_from_slice(&blob);
        return Ok(out.0);
    }
    let mut salt = [0; SALT];
    rand::fill(&mut salt)?;
    let password = pass.get_to_seal()?;
    let (clear, text) = blob.split_at(CLEAR);
    out.0.extend_from_slice(&salt);
    out.0.extend_from_slice(clear);
    out.0.extend_from_slice(&rc4(Direction::Encrypt, &salt, &password, level == 1, text)?);
    Ok(out.0)
}
