//! Addresses and numbers of networks: C's objects as [`pki::resources`] sees
//! them, their text, and what makes them in configurations.
//!
//! [`pki::resources`]: crate::pki::resources

use super::context::{Pair, error, shown};
use super::resources::{ASIdentifiers, IPAddrBlocks, IPAddressFamily, IPAddressOrRange};
use super::{names, text};
use crate::err::{self, Error, Result, x509v3};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::integer;
use crate::obj::asn1::primitive::v;
use crate::obj::stack::OPENSSL_STACK;
use crate::pki::resources::{
    Address, AsNumbers, Blocks, Family, Fault, Grant, Ids, length_of, prefix, range,
};
use std::ffi::CStr;
use std::fmt::Write;

/// What an extension's value grants.
pub fn numbers(ids: &ASIdentifiers) -> Result<AsNumbers> {
    AsNumbers::parse(&ASIdentifiers::encode(ids))
}

/// What an extension's value grants.
pub fn blocks(list: &OPENSSL_STACK) -> Result<Blocks> {
    Blocks::parse(&IPAddrBlocks::encode(list))
}

/// The addresses of one element.
pub fn address(element: &IPAddressOrRange) -> Result<Address> {
    Address::read(&mut crate::der::reader::Reader::new(&IPAddressOrRange::encode(element)))
}

/// Puts numbers in order and together.
///
/// Errors: `X509V3_R_EXTENSION_VALUE_ERROR` for what is in it twice.
pub fn canonize_numbers(ids: &ASIdentifiers) -> Result<()> {
    let canonical = in_order(&numbers(ids)?)?;
    let made = ASIdentifiers::decode_all(&canonical.der())?;
    ids.asnum.set(made.asnum.take());
    ids.rdi.set(made.rdi.take());
    Ok(())
}

fn in_order(numbers: &AsNumbers) -> Result<AsNumbers> {
    numbers.canonical().map_err(|fault| match fault {
        Fault::Inverted => Error::quiet(),
        Fault::Overlapping => error(x509v3::R_EXTENSION_VALUE_ERROR),
    })
}

/// Puts addresses in order and together.
pub fn canonize_blocks(list: &OPENSSL_STACK) -> Result<()> {
    let canonical = blocks(list)?.canonical().ok_or_else(Error::quiet)?;
    let made = IPAddrBlocks::decode_all(&canonical.der())?.into_owners::<IPAddressFamily>();
    let old = list.drain_owners::<IPAddressFamily>();
    for family in made {
        list.push_owner::<IPAddressFamily>(family);
    }
    old.into_iter().for_each(IPAddressFamily::release);
    Ok(())
}

/// The text of numbers, `indent` from the left.
pub fn numbers_text(numbers: &AsNumbers, indent: usize) -> Result<String> {
    let mut out = String::new();
    let kinds = [
        ("Autonomous System Numbers", &numbers.networks),
        ("Routing Domain Identifiers", &numbers.domains),
    ];
    let spaces = " ".repeat(indent);
    for (title, grant) in kinds {
        let Some(grant) = grant else { continue };
        let _ = writeln!(out, "{spaces}{title}:");
        let Some(list) = grant.listed() else {
            let _ = writeln!(out, "{spaces}  inherit");
            continue;
        };
        for ids in list {
            let texts: Result<Vec<String>> = ids
                .octets()
                .map(|octets| Ok(integer::to_text(&*integer::from_content(v::INTEGER, octets)?)))
                .collect();
            let _ = writeln!(out, "{spaces}  {}", texts?.join("-"));
        }
    }
    Ok(out)
}

/// What kind of traffic a number stands for.
fn traffic(number: u8) -> String {
    let known = match number {
        1 => "Unicast",
        2 => "Multicast",
        3 => "Unicast/Multicast",
        4 => "MPLS",
        64 => "Tunnel",
        65 => "VPLS",
        66 => "BGP MDT",
        128 => "MPLS-labeled VPN",
        _ => return format!("Unknown SAFI {number}"),
    };
    known.to_owned()
}

/// The text of addresses, `indent` from the left; an error for one that is
/// longer than its family's are.
pub fn blocks_text(blocks: &Blocks, indent: usize) -> Result<String> {
    let mut out = String::new();
    let spaces = " ".repeat(indent);
    for family in &blocks.0 {
        let number = family.number();
        let _ = match number {
            1 => write!(out, "{spaces}IPv4"),
            2 => write!(out, "{spaces}IPv6"),
            _ => write!(out, "{spaces}Unknown AFI {number}"),
        };
        if let Some(kind) = family.key.get(2) {
            let _ = write!(out, " ({})", traffic(*kind));
        }
        let Some(list) = family.grant.listed() else {
            out.push_str(": inherit\n");
            continue;
        };
        out.push_str(":\n");
        for address in list {
            let _ = writeln!(out, "{spaces}  {}", address_text(address, number)?);
        }
    }
    Ok(out)
}

