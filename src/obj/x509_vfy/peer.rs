//! Verifying the certificates of a TLS peer.

use super::dane::SSL_DANE;
use super::hooks::X509_STORE_CTX_verify_cb;
use super::param::{X509_VERIFY_PARAM, lookup};
use super::{X509_STORE, X509_STORE_CTX};
use crate::abi::{Mut, Opaque};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ex_data::Class;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::pki::error::VerifyError;
use std::ffi::{c_int, c_void};
use std::sync::{Arc, OnceLock};

/// `SSL_CTX_set_cert_verify_callback`: verifies in place of the library.
pub type VerifyCallback = extern "C" fn(Mut<X509_STORE_CTX>, *mut c_void) -> c_int;

/// How a TLS peer is to be verified.
pub struct PeerCheck<'a> {
    /// The trust store.
    pub store: &'a Arc<X509_STORE>,
    /// The connection's own parameters.
    pub param: &'a X509_VERIFY_PARAM,
    /// Whether the peer is a client.
    pub peer_is_client: bool,
    /// The security level.
    pub security_level: c_int,
    /// More `X509_V_FLAG_…` (Suite B).
    pub flags: u64,
    /// What the peer sent, its own certificate first.
    pub chain: &'a [Arc<X509>],
    /// `SSL_set_verify`'s callback.
    pub verify_cb: Option<X509_STORE_CTX_verify_cb>,
    /// The TLSA records that the peer is held to.
    pub dane: Option<Arc<SSL_DANE>>,
    /// A function that does all of it, and its argument.
    pub whole: Option<(VerifyCallback, Opaque)>,
    /// The `SSL`, which callbacks find by [`ssl_index`].
    pub ssl: *mut c_void,
}

/// The result for a TLS peer.
#[derive(Debug)]
pub struct PeerOutcome {
    /// 1 accepted; 0 or less refused. A callback may return anything.
    pub ok: c_int,
    /// `SSL_get_verify_result`.
    pub error: c_int,
    /// `SSL_get0_verified_chain`.
    pub chain: Option<Vec<Arc<X509>>>,
}

/// `SSL_get_ex_data_X509_STORE_CTX_idx`.
pub fn ssl_index() -> c_int {
    static INDEX: OnceLock<c_int> = OnceLock::new();
    *INDEX.get_or_init(|| Class::X509StoreCtx.new_index(0, Opaque::NULL, None, None, None))
}

/// Verifies the certificates of a TLS peer, as `ssl_verify_cert_chain` does.
///
/// The matched host name goes to `check.param`. May run C callbacks.
pub fn verify_peer(check: &PeerCheck<'_>) -> Result<PeerOutcome> {
    let leaf = check.chain.first().ok_or_else(|| Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))?;
    let stack = OPENSSL_STACK::lending(check.chain.iter().map(|x| &**x));
    let ctx = X509_STORE_CTX::new();
    let address = Opaque(std::ptr::from_ref(&*stack).cast_mut().cast());
    ctx.init(Some(Arc::clone(check.store)), Some(Arc::clone(leaf)), Some(address));
    let param = ctx.param().ok_or_else(|| Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))?;
    ctx.ex_data.set(ssl_index(), check.ssl)?;
    let name = if check.peer_is_client { c"ssl_client" } else { c"ssl_server" };
    let preset = lookup(name).ok_or_else(|| Error::new(Lib::Ssl, err::R_INTERNAL_ERROR))?;
    param.change(|values| {
        values.auth_level = check.security_level;
        values.set_flags(check.flags);
    });
    param.inherit(&preset);
    param.assign(check.param);
    if let Some(verify_cb) = check.verify_cb {
        ctx.hooks.verify_cb.set(Some(verify_cb));
    }
    ctx.set_dane(check.dane.clone());
    let ok = match check.whole {
        Some((whole, argument)) => whole(Mut::lend(&*ctx), argument.0),
        None => ctx.verify().max(0),
    };
    let mut error = ctx.error();
    if ok <= 0 && check.whole.is_none() && error == VerifyError::OK.0 {
        error = VerifyError::UNSPECIFIED.0;
    }
    let chain = ctx.chain();
    // A callback may have replaced the parameters.
    if let Some(param) = ctx.param() {
        check.param.move_peer_name(&param);
    }
    // The context ends before the stack that it was lent.
    drop(ctx);
    drop(stack);
    Ok(PeerOutcome { ok, error, chain })
}
