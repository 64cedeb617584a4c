//! Watching the handshake's messages go by: facts, states, callbacks.

#![forbid(unsafe_code)]

use super::buffers::HEADER;
use super::capture::Capture;
use super::hello::{ALPN, EXTENDED_MASTER_SECRET, KEY_SHARE, PRE_SHARED_KEY, SUPPORTED_VERSIONS};
use super::record::{ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE};
use super::settings::{TLS1_2, TLS1_3};
use super::wirefmt::{Reader, numbers};
use super::{Facts, FactsCell, Host, Info, Message, Role, Settings, State};

/// What a watcher needs for a call.
pub(super) struct Watch<'a> {
    pub(super) facts: &'a FactsCell,
    pub(super) host: &'a dyn Host,
    pub(super) settings: &'a Settings,
}

/// One direction's handshake bytes.
#[derive(Debug, Default)]
struct Stream {
    /// The beginning of a message that is not whole yet.
    partial: Vec<u8>,
    /// TLS 1.2: the records after change_cipher_spec are encrypted.
    encrypted: bool,
}

/// Messages longer than this are not watched; rustls refuses them.
const MAX_MESSAGE: usize = 1 << 17;

/// The watcher of one handshake.
#[derive(Debug, Default)]
pub(super) struct Observer {
    rx: Stream,
    tx: Stream,
    /// The first alert sent.
    pub(super) alert_sent: Option<u8>,
    /// TLS 1.2: the server's NewSessionTicket, lifetime and ticket.
    pub(super) ticket: Option<(u32, Vec<u8>)>,
}

const KEYED_RECORD_HEADER: u16 = 256;
const INNER_CONTENT_TYPE: u16 = 257;

impl Watch<'_> {
    fn message(&self, written: bool, version: u16, content_type: u16, bytes: &[u8]) {
        if self.settings.messages {
            self.host.message(&Message { written, version, content_type, bytes });
        }
    }

    pub(super) fn enter(&self, state: State) {
        self.facts.with(|facts| facts.state = state);
        self.host.info(Info::Loop);
    }
}

impl Observer {
    /// Whether what is sent now has to be encrypted.
    pub(super) fn sealing(&self, version: u16, has_key: bool) -> bool {
        has_key && (version == TLS1_3 || self.tx.encrypted)
    }

    /// A record just read; if it is not encrypted, its messages.
    pub(super) fn incoming(&mut self, watch: &Watch<'_>, header: [u8; HEADER], body: &[u8]) {
        watch.message(false, 0, KEYED_RECORD_HEADER, &header);
        if header[0] != APPLICATION_DATA && !self.rx.encrypted {
            self.content(watch, false, header[0], body);
        }
    }

    /// The contents of an encrypted record that rustls opened.
    pub(super) fn opened(&mut self, watch: &Watch<'_>, kind: u8, plain: &[u8]) {
        if watch.facts.with(|facts| facts.version) == TLS1_3 {
            watch.message(false, TLS1_3, INNER_CONTENT_TYPE, &[kind]);
        }
        self.content(watch, false, kind, plain);
    }

    /// Records about to be sent. A plain fatal alert gets the description
    /// that the capture asks for.
    pub(super) fn outgoing(&mut self, watch: &Watch<'_>, capture: &mut Capture, out: &mut [u8]) {
        let mut rest = out;
        while let Some((header, after)) = rest.split_at_mut_checked(HEADER) {
            let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
            let Some((body, next)) = after.split_at_mut_checked(len) else { return };
            rest = next;
            let kind = header[0];
            watch.message(true, 0, KEYED_RECORD_HEADER, header);
            if kind == APPLICATION_DATA || self.tx.encrypted {
                let Some((kind, plain)) = capture.tx.pop_front() else { continue };
                if watch.facts.with(|facts| facts.version) == TLS1_3 {
                    watch.message(true, TLS1_3, INNER_CONTENT_TYPE, &[kind]);
                }
                self.content(watch, true, kind, &plain);
            } else {
                if let (ALERT, Some(alert), [level, description]) =
                    (kind, capture.alert, &mut *body)
                {
                    [*level, *description] = super::alerts::fatal(alert);
                }
                self.content(watch, true, kind, body);
            }
        }
    }

