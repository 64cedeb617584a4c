//! Two engines back to back.

use super::session::Session;
use super::settings::{GROUPS, SIGALGS, SUITES};
use super::*;
use crate::crypto::pkey::PrivateKey;
use crate::err::{self, Error, Lib};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn credential(name: &str) -> Arc<Credential> {
    let (cert, key): (&[u8], &[u8]) = match name {
        "p256" => {
            (include_bytes!("testdata/p256.cert.der"), include_bytes!("testdata/p256.key.der"))
        }
        "p384" => {
            (include_bytes!("testdata/p384.cert.der"), include_bytes!("testdata/p384.key.der"))
        }
        "ed25519" => (
            include_bytes!("testdata/ed25519.cert.der"),
            include_bytes!("testdata/ed25519.key.der"),
        ),
        _ => (
            include_bytes!("testdata/rsa2048.cert.der"),
            include_bytes!("testdata/rsa2048.key.der"),
        ),
    };
    let key = Arc::new(PrivateKey::from_pkcs8(key).unwrap());
    let chain = vec![cert.to_vec()];
    Arc::new(Credential { chain, key, ocsp: vec![], group: None, may_sign: true })
}

pub(super) fn settings(role: Role) -> Settings {
    Settings {
        role,
        min_version: 0x303,
        max_version: 0x304,
        suites12: SUITES[3..].to_vec(),
        suites13: SUITES[..3].to_vec(),
        groups: GROUPS.to_vec(),
        verify_sigalgs: SIGALGS.to_vec(),
        sign_sigalgs: SIGALGS.to_vec(),
        alpn: vec![],
        server_name: (role == Role::Client).then(|| "example.test".to_owned()),
        peer_auth: PeerAuth::None,
        ca_names: vec![],
        credentials: if role == Role::Server { vec![credential("p256")] } else { vec![] },
        ask_for_credential: false,
        options: Options {
            session_cache: true,
            num_tickets: 2,
            session_timeout: 7200,
            ..Options::default()
        },
        session_id_context: b"ctx".to_vec(),
        keylog: true,
        messages: true,
        ..Settings::default()
    }
}

/// Half of a transport: what one end reads and the other writes.
pub(super) type Pipe = Rc<RefCell<(VecDeque<u8>, bool)>>;

pub(super) struct TestWire {
    rx: Pipe,
    tx: Pipe,
    /// The most bytes per call; 0 for any.
    pub(super) step: usize,
    /// Every other call blocks.
    pub(super) stutter: bool,
    turn: bool,
}

impl TestWire {
    pub(super) fn incoming(&self) -> &Pipe {
        &self.rx
    }

    fn blocks(&mut self) -> bool {
        self.turn = !self.turn;
        self.stutter && self.turn
    }
}

impl Wire for TestWire {
    fn read(&mut self, buf: &mut [u8]) -> Transfer {
        if self.blocks() {
            return Transfer::WouldBlock;
        }
        let mut pipe = self.rx.borrow_mut();
        let most = if self.step == 0 { buf.len() } else { self.step.min(buf.len()) };
        let n = most.min(pipe.0.len());
        if n == 0 {
            return if pipe.1 { Transfer::Eof } else { Transfer::WouldBlock };
        }
        for (to, from) in buf.iter_mut().zip(pipe.0.drain(..n)) {
            *to = from;
        }
        Transfer::Done(n)
    }

    fn write(&mut self, buf: &[u8]) -> Transfer {
        if self.blocks() {
            return Transfer::WouldBlock;
        }
        let n = if self.step == 0 { buf.len() } else { self.step.min(buf.len()) };
        self.tx.borrow_mut().0.extend(&buf[..n]);
        Transfer::Done(n)
    }

    fn flush(&mut self) -> Transfer {
        Transfer::Done(0)
    }
}

fn wires() -> (TestWire, TestWire) {
    let (a, b) = (Pipe::default(), Pipe::default());
    let wire = |rx: &Pipe, tx: &Pipe| TestWire {
        rx: rx.clone(),
        tx: tx.clone(),
        step: 0,
        stutter: false,
        turn: false,
    };
    (wire(&a, &b), wire(&b, &a))
}

