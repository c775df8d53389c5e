//! How long something took, from two moments or from what an author states.

use crate::date::Moment;

/// Two lengths that differ by no more are not worth a word.
const SLACK: i64 = 600;

/// Seconds between two moments, when both have a time on clocks that can be compared
/// and the end is after the start.
pub(super) fn between(start: &Moment, end: &Moment) -> Option<i64> {
    let seconds = match (start.instant(), end.instant()) {
        (Some(a), Some(b)) => b - a,
        // The same unknown zone for both is what one author means by two bare times.
        _ if start.has_time() && end.has_time() && start.zone == end.zone => end.order().0 - start.order().0,
        _ => return None,
    };
    (seconds > 0).then_some(seconds)
}

/// Whether two lengths of one thing are so different that a reader should know: by more
/// than a quarter of the longer one, and by more than ten minutes.
pub(super) fn differ(a: i64, b: i64) -> bool {
    let apart = (a - b).abs();
    apart > SLACK && apart * 4 > a.max(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_differ_by_a_quarter_and_ten_minutes() {
        assert!(differ(3600, 7200) && differ(7200, 3600));
        assert!(!differ(3600, 3600 + 900), "a fifth of the longer one");
        assert!(!differ(60, 600), "nine minutes");
    }

    #[test]
    fn a_length_needs_two_clocks_that_can_be_compared() {
        let of = |a, b| between(&Moment::parse(a).unwrap(), &Moment::parse(b).unwrap());
        assert_eq!(of("2024-01-01T10:00", "2024-01-01T10:30"), Some(1800));
        assert_eq!(of("2024-01-01T10:00Z", "2024-01-01T12:30+02:00"), Some(1800));
        assert_eq!(of("2024-01-01T10:00", "2024-01-01T10:30Z"), None);
        assert_eq!(of("2024-01-01", "2024-01-02"), None);
        assert_eq!(of("2024-01-01T10:30", "2024-01-01T10:00"), None);
    }
}
