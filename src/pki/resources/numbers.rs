//! Numbers of networks and of routing domains (RFC 3779, section 3).

use super::{Grant, contains};
use crate::der::reader::{Reader, tag};
use crate::der::write;
use crate::err::Result as Read;
use std::cmp::Ordering;

/// A number, of any size and either sign: an INTEGER's content octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(Vec<u8>);

impl Number {
    fn read(from: &mut Reader<'_>) -> Read<Number> {
        from.integer().map(|octets| Number(octets.to_vec()))
    }

    fn sign(&self) -> u8 {
        if self.0.first().is_some_and(|first| first & 0x80 != 0) { 0xff } else { 0 }
    }

    /// The octets with the sign in front, as many as `len` or more.
    fn extended(&self, len: usize) -> impl Iterator<Item = u8> {
        let more = len.saturating_sub(self.0.len());
        std::iter::repeat_n(self.sign(), more).chain(self.0.iter().copied())
    }

    /// The next number.
    fn successor(&self) -> Number {
        let mut octets: Vec<u8> = self.extended(self.0.len() + 1).collect();
        for octet in octets.iter_mut().rev() {
            *octet = octet.wrapping_add(1);
            if *octet != 0 {
                break;
            }
        }
        // The shortest form.
        while let [first, second, ..] = octets.as_slice() {
            let sign = if second & 0x80 != 0 { 0xff } else { 0 };
            if *first != sign {
                break;
            }
            octets.remove(0);
        }
        Number(octets)
    }

    fn der(&self) -> Vec<u8> {
        write::tlv(tag::INTEGER, &self.0)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let len = self.0.len().max(other.0.len());
        // What is negative is smaller; of one sign, the octets decide.
        other.sign().cmp(&self.sign()).then_with(|| self.extended(len).cmp(other.extended(len)))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// One number, or those from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    min: Number,
    max: Option<Number>,
}

impl Ids {
    /// The number, or those up to `max`, with these content octets.
    pub fn new(min: Vec<u8>, max: Option<Vec<u8>>) -> Ids {
        Ids { min: Number(min), max: max.map(Number) }
    }

    /// The content octets of the number, or of both ends.
    pub fn octets(&self) -> impl Iterator<Item = &[u8]> {
        [Some(&self.min), self.max.as_ref()].into_iter().flatten().map(|number| &*number.0)
    }

    fn read(from: &mut Reader<'_>) -> Read<Ids> {
        if from.peek() == Some(tag::INTEGER) {
            return Ok(Ids { min: Number::read(from)?, max: None });
        }
        let mut range = from.sequence()?;
        let ids = Ids { min: Number::read(&mut range)?, max: Some(Number::read(&mut range)?) };
        range.finish()?;
        Ok(ids)
    }

    fn bounds(&self) -> (&Number, &Number) {
        (&self.min, self.max.as_ref().unwrap_or(&self.min))
    }

    /// Whether it ends before it begins.
    pub fn is_inverted(&self) -> bool {
        let (min, max) = self.bounds();
        min > max
    }

    fn der(&self) -> Vec<u8> {
        match &self.max {
            None => self.min.der(),
            Some(max) => write::sequence(&[&self.min.der(), &max.der()]),
        }
    }
}

/// Why a list cannot be put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is empty, or a range ends before it begins.
    Inverted,
    /// Some are in it twice.
    Overlapping,
}

impl Grant<Ids> {
    /// Whether it is in order, without anything that could be shorter.
    fn is_canonical(&self) -> bool {
        let Grant::Listed(list) = self else { return true };
        !list.is_empty()
            && !list.iter().any(Ids::is_inverted)
            && list.iter().zip(list.iter().skip(1)).all(|(a, b)| a.bounds().1.successor() < b.min)
    }

