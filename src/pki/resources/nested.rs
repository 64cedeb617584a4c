//! Whether nobody grants what was not granted to them (RFC 3779, sections 2.3
//! and 3.3).

use super::Grant;
use super::addresses::{Blocks, Family};
use super::numbers::{AsNumbers, Ids};
use crate::err::Result as Read;
use crate::pki::cert::Cert;
use crate::pki::error::VerifyError;
use crate::pki::ext::Found;
use std::collections::HashMap;

/// Whether to go on after an error at this depth.
type Report<'a, E> = &'a mut dyn FnMut(usize, VerifyError) -> Result<(), E>;

/// What each certificate of a chain, from the leaf on, says in the extension
/// `oid`. One that does not decode makes its certificate invalid, which is
/// told elsewhere.
pub fn said<'a, T>(
    chain: impl Iterator<Item = &'a Cert>,
    oid: &[u8],
    parse: fn(&[u8]) -> Read<T>,
) -> Vec<Option<T>> {
    let read = |cert: &Cert| match cert.extension(oid) {
        Found::Once(found) => parse(found.value).ok(),
        _ => None,
    };
    chain.map(read).collect()
}

/// Checks what a chain says of addresses, from the one who claims them to the
/// anchor. Gives whether it is right, but for the errors that were reported.
pub fn addresses_nested<E>(chain: &[Option<Blocks>], report: Report<'_, E>) -> Result<bool, E> {
    let Some((Some(claimed), issuers)) = chain.split_first() else { return Ok(true) };
    if !claimed.is_canonical() {
        report(0, VerifyError::INVALID_EXTENSION)?;
    }
    let mut held: Vec<&Family> = claimed.0.iter().collect();
    for (depth, issuer) in (1..).zip(issuers) {
        let Some(issuer) = issuer else {
            let listed = held.iter().position(|family| family.grant != Grant::Inherit);
            if held.iter().take(listed.map_or(held.len(), |at| at + 1)).any(|f| !f.is_named()) {
                return Ok(false);
            }
            if listed.is_some() {
                report(depth, VerifyError::UNNESTED_RESOURCE)?;
            }
            continue;
        };
        if !issuer.is_canonical() {
            report(depth, VerifyError::INVALID_EXTENSION)?;
        }
        let theirs = issuer.by_key();
        for family in &mut held {
            let inherits = family.grant == Grant::Inherit;
            match theirs.get(family.key.as_slice()) {
                None if inherits => {}
                None => {
                    report(depth, VerifyError::UNNESTED_RESOURCE)?;
                    break;
                }
                Some(theirs) if theirs.grant == Grant::Inherit => {}
                Some(theirs) if inherits || theirs.contains(family) => *family = theirs,
                Some(_) => report(depth, VerifyError::UNNESTED_RESOURCE)?,
            }
        }
    }
    // Nobody is above the anchor. OpenSSL tells so at the depth that nobody is at.
    let held: HashMap<&[u8], ()> = held.iter().map(|family| (&*family.key, ())).collect();
    for family in chain.last().and_then(Option::as_ref).map_or(&[][..], |anchor| &anchor.0) {
        if !family.is_named() {
            return Ok(false);
        }
        if family.grant == Grant::Inherit && held.contains_key(&*family.key) {
            report(chain.len(), VerifyError::UNNESTED_RESOURCE)?;
        }
    }
    Ok(true)
}

/// What is held of one kind of numbers.
struct Held<'a> {
    list: Option<&'a [Ids]>,
    inherits: bool,
}

impl<'a> Held<'a> {
    fn of(claimed: Option<&'a Grant<Ids>>) -> Held<'a> {
        let list = claimed.and_then(Grant::listed);
        Held { list, inherits: claimed == Some(&Grant::Inherit) }
    }

    /// Takes what an issuer has in its place; whether it may be granted.
    fn is_granted(&mut self, issuer: Option<&'a Grant<Ids>>) -> bool {
        match issuer {
            None if self.list.is_some() => {
                *self = Held { list: None, inherits: false };
                false
            }
            Some(theirs @ Grant::Listed(list)) => {
                if !self.inherits && !self.list.is_none_or(|held| theirs.contains(held)) {
                    return false;
                }
                *self = Held { list: Some(list), inherits: false };
                true
            }
            None | Some(Grant::Inherit) => true,
        }
    }
}

/// Checks what a chain says of numbers of networks and of routing domains.
pub fn numbers_nested<E>(chain: &[Option<AsNumbers>], report: Report<'_, E>) -> Result<(), E> {
    let Some((Some(claimed), issuers)) = chain.split_first() else { return Ok(()) };
    if !claimed.is_canonical() {
        report(0, VerifyError::INVALID_EXTENSION)?;
    }
    let mut networks = Held::of(claimed.networks.as_ref());
    let mut domains = Held::of(claimed.domains.as_ref());
    for (depth, issuer) in (1..).zip(issuers) {
        let Some(issuer) = issuer else {
            if networks.list.is_some() || domains.list.is_some() {
                report(depth, VerifyError::UNNESTED_RESOURCE)?;
            }
            continue;
        };
        if !issuer.is_canonical() {
            report(depth, VerifyError::INVALID_EXTENSION)?;
        }
        if !networks.is_granted(issuer.networks.as_ref()) {
            report(depth, VerifyError::UNNESTED_RESOURCE)?;
        }
        if !domains.is_granted(issuer.domains.as_ref()) {
            report(depth, VerifyError::UNNESTED_RESOURCE)?;
        }
    }
    // Nobody is above the anchor. OpenSSL tells so at the depth that nobody is at.
    let anchor = chain.last().and_then(Option::as_ref);
    for grant in anchor.into_iter().flat_map(|anchor| [&anchor.networks, &anchor.domains]) {
        if *grant == Some(Grant::Inherit) {
            report(chain.len(), VerifyError::UNNESTED_RESOURCE)?;
        }
    }
    Ok(())
}
