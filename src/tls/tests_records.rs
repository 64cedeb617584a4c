//! The record layer against peers that misbehave with the right keys, and
//! against networks that misbehave without them.

use super::buffers::MAX_PLAIN;
use super::connection::Phase;
use super::record::{ALERT, APPLICATION_DATA as DATA, CHANGE_CIPHER_SPEC as CCS, HANDSHAKE, Half};
use super::tests::{End, connect, exchange, failed, pair};
use super::*;
use crate::err::{self, ssl};

const BOTH: [u16; 2] = [0x303, 0x304];
const UPDATE: [u8; 5] = [24, 0, 0, 1, 0];

/// A connected pair of this version, over AES-128-GCM.
fn connected(version: u16) -> (End, End) {
    let (mut client, mut server) = pair(|s| {
        s.max_version = version;
        s.suites12.retain(|&suite| suite == 0xc02b || suite == 0xc02f);
        s.suites13.retain(|&suite| suite == 0x1301);
        s.options.num_tickets = 0;
    });
    connect(&mut client, &mut server);
    (client, server)
}

/// One direction's keys: what `end` sends with, or what it reads with.
fn tx(end: &mut End) -> &mut Half {
    match &mut end.conn.phase {
        Phase::Traffic(traffic) => traffic.halves().0,
        _ => panic!("no traffic"),
    }
}

fn rx(end: &mut End) -> &mut Half {
    match &mut end.conn.phase {
        Phase::Traffic(traffic) => traffic.halves().1,
        _ => panic!("no traffic"),
    }
}

/// A record that `end` might send.
fn record(end: &mut End, version: u16, kind: u8, content: &[u8]) -> Vec<u8> {
    match version {
        0x304 => tx(end).seal_raw(DATA, &[content, &[kind]].concat()),
        _ => tx(end).seal_raw12(kind, content),
    }
}

fn deliver(end: &mut End, bytes: &[u8]) {
    end.wire.incoming().borrow_mut().0.extend(bytes);
}

/// Sends content of this type from `from`, whatever it is.
fn send(from: &mut End, to: &mut End, version: u16, kind: u8, content: &[u8]) {
    let record = record(from, version, kind, content);
    deliver(to, &record);
}

#[track_caller]
fn reads(end: &mut End, expected: &[u8]) {
    match end.read(MAX_PLAIN + 100) {
        Outcome::Done(data) => assert!(data == expected, "{} bytes", data.len()),
        other => panic!("{other:?}"),
    }
}

/// The alert that `end` sent last, as its peer sees it.
#[track_caller]
fn alerted(end: &mut End, alert: i32) {
    assert_eq!(failed(end.read(100)), 1000 + alert);
}

#[test]
fn sizes_up_to_the_limits_and_over() {
    let full = vec![7; MAX_PLAIN];
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        send(&mut client, &mut server, version, DATA, &full);
        reads(&mut server, &full);
        // The same into a buffer that has no byte to spare, and into a small one.
        send(&mut client, &mut server, version, DATA, &full);
        assert!(matches!(server.read(MAX_PLAIN), Outcome::Done(data) if data == full));
        send(&mut client, &mut server, version, DATA, &full);
        assert!(matches!(server.read(MAX_PLAIN - 1), Outcome::Done(data) if data == full[1..]));
        reads(&mut server, &full[..1]);
        send(&mut client, &mut server, version, DATA, &[7; MAX_PLAIN + 1]);
        assert_eq!(failed(server.read(100)), ssl::R_DATA_LENGTH_TOO_LONG);
        alerted(&mut client, 22);
    }
    // TLS 1.3: padding counts.
    let (mut client, mut server) = connected(0x304);
    let padded = [&full[..MAX_PLAIN - 100], &[DATA], &[0; 100]].concat();
    let sealed = tx(&mut client).seal_raw(DATA, &padded);
    deliver(&mut server, &sealed);
    reads(&mut server, &full[100..]);
    let padded = [&b"x"[..], &[DATA], &[0; MAX_PLAIN]].concat();
    let sealed = tx(&mut client).seal_raw(DATA, &padded);
    deliver(&mut server, &sealed);
    assert_eq!(failed(server.read(100)), ssl::R_DATA_LENGTH_TOO_LONG);
    // Lengths of ciphertext.
    for (version, len, reason) in [
        (0x304, MAX_PLAIN + 256, ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC),
        (0x304, MAX_PLAIN + 257, ssl::R_ENCRYPTED_LENGTH_TOO_LONG),
        (0x304, MAX_PLAIN + 324, ssl::R_PACKET_LENGTH_TOO_LONG),
        (0x303, MAX_PLAIN + 320, ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC),
        (0x303, MAX_PLAIN + 321, ssl::R_ENCRYPTED_LENGTH_TOO_LONG),
        (0x303, MAX_PLAIN + 324, ssl::R_PACKET_LENGTH_TOO_LONG),
        (0x303, 0xffff, ssl::R_PACKET_LENGTH_TOO_LONG),
    ] {
        let (_client, mut server) = connected(version);
        let size = (len as u16).to_be_bytes();
        deliver(&mut server, &[&[DATA, 3, 3, size[0], size[1]], &vec![0; len][..]].concat());
        assert_eq!(failed(server.read(100)), reason, "{version:x} {len}");
    }
    // Too short for a tag.
    for version in BOTH {
        for len in [0, 1, 15, 16, 23] {
            let (_client, mut server) = connected(version);
            deliver(&mut server, &[&[DATA, 3, 3, 0, len], &vec![0; usize::from(len)][..]].concat());
            let reason = failed(server.read(100));
            assert_eq!(reason, ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
        }
    }
}

