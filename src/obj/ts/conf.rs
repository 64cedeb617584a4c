//! An authority after a configuration file.

use super::error;
use super::respond::{MOST_DIGITS, Policy, Settings, TS_RESP_CTX};
use crate::err::{self, Error, Result, ts};
use crate::obj::bio::open_file;
use crate::obj::conf::{CONF, no_value, number};
use crate::obj::engine::by_id;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::objects;
use crate::obj::passphrase::Source;
use crate::obj::pem::read_private;
use crate::obj::stream::Channel;
use crate::obj::x509::X509;
use crate::obj::x509::pem::{Item, block, decode_trusted, next_item, read_block};
use crate::obj::x509::v3::text::{leading_number, list};
use crate::obj::x509_vfy::tables;
use crate::pki::info::flag;
use crate::pki::purpose::{self, id::TIMESTAMP_SIGN};
use std::ffi::{CStr, c_int, c_uint};
use std::sync::Arc;

/// `ENGINE_METHOD_ALL`.
const ALL_METHODS: c_uint = 0xffff;
/// The device that is no engine.
const BUILTIN: &CStr = c"builtin";

/// A section of a configuration.
pub struct Section<'a> {
    /// The configuration.
    pub conf: &'a CONF,
    /// Its name.
    pub name: &'a CStr,
}

/// An error that names a value of a section.
#[track_caller]
fn about(section: &[u8], name: &str, reason: c_int) -> Error {
    error(reason).with(format!("{}::{name}", String::from_utf8_lossy(section)))
}

/// The section that is meant if the program names none.
///
/// Errors: `TS_R_VAR_LOOKUP_FAILURE`.
pub fn default_section<R>(conf: &CONF, look: impl FnOnce(&CStr) -> R) -> Result<R> {
    let (section, name) = (b"tsa", "default_tsa");
    conf.with_value(Some(section), name.as_bytes(), look).ok_or_else(|| {
        err::push(&no_value(section, name.as_bytes()), "NCONF_get_string");
        about(section, name, ts::R_VAR_LOOKUP_FAILURE)
    })
}

