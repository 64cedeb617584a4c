//! Values described by text, as configurations hold them:
//! `IMPLICIT:1,SEQUENCE:section`. See: ASN1_generate_nconf(3).

use super::codec::Kind;
use super::primitive::{ASN1_TYPE, mask_of, v, write_string};
use super::reader::{CONTEXT, Reader, Tag, UNIVERSAL, bad, put_header, put_primitive};
use super::{integer, string, time};
use crate::abi::layout::asn1::{ASN1_STRING, BITS_LEFT};
use crate::err::{self, Error, Lib, Result, asn1, queue};
use crate::obj::objects;
use crate::obj::x509::v3::context::X509V3_CTX;
use crate::obj::x509::v3::text;
use std::ffi::c_int;

/// How deep sections may refer to one another.
const DEEPEST: usize = 50;
/// How many explicit tags and wrappings may stand around one value.
const MOST_TAGS: usize = 20;

/// How the text of a value is to be read.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Ascii,
    Utf8,
    Hex,
    BitList,
}

/// A tag around a value, and what the value becomes inside.
struct Around {
    tag: Tag,
    constructed: bool,
    /// A BIT STRING's count of unused bits stands before the value.
    padded: bool,
}

/// What stands before the type.
struct Modifiers {
    implicit: Option<Tag>,
    around: Vec<Around>,
    format: Format,
}

/// The value that `text` describes; sections come from `config`.
pub fn generate(text: &[u8], config: Option<&X509V3_CTX>) -> Result<Box<ASN1_TYPE>> {
    let der = encode(text, config, 0)?;
    ASN1_TYPE::decode(&der).map(|(value, _)| value)
}

fn encode(text: &[u8], config: Option<&X509V3_CTX>, depth: usize) -> Result<Vec<u8>> {
    let unknown = || bad(asn1::R_UNKNOWN_TAG);
    let mut modifiers = Modifiers { implicit: None, around: Vec::new(), format: Format::Ascii };
    let (kind, value) = parse(text, &mut modifiers).map_err(|error| {
        err::push(&error, "asn1_cb");
        unknown()
    })?;
    if matches!(kind, v::SEQUENCE | v::SET) {
        let Some(config) = config else { return Err(bad(asn1::R_SEQUENCE_OR_SET_NEEDS_CONFIG)) };
        if depth >= DEEPEST {
            return Err(bad(asn1::R_ILLEGAL_NESTED_TAGGING));
        }
        let content = members(kind, value, config, depth)?;
        return Ok(modifiers.put((UNIVERSAL, kind.unsigned_abs()), true, &content));
    }
    let value = value.unwrap_or_default();
    let whole = make(kind, value, modifiers.format)?;
    let inner = Reader::new(&whole).any()?;
    Ok(modifiers.put(inner.tag, inner.constructed, inner.value))
}

impl Modifiers {
    /// The encoding of a value with all that is around it.
    fn put(&self, natural: Tag, constructed: bool, content: &[u8]) -> Vec<u8> {
        let tag = self.implicit.unwrap_or(natural);
        let mut out = Vec::new();
        put_header(&mut out, tag, constructed, content.len());
        out.extend_from_slice(content);
        for around in self.around.iter().rev() {
            let mut outer = Vec::new();
            let padding = usize::from(around.padded);
            put_header(&mut outer, around.tag, around.constructed, out.len() + padding);
            outer.extend(std::iter::repeat_n(0, padding));
            outer.extend_from_slice(&out);
            out = outer;
        }
        out
    }

    fn wrap(&mut self, tag: Tag, constructed: bool, padded: bool, may_tag: bool) -> Result<()> {
        let tag = match self.implicit {
            Some(_) if !may_tag => return Err(bad(asn1::R_ILLEGAL_IMPLICIT_TAG)),
            Some(implicit) => implicit,
            None => tag,
        };
        if self.around.len() == MOST_TAGS {
            return Err(bad(asn1::R_DEPTH_EXCEEDED));
        }
        self.implicit = None;
        self.around.push(Around { tag, constructed, padded });
        Ok(())
    }
}

