//! Serverinfo: extensions that go with a server's certificate.

use crate::abi::{InBuf, Mut, Str, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ssl::SSL_CTX;
use crate::obj::ssl::custom_ext::Calls;
use crate::obj::ssl::serverinfo::V1;
use crate::tls::Role;
use std::ffi::{c_int, c_uchar, c_uint};

/// Registers an extension of the program's.
pub(super) fn add_to(
    ctx: &SSL_CTX,
    number: c_uint,
    role: Option<Role>,
    context: c_uint,
    calls: Calls,
) -> bool {
    ctx.config.with(|c| c.identity.custom.add(number, role, context, calls))
}

fn take(ctx: Mut<SSL_CTX>, version: c_uint, info: InBuf<c_uchar>, len: usize) -> Result<c_int> {
    if len == 0 || info.is_null() || ctx.is_null() {
        return Err(Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER));
    }
    ctx.get()?.use_serverinfo(version, info.slice(len)?)?;
    Ok(1)
}

/// Takes serverinfo of version 1 for the certificate set last: an extension's
/// number and length in two bytes each, and its data. A server then sends the
/// extension in TLS 1.2 to clients that ask for it with an empty one.
///
/// Returns: 1; 0 on error.
/// Errors: `SSL_R_INVALID_SERVERINFO_DATA`, also for an extension that is
/// registered already.
/// See: SSL_CTX_use_serverinfo(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_serverinfo(
    ctx: Mut<SSL_CTX>,
    serverinfo: InBuf<c_uchar>,
    serverinfo_length: usize,
) -> c_int {
    entry(0, || take(ctx, V1, serverinfo, serverinfo_length))
}

/// Takes serverinfo of `version` for the certificate set last: 1, or 2, where
/// before each extension four bytes say which messages it goes into
/// (`SSL_EXT_*`), of TLS 1.3 too.
///
/// Returns: 1; 0 on error.
/// Errors: as [`SSL_CTX_use_serverinfo`].
/// See: SSL_CTX_use_serverinfo_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_serverinfo_ex(
    ctx: Mut<SSL_CTX>,
    version: c_uint,
    serverinfo: InBuf<c_uchar>,
    serverinfo_length: usize,
) -> c_int {
    entry(0, || take(ctx, version, serverinfo, serverinfo_length))
}

/// Takes the serverinfo in a PEM file, in blocks whose names begin with
/// `SERVERINFO FOR ` (version 1) or `SERVERINFOV2 FOR `.
///
/// Returns: 1, with `PEM_R_NO_START_LINE` for the end of the file in the
/// queue, as in OpenSSL; 0 on error.
/// Errors: `SSL_R_NO_PEM_EXTENSIONS`, `SSL_R_PEM_NAME_TOO_SHORT`,
/// `SSL_R_PEM_NAME_BAD_PREFIX`, `SSL_R_BAD_DATA`, those of
/// [`SSL_CTX_use_serverinfo`], and those of opening a file.
/// See: SSL_CTX_use_serverinfo_file(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_serverinfo_file(ctx: Mut<SSL_CTX>, file: Str) -> c_int {
    entry(0, || {
        let null = || Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER);
        let (ctx, file) = ctx.opt().zip(file.opt()).ok_or_else(null)?;
        ctx.use_serverinfo_file(file)?;
        Ok(1)
    })
}
