//! Keying material for other protocols (RFC 5705, RFC 8446 7.5).

#![forbid(unsafe_code)]

use super::provider;
use rustls::crypto::tls13::OkmBlock;
use rustls::{SupportedCipherSuite, Tls13CipherSuite};
use std::fmt;
use zeroize::Zeroizing;

/// What exports are derived from.
#[derive(Default)]
pub(super) struct Exporter {
    pub(super) suite: u16,
    /// TLS 1.3: the exporter master secret. TLS 1.2: the master secret.
    pub(super) secret: Zeroizing<Vec<u8>>,
    pub(super) client_random: [u8; 32],
    pub(super) server_random: [u8; 32],
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporter")
    }
}

impl Exporter {
    /// Fills `out`; `None` if that much cannot be had.
    pub(super) fn export(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<()> {
        if self.secret.is_empty() {
            return None;
        }
        match provider::suite(self.suite)? {
            SupportedCipherSuite::Tls12(suite) => {
                let mut seed = [self.client_random, self.server_random].concat();
                if let Some(context) = context {
                    seed.extend_from_slice(&u16::try_from(context.len()).ok()?.to_be_bytes());
                    seed.extend_from_slice(context);
                }
                suite.prf_provider.for_secret(out, &self.secret, label, &seed);
                Some(())
            }
            SupportedCipherSuite::Tls13(suite) => {
                let hash = suite.common.hash_provider;
                let empty = hash.hash(&[]);
                let mut derived = Zeroizing::new(vec![0; hash.output_len()]);
                expand(suite, &self.secret, label, empty.as_ref(), &mut derived)?;
                let context = hash.hash(context.unwrap_or_default());
                expand(suite, &derived, b"exporter", context.as_ref(), out)
            }
        }
    }
}

/// HKDF-Expand-Label of RFC 8446 7.1.
pub(super) fn expand(
    suite: &Tls13CipherSuite,
    secret: &[u8],
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Option<()> {
    let label_len = u8::try_from(6 + label.len()).ok()?;
    let info: [&[u8]; 6] = [
        &u16::try_from(out.len()).ok()?.to_be_bytes(),
        &[label_len],
        b"tls13 ",
        label,
        &[u8::try_from(context.len()).ok()?],
        context,
    ];
    suite.hkdf_provider.expander_for_okm(&OkmBlock::new(secret)).expand_slice(&info, out).ok()
}
