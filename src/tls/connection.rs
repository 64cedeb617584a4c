//! One TLS connection.

use super::{FactsCell, Host, Outcome, Settings, Wire};
use crate::err::{self, Error, Lib, Result};
use std::sync::Arc;

/// How far the two close_notify alerts have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShutdownState {
    /// Ours is out, the peer's has not come (`SSL_shutdown` gives 0).
    Sent,
    /// Both are through (`SSL_shutdown` gives 1).
    Complete,
}

/// One TLS connection, from the first handshake byte to its end.
///
/// Calls return as soon as the wire would block; the same call made again
/// goes on where it stopped. `read` and `write` before the end of the
/// handshake drive the handshake first.
#[derive(Debug)]
pub struct Connection {
    facts: Arc<FactsCell>,
}

impl Connection {
    /// A connection that has not sent or received a byte.
    ///
    /// Errors: `R_NO_PROTOCOLS_AVAILABLE` or `R_NO_CIPHERS_AVAILABLE` if the
    /// settings leave no version or suite.
    pub fn new(settings: Settings) -> Result<Connection> {
        let _ = settings;
        Err(Error::new(Lib::Ssl, err::R_UNSUPPORTED))
    }

    /// What is known; the cell stays readable during calls.
    pub fn facts(&self) -> &Arc<FactsCell> {
        &self.facts
    }

    /// Drives the handshake. Safe to call when it is done already.
    pub fn handshake(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome {
        let _ = (host, wire);
        Outcome::Transport
    }

    /// Reads at most one record's worth of data; `Done(n)` with n ≥ 1 unless
    /// `buf` is empty.
    pub fn read(&mut self, host: &dyn Host, wire: &mut dyn Wire, buf: &mut [u8]) -> Outcome<usize> {
        let _ = (host, wire, buf);
        Outcome::Transport
    }

    /// As [`read`](Connection::read), but the data stays for the next read.
    pub fn peek(&mut self, host: &dyn Host, wire: &mut dyn Wire, buf: &mut [u8]) -> Outcome<usize> {
        let _ = (host, wire, buf);
        Outcome::Transport
    }

    /// Sends `data`: all of it, or with `partial_write` at least one record.
    ///
    /// After `WantWrite` the same data must be given again (it may be longer;
    /// what has been sealed is not sealed twice); else `R_BAD_WRITE_RETRY`.
    /// The check of the length is here; `buf`'s address is compared too
    /// unless `moving_write_buffer` is set.
    pub fn write(&mut self, host: &dyn Host, wire: &mut dyn Wire, data: &[u8]) -> Outcome<usize> {
        let _ = (host, wire, data);
        Outcome::Transport
    }

    /// Sends close_notify; called again, waits for the peer's
    /// (`SSL_shutdown`).
    ///
    /// Errors: `R_SHUTDOWN_WHILE_IN_INIT`, `R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY`.
    pub fn shutdown(&mut self, host: &dyn Host, wire: &mut dyn Wire) -> Outcome<ShutdownState> {
        let _ = (host, wire);
        Outcome::Transport
    }

    /// Whether records, whole or in part, are buffered
    /// (`SSL_has_pending`); [`Facts::pending`](super::Facts::pending) counts
    /// decrypted bytes.
    pub fn has_pending(&self) -> bool {
        false
    }

    /// Queues a TLS 1.3 KeyUpdate, sent with the next write or handshake
    /// call; with `request` the peer is asked for one as well.
    pub fn key_update(&mut self, request: bool) -> Result<()> {
        let _ = request;
        Err(Error::new(Lib::Ssl, err::ssl::R_WRONG_SSL_VERSION))
    }

    /// Changes [`Options::partial_write`](super::Options) and
    /// `moving_write_buffer` and the fragment size of a live connection.
    pub fn set_write_mode(&mut self, partial: bool, moving: bool, max_fragment: usize) {
        let _ = (partial, moving, max_fragment);
    }

    /// Keying material for `label` and `context` (RFC 5705, RFC 8446 7.5).
    pub fn export(&self, label: &[u8], context: Option<&[u8]>, out: &mut [u8]) -> Result<()> {
        let _ = (label, context, out);
        Err(Error::new(Lib::Ssl, err::R_UNSUPPORTED))
    }
}
