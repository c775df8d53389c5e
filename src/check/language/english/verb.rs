//! Verbs with their auxiliaries.

use super::lexicon::{Bits, Class};
use super::tags::Tag;
use super::words::Words;

/// A verb with its auxiliaries.
// Each is a fact of grammar of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Default)]
pub(super) struct Verb {
    /// The first auxiliary, or the verb itself.
    pub start: usize,
    /// The verb that carries the meaning.
    pub main: usize,
    /// "should", "could".
    pub modal: Option<usize>,
    /// Whether "have" is among the auxiliaries.
    pub perfect: bool,
    /// Whether it is a form of "be" and a participle.
    pub passive: bool,
    /// Whether it is negated.
    pub negated: bool,
    /// Whether it stands after "to".
    pub infinitive: bool,
}

const AUXILIARY: Bits = Bits::of(Class::Be).and(Class::Have).and(Class::Do).and(Class::Modal);

/// A verb that begins at `from`, and the word after it.
pub(super) fn parse(words: &Words<'_>, tags: &[Tag], from: usize) -> Option<(Verb, usize)> {
    let infinitive = from > 0 && tags[from - 1] == Tag::To;
    let mut verb = Verb { start: from, main: from, infinitive, ..Verb::default() };
    let mut at = from;
    let mut after: Option<Class> = None;
    loop {
        let word = words.get(at)?;
        if word.is_quiet || word.is_mark() {
            // "We should, as the guide says, have declared": over what stands between commas.
            let over = (after == Some(Class::Modal) && word.lower == ",").then(|| over_commas(words, at)).flatten();
            match over {
                Some(next) => at = next,
                None => return closed(words, verb, after, at),
            }
            continue;
        }
        if word.is(Class::Neg) && !matches!(word.lower, "nothing" | "nobody" | "no" | "no-one" | "without") {
            verb.negated = true;
            if after.is_none() && !word.bits.any(AUXILIARY) {
                return None;
            }
            if !word.bits.any(AUXILIARY) {
                at += 1;
                continue;
            }
        }
        let is_main = match after {
            None => !word.bits.any(AUXILIARY),
            Some(Class::Be) => word.is(Class::Part) || word.is(Class::Ing),
            Some(Class::Have) => word.is(Class::Part) && !word.is(Class::Be) || word.lower == "had",
            // "I'd looked"
            Some(Class::Modal) if is_had(words, at) => true,
            Some(_) => !word.bits.any(AUXILIARY) && (word.is(Class::Base) || is_unknown(words, tags, at)),
        };
        if is_main {
            verb.main = at;
            if after == Some(Class::Modal) && is_had(words, at) {
                (verb.modal, verb.perfect) = (None, true);
            }
            verb.passive = after == Some(Class::Be) && word.is(Class::Part) && !word.is(Class::Ing);
            return Some((verb, at + 1));
        }
        let class = [Class::Modal, Class::Be, Class::Have, Class::Do].into_iter().find(|c| word.is(*c));
        // "should of", "shoulda"
        if after == Some(Class::Modal) && word.lower == "of" || matches!(word.lower, "shoulda" | "coulda" | "woulda") {
            if word.is(Class::Modal) {
                verb.modal = Some(at);
            }
            verb.perfect = true;
            after = Some(Class::Have);
            at += 1;
            continue;
        }
        match class {
            Some(class) if follows(after, class, word.lower) => {
                if class == Class::Modal {
                    verb.modal = Some(at);
                }
                verb.perfect |= class == Class::Have && after.is_some();
                verb.main = at;
                // "had" and "'d" before a participle are auxiliaries of the past.
                after = Some(class);
                at += 1;
            }
            // "We should by all accounts have seen it"
            _ if after == Some(Class::Modal) && word.is(Class::Prep) && to_have(words, at).is_some() => {
                at = to_have(words, at).unwrap_or(at + 1);
            }
            _ if word.is(Class::Adverb)
                || matches!(tags[at], Tag::Adverb | Tag::Skip)
                || word.lower == "to" && verb.modal.is_some_and(|m| words.lower(m) == "ought") =>
            {
                at += 1;
            }
            _ => return closed(words, verb, after, at),
        }
    }
}

/// A verb of which only auxiliaries were found: the last of them is the verb.
fn closed(words: &Words<'_>, mut verb: Verb, after: Option<Class>, at: usize) -> Option<(Verb, usize)> {
    after?;
    let end = (verb.main + 1).min(at);
    if words.all[verb.main].is(Class::Have) {
        verb.perfect = false;
    }
    let end = end.max(verb.start + 1);
    Some((verb, end))
}

/// After a preposition, the "have" that follows soon and belongs to the modal before it.
fn to_have(words: &Words<'_>, at: usize) -> Option<usize> {
    (at + 1..(at + 6).min(words.all.len())).take_while(|n| !words.all[*n].is_mark()).find(|n| words.lower(*n) == "have")
}

/// After a comma that opens an insertion, the word after the comma that closes it.
fn over_commas(words: &Words<'_>, at: usize) -> Option<usize> {
    let close = (at + 1..words.all.len()).find(|n| words.lower(*n) == ",")?;
    let next = words.get(close + 1)?;
    next.bits.any(Bits::of(Class::Have).and(Class::Be).and(Class::Base)).then_some(close + 1)
}

/// "'d" before a form that is a participle and no base form: "had".
fn is_had(words: &Words<'_>, at: usize) -> bool {
    let before = (0..at).rev().find(|n| !words.all[*n].is(Class::Adverb) && !words.all[*n].is(Class::Neg));
    before.is_some_and(|n| words.lower(n) == "'d")
        && words.get(at).is_some_and(|w| w.is(Class::Part) && !w.is(Class::Base))
}

/// Whether a word is known as nothing: it may be a verb.
fn is_unknown(words: &Words<'_>, tags: &[Tag], at: usize) -> bool {
    tags[at] == Tag::Noun && words.get(at).is_some_and(|w| w.bits.is_empty() && w.lower.len() > 2)
}

/// Whether an auxiliary may follow another.
fn follows(after: Option<Class>, class: Class, lower: &str) -> bool {
    match after {
        None => true,
        Some(Class::Modal) => matches!(lower, "have" | "be" | "'ve" | "do"),
        Some(Class::Have) => matches!(lower, "been" | "had"),
        Some(Class::Be) => lower == "being",
        Some(_) => class == Class::Have && lower == "have",
    }
}
