//! Whether a certificate names a host, an e-mail address or an IP address
//! (X509_check_host(3)).

use crate::der::reader::tag;
use crate::pki::cert::Cert;
use crate::pki::ext::GeneralName;
use crate::pki::{name, oid};

/// `X509_CHECK_FLAG_…`.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod flag {
    pub const ALWAYS_CHECK_SUBJECT: u32 = 0x1;
    pub const NO_WILDCARDS: u32 = 0x2;
    pub const NO_PARTIAL_WILDCARDS: u32 = 0x4;
    pub const MULTI_LABEL_WILDCARDS: u32 = 0x8;
    pub const SINGLE_LABEL_SUBDOMAINS: u32 = 0x10;
    pub const NEVER_CHECK_SUBJECT: u32 = 0x20;
    /// Internal: the wanted name starts with a dot.
    pub(super) const DOT_SUBDOMAINS: u32 = 0x8000;
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A host name; with a leading dot any host below it.
    Host(&'a [u8]),
    /// An e-mail address.
    Email(&'a [u8]),
    /// An IP address of 4 or 16 bytes.
    Ip(&'a [u8]),
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is there, in this form.
    Yes(Vec<u8>),
    /// It is not.
    No,
    /// A name that had to be compared is malformed.
    Malformed,
}

/// Looks for `wanted` in the names of `cert`.
pub fn check(cert: &Cert, wanted: Wanted<'_>, flags: u32) -> Match {
    let flags = match wanted {
        Wanted::Host([b'.', _, ..]) => flags | flag::DOT_SUBDOMAINS,
        _ => flags & !flag::DOT_SUBDOMAINS,
    };
    let mut present = false;
    for general in cert.alt_names().iter().flatten() {
        let found = match (wanted, general) {
            (Wanted::Host(_), GeneralName::Dns(text)) => *text,
            (Wanted::Email(_), GeneralName::Email(text)) => *text,
            (Wanted::Ip(_), GeneralName::Ip(bytes)) => *bytes,
            (Wanted::Email(_), GeneralName::Other { oid: oid::SMTP_UTF8_MAILBOX, value })
                if value.tag == tag::UTF8_STRING =>
            {
                value.value
            }
            _ => continue,
        };
        present = true;
        if !found.is_empty() && equal(wanted, found, flags) {
            return Match::Yes(found.to_vec());
        }
    }
    if flags & flag::NEVER_CHECK_SUBJECT != 0
        || (present && flags & flag::ALWAYS_CHECK_SUBJECT == 0)
    {
        return Match::No;
    }
    let attribute = match wanted {
        Wanted::Host(_) => oid::COMMON_NAME,
        Wanted::Email(_) => oid::EMAIL_ADDRESS,
        Wanted::Ip(_) => return Match::No,
    };
    for attribute in cert.subject().all(attribute) {
        if attribute.value.is_empty() {
            continue;
        }
        let Ok(text) = name::to_utf8(attribute.tag, attribute.value) else {
            return Match::Malformed;
        };
        if equal(wanted, &text, flags) {
            return Match::Yes(text);
        }
    }
    Match::No
}

fn equal(wanted: Wanted<'_>, pattern: &[u8], flags: u32) -> bool {
    match wanted {
        Wanted::Ip(ip) => ip == pattern,
        Wanted::Email(address) => equal_email(pattern, address),
        Wanted::Host(host) if flags & flag::NO_WILDCARDS != 0 => equal_nocase(pattern, host, flags),
        Wanted::Host(host) => equal_wildcard(pattern, host, flags),
    }
}

/// Drops the start of `pattern` if `subject` asks for any sub-domain.
fn skip_prefix<'a>(pattern: &'a [u8], subject: &[u8], flags: u32) -> &'a [u8] {
    if flags & flag::DOT_SUBDOMAINS == 0 {
        return pattern;
    }
    let Some((prefix, suffix)) =
        pattern.len().checked_sub(subject.len()).and_then(|start| pattern.split_at_checked(start))
    else {
        return pattern;
    };
    let single = flags & flag::SINGLE_LABEL_SUBDOMAINS != 0;
    if prefix.iter().any(|&b| b == 0 || (single && b == b'.')) { pattern } else { suffix }
}

fn equal_nocase(pattern: &[u8], subject: &[u8], flags: u32) -> bool {
    let pattern = skip_prefix(pattern, subject, flags);
    // A pattern with a NUL matches nothing.
    !pattern.contains(&0) && pattern.eq_ignore_ascii_case(subject)
}

fn equal_email(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The domain is what follows the last @ of either; its case is nothing.
    let at = a.iter().zip(b).rposition(|(&x, &y)| x == b'@' || y == b'@').unwrap_or(0);
    let (local_a, domain_a) = a.split_at(at);
    let (local_b, domain_b) = b.split_at(at);
    if at == 0 {
        // As OpenSSL has it: no local part, compared in full and exactly.
        return a == b && (a.first() != Some(&b'@') || equal_nocase(domain_a, domain_b, 0));
    }
    equal_nocase(domain_a, domain_b, 0) && local_a == local_b
}