fn address_text(address: &Address, family: u32) -> Result<String> {
    let length = length_of(family);
    let (min, max) = address.bounds(length).ok_or_else(Error::quiet)?;
    Ok(match address {
        Address::Prefix(bits) => {
            let text = one_address(&min, family).unwrap_or_else(|| bits.to_string());
            format!("{text}/{}", address.bits(length))
        }
        Address::Range(first, last) => {
            let first = one_address(&min, family).unwrap_or_else(|| first.to_string());
            let last = one_address(&max, family).unwrap_or_else(|| last.to_string());
            format!("{first}-{last}")
        }
    })
}

/// The text of an address; `None` if its family is not known. Zeros at its end
/// alone are left out.
fn one_address(octets: &[u8; 16], family: u32) -> Option<String> {
    match (family, octets) {
        (1, [a, b, c, d, ..]) => Some(format!("{a}.{b}.{c}.{d}")),
        (2, _) => {
            let groups: Vec<u16> = octets
                .chunks_exact(2)
                .map(|pair| pair.iter().fold(0, |n, octet| n << 8 | u16::from(*octet)))
                .collect();
            let used = groups.iter().rposition(|group| *group != 0).map_or(0, |last| last + 1);
            let texts: Vec<String> =
                groups.iter().take(used).map(|group| format!("{group:x}")).collect();
            let end = if used < groups.len() { "::" } else { "" };
            Some(texts.join(":") + end)
        }
        _ => None,
    }
}

fn wrong(reason: std::ffi::c_int, pair: &Pair) -> Error {
    error(reason).with(pair.named())
}

/// Where the first character stands that is none of `allowed`.
fn span(text: &[u8], allowed: &[u8]) -> usize {
    text.iter().position(|c| !allowed.contains(c)).unwrap_or(text.len())
}

/// `text` without blanks before it.
fn skip_blanks(text: &[u8]) -> &[u8] {
    text.get(span(text, b" \t")..).unwrap_or_default()
}

/// The value that pairs make: `AS:1-5`, `RDI:inherit`. See: x509v3_config(5),
/// RFC 3779.
pub fn numbers_from(pairs: &[Pair]) -> Result<Box<ASIdentifiers>> {
    let mut all = AsNumbers::default();
    for pair in pairs {
        let place = match () {
            () if pair.is("AS") => &mut all.networks,
            () if pair.is("RDI") => &mut all.domains,
            () => return Err(wrong(x509v3::R_EXTENSION_NAME_ERROR, pair)),
        };
        let value = pair.value.as_deref().map(CStr::to_bytes);
        let value = value.ok_or_else(|| error(x509v3::R_EXTENSION_VALUE_ERROR))?;
        if value == b"inherit" {
            match place.get_or_insert(Grant::Inherit) {
                Grant::Inherit => continue,
                Grant::Listed(_) => return Err(wrong(x509v3::R_INVALID_INHERITANCE, pair)),
            }
        }
        let ids = ids_from(value, pair)?;
        match place.get_or_insert(Grant::Listed(Vec::new())) {
            Grant::Listed(list) => list.push(ids),
            Grant::Inherit => return Err(error(err::R_MALLOC_FAILURE)),
        }
    }
    ASIdentifiers::decode_all(&in_order(&all)?.der())
}

/// A number, or two with a minus between.
fn ids_from(value: &[u8], pair: &Pair) -> Result<Ids> {
    const DIGITS: &[u8] = b"0123456789";
    let octets = |text: &[u8]| text::integer(text).map(|made| integer::content(&made));
    let (first, rest) = value.split_at(span(value, DIGITS));
    if rest.is_empty() {
        return Ok(Ids::new(octets(first)?, None));
    }
    let Some((b'-', rest)) = skip_blanks(rest).split_first() else {
        return Err(wrong(x509v3::R_INVALID_ASNUMBER, pair));
    };
    let last = skip_blanks(rest);
    if span(last, DIGITS) != last.len() {
        return Err(wrong(x509v3::R_INVALID_ASRANGE, pair));
    }
    // Both are read, whatever the first is.
    let ends = [octets(first), octets(last)];
    for cause in ends.iter().filter_map(|end| end.as_ref().err()) {
        err::push(cause, "s2i_ASN1_INTEGER");
    }
    let [Ok(min), Ok(max)] = ends else { return Err(error(err::R_MALLOC_FAILURE)) };
    let ids = Ids::new(min, Some(max));
    if ids.is_inverted() {
        return Err(error(x509v3::R_EXTENSION_VALUE_ERROR));
    }
    Ok(ids)
}

