//! The client's handshake.

#![forbid(unsafe_code)]

use super::super::alerts::{
    self, DECODE_ERROR, HANDSHAKE_FAILURE, ILLEGAL_PARAMETER, PROTOCOL_VERSION,
    UNSUPPORTED_EXTENSION,
};
use super::super::hello::{
    ALPN, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, SERVER_NAME, SESSION_TICKET,
    SIGNATURE_ALGORITHMS, SUPPORTED_GROUPS,
};
use super::super::keys::{self, Kind, Signature};
use super::super::settings::{SIGALGS, TLS1_2};
use super::super::wirefmt::Reader;
use super::super::{
    CertRequest, Credential, Host, PeerChain, Place, Received, Session, Settings, Verdict, custom,
    place, provider,
};
use super::link::{Came, Link, Stop, fatal, internal, reply};
use super::messages::{self, KeyExchange, ServerHello, Writer};
use super::schedule::{Master, Suite};
use super::{Finished, Step, VERSION, srtp};
use crate::crypto::rand;
use crate::err::ssl;
use rustls::pki_types::DnsName;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How many HelloVerifyRequests are answered.
const MAX_COOKIES: u8 = 4;

/// Where the handshake is.
#[derive(Debug, Default)]
enum State {
    #[default]
    Start,
    /// A HelloVerifyRequest or the ServerHello is to come.
    ServerHello,
    Certificate,
    /// The OCSP response, or the next one.
    Status,
    KeyExchange,
    /// A CertificateRequest or the end of the server's flight.
    Request,
    HelloDone,
    /// The server's certificate is to be judged.
    Judge,
    /// The host chooses a certificate for us.
    Choose,
    Answer,
    Ticket,
    Change,
    Finished,
}

/// A client's end of a handshake.
#[derive(Debug, Default)]
pub(super) struct Client {
    state: State,
    random: [u8; 32],
    cookie: Vec<u8>,
    cookies: u8,
    /// The session that is offered.
    offered: Option<Arc<Session>>,
    /// The session ID that is offered.
    offered_id: Vec<u8>,
    /// The numbers of the extensions in the ClientHello.
    extensions: Vec<u16>,
    suite: Option<Suite>,
    resumed: bool,
    expects_ticket: bool,
    expects_status: bool,
    peer: Vec<Vec<u8>>,
    ocsp: Vec<u8>,
    exchange: Option<KeyExchange>,
    request: Option<CertRequest>,
    credential: Option<Arc<Credential>>,
    master: Option<Master>,
    ticket: Option<(u32, Vec<u8>)>,
}

/// The groups that can be offered.
fn groups(settings: &Settings) -> Vec<u16> {
    let usable = |group: &u16| {
        provider::group(*group)
            .is_some_and(|group| group.usable_for_version(rustls::ProtocolVersion::TLSv1_2))
    };
    settings.groups.iter().copied().filter(usable).collect()
}

/// The signature schemes that can be asked for.
pub(super) fn schemes(settings: &Settings) -> Vec<u16> {
    let known = |scheme: &u16| SIGALGS.contains(scheme) && keys::in_tls12(*scheme);
    settings.verify_sigalgs.iter().copied().filter(known).collect()
}

