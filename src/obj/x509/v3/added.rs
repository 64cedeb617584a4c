//! Extensions whose methods the program added: how its functions are called.

use super::context::{X509V3_EXT_METHOD, error};
use super::print::{Pair, Shown};
use crate::abi::{Arg, DerIn, DerOut, In, Mut, Opaque, Out, mem, stack};
use crate::err::{self, Result, x509v3};
use crate::obj::asn1::item;
use crate::obj::bio::BIO;
use crate::obj::bio::mem::mem_method;
use crate::obj::conf::CONF_VALUE;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509_EXTENSION;
use std::ffi::{CStr, c_int, c_long};
use std::sync::Arc;

impl X509V3_EXT_METHOD {
    /// Decodes a value.
    pub fn read(&self, der: &[u8]) -> Result<Opaque> {
        if let Some(it) = self.it {
            let named = it();
            return item::read(named.get()?, der).map(|(value, _)| value);
        }
        let missing = || error(x509v3::R_OPERATION_NOT_DEFINED);
        let d2i = self.d2i.ok_or_else(missing)?;
        let len = c_long::try_from(der.len()).map_err(|_| missing())?;
        let mut at = der.as_ptr();
        Ok(Opaque(d2i(Out::at(std::ptr::null_mut()), DerIn::lend(&mut at), len)))
    }

    /// Encodes a value.
    pub fn write(&self, value: Opaque) -> Result<Vec<u8>> {
        let failed = || error(err::R_MALLOC_FAILURE);
        if let Some(it) = self.it {
            let named = it();
            return item::write(named.get()?, value)
                .map_err(|cause| super::names::over(&cause, failed()));
        }
        let i2d = self.i2d.ok_or_else(|| error(x509v3::R_OPERATION_NOT_DEFINED))?;
        let mut buffer = std::ptr::null_mut();
        let len = usize::try_from(i2d(value.0, DerOut::lend(&mut buffer))).unwrap_or(0);
        let copy = Arg(buffer.cast()).bytes(len).map(<[u8]>::to_vec);
        mem::free_c(buffer.cast());
        if len == 0 { Err(failed()) } else { copy }
    }

    /// Frees a value.
    pub fn release(&self, value: Opaque) {
        if value.is_null() {
            return;
        }
        match (self.it, self.ext_free) {
            (Some(it), _) => {
                let named = it();
                if let Ok(it) = named.get() {
                    item::free(it, value);
                }
            }
            (None, Some(free)) => free(value.0),
            (None, None) => {}
        }
    }

    /// A value as the method's functions show it.
    fn show(&self, value: Opaque, indent: usize) -> Result<Option<Shown>> {
        let method = || In::lend(self);
        if let Some(i2s) = self.i2s {
            let text = i2s(method(), value.0);
            let copy = Arg(text.cast()).str().map(|t| t.to_bytes().to_vec());
            mem::free_c(text.cast());
            return Ok(copy.map(Shown::Line));
        }
        if let Some(i2v) = self.i2v {
            let list = i2v(method(), value.0, std::ptr::null_mut());
            let Some(list) = stack::take::<OPENSSL_STACK>(Opaque(list.cast())) else {
                return Ok(None);
            };
            let pairs = list.objects::<CONF_VALUE>().into_iter().map(pair).collect();
            list.into_owners::<CONF_VALUE>().into_iter().for_each(CONF_VALUE::free);
            return Ok(Some(Shown::List(pairs, self.ext_flags & super::method::MULTILINE != 0)));
        }
        let Some(i2r) = self.i2r else { return Ok(None) };
        let bio: Arc<BIO> = BIO::new(Arc::clone(mem_method()))?;
        let done = i2r(method(), value.0, Mut::lend(&*bio), c_int::try_from(indent).unwrap_or(0));
        let mut text = vec![0; bio.pending()];
        bio.read(&mut text);
        Ok((done > 0).then_some(Shown::Free(text)))
    }
}

/// A pair as it is shown.
pub fn pair(pair: &CONF_VALUE) -> Pair {
    let name = pair.name().map(|n| n.to_string_lossy().into_owned());
    (name, pair.value().map(|v| CStr::to_bytes(v).to_vec()))
}

/// An extension as the program's method shows it; `None` if it cannot.
pub fn shown(
    method: &X509V3_EXT_METHOD,
    extension: &X509_EXTENSION,
    indent: usize,
) -> Result<Option<Shown>> {
    let value = method.read(extension.bytes())?;
    if value.is_null() {
        return Err(crate::err::Error::quiet());
    }
    let result = method.show(value, indent);
    method.release(value);
    result
}
