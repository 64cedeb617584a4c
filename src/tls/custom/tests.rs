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
            let mut edits = Edits::new(&settings, &[]).unwrap();
            assert!(edits.arrived(&message, TLS1_3).is_some());
            let _ = without(&message[..at], &[0xff10]);
            let _ = put(&message[..at], &OWN);
            let mut out = [&[22, 3, 3, 0, 80][..], &message].concat();
            edits.written(&mut out);
            let _ = edits.server_hello(&out);
        }
    }
}
