//! `SSL_CTX_…`: life cycle, sessions and callbacks of contexts.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Out, Str, Take, entry, quiet};
use crate::err::Result;
use crate::obj::conf::modules as conf_modules;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::ssl::callbacks::{
    SSL_CTX_alpn_select_cb_func, SSL_CTX_keylog_cb_func, SSL_CTX_npn_advertised_cb_func,
    SSL_CTX_npn_select_cb_func, SSL_client_hello_cb_fn,
};
use crate::obj::ssl::method::SSL_METHOD;
use crate::obj::ssl::{SSL, SSL_CTX, SSL_SESSION, conf, method};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE_CTX;
use std::ffi::{c_int, c_long, c_uchar, c_void};

/// A context for `method`; NULL is `SSL_R_NULL_SSL_METHOD_PASSED`.
fn make(method: &In<SSL_METHOD>) -> Result<Give<SSL_CTX>> {
    let method = method::known(method.opt())?;
    conf_modules::load_once(None, None, None)?;
    let ctx = SSL_CTX::new(method)?;
    conf::system_default(&ctx);
    Ok(Give::new(ctx))
}

/// Makes a context for `meth`.
///
/// Returns: the context; NULL for a NULL method (`SSL_R_NULL_SSL_METHOD_PASSED`).
/// Ownership: freed with `SSL_CTX_free`. See: SSL_CTX_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_new(meth: In<SSL_METHOD>) -> Give<SSL_CTX> {
    entry(Give::null(), || make(&meth))
}

/// The same; library context and property query make no difference.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_new_ex(
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
    meth: In<SSL_METHOD>,
) -> Give<SSL_CTX> {
    entry(Give::null(), || {
        let _ = (libctx, propq);
        make(&meth)
    })
}

/// Takes another share of the context.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_up_ref(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        std::mem::forget(ctx.share()?);
        Ok(1)
    })
}

/// Gives a share of the context up; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_free(ctx: Take<SSL_CTX>) {
    quiet((), || {
        drop(ctx.opt());
        Ok(())
    });
}

/// Changes the method of a context.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_ssl_version(ctx: Mut<SSL_CTX>, meth: In<SSL_METHOD>) -> c_int {
    entry(0, || {
        ctx.get()?.set_method(method::known(meth.opt())?);
        Ok(1)
    })
}

/// The context's method.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_ssl_method(ctx: In<SSL_CTX>) -> LendConst<SSL_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::new(ctx.get()?.method())))
}

/// Lends the suites allowed, TLS 1.3's first.
/// Ownership: the stack is the context's and lives until the suites change.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_ciphers(ctx: In<SSL_CTX>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ctx = ctx.get()?;
        let suites = ctx.config.look(|c| c.suites());
        let stack = ctx.lent.with(|l| OPENSSL_STACK::lend_again(&mut l.ciphers, suites));
        Ok(Lend::new(&*stack))
    })
}

/// Changes how many seconds sessions last; returns the old value.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_timeout(ctx: Mut<SSL_CTX>, t: c_long) -> c_long {
    quiet(0, || Ok(ctx.get()?.hooks.with(|h| std::mem::replace(&mut h.timeout, t))))
}

/// How many seconds sessions last.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_timeout(ctx: In<SSL_CTX>) -> c_long {
    quiet(0, || Ok(ctx.get()?.hooks.look(|h| h.timeout)))
}

/// Puts a session into the context's cache.
///
/// Returns: 1; 0 if this very session is there already.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add_session(ctx: Mut<SSL_CTX>, session: Mut<SSL_SESSION>) -> c_int {
    entry(0, || Ok(ctx.get()?.add_session(&session.share()?).into()))
}

/// Takes a session out of the context's cache and forbids its resumption.
///
/// Returns: 1; 0 if it was not there.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_remove_session(ctx: Mut<SSL_CTX>, session: Mut<SSL_SESSION>) -> c_int {
    entry(0, || {
        let Some(session) = session.opt() else { return Ok(0) };
        Ok(ctx.get()?.remove_session(session).into())
    })
}

/// Takes the sessions that are over at `tm` out of the cache; all for 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_flush_sessions(ctx: Mut<SSL_CTX>, tm: c_long) {
    quiet((), || {
        ctx.get()?.flush_sessions(tm);
        Ok(())
    });
}

/// Calls the function for each new session.
/// See: SSL_CTX_sess_set_new_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_set_new_cb(
    ctx: Mut<SSL_CTX>,
    new_session_cb: Option<extern "C" fn(Mut<SSL>, Mut<SSL_SESSION>) -> c_int>,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.new_session = new_session_cb);
        Ok(())
    });
}

