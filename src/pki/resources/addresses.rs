//! Addresses of networks (RFC 3779, section 2).

use super::{Grant, contains};
use crate::der::reader::{BitString, Reader, tag};
use crate::der::write;
use crate::err::Result;
use std::collections::HashMap;

/// The longest address.
const MOST_OCTETS: usize = 16;

/// An address, with zeros behind a short one.
type Octets = [u8; MOST_OCTETS];

/// How many octets an address of a family has; 0 if that is not known.
pub fn length_of(family: u32) -> usize {
    match family {
        1 => 4,
        2 => 16,
        _ => 0,
    }
}

/// The beginning of addresses: octets, and how many bits at their end are none
/// of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    octets: Vec<u8>,
    unused: u8,
}

impl Bits {
    fn read(from: &mut Reader<'_>) -> Result<Bits> {
        let BitString { unused, bytes } = BitString::parse(from.read(tag::BIT_STRING)?)?;
        Ok(Bits { octets: bytes.to_vec(), unused: if bytes.is_empty() { 0 } else { unused } })
    }

    /// The address of `length` octets that begins so and goes on with `fill`
    /// in each octet; `None` if it is longer.
    fn filled(&self, length: usize, fill: u8) -> Option<Octets> {
        let mut address = [0; MOST_OCTETS];
        let (known, rest) = address.get_mut(..length)?.split_at_mut_checked(self.octets.len())?;
        known.copy_from_slice(&self.octets);
        rest.fill(fill);
        if let Some(last) = known.last_mut() {
            let mask = !(0xff << self.unused);
            *last = (*last & !mask) | (fill & mask);
        }
        Some(address)
    }

    fn der(&self) -> Vec<u8> {
        let mut octets = self.octets.clone();
        if let Some(last) = octets.last_mut() {
            *last &= 0xff << self.unused;
        }
        write::tlv(tag::BIT_STRING, &[&[self.unused], octets.as_slice()].concat())
    }
}

/// All addresses that begin so, or those from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A prefix.
    Prefix(Bits),
    /// A range.
    Range(Bits, Bits),
}

/// The addresses that begin with the first `bits` of `octets`; `None` unless
/// there are so many.
pub fn prefix(octets: &[u8], bits: usize) -> Option<Address> {
    let octets = octets.get(..bits.div_ceil(8))?.to_vec();
    let unused = u8::try_from(octets.len() * 8 - bits).ok()?;
    Some(Address::Prefix(Bits { octets, unused }))
}

/// The addresses from `min` to `max`, as a prefix if they are one; `None` if
/// they end before they begin.
pub fn range(min: &[u8], max: &[u8]) -> Option<Address> {
    if min > max {
        return None;
    }
    if let Some(bits) = common_prefix(min, max) {
        return prefix(min, bits);
    }
    // What only repeats the fill is left out.
    let cut = |address: &[u8], fill: u8| {
        let len = address.iter().rposition(|octet| *octet != fill).map_or(0, |last| last + 1);
        let octets = address.get(..len).unwrap_or_default().to_vec();
        let repeated = octets.last().map_or(0, |last| (last ^ fill).trailing_zeros());
        Bits { octets, unused: u8::try_from(repeated).unwrap_or(0) }
    };
    Some(Address::Range(cut(min, 0), cut(max, 0xff)))
}

/// How many bits all addresses from `min` to `max` begin with, if they are all
/// that do.
fn common_prefix(min: &[u8], max: &[u8]) -> Option<usize> {
    let same = min.iter().zip(max).take_while(|(a, b)| a == b).count();
    let mut rest = min.iter().zip(max).skip(same);
    let Some((first, last)) = rest.next() else { return Some(same * 8) };
    if !rest.all(|(a, b)| (*a, *b) == (0, 0xff)) {
        return None;
    }
    let varying = first ^ last;
    let all_vary = (varying & varying.wrapping_add(1)) == 0;
    let fits = all_vary && first & varying == 0;
    fits.then(|| same * 8 + varying.leading_zeros() as usize)
}

