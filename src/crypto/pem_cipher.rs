//! The encryption of PEM from before PKCS#8, which its header names
//! (`DEK-Info: AES-256-CBC,…`).

use super::cipher::{self, Cipher, Direction};
use super::digest::Md;
use super::{kdf, pbe};
use crate::err::{Error, Lib, Result, pem};
use zeroize::Zeroizing;

/// Cipher and initialisation vector of a block; the vector's start is the
/// salt of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CipherInfo {
    /// The cipher.
    pub cipher: Cipher,
    /// The initialisation vector.
    pub iv: Vec<u8>,
}

fn skip<'a>(text: &'a [u8], set: &[u8]) -> &'a [u8] {
    &text[text.iter().take_while(|c| set.contains(c)).count()..]
}

impl CipherInfo {
    /// Reads a header; `None` if it is empty, so nothing is encrypted.
    ///
    /// Errors: `PEM_R_NOT_PROC_TYPE`, `PEM_R_NOT_ENCRYPTED`,
    /// `PEM_R_SHORT_HEADER`, `PEM_R_NOT_DEK_INFO`,
    /// `PEM_R_UNSUPPORTED_ENCRYPTION`, `PEM_R_MISSING_DEK_IV`,
    /// `PEM_R_UNEXPECTED_DEK_IV`, `PEM_R_BAD_IV_CHARS`.
    #[track_caller]
    pub fn parse(header: &[u8]) -> Result<Option<CipherInfo>> {
        let error = |reason| Error::new(Lib::Pem, reason);
        if matches!(header.first(), None | Some(b'\n')) {
            return Ok(None);
        }
        let text = header.strip_prefix(b"Proc-Type:").ok_or_else(|| error(pem::R_NOT_PROC_TYPE))?;
        let text = skip(text, b" \t").strip_prefix(b"4,").ok_or_else(Error::quiet)?;
        let text = skip(text, b" \t")
            .strip_prefix(b"ENCRYPTED")
            .filter(|rest| rest.first().is_some_and(|c| b" \t\r\n".contains(c)))
            .ok_or_else(|| error(pem::R_NOT_ENCRYPTED))?;
        let text =
            skip(text, b" \t\r").strip_prefix(b"\n").ok_or_else(|| error(pem::R_SHORT_HEADER))?;
        let text = text.strip_prefix(b"DEK-Info:").ok_or_else(|| error(pem::R_NOT_DEK_INFO))?;
        let text = skip(text, b" \t");
        let end = text.iter().position(|c| b" \t,".contains(c)).unwrap_or(text.len());
        let (name, text) = text.split_at(end);
        let text = skip(text, b" \t");
        // Without a comma OpenSSL takes the line end for part of the name.
        let cipher = Cipher::from_name(name).ok_or_else(|| error(pem::R_UNSUPPORTED_ENCRYPTION))?;
        if cipher.iv_len() == 0 {
            if text.first() == Some(&b',') {
                return Err(error(pem::R_UNEXPECTED_DEK_IV));
            }
            return Ok(Some(CipherInfo { cipher, iv: Vec::new() }));
        }
        let text = text.strip_prefix(b",").ok_or_else(|| error(pem::R_MISSING_DEK_IV))?;
        let digit = |at: usize| {
            let c = text.get(at).copied().unwrap_or(0);
            char::from(c).to_digit(16).ok_or_else(|| error(pem::R_BAD_IV_CHARS))
        };
        let mut iv = Vec::with_capacity(cipher.iv_len());
        for i in 0..cipher.iv_len() {
            let byte = digit(2 * i)? << 4 | digit(2 * i + 1)?;
            iv.push(byte.to_le_bytes()[0]);
        }
        Ok(Some(CipherInfo { cipher, iv }))
    }

    /// A fresh one for a cipher.
    ///
    /// Errors: `PEM_R_UNSUPPORTED_CIPHER` for a cipher without a vector to
    /// salt the key, or that PEM cannot name.
    #[track_caller]
    pub fn new(cipher: Cipher) -> Result<CipherInfo> {
        if cipher.iv_len() < 8 || cipher.is_aead() {
            return Err(Error::new(Lib::Pem, pem::R_UNSUPPORTED_CIPHER));
        }
        Ok(CipherInfo { cipher, iv: pbe::fresh(cipher.iv_len())? })
    }

    /// The header that names it.
    pub fn header(&self) -> Vec<u8> {
        let mut out = b"Proc-Type: 4,ENCRYPTED\nDEK-Info: ".to_vec();
        out.extend_from_slice(self.cipher.short_name().to_bytes());
        out.push(b',');
        for byte in &self.iv {
            out.extend_from_slice(format!("{byte:02X}").as_bytes());
        }
        out.push(b'\n');
        out
    }

    /// Encrypts or decrypts under a passphrase.
    #[track_caller]
    pub fn apply(
        &self,
        direction: Direction,
        password: &[u8],
        data: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let salt = self.iv.get(..8);
        let (key, _) = kdf::bytes_to_key(Md::Md5, salt, password, 1, self.cipher.key_len(), 0)?;
        cipher::apply(self.cipher, direction, &key, &self.iv, data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        let info = CipherInfo::new(Cipher::Aes128Cbc).unwrap();
        let sealed = info.apply(Direction::Encrypt, b"secret", b"key").unwrap();
        let again = CipherInfo::parse(&info.header()).unwrap().unwrap();
        assert_eq!(again, info);
        let opened = again.apply(Direction::Decrypt, b"secret", &sealed).unwrap();
        assert_eq!(opened.as_slice(), b"key");
    }
}
