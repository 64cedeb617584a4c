//! `X509_PUBKEY`, `X509_ALGOR` and `X509_SIG`.

use crate::abi::layout::asn1::{ASN1_OCTET_STRING, BITS_LEFT};
use crate::abi::{Give, In, InOut, Lend, Mut, Opaque, Out, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result, x509};
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::{Comparison, EVP_PKEY};
use crate::obj::objects::{self, ASN1_OBJECT};
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY, X509_SIG};
use std::ffi::{c_int, c_uchar, c_void};
use std::sync::Arc;

/// The public half of a key, for a certificate or request.
pub(super) fn of(key: &Mut<EVP_PKEY>) -> Result<Box<X509_PUBKEY>> {
    let Some(shared) = key.share_opt() else {
        return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
    };
    let made = X509_PUBKEY::of_key(&shared)
        .map_err(|_| Error::new(Lib::X509, x509::R_UNSUPPORTED_ALGORITHM))?;
    let _ = made.pkey.set(shared);
    Ok(made)
}

/// Replaces `*x` by the public half of `pkey`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_set(x: InOut<X509_PUBKEY>, pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        if x.is_null() {
            return Err(Error::new(Lib::X509, err::R_PASSED_NULL_PARAMETER));
        }
        let _given = x.give(of(&pkey)?, drop);
        Ok(1)
    })
}

/// The key; NULL if it cannot be used.
/// Ownership: it belongs to `key`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_get0(key: In<X509_PUBKEY>) -> Lend<EVP_PKEY> {
    entry(Lend::null(), || Ok(Lend::new(&**key.get()?.key()?)))
}

/// A reference of its own to the key; NULL if it cannot be used.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_get(key: In<X509_PUBKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(Arc::clone(key.get()?.key()?))))
}

/// The parts of a public key; any place may be NULL.
/// Ownership: they belong to `pub`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_get0_param(
    ppkalg: Out<*mut ASN1_OBJECT>,
    pk: Out<*const c_uchar>,
    ppklen: Out<c_int>,
    pa: Out<*mut X509_ALGOR>,
    pub_: In<X509_PUBKEY>,
) -> c_int {
    entry(0, || {
        let key = pub_.get()?;
        let algorithm = key.algor.get().ok_or_else(Error::quiet)?;
        let bits = key.public_key.get().ok_or_else(Error::quiet)?;
        ppkalg.write_opt(algorithm.algorithm.as_ptr());
        if !pk.is_null() {
            pk.write_opt(bits.data_ptr());
            ppklen.write_opt(bits.length.get());
        }
        pa.write_opt(key.algor.as_ptr());
        Ok(1)
    })
}

/// Whether two public keys are equal: 1 if so, 0 if not, negative if they
/// cannot be compared.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_eq(a: In<X509_PUBKEY>, b: In<X509_PUBKEY>) -> c_int {
    entry(-2, || {
        let (a, b) = match (a.opt(), b.opt()) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => return Ok((a.is_none() && b.is_none()).into()),
        };
        Ok(match a.key()?.compare(b.key()?) {
            Comparison::Same => 1,
            Comparison::Different | Comparison::DifferentTypes => 0,
            Comparison::Unsupported => -2,
        })
    })
}

/// Fills a public key from its parts, which it then owns.
#[unsafe(no_mangle)]
pub extern "C" fn X509_PUBKEY_set0_param(
    pub_: Mut<X509_PUBKEY>,
    aobj: Take<ASN1_OBJECT>,
    ptype: c_int,
    pval: *mut c_void,
    penc: *mut c_uchar,
    penclen: c_int,
) -> c_int {
    entry(0, || {
        let key = pub_.get()?;
        let algorithm = key.algor.get().ok_or_else(Error::quiet)?;
        algorithm.algorithm.set(aobj.opt());
        set_parameter(algorithm, ptype, pval);
        if !penc.is_null() {
            let bits = key.public_key.get().ok_or_else(Error::quiet)?;
            bits.adopt(penc, penclen);
            bits.flags.set((bits.flags.get() & !7) | BITS_LEFT);
        }
        Ok(1)
    })
}

