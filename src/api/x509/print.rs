//! Texts of certificates, names, requests and revocation lists.

use crate::abi::layout::asn1::{ASN1_BIT_STRING, ASN1_STRING};
use crate::abi::{In, Mut, entry};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::stream::Channel;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_CRL, X509_NAME, X509_REQ, name_print, print};
use libc::FILE;
use std::ffi::{c_int, c_ulong};

/// Writes a text. Returns: 1; fails if it could not.
fn write(to: Channel<'_>, text: &[u8]) -> Result<c_int> {
    if to.write(text) {
        return Ok(1);
    }
    Err(Error::new(Lib::X509, err::lib_failed(Lib::Buf)))
}

fn name(to: Channel<'_>, nm: &X509_NAME, indent: c_int, flags: c_ulong) -> Result<c_int> {
    if flags == 0 {
        return write(to, &name_print::compatible(nm)?);
    }
    let text = name_print::to_text(nm, indent, flags).inspect_err(|_| {
        // The indent was out before the rest failed.
        to.write(&vec![b' '; usize::try_from(indent).unwrap_or(0)]);
    })?;
    if !to.write(&text) {
        return Ok(-1);
    }
    Ok(c_int::try_from(text.len()).unwrap_or(c_int::MAX))
}

/// Writes a name as `flags` (`XN_FLAG_…`, `ASN1_STRFLGS_…`) say.
///
/// Returns: the length; -1 on failure; with flags 0 as `X509_NAME_print`.
/// See: X509_NAME_print_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_print_ex(
    out: Mut<BIO>,
    nm: In<X509_NAME>,
    indent: c_int,
    flags: c_ulong,
) -> c_int {
    let failure = if flags == 0 { 0 } else { -1 };
    entry(failure, || {
        // Without a BIO only the length is asked for.
        if out.is_null() && flags != 0 {
            let text = name_print::to_text(nm.get()?, indent, flags)?;
            return Ok(c_int::try_from(text.len()).unwrap_or(c_int::MAX));
        }
        name(Channel::Bio(out.get()?), nm.get()?, indent, flags)
    })
}

/// Like `X509_NAME_print_ex`, to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_print_ex_fp(
    fp: Mut<FILE>,
    nm: In<X509_NAME>,
    indent: c_int,
    flags: c_ulong,
) -> c_int {
    let failure = if flags == 0 { 0 } else { -1 };
    entry(failure, || name(Channel::file(&fp)?, nm.get()?, indent, flags))
}

/// Writes a name in one line, `C=…, O=…`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_NAME_print(bp: Mut<BIO>, name: In<X509_NAME>, obase: c_int) -> c_int {
    let _ = obase;
    entry(0, || write(Channel::Bio(bp.get()?), &name_print::compatible(name.get()?)?))
}

/// Writes a certificate. See: X509_print_ex(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_print_ex(
    bp: Mut<BIO>,
    x: Mut<X509>,
    nmflag: c_ulong,
    cflag: c_ulong,
) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::certificate(x.get()?, nmflag, cflag)?))
}

/// Like `X509_print_ex`, to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509_print_ex_fp(
    bp: Mut<FILE>,
    x: Mut<X509>,
    nmflag: c_ulong,
    cflag: c_ulong,
) -> c_int {
    entry(0, || write(Channel::file(&bp)?, &print::certificate(x.get()?, nmflag, cflag)?))
}

/// Writes a certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_print(bp: Mut<BIO>, x: Mut<X509>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::certificate(x.get()?, 0, 0)?))
}

/// Writes a certificate to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509_print_fp(bp: Mut<FILE>, x: Mut<X509>) -> c_int {
    entry(0, || write(Channel::file(&bp)?, &print::certificate(x.get()?, 0, 0)?))
}

/// Writes a request. See: X509_print_ex(3) for the flags.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_print_ex(
    bp: Mut<BIO>,
    x: Mut<X509_REQ>,
    nmflag: c_ulong,
    cflag: c_ulong,
) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::request(x.get()?, nmflag, cflag)?))
}

/// Writes a request.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_print(bp: Mut<BIO>, req: Mut<X509_REQ>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::request(req.get()?, 0, 0)?))
}

/// Writes a request to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509_REQ_print_fp(bp: Mut<FILE>, req: Mut<X509_REQ>) -> c_int {
    entry(0, || write(Channel::file(&bp)?, &print::request(req.get()?, 0, 0)?))
}

/// Writes a revocation list, names as `nmflag` says.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_print_ex(out: Mut<BIO>, x: Mut<X509_CRL>, nmflag: c_ulong) -> c_int {
    entry(0, || write(Channel::Bio(out.get()?), &print::crl(x.get()?, nmflag)?))
}

/// Writes a revocation list.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_print(bp: Mut<BIO>, x: Mut<X509_CRL>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::crl(x.get()?, 0)?))
}

/// Writes a revocation list to a C stream.
#[unsafe(no_mangle)]
pub extern "C" fn X509_CRL_print_fp(bp: Mut<FILE>, x: Mut<X509_CRL>) -> c_int {
    entry(0, || write(Channel::file(&bp)?, &print::crl(x.get()?, 0)?))
}

/// Writes the algorithm and, unless NULL, the bytes of a signature.
#[unsafe(no_mangle)]
pub extern "C" fn X509_signature_print(
    bp: Mut<BIO>,
    alg: In<X509_ALGOR>,
    sig: In<ASN1_STRING>,
) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::signature(alg.get()?, sig.opt())))
}

/// Writes the bytes of a signature in hexadecimal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_signature_dump(
    bp: Mut<BIO>,
    sig: In<ASN1_BIT_STRING>,
    indent: c_int,
) -> c_int {
    entry(0, || {
        let indent = usize::try_from(indent).unwrap_or(0);
        write(Channel::Bio(bp.get()?), &print::dump(sig.get()?, indent))
    })
}

/// Writes the hashes of the subject's name and of the public key as OCSP has
/// them. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ocspid_print(bp: Mut<BIO>, x: Mut<X509>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &print::ocsp_id(x.get()?)?))
}

/// Writes the trust settings of a certificate, if it has any. Returns: 1; 0
/// on failure.
#[unsafe(no_mangle)]
pub extern "C" fn X509_aux_print(out: Mut<BIO>, x: Mut<X509>, indent: c_int) -> c_int {
    entry(0, || {
        let (to, indent) = (Channel::Bio(out.get()?), usize::try_from(indent).unwrap_or(0));
        let aux = x.get()?.aux.get();
        aux.map_or(Ok(1), |aux| write(to, &print::aux(aux, indent)))
    })
}
