//! The keys that a context seals session tickets with.

use crate::crypto::aead::{Cipher, Key, NONCE_LEN, TAG_LEN};
use crate::crypto::rand;
use crate::err::{self, Error, Lib, Result};
use crate::obj::cell::Guarded;
use zeroize::Zeroizing;

/// The bytes that `SSL_CTX_set_tlsext_ticket_keys` takes: 16 of name, 32 for
/// HMAC, 32 for AES.
pub const KEY_BYTES: usize = 80;
const NAME: usize = 16;

/// The keys, made once per context so that forked workers share them.
#[derive(Debug)]
pub struct TicketKeys(Guarded<Zeroizing<Vec<u8>>>);

impl TicketKeys {
    /// Fresh keys.
    pub fn new() -> Result<TicketKeys> {
        let mut bytes = Zeroizing::new(vec![0; KEY_BYTES]);
        rand::fill(&mut bytes)?;
        Ok(TicketKeys(Guarded::new(bytes)))
    }

    /// The keys as bytes.
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        self.0.get()
    }

    /// The name and the sealing key.
    fn key(&self) -> Option<([u8; NAME], Key)> {
        let bytes = self.bytes();
        let (name, rest) = bytes.split_first_chunk::<NAME>()?;
        Some((*name, Key::new(Cipher::Aes256Gcm, rest.get(32..)?)?))
    }

    /// A session sealed into a ticket: name, nonce, ciphertext, tag.
    pub fn seal(&self, session: &[u8]) -> Option<Vec<u8>> {
        let (name, key) = self.key()?;
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).ok()?;
        let mut sealed = vec![0; session.len() + TAG_LEN];
        if !key.seal(&nonce, &name, session, &[], &mut sealed) {
            return None;
        }
        Some([&name[..], &nonce, &sealed].concat())
    }

    /// The session in a ticket; `None` if it is not one of ours.
    pub fn open(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        let (own, key) = self.key()?;
        let (name, rest) = ticket.split_first_chunk::<NAME>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        if *name != own {
            return None;
        }
        let mut session = vec![0; sealed.len()];
        let len = key.open(nonce, name, sealed, &mut session)?;
        session.truncate(len);
        Some(session)
    }

    /// Replaces them.
    pub fn set(&self, bytes: &[u8]) -> Result<()> {
        if bytes.len() != KEY_BYTES {
            return Err(Error::new(Lib::Ssl, err::ssl::R_INVALID_TICKET_KEYS_LENGTH));
        }
        self.0.set(Zeroizing::new(bytes.to_vec()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_keys_open_a_ticket() {
        let keys = TicketKeys::new().unwrap();
        let mut ticket = keys.seal(b"session").unwrap();
        assert_eq!(keys.open(&ticket).as_deref(), Some(&b"session"[..]));
        assert!(TicketKeys::new().unwrap().open(&ticket).is_none());
        *ticket.last_mut().unwrap() ^= 1;
        assert!(keys.open(&ticket).is_none());
    }
}
