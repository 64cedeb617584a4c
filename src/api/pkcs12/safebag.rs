//! The bags of PKCS#12 files, and what is written on them.

use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Str, Take, entry, mem, quiet};
use crate::err::{Error, Result, pkcs12};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::asn1::string;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{self, ASN1_OBJECT, nid};
use crate::obj::pkcs8::PKCS8_PRIV_KEY_INFO;
use crate::obj::pkcs12_bag::{Content, PKCS12_SAFEBAG, attribute, error};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_SIG;
use crate::obj::x509::request::X509_ATTRIBUTE;
use crate::obj::x509::{X509, X509_CRL};
use std::ffi::{c_char, c_int, c_uchar};

/// The NID of a bag's type.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get_nid(bag: In<PKCS12_SAFEBAG>) -> c_int {
    quiet(0, || Ok(bag.get()?.nid()))
}

/// The NID of the type of what is in a bag: of a certificate, revocation list
/// or secret. Returns: -1 for other bags.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get_bag_nid(bag: In<PKCS12_SAFEBAG>) -> c_int {
    quiet(-1, || {
        let inner = bag.get()?.bag();
        Ok(inner.map_or(-1, |bag| bag.kind.get().map_or(0, ASN1_OBJECT::nid)))
    })
}

/// A bag's type. Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_type(bag: In<PKCS12_SAFEBAG>) -> LendConst<ASN1_OBJECT> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bag.get()?.kind.get())))
}

/// The type of the certificate, revocation list or secret in a bag; NULL for
/// other bags. Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_bag_type(bag: In<PKCS12_SAFEBAG>) -> LendConst<ASN1_OBJECT> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bag.get()?.bag().and_then(|bag| bag.kind.get()))))
}

/// The secret in a bag; NULL for other bags. Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_bag_obj(bag: In<PKCS12_SAFEBAG>) -> LendConst<ASN1_TYPE> {
    quiet(LendConst::null(), || {
        let bag = bag.get()?;
        let secret = bag.bag().filter(|_| bag.nid() == nid::SECRETBAG);
        Ok(LendConst::opt(secret.and_then(|bag| bag.value.get())))
    })
}

/// The encrypted key in a bag; NULL for other bags.
/// Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_pkcs8(bag: In<PKCS12_SAFEBAG>) -> LendConst<X509_SIG> {
    quiet(LendConst::null(), || match &bag.get()?.content {
        Content::Shrouded(sealed) => Ok(LendConst::opt(sealed.get())),
        _ => Ok(LendConst::null()),
    })
}

/// The key in a bag that is not encrypted; NULL for other bags.
/// Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_p8inf(
    bag: In<PKCS12_SAFEBAG>,
) -> LendConst<PKCS8_PRIV_KEY_INFO> {
    quiet(LendConst::null(), || match &bag.get()?.content {
        Content::Key(key) => Ok(LendConst::opt(key.get())),
        _ => Ok(LendConst::null()),
    })
}

/// Decrypts the key in a bag; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_decrypt_skey(
    bag: In<PKCS12_SAFEBAG>,
    pass: InBuf<c_char>,
    passlen: c_int,
) -> Give<PKCS8_PRIV_KEY_INFO> {
    entry(Give::null(), || match &bag.get()?.content {
        Content::Shrouded(sealed) => {
            let password = super::make::password(&pass, passlen)?;
            let sealed = sealed.get().ok_or_else(Error::quiet)?;
            PKCS8_PRIV_KEY_INFO::open(sealed, password).map(Give::new)
        }
        _ => Ok(Give::null()),
    })
}

/// The same as `PKCS12_decrypt_skey`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_decrypt_skey_ex(
    bag: In<PKCS12_SAFEBAG>,
    pass: InBuf<c_char>,
    passlen: c_int,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS8_PRIV_KEY_INFO> {
    PKCS12_decrypt_skey(bag, pass, passlen)
}

/// A bag with a key that is not encrypted. Ownership: takes `p8` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create0_p8inf(
    p8: Take<PKCS8_PRIV_KEY_INFO>,
) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || {
        p8.peek()?;
        let key = crate::abi::layout::Owned::new(p8.get()?);
        PKCS12_SAFEBAG::of(nid::KEYBAG, Content::Key(key)).map(Give::new)
    })
}

