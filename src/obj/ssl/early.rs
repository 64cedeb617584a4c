//! Early data, as programs read and write it.

use super::{SSL, config};
use crate::err::{self, Error, Lib, Result};
use crate::tls::Role;

/// How far a connection's early data has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Early {
    /// It was not asked for.
    #[default]
    NotAsked,
    /// Server: the handshake goes on as far as to where early data ends.
    Asked,
    /// Server: it has been said that there is no more.
    Finished,
    /// Client: it is being written.
    Writing,
}

/// What a server reads of early data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlyRead {
    /// This many bytes.
    Data(usize),
    /// There is no more.
    Finished,
    /// Waiting or failed, as the connection says.
    Failed,
}

fn misplaced() -> Error {
    Error::new(Lib::Ssl, err::R_SHOULD_NOT_HAVE_BEEN_CALLED)
}

impl SSL {
    /// Server: reads early data, and takes the handshake to where it ends.
    ///
    /// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`.
    pub fn read_early(&self, buf: &mut [u8]) -> Result<EarlyRead> {
        let allowed = match self.state.with(|s| s.early) {
            Early::NotAsked => self.is_server() && self.in_before(),
            Early::Asked => true,
            Early::Finished | Early::Writing => false,
        };
        if !allowed {
            return Err(misplaced());
        }
        if self.role().is_none() {
            self.set_role(Role::Server);
        }
        self.state.with(|s| s.early = Early::Asked);
        let read = self.drive(|_| Ok(()), |engine, ssl, wire| engine.read_early(ssl, wire, buf));
        Ok(match read {
            Ok(Some(n)) => EarlyRead::Data(n),
            Ok(None) => {
                self.state.with(|s| s.early = Early::Finished);
                EarlyRead::Finished
            }
            Err(_) => EarlyRead::Failed,
        })
    }

    /// Client: writes early data, the ClientHello before it. Server: writes to
    /// a client that has not finished its handshake.
    ///
    /// Returns: `None` if that waits or fails, as the connection then says.
    /// Errors: `ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED`,
    /// `R_INCONSISTENT_EARLY_DATA_SNI`, `R_INCONSISTENT_EARLY_DATA_ALPN`.
    pub fn write_early(&self, data: &[u8]) -> Result<Option<usize>> {
        let early = self.state.with(|s| s.early);
        match early {
            Early::NotAsked => {
                if self.is_server() || self.role().is_none() || !self.in_before() {
                    return Err(misplaced());
                }
                self.check_early_session()?;
                self.state.with(|s| s.early = Early::Writing);
            }
            Early::Writing | Early::Asked | Early::Finished => {}
        }
        if early == Early::Finished && !self.facts(|facts| facts.in_init()) {
            return Ok(self.write(data).ok());
        }
        let write = self.drive(|_| Ok(()), |engine, ssl, wire| engine.write_early(ssl, wire, data));
        Ok(write.ok())
    }

    /// Whether the session to offer allows early data to whom it is offered.
    fn check_early_session(&self) -> Result<()> {
        let (session, name) = self.state.with(|s| (s.session.clone(), s.server_name.clone()));
        let session = session.and_then(|session| session.offer()).ok_or_else(misplaced)?;
        if session.max_early_data == 0 {
            return Err(misplaced());
        }
        // As in OpenSSL, where the hello fails: there is no going on without.
        let ssl = |reason| {
            self.set_failed();
            Err(Error::new(Lib::Ssl, reason))
        };
        let name = name.and_then(|name| name.into_string().ok());
        if session.server_name.is_some() && session.server_name != name {
            return ssl(err::ssl::R_INCONSISTENT_EARLY_DATA_SNI);
        }
        let offered = config::alpn_names(&self.config.with(|c| c.alpn.clone()));
        if !session.alpn.is_empty() && !offered.contains(&session.alpn) {
            return ssl(err::ssl::R_INCONSISTENT_EARLY_DATA_ALPN);
        }
        Ok(())
    }
}
