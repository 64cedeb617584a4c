//! `X509_STORE_CTX_…`: one verification.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL, X509_NAME};
use crate::obj::x509_vfy::dane::SSL_DANE;
use crate::obj::x509_vfy::hooks::{X509_STORE_CTX_verify_cb, X509_STORE_CTX_verify_fn};
use crate::obj::x509_vfy::report;
use crate::obj::x509_vfy::{
    X509_OBJECT, X509_STORE, X509_STORE_CTX, X509_VERIFY_PARAM, ctx, param,
};
use crate::pki::error;
use crate::pki::name::Name;
use crate::pki::param::UnknownSetting;
use std::ffi::{c_char, c_int, c_long, c_ulong, c_void};
use std::sync::Arc;

/// A stack that C lends for longer than the call.
fn borrowed(stack: &Mut<OPENSSL_STACK>) -> Option<Opaque> {
    (!stack.is_null()).then(|| Opaque(stack.as_ptr().cast()))
}

fn param_of(ctx: &X509_STORE_CTX) -> Result<Arc<X509_VERIFY_PARAM>> {
    ctx.param().ok_or_else(Error::quiet)
}

/// Makes a context, to be initialised before use.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_new() -> Give<X509_STORE_CTX> {
    entry(Give::null(), || Ok(Give::new(X509_STORE_CTX::new())))
}

/// `X509_STORE_CTX_new`; the library context makes no difference.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_new_ex(
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> Give<X509_STORE_CTX> {
    let _ = (libctx, propq);
    X509_STORE_CTX_new()
}

/// Holds the peer to the TLSA records of a connection; NULL for none.
///
/// Ownership: the context keeps a share of `dane`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_dane(ctx: Mut<X509_STORE_CTX>, dane: Mut<SSL_DANE>) {
    quiet((), || {
        ctx.get()?.set_dane(dane.share_opt());
        Ok(())
    });
}

/// Frees a context.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_free(ctx: Take<X509_STORE_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Prepares to verify `target` against `trust_store`, with the certificates
/// in `untrusted` to build a chain from.
///
/// Returns: 1.
/// Ownership: `untrusted` must live as long as the context is used.
/// See: X509_STORE_CTX_init(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_init(
    ctx: Mut<X509_STORE_CTX>,
    trust_store: Mut<X509_STORE>,
    target: Mut<X509>,
    untrusted: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        let ctx = ctx.opt().ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))?;
        ctx.init(trust_store.share_opt(), target.share_opt(), borrowed(&untrusted));
        Ok(1)
    })
}

/// Gives up everything but the context itself.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_cleanup(ctx: Mut<X509_STORE_CTX>) {
    quiet((), || {
        ctx.get()?.cleanup();
        Ok(())
    });
}

/// Builds and checks the chain of the certificate.
///
/// Returns: 1 if it is good, 0 if not, -1 if it could not be checked. The
/// reason is `X509_STORE_CTX_get_error`.
/// See: X509_verify_cert(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_verify_cert(ctx: Mut<X509_STORE_CTX>) -> c_int {
    entry(-1, || {
        let ctx = ctx.opt().ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))?;
        Ok(ctx.verify())
    })
}

/// Like `X509_verify_cert`, for the first untrusted certificate if none is set.
///
/// Returns: as `X509_verify_cert`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_verify(ctx: Mut<X509_STORE_CTX>) -> c_int {
    entry(-1, || {
        let ctx = ctx.opt().ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))?;
        if ctx.cert().is_none() {
            let untrusted = ctx.untrusted().and_then(crate::abi::stack::look::<OPENSSL_STACK>);
            ctx.set_cert(untrusted.and_then(|stack| stack.shares::<X509>().into_iter().next()));
        }
        Ok(ctx.verify())
    })
}

/// The text of a verification result.
#[unsafe(no_mangle)]
pub extern "C" fn X509_verify_cert_error_string(n: c_long) -> LendConst<c_char> {
    LendConst::cstr(error::text(n))
}

/// A verify callback that queues an error which tells all of a failure, and
/// lets it stand; it may also be called from another.
///
/// Returns: `ok`.
/// Errors: `X509_R_CERTIFICATE_VERIFICATION_FAILED`.
/// See: X509_STORE_CTX_print_verify_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_print_verify_cb(ok: c_int, ctx: Mut<X509_STORE_CTX>) -> c_int {
    entry(0, || match ctx.opt() {
        Some(ctx) if ok == 0 => Err(report::failure(ctx)?),
        _ => Ok(ok),
    })
}

