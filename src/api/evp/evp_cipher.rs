//! `EVP_CIPHER_…`: ciphers and their contexts.

use super::fetched::query;
use crate::abi::arg::Arg;
use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, OutBuf, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_cipher::{Cipher, EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::names;
use std::ffi::{c_char, c_int, c_uchar, c_ulong, c_void};

crate::c_memory_handle!(crate::obj::evp_cipher::EVP_CIPHER_CTX);

/// Declares the functions that lend a cipher.
macro_rules! ciphers {
    ($($(#[$doc:meta])* $name:ident = $cipher:ident;)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        pub extern "C" fn $name() -> LendConst<EVP_CIPHER> {
            LendConst::new(EVP_CIPHER::of(Cipher::$cipher))
        }
    )*};
}

ciphers! {
    /// AES-128 in ECB mode.
    EVP_aes_128_ecb = Aes128Ecb;
    /// AES-128 in CBC mode.
    EVP_aes_128_cbc = Aes128Cbc;
    /// AES-128 in CTR mode.
    EVP_aes_128_ctr = Aes128Ctr;
    /// AES-128 in OFB mode.
    EVP_aes_128_ofb = Aes128Ofb;
    /// AES-128 in CFB mode of whole blocks.
    EVP_aes_128_cfb128 = Aes128Cfb;
    /// AES-128 in CFB mode of bytes.
    EVP_aes_128_cfb8 = Aes128Cfb8;
    /// AES-128 in GCM mode.
    EVP_aes_128_gcm = Aes128Gcm;
    /// AES-128 in CCM mode.
    EVP_aes_128_ccm = Aes128Ccm;
    /// AES-192 in ECB mode.
    EVP_aes_192_ecb = Aes192Ecb;
    /// AES-192 in CBC mode.
    EVP_aes_192_cbc = Aes192Cbc;
    /// AES-192 in CTR mode.
    EVP_aes_192_ctr = Aes192Ctr;
    /// AES-192 in OFB mode.
    EVP_aes_192_ofb = Aes192Ofb;
    /// AES-192 in CFB mode of whole blocks.
    EVP_aes_192_cfb128 = Aes192Cfb;
    /// AES-192 in CFB mode of bytes.
    EVP_aes_192_cfb8 = Aes192Cfb8;
    /// AES-192 in GCM mode.
    EVP_aes_192_gcm = Aes192Gcm;
    /// AES-192 in CCM mode.
    EVP_aes_192_ccm = Aes192Ccm;
    /// AES-256 in ECB mode.
    EVP_aes_256_ecb = Aes256Ecb;
    /// AES-256 in CBC mode.
    EVP_aes_256_cbc = Aes256Cbc;
    /// AES-256 in CTR mode.
    EVP_aes_256_ctr = Aes256Ctr;
    /// AES-256 in OFB mode.
    EVP_aes_256_ofb = Aes256Ofb;
    /// AES-256 in CFB mode of whole blocks.
    EVP_aes_256_cfb128 = Aes256Cfb;
    /// AES-256 in CFB mode of bytes.
    EVP_aes_256_cfb8 = Aes256Cfb8;
    /// AES-256 in GCM mode.
    EVP_aes_256_gcm = Aes256Gcm;
    /// AES-256 in CCM mode.
    EVP_aes_256_ccm = Aes256Ccm;
    /// AES-256 in XTS mode.
    EVP_aes_256_xts = Aes256Xts;
    /// Triple DES with three keys in CBC mode.
    EVP_des_ede3_cbc = Des3Cbc;
    /// Triple DES with three keys in ECB mode.
    EVP_des_ede3_ecb = Des3Ecb;
    /// Triple DES with three keys in ECB mode.
    EVP_des_ede3 = Des3Ecb;
    /// Triple DES with two keys in CBC mode.
    EVP_des_ede_cbc = Des2Cbc;
    /// Triple DES with two keys in ECB mode.
    EVP_des_ede = Des2Ecb;
    /// DES in CBC mode, which only the legacy provider can compute.
    EVP_des_cbc = DesCbc;
    /// DES in ECB mode, which only the legacy provider can compute.
    EVP_des_ecb = DesEcb;
    /// ChaCha20.
    EVP_chacha20 = ChaCha20;
    /// ChaCha20-Poly1305.
    EVP_chacha20_poly1305 = ChaCha20Poly1305;
    /// RC4, which only the legacy provider can compute.
    EVP_rc4 = Rc4;
    /// RC2 in CBC mode, which only the legacy provider can compute.
    EVP_rc2_cbc = Rc2Cbc;
    /// RC2 with 40 bits in CBC mode, which only the legacy provider can compute.
    EVP_rc2_40_cbc = Rc2Cbc40;
    /// AES-128 in CFB mode of bits.
    EVP_aes_128_cfb1 = Aes128Cfb1;
    /// AES-192 in CFB mode of bits.
    EVP_aes_192_cfb1 = Aes192Cfb1;
    /// AES-256 in CFB mode of bits.
    EVP_aes_256_cfb1 = Aes256Cfb1;
    /// AES-128 in XTS mode.
    EVP_aes_128_xts = Aes128Xts;
    /// AES-128 key wrap (RFC 3394).
    EVP_aes_128_wrap = Aes128Wrap;
    /// AES-128 key wrap with padding (RFC 5649).
    EVP_aes_128_wrap_pad = Aes128WrapPad;
    /// AES-192 key wrap (RFC 3394).
    EVP_aes_192_wrap = Aes192Wrap;
    /// AES-192 key wrap with padding (RFC 5649).
    EVP_aes_192_wrap_pad = Aes192WrapPad;
    /// AES-256 key wrap (RFC 3394).
    EVP_aes_256_wrap = Aes256Wrap;
    /// AES-256 key wrap with padding (RFC 5649).
    EVP_aes_256_wrap_pad = Aes256WrapPad;
    /// Triple DES with three keys in CFB mode of whole blocks.
    EVP_des_ede3_cfb64 = Des3Cfb;
    /// Triple DES with three keys in CFB mode of bytes.
    EVP_des_ede3_cfb8 = Des3Cfb8;
    /// Triple DES with three keys in CFB mode of bits.
    EVP_des_ede3_cfb1 = Des3Cfb1;
    /// Key wrapping with triple DES (RFC 3217).
    EVP_des_ede3_wrap = Des3Wrap;
    /// Triple DES with three keys in OFB mode.
    EVP_des_ede3_ofb = Des3Ofb;
    /// Triple DES with two keys in ECB mode.
    EVP_des_ede_ecb = Des2Ecb;
    /// Triple DES with two keys in CFB mode of whole blocks.
    EVP_des_ede_cfb64 = Des2Cfb;
    /// Triple DES with two keys in OFB mode.
    EVP_des_ede_ofb = Des2Ofb;
    /// DES in CFB mode of whole blocks, by the legacy provider alone.
    EVP_des_cfb64 = DesCfb;
    /// DES in CFB mode of bytes, by the legacy provider alone.
    EVP_des_cfb8 = DesCfb8;
    /// DES in CFB mode of bits, by the legacy provider alone.
    EVP_des_cfb1 = DesCfb1;
    /// DES in OFB mode, by the legacy provider alone.
    EVP_des_ofb = DesOfb;
    /// RC4 with 40 bits, by the legacy provider alone.
    EVP_rc4_40 = Rc4Key40;
    /// RC2 with 64 bits in CBC mode, by the legacy provider alone.
    EVP_rc2_64_cbc = Rc2Cbc64;
    /// RC2 in ECB mode, by the legacy provider alone.
    EVP_rc2_ecb = Rc2Ecb;
    /// RC2 in CFB mode, by the legacy provider alone.
    EVP_rc2_cfb64 = Rc2Cfb;
    /// RC2 in OFB mode, by the legacy provider alone.
    EVP_rc2_ofb = Rc2Ofb;
    /// Blowfish in CBC mode, by the legacy provider alone.
    EVP_bf_cbc = BfCbc;
    /// Blowfish in ECB mode, by the legacy provider alone.
    EVP_bf_ecb = BfEcb;
    /// Blowfish in CFB mode, by the legacy provider alone.
    EVP_bf_cfb64 = BfCfb;
    /// Blowfish in OFB mode, by the legacy provider alone.
    EVP_bf_ofb = BfOfb;
    /// CAST5 in CBC mode, by the legacy provider alone.
    EVP_cast5_cbc = Cast5Cbc;
    /// CAST5 in ECB mode, by the legacy provider alone.
    EVP_cast5_ecb = Cast5Ecb;
    /// CAST5 in CFB mode, by the legacy provider alone.
    EVP_cast5_cfb64 = Cast5Cfb;
    /// CAST5 in OFB mode, by the legacy provider alone.
    EVP_cast5_ofb = Cast5Ofb;
    /// No encryption: text goes through as it is.
    EVP_enc_null = Null;
}

/// The static cipher that C's pointer means.
pub(in crate::api) fn known(cipher: &In<EVP_CIPHER>) -> Option<&'static EVP_CIPHER> {
    let cipher = cipher.opt()?;
    EVP_CIPHER::all(cipher.is_fetched()).iter().find(|known| *known == cipher)
}

