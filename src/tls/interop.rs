//! Against the system's OpenSSL, over sockets.

use super::settings::{GROUPS, SUITES};
use super::tests::{TestHost, credential, settings};
use super::*;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

struct SocketWire(TcpStream);

impl Wire for SocketWire {
    fn read(&mut self, buf: &mut [u8]) -> Transfer {
        match self.0.read(buf) {
            Ok(0) => Transfer::Eof,
            Ok(n) => Transfer::Done(n),
            Err(_) => Transfer::Error,
        }
    }

    fn write(&mut self, buf: &[u8]) -> Transfer {
        self.0.write(buf).map_or(Transfer::Error, Transfer::Done)
    }

    fn flush(&mut self) -> Transfer {
        Transfer::Done(0)
    }

    fn read_policy(&self) -> ReadPolicy {
        ReadPolicy::NextHeader
    }
}

fn data(name: &str) -> String {
    format!("{}/src/tls/testdata/{name}", env!("CARGO_MANIFEST_DIR"))
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `openssl s_server`; the process and its port.
fn s_server(key: &str, extra: &[&str]) -> (Killed, u16) {
    let mut child = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", "-rev", "-certform", "DER", "-keyform", "DER"])
        .args([
            "-cert",
            &data(&format!("{key}.cert.der")),
            "-key",
            &data(&format!("{key}.key.der")),
        ])
        .args(extra)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut port = None;
    while port.is_none() {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "s_server ended");
        port = line.strip_prefix("ACCEPT 127.0.0.1:").map(|p| p.trim().parse().unwrap());
    }
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    (Killed(child), port.unwrap())
}

fn client(port: u16, change: impl FnOnce(&mut Settings)) -> (Facts, TestHost) {
    let mut settings = settings(Role::Client);
    change(&mut settings);
    let mut connection = Connection::new(settings).unwrap();
    let host = TestHost::default();
    let mut wire = SocketWire(TcpStream::connect(("127.0.0.1", port)).unwrap());
    let outcome = connection.handshake(&host, &mut wire);
    assert!(matches!(outcome, Outcome::Done(())), "{outcome:?}");
    assert!(matches!(connection.write(&host, &mut wire, b"live\n"), Outcome::Done(5)));
    let mut buf = [0; 100];
    let read = connection.read(&host, &mut wire, &mut buf);
    assert!(matches!(read, Outcome::Done(5)) && &buf[..5] == b"evil\n", "{read:?}");
    connection.shutdown(&host, &mut wire);
    (connection.facts().get(), host)
}

#[test]
fn every_suite_against_s_server() {
    for key in ["p256", "rsa2048"] {
        let (_server, port) = s_server(key, &[]);
        for &suite in &SUITES {
            let ecdsa = matches!(suite, 0xc02b | 0xc02c | 0xcca9);
            if suite >> 8 != 0x13 && ecdsa == (key == "rsa2048") {
                continue;
            }
            let only = |s: &mut Settings| {
                s.suites12.retain(|&x| x == suite);
                s.suites13.retain(|&x| x == suite);
            };
            let (facts, host) = client(port, only);
            assert_eq!(facts.suite, suite);
            let session = host.sessions.borrow().last().cloned().unwrap();
            let (facts, _) = client(port, |s| {
                only(s);
                s.session = Some(session);
            });
            assert!(facts.resumed, "{suite:x} {key}");
        }
    }
}

#[test]
fn groups_sessions_and_client_certificates_against_s_server() {
    let extra = ["-no_ticket", "-groups", "P-521:P-384:P-256:X25519", "-verify", "1"];
    let (_server, port) = s_server("ed25519", &extra);
    for &group in &GROUPS[3..] {
        for version in [0x303, 0x304] {
            let (facts, host) = client(port, |s| {
                s.groups = vec![group];
                s.max_version = version;
                s.credentials = vec![credential("rsa2048")];
            });
            assert_eq!(facts.group, group);
            assert_ne!(facts.own_sigalg, 0);
            let session = host.sessions.borrow().last().cloned().unwrap();
            let (facts, _) = client(port, |s| {
                s.session = Some(session);
                s.max_version = version;
            });
            assert!(facts.resumed);
        }
    }
    let (facts, _) = client(port, |s| s.groups = vec![0x1d, 0x17]);
    assert_eq!(facts.group, 0x1d);
}

/// One connection of `openssl s_client`, against our server: its output.
fn server(extra: &[&str], change: impl FnOnce(&mut Settings)) -> (String, Facts) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut child = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-ign_eof"])
        .args(extra)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"hello\n").unwrap();
    let mut settings = settings(Role::Server);
    change(&mut settings);
    let host = TestHost::default();
    *host.settings.borrow_mut() = Some(settings.clone());
    let mut connection = Connection::new(settings).unwrap();
    let mut wire = SocketWire(listener.accept().unwrap().0);
    let outcome = connection.handshake(&host, &mut wire);
    assert!(matches!(outcome, Outcome::Done(())), "{outcome:?}");
    let mut buf = [0; 100];
    let read = connection.read(&host, &mut wire, &mut buf);
    assert!(matches!(read, Outcome::Done(6)), "{read:?}");
    assert!(matches!(connection.write(&host, &mut wire, b"bye\n"), Outcome::Done(4)));
    connection.shutdown(&host, &mut wire);
    drop(wire);
    let output = child.wait_with_output().unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), connection.facts().get())
}

#[test]
fn s_client_against_every_suite() {
    let names = [
        (0x1301, "TLS_AES_128_GCM_SHA256"),
        (0x1302, "TLS_AES_256_GCM_SHA384"),
        (0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
        (0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"),
        (0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"),
        (0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"),
        (0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"),
        (0xc030, "ECDHE-RSA-AES256-GCM-SHA384"),
        (0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"),
    ];
    for (suite, name) in names {
        let (output, facts) = server(&[], |s| {
            s.suites12.retain(|&x| x == suite);
            s.suites13.retain(|&x| x == suite);
            s.credentials = vec![credential("rsa2048"), credential("p256")];
        });
        assert_eq!(facts.suite, suite);
        assert!(output.contains(name) && output.contains("bye"), "{output}");
    }
}

#[test]
fn s_client_with_certificates_groups_and_sessions() {
    let key = [
        "-certform",
        "DER",
        "-keyform",
        "DER",
        "-cert",
        &data("p384.cert.der"),
        "-key",
        &data("p384.key.der"),
    ];
    let file = std::env::temp_dir().join(format!("tlsrs-interop-{}", std::process::id()));
    let file = file.to_str().unwrap();
    for version in ["-tls1_2", "-tls1_3"] {
        let (_, facts) = server(&[&key[..], &[version]].concat(), |s| {
            s.peer_auth = PeerAuth::Require;
        });
        assert_eq!(facts.peer_chain.len(), 1);
        for group in [0x17, 0x18, 0x19, 0x1d] {
            let (_, facts) = server(&[version], |s| s.groups = vec![group]);
            assert_eq!(facts.group, group);
        }
        let (_, facts) = server(&[version, "-sess_out", file], |_| {});
        assert!(!facts.resumed);
        let (output, facts) = server(&[version, "-sess_in", file], |_| {});
        assert!(facts.resumed && output.contains("Reused"));
    }
    std::fs::remove_file(file).unwrap();
}
