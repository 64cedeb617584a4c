//! `EVP_KDF_CTX`: a key derivation at work.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_cipher::{Cipher, EVP_CIPHER};
use super::evp_md::{EVP_MD, Md};
use super::fetch::{EVP_KDF, EVP_MAC, Fetched, Properties};
use super::param::{OCTET_STRING, OSSL_PARAM, UTF8_STRING};
use crate::abi::In;
use crate::crypto::cipher::Mode;
use crate::crypto::kdf::protocols::{self, Kbkdf, OneStep, Prf};
use crate::crypto::kdf::{self, hkdf_expand, hkdf_extract};
use crate::crypto::mac::Strength;
use crate::der::write;
use crate::err::{self, Error, Lib, Result, evp, prov};
use std::collections::BTreeMap;
use std::ffi::{CStr, c_int};
use zeroize::Zeroizing;

/// Which derivation, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hkdf,
    Tls13,
    Sskdf,
    Pbkdf2,
    Pkcs12,
    Ssh,
    X963,
    Tls1Prf,
    Kbkdf,
    X942,
    Scrypt,
}

/// What a HKDF is to do.
const EXTRACT_AND_EXPAND: i128 = 0;
const EXTRACT_ONLY: i128 = 1;
const EXPAND_ONLY: i128 = 2;

/// The rounds of PBKDF2 where none are said, and the least that NIST allows.
const ROUNDS: u32 = 2048;
const LEAST_ROUNDS: u32 = 1000;
/// The memory that scrypt may take where nothing is said.
const SCRYPT_MEMORY: u64 = 1025 << 20;
/// More bytes than this are not derived by NIST's and ANSI's functions.
const MOST: usize = 1 << 30;

impl Kind {
    fn of(kdf: &EVP_KDF) -> Kind {
        match kdf.algorithm().name().to_bytes() {
            b"HKDF" => Kind::Hkdf,
            b"TLS13-KDF" => Kind::Tls13,
            b"SSKDF" => Kind::Sskdf,
            b"PBKDF2" => Kind::Pbkdf2,
            b"PKCS12KDF" => Kind::Pkcs12,
            b"SSHKDF" => Kind::Ssh,
            b"X963KDF" => Kind::X963,
            b"TLS1-PRF" => Kind::Tls1Prf,
            b"KBKDF" => Kind::Kbkdf,
            b"X942KDF-ASN1" => Kind::X942,
            // The table has no other (tested).
            _ => Kind::Scrypt,
        }
    }

    /// Its parameters, in the order in which they take effect.
    fn order(self) -> &'static [&'static CStr] {
        match self {
            Kind::Hkdf => &[c"properties", c"digest", c"mode", c"key", c"salt", c"info"],
            Kind::Tls13 => {
                &[c"properties", c"digest", c"mode", c"key", c"salt", c"prefix", c"label", c"data"]
            }
            Kind::Sskdf | Kind::X963 => {
                &[c"properties", c"mac", c"digest", c"secret", c"key", c"info", c"salt", c"maclen"]
            }
            Kind::Pbkdf2 => &[c"properties", c"digest", c"pkcs5", c"pass", c"salt", c"iter"],
            Kind::Pkcs12 => &[c"properties", c"digest", c"pass", c"salt", c"id", c"iter"],
            Kind::Ssh => &[c"properties", c"digest", c"key", c"xcghash", c"session_id", c"type"],
            Kind::Tls1Prf => &[c"properties", c"digest", c"secret", c"seed"],
            Kind::Kbkdf => &[
                c"properties",
                c"mac",
                c"digest",
                c"cipher",
                c"mode",
                c"salt",
                c"info",
                c"seed",
                c"key",
                c"use-l",
                c"use-separator",
            ],
            Kind::X942 => &[
                c"properties",
                c"digest",
                c"secret",
                c"key",
                c"acvp-info",
                c"partyu-info",
                c"ukm",
                c"partyv-info",
                c"use-keybits",
                c"supp-pubinfo",
                c"supp-privinfo",
                c"cekalg",
            ],
            Kind::Scrypt => &[c"pass", c"salt", c"n", c"r", c"p", c"maxmem_bytes"],
        }
    }
}

