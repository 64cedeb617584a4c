//! `HMAC_CTX`: an HMAC at work.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_md::EVP_MD;
use crate::crypto::digest::Digest;
use crate::crypto::hmac::Hmac;
use crate::err::{Error, Result};

pub use crate::crypto::hmac::hmac;
pub use crate::crypto::legacy::{MD4_CTX, MD5_CTX, SHA_CTX, SHA256_CTX, SHA512_CTX};
pub use crate::crypto::ripemd160::RIPEMD160_CTX;

/// An HMAC at work.
#[derive(Default)]
pub struct HMAC_CTX {
    state: Guarded<State>,
}

#[derive(Default)]
struct State {
    md: Option<&'static EVP_MD>,
    hmac: Option<Hmac>,
}

impl HMAC_CTX {
    /// Forgets key and input.
    pub fn reset(&self) {
        let old = self.state.with(std::mem::take);
        drop(old);
    }

    /// Its digest.
    pub fn md(&self) -> Option<&'static EVP_MD> {
        self.state.with(|state| state.md)
    }

    /// Starts. Without a key the last one is used again, which a change of
    /// digest does not allow.
    pub fn init(&self, key: Option<&[u8]>, md: Option<&'static EVP_MD>) -> Result<()> {
        self.state.with(|state| {
            let changed = md.is_some_and(|md| state.md.is_none_or(|old| !std::ptr::eq(old, md)));
            if changed && key.is_none() {
                return Err(Error::quiet());
            }
            let md = md.or(state.md).ok_or_else(Error::quiet)?;
            match (key, &mut state.hmac) {
                (Some(key), _) => {
                    if md.md()?.is_xof() || !md.is_available() {
                        return Err(Error::quiet());
                    }
                    state.hmac = Some(Hmac::new(md.md()?, key)?);
                }
                (None, Some(hmac)) => hmac.restart()?,
                (None, None) => return Err(Error::quiet()),
            }
            state.md = Some(md);
            Ok(())
        })
    }

    /// Adds input.
    pub fn update(&self, data: &[u8]) -> Result<()> {
        self.state.with(|state| state.hmac.as_mut().ok_or_else(Error::quiet)?.update(data))
    }

    /// The code.
    pub fn finish(&self) -> Result<Digest> {
        self.state.with(|state| state.hmac.as_mut().ok_or_else(Error::quiet)?.finish())
    }

    /// Takes the state of `from`.
    pub fn copy_from(&self, from: &HMAC_CTX) -> Result<()> {
        if std::ptr::eq(self, from) {
            return Ok(());
        }
        let copy = from.state.with(|state| -> Result<State> {
            let hmac = state.hmac.as_ref().ok_or_else(Error::quiet)?.try_clone()?;
            Ok(State { md: state.md, hmac: Some(hmac) })
        })?;
        self.state.with(|state| *state = copy);
        Ok(())
    }
}