thread_local! {
    /// The sessions in tickets, which are their numbers.
    static TICKETS: RefCell<Vec<Arc<Session>>> = const { RefCell::new(Vec::new()) };
}

/// A host that remembers what it was told.
#[derive(Default)]
pub(super) struct TestHost {
    pub(super) settings: RefCell<Option<Settings>>,
    pub(super) sessions: RefCell<Vec<Arc<Session>>>,
    pub(super) cache: RefCell<HashMap<Vec<u8>, Arc<Session>>>,
    keylog: RefCell<Vec<String>>,
    facts: RefCell<Option<Arc<FactsCell>>>,
    events: RefCell<Vec<(Info, i32)>>,
    messages: RefCell<Vec<(bool, u16, u8)>>,
    reject: bool,
    suspend: RefCell<Vec<Suspend>>,
    credential: Option<Arc<Credential>>,
}

impl Host for TestHost {
    fn client_hello(&self, _hello: &Arc<ClientHello>) -> Reply<Box<Settings>> {
        if let Some(why) = self.suspend.borrow_mut().pop() {
            return Reply::Suspend(why);
        }
        Reply::Go(Box::new(self.settings.borrow().clone().unwrap()))
    }

    fn cert_request(&self, _request: &CertRequest) -> Reply<Option<Arc<Credential>>> {
        if let Some(why) = self.suspend.borrow_mut().pop() {
            return Reply::Suspend(why);
        }
        Reply::Go(self.credential.clone())
    }

    fn verify_peer(&self, peer: &PeerChain) -> Reply<Verdict> {
        if let Some(why) = self.suspend.borrow_mut().pop() {
            return Reply::Suspend(why);
        }
        assert!(!peer.chain.is_empty());
        Reply::Go(if self.reject {
            let error = Error::new(Lib::Ssl, err::ssl::R_CERTIFICATE_VERIFY_FAILED);
            Verdict::Reject(Alert { description: 48, error }, 20)
        } else {
            Verdict::Accept(18)
        })
    }

    fn keylog(&self, line: &str) {
        self.keylog.borrow_mut().push(line.to_owned());
    }

    fn session_new(&self, session: Arc<Session>) {
        if session.stateful {
            self.cache.borrow_mut().insert(session.id.clone(), session.clone());
        }
        self.sessions.borrow_mut().push(session);
    }

    fn session_get(&self, id: &[u8]) -> Option<Arc<Session>> {
        self.cache.borrow().get(id).cloned()
    }

    fn session_remove(&self, id: &[u8]) {
        self.cache.borrow_mut().remove(id);
    }

    fn ticket_seal(&self, session: &Arc<Session>, _resumed: bool) -> Reply<Option<Vec<u8>>> {
        TICKETS.with_borrow_mut(|tickets| {
            tickets.push(session.clone());
            Reply::Go(Some(tickets.len().to_be_bytes().to_vec()))
        })
    }

    fn ticket_open(&self, ticket: &[u8]) -> Reply<Option<Ticket>> {
        let number = ticket.try_into().map(usize::from_be_bytes).unwrap_or(0);
        let session = TICKETS.with_borrow(|tickets| tickets.get(number - 1).cloned());
        Reply::Go(Some(Ticket { session, renew: false }))
    }

    fn info(&self, event: Info) {
        let facts = self.facts.borrow();
        let state = facts.as_ref().map_or(0, |facts| facts.with(|facts| facts.state as i32));
        self.events.borrow_mut().push((event, state));
    }

    fn message(&self, message: &Message<'_>) {
        let first = message.bytes.first().copied().unwrap_or(0);
        self.messages.borrow_mut().push((message.written, message.content_type, first));
    }
}

pub(super) struct End {
    pub(super) conn: Connection,
    pub(super) host: TestHost,
    pub(super) wire: TestWire,
}

impl End {
    pub(super) fn handshake(&mut self) -> Outcome {
        self.conn.handshake(&self.host, &mut self.wire)
    }

    pub(super) fn facts(&self) -> Facts {
        self.conn.facts().get()
    }

    pub(super) fn read(&mut self, len: usize) -> Outcome<Vec<u8>> {
        let mut buf = vec![0; len];
        self.conn.read(&self.host, &mut self.wire, &mut buf).map(|n| buf[..n].to_vec())
    }

