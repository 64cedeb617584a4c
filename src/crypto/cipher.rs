//! Symmetric ciphers.

use super::ffi::{self, owner};
use crate::der::oid;
use crate::err::{Error, Lib, Result, prov};
use std::ffi::{CStr, c_int};
use zeroize::Zeroizing;

/// A cipher with its mode and key length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the ciphers' own")]
pub enum Cipher {
    Aes128Ecb,
    Aes128Cbc,
    Aes128Ctr,
    Aes128Ofb,
    Aes128Cfb,
    Aes128Cfb8,
    Aes128Cfb1,
    Aes128Gcm,
    Aes128Ccm,
    Aes192Ecb,
    Aes192Cbc,
    Aes192Ctr,
    Aes192Ofb,
    Aes192Cfb,
    Aes192Cfb8,
    Aes192Cfb1,
    Aes192Gcm,
    Aes192Ccm,
    Aes256Ecb,
    Aes256Cbc,
    Aes256Ctr,
    Aes256Ofb,
    Aes256Cfb,
    Aes256Cfb8,
    Aes256Cfb1,
    Aes256Gcm,
    Aes256Ccm,
    Aes256Xts,
    Des3Cbc,
    Des3Ecb,
    Des2Cbc,
    Des2Ecb,
    DesCbc,
    DesEcb,
    ChaCha20,
    ChaCha20Poly1305,
    Rc4,
    Rc2Cbc,
    Rc2Cbc40,
}

/// How blocks are chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the modes' own")]
pub enum Mode {
    Stream = 0,
    Ecb = 1,
    Cbc = 2,
    Cfb = 3,
    Ofb = 4,
    Ctr = 5,
    Gcm = 6,
    Ccm = 7,
    Xts = 0x10001,
}

struct Row {
    cipher: Cipher,
    nid: c_int,
    short: &'static CStr,
    long: &'static CStr,
    /// The name in OpenSSL 3's providers, if it is not the short one.
    name: &'static CStr,
    aliases: &'static [&'static str],
    key: usize,
    iv: usize,
    block: usize,
    mode: Mode,
    raw: Option<unsafe extern "C" fn() -> *const aws_lc_sys::EVP_CIPHER>,
}

macro_rules! rows {
    ($($cipher:ident $nid:literal $short:literal $long:literal $name:literal [$($alias:literal),*] $key:literal $iv:literal $block:literal $mode:ident $raw:expr;)*) => {
        &[$(Row { cipher: Cipher::$cipher, nid: $nid, short: $short, long: $long, name: $name, aliases: &[$($alias),*], key: $key, iv: $iv, block: $block, mode: Mode::$mode, raw: $raw }),*]
    };
}

use aws_lc_sys as sys;

