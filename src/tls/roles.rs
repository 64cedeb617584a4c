//! The objects that rustls asks: verifier, resolver, signer, stores, key log,
//! clock.

#![forbid(unsafe_code)]

use super::capture::{self, Answer, Question, Secret};
use super::custom;
use super::keys::Signature;
use super::settings::{PeerAuth, SIGALGS, TLS1_3};
use super::{CertRequest, Credential, PeerChain, alerts, psk, session};
use crate::err::{Error as SslError, Lib, ssl};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ClientSessionStore, ResolvesClientCert, Tls12ClientSessionValue, Tls13ClientSessionValue,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ProducesTickets, ResolvesServerCert, StoresServerSessions};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::time_provider::TimeProvider;
use rustls::{
    DigitallySignedStruct, DistinguishedName, Error, KeyLog, NamedGroup, SignatureAlgorithm,
    SignatureScheme,
};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use zeroize::Zeroizing;

/// The one object of all clients: rustls resumes only with the same.
#[derive(Debug)]
pub(super) struct Roles;

/// [`Roles`], as rustls takes them.
pub(super) static ROLES: LazyLock<Arc<Roles>> = LazyLock::new(|| Arc::new(Roles));

/// Fails the handshake with this alert and reason.
fn fail(alert: u8, reason: i32) -> Error {
    capture::with(|capture| {
        // What the program's callback said comes first.
        if capture.failure.is_none() {
            capture.alert = Some(alert);
            capture.failure = Some(SslError::new(Lib::Ssl, reason));
        }
    });
    Error::General(String::new())
}

fn known(schemes: &[u16]) -> Vec<SignatureScheme> {
    schemes.iter().filter(|&scheme| SIGALGS.contains(scheme)).map(|&s| s.into()).collect()
}

fn verify_schemes() -> Vec<SignatureScheme> {
    capture::settings().map(|settings| known(&settings.verify_sigalgs)).unwrap_or_default()
}

fn judge(
    leaf: &CertificateDer<'_>,
    others: &[CertificateDer<'_>],
    ocsp: &[u8],
) -> Result<(), Error> {
    if capture::reviving() {
        return Ok(());
    }
    let asked = capture::settings().is_some_and(|settings| settings.status_request);
    if !ocsp.is_empty() && !asked {
        return Err(fail(alerts::UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION));
    }
    let certificates = std::iter::once(leaf).chain(others);
    let chain = Arc::new(certificates.map(|certificate| certificate.to_vec()).collect());
    let question = Question::Verify(PeerChain { chain, ocsp: ocsp.to_vec() });
    match capture::ask(question) {
        Some(Answer::Verified(true)) => Ok(()),
        _ => Err(fail(alerts::CERTIFICATE_UNKNOWN, ssl::R_CERTIFICATE_VERIFY_FAILED)),
    }
}

/// Checks a handshake signature with the key of a certificate, of which
/// nothing but the key matters here.
fn check_signature(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    version: u16,
) -> Result<HandshakeSignatureValid, Error> {
    if capture::reviving() {
        return Ok(HandshakeSignatureValid::assertion());
    }
    let scheme = u16::from(signed.scheme);
    let allowed = capture::settings().is_some_and(|s| s.verify_sigalgs.contains(&scheme));
    if !allowed || !SIGALGS.contains(&scheme) {
        return Err(fail(alerts::ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE));
    }
    capture::with(|capture| capture.peer_sigalg = scheme);
    // TLS 1.2 signs the messages themselves.
    let wire = if version == TLS1_3 { None } else { custom::on_wire(message) };
    let message = wire.as_deref().unwrap_or(message);
    let theirs = capture::with(|capture| std::mem::take(&mut capture.peer_groups));
    let theirs = theirs.unwrap_or_default();
    let own = capture::settings();
    let allowed = |group: u16| {
        own.as_ref().is_some_and(|own| own.groups.contains(&group))
            && (theirs.is_empty() || theirs.contains(&group))
    };
    let kind = (scheme, version);
    match super::keys::verify(certificate, kind, message, signed.signature(), allowed) {
        Signature::Good => Ok(HandshakeSignatureValid::assertion()),
        Signature::Bad => Err(fail(alerts::DECRYPT_ERROR, ssl::R_BAD_SIGNATURE)),
        Signature::OtherKey => Err(fail(alerts::ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE)),
        Signature::OtherCurve => Err(fail(alerts::ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE)),
    }
}

impl ServerCertVerifier for Roles {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        judge(leaf, others, ocsp)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_signature(message, certificate, signed, super::settings::TLS1_2)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_signature(message, certificate, signed, TLS1_3)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        verify_schemes()
    }
}

