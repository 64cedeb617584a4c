//! The language of cipher strings.
//!
//! The order of the result is OpenSSL's: the same rules are applied to the
//! same table in the same sequence, and only then what this library cannot
//! speak is left out. See: openssl-ciphers(1).

use super::cipher::{Auth::*, Enc::*, Kx::*, Level, Mac::*, SSL_CIPHER};
use super::cipher_table::SUITES;
use crate::err::{self, Error, Lib, Result};
use std::ffi::CStr;

/// OpenSSL's default cipher string.
pub const DEFAULT: &CStr = c"ALL:!COMPLEMENTOFDEFAULT:!eNULL";
/// OpenSSL's default TLS 1.3 suites.
pub const DEFAULT_TLS13: &CStr =
    c"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

const MEDIUM: u32 = 4;
const HIGH: u32 = 8;
const FIPS: u32 = 16;

/// What a word of a rule selects; 0 selects everything.
#[derive(Debug, Clone, Copy, Default)]
struct Pattern {
    id: u32,
    kx: u32,
    auth: u32,
    enc: u32,
    mac: u32,
    min_tls: u16,
    strength: u32,
    not_default: bool,
}

impl Pattern {
    fn matches(&self, suite: &SSL_CIPHER) -> bool {
        let any = |mask: u32, bit: u32| mask == 0 || mask & bit != 0;
        (self.id == 0 || self.id == suite.id())
            && any(self.kx, suite.kx as u32)
            && any(self.auth, suite.auth as u32)
            && any(self.enc, suite.enc as u32)
            && any(self.mac, suite.mac as u32)
            && (self.min_tls == 0 || self.min_tls == suite.min_tls)
            && any(self.strength, strength(suite))
            && (!self.not_default || suite.not_default)
    }

    /// The conjunction (`kRSA+AES`); `None` if nothing can match it.
    fn and(mut self, word: &Pattern) -> Option<Pattern> {
        fn meet(mine: &mut u32, other: u32) -> Option<()> {
            if other != 0 {
                *mine = if *mine == 0 { other } else { *mine & other };
                if *mine == 0 {
                    return None;
                }
            }
            Some(())
        }
        meet(&mut self.kx, word.kx)?;
        meet(&mut self.auth, word.auth)?;
        meet(&mut self.enc, word.enc)?;
        meet(&mut self.mac, word.mac)?;
        meet(&mut self.strength, word.strength)?;
        self.not_default |= word.not_default;
        if word.id != 0 {
            // A suite's own version is no part of the pattern.
            self.id = word.id;
        } else if word.min_tls != 0 {
            if self.min_tls != 0 && self.min_tls != word.min_tls {
                return None;
            }
            self.min_tls = word.min_tls;
        }
        Some(self)
    }

    fn of_suite(suite: &SSL_CIPHER) -> Pattern {
        Pattern {
            id: suite.id(),
            kx: suite.kx as u32,
            auth: suite.auth as u32,
            enc: suite.enc as u32,
            mac: suite.mac as u32,
            min_tls: suite.min_tls,
            strength: strength(suite),
            not_default: suite.not_default,
        }
    }
}

fn strength(suite: &SSL_CIPHER) -> u32 {
    let level = match suite.level {
        Level::NoLevel => 1,
        Level::Medium => MEDIUM,
        Level::High => HIGH,
    };
    level | if suite.fips { FIPS } else { 0 }
}

const NONE: Pattern =
    Pattern { id: 0, kx: 0, auth: 0, enc: 0, mac: 0, min_tls: 0, strength: 0, not_default: false };

/// A key that is asked for but that no suite of this table has (GOST, RC4).
const ABSENT: u32 = 1 << 31;

