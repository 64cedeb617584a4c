//! The valid policy tree of a chain (RFC 5280, section 6.1), node by node in
//! OpenSSL's order.

use crate::pki::oid;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A chain whose tree has more nodes than this, of whatever level, is refused.
const MOST_NODES: usize = 1000;

/// The content of an OBJECT IDENTIFIER.
pub type Oid = Arc<[u8]>;

/// A policy that is valid for a certificate.
#[derive(Clone, Debug)]
pub struct PolicyNode {
    /// Which.
    pub policy: Oid,
    /// The certificate's qualifiers of it: the whole SEQUENCE.
    pub qualifiers: Option<Arc<[u8]>>,
    /// Whether the certificate states its policies in a critical extension.
    pub critical: bool,
    /// The place of the policy above that it continues.
    pub parent: Option<usize>,
}

/// The policies that are valid for a chain.
#[derive(Debug)]
pub struct PolicyTree {
    /// All nodes, each behind its parent; the lists below have their places.
    pub nodes: Vec<PolicyNode>,
    /// The policies of each certificate, anyPolicy first; the anchor's are
    /// the first.
    pub levels: Vec<Vec<usize>>,
    /// Those of the leaf, in the anchor's own terms.
    pub authority: Vec<usize>,
    /// Those among them that the user wants; all if it wants any.
    pub user: Vec<usize>,
}

/// The tree has too many nodes.
#[derive(Debug)]
pub struct TooMany;

/// What a certificate says about one policy.
#[derive(Debug)]
pub struct Statement {
    /// The policy.
    pub policy: Oid,
    /// Its qualifiers: the whole SEQUENCE.
    pub qualifiers: Option<Arc<[u8]>>,
    /// Whether the extension is critical.
    pub critical: bool,
    /// What it is called in the certificates below; empty for the same.
    pub mapped: Vec<Oid>,
    /// Whether the certificate does not name it, but maps it and states
    /// anyPolicy.
    pub implied: bool,
    /// Whether only one mapping implies it.
    pub implied_once: bool,
}

impl Statement {
    /// One without mappings.
    pub fn plain(policy: Oid, qualifiers: Option<Arc<[u8]>>, critical: bool) -> Statement {
        let (implied, implied_once) = (false, false);
        Statement { policy, qualifiers, critical, mapped: Vec::new(), implied, implied_once }
    }

    fn expected(&self) -> &[Oid] {
        if self.mapped.is_empty() { std::slice::from_ref(&self.policy) } else { &self.mapped }
    }
}

/// What one certificate says, and what still counts of it.
#[derive(Debug)]
pub struct Stated<'a> {
    /// The policies, each once.
    pub policies: &'a [Arc<Statement>],
    /// anyPolicy, where it counts.
    pub any: Option<&'a Arc<Statement>>,
    /// Whether mappings count.
    pub may_map: bool,
}

/// A node while the tree grows.
struct Growing {
    statement: Arc<Statement>,
    /// Its parent's place among all nodes.
    parent: Option<usize>,
    children: usize,
}

/// Places of nodes among all.
#[derive(Default)]
struct Level {
    any: Option<usize>,
    nodes: Vec<usize>,
}

/// A tree that grows from the anchor to the leaf.
pub struct Tree {
    all: Vec<Growing>,
    levels: Vec<Level>,
}

impl Tree {
    /// With anyPolicy, which every anchor is good for.
    pub fn new() -> Tree {
        let any = Arc::new(Statement::plain(oid::ANY_POLICY.into(), None, false));
        let root = Growing { statement: any, parent: None, children: 0 };
        Tree { all: vec![root], levels: vec![Level { any: Some(0), nodes: Vec::new() }] }
    }

    fn at(&self, place: usize) -> Option<&Growing> {
        self.all.get(place)
    }

    /// Adds a node below the one at `parent`.
    fn add(&mut self, parent: usize, statement: &Arc<Statement>) -> Result<usize, TooMany> {
        #[cfg(test)]
        tests::count();
        if self.all.len() >= MOST_NODES {
            return Err(TooMany);
        }
        if let Some(above) = self.all.get_mut(parent) {
            above.children += 1;
        }
        let statement = Arc::clone(statement);
        self.all.push(Growing { statement, parent: Some(parent), children: 0 });
        Ok(self.all.len() - 1)
    }

