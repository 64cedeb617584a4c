//! `X509_check_…` of names and issuers, and comparison of times.

use super::sized;
use crate::abi::layout::asn1::{ASN1_STRING, ASN1_TIME};
use crate::abi::{Give, In, InBuf, Mut, Out, Str, entry, mem, quiet};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{Error, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::time;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::extension::X509_EXTENSION;
use crate::obj::x509::v3::types::AUTHORITY_KEYID;
use crate::obj::x509::{X509, X509_CRL};
use crate::obj::x509_vfy::X509_VERIFY_PARAM;
use crate::pki::error::VerifyError;
use crate::pki::ext::AuthorityKeyId;
use crate::pki::host::{self, Match, Wanted};
use crate::pki::time::TimeRef;
use crate::pki::verify::{self, Order, current_time, order};
use crate::pki::{info, issuer};
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint, c_ulong};

/// A NUL may only stand at the end, and only behind something.
fn without_end(text: Vec<u8>, given: usize) -> Option<Vec<u8>> {
    let mut text = text;
    if given > 1 && text.last() == Some(&0) {
        text.pop();
    }
    (!text.contains(&0)).then_some(text)
}

fn outcome(found: Match, peername: Option<&Out<*mut c_char>>) -> Result<c_int> {
    match found {
        Match::Yes(name) => {
            if let Some(place) = peername.filter(|place| !place.is_null()) {
                let end = name.iter().position(|&b| b == 0).unwrap_or(name.len());
                place.write(mem::strdup(name.get(..end).unwrap_or(&[]))?)?;
            }
            Ok(1)
        }
        Match::No => Ok(0),
        Match::Malformed => Ok(-1),
    }
}

/// Whether `x` names the host `chk`; a length of 0 means terminated text.
///
/// Returns: 1 if it does, with the name that matched in `*peername`, which
/// the caller frees; 0 if not; -1 on error; -2 if `chk` is malformed.
/// See: X509_check_host(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_host(
    x: Mut<X509>,
    chk: InBuf<c_char>,
    chklen: usize,
    flags: c_uint,
    peername: Out<*mut c_char>,
) -> c_int {
    entry(-1, || {
        let Some(name) = sized(&chk, chklen)?.and_then(|name| without_end(name, chklen)) else {
            return Ok(-2);
        };
        let cert = x.get()?.cert()?;
        outcome(host::check(&cert, Wanted::Host(&name), flags), Some(&peername))
    })
}

/// Whether `x` names the e-mail address `chk`; a length of 0 means terminated
/// text.
///
/// Returns: as `X509_check_host`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_email(
    x: Mut<X509>,
    chk: InBuf<c_char>,
    chklen: usize,
    flags: c_uint,
) -> c_int {
    entry(-1, || {
        let Some(name) = sized(&chk, chklen)?.and_then(|name| without_end(name, chklen)) else {
            return Ok(-2);
        };
        let cert = x.get()?.cert()?;
        outcome(host::check(&cert, Wanted::Email(&name), flags), None)
    })
}

/// Whether `x` names the IP address `chk` of 4 or 16 bytes.
///
/// Returns: as `X509_check_host`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_ip(
    x: Mut<X509>,
    chk: InBuf<c_uchar>,
    chklen: usize,
    flags: c_uint,
) -> c_int {
    entry(-1, || {
        if chk.is_null() {
            return Ok(-2);
        }
        let cert = x.get()?.cert()?;
        outcome(host::check(&cert, Wanted::Ip(chk.slice(chklen)?), flags), None)
    })
}

/// Whether `x` names the IP address in the text `ipasc`.
///
/// Returns: as `X509_check_host`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_ip_asc(x: Mut<X509>, ipasc: Str, flags: c_uint) -> c_int {
    entry(-1, || {
        let Some(ip) = ipasc.opt().and_then(|text| host::parse_ip(text.to_bytes())) else {
            return Ok(-2);
        };
        let cert = x.get()?.cert()?;
        outcome(host::check(&cert, Wanted::Ip(&ip), flags), None)
    })
}

/// Whether `issuer` may have issued `subject`, by names, key identifiers and
/// key usage.
///
/// Returns: `X509_V_OK`, or the reason why not.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_issued(issuer: Mut<X509>, subject: Mut<X509>) -> c_int {
    entry(VerifyError::UNSPECIFIED.0, || {
        let (issuer, subject) = (issuer.get()?.cert()?, subject.get()?.cert()?);
        Ok(issuer::check_issued(&issuer, &subject).map_or_else(|error| error.0, |()| 0))
    })
}

