//! The bodies of handshake messages, written and read.

#![forbid(unsafe_code)]

use super::super::alerts::{self, DECODE_ERROR, ILLEGAL_PARAMETER, PROTOCOL_VERSION};
use super::super::wirefmt::{Reader, numbers};
use super::super::{Alert, CertRequest, ClientHello};
use super::VERSION;
use crate::err::ssl;
use std::ffi::c_int;

pub(super) const HELLO_REQUEST: u8 = 0;
pub(super) const CLIENT_HELLO: u8 = 1;
pub(super) const SERVER_HELLO: u8 = 2;
pub(super) const HELLO_VERIFY_REQUEST: u8 = 3;
pub(super) const NEW_SESSION_TICKET: u8 = 4;
pub(super) const CERTIFICATE: u8 = 11;
pub(super) const SERVER_KEY_EXCHANGE: u8 = 12;
pub(super) const CERTIFICATE_REQUEST: u8 = 13;
pub(super) const SERVER_HELLO_DONE: u8 = 14;
pub(super) const CERTIFICATE_VERIFY: u8 = 15;
pub(super) const CLIENT_KEY_EXCHANGE: u8 = 16;
pub(super) const FINISHED: u8 = 20;
pub(super) const CERTIFICATE_STATUS: u8 = 22;

pub(super) const STATUS_REQUEST: u16 = 5;
pub(in crate::tls) const EC_POINT_FORMATS: u16 = 11;
pub(super) const USE_SRTP: u16 = 14;

/// `TLS_EMPTY_RENEGOTIATION_INFO_SCSV`.
pub(in crate::tls) const RENEGOTIATION_SCSV: u16 = 0x00ff;
/// `status_type` ocsp.
const OCSP: u8 = 1;
/// `ECCurveType` named_curve.
const NAMED_CURVE: u8 = 3;
/// `rsa_sign` and `ecdsa_sign`.
const CERTIFICATE_TYPES: [u8; 2] = [1, 64];
/// The most certificates in a chain.
const MAX_CHAIN: usize = 100;

/// Writes TLS's presentation language.
#[derive(Debug, Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Something was longer than its length can say.
    overflown: bool,
}

impl Writer {
    pub(super) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(super) fn u16(&mut self, value: u16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(super) fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn numbers(&mut self, numbers: &[u16]) {
        numbers.iter().for_each(|number| self.u16(*number));
    }

    pub(super) fn vec8(&mut self, write: impl FnOnce(&mut Writer)) {
        self.vec(1, write);
    }

    pub(super) fn vec16(&mut self, write: impl FnOnce(&mut Writer)) {
        self.vec(2, write);
    }

    pub(super) fn vec24(&mut self, write: impl FnOnce(&mut Writer)) {
        self.vec(3, write);
    }

    /// What `write` writes, behind its length of so many bytes.
    fn vec(&mut self, size: usize, write: impl FnOnce(&mut Writer)) {
        let start = self.bytes.len();
        self.bytes.resize(start + size, 0);
        write(self);
        let len = self.bytes.len() - start - size;
        let bytes = len.to_be_bytes();
        let (unused, used) = bytes.split_at(bytes.len() - size);
        self.overflown |= unused.iter().any(|byte| *byte != 0);
        self.bytes.iter_mut().skip(start).zip(used).for_each(|(to, from)| *to = *from);
    }

    /// An extension.
    pub(super) fn extension(&mut self, kind: u16, write: impl FnOnce(&mut Writer)) {
        self.u16(kind);
        self.vec16(write);
    }

    /// What was written; `None` if it cannot be said.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        (!self.overflown).then_some(self.bytes)
    }
}

fn decode(reason: c_int) -> Alert {
    alerts::alert(DECODE_ERROR, reason)
}

fn mismatch() -> Alert {
    decode(ssl::R_LENGTH_MISMATCH)
}

/// The message as TLS has it, with a head of four bytes.
pub(super) fn tls_form(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.u8(kind);
    writer.vec24(|w| w.bytes(body));
    // A message that was sent or came is not longer than its length can say.
    writer.finish().unwrap_or_default()
}

/// Whether a peer that names this version knows ours: its numbers go down.
fn is_new_enough(version: u16) -> bool {
    version >> 8 == 0xfe && version <= VERSION
}

