//! Watching the handshake's messages go by: facts, states, callbacks.

#![forbid(unsafe_code)]

use super::buffers::HEADER;
use super::capture::Capture;
use super::hello::{
    ALPN, EARLY_DATA, EXTENDED_MASTER_SECRET, KEY_SHARE, MAX_FRAGMENT_LENGTH, PRE_SHARED_KEY,
    RENEGOTIATION_INFO, SERVER_NAME, SUPPORTED_VERSIONS,
};
use super::record::{ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE};
use super::settings::{TLS1_2, TLS1_3};
use super::wirefmt::{Reader, numbers};
use super::{
    ClientHello, EarlyData, Facts, FactsCell, Host, Info, Message, Role, Settings, State, dhe,
};
use crate::crypto::dh::Params;
use std::sync::Arc;

/// What a watcher needs for a call.
pub(super) struct Watch<'a> {
    pub(super) facts: &'a FactsCell,
    pub(super) host: &'a dyn Host,
    pub(super) settings: &'a Settings,
}

/// `SSL3_RT_HANDSHAKE`, as the message callback is told it.
pub(super) const HANDSHAKE_TYPE: u16 = 22;
/// `SSL3_RT_HEADER`: a record's header, for the message callback.
const RECORD_HEADER: u16 = 256;
/// `SSL3_RT_INNER_CONTENT_TYPE`: a TLS 1.3 record's true type.
const INNER_CONTENT_TYPE: u16 = 257;

impl Watch<'_> {
    /// The version agreed on, or the highest allowed.
    pub(super) fn version(&self) -> u16 {
        match self.facts.with(|facts| facts.version) {
            0 => self.settings.max_version,
            version => version,
        }
    }

    /// Tells the message callback.
    pub(super) fn message(&self, written: bool, version: u16, kind: u16, bytes: &[u8]) {
        if self.settings.messages {
            self.host.message(&Message { written, version, content_type: kind, bytes });
        }
    }

    /// Tells the message callback of a record's header and, in TLS 1.3, of
    /// the type within.
    pub(super) fn record(&self, written: bool, header: &[u8], inner: Option<u8>) {
        if !self.settings.messages {
            return;
        }
        if let &[_, major, minor, ..] = header {
            let version = u16::from_be_bytes([major, minor]);
            self.message(written, version, RECORD_HEADER, header);
        }
        if let Some(kind) = inner {
            let version = if written { TLS1_2 } else { TLS1_3 };
            self.message(written, version, INNER_CONTENT_TYPE, &[kind]);
        }
    }

    /// Tells both callbacks of an alert.
    pub(super) fn alert(&self, written: bool, body: [u8; 2]) {
        self.message(written, self.version(), ALERT.into(), &body);
        let code = u16::from_be_bytes(body);
        self.host.info(if written { Info::AlertWritten(code) } else { Info::AlertRead(code) });
    }

    /// The next state. Like OpenSSL, the info callback is told before.
    pub(super) fn enter(&self, state: State) {
        self.host.info(Info::Loop);
        self.facts.with(|facts| facts.state = state);
    }
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
    /// The end of the handshake has been told.
    pub(super) done: bool,
    /// A flight is being written.
    writing: bool,
    /// Server: the ClientHello that answers a HelloRetryRequest.
    pub(super) second_hello: Option<Vec<u8>>,
    /// Client: the server has answered.
    answered: bool,
}

/// A record whose header is told after the state it leads to.
struct Lead<'a>(Option<(&'a [u8], Option<u8>)>);

impl Lead<'_> {
    fn tell(&mut self, watch: &Watch<'_>) {
        if let Some((header, inner)) = self.0.take() {
            watch.record(true, header, inner);
        }
    }
}

impl Observer {
    /// Whether what is sent now has to be encrypted.
    pub(super) fn sealing(&self, version: u16, has_key: bool) -> bool {
        has_key && (version == TLS1_3 || self.tx.encrypted)
    }

    /// Whether a record of this type arrives unencrypted.
    pub(super) fn is_plain(&self, kind: u8) -> bool {
        kind != APPLICATION_DATA && !self.rx.encrypted
    }

    /// Whether the last message that came is not whole yet.
    pub(super) fn is_in_message(&self) -> bool {
        !self.rx.partial.is_empty()
    }

    /// Client: whether a ServerHello has been seen.
    pub(super) fn heard_server_hello(&self) -> bool {
        self.answered
    }

    /// The peer's turn: the end of a flight counts as a step.
    pub(super) fn turn(&mut self, watch: &Watch<'_>) {
        if std::mem::take(&mut self.writing) {
            watch.host.info(Info::Loop);
        }
    }