/// A bag with a key, encrypted: `pbe_nid` names a scheme of PKCS#12, or a
/// cipher; a NULL `salt` is made.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create_pkcs8_encrypt(
    pbe_nid: c_int,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    p8inf: Mut<PKCS8_PRIV_KEY_INFO>,
) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || {
        let salt = if salt.is_null() { None } else { Some(salt.slice(saltlen)?) };
        let password = super::make::password(&pass, passlen)?;
        let algorithm = crate::obj::pkcs12_make::algorithm(pbe_nid, iter, salt)?;
        let sealed = p8inf.get()?.seal(&algorithm, password)?;
        let content = Content::Shrouded(crate::abi::layout::Owned::new(sealed));
        PKCS12_SAFEBAG::of(nid::PKCS8SHROUDEDKEYBAG, content).map(Give::new)
    })
}

/// The same as `PKCS12_SAFEBAG_create_pkcs8_encrypt`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(
    pbe_nid: c_int,
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: InBuf<c_uchar>,
    saltlen: c_int,
    iter: c_int,
    p8inf: Mut<PKCS8_PRIV_KEY_INFO>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<PKCS12_SAFEBAG> {
    PKCS12_SAFEBAG_create_pkcs8_encrypt(pbe_nid, pass, passlen, salt, saltlen, iter, p8inf)
}

/// The bags in a bag; NULL for other bags. Ownership: they belong to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_safes(bag: In<PKCS12_SAFEBAG>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || match &bag.get()?.content {
        Content::Safes(bags) => Ok(LendConst::opt(bags.stack())),
        _ => Ok(LendConst::null()),
    })
}

/// The certificate in a bag; NULL for other bags.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get1_cert(bag: In<PKCS12_SAFEBAG>) -> Give<X509> {
    entry(Give::null(), || {
        let bag = bag.get()?;
        match bag.octets(nid::X509CERTIFICATE).filter(|_| bag.nid() == nid::CERTBAG) {
            Some(der) => X509::decode(der).map(|(cert, _)| Give::new(cert)),
            None => Ok(Give::null()),
        }
    })
}

/// The revocation list in a bag; NULL for other bags.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get1_crl(bag: In<PKCS12_SAFEBAG>) -> Give<X509_CRL> {
    entry(Give::null(), || {
        let bag = bag.get()?;
        match bag.octets(nid::X509CRL).filter(|_| bag.nid() == nid::CRLBAG) {
            Some(der) => X509_CRL::decode(der).map(|(crl, _)| Give::new(crl)),
            None => Ok(Give::null()),
        }
    })
}

/// A bag with a certificate.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create_cert(x509: Mut<X509>) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || PKCS12_SAFEBAG::of_certificate(x509.get()?).map(Give::new))
}

/// A bag with a revocation list.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create_crl(crl: Mut<X509_CRL>) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || PKCS12_SAFEBAG::of_crl(crl.get()?).map(Give::new))
}

/// A bag with an encrypted key. Ownership: takes `p8` if it succeeds.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create0_pkcs8(p8: Take<X509_SIG>) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || {
        p8.peek()?;
        let sealed = crate::abi::layout::Owned::new(p8.get()?);
        PKCS12_SAFEBAG::of(nid::PKCS8SHROUDEDKEYBAG, Content::Shrouded(sealed)).map(Give::new)
    })
}

/// A bag with a secret of a type: bytes as an OCTET STRING.
///
/// Errors: `PKCS12_R_INVALID_TYPE` for another `vtype`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_create_secret(
    type_: c_int,
    vtype: c_int,
    value: InBuf<c_uchar>,
    len: c_int,
) -> Give<PKCS12_SAFEBAG> {
    entry(Give::null(), || {
        if vtype != v::OCTET_STRING {
            return Err(error(pkcs12::R_INVALID_TYPE));
        }
        let bytes = value.slice(len)?;
        PKCS12_SAFEBAG::of_octets(nid::SECRETBAG, type_, bytes).map(Give::new)
    })
}

/// What is written on a bag, as a list of attributes; NULL if nothing.
/// Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_attrs(bag: In<PKCS12_SAFEBAG>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bag.get()?.attributes.stack())))
}

/// The first value of an attribute of a bag; NULL if there is none.
/// Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_SAFEBAG_get0_attr(
    bag: In<PKCS12_SAFEBAG>,
    attr_nid: c_int,
) -> LendConst<ASN1_TYPE> {
    quiet(LendConst::null(), || Ok(LendConst::opt(bag.get()?.attribute(attr_nid))))
}

/// The first value of an attribute of a bag; NULL if there is none.
/// Ownership: it belongs to the bag.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_get_attr(bag: In<PKCS12_SAFEBAG>, attr_nid: c_int) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || Ok(Lend::opt(bag.get()?.attribute(attr_nid))))
}

