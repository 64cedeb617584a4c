//! The objects of libssl, on top of the engine in `crate::tls`.
//!
//! | module        | holds |
//! |---------------|-------|
//! | `cipher`      | `SSL_CIPHER` and the table of suites |
//! | `cipher_list` | the language of cipher strings |
//! | `groups`      | key-exchange groups by name and NID |
//! | `sigalgs`     | signature schemes by name and NID |
//! | `method`      | `SSL_METHOD` |
//! | `texts`       | names of alerts, states and versions |

pub mod cipher;
pub mod cipher_list;
mod cipher_table;
pub mod groups;
pub mod method;
pub mod sigalgs;
pub mod texts;
