//! Symmetric ciphers.

mod des_wrap;
mod soft;
mod table;

use super::ffi::{self, owner};
use crate::err::{Error, Lib, Result, prov};
use aws_lc_sys as sys;
use des_wrap::DesWrap;
use soft::{ChaCha, Rc2Ecb, Stream, Wrap, Xts};
use std::ffi::c_int;
use table::Engine;

pub use table::{Cipher, Mode};
use zeroize::Zeroizing;

/// Encrypting or decrypting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Encrypting.
    Encrypt,
    /// Decrypting.
    Decrypt,
}

owner! {
    /// aws-lc's cipher state.
    RawContext, EVP_CIPHER_CTX, EVP_CIPHER_CTX_free
}

enum State {
    AwsLc(RawContext),
    ChaCha(Box<ChaCha>),
    Stream(Box<Stream>),
    Rc2Ecb(Box<Rc2Ecb>),
    Xts(Box<Xts>),
    Wrap(Box<Wrap>),
    DesWrap(Box<DesWrap>),
    Null,
}

/// A cipher at work.
pub struct Context {
    cipher: Cipher,
    state: State,
    direction: Direction,
    /// Whether CCM was told the length of the text.
    announced: bool,
    /// Whether it has a key: aws-lc must not be run without one.
    keyed: bool,
}

// SAFETY: `&Context` only reads.
unsafe impl Sync for Context {}

impl Context {
    /// Starts without key or initialisation vector.
    #[track_caller]
    pub fn new(cipher: Cipher, direction: Direction) -> Result<Context> {
        let keyed = cipher == Cipher::Null;
        let made = |state| Context { cipher, state, direction, announced: false, keyed };
        let raw_cipher = match cipher.engine() {
            Engine::AwsLc(raw_cipher) => raw_cipher,
            Engine::ChaCha => return Ok(made(State::ChaCha(Box::default()))),
            Engine::Feedback(blocks, kind) => {
                return Ok(made(State::Stream(Box::new(Stream::new(blocks, kind)?))));
            }
            Engine::Rc2Ecb => {
                return Ok(made(State::Rc2Ecb(Box::new(Rc2Ecb::new(direction)?))));
            }
            Engine::Xts => return Ok(made(State::Xts(Box::default()))),
            Engine::Wrap => return Ok(made(State::Wrap(Box::default()))),
            Engine::DesWrap => return Ok(made(State::DesWrap(Box::default()))),
            Engine::Null => return Ok(made(State::Null)),
        };
        // SAFETY: no preconditions; the result is owned.
        let raw = RawContext::own(unsafe { sys::EVP_CIPHER_CTX_new() })?;
        // SAFETY: the context is live and the cipher a static.
        ffi::ok(unsafe {
            sys::EVP_CipherInit_ex(
                raw.raw(),
                raw_cipher(),
                std::ptr::null_mut(),
                std::ptr::null(),
                std::ptr::null(),
                c_int::from(direction == Direction::Encrypt),
            )
        })?;
        let mut context = made(State::AwsLc(raw));
        if context.key_len() != cipher.key_len() {
            context.set_key_len(cipher.key_len())?;
        }
        if cipher == Cipher::Rc2Cbc64 {
            // The key has 64 bits for RC2's own schedule, too.
            let bits = 64;
            context.control(sys::EVP_CTRL_SET_RC2_KEY_BITS, bits, None)?;
        }
        if cipher.mode() == Mode::Ccm {
            // OpenSSL's default, where aws-lc's is 13.
            context.set_iv_len(7)?;
        }
        Ok(context)
    }

    /// A context with key and initialisation vector.
    #[track_caller]
    pub fn with_key(
        cipher: Cipher,
        direction: Direction,
        key: &[u8],
        iv: &[u8],
    ) -> Result<Context> {
        let mut context = Context::new(cipher, direction)?;
        context.init(Some(key), (cipher.iv_len() > 0).then_some(iv), direction)?;
        Ok(context)
    }

