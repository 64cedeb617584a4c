//! rustls's state machine, run on a fiber, from configuration to traffic
//! keys.

#![forbid(unsafe_code)]

use super::buffers::MAX_PLAIN;
use super::capture::{self, Answer, Capture, Question};
use super::configs::{self, Parts};
use super::custom;
use super::fiber::{Fiber, Turn};
use super::negotiate::Plan;
use super::roles::{Chosen, ROLES, Sessions, certified};
use super::session::{self, ClientKernel};
use super::settings::{GROUPS, PeerAuth, TLS1_2, TLS1_3};
use super::{ClientHello, Host, Reply, Settings, Suspend, Verdict, dhe, hello, provider, psk};
use rustls::client::{Resumption, Tls12Resumption, UnbufferedClientConnection};
use rustls::kernel::KernelConnection;
use rustls::pki_types::{DnsName, IpAddr, Ipv4Addr, ServerName};
use rustls::server::{ServerConnectionData, UnbufferedServerConnection};
use rustls::unbuffered::{ConnectionState, EncodeError, ReadEarlyData, UnbufferedStatus};
use rustls::{CommonState, Error, ExtractedSecrets};
use std::sync::{Arc, Mutex};

/// What encryption adds to a record at most: header, type and tag.
const MAX_OVERHEAD: usize = 5 + 1 + 16;

/// rustls, in either role.
enum Side {
    Client(Box<UnbufferedClientConnection>),
    Server(Box<UnbufferedServerConnection>),
}

/// rustls with its input and output.
pub(super) struct Engine {
    side: Side,
    /// Records that rustls has not used up.
    pub(super) incoming: Vec<u8>,
    /// Records to send.
    pub(super) out: Vec<u8>,
    /// Server: early data received.
    pub(super) early: Vec<u8>,
    /// Client: rustls rests where early data may be written.
    pub(super) hold: bool,
}

/// How far rustls came.
pub(super) enum Step {
    /// It needs another record.
    Blocked,
    /// The handshake is done.
    Complete,
    /// It failed; an alert may be in the output.
    Failed(Error),
}

/// The connection after its handshake, for key updates and tickets.
pub(super) enum Kernel {
    Client(ClientKernel),
    Server(Box<KernelConnection<ServerConnectionData>>),
    /// TLS 1.2 has neither.
    None,
}

/// A client's engine; its ClientHello comes with the first step.
pub(super) fn client(settings: &Settings, capture: &mut Box<Capture>) -> Result<Engine, Error> {
    let suites: Vec<u16> = settings.suites13.iter().chain(&settings.suites12).copied().collect();
    let mut groups: Vec<u16> =
        settings.groups.iter().copied().filter(|group| GROUPS.contains(group)).collect();
    if settings.suites12.iter().any(|&suite| dhe::is_suite(suite)) {
        groups.push(dhe::FFDHE2048);
    }
    let mut config = configs::client(&Parts {
        suites: &suites,
        groups: &groups,
        versions: &usable_versions(settings),
        clients: (PeerAuth::None, &[]),
    })?;
    config.alpn_protocols = settings.alpn.clone();
    let tls12 = if settings.options.no_ticket {
        Tls12Resumption::SessionIdOnly
    } else {
        Tls12Resumption::SessionIdOrTickets
    };
    config.resumption = Resumption::store(ROLES.clone()).tls12_resumption(tls12);
    config.enable_early_data = settings.early_data;
    config.require_ems = settings.options.require_ems;
    config.max_fragment_size = capture.edits.as_ref().and_then(|edits| edits.limit());
    let name = settings.server_name.as_deref().filter(|name| custom::is_plain_name(name));
    let name = name.and_then(|name| DnsName::try_from(name).ok());
    config.enable_sni = name.is_some();
    let name = match name {
        Some(name) => ServerName::DnsName(name.to_owned()),
        // Any name will do: it is only a key for our store.
        None => ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([0, 0, 0, 0]))),
    };
    if let Some(session) = &settings.session {
        psk::offer(capture, session);
        (capture.offer12, capture.offer13) = session.offer();
    }
    let config = Arc::new(config);
    let connection = capture::scope(capture, || UnbufferedClientConnection::new(config, name))?;
    let mut engine = Engine::new(Side::Client(Box::new(connection)));
    engine.hold = settings.early_data;
    Ok(engine)
}

/// Those of the settings' versions for which there are suites.
fn usable_versions(settings: &Settings) -> Vec<&'static rustls::SupportedProtocolVersion> {
    let mut versions = provider::versions(settings.min_version, settings.max_version);
    versions.retain(|version| {
        let suites = match u16::from(version.version) {
            TLS1_3 => &settings.suites13,
            _ => &settings.suites12,
        };
        suites.iter().any(|&suite| provider::suite(suite).is_some())
    });
    versions
}

