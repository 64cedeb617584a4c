//! What a program asks of an algorithm besides its name (property(7)).

use crate::err::{Error, Lib, Result};
use crate::obj::lib_ctx::OSSL_PROVIDER;
use std::ffi::c_int;

// OpenSSL keeps these reasons in no public header.
const R_NOT_AN_IDENTIFIER: c_int = 103;
const R_NO_VALUE: c_int = 107;
const R_PARSE_FAILED: c_int = 108;
const R_TRAILING_CHARACTERS: c_int = 110;

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    name: String,
    /// `None` drops what the defaults say of this name.
    test: Option<Test>,
    /// Whether it is a wish only.
    optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    value: String,
    equal: bool,
}

/// A query, as `provider=default,?fips=yes`.
#[derive(Debug, Clone, Default)]
pub struct Properties {
    text: Option<String>,
    clauses: Vec<Clause>,
}

impl Properties {
    /// Reads a query; `None` asks for nothing.
    ///
    /// Errors: `CRYPTO_R_PARSE_FAILED` and its like.
    #[track_caller]
    pub fn parse(text: Option<&[u8]>) -> Result<Properties> {
        let Some(text) = text else { return Ok(Properties::default()) };
        let text = str::from_utf8(text).map_err(|_| failed(R_PARSE_FAILED, ""))?;
        let mut clauses = Vec::new();
        if !text.trim().is_empty() {
            for part in text.split(',') {
                let clause = clause(part)?;
                if clauses.iter().any(|old: &Clause| old.name == clause.name) {
                    let text = format!("Duplicated name `{}'", clause.name);
                    return Err(Error::new(Lib::Prop, R_PARSE_FAILED).with(text));
                }
                clauses.push(clause);
            }
        }
        Ok(Properties { text: Some(text.to_owned()), clauses })
    }

    /// The query as it was given.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// This query over the defaults, whose conditions it replaces by name.
    #[must_use]
    pub fn over(&self, defaults: &Properties) -> Properties {
        let kept = defaults
            .clauses
            .iter()
            .filter(|old| !self.clauses.iter().any(|new| new.name == old.name));
        let clauses = kept.chain(&self.clauses).cloned().collect();
        Properties { text: self.text.clone(), clauses }
    }

    /// Whether a provider's algorithms meet every condition that is no wish.
    pub fn fit(&self, provider: &OSSL_PROVIDER) -> bool {
        let own = provider.name().to_str().unwrap_or_default().to_ascii_lowercase();
        self.clauses.iter().filter(|clause| !clause.optional).all(|clause| {
            let Some(test) = &clause.test else { return true };
            match clause.name.as_str() {
                "provider" => (own == test.value) == test.equal,
                // A property that is not defined is "no", and no number.
                _ if test.value.starts_with(|c: char| c.is_ascii_digit() || c == '-') => false,
                _ => (test.value == "no") == test.equal,
            }
        })
    }
}

#[track_caller]
fn failed(reason: c_int, rest: &str) -> Error {
    let error = Error::new(Lib::Prop, reason);
    if rest.is_empty() { error } else { error.with(format!("HERE-->{rest}")) }
}

fn clause(part: &str) -> Result<Clause> {
    let part = part.trim();
    let (optional, rest) = match part.strip_prefix('?') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, part),
    };
    let (dropped, rest) = match rest.strip_prefix('-') {
        Some(rest) if !optional => (true, rest.trim_start()),
        _ => (false, rest),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(failed(R_NOT_AN_IDENTIFIER, rest));
    }
    let name = name.to_ascii_lowercase();
    let rest = rest.trim();
    if dropped || rest.is_empty() {
        if !rest.is_empty() {
            return Err(failed(R_TRAILING_CHARACTERS, rest));
        }
        let yes = Test { value: "yes".to_owned(), equal: true };
        return Ok(Clause { name, test: (!dropped).then_some(yes), optional });
    }
    let (equal, value) = match (rest.strip_prefix("!="), rest.strip_prefix('=')) {
        (Some(value), _) => (false, value),
        (None, Some(value)) => (true, value),
        (None, None) => return Err(failed(R_TRAILING_CHARACTERS, rest)),
    };
    let value = value.trim();
    let quoted = ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q));
    let value = match quoted {
        Some(inner) => inner.to_owned(),
        None => value.to_ascii_lowercase(),
    };
    if value.is_empty() && quoted.is_none() {
        return Err(failed(R_NO_VALUE, rest));
    }
    Ok(Clause { name, test: Some(Test { value, equal }), optional })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(query: &str) -> bool {
        let own = OSSL_PROVIDER::find(c"default").unwrap();
        Properties::parse(Some(query.as_bytes())).unwrap().fit(own)
    }

    #[test]
    fn queries() {
        assert!(fits("") && fits("provider=default") && fits("provider != legacy"));
        assert!(fits("?fips=yes") && fits("fips=no") && fits("fips!=yes") && fits("-fips"));
        assert!(fits("x=no") && !fits("x!=1") && !fits("a=\"\""));
        assert!(!fits("fips=yes") && !fits("fips") && !fits("provider=legacy"));
        assert!(!fits("provider=default,fips=yes"));
        assert!(Properties::parse(Some(b"=x")).is_err());
        assert!(Properties::parse(Some(b"a b")).is_err());
    }

    #[test]
    fn a_query_replaces_defaults() {
        let own = OSSL_PROVIDER::find(c"default").unwrap();
        let parse = |text: &str| Properties::parse(Some(text.as_bytes())).unwrap();
        let defaults = parse("fips=yes");
        assert!(!Properties::default().over(&defaults).fit(own));
        assert!(parse("-fips").over(&defaults).fit(own));
        assert!(parse("fips=no").over(&defaults).fit(own));
    }
}
