//! `EVP_RAND_CTX`: a random generator. Whatever its kind, its bytes are the
//! operating system's; the kind says how strong it is and what it must be
//! told before.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_cipher::{Cipher, EVP_CIPHER};
use super::evp_md::{EVP_MD, Md};
use super::fetch::{EVP_RAND, Fetched};
use super::param::{OSSL_PARAM, UTF8_STRING};
use crate::abi::In;
use crate::crypto::cipher::Mode;
use crate::err::{self, Error, Lib, Result, evp, prov};
use std::ffi::c_int;
use std::sync::LazyLock;

/// Not started; ready; failed.
const UNINITIALISED: c_int = 0;
const READY: c_int = 1;
const FAILED: c_int = 2;

/// The bytes of one request.
const MOST: usize = 65536;
/// After how many requests a generator asks its parent, where nothing else
/// was said: for the first, and for those that ask it.
const FIRST_REQUESTS: u32 = 256;
const REQUESTS: u32 = 65536;
/// After how many seconds.
const FIRST_INTERVAL: u64 = 3600;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ctr,
    Hash,
    Hmac,
    /// The operating system's own.
    Seed,
}

impl Kind {
    fn of(rand: &EVP_RAND) -> Kind {
        match rand.algorithm().name().to_bytes() {
            b"CTR-DRBG" => Kind::Ctr,
            b"HASH-DRBG" => Kind::Hash,
            b"HMAC-DRBG" => Kind::Hmac,
            _ => Kind::Seed,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    state: c_int,
    cipher: Option<Cipher>,
    digest: Option<Md>,
    hmac: bool,
    requests: u32,
    interval: u64,
}

/// A random generator.
pub struct EVP_RAND_CTX {
    rand: &'static EVP_RAND,
    kind: Kind,
    state: Guarded<State>,
    is_static: bool,
}

/// The library's generators: the first, that for anything, that for secrets.
static OWN: LazyLock<Option<[EVP_RAND_CTX; 3]>> = LazyLock::new(|| {
    let rand = EVP_RAND::find(b"CTR-DRBG")?;
    Some([FIRST_REQUESTS, REQUESTS, REQUESTS].map(|requests| {
        let ctx = EVP_RAND_CTX::made(rand, true);
        ctx.state.with(|state| {
            *state = State { state: READY, cipher: Some(Cipher::Aes256Ctr), requests, ..*state };
        });
        ctx
    }))
});

/// One of the library's generators: 0 is the first, 1 that for anything, 2
/// that for secrets.
pub fn own(which: usize) -> Option<&'static EVP_RAND_CTX> {
    OWN.as_ref()?.get(which)
}

impl EVP_RAND_CTX {
    fn made(rand: &'static EVP_RAND, is_static: bool) -> EVP_RAND_CTX {
        let state = State {
            state: UNINITIALISED,
            cipher: None,
            digest: None,
            hmac: false,
            requests: FIRST_REQUESTS,
            interval: FIRST_INTERVAL,
        };
        EVP_RAND_CTX { rand, kind: Kind::of(rand), state: Guarded::new(state), is_static }
    }

    /// One that is not started.
    pub fn new(rand: &'static EVP_RAND) -> Box<EVP_RAND_CTX> {
        Box::new(Self::made(rand, false))
    }

    /// Whether it is one of the library's, and not to be freed.
    pub fn is_static(&self) -> bool {
        self.is_static
    }

    /// Its kind.
    pub fn rand(&self) -> &'static EVP_RAND {
        self.rand
    }

    /// Its state (`EVP_RAND_STATE_…`).
    pub fn state(&self) -> c_int {
        self.state.with(|state| state.state)
    }

    /// How many bits of strength its bytes have.
    pub fn strength(&self) -> u32 {
        self.state.with(|state| strength(self.kind, state))
    }

    /// The bytes of one request.
    pub fn max_request(&self) -> usize {
        if self.kind == Kind::Seed { 128 } else { MOST }
    }

