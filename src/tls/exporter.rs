//! Keying material for other protocols (RFC 5705, RFC 8446 7.5).

#![forbid(unsafe_code)]

use super::provider;
use rustls::crypto::tls13::{HkdfExpander, OkmBlock};
use rustls::{SupportedCipherSuite, Tls13CipherSuite};
use std::fmt;
use zeroize::Zeroizing;

/// What exports are derived from.
#[derive(Clone, Default)]
pub(super) struct Exporter {
    /// TLS 1.3: the exporter master secret. TLS 1.2: the master secret.
    pub(super) secret: Zeroizing<Vec<u8>>,
    /// TLS 1.3: the early exporter master secret, if there was early data.
    pub(super) early: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporter")
    }
}

impl Exporter {
    /// Fills `out`; `None` if that much cannot be had. `randoms` are the client's
    /// and the server's.
    pub(super) fn export(
        &self,
        suite: u16,
        randoms: [[u8; 32]; 2],
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<()> {
        if self.secret.is_empty() {
            return None;
        }
        match provider::suite(suite)? {
            SupportedCipherSuite::Tls12(suite) => {
                let mut seed = randoms.concat();
                if let Some(context) = context {
                    seed.extend_from_slice(&u16::try_from(context.len()).ok()?.to_be_bytes());
                    seed.extend_from_slice(context);
                }
                suite.prf_provider.for_secret(out, &self.secret, label, &seed);
                Some(())
            }
            SupportedCipherSuite::Tls13(suite) => {
                export13(suite, &self.secret, label, context.unwrap_or_default(), out)
            }
        }
    }

    /// Fills `out` with what both have before the handshake is over; `None` if
    /// there is no early data, or that much cannot be had.
    pub(super) fn export_early(&self, label: &[u8], context: &[u8], out: &mut [u8]) -> Option<()> {
        // Any suite of the hash does.
        let suite = match self.early.len() {
            32 => 0x1301,
            48 => 0x1302,
            _ => return None,
        };
        export13(provider::suite(suite)?.tls13()?, &self.early, label, context, out)
    }
}

/// Keying material of TLS 1.3 from an exporter secret (RFC 8446 7.5).
fn export13(
    suite: &Tls13CipherSuite,
    secret: &[u8],
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Option<()> {
    let hash = suite.common.hash_provider;
    let empty = hash.hash(&[]);
    let mut derived = Zeroizing::new(vec![0; hash.output_len()]);
    expand(suite, secret, label, empty.as_ref(), &mut derived)?;
    let context = hash.hash(context);
    expand(suite, &derived, b"exporter", context.as_ref(), out)
}

/// The early exporter master secret, of the early secret and the hash of the
/// ClientHello.
pub(super) fn early_secret(early: &dyn HkdfExpander, hello: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut secret = Zeroizing::new(vec![0; early.hash_len()]);
    if expand_with(early, b"e exp master", hello, &mut secret).is_none() {
        secret.clear();
    }
    secret
}

/// HKDF-Expand-Label of RFC 8446 7.1.
pub(super) fn expand(
    suite: &Tls13CipherSuite,
    secret: &[u8],
    label: &[u8],
    context: &[u8],
    out: &mut [u8],
) -> Option<()> {
    let key = suite.hkdf_provider.expander_for_okm(&OkmBlock::new(secret));
    expand_with(&*key, label, context, out)
}

fn expand_with(key: &dyn HkdfExpander, label: &[u8], context: &[u8], out: &mut [u8]) -> Option<()> {
    let label_len = u8::try_from(6 + label.len()).ok()?;
    let info: [&[u8]; 6] = [
        &u16::try_from(out.len()).ok()?.to_be_bytes(),
        &[label_len],
        b"tls13 ",
        label,
        &[u8::try_from(context.len()).ok()?],
        context,
    ];
    key.expand_slice(&info, out).ok()
}
