//! `SSL_CIPHER`: what is known of a suite.

use super::cipher_table::{SIGNALS, SUITES};
use crate::crypto::digest::Md;
use std::ffi::{CStr, c_int};

/// The key exchange of a suite; each a bit, so that cipher strings can
/// combine them.
#[allow(missing_docs, reason = "the names are the documentation")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kx {
    KxRsa = 1,
    KxDhe = 2,
    KxEcdhe = 4,
    KxPsk = 8,
    KxRsaPsk = 16,
    KxDhePsk = 32,
    KxEcdhePsk = 64,
    KxSrp = 128,
    /// TLS 1.3: negotiated apart from the suite.
    KxAny = 0,
}

/// How the server proves who it is.
#[allow(missing_docs, reason = "the names are the documentation")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Auth {
    AuRsa = 1,
    AuDss = 2,
    AuNull = 4,
    AuEcdsa = 8,
    AuPsk = 16,
    AuSrp = 32,
    AuAny = 0,
}

/// The bulk cipher.
#[allow(missing_docs, reason = "the names are the documentation")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Enc {
    EncNull = 1,
    AesCbc128 = 2,
    AesCbc256 = 4,
    AesGcm128 = 8,
    AesGcm256 = 16,
    AesCcm128 = 32,
    AesCcm256 = 64,
    AesCcm8128 = 128,
    AesCcm8256 = 256,
    Camellia128 = 512,
    Camellia256 = 1024,
    AriaGcm128 = 2048,
    AriaGcm256 = 4096,
    ChaCha20 = 8192,
    EncUnknown = 16384,
}

/// The record's message authentication.
#[allow(missing_docs, reason = "the names are the documentation")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Mac {
    Md5 = 1,
    Sha1 = 2,
    MacSha256 = 4,
    MacSha384 = 8,
    Aead = 16,
    MacUnknown = 32,
}

/// The hash of the handshake.
#[allow(missing_docs, reason = "the names are the documentation")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prf {
    Md5Sha1,
    PrfSha256,
    PrfSha384,
}

/// The strength class that `HIGH` and `MEDIUM` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Level {
    NoLevel,
    Medium,
    High,
}

/// A suite.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct SSL_CIPHER {
    id: u32,
    name: &'static CStr,
    standard_name: &'static CStr,
    /// The oldest version that has it, as a wire number.
    pub(super) min_tls: u16,
    pub(super) kx: Kx,
    pub(super) auth: Auth,
    pub(super) enc: Enc,
    pub(super) mac: Mac,
    prf: Prf,
    pub(super) level: Level,
    pub(super) not_default: bool,
    pub(super) fips: bool,
}

/// A row of the table.
#[allow(clippy::too_many_arguments, reason = "one row of a table")]
pub(super) const fn suite(
    id: u32,
    name: &'static CStr,
    standard_name: &'static CStr,
    min_tls: u16,
    kx: Kx,
    auth: Auth,
    enc: Enc,
    mac: Mac,
    prf: Prf,
    level: Level,
    not_default: bool,
    fips: bool,
) -> SSL_CIPHER {
    SSL_CIPHER {
        id,
        name,
        standard_name,
        min_tls,
        kx,
        auth,
        enc,
        mac,
        prf,
        level,
        not_default,
        fips,
    }
}

impl PartialEq for SSL_CIPHER {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for SSL_CIPHER {}

impl SSL_CIPHER {
    /// The suite, or the signal in a suite's place, with this number on the wire.
    pub fn find(protocol_id: u16) -> Option<&'static SSL_CIPHER> {
        let id = 0x0300_0000 | u32::from(protocol_id);
        let suite = SUITES.binary_search_by_key(&id, |suite| suite.id).ok();
        suite
            .and_then(|at| SUITES.get(at))
            .or_else(|| SIGNALS.iter().find(|signal| signal.id == id))
    }