impl Section<'_> {
    /// Runs `look` on a value. One that is missing is queued as OpenSSL does,
    /// even where nothing is wrong with that.
    fn value<R>(&self, name: &str, look: impl FnOnce(&CStr) -> R) -> Option<R> {
        let section = self.name.to_bytes();
        let found = self.conf.with_value(Some(section), name.as_bytes(), look);
        if found.is_none() {
            err::push(&no_value(section, name.as_bytes()), "NCONF_get_string");
        }
        found
    }

    /// Runs `look` on a value that must be there.
    ///
    /// Errors: `TS_R_VAR_LOOKUP_FAILURE`.
    pub fn required<R>(&self, name: &str, look: impl FnOnce(&CStr) -> R) -> Result<R> {
        let missing = || about(self.name.to_bytes(), name, ts::R_VAR_LOOKUP_FAILURE);
        self.value(name, look).ok_or_else(missing)
    }

    /// What the program gives in a value's stead, or the value.
    fn given_or(&self, given: Option<&CStr>, name: &str) -> Result<std::ffi::CString> {
        match given {
            Some(given) => Ok(given.to_owned()),
            None => self.required(name, CStr::to_owned),
        }
    }

    #[track_caller]
    fn bad(&self, name: &str) -> Error {
        about(self.name.to_bytes(), name, ts::R_VAR_BAD_VALUE)
    }

    /// The parts of a list: names, and their values.
    fn parts(&self, name: &str, text: &CStr) -> Result<Vec<crate::obj::x509::v3::context::Pair>> {
        list(text.to_bytes()).map_err(|cause| {
            err::push(&cause, "X509V3_parse_list");
            self.bad(name)
        })
    }

    /// Makes an engine do what it can, if the section or program names one.
    ///
    /// Errors: `TS_R_VAR_BAD_VALUE`.
    pub fn set_device(&self, device: Option<&CStr>) -> Result<()> {
        let name = "crypto_device";
        let own = match device {
            Some(device) => Some(device.to_owned()),
            None => self.value(name, CStr::to_owned),
        };
        let Some(device) = own else { return Ok(()) };
        set_engine(&device).map_err(|cause| {
            err::push(&cause, "TS_CONF_set_default_engine");
            self.bad(name)
        })
    }

    /// Sets the signer's certificate. Errors: as [`signer`].
    pub fn set_signer(&self, ctx: &TS_RESP_CTX, file: Option<&CStr>) -> Result<()> {
        let cert = load_cert(&self.given_or(file, "signer_cert")?)?;
        set_signer(ctx, cert)
    }

    /// Sets more certificates, if the section or program names a file.
    pub fn set_certs(&self, ctx: &TS_RESP_CTX, file: Option<&CStr>) -> Result<()> {
        let own = match file {
            Some(file) => Some(file.to_owned()),
            None => self.value("certs", CStr::to_owned),
        };
        let Some(file) = own else { return Ok(()) };
        let certs = load_certs(&file)?;
        change(ctx, |settings| settings.certs = certs);
        Ok(())
    }

    /// Sets the signer's key.
    pub fn set_key(&self, ctx: &TS_RESP_CTX, file: Option<&CStr>, pass: &Source<'_>) -> Result<()> {
        let key = load_key(&self.given_or(file, "signer_key")?, pass)?;
        change(ctx, |settings| settings.key = Some(key));
        Ok(())
    }

    /// Sets the digest of signatures.
    pub fn set_signer_digest(&self, ctx: &TS_RESP_CTX, md: Option<&CStr>) -> Result<()> {
        let name = "signer_digest";
        let md = self.given_or(md, name)?;
        let md = EVP_MD::by_name(md.to_bytes()).ok_or_else(|| self.bad(name))?;
        change(ctx, |settings| settings.md = Some(md));
        Ok(())
    }

    /// Sets the digest that certificates are named by, if the section has one.
    pub fn set_id_digest(&self, ctx: &TS_RESP_CTX) -> Result<()> {
        let name = "ess_cert_id_alg";
        let md = match self.value(name, CStr::to_owned) {
            Some(md) => EVP_MD::by_name(md.to_bytes()).ok_or_else(|| self.bad(name))?,
            None => EVP_MD::of(crate::crypto::digest::Md::Sha256),
        };
        change(ctx, |settings| settings.id_md = Some(md));
        Ok(())
    }

    fn policy(&self, name: &str, text: &CStr) -> Result<Policy> {
        let object = objects::from_text(text, false).map_err(|cause| {
            err::push(&cause, "OBJ_txt2obj");
            self.bad(name)
        })?;
        Ok(Policy(object))
    }

    /// Sets the policy of requests that name none.
    pub fn set_policy(&self, ctx: &TS_RESP_CTX, policy: Option<&CStr>) -> Result<()> {
        let name = "default_policy";
        let policy = self.policy(name, &self.given_or(policy, name)?)?;
        change(ctx, |settings| settings.policy = Some(policy));
        Ok(())
    }

    /// Adds the other policies, if the section has them.
    pub fn add_policies(&self, ctx: &TS_RESP_CTX) -> Result<()> {
        let name = "other_policies";
        let Some(text) = self.value(name, CStr::to_owned) else { return Ok(()) };
        for part in self.parts(name, &text)? {
            let text = part.value.or(part.name).ok_or_else(|| self.bad(name))?;
            let policy = self.policy(name, &text)?;
            change(ctx, |settings| settings.policies.push(policy));
        }
        Ok(())
    }

    /// Adds the digests of requests.
    pub fn add_digests(&self, ctx: &TS_RESP_CTX) -> Result<()> {
        let name = "digests";
        let text = self.required(name, CStr::to_owned)?;
        for part in self.parts(name, &text)? {
            let text = part.value.or(part.name).ok_or_else(|| self.bad(name))?;
            let md = EVP_MD::by_name(text.to_bytes()).ok_or_else(|| self.bad(name))?;
            change(ctx, |settings| settings.mds.push(md));
        }
        Ok(())
    }

    /// Sets how far the time may be off, if the section says so.
    pub fn set_accuracy(&self, ctx: &TS_RESP_CTX) -> Result<()> {
        let name = "accuracy";
        let Some(text) = self.value(name, CStr::to_owned) else { return Ok(()) };
        let mut accuracy = [0; 3];
        for part in self.parts(name, &text)? {
            let place = match part.name.as_deref().map(CStr::to_bytes) {
                Some(b"secs") => accuracy.get_mut(0),
                Some(b"millisecs") => accuracy.get_mut(1),
                Some(b"microsecs") => accuracy.get_mut(2),
                _ => None,
            };
            let place = place.ok_or_else(|| self.bad(name))?;
            if let Some(value) = part.value {
                let (number, _) = leading_number(value.to_bytes());
                *place = c_int::try_from(number).map_err(|_| self.bad(name))?;
            }
        }
        change(ctx, |settings| settings.accuracy = accuracy);
        Ok(())
    }

    /// Sets how many digits of a second the time has; none if the section
    /// does not say.
    pub fn set_digits(&self, ctx: &TS_RESP_CTX) -> Result<()> {
        let name = "clock_precision_digits";
        let section = Some(self.name.to_bytes());
        let text = self.conf.with_value(section, name.as_bytes(), CStr::to_owned);
        let digits = text.map_or(Ok(0), |text| number(&text)).unwrap_or(0);
        let digits = c_uint::try_from(digits).ok().filter(|digits| *digits <= MOST_DIGITS);
        let digits = digits.ok_or_else(|| self.bad(name))?;
        change(ctx, |settings| settings.digits = digits);
        Ok(())
    }

    /// Adds a flag if the section says yes to it.
    pub fn add_flag(&self, ctx: &TS_RESP_CTX, name: &str, bit: c_int) -> Result<()> {
        match self.value(name, CStr::to_owned).as_deref().map(CStr::to_bytes) {
            Some(b"yes") => change(ctx, |settings| settings.flags |= bit),
            None | Some(b"no") => {}
            Some(_) => return Err(self.bad(name)),
        }
        Ok(())
    }
}

