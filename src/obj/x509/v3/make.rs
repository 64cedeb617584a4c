//! Values of extensions from text. See: x509v3_config(5).

use super::context::{Pair, X509V3_CTX, error};
use super::general::GENERAL_NAME;
use super::names::{self, over, section};
use super::text;
use super::types::*;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::stack;
use crate::crypto::digest::{Md, digest};
use crate::err::{self, Error, Lib, Result, x509v3};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{Octets, v};
use crate::obj::asn1::string;
use crate::obj::objects::{self, ASN1_OBJECT, Object, nid};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::extension;
use crate::obj::x509::name::{X509_NAME, X509_NAME_ENTRY};
use std::ffi::{CStr, c_int};

/// What an extension is made in the light of, if the program says.
pub type Context<'a> = Option<&'a X509V3_CTX>;

/// basicConstraints.
pub fn basic_constraints(_: Context<'_>, pairs: &[Pair]) -> Result<Box<BASIC_CONSTRAINTS>> {
    let made = BASIC_CONSTRAINTS::blank();
    for pair in pairs {
        match pair.key() {
            b"CA" => made.ca.set(if text::pair_boolean(pair)? { 0xff } else { 0 }),
            b"pathlen" => made.pathlen.set(Some(text::pair_integer(pair)?)),
            _ => return Err(error(x509v3::R_INVALID_NAME).with(pair.named())),
        }
    }
    Ok(made)
}

/// The object that `text` names, for an error with `shown`.
fn object(text: &CStr, shown: impl Fn() -> String) -> Result<Object> {
    objects::from_text(text, false)
        .map_err(|cause| over(&cause, error(x509v3::R_INVALID_OBJECT_IDENTIFIER).with(shown())))
}

/// extendedKeyUsage, and the types of OCSP responses that a client accepts.
pub fn key_uses(_: Context<'_>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let object = |pair: &Pair| {
        let text = pair.either();
        object(text, || text.to_string_lossy().into_owned())
    };
    let uses: Result<Vec<_>> = pairs.iter().map(object).collect();
    Ok(OPENSSL_STACK::owning::<ASN1_OBJECT>(uses?))
}

/// subjectKeyIdentifier: `hash`, `none`, or the bytes in hexadecimal.
pub fn key_identifier(context: Context<'_>, text: &CStr) -> Result<Box<ASN1_STRING>> {
    let none = || ASN1_STRING::new(v::OCTET_STRING);
    match text.to_bytes() {
        b"none" => Ok(none()),
        b"hash" => {
            if context.is_some_and(X509V3_CTX::is_test) {
                return Ok(none());
            }
            let missing = || error(x509v3::R_NO_SUBJECT_DETAILS);
            let context = context.ok_or_else(missing)?;
            let key = match (context.subject_req(), context.subject_cert()) {
                (Some(request), _) => request.info()?.pubkey.get(),
                (None, Some(cert)) => cert.info()?.key.get(),
                (None, None) => return Err(missing()),
            };
            let key = key.ok_or_else(|| error(x509v3::R_NO_PUBLIC_KEY))?;
            hashed(key.key_bytes())
        }
        _ => octets(text),
    }
}

fn hashed(key: &[u8]) -> Result<Box<ASN1_STRING>> {
    ASN1_STRING::with(v::OCTET_STRING, digest(Md::Sha1, key)?.as_ref())
}

/// An OCTET STRING in hexadecimal.
pub fn octets(text: &CStr) -> Result<Box<ASN1_STRING>> {
    ASN1_STRING::with(v::OCTET_STRING, &text::hex(text)?)
}

