//! Authentication of a client of TLS 1.3 after the handshake (RFC 8446,
//! 4.6.2), in both roles: an exchange of our own, which rustls has not.
//!
//! The server sends a CertificateRequest among the data; the client answers
//! with Certificate, CertificateVerify and Finished in a row. What they sign
//! goes back to the handshake's transcript, which is kept for that where the
//! client offers it.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::auth_messages::{
    bad_extension, certificates, extensions, internal, request, signed, take_extensions, too_short,
    unexpected, vec16, wanted,
};
use super::buffers::{Input, MAX_PLAIN, Output};
use super::connection::{Connection, Phase};
use super::hello;
use super::keys::{self, Signature};
use super::observe::Watch;
use super::session::Session;
use super::settings::TLS1_3;
use super::stop::{Ended, Stop};
use super::traffic::{self, Traffic};
use super::wirefmt::Reader;
use super::{
    Alert, CertRequest, ClientHello, Credential, Host, Info, Outcome, PeerChain, Place, Reply,
    Role, Settings, State, Transfer, Verdict, Wire, auth_messages, exporter, place, provider,
    record,
};
use crate::crypto::rand;
use crate::crypto::sha2::{self, Mac, Running, Sha2};
use crate::err::{Error, Lib, Result, ssl};
use rustls::Tls13CipherSuite;
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

pub(super) const CERTIFICATE: u8 = 11;
pub(super) const CERTIFICATE_REQUEST: u8 = 13;
const CERTIFICATE_VERIFY: u8 = 15;
const FINISHED: u8 = 20;
/// The longest CertificateVerify and the longest Finished, as in OpenSSL.
const MAX_VERIFY: usize = 1 << 14;
const MAX_FINISHED: usize = 64;
/// The length of the contexts that a server gives its requests.
const CONTEXT: usize = 32;

/// What a server asks of its client after the handshake, as it is set now.
#[derive(Debug, Clone, Default)]
pub struct ClientAuth {
    /// A certificate may be asked for.
    pub ask: bool,
    /// An answer without one ends the connection.
    pub required: bool,
    /// What the request names.
    pub request: CertRequest,
}

/// What a handshake leaves for an exchange after it.
#[derive(Default)]
pub(super) struct Left {
    /// The transcript, after it with the client's Finished.
    pub(super) transcript: Option<Running>,
    /// The client's first traffic secret.
    pub(super) secret: Zeroizing<Vec<u8>>,
}

impl Left {
    /// For a handshake with these settings, which a server makes with a
    /// client that said this; `None` if there can be no such exchange.
    pub(super) fn new(settings: &Settings, hello: Option<&ClientHello>) -> Option<Box<Left>> {
        let offered = match settings.role {
            Role::Client => settings.post_auth,
            Role::Server => {
                hello.is_some_and(|h| h.extension(hello::POST_HANDSHAKE_AUTH).is_some())
            }
        };
        offered.then(Box::default)
    }
}

/// What taking a message came to.
type Taken = std::result::Result<(), Ended>;

/// How far an exchange has come.
enum Step {
    Rest,
    /// Server: the request goes out with the next call.
    Due,
    /// Server: the client's Certificate is to come.
    Asked {
        context: Vec<u8>,
        schemes: Vec<u16>,
        running: Running,
    },
    /// Server: the certificates wait to be judged again.
    Judging {
        peer: PeerChain,
        schemes: Vec<u16>,
        running: Running,
    },
    /// Server: CertificateVerify is to come.
    Claimed {
        peer: PeerChain,
        code: i64,
        schemes: Vec<u16>,
        running: Running,
    },
    /// Server: Finished is to come.
    Proved {
        peer: Option<(PeerChain, i64)>,
        running: Running,
    },
    /// Client: a certificate is being chosen.
    Choosing {
        context: Vec<u8>,
        request: CertRequest,
        running: Running,
    },
}

/// A connection's part in such exchanges.
pub(super) struct PostAuth {
    suite: &'static Tls13CipherSuite,
    /// The handshake up to the client's Finished.
    transcript: Running,
    /// The client's traffic secret.
    secret: Zeroizing<Vec<u8>>,
    step: Step,
    /// A message has begun whose state was entered.
    entered: bool,
    /// What was sealed has not been written yet.
    unsent: bool,
}

impl fmt::Debug for PostAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostAuth").field("unsent", &self.unsent).finish_non_exhaustive()
    }
}

