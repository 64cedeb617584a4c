//! Session tickets: the keys of a context, and the program's own.
//!
//! A ticket is `name (16) || IV || AES-256-CBC(session) || HMAC-SHA-256`, and
//! the session in it OpenSSL's structure, so that processes with the same
//! keys open each other's, whichever library they run on.

use super::SSL;
use super::callbacks;
use crate::abi::Mut;
use crate::crypto::cipher::{Cipher, Context, Direction};
use crate::crypto::rand;
use crate::crypto::sha2::{Mac, Sha2, Sum, same};
use crate::err::{self, Error, Lib, Result};
use crate::obj::cell::Guarded;
use crate::obj::evp_cipher::EVP_CIPHER_CTX;
use crate::obj::evp_mac::EVP_MAC_CTX;
use crate::obj::fetch::{EVP_MAC, Fetched, Properties};
use crate::obj::hmac::HMAC_CTX;
use zeroize::Zeroizing;

/// The bytes that `SSL_CTX_set_tlsext_ticket_keys` takes: 16 of name, 32 for
/// HMAC, 32 for AES.
pub const KEY_BYTES: usize = 80;
/// The length of a key's name.
pub const NAME: usize = 16;
const IV: usize = 16;
const MAC: usize = 32;
/// The most that an initialisation vector has.
const MAX_IV: usize = 16;

/// The keys, made once per context so that forked workers share them.
#[derive(Debug)]
pub struct TicketKeys(Guarded<Zeroizing<Vec<u8>>>);

/// What became of a ticket.
#[derive(Debug)]
pub enum Opened {
    /// It is not ours, or broken.
    No,
    /// The session's encoding; with `true` a new ticket is due.
    Yes(Zeroizing<Vec<u8>>, bool),
    /// The program's callback failed.
    Failed,
}

/// Splits the code of `len` bytes off the end of a ticket.
fn split_code(ticket: &[u8], len: usize) -> Option<(&[u8], &[u8])> {
    ticket.split_at_checked(ticket.len().checked_sub(len)?)
}

/// The code of a ticket under the context's own key.
fn code_of(key: &[u8], sealed: &[u8]) -> Sum {
    Mac::new(Sha2::Sha256, key).sign(&[sealed])
}

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

    /// Replaces them.
    pub fn set(&self, bytes: &[u8]) -> Result<()> {
        if bytes.len() != KEY_BYTES {
            return Err(Error::new(Lib::Ssl, err::ssl::R_INVALID_TICKET_KEYS_LENGTH));
        }
        self.0.set(Zeroizing::new(bytes.to_vec()));
        Ok(())
    }

    /// A session sealed into a ticket.
    pub fn seal(&self, session: &[u8]) -> Result<Vec<u8>> {
        let bytes = self.bytes();
        let (name, keys) = bytes.split_at(NAME);
        let (mac_key, key) = keys.split_at(MAC);
        let mut iv = [0; IV];
        rand::fill(&mut iv)?;
        let mut cipher = Context::with_key(Cipher::Aes256Cbc, Direction::Encrypt, key, &iv)?;
        let (body, end) = (cipher.update(session)?, cipher.finish()?);
        let mut ticket = [name, &iv, &body, &end].concat();
        ticket.extend_from_slice(code_of(mac_key, &ticket).as_ref());
        Ok(ticket)
    }

    /// The session in a ticket; `None` if it is not one of ours.
    pub fn open(&self, ticket: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = self.bytes();
        let (name, keys) = bytes.split_at_checked(NAME)?;
        let (mac_key, key) = keys.split_at_checked(MAC)?;
        let (sealed, code) = split_code(ticket, MAC)?;
        if sealed.len() < NAME + IV || sealed.get(..NAME) != Some(name) {
            return None;
        }
        if !same(code, code_of(mac_key, sealed).as_ref()) {
            return None;
        }
        let (iv, body) = sealed.get(NAME..)?.split_at_checked(IV)?;
        let cipher = Context::with_key(Cipher::Aes256Cbc, Direction::Decrypt, key, iv);
        let mut cipher = cipher.ok()?;
        let mut session = cipher.update(body).ok()?;
        session.extend_from_slice(&cipher.finish().ok()?);
        Some(session)
    }
}

/// The message authentication code that a callback sets up.
enum Code {
    Hmac(Box<HMAC_CTX>),
    Mac(Box<EVP_MAC_CTX>),
}

impl Code {
    fn len(&self) -> usize {
        match self {
            Code::Hmac(hmac) => hmac.md().map_or(0, |md| usize::try_from(md.size()).unwrap_or(0)),
            Code::Mac(mac) => mac.size(),
        }
    }

