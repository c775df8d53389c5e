//! What a check found, for programs: JSON, SARIF, and annotations of GitHub.

pub mod github;
pub mod sarif;

use super::external::Summary;
use super::{Remark, Standing};
use crate::diagnostic::{Severity, json};
use serde_json::{Value, json};

/// One object: the findings that count, and how many there are of each severity; and what came of asking links to other
/// sites, where that was asked for.
pub fn json(remarks: &[Remark], files: usize, external: Option<&Summary>) -> Value {
    let mut new: Vec<&Remark> = remarks.iter().filter(|r| r.standing == Standing::New).collect();
    // What has changed comes first.
    new.sort_by_key(|r| r.changed == Some(false));
    let of = |severity| new.iter().filter(|r| r.diagnostic.severity == severity).count();
    let is = |which: fn(&Standing) -> bool| remarks.iter().filter(|r| which(&r.standing)).count();
    let mut report = json!({
        "files": files,
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "infos": of(Severity::Info),
        "allowed": is(|s| matches!(s, Standing::Allowed(_))),
        "known": is(|s| *s == Standing::Known),
        "findings": new.iter().map(|r| finding(r)).collect::<Vec<_>>(),
    });
    if let Some(external) = external {
        report["external"] = json!({
            "asked": external.asked,
            "hosts": external.hosts,
            "kept": external.kept,
            "not_asked": external.left_out.values().sum::<usize>(),
            "untold": external.untold.iter().map(|(url, why)| json!({ "url": url, "reason": why })).collect::<Vec<_>>(),
        });
    }
    report
}

/// A finding as a diagnostic, with what only a check knows of it.
fn finding(remark: &Remark) -> Value {
    let mut value = json::value(&remark.diagnostic);
    value["fixable"] = remark.fix.is_some().into();
    if let Some(changed) = remark.changed {
        value["changed"] = changed.into();
    }
    value
}
