//! Reading a ClientHello, before anything acts on it.

#![forbid(unsafe_code)]

use super::alerts::{self, DECODE_ERROR, ILLEGAL_PARAMETER};
use super::settings::TLS1_3;
use super::wirefmt::{Reader, numbers};
use super::{Alert, ClientHello};
use crate::err::ssl;

pub(super) const SERVER_NAME: u16 = 0;
pub(super) const MAX_FRAGMENT_LENGTH: u16 = 1;
pub(super) const SUPPORTED_GROUPS: u16 = 10;
pub(super) const STATUS_REQUEST: u16 = 5;
pub(super) const SIGNATURE_ALGORITHMS: u16 = 13;
pub(super) const ALPN: u16 = 16;
pub(super) const TIMESTAMPS: u16 = 18;
pub(super) const EXTENDED_MASTER_SECRET: u16 = 23;
pub(super) const SESSION_TICKET: u16 = 35;
pub(super) const PRE_SHARED_KEY: u16 = 41;
pub(super) const EARLY_DATA: u16 = 42;
pub(super) const SUPPORTED_VERSIONS: u16 = 43;
pub(super) const COOKIE: u16 = 44;
pub(super) const PSK_MODES: u16 = 45;
pub(super) const CERTIFICATE_AUTHORITIES: u16 = 47;
pub(super) const POST_HANDSHAKE_AUTH: u16 = 49;
pub(super) const SIGNATURE_ALGORITHMS_CERT: u16 = 50;
pub(super) const KEY_SHARE: u16 = 51;
pub(super) const RENEGOTIATION_INFO: u16 = 0xff01;
/// The numbers that OpenSSL knows, each for messages of its own.
pub(super) const KNOWN: [u16; 23] =
    [0, 1, 5, 10, 11, 12, 13, 14, 16, 18, 22, 23, 35, 41, 42, 43, 44, 45, 47, 49, 50, 51, 0xff01];

/// The longest ClientHello that is read: OpenSSL's limit.
pub(super) const MAX_CLIENT_HELLO: usize = 131_396;

/// A list that must not be empty.
fn list(bytes: &[u8]) -> Option<Vec<u16>> {
    numbers(bytes).filter(|list| !list.is_empty())
}