    /// The code of these bytes.
    fn of(&self, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        match self {
            Code::Hmac(hmac) => {
                hmac.update(bytes)?;
                Ok(Zeroizing::new(hmac.finish()?.to_vec()))
            }
            Code::Mac(mac) => {
                mac.update(bytes)?;
                mac.finish()
            }
        }
    }
}

/// What a callback set up.
struct Prepared {
    result: i32,
    name: [u8; NAME],
    iv: [u8; MAX_IV],
    cipher: Box<EVP_CIPHER_CTX>,
    code: Code,
}

/// Lets the program's callback prepare keys: for a new ticket, or for one of
/// this name and vector.
fn prepare(ssl: &SSL, call: callbacks::TicketKeys, known: Option<&[u8]>) -> Result<Prepared> {
    let (mut name, mut iv) = ([0; NAME], [0; MAX_IV]);
    if let Some(ticket) = known {
        let (from, rest) = ticket.split_at(NAME.min(ticket.len()));
        name.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        iv.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    }
    let cipher = Box::<EVP_CIPHER_CTX>::default();
    let enc = known.is_none().into();
    let (name_at, iv_at) = (name.as_mut_ptr(), iv.as_mut_ptr());
    let (ssl, ctx) = (Mut::lend(ssl), Mut::lend(&*cipher));
    let (result, code) = match call {
        callbacks::TicketKeys::Hmac(call) => {
            let hmac = Box::<HMAC_CTX>::default();
            (call(ssl, name_at, iv_at, ctx, Mut::lend(&*hmac), enc), Code::Hmac(hmac))
        }
        callbacks::TicketKeys::Evp(call) => {
            let mac = EVP_MAC_CTX::new(EVP_MAC::fetch(b"HMAC", &Properties::default())?);
            (call(ssl, name_at, iv_at, ctx, Mut::lend(&*mac), enc), Code::Mac(mac))
        }
    };
    Ok(Prepared { result, name, iv, cipher, code })
}

/// A session sealed with keys of the program's; `None` if it wants no ticket.
///
/// Errors: `R_CALLBACK_FAILED`.
pub fn seal_with(
    ssl: &SSL,
    call: callbacks::TicketKeys,
    session: &[u8],
) -> Result<Option<Vec<u8>>> {
    let failed = || Error::new(Lib::Ssl, err::ssl::R_CALLBACK_FAILED);
    let prepared = prepare(ssl, call, None)?;
    match prepared.result {
        0 => return Ok(None),
        ..0 => return Err(failed()),
        1.. => {}
    }
    let (cipher, code) = (&prepared.cipher, &prepared.code);
    // A callback that set nothing up seals nothing.
    if cipher.cipher().is_none() || !cipher.is_encrypting() || code.len() == 0 {
        return Err(failed());
    }
    let iv = prepared.iv.get(..cipher.iv_len()).ok_or_else(failed)?;
    let (body, end) = (cipher.update(session)?, cipher.finish()?);
    let mut ticket = [&prepared.name, iv, &body, &end].concat();
    let code = code.of(&ticket)?;
    ticket.extend_from_slice(&code);
    Ok(Some(ticket))
}

/// The session in a ticket, opened with keys of the program's.
pub fn open_with(ssl: &SSL, call: callbacks::TicketKeys, ticket: &[u8]) -> Opened {
    // As OpenSSL, nobody is asked about what can be no ticket.
    if ticket.len() < NAME + IV {
        return Opened::No;
    }
    let Ok(prepared) = prepare(ssl, call, Some(ticket)) else { return Opened::Failed };
    match prepared.result {
        0 => return Opened::No,
        ..0 => return Opened::Failed,
        1.. => {}
    }
    let (cipher, code) = (&prepared.cipher, &prepared.code);
    if cipher.cipher().is_none() || cipher.is_encrypting() || code.len() == 0 {
        return Opened::Failed;
    }
    let open = || {
        let (sealed, given) = split_code(ticket, code.len())?;
        let body = sealed.get(NAME + cipher.iv_len()..)?;
        if !same(given, &code.of(sealed).ok()?) {
            return None;
        }
        let mut session = cipher.update(body).ok()?;
        session.extend_from_slice(&cipher.finish().ok()?);
        Some(session)
    };
    match open() {
        Some(session) => Opened::Yes(session, prepared.result == 2),
        None => Opened::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_keys_open_a_ticket() {
        let keys = TicketKeys::new().unwrap();
        let mut ticket = keys.seal(b"session").unwrap();
        assert_eq!(keys.open(&ticket).unwrap().as_slice(), b"session");
        assert!(TicketKeys::new().unwrap().open(&ticket).is_none());
        for len in 0..ticket.len() {
            assert!(keys.open(&ticket[..len]).is_none());
        }
        *ticket.last_mut().unwrap() ^= 1;
        assert!(keys.open(&ticket).is_none());
    }
}
