//! Extensions of the program's own, which rustls neither sends nor takes.
//!
//! rustls makes and reads its messages without them. On the way out they are
//! put in, on the way in they are taken out, and whatever hashes or signs the
//! handshake is given what was on the wire ([`on_wire`]).

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::capture::{self, Answer, Question};
use super::handshake::Handshake;
use super::hello::{
    MAX_FRAGMENT_LENGTH, PRE_SHARED_KEY, SERVER_NAME, STATUS_REQUEST, SUPPORTED_VERSIONS,
};
use super::provider::NEW_SESSION_TICKET;
use super::record::{CHANGE_CIPHER_SPEC, HANDSHAKE};
use super::settings::TLS1_3;
use super::settings::fragment_limit;
use super::wirefmt::Reader;
use super::{Alert, Host, Reply, Role};
use crate::err::{self, ssl};
pub(super) use client_hello::is_plain_name;
use client_hello::put;
use known::Known;

/// Messages with extensions: `SSL_EXT_*`.
pub mod place {
    /// `SSL_EXT_CLIENT_HELLO`.
    pub const CLIENT_HELLO: u32 = 0x80;
    /// `SSL_EXT_TLS1_2_SERVER_HELLO`.
    pub const SERVER_HELLO_12: u32 = 0x100;
    /// `SSL_EXT_TLS1_3_SERVER_HELLO`.
    pub const SERVER_HELLO_13: u32 = 0x200;
    /// `SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS`.
    pub const ENCRYPTED_EXTENSIONS: u32 = 0x400;
    /// `SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST`.
    pub const HELLO_RETRY_REQUEST: u32 = 0x800;
    /// `SSL_EXT_TLS1_3_CERTIFICATE`.
    pub const CERTIFICATE: u32 = 0x1000;
    /// `SSL_EXT_TLS1_3_NEW_SESSION_TICKET`.
    pub const NEW_SESSION_TICKET: u32 = 0x2000;
    /// `SSL_EXT_TLS1_3_CERTIFICATE_REQUEST`.
    pub const CERTIFICATE_REQUEST: u32 = 0x4000;
}

/// A certificate of a message: its place in the chain, 0 for the leaf, and DER.
pub type InChain = Option<(usize, Vec<u8>)>;

/// Where extensions are put in or come from.
#[derive(Debug, Clone)]
pub struct Place {
    /// The message, one of [`place`].
    pub message: u32,
    /// The certificate that they are about, in a Certificate message.
    pub certificate: InChain,
    /// A session is being resumed, as far as that is known by now.
    pub resumed: bool,
}

/// An extension that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// Where it came from.
    pub place: Place,
    /// Its number.
    pub number: u16,
    /// What it says.
    pub data: Vec<u8>,
}

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_REQUEST: u8 = 13;
/// A message's type and length.
const HEAD: usize = 4;
/// The random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3).
pub(super) const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
/// How long rustls's records are at the most, so that there is room for
/// extensions in each.
pub(super) const FRAGMENT: usize = 8 << 10;
/// The most that goes into a ClientHello, whose extensions are 64 KiB at most.
pub(super) const MAX_HELLO: usize = 60 << 10;
/// The longest record.
const MAX_RECORD: usize = 16 << 10;

/// What is put into and taken out of one connection's handshake.
#[derive(Debug, Default)]
pub(super) struct Edits {
    role: Role,
    numbers: Vec<u16>,
    /// Client: the extensions of its next ClientHello, encoded.
    pub(super) hello: Vec<u8>,
    /// Extensions that rustls's ClientHello has and the one on the wire has not.
    dropped: Vec<u16>,
    /// Client: what stands in the place of those, encoded.
    instead: Vec<u8>,
    /// Client: it asked for a stapled answer.
    status: bool,
    /// Client: it sent a name that rustls would not, and does not expect to
    /// be acknowledged.
    named: bool,
    /// The code of the longest record that the client asks for; 0 for no wish.
    fragment: u8,
    /// More than hellos may be something else on the wire.
    deep: bool,
    /// The session ID in the ClientHello.
    offered: Vec<u8>,
    resumed: bool,
    /// Client: what is wrong with what came.
    refused: Option<Alert>,
    /// Messages as rustls knows them, and as they are on the wire where that
    /// is something else.
    known: Known,
    /// Client: the beginning of a ServerHello.
    held: Vec<u8>,
    /// Client: the ServerHello has come.
    answered: bool,
    /// Of the next fragment to be sent so many bytes belong to a message that
    /// was sent in another form already.
    skip: usize,
    /// So many belong to one that is sent as it is.
    pass: usize,
    /// So many bytes of what comes next belong to a message that goes on as it
    /// is.
    coming: usize,
}

