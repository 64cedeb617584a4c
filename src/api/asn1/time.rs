//! UTCTime, GeneralizedTime and either.

use crate::abi::layout::asn1::{ASN1_GENERALIZEDTIME, ASN1_STRING, ASN1_TIME, ASN1_UTCTIME};
use crate::abi::{Give, In, InOut, Mut, Out, Str, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::time::{self, Moment};
use libc::{time_t, tm};
use std::ffi::{c_int, c_long};

/// Stores a shifted time in `to`, or in a new string.
fn adjust(
    to: &Mut<ASN1_STRING>,
    seconds: time_t,
    days: c_int,
    offset: c_long,
    kind: Option<c_int>,
) -> Result<Give<ASN1_STRING>> {
    match to.opt() {
        Some(there) => {
            time::adjust(there, seconds, days, offset, kind)?;
            Ok(Give::back(to.as_ptr()))
        }
        None => {
            let made = ASN1_STRING::new(v::UTCTIME);
            time::adjust(&made, seconds, days, offset, kind)?;
            Ok(Give::new(made))
        }
    }
}

/// Stores the time `t`, as UTCTime or, outside 1950 to 2049, GeneralizedTime.
///
/// Returns: `s`, or a new time if that is NULL; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_set(s: Mut<ASN1_TIME>, t: time_t) -> Give<ASN1_TIME> {
    entry(Give::null(), || adjust(&s, t, 0, 0, None))
}

/// Like `ASN1_TIME_set`, for `t` moved by days and seconds.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_adj(
    s: Mut<ASN1_TIME>,
    t: time_t,
    offset_day: c_int,
    offset_sec: c_long,
) -> Give<ASN1_TIME> {
    entry(Give::null(), || adjust(&s, t, offset_day, offset_sec, None))
}

/// Stores the time `t` as UTCTime; NULL if that does not reach.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_set(s: Mut<ASN1_UTCTIME>, t: time_t) -> Give<ASN1_UTCTIME> {
    entry(Give::null(), || adjust(&s, t, 0, 0, Some(v::UTCTIME)))
}

/// Like `ASN1_UTCTIME_set`, for `t` moved by days and seconds.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_adj(
    s: Mut<ASN1_UTCTIME>,
    t: time_t,
    offset_day: c_int,
    offset_sec: c_long,
) -> Give<ASN1_UTCTIME> {
    entry(Give::null(), || adjust(&s, t, offset_day, offset_sec, Some(v::UTCTIME)))
}

/// Stores the time `t` as GeneralizedTime.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_set(
    s: Mut<ASN1_GENERALIZEDTIME>,
    t: time_t,
) -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || adjust(&s, t, 0, 0, Some(v::GENERALIZEDTIME)))
}

/// Like `ASN1_GENERALIZEDTIME_set`, for `t` moved by days and seconds.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_adj(
    s: Mut<ASN1_GENERALIZEDTIME>,
    t: time_t,
    offset_day: c_int,
    offset_sec: c_long,
) -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || adjust(&s, t, offset_day, offset_sec, Some(v::GENERALIZEDTIME)))
}

/// Whether a time is well formed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_check(t: In<ASN1_TIME>) -> c_int {
    quiet(0, || Ok(time::parse(t.get()?).is_some().into()))
}

/// Whether a UTCTime is well formed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_check(a: In<ASN1_UTCTIME>) -> c_int {
    quiet(0, || {
        let time = a.get()?;
        Ok((time.kind.get() == v::UTCTIME && time::parse(time).is_some()).into())
    })
}

/// Whether a GeneralizedTime is well formed.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_check(a: In<ASN1_GENERALIZEDTIME>) -> c_int {
    quiet(0, || {
        let time = a.get()?;
        Ok((time.kind.get() == v::GENERALIZEDTIME && time::parse(time).is_some()).into())
    })
}

/// Stores a time given as text of either type; with NULL `s` only checks it.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_set_string(s: Mut<ASN1_TIME>, str_: Str) -> c_int {
    entry(0, || {
        let text = str_.bytes()?;
        let done = time::store_text(s.opt(), text, v::UTCTIME)?
            || time::store_text(s.opt(), text, v::GENERALIZEDTIME)?;
        Ok(done.into())
    })
}

