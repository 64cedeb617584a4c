//! Groups for finite-field Diffie-Hellman, which a server uses with the suites
//! of DHE that its cipher string names.

use crate::abi::{Mut, Take, entry, quiet};
use crate::crypto::dh::Params;
use crate::err::{Error, Lib, Result, ssl};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ssl::tmp_dh::TmpDhCb;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::c_int;

/// The parameters in a key; none are too weak.
fn params(key: Option<&EVP_PKEY>) -> Result<Params> {
    let weak = || Error::new(Lib::Ssl, ssl::R_DH_KEY_TOO_SMALL);
    key.ok_or_else(weak)?.dh().map_err(|_| weak())?.params()
}

/// A server's parameters for suites with finite-field Diffie-Hellman.
///
/// Returns: 1; 0 for what is weaker than the security level asks for.
/// Ownership: `dhpkey` is taken on success.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set0_tmp_dh_pkey(ctx: Mut<SSL_CTX>, dhpkey: Take<EVP_PKEY>) -> c_int {
    entry(0, || {
        let params = params(dhpkey.peek().ok())?;
        let config = &ctx.get()?.config;
        config.with(|c| c.set_tmp_dh(params))?;
        let key = dhpkey.opt();
        config.with(|c| c.keep_tmp_dh(key));
        Ok(1)
    })
}

/// A server's parameters for suites with finite-field Diffie-Hellman.
///
/// Returns: 1; 0 for what is weaker than the security level asks for.
/// Ownership: `dhpkey` is taken on success.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_tmp_dh_pkey(s: Mut<SSL>, dhpkey: Take<EVP_PKEY>) -> c_int {
    entry(0, || {
        let params = params(dhpkey.peek().ok())?;
        let config = &s.get()?.config;
        config.with(|c| c.set_tmp_dh(params))?;
        let key = dhpkey.opt();
        config.with(|c| c.keep_tmp_dh(key));
        Ok(1)
    })
}

/// Sets who gives the group for suites with DHE, if none is set: `dh`, called
/// in the handshake with 0 and how many bits are due. What it gives stays its
/// own, and must live until its next call.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tmp_dh_callback(ctx: Mut<SSL_CTX>, dh: Option<TmpDhCb>) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.identity.tmp_dh_callback = dh);
        Ok(())
    });
}

/// Sets who gives the group for suites with DHE, of one connection; see
/// [`SSL_CTX_set_tmp_dh_callback`].
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_tmp_dh_callback(ssl: Mut<SSL>, dh: Option<TmpDhCb>) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.identity.tmp_dh_callback = dh);
        Ok(())
    });
}
