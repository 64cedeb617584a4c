//! Extensions from configurations. See: x509v3_config(5).

use crate::abi::{Arg, Give, Mut, Opaque, Out, Str, entry, quiet, stack};
use crate::api::conf::of_table;
use crate::err::{Error, Lib, Result, x509v3};
use crate::obj::conf::CONF;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lhash::OPENSSL_LHASH;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::conf::{self, FROM_CONF, Source};
use crate::obj::x509::v3::context::{Parties, X509V3_CTX, error};
use crate::obj::x509::{X509, X509_CRL, X509_EXTENSION, X509_REQ, extension};
use std::ffi::{c_char, c_int};

/// Sets the certificates that extensions are made in the light of; each may
/// be NULL, and forgets the configuration.
///
/// Ownership: they stay the program's, and must outlive the context.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_set_ctx(
    ctx: Mut<X509V3_CTX>,
    issuer: Mut<X509>,
    subject: Mut<X509>,
    req: Mut<X509_REQ>,
    crl: Mut<X509_CRL>,
    flags: c_int,
) {
    entry((), || {
        let parties = Parties {
            issuer_cert: issuer.as_ptr(),
            subject_cert: subject.as_ptr(),
            subject_req: req.as_ptr(),
            crl: crl.as_ptr(),
        };
        let ctx = ctx.opt().ok_or_else(null)?;
        ctx.set(&parties, flags);
        Ok(())
    });
}

#[track_caller]
fn null() -> Error {
    Error::new(Lib::X509v3, crate::err::R_PASSED_NULL_PARAMETER)
}

/// Sets the configuration whose sections values may name.
///
/// Ownership: it stays the program's, and must outlive the context.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_set_nconf(ctx: Mut<X509V3_CTX>, conf: Mut<CONF>) {
    entry((), || {
        let ctx = ctx.opt().ok_or_else(null)?;
        ctx.set_database(Opaque(conf.as_ptr().cast()), &FROM_CONF);
        Ok(())
    });
}

/// Like [`X509V3_set_nconf`], by the table of a configuration; NULL is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_set_conf_lhash(ctx: Mut<X509V3_CTX>, lhash: Mut<OPENSSL_LHASH>) {
    quiet((), || {
        let conf = old_conf(&lhash)?;
        ctx.get()?.set_database(Opaque(conf.as_ptr().cast()), &FROM_CONF);
        Ok(())
    });
}

/// Sets the key that the issuer signs with, so that a certificate that signs
/// itself is known. Returns: 1; 0 if the context has no subject.
///
/// Ownership: it stays the program's, and must outlive the context.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_set_issuer_pkey(ctx: Mut<X509V3_CTX>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        let ctx = ctx.opt().ok_or_else(null)?;
        if !pkey.is_null() && ctx.subject_cert().is_none() {
            return Err(error(crate::err::R_PASSED_INVALID_ARGUMENT));
        }
        ctx.set_issuer_key(pkey.as_ptr());
        Ok(1)
    })
}

/// A value of the context's configuration; NULL if there is none.
///
/// Ownership: `X509V3_string_free` gives it back.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_get_string(ctx: Mut<X509V3_CTX>, name: Str, section: Str) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let missing = || error(x509v3::R_OPERATION_NOT_DEFINED);
        let (db, method) = ctx.get()?.database().ok_or_else(missing)?;
        let get = method.get_string.ok_or_else(missing)?;
        Ok(get(db, name, section))
    })
}

/// A section of the context's configuration; NULL if there is none.
///
/// Ownership: `X509V3_section_free` gives it back.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_get_section(ctx: Mut<X509V3_CTX>, section: Str) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || {
        let missing = || error(x509v3::R_OPERATION_NOT_DEFINED);
        let (db, method) = ctx.get()?.database().ok_or_else(missing)?;
        let get = method.get_section.ok_or_else(missing)?;
        Ok(get(db, section))
    })
}

/// Gives back what `X509V3_get_string` lent.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_string_free(ctx: Mut<X509V3_CTX>, str: *mut c_char) {
    quiet((), || {
        if let (Some((db, method)), false) = (ctx.get()?.database(), Arg(str.cast()).is_null()) {
            method.free_string.into_iter().for_each(|free| free(db, str));
        }
        Ok(())
    });
}

/// Gives back what `X509V3_get_section` lent.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_section_free(ctx: Mut<X509V3_CTX>, section: *mut OPENSSL_STACK) {
    quiet((), || {
        if let (Some((db, method)), false) = (ctx.get()?.database(), section.is_null()) {
            method.free_section.into_iter().for_each(|free| free(db, section));
        }
        Ok(())
    });
}

/// The configuration that a table of the old functions is of; NULL is none.
fn old(conf: &Mut<OPENSSL_LHASH>) -> Result<Source<'_>> {
    Ok(of_table(conf)?.map_or(Source::None, |conf| Source::Conf(Some(conf))))
}

/// The same, to be handed on.
fn old_conf(conf: &Mut<OPENSSL_LHASH>) -> Result<Mut<CONF>> {
    Ok(of_table(conf)?.map_or(Mut::from_element(Opaque::NULL), Mut::lend))
}

/// Like [`X509V3_EXT_add_nconf`], by the table of a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add_conf(
    conf: Mut<OPENSSL_LHASH>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    cert: Mut<X509>,
) -> c_int {
    entry(0, || Ok(X509V3_EXT_add_nconf(old_conf(&conf)?, ctx, section, cert)))
}

/// Like [`X509V3_EXT_CRL_add_nconf`], by the table of a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_CRL_add_conf(
    conf: Mut<OPENSSL_LHASH>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    crl: Mut<X509_CRL>,
) -> c_int {
    entry(0, || Ok(X509V3_EXT_CRL_add_nconf(old_conf(&conf)?, ctx, section, crl)))
}