    /// Its cipher.
    pub fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Sets key, initialisation vector and direction, each if given, and
    /// starts afresh. Lengths must be right; [`Context::set_key_len`] and
    /// [`Context::set_iv_len`] say what is right.
    #[track_caller]
    pub fn init(
        &mut self,
        key: Option<&[u8]>,
        iv: Option<&[u8]>,
        direction: Direction,
    ) -> Result<()> {
        if key.is_some_and(|key| key.len() != self.key_len()) {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH));
        }
        if iv.is_some_and(|iv| iv.len() != self.iv_len()) {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_IV_LENGTH));
        }
        self.announced = false;
        if !matches!(self.state, State::Rc2Ecb(_)) {
            self.direction = direction;
        }
        self.set(key, iv, direction)?;
        self.keyed |= key.is_some();
        Ok(())
    }

    fn set(&mut self, key: Option<&[u8]>, iv: Option<&[u8]>, direction: Direction) -> Result<()> {
        match &mut self.state {
            State::ChaCha(state) => {
                if let Some(key) = key {
                    state.key.copy_from_slice(key);
                    state.leave_block();
                }
                if let Some(iv) = iv {
                    state.iv.copy_from_slice(iv);
                    state.used = 64;
                }
                Ok(())
            }
            State::Stream(state) => {
                if let Some(key) = key {
                    state.blocks.set_key(key)?;
                }
                if let Some(iv) = iv {
                    state.iv.copy_from_slice(iv);
                    state.num = 0;
                }
                Ok(())
            }
            State::Rc2Ecb(state) => {
                if direction != self.direction {
                    let (padding, len) = (state.padding, state.blocks.key_len());
                    **state = Rc2Ecb::new(direction)?;
                    state.padding = padding;
                    state.blocks.set_key_len(len)?;
                }
                state.restart();
                self.direction = direction;
                key.map_or(Ok(()), |key| state.blocks.set_key(key))
            }
            State::Xts(state) => {
                if let Some(iv) = iv {
                    state.iv.copy_from_slice(iv);
                }
                self.direction = direction;
                key.map_or(Ok(()), |key| state.set_key(key, direction))
            }
            State::Wrap(state) => {
                if let Some(iv) = iv {
                    state.iv = Some(iv.to_vec());
                }
                self.direction = direction;
                key.map_or(Ok(()), |key| state.set_key(key, direction))
            }
            State::DesWrap(state) => {
                self.direction = direction;
                if let Some(key) = key {
                    state.set_key(key);
                }
                Ok(())
            }
            State::Null => Ok(()),
            State::AwsLc(raw) => {
                // SAFETY: the context is live; lengths were checked above.
                ffi::ok(unsafe {
                    sys::EVP_CipherInit_ex(
                        raw.raw(),
                        std::ptr::null(),
                        std::ptr::null_mut(),
                        key.map_or(std::ptr::null(), <[u8]>::as_ptr),
                        iv.map_or(std::ptr::null(), <[u8]>::as_ptr),
                        c_int::from(direction == Direction::Encrypt),
                    )
                })
            }
        }
    }

    /// The length of a key.
    pub fn key_len(&self) -> usize {
        match &self.state {
            State::ChaCha(_) | State::Xts(_) | State::Wrap(_) | State::DesWrap(_) | State::Null => {
                self.cipher.key_len()
            }
            State::Stream(state) => state.blocks.key_len(),
            State::Rc2Ecb(state) => state.blocks.key_len(),
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { sys::EVP_CIPHER_CTX_key_length(raw.raw()) as usize },
        }
    }

    /// The length of an initialisation vector.
    pub fn iv_len(&self) -> usize {
        match &self.state {
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { sys::EVP_CIPHER_CTX_iv_length(raw.raw()) as usize },
            _ => self.cipher.iv_len(),
        }
    }

    /// The initialisation vector as it is by now, where a mode moves it.
    pub fn updated_iv(&self) -> Option<Vec<u8>> {
        match &self.state {
            State::AwsLc(raw) if !self.cipher.is_aead() => {
                // SAFETY: the context is live; its vector has 16 bytes.
                let iv = unsafe { (*raw.raw()).iv };
                iv.get(..self.cipher.iv_len()).map(<[u8]>::to_vec)
            }
            State::ChaCha(state) => Some(state.iv.to_vec()),
            State::Stream(state) => Some(state.iv.to_vec()),
            State::Xts(state) => Some(state.iv.to_vec()),
            _ => None,
        }
    }

    /// Goes on with another vector than [`Context::updated_iv`] tells, as if
    /// the text so far had led to it. AEADs begin with it.
    #[track_caller]
    pub fn set_updated_iv(&mut self, iv: &[u8]) -> Result<()> {
        let len = self.iv_len();
        let bad = || Error::new(Lib::Prov, prov::R_INVALID_IV_LENGTH);
        let iv = iv.get(..len).ok_or_else(bad)?;
        if self.cipher.is_aead() {
            return self.init(None, Some(iv), self.direction);
        }
        match &mut self.state {
            State::AwsLc(raw) => {
                // SAFETY: the context is live; its vector has 16 bytes.
                let place = unsafe { &mut (*raw.raw()).iv };
                place.get_mut(..len).ok_or_else(bad)?.copy_from_slice(iv);
            }
            State::Stream(state) => state.iv.copy_from_slice(iv),
            State::Xts(state) => state.iv.copy_from_slice(iv),
            State::Wrap(state) => state.iv = Some(iv.to_vec()),
            State::ChaCha(_) | State::Rc2Ecb(_) | State::DesWrap(_) | State::Null => {}
        }
        Ok(())
    }

    /// How far into a block a stream mode is.
    pub fn num(&self) -> u32 {
        match &self.state {
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { (*raw.raw()).num },
            State::Stream(state) => u32::try_from(state.num).unwrap_or(0),
            _ => 0,
        }
    }

    /// Says how far into a block a stream mode is.
    #[track_caller]
    pub fn set_num(&mut self, num: u32) -> Result<()> {
        let most = self.mode_of_stream();
        match &mut self.state {
            State::AwsLc(raw) if matches!(most, Some(most) if num < most) => {
                // SAFETY: the context is live, and the number within a block.
                unsafe { (*raw.raw()).num = num };
                Ok(())
            }
            State::Stream(state) if (num as usize) < state.iv.len() => {
                state.num = num as usize;
                Ok(())
            }
            _ if num == 0 => Ok(()),
            _ => Err(Error::quiet()),
        }
    }

    /// The length of a block of key stream, for modes that count in it.
    fn mode_of_stream(&self) -> Option<u32> {
        matches!(self.cipher.mode(), Mode::Ctr | Mode::Ofb | Mode::Cfb).then_some(16)
    }

    /// Switches padding, which is on at first.
    pub fn set_padding(&mut self, on: bool) {
        match &mut self.state {
            State::AwsLc(raw) => {
                // SAFETY: the context is live.
                unsafe { sys::EVP_CIPHER_CTX_set_padding(raw.raw(), on.into()) };
            }
            State::Rc2Ecb(state) => state.padding = on,
            _ => {}
        }
    }

    /// Sets the length of a key, for ciphers that allow several.
    #[track_caller]
    pub fn set_key_len(&mut self, len: usize) -> Result<()> {
        if self.key_len() == len {
            return Ok(());
        }
        let bad = Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH);
        if !self.cipher.is_variable() {
            return Err(bad);
        }
        match (&mut self.state, u32::try_from(len)) {
            (State::AwsLc(raw), Ok(len)) => {
                // SAFETY: the context is live.
                ffi::ok(unsafe { sys::EVP_CIPHER_CTX_set_key_length(raw.raw(), len) })
                    .map_err(|_| bad)
            }
            (State::Stream(state), _) => state.blocks.set_key_len(len).map_err(|_| bad),
            (State::Rc2Ecb(state), _) => state.blocks.set_key_len(len).map_err(|_| bad),
            _ => Err(bad),
        }
    }

    /// Sets the length of an AEAD's initialisation vector.
    #[track_caller]
    pub fn set_iv_len(&mut self, len: usize) -> Result<()> {
        let len =
            c_int::try_from(len).map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_IV_LENGTH))?;
        self.control(sys::EVP_CTRL_AEAD_SET_IVLEN, len, None)
            .map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_IV_LENGTH))
    }

    /// Sets the tag to expect (when decrypting) or, for CCM, its length.
    #[track_caller]
    pub fn set_tag(&mut self, len: usize, tag: Option<&[u8]>) -> Result<()> {
        let mut copy = [0; 16];
        if let Some(tag) = tag {
            copy.get_mut(..tag.len())
                .ok_or_else(|| Error::new(Lib::Prov, prov::R_INVALID_TAG_LENGTH))?
                .copy_from_slice(tag);
        }
        let len = c_int::try_from(len).unwrap_or(-1);
        self.control(sys::EVP_CTRL_AEAD_SET_TAG, len, tag.map(|_| &mut copy[..]))
            .map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_TAG_LENGTH))
    }

    /// The tag that encrypting made.
    #[track_caller]
    pub fn tag(&mut self, out: &mut [u8]) -> Result<()> {
        let len = c_int::try_from(out.len()).unwrap_or(-1);
        if len > 16 {
            return Err(Error::new(Lib::Prov, prov::R_INVALID_TAG_LENGTH));
        }
        let mut copy = [0; 16];
        self.control(sys::EVP_CTRL_AEAD_GET_TAG, len, Some(&mut copy[..]))
            .map_err(|_| Error::new(Lib::Prov, prov::R_INVALID_TAG_LENGTH))?;
        let wanted = out.len();
        out.copy_from_slice(&copy[..wanted]);
        Ok(())
    }

    #[track_caller]
    fn control(&mut self, command: c_int, arg: c_int, data: Option<&mut [u8]>) -> Result<()> {
        let State::AwsLc(raw) = &self.state else {
            return Err(ffi::failed());
        };
        let data = data.map_or(std::ptr::null_mut(), |data| data.as_mut_ptr().cast());
        // SAFETY: the callers pass 16 bytes of data for the tag commands,
        // whose length aws-lc limits to 16.
        ffi::ok(unsafe { sys::EVP_CIPHER_CTX_ctrl(raw.raw(), command, arg, data) })
    }

    /// Authenticates data that is not encrypted (AEADs only).
    #[track_caller]
    pub fn aad(&mut self, data: &[u8]) -> Result<()> {
        let State::AwsLc(raw) = &self.state else {
            return Err(ffi::failed());
        };
        let len = c_int::try_from(data.len()).map_err(|_| ffi::failed())?;
        let mut moved = 0;
        // SAFETY: a NULL output means additional data, for the AEADs this is
        // called for.
        ffi::ok(unsafe {
            sys::EVP_CipherUpdate(raw.raw(), std::ptr::null_mut(), &mut moved, data.as_ptr(), len)
        })
    }

    /// States the length of the text to come, which CCM must know first.
    #[track_caller]
    pub fn announce(&mut self, len: c_int) -> Result<()> {
        let State::AwsLc(raw) = &self.state else {
            return Err(ffi::failed());
        };
        self.announced = true;
        let mut moved = 0;
        // SAFETY: NULL for both output and input states a length (CCM only).
        ffi::ok(unsafe {
            sys::EVP_CipherUpdate(
                raw.raw(),
                std::ptr::null_mut(),
                &mut moved,
                std::ptr::null(),
                len,
            )
        })
    }

    /// Whether it was given a key.
    pub fn has_key(&self) -> bool {
        self.keyed
    }

    #[track_caller]
    fn need_key(&self) -> Result<()> {
        if self.keyed { Ok(()) } else { Err(Error::new(Lib::Prov, prov::R_NO_KEY_SET)) }
    }

    /// Encrypts or decrypts, keeping back an incomplete block.
    ///
    /// Errors: `PROV_R_NO_KEY_SET`.
    #[track_caller]
    pub fn update(&mut self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.need_key()?;
        if self.cipher.mode() == Mode::Ccm && !self.announced {
            // A text in one piece announces itself.
            self.announce(c_int::try_from(input.len()).map_err(|_| ffi::failed())?)?;
        }
        match &mut self.state {
            State::ChaCha(state) => Ok(Zeroizing::new(state.apply(input))),
            State::Stream(state) => state.apply(input, self.direction),
            State::Rc2Ecb(state) => state.update(input),
            State::Xts(state) => state.apply(input, self.direction),
            State::Wrap(state) => {
                let padded = self.cipher.iv_len() == 4;
                state.apply(input, self.direction, padded)
            }
            State::DesWrap(state) => state.apply(input, self.direction),
            State::Null => Ok(Zeroizing::new(input.to_vec())),
            State::AwsLc(raw) => {
                let len = c_int::try_from(input.len()).map_err(|_| ffi::failed())?;
                let mut out = Zeroizing::new(vec![0; input.len() + 2 * 16]);
                let mut moved = 0;
                // SAFETY: the output has room for the input and a block.
                ffi::ok(unsafe {
                    sys::EVP_CipherUpdate(
                        raw.raw(),
                        out.as_mut_ptr(),
                        &mut moved,
                        input.as_ptr(),
                        len,
                    )
                })?;
                out.truncate(usize::try_from(moved).unwrap_or(0));
                Ok(out)
            }
        }
    }

    /// How long what key wrapping makes of `len` bytes is at most.
    ///
    /// Errors: `PROV_R_INVALID_INPUT_LENGTH`.
    #[track_caller]
    pub fn wrapped_len(&self, len: usize) -> Result<usize> {
        match &self.state {
            State::DesWrap(_) => DesWrap::made_of(len, self.direction),
            _ => Wrap::made_of(len, self.direction, self.cipher.iv_len() == 4),
        }
    }

    /// Makes or checks the tag of a CCM that had no text.
    #[track_caller]
    pub fn finish_empty(&mut self) -> Result<()> {
        self.update(&[]).map(|_| ())
    }

    /// The rest: the last block, or the check of tag or padding.
    ///
    /// Errors: `PROV_R_NO_KEY_SET`.
    #[track_caller]
    pub fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        if !matches!(self.state, State::Xts(_) | State::Wrap(_) | State::DesWrap(_)) {
            self.need_key()?;
        }
        match &mut self.state {
            State::Rc2Ecb(state) => state.finish(),
            State::AwsLc(raw) => {
                let mut out = Zeroizing::new(vec![0; 32]);
                let mut moved = 0;
                // SAFETY: the output has room for a block.
                ffi::ok(unsafe {
                    sys::EVP_CipherFinal_ex(raw.raw(), out.as_mut_ptr(), &mut moved)
                })?;
                out.truncate(usize::try_from(moved).unwrap_or(0));
                Ok(out)
            }
            _ => Ok(Zeroizing::default()),
        }
    }

    /// A copy in the same state.
    #[track_caller]
    pub fn try_clone(&self) -> Result<Context> {
        let state = match &self.state {
            State::ChaCha(state) => State::ChaCha(state.clone()),
            State::Stream(state) => State::Stream(Box::new(state.try_clone()?)),
            State::Rc2Ecb(state) => State::Rc2Ecb(Box::new(state.try_clone()?)),
            State::Xts(state) => State::Xts(state.clone()),
            State::Wrap(state) => State::Wrap(state.clone()),
            State::DesWrap(state) => State::DesWrap(state.clone()),
            State::Null => State::Null,
            State::AwsLc(raw) => {
                // SAFETY: no preconditions; the result is owned.
                let copy = RawContext::own(unsafe { sys::EVP_CIPHER_CTX_new() })?;
                // SAFETY: both contexts are live.
                ffi::ok(unsafe { sys::EVP_CIPHER_CTX_copy(copy.raw(), raw.raw()) })?;
                State::AwsLc(copy)
            }
        };
        Ok(Context {
            cipher: self.cipher,
            state,
            direction: self.direction,
            announced: self.announced,
            keyed: self.keyed,
        })
    }
}

