//! `OSSL_parse_url` and `OSSL_HTTP_parse_url`: addresses of HTTP.

use crate::abi::{Out, Str, entry, mem};
use crate::err::{self, Error, Lib, Result};
use crate::obj::http::Url;
use std::ffi::{c_char, c_int};

/// Places of C's for the parts of an address; each may be NULL.
struct Places {
    scheme: Out<*mut c_char>,
    user: Out<*mut c_char>,
    host: Out<*mut c_char>,
    port: Out<*mut c_char>,
    number: Out<c_int>,
    path: Out<*mut c_char>,
    query: Out<*mut c_char>,
    fragment: Out<*mut c_char>,
}

impl Places {
    fn texts(&self) -> [&Out<*mut c_char>; 7] {
        [&self.scheme, &self.user, &self.host, &self.port, &self.path, &self.query, &self.fragment]
    }

    fn clear(&self) {
        self.texts().into_iter().for_each(|place| place.write_opt(std::ptr::null_mut()));
        self.number.write_opt(0);
    }

    /// Fills the places; a query without a place stays with the path.
    fn fill(&self, url: &Url<'_>) -> Result<()> {
        let mut path = url.path.clone();
        if self.query.is_null() && !url.query.is_empty() {
            path.push(b'?');
            path.extend_from_slice(url.query);
        }
        let texts: [&[u8]; 7] =
            [url.scheme, url.user, url.host, url.port, &path, url.query, url.fragment];
        for (place, text) in self.texts().into_iter().zip(texts) {
            if !place.is_null() {
                place.write(mem::strdup(text)?)?;
            }
        }
        self.number.write_opt(url.number.into());
        Ok(())
    }
}

/// Takes an address apart. What is not there is an empty string, the path `/`
/// and the port `0`; each place may be NULL, and without one for the query it
/// stays with the path. C frees the strings.
///
/// Returns: 1; 0 on failure. See: OSSL_HTTP_parse_url(3).
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_parse_url(
    url: Str,
    pscheme: Out<*mut c_char>,
    puser: Out<*mut c_char>,
    phost: Out<*mut c_char>,
    pport: Out<*mut c_char>,
    pport_num: Out<c_int>,
    ppath: Out<*mut c_char>,
    pquery: Out<*mut c_char>,
    pfrag: Out<*mut c_char>,
) -> c_int {
    entry(0, || {
        let places = Places {
            scheme: pscheme,
            user: puser,
            host: phost,
            port: pport,
            number: pport_num,
            path: ppath,
            query: pquery,
            fragment: pfrag,
        };
        places.clear();
        places.fill(&Url::parse(text(&url)?)?)?;
        Ok(1)
    })
}

fn text(url: &Str) -> Result<&[u8]> {
    url.bytes().map_err(|_| Error::new(Lib::Http, err::R_PASSED_NULL_PARAMETER))
}

/// Takes an address of HTTP apart, as `OSSL_parse_url`; the port is 80, or 443
/// for `https`, where none is written.
///
/// Returns: 1; 0 on failure. See: OSSL_HTTP_parse_url(3).
/// Errors: `HTTP_R_INVALID_URL_SCHEME`.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_HTTP_parse_url(
    url: Str,
    pssl: Out<c_int>,
    puser: Out<*mut c_char>,
    phost: Out<*mut c_char>,
    pport: Out<*mut c_char>,
    pport_num: Out<c_int>,
    ppath: Out<*mut c_char>,
    pquery: Out<*mut c_char>,
    pfrag: Out<*mut c_char>,
) -> c_int {
    entry(0, || {
        let places = Places {
            scheme: Out::at(std::ptr::null_mut()),
            user: puser,
            host: phost,
            port: pport,
            number: pport_num,
            path: ppath,
            query: pquery,
            fragment: pfrag,
        };
        places.clear();
        pssl.write_opt(0);
        let (url, tls) = Url::parse_http(text(&url)?)?;
        pssl.write_opt(tls.into());
        places.fill(&url)?;
        Ok(1)
    })
}
