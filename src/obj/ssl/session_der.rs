//! Sessions as OpenSSL writes them: its `SSL_SESSION` structure in DER.
//!
//! ```text
//! SEQUENCE { 1, version, cipher, id, key,
//!   [1] time, [2] timeout, [3] peer, [4] id context, [5] verify result,
//!   [6] host name, [9] lifetime hint, [10] ticket, [13] flags, [14] age add,
//!   [15] early data, [16] ALPN, [17] fragment length, [18] application data,
//!   [19] group }
//! ```
//!
//! It holds all that either end needs to resume, so nothing of ours is added,
//! and either library reads what the other wrote. Of the peer's certificates
//! it holds the first alone.

use super::cipher::SSL_CIPHER;
use super::config::MAX_SID_CTX;
use super::method::TLS1_3;
use super::session::{Data, MAX_ID, MAX_KEY, SSL_SESSION, now};
use crate::der::reader::{Reader, tag};
use crate::der::{reader, write};
use crate::err::{Error, Lib, Result, asn1, ssl};
use crate::obj::x509::X509;
use std::ffi::{CString, c_int, c_long};
use std::sync::Arc;
use zeroize::Zeroizing;

/// `SSL_SESSION_ASN1_VERSION`.
const FORMAT: i64 = 1;
/// `SSL_SESS_FLAG_EXTMS`.
const EXTENDED_MASTER_SECRET: i64 = 1;
/// The major versions of TLS and of DTLS on the wire.
const MAJORS: [c_int; 2] = [0x03, 0xfe];
/// The time that a session without a timeout gets.
const NO_TIMEOUT: c_long = 3;

/// Numbers of the optional parts.
mod part {
    pub(super) const TIME: u8 = 1;
    pub(super) const TIMEOUT: u8 = 2;
    pub(super) const PEER: u8 = 3;
    pub(super) const ID_CONTEXT: u8 = 4;
    pub(super) const VERIFY_RESULT: u8 = 5;
    pub(super) const HOST: u8 = 6;
    pub(super) const PSK_HINT: u8 = 7;
    pub(super) const PSK_IDENTITY: u8 = 8;
    pub(super) const LIFETIME_HINT: u8 = 9;
    pub(super) const TICKET: u8 = 10;
    pub(super) const COMPRESSION: u8 = 11;
    pub(super) const SRP_NAME: u8 = 12;
    pub(super) const FLAGS: u8 = 13;
    pub(super) const AGE_ADD: u8 = 14;
    pub(super) const EARLY_DATA: u8 = 15;
    pub(super) const ALPN: u8 = 16;
    pub(super) const FRAGMENT: u8 = 17;
    pub(super) const APP_DATA: u8 = 18;
    pub(super) const GROUP: u8 = 19;
}

/// An INTEGER.
fn integer(value: i64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let same = if value < 0 { 0xff } else { 0 };
    let spare =
        bytes.windows(2).take_while(|pair| pair[0] == same && (pair[1] ^ same) & 0x80 == 0).count();
    write::tlv(tag::INTEGER, bytes.get(spare..).unwrap_or_default())
}

/// Writes the optional parts.
struct Parts(Zeroizing<Vec<u8>>);

impl Parts {
    fn put(&mut self, part: u8, value: &[u8]) {
        self.0.extend_from_slice(&Zeroizing::new(write::tlv(tag::constructed(part), value)));
    }

    fn number(&mut self, part: u8, value: i64) {
        if value != 0 {
            self.put(part, &integer(value));
        }
    }

    fn octets(&mut self, part: u8, value: &[u8]) {
        if !value.is_empty() {
            self.put(part, &write::octets(value));
        }
    }
}

/// Reads the parts one after another.
struct Fields<'a>(Reader<'a>);