    /// Adds the level of the next certificate, and takes away what no longer
    /// leads to it. Gives whether any policy is left.
    pub fn grow(&mut self, stated: &Stated<'_>) -> Result<bool, TooMany> {
        let above = self.levels.last().map(|level| (level.any, level.nodes.clone()));
        let (any_above, nodes_above) = above.unwrap_or_default();
        let parents = self.expecting(&nodes_above);
        let mut level = Level::default();
        let mut named = HashSet::new();
        for statement in stated.policies {
            // A policy that anyPolicy alone implies is as valid as that is.
            if statement.implied && stated.any.is_none() {
                continue;
            }
            named.insert(Arc::clone(&statement.policy));
            let mut parents = match parents.get(&statement.policy) {
                Some(groups) => groups.iter().flat_map(|group| group.iter().copied()).collect(),
                None => Vec::from_iter(any_above),
            };
            parents.sort_unstable();
            for parent in parents {
                level.nodes.push(self.add(parent, statement)?);
            }
        }
        if let Some(any) = stated.any {
            for parent in nodes_above {
                for policy in self.unmatched(parent, &named) {
                    let qualifiers = any.qualifiers.clone();
                    let statement = Statement::plain(policy, qualifiers, any.critical);
                    level.nodes.push(self.add(parent, &Arc::new(statement))?);
                }
            }
            if let Some(parent) = any_above {
                level.any = Some(self.add(parent, any)?);
            }
        }
        self.levels.push(level);
        Ok(self.prune(stated.may_map))
    }

    /// Which of `nodes` expect a policy, for each policy: those of one
    /// statement together, since there may be many, and it may expect many.
    fn expecting(&self, nodes: &[usize]) -> HashMap<Oid, Vec<Arc<Vec<usize>>>> {
        let mut groups: HashMap<*const Statement, (&Statement, Vec<usize>)> = HashMap::new();
        for &place in nodes {
            let Some(node) = self.at(place) else { continue };
            let group = groups.entry(Arc::as_ptr(&node.statement));
            group.or_insert_with(|| (&*node.statement, Vec::new())).1.push(place);
        }
        let mut expecting: HashMap<Oid, Vec<Arc<Vec<usize>>>> = HashMap::new();
        for (statement, places) in groups.into_values() {
            let places = Arc::new(places);
            for policy in statement.expected() {
                #[cfg(test)]
                tests::count();
                expecting.entry(Arc::clone(policy)).or_default().push(Arc::clone(&places));
            }
        }
        expecting
    }

    /// The policies that the node at `place` expects and that have no node
    /// below it, where `named` are those that could have one.
    fn unmatched(&self, place: usize, named: &HashSet<Oid>) -> Vec<Oid> {
        let Some(node) = self.at(place) else { return Vec::new() };
        // OpenSSL goes on with a policy that one mapping implies under its own
        // name, which is stricter than what RFC 5280 asks for.
        if node.statement.mapped.is_empty() || node.statement.implied_once {
            let policy = (node.children == 0).then(|| Arc::clone(&node.statement.policy));
            return policy.into_iter().collect();
        }
        let expected = node.statement.mapped.iter().filter(|policy| !named.contains(*policy));
        expected.take(MOST_NODES).map(Arc::clone).collect()
    }

    /// Takes away mapped policies of the last level unless they may be, and
    /// nodes without children of those above. Gives whether any policy is left.
    fn prune(&mut self, may_map: bool) -> bool {
        let Tree { all, levels } = self;
        let last = levels.len() - 1;
        for (number, level) in levels.iter_mut().enumerate().rev() {
            let mut keep = |place: usize| {
                let Some(node) = all.get(place) else { return false };
                let stays = match number == last {
                    true => may_map || node.statement.mapped.is_empty(),
                    false => node.children > 0,
                };
                let parent = node.parent.filter(|_| !stays);
                if let Some(parent) = parent.and_then(|parent| all.get_mut(parent)) {
                    parent.children = parent.children.saturating_sub(1);
                }
                stays
            };
            level.nodes.retain(|place| keep(*place));
            level.any = level.any.filter(|place| keep(*place));
        }
        levels.last().is_some_and(|level| level.any.is_some() || !level.nodes.is_empty())
    }

