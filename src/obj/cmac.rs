//! `CMAC_CTX`: a CMAC at work.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_cipher::{Direction, EVP_CIPHER, EVP_CIPHER_CTX};
use crate::crypto::cipher::Mode;
use crate::crypto::mac::{self, Mac};
use crate::err::{Error, Lib, Result, prov};
use zeroize::Zeroizing;

/// A CMAC at work.
#[derive(Default)]
pub struct CMAC_CTX {
    state: Guarded<State>,
    /// What programs ask for the cipher.
    cipher: EVP_CIPHER_CTX,
}

#[derive(Default)]
struct State {
    /// As it is after the key.
    keyed: Option<Box<dyn Mac>>,
    running: Option<Box<dyn Mac>>,
    finished: bool,
}

impl CMAC_CTX {
    /// Forgets everything.
    pub fn reset(&self) {
        let old = self.state.with(std::mem::take);
        drop(old);
        self.cipher.reset();
    }

    /// Its cipher.
    pub fn cipher(&self) -> &EVP_CIPHER_CTX {
        &self.cipher
    }

    /// Starts with cipher and key, each if given; with neither, again.
    #[track_caller]
    pub fn init(&self, key: Option<&[u8]>, cipher: Option<&'static EVP_CIPHER>) -> Result<()> {
        if let Some(cipher) = cipher {
            if cipher.cipher().mode() != Mode::Cbc {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_MODE));
            }
            self.state.with(|state| *state = State::default());
            self.cipher.init(Some(cipher), Some(Direction::Encrypt), |_| Ok(None), |_| Ok(None))?;
        }
        if let Some(key) = key {
            let cipher = self.cipher.cipher().ok_or_else(Error::quiet)?;
            self.state.with(|state| *state = State::default());
            let keyed = mac::cmac(cipher.cipher(), key)?;
            self.state.with(|state| state.keyed = Some(keyed));
        }
        let only_cipher = cipher.is_some() && key.is_none();
        self.state.with(|state| {
            state.running = state.keyed.as_deref().map(Mac::try_clone).transpose()?;
            state.finished = false;
            if state.running.is_some() || only_cipher { Ok(()) } else { Err(Error::quiet()) }
        })
    }

    /// Adds input.
    pub fn update(&self, data: &[u8]) -> Result<()> {
        self.state.with(|state| match &mut state.running {
            Some(_) if data.is_empty() => Ok(()),
            Some(mac) if !state.finished => mac.update(data),
            _ => Err(Error::quiet()),
        })
    }

    /// The length of the code.
    pub fn size(&self) -> Result<usize> {
        let started = self.state.with(|state| state.running.is_some());
        let cipher = self.cipher.cipher().filter(|_| started).ok_or_else(Error::quiet)?;
        Ok(cipher.cipher().block_size())
    }

    /// The code. More input needs [`CMAC_CTX::resume`] first.
    pub fn finish(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.state.with(|state| {
            let code = state.running.as_deref().ok_or_else(Error::quiet)?.try_clone()?.finish()?;
            state.finished = true;
            Ok(code)
        })
    }

    /// Goes on as if the code had not been asked for.
    pub fn resume(&self) -> Result<()> {
        self.state.with(|state| {
            state.finished = false;
            state.running.as_ref().map(|_| ()).ok_or_else(Error::quiet)
        })
    }

    /// Takes the state of `from`.
    #[track_caller]
    pub fn copy_from(&self, from: &CMAC_CTX) -> Result<()> {
        if std::ptr::eq(self, from) {
            return Ok(());
        }
        let copy = from.state.with(|state| -> Result<State> {
            let running = state.running.as_deref().ok_or_else(Error::quiet)?.try_clone()?;
            let keyed = state.keyed.as_deref().map(Mac::try_clone).transpose()?;
            Ok(State { keyed, running: Some(running), finished: state.finished })
        })?;
        self.cipher.copy_from(&from.cipher)?;
        self.state.with(|state| *state = copy);
        Ok(())
    }
}
