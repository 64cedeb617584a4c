//! TLS 1.3's early data, as a connection's program reads and writes it.

use super::{SSL, config};
use crate::err::{self, Error, Lib, Result};
use crate::tls::{Role, Session};
use std::ffi::c_int;

/// How far a connection's program is with early data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Early {
    /// It did not ask for any.
    #[default]
    None,
    /// Server: it reads.
    Reading,
    /// Server: it has been told that there is no more.
    Finished,
    /// Client: it writes.
    Writing,
    /// Client: it goes on with the handshake.
    Written,
}

fn misplaced() -> Error {
    Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED)
}

impl SSL {
    /// Server: reads early data into `buf`; `Ok(None)` if there is no more.
    ///
    /// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`; silent if the connection
    /// says itself what it waits for or why it failed.
    pub fn read_early(&self, buf: &mut [u8]) -> Result<Option<usize>> {
        let allowed = match self.state.with(|s| s.early) {
            Early::None => self.is_server() && self.in_before(),
            Early::Reading => true,
            Early::Finished | Early::Writing | Early::Written => false,
        };
        if !allowed {
            return Err(misplaced());
        }
        if self.role().is_none() {
            self.set_role(Role::Server);
        }
        self.state.with(|s| s.early = Early::Reading);
        let read = self.drive_early_read(buf).map_err(|_| Error::quiet())?;
        if read.is_none() {
            self.state.with(|s| s.early = Early::Finished);
        }
        Ok(read)
    }

    /// Client: writes early data behind its first flight. Server: writes
    /// before the client has finished its handshake.
    ///
    /// Errors: as [`SSL::read_early`], and what the connection says.
    pub fn write_early(&self, data: &[u8]) -> Result<usize> {
        let allowed = match self.state.with(|s| s.early) {
            Early::None => {
                let session = self.state.with(|s| s.session.clone());
                let leave = session.is_some_and(|session| session.max_early_data() > 0)
                    || self.config.look(|c| c.psk.use_session.is_some());
                !self.is_server() && self.in_before() && leave
            }
            Early::Reading | Early::Finished => self.in_handshake(),
            Early::Writing => true,
            Early::Written => false,
        };
        if !allowed || self.is_datagrams() {
            return Err(misplaced());
        }
        if self.state.with(|s| s.early) == Early::None {
            if self.role().is_none() {
                self.set_role(Role::Client);
            }
            self.check_early_session()?;
            self.state.with(|s| s.early = Early::Writing);
        }
        self.drive_early_write(data).map_err(|_| Error::quiet())
    }

    /// Whether the session is offered to whom it was made with. As in OpenSSL,
    /// where the ClientHello fails, there is no going on without.
    fn check_early_session(&self) -> Result<()> {
        let session = self.state.with(|s| s.session.clone());
        let Some(session) = session.filter(|session| session.max_early_data() > 0) else {
            // An external key is looked over when it is known.
            return Ok(());
        };
        let session = session.offer().ok_or_else(misplaced)?;
        match self.fits_early_data(&session) {
            Ok(()) => Ok(()),
            Err(reason) => {
                self.set_failed();
                Err(Error::new(Lib::Ssl, reason))
            }
        }
    }

    /// Whether early data of this session is for the server that is asked for;
    /// else the reason why not.
    pub(super) fn fits_early_data(&self, session: &Session) -> std::result::Result<(), c_int> {
        let name = self.state.with(|s| s.server_name.clone());
        let name = name.and_then(|name| name.into_string().ok());
        if session.server_name.is_some() && session.server_name != name {
            return Err(err::ssl::R_INCONSISTENT_EARLY_DATA_SNI);
        }
        let offered = config::alpn_names(&self.config.look(|c| c.alpn.clone()));
        if !session.alpn.is_empty() && !offered.contains(&session.alpn) {
            return Err(err::ssl::R_INCONSISTENT_EARLY_DATA_ALPN);
        }
        Ok(())
    }

    fn in_handshake(&self) -> bool {
        self.facts(|facts| facts.in_init() && !facts.failed)
    }

    /// Client: the handshake goes on; no more early data.
    pub(super) fn early_written(&self) {
        self.state.with(|s| {
            if s.early == Early::Writing {
                s.early = Early::Written;
            }
        });
    }

    /// `SSL_EARLY_DATA_…`.
    pub fn early_status(&self) -> c_int {
        self.facts(|facts| facts.early_data as c_int)
    }
}