impl Client {
    pub(super) fn step(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        match self.state {
            State::Start => {
                rand::fill(&mut self.random).map_err(|_| internal())?;
                self.offer(&link.settings)?;
                self.hello(link, host)
            }
            State::ServerHello => {
                use messages::{HELLO_VERIFY_REQUEST, SERVER_HELLO};
                match link.message(host, &[HELLO_VERIFY_REQUEST, SERVER_HELLO])? {
                    Some(came) if came.kind == HELLO_VERIFY_REQUEST => {
                        self.verify_request(link, host, &came)
                    }
                    Some(came) => self.server_hello(link, host, &came),
                    None => Ok(Step::Read),
                }
            }
            State::Certificate => match link.message(host, &[messages::CERTIFICATE])? {
                Some(came) => {
                    self.peer = messages::certificates(&came.body)?;
                    if self.peer.is_empty() {
                        return fatal(DECODE_ERROR, ssl::R_LENGTH_MISMATCH);
                    }
                    self.go(if self.expects_status { State::Status } else { State::KeyExchange })
                }
                None => Ok(Step::Read),
            },
            State::Status => self.status(link, host),
            State::KeyExchange => match link.message(host, &[messages::SERVER_KEY_EXCHANGE])? {
                Some(came) => self.key_exchange(&came),
                None => Ok(Step::Read),
            },
            State::Request => {
                use messages::{CERTIFICATE_REQUEST, SERVER_HELLO_DONE};
                match link.message(host, &[CERTIFICATE_REQUEST, SERVER_HELLO_DONE])? {
                    Some(came) if came.kind == CERTIFICATE_REQUEST => {
                        self.request = Some(messages::certificate_request(&came.body)?);
                        self.go(State::HelloDone)
                    }
                    Some(came) => self.hello_done(link, &came),
                    None => Ok(Step::Read),
                }
            }
            State::HelloDone => match link.message(host, &[messages::SERVER_HELLO_DONE])? {
                Some(came) => self.hello_done(link, &came),
                None => Ok(Step::Read),
            },
            State::Judge => self.judge(link, host),
            State::Choose => self.choose(link, host),
            State::Answer => self.answer(link, host),
            State::Ticket => match link.message(host, &[messages::NEW_SESSION_TICKET])? {
                Some(came) => {
                    self.ticket = Some(messages::session_ticket(&came.body)?);
                    self.go(State::Change)
                }
                None => Ok(Step::Read),
            },
            State::Change if link.take_change(host) => self.go(State::Finished),
            State::Change => Ok(Step::Read),
            State::Finished => match link.message(host, &[messages::FINISHED])? {
                Some(came) => self.finished(link, host, &came),
                None => Ok(Step::Read),
            },
        }
    }

    fn go(&mut self, state: State) -> Result<Step, Stop> {
        self.state = state;
        Ok(Step::Again)
    }

    /// Chooses the session to offer.
    fn offer(&mut self, settings: &Settings) -> Result<(), Stop> {
        let usable = |session: &&Arc<Session>| {
            session.version == VERSION
                && session.is_resumable()
                && settings.suites12.contains(&session.suite)
                && (settings.options.no_ticket || !session.id.is_empty())
                && (!settings.options.no_ticket || session.ticket.is_empty())
        };
        if let Some(session) = settings.session.as_ref().filter(usable) {
            self.offered_id.clone_from(&session.id);
            self.offered = Some(session.clone());
        }
        Ok(())
    }

    /// Sends the ClientHello.
    fn hello(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let settings = link.settings.clone();
        let own = if settings.custom.is_empty() { Vec::new() } else { custom::for_hello(host)? };
        let body = self.write_hello(&settings, &own);
        link.begin();
        link.send(host, messages::CLIENT_HELLO, body)?;
        link.fly(host, true)?;
        self.go(State::ServerHello)
    }

    /// The ClientHello, with extensions of the program's own.
    fn write_hello(&mut self, settings: &Settings, own: &[u8]) -> Option<Vec<u8>> {
        let numbers = messages::extensions(own)?.into_iter().map(|(number, _)| number);
        let mut writer = Writer::default();
        writer.u16(VERSION);
        writer.bytes(&self.random);
        writer.vec8(|w| w.bytes(&self.offered_id));
        writer.vec8(|w| w.bytes(&self.cookie));
        writer.vec16(|w| {
            w.numbers(&settings.suites12);
            w.u16(messages::RENEGOTIATION_SCSV);
        });
        writer.vec8(|w| w.u8(0));
        let extensions = &mut self.extensions;
        extensions.clear();
        let ticket = self.offered.as_ref().map_or(&[][..], |session| &session.ticket);
        writer.vec16(|w| {
            let mut add = |kind: u16, write: &dyn Fn(&mut Writer)| {
                extensions.push(kind);
                w.extension(kind, write);
            };
            let name = settings.server_name.as_deref();
            if let Some(name) = name.filter(|name| DnsName::try_from(*name).is_ok()) {
                add(SERVER_NAME, &|w| {
                    w.vec16(|w| {
                        w.u8(0);
                        w.vec16(|w| w.bytes(name.as_bytes()));
                    });
                });
            }
            add(messages::EC_POINT_FORMATS, &|w| w.vec8(|w| w.u8(0)));
            add(SUPPORTED_GROUPS, &|w| w.vec16(|w| w.numbers(&groups(settings))));
            if !settings.options.no_ticket {
                add(SESSION_TICKET, &|w| w.bytes(ticket));
            }
            add(messages::STATUS_REQUEST, &messages::write_status_request);
            if !settings.alpn.is_empty() {
                add(ALPN, &|w| {
                    w.vec16(|w| settings.alpn.iter().for_each(|name| w.vec8(|w| w.bytes(name))));
                });
            }
            if !settings.srtp.is_empty() {
                add(messages::USE_SRTP, &|w| srtp::write(w, &settings.srtp));
            }
            add(EXTENDED_MASTER_SECRET, &|_| {});
            add(SIGNATURE_ALGORITHMS, &|w| w.vec16(|w| w.numbers(&schemes(settings))));
            extensions.extend(numbers);
            w.bytes(own);
        });
        // It answers the signal in the list of suites.
        extensions.push(RENEGOTIATION_INFO);
        writer.finish()
    }