/// The function called for each new session.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_get_new_cb(
    ctx: Mut<SSL_CTX>,
) -> Option<extern "C" fn(Mut<SSL>, Mut<SSL_SESSION>) -> c_int> {
    quiet(None, || Ok(ctx.get()?.hooks.look(|h| h.new_session)))
}

/// Calls the function for each session that goes from the cache.
/// See: SSL_CTX_sess_set_new_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_set_remove_cb(
    ctx: Mut<SSL_CTX>,
    remove_session_cb: Option<extern "C" fn(Mut<SSL_CTX>, Mut<SSL_SESSION>)>,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.remove_session = remove_session_cb);
        Ok(())
    });
}

/// The function called for each session that goes from the cache.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_get_remove_cb(
    ctx: Mut<SSL_CTX>,
) -> Option<extern "C" fn(Mut<SSL_CTX>, Mut<SSL_SESSION>)> {
    quiet(None, || Ok(ctx.get()?.hooks.look(|h| h.remove_session)))
}

/// Calls the function for session IDs that the cache does not know.
/// See: SSL_CTX_sess_set_new_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_set_get_cb(
    ctx: Mut<SSL_CTX>,
    get_session_cb: Option<
        extern "C" fn(Mut<SSL>, *const c_uchar, c_int, Out<c_int>) -> *mut SSL_SESSION,
    >,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.get_session = get_session_cb);
        Ok(())
    });
}

/// The function called for session IDs that the cache does not know.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sess_get_get_cb(
    ctx: Mut<SSL_CTX>,
) -> Option<extern "C" fn(Mut<SSL>, *const c_uchar, c_int, Out<c_int>) -> *mut SSL_SESSION> {
    quiet(None, || Ok(ctx.get()?.hooks.look(|h| h.get_session)))
}

/// Lets `cb` choose a protocol from what a client offers by ALPN.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_alpn_select_cb(
    ctx: Mut<SSL_CTX>,
    cb: SSL_CTX_alpn_select_cb_func,
    arg: *mut c_void,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.alpn_select = Some((cb, Opaque(arg))));
        Ok(())
    });
}

/// Shows `cb` each ClientHello before anything is decided.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_client_hello_cb(
    c: Mut<SSL_CTX>,
    cb: SSL_client_hello_cb_fn,
    arg: *mut c_void,
) {
    quiet((), || {
        c.get()?.hooks.with(|h| h.client_hello = Some((cb, Opaque(arg))));
        Ok(())
    });
}

/// Gives `cb` the secrets of each connection, as lines of a key log.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_keylog_callback(ctx: Mut<SSL_CTX>, cb: SSL_CTX_keylog_cb_func) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.keylog = cb);
        Ok(())
    });
}

/// The function that gets the key log.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_keylog_callback(ctx: In<SSL_CTX>) -> SSL_CTX_keylog_cb_func {
    quiet(None, || Ok(ctx.get()?.hooks.look(|h| h.keylog)))
}

/// Lets `cb` give a client certificate when a server asks for one.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_client_cert_cb(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, Out<*mut X509>, Out<*mut EVP_PKEY>) -> c_int>,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.client_cert = cb);
        Ok(())
    });
}

/// The function that gives client certificates.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_client_cert_cb(
    ctx: Mut<SSL_CTX>,
) -> Option<extern "C" fn(Mut<SSL>, Out<*mut X509>, Out<*mut EVP_PKEY>) -> c_int> {
    quiet(None, || Ok(ctx.get()?.hooks.look(|h| h.client_cert)))
}

/// Verifies chains with `cb` in place of `X509_verify_cert`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cert_verify_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<X509_STORE_CTX>, *mut c_void) -> c_int>,
    arg: *mut c_void,
) {
    quiet((), || {
        ctx.get()?.hooks.with(|h| h.cert_verify.set(cb, arg));
        Ok(())
    });
}

/// Would let `s` choose a protocol by NPN, ALPN's forerunner, which is never
/// negotiated: `cb` is not called, as with any peer of today.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_next_proto_select_cb(
    s: Mut<SSL_CTX>,
    cb: SSL_CTX_npn_select_cb_func,
    arg: *mut c_void,
) {
    quiet((), || {
        let _ = (s.get()?, cb, arg);
        Ok(())
    });
}

/// Would offer protocols by NPN, ALPN's forerunner, which is never negotiated:
/// `cb` is not called, as with any peer of today.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_next_protos_advertised_cb(
    s: Mut<SSL_CTX>,
    cb: SSL_CTX_npn_advertised_cb_func,
    arg: *mut c_void,
) {
    quiet((), || {
        let _ = (s.get()?, cb, arg);
        Ok(())
    });
}