    pub(super) fn write(&mut self, data: &[u8]) -> Outcome<usize> {
        self.conn.write(&self.host, &mut self.wire, data)
    }
}

/// Client and server with these changes to their settings.
pub(super) fn pair(change: impl Fn(&mut Settings)) -> (End, End) {
    let (a, b) = wires();
    let [client, server] = [(Role::Client, a), (Role::Server, b)].map(|(role, wire)| {
        let mut settings = settings(role);
        change(&mut settings);
        let host =
            TestHost { settings: RefCell::new(Some(settings.clone())), ..Default::default() };
        End { conn: Connection::new(settings).unwrap(), host, wire }
    });
    (client, server)
}

/// Runs both handshakes until neither moves any more.
pub(super) fn run(client: &mut End, server: &mut End) -> (Outcome, Outcome) {
    let mut last = (Outcome::WantRead, Outcome::WantRead);
    for _ in 0..100_000 {
        let waiting = |o: &Outcome| {
            matches!(o, Outcome::WantRead | Outcome::WantWrite | Outcome::Suspended(_))
        };
        if waiting(&last.0) {
            last.0 = client.handshake();
        }
        if waiting(&last.1) {
            last.1 = server.handshake();
        }
        if !waiting(&last.0) && !waiting(&last.1) {
            break;
        }
        let idle = client.wire.rx.borrow().0.is_empty() && server.wire.rx.borrow().0.is_empty();
        let stuck = matches!(last, (Outcome::WantRead, Outcome::Failed(_) | Outcome::Eof))
            || matches!(last, (Outcome::Failed(_) | Outcome::Eof, Outcome::WantRead));
        if stuck && idle && !client.wire.stutter {
            break;
        }
    }
    last
}

#[track_caller]
pub(super) fn connect(client: &mut End, server: &mut End) {
    let outcome = run(client, server);
    assert!(matches!(outcome, (Outcome::Done(()), Outcome::Done(()))), "{outcome:?}");
}

#[track_caller]
pub(super) fn exchange(client: &mut End, server: &mut End) {
    assert!(matches!(client.write(b"ping"), Outcome::Done(4)));
    let got = server.read(100);
    assert!(matches!(&got, Outcome::Done(data) if data == b"ping"), "{got:?}");
    assert!(matches!(server.write(b"pong!"), Outcome::Done(5)));
    let got = client.read(2);
    assert!(matches!(&got, Outcome::Done(data) if data == b"po"), "{got:?}");
    assert_eq!(client.facts().pending, 3);
    assert!(matches!(client.read(9), Outcome::Done(data) if data == b"ng!"));
}