/// Reads a ClientHello, and its cookie. `raw` is kept as the message's bytes.
pub(super) fn client_hello(body: &[u8], raw: Vec<u8>) -> Result<(ClientHello, Vec<u8>), Alert> {
    let short = || decode(ssl::R_LENGTH_TOO_SHORT);
    let mut reader = Reader::new(body);
    // version, random
    let fixed = reader.take(34).ok_or_else(short)?;
    let session_id = reader.vec8().ok_or_else(mismatch)?;
    let cookie = reader.vec8().ok_or_else(mismatch)?.to_vec();
    let mut writer = Writer::default();
    writer.bytes(fixed);
    writer.vec8(|w| w.bytes(session_id));
    writer.bytes(reader.rest());
    let plain = tls_form(CLIENT_HELLO, &writer.finish().unwrap_or_default());
    let mut hello = ClientHello::parse(&plain)?;
    hello.raw = raw;
    if !is_new_enough(hello.legacy_version) {
        return Err(alerts::alert(PROTOCOL_VERSION, ssl::R_UNSUPPORTED_PROTOCOL));
    }
    hello.versions = vec![VERSION];
    hello.version = VERSION;
    Ok((hello, cookie))
}

/// Extensions that are encoded one after the other.
pub(super) fn extensions(encoded: &[u8]) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut reader = Reader::new(encoded);
    let mut list = Vec::new();
    while !reader.is_empty() {
        list.push((reader.u16()?, reader.vec16()?.to_vec()));
    }
    Some(list)
}

/// Reads a HelloVerifyRequest's cookie.
pub(super) fn hello_verify_request(body: &[u8]) -> Result<Vec<u8>, Alert> {
    let mut reader = Reader::new(body);
    let mut read = || {
        reader.u16()?;
        let cookie = reader.vec8()?;
        reader.is_empty().then(|| cookie.to_vec())
    };
    read().ok_or_else(mismatch)
}

/// A HelloVerifyRequest. It names DTLS 1.0, whatever is agreed on later
/// (RFC 6347, 4.2.1).
pub(super) fn write_hello_verify_request(cookie: &[u8]) -> Option<Vec<u8>> {
    const OLDEST: u16 = 0xfeff;
    let mut writer = Writer::default();
    writer.u16(OLDEST);
    writer.vec8(|w| w.bytes(cookie));
    writer.finish()
}

/// A ServerHello.
#[derive(Debug)]
pub(in crate::tls) struct ServerHello {
    pub(in crate::tls) version: u16,
    pub(in crate::tls) random: [u8; 32],
    pub(in crate::tls) session_id: Vec<u8>,
    pub(in crate::tls) suite: u16,
    pub(in crate::tls) compression: u8,
    pub(in crate::tls) extensions: Vec<(u16, Vec<u8>)>,
}

impl ServerHello {
    pub(in crate::tls) fn parse(body: &[u8]) -> Result<ServerHello, Alert> {
        let mut reader = Reader::new(body);
        let mut read = || {
            let mut hello = ServerHello {
                version: reader.u16()?,
                random: reader.array()?,
                session_id: reader.vec8().filter(|id| id.len() <= 32)?.to_vec(),
                suite: reader.u16()?,
                compression: reader.u8()?,
                extensions: Vec::new(),
            };
            if !reader.is_empty() {
                hello.extensions = extensions(reader.vec16()?)?;
            }
            reader.is_empty().then_some(hello)
        };
        let hello = read().ok_or_else(mismatch)?;
        let mut kinds: Vec<u16> = hello.extensions.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        if kinds.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION));
        }
        Ok(hello)
    }

    pub(in crate::tls) fn write(&self) -> Option<Vec<u8>> {
        let mut writer = Writer::default();
        writer.u16(self.version);
        writer.bytes(&self.random);
        writer.vec8(|w| w.bytes(&self.session_id));
        writer.u16(self.suite);
        writer.u8(self.compression);
        if !self.extensions.is_empty() {
            writer.vec16(|w| {
                for (kind, body) in &self.extensions {
                    w.extension(*kind, |w| w.bytes(body));
                }
            });
        }
        writer.finish()
    }

    /// The body of an extension.
    pub(in crate::tls) fn extension(&self, kind: u16) -> Option<&[u8]> {
        self.extensions.iter().find(|(k, _)| *k == kind).map(|(_, body)| body.as_slice())
    }
}

