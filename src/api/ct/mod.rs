//! `openssl/ct.h`: certificate transparency.

pub mod ct_policy_eval_ctx;
pub mod ctlog;
pub mod list;
pub mod sct;

crate::arc_handle!(
    crate::obj::ct::SCT,
    crate::obj::ct::log::CTLOG,
    crate::obj::ct::log::CTLOG_STORE,
);
crate::box_handle!(crate::obj::ct::validate::CT_POLICY_EVAL_CTX);
