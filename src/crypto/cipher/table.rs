//! The ciphers there are, and what OpenSSL calls them.

use super::soft::Feedback;
use crate::der::oid;
use std::ffi::{CStr, c_int};

/// A cipher with its mode and key length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the ciphers' own")]
pub enum Cipher {
    Aes128Ecb,
    Aes128Cbc,
    Aes128Ctr,
    Aes128Ofb,
    Aes128Cfb,
    Aes128Cfb8,
    Aes128Cfb1,
    Aes128Gcm,
    Aes128Ccm,
    Aes192Ecb,
    Aes192Cbc,
    Aes192Ctr,
    Aes192Ofb,
    Aes192Cfb,
    Aes192Cfb8,
    Aes192Cfb1,
    Aes192Gcm,
    Aes192Ccm,
    Aes256Ecb,
    Aes256Cbc,
    Aes256Ctr,
    Aes256Ofb,
    Aes256Cfb,
    Aes256Cfb8,
    Aes256Cfb1,
    Aes256Gcm,
    Aes256Ccm,
    Aes256Xts,
    Des3Cbc,
    Des3Ecb,
    Des2Cbc,
    Des2Ecb,
    DesCbc,
    DesEcb,
    ChaCha20,
    ChaCha20Poly1305,
    Rc4,
    Rc2Cbc,
    Rc2Cbc40,
    Aes128Xts,
    Aes128Wrap,
    Aes192Wrap,
    Aes256Wrap,
    Aes128WrapPad,
    Aes192WrapPad,
    Aes256WrapPad,
    Des3Cfb,
    Des3Cfb8,
    Des3Cfb1,
    Des3Ofb,
    Des2Cfb,
    Des2Ofb,
    DesCfb,
    DesCfb8,
    DesCfb1,
    DesOfb,
    Rc4Key40,
    Rc2Cbc64,
    Rc2Ecb,
    Rc2Cfb,
    Rc2Ofb,
    BfCbc,
    BfEcb,
    BfCfb,
    BfOfb,
    Cast5Cbc,
    Cast5Ecb,
    Cast5Cfb,
    Cast5Ofb,
    Des3Wrap,
    Null,
}

/// How blocks are chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the modes' own")]
pub enum Mode {
    Stream = 0,
    Ecb = 1,
    Cbc = 2,
    Cfb = 3,
    Ofb = 4,
    Ctr = 5,
    Gcm = 6,
    Ccm = 7,
    Xts = 0x10001,
    Wrap = 0x10002,
}

struct Row {
    cipher: Cipher,
    nid: c_int,
    short: &'static CStr,
    long: &'static CStr,
    /// The name in OpenSSL 3's providers, if it is not the short one.
    name: &'static CStr,
    aliases: &'static [&'static str],
    key: usize,
    iv: usize,
    block: usize,
    mode: Mode,
    engine: Engine,
}

/// What computes a cipher.
#[derive(Debug, Clone, Copy)]
pub(super) enum Engine {
    /// aws-lc.
    AwsLc(unsafe extern "C" fn() -> *const aws_lc_sys::EVP_CIPHER),
    /// aws-lc's ChaCha20, block by block.
    ChaCha,
    /// A mode over aws-lc's blocks: those of this cipher, and its key length.
    Feedback(Cipher, Feedback),
    /// RC2 in ECB mode.
    Rc2Ecb,
    /// AES in XTS mode, over aws-lc's blocks.
    Xts,
    /// AES key wrap (RFC 3394, RFC 5649), aws-lc's.
    Wrap,
    /// Key wrapping with triple DES (RFC 3217).
    DesWrap,
    /// No encryption.
    Null,
}

macro_rules! rows {
    ($($cipher:ident $nid:literal $short:literal $long:literal $name:literal [$($alias:literal),*] $key:literal $iv:literal $block:literal $mode:ident $engine:expr;)*) => {
        &[$(Row { cipher: Cipher::$cipher, nid: $nid, short: $short, long: $long, name: $name, aliases: &[$($alias),*], key: $key, iv: $iv, block: $block, mode: Mode::$mode, engine: $engine }),*]
    };
}

use aws_lc_sys as sys;

