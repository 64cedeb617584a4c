//! A server's parameters for suites with finite-field Diffie-Hellman.

use super::certs::Kind;
use super::config::Config;
use super::settings::level_bits;
use super::{Configured, SSL};
use crate::abi::{Lend, Mut};
use crate::crypto::dh::Params;
use crate::crypto::pkey::{PublicKey, dh_security_bits};
use crate::err::{Error, Lib, Result, ssl};
use crate::obj::cell::Handed;
use crate::obj::dh::DH;
use crate::obj::evp_pkey::EVP_PKEY;
use std::ffi::c_int;
use std::sync::Arc;

/// Where the parameters come from; without, the suites are not chosen.
#[derive(Debug, Clone, Default)]
pub enum TmpDh {
    /// Nothing was set.
    #[default]
    None,
    /// `SSL_CTX_set_dh_auto`: a known group, as strong as the certificate's
    /// key; with 2, of 1024 bits at least, whatever the key.
    Auto(c_int),
    /// `SSL_CTX_set_tmp_dh`, or `SSL_CTX_set0_tmp_dh_pkey` with its key.
    Given(Arc<Params>, Option<Arc<Handed<Arc<EVP_PKEY>>>>),
}

/// Gives a server's parameters: the connection, whether for export (never),
/// and how many bits are due.
pub type TmpDhCb = extern "C" fn(Mut<SSL>, c_int, c_int) -> Lend<DH>;

/// The strength of parameters in bits.
pub(super) fn strength(params: &Params) -> c_int {
    c_int::try_from(dh_security_bits(params)).unwrap_or(c_int::MAX)
}

/// The weakest of the groups in use, for a client that cannot know yet which
/// its server will choose.
pub(super) fn sample() -> Option<Params> {
    Params::from_name(b"modp_2048").ok().flatten()
}

/// Whether parameters are strong enough for a security level.
///
/// Errors: `SSL_R_DH_KEY_TOO_SMALL`.
fn strong(params: &Params, level: c_int) -> Result<()> {
    if strength(params) < level_bits(level) {
        return Err(Error::new(Lib::Ssl, ssl::R_DH_KEY_TOO_SMALL));
    }
    Ok(())
}

/// The key that a server showed.
///
/// Returns: `None` if it showed none, as in a resumption.
pub fn public_key(params: &Params, value: &[u8]) -> Option<Arc<EVP_PKEY>> {
    let key = (!value.is_empty()).then(|| PublicKey::from_dh(params.clone(), value))?;
    Some(EVP_PKEY::from_public(key))
}

impl Config {
    /// Takes a server's parameters.
    ///
    /// Errors: `SSL_R_DH_KEY_TOO_SMALL`.
    pub fn set_tmp_dh(&mut self, params: Params) -> Result<()> {
        strong(&params, self.security_level)?;
        self.identity.tmp_dh = TmpDh::Given(Arc::new(params), None);
        Ok(())
    }

    /// Keeps the key that the parameters are from, which was handed over.
    pub fn keep_tmp_dh(&mut self, key: Option<Arc<EVP_PKEY>>) {
        if let TmpDh::Given(_, kept) = &mut self.identity.tmp_dh {
            *kept = key.map(Handed).map(Arc::new);
        }
    }

    /// The parameters that a handshake uses now.
    pub(super) fn dh(&self) -> Option<Arc<Params>> {
        match &self.identity.tmp_dh {
            TmpDh::None => None,
            TmpDh::Given(params, _) => Some(params.clone()),
            TmpDh::Auto(kind) => self.auto_dh(*kind).ok().flatten().map(Arc::new),
        }
    }

    /// A group of RFC 3526, as strong as the RSA certificate's key and the
    /// security level.
    fn auto_dh(&self, kind: c_int) -> Result<Option<Params>> {
        let entries = self.identity.certs.entries();
        let rsa = entries.iter().find(|entry| entry.kind == Kind::Rsa && entry.key.is_some());
        let key = rsa.and_then(|entry| entry.key.clone());
        let bits = match key {
            Some(key) if kind != 2 => key.security_bits(),
            _ => 80,
        };
        let level = u32::try_from(level_bits(self.security_level)).unwrap_or(0);
        let name: &[u8] = match bits.max(level) {
            192.. => b"modp_8192",
            152.. => b"modp_4096",
            128.. => b"modp_3072",
            112.. => b"modp_2048",
            // OpenSSL's has 1024 bits; what is stronger will do as well.
            _ => b"modp_2048",
        };
        Params::from_name(name)
    }
}

impl SSL {
    /// The parameters that a server's handshake uses now; without any set, the
    /// program is asked. Weak ones then fail the handshake.
    pub(super) fn tmp_dh(&self, config: &Config) -> Option<Arc<Params>> {
        let judge = self.security();
        let allowed = |params: &Arc<Params>| !judge.is_own() || judge.parameters(params);
        let params = config.dh().or_else(|| {
            let bits = if config.security_level > 2 { 3072 } else { 2048 };
            let given = config.identity.tmp_dh_callback?(Mut::lend(self), 0, bits);
            given.lent()?.params().ok().map(Arc::new)
        });
        params.filter(allowed)
    }
}
