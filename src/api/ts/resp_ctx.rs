//! `TS_RESP_CTX`: a time-stamping authority.

use crate::abi::{Give, In, Lend, Mut, Opaque, Str, Take, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::conf::{change, set_signer};
use crate::obj::ts::respond::{
    MOST_DIGITS, TS_RESP_CTX, TS_extension_cb, TS_serial_cb, TS_time_cb, policy,
};
use crate::obj::ts::{TS_REQ, TS_RESP, TS_TST_INFO};
use crate::obj::x509::X509;
use std::ffi::{CStr, c_int, c_uint, c_void};

crate::arc_handle!(TS_RESP_CTX);

/// A new authority, of which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_new() -> Give<TS_RESP_CTX> {
    entry(Give::null(), || Ok(Give::new(std::sync::Arc::default())))
}

/// As [`TS_RESP_CTX_new`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_new_ex(_libctx: Mut<OSSL_LIB_CTX>, _propq: Str) -> Give<TS_RESP_CTX> {
    TS_RESP_CTX_new()
}

/// Frees an authority; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_free(ctx: Take<TS_RESP_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Sets the certificate of who signs, and takes a share of it.
///
/// Returns: 1; 0 on failure. Errors: `TS_R_INVALID_SIGNER_CERTIFICATE_PURPOSE`
/// for one that is not for stamping times alone.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_signer_cert(ctx: Mut<TS_RESP_CTX>, signer: Mut<X509>) -> c_int {
    entry(0, || set_signer(ctx.get()?, signer.share()?).map(|()| 1))
}

/// Sets the key that signs, and takes a share of it. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_signer_key(ctx: Mut<TS_RESP_CTX>, key: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let key = key.share()?;
        drop(change(ctx.get()?, |settings| settings.key.replace(key)));
        Ok(1)
    })
}

/// Sets the digest of signatures; NULL for the key's usual one.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_signer_digest(
    ctx: Mut<TS_RESP_CTX>,
    signer_digest: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let md = signer_digest.opt().map(EVP_MD::known).transpose()?;
        change(ctx.get()?, |settings| settings.md = md);
        Ok(1)
    })
}

/// Sets the digest that certificates are named by; NULL for SHA-1.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_ess_cert_id_digest(
    ctx: Mut<TS_RESP_CTX>,
    md: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let md = md.opt().map(EVP_MD::known).transpose()?;
        change(ctx.get()?, |settings| settings.id_md = md);
        Ok(1)
    })
}

/// Sets the policy of requests that name none to a copy.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_def_policy(
    ctx: Mut<TS_RESP_CTX>,
    def_policy: In<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        let policy = policy(def_policy.opt())?;
        change(ctx.get()?, |settings| settings.policy = Some(policy));
        Ok(1)
    })
}

/// Sets the certificates beside the signer's, of which it takes shares; NULL
/// for none. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_certs(ctx: Mut<TS_RESP_CTX>, certs: Mut<OPENSSL_STACK>) -> c_int {
    entry(0, || {
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        drop(change(ctx.get()?, |settings| std::mem::replace(&mut settings.certs, certs)));
        Ok(1)
    })
}

/// Adds a policy that requests may name, as a copy. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_add_policy(ctx: Mut<TS_RESP_CTX>, policy: In<ASN1_OBJECT>) -> c_int {
    entry(0, || {
        let added = self::policy(policy.opt())?;
        change(ctx.get()?, |settings| settings.policies.push(added));
        Ok(1)
    })
}

/// Adds a digest that requests may be by. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_add_md(ctx: Mut<TS_RESP_CTX>, md: In<EVP_MD>) -> c_int {
    entry(0, || {
        let md = md.get()?.known()?;
        change(ctx.get()?, |settings| settings.mds.push(md));
        Ok(1)
    })
}

/// Sets how far the time may be off: seconds, thousandths and millionths.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_accuracy(
    ctx: Mut<TS_RESP_CTX>,
    secs: c_int,
    millis: c_int,
    micros: c_int,
) -> c_int {
    entry(0, || {
        change(ctx.get()?, |settings| settings.accuracy = [secs, millis, micros]);
        Ok(1)
    })
}

