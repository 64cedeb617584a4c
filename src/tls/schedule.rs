//! Transcript hashes and key schedules for rustls, over [`crypto::sha2`].
//!
//! [`crypto::sha2`]: crate::crypto::sha2

#![forbid(unsafe_code)]

use super::{capture, custom, stateless};
use crate::crypto::sha2::{self, Mac, Running, Sha2};
use rustls::Error;
use rustls::crypto::hash::{Context, Hash, HashAlgorithm, Output};
use rustls::crypto::tls12::Prf;
use rustls::crypto::tls13::{Hkdf, HkdfExpander, OkmBlock, OutputLengthError};
use rustls::crypto::{ActiveKeyExchange, hmac};
use rustls::version::TLS12;

/// A hash, with the key schedules that are made of it.
pub(super) struct Schedule(Sha2);

static SHA256: Schedule = Schedule(Sha2::Sha256);
static SHA384: Schedule = Schedule(Sha2::Sha384);

/// The key schedules of a suite with this hash.
pub(super) fn of(hash: &dyn Hash) -> &'static Schedule {
    match hash.algorithm() {
        HashAlgorithm::SHA384 => &SHA384,
        _ => &SHA256,
    }
}

/// A hash, and whether it has begun.
struct Transcript(Running, bool);

impl Hash for Schedule {
    fn start(&self) -> Box<dyn Context> {
        Box::new(Transcript(Running::new(self.0), false))
    }

    fn hash(&self, data: &[u8]) -> Output {
        Output::new(sha2::digest(self.0, data).as_ref())
    }

    fn output_len(&self) -> usize {
        self.0.size()
    }

    fn algorithm(&self) -> HashAlgorithm {
        match self.0 {
            Sha2::Sha256 => HashAlgorithm::SHA256,
            Sha2::Sha384 => HashAlgorithm::SHA384,
        }
    }
}

impl Context for Transcript {
    fn fork_finish(&self) -> Output {
        // The last one is after the client's Finished.
        capture::with(|capture| {
            if let Some(left) = &mut capture.post_auth {
                left.transcript = Some(self.0.clone());
            }
        });
        Output::new(self.0.clone().finish().as_ref())
    }

    fn fork(&self) -> Box<dyn Context> {
        Box::new(Transcript(self.0.clone(), self.1))
    }

    fn finish(self: Box<Self>) -> Output {
        Output::new(self.0.finish().as_ref())
    }

    fn update(&mut self, data: &[u8]) {
        if !self.1 && !data.is_empty() {
            self.1 = true;
            if let Some(before) = stateless::before(data) {
                self.0.update(&before);
            }
        }
        match custom::on_wire(data) {
            Some(wire) => self.0.update(&wire),
            None => self.0.update(data),
        }
    }
}

struct Expander(Mac);

impl Hkdf for Schedule {
    fn extract_from_zero_ikm(&self, salt: Option<&[u8]>) -> Box<dyn HkdfExpander> {
        let zeros = [0; OkmBlock::MAX_LEN];
        let secret = zeros.get(..self.0.size()).unwrap_or_default();
        self.extract_from_secret(salt, secret)
    }

    fn extract_from_secret(&self, salt: Option<&[u8]>, secret: &[u8]) -> Box<dyn HkdfExpander> {
        Box::new(Expander(Mac::extract(self.0, salt, secret)))
    }

    fn expander_for_okm(&self, okm: &OkmBlock) -> Box<dyn HkdfExpander> {
        Box::new(Expander(Mac::new(self.0, okm.as_ref())))
    }

    fn hmac_sign(&self, key: &OkmBlock, message: &[u8]) -> hmac::Tag {
        hmac::Tag::new(Mac::new(self.0, key.as_ref()).sign(&[message]).as_ref())
    }
}

