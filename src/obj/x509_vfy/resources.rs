//! Addresses and numbers of networks along a chain that a program asks about
//! (RFC 3779).

use super::X509_STORE_CTX;
use crate::abi::Mut;
use crate::obj::x509::X509;
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::oid;
use crate::pki::resources::{self, AsNumbers, Blocks, said};
use std::ffi::c_int;
use std::sync::Arc;

/// The callback does not want to go on.
struct Refused;

/// What the certificates of a chain say in one extension; `None` if one does
/// not decode at all.
fn extensions<T>(
    chain: &[Arc<X509>],
    oid: &[u8],
    parse: fn(&[u8]) -> crate::err::Result<T>,
) -> Option<Vec<Option<T>>> {
    let certs: Vec<Arc<Cert>> = chain.iter().map(|x| x.cert().ok()).collect::<Option<_>>()?;
    Some(said(certs.iter().map(|cert| &**cert), oid, parse))
}

impl X509_STORE_CTX {
    /// The chain; none is an error.
    fn checked_chain(&self) -> Option<Vec<Arc<X509>>> {
        let chain = self.chain().filter(|chain| !chain.is_empty());
        if chain.is_none() {
            self.set_error(VerifyError::UNSPECIFIED.0);
        }
        chain
    }

    /// Puts an error about the certificate at `depth` to the callback.
    fn report(&self, chain: &[Arc<X509>], depth: usize, error: VerifyError) -> Result<(), Refused> {
        self.set_error(error.0);
        self.set_error_depth(c_int::try_from(depth).unwrap_or(c_int::MAX));
        self.set_current_cert(chain.get(depth).cloned());
        match self.hooks.verify_cb.get() {
            Some(decide) if decide(0, Mut::lend(self)) != 0 => Ok(()),
            _ => Err(Refused),
        }
    }
}

/// Whether nobody in the chain of `ctx` grants more numbers than they have.
pub fn numbers_nested(ctx: &X509_STORE_CTX) -> bool {
    let Some(chain) = ctx.checked_chain() else { return false };
    let said = extensions(&chain, oid::AS_NUMBERS, AsNumbers::parse);
    said.is_some_and(|said| {
        let mut report = |depth, error| ctx.report(&chain, depth, error);
        resources::numbers_nested(&said, &mut report).is_ok()
    })
}

/// Whether nobody in the chain of `ctx` grants more addresses than they have.
pub fn addresses_nested(ctx: &X509_STORE_CTX) -> bool {
    let Some(chain) = ctx.checked_chain() else { return false };
    let said = extensions(&chain, oid::IP_ADDR_BLOCKS, Blocks::parse);
    said.is_some_and(|said| {
        let mut report = |depth, error| ctx.report(&chain, depth, error);
        resources::addresses_nested(&said, &mut report).is_ok_and(|right| right)
    })
}

/// Whether a chain has all of `claimed`.
pub fn numbers_held(claimed: AsNumbers, chain: &[Arc<X509>]) -> bool {
    let Some(said) = extensions(chain, oid::AS_NUMBERS, AsNumbers::parse) else { return false };
    let all: Vec<_> = std::iter::once(Some(claimed)).chain(said).collect();
    resources::numbers_nested(&all, &mut |_, _| Err(Refused)).is_ok()
}

/// Whether a chain has all of `claimed`.
pub fn addresses_held(claimed: Blocks, chain: &[Arc<X509>]) -> bool {
    let Some(said) = extensions(chain, oid::IP_ADDR_BLOCKS, Blocks::parse) else { return false };
    let all: Vec<_> = std::iter::once(Some(claimed)).chain(said).collect();
    resources::addresses_nested(&all, &mut |_, _| Err(Refused)).is_ok_and(|right| right)
}
