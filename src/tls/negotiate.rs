//! A server's choices: version, suite, group, credential, signature scheme.
//!
//! They are made here, in OpenSSL's order and with its failures; rustls then
//! gets a configuration that leaves it no other choice.

#![forbid(unsafe_code)]

use super::alerts::{
    self, DECODE_ERROR, HANDSHAKE_FAILURE, ILLEGAL_PARAMETER, INAPPROPRIATE_FALLBACK,
    MISSING_EXTENSION, PROTOCOL_VERSION,
};
use super::hello::{PRE_SHARED_KEY, SIGNATURE_ALGORITHMS, SUPPORTED_GROUPS};
use super::keys::{self, Kind};
use super::settings::{SIGALGS, TLS1_2, TLS1_3};
use super::{Alert, ClientHello, Settings, dhe, provider, psk};
use crate::err::ssl;

/// TLS 1.0 on the wire.
const TLS1_0: u16 = 0x0301;
/// `TLS_FALLBACK_SCSV`.
const FALLBACK: u16 = 0x5600;

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) version: u16,
    pub(super) suite: u16,
    pub(super) group: u16,
    /// The place of the credential in the settings, and the scheme to sign
    /// with; `None` if only a pre-shared key will do.
    pub(super) signer: Option<(usize, u16)>,
}

/// The version to speak with this client.
pub(super) fn version(hello: &ClientHello, settings: &Settings) -> Result<u16, Alert> {
    let have = |version: u16| {
        (settings.min_version..=settings.max_version).contains(&version)
            && hello.versions.contains(&version)
            && [(TLS1_3, &settings.suites13), (TLS1_2, &settings.suites12)]
                .iter()
                .any(|(v, suites)| *v == version && !suites.is_empty())
    };
    let found = [TLS1_3, TLS1_2].into_iter().find(|&version| have(version));
    // Without a suite for it, TLS 1.2 fails later, and differently.
    let tls12 = (settings.min_version..=settings.max_version).contains(&TLS1_2)
        && hello.versions.contains(&TLS1_2);
    let version = match found {
        Some(version) => version,
        None if tls12 => TLS1_2,
        None => {
            let ancient = hello.legacy_version < TLS1_0;
            let reason = if ancient { ssl::R_VERSION_TOO_LOW } else { ssl::R_UNSUPPORTED_PROTOCOL };
            let alert = if ancient { HANDSHAKE_FAILURE } else { PROTOCOL_VERSION };
            return Err(alerts::alert(alert, reason));
        }
    };
    if version < settings.max_version && hello.suite_numbers().contains(&FALLBACK) {
        return Err(alerts::alert(INAPPROPRIATE_FALLBACK, ssl::R_INAPPROPRIATE_FALLBACK));
    }
    Ok(version)
}

/// The entries of `first` that `second` has as well.
fn shared(first: &[u16], second: &[u16]) -> Vec<u16> {
    first.iter().copied().filter(|entry| second.contains(entry)).collect()
}

fn is_chacha(suite: u16) -> bool {
    matches!(suite, 0x1303 | 0xcca8..=0xccae)
}

/// Whether ChaCha20 is what the client would like best.
fn wants_chacha(offered: &[u16]) -> bool {
    // Neither signals nor GREASE (RFC 8701) are suites.
    let none = |suite: u16| matches!(suite, 0x00ff | 0x5600) || suite & 0x0f0f == 0x0a0a;
    offered.iter().find(|&&suite| !none(suite)).is_some_and(|&suite| is_chacha(suite))
}

/// Everything else, once the program's callbacks have run.
pub(super) fn plan(hello: &ClientHello, settings: &Settings) -> Result<Plan, Alert> {
    plan_for(hello, settings, version(hello, settings)?)
}

/// The same for DTLS 1.2, whose choices are TLS 1.2's.
pub(super) fn plan_datagrams(hello: &ClientHello, settings: &Settings) -> Result<Plan, Alert> {
    plan_for(hello, settings, TLS1_2)
}

fn plan_for(hello: &ClientHello, settings: &Settings, version: u16) -> Result<Plan, Alert> {
    let (suites, suite) = suites(hello, settings, version)?;
    let mut schemes = if settings.options.server_preference {
        shared(&settings.sign_sigalgs, &hello.sigalgs)
    } else {
        shared(&hello.sigalgs, &settings.sign_sigalgs)
    };
    schemes.retain(|scheme| SIGALGS.contains(scheme));
    if version == TLS1_3 {
        plan13(hello, settings, suite, &schemes)
    } else {
        plan12(hello, settings, &suites, &schemes)
    }
}

/// Suite and group of TLS 1.3; `None` without a group that both ends have.
pub(super) fn choice13(
    hello: &ClientHello,
    settings: &Settings,
) -> Result<(u16, Option<u16>), Alert> {
    Ok((suites(hello, settings, TLS1_3)?.1, group13(hello, settings).ok()))
}

/// The suites of a version that both ends have, by preference, and TLS 1.3's.
fn suites(
    hello: &ClientHello,
    settings: &Settings,
    version: u16,
) -> Result<(Vec<u16>, u16), Alert> {
    if !hello.compression.contains(&0) {
        return Err(alerts::alert(DECODE_ERROR, ssl::R_NO_COMPRESSION_SPECIFIED));
    }
    let offered = hello.suite_numbers();
    if offered.is_empty() {
        return Err(alerts::alert(ILLEGAL_PARAMETER, ssl::R_NO_CIPHERS_SPECIFIED));
    }
    let ours = if version == TLS1_3 { &settings.suites13 } else { &settings.suites12 };
    let mut suites = if settings.options.server_preference {
        let mut suites = shared(ours, &offered);
        if settings.options.chacha_first && wants_chacha(&offered) {
            suites.sort_by_key(|&suite| !is_chacha(suite));
        }
        suites
    } else {
        shared(&offered, ours)
    };
    suites.retain(|&suite| provider::suite(suite).is_some());
    let Some(suite) = suite13(settings, &suites) else {
        return Err(alerts::alert(HANDSHAKE_FAILURE, ssl::R_NO_SHARED_CIPHER));
    };
    Ok((suites, suite))
}

