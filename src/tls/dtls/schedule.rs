//! Suites and secrets: DTLS 1.2 derives its keys as TLS 1.2 does (RFC 5246,
//! 5 and 6.3; RFC 7627).

#![forbid(unsafe_code)]

use super::super::Role;
use super::record::Half;
use crate::crypto::aead::Cipher;
use crate::crypto::sha2::{self, Mac, Sha2};
use zeroize::Zeroizing;

/// The length of a master secret.
const MASTER: usize = 48;
/// The length of a Finished message's body.
pub(super) const VERIFY_DATA: usize = 12;

/// What a cipher suite is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suite {
    pub(super) number: u16,
    pub(super) hash: Sha2,
    cipher: Cipher,
    /// The server signs with ECDSA or EdDSA rather than RSA.
    pub(super) ecdsa: bool,
}

impl Suite {
    /// The suite with this number, if it is one that we have: ECDHE with an
    /// authenticated cipher.
    pub(super) fn find(number: u16) -> Option<Suite> {
        let (hash, cipher) = match number {
            0xc02b | 0xc02f => (Sha2::Sha256, Cipher::Aes128Gcm),
            0xc02c | 0xc030 => (Sha2::Sha384, Cipher::Aes256Gcm),
            0xcca8 | 0xcca9 => (Sha2::Sha256, Cipher::ChaCha20Poly1305),
            _ => return None,
        };
        let ecdsa = matches!(number, 0xc02b | 0xc02c | 0xcca9);
        Some(Suite { number, hash, cipher, ecdsa })
    }

    /// The lengths of a key and of what its nonces begin with.
    fn lengths(self) -> (usize, usize) {
        match self.cipher {
            Cipher::Aes128Gcm => (16, 4),
            Cipher::Aes256Gcm => (32, 4),
            Cipher::ChaCha20Poly1305 => (32, 12),
        }
    }

    /// The digest of the handshake so far.
    pub(super) fn digest(self, transcript: &[u8]) -> Vec<u8> {
        sha2::digest(self.hash, transcript).as_ref().to_vec()
    }
}

/// Both ends' random bytes, the client's first.
pub(super) type Randoms = ([u8; 32], [u8; 32]);

/// A master secret and its suite.
pub(super) struct Master {
    pub(super) suite: Suite,
    pub(super) secret: Zeroizing<Vec<u8>>,
}

impl Master {
    /// Of a fresh key exchange; `session` is the digest of the handshake up
    /// to the client's key exchange, if the secret is to be tied to it.
    pub(super) fn new(
        suite: Suite,
        premaster: &[u8],
        (client, server): &Randoms,
        session: Option<&[u8]>,
    ) -> Master {
        let mut secret = Zeroizing::new(vec![0; MASTER]);
        let mac = Mac::new(suite.hash, premaster);
        match session {
            Some(session) => mac.prf(b"extended master secret", session, &mut secret),
            None => mac.prf(b"master secret", &[*client, *server].concat(), &mut secret),
        }
        Master { suite, secret }
    }

    /// The keys for both directions: `(ours, the peer's)`.
    pub(super) fn keys(&self, role: Role, (client, server): &Randoms) -> Option<(Half, Half)> {
        let (key, iv) = self.suite.lengths();
        let mut block = Zeroizing::new(vec![0; 2 * (key + iv)]);
        let seed = [*server, *client].concat();
        Mac::new(self.suite.hash, &self.secret).prf(b"key expansion", &seed, &mut block);
        let (keys, ivs) = block.split_at(2 * key);
        let half = |key: &[u8], iv: &[u8]| Half::new(self.suite.cipher, key, iv);
        let (client_key, server_key) = keys.split_at(key);
        let (client_iv, server_iv) = ivs.split_at(iv);
        let client = half(client_key, client_iv)?;
        let server = half(server_key, server_iv)?;
        Some(match role {
            Role::Client => (client, server),
            Role::Server => (server, client),
        })
    }

    /// What the Finished message of `role` says after this handshake.
    pub(super) fn finished(&self, role: Role, transcript: &[u8]) -> Vec<u8> {
        let label: &[u8] = match role {
            Role::Client => b"client finished",
            Role::Server => b"server finished",
        };
        let mut out = vec![0; VERIFY_DATA];
        let digest = self.suite.digest(transcript);
        Mac::new(self.suite.hash, &self.secret).prf(label, &digest, &mut out);
        out
    }
}

impl std::fmt::Debug for Master {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Master").field("suite", &self.suite).finish_non_exhaustive()
    }
}
