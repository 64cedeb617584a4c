//! What passes between a connection and the rustls objects inside it.
//!
//! rustls resumes a client's session only with the very same verifier,
//! resolver and store objects, so these are singletons. While rustls runs,
//! the connection's [`Capture`] lies in a thread-local cell, where they find
//! what they need and leave what they see.

#![forbid(unsafe_code)]

use super::custom::Edits;
use super::fiber;
use super::post_auth::Left;
use super::record::Half;
use super::{
    Alert, CertRequest, Credential, Padding, PeerChain, Place, Received, Session, Settings,
    SignKey, Ticket,
};
use crate::crypto::dh::Params;
use crate::err::Error;
use rustls::client::{Tls12ClientSessionValue, Tls13ClientSessionValue};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What rustls asks, answered on the connection's own stack.
pub(super) enum Question {
    /// Judge the peer's certificates.
    Verify(PeerChain),
    /// Choose a client certificate.
    Credential(CertRequest),
    /// Sign a handshake message.
    Sign(Arc<dyn SignKey>, u16, Vec<u8>),
    /// Seal a session into a ticket; with `true` it follows another.
    Seal(Arc<Session>, bool),
    /// Open a ticket.
    Open(Vec<u8>),
    /// Find the external key with this identity.
    Psk(Vec<u8>),
    /// Find a cached session; with `true` it is to be forgotten then.
    Find(Vec<u8>, bool),
    /// Choose a session ID.
    Identify,
    /// May the session be kept?
    Keep,
    /// How much is a record of this type and length padded?
    Pad(u8, usize),
    /// Is early data taken?
    EarlyData,
    /// Which extensions of the program's go in here?
    Extensions(Place),
    /// Is this extension of the program's right?
    Extension(Received),
}

/// The answer to a [`Question`].
pub(super) enum Answer {
    /// To `Verify`: go on or not. The capture holds alert and error.
    Verified(bool),
    /// To `Credential`.
    Credential(Option<Arc<Credential>>),
    /// To `Sign`, `Seal` and `Extensions`; `None` failed.
    Bytes(Option<Vec<u8>>),
    /// To `Open`, with whether a new ticket is due.
    Ticket(Option<Ticket>),
    /// To `Find` and `Psk`.
    Session(Option<Arc<Session>>),
    /// To `Identify`.
    Id(Option<[u8; 32]>),
    /// To `Keep`.
    Kept(bool),
    /// To `Pad`.
    Padding(usize),
    /// To `EarlyData` and `Extension`.
    Taken(bool),
}

/// A secret that rustls logged.
pub(super) struct Secret {
    pub(super) label: Cow<'static, str>,
    /// Only where it is logged.
    pub(super) client_random: Vec<u8>,
    pub(super) secret: Zeroizing<Vec<u8>>,
}

/// The meeting point of one connection and rustls.
#[derive(Default)]
pub(super) struct Capture {
    /// The connection's settings.
    pub(super) settings: Option<Arc<Settings>>,
    /// Contents of encrypted records received, in order.
    pub(super) rx: Vec<(u8, Vec<u8>)>,
    /// Contents of encrypted records sent, in order.
    pub(super) tx: VecDeque<(u8, Vec<u8>)>,
    /// The key and the IV that records are encrypted with now.
    pub(super) seal_key: Option<(Zeroizing<Vec<u8>>, Vec<u8>)>,
    /// The number of the next record under that key.
    pub(super) seal_seq: u64,
    /// The same of received records; in TLS 1.3 there is one as soon as they
    /// have to be encrypted.
    pub(super) open_key: Option<(Zeroizing<Vec<u8>>, Vec<u8>)>,
    /// The number of the next record under that key.
    pub(super) open_seq: u64,
    /// Secrets logged.
    pub(super) secrets: Vec<Secret>,
    /// The description that the next fatal alert shall have.
    pub(super) alert: Option<u8>,
    /// The error to report, if one of our own objects failed.
    pub(super) failure: Option<Error>,
    /// Client: the TLS 1.2 session to offer.
    pub(super) offer12: Option<Tls12ClientSessionValue>,
    /// Client: the TLS 1.3 session to offer.
    pub(super) offer13: Option<Tls13ClientSessionValue>,
    /// Client: the session that rustls saved.
    pub(super) saved12: Option<Tls12ClientSessionValue>,
    /// Client: the session that rustls made of a ticket.
    pub(super) saved13: Option<Tls13ClientSessionValue>,
    /// The pre-shared key of the last ticket.
    pub(super) psk: Zeroizing<Vec<u8>>,
    /// TLS 1.3's resumption master secret.
    pub(super) resumption_secret: Zeroizing<Vec<u8>>,
    /// The external pre-shared key that is offered or taken, in the place of
    /// a session's secret.
    pub(super) external: Option<Zeroizing<Vec<u8>>>,
    /// Server: neither a pre-shared key nor a certificate was there, so nothing
    /// that rustls wrote is to go out.
    pub(super) unproven: bool,
    /// The early exporter master secret.
    pub(super) early_exporter: Zeroizing<Vec<u8>>,
    /// Server: whether the ticket that was tried is to be replaced; `None`
    /// if there was none.
    pub(super) renew: Option<bool>,
    /// Server: whether the session may be kept, once that was asked.
    pub(super) keep: Option<bool>,
    /// Server: the next 32 random bytes are a session ID.
    pub(super) identify: bool,
    /// Server: the random that its program was told of.
    pub(super) server_random: Option<[u8; 32]>,
    /// Server: the code of the longest record that was agreed on; 0 for none.
    pub(super) fragment: u8,
    /// Server: sessions issued.
    pub(super) issued: Vec<Arc<Session>>,
    /// Server: the session resumed.
    pub(super) resumed: Option<Arc<Session>>,
    /// Server: it has been decided whether early data is taken.
    pub(super) early_decided: bool,
    pub(super) early_taken: bool,
    /// Server: tickets sealed so far.
    pub(super) tickets: usize,
    /// The peer's certificates, once accepted.
    pub(super) peer_chain: Option<PeerChain>,
    /// The code of the last verification.
    pub(super) verify_result: Option<i64>,
    /// Server: the groups that the client named, for its certificate.
    pub(super) peer_groups: Vec<u16>,
    /// The scheme we signed with.
    pub(super) own_sigalg: u16,
    /// The scheme the peer signed with.
    pub(super) peer_sigalg: u16,
    /// The version agreed on, as far as it is known.
    pub(super) version: u16,
    /// The key-exchange group of the server's ticket, for its session.
    pub(super) group: u16,
    /// The parameters of finite-field Diffie-Hellman: the server's.
    pub(super) dh: Option<Arc<Params>>,
    /// How much records are padded.
    pub(super) padding: Padding,
    /// Extensions of the program's own, if it has any.
    pub(super) edits: Option<Box<Edits>>,
    /// What authentication after the handshake needs of it, if it is to be had.
    pub(super) post_auth: Option<Box<Left>>,
    /// Server: the transcript before the ClientHello, and that, after a
    /// retry that rustls knows nothing of.
    pub(super) before: Option<(Vec<u8>, Vec<u8>)>,
    /// The time to tell rustls instead of the present, in seconds.
    pub(super) now: Option<u64>,
    /// The secret of a session that [`revive`](super::revive) makes anew, in
    /// a handshake with nobody: rustls is to take it for the one it agreed
    /// on, and not to encrypt or check anything.
    pub(super) revived: Option<Zeroizing<Vec<u8>>>,
}