/// Why a message cannot be sent or taken: `capture` holds the error.
pub(super) struct Refused;

impl From<Refused> for rustls::Error {
    fn from(Refused: Refused) -> Self {
        rustls::Error::General(String::new())
    }
}

fn too_long() -> Alert {
    alert(alerts::INTERNAL_ERROR, ssl::R_EXCESSIVE_MESSAGE_SIZE)
}

/// A whole handshake message at the front, and what follows.
pub(super) fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = Reader::new(bytes.get(1..)?).u24()?;
    bytes.split_at_checked(HEAD + len)
}

fn len24(len: usize) -> Option<[u8; 3]> {
    let [0, bytes @ ..] = u32::try_from(len).ok()?.to_be_bytes() else { return None };
    Some(bytes)
}

/// Where the extensions of a message begin, at their length; not of a
/// Certificate, which has many.
fn block(message: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(message.get(HEAD..)?);
    let all = message.len();
    match *message.first()? {
        CLIENT_HELLO => {
            reader.take(2 + 32)?;
            reader.vec8()?;
            reader.vec16()?;
            reader.vec8()?;
        }
        SERVER_HELLO => {
            reader.take(2 + 32)?;
            reader.vec8()?;
            reader.take(2 + 1)?;
        }
        ENCRYPTED_EXTENSIONS => {}
        CERTIFICATE_REQUEST => {
            reader.vec8()?;
        }
        NEW_SESSION_TICKET => {
            reader.take(4 + 4)?;
            reader.vec8()?;
            reader.vec16()?;
        }
        _ => return None,
    }
    Some(all - reader.rest().len())
}

/// The extensions of a message but a Certificate.
fn extensions(message: &[u8]) -> Option<Vec<(u16, &[u8])>> {
    let mut reader = Reader::new(message.get(block(message)?..)?);
    let mut list = Vec::new();
    if !reader.is_empty() {
        let mut block = Reader::new(reader.vec16()?);
        while !block.is_empty() {
            list.push((block.u16()?, block.vec16()?));
        }
    }
    Some(list)
}

