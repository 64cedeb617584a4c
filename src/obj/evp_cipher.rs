//! `EVP_CIPHER` and `EVP_CIPHER_CTX`: symmetric ciphers.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Blank;
use super::evp_cipher_lent::Lent;
use super::fetch::{Ciphers, Fetched, Properties, unsupported};
use super::lib_ctx::OSSL_PROVIDER;
use super::param::OSSL_PARAM;
use crate::abi::Opaque;
use crate::crypto::cipher::Context;
use crate::err::{self, Error, Lib, Result, evp, prov};
use std::ffi::{CStr, c_int, c_ulong};
use std::sync::LazyLock;
use zeroize::Zeroizing;

pub use crate::crypto::cipher::{Cipher, Direction, Mode};

/// A cipher, as C sees it. All are static: fetching and freeing change nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct EVP_CIPHER {
    cipher: Cipher,
    fetched: bool,
}

fn table(fetched: bool) -> Vec<EVP_CIPHER> {
    Cipher::all().map(|cipher| EVP_CIPHER { cipher, fetched }).collect()
}

static NAMED: LazyLock<Vec<EVP_CIPHER>> = LazyLock::new(|| table(false));
static FETCHED: LazyLock<Vec<EVP_CIPHER>> = LazyLock::new(|| table(true));

impl EVP_CIPHER {
    /// The cipher that `EVP_aes_128_cbc` and its like lend.
    pub fn of(cipher: Cipher) -> &'static EVP_CIPHER {
        &NAMED[cipher as usize]
    }

    /// The cipher of this name as a provider offers it.
    ///
    /// Errors: `ERR_R_UNSUPPORTED` of EVP.
    #[track_caller]
    pub fn fetch(name: &[u8]) -> Result<&'static EVP_CIPHER> {
        Self::fetch_with(name, &Properties::default())
    }

    /// As [`EVP_CIPHER::fetch`], for one that fits `properties`.
    #[track_caller]
    pub fn fetch_with(name: &[u8], properties: &Properties) -> Result<&'static EVP_CIPHER> {
        let null = name.eq_ignore_ascii_case(b"NULL").then_some(Cipher::Null);
        let known = null
            .or_else(|| Cipher::from_name(name))
            .ok_or_else(|| unsupported(name, properties))?;
        Ciphers::fetch(known.name().to_bytes(), properties)
            .map_err(|_| unsupported(name, properties))?;
        Ok(&FETCHED[known as usize])
    }

    /// The cipher `EVP_get_cipherbyname` knows by this name.
    pub fn by_name(name: &[u8]) -> Option<&'static EVP_CIPHER> {
        Cipher::from_name(name).map(Self::of)
    }

    /// Every cipher.
    pub fn all(fetched: bool) -> &'static [EVP_CIPHER] {
        if fetched { &FETCHED } else { &NAMED }
    }

    /// The cipher.
    pub fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Whether it came from a provider.
    pub fn is_fetched(&self) -> bool {
        self.fetched
    }

    /// Its name: OpenSSL's short name, or the provider's if it was fetched.
    pub fn name(&self) -> &'static CStr {
        match (self.fetched, self.cipher) {
            (true, cipher) => cipher.name(),
            (false, cipher) => cipher.short_name(),
        }
    }

    /// Whether this is one of its names.
    pub fn is_a(&self, name: &[u8]) -> bool {
        let null = self.fetched && name.eq_ignore_ascii_case(b"NULL");
        match self.cipher {
            Cipher::Null => null,
            known => Cipher::from_name(name) == Some(known),
        }
    }

    /// What its provider says of it.
    pub fn facts(&self) -> Option<&'static Ciphers> {
        Ciphers::find(self.cipher.name().to_bytes())
    }

    /// What is said of it: its long name, where nobody fetched it.
    pub fn description(&self) -> Option<&CStr> {
        self.facts()?.algorithm().description()
    }

    /// One of its lists of parameters: of its own, to ask a context, to set.
    pub fn parameters(&self, which: usize) -> Option<&'static [OSSL_PARAM]> {
        self.facts()?.algorithm().list(which)
    }

    /// Whether a loaded provider computes it.
    pub fn is_available(&self) -> bool {
        !self.cipher.is_legacy() || OSSL_PROVIDER::legacy().is_loaded()
    }

    /// Its flags and mode (`EVP_CIPH_…`).
    pub fn flags(&self) -> c_ulong {
        // The mode's number is part of the flags.
        let mode = self.cipher.mode() as c_ulong;
        if self.fetched {
            return mode
                | match self.cipher.mode() {
                    Mode::Gcm | Mode::Ccm => 0x30_0010,
                    Mode::Wrap if self.cipher == Cipher::Des3Wrap => 0x10_0210,
                    Mode::Xts | Mode::Wrap => 0x10_0010,
                    Mode::Stream if self.cipher == Cipher::ChaCha20Poly1305 => 0x30_0010,
                    Mode::Stream if self.cipher == Cipher::Null => 0x10_0000,
                    Mode::Stream => 0x10_0010,
                    _ if self.cipher.is_des() => 0x10_0200,
                    _ => 0x10_0000,
                };
        }
        mode | match (self.cipher, self.cipher.mode()) {
            (_, Mode::Gcm | Mode::Ccm) => 0x30_0c70,
            (_, Mode::Xts) => 0x470,
            (Cipher::ChaCha20Poly1305, _) => 0x30_0c70,
            (Cipher::ChaCha20, _) => 0x30,
            (Cipher::Des3Wrap, _) => 0x10_0010,
            (_, Mode::Wrap) => 0x10_0030,
            _ if self.cipher.is_des() => 0x200,
            (cipher, _) if cipher.short_name().to_bytes().starts_with(b"RC2") => 0x48,
            (cipher, _) if cipher.is_variable() => 8,
            _ => 0,
        }
    }
}

