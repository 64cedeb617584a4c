//! Extensions from configurations. See: x509v3_config(5).

use super::context::{X509V3_CONF_METHOD, X509V3_CTX, X509V3_EXT_METHOD, error};
use super::method::{self, append};
use super::names::over;
use super::text::{self, Generic};
use crate::abi::{In, Mut, Opaque, Str, stack};
use crate::err::conf::{R_NO_CONF, R_NO_SECTION, R_NO_VALUE};
use crate::err::{Error, Lib, Result, x509v3};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::generate;
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::conf::{CONF, CONF_VALUE};
use crate::obj::objects::{self, Object};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509_EXTENSION;
use std::borrow::Cow;
use std::ffi::{CStr, c_char, c_int};

/// Reads sections and values of a [`CONF`].
pub static FROM_CONF: X509V3_CONF_METHOD = X509V3_CONF_METHOD {
    get_string: Some(get_string),
    get_section: Some(get_section),
    free_string: None,
    free_section: None,
};

extern "C" fn get_string(db: Opaque, section: Str, name: Str) -> *mut c_char {
    crate::abi::entry(std::ptr::null_mut(), || {
        let Some(conf) = stack::look::<CONF>(db) else { return Ok(std::ptr::null_mut()) };
        let section = section.opt().map(CStr::to_bytes);
        let value = conf.with_value(section, name.bytes()?, |v| v.as_ptr().cast_mut());
        value.ok_or_else(|| {
            let group = String::from_utf8_lossy(section.unwrap_or_default()).into_owned();
            let name = name.opt().unwrap_or_default().to_string_lossy();
            Error::new(Lib::Conf, R_NO_VALUE).with(format!("group={group} name={name}"))
        })
    })
}

extern "C" fn get_section(db: Opaque, section: Str) -> *mut OPENSSL_STACK {
    crate::abi::entry(std::ptr::null_mut(), || {
        let Some(conf) = stack::look::<CONF>(db) else { return Ok(std::ptr::null_mut()) };
        let name = section.opt().ok_or_else(|| Error::new(Lib::Conf, R_NO_SECTION))?;
        let list = conf.with_section(name.to_bytes(), |list| std::ptr::from_ref(list).cast_mut());
        Ok(list.unwrap_or(std::ptr::null_mut()))
    })
}

/// Where sections come from when a value is `@section`.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// A configuration; none is an error.
    Conf(Option<&'a CONF>),
    /// The old kind of configuration, of which there is none here.
    None,
}

/// The pairs that a value stands for, as a list for C, and whether it is the
/// configuration's own.
enum Pairs<'a> {
    Lent(&'a OPENSSL_STACK),
    Made(Box<OPENSSL_STACK>),
}

impl Pairs<'_> {
    fn list(&self) -> &OPENSSL_STACK {
        match self {
            Pairs::Lent(list) => list,
            Pairs::Made(list) => list,
        }
    }
}

fn pairs<'a>(source: Source<'a>, value: &CStr) -> Result<Option<Pairs<'a>>> {
    match value.to_bytes().strip_prefix(b"@") {
        Some(name) => match source {
            Source::Conf(None) => Err(Error::new(Lib::Conf, R_NO_CONF)),
            // The list lives as long as the configuration, which C lends.
            Source::Conf(Some(conf)) => Ok(conf
                .with_section(name, |list| Opaque(std::ptr::from_ref(list).cast_mut().cast()))
                .and_then(stack::look)
                .map(Pairs::Lent)),
            Source::None => Ok(None),
        },
        None => made_list(value).map(|list| Some(Pairs::Made(list))),
    }
}

/// The pairs of `name:value, …` as a list that C owns.
pub fn made_list(value: &CStr) -> Result<Box<OPENSSL_STACK>> {
    let pairs = text::list(value.to_bytes())?.into_iter().map(|pair| {
        let text = |t: &Option<std::ffi::CString>| t.as_ref().map(|t| t.to_bytes().to_vec());
        CONF_VALUE::make(text(&pair.name).as_deref(), text(&pair.value).as_deref())
    });
    let pairs: Result<Vec<_>> = pairs.collect();
    Ok(OPENSSL_STACK::owning::<CONF_VALUE>(pairs?))
}

/// The extension `number` that a value in its own syntax makes.
fn specific(
    source: Source<'_>,
    context: Option<&X509V3_CTX>,
    number: c_int,
    critical: bool,
    value: &CStr,
) -> Result<Box<X509_EXTENSION>> {
    if number == 0 {
        return Err(error(x509v3::R_UNKNOWN_EXTENSION_NAME));
    }
    let method = method::get(number).ok_or_else(|| error(x509v3::R_UNKNOWN_EXTENSION))?;
    let name = || short_name(number);
    let made = if let Some(v2i) = method.v2i {
        let wrong = || {
            let value = value.to_string_lossy();
            error(x509v3::R_INVALID_EXTENSION_STRING)
                .with(format!("name={},section={value}", name()))
        };
        let list = pairs(source, value).map_err(|cause| over(&cause, wrong()))?;
        let list = list.filter(|list| !list.list().is_empty()).ok_or_else(wrong)?;
        let made = v2i(In::lend(&method), lent(context), Mut::lend(list.list()));
        if let Pairs::Made(list) = list {
            list.into_owners::<CONF_VALUE>().into_iter().for_each(CONF_VALUE::free);
        }
        made
    } else if let Some(s2i) = method.s2i {
        s2i(In::lend(&method), lent(context), Str::lend(value))
    } else if let Some(r2i) = method.r2i {
        if context.and_then(X509V3_CTX::database).is_none() {
            return Err(error(x509v3::R_NO_CONFIG_DATABASE));
        }
        r2i(In::lend(&method), lent(context), Str::lend(value))
    } else {
        let reason = x509v3::R_EXTENSION_SETTING_NOT_SUPPORTED;
        return Err(error(reason).with(format!("name={}", name())));
    };
    let made = Opaque(made);
    if made.is_null() {
        return Err(Error::quiet());
    }
    let result = encoded(&method, made, critical);
    method.release(made);
    result
}