#[track_caller]
pub(super) fn failed<T: std::fmt::Debug>(outcome: Outcome<T>) -> i32 {
    match outcome {
        Outcome::Failed(error) => error.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_versions_every_suite() {
    for &suite in &SUITES {
        for name in ["p256", "p384", "rsa2048", "ed25519"] {
            let tls13 = suite >> 8 == 0x13;
            let ecdsa = matches!(suite, 0xc02b | 0xc02c | 0xcca9);
            if !tls13 && ecdsa == (name == "rsa2048") {
                continue;
            }
            let (mut client, mut server) = pair(|s| {
                s.suites12.retain(|&x| x == suite);
                s.suites13.retain(|&x| x == suite);
                if s.role == Role::Server {
                    s.credentials = vec![credential(name)];
                }
            });
            connect(&mut client, &mut server);
            exchange(&mut client, &mut server);
            for end in [&client, &server] {
                let facts = end.facts();
                assert_eq!(facts.suite, suite);
                assert_eq!(facts.version, if tls13 { 0x304 } else { 0x303 });
                assert_eq!(facts.state, State::Ok);
                assert_eq!(facts.server_name.as_deref(), Some("example.test"));
                assert!(facts.ems && !facts.resumed);
                assert_ne!(facts.group, 0);
            }
            let (c, s) = (client.facts(), server.facts());
            assert_eq!(c.finished, s.peer_finished);
            assert_eq!(c.peer_finished, s.finished);
            assert!(!c.finished.is_empty() && !s.finished.is_empty());
            assert_eq!((c.peer_sigalg, c.own_sigalg), (s.own_sigalg, 0));
            assert_eq!(c.client_random, s.client_random);
            assert_eq!(c.server_random, s.server_random);
            assert_eq!(c.verify_result, Some(18));
            assert_eq!(c.peer_chain.len(), 1);
            assert_eq!(*client.host.keylog.borrow(), *server.host.keylog.borrow());
            let (mut a, mut b) = ([0; 40], [0; 40]);
            for context in [None, Some(&b"context"[..])] {
                client.conn.facts().get().export(b"label", context, &mut a).unwrap();
                server.conn.facts().get().export(b"label", context, &mut b).unwrap();
                assert_eq!(a, b);
            }
        }
    }
}

#[test]
fn every_group() {
    for &group in &GROUPS {
        let (mut client, mut server) = pair(|s| s.groups = vec![group]);
        connect(&mut client, &mut server);
        exchange(&mut client, &mut server);
        assert_eq!((client.facts().group, server.facts().group), (group, group));
    }
}

#[test]
fn hello_retry_request() {
    let (mut client, mut server) = pair(|s| {
        s.groups = if s.role == Role::Client { vec![0x1d, 0x18] } else { vec![0x18] };
    });
    connect(&mut client, &mut server);
    exchange(&mut client, &mut server);
    assert_eq!(client.facts().group, 0x18);
}

#[test]
fn one_byte_at_a_time_and_stuttering() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        for end in [&mut client, &mut server] {
            end.wire.step = 1;
            end.wire.stutter = true;
        }
        connect(&mut client, &mut server);
        let data: Vec<u8> = (0..40_000u32).map(|i| i as u8).collect();
        let (mut sent, mut got) = (false, Vec::new());
        while got.len() < data.len() {
            if !sent {
                sent = matches!(client.write(&data), Outcome::Done(40_000));
            }
            if let Outcome::Done(more) = server.read(30_000) {
                got.extend(more);
            }
        }
        assert_eq!(got, data);
    }
}

#[test]
fn client_certificates() {
    for version in [0x303, 0x304] {
        for auth in [PeerAuth::Request, PeerAuth::Require] {
            for name in ["none", "p256", "rsa2048", "rsa1024", "ed25519"] {
                let (mut client, mut server) = pair(|s| {
                    s.max_version = version;
                    s.peer_auth = auth;
                    s.ca_names = vec![vec![0x30, 0]];
                    if s.role == Role::Client && name != "none" {
                        s.credentials = vec![credential(name)];
                    }
                });
                if auth == PeerAuth::Require && name == "none" {
                    let (alert, outcome) = run(&mut client, &mut server);
                    assert_eq!(failed(outcome), err::ssl::R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
                    let alert =
                        if version == 0x304 { failed(client.read(1)) } else { failed(alert) };
                    assert_eq!(alert - 1000, if version == 0x304 { 116 } else { 40 });
                    continue;
                }
                connect(&mut client, &mut server);
                exchange(&mut client, &mut server);
                assert_eq!(client.facts().ca_names, Some(vec![vec![0x30, 0]]));
                assert_eq!(server.facts().peer_chain.len(), usize::from(name != "none"));
                assert_eq!(server.facts().peer_sigalg, client.facts().own_sigalg);
                assert_eq!(client.facts().own_sigalg != 0, name != "none");
            }
        }
    }
}

#[test]
fn a_rejected_certificate_sends_the_hosts_alert() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        client.host.reject = true;
        let (c, s) = run(&mut client, &mut server);
        assert_eq!(failed(c), err::ssl::R_CERTIFICATE_VERIFY_FAILED);
        assert_eq!(failed(s), 1048);
        assert!(client.host.events.borrow().iter().any(|(e, _)| *e == Info::AlertWritten(0x230)));
        assert!(matches!(client.handshake(), Outcome::Failed(error) if error.silent));
    }
}