/// The result of a verification, or the error that a callback is told.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_error(ctx: In<X509_STORE_CTX>) -> c_int {
    // Unknown is never "OK".
    quiet(error::VerifyError::UNSPECIFIED.0, || Ok(ctx.get()?.error()))
}

/// Replaces the result.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_error(ctx: Mut<X509_STORE_CTX>, s: c_int) {
    quiet((), || {
        ctx.get()?.set_error(s);
        Ok(())
    });
}

/// The depth that the error is at.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_error_depth(ctx: In<X509_STORE_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.error_depth()))
}

/// Replaces that depth.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_error_depth(ctx: Mut<X509_STORE_CTX>, depth: c_int) {
    quiet((), || {
        ctx.get()?.set_error_depth(depth);
        Ok(())
    });
}

/// Lends the certificate that the error is about.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_current_cert(ctx: In<X509_STORE_CTX>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.current_cert().as_deref())))
}

/// Replaces that certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_current_cert(ctx: Mut<X509_STORE_CTX>, x: Mut<X509>) {
    quiet((), || {
        ctx.get()?.set_current_cert(x.share_opt());
        Ok(())
    });
}

/// Lends the issuer of the certificate that the report is about.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_current_issuer(ctx: In<X509_STORE_CTX>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.current_issuer().as_deref())))
}

/// Lends the CRL that the report is about.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_current_crl(ctx: In<X509_STORE_CTX>) -> Lend<X509_CRL> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.current_crl().as_deref())))
}

/// Lends the context that verifies the certificate for which this one checks
/// the signer of a CRL; NULL if this is no such one.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_parent_ctx(ctx: In<X509_STORE_CTX>) -> Lend<X509_STORE_CTX> {
    quiet(Lend::null(), || {
        Ok(ctx.get()?.parent().map_or(Lend::null(), |parent| Lend::from_ptr(parent.0.cast())))
    })
}

/// Lends the chain, from the leaf on; NULL before a verification.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_chain(ctx: In<X509_STORE_CTX>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(ctx.get()?.lend_chain(Lend::opt)))
}

/// A new stack of shares of the chain; NULL before a verification.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get1_chain(ctx: In<X509_STORE_CTX>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || Ok(Give::opt(ctx.get()?.chain().map(OPENSSL_STACK::owning::<X509>))))
}

/// Replaces the chain.
///
/// Ownership: takes the stack and the certificates in it.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_verified_chain(
    c: Mut<X509_STORE_CTX>,
    sk: Take<OPENSSL_STACK>,
) {
    quiet((), || {
        c.get()?.set_chain(sk.opt());
        Ok(())
    });
}

/// Lends the store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_store(ctx: In<X509_STORE_CTX>) -> Lend<X509_STORE> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.store().as_deref())))
}

/// Lends the certificate that is verified.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_cert(ctx: In<X509_STORE_CTX>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.cert().as_deref())))
}

/// Replaces the certificate to verify.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_cert(ctx: Mut<X509_STORE_CTX>, target: Mut<X509>) {
    quiet((), || {
        ctx.get()?.set_cert(target.share_opt());
        Ok(())
    });
}

/// Hands back the stack of untrusted certificates that was lent.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_untrusted(ctx: In<X509_STORE_CTX>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let stack = ctx.get()?.untrusted();
        Ok(stack.map_or(Lend::null(), |stack| Lend::from_ptr(stack.0.cast())))
    })
}

/// Replaces the stack of untrusted certificates.
///
/// Ownership: `sk` must live as long as the context is used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_untrusted(ctx: Mut<X509_STORE_CTX>, sk: Mut<OPENSSL_STACK>) {
    quiet((), || {
        ctx.get()?.set_untrusted(borrowed(&sk));
        Ok(())
    });
}

/// Trusts the certificates in a stack instead of those in the store.
///
/// Ownership: `sk` must live as long as the context is used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_trusted_stack(
    ctx: Mut<X509_STORE_CTX>,
    sk: Mut<OPENSSL_STACK>,
) {
    quiet((), || {
        ctx.get()?.set_trusted(borrowed(&sk));
        Ok(())
    });
}

/// Adds CRLs to those in the store.
///
/// Ownership: `sk` must live as long as the context is used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_crls(ctx: Mut<X509_STORE_CTX>, sk: Mut<OPENSSL_STACK>) {
    quiet((), || {
        ctx.get()?.set_crls(borrowed(&sk));
        Ok(())
    });
}

