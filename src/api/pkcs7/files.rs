//! PKCS#7 in files and BIOs, as DER and PEM.

use crate::abi::{Arg, Give, In, InOut, Mut, Str, entry};
use crate::api::pem::source;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::pem_io;
use crate::obj::pkcs7::PKCS7;
use crate::obj::stream::Channel;
use crate::obj::x509::pem::{self, block};
use libc::FILE;
use std::ffi::c_int;

/// The names that a PEM block of PKCS#7 may have.
const BLOCKS: [&[u8]; 3] = [block::PKCS7, b"PKCS #7 SIGNED DATA", block::X509];

/// A new, empty `PKCS7`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_new_ex(_libctx: Mut<OSSL_LIB_CTX>, _propq: Str) -> Give<PKCS7> {
    super::values::PKCS7_new()
}

/// Reads a `PKCS7` in DER from a BIO. Ownership: replaces what is in `*p7`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_bio(bp: Mut<BIO>, p7: InOut<PKCS7>) -> Give<PKCS7> {
    entry(Give::null(), || io::from_der::<PKCS7>(&p7, &Channel::Bio(bp.get()?).read_der()?))
}

/// Reads a `PKCS7` in DER from a C stream. Ownership: replaces what is in
/// `*p7`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_fp(fp: Mut<FILE>, p7: InOut<PKCS7>) -> Give<PKCS7> {
    entry(Give::null(), || io::from_der::<PKCS7>(&p7, &Channel::file(&fp)?.read_der()?))
}

/// Writes a `PKCS7` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_bio(bp: Mut<BIO>, p7: In<PKCS7>) -> c_int {
    entry(0, || {
        let der = encode_complete::<PKCS7>(p7.get()?)?;
        Ok(Channel::Bio(bp.get()?).write(&der).into())
    })
}

/// Writes a `PKCS7` in DER to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_fp(fp: Mut<FILE>, p7: In<PKCS7>) -> c_int {
    entry(0, || {
        let der = encode_complete::<PKCS7>(p7.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

/// Reads the next `PKCS7` in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_PKCS7(
    bp: Mut<BIO>,
    x: InOut<PKCS7>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<PKCS7> {
    entry(Give::null(), || pem::read::<PKCS7>(Channel::Bio(bp.get()?), &BLOCKS, &x, &source(cb, u)))
}

/// Reads the next `PKCS7` in PEM from a C stream; see `PEM_read_bio_PKCS7`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_PKCS7(
    fp: Mut<FILE>,
    x: InOut<PKCS7>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<PKCS7> {
    entry(Give::null(), || pem::read::<PKCS7>(Channel::file(&fp)?, &BLOCKS, &x, &source(cb, u)))
}

fn write(to: Channel<'_>, x: &In<PKCS7>) -> crate::err::Result<c_int> {
    pem_io::write_block(to, block::PKCS7, b"", &encode_complete::<PKCS7>(x.get()?)?)?;
    Ok(1)
}

/// Writes a `PKCS7` in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_PKCS7(bp: Mut<BIO>, x: In<PKCS7>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &x))
}

/// Writes a `PKCS7` in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_PKCS7(fp: Mut<FILE>, x: In<PKCS7>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &x))
}
