//! Certificates, requests and revocation lists in PEM, in files and BIOs.

use super::source;
use crate::abi::{Arg, Give, In, InOut, Mut, entry};
use crate::obj::bio::BIO;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::stream::Channel;
use crate::obj::x509::algorithm::X509_PUBKEY;
use crate::obj::x509::pem::{self, block};
use crate::obj::x509::spkac::NETSCAPE_CERT_SEQUENCE;
use crate::obj::x509::{X509, X509_CRL, X509_REQ};
use libc::FILE;
use std::ffi::c_int;

/// Reads the next certificate in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_X509(
    bp: Mut<BIO>,
    x: InOut<X509>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509> {
    entry(Give::null(), || {
        pem::read::<X509>(
            Channel::Bio(bp.get()?),
            &[block::X509, block::X509_OLD],
            &x,
            &source(cb, u),
        )
    })
}

/// Reads the next certificate in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_X509(
    fp: Mut<FILE>,
    x: InOut<X509>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509> {
    entry(Give::null(), || {
        pem::read::<X509>(Channel::file(&fp)?, &[block::X509, block::X509_OLD], &x, &source(cb, u))
    })
}

/// Reads the next certificate, with or without trust settings, in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_X509_AUX(
    bp: Mut<BIO>,
    x: InOut<X509>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509> {
    entry(Give::null(), || pem::read_trusted(Channel::Bio(bp.get()?), &x, &source(cb, u)))
}

/// Reads the next certificate, with or without trust settings, in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_X509_AUX(
    fp: Mut<FILE>,
    x: InOut<X509>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509> {
    entry(Give::null(), || pem::read_trusted(Channel::file(&fp)?, &x, &source(cb, u)))
}

/// Reads the next request in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_X509_REQ(
    bp: Mut<BIO>,
    x: InOut<X509_REQ>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_REQ> {
    entry(Give::null(), || {
        pem::read::<X509_REQ>(
            Channel::Bio(bp.get()?),
            &[block::X509_REQ, block::X509_REQ_OLD],
            &x,
            &source(cb, u),
        )
    })
}

/// Reads the next request in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_X509_REQ(
    fp: Mut<FILE>,
    x: InOut<X509_REQ>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_REQ> {
    entry(Give::null(), || {
        pem::read::<X509_REQ>(
            Channel::file(&fp)?,
            &[block::X509_REQ, block::X509_REQ_OLD],
            &x,
            &source(cb, u),
        )
    })
}

/// Reads the next revocation list in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_X509_CRL(
    bp: Mut<BIO>,
    x: InOut<X509_CRL>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_CRL> {
    entry(Give::null(), || {
        pem::read::<X509_CRL>(Channel::Bio(bp.get()?), &[block::X509_CRL], &x, &source(cb, u))
    })
}

/// Reads the next revocation list in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_X509_CRL(
    fp: Mut<FILE>,
    x: InOut<X509_CRL>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_CRL> {
    entry(Give::null(), || {
        pem::read::<X509_CRL>(Channel::file(&fp)?, &[block::X509_CRL], &x, &source(cb, u))
    })
}

/// Reads the next public key in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_X509_PUBKEY(
    bp: Mut<BIO>,
    x: InOut<X509_PUBKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_PUBKEY> {
    entry(Give::null(), || {
        pem::read::<X509_PUBKEY>(Channel::Bio(bp.get()?), &[block::PUBLIC], &x, &source(cb, u))
    })
}

/// Reads the next public key in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_X509_PUBKEY(
    fp: Mut<FILE>,
    x: InOut<X509_PUBKEY>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<X509_PUBKEY> {
    entry(Give::null(), || {
        pem::read::<X509_PUBKEY>(Channel::file(&fp)?, &[block::PUBLIC], &x, &source(cb, u))
    })
}

/// Writes a certificate in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509(bp: Mut<BIO>, x: In<X509>) -> c_int {
    entry(0, || pem::write(Channel::Bio(bp.get()?), block::X509, &x.get()?.der()).map(|()| 1))
}

/// Writes a certificate in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509(fp: Mut<FILE>, x: In<X509>) -> c_int {
    entry(0, || pem::write(Channel::file(&fp)?, block::X509, &x.get()?.der()).map(|()| 1))
}

/// Writes a certificate with its trust settings in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509_AUX(bp: Mut<BIO>, x: In<X509>) -> c_int {
    entry(0, || {
        pem::write(Channel::Bio(bp.get()?), block::X509_TRUSTED, &pem::encode_trusted(x.get()?))
            .map(|()| 1)
    })
}

