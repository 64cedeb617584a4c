//! Values described by text.

use crate::abi::{Give, Mut, Opaque, Str, entry};
use crate::obj::asn1::generate;
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::conf::CONF;
use crate::obj::x509::v3::conf::FROM_CONF;
use crate::obj::x509::v3::context::X509V3_CTX;

/// The value that text describes, with the sections of a configuration, which
/// may be NULL.
///
/// Returns: NULL on failure. See: ASN1_generate_nconf(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_generate_nconf(str: Str, nconf: Mut<CONF>) -> Give<ASN1_TYPE> {
    entry(Give::null(), || {
        let context = (!nconf.is_null()).then(|| {
            let made = X509V3_CTX::empty();
            made.set_database(Opaque(nconf.as_ptr().cast()), &FROM_CONF);
            made
        });
        generate::generate(str.bytes()?, context.as_ref()).map(Give::new)
    })
}

/// The value that text describes, with the sections of a context's
/// configuration; `cnf` may be NULL.
///
/// Returns: NULL on failure. See: ASN1_generate_nconf(3).
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_generate_v3(str: Str, cnf: Mut<X509V3_CTX>) -> Give<ASN1_TYPE> {
    entry(Give::null(), || generate::generate(str.bytes()?, cnf.opt()).map(Give::new))
}
