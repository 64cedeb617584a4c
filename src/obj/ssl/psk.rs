//! External pre-shared keys in TLS 1.3: what the program's callbacks say of
//! them.

use super::callbacks::{
    SSL_psk_client_cb_func, SSL_psk_find_session_cb_func, SSL_psk_server_cb_func,
    SSL_psk_use_session_cb_func,
};
use super::early::Early;
use super::host::alert;
use super::method::TLS1_3;
use super::session::UNVERIFIED;
use super::{SSL, SSL_SESSION};
use crate::abi::{Arg, In, Mut, Opaque, Out, stack};
use crate::err;
use crate::tls::{Reply, Session};
use std::ffi::{CStr, CString, c_int, c_uint};
use std::sync::Arc;
use zeroize::Zeroizing;

/// `PSK_MAX_IDENTITY_LEN`.
const MAX_IDENTITY: usize = 256;
/// `PSK_MAX_PSK_LEN`.
const MAX_KEY: usize = 512;
/// The suite that the keys of the old callbacks are for.
const AES128_SHA256: u16 = 0x1301;
const INTERNAL_ERROR: u8 = 80;

/// The callbacks that give pre-shared keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct Psk {
    /// `SSL_CTX_set_psk_client_callback`.
    pub client: SSL_psk_client_cb_func,
    /// `SSL_CTX_set_psk_server_callback`.
    pub server: SSL_psk_server_cb_func,
    /// `SSL_CTX_set_psk_use_session_callback`.
    pub use_session: SSL_psk_use_session_cb_func,
    /// `SSL_CTX_set_psk_find_session_callback`.
    pub find_session: SSL_psk_find_session_cb_func,
}

impl Psk {
    /// Whether this end has any.
    pub(super) fn is_set(&self, server: bool) -> bool {
        match server {
            true => self.server.is_some() || self.find_session.is_some(),
            false => self.client.is_some() || self.use_session.is_some(),
        }
    }
}

/// The key in a session of the program's, for the engine.
fn external(identity: &[u8], session: &SSL_SESSION) -> Session {
    let host = session.host();
    Session {
        version: u16::try_from(session.version()).unwrap_or(0),
        alpn: session.alpn().to_vec(),
        server_name: host.and_then(|name| Some(name.to_str().ok()?.to_owned())),
        verify_result: session.verify_result(),
        ..Session::external(
            identity,
            Zeroizing::clone(&session.key()),
            session.suite().map_or(0, |suite| suite.protocol_id()),
            session.max_early_data(),
        )
    }
}

impl SSL {
    /// Client: the key that it offers.
    ///
    /// Errors: `R_BAD_PSK` if `psk_use_session_callback` failed or gave a
    /// session of another version; `ERR_R_INTERNAL_ERROR` if
    /// `psk_client_callback` gave more than there is room for.
    pub(super) fn psk_to_offer(&self) -> Reply<Option<Arc<Session>>> {
        let psk = self.config.look(|c| c.psk);
        if let Some(call) = psk.use_session {
            let (mut id, mut len, mut given) = (std::ptr::null(), 0, std::ptr::null_mut());
            let no_hash = In::NULL;
            let lent = (Out::lend(&mut id), Out::lend(&mut len), Out::lend(&mut given));
            let said = call(Mut::lend(self), no_hash, lent.0, lent.1, lent.2);
            let session = stack::take::<SSL_SESSION>(Opaque(given.cast()));
            let tls13 = |session: &Arc<SSL_SESSION>| session.version() == c_int::from(TLS1_3);
            if said == 0 || session.as_ref().is_some_and(|session| !tls13(session)) {
                return alert(INTERNAL_ERROR, err::ssl::R_BAD_PSK);
            }
            if let Some(session) = session {
                let identity = Arg(id.cast_mut().cast()).bytes(len).unwrap_or_default();
                let session = external(identity, &session);
                let early = self.state.with(|s| s.early) == Early::Writing;
                let fits = match early && session.max_early_data > 0 {
                    true => self.fits_early_data(&session),
                    false => Ok(()),
                };
                return match fits {
                    Ok(()) => Reply::Go(Some(Arc::new(session))),
                    Err(reason) => alert(INTERNAL_ERROR, reason),
                };
            }
        }
        match psk.client {
            Some(call) => {
                let mut identity = [0; MAX_IDENTITY + 1];
                let mut key = Zeroizing::new([0; MAX_KEY]);
                let len = call(
                    Mut::lend(self),
                    std::ptr::null(),
                    identity.as_mut_ptr().cast(),
                    room(MAX_IDENTITY),
                    key.as_mut_ptr(),
                    room(MAX_KEY),
                );
                let identity = CStr::from_bytes_until_nul(&identity).ok();
                match (written(&key[..], len), identity) {
                    (Some([]), _) => Reply::Go(None),
                    (Some(key), Some(identity)) if !identity.is_empty() => {
                        Reply::Go(Some(Arc::new(plain(identity.to_bytes(), key))))
                    }
                    _ => alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR),
                }
            }
            None => Reply::Go(None),
        }
    }

    /// Server: the key of a client's identity.
    ///
    /// Errors: `R_BAD_EXTENSION` if `psk_find_session_callback` failed;
    /// `ERR_R_INTERNAL_ERROR` if `psk_server_callback` gave more than there is
    /// room for.
    pub(super) fn psk_of(&self, identity: &[u8]) -> Reply<Option<Arc<Session>>> {
        let psk = self.config.look(|c| c.psk);
        if let Some(call) = psk.find_session {
            let mut given = std::ptr::null_mut();
            let out = Out::lend(&mut given);
            let said = call(Mut::lend(self), identity.as_ptr(), identity.len(), out);
            let session = stack::take::<SSL_SESSION>(Opaque(given.cast()));
            if said == 0 {
                return alert(INTERNAL_ERROR, err::ssl::R_BAD_EXTENSION);
            }
            if let Some(session) = session {
                return Reply::Go(Some(Arc::new(external(identity, &session))));
            }
        }
        // The old callback takes a string: the identity up to its first zero.
        let text = identity.split(|byte| *byte == 0).next().map(CString::new);
        let Some((call, Ok(text))) = psk.server.zip(text) else {
            return Reply::Go(None);
        };
        let mut key = Zeroizing::new([0; MAX_KEY]);
        let len = call(Mut::lend(self), text.as_ptr(), key.as_mut_ptr(), room(MAX_KEY));
        match written(&key[..], len) {
            Some([]) => Reply::Go(None),
            Some(key) => Reply::Go(Some(Arc::new(plain(identity, key)))),
            None => alert(INTERNAL_ERROR, err::R_INTERNAL_ERROR),
        }
    }
}

fn room(len: usize) -> c_uint {
    c_uint::try_from(len).unwrap_or(0)
}

/// What a callback wrote; `None` if it says that it is more than its room.
fn written(buf: &[u8], len: c_uint) -> Option<&[u8]> {
    buf.get(..usize::try_from(len).ok()?)
}

/// A key of the old callbacks.
fn plain(identity: &[u8], key: &[u8]) -> Session {
    let key = Zeroizing::new(key.to_vec());
    let session = Session::external(identity, key, AES128_SHA256, 0);
    Session { verify_result: UNVERIFIED, ..session }
}
