//! Answering first ClientHellos without keeping anything of them
//! (`DTLSv1_listen`): who can show the cookie is where it says.

#![forbid(unsafe_code)]

use super::super::Connection;
use super::super::record::HANDSHAKE;
use super::super::wirefmt::Reader;
use super::flight::{self, HEAD};
use super::record::{HEADER, Record, Records};
use super::{Datagrams, messages};
use crate::err::{Error, Lib, Result, ssl};
use std::ffi::c_int;

/// The longest datagram that is looked at.
pub const MAX_DATAGRAM: usize = super::MAX_RECORD;
/// A client asks again at most that often before it shows a cookie.
const MAX_SEQ: u16 = 2;

/// A ClientHello that is alone in a datagram's first record.
#[derive(Debug)]
pub struct FirstHello {
    /// The sequence number of its record.
    record: u64,
    /// The number of the message.
    message: u16,
    /// The cookie; empty for none.
    pub cookie: Vec<u8>,
    datagram: Vec<u8>,
}

impl FirstHello {
    /// Looks at a datagram.
    ///
    /// Errors: what it is instead of a ClientHello.
    pub fn read(datagram: &[u8]) -> Result<FirstHello> {
        let refuse = |reason: c_int| Err(Error::new(Lib::Ssl, reason));
        if datagram.len() < HEADER {
            return refuse(ssl::R_LENGTH_TOO_SHORT);
        }
        let Some(record) = Record::take(datagram) else {
            return refuse(ssl::R_LENGTH_MISMATCH);
        };
        if record.kind != HANDSHAKE || record.epoch != 0 {
            return refuse(ssl::R_UNEXPECTED_MESSAGE);
        }
        let plain = record.raw.get(HEADER..).unwrap_or_default();
        let mut reader = Reader::new(plain);
        let mut head = || {
            let (kind, len, seq) = (reader.u8()?, reader.u24()?, reader.u16()?);
            Some((kind, len, seq, reader.u24()?, reader.vec24()?))
        };
        let Some((kind, len, message, at, body)) = head() else {
            return refuse(ssl::R_LENGTH_MISMATCH);
        };
        if kind != messages::CLIENT_HELLO {
            return refuse(ssl::R_UNEXPECTED_MESSAGE);
        }
        if message > MAX_SEQ {
            return refuse(ssl::R_INVALID_SEQUENCE_NUMBER);
        }
        if at != 0 || body.len() != len {
            return refuse(ssl::R_FRAGMENTED_CLIENT_HELLO);
        }
        match messages::client_hello(body, Vec::new()) {
            Ok((_, cookie)) => Ok(FirstHello {
                record: Records::seq_of(&record),
                message,
                cookie,
                datagram: datagram.to_vec(),
            }),
            Err(alert) => Err(alert.error),
        }
    }

    /// The datagram that asks for this cookie.
    pub fn ask_for(&self, cookie: &[u8]) -> Option<Vec<u8>> {
        let body = messages::write_hello_verify_request(cookie)?;
        let head: [u8; HEAD] = flight::head(messages::HELLO_VERIFY_REQUEST, 0, body.len());
        let mut records = Records::default();
        records.start_at(self.record);
        let mut datagram = Vec::new();
        records.seal(0, HANDSHAKE, &[&head[..], &body].concat(), &mut datagram).then_some(datagram)
    }
}

impl Datagrams {
    /// Server: begins with this ClientHello.
    fn begin_with(&mut self, hello: FirstHello) {
        self.link.reassembly.next = hello.message;
        self.link.next_seq = hello.message;
        self.link.records.start_at(hello.record);
        self.input = hello.datagram;
        self.at = 0;
    }
}

impl Connection {
    /// Server over datagrams: begins with a ClientHello that was read already.
    pub fn begin_with(&mut self, hello: FirstHello) {
        if let Some(engine) = self.datagrams() {
            engine.begin_with(hello);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::dtls::VERSION;

    #[test]
    fn nothing_but_a_whole_client_hello_is_taken() {
        let mut body = VERSION.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.extend([0, 3, b'a', b'b', b'c', 0, 2, 0xc0, 0x2b, 1, 0]);
        let hello = |kind: u8, seq: u16| {
            let plain = [&flight::head(kind, seq, body.len())[..], &body].concat();
            let mut datagram = Vec::new();
            assert!(Records::default().seal(0, HANDSHAKE, &plain, &mut datagram));
            datagram
        };
        let good = hello(1, 1);
        assert_eq!(FirstHello::read(&good).unwrap().cookie, b"abc");
        assert!(FirstHello::read(&hello(2, 1)).is_err());
        assert!(FirstHello::read(&hello(1, 3)).is_err());
        for at in 0..good.len() {
            assert!(FirstHello::read(&good[..at]).is_err());
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                let _ = FirstHello::read(&bad);
            }
        }
        let asked = FirstHello::read(&good).unwrap().ask_for(b"xyz").unwrap();
        assert_eq!(asked[asked.len() - 4..], *b"\x03xyz");
    }
}
