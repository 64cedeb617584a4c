//! Keys that an engine loads by their names.

use super::{ENGINE, EngineLoadKey, Fields, failed};
use crate::abi::handle::take_back;
use crate::abi::{Mut, Str};
use crate::err::{Result, engine};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ui::UI_METHOD;
use std::ffi::{c_int, c_void};
use std::sync::Arc;

impl ENGINE {
    #[track_caller]
    fn load_key(
        &self,
        function: fn(&Fields) -> Option<EngineLoadKey>,
        id: Str,
        ui: Mut<UI_METHOD>,
        data: *mut c_void,
        refused: c_int,
    ) -> Result<Arc<EVP_PKEY>> {
        if !self.is_used() {
            return Err(failed(engine::R_NOT_INITIALISED));
        }
        let load = self.look(function).ok_or_else(|| failed(engine::R_NO_LOAD_FUNCTION))?;
        take_back(load(Mut::lend(self), id, ui, data)).ok_or_else(|| failed(refused))
    }

    /// Loads a private key.
    ///
    /// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`,
    /// `ENGINE_R_FAILED_LOADING_PRIVATE_KEY`.
    #[track_caller]
    pub fn load_private(
        &self,
        id: Str,
        ui: Mut<UI_METHOD>,
        data: *mut c_void,
    ) -> Result<Arc<EVP_PKEY>> {
        self.load_key(|f| f.load_privkey, id, ui, data, engine::R_FAILED_LOADING_PRIVATE_KEY)
    }

    /// Loads a public key.
    ///
    /// Errors: `ENGINE_R_NOT_INITIALISED`, `ENGINE_R_NO_LOAD_FUNCTION`,
    /// `ENGINE_R_FAILED_LOADING_PUBLIC_KEY`.
    #[track_caller]
    pub fn load_public(
        &self,
        id: Str,
        ui: Mut<UI_METHOD>,
        data: *mut c_void,
    ) -> Result<Arc<EVP_PKEY>> {
        self.load_key(|f| f.load_pubkey, id, ui, data, engine::R_FAILED_LOADING_PUBLIC_KEY)
    }
}
