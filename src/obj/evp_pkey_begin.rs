//! What contexts refuse to begin.

use super::evp_pkey_ctx::{EVP_PKEY_CTX, Settings, WORK, operation};
use super::evp_pkey_mac::is_mac;
use crate::err::{Error, Lib, Result, evp};
use std::ffi::c_int;

impl EVP_PKEY_CTX {
    /// Refuses what nothing could begin: work without a key, parameters where there
    /// are none, a signature for a party with a number, as keys of SM2 alone have it.
    #[track_caller]
    pub(super) fn check_begin(&self, settings: &Settings, wanted: c_int) -> Result<()> {
        const PARTIES: c_int =
            operation::SIGN | operation::VERIFY | operation::SIGNCTX | operation::VERIFYCTX;
        let usual = self.own_method().is_none();
        let stop = |operation| self.change(|s| (s.operation, s.able) = (operation, false));
        if usual && settings.key.is_none() && wanted & WORK & !operation::DERIVE != 0 {
            stop(operation::NONE);
            return Err(Error::new(Lib::Evp, evp::R_NO_KEY_SET));
        }
        if usual && wanted == operation::PARAMGEN && matches!(settings.nid, 6 | 912) {
            stop(operation::NONE);
            return Err(Error::new(Lib::Evp, evp::R_INITIALIZATION_ERROR));
        }
        if usual && is_mac(settings.nid) && wanted == operation::VERIFYCTX {
            stop(operation::NONE);
            return Err(Error::new(Lib::Evp, evp::R_INITIALIZATION_ERROR));
        }
        if settings.party && wanted & PARTIES != 0 {
            stop(wanted);
            return Err(Error::quiet());
        }
        Ok(())
    }
}
