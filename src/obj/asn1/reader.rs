//! Reading BER as OpenSSL's `d2i` functions do: lengths need not be minimal
//! and may be indefinite, strings may come in pieces, and each failure is
//! queued with OpenSSL's reasons.
//!
//! Path validation has a stricter reader of its own, `der::reader`.

pub use crate::abi::layout::item::Tag;
use crate::err::{self, Error, Lib, Result, asn1};

/// Class bits of an identifier octet, shifted down.
pub const UNIVERSAL: u8 = 0;
/// Context-specific.
pub const CONTEXT: u8 = 2;
/// Deepest nesting of indefinite lengths.
const DEEPEST: usize = 30;
/// Deepest nesting of pieces of a string.
const DEEPEST_STRING: usize = 5;

/// One encoded value.
#[derive(Clone, Copy, Debug)]
pub struct Tlv<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Whether its content is made of values.
    pub constructed: bool,
    /// Content octets.
    pub value: &'a [u8],
    /// Header and content.
    pub raw: &'a [u8],
}

/// An error of the ASN.1 library.
#[track_caller]
pub fn bad(reason: std::ffi::c_int) -> Error {
    Error::new(Lib::Asn1, reason)
}

/// Queues `inner`, and gives the error that OpenSSL queues on top of it.
#[track_caller]
pub fn nested(inner: &Error) -> Error {
    err::push(inner, "ASN1_item_d2i");
    bad(err::R_NESTED_ASN1_ERROR)
}

/// What a header says.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// The tag.
    pub tag: Tag,
    /// Whether the content is made of values.
    pub constructed: bool,
    /// Length of the header.
    pub head: usize,
    /// Length of the content; `None` if an end marker ends it.
    pub len: Option<usize>,
}

/// Reads a header, whose content may be longer than the bytes at hand.
pub fn header(bytes: &[u8]) -> Result<Header> {
    #[cfg(test)]
    tests::READ.with(|read| read.set(read.get() + 1));
    let too_long = || bad(asn1::R_HEADER_TOO_LONG);
    let mut at = bytes.iter().copied();
    let mut head = 1;
    let first = at.next().ok_or_else(|| bad(asn1::R_TOO_SMALL))?;
    let mut number = u32::from(first & 0x1f);
    if number == 0x1f {
        number = 0;
        loop {
            let octet = at.next().ok_or_else(too_long)?;
            head += 1;
            number = number.checked_mul(128).filter(|n| *n <= 0x7fff_ffff).ok_or_else(too_long)?
                | u32::from(octet & 0x7f);
            if octet & 0x80 == 0 {
                break;
            }
        }
    }
    let first_length = at.next().ok_or_else(too_long)?;
    head += 1;
    let constructed = first & 0x20 != 0;
    let len = match first_length {
        0x80 if !constructed => return Err(too_long()),
        0x80 => None,
        short @ 0..0x80 => Some(usize::from(short)),
        long => {
            let mut len: usize = 0;
            for _ in 0..long & 0x7f {
                let octet = at.next().ok_or_else(too_long)?;
                head += 1;
                if len > usize::MAX >> 9 {
                    return Err(too_long());
                }
                len = (len << 8) | usize::from(octet);
            }
            Some(len)
        }
    };
    Ok(Header { tag: (first >> 6, number), constructed, head, len })
}

/// Reads values one after another.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// Whether all was read.
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The tag of the next value; `None` at the end or where none can be read.
    pub fn peek(&self) -> Option<Tag> {
        header(self.rest).ok().map(|h| h.tag)
    }

    /// The next value.
    #[track_caller]
    pub fn any(&mut self) -> Result<Tlv<'a>> {
        let fail = |error: &Error| {
            err::push(error, "ASN1_get_object");
            bad(asn1::R_BAD_OBJECT_HEADER)
        };
        let h = header(self.rest).map_err(|e| fail(&e))?;
        let body = self.rest.get(h.head..).unwrap_or(&[]);
        let (value, raw_len) = match h.len {
            Some(len) => match body.get(..len) {
                Some(value) => (value, h.head + len),
                None => return Err(fail(&bad(asn1::R_TOO_LONG))),
            },
            None => {
                let len = indefinite(body, DEEPEST)?;
                (body.get(..len).unwrap_or(&[]), h.head + len + 2)
            }
        };
        let (raw, rest) =
            self.rest.split_at_checked(raw_len).ok_or_else(|| bad(asn1::R_TOO_LONG))?;
        self.rest = rest;
        Ok(Tlv { tag: h.tag, constructed: h.constructed, value, raw })
    }

    /// The next value, which must have this tag.
    #[track_caller]
    pub fn expect(&mut self, tag: Tag) -> Result<Tlv<'a>> {
        let before = self.clone();
        let tlv = self.any()?;
        if tlv.tag != tag {
            *self = before;
            return Err(bad(asn1::R_WRONG_TAG));
        }
        Ok(tlv)
    }
}