/// Every cipher, in the order of the enum.
static ROWS: &[Row] = rows! {
    Aes128Ecb 418 c"AES-128-ECB" c"aes-128-ecb" c"AES-128-ECB" [] 16 0 16 Ecb Engine::AwsLc(sys::EVP_aes_128_ecb);
    Aes128Cbc 419 c"AES-128-CBC" c"aes-128-cbc" c"AES-128-CBC" ["AES128"] 16 16 16 Cbc Engine::AwsLc(sys::EVP_aes_128_cbc);
    Aes128Ctr 904 c"AES-128-CTR" c"aes-128-ctr" c"AES-128-CTR" [] 16 16 1 Ctr Engine::AwsLc(sys::EVP_aes_128_ctr);
    Aes128Ofb 420 c"AES-128-OFB" c"aes-128-ofb" c"AES-128-OFB" [] 16 16 1 Ofb Engine::AwsLc(sys::EVP_aes_128_ofb);
    Aes128Cfb 421 c"AES-128-CFB" c"aes-128-cfb" c"AES-128-CFB" [] 16 16 1 Cfb Engine::AwsLc(sys::EVP_aes_128_cfb128);
    Aes128Cfb8 653 c"AES-128-CFB8" c"aes-128-cfb8" c"AES-128-CFB8" [] 16 16 1 Cfb Engine::AwsLc(sys::EVP_aes_128_cfb8);
    Aes128Cfb1 650 c"AES-128-CFB1" c"aes-128-cfb1" c"AES-128-CFB1" [] 16 16 1 Cfb Engine::AwsLc(sys::EVP_aes_128_cfb1);
    Aes128Gcm 895 c"id-aes128-GCM" c"aes-128-gcm" c"AES-128-GCM" [] 16 12 1 Gcm Engine::AwsLc(sys::EVP_aes_128_gcm);
    Aes128Ccm 896 c"id-aes128-CCM" c"aes-128-ccm" c"AES-128-CCM" [] 16 12 1 Ccm Engine::AwsLc(sys::EVP_aes_128_ccm);
    Aes192Ecb 422 c"AES-192-ECB" c"aes-192-ecb" c"AES-192-ECB" [] 24 0 16 Ecb Engine::AwsLc(sys::EVP_aes_192_ecb);
    Aes192Cbc 423 c"AES-192-CBC" c"aes-192-cbc" c"AES-192-CBC" ["AES192"] 24 16 16 Cbc Engine::AwsLc(sys::EVP_aes_192_cbc);
    Aes192Ctr 905 c"AES-192-CTR" c"aes-192-ctr" c"AES-192-CTR" [] 24 16 1 Ctr Engine::AwsLc(sys::EVP_aes_192_ctr);
    Aes192Ofb 424 c"AES-192-OFB" c"aes-192-ofb" c"AES-192-OFB" [] 24 16 1 Ofb Engine::AwsLc(sys::EVP_aes_192_ofb);
    Aes192Cfb 425 c"AES-192-CFB" c"aes-192-cfb" c"AES-192-CFB" [] 24 16 1 Cfb Engine::AwsLc(sys::EVP_aes_192_cfb128);
    Aes192Cfb8 654 c"AES-192-CFB8" c"aes-192-cfb8" c"AES-192-CFB8" [] 24 16 1 Cfb Engine::AwsLc(sys::EVP_aes_192_cfb8);
    Aes192Cfb1 651 c"AES-192-CFB1" c"aes-192-cfb1" c"AES-192-CFB1" [] 24 16 1 Cfb Engine::AwsLc(sys::EVP_aes_192_cfb1);
    Aes192Gcm 898 c"id-aes192-GCM" c"aes-192-gcm" c"AES-192-GCM" [] 24 12 1 Gcm Engine::AwsLc(sys::EVP_aes_192_gcm);
    Aes192Ccm 899 c"id-aes192-CCM" c"aes-192-ccm" c"AES-192-CCM" [] 24 12 1 Ccm Engine::AwsLc(sys::EVP_aes_192_ccm);
    Aes256Ecb 426 c"AES-256-ECB" c"aes-256-ecb" c"AES-256-ECB" [] 32 0 16 Ecb Engine::AwsLc(sys::EVP_aes_256_ecb);
    Aes256Cbc 427 c"AES-256-CBC" c"aes-256-cbc" c"AES-256-CBC" ["AES256"] 32 16 16 Cbc Engine::AwsLc(sys::EVP_aes_256_cbc);
    Aes256Ctr 906 c"AES-256-CTR" c"aes-256-ctr" c"AES-256-CTR" [] 32 16 1 Ctr Engine::AwsLc(sys::EVP_aes_256_ctr);
    Aes256Ofb 428 c"AES-256-OFB" c"aes-256-ofb" c"AES-256-OFB" [] 32 16 1 Ofb Engine::AwsLc(sys::EVP_aes_256_ofb);
    Aes256Cfb 429 c"AES-256-CFB" c"aes-256-cfb" c"AES-256-CFB" [] 32 16 1 Cfb Engine::AwsLc(sys::EVP_aes_256_cfb128);
    Aes256Cfb8 655 c"AES-256-CFB8" c"aes-256-cfb8" c"AES-256-CFB8" [] 32 16 1 Cfb Engine::AwsLc(sys::EVP_aes_256_cfb8);
    Aes256Cfb1 652 c"AES-256-CFB1" c"aes-256-cfb1" c"AES-256-CFB1" [] 32 16 1 Cfb Engine::AwsLc(sys::EVP_aes_256_cfb1);
    Aes256Gcm 901 c"id-aes256-GCM" c"aes-256-gcm" c"AES-256-GCM" [] 32 12 1 Gcm Engine::AwsLc(sys::EVP_aes_256_gcm);
    Aes256Ccm 902 c"id-aes256-CCM" c"aes-256-ccm" c"AES-256-CCM" [] 32 12 1 Ccm Engine::AwsLc(sys::EVP_aes_256_ccm);
    Aes256Xts 914 c"AES-256-XTS" c"aes-256-xts" c"AES-256-XTS" [] 64 16 1 Xts Engine::AwsLc(sys::EVP_aes_256_xts);
    Des3Cbc 44 c"DES-EDE3-CBC" c"des-ede3-cbc" c"DES-EDE3-CBC" ["DES3"] 24 8 8 Cbc Engine::AwsLc(sys::EVP_des_ede3_cbc);
    Des3Ecb 33 c"DES-EDE3" c"des-ede3" c"DES-EDE3-ECB" [] 24 0 8 Ecb Engine::AwsLc(sys::EVP_des_ede3_ecb);
    Des2Cbc 43 c"DES-EDE-CBC" c"des-ede-cbc" c"DES-EDE-CBC" [] 16 8 8 Cbc Engine::AwsLc(sys::EVP_des_ede_cbc);
    Des2Ecb 32 c"DES-EDE" c"des-ede" c"DES-EDE-ECB" [] 16 0 8 Ecb Engine::AwsLc(sys::EVP_des_ede);
    DesCbc 31 c"DES-CBC" c"des-cbc" c"DES-CBC" ["DES"] 8 8 8 Cbc Engine::AwsLc(sys::EVP_des_cbc);
    DesEcb 29 c"DES-ECB" c"des-ecb" c"DES-ECB" [] 8 0 8 Ecb Engine::AwsLc(sys::EVP_des_ecb);
    ChaCha20 1019 c"ChaCha20" c"chacha20" c"ChaCha20" [] 32 16 1 Stream Engine::ChaCha;
    ChaCha20Poly1305 1018 c"ChaCha20-Poly1305" c"chacha20-poly1305" c"ChaCha20-Poly1305" [] 32 12 1 Stream Engine::AwsLc(sys::EVP_chacha20_poly1305);
    Rc4 5 c"RC4" c"rc4" c"RC4" [] 16 0 1 Stream Engine::AwsLc(sys::EVP_rc4);
    Rc2Cbc 37 c"RC2-CBC" c"rc2-cbc" c"RC2-CBC" ["RC2", "RC2-128"] 16 8 8 Cbc Engine::AwsLc(sys::EVP_rc2_cbc);
    Rc2Cbc40 98 c"RC2-40-CBC" c"rc2-40-cbc" c"RC2-40-CBC" ["RC2-40"] 5 8 8 Cbc Engine::AwsLc(sys::EVP_rc2_40_cbc);
    Aes128Xts 913 c"AES-128-XTS" c"aes-128-xts" c"AES-128-XTS" [] 32 16 1 Xts Engine::Xts;
    Aes128Wrap 788 c"id-aes128-wrap" c"id-aes128-wrap" c"AES-128-WRAP" ["AES128-WRAP"] 16 8 8 Wrap Engine::Wrap;
    Aes192Wrap 789 c"id-aes192-wrap" c"id-aes192-wrap" c"AES-192-WRAP" ["AES192-WRAP"] 24 8 8 Wrap Engine::Wrap;
    Aes256Wrap 790 c"id-aes256-wrap" c"id-aes256-wrap" c"AES-256-WRAP" ["AES256-WRAP"] 32 8 8 Wrap Engine::Wrap;
    Aes128WrapPad 897 c"id-aes128-wrap-pad" c"id-aes128-wrap-pad" c"AES-128-WRAP-PAD" ["AES128-WRAP-PAD"] 16 4 8 Wrap Engine::Wrap;
    Aes192WrapPad 900 c"id-aes192-wrap-pad" c"id-aes192-wrap-pad" c"AES-192-WRAP-PAD" ["AES192-WRAP-PAD"] 24 4 8 Wrap Engine::Wrap;
    Aes256WrapPad 903 c"id-aes256-wrap-pad" c"id-aes256-wrap-pad" c"AES-256-WRAP-PAD" ["AES256-WRAP-PAD"] 32 4 8 Wrap Engine::Wrap;
    Des3Cfb 61 c"DES-EDE3-CFB" c"des-ede3-cfb" c"DES-EDE3-CFB" [] 24 8 1 Cfb Engine::Feedback(Cipher::Des3Ecb, Feedback::Cfb);
    Des3Cfb8 659 c"DES-EDE3-CFB8" c"des-ede3-cfb8" c"DES-EDE3-CFB8" [] 24 8 1 Cfb Engine::Feedback(Cipher::Des3Ecb, Feedback::Cfb8);
    Des3Cfb1 658 c"DES-EDE3-CFB1" c"des-ede3-cfb1" c"DES-EDE3-CFB1" [] 24 8 1 Cfb Engine::Feedback(Cipher::Des3Ecb, Feedback::Cfb1);
    Des3Ofb 63 c"DES-EDE3-OFB" c"des-ede3-ofb" c"DES-EDE3-OFB" [] 24 8 1 Ofb Engine::Feedback(Cipher::Des3Ecb, Feedback::Ofb);
    Des2Cfb 60 c"DES-EDE-CFB" c"des-ede-cfb" c"DES-EDE-CFB" [] 16 8 1 Cfb Engine::Feedback(Cipher::Des2Ecb, Feedback::Cfb);
    Des2Ofb 62 c"DES-EDE-OFB" c"des-ede-ofb" c"DES-EDE-OFB" [] 16 8 1 Ofb Engine::Feedback(Cipher::Des2Ecb, Feedback::Ofb);
    DesCfb 30 c"DES-CFB" c"des-cfb" c"DES-CFB" [] 8 8 1 Cfb Engine::Feedback(Cipher::DesEcb, Feedback::Cfb);
    DesCfb8 657 c"DES-CFB8" c"des-cfb8" c"DES-CFB8" [] 8 8 1 Cfb Engine::Feedback(Cipher::DesEcb, Feedback::Cfb8);
    DesCfb1 656 c"DES-CFB1" c"des-cfb1" c"DES-CFB1" [] 8 8 1 Cfb Engine::Feedback(Cipher::DesEcb, Feedback::Cfb1);
    DesOfb 45 c"DES-OFB" c"des-ofb" c"DES-OFB" [] 8 8 1 Ofb Engine::Feedback(Cipher::DesEcb, Feedback::Ofb);
    Rc4Key40 97 c"RC4-40" c"rc4-40" c"RC4-40" [] 5 0 1 Stream Engine::AwsLc(sys::EVP_rc4);
    Rc2Cbc64 166 c"RC2-64-CBC" c"rc2-64-cbc" c"RC2-64-CBC" ["RC2-64"] 8 8 8 Cbc Engine::AwsLc(sys::EVP_rc2_cbc);
    Rc2Ecb 38 c"RC2-ECB" c"rc2-ecb" c"RC2-ECB" [] 16 0 8 Ecb Engine::Rc2Ecb;
    Rc2Cfb 39 c"RC2-CFB" c"rc2-cfb" c"RC2-CFB" [] 16 8 1 Cfb Engine::Feedback(Cipher::Rc2Cbc, Feedback::Cfb);
    Rc2Ofb 40 c"RC2-OFB" c"rc2-ofb" c"RC2-OFB" [] 16 8 1 Ofb Engine::Feedback(Cipher::Rc2Cbc, Feedback::Ofb);
    BfCbc 91 c"BF-CBC" c"bf-cbc" c"BF-CBC" ["BF", "blowfish"] 16 8 8 Cbc Engine::AwsLc(sys::EVP_bf_cbc);
    BfEcb 92 c"BF-ECB" c"bf-ecb" c"BF-ECB" [] 16 0 8 Ecb Engine::AwsLc(sys::EVP_bf_ecb);
    BfCfb 93 c"BF-CFB" c"bf-cfb" c"BF-CFB" [] 16 8 1 Cfb Engine::Feedback(Cipher::BfEcb, Feedback::Cfb);
    BfOfb 94 c"BF-OFB" c"bf-ofb" c"BF-OFB" [] 16 8 1 Ofb Engine::Feedback(Cipher::BfEcb, Feedback::Ofb);
    Cast5Cbc 108 c"CAST5-CBC" c"cast5-cbc" c"CAST5-CBC" ["CAST", "CAST-cbc"] 16 8 8 Cbc Engine::AwsLc(sys::EVP_cast5_cbc);
    Cast5Ecb 109 c"CAST5-ECB" c"cast5-ecb" c"CAST5-ECB" [] 16 0 8 Ecb Engine::AwsLc(sys::EVP_cast5_ecb);
    Cast5Cfb 110 c"CAST5-CFB" c"cast5-cfb" c"CAST5-CFB" [] 16 8 1 Cfb Engine::Feedback(Cipher::Cast5Ecb, Feedback::Cfb);
    Cast5Ofb 111 c"CAST5-OFB" c"cast5-ofb" c"CAST5-OFB" [] 16 8 1 Ofb Engine::Feedback(Cipher::Cast5Ecb, Feedback::Ofb);
    Des3Wrap 246 c"id-smime-alg-CMS3DESwrap" c"id-smime-alg-CMS3DESwrap" c"DES3-WRAP" ["des3-wrap"] 24 0 8 Wrap Engine::DesWrap;
    Null 0 c"UNDEF" c"undefined" c"NULL" [] 0 0 1 Stream Engine::Null;
};

