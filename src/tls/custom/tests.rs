use super::super::{ClientHello, Settings};
use super::*;

/// A ClientHello with these extensions.
fn hello(extensions: &[u8]) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([1, 0xaa, 0, 2, 0x13, 1, 1, 0]);
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    [&[CLIENT_HELLO][..], &len24(body.len()).unwrap(), &body].concat()
}

const OWN: [u8; 6] = [0xff, 0x10, 0, 2, 1, 2];
const OTHER: [u8; 5] = [0, 43, 0, 1, 9];
const KEY: [u8; 8] = [0, 41, 0, 4, 1, 2, 3, 4];

#[test]
fn extensions_go_before_a_key_and_out_again() {
    let plain = hello(&[&OTHER[..], &KEY].concat());
    let wire = put(&plain, &OWN).unwrap();
    assert_eq!(wire, hello(&[&OTHER[..], &OWN, &KEY].concat()));
    let (form, taken) = without(&wire, &[0xff10]).unwrap();
    assert_eq!((form, taken), (plain.clone(), vec![(None, 0xff10, vec![1, 2])]));
    assert_eq!(without(&put(&wire, &OWN).unwrap(), &[0xff10]), None);
    // Cut off within the key, as its proof needs it.
    let cut = plain.len() - 3;
    assert_eq!(put(&plain[..cut], &OWN).unwrap(), wire[..wire.len() - 3]);
    assert_eq!(put(&hello(&[]), &OWN).unwrap(), hello(&OWN));
}

#[test]
fn certificates_keep_what_is_not_taken() {
    let entry = [&[0, 0, 1, 0x30, 0, 11][..], &OWN, &OTHER].concat();
    let list = [&[0][..], &len24(entry.len()).unwrap(), &entry].concat();
    let message = [&[CERTIFICATE][..], &len24(list.len()).unwrap(), &list].concat();
    let (form, taken) = without(&message, &[0xff10]).unwrap();
    assert_eq!(taken, [(Some((0, vec![0x30])), 0xff10, vec![1, 2])]);
    let again = with_certificates(&form, |_, _| Ok(OWN.to_vec())).ok().flatten().unwrap();
    assert_eq!(again.len(), message.len());
}

#[test]
fn messages_that_cannot_be_read_are_left_to_rustls() {
    let whole = put(&hello(&[&OTHER[..], &OWN].concat()), &OWN).unwrap();
    let settings = Settings { custom: vec![0xff10], ..Settings::default() };
    for kind in [2, 8, 11, 13, 4, 20] {
        for at in 0..whole.len() {
            let mut message = whole.clone();
            message[0] = kind;
            message[at] ^= 0xff;
            let mut edits = Edits::new(&settings, None).unwrap();
            assert!(edits.arrived(&message, TLS1_3).is_some());
            let _ = without(&message[..at], &[0xff10]);
            let _ = put(&message[..at], &OWN);
            let mut out = [&[22, 3, 3, 0, 80][..], &message].concat();
            edits.written(&mut out);
            let _ = edits.server_hello(&out);
        }
    }
}

#[test]
fn a_name_that_dns_may_not_have_is_sent_and_hidden() {
    const NAME: &[u8] = b"sni.0";
    let mut sent = vec![0, 0, 0, 10, 0, 8, 0, 0, 5];
    sent.extend(NAME);
    let status = [0, 5, 0, 5, 1, 0, 0, 0, 0];
    let plain = hello(&[&status[..], &OTHER, &KEY].concat());
    let wire = hello(&[&OTHER[..], &sent, &KEY].concat());
    let settings = Settings {
        server_name: Some(String::from_utf8(NAME.to_vec()).unwrap()),
        ..Settings::default()
    };
    let mut client = Edits::new(&settings, None).unwrap();
    let mut out = [&[22, 3, 1, 0, plain.len() as u8][..], &plain].concat();
    client.written(&mut out);
    assert_eq!(out[5..], wire);
    // Cut off within the key, as its proof needs it.
    assert_eq!(client.cut_hello(&plain[..plain.len() - 3]).unwrap(), wire[..wire.len() - 3]);

    let seen = ClientHello { server_name: settings.server_name, ..ClientHello::default() };
    let settings = Settings { role: Role::Server, ..Settings::default() };
    let mut server = Edits::new(&settings, Some(&seen)).unwrap();
    let heard = server.heard_hello(&wire).unwrap();
    assert_eq!(heard[5..], hello(&[&OTHER[..], &KEY].concat()));
    assert_eq!(server.form(&heard[5..]), Some(Some(&wire[..])));
    assert_eq!(server.cut_hello(&heard[5..heard.len() - 3]).unwrap(), wire[..wire.len() - 3]);
    // Nothing to hide.
    let seen = ClientHello { server_name: Some("a.b".to_owned()), ..ClientHello::default() };
    assert!(Edits::new(&settings, Some(&seen)).is_none());
}

#[test]
fn an_answer_that_was_not_asked_for_is_seen() {
    for (asked, bytes) in [(false, [0, 5, 0, 0]), (true, [0, 5, 0, 0]), (false, [0, 23, 0, 0])] {
        let settings = Settings { status_request: asked, post_auth: true, ..Settings::default() };
        let mut client = Edits::new(&settings, None).unwrap();
        let body = [&[3, 3][..], &[9; 32], &[0, 0xc0, 0x2b, 0, 0, 4], &bytes].concat();
        let message = [&[SERVER_HELLO][..], &len24(body.len()).unwrap(), &body].concat();
        let record = [&[22, 3, 3, 0, message.len() as u8][..], &message].concat();
        assert!(client.server_hello(&record).is_some());
        assert_eq!(client.refused.is_some(), !asked && bytes[1] == 5);
    }
}

#[test]
fn a_hello_without_what_was_set_is_answered_in_vain() {
    let settings = Settings { post_auth: true, ..Settings::default() };
    for (len, refused) in [(100, false), (MAX_HELLO, true)] {
        let own = [&[0xff, 0x10][..], &(len as u16 - 4).to_be_bytes(), &vec![7; len - 4]].concat();
        let plain = hello(&own);
        let mut client = Edits::new(&settings, None).unwrap();
        client.hello = own;
        client.learn_hello(&plain);
        assert_eq!(client.refused.is_some(), refused);
    }
}
