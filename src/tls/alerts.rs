//! Alerts, and the OpenSSL reasons that go with failures.

#![forbid(unsafe_code)]

use super::Alert;
use crate::err::{self, Error, Lib, ssl};
use rustls::{InvalidMessage, PeerIncompatible, PeerMisbehaved};
use std::ffi::c_int;

pub(super) const CLOSE_NOTIFY: u8 = 0;
pub(super) const UNEXPECTED_MESSAGE: u8 = 10;
pub(super) const BAD_RECORD_MAC: u8 = 20;
pub(super) const RECORD_OVERFLOW: u8 = 22;
pub(super) const HANDSHAKE_FAILURE: u8 = 40;
pub(super) const CERTIFICATE_UNKNOWN: u8 = 46;
pub(super) const ILLEGAL_PARAMETER: u8 = 47;
pub(super) const DECODE_ERROR: u8 = 50;
pub(super) const DECRYPT_ERROR: u8 = 51;
pub(super) const PROTOCOL_VERSION: u8 = 70;
pub(super) const INTERNAL_ERROR: u8 = 80;
pub(super) const INAPPROPRIATE_FALLBACK: u8 = 86;
pub(super) const USER_CANCELED: u8 = 90;
pub(super) const NO_RENEGOTIATION: u8 = 100;
pub(super) const MISSING_EXTENSION: u8 = 109;
pub(super) const UNSUPPORTED_EXTENSION: u8 = 110;
pub(super) const CERTIFICATE_REQUIRED: u8 = 116;
pub(super) const NO_APPLICATION_PROTOCOL: u8 = 120;

/// The body of a fatal alert.
pub(super) fn fatal(description: u8) -> [u8; 2] {
    [2, description]
}

/// The body of a warning alert.
pub(super) fn warning(description: u8) -> [u8; 2] {
    [1, description]
}

/// This alert for this reason of the SSL library.
#[track_caller]
pub(super) fn alert(description: u8, reason: c_int) -> Alert {
    Alert { description, error: Error::new(Lib::Ssl, reason) }
}

/// The reasons of received alerts are their descriptions above this
/// (`SSL_AD_REASON_OFFSET`).
const REASON_OFFSET: c_int = 1000;

/// The error that a fatal alert of the peer's leaves.
pub(super) fn received(description: u8) -> Error {
    Error::new(Lib::Ssl, REASON_OFFSET + c_int::from(description))
        .with(format!("SSL alert number {description}"))
}

/// What OpenSSL sends and queues where rustls fails with `error`; `sent` is
/// the alert that rustls sent already, if any.
pub(super) fn of_rustls(error: &rustls::Error, sent: Option<u8>, tls13: bool) -> Alert {
    use rustls::Error as E;
    let (description, reason) = match error {
        E::AlertReceived(description) => {
            let description = u8::from(*description);
            return Alert { description: CLOSE_NOTIFY, error: received(description) };
        }
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            (UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE)
        }
        E::DecryptError if sent == Some(DECRYPT_ERROR) => {
            (DECRYPT_ERROR, ssl::R_DIGEST_CHECK_FAILED)
        }
        E::DecryptError => (BAD_RECORD_MAC, ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC),
        E::PeerSentOversizedRecord => (RECORD_OVERFLOW, ssl::R_DATA_LENGTH_TOO_LONG),
        E::NoCertificatesPresented if tls13 => {
            (CERTIFICATE_REQUIRED, ssl::R_PEER_DID_NOT_RETURN_A_CERTIFICATE)
        }
        E::NoCertificatesPresented => (HANDSHAKE_FAILURE, ssl::R_PEER_DID_NOT_RETURN_A_CERTIFICATE),
        E::NoApplicationProtocol => (NO_APPLICATION_PROTOCOL, ssl::R_NO_APPLICATION_PROTOCOL),
        E::InvalidMessage(invalid) => of_invalid(invalid),
        E::PeerIncompatible(incompatible) => of_incompatible(incompatible),
        E::PeerMisbehaved(misbehaved) => of_misbehaved(misbehaved),
        _ => (INTERNAL_ERROR, err::R_INTERNAL_ERROR),
    };
    alert(sent.unwrap_or(description), reason)
}

fn of_invalid(invalid: &InvalidMessage) -> (u8, c_int) {
    use InvalidMessage as I;
    match invalid {
        I::HandshakePayloadTooLarge | I::CertificatePayloadTooLarge => {
            (ILLEGAL_PARAMETER, ssl::R_EXCESSIVE_MESSAGE_SIZE)
        }
        I::MessageTooLarge => (RECORD_OVERFLOW, ssl::R_DATA_LENGTH_TOO_LONG),
        I::InvalidCcs => (DECODE_ERROR, ssl::R_BAD_CHANGE_CIPHER_SPEC),
        I::InvalidContentType => (UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_RECORD),
        I::UnknownProtocolVersion => (PROTOCOL_VERSION, ssl::R_WRONG_VERSION_NUMBER),
        I::UnexpectedMessage(_) => (UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE),
        I::InvalidKeyUpdate => (ILLEGAL_PARAMETER, ssl::R_BAD_KEY_UPDATE),
        I::DuplicateExtension(_) | I::PreSharedKeyIsNotFinalExtension => {
            (ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION)
        }
        I::UnknownHelloRetryRequestExtension | I::UnknownCertificateExtension => {
            (UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION)
        }
        I::UnsupportedCompression => (ILLEGAL_PARAMETER, ssl::R_UNSUPPORTED_COMPRESSION_ALGORITHM),
        I::UnsupportedCurveType => (ILLEGAL_PARAMETER, ssl::R_WRONG_CURVE),
        _ => (DECODE_ERROR, ssl::R_LENGTH_MISMATCH),
    }
}

