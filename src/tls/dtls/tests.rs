//! Two engines back to back, over a network that loses, repeats, reorders
//! and damages.

use super::super::tests::{TestHost, credential, settings};
use super::super::wire::{Transfer, Wire};
use super::super::*;
use super::VERSION;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What happens to a datagram, by its number in this direction: the datagrams
/// that arrive in its place.
type Fate = Box<dyn FnMut(usize, Vec<u8>) -> Vec<Vec<u8>>>;

/// One direction.
struct Way {
    queue: VecDeque<Vec<u8>>,
    sent: usize,
    fate: Fate,
}

struct TestWire {
    rx: Rc<RefCell<Way>>,
    tx: Rc<RefCell<Way>>,
    now: Rc<RefCell<Instant>>,
    mtu: usize,
}

impl Wire for TestWire {
    fn read(&mut self, buf: &mut [u8]) -> Transfer {
        match self.rx.borrow_mut().queue.pop_front() {
            Some(datagram) => {
                let n = datagram.len().min(buf.len());
                buf[..n].copy_from_slice(&datagram[..n]);
                Transfer::Done(n)
            }
            None => Transfer::WouldBlock,
        }
    }

    fn write(&mut self, buf: &[u8]) -> Transfer {
        assert!(buf.len() <= self.mtu || buf[0] == 23, "{} bytes", buf.len());
        let way = &mut *self.tx.borrow_mut();
        let arrive = (way.fate)(way.sent, buf.to_vec());
        way.sent += 1;
        way.queue.extend(arrive);
        Transfer::Done(buf.len())
    }

    fn flush(&mut self) -> Transfer {
        Transfer::Done(0)
    }

    fn mtu(&mut self) -> Option<usize> {
        Some(self.mtu)
    }

    fn safe_mtu(&mut self) -> Option<usize> {
        Some(548)
    }

    fn now(&self) -> Instant {
        *self.now.borrow()
    }
}

/// Both ends and what is between them.
struct Net {
    client: Connection,
    server: Connection,
    wires: (TestWire, TestWire),
    hosts: (TestHost, TestHost),
    now: Rc<RefCell<Instant>>,
    /// How often both waited.
    waits: usize,
}

fn good() -> Fate {
    Box::new(|_, datagram| vec![datagram])
}

fn over(mut settings: Settings) -> Settings {
    (settings.min_version, settings.max_version) = (VERSION, VERSION);
    settings
}

impl Net {
    fn new(client: Settings, server: Settings, mtu: usize) -> Net {
        let way = || Rc::new(RefCell::new(Way { queue: VecDeque::new(), sent: 0, fate: good() }));
        let (a, b) = (way(), way());
        let now = Rc::new(RefCell::new(Instant::now()));
        let wire = |rx: &Rc<RefCell<Way>>, tx: &Rc<RefCell<Way>>| TestWire {
            rx: rx.clone(),
            tx: tx.clone(),
            now: now.clone(),
            mtu,
        };
        let host = TestHost::default();
        *host.settings.borrow_mut() = Some(over(server.clone()));
        Net {
            client: Connection::new(over(client)).unwrap(),
            server: Connection::new(over(server)).unwrap(),
            wires: (wire(&b, &a), wire(&a, &b)),
            hosts: (TestHost::default(), host),
            now: now.clone(),
            waits: 0,
        }
    }

    fn plain() -> Net {
        Net::new(settings(Role::Client), settings(Role::Server), 1200)
    }

