//! `EVP_MAC_CTX`: a message authentication code at work.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_cipher::{Cipher, EVP_CIPHER};
use super::evp_md::{EVP_MD, Md};
use super::fetch::{EVP_MAC, Fetched, Properties};
use super::param::{self, OCTET_STRING, OSSL_PARAM, UTF8_STRING};
use crate::abi::In;
use crate::crypto::cipher::Mode;
use crate::crypto::mac::{self, Mac, Strength};
use crate::err::{self, Error, Lib, Result, evp, prov};
use zeroize::Zeroizing;

/// Which code, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hmac,
    Cmac,
    Gmac,
    Kmac(Strength),
    Blake2b,
    Blake2s,
    SipHash,
    Poly1305,
}

impl Kind {
    fn of(mac: &EVP_MAC) -> Kind {
        match mac.algorithm().name().to_bytes() {
            b"HMAC" => Kind::Hmac,
            b"CMAC" => Kind::Cmac,
            b"GMAC" => Kind::Gmac,
            b"KMAC-128" => Kind::Kmac(Strength::Bits128),
            b"KMAC-256" => Kind::Kmac(Strength::Bits256),
            b"BLAKE2BMAC" => Kind::Blake2b,
            b"BLAKE2SMAC" => Kind::Blake2s,
            b"SIPHASH" => Kind::SipHash,
            // The table has no other (tested).
            _ => Kind::Poly1305,
        }
    }

    /// The longest salt and personalisation.
    fn tag(self) -> usize {
        if self == Kind::Blake2b { 16 } else { 8 }
    }
}

/// The longest KMAC and its customisation, as OpenSSL limits them.
const KMAC_MOST: usize = 0xff_ffff / 8;
const KMAC_CUSTOM: usize = 512;

#[derive(Clone, Default)]
struct Settings {
    digest: Option<Md>,
    cipher: Option<Cipher>,
    key: Option<Zeroizing<Vec<u8>>>,
    iv: Option<Vec<u8>>,
    custom: Vec<u8>,
    salt: Vec<u8>,
    size: Option<usize>,
    xof: bool,
    rounds: Option<(u32, u32)>,
    properties: Properties,
}

#[derive(Default)]
struct State {
    settings: Settings,
    running: Option<Box<dyn Mac>>,
    /// SipHash's default size counts once a key was set.
    keyed: bool,
}

/// A message authentication code at work.
pub struct EVP_MAC_CTX {
    mac: &'static EVP_MAC,
    kind: Kind,
    state: Guarded<State>,
}

impl EVP_MAC_CTX {
    /// Starts without a key.
    pub fn new(mac: &'static EVP_MAC) -> Box<EVP_MAC_CTX> {
        Box::new(EVP_MAC_CTX { mac, kind: Kind::of(mac), state: Guarded::default() })
    }

    /// A copy with key and input.
    pub fn duplicate(&self) -> Result<Box<EVP_MAC_CTX>> {
        let copy = self.state.with(|state| -> Result<State> {
            let running = state.running.as_deref().map(Mac::try_clone).transpose()?;
            Ok(State { settings: state.settings.clone(), running, keyed: state.keyed })
        })?;
        let state = Guarded::new(copy);
        Ok(Box::new(EVP_MAC_CTX { mac: self.mac, kind: self.kind, state }))
    }

    /// Its algorithm.
    pub fn mac(&self) -> &'static EVP_MAC {
        self.mac
    }

    /// The length of the code; 0 while it is not known.
    pub fn size(&self) -> usize {
        self.state.with(|state| size(self.kind, state))
    }

    /// The length of an input block; 0 where there is none.
    pub fn block_size(&self) -> usize {
        self.state.with(|state| match self.kind {
            Kind::Hmac => state.settings.digest.map_or(0, Md::block_size),
            Kind::Cmac => state.settings.cipher.map_or(0, Cipher::block_size),
            Kind::Kmac(strength) => strength.rate(),
            Kind::Blake2b => 128,
            Kind::Blake2s => 64,
            Kind::Gmac | Kind::SipHash | Kind::Poly1305 => 0,
        })
    }

    /// Whether the length cannot be told for want of a digest.
    pub fn lacks_digest(&self) -> bool {
        self.kind == Kind::Hmac && self.state.with(|state| state.settings.digest.is_none())
    }

    /// The rounds of SipHash.
    pub fn rounds(&self) -> Option<(u32, u32)> {
        let set = self.state.with(|state| state.settings.rounds);
        (self.kind == Kind::SipHash).then(|| set.unwrap_or((2, 4)))
    }

    /// Sets parameters; unknown ones count for nothing.
    #[track_caller]
    pub fn set(&self, params: &In<OSSL_PARAM>) -> Result<()> {
        self.state.with(|state| {
            let mut keyed = false;
            for param in OSSL_PARAM::list(params) {
                keyed |= change(self.kind, state, param)?;
            }
            if keyed {
                start(self.kind, state)?;
            }
            Ok(())
        })
    }

    /// Starts with a key, or again with the last one.
    #[track_caller]
    pub fn init(&self, key: Option<&[u8]>, params: &In<OSSL_PARAM>) -> Result<()> {
        self.set(params)?;
        self.state.with(|state| {
            if let Some(key) = key {
                take_key(self.kind, state, key)?;
            }
            start(self.kind, state)
        })
    }

    /// Adds input.
    #[track_caller]
    pub fn update(&self, data: &[u8]) -> Result<()> {
        self.state.with(|state| match &mut state.running {
            Some(mac) => mac.update(data),
            None if self.kind == Kind::Gmac => Err(needs_cipher(state)),
            None => Err(Error::quiet()),
        })
    }

    /// Makes the end of any length (`xof` of KMAC).
    pub fn set_xof(&self) -> Result<()> {
        self.state.with(|state| {
            state.settings.xof = true;
            if let (Kind::Kmac(_), Some(mac)) = (self.kind, &mut state.running) {
                mac.set_xof();
            }
            Ok(())
        })
    }

    /// The code. It must be started again before more input.
    #[track_caller]
    pub fn finish(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.state.with(|state| state.running.take().ok_or_else(Error::quiet)?.finish())
    }
}