/// The value that pairs make: `IPv4:10.0.0.0/8`, `IPv6-SAFI:1:inherit`.
pub fn blocks_from(pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut all = Blocks::default();
    for pair in pairs {
        let (number, with_kind) = match () {
            () if pair.is("IPv4") => (1u8, false),
            () if pair.is("IPv6") => (2, false),
            () if pair.is("IPv4-SAFI") => (1, true),
            () if pair.is("IPv6-SAFI") => (2, true),
            () => {
                let named = shown(&pair.name).into_owned();
                return Err(error(x509v3::R_EXTENSION_NAME_ERROR).with(named));
            }
        };
        let mut value = pair.value.as_deref().map(CStr::to_bytes);
        let mut key = vec![0, number];
        if with_kind {
            let (kind, rest) = value
                .and_then(kind_of_traffic)
                .ok_or_else(|| wrong(x509v3::R_INVALID_SAFI, pair))?;
            key.push(kind);
            value = Some(rest);
        }
        let value = value.ok_or_else(|| error(err::R_MALLOC_FAILURE))?;
        let at = all.0.iter().position(|family| family.key == key);
        let at = at.unwrap_or(all.0.len());
        if value == b"inherit" {
            match all.0.get(at).map(|family| &family.grant) {
                None => all.0.push(Family { key, grant: Grant::Inherit }),
                Some(Grant::Inherit) => {}
                Some(_) => return Err(wrong(x509v3::R_INVALID_INHERITANCE, pair)),
            }
            continue;
        }
        let made = address_from(value, u32::from(number), pair)?;
        match all.0.get_mut(at).map(|family| &mut family.grant) {
            None => all.0.push(Family { key, grant: Grant::Listed(vec![made]) }),
            Some(Grant::Listed(list)) => list.push(made),
            Some(Grant::Inherit) => return Err(error(err::R_MALLOC_FAILURE)),
        }
    }
    let canonical = all.canonical().ok_or_else(Error::quiet)?;
    IPAddrBlocks::decode_all(&canonical.der())
}

/// The number of a kind of traffic, and what follows its colon.
fn kind_of_traffic(value: &[u8]) -> Option<(u8, &[u8])> {
    let at = value.iter().position(|c| *c == b':')?;
    let (number, rest) = value.split_at_checked(at)?;
    let number = std::str::from_utf8(number.trim_ascii()).ok()?;
    // As C's strtoul reads a number whose base is not given.
    let number = match number.strip_prefix('0') {
        None | Some("") => number.parse(),
        Some(rest) => match rest.strip_prefix(['x', 'X']) {
            Some(hex) => u8::from_str_radix(hex, 16),
            None => u8::from_str_radix(rest, 8),
        },
    };
    Some((number.ok()?, skip_blanks(rest.get(1..)?)))
}

/// An address, a prefix, or two addresses with a minus between.
fn address_from(value: &[u8], family: u32, pair: &Pair) -> Result<Address> {
    let allowed: &[u8] = match family {
        1 => b"0123456789.",
        _ => b"0123456789.:abcdefABCDEF",
    };
    let length = length_of(family);
    let read = |text: &[u8]| {
        let octets = names::address(text).filter(|octets| octets.len() == length);
        octets.ok_or_else(|| wrong(x509v3::R_INVALID_IPADDRESS, pair))
    };
    let bad = || wrong(x509v3::R_EXTENSION_VALUE_ERROR, pair);
    let (first, rest) = value.split_at(span(value, allowed));
    let first = read(first)?;
    match skip_blanks(rest).split_first() {
        None => prefix(&first, length * 8).ok_or_else(bad),
        Some((b'/', bits)) => {
            let (number, rest) = text::leading_number(bits);
            let number = usize::try_from(number).ok();
            let number = number.filter(|_| !bits.is_empty() && rest.is_empty());
            number.and_then(|number| prefix(&first, number)).ok_or_else(bad)
        }
        Some((b'-', rest)) => {
            let last = skip_blanks(rest);
            if last.is_empty() || span(last, allowed) != last.len() {
                return Err(bad());
            }
            range(&first, &read(last)?).ok_or_else(bad)
        }
        Some(_) => Err(bad()),
    }
}
