//! The usual form of a certificate in a bundle, read fast.
//!
//! A bundle has some 150 certificates, and programs load it for every context
//! they make. What is not in the usual form is left to `der::pem`.

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----\n";
const END: &[u8] = b"-----END CERTIFICATE-----\n";
/// Longer lines come in pieces elsewhere, so they are left to it.
const LONGEST_LINE: usize = 200;
/// In [`VALUES`]: not a base64 character.
const NONE: u8 = 0xff;

static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut i = 0;
    while i < alphabet.len() {
        #[allow(clippy::as_conversions, reason = "both fit: a character, and below 64")]
        {
            values[alphabet[i] as usize] = i as u8;
        }
        i += 1;
    }
    values
};

/// The next certificate in `text` and what follows it; `None` if there is
/// none, or none in the usual form.
pub fn certificate(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text;
    let mut body = loop {
        if let Some(body) = rest.strip_prefix(BEGIN) {
            break body;
        }
        // Lines of text around blocks; not those that may begin another.
        let end = rest.iter().take(LONGEST_LINE).position(|&b| b == b'\n')?;
        let (line, next) = rest.split_at(end + 1);
        if line.starts_with(b"-----") || !line.is_ascii() {
            return None;
        }
        rest = next;
    };
    let mut der = Vec::with_capacity(2048);
    loop {
        let (line, next) = match body.get(64) {
            // A full line may be the last, with padding.
            Some(b'\n') if body.get(63) != Some(&b'=') => body.split_at(64),
            _ => break,
        };
        decode(line, &mut der)?;
        body = next.get(1..)?;
    }
    if !body.starts_with(b"-----") {
        let end = body.iter().take(65).position(|&b| b == b'\n')?;
        let (line, next) = body.split_at(end);
        let padding = line.iter().rev().take(2).take_while(|&&b| b == b'=').count();
        let (data, _) = line.split_at(line.len() - padding);
        if line.is_empty() || line.len() % 4 != 0 {
            return None;
        }
        let (whole, tail) = data.split_at(data.len() - data.len() % 4);
        decode(whole, &mut der)?;
        decode_tail(tail, &mut der)?;
        body = next.get(1..)?;
    }
    let rest = body.strip_prefix(END)?;
    if der.is_empty() { None } else { Some((der, rest)) }
}

fn decode(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    for four in text.chunks_exact(4) {
        let bits = value(four)?;
        let [_, a, b, c] = bits.to_be_bytes();
        out.extend_from_slice(&[a, b, c]);
    }
    Some(())
}

/// The last two or three characters before padding.
fn decode_tail(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let bits = match text.len() {
        0 => return Some(()),
        2 => value(text)? << 12,
        3 => value(text)? << 6,
        _ => return None,
    };
    let bytes = bits.to_be_bytes();
    // Bits beyond the data, which are dropped, are for the usual form 0.
    let (kept, dropped) = bytes.get(1..)?.split_at(text.len() - 1);
    if dropped.iter().any(|&b| b != 0) {
        return None;
    }
    out.extend_from_slice(kept);
    Some(())
}

fn value(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |bits: u32, &b| match VALUES.get(usize::from(b)) {
        Some(&value) if value != NONE => Some((bits << 6) | u32::from(value)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::pem::{self, SliceLines};

    #[test]
    fn the_bundle_reads_as_it_does_slowly() {
        let Ok(text) = std::fs::read("/etc/ssl/certs/ca-certificates.crt") else { return };
        let (mut fast, mut slow) = (&text[..], SliceLines(&text));
        while let Some((der, rest)) = certificate(fast) {
            assert_eq!(pem::read(&mut slow).unwrap().data.as_slice(), der);
            fast = rest;
        }
        assert!(fast.is_empty() && pem::read(&mut slow).is_err());
    }

    #[test]
    fn anything_odd_is_left_alone() {
        let text = |body: &str| {
            format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
        };
        assert_eq!(certificate(text("AAEC").as_bytes()).unwrap().0, [0, 1, 2]);
        assert_eq!(certificate(text("AAE=").as_bytes()).unwrap().0, [0, 1]);
        assert_eq!(certificate(text("AA==").as_bytes()).unwrap().0, [0]);
        for odd in ["", "AAE", "AA=A", "A===", "AAF=", "AB==", "AA!A", "AAEC\n\n", "AAEC \nAAEC"] {
            assert!(certificate(text(odd).as_bytes()).is_none(), "{odd:?}");
        }
    }
}
