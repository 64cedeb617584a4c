//! `X509_VERIFY_PARAM_…`: how certificates are verified.

use super::sized;
use crate::abi::{Give, In, InBuf, LendConst, Mut, Str, Take, entry, mem, quiet};
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509_vfy::X509_VERIFY_PARAM;
use crate::obj::x509_vfy::param;
use std::ffi::{CStr, c_char, c_int, c_uchar, c_uint, c_ulong};
use std::ptr;
use std::sync::Arc;

/// A text that the parameters keep.
fn kept(text: Option<Arc<CStr>>) -> *mut c_char {
    text.map_or(ptr::null_mut(), |text| text.as_ptr().cast_mut())
}

/// Makes parameters of which none is set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_new() -> Give<X509_VERIFY_PARAM> {
    entry(Give::null(), || Ok(Give::new(X509_VERIFY_PARAM::new())))
}

/// Frees parameters.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_free(param: Take<X509_VERIFY_PARAM>) {
    quiet((), || {
        drop(param.opt());
        Ok(())
    });
}

/// Takes over what `from` has, as the inheritance flags of both say.
///
/// Returns: 1, also for a NULL `from`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_inherit(
    to: Mut<X509_VERIFY_PARAM>,
    from: In<X509_VERIFY_PARAM>,
) -> c_int {
    entry(0, || {
        if let Some(from) = from.opt() {
            to.get()?.inherit(from);
        }
        Ok(1)
    })
}

/// Takes over whatever `from` has set.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1(
    to: Mut<X509_VERIFY_PARAM>,
    from: In<X509_VERIFY_PARAM>,
) -> c_int {
    entry(0, || {
        let to = to.get()?;
        if let Some(from) = from.opt() {
            to.assign(from);
        }
        Ok(1)
    })
}

/// Sets the name of the parameters; NULL takes it away.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_name(param: Mut<X509_VERIFY_PARAM>, name: Str) -> c_int {
    entry(0, || {
        param.get()?.set_name(name.opt());
        Ok(name.opt().is_some().into())
    })
}

/// Lends the name of the parameters; NULL without.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get0_name(param: In<X509_VERIFY_PARAM>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(kept(param.get()?.name()))))
}

/// Adds verification flags (`X509_V_FLAG_…`).
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_flags(
    param: Mut<X509_VERIFY_PARAM>,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        param.get()?.change(|values| values.set_flags(flags));
        Ok(1)
    })
}

/// Takes verification flags away.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_clear_flags(
    param: Mut<X509_VERIFY_PARAM>,
    flags: c_ulong,
) -> c_int {
    entry(0, || {
        param.get()?.change(|values| values.flags &= !flags);
        Ok(1)
    })
}

/// The verification flags.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_flags(param: In<X509_VERIFY_PARAM>) -> c_ulong {
    quiet(0, || Ok(param.get()?.values().flags))
}

/// Sets the inheritance flags (`X509_VP_FLAG_…`).
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_inh_flags(
    param: Mut<X509_VERIFY_PARAM>,
    flags: u32,
) -> c_int {
    entry(0, || {
        param.get()?.change(|values| values.inherit_flags = flags);
        Ok(1)
    })
}

/// The inheritance flags.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_inh_flags(param: In<X509_VERIFY_PARAM>) -> u32 {
    quiet(0, || Ok(param.get()?.values().inherit_flags))
}

/// Sets the purpose that certificates must be good for.
///
/// Returns: 1; 0 for an unknown purpose.
/// Errors: `X509V3_R_INVALID_PURPOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_purpose(
    param: Mut<X509_VERIFY_PARAM>,
    purpose: c_int,
) -> c_int {
    entry(0, || param.get()?.set_purpose(purpose).map(|()| 1))
}