#[derive(Default, Clone)]
struct Settings {
    properties: Properties,
    digest: Option<Md>,
    cipher: Option<Cipher>,
    mac: Option<&'static [u8]>,
    /// The length of the key that X9.42 derives, and its algorithm's OID.
    wrap: Option<(usize, &'static [u8])>,
    mode: i128,
    letter: Option<u8>,
    bytes: BTreeMap<&'static CStr, Zeroizing<Vec<u8>>>,
    numbers: BTreeMap<&'static CStr, i128>,
}

impl Settings {
    fn get(&self, key: &CStr) -> Option<&[u8]> {
        self.bytes.get(key).map(|bytes| bytes.as_slice())
    }

    fn or_empty(&self, key: &CStr) -> &[u8] {
        self.get(key).unwrap_or_default()
    }

    fn number(&self, key: &CStr, default: i128) -> i128 {
        self.numbers.get(key).copied().unwrap_or(default)
    }

    #[track_caller]
    fn need(&self, key: &CStr, reason: c_int) -> Result<&[u8]> {
        self.get(key).ok_or_else(|| missing(reason))
    }

    #[track_caller]
    fn need_digest(&self) -> Result<Md> {
        self.digest.ok_or_else(|| missing(prov::R_MISSING_MESSAGE_DIGEST))
    }
}

#[track_caller]
fn missing(reason: c_int) -> Error {
    Error::new(Lib::Prov, reason)
}

/// A key derivation at work.
pub struct EVP_KDF_CTX {
    kdf: &'static EVP_KDF,
    kind: Kind,
    settings: Guarded<Settings>,
}

impl EVP_KDF_CTX {
    /// Starts with no parameter set.
    pub fn new(kdf: &'static EVP_KDF) -> Box<EVP_KDF_CTX> {
        Box::new(EVP_KDF_CTX { kdf, kind: Kind::of(kdf), settings: Guarded::default() })
    }

    /// A copy with the same parameters.
    pub fn duplicate(&self) -> Box<EVP_KDF_CTX> {
        let settings = Guarded::new(self.settings.get());
        Box::new(EVP_KDF_CTX { kdf: self.kdf, kind: self.kind, settings })
    }

    /// Its algorithm.
    pub fn kdf(&self) -> &'static EVP_KDF {
        self.kdf
    }

    /// Forgets every parameter.
    pub fn reset(&self) {
        self.settings.set(Settings::default());
    }

    /// The length of what it gives; `usize::MAX` if that is any.
    ///
    /// Errors: `PROV_R_MISSING_MESSAGE_DIGEST`.
    #[track_caller]
    pub fn size(&self) -> Result<usize> {
        self.settings.with(|settings| match self.kind {
            Kind::Hkdf | Kind::Tls13 if settings.mode == EXTRACT_ONLY => {
                Ok(settings.need_digest()?.size())
            }
            Kind::Sskdf | Kind::X963 if settings.mac.and_then(strength).is_some() => Ok(usize::MAX),
            Kind::Sskdf | Kind::X963 | Kind::X942 => Ok(settings.need_digest()?.size()),
            _ => Ok(usize::MAX),
        })
    }

    /// The `info` of a HKDF.
    pub fn info(&self) -> Option<Vec<u8>> {
        let info = self.settings.with(|settings| settings.or_empty(c"info").to_vec());
        matches!(self.kind, Kind::Hkdf | Kind::Tls13).then_some(info)
    }

