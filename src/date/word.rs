//! Words of dates in the languages that post-mortems are read in.

/// Month names by number, in English, German, French, Spanish and Portuguese, with
/// their usual short forms.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "janeiro"],
    &["february", "feb", "februar", "février", "fevrier", "févr", "fév", "febrero", "fevereiro", "fev"],
    &["march", "mar", "märz", "mär", "maerz", "mars", "marzo", "março", "marco"],
    &["april", "apr", "avril", "avr", "abril", "abr"],
    &["may", "mai", "mayo", "maio"],
    &["june", "jun", "juni", "juin", "junio", "junho"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "julho"],
    &["august", "aug", "août", "aout", "agosto", "ago"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "setembro", "set"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dezembro"],
];

/// Names of the days of the week, which stand before a date and say nothing more.
const WEEKDAYS: &[&str] = &[
    "monday",
    "mon",
    "tuesday",
    "tue",
    "tues",
    "wednesday",
    "wed",
    "thursday",
    "thu",
    "thur",
    "thurs",
    "friday",
    "fri",
    "saturday",
    "sat",
    "sunday",
    "sun",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
];

/// Words before a time that say that it is not exact.
const ABOUT: &[&str] = &[
    "~",
    "≈",
    "～",
    "approximately",
    "approx.",
    "approx",
    "around",
    "about",
    "roughly",
    "circa",
    "ca.",
    "c.",
    "gegen",
    "etwa",
    "vers",
    "environ",
    "hacia",
    "aprox.",
    "por volta de",
    "cerca de",
    "約",
    "およそ",
    "大约",
    "约",
];

/// Signs and words between the two ends of a range.
const UNTIL: &[&str] = &["-", "–", "—", "―", "〜", "～", "~", "→", "->", "to ", "until ", "till ", "bis ", "à ", "～ "];

/// The number of a month by its name, from one.
pub(super) fn month(name: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&name))?;
    i8::try_from(at + 1).ok()
}

/// Whether a word is the name of a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// The bytes of a word at the beginning of a text that says "about".
pub(super) fn about(text: &str) -> Option<usize> {
    prefix(text, ABOUT)
}

/// The bytes of what stands between the ends of a range.
pub(super) fn until(text: &str) -> Option<usize> {
    prefix(text, UNTIL)
}

/// The bytes of the first of some words that begins a text, case aside; a word of
/// letters must end there.
fn prefix(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| {
        let head = text.get(..word.len())?;
        let same = head.eq_ignore_ascii_case(word);
        let letters = word.ends_with(|c: char| c.is_ascii_alphabetic());
        let ends = !letters || !text[word.len()..].starts_with(char::is_alphanumeric);
        (same && ends).then_some(word.len())
    })
}
