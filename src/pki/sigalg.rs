//! Signature algorithms: which key each takes and how strong its digest is.

use crate::pki::cert::Cert;
use crate::pki::oid;

const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];

/// The type of key that makes signatures of the algorithm `signature`, as the
/// OBJECT IDENTIFIER of its keys; `None` for an unknown algorithm.
fn key_type(signature: &[u8]) -> Option<&'static [u8]> {
    Some(match signature {
        // PKCS#1 v1.5: md2, md4, md5, sha1, sha256, 384, 512, 224, 512/224, 512/256.
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2..=5 | 11..=16]
        // The OIW's sha1WithRSA, and the SHA-3 family.
        | [0x2b, 0x0e, 3, 2, 29]
        | [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 13..=16] => oid::RSA_ENCRYPTION,
        RSA_PSS => RSA_PSS,
        // ecdsa-with-SHA1, -Recommended, -SHA224 to -SHA512, and SHA-3.
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1 | 2]
        | [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1..=4]
        | [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 9..=12] => oid::EC_PUBLIC_KEY,
        // dsa-with-SHA1, dsa-with-SHA224 to -SHA512 and SHA-3.
        [0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3] | [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 1..=8] => DSA,
        ED25519 => ED25519,
        ED448 => ED448,
        _ => return None,
    })
}

/// Whether the key in `issuer` can make signatures of the algorithm with the
/// OBJECT IDENTIFIER `signature`.
pub fn key_fits(issuer: &Cert, signature: &[u8]) -> bool {
    matches(issuer, signature) == Some(true)
}

/// Whether the key in `issuer` says what it is. One on a spelled-out curve is
/// not read here, but does: the checks of the chain refuse it with a reason of
/// its own.
pub fn has_key(issuer: &Cert) -> bool {
    issuer.key().is_some() || issuer.spells_curve_out()
}

/// The same; `None` for an unknown algorithm.
pub fn matches(issuer: &Cert, signature: &[u8]) -> Option<bool> {
    let needed = key_type(signature)?;
    let key = issuer.public_key().0;
    if !has_key(issuer) {
        return Some(false);
    }
    Some(key == needed || (key == oid::RSA_ENCRYPTION && needed == RSA_PSS))
}