/// Takes the extensions with one of `numbers` out of a list of them.
fn take<'a>(list: &'a [u8], numbers: &[u16]) -> Option<(Vec<u8>, Vec<(u16, &'a [u8])>)> {
    let mut reader = Reader::new(list);
    let (mut left, mut taken) = (Vec::new(), Vec::new());
    while !reader.is_empty() {
        let (number, data) = (reader.u16()?, reader.vec16()?);
        if taken.iter().any(|(earlier, _)| *earlier == number) {
            // Twice in one message: left there, for rustls to refuse.
            return None;
        }
        if numbers.contains(&number) {
            taken.push((number, data));
        } else {
            left.extend(number.to_be_bytes());
            left.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
            left.extend(data);
        }
    }
    Some((left, taken))
}

/// An extension that was taken out: of which certificate, number, data.
type Taken = (InChain, u16, Vec<u8>);

/// A message's form without its extensions of `numbers`, and those.
fn without(message: &[u8], numbers: &[u16]) -> Option<(Vec<u8>, Vec<Taken>)> {
    let kind = *message.first()?;
    let mut body = Vec::new();
    let mut all = Vec::new();
    let vec16 = |bytes: &[u8]| -> Option<Vec<u8>> {
        Some([&u16::try_from(bytes.len()).ok()?.to_be_bytes(), bytes].concat())
    };
    if kind == CERTIFICATE {
        let mut reader = Reader::new(message.get(HEAD..)?);
        let context = reader.vec8()?;
        let mut entries = Reader::new(reader.vec24()?);
        let mut list = Vec::new();
        for index in 0.. {
            if entries.is_empty() {
                break;
            }
            let (der, found) = (entries.vec24()?, entries.vec16()?);
            let (left, taken) = take(found, numbers)?;
            list.extend(len24(der.len())?);
            list.extend(der);
            list.extend(vec16(&left)?);
            all.extend(taken.iter().map(|(n, d)| (Some((index, der.to_vec())), *n, d.to_vec())));
        }
        body.push(u8::try_from(context.len()).ok()?);
        body.extend(context);
        body.extend(len24(list.len())?);
        body.extend(list);
    } else {
        let start = block(message)?;
        let mut reader = Reader::new(message.get(start..)?);
        body.extend(message.get(HEAD..start)?);
        if !reader.is_empty() {
            let (left, taken) = take(reader.vec16()?, numbers)?;
            body.extend(vec16(&left)?);
            all.extend(taken.iter().map(|(n, d)| (None, *n, d.to_vec())));
        }
    }
    Some(([&[kind][..], &len24(body.len())?, &body].concat(), all))
}

/// A Certificate message with what `extra` gives for each certificate.
fn with_certificates(
    message: &[u8],
    mut extra: impl FnMut(usize, &[u8]) -> Result<Vec<u8>, Refused>,
) -> Result<Option<Vec<u8>>, Refused> {
    let mut parse = || -> Option<Result<Vec<u8>, Refused>> {
        let mut reader = Reader::new(message.get(HEAD..)?);
        let context = reader.vec8()?;
        let mut entries = Reader::new(reader.vec24()?);
        let mut list = Vec::new();
        for index in 0.. {
            if entries.is_empty() {
                break;
            }
            let (der, found) = (entries.vec24()?, entries.vec16()?);
            let more = match extra(index, der) {
                Ok(more) => more,
                Err(refused) => return Some(Err(refused)),
            };
            list.extend(len24(der.len())?);
            list.extend(der);
            list.extend(u16::try_from(found.len() + more.len()).ok()?.to_be_bytes());
            list.extend(found);
            list.extend(more);
        }
        let mut body = vec![u8::try_from(context.len()).ok()?];
        body.extend(context);
        body.extend(len24(list.len())?);
        body.extend(list);
        Some(Ok([&[CERTIFICATE][..], &len24(body.len())?, &body].concat()))
    };
    parse().transpose()
}

impl Edits {
    /// The place that a message of this kind is; `None` if it has none.
    fn place(&self, message: &[u8], version: u16) -> Option<u32> {
        let tls13 = version == TLS1_3;
        Some(match *message.first()? {
            CLIENT_HELLO => place::CLIENT_HELLO,
            SERVER_HELLO => {
                let found = extensions(message)?;
                if message.get(HEAD + 2..HEAD + 2 + 32)? == RETRY {
                    place::HELLO_RETRY_REQUEST
                } else if found.iter().any(|(number, _)| *number == SUPPORTED_VERSIONS) {
                    place::SERVER_HELLO_13
                } else {
                    place::SERVER_HELLO_12
                }
            }
            ENCRYPTED_EXTENSIONS if tls13 => place::ENCRYPTED_EXTENSIONS,
            CERTIFICATE if tls13 => place::CERTIFICATE,
            CERTIFICATE_REQUEST if tls13 => place::CERTIFICATE_REQUEST,
            NEW_SESSION_TICKET if tls13 => place::NEW_SESSION_TICKET,
            _ => return None,
        })
    }

    /// Learns from a ServerHello whether a session is resumed.
    fn hear_server(&mut self, message: &[u8], at: u32) -> Option<()> {
        if at == place::SERVER_HELLO_13 {
            self.resumed = extensions(message)?.iter().any(|(n, _)| *n == PRE_SHARED_KEY);
        } else if at == place::SERVER_HELLO_12 {
            let id = Reader::new(message.get(HEAD + 2 + 32..)?).vec8()?;
            self.resumed = !id.is_empty() && id == self.offered;
            let asked = self.role == Role::Server || self.status;
            if !asked && extensions(message)?.iter().any(|(n, _)| *n == STATUS_REQUEST) {
                self.refused =
                    Some(alert(alerts::UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION));
            }
        }
        Some(())
    }

    /// What is written without encryption: by a client until it is answered.
    pub(super) fn written(&mut self, out: &mut Vec<u8>) {
        if (self.role == Role::Server || !self.answered)
            && let Some(written) = self.records(out)
        {
            *out = written;
        }
    }

    /// Unencrypted records with the messages in their form on the wire.
    fn records(&mut self, out: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader::new(out);
        let mut done = Vec::new();
        while !reader.is_empty() {
            let rest = reader.rest();
            let (kind, version) = (reader.u8()?, reader.u16()?);
            let mut body = reader.vec16()?.to_vec();
            if kind != HANDSHAKE {
                if kind != CHANGE_CIPHER_SPEC || self.role == Role::Server {
                    // What follows is encrypted.
                    done.extend(rest);
                    return Some(done);
                }
                done.extend(rest.get(..5 + body.len())?);
                continue;
            }
            // A message may go on in the next record.
            while split_all(&body).is_none() && reader.rest().first() == Some(&HANDSHAKE) {
                reader.take(3)?;
                body.extend(reader.vec16()?);
            }
            let mut changed = Vec::new();
            let mut left = body.as_slice();
            while let Some((message, next)) = split(left) {
                self.learn_hello(message);
                let known = self.known.get(message).flatten();
                changed.extend_from_slice(known.unwrap_or(message));
                left = next;
            }
            changed.extend_from_slice(left);
            let limit = match changed.first() {
                Some(&CLIENT_HELLO) => MAX_RECORD,
                _ => fragment_limit(self.fragment),
            };
            for part in changed.chunks(limit) {
                done.push(kind);
                done.extend(version.to_be_bytes());
                done.extend(u16::try_from(part.len()).ok()?.to_be_bytes());
                done.extend(part);
            }
        }
        Some(done)
    }

    /// A message's form on the wire, `None` inside for the same; `None` if that
    /// is still to be asked for.
    fn form(&self, message: &[u8]) -> Option<Option<&[u8]>> {
        self.known.get(message).or((!self.deep).then_some(None))
    }

    /// Client: a record of the handshake before the server's hello has been
    /// heard, as rustls is to see it, and the extensions in it.
    ///
    /// `None` if there is not enough yet.
    pub(super) fn server_hello(&mut self, record: &[u8]) -> Option<(Vec<u8>, Vec<Received>)> {
        let same = || Some((record.to_vec(), Vec::new()));
        if self.held.is_empty()
            && !self.may_hold(place::SERVER_HELLO_12)
            && let Some((message, _)) = split(record.get(5..)?)
            && message.first() == Some(&SERVER_HELLO)
        {
            // Only looked at.
            let at = self.place(message, 0);
            at.and_then(|at| self.hear_server(message, at));
            self.answered = at != Some(place::HELLO_RETRY_REQUEST);
            return same();
        }
        self.held.extend(record.get(5..)?);
        let held = std::mem::take(&mut self.held);
        if held.first() != Some(&SERVER_HELLO) {
            return same();
        }
        let Some((message, rest)) = split(&held) else {
            self.held = held;
            return None;
        };
        let (form, received) = self.arrived(message, 0).unwrap_or_default();
        self.answered = self.place(message, 0) != Some(place::HELLO_RETRY_REQUEST);
        let mut records = Vec::new();
        for part in [&form, rest].concat().chunks(MAX_RECORD) {
            records.extend(record.get(..3)?);
            records.extend(u16::try_from(part.len()).ok()?.to_be_bytes());
            records.extend(part);
        }
        Some((records, received))
    }

    /// Client: whether the server may answer what rustls knows nothing of.
    fn is_answered(&self) -> bool {
        self.role == Role::Client && (self.named || self.fragment != 0)
    }

    /// Takes out what answers a server name and a wish for short records, neither
    /// of which the program hears of.
    fn answers(&mut self, taken: &mut Vec<Taken>) -> Option<()> {
        let mut remove = |number: u16| {
            let place = taken.iter().position(|(_, taken, _)| *taken == number)?;
            Some(taken.remove(place).2)
        };
        if self.named && remove(SERVER_NAME).is_some_and(|data| !data.is_empty()) {
            return None;
        }
        if self.fragment != 0
            && remove(MAX_FRAGMENT_LENGTH).is_some_and(|data| data != [self.fragment])
        {
            let reason = ssl::R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH;
            self.refused = Some(alert(alerts::ILLEGAL_PARAMETER, reason));
        }
        Some(())
    }

    /// Whether this message may hold extensions that rustls is not to see.
    fn may_hold(&self, at: u32) -> bool {
        let acked = at == place::SERVER_HELLO_12 || at == place::ENCRYPTED_EXTENSIONS;
        !self.numbers.is_empty() || self.is_answered() && acked
    }

    /// A message of the peer's as rustls is to see it, and the extensions in
    /// it; an empty form for one that cannot be read.
    fn arrived(&mut self, message: &[u8], version: u16) -> Option<(Vec<u8>, Vec<Received>)> {
        let Some(at) = self.place(message, version) else {
            return Some((message.to_vec(), Vec::new()));
        };
        self.hear_server(message, at);
        let mut hidden = self.numbers.clone();
        if self.is_answered() && self.may_hold(at) {
            hidden.extend(Some(SERVER_NAME).filter(|_| self.named));
            hidden.extend(Some(MAX_FRAGMENT_LENGTH).filter(|_| self.fragment != 0));
        }
        let Some((form, mut taken)) = without(message, &hidden) else {
            // rustls will say what is wrong with it.
            return Some((message.to_vec(), Vec::new()));
        };
        if self.is_answered() {
            self.answers(&mut taken)?;
        }
        // As OpenSSL does, in the order in which they were registered.
        taken.sort_by_key(|(certificate, number, _)| {
            let index = certificate.as_ref().map(|(index, _)| *index);
            (index, self.numbers.iter().position(|own| own == number))
        });
        let other = (form != message).then(|| message.to_vec());
        self.known.insert(form.clone(), other);
        let resumed = self.resumed;
        let received = taken.into_iter().map(|(certificate, number, data)| Received {
            place: Place { message: at, certificate, resumed },
            number,
            data,
        });
        Some((form, received.collect()))
    }
}

/// All messages, if they are whole.
fn split_all(mut bytes: &[u8]) -> Option<()> {
    while !bytes.is_empty() {
        bytes = split(bytes)?.1;
    }
    Some(())
}

/// The extensions of `numbers` in a message, in that order.
fn of(message: &[u8], at: u32, numbers: &[u16]) -> Vec<Received> {
    let place = Place { message: at, certificate: None, resumed: false };
    let found = extensions(message).unwrap_or_default();
    let own = numbers.iter().filter_map(|number| found.iter().find(|(n, _)| n == number));
    own.map(|(n, data)| Received { place: place.clone(), number: *n, data: data.to_vec() })
        .collect()
}

/// The extensions of `numbers` in the body of a NewSessionTicket of TLS 1.3.
pub(super) fn of_ticket(body: &[u8], numbers: &[u16]) -> Vec<Received> {
    let message = [&[NEW_SESSION_TICKET, 0, 0, 0][..], body].concat();
    of(&message, place::NEW_SESSION_TICKET, numbers)
}

/// Whether more than the hellos of the connection at work may be something else
/// on the wire.
pub(super) fn is_deep() -> bool {
    edits(|edits| edits.deep) == Some(true)
}

/// Whether messages of the peer's may hold what rustls is not to see.
pub(super) fn takes_out() -> bool {
    edits(|edits| edits.may_hold(place::ENCRYPTED_EXTENSIONS)) == Some(true)
}

fn edits<R>(step: impl FnOnce(&mut Edits) -> R) -> Option<R> {
    capture::with(|capture| capture.edits.as_deref_mut().map(step)).flatten()
}

fn fail(alert: Alert) -> Refused {
    capture::with(|capture| capture.fail(alert));
    Refused
}

/// Asks for the extensions of a message of ours.
fn ask(at: u32, certificate: InChain, resumed: bool) -> Result<Vec<u8>, Refused> {
    let place = Place { message: at, certificate, resumed };
    match capture::ask(Question::Extensions(place)) {
        Some(Answer::Bytes(Some(extra))) => Ok(extra),
        _ => {
            capture::with(|capture| {
                let alert = alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR);
                capture.alert.get_or_insert(alert.description);
                capture.failure.get_or_insert(alert.error);
            });
            Err(Refused)
        }
    }
}