/// What an alias stands for.
fn alias(word: &[u8]) -> Option<Pattern> {
    const AES128: u32 = AesCbc128 as u32 | AesGcm128 as u32 | AesCcm128 as u32 | AesCcm8128 as u32;
    const AES256: u32 = AesCbc256 as u32 | AesGcm256 as u32 | AesCcm256 as u32 | AesCcm8256 as u32;
    const CAMELLIA: u32 = Camellia128 as u32 | Camellia256 as u32;
    const ARIA: u32 = AriaGcm128 as u32 | AriaGcm256 as u32;
    const CBC: u32 = AesCbc128 as u32 | AesCbc256 as u32 | CAMELLIA;
    const CCM8: u32 = AesCcm8128 as u32 | AesCcm8256 as u32;
    const NOT_ANON: u32 = !(AuNull as u32) & !ABSENT;
    const NOT_NULL: u32 = !(EncNull as u32) & !ABSENT;
    let kx = |kx: u32| Some(Pattern { kx, ..NONE });
    let auth = |auth: u32| Some(Pattern { auth, ..NONE });
    let enc = |enc: u32| Some(Pattern { enc, ..NONE });
    let mac = |mac: u32| Some(Pattern { mac, ..NONE });
    let both = |kx: u32, auth: u32| Some(Pattern { kx, auth, ..NONE });
    let version = |min_tls: u16| Some(Pattern { min_tls, ..NONE });
    match word {
        b"ALL" => enc(NOT_NULL),
        b"COMPLEMENTOFALL" | b"eNULL" | b"NULL" => enc(EncNull as u32),
        b"COMPLEMENTOFDEFAULT" => Some(Pattern { not_default: true, ..NONE }),
        b"kRSA" => kx(KxRsa as u32),
        b"kEDH" | b"kDHE" | b"DH" => kx(KxDhe as u32),
        b"kEECDH" | b"kECDHE" | b"ECDH" => kx(KxEcdhe as u32),
        b"kPSK" => kx(KxPsk as u32),
        b"kRSAPSK" => kx(KxRsaPsk as u32),
        b"kECDHEPSK" => kx(KxEcdhePsk as u32),
        b"kDHEPSK" => kx(KxDhePsk as u32),
        b"kSRP" | b"SRP" => kx(KxSrp as u32),
        b"PSK" => kx(KxPsk as u32 | KxRsaPsk as u32 | KxEcdhePsk as u32 | KxDhePsk as u32),
        b"aRSA" => auth(AuRsa as u32),
        b"aDSS" | b"DSS" => auth(AuDss as u32),
        b"aNULL" => auth(AuNull as u32),
        b"aECDSA" | b"ECDSA" => auth(AuEcdsa as u32),
        b"aPSK" => auth(AuPsk as u32),
        b"aSRP" => auth(AuSrp as u32),
        b"EDH" | b"DHE" => both(KxDhe as u32, NOT_ANON),
        b"EECDH" | b"ECDHE" => both(KxEcdhe as u32, NOT_ANON),
        b"RSA" => both(KxRsa as u32, AuRsa as u32),
        b"ADH" => both(KxDhe as u32, AuNull as u32),
        b"AECDH" => both(KxEcdhe as u32, AuNull as u32),
        b"AES128" => enc(AES128),
        b"AES256" => enc(AES256),
        b"AES" => enc(AES128 | AES256),
        b"AESGCM" => enc(AesGcm128 as u32 | AesGcm256 as u32),
        b"AESCCM" => enc(AesCcm128 as u32 | AesCcm256 as u32 | CCM8),
        b"AESCCM8" => enc(CCM8),
        b"CAMELLIA128" => enc(Camellia128 as u32),
        b"CAMELLIA256" => enc(Camellia256 as u32),
        b"CAMELLIA" => enc(CAMELLIA),
        b"CHACHA20" => enc(ChaCha20 as u32),
        b"ARIA" | b"ARIAGCM" => enc(ARIA),
        b"ARIA128" => enc(AriaGcm128 as u32),
        b"ARIA256" => enc(AriaGcm256 as u32),
        b"CBC" => enc(CBC),
        b"MD5" => mac(Md5 as u32),
        b"SHA1" | b"SHA" => mac(Sha1 as u32),
        b"SHA256" => mac(MacSha256 as u32),
        b"SHA384" => mac(MacSha384 as u32),
        b"SSLv3" => version(0x0300),
        b"TLSv1" | b"TLSv1.0" => version(0x0301),
        b"TLSv1.2" => version(0x0303),
        b"LOW" => Some(Pattern { strength: 2, ..NONE }),
        b"MEDIUM" => Some(Pattern { strength: MEDIUM, ..NONE }),
        b"HIGH" => Some(Pattern { strength: HIGH, ..NONE }),
        b"FIPS" => Some(Pattern { enc: NOT_NULL, strength: FIPS, ..NONE }),
        _ => None,
    }
}

/// The action of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Add,
    /// `-`: removed, may come back.
    Delete,
    /// `+`: moved to the end.
    Order,
    /// `!`: gone for good.
    Kill,
    /// Moved to the front.
    Bump,
}

