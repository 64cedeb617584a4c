//! Message digests.

use super::ffi::{self, owner};
use crate::der::oid;
use crate::err::Result;
use blake2::Digest as _;
use std::ffi::{CStr, c_int};

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the algorithms' own")]
pub enum Md {
    Md4,
    Md5,
    /// MD5 and SHA-1 side by side, as TLS 1.1 and older signed.
    Md5Sha1,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Ripemd160,
    Blake2b512,
    Blake2s256,
    Sm3,
}

/// The facts about one algorithm.
struct Row {
    md: Md,
    nid: c_int,
    /// OpenSSL's short name, then the name OpenSSL 3's providers use.
    short: &'static CStr,
    name: &'static CStr,
    /// Other names `EVP_get_digestbyname` and `EVP_MD_fetch` know.
    aliases: &'static [&'static str],
    size: usize,
    block: usize,
    oid: &'static [u8],
}

macro_rules! rows {
    ($($md:ident $nid:literal $short:literal $name:literal [$($alias:literal),*] $size:literal $block:literal $oid:expr;)*) => {
        &[$(Row { md: Md::$md, nid: $nid, short: $short, name: $name, aliases: &[$($alias),*], size: $size, block: $block, oid: $oid }),*]
    };
}

/// Every algorithm, in the order of the enum.
static ROWS: &[Row] = rows! {
    Md4 257 c"MD4" c"MD4" ["md4"] 16 64 oid::MD4;
    Md5 4 c"MD5" c"MD5" ["md5", "ssl3-md5", "SSL3-MD5"] 16 64 oid::MD5;
    Md5Sha1 114 c"MD5-SHA1" c"MD5-SHA1" ["md5-sha1"] 36 64 b"";
    Sha1 64 c"SHA1" c"SHA1" ["SHA-1", "SSL3-SHA1", "ssl3-sha1", "sha1"] 20 64 oid::SHA1;
    Sha224 675 c"SHA224" c"SHA2-224" ["SHA-224", "sha224"] 28 64 oid::SHA224;
    Sha256 672 c"SHA256" c"SHA2-256" ["SHA-256", "sha256"] 32 64 oid::SHA256;
    Sha384 673 c"SHA384" c"SHA2-384" ["SHA-384", "sha384"] 48 128 oid::SHA384;
    Sha512 674 c"SHA512" c"SHA2-512" ["SHA-512", "sha512"] 64 128 oid::SHA512;
    Sha512_224 1094 c"SHA512-224" c"SHA2-512/224" ["SHA-512/224", "sha512-224"] 28 128 oid::SHA512_224;
    Sha512_256 1095 c"SHA512-256" c"SHA2-512/256" ["SHA-512/256", "sha512-256"] 32 128 oid::SHA512_256;
    Sha3_224 1096 c"SHA3-224" c"SHA3-224" ["sha3-224"] 28 144 oid::SHA3_224;
    Sha3_256 1097 c"SHA3-256" c"SHA3-256" ["sha3-256"] 32 136 oid::SHA3_256;
    Sha3_384 1098 c"SHA3-384" c"SHA3-384" ["sha3-384"] 48 104 oid::SHA3_384;
    Sha3_512 1099 c"SHA3-512" c"SHA3-512" ["sha3-512"] 64 72 oid::SHA3_512;
    Shake128 1100 c"SHAKE128" c"SHAKE-128" ["shake128"] 16 168 oid::SHAKE128;
    Shake256 1101 c"SHAKE256" c"SHAKE-256" ["shake256"] 32 136 oid::SHAKE256;
    Ripemd160 117 c"RIPEMD160" c"RIPEMD-160" ["ripemd160", "RIPEMD", "ripemd", "RMD160", "rmd160"] 20 64 oid::RIPEMD160;
    Blake2b512 1056 c"BLAKE2b512" c"BLAKE2B-512" ["blake2b512"] 64 128 oid::BLAKE2B512;
    Blake2s256 1057 c"BLAKE2s256" c"BLAKE2S-256" ["blake2s256"] 32 64 oid::BLAKE2S256;
    Sm3 1143 c"SM3" c"SM3" ["sm3"] 32 64 oid::SM3;
};

/// The longest digest.
pub const MAX_SIZE: usize = 64;

impl Md {
    /// Every algorithm.
    pub fn all() -> impl Iterator<Item = Md> {
        ROWS.iter().map(|row| row.md)
    }