    /// Sets parameters; unknown ones count for nothing.
    #[track_caller]
    pub fn set(&self, params: &In<OSSL_PARAM>) -> Result<()> {
        if OSSL_PARAM::list(params).next().is_none() {
            return Ok(());
        }
        let kind = self.kind;
        self.settings.with(|settings| {
            let key_given = OSSL_PARAM::list(params).any(|p| p.key() == c"secret");
            for key in kind.order() {
                // A secret counts before a key.
                if *key == c"key" && key_given {
                    continue;
                }
                let mut found = OSSL_PARAM::list(params).filter(|param| param.key() == *key);
                if *key == c"mode" && matches!(kind, Kind::Hkdf | Kind::Tls13) {
                    set_mode(kind, settings, found.next())?;
                    continue;
                }
                let several = matches!(key.to_bytes(), b"info" | b"seed");
                let mut first = true;
                for param in found.take(if several { usize::MAX } else { 1 }) {
                    change(kind, settings, key, param, first)?;
                    first = false;
                }
            }
            Ok(())
        })
    }

    /// Fills `out`.
    ///
    /// Errors: `PROV_R_MISSING_…` for a parameter that must be set.
    #[track_caller]
    pub fn derive(&self, out: &mut [u8]) -> Result<()> {
        let settings = self.settings.get();
        match self.kind {
            Kind::Hkdf => hkdf(&settings, out),
            Kind::Tls13 => tls13(&settings, out),
            Kind::Sskdf => sskdf(&settings, out),
            Kind::Pbkdf2 => pbkdf2(&settings, out),
            Kind::Pkcs12 => pkcs12(&settings, out),
            Kind::Ssh => ssh(&settings, out),
            Kind::X963 => x963(&settings, out),
            Kind::Tls1Prf => tls1_prf(&settings, out),
            Kind::Kbkdf => kbkdf(&settings, out),
            Kind::X942 => x942(&settings, out),
            Kind::Scrypt => scrypt(&settings, out),
        }
    }
}

/// The KMAC of this name.
fn strength(mac: &[u8]) -> Option<Strength> {
    match mac {
        b"KMAC-128" => Some(Strength::Bits128),
        b"KMAC-256" => Some(Strength::Bits256),
        _ => None,
    }
}

fn typed(param: &OSSL_PARAM, data_type: u32) -> Result<&[u8]> {
    if param.data_type() != data_type {
        return Err(Error::quiet());
    }
    param.bytes().map_err(|_| Error::quiet())
}

fn number(param: &OSSL_PARAM) -> Result<i128> {
    param.integer().filter(|n| *n >= 0).ok_or_else(Error::quiet)
}

#[track_caller]
fn set_mode(kind: Kind, settings: &mut Settings, param: Option<&OSSL_PARAM>) -> Result<()> {
    let invalid = || Error::new(Lib::Prov, prov::R_INVALID_MODE);
    if let Some(param) = param {
        let mode = if param.data_type() == UTF8_STRING {
            match typed(param, UTF8_STRING)?.to_ascii_uppercase().as_slice() {
                b"EXTRACT_AND_EXPAND" => EXTRACT_AND_EXPAND,
                b"EXTRACT_ONLY" => EXTRACT_ONLY,
                b"EXPAND_ONLY" => EXPAND_ONLY,
                _ => return Err(invalid()),
            }
        } else {
            number(param).map_err(|_| invalid())?
        };
        if mode > EXPAND_ONLY {
            return Err(invalid());
        }
        settings.mode = mode;
    }
    if kind == Kind::Tls13 && settings.mode == EXTRACT_AND_EXPAND {
        return Err(invalid());
    }
    Ok(())
}