impl PostAuth {
    pub(super) fn new(left: Left, suite: u16) -> Option<Box<PostAuth>> {
        let suite = provider::suite(suite)?.tls13()?;
        let transcript = left.transcript.filter(|_| !left.secret.is_empty())?;
        let secret = left.secret;
        let (step, entered, unsent) = (Step::Rest, false, false);
        Some(Box::new(PostAuth { suite, transcript, secret, step, entered, unsent }))
    }

    /// Whether the exchange holds everything else up.
    fn is_under_way(&self) -> bool {
        match self.step {
            Step::Rest | Step::Due | Step::Asked { .. } => self.entered,
            Step::Judging { .. }
            | Step::Claimed { .. }
            | Step::Proved { .. }
            | Step::Choosing { .. } => true,
        }
    }

    /// The client changed its key.
    pub(super) fn roll(&mut self) -> Option<()> {
        let mut next = Zeroizing::new(vec![0; self.secret.len()]);
        exporter::expand(self.suite, &self.secret, b"traffic upd", &[], &mut next)?;
        self.secret = next;
        Some(())
    }

    /// What the client's Finished says after these messages.
    fn finished(&self, running: &Running) -> Option<Vec<u8>> {
        let size = self.suite.common.hash_provider.output_len();
        let hash = if size == Sha2::Sha384.size() { Sha2::Sha384 } else { Sha2::Sha256 };
        let mut key = Zeroizing::new(vec![0; size]);
        exporter::expand(self.suite, &self.secret, b"finished", &[], &mut key)?;
        let sum = Mac::new(hash, &key).sign(&[running.clone().finish().as_ref()]);
        Some(sum.as_ref().to_vec())
    }
}

impl Connection {
    /// Server: has the client asked for its certificate with the next call, if
    /// the settings ask for one (`asks`).
    ///
    /// Errors: `R_EXTENSION_NOT_RECEIVED`, `R_REQUEST_PENDING`,
    /// `R_REQUEST_SENT`, `R_INVALID_CONFIG` if the settings ask for none.
    pub fn request_client_auth(&mut self, asks: bool) -> Result<()> {
        let fail = |reason| Err(Error::new(Lib::Ssl, reason));
        let Phase::Traffic(traffic) = &mut self.phase else {
            return fail(ssl::R_STILL_IN_INIT);
        };
        let Some(auth) = &mut traffic.post_auth else {
            return fail(ssl::R_EXTENSION_NOT_RECEIVED);
        };
        match auth.step {
            Step::Rest => {}
            Step::Due => return fail(ssl::R_REQUEST_PENDING),
            _ => return fail(ssl::R_REQUEST_SENT),
        }
        if !asks {
            return fail(ssl::R_INVALID_CONFIG);
        }
        auth.step = Step::Due;
        self.facts().with(|facts| facts.under_way = true);
        Ok(())
    }

    /// Brings an exchange that is under way to its end, as far as it can.
    pub(super) fn finish_auth(
        &mut self,
        host: &dyn Host,
        wire: &mut dyn Wire,
    ) -> std::result::Result<(), Outcome> {
        let Phase::Traffic(traffic) = &mut self.phase else { return Ok(()) };
        if traffic.post_auth.is_none() {
            return Ok(());
        }
        traffic.padding = self.modes.padding;
        let watch = Watch { facts: &self.facts, host, settings: &self.settings };
        let done = traffic.finish_auth(&watch, wire, &mut self.input, &mut self.output);
        done.map_err(|stop| self.stop(host, wire, stop))
    }
}

impl Traffic {
    fn finish_auth(
        &mut self,
        watch: &Watch<'_>,
        wire: &mut dyn Wire,
        input: &mut Input,
        output: &mut Output,
    ) -> std::result::Result<(), Stop> {
        loop {
            self.settle_auth(watch, wire, output)?;
            if !self.post_auth.as_ref().is_some_and(|auth| auth.is_under_way()) {
                return Ok(());
            }
            if self.received_close {
                return Err(Stop::Eof);
            }
            self.step(watch, wire, input, output, &mut [])?;
        }
    }

    /// The key of an end with this role changed, or its peer's.
    pub(super) fn roll_auth(&mut self, role: Role) {
        if let Some(auth) = self.post_auth.as_mut().filter(|_| self.role == role)
            && auth.roll().is_none()
        {
            self.post_auth = None;
        }
    }