/// Sets how many digits of a second the time has, 6 at most.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_clock_precision_digits(
    ctx: Mut<TS_RESP_CTX>,
    clock_precision_digits: c_uint,
) -> c_int {
    entry(0, || {
        if clock_precision_digits > MOST_DIGITS {
            return Err(Error::quiet());
        }
        change(ctx.get()?, |settings| settings.digits = clock_precision_digits);
        Ok(1)
    })
}

/// Adds flags: `TS_TSA_NAME`, `TS_ORDERING`, `TS_ESS_CERT_ID_CHAIN`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_add_flags(ctx: Mut<TS_RESP_CTX>, flags: c_int) {
    quiet((), || {
        change(ctx.get()?, |settings| settings.flags |= flags);
        Ok(())
    });
}

/// Sets who gives the numbers of tokens; without it each is 1.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_serial_cb(
    ctx: Mut<TS_RESP_CTX>,
    cb: Option<TS_serial_cb>,
    data: *mut c_void,
) {
    quiet((), || {
        change(ctx.get()?, |settings| settings.serial = cb.map(|cb| (cb, Opaque(data))));
        Ok(())
    });
}

/// Sets who gives the time; without it that is the system's clock.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_time_cb(
    ctx: Mut<TS_RESP_CTX>,
    cb: Option<TS_time_cb>,
    data: *mut c_void,
) {
    quiet((), || {
        change(ctx.get()?, |settings| settings.time = cb.map(|cb| (cb, Opaque(data))));
        Ok(())
    });
}

/// Sets who processes the extensions of requests; without it those with
/// extensions are refused.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_extension_cb(
    ctx: Mut<TS_RESP_CTX>,
    cb: Option<TS_extension_cb>,
    data: *mut c_void,
) {
    quiet((), || {
        change(ctx.get()?, |settings| settings.extension = cb.map(|cb| (cb, Opaque(data))));
        Ok(())
    });
}

fn bytes(text: &Str) -> Option<&[u8]> {
    text.opt().map(CStr::to_bytes)
}

/// Sets how the request that is being answered goes, with words unless NULL.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_status_info(
    ctx: Mut<TS_RESP_CTX>,
    status: c_int,
    text: Str,
) -> c_int {
    entry(0, || ctx.get()?.set_status(status, bytes(&text)).map(|()| 1))
}

/// The same, unless something went wrong before. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_set_status_info_cond(
    ctx: Mut<TS_RESP_CTX>,
    status: c_int,
    text: Str,
) -> c_int {
    entry(0, || ctx.get()?.set_status_if_granted(status, bytes(&text)).map(|()| 1))
}

/// The most bits that a failure may have.
const MOST_FAILURES: usize = 1024;

/// Adds a reason for failure, `TS_INFO_…`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_add_failure_info(ctx: Mut<TS_RESP_CTX>, failure: c_int) -> c_int {
    entry(0, || {
        let bit = usize::try_from(failure).ok().filter(|bit| *bit < MOST_FAILURES);
        ctx.get()?.add_failure(bit.ok_or_else(Error::quiet)?).map(|()| 1)
    })
}

/// The request that is being answered; NULL outside callbacks.
/// Ownership: it belongs to `ctx`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_get_request(ctx: Mut<TS_RESP_CTX>) -> Lend<TS_REQ> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.request())))
}

/// What the token is to say; NULL outside callbacks.
/// Ownership: it belongs to `ctx`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_CTX_get_tst_info(ctx: Mut<TS_RESP_CTX>) -> Lend<TS_TST_INFO> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.info())))
}

/// Answers the request in a BIO: with a token, or with why there is none.
///
/// Returns: the answer, also if it refuses; NULL on failure.
/// Ownership: C frees it. Errors: `TS_R_RESPONSE_SETUP_ERROR` for a refusal.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_create_response(
    ctx: Mut<TS_RESP_CTX>,
    req_bio: Mut<BIO>,
) -> Give<TS_RESP> {
    entry(Give::null(), || {
        // A callback may free the context.
        let answer: Result<_> = ctx.share()?.answer(req_bio.get()?);
        answer.map(Give::opt)
    })
}
