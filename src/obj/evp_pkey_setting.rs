//! The settings of an `EVP_PKEY_CTX` by the names that providers and command
//! lines have for them.

use super::bn::Bn;
use super::evp_md::unsupported;
use super::evp_pkey::Params;
use super::evp_pkey_ctx::{Settings, derivation, operation, padding};
use super::evp_pkey_mac::is_mac;
use crate::abi::layout::param::{INTEGER, OCTET_STRING, OSSL_PARAM, UNSIGNED, UTF8_STRING};
use crate::crypto::digest::Md;
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result, evp, prov};
use std::ffi::c_int;
use zeroize::Zeroizing;

const SIGNING: c_int = operation::SIGNING;
const CRYPTING: c_int = operation::ENCRYPT | operation::DECRYPT;
const ENCAPSULATING: c_int = operation::ENCAPSULATE | operation::DECAPSULATE;
const MAKING: c_int = operation::KEYGEN | operation::PARAMGEN;

/// The value of a setting.
#[derive(Debug)]
pub enum Value {
    /// A string.
    Text(Vec<u8>),
    /// A number that is not negative, big-endian.
    Number(Vec<u8>),
    /// A number with a sign.
    Integer(i64),
    /// Bytes.
    Bytes(Zeroizing<Vec<u8>>),
}

#[track_caller]
fn bad_value() -> Error {
    Error::new(Lib::Prov, prov::R_VALUE_ERROR)
}

impl Value {
    /// The value that C states.
    #[track_caller]
    pub fn of(param: &OSSL_PARAM) -> Result<Value> {
        Ok(match param.data_type() {
            INTEGER => Value::Integer(i64::try_from(param.number()?).map_err(|_| bad_value())?),
            UNSIGNED => Value::Number(param.unsigned()?),
            OCTET_STRING => Value::Bytes(Zeroizing::new(param.bytes()?.to_vec())),
            _ => Value::Text(param.bytes()?.to_vec()),
        })
    }

    /// A small number.
    #[track_caller]
    pub fn int(&self) -> Result<c_int> {
        match self {
            Value::Integer(n) => c_int::try_from(*n).map_err(|_| bad_value()),
            Value::Number(_) => c_int::try_from(self.unsigned()?).map_err(|_| bad_value()),
            _ => Err(bad_value()),
        }
    }

    /// A number that is not negative.
    #[track_caller]
    pub fn unsigned(&self) -> Result<u64> {
        match self {
            Value::Integer(n) => u64::try_from(*n).map_err(|_| bad_value()),
            Value::Number(bytes) => {
                let start = bytes.iter().take_while(|&&b| b == 0).count();
                let bytes = &bytes[start..];
                if bytes.len() > 8 {
                    return Err(bad_value());
                }
                Ok(bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
            }
            _ => Err(bad_value()),
        }
    }

    #[track_caller]
    pub(super) fn text(&self) -> Result<&[u8]> {
        match self {
            Value::Text(text) => Ok(text),
            _ => Err(bad_value()),
        }
    }

    #[track_caller]
    pub(super) fn bytes(&self) -> Result<&[u8]> {
        match self {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(bad_value()),
        }
    }

    /// The digest of RSA signatures, whose failure is told thrice.
    fn signature_md(&self) -> Result<Md> {
        self.md().inspect_err(|unknown| err::push(unknown, "inner_evp_generic_fetch")).map_err(
            |_| {
                let name = String::from_utf8_lossy(self.text().unwrap_or_default()).into_owned();
                let invalid = Error::new(Lib::Prov, prov::R_INVALID_DIGEST);
                err::push(&invalid.with(format!("{name} could not be fetched")), "rsa_setup_md");
                Error::new(Lib::Prov, prov::R_DIGEST_NOT_ALLOWED).with(format!("digest={name}"))
            },
        )
    }

    pub(super) fn md(&self) -> Result<Md> {
        let name = self.text()?;
        Md::from_name(name).ok_or_else(|| unsupported(name))
    }
}

/// What a setting of the command line is.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Bytes,
    Hex,
}

const MACS: &[c_int] = &[855, 894, 1061, 1062];