impl Capture {
    /// The keys of both directions at the end of a TLS 1.2 handshake, sending
    /// first, with the numbers that come next.
    pub(super) fn keys12(&self, suite: u16) -> Option<(Half, Half)> {
        let half = |key: &Option<(Zeroizing<Vec<u8>>, Vec<u8>)>, seq| {
            let (key, iv) = key.as_ref()?;
            // The Finished message has been at least.
            (seq > 0).then(|| Half::of_suite(suite, key, iv, seq)).flatten()
        };
        Some((half(&self.seal_key, self.seal_seq)?, half(&self.open_key, self.open_seq)?))
    }

    /// Keeps the alert and the error of a callback that ended the handshake.
    pub(super) fn fail(&mut self, alert: Alert) {
        self.alert = Some(alert.description);
        self.failure = Some(alert.error);
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Box<Capture>>> = const { RefCell::new(None) };
    /// Stands where a capture was taken from.
    static SPARE: Cell<Option<Box<Capture>>> = const { Cell::new(None) };
}

/// Runs `work` with `capture` where [`with`] finds it.
///
/// After a panic the capture is lost, and with it the connection.
pub(super) fn scope<R>(capture: &mut Box<Capture>, work: impl FnOnce() -> R) -> R {
    let spare = SPARE.try_with(Cell::take).ok().flatten().unwrap_or_default();
    let inner = std::mem::replace(capture, spare);
    let outer = swap(Some(inner));
    let result = work();
    let inner = swap(outer).unwrap_or_default();
    let spare = std::mem::replace(capture, inner);
    let _ = SPARE.try_with(|place| place.set(Some(spare)));
    result
}

fn swap(new: Option<Box<Capture>>) -> Option<Box<Capture>> {
    CURRENT.try_with(|cell| cell.replace(new)).ok().flatten()
}

/// Looks into the current capture; `None` if there is none. Never asks or
/// calls out from inside.
pub(super) fn with<R>(look: impl FnOnce(&mut Capture) -> R) -> Option<R> {
    CURRENT.try_with(|cell| cell.try_borrow_mut().ok()?.as_deref_mut().map(look)).ok().flatten()
}

/// The settings of the connection that rustls runs for.
pub(super) fn settings() -> Option<Arc<Settings>> {
    with(|capture| capture.settings.clone()).flatten()
}

/// The secret to use instead of all secrets, if a session is being revived.
pub(super) fn revived() -> Option<Zeroizing<Vec<u8>>> {
    with(|capture| capture.revived.clone()).flatten()
}

/// Whether a session is being revived.
pub(super) fn reviving() -> bool {
    with(|capture| capture.revived.is_some()).unwrap_or(false)
}

/// Asks the connection's owner.
pub(super) fn ask(question: Question) -> Option<Answer> {
    fiber::ask(question)
}