/// A server's view of its client's certificate.
#[derive(Debug)]
pub(super) struct Clients {
    auth: PeerAuth,
    names: Vec<DistinguishedName>,
}

impl Clients {
    pub(super) fn new(auth: PeerAuth, names: &[Vec<u8>]) -> Self {
        Clients { auth, names: names.iter().map(|name| name.clone().into()).collect() }
    }
}

impl ClientCertVerifier for Clients {
    fn offer_client_auth(&self) -> bool {
        self.auth != PeerAuth::None
    }

    fn client_auth_mandatory(&self) -> bool {
        self.auth == PeerAuth::Require
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.names
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        judge(leaf, others, &[])?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_signature(message, certificate, signed, super::settings::TLS1_2)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_signature(message, certificate, signed, TLS1_3)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        verify_schemes()
    }
}

/// A credential's key, which signs with the first scheme of the peer's that
/// it and the settings know.
#[derive(Debug)]
struct Key {
    credential: Arc<Credential>,
    schemes: Vec<u16>,
}

#[derive(Debug)]
struct OneSigner {
    credential: Arc<Credential>,
    scheme: u16,
}

/// A credential for rustls, signing with these schemes only.
pub(super) fn certified(credential: &Arc<Credential>, schemes: Vec<u16>) -> Arc<CertifiedKey> {
    let chain = credential.chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let key = Arc::new(Key { credential: credential.clone(), schemes });
    let ocsp = (!credential.ocsp.is_empty()).then(|| credential.ocsp.clone());
    Arc::new(CertifiedKey { cert: chain, key, ocsp })
}

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme =
            offered.iter().map(|&s| u16::from(s)).find(|scheme| self.schemes.contains(scheme))?;
        Some(Box::new(OneSigner { credential: self.credential.clone(), scheme }))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self.schemes.first().map(|&scheme| super::keys::kind(scheme)) {
            Some(super::keys::Kind::Ecdsa) => SignatureAlgorithm::ECDSA,
            Some(super::keys::Kind::Ed25519) => SignatureAlgorithm::ED25519,
            _ => SignatureAlgorithm::RSA,
        }
    }
}

impl Signer for OneSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let tls13 = capture::with(|capture| capture.version) == Some(TLS1_3);
        // TLS 1.2 signs the messages themselves.
        let wire = if tls13 { None } else { custom::on_wire(message) };
        let message = wire.unwrap_or_else(|| message.to_vec());
        let question = Question::Sign(self.credential.key.clone(), self.scheme, message);
        match capture::ask(question) {
            Some(Answer::Bytes(Some(signature))) => {
                capture::with(|capture| capture.own_sigalg = self.scheme);
                Ok(signature)
            }
            _ => Err(fail(alerts::INTERNAL_ERROR, crate::err::R_INTERNAL_ERROR)),
        }
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme.into()
    }
}

