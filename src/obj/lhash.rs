//! Hash tables of pointers: `LHASH_OF(T)` in C.
//!
//! Linear hashing as OpenSSL does it, since programs see the order.

use super::cell::Guarded;
use crate::abi::Opaque;
use std::ffi::{c_int, c_ulong, c_void};

/// Hashes an element.
pub type Hash = extern "C" fn(*const c_void) -> c_ulong;
/// Compares two elements: 0 if equal.
pub type Compare = extern "C" fn(*const c_void, *const c_void) -> c_int;

const LOAD: c_ulong = 256;
const MIN_NODES: usize = 16;

/// A hash table; its elements are the program's.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[derive(Debug)]
pub struct OPENSSL_LHASH {
    hash: Hash,
    compare: Compare,
    table: Guarded<Table>,
    /// What it is a part of, and goes with; NULL if it stands by itself.
    pub whole: Guarded<Opaque>,
}

#[derive(Debug)]
struct Table {
    /// Chains of hash and element.
    chains: Vec<Vec<(c_ulong, Opaque)>>,
    /// How many chains are in use.
    nodes: usize,
    /// The next chain to be split.
    split: usize,
    /// The number of chains before the doubling under way.
    half: usize,
    items: c_ulong,
    down_load: c_ulong,
}

impl Table {
    fn new() -> Self {
        Table {
            chains: vec![Vec::new(); MIN_NODES],
            nodes: MIN_NODES / 2,
            split: 0,
            half: MIN_NODES / 2,
            items: 0,
            down_load: LOAD,
        }
    }

    fn index(&self, hash: c_ulong) -> usize {
        let modulo = |n: usize| usize::try_from(hash % (n as c_ulong)).unwrap_or(0);
        match modulo(self.half) {
            early if early < self.split => modulo(self.chains.len()),
            index => index,
        }
    }

    fn chain(&mut self, hash: c_ulong) -> Option<&mut Vec<(c_ulong, Opaque)>> {
        let index = self.index(hash);
        self.chains.get_mut(index)
    }

    fn load(&self) -> c_ulong {
        self.items * LOAD / (self.nodes as c_ulong)
    }

    fn expand(&mut self) {
        let (before, split, half) = (self.chains.len(), self.split, self.half);
        if split + 1 >= half {
            self.chains.resize(before * 2, Vec::new());
            (self.half, self.split) = (before, 0);
        } else {
            self.split += 1;
        }
        self.nodes += 1;
        let stays = |hash: c_ulong| hash % (before as c_ulong) == split as c_ulong;
        let old = self.chains.get_mut(split).map(std::mem::take).unwrap_or_default();
        let (stay, mut go): (Vec<_>, Vec<_>) = old.into_iter().partition(|(hash, _)| stays(*hash));
        // OpenSSL puts each one that moves in front.
        go.reverse();
        if let Some(chain) = self.chains.get_mut(split) {
            *chain = stay;
        }
        if let Some(chain) = self.chains.get_mut(split + half) {
            *chain = go;
        }
    }

    fn contract(&mut self) {
        let last = self.split + self.half - 1;
        let moved = self.chains.get_mut(last).map(std::mem::take).unwrap_or_default();
        if self.split == 0 {
            self.chains.truncate(self.half);
            self.half /= 2;
            self.split = self.half - 1;
        } else {
            self.split -= 1;
        }
        self.nodes -= 1;
        if let Some(chain) = self.chains.get_mut(self.split) {
            chain.extend(moved);
        }
    }
}

extern "C" fn by_text(text: *const c_void) -> c_ulong {
    text_hash(crate::abi::Arg(text.cast_mut()).str().map_or(b"", |t| t.to_bytes()))
}

extern "C" fn compare_text(a: *const c_void, b: *const c_void) -> c_int {
    let text = |p: *const c_void| crate::abi::Arg(p.cast_mut()).str();
    match text(a).cmp(&text(b)) {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }
}

/// OpenSSL's hash of a string.
pub fn text_hash(text: &[u8]) -> c_ulong {
    let mut hash: c_ulong = 0;
    let mut n: c_ulong = 0x100;
    for byte in text {
        // A `char` is signed, and so reaches the upper bits.
        let v = n | c_ulong::from_ne_bytes(i64::from(i8::from_ne_bytes([*byte])).to_ne_bytes());
        n += 0x100;
        let turn = ((v >> 2) ^ v) & 0x0f;
        hash = ((hash << turn) | (hash >> (32 - turn))) & 0xffff_ffff;
        hash ^= v.wrapping_mul(v);
    }
    (hash >> 16) ^ hash
}

impl OPENSSL_LHASH {
    /// An empty table; without functions it holds strings.
    pub fn new(hash: Option<Hash>, compare: Option<Compare>) -> Box<Self> {
        Box::new(OPENSSL_LHASH {
            hash: hash.unwrap_or(by_text),
            compare: compare.unwrap_or(compare_text),
            table: Guarded::new(Table::new()),
            whole: Guarded::new(Opaque::NULL),
        })
    }

