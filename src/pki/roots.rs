//! Mozilla's roots, for machines without any of their own.
//!
//! `webpki-roots` holds each root's name, key and name constraints. A
//! self-issued certificate is put around them, so that path validation treats
//! them like any other root; its signature, which nobody checks, is empty.

use crate::der::reader::{Reader, tag};
use crate::der::write::tlv;
use crate::pki::oid;

/// sha256WithRSAEncryption, with the NULL that belongs to it.
const RSA_SHA256: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
/// ecdsa-with-SHA256.
const ECDSA_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

/// A certificate of each root.
pub fn certificates() -> impl Iterator<Item = Vec<u8>> {
    webpki_roots::TLS_SERVER_ROOTS.iter().map(|root| {
        certificate(&root.subject, &root.subject_public_key_info, root.name_constraints.as_deref())
    })
}

fn certificate(subject: &[u8], key: &[u8], constraints: Option<&[u8]>) -> Vec<u8> {
    let name = tlv(tag::SEQUENCE, subject);
    let key = tlv(tag::SEQUENCE, key);
    let kind = Reader::new(&key)
        .sequence()
        .and_then(|mut fields| fields.sequence())
        .and_then(|mut algorithm| algorithm.oid())
        .unwrap_or(&[]);
    let algorithm = if kind == oid::EC_PUBLIC_KEY { ECDSA_SHA256 } else { RSA_SHA256 };
    let validity = tlv(
        tag::SEQUENCE,
        &[
            tlv(tag::GENERALIZED_TIME, b"20000101000000Z"),
            tlv(tag::GENERALIZED_TIME, b"99991231235959Z"),
        ]
        .concat(),
    );
    let mut extensions = extension(oid::BASIC_CONSTRAINTS, &[0x30, 3, 1, 1, 0xff]);
    if let Some(constraints) = constraints {
        let value = tlv(tag::SEQUENCE, constraints);
        extensions.extend(extension(oid::NAME_CONSTRAINTS, &value));
    }
    let tbs = [
        &tlv(tag::constructed(0), &[tag::INTEGER, 1, 2]),
        &[tag::INTEGER, 1, 1][..],
        algorithm,
        &name,
        &validity,
        &name,
        &key,
        &tlv(tag::constructed(3), &tlv(tag::SEQUENCE, &extensions)),
    ]
    .concat();
    let tbs = tlv(tag::SEQUENCE, &tbs);
    tlv(tag::SEQUENCE, &[&tbs, algorithm, &[tag::BIT_STRING, 1, 0]].concat())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    let critical = [tag::BOOLEAN, 1, 0xff];
    let parts = [&tlv(tag::OID, oid), &critical[..], &tlv(tag::OCTET_STRING, value)].concat();
    tlv(tag::SEQUENCE, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::cert::Cert;
    use crate::pki::info::flag;

    #[test]
    fn every_root_is_a_self_signed_ca() {
        assert!(certificates().count() > 50);
        for der in certificates() {
            let cert = Cert::parse(&der).unwrap();
            assert!(cert.has(flag::CA | flag::SS) && !cert.has(flag::INVALID));
        }
    }
}
