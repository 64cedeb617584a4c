//! Whether an answer is of today.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::err::{self, Error, Lib, Result, ocsp};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::time::{Moment, parse};

/// Checks the period of an answer, with `leeway` seconds for clocks that
/// differ; `oldest` is how many seconds it may be old, or -1.
///
/// Errors: all that is wrong is queued; the last is returned.
pub fn check(
    this_update: Option<&ASN1_STRING>,
    next_update: Option<&ASN1_STRING>,
    leeway: i64,
    oldest: i64,
) -> Result<()> {
    let now = Moment::now().unix();
    let moment = |time: &ASN1_STRING| {
        let of_type = time.kind.get() == v::GENERALIZEDTIME;
        parse(time).filter(|_| of_type).map(Moment::unix)
    };
    let mut found = None;
    let mut wrong = |reason| {
        if let Some(earlier) = found.replace(Error::new(Lib::Ocsp, reason)) {
            err::push(&earlier, "OCSP_check_validity");
        }
    };
    let since = this_update.and_then(moment);
    match since {
        None => wrong(ocsp::R_ERROR_IN_THISUPDATE_FIELD),
        Some(since) => {
            if since > now.saturating_add(leeway) {
                wrong(ocsp::R_STATUS_NOT_YET_VALID);
            }
            if oldest >= 0 && since < now.saturating_sub(oldest) {
                wrong(ocsp::R_STATUS_TOO_OLD);
            }
        }
    }
    if let Some(next_update) = next_update {
        match moment(next_update) {
            None => wrong(ocsp::R_ERROR_IN_NEXTUPDATE_FIELD),
            Some(until) => {
                if until < now.saturating_sub(leeway) {
                    wrong(ocsp::R_STATUS_EXPIRED);
                }
                if since.is_some_and(|since| until < since) {
                    wrong(ocsp::R_NEXTUPDATE_BEFORE_THISUPDATE);
                }
            }
        }
    }
    found.map_or(Ok(()), Err)
}
