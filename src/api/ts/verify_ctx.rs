//! `TS_VERIFY_CTX`: what tokens are held against.

use crate::abi::{Give, Handle, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::{self, Result, ts};
use crate::obj::bio::BIO;
use crate::obj::cms::values::Given;
use crate::obj::pkcs7::PKCS7;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::verify::{self, TS_VERIFY_CTX, as_int};
use crate::obj::ts::{TS_REQ, TS_RESP, error};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{c_int, c_long, c_uchar};

crate::box_handle!(TS_VERIFY_CTX);

/// The pointer that C hands over, to be handed back.
fn place<T: Handle>(object: &Take<T>) -> *mut T {
    object.peek().map_or(std::ptr::null_mut(), |object| std::ptr::from_ref(object).cast_mut())
}

/// A new context, which looks at nothing yet.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_new() -> Give<TS_VERIFY_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Empties a context; what it held is the program's again.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_init(ctx: Mut<TS_VERIFY_CTX>) {
    quiet((), || {
        std::mem::forget(ctx.get()?.0.with(std::mem::take));
        Ok(())
    });
}

/// Frees a context with all that it holds; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_free(ctx: Take<TS_VERIFY_CTX>) {
    quiet((), || {
        if let Some(ctx) = ctx.opt() {
            ctx.clear();
        }
        Ok(())
    });
}

/// Frees all that a context holds, and empties it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_cleanup(ctx: Mut<TS_VERIFY_CTX>) {
    quiet((), || {
        if let Some(ctx) = ctx.opt() {
            ctx.clear();
        }
        Ok(())
    });
}

/// Sets what is looked at, `TS_VFY_…`. Returns: the flags.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_set_flags(ctx: Mut<TS_VERIFY_CTX>, f: c_int) -> c_int {
    entry(0, || {
        ctx.get()?.0.with(|state| state.flags = f.cast_unsigned());
        Ok(f)
    })
}

/// Adds to what is looked at, `TS_VFY_…`. Returns: all flags.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_add_flags(ctx: Mut<TS_VERIFY_CTX>, f: c_int) -> c_int {
    entry(0, || {
        Ok(ctx.get()?.0.with(|state| {
            state.flags |= f.cast_unsigned();
            as_int(state.flags)
        }))
    })
}

/// Sets what was stamped, for `TS_VFY_DATA`; the context owns it from now on.
/// What was there is the program's again. Returns: it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_set_data(ctx: Mut<TS_VERIFY_CTX>, b: Take<BIO>) -> Give<BIO> {
    entry(Give::null(), || {
        let raw = place(&b);
        let state = ctx.get()?;
        std::mem::forget(state.0.with(|state| std::mem::replace(&mut state.data, b.opt())));
        Ok(Give::back(raw))
    })
}

/// Sets the digest of what was stamped, for `TS_VFY_IMPRINT`: memory that the
/// context owns from now on. Returns: it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_set_imprint(
    ctx: Mut<TS_VERIFY_CTX>,
    hexstr: *mut c_uchar,
    len: c_long,
) -> *mut c_uchar {
    entry(std::ptr::null_mut(), || {
        let len = usize::try_from(len).map_err(|_| error(err::R_PASSED_INVALID_ARGUMENT))?;
        let given = Given::new(Opaque(hexstr.cast()), len);
        drop(ctx.get()?.0.with(|state| std::mem::replace(&mut state.imprint, given)));
        Ok(hexstr)
    })
}

/// Sets who is trusted; the context owns the store from now on. What was
/// there is the program's again. Returns: it.
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_set_store(
    ctx: Mut<TS_VERIFY_CTX>,
    s: Take<X509_STORE>,
) -> Give<X509_STORE> {
    entry(Give::null(), || {
        let raw = place(&s);
        let state = ctx.get()?;
        std::mem::forget(state.0.with(|state| std::mem::replace(&mut state.store, s.opt())));
        Ok(Give::back(raw))
    })
}

/// Sets certificates of signers and of those above them; the context owns
/// list and certificates from now on. What was there is the program's again.
/// Returns: the list. See: TS_VERIFY_CTX_set_certs(3).
#[unsafe(no_mangle)]
pub extern "C" fn TS_VERIFY_CTX_set_certs(
    ctx: Mut<TS_VERIFY_CTX>,
    certs: Take<OPENSSL_STACK>,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let raw = place(&certs);
        let state = ctx.get()?;
        std::mem::forget(state.0.with(|state| std::mem::replace(&mut state.certs, certs.opt())));
        Ok(Give::back(raw))
    })
}

/// Makes a context hold what a request says: version, policy, digest, nonce
/// and name are looked at, as far as the request has them. The program adds
/// `TS_VFY_SIGNATURE`, and who is trusted.
///
/// Returns: `ctx`, or a new one for NULL; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_to_TS_VERIFY_CTX(
    req: Mut<TS_REQ>,
    ctx: Mut<TS_VERIFY_CTX>,
) -> Give<TS_VERIFY_CTX> {
    entry(Give::null(), || {
        let req = req.get()?;
        match ctx.opt() {
            Some(there) => {
                there.clear();
                there.follow(req)?;
                Ok(Give::back(ctx.as_ptr()))
            }
            None => {
                let made = Box::<TS_VERIFY_CTX>::default();
                made.follow(req)?;
                Ok(Give::new(made))
            }
        }
    })
}

/// Whether an answer holds a token that is to be believed.
///
/// Returns: 1 if so, else 0. Errors: `TS_R_NO_TIME_STAMP_TOKEN` for a refusal,
/// those of `TS_RESP_verify_token`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_verify_response(
    ctx: Mut<TS_VERIFY_CTX>,
    response: Mut<TS_RESP>,
) -> c_int {
    entry(0, || verify::response(ctx.get()?, response.get()?).map(|()| 1))
}

/// Whether a token is to be believed.
///
/// Returns: 1 if so, else 0. Errors: those of `TS_RESP_verify_signature`;
/// `TS_R_UNSUPPORTED_VERSION`, `TS_R_POLICY_MISMATCH`,
/// `TS_R_MESSAGE_IMPRINT_MISMATCH`, `TS_R_NONCE_NOT_RETURNED`,
/// `TS_R_NONCE_MISMATCH`, `TS_R_TSA_NAME_MISMATCH`, `TS_R_TSA_UNTRUSTED`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_verify_token(ctx: Mut<TS_VERIFY_CTX>, token: Mut<PKCS7>) -> c_int {
    entry(0, || verify::token(ctx.get()?, token.get()?).map(|()| 1))
}

/// Whether the signature of a token is good, and of who may stamp times.
///
/// Returns: 1 if so, else 0. Ownership: a share of the signer's certificate
/// goes to `*signer_out`, unless that is NULL.
/// Errors: `TS_R_INVALID_NULL_POINTER`, `TS_R_WRONG_CONTENT_TYPE`,
/// `TS_R_THERE_MUST_BE_ONE_SIGNER`, `TS_R_NO_CONTENT`,
/// `TS_R_CERTIFICATE_VERIFY_ERROR`, `TS_R_SIGNATURE_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_verify_signature(
    token: Mut<PKCS7>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    signer_out: Out<*mut X509>,
) -> c_int {
    entry(0, || {
        let token = token.opt().ok_or_else(|| error(ts::R_INVALID_NULL_POINTER))?;
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let signer: Result<_> = verify::signature(token, &certs, store.share_opt());
        let signer = signer?;
        if !signer_out.is_null() {
            signer_out.write(Give::<X509>::new(signer).as_ptr())?;
        }
        Ok(1)
    })
}
