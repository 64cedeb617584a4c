//! `X509_STORE_set_…` and `…_get_…` of the steps that a program does itself.
//!
//! A getter gives what the program set; NULL stands for the library's own.

use crate::abi::{In, Mut, quiet};
use crate::obj::x509_vfy::hooks::{
    X509_STORE_CTX_cert_crl_fn, X509_STORE_CTX_check_crl_fn, X509_STORE_CTX_check_issued_fn,
    X509_STORE_CTX_check_policy_fn, X509_STORE_CTX_check_revocation_fn, X509_STORE_CTX_cleanup_fn,
    X509_STORE_CTX_get_crl_fn, X509_STORE_CTX_get_issuer_fn, X509_STORE_CTX_lookup_certs_fn,
    X509_STORE_CTX_lookup_crls_fn, X509_STORE_CTX_verify_cb, X509_STORE_CTX_verify_fn,
};
use crate::obj::x509_vfy::{X509_STORE, X509_STORE_CTX};

/// Sets the function that is told each error; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_verify_cb(
    xs: Mut<X509_STORE>,
    verify_cb: Option<X509_STORE_CTX_verify_cb>,
) {
    quiet((), || {
        xs.get()?.hooks.verify_cb.set(verify_cb);
        Ok(())
    });
}

/// The function that is told each error; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_verify_cb(xs: In<X509_STORE>) -> Option<X509_STORE_CTX_verify_cb> {
    quiet(None, || Ok(xs.get()?.hooks.verify_cb.get()))
}

/// Sets the function that checks dates and signatures; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_verify(
    xs: Mut<X509_STORE>,
    verify: Option<X509_STORE_CTX_verify_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.verify.set(verify);
        Ok(())
    });
}

/// The function that checks dates and signatures; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_verify(xs: In<X509_STORE>) -> Option<X509_STORE_CTX_verify_fn> {
    quiet(None, || Ok(xs.get()?.hooks.verify.get()))
}

/// The function that checks dates and signatures; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_verify(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_verify_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.verify.get()))
}

/// Sets the function that finds the trusted issuer; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_get_issuer(
    xs: Mut<X509_STORE>,
    get_issuer: Option<X509_STORE_CTX_get_issuer_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.get_issuer.set(get_issuer);
        Ok(())
    });
}

/// The function that finds the trusted issuer; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_get_issuer(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_get_issuer_fn> {
    quiet(None, || Ok(xs.get()?.hooks.get_issuer.get()))
}

/// The function that finds the trusted issuer; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_get_issuer(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_get_issuer_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.get_issuer.get()))
}

/// Sets the function that tells who may have issued a certificate; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_check_issued(
    xs: Mut<X509_STORE>,
    check_issued: Option<X509_STORE_CTX_check_issued_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.check_issued.set(check_issued);
        Ok(())
    });
}

/// The function that tells who may have issued a certificate; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_check_issued(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_check_issued_fn> {
    quiet(None, || Ok(xs.get()?.hooks.check_issued.get()))
}

/// The function that tells who may have issued a certificate; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_check_issued(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_check_issued_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.check_issued.get()))
}

/// Sets the function that checks revocation; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_check_revocation(
    xs: Mut<X509_STORE>,
    check_revocation: Option<X509_STORE_CTX_check_revocation_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.check_revocation.set(check_revocation);
        Ok(())
    });
}

/// The function that checks revocation; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_check_revocation(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_check_revocation_fn> {
    quiet(None, || Ok(xs.get()?.hooks.check_revocation.get()))
}

/// The function that checks revocation; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_check_revocation(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_check_revocation_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.check_revocation.get()))
}

/// Sets the function that finds the CRL for a certificate; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_get_crl(
    xs: Mut<X509_STORE>,
    get_crl: Option<X509_STORE_CTX_get_crl_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.get_crl.set(get_crl);
        Ok(())
    });
}