impl ClientHello {
    /// Reads a whole handshake message, header included.
    pub(super) fn parse(raw: &[u8]) -> Result<ClientHello, Alert> {
        let decode = |reason| alerts::alert(DECODE_ERROR, reason);
        let short = if raw.len() < 6 { ssl::R_LENGTH_TOO_SHORT } else { ssl::R_LENGTH_MISMATCH };
        let (mut hello, extensions) = Self::fields(raw).ok_or_else(|| decode(short))?;
        if hello.suites.len() % 2 != 0 {
            return Err(decode(ssl::R_ERROR_IN_RECEIVED_CIPHER_LIST));
        }
        hello.split(extensions).ok_or_else(|| decode(ssl::R_BAD_EXTENSION))?;
        let mut kinds: Vec<u16> = hello.extensions.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        if kinds.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION));
        }
        hello.understand().ok_or_else(|| decode(ssl::R_BAD_EXTENSION))?;
        Ok(hello)
    }

    /// Everything up to the extensions, and their bytes.
    fn fields(raw: &[u8]) -> Option<(ClientHello, &[u8])> {
        let mut message = Reader::new(raw);
        message.u8().filter(|&kind| kind == 1)?;
        let mut body = Reader::new(message.vec24()?);
        let hello = ClientHello {
            legacy_version: body.u16()?,
            random: body.array()?,
            session_id: body.vec8().filter(|id| id.len() <= 32)?.to_vec(),
            suites: body.vec16()?.to_vec(),
            compression: body.vec8()?.to_vec(),
            raw: raw.to_vec(),
            ..ClientHello::default()
        };
        let extensions = if body.is_empty() { &[] } else { body.vec16()? };
        (body.is_empty() && message.is_empty()).then_some((hello, extensions))
    }

    /// Takes the extensions apart.
    fn split(&mut self, bytes: &[u8]) -> Option<()> {
        let mut extensions = Reader::new(bytes);
        while !extensions.is_empty() {
            let kind = extensions.u16()?;
            self.extensions.push((kind, extensions.vec16()?.to_vec()));
        }
        Some(())
    }

    /// Fills in what the extensions mean.
    fn understand(&mut self) -> Option<()> {
        let mut name = None;
        let mut versions = None;
        let (mut alpn, mut groups, mut sigalgs) = (Vec::new(), Vec::new(), Vec::new());
        for (kind, body) in &self.extensions {
            let mut reader = Reader::new(body);
            match *kind {
                SERVER_NAME => {
                    let mut list = Reader::new(reader.vec16()?);
                    let (0, host) = (list.u8()?, list.vec16()?) else { return None };
                    if host.is_empty() || host.contains(&0) || host.len() > 255 {
                        return None;
                    }
                    name = Some(String::from_utf8(host.to_vec()).ok()?);
                }
                SUPPORTED_GROUPS => groups = list(reader.vec16()?)?,
                SIGNATURE_ALGORITHMS => sigalgs = list(reader.vec16()?)?,
                SUPPORTED_VERSIONS => versions = Some(list(reader.vec8()?)?),
                ALPN => {
                    let list = reader.vec16()?;
                    let mut names = Reader::new(list);
                    while !names.is_empty() {
                        names.vec8().filter(|name| !name.is_empty())?;
                    }
                    if list.is_empty() {
                        return None;
                    }
                    alpn = list.to_vec();
                }
                _ => continue,
            }
            if !reader.is_empty() {
                return None;
            }
        }
        self.server_name = name;
        self.alpn = alpn;
        self.groups = groups;
        self.sigalgs = sigalgs;
        self.versions = versions.unwrap_or_else(|| vec![self.legacy_version.min(TLS1_3 - 1)]);
        Some(())
    }

    /// The body of an extension.
    pub fn extension(&self, kind: u16) -> Option<&[u8]> {
        self.extensions.iter().find(|(k, _)| *k == kind).map(|(_, body)| body.as_slice())
    }

    /// The code of the longest record that the client asks for (RFC 6066, 4); 0
    /// for no wish.
    pub(super) fn fragment(&self) -> Result<u8, Alert> {
        match self.extension(MAX_FRAGMENT_LENGTH) {
            None => Ok(0),
            Some(&[code @ 1..=4]) => Ok(code),
            Some([_]) => {
                Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH))
            }
            Some(_) => Err(alerts::alert(DECODE_ERROR, ssl::R_BAD_EXTENSION)),
        }
    }

    /// The suites, by number.
    pub fn suite_numbers(&self) -> Vec<u16> {
        numbers(&self.suites).unwrap_or_default()
    }

    /// The key shares, each with its group, in order.
    fn shares(&self) -> Option<Vec<(u16, &[u8])>> {
        let mut reader = Reader::new(self.extension(KEY_SHARE)?);
        let mut list = Reader::new(reader.vec16()?);
        let mut shares = Vec::new();
        while !list.is_empty() {
            shares.push((list.u16()?, list.vec16()?));
        }
        Some(shares)
    }

    /// The groups that came with a key share, in order.
    pub(super) fn key_shares(&self) -> Option<Vec<u16>> {
        Some(self.shares()?.into_iter().map(|(group, _)| group).collect())
    }

    /// The age, in milliseconds and obfuscated, of the first ticket offered.
    pub(super) fn ticket_age(&self) -> Option<u32> {
        let mut identities = Reader::new(Reader::new(self.extension(PRE_SHARED_KEY)?).vec16()?);
        identities.vec16()?;
        identities.u32()
    }

    /// Whether pre-shared keys are offered for use with Diffie-Hellman, the only
    /// way there is here.
    pub(super) fn has_psk_mode(&self) -> bool {
        /// `psk_dhe_ke`.
        const WITH_DHE: u8 = 1;
        let modes = self.extension(PSK_MODES).map(|body| Reader::new(body).vec8());
        modes.flatten().is_some_and(|modes| modes.contains(&WITH_DHE))
    }

    /// The key share of `group`; empty for none.
    pub(super) fn key_share(&self, group: u16) -> Vec<u8> {
        let shares = self.shares().unwrap_or_default();
        let share = shares.into_iter().find(|(of, _)| *of == group);
        share.map(|(_, bytes)| bytes.to_vec()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(extensions: &[u8]) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([9; 32]);
        body.extend([0, 0, 2, 0x13, 1, 1, 0]);
        body.extend((extensions.len() as u16).to_be_bytes());
        body.extend(extensions);
        let mut raw = vec![1, 0];
        raw.extend((body.len() as u16).to_be_bytes());
        raw.extend(body);
        raw
    }

    #[test]
    fn fields_are_found() {
        let raw = hello(&[
            0, 0, 0, 8, 0, 6, 0, 0, 3, b'a', b'.', b'b', 0, 43, 0, 3, 2, 3, 4, 0, 16, 0, 5, 0, 3,
            2, b'h', b'2',
        ]);
        let hello = ClientHello::parse(&raw).unwrap();
        assert_eq!(hello.server_name.as_deref(), Some("a.b"));
        assert_eq!(hello.versions, [0x304]);
        assert_eq!(hello.alpn, b"\x02h2");
        assert_eq!(hello.suite_numbers(), [0x1301]);
    }

    #[test]
    fn every_cut_and_flip_is_survived() {
        let raw = hello(&[0, 43, 0, 3, 2, 3, 4, 0, 51, 0, 7, 0, 5, 0, 29, 0, 1, 7]);
        for at in 0..raw.len() {
            assert!(ClientHello::parse(&raw[..at]).is_err());
            for bit in 0..8 {
                let mut bad = raw.clone();
                bad[at] ^= 1 << bit;
                if let Ok(hello) = ClientHello::parse(&bad) {
                    hello.key_shares();
                }
            }
        }
        assert_eq!(ClientHello::parse(&raw).unwrap().key_shares(), Some(vec![29]));
    }

    #[test]
    fn a_repeated_extension_is_refused() {
        let raw = hello(&[0, 23, 0, 0, 0, 23, 0, 0]);
        assert_eq!(ClientHello::parse(&raw).unwrap_err().description, ILLEGAL_PARAMETER);
    }
}