fn lent(context: Option<&X509V3_CTX>) -> Mut<X509V3_CTX> {
    context.map_or(Mut::from_element(Opaque::NULL), Mut::lend)
}

/// The short name of an object.
pub fn short_name(number: c_int) -> Cow<'static, str> {
    objects::by_nid(number).and_then(|o| o.short()).unwrap_or_default().to_string_lossy()
}

/// The extension with a value of its method's type.
pub fn encoded(
    method: &X509V3_EXT_METHOD,
    value: Opaque,
    critical: bool,
) -> Result<Box<X509_EXTENSION>> {
    let der = method.write(value)?;
    let object = crate::abi::StaticOrBox::Static(objects::known(method.ext_nid)?);
    X509_EXTENSION::of(object, critical, &der)
}

/// The extension that a generic value makes, `DER:…` or `ASN1:…`.
fn generic(
    context: Option<&X509V3_CTX>,
    object: Object,
    critical: bool,
    value: &Generic<'_>,
) -> Result<Box<X509_EXTENSION>> {
    let (Generic::Der(shown) | Generic::Asn1(shown)) = value;
    let der = match value {
        Generic::Der(text) => text::hex(text),
        Generic::Asn1(text) => {
            generate::generate(text.to_bytes(), context).map(|made| ASN1_TYPE::encode(&made))
        }
    };
    let der = der.map_err(|cause| {
        let shown = format!("value={}", shown.to_string_lossy());
        over(&cause, error(x509v3::R_EXTENSION_VALUE_ERROR).with(shown))
    })?;
    X509_EXTENSION::of(object, critical, &der)
}

/// The extension `name` with a value; `section` is where they stand, for
/// the error.
pub fn by_name(
    source: Source<'_>,
    context: Option<&X509V3_CTX>,
    section: Option<&CStr>,
    name: &CStr,
    value: &CStr,
) -> Result<Box<X509_EXTENSION>> {
    let (critical, value) = text::critical(value);
    if let Some(kind) = text::generic(value) {
        let object = objects::from_text(name, false).map_err(|cause| {
            let shown = format!("name={}", name.to_string_lossy());
            over(&cause, error(x509v3::R_EXTENSION_NAME_ERROR).with(shown))
        })?;
        return generic(context, object, critical, &kind);
    }
    let number = objects::by_short(name).map_or(0, |object| object.nid());
    specific(source, context, number, critical, value).map_err(|cause| {
        let place = match section {
            Some(section) => format!("section={}, ", section.to_string_lossy()),
            None => String::new(),
        };
        let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
        let shown = format!("{place}name={name}, value={value}");
        over(&cause, error(x509v3::R_ERROR_IN_EXTENSION).with(shown))
    })
}

/// The extension `number` with a value.
pub fn by_number(
    source: Source<'_>,
    context: Option<&X509V3_CTX>,
    number: c_int,
    value: &CStr,
) -> Result<Box<X509_EXTENSION>> {
    let (critical, value) = text::critical(value);
    if let Some(kind) = text::generic(value) {
        let object = crate::abi::StaticOrBox::Static(objects::known(number)?);
        return generic(context, object, critical, &kind);
    }
    specific(source, context, number, critical, value)
}

/// The extensions that a section lists.
pub fn section(
    conf: Option<&CONF>,
    context: Option<&X509V3_CTX>,
    name: &CStr,
    mut each: impl FnMut(Box<X509_EXTENSION>) -> Result<()>,
) -> Result<()> {
    let conf = conf.ok_or_else(|| Error::new(Lib::Conf, R_NO_CONF))?;
    let list = conf.with_section(name.to_bytes(), super::context::Pair::all);
    for pair in list.ok_or_else(Error::quiet)? {
        let key = pair.name.as_deref().unwrap_or_default();
        let value = pair.value.as_deref().unwrap_or_default();
        let section = pair.section.as_deref();
        each(by_name(Source::Conf(Some(conf)), context, section, key, value)?)?;
    }
    Ok(())
}

/// Adds one pair to the list in C's place, which is made if there is none.
pub fn add_pair(
    place: &crate::abi::Out<*mut OPENSSL_STACK>,
    name: Option<&[u8]>,
    value: Option<&[u8]>,
) -> Result<c_int> {
    let name = name.map(|n| String::from_utf8_lossy(n).into_owned());
    let list = append(place.read()?, vec![(name, value.map(<[u8]>::to_vec))])?;
    place.write(list)?;
    Ok(1)
}
