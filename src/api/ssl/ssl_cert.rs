//! Certificates and private keys of `SSL_CTX` and `SSL`.

use crate::abi::{In, InBuf, Lend, Mut, Str, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::evp_pkey::{Contents, EVP_PKEY, Object};
use crate::obj::rsa::RSA;
use crate::obj::ssl::certs::{check_issuer_strength, check_strength};
use crate::obj::ssl::chain::Chain;
use crate::obj::ssl::{Configured, SSL, SSL_CTX, files};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use std::ffi::{CStr, c_int, c_long};
use std::sync::Arc;

/// Takes a certificate, if the security level allows it.
fn take_certificate(of: &impl Configured, x509: Arc<X509>) -> Result<()> {
    check_strength(&x509, &of.security())?;
    of.config().with(|c| c.identity.certs.set_certificate(x509))
}

/// Takes a private key.
fn take_key(of: &impl Configured, key: Arc<EVP_PKEY>) -> Result<()> {
    of.config().with(|c| c.identity.certs.set_key(key))
}

/// Takes the private key of an `RSA`.
fn take_rsa(of: &impl Configured, rsa: Arc<RSA>) -> Result<()> {
    let key = EVP_PKEY::new(Contents::Empty);
    key.set_object(Object::Rsa(rsa));
    take_key(of, key)
}

/// Takes the certificates of a PEM file.
fn take_chain_file(of: &impl Configured, path: &CStr) -> Result<()> {
    err::queue::clear();
    let (leaf, chain) = files::chain(path)?;
    take_certificate(of, leaf)?;
    let judge = of.security();
    let strong = |x509: &Arc<X509>| check_issuer_strength(x509, &judge);
    let refused = chain.iter().position(|x509| strong(x509).is_err());
    let kept = chain.get(..refused.unwrap_or(chain.len())).unwrap_or_default().to_vec();
    of.config().with(|c| c.identity.certs.set_chain(kept));
    refused.and_then(|at| chain.get(at)).map_or(Ok(()), strong)
}

/// Takes the private key of a file.
fn take_key_file(of: &impl Configured, path: &CStr, kind: c_int, rsa: bool) -> Result<()> {
    let password = of.config().look(|c| c.password);
    let key = files::private_key(path, kind, password)?;
    if rsa && !key.is_a(b"RSA") {
        return Err(Error::new(Lib::Ssl, err::lib_failed(Lib::Pem)));
    }
    take_key(of, key)
}

/// Takes certificate, key and chain at once.
fn take_all(
    of: &impl Configured,
    x509: Arc<X509>,
    key: Option<Arc<EVP_PKEY>>,
    chain: Option<&OPENSSL_STACK>,
    replace: bool,
) -> Result<()> {
    check_strength(&x509, &of.security())?;
    let chain = chain.map(OPENSSL_STACK::shares::<X509>);
    let issuers = chain.as_deref().unwrap_or_default();
    issuers.iter().try_for_each(|x509| check_issuer_strength(x509, &of.security()))?;
    of.config().with(|c| c.identity.certs.set_all(x509, key, chain.map(Chain::new), replace))
}

/// Takes the certificate `x`; a key there that does not match it is dropped.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_certificate(ctx: Mut<SSL_CTX>, x: Mut<X509>) -> c_int {
    entry(0, || {
        take_certificate(ctx.get()?, x.share()?)?;
        Ok(1)
    })
}

