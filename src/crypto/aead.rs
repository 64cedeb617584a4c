//! The authenticated ciphers of TLS records.

use aws_lc_sys as lc;
use std::ptr::NonNull;

/// The length of every cipher's nonce.
pub const NONCE_LEN: usize = 12;
/// The length of every cipher's tag.
pub const TAG_LEN: usize = 16;

/// A cipher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// AES-GCM with a 128-bit key.
    Aes128Gcm,
    /// AES-GCM with a 256-bit key.
    Aes256Gcm,
    /// ChaCha20-Poly1305.
    ChaCha20Poly1305,
}

/// A cipher with its key; wiped when dropped.
#[derive(Debug)]
pub struct Key(NonNull<lc::EVP_AEAD_CTX>);

// SAFETY: the context is heap memory without ties to a thread.
unsafe impl Send for Key {}
// SAFETY: sealing and opening only read the context.
unsafe impl Sync for Key {}

impl Drop for Key {
    fn drop(&mut self) {
        // SAFETY: the context came from EVP_AEAD_CTX_new; aws-lc wipes it.
        unsafe { lc::EVP_AEAD_CTX_free(self.0.as_ptr()) }
    }
}

impl Key {
    /// A cipher keyed with `key`; `None` if the length is wrong.
    pub fn new(cipher: Cipher, key: &[u8]) -> Option<Key> {
        // SAFETY: the accessors return static tables, and the key is read for
        // its length.
        let context = unsafe {
            let aead = match cipher {
                Cipher::Aes128Gcm => lc::EVP_aead_aes_128_gcm(),
                Cipher::Aes256Gcm => lc::EVP_aead_aes_256_gcm(),
                Cipher::ChaCha20Poly1305 => lc::EVP_aead_chacha20_poly1305(),
            };
            lc::EVP_AEAD_CTX_new(aead, key.as_ptr(), key.len(), TAG_LEN)
        };
        let key = NonNull::new(context).map(Key);
        if key.is_none() {
            // SAFETY: clears the calling thread's own aws-lc error queue.
            unsafe { lc::ERR_clear_error() };
        }
        key
    }

    /// Encrypts `plain` followed by `tail` into `out`, which is as long as
    /// both and the tag; false if it is not.
    #[must_use]
    pub fn seal(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        plain: &[u8],
        tail: &[u8],
        out: &mut [u8],
    ) -> bool {
        if plain.len() + tail.len() + TAG_LEN != out.len() {
            return false;
        }
        let (body, tag) = out.split_at_mut(plain.len());
        let mut tag_len = 0;
        // SAFETY: `out` cannot overlap the inputs, being borrowed mutably;
        // all lengths are those of the slices, and `tag` has room for the
        // tail and the tag.
        let done = unsafe {
            lc::EVP_AEAD_CTX_seal_scatter(
                self.0.as_ptr(),
                body.as_mut_ptr(),
                tag.as_mut_ptr(),
                &mut tag_len,
                tag.len(),
                nonce.as_ptr(),
                nonce.len(),
                plain.as_ptr(),
                plain.len(),
                tail.as_ptr(),
                tail.len(),
                aad.as_ptr(),
                aad.len(),
            )
        };
        done == 1 && tag_len == tag.len()
    }

    /// Decrypts `sealed` (with its tag) into `out`, which is at least as long
    /// as the plaintext; returns that length, or `None` if the tag is wrong.
    #[must_use]
    pub fn open(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        sealed: &[u8],
        out: &mut [u8],
    ) -> Option<usize> {
        // SAFETY: `out` cannot overlap `sealed`, and both lengths are right.
        unsafe { self.open_raw(nonce, aad, sealed.as_ptr(), sealed.len(), out) }
    }

    /// Decrypts in place: the plaintext is the front of `sealed` then.
    #[must_use]
    pub fn open_in_place(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        sealed: &mut [u8],
    ) -> Option<usize> {
        let (start, len) = (sealed.as_ptr(), sealed.len());
        // SAFETY: input and output are the very same buffer, which
        // EVP_AEAD_CTX_open allows.
        unsafe { self.open_raw(nonce, aad, start, len, sealed) }
    }

