//! The server's handshake.

#![forbid(unsafe_code)]

use super::super::alerts::{HANDSHAKE_FAILURE, ILLEGAL_PARAMETER};
use super::super::connection::NO_ALERT;
use super::super::hello::{
    ALPN, EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO, SERVER_NAME, SESSION_TICKET,
};
use super::super::negotiate::{self, Plan};
use super::super::{
    CertRequest, ClientHello, Host, PeerAuth, PeerChain, Place, Role, Session, place, provider,
    session,
};
use super::client::{check_signature, derive, judge, schemes, sign, tell_key};
use super::link::{Came, Link, Stop, fatal, internal, reply};
use super::messages::{self, KeyExchange, RENEGOTIATION_SCSV, ServerHello, Writer};
use super::schedule::{Master, Suite};
use super::{Finished, Step, VERSION, srtp};
use crate::crypto::rand;
use crate::err::ssl;
use rustls::crypto::ActiveKeyExchange;
use std::sync::Arc;

/// The longest cookie.
const MAX_COOKIE: usize = 255;

/// Where the handshake is.
#[derive(Debug, Default)]
enum State {
    /// A ClientHello is to come.
    #[default]
    Hello,
    /// The host is asked about it.
    Ask,
    /// A session to resume is looked for.
    Find,
    /// Our flight of a full handshake.
    Full,
    Certificate,
    /// The client's certificate is to be judged.
    Judge,
    KeyExchange,
    CertificateVerify,
    Change,
    Finished,
    /// Our last flight, or the one that resumes a session.
    Last,
}

