//! UTCTime and GeneralizedTime.

use super::primitive::v;
use super::reader::bad;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{Error, Result, asn1};
use crate::pki::time::{day_from_epoch, days_since_epoch};
use libc::tm;
use std::ffi::{c_int, c_long, c_ulong};

/// Flag of a string that must follow RFC 5280's forms of time.
pub const X509_TIME: c_long = 0x100;
/// `ASN1_DTFLGS_ISO8601`.
const ISO8601: c_ulong = 1;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86400;

/// A moment in UTC, by the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// Seconds since 1970, if the year has at most four digits after 1900.
    pub fn from_unix(seconds: i64) -> Option<Moment> {
        let (year, _, _) = day_from_epoch(seconds.div_euclid(DAY));
        i32::try_from(year).ok().map(|_| Moment(seconds))
    }

    /// The current time.
    pub fn now() -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Moment(since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(0)))
    }

    /// Seconds since 1970.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Moved by days and seconds; `None` outside the years 1900 to 9999.
    pub fn shifted(self, days: i64, seconds: i64) -> Option<Moment> {
        let moved = self.0.checked_add(days.checked_mul(DAY)?)?.checked_add(seconds)?;
        let (year, _, _) = day_from_epoch(moved.div_euclid(DAY));
        (1900..=9999).contains(&year).then_some(Moment(moved))
    }

    fn parts(self) -> (i64, i64, i64, i64, i64, i64) {
        let (year, month, day) = day_from_epoch(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        (year, month, day, second / 3600, second / 60 % 60, second % 60)
    }

    /// As C's broken-down time.
    pub fn to_tm(self) -> tm {
        let (year, month, day, hour, minute, second) = self.parts();
        let days = self.0.div_euclid(DAY);
        let int = |n: i64| c_int::try_from(n).unwrap_or(0);
        let mut out = blank_tm();
        out.tm_year = int(year - 1900);
        out.tm_mon = int(month - 1);
        out.tm_mday = int(day);
        out.tm_hour = int(hour);
        out.tm_min = int(minute);
        out.tm_sec = int(second);
        out.tm_wday = int(weekday(year, month, day));
        out.tm_yday = int(days - days_since_epoch(year, 1, 1));
        out
    }
}

/// The day of the week by Zeller's congruence, whose value before the year 1
/// is odd, but OpenSSL's.
const fn weekday(year: i64, month: i64, day: i64) -> i64 {
    let (month, year) = if month > 2 { (month + 1, year) } else { (month + 13, year - 1) };
    let (century, year) = (year / 100, year % 100);
    (day + 13 * month / 5 + year + year / 4 + century / 4 + 5 * century + 6) % 7
}

fn blank_tm() -> tm {
    tm {
        tm_sec: 0,
        tm_min: 0,
        tm_hour: 0,
        tm_mday: 0,
        tm_mon: 0,
        tm_year: 0,
        tm_wday: 0,
        tm_yday: 0,
        tm_isdst: 0,
        tm_gmtoff: 0,
        tm_zone: std::ptr::null(),
    }
}

/// Days and seconds from `from` to `to`, both of one sign.
pub const fn difference(from: Moment, to: Moment) -> (i64, i64) {
    let seconds = to.0 - from.0;
    (seconds / DAY, seconds % DAY)
}

/// The moment that a time of either type means; `None` if malformed.
pub fn parse(time: &ASN1_STRING) -> Option<Moment> {
    parse_text(time.kind.get(), time.bytes(), time.flags.get() & X509_TIME != 0)
}