fn int(value: usize) -> c_int {
    value.try_into().unwrap_or(0)
}

/// Finds a cipher by its name, in any case.
///
/// Returns: NULL for an unknown one.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_get_cipherbyname(name: Str) -> LendConst<EVP_CIPHER> {
    quiet(LendConst::null(), || {
        if let Some(cipher) = EVP_CIPHER::by_name(name.bytes()?) {
            return Ok(LendConst::new(cipher));
        }
        let named = names::get(name.get()?, names::CIPHER);
        Ok(named.map_or(LendConst::null(), |c| LendConst::from_ptr(c.0.cast_const().cast())))
    })
}

/// Fetches a cipher by its name.
///
/// Returns: NULL for an unknown one.
/// Errors: `ERR_R_UNSUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_fetch(
    ctx: Mut<OSSL_LIB_CTX>,
    algorithm: Str,
    properties: Str,
) -> Lend<EVP_CIPHER> {
    entry(Lend::null(), || {
        let query = query(&ctx, &properties)?;
        Ok(Lend::new(EVP_CIPHER::fetch_with(algorithm.bytes()?, &query)?))
    })
}

/// Takes one more share of a cipher; they are all static.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_up_ref(cipher: Mut<EVP_CIPHER>) -> c_int {
    quiet(0, || cipher.get().map(|_| 1))
}

