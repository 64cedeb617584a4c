//! `SSL_check_chain`: whether a certificate suits the peer.

use crate::abi::{Mut, quiet};
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ssl::SSL;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use std::ffi::c_int;

/// Tells what of a certificate, its private key and a chain, which may be
/// NULL, suits the peer: a server knows after the ClientHello, a client after
/// the CertificateRequest.
///
/// Returns: `CERT_PKEY_…` bits, of which `CERT_PKEY_VALID` says that they can
/// be used; 0 without a certificate or a key.
/// See: SSL_check_chain(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_check_chain(
    s: Mut<SSL>,
    x: Mut<X509>,
    pk: Mut<EVP_PKEY>,
    chain: Mut<OPENSSL_STACK>,
) -> c_int {
    quiet(0, || {
        let ssl = s.get()?;
        let (Some(x509), Some(key)) = (x.opt(), pk.opt()) else { return Ok(0) };
        let chain = chain.opt().map(|chain| chain.objects::<X509>()).unwrap_or_default();
        Ok(ssl.check_chain(x509, key, &chain))
    })
}
