//! Lists of names of authorities: what a server accepts, what a peer asked
//! for.

use crate::err::Result;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_NAME};

/// A `STACK_OF(X509_NAME)` that owns its names, at an address C may keep.
#[derive(Debug)]
pub struct NameList(Box<OPENSSL_STACK>);

impl NameList {
    /// Takes over a stack that C gave.
    pub fn new(stack: Box<OPENSSL_STACK>) -> NameList {
        NameList(stack)
    }

    /// An empty list.
    pub fn empty() -> NameList {
        NameList::new(OPENSSL_STACK::of(Vec::new()))
    }

    /// The list of these encodings; unreadable ones are left out.
    pub fn of_der(names: &[Vec<u8>]) -> NameList {
        let names = names.iter().filter_map(|der| X509_NAME::from_der(der).ok());
        NameList::new(OPENSSL_STACK::owning::<X509_NAME>(names))
    }

    /// The stack, to be lent.
    pub fn stack(&self) -> &OPENSSL_STACK {
        &self.0
    }

    /// Takes the stack out, to be given to C.
    pub fn into_stack(mut self) -> Box<OPENSSL_STACK> {
        std::mem::replace(&mut self.0, OPENSSL_STACK::of(Vec::new()))
    }

    /// The names' encodings.
    pub fn encoded(&self) -> Vec<Vec<u8>> {
        self.0.objects::<X509_NAME>().into_iter().map(|name| name.der().to_vec()).collect()
    }
}

/// The subject of a certificate.
pub fn subject(x509: &X509) -> Result<Box<X509_NAME>> {
    X509_NAME::from_der(x509.cert()?.subject().raw())
}

/// Adds the subject of a certificate to a `STACK_OF(X509_NAME)`, unless it is
/// there.
pub fn add_subject_once(names: &OPENSSL_STACK, x509: &X509) -> Result<()> {
    let name = subject(x509)?;
    let there = names.objects::<X509_NAME>();
    if !there.into_iter().any(|held| held.compare(&name).is_ok_and(|order| order == 0)) {
        names.push_owner::<X509_NAME>(name);
    }
    Ok(())
}

impl Drop for NameList {
    fn drop(&mut self) {
        let stack = std::mem::replace(&mut self.0, OPENSSL_STACK::of(Vec::new()));
        drop(stack.into_owners::<X509_NAME>());
    }
}
