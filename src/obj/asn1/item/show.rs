//! The text of values of any type, member by member.

use super::make::selected;
use super::{builtin_of, chosen, deeper, member, op, reached, tell};
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{ASN1_ITEM, Held, Operations, Shape};
use crate::abi::layout::template::{
    ASN1_EXTERN_FUNCS, ASN1_PRIMITIVE_FUNCS, ASN1_TEMPLATE, ListOf, Members, Structure, ValueAt,
};
use crate::abi::{Arg, In, Mut, Opaque, stack};
use crate::err::{Error, Result};
use crate::obj::asn1::helpers::ASN1_PCTX;
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::bio::BIO;
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

/// What a type's own function is told of printing, `ASN1_PRINT_ARG`.
#[repr(C)]
struct PrintArg {
    out: Mut<BIO>,
    indent: c_int,
    pctx: In<ASN1_PCTX>,
}

/// A text that goes to a BIO. A program's function writes there itself, so
/// what comes before it must be there.
pub struct Show<'a> {
    /// What is to be written yet.
    pub printer: Printer,
    out: &'a BIO,
    pctx: &'a In<ASN1_PCTX>,
}

impl<'a> Show<'a> {
    /// A text to `out`, printed as `printer` says, which was made from `pctx`.
    pub const fn new(printer: Printer, out: &'a BIO, pctx: &'a In<ASN1_PCTX>) -> Self {
        Show { printer, out, pctx }
    }

    /// Writes what is not written yet.
    pub fn flush(&mut self) -> Result<()> {
        let text = std::mem::take(&mut self.printer.out);
        if self.out.write_all(&text) { Ok(()) } else { Err(Error::quiet()) }
    }

    /// A value that stands by itself.
    pub fn whole(&mut self, it: &ASN1_ITEM, value: Opaque, indent: usize) -> Result<()> {
        let mut value = value;
        let name = it.name().to_str().unwrap_or_default();
        let place = self.printer.top(indent, name);
        self.item(ValueAt::lend(&mut value), it, place, 0)
    }

    fn item(&mut self, at: ValueAt, it: &ASN1_ITEM, place: Place<'_>, depth: usize) -> Result<()> {
        let depth = deeper(depth)?;
        match it.shape()? {
            Shape::Ours(ops) => self.ours(at, ops, place),
            Shape::Primitive(kind, None) => self.ours(at, builtin_of(kind, it)?, place),
            _ if at.pointer().is_null() => {
                self.printer.absent(place);
                Ok(())
            }
            Shape::Template(tt) => self.template(at, tt, place.indent, depth),
            Shape::Primitive(_, Some(functions)) => self.foreign(at, it, functions, place),
            Shape::Strings(_) => {
                let value = stack::look::<ASN1_STRING>(at.pointer()).ok_or_else(Error::quiet)?;
                self.printer.string(value, value.kind.get(), place)
            }
            Shape::Extern(functions) => self.other(at, functions, place),
            Shape::Choice(members, selector) => {
                let made = Structure::behind(at.pointer(), members.size)?;
                match selected(&made, members, selector)? {
                    Some(tt) => self.template(member(&made, tt)?, tt, place.indent, depth),
                    None => self.printer.no_choice(made.number(selector)?.read()?),
                }
            }
            Shape::Sequence(members, _) => self.sequence(at, it, members, place, depth),
        }
    }

    fn ours(&mut self, at: ValueAt, ops: &Operations, place: Place<'_>) -> Result<()> {
        let value = match ops.held {
            Held::Int => Opaque(std::ptr::without_provenance_mut(at.int() as usize)),
            Held::Long if at.pointer().is_null() => {
                self.printer.absent(place);
                return Ok(());
            }
            Held::Long | Held::Pointer => at.pointer(),
        };
        (ops.show)(value, &mut self.printer, place)
    }

    fn sequence(
        &mut self,
        at: ValueAt,
        it: &ASN1_ITEM,
        members: Members<'_>,
        place: Place<'_>,
        depth: usize,
    ) -> Result<()> {
        let made = Structure::behind(at.pointer(), members.size)?;
        let callback = members.aux.and_then(|aux| aux.looking());
        let mut told = PrintArg {
            out: Mut::lend(self.out),
            indent: c_int::try_from(place.indent).unwrap_or(c_int::MAX),
            pctx: In::lend_again(self.pctx),
        };
        self.printer.open_members(place);
        if callback.is_some() {
            self.flush()?;
        }
        match tell(callback, op::PRINT_PRE, at, it, Arg::to(&mut told).0) {
            0 => return Err(Error::quiet()),
            2 => return Ok(()),
            _ => {}
        }
        for tt in members.templates {
            let tt = chosen(&made, tt)?;
            self.template(member(&made, tt)?, tt, place.indent + 2, depth)?;
        }
        self.printer.close_members(place);
        if callback.is_some() {
            self.flush()?;
        }
        match tell(callback, op::PRINT_POST, at, it, Arg::to(&mut told).0) {
            0 => Err(Error::quiet()),
            _ => Ok(()),
        }
    }

    fn template(
        &mut self,
        at: ValueAt,
        tt: &ASN1_TEMPLATE,
        indent: usize,
        depth: usize,
    ) -> Result<()> {
        let it = tt.item()?;
        let Some(order) = tt.list() else {
            let name = it.name().to_str().unwrap_or_default();
            let place = self.printer.field_place(name, tt.name(), indent);
            return reached(at, tt, |at| self.item(at, it, place, depth));
        };
        let list = stack::look::<OPENSSL_STACK>(at.pointer());
        self.printer.open_list(tt.name(), order != ListOf::Sequence, indent);
        let elements = list.map(OPENSSL_STACK::items);
        for (number, element) in elements.iter().flatten().enumerate() {
            if number > 0 {
                self.printer.put("\n");
            }
            let mut element = *element;
            let place = Place { indent: indent + 2, field: None, of: None, bare: true };
            self.item(ValueAt::lend(&mut element), it, place, depth)?;
        }
        self.printer.close_list(elements.map(|list| list.len()), indent);
        Ok(())
    }

    /// A primitive type of the program's.
    fn foreign(
        &mut self,
        at: ValueAt,
        it: &ASN1_ITEM,
        functions: &ASN1_PRIMITIVE_FUNCS,
        place: Place<'_>,
    ) -> Result<()> {
        let print = functions.prim_print.ok_or_else(Error::quiet)?;
        self.printer.label(place);
        self.flush()?;
        let indent = c_int::try_from(place.indent).unwrap_or(c_int::MAX);
        let done = print(
            Arg::object_of(self.out),
            at.raw(),
            In::lend(it),
            indent,
            Arg(self.pctx.as_ptr().cast_mut().cast()),
        );
        super::make::refused(done)
    }

    /// A type that the program itself prints.
    fn other(
        &mut self,
        at: ValueAt,
        functions: &ASN1_EXTERN_FUNCS,
        place: Place<'_>,
    ) -> Result<()> {
        if !place.bare {
            self.printer.label(place);
        }
        let Some(print) = functions.asn1_ex_print else {
            if let Some(of) = place.of {
                self.printer.put(format!(":EXTERNAL TYPE {of}\n"));
            }
            return Ok(());
        };
        self.flush()?;
        let indent = c_int::try_from(place.indent).unwrap_or(c_int::MAX);
        let pctx = Arg(self.pctx.as_ptr().cast_mut().cast());
        match print(Arg::object_of(self.out), at.raw(), indent, c"".as_ptr(), pctx) {
            0 => Err(Error::quiet()),
            2 => {
                self.printer.put("\n");
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