/// Hands over an extension of a message of the peer's.
fn tell(received: Received) -> Result<(), Refused> {
    match capture::ask(Question::Extension(received)) {
        Some(Answer::Taken(true)) => Ok(()),
        _ => {
            capture::with(|capture| {
                let alert = alert(alerts::DECODE_ERROR, ssl::R_BAD_EXTENSION);
                capture.alert.get_or_insert(alert.description);
                capture.failure.get_or_insert(alert.error);
            });
            Err(Refused)
        }
    }
}

/// Server: what answers a client that asks for short records. A session keeps to
/// what it began with.
fn short_records(resumed: bool) -> Vec<u8> {
    let asked = edits(|edits| edits.fragment).unwrap_or(0);
    capture::with(|capture| {
        let session = capture.resumed.as_ref().filter(|_| resumed);
        capture.fragment = session.map_or(asked, |session| session.fragment);
        match (asked, capture.fragment) {
            (0, _) | (_, 0) => Vec::new(),
            (_, code) => [&MAX_FRAGMENT_LENGTH.to_be_bytes()[..], &[0, 1, code]].concat(),
        }
    })
    .unwrap_or_default()
}

/// A message of ours with the extensions it is to have; `None` for the same.
fn made(message: &[u8]) -> Result<Option<Vec<u8>>, Refused> {
    let version = capture::with(|capture| capture.version).unwrap_or(0);
    let found = edits(|edits| {
        let own = edits.deep
            && match (edits.role, message.first()) {
                (Role::Client, Some(&CERTIFICATE)) => true,
                (Role::Server, Some(kind)) => matches!(
                    *kind,
                    SERVER_HELLO
                        | ENCRYPTED_EXTENSIONS
                        | CERTIFICATE
                        | CERTIFICATE_REQUEST
                        | NEW_SESSION_TICKET
                ),
                _ => false,
            };
        let at = edits.place(message, version).filter(|_| own)?;
        edits.hear_server(message, at);
        Some((at, edits.resumed))
    });
    let Some((at, resumed)) = found.flatten() else { return Ok(None) };
    if at == place::CERTIFICATE {
        let form =
            with_certificates(message, |index, der| ask(at, Some((index, der.to_vec())), resumed))?;
        return Ok(form.filter(|form| form != message));
    }
    let mut extra = ask(at, None, resumed)?;
    if at == place::SERVER_HELLO_12 || at == place::ENCRYPTED_EXTENSIONS {
        extra.extend(short_records(resumed));
    }
    if extra.is_empty() {
        return Ok(None);
    }
    put(message, &extra).map(Some).ok_or_else(|| fail(too_long()))
}

