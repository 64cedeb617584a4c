//! The TLS engine: handshake, records and sessions of one connection.
//!
//! The only importer of rustls. The objects behind `SSL *` drive it so:
//!
//! 1. [`Connection::new`] with a [`Settings`] snapshot, at the first handshake
//!    call.
//! 2. [`Connection::handshake`] until it answers [`Outcome::Done`]; then
//!    [`read`](Connection::read), [`write`](Connection::write),
//!    [`shutdown`](Connection::shutdown) …
//! 3. Whatever needs a decision or a callback of the program comes through
//!    [`Host`], always on the caller's own stack, with no lock held and no
//!    frame of rustls below: a callback may look at the connection's
//!    [`Facts`], suspend the handshake, or longjmp.
//! 4. Transport bytes go through [`Wire`].
//!
//! The caller takes the `Connection` out of its own cell for a call, and
//! keeps the [`FactsCell`] of [`Connection::facts`] beside it, which stays
//! readable meanwhile.

mod alerts;
mod auth_messages;
mod buffers;
mod capture;
mod configs;
pub mod connection;
pub mod custom;
pub mod dhe;
pub mod dtls;
mod early;
mod engine;
mod exporter;
pub mod facts;
mod fiber;
mod handshake;
mod header;
mod hello;
pub mod host;
#[cfg(test)]
mod interop;
mod keys;
mod negotiate;
mod observe;
pub mod outcome;
pub mod padding;
pub mod post_auth;
mod provider;
mod psk;
mod record;
mod reissue;
mod revive;
mod roles;
mod schedule;
pub mod secret;
pub mod session;
pub mod settings;
mod shelf;
pub mod stateless;
mod stop;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_records;
#[cfg(test)]
mod tests_resumption;
mod traffic;
pub mod wire;
mod wirefmt;

pub use connection::{Connection, Modes, ShutdownState};
pub use custom::{Place, Received, place};
pub use facts::{EarlyData, Facts, FactsCell, State};
pub use host::{
    Alert, CertRequest, ClientHello, Host, Info, Message, PeerChain, Reply, Ticket, Verdict,
};
pub use keys::{group_of, scheme_algorithm, schemes_of};
pub use outcome::{Outcome, Suspend};
pub use padding::Padding;
pub use post_auth::ClientAuth;
pub use secret::Given;
pub use session::Session;
pub use settings::{Credential, Options, PeerAuth, Role, Settings, SignKey};
pub use stateless::{Cookie, CookieKey, Retry, Stage};
pub use wire::{ReadPolicy, Transfer, Wire};