/// Sets one parameter; of those that may stand several times, all but the
/// first are added.
#[track_caller]
fn change(
    kind: Kind,
    settings: &mut Settings,
    key: &'static CStr,
    param: &OSSL_PARAM,
    first: bool,
) -> Result<()> {
    let invalid = |reason| Err(Error::new(Lib::Prov, reason));
    match key.to_bytes() {
        b"properties" => {
            settings.properties = Properties::parse(Some(typed(param, UTF8_STRING)?))?;
        }
        b"digest" => {
            settings.digest = None;
            let name = typed(param, UTF8_STRING)?;
            settings.digest = Some(EVP_MD::fetch_with(name, &settings.properties)?.md()?);
        }
        b"cipher" => {
            let name = typed(param, UTF8_STRING)?;
            let cipher = EVP_CIPHER::fetch_with(name, &settings.properties)?.cipher();
            if cipher.mode() != Mode::Cbc {
                return invalid(prov::R_INVALID_MODE);
            }
            settings.cipher = Some(cipher);
        }
        b"mac" => {
            let name = typed(param, UTF8_STRING)?;
            let mac = EVP_MAC::fetch(name, &settings.properties)?.algorithm().name().to_bytes();
            settings.mac = Some(mac);
            if kind == Kind::Kbkdf && !matches!(mac, b"HMAC" | b"CMAC") {
                settings.mac = Some(b"");
                return invalid(prov::R_INVALID_MAC);
            }
        }
        // KBKDF's, the others are done.
        b"mode" => {
            settings.mode = match typed(param, UTF8_STRING)?.to_ascii_lowercase().as_slice() {
                b"counter" => 0,
                b"feedback" => 1,
                _ => return invalid(prov::R_INVALID_MODE),
            }
        }
        b"type" => match typed(param, UTF8_STRING)? {
            [letter @ b'A'..=b'F'] => settings.letter = Some(*letter),
            [_] => return invalid(prov::R_VALUE_ERROR),
            _ => return Err(Error::quiet()),
        },
        b"cekalg" => {
            settings.wrap = None;
            settings.wrap = Some(wrap(typed(param, UTF8_STRING)?, &settings.properties)?);
        }
        b"pkcs5" | b"id" | b"maclen" | b"use-l" | b"use-separator" | b"use-keybits" => {
            settings.numbers.insert(key, number(param)?);
        }
        b"iter" => {
            let rounds = number(param)?;
            let strict = kind == Kind::Pbkdf2 && settings.number(c"pkcs5", 1) == 0;
            let least = if strict { LEAST_ROUNDS } else { 1 };
            if rounds < least.into() {
                return invalid(prov::R_INVALID_ITERATION_COUNT);
            }
            settings.numbers.insert(key, rounds);
        }
        b"n" | b"r" | b"p" | b"maxmem_bytes" => {
            let value = number(param)?;
            let power = value > 1 && value & (value - 1) == 0;
            if value < 1 || (key == c"n" && !power) {
                return Err(Error::quiet());
            }
            settings.numbers.insert(key, value);
        }
        _ => {
            let bytes = typed(param, OCTET_STRING)?;
            if key == c"salt"
                && kind == Kind::Pbkdf2
                && settings.number(c"pkcs5", 1) == 0
                && bytes.len() < 16
            {
                return invalid(prov::R_INVALID_SALT_LENGTH);
            }
            // A HMAC or CMAC takes its key at once.
            if key == c"key" && kind == Kind::Kbkdf {
                prf(settings)?;
            }
            // Both names mean one thing.
            let key = match key.to_bytes() {
                b"key" if matches!(kind, Kind::Sskdf | Kind::X963 | Kind::X942) => c"secret",
                b"ukm" => c"partyu-info",
                _ => key,
            };
            let value = settings.bytes.entry(key).or_default();
            if first {
                *value = Zeroizing::default();
            }
            let mut longer = Zeroizing::new(Vec::with_capacity(value.len() + bytes.len()));
            longer.extend_from_slice(value);
            longer.extend_from_slice(bytes);
            *value = longer;
        }
    }
    Ok(())
}

/// The key length and the OID of the key wrap of this name.
///
/// Errors: `PROV_R_UNSUPPORTED_CEK_ALG`.
#[track_caller]
pub(super) fn keywrap(name: &[u8]) -> Result<(usize, &'static [u8])> {
    wrap(name, &Properties::default())
}

/// X9.42 for a key wrap, with what one side adds.
#[track_caller]
pub(super) fn x942_with(
    md: Md,
    secret: &[u8],
    (len, oid): (usize, &[u8]),
    party: Option<&[u8]>,
    out: &mut [u8],
) -> Result<()> {
    let explicit = |tag: u8, bytes: &[u8]| write::tlv(0xa0 | tag, &write::octets(bytes));
    let mut rest = party.map_or_else(Vec::new, |party| explicit(0, party));
    // A key is 32 bytes at most.
    rest.extend(explicit(2, &(len as u32 * 8).to_be_bytes()));
    protocols::x942(md, secret, x942_info(oid, &rest), out)
}

