//! The chain that is sent with a certificate of ours, built by
//! `SSL_CTX_build_cert_chain`.

use super::Configured;
use super::certs::check_issuer_strength;
use super::chain::Chain;
use crate::abi::Opaque;
use crate::err::{self, Error, Lib, Result, ssl};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use crate::obj::x509_vfy::ctx::X509_STORE_CTX;
use crate::pki::info::flag::SS;
use std::ffi::c_long;
use std::sync::Arc;

/// `SSL_BUILD_CHAIN_FLAG_…`.
mod flag {
    use std::ffi::c_long;

    pub(super) const UNTRUSTED: c_long = 1;
    pub(super) const NO_ROOT: c_long = 2;
    pub(super) const CHECK: c_long = 4;
    pub(super) const IGNORE_ERROR: c_long = 8;
    pub(super) const CLEAR_ERROR: c_long = 16;
}

/// Builds the chain of the certificate used last and keeps it, to be sent: 1;
/// 2 if it was not verified and nothing is sent but the certificate.
///
/// Errors: `SSL_R_NO_CERTIFICATE_SET`; `SSL_R_CERTIFICATE_VERIFY_FAILED`;
/// what [`check_issuer_strength`] says. The chain that was there stays then.
/// See: SSL_CTX_build_cert_chain(3).
pub fn build_own_chain(
    of: &impl Configured,
    trusted: &Arc<X509_STORE>,
    flags: c_long,
) -> Result<c_long> {
    let (entry, store) =
        of.config().look(|c| (c.identity.certs.current().cloned(), c.identity.chain_store.clone()));
    let no_certificate = || Error::new(Lib::Ssl, ssl::R_NO_CERTIFICATE_SET);
    let entry = entry.ok_or_else(no_certificate)?;
    let leaf = entry.x509.ok_or_else(no_certificate)?;
    let present = entry.chain.as_ref().map(|chain| chain.certs()).unwrap_or_default();
    let has = |which| flags & which != 0;
    let (store, untrusted) = if has(flag::CHECK) {
        // Only what is there counts: it is put in order, and found complete.
        let store = X509_STORE::new();
        present.iter().chain([&leaf]).try_for_each(|x509| store.add_cert(x509))?;
        (store, &[][..])
    } else {
        let untrusted = if has(flag::UNTRUSTED) { present } else { &[] };
        (store.unwrap_or_else(|| Arc::clone(trusted)), untrusted)
    };
    let (mut chain, verified) = verified_chain(&leaf, store, untrusted)?;
    if let (Err(error), false) = (&verified, has(flag::IGNORE_ERROR)) {
        return Err(error.clone());
    }
    if verified.is_err() && has(flag::CLEAR_ERROR) {
        err::queue::clear();
    }
    if !chain.is_empty() {
        chain.remove(0);
    }
    let is_root = |x509: &Arc<X509>| x509.cert().is_ok_and(|cert| cert.info().has(SS));
    if has(flag::NO_ROOT) && chain.last().is_some_and(is_root) {
        chain.pop();
    }
    chain.iter().try_for_each(|x509| check_issuer_strength(x509, &of.security()))?;
    // Where there is a chain, its last check decides.
    let sent = verified.is_ok() || !chain.is_empty();
    of.config().with(|c| c.identity.certs.current_mut().chain = Some(Chain::new(chain)));
    Ok(if sent { 1 } else { 2 })
}

/// The chain of `leaf` as far as it goes, and whether it was verified.
fn verified_chain(
    leaf: &Arc<X509>,
    store: Arc<X509_STORE>,
    untrusted: &[Arc<X509>],
) -> Result<(Vec<Arc<X509>>, Result<()>)> {
    let stack = OPENSSL_STACK::lending(untrusted.iter().map(|x509| &**x509));
    let ctx = X509_STORE_CTX::new();
    let address = Opaque(std::ptr::from_ref(&*stack).cast_mut().cast());
    ctx.init(Some(store), Some(Arc::clone(leaf)), Some(address));
    let verified = if ctx.verify() > 0 {
        Ok(())
    } else {
        let text = crate::pki::error::text(ctx.error().into()).to_string_lossy();
        let error = Error::new(Lib::Ssl, ssl::R_CERTIFICATE_VERIFY_FAILED);
        Err(error.with(format!("Verify error:{text}")))
    };
    let chain = ctx.chain().unwrap_or_default();
    // The context ends before the stack that it was lent.
    drop(ctx);
    drop(stack);
    Ok((chain, verified))
}
