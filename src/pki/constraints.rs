//! Name constraints (RFC 5280, section 4.2.1.10).

use crate::der::reader::tag;
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::ext::{GeneralName, NameConstraints, Subtree};
use crate::pki::name::{self, Name, NameRef};
use crate::pki::oid;

type Verdict = Result<(), VerifyError>;

/// More comparisons than this are refused.
const MOST_COMPARISONS: usize = 1 << 20;

const OUTSIDE: Verdict = Err(VerifyError::PERMITTED_VIOLATION);
const BAD_SYNTAX: Verdict = Err(VerifyError::UNSUPPORTED_NAME_SYNTAX);

/// A name that is compared.
enum Candidate<'a> {
    Directory(NameRef<'a>),
    General(&'a GeneralName<'a>),
}

/// Whether every name of `cert` is within the `constraints`.
/// OpenSSL: `NAME_CONSTRAINTS_check`.
pub fn check(cert: &Cert, constraints: &NameConstraints<'_>) -> Verdict {
    let subject = cert.subject();
    let names = cert.alt_names().unwrap_or_default();
    let count = subject.attributes().count() + names.len();
    bound(count, constraints)?;
    if !subject.is_empty() {
        match_name(&Candidate::Directory(subject), constraints)?;
        for address in subject.all(oid::EMAIL_ADDRESS) {
            if address.tag != tag::IA5_STRING {
                return BAD_SYNTAX;
            }
            let email = GeneralName::Email(address.value);
            match_name(&Candidate::General(&email), constraints)?;
        }
    }
    names.iter().try_for_each(|name| match_name(&Candidate::General(name), constraints))
}

/// Whether the common names of `cert` that look like host names are within
/// the `constraints`. OpenSSL: `NAME_CONSTRAINTS_check_CN`.
pub fn check_common_names(cert: &Cert, constraints: &NameConstraints<'_>) -> Verdict {
    let subject = cert.subject();
    bound(subject.attributes().count(), constraints)?;
    for common in subject.all(oid::COMMON_NAME) {
        let mut text = name::to_utf8(common.tag, common.value)
            .map_err(|_| VerifyError::UNSUPPORTED_NAME_SYNTAX)?;
        while text.last() == Some(&0) {
            text.pop();
        }
        if text.contains(&0) {
            return BAD_SYNTAX;
        }
        if looks_like_host(&text) {
            let host = GeneralName::Dns(&text);
            match_name(&Candidate::General(&host), constraints)?;
        }
    }
    Ok(())
}

fn bound(names: usize, constraints: &NameConstraints<'_>) -> Verdict {
    let subtrees = constraints.permitted.len() + constraints.excluded.len();
    if names.saturating_mul(subtrees) > MOST_COMPARISONS {
        return Err(VerifyError::UNSPECIFIED);
    }
    Ok(())
}

/// Two or more labels of letters, digits, `_` and inner hyphens.
fn looks_like_host(text: &[u8]) -> bool {
    let mut labels = 1;
    for (i, &byte) in text.iter().enumerate() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            continue;
        }
        let (before, after) = (i.checked_sub(1).and_then(|i| text.get(i)), text.get(i + 1));
        let (Some(before), Some(after)) = (before, after) else { return false };
        match byte {
            b'-' => {}
            b'.' if *after != b'.' && *before != b'-' && *after != b'-' => labels += 1,
            _ => return false,
        }
    }
    labels > 1
}

fn match_name(candidate: &Candidate<'_>, constraints: &NameConstraints<'_>) -> Verdict {
    let mut applies = false;
    let mut inside = false;
    for subtree in constraints.permitted.iter().filter(|s| same_kind(candidate, &s.base)) {
        whole(subtree)?;
        applies = true;
        if !inside {
            match within(candidate, &subtree.base) {
                Ok(()) => inside = true,
                OUTSIDE => {}
                other => return other,
            }
        }
    }
    if applies && !inside {
        return OUTSIDE;
    }
    for subtree in constraints.excluded.iter().filter(|s| same_kind(candidate, &s.base)) {
        whole(subtree)?;
        match within(candidate, &subtree.base) {
            Ok(()) => return Err(VerifyError::EXCLUDED_VIOLATION),
            OUTSIDE => {}
            other => return other,
        }
    }
    Ok(())
}

/// RFC 5280 allows no subtree with a minimum or maximum.
fn whole(subtree: &Subtree<'_>) -> Verdict {
    if subtree.minimum || subtree.maximum {
        return Err(VerifyError::SUBTREE_MINMAX);
    }
    Ok(())
}

fn same_kind(candidate: &Candidate<'_>, base: &GeneralName<'_>) -> bool {
    match (candidate, base) {
        (Candidate::Directory(_), base) => matches!(base, GeneralName::Directory(_)),
        (Candidate::General(GeneralName::Other { oid: oid::SMTP_UTF8_MAILBOX, .. }), base) => {
            matches!(base, GeneralName::Email(_))
        }
        (
            Candidate::General(GeneralName::Other { oid: a, .. }),
            GeneralName::Other { oid: b, .. },
        ) => a == b,
        (Candidate::General(name), base) => name.kind() == base.kind(),
    }
}