/// Every cipher, in the order of the enum.
static ROWS: &[Row] = rows! {
    Aes128Ecb 418 c"AES-128-ECB" c"aes-128-ecb" c"AES-128-ECB" [] 16 0 16 Ecb Some(sys::EVP_aes_128_ecb);
    Aes128Cbc 419 c"AES-128-CBC" c"aes-128-cbc" c"AES-128-CBC" ["AES128"] 16 16 16 Cbc Some(sys::EVP_aes_128_cbc);
    Aes128Ctr 904 c"AES-128-CTR" c"aes-128-ctr" c"AES-128-CTR" [] 16 16 1 Ctr Some(sys::EVP_aes_128_ctr);
    Aes128Ofb 420 c"AES-128-OFB" c"aes-128-ofb" c"AES-128-OFB" [] 16 16 1 Ofb Some(sys::EVP_aes_128_ofb);
    Aes128Cfb 421 c"AES-128-CFB" c"aes-128-cfb" c"AES-128-CFB" [] 16 16 1 Cfb Some(sys::EVP_aes_128_cfb128);
    Aes128Cfb8 653 c"AES-128-CFB8" c"aes-128-cfb8" c"AES-128-CFB8" [] 16 16 1 Cfb Some(sys::EVP_aes_128_cfb8);
    Aes128Cfb1 650 c"AES-128-CFB1" c"aes-128-cfb1" c"AES-128-CFB1" [] 16 16 1 Cfb Some(sys::EVP_aes_128_cfb1);
    Aes128Gcm 895 c"id-aes128-GCM" c"aes-128-gcm" c"AES-128-GCM" [] 16 12 1 Gcm Some(sys::EVP_aes_128_gcm);
    Aes128Ccm 896 c"id-aes128-CCM" c"aes-128-ccm" c"AES-128-CCM" [] 16 12 1 Ccm Some(sys::EVP_aes_128_ccm);
    Aes192Ecb 422 c"AES-192-ECB" c"aes-192-ecb" c"AES-192-ECB" [] 24 0 16 Ecb Some(sys::EVP_aes_192_ecb);
    Aes192Cbc 423 c"AES-192-CBC" c"aes-192-cbc" c"AES-192-CBC" ["AES192"] 24 16 16 Cbc Some(sys::EVP_aes_192_cbc);
    Aes192Ctr 905 c"AES-192-CTR" c"aes-192-ctr" c"AES-192-CTR" [] 24 16 1 Ctr Some(sys::EVP_aes_192_ctr);
    Aes192Ofb 424 c"AES-192-OFB" c"aes-192-ofb" c"AES-192-OFB" [] 24 16 1 Ofb Some(sys::EVP_aes_192_ofb);
    Aes192Cfb 425 c"AES-192-CFB" c"aes-192-cfb" c"AES-192-CFB" [] 24 16 1 Cfb Some(sys::EVP_aes_192_cfb128);
    Aes192Cfb8 654 c"AES-192-CFB8" c"aes-192-cfb8" c"AES-192-CFB8" [] 24 16 1 Cfb Some(sys::EVP_aes_192_cfb8);
    Aes192Cfb1 651 c"AES-192-CFB1" c"aes-192-cfb1" c"AES-192-CFB1" [] 24 16 1 Cfb Some(sys::EVP_aes_192_cfb1);
    Aes192Gcm 898 c"id-aes192-GCM" c"aes-192-gcm" c"AES-192-GCM" [] 24 12 1 Gcm Some(sys::EVP_aes_192_gcm);
    Aes192Ccm 899 c"id-aes192-CCM" c"aes-192-ccm" c"AES-192-CCM" [] 24 12 1 Ccm Some(sys::EVP_aes_192_ccm);
    Aes256Ecb 426 c"AES-256-ECB" c"aes-256-ecb" c"AES-256-ECB" [] 32 0 16 Ecb Some(sys::EVP_aes_256_ecb);
    Aes256Cbc 427 c"AES-256-CBC" c"aes-256-cbc" c"AES-256-CBC" ["AES256"] 32 16 16 Cbc Some(sys::EVP_aes_256_cbc);
    Aes256Ctr 906 c"AES-256-CTR" c"aes-256-ctr" c"AES-256-CTR" [] 32 16 1 Ctr Some(sys::EVP_aes_256_ctr);
    Aes256Ofb 428 c"AES-256-OFB" c"aes-256-ofb" c"AES-256-OFB" [] 32 16 1 Ofb Some(sys::EVP_aes_256_ofb);
    Aes256Cfb 429 c"AES-256-CFB" c"aes-256-cfb" c"AES-256-CFB" [] 32 16 1 Cfb Some(sys::EVP_aes_256_cfb128);
    Aes256Cfb8 655 c"AES-256-CFB8" c"aes-256-cfb8" c"AES-256-CFB8" [] 32 16 1 Cfb Some(sys::EVP_aes_256_cfb8);
    Aes256Cfb1 652 c"AES-256-CFB1" c"aes-256-cfb1" c"AES-256-CFB1" [] 32 16 1 Cfb Some(sys::EVP_aes_256_cfb1);
    Aes256Gcm 901 c"id-aes256-GCM" c"aes-256-gcm" c"AES-256-GCM" [] 32 12 1 Gcm Some(sys::EVP_aes_256_gcm);
    Aes256Ccm 902 c"id-aes256-CCM" c"aes-256-ccm" c"AES-256-CCM" [] 32 12 1 Ccm Some(sys::EVP_aes_256_ccm);
    Aes256Xts 914 c"AES-256-XTS" c"aes-256-xts" c"AES-256-XTS" [] 64 16 1 Xts Some(sys::EVP_aes_256_xts);
    Des3Cbc 44 c"DES-EDE3-CBC" c"des-ede3-cbc" c"DES-EDE3-CBC" ["DES3"] 24 8 8 Cbc Some(sys::EVP_des_ede3_cbc);
    Des3Ecb 33 c"DES-EDE3" c"des-ede3" c"DES-EDE3-ECB" [] 24 0 8 Ecb Some(sys::EVP_des_ede3_ecb);
    Des2Cbc 43 c"DES-EDE-CBC" c"des-ede-cbc" c"DES-EDE-CBC" [] 16 8 8 Cbc Some(sys::EVP_des_ede_cbc);
    Des2Ecb 32 c"DES-EDE" c"des-ede" c"DES-EDE-ECB" [] 16 0 8 Ecb Some(sys::EVP_des_ede);
    DesCbc 31 c"DES-CBC" c"des-cbc" c"DES-CBC" ["DES"] 8 8 8 Cbc Some(sys::EVP_des_cbc);
    DesEcb 29 c"DES-ECB" c"des-ecb" c"DES-ECB" [] 8 0 8 Ecb Some(sys::EVP_des_ecb);
    ChaCha20 1019 c"ChaCha20" c"chacha20" c"ChaCha20" [] 32 16 1 Stream None;
    ChaCha20Poly1305 1018 c"ChaCha20-Poly1305" c"chacha20-poly1305" c"ChaCha20-Poly1305" [] 32 12 1 Stream Some(sys::EVP_chacha20_poly1305);
    Rc4 5 c"RC4" c"rc4" c"RC4" [] 16 0 1 Stream Some(sys::EVP_rc4);
    Rc2Cbc 37 c"RC2-CBC" c"rc2-cbc" c"RC2-CBC" ["RC2", "RC2-128"] 16 8 8 Cbc Some(sys::EVP_rc2_cbc);
    Rc2Cbc40 98 c"RC2-40-CBC" c"rc2-40-cbc" c"RC2-40-CBC" ["RC2-40"] 5 8 8 Cbc Some(sys::EVP_rc2_40_cbc);
};