fn of_incompatible(incompatible: &PeerIncompatible) -> (u8, c_int) {
    use PeerIncompatible as I;
    match incompatible {
        I::ServerDoesNotSupportTls12Or13
        | I::ServerTlsVersionIsDisabledByOurConfig
        | I::SupportedVersionsExtensionRequired
        | I::Tls12NotOffered
        | I::Tls12NotOfferedOrEnabled => (PROTOCOL_VERSION, ssl::R_UNSUPPORTED_PROTOCOL),
        I::ExtendedMasterSecretExtensionRequired => (HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS),
        I::KeyShareExtensionRequired => (MISSING_EXTENSION, ssl::R_NO_SUITABLE_KEY_SHARE),
        I::NamedGroupsExtensionRequired => {
            (MISSING_EXTENSION, ssl::R_MISSING_SUPPORTED_GROUPS_EXTENSION)
        }
        I::NoSignatureSchemesInCommon | I::NoCertificateRequestSignatureSchemesInCommon => {
            (HANDSHAKE_FAILURE, ssl::R_NO_SUITABLE_SIGNATURE_ALGORITHM)
        }
        I::SignatureAlgorithmsExtensionRequired => {
            (MISSING_EXTENSION, ssl::R_MISSING_SIGALGS_EXTENSION)
        }
        I::NullCompressionRequired => (DECODE_ERROR, ssl::R_NO_COMPRESSION_SPECIFIED),
        I::ServerSentHelloRetryRequestWithUnknownExtension => {
            (UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION)
        }
        _ => (HANDSHAKE_FAILURE, ssl::R_NO_SHARED_CIPHER),
    }
}

fn of_misbehaved(misbehaved: &PeerMisbehaved) -> (u8, c_int) {
    use PeerMisbehaved as M;
    match misbehaved {
        M::AttemptedDowngradeToTls12WhenTls13IsSupported => {
            (ILLEGAL_PARAMETER, ssl::R_INAPPROPRIATE_FALLBACK)
        }
        M::IllegalMiddleboxChangeCipherSpec => (UNEXPECTED_MESSAGE, ssl::R_UNEXPECTED_MESSAGE),
        M::IllegalTlsInnerPlaintext => (UNEXPECTED_MESSAGE, ssl::R_BAD_RECORD_TYPE),
        M::IncorrectBinder => (ILLEGAL_PARAMETER, ssl::R_BINDER_DOES_NOT_VERIFY),
        M::KeyEpochWithPendingFragment => (UNEXPECTED_MESSAGE, ssl::R_NOT_ON_RECORD_BOUNDARY),
        M::MessageInterleavedWithHandshakeMessage
        | M::RejectedEarlyDataInterleavedWithHandshakeMessage => {
            (UNEXPECTED_MESSAGE, ssl::R_MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA)
        }
        M::InvalidKeyShare | M::WrongGroupForKeyShare | M::MissingKeyShare => {
            (ILLEGAL_PARAMETER, ssl::R_BAD_KEY_SHARE)
        }
        M::SelectedUnofferedKxGroup | M::RefusedToFollowHelloRetryRequest => {
            (ILLEGAL_PARAMETER, ssl::R_BAD_KEY_SHARE)
        }
        M::SelectedUnofferedCipherSuite
        | M::SelectedUnusableCipherSuiteForVersion
        | M::SelectedDifferentCipherSuiteAfterRetry
        | M::CipherSuiteDifferedOnRetry => (ILLEGAL_PARAMETER, ssl::R_WRONG_CIPHER_RETURNED),
        M::SelectedUnofferedCompression => {
            (ILLEGAL_PARAMETER, ssl::R_UNSUPPORTED_COMPRESSION_ALGORITHM)
        }
        M::SignedKxWithWrongAlgorithm | M::SignedHandshakeWithUnadvertisedSigScheme => {
            (ILLEGAL_PARAMETER, ssl::R_WRONG_SIGNATURE_TYPE)
        }
        M::UnsolicitedServerHelloExtension
        | M::UnsolicitedEncryptedExtension
        | M::UnsolicitedCertExtension
        | M::UnsolicitedSctList
        | M::UnexpectedCleartextExtension
        | M::DisallowedEncryptedExtension => (UNSUPPORTED_EXTENSION, ssl::R_UNSOLICITED_EXTENSION),
        M::MissingPskModesExtension => (MISSING_EXTENSION, ssl::R_MISSING_PSK_KEX_MODES_EXTENSION),
        M::TooManyEmptyFragments => (UNEXPECTED_MESSAGE, ssl::R_RECORD_TOO_SMALL),
        M::TooManyKeyUpdateRequests => (ILLEGAL_PARAMETER, ssl::R_TOO_MANY_KEY_UPDATES),
        M::TooManyWarningAlertsReceived => (UNEXPECTED_MESSAGE, ssl::R_TOO_MANY_WARN_ALERTS),
        M::TooMuchEarlyDataReceived => (UNEXPECTED_MESSAGE, ssl::R_TOO_MUCH_EARLY_DATA),
        M::ResumptionAttemptedWithVariedEms | M::ResumptionOfferedWithVariedEms => {
            (HANDSHAKE_FAILURE, ssl::R_INCONSISTENT_EXTMS)
        }
        M::SelectedUnofferedApplicationProtocol => (ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION),
        _ => (ILLEGAL_PARAMETER, ssl::R_BAD_EXTENSION),
    }
}