/// The form on the wire of handshake messages as rustls knows them; `None` if
/// that is the same.
///
/// A failure is kept in the capture, and ends the handshake.
pub(super) fn on_wire(messages: &[u8]) -> Option<Vec<u8>> {
    edits(|_| ())?;
    let mut wire: Option<Vec<u8>> = None;
    let mut rest = messages;
    while !rest.is_empty() {
        let whole = split(rest);
        let (message, next) = whole.unwrap_or((rest, &[]));
        let known = edits(|edits| {
            if whole.is_none() {
                // A ClientHello without the proof of its pre-shared key?
                return Some(edits.cut_hello(message));
            }
            edits.learn_hello(message);
            edits.form(message).map(|form| form.map(<[u8]>::to_vec))
        });
        let form = known.flatten().unwrap_or_else(|| {
            let form = made(message).unwrap_or_default();
            edits(|edits| edits.known.insert(message.to_vec(), form.clone()));
            form
        });
        if form.is_some() && wire.is_none() {
            wire = messages.get(..messages.len() - rest.len()).map(<[u8]>::to_vec);
        }
        if let Some(wire) = &mut wire {
            wire.extend(form.as_deref().unwrap_or(message));
        }
        rest = next;
    }
    wire
}

/// The contents of a record of TLS 1.3 that is to be encrypted, in their form
/// on the wire; `None` if that is the same.
pub(super) fn leaving(plain: &[u8]) -> Result<Option<Vec<u8>>, Refused> {
    let begun = edits(|edits| {
        edits.deep.then(|| (std::mem::take(&mut edits.skip), std::mem::take(&mut edits.pass)))
    });
    let Some((skip, pass)) = begun.flatten() else {
        return Ok(None);
    };
    let mut rest = plain.get(skip.min(plain.len())..).unwrap_or_default();
    let (passed, after) = rest.split_at(pass.min(rest.len()));
    let mut wire = passed.to_vec();
    rest = after;
    if skip > plain.len() || pass > passed.len() {
        edits(|edits| {
            (edits.skip, edits.pass) = (skip.saturating_sub(plain.len()), pass - passed.len())
        });
    }
    while let Some((message, next)) = split(rest) {
        let known = edits(|edits| edits.known.get(message).map(|form| form.map(<[u8]>::to_vec)));
        let form = match known.flatten() {
            Some(form) => form,
            None if message.first() == Some(&NEW_SESSION_TICKET) => made(message)?,
            None => None,
        };
        wire.extend(form.as_deref().unwrap_or(message));
        rest = next;
    }
    if !rest.is_empty() {
        // A message that goes on in the next fragment.
        let len = Reader::new(rest.get(1..).unwrap_or_default()).u24();
        let left = len.map_or(0, |len| (HEAD + len).saturating_sub(rest.len()));
        let other = edits(|edits| {
            let form = edits.known.begun(rest).and_then(|(_, form)| form.map(<[u8]>::to_vec));
            (edits.skip, edits.pass) = if form.is_some() { (left, 0) } else { (0, left) };
            form
        });
        wire.extend(other.flatten().as_deref().unwrap_or(rest));
    }
    if wire.len() > MAX_RECORD {
        return Err(fail(too_long()));
    }
    Ok((wire != plain).then_some(wire))
}

