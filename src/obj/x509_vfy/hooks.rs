//! The steps of verification that a program may do itself.

use super::X509_STORE_CTX;
use crate::abi::func::FnCell;
use crate::abi::{In, Mut, Out};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_CRL, X509_NAME};
use std::ffi::c_int;

/// Is told each error (0) and success (1); returns whether to go on.
pub type X509_STORE_CTX_verify_cb = extern "C" fn(c_int, Mut<X509_STORE_CTX>) -> c_int;
/// Checks dates and signatures of the chain.
pub type X509_STORE_CTX_verify_fn = extern "C" fn(Mut<X509_STORE_CTX>) -> c_int;
/// Finds the trusted issuer of a certificate.
pub type X509_STORE_CTX_get_issuer_fn =
    extern "C" fn(Out<*mut X509>, Mut<X509_STORE_CTX>, Mut<X509>) -> c_int;
/// Whether the second certificate may have issued the first.
pub type X509_STORE_CTX_check_issued_fn =
    extern "C" fn(Mut<X509_STORE_CTX>, Mut<X509>, Mut<X509>) -> c_int;
/// Checks the revocation of the chain.
pub type X509_STORE_CTX_check_revocation_fn = extern "C" fn(Mut<X509_STORE_CTX>) -> c_int;
/// Finds the CRL for a certificate.
pub type X509_STORE_CTX_get_crl_fn =
    extern "C" fn(Mut<X509_STORE_CTX>, Out<*mut X509_CRL>, Mut<X509>) -> c_int;
/// Checks a CRL.
pub type X509_STORE_CTX_check_crl_fn = extern "C" fn(Mut<X509_STORE_CTX>, Mut<X509_CRL>) -> c_int;
/// Looks for a certificate in a CRL.
pub type X509_STORE_CTX_cert_crl_fn =
    extern "C" fn(Mut<X509_STORE_CTX>, Mut<X509_CRL>, Mut<X509>) -> c_int;
/// Checks the policies of the chain.
pub type X509_STORE_CTX_check_policy_fn = extern "C" fn(Mut<X509_STORE_CTX>) -> c_int;
/// Finds the trusted certificates with a subject.
pub type X509_STORE_CTX_lookup_certs_fn =
    extern "C" fn(Mut<X509_STORE_CTX>, In<X509_NAME>) -> *mut OPENSSL_STACK;
/// Finds the CRLs of an issuer.
pub type X509_STORE_CTX_lookup_crls_fn =
    extern "C" fn(In<X509_STORE_CTX>, In<X509_NAME>) -> *mut OPENSSL_STACK;
/// Is told that a context is cleaned up.
pub type X509_STORE_CTX_cleanup_fn = extern "C" fn(Mut<X509_STORE_CTX>) -> c_int;

macro_rules! hooks {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)+) => {
        /// The program's own functions; those not set are the library's.
        #[derive(Debug)]
        pub struct Hooks {
            $($(#[$doc])* pub $name: FnCell<$kind>,)+
        }

        impl Default for Hooks {
            fn default() -> Self {
                Hooks { $($name: FnCell::new(None),)+ }
            }
        }

        impl Hooks {
            /// Becomes a copy of `other`.
            pub fn copy_from(&self, other: &Hooks) {
                $(self.$name.set(other.$name.get());)+
            }

            /// Whether the program has set any.
            pub fn any(&self) -> bool {
                $(self.$name.is_some())||+
            }
        }
    };
}

hooks! {
    /// See [`X509_STORE_CTX_verify_cb`].
    verify_cb: X509_STORE_CTX_verify_cb,
    /// See [`X509_STORE_CTX_verify_fn`].
    verify: X509_STORE_CTX_verify_fn,
    /// See [`X509_STORE_CTX_get_issuer_fn`].
    get_issuer: X509_STORE_CTX_get_issuer_fn,
    /// See [`X509_STORE_CTX_check_issued_fn`].
    check_issued: X509_STORE_CTX_check_issued_fn,
    /// See [`X509_STORE_CTX_check_revocation_fn`].
    check_revocation: X509_STORE_CTX_check_revocation_fn,
    /// See [`X509_STORE_CTX_get_crl_fn`].
    get_crl: X509_STORE_CTX_get_crl_fn,
    /// See [`X509_STORE_CTX_check_crl_fn`].
    check_crl: X509_STORE_CTX_check_crl_fn,
    /// See [`X509_STORE_CTX_cert_crl_fn`].
    cert_crl: X509_STORE_CTX_cert_crl_fn,
    /// See [`X509_STORE_CTX_check_policy_fn`].
    check_policy: X509_STORE_CTX_check_policy_fn,
    /// See [`X509_STORE_CTX_lookup_certs_fn`].
    lookup_certs: X509_STORE_CTX_lookup_certs_fn,
    /// See [`X509_STORE_CTX_lookup_crls_fn`].
    lookup_crls: X509_STORE_CTX_lookup_crls_fn,
    /// See [`X509_STORE_CTX_cleanup_fn`].
    cleanup: X509_STORE_CTX_cleanup_fn,
}