/// Sets the function that is told each error and may overrule it; NULL takes
/// it away.
/// See: X509_STORE_CTX_set_verify_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_verify_cb(
    ctx: Mut<X509_STORE_CTX>,
    verify: Option<X509_STORE_CTX_verify_cb>,
) {
    quiet((), || {
        ctx.get()?.hooks.verify_cb.set(verify);
        Ok(())
    });
}

/// Passes every verdict on.
extern "C" fn accept_verdict(ok: c_int, _: Mut<X509_STORE_CTX>) -> c_int {
    ok
}

/// That function; one that agrees to everything if none is set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_verify_cb(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_verify_cb> {
    quiet(None, || Ok(Some(ctx.get()?.hooks.verify_cb.get().unwrap_or(accept_verdict))))
}

/// Sets a function that checks dates and signatures itself.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_verify(
    ctx: Mut<X509_STORE_CTX>,
    verify: Option<X509_STORE_CTX_verify_fn>,
) {
    quiet((), || {
        ctx.get()?.hooks.verify.set(verify);
        Ok(())
    });
}

/// Lends the parameters; NULL before the context is initialised.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_param(ctx: In<X509_STORE_CTX>) -> Lend<X509_VERIFY_PARAM> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.param().as_deref())))
}

/// Replaces the parameters.
///
/// Ownership: takes `param`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set0_param(
    ctx: Mut<X509_STORE_CTX>,
    param: Take<X509_VERIFY_PARAM>,
) {
    quiet((), || {
        ctx.get()?.set_param(param.opt());
        Ok(())
    });
}

/// Takes over the named parameters ("ssl_server" and its like).
///
/// Returns: 1; 0 for an unknown name.
/// Errors: `X509_R_UNKNOWN_PURPOSE_ID`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_default(ctx: Mut<X509_STORE_CTX>, name: Str) -> c_int {
    entry(0, || {
        let name = name.get()?;
        let preset = param::lookup(name).ok_or_else(|| {
            Error::new(Lib::X509, x509::R_UNKNOWN_PURPOSE_ID)
                .with(format!("name={}", name.to_string_lossy()))
        })?;
        param_of(ctx.get()?)?.inherit(&preset);
        Ok(1)
    })
}

/// Sets purpose and trust where they are not set, falling back on
/// `def_purpose`.
///
/// Returns: 1; 0 if one is unknown.
/// Errors: `X509_R_UNKNOWN_PURPOSE_ID`, `X509_R_UNKNOWN_TRUST_ID`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_purpose_inherit(
    ctx: Mut<X509_STORE_CTX>,
    def_purpose: c_int,
    purpose: c_int,
    trust: c_int,
) -> c_int {
    entry(0, || inherit(ctx.get()?, def_purpose, purpose, trust))
}

fn inherit(
    ctx: &X509_STORE_CTX,
    def_purpose: c_int,
    purpose: c_int,
    trust: c_int,
) -> Result<c_int> {
    param_of(ctx)?
        .change(|values| values.inherit_purpose(def_purpose, purpose, trust))
        .map(|()| 1)
        .map_err(|unknown| {
            let reason = match unknown {
                UnknownSetting::Purpose => x509::R_UNKNOWN_PURPOSE_ID,
                UnknownSetting::Trust => x509::R_UNKNOWN_TRUST_ID,
            };
            Error::new(Lib::X509, reason)
        })
}

/// Sets the purpose, and its trust, where they are not set.
///
/// Returns: 1; 0 for an unknown purpose.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_purpose(ctx: Mut<X509_STORE_CTX>, purpose: c_int) -> c_int {
    entry(0, || inherit(ctx.get()?, 0, purpose, 0))
}

/// Sets the trust where it is not set.
///
/// Returns: 1; 0 for an unknown trust.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_trust(ctx: Mut<X509_STORE_CTX>, trust: c_int) -> c_int {
    entry(0, || inherit(ctx.get()?, 0, 0, trust))
}

/// Adds verification flags.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_flags(ctx: Mut<X509_STORE_CTX>, flags: c_ulong) {
    quiet((), || {
        param_of(ctx.get()?)?.change(|values| values.set_flags(flags));
        Ok(())
    });
}

/// Sets the time that counts as now; `flags` are ignored.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_time(
    ctx: Mut<X509_STORE_CTX>,
    flags: c_ulong,
    t: libc::time_t,
) {
    let _ = flags;
    quiet((), || {
        param_of(ctx.get()?)?.change(|values| values.set_time(t));
        Ok(())
    });
}

