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