    /// Whether data may come now.
    pub(super) fn takes_data(&self) -> bool {
        !self.post_auth.as_ref().is_some_and(|auth| auth.is_under_way())
    }

    /// Sends what is due, asks a callback again that was not ready, and writes
    /// out what the peer waits for.
    pub(super) fn settle_auth(
        &mut self,
        watch: &Watch<'_>,
        wire: &mut dyn Wire,
        output: &mut Output,
    ) -> std::result::Result<(), Stop> {
        let Some(auth) = &self.post_auth else { return Ok(()) };
        match auth.step {
            Step::Due if !self.writing() && !self.sent_close => self.ask(watch, output)?,
            Step::Choosing { .. } => {
                self.resume(watch, output, |traffic, watch, output| traffic.answer(watch, output))?;
            }
            Step::Judging { .. } => {
                self.resume(watch, output, |traffic, watch, _| traffic.judge(watch))?;
            }
            _ => {}
        }
        while self.owes_auth() {
            match output.flush(wire) {
                Transfer::Done(_) => {}
                Transfer::WouldBlock => return Err(Stop::Unsent),
                Transfer::Eof | Transfer::Error => return Err(Stop::Transport),
            }
            wire.flush();
            if let Some(auth) = &mut self.post_auth {
                auth.unsent = false;
            }
            self.close_auth(watch);
            // What came behind a request waited for its answer to go out.
            self.handshake(watch, output, &[])?;
        }
        Ok(())
    }

    /// Whether a part of an exchange is to be written before anything else is
    /// heard: a peer that asks and asks does not have answers pile up.
    pub(super) fn owes_auth(&self) -> bool {
        self.post_auth.as_ref().is_some_and(|auth| auth.unsent)
    }