/// Sets what the anchor must be trusted for.
///
/// Returns: 1; 0 for an unknown trust.
/// Errors: `X509_R_INVALID_TRUST`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_trust(
    param: Mut<X509_VERIFY_PARAM>,
    trust: c_int,
) -> c_int {
    entry(0, || param.get()?.set_trust(trust).map(|()| 1))
}

/// Sets how many certificates may stand between leaf and anchor.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_depth(param: Mut<X509_VERIFY_PARAM>, depth: c_int) {
    quiet((), || {
        param.get()?.change(|values| values.depth = depth);
        Ok(())
    });
}

/// That limit; -1 if it is not set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_depth(param: In<X509_VERIFY_PARAM>) -> c_int {
    quiet(-1, || Ok(param.get()?.values().depth))
}

/// Sets the security level.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_auth_level(
    param: Mut<X509_VERIFY_PARAM>,
    auth_level: c_int,
) {
    quiet((), || {
        param.get()?.change(|values| values.auth_level = auth_level);
        Ok(())
    });
}

/// The security level; -1 if it is not set.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_auth_level(param: In<X509_VERIFY_PARAM>) -> c_int {
    quiet(-1, || Ok(param.get()?.values().auth_level))
}

/// Sets the time that counts as now.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_time(param: Mut<X509_VERIFY_PARAM>, t: libc::time_t) {
    quiet((), || {
        param.get()?.change(|values| values.set_time(t));
        Ok(())
    });
}

/// The time that was set; 0 if none was.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_time(param: In<X509_VERIFY_PARAM>) -> libc::time_t {
    quiet(0, || Ok(param.get()?.values().check_time))
}

/// Adds an acceptable policy.
///
/// Returns: 1.
/// Ownership: takes `policy`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_add0_policy(
    param: Mut<X509_VERIFY_PARAM>,
    policy: Take<ASN1_OBJECT>,
) -> c_int {
    entry(0, || {
        policy.peek()?;
        let param = param.get()?;
        param.add_policy(policy.get()?);
        Ok(1)
    })
}

/// Replaces the acceptable policies by copies, and turns policy checking on;
/// NULL accepts any.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_policies(
    param: Mut<X509_VERIFY_PARAM>,
    policies: Mut<OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        let list = policies.opt().map(OPENSSL_STACK::objects::<ASN1_OBJECT>);
        param.get()?.set_policies(list.as_deref());
        Ok(1)
    })
}

/// Replaces the host names of which the certificate must have one; NULL or
/// "" asks for none. A length of 0 means terminated text.
///
/// Returns: 1; 0 for a name with a NUL inside.
/// See: X509_VERIFY_PARAM_set1_host(3).
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_host(
    param: Mut<X509_VERIFY_PARAM>,
    name: InBuf<c_char>,
    namelen: usize,
) -> c_int {
    entry(0, || param.get()?.set_host(sized(&name, namelen)?.as_deref()).map(|()| 1))
}

/// Adds a host name; NULL or "" adds none.
///
/// Returns: 1; 0 for a name with a NUL inside.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_add1_host(
    param: Mut<X509_VERIFY_PARAM>,
    name: InBuf<c_char>,
    namelen: usize,
) -> c_int {
    entry(0, || param.get()?.add_host(sized(&name, namelen)?.as_deref()).map(|()| 1))
}

/// Lends the host name at `idx`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get0_host(
    param: Mut<X509_VERIFY_PARAM>,
    idx: c_int,
) -> *mut c_char {
    quiet(ptr::null_mut(), || Ok(kept(param.get()?.host(idx))))
}

/// Sets how host names are matched (`X509_CHECK_FLAG_…`).
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set_hostflags(param: Mut<X509_VERIFY_PARAM>, flags: c_uint) {
    quiet((), || {
        param.get()?.change(|values| values.host_flags = flags);
        Ok(())
    });
}

/// How host names are matched.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_hostflags(param: In<X509_VERIFY_PARAM>) -> c_uint {
    quiet(0, || Ok(param.get()?.values().host_flags))
}