/// The contents of a record of TLS 1.3 that was decrypted, as rustls is to see
/// them; `None` if that is the same.
pub(super) fn coming(plain: &[u8]) -> Result<Option<Vec<u8>>, Refused> {
    let version = capture::with(|capture| capture.version).unwrap_or(0);
    let begun = edits(|edits| {
        let begun = edits.coming.min(plain.len());
        edits.coming -= begun;
        begun
    });
    let (begun, mut rest) = plain.split_at(begun.unwrap_or(0));
    let mut seen = begun.to_vec();
    while let Some((message, next)) = split(rest) {
        let arrived = edits(|edits| edits.arrived(message, version)).flatten();
        let (form, received) = arrived.unwrap_or_default();
        if let Some(refused) = edits(|edits| edits.refused.take()).flatten() {
            return Err(fail(refused));
        }
        for received in received {
            tell(received)?;
        }
        seen.extend(form);
        rest = next;
    }
    if !rest.is_empty() {
        let held = edits(|edits| {
            let at = edits.place(rest, version);
            rest.len() < HEAD || at.is_some_and(|at| edits.may_hold(at))
        });
        if held != Some(false) {
            // It would have to be taken together from several records.
            return Err(fail(too_long()));
        }
        let len = Reader::new(rest.get(1..).unwrap_or_default()).u24().unwrap_or(0);
        edits(|edits| edits.coming = (HEAD + len).saturating_sub(rest.len()));
        seen.extend(rest);
    }
    Ok((seen != plain).then_some(seen))
}