/// A server's engine, which will find everything decided by `plan`; its records
/// hold no more than `limit`.
pub(super) fn server(
    settings: &Settings,
    hello: &ClientHello,
    plan: &Plan,
    limit: Option<usize>,
) -> Result<Engine, Error> {
    let mut suites = vec![plan.suite];
    if plan.version == TLS1_2 {
        // rustls marks a downgrade in its random if it has TLS 1.3 at all.
        suites.extend(settings.suites13.first());
    }
    let mut versions = usable_versions(settings);
    if plan.version == TLS1_3 {
        versions.retain(|version| u16::from(version.version) == TLS1_3);
    }
    let mut config = configs::server(&Parts {
        suites: &suites,
        groups: &[plan.group],
        versions: &versions,
        clients: (settings.peer_auth, &settings.ca_names),
    })?;
    let key = match plan.signer {
        Some((place, scheme)) => {
            let credential = settings.credentials.get(place);
            certified(credential.ok_or(Error::NoCertificatesPresented)?, vec![scheme])
        }
        None => psk::nobody(),
    };
    config.cert_resolver = Arc::new(Chosen(key));
    let options = &settings.options;
    let early = plan.version == TLS1_3 && settings.max_early_data > 0;
    let stateless = match plan.version {
        TLS1_3 => !session::is_stateful(settings),
        _ => !options.no_ticket,
    };
    let ticket_offered = hello.extension(hello::SESSION_TICKET).is_some();
    let sessions = Arc::new(Sessions {
        may_cache: options.session_cache && (options.no_ticket || !ticket_offered),
        stateless,
        offers_early: early,
        early_wanted: hello.ticket_age().filter(|_| {
            early && settings.early_data && hello.extension(hello::EARLY_DATA).is_some()
        }),
        psk_mode: hello.has_psk_mode(),
        first_age: hello.ticket_age().unwrap_or(0),
        alpn: settings.alpn.first().cloned().unwrap_or_default(),
        tickets: options.num_tickets,
        lifetime: options.session_timeout,
        version: plan.version,
        suite: plan.suite,
        // rustls sees no other.
        server_name: hello.server_name.clone().filter(|name| custom::is_plain_name(name)),
        ems: hello.extension(hello::EXTENDED_MASTER_SECRET).is_some(),
    });
    config.session_storage = sessions.clone();
    config.ticketer = sessions;
    config.alpn_protocols = settings.alpn.clone();
    config.require_ems = options.require_ems;
    config.send_tls13_tickets =
        if !stateless && !options.session_cache { 0 } else { options.num_tickets };
    config.max_tls13_tickets = 0;
    config.max_early_data_size = settings.max_early_data;
    config.send_half_rtt_data = early && settings.early_data;
    config.max_fragment_size = limit;
    let connection = UnbufferedServerConnection::new(Arc::new(config))?;
    Ok(Engine::new(Side::Server(Box::new(connection))))
}

/// What became of one state of rustls's.
enum Passed {
    Again,
    Stop(Step),
}

/// `early` takes the early data of a state that has some.
fn pass<Data>(
    status: UnbufferedStatus<'_, '_, Data>,
    out: &mut Vec<u8>,
    hold: bool,
    early: impl FnOnce(ReadEarlyData<'_, '_, Data>),
) -> (usize, Passed) {
    let discard = status.discard;
    let passed = match status.state {
        Ok(ConnectionState::ReadEarlyData(data)) => {
            early(data);
            Passed::Again
        }
        // Until the last early data is written it stays so.
        Ok(ConnectionState::TransmitTlsData(_)) if hold => Passed::Stop(Step::Blocked),
        Ok(ConnectionState::EncodeTlsData(mut encode)) => {
            let start = out.len();
            match encode.encode(&mut []) {
                Ok(_) => {}
                Err(EncodeError::InsufficientSize(size)) => {
                    out.resize(start + size.required_size, 0);
                    let written = out.get_mut(start..).map(|room| encode.encode(room));
                    if !matches!(written, Some(Ok(_))) {
                        out.truncate(start);
                    }
                }
                Err(EncodeError::AlreadyEncoded) => {}
            }
            Passed::Again
        }
        Ok(ConnectionState::TransmitTlsData(transmit)) => {
            transmit.done();
            Passed::Again
        }
        Ok(ConnectionState::BlockedHandshake) => Passed::Stop(Step::Blocked),
        Ok(ConnectionState::WriteTraffic(_)) => Passed::Stop(Step::Complete),
        Ok(_) => Passed::Stop(Step::Failed(Error::HandshakeNotComplete)),
        Err(error) => Passed::Stop(Step::Failed(error)),
    };
    (discard, passed)
}

