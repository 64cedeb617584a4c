//! The outline of DER that `ASN1_parse_dump` writes.

use super::integer;
use super::primitive::{from_content, v};
use super::reader::{Tlv, header};
use super::string::type_name;
use crate::err::{self, Error, Lib, asn1};
use crate::obj::objects::ASN1_OBJECT;
use std::ffi::c_int;

/// Deepest nesting shown.
const DEEPEST: usize = 128;

/// The outline of `der`, and whether it was all well formed. `dump`: how many
/// bytes of OCTET STRINGs are shown in hexadecimal (-1: all, 0: none).
pub fn dump(der: &[u8], indent: usize, dump: c_int) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let mut state = State { whole: der, indent, dump };
    let good = state.level(&mut out, 0, der.len(), 0, None).is_some();
    (out, good)
}

struct State<'a> {
    whole: &'a [u8],
    indent: usize,
    dump: c_int,
}

impl State<'_> {
    /// Writes what lies in the range; gives where it ended.
    fn level(
        &mut self,
        out: &mut Vec<u8>,
        start: usize,
        end: usize,
        depth: usize,
        until_end: Option<()>,
    ) -> Option<usize> {
        if depth > DEEPEST {
            out.extend_from_slice(b"BAD RECURSION DEPTH\n");
            return None;
        }
        let mut at = start;
        while at < end {
            let bytes = self.whole.get(at..end)?;
            let h = match header(bytes) {
                Ok(h) if h.len.unwrap_or(0) <= bytes.len() - h.head => h,
                other => {
                    let long = |_| Error::new(Lib::Asn1, asn1::R_TOO_LONG);
                    err::push(&other.map_or_else(|error| error, long), "ASN1_get_object");
                    out.extend_from_slice(b"Error in encoding\n");
                    return None;
                }
            };
            let shown = h.len.unwrap_or(0);
            let length = match (h.constructed, h.len) {
                (true, None) => "l=inf  ".to_owned(),
                _ => format!("l={shown:4} "),
            };
            let form = if h.constructed { "cons: " } else { "prim: " };
            out.extend_from_slice(
                format!("{at:5}:d={depth:<2} hl={} {length}{form}", h.head).as_bytes(),
            );
            self.info(out, h.tag, depth);
            let body = at + h.head;
            if h.constructed {
                out.push(b'\n');
                let inner_end = h.len.map_or(end, |len| body + len);
                let marker = h.len.is_none().then_some(());
                let stop = self.level(out, body, inner_end, depth + 1, marker)?;
                at = stop;
                continue;
            }
            let raw = bytes.get(..h.head + shown)?;
            let value = bytes.get(h.head..h.head + shown)?;
            if h.tag.0 == 0 {
                self.value(out, &Tlv { tag: h.tag, constructed: false, value, raw })?;
            }
            out.push(b'\n');
            at = body + shown;
            if until_end.is_some() && h.tag == (0, 0) && shown == 0 {
                return Some(at);
            }
        }
        Some(at)
    }

    fn info(&self, out: &mut Vec<u8>, tag: (u8, u32), depth: usize) {
        if self.indent != 0 {
            out.extend(std::iter::repeat_n(b' ', depth.min(DEEPEST)));
        }
        let name = match tag.0 {
            3 => format!("priv [ {} ] ", tag.1),
            2 => format!("cont [ {} ]", tag.1),
            1 => format!("appl [ {} ]", tag.1),
            _ if tag.1 > 30 => format!("<ASN1 {}>", tag.1),
            _ => type_name(c_int::try_from(tag.1).unwrap_or(-1)).to_string_lossy().into_owned(),
        };
        out.extend_from_slice(format!("{name:<18}").as_bytes());
    }

    fn value(&self, out: &mut Vec<u8>, tlv: &Tlv<'_>) -> Option<()> {
        let kind = c_int::try_from(tlv.tag.1).unwrap_or(-1);
        match kind {
            v::PRINTABLESTRING
            | v::T61STRING
            | v::IA5STRING
            | v::VISIBLESTRING
            | v::NUMERICSTRING
            | v::UTF8STRING
            | v::UTCTIME
            | v::GENERALIZEDTIME => {
                out.push(b':');
                out.extend_from_slice(tlv.value);
            }
            v::OBJECT => match super::primitive::object_from_content(tlv.value) {
                Ok(object) => {
                    out.push(b':');
                    let text = ASN1_OBJECT::text(&object, false).unwrap_or_default();
                    out.extend_from_slice(text.as_bytes());
                }
                Err(_) => out.extend_from_slice(b":BAD OBJECT"),
            },
            v::BOOLEAN => match tlv.value {
                [octet] => out.extend_from_slice(format!(":{octet}").as_bytes()),
                _ => out.extend_from_slice(b":BAD BOOLEAN"),
            },
            v::INTEGER | v::ENUMERATED => {
                let Ok(number) = from_content(kind, tlv) else {
                    let bad: &[u8] =
                        if kind == v::INTEGER { b":BAD INTEGER" } else { b":BAD ENUMERATED" };
                    out.extend_from_slice(bad);
                    return Some(());
                };
                out.push(b':');
                if integer::is_negative(&number) {
                    out.push(b'-');
                }
                let digits = integer::hex(&number);
                out.extend_from_slice(if digits.is_empty() { b"00" } else { digits.as_bytes() });
            }
            v::OCTET_STRING => self.octets(out, tlv.value),
            v::BMPSTRING => {} // not shown, whatever is asked
            _ => self.other(out, tlv.value),
        }
        Some(())
    }

    fn octets(&self, out: &mut Vec<u8>, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let printable = value.iter().all(|b| matches!(b, b'\n' | b'\r' | b'\t' | b' '..=b'~'));
        if printable {
            out.push(b':');
            out.extend_from_slice(value);
        } else if self.dump == 0 {
            out.extend_from_slice(b"[HEX DUMP]:");
            for byte in value {
                out.extend_from_slice(format!("{byte:02X}").as_bytes());
            }
        } else {
            self.hex(out, value);
        }
    }

    fn other(&self, out: &mut Vec<u8>, value: &[u8]) {
        if !value.is_empty() && self.dump != 0 {
            self.hex(out, value);
        }
    }

    fn hex(&self, out: &mut Vec<u8>, value: &[u8]) {
        out.push(b'\n');
        let most = usize::try_from(self.dump).unwrap_or(value.len()).min(value.len());
        let text = crate::obj::x509::v3::print::hex_dump(value.get(..most).unwrap_or(&[]), 6);
        out.extend_from_slice(text.trim_end_matches('\n').as_bytes());
    }
}