    /// The element equal to `key`, with the key's hash.
    fn find(&self, key: Opaque) -> (c_ulong, Option<Opaque>) {
        let hash = (self.hash)(key.0);
        let same: Vec<Opaque> = self.table.with(|table| {
            let chain = table.chain(hash).map(|chain| chain.clone()).unwrap_or_default();
            chain.into_iter().filter(|(h, _)| *h == hash).map(|(_, item)| item).collect()
        });
        (hash, same.into_iter().find(|item| (self.compare)(item.0, key.0) == 0))
    }

    /// Inserts `item`; the equal one it replaces, or NULL.
    pub fn insert(&self, item: Opaque) -> Opaque {
        self.table.with(|table| {
            if 2 * LOAD <= table.load() {
                table.expand();
            }
        });
        let (hash, old) = self.find(item);
        self.table.with(|table| {
            let Some(chain) = table.chain(hash) else { return };
            match chain.iter_mut().find(|(_, i)| Some(*i) == old) {
                Some((_, place)) => *place = item,
                None => {
                    chain.push((hash, item));
                    table.items += 1;
                }
            }
        });
        old.unwrap_or(Opaque::NULL)
    }

    /// Removes the element equal to `key`; NULL if there is none.
    pub fn delete(&self, key: Opaque) -> Opaque {
        let (hash, old) = self.find(key);
        let Some(old) = old else { return Opaque::NULL };
        self.table.with(|table| {
            let Some(chain) = table.chain(hash) else { return };
            let Some(at) = chain.iter().position(|(_, item)| *item == old) else { return };
            chain.remove(at);
            table.items -= 1;
            if table.nodes > MIN_NODES && table.down_load >= table.load() {
                table.contract();
            }
        });
        old
    }

    /// The element equal to `key`; NULL if there is none.
    pub fn retrieve(&self, key: Opaque) -> Opaque {
        self.find(key).1.unwrap_or(Opaque::NULL)
    }

    /// Every element, in OpenSSL's order.
    pub fn items(&self) -> Vec<Opaque> {
        self.table.with(|table| {
            let used = table.chains.iter().take(table.nodes).rev();
            used.flatten().map(|(_, item)| *item).collect()
        })
    }

    /// Forgets every element.
    pub fn flush(&self) {
        self.table.with(|table| {
            table.chains.iter_mut().for_each(Vec::clear);
            table.items = 0;
        });
    }

    /// The counters of the table, of which OpenSSL keeps three.
    pub fn statistics(&self) -> String {
        const COUNTED: [&str; 13] = [
            "num_expands",
            "num_expand_reallocs",
            "num_contracts",
            "num_contract_reallocs",
            "num_hash_calls",
            "num_comp_calls",
            "num_insert",
            "num_replace",
            "num_delete",
            "num_no_delete",
            "num_retrieve",
            "num_retrieve_miss",
            "num_hash_comps",
        ];
        let (items, nodes, room) =
            self.table.with(|table| (table.items, table.nodes, table.chains.len()));
        let line = |name: &str, value: usize| format!("{name:<21} = {value}\n");
        let mut text = line("num_items", usize::try_from(items).unwrap_or(usize::MAX));
        text += &line("num_nodes", nodes);
        text += &line("num_alloc_nodes", room);
        COUNTED.iter().for_each(|name| text += &line(name, 0));
        text
    }

    /// How many elements are in each chain.
    fn chains(&self) -> Vec<usize> {
        self.table.with(|table| table.chains.iter().take(table.nodes).map(Vec::len).collect())
    }

    /// The length of each chain, one a line.
    pub fn chain_lengths(&self) -> String {
        let lines = self.chains().into_iter().enumerate();
        lines.map(|(at, length)| format!("node {at:6} -> {length:3}\n")).collect()
    }

    /// How many chains are used, and how long they are on average.
    pub fn usage(&self) -> String {
        let chains = self.chains();
        let (nodes, items) = (chains.len(), chains.iter().sum::<usize>());
        let used = chains.iter().filter(|length| **length > 0).count();
        let mut text = format!("{used} nodes used out of {nodes}\n{items} items\n");
        if used > 0 && nodes > 0 {
            let share = |of: usize| format!("{}.{:02}", items / of, items % of * 100 / of);
            text += &format!("load {}  actual load {}\n", share(nodes), share(used));
        }
        text
    }

    /// How many elements there are.
    pub fn len(&self) -> c_ulong {
        self.table.with(|table| table.items)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The load below which the table shrinks, in 256ths.
    pub fn down_load(&self) -> c_ulong {
        self.table.with(|table| table.down_load)
    }

    /// Sets the load below which the table shrinks, in 256ths.
    pub fn set_down_load(&self, load: c_ulong) {
        self.table.with(|table| table.down_load = load);
    }
}
