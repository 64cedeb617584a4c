//! ASN.1 values in C's layouts: how they are read, written and shown.

pub mod any;
pub mod codec;
pub mod from_text;
pub mod generate;
pub mod helpers;
pub mod integer;
pub mod io;
pub mod item;
pub mod number;
pub mod parse;
pub mod primitive;
pub mod reader;
pub mod show;
pub mod string;
pub mod time;
