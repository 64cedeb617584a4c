//! `GENERAL_NAME`: a name of any kind.

use crate::abi::layout::Field;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::asn1_sequence;
use crate::err::{Result, asn1};
use crate::obj::asn1::codec::{Exp, Kind, Member, Req, ReqExp};
use crate::obj::asn1::primitive::{ASN1_TYPE, DirectoryString, Ia5, Octets, Oid, RawSequence, v};
use crate::obj::asn1::reader::{CONTEXT, Reader, Tag, bad, nested};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::asn1::string;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::x509::name::X509_NAME;
use crate::obj::x509::name_print;
use std::ffi::{c_int, c_void};

asn1_sequence! {
    /// A name of a kind that an object identifier tells.
    OTHERNAME {
        /// The kind.
        type_id: Req<Oid>,
        /// The name.
        value: ReqExp<0, ASN1_TYPE>,
    }

    /// A name in EDI.
    EDIPARTYNAME {
        /// Who gave it.
        nameAssigner: Exp<0, DirectoryString>,
        /// The name.
        partyName: ReqExp<1, DirectoryString>,
    }
}

/// The kinds of names, `GEN_…`.
pub mod kind {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    use std::ffi::c_int;
    pub const OTHERNAME: c_int = 0;
    pub const EMAIL: c_int = 1;
    pub const DNS: c_int = 2;
    pub const X400: c_int = 3;
    pub const DIRNAME: c_int = 4;
    pub const EDIPARTY: c_int = 5;
    pub const URI: c_int = 6;
    pub const IPADD: c_int = 7;
    pub const RID: c_int = 8;
}

/// A name of any kind. Public layout.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct GENERAL_NAME {
    /// `GEN_…`.
    pub kind: Field<c_int>,
    d: Field<*mut c_void>,
}

