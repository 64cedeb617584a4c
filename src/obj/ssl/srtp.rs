//! The protection profiles of SRTP (RFC 5764, RFC 7714), for which DTLS
//! agrees on keys.

use crate::abi::Opaque;
use crate::err::{Error, Lib, Result, ssl};
use std::ffi::{CStr, c_ulong};

/// A protection profile. Public layout.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Debug)]
pub struct SRTP_PROTECTION_PROFILE {
    name: Opaque,
    id: c_ulong,
}

const fn profile(name: &'static CStr, id: c_ulong) -> SRTP_PROTECTION_PROFILE {
    SRTP_PROTECTION_PROFILE { name: Opaque(name.as_ptr().cast_mut().cast()), id }
}

const NAMES: [(&CStr, u16); 4] = [
    (c"SRTP_AES128_CM_SHA1_80", 1),
    (c"SRTP_AES128_CM_SHA1_32", 2),
    (c"SRTP_AEAD_AES_128_GCM", 7),
    (c"SRTP_AEAD_AES_256_GCM", 8),
];

static PROFILES: [SRTP_PROTECTION_PROFILE; 4] = [
    profile(NAMES[0].0, NAMES[0].1 as c_ulong),
    profile(NAMES[1].0, NAMES[1].1 as c_ulong),
    profile(NAMES[2].0, NAMES[2].1 as c_ulong),
    profile(NAMES[3].0, NAMES[3].1 as c_ulong),
];

/// The profile of this number.
pub fn find(id: u16) -> Option<&'static SRTP_PROTECTION_PROFILE> {
    PROFILES.iter().find(|profile| profile.id == c_ulong::from(id))
}

/// The numbers of profiles whose names are joined by colons.
///
/// Errors: `R_SRTP_UNKNOWN_PROTECTION_PROFILE`,
/// `R_BAD_SRTP_PROTECTION_PROFILE_LIST` if one is there twice.
pub fn parse(list: &CStr) -> Result<Vec<u16>> {
    let refuse = |reason| Err(Error::new(Lib::Ssl, reason));
    let mut ids = Vec::new();
    for name in list.to_bytes().split(|byte| *byte == b':') {
        let Some((_, id)) = NAMES.iter().find(|(known, _)| known.to_bytes() == name) else {
            return refuse(ssl::R_SRTP_UNKNOWN_PROTECTION_PROFILE);
        };
        if ids.contains(id) {
            return refuse(ssl::R_BAD_SRTP_PROTECTION_PROFILE_LIST);
        }
        ids.push(*id);
    }
    Ok(ids)
}