impl Address {
    /// Reads one.
    pub fn read(from: &mut Reader<'_>) -> Result<Address> {
        if from.peek() == Some(tag::BIT_STRING) {
            return Ok(Address::Prefix(Bits::read(from)?));
        }
        let mut ends = from.sequence()?;
        let (min, max) = (Bits::read(&mut ends)?, Bits::read(&mut ends)?);
        ends.finish()?;
        Ok(Address::Range(min, max))
    }

    /// First and last address of `length` octets, with zeros behind; `None` if
    /// one is longer.
    pub fn bounds(&self, length: usize) -> Option<(Octets, Octets)> {
        let (min, max) = match self {
            Address::Prefix(bits) => (bits, bits),
            Address::Range(min, max) => (min, max),
        };
        Some((min.filled(length, 0)?, max.filled(length, 0xff)?))
    }

    /// How many bits a prefix has; a range has all.
    pub fn bits(&self, length: usize) -> usize {
        match self {
            Address::Prefix(bits) => (bits.octets.len() * 8).saturating_sub(bits.unused.into()),
            Address::Range(..) => length * 8,
        }
    }

    /// Its DER.
    pub fn der(&self) -> Vec<u8> {
        match self {
            Address::Prefix(bits) => bits.der(),
            Address::Range(min, max) => write::sequence(&[&min.der(), &max.der()]),
        }
    }
}

impl std::fmt::Display for Bits {
    /// Its octets, as they are shown where the family is not known.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let octets: Vec<String> = self.octets.iter().map(|octet| format!("{octet:02x}")).collect();
        write!(f, "{}[{}]", octets.join(":"), self.unused)
    }
}

/// The address before this one, of `length` octets; of the first, the last.
fn before(mut address: Octets, length: usize) -> Octets {
    for octet in address.iter_mut().take(length).rev() {
        *octet = octet.wrapping_sub(1);
        if *octet != 0xff {
            break;
        }
    }
    address
}

/// The addresses of one family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The family, and perhaps what kind of traffic.
    pub key: Vec<u8>,
    /// The addresses.
    pub grant: Grant<Address>,
}

impl Family {
    /// The number of the family, `IANA_AFI_…`; 0 if it has none.
    pub fn number(&self) -> u32 {
        match self.key.as_slice() {
            [high, low, ..] => u32::from(*high) << 8 | u32::from(*low),
            _ => 0,
        }
    }

    /// Whether the family is named as it must be.
    pub(super) fn is_named(&self) -> bool {
        (2..=3).contains(&self.key.len())
    }

    fn length(&self) -> usize {
        length_of(self.number())
    }

    fn bounds(&self) -> Option<Vec<(Octets, Octets)>> {
        let list = self.grant.listed().unwrap_or_default();
        list.iter().map(|address| address.bounds(self.length())).collect()
    }

    fn is_canonical(&self) -> bool {
        let Grant::Listed(list) = &self.grant else { return true };
        // Alone, it is compared with nothing.
        if let [Address::Prefix(_)] = list.as_slice() {
            return true;
        }
        let Some(bounds) = self.bounds() else { return false };
        let length = self.length();
        let apart = bounds.iter().zip(bounds.iter().skip(1));
        let prefix = |(min, max): &(Octets, Octets)| {
            common_prefix(
                min.get(..length).unwrap_or_default(),
                max.get(..length).unwrap_or_default(),
            )
        };
        !list.is_empty()
            && bounds.iter().all(|(min, max)| min <= max)
            && apart.into_iter().all(|(a, b)| a.0 < b.0 && a.1 < before(b.0, length))
            && list.iter().zip(&bounds).all(|(address, bounds)| {
                matches!(address, Address::Prefix(_)) || prefix(bounds).is_none()
            })
    }