#[test]
fn suspension_everywhere() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| {
            s.max_version = version;
            s.peer_auth = PeerAuth::Request;
            s.ask_for_credential = true;
        });
        client.host.credential = Some(credential("p384"));
        client.host.suspend = RefCell::new(vec![Suspend::X509Lookup, Suspend::RetryVerify]);
        server.host.suspend = RefCell::new(vec![Suspend::RetryVerify, Suspend::ClientHello]);
        let mut seen = Vec::new();
        let mut done = (false, false);
        for _ in 0..20 {
            for (end, done) in [(&mut client, &mut done.0), (&mut server, &mut done.1)] {
                match end.handshake() {
                    Outcome::Done(()) => *done = true,
                    Outcome::Suspended(why) => seen.push(why),
                    Outcome::WantRead => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(done, (true, true));
        assert_eq!(seen.len(), 3 + usize::from(version != 0));
        exchange(&mut client, &mut server);
        assert_eq!(server.facts().peer_chain.len(), 1);
    }
}

#[test]
fn alpn_is_what_the_host_chose() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| {
            s.max_version = version;
            s.alpn = vec![b"h2".to_vec()];
            if s.role == Role::Client {
                s.alpn.push(b"http/1.1".to_vec());
            }
        });
        connect(&mut client, &mut server);
        assert_eq!(client.facts().alpn, b"h2");
        assert_eq!(server.facts().alpn, b"h2");
    }
}

#[test]
fn closing() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        connect(&mut client, &mut server);
        exchange(&mut client, &mut server);
        let sent = client.conn.shutdown(&client.host, &mut client.wire);
        assert!(matches!(sent, Outcome::Done(ShutdownState::Sent)));
        assert!(matches!(server.read(10), Outcome::Closed));
        assert!(matches!(server.read(10), Outcome::Closed));
        assert!(matches!(server.write(b"late"), Outcome::Done(4)));
        let outcome = client.conn.shutdown(&client.host, &mut client.wire);
        assert_eq!(failed(outcome), err::ssl::R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
        assert!(matches!(client.read(10), Outcome::Done(data) if data == b"late"));
        let done = server.conn.shutdown(&server.host, &mut server.wire);
        assert!(matches!(done, Outcome::Done(ShutdownState::Complete)));
        let done = client.conn.shutdown(&client.host, &mut client.wire);
        assert!(matches!(done, Outcome::Done(ShutdownState::Complete)));
        assert_eq!(failed(client.write(b"x")), err::ssl::R_PROTOCOL_IS_SHUTDOWN);
    }
}

#[test]
fn truncation_is_not_a_clean_end() {
    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    client.wire.tx.borrow_mut().1 = true;
    assert!(matches!(server.read(10), Outcome::Eof));
    assert!(matches!(server.read(10), Outcome::Failed(error) if error.silent));
    assert_eq!(failed(client.read(10)), 1050);

    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    client.wire.tx.borrow_mut().1 = true;
    server.conn.set_modes(Modes { ignore_eof: true, ..Modes::default() });
    assert!(matches!(server.read(10), Outcome::Closed));
    assert!(matches!(server.write(b"x"), Outcome::Done(1)));
}

#[test]
fn key_updates() {
    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    for request in [true, false] {
        client.conn.key_update(request).unwrap();
        exchange(&mut client, &mut server);
        server.conn.key_update(request).unwrap();
        exchange(&mut client, &mut server);
    }
    let (mut client, mut server) = pair(|s| s.max_version = 0x303);
    connect(&mut client, &mut server);
    assert!(client.conn.key_update(true).is_err());
    let _ = server;
}

#[test]
fn a_flood_of_key_updates_ends_the_connection() {
    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    for _ in 0..40 {
        client.conn.key_update(true).unwrap();
        assert!(matches!(client.handshake(), Outcome::Done(())));
    }
    assert_eq!(failed(server.read(10)), err::ssl::R_TOO_MANY_KEY_UPDATES);
}