fn set_parameter(algorithm: &X509_ALGOR, kind: c_int, value: *mut c_void) {
    match kind {
        0 => {}
        v::UNDEF => algorithm.parameter.set(None),
        kind => {
            let any = ASN1_TYPE::new();
            any.set_raw(kind, Opaque(value));
            algorithm.parameter.set(Some(any));
        }
    }
}

/// Sets the algorithm and its parameters, which `alg` then owns.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_set0(
    alg: Mut<X509_ALGOR>,
    aobj: Take<ASN1_OBJECT>,
    ptype: c_int,
    pval: *mut c_void,
) -> c_int {
    entry(0, || {
        let Some(algorithm) = alg.opt() else { return Ok(0) };
        algorithm.algorithm.set(aobj.opt());
        set_parameter(algorithm, ptype, pval);
        Ok(1)
    })
}

/// The algorithm and its parameters; any place may be NULL.
/// Ownership: they belong to `algor`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_get0(
    paobj: Out<*const ASN1_OBJECT>,
    pptype: Out<c_int>,
    ppval: Out<*const c_void>,
    algor: In<X509_ALGOR>,
) {
    quiet((), || {
        let algorithm = algor.get()?;
        paobj.write_opt(algorithm.algorithm.as_ptr().cast_const());
        if !pptype.is_null() {
            pptype.write_opt(algorithm.parameter_kind());
            if let Some(any) = algorithm.parameter.get() {
                ppval.write_opt(any.raw().0.cast_const());
            }
        }
        Ok(())
    });
}

/// Compares two algorithms with their parameters; 0 if they are equal.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_cmp(a: In<X509_ALGOR>, b: In<X509_ALGOR>) -> c_int {
    entry(1, || Ok(a.get()?.compare(b.get()?)))
}

/// Makes `dest` a copy of `src`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_copy(dest: Mut<X509_ALGOR>, src: In<X509_ALGOR>) -> c_int {
    entry(0, || {
        let (Some(to), Some(from)) = (dest.opt(), src.opt()) else { return Ok(0) };
        to.copy_from(from)?;
        Ok(1)
    })
}

/// Makes `alg` name a digest.
#[unsafe(no_mangle)]
pub extern "C" fn X509_ALGOR_set_md(alg: Mut<X509_ALGOR>, md: In<EVP_MD>) {
    quiet((), || {
        let algorithm = alg.get()?;
        // EVP_MD_FLAG_DIGALGID_ABSENT
        let absent = md.get()?.flags() & 8 != 0;
        let object = objects::known(md.get()?.nid())?;
        algorithm.algorithm.set(Some(object.duplicate()));
        algorithm.parameter.set((!absent).then(ASN1_TYPE::null));
        Ok(())
    });
}

/// The parts of a digest or encrypted value; any place may be NULL.
/// Ownership: they belong to `sig`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_get0(
    sig: In<X509_SIG>,
    palg: Out<*const X509_ALGOR>,
    pdigest: Out<*const ASN1_OCTET_STRING>,
) {
    quiet((), || {
        let sig = sig.get()?;
        palg.write_opt(sig.algor.as_ptr().cast_const());
        pdigest.write_opt(sig.digest.as_ptr().cast_const());
        Ok(())
    });
}

/// The parts of a digest or encrypted value, to be changed in place.
/// Ownership: they belong to `sig`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_SIG_getm(
    sig: Mut<X509_SIG>,
    palg: Out<*mut X509_ALGOR>,
    pdigest: Out<*mut ASN1_OCTET_STRING>,
) {
    quiet((), || {
        let sig = sig.get()?;
        palg.write_opt(sig.algor.as_ptr());
        pdigest.write_opt(sig.digest.as_ptr());
        Ok(())
    });
}
