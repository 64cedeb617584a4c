//! Names of any kind from text. See: x509v3_config(5).

use super::context::{Pair, Section, X509V3_CTX, error};
use super::general::{GENERAL_NAME, OTHERNAME, kind};
use super::text;
use super::types::GENERAL_NAMES;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::stack;
use crate::err::{self, Error, Lib, Result, queue, x509, x509v3};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::generate;
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::string;
use crate::obj::objects::{self, ASN1_OBJECT, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension;
use crate::obj::x509::name::{X509_NAME, X509_NAME_ENTRY};
use std::ffi::{CStr, c_int};
use std::net::Ipv6Addr;

/// The bytes of an IP address; `None` if it is none.
pub fn address(text: &[u8]) -> Option<Vec<u8>> {
    if !text.contains(&b':') {
        return ipv4(text).map(|octets| octets.to_vec());
    }
    // Rust's reader accepts the same forms; a zone is none of them.
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<Ipv6Addr>().ok().map(|a| a.octets().to_vec())
}

/// Four numbers with white space allowed around, as C's `sscanf` reads them.
fn ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = text.trim_ascii_end().split(|c| *c == b'.');
    for octet in &mut octets {
        let part = parts.next()?.trim_ascii_start();
        let part = part.strip_prefix(b"+").unwrap_or(part);
        if part.is_empty() || !part.iter().all(u8::is_ascii_digit) {
            return None;
        }
        *octet = u8::try_from(text::leading_number(part).0).ok()?;
    }
    parts.next().is_none().then_some(octets)
}

/// The bytes of an address and its mask, as name constraints have them.
pub fn address_and_mask(text: &[u8]) -> Option<Vec<u8>> {
    let slash = text.iter().position(|c| *c == b'/')?;
    let first = address(text.get(..slash)?)?;
    let second = address(text.get(slash + 1..)?)?;
    (first.len() == second.len()).then(|| [first, second].concat())
}

/// The name of a kind that `value` writes; `constraint` for those of
/// nameConstraints, whose addresses have masks.
pub fn general_name(
    context: Option<&X509V3_CTX>,
    kind: c_int,
    value: Option<&CStr>,
    constraint: bool,
) -> Result<Box<GENERAL_NAME>> {
    let value = value.ok_or_else(|| error(x509v3::R_MISSING_VALUE))?;
    let named = || format!("value={}", value.to_string_lossy());
    match kind {
        kind::EMAIL | kind::DNS | kind::URI => GENERAL_NAME::of_string(kind, value.to_bytes()),
        kind::IPADD => {
            let bytes = match constraint {
                true => address_and_mask(value.to_bytes()),
                false => address(value.to_bytes()),
            };
            let bytes = bytes.ok_or_else(|| error(x509v3::R_BAD_IP_ADDRESS).with(named()))?;
            GENERAL_NAME::of_string(kind, &bytes)
        }
        kind::RID => {
            let object = objects::from_text(value, false)
                .map_err(|cause| over(&cause, error(x509v3::R_BAD_OBJECT).with(named())))?;
            Ok(GENERAL_NAME::of(kind, stack::give::<ASN1_OBJECT>(object)))
        }
        kind::DIRNAME => {
            let name = directory_name(context, value)
                .map_err(|cause| over(&cause, error(x509v3::R_DIRNAME_ERROR)))?;
            Ok(GENERAL_NAME::of(kind, stack::give::<X509_NAME>(name)))
        }
        kind::OTHERNAME => {
            let name = other_name(context, value)
                .map_err(|cause| over(&cause, error(x509v3::R_OTHERNAME_ERROR)))?;
            Ok(GENERAL_NAME::of(kind, stack::give::<OTHERNAME>(name)))
        }
        _ => Err(error(x509v3::R_UNSUPPORTED_TYPE)),
    }
}

/// Queues the cause of an error, and gives the error.
pub fn over(cause: &Error, error: Error) -> Error {
    err::push(cause, "v3_conf");
    error
}