    fn row(self) -> &'static Row {
        // The table follows the enum (tested).
        &ROWS[self as usize]
    }

    /// The length of a digest in bytes.
    pub fn size(self) -> usize {
        self.row().size
    }

    /// The length of an input block in bytes.
    pub fn block_size(self) -> usize {
        self.row().block
    }

    /// OpenSSL's number of it.
    pub fn nid(self) -> c_int {
        self.row().nid
    }

    /// OpenSSL's short name (`SHA256`).
    pub fn short_name(self) -> &'static CStr {
        self.row().short
    }

    /// The name in OpenSSL 3's providers (`SHA2-256`).
    pub fn name(self) -> &'static CStr {
        self.row().name
    }

    /// The content of its OID; empty if it has none.
    pub fn oid(self) -> &'static [u8] {
        self.row().oid
    }

    /// Whether any length of output can be asked for.
    pub fn is_xof(self) -> bool {
        matches!(self, Md::Shake128 | Md::Shake256)
    }

    /// The algorithm of this NID.
    pub fn from_nid(nid: c_int) -> Option<Md> {
        ROWS.iter().find(|row| row.nid == nid).map(|row| row.md)
    }

    /// The algorithm of this OID content.
    pub fn from_oid(content: &[u8]) -> Option<Md> {
        ROWS.iter().find(|row| !content.is_empty() && row.oid == content).map(|row| row.md)
    }

    /// The algorithm that OpenSSL knows by this name, in any case.
    pub fn from_name(name: &[u8]) -> Option<Md> {
        let is = |known: &[u8]| known.eq_ignore_ascii_case(name);
        ROWS.iter()
            .find(|row| {
                is(row.short.to_bytes())
                    || is(row.name.to_bytes())
                    || row.aliases.iter().any(|alias| is(alias.as_bytes()))
            })
            .map(|row| row.md)
    }

    /// Every name that OpenSSL 3's providers know it by.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let row = self.row();
        row.name.to_str().into_iter().chain(row.aliases.iter().copied())
    }

    /// aws-lc's description of it, where it has one.
    pub(super) fn raw(self) -> Option<*const aws_lc_sys::EVP_MD> {
        // SAFETY: these functions have no preconditions and return statics.
        let raw = unsafe {
            match self {
                Md::Md4 => aws_lc_sys::EVP_md4(),
                Md::Md5 => aws_lc_sys::EVP_md5(),
                Md::Md5Sha1 => aws_lc_sys::EVP_md5_sha1(),
                Md::Sha1 => aws_lc_sys::EVP_sha1(),
                Md::Sha224 => aws_lc_sys::EVP_sha224(),
                Md::Sha256 => aws_lc_sys::EVP_sha256(),
                Md::Sha384 => aws_lc_sys::EVP_sha384(),
                Md::Sha512 => aws_lc_sys::EVP_sha512(),
                Md::Sha512_224 => aws_lc_sys::EVP_sha512_224(),
                Md::Sha512_256 => aws_lc_sys::EVP_sha512_256(),
                Md::Sha3_224 => aws_lc_sys::EVP_sha3_224(),
                Md::Sha3_256 => aws_lc_sys::EVP_sha3_256(),
                Md::Sha3_384 => aws_lc_sys::EVP_sha3_384(),
                Md::Sha3_512 => aws_lc_sys::EVP_sha3_512(),
                Md::Shake128 => aws_lc_sys::EVP_shake128(),
                Md::Shake256 => aws_lc_sys::EVP_shake256(),
                Md::Ripemd160 => aws_lc_sys::EVP_ripemd160(),
                Md::Blake2b512 | Md::Blake2s256 | Md::Sm3 => return None,
            }
        };
        Some(raw)
    }
}

/// The output of a digest.
#[derive(Clone, Copy)]
pub struct Digest {
    bytes: [u8; MAX_SIZE],
    len: usize,
}

impl std::ops::Deref for Digest {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

owner! {
    /// aws-lc's digest state.
    Context, EVP_MD_CTX, EVP_MD_CTX_free
}

/// What computes a digest.
enum State {
    AwsLc(Context),
    Blake2b(Box<blake2::Blake2b512>),
    Blake2s(Box<blake2::Blake2s256>),
    Sm3(Box<sm3::Sm3>),
}

/// A digest being computed.
pub struct Hasher {
    state: State,
    md: Md,
}

// SAFETY: `&Hasher` only reads: copying a state is a read for aws-lc.
unsafe impl Sync for Hasher {}

impl Hasher {
    /// Starts a digest.
    #[track_caller]
    pub fn new(md: Md) -> Result<Hasher> {
        let state = match md {
            Md::Blake2b512 => State::Blake2b(Box::default()),
            Md::Blake2s256 => State::Blake2s(Box::default()),
            Md::Sm3 => State::Sm3(Box::default()),
            // SAFETY: no preconditions; the result is owned.
            _ => State::AwsLc(Context::own(unsafe { aws_lc_sys::EVP_MD_CTX_new() })?),
        };
        let mut hasher = Hasher { state, md };
        hasher.restart()?;
        Ok(hasher)
    }

    /// Forgets the input so far.
    #[track_caller]
    pub fn restart(&mut self) -> Result<()> {
        match &mut self.state {
            State::AwsLc(context) => {
                let raw = self.md.raw().ok_or_else(ffi::failed)?;
                // SAFETY: the context is live and the algorithm is a static.
                ffi::ok(unsafe {
                    aws_lc_sys::EVP_DigestInit_ex(context.raw(), raw, std::ptr::null_mut())
                })
            }
            State::Blake2b(state) => {
                **state = Default::default();
                Ok(())
            }
            State::Blake2s(state) => {
                **state = Default::default();
                Ok(())
            }
            State::Sm3(state) => {
                **state = Default::default();
                Ok(())
            }
        }
    }

