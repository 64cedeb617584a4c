//! The names that `EVP_MD_do_all` and `EVP_CIPHER_do_all` list, in order.

use super::evp_cipher::{Cipher, EVP_CIPHER};
use super::evp_md::{ALIASES, EVP_MD, Md};
use crate::crypto::cipher::Mode;
use std::ffi::CString;
use std::sync::LazyLock;

/// A name: an algorithm's own, or another for the one called `alias_of`.
pub struct Name<T: 'static> {
    /// The name.
    pub name: CString,
    /// What it is another name for.
    pub alias_of: Option<CString>,
    /// The algorithm.
    pub object: &'static T,
}

impl<T> Name<T> {
    fn new(name: &[u8], alias_of: Option<&[u8]>, object: &'static T) -> Self {
        let terminated = |text: &[u8]| CString::new(text).unwrap_or_default();
        Name { name: terminated(name), alias_of: alias_of.map(terminated), object }
    }
}

fn sorted<T>(mut names: Vec<Name<T>>) -> Vec<Name<T>> {
    names.sort_by(|a, b| a.name.cmp(&b.name));
    names
}

static DIGESTS: LazyLock<Vec<Name<EVP_MD>>> =
    LazyLock::new(|| {
        let mut names: Vec<_> = Md::all()
            .map(|md| {
                let name = md.short_name().to_bytes().to_ascii_lowercase();
                Name::new(&name, None, EVP_MD::of(md))
            })
            .collect();
        names.extend(ALIASES.iter().map(|(name, of, md)| {
            Name::new(name.as_bytes(), Some(of.as_bytes()), EVP_MD::of(*md))
        }));
        sorted(names)
    });

static CIPHERS: LazyLock<Vec<Name<EVP_CIPHER>>> = LazyLock::new(|| {
    let mut names = Vec::new();
    for cipher in Cipher::all().filter(|cipher| *cipher != Cipher::Null) {
        let object = EVP_CIPHER::of(cipher);
        let (short, long) = (cipher.short_name().to_bytes(), cipher.long_name().to_bytes());
        names.push(Name::new(long, None, object));
        if short.starts_with(b"id-") && short != long {
            names.push(Name::new(short, None, object));
        }
        let provided = cipher.name().to_bytes().to_ascii_lowercase();
        if cipher.mode() == Mode::Ecb && provided != long {
            names.push(Name::new(&provided, Some(short), object));
        }
        for alias in cipher.aliases().iter().filter(|alias| !alias.ends_with("-PAD")) {
            let alias = alias.to_ascii_lowercase();
            names.push(Name::new(alias.as_bytes(), Some(short), object));
        }
    }
    sorted(names)
});

/// The names of digests.
pub fn digests() -> &'static [Name<EVP_MD>] {
    &DIGESTS
}

/// The names of ciphers.
pub fn ciphers() -> &'static [Name<EVP_CIPHER>] {
    &CIPHERS
}
