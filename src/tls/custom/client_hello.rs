//! The ClientHello, where rustls's is not the one on the wire.

use super::super::hello::{MAX_FRAGMENT_LENGTH, SERVER_NAME, SESSION_TICKET, STATUS_REQUEST};
use super::super::settings::{Settings, fragment_limit};
use super::super::{ClientHello, Role};
use super::{CLIENT_HELLO, Edits, FRAGMENT, HANDSHAKE, HEAD, MAX_RECORD, PRE_SHARED_KEY, Reader};
use super::{block, len24, too_long, without};
use rustls::pki_types::DnsName;

/// Whether rustls sends and takes this server name as it is: it knows those of
/// DNS alone, and leaves out a dot at the end.
pub(in crate::tls) fn is_plain_name(name: &str) -> bool {
    !name.ends_with('.') && DnsName::try_from(name).is_ok()
}

/// An extension, encoded; `None` if it is too long.
fn encoded(number: u16, data: &[u8]) -> Option<Vec<u8>> {
    let len = u16::try_from(data.len()).ok()?;
    Some([&number.to_be_bytes()[..], &len.to_be_bytes(), data].concat())
}

/// The server_name extension (RFC 6066, 3).
fn server_name(name: &[u8]) -> Option<Vec<u8>> {
    let len = u16::try_from(name.len()).ok()?;
    let all = len.checked_add(3)?;
    encoded(SERVER_NAME, &[&all.to_be_bytes()[..], &[0], &len.to_be_bytes(), name].concat())
}

/// Puts `extra` in behind the extensions of a message, before a pre-shared key
/// that must be the last; the message may be cut off within that.
pub(super) fn put(message: &[u8], extra: &[u8]) -> Option<Vec<u8>> {
    replace(message, &[], extra)
}

/// The same, without the extensions of the numbers `dropped`.
fn replace(message: &[u8], dropped: &[u16], extra: &[u8]) -> Option<Vec<u8>> {
    let start = block(message)?;
    let (head, tail) = message.split_at_checked(start)?;
    let mut reader = Reader::new(tail);
    let old = usize::from(reader.u16().unwrap_or(0));
    let mut at = if tail.is_empty() { 0 } else { 2 };
    let end = at + old;
    let (mut kept, mut gone) = (Vec::<u8>::new(), 0);
    while at < end {
        let rest = tail.get(at..)?;
        let mut next = Reader::new(rest);
        let number = next.u16()?;
        if number == PRE_SHARED_KEY {
            break;
        }
        let len = 4 + next.vec16()?.len();
        if dropped.contains(&number) {
            gone += len;
        } else {
            kept.extend(rest.get(..len)?);
        }
        at += len;
    }
    let fresh = u16::try_from(old - gone + extra.len()).ok()?;
    let told = Reader::new(message.get(1..)?).u24()?;
    // A message without any extensions gets the length of them too.
    let grown = extra.len() + if tail.is_empty() { 2 } else { 0 };
    let mut out = vec![*message.first()?];
    out.extend(len24((told + grown).checked_sub(gone)?)?);
    out.extend(head.get(HEAD..)?);
    out.extend(fresh.to_be_bytes());
    out.extend(kept);
    out.extend(extra);
    out.extend(tail.get(at..)?);
    Some(out)
}

