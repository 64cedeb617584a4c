//! Dotted numbers to and from the content octets of an OBJECT IDENTIFIER.

use crate::err::asn1::{
    R_FIRST_NUM_TOO_LARGE, R_INVALID_DIGIT, R_INVALID_SEPARATOR, R_MISSING_SECOND_NUMBER,
    R_SECOND_NUMBER_TOO_LARGE,
};
use crate::err::{Error, Lib, Result};

/// Longest identifier that is turned into text: beyond it OpenSSL too
/// refuses, since the work grows with the square of the length.
const LONGEST: usize = 586;

/// Content octets of the identifier that `text` writes as `1.2.840.…`.
///
/// Like OpenSSL it takes spaces as separators, and a first number alone
/// yields no octets and no error.
pub fn from_dotted(text: &[u8]) -> Result<Vec<u8>> {
    let fail = |reason| Err(Error::new(Lib::Asn1, reason));
    let mut out = Vec::new();
    let mut chars = text.iter().copied();
    let first = match chars.next() {
        None => return Ok(out),
        Some(c @ b'0'..=b'2') => u32::from(c - b'0'),
        Some(_) => return fail(R_FIRST_NUM_TOO_LARGE),
    };
    let Some(mut separator) = chars.next() else {
        return fail(R_MISSING_SECOND_NUMBER);
    };
    while chars.len() > 0 {
        if separator != b'.' && separator != b' ' {
            return fail(R_INVALID_SEPARATOR);
        }
        // Base-128 digits, least significant first.
        let mut digits: Vec<u8> = Vec::new();
        for c in chars.by_ref() {
            separator = c;
            match c {
                b'.' | b' ' => break,
                b'0'..=b'9' => multiply_add(&mut digits, 10, u32::from(c - b'0')),
                _ => return fail(R_INVALID_DIGIT),
            }
        }
        if out.is_empty() {
            let small = digits.len() <= 1 && digits.first().copied().unwrap_or(0) < 40;
            if first < 2 && !small {
                return fail(R_SECOND_NUMBER_TOO_LARGE);
            }
            multiply_add(&mut digits, 1, first * 40);
        }
        if digits.is_empty() {
            digits.push(0);
        }
        let last = digits.len() - 1;
        for (at, digit) in digits.iter().rev().enumerate() {
            out.push(if at == last { *digit } else { digit | 0x80 });
        }
    }
    Ok(out)
}

fn multiply_add(digits: &mut Vec<u8>, factor: u32, add: u32) {
    let mut carry = add;
    for digit in digits.iter_mut() {
        let value = u32::from(*digit) * factor + carry;
        *digit = (value & 0x7f) as u8;
        carry = value >> 7;
    }
    while carry > 0 {
        digits.push((carry & 0x7f) as u8);
        carry >>= 7;
    }
}

/// The dotted numbers of content octets; `None` if they are no identifier.
pub fn to_dotted(der: &[u8]) -> Option<String> {
    if der.is_empty() || der.len() > LONGEST {
        return None;
    }
    let mut text = String::new();
    let mut arc: Vec<u32> = Vec::new();
    let mut open = false;
    for byte in der {
        if !open && *byte == 0x80 {
            return None; // leading zeros
        }
        // arc = arc * 128 + low bits, in base 10^9, least significant first.
        let mut carry = u64::from(byte & 0x7f);
        for limb in &mut arc {
            let value = u64::from(*limb) * 128 + carry;
            *limb = (value % 1_000_000_000) as u32;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            arc.push(carry as u32);
        }
        open = byte & 0x80 != 0;
        if open {
            continue;
        }
        if text.is_empty() {
            let small = if arc.len() <= 1 { arc.first().copied().unwrap_or(0) } else { 80 };
            let root = (small / 40).min(2);
            text.push_str(&root.to_string());
            let mut borrow = root * 40;
            for limb in &mut arc {
                if *limb >= borrow {
                    *limb -= borrow;
                    borrow = 0;
                } else {
                    *limb = *limb + 1_000_000_000 - borrow;
                    borrow = 1;
                }
            }
            while arc.last() == Some(&0) {
                arc.pop();
            }
        }
        text.push('.');
        match arc.split_last() {
            None => text.push('0'),
            Some((top, rest)) => {
                text.push_str(&top.to_string());
                for limb in rest.iter().rev() {
                    text.push_str(&format!("{limb:09}"));
                }
            }
        }
        arc.clear();
    }
    (!open).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for text in [
            "1.2.840.113549.1.1.11",
            "2.5.4.3",
            "0.0",
            "2.999.1",
            "2.25.340282366920938463463374607431768211455",
            "1.39.0",
        ] {
            let der = from_dotted(text.as_bytes()).unwrap();
            assert_eq!(to_dotted(&der).unwrap(), text);
        }
        assert!(from_dotted(b"1.40").is_err());
        assert!(from_dotted(b"3.1").is_err());
        assert_eq!(to_dotted(&[0x2a, 0x80, 0x01]), None);
        assert_eq!(to_dotted(&[0x2a, 0x86]), None);
    }
}