    /// The server wants to see its cookie first: neither hello counts.
    fn verify_request(
        &mut self,
        link: &mut Link,
        host: &dyn Host,
        came: &Came,
    ) -> Result<Step, Stop> {
        self.cookies += 1;
        if self.cookies > MAX_COOKIES {
            return fatal(alerts::UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE);
        }
        self.cookie = messages::hello_verify_request(&came.body)?;
        link.transcript.clear();
        self.hello(link, host)
    }

    fn server_hello(
        &mut self,
        link: &mut Link,
        host: &dyn Host,
        came: &Came,
    ) -> Result<Step, Stop> {
        let hello = ServerHello::parse(&came.body)?;
        if hello.version != VERSION {
            return fatal(PROTOCOL_VERSION, ssl::R_WRONG_SSL_VERSION);
        }
        let suite =
            Suite::find(hello.suite).filter(|_| link.settings.suites12.contains(&hello.suite));
        let Some(suite) = suite else {
            return fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_CIPHER_RETURNED);
        };
        if hello.compression != 0 {
            return fatal(ILLEGAL_PARAMETER, ssl::R_UNSUPPORTED_COMPRESSION_ALGORITHM);
        }
        let own = link.settings.custom.clone();
        let asked = |kind: &u16| self.extensions.contains(kind) || own.contains(kind);
        if hello.extensions.iter().any(|(kind, _)| !asked(kind)) {
            return fatal(UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION);
        }
        self.suite = Some(suite);
        self.extensions_of(link, &hello)?;
        let ems = hello.extension(EXTENDED_MASTER_SECRET).is_some();
        if !ems && link.settings.options.require_ems {
            return fatal(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS);
        }
        let offered = self.offered.clone();
        let resumed =
            offered.filter(|_| !self.offered_id.is_empty() && hello.session_id == self.offered_id);
        let place = Place {
            message: place::SERVER_HELLO_12,
            certificate: None,
            resumed: resumed.is_some(),
        };
        let came = hello.extensions.iter().filter(|(kind, _)| own.contains(kind));
        for (number, data) in came.cloned() {
            reply(host.extension(&Received { place: place.clone(), number, data }))?;
        }
        let Some(session) = resumed else { return self.go(State::Certificate) };
        if session.suite != hello.suite {
            return fatal(ILLEGAL_PARAMETER, ssl::R_OLD_SESSION_CIPHER_NOT_RETURNED);
        }
        if session.ems != ems {
            return fatal(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS);
        }
        let master = Master { suite, secret: session.master_key.clone() };
        self.key(link, master)?;
        self.resumed = true;
        link.learn(|facts| {
            facts.resumed = true;
            facts.group = session.group;
            facts.peer_chain = session.peer_chain.clone();
            facts.verify_result = Some(session.verify_result);
        });
        self.go(if self.expects_ticket { State::Ticket } else { State::Change })
    }

    fn extensions_of(&mut self, link: &mut Link, hello: &ServerHello) -> Result<(), Stop> {
        let settings = &link.settings;
        for (kind, body) in &hello.extensions {
            match *kind {
                RENEGOTIATION_INFO if body != &[0] => {
                    return fatal(ILLEGAL_PARAMETER, ssl::R_RENEGOTIATION_MISMATCH);
                }
                ALPN => {
                    let mut list = Reader::new(body);
                    let name = list.vec16().filter(|_| list.is_empty()).and_then(|names| {
                        let mut names = Reader::new(names);
                        names.vec8().filter(|_| names.is_empty())
                    });
                    let Some(name) = name else { return fatal(DECODE_ERROR, ssl::R_BAD_EXTENSION) };
                    if !settings.alpn.iter().any(|own| own == name) {
                        return fatal(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION);
                    }
                }
                messages::USE_SRTP => {
                    let profile = srtp::chosen(&settings.srtp, body)?;
                    link.learn(|facts| facts.srtp = Some(profile));
                }
                SERVER_NAME
                | SESSION_TICKET
                | messages::STATUS_REQUEST
                | EXTENDED_MASTER_SECRET
                    if !body.is_empty() =>
                {
                    return fatal(DECODE_ERROR, ssl::R_BAD_EXTENSION);
                }
                SESSION_TICKET => self.expects_ticket = true,
                messages::STATUS_REQUEST => self.expects_status = true,
                _ => {}
            }
        }
        if hello.extension(RENEGOTIATION_INFO).is_none() && !settings.legacy_server {
            return fatal(HANDSHAKE_FAILURE, ssl::R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED);
        }
        Ok(())
    }

    fn status(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        use messages::{CERTIFICATE_STATUS, SERVER_KEY_EXCHANGE};
        // A server that has promised a response need not send one.
        match link.message(host, &[CERTIFICATE_STATUS, SERVER_KEY_EXCHANGE])? {
            Some(came) if came.kind == CERTIFICATE_STATUS => {
                self.ocsp = messages::certificate_status(&came.body)?;
                self.go(State::KeyExchange)
            }
            Some(came) => self.key_exchange(&came),
            None => Ok(Step::Read),
        }
    }

    fn key_exchange(&mut self, came: &Came) -> Result<Step, Stop> {
        self.exchange = Some(KeyExchange::parse(&came.body)?);
        self.go(State::Request)
    }

    fn hello_done(&mut self, link: &mut Link, came: &Came) -> Result<Step, Stop> {
        if !came.body.is_empty() {
            return fatal(DECODE_ERROR, ssl::R_LENGTH_MISMATCH);
        }
        // The whole flight is there.
        link.timer.stop();
        self.go(State::Judge)
    }

    /// Has the server's certificate judged, and looks whether the key exchange
    /// was signed with its key.
    fn judge(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let peer = PeerChain { chain: Arc::new(self.peer.clone()), ocsp: self.ocsp.clone() };
        judge(link, host, &peer)?;
        let (Some(exchange), Some(suite)) = (&self.exchange, self.suite) else {
            return Err(internal());
        };
        let scheme = exchange.scheme;
        if (keys::kind(scheme) != Kind::Rsa) != suite.ecdsa {
            return fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE);
        }
        if !groups(&link.settings).contains(&exchange.group) {
            return fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE);
        }
        let (client, server) = link.randoms();
        let message = [&client[..], &server, &exchange.params].concat();
        let allowed = |group: u16| link.settings.groups.contains(&group);
        check_signature(link, &self.peer, scheme, &message, &exchange.signature, allowed)?;
        self.go(if self.request.is_some() { State::Choose } else { State::Answer })
    }

    /// Chooses a certificate for ourselves, or none.
    fn choose(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let Some(request) = &self.request else { return Err(internal()) };
        let settings = &link.settings;
        self.credential = if settings.ask_for_credential {
            reply(host.cert_request(request))?
        } else {
            settings
                .credentials
                .iter()
                .find(|c| scheme_for(settings, request, c).is_some())
                .cloned()
        };
        self.go(State::Answer)
    }

    /// Sends our own flight.
    fn answer(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let (Some(exchange), Some(suite)) = (&self.exchange, self.suite) else {
            return Err(internal());
        };
        link.begin();
        let mut signing = None;
        if let Some(request) = &self.request {
            let chosen = self.credential.as_ref().and_then(|credential| {
                Some((credential, scheme_for(&link.settings, request, credential)?))
            });
            let chain = chosen.map_or(&[][..], |(credential, _)| &credential.chain);
            let body = messages::write_certificates(chain);
            signing = chosen.filter(|(credential, _)| !credential.chain.is_empty());
            link.send(host, messages::CERTIFICATE, body)?;
        }
        let group = provider::group(exchange.group).ok_or_else(internal)?;
        let own = group.start().map_err(|_| internal())?;
        let point = own.pub_key().to_vec();
        let Ok(secret) = own.complete(&exchange.point) else {
            return fatal(ILLEGAL_PARAMETER, ssl::R_BAD_ECPOINT);
        };
        let body = messages::write_client_key_exchange(&point);
        link.send(host, messages::CLIENT_KEY_EXCHANGE, body)?;
        let master = derive(link, suite, secret.secret_bytes());
        if let Some((credential, scheme)) = signing {
            let signature = sign(link, credential, scheme, &link.transcript.clone())?;
            let body = messages::write_signed(&[], scheme, &signature);
            link.send(host, messages::CERTIFICATE_VERIFY, body)?;
        }
        tell_key(link, host, &master);
        self.key(link, master)?;
        let Some(master) = &self.master else { return Err(internal()) };
        link.send_finished(host, master)?;
        link.fly(host, true)?;
        self.go(if self.expects_ticket { State::Ticket } else { State::Change })
    }

    /// Takes the keys into use.
    fn key(&mut self, link: &mut Link, master: Master) -> Result<(), Stop> {
        let keys = master.keys(super::Role::Client, &link.randoms()).ok_or_else(internal)?;
        link.records.set_keys(keys);
        self.master = Some(master);
        Ok(())
    }

    fn finished(&mut self, link: &mut Link, host: &dyn Host, came: &Came) -> Result<Step, Stop> {
        let Some(master) = self.master.take() else { return Err(internal()) };
        link.check_finished(&master, came)?;
        link.begin();
        if self.resumed {
            tell_key(link, host, &master);
            link.send_finished(host, &master)?;
            link.fly(host, false)?;
        }
        let resumed = self.offered.take().filter(|_| self.resumed);
        let (ticket, last) = (self.ticket.take(), self.resumed);
        Ok(Step::Done(Box::new(Finished { master, resumed, ticket, stateful: false, last })))
    }
}