/// Why a GMAC is not running.
#[track_caller]
fn needs_cipher(state: &State) -> Error {
    match state.settings.cipher {
        None => Error::new(Lib::Evp, evp::R_NO_CIPHER_SET),
        Some(_) => Error::new(Lib::Prov, prov::R_CIPHER_OPERATION_FAILED),
    }
}

fn size(kind: Kind, state: &State) -> usize {
    let settings = &state.settings;
    match kind {
        Kind::Hmac => settings.digest.map_or(0, Md::size),
        Kind::Cmac => settings.cipher.map_or(0, Cipher::block_size),
        Kind::Gmac | Kind::Poly1305 => 16,
        Kind::Kmac(strength) => settings.size.unwrap_or(strength.size()),
        Kind::Blake2b => settings.size.unwrap_or(64),
        Kind::Blake2s => settings.size.unwrap_or(32),
        Kind::SipHash => settings.size.unwrap_or(if state.keyed { 16 } else { 0 }),
    }
}

/// The string or the bytes of a parameter, whose type must be right.
fn typed(param: &OSSL_PARAM, data_type: u32) -> Result<&[u8]> {
    if param.data_type() != data_type {
        return Err(Error::quiet());
    }
    param.bytes().map_err(|_| Error::quiet())
}

fn number(param: &OSSL_PARAM) -> Result<u32> {
    param.integer().and_then(|n| n.try_into().ok()).ok_or_else(Error::quiet)
}

/// Sets one parameter; whether it was a key.
#[track_caller]
fn change(kind: Kind, state: &mut State, param: &OSSL_PARAM) -> Result<bool> {
    let settings = &mut state.settings;
    let blake = matches!(kind, Kind::Blake2b | Kind::Blake2s);
    let kmac = matches!(kind, Kind::Kmac(_));
    match param.key().to_bytes() {
        b"properties" if matches!(kind, Kind::Hmac | Kind::Cmac | Kind::Gmac) => {
            settings.properties = Properties::parse(Some(typed(param, UTF8_STRING)?))?;
        }
        b"digest" if kind == Kind::Hmac => {
            let name = typed(param, UTF8_STRING)?;
            settings.digest = Some(EVP_MD::fetch_with(name, &settings.properties)?.md()?);
            state.running = None;
        }
        b"cipher" if matches!(kind, Kind::Cmac | Kind::Gmac) => {
            let name = typed(param, UTF8_STRING)?;
            let cipher = EVP_CIPHER::fetch_with(name, &settings.properties)?.cipher();
            let wanted = if kind == Kind::Gmac { Mode::Gcm } else { Mode::Cbc };
            if cipher.mode() != wanted {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_MODE));
            }
            settings.cipher = Some(cipher);
            state.running = None;
        }
        b"key" => {
            let key = typed(param, OCTET_STRING)?;
            take_key(kind, state, key)?;
            return Ok(true);
        }
        b"iv" if kind == Kind::Gmac => settings.iv = Some(typed(param, OCTET_STRING)?.to_vec()),
        b"size" if kmac || blake || kind == Kind::SipHash => {
            let size = number(param)? as usize;
            let wrong = |reason| Err(Error::new(Lib::Prov, reason));
            match kind {
                Kind::Blake2b if size == 0 || size > 64 => {
                    return wrong(prov::R_NOT_XOF_OR_INVALID_LENGTH);
                }
                Kind::Blake2s if size == 0 || size > 32 => {
                    return wrong(prov::R_NOT_XOF_OR_INVALID_LENGTH);
                }
                Kind::Kmac(_) if size > KMAC_MOST => {
                    return wrong(prov::R_INVALID_OUTPUT_LENGTH);
                }
                Kind::SipHash if size != 8 && size != 16 => return Err(Error::quiet()),
                _ => settings.size = Some(size),
            }
        }
        b"xof" if kmac => settings.xof = number(param)? != 0,
        b"custom" if blake || kmac => {
            let custom = typed(param, OCTET_STRING)?;
            let most = if kmac { KMAC_CUSTOM } else { kind.tag() };
            if custom.len() > most {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_CUSTOM_LENGTH));
            }
            settings.custom = custom.to_vec();
        }
        b"salt" if blake => {
            let salt = typed(param, OCTET_STRING)?;
            if salt.len() > kind.tag() {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_SALT_LENGTH));
            }
            settings.salt = salt.to_vec();
        }
        b"c-rounds" if kind == Kind::SipHash => {
            settings.rounds = Some((number(param)?, settings.rounds.map_or(4, |r| r.1)));
        }
        b"d-rounds" if kind == Kind::SipHash => {
            settings.rounds = Some((settings.rounds.map_or(2, |r| r.0), number(param)?));
        }
        // A code in constant time for TLS records is nothing to promise.
        b"tls-data-size" if kind == Kind::Hmac && number(param)? != 0 => {
            return Err(Error::new(Lib::Prov, err::R_UNSUPPORTED));
        }
        _ => {}
    }
    Ok(false)
}