/// The names on command lines: type of key, name, the provider's name, kind.
static WORDS: &[(&[c_int], &[u8], &[u8], Kind)] = &[
    (&[6, 912], b"rsa_padding_mode", b"pad-mode", Kind::Text),
    (&[6, 912], b"rsa_pss_saltlen", b"saltlen", Kind::Text),
    (&[6, 912], b"rsa_mgf1_md", b"mgf1-digest", Kind::Text),
    (&[6], b"rsa_oaep_md", b"oaep-digest", Kind::Text),
    (&[6], b"rsa_oaep_label", b"oaep-label", Kind::Hex),
    (&[6, 912], b"rsa_keygen_bits", b"bits", Kind::Number),
    (&[6, 912], b"rsa_keygen_pubexp", b"e", Kind::Number),
    (&[6, 912], b"rsa_keygen_primes", b"primes", Kind::Number),
    (&[912], b"rsa_pss_keygen_md", b"digest", Kind::Text),
    (&[912], b"rsa_pss_keygen_mgf1_md", b"mgf1-digest", Kind::Text),
    (&[912], b"rsa_pss_keygen_saltlen", b"saltlen", Kind::Number),
    (&[408], b"ec_paramgen_curve", b"group", Kind::Text),
    (&[408], b"ec_param_enc", b"encoding", Kind::Text),
    (&[408], b"ecdh_kdf_md", b"kdf-digest", Kind::Text),
    (&[408], b"ecdh_cofactor_mode", b"ecdh-cofactor-mode", Kind::Number),
    (&[408, 28, 1034, 1087], b"group", b"group", Kind::Text),
    (&[28], b"dh_param", b"group", Kind::Text),
    (&[28], b"dh_paramgen_prime_len", b"pbits", Kind::Number),
    (&[28], b"dh_paramgen_generator", b"safeprime-generator", Kind::Number),
    (&[28], b"dh_pad", b"pad", Kind::Number),
    (&[116], b"dsa_paramgen_bits", b"pbits", Kind::Number),
    (&[116], b"dsa_paramgen_q_bits", b"qbits", Kind::Number),
    (&[6, 912, 408, 116], b"digest", b"digest", Kind::Text),
    (&[1036], b"mode", b"mode", Kind::Text),
    (&[1036, 1021], b"md", b"digest", Kind::Text),
    (&[1036], b"digest", b"digest", Kind::Text),
    (&[1036, 973], b"salt", b"salt", Kind::Bytes),
    (&[1036, 973], b"hexsalt", b"salt", Kind::Hex),
    (&[1036], b"key", b"key", Kind::Bytes),
    (&[1036], b"hexkey", b"key", Kind::Hex),
    (&[1036], b"info", b"info", Kind::Bytes),
    (&[1036], b"hexinfo", b"info", Kind::Hex),
    (MACS, b"key", b"priv", Kind::Bytes),
    (MACS, b"hexkey", b"priv", Kind::Hex),
    (&[894], b"cipher", b"cipher", Kind::Text),
    (&[1021], b"secret", b"secret", Kind::Bytes),
    (&[1021], b"hexsecret", b"secret", Kind::Hex),
    (&[1021], b"seed", b"seed", Kind::Bytes),
    (&[1021], b"hexseed", b"seed", Kind::Hex),
    (&[973], b"pass", b"pass", Kind::Bytes),
    (&[973], b"hexpass", b"pass", Kind::Hex),
    (&[973], b"N", b"n", Kind::Number),
    (&[973], b"n", b"n", Kind::Number),
    (&[973], b"r", b"r", Kind::Number),
    (&[973], b"p", b"p", Kind::Number),
    (&[973], b"maxmem_bytes", b"maxmem_bytes", Kind::Number),
];

/// A number in decimal, or in hexadecimal behind `0x`.
fn number(text: &[u8]) -> Option<Vec<u8>> {
    let hex = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X"));
    let (digits, base) = hex.map_or((text, 10), |digits| (digits, 16));
    let (value, _) = Bn::parse(digits, base).ok()??;
    (!value.is_negative()).then(|| value.to_be())
}

impl Settings {
    /// Sets what a command line calls `name`; `None` if there is no such
    /// setting.
    pub fn set_word(&mut self, name: &[u8], text: &[u8]) -> Option<Result<()>> {
        let (_, _, known, kind) =
            WORDS.iter().find(|(nids, word, ..)| *word == name && nids.contains(&self.nid))?;
        let value = match kind {
            Kind::Text => Value::Text(text.to_vec()),
            Kind::Bytes => Value::Bytes(Zeroizing::new(text.to_vec())),
            Kind::Number => match number(text) {
                Some(value) => Value::Number(value),
                None => return Some(Err(Error::quiet())),
            },
            Kind::Hex => match super::hex::read_with_colons(text) {
                Ok(bytes) => Value::Bytes(Zeroizing::new(bytes)),
                Err(error) => return Some(Err(error)),
            },
        };
        self.set_named(known, &value).transpose()
    }

