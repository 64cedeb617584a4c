//! The text of the admission extension.

use super::admission::{ADMISSION_SYNTAX, ADMISSIONS, NAMING_AUTHORITY, PROFESSION_INFO};
use super::general::GENERAL_NAME;
use super::print::Text;
use crate::err::Result;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::string;
use crate::obj::objects::{self, ASN1_OBJECT};

/// The text of the extension; `None` if something in it is there and says
/// nothing, which OpenSSL refuses to show.
pub fn text(der: &[u8], indent: usize) -> Result<Option<Text>> {
    let syntax = ADMISSION_SYNTAX::decode(der)?.0;
    let mut out = Text::default();
    let shown = of_syntax(&syntax, indent, &mut out).is_some();
    ADMISSION_SYNTAX::release(syntax);
    Ok(shown.then_some(out))
}

fn of_syntax(syntax: &ADMISSION_SYNTAX, indent: usize, out: &mut Text) -> Option<()> {
    of_authority(syntax.admissionAuthority.get(), indent, out);
    for (number, admissions) in (1..).zip(syntax.contentsOfAdmissions.items()) {
        out.indent(indent).put(format!("Entry {number}:\n"));
        of_admissions(admissions, indent + 2, out)?;
    }
    Some(())
}

fn of_authority(name: Option<&GENERAL_NAME>, indent: usize, out: &mut Text) {
    if let Some(name) = name {
        out.indent(indent).put("admissionAuthority:\n");
        out.indent(indent + 2).put(name.to_text()).put("\n");
    }
}

fn of_admissions(admissions: &ADMISSIONS, indent: usize, out: &mut Text) -> Option<()> {
    of_authority(admissions.admissionAuthority.get(), indent, out);
    of_naming(admissions.namingAuthority.get(), indent, out)?;
    for (number, info) in (1..).zip(admissions.professionInfos.items()) {
        out.indent(indent).put(format!("Profession Info Entry {number}:\n"));
        of_profession(info, indent + 2, out)?;
    }
    Some(())
}

fn of_profession(info: &PROFESSION_INFO, indent: usize, out: &mut Text) -> Option<()> {
    if let Some(number) = info.registrationNumber.get() {
        out.indent(indent).put("registrationNumber: ").put(string::to_plain(number)).put("\n");
    }
    of_naming(info.namingAuthority.get(), indent, out)?;
    out.indent(indent).put("Info Entries:\n");
    for item in info.professionItems.items() {
        out.indent(indent + 2).put(string::to_plain(item)).put("\n");
    }
    let numbers = info.professionOIDs.items();
    if !numbers.is_empty() {
        out.indent(indent).put("Profession OIDs:\n");
        for number in numbers {
            out.indent(indent + 2).put(named(number)).put("\n");
        }
    }
    Some(())
}

fn of_naming(naming: Option<&NAMING_AUTHORITY>, indent: usize, out: &mut Text) -> Option<()> {
    let Some(naming) = naming else { return Some(()) };
    let id = naming.namingAuthorityId.get().map(|id| named(id).into_bytes());
    let lines = [
        ("Id", id),
        ("Text", naming.namingAuthorityText.get().map(string::to_plain)),
        ("Url", naming.namingAuthorityUrl.get().map(string::to_plain)),
    ];
    if lines.iter().all(|(_, text)| text.is_none()) {
        return None;
    }
    out.indent(indent).put("namingAuthority:\n");
    for (label, text) in lines {
        if let Some(text) = text {
            out.indent(indent + 2).put(format!("namingAuthority{label}: ")).put(text).put("\n");
        }
    }
    Some(())
}

/// Name and number of an object.
fn named(object: &ASN1_OBJECT) -> String {
    let known = objects::by_nid(object.nid()).and_then(|known| known.long());
    let name = known.map_or_else(|| "undefined".into(), |name| name.to_string_lossy());
    format!("{name} ({})", object.text(true).unwrap_or_default())
}