    /// Sets parameters; unknown ones count for nothing.
    #[track_caller]
    pub fn set(&self, params: &In<OSSL_PARAM>) -> Result<()> {
        let text = |param: &OSSL_PARAM| match param.data_type() {
            UTF8_STRING => param.bytes().map(<[u8]>::to_vec).map_err(|_| Error::quiet()),
            _ => Err(Error::quiet()),
        };
        let number = |param: &OSSL_PARAM| param.integer().ok_or_else(Error::quiet);
        self.state.with(|state| {
            for param in OSSL_PARAM::list(params) {
                match (param.key().to_bytes(), self.kind) {
                    (b"cipher", Kind::Ctr) => {
                        let cipher = EVP_CIPHER::fetch(&text(param)?)?.cipher();
                        if cipher.mode() != Mode::Ctr {
                            let reason = prov::R_REQUIRE_CTR_MODE_CIPHER;
                            return Err(Error::new(Lib::Prov, reason));
                        }
                        state.cipher = Some(cipher);
                    }
                    (b"digest", Kind::Hash | Kind::Hmac) => {
                        let md = EVP_MD::fetch(&text(param)?)?.md()?;
                        if md.is_xof() {
                            let reason = prov::R_XOF_DIGESTS_NOT_ALLOWED;
                            return Err(Error::new(Lib::Prov, reason));
                        }
                        state.digest = Some(md);
                    }
                    (b"mac", Kind::Hmac) => {
                        state.hmac = text(param)?.eq_ignore_ascii_case(b"HMAC");
                    }
                    (b"reseed_requests", _) => {
                        state.requests = number(param)?.try_into().map_err(|_| Error::quiet())?;
                    }
                    (b"reseed_time_interval", _) => {
                        state.interval = number(param)?.try_into().map_err(|_| Error::quiet())?;
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }

    /// Starts, for a strength of at most its own.
    ///
    /// Errors: `PROV_R_INSUFFICIENT_DRBG_STRENGTH`, and what is missing.
    #[track_caller]
    pub fn instantiate(&self, wanted: u32) -> Result<()> {
        self.state.with(|state| {
            if wanted > strength(self.kind, state) {
                return Err(Error::new(Lib::Prov, prov::R_INSUFFICIENT_DRBG_STRENGTH));
            }
            start(self.kind, state)
        })
    }

    /// Stops.
    pub fn uninstantiate(&self) {
        self.state.with(|state| state.state = UNINITIALISED);
    }

    /// Fills `out`, starting first if need be.
    ///
    /// Errors: `PROV_R_INSUFFICIENT_DRBG_STRENGTH`, `EVP_R_GENERATE_ERROR`.
    #[track_caller]
    pub fn generate(&self, out: &mut [u8], wanted: u32) -> Result<()> {
        let ready = self.state.with(|state| {
            if state.state != READY {
                start(self.kind, state)?;
            }
            if wanted > strength(self.kind, state) {
                return Err(Error::new(Lib::Prov, prov::R_INSUFFICIENT_DRBG_STRENGTH));
            }
            Ok(())
        });
        let filled = ready.and_then(|()| crate::crypto::rand::fill(out));
        filled.map_err(|error| {
            err::push(&error, "EVP_RAND_generate");
            Error::new(Lib::Evp, evp::R_GENERATE_ERROR)
        })
    }

    /// Takes fresh entropy, as every request does.
    #[track_caller]
    pub fn reseed(&self) -> Result<()> {
        self.state.with(|state| match state.state {
            READY => Ok(()),
            _ => start(self.kind, state),
        })
    }

    /// Answers what is asked; unknown parameters count for nothing.
    pub fn answer(&self, params: &In<OSSL_PARAM>) -> Result<()> {
        let state = self.state.with(|state| *state);
        let strength = self.strength();
        let drbg = self.kind != Kind::Seed;
        for wanted in OSSL_PARAM::list(params) {
            let number = |value: u64| wanted.put_integer(value.into(), size_of::<u64>());
            let text =
                |name: Option<&[u8]>| name.is_none_or(|name| wanted.put_bytes(UTF8_STRING, name));
            let done = match wanted.key().to_bytes() {
                b"state" => wanted.put_integer(state.state.into(), size_of::<c_int>()),
                b"strength" => wanted.put_integer(strength.into(), size_of::<u32>()),
                b"max_request" => number(self.max_request() as u64),
                b"reseed_requests" if drbg => number(state.requests.into()),
                b"reseed_time_interval" if drbg => number(state.interval),
                b"min_entropylen" if drbg => number(u64::from(strength / 8)),
                b"min_noncelen" if drbg => number(u64::from(strength / 16)),
                b"cipher" => text(state.cipher.map(|cipher| cipher.name().to_bytes())),
                b"digest" => text(state.digest.map(|md| md.name().to_bytes())),
                b"mac" => text(state.hmac.then_some(b"HMAC")),
                _ => true,
            };
            if !done {
                return Err(Error::quiet());
            }
        }
        Ok(())
    }
}

fn strength(kind: Kind, state: &State) -> u32 {
    match kind {
        Kind::Ctr => state.cipher.map_or(0, |cipher| cipher.key_len() as u32 * 8),
        // NIST SP 800-57: SHA-1 counts for 128 bits.
        Kind::Hash | Kind::Hmac => {
            state.digest.map_or(0, |md| (64 * (md.size() as u32 / 8)).min(256))
        }
        Kind::Seed => 1024,
    }
}

#[track_caller]
fn start(kind: Kind, state: &mut State) -> Result<()> {
    state.state = FAILED;
    let missing = match kind {
        Kind::Ctr if state.cipher.is_none() => Some((Lib::Prov, prov::R_MISSING_CIPHER)),
        Kind::Hmac if !state.hmac => Some((Lib::Prov, prov::R_MISSING_MAC)),
        Kind::Hash | Kind::Hmac if state.digest.is_none() => Some((Lib::Evp, evp::R_NO_DIGEST_SET)),
        _ => None,
    };
    if let Some((lib, reason)) = missing {
        return Err(Error::new(lib, reason));
    }
    state.state = READY;
    Ok(())
}