    /// Sets what a provider calls `name`; `None` if there is no such setting.
    #[track_caller]
    pub fn set_named(&mut self, name: &[u8], value: &Value) -> Result<Option<()>> {
        let known = match self.nid {
            6 if self.operation & ENCAPSULATING != 0 => self.set_kem(name, value)?,
            6 | 912 => self.set_rsa(name, value)?,
            408 | 116 if self.operation & SIGNING != 0 => self.set_digest(name, value)?,
            408 | 28 | 116 if self.operation & MAKING != 0 => self.set_making(name, value)?,
            1034 | 1087 if name == b"group" => {
                return Err(Error::new(Lib::Prov, err::R_PASSED_INVALID_ARGUMENT));
            }
            408 | 28 if self.operation == operation::DERIVE && name != b"pad" => {
                self.set_agreed(name, value)?
            }
            28 if name == b"pad" => {
                self.pad = value.unsigned()? != 0;
                true
            }
            nid if is_mac(nid) && self.operation & MAKING != 0 => self.set_mac(name, value)?,
            derivation::HKDF | derivation::TLS1_PRF | derivation::SCRYPT => {
                self.set_derivation(name, value)?
            }
            _ => false,
        };
        Ok(known.then_some(()))
    }

    fn set_kem(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        if name != b"operation" {
            return Ok(false);
        }
        if !value.text()?.eq_ignore_ascii_case(b"RSASVE") {
            return Err(Error::quiet());
        }
        self.kem = true;
        Ok(true)
    }

    fn set_digest(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        if name == b"digest" {
            self.md = Some(value.md()?);
        }
        Ok(name == b"digest")
    }