    /// Lets both work; `Err` with what ended it.
    fn shake(&mut self) -> Result<(), (Outcome, Outcome)> {
        loop {
            let client = self.client.handshake(&self.hosts.0, &mut self.wires.0);
            let server = self.server.handshake(&self.hosts.1, &mut self.wires.1);
            let quiet = |wire: &TestWire| wire.rx.borrow().queue.is_empty();
            match (client, server) {
                (Outcome::Done(()), Outcome::Done(())) => return Ok(()),
                (Outcome::Done(()) | Outcome::WantRead, Outcome::Done(()) | Outcome::WantRead) => {
                    if quiet(&self.wires.0) && quiet(&self.wires.1) {
                        self.waits += 1;
                        *self.now.borrow_mut() += Duration::from_secs(61);
                        // One that is done answers when it is read from.
                    }
                    if self.client.facts().with(|f| f.state == State::Ok) {
                        let _ = self.client.read(&self.hosts.0, &mut self.wires.0, &mut [0]);
                    }
                    if self.server.facts().with(|f| f.state == State::Ok) {
                        let _ = self.server.read(&self.hosts.1, &mut self.wires.1, &mut [0]);
                    }
                }
                other => return Err(other),
            }
        }
    }

    fn chat(&mut self) {
        for len in [1, 100, 16384] {
            let data: Vec<u8> = (0..=255).cycle().take(len).collect();
            let mut buf = vec![0; 20000];
            let n = self.client.write(&self.hosts.0, &mut self.wires.0, &data);
            assert!(matches!(n, Outcome::Done(n) if n == len));
            let n = self.server.read(&self.hosts.1, &mut self.wires.1, &mut buf);
            assert!(matches!(n, Outcome::Done(n) if n == len), "{n:?}");
            assert_eq!(buf[..len], data);
            let n = self.server.write(&self.hosts.1, &mut self.wires.1, &data);
            assert!(matches!(n, Outcome::Done(n) if n == len));
            let n = self.client.read(&self.hosts.0, &mut self.wires.0, &mut buf);
            assert!(matches!(n, Outcome::Done(n) if n == len));
        }
    }

    fn toward_server(&mut self, fate: Fate) {
        self.wires.0.tx.borrow_mut().fate = fate;
    }

    fn toward_client(&mut self, fate: Fate) {
        self.wires.1.tx.borrow_mut().fate = fate;
    }
}

#[test]
fn every_suite_and_group() {
    for suite in [0xc02b, 0xc02c, 0xcca9, 0xc02f, 0xc030, 0xcca8] {
        for group in [0x1d, 0x17, 0x18, 0x19] {
            let (mut client, mut server) = (settings(Role::Client), settings(Role::Server));
            client.suites12 = vec![suite];
            client.groups = vec![group, 0x17];
            let rsa = matches!(suite, 0xc02f | 0xc030 | 0xcca8);
            server.credentials = vec![credential(if rsa { "rsa" } else { "p256" })];
            let mut net = Net::new(client, server, 1200);
            net.shake().unwrap();
            net.chat();
            let facts = net.client.facts().get();
            assert_eq!((facts.version, facts.suite, facts.group), (VERSION, suite, group));
            assert!(facts.ems && facts.secure_renegotiation && !facts.resumed);
            let (mut a, mut b) = ([0; 60], [0; 60]);
            net.client.facts().get().export(b"EXTRACTOR-dtls_srtp", None, &mut a).unwrap();
            net.server.facts().get().export(b"EXTRACTOR-dtls_srtp", None, &mut b).unwrap();
            assert_eq!(a, b);
        }
    }
}

#[test]
fn datagrams_of_any_size() {
    for mtu in [228, 229, 250, 300, 512, 1500, 9000] {
        let mut server = settings(Role::Server);
        server.peer_auth = PeerAuth::Require;
        let mut client = settings(Role::Client);
        client.credentials = vec![credential("rsa")];
        let mut net = Net::new(client, server, mtu);
        net.shake().unwrap();
        assert_eq!(net.waits, 0);
        net.chat();
        assert_eq!(net.server.facts().with(|f| f.peer_chain.len()), 1);
    }
}

/// Every single datagram, and every pair, lost once.
#[test]
fn lost_datagrams_are_sent_again() {
    for first in 0..14 {
        for second in first..14 {
            for to_client in [false, true] {
                let mut net = Net::new(settings(Role::Client), settings(Role::Server), 300);
                let fate: Fate =
                    Box::new(
                        move |n, datagram| {
                            if n == first || n == second { vec![] } else { vec![datagram] }
                        },
                    );
                if to_client {
                    net.toward_client(fate)
                } else {
                    net.toward_server(fate)
                }
                net.shake().unwrap();
                net.toward_client(good());
                net.toward_server(good());
                net.chat();
            }
        }
    }
}

