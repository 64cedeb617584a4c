//! `X509_load_http` and `X509_CRL_load_http`: certificates and revocation
//! lists from where they are published.

use crate::abi::{Give, Mut, Opaque, Str, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::Kind;
use crate::obj::bio::BIO;
use crate::obj::http::session::{self, Opening, Target, Update};
use crate::obj::stream::Channel;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{CStr, c_int};

/// Longest certificate.
const LONGEST_CERT: u64 = 100 * 1024;
/// Longest revocation list.
const LONGEST_CRL: u64 = 32 * 1024 * 1024;
/// Longest line of a header.
const LINE: c_int = 1024;

/// The DER at an address.
fn load(url: &Str, bio: &Mut<BIO>, rbio: &Mut<BIO>, timeout: c_int, limit: u64) -> Result<Vec<u8>> {
    let url = url.opt().map(CStr::to_bytes);
    let url = url.ok_or_else(|| Error::new(Lib::Http, err::R_PASSED_NULL_PARAMETER))?;
    let opening = |target: Target| Opening {
        target,
        no_proxy: None,
        bio: bio.share_opt(),
        rbio: rbio.share_opt(),
        update: Update { function: None, arg: Opaque::NULL },
        line: LINE,
        timeout,
    };
    let answer = session::get(url, opening, &[], None, true, limit)?;
    Channel::Bio(&answer).read_der()
}

/// Gets a certificate in DER over HTTP, by BIOs of the program's unless they
/// are NULL, in `timeout` seconds (0: for ever).
///
/// Returns: NULL on failure. See: X509_load_http(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_load_http(
    url: Str,
    bio: Mut<BIO>,
    rbio: Mut<BIO>,
    timeout: c_int,
) -> Give<X509> {
    entry(Give::null(), || {
        Ok(Give::new(X509::decode(&load(&url, &bio, &rbio, timeout, LONGEST_CERT)?)?.0))
    })
}

/// As `X509_load_http`, for a revocation list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_load_http(
    url: Str,
    bio: Mut<BIO>,
    rbio: Mut<BIO>,
    timeout: c_int,
) -> Give<X509_CRL> {
    entry(Give::null(), || {
        Ok(Give::new(X509_CRL::decode(&load(&url, &bio, &rbio, timeout, LONGEST_CRL)?)?.0))
    })
}