/// The first credential that can sign with `scheme`.
fn signer(hello: &ClientHello, settings: &Settings, scheme: u16, version: u16) -> Option<usize> {
    // Its own list of groups is for what it is shown.
    let taken = |group: u16| hello.groups.is_empty() || hello.groups.contains(&group);
    settings.credentials.iter().position(|c| {
        !c.chain.is_empty()
            && (version == TLS1_3 || c.may_sign && c.group.is_none_or(taken))
            && keys::can_sign(&c.key.schemes(), scheme, version)
    })
}

fn plan13(
    hello: &ClientHello,
    settings: &Settings,
    suite: u16,
    schemes: &[u16],
) -> Result<Plan, Alert> {
    // OpenSSL does not speak TLS 1.3 without a certificate or a key.
    if settings.credentials.is_empty() && !settings.psk {
        return Err(if settings.min_version <= TLS1_2 && hello.versions.contains(&TLS1_2) {
            alerts::alert(HANDSHAKE_FAILURE, ssl::R_NO_SHARED_CIPHER)
        } else {
            alerts::alert(PROTOCOL_VERSION, ssl::R_UNSUPPORTED_PROTOCOL)
        });
    }
    let group = group13(hello, settings)?;
    let signer = schemes
        .iter()
        .filter(|&&scheme| keys::in_tls13(scheme))
        .find_map(|&scheme| Some((signer(hello, settings, scheme, TLS1_3)?, scheme)));
    // Whether a key takes its place shows later.
    let keyed = settings.psk && hello.extension(PRE_SHARED_KEY).is_some();
    if signer.is_none() && !keyed {
        return Err(no_signer(hello.extension(SIGNATURE_ALGORITHMS).is_some()));
    }
    Ok(Plan { version: TLS1_3, suite, group, signer })
}

/// Nothing can be signed as the client wishes, if it sent its wishes.
pub(super) fn no_signer(wishes: bool) -> Alert {
    if wishes {
        alerts::alert(HANDSHAKE_FAILURE, ssl::R_NO_SUITABLE_SIGNATURE_ALGORITHM)
    } else {
        alerts::alert(MISSING_EXTENSION, ssl::R_MISSING_SIGALGS_EXTENSION)
    }
}

/// The suite for TLS 1.3. Keys of the old callbacks are for SHA-256, and a
/// server without a certificate needs one.
fn suite13(settings: &Settings, suites: &[u16]) -> Option<u16> {
    let first = suites.iter().copied();
    let sha256 = settings.psk_sha256 && settings.credentials.is_empty();
    first.clone().find(|&suite| sha256 && psk::is_sha256(suite)).or(first.clone().next())
}

/// The client's first key share that we can use; else our first group that it
/// knows, for a HelloRetryRequest.
fn group13(hello: &ClientHello, settings: &Settings) -> Result<u16, Alert> {
    let usable = |group: &u16| {
        settings.groups.contains(group)
            && hello.groups.contains(group)
            && provider::group(*group).is_some()
    };
    let shares = hello.key_shares().unwrap_or_default();
    shares
        .iter()
        .find(|group| usable(group))
        .or_else(|| settings.groups.iter().find(|group| usable(group)))
        .copied()
        .ok_or_else(|| {
            let sent = hello.extension(SUPPORTED_GROUPS).is_some();
            let alert = if sent { HANDSHAKE_FAILURE } else { MISSING_EXTENSION };
            alerts::alert(alert, ssl::R_NO_SUITABLE_KEY_SHARE)
        })
}

/// Whether a TLS 1.2 suite is signed with ECDSA (or EdDSA) rather than RSA.
fn wants_ecdsa(suite: u16) -> bool {
    matches!(suite, 0xc02b | 0xc02c | 0xcca9)
}

fn plan12(
    hello: &ClientHello,
    settings: &Settings,
    suites: &[u16],
    schemes: &[u16],
) -> Result<Plan, Alert> {
    let (first, second) = if settings.options.server_preference {
        (&settings.groups, &hello.groups)
    } else {
        (&hello.groups, &settings.groups)
    };
    let group = shared(first, second).into_iter().find(|&group| {
        provider::group(group)
            .is_some_and(|g| g.usable_for_version(rustls::ProtocolVersion::TLSv1_2))
    });
    let no_suite = || alerts::alert(HANDSHAKE_FAILURE, ssl::R_NO_SHARED_CIPHER);
    for &suite in suites {
        let group = match group {
            _ if dhe::is_suite(suite) => settings.dh.as_ref().map(|_| dhe::name_for(&hello.groups)),
            group => group,
        };
        let Some(group) = group else { continue };
        let found = schemes
            .iter()
            .filter(|&&scheme| keys::in_tls12(scheme))
            .filter(|&&scheme| wants_ecdsa(suite) == (keys::kind(scheme) != Kind::Rsa))
            .find_map(|&scheme| Some((signer(hello, settings, scheme, TLS1_2)?, scheme)));
        if found.is_some() {
            return Ok(Plan { version: TLS1_2, suite, group, signer: found });
        }
    }
    Err(no_suite())
}