impl ResolvesClientCert for Roles {
    fn resolve(&self, names: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let settings = capture::settings()?;
        let request = CertRequest {
            ca_names: names.iter().map(|name| name.to_vec()).collect(),
            sigalgs: schemes.iter().map(|&scheme| scheme.into()).collect(),
        };
        let version = capture::with(|capture| capture.version)?;
        let usable = |credential: &Arc<Credential>| -> Vec<u16> {
            let own = credential.key.schemes();
            let fits = |s: &u16| {
                super::keys::can_sign(&own, *s, version) && settings.sign_sigalgs.contains(s)
            };
            request.sigalgs.iter().copied().filter(fits).collect()
        };
        let credential = if settings.ask_for_credential {
            match capture::ask(Question::Credential(request.clone())) {
                Some(Answer::Credential(credential)) => credential?,
                _ => return None,
            }
        } else {
            settings.credentials.iter().find(|credential| !usable(credential).is_empty())?.clone()
        };
        Some(certified(&credential, usable(&credential)))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// The one credential that was chosen for this server connection.
#[derive(Debug)]
pub(super) struct Chosen(pub(super) Arc<CertifiedKey>);

impl ResolvesServerCert for Chosen {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

impl ClientSessionStore for Roles {
    fn set_kx_hint(&self, _server: ServerName<'static>, _group: NamedGroup) {}

    fn kx_hint(&self, _server: &ServerName<'_>) -> Option<NamedGroup> {
        None
    }

    fn set_tls12_session(&self, _server: ServerName<'static>, value: Tls12ClientSessionValue) {
        capture::with(|capture| capture.saved12 = Some(value));
    }

    fn tls12_session(&self, _server: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        capture::with(|capture| capture.offer12.take()).flatten()
    }

    fn remove_tls12_session(&self, _server: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _server: ServerName<'static>, value: Tls13ClientSessionValue) {
        capture::with(|capture| capture.saved13 = Some(value));
    }

    fn take_tls13_ticket(&self, _server: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        capture::with(|capture| capture.offer13.take()).flatten()
    }
}

/// The label of the client's first traffic secret.
const CLIENT_TRAFFIC: &str = "CLIENT_TRAFFIC_SECRET_0";

impl KeyLog for Roles {
    fn will_log(&self, label: &str) -> bool {
        matches!(label, "CLIENT_RANDOM" | "EXPORTER_SECRET")
            || capture::settings().is_some_and(|settings| settings.keylog)
            || label == CLIENT_TRAFFIC
                && capture::with(|capture| capture.post_auth.is_some()).unwrap_or(false)
    }

    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        if !self.will_log(label) {
            return;
        }
        capture::with(|capture| {
            let logged = capture.settings.as_ref().is_some_and(|settings| settings.keylog);
            if label == "CLIENT_EARLY_TRAFFIC_SECRET" {
                capture.secrets.push(Secret {
                    label: "EARLY_EXPORTER_SECRET".into(),
                    client_random: client_random.to_vec(),
                    secret: capture.early_exporter.clone(),
                });
            }
            if let (Some(left), CLIENT_TRAFFIC) = (&mut capture.post_auth, label) {
                left.secret = Zeroizing::new(secret.to_vec());
            }
            capture.secrets.push(Secret {
                label: match label {
                    "CLIENT_RANDOM" => "CLIENT_RANDOM".into(),
                    "EXPORTER_SECRET" => "EXPORTER_SECRET".into(),
                    other => other.to_owned().into(),
                },
                client_random: if logged { client_random.to_vec() } else { Vec::new() },
                secret: Zeroizing::new(secret.to_vec()),
            });
        });
    }
}

impl TimeProvider for Roles {
    fn current_time(&self) -> Option<UnixTime> {
        let told = capture::with(|capture| capture.now).flatten();
        Some(told.map_or_else(UnixTime::now, |secs| {
            UnixTime::since_unix_epoch(Duration::from_secs(secs))
        }))
    }
}

/// A server's way to its session cache and its tickets.
#[derive(Debug)]
pub(super) struct Sessions {
    /// TLS 1.2: a session ID may be given out.
    pub(super) may_cache: bool,
    /// Tickets hold the session themselves.
    pub(super) stateless: bool,
    /// Its tickets allow early data.
    pub(super) offers_early: bool,
    /// There may be early data now, and somebody reads it: the age in
    /// milliseconds, obfuscated, that the client says its ticket has.
    pub(super) early_wanted: Option<u32>,
    /// TLS 1.3: the client's pre-shared keys may be used as rustls does.
    pub(super) psk_mode: bool,
    /// The age of the first ticket offered, obfuscated.
    pub(super) first_age: u32,
    /// The ALPN protocol that was chosen; empty for none.
    pub(super) alpn: Vec<u8>,
    /// How many TLS 1.3 tickets follow a full handshake.
    pub(super) tickets: usize,
    /// How long they live, in seconds.
    pub(super) lifetime: u32,
    /// The version that was chosen.
    pub(super) version: u16,
    /// The suite that was chosen.
    pub(super) suite: u16,
    /// The name the client asks for.
    pub(super) server_name: Option<String>,
    /// The client offers the extended master secret.
    pub(super) ems: bool,
}

impl Sessions {
    /// Whether one more session may be issued: a resumption renews one only.
    fn may_issue(&self) -> bool {
        let counted = capture::with(|capture| {
            capture.tickets += 1;
            let most = match (&capture.resumed, capture.renew) {
                (_, Some(false)) => 0,
                (None, _) => self.tickets,
                (Some(_), _) => self.tickets.min(1),
            };
            let fits = self.version != TLS1_3 || capture.tickets <= most;
            (fits && capture.failure.is_none(), capture.resumed.is_some())
        });
        counted.is_some_and(|(fits, resumed)| fits && (resumed || may_keep()))
    }

    /// Looks a found session over; rustls's form of it, if it may be resumed
    /// here. What rustls itself would not resume is left out already.
    fn resume(&self, session: Arc<session::Session>) -> Option<Vec<u8>> {
        let settings = capture::settings()?;
        let named = |name: &String| {
            self.server_name.as_ref().is_some_and(|asked| asked.eq_ignore_ascii_case(name))
        };
        let fits = session::accept(&settings, &session)
            && (session.version, session.suite) == (self.version, self.suite)
            && (self.version == TLS1_3 || session.ems || !self.ems)
            && session.server_name.as_ref().is_none_or(named);
        let inner = session.encode(self.server_name.as_deref()).filter(|_| fits)?;
        capture::with(|capture| {
            capture.verify_result = Some(session.verify_result);
            capture.resumed = Some(session);
        });
        Some(inner.to_vec())
    }

    /// Whether early data of the session that is resumed is taken: one that
    /// allows it, for the same protocol, and of the age that the client says
    /// (RFC 8446, 8.3). rustls itself sees to the rest, and leaves more room
    /// for the age.
    fn takes_early(&self) -> bool {
        let fits = |session: &session::Session| {
            let of_age = |age| session.external || session::is_of_age(session, age);
            // What goes beyond an external key's limit fails later, as in OpenSSL.
            (session.external || session.max_early_data > 0)
                && session.suite == self.suite
                && session.alpn == self.alpn
                && self.early_wanted.is_some_and(of_age)
        };
        capture::with(|c| c.resumed.as_deref().is_some_and(fits)) == Some(true)
            && matches!(capture::ask(Question::EarlyData), Some(Answer::Taken(true)))
    }

    /// rustls's form of the external key with this identity.
    fn external(&self, identity: &[u8]) -> Option<Vec<u8>> {
        if self.version != TLS1_3 {
            return None;
        }
        let name = self.server_name.as_deref();
        let found = psk::find(identity, self.suite, name, self.first_age)?;
        Some(found.to_vec())
    }

    fn issue(&self, id: Option<&[u8]>, inner: &[u8]) -> Option<session::Session> {
        let settings = capture::settings()?;
        let known = capture::with(|c| {
            // A client that resumes need not ask for short records again.
            let resumed = c.resumed.as_ref().map_or(0, |session| session.fragment);
            let fragment = if c.fragment == 0 { resumed } else { c.fragment };
            (c.verify_result.unwrap_or(0), c.group, fragment)
        })?;
        session::issue(&settings, known, id, inner)
    }
}

/// Whether the session may be resumed later; asked once, after the client's
/// own was refused.
fn may_keep() -> bool {
    if let Some(known) = capture::with(|capture| capture.keep).flatten() {
        return known;
    }
    let keep = matches!(capture::ask(Question::Keep), Some(Answer::Kept(true)));
    capture::with(|capture| capture.keep = Some(keep));
    keep
}

impl StoresServerSessions for Sessions {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        if !self.may_issue() {
            return false;
        }
        let Some(session) = self.issue(Some(&key), &value) else { return false };
        capture::with(|capture| capture.issued.push(Arc::new(session))).is_some()
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        match capture::ask(Question::Find(key.to_vec(), false)) {
            Some(Answer::Session(found)) => self.resume(found?),
            _ => None,
        }
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        if !self.psk_mode {
            return None;
        }
        if let Some(found) = self.external(key) {
            return Some(found);
        }
        match capture::ask(Question::Find(key.to_vec(), true)) {
            Some(Answer::Session(found)) => self.resume(found?),
            _ => None,
        }
    }

    fn can_cache(&self) -> bool {
        // rustls asks this of TLS 1.2's full handshakes, and draws an ID next.
        if self.may_cache && self.version != TLS1_3 {
            may_keep();
            capture::with(|capture| capture.identify = true);
        }
        self.may_cache
    }
}

impl ProducesTickets for Sessions {
    fn enabled(&self) -> bool {
        if self.version == TLS1_3 {
            // rustls asks how to look a ticket up; then, of a session that is
            // resumed, whether early data is out of the question; and how to
            // issue tickets.
            let deciding = self.offers_early
                && capture::with(|c| {
                    c.resumed.is_some() && !std::mem::replace(&mut c.early_decided, true)
                })
                .unwrap_or(false);
            if deciding {
                let taken = self.takes_early();
                capture::with(|c| c.early_taken = taken);
                return !taken;
            }
            return self.stateless;
        }
        // A ticket that was tried gets a successor only if it is to be
        // replaced.
        let due = capture::with(|c| c.renew.unwrap_or(c.resumed.is_none())).unwrap_or(true);
        let full = capture::with(|c| c.resumed.is_none()).unwrap_or(true);
        self.stateless && due && (!full || may_keep())
    }

    fn lifetime(&self) -> u32 {
        self.lifetime
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        if !self.may_issue() {
            return None;
        }
        let session = Arc::new(self.issue(None, plain)?);
        let resumed = capture::with(|capture| capture.resumed.is_some()).unwrap_or(false);
        let ticket = match capture::ask(Question::Seal(session.clone(), resumed)) {
            Some(Answer::Bytes(ticket)) => ticket?,
            _ => return None,
        };
        capture::with(|capture| capture.issued.push(session));
        Some(ticket)
    }

    fn decrypt(&self, ticket: &[u8]) -> Option<Vec<u8>> {
        if self.version == TLS1_3 && !self.psk_mode {
            return None;
        }
        if let Some(found) = self.external(ticket) {
            return Some(found);
        }
        if !self.stateless {
            return None;
        }
        let ticket = match capture::ask(Question::Open(ticket.to_vec())) {
            Some(Answer::Ticket(found)) => found?,
            _ => return None,
        };
        capture::with(|capture| capture.renew = Some(ticket.renew));
        let resumed = self.resume(ticket.session?);
        if resumed.is_none() {
            // The new session gets a ticket in that one's place.
            capture::with(|capture| capture.renew = Some(true));
        }
        resumed
    }
}