/// authorityKeyIdentifier: `keyid` and `issuer`, each with `:always` if it
/// must be there.
pub fn authority(context: Context<'_>, pairs: &[Pair]) -> Result<Box<AUTHORITY_KEYID>> {
    let made = AUTHORITY_KEYID::blank();
    if let [only] = pairs
        && only.key() == b"none"
    {
        return Ok(made);
    }
    let (mut key, mut issuer) = (0, 0);
    for pair in pairs {
        let level = if pair.value.as_deref() == Some(c"always") { 2 } else { 1 };
        match pair.key() {
            b"keyid" => key = level,
            b"issuer" => issuer = level,
            _ => {
                let shown = format!("name={}", super::context::shown(&pair.name));
                return Err(error(x509v3::R_UNKNOWN_OPTION).with(shown));
            }
        }
    }
    if context.is_some_and(X509V3_CTX::is_test) {
        return Ok(made);
    }
    let context = context.ok_or_else(|| error(err::R_PASSED_NULL_PARAMETER))?;
    let missing = || error(x509v3::R_NO_ISSUER_CERTIFICATE);
    let signer = context.issuer_cert().ok_or_else(missing)?;
    // A certificate that signs itself needs no hint at who signed it.
    let alone = match (context.issuer_key(), context.subject_cert()) {
        (Some(key), Some(subject)) => {
            let own = subject.info()?.key.get().and_then(|own| own.key().ok());
            match (own, key.public()) {
                (Some(own), Ok(public)) => own.public()?.spki() == public.spki(),
                _ => false,
            }
        }
        _ => context.is_self_issued(),
    };
    if key == 2 || (key == 1 && !alone) {
        let list = signer.extensions()?;
        let at = extension::position(list.stack(), -1, |e| e.nid() == nid::SUBJECT_KEY_IDENTIFIER);
        if let Some(own) = extension::at(list.stack(), at) {
            made.keyid.set(Octets::decode(own.bytes()).ok().map(|(id, _)| id));
        }
        if made.keyid.get().is_none()
            && context.is_self_issued()
            && let Some(issuer_key) = context.issuer_key()
        {
            let public = crate::obj::x509::algorithm::X509_PUBKEY::of_key(issuer_key)?;
            made.keyid.set(Some(hashed(public.key_bytes())?));
        }
        if (key == 2 || issuer == 0) && made.keyid.get().is_none() {
            return Err(error(x509v3::R_UNABLE_TO_GET_ISSUER_KEYID));
        }
    }
    if issuer == 2 || (issuer == 1 && made.keyid.get().is_none()) {
        let unable = || error(x509v3::R_UNABLE_TO_GET_ISSUER_DETAILS);
        let info = signer.info()?;
        let name = X509_NAME::duplicate(info.issuer.get().ok_or_else(unable)?)?;
        made.serial.set(Some(info.serialNumber.get().ok_or_else(unable)?.duplicate()?));
        let name = GENERAL_NAME::of(super::general::kind::DIRNAME, stack::give::<X509_NAME>(name));
        made.issuer.set(Some(OPENSSL_STACK::owning::<GENERAL_NAME>([name])));
    }
    Ok(made)
}

fn names_of(context: Context<'_>, text: &CStr) -> Result<Box<OPENSSL_STACK>> {
    let missing = |cause: Option<Error>| {
        if let Some(cause) = cause {
            err::push(&cause, "X509V3_parse_list");
        }
        error(x509v3::R_SECTION_NOT_FOUND)
    };
    let pairs = match text.to_bytes_with_nul().strip_prefix(b"@") {
        Some(name) => {
            let name = CStr::from_bytes_with_nul(name).unwrap_or_default();
            section(context, name).ok_or_else(|| missing(None))?.pairs()
        }
        None => text::list(text.to_bytes()).map_err(|e| missing(Some(e)))?,
    };
    names::from_pairs(context, &pairs)
}

/// Sets the name of a distribution point; false if `pair` is about
/// something else.
fn point_name(place: &Owned<DIST_POINT_NAME>, context: Context<'_>, pair: &Pair) -> Result<bool> {
    let value = pair.value.as_deref().unwrap_or_default();
    let name = if pair.key().starts_with(b"fullname") {
        DIST_POINT_NAME::of(0, names_of(context, value)?)
    } else if pair.key() == b"relativename" {
        let section = section(context, value).ok_or_else(|| error(x509v3::R_SECTION_NOT_FOUND))?;
        let name = X509_NAME::new();
        names::add_to_name(&name, &section.pairs(), string::MB_ASCII)?;
        let entries = name.entries();
        if entries.last().is_some_and(|last| last.set.get() != 0) {
            return Err(error(x509v3::R_INVALID_MULTIPLE_RDNS));
        }
        let copies: Result<Vec<_>> = entries.into_iter().map(X509_NAME_ENTRY::duplicate).collect();
        if copies.as_ref().is_ok_and(Vec::is_empty) {
            return Ok(false);
        }
        DIST_POINT_NAME::of(1, OPENSSL_STACK::owning::<X509_NAME_ENTRY>(copies?))
    } else {
        return Ok(false);
    };
    if place.get().is_some() {
        return Err(error(x509v3::R_DISTPOINT_ALREADY_SET));
    }
    place.set(Some(name));
    Ok(true)
}