impl Edits {
    /// For a connection with these settings, and the ClientHello that a server
    /// answers; `None` if rustls's messages are those on the wire.
    pub(in crate::tls) fn new(
        settings: &Settings,
        hello: Option<&ClientHello>,
    ) -> Option<Box<Edits>> {
        let own = settings.own_secret || settings.ticket_ext.is_some();
        let mut edits = Edits {
            role: settings.role,
            status: settings.status_request,
            fragment: settings.fragment,
            numbers: settings.custom.clone(),
            deep: !settings.custom.is_empty() || settings.post_auth || own,
            offered: hello.map(|hello| hello.session_id.clone()).unwrap_or_default(),
            ..Edits::default()
        };
        match settings.role {
            Role::Client => {
                let name = settings.server_name.as_deref().filter(|name| !is_plain_name(name));
                if let Some(name) = name {
                    edits.named = true;
                    edits.add(server_name(name.as_bytes()));
                }
                if settings.fragment != 0 {
                    edits.add(encoded(MAX_FRAGMENT_LENGTH, &[settings.fragment]));
                }
                if let Some(ticket) = &settings.ticket_ext {
                    edits.dropped.push(SESSION_TICKET);
                    edits.add(encoded(SESSION_TICKET, ticket));
                }
                if !settings.status_request {
                    edits.dropped.push(STATUS_REQUEST);
                }
            }
            Role::Server => {
                let name = hello.and_then(|hello| hello.server_name.as_deref());
                if name.is_some_and(|name| !is_plain_name(name)) {
                    edits.dropped.push(SERVER_NAME);
                }
                if settings.own_secret {
                    edits.dropped.push(SESSION_TICKET);
                }
                edits.fragment = hello.and_then(|hello| hello.fragment().ok()).unwrap_or(0);
                edits.deep |= edits.fragment != 0;
            }
        }
        (edits.deep || edits.named || !edits.dropped.is_empty()).then(|| Box::new(edits))
    }

    /// Client: adds an extension; without it the handshake fails.
    fn add(&mut self, extension: Option<Vec<u8>>) {
        match extension {
            Some(extension) => self.instead.extend(extension),
            None => self.refused = Some(too_long()),
        }
    }

    /// The most that a record of rustls's may hold; `None` for no limit.
    pub(in crate::tls) fn limit(&self) -> Option<usize> {
        // What is put in needs room.
        const ROOM: usize = 64;
        match self.fragment {
            0 => self.deep.then_some(FRAGMENT),
            code => Some(fragment_limit(code) - ROOM),
        }
    }

    /// Client: the ClientHello that is to be sent, and its beginning for the
    /// proof of a pre-shared key.
    fn client_hello(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let mut reader = Reader::new(message.get(HEAD + 2 + 32..)?);
        self.offered = reader.vec8()?.to_vec();
        replace(message, &self.dropped, &[&self.instead[..], &self.hello].concat())
    }

    /// Client: the form on the wire of a ClientHello that is new.
    pub(super) fn learn_hello(&mut self, message: &[u8]) {
        let hello = self.role == Role::Client && message.first() == Some(&CLIENT_HELLO);
        if hello && self.known.get(message).is_none() {
            let wire = self.client_hello(message);
            if wire.is_none() {
                // What the program set is not in it: no answer will do.
                self.refused = Some(too_long());
            }
            self.known.insert(message.to_vec(), wire);
        }
    }

    /// The form on the wire of a ClientHello that is cut off before the proofs of
    /// its pre-shared keys.
    pub(super) fn cut_hello(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        if message.first() != Some(&CLIENT_HELLO) {
            return None;
        }
        if self.role == Role::Client {
            return self.client_hello(message);
        }
        let (whole, wire) = self.known.begun(message)?;
        // The proofs are the end of both.
        let wire = wire?;
        wire.get(..wire.len().checked_sub(whole.len() - message.len())?).map(<[u8]>::to_vec)
    }

    /// Server: the records of a ClientHello as rustls is to see it, without what
    /// it would refuse or take for its own; `None` if it has nothing of that.
    pub(in crate::tls) fn heard_hello(&mut self, hello: &[u8]) -> Option<Vec<u8>> {
        if self.role != Role::Server || self.dropped.is_empty() {
            return None;
        }
        let (form, taken) = without(hello, &self.dropped)?;
        let mut records = Vec::new();
        for part in form.chunks(MAX_RECORD) {
            records.extend([HANDSHAKE, 3, 1]);
            records.extend(u16::try_from(part.len()).ok()?.to_be_bytes());
            records.extend(part);
        }
        self.known.insert(form, Some(hello.to_vec()));
        (!taken.is_empty()).then_some(records)
    }
}