fn directory_name(context: Option<&X509V3_CTX>, value: &CStr) -> Result<Box<X509_NAME>> {
    let name = X509_NAME::new();
    let section = section(context, value).ok_or_else(|| {
        let value = value.to_string_lossy();
        error(x509v3::R_SECTION_NOT_FOUND).with(format!("section={value}"))
    })?;
    add_to_name(&name, &section.pairs(), string::MB_ASCII)?;
    Ok(name)
}

/// A section of the context, which may be missing.
pub fn section<'a>(context: Option<&'a X509V3_CTX>, name: &CStr) -> Option<Section<'a>> {
    match context {
        Some(context) => context.section(name),
        None => {
            err::push(&error(x509v3::R_OPERATION_NOT_DEFINED), "X509V3_get_section");
            None
        }
    }
}

/// Adds the attributes that a section lists to a name.
///
/// What stands before the first `:`, `,` or `.` only tells names apart; a `+`
/// puts an attribute beside the one before it.
pub fn add_to_name(name: &X509_NAME, pairs: &[Pair], form: c_int) -> Result<()> {
    for pair in pairs {
        let key = pair.key();
        let mark = key.iter().position(|c| matches!(c, b':' | b',' | b'.'));
        let key = match mark.and_then(|at| key.get(at + 1..)) {
            Some(rest) if !rest.is_empty() => rest,
            _ => key,
        };
        let (key, set) = match key {
            [b'+', rest @ ..] => (rest, -1),
            _ => (key, 0),
        };
        let key = queue::lossy(key);
        let object = objects::from_text(&key, false).map_err(|cause| {
            let shown = format!("name={}", key.to_string_lossy());
            over(&cause, Error::new(Lib::X509, x509::R_INVALID_FIELD_NAME).with(shown))
        })?;
        let value = pair.value.as_deref().unwrap_or_default().to_bytes();
        name.add(&*X509_NAME_ENTRY::make(object, form, value)?, -1, set)?;
    }
    Ok(())
}

fn other_name(context: Option<&X509V3_CTX>, value: &CStr) -> Result<Box<OTHERNAME>> {
    let bytes = value.to_bytes();
    let mark = bytes.iter().position(|c| *c == b';').ok_or_else(Error::quiet)?;
    let made = OTHERNAME::blank();
    let text = bytes.get(mark + 1..).unwrap_or_default();
    made.value.set(Some(generate::generate(text, context)?));
    let object = queue::lossy(bytes.get(..mark).unwrap_or_default());
    made.type_id.set(Some(objects::from_text(&object, false)?));
    Ok(made)
}

/// The name that a pair such as `DNS:example.com` writes.
pub fn from_pair(
    context: Option<&X509V3_CTX>,
    pair: &Pair,
    constraint: bool,
) -> Result<Box<GENERAL_NAME>> {
    const KINDS: [(&str, c_int); 7] = [
        ("email", kind::EMAIL),
        ("URI", kind::URI),
        ("DNS", kind::DNS),
        ("RID", kind::RID),
        ("IP", kind::IPADD),
        ("dirName", kind::DIRNAME),
        ("otherName", kind::OTHERNAME),
    ];
    if pair.value.is_none() {
        return Err(error(x509v3::R_MISSING_VALUE));
    }
    let Some((_, kind)) = KINDS.iter().find(|(name, _)| pair.is(name)) else {
        let shown = format!("name={}", super::context::shown(&pair.name));
        return Err(error(x509v3::R_UNSUPPORTED_OPTION).with(shown));
    };
    general_name(context, *kind, pair.value.as_deref(), constraint)
}

/// The names that pairs write.
pub fn from_pairs(context: Option<&X509V3_CTX>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let names: Result<Vec<_>> = pairs.iter().map(|pair| from_pair(context, pair, false)).collect();
    Ok(OPENSSL_STACK::owning::<GENERAL_NAME>(names?))
}