    /// A record just read; if it is not encrypted, its messages.
    pub(super) fn incoming(&mut self, watch: &Watch<'_>, header: [u8; HEADER], body: &[u8]) {
        watch.record(false, &header, None);
        if self.is_plain(header[0]) {
            self.content(watch, header[0], body);
        }
    }

    /// The contents of an encrypted record that rustls opened.
    pub(super) fn opened(&mut self, watch: &Watch<'_>, kind: u8, plain: &[u8]) {
        if watch.version() == TLS1_3 {
            watch.message(false, TLS1_3, INNER_CONTENT_TYPE, &[kind]);
        }
        self.content(watch, kind, plain);
    }

    /// What is in a record received.
    fn content(&mut self, watch: &Watch<'_>, kind: u8, plain: &[u8]) {
        match kind {
            HANDSHAKE => {
                self.rx.partial.extend_from_slice(plain);
                while let Some(message) = first_message(&mut self.rx.partial) {
                    if message.first() == Some(&4) {
                        let mut reader = Reader::new(message.get(4..).unwrap_or_default());
                        if let (Some(life), Some(ticket)) = (reader.u32(), reader.vec16()) {
                            self.ticket = Some((life, ticket.to_vec()));
                        }
                    }
                    note(watch, false, &message);
                    if message.first() == Some(&1) {
                        self.second_hello = Some(message.clone());
                    }
                    self.answered |= message.first() == Some(&2);
                    watch.message(false, watch.version(), HANDSHAKE.into(), &message);
                }
                self.rx.bound();
            }
            // In TLS 1.3 it means nothing.
            CHANGE_CIPHER_SPEC if watch.version() == TLS1_2 => {
                self.rx.encrypted = true;
                watch.enter(match watch.settings.role {
                    Role::Client => State::ClientReadChange,
                    Role::Server => State::ServerReadChange,
                });
            }
            ALERT => {
                if let Ok(body) = plain.try_into() {
                    watch.alert(false, body);
                }
            }
            _ => {}
        }
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
            if kind == APPLICATION_DATA || self.tx.encrypted {
                let Some((inner, plain)) = capture.tx.pop_front() else { continue };
                let tls13 = (kind == APPLICATION_DATA).then_some(inner);
                let lead = Lead(Some((header, tls13)));
                self.sent(watch, capture, lead, inner, &plain);
            } else {
                if let (ALERT, Some(alert), [level, description]) =
                    (kind, capture.alert, &mut *body)
                {
                    [*level, *description] = super::alerts::fatal(alert);
                }
                self.sent(watch, capture, Lead(Some((header, None))), kind, body);
            }
        }
    }

    /// What is in a record sent.
    fn sent(
        &mut self,
        watch: &Watch<'_>,
        capture: &mut Capture,
        mut lead: Lead<'_>,
        kind: u8,
        plain: &[u8],
    ) {
        let role = watch.settings.role;
        match kind {
            HANDSHAKE => {
                self.writing = true;
                self.tx.partial.extend_from_slice(plain);
                while let Some(message) = first_message(&mut self.tx.partial) {
                    let kind = message.first().copied();
                    let ticket = kind == Some(4) && watch.version() == TLS1_3;
                    if ticket {
                        self.ticket_sent(watch, capture);
                    } else {
                        note(watch, true, &message);
                    }
                    lead.tell(watch);
                    watch.message(true, watch.version(), HANDSHAKE.into(), &message);
                    if ticket {
                        watch.host.info(Info::Loop);
                    }
                    if kind == Some(20) && role == Role::Server && watch.version() == TLS1_3 {
                        watch.enter(State::EarlyData);
                    }
                }
                self.tx.bound();
            }
            CHANGE_CIPHER_SPEC => {
                self.writing = true;
                self.tx.encrypted |= watch.version() == TLS1_2;
                watch.enter(match role {
                    Role::Client => State::ClientWriteChange,
                    Role::Server => State::ServerWriteChange,
                });
                lead.tell(watch);
                watch.message(true, watch.version(), kind.into(), plain);
            }
            ALERT => {
                lead.tell(watch);
                if let &[level, description] = plain {
                    self.alert_sent.get_or_insert(description);
                    watch.alert(true, [level, description]);
                }
            }
            _ => {}
        }
        lead.tell(watch);
    }

    /// A TLS 1.3 server writes a ticket: for OpenSSL the handshake is done by
    /// then.
    fn ticket_sent(&mut self, watch: &Watch<'_>, capture: &mut Capture) {
        self.writing = false;
        if !std::mem::replace(&mut self.done, true) {
            watch.enter(State::ServerWriteSessionTicket);
            watch.host.info(Info::Done);
        }
        if !capture.issued.is_empty() {
            let session = capture.issued.remove(0);
            watch.facts.with(|facts| facts.session = Some(session.clone()));
            watch.host.session_new(session);
        }
    }
}

