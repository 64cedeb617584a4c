//! The text of lists of signed certificate timestamps (RFC 6962, section 3.3).

use super::print::Text;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{Error, Lib, Result, ct};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Octets, v};
use crate::obj::asn1::time::{self, Moment};

/// Takes `len` bytes from the front of `rest`.
fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (front, back) = rest.split_at_checked(len)?;
    *rest = back;
    Some(front)
}

/// Takes bytes whose number stands before them in two.
fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = take(rest, 2)?.try_into().map(u16::from_be_bytes).ok()?;
    take(rest, len.into())
}

fn fail<T>(reason: std::ffi::c_int) -> Result<T> {
    Err(Error::new(Lib::Ct, reason))
}

/// The text of the list in an extension's value, `indent` columns in.
pub fn list(der: &[u8], indent: usize) -> Result<Text> {
    let value = Octets::decode(der)?.0;
    let mut rest = value.bytes();
    let Some(mut list) = counted(&mut rest).filter(|_| rest.is_empty()) else {
        return fail(ct::R_SCT_LIST_INVALID);
    };
    let mut out = Text::default();
    let mut first = true;
    while !list.is_empty() {
        let Some(sct) = counted(&mut list).filter(|sct| !sct.is_empty()) else {
            return fail(ct::R_SCT_LIST_INVALID);
        };
        if !std::mem::take(&mut first) {
            out.put("\n");
        }
        one(&mut out, sct, indent)?;
    }
    Ok(out)
}

fn one(out: &mut Text, sct: &[u8], indent: usize) -> Result<()> {
    out.indent(indent).put("Signed Certificate Timestamp:\n");
    out.indent(indent + 4).put("Version   : ");
    let mut rest = sct;
    if take(&mut rest, 1) != Some(&[0]) {
        out.put("unknown\n").indent(indent + 16);
        hex(out, sct, indent + 16);
        return Ok(());
    }
    let fields = (|| Some((take(&mut rest, 32)?, take(&mut rest, 8)?, counted(&mut rest)?)))();
    let Some((log, at, extensions)) = fields else { return fail(ct::R_SCT_INVALID) };
    let signature = (|| Some((take(&mut rest, 2)?, counted(&mut rest)?)))();
    // A hash of SHA-256, and RSA or ECDSA, are all there is.
    let (name, signature) = match signature {
        Some(([4, 1], bytes)) => ("sha256WithRSAEncryption", bytes),
        Some(([4, 3], bytes)) => ("ecdsa-with-SHA256", bytes),
        _ => return fail(ct::R_SCT_INVALID_SIGNATURE),
    };
    if !rest.is_empty() {
        return fail(ct::R_SCT_INVALID);
    }
    out.put("v1 (0x0)\n").indent(indent + 4).put("Log ID    : ");
    hex(out, log, indent + 16);
    out.put("\n").indent(indent + 4).put("Timestamp : ").put(moment(at));
    out.put("\n").indent(indent + 4).put("Extensions: ");
    match extensions.is_empty() {
        true => drop(out.put("none")),
        false => hex(out, extensions, indent + 16),
    }
    out.put("\n").indent(indent + 4).put(format!("Signature : {name}\n")).indent(indent + 16);
    hex(out, signature, indent + 16);
    Ok(())
}

/// Milliseconds since 1970, as a date.
fn moment(bytes: &[u8]) -> String {
    let milliseconds = bytes.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let text = || {
        let moment = Moment::from_unix(i64::try_from(milliseconds / 1000).ok()?)?;
        let (_, whole) = time::format(moment, Some(v::GENERALIZEDTIME))?;
        let text = format!("{}.{:03}Z", whole.strip_suffix('Z')?, milliseconds % 1000);
        time::to_text(&*ASN1_STRING::with(v::GENERALIZEDTIME, text.as_bytes()).ok()?, 0)
    };
    text().unwrap_or_else(|| "Bad time value".to_owned())
}

/// Bytes in hexadecimal, 16 a line.
fn hex(out: &mut Text, bytes: &[u8], indent: usize) {
    for (at, row) in bytes.chunks(16).enumerate() {
        if at > 0 {
            out.put(":\n").indent(indent);
        }
        let digits: Vec<String> = row.iter().map(|byte| format!("{byte:02X}")).collect();
        out.put(digits.join(":"));
    }
}