/// A cipher at work.
#[derive(Default)]
pub struct EVP_CIPHER_CTX {
    pub(super) state: Blank<State>,
}

pub(super) struct State {
    cipher: Option<&'static EVP_CIPHER>,
    pub(super) context: Option<Context>,
    pub(super) direction: Direction,
    padding: bool,
    /// Bytes of text so far, to know whether the last block is whole.
    total: usize,
    pub(super) iv: Vec<u8>,
    /// Whether GCM counts on from `iv` by itself.
    pub(super) counting: bool,
    tag_len: Option<usize>,
    /// Whether a text, or data beside it, has begun.
    pub(super) begun: bool,
    /// Whether CCM's vector has served: it needs another for the next text.
    spent: bool,
    flags: c_int,
    app_data: Opaque,
    /// What C was lent.
    pub(super) lent: Option<Box<Lent>>,
}

impl Default for State {
    fn default() -> Self {
        State {
            cipher: None,
            context: None,
            direction: Direction::Decrypt,
            padding: true,
            total: 0,
            iv: Vec::new(),
            counting: false,
            tag_len: None,
            begun: false,
            spent: false,
            flags: 0,
            app_data: Opaque::NULL,
            lent: None,
        }
    }
}

/// What OpenSSL flags a context without padding with.
const NO_PADDING: c_int = 0x100;

impl State {
    #[track_caller]
    pub(super) fn context(&mut self) -> Result<&mut Context> {
        self.context.as_mut().ok_or_else(|| Error::new(Lib::Evp, evp::R_NO_CIPHER_SET))
    }
}

/// Whether a cipher was used before it had a key.
fn is_keyless(error: &Error) -> bool {
    error.lib == Lib::Prov && error.reason == prov::R_NO_KEY_SET
}

/// What a failed update puts into the queue: nothing for most ciphers, a wrong
/// tag among them.
#[track_caller]
fn refusal(cipher: Cipher, error: Error) -> Error {
    let keyless = is_keyless(&error);
    match cipher.mode() {
        _ if cipher == Cipher::Des3Wrap => error,
        Mode::Cbc | Mode::Ecb | Mode::Ctr | Mode::Cfb | Mode::Ofb | Mode::Stream if keyless => {
            error
        }
        Mode::Gcm | Mode::Ccm | Mode::Xts => Error::new(Lib::Prov, prov::R_CIPHER_OPERATION_FAILED),
        Mode::Wrap => {
            err::push(&error, "aes_wrap_cipher_internal");
            Error::new(Lib::Evp, evp::R_UPDATE_ERROR)
        }
        _ => Error::quiet(),
    }
}

impl EVP_CIPHER_CTX {
    /// Forgets everything.
    pub fn reset(&self) {
        if let Some(mut old) = self.state.take() {
            // Its addresses stay good.
            if let Some(lent) = old.lent.take() {
                lent.forget();
                self.state.with(|state| state.lent = Some(lent));
            }
        }
    }