/// Reads the modifiers; gives the type, and the text behind its colon.
fn parse<'a>(text: &'a [u8], to: &mut Modifiers) -> Result<(c_int, Option<&'a [u8]>)> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        let end = rest.iter().position(|c| *c == b',').unwrap_or(rest.len());
        let element = rest.get(..end).unwrap_or_default().trim_ascii_end();
        if element.is_empty() {
            return Err(Error::quiet());
        }
        let colon = element.iter().position(|c| *c == b':');
        let name = element.get(..colon.unwrap_or(element.len())).unwrap_or_default();
        let argument = colon.map(|at| element.get(at + 1..).unwrap_or_default());
        match name.to_ascii_uppercase().as_slice() {
            b"IMP" | b"IMPLICIT" => {
                if to.implicit.is_some() {
                    return Err(bad(asn1::R_ILLEGAL_NESTED_TAGGING));
                }
                to.implicit = Some(tag(argument)?);
            }
            b"EXP" | b"EXPLICIT" => to.wrap(tag(argument)?, true, false, false)?,
            b"SEQWRAP" => to.wrap((UNIVERSAL, 16), true, false, true)?,
            b"SETWRAP" => to.wrap((UNIVERSAL, 17), true, false, true)?,
            b"OCTWRAP" => to.wrap((UNIVERSAL, 4), false, false, true)?,
            b"BITWRAP" => to.wrap((UNIVERSAL, 3), false, true, true)?,
            b"FORM" | b"FORMAT" => {
                let unknown = || bad(asn1::R_UNKNOWN_FORMAT);
                let argument = argument.ok_or_else(unknown)?;
                to.format = [
                    (&b"ASCII"[..], Format::Ascii),
                    (b"UTF8", Format::Utf8),
                    (b"HEX", Format::Hex),
                    (b"BITLIST", Format::BitList),
                ]
                .into_iter()
                .find(|(name, _)| argument.starts_with(name))
                .map(|(_, format)| format)
                .ok_or_else(unknown)?;
            }
            upper => {
                let Some(kind) = type_named(upper) else {
                    let shown = String::from_utf8_lossy(element).into_owned();
                    return Err(bad(asn1::R_UNKNOWN_TAG).with(format!("tag={shown}")));
                };
                if colon.is_none() && end < rest.len() {
                    return Err(bad(asn1::R_MISSING_VALUE));
                }
                return Ok((kind, colon.map(|at| rest.get(at + 1..).unwrap_or_default())));
            }
        }
        match rest.get(end + 1..) {
            Some(more) => rest = more,
            None => return Err(Error::quiet()),
        }
    }
}

/// The tag that `3`, `3A` and the like say.
fn tag(argument: Option<&[u8]>) -> Result<Tag> {
    let argument = argument.ok_or_else(Error::quiet)?;
    let (number, rest) = text::leading_number(argument);
    // As C's conversion to `int` has it.
    let number = u32::try_from(number as c_int).ok().filter(|_| number >= 0);
    let number = number.ok_or_else(|| bad(asn1::R_INVALID_NUMBER))?;
    let class = match rest.first() {
        None | Some(b'C') => CONTEXT,
        Some(b'U') => UNIVERSAL,
        Some(b'A') => 1,
        Some(b'P') => 3,
        Some(other) => {
            let data = format!("Char={}", char::from(*other));
            return Err(bad(asn1::R_INVALID_MODIFIER).with(data));
        }
    };
    Ok((class, number))
}

/// The type that a name in capitals means.
pub(super) fn type_named(upper: &[u8]) -> Option<c_int> {
    Some(match upper {
        b"BOOL" | b"BOOLEAN" => v::BOOLEAN,
        b"NULL" => v::NULL,
        b"INT" | b"INTEGER" => v::INTEGER,
        b"ENUM" | b"ENUMERATED" => v::ENUMERATED,
        b"OID" | b"OBJECT" => v::OBJECT,
        b"UTCTIME" | b"UTC" => v::UTCTIME,
        b"GENERALIZEDTIME" | b"GENTIME" => v::GENERALIZEDTIME,
        b"OCT" | b"OCTETSTRING" => v::OCTET_STRING,
        b"BITSTR" | b"BITSTRING" => v::BIT_STRING,
        b"UNIVERSALSTRING" | b"UNIV" => v::UNIVERSALSTRING,
        b"IA5" | b"IA5STRING" => v::IA5STRING,
        b"UTF8" | b"UTF8STRING" => v::UTF8STRING,
        b"BMP" | b"BMPSTRING" => v::BMPSTRING,
        b"VISIBLE" | b"VISIBLESTRING" => v::VISIBLESTRING,
        b"PRINTABLESTRING" | b"PRINTABLE" => v::PRINTABLESTRING,
        b"T61" | b"T61STRING" | b"TELETEXSTRING" => v::T61STRING,
        b"GENERALSTRING" | b"GENSTR" => v::GENERALSTRING,
        b"NUMERIC" | b"NUMERICSTRING" => v::NUMERICSTRING,
        b"SEQUENCE" | b"SEQ" => v::SEQUENCE,
        b"SET" => v::SET,
        _ => return None,
    })
}

