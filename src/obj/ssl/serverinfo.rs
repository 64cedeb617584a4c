//! Serverinfo: extensions that go with a certificate of a server's.
//!
//! Kept as OpenSSL's version 2 has it: for each extension the messages it goes
//! into, in four bytes, its number and its length in two each, and its data.

use super::custom_ext::{Calls, OLD_CONTEXT};
use super::{SSL, SSL_CTX};
use crate::der::pem::{self, SliceLines};
use crate::err::{self, Error, Lib, Result, ssl};
use crate::tls::Role;
use std::ffi::{CStr, c_uint};
use std::sync::Arc;

/// `SSL_SERVERINFOV1`: without the messages.
pub const V1: c_uint = 1;
/// `SSL_SERVERINFOV2`.
pub const V2: c_uint = 2;

/// What stands before the name of an extension in a file, by version.
const PREFIXES: [(&[u8], c_uint); 2] = [(b"SERVERINFO FOR ", V1), (b"SERVERINFOV2 FOR ", V2)];

/// An extension: its messages, its number, its data.
type Item<'a> = (u32, u16, &'a [u8]);

fn next<'a>(rest: &mut &'a [u8]) -> Option<Item<'a>> {
    let (context, after) = rest.split_first_chunk::<4>()?;
    let (number, after) = after.split_first_chunk::<2>()?;
    let (len, after) = after.split_first_chunk::<2>()?;
    let (data, after) = after.split_at_checked(u16::from_be_bytes(*len).into())?;
    *rest = after;
    Some((u32::from_be_bytes(*context), u16::from_be_bytes(*number), data))
}

/// All of them; `None` if they cannot be read.
fn items(mut data: &[u8]) -> Option<Vec<Item<'_>>> {
    let mut all = Vec::new();
    while !data.is_empty() {
        all.push(next(&mut data)?);
    }
    Some(all)
}

fn invalid() -> Error {
    Error::new(Lib::Ssl, ssl::R_INVALID_SERVERINFO_DATA)
}

impl SSL_CTX {
    /// Takes serverinfo of this version for the certificate set last.
    ///
    /// Errors: `R_INVALID_SERVERINFO_DATA`, also for what cannot be added as
    /// an extension of the program's; it is kept even then, as in OpenSSL.
    pub fn use_serverinfo(&self, version: c_uint, data: &[u8]) -> Result<()> {
        let data = match version {
            // What follows a first extension would need its messages, too.
            V1 => [&OLD_CONTEXT.to_be_bytes(), data].concat(),
            V2 => data.to_vec(),
            _ => return Err(invalid()),
        };
        let items = items(&data).ok_or_else(invalid)?;
        self.config.with(|c| {
            c.identity.certs.current_mut().serverinfo = Some(Arc::new(data.clone()));
            for (context, number, _) in items {
                let role = (context == OLD_CONTEXT).then_some(Role::Server);
                let number = c_uint::from(number);
                if !c.identity.custom.add(number, role, context, Calls::Serverinfo) {
                    return Err(invalid());
                }
            }
            Ok(())
        })
    }

    /// The same from a PEM file, whose blocks have a version each.
    ///
    /// Errors: `R_NO_PEM_EXTENSIONS`, `R_PEM_NAME_TOO_SHORT`,
    /// `R_PEM_NAME_BAD_PREFIX`, `R_BAD_DATA`; a file that cannot be read.
    pub fn use_serverinfo_file(&self, path: &CStr) -> Result<()> {
        let fail = |reason| Error::new(Lib::Ssl, reason);
        let bytes = super::files::contents(path)?;
        let mut lines = SliceLines(&bytes);
        let mut data = Vec::new();
        loop {
            let block = match pem::read(&mut lines) {
                Ok(block) => block,
                Err(error) => {
                    // OpenSSL leaves the end of the file in the queue.
                    err::push(&error, "PEM_read_bio");
                    break;
                }
            };
            let version = version_of(&block.name).map_err(fail)?;
            let extra = if version == V1 { 0 } else { 4 };
            let body = &block.data;
            let told = body.get(2 + extra..4 + extra).and_then(|len| len.try_into().ok());
            let told = told.map(|len| usize::from(u16::from_be_bytes(len)));
            if told.is_none_or(|told| body.len() != 4 + extra + told) {
                return Err(fail(ssl::R_BAD_DATA));
            }
            if version == V1 {
                data.extend(OLD_CONTEXT.to_be_bytes());
            }
            data.extend_from_slice(body);
        }
        if data.is_empty() {
            return Err(fail(ssl::R_NO_PEM_EXTENSIONS));
        }
        self.use_serverinfo(V2, &data)
    }
}

fn version_of(name: &[u8]) -> std::result::Result<c_uint, i32> {
    if name.len() < PREFIXES[0].0.len() {
        return Err(ssl::R_PEM_NAME_TOO_SHORT);
    }
    match PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)) {
        Some((_, version)) => Ok(*version),
        None if name.len() < PREFIXES[1].0.len() => Err(ssl::R_PEM_NAME_TOO_SHORT),
        None => Err(ssl::R_PEM_NAME_BAD_PREFIX),
    }
}

/// What the serverinfo of the certificate that is shown says of an extension.
pub(super) fn of_shown(ssl: &SSL, number: u16) -> Option<Vec<u8>> {
    let info = ssl.shown_entry().and_then(|entry| entry.serverinfo)?;
    let found = items(&info)?.into_iter().find(|(_, own, _)| *own == number);
    found.map(|(_, _, data)| data.to_vec())
}
