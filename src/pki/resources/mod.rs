//! What a certificate says its holder may announce: addresses of networks
//! and their numbers (RFC 3779).

mod addresses;
mod nested;
mod numbers;

pub use addresses::{Address, Blocks, Family, length_of, prefix, range};
pub use nested::{addresses_nested, numbers_nested, said};
pub use numbers::{AsNumbers, Fault, Ids};

use crate::der::reader::{Reader, Tlv, tag};
use crate::err::{Error, Lib, Result, asn1};

/// What is granted: what the issuer has, or what is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant<T> {
    /// What the issuer has.
    Inherit,
    /// These.
    Listed(Vec<T>),
}

impl<T> Grant<T> {
    /// What is listed.
    pub fn listed(&self) -> Option<&[T]> {
        match self {
            Grant::Listed(list) => Some(list),
            Grant::Inherit => None,
        }
    }

    /// Reads NULL, or a SEQUENCE of single values and ranges.
    fn parse<'a>(choice: &Tlv<'a>, item: impl Fn(&mut Reader<'a>) -> Result<T>) -> Result<Self> {
        match choice.tag {
            tag::NULL => choice.check_form().map(|()| Grant::Inherit),
            tag::SEQUENCE => {
                let (mut body, mut list) = (choice.reader(), Vec::new());
                while !body.is_empty() {
                    list.push(item(&mut body)?);
                }
                Ok(Grant::Listed(list))
            }
            _ => Err(Error::new(Lib::Asn1, asn1::R_NO_MATCHING_CHOICE_TYPE)),
        }
    }
}

/// Whether each of `inner`, in order, lies within one of `outer`, in order.
fn contains<T: Ord>(
    outer: impl IntoIterator<Item = (T, T)>,
    inner: impl IntoIterator<Item = (T, T)>,
) -> bool {
    let mut outer = outer.into_iter().peekable();
    inner.into_iter().all(|(min, max)| {
        while outer.next_if(|(_, last)| *last < max).is_some() {}
        outer.peek().is_some_and(|(first, _)| *first <= min)
    })
}
