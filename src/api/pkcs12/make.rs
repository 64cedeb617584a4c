//! Making PKCS#12 files, whole or from bags.

use crate::abi::layout::asn1::{ASN1_INTEGER, ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::{Give, In, InBuf, Mut, Opaque, Out, OutBuf, Str, entry, quiet, stack};
use crate::err::{Error, Result, pkcs12};
use crate::obj::asn1::codec::encode_complete;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::nid;
use crate::obj::pkcs7::{Content, PKCS7};
use crate::obj::pkcs12::PKCS12;
use crate::obj::pkcs12_bag::{PKCS12_SAFEBAG, bags_of, error};
use crate::obj::pkcs12_make::{self as make, Parts};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::stream::Channel;
use crate::obj::x509::X509;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::{CStr, c_char, c_int, c_uchar, c_uint};

/// The first `len` bytes of a password, or all of it for a negative number.
pub(super) fn password(pass: &InBuf<c_char>, len: c_int) -> Result<Option<&[u8]>> {
    if pass.is_null() {
        return Ok(None);
    }
    if len < 0 { pass.c_string().map(Some) } else { pass.slice(len).map(Some) }
}

/// A file with a key and certificates; each may be NULL.
///
/// `nid_key` and `nid_cert` say how they are encrypted: 0 is AES-256-CBC, -1 not
/// at all; `iter` and `mac_iter` are rounds of key derivations, 0 the default,
/// and a `mac_iter` of -1 makes no MAC.
///
/// Returns: NULL on failure. See: PKCS12_create(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_create(
    pass: Str,
    name: Str,
    pkey: Mut<EVP_PKEY>,
    cert: Mut<X509>,
    ca: Mut<OPENSSL_STACK>,
    nid_key: c_int,
    nid_cert: c_int,
    iter: c_int,
    mac_iter: c_int,
    keytype: c_int,
) -> Give<PKCS12> {
    entry(Give::null(), || {
        make::create(&Parts {
            password: pass.opt().map(CStr::to_bytes),
            name: name.opt().map(CStr::to_bytes),
            key: pkey.opt(),
            cert: cert.opt(),
            others: ca.opt().map_or(Vec::new(), |list| list.objects::<X509>()),
            key_cipher: nid_key,
            cert_cipher: nid_cert,
            rounds: iter,
            mac_rounds: mac_iter,
            key_usage: keytype,
        })
        .map(Give::new)
    })
}

/// The same as `PKCS12_create`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_create_ex(
    pass: Str,
    name: Str,
    pkey: Mut<EVP_PKEY>,
    cert: Mut<X509>,
    ca: Mut<OPENSSL_STACK>,
    nid_key: c_int,
    nid_cert: c_int,
    iter: c_int,
    mac_iter: c_int,
    keytype: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS12> {
    PKCS12_create(pass, name, pkey, cert, ca, nid_key, nid_cert, iter, mac_iter, keytype)
}

/// An empty file, whose contents are data (`NID_pkcs7_data`).
///
/// Errors: `PKCS12_R_UNSUPPORTED_PKCS12_MODE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_init(mode: c_int) -> Give<PKCS12> {
    entry(Give::null(), || PKCS12::of_mode(mode).map(Give::new))
}

/// The same as `PKCS12_init`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_init_ex(
    mode: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS12> {
    PKCS12_init(mode)
}

/// Writes a file to a C stream. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS12_fp(fp: Mut<libc::FILE>, p12: In<PKCS12>) -> c_int {
    entry(0, || {
        let der = encode_complete::<PKCS12>(p12.get()?)?;
        Ok(Channel::file(&fp)?.write(&der).into())
    })
}

/// Adds a bag with a certificate to `*pbags`, which is made if it is NULL.
///
/// Ownership: the bag belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_cert(
    pbags: Out<*mut OPENSSL_STACK>,
    cert: Mut<X509>,
) -> *mut PKCS12_SAFEBAG {
    entry(std::ptr::null_mut(), || keep(&pbags, make::certificate_bag(cert.get()?)?))
}

/// Adds a bag with a key, encrypted unless `key_nid` is -1, to `*pbags`, which
/// is made if it is NULL.
///
/// Ownership: the bag belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_key(
    pbags: Out<*mut OPENSSL_STACK>,
    key: Mut<EVP_PKEY>,
    key_usage: c_int,
    iter: c_int,
    key_nid: c_int,
    pass: Str,
) -> *mut PKCS12_SAFEBAG {
    entry(std::ptr::null_mut(), || {
        let password = pass.opt().map(CStr::to_bytes);
        keep(&pbags, make::key_bag(key.get()?, key_usage, key_nid, iter, password)?)
    })
}

