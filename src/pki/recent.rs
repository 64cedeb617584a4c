//! Certificates of peers seen lately: one that comes again is not parsed again,
//! and keeps what was found out about it.
//!
//! A [`Cert`] never changes, and what it remembers follows from its bytes
//! alone: its key, its extensions, and by which key its signature was made.
//! Whatever depends on time, trust or parameters is decided anew each time.

use super::cert::Cert;
use std::sync::Arc;

/// How many are kept.
const MOST: usize = 16;
/// Longer ones are not kept.
const LONGEST: usize = 4096;

/// Some certificates, the oldest replaced first.
#[derive(Debug, Default)]
pub struct Recent {
    certs: Vec<Arc<Cert>>,
    oldest: usize,
}

impl Recent {
    /// The certificate with exactly this encoding.
    pub fn find(&self, der: &[u8]) -> Option<Arc<Cert>> {
        self.certs.iter().find(|cert| cert.der() == der).cloned()
    }

    /// Keeps a certificate.
    pub fn keep(&mut self, cert: &Arc<Cert>) {
        if cert.der().len() > LONGEST || self.certs.iter().any(|known| Arc::ptr_eq(known, cert)) {
            return;
        }
        if self.certs.len() < MOST {
            self.certs.push(Arc::clone(cert));
        } else if let Some(place) = self.certs.get_mut(self.oldest) {
            *place = Arc::clone(cert);
            self.oldest = (self.oldest + 1) % MOST;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P256: &[u8] = include_bytes!("../tls/testdata/p256.cert.der");
    const P384: &[u8] = include_bytes!("../tls/testdata/p384.cert.der");

    /// A certificate with another serial number for each `n`, whose signature
    /// is wrong.
    fn variant(n: u8) -> Arc<Cert> {
        let mut der = P256.to_vec();
        let serial = der.windows(2).position(|w| w[0] == 2 && w[1] > 4).unwrap() + 3;
        der[serial] ^= n;
        Arc::new(Cert::parse(&der).unwrap())
    }

    #[test]
    fn the_same_bytes_are_found_and_no_others() {
        let mut recent = Recent::default();
        assert!(recent.find(P256).is_none());
        recent.keep(&variant(0));
        recent.keep(&Arc::new(Cert::parse(P384).unwrap()));
        let found = recent.find(P256).unwrap();
        assert!(Arc::ptr_eq(&found, &recent.find(P256).unwrap()));
        assert!(recent.find(&P256[..P256.len() - 1]).is_none());
        assert!(recent.find(variant(1).der()).is_none());
    }

    #[test]
    fn there_are_never_many() {
        let mut recent = Recent::default();
        for n in 0..100 {
            recent.keep(&variant(n));
            recent.keep(&recent.find(variant(n).der()).unwrap());
        }
        assert_eq!(recent.certs.len(), MOST);
        assert!(recent.find(variant(99).der()).is_some() && recent.find(P256).is_none());
    }

    #[test]
    fn a_good_signature_counts_for_its_key_and_bytes_alone() {
        let (own, other) = (variant(0), Arc::new(Cert::parse(P384).unwrap()));
        for _ in 0..2 {
            assert!(own.is_signed_by(&own));
            assert!(!own.is_signed_by(&other));
            assert!(!other.is_signed_by(&own));
            assert!(!variant(1).is_signed_by(&own));
        }
    }
}
