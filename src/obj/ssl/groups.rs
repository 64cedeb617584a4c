//! Key-exchange groups by name, NID and number on the wire.

use crate::crypto::ec::Curve;
use crate::crypto::pkey::{KeyKind, PublicKey};
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::tls::settings::GROUPS;
use std::ffi::{CStr, c_int};
use std::sync::Arc;

/// Marks a number on the wire where a NID is asked for (`TLSEXT_nid_unknown`).
pub const NID_UNKNOWN: c_int = 0x0100_0000;

/// A group.
#[derive(Debug)]
pub struct Group {
    /// Its number on the wire.
    pub id: u16,
    /// Its NID; 0 for none.
    pub nid: c_int,
    /// The name OpenSSL prints.
    pub name: &'static CStr,
    /// The names that are read, besides that one.
    aliases: &'static [&'static str],
}

const fn group(
    id: u16,
    nid: c_int,
    name: &'static CStr,
    aliases: &'static [&'static str],
) -> Group {
    Group { id, nid, name, aliases }
}

/// The groups that OpenSSL knows and programs name. Only those of
/// [`GROUPS`] can be used; the others may stand in a list and are passed over.
static KNOWN: &[Group] = &[
    group(0x11ec, 0, c"X25519MLKEM768", &[]),
    group(0x11eb, 0, c"SecP256r1MLKEM768", &[]),
    group(0x11ed, 0, c"SecP384r1MLKEM1024", &[]),
    group(0x0200, 0, c"MLKEM512", &[]),
    group(0x0201, 0, c"MLKEM768", &[]),
    group(0x0202, 0, c"MLKEM1024", &[]),
    group(29, 1034, c"x25519", &["X25519"]),
    group(23, 415, c"secp256r1", &["P-256", "prime256v1"]),
    group(30, 1035, c"x448", &["X448"]),
    group(25, 716, c"secp521r1", &["P-521"]),
    group(24, 715, c"secp384r1", &["P-384"]),
    group(22, 714, c"secp256k1", &[]),
    group(26, 927, c"brainpoolP256r1", &[]),
    group(27, 931, c"brainpoolP384r1", &[]),
    group(28, 933, c"brainpoolP512r1", &[]),
    group(19, 409, c"secp192r1", &["P-192", "prime192v1"]),
    group(20, 712, c"secp224k1", &[]),
    group(21, 713, c"secp224r1", &["P-224"]),
    group(256, 1126, c"ffdhe2048", &[]),
    group(257, 1127, c"ffdhe3072", &[]),
    group(258, 1128, c"ffdhe4096", &[]),
    group(259, 1129, c"ffdhe6144", &[]),
    group(260, 1130, c"ffdhe8192", &[]),
];

impl Group {
    /// The group with this number on the wire.
    pub fn by_id(id: u16) -> Option<&'static Group> {
        KNOWN.iter().find(|group| group.id == id)
    }

    /// The group that `nid` means: a NID, or a number on the wire marked with
    /// [`NID_UNKNOWN`].
    pub fn by_nid(nid: c_int) -> Option<&'static Group> {
        if nid & NID_UNKNOWN != 0 {
            return u16::try_from(nid & 0xffff).ok().and_then(Group::by_id);
        }
        KNOWN.iter().find(|group| group.nid == nid && nid != 0)
    }

    fn by_name(name: &str) -> Option<&'static Group> {
        KNOWN
            .iter()
            .find(|group| group.name.to_bytes() == name.as_bytes() || group.aliases.contains(&name))
    }
}

/// What C is told of a group on the wire: its NID, or the marked number.
pub fn nid_of(id: u16) -> c_int {
    match Group::by_id(id) {
        Some(group) if group.nid != 0 => group.nid,
        _ => NID_UNKNOWN | c_int::from(id),
    }
}

/// The key that a peer's share of `group` is; `None` for none, and for groups
/// with a share that is no public key (those with ML-KEM).
pub fn public_key(group: u16, share: &[u8]) -> Option<Arc<EVP_PKEY>> {
    let key = match group {
        23 => PublicKey::from_point(Curve::P256, share),
        24 => PublicKey::from_point(Curve::P384, share),
        25 => PublicKey::from_point(Curve::P521, share),
        29 => PublicKey::from_raw(KeyKind::X25519, share),
        _ => return None,
    };
    key.ok().map(EVP_PKEY::from_public)
}

/// The groups of a connection that was told nothing, in order.
pub fn default_groups() -> Vec<u16> {
    vec![0x11ec, 29, 23, 24, 25]
}

/// Reads a list of names joined by colons (`SSL_CTX_set1_groups_list`).
///
/// Groups this library lacks are passed over, but one at least must remain.
/// Errors: `ERR_R_PASSED_INVALID_ARGUMENT` for an unknown name; quiet ones
/// for an empty name or a repeated group.
pub fn parse(list: &[u8]) -> Result<Vec<u16>> {
    let mut groups = Vec::new();
    for name in list.split(|c| *c == b':').map(<[u8]>::trim_ascii) {
        if name.is_empty() {
            return Err(Error::quiet());
        }
        let text = String::from_utf8_lossy(name);
        let Some(group) = Group::by_name(&text) else {
            return Err(Error::new(Lib::Ssl, err::R_PASSED_INVALID_ARGUMENT)
                .with(format!("group '{text}' cannot be set")));
        };
        if groups.contains(&group.id) {
            return Err(Error::quiet());
        }
        groups.push(group.id);
    }
    usable(groups)
}

/// The same from NIDs (`SSL_CTX_set1_groups`).
pub fn from_nids(nids: &[c_int]) -> Result<Vec<u16>> {
    if nids.is_empty() {
        return Err(Error::new(Lib::Ssl, err::ssl::R_BAD_LENGTH));
    }
    let mut groups = Vec::new();
    for nid in nids {
        let group = Group::by_nid(*nid).ok_or_else(Error::quiet)?;
        if groups.contains(&group.id) {
            return Err(Error::quiet());
        }
        groups.push(group.id);
    }
    usable(groups)
}

/// What can be used of `groups`; none is an error.
fn usable(mut groups: Vec<u16>) -> Result<Vec<u16>> {
    groups.retain(|id| GROUPS.contains(id));
    if groups.is_empty() {
        return Err(Error::new(Lib::Ssl, err::ssl::R_NO_SUITABLE_GROUPS));
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_openssl_reads_them() {
        assert_eq!(parse(b" P-256 : X25519 ").unwrap(), [23, 29]);
        assert_eq!(parse(b"X448:P-384").unwrap(), [24]);
        for bad in ["", "P-256:", "P-256:prime256v1", "p-256", "X448"] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(nid_of(0x11ec), NID_UNKNOWN | 0x11ec);
    }
}
