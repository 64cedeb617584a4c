//! Sessions in DER and PEM, in OpenSSL's own structure.

use crate::abi::{Arg, DerIn, DerOut, Give, In, InOut, Mut, entry};
use crate::api::pem::source;
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::ssl::SSL_SESSION;
use crate::obj::stream::Channel;
use crate::obj::x509::pem;
use libc::FILE;
use std::ffi::{c_int, c_long};

/// The name of a PEM block.
const BLOCK: &[u8] = b"SSL SESSION PARAMETERS";

/// Gives a session that was read: what is in the place becomes it, and stays
/// there.
fn give(place: &InOut<SSL_SESSION>, der: &[u8]) -> Result<(Give<SSL_SESSION>, usize)> {
    let (session, used) = SSL_SESSION::decode(der)?;
    let given = match (place.current(), place.held()) {
        (Some(there), Some(held)) => {
            there.assign(&session);
            held
        }
        _ => place.give(session, drop),
    };
    Ok((given, used))
}

/// Reads a session from the DER at `*pp`, which then points behind it.
///
/// Returns: it; the one in `*a` if there is one, which becomes what was read;
/// NULL if it cannot be read. Errors: ASN.1's; `SSL_R_UNKNOWN_SSL_VERSION`,
/// `SSL_R_UNSUPPORTED_SSL_VERSION`, `SSL_R_CIPHER_CODE_WRONG_LENGTH`; none for
/// an unknown suite. See: d2i_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_SSL_SESSION(
    a: InOut<SSL_SESSION>,
    pp: DerIn,
    length: c_long,
) -> Give<SSL_SESSION> {
    entry(Give::null(), || {
        let (session, used) = give(&a, pp.slice(length)?)?;
        pp.advance(used);
        Ok(session)
    })
}

/// Writes a session as DER. It holds secrets.
///
/// Returns: its length; 0 for NULL and for a session without a cipher.
/// See: i2d_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn i2d_SSL_SESSION(in_: In<SSL_SESSION>, pp: DerOut) -> c_int {
    entry(0, || match in_.opt().and_then(|session| session.encode(false)) {
        Some(der) => pp.put(&der),
        None => Ok(0),
    })
}

fn read(
    from: Channel<'_>,
    place: &InOut<SSL_SESSION>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Result<Give<SSL_SESSION>> {
    let der = pem::read_block(from, &[BLOCK], &source(cb, u))?;
    give(place, &der).map(|(session, _)| session).map_err(|error| {
        err::push(&error, "d2i_SSL_SESSION");
        Error::new(Lib::Pem, err::lib_failed(Lib::Asn1))
    })
}

fn write(to: Channel<'_>, session: &SSL_SESSION) -> Result<c_int> {
    let der = session.encode(false);
    let der = der.ok_or_else(|| Error::new(Lib::Pem, err::lib_failed(Lib::Asn1)))?;
    pem::write(to, BLOCK, &der)?;
    Ok(1)
}

/// Reads the next session in PEM.
///
/// Returns: it; the one in `*x` if there is one, which becomes what was read;
/// NULL on failure. Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_SSL_SESSION(
    bp: Mut<BIO>,
    x: InOut<SSL_SESSION>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<SSL_SESSION> {
    entry(Give::null(), || read(Channel::Bio(bp.get()?), &x, cb, u))
}

/// Reads the next session in PEM from a C stream.
///
/// Returns: it; the one in `*x` if there is one, which becomes what was read;
/// NULL on failure. Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_SSL_SESSION(
    fp: Mut<FILE>,
    x: InOut<SSL_SESSION>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<SSL_SESSION> {
    entry(Give::null(), || read(Channel::file(&fp)?, &x, cb, u))
}

/// Writes a session in PEM. It holds secrets.
///
/// Returns: 1; 0 on failure. See: PEM_write_bio_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_SSL_SESSION(bp: Mut<BIO>, x: In<SSL_SESSION>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), x.get()?))
}

/// Writes a session in PEM to a C stream. It holds secrets.
///
/// Returns: 1; 0 on failure. See: PEM_write_bio_SSL_SESSION(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_SSL_SESSION(fp: Mut<FILE>, x: In<SSL_SESSION>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, x.get()?))
}
