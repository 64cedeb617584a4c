//! A writer of DER values.

use super::reader::tag;

/// The encoding of one value.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let len = content.len();
    if len < 0x80 {
        // Below 128, so it fits.
        out.push(len.to_le_bytes()[0]);
    } else {
        let bytes = len.to_be_bytes();
        let skip = bytes.iter().take_while(|&&b| b == 0).count();
        out.push(0x80 | (bytes.len() - skip).to_le_bytes()[0]);
        out.extend_from_slice(&bytes[skip..]);
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of `parts`, which are encoded already.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag::SEQUENCE, &parts.concat())
}

/// An INTEGER from big-endian bytes, not negative.
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let bytes = &bytes[bytes.iter().take_while(|&&b| b == 0).count()..];
    let mut content = Vec::with_capacity(bytes.len() + 1);
    if bytes.first().is_none_or(|&b| b >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(bytes);
    tlv(tag::INTEGER, &content)
}

/// A small INTEGER.
pub fn small(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// An OBJECT IDENTIFIER from its content.
pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(tag::OID, content)
}

/// An OCTET STRING.
pub fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(tag::OCTET_STRING, bytes)
}

/// A BIT STRING of whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(bytes.len() + 1);
    content.push(0);
    content.extend_from_slice(bytes);
    tlv(tag::BIT_STRING, &content)
}

/// NULL.
pub const NULL: &[u8] = b"\x05\x00";

/// An AlgorithmIdentifier from its OID's content and encoded parameters.
pub fn algorithm(oid_content: &[u8], params: Option<&[u8]>) -> Vec<u8> {
    sequence(&[&oid(oid_content), params.unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        assert_eq!(small(0), b"\x02\x01\x00");
        assert_eq!(small(128), b"\x02\x02\x00\x80");
        assert_eq!(&octets(&[0; 300])[..4], b"\x04\x82\x01\x2c");
    }
}
