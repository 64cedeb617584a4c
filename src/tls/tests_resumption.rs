//! Resumption between two engines.

use super::settings::SUITES;
use super::tests::{connect, credential, exchange, pair};
use super::*;
use std::cell::RefCell;
use std::sync::Arc;

/// Connects, then connects again with the session; both ends' facts.
fn resume(change: impl Fn(&mut Settings) + Copy, twice: bool) -> (Facts, Facts) {
    let (mut client, mut server) = pair(change);
    connect(&mut client, &mut server);
    exchange(&mut client, &mut server);
    let session = client.host.sessions.borrow().last().cloned().expect("a session");
    let cache = server.host.cache.take();
    let mut facts = None;
    for _ in 0..if twice { 2 } else { 1 } {
        let (mut client, mut server) = pair(|s| {
            change(s);
            if s.role == Role::Client {
                s.session = Some(session.clone());
            }
        });
        server.host.cache = RefCell::new(cache.clone());
        connect(&mut client, &mut server);
        exchange(&mut client, &mut server);
        facts = Some((client.facts(), server.facts()));
    }
    facts.unwrap()
}

#[test]
fn resumption_of_every_kind() {
    for version in [0x303, 0x304] {
        for no_ticket in [false, true] {
            let (c, s) = resume(
                |s| {
                    s.max_version = version;
                    s.options.no_ticket = no_ticket;
                },
                true,
            );
            assert!(c.resumed && s.resumed, "{version:x} {no_ticket}");
            assert_eq!(c.verify_result, Some(18));
            assert_eq!(c.peer_chain.len(), 1);
        }
    }
}

#[test]
fn resumption_with_every_suite() {
    for &suite in &SUITES {
        let (c, s) = resume(
            |s| {
                s.suites12.retain(|&x| x == suite);
                s.suites13.retain(|&x| x == suite);
                if s.role == Role::Server {
                    s.credentials = vec![credential("p256"), credential("rsa2048")];
                }
            },
            false,
        );
        assert!(c.resumed && s.resumed, "{suite:x}");
    }
}

/// What is left of a session that was written and read again.
fn saved(session: &Session) -> Arc<Session> {
    Arc::new(Session {
        version: session.version,
        suite: session.suite,
        id: session.id.clone(),
        ticket: session.ticket.clone(),
        lifetime_hint: session.lifetime_hint,
        age_add: session.age_add,
        created: session.created,
        master_key: session.master_key.clone(),
        peer_chain: session.peer_chain.clone(),
        verify_result: session.verify_result,
        ems: session.ems,
        id_context: session.id_context.clone(),
        ..Session::default()
    })
}

#[test]
fn saved_sessions_are_resumed_with_every_suite() {
    for suite in SUITES.into_iter().chain([0x009e, 0x009f, 0xccaa]) {
        for no_ticket in [false, true] {
            let change = |s: &mut Settings| {
                s.suites12 = if suite >> 8 == 0x13 { vec![] } else { vec![suite] };
                s.suites13.retain(|&x| x == suite);
                s.options.no_ticket = no_ticket;
                s.dh = Some(Arc::new(super::revive::field()));
                if s.role == Role::Server {
                    s.credentials = vec![credential("p256"), credential("rsa2048")];
                }
            };
            let (mut client, mut server) = pair(change);
            connect(&mut client, &mut server);
            exchange(&mut client, &mut server);
            let session = saved(client.host.sessions.borrow().last().expect("a session"));
            let cache = server.host.cache.take();
            for _ in 0..2 {
                let (mut client, mut server) = pair(|s| {
                    change(s);
                    if s.role == Role::Client {
                        s.session = Some(session.clone());
                    }
                });
                let cache = cache.iter().map(|(id, s)| (id.clone(), saved(s))).collect();
                server.host.cache = RefCell::new(cache);
                connect(&mut client, &mut server);
                exchange(&mut client, &mut server);
                let (c, s) = (client.facts(), server.facts());
                assert!(c.resumed && s.resumed, "{suite:x} {no_ticket}");
            }
        }
    }
}

#[test]
fn a_saved_session_with_a_wrong_secret_is_found_out() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        connect(&mut client, &mut server);
        exchange(&mut client, &mut server);
        let session = saved(client.host.sessions.borrow().last().expect("a session"));
        let mut wrong = saved(&session);
        Arc::get_mut(&mut wrong).unwrap().master_key[0] ^= 1;
        let (mut client, mut server) = pair(|s| {
            s.max_version = version;
            if s.role == Role::Client {
                s.session = Some(wrong.clone());
            }
        });
        let (c, s) = super::tests::run(&mut client, &mut server);
        assert!(!matches!((c, s), (Outcome::Done(()), Outcome::Done(()))));
    }
}

#[test]
fn client_authentication_survives_resumption() {
    for version in [0x303, 0x304] {
        let (_, s) = resume(
            |s| {
                s.max_version = version;
                s.peer_auth = PeerAuth::Require;
                s.credentials = vec![credential("p256")];
            },
            false,
        );
        assert!(s.resumed);
        assert_eq!((s.peer_chain.len(), s.verify_result), (1, Some(18)));
    }
}

#[test]
fn another_context_or_a_missing_certificate_is_not_resumed() {
    for version in [0x303, 0x304] {
        let (mut client, mut server) = pair(|s| s.max_version = version);
        connect(&mut client, &mut server);
        exchange(&mut client, &mut server);
        let session = client.host.sessions.borrow().last().cloned().unwrap();
        for require in [false, true] {
            let (mut client, mut server) = pair(|s| {
                s.max_version = version;
                s.session = Some(session.clone());
                if require {
                    s.peer_auth = PeerAuth::Require;
                    s.credentials = vec![credential("p256")];
                } else {
                    s.session_id_context = b"other".to_vec();
                }
            });
            connect(&mut client, &mut server);
            exchange(&mut client, &mut server);
            assert!(!server.facts().resumed && !client.facts().resumed);
        }
    }
}