impl Engine {
    fn new(side: Side) -> Engine {
        let (incoming, out, early) = (Vec::new(), Vec::new(), Vec::new());
        Engine { side, incoming, out, early, hold: false }
    }

    fn once(&mut self) -> Passed {
        let (hold, early) = (self.hold, &mut self.early);
        let (discard, passed) = match &mut self.side {
            Side::Client(connection) => {
                let status = connection.process_tls_records(&mut self.incoming);
                pass(status, &mut self.out, hold, |_| {})
            }
            Side::Server(connection) => {
                let status = connection.process_tls_records(&mut self.incoming);
                pass(status, &mut self.out, hold, |mut data| {
                    while let Some(Ok(record)) = data.next_record() {
                        early.extend_from_slice(record.payload);
                    }
                })
            }
        };
        self.incoming.drain(..discard.min(self.incoming.len()));
        match passed {
            // A server may write before it has heard the client's Finished.
            Passed::Stop(Step::Complete) if self.common().is_handshaking() => {
                Passed::Stop(Step::Blocked)
            }
            passed => passed,
        }
    }

    /// Encrypts a client's early data, or what a server writes before it has
    /// heard the client's Finished. False if it may not be written now.
    pub(super) fn write_early(&mut self, capture: &mut Box<Capture>, data: &[u8]) -> bool {
        let start = self.out.len();
        self.out.resize(start + data.len() + (data.len() / MAX_PLAIN + 1) * MAX_OVERHEAD, 0);
        let room = self.out.get_mut(start..).unwrap_or_default();
        let side = &mut self.side;
        let written = capture::scope(capture, || match side {
            Side::Client(connection) => match connection.process_tls_records(&mut []).state {
                Ok(ConnectionState::TransmitTlsData(mut state)) => {
                    state.may_encrypt_early_data()?.encrypt(data, room).ok()
                }
                _ => None,
            },
            Side::Server(connection) => match connection.process_tls_records(&mut []).state {
                Ok(ConnectionState::WriteTraffic(mut state)) => state.encrypt(data, room).ok(),
                _ => None,
            },
        });
        self.out.truncate(start + written.unwrap_or(0));
        written.is_some()
    }

    /// Lets rustls go on until it needs a record, is done or fails.
    pub(super) fn step(&mut self) -> Step {
        loop {
            if let Passed::Stop(step) = self.once() {
                return step;
            }
        }
    }

    /// Collects what a failed connection still wants to send: its alert.
    pub(super) fn collect_alert(&mut self, capture: &mut Box<Capture>) {
        capture::scope(capture, || {
            // Only what is queued: rustls must not see its input again.
            while self.common().wants_write() {
                if let Passed::Stop(_) = self.once() {
                    return;
                }
            }
        });
    }

    fn common(&self) -> &CommonState {
        match &self.side {
            Side::Client(connection) => connection,
            Side::Server(connection) => connection,
        }
    }

    /// The facts that only rustls knows: group, whether it resumed, ALPN.
    pub(super) fn facts(&self) -> (Option<u16>, bool, Vec<u8>) {
        let common = self.common();
        (
            common.negotiated_key_exchange_group().map(|group| group.name().into()),
            matches!(common.handshake_kind(), Some(rustls::HandshakeKind::Resumed)),
            common.alpn_protocol().map(<[u8]>::to_vec).unwrap_or_default(),
        )
    }

    /// Gives up rustls's record layer for ours.
    pub(super) fn finish(self) -> Result<(ExtractedSecrets, Kernel), Error> {
        Ok(match self.side {
            Side::Client(connection) => {
                let (secrets, kernel) = connection.dangerous_into_kernel_connection()?;
                (secrets, Kernel::Client(Arc::new(Mutex::new(kernel))))
            }
            Side::Server(connection) => {
                let (secrets, kernel) = connection.dangerous_into_kernel_connection()?;
                (secrets, Kernel::Server(Box::new(kernel)))
            }
        })
    }
}

/// The engine at rest, or in the middle of a question.
pub(super) enum Drive {
    Idle(Box<Engine>),
    Asking(Fiber<(Box<Engine>, Step)>, Question),
    /// Lost to a panic.
    Lost,
}

impl std::fmt::Debug for Drive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Drive::Idle(_) => "Idle",
            Drive::Asking(..) => "Asking",
            Drive::Lost => "Lost",
        })
    }
}

