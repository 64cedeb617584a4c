//! What hostile certificates, chains and lists may cost: signatures, values
//! read, comparisons and nodes are counted, not seconds.

use super::*;
use crate::crypto::digest::Md;
use crate::crypto::ec::Curve;
use crate::crypto::pkey::tests::verified;
use crate::crypto::pkey::{KeyKind, PrivateKey};
use crate::crypto::sig::SignatureAlgorithm;
use crate::der::reader::tag;
use crate::der::reader::tests::values_read;
use crate::der::write;
use crate::pki::constraints::tests::compared;

const TIME: u8 = 0x17;

fn name(common: &str) -> Vec<u8> {
    let text = write::tlv(tag::UTF8_STRING, common.as_bytes());
    let attribute = write::sequence(&[&write::oid(b"\x55\x04\x03"), &text]);
    write::sequence(&[&write::tlv(tag::SET, &attribute)])
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    write::sequence(&[&write::oid(oid), critical, &write::octets(value)])
}

/// Says that a certificate is a CA's.
fn is_ca() -> Vec<u8> {
    extension(b"\x55\x1d\x13", true, &write::sequence(&[&[1, 1, 0xff]]))
}

/// A certificate of `subject` from `issuer`, all with one key.
fn certificate(
    key: &PrivateKey,
    serial: u64,
    (subject, issuer): (&str, &str),
    extensions: &[&[u8]],
) -> Arc<Link> {
    let method = SignatureAlgorithm::Ecdsa(Md::Sha256);
    let algorithm = method.to_der().unwrap();
    let dates = [&b"200101000000Z"[..], b"400101000000Z"].map(|text| write::tlv(TIME, text));
    let tbs = write::sequence(&[
        &write::tlv(tag::constructed(0), &write::small(2)),
        &write::small(serial),
        &algorithm,
        &name(issuer),
        &write::sequence(&[&dates[0], &dates[1]]),
        &name(subject),
        key.public().spki(),
        &write::tlv(tag::constructed(3), &write::sequence(extensions)),
    ]);
    let signature = key.sign(&method, &tbs).unwrap();
    let cert = write::sequence(&[&tbs, &algorithm, &write::bits(&signature)]);
    let cert = Arc::new(Cert::parse(&cert).unwrap());
    Arc::new(Link { cert, aux: None, handle: Arc::new(()) })
}

/// A CA `subject` that `issuer` certified.
fn ca(key: &PrivateKey, serial: u64, subject: &str, issuer: &str) -> Arc<Link> {
    certificate(key, serial, (subject, issuer), &[&is_ca()])
}

fn key() -> PrivateKey {
    PrivateKey::generate(KeyKind::Ec(Curve::P256)).unwrap()
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
    verify(&mut host, Arc::clone(&chain[0]), Some(&chain[1..]), &[], &param, None, 0);
    (verified() - before, host.asked)
}

/// The error for the first of `chain`, whose last is trusted.
fn error(chain: &[Arc<Link>], param: &Param) -> VerifyError {
    let trusted = chain.last().cloned().into_iter().collect();
    let mut host = Counting { trusted, overrule: false, asked: 0 };
    let outcome = verify(&mut host, Arc::clone(&chain[0]), Some(&chain[1..]), &[], param, None, 0);
    VerifyError(outcome.state.error)
}

