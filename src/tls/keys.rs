//! Handshake signatures: schemes, and verification with a certificate's key.

#![forbid(unsafe_code)]

use super::provider;
use super::settings::TLS1_3;

/// The kind of key that a signature scheme needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    Ecdsa,
    Ed25519,
}

/// What `scheme` signs with.
pub(super) fn kind(scheme: u16) -> Kind {
    match scheme.to_be_bytes() {
        [0x04..=0x06 | 0x02, 0x03] => Kind::Ecdsa,
        [0x08, 0x07] => Kind::Ed25519,
        _ => Kind::Rsa,
    }
}

/// Whether TLS 1.3 allows `scheme` in its handshake.
pub(super) fn in_tls13(scheme: u16) -> bool {
    !matches!(scheme.to_be_bytes(), [_, 0x01])
}

/// One DER element: its tag, its content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let len = match first {
        0..=0x7f => usize::from(first),
        0x81..=0x84 => {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            rest = after;
            bytes.iter().fold(0usize, |len, &byte| len << 8 | usize::from(byte))
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(len)?;
    Some((tag, content, after))
}

/// The SubjectPublicKeyInfo's content in a DER certificate.
pub(super) fn spki(certificate: &[u8]) -> Option<&[u8]> {
    let (0x30, certificate, _) = element(certificate)? else { return None };
    let (0x30, mut tbs, _) = element(certificate)? else { return None };
    if let (0xa0, _, rest) = element(tbs)? {
        tbs = rest;
    }
    // serialNumber, signature, issuer, validity, subject
    for _ in 0..5 {
        tbs = element(tbs)?.2;
    }
    let (0x30, spki, _) = element(tbs)? else { return None };
    Some(spki)
}

/// Whether `signature` of `message` under `scheme` is that of the key in
/// `spki`; `None` if this key does not go with this scheme.
pub(super) fn verify(
    spki: &[u8],
    scheme: u16,
    version: u16,
    message: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let (0x30, algorithm, rest) = element(spki)? else { return None };
    let (0x03, bits, _) = element(rest)? else { return None };
    let (&0, key) = bits.split_first()? else { return None };
    let verifiers = provider::verifiers();
    let (_, candidates) = verifiers.mapping.iter().find(|(s, _)| u16::from(*s) == scheme)?;
    // TLS 1.3 ties each ECDSA scheme to one curve, the first.
    let count = if version == TLS1_3 { 1 } else { candidates.len() };
    let fitting =
        candidates.iter().take(count).find(|c| c.public_key_alg_id().as_ref() == algorithm)?;
    Some(fitting.verify_signature(key, message, signature).is_ok())
}