/// The structure around a counter in X9.42.
fn x942_info<'a>(oid: &'a [u8], rest: &'a [u8]) -> impl Fn(&[u8; 4]) -> Vec<u8> + 'a {
    move |counter| {
        let key = [write::oid(oid), write::octets(counter)].concat();
        write::sequence(&[&write::sequence(&[&key]), rest])
    }
}

/// The key length and the OID of a key wrap.
#[track_caller]
fn wrap(name: &[u8], properties: &Properties) -> Result<(usize, &'static [u8])> {
    // 2.16.840.1.101.3.4.1.{5,25,45} and 1.2.840.113549.1.9.16.3.6.
    const WRAPS: [(&[&str], usize, &[u8]); 4] = [
        (
            &["AES-128-WRAP", "AES128-WRAP", "id-aes128-wrap", "2.16.840.1.101.3.4.1.5"],
            16,
            &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 5],
        ),
        (
            &["AES-192-WRAP", "AES192-WRAP", "id-aes192-wrap", "2.16.840.1.101.3.4.1.25"],
            24,
            &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 25],
        ),
        (
            &["AES-256-WRAP", "AES256-WRAP", "id-aes256-wrap", "2.16.840.1.101.3.4.1.45"],
            32,
            &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 45],
        ),
        (
            &["DES3-WRAP", "id-smime-alg-CMS3DESwrap", "1.2.840.113549.1.9.16.3.6"],
            24,
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 3, 6],
        ),
    ];
    let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(name);
    if let Some((_, len, oid)) = WRAPS.iter().find(|(names, ..)| names.iter().any(is)) {
        return Ok((*len, oid));
    }
    if let Err(error) = EVP_CIPHER::fetch_with(name, properties) {
        err::push(&error, "x942kdf_set_ctx_params");
    }
    Err(Error::new(Lib::Prov, prov::R_UNSUPPORTED_CEK_ALG))
}

#[track_caller]
fn not_empty(out: &[u8]) -> Result<()> {
    if out.is_empty() { Err(missing(prov::R_INVALID_KEY_LENGTH)) } else { Ok(()) }
}

/// The digest of a derivation that computes HMACs.
fn fixed(md: Md) -> Result<Md> {
    if md.is_xof() { Err(Error::quiet()) } else { Ok(md) }
}

#[track_caller]
fn hkdf(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let md = settings.need_digest()?;
    let key = settings.need(c"key", prov::R_MISSING_KEY)?;
    not_empty(out)?;
    let md = fixed(md)?;
    let (salt, info) = (settings.or_empty(c"salt"), settings.or_empty(c"info"));
    match settings.mode {
        EXTRACT_ONLY => extract_only(out, &hkdf_extract(md, salt, key)?),
        EXPAND_ONLY => hkdf_expand(md, key, info, out).map_err(|_| Error::quiet()),
        _ => hkdf_expand(md, &hkdf_extract(md, salt, key)?, info, out).map_err(|_| Error::quiet()),
    }
}

#[track_caller]
fn extract_only(out: &mut [u8], secret: &[u8]) -> Result<()> {
    if out.len() != secret.len() {
        return Err(missing(prov::R_WRONG_OUTPUT_BUFFER_SIZE));
    }
    out.copy_from_slice(secret);
    Ok(())
}

#[track_caller]
fn tls13(settings: &Settings, out: &mut [u8]) -> Result<()> {
    if settings.mode == EXTRACT_AND_EXPAND {
        return Err(if settings.digest.is_some() {
            Error::quiet()
        } else {
            missing(prov::R_MISSING_MESSAGE_DIGEST)
        });
    }
    let md = fixed(settings.need_digest()?)?;
    let (prefix, label) = (settings.or_empty(c"prefix"), settings.or_empty(c"label"));
    if settings.mode == EXTRACT_ONLY {
        let (salt, key) = (settings.get(c"salt"), settings.get(c"key"));
        let secret = protocols::next_secret(md, salt, prefix, label, key)?;
        return extract_only(out, &secret);
    }
    let key = settings.need(c"key", prov::R_MISSING_KEY)?;
    protocols::expand_label(md, key, prefix, label, settings.or_empty(c"data"), out)
        .map_err(|_| Error::quiet())
}