    /// # Safety
    /// `input` is readable for `len` bytes and either is `out`'s start or
    /// does not overlap it.
    unsafe fn open_raw(
        &self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        input: *const u8,
        len: usize,
        out: &mut [u8],
    ) -> Option<usize> {
        let mut written = 0;
        // SAFETY: the caller's promise, and the lengths of the slices.
        let done = unsafe {
            lc::EVP_AEAD_CTX_open(
                self.0.as_ptr(),
                out.as_mut_ptr(),
                &mut written,
                out.len(),
                nonce.as_ptr(),
                nonce.len(),
                input,
                len,
                aad.as_ptr(),
                aad.len(),
            )
        };
        if done != 1 {
            // SAFETY: clears the calling thread's own aws-lc error queue.
            unsafe { lc::ERR_clear_error() };
            return None;
        }
        (written <= out.len()).then_some(written)
    }
}

/// An AES-GCM key that opens into two places; wiped when dropped.
#[derive(Debug)]
pub struct SplitKey(NonNull<lc::EVP_CIPHER_CTX>);

// SAFETY: the context is heap memory without ties to a thread.
unsafe impl Send for SplitKey {}
// SAFETY: a shared reference allows nothing.
unsafe impl Sync for SplitKey {}

impl Drop for SplitKey {
    fn drop(&mut self) {
        // SAFETY: the context came from EVP_CIPHER_CTX_new; aws-lc wipes it.
        unsafe { lc::EVP_CIPHER_CTX_free(self.0.as_ptr()) }
    }
}

impl SplitKey {
    /// AES-GCM keyed with `key`; `None` for another cipher or a wrong length.
    pub fn new(cipher: Cipher, key: &[u8]) -> Option<SplitKey> {
        // SAFETY: the accessors return static tables.
        let table = unsafe {
            match (cipher, key.len()) {
                (Cipher::Aes128Gcm, 16) => lc::EVP_aes_128_gcm(),
                (Cipher::Aes256Gcm, 32) => lc::EVP_aes_256_gcm(),
                _ => return None,
            }
        };
        // SAFETY: allocates a context.
        let context = SplitKey(NonNull::new(unsafe { lc::EVP_CIPHER_CTX_new() })?);
        // SAFETY: the context is ours, the key as long as the cipher's, and
        // the nonce comes later.
        let done = unsafe {
            lc::EVP_DecryptInit_ex(
                context.0.as_ptr(),
                table,
                std::ptr::null_mut(),
                key.as_ptr(),
                std::ptr::null(),
            )
        };
        (done == 1).then_some(context)
    }

    /// Decrypts `sealed` (with its tag) into `first`, and what does not fit
    /// there into `rest`, which together are as long as the plaintext; false,
    /// and both wiped, if the tag is wrong.
    #[must_use]
    pub fn open(
        &mut self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        sealed: &[u8],
        first: &mut [u8],
        rest: &mut [u8],
    ) -> bool {
        let opened = self.try_open(nonce, aad, sealed, first, rest).is_some();
        if !opened {
            // What could not be authenticated is not to be seen.
            first.fill(0);
            rest.fill(0);
            // SAFETY: clears the calling thread's own aws-lc error queue.
            unsafe { lc::ERR_clear_error() };
        }
        opened
    }

    fn try_open(
        &mut self,
        nonce: &[u8; NONCE_LEN],
        aad: &[u8],
        sealed: &[u8],
        first: &mut [u8],
        rest: &mut [u8],
    ) -> Option<()> {
        let (body, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_LEN)?)?;
        let (one, two) = body.split_at_checked(first.len())?;
        if two.len() != rest.len() {
            return None;
        }
        let context = self.0.as_ptr();
        // SAFETY: the nonce has the length that is GCM's own.
        let begun = unsafe {
            lc::EVP_DecryptInit_ex(
                context,
                std::ptr::null(),
                std::ptr::null_mut(),
                std::ptr::null(),
                nonce.as_ptr(),
            )
        };
        let step = |input: &[u8], output: *mut u8| {
            let (wanted, mut len) = (i32::try_from(input.len()).ok()?, 0);
            // SAFETY: `output` is NULL for additional data, or has room for
            // as much as the input, which it does not overlap.
            let done =
                unsafe { lc::EVP_DecryptUpdate(context, output, &mut len, input.as_ptr(), wanted) };
            (done == 1 && len == wanted).then_some(())
        };
        (begun == 1).then_some(())?;
        step(aad, std::ptr::null_mut())?;
        step(one, first.as_mut_ptr())?;
        step(two, rest.as_mut_ptr())?;
        let (mut len, size) = (0, i32::try_from(TAG_LEN).ok()?);
        // SAFETY: the tag is read for its length; nothing is written at the
        // end of a stream cipher.
        let done = unsafe {
            lc::EVP_CIPHER_CTX_ctrl(
                context,
                lc::EVP_CTRL_AEAD_SET_TAG,
                size,
                tag.as_ptr().cast_mut().cast(),
            ) == 1
                && lc::EVP_DecryptFinal_ex(context, rest.as_mut_ptr(), &mut len) == 1
        };
        (done && len == 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(Cipher, usize); 3] =
        [(Cipher::Aes128Gcm, 16), (Cipher::Aes256Gcm, 32), (Cipher::ChaCha20Poly1305, 32)];

