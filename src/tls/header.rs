//! The headers of records that come during a handshake.

#![forbid(unsafe_code)]

use super::Role;
use super::alerts::{self, alert};
use super::buffers::{HEADER, MAX_BODY_13, MAX_PACKET};
use super::connection::NO_ALERT;
use super::record;
use super::stop::Stop;
use crate::err::ssl;

/// Which records are to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The peer's first.
    First,
    /// More of a version that is not known yet, or TLS 1.2's.
    Plain,
    /// TLS 1.3's, not encrypted yet.
    Plain13,
    /// TLS 1.3's, encrypted.
    Sealed13,
}

impl Stage {
    pub(super) fn is_13(self) -> bool {
        matches!(self, Stage::Plain13 | Stage::Sealed13)
    }
}

/// Looks a record's header over before its body is read.
pub(super) fn check_header(header: [u8; HEADER], stage: Stage, role: Role) -> Result<(), Stop> {
    let first = stage == Stage::First;
    // A peer that does not speak TLS at all gets no alert.
    let no_alert = |reason| Err(alert(NO_ALERT, reason).into());
    if header[1] != 3 {
        return match &header {
            b"GET /" | b"POST " | b"HEAD " | b"PUT /" | b"PUT h" | b"GET h" if first => {
                no_alert(ssl::R_HTTP_REQUEST)
            }
            // SSL 2's ClientHello.
            [0x80..=0xff, _, 1, ..] if first && role == Role::Server => {
                Err(alert(alerts::PROTOCOL_VERSION, ssl::R_UNKNOWN_PROTOCOL).into())
            }
            b"CONNE" if first => no_alert(ssl::R_HTTPS_PROXY_REQUEST),
            _ if first => no_alert(ssl::R_WRONG_VERSION_NUMBER),
            _ => Err(alert(alerts::PROTOCOL_VERSION, ssl::R_WRONG_VERSION_NUMBER).into()),
        };
    }
    let known = (record::CHANGE_CIPHER_SPEC..=record::APPLICATION_DATA).contains(&header[0]);
    if stage == Stage::Sealed13 && (!known || header[0] == record::HANDSHAKE) {
        return Err(alert(alerts::UNEXPECTED_MESSAGE, ssl::R_BAD_RECORD_TYPE).into());
    }
    if !known {
        let late = stage == Stage::Plain13;
        let reason = if late { ssl::R_UNEXPECTED_RECORD } else { ssl::R_UNEXPECTED_MESSAGE };
        return Err(alert(alerts::UNEXPECTED_MESSAGE, reason).into());
    }
    if stage == Stage::Sealed13 && header[2] != 3 {
        return Err(alert(alerts::DECODE_ERROR, ssl::R_WRONG_VERSION_NUMBER).into());
    }
    let len = usize::from(u16::from_be_bytes([header[3], header[4]]));
    if stage.is_13() && (MAX_BODY_13 + 1..=MAX_PACKET).contains(&len) {
        return Err(alert(alerts::RECORD_OVERFLOW, ssl::R_ENCRYPTED_LENGTH_TOO_LONG).into());
    }
    if len > MAX_PACKET {
        return Err(alert(alerts::RECORD_OVERFLOW, ssl::R_PACKET_LENGTH_TOO_LONG).into());
    }
    Ok(())
}