/// The suites being ordered, where `true` marks the chosen ones; and the
/// numbers of those that were named.
struct Ranking(Vec<(&'static SSL_CIPHER, bool)>, Vec<u32>);

impl Ranking {
    /// Every suite before TLS 1.3, in OpenSSL's default order, none chosen.
    fn new() -> Ranking {
        use Rule::*;
        // OpenSSL walks its table, which is sorted by number, from the end.
        let legacy = SUITES.iter().rev().filter(|suite| !suite.is_tls13());
        let mut order = Ranking(legacy.map(|suite| (suite, false)).collect(), Vec::new());
        let ecdhe = Pattern { kx: KxEcdhe as u32, ..NONE };
        let ephemeral = Pattern { kx: KxDhe as u32 | KxEcdhe as u32, ..NONE };
        let aead = Pattern { mac: Aead as u32, ..NONE };
        let named = |word: &[u8]| alias(word).unwrap_or_default();
        order.apply(Pattern { auth: AuEcdsa as u32, ..ecdhe }, Add);
        order.apply(ecdhe, Add);
        order.apply(ecdhe, Delete);
        order.apply(named(b"AESGCM"), Add);
        order.apply(named(b"CHACHA20"), Add);
        let gcm = named(b"AESGCM").enc;
        order.apply(Pattern { enc: named(b"AES").enc & !gcm, ..NONE }, Add);
        order.apply(NONE, Add);
        order.apply(named(b"MD5"), Order);
        order.apply(named(b"aNULL"), Order);
        order.apply(named(b"kRSA"), Order);
        order.apply(named(b"kPSK"), Order);
        order.sort_by_strength();
        order.apply(named(b"TLSv1.2"), Bump);
        order.apply(aead, Bump);
        order.apply(ephemeral, Bump);
        order.apply(Pattern { mac: Aead as u32, ..ephemeral }, Bump);
        order.apply(NONE, Delete);
        order
    }

    fn apply(&mut self, pattern: Pattern, rule: Rule) {
        let selected = |entry: &(&SSL_CIPHER, bool)| {
            pattern.matches(entry.0) && (rule == Rule::Kill || entry.1 != (rule == Rule::Add))
        };
        let (mut moved, kept): (Vec<_>, Vec<_>) = self.0.drain(..).partition(selected);
        for entry in &mut moved {
            entry.1 = !matches!(rule, Rule::Delete);
        }
        self.0 = match rule {
            Rule::Add | Rule::Order => [kept, moved].concat(),
            Rule::Delete | Rule::Bump => [moved, kept].concat(),
            Rule::Kill => kept,
        };
    }

    /// `@STRENGTH`: the chosen by falling strength, behind the others.
    fn sort_by_strength(&mut self) {
        let mut strengths: Vec<_> =
            self.0.iter().filter(|e| e.1).map(|e| e.0.strength_bits()).collect();
        strengths.sort_unstable();
        strengths.dedup();
        for bits in strengths.into_iter().rev() {
            let chosen = |e: &(&SSL_CIPHER, bool)| e.1 && e.0.strength_bits() == bits;
            let (moved, kept): (Vec<_>, Vec<_>) = self.0.drain(..).partition(chosen);
            self.0 = [kept, moved].concat();
        }
    }

    /// Reads `word+word…`: what it selects, and what follows it. `None` for
    /// an unknown word or a conjunction that nothing can match.
    fn pattern(words: &[u8]) -> Option<(Pattern, &[u8])> {
        let mut pattern = NONE;
        let mut rest = words;
        loop {
            let end = rest.iter().position(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            // OpenSSL 3.0 does not take IANA's names here.
            let found = SSL_CIPHER::by_name(word)
                .filter(|suite| !suite.is_tls13() && suite.name().to_bytes() == word)
                .map(Pattern::of_suite)
                .or_else(|| alias(word))?;
            pattern = pattern.and(&found)?;
            match tail.split_first() {
                Some((b'+', next)) => rest = next,
                _ => return Some((pattern, tail)),
            }
        }
    }

    /// Applies the rules of `string`; returns the `@SECLEVEL` if it has one.
    fn run(&mut self, string: &[u8]) -> Result<Option<u8>> {
        let invalid = || Error::new(Lib::Ssl, err::ssl::R_INVALID_COMMAND);
        let is_separator = |c: &u8| matches!(c, b':' | b' ' | b';' | b',');
        let mut level = None;
        let mut outcome = Ok(());
        for item in string.split(is_separator) {
            // Rules may stand without a separator: `HIGH!aNULL`.
            let mut rest = item;
            while let Some((first, tail)) = rest.split_first() {
                let (rule, words) = match first {
                    b'-' => (Rule::Delete, tail),
                    b'+' => (Rule::Order, tail),
                    b'!' => (Rule::Kill, tail),
                    b'@' => {
                        match tail {
                            b"STRENGTH" => self.sort_by_strength(),
                            [
                                b'S',
                                b'E',
                                b'C',
                                b'L',
                                b'E',
                                b'V',
                                b'E',
                                b'L',
                                b'=',
                                n @ b'0'..=b'5',
                            ] => {
                                level = Some(n - b'0');
                            }
                            _ => outcome = Err(invalid()),
                        }
                        break;
                    }
                    _ => (Rule::Add, rest),
                };
                let Some((pattern, tail)) = Self::pattern(words) else {
                    if !words.first().is_some_and(is_word) {
                        outcome = Err(invalid());
                    }
                    break;
                };
                if rule == Rule::Add && (pattern.id != 0 || pattern.kx == KxDhe as u32) {
                    let named = SUITES.iter().filter(|suite| pattern.matches(suite));
                    self.1.extend(named.map(SSL_CIPHER::id));
                }
                self.apply(pattern, rule);
                rest = tail;
            }
        }
        outcome.map(|()| level)
    }
}

/// Whether a name in a cipher string may contain `c`.
fn is_word(c: &u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b'=')
}

/// What a cipher string means.
#[derive(Debug)]
pub struct Parsed {
    /// The usable suites before TLS 1.3, best first.
    pub suites: Vec<&'static SSL_CIPHER>,
    /// It chooses suites with a pre-shared key alone, which this library has
    /// in TLS 1.3 only.
    pub psk: bool,
    /// The security level that `@SECLEVEL` asks for.
    pub level: Option<u8>,
}

/// Reads a cipher string.
///
/// Errors: `SSL_R_INVALID_COMMAND`. An empty result is none here.
pub fn parse(string: &[u8]) -> Result<Parsed> {
    let mut order = Ranking::new();
    let mut level = None;
    let mut rest = string;
    if let Some(tail) = string.strip_prefix(b"DEFAULT") {
        order.run(DEFAULT.to_bytes())?;
        rest = tail.strip_prefix(b":").unwrap_or(tail);
    }
    if !rest.is_empty() {
        level = order.run(rest)?;
    }
    let usable = |suite: &SSL_CIPHER| {
        suite.is_usable() && (!suite.must_be_named() || order.1.contains(&suite.id()))
    };
    let suites = order.0.iter().filter(|(suite, chosen)| *chosen && usable(suite)).map(|e| e.0);
    let is_psk = |suite: &SSL_CIPHER| matches!(suite.kx, KxPsk | KxRsaPsk | KxDhePsk | KxEcdhePsk);
    let mut chosen = order.0.iter().filter(|(_, chosen)| *chosen).peekable();
    let psk = chosen.peek().is_some() && chosen.all(|(suite, _)| is_psk(suite));
    Ok(Parsed { suites: suites.collect(), psk, level })
}

/// Reads a list of TLS 1.3 suites, as `SSL_CTX_set_ciphersuites` takes it:
/// names joined by colons; unknown ones are passed over, but a list without
/// a usable name is an error (an empty one is not).
pub fn parse_tls13(string: &[u8]) -> Result<Vec<&'static SSL_CIPHER>> {
    let mut suites = Vec::new();
    for name in string.split(|c| *c == b':').map(<[u8]>::trim_ascii) {
        let suite = SSL_CIPHER::by_name(name).filter(|s| s.is_tls13() && s.is_usable());
        if let Some(suite) = suite.filter(|suite| !suites.contains(suite)) {
            suites.push(suite);
        }
    }
    if suites.is_empty() && !string.is_empty() {
        return Err(Error::new(Lib::Ssl, err::ssl::R_NO_CIPHER_MATCH));
    }
    Ok(suites)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(string: &str) -> String {
        let suites = parse(string.as_bytes()).unwrap().suites;
        suites.iter().map(|s| s.name().to_str().unwrap()).collect::<Vec<_>>().join(":")
    }

    #[test]
    fn the_default_is_openssls_without_what_is_missing() {
        assert_eq!(
            names("DEFAULT"),
            "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:\
             ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:\
             ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
        );
        assert_eq!(names("ALL:!COMPLEMENTOFDEFAULT:!eNULL"), names("DEFAULT"));
    }

    #[test]
    fn rules_combine() {
        assert_eq!(names("ECDHE+aRSA+AES128:+nothing:!SHA1"), "ECDHE-RSA-AES128-GCM-SHA256");
        assert_eq!(names("kRSA"), "");
        assert_eq!(parse(b"HIGH:@SECLEVEL=2").unwrap().level, Some(2));
        assert!(parse(b"@NONSENSE").is_err());
        assert!(parse(b"HIGH:!").is_err());
    }
}