/// The same as `PKCS12_add_key`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_key_ex(
    pbags: Out<*mut OPENSSL_STACK>,
    key: Mut<EVP_PKEY>,
    key_usage: c_int,
    iter: c_int,
    key_nid: c_int,
    pass: Str,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> *mut PKCS12_SAFEBAG {
    PKCS12_add_key(pbags, key, key_usage, iter, key_nid, pass)
}

/// Adds a bag with a secret to `*pbags`, which is made if it is NULL.
///
/// Ownership: the bag belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_secret(
    pbags: Out<*mut OPENSSL_STACK>,
    nid_type: c_int,
    secret: InBuf<c_uchar>,
    secretlen: c_int,
) -> *mut PKCS12_SAFEBAG {
    entry(std::ptr::null_mut(), || {
        let bytes = secret.slice(secretlen)?;
        keep(&pbags, PKCS12_SAFEBAG::of_octets(nid::SECRETBAG, nid_type, bytes)?)
    })
}

/// Adds a bag to the list in C's place.
fn keep(place: &Out<*mut OPENSSL_STACK>, bag: Box<PKCS12_SAFEBAG>) -> Result<*mut PKCS12_SAFEBAG> {
    if place.is_null() {
        // OpenSSL gives such a bag to the caller.
        return Ok(stack::give::<PKCS12_SAFEBAG>(bag).0.cast());
    }
    if place.read()?.is_null() {
        place.write(stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)).0.cast())?;
    }
    let list = stack::look::<OPENSSL_STACK>(Opaque(place.read()?.cast()));
    let raw = stack::give::<PKCS12_SAFEBAG>(bag);
    list.ok_or_else(Error::quiet)?.push(raw);
    Ok(raw.0.cast())
}

/// Adds a content with bags, encrypted unless `nid_safe` is -1, to `*psafes`, which is made if it is NULL. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_safe(
    psafes: Out<*mut OPENSSL_STACK>,
    bags: Mut<OPENSSL_STACK>,
    nid_safe: c_int,
    iter: c_int,
    pass: Str,
) -> c_int {
    entry(0, || {
        let password = pass.opt().map(CStr::to_bytes);
        let made = match nid_safe {
            -1 => make::plain(bags.get()?)?,
            number => make::sealed(bags.get()?, number, iter, None, password)?,
        };
        if psafes.read()?.is_null() {
            psafes.write(stack::give::<OPENSSL_STACK>(OPENSSL_STACK::new(None)).0.cast())?;
        }
        let list = stack::look::<OPENSSL_STACK>(Opaque(psafes.read()?.cast()));
        list.ok_or_else(Error::quiet)?.push_owner::<PKCS7>(made);
        Ok(1)
    })
}

/// The same as `PKCS12_add_safe`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_safe_ex(
    psafes: Out<*mut OPENSSL_STACK>,
    bags: Mut<OPENSSL_STACK>,
    nid_safe: c_int,
    iter: c_int,
    pass: Str,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS12_add_safe(psafes, bags, nid_safe, iter, pass)
}

/// A file with contents; `p7_nid` 0 or less is data. It has no MAC yet.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_safes(safes: Mut<OPENSSL_STACK>, p7_nid: c_int) -> Give<PKCS12> {
    entry(Give::null(), || {
        let made = PKCS12::of_mode(if p7_nid <= 0 { nid::PKCS7_DATA } else { p7_nid })?;
        made.pack(safes.get()?)?;
        Ok(Give::new(made))
    })
}

/// The same as `PKCS12_add_safes`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_safes_ex(
    safes: Mut<OPENSSL_STACK>,
    p7_nid: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS12> {
    PKCS12_add_safes(safes, p7_nid)
}

/// Bags as a content in the clear.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pack_p7data(sk: Mut<OPENSSL_STACK>) -> Give<PKCS7> {
    entry(Give::null(), || make::plain(sk.get()?).map(Give::new))
}

/// The bags of a content in the clear; C frees them.
///
/// Errors: `PKCS12_R_CONTENT_TYPE_NOT_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_unpack_p7data(p7: Mut<PKCS7>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || match p7.get()?.content() {
        Content::Data(data) => bags_of(data.bytes()).map(Give::new),
        _ => Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA)),
    })
}

/// Bags as an encrypted content; a NULL `salt` is made.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pack_p7encdata(
    pbe_nid: c_int,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    bags: Mut<OPENSSL_STACK>,
) -> Give<PKCS7> {
    entry(Give::null(), || {
        let salt = if salt.is_null() { None } else { Some(salt.slice(saltlen)?) };
        make::sealed(bags.get()?, pbe_nid, iter, salt, password(&pass, passlen)?).map(Give::new)
    })
}

/// The same as `PKCS12_pack_p7encdata`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pack_p7encdata_ex(
    pbe_nid: c_int,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    bags: Mut<OPENSSL_STACK>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS7> {
    PKCS12_pack_p7encdata(pbe_nid, pass, passlen, salt, saltlen, iter, bags)
}

