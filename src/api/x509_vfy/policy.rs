//! `X509_policy_…`: which policies are valid for a chain (RFC 5280, section 6.1).

use crate::abi::{Give, In, Lend, LendConst, Mut, Out, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE_CTX;
use crate::obj::x509_vfy::policy::{X509_POLICY_LEVEL, X509_POLICY_NODE, X509_POLICY_TREE};
use crate::pki::cert::Cert;
use crate::pki::verify::{self, Verdict};
use std::ffi::{c_int, c_uint};
use std::sync::Arc;

crate::arc_handle!(X509_POLICY_TREE);

/// A chain whose policies satisfy.
const GOOD: c_int = 1;
/// The policies cannot be evaluated.
const FAILED: c_int = 0;
/// Extensions about policies are malformed.
const MALFORMED: c_int = -1;
/// No wanted policy is valid, though one is required.
const UNSATISFIED: c_int = -2;

fn count(len: usize) -> c_int {
    c_int::try_from(len).unwrap_or(c_int::MAX)
}

/// The certificates whose policies count: all but the anchor, the last.
fn without_anchor(certs: &OPENSSL_STACK) -> Result<Vec<Arc<Cert>>> {
    let items = certs.items();
    let (_, items) = items.split_last().ok_or_else(Error::quiet)?;
    let cert = |item: &crate::abi::Opaque| {
        let x = crate::abi::stack::share::<X509>(*item);
        x.ok_or_else(|| Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER))?.cert()
    };
    items.iter().map(cert).collect()
}

/// Evaluates the policies of a chain, given from its leaf to its anchor, for a
/// user who accepts `policy_oids`, under `flags`, `X509_V_FLAG_…`.
///
/// Returns: 1 with the tree in `*ptree`, or NULL if no policy is valid and
/// none is required; -2 if one is required; -1 if extensions are malformed; 0
/// if there are too many policies, or on error.
/// Ownership: the caller frees the tree.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_check(
    ptree: Out<*mut X509_POLICY_TREE>,
    pexplicit_policy: Out<c_int>,
    certs: Mut<OPENSSL_STACK>,
    policy_oids: Mut<OPENSSL_STACK>,
    flags: c_uint,
) -> c_int {
    entry(FAILED, || {
        ptree.write(std::ptr::null_mut())?;
        pexplicit_policy.write(0)?;
        let no_chain = || Error::new(Lib::X509v3, err::R_MALLOC_FAILURE);
        let certs = without_anchor(certs.opt().ok_or_else(no_chain)?).map_err(|_| no_chain())?;
        let wanted = policy_oids.opt().map(|list| list.objects::<ASN1_OBJECT>());
        let wanted = wanted.unwrap_or_default().into_iter().map(|oid| oid.der().to_vec());
        let wanted: Vec<Vec<u8>> = wanted.collect();
        let found = verify::check_policies(&certs, &wanted, flags.into());
        pexplicit_policy.write(found.explicit.into())?;
        match found.verdict {
            Verdict::Good => {}
            Verdict::Unsatisfied => return Ok(UNSATISFIED),
            Verdict::Malformed(_) => return Ok(MALFORMED),
            Verdict::TooMany => return Ok(FAILED),
        }
        if let Some(tree) = found.tree {
            ptree.write(Give::new(X509_POLICY_TREE::of(&tree)?).as_ptr())?;
        }
        Ok(GOOD)
    })
}

/// Frees a tree of `X509_policy_check`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_tree_free(tree: Take<X509_POLICY_TREE>) {
    quiet((), || {
        drop(tree.opt());
        Ok(())
    });
}

/// Lends the policies that are valid for the chain that was verified; NULL if
/// there are none, or they were not asked for.
#[unsafe(no_mangle)]
pub extern "C" fn X509_STORE_CTX_get0_policy_tree(
    ctx: In<X509_STORE_CTX>,
) -> Lend<X509_POLICY_TREE> {
    quiet(Lend::null(), || Ok(Lend::opt(ctx.get()?.policy_tree()?.as_deref())))
}

/// How many levels a tree has: one for each certificate.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_tree_level_count(tree: In<X509_POLICY_TREE>) -> c_int {
    quiet(0, || Ok(count(tree.get()?.levels.len())))
}

/// Lends a level, the anchor's being the first; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_tree_get0_level(
    tree: In<X509_POLICY_TREE>,
    i: c_int,
) -> Lend<X509_POLICY_LEVEL> {
    quiet(Lend::null(), || {
        let tree = tree.get()?;
        Ok(Lend::opt(usize::try_from(i).ok().and_then(|i| tree.levels.get(i))))
    })
}

/// Lends the policies that are valid for the leaf, in the anchor's own terms;
/// NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_tree_get0_policies(
    tree: In<X509_POLICY_TREE>,
) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(tree.get()?.authority.as_deref())))
}

/// Lends those of them that the user accepts; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_tree_get0_user_policies(
    tree: In<X509_POLICY_TREE>,
) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || Ok(Lend::opt(tree.get()?.user.as_deref())))
}

/// How many policies a level has.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_level_node_count(level: Mut<X509_POLICY_LEVEL>) -> c_int {
    quiet(0, || Ok(count(level.get()?.nodes.len())))
}

/// Lends a policy of a level, anyPolicy being the first; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_level_get0_node(
    level: In<X509_POLICY_LEVEL>,
    i: c_int,
) -> Lend<X509_POLICY_NODE> {
    quiet(Lend::null(), || {
        let level = level.get()?;
        let node = usize::try_from(i).ok().and_then(|i| level.nodes.get(i));
        Ok(Lend::opt(node.map(|node| &**node)))
    })
}

/// Lends the policy itself.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_node_get0_policy(
    node: In<X509_POLICY_NODE>,
) -> LendConst<ASN1_OBJECT> {
    quiet(LendConst::null(), || {
        Ok(LendConst::opt(node.get()?.info.get().and_then(|info| info.policyid.get())))
    })
}

/// Lends its qualifiers; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_node_get0_qualifiers(
    node: In<X509_POLICY_NODE>,
) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        Ok(Lend::opt(node.get()?.info.get().and_then(|info| info.qualifiers.stack())))
    })
}

/// Lends the policy of the certificate above that it continues; NULL for the
/// anchor's.
#[unsafe(no_mangle)]
pub extern "C" fn X509_policy_node_get0_parent(
    node: In<X509_POLICY_NODE>,
) -> LendConst<X509_POLICY_NODE> {
    quiet(LendConst::null(), || Ok(LendConst::opt(node.get()?.parent.upgrade().as_deref())))
}