/// Whether `issuer` is the certificate that an authority key identifier points
/// to; NULL points to any.
///
/// Returns: `X509_V_OK`, or the reason why not.
#[unsafe(no_mangle)]
pub extern "C" fn X509_check_akid(issuer: In<X509>, akid: In<AUTHORITY_KEYID>) -> c_int {
    entry(VerifyError::UNSPECIFIED.0, || {
        let Some(akid) = akid.opt() else { return Ok(0) };
        let der = AUTHORITY_KEYID::encode(akid);
        let parsed = AuthorityKeyId::parse(&der)?;
        let cert = issuer.get()?.cert()?;
        Ok(issuer::check_akid(&cert, Some(&parsed)).map_or_else(|error| error.0, |()| 0))
    })
}

/// Whether a revocation list signed by `pk` keeps to Suite B as `flags` ask.
///
/// Returns: `X509_V_OK`, or the reason why not.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_check_suiteb(
    crl: Mut<X509_CRL>,
    pk: Mut<EVP_PKEY>,
    flags: c_ulong,
) -> c_int {
    entry(VerifyError::UNSPECIFIED.0, || {
        let algorithm = crl.get()?.info()?.sig_alg.get().ok_or_else(Error::quiet)?;
        let signature = SignatureAlgorithm::from_der(&X509_ALGOR::encode(algorithm)).ok();
        let key = pk.opt().and_then(|key| key.public().ok()).map(|key| key.kind());
        let verdict = verify::suite_b_crl(key, signature, flags);
        Ok(verdict.map_or_else(|error| error.0, |()| 0))
    })
}

/// The longest path of proxies below a proxy certificate; -1 if there is no
/// limit, or for another certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_get_proxy_pathlen(x: Mut<X509>) -> c_long {
    quiet(-1, || {
        let cert = x.get()?.cert()?;
        let info = cert.info();
        let proxy = info.has(info::flag::PROXY) && !info.has(info::flag::INVALID);
        Ok(if proxy { info.proxy_path_len } else { -1 })
    })
}

/// Makes a certificate count as a proxy certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_proxy_flag(x: Mut<X509>) {
    quiet((), || x.get()?.change_proxy(|proxy| proxy.forced = true));
}

/// Sets the longest path of proxies below a certificate that is a proxy.
#[unsafe(no_mangle)]
pub extern "C" fn X509_set_proxy_pathlen(x: Mut<X509>, l: c_long) {
    quiet((), || x.get()?.change_proxy(|proxy| proxy.path_len = Some(l)));
}

/// Whether path validation handles extensions of this type.
///
/// Returns: 1 if it does; 0 if not.
#[unsafe(no_mangle)]
pub extern "C" fn X509_supported_extension(ex: Mut<X509_EXTENSION>) -> c_int {
    quiet(0, || {
        let object = ex.get()?.object.get().ok_or_else(Error::quiet)?;
        Ok(info::supported(object.der()).into())
    })
}

/// Whether `x` and its `chain` keep to Suite B as `flags` ask; with a NULL `x`
/// the chain starts with the leaf.
///
/// Returns: `X509_V_OK`, or the reason why not, at `*perror_depth`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_chain_check_suiteb(
    perror_depth: Out<c_int>,
    x: Mut<X509>,
    chain: Mut<OPENSSL_STACK>,
    flags: c_ulong,
) -> c_int {
    entry(VerifyError::UNSPECIFIED.0, || {
        let leaf = x.share_opt();
        if let (Some(leaf), None) = (&leaf, chain.opt()) {
            let verdict = verify::suite_b_leaf(&*leaf.cert()?, flags);
            return Ok(verdict.map_or_else(|error| error.0, |()| 0));
        }
        let rest = chain.opt().map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        let certs = leaf.iter().chain(&rest).map(|x| x.cert()).collect::<Result<Vec<_>>>()?;
        match verify::suite_b(&certs, flags) {
            Ok(()) => Ok(0),
            Err((depth, error)) => {
                perror_depth.write_opt(c_int::try_from(depth).unwrap_or(c_int::MAX));
                Ok(error.0)
            }
        }
    })
}