fn within(candidate: &Candidate<'_>, base: &GeneralName<'_>) -> Verdict {
    #[cfg(test)]
    tests::COMPARED.with(|compared| compared.set(compared.get() + 1));
    let parsed: Name;
    let directory = match candidate {
        Candidate::Directory(name) => Some(*name),
        Candidate::General(GeneralName::Directory(raw)) => {
            parsed = Name::parse(raw).map_err(|_| VerifyError::UNSUPPORTED_NAME_SYNTAX)?;
            Some(parsed.view())
        }
        Candidate::General(_) => None,
    };
    if let (Some(name), GeneralName::Directory(raw)) = (directory, base) {
        let base = Name::parse(raw).map_err(|_| VerifyError::UNSUPPORTED_NAME_SYNTAX)?;
        return verdict(name.canonical().starts_with(base.view().canonical()));
    }
    let Candidate::General(general) = candidate else { return BAD_SYNTAX };
    match (general, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => within_dns(name, base),
        (GeneralName::Email(name), GeneralName::Email(base)) => within_email(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => within_uri(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => within_ip(name, base),
        // Internationalised addresses are not compared; nothing is let through.
        (GeneralName::Other { .. }, GeneralName::Email(_)) => BAD_SYNTAX,
        _ => Err(VerifyError::UNSUPPORTED_CONSTRAINT_TYPE),
    }
}

const fn verdict(inside: bool) -> Verdict {
    if inside { Ok(()) } else { OUTSIDE }
}

fn within_dns(name: &[u8], base: &[u8]) -> Verdict {
    if base.is_empty() {
        return Ok(());
    }
    let Some(start) = name.len().checked_sub(base.len()) else { return OUTSIDE };
    let (prefix, suffix) = name.split_at(start);
    if !prefix.is_empty() && base.first() != Some(&b'.') && prefix.last() != Some(&b'.') {
        return OUTSIDE;
    }
    verdict(suffix.eq_ignore_ascii_case(base))
}

fn within_email(name: &[u8], base: &[u8]) -> Verdict {
    let split = |text: &[u8]| text.iter().rposition(|&b| b == b'@');
    let Some(at) = split(name) else { return BAD_SYNTAX };
    let (local, domain) = (name.get(..at).unwrap_or(&[]), name.get(at + 1..).unwrap_or(&[]));
    match split(base) {
        None if base.first() == Some(&b'.') => {
            let longer = name.len() > base.len();
            verdict(
                longer
                    && name
                        .get(name.len() - base.len()..)
                        .is_some_and(|end| end.eq_ignore_ascii_case(base)),
            )
        }
        None => verdict(domain.eq_ignore_ascii_case(base)),
        Some(base_at) => {
            let base_local = base.get(..base_at).unwrap_or(&[]);
            let base_domain = base.get(base_at + 1..).unwrap_or(&[]);
            // The local part is case sensitive.
            verdict(
                (base_local.is_empty() || base_local == local)
                    && domain.eq_ignore_ascii_case(base_domain),
            )
        }
    }
}

fn within_uri(name: &[u8], base: &[u8]) -> Verdict {
    let Some(colon) = name.iter().position(|&b| b == b':') else { return BAD_SYNTAX };
    let Some(rest) = name.get(colon..).and_then(|rest| rest.strip_prefix(b"://")) else {
        return BAD_SYNTAX;
    };
    // A port ends the host, else a path does.
    let end = rest
        .iter()
        .position(|&b| b == b':')
        .or_else(|| rest.iter().position(|&b| b == b'/'))
        .unwrap_or(rest.len());
    let host = rest.get(..end).unwrap_or(&[]);
    if host.is_empty() {
        return BAD_SYNTAX;
    }
    if base.first() == Some(&b'.') {
        let longer = host.len() > base.len();
        return verdict(
            longer
                && host
                    .get(host.len() - base.len()..)
                    .is_some_and(|end| end.eq_ignore_ascii_case(base)),
        );
    }
    verdict(host.eq_ignore_ascii_case(base))
}

fn within_ip(name: &[u8], base: &[u8]) -> Verdict {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return BAD_SYNTAX;
    }
    if name.len() * 2 != base.len() {
        return OUTSIDE;
    }
    let (net, mask) = base.split_at(name.len());
    verdict(name.iter().zip(net).zip(mask).all(|((n, b), m)| n & m == b & m))
}

#[cfg(test)]
pub(crate) mod tests {
    thread_local! {
        pub(super) static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    /// How many names this thread has compared with constraints.
    pub(crate) fn compared() -> usize {
        COMPARED.with(std::cell::Cell::get)
    }
}