/// Gives up a share of a cipher; they are all static.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_free(_cipher: Mut<EVP_CIPHER>) {}

/// The NID of a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_nid(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(cipher.get()?.cipher().nid()))
}

/// The NID of a cipher for ASN.1 use: 0 for ciphers that have no OID.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_type(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(cipher.get()?.cipher().asn1_type()))
}

/// The name of a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get0_name(cipher: In<EVP_CIPHER>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::cstr(cipher.get()?.name())))
}

/// Whether a cipher has this name.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_is_a(cipher: In<EVP_CIPHER>, name: Str) -> c_int {
    quiet(0, || Ok(cipher.get()?.is_a(name.bytes()?).into()))
}

/// The length of a block in bytes; 1 for stream modes.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_block_size(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(int(cipher.get()?.cipher().block_size())))
}

/// The length of a key in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_key_length(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(int(cipher.get()?.cipher().key_len())))
}

/// The length of an initialisation vector in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_iv_length(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(int(cipher.get()?.cipher().iv_len())))
}

/// The flags of a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_flags(cipher: In<EVP_CIPHER>) -> c_ulong {
    quiet(0, || Ok(cipher.get()?.flags()))
}

/// The mode of a cipher (`EVP_CIPH_CBC_MODE` and its like).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_mode(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || Ok(cipher.get()?.cipher().mode() as c_int))
}

/// Registers a cipher under its names; ours are known without it.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_add_cipher(cipher: In<EVP_CIPHER>) -> c_int {
    quiet(0, || cipher.get().map(|_| 1))
}

/// Calls `fn_` for every cipher that can be fetched.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_do_all_provided(
    _libctx: Mut<OSSL_LIB_CTX>,
    fn_: Option<extern "C" fn(Lend<EVP_CIPHER>, Opaque)>,
    arg: Opaque,
) {
    let Some(visit) = fn_ else {
        return;
    };
    for cipher in EVP_CIPHER::all(true).iter().filter(|c| c.is_available()) {
        visit(Lend::new(cipher), arg);
    }
}

/// Makes a place for a cipher at work.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_new() -> Give<EVP_CIPHER_CTX> {
    entry(Give::null(), || Ok(Give::new(Box::default())))
}

/// Frees a cipher at work and wipes its key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_free(c: Take<EVP_CIPHER_CTX>) {
    quiet((), || {
        drop(c.opt());
        Ok(())
    });
}

/// Forgets all that a context holds.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_reset(c: Mut<EVP_CIPHER_CTX>) -> c_int {
    quiet(1, || {
        if let Some(ctx) = c.opt() {
            ctx.reset();
        }
        Ok(1)
    })
}

/// Copies a cipher at work.
///
/// Returns: 1; 0 if `in_` has no cipher.
/// Errors: `EVP_R_INPUT_NOT_INITIALIZED`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_copy(out: Mut<EVP_CIPHER_CTX>, in_: In<EVP_CIPHER_CTX>) -> c_int {
    entry(0, || {
        let from =
            in_.opt().ok_or_else(|| Error::new(Lib::Evp, err::evp::R_INPUT_NOT_INITIALIZED))?;
        out.get()?.copy_from(from)?;
        Ok(1)
    })
}

