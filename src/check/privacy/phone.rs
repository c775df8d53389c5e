//! Phone numbers: with the sign of an international one, or after a word that says so.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A number after `+` as E.164 has it: a country code, then groups.
static INTERNATIONAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\A\+[1-9][0-9]{0,14}(?:[ \u{a0}./-]?\(?[0-9]{1,12}\)?){0,7}").expect("a pattern"));

/// A number after a word for it.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:tel(?:ephone|efon)?|phone(?: number)?|mobile|cell(?: ?phone)?|fax|telefon|handy|téléphone|portable|teléfono|telefone|celular)\b\.?|電話(?:番号)?|电话|手机|電話號碼|☎|📞)",
        r"\u{fe0f}?[*_`]*[ ]?(?:[:：]|no\.?|is)?[*_`]*[ ]{0,3}(?P<n>\+?\(?[0-9][0-9 ().\u{a0}/-]{5,22}[0-9])"
    ))
    .expect("a pattern")
});

/// The phone numbers of a text.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> =
        memchr::memchr_iter(b'+', text.as_bytes()).filter_map(|at| international(text, at)).collect();
    let labelled = LABELLED.captures_iter(text).filter_map(|c| c.name("n").map(|m| m.range()));
    for span in labelled.filter(|s| is_labelled(text, s)) {
        if found.iter().all(|f| span.end <= f.start || f.end <= span.start) {
            found.push(span);
        }
    }
    found.sort_by_key(|s| s.start);
    found
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a character goes on with a number, a name or a unit.
fn goes_on(next: Option<char>) -> bool {
    next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '%' | '_' | '+' | '='))
}

fn international(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '+' | '_' | '=' | '/' | '.' | '-')) {
        return None;
    }
    let found = INTERNATIONAL.find(&text[at..])?.as_str().trim_end_matches(['(', ')']);
    let span = at..at + found.len();
    let all = digits(found);
    let groups: Vec<&str> = found[1..].split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    let is_sum = text[span.end..].starts_with(':') && text[span.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    let is_number = match groups.as_slice() {
        // In one piece: longer than a count or an offset is.
        [one] => one.len() >= 10,
        [country, rest @ ..] => {
            country.len() <= 3 && all.len() >= 9 && rest.iter().any(|g| g.len() >= 3) && !is_decimal(found)
        }
        [] => false,
    };
    (is_number && all.len() <= 15 && !is_sum && !goes_on(text[span.end..].chars().next()) && !is_fiction(&all))
        .then_some(span)
}

/// Whether the only sign in it is one dot, as in `+1.234567890`.
fn is_decimal(found: &str) -> bool {
    found.matches(|c: char| !c.is_ascii_digit() && c != '+').eq(["."])
}

fn is_labelled(text: &str, span: &Range<usize>) -> bool {
    let number = &text[span.clone()];
    let all = digits(number);
    let is_date = number.split(['-', '/', '.']).map(|p| p.trim().len()).eq([4, 2, 2]);
    let is_address = number.split('.').count() == 4 && !number.contains([' ', '-']);
    (7..=15).contains(&all.len())
        && !is_date
        && !is_address
        && !goes_on(text[span.end..].chars().next())
        && !is_fiction(&all)
}

/// Numbers that are kept free for fiction and documentation: 555-0100 to 555-0199 in North
/// America, and those of Ofcom in Britain (01632 960, 020 7946 0, 07700 900).
fn is_fiction(digits: &str) -> bool {
    let at = digits.len().saturating_sub(7);
    let american = digits.len() >= 7 && digits[at..].starts_with("55501");
    american || ["1632960", "2079460", "7700900", "1154960"].iter().any(|n| digits.contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        numbers(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn international_and_labelled_numbers_are_found() {
        for (text, number) in [
            ("Call +49 30 90182 4417 at night.", "+49 30 90182 4417"),
            ("Call +4930901824417.", "+4930901824417"),
            ("(+1 (212) 736-5082)", "+1 (212) 736-5082"),
            ("Phone: 030 9018 2441", "030 9018 2441"),
            ("**Mobile:** 0171/9018244.", "0171/9018244"),
            ("電話：03-9018-2441", "03-9018-2441"),
            ("Tel. (212) 736-5082", "(212) 736-5082"),
        ] {
            assert_eq!(found(text), [number], "{text}");
        }
    }

    #[test]
    fn times_counts_versions_addresses_and_ids_are_none() {
        for text in [
            "2024-03-09T14:05:00+0100 and +01:00, UTC+2, GMT +02:00",
            "+1234567 lines, +12.5%, +1.234567890, C++11, 10+200000000000",
            "phone service 10.20.30.40, phone outage 2024-03-09 14:05",
            "mobile traffic fell by 1200000 requests",
            "+1 212 555 0142 and phone: 555-0123, +44 20 7946 0991",
            "incident 1234567890123, version 1.2.3.4567890",
            "x=+491234567890, a+491234567890",
            "cell 5, phone 2",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
