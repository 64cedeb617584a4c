//! Addresses and numbers of networks along a chain (RFC 3779).

use super::{Step, Stop, Verifier};
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::oid;
use crate::pki::resources::{AsNumbers, Blocks, addresses_nested, numbers_nested, said};

impl Verifier<'_> {
    /// Whether nobody in the chain grants more than they have.
    pub(super) fn check_resources(&mut self) -> Step {
        let numbers = self.said(oid::AS_NUMBERS, AsNumbers::parse);
        numbers_nested(&numbers, &mut |i, error| self.unnested(i, error))?;
        let addresses = self.said(oid::IP_ADDR_BLOCKS, Blocks::parse);
        match addresses_nested(&addresses, &mut |i, error| self.unnested(i, error))? {
            true => Ok(()),
            false => Err(Stop::Refused),
        }
    }

    fn said<T>(&self, oid: &[u8], parse: fn(&[u8]) -> crate::err::Result<T>) -> Vec<Option<T>> {
        let certs = self.state.chain.iter().map(|link| -> &Cert { &link.cert });
        said(certs, oid, parse)
    }

    fn unnested(&mut self, depth: usize, error: VerifyError) -> Step {
        self.fail(None, depth, error)
    }
}