/// A pair that has this suite alone.
fn connected_with(suite: u16) -> (End, End) {
    let (mut client, mut server) = pair(|s| {
        s.max_version = if suite >> 8 == 0x13 { 0x304 } else { 0x303 };
        s.suites12.retain(|&other| other == suite);
        s.suites13.retain(|&other| other == suite);
        s.options.num_tickets = 0;
    });
    connect(&mut client, &mut server);
    assert_eq!(server.conn.facts().with(|facts| facts.suite), suite);
    (client, server)
}

#[test]
fn every_byte_of_a_record_flipped() {
    for suite in [0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xcca9] {
        // One connection for each byte, in both directions in turn.
        for at in 0.. {
            let (mut client, mut server) = connected_with(suite);
            let (from, to) =
                if at % 2 == 0 { (&mut client, &mut server) } else { (&mut server, &mut client) };
            assert!(matches!(from.write(b"twelve bytes"), Outcome::Done(12)));
            let mut sealed = std::mem::take(&mut to.wire.incoming().borrow_mut().0);
            let Some(byte) = sealed.get_mut(at) else { break };
            *byte ^= 1 << (at % 8);
            to.wire.incoming().borrow_mut().0 = sealed;
            // A greater length makes the record wait for more.
            let outcome = to.read(100);
            let waits = matches!(outcome, Outcome::WantRead) && matches!(at, 3 | 4);
            assert!(waits || matches!(outcome, Outcome::Failed(_)), "{suite:x} {at} {outcome:?}");
        }
    }
}

#[test]
fn truncated_reordered_replayed_and_lost_records() {
    for version in BOTH {
        let mac = ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
        for order in [&[1, 0][..], &[0, 0], &[1], &[0, 2], &[0, 1, 0]] {
            let (mut client, mut server) = connected(version);
            let sealed: Vec<Vec<u8>> =
                (0..3).map(|i| record(&mut client, version, DATA, &[i])).collect();
            for &i in order {
                deliver(&mut server, &sealed[i]);
            }
            let mut good = 0;
            while let Outcome::Done(data) = server.read(10) {
                assert_eq!(data, [good]);
                good += 1;
            }
            assert_eq!(failed(server.read(10)), 0, "it stays failed");
            alerted(&mut client, 20);
        }
        let (mut client, mut server) = connected(version);
        let sealed = record(&mut client, version, DATA, b"data");
        for cut in 1..sealed.len() {
            let (mut client, mut server) = connected(version);
            let sealed = record(&mut client, version, DATA, b"data");
            deliver(&mut server, &sealed[..cut]);
            assert!(matches!(server.read(10), Outcome::WantRead));
            server.wire.incoming().borrow_mut().1 = true;
            assert!(matches!(server.read(10), Outcome::Eof));
        }
        deliver(&mut server, &sealed);
        reads(&mut server, b"data");
        let _ = mac;
    }
}

#[test]
fn empty_records() {
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        for _ in 0..3 {
            for _ in 0..32 {
                send(&mut client, &mut server, version, DATA, b"");
            }
            send(&mut client, &mut server, version, DATA, b"x");
            reads(&mut server, b"x");
        }
        for _ in 0..33 {
            send(&mut client, &mut server, version, DATA, b"");
        }
        assert_eq!(failed(server.read(10)), ssl::R_RECORD_TOO_SMALL);
        for kind in [HANDSHAKE, ALERT] {
            let (mut client, mut server) = connected(version);
            send(&mut client, &mut server, version, kind, b"");
            assert!(failed(server.read(10)) != 0);
        }
    }
}