/// OIDs of the ciphers that encrypted keys name.
static OIDS: &[(&[u8], Cipher)] = &[
    (oid::AES128_CBC, Cipher::Aes128Cbc),
    (oid::AES192_CBC, Cipher::Aes192Cbc),
    (oid::AES256_CBC, Cipher::Aes256Cbc),
    (oid::DES_EDE3_CBC, Cipher::Des3Cbc),
    (oid::DES_CBC, Cipher::DesCbc),
];

impl Cipher {
    /// Every cipher.
    pub fn all() -> impl Iterator<Item = Cipher> {
        ROWS.iter().map(|row| row.cipher)
    }

    fn row(self) -> &'static Row {
        // The table follows the enum (tested).
        &ROWS[self as usize]
    }

    /// aws-lc's description of it, where it has one.
    pub(super) fn raw(self) -> Option<*const sys::EVP_CIPHER> {
        // SAFETY: no preconditions; the result is a static.
        self.row().raw.map(|cipher| unsafe { cipher() })
    }

    /// OpenSSL's number of it.
    pub fn nid(self) -> c_int {
        self.row().nid
    }

    /// OpenSSL's short name (`id-aes128-GCM`).
    pub fn short_name(self) -> &'static CStr {
        self.row().short
    }

    /// OpenSSL's long name (`aes-128-gcm`).
    pub fn long_name(self) -> &'static CStr {
        self.row().long
    }

    /// The name in OpenSSL 3's providers (`AES-128-GCM`).
    pub fn name(self) -> &'static CStr {
        self.row().name
    }

    /// Other names of it.
    pub fn aliases(self) -> &'static [&'static str] {
        self.row().aliases
    }

    /// The length of a key in bytes.
    pub fn key_len(self) -> usize {
        self.row().key
    }

    /// The length of an initialisation vector in bytes.
    pub fn iv_len(self) -> usize {
        self.row().iv
    }

    /// The length of a block in bytes; 1 for stream modes.
    pub fn block_size(self) -> usize {
        self.row().block
    }

    /// Its mode.
    pub fn mode(self) -> Mode {
        self.row().mode
    }

    /// Whether it works in CBC mode.
    pub fn is_cbc(self) -> bool {
        self.mode() == Mode::Cbc
    }

    /// Whether it authenticates.
    pub fn is_aead(self) -> bool {
        matches!(self.mode(), Mode::Gcm | Mode::Ccm) || self == Cipher::ChaCha20Poly1305
    }

    /// Whether OpenSSL 3 keeps it in its legacy provider.
    pub fn is_legacy(self) -> bool {
        matches!(
            self,
            Cipher::DesCbc | Cipher::DesEcb | Cipher::Rc4 | Cipher::Rc2Cbc | Cipher::Rc2Cbc40
        )
    }

    /// The content of its OID, for ciphers that encrypted keys name.
    pub fn oid(self) -> Option<&'static [u8]> {
        OIDS.iter().find(|(_, cipher)| *cipher == self).map(|(oid, _)| *oid)
    }

    /// The cipher of this OID content.
    pub fn from_oid(content: &[u8]) -> Option<Cipher> {
        OIDS.iter().find(|(oid, _)| *oid == content).map(|(_, cipher)| *cipher)
    }

    /// The cipher of this NID.
    pub fn from_nid(nid: c_int) -> Option<Cipher> {
        ROWS.iter().find(|row| row.nid == nid).map(|row| row.cipher)
    }

    /// The cipher that OpenSSL knows by this name, in any case.
    pub fn from_name(name: &[u8]) -> Option<Cipher> {
        let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
        ROWS.iter()
            .find(|row| {
                is(row.short.to_bytes())
                    || is(row.long.to_bytes())
                    || is(row.name.to_bytes())
                    || row.aliases.iter().any(|alias| is(alias.as_bytes()))
            })
            .map(|row| row.cipher)
    }
}

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

