//! A list of certificates that C may hold as `STACK_OF(X509)`.

use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
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