/// Lends the name in the certificate that matched; NULL before a match.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get0_peername(param: In<X509_VERIFY_PARAM>) -> *mut c_char {
    quiet(ptr::null_mut(), || Ok(kept(param.get()?.peer_name())))
}

/// Moves the matched name from one set to another; `from` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_move_peername(
    to: Mut<X509_VERIFY_PARAM>,
    from: Mut<X509_VERIFY_PARAM>,
) {
    quiet((), || {
        let to = to.get()?;
        match from.opt() {
            Some(from) => to.move_peer_name(from),
            None => to.set_peer_name(None),
        }
        Ok(())
    });
}

/// Replaces the e-mail address that the certificate must have; NULL asks for
/// none.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_email(
    param: Mut<X509_VERIFY_PARAM>,
    email: InBuf<c_char>,
    emaillen: usize,
) -> c_int {
    entry(0, || {
        param.get()?.set_email(sized(&email, emaillen)?.as_deref());
        Ok(1)
    })
}

/// Lends that e-mail address; NULL without.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get0_email(param: Mut<X509_VERIFY_PARAM>) -> *mut c_char {
    quiet(ptr::null_mut(), || Ok(kept(param.get()?.email())))
}

/// Replaces the IP address that the certificate must have; NULL asks for none.
///
/// Returns: 1; 0 unless it has 4 or 16 bytes.
/// Errors: `ERR_R_PASSED_INVALID_ARGUMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_ip(
    param: Mut<X509_VERIFY_PARAM>,
    ip: InBuf<c_uchar>,
    iplen: usize,
) -> c_int {
    entry(0, || {
        let param = param.get()?;
        match ip.is_null() || iplen == 0 {
            true => param.set_ip(None)?,
            false => param.set_ip(Some(ip.slice(iplen)?))?,
        }
        Ok(1)
    })
}

/// Replaces the IP address by one in text.
///
/// Returns: 1; 0 if it is none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_set1_ip_asc(
    param: Mut<X509_VERIFY_PARAM>,
    ipasc: Str,
) -> c_int {
    entry(0, || param.get()?.set_ip_text(ipasc.bytes()?).map(|()| 1))
}

/// The IP address as text; NULL without.
///
/// Errors: `ERR_R_PASSED_NULL_PARAMETER` without one.
/// Ownership: the caller frees it with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get1_ip_asc(param: Mut<X509_VERIFY_PARAM>) -> *mut c_char {
    entry(ptr::null_mut(), || mem::strdup(param.get()?.ip_text()?.as_bytes()))
}

/// Adds parameters to the table of named ones.
///
/// Returns: 1.
/// Ownership: takes `param`.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_add0_table(param: Take<X509_VERIFY_PARAM>) -> c_int {
    entry(0, || {
        param::add(param.get()?);
        Ok(1)
    })
}

/// How many named parameters there are.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get_count() -> c_int {
    quiet(0, || Ok(c_int::try_from(param::count()).unwrap_or(c_int::MAX)))
}

/// Lends the named parameters at index `id`; NULL if there are none.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_get0(id: c_int) -> LendConst<X509_VERIFY_PARAM> {
    // The table keeps them.
    quiet(LendConst::null(), || Ok(LendConst::opt(param::at(id).as_deref())))
}

/// Lends the parameters with the name `name`: "default", "pkcs7",
/// "smime_sign", "ssl_client", "ssl_server" or one that was added.
///
/// Returns: NULL for an unknown name.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_lookup(name: Str) -> LendConst<X509_VERIFY_PARAM> {
    quiet(LendConst::null(), || Ok(LendConst::opt(param::lookup(name.get()?).as_deref())))
}

/// Forgets the parameters that were added to the table.
#[unsafe(no_mangle)]
pub extern "C" fn X509_VERIFY_PARAM_table_cleanup() {
    quiet((), || {
        param::forget_added();
        Ok(())
    });
}
