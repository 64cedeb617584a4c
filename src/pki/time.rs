//! The times in certificates and CRLs.

use crate::der::reader::{Tlv, tag};
use crate::err::{Error, Lib, Result, asn1};

/// A UTCTime or GeneralizedTime as it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRef<'a> {
    /// [`tag::UTC_TIME`] or [`tag::GENERALIZED_TIME`].
    pub tag: u8,
    /// The content octets, unchecked.
    pub text: &'a [u8],
}

impl<'a> TimeRef<'a> {
    /// From an encoded value; fails if it is of neither type.
    #[track_caller]
    pub fn from_tlv(value: &Tlv<'a>) -> Result<Self> {
        match value.tag {
            tag::UTC_TIME | tag::GENERALIZED_TIME => {
                Ok(TimeRef { tag: value.tag, text: value.value })
            }
            _ => Err(Error::new(Lib::Asn1, asn1::R_MSTRING_WRONG_TAG)),
        }
    }

    /// Seconds since 1970, for a time in the form that certificates must use:
    /// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`. `None` for any other text.
    ///
    /// `X509_cmp_time` and with it path validation accept these only.
    pub fn unix(&self) -> Option<i64> {
        let (year, rest) = match (self.tag, self.text.len()) {
            (tag::UTC_TIME, 13) => {
                let two = digits(self.text.get(..2)?)?;
                (if two < 50 { 2000 + two } else { 1900 + two }, self.text.get(2..)?)
            }
            (tag::GENERALIZED_TIME, 15) => (digits(self.text.get(..4)?)?, self.text.get(4..)?),
            _ => return None,
        };
        let field = |at: usize| digits(rest.get(at..at + 2)?);
        let (month, day) = (field(0)?, field(2)?);
        let (hour, minute, second) = (field(4)?, field(6)?, field(8)?);
        if rest.get(10..) != Some(b"Z")
            || !(1..=12).contains(&month)
            || !(1..=days_in(year, month)).contains(&day)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        Some(days_since_epoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
    }
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the given day of the Gregorian calendar.
pub fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last of a year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The calendar day (year, month, day) so many days after 1970-01-01.
pub fn day_from_epoch(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times() {
        let at = |tag, text: &'static [u8]| TimeRef { tag, text }.unix();
        assert_eq!(at(tag::UTC_TIME, b"700101000000Z"), Some(0));
        assert_eq!(at(tag::UTC_TIME, b"260228235959Z"), Some(1_772_323_199));
        assert_eq!(at(tag::GENERALIZED_TIME, b"20500101000000Z"), Some(2_524_608_000));
        assert_eq!(at(tag::UTC_TIME, b"250229000000Z"), None);
        assert_eq!(at(tag::UTC_TIME, b"2502010000Z"), None);
        assert_eq!(at(tag::UTC_TIME, b"250201000000+0000"), None);
    }

    #[test]
    fn days_go_both_ways() {
        for days in [-719_468, -1, 0, 59, 60, 11_016, 19_782, 20_000, 2_932_896] {
            let (y, m, d) = day_from_epoch(days);
            assert_eq!(days_since_epoch(y, m, d), days);
        }
    }
}
