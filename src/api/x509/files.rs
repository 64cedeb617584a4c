//! Certificates, requests and revocation lists in DER, in files and BIOs.

use crate::abi::{DerIn, DerOut, Give, In, InOut, Mut, entry};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::stream::Channel;
use crate::obj::x509::{X509, X509_CRL, X509_REQ, pem};
use libc::FILE;
use std::ffi::{c_int, c_long};

fn write(to: Channel<'_>, der: &[u8]) -> Result<c_int> {
    if to.write(der) { Ok(1) } else { Err(Error::quiet()) }
}

/// Reads a certificate and the trust settings behind it, if any.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_AUX(a: InOut<X509>, pp: DerIn, length: c_long) -> Give<X509> {
    entry(Give::null(), || {
        let bytes = pp.slice(length)?;
        match pem::decode_trusted(bytes) {
            Ok((x, used)) => {
                pp.advance(used);
                Ok(a.give(x, drop))
            }
            Err(error) => {
                a.clear(drop);
                Err(error)
            }
        }
    })
}

/// Writes a certificate and its trust settings, as `i2d_X509` does.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_AUX(a: In<X509>, pp: DerOut) -> c_int {
    entry(-1, || pp.put(&pem::encode_trusted(a.get()?)))
}

/// Writes the part of a certificate that is signed, as `i2d_X509` does.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_re_X509_tbs(x: Mut<X509>, pp: DerOut) -> c_int {
    entry(-1, || {
        let x = x.get()?;
        x.unseal();
        pp.put(&x.tbs()?)
    })
}

/// Writes the part of a request that is signed, as `i2d_X509` does.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_re_X509_REQ_tbs(req: Mut<X509_REQ>, pp: DerOut) -> c_int {
    entry(-1, || {
        let request = req.get()?;
        request.changed();
        pp.put(&request.tbs()?)
    })
}

/// Writes the part of a revocation list that is signed, as `i2d_X509` does.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_re_X509_CRL_tbs(req: Mut<X509_CRL>, pp: DerOut) -> c_int {
    entry(-1, || {
        let list = req.get()?;
        list.changed();
        pp.put(&list.tbs()?)
    })
}

/// Reads a certificate in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_bio(bp: Mut<BIO>, x: InOut<X509>) -> Give<X509> {
    entry(Give::null(), || pem::read_der::<X509>(Channel::Bio(bp.get()?), &x))
}

/// Writes a certificate in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_bio(bp: Mut<BIO>, x: In<X509>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &x.get()?.der()))
}

/// Reads a certificate in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_fp(fp: Mut<FILE>, x: InOut<X509>) -> Give<X509> {
    entry(Give::null(), || pem::read_der::<X509>(Channel::file(&fp)?, &x))
}

/// Writes a certificate in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_fp(fp: Mut<FILE>, x: In<X509>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &x.get()?.der()))
}

/// Reads a request in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_REQ_bio(bp: Mut<BIO>, x: InOut<X509_REQ>) -> Give<X509_REQ> {
    entry(Give::null(), || pem::read_der::<X509_REQ>(Channel::Bio(bp.get()?), &x))
}

/// Writes a request in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_REQ_bio(bp: Mut<BIO>, x: In<X509_REQ>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &x.get()?.der()))
}

/// Reads a request in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_REQ_fp(fp: Mut<FILE>, x: InOut<X509_REQ>) -> Give<X509_REQ> {
    entry(Give::null(), || pem::read_der::<X509_REQ>(Channel::file(&fp)?, &x))
}

/// Writes a request in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_REQ_fp(fp: Mut<FILE>, x: In<X509_REQ>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &x.get()?.der()))
}

/// Reads a revocation list in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CRL_bio(bp: Mut<BIO>, x: InOut<X509_CRL>) -> Give<X509_CRL> {
    entry(Give::null(), || pem::read_der::<X509_CRL>(Channel::Bio(bp.get()?), &x))
}

/// Writes a revocation list in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CRL_bio(bp: Mut<BIO>, x: In<X509_CRL>) -> c_int {
    entry(0, || write(Channel::Bio(bp.get()?), &x.get()?.der()))
}

/// Reads a revocation list in DER. Returns: it, also in `*x`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn d2i_X509_CRL_fp(fp: Mut<FILE>, x: InOut<X509_CRL>) -> Give<X509_CRL> {
    entry(Give::null(), || pem::read_der::<X509_CRL>(Channel::file(&fp)?, &x))
}

/// Writes a revocation list in DER. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_X509_CRL_fp(fp: Mut<FILE>, x: In<X509_CRL>) -> c_int {
    entry(0, || write(Channel::file(&fp)?, &x.get()?.der()))
}