    /// A step that a callback suspended, and what came behind it.
    fn resume(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        step: impl FnOnce(&mut Self, &Watch<'_>, &mut Output) -> Taken,
    ) -> Taken {
        step(self, watch, output).map_err(|ended| refused(watch, ended))?;
        self.handshake(watch, output, &[])
    }

    /// The exchange does no more for now.
    fn close_auth(&mut self, watch: &Watch<'_>) {
        watch.facts.with(|facts| (facts.state, facts.under_way) = (State::Ok, false));
        watch.host.info(Info::Exit(1));
    }

    /// Whether a message of this kind is part of an exchange.
    pub(super) fn is_auth(&self, kind: u8) -> bool {
        let Some(auth) = &self.post_auth else { return false };
        match auth.step {
            Step::Rest | Step::Due => self.role == Role::Client && kind == CERTIFICATE_REQUEST,
            Step::Asked { .. } => kind == CERTIFICATE,
            _ => true,
        }
    }

    /// The state that a message of an exchange leads to, and how long it may
    /// be; `None` if another one is to come.
    fn expected(&self, kind: u8) -> Option<(State, usize)> {
        let longest = traffic::MAX_MESSAGE;
        match (&self.post_auth.as_ref()?.step, kind) {
            (Step::Rest, CERTIFICATE_REQUEST) => Some((State::ClientReadCertRequest, longest)),
            (Step::Asked { .. }, CERTIFICATE) => Some((State::ServerReadCert, longest)),
            (Step::Claimed { .. }, CERTIFICATE_VERIFY) => {
                Some((State::ServerReadCertVerify, MAX_VERIFY))
            }
            (Step::Proved { .. }, FINISHED) => Some((State::ServerReadFinished, MAX_FINISHED)),
            _ => None,
        }
    }

    /// The beginning of a message of an exchange; `whole` once all of it is
    /// there.
    pub(super) fn auth_message(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        (kind, len): (u8, usize),
        whole: Option<&[u8]>,
    ) -> Taken {
        let taken = self.take_message(watch, output, (kind, len), whole);
        taken.map_err(|ended| refused(watch, ended))
    }

    fn take_message(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        (kind, len): (u8, usize),
        whole: Option<&[u8]>,
    ) -> Taken {
        let (state, longest) = self.expected(kind).ok_or_else(unexpected)?;
        let auth = self.post_auth.as_deref_mut().ok_or_else(internal)?;
        if !std::mem::replace(&mut auth.entered, whole.is_none()) {
            if matches!(kind, CERTIFICATE | CERTIFICATE_REQUEST) {
                watch.facts.with(|facts| facts.under_way = true);
                watch.host.info(Info::Loop);
            }
            watch.enter(state);
        }
        if len > longest {
            return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE).into());
        }
        let Some(whole) = whole else { return Ok(()) };
        watch.message(false, TLS1_3, record::HANDSHAKE.into(), whole);
        match kind {
            CERTIFICATE_REQUEST => self.asked(watch, output, whole),
            CERTIFICATE => self.certificate(watch, whole),
            CERTIFICATE_VERIFY => self.verify(watch, whole),
            _ => self.finished(watch, output, whole),
        }
    }

    /// Appends a message of ours, in this state.
    fn send(
        &mut self,
        watch: &Watch<'_>,
        output: &mut Output,
        state: State,
        message: &[u8],
    ) -> std::result::Result<(), Alert> {
        watch.facts.with(|facts| facts.state = state);
        for part in message.chunks(MAX_PLAIN) {
            if !self.seal(watch, output, record::HANDSHAKE, part) {
                return Err(internal());
            }
        }
        watch.message(true, TLS1_3, record::HANDSHAKE.into(), message);
        watch.host.info(Info::Loop);
        Ok(())
    }

    /// The part in exchanges, and the step that it is at, which it leaves.
    fn take_step(&mut self) -> std::result::Result<(&mut PostAuth, Step), Alert> {
        let auth = self.post_auth.as_deref_mut().ok_or_else(internal)?;
        let step = std::mem::replace(&mut auth.step, Step::Rest);
        Ok((auth, step))
    }

    /// Server: sends the request.
    fn ask(&mut self, watch: &Watch<'_>, output: &mut Output) -> std::result::Result<(), Alert> {
        let wanted = match watch.host.client_auth() {
            Reply::Go(wanted) => wanted,
            Reply::Fail(alert) => return Err(alert),
            Reply::Suspend(_) => return Err(internal()),
        };
        let mut context = [0; CONTEXT];
        rand::fill(&mut context).map_err(|_| internal())?;
        let mut extra = Vec::new();
        if !watch.settings.custom.is_empty() {
            let message = place::CERTIFICATE_REQUEST;
            extra = extensions(watch, Place { message, certificate: None, resumed: false })?;
        }
        let request = request(&context, &wanted.request, &extra).ok_or_else(internal)?;
        watch.host.info(Info::Loop);
        watch.facts.with(|facts| facts.cert_requests += 1);
        self.send(watch, output, State::ServerWriteCertRequest, &request)?;
        let auth = self.post_auth.as_deref_mut().ok_or_else(internal)?;
        let mut running = auth.transcript.clone();
        running.update(&request);
        let (context, schemes) = (context.to_vec(), wanted.request.sigalgs);
        (auth.step, auth.unsent) = (Step::Asked { context, schemes, running }, true);
        Ok(())
    }

    /// Server: the client's certificates.
    fn certificate(&mut self, watch: &Watch<'_>, message: &[u8]) -> Taken {
        let (auth, step) = self.take_step()?;
        let Step::Asked { context, schemes, mut running } = step else {
            return Err(internal().into());
        };
        let mut reader = Reader::new(message.get(4..).unwrap_or_default());
        if reader.vec8() != Some(&context) {
            return Err(alert(alerts::DECODE_ERROR, ssl::R_INVALID_CONTEXT).into());
        }
        let mut entries = Reader::new(reader.vec24().ok_or_else(too_short)?);
        if !reader.is_empty() {
            return Err(too_short().into());
        }
        let mut chain = Vec::new();
        while !entries.is_empty() {
            let der = entries.vec24().ok_or_else(too_short)?;
            let found = entries.vec16().ok_or_else(|| bad_extension(alerts::DECODE_ERROR))?;
            let place = Place {
                message: place::CERTIFICATE,
                certificate: Some((chain.len(), der.to_vec())),
                resumed: watch.facts.with(|facts| facts.resumed),
            };
            take_extensions(watch, found, &place)?;
            chain.push(der.to_vec());
        }
        running.update(message);
        if chain.is_empty() {
            let required = match watch.host.client_auth() {
                Reply::Go(wanted) => wanted.required,
                Reply::Fail(alert) => return Err(alert.into()),
                Reply::Suspend(_) => return Err(internal().into()),
            };
            if required {
                let reason = ssl::R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
                return Err(alert(alerts::CERTIFICATE_REQUIRED, reason).into());
            }
            auth.step = Step::Proved { peer: None, running };
            return Ok(());
        }
        let peer = PeerChain { chain: Arc::new(chain), ocsp: Vec::new() };
        auth.step = Step::Judging { peer, schemes, running };
        self.judge(watch)
    }

    /// Server: judges them.
    fn judge(&mut self, watch: &Watch<'_>) -> Taken {
        let (auth, step) = self.take_step()?;
        let Step::Judging { peer, schemes, running } = step else {
            return Err(internal().into());
        };
        match watch.host.verify_late(&peer) {
            Reply::Go(Verdict::Accept(code)) => {
                auth.step = Step::Claimed { peer, code, schemes, running };
                Ok(())
            }
            Reply::Go(Verdict::Reject(alert, _)) | Reply::Fail(alert) => Err(alert.into()),
            Reply::Suspend(why) => {
                auth.step = Step::Judging { peer, schemes, running };
                Err(Ended::Suspended(why))
            }
        }
    }

    /// Server: the proof that the client has the key.
    fn verify(&mut self, watch: &Watch<'_>, message: &[u8]) -> Taken {
        let (auth, step) = self.take_step()?;
        let Step::Claimed { peer, code, schemes, mut running } = step else {
            return Err(internal().into());
        };
        let mut reader = Reader::new(message.get(4..).unwrap_or_default());
        let (Some(scheme), signature) = (reader.u16(), reader.vec16()) else {
            return Err(too_short().into());
        };
        if !schemes.contains(&scheme) || !keys::in_tls13(scheme) {
            return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE).into());
        }
        let Some(signature) = signature.filter(|_| reader.is_empty()) else {
            return Err(too_short().into());
        };
        let leaf = peer.chain.first().ok_or_else(internal)?;
        let text = signed(&running);
        match keys::verify(leaf, (scheme, TLS1_3), &text, signature, |_| true) {
            Signature::Good => {}
            Signature::Bad => {
                return Err(alert(alerts::DECRYPT_ERROR, ssl::R_BAD_SIGNATURE).into());
            }
            Signature::OtherKey => {
                let reason = ssl::R_WRONG_SIGNATURE_TYPE;
                return Err(alert(alerts::ILLEGAL_PARAMETER, reason).into());
            }
            Signature::OtherCurve => {
                return Err(alert(alerts::ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE).into());
            }
        }
        watch.facts.with(|facts| facts.peer_sigalg = scheme);
        running.update(message);
        auth.step = Step::Proved { peer: Some((peer, code)), running };
        Ok(())
    }

    /// Server: the end of the answer. From here on it counts.
    fn finished(&mut self, watch: &Watch<'_>, output: &mut Output, message: &[u8]) -> Taken {
        if self.has_partial() {
            return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_NOT_ON_RECORD_BOUNDARY).into());
        }
        let (auth, step) = self.take_step()?;
        let Step::Proved { peer, running } = step else { return Err(internal().into()) };
        let body = message.get(4..).unwrap_or_default();
        let right = auth.finished(&running).ok_or_else(internal)?;
        if body.len() != right.len() {
            return Err(alert(alerts::DECODE_ERROR, ssl::R_BAD_DIGEST_LENGTH).into());
        }
        if !sha2::same(body, &right) {
            return Err(alert(alerts::DECRYPT_ERROR, ssl::R_DIGEST_CHECK_FAILED).into());
        }
        let template = self.template.clone().ok_or_else(internal)?;
        let (chain, code) = match peer {
            Some((peer, code)) => (peer.chain, code),
            None => (Arc::default(), template.verify_result),
        };
        let known = !chain.is_empty();
        let session = Arc::new(Session {
            version: template.version,
            suite: template.suite,
            created: template.created,
            peer_chain: chain.clone(),
            verify_result: code,
            alpn: template.alpn.clone(),
            server_name: template.server_name.clone(),
            ems: template.ems,
            id_context: template.id_context.clone(),
            group: template.group,
            fragment: template.fragment,
            ..Session::default()
        });
        watch.facts.with(|facts| {
            facts.peer_finished = right;
            facts.peer_chain = chain;
            facts.verify_result = Some(code);
            facts.session = Some(session.clone());
        });
        self.template = Some(session);
        self.issuer.keep = None;
        let tickets = match watch.host.client_proved(known) {
            Reply::Go(tickets) => tickets,
            Reply::Fail(alert) => return Err(alert.into()),
            Reply::Suspend(_) => return Err(internal().into()),
        };
        for _ in 0..tickets {
            self.want_ticket(watch);
        }
        if self.issuer.due == 0 {
            watch.host.info(Info::Loop);
            self.close_auth(watch);
            return Ok(());
        }
        Ok(self.send_tickets(watch, output)?)
    }

    /// Client: the server's request.
    fn asked(&mut self, watch: &Watch<'_>, output: &mut Output, message: &[u8]) -> Taken {
        let body = message.get(4..).unwrap_or_default();
        let mut reader = Reader::new(body);
        let context = reader.vec8().ok_or_else(too_short)?.to_vec();
        let block = reader.vec16().filter(|_| reader.is_empty()).ok_or_else(too_short)?;
        let message_place = place::CERTIFICATE_REQUEST;
        let place = Place { message: message_place, certificate: None, resumed: false };
        let found = take_extensions(watch, block, &place)?;
        let request = wanted(&found)?;
        let named = found.iter().any(|(number, _)| *number == hello::CERTIFICATE_AUTHORITIES);
        watch.facts.with(|facts| {
            facts.peer_sigalgs.clone_from(&request.sigalgs);
            facts.ca_names = named.then(|| request.ca_names.clone());
        });
        let (auth, _) = self.take_step()?;
        let mut running = auth.transcript.clone();
        running.update(message);
        auth.step = Step::Choosing { context, request, running };
        self.answer(watch, output)
    }

    /// Client: answers it.
    fn answer(&mut self, watch: &Watch<'_>, output: &mut Output) -> Taken {
        let (auth, step) = self.take_step()?;
        let Step::Choosing { context, request, mut running } = step else {
            return Err(internal().into());
        };
        let chosen = match watch.host.cert_request(&request) {
            Reply::Go(chosen) => chosen.and_then(|own| Some((scheme(watch, &own, &request)?, own))),
            Reply::Fail(alert) => return Err(alert.into()),
            Reply::Suspend(why) => {
                auth.step = Step::Choosing { context, request, running };
                return Err(Ended::Suspended(why));
            }
        };
        watch.host.info(Info::Loop);
        let chain = chosen.as_ref().map(|(_, own)| own.chain.as_slice()).unwrap_or_default();
        let message = certificates(watch, &context, chain)?;
        running.update(&message);
        self.send(watch, output, State::ClientWriteCert, &message)?;
        if let Some((scheme, own)) = chosen {
            let signature = own.key.sign(scheme, &signed(&running));
            let signature =
                signature.map_err(|error| Alert { description: alerts::INTERNAL_ERROR, error })?;
            let signature = vec16(&signature).ok_or_else(internal)?;
            let body = [&scheme.to_be_bytes()[..], &signature].concat();
            let message = auth_messages::message(CERTIFICATE_VERIFY, &body).ok_or_else(internal)?;
            running.update(&message);
            watch.facts.with(|facts| facts.own_sigalg = scheme);
            self.send(watch, output, State::ClientWriteCertVerify, &message)?;
        }
        let auth = self.post_auth.as_deref_mut().ok_or_else(internal)?;
        auth.unsent = true;
        let proof = auth.finished(&running).ok_or_else(internal)?;
        let message = auth_messages::message(FINISHED, &proof).ok_or_else(internal)?;
        watch.facts.with(|facts| facts.finished = proof);
        Ok(self.send(watch, output, State::ClientWriteFinished, &message)?)
    }
}

/// An exchange that failed leaves the connection in its state.
fn refused(watch: &Watch<'_>, ended: Ended) -> Ended {
    match ended {
        Ended::Fatal(alert) => {
            watch.facts.with(|facts| facts.failed = true);
            Ended::Refused(alert)
        }
        other => other,
    }
}

/// The scheme to sign with: the first of the server's that fits.
fn scheme(watch: &Watch<'_>, own: &Credential, request: &CertRequest) -> Option<u16> {
    let schemes = own.key.schemes();
    let fits = |scheme: &u16| {
        keys::in_tls13(*scheme)
            && keys::can_sign(&schemes, *scheme, TLS1_3)
            && watch.settings.sign_sigalgs.contains(scheme)
    };
    request.sigalgs.iter().copied().find(fits)
}