/// Encrypts or decrypts all of `input`, with padding. A wrong padding is
/// `PROV_R_BAD_DECRYPT`, a length that no padded text has
/// `PROV_R_WRONG_FINAL_BLOCK_LENGTH`.
#[track_caller]
pub fn apply(
    cipher: Cipher,
    direction: Direction,
    key: &[u8],
    iv: &[u8],
    input: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let mut context = Context::with_key(cipher, direction, key, iv)?;
    let mut out = context.update(input)?;
    let rest = context.finish().map_err(|_| {
        let whole = input.len().is_multiple_of(cipher.block_size()) && !input.is_empty();
        let reason = if whole { prov::R_BAD_DECRYPT } else { prov::R_WRONG_FINAL_BLOCK_LENGTH };
        Error::new(Lib::Prov, reason)
    })?;
    // Extending may move the bytes; reserve so that no copy stays behind.
    let mut all = Zeroizing::new(Vec::with_capacity(out.len() + rest.len()));
    all.append(&mut out);
    all.extend_from_slice(&rest);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for cipher in Cipher::all() {
            if matches!(cipher.mode(), Mode::Ccm | Mode::Wrap) {
                continue;
            }
            let key: Vec<u8> = (0..64).take(cipher.key_len()).collect();
            let iv = vec![7; cipher.iv_len()];
            let text = b"sixteen byte text and some more";
            let mut seal = Context::with_key(cipher, Direction::Encrypt, &key, &iv).unwrap();
            let mut sealed = seal.update(text).unwrap().to_vec();
            sealed.extend_from_slice(&seal.finish().unwrap());
            let mut open = Context::with_key(cipher, Direction::Decrypt, &key, &iv).unwrap();
            if cipher.is_aead() {
                let mut tag = [0; 16];
                seal.tag(&mut tag).unwrap();
                open.set_tag(16, Some(&tag)).unwrap();
            }
            let mut opened = open.update(&sealed).unwrap().to_vec();
            opened.extend_from_slice(&open.finish().unwrap());
            assert_eq!(opened, text, "{cipher:?}");
        }
    }
}