impl HkdfExpander for Expander {
    fn expand_slice(&self, info: &[&[u8]], output: &mut [u8]) -> Result<(), OutputLengthError> {
        self.0.expand(info, output).then_some(()).ok_or(OutputLengthError)
    }

    fn expand_block(&self, info: &[&[u8]]) -> OkmBlock {
        let mut block = [0; OkmBlock::MAX_LEN];
        let size = self.hash_len();
        let out = block.get_mut(..size).unwrap_or_default();
        // One digest is never too much.
        let _ = self.0.expand(info, out);
        let okm = OkmBlock::new(out);
        zeroize::Zeroize::zeroize(out);
        okm
    }

    fn hash_len(&self) -> usize {
        self.0.hash().size()
    }
}

impl Prf for Schedule {
    fn for_key_exchange(
        &self,
        output: &mut [u8; 48],
        kx: Box<dyn ActiveKeyExchange>,
        peer_pub_key: &[u8],
        label: &[u8],
        seed: &[u8],
    ) -> Result<(), Error> {
        let secret = kx.complete_for_tls_version(peer_pub_key, &TLS12)?;
        self.for_secret(output, secret.secret_bytes(), label, seed);
        Ok(())
    }

    fn for_secret(&self, output: &mut [u8], secret: &[u8], label: &[u8], seed: &[u8]) {
        Mac::new(self.0, secret).prf(label, seed, output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::SupportedCipherSuite;
    use rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;

    /// aws-lc-rs's own schedules give the same.
    #[test]
    fn schedules_are_those_of_the_suites() {
        let data: Vec<u8> = (0..200).collect();
        for suite in ALL_CIPHER_SUITES {
            match suite {
                SupportedCipherSuite::Tls12(suite) => {
                    let ours = of(suite.common.hash_provider);
                    for len in [1, 12, 32, 40, 48, 49, 104] {
                        let (mut a, mut b) = (vec![0; len], vec![0; len]);
                        ours.for_secret(&mut a, &data[..48], b"label", &data);
                        suite.prf_provider.for_secret(&mut b, &data[..48], b"label", &data);
                        assert_eq!(a, b);
                    }
                }
                SupportedCipherSuite::Tls13(suite) => {
                    let (ours, theirs) = (of(suite.common.hash_provider), suite.hkdf_provider);
                    let hash = suite.common.hash_provider;
                    assert_eq!(ours.hash(&data).as_ref(), hash.hash(&data).as_ref());
                    assert_eq!(ours.output_len(), hash.output_len());
                    let pair = |salt: Option<&[u8]>| {
                        [
                            ours.extract_from_zero_ikm(salt),
                            theirs.extract_from_zero_ikm(salt),
                            ours.extract_from_secret(salt, &data),
                            theirs.extract_from_secret(salt, &data),
                        ]
                    };
                    for salt in [None, Some(&data[..32]), Some(&data[..])] {
                        let all = pair(salt);
                        let blocks = all.each_ref().map(|e| e.expand_block(&[b"a", &data]));
                        assert_eq!(blocks[0].as_ref(), blocks[1].as_ref());
                        assert_eq!(blocks[2].as_ref(), blocks[3].as_ref());
                        assert_eq!(all[0].hash_len(), all[1].hash_len());
                        for len in [1, 12, 16, 32, 48, 70] {
                            let (mut a, mut b) = (vec![0; len], vec![0; len]);
                            let okm = &blocks[0];
                            let info: &[&[u8]] = &[b"info", &data[..90]];
                            assert!(ours.expander_for_okm(okm).expand_slice(info, &mut a).is_ok());
                            assert!(
                                theirs.expander_for_okm(okm).expand_slice(info, &mut b).is_ok()
                            );
                            assert_eq!(a, b);
                            let tags = [ours.hmac_sign(okm, &data), theirs.hmac_sign(okm, &data)];
                            assert_eq!(tags[0].as_ref(), tags[1].as_ref());
                        }
                    }
                }
            }
        }
    }
}