    /// Its cipher.
    pub fn cipher(&self) -> Option<&'static EVP_CIPHER> {
        self.state.look(|state| state.cipher)
    }

    /// Sets cipher, key, initialisation vector and direction, each if given.
    /// Key and vector are read through `key` and `iv`, which are told how
    /// long they are.
    ///
    /// Errors: `EVP_R_NO_CIPHER_SET`; `ERR_R_UNSUPPORTED` for a legacy cipher.
    #[track_caller]
    pub fn init<'a>(
        &self,
        cipher: Option<&'static EVP_CIPHER>,
        direction: Option<Direction>,
        key: impl FnOnce(usize) -> Result<Option<&'a [u8]>>,
        iv: impl FnOnce(usize) -> Result<Option<&'a [u8]>>,
    ) -> Result<()> {
        self.state.with(|state| {
            state.direction = direction.unwrap_or(state.direction);
            if let Some(cipher) = cipher {
                if !cipher.is_available() {
                    return Err(unsupported(cipher.name().to_bytes(), &Properties::default()));
                }
                state.context = Some(Context::new(cipher.cipher, state.direction)?);
                if let Some(lent) = state.lent.as_ref().filter(|_| state.cipher.is_some()) {
                    lent.forget();
                }
                state.cipher = Some(cipher);
                state.iv.clear();
                state.counting = false;
                state.tag_len = None;
                state.spent = false;
            }
            let direction = state.direction;
            let padding = state.padding;
            state.total = 0;
            let last = state.iv.clone();
            let context = state.context()?;
            context.set_padding(padding);
            let key = key(context.key_len())?;
            let iv = iv(context.iv_len())?.filter(|iv| !iv.is_empty());
            // These modes go back to the vector that was set last, and all
            // forget a block that has begun.
            let goes_back = matches!(context.cipher().mode(), Mode::Cbc | Mode::Cfb | Mode::Ofb);
            let again = (goes_back && !last.is_empty()).then_some(&last[..]);
            if key.is_some() || iv.is_some() || !context.cipher().is_aead() {
                context.init(key, iv.or(again), direction)?;
            }
            if let Some(iv) = iv {
                state.iv = iv.to_vec();
                state.spent = false;
            }
            state.begun = false;
            state.show_iv();
            Ok(())
        })
    }

    /// Whether it encrypts.
    pub fn is_encrypting(&self) -> bool {
        self.state.with(|state| state.direction == Direction::Encrypt)
    }

    /// Encrypts or decrypts.
    #[track_caller]
    pub fn update(&self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.state.with(|state| {
            state.take_iv()?;
            state.begun = true;
            state.total = state.total.wrapping_add(input.len());
            let spent = state.spent;
            let context = state.context()?;
            let mode = context.cipher().mode();
            if spent {
                return Err(refusal(context.cipher(), Error::quiet()));
            }
            let done = context.update(input);
            let done = done.map_err(|error| refusal(context.cipher(), error))?;
            state.spent = mode == Mode::Ccm;
            state.show_iv();
            Ok(done)
        })
    }

    /// How long what key wrapping makes of `len` bytes is at most.
    ///
    /// Errors: `PROV_R_INVALID_INPUT_LENGTH`.
    #[track_caller]
    pub fn wrapped_len(&self, len: usize) -> Result<usize> {
        self.state.with(|state| {
            let context = state.context()?;
            context.wrapped_len(len).map_err(|error| refusal(context.cipher(), error))
        })
    }

    /// Authenticates data that is not encrypted.
    #[track_caller]
    pub fn aad(&self, data: &[u8]) -> Result<()> {
        self.state.with(|state| {
            state.take_iv()?;
            state.begun = true;
            state.context()?.aad(data)
        })
    }

    /// States the length of the text to come, for CCM.
    #[track_caller]
    pub fn announce(&self, len: c_int) -> Result<()> {
        self.state.with(|state| state.context()?.announce(len))
    }

    /// The rest.
    ///
    /// Errors: `PROV_R_BAD_DECRYPT` for a wrong padding,
    /// `PROV_R_WRONG_FINAL_BLOCK_LENGTH`; none for a wrong tag.
    #[track_caller]
    pub fn finish(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.state.with(|state| {
            state.take_iv()?;
            let (padding, total) = (state.padding, state.total);
            let encrypting = state.direction == Direction::Encrypt;
            let context = state.context()?;
            let block = context.cipher().block_size();
            if context.cipher().mode() == Mode::Ccm {
                // Without a text, there is still a tag.
                let ready = total > 0 && context.has_key();
                let last = if ready { Ok(()) } else { context.finish_empty() };
                return last.map(|()| Zeroizing::default()).map_err(|_| Error::quiet());
            }
            context.finish().map_err(|error| {
                if is_keyless(&error) && !context.cipher().is_aead() {
                    return error;
                }
                if block == 1 {
                    return Error::quiet();
                }
                let broken = total % block != 0 || (total == 0 && padding && !encrypting);
                let reason =
                    if broken { prov::R_WRONG_FINAL_BLOCK_LENGTH } else { prov::R_BAD_DECRYPT };
                Error::new(Lib::Prov, reason)
            })
        })
    }

    /// Switches padding.
    #[track_caller]
    pub fn set_padding(&self, on: bool) -> Result<()> {
        self.state.with(|state| {
            state.padding = on;
            state.flags = if on { state.flags & !NO_PADDING } else { state.flags | NO_PADDING };
            if let Some(context) = &mut state.context {
                context.set_padding(on);
            }
            Ok(())
        })
    }

    /// The length of a key; 0 without a cipher.
    pub fn key_len(&self) -> usize {
        self.state.with(|state| state.context.as_ref().map_or(0, Context::key_len))
    }

    /// Sets the length of a key.
    #[track_caller]
    pub fn set_key_len(&self, len: usize) -> Result<()> {
        self.state.with(|state| {
            state
                .context()?
                .set_key_len(len)
                .map_err(|_| Error::new(Lib::Evp, evp::R_INVALID_KEY_LENGTH))
        })
    }

    /// The length of an initialisation vector; 0 without a cipher.
    pub fn iv_len(&self) -> usize {
        self.state.with(|state| state.context.as_ref().map_or(0, Context::iv_len))
    }

    /// Sets the length of an AEAD's initialisation vector.
    #[track_caller]
    pub fn set_iv_len(&self, len: usize) -> Result<()> {
        self.state.with(|state| state.context()?.set_iv_len(len))
    }

    /// The initialisation vector that was set.
    pub fn iv(&self) -> Vec<u8> {
        self.state.with(|state| state.iv.clone())
    }

    /// The initialisation vector as it is by now; as it was set for ciphers
    /// that have none of their own.
    pub fn updated_iv(&self) -> Vec<u8> {
        self.state.with(|state| {
            let now = state.context.as_ref().and_then(Context::updated_iv);
            now.unwrap_or_else(|| state.iv.clone())
        })
    }

    /// How far into a block a stream mode is.
    pub fn num(&self) -> u32 {
        self.state.with(|state| state.context.as_ref().map_or(0, Context::num))
    }

    /// Says how far into a block a stream mode is.
    #[track_caller]
    pub fn set_num(&self, num: u32) -> Result<()> {
        self.state.with(|state| state.context()?.set_num(num))
    }

    /// The length of the tag to be made or expected.
    pub fn tag_len(&self) -> usize {
        self.state.with(|state| match state.cipher.map(|cipher| cipher.cipher) {
            Some(cipher) if cipher.mode() == Mode::Ccm => state.tag_len.unwrap_or(12),
            Some(cipher) if cipher.is_aead() => 16,
            _ => 0,
        })
    }

    /// Sets the tag to expect, or its length.
    #[track_caller]
    pub fn set_tag(&self, len: usize, tag: Option<&[u8]>) -> Result<()> {
        self.state.with(|state| {
            state.context()?.set_tag(len, tag)?;
            state.tag_len = Some(len);
            Ok(())
        })
    }

    /// The tag that encrypting made.
    #[track_caller]
    pub fn tag(&self, out: &mut [u8]) -> Result<()> {
        self.state.with(|state| {
            if state.direction != Direction::Encrypt {
                return Err(Error::new(Lib::Prov, prov::R_INVALID_TAG));
            }
            state.context()?.tag(out)
        })
    }

    /// Flags of the program's (`EVP_CIPH_…`); "no padding" has an effect.
    pub fn change_flags(&self, set: c_int, clear: c_int) {
        self.state.with(|state| {
            state.flags = (state.flags | set) & !clear;
            state.padding = state.flags & NO_PADDING == 0;
            let padding = state.padding;
            if let Some(context) = &mut state.context {
                context.set_padding(padding);
            }
        });
    }

    /// The flags.
    pub fn flags(&self) -> c_int {
        self.state.with(|state| state.flags)
    }

    /// The program's own pointer.
    pub fn app_data(&self) -> Opaque {
        self.state.with(|state| state.app_data)
    }

    /// Sets the program's own pointer.
    pub fn set_app_data(&self, data: Opaque) {
        self.state.with(|state| state.app_data = data);
    }

    /// Takes the state of `from`.
    #[track_caller]
    pub fn copy_from(&self, from: &EVP_CIPHER_CTX) -> Result<()> {
        if std::ptr::eq(self, from) {
            return Ok(());
        }
        let copy = from.state.with(|state| -> Result<State> {
            if state.cipher.is_none() {
                return Err(Error::new(Lib::Evp, evp::R_INPUT_NOT_INITIALIZED));
            }
            Ok(State {
                cipher: state.cipher,
                context: state.context.as_ref().map(Context::try_clone).transpose()?,
                direction: state.direction,
                padding: state.padding,
                total: state.total,
                iv: state.iv.clone(),
                counting: state.counting,
                tag_len: state.tag_len,
                begun: state.begun,
                spent: state.spent,
                flags: state.flags,
                app_data: state.app_data,
                lent: state.lent.as_ref().map(|lent| lent.duplicate()).transpose()?,
            })
        })?;
        let old = self.state.with(|state| std::mem::replace(state, copy));
        drop(old);
        Ok(())
    }
}

/// Fills `out` with random bytes.
#[track_caller]
pub fn random(out: &mut [u8]) -> Result<()> {
    crate::crypto::rand::fill(out)
}