    /// The suite or signal of this OpenSSL or IANA name.
    pub fn by_name(name: &[u8]) -> Option<&'static SSL_CIPHER> {
        SUITES
            .iter()
            .chain(&SIGNALS)
            .find(|suite| suite.name.to_bytes() == name || suite.standard_name.to_bytes() == name)
    }

    /// The number with OpenSSL's 0x03000000 before it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The number on the wire.
    pub fn protocol_id(&self) -> u16 {
        u16::try_from(self.id & 0xffff).unwrap_or_default()
    }

    /// OpenSSL's name.
    pub fn name(&self) -> &'static CStr {
        self.name
    }

    /// IANA's name.
    pub fn standard_name(&self) -> &'static CStr {
        self.standard_name
    }

    /// Whether it belongs to TLS 1.3.
    pub fn is_tls13(&self) -> bool {
        self.min_tls == 0x0304
    }

    /// Whether it is no suite, but says something else in a suite's place.
    pub fn is_signal(&self) -> bool {
        self.enc == Enc::EncUnknown
    }

    /// Whether this library can speak it: TLS 1.3 suites but CCM, and
    /// TLS 1.2's ECDHE and DHE_RSA with an AEAD cipher.
    pub fn is_usable(&self) -> bool {
        matches!(self.enc, Enc::AesGcm128 | Enc::AesGcm256 | Enc::ChaCha20)
            && (self.is_tls13()
                || self.kx == Kx::KxEcdhe && matches!(self.auth, Auth::AuRsa | Auth::AuEcdsa)
                || self.kx == Kx::KxDhe && self.auth == Auth::AuRsa)
    }

    /// Whether a cipher string must name it, and not only a class of suites:
    /// finite-field Diffie-Hellman is slow, and its groups are the peer's.
    pub fn must_be_named(&self) -> bool {
        self.kx == Kx::KxDhe
    }

    /// The name of the oldest version that has it.
    pub fn version(&self) -> &'static CStr {
        match self.min_tls {
            0x0300 => c"SSLv3",
            0x0301 => c"TLSv1.0",
            0x0303 => c"TLSv1.2",
            0x0304 => c"TLSv1.3",
            _ => c"unknown",
        }
    }

    /// The bits of strength.
    pub fn strength_bits(&self) -> c_int {
        match self.enc {
            Enc::EncNull | Enc::EncUnknown => 0,
            Enc::AesCbc128
            | Enc::AesGcm128
            | Enc::AesCcm128
            | Enc::AesCcm8128
            | Enc::Camellia128
            | Enc::AriaGcm128 => 128,
            Enc::AesCbc256
            | Enc::AesGcm256
            | Enc::AesCcm256
            | Enc::AesCcm8256
            | Enc::Camellia256
            | Enc::AriaGcm256
            | Enc::ChaCha20 => 256,
        }
    }

    /// Whether encryption and authentication are one.
    pub fn is_aead(&self) -> bool {
        self.mac == Mac::Aead
    }

    /// The NID of the bulk cipher.
    pub fn cipher_nid(&self) -> c_int {
        match self.enc {
            Enc::EncNull | Enc::EncUnknown => 0,
            Enc::AesCbc128 => 419,
            Enc::AesCbc256 => 427,
            Enc::AesGcm128 => 895,
            Enc::AesGcm256 => 901,
            Enc::AesCcm128 | Enc::AesCcm8128 => 896,
            Enc::AesCcm256 | Enc::AesCcm8256 => 902,
            Enc::Camellia128 => 751,
            Enc::Camellia256 => 753,
            Enc::AriaGcm128 => 1123,
            Enc::AriaGcm256 => 1125,
            Enc::ChaCha20 => 1018,
        }
    }

    /// The NID of the record's digest; 0 for AEAD.
    pub fn digest_nid(&self) -> c_int {
        match self.mac {
            Mac::Md5 => 4,
            Mac::Sha1 => 64,
            Mac::MacSha256 => 672,
            Mac::MacSha384 => 673,
            Mac::Aead => 0,
            // What OpenSSL answers for a suite without a digest of its own.
            Mac::MacUnknown => 114,
        }
    }

    /// The digest that the handshake is hashed with.
    pub fn handshake_digest(&self) -> Md {
        match self.prf {
            Prf::Md5Sha1 if self.mac == Mac::MacUnknown => Md::Md5,
            Prf::Md5Sha1 => Md::Md5Sha1,
            Prf::PrfSha256 => Md::Sha256,
            Prf::PrfSha384 => Md::Sha384,
        }
    }

    /// The NID of the key exchange.
    pub fn kx_nid(&self) -> c_int {
        match self.kx {
            Kx::KxRsa => 1037,
            Kx::KxEcdhe => 1038,
            Kx::KxDhe => 1039,
            Kx::KxEcdhePsk => 1040,
            Kx::KxDhePsk => 1041,
            Kx::KxRsaPsk => 1042,
            Kx::KxPsk => 1043,
            Kx::KxSrp => 1044,
            Kx::KxAny => 1063,
        }
    }

    /// The NID of the authentication.
    pub fn auth_nid(&self) -> c_int {
        match self.auth {
            Auth::AuRsa => 1046,
            Auth::AuEcdsa => 1047,
            Auth::AuPsk => 1048,
            Auth::AuDss => 1049,
            Auth::AuSrp => 1052,
            Auth::AuNull => 1053,
            Auth::AuAny => 1064,
        }
    }

    /// The line that `openssl ciphers -v` prints, with its newline.
    pub fn description(&self) -> String {
        let version = if self.min_tls == 0x0301 { "TLSv1" } else { text(self.version()) };
        let kx = match self.kx {
            Kx::KxRsa => "RSA",
            Kx::KxDhe => "DH",
            Kx::KxEcdhe => "ECDH",
            Kx::KxPsk => "PSK",
            Kx::KxRsaPsk => "RSAPSK",
            Kx::KxDhePsk => "DHEPSK",
            Kx::KxEcdhePsk => "ECDHEPSK",
            Kx::KxSrp => "SRP",
            Kx::KxAny => "any",
        };
        let auth = match self.auth {
            Auth::AuRsa => "RSA",
            Auth::AuDss => "DSS",
            Auth::AuNull => "None",
            Auth::AuEcdsa => "ECDSA",
            Auth::AuPsk => "PSK",
            Auth::AuSrp => "SRP",
            Auth::AuAny => "any",
        };
        let enc = match self.enc {
            Enc::EncNull => "None",
            Enc::EncUnknown => "unknown",
            Enc::AesCbc128 => "AES(128)",
            Enc::AesCbc256 => "AES(256)",
            Enc::AesGcm128 => "AESGCM(128)",
            Enc::AesGcm256 => "AESGCM(256)",
            Enc::AesCcm128 => "AESCCM(128)",
            Enc::AesCcm256 => "AESCCM(256)",
            Enc::AesCcm8128 => "AESCCM8(128)",
            Enc::AesCcm8256 => "AESCCM8(256)",
            Enc::Camellia128 => "Camellia(128)",
            Enc::Camellia256 => "Camellia(256)",
            Enc::AriaGcm128 => "ARIAGCM(128)",
            Enc::AriaGcm256 => "ARIAGCM(256)",
            Enc::ChaCha20 => "CHACHA20/POLY1305(256)",
        };
        let mac = match self.mac {
            Mac::Md5 => "MD5",
            Mac::Sha1 => "SHA1",
            Mac::MacSha256 => "SHA256",
            Mac::MacSha384 => "SHA384",
            Mac::Aead => "AEAD",
            Mac::MacUnknown => "unknown",
        };
        let name = text(self.name);
        // OpenSSL's own format string, kept to the column.
        format!("{name:<30} {version:<7} Kx={kx:<8} Au={auth:<5} Enc={enc:<22} Mac={mac:<4}\n")
    }
}

fn text(of: &'static CStr) -> &'static str {
    of.to_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_suite_is_found() {
        assert!(SUITES.is_sorted_by_key(|s| s.id));
        for suite in SUITES {
            assert_eq!(SSL_CIPHER::find(suite.protocol_id()), Some(suite));
            assert_eq!(SSL_CIPHER::by_name(suite.name.to_bytes()), Some(suite));
        }
    }

    #[test]
    fn a_description_is_openssls() {
        let suite = SSL_CIPHER::by_name(b"ECDHE-RSA-CHACHA20-POLY1305").unwrap();
        assert_eq!(
            suite.description(),
            "ECDHE-RSA-CHACHA20-POLY1305    TLSv1.2 Kx=ECDH     Au=RSA   Enc=CHACHA20/POLY1305(256) Mac=AEAD\n"
        );
    }
}
