//! `EVP_PKEY_ASN1_METHOD`: what is known of the types of keys.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]
#![forbid(unsafe_code)]

use std::ffi::{CStr, c_int};

/// `ASN1_PKEY_ALIAS`: another number of the same type.
const ALIAS: c_int = 1;
/// `ASN1_PKEY_SIGPARAM_NULL`: algorithms of signatures have a NULL.
const NULL_PARAMETER: c_int = 4;

/// What is known of a type of keys.
#[derive(Debug)]
pub struct EVP_PKEY_ASN1_METHOD {
    /// The NID of the type.
    pub nid: c_int,
    /// The NID of the type that it is another number of; its own otherwise.
    pub base: c_int,
    /// `ASN1_PKEY_…`.
    pub flags: c_int,
    /// What it is, in words.
    pub info: Option<&'static CStr>,
    /// Its name in PEM.
    pub pem: Option<&'static CStr>,
}

const fn kind(
    nid: c_int,
    flags: c_int,
    info: &'static CStr,
    pem: &'static CStr,
) -> EVP_PKEY_ASN1_METHOD {
    EVP_PKEY_ASN1_METHOD { nid, base: nid, flags, info: Some(info), pem: Some(pem) }
}

const fn alias(nid: c_int, base: c_int) -> EVP_PKEY_ASN1_METHOD {
    EVP_PKEY_ASN1_METHOD { nid, base, flags: ALIAS, info: None, pem: None }
}

/// The types, in the order of their NIDs.
static ALL: [EVP_PKEY_ASN1_METHOD; 12] = [
    kind(6, NULL_PARAMETER, c"OpenSSL RSA method", c"RSA"),
    alias(19, 6),
    kind(28, 0, c"OpenSSL PKCS#3 DH method", c"DH"),
    alias(66, 116),
    alias(67, 116),
    alias(70, 116),
    alias(113, 116),
    kind(116, 0, c"OpenSSL DSA method", c"DSA"),
    kind(408, 0, c"OpenSSL EC algorithm", c"EC"),
    kind(912, NULL_PARAMETER, c"OpenSSL RSA-PSS method", c"RSA-PSS"),
    kind(1034, 0, c"OpenSSL X25519 algorithm", c"X25519"),
    kind(1087, 0, c"OpenSSL ED25519 algorithm", c"ED25519"),
];

impl EVP_PKEY_ASN1_METHOD {
    /// How many there are.
    pub fn count() -> usize {
        ALL.len()
    }

    /// One by its place.
    pub fn by_index(index: usize) -> Option<&'static EVP_PKEY_ASN1_METHOD> {
        ALL.get(index)
    }

    /// That of a NID, which may be another number of its type.
    pub fn find(nid: c_int) -> Option<&'static EVP_PKEY_ASN1_METHOD> {
        let of = |nid| ALL.iter().find(|known: &&EVP_PKEY_ASN1_METHOD| known.nid == nid);
        of(nid).and_then(|found| of(found.base))
    }

    /// That of a name in PEM, whatever its case.
    pub fn find_name(name: &[u8]) -> Option<&'static EVP_PKEY_ASN1_METHOD> {
        let is = |pem: &&CStr| pem.to_bytes().eq_ignore_ascii_case(name);
        ALL.iter().find(|known| known.pem.as_ref().is_some_and(is))
    }
}