#[test]
fn interleaved_fragments() {
    for (cut, kind, content) in [(1, DATA, &b"x"[..]), (4, DATA, b"x"), (3, ALERT, &[1, 0])] {
        let (mut client, mut server) = connected(0x304);
        send(&mut client, &mut server, 0x304, HANDSHAKE, &UPDATE[..cut]);
        assert!(matches!(server.read(10), Outcome::WantRead));
        send(&mut client, &mut server, 0x304, kind, content);
        let reason = ssl::R_MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA;
        assert_eq!(failed(server.read(10)), reason);
        alerted(&mut client, 10);
    }
    // In fragments of one byte it is no other message.
    let (mut client, mut server) = connected(0x304);
    for byte in UPDATE {
        send(&mut client, &mut server, 0x304, HANDSHAKE, &[byte]);
    }
    assert!(matches!(server.read(10), Outcome::WantRead));
    assert_eq!(
        failed({
            send(&mut client, &mut server, 0x304, DATA, b"old key");
            server.read(10)
        }),
        ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC
    );
}

#[test]
fn types_that_have_no_place_here() {
    for version in BOTH {
        for kind in [CCS, 0, 19, 24, 255] {
            let (mut client, mut server) = connected(version);
            send(&mut client, &mut server, version, kind, &[1]);
            assert!(failed(server.read(10)) != 0, "{version:x} {kind}");
            assert!(failed(client.read(10)) > 1000);
        }
        // Unencrypted ones.
        for kind in [CCS, ALERT, HANDSHAKE, 99] {
            let (_client, mut server) = connected(version);
            deliver(&mut server, &[kind, 3, 3, 0, 1, 1]);
            assert!(failed(server.read(10)) != 0, "{version:x} {kind}");
        }
        // A version that is none.
        let (mut client, mut server) = connected(version);
        let mut sealed = record(&mut client, version, DATA, b"x");
        sealed[1] = 2;
        deliver(&mut server, &sealed);
        assert_eq!(failed(server.read(10)), ssl::R_WRONG_VERSION_NUMBER);
    }
}

#[test]
fn warnings() {
    let (mut client, mut server) = connected(0x303);
    for _ in 0..4 {
        for _ in 0..4 {
            send(&mut client, &mut server, 0x303, ALERT, &[1, 90]);
        }
        send(&mut client, &mut server, 0x303, DATA, b"x");
        reads(&mut server, b"x");
    }
    for _ in 0..5 {
        send(&mut client, &mut server, 0x303, ALERT, &[1, 90]);
    }
    assert_eq!(failed(server.read(10)), ssl::R_TOO_MANY_WARN_ALERTS);
    let (mut client, mut server) = connected(0x304);
    send(&mut client, &mut server, 0x304, ALERT, &[1, 90]);
    assert!(matches!(server.read(10), Outcome::WantRead));
    // TLS 1.3 has no other warnings.
    send(&mut client, &mut server, 0x304, ALERT, &[1, 42]);
    assert_eq!(failed(server.read(10)), 1042);
    for (version, content) in
        [(0x303, &[2][..]), (0x304, &[2, 40, 1]), (0x303, &[1, 0, 1, 0]), (0x304, &[3, 40])]
    {
        let (mut client, mut server) = connected(version);
        send(&mut client, &mut server, version, ALERT, content);
        assert!(failed(server.read(10)) != 0);
    }
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        send(&mut client, &mut server, version, ALERT, &[2, 40]);
        assert_eq!(failed(server.read(10)), 1040);
        assert_eq!(failed(server.read(10)), 0);
        assert!(matches!(server.write(b"x"), Outcome::Failed(_)));
    }
}

#[test]
fn malformed_key_updates() {
    for (content, reason) in [
        (&[24, 0, 0, 1, 2][..], ssl::R_BAD_KEY_UPDATE),
        (&[24, 0, 0, 0], ssl::R_BAD_KEY_UPDATE),
        (&[24, 0, 0, 2, 0, 0], ssl::R_BAD_KEY_UPDATE),
        (&[24, 0, 0, 1, 0, 24], ssl::R_NOT_ON_RECORD_BOUNDARY),
        (&[24, 0, 0, 1, 0, 24, 0, 0, 1, 0], ssl::R_NOT_ON_RECORD_BOUNDARY),
        (&[24, 1, 0, 1], ssl::R_EXCESSIVE_MESSAGE_SIZE),
        (&[20, 0, 0, 1, 0], ssl::R_UNEXPECTED_MESSAGE),
        (&[0, 0, 0, 0], ssl::R_UNEXPECTED_MESSAGE),
        (&[1, 0, 0, 1, 0], ssl::R_UNEXPECTED_MESSAGE),
    ] {
        let (mut client, mut server) = connected(0x304);
        send(&mut client, &mut server, 0x304, HANDSHAKE, content);
        assert_eq!(failed(server.read(10)), reason, "{content:?}");
    }
}