impl Stream {
    /// Gives up on what is too long.
    fn bound(&mut self) {
        if self.partial.len() > MAX_MESSAGE {
            self.partial.clear();
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

/// Learns from one handshake message, and enters the state it leads to.
pub(super) fn note(watch: &Watch<'_>, written: bool, message: &[u8]) {
    let Some((&kind, rest)) = message.split_first() else { return };
    let body = rest.get(3..).unwrap_or_default();
    let role = watch.settings.role;
    if let Some(state) = state_of(role, written, kind) {
        watch.enter(state);
    }
    watch.facts.with(|facts| {
        let offered = |hello: ClientHello| hello.extension(EARLY_DATA).is_some();
        let early = watch.settings.early_data;
        if early && kind == 1 && written && ClientHello::parse(message).is_ok_and(offered) {
            facts.early_data = EarlyData::Rejected;
        }
        // A hello that answers a retry, which named the group.
        if kind == 1 && !written && facts.group != 0 {
            let hello = ClientHello::parse(message).ok();
            facts.peer_share = hello.map(|h| h.key_share(facts.group)).unwrap_or_default();
        }
        learn(facts, role, written, kind, body)
    });
}

fn learn(facts: &mut Facts, role: Role, written: bool, kind: u8, body: &[u8]) -> Option<()> {
    let mut reader = Reader::new(body);
    match kind {
        1 if role == Role::Client => {
            reader.u16()?;
            facts.client_random = reader.array()?;
        }
        5 => facts.early_ended = true,
        2 => {
            let legacy = reader.u16()?;
            facts.server_random = reader.array()?;
            facts.session_id = reader.vec8()?.to_vec();
            facts.suite = reader.u16()?;
            reader.u8()?;
            let mut version = legacy;
            facts.ems = false;
            facts.secure_renegotiation = false;
            if !reader.is_empty() {
                let mut extensions = Reader::new(reader.vec16()?);
                while !extensions.is_empty() {
                    let (kind, body) = (extensions.u16()?, extensions.vec16()?);
                    let mut body = Reader::new(body);
                    match kind {
                        SUPPORTED_VERSIONS => version = body.u16()?,
                        KEY_SHARE => {
                            facts.group = body.u16()?;
                            if role == Role::Client {
                                facts.peer_share = body.vec16().unwrap_or_default().to_vec();
                            } else if let Some(hello) = &facts.client_hello {
                                let share = hello.key_share(facts.group);
                                // After a retry it came with the second hello.
                                if !share.is_empty() {
                                    facts.peer_share = share;
                                }
                            }
                        }
                        PRE_SHARED_KEY => facts.resumed = true,
                        EXTENDED_MASTER_SECRET => facts.ems = true,
                        SERVER_NAME => facts.server_name_acked = true,
                        MAX_FRAGMENT_LENGTH => facts.fragment = body.u8()?,
                        RENEGOTIATION_INFO => facts.secure_renegotiation = true,
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
                facts.server_name_acked |= kind == SERVER_NAME;
                if kind == MAX_FRAGMENT_LENGTH {
                    facts.fragment = *body.first()?;
                }
                if kind == EARLY_DATA {
                    facts.early_data = EarlyData::Accepted;
                }
                if kind == ALPN {
                    facts.alpn = Reader::new(Reader::new(body).vec16()?).vec8()?.to_vec();
                }
            }
        }
        12 if dhe::is_suite(facts.suite) && !written => {
            let significant = |bytes: &[u8]| {
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                bytes.get(zeros..).unwrap_or_default().to_vec()
            };
            let (p, g) = (significant(reader.vec16()?), significant(reader.vec16()?));
            facts.dh = Params::new(&p, &g, None).ok().map(Arc::new);
            facts.peer_share = reader.vec16()?.to_vec();
        }
        // Named curves only; rustls refuses others.
        12 => {
            reader.u8().filter(|&kind| kind == 3)?;
            facts.group = reader.u16()?;
            if !written {
                facts.peer_share = reader.vec8()?.to_vec();
            }
        }
        13 if written => facts.cert_requests += 1,
        13 => {
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
                facts.cert_types = reader.vec8()?.to_vec();
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
        (Role::Client, true, 5) => S::ClientWriteEndOfEarlyData,
        (Role::Server, false, 5) => S::ServerReadEndOfEarlyData,
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
