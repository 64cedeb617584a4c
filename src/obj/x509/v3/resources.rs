//! Addresses and numbers of networks that somebody may announce (RFC 3779).

use crate::abi::layout::Field;
use crate::abi::{Opaque, stack};
use crate::err::{Error, Result, asn1};
use crate::obj::asn1::codec::{Exp, Kind, Req};
use crate::obj::asn1::primitive::{Bits, Integer, Null, Octets};
use crate::obj::asn1::reader::{Reader, Tag, bad, header, nested};
use crate::obj::asn1::show::{Place, Printer};
use crate::{asn1_sequence, asn1_sequence_of};
use std::ffi::{c_int, c_void};

asn1_sequence! {
    /// Numbers of networks from one to another. Public layout.
    ASRange {
        /// The first.
        min: Req<Integer>,
        /// The last.
        max: Req<Integer>,
    }

    /// The AS number extension. Public layout.
    ASIdentifiers {
        /// Numbers of networks.
        asnum: Exp<0, ASIdentifierChoice>,
        /// Numbers of routing domains.
        rdi: Exp<1, ASIdentifierChoice>,
    }

    /// Addresses from one to another. Public layout.
    IPAddressRange {
        /// The first, without zeros at its end.
        min: Req<Bits>,
        /// The last, without ones at its end.
        max: Req<Bits>,
    }

    /// The addresses of one family. Public layout.
    IPAddressFamily {
        /// The family, and what kind of traffic.
        addressFamily: Req<Octets>,
        /// The addresses.
        ipAddressChoice: Req<IPAddressChoice>,
    }
}

asn1_sequence_of! {
    /// `STACK_OF(ASIdOrRange)`.
    ASIdOrRanges of ASIdOrRange, shown as "u.asIdsOrRanges";
    /// `STACK_OF(IPAddressOrRange)`.
    IPAddressOrRanges of IPAddressOrRange, shown as "u.addressesOrRanges";
    /// The address extension: `STACK_OF(IPAddressFamily)`.
    IPAddrBlocks of IPAddressFamily, shown as "IPAddrBlocks";
}

/// The tag of the next value, if all of it is there.
fn whole(from: &Reader<'_>) -> Option<Tag> {
    let h = header(from.rest()).ok()?;
    let room = from.rest().len().checked_sub(h.head)?;
    h.len.is_none_or(|len| len <= room).then_some(h.tag)
}

/// Declares a public structure that holds one of two kinds of values.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident, $view:ident {
        $(#[$one:meta])* $first:ident $First:ident: $A:ty,
        $(#[$two:meta])* $second:ident $Second:ident: $B:ty, within $within:expr,
    })+) => {$(
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            /// Which of the two: 0 or 1; -1 for none.
            pub kind: Field<c_int>,
            u: Field<*mut c_void>,
        }

        #[doc = concat!("What an [`", stringify!($name), "`] holds.")]
        pub enum $view<'a> {
            $(#[$one])* $First(&'a <$A as Kind>::Value),
            $(#[$two])* $Second(&'a <$B as Kind>::Value),
            /// Nothing.
            None,
        }

        impl $name {
            /// What it holds.
            pub fn value(&self) -> $view<'_> {
                let u = Opaque(self.u.get());
                match self.kind.get() {
                    0 => stack::look(u).map_or($view::None, $view::$First),
                    1 => stack::look(u).map_or($view::None, $view::$Second),
                    _ => $view::None,
                }
            }

            /// Frees what is there and stores a kind and pointer.
            pub fn set_raw(&self, kind: c_int, value: Opaque) {
                let old = Opaque(self.u.replace(std::ptr::null_mut()));
                match self.kind.get() {
                    0 => stack::take::<<$A as Kind>::Value>(old).into_iter().for_each(<$A>::release),
                    1 => stack::take::<<$B as Kind>::Value>(old).into_iter().for_each(<$B>::release),
                    _ => {}
                }
                self.kind.set(kind);
                self.u.set(value.0);
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.set_raw(-1, Opaque::NULL);
            }
        }

        impl Kind for $name {
            type Value = $name;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<Self> {
                Box::new($name { kind: Field::new(-1), u: Field::new(std::ptr::null_mut()) })
            }
            fn fits(tag: Tag) -> bool {
                <$A>::fits(tag) || <$B>::fits(tag)
            }
            fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
                let made = Self::blank();
                // What failed within the value, then with the value.
                let within = |e: Error| nested(&e);
                let failed = |e: Error, field: &str| {
                    nested(&e).with(format!("Field=u.{field}, Type={}", Self::NAME))
                };
                match whole(from) {
                    // What cannot be read is an error of the first.
                    tag if tag.is_none_or(<$A>::fits) => {
                        let value = <$A>::read(from, None)
                            .map_err(|e| failed(within(e), stringify!($first)))?;
                        made.set_raw(0, stack::give::<<$A as Kind>::Value>(value));
                    }
                    Some(tag) if <$B>::fits(tag) => {
                        let value = <$B>::read(from, None)
                            .map_err(|e| if $within { within(e) } else { e })
                            .map_err(|e| failed(e, stringify!($second)))?;
                        made.set_raw(1, stack::give::<<$B as Kind>::Value>(value));
                    }
                    _ => {
                        let none = bad(asn1::R_NO_MATCHING_CHOICE_TYPE);
                        return Err(none.with(concat!("Type=", stringify!($name))));
                    }
                }
                Ok(made)
            }
            fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
                match value.value() {
                    $view::$First(one) => <$A>::write(one, None, out),
                    $view::$Second(two) => <$B>::write(two, None, out),
                    $view::None => {}
                }
            }
            fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
                let at = place.indent;
                match value.value() {
                    $view::$First(one) => {
                        to.field::<$A>(Some(one), concat!("u.", stringify!($first)), at)
                    }
                    $view::$Second(two) => {
                        to.field::<$B>(Some(two), concat!("u.", stringify!($second)), at)
                    }
                    $view::None => to.no_choice(value.kind.get()),
                }
            }
        }
    )+};
}
choices! {
    /// A number of a network, or several. Public layout.
    ASIdOrRange, AsId {
        /// One.
        id Id: Integer,
        /// From one to another.
        range Range: ASRange, within true,
    }

    /// Numbers of networks, or those of the issuer. Public layout.
    ASIdentifierChoice, AsIds {
        /// What the issuer has.
        inherit Inherit: Null,
        /// These.
        asIdsOrRanges Listed: ASIdOrRanges, within false,
    }

    /// A prefix of addresses, or a range. Public layout.
    IPAddressOrRange, Address {
        /// All that begin so.
        addressPrefix Prefix: Bits,
        /// From one to another.
        addressRange Range: IPAddressRange, within true,
    }

    /// Addresses, or those of the issuer. Public layout.
    IPAddressChoice, Addresses {
        /// What the issuer has.
        inherit Inherit: Null,
        /// These.
        addressesOrRanges Listed: IPAddressOrRanges, within false,
    }
}
