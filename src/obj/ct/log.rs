//! `CTLOG`: logs whose timestamps are believed, and lists of them in files.

use super::fail;
use crate::abi::startup;
use crate::crypto::digest::{self, Md};
use crate::err::{self, Error, Lib, Result, ct};
use crate::obj::asn1::codec::Kind;
use crate::obj::cell::Guarded;
use crate::obj::conf::CONF;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::fetch::Properties;
use crate::obj::x509::algorithm::X509_PUBKEY;
use std::ffi::{CStr, CString};
use std::sync::Arc;

/// OpenSSL's default list on Debian.
const DEFAULT_FILE: &[u8] = b"/usr/lib/ssl/ct_log_list.cnf";

/// A log.
pub struct CTLOG {
    /// What people call it.
    pub name: CString,
    /// The SHA-256 of its key.
    pub id: Vec<u8>,
    /// The key it signs with.
    pub key: Arc<EVP_PKEY>,
}

impl std::fmt::Debug for CTLOG {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CTLOG").field("name", &self.name).finish_non_exhaustive()
    }
}

impl CTLOG {
    /// The ID of the log with this key.
    ///
    /// Errors: `CT_R_LOG_KEY_INVALID`; `ERR_R_EVP_LIB` if nothing fits
    /// `properties`.
    pub fn id_of(key: &EVP_PKEY, properties: &Properties) -> Result<Vec<u8>> {
        let Ok(public) = key.public() else { return fail(ct::R_LOG_KEY_INVALID) };
        EVP_MD::fetch_with(b"SHA2-256", properties).or_else(|error| {
            err::push(&error, "EVP_MD_fetch");
            fail(err::lib_failed(Lib::Evp))
        })?;
        Ok(digest::digest(Md::Sha256, public.spki())?.to_vec())
    }

    /// The log whose key this is, in base64.
    ///
    /// Errors: `CT_R_LOG_CONF_INVALID_KEY`, and those of [`CTLOG::id_of`].
    pub fn from_base64(key: &[u8], name: &CStr, properties: &Properties) -> Result<Arc<CTLOG>> {
        let read = || {
            let der = super::base64(key)?;
            if der.is_empty() {
                return Err(Error::new(Lib::Asn1, err::asn1::R_TOO_SMALL));
            }
            X509_PUBKEY::decode(&der)?.0.key().cloned()
        };
        let key = read().or_else(|error: Error| {
            err::push(&error, "CTLOG_new_from_base64_ex");
            fail(ct::R_LOG_CONF_INVALID_KEY)
        })?;
        let id = CTLOG::id_of(&key, properties)?;
        Ok(Arc::new(CTLOG { name: name.to_owned(), id, key }))
    }
}

/// Logs that are known.
#[derive(Debug, Default)]
pub struct CTLOG_STORE {
    logs: Guarded<Vec<Arc<CTLOG>>>,
    properties: Properties,
}

impl CTLOG_STORE {
    /// An empty one, whose logs are made with these properties.
    pub fn new(properties: Properties) -> Arc<CTLOG_STORE> {
        Arc::new(CTLOG_STORE { logs: Guarded::default(), properties })
    }

    /// The first log whose ID begins with `id`.
    pub fn find(&self, id: &[u8]) -> Option<Arc<CTLOG>> {
        self.logs.with(|logs| logs.iter().find(|log| log.id.starts_with(id)).cloned())
    }

    /// Adds the logs that a file enables. Those that are no good are passed
    /// over, and make the whole fail in the end.
    ///
    /// Errors: `CT_R_LOG_CONF_INVALID`, after those of each log.
    pub fn load(&self, path: &CStr) -> Result<()> {
        let conf = CONF::new();
        let enabled = conf
            .load(path, &mut None)
            .and_then(|()| conf.required(None, "enabled_logs"))
            .or_else(invalid)?;
        let mut good = true;
        for name in enabled.to_bytes().split(|byte| *byte == b',') {
            let name = name.trim_ascii();
            if name.is_empty() {
                continue;
            }
            match self.made(&conf, name) {
                Ok(log) => self.logs.with(|logs| logs.push(log)),
                Err(error) => {
                    err::push(&error, "CTLOG_STORE_load_file");
                    good = false;
                }
            }
        }
        if good { Ok(()) } else { fail(ct::R_LOG_CONF_INVALID) }
    }

    /// Adds the logs of the file in `CTLOG_FILE`, or of OpenSSL's.
    pub fn load_default(&self) -> Result<()> {
        let path = startup::env("CTLOG_FILE").unwrap_or_else(|| DEFAULT_FILE.to_vec());
        self.load(&CString::new(path).map_err(|_| Error::quiet())?)
    }

    /// The log that a section describes.
    fn made(&self, conf: &CONF, section: &[u8]) -> Result<Arc<CTLOG>> {
        let value = |name, reason| {
            conf.required(Some(section), name).or_else(|error| {
                err::push(&error, "NCONF_get_string");
                fail(reason)
            })
        };
        let name = value("description", ct::R_LOG_CONF_MISSING_DESCRIPTION)?;
        let key = value("key", ct::R_LOG_CONF_MISSING_KEY)?;
        CTLOG::from_base64(key.to_bytes(), &name, &self.properties)
    }
}

/// Adds to an error that it spoils the whole list.
fn invalid<T>(error: Error) -> Result<T> {
    err::push(&error, "NCONF_load");
    fail(ct::R_LOG_CONF_INVALID)
}