/// Stores a time given as text in RFC 5280's forms; as UTCTime where that
/// reaches.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_set_string_X509(s: Mut<ASN1_TIME>, str_: Str) -> c_int {
    entry(0, || time::store_x509_text(s.opt(), str_.bytes()?).map(c_int::from))
}

/// Stores a UTCTime given as text.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_set_string(s: Mut<ASN1_UTCTIME>, str_: Str) -> c_int {
    entry(0, || time::store_text(s.opt(), str_.bytes()?, v::UTCTIME).map(c_int::from))
}

/// Stores a GeneralizedTime given as text.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_GENERALIZEDTIME_set_string(
    s: Mut<ASN1_GENERALIZEDTIME>,
    str_: Str,
) -> c_int {
    entry(0, || time::store_text(s.opt(), str_.bytes()?, v::GENERALIZEDTIME).map(c_int::from))
}

/// The moment of a time; of now for NULL.
fn moment(time: Option<&ASN1_STRING>) -> Option<Moment> {
    time.map_or_else(|| Some(Moment::now()), time::parse)
}

/// Breaks a time down; the current one for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_to_tm(s: In<ASN1_TIME>, tm: Out<tm>) -> c_int {
    entry(0, || {
        let Some(moment) = moment(s.opt()) else { return Ok(0) };
        tm.write_opt(moment.to_tm());
        Ok(1)
    })
}

/// Days and seconds from one time to another; NULL is now.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_diff(
    pday: Out<c_int>,
    psec: Out<c_int>,
    from: In<ASN1_TIME>,
    to: In<ASN1_TIME>,
) -> c_int {
    entry(0, || {
        let from = moment(from.opt()).ok_or_else(Error::quiet)?;
        let to = moment(to.opt()).ok_or_else(Error::quiet)?;
        let (days, seconds) = time::difference(from, to);
        pday.write_opt(c_int::try_from(days).unwrap_or(0));
        psec.write_opt(c_int::try_from(seconds).unwrap_or(0));
        Ok(1)
    })
}

/// Compares a time with `t`. Returns: -1, 0 or 1; -2 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_cmp_time_t(s: In<ASN1_TIME>, t: time_t) -> c_int {
    entry(-2, || Ok(moment(s.opt()).map_or(-2, |at| at.unix().cmp(&t) as c_int)))
}

/// Compares a UTCTime with `t`. Returns: -1, 0 or 1; -2 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_UTCTIME_cmp_time_t(s: In<ASN1_UTCTIME>, t: time_t) -> c_int {
    entry(-2, || {
        let time = s.get()?;
        let moment = time::parse(time).filter(|_| time.kind.get() == v::UTCTIME);
        Ok(moment.map_or(-2, |at| at.unix().cmp(&t) as c_int))
    })
}

/// Compares two times. Returns: -1, 0 or 1; -2 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_compare(a: In<ASN1_TIME>, b: In<ASN1_TIME>) -> c_int {
    entry(-2, || match (moment(a.opt()), moment(b.opt())) {
        (Some(a), Some(b)) => Ok(a.cmp(&b) as c_int),
        _ => Ok(-2),
    })
}

/// Rewrites a time in RFC 5280's form.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_normalize(s: Mut<ASN1_TIME>) -> c_int {
    entry(0, || {
        let Some(time) = s.opt() else { return Ok(0) };
        let Some(moment) = time::parse(time) else { return Ok(0) };
        time::store(time, moment, None)?;
        Ok(1)
    })
}

/// The same time as GeneralizedTime.
///
/// Returns: `*out` if there is one, else a new time, also stored there.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_TIME_to_generalizedtime(
    t: In<ASN1_TIME>,
    out: InOut<ASN1_GENERALIZEDTIME>,
) -> Give<ASN1_GENERALIZEDTIME> {
    entry(Give::null(), || {
        let Some(moment) = moment(t.opt()) else { return Ok(Give::null()) };
        if let Some(there) = out.current() {
            time::store(there, moment, Some(v::GENERALIZEDTIME))?;
            return Ok(Give::back(std::ptr::from_ref(there).cast_mut()));
        }
        let made = ASN1_STRING::new(v::GENERALIZEDTIME);
        time::store(&made, moment, Some(v::GENERALIZEDTIME))?;
        Ok(out.give(made, drop))
    })
}