/// A server's end of a handshake.
#[derive(Default)]
pub(super) struct Server {
    state: State,
    hello: Option<Arc<ClientHello>>,
    suite: Option<Suite>,
    plan: Option<Plan>,
    /// The session that is resumed.
    resumed: Option<Arc<Session>>,
    /// What a ticket that was opened says about a new one.
    renew: Option<bool>,
    session_id: Vec<u8>,
    stateful: bool,
    /// A ticket was promised.
    ticket: bool,
    exchange: Option<Box<dyn ActiveKeyExchange>>,
    peer: Vec<Vec<u8>>,
    master: Option<Master>,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Server {
    pub(super) fn step(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        match self.state {
            State::Hello => match link.message(host, &[messages::CLIENT_HELLO])? {
                Some(came) => self.client_hello(link, host, &came),
                None => Ok(Step::Read),
            },
            State::Ask => self.ask(link, host),
            State::Find => self.find(link, host),
            State::Full => self.full(link, host),
            State::Certificate => match link.message(host, &[messages::CERTIFICATE])? {
                Some(came) => self.certificate(link, &came),
                None => Ok(Step::Read),
            },
            State::Judge => {
                let chain = Arc::new(self.peer.clone());
                judge(link, host, &PeerChain { chain, ocsp: Vec::new() })?;
                self.go(State::KeyExchange)
            }
            State::KeyExchange => match link.message(host, &[messages::CLIENT_KEY_EXCHANGE])? {
                Some(came) => self.key_exchange(link, host, &came),
                None => Ok(Step::Read),
            },
            State::CertificateVerify => {
                match link.message(host, &[messages::CERTIFICATE_VERIFY])? {
                    Some(came) => self.certificate_verify(link, &came),
                    None => Ok(Step::Read),
                }
            }
            State::Change if link.take_change(host) => self.go(State::Finished),
            State::Change => Ok(Step::Read),
            State::Finished => match link.message(host, &[messages::FINISHED])? {
                Some(came) => self.finished(link, &came),
                None => Ok(Step::Read),
            },
            State::Last => self.last(link, host),
        }
    }

    fn go(&mut self, state: State) -> Result<Step, Stop> {
        self.state = state;
        Ok(Step::Again)
    }

    fn client_hello(
        &mut self,
        link: &mut Link,
        host: &dyn Host,
        came: &Came,
    ) -> Result<Step, Stop> {
        let raw = link.transcript.get(came.before..).unwrap_or_default().to_vec();
        let (hello, cookie) = messages::client_hello(&came.body, raw)?;
        if link.settings.cookies {
            if cookie.is_empty() {
                return self.ask_for_cookie(link, host, came.seq);
            }
            // Who does not check cookies takes any, as with OpenSSL.
            if host.dtls_cookie_is_good(&cookie) == Some(false) {
                return fatal(HANDSHAKE_FAILURE, ssl::R_COOKIE_MISMATCH);
            }
        }
        link.reassembly.hear_again(false);
        link.learn(|facts| {
            facts.version = VERSION;
            facts.client_random = hello.random;
            facts.server_name.clone_from(&hello.server_name);
            facts.peer_sigalgs.clone_from(&hello.sigalgs);
        });
        let hello = Arc::new(hello);
        link.learn(|facts| facts.client_hello = Some(hello.clone()));
        self.hello = Some(hello);
        self.go(State::Ask)
    }

    /// Lets the client prove that it is where it says: neither of these
    /// messages counts. `seq` is the number of the hello, and of the answer.
    fn ask_for_cookie(&mut self, link: &mut Link, host: &dyn Host, seq: u16) -> Result<Step, Stop> {
        let cookie = host.dtls_cookie().filter(|cookie| cookie.len() <= MAX_COOKIE);
        let Some(cookie) = cookie else {
            return fatal(NO_ALERT, ssl::R_COOKIE_GEN_CALLBACK_FAILURE);
        };
        link.begin();
        link.next_seq = seq;
        let body = messages::write_hello_verify_request(&cookie);
        link.send(host, messages::HELLO_VERIFY_REQUEST, body)?;
        // The client asks again if it gets lost; we keep no time for it.
        link.fly(host, false)?;
        link.begin();
        link.reassembly.hear_again(true);
        link.transcript.clear();
        Ok(Step::Again)
    }

    fn ask(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let hello = self.hello.clone().ok_or_else(internal)?;
        let mut settings = reply(host.client_hello(&hello))?;
        settings.suites12.retain(|suite| Suite::find(*suite).is_some());
        link.settings = Arc::from(settings);
        self.plan = Some(negotiate::plan_datagrams(&hello, &link.settings)?);
        self.go(State::Find)
    }

    /// Looks for the session that the client wants to resume.
    fn find(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let hello = self.hello.clone().ok_or_else(internal)?;
        let options = &link.settings.options;
        let ticket = hello.extension(SESSION_TICKET).filter(|_| !options.no_ticket);
        let found = match ticket {
            Some([_, ..]) if options.no_resumption => None,
            Some(bytes @ [_, ..]) => {
                let opened = reply(host.ticket_open(bytes))?;
                self.renew = opened.as_ref().map(|ticket| ticket.renew);
                opened.and_then(|ticket| ticket.session)
            }
            _ if hello.session_id.is_empty() || options.no_resumption => None,
            _ => host.session_get(&hello.session_id),
        };
        let ems = hello.extension(EXTENDED_MASTER_SECRET).is_some();
        if found.as_ref().is_some_and(|session| session.ems && !ems) {
            // RFC 7627, 5.3.
            return fatal(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS);
        }
        self.resumed = found.filter(|session| fits(link, &hello, session));
        if self.resumed.is_none() && self.renew.is_some() {
            self.renew = Some(true);
        }
        if let Some(session) = &self.resumed {
            self.suite = Suite::find(session.suite);
            self.session_id.clone_from(&hello.session_id);
            link.learn(|facts| {
                facts.group = session.group;
                facts.peer_chain = session.peer_chain.clone();
                facts.verify_result = Some(session.verify_result);
            });
        }
        let due = self.renew.unwrap_or(self.resumed.is_none());
        let full = self.resumed.is_none();
        let keep = || !full || host.session_keep();
        self.ticket = ticket.is_some() && due && keep();
        if full && !self.ticket && ticket.is_none() && options.session_cache && keep() {
            self.session_id = match reply(host.session_id())? {
                Some(id) => id.to_vec(),
                None => random()?.to_vec(),
            };
            self.stateful = true;
        }
        self.go(if full { State::Full } else { State::Last })
    }

    /// Sends the ServerHello.
    fn server_hello(&mut self, link: &mut Link, host: &dyn Host) -> Result<(), Stop> {
        let hello = self.hello.clone().ok_or_else(internal)?;
        let suite = self.suite.ok_or_else(internal)?;
        let offered = |kind: u16| hello.extension(kind).is_some();
        let full = self.resumed.is_none();
        let mut extensions: Vec<(u16, Vec<u8>)> = Vec::new();
        if let Some(body) = hello.extension(RENEGOTIATION_INFO)
            && body != [0]
        {
            return fatal(HANDSHAKE_FAILURE, ssl::R_RENEGOTIATION_MISMATCH);
        }
        if offered(RENEGOTIATION_INFO) || hello.suite_numbers().contains(&RENEGOTIATION_SCSV) {
            extensions.push((RENEGOTIATION_INFO, vec![0]));
        }
        if hello.server_name.is_some() && full {
            extensions.push((SERVER_NAME, vec![]));
        }
        if offered(messages::EC_POINT_FORMATS) {
            extensions.push((messages::EC_POINT_FORMATS, vec![1, 0]));
        }
        if self.ticket {
            extensions.push((SESSION_TICKET, vec![]));
        }
        if full && !self.ocsp(link).is_empty() {
            extensions.push((messages::STATUS_REQUEST, vec![]));
        }
        if let (true, Some(name)) = (offered(ALPN), link.settings.alpn.first()) {
            let mut writer = Writer::default();
            writer.vec16(|w| w.vec8(|w| w.bytes(name)));
            extensions.push((ALPN, writer.finish().ok_or_else(internal)?));
        }
        if let Some(body) = hello.extension(messages::USE_SRTP) {
            let profile = srtp::choose(&link.settings.srtp, body)?;
            if let Some(profile) = profile {
                let mut writer = Writer::default();
                srtp::write(&mut writer, &[profile]);
                extensions.push((messages::USE_SRTP, writer.finish().ok_or_else(internal)?));
                link.learn(|facts| facts.srtp = Some(profile));
            }
        }
        let ems = match &self.resumed {
            Some(session) => session.ems,
            None => offered(EXTENDED_MASTER_SECRET),
        };
        if ems {
            extensions.push((EXTENDED_MASTER_SECRET, vec![]));
        } else if link.settings.options.require_ems {
            return fatal(HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS);
        }
        if !link.settings.custom.is_empty() {
            let message = place::SERVER_HELLO_12;
            let place = Place { message, certificate: None, resumed: !full };
            let own = reply(host.extensions(&place))?;
            extensions.extend(messages::extensions(&own).ok_or_else(internal)?);
        }
        let body = ServerHello {
            version: VERSION,
            random: random()?,
            session_id: self.session_id.clone(),
            suite: suite.number,
            compression: 0,
            extensions,
        };
        link.send(host, messages::SERVER_HELLO, body.write())
    }

    /// The OCSP response to send; empty for none.
    fn ocsp<'a>(&self, link: &'a Link) -> &'a [u8] {
        let asked = self.hello.as_ref().is_some_and(|hello| messages::asks_for_status(hello));
        let place = self.plan.as_ref().and_then(|plan| plan.signer).map(|(place, _)| place);
        let credential = place.and_then(|place| link.settings.credentials.get(place));
        credential.filter(|_| asked).map_or(&[], |credential| &credential.ocsp)
    }

    /// Sends our flight of a full handshake.
    fn full(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let plan = self.plan.clone().ok_or_else(internal)?;
        let settings = link.settings.clone();
        let (place, scheme) = plan.signer.ok_or_else(internal)?;
        let credential = settings.credentials.get(place).ok_or_else(internal)?;
        link.learn(|facts| facts.credential = Some(place));
        self.suite = Suite::find(plan.suite);
        link.begin();
        self.server_hello(link, host)?;
        let body = messages::write_certificates(&credential.chain);
        link.send(host, messages::CERTIFICATE, body)?;
        let ocsp = self.ocsp(link).to_vec();
        if !ocsp.is_empty() {
            let body = messages::write_certificate_status(&ocsp);
            link.send(host, messages::CERTIFICATE_STATUS, body)?;
        }
        let group = provider::group(plan.group).ok_or_else(internal)?;
        let exchange = group.start().map_err(|_| internal())?;
        let params = KeyExchange::params(plan.group, exchange.pub_key()).ok_or_else(internal)?;
        self.exchange = Some(exchange);
        let (client, server) = link.randoms();
        let message = [&client[..], &server, &params].concat();
        let signature = sign(link, credential, scheme, &message)?;
        let body = messages::write_signed(&params, scheme, &signature);
        link.send(host, messages::SERVER_KEY_EXCHANGE, body)?;
        let asks = settings.peer_auth != PeerAuth::None;
        if asks {
            let (ca_names, sigalgs) = (settings.ca_names.clone(), schemes(&settings));
            let body = messages::write_certificate_request(&CertRequest { ca_names, sigalgs });
            link.send(host, messages::CERTIFICATE_REQUEST, body)?;
        }
        link.send(host, messages::SERVER_HELLO_DONE, Some(Vec::new()))?;
        link.fly(host, true)?;
        self.go(if asks { State::Certificate } else { State::KeyExchange })
    }

    fn certificate(&mut self, link: &mut Link, came: &Came) -> Result<Step, Stop> {
        self.peer = messages::certificates(&came.body)?;
        if !self.peer.is_empty() {
            return self.go(State::Judge);
        }
        if link.settings.peer_auth == PeerAuth::Require {
            return fatal(HANDSHAKE_FAILURE, ssl::R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
        }
        self.go(State::KeyExchange)
    }

    fn key_exchange(
        &mut self,
        link: &mut Link,
        host: &dyn Host,
        came: &Came,
    ) -> Result<Step, Stop> {
        let point = messages::client_key_exchange(&came.body)?;
        let (Some(exchange), Some(suite)) = (self.exchange.take(), self.suite) else {
            return Err(internal());
        };
        let Ok(secret) = exchange.complete(&point) else {
            return fatal(ILLEGAL_PARAMETER, ssl::R_BAD_ECPOINT);
        };
        let master = derive(link, suite, secret.secret_bytes());
        tell_key(link, host, &master);
        self.key(link, master)?;
        self.go(match self.peer.is_empty() {
            true => State::Change,
            false => State::CertificateVerify,
        })
    }

    /// Takes the keys into use.
    fn key(&mut self, link: &mut Link, master: Master) -> Result<(), Stop> {
        let keys = master.keys(Role::Server, &link.randoms()).ok_or_else(internal)?;
        link.records.set_keys(keys);
        self.master = Some(master);
        Ok(())
    }

    fn certificate_verify(&mut self, link: &mut Link, came: &Came) -> Result<Step, Stop> {
        let (scheme, signature) = messages::certificate_verify(&came.body)?;
        let hello = self.hello.clone().ok_or_else(internal)?;
        let message = link.transcript.get(..came.before).ok_or_else(internal)?;
        let allowed = |group: u16| {
            link.settings.groups.contains(&group)
                && (hello.groups.is_empty() || hello.groups.contains(&group))
        };
        check_signature(link, &self.peer, scheme, message, &signature, allowed)?;
        self.go(State::Change)
    }

    fn finished(&mut self, link: &mut Link, came: &Came) -> Result<Step, Stop> {
        let Some(master) = self.master.take() else { return Err(internal()) };
        link.check_finished(&master, came)?;
        if self.resumed.is_some() {
            link.begin();
            return self.done(master, false);
        }
        self.master = Some(master);
        self.go(State::Last)
    }

    /// Sends our last flight; of a session that is resumed it is the only
    /// one, and the client's is the last.
    fn last(&mut self, link: &mut Link, host: &dyn Host) -> Result<Step, Stop> {
        let resumed = self.resumed.clone();
        // Sealing may have to wait: nothing is sent before.
        let sealed = match (self.ticket, &resumed) {
            (false, _) => None,
            (true, Some(session)) => Some(self.seal(link, host, session, true)?),
            (true, None) => {
                let fresh = self.fresh(link)?;
                Some(self.seal(link, host, &fresh, false)?)
            }
        };
        link.begin();
        if let Some(session) = &resumed {
            self.server_hello(link, host)?;
            let suite = self.suite.ok_or_else(internal)?;
            let master = Master { suite, secret: session.master_key.clone() };
            tell_key(link, host, &master);
            self.key(link, master)?;
            link.learn(|facts| facts.resumed = true);
        }
        if let Some(body) = sealed {
            link.send(host, messages::NEW_SESSION_TICKET, body)?;
        }
        let Some(master) = self.master.take() else { return Err(internal()) };
        link.send_finished(host, &master)?;
        link.fly(host, resumed.is_some())?;
        if resumed.is_some() {
            self.master = Some(master);
            return self.go(State::Change);
        }
        self.done(master, true)
    }

    fn done(&mut self, master: Master, last: bool) -> Result<Step, Stop> {
        let (resumed, stateful) = (self.resumed.take(), self.stateful);
        Ok(Step::Done(Box::new(Finished { master, resumed, ticket: None, stateful, last })))
    }

    /// A session for a ticket.
    fn fresh(&self, link: &Link) -> Result<Arc<Session>, Stop> {
        let master = self.master.as_ref().ok_or_else(internal)?;
        let made = super::made(link, master, None, false);
        let made = Arc::into_inner(made).ok_or_else(internal)?;
        let lifetime_hint = link.settings.options.session_timeout;
        Ok(Arc::new(Session { id: random()?.to_vec(), lifetime_hint, ..made }))
    }

    /// The NewSessionTicket message with this session; one without a ticket
    /// if there is to be none.
    fn seal(
        &self,
        link: &Link,
        host: &dyn Host,
        session: &Arc<Session>,
        resumed: bool,
    ) -> Result<Option<Vec<u8>>, Stop> {
        let ticket = reply(host.ticket_seal(session, resumed))?.unwrap_or_default();
        let lifetime = link.settings.options.session_timeout;
        Ok(messages::write_session_ticket(lifetime, &ticket))
    }
}

/// Whether a session that was found may be resumed with this client.
fn fits(link: &Link, hello: &ClientHello, session: &Session) -> bool {
    let named = |name: &String| {
        hello.server_name.as_ref().is_some_and(|asked| asked.eq_ignore_ascii_case(name))
    };
    let ems = hello.extension(EXTENDED_MASTER_SECRET).is_some();
    session::accept(&link.settings, session)
        && session.version == VERSION
        && hello.suite_numbers().contains(&session.suite)
        && link.settings.suites12.contains(&session.suite)
        && session.ems == ems
        && session.server_name.as_ref().is_none_or(named)
}

/// Random bytes.
fn random() -> Result<[u8; 32], Stop> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| internal())?;
    Ok(bytes)
}