/// The members of a SEQUENCE or SET, which a section lists.
fn members(
    kind: c_int,
    section: Option<&[u8]>,
    config: &X509V3_CTX,
    depth: usize,
) -> Result<Vec<u8>> {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    if let Some(name) = section {
        let section = config.section(&queue::lossy(name)).ok_or_else(Error::quiet)?;
        for pair in section.pairs() {
            let text = pair.value.as_deref().unwrap_or_default().to_bytes();
            let der = encode(text, Some(config), depth + 1)?;
            // What cannot be read back is no value.
            parts.push(ASN1_TYPE::encode(&*ASN1_TYPE::decode(&der)?.0));
        }
    }
    if kind == v::SET {
        parts.sort();
    }
    Ok(parts.concat())
}

/// The whole encoding of a value that is no SEQUENCE or SET.
fn make(kind: c_int, text: &[u8], format: Format) -> Result<Vec<u8>> {
    let data = || format!("string={}", String::from_utf8_lossy(text));
    let wrong = |cause: Error, reason: c_int| {
        err::push(&cause, "asn1_str2type");
        bad(reason).with(data())
    };
    let ascii = |reason| if format == Format::Ascii { Ok(()) } else { Err(bad(reason)) };
    let mut out = Vec::new();
    match kind {
        v::NULL => {
            if !text.is_empty() {
                return Err(bad(asn1::R_ILLEGAL_NULL_VALUE));
            }
            put_primitive(&mut out, (UNIVERSAL, 5), &[]);
        }
        v::BOOLEAN => {
            ascii(asn1::R_NOT_ASCII_FORMAT)?;
            let truth = text::boolean(&queue::lossy(text)).ok_or_else(|| {
                let shown = String::from_utf8_lossy(text);
                let cause = Error::new(Lib::X509v3, err::x509v3::R_INVALID_BOOLEAN_STRING)
                    .with(format!("name=<NULL>, value={shown}"));
                wrong(cause, asn1::R_ILLEGAL_BOOLEAN)
            })?;
            put_primitive(&mut out, (UNIVERSAL, 1), &[if truth { 0xff } else { 0 }]);
        }
        v::INTEGER | v::ENUMERATED => {
            ascii(asn1::R_INTEGER_NOT_ASCII_FORMAT)?;
            let number = text::integer(text).map_err(|e| wrong(e, asn1::R_ILLEGAL_INTEGER))?;
            number.kind.set(number.kind.get() - v::INTEGER + kind);
            put_primitive(&mut out, (UNIVERSAL, kind.unsigned_abs()), &integer::content(&number));
        }
        v::OBJECT => {
            ascii(asn1::R_OBJECT_NOT_ASCII_FORMAT)?;
            let object = objects::from_text(&queue::lossy(text), false)
                .map_err(|e| wrong(e, asn1::R_ILLEGAL_OBJECT))?;
            put_primitive(&mut out, (UNIVERSAL, 6), object.der());
        }
        v::UTCTIME | v::GENERALIZEDTIME => {
            ascii(asn1::R_TIME_NOT_ASCII_FORMAT)?;
            if time::parse_text(kind, text, false).is_none() {
                return Err(bad(asn1::R_ILLEGAL_TIME_VALUE).with(data()));
            }
            put_primitive(&mut out, (UNIVERSAL, kind.unsigned_abs()), text);
        }
        v::OCTET_STRING | v::BIT_STRING => {
            let made = ASN1_STRING::new(kind);
            match format {
                Format::Hex => {
                    let bytes = text::hex(&queue::lossy(text))
                        .map_err(|e| wrong(e, asn1::R_ILLEGAL_HEX))?;
                    made.store(&bytes)?;
                }
                Format::Ascii => made.store(text)?,
                Format::BitList if kind == v::BIT_STRING => {
                    let list = || bad(asn1::R_LIST_ERROR).with(data());
                    for element in text.split(|c| *c == b',') {
                        let (bit, rest) = text::leading_number(element.trim_ascii());
                        let bit = c_int::try_from(bit).ok().and_then(|n| usize::try_from(n).ok());
                        match bit {
                            Some(bit) if rest.is_empty() && !element.trim_ascii().is_empty() => {
                                string::set_bit(&made, bit, true)?;
                            }
                            _ => return Err(list()),
                        }
                    }
                }
                _ => return Err(bad(asn1::R_ILLEGAL_BITSTRING_FORMAT)),
            }
            if kind == v::BIT_STRING && format != Format::BitList {
                made.flags.set((made.flags.get() & !7) | BITS_LEFT);
            }
            write_string(&made, kind, None, &mut out);
        }
        _ => {
            let form = match format {
                Format::Ascii => string::MB_ASCII,
                Format::Utf8 => string::MB_UTF8,
                _ => return Err(bad(asn1::R_ILLEGAL_FORMAT)),
            };
            let (_, bytes) = string::convert(text, form, mask_of(kind).into(), 0, 0)
                .map_err(|e| wrong(e, err::R_MALLOC_FAILURE))?;
            put_primitive(&mut out, (UNIVERSAL, kind.unsigned_abs()), &bytes);
        }
    }
    Ok(out)
}