    fn set_rsa(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        let makes = self.operation & MAKING != 0;
        match name {
            b"bits" if makes => {
                self.bits = value.int()?;
                if self.bits < 512 {
                    return Err(Error::new(Lib::Prov, prov::R_KEY_SIZE_TOO_SMALL));
                }
            }
            b"e" if makes => {
                let Value::Number(e) = value else {
                    return Err(bad_value());
                };
                self.exponent.clone_from(e);
            }
            b"primes" if makes => {
                if value.unsigned()? != 2 {
                    return Err(Error::new(Lib::Rsa, err::rsa::R_KEY_PRIME_NUM_INVALID));
                }
            }
            b"saltlen" if makes => self.salt = value.int()?,
            b"digest" if self.operation & CRYPTING != 0 => self.oaep = Some(value.md()?),
            b"oaep-digest" if self.operation & CRYPTING != 0 => self.oaep = Some(value.md()?),
            b"oaep-label" if self.operation & CRYPTING != 0 => {
                self.label = value.bytes()?.to_vec();
            }
            b"digest" if makes => self.md = Some(value.md()?),
            b"digest" => self.set_signature_md(Some(value.signature_md()?))?,
            b"mgf1-digest" => self.set_mgf(Some(value.md()?))?,
            b"pad-mode" if !makes => self.set_padding(match value {
                Value::Text(text) => match &text[..] {
                    b"pkcs1" => padding::PKCS1,
                    b"none" => padding::NONE,
                    b"oaep" | b"oeap" => padding::OAEP,
                    b"pss" => padding::PSS,
                    _ => 0,
                },
                Value::Bytes(_) => return Err(Error::quiet()),
                _ => value.int()?,
            })?,
            b"saltlen" if self.operation & SIGNING != 0 => self.set_salt_len(match value {
                Value::Text(text) => match &text[..] {
                    b"digest" | b"-1" => -1,
                    b"auto" | b"-2" => -2,
                    b"max" | b"-3" => -3,
                    digits => {
                        let value = Value::Number(number(digits).ok_or_else(bad_value)?);
                        value.int()?
                    }
                },
                _ => value.int()?,
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Sets the padding of RSA, if it fits key and operation.
    ///
    /// Errors: `PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE`; silent where
    /// OpenSSL is.
    #[track_caller]
    pub fn set_padding(&mut self, mode: c_int) -> Result<()> {
        let signing = self.operation & SIGNING != 0;
        let illegal = || Error::new(Lib::Prov, prov::R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
        match mode {
            padding::PKCS1 | padding::NONE if self.nid == 6 => (),
            padding::OAEP if !signing => (),
            padding::OAEP => {
                return Err(illegal().with("OAEP padding not allowed for signing / verifying"));
            }
            padding::PSS if self.operation == operation::VERIFYRECOVER => {
                return Err(
                    illegal().with("PSS padding only allowed for sign and verify operations")
                );
            }
            padding::PSS if signing => (),
            _ if signing => return Err(illegal()),
            _ => return Err(Error::quiet()),
        }
        self.padding = mode;
        Ok(())
    }

    /// Checks that RSA signs digests with a padding.
    ///
    /// Errors: `PROV_R_INVALID_PADDING_MODE`.
    #[track_caller]
    pub fn check_padding(&self) -> Result<()> {
        let rsa_signs = matches!(self.nid, 6 | 912) && self.operation & SIGNING != 0;
        if rsa_signs && self.padding == padding::NONE && self.md.is_some() {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_PADDING_MODE));
        }
        Ok(())
    }

    /// Sets the length of the salt of PSS; -1 that of the digest, -2 the
    /// longest or any, -3 the longest.
    ///
    /// Errors: `PROV_R_NOT_SUPPORTED`, `PROV_R_INVALID_SALT_LENGTH`.
    #[track_caller]
    pub fn set_salt_len(&mut self, len: c_int) -> Result<()> {
        if self.padding != padding::PSS {
            let text = "PSS saltlen can only be specified if PSS padding has been specified first";
            return Err(Error::new(Lib::Prov, prov::R_NOT_SUPPORTED).with(text));
        }
        if len < -3 {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_SALT_LENGTH));
        }
        if let Some(limits) = self.limits() {
            const VERIFYING: c_int = operation::VERIFY | operation::VERIFYCTX;
            if len == -2 && self.operation & VERIFYING != 0 {
                let text = "Cannot use autodetected salt length";
                return Err(Error::new(Lib::Prov, prov::R_INVALID_SALT_LENGTH).with(text));
            }
            if u64::try_from(len).is_ok_and(|len| len < limits.salt) {
                let least = limits.salt;
                let text = format!("Should be more than {least}, but would be set to {len}");
                return Err(Error::new(Lib::Prov, prov::R_PSS_SALTLEN_TOO_SMALL).with(text));
            }
        }
        self.salt = len;
        Ok(())
    }

    fn set_making(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        match name {
            b"group" if self.nid != 116 => self.set_group_name(value.text()?)?,
            b"encoding" if self.nid == 408 => {
                if value.text()? != b"named_curve" {
                    return Err(Error::new(Lib::Ec, err::ec::R_EXPLICIT_PARAMS_NOT_SUPPORTED));
                }
            }
            b"pbits" if self.nid != 408 => self.bits = value.int()?,
            b"qbits" if self.nid == 116 => self.order_bits = value.int()?,
            b"safeprime-generator" if self.nid == 28 => self.generator = value.unsigned()?,
            b"priv_len" if self.nid == 28 => self.private_len = Some(value.unsigned()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn set_derivation(&mut self, name: &[u8], value: &Value) -> Result<bool> {
        match (self.nid, name) {
            (derivation::HKDF | derivation::TLS1_PRF, b"digest") => self.md = Some(value.md()?),
            (derivation::HKDF, b"mode") => self.set_mode(match value {
                Value::Text(text) => match &text.to_ascii_uppercase()[..] {
                    b"EXTRACT_AND_EXPAND" => 0,
                    b"EXTRACT_ONLY" => 1,
                    b"EXPAND_ONLY" => 2,
                    _ => -1,
                },
                _ => value.int()?,
            })?,
            (derivation::HKDF, b"key") | (derivation::TLS1_PRF, b"secret") => {
                self.secret = Zeroizing::new(value.bytes()?.to_vec());
            }
            (derivation::HKDF, b"salt") => self.salt_bytes = value.bytes()?.to_vec(),
            (derivation::HKDF, b"info") | (derivation::TLS1_PRF, b"seed") => {
                self.info.extend_from_slice(value.bytes()?);
            }
            (derivation::SCRYPT, b"pass") => {
                self.secret = Zeroizing::new(value.bytes()?.to_vec());
                self.has_pass = true;
            }
            (derivation::SCRYPT, b"salt") => {
                self.salt_bytes = value.bytes()?.to_vec();
                self.has_salt = true;
            }
            (derivation::SCRYPT, b"n") => self.set_scrypt_n(value.unsigned()?)?,
            (derivation::SCRYPT, b"r") => self.scrypt.1 = positive(value.unsigned()?)?,
            (derivation::SCRYPT, b"p") => self.scrypt.2 = positive(value.unsigned()?)?,
            (derivation::SCRYPT, b"maxmem_bytes") => {
                self.scrypt.3 = positive(value.unsigned()?)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Sets what HKDF does: both steps (0), extract (1) or expand (2).
    ///
    /// Errors: `PROV_R_INVALID_MODE`.
    #[track_caller]
    pub fn set_mode(&mut self, mode: c_int) -> Result<()> {
        if !(0..=2).contains(&mode) {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_MODE));
        }
        self.mode = mode;
        Ok(())
    }

    /// Sets the cost of scrypt, a power of two.
    pub fn set_scrypt_n(&mut self, n: u64) -> Result<()> {
        if n <= 1 || !n.is_power_of_two() {
            return Err(Error::quiet());
        }
        self.scrypt.0 = n;
        Ok(())
    }

    /// The value of a setting by the provider's name; `None` if there is none.
    pub fn named(&self, name: &[u8]) -> Option<Value> {
        let md = |md: Option<Md>| md.map(|md| Value::Text(md.short_name().to_bytes().to_vec()));
        let signing = self.operation & SIGNING != 0;
        match (self.nid, name) {
            (408 | 28, _) if self.operation == operation::DERIVE => self.agreed_named(name),
            (6 | 912, b"pad-mode") => Some(Value::Integer(self.padding.into())),
            (6 | 912, b"saltlen") if signing => Some(Value::Integer(self.salt.into())),
            (6 | 912, b"digest") if !signing => md(self.oaep),
            (6 | 912, b"mgf1-digest") => md(self.mgf.or(if signing { self.md } else { self.oaep })),
            (6 | 912 | 408 | 116, b"digest") => md(self.md),
            (6 | 912 | 408 | 116, b"algorithm-id") if signing => self.algorithm_id(),
            (408 | 28, b"group") => match &self.params {
                Some(Params::Ec(curve)) => Some(Value::Text(curve.name().to_bytes().to_vec())),
                _ => None,
            },
            (6, b"oaep-label") => Some(Value::Bytes(Zeroizing::new(self.label.clone()))),
            _ => None,
        }
    }

    /// The AlgorithmIdentifier of the signatures that are made.
    fn algorithm_id(&self) -> Option<Value> {
        let md = self.md?;
        let algorithm = match (self.nid, self.padding) {
            (408, _) => SignatureAlgorithm::Ecdsa(md),
            (116, _) => SignatureAlgorithm::Dsa(md),
            (_, padding::PKCS1) => SignatureAlgorithm::RsaPkcs1(md),
            (_, padding::PSS) => {
                let longest = || self.key.as_ref().map(|key| key.size() - md.size() - 2);
                let salt = match self.salt {
                    -1 => md.size(),
                    known => usize::try_from(known).ok().or_else(longest)?,
                };
                SignatureAlgorithm::RsaPss { md, mgf: self.mgf.unwrap_or(md), salt }
            }
            _ => return None,
        };
        algorithm.to_der().map(|der| Value::Bytes(Zeroizing::new(der)))
    }
}

fn positive(n: u64) -> Result<u64> {
    if n == 0 { Err(Error::quiet()) } else { Ok(n) }
}

impl Value {
    /// Stores it where C asks for it; fails if it does not fit.
    #[track_caller]
    pub fn store(&self, place: &OSSL_PARAM) -> Result<()> {
        let kept = match self {
            // The padding and special lengths have names where a string is
            // asked for.
            Value::Integer(n) if place.data_type() == UTF8_STRING => {
                let digits = n.to_string();
                let text: &[u8] = match *n {
                    1 => b"pkcs1",
                    3 => b"none",
                    4 => b"oaep",
                    6 => b"pss",
                    -1 => b"digest",
                    -2 => b"auto",
                    -3 => b"max",
                    _ => digits.as_bytes(),
                };
                place.put_bytes(UTF8_STRING, text)
            }
            Value::Integer(n) => place.put_integer((*n).into(), size_of::<c_int>()),
            Value::Number(bytes) => place.put_unsigned(bytes),
            Value::Text(text) => place.put_bytes(UTF8_STRING, text),
            Value::Bytes(bytes) => place.put_bytes(OCTET_STRING, bytes),
        };
        if kept { Ok(()) } else { Err(Error::quiet()) }
    }
}

/// What C gets for a setting that there is not.
#[track_caller]
pub fn no_command() -> Error {
    Error::new(Lib::Evp, evp::R_COMMAND_NOT_SUPPORTED)
}