/// subjectAltName: `email:copy` takes the addresses in the subject's name,
/// and `email:move` takes them out there.
pub fn subject_names(context: Option<&X509V3_CTX>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut names = Vec::new();
    for pair in pairs {
        let word = pair.value.as_deref().unwrap_or_default().to_bytes();
        if pair.is("email") && matches!(word, b"copy" | b"move") {
            names.extend(addresses(context, word == b"move")?);
        } else {
            names.push(from_pair(context, pair, false)?);
        }
    }
    Ok(OPENSSL_STACK::owning::<GENERAL_NAME>(names))
}

#[expect(clippy::vec_box, reason = "each goes to C as a handle of its own")]
fn addresses(context: Option<&X509V3_CTX>, take: bool) -> Result<Vec<Box<GENERAL_NAME>>> {
    if context.is_some_and(X509V3_CTX::is_test) {
        return Ok(Vec::new());
    }
    let missing = || error(x509v3::R_NO_SUBJECT_DETAILS);
    let context = context.ok_or_else(missing)?;
    let name = match (context.subject_cert(), context.subject_req()) {
        (Some(cert), _) => cert.info()?.subject.get(),
        (None, Some(request)) => request.info()?.subject.get(),
        (None, None) => return Err(missing()),
    };
    let name = name.ok_or_else(missing)?;
    let oid = objects::known(nid::PKCS9_EMAILADDRESS)?.der();
    let mut found = Vec::new();
    let mut after = -1;
    while let Some(at) = name.position(oid, after) {
        let text = name.entry(at).and_then(|entry| entry.value.get());
        let copy = text.ok_or_else(missing)?.duplicate()?;
        found.push(GENERAL_NAME::of(kind::EMAIL, stack::give::<ASN1_STRING>(copy)));
        after = at;
        if take {
            drop(name.delete(at));
            after -= 1;
        }
    }
    Ok(found)
}

/// issuerAltName: `issuer:copy` takes the other names of the issuer.
pub fn issuer_names(context: Option<&X509V3_CTX>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut names = Vec::new();
    for pair in pairs {
        if pair.is("issuer") && pair.value.as_deref() == Some(c"copy") {
            names.extend(issuers_own(context)?);
        } else {
            names.push(from_pair(context, pair, false)?);
        }
    }
    Ok(OPENSSL_STACK::owning::<GENERAL_NAME>(names))
}

#[expect(clippy::vec_box, reason = "each goes to C as a handle of its own")]
fn issuers_own(context: Option<&X509V3_CTX>) -> Result<Vec<Box<GENERAL_NAME>>> {
    if context.is_some_and(X509V3_CTX::is_test) {
        return Ok(Vec::new());
    }
    let issuer = context.and_then(X509V3_CTX::issuer_cert);
    let issuer = issuer.ok_or_else(|| error(x509v3::R_NO_ISSUER_DETAILS))?;
    let list = issuer.extensions()?;
    let at = extension::position(list.stack(), -1, |e| e.nid() == nid::SUBJECT_ALT_NAME);
    let Some(own) = extension::at(list.stack(), at) else { return Ok(Vec::new()) };
    let names = GENERAL_NAMES::decode(own.bytes())
        .map_err(|cause| over(&cause, error(x509v3::R_ISSUER_DECODE_ERROR)))?;
    Ok(names.0.into_owners::<GENERAL_NAME>())
}

/// The bits of a bit string that lists of names set.
pub fn set_bits<'a>(
    to: &ASN1_STRING,
    names: impl Iterator<Item = (&'a [u8], String)>,
    number_of: impl Fn(&[u8]) -> Option<c_int>,
) -> Result<()> {
    to.kind.set(v::BIT_STRING);
    for (name, shown) in names {
        let bit = number_of(name).and_then(|n| usize::try_from(n).ok());
        let bit = bit.ok_or_else(|| error(x509v3::R_UNKNOWN_BIT_STRING_ARGUMENT).with(shown))?;
        string::set_bit(to, bit, true)?;
    }
    Ok(())
}
