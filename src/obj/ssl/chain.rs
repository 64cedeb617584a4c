//! A list of certificates that C may hold as `STACK_OF(X509)`.

use crate::obj::cell::Guarded;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::pki::recent::Recent;
use std::sync::Arc;

/// Certificates, and two stacks of them: all, and all but the first.
#[derive(Debug)]
pub struct Chain {
    certs: Vec<Arc<X509>>,
    all: Box<OPENSSL_STACK>,
    rest: Box<OPENSSL_STACK>,
}

impl Chain {
    /// A chain of these.
    pub fn new(certs: Vec<Arc<X509>>) -> Arc<Chain> {
        let all = OPENSSL_STACK::lending(certs.iter().map(|x509| &**x509));
        let rest = OPENSSL_STACK::lending(certs.iter().skip(1).map(|x509| &**x509));
        Arc::new(Chain { certs, all, rest })
    }

    /// A chain read from DER; `None` if one certificate cannot be read.
    pub fn of_der(ders: &[Vec<u8>]) -> Option<Arc<Chain>> {
        let read = |der: &Vec<u8>| match X509::parse(der) {
            Ok((x509, used)) if used == der.len() => Some(x509),
            _ => None,
        };
        Some(Chain::new(ders.iter().map(read).collect::<Option<_>>()?))
    }

    /// The same with what is known of certificates seen before.
    pub fn of_peer(ders: &[Vec<u8>], recent: &Guarded<Recent>) -> Option<Arc<Chain>> {
        let read = |der: &Vec<u8>| match recent.with(|recent| recent.find(der)) {
            Some(cert) => Some(X509::from_cert(cert)),
            None => X509::parse(der).ok().filter(|(_, used)| *used == der.len()).map(|(x, _)| x),
        };
        Some(Chain::new(ders.iter().map(read).collect::<Option<_>>()?))
    }

    /// Remembers its certificates.
    pub fn keep_in(&self, recent: &Guarded<Recent>) {
        for cert in self.certs.iter().filter_map(|x509| x509.cert().ok()) {
            recent.with(|recent| recent.keep(&cert));
        }
    }

    /// The certificates.
    pub fn certs(&self) -> &[Arc<X509>] {
        &self.certs
    }

    /// All of them, to be lent.
    pub fn stack(&self) -> &OPENSSL_STACK {
        &self.all
    }

    /// All but the first, to be lent.
    pub fn stack_without_leaf(&self) -> &OPENSSL_STACK {
        &self.rest
    }
}