/// Sets how many certificates may stand between leaf and anchor.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_depth(ctx: Mut<X509_STORE_CTX>, depth: c_int) {
    quiet((), || {
        param_of(ctx.get()?)?.change(|values| values.depth = depth);
        Ok(())
    });
}

/// Whether a policy was required.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_explicit_policy(ctx: In<X509_STORE_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.explicit_policy().into()))
}

/// How many certificates of the chain came from the peer.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_num_untrusted(ctx: In<X509_STORE_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.num_untrusted()))
}

/// Sets a value of the program's own.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_set_ex_data(
    ctx: Mut<X509_STORE_CTX>,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    entry(0, || ctx.get()?.ex_data.set(idx, data).map(|()| 1))
}

/// A value of the program's own; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_ex_data(ctx: In<X509_STORE_CTX>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.ex_data.get(idx)))
}

/// Finds the trusted issuer of `x`.
///
/// Returns: 1 with a share in `issuer`; 0 if there is none; -1 on error.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get1_issuer(
    issuer: Out<*mut X509>,
    ctx: Mut<X509_STORE_CTX>,
    x: Mut<X509>,
) -> c_int {
    entry(-1, || {
        issuer.write(std::ptr::null_mut())?;
        match ctx.get()?.issuer_of(&x.share()?)? {
            Some(found) => {
                issuer.write(Give::new(found).as_ptr())?;
                Ok(1)
            }
            None => Ok(0),
        }
    })
}

/// Finds the first object of a kind with a name.
///
/// Returns: 1 with a share in `ret`; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_by_subject(
    vs: In<X509_STORE_CTX>,
    type_: c_int,
    name: In<X509_NAME>,
    ret: Mut<X509_OBJECT>,
) -> c_int {
    quiet(0, || {
        let name = Name::parse(&name.get()?.der())?;
        let found = vs.get()?.object_by_subject(type_, name.view()).ok_or_else(Error::quiet)?;
        ret.get()?.set(found);
        Ok(1)
    })
}

/// A new object with the first certificate or CRL with a name; NULL if there
/// is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_obj_by_subject(
    vs: Mut<X509_STORE_CTX>,
    type_: c_int,
    name: In<X509_NAME>,
) -> Give<X509_OBJECT> {
    quiet(Give::null(), || {
        let name = Name::parse(&name.get()?.der())?;
        let found = vs.get()?.object_by_subject(type_, name.view()).ok_or_else(Error::quiet)?;
        Ok(Give::new(Box::new(X509_OBJECT::new(found))))
    })
}

/// A new stack of the trusted certificates with a subject; empty if there
/// are none, NULL without a store.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get1_certs(
    st: Mut<X509_STORE_CTX>,
    nm: In<X509_NAME>,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let name = Name::parse(&nm.get()?.der())?;
        let store = st.get()?.store().ok_or_else(Error::quiet)?;
        let certs = store.certs_by_subject(name.view());
        if certs.is_empty() {
            return Ok(Give::null());
        }
        Ok(Give::new(OPENSSL_STACK::owning::<X509>(certs.into_iter().map(|(x, _)| x))))
    })
}

/// A new stack of the CRLs of an issuer; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get1_crls(
    st: In<X509_STORE_CTX>,
    nm: In<X509_NAME>,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let name = Name::parse(&nm.get()?.der())?;
        let store = st.get()?.store().ok_or_else(Error::quiet)?;
        let crls = store.crls_by_issuer(name.view());
        if crls.is_empty() {
            return Ok(Give::null());
        }
        Ok(Give::new(OPENSSL_STACK::owning::<X509_CRL>(crls.into_iter().map(|(crl, _)| crl))))
    })
}

/// A new chain of `target` from `certs`, up to a trusted certificate if there
/// is a `store`.
///
/// Returns: the stack, which the caller owns with its certificates; NULL if
/// no trusted chain is found in the store, or on error.
/// See: X509_build_chain(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_build_chain(
    target: Mut<X509>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    with_self_signed: c_int,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> Give<OPENSSL_STACK> {
    let _ = (libctx, propq);
    entry(Give::null(), || {
        let target = target
            .share_opt()
            .ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))?;
        let with_self_signed = with_self_signed != 0;
        let chain =
            ctx::build_chain(&target, borrowed(&certs), store.share_opt(), with_self_signed)?;
        Ok(Give::new(OPENSSL_STACK::owning::<X509>(chain)))
    })
}