fn reasons(place: &Owned<ASN1_STRING>, value: Option<&CStr>) -> Result<()> {
    const NAMES: [&str; 9] = [
        "unused",
        "keyCompromise",
        "CACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "privilegeWithdrawn",
        "AACompromise",
    ];
    let pairs = text::list(value.unwrap_or_default().to_bytes())?;
    if place.get().is_some() {
        return Err(Error::quiet());
    }
    let bits = ASN1_STRING::new(v::BIT_STRING);
    for pair in pairs {
        let bit = NAMES.iter().position(|name| name.as_bytes() == pair.key());
        string::set_bit(&bits, bit.ok_or_else(Error::quiet)?, true)?;
    }
    place.set(Some(bits));
    Ok(())
}

/// crlDistributionPoints and freshestCRL.
pub fn distribution_points(context: Context<'_>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut points = Vec::new();
    for pair in pairs {
        let point = DIST_POINT::blank();
        if pair.value.is_some() {
            let name = names::from_pair(context, pair, false)?;
            let list = OPENSSL_STACK::owning::<GENERAL_NAME>([name]);
            point.distpoint.set(Some(DIST_POINT_NAME::of(0, list)));
        } else {
            let section = section(context, pair.name.as_deref().unwrap_or_default());
            for pair in section.ok_or_else(Error::quiet)?.pairs() {
                if point_name(&point.distpoint, context, &pair)? {
                    continue;
                }
                let value = pair.value.as_deref();
                match pair.key() {
                    b"reasons" => reasons(&point.reasons, value)?,
                    b"CRLissuer" => {
                        let issuer = names_of(context, value.unwrap_or_default())?;
                        point.CRLissuer.set(Some(issuer));
                    }
                    _ => {}
                }
            }
        }
        points.push(point);
    }
    Ok(OPENSSL_STACK::owning::<DIST_POINT>(points))
}

/// issuingDistributionPoint.
pub fn issuing_point(context: Context<'_>, pairs: &[Pair]) -> Result<Box<ISSUING_DIST_POINT>> {
    let made = ISSUING_DIST_POINT::blank();
    for pair in pairs {
        if point_name(&made.distpoint, context, pair)? {
            continue;
        }
        let truth = || text::pair_boolean(pair).map(|on| if on { 0xff } else { 0 });
        match pair.key() {
            b"onlyuser" => made.onlyuser.set(truth()?),
            b"onlyCA" => made.onlyCA.set(truth()?),
            b"onlyAA" => made.onlyattr.set(truth()?),
            b"indirectCRL" => made.indirectCRL.set(truth()?),
            b"onlysomereasons" => reasons(&made.onlysomereasons, pair.value.as_deref())?,
            _ => return Err(error(x509v3::R_INVALID_NAME).with(pair.named())),
        }
    }
    Ok(made)
}

/// authorityInfoAccess and subjectInfoAccess: `OCSP;URI:http://…`.
pub fn information(context: Context<'_>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut ways = Vec::new();
    for pair in pairs {
        let key = pair.key();
        let mark = key.iter().position(|c| *c == b';');
        let mark = mark.ok_or_else(|| error(x509v3::R_INVALID_SYNTAX))?;
        let (method, name) = key.split_at(mark);
        let value = pair.value.as_deref().map(CStr::to_bytes);
        let name = Pair::new(name.get(1..), value);
        let made = ACCESS_DESCRIPTION::blank();
        made.location.set(Some(names::from_pair(context, &name, false)?));
        let method = err::queue::lossy(method);
        let object = objects::from_text(&method, false).map_err(|cause| {
            let shown = format!("value={}", method.to_string_lossy());
            over(&cause, error(x509v3::R_BAD_OBJECT).with(shown))
        })?;
        made.method.set(Some(object));
        ways.push(made);
    }
    Ok(OPENSSL_STACK::owning::<ACCESS_DESCRIPTION>(ways))
}

