//! Why a connection's work stops.

#![forbid(unsafe_code)]

use super::alerts::{self, alert};
use super::record::Bad;
use super::{Alert, Suspend, Transfer};
use crate::err::{self, Error, ssl};

/// Why there is no record.
pub(super) enum Stop {
    Blocked,
    Eof,
    Transport,
    Fatal(Alert),
    /// The same for a message of an exchange that is told of to its end.
    Refused(Alert),
    /// The peer's fatal alert.
    Received(Error),
    /// The peer waits for something that could not be written.
    Unsent,
    /// A callback is to be asked again.
    Suspended(Suspend),
}

/// Turns a transfer into a reason to stop.
pub(super) fn wait(transfer: Transfer) -> Result<(), Stop> {
    match transfer {
        Transfer::Done(_) => Ok(()),
        Transfer::WouldBlock => Err(Stop::Blocked),
        Transfer::Eof => Err(Stop::Eof),
        Transfer::Error => Err(Stop::Transport),
    }
}

/// Why a record ended the connection.
pub(super) enum Ended {
    Fatal(Alert),
    Refused(Alert),
    Received(Error),
    Suspended(Suspend),
}

impl From<Alert> for Ended {
    fn from(alert: Alert) -> Self {
        Ended::Fatal(alert)
    }
}

impl From<Alert> for Stop {
    fn from(alert: Alert) -> Self {
        Stop::Fatal(alert)
    }
}

impl From<Ended> for Stop {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Fatal(alert) => Stop::Fatal(alert),
            Ended::Refused(alert) => Stop::Refused(alert),
            Ended::Received(error) => Stop::Received(error),
            Ended::Suspended(why) => Stop::Suspended(why),
        }
    }
}

/// What a record that cannot be opened ends the connection with.
pub(super) fn of_bad(bad: Bad) -> Alert {
    match bad {
        Bad::Mac | Bad::Short => {
            alert(alerts::BAD_RECORD_MAC, ssl::R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)
        }
        Bad::TooLong => alert(alerts::RECORD_OVERFLOW, ssl::R_DATA_LENGTH_TOO_LONG),
        Bad::NoType => alert(alerts::UNEXPECTED_MESSAGE, ssl::R_BAD_RECORD_TYPE),
        Bad::Exhausted => alert(alerts::INTERNAL_ERROR, err::R_INTERNAL_ERROR),
    }
}