#[test]
fn a_hostile_chain_costs_no_more_signatures_than_it_is_long() {
    let key = key();
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

/// dNSName, the base of a constraint or a name.
fn dns(text: &str) -> Vec<u8> {
    write::tlv(tag::context(2), text.as_bytes())
}

fn alt_names(count: usize) -> Vec<u8> {
    let names: Vec<u8> = (0..count).flat_map(|i| dns(&format!("n{i}.example"))).collect();
    extension(b"\x55\x1d\x11", false, &write::sequence(&[&names]))
}

fn constraints(count: usize) -> Vec<u8> {
    let trees: Vec<u8> =
        (0..count).flat_map(|i| write::sequence(&[&dns(&format!("x{i}.example"))])).collect();
    let excluded = write::tlv(tag::constructed(1), &trees);
    extension(b"\x55\x1d\x1e", true, &write::sequence(&[&excluded]))
}

#[test]
fn names_are_compared_with_constraints_a_million_times_at_most() {
    let key = key();
    let mut param = Param::for_verification(None);
    param.depth = 100;
    for (names, trees, verdict, most) in [
        (1000, 1000, VerifyError::OK, 1_100_000),
        (1100, 1000, VerifyError::UNSPECIFIED, 0),
        (1, 1_000_000 / 40, VerifyError::OK, 30_000),
        (20_000, 100, VerifyError::UNSPECIFIED, 0),
    ] {
        let root = certificate(&key, 1, ("Root", "Root"), &[&is_ca(), &constraints(trees)]);
        let leaf = certificate(&key, 2, ("leaf", "Root"), &[&alt_names(names)]);
        let before = compared();
        assert_eq!(error(&[leaf, root], &param), verdict, "{names} names, {trees} subtrees");
        let cost = compared() - before;
        assert!(cost <= most, "{names} names, {trees} subtrees: {cost} comparisons");
    }
    // Constraints and names shared out over a chain as long as a peer may send.
    let mut chain = vec![certificate(&key, 1, ("Level 0", "Level 1"), &[&alt_names(30)])];
    for i in 1..50 {
        let names = (format!("Level {i}"), format!("Level {}", i + 1));
        let extensions = [is_ca(), constraints(30), alt_names(30)];
        let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
        chain.push(certificate(&key, 1, (&names.0, &names.1), &extensions));
    }
    chain.push(ca(&key, 1, "Level 50", "Level 50"));
    let before = compared();
    assert_eq!(error(&chain, &param), VerifyError::OK);
    let cost = compared() - before;
    assert!(cost <= 50 * 50 / 2 * 31 * 31, "{cost} comparisons");
}

#[test]
fn each_of_many_names_is_read_some_times_only() {
    const NAMES: usize = 50_000;
    let key = key();
    let root = ca(&key, 1, "Root", "Root");
    let leaf = certificate(&key, 2, ("leaf", "Root"), &[&alt_names(NAMES)]);
    let mut param = Param::for_verification(None);
    for (host, verdict) in [
        (&b"n49999.example"[..], VerifyError::OK),
        (b"other.example", VerifyError::HOSTNAME_MISMATCH),
    ] {
        param.hosts = Some(vec![host.to_vec()]);
        let before = values_read();
        assert_eq!(error(&[Arc::clone(&leaf), Arc::clone(&root)], &param), verdict);
        let cost = values_read() - before;
        assert!(cost <= 4 * NAMES, "{cost} values read for {NAMES} names");
    }
}

#[test]
fn policy_trees_do_not_grow_without_bound() {
    const POLICIES: &[u8] = b"\x55\x1d\x20";
    const MAPPINGS: &[u8] = b"\x55\x1d\x21";
    let key = key();
    let policy = |i: u32| {
        let [_, a, b, c] = (i << 2 & 0x7f_0000 | i << 1 & 0x7f00 | i & 0x7f).to_be_bytes();
        write::oid(&[0x2a, 3, 0x81, 0x80 | a, 0x80 | b, c])
    };
    // Policies `from..to`, each mapped to all of `targets`.
    let level = |from: u32, to: u32, targets: std::ops::Range<u32>| {
        let policies: Vec<u8> = (from..to).flat_map(|i| write::sequence(&[&policy(i)])).collect();
        let mappings: Vec<u8> = (from..to)
            .flat_map(|i| targets.clone().map(move |t| (i, t)).collect::<Vec<_>>())
            .flat_map(|(i, t)| write::sequence(&[&policy(i), &policy(t)]))
            .collect();
        let mut extensions =
            vec![is_ca(), extension(POLICIES, false, &write::sequence(&[&policies]))];
        if !targets.is_empty() {
            extensions.push(extension(MAPPINGS, true, &write::sequence(&[&mappings])));
        }
        extensions
    };
    let mut param = Param::for_verification(None);
    param.depth = 100;
    param.flags |= flag::POLICY_CHECK | flag::EXPLICIT_POLICY;
    param.policies = Some(vec![b"\x2a\x03\x04".to_vec()]);
    let (none, too_many) = (VerifyError::NO_EXPLICIT_POLICY, VerifyError::OUT_OF_MEM);
    for (what, verdict, levels) in [
        ("many policies", too_many, vec![level(1, 30_000, 0..0), level(1, 30_000, 0..0)]),
        // Each policy becomes every other, level after level.
        ("all to all", too_many, vec![level(1, 30, 1..30); 30]),
        // A thousand origins of one policy, and it becomes thousands.
        ("one to many", none, vec![level(1, 400, 1000..1001), level(1000, 1001, 2000..8000)]),
        ("many to many", too_many, vec![level(1, 100, 1..100), level(1, 100, 1..100)]),
    ] {
        let count = levels.len();
        let mut chain = Vec::new();
        for (i, extensions) in levels.iter().rev().enumerate() {
            let extensions: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
            let names = (format!("Level {i}"), format!("Level {}", i + 1));
            chain.push(certificate(&key, 1, (&names.0, &names.1), &extensions));
        }
        let leaf = level(1, 2, 0..0);
        let leaf: Vec<&[u8]> = leaf.iter().map(Vec::as_slice).collect();
        chain.insert(0, certificate(&key, 1, ("leaf", "Level 0"), &leaf));
        let top = format!("Level {count}");
        chain.push(ca(&key, 1, &top, &top));
        let before = policy_tree::tests::steps();
        assert_eq!(error(&chain, &param), verdict, "{what}");
        let steps = policy_tree::tests::steps() - before;
        assert!(steps <= 10_000 * (count + 1), "{what}: {steps} steps");
    }
}

#[test]
fn looking_into_a_list_of_a_million_entries_reads_a_hundred_values() {
    const ENTRIES: u32 = 1_000_000;
    let date = write::tlv(TIME, b"200101000000Z");
    let algorithm = SignatureAlgorithm::Ecdsa(Md::Sha256).to_der().unwrap();
    let mut entries = Vec::with_capacity(24_000_000);
    for i in (1..=ENTRIES).rev() {
        entries.extend(write::sequence(&[&write::small(u64::from(i) << 8), &date]));
    }
    let tbs = write::sequence(&[
        &write::small(1),
        &algorithm,
        &name("Root"),
        &date,
        &write::tlv(tag::SEQUENCE, &entries),
    ]);
    let der = write::sequence(&[&tbs, &algorithm, &write::bits(b"none")]);
    let start = values_read();
    let crl = Crl::parse(&der).unwrap();
    crl.info();
    let count = usize::try_from(ENTRIES).unwrap();
    let read = values_read() - start;
    assert!(read <= 2 * (3 * count + 20), "{read} values read to load {count} entries");
    let start = values_read();
    let mut found = 0;
    for serial in [[0, 0, 1, 0], [0, 0, 1, 1], [0x0f, 0x42, 0x40, 0], [0x7f, 0, 0, 0]] {
        let serial = &serial[serial.iter().take_while(|byte| **byte == 0).count()..];
        found += usize::from(crl.find(serial, None).is_some());
    }
    assert_eq!(found, 2);
    let read = values_read() - start;
    assert!(read <= 4 * 100, "{read} values read for four serial numbers");
}
