//! The text of lists of signed certificate timestamps.

use super::print::Text;
use crate::err::Result;
use crate::obj::ct;

/// The text of the list in an extension's value, `indent` columns in.
pub fn list(der: &[u8], indent: usize) -> Result<Text> {
    Ok(ct::print_list(&ct::decode_list(der)?.0, indent, b"\n", None))
}