/// The scheme that a credential signs with, of what the server accepts.
fn scheme_for(settings: &Settings, request: &CertRequest, own: &Credential) -> Option<u16> {
    let known = own.key.schemes();
    request.sigalgs.iter().copied().find(|&scheme| {
        keys::in_tls12(scheme)
            && SIGALGS.contains(&scheme)
            && keys::can_sign(&known, scheme, TLS1_2)
            && settings.sign_sigalgs.contains(&scheme)
    })
}

/// Has the peer's certificates judged.
pub(super) fn judge(link: &mut Link, host: &dyn Host, peer: &PeerChain) -> Result<(), Stop> {
    let verdict = reply(host.verify_peer(peer))?;
    let (code, rejected) = match verdict {
        Verdict::Accept(code) => (code, None),
        Verdict::Reject(alert, code) => (code, Some(alert)),
    };
    link.learn(|facts| {
        facts.verify_result = Some(code);
        if rejected.is_none() {
            facts.peer_chain = peer.chain.clone();
            facts.ocsp.clone_from(&peer.ocsp);
        }
    });
    rejected.map_or(Ok(()), |alert| Err(alert.into()))
}

/// Checks a signature of the peer's, whose certificates are `chain`.
pub(super) fn check_signature(
    link: &Link,
    chain: &[Vec<u8>],
    scheme: u16,
    message: &[u8],
    signature: &[u8],
    allowed: impl Fn(u16) -> bool,
) -> Result<(), Stop> {
    if !schemes(&link.settings).contains(&scheme) {
        return fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE);
    }
    link.learn(|facts| facts.peer_sigalg = scheme);
    let leaf = chain.first().ok_or_else(internal)?;
    match keys::verify(leaf, (scheme, TLS1_2), message, signature, allowed) {
        Signature::Good => Ok(()),
        Signature::Bad => fatal(alerts::DECRYPT_ERROR, ssl::R_BAD_SIGNATURE),
        Signature::OtherKey => fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE),
        Signature::OtherCurve => fatal(ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE),
    }
}

/// Signs with a key of ours.
pub(super) fn sign(
    link: &Link,
    credential: &Credential,
    scheme: u16,
    message: &[u8],
) -> Result<Vec<u8>, Stop> {
    let signature = credential.key.sign(scheme, message).map_err(|error| {
        Stop::Fatal(super::Alert { description: alerts::INTERNAL_ERROR, error })
    })?;
    link.learn(|facts| facts.own_sigalg = scheme);
    Ok(signature)
}

/// The master secret of an exchange, after the client's message of it.
pub(super) fn derive(link: &Link, suite: Suite, premaster: &[u8]) -> Master {
    let premaster = Zeroizing::new(premaster.to_vec());
    let ems = link.facts.with(|facts| facts.ems);
    let session = ems.then(|| suite.digest(&link.transcript));
    Master::new(suite, &premaster, &link.randoms(), session.as_deref())
}

/// Tells the key log.
pub(super) fn tell_key(link: &Link, host: &dyn Host, master: &Master) {
    if link.settings.keylog {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let (client, _) = link.randoms();
        let line =
            Zeroizing::new(format!("CLIENT_RANDOM {} {}", hex(&client), hex(&master.secret)));
        host.keylog(&line);
    }
}