impl Drive {
    /// Lets rustls go on until it needs a record, is done, fails, or a
    /// question cannot be answered yet. `heard` is called whenever rustls
    /// rests, before its question is answered.
    pub(super) fn run(
        &mut self,
        capture: &mut Box<Capture>,
        host: &dyn Host,
        mut heard: impl FnMut(&mut Capture),
    ) -> Result<Step, Suspend> {
        let (mut fiber, mut answered) = match std::mem::replace(self, Drive::Lost) {
            Drive::Idle(mut engine) => {
                let fiber = Fiber::start(move || {
                    let step = engine.step();
                    (engine, step)
                });
                let Some(fiber) = fiber else {
                    return Ok(Step::Failed(Error::General("no stack".into())));
                };
                (fiber, None)
            }
            Drive::Asking(fiber, question) => match answer(host, capture, &question) {
                Ok(reply) => (fiber, Some(reply)),
                Err(suspend) => {
                    *self = Drive::Asking(fiber, question);
                    return Err(suspend);
                }
            },
            Drive::Lost => return Ok(Step::Failed(Error::HandshakeNotComplete)),
        };
        loop {
            let turn = capture::scope(capture, || fiber.resume(answered.take()));
            heard(capture);
            match turn {
                Some(Turn::Ends((engine, step))) => {
                    *self = Drive::Idle(engine);
                    return Ok(step);
                }
                Some(Turn::Asks(question)) => match answer(host, capture, &question) {
                    Ok(reply) => answered = Some(reply),
                    Err(suspend) => {
                        *self = Drive::Asking(fiber, question);
                        return Err(suspend);
                    }
                },
                None => return Ok(Step::Failed(Error::HandshakeNotComplete)),
            }
        }
    }

    /// The engine, unless it is in the middle of a question.
    pub(super) fn engine(&mut self) -> Option<&mut Engine> {
        match self {
            Drive::Idle(engine) => Some(engine),
            _ => None,
        }
    }
}

/// What a reply says; a failure is kept, and says nothing.
fn told<T>(capture: &mut Capture, reply: Reply<Option<T>>) -> Result<Option<T>, Suspend> {
    match reply {
        Reply::Go(value) => Ok(value),
        Reply::Fail(alert) => {
            capture.fail(alert);
            Ok(None)
        }
        Reply::Suspend(why) => Err(why),
    }
}

/// Answers on the connection's own stack.
fn answer(host: &dyn Host, capture: &mut Capture, question: &Question) -> Result<Answer, Suspend> {
    Ok(match question {
        Question::Verify(peer) => match host.verify_peer(peer) {
            Reply::Go(Verdict::Accept(code)) => {
                capture.verify_result = Some(code);
                capture.peer_chain = Some(peer.clone());
                Answer::Verified(true)
            }
            Reply::Go(Verdict::Reject(alert, code)) => {
                capture.verify_result = Some(code);
                capture.fail(alert);
                Answer::Verified(false)
            }
            Reply::Fail(alert) => {
                capture.fail(alert);
                Answer::Verified(false)
            }
            Reply::Suspend(why) => return Err(why),
        },
        Question::Credential(request) => {
            Answer::Credential(told(capture, host.cert_request(request))?)
        }
        Question::Sign(key, scheme, message) => match key.sign(*scheme, message) {
            Ok(signature) => Answer::Bytes(Some(signature)),
            Err(error) => {
                capture.failure.get_or_insert(error);
                Answer::Bytes(None)
            }
        },
        Question::Seal(session, resumed) => {
            Answer::Bytes(told(capture, host.ticket_seal(session, *resumed))?)
        }
        Question::Open(ticket) => Answer::Ticket(told(capture, host.ticket_open(ticket))?),
        Question::Identify => Answer::Id(told(capture, host.session_id())?),
        Question::Keep => Answer::Kept(host.session_keep()),
        Question::Pad(kind, len) => Answer::Padding(host.padding(*kind, *len)),
        Question::EarlyData => Answer::Taken(host.early_data_allowed()),
        Question::Extensions(place) => {
            let reply = match host.extensions(place) {
                Reply::Go(extra) => Reply::Go(Some(extra)),
                Reply::Fail(alert) => Reply::Fail(alert),
                Reply::Suspend(why) => Reply::Suspend(why),
            };
            Answer::Bytes(told(capture, reply)?)
        }
        Question::Extension(received) => match host.extension(received) {
            Reply::Go(()) => Answer::Taken(true),
            Reply::Fail(alert) => {
                capture.fail(alert);
                Answer::Taken(false)
            }
            Reply::Suspend(why) => return Err(why),
        },
        Question::Psk(identity) => Answer::Session(told(capture, host.psk_find(identity))?),
        Question::Find(id, forget) => {
            let found = host.session_get(id);
            if *forget && found.is_some() {
                host.session_remove(id);
            }
            Answer::Session(found)
        }
    })
}