    fn content(&mut self, watch: &Watch<'_>, written: bool, kind: u8, plain: &[u8]) {
        let version = watch.facts.with(|facts| facts.version.max(TLS1_2));
        let stream = if written { &mut self.tx } else { &mut self.rx };
        match kind {
            HANDSHAKE => {
                stream.partial.extend_from_slice(plain);
                while let Some(message) = first_message(&mut stream.partial) {
                    if written || message[0] != 4 || message.len() < 10 {
                    } else if let Some(body) = message.get(4..) {
                        let mut reader = Reader::new(body);
                        if let (Some(life), Some(ticket)) = (reader.u32(), reader.vec16()) {
                            self.ticket = Some((life, ticket.to_vec()));
                        }
                    }
                    note(watch, written, &message);
                    let version = watch.facts.with(|facts| facts.version.max(TLS1_2));
                    watch.message(written, version, HANDSHAKE.into(), &message);
                }
                if stream.partial.len() > MAX_MESSAGE {
                    stream.partial.clear();
                }
            }
            CHANGE_CIPHER_SPEC => {
                watch.message(written, version, kind.into(), plain);
                // In TLS 1.3 it means nothing.
                if watch.facts.with(|facts| facts.version) == TLS1_2 {
                    stream.encrypted = true;
                    watch.enter(match (watch.settings.role, written) {
                        (Role::Client, true) => State::ClientWriteChange,
                        (Role::Client, false) => State::ClientReadChange,
                        (Role::Server, true) => State::ServerWriteChange,
                        (Role::Server, false) => State::ServerReadChange,
                    });
                } else if written && watch.settings.role == Role::Client {
                    watch.enter(State::ClientWriteChange);
                } else if written {
                    watch.enter(State::ServerWriteChange);
                }
            }
            ALERT => {
                if let [level, description] = *plain {
                    watch.message(written, version, kind.into(), plain);
                    let code = u16::from(level) << 8 | u16::from(description);
                    if written {
                        self.alert_sent.get_or_insert(description);
                        watch.host.info(Info::AlertWritten(code));
                    } else {
                        watch.host.info(Info::AlertRead(code));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Takes a whole handshake message off the front of `bytes`.
fn first_message(bytes: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut reader = Reader::new(bytes);
    reader.u8()?;
    let len = reader.u24()?;
    reader.take(len)?;
    let rest = bytes.split_off(4 + len);
    Some(std::mem::replace(bytes, rest))
}

/// Learns from one handshake message, and tells the host of the new state.
fn note(watch: &Watch<'_>, written: bool, message: &[u8]) {
    let Some((&kind, rest)) = message.split_first() else { return };
    let body = rest.get(3..).unwrap_or_default();
    let role = watch.settings.role;
    watch.facts.with(|facts| learn(facts, role, written, kind, body));
    if let Some(state) = state_of(role, written, kind) {
        watch.enter(state);
    }
}

fn learn(facts: &mut Facts, role: Role, written: bool, kind: u8, body: &[u8]) -> Option<()> {
    let mut reader = Reader::new(body);
    match kind {
        1 if role == Role::Client => {
            reader.u16()?;
            facts.client_random = reader.array()?;
        }
        2 => {
            let legacy = reader.u16()?;
            facts.server_random = reader.array()?;
            facts.session_id = reader.vec8()?.to_vec();
            facts.suite = reader.u16()?;
            reader.u8()?;
            let mut version = legacy;
            facts.ems = false;
            if !reader.is_empty() {
                let mut extensions = Reader::new(reader.vec16()?);
                while !extensions.is_empty() {
                    let (kind, body) = (extensions.u16()?, extensions.vec16()?);
                    let mut body = Reader::new(body);
                    match kind {
                        SUPPORTED_VERSIONS => version = body.u16()?,
                        KEY_SHARE => facts.group = body.u16()?,
                        PRE_SHARED_KEY => facts.resumed = true,
                        EXTENDED_MASTER_SECRET => facts.ems = true,
                        ALPN => facts.alpn = Reader::new(body.vec16()?).vec8()?.to_vec(),
                        _ => {}
                    }
                }
            }
            facts.version = version;
            facts.ems |= version == TLS1_3;
        }
        8 => {
            let mut extensions = Reader::new(reader.vec16()?);
            while !extensions.is_empty() {
                let (kind, body) = (extensions.u16()?, extensions.vec16()?);
                if kind == ALPN {
                    facts.alpn = Reader::new(Reader::new(body).vec16()?).vec8()?.to_vec();
                }
            }
        }
        12 => {
            if reader.u8()? == 3 {
                facts.group = reader.u16()?;
            }
        }
        13 if !written => {
            let mut names = Vec::new();
            let list;
            if facts.version == TLS1_3 {
                reader.vec8()?;
                let mut extensions = Reader::new(reader.vec16()?);
                let mut authorities: &[u8] = &[];
                while !extensions.is_empty() {
                    let (kind, body) = (extensions.u16()?, extensions.vec16()?);
                    match kind {
                        13 => facts.peer_sigalgs = numbers(Reader::new(body).vec16()?)?,
                        47 => authorities = Reader::new(body).vec16()?,
                        _ => {}
                    }
                }
                list = authorities;
            } else {
                reader.vec8()?;
                facts.peer_sigalgs = numbers(reader.vec16()?)?;
                list = reader.vec16()?;
            }
            let mut list = Reader::new(list);
            while !list.is_empty() {
                names.push(list.vec16()?.to_vec());
            }
            facts.ca_names = Some(names);
        }
        15 => {
            let scheme = reader.u16()?;
            if written {
                facts.own_sigalg = scheme;
            } else {
                facts.peer_sigalg = scheme;
            }
        }
        20 if written => facts.finished = body.to_vec(),
        20 => facts.peer_finished = body.to_vec(),
        _ => {}
    }
    Some(())
}

fn state_of(role: Role, written: bool, kind: u8) -> Option<State> {
    use State as S;
    Some(match (role, written, kind) {
        (Role::Client, true, 1) => S::ClientWriteClientHello,
        (Role::Client, false, 2) => S::ClientReadServerHello,
        (Role::Client, false, 4) => S::ClientReadSessionTicket,
        (Role::Client, false, 8) => S::ClientReadEncryptedExtensions,
        (Role::Client, false, 11) => S::ClientReadCert,
        (Role::Client, false, 12) => S::ClientReadKeyExchange,
        (Role::Client, false, 13) => S::ClientReadCertRequest,
        (Role::Client, false, 14) => S::ClientReadServerDone,
        (Role::Client, false, 15) => S::ClientReadCertVerify,
        (Role::Client, false, 20) => S::ClientReadFinished,
        (Role::Client, false, 22) => S::ClientReadCertStatus,
        (Role::Client, true, 11) => S::ClientWriteCert,
        (Role::Client, true, 15) => S::ClientWriteCertVerify,
        (Role::Client, true, 16) => S::ClientWriteKeyExchange,
        (Role::Client, true, 20) => S::ClientWriteFinished,
        (Role::Server, false, 1) => S::ServerReadClientHello,
        (Role::Server, false, 11) => S::ServerReadCert,
        (Role::Server, false, 15) => S::ServerReadCertVerify,
        (Role::Server, false, 16) => S::ServerReadKeyExchange,
        (Role::Server, false, 20) => S::ServerReadFinished,
        (Role::Server, true, 2) => S::ServerWriteServerHello,
        (Role::Server, true, 4) => S::ServerWriteSessionTicket,
        (Role::Server, true, 8) => S::ServerWriteEncryptedExtensions,
        (Role::Server, true, 11) => S::ServerWriteCert,
        (Role::Server, true, 12) => S::ServerWriteKeyExchange,
        (Role::Server, true, 13) => S::ServerWriteCertRequest,
        (Role::Server, true, 14) => S::ServerWriteServerDone,
        (Role::Server, true, 15) => S::ServerWriteCertVerify,
        (Role::Server, true, 20) => S::ServerWriteFinished,
        (Role::Server, true, 22) => S::ServerWriteCertStatus,
        _ => return None,
    })
}
