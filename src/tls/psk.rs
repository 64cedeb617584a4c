//! External pre-shared keys of TLS 1.3 (RFC 8446 2.2), which rustls knows
//! only as what tickets hold.
//!
//! To rustls an external key is the secret of a session whose ticket is the
//! identity. It may be of any length, which such a secret is not: so what
//! rustls holds is a stand-in, and its key schedule is given the true key
//! ([`key`]) and the label of an external one ([`label`]).

#![forbid(unsafe_code)]

use super::capture::{self, Answer, Capture, Question};
use super::session::Session;
use super::settings::{PeerAuth, Settings, TLS1_3};
use super::{Alert, Host, Reply, alerts, negotiate, provider, session};
use crate::err::{self, ssl};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{Error, SignatureAlgorithm, SignatureScheme};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest life that a ticket can have, in seconds: the key has no end.
const FOREVER: u32 = 7 * 24 * 60 * 60;
/// The label of the key that proves the knowledge of a resumption secret.
pub(super) const RESUMED: &[u8] = b"res binder";
/// The same for an external key.
const EXTERNAL: &[u8] = b"ext binder";

impl Session {
    /// An external pre-shared key: its identity, itself, the suite whose hash it
    /// is for, and how much early data it allows.
    pub fn external(identity: &[u8], key: Zeroizing<Vec<u8>>, suite: u16, early: u32) -> Session {
        Session {
            version: TLS1_3,
            suite,
            ticket: identity.to_vec(),
            lifetime_hint: FOREVER,
            created: session::now(),
            master_key: key,
            max_early_data: early,
            ems: true,
            external: true,
            ..Session::default()
        }
    }

    /// What shows of an external key once it served a connection: a session
    /// without a ticket, of the suite that was chosen.
    pub(super) fn used(&self, settings: &Settings, suite: u16) -> Session {
        Session {
            version: self.version,
            suite,
            created: self.created,
            master_key: self.master_key.clone(),
            verify_result: self.verify_result,
            alpn: self.alpn.clone(),
            server_name: self.server_name.clone(),
            ems: true,
            max_early_data: self.max_early_data,
            id_context: settings.session_id_context.clone(),
            ..Session::default()
        }
    }

    /// What rustls holds in the place of the key: as long as its hash.
    pub(super) fn stand_in(&self, suite: u16) -> Option<Zeroizing<Vec<u8>>> {
        Some(Zeroizing::new(vec![0; hash_len(suite)?]))
    }
}

/// The length of a TLS 1.3 suite's hash.
fn hash_len(suite: u16) -> Option<usize> {
    Some(provider::suite(suite)?.tls13()?.common.hash_provider.output_len())
}

/// Whether two suites of TLS 1.3 have the same hash.
fn same_hash(a: u16, b: u16) -> bool {
    hash_len(a).is_some_and(|len| hash_len(b) == Some(len))
}

/// Whether a suite's hash is SHA-256.
pub(super) fn is_sha256(suite: u16) -> bool {
    hash_len(suite) == Some(32)
}

/// The key of the connection that rustls runs for, if it is an external one.
pub(super) fn key() -> Option<Zeroizing<Vec<u8>>> {
    capture::with(|capture| capture.external.clone()).flatten()
}

/// The label that the connection's binders have.
pub(super) fn label() -> &'static [u8] {
    let external = capture::with(|capture| capture.external.is_some());
    if external == Some(true) { EXTERNAL } else { RESUMED }
}

/// Client: the session to offer in the place of the settings' own, if the
/// program has an external key.
///
/// Errors: those of its callbacks; `R_BAD_PSK` for a key that cannot be
/// offered, without which the server would not be the one that is meant.
pub(super) fn offered(settings: &Settings, host: &dyn Host) -> Result<Option<Arc<Session>>, Alert> {
    let tls13 = settings.max_version >= TLS1_3 && !settings.suites13.is_empty();
    if !settings.psk || !tls13 {
        return Ok(None);
    }
    match host.psk_offer() {
        Reply::Go(Some(session)) => {
            let known = hash_len(session.suite).is_some();
            if !known || session.ticket.is_empty() || session.master_key.is_empty() {
                return Err(alerts::alert(alerts::INTERNAL_ERROR, ssl::R_BAD_PSK));
            }
            // Early data is for the session that allows it.
            let own = settings.session.as_ref();
            let early = settings.early_data && own.is_some_and(|own| own.max_early_data > 0);
            Ok(Some(session).filter(|_| !early))
        }
        Reply::Go(None) => Ok(None),
        Reply::Fail(alert) => Err(alert),
        Reply::Suspend(_) => Err(alerts::alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR)),
    }
}

/// Client: makes rustls offer it.
pub(super) fn offer(capture: &mut Capture, session: &Session) {
    if session.external {
        capture.external = Some(session.master_key.clone());
        // The ticket of an external key has no age.
        capture.now = Some(session.created);
    }
}

/// Server: the form for rustls of the external key with this identity, if
/// there is one that fits `suite`. `age` is the obfuscated age of the first
/// identity, which means nothing here.
pub(super) fn find(
    identity: &[u8],
    suite: u16,
    name: Option<&str>,
    age: u32,
) -> Option<Zeroizing<Vec<u8>>> {
    let settings = capture::settings()?;
    let failed = capture::with(|capture| capture.failure.is_some()) != Some(false);
    if !settings.psk || failed {
        return None;
    }
    let Some(Answer::Session(Some(session))) = capture::ask(Question::Psk(identity.to_vec()))
    else {
        return None;
    };
    if session.version != TLS1_3 || !same_hash(session.suite, suite) {
        return None;
    }
    let fail = |description, reason| {
        capture::with(|capture| capture.fail(alerts::alert(description, reason)));
        None
    };
    // OpenSSL's rule for whatever may be resumed without a certificate.
    if settings.peer_auth != PeerAuth::None && settings.session_id_context.is_empty() {
        return fail(alerts::INTERNAL_ERROR, ssl::R_SESSION_ID_CONTEXT_UNINITIALIZED);
    }
    if session.master_key.is_empty() {
        return fail(alerts::ILLEGAL_PARAMETER, ssl::R_BINDER_DOES_NOT_VERIFY);
    }
    let encoded = Session {
        version: TLS1_3,
        suite,
        master_key: session.stand_in(suite)?,
        age_add: age,
        created: session::now(),
        alpn: session.alpn.clone(),
        ..Session::default()
    }
    .encode(name)?;
    capture::with(|capture| {
        capture.verify_result = Some(session.verify_result);
        capture.external = Some(session.master_key.clone());
        capture.resumed = Some(session);
    });
    Some(encoded)
}

/// Server: what stands where a certificate and its key are missing. They are
/// called for only if no pre-shared key was taken.
pub(super) fn nobody() -> Arc<CertifiedKey> {
    Arc::new(CertifiedKey { cert: Vec::new(), key: Arc::new(Nobody), ocsp: None })
}

/// A key that signs nothing.
#[derive(Debug)]
struct Nobody;

impl SigningKey for Nobody {
    fn choose_scheme(&self, _offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(Nobody))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Nobody {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, Error> {
        capture::with(|capture| {
            if capture.failure.is_none() {
                capture.fail(negotiate::no_signer(true));
                capture.unproven = true;
            }
        });
        Err(Error::NoCertificatesPresented)
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}