/// Lends the cipher of a context; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get0_cipher(ctx: In<EVP_CIPHER_CTX>) -> LendConst<EVP_CIPHER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(ctx.get()?.cipher())))
}

/// As [`EVP_CIPHER_CTX_get0_cipher`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_cipher(ctx: In<EVP_CIPHER_CTX>) -> LendConst<EVP_CIPHER> {
    EVP_CIPHER_CTX_get0_cipher(ctx)
}

/// Whether a context encrypts.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_is_encrypting(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.is_encrypting().into()))
}

/// The NID of a context's cipher; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_nid(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.cipher().map_or(0, |c| c.cipher().nid())))
}

/// The length of a block of a context's cipher; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_block_size(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.cipher().map_or(0, |c| int(c.cipher().block_size()))))
}

/// The length of a key, as it was set; 0 without a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_key_length(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(int(ctx.get()?.key_len())))
}

/// The length of an initialisation vector, as it was set; 0 without a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_iv_length(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(int(ctx.get()?.iv_len())))
}

/// The length of a tag: 16 for an AEAD, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_tag_length(ctx: In<EVP_CIPHER_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.cipher().map_or(0, |c| if c.cipher().is_aead() { 16 } else { 0 })))
}

/// Copies the initialisation vector that was set.
///
/// Returns: 1; 0 if `len` is too short.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_original_iv(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut buf: OutBuf<c_void>,
    len: usize,
) -> c_int {
    entry(0, || {
        let ctx = ctx.get()?;
        let mut iv = ctx.iv();
        if iv.is_empty() {
            // GCM has none before it is set, other ciphers zeros.
            if ctx.is_gcm() {
                return Err(Error::quiet());
            }
            iv.resize(ctx.iv_len(), 0);
        }
        if len < iv.len() {
            return Err(Error::quiet());
        }
        buf.slice(iv.len())?.copy_from_slice(&iv);
        Ok(1)
    })
}

/// Sets the length of a key, for ciphers that allow several.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_INVALID_KEY_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_key_length(x: Mut<EVP_CIPHER_CTX>, keylen: c_int) -> c_int {
    entry(0, || {
        let len = usize::try_from(keylen)
            .map_err(|_| Error::new(Lib::Evp, err::evp::R_INVALID_KEY_LENGTH))?;
        x.get()?.set_key_len(len)?;
        Ok(1)
    })
}

/// Switches padding of the last block, which is on at first.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_padding(c: Mut<EVP_CIPHER_CTX>, pad: c_int) -> c_int {
    entry(0, || {
        c.get()?.set_padding(pad != 0)?;
        Ok(1)
    })
}

/// Sets flags of a context (`EVP_CIPH_NO_PADDING`).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_flags(ctx: Mut<EVP_CIPHER_CTX>, flags: c_int) {
    quiet((), || {
        ctx.get()?.change_flags(flags, 0);
        Ok(())
    });
}

/// Clears flags of a context.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_clear_flags(ctx: Mut<EVP_CIPHER_CTX>, flags: c_int) {
    quiet((), || {
        ctx.get()?.change_flags(0, flags);
        Ok(())
    });
}

/// Which of `flags` are set.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_test_flags(ctx: In<EVP_CIPHER_CTX>, flags: c_int) -> c_int {
    quiet(0, || Ok(ctx.get()?.flags() & flags))
}

/// The program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_app_data(ctx: In<EVP_CIPHER_CTX>) -> Opaque {
    quiet(Opaque::NULL, || Ok(ctx.get()?.app_data()))
}

/// Sets the program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_app_data(ctx: Mut<EVP_CIPHER_CTX>, data: Opaque) {
    quiet((), || {
        ctx.get()?.set_app_data(data);
        Ok(())
    });
}

/// Makes a random key for the context's cipher.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_rand_key(
    ctx: Mut<EVP_CIPHER_CTX>,
    mut key: OutBuf<c_uchar>,
) -> c_int {
    entry(0, || {
        let len = ctx.get()?.key_len();
        crate::obj::evp_cipher::random(key.slice(len)?)?;
        Ok(1)
    })
}