#[test]
fn repeated_and_reordered_datagrams() {
    let twice = || -> Fate { Box::new(|_, datagram| vec![datagram.clone(), datagram]) };
    let swapped = || -> Fate {
        let mut held: Option<Vec<u8>> = None;
        Box::new(move |_, datagram| match held.take() {
            Some(before) => vec![datagram, before],
            None => {
                held = Some(datagram);
                vec![]
            }
        })
    };
    for mtu in [228, 300, 1200] {
        for fates in [(twice(), twice()), (swapped(), swapped()), (twice(), swapped())] {
            let mut net = Net::new(settings(Role::Client), settings(Role::Server), mtu);
            net.toward_client(fates.0);
            net.toward_server(fates.1);
            net.shake().unwrap();
            net.toward_client(good());
            net.toward_server(good());
            let _ = net.client.read(&net.hosts.0, &mut net.wires.0, &mut [0]);
            let _ = net.server.read(&net.hosts.1, &mut net.wires.1, &mut [0]);
            net.chat();
        }
    }
}

/// A third of everything is lost, by a rule that looks like chance.
#[test]
fn heavy_loss() {
    for seed in 0..40_u32 {
        let lossy = |mut state: u32| -> Fate {
            Box::new(move |_, datagram| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if state >> 16 & 3 == 0 { vec![] } else { vec![datagram] }
            })
        };
        let mut net = Net::new(settings(Role::Client), settings(Role::Server), 300);
        net.toward_client(lossy(seed));
        net.toward_server(lossy(seed + 1000));
        match net.shake() {
            Ok(()) => {}
            // Twelve times in vain is possible, and told as what it is.
            Err((a, b)) => panic!("{seed}: {a:?} {b:?} after {}", net.waits),
        }
    }
}

#[test]
fn a_peer_that_is_gone_is_given_up() {
    let mut net = Net::plain();
    net.toward_server(Box::new(|_, _| vec![]));
    let (client, _) = net.shake().unwrap_err();
    let reason = err_reason(client);
    assert_eq!(reason, crate::err::ssl::R_READ_TIMEOUT_EXPIRED);
    assert_eq!(net.wires.0.tx.borrow().sent, 13);
}

/// Whoever sends nonsense without end does not keep a flight from being sent
/// again.
#[test]
fn nonsense_does_not_stop_the_clock() {
    let mut net = Net::plain();
    let coming = net.wires.0.rx.clone();
    let left = Rc::new(RefCell::new(0));
    let seen = left.clone();
    net.toward_server(Box::new(move |n, datagram| {
        if n == 1 {
            *seen.borrow_mut() = coming.borrow().queue.len();
        }
        if n == 0 { vec![] } else { vec![datagram] }
    }));
    let first = net.client.handshake(&net.hosts.0, &mut net.wires.0);
    assert!(matches!(first, Outcome::WantRead));
    *net.now.borrow_mut() += Duration::from_secs(2);
    net.wires.0.rx.borrow_mut().queue.extend(vec![vec![0; 20]; 100]);
    let again = net.client.handshake(&net.hosts.0, &mut net.wires.0);
    assert!(matches!(again, Outcome::WantRead));
    assert_eq!(*left.borrow(), 99);
    net.shake().unwrap();
    net.chat();
}

/// Datagrams that are too long for the way get shorter.
#[test]
fn a_narrow_way_is_found_out() {
    let narrow = || -> Fate {
        Box::new(|_, datagram| if datagram.len() > 600 { vec![] } else { vec![datagram] })
    };
    let mut server = settings(Role::Server);
    server.credentials = vec![credential("rsa")];
    let mut net = Net::new(settings(Role::Client), server, 1400);
    net.toward_client(narrow());
    net.toward_server(narrow());
    net.shake().unwrap();
    assert_eq!(net.waits, 3);
}

