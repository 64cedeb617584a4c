//! `EVP_CIPHER_INFO`: cipher and initialisation vector of a PEM block, in
//! OpenSSL's public layout.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::evp_cipher::EVP_CIPHER;
use super::pem::CipherInfo;
use crate::abi::layout::Field;

/// The longest initialisation vector (`EVP_MAX_IV_LENGTH`).
const MAX_IV: usize = 16;

/// Cipher and initialisation vector; a NULL cipher means no encryption.
#[repr(C)]
pub struct EVP_CIPHER_INFO {
    cipher: Field<*const EVP_CIPHER>,
    iv: Field<[u8; MAX_IV]>,
}

impl Default for EVP_CIPHER_INFO {
    fn default() -> Self {
        EVP_CIPHER_INFO { cipher: Field::new(std::ptr::null()), iv: Field::new([0; MAX_IV]) }
    }
}

impl EVP_CIPHER_INFO {
    /// Stores what a header said.
    pub fn set(&self, info: Option<&CipherInfo>) {
        let mut iv = [0; MAX_IV];
        if let Some(info) = info {
            iv[..info.iv.len()].copy_from_slice(&info.iv);
        }
        self.iv.set(iv);
        let cipher = info.map(|info| EVP_CIPHER::of(info.cipher));
        self.cipher.set(cipher.map_or(std::ptr::null(), std::ptr::from_ref));
    }

    /// What is stored.
    pub fn get(&self) -> Option<CipherInfo> {
        let stored = self.cipher.get();
        let cipher = EVP_CIPHER::all(false)
            .iter()
            .chain(EVP_CIPHER::all(true))
            .find(|known| std::ptr::eq(*known, stored))?
            .cipher();
        Some(CipherInfo { cipher, iv: self.iv.get()[..cipher.iv_len()].to_vec() })
    }
}