/// What a [`GENERAL_NAME`] holds.
pub enum Value<'a> {
    /// A name of another kind.
    Other(&'a OTHERNAME),
    /// E-mail, DNS, URI, X.400 or IP address: a string.
    String(&'a ASN1_STRING),
    /// A distinguished name.
    Directory(&'a X509_NAME),
    /// A name in EDI.
    Edi(&'a EDIPARTYNAME),
    /// An object identifier.
    Object(&'a ASN1_OBJECT),
    /// Nothing.
    None,
}

impl GENERAL_NAME {
    /// A name from its kind and pointer, which it then owns.
    pub fn of(kind: c_int, value: Opaque) -> Box<Self> {
        Box::new(GENERAL_NAME { kind: Field::new(kind), d: Field::new(value.0) })
    }

    /// A name that is a string.
    pub fn of_string(kind: c_int, text: &[u8]) -> Result<Box<Self>> {
        let tag = if kind == kind::IPADD { v::OCTET_STRING } else { v::IA5STRING };
        Ok(Self::of(kind, stack::give::<ASN1_STRING>(ASN1_STRING::with(tag, text)?)))
    }

    /// What it holds.
    pub fn value(&self) -> Value<'_> {
        let d = Opaque(self.d.get());
        match self.kind.get() {
            kind::OTHERNAME => stack::look(d).map_or(Value::None, Value::Other),
            kind::DIRNAME => stack::look(d).map_or(Value::None, Value::Directory),
            kind::EDIPARTY => stack::look(d).map_or(Value::None, Value::Edi),
            kind::RID => stack::look(d).map_or(Value::None, Value::Object),
            kind::EMAIL | kind::DNS | kind::URI | kind::IPADD | kind::X400 => {
                stack::look(d).map_or(Value::None, Value::String)
            }
            _ => Value::None,
        }
    }

    /// The pointer as C sees it.
    pub fn raw(&self) -> Opaque {
        Opaque(self.d.get())
    }

    /// Frees what is there and stores a kind and pointer.
    pub fn set_raw(&self, kind: c_int, value: Opaque) {
        let old = Opaque(self.d.replace(std::ptr::null_mut()));
        match self.kind.get() {
            kind::OTHERNAME => drop(stack::take::<OTHERNAME>(old)),
            kind::DIRNAME => drop(stack::take::<X509_NAME>(old)),
            kind::EDIPARTY => drop(stack::take::<EDIPARTYNAME>(old)),
            kind::RID => drop(stack::take::<ASN1_OBJECT>(old)),
            kind::EMAIL | kind::DNS | kind::URI | kind::IPADD | kind::X400 => {
                drop(stack::take::<ASN1_STRING>(old));
            }
            _ => {}
        }
        self.kind.set(kind);
        self.d.set(value.0);
    }

    /// Takes over what another name holds, which is left with nothing.
    pub fn take_over(&self, other: &GENERAL_NAME) {
        let value = Opaque(other.d.replace(std::ptr::null_mut()));
        self.set_raw(other.kind.get(), value);
    }

    /// The label and text of `X509V3_EXT_val_prn`; `None` if a string holds a
    /// NUL.
    pub fn label_and_text(&self) -> Option<(String, Vec<u8>)> {
        let plain = |label: &str, s: &ASN1_STRING| {
            (!s.bytes().contains(&0)).then(|| (label.to_owned(), s.bytes().to_vec()))
        };
        let unsupported = |label: &str| Some((label.to_owned(), b"<unsupported>".to_vec()));
        match (self.kind.get(), self.value()) {
            (_, Value::Other(other)) => {
                let any = other.value.get()?;
                let known = match other.type_id.get().map_or(0, ASN1_OBJECT::nid) {
                    nid::ID_ON_SMTPUTF8MAILBOX => Some(("SmtpUTF8Mailbox", v::UTF8STRING)),
                    XMPP_ADDR => Some(("XmppAddr", v::UTF8STRING)),
                    nid::SRVNAME => Some(("SRVName", v::IA5STRING)),
                    nid::MS_UPN => Some(("UPN", v::UTF8STRING)),
                    nid::NAIREALM => Some(("NAIRealm", v::UTF8STRING)),
                    _ => None,
                };
                if let Some((label, kind)) = known {
                    return plain(&format!("othername: {label}:"), any.string(kind)?);
                }
                let label = match other.type_id.get().and_then(|o| o.text(false)) {
                    Some(mut name) => {
                        name.truncate(255);
                        format!("othername: {name}:")
                    }
                    None => "othername:".to_owned(),
                };
                let shown = any.string(v::IA5STRING).or(any.string(v::UTF8STRING));
                match shown.and_then(|s| plain(&label, s)) {
                    Some(pair) => Some(pair),
                    None => unsupported(&label),
                }
            }
            (kind::X400, _) => unsupported("X400Name"),
            (kind::EDIPARTY, _) => unsupported("EdiPartyName"),
            (kind::EMAIL, Value::String(s)) => plain("email", s),
            (kind::DNS, Value::String(s)) => plain("DNS", s),
            (kind::URI, Value::String(s)) => plain("URI", s),
            (_, Value::Directory(name)) => Some(("DirName".to_owned(), cut_line(name, 255))),
            (kind::IPADD, Value::String(s)) => {
                Some(("IP Address".to_owned(), address_text(s.bytes()).into_bytes()))
            }
            (_, Value::Object(object)) => {
                let mut text = object.text(false).unwrap_or_default();
                text.truncate(255);
                Some(("Registered ID".to_owned(), text.into_bytes()))
            }
            _ => None,
        }
    }

    /// The text of `GENERAL_NAME_print`.
    pub fn to_text(&self) -> Vec<u8> {
        let with = |label: &str, text: &[u8]| [label.as_bytes(), text].concat();
        match (self.kind.get(), self.value()) {
            (_, Value::Other(other)) => {
                let (label, kind) = match other.type_id.get().map_or(0, ASN1_OBJECT::nid) {
                    nid::ID_ON_SMTPUTF8MAILBOX => ("SmtpUTF8Mailbox:", v::UTF8STRING),
                    XMPP_ADDR => ("XmppAddr:", v::UTF8STRING),
                    nid::SRVNAME => ("SRVName:", v::IA5STRING),
                    nid::MS_UPN => ("UPN:", v::UTF8STRING),
                    nid::NAIREALM => ("NAIRealm:", v::UTF8STRING),
                    _ => ("", v::UNDEF),
                };
                match other.value.get().and_then(|any| any.string(kind)) {
                    // As `%.*s` prints it: up to a NUL.
                    Some(text) => with(
                        &format!("othername:{label}"),
                        text.bytes().split(|b| *b == 0).next().unwrap_or(&[]),
                    ),
                    None => b"othername:<unsupported>".to_vec(),
                }
            }
            (kind::X400, _) => b"X400Name:<unsupported>".to_vec(),
            (kind::EDIPARTY, _) => b"EdiPartyName:<unsupported>".to_vec(),
            (kind::EMAIL, Value::String(s)) => with("email:", &string::to_plain(s)),
            (kind::DNS, Value::String(s)) => with("DNS:", &string::to_plain(s)),
            (kind::URI, Value::String(s)) => with("URI:", &string::to_plain(s)),
            (_, Value::Directory(name)) => with(
                "DirName:",
                &name_print::to_text(name, 0, name_print::ONELINE).unwrap_or_default(),
            ),
            (kind::IPADD, Value::String(s)) => {
                with("IP Address:", address_text(s.bytes()).as_bytes())
            }
            (_, Value::Object(object)) => with(
                "Registered ID:",
                object.text(false).unwrap_or_else(|| "<INVALID>".to_owned()).as_bytes(),
            ),
            _ => Vec::new(),
        }
    }
}

/// `NID_XmppAddr`.
const XMPP_ADDR: c_int = 1209;

/// The attributes of a name in one line that fit into `room` bytes.
fn cut_line(name: &X509_NAME, room: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for part in name_print::one_line_parts(name).unwrap_or_default() {
        if out.len() + part.len() > room {
            break;
        }
        out.extend_from_slice(&part);
    }
    out
}

/// An IP address as OpenSSL prints it.
pub fn address_text(bytes: &[u8]) -> String {
    match bytes {
        [a, b, c, d] => format!("{a}.{b}.{c}.{d}"),
        _ if bytes.len() == 16 => {
            let group = |g: &[u8]| g.iter().fold(0u16, |n, b| n << 8 | u16::from(*b));
            let groups: Vec<String> = bytes.chunks(2).map(|g| format!("{:X}", group(g))).collect();
            groups.join(":")
        }
        _ => format!("<invalid length={}>", bytes.len()),
    }
}

impl Drop for GENERAL_NAME {
    fn drop(&mut self) {
        self.set_raw(-1, Opaque::NULL);
    }
}

impl Kind for GENERAL_NAME {
    type Value = GENERAL_NAME;
    const NAME: &'static str = "GENERAL_NAME";
    fn blank() -> Box<Self> {
        Self::of(-1, Opaque::NULL)
    }
    fn fits(tag: Tag) -> bool {
        tag.0 == CONTEXT && tag.1 <= 8
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        if from.is_empty() {
            return Err(nested(&bad(asn1::R_HEADER_TOO_LONG)).with("Type=GENERAL_NAME"));
        }
        let Some(tag) = from.peek().filter(|tag| Self::fits(*tag)) else {
            return Err(bad(asn1::R_NO_MATCHING_CHOICE_TYPE).with("Type=GENERAL_NAME"));
        };
        let kind = c_int::try_from(tag.1).unwrap_or(-1);
        let string = stack::give::<ASN1_STRING>;
        let value = match kind {
            kind::OTHERNAME => OTHERNAME::read(from, Some(tag)).map(stack::give::<OTHERNAME>),
            kind::X400 => RawSequence::read(from, Some(tag)).map(string),
            kind::DIRNAME => Exp::<4, X509_NAME>::read(from)
                .map(|slot| slot.take().map_or(Opaque::NULL, stack::give::<X509_NAME>)),
            kind::EDIPARTY => EDIPARTYNAME::read(from, Some(tag)).map(stack::give::<EDIPARTYNAME>),
            kind::IPADD => Octets::read(from, Some(tag)).map(string),
            kind::RID => Oid::read(from, Some(tag)).map(stack::give::<ASN1_OBJECT>),
            _ => Ia5::read(from, Some(tag)).map(string),
        };
        Ok(Self::of(kind, value.map_err(|e| nested(&e).with("Type=GENERAL_NAME"))?))
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        let kind = value.kind.get();
        let tag = Some((CONTEXT, kind.unsigned_abs()));
        match value.value() {
            Value::Other(other) => OTHERNAME::write(other, tag, out),
            Value::Edi(name) => EDIPARTYNAME::write(name, tag, out),
            Value::Object(object) => Oid::write(object, tag, out),
            Value::Directory(name) => {
                crate::obj::asn1::reader::put_constructed(out, (CONTEXT, 4), |body| {
                    X509_NAME::write(name, None, body);
                });
            }
            Value::String(text) if kind == kind::X400 => out.extend_from_slice(text.bytes()),
            Value::String(text) if kind == kind::IPADD => Octets::write(text, tag, out),
            Value::String(text) => Ia5::write(text, tag, out),
            Value::None => {}
        }
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        let at = place.indent;
        match (value.kind.get(), value.value()) {
            (_, Value::Other(other)) => to.field::<OTHERNAME>(Some(other), "d.otherName", at),
            (_, Value::Edi(name)) => to.field::<EDIPARTYNAME>(Some(name), "d.ediPartyName", at),
            (_, Value::Object(object)) => to.field::<Oid>(Some(object), "d.registeredID", at),
            (_, Value::Directory(name)) => to.field::<X509_NAME>(Some(name), "d.directoryName", at),
            (kind::X400, Value::String(text)) => {
                to.field::<RawSequence>(Some(text), "d.x400Address", at)
            }
            (kind::IPADD, Value::String(text)) => to.field::<Octets>(Some(text), "d.iPAddress", at),
            (kind::EMAIL, Value::String(text)) => to.field::<Ia5>(Some(text), "d.rfc822Name", at),
            (kind::DNS, Value::String(text)) => to.field::<Ia5>(Some(text), "d.dNSName", at),
            (_, Value::String(text)) => {
                to.field::<Ia5>(Some(text), "d.uniformResourceIdentifier", at)
            }
            (kind, Value::None) => to.no_choice(kind),
        }
    }
}