/// Changes what is set of an authority.
pub fn change<R>(ctx: &TS_RESP_CTX, change: impl FnOnce(&mut Settings) -> R) -> R {
    ctx.settings.with(change)
}

/// Makes an engine the default for all that it can.
///
/// Errors: `TS_R_COULD_NOT_SET_ENGINE`.
pub fn set_engine(name: &CStr) -> Result<()> {
    if name == BUILTIN {
        return Ok(());
    }
    let set = by_id(name)
        .inspect_err(|cause| err::push(cause, "ENGINE_by_id"))
        .and_then(|engine| engine.set_default(ALL_METHODS));
    set.map_err(|_| {
        let name = name.to_string_lossy();
        error(ts::R_COULD_NOT_SET_ENGINE).with(format!("engine:{name}"))
    })
}

/// Sets the certificate of who signs, which must be for stamping times alone.
///
/// Errors: `TS_R_INVALID_SIGNER_CERTIFICATE_PURPOSE`.
pub fn set_signer(ctx: &TS_RESP_CTX, signer: Arc<X509>) -> Result<()> {
    let cert = signer.cert()?;
    let own = tables::own_purpose(&signer, TIMESTAMP_SIGN, false);
    let allowed = own.unwrap_or_else(|| purpose::check(&cert, TIMESTAMP_SIGN, false));
    if cert.has(flag::INVALID) || allowed != 1 {
        return Err(error(ts::R_INVALID_SIGNER_CERTIFICATE_PURPOSE));
    }
    let old = change(ctx, |settings| settings.signer.replace(signer));
    drop(old);
    Ok(())
}

/// Opens a file that is named by a configuration.
fn open(file: &CStr, reason: c_int) -> Result<Arc<crate::obj::bio::BIO>> {
    open_file(file, c"r").map_err(|cause| {
        err::push(&cause, "BIO_new_file");
        error(reason)
    })
}

/// Reads the certificate in a file.
///
/// Errors: `TS_R_CANNOT_LOAD_CERT`.
pub fn load_cert(file: &CStr) -> Result<Arc<X509>> {
    let from = open(file, ts::R_CANNOT_LOAD_CERT)?;
    let names = [block::X509_TRUSTED, block::X509, block::X509_OLD];
    let read = read_block(Channel::Bio(&from), &names, &Source::Person);
    let read = read.and_then(|der| decode_trusted(&der));
    read.map(|(cert, _)| cert).map_err(|cause| {
        err::push(&cause, "PEM_read_bio_X509_AUX");
        error(ts::R_CANNOT_LOAD_CERT)
    })
}

/// Reads the certificates in a file, of which there may be none.
///
/// Errors: `TS_R_CANNOT_LOAD_CERT`.
pub fn load_certs(file: &CStr) -> Result<Vec<Arc<X509>>> {
    let from = open(file, ts::R_CANNOT_LOAD_CERT)?;
    let (mut channel, mut all) = (Channel::Bio(&from), Vec::new());
    loop {
        match next_item(&mut channel, &Source::Person) {
            Ok(Some(Item::Certificate(cert))) => all.push(cert),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(all),
            Err(cause) => {
                err::push(&cause, "PEM_X509_INFO_read_bio");
                return Err(error(ts::R_CANNOT_LOAD_CERT));
            }
        }
    }
}

/// Reads the private key in a file.
///
/// Errors: `TS_R_CANNOT_LOAD_KEY`.
pub fn load_key(file: &CStr, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    let from = open(file, ts::R_CANNOT_LOAD_KEY)?;
    read_private(&mut Channel::Bio(&from), pass).map_err(|cause| {
        err::push(&cause, "PEM_read_bio_PrivateKey");
        error(ts::R_CANNOT_LOAD_KEY)
    })
}