/// The extensions of a client's next ClientHello.
pub(super) fn for_hello(host: &dyn Host) -> Result<Vec<u8>, Alert> {
    let place = Place { message: place::CLIENT_HELLO, certificate: None, resumed: false };
    match host.extensions(&place) {
        Reply::Go(hello) if hello.len() <= MAX_HELLO => Ok(hello),
        Reply::Fail(alert) => Err(alert),
        Reply::Go(_) | Reply::Suspend(_) => Err(too_long()),
    }
}

/// Hands extensions over, until one is refused.
pub(super) fn take_in(host: &dyn Host, received: &[Received]) -> Result<(), Alert> {
    received.iter().try_for_each(|received| match host.extension(received) {
        Reply::Go(()) => Ok(()),
        Reply::Fail(alert) => Err(alert),
        Reply::Suspend(_) => Err(alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR)),
    })
}

/// A record that came without encryption, as rustls is to see it, with its
/// extensions handed over; `None` for the same.
pub(super) fn heard(
    host: &dyn Host,
    handshake: &mut Handshake,
    record: &[u8],
) -> Result<Option<Vec<u8>>, Alert> {
    let second = handshake.observer.second_hello.take();
    let Some(edits) = &mut handshake.capture.edits else { return Ok(None) };
    if let Some(hello) = second {
        take_in(host, &of(&hello, place::CLIENT_HELLO, &edits.numbers))?;
        if let Some(records) = edits.heard_hello(&hello) {
            return Ok(Some(records));
        }
    }
    if edits.answered || edits.role != Role::Client || record.first() != Some(&HANDSHAKE) {
        return Ok(None);
    }
    let Some((records, received)) = edits.server_hello(record) else { return Ok(Some(Vec::new())) };
    if let Some(refused) = edits.refused.take() {
        return Err(refused);
    }
    take_in(host, &received)?;
    if !edits.answered {
        // A HelloRetryRequest, which another ClientHello answers.
        edits.hello = for_hello(host)?;
    }
    Ok(Some(records))
}

mod client_hello;
mod known;
#[cfg(test)]
mod tests;