/// The state of ChaCha20, which aws-lc offers in whole blocks only.
#[derive(Clone)]
struct ChaCha {
    key: Zeroizing<[u8; 32]>,
    /// The block counter, little-endian, and the nonce.
    iv: [u8; 16],
    /// The key stream of the current block, from `used` on.
    stream: Zeroizing<[u8; 64]>,
    used: usize,
}

impl ChaCha {
    fn apply(&mut self, input: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(input.len());
        for &byte in input {
            if self.used == 64 {
                self.refill();
            }
            out.push(byte ^ self.stream[self.used]);
            self.used += 1;
        }
        out
    }

    fn refill(&mut self) {
        let [a, b, c, d, nonce @ ..] = self.iv;
        let counter = u32::from_le_bytes([a, b, c, d]);
        let zeros = [0; 64];
        // SAFETY: all buffers have their fixed lengths.
        unsafe {
            sys::CRYPTO_chacha_20(
                self.stream.as_mut_ptr(),
                zeros.as_ptr(),
                zeros.len(),
                self.key.as_ptr(),
                nonce.as_ptr(),
                counter,
            );
        }
        let next = counter.wrapping_add(1).to_le_bytes();
        self.iv[..4].copy_from_slice(&next);
        self.used = 0;
    }
}

enum State {
    AwsLc(RawContext),
    ChaCha(Box<ChaCha>),
}

/// A cipher at work.
pub struct Context {
    cipher: Cipher,
    state: State,
    /// Whether CCM was told the length of the text.
    announced: bool,
}

// SAFETY: `&Context` only reads.
unsafe impl Sync for Context {}