/// policyConstraints.
pub fn policy_constraints(_: Context<'_>, pairs: &[Pair]) -> Result<Box<POLICY_CONSTRAINTS>> {
    let made = POLICY_CONSTRAINTS::blank();
    for pair in pairs {
        match pair.key() {
            b"requireExplicitPolicy" => {
                made.requireExplicitPolicy.set(Some(text::pair_integer(pair)?));
            }
            b"inhibitPolicyMapping" => {
                made.inhibitPolicyMapping.set(Some(text::pair_integer(pair)?));
            }
            _ => {
                let shown = super::context::shown(&pair.name).into_owned();
                return Err(error(x509v3::R_INVALID_NAME).with(shown));
            }
        }
    }
    if made.requireExplicitPolicy.get().is_none() && made.inhibitPolicyMapping.get().is_none() {
        return Err(error(x509v3::R_ILLEGAL_EMPTY_EXTENSION));
    }
    Ok(made)
}

/// policyMappings.
pub fn policy_mappings(_: Context<'_>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut mappings = Vec::new();
    for pair in pairs {
        let shown = || super::context::shown(&pair.name).into_owned();
        let (Some(issuer), Some(subject)) = (&pair.name, &pair.value) else {
            return Err(error(x509v3::R_INVALID_OBJECT_IDENTIFIER).with(shown()));
        };
        let made = POLICY_MAPPING::blank();
        made.issuerDomainPolicy.set(Some(object(issuer, shown)?));
        made.subjectDomainPolicy.set(Some(object(subject, shown)?));
        mappings.push(made);
    }
    Ok(OPENSSL_STACK::owning::<POLICY_MAPPING>(mappings))
}

/// nameConstraints: `permitted;DNS:…` and `excluded;…`.
pub fn name_constraints(context: Context<'_>, pairs: &[Pair]) -> Result<Box<NAME_CONSTRAINTS>> {
    let made = NAME_CONSTRAINTS::blank();
    for pair in pairs {
        let key = pair.key();
        let some = |rest: &&[u8]| !rest.is_empty();
        let permitted = key.strip_prefix(b"permitted").filter(some);
        let excluded = key.strip_prefix(b"excluded").filter(some);
        let (list, rest) = match (permitted, excluded) {
            (Some(rest), _) => (&made.permittedSubtrees, rest),
            (None, Some(rest)) => (&made.excludedSubtrees, rest),
            (None, None) => return Err(error(x509v3::R_INVALID_SYNTAX)),
        };
        let name = Pair::new(rest.get(1..), pair.value.as_deref().map(CStr::to_bytes));
        let tree = GENERAL_SUBTREE::blank();
        tree.base.set(Some(names::from_pair(context, &name, true)?));
        list.made()?.push_owner::<GENERAL_SUBTREE>(tree);
    }
    Ok(made)
}

/// The names of TLS extensions that tlsfeature knows.
pub const TLS_FEATURES: [(&str, i64); 2] = [("status_request", 5), ("status_request_v2", 17)];

/// tlsfeature.
pub fn tls_features(_: Context<'_>, pairs: &[Pair]) -> Result<Box<OPENSSL_STACK>> {
    let mut features = Vec::new();
    for pair in pairs {
        let text = pair.either().to_bytes();
        let named = TLS_FEATURES.iter().find(|(n, _)| n.as_bytes().eq_ignore_ascii_case(text));
        let number = match named {
            Some((_, number)) => *number,
            None => match text::leading_number(text) {
                (number @ 0..=65535, []) if !text.is_empty() => number,
                _ => return Err(error(x509v3::R_INVALID_SYNTAX).with(pair.named())),
            },
        };
        let made = ASN1_STRING::new(v::INTEGER);
        crate::obj::asn1::integer::set(&made, v::INTEGER, false, number.unsigned_abs())?;
        features.push(made);
    }
    Ok(OPENSSL_STACK::owning::<ASN1_STRING>(features))
}