    #[test]
    fn seal_and_open_are_inverse_and_flips_are_seen() {
        for (cipher, len) in ALL {
            let key = Key::new(cipher, &vec![7; len]).unwrap();
            let mut out = vec![0; 5 + 1 + TAG_LEN];
            assert!(key.seal(&[1; 12], b"aad", b"hello", &[23], &mut out));
            let mut plain = [0; 6];
            assert_eq!(key.open(&[1; 12], b"aad", &out, &mut plain), Some(6));
            assert_eq!(&plain, b"hello\x17");
            for at in 0..out.len() {
                let mut bad = out.clone();
                bad[at] ^= 1;
                assert_eq!(key.open_in_place(&[1; 12], b"aad", &mut bad), None);
            }
            assert_eq!(key.open_in_place(&[1; 12], b"aad", &mut out), Some(6));
        }
    }

    #[test]
    fn opening_into_two_places_is_the_same_and_flips_are_seen() {
        for (cipher, len) in ALL.into_iter().take(2) {
            let key = Key::new(cipher, &vec![7; len]).unwrap();
            let mut split = SplitKey::new(cipher, &vec![7; len]).unwrap();
            for size in [0, 1, 15, 16, 17, 100, 16384] {
                let plain: Vec<u8> = (0..size).map(|i| i as u8).collect();
                let mut sealed = vec![0; size + 1 + TAG_LEN];
                assert!(key.seal(&[1; 12], b"aad", &plain, &[23], &mut sealed));
                let (mut first, mut rest) = (vec![9; size], [9]);
                assert!(split.open(&[1; 12], b"aad", &sealed, &mut first, &mut rest));
                assert_eq!((&first, rest), (&plain, [23]));
                for at in (0..sealed.len()).step_by(1 + size / 40) {
                    let mut bad = sealed.clone();
                    bad[at] ^= 1;
                    assert!(!split.open(&[1; 12], b"aad", &bad, &mut first, &mut rest));
                    assert!(first.iter().all(|&byte| byte == 0) && rest == [0]);
                }
                assert!(!split.open(&[2; 12], b"aad", &sealed, &mut first, &mut rest));
                assert!(!split.open(&[1; 12], b"aaX", &sealed, &mut first, &mut rest));
                assert!(!split.open(&[1; 12], b"aad", &sealed[1..], &mut first, &mut rest));
                assert!(!split.open(&[1; 12], b"aad", &[], &mut first, &mut rest));
            }
        }
        assert!(SplitKey::new(Cipher::ChaCha20Poly1305, &[7; 32]).is_none());
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused() {
        for (cipher, len) in ALL {
            assert!(Key::new(cipher, &vec![7; len - 1]).is_none());
            assert!(SplitKey::new(cipher, &vec![7; len - 1]).is_none());
        }
    }

    /// NIST's AES-GCM test case 4 without its AAD shortened: GCM spec, key
    /// feffe992…, 60 bytes of plaintext.
    #[test]
    fn known_answer() {
        fn hex(text: &str) -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
                .collect()
        }
        let key = Key::new(Cipher::Aes128Gcm, &hex("feffe9928665731c6d6a8f9467308308")).unwrap();
        let plain = hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let nonce: [u8; 12] = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let mut out = vec![0; plain.len() + TAG_LEN];
        assert!(key.seal(&nonce, &aad, &plain, &[], &mut out));
        assert_eq!(
            out,
            hex(
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47"
            )
        );
    }
}