/// Like [`parse`], for text of a type; `strict` demands RFC 5280's forms.
pub fn parse_text(kind: c_int, text: &[u8], strict: bool) -> Option<Moment> {
    let utc = match kind {
        v::UTCTIME => true,
        v::GENERALIZEDTIME => false,
        _ => return None,
    };
    let shortest = match (utc, strict) {
        (true, false) => 11,
        (false, true) => 15,
        _ => 13,
    };
    if text.len() < shortest {
        return None;
    }
    let mut rest = text;
    // A number of two digits with something behind it.
    let two = |rest: &mut &[u8], range: std::ops::RangeInclusive<i64>| -> Option<i64> {
        let [a @ b'0'..=b'9', b @ b'0'..=b'9', tail @ ..] = *rest else { return None };
        *rest = tail;
        let n = i64::from(a - b'0') * 10 + i64::from(b - b'0');
        range.contains(&n).then_some(n)
    };
    let year = if utc {
        let n = two(&mut rest, 0..=99)?;
        if n < 50 { 2000 + n } else { 1900 + n }
    } else {
        two(&mut rest, 0..=99)? * 100 + two(&mut rest, 0..=99)?
    };
    let month = two(&mut rest, 1..=12)?;
    let day = two(&mut rest, 1..=31)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > longest {
        return None;
    }
    let hour = two(&mut rest, 0..=23)?;
    let minute = two(&mut rest, 0..=59)?;
    let second = match rest.first()? {
        b'Z' | b'+' | b'-' if !strict => 0,
        _ => two(&mut rest, 0..=59)?,
    };
    if let (false, [b'.', tail @ ..]) = (utc, rest) {
        let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count();
        if strict || digits == 0 {
            return None;
        }
        rest = tail.get(digits..)?;
    }
    let seconds = days_since_epoch(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
    match rest {
        [b'Z'] => Some(Moment(seconds)),
        [sign @ (b'+' | b'-'), zone @ ..] if !strict && zone.len() == 4 => {
            let mut zone = zone;
            let offset = two(&mut zone, 0..=12)? * 3600 + two(&mut zone, 0..=59)? * 60;
            let offset = if *sign == b'-' { offset } else { -offset };
            if offset == 0 {
                return Some(Moment(seconds));
            }
            Moment(seconds).shifted(0, offset)
        }
        _ => None,
    }
}

/// The text of a moment and its type; by default UTCTime where that reaches.
pub fn format(moment: Moment, kind: Option<c_int>) -> Option<(c_int, String)> {
    let (year, month, day, hour, minute, second) = moment.parts();
    let utc_reaches = (1950..2050).contains(&year);
    let kind = match kind {
        None if utc_reaches => v::UTCTIME,
        None => v::GENERALIZEDTIME,
        Some(v::UTCTIME) if !utc_reaches => return None,
        Some(kind) => kind,
    };
    let tail = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    Some((
        kind,
        match kind {
            v::UTCTIME => format!("{:02}{tail}", year % 100),
            _ => format!("{year:04}{tail}"),
        },
    ))
}

/// Stores a moment in `to`.
pub fn store(to: &ASN1_STRING, moment: Moment, kind: Option<c_int>) -> Result<()> {
    let (kind, text) = format(moment, kind).ok_or_else(Error::quiet)?;
    to.store(text.as_bytes())?;
    to.kind.set(kind);
    Ok(())
}

/// `time` moved by days and seconds, in `to`.
pub fn adjust(
    to: &ASN1_STRING,
    seconds: i64,
    days: c_int,
    offset: c_long,
    kind: Option<c_int>,
) -> Result<()> {
    let start = Moment::from_unix(seconds).ok_or_else(|| bad(asn1::R_ERROR_GETTING_TIME))?;
    let moved =
        if days == 0 && offset == 0 { Some(start) } else { start.shifted(i64::from(days), offset) };
    store(to, moved.ok_or_else(Error::quiet)?, kind)
}

/// Stores text that is a valid time of type `kind`; with `None` only checks.
pub fn store_text(to: Option<&ASN1_STRING>, text: &[u8], kind: c_int) -> Result<bool> {
    if parse_text(kind, text, false).is_none() {
        return Ok(false);
    }
    if let Some(to) = to {
        to.store(text)?;
        to.kind.set(kind);
        to.flags.set(0);
    }
    Ok(true)
}

/// Stores text in RFC 5280's forms, as UTCTime where that reaches.
pub fn store_x509_text(to: Option<&ASN1_STRING>, text: &[u8]) -> Result<bool> {
    let (kind, moment) = match parse_text(v::UTCTIME, text, true) {
        Some(moment) => (v::UTCTIME, moment),
        None => match parse_text(v::GENERALIZEDTIME, text, true) {
            Some(moment) => (v::GENERALIZEDTIME, moment),
            None => return Ok(false),
        },
    };
    let Some(to) = to else { return Ok(true) };
    let short = format(moment, Some(v::UTCTIME)).is_some();
    let (kind, text) = match (kind, short) {
        (v::GENERALIZEDTIME, true) => (v::UTCTIME, text.get(2..).unwrap_or(&[])),
        (kind, _) => (kind, text),
    };
    to.store(text)?;
    to.kind.set(kind);
    to.flags.set(X509_TIME);
    Ok(true)
}

/// The text that `ASN1_TIME_print_ex` writes; `None` for a malformed time.
pub fn to_text(time: &ASN1_STRING, how: c_ulong) -> Option<String> {
    let (year, month, day, hour, minute, second) = parse(time)?.parts();
    let text = time.bytes();
    let fraction = match (time.kind.get(), text.get(14..)) {
        (v::GENERALIZEDTIME, Some([b'.', tail @ ..])) if text.len() > 15 => {
            let digits: String =
                tail.iter().take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
            format!(".{digits}")
        }
        _ => String::new(),
    };
    let clock = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    Some(if how & ISO8601 != 0 {
        format!("{year:>4}-{month:02}-{day:02} {clock}Z")
    } else {
        let month = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).unwrap_or(&"");
        format!("{month} {day:>2} {clock} {year} GMT")
    })
}
