//! Where passphrases come from: the program's callback, a string, or the
//! person at the terminal.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use crate::abi::{Opaque, OutBuf, tty};
use crate::err::{self, Error, Lib, Result, pem, prov, queue};
use std::ffi::{c_char, c_int};
use zeroize::Zeroizing;

/// Asks for a passphrase: fills the buffer, gives its length, or -1. The
/// third argument is 1 if it is for encrypting.
pub type pem_password_cb = extern "C" fn(OutBuf<c_char>, c_int, c_int, Opaque) -> c_int;

/// The longest passphrase (`PEM_BUFSIZE`).
pub const MAX: usize = 1024;
/// The shortest one that a person may choose for encrypting.
const LEAST: usize = 4;

static PROMPT: Guarded<Option<Vec<u8>>> = Guarded::new(None);

/// The longest default prompt; longer ones are cut.
pub const MAX_PROMPT: usize = 79;

/// Sets what a person is asked by default; `None` for OpenSSL's own words.
pub fn set_prompt(prompt: Option<&[u8]>) {
    PROMPT.set(prompt.map(|text| text[..text.len().min(MAX_PROMPT)].to_vec()));
}

/// What a person is asked by default, if the program set it.
pub fn prompt() -> Option<Vec<u8>> {
    PROMPT.get()
}

