//! What is said once of a file, however often it stands there: that a person is named.
//!
//! Each place is a remark of its own until all is known that decides whether it counts:
//! comments in the text, the baseline, the lines that have changed. Then one place of them
//! stands for all, and says how many more there are.

use super::{Remark, Standing};
use crate::diagnostic::Code;
use std::collections::HashMap;

/// The remarks with one for all those of a kind that are about one thing in one file.
///
/// The first that counts is kept: before those on lines that have not changed, these before
/// those that the baseline knows, and these before those that the text allows.
pub fn once(remarks: Vec<Remark>) -> Vec<Remark> {
    /// The places of one thing in one file: how many there are, and which of them is kept.
    struct Places {
        count: usize,
        kept: usize,
    }
    let mut all: HashMap<(&str, Code, &str), Places> = HashMap::new();
    for (at, remark) in remarks.iter().enumerate() {
        let Some(about) = &remark.about else { continue };
        let key = (remark.fingerprint.file.as_str(), remark.diagnostic.code, about.as_str());
        let places = all.entry(key).or_insert(Places { count: 0, kept: at });
        places.count += 1;
        if rank(remark) < rank(&remarks[places.kept]) {
            places.kept = at;
        }
    }
    let more: HashMap<usize, usize> = all.into_values().map(|places| (places.kept, places.count - 1)).collect();
    let kept = |(at, mut remark): (usize, Remark)| {
        if remark.about.is_none() {
            return Some(remark);
        }
        let message = &mut remark.diagnostic.message;
        match more.get(&at)? {
            0 => {}
            1 => message.push_str(", and once more in this file"),
            more => *message += &format!(", and {more} more times in this file"),
        }
        Some(remark)
    };
    remarks.into_iter().enumerate().filter_map(kept).collect()
}

/// How much a remark counts, the most first.
fn rank(remark: &Remark) -> u8 {
    match (&remark.standing, remark.changed) {
        (Standing::New, Some(false)) => 1,
        (Standing::New, _) => 0,
        (Standing::Known, _) => 2,
        (Standing::Allowed(_), _) => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::baseline::Fingerprint;
    use crate::diagnostic::{Diagnostic, Place};

    fn remark(line: usize, about: Option<&str>, standing: Standing, changed: Option<bool>) -> Remark {
        let code = Code::NamedParticipant;
        let diagnostic = Diagnostic::new(code, "named").at(Place::line("a.md", line));
        let fingerprint = Fingerprint { file: "a.md".into(), heading: String::new(), code, number: line };
        Remark { diagnostic, span: None, fix: None, about: about.map(Into::into), fingerprint, standing, changed }
    }

    fn said(remarks: Vec<Remark>) -> Vec<(usize, String)> {
        let line = |r: &Remark| r.diagnostic.place.as_ref().map_or(0, |p| p.line);
        once(remarks).into_iter().map(|r| (line(&r), r.diagnostic.message)).collect()
    }

    #[test]
    fn each_thing_is_said_at_its_first_place_with_how_many_more_there_are() {
        let at = |line, about| remark(line, about, Standing::New, None);
        let all = vec![at(1, Some("Ana")), at(2, Some("Ben")), at(3, Some("Ana")), at(4, None), at(5, Some("Ana"))];
        let all = all.into_iter().chain([at(6, None), at(7, Some("Cleo")), at(8, Some("Cleo"))]).collect();
        let expected = [
            (1, "named, and 2 more times in this file"),
            (2, "named"),
            (4, "named"),
            (6, "named"),
            (7, "named, and once more in this file"),
        ];
        assert_eq!(said(all), expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_place_that_counts_stands_for_those_that_do_not() {
        let at = |line, standing, changed| remark(line, Some("Ana"), standing, changed);
        let all = vec![
            at(1, Standing::Known, Some(true)),
            at(2, Standing::New, Some(false)),
            at(3, Standing::New, Some(true)),
            at(4, Standing::New, Some(true)),
        ];
        assert_eq!(said(all), [(3, "named, and 3 more times in this file".to_owned())]);
        let known = vec![at(1, Standing::Known, None), at(2, Standing::Known, None)];
        assert_eq!(said(known), [(1, "named, and once more in this file".to_owned())]);
    }

    #[test]
    fn what_stands_in_two_files_is_said_of_both() {
        let mut other = remark(1, Some("Ana"), Standing::New, None);
        other.fingerprint.file = "b.md".into();
        assert_eq!(said(vec![remark(1, Some("Ana"), Standing::New, None), other]).len(), 2);
    }
}