    fn canonical(&self) -> Option<Family> {
        let Grant::Listed(list) = &self.grant else { return Some(self.clone()) };
        let length = self.length();
        let mut sorted: Vec<(Octets, Octets, &Address)> = list
            .iter()
            .map(|address| address.bounds(length).map(|(min, max)| (min, max, address)))
            .collect::<Option<_>>()?;
        sorted.sort_by_key(|(min, _, address)| (*min, address.bits(length)));
        let mut merged: Vec<(Octets, Octets, Address)> = Vec::new();
        for (min, max, address) in sorted {
            if min > max {
                return None;
            }
            match merged.last_mut() {
                Some(last) if last.1 >= min => return None,
                Some(last) if last.1 == before(min, length) => {
                    let whole = range(last.0.get(..length)?, max.get(..length)?)?;
                    *last = (last.0, max, whole);
                }
                _ => merged.push((min, max, address.clone())),
            }
        }
        let list = merged.into_iter().map(|(_, _, address)| address).collect();
        Some(Family { key: self.key.clone(), grant: Grant::Listed(list) })
    }

    /// Whether all that `inner` lists is listed here, too.
    pub(super) fn contains(&self, inner: &Family) -> bool {
        let bounds = self.bounds().zip(inner.bounds());
        self.grant.listed().is_some() && bounds.is_some_and(|(outer, inner)| contains(outer, inner))
    }

    fn der(&self) -> Vec<u8> {
        let grant = match &self.grant {
            Grant::Inherit => write::tlv(tag::NULL, &[]),
            Grant::Listed(list) => {
                write::tlv(tag::SEQUENCE, &list.iter().flat_map(Address::der).collect::<Vec<u8>>())
            }
        };
        write::sequence(&[&write::octets(&self.key), &grant])
    }
}

/// The extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(pub Vec<Family>);

impl Blocks {
    /// Reads the extension.
    pub fn parse(der: &[u8]) -> Result<Blocks> {
        let (mut body, mut families) = (Reader::new(der).sequence()?, Vec::new());
        while !body.is_empty() {
            let mut fields = body.sequence()?;
            let key = fields.read(tag::OCTET_STRING)?.to_vec();
            let grant = Grant::parse(&fields.any()?, Address::read)?;
            fields.finish()?;
            families.push(Family { key, grant });
        }
        Ok(Blocks(families))
    }

    /// The extension's DER.
    pub fn der(&self) -> Vec<u8> {
        write::tlv(tag::SEQUENCE, &self.0.iter().flat_map(Family::der).collect::<Vec<u8>>())
    }

    /// The families by their keys.
    pub(super) fn by_key(&self) -> HashMap<&[u8], &Family> {
        self.0.iter().map(|family| (&*family.key, family)).collect()
    }

    /// Whether any of it is what the issuer has.
    pub fn inherits(&self) -> bool {
        self.0.iter().any(|family| family.grant == Grant::Inherit)
    }

    /// Whether it is in the form that RFC 3779 demands.
    pub fn is_canonical(&self) -> bool {
        self.0.iter().all(Family::is_named)
            && self.0.iter().zip(self.0.iter().skip(1)).all(|(a, b)| a.key < b.key)
            && self.0.iter().all(Family::is_canonical)
    }

    /// Itself in that form; `None` if addresses are in it twice, or a range
    /// ends before it begins.
    pub fn canonical(&self) -> Option<Blocks> {
        let families: Option<Vec<Family>> = self.0.iter().map(Family::canonical).collect();
        let mut families = families?;
        families.sort_by(|a, b| a.key.cmp(&b.key));
        Some(Blocks(families)).filter(Blocks::is_canonical)
    }

    /// Whether all of it is in `outer` too; nothing is known of what the
    /// issuer has.
    pub fn is_within(&self, outer: &Blocks) -> bool {
        let theirs = outer.by_key();
        let within =
            |inner: &Family| theirs.get(&*inner.key).is_some_and(|outer| outer.contains(inner));
        !self.inherits() && !outer.inherits() && self.0.iter().all(within)
    }
}