/// Reads a Certificate message; a client's may be empty.
pub(super) fn certificates(body: &[u8]) -> Result<Vec<Vec<u8>>, Alert> {
    let mut reader = Reader::new(body);
    let list = reader.vec24().filter(|_| reader.is_empty()).ok_or_else(mismatch)?;
    let mut chain = Vec::new();
    let mut reader = Reader::new(list);
    while !reader.is_empty() {
        let der = reader.vec24().filter(|der| !der.is_empty());
        chain.push(der.ok_or_else(|| decode(ssl::R_CERT_LENGTH_MISMATCH))?.to_vec());
        if chain.len() > MAX_CHAIN {
            return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE));
        }
    }
    Ok(chain)
}

pub(super) fn write_certificates(chain: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.vec24(|w| chain.iter().for_each(|der| w.vec24(|w| w.bytes(der))));
    writer.finish()
}

/// Reads the OCSP response of a CertificateStatus message.
pub(super) fn certificate_status(body: &[u8]) -> Result<Vec<u8>, Alert> {
    let mut reader = Reader::new(body);
    if reader.u8() != Some(OCSP) {
        return Err(decode(ssl::R_UNSUPPORTED_STATUS_TYPE));
    }
    let response = reader.vec24().filter(|_| reader.is_empty());
    response.map(<[u8]>::to_vec).ok_or_else(mismatch)
}

pub(super) fn write_certificate_status(response: &[u8]) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.u8(OCSP);
    writer.vec24(|w| w.bytes(response));
    writer.finish()
}

/// The status_request extension of a ClientHello: any responder, nothing to
/// say.
pub(super) fn write_status_request(writer: &mut Writer) {
    writer.u8(OCSP);
    writer.vec16(|_| {});
    writer.vec16(|_| {});
}

/// Whether a client asks for an OCSP response.
pub(super) fn asks_for_status(hello: &ClientHello) -> bool {
    hello.extension(STATUS_REQUEST).is_some_and(|body| body.first() == Some(&OCSP))
}

/// A ServerKeyExchange message.
#[derive(Debug)]
pub(super) struct KeyExchange {
    pub(super) group: u16,
    pub(super) point: Vec<u8>,
    /// What is signed, after both randoms.
    pub(super) params: Vec<u8>,
    pub(super) scheme: u16,
    pub(super) signature: Vec<u8>,
}

impl KeyExchange {
    pub(super) fn parse(body: &[u8]) -> Result<KeyExchange, Alert> {
        let mut reader = Reader::new(body);
        let kind = reader.u8().ok_or_else(|| decode(ssl::R_LENGTH_TOO_SHORT))?;
        if kind != NAMED_CURVE {
            return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE));
        }
        let mut read = || {
            let (group, point) = (reader.u16()?, reader.vec8()?.to_vec());
            let params = body.get(..body.len() - reader.rest().len())?.to_vec();
            let (scheme, signature) = (reader.u16()?, reader.vec16()?.to_vec());
            reader.is_empty().then_some(KeyExchange { group, point, params, scheme, signature })
        };
        read().ok_or_else(mismatch)
    }

    /// What is signed, after both randoms.
    pub(super) fn params(group: u16, point: &[u8]) -> Option<Vec<u8>> {
        let mut writer = Writer::default();
        writer.u8(NAMED_CURVE);
        writer.u16(group);
        writer.vec8(|w| w.bytes(point));
        writer.finish()
    }
}

/// A signature behind its scheme, after `params`.
pub(super) fn write_signed(params: &[u8], scheme: u16, signature: &[u8]) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.bytes(params);
    writer.u16(scheme);
    writer.vec16(|w| w.bytes(signature));
    writer.finish()
}

/// Reads a CertificateVerify message: scheme and signature.
pub(super) fn certificate_verify(body: &[u8]) -> Result<(u16, Vec<u8>), Alert> {
    let mut reader = Reader::new(body);
    let mut read = || {
        let signed = (reader.u16()?, reader.vec16()?.to_vec());
        reader.is_empty().then_some(signed)
    };
    read().ok_or_else(mismatch)
}

/// Reads a CertificateRequest message.
pub(super) fn certificate_request(body: &[u8]) -> Result<CertRequest, Alert> {
    let mut reader = Reader::new(body);
    let mut read = || {
        reader.vec8()?;
        let sigalgs = numbers(reader.vec16()?)?;
        let mut names = Reader::new(reader.vec16()?);
        let mut ca_names = Vec::new();
        while !names.is_empty() {
            ca_names.push(names.vec16()?.to_vec());
        }
        reader.is_empty().then_some(CertRequest { ca_names, sigalgs })
    };
    read().ok_or_else(mismatch)
}