    /// Itself in that form.
    fn canonical(&self) -> Result<Grant<Ids>, Fault> {
        let Grant::Listed(list) = self else { return Ok(Grant::Inherit) };
        let mut sorted = list.clone();
        sorted.sort_by(|a, b| a.bounds().cmp(&b.bounds()));
        let mut merged: Vec<Ids> = Vec::new();
        for ids in sorted {
            if ids.is_inverted() {
                return Err(Fault::Inverted);
            }
            let Some(last) = merged.last_mut() else {
                merged.push(ids);
                continue;
            };
            if *last.bounds().1 >= ids.min {
                return Err(Fault::Overlapping);
            }
            if last.bounds().1.successor() == ids.min {
                last.max = Some(ids.max.unwrap_or(ids.min));
            } else {
                merged.push(ids);
            }
        }
        if merged.is_empty() { Err(Fault::Inverted) } else { Ok(Grant::Listed(merged)) }
    }

    /// Whether all of `inner`, which lists what it has, is in it.
    pub(super) fn contains(&self, inner: &[Ids]) -> bool {
        self.listed().is_some_and(|list| {
            contains(list.iter().map(Ids::bounds), inner.iter().map(Ids::bounds))
        })
    }

    fn der(&self) -> Vec<u8> {
        match self {
            Grant::Inherit => write::tlv(tag::NULL, &[]),
            Grant::Listed(list) => {
                write::tlv(tag::SEQUENCE, &list.iter().flat_map(Ids::der).collect::<Vec<u8>>())
            }
        }
    }
}

/// The extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsNumbers {
    /// Numbers of networks.
    pub networks: Option<Grant<Ids>>,
    /// Numbers of routing domains.
    pub domains: Option<Grant<Ids>>,
}

impl AsNumbers {
    /// Reads the extension.
    pub fn parse(der: &[u8]) -> Read<AsNumbers> {
        let mut fields = Reader::new(der).sequence()?;
        let mut member = |n| {
            let Some(wrapped) = fields.optional(tag::constructed(n))? else { return Ok(None) };
            let mut inner = wrapped.reader();
            let grant = Grant::parse(&inner.any()?, Ids::read)?;
            inner.finish()?;
            Ok(Some(grant))
        };
        let (networks, domains) = (member(0)?, member(1)?);
        fields.finish()?;
        Ok(AsNumbers { networks, domains })
    }

    /// The extension's DER.
    pub fn der(&self) -> Vec<u8> {
        let member = |n, grant: &Option<Grant<Ids>>| {
            grant.as_ref().map_or(Vec::new(), |g| write::tlv(tag::constructed(n), &g.der()))
        };
        write::sequence(&[&member(0, &self.networks), &member(1, &self.domains)])
    }

    fn both(&self) -> impl Iterator<Item = &Grant<Ids>> {
        self.networks.iter().chain(&self.domains)
    }

    /// Whether any of it is what the issuer has.
    pub fn inherits(&self) -> bool {
        self.both().any(|grant| *grant == Grant::Inherit)
    }

    /// Whether it is in the form that RFC 3779 demands.
    pub fn is_canonical(&self) -> bool {
        self.both().all(Grant::<Ids>::is_canonical)
    }

    /// Itself in that form.
    pub fn canonical(&self) -> Result<AsNumbers, Fault> {
        let form =
            |grant: &Option<Grant<Ids>>| grant.as_ref().map(Grant::<Ids>::canonical).transpose();
        Ok(AsNumbers { networks: form(&self.networks)?, domains: form(&self.domains)? })
    }

    /// Whether all of it is in `outer` too; nothing is known of what the
    /// issuer has.
    pub fn is_within(&self, outer: &AsNumbers) -> bool {
        let within = |inner: &Option<Grant<Ids>>, outer: &Option<Grant<Ids>>| match inner {
            None => true,
            Some(inner) => {
                let list = inner.listed();
                list.is_some_and(|list| outer.as_ref().is_some_and(|o| o.contains(list)))
            }
        };
        !self.inherits()
            && !outer.inherits()
            && within(&self.networks, &outer.networks)
            && within(&self.domains, &outer.domains)
    }
}