/// Like [`X509V3_EXT_REQ_add_nconf`], by the table of a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_REQ_add_conf(
    conf: Mut<OPENSSL_LHASH>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    req: Mut<X509_REQ>,
) -> c_int {
    entry(0, || Ok(X509V3_EXT_REQ_add_nconf(old_conf(&conf)?, ctx, section, req)))
}

/// The extension `name` with a value that text describes.
///
/// Returns: NULL on failure. See: x509v3_config(5).
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_nconf(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    name: Str,
    value: Str,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let source = Source::Conf(conf.opt());
        conf::by_name(source, ctx.opt(), None, name.get()?, value.get()?).map(Give::new)
    })
}

/// The extension `ext_nid` with a value that text describes.
///
/// Returns: NULL on failure. See: x509v3_config(5).
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_nconf_nid(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    ext_nid: c_int,
    value: Str,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        let source = Source::Conf(conf.opt());
        conf::by_number(source, ctx.opt(), ext_nid, value.get()?).map(Give::new)
    })
}

/// Like `X509V3_EXT_nconf`, by the table of a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_conf(
    conf: Mut<OPENSSL_LHASH>,
    ctx: Mut<X509V3_CTX>,
    name: Str,
    value: Str,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        conf::by_name(old(&conf)?, ctx.opt(), None, name.get()?, value.get()?).map(Give::new)
    })
}

/// Like `X509V3_EXT_nconf_nid`, by the table of a configuration.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_conf_nid(
    conf: Mut<OPENSSL_LHASH>,
    ctx: Mut<X509V3_CTX>,
    ext_nid: c_int,
    value: Str,
) -> Give<X509_EXTENSION> {
    entry(Give::null(), || {
        conf::by_number(old(&conf)?, ctx.opt(), ext_nid, value.get()?).map(Give::new)
    })
}

/// Adds an extension to a list, and takes those of its type out before, if
/// the context says so.
fn add(list: &OPENSSL_STACK, ctx: Option<&X509V3_CTX>, extension: Box<X509_EXTENSION>) {
    /// `X509V3_CTX_REPLACE`.
    const REPLACE: c_int = 2;
    if ctx.is_some_and(|ctx| ctx.flags.get() == REPLACE) {
        loop {
            let der = extension.object.get().map(|o| o.der().to_vec());
            let same = |e: &X509_EXTENSION| e.object.get().map(|o| o.der().to_vec()) == der;
            let at = extension::position(Some(list), -1, same);
            if at < 0 {
                break;
            }
            drop(stack::take::<X509_EXTENSION>(extension::delete(Some(list), at)));
        }
    }
    list.push_owner::<X509_EXTENSION>(extension);
}

/// Adds the extensions that a section lists to `*sk`, which is made if it is
/// NULL; with a NULL `sk` only checks them.
///
/// Returns: 1; 0 if there is no such section or one of them cannot be made.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add_nconf_sk(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    sk: Out<*mut OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        conf::section(conf.opt(), ctx.opt(), section.get()?, |extension| {
            if sk.is_null() {
                return Ok(());
            }
            if sk.read()?.is_null() {
                let list = OPENSSL_STACK::new(None);
                sk.write(stack::give::<OPENSSL_STACK>(list).0.cast())?;
            }
            let list = stack::look::<OPENSSL_STACK>(Opaque(sk.read()?.cast()));
            add(list.ok_or_else(Error::quiet)?, ctx.opt(), extension);
            Ok(())
        })?;
        Ok(1)
    })
}

/// Adds the extensions that a section lists to a certificate; NULL only
/// checks them. Returns: as `X509V3_EXT_add_nconf_sk`.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_add_nconf(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    cert: Mut<X509>,
) -> c_int {
    entry(0, || {
        conf::section(conf.opt(), ctx.opt(), section.get()?, |extension| {
            if let Some(cert) = cert.opt() {
                add(cert.extensions()?.made()?, ctx.opt(), extension);
                cert.changed();
            }
            Ok(())
        })?;
        Ok(1)
    })
}

/// Adds the extensions that a section lists to a revocation list; NULL only
/// checks them. Returns: as `X509V3_EXT_add_nconf_sk`.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_CRL_add_nconf(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    crl: Mut<X509_CRL>,
) -> c_int {
    entry(0, || {
        conf::section(conf.opt(), ctx.opt(), section.get()?, |extension| {
            if let Some(crl) = crl.opt() {
                add(crl.extensions()?.made()?, ctx.opt(), extension);
                crl.changed();
            }
            Ok(())
        })?;
        Ok(1)
    })
}

/// Lets a request ask for the extensions that a section lists; NULL only
/// checks them. Returns: as `X509V3_EXT_add_nconf_sk`.
#[unsafe(no_mangle)]
pub extern "C" fn X509V3_EXT_REQ_add_nconf(
    conf: Mut<CONF>,
    ctx: Mut<X509V3_CTX>,
    section: Str,
    req: Mut<X509_REQ>,
) -> c_int {
    entry(0, || {
        let list = OPENSSL_STACK::new(None);
        let result = conf::section(conf.opt(), ctx.opt(), section.get()?, |extension| {
            add(&list, ctx.opt(), extension);
            Ok(())
        });
        let result = result.and_then(|()| match req.opt() {
            Some(req) if !list.is_empty() => {
                req.add_extensions(&list, crate::obj::objects::nid::EXT_REQ)
            }
            _ => Ok(()),
        });
        drop(list.into_owners::<X509_EXTENSION>());
        result.map(|()| 1)
    })
}
