//! `openssl/ts.h`: time-stamping (RFC 3161).

pub mod accuracy;
mod common;
pub mod conf;
pub mod msg_imprint;
pub mod print;
pub mod req;
pub mod resp;
pub mod resp_ctx;
pub mod status_info;
pub mod tst_info;
pub mod verify_ctx;

use crate::obj::ts::{TS_ACCURACY, TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO};

crate::box_handle!(TS_ACCURACY, TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO);
