//! How `SSL_CTX` and `SSL` verify their peers: modes, callbacks, trust, names.

use crate::abi::{In, Lend, Mut, entry, quiet};
use crate::obj::ssl::callbacks::SSL_verify_cb;
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::x509_vfy::X509_VERIFY_PARAM;
use std::ffi::c_int;

/// Says whether the peer must be verified, and shows `callback` each step.
/// See: SSL_CTX_set_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_verify(ctx: Mut<SSL_CTX>, mode: c_int, callback: SSL_verify_cb) {
    quiet((), || {
        ctx.get()?.config.with(|c| {
            c.verify_mode = mode;
            c.verify_cb = callback;
        });
        Ok(())
    });
}

/// The `SSL_VERIFY_*` bits.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_verify_mode(ctx: In<SSL_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.verify_mode)))
}

/// The function that sees each step of a verification.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_verify_callback(ctx: In<SSL_CTX>) -> SSL_verify_cb {
    quiet(None, || Ok(ctx.get()?.config.look(|c| c.verify_cb)))
}

/// Limits the number of certificates between leaf and root.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_verify_depth(ctx: Mut<SSL_CTX>, depth: c_int) {
    quiet((), || {
        ctx.get()?.param().change(|p| p.depth = depth);
        Ok(())
    });
}

/// The most certificates between leaf and root; -1 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_verify_depth(ctx: In<SSL_CTX>) -> c_int {
    quiet(-1, || Ok(ctx.get()?.param().values().depth))
}

/// Sets the purpose that the peer's certificate is checked for.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_purpose(ctx: Mut<SSL_CTX>, purpose: c_int) -> c_int {
    entry(0, || {
        ctx.get()?.param().set_purpose(purpose)?;
        Ok(1)
    })
}

/// Sets the trust setting that roots are checked for.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_trust(ctx: Mut<SSL_CTX>, trust: c_int) -> c_int {
    entry(0, || {
        ctx.get()?.param().set_trust(trust)?;
        Ok(1)
    })
}

/// Copies the verification parameters that are set in `vpm`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set1_param(ctx: Mut<SSL_CTX>, vpm: Mut<X509_VERIFY_PARAM>) -> c_int {
    entry(0, || {
        ctx.get()?.param().assign(vpm.get()?);
        Ok(1)
    })
}

/// Lends the verification parameters, to be changed in place.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_param(ctx: Mut<SSL_CTX>) -> Lend<X509_VERIFY_PARAM> {
    quiet(Lend::null(), || Ok(Lend::new(&**ctx.get()?.param())))
}

/// Says whether the peer must be verified, and shows `callback` each step.
/// See: SSL_CTX_set_verify(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_verify(s: Mut<SSL>, mode: c_int, callback: SSL_verify_cb) {
    quiet((), || {
        s.get()?.config.with(|c| {
            c.verify_mode = mode;
            c.verify_cb = callback.or(c.verify_cb);
        });
        Ok(())
    });
}

/// The `SSL_VERIFY_*` bits.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_verify_mode(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.config.look(|c| c.verify_mode)))
}

/// The function that sees each step of a verification.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_verify_callback(s: In<SSL>) -> SSL_verify_cb {
    quiet(None, || Ok(s.get()?.config.look(|c| c.verify_cb)))
}

/// Limits the number of certificates between leaf and root.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_verify_depth(s: Mut<SSL>, depth: c_int) {
    quiet((), || {
        s.get()?.param().change(|p| p.depth = depth);
        Ok(())
    });
}

/// The most certificates between leaf and root; -1 for no limit.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_verify_depth(s: In<SSL>) -> c_int {
    quiet(-1, || Ok(s.get()?.param().values().depth))
}

/// Sets the purpose that the peer's certificate is checked for.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_purpose(s: Mut<SSL>, purpose: c_int) -> c_int {
    entry(0, || {
        s.get()?.param().set_purpose(purpose)?;
        Ok(1)
    })
}

/// Sets the trust setting that roots are checked for.
///
/// Returns: 1; 0 for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_trust(s: Mut<SSL>, trust: c_int) -> c_int {
    entry(0, || {
        s.get()?.param().set_trust(trust)?;
        Ok(1)
    })
}

/// Copies the verification parameters that are set in `vpm`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set1_param(ssl: Mut<SSL>, vpm: Mut<X509_VERIFY_PARAM>) -> c_int {
    entry(0, || {
        ssl.get()?.param().assign(vpm.get()?);
        Ok(1)
    })
}

/// Lends the verification parameters, to be changed in place.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_param(ssl: Mut<SSL>) -> Lend<X509_VERIFY_PARAM> {
    quiet(Lend::null(), || Ok(Lend::new(&**ssl.get()?.param())))
}
