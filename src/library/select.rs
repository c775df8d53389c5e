//! Which documents a build is for.

use crate::date::Moment;
use crate::document::Document;

/// For whom and as of when a library is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The readers: `internal`, `public` or a word of one's own.
    pub audience: String,
    /// Whether drafts are wanted.
    pub drafts: bool,
    /// Whether documents dated after `today` are wanted.
    pub future: bool,
    /// The day of the build.
    pub today: jiff::civil::Date,
}

/// Why a document is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It is a draft.
    Draft,
    /// It is dated after the day of the build.
    Future,
    /// It is for other readers.
    Audience,
}

impl Selection {
    /// Whether people and unknown fields are shown: to internal readers only.
    pub fn is_internal(&self) -> bool {
        self.audience == "internal"
    }

    /// Why a document is left out of this build, if it is.
    pub fn leaves_out(&self, document: &Document) -> Option<LeftOut> {
        let f = &document.fields;
        if !self.is_for(&f.audience) {
            return Some(LeftOut::Audience);
        }
        // `status: draft` says how far the write-up is; `draft: true` keeps it out.
        if f.draft && !self.drafts {
            return Some(LeftOut::Draft);
        }
        let future = f.date.as_ref().is_some_and(|d| self.is_future(&d.value));
        (future && !self.future).then_some(LeftOut::Future)
    }

    /// A document without an audience is internal; what is public may be read by
    /// internal readers too; any other word is only for its own build.
    fn is_for(&self, audience: &[String]) -> bool {
        if audience.is_empty() {
            return self.is_internal();
        }
        audience.contains(&self.audience) || (self.is_internal() && audience.iter().any(|a| a == "public"))
    }

    /// Whether a moment is surely after the day of the build.
    pub fn is_future(&self, moment: &Moment) -> bool {
        Moment::day(self.today).is_surely_before(&moment.date_only())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_means_internal_and_public_is_for_all() {
        let selection = |audience: &str| Selection {
            audience: audience.into(),
            drafts: false,
            future: false,
            today: jiff::civil::date(2026, 1, 1),
        };
        let public = vec!["public".to_owned()];
        let board = vec!["board".to_owned()];
        assert!(selection("internal").is_for(&[]));
        assert!(selection("internal").is_for(&public));
        assert!(!selection("internal").is_for(&board));
        assert!(!selection("public").is_for(&[]));
        assert!(selection("public").is_for(&public));
        assert!(selection("board").is_for(&board));
        assert!(!selection("board").is_for(&[]));
    }

    #[test]
    fn a_month_that_has_begun_is_not_the_future() {
        let selection = Selection {
            audience: "internal".into(),
            drafts: false,
            future: false,
            today: jiff::civil::date(2026, 1, 15),
        };
        let is_future = |text: &str| selection.is_future(&Moment::parse(text).unwrap());
        assert!(!is_future("2026-01") && !is_future("2026-01-15T23:00Z"));
        assert!(is_future("2026-01-16") && is_future("2027"));
    }
}