#[test]
fn key_updates_in_the_middle_of_a_write() {
    for (asked, by_client) in [(false, true), (true, true), (false, false), (true, false)] {
        let (mut client, mut server) = connected(0x304);
        let (writer, reader) =
            if by_client { (&mut client, &mut server) } else { (&mut server, &mut client) };
        writer.wire.step = 1000;
        writer.wire.stutter = true;
        let data: Vec<u8> = (0..200_000_usize).map(|i| (i % 253) as u8).collect();
        let mut got = Vec::new();
        let mut turns = 0;
        loop {
            let outcome = writer.write(&data);
            turns += 1;
            // The other side changes its key, and perhaps asks for as much.
            if turns % 5 == 0 {
                reader.conn.key_update(asked).unwrap();
                assert!(matches!(reader.write(b"news"), Outcome::Done(4)));
            }
            if turns % 5 == 2 {
                while !matches!(writer.read(100), Outcome::WantRead) {}
            }
            while let Outcome::Done(more) = reader.read(5000) {
                got.extend(more);
            }
            match outcome {
                Outcome::Done(n) => {
                    assert_eq!(n, data.len());
                    break;
                }
                Outcome::WantWrite => {}
                other => panic!("{other:?}"),
            }
        }
        writer.wire.stutter = false;
        while let Outcome::Done(more) = reader.read(5000) {
            got.extend(more);
        }
        assert!(got == data && turns > 20, "{turns}");
        while !matches!(writer.read(100), Outcome::WantRead) {}
        client.wire.step = 0;
        server.wire.step = 0;
        exchange(&mut client, &mut server);
    }
}

#[test]
fn one_answer_for_many_requests() {
    let (mut client, mut server) = connected(0x304);
    // The server cannot write: all of the client's requests get one answer.
    server.wire.step = 1;
    server.wire.stutter = true;
    for _ in 0..10 {
        client.conn.key_update(true).unwrap();
        assert!(matches!(client.handshake(), Outcome::Done(())));
    }
    for _ in 0..5 {
        let _ = server.read(10);
    }
    server.wire.stutter = false;
    server.wire.step = 0;
    assert!(matches!(server.read(10), Outcome::WantRead));
    exchange(&mut client, &mut server);
}

#[test]
fn answers_that_were_asked_for_are_no_flood() {
    let (mut client, mut server) = connected(0x304);
    // Data goes one way, with new keys: all that comes back is answers.
    for _ in 0..100 {
        client.conn.key_update(true).unwrap();
        assert!(matches!(client.write(b"data"), Outcome::Done(4)));
        assert!(matches!(server.read(10), Outcome::Done(_)));
    }
    assert!(matches!(client.read(10), Outcome::WantRead));
    exchange(&mut client, &mut server);
    // What was not asked for is counted.
    for _ in 0..133 {
        server.conn.key_update(false).unwrap();
        assert!(matches!(server.handshake(), Outcome::Done(())));
    }
    assert_eq!(failed(client.read(10)), ssl::R_TOO_MANY_KEY_UPDATES);
}

#[test]
fn requests_to_renegotiate() {
    for by_client in [true, false] {
        let (mut client, mut server) = connected(0x303);
        let request: &[u8] = if by_client { &[1, 0, 0, 0] } else { &[0, 0, 0, 0] };
        let (from, to) =
            if by_client { (&mut client, &mut server) } else { (&mut server, &mut client) };
        for _ in 0..5 {
            send(from, to, 0x303, HANDSHAKE, request);
            assert!(matches!(to.read(10), Outcome::WantRead));
        }
        send(from, to, 0x303, HANDSHAKE, request);
        assert_eq!(failed(to.read(10)), ssl::R_NO_RENEGOTIATION);
        // The first refusal ends it for one who insists.
        assert_eq!(failed(from.read(10)), ssl::R_NO_RENEGOTIATION);
    }
}