/// Takes the certificate in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_certificate_ASN1(ctx: Mut<SSL_CTX>, len: c_int, d: InBuf) -> c_int {
    entry(0, || {
        take_certificate(ctx.get()?, files::certificate_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the private key in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_PrivateKey_ASN1(
    pk: c_int,
    ctx: Mut<SSL_CTX>,
    d: InBuf,
    len: c_long,
) -> c_int {
    entry(0, || {
        let _ = pk;
        take_key(ctx.get()?, files::private_key_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the RSA private key in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_RSAPrivateKey_ASN1(
    ctx: Mut<SSL_CTX>,
    d: InBuf,
    len: c_long,
) -> c_int {
    entry(0, || {
        take_key(ctx.get()?, files::rsa_private_key_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the private key `rsa`.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_RSAPrivateKey(ctx: Mut<SSL_CTX>, rsa: Mut<RSA>) -> c_int {
    entry(0, || {
        take_rsa(ctx.get()?, rsa.share()?)?;
        Ok(1)
    })
}

/// Takes the certificate of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_certificate_file(
    ctx: Mut<SSL_CTX>,
    file: Str,
    r#type: c_int,
) -> c_int {
    entry(0, || {
        let x509 = files::certificate(file.get()?, r#type)?;
        take_certificate(ctx.get()?, x509)?;
        Ok(1)
    })
}

/// Takes the certificate and those that go with it from a PEM file, leaf first.
///
/// Returns: 1; 0 on error. See: SSL_CTX_use_certificate_chain_file(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_certificate_chain_file(ctx: Mut<SSL_CTX>, file: Str) -> c_int {
    entry(0, || {
        take_chain_file(ctx.get()?, file.get()?)?;
        Ok(1)
    })
}

/// Takes the private key `pkey`.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there,
/// `SSL_R_UNKNOWN_CERTIFICATE_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_PrivateKey(ctx: Mut<SSL_CTX>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        take_key(ctx.get()?, pkey.share()?)?;
        Ok(1)
    })
}

/// Takes the private key of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there,
/// `SSL_R_UNKNOWN_CERTIFICATE_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_PrivateKey_file(
    ctx: Mut<SSL_CTX>,
    file: Str,
    r#type: c_int,
) -> c_int {
    entry(0, || {
        take_key_file(ctx.get()?, file.get()?, r#type, false)?;
        Ok(1)
    })
}

/// Takes the RSA private key of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_RSAPrivateKey_file(
    ctx: Mut<SSL_CTX>,
    file: Str,
    r#type: c_int,
) -> c_int {
    entry(0, || {
        take_key_file(ctx.get()?, file.get()?, r#type, true)?;
        Ok(1)
    })
}

/// Takes certificate, key and chain at once; with `override` 0 only where nothing
/// is yet.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_use_cert_and_key(
    ctx: Mut<SSL_CTX>,
    x509: Mut<X509>,
    privatekey: Mut<EVP_PKEY>,
    chain: Mut<OPENSSL_STACK>,
    r#override: c_int,
) -> c_int {
    entry(0, || {
        take_all(ctx.get()?, x509.share()?, privatekey.share_opt(), chain.opt(), r#override != 0)?;
        Ok(1)
    })
}

/// Whether the certificate used last has its private key.
///
/// Returns: 1; 0 with `SSL_R_NO_CERTIFICATE_ASSIGNED`,
/// `SSL_R_NO_PRIVATE_KEY_ASSIGNED` or the mismatch.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_check_private_key(ctx: In<SSL_CTX>) -> c_int {
    entry(0, || {
        ctx.get()?.config.look(|c| c.identity.certs.check())?;
        Ok(1)
    })
}

/// Takes the certificate `x`; a key there that does not match it is dropped.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_certificate(ssl: Mut<SSL>, x: Mut<X509>) -> c_int {
    entry(0, || {
        take_certificate(ssl.get()?, x.share()?)?;
        Ok(1)
    })
}

/// Takes the certificate in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_certificate_ASN1(ssl: Mut<SSL>, d: InBuf, len: c_int) -> c_int {
    entry(0, || {
        take_certificate(ssl.get()?, files::certificate_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the private key in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_PrivateKey_ASN1(
    pk: c_int,
    ssl: Mut<SSL>,
    d: InBuf,
    len: c_long,
) -> c_int {
    entry(0, || {
        let _ = pk;
        take_key(ssl.get()?, files::private_key_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the RSA private key in `d`, in DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_RSAPrivateKey_ASN1(ssl: Mut<SSL>, d: InBuf, len: c_long) -> c_int {
    entry(0, || {
        take_key(ssl.get()?, files::rsa_private_key_der(d.slice(len)?)?)?;
        Ok(1)
    })
}

/// Takes the private key `rsa`.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_RSAPrivateKey(ssl: Mut<SSL>, rsa: Mut<RSA>) -> c_int {
    entry(0, || {
        take_rsa(ssl.get()?, rsa.share()?)?;
        Ok(1)
    })
}

/// Takes the certificate of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_certificate_file(ssl: Mut<SSL>, file: Str, r#type: c_int) -> c_int {
    entry(0, || {
        let x509 = files::certificate(file.get()?, r#type)?;
        take_certificate(ssl.get()?, x509)?;
        Ok(1)
    })
}

/// Takes the certificate and those that go with it from a PEM file, leaf first.
///
/// Returns: 1; 0 on error. See: SSL_CTX_use_certificate_chain_file(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_certificate_chain_file(ssl: Mut<SSL>, file: Str) -> c_int {
    entry(0, || {
        take_chain_file(ssl.get()?, file.get()?)?;
        Ok(1)
    })
}

/// Takes the private key `pkey`.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there,
/// `SSL_R_UNKNOWN_CERTIFICATE_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_PrivateKey(ssl: Mut<SSL>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        take_key(ssl.get()?, pkey.share()?)?;
        Ok(1)
    })
}

/// Takes the private key of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
/// Errors: `X509_R_KEY_VALUES_MISMATCH` if it does not match the certificate there,
/// `SSL_R_UNKNOWN_CERTIFICATE_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_PrivateKey_file(ssl: Mut<SSL>, file: Str, r#type: c_int) -> c_int {
    entry(0, || {
        take_key_file(ssl.get()?, file.get()?, r#type, false)?;
        Ok(1)
    })
}

/// Takes the RSA private key of a file in PEM or DER.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_RSAPrivateKey_file(ssl: Mut<SSL>, file: Str, r#type: c_int) -> c_int {
    entry(0, || {
        take_key_file(ssl.get()?, file.get()?, r#type, true)?;
        Ok(1)
    })
}

/// Takes certificate, key and chain at once; with `override` 0 only where nothing
/// is yet.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_use_cert_and_key(
    ssl: Mut<SSL>,
    x509: Mut<X509>,
    privatekey: Mut<EVP_PKEY>,
    chain: Mut<OPENSSL_STACK>,
    r#override: c_int,
) -> c_int {
    entry(0, || {
        take_all(ssl.get()?, x509.share()?, privatekey.share_opt(), chain.opt(), r#override != 0)?;
        Ok(1)
    })
}

/// Whether the certificate used last has its private key.
///
/// Returns: 1; 0 with `SSL_R_NO_CERTIFICATE_ASSIGNED`,
/// `SSL_R_NO_PRIVATE_KEY_ASSIGNED` or the mismatch.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_check_private_key(ssl: In<SSL>) -> c_int {
    entry(0, || {
        ssl.get()?.config.look(|c| c.identity.certs.check())?;
        Ok(1)
    })
}

/// Lends the certificate used last.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_certificate(ctx: In<SSL_CTX>) -> Lend<X509> {
    quiet(Lend::null(), || {
        let ctx = ctx.get()?;
        let x509 = ctx.config.look(|c| c.identity.certs.current().and_then(|e| e.x509.clone()));
        Ok(Lend::opt(x509.as_deref()))
    })
}

/// Lends the private key used last.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_privatekey(ctx: In<SSL_CTX>) -> Lend<EVP_PKEY> {
    quiet(Lend::null(), || {
        let ctx = ctx.get()?;
        let key = ctx.config.look(|c| c.identity.certs.current().and_then(|e| e.key.clone()));
        Ok(Lend::opt(key.as_deref()))
    })
}

/// Lends the certificate used last.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_certificate(ssl: In<SSL>) -> Lend<X509> {
    quiet(Lend::null(), || {
        let x509 = ssl.get()?.own_certificate();
        Ok(Lend::opt(x509.as_deref()))
    })
}

/// Lends the private key used last.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_privatekey(ssl: In<SSL>) -> Lend<EVP_PKEY> {
    quiet(Lend::null(), || {
        let ssl = ssl.get()?;
        let key = ssl.config.look(|c| c.identity.certs.current().and_then(|e| e.key.clone()));
        Ok(Lend::opt(key.as_deref()))
    })
}

/// Forgets the certificates and keys.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_certs_clear(s: Mut<SSL>) {
    quiet((), || {
        s.get()?.config.with(|c| c.identity.certs.clear());
        Ok(())
    });
}

/// Would have an engine give clients' certificates: there is no engine that
/// can.
///
/// Returns: 0. Errors: `SSL_R_NO_CLIENT_CERT_METHOD`; `ERR_R_ENGINE_LIB` for
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_client_cert_engine(ctx: Mut<SSL_CTX>, e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        let _ = ctx;
        if e.is_null() {
            let null = Error::new(Lib::Engine, err::R_PASSED_NULL_PARAMETER);
            err::push(&null, "ENGINE_init");
            return Err(Error::new(Lib::Ssl, err::lib_failed(Lib::Engine)));
        }
        Err(Error::new(Lib::Ssl, err::ssl::R_NO_CLIENT_CERT_METHOD))
    })
}
