//! The algorithms that programs fetch by name: `EVP_MAC`, `EVP_KDF` and their
//! like. All are static: fetching and freeing change nothing.
#![allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "OpenSSL's typedef names")]

pub mod properties;

use super::lib_ctx::OSSL_PROVIDER;
use super::param::OSSL_PARAM;
use crate::err::{self, Error, Lib, Result};
use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::sync::LazyLock;

pub use properties::Properties;

/// Lists of parameters: what can be asked of an algorithm, what of a thing at
/// work, what can be set there. For `EVP_KEYMGMT`: what can be asked of a
/// key, what can be set, what can be set before one is made.
const LISTS: usize = 3;

/// An algorithm that can be fetched.
#[derive(Debug)]
pub struct Algorithm {
    provider: &'static OSSL_PROVIDER,
    name: CString,
    /// Every name, some in another case than its own.
    names: Vec<CString>,
    description: Option<CString>,
    lists: [Option<&'static [OSSL_PARAM]>; LISTS],
}

impl Algorithm {
    /// Its name.
    pub fn name(&self) -> &CStr {
        &self.name
    }

    /// Every name it has.
    pub fn names(&self) -> impl Iterator<Item = &CStr> {
        self.names.iter().map(CString::as_c_str)
    }

    /// Whether it has this name, in any case.
    pub fn is_a(&self, name: &[u8]) -> bool {
        self.names().any(|known| known.to_bytes().eq_ignore_ascii_case(name))
    }

    /// What its provider says of it.
    pub fn description(&self) -> Option<&CStr> {
        self.description.as_deref()
    }

    /// Its provider.
    pub fn provider(&self) -> &'static OSSL_PROVIDER {
        self.provider
    }

    /// One of its lists of parameters, with their end.
    pub fn list(&self, which: usize) -> Option<&'static [OSSL_PARAM]> {
        self.lists.get(which).copied().flatten()
    }

    /// Whether its provider is loaded.
    pub fn is_available(&self) -> bool {
        self.provider.is_loaded()
    }
}

/// A type of algorithms.
pub trait Fetched: Sized + 'static {
    /// All of them, loaded or not.
    fn table() -> &'static [Self];
    /// The algorithm.
    fn algorithm(&self) -> &Algorithm;

    /// The one called `name`, loaded or not.
    fn find(name: &[u8]) -> Option<&'static Self> {
        Self::table().iter().find(|one| one.algorithm().is_a(name))
    }

    /// Those whose providers are loaded.
    fn available() -> impl Iterator<Item = &'static Self> {
        Self::table().iter().filter(|one| one.algorithm().is_available())
    }

    /// The one called `name` that fits `properties`.
    ///
    /// Errors: `ERR_R_UNSUPPORTED` of EVP.
    #[track_caller]
    fn fetch(name: &[u8], properties: &Properties) -> Result<&'static Self> {
        Self::available()
            .find(|one| {
                let algorithm = one.algorithm();
                algorithm.is_a(name) && properties.fit(algorithm.provider())
            })
            .ok_or_else(|| unsupported(name, properties))
    }
}

/// That no provider has an algorithm.
#[track_caller]
pub fn unsupported(name: &[u8], properties: &Properties) -> Error {
    let name = String::from_utf8_lossy(name);
    let text = properties.text().unwrap_or("<null>");
    Error::new(Lib::Evp, err::R_UNSUPPORTED).with(format!(
        "Global default library context, Algorithm ({name} : 0), Properties ({text})"
    ))
}

macro_rules! fetched {
    ($($(#[$doc:meta])* $name:ident $operation:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(Algorithm);

        impl Fetched for $name {
            fn table() -> &'static [Self] {
                static TABLE: LazyLock<Vec<$name>> =
                    LazyLock::new(|| load($operation).map($name).collect());
                &TABLE
            }

            fn algorithm(&self) -> &Algorithm {
                &self.0
            }
        }
    )*};
}

fetched! {
    /// A message authentication code.
    EVP_MAC "MAC";
    /// A key derivation.
    EVP_KDF "KDF";
    /// A random generator.
    EVP_RAND "RAND";
    /// A kind of key.
    EVP_KEYMGMT "KEYMGMT";
    /// A kind of signature.
    EVP_SIGNATURE "SIGNATURE";
    /// A kind of key exchange.
    EVP_KEYEXCH "KEYEXCH";
    /// A kind of key encapsulation.
    EVP_KEM "KEM";
    /// A kind of encryption with a public key.
    EVP_ASYM_CIPHER "ASYM_CIPHER";
    /// What is said of a digest.
    Digests "MD";
    /// What is said of a cipher.
    Ciphers "CIPHER";
}

/// The table; its head says what a line holds.
static TEXT: &str = include_str!("algorithms.tsv");

/// The sets of parameters, by name.
static SETS: LazyLock<HashMap<&'static str, &'static [OSSL_PARAM]>> = LazyLock::new(|| {
    TEXT.lines()
        .filter_map(|line| line.strip_prefix('=')?.split_once('\t'))
        .map(|(name, entries)| (name, set(entries)))
        .collect()
});

/// A set that lives as long as the process, as C may keep it: `NAME/TYPE/SIZE`
/// for each, with spaces between.
pub fn set(entries: &str) -> &'static [OSSL_PARAM] {
    let mut params = Vec::new();
    for entry in entries.split(' ').filter(|entry| !entry.is_empty()) {
        let mut cells = entry.split('/');
        let key = CString::new(cells.next().unwrap_or_default()).unwrap_or_default();
        let mut number = || cells.next().and_then(|cell| cell.parse().ok()).unwrap_or(0);
        let (data_type, size) = (number(), number());
        let nowhere = std::ptr::null_mut();
        // The key is of this process for good.
        params.push(OSSL_PARAM::new(key.into_raw(), data_type, nowhere, size as usize));
    }
    params.push(OSSL_PARAM::END);
    params.leak()
}

/// The algorithms of an operation.
fn load(operation: &str) -> impl Iterator<Item = Algorithm> {
    TEXT.lines().filter_map(move |line| {
        let mut cells = line.split('\t');
        if cells.next() != Some(operation) {
            return None;
        }
        let provider = CString::new(cells.next()?).ok()?;
        let name = CString::new(cells.next()?).ok()?;
        let names = cells.next()?.split(':').filter_map(|name| CString::new(name).ok()).collect();
        let description = cells.next().filter(|text| *text != "-");
        let mut lists = [None; LISTS];
        for (list, cell) in lists.iter_mut().zip(cells) {
            *list = SETS.get(cell).copied();
        }
        Some(Algorithm {
            provider: OSSL_PROVIDER::find(&provider)?,
            name,
            names,
            description: description.and_then(|text| CString::new(text).ok()),
            lists,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        for line in TEXT.lines().filter(|line| !line.starts_with(['#', '='])) {
            let cells: Vec<_> = line.split('\t').collect();
            assert!(cells.len() >= 7, "{line}");
            for cell in &cells[5..] {
                assert!(*cell == "-" || SETS.contains_key(cell), "{line}: {cell}");
            }
        }
        let hmac = EVP_MAC::fetch(b"hmac", &Properties::default()).unwrap();
        assert_eq!(hmac.algorithm().name(), c"HMAC");
        assert!(EVP_MAC::fetch(b"nope", &Properties::default()).is_err());
        let list = hmac.algorithm().list(2).unwrap();
        assert_eq!(list.first().unwrap().key(), c"digest");
    }
}