fn err_reason(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Failed(error) => error.reason,
        other => panic!("{other:?}"),
    }
}

/// Once there are keys, nothing that is damaged or replayed has an effect.
#[test]
fn forgeries_are_dropped() {
    let mut net = Net::plain();
    net.shake().unwrap();
    let last: Rc<RefCell<Vec<u8>>> = Rc::default();
    let kept = last.clone();
    net.toward_server(Box::new(move |_, datagram| {
        *kept.borrow_mut() = datagram.clone();
        vec![datagram]
    }));
    let data = b"once";
    let sent = net.client.write(&net.hosts.0, &mut net.wires.0, data);
    assert!(matches!(sent, Outcome::Done(4)));
    let mut buf = [0; 100];
    let read = net.server.read(&net.hosts.1, &mut net.wires.1, &mut buf);
    assert!(matches!(read, Outcome::Done(4)));
    let record = last.borrow().clone();
    let queue = |net: &Net, bytes: Vec<u8>| net.wires.1.rx.borrow_mut().queue.push_back(bytes);
    // The same again, and each bit turned.
    queue(&net, record.clone());
    for at in 0..record.len() {
        for bit in 0..8 {
            let mut bad = record.clone();
            bad[at] ^= 1 << bit;
            queue(&net, bad);
        }
    }
    // Alerts, handshakes and data without protection; nonsense.
    for kind in 0..=255_u8 {
        queue(&net, vec![kind, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40]);
    }
    queue(&net, vec![]);
    queue(&net, vec![0; 17000]);
    let read = net.server.read(&net.hosts.1, &mut net.wires.1, &mut buf);
    assert!(matches!(read, Outcome::WantRead), "{read:?}");
    net.toward_server(good());
    net.chat();
}

#[test]
fn shutdown_both_ways() {
    let mut net = Net::plain();
    net.shake().unwrap();
    let shut = net.client.shutdown(&net.hosts.0, &mut net.wires.0);
    assert!(matches!(shut, Outcome::Done(ShutdownState::Sent)));
    let read = net.server.read(&net.hosts.1, &mut net.wires.1, &mut [0; 9]);
    assert!(matches!(read, Outcome::Closed));
    let shut = net.server.shutdown(&net.hosts.1, &mut net.wires.1);
    assert!(matches!(shut, Outcome::Done(ShutdownState::Complete)));
    let shut = net.client.shutdown(&net.hosts.0, &mut net.wires.0);
    assert!(matches!(shut, Outcome::Done(ShutdownState::Complete)));
}

#[test]
fn sessions_are_resumed_by_id_and_by_ticket() {
    for no_ticket in [false, true] {
        let (mut client, mut server) = (settings(Role::Client), settings(Role::Server));
        server.options.no_ticket = no_ticket;
        let mut net = Net::new(client.clone(), server.clone(), 1200);
        net.shake().unwrap();
        let session: Arc<Session> = net.hosts.0.sessions.borrow()[0].clone();
        assert_eq!(session.ticket.is_empty(), no_ticket);
        assert_eq!(session.version, VERSION);
        client.session = Some(session);
        for lost in 0..8 {
            let mut again = Net::new(client.clone(), server.clone(), 1200);
            let cache = net.hosts.1.cache.borrow().clone();
            again.hosts.1.cache.replace(cache);
            // The first datagram of each direction, then the others.
            let fate = move |at| -> Fate {
                Box::new(move |n, datagram| if n == at { vec![] } else { vec![datagram] })
            };
            if lost < 4 {
                again.toward_client(fate(lost))
            } else {
                again.toward_server(fate(lost - 4))
            }
            again.shake().unwrap();
            again.toward_client(good());
            again.toward_server(good());
            again.chat();
            assert!(again.client.facts().with(|f| f.resumed));
            assert!(again.server.facts().with(|f| f.resumed));
        }
    }
}
