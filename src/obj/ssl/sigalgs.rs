//! Signature schemes by name, NIDs and number on the wire.

use crate::err::{Error, Result};
use crate::tls::settings::SIGALGS;
use std::ffi::c_int;

const RSA: c_int = 6;
const DSA: c_int = 116;
const ECDSA: c_int = 408;
const RSA_PSS: c_int = 912;
const ED25519: c_int = 1087;
const ED448: c_int = 1088;
const SHA1: c_int = 64;
const SHA224: c_int = 675;
const SHA256: c_int = 672;
const SHA384: c_int = 673;
const SHA512: c_int = 674;

/// A signature scheme.
#[derive(Debug)]
pub struct SigAlg {
    /// Its number on the wire.
    pub id: u16,
    /// Its name; empty if it has none.
    name: &'static str,
    /// The NID of the signature.
    pub sig: c_int,
    /// The NID of the digest; 0 for none.
    pub hash: c_int,
    /// The NID of both; 0 for none.
    pub both: c_int,
}

const fn alg(id: u16, name: &'static str, sig: c_int, hash: c_int, both: c_int) -> SigAlg {
    SigAlg { id, name, sig, hash, both }
}

/// OpenSSL's table, in its order: the first match counts. Only those of
/// [`SIGALGS`] can be used; the others may stand in a list and are passed
/// over.
static KNOWN: &[SigAlg] = &[
    alg(0x0403, "ecdsa_secp256r1_sha256", ECDSA, SHA256, 794),
    alg(0x0503, "ecdsa_secp384r1_sha384", ECDSA, SHA384, 795),
    alg(0x0603, "ecdsa_secp521r1_sha512", ECDSA, SHA512, 796),
    alg(0x0807, "ed25519", ED25519, 0, 0),
    alg(0x0808, "ed448", ED448, 0, 0),
    alg(0x0303, "", ECDSA, SHA224, 793),
    alg(0x0203, "ecdsa_sha1", ECDSA, SHA1, 416),
    alg(0x0804, "rsa_pss_rsae_sha256", RSA_PSS, SHA256, 0),
    alg(0x0805, "rsa_pss_rsae_sha384", RSA_PSS, SHA384, 0),
    alg(0x0806, "rsa_pss_rsae_sha512", RSA_PSS, SHA512, 0),
    alg(0x0809, "rsa_pss_pss_sha256", RSA_PSS, SHA256, 0),
    alg(0x080a, "rsa_pss_pss_sha384", RSA_PSS, SHA384, 0),
    alg(0x080b, "rsa_pss_pss_sha512", RSA_PSS, SHA512, 0),
    alg(0x0401, "rsa_pkcs1_sha256", RSA, SHA256, 668),
    alg(0x0501, "rsa_pkcs1_sha384", RSA, SHA384, 669),
    alg(0x0601, "rsa_pkcs1_sha512", RSA, SHA512, 670),
    alg(0x0301, "rsa_pkcs1_sha224", RSA, SHA224, 671),
    alg(0x0201, "rsa_pkcs1_sha1", RSA, SHA1, 65),
    alg(0x0402, "", DSA, SHA256, 803),
    alg(0x0502, "", DSA, SHA384, 0),
    alg(0x0602, "", DSA, SHA512, 0),
    alg(0x0302, "", DSA, SHA224, 802),
    alg(0x0202, "", DSA, SHA1, 113),
];

impl SigAlg {
    /// The scheme with this number on the wire.
    pub fn by_id(id: u16) -> Option<&'static SigAlg> {
        KNOWN.iter().find(|alg| alg.id == id)
    }
}

/// The NID that one half of `RSA+SHA256` names, and whether it is the digest.
fn half(word: &[u8]) -> Option<(c_int, bool)> {
    Some(match word {
        b"RSA" => (RSA, false),
        b"RSA-PSS" | b"PSS" => (RSA_PSS, false),
        b"DSA" => (DSA, false),
        b"ECDSA" => (ECDSA, false),
        b"SHA1" | b"sha1" => (SHA1, true),
        b"SHA224" | b"sha224" => (SHA224, true),
        b"SHA256" | b"sha256" => (SHA256, true),
        b"SHA384" | b"sha384" => (SHA384, true),
        b"SHA512" | b"sha512" => (SHA512, true),
        _ => return None,
    })
}

fn by_name(name: &[u8]) -> Option<&'static SigAlg> {
    let Some(plus) = name.iter().position(|c| *c == b'+') else {
        return KNOWN.iter().find(|alg| !alg.name.is_empty() && alg.name.as_bytes() == name);
    };
    let (left, right) = name.split_at(plus);
    let (left, right) = (half(left)?, half(right.get(1..)?)?);
    let (sig, hash) = match (left.1, right.1) {
        (false, true) => (left.0, right.0),
        (true, false) => (right.0, left.0),
        _ => return None,
    };
    KNOWN.iter().find(|alg| alg.sig == sig && alg.hash == hash)
}

/// Reads a list of names joined by colons (`SSL_CTX_set1_sigalgs_list`).
///
/// Schemes this library lacks are passed over, but one at least must remain.
/// Errors: quiet ones, as OpenSSL queues none.
pub fn parse(list: &[u8]) -> Result<Vec<u16>> {
    let mut algs = Vec::new();
    for name in list.split(|c| *c == b':').map(<[u8]>::trim_ascii) {
        let alg = by_name(name).ok_or_else(Error::quiet)?;
        if algs.contains(&alg.id) {
            return Err(Error::quiet());
        }
        algs.push(alg.id);
    }
    usable(algs)
}

/// The same from pairs of digest and signature NIDs (`SSL_CTX_set1_sigalgs`).
pub fn from_nids(nids: &[c_int]) -> Result<Vec<u16>> {
    if !nids.len().is_multiple_of(2) {
        return Err(Error::quiet());
    }
    let found = nids.chunks_exact(2).map(|pair| {
        let alg = KNOWN.iter().find(|alg| [alg.hash, alg.sig] == pair);
        alg.map(|alg| alg.id).ok_or_else(Error::quiet)
    });
    usable(found.collect::<Result<_>>()?)
}

fn usable(mut algs: Vec<u16>) -> Result<Vec<u16>> {
    algs.retain(|id| SIGALGS.contains(id));
    if algs.is_empty() { Err(Error::quiet()) } else { Ok(algs) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_openssl_reads_them() {
        assert_eq!(parse(b"RSA+SHA256:ECDSA+SHA384:PSS+SHA512").unwrap(), [0x401, 0x503, 0x806]);
        assert_eq!(parse(b"ed25519:rsa_pss_pss_sha256").unwrap(), [0x807, 0x809]);
        assert_eq!(parse(b"RSA+SHA1:RSA+SHA256").unwrap(), [0x401]);
        for bad in ["", "rsa+sha256", "RSA+MD5", "RSA+SHA256:RSA+SHA256", "RSA+SHA256:nope"] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(from_nids(&[672, 6, 672, 408]).unwrap(), [0x401, 0x403]);
        assert!(from_nids(&[672]).is_err());
    }
}