#[test]
fn flipped_bytes_of_a_record_are_seen() {
    for version in [0x303, 0x304] {
        for at in 5..40 {
            let (mut client, mut server) = pair(|s| s.max_version = version);
            connect(&mut client, &mut server);
            client.write(b"twelve bytes..").map(|_| ());
            {
                let mut pipe = server.wire.rx.borrow_mut();
                let len = pipe.0.len();
                pipe.0[at.min(len - 1)] ^= 0x10;
            }
            let reason = failed(server.read(100));
            assert_eq!(reason, err::ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
            assert_eq!(failed(client.read(1)), 1020);
        }
    }
}

#[test]
fn a_cut_or_flip_anywhere_in_the_handshake_ends_it() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        connect(&mut client, &mut server);
        for from_client in [true, false] {
            for flip in [false, true] {
                for at in (0..1400).step_by(if flip { 7 } else { 11 }) {
                    let (mut client, mut server) = pair(|s| s.max_version = version);
                    let mut passed = 0;
                    for _ in 0..12 {
                        let _ = client.handshake();
                        damage(&client.wire.tx, from_client, at, flip, &mut passed);
                        let _ = server.handshake();
                        damage(&server.wire.tx, !from_client, at, flip, &mut passed);
                    }
                    if passed > at && !flip {
                        let both = (client.facts().in_init(), server.facts().in_init());
                        assert_ne!(both, (false, false));
                    }
                }
            }
        }
    }
}

/// Cuts the pipe at byte `at` of all that goes through, or flips a bit there.
fn damage(pipe: &Pipe, here: bool, at: usize, flip: bool, passed: &mut usize) {
    let mut pipe = pipe.borrow_mut();
    let len = pipe.0.len();
    if !here || len == 0 {
        return;
    }
    if (*passed..*passed + len).contains(&at) {
        let place = at - *passed;
        if flip {
            pipe.0[place] ^= 0x40;
        } else {
            pipe.0.truncate(place);
            pipe.1 = true;
        }
    }
    *passed += len;
}

#[test]
fn garbage_and_other_protocols() {
    let cases: [(&[u8], i32); 5] = [
        (b"GET / HTTP/1.1\r\n\r\n", err::ssl::R_HTTP_REQUEST),
        (b"CONNECT a:443 HTTP/1.1\r\n", err::ssl::R_HTTPS_PROXY_REQUEST),
        (b"SSH-2.0-OpenSSH_9.2\r\n", err::ssl::R_WRONG_VERSION_NUMBER),
        (&[22, 3, 1, 0, 5, 2, 0, 0, 1, 0], err::ssl::R_UNEXPECTED_MESSAGE),
        (&[22, 3, 1, 0, 5, 1, 0, 0, 1, 0], err::ssl::R_LENGTH_TOO_SHORT),
    ];
    for (bytes, reason) in cases {
        let (_, mut server) = pair(|_| {});
        server.wire.rx.borrow_mut().0.extend(bytes);
        assert_eq!(failed(server.handshake()), reason);
    }
    let (mut client, _) = pair(|_| {});
    client.wire.rx.borrow_mut().0.extend(b"HTTP/1.1 400 Bad Request\r\n");
    assert_eq!(failed(client.handshake()), err::ssl::R_WRONG_VERSION_NUMBER);
}

#[test]
fn nothing_in_common() {
    let (mut client, mut server) = pair(|s| {
        s.suites13.retain(|&x| x == if s.role == Role::Client { 0x1301 } else { 0x1302 });
        s.min_version = 0x304;
    });
    let (c, s) = run(&mut client, &mut server);
    assert_eq!((failed(c), failed(s)), (1040, err::ssl::R_NO_SHARED_CIPHER));

    let (mut client, mut server) = pair(|s| {
        let version = if s.role == Role::Client { 0x303 } else { 0x304 };
        (s.min_version, s.max_version) = (version, version);
    });
    let (c, s) = run(&mut client, &mut server);
    assert_eq!((failed(c), failed(s)), (1070, err::ssl::R_UNSUPPORTED_PROTOCOL));

    let (mut client, mut server) = pair(|s| {
        s.groups = vec![if s.role == Role::Client { 0x1d } else { 0x18 }];
        s.min_version = 0x304;
    });
    let (c, s) = run(&mut client, &mut server);
    assert_eq!((failed(c), failed(s)), (1040, err::ssl::R_NO_SUITABLE_KEY_SHARE));
}

#[test]
fn a_write_must_be_retried_as_it_was() {
    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    client.wire.step = 100;
    client.wire.stutter = true;
    client.wire.turn = false;
    let data = vec![7; 20_000];
    assert!(matches!(client.write(&data), Outcome::WantWrite));
    assert!(client.conn.is_writing());
    assert_eq!(failed(client.write(&data[..10])), err::ssl::R_BAD_WRITE_RETRY);
    assert_eq!(failed(client.write(&data.clone())), err::ssl::R_BAD_WRITE_RETRY);
    client.conn.set_modes(Modes { moving_write_buffer: true, ..Modes::default() });
    let mut copy = data.clone();
    while !matches!(client.write(&copy), Outcome::Done(20_000)) {
        copy = copy.clone();
    }
    let mut got = 0;
    while let Outcome::Done(more) = server.read(20_000) {
        got += more.len();
    }
    assert_eq!(got, 20_000);
}