impl<'a> Fields<'a> {
    /// A value that must be there.
    fn needed(&mut self, tag: u8) -> Result<&'a [u8]> {
        if self.0.is_empty() {
            return Err(Error::new(Lib::Asn1, asn1::R_FIELD_MISSING));
        }
        self.0.read(tag)
    }

    fn part(&mut self, part: u8, tag: u8) -> Result<Option<&'a [u8]>> {
        let Some(content) = self.0.read_optional(tag::constructed(part))? else { return Ok(None) };
        let mut inner = Reader::new(content);
        let value = inner.read(tag)?;
        inner.finish()?;
        Ok(Some(value))
    }

    fn octets(&mut self, part: u8) -> Result<Option<&'a [u8]>> {
        self.part(part, tag::OCTET_STRING)
    }

    fn number(&mut self, part: u8) -> Result<i64> {
        self.part(part, tag::INTEGER)?.map_or(Ok(0), number)
    }

    fn unsigned(&mut self, part: u8) -> Result<u32> {
        let value = self.number(part)?;
        let reason = if value < 0 { asn1::R_ILLEGAL_NEGATIVE_VALUE } else { asn1::R_TOO_LARGE };
        u32::try_from(value).map_err(|_| Error::new(Lib::Asn1, reason))
    }
}

/// The value of an INTEGER's content.
fn number(content: &[u8]) -> Result<i64> {
    reader::check_integer(content)?;
    reader::integer_value(content).ok_or_else(|| Error::new(Lib::Asn1, asn1::R_TOO_LARGE))
}

impl SSL_SESSION {
    /// The structure; `None` for a session without a suite, which has none.
    ///
    /// In a ticket no ID is needed.
    pub fn encode(&self, for_ticket: bool) -> Option<Zeroizing<Vec<u8>>> {
        let data = self.data();
        let suite = data.suite?.protocol_id().to_be_bytes();
        let id: &[u8] = if for_ticket { &[] } else { &data.id };
        let key = Zeroizing::new(write::octets(&data.key));
        let needed = [
            &integer(FORMAT)[..],
            &integer(data.version.into()),
            &write::octets(&suite),
            &write::octets(id),
            &key,
        ];
        let mut parts = Parts(Zeroizing::new(Vec::with_capacity(1024)));
        needed.iter().for_each(|value| parts.0.extend_from_slice(value));
        parts.number(part::TIME, data.time);
        parts.number(part::TIMEOUT, data.timeout);
        match (data.chain.first(), &data.peer) {
            (Some(der), _) => parts.put(part::PEER, der),
            (None, Some(peer)) => parts.put(part::PEER, &peer.der()),
            (None, None) => {}
        }
        parts.put(part::ID_CONTEXT, &write::octets(&data.id_context));
        parts.number(part::VERIFY_RESULT, data.verify_result);
        parts.octets(part::HOST, data.host.as_ref().map_or(&[], |host| host.to_bytes()));
        parts.number(part::LIFETIME_HINT, data.lifetime_hint.into());
        parts.octets(part::TICKET, &data.ticket);
        let ems = data.ems && data.version != c_int::from(TLS1_3);
        parts.number(part::FLAGS, if ems { EXTENDED_MASTER_SECRET } else { 0 });
        parts.number(part::AGE_ADD, data.age_add.into());
        parts.number(part::EARLY_DATA, data.max_early_data.into());
        parts.octets(part::ALPN, &data.alpn);
        parts.number(part::FRAGMENT, data.fragment.into());
        parts.octets(part::APP_DATA, &data.app_data);
        parts.put(part::GROUP, &integer(data.group.into()));
        Some(Zeroizing::new(write::tlv(tag::SEQUENCE, &parts.0)))
    }

