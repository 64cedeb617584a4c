//! `TS_CONF_…`: an authority after a configuration file.

use crate::abi::{Arg, Give, In, LendConst, Mut, Opaque, Str, entry};
use crate::err::Result;
use crate::obj::conf::CONF;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::passphrase::Source;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::conf::{self, Section, change};
use crate::obj::ts::respond::{TS_RESP_CTX, TS_serial_cb};
use crate::obj::x509::X509;
use std::ffi::{CStr, c_char, c_int};

fn named<'a>(conf: &'a In<CONF>, section: &'a Str) -> Result<Section<'a>> {
    Ok(Section { conf: conf.get()?, name: section.get()? })
}

/// A passphrase that is known; without it a person is asked.
fn passphrase(pass: &Str) -> Source<'_> {
    Source::new(None, pass.opt().map(CStr::to_bytes), Opaque::NULL)
}

/// Reads the certificate in a file.
///
/// Returns: NULL on failure. Ownership: C frees it.
/// Errors: `TS_R_CANNOT_LOAD_CERT`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_load_cert(file: Str) -> Give<X509> {
    entry(Give::null(), || conf::load_cert(file.get()?).map(Give::new))
}

/// Reads the certificates in a file, of which there may be none.
///
/// Returns: NULL on failure. Ownership: C frees list and certificates.
/// Errors: `TS_R_CANNOT_LOAD_CERT`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_load_certs(file: Str) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let certs = conf::load_certs(file.get()?)?;
        Ok(Give::new(OPENSSL_STACK::owning::<X509>(certs)))
    })
}

/// Reads the private key in a file, which a passphrase may open.
///
/// Returns: NULL on failure. Ownership: C frees it.
/// Errors: `TS_R_CANNOT_LOAD_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_load_key(file: Str, pass: Str) -> Give<EVP_PKEY> {
    entry(Give::null(), || conf::load_key(file.get()?, &passphrase(&pass)).map(Give::new))
}

/// The section of an authority: the one that is named, or the default.
///
/// Returns: NULL if there is none. Ownership: it belongs to `conf`.
/// Errors: `TS_R_VAR_LOOKUP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_get_tsa_section(conf: Mut<CONF>, section: Str) -> LendConst<c_char> {
    entry(LendConst::null(), || {
        if section.opt().is_some() {
            return Ok(LendConst::from_ptr(section.as_ptr()));
        }
        conf::default_section(conf.get()?, LendConst::cstr)
    })
}

/// Sets who gives the numbers of tokens; its argument is what the section
/// has for `serial`, which belongs to `conf`.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_serial(
    conf: Mut<CONF>,
    section: Str,
    cb: Option<TS_serial_cb>,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || {
        let data = named(&conf.as_in(), &section)?.required("serial", |v| Arg::text(v).opaque())?;
        change(ctx.get()?, |settings| settings.serial = cb.map(|cb| (cb, data)));
        Ok(1)
    })
}

/// Makes an engine do what it can: the one that is named, or that of a
/// section; nothing if there is none.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_crypto_device(conf: Mut<CONF>, section: Str, device: Str) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_device(device.opt()).map(|()| 1))
}

/// Makes an engine do what it can; `builtin` is none.
/// Returns: 1; 0 on failure. Errors: `TS_R_COULD_NOT_SET_ENGINE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_default_engine(name: Str) -> c_int {
    entry(0, || conf::set_engine(name.get()?).map(|()| 1))
}

/// Sets the signer's certificate: from a file that is named, or that of a section.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`, `TS_R_CANNOT_LOAD_CERT`,
/// `TS_R_INVALID_SIGNER_CERTIFICATE_PURPOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_signer_cert(
    conf: Mut<CONF>,
    section: Str,
    cert: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_signer(ctx.get()?, cert.opt()).map(|()| 1))
}

/// Sets more certificates, if the program or a section names a file.
/// Returns: 1; 0 on failure. Errors: `TS_R_CANNOT_LOAD_CERT`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_certs(
    conf: Mut<CONF>,
    section: Str,
    certs: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_certs(ctx.get()?, certs.opt()).map(|()| 1))
}

/// Sets the signer's key: from a file that is named, or that of a section.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`,
/// `TS_R_CANNOT_LOAD_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_signer_key(
    conf: Mut<CONF>,
    section: Str,
    key: Str,
    pass: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || {
        let pass = passphrase(&pass);
        named(&conf.as_in(), &section)?.set_key(ctx.get()?, key.opt(), &pass).map(|()| 1)
    })
}

/// Sets the digest of signatures: one that is named, or that of a section.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`, `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_signer_digest(
    conf: Mut<CONF>,
    section: Str,
    md: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_signer_digest(ctx.get()?, md.opt()).map(|()| 1))
}

/// Sets the policy of requests that name none: one that is named, or that of a section.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`, `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_def_policy(
    conf: Mut<CONF>,
    section: Str,
    policy: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_policy(ctx.get()?, policy.opt()).map(|()| 1))
}

/// Adds the other policies, if a section has them.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_policies(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.add_policies(ctx.get()?).map(|()| 1))
}

/// Adds the digests of requests.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_LOOKUP_FAILURE`, `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_digests(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.add_digests(ctx.get()?).map(|()| 1))
}

/// Sets how far the time may be off, if a section says so.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_accuracy(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_accuracy(ctx.get()?).map(|()| 1))
}

/// Sets how many digits of a second the time has; none if a section does not say.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_clock_precision_digits(
    conf: In<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf, &section)?.set_digits(ctx.get()?).map(|()| 1))
}

/// Adds the flag `TS_ORDERING` if a section says yes to it.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_ordering(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.add_flag(ctx.get()?, "ordering", 2).map(|()| 1))
}

/// Adds the flag `TS_TSA_NAME` if a section says yes to it.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_tsa_name(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.add_flag(ctx.get()?, "tsa_name", 1).map(|()| 1))
}

/// Adds the flag `TS_ESS_CERT_ID_CHAIN` if a section says yes to it.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_ess_cert_id_chain(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || {
        named(&conf.as_in(), &section)?.add_flag(ctx.get()?, "ess_cert_id_chain", 4).map(|()| 1)
    })
}

/// Sets the digest that certificates are named by; SHA-256 if a section has none.
/// Returns: 1; 0 on failure. Errors: `TS_R_VAR_BAD_VALUE`.
#[unsafe(no_mangle)]
pub extern "C" fn TS_CONF_set_ess_cert_id_digest(
    conf: Mut<CONF>,
    section: Str,
    ctx: Mut<TS_RESP_CTX>,
) -> c_int {
    entry(0, || named(&conf.as_in(), &section)?.set_id_digest(ctx.get()?).map(|()| 1))
}