/// Where a passphrase comes from.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// Nobody may be asked.
    None,
    /// It is known.
    Known(&'a [u8]),
    /// The program's callback and its argument.
    Callback(pem_password_cb, Opaque),
    /// The person at the terminal.
    Person,
    /// Whatever this asks. Its errors are queued before the refusal.
    Asked(&'a dyn Fn() -> Result<Zeroizing<Vec<u8>>>),
}

#[track_caller]
fn bad_password() -> Error {
    Error::new(Lib::Pem, pem::R_BAD_PASSWORD_READ)
}

#[track_caller]
fn no_passphrase() -> Error {
    Error::new(Lib::Prov, prov::R_UNABLE_TO_GET_PASSPHRASE)
}

/// Queues that a callback refused.
fn push_refusal() {
    let refused = Error::new(Lib::Crypto, err::R_INTERRUPTED_OR_CANCELLED);
    err::push(&refused, "ossl_pw_get_passphrase");
}

impl<'a> Source<'a> {
    /// What a callback and its argument mean: without a callback, the
    /// argument is the passphrase, or NULL and a person is asked.
    pub fn new(callback: Option<pem_password_cb>, known: Option<&'a [u8]>, arg: Opaque) -> Self {
        match (callback, known) {
            (Some(callback), _) => Source::Callback(callback, arg),
            (None, Some(known)) => Source::Known(&known[..known.len().min(MAX)]),
            (None, None) => Source::Person,
        }
    }

    /// The passphrase. May call the program: hold no lock.
    ///
    /// Errors: `PROV_R_UNABLE_TO_GET_PASSPHRASE` if a callback refuses, else
    /// `PEM_R_BAD_PASSWORD_READ`, after what went wrong.
    #[track_caller]
    pub fn get(&self, encrypting: bool) -> Result<Zeroizing<Vec<u8>>> {
        self.ask(encrypting).ok_or_else(|| match self {
            Source::Callback(..) => {
                push_refusal();
                no_passphrase()
            }
            _ => bad_password(),
        })
    }

    /// Runs `open`, which opens a key that is `sealed` or that PEM encrypted,
    /// on the passphrase, and on whether that was refused at first: OpenSSL
    /// reads keys with a decoder and then without, and asks again.
    ///
    /// Errors: those of `open`; `PEM_R_BAD_PASSWORD_READ` after the refusals.
    #[track_caller]
    pub fn open_key<T>(
        &self,
        sealed: bool,
        open: impl FnOnce(&[u8], bool) -> Result<T>,
    ) -> Result<T> {
        if let Some(password) = self.ask(false) {
            return open(&password, false);
        }
        if !matches!(self, Source::Callback(..)) {
            return Err(bad_password());
        }
        queue::set_mark();
        push_refusal();
        if sealed {
            push_refusal();
            err::push(&no_passphrase(), "epki2pki_decode");
        }
        let opened = match self.ask(false) {
            Some(password) => open(&password, true),
            None => {
                push_refusal();
                Err(bad_password())
            }
        };
        if opened.is_ok() {
            queue::pop_to_mark()
        } else {
            queue::clear_last_mark()
        };
        opened
    }

    /// The passphrase of a block that PEM itself encrypted.
    ///
    /// Errors: `PEM_R_BAD_PASSWORD_READ` alone if a callback refuses.
    #[track_caller]
    pub fn get_to_read(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.ask(false).ok_or_else(bad_password)
    }

    /// A passphrase to encrypt under, whatever it is.
    ///
    /// Errors: `PEM_R_BAD_PASSWORD_READ` alone if a callback refuses.
    #[track_caller]
    pub fn get_to_seal(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.ask(true).ok_or_else(bad_password)
    }

    /// A passphrase that PEM itself encrypts a block under; nobody who is
    /// asked may answer with an empty one.
    ///
    /// Errors: `PEM_R_READ_KEY`.
    #[track_caller]
    pub fn get_to_write(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.ask(true)
            .filter(|answer| !answer.is_empty() || matches!(self, Source::Known(_)))
            .ok_or_else(|| Error::new(Lib::Pem, pem::R_READ_KEY))
    }

    /// The passphrase; `None` if it is refused.
    fn ask(&self, encrypting: bool) -> Option<Zeroizing<Vec<u8>>> {
        match *self {
            Source::None => None,
            Source::Known(known) => Some(Zeroizing::new(known.to_vec())),
            Source::Callback(callback, arg) => {
                let mut buffer = Zeroizing::new(vec![0; MAX]);
                let place = OutBuf::lend(buffer.as_mut_ptr().cast());
                // PEM_BUFSIZE fits.
                let len = callback(place, 1024, encrypting.into(), arg);
                match usize::try_from(len) {
                    Ok(len) if len <= MAX => {
                        buffer.truncate(len);
                        Some(buffer)
                    }
                    _ => None,
                }
            }
            Source::Asked(ask) => ask().inspect_err(|error| err::push(error, "PEM_do_header")).ok(),
            Source::Person => {
                ask(encrypting).inspect_err(|error| err::push(error, "PEM_def_callback")).ok()
            }
        }
    }
}

/// Asks the person at the terminal; twice if it is for encrypting.
#[track_caller]
pub fn ask(encrypting: bool) -> Result<Zeroizing<Vec<u8>>> {
    let prompt = prompt().unwrap_or_else(|| b"Enter PEM pass phrase:".to_vec());
    read_string(&prompt, if encrypting { LEAST } else { 0 }, MAX, encrypting)
        .map_err(|_| Error::new(Lib::Pem, pem::R_PROBLEMS_GETTING_PASSWORD))
}

/// Asks the person at the terminal for at least `least` and at most `most`
/// bytes; twice if `verify`.
#[track_caller]
pub fn read_string(
    prompt: &[u8],
    least: usize,
    most: usize,
    verify: bool,
) -> Result<Zeroizing<Vec<u8>>> {
    let failed = || Error::new(Lib::Ui, err::R_OPERATION_FAIL);
    let once = |prompt: &[u8]| -> Result<Zeroizing<Vec<u8>>> {
        let mut line = Zeroizing::new(vec![0; most]);
        let len = tty::ask(prompt, &mut line).map_err(|_| failed())?;
        line.truncate(len);
        Ok(line)
    };
    let first = once(prompt)?;
    if first.len() < least {
        return Err(failed());
    }
    if verify && once(&[b"Verifying - ", prompt].concat())? != first {
        return Err(failed());
    }
    Ok(first)
}