/// The function that finds the CRL for a certificate; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_get_crl(xs: In<X509_STORE>) -> Option<X509_STORE_CTX_get_crl_fn> {
    quiet(None, || Ok(xs.get()?.hooks.get_crl.get()))
}

/// The function that finds the CRL for a certificate; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_get_crl(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_get_crl_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.get_crl.get()))
}

/// Sets the function that checks a CRL; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_check_crl(
    xs: Mut<X509_STORE>,
    check_crl: Option<X509_STORE_CTX_check_crl_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.check_crl.set(check_crl);
        Ok(())
    });
}

/// The function that checks a CRL; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_check_crl(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_check_crl_fn> {
    quiet(None, || Ok(xs.get()?.hooks.check_crl.get()))
}

/// The function that checks a CRL; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_check_crl(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_check_crl_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.check_crl.get()))
}

/// Sets the function that looks for a certificate in a CRL; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_cert_crl(
    xs: Mut<X509_STORE>,
    cert_crl: Option<X509_STORE_CTX_cert_crl_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.cert_crl.set(cert_crl);
        Ok(())
    });
}

/// The function that looks for a certificate in a CRL; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_cert_crl(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_cert_crl_fn> {
    quiet(None, || Ok(xs.get()?.hooks.cert_crl.get()))
}

/// The function that looks for a certificate in a CRL; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_cert_crl(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_cert_crl_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.cert_crl.get()))
}

/// Sets the function that checks policies; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_check_policy(
    xs: Mut<X509_STORE>,
    check_policy: Option<X509_STORE_CTX_check_policy_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.check_policy.set(check_policy);
        Ok(())
    });
}

/// The function that checks policies; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_check_policy(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_check_policy_fn> {
    quiet(None, || Ok(xs.get()?.hooks.check_policy.get()))
}

/// The function that checks policies; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_check_policy(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_check_policy_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.check_policy.get()))
}

/// Sets the function that finds certificates by subject; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_lookup_certs(
    xs: Mut<X509_STORE>,
    lookup_certs: Option<X509_STORE_CTX_lookup_certs_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.lookup_certs.set(lookup_certs);
        Ok(())
    });
}

/// The function that finds certificates by subject; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_lookup_certs(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_lookup_certs_fn> {
    quiet(None, || Ok(xs.get()?.hooks.lookup_certs.get()))
}

/// The function that finds certificates by subject; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_lookup_certs(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_lookup_certs_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.lookup_certs.get()))
}

/// Sets the function that finds CRLs by issuer; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_lookup_crls(
    xs: Mut<X509_STORE>,
    lookup_crls: Option<X509_STORE_CTX_lookup_crls_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.lookup_crls.set(lookup_crls);
        Ok(())
    });
}

/// The function that finds CRLs by issuer; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_lookup_crls(
    xs: In<X509_STORE>,
) -> Option<X509_STORE_CTX_lookup_crls_fn> {
    quiet(None, || Ok(xs.get()?.hooks.lookup_crls.get()))
}

/// The function that finds CRLs by issuer; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_lookup_crls(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_lookup_crls_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.lookup_crls.get()))
}

/// Sets the function that is told that a context ends; NULL takes it away.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_set_cleanup(
    xs: Mut<X509_STORE>,
    cleanup: Option<X509_STORE_CTX_cleanup_fn>,
) {
    quiet((), || {
        xs.get()?.hooks.cleanup.set(cleanup);
        Ok(())
    });
}

/// The function that is told that a context ends; NULL if none was set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_get_cleanup(xs: In<X509_STORE>) -> Option<X509_STORE_CTX_cleanup_fn> {
    quiet(None, || Ok(xs.get()?.hooks.cleanup.get()))
}

/// The function that is told that a context ends; NULL if it is the library.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get_cleanup(
    ctx: In<X509_STORE_CTX>,
) -> Option<X509_STORE_CTX_cleanup_fn> {
    quiet(None, || Ok(ctx.get()?.hooks.cleanup.get()))
}
