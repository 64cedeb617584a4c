//! The use_srtp extension (RFC 5764, 4.1.1): which protection profile of SRTP
//! the keys of this connection will serve.

#![forbid(unsafe_code)]

use super::super::wirefmt::{Reader, numbers};
use super::super::{Alert, alerts};
use super::messages::Writer;
use crate::err::ssl;

/// Writes profiles; no master key identifier is used.
pub(super) fn write(writer: &mut Writer, profiles: &[u16]) {
    writer.vec16(|w| w.numbers(profiles));
    writer.vec8(|_| {});
}

/// The profile that a server chooses of what a client offers: the first of
/// its own. `None` if they have none in common.
///
/// Errors: a malformed extension.
pub(super) fn choose(own: &[u16], body: &[u8]) -> Result<Option<u16>, Alert> {
    let bad = || alerts::alert(alerts::DECODE_ERROR, ssl::R_BAD_SRTP_PROTECTION_PROFILE_LIST);
    let mut reader = Reader::new(body);
    let offered = reader.vec16().and_then(numbers).ok_or_else(bad)?;
    reader.vec8().ok_or_else(bad)?;
    if !reader.is_empty() {
        return Err(alerts::alert(alerts::DECODE_ERROR, ssl::R_BAD_SRTP_MKI_VALUE));
    }
    Ok(own.iter().copied().find(|profile| offered.contains(profile)))
}

/// The profile that a server chose of those offered.
///
/// Errors: another one, more than one, or a master key identifier.
pub(super) fn chosen(offered: &[u16], body: &[u8]) -> Result<u16, Alert> {
    let bad = |alert, reason| alerts::alert(alert, reason);
    let list = ssl::R_BAD_SRTP_PROTECTION_PROFILE_LIST;
    let &[0, 2, high, low, ref mki @ ..] = body else {
        return Err(bad(alerts::DECODE_ERROR, list));
    };
    if mki != [0] {
        return Err(bad(alerts::ILLEGAL_PARAMETER, ssl::R_BAD_SRTP_MKI_VALUE));
    }
    let profile = u16::from_be_bytes([high, low]);
    let known = offered.contains(&profile);
    known.then_some(profile).ok_or_else(|| bad(alerts::DECODE_ERROR, list))
}