/// The zones of Thawte's Strong Extranet.
pub fn strong_extranet(_: Context<'_>, pairs: &[Pair]) -> Result<Box<SXNET>> {
    let made = SXNET::new()?;
    for pair in pairs {
        let zone = text::integer(pair.key())
            .map_err(|cause| over(&cause, error(x509v3::R_ERROR_CONVERTING_ZONE)))?;
        made.add(zone, pair.value.as_deref().map(CStr::to_bytes))?;
    }
    Ok(made)
}

impl SXNET {
    /// One without zones.
    pub fn new() -> Result<Box<Self>> {
        let made = Self::blank();
        if let Some(version) = made.version.get() {
            crate::obj::asn1::integer::set(version, v::INTEGER, false, 0)?;
        }
        Ok(made)
    }

    /// Who somebody is in a zone.
    pub fn user(&self, zone: &ASN1_STRING) -> Option<&ASN1_STRING> {
        let same = |id: &&SXNETID| id.zone.get().is_some_and(|z| string::compare(z, zone) == 0);
        self.ids.items().into_iter().find(same)?.user.get()
    }

    /// Adds a zone.
    pub fn add(&self, zone: Box<ASN1_STRING>, user: Option<&[u8]>) -> Result<()> {
        let user = user.ok_or_else(|| error(x509v3::R_INVALID_NULL_ARGUMENT))?;
        if user.len() > 64 {
            return Err(error(x509v3::R_USER_TOO_LONG));
        }
        if self.user(&zone).is_some() {
            return Err(error(x509v3::R_DUPLICATE_ZONE_ID));
        }
        let id = SXNETID::blank();
        id.user.set(Some(ASN1_STRING::with(v::OCTET_STRING, user)?));
        id.zone.set(Some(zone));
        self.ids.made()?.push_owner::<SXNETID>(id);
        Ok(())
    }
}

/// The tools by which a Russian issuer signs.
pub fn sign_tool(_: Context<'_>, pairs: &[Pair]) -> Result<Box<ISSUER_SIGN_TOOL>> {
    let made = ISSUER_SIGN_TOOL::blank();
    for pair in pairs {
        let place = match pair.key() {
            b"signTool" => &made.signTool,
            b"cATool" => &made.cATool,
            b"signToolCert" => &made.signToolCert,
            b"cAToolCert" => &made.cAToolCert,
            _ => return Err(error(err::R_PASSED_INVALID_ARGUMENT)),
        };
        let value = pair.value.as_deref().ok_or_else(|| error(err::R_MALLOC_FAILURE))?;
        place.set(Some(ASN1_STRING::with(v::UTF8STRING, value.to_bytes())?));
    }
    Ok(made)
}

/// A proxy's policy, as its pieces are read.
#[derive(Default)]
struct Proxy {
    language: Option<Object>,
    path: Option<Box<ASN1_STRING>>,
    policy: Option<Vec<u8>>,
}

