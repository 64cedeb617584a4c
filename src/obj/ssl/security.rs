//! What a connection may use: the security level's rules, or the program's
//! own judgement in their place. See: SSL_CTX_set_security_level(3).

use super::callbacks::{Hook, SecurityCb};
use super::cipher::SSL_CIPHER;
use super::groups::nid_of;
use super::settings::{group_bits, level_bits, sigalg_bits};
use super::sigalgs::SigAlg;
use super::{Configured, SSL, SSL_CTX, tmp_dh};
use crate::abi::In;
use crate::crypto::dh::Params;
use crate::obj::evp_pkey::{self, Contents, EVP_PKEY};
use std::ffi::{c_int, c_void};

/// `SSL_SECOP_*`: what is asked about.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod secop {
    use std::ffi::c_int;
    pub const CIPHER_SUPPORTED: c_int = 0x10001;
    pub const CIPHER_SHARED: c_int = 0x10002;
    pub const CIPHER_CHECK: c_int = 0x10003;
    pub const CURVE_SUPPORTED: c_int = 0x20004;
    pub const CURVE_SHARED: c_int = 0x20005;
    pub const CURVE_CHECK: c_int = 0x20006;
    pub const TMP_DH: c_int = 0x40007;
    pub const VERSION: c_int = 9;
    pub const TICKET: c_int = 10;
    pub const SIGALG_SUPPORTED: c_int = 0x5000b;
    pub const SIGALG_SHARED: c_int = 0x5000c;
    pub const SIGALG_CHECK: c_int = 0x5000d;
    pub const EE_KEY: c_int = 0x60010;
    pub const CA_KEY: c_int = 0x60011;
    pub const CA_MD: c_int = 0x60012;
}

/// What a level allows (`SSL_CTX_get_security_callback`'s own rules).
///
/// The versions and suites that a level would forbid for other reasons than
/// their bits are not spoken at all.
pub fn by_level(level: c_int, op: c_int, bits: c_int) -> bool {
    /// Sessions in tickets have no forward secrecy.
    const NO_TICKETS: c_int = 3;
    match op {
        secop::VERSION => true,
        secop::TICKET => level < NO_TICKETS,
        _ => bits >= level_bits(level),
    }
}

/// Who judges what a context or a connection may use.
///
/// Its questions may run the program's callback: never ask with a lock held.
pub struct Judge<'a> {
    ssl: Option<&'a SSL>,
    ctx: Option<&'a SSL_CTX>,
    level: c_int,
    hook: Hook<SecurityCb>,
}

impl<'a> Judge<'a> {
    /// A context's.
    pub(super) fn of_ctx(ctx: &'a SSL_CTX) -> Judge<'a> {
        let (level, hook) = ctx.config().look(|c| (c.security_level, c.security));
        Judge { ssl: None, ctx: Some(ctx), level, hook }
    }

    /// A connection's.
    pub(super) fn of_ssl(ssl: &'a SSL) -> Judge<'a> {
        let (level, hook) = ssl.config().look(|c| (c.security_level, c.security));
        Judge { ssl: Some(ssl), ctx: None, level, hook }
    }

    /// Whether `op` may go on with something of so many bits.
    pub fn allows(&self, op: c_int, bits: c_int, nid: c_int, other: *const c_void) -> bool {
        let Some(call) = self.hook.call else { return by_level(self.level, op, bits) };
        let ssl = self.ssl.map_or(In::NULL, In::lend);
        let ctx = self.ctx.map_or(In::NULL, In::lend);
        call(ssl, ctx, op, bits, nid, other.cast_mut(), self.hook.arg.0) != 0
    }

    /// Whether the program judges.
    pub(super) fn is_own(&self) -> bool {
        self.hook.call.is_some()
    }

    /// Whether parameters for finite-field Diffie-Hellman may be used.
    pub(super) fn parameters(&self, params: &Params) -> bool {
        let key = EVP_PKEY::new(Contents::Params(evp_pkey::Params::Dh(params.clone())));
        let other = std::ptr::from_ref(&*key).cast();
        self.allows(secop::TMP_DH, tmp_dh::strength(params), 0, other)
    }

    /// Whether a version may be spoken.
    pub(super) fn version(&self, version: u16) -> bool {
        self.allows(secop::VERSION, 0, version.into(), std::ptr::null())
    }

    /// Whether a suite may be used, by all of these questions.
    pub(super) fn suite(&self, ops: &[c_int], suite: &'static SSL_CIPHER) -> bool {
        let other = std::ptr::from_ref(suite).cast();
        ops.iter().all(|op| self.allows(*op, suite.strength_bits(), 0, other))
    }

    /// Whether a group may be used.
    pub(super) fn group(&self, ops: &[c_int], group: u16) -> bool {
        let wire = group.to_be_bytes();
        let other = wire.as_ptr().cast();
        ops.iter().all(|op| self.allows(*op, group_bits(group), nid_of(group), other))
    }

    /// Whether a signature scheme may be used.
    pub(super) fn scheme(&self, ops: &[c_int], scheme: u16) -> bool {
        let wire = scheme.to_be_bytes();
        let hash = SigAlg::by_id(scheme).map_or(0, |alg| alg.hash);
        let other = wire.as_ptr().cast();
        ops.iter().all(|op| self.allows(*op, sigalg_bits(scheme), hash, other))
    }
}