/// OIDs of the ciphers that encrypted keys name.
static OIDS: &[(&[u8], Cipher)] = &[
    (oid::AES128_CBC, Cipher::Aes128Cbc),
    (oid::AES192_CBC, Cipher::Aes192Cbc),
    (oid::AES256_CBC, Cipher::Aes256Cbc),
    (oid::AES128_ECB, Cipher::Aes128Ecb),
    (oid::AES128_OFB, Cipher::Aes128Ofb),
    (oid::AES128_CFB, Cipher::Aes128Cfb),
    (oid::AES192_ECB, Cipher::Aes192Ecb),
    (oid::AES192_OFB, Cipher::Aes192Ofb),
    (oid::AES192_CFB, Cipher::Aes192Cfb),
    (oid::AES256_ECB, Cipher::Aes256Ecb),
    (oid::AES256_OFB, Cipher::Aes256Ofb),
    (oid::AES256_CFB, Cipher::Aes256Cfb),
    (oid::DES_EDE3_CBC, Cipher::Des3Cbc),
    (oid::DES_CBC, Cipher::DesCbc),
];

impl Cipher {
    /// Every cipher.
    pub fn all() -> impl Iterator<Item = Cipher> {
        ROWS.iter().map(|row| row.cipher)
    }

    fn row(self) -> &'static Row {
        // The table follows the enum (tested).
        &ROWS[self as usize]
    }

    /// aws-lc's description of it, where it has one.
    pub(in crate::crypto) fn raw(self) -> Option<*const sys::EVP_CIPHER> {
        match self.engine() {
            // SAFETY: no preconditions; the result is a static.
            Engine::AwsLc(cipher) => Some(unsafe { cipher() }),
            _ => None,
        }
    }

    /// What computes it.
    pub(super) fn engine(self) -> Engine {
        self.row().engine
    }

    /// The NID of its ciphers for ASN.1 use; 0 for one without an OID.
    pub fn asn1_type(self) -> c_int {
        match self {
            Cipher::Aes128Cfb8 | Cipher::Aes128Cfb1 => Cipher::Aes128Cfb.nid(),
            Cipher::Aes192Cfb8 | Cipher::Aes192Cfb1 => Cipher::Aes192Cfb.nid(),
            Cipher::Aes256Cfb8 | Cipher::Aes256Cfb1 => Cipher::Aes256Cfb.nid(),
            Cipher::Des3Cfb8 | Cipher::Des3Cfb1 => Cipher::Des3Cfb.nid(),
            Cipher::DesCfb8 | Cipher::DesCfb1 => Cipher::DesCfb.nid(),
            Cipher::Rc2Cbc40 | Cipher::Rc2Cbc64 => Cipher::Rc2Cbc.nid(),
            Cipher::Rc4Key40 => Cipher::Rc4.nid(),
            Cipher::ChaCha20 | Cipher::ChaCha20Poly1305 | Cipher::Des2Cbc => 0,
            Cipher::Des3Ecb => 0,
            Cipher::Aes128Ctr | Cipher::Aes192Ctr | Cipher::Aes256Ctr => 0,
            Cipher::Rc2Ecb | Cipher::Rc2Cfb | Cipher::Rc2Ofb | Cipher::Des3Ofb => 0,
            Cipher::Des2Cfb | Cipher::Des2Ofb | Cipher::BfEcb | Cipher::BfCfb => 0,
            Cipher::BfOfb | Cipher::Cast5Ecb | Cipher::Cast5Cfb | Cipher::Cast5Ofb => 0,
            other => other.nid(),
        }
    }

    /// Whether a key may have another length.
    pub fn is_variable(self) -> bool {
        let name = self.short_name().to_bytes();
        [&b"RC"[..], b"BF", b"CAST"].iter().any(|family| name.starts_with(family))
    }

    /// Whether it is DES, however often.
    pub fn is_des(self) -> bool {
        self.short_name().to_bytes().starts_with(b"DES")
    }

    /// OpenSSL's number of it.
    pub fn nid(self) -> c_int {
        self.row().nid
    }

    /// OpenSSL's short name (`id-aes128-GCM`).
    pub fn short_name(self) -> &'static CStr {
        self.row().short
    }

    /// OpenSSL's long name (`aes-128-gcm`).
    pub fn long_name(self) -> &'static CStr {
        self.row().long
    }

    /// The name in OpenSSL 3's providers (`AES-128-GCM`).
    pub fn name(self) -> &'static CStr {
        self.row().name
    }

    /// Other names of it.
    pub fn aliases(self) -> &'static [&'static str] {
        self.row().aliases
    }

    /// The length of a key in bytes.
    pub fn key_len(self) -> usize {
        self.row().key
    }

    /// The length of an initialisation vector in bytes.
    pub fn iv_len(self) -> usize {
        self.row().iv
    }

    /// The length of a block in bytes; 1 for stream modes.
    pub fn block_size(self) -> usize {
        self.row().block
    }

    /// Its mode.
    pub fn mode(self) -> Mode {
        self.row().mode
    }

    /// Whether it works in CBC mode.
    pub fn is_cbc(self) -> bool {
        self.mode() == Mode::Cbc
    }

    /// Whether it authenticates.
    pub fn is_aead(self) -> bool {
        matches!(self.mode(), Mode::Gcm | Mode::Ccm) || self == Cipher::ChaCha20Poly1305
    }

    /// Whether OpenSSL 3 keeps it in its legacy provider.
    pub fn is_legacy(self) -> bool {
        let single = self.is_des() && self.key_len() == 8;
        single || self.is_variable()
    }

    /// The content of its OID, for ciphers that encrypted keys name.
    pub fn oid(self) -> Option<&'static [u8]> {
        OIDS.iter().find(|(_, cipher)| *cipher == self).map(|(oid, _)| *oid)
    }

    /// The cipher of this OID content.
    pub fn from_oid(content: &[u8]) -> Option<Cipher> {
        OIDS.iter().find(|(oid, _)| *oid == content).map(|(_, cipher)| *cipher)
    }

    /// The cipher of this NID; never that which does not encrypt.
    pub fn from_nid(nid: c_int) -> Option<Cipher> {
        ROWS.iter().find(|row| row.nid == nid && nid != 0).map(|row| row.cipher)
    }

    /// The cipher that OpenSSL knows by this name, in any case; never that which
    /// does not encrypt.
    pub fn from_name(name: &[u8]) -> Option<Cipher> {
        let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
        ROWS.iter()
            .filter(|row| row.cipher != Cipher::Null)
            .find(|row| {
                is(row.short.to_bytes())
                    || is(row.long.to_bytes())
                    || is(row.name.to_bytes())
                    || row.aliases.iter().any(|alias| is(alias.as_bytes()))
            })
            .map(|row| row.cipher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_enum() {
        for (i, row) in ROWS.iter().enumerate() {
            assert_eq!(row.cipher as usize, i);
            let Engine::AwsLc(raw) = row.engine else { continue };
            if row.cipher.is_variable() {
                continue;
            }
            // SAFETY: a static description.
            unsafe {
                assert_eq!(sys::EVP_CIPHER_key_length(raw()) as usize, row.key, "{i}");
                if row.mode != Mode::Ccm {
                    assert_eq!(sys::EVP_CIPHER_iv_length(raw()) as usize, row.iv, "{i}");
                }
                assert_eq!(sys::EVP_CIPHER_block_size(raw()) as usize, row.block, "{i}");
            }
        }
    }
}
