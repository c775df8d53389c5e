//! Tests of reading dates.

use super::*;
use proptest::prelude::*;

fn iso(text: &str) -> Option<String> {
    at_start(text, None)?.moment().map(|m| m.iso())
}

#[test]
fn times_are_read_from_the_beginning_of_a_text() {
    for (text, expected, rest) in [
        ("2024-03-09 14:05 UTC - deployed", "2024-03-09T14:05Z", " - deployed"),
        ("2026-04-17 00:07 JST（発火）", "2026-04-17T00:07+09:00", "（発火）"),
        ("2026-04-15 23:28 (JST)（x）", "2026-04-15T23:28+09:00", "（x）"),
        ("June 14th, 2022, 10:00 AM: x", "2022-06-14T10:00", ": x"),
        ("27 février 2026 à 14h05", "2026-02-27T14:05", ""),
        ("3. März 2024, 9:15 Uhr", "2024-03-03T09:15", ""),
        ("12 de mayo de 2024", "2024-05-12", ""),
        ("2022-05-?? HH:mm |", "2022-05", " |"),
        ("2023-04-04 09:XX UTC: x", "2023-04-04", ": x"),
        ("4/21/23", "2023-04-21", ""),
        ("Monday May 10th, 2021. All", "2021-05-10", ". All"),
        ("2026年3月10日 14時05分", "2026-03-10T14:05", ""),
        ("~2025-01-09 ~16:00 UTC**", "2025-01-09T16:00Z", "**"),
        ("10:00 UTC, 9 March 2024 x", "2024-03-09T10:00Z", " x"),
        ("2024-03-09 5 servers", "2024-03-09", " 5 servers"),
        ("2024-03-09 - 12 nodes", "2024-03-09", " - 12 nodes"),
    ] {
        let reading = at_start(text, None).unwrap_or_else(|| panic!("{text} is read"));
        assert_eq!(reading.moment().map(|m| m.iso()).as_deref(), Some(expected), "{text}");
        assert_eq!(&text[reading.len..], rest, "{text}");
    }
}

#[test]
fn ranges_are_read_to_their_end() {
    let r = at_start("2026-04-17 06:40–06:44 | x", None).unwrap();
    assert_eq!(r.until.unwrap().clock, Some(ClockText::Known(civil::time(6, 44, 0, 0), Precision::Minute)));
    let r = at_start("7/25/2023-7/26/2023", None).unwrap();
    assert_eq!(r.until.unwrap().moment().unwrap().iso(), "2023-07-26");
    assert!(at_start("14:05 - Deployed", None).unwrap().until.is_none());
    assert!(at_start("4 PM UTC", None).unwrap().approximate);
    assert_eq!(at_start("~13:30-13:45", None).map(|r| (r.approximate, r.until.is_some())), Some((true, true)));
}

