//! What parameters a context, or a key, can be asked for and given.

use super::cell::Guarded;
use super::evp_pkey::EVP_PKEY;
use super::evp_pkey_ctx::{Settings, operation};
use super::fetch::{
    EVP_ASYM_CIPHER, EVP_KEM, EVP_KEYEXCH, EVP_KEYMGMT, EVP_SIGNATURE, Fetched, set,
};
use super::lib_ctx::OSSL_PROVIDER;
use super::param::OSSL_PARAM;
use std::ffi::c_int;

/// A list of parameters with its end.
pub type List = Option<&'static [OSSL_PARAM]>;

const SIGNS: c_int = operation::SIGN
    | operation::VERIFY
    | operation::VERIFYRECOVER
    | operation::SIGNCTX
    | operation::VERIFYCTX;
const CRYPTS: c_int = operation::ENCRYPT | operation::DECRYPT;
const ENCAPSULATES: c_int = operation::ENCAPSULATE | operation::DECAPSULATE;
const MAKES: c_int = operation::KEYGEN | operation::PARAMGEN;

/// The name by which providers sign, agree and encrypt with keys of a type.
fn name_at_work(nid: c_int, operation: c_int) -> &'static str {
    match nid {
        6 | 912 => "RSA",
        408 if operation & SIGNS != 0 => "ECDSA",
        408 => "ECDH",
        28 => "DH",
        116 => "DSA",
        855 => "HMAC",
        894 => "CMAC",
        1061 => "POLY1305",
        1062 => "SIPHASH",
        973 => "SCRYPT",
        1021 => "TLS1-PRF",
        1034 => "X25519",
        1036 => "HKDF",
        1087 => "ED25519",
        _ => "",
    }
}

/// A list of the algorithm that works for a context: of what can be asked (0) or
/// set (1).
fn at_work(settings: &Settings, which: usize) -> List {
    fn of<T: Fetched>(name: &str, which: usize) -> List {
        T::find(name.as_bytes())?.algorithm().list(which)
    }
    let name = name_at_work(settings.nid, settings.operation);
    match settings.operation {
        _ if !settings.able => None,
        op if op & SIGNS != 0 => of::<EVP_SIGNATURE>(name, which),
        op if op & CRYPTS != 0 => of::<EVP_ASYM_CIPHER>(name, which),
        op if op & ENCAPSULATES != 0 => of::<EVP_KEM>(name, which),
        op if op & operation::DERIVE != 0 => of::<EVP_KEYEXCH>(name, which),
        op if op & MAKES != 0 && which == 1 => kind(settings.nid)?.algorithm().list(2),
        _ => None,
    }
}

/// The kind of keys of a type.
fn kind(nid: c_int) -> Option<&'static EVP_KEYMGMT> {
    let name = super::evp_pkey::name_of_type(nid)?;
    EVP_KEYMGMT::find(name.to_bytes())
}

impl Settings {
    /// What can be asked of the context.
    pub fn gettable(&self) -> List {
        at_work(self, 0)
    }

    /// What can be set of it.
    pub fn settable(&self) -> List {
        at_work(self, 1)
    }

    /// The provider that works for it.
    pub fn provider(&self) -> Option<&'static OSSL_PROVIDER> {
        let works = self.able && !matches!(self.operation, operation::NONE | operation::FROMDATA);
        works.then(|| kind(self.nid).map(|kind| kind.algorithm().provider())).flatten()
    }
}

impl EVP_PKEY {
    /// The kind of key it is.
    pub fn kind(&self) -> Option<&'static EVP_KEYMGMT> {
        kind(self.type_nid())
    }
}

const PRIVATE: c_int = 1;
const PUBLIC: c_int = 2;
const DOMAIN: c_int = 4;
const OTHER: c_int = 0x80;

/// What a key of a type is made of, as far as `selection` asks.
fn parts(nid: c_int, selection: c_int) -> Vec<String> {
    let has = |bits: c_int| selection & bits != 0;
    let mut list: Vec<String> = Vec::new();
    let mut add = |text: &str| list.extend(text.split(' ').map(String::from));
    match nid {
        6 | 912 if has(PRIVATE | PUBLIC) => {
            add("n/2/0 e/2/0 d/2/0");
            (1..=10).for_each(|i| add(&format!("rsa-factor{i}/2/0")));
            (1..=10).for_each(|i| add(&format!("rsa-exponent{i}/2/0")));
            (1..=9).for_each(|i| add(&format!("rsa-coefficient{i}/2/0")));
        }
        28 | 116 => {
            if has(DOMAIN) {
                add("p/2/0 q/2/0 g/2/0 j/2/0 gindex/1/4 pcounter/1/4 hindex/1/4");
                add(if nid == 28 { "priv_len/1/4 seed/5/0 group/4/0" } else { "seed/5/0" });
            }
            if has(PRIVATE | PUBLIC) {
                add("pub/2/0 priv/2/0");
            }
        }
        408 => {
            if has(PRIVATE) {
                add("priv/2/0");
            }
            if has(PRIVATE | PUBLIC) {
                add("pub/5/0");
            }
            if has(DOMAIN) {
                add("group/4/0 encoding/4/0 point-format/4/0 field-type/4/0 p/2/0 a/2/0 b/2/0");
                add("generator/5/0 order/2/0 cofactor/2/0 seed/5/0 decoded-from-explicit/1/4");
            }
            if has(OTHER) {
                add("use-cofactor-flag/1/4 include-public/1/4");
            }
        }
        1034 | 1087 if has(PRIVATE | PUBLIC) => add("pub/5/0 priv/5/0"),
        _ => (),
    }
    list
}

/// Lists that were made: type, selection, list.
static MADE: Guarded<Vec<(c_int, c_int, &'static [OSSL_PARAM])>> = Guarded::new(Vec::new());

/// What can be given to make a key of a type of its parts.
pub fn fromdata_settable(nid: c_int, selection: c_int) -> List {
    let selection = selection & (PRIVATE | PUBLIC | DOMAIN | OTHER);
    let parts = parts(nid, selection);
    if parts.is_empty() {
        return None;
    }
    Some(MADE.with(|made| {
        let known = made.iter().find(|(n, s, _)| (*n, *s) == (nid, selection));
        known.map(|(.., list)| *list).unwrap_or_else(|| {
            let list = set(&parts.join(" "));
            made.push((nid, selection, list));
            list
        })
    }))
}
