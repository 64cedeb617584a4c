//! CMS in files and BIOs, as DER and PEM.

use crate::abi::{Arg, Give, In, InOut, Mut, entry};
use crate::api::pem::source;
use crate::obj::asn1::codec::encode_complete;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::cms::CMS_ContentInfo;
use crate::obj::passphrase::pem_password_cb;
use crate::obj::pem_io;
use crate::obj::stream::Channel;
use crate::obj::x509::pem;
use libc::FILE;
use std::ffi::c_int;

/// The names that a PEM block of CMS may have.
const BLOCKS: [&[u8]; 3] = [b"CMS", pem::block::PKCS7, pem::block::X509];

/// Reads a `CMS_ContentInfo` in DER from a BIO. Ownership: replaces what is in
/// `*cms`.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_CMS_bio(bp: Mut<BIO>, cms: InOut<CMS_ContentInfo>) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        io::from_der::<CMS_ContentInfo>(&cms, &Channel::Bio(bp.get()?).read_der()?)
    })
}

/// Writes a `CMS_ContentInfo` in DER to a BIO. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CMS_bio(bp: Mut<BIO>, cms: Mut<CMS_ContentInfo>) -> c_int {
    entry(0, || {
        let der = encode_complete::<CMS_ContentInfo>(cms.get()?)?;
        Ok(Channel::Bio(bp.get()?).write(&der).into())
    })
}

/// Reads the next `CMS_ContentInfo` in PEM.
///
/// Returns: it, also in `*x`, where it replaces what was there; NULL on failure.
/// Errors: `PEM_R_NO_START_LINE` if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_bio_CMS(
    out: Mut<BIO>,
    x: InOut<CMS_ContentInfo>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        pem::read::<CMS_ContentInfo>(Channel::Bio(out.get()?), &BLOCKS, &x, &source(cb, u))
    })
}

/// Reads the next `CMS_ContentInfo` in PEM from a C stream; see
/// `PEM_read_bio_CMS`.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_read_CMS(
    out: Mut<FILE>,
    x: InOut<CMS_ContentInfo>,
    cb: Option<pem_password_cb>,
    u: Arg,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        pem::read::<CMS_ContentInfo>(Channel::file(&out)?, &BLOCKS, &x, &source(cb, u))
    })
}

fn write(to: Channel<'_>, x: &In<CMS_ContentInfo>) -> crate::err::Result<c_int> {
    pem_io::write_block(to, b"CMS", b"", &encode_complete::<CMS_ContentInfo>(x.get()?)?)?;
    Ok(1)
}

/// Writes a `CMS_ContentInfo` in PEM. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_bio_CMS(out: Mut<BIO>, x: In<CMS_ContentInfo>) -> c_int {
    entry(0, || write(Channel::Bio(out.get()?), &x))
}

/// Writes a `CMS_ContentInfo` in PEM to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PEM_write_CMS(out: Mut<FILE>, x: In<CMS_ContentInfo>) -> c_int {
    entry(0, || write(Channel::file(&out)?, &x))
}