/// The first value of an attribute of a list; NULL if there is none.
/// Ownership: it belongs to the list.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_get_attr_gen(
    attrs: In<OPENSSL_STACK>,
    attr_nid: c_int,
) -> Lend<ASN1_TYPE> {
    quiet(Lend::null(), || Ok(Lend::opt(attribute(attrs.opt(), attr_nid))))
}

/// The name for people on a bag, in UTF-8; C frees it. NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_get_friendlyname(bag: Mut<PKCS12_SAFEBAG>) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let name = bag.get()?.attribute(nid::FRIENDLYNAME);
        match name.and_then(|name| name.string(v::BMPSTRING)) {
            Some(name) => mem::strdup(&string::to_utf8(name)?),
            None => Ok(std::ptr::null_mut()),
        }
    })
}

/// The bytes of a name; -1 is for a C string.
fn bytes(name: &InBuf<c_char>, len: c_int) -> Result<&[u8]> {
    if len < 0 { name.c_string() } else { name.slice(len) }
}

/// Writes a name for people on a bag. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_friendlyname_asc(
    bag: Mut<PKCS12_SAFEBAG>,
    name: InBuf<c_char>,
    namelen: c_int,
) -> c_int {
    entry(0, || {
        let name = bytes(&name, namelen)?;
        bag.get()?.add_name(nid::FRIENDLYNAME, name, string::MB_ASCII).map(|()| 1)
    })
}

/// Writes a name for people on a bag, from UTF-8. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_friendlyname_utf8(
    bag: Mut<PKCS12_SAFEBAG>,
    name: InBuf<c_char>,
    namelen: c_int,
) -> c_int {
    entry(0, || {
        let name = bytes(&name, namelen)?;
        bag.get()?.add_name(nid::FRIENDLYNAME, name, string::MB_UTF8).map(|()| 1)
    })
}

/// Writes a name for people on a bag, from UTF-16. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_friendlyname_uni(
    bag: Mut<PKCS12_SAFEBAG>,
    name: InBuf<c_uchar>,
    namelen: c_int,
) -> c_int {
    entry(0, || {
        let name = name.slice(namelen)?;
        bag.get()?.add_name(nid::FRIENDLYNAME, name, string::MB_BMP).map(|()| 1)
    })
}

/// Writes the name of Microsoft's provider of a key on a bag. Returns: 1; 0
/// on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_CSPName_asc(
    bag: Mut<PKCS12_SAFEBAG>,
    name: InBuf<c_char>,
    namelen: c_int,
) -> c_int {
    entry(0, || {
        let name = bytes(&name, namelen)?;
        bag.get()?.add_name(nid::MS_CSP_NAME, name, string::MB_ASCII).map(|()| 1)
    })
}

/// Writes on a bag what a key and its certificate have in common. Returns: 1;
/// 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add_localkeyid(
    bag: Mut<PKCS12_SAFEBAG>,
    name: InBuf<c_uchar>,
    namelen: c_int,
) -> c_int {
    entry(0, || bag.get()?.add_key_id(name.slice(namelen)?).map(|()| 1))
}

/// An attribute as `X509_ATTRIBUTE_create_by_NID` makes it.
fn add_attribute(
    bag: &Mut<PKCS12_SAFEBAG>,
    object: objects::Object,
    kind: c_int,
    bytes: &[u8],
) -> Result<c_int> {
    let number = object.nid();
    let (kind, value) = if kind > 0 && kind & string::MB_UTF8 != 0 {
        string::convert_for(number, bytes, kind)?
    } else {
        (kind, bytes.to_vec())
    };
    bag.get()?.add_attribute(X509_ATTRIBUTE::of(object, kind, &value)?)?;
    Ok(1)
}

/// Writes an attribute on a bag. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add1_attr_by_NID(
    bag: Mut<PKCS12_SAFEBAG>,
    nid: c_int,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let object = crate::abi::StaticOrBox::Static(objects::known(nid)?);
        let bytes = if len < 0 { bytes.c_string()? } else { bytes.slice(len)? };
        add_attribute(&bag, object, type_, bytes)
    })
}

/// Writes an attribute on a bag, whose type is text. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_add1_attr_by_txt(
    bag: Mut<PKCS12_SAFEBAG>,
    attrname: Str,
    type_: c_int,
    bytes: InBuf<c_uchar>,
    len: c_int,
) -> c_int {
    entry(0, || {
        let object = objects::from_text(attrname.get()?, false)?;
        let bytes = if len < 0 { bytes.c_string()? } else { bytes.slice(len)? };
        add_attribute(&bag, object, type_, bytes)
    })
}
