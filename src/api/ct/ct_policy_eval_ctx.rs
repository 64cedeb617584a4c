//! `CT_POLICY_EVAL_CTX`: what timestamps are held against.

use crate::abi::{Give, In, Lend, LendConst, Mut, Str, Take, entry, quiet};
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ct::validate::CT_POLICY_EVAL_CTX;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::x509::certificate::X509;
use std::ffi::c_int;

/// As [`CT_POLICY_EVAL_CTX_new`]; there is one set of algorithms.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_new_ex(
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> Give<CT_POLICY_EVAL_CTX> {
    let _ = (libctx, propq);
    CT_POLICY_EVAL_CTX_new()
}

/// A new one, for timestamps until five minutes from now.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_new() -> Give<CT_POLICY_EVAL_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees one.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_free(ctx: Take<CT_POLICY_EVAL_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// The certificate that was logged, which is `ctx`'s; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_get0_cert(ctx: In<CT_POLICY_EVAL_CTX>) -> Lend<X509> {
    entry(Lend::null(), || Ok(ctx.get()?.0.with(|policy| Lend::opt(policy.cert.as_deref()))))
}

/// Sets the certificate that was logged, and takes a share of it.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_set1_cert(
    ctx: Mut<CT_POLICY_EVAL_CTX>,
    cert: Mut<X509>,
) -> c_int {
    entry(0, || {
        let cert = cert.share()?;
        let old = ctx.get()?.0.with(|policy| policy.cert.replace(cert));
        drop(old);
        Ok(1)
    })
}

/// The certificate of who issued what was logged, which is `ctx`'s; NULL for
/// none.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_get0_issuer(ctx: In<CT_POLICY_EVAL_CTX>) -> Lend<X509> {
    entry(Lend::null(), || Ok(ctx.get()?.0.with(|policy| Lend::opt(policy.issuer.as_deref()))))
}

/// Sets the certificate of who issued what was logged, and takes a share of
/// it. Timestamps of precertificates take it.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_set1_issuer(
    ctx: Mut<CT_POLICY_EVAL_CTX>,
    issuer: Mut<X509>,
) -> c_int {
    entry(0, || {
        let issuer = issuer.share()?;
        let old = ctx.get()?.0.with(|policy| policy.issuer.replace(issuer));
        drop(old);
        Ok(1)
    })
}

/// The logs that are believed; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_get0_log_store(
    ctx: In<CT_POLICY_EVAL_CTX>,
) -> LendConst<CTLOG_STORE> {
    entry(LendConst::null(), || {
        Ok(ctx.get()?.0.with(|policy| LendConst::opt(policy.logs.as_deref())))
    })
}

/// Sets the logs that are believed, and takes a share of them; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(
    ctx: Mut<CT_POLICY_EVAL_CTX>,
    log_store: Mut<CTLOG_STORE>,
) {
    quiet((), || {
        let logs = log_store.share_opt();
        let old = ctx.get()?.0.with(|policy| std::mem::replace(&mut policy.logs, logs));
        drop(old);
        Ok(())
    });
}

/// What counts as now, in milliseconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_get_time(ctx: In<CT_POLICY_EVAL_CTX>) -> u64 {
    entry(0, || Ok(ctx.get()?.0.with(|policy| policy.time)))
}

/// Sets what counts as now, in milliseconds since 1970: later timestamps are
/// invalid.
#[unsafe(no_mangle)]
pub extern "C" fn CT_POLICY_EVAL_CTX_set_time(ctx: Mut<CT_POLICY_EVAL_CTX>, time_in_ms: u64) {
    quiet((), || {
        ctx.get()?.0.with(|policy| policy.time = time_in_ms);
        Ok(())
    });
}