impl Context {
    /// Starts without key or initialisation vector.
    #[track_caller]
    pub fn new(cipher: Cipher, direction: Direction) -> Result<Context> {
        let Some(raw_cipher) = cipher.row().raw else {
            let state = State::ChaCha(Box::new(ChaCha {
                key: Zeroizing::new([0; 32]),
                iv: [0; 16],
                stream: Zeroizing::new([0; 64]),
                used: 64,
            }));
            return Ok(Context { cipher, state, announced: false });
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
        let mut context = Context { cipher, state: State::AwsLc(raw), announced: false };
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
        match &mut self.state {
            State::ChaCha(state) => {
                if let Some(key) = key {
                    state.key.copy_from_slice(key);
                }
                if let Some(iv) = iv {
                    state.iv.copy_from_slice(iv);
                }
                state.used = 64;
                Ok(())
            }
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
            State::ChaCha(_) => self.cipher.key_len(),
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { sys::EVP_CIPHER_CTX_key_length(raw.raw()) as usize },
        }
    }

    /// The length of an initialisation vector.
    pub fn iv_len(&self) -> usize {
        match &self.state {
            State::ChaCha(_) => self.cipher.iv_len(),
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { sys::EVP_CIPHER_CTX_iv_length(raw.raw()) as usize },
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
            State::AwsLc(_) => None,
            State::ChaCha(state) => Some(state.iv.to_vec()),
        }
    }

    /// How far into a block a stream mode is.
    pub fn num(&self) -> u32 {
        match &self.state {
            // SAFETY: the context is live.
            State::AwsLc(raw) => unsafe { (*raw.raw()).num },
            State::ChaCha(_) => 0,
        }
    }

    /// Says how far into a block a stream mode is.
    #[track_caller]
    pub fn set_num(&mut self, num: u32) -> Result<()> {
        match &self.state {
            State::AwsLc(raw) if matches!(self.mode_of_stream(), Some(most) if num < most) => {
                // SAFETY: the context is live, and the number within a block.
                unsafe { (*raw.raw()).num = num };
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
        if let State::AwsLc(raw) = &self.state {
            // SAFETY: the context is live.
            unsafe { sys::EVP_CIPHER_CTX_set_padding(raw.raw(), on.into()) };
        }
    }

    /// Sets the length of a key, for ciphers that allow several.
    #[track_caller]
    pub fn set_key_len(&mut self, len: usize) -> Result<()> {
        if self.key_len() == len {
            return Ok(());
        }
        let bad = Error::new(Lib::Prov, prov::R_INVALID_KEY_LENGTH);
        match (&self.state, u32::try_from(len)) {
            (State::AwsLc(raw), Ok(len)) => {
                // SAFETY: the context is live.
                ffi::ok(unsafe { sys::EVP_CIPHER_CTX_set_key_length(raw.raw(), len) })
                    .map_err(|_| bad)
            }
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

    /// Encrypts or decrypts, keeping back an incomplete block.
    #[track_caller]
    pub fn update(&mut self, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        if self.cipher.mode() == Mode::Ccm && !self.announced {
            // A text in one piece announces itself.
            self.announce(c_int::try_from(input.len()).map_err(|_| ffi::failed())?)?;
        }
        match &mut self.state {
            State::ChaCha(state) => Ok(Zeroizing::new(state.apply(input))),
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

    /// The rest: the last block, or the check of tag or padding.
    #[track_caller]
    pub fn finish(&mut self) -> Result<Zeroizing<Vec<u8>>> {
        match &self.state {
            State::ChaCha(_) => Ok(Zeroizing::default()),
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
        }
    }

    /// A copy in the same state.
    #[track_caller]
    pub fn try_clone(&self) -> Result<Context> {
        let state = match &self.state {
            State::ChaCha(state) => State::ChaCha(state.clone()),
            State::AwsLc(raw) => {
                // SAFETY: no preconditions; the result is owned.
                let copy = RawContext::own(unsafe { sys::EVP_CIPHER_CTX_new() })?;
                // SAFETY: both contexts are live.
                ffi::ok(unsafe { sys::EVP_CIPHER_CTX_copy(copy.raw(), raw.raw()) })?;
                State::AwsLc(copy)
            }
        };
        Ok(Context { cipher: self.cipher, state, announced: self.announced })
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
    fn the_table_follows_the_enum() {
        for (i, row) in ROWS.iter().enumerate() {
            assert_eq!(row.cipher as usize, i);
            if let Some(raw) = row.raw {
                // SAFETY: a static description.
                unsafe {
                    assert_eq!(sys::EVP_CIPHER_key_length(raw()) as usize, row.key, "{i}");
                    if row.mode != Mode::Ccm {
                        assert_eq!(sys::EVP_CIPHER_iv_length(raw()) as usize, row.iv, "{i}");
                    }
                    assert_eq!(sys::EVP_CIPHER_block_size(raw()) as usize, row.block, "{i}");
                }
            }
        }
    }

    #[test]
    fn round_trips() {
        for cipher in Cipher::all() {
            if cipher.mode() == Mode::Ccm {
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