    /// The finished tree, for a user who wants these policies.
    pub fn finish<'a>(self, wanted: impl IntoIterator<Item = &'a [u8]>) -> PolicyTree {
        let any = self.levels.last().and_then(|level| level.any);
        // The policies that anyPolicy alone is above.
        let mut own = Ordered::default();
        let mut above = None;
        for level in &self.levels {
            for &place in &level.nodes {
                let node = self.at(place).filter(|node| above.is_some() && node.parent == above);
                if let Some(node) = node {
                    own.put(Arc::clone(&node.statement.policy), place);
                }
            }
            above = level.any;
        }
        let node = |growing: &Growing| PolicyNode {
            policy: Arc::clone(&growing.statement.policy),
            qualifiers: growing.statement.qualifiers.clone(),
            critical: growing.statement.critical,
            parent: growing.parent,
        };
        let mut nodes: Vec<PolicyNode> = self.all.iter().map(node).collect();
        let last_any = any.and_then(|any| nodes.get(any).cloned());
        let wanted: Vec<&[u8]> = wanted.into_iter().collect();
        let wants_any = wanted.contains(&oid::ANY_POLICY);
        let mut user = Vec::new();
        for policy in wanted.into_iter().filter(|_| !wants_any) {
            if let Some(place) = own.find(policy) {
                user.push(*place);
            } else if let Some(any) = &last_any {
                user.push(nodes.len());
                nodes.push(PolicyNode { policy: policy.into(), critical: false, ..any.clone() });
            }
        }
        let authority = any.map_or_else(|| own.list(), |any| vec![any]);
        if wants_any {
            user.clone_from(&authority);
        }
        let levels = self.levels.into_iter();
        let levels = levels.map(|level| level.any.into_iter().chain(level.nodes).collect());
        PolicyTree { nodes, levels: levels.collect(), authority, user }
    }
}

/// Things in the order in which OpenSSL's stacks have them after each was
/// looked for, which sorts what is there, and put at the end.
#[derive(Debug)]
pub struct Ordered<T> {
    list: Vec<(Oid, T)>,
    places: HashMap<Oid, usize>,
    /// Whether the last one was looked for again.
    sorted: bool,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered { list: Vec::new(), places: HashMap::new(), sorted: false }
    }
}

impl<T> Ordered<T> {
    /// Looks for `policy`.
    pub fn find(&mut self, policy: &[u8]) -> Option<&T> {
        self.sorted = true;
        let place = self.places.get(policy)?;
        self.list.get(*place).map(|(_, thing)| thing)
    }

    /// The thing for `policy`, in passing: OpenSSL holds it already.
    pub fn get_mut(&mut self, policy: &[u8]) -> Option<&mut T> {
        let place = self.places.get(policy)?;
        self.list.get_mut(*place).map(|(_, thing)| thing)
    }

    /// Puts `thing` at the end unless there is one for `policy`.
    pub fn put(&mut self, policy: Oid, thing: T) {
        if self.find(&policy).is_none() {
            self.sorted = false;
            self.places.insert(Arc::clone(&policy), self.list.len());
            self.list.push((policy, thing));
        }
    }
}

impl<T: Clone> Ordered<T> {
    /// All of them.
    pub fn list(&self) -> Vec<T> {
        let mut list: Vec<&(Oid, T)> = self.list.iter().collect();
        let end = list.len().saturating_sub(usize::from(!self.sorted));
        if let Some(sorted) = list.get_mut(..end) {
            sorted.sort_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        }
        list.into_iter().map(|(_, thing)| thing.clone()).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    thread_local! {
        static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    pub(super) fn count() {
        STEPS.with(|steps| steps.set(steps.get() + 1));
    }

    /// How many nodes of trees this thread has made, and how many policies of
    /// theirs it has looked at.
    pub(in super::super) fn steps() -> usize {
        STEPS.with(std::cell::Cell::get)
    }
}