#[track_caller]
fn sskdf(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let secret = settings.need(c"secret", prov::R_MISSING_SECRET)?;
    let salt = settings.get(c"salt");
    let how = match settings.mac {
        None => OneStep::Hash(settings.need_digest()?),
        Some(b"HMAC") => OneStep::Hmac(fixed(settings.need_digest()?)?, salt),
        Some(mac) => {
            let strength = strength(mac).ok_or_else(|| missing(prov::R_UNSUPPORTED_MAC_TYPE))?;
            let len = usize::try_from(settings.number(c"maclen", 0)).unwrap_or(0);
            let len = if len == 0 { out.len() } else { len };
            if len != out.len() && !matches!(len, 20 | 28 | 32 | 48 | 64) {
                return Err(Error::quiet());
            }
            OneStep::Kmac(strength, salt, len)
        }
    };
    sized(out)?;
    protocols::one_step(how, secret, settings.or_empty(c"info"), out)
}

/// Something must be asked for, and not too much.
fn sized(out: &[u8]) -> Result<()> {
    if out.is_empty() || out.len() > MOST { Err(Error::quiet()) } else { Ok(()) }
}

#[track_caller]
fn x963(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let secret = settings.need(c"secret", prov::R_MISSING_SECRET)?;
    if settings.mac.is_some() {
        return Err(Error::new(Lib::Prov, prov::R_NOT_SUPPORTED));
    }
    let md = settings.need_digest()?;
    sized(out)?;
    protocols::x963(md, secret, settings.or_empty(c"info"), out)
}

#[track_caller]
fn pbkdf2(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let pass = settings.need(c"pass", prov::R_MISSING_PASS)?;
    let salt = settings.need(c"salt", prov::R_MISSING_SALT)?;
    let md = fixed(settings.digest.unwrap_or(Md::Sha1))?;
    let strict = settings.number(c"pkcs5", 1) == 0;
    if strict && out.len() * 8 < 112 {
        return Err(missing(prov::R_KEY_SIZE_TOO_SMALL));
    }
    let rounds = u32::try_from(settings.number(c"iter", ROUNDS.into()));
    let rounds = rounds.map_err(|_| missing(prov::R_INVALID_ITERATION_COUNT))?;
    if out.is_empty() { Ok(()) } else { kdf::pbkdf2(md, pass, salt, rounds, out) }
}

#[track_caller]
fn pkcs12(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let pass = settings.need(c"pass", prov::R_MISSING_PASS)?;
    let salt = settings.need(c"salt", prov::R_MISSING_SALT)?;
    let Some(md) = settings.digest else {
        // Its size is asked for twice before it is found missing.
        for _ in 0..2 {
            let error = Error::new(Lib::Evp, evp::R_MESSAGE_DIGEST_IS_NULL);
            err::push(&error, "pkcs12kdf_derive");
        }
        return Err(missing(prov::R_INVALID_DIGEST_SIZE));
    };
    let rounds = u32::try_from(settings.number(c"iter", ROUNDS.into()));
    let rounds = rounds.map_err(|_| missing(prov::R_INVALID_ITERATION_COUNT))?;
    let id = u8::try_from(settings.number(c"id", 0)).map_err(|_| Error::quiet())?;
    out.copy_from_slice(&kdf::pkcs12(md, pass, salt, rounds, id, out.len())?);
    Ok(())
}

#[track_caller]
fn ssh(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let md = settings.need_digest()?;
    let key = settings.need(c"key", prov::R_MISSING_KEY)?;
    let hash = settings.need(c"xcghash", prov::R_MISSING_XCGHASH)?;
    let session = settings.need(c"session_id", prov::R_MISSING_SESSION_ID)?;
    let letter = settings.letter.ok_or_else(|| missing(prov::R_MISSING_TYPE))?;
    protocols::ssh(md, key, hash, session, letter, out)
}

