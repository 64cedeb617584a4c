//! What a cipher at work lends to C: its vectors, a buffer, and the program's
//! own data of a cipher.

use super::c_data::Data;
use super::evp_cipher::{Cipher, EVP_CIPHER_CTX, State};
use crate::abi::{Opaque, mem};
use crate::err::Result;
use std::ffi::c_void;

/// The longest vector there is.
const IV_LIMIT: usize = 128;
/// The length of the buffer (`EVP_MAX_BLOCK_LENGTH`).
const BUF_LEN: usize = 32;

/// What was lent: it stays where it is as long as its context.
#[derive(Debug)]
pub(super) struct Lent {
    iv: Data,
    original: Data,
    buf: Data,
    /// What `iv` said when the library last wrote to it.
    shown: super::cell::Guarded<Vec<u8>>,
    /// The data of the program's, from `CRYPTO_malloc`.
    data: super::cell::Guarded<Opaque>,
}

impl Default for Lent {
    fn default() -> Self {
        Lent {
            iv: Data::zeros(IV_LIMIT),
            original: Data::zeros(IV_LIMIT),
            buf: Data::zeros(BUF_LEN),
            shown: super::cell::Guarded::new(vec![0; IV_LIMIT]),
            data: super::cell::Guarded::new(Opaque::NULL),
        }
    }
}

impl Lent {
    /// For a copy of the context: the data of the program's is not copied.
    pub(super) fn duplicate(&self) -> Result<Box<Lent>> {
        Ok(Box::new(Lent {
            iv: self.iv.clone(),
            original: self.original.clone(),
            buf: self.buf.clone(),
            shown: super::cell::Guarded::new(self.shown.get()),
            data: super::cell::Guarded::new(Opaque::NULL),
        }))
    }

    /// Wipes everything, and frees the data of the program's.
    pub(super) fn forget(&self) {
        self.iv.wipe();
        self.original.wipe();
        self.buf.wipe();
        self.shown.set(vec![0; IV_LIMIT]);
        mem::free_c(self.replace_data(Opaque::NULL).0);
    }

    fn replace_data(&self, data: Opaque) -> Opaque {
        self.data.with(|old| std::mem::replace(old, data))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        mem::free_c(self.replace_data(Opaque::NULL).0);
    }
}

impl State {
    fn is_chacha(&self) -> bool {
        let cipher = self.context.as_ref().map(|context| context.cipher());
        matches!(cipher, Some(Cipher::ChaCha20 | Cipher::ChaCha20Poly1305))
    }

    fn is_aead(&self) -> bool {
        self.context.as_ref().is_some_and(|context| context.cipher().is_aead())
    }

    /// Writes the vector to where C reads it. OpenSSL's ChaCha20 keeps its own
    /// to itself, and lends zeros.
    pub(super) fn show_iv(&self) {
        let Some(lent) = &self.lent else { return };
        if self.is_chacha() {
            return;
        }
        let now = self.context.as_ref().and_then(|context| context.updated_iv());
        lent.iv.store(now.as_ref().unwrap_or(&self.iv));
        lent.original.store(&self.iv);
        lent.shown.set(lent.iv.bytes(IV_LIMIT));
    }

    /// Goes on with the vector that C wrote, if it did. An AEAD that has begun
    /// its text keeps that which it began with.
    pub(super) fn take_iv(&mut self) -> Result<()> {
        let Some(lent) = &self.lent else { return Ok(()) };
        let written = lent.iv.bytes(IV_LIMIT);
        if self.is_chacha() || lent.shown.with(|shown| *shown == written) {
            return Ok(());
        }
        lent.shown.set(written.clone());
        let (aead, begun) = (self.is_aead(), self.begun);
        let Some(context) = self.context.as_mut().filter(|_| !(aead && begun)) else {
            return Ok(());
        };
        context.set_updated_iv(&written)?;
        if aead {
            self.iv = written;
            self.iv.truncate(context.iv_len());
        }
        Ok(())
    }
}

impl EVP_CIPHER_CTX {
    fn lend<R>(&self, step: impl FnOnce(&Lent) -> R) -> R {
        self.state.with(|state| {
            if state.lent.is_none() {
                state.lent = Some(Box::default());
                state.show_iv();
            }
            step(state.lent.get_or_insert_default())
        })
    }

    /// Where the vector is as it is by now; what C writes there counts. NULL
    /// for a GCM that has none yet.
    pub fn lent_iv(&self) -> *mut c_void {
        let unset = self.is_gcm() && self.state.with(|state| state.iv.is_empty());
        if unset {
            return std::ptr::null_mut();
        }
        self.lend(|lent| lent.iv.address())
    }

    /// Where the vector is as it was set. GCM and CCM have but one.
    pub fn lent_original_iv(&self) -> *mut c_void {
        if self.state.with(|state| state.is_aead() && !state.is_chacha()) {
            return self.lent_iv();
        }
        self.lend(|lent| lent.original.address())
    }

    /// A buffer that ciphers of the program's own may use.
    pub fn lent_buf(&self) -> *mut c_void {
        self.lend(|lent| lent.buf.address())
    }

    /// The data of the program's own cipher.
    pub fn cipher_data(&self) -> Opaque {
        self.state.with(|state| {
            state.lent.as_ref().map_or(Opaque::NULL, |lent| lent.data.with(|data| *data))
        })
    }

    /// Replaces that, and gives what it was. It is freed with the context.
    pub fn set_cipher_data(&self, data: Opaque) -> Opaque {
        self.lend(|lent| lent.replace_data(data))
    }
}
