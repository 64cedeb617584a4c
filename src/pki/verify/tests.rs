//! What a hostile chain may cost: signatures are counted, not seconds.

use super::*;
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::tests::verified;
use crate::crypto::pkey::{KeyKind, PrivateKey};
use crate::crypto::sig::SignatureAlgorithm;
use crate::der::reader::tag;
use crate::der::write;

const TIME: u8 = 0x17;

fn name(common: &str) -> Vec<u8> {
    let text = write::tlv(tag::UTF8_STRING, common.as_bytes());
    let attribute = write::sequence(&[&write::oid(b"\x55\x04\x03"), &text]);
    write::sequence(&[&write::tlv(tag::SET, &attribute)])
}

/// A CA `subject` that `issuer` certified, all with one key.
fn ca(key: &PrivateKey, serial: u64, subject: &str, issuer: &str) -> Arc<Link> {
    let method = SignatureAlgorithm::Ecdsa(Md::Sha256);
    let algorithm = method.to_der().unwrap();
    let dates = [&b"200101000000Z"[..], b"400101000000Z"].map(|text| write::tlv(TIME, text));
    let constraints = write::octets(&write::sequence(&[&[1, 1, 0xff]]));
    let extension = write::sequence(&[&write::oid(b"\x55\x1d\x13"), &[1, 1, 0xff], &constraints]);
    let tbs = write::sequence(&[
        &write::tlv(tag::constructed(0), &write::small(2)),
        &write::small(serial),
        &algorithm,
        &name(issuer),
        &write::sequence(&[&dates[0], &dates[1]]),
        &name(subject),
        key.public().spki(),
        &write::tlv(tag::constructed(3), &write::sequence(&[&extension])),
    ]);
    let signature = key.sign(&method, &tbs).unwrap();
    let cert = write::sequence(&[&tbs, &algorithm, &write::bits(&signature)]);
    let cert = Arc::new(Cert::parse(&cert).unwrap());
    Arc::new(Link { cert, aux: None, handle: Arc::new(()) })
}

/// Trusts what it holds, overrules everything if told to, and counts.
struct Counting {
    trusted: Vec<Arc<Link>>,
    overrule: bool,
    asked: usize,
}

impl Host for Counting {
    fn decide(&mut self, ok: i32, _: &mut State) -> bool {
        self.asked += 1;
        ok > 0 || self.overrule
    }
    fn candidates(&mut self, subject: NameRef<'_>) -> Vec<Arc<Link>> {
        self.trusted.iter().filter(|link| link.cert.subject() == subject).cloned().collect()
    }
    fn certs_by_subject(&mut self, name: NameRef<'_>, _: &mut State) -> Option<Vec<Arc<Link>>> {
        Some(self.candidates(name))
    }
    fn crls_by_issuer(&mut self, _: NameRef<'_>, _: &mut State) -> Vec<Arc<CrlLink>> {
        Vec::new()
    }
}

/// How many signatures are checked, and how often the host is asked, for the
/// first of `chain`.
fn cost(chain: &[Arc<Link>], trusted: &[Arc<Link>], flags: u64, overrule: bool) -> (usize, usize) {
    let mut param = Param::for_verification(None);
    param.flags |= flags;
    let mut host = Counting { trusted: trusted.to_vec(), overrule, asked: 0 };
    let before = verified();
    verify(&mut host, Arc::clone(&chain[0]), Some(&chain[1..]), &[], &param, 0);
    (verified() - before, host.asked)
}

#[test]
fn a_hostile_chain_costs_no_more_signatures_than_it_is_long() {
    let key = PrivateKey::generate(KeyKind::Ec(Curve::P256)).unwrap();
    let twins: Vec<_> = (1..=100).map(|serial| ca(&key, serial, "Twin", "Twin")).collect();
    let ring: Vec<_> = (0..100u64)
        .map(|i| ca(&key, i + 1, &format!("Ring {i}"), &format!("Ring {}", (i + 1) % 100)))
        .collect();
    // Every one may have issued every other.
    let crowd: Vec<_> = (0..100u64)
        .map(|i| ca(&key, i + 1, &format!("Crowd {}", i % 10), &format!("Crowd {}", i % 9)))
        .collect();
    let stranger = [ca(&key, 1, "Nobody", "Nobody")];
    for chain in [&twins, &ring, &crowd] {
        for flags in [0, flag::PARTIAL_CHAIN, flag::CHECK_SS_SIGNATURE, flag::CRL_CHECK] {
            for overrule in [false, true] {
                for trusted in [&stranger[..], &chain[99..], chain] {
                    let (signatures, asked) = cost(chain, trusted, flags, overrule);
                    assert!(signatures <= 101, "{signatures} signatures");
                    assert!(asked <= 600, "asked {asked} times");
                }
            }
        }
        // Untrusted, nothing is worth a signature.
        assert_eq!(cost(chain, &stranger, 0, false).0, 0);
    }
}
