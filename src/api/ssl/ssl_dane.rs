//! DANE: a server is held to the TLSA records that its domain publishes
//! (SSL_CTX_dane_enable(3)).

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use crate::abi::{In, InBuf, Lend, Mut, Out, Str, entry, quiet};
use crate::err::{self, Error, Lib, ssl};
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::x509::X509;
use crate::obj::x509_vfy::dane::SSL_DANE;
use std::ffi::{c_int, c_uchar, c_ulong};

/// Prepares a context for connections with TLSA records: SHA-256 and SHA-512
/// become matching types 1 and 2.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_dane_enable(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || {
        ctx.get()?.dane.with(|methods| methods.enable());
        Ok(1)
    })
}

/// Sets the digest of a matching type, and how strong it is among the others;
/// NULL for a type that is not to be used.
///
/// Returns: 1; 0 for a digest of type 0, which is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_dane_mtype_set(
    ctx: Mut<SSL_CTX>,
    md: In<EVP_MD>,
    mtype: u8,
    ord: u8,
) -> c_int {
    entry(0, || {
        let md = md.opt().map(EVP_MD::md).transpose()?;
        ctx.get()?.dane.with(|methods| methods.set(md, mtype, ord))?;
        Ok(1)
    })
}

/// Sets `DANE_FLAG_…` bits for new connections; gives those before that.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_dane_set_flags(ctx: Mut<SSL_CTX>, flags: c_ulong) -> c_ulong {
    quiet(0, || Ok(ctx.get()?.dane.with(|methods| methods.change_flags(flags, 0))))
}

/// Clears `DANE_FLAG_…` bits for new connections; gives those before that.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_dane_clear_flags(ctx: Mut<SSL_CTX>, flags: c_ulong) -> c_ulong {
    quiet(0, || Ok(ctx.get()?.dane.with(|methods| methods.change_flags(0, flags))))
}

/// Sets `DANE_FLAG_…` bits of a connection; gives those before that.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dane_set_flags(ssl: Mut<SSL>, flags: c_ulong) -> c_ulong {
    quiet(0, || Ok(ssl.get()?.dane().change_flags(flags, 0)))
}

/// Clears `DANE_FLAG_…` bits of a connection; gives those before that.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dane_clear_flags(ssl: Mut<SSL>, flags: c_ulong) -> c_ulong {
    quiet(0, || Ok(ssl.get()?.dane().change_flags(0, flags)))
}

/// Lets a client take TLSA records, for a server whose certificate has the
/// name `basedomain`; it is also asked for by that name if none is set yet.
///
/// Returns: 1; 0 if the context is not prepared or this was done before; -1
/// for a name that cannot be used.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dane_enable(s: Mut<SSL>, basedomain: Str) -> c_int {
    entry(0, || Ok(s.get()?.enable_dane(basedomain.opt()).map_or_else(|code| code, |()| 1)))
}

/// Adds a TLSA record. With at least one the server must match.
///
/// Returns: 1; 0 for a record that cannot be used; -1 before
/// `SSL_dane_enable` and for a full one without data.
/// Errors: `SSL_R_DANE_TLSA_…`, `SSL_R_DANE_NOT_ENABLED`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dane_tlsa_add(
    s: Mut<SSL>,
    usage: u8,
    selector: u8,
    mtype: u8,
    data: InBuf<c_uchar>,
    dlen: usize,
) -> c_int {
    entry(-1, || {
        let ssl = s.get()?;
        let dane = ssl.dane();
        if !dane.is_enabled() {
            return Err(Error::new(Lib::Ssl, ssl::R_DANE_NOT_ENABLED));
        }
        let added = if c_int::try_from(dlen).is_err() {
            Err(Error::new(Lib::Ssl, ssl::R_DANE_TLSA_BAD_DATA_LENGTH))
        } else {
            let data = if data.is_null() { None } else { Some(data.slice(dlen)?) };
            let methods = ssl.ctx().dane.get();
            dane.add(&methods, (usage, selector, mtype), data)
        };
        match added {
            Ok(()) => Ok(1),
            Err(error) => {
                err::push(&error, "SSL_dane_tlsa_add");
                Ok(if error.reason == err::R_MALLOC_FAILURE { -1 } else { 0 })
            }
        }
    })
}

/// Lends a connection's TLSA records, for `X509_STORE_CTX_set0_dane`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_dane(ssl: Mut<SSL>) -> Lend<SSL_DANE> {
    quiet(Lend::null(), || Ok(Lend::new(&*ssl.get()?.dane())))
}

/// Lends what vouched for the server: the certificate that a record names, or
/// the key in a record that signed the top of the chain.
///
/// Returns: its depth; -1 if no record did.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_dane_authority(
    s: Mut<SSL>,
    mcert: Out<*mut X509>,
    mspki: Out<*mut EVP_PKEY>,
) -> c_int {
    quiet(-1, || {
        let Some(found) = s.get()?.dane_found() else { return Ok(-1) };
        mcert.write_opt(
            found
                .cert
                .as_ref()
                .map_or(std::ptr::null_mut(), |x| std::ptr::from_ref(&**x).cast_mut()),
        );
        mspki.write_opt(
            found
                .key
                .as_ref()
                .map_or(std::ptr::null_mut(), |key| std::ptr::from_ref(&**key).cast_mut()),
        );
        Ok(found.depth)
    })
}

/// The fields of the record that the server matched; `*data` is lent.
///
/// Returns: the depth of the match; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_dane_tlsa(
    s: Mut<SSL>,
    usage: Out<u8>,
    selector: Out<u8>,
    mtype: Out<u8>,
    data: Out<*const c_uchar>,
    dlen: Out<usize>,
) -> c_int {
    quiet(-1, || {
        let Some(found) = s.get()?.dane_found() else { return Ok(-1) };
        usage.write_opt(found.record.usage);
        selector.write_opt(found.record.selector);
        mtype.write_opt(found.record.mtype);
        data.write_opt(found.record.data.as_ptr());
        dlen.write_opt(found.record.data.len());
        Ok(found.depth)
    })
}