#[test]
fn what_is_unknown_or_impossible_stays_so() {
    let read = |text| at_start(text, None).map(|r| (r.date, r.clock));
    assert_eq!(read("??:??"), Some((None, Some(ClockText::Unknown))));
    assert_eq!(read("2021/22-??-?? HH:mm"), Some((Some(DateText::Unknown), Some(ClockText::Unknown))));
    assert_eq!(read("20202-01-16 12:00").unwrap().0, Some(DateText::Impossible));
    assert_eq!(read("2023-02-30").unwrap().0, Some(DateText::Impossible));
    assert_eq!(read("11/03/202 - x").unwrap().0, Some(DateText::Impossible));
    assert_eq!(read("7/5/2023").unwrap().0, Some(DateText::Ambiguous(7, 5, 2023)));
    for text in ["soon", "", "Deployed at 14:05", "5 servers", "1.2.3", "406 errors", "v2024"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn the_order_of_a_collection_settles_what_one_date_cannot() {
    let read = |order| at_start("7/5/2023", Some(order)).unwrap().moment().unwrap().iso();
    assert_eq!(read(Order::DayFirst), "2023-05-07");
    assert_eq!(read(Order::MonthFirst), "2023-07-05");
    assert_eq!(at_start("25/09/2024", None).unwrap().shows, Some(Order::DayFirst));
}

#[test]
fn a_zone_is_part_of_the_time_only_where_it_is_one() {
    assert_eq!(iso("2024-03-09 14:05 DNS failed").as_deref(), Some("2024-03-09T14:05"));
    assert_eq!(iso("2024-03-09 14:05 -0500").as_deref(), Some("2024-03-09T14:05-05:00"));
    assert_eq!(iso("2024-03-09 14:05 - 5 nodes").as_deref(), Some("2024-03-09T14:05"));
    assert_eq!(at_start("14:05 BST", None).unwrap().zone, Some(ZoneText::Unknown("BST".into())));
    assert_eq!(iso("2023-01-31  20:56 PM UTC").as_deref(), Some("2023-01-31T20:56Z"));
}

#[test]
fn the_forms_seen_in_real_front_matter_are_read() {
    for (text, expected) in [
        ("2021-05-25T11:30:00-00:00", "2021-05-25T11:30:00Z"),
        ("2020-09-30T13:01:02.000Z", "2020-09-30T13:01:02Z"),
        ("2021-03-21 10:00:00", "2021-03-21T10:00:00"),
        ("2023-12-06T9:15:00-00:00", "2023-12-06T09:15:00Z"),
        ("2023-12-06T09:15+0800", "2023-12-06T09:15+08:00"),
        ("2017-11-30 4:23PM", "2017-11-30T16:23"),
        ("2023-01-31  20:56 PM UTC", "2023-01-31T20:56Z"),
        ("May 30th, 2019", "2019-05-30"),
        ("9th of June 2020", "2020-06-09"),
        ("January 2025", "2025-01"),
        ("2026年3月10日", "2026-03-10"),
        ("25/09/2024", "2024-09-25"),
        ("4/23/2021", "2021-04-23"),
        ("2024", "2024"),
    ] {
        assert_eq!(whole(text, None).map(|m| m.iso()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_does_not_exist_is_not_a_date() {
    assert_eq!(both_readings("7/5/2023"), Some(("2023-07-05".into(), "2023-05-07".into())));
    assert!(both_readings("25/09/2024").is_none() && both_readings("5/5/2023").is_none());
    for text in [
        "7/5/2023",
        "2023-02-30",
        "20202-01-16",
        "2022-13-01",
        "2022-05-?? HH:mm",
        "soon",
        "",
        "2024-01-01T25:00Z",
        "2024-01-01T10:00+99:00",
    ] {
        assert_eq!(whole(text, None), None, "{text}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics_and_never_invents_precision(text in "[0-9TZ:+?~xmphJSMay年月日/. -]{0,28}") {
        if let Some(m) = at_start(&text, None).and_then(|r| r.moment()) {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let needed = match m.precision {
                Precision::Year | Precision::Month | Precision::Minute => 4, Precision::Day => 3, Precision::Second => 9,
            };
            prop_assert!(digits >= needed, "{text} became {m}");
            prop_assert_eq!(whole(&m.iso(), None), Some(m));
        }
    }

    #[test]
    fn a_zone_that_no_text_names_stays_unknown(h in 0..24u8, m in 0..60u8, word in "[a-z]{0,6}") {
        let r = at_start(&format!("2024-03-09 {h:02}:{m:02} {word}"), None).unwrap();
        prop_assume!(!matches!(word.as_str(), "utc" | "gmt" | "z" | "am" | "pm" | "h" | "uhr") && !word.starts_with("to"));
        prop_assert_eq!(r.moment().unwrap().zone, Zone::Unknown);
    }

    #[test]
    fn what_is_written_as_iso_is_read_back(y in 1970..2100i16, mo in 1..=12i8, d in 1..=28i8, h in 0..24i8, mi in 0..60i8, precision in 0..4usize) {
        let all = [format!("{y:04}"), format!("{y:04}-{mo:02}"), format!("{y:04}-{mo:02}-{d:02}"), format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}")];
        prop_assert_eq!(whole(&all[precision], None).unwrap().iso(), all[precision].clone());
    }
}