#[track_caller]
fn tls1_prf(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let md = settings.need_digest()?;
    let secret = settings.need(c"secret", prov::R_MISSING_SECRET)?;
    let seed = settings.need(c"seed", prov::R_MISSING_SEED)?;
    not_empty(out)?;
    kdf::tls1_prf(fixed(md)?, secret, seed, out)
}

/// KBKDF's function, which needs its digest or cipher.
fn prf(settings: &Settings) -> Result<Prf> {
    match settings.mac {
        Some(b"HMAC") => Ok(Prf::Hmac(fixed(settings.digest.ok_or_else(Error::quiet)?)?)),
        Some(b"CMAC") => Ok(Prf::Cmac(settings.cipher.ok_or_else(Error::quiet)?)),
        // Without one, a key is kept all the same.
        _ => Ok(Prf::Hmac(Md::Sha256)),
    }
}

#[track_caller]
fn kbkdf(settings: &Settings, out: &mut [u8]) -> Result<()> {
    match settings.mac {
        None => return Err(missing(prov::R_MISSING_MAC)),
        Some(b"") => return Err(Error::quiet()),
        Some(_) => {}
    }
    let null = || Error::new(Lib::Evp, evp::R_MESSAGE_DIGEST_IS_NULL);
    let key = settings.get(c"key").ok_or_else(null)?;
    let prf = prf(settings)?;
    not_empty(out)?;
    Kbkdf {
        prf,
        key,
        label: settings.or_empty(c"salt"),
        context: settings.or_empty(c"info"),
        feedback: (settings.mode == 1).then(|| settings.or_empty(c"seed")),
        with_length: settings.number(c"use-l", 1) != 0,
        with_separator: settings.number(c"use-separator", 1) != 0,
    }
    .derive(out)
}

#[track_caller]
fn x942(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let secret = settings.need(c"secret", prov::R_MISSING_SECRET)?;
    let md = settings.need_digest()?;
    let (len, oid) = settings.wrap.ok_or_else(|| missing(prov::R_MISSING_CEK_ALG))?;
    let explicit = |tag: u8, bytes: &[u8]| write::tlv(0xa0 | tag, &write::octets(bytes));
    let mut rest = Vec::new();
    if let Some(party) = settings.get(c"partyu-info") {
        rest.extend(explicit(0, party));
    }
    if let Some(party) = settings.get(c"partyv-info") {
        rest.extend(explicit(1, party));
    }
    // A key is 32 bytes at most.
    let bits = (len as u32 * 8).to_be_bytes();
    if let Some(public) = settings.get(c"supp-pubinfo") {
        rest.extend(explicit(2, public));
    } else if settings.number(c"use-keybits", 1) != 0 {
        rest.extend(explicit(2, &bits));
    }
    if let Some(private) = settings.get(c"supp-privinfo") {
        rest.extend(explicit(3, private));
    }
    sized(out)?;
    protocols::x942(md, secret, x942_info(oid, &rest), out)
}

#[track_caller]
fn scrypt(settings: &Settings, out: &mut [u8]) -> Result<()> {
    let pass = settings.need(c"pass", prov::R_MISSING_PASS)?;
    let salt = settings.need(c"salt", prov::R_MISSING_SALT)?;
    let number = |key, default| u64::try_from(settings.number(key, default)).unwrap_or(u64::MAX);
    let cost = (number(c"n", 1 << 20), number(c"r", 8), number(c"p", 1));
    kdf::scrypt(pass, salt, cost, number(c"maxmem_bytes", SCRYPT_MEMORY.into()), out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_other_kinds() {
        for kdf in EVP_KDF::table() {
            let named = kdf.algorithm().name() == c"SCRYPT";
            assert_eq!(Kind::of(kdf) == Kind::Scrypt, named, "{kdf:?}");
        }
    }
}