/// Length of the content before its end marker.
fn indefinite(body: &[u8], depth: usize) -> Result<usize> {
    let mut at = 0;
    loop {
        let rest = body.get(at..).unwrap_or(&[]);
        if rest.starts_with(&[0, 0]) {
            return Ok(at);
        }
        if rest.is_empty() {
            return Err(bad(asn1::R_MISSING_EOC));
        }
        let h = header(rest)?;
        let inner = rest.get(h.head..).unwrap_or(&[]);
        at += h.head
            + match h.len {
                Some(len) if len <= inner.len() => len,
                Some(_) => return Err(bad(asn1::R_TOO_LONG)),
                None if depth == 0 => return Err(bad(asn1::R_NESTED_TOO_DEEP)),
                None => indefinite(inner, depth - 1)? + 2,
            };
    }
}

/// The octets of a string, put together if they come in pieces.
pub fn joined<'a>(tlv: &Tlv<'a>) -> Result<std::borrow::Cow<'a, [u8]>> {
    if !tlv.constructed {
        return Ok(tlv.value.into());
    }
    let mut out = Vec::new();
    collect(tlv.value, DEEPEST_STRING, &mut out)?;
    Ok(out.into())
}

fn collect(body: &[u8], depth: usize, out: &mut Vec<u8>) -> Result<()> {
    let mut pieces = Reader::new(body);
    while !pieces.is_empty() {
        let piece = pieces.any().map_err(|e| nested(&e))?;
        if !piece.constructed {
            out.extend_from_slice(piece.value);
        } else if depth == 0 {
            return Err(bad(asn1::R_NESTED_ASN1_STRING));
        } else {
            collect(piece.value, depth - 1, out)?;
        }
    }
    Ok(())
}

/// Appends a DER header.
pub fn put_header(out: &mut Vec<u8>, tag: Tag, constructed: bool, len: usize) {
    let first = (tag.0 << 6) | if constructed { 0x20 } else { 0 };
    if tag.1 < 31 {
        out.push(first | (tag.1 & 0x1f) as u8);
    } else {
        out.push(first | 0x1f);
        let mut shift = (31 - tag.1.leading_zeros()) / 7 * 7;
        while shift > 0 {
            out.push(0x80 | (tag.1 >> shift & 0x7f) as u8);
            shift -= 7;
        }
        out.push((tag.1 & 0x7f) as u8);
    }
    if len < 128 {
        out.push(len as u8);
    } else {
        let octets = len.to_be_bytes();
        let skip = len.leading_zeros() as usize / 8;
        let used = octets.get(skip..).unwrap_or(&[]);
        out.push(0x80 | used.len() as u8);
        out.extend_from_slice(used);
    }
}

/// Appends a whole value whose content `body` writes.
pub fn put_constructed(out: &mut Vec<u8>, tag: Tag, body: impl FnOnce(&mut Vec<u8>)) {
    let mut content = Vec::new();
    body(&mut content);
    put_header(out, tag, true, content.len());
    out.extend_from_slice(&content);
}

/// Appends a whole primitive value.
pub fn put_primitive(out: &mut Vec<u8>, tag: Tag, content: &[u8]) {
    put_header(out, tag, false, content.len());
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        pub(super) static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// The headers that are read for the first value of `bytes`.
    fn cost(bytes: &[u8]) -> (bool, usize) {
        let before = READ.with(std::cell::Cell::get);
        let good = Reader::new(bytes).any().is_ok();
        (good, READ.with(std::cell::Cell::get) - before)
    }

    #[test]
    fn deep_nesting_is_left_unread_or_refused() {
        const DEEP: usize = 1_000_000;
        // Of definite length: what is inside is not looked at.
        let mut nested = vec![4, 0];
        while nested.len() < 10_000 {
            let content = std::mem::take(&mut nested);
            put_constructed(&mut nested, (UNIVERSAL, 16), |out| out.extend(content));
        }
        assert_eq!(cost(&nested), (true, 1));
        // Of indefinite length: its end is looked for, so far down only.
        assert_eq!(cost(&[0x30, 0x80].repeat(DEEP)), (false, DEEPEST + 2));
        let deep = [&[0x30, 0x80].repeat(DEEPEST + 1)[..], &[0; 2].repeat(DEEPEST + 1)].concat();
        assert_eq!(cost(&deep), (true, DEEPEST + 1));
        // Much at the bottom is read once.
        let bottom = [4, 0].repeat(DEEP);
        let wide =
            [&[0x30, 0x80].repeat(DEEPEST + 1)[..], &bottom, &[0; 2].repeat(DEEPEST + 1)].concat();
        assert_eq!(cost(&wide), (true, DEEP + DEEPEST + 1));
        // Strings in pieces of pieces.
        let pieces = [&[0x24, 0x80].repeat(8)[..], &[4, 1, 7], &[0; 2].repeat(8)].concat();
        assert!(joined(&Reader::new(&pieces).any().unwrap()).is_err());
    }
}