    /// Reads the structure at the start of `der`; also gives its length.
    ///
    /// Errors: ASN.1's; `R_UNKNOWN_SSL_VERSION`, `R_UNSUPPORTED_SSL_VERSION`,
    /// `R_CIPHER_CODE_WRONG_LENGTH`; nothing for an unknown suite, and for an
    /// ID, context or key that is too long.
    pub fn decode(der: &[u8]) -> Result<(Arc<SSL_SESSION>, usize)> {
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        if der.is_empty() {
            return Err(Error::new(Lib::Asn1, asn1::R_TOO_SMALL));
        }
        let mut all = Reader::new(der);
        let mut fields = Fields(all.sequence()?);
        let format = number(fields.needed(tag::INTEGER)?)?;
        let version = number(fields.needed(tag::INTEGER)?)?;
        let version =
            c_int::try_from(version).map_err(|_| Error::new(Lib::Asn1, asn1::R_TOO_LARGE))?;
        let suite = fields.needed(tag::OCTET_STRING)?;
        let id = fields.needed(tag::OCTET_STRING)?;
        let key = fields.needed(tag::OCTET_STRING)?;
        // An old argument of the key means nothing now.
        fields.0.read_optional(0x80)?;
        let (time, timeout) = (fields.number(part::TIME)?, fields.number(part::TIMEOUT)?);
        let peer = match fields.0.read_optional(tag::constructed(part::PEER))? {
            None => None,
            Some(der) => {
                let (peer, used) = X509::parse(der)?;
                Reader::new(der.get(used..).unwrap_or_default()).finish()?;
                Some(peer)
            }
        };
        let id_context = fields.octets(part::ID_CONTEXT)?.unwrap_or_default();
        let verify_result = fields.number(part::VERIFY_RESULT)?;
        let host = fields.octets(part::HOST)?;
        fields.octets(part::PSK_HINT)?;
        fields.octets(part::PSK_IDENTITY)?;
        let lifetime_hint = fields.unsigned(part::LIFETIME_HINT)?;
        let ticket = fields.octets(part::TICKET)?.unwrap_or_default();
        fields.octets(part::COMPRESSION)?;
        fields.octets(part::SRP_NAME)?;
        let flags = fields.number(part::FLAGS)?;
        let age_add = fields.unsigned(part::AGE_ADD)?;
        let max_early_data = fields.unsigned(part::EARLY_DATA)?;
        let alpn = fields.octets(part::ALPN)?.unwrap_or_default();
        let fragment = fields.unsigned(part::FRAGMENT)?;
        let app_data = fields.octets(part::APP_DATA)?.unwrap_or_default();
        let group = fields.unsigned(part::GROUP)?;
        if !fields.0.is_empty() {
            return Err(Error::new(Lib::Asn1, asn1::R_WRONG_TAG));
        }
        if format != FORMAT {
            return Err(ssl(ssl::R_UNKNOWN_SSL_VERSION));
        }
        if !MAJORS.contains(&(version >> 8)) {
            return Err(ssl(ssl::R_UNSUPPORTED_SSL_VERSION));
        }
        let suite = <[u8; 2]>::try_from(suite)
            .map_err(|_| ssl(ssl::R_CIPHER_CODE_WRONG_LENGTH))
            .map(u16::from_be_bytes)?;
        let suite = SSL_CIPHER::find(suite).ok_or_else(Error::quiet)?;
        if id.len() > MAX_ID || id_context.len() > MAX_SID_CTX || key.len() > MAX_KEY {
            return Err(Error::quiet());
        }
        // A name ends where C would end it.
        let host = host.map(|host| host.split(|&byte| byte == 0).next().unwrap_or_default());
        let data = Data {
            version,
            suite: Some(suite),
            id: Arc::new(id.to_vec()),
            id_context: Arc::new(id_context.to_vec()),
            time: if time == 0 { now() } else { time },
            timeout: if timeout == 0 { NO_TIMEOUT } else { timeout },
            host: host.and_then(|host| CString::new(host).ok()).map(Arc::new),
            alpn: Arc::new(alpn.to_vec()),
            app_data: Arc::new(app_data.to_vec()),
            verify_result,
            max_early_data,
            chain: Arc::new(peer.iter().map(|peer| peer.der().to_vec()).collect()),
            leaf_only: true,
            peer,
            resumable: true,
            ticket: Arc::new(ticket.to_vec()),
            lifetime_hint,
            age_add,
            ems: flags & EXTENDED_MASTER_SECRET != 0,
            group: u16::try_from(group).unwrap_or(0),
            fragment: u8::try_from(fragment).unwrap_or(0),
            key: Arc::new(Zeroizing::new(key.to_vec())),
        };
        Ok((SSL_SESSION::with(None, data), der.len() - all.rest().len()))
    }

    /// Takes over all that `from` says (a `d2i` into a session).
    pub fn assign(&self, from: &SSL_SESSION) {
        self.replace(from.data());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_as_short_as_can_be() {
        for (value, content) in [
            (0, &[0][..]),
            (127, &[127]),
            (128, &[0, 128]),
            (-1, &[255]),
            (-128, &[128]),
            (-129, &[255, 127]),
            (65536, &[1, 0, 0]),
        ] {
            assert_eq!(integer(value)[2..], *content, "{value}");
            assert_eq!(number(content).unwrap(), value);
        }
    }
}
