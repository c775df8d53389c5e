//! Tests of kept answers.

use super::*;

const NOW: i128 = 1_800_000_000_000_000_000;

fn url() -> Url {
    Url::parse("https://nimbus.dev/a").expect("a url")
}

fn with(verdict: &Verdict, days: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("cache");
    let mut kept = Kept::open(&folder, days, NOW);
    kept.put(&url(), verdict);
    kept.save(&folder).unwrap();
    dir
}

fn after(dir: &tempfile::TempDir, hours: i128) -> Option<Verdict> {
    Kept::open(&dir.path().join("cache"), 7, NOW + hours * 3_600_000_000_000).get(&url()).cloned()
}

#[test]
fn what_answers_is_kept_a_week_and_what_is_dead_a_day() {
    for verdict in [Verdict::Alive, Verdict::Refused(403)] {
        let dir = with(&verdict, 7);
        assert_eq!(after(&dir, 7 * 24 - 1), Some(verdict));
        assert_eq!(after(&dir, 7 * 24), None);
    }
    for verdict in [Verdict::Gone(404), Verdict::NoSuchHost] {
        let dir = with(&verdict, 7);
        assert_eq!(after(&dir, 23), Some(verdict));
        assert_eq!(after(&dir, 24), None);
    }
    // A clock that was wrong.
    assert_eq!(after(&with(&Verdict::Alive, 7), -1), None);
}

#[test]
fn what_could_not_be_told_and_what_nobody_wants_to_keep_is_not() {
    assert_eq!(after(&with(&Verdict::Unclear("x".into()), 7), 0), None);
    assert_eq!(after(&with(&Verdict::Alive, 0), 0), None);
}

#[test]
fn a_broken_file_is_as_good_as_none() {
    let dir = with(&Verdict::Alive, 7);
    let path = dir.path().join("cache").join(FILE);
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 1;
        std::fs::write(&path, &broken).unwrap();
        assert_eq!(after(&dir, 0), None, "byte {at}");
        std::fs::write(&path, &whole[..at]).unwrap();
        assert_eq!(after(&dir, 0), None, "cut at {at}");
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(after(&dir, 0), Some(Verdict::Alive));
}