pub(super) fn write_certificate_request(request: &CertRequest) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.vec8(|w| w.bytes(&CERTIFICATE_TYPES));
    writer.vec16(|w| w.numbers(&request.sigalgs));
    writer.vec16(|w| request.ca_names.iter().for_each(|name| w.vec16(|w| w.bytes(name))));
    writer.finish()
}

/// Reads the client's public value.
pub(super) fn client_key_exchange(body: &[u8]) -> Result<Vec<u8>, Alert> {
    let mut reader = Reader::new(body);
    let point = reader.vec8().filter(|point| !point.is_empty() && reader.is_empty());
    point.map(<[u8]>::to_vec).ok_or_else(mismatch)
}

pub(super) fn write_client_key_exchange(point: &[u8]) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.vec8(|w| w.bytes(point));
    writer.finish()
}

/// Reads a NewSessionTicket message: lifetime and ticket.
pub(super) fn session_ticket(body: &[u8]) -> Result<(u32, Vec<u8>), Alert> {
    let mut reader = Reader::new(body);
    let mut read = || {
        let ticket = (reader.u32()?, reader.vec16()?.to_vec());
        reader.is_empty().then_some(ticket)
    };
    read().ok_or_else(mismatch)
}

pub(super) fn write_session_ticket(lifetime: u32, ticket: &[u8]) -> Option<Vec<u8>> {
    let mut writer = Writer::default();
    writer.u32(lifetime);
    writer.vec16(|w| w.bytes(ticket));
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_of_a_message_is_refused() {
        type Read = fn(&[u8]) -> bool;
        let chain = [vec![1, 2], vec![3]];
        let request = CertRequest { ca_names: vec![vec![5; 3]], sigalgs: vec![0x403] };
        let params = KeyExchange::params(0x1d, &[7; 32]).unwrap();
        let hello = ServerHello {
            version: VERSION,
            random: [1; 32],
            session_id: vec![2; 32],
            suite: 0xc02b,
            compression: 0,
            extensions: vec![(23, vec![]), (0xff01, vec![0])],
        };
        let all: [(Vec<u8>, Read); 9] = [
            (hello.write().unwrap(), |b| {
                ServerHello::parse(b).is_ok_and(|h| !h.extensions.is_empty())
            }),
            (write_hello_verify_request(&[4; 20]).unwrap(), |b| hello_verify_request(b).is_ok()),
            (write_certificates(&chain).unwrap(), |b| certificates(b).is_ok()),
            (write_certificate_status(b"ocsp").unwrap(), |b| certificate_status(b).is_ok()),
            (write_signed(&params, 0x403, b"sig").unwrap(), |b| KeyExchange::parse(b).is_ok()),
            (write_signed(&[], 0x403, b"sig").unwrap(), |b| certificate_verify(b).is_ok()),
            (write_certificate_request(&request).unwrap(), |b| certificate_request(b).is_ok()),
            (write_client_key_exchange(b"point").unwrap(), |b| client_key_exchange(b).is_ok()),
            (write_session_ticket(3, b"ticket").unwrap(), |b| session_ticket(b).is_ok()),
        ];
        for (bytes, read) in all {
            assert!(read(&bytes));
            assert!((0..bytes.len()).all(|at| !read(&bytes[..at])));
            assert!(!read(&[&bytes[..], &[0]].concat()));
        }
    }

    #[test]
    fn a_client_hello_has_a_cookie_and_a_version_that_goes_down() {
        let hello = |version: u16| {
            let mut writer = Writer::default();
            writer.u16(version);
            writer.bytes(&[9; 32]);
            writer.vec8(|_| {});
            writer.vec8(|w| w.bytes(b"cookie"));
            writer.vec16(|w| w.u16(0xc02b));
            writer.vec8(|w| w.u8(0));
            client_hello(&writer.finish().unwrap(), vec![])
        };
        let (read, cookie) = hello(VERSION).unwrap();
        assert_eq!((read.suite_numbers(), cookie), (vec![0xc02b], b"cookie".to_vec()));
        assert!(hello(0xfefc).is_ok());
        for old in [0xfeff, 0x0303, 0x0100] {
            assert_eq!(hello(old).unwrap_err().description, PROTOCOL_VERSION);
        }
    }
}