#[test]
fn peeked_data_stays() {
    let (mut client, mut server) = pair(|_| {});
    connect(&mut client, &mut server);
    client.write(b"data").map(|_| ());
    let mut buf = [0; 3];
    assert!(matches!(server.conn.peek(&server.host, &mut server.wire, &mut buf), Outcome::Done(3)));
    assert_eq!(&buf, b"dat");
    assert!(matches!(server.read(9), Outcome::Done(data) if data == b"data"));
}

/// What the info callback sees: S start, a number for each loop's state, D
/// done, X exit.
fn story(change: impl Fn(&mut Settings)) -> (String, String) {
    let (mut client, mut server) = pair(change);
    for end in [&client, &server] {
        *end.host.facts.borrow_mut() = Some(end.conn.facts().clone());
    }
    connect(&mut client, &mut server);
    let _ = client.read(1);
    let tell = |end: &End| {
        let words = end
            .host
            .events
            .borrow()
            .iter()
            .map(|(event, state)| match event {
                Info::Start => "S".to_owned(),
                Info::Loop => state.to_string(),
                Info::Done => format!("D{state}"),
                Info::Exit(ret) => format!("X{ret}@{state}"),
                other => format!("{other:?}"),
            })
            .collect::<Vec<_>>();
        words.join(" ")
    };
    (tell(&client), tell(&server))
}

/// Measured with OpenSSL 3.0 over a BIO pair.
#[test]
fn info_callbacks_tell_openssls_story() {
    let (client, server) = story(|_| {});
    assert_eq!(client, "S 0 12 X-1@12 12 3 38 4 39 11 16 18 D1 X1@1 1 1 9 X1@1 1 1 9 X1@1");
    assert_eq!(server, "S 0 0 20 22 35 37 23 40 36 46 X-1@46 46 32 D33 33 33 X1@1");
    let (client, server) = story(|s| {
        s.max_version = 0x303;
        s.peer_auth = PeerAuth::Request;
        s.credentials = vec![credential("p256")];
    });
    assert_eq!(client, "S 0 12 X-1@12 12 3 4 6 7 8 13 14 15 16 18 X-1@18 18 9 10 11 D1 X1@1");
    assert_eq!(server, "S 0 0 20 22 23 24 25 26 X-1@26 26 27 28 29 31 32 33 35 36 D1 X1@1");
}

/// Bytes changed, inserted and dropped at random, in both directions; the
/// numbers repeat from run to run.
#[test]
fn random_damage_is_survived() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    for round in 0..400 {
        let version = 0x303 + (round & 1);
        let (mut client, mut server) = pair(|s| {
            s.max_version = version;
            s.peer_auth = PeerAuth::Request;
            s.credentials = vec![credential("p256")];
        });
        let quiet = random(4);
        for step in 0..8 {
            let _ = client.handshake();
            let _ = client.write(b"from the client");
            if step >= quiet {
                scramble(&client.wire.tx, &mut random);
            }
            let _ = server.read(100);
            let _ = server.write(b"from the server");
            if step >= quiet {
                scramble(&server.wire.tx, &mut random);
            }
            let _ = client.read(100);
        }
    }
}

fn scramble(pipe: &Pipe, random: &mut impl FnMut(usize) -> usize) {
    let mut pipe = pipe.borrow_mut();
    for _ in 0..random(3) {
        let len = pipe.0.len();
        if len == 0 {
            return;
        }
        // The headers of records and messages are the interesting places.
        let at = if random(2) == 0 { random(len.min(12)) } else { random(len) };
        match random(4) {
            0 => pipe.0[at] = random(256) as u8,
            1 => pipe.0.insert(at, random(256) as u8),
            2 => drop(pipe.0.remove(at)),
            _ => pipe.0[at] ^= 1 << random(8),
        }
    }
}