/// The bags of an encrypted content; C frees them.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_unpack_p7encdata(
    p7: Mut<PKCS7>,
    pass: InBuf<c_char>,
    passlen: c_int,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        if p7.get()?.nid() != nid::PKCS7_ENCRYPTED {
            return Ok(Give::null());
        }
        make::unsealed(p7.get()?, password(&pass, passlen)?).map(Give::new)
    })
}

/// Replaces the contents of a file. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_pack_authsafes(p12: Mut<PKCS12>, safes: Mut<OPENSSL_STACK>) -> c_int {
    entry(0, || p12.get()?.pack(safes.get()?).map(|()| 1))
}

/// The contents of a file; C frees them.
///
/// Errors: `PKCS12_R_CONTENT_TYPE_NOT_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_unpack_authsafes(p12: In<PKCS12>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || p12.get()?.unpack().map(Give::new))
}

/// Gives a file a MAC without a value yet. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_setup_mac(
    p12: Mut<PKCS12>,
    iter: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    md_type: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let bytes = if salt.is_null() { None } else { Some(salt.slice(saltlen)?) };
        let len = usize::try_from(saltlen).unwrap_or(0);
        p12.get()?.prepare_mac(iter, bytes, len, md_type.get()?.md()?)?;
        Ok(1)
    })
}

/// Gives a file a MAC; a NULL `salt` is made, a NULL `md_type` is SHA-256.
///
/// Returns: 1; 0 on failure. See: PKCS12_gen_mac(3).
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_set_mac(
    p12: Mut<PKCS12>,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    md_type: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let p12 = p12.get()?;
        let md = md_type.opt().map_or(Ok(crate::crypto::digest::Md::Sha256), EVP_MD::md)?;
        let bytes = if salt.is_null() { None } else { Some(salt.slice(saltlen)?) };
        p12.prepare_mac(iter, bytes, usize::try_from(saltlen).unwrap_or(0), md)?;
        p12.set_mac(password(&pass, passlen)?)?;
        Ok(1)
    })
}

/// Computes the MAC of a file into `mac`, which has room for the largest
/// digest. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_gen_mac(
    p12: Mut<PKCS12>,
    pass: InBuf<c_char>,
    passlen: c_int,
    mut mac: OutBuf<c_uchar>,
    maclen: Out<c_uint>,
) -> c_int {
    entry(0, || {
        let made = p12.get()?.made_mac(password(&pass, passlen)?)?;
        mac.slice(made.len())?.copy_from_slice(&made);
        maclen.write(c_uint::try_from(made.len()).unwrap_or(0))?;
        Ok(1)
    })
}

/// The parts of a file's MAC; NULLs if it has none. Each place may be NULL.
/// Ownership: they belong to the file.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_get0_mac(
    pmac: Out<*const ASN1_OCTET_STRING>,
    pmacalg: Out<*const X509_ALGOR>,
    psalt: Out<*const ASN1_OCTET_STRING>,
    piter: Out<*const ASN1_INTEGER>,
    p12: In<PKCS12>,
) {
    quiet((), || {
        let mac = p12.get()?.mac.get();
        let info = mac.and_then(|mac| mac.dinfo.get());
        let string = |s: Option<&ASN1_STRING>| s.map_or(std::ptr::null(), std::ptr::from_ref);
        pmac.write_opt(string(info.and_then(|info| info.digest.get())));
        let algorithm = info.and_then(|info| info.algor.get());
        pmacalg.write_opt(algorithm.map_or(std::ptr::null(), std::ptr::from_ref));
        psalt.write_opt(string(mac.and_then(|mac| mac.salt.get())));
        piter.write_opt(string(mac.and_then(|mac| mac.iter.get())));
        Ok(())
    });
}

/// Gives a file another password.
///
/// Returns: 1; 0 on failure. See: PKCS12_newpass(3).
/// Errors: `PKCS12_R_MAC_VERIFY_FAILURE`, `PKCS12_R_PARSE_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_newpass(p12: Mut<PKCS12>, oldpass: Str, newpass: Str) -> c_int {
    entry(0, || {
        let p12 = p12.opt().ok_or_else(|| error(pkcs12::R_INVALID_NULL_PKCS12_POINTER))?;
        let old = oldpass.opt().map(CStr::to_bytes);
        if !p12.verify_mac(old)? {
            return Err(error(pkcs12::R_MAC_VERIFY_FAILURE));
        }
        make::change_password(p12, old, newpass.opt().map(CStr::to_bytes)).map_err(|cause| {
            crate::err::push(&cause, "newpass_p12");
            error(pkcs12::R_PARSE_ERROR)
        })?;
        Ok(1)
    })
}
