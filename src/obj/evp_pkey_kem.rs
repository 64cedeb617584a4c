//! Encapsulation of a secret under a public key: RSASVE (NIST SP 800-56B, 7.2.1),
//! a random number below the modulus, encrypted without padding.

use super::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use super::evp_pkey_setting::Value;
use crate::crypto::bn::Bn;
use crate::crypto::pkey::{Private, Public};
use crate::crypto::rsa_pad;
use crate::err::{Error, Lib, Result, evp, prov, rsa};
use zeroize::Zeroizing;

/// A ciphertext, and the secret that it holds.
pub type Encapsulated = (Vec<u8>, Zeroizing<Vec<u8>>);

#[track_caller]
fn unsupported() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

impl EVP_PKEY_CTX {
    /// Chooses how secrets are encapsulated, by its name: false for an unknown one.
    pub fn set_kem(&self, name: &[u8]) -> bool {
        self.change(|s| s.set_named(b"operation", &Value::Text(name.to_vec()))).is_ok()
    }

    /// The length of ciphertext and secret, of a context that is prepared for `wanted`;
    /// `None` while it is not said how.
    #[track_caller]
    pub fn kem_len(&self, wanted: std::ffi::c_int) -> Result<Option<usize>> {
        let settings = self.expect(wanted)?;
        Ok(settings.key.as_ref().filter(|_| settings.kem).map(|key| key.size()))
    }

    /// A new secret, encapsulated.
    #[track_caller]
    pub fn encapsulate(&self) -> Result<Encapsulated> {
        let settings = self.expect(operation::ENCAPSULATE)?;
        let key = settings.public()?;
        let Public::Rsa(rsa_key, _) = key.material() else { return Err(unsupported()) };
        // From 2 to the modulus less 2.
        let three = Bn::from_word(3)?;
        let two = Bn::from_word(2)?;
        let modulus = Bn::from_be(&rsa_key.public_numbers().0)?;
        let number = Bn::random_below(&modulus.sub(&three)?)?.add(&two)?;
        let secret = number.to_be_padded(rsa_key.size()).ok_or_else(unsupported)?;
        Ok((rsa_pad::public_encrypt_raw(rsa_key, &secret)?, secret))
    }

    /// The secret that a ciphertext holds.
    ///
    /// Errors: `PROV_R_BAD_LENGTH`, `RSA_R_DATA_TOO_LARGE_FOR_MODULUS`.
    #[track_caller]
    pub fn decapsulate(&self, text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let settings = self.expect(operation::DECAPSULATE)?;
        let key = settings.private()?;
        let Private::Rsa(rsa_key) = key.material() else { return Err(unsupported()) };
        if text.len() != rsa_key.size() {
            return Err(Error::new(Lib::Prov, prov::R_BAD_LENGTH));
        }
        let modulus = Bn::from_be(&rsa_key.public_numbers().0)?;
        if Bn::from_be(text)?.compare(&modulus).is_ge() {
            return Err(Error::new(Lib::Rsa, rsa::R_DATA_TOO_LARGE_FOR_MODULUS));
        }
        rsa_pad::private_decrypt_raw(rsa_key, text)
    }
}
