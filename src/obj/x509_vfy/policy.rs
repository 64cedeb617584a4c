//! `X509_POLICY_TREE`: the policies that are valid for a chain, as C sees them.

use crate::abi::layout::Owned;
use crate::der::write;
use crate::err::Result;
use crate::obj::asn1::codec::Kind as _;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::types::POLICYINFO;
use crate::pki::verify::{PolicyNode, PolicyTree};
use std::sync::{Arc, Weak};

/// The policies that are valid for each certificate of a chain.
pub struct X509_POLICY_TREE {
    /// From the anchor on.
    pub levels: Vec<X509_POLICY_LEVEL>,
    /// Those of the leaf, in the anchor's own terms.
    pub authority: Option<Box<OPENSSL_STACK>>,
    /// Those among them that the user wants.
    pub user: Option<Box<OPENSSL_STACK>>,
    /// Keeps alive what the stacks lend.
    _nodes: Vec<Arc<X509_POLICY_NODE>>,
}

/// The policies that are valid for one certificate.
pub struct X509_POLICY_LEVEL {
    /// anyPolicy first.
    pub nodes: Vec<Arc<X509_POLICY_NODE>>,
}

/// A policy that is valid for one certificate.
pub struct X509_POLICY_NODE {
    /// The policy, with its qualifiers.
    pub info: Owned<POLICYINFO>,
    /// Whether the certificate's extension is critical.
    pub critical: bool,
    /// The policy above that it continues; the tree keeps it alive.
    pub parent: Weak<X509_POLICY_NODE>,
}

impl X509_POLICY_TREE {
    /// The tree that was found.
    ///
    /// Errors: qualifiers that do not decode.
    pub fn of(tree: &PolicyTree) -> Result<Arc<Self>> {
        let mut nodes: Vec<Arc<X509_POLICY_NODE>> = Vec::with_capacity(tree.nodes.len());
        for node in &tree.nodes {
            let above = node.parent.and_then(|parent| nodes.get(parent));
            let made = X509_POLICY_NODE::of(node, above.map(Arc::downgrade).unwrap_or_default())?;
            nodes.push(Arc::new(made));
        }
        let pick = |places: &Vec<usize>| -> Vec<Arc<X509_POLICY_NODE>> {
            places.iter().filter_map(|place| nodes.get(*place).map(Arc::clone)).collect()
        };
        let lend = |places: &Vec<usize>| {
            let nodes = pick(places);
            (!nodes.is_empty()).then(|| OPENSSL_STACK::lending(nodes.iter().map(|node| &**node)))
        };
        let level = |places| X509_POLICY_LEVEL { nodes: pick(places) };
        Ok(Arc::new(X509_POLICY_TREE {
            levels: tree.levels.iter().map(level).collect(),
            authority: lend(&tree.authority),
            user: lend(&tree.user),
            _nodes: nodes,
        }))
    }
}

impl X509_POLICY_NODE {
    fn of(node: &PolicyNode, parent: Weak<X509_POLICY_NODE>) -> Result<Self> {
        let qualifiers = node.qualifiers.as_deref().unwrap_or_default();
        let info = write::sequence(&[&write::oid(&node.policy), qualifiers]);
        let info = Owned::new(POLICYINFO::decode_all(&info)?);
        Ok(X509_POLICY_NODE { info, critical: node.critical, parent })
    }
}