impl Proxy {
    fn read(&mut self, pair: &Pair) -> Result<()> {
        // OpenSSL adds the place twice.
        let fail = |reason| Err(error(reason).with(pair.placed() + &pair.placed()));
        let value = pair.value.as_deref().unwrap_or_default();
        match pair.key() {
            b"language" => {
                if self.language.is_some() {
                    return fail(x509v3::R_POLICY_LANGUAGE_ALREADY_DEFINED);
                }
                self.language = Some(object(value, || pair.placed() + &pair.placed())?);
            }
            b"pathlen" => {
                if self.path.is_some() {
                    return fail(x509v3::R_POLICY_PATH_LENGTH_ALREADY_DEFINED);
                }
                let length = text::pair_integer(pair);
                self.path = Some(length.map_err(|cause| {
                    let place = pair.placed() + &pair.placed();
                    over(&cause, error(x509v3::R_POLICY_PATH_LENGTH).with(place))
                })?);
            }
            b"policy" => {
                let bytes = value.to_bytes();
                let policy = self.policy.get_or_insert_default();
                if let Some(digits) = bytes.strip_prefix(b"hex:") {
                    let digits = err::queue::lossy(digits);
                    policy.extend(text::hex(&digits).map_err(|cause| cause.with(pair.placed()))?);
                } else if let Some(path) = bytes.strip_prefix(b"file:") {
                    policy.extend(Self::file(path, pair)?);
                } else if let Some(text) = bytes.strip_prefix(b"text:") {
                    policy.extend_from_slice(text);
                } else {
                    return fail(x509v3::R_INCORRECT_POLICY_SYNTAX_TAG);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn file(path: &[u8], pair: &Pair) -> Result<Vec<u8>> {
        /// No policy is longer.
        const LONGEST: usize = 1 << 20;
        let failed = |cause: Error| {
            let place = pair.placed() + &pair.placed();
            over(&cause, Error::new(Lib::X509v3, err::lib_failed(Lib::Bio)).with(place))
        };
        let file = crate::obj::bio::open_file(&err::queue::lossy(path), c"r").map_err(failed)?;
        file.read_to_end(LONGEST).ok_or_else(|| failed(Error::quiet()))
    }
}

/// proxyCertInfo.
pub fn proxy(context: Context<'_>, value: &CStr) -> Result<Box<PROXY_CERT_INFO_EXTENSION>> {
    let mut parts = Proxy::default();
    for pair in text::list(value.to_bytes())? {
        match pair.key().strip_prefix(b"@") {
            None if pair.value.is_none() => {
                let reason = x509v3::R_INVALID_PROXY_POLICY_SETTING;
                return Err(error(reason).with(pair.placed()));
            }
            Some(name) => {
                let section = section(context, &err::queue::lossy(name));
                let section =
                    section.ok_or_else(|| error(x509v3::R_INVALID_SECTION).with(pair.placed()))?;
                for pair in section.pairs() {
                    parts.read(&pair)?;
                }
            }
            None => parts.read(&pair)?,
        }
    }
    let Proxy { language, path, policy } = parts;
    let language =
        language.ok_or_else(|| error(x509v3::R_NO_PROXY_CERT_POLICY_LANGUAGE_DEFINED))?;
    if policy.is_some() && matches!(language.nid(), nid::ID_PPL_INHERITALL | nid::INDEPENDENT) {
        return Err(error(x509v3::R_POLICY_WHEN_PROXY_LANGUAGE_REQUIRES_NO_POLICY));
    }
    let made = PROXY_CERT_INFO_EXTENSION::blank();
    if let Some(own) = made.proxyPolicy.get() {
        own.policyLanguage.set(Some(language));
        let policy = policy.map(|bytes| ASN1_STRING::with(v::OCTET_STRING, &bytes)).transpose()?;
        own.policy.set(policy);
    }
    made.pcPathLengthConstraint.set(path);
    Ok(made)
}

/// certificatePolicies.
pub fn policies(context: Context<'_>, value: &CStr) -> Result<Box<OPENSSL_STACK>> {
    let pairs = text::list(value.to_bytes())
        .map_err(|cause| over(&cause, error(err::lib_failed(Lib::X509v3))))?;
    let mut ia5 = false;
    let mut policies = Vec::new();
    for pair in pairs {
        if pair.value.is_some() {
            return Err(error(x509v3::R_INVALID_POLICY_IDENTIFIER).with(pair.named()));
        }
        let name = pair.name.as_deref().unwrap_or_default();
        let shown = || name.to_string_lossy().into_owned();
        if name == c"ia5org" {
            ia5 = true;
        } else if let Some(name) = name.to_bytes().strip_prefix(b"@") {
            let section = section(context, &err::queue::lossy(name));
            let section = section.ok_or_else(|| error(x509v3::R_INVALID_SECTION).with(shown()))?;
            policies.push(policy(context, &section.pairs(), ia5)?);
        } else {
            let made = POLICYINFO::blank();
            made.policyid.set(Some(object(name, shown)?));
            policies.push(made);
        }
    }
    Ok(OPENSSL_STACK::owning::<POLICYINFO>(policies))
}

fn policy(context: Context<'_>, pairs: &[Pair], ia5: bool) -> Result<Box<POLICYINFO>> {
    let made = POLICYINFO::blank();
    for pair in pairs {
        let value = pair.value.as_deref().unwrap_or_default();
        let fail = |reason| Err(error(reason).with(pair.placed()));
        if pair.key() == b"policyIdentifier" {
            made.policyid.set(Some(object(value, || pair.placed())?));
        } else if pair.is("CPS") {
            let qualifier = POLICYQUALINFO::of_cps(value.to_bytes())?;
            made.qualifiers.made()?.push_owner::<POLICYQUALINFO>(qualifier);
        } else if pair.is("userNotice") {
            let Some(name) = value.to_bytes().strip_prefix(b"@") else {
                return fail(x509v3::R_EXPECTED_A_SECTION_NAME);
            };
            let Some(section) = section(context, &err::queue::lossy(name)) else {
                return fail(x509v3::R_INVALID_SECTION);
            };
            let qualifier = POLICYQUALINFO::of_notice(notice(&section.pairs(), ia5)?)?;
            made.qualifiers.made()?.push_owner::<POLICYQUALINFO>(qualifier);
        } else {
            return fail(x509v3::R_INVALID_OPTION);
        }
    }
    Ok(made)
}

fn notice(pairs: &[Pair], ia5: bool) -> Result<Box<USERNOTICE>> {
    let made = USERNOTICE::blank();
    let place = |made: &USERNOTICE| {
        if made.noticeref.get().is_none() {
            made.noticeref.set(Some(NOTICEREF::blank()));
        }
    };
    let mut organization = false;
    for pair in pairs {
        let value = pair.value.as_deref().unwrap_or_default().to_bytes();
        match pair.key() {
            b"explicitText" => {
                let (kind, text) = display_text(value);
                made.exptext.set(Some(ASN1_STRING::with(kind, text)?));
            }
            b"organization" => {
                place(&made);
                let kind = if ia5 { v::IA5STRING } else { v::VISIBLESTRING };
                if let Some(place) = made.noticeref.get() {
                    place.organization.set(Some(ASN1_STRING::with(kind, value)?));
                }
                organization = true;
            }
            b"noticeNumbers" => {
                place(&made);
                let list = text::list(value).map_err(|cause| {
                    over(&cause, error(x509v3::R_INVALID_NUMBERS).with(pair.named()))
                })?;
                let one = |number: &Pair| {
                    text::integer(number.key())
                        .map_err(|cause| over(&cause, error(x509v3::R_INVALID_NUMBER)))
                };
                let list: Result<Vec<_>> = list.iter().map(one).collect();
                if let Some(place) = made.noticeref.get() {
                    place.noticenos.set(Some(OPENSSL_STACK::owning::<ASN1_STRING>(list?)));
                }
            }
            _ => return Err(error(x509v3::R_INVALID_OPTION).with(pair.named())),
        }
    }
    // OpenSSL writes an organization of no type here, which nobody can read.
    if made.noticeref.get().is_some() && !organization {
        return Err(error(x509v3::R_NEED_ORGANIZATION_AND_NUMBERS));
    }
    Ok(made)
}

/// The type that the start of a notice's text asks for, and the rest.
fn display_text(value: &[u8]) -> (c_int, &[u8]) {
    const TYPES: [(&[u8], c_int); 6] = [
        (b"UTF8:", v::UTF8STRING),
        (b"UTF8String:", v::UTF8STRING),
        (b"BMP:", v::BMPSTRING),
        (b"BMPSTRING:", v::BMPSTRING),
        (b"VISIBLE:", v::VISIBLESTRING),
        (b"VISIBLESTRING:", v::VISIBLESTRING),
    ];
    TYPES
        .iter()
        .find_map(|(prefix, kind)| value.strip_prefix(*prefix).map(|rest| (*kind, rest)))
        .unwrap_or((v::VISIBLESTRING, value))
}