/// Keeps a key, after a look at its length where no algorithm is needed.
#[track_caller]
fn take_key(kind: Kind, state: &mut State, key: &[u8]) -> Result<()> {
    let right = match kind {
        Kind::Blake2b => (1..=64).contains(&key.len()),
        Kind::Blake2s => (1..=32).contains(&key.len()),
        Kind::Poly1305 => key.len() == 32,
        Kind::Kmac(_) => (4..=512).contains(&key.len()),
        Kind::SipHash if key.len() != 16 => return Err(Error::quiet()),
        Kind::Hmac | Kind::Cmac | Kind::Gmac | Kind::SipHash => true,
    };
    if !right {
        return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
    }
    state.settings.key = Some(Zeroizing::new(key.to_vec()));
    state.keyed = true;
    Ok(())
}

#[track_caller]
fn start(kind: Kind, state: &mut State) -> Result<()> {
    state.running = None;
    let no_key = || match kind {
        Kind::Kmac(_) | Kind::Blake2b | Kind::Blake2s => Error::new(Lib::Prov, prov::R_NO_KEY_SET),
        _ => Error::quiet(),
    };
    let len = size(kind, state);
    let settings = &mut state.settings;
    if kind == Kind::Gmac {
        let cipher = settings.cipher.ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))?;
        let Some(key) = &settings.key else { return Ok(()) };
        // A vector serves one message only: the next one needs another.
        if let Some(iv) = settings.iv.take() {
            state.running = Some(mac::gmac(cipher, key, &iv)?);
        } else if key.len() != cipher.key_len() {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
        }
        return Ok(());
    }
    let key = settings.key.as_ref().ok_or_else(no_key)?;
    let running = match kind {
        Kind::Hmac => mac::hmac(settings.digest.ok_or_else(Error::quiet)?, key)?,
        Kind::Cmac => mac::cmac(settings.cipher.ok_or_else(Error::quiet)?, key)?,
        Kind::Kmac(strength) => mac::kmac(strength, key, &settings.custom, len, settings.xof)?,
        Kind::Blake2b => mac::blake2b(key, &settings.custom, &settings.salt, len)?,
        Kind::Blake2s => mac::blake2s(key, &settings.custom, &settings.salt, len)?,
        Kind::SipHash => mac::siphash(key, settings.rounds.unwrap_or((2, 4)), len)?,
        Kind::Poly1305 => {
            let code = mac::poly1305(key)?;
            // A key serves one message only.
            settings.key = None;
            code
        }
        // Done above.
        Kind::Gmac => return Err(Error::quiet()),
    };
    state.running = Some(running);
    Ok(())
}

/// The value that `EVP_MAC_CTX_get_params` is asked for.
pub fn answer(ctx: &EVP_MAC_CTX, params: &In<OSSL_PARAM>) -> Result<()> {
    for wanted in OSSL_PARAM::list(params) {
        let value = match wanted.key().to_bytes() {
            b"size" => Some(ctx.size()),
            b"block-size" if ctx.block_size() > 0 || ctx.lacks_digest() => Some(ctx.block_size()),
            b"c-rounds" => ctx.rounds().map(|r| r.0 as usize),
            b"d-rounds" => ctx.rounds().map(|r| r.1 as usize),
            _ => None,
        };
        if let Some(value) = value {
            param::put(wanted, value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_other_kinds() {
        for mac in EVP_MAC::table() {
            assert_eq!(
                Kind::of(mac) == Kind::Poly1305,
                mac.algorithm().name() == c"POLY1305",
                "{mac:?}"
            );
        }
    }
}
