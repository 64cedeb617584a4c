//! `X509_INFO` and `X509_PKEY`: what a PEM file of mixed content holds.

use super::{Field, Owned};
use crate::abi::{Handle, mem};
use std::ffi::{c_char, c_int, c_void};

/// A private key, perhaps still encrypted.
#[repr(C)]
pub struct PrivateKey<K: Handle, E> {
    version: Field<c_int>,
    enc_algor: Field<*mut c_void>,
    enc_pkey: Field<*mut c_void>,
    /// The key.
    pub dec_pkey: Owned<K>,
    /// Bytes of `key_data`.
    pub key_length: Field<c_int>,
    key_data: Field<*mut c_char>,
    key_free: Field<c_int>,
    cipher: E,
}

impl<K: Handle, E: Default> PrivateKey<K, E> {
    /// One that holds `key`.
    pub fn new(key: Option<K::Owner>) -> Box<Self> {
        let made = Box::new(PrivateKey {
            version: Field::new(0),
            enc_algor: Field::new(std::ptr::null_mut()),
            enc_pkey: Field::new(std::ptr::null_mut()),
            dec_pkey: Owned::null(),
            key_length: Field::new(0),
            key_data: Field::new(std::ptr::null_mut()),
            key_free: Field::new(0),
            cipher: E::default(),
        });
        made.dec_pkey.set(key);
        made
    }
}

/// A certificate, a revocation list and a private key that stood together.
#[repr(C)]
pub struct Info<X: Handle, C: Handle, P: Handle, E> {
    /// The certificate.
    pub x509: Owned<X>,
    /// The revocation list.
    pub crl: Owned<C>,
    /// The private key.
    pub x_pkey: Owned<P>,
    /// How `enc_data` is encrypted.
    pub enc_cipher: E,
    enc_len: Field<c_int>,
    enc_data: Field<*mut c_char>,
}

impl<X: Handle, C: Handle, P: Handle, E: Default> Info<X, C, P, E> {
    /// One that holds nothing.
    pub fn new() -> Box<Self> {
        Box::new(Info {
            x509: Owned::null(),
            crl: Owned::null(),
            x_pkey: Owned::null(),
            enc_cipher: E::default(),
            enc_len: Field::new(0),
            enc_data: Field::new(std::ptr::null_mut()),
        })
    }

    /// Keeps the data of a key that is still encrypted.
    pub fn keep_sealed(&self, data: &[u8]) -> crate::err::Result<()> {
        let copy = mem::strdup(data)?;
        let length = c_int::try_from(data.len()).unwrap_or(0);
        // SAFETY: the structure owns what it held.
        unsafe { mem::free(self.enc_data.replace(copy).cast()) };
        self.enc_len.set(length);
        Ok(())
    }

    /// The data of a key that is still encrypted.
    pub fn sealed(&self) -> Option<&[u8]> {
        let data = crate::abi::Arg(self.enc_data.get().cast());
        let len = usize::try_from(self.enc_len.get()).ok()?;
        data.bytes(len).ok().filter(|_| !data.is_null())
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.x509.get().is_none()
            && self.crl.get().is_none()
            && self.x_pkey.get().is_none()
            && self.enc_data.get().is_null()
    }
}

impl<X: Handle, C: Handle, P: Handle, E> Drop for Info<X, C, P, E> {
    fn drop(&mut self) {
        // SAFETY: the structure owns its data.
        unsafe { mem::free(self.enc_data.get().cast()) };
    }
}