#[test]
fn keys_change_before_their_limit() {
    let (mut client, mut server) = connected(0x304);
    for i in 0..300_u32 {
        // A key for 70 records, of which the last 64 are not used.
        let half = tx(&mut client);
        if i % 3 == 0 {
            half.set_limits(if i == 0 { 0 } else { half.seq() }, 70);
        }
        assert!(matches!(client.write(&i.to_be_bytes()), Outcome::Done(4)));
        reads(&mut server, &i.to_be_bytes());
        assert!(tx(&mut client).seq() <= 8);
    }
}

#[test]
fn the_end_of_the_sequence_numbers() {
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        tx(&mut client).set_limits(u64::MAX - 1, u64::MAX);
        rx(&mut server).set_limits(u64::MAX - 1, u64::MAX);
        let outcome = client.write(b"last");
        if version == 0x304 {
            // The key is changed in time, with the last number.
            assert!(matches!(outcome, Outcome::Done(4)));
            reads(&mut server, b"last");
            assert_eq!(tx(&mut client).seq(), 1);
            continue;
        }
        assert!(matches!(outcome, Outcome::Done(4)));
        reads(&mut server, b"last");
        assert!(matches!(client.write(b"over"), Outcome::Failed(_)));
        deliver(&mut server, &[DATA, 3, 3, 0, 30]);
        deliver(&mut server, &[0; 30]);
        assert_eq!(failed(server.read(10)), err::R_INTERNAL_ERROR);
    }
}

#[test]
fn close_notify_in_the_middle() {
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        send(&mut client, &mut server, version, DATA, b"before");
        send(&mut client, &mut server, version, ALERT, &[1, 0]);
        send(&mut client, &mut server, version, DATA, b"after");
        let left = server.wire.incoming().borrow().0.len();
        reads(&mut server, b"before");
        for _ in 0..3 {
            assert!(matches!(server.read(10), Outcome::Closed));
        }
        // Nothing after it was even taken from the transport.
        let after = record(&mut client, version, DATA, b"after").len();
        assert_eq!(server.wire.incoming().borrow().0.len(), after);
        assert!(left > after);
        // The other direction is still open.
        assert!(matches!(server.write(b"answer"), Outcome::Done(6)));
        reads(&mut client, b"answer");
    }
}

/// Both directions at once, with random sizes, short transfers, retries and
/// key updates; the limits of the keys are small.
#[test]
fn soak() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    for version in BOTH {
        let (mut client, mut server) = connected(version);
        let mut sent = [0_usize; 2];
        let mut got = [0_usize; 2];
        let mut retry: [Option<Vec<u8>>; 2] = [None, None];
        let byte = |way: usize, at: usize| (at.wrapping_mul(31).wrapping_add(way * 7) >> 3) as u8;
        for turn in 0..3000 {
            for way in 0..2 {
                let (from, to) =
                    if way == 0 { (&mut client, &mut server) } else { (&mut server, &mut client) };
                from.conn.set_modes(Modes { moving_write_buffer: true, ..Modes::default() });
                from.wire.step = [0, 1, 17, 300, 5000][random(5)];
                from.wire.stutter = from.wire.step > 17 && random(3) == 0;
                if version == 0x304 && random(10) == 0 && !from.conn.is_writing() {
                    from.conn.key_update(random(2) == 0).unwrap();
                }
                if version == 0x304 && random(50) == 0 {
                    let half = tx(from);
                    half.set_limits(half.seq(), half.seq() + 66);
                }
                let data = retry[way].take().unwrap_or_else(|| {
                    let size = [1, 5, 64, 1000, 16384, 16385, 40_000][random(7)];
                    (sent[way]..sent[way] + size).map(|at| byte(way, at)).collect()
                });
                match from.write(&data) {
                    Outcome::Done(n) => {
                        assert_eq!(n, data.len());
                        sent[way] += n;
                    }
                    Outcome::WantWrite => retry[way] = Some(data),
                    other => panic!("{turn} {other:?}"),
                }
                to.wire.stutter = false;
                to.wire.step = [0, 3, 900][random(3)];
                for _ in 0..random(20) {
                    match to.read([1, 10, 1000, 16384, 20_000][random(5)]) {
                        Outcome::Done(data) => {
                            for (i, &got_byte) in data.iter().enumerate() {
                                assert_eq!(got_byte, byte(way, got[way] + i));
                            }
                            got[way] += data.len();
                        }
                        Outcome::WantRead => break,
                        other => panic!("{turn} {other:?}"),
                    }
                }
            }
        }
        assert!(got[0] > 1_000_000 && got[1] > 1_000_000, "{got:?} of {sent:?}");
    }
}
