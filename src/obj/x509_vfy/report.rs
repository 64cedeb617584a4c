//! What `X509_STORE_CTX_print_verify_cb` says of a failure.

use super::{X509_STORE_CTX, X509_VERIFY_PARAM};
use crate::err::{Error, Lib, Result, push, x509};
use crate::obj::asn1::time::Moment;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, print};
use crate::pki::error;
use std::sync::Arc;

/// `X509_V_ERR_…` for which the certificates at hand are told: those of
/// issuers that were not found or are not trusted.
const WITHOUT_ISSUER: [i32; 7] = [2, 18, 19, 20, 27, 33, 70];
const HOSTNAME_MISMATCH: i32 = 62;
const EMAIL_MISMATCH: i32 = 63;
const IP_ADDRESS_MISMATCH: i32 = 64;

fn certificates(title: &str, list: &[Arc<X509>], now: Moment) -> Result<Vec<u8>> {
    let mut out = format!("{title}:\n").into_bytes();
    for x in list {
        out.extend(print::brief(x, now, false)?);
    }
    if list.is_empty() {
        out.extend_from_slice(b"    (no certificates)\n");
    }
    Ok(out)
}

/// What the parameters of the store ask for.
fn expected(code: i32, param: &X509_VERIFY_PARAM) -> Option<String> {
    match code {
        HOSTNAME_MISMATCH => {
            let hosts = (0..).map_while(|at| param.host(at));
            let hosts: Vec<String> =
                hosts.map(|host| host.to_string_lossy().into_owned()).collect();
            Some(format!("Expected hostname(s) = {}\n", hosts.join(", ")))
        }
        EMAIL_MISMATCH => param
            .email()
            .map(|mail| format!("Expected email address = {}\n", mail.to_string_lossy())),
        IP_ADDRESS_MISMATCH => match param.ip_text() {
            Ok(address) => Some(format!("Expected IP address = {address}\n")),
            Err(error) => {
                push(&error, "X509_VERIFY_PARAM_get1_ip_asc");
                None
            }
        },
        _ => None,
    }
}

/// The failure that a context is at, as an error that tells all of it.
pub fn failure(ctx: &X509_STORE_CTX) -> Result<Error> {
    let (code, depth, now) = (ctx.error(), ctx.error_depth(), Moment::now());
    let reason = error::text(code.into()).to_string_lossy();
    let mut out =
        format!("Certificate verification at depth = {depth} error = {code} ({reason})\n")
            .into_bytes();
    let store = ctx.store();
    if let Some(store) = &store {
        out.extend(expected(code, &store.param()).unwrap_or_default().into_bytes());
    }
    out.extend_from_slice(b"Failure for:\n");
    match ctx.current_cert() {
        Some(x) => out.extend(print::brief(&x, now, true)?),
        None => out.extend_from_slice(b"    (no certificate)\n"),
    }
    if WITHOUT_ISSUER.contains(&code) {
        let untrusted = ctx.untrusted().and_then(crate::abi::stack::look::<OPENSSL_STACK>);
        let untrusted = untrusted.map(OPENSSL_STACK::shares::<X509>).unwrap_or_default();
        out.extend(certificates("Non-trusted certs", &untrusted, now)?);
        let trusted = store.map(|store| store.all_certs()).unwrap_or_default();
        out.extend(certificates("Certs in trust store", &trusted, now)?);
    }
    let text = String::from_utf8_lossy(&out);
    let failed = Error::new(Lib::X509, x509::R_CERTIFICATE_VERIFICATION_FAILED);
    Ok(failed.with(text.trim_end_matches('\n').to_owned()))
}