/// A new stack with a share of each certificate of `chain`.
///
/// Returns: the stack; an empty one for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_chain_up_ref(chain: Mut<OPENSSL_STACK>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let certs = chain.opt().map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        Ok(Give::new(OPENSSL_STACK::owning::<X509>(certs)))
    })
}

/// -1 if `time` is not later than `reference`, 1 if it is, 0 if malformed.
fn compare(time: &ASN1_STRING, reference: i64) -> c_int {
    let Ok(tag) = u8::try_from(time.kind.get()) else { return 0 };
    match order(TimeRef { tag, text: time.bytes() }, reference) {
        Order::Past => -1,
        Order::Future => 1,
        Order::Malformed => 0,
    }
}

/// Compares `s` with `*t`, or with now if `t` is NULL.
///
/// Returns: -1 if `s` is not later, 1 if it is, 0 if it is malformed.
/// See: X509_cmp_time(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_cmp_time(s: In<ASN1_TIME>, t: Mut<libc::time_t>) -> c_int {
    entry(0, || Ok(compare(s.get()?, t.opt().copied().unwrap_or_else(current_time))))
}

/// Compares `s` with now, as `X509_cmp_time` does.
///
/// Returns: as `X509_cmp_time`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_cmp_current_time(s: In<ASN1_TIME>) -> c_int {
    entry(0, || Ok(compare(s.get()?, current_time())))
}

/// Where the reference time of `vpm` lies relative to a period.
///
/// Returns: 0 inside, or if times are not to be checked; 1 past the end; -1
/// before the start. A NULL end is open.
#[unsafe(no_mangle)]
pub extern "C" fn X509_cmp_timeframe(
    vpm: In<X509_VERIFY_PARAM>,
    start: In<ASN1_TIME>,
    end: In<ASN1_TIME>,
) -> c_int {
    entry(1, || {
        let reference = match vpm.opt() {
            Some(param) => verify::check_time(&param.values()),
            None => Some(current_time()),
        };
        let Some(reference) = reference else { return Ok(0) };
        if end.opt().is_some_and(|end| compare(end, reference) < 0) {
            return Ok(1);
        }
        if start.opt().is_some_and(|start| compare(start, reference) > 0) {
            return Ok(-1);
        }
        Ok(0)
    })
}

/// Stores a time, moved by days and seconds, in `to` or in a new one.
fn adjusted(to: Mut<ASN1_TIME>, days: c_int, seconds: c_long, from: i64) -> Result<*mut ASN1_TIME> {
    /// `ASN1_STRING_FLAG_MSTRING`: the type may be chosen anew.
    const MSTRING: c_long = 0x40;
    if let Some(time) = to.opt() {
        let kind = match time.kind.get() {
            kind @ (v::UTCTIME | v::GENERALIZEDTIME) if time.flags.get() & MSTRING == 0 => {
                Some(kind)
            }
            _ => None,
        };
        time::adjust(time, from, days, seconds, kind)?;
        return Ok(to.as_ptr());
    }
    let new = ASN1_STRING::new(v::UTCTIME);
    time::adjust(&new, from, days, seconds, None)?;
    Ok(Give::new(new).as_ptr())
}

/// Sets `s`, or a new time if it is NULL, to now and `adj` seconds.
///
/// Returns: the time; NULL on error.
/// See: X509_gmtime_adj(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_gmtime_adj(s: Mut<ASN1_TIME>, adj: c_long) -> *mut ASN1_TIME {
    entry(std::ptr::null_mut(), || adjusted(s, 0, adj, current_time()))
}

/// Sets `s`, or a new time if it is NULL, to `*t`, or now, and `adj` seconds.
///
/// Returns: the time; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_time_adj(
    s: Mut<ASN1_TIME>,
    adj: c_long,
    t: Mut<libc::time_t>,
) -> *mut ASN1_TIME {
    entry(std::ptr::null_mut(), || {
        adjusted(s, 0, adj, t.opt().copied().unwrap_or_else(current_time))
    })
}

/// Sets `s`, or a new time if it is NULL, to `*t`, or now, and days and
/// seconds.
///
/// Returns: the time; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_time_adj_ex(
    s: Mut<ASN1_TIME>,
    offset_day: c_int,
    offset_sec: c_long,
    t: Mut<libc::time_t>,
) -> *mut ASN1_TIME {
    entry(std::ptr::null_mut(), || {
        adjusted(s, offset_day, offset_sec, t.opt().copied().unwrap_or_else(current_time))
    })
}