fn equal_wildcard(pattern: &[u8], subject: &[u8], flags: u32) -> bool {
    // A name with a leading dot matches suffixes only.
    let star = match subject {
        [b'.', _, ..] => None,
        _ => valid_star(pattern, flags),
    };
    let Some(star) = star else { return equal_nocase(pattern, subject, flags) };
    let (prefix, rest) = pattern.split_at(star);
    let suffix = rest.get(1..).unwrap_or(&[]);
    wildcard_match(prefix, suffix, subject, flags)
}

/// Where the wildcard of `pattern` is, if it has exactly one in a legal
/// place: at the start or end of the first label, which is no IDNA label,
/// with two labels after it.
fn valid_star(pattern: &[u8], flags: u32) -> Option<usize> {
    let mut star = None;
    let (mut start, mut hyphen, mut idna) = (true, false, false);
    let mut dots = 0;
    for (i, &byte) in pattern.iter().enumerate() {
        match byte {
            b'*' => {
                let at_end = matches!(pattern.get(i + 1), None | Some(b'.'));
                if star.is_some() || idna || dots > 0 {
                    return None;
                }
                if flags & flag::NO_PARTIAL_WILDCARDS != 0 && !(start && at_end) {
                    return None;
                }
                if !start && !at_end {
                    return None;
                }
                star = Some(i);
                start = false;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                if start && pattern.get(i..i + 4).is_some_and(|p| p.eq_ignore_ascii_case(b"xn--")) {
                    idna = true;
                }
                hyphen = false;
                start = false;
            }
            b'.' => {
                if hyphen || start {
                    return None;
                }
                (start, hyphen, idna) = (true, false, false);
                dots += 1;
            }
            b'-' => {
                if start {
                    return None;
                }
                hyphen = true;
            }
            _ => return None,
        }
    }
    if start || hyphen || dots < 2 { None } else { star }
}

fn wildcard_match(prefix: &[u8], suffix: &[u8], subject: &[u8], flags: u32) -> bool {
    let Some(middle) = subject.len().checked_sub(prefix.len() + suffix.len()) else {
        return false;
    };
    let (head, rest) = subject.split_at(prefix.len());
    let (wild, tail) = rest.split_at(middle);
    if !equal_nocase(prefix, head, flags) || !equal_nocase(tail, suffix, flags) {
        return false;
    }
    let whole_label = prefix.is_empty() && suffix.first() == Some(&b'.');
    if whole_label && wild.is_empty() {
        return false;
    }
    let multi = whole_label && flags & flag::MULTI_LABEL_WILDCARDS != 0;
    // An IDNA label is not matched in part.
    let idna = |text: &[u8]| text.get(..4).is_some_and(|p| p.eq_ignore_ascii_case(b"xn--"));
    if !whole_label && (idna(subject) || idna(rest)) {
        return false;
    }
    wild == b"*"
        || wild.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-' || (multi && b == b'.'))
}

/// An IP address from text, as `a2i_IPADDRESS` reads it: 4 or 16 bytes.
pub fn parse_ip(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    if text.contains(':') {
        return text.parse::<std::net::Ipv6Addr>().ok().map(|ip| ip.octets().to_vec());
    }
    let parts: Vec<&str> = text.trim_ascii().split('.').collect();
    if parts.len() != 4 {
        return None;
    }
    parts
        .into_iter()
        .map(|part| {
            let digits = part.strip_prefix('+').unwrap_or(part);
            let fits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if fits { digits.parse::<u8>().ok() } else { None }
        })
        .collect()
}

/// An IP address as text, as `X509_VERIFY_PARAM_get1_ip_asc` writes it.
pub fn format_ip(ip: &[u8]) -> Option<String> {
    match *ip {
        [a, b, c, d] => Some(format!("{a}.{b}.{c}.{d}")),
        _ if ip.len() == 16 => Some(
            ip.chunks(2)
                .map(|pair| format!("{:X}", pair.iter().fold(0, |n, &b| (n << 8) | u32::from(b))))
                .collect::<Vec<_>>()
                .join(":"),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let m = |pattern: &str, host: &str| equal_wildcard(pattern.as_bytes(), host.as_bytes(), 0);
        assert!(m("*.example.com", "www.example.com"));
        assert!(!m("*.example.com", "a.b.example.com"));
        assert!(!m("*.example.com", "example.com"));
        assert!(!m("*.com", "example.com"));
        assert!(m("w*.example.com", "www.example.com"));
        assert!(m("*w.example.com", "www.example.com"));
        assert!(!m("w*w.example.com", "www.example.com"));
        assert!(!m("x*.example.com", "xn--abc.example.com"));
        assert!(m("*.example.com", "xn--abc.example.com"));
    }

    #[test]
    fn addresses() {
        assert_eq!(parse_ip(b"127.0.0.1"), Some(vec![127, 0, 0, 1]));
        assert_eq!(parse_ip(b"127.0.0.256"), None);
        assert_eq!(parse_ip(b"::1").map(|ip| ip.len()), Some(16));
        assert!(equal_email(b"A@Example.com", b"A@example.COM"));
        assert!(!equal_email(b"a@Example.com", b"A@example.COM"));
    }
}
