//! How a call into a connection ends.

use crate::err::Error;

/// Why a callback wants to be asked again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspend {
    /// cert_cb or client_cert_cb: `SSL_ERROR_WANT_X509_LOOKUP`.
    X509Lookup,
    /// client_hello_cb: `SSL_ERROR_WANT_CLIENT_HELLO_CB`.
    ClientHello,
    /// `SSL_set_retry_verify`: `SSL_ERROR_WANT_RETRY_VERIFY`.
    RetryVerify,
    /// A session callback that is not ready (`SSL_magic_pending_session_ptr`).
    Async,
}

/// The result of a call that may have to wait.
#[derive(Debug)]
pub enum Outcome<T = ()> {
    /// Finished.
    Done(T),
    /// Call again when the transport can be read.
    WantRead,
    /// Call again when the transport can be written.
    WantWrite,
    /// A callback suspended the handshake; call again.
    Suspended(Suspend),
    /// The peer's close_notify: a clean end (`SSL_ERROR_ZERO_RETURN`).
    Closed,
    /// The transport ended without a close_notify. The owner reports
    /// `R_UNEXPECTED_EOF_WHILE_READING`, or a clean end with
    /// `SSL_OP_IGNORE_UNEXPECTED_EOF`.
    Eof,
    /// The transport failed (`SSL_ERROR_SYSCALL`).
    Transport,
    /// The connection failed; the alert, if any, has been sent. The same
    /// call later gives the same answer with a silent error.
    Failed(Error),
}

impl<T> Outcome<T> {
    /// The same outcome with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Outcome::Done(value) => Outcome::Done(f(value)),
            Outcome::WantRead => Outcome::WantRead,
            Outcome::WantWrite => Outcome::WantWrite,
            Outcome::Suspended(why) => Outcome::Suspended(why),
            Outcome::Closed => Outcome::Closed,
            Outcome::Eof => Outcome::Eof,
            Outcome::Transport => Outcome::Transport,
            Outcome::Failed(error) => Outcome::Failed(error),
        }
    }
}