    /// Its algorithm.
    pub fn md(&self) -> Md {
        self.md
    }

    /// Adds input.
    #[track_caller]
    pub fn update(&mut self, data: &[u8]) -> Result<()> {
        match &mut self.state {
            State::AwsLc(context) => {
                // SAFETY: pointer and length are those of a slice.
                return ffi::ok(unsafe {
                    aws_lc_sys::EVP_DigestUpdate(context.raw(), data.as_ptr().cast(), data.len())
                });
            }
            State::Blake2b(state) => state.update(data),
            State::Blake2s(state) => state.update(data),
            State::Sm3(state) => state.update(data),
        }
        Ok(())
    }

    /// The digest. The state must be restarted before more input.
    #[track_caller]
    pub fn finish(&mut self) -> Result<Digest> {
        let mut digest = Digest { bytes: [0; MAX_SIZE], len: self.md.size() };
        if self.md.is_xof() {
            self.finish_xof(&mut digest.bytes[..digest.len])?;
            return Ok(digest);
        }
        let place = &mut digest.bytes[..digest.len];
        match &mut self.state {
            State::AwsLc(context) => {
                let mut len = 0;
                // SAFETY: no digest is longer than MAX_SIZE.
                ffi::ok(unsafe {
                    aws_lc_sys::EVP_DigestFinal_ex(
                        context.raw(),
                        digest.bytes.as_mut_ptr(),
                        &mut len,
                    )
                })?;
            }
            State::Blake2b(state) => {
                place.copy_from_slice(&std::mem::take(&mut **state).finalize());
            }
            State::Blake2s(state) => {
                place.copy_from_slice(&std::mem::take(&mut **state).finalize());
            }
            State::Sm3(state) => {
                place.copy_from_slice(&std::mem::take(&mut **state).finalize());
            }
        }
        Ok(digest)
    }

    /// `len` bytes, [`MAX_SIZE`] at most, of an algorithm that
    /// [`Md::is_xof`].
    #[track_caller]
    pub fn finish_short(&mut self, len: usize) -> Result<Digest> {
        let mut digest = Digest { bytes: [0; MAX_SIZE], len: len.min(MAX_SIZE) };
        self.finish_xof(&mut digest.bytes[..digest.len])?;
        Ok(digest)
    }

    /// As many bytes as `out` holds, of an algorithm that [`Md::is_xof`].
    #[track_caller]
    pub fn finish_xof(&mut self, out: &mut [u8]) -> Result<()> {
        let State::AwsLc(context) = &self.state else { return Err(ffi::failed()) };
        // SAFETY: pointer and length are those of a slice.
        ffi::ok(unsafe {
            aws_lc_sys::EVP_DigestFinalXOF(context.raw(), out.as_mut_ptr(), out.len())
        })
    }

    /// A copy with the same input so far.
    #[track_caller]
    pub fn try_clone(&self) -> Result<Hasher> {
        let state = match &self.state {
            State::AwsLc(context) => {
                // SAFETY: no preconditions; the result is owned.
                let copy = Context::own(unsafe { aws_lc_sys::EVP_MD_CTX_new() })?;
                // SAFETY: both contexts are live.
                ffi::ok(unsafe { aws_lc_sys::EVP_MD_CTX_copy_ex(copy.raw(), context.raw()) })?;
                State::AwsLc(copy)
            }
            State::Blake2b(state) => State::Blake2b(state.clone()),
            State::Blake2s(state) => State::Blake2s(state.clone()),
            State::Sm3(state) => State::Sm3(state.clone()),
        };
        Ok(Hasher { state, md: self.md })
    }
}

/// The digest of `data`.
#[track_caller]
pub fn digest(md: Md, data: &[u8]) -> Result<Digest> {
    let mut hasher = Hasher::new(md)?;
    hasher.update(data)?;
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_enum() {
        for (i, row) in ROWS.iter().enumerate() {
            assert_eq!(row.md as usize, i);
            let Some(raw) = row.md.raw() else { continue };
            // SAFETY: a static description.
            let (size, block) =
                unsafe { (aws_lc_sys::EVP_MD_size(raw), aws_lc_sys::EVP_MD_block_size(raw)) };
            if !row.md.is_xof() {
                assert_eq!(size, row.size, "{:?}", row.md);
            }
            assert_eq!(block, row.block, "{:?}", row.md);
        }
    }

    #[test]
    fn known_answers() {
        let hex = |d: &[u8]| d.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(hex(&digest(Md::Md5, b"").unwrap()), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(
            hex(&digest(Md::Sha256, b"abc").unwrap()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(Md::from_name(b"sha2-256"), Some(Md::Sha256));
    }
}