const SET_KEY_LENGTH: c_int = 0x1;
const RAND_KEY: c_int = 0x6;
const AEAD_SET_IVLEN: c_int = 0x9;
const AEAD_GET_TAG: c_int = 0x10;
const AEAD_SET_TAG: c_int = 0x11;
const AEAD_SET_IV_FIXED: c_int = 0x12;
const GCM_IV_GEN: c_int = 0x13;
const GCM_SET_IV_INV: c_int = 0x18;
const GET_IVLEN: c_int = 0x25;

/// Carries out a command on a context (`EVP_CTRL_…`).
///
/// Returns: 1; 0 on error or for an unknown command.
/// Errors: `EVP_R_NO_CIPHER_SET`, `EVP_R_CTRL_OPERATION_NOT_IMPLEMENTED`.
/// See: EVP_EncryptInit(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_ctrl(
    ctx: Mut<EVP_CIPHER_CTX>,
    type_: c_int,
    arg: c_int,
    ptr: Arg,
) -> c_int {
    entry(0, || control(&ctx, type_, arg, ptr))
}

fn control(ctx: &Mut<EVP_CIPHER_CTX>, command: c_int, arg: c_int, ptr: Arg) -> Result<c_int> {
    let ctx = ctx.get()?;
    let cipher =
        ctx.cipher().ok_or_else(|| Error::new(Lib::Evp, err::evp::R_NO_CIPHER_SET))?.cipher();
    let len = usize::try_from(arg).unwrap_or(0);
    let unknown = || Error::new(Lib::Evp, err::evp::R_CTRL_OPERATION_NOT_IMPLEMENTED);
    let unset = || Error::new(Lib::Prov, err::prov::R_FAILED_TO_GET_PARAMETER);
    match command {
        SET_KEY_LENGTH => ctx.set_key_len(len)?,
        RAND_KEY => crate::obj::evp_cipher::random(ptr.buffer().slice(ctx.key_len())?)?,
        GET_IVLEN => ptr.out::<c_int>().write(int(ctx.iv_len()))?,
        AEAD_SET_IVLEN if cipher.is_aead() && arg > 0 => ctx.set_iv_len(len)?,
        AEAD_SET_IVLEN if cipher.is_aead() => return Err(Error::quiet()),
        AEAD_SET_TAG if cipher.is_aead() && len <= 16 && arg > 0 => {
            let tag = if ptr.is_null() { None } else { Some(ptr.bytes(len)?) };
            ctx.set_tag(len, tag)?;
        }
        AEAD_GET_TAG if cipher.is_aead() && len <= 16 && arg > 0 => {
            ctx.tag(ptr.buffer().slice(len)?)?;
        }
        AEAD_SET_IV_FIXED if ctx.is_gcm() && arg == -1 => {
            ctx.set_first_iv(ptr.bytes(ctx.iv_len())?).map_err(|_| unset())?;
        }
        AEAD_SET_IV_FIXED if ctx.is_gcm() => {
            ctx.set_fixed_iv(ptr.bytes(len)?).map_err(|_| unset())?
        }
        GCM_IV_GEN if ctx.is_gcm() => {
            let iv = ctx.next_iv(len)?;
            ptr.buffer().slice(iv.len())?.copy_from_slice(&iv);
        }
        GCM_SET_IV_INV if ctx.is_gcm() => ctx.set_counted_iv(ptr.bytes(len)?)?,
        AEAD_SET_TAG | AEAD_GET_TAG if cipher.is_aead() => return Err(Error::quiet()),
        _ => return Err(unknown()),
    }
    Ok(1)
}

/// What `EVP_CIPHER_do_all` calls: cipher, name, NULL, argument; for another
/// name NULL, that name, what it stands for, argument.
#[allow(non_camel_case_types, reason = "named after the type it visits")]
type EVP_CIPHER_visitor =
    extern "C" fn(LendConst<EVP_CIPHER>, LendConst<c_char>, LendConst<c_char>, Opaque);

/// Calls `fn_` for every name of a cipher, in order.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_do_all_sorted(fn_: Option<EVP_CIPHER_visitor>, arg: Opaque) {
    EVP_CIPHER_do_all(fn_, arg);
}

/// Calls `fn_` for every name of a cipher.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_do_all(fn_: Option<EVP_CIPHER_visitor>, arg: Opaque) {
    let Some(visit) = fn_ else {
        return;
    };
    for name in crate::obj::evp_names::ciphers() {
        let (text, alias_of) = (LendConst::cstr(&name.name), &name.alias_of);
        match alias_of {
            None => visit(LendConst::new(name.object), text, LendConst::null(), arg),
            Some(of) => visit(LendConst::null(), text, LendConst::cstr(of), arg),
        }
    }
}