/// Writes a certificate with its trust settings in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509_AUX(fp: Mut<FILE>, x: In<X509>) -> c_int {
    entry(0, || {
        pem::write(Channel::file(&fp)?, block::X509_TRUSTED, &pem::encode_trusted(x.get()?))
            .map(|()| 1)
    })
}

/// Writes a request in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509_REQ(bp: Mut<BIO>, x: In<X509_REQ>) -> c_int {
    entry(0, || pem::write(Channel::Bio(bp.get()?), block::X509_REQ, &x.get()?.der()).map(|()| 1))
}

/// Writes a request in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509_REQ(fp: Mut<FILE>, x: In<X509_REQ>) -> c_int {
    entry(0, || pem::write(Channel::file(&fp)?, block::X509_REQ, &x.get()?.der()).map(|()| 1))
}

/// Writes a request, under its old name, in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509_REQ_NEW(bp: Mut<BIO>, x: In<X509_REQ>) -> c_int {
    entry(0, || {
        pem::write(Channel::Bio(bp.get()?), block::X509_REQ_OLD, &x.get()?.der()).map(|()| 1)
    })
}

/// Writes a request, under its old name, in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509_REQ_NEW(fp: Mut<FILE>, x: In<X509_REQ>) -> c_int {
    entry(0, || pem::write(Channel::file(&fp)?, block::X509_REQ_OLD, &x.get()?.der()).map(|()| 1))
}

/// Writes a revocation list in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509_CRL(bp: Mut<BIO>, x: In<X509_CRL>) -> c_int {
    entry(0, || pem::write(Channel::Bio(bp.get()?), block::X509_CRL, &x.get()?.der()).map(|()| 1))
}

/// Writes a revocation list in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509_CRL(fp: Mut<FILE>, x: In<X509_CRL>) -> c_int {
    entry(0, || pem::write(Channel::file(&fp)?, block::X509_CRL, &x.get()?.der()).map(|()| 1))
}

/// Writes a public key in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_X509_PUBKEY(bp: Mut<BIO>, x: In<X509_PUBKEY>) -> c_int {
    entry(0, || pem::write(Channel::Bio(bp.get()?), block::PUBLIC, &x.get()?.to_der()).map(|()| 1))
}

/// Writes a public key in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_X509_PUBKEY(fp: Mut<FILE>, x: In<X509_PUBKEY>) -> c_int {
    entry(0, || pem::write(Channel::file(&fp)?, block::PUBLIC, &x.get()?.to_der()).map(|()| 1))
}

/// Reads the next Netscape certificate sequence in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_NETSCAPE_CERT_SEQUENCE(
    bp: Mut<BIO>,
    x: InOut<NETSCAPE_CERT_SEQUENCE>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<NETSCAPE_CERT_SEQUENCE> {
    entry(Give::null(), || {
        pem::read::<NETSCAPE_CERT_SEQUENCE>(
            Channel::Bio(bp.get()?),
            &[block::X509, block::X509_OLD],
            &x,
            &source(cb, u),
        )
    })
}

/// Reads the next Netscape certificate sequence in PEM from a C stream.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
/// See: PEM_read_bio_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_NETSCAPE_CERT_SEQUENCE(
    fp: Mut<FILE>,
    x: InOut<NETSCAPE_CERT_SEQUENCE>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<NETSCAPE_CERT_SEQUENCE> {
    entry(Give::null(), || {
        pem::read::<NETSCAPE_CERT_SEQUENCE>(
            Channel::file(&fp)?,
            &[block::X509, block::X509_OLD],
            &x,
            &source(cb, u),
        )
    })
}

/// Writes a Netscape certificate sequence in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_NETSCAPE_CERT_SEQUENCE(
    bp: Mut<BIO>,
    x: In<NETSCAPE_CERT_SEQUENCE>,
) -> c_int {
    entry(0, || {
        pem::write_value::<NETSCAPE_CERT_SEQUENCE>(Channel::Bio(bp.get()?), block::X509, x.opt())
            .map(|()| 1)
    })
}

/// Writes a Netscape certificate sequence in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_NETSCAPE_CERT_SEQUENCE(
    fp: Mut<FILE>,
    x: In<NETSCAPE_CERT_SEQUENCE>,
) -> c_int {
    entry(0, || {
        pem::write_value::<NETSCAPE_CERT_SEQUENCE>(Channel::file(&fp)?, block::X509, x.opt())
            .map(|()| 1)
    })
}
