//! What a word does in its sentence: words that can be noun and verb are decided here.

use super::lexicon::{Bits, Class};
use super::words::{Shape, Words};

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// A noun, a name, or what stands before one.
    Noun,
    /// "the", "our", "two".
    Det,
    /// "we", "it".
    Pronoun,
    /// "'s" after a name.
    Possessive,
    /// "of", "with".
    Prep,
    /// "to" before a verb.
    To,
    /// "and", "or".
    And,
    /// "because", "if", "that" after a verb.
    Sub,
    /// "who", "which".
    Relative,
    /// "have", "should".
    Auxiliary,
    /// A verb that is not in the form of -ing.
    Verb,
    /// A form in -ing.
    Ing,
    /// "also", "quickly", "not".
    Adverb,
    /// A comma, dash or parenthesis.
    Comma,
    /// A colon or semicolon.
    Break,
    /// Part of a phrase that was counted with its first word, quotation marks.
    Skip,
}

const FORMS: Bits = Bits::of(Class::Base).and(Class::Third).and(Class::Past).and(Class::Part);
const AUXILIARY: Bits = Bits::of(Class::Be).and(Class::Have).and(Class::Do).and(Class::Modal);

/// A tag for each word.
pub(super) fn tags(words: &Words<'_>) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::with_capacity(words.all.len());
    let (mut skip_to, mut noun_to) = (0, 0);
    for at in 0..words.all.len() {
        if at < skip_to {
            tags.push(Tag::Skip);
            continue;
        }
        let phrase = words
            .phrases
            .iter()
            .find(|p| p.first == at && p.bits.any(Bits::of(Class::Prep).and(Class::Sub).and(Class::Adverb)));
        if let Some(phrase) = phrase {
            skip_to = phrase.end;
            tags.push(if phrase.bits.has(Class::Prep) {
                Tag::Prep
            } else if phrase.bits.has(Class::Sub) {
                Tag::Sub
            } else {
                Tag::Adverb
            });
            continue;
        }
        // "remote hands": no verb in it.
        let people =
            words.phrases.iter().find(|p| p.first == at && p.bits.any(Bits::of(Class::Human).and(Class::Team)));
        if let Some(phrase) = people {
            noun_to = phrase.end;
        }
        let tag = if at < noun_to { Tag::Noun } else { tag(words, at, &tags) };
        tags.push(tag);
    }
    tags
}

/// The last tag that is no adverb.
fn before(tags: &[Tag]) -> Option<Tag> {
    tags.iter().rev().find(|t| !matches!(t, Tag::Adverb | Tag::Skip)).copied()
}

fn tag(words: &Words<'_>, at: usize, tags: &[Tag]) -> Tag {
    let word = &words.all[at];
    match word.shape {
        Shape::Mark if word.is_quiet => return Tag::Noun,
        // "14:02"
        Shape::Mark if word.lower == ":" && is_in_time(words, at) => return Tag::Noun,
        Shape::Mark => {
            return match word.lower {
                // "prob. the disk": a word cut short.
                "." if words.get(at + 1).is_some_and(|n| n.shape == Shape::Word && !n.is_capital) => Tag::Skip,
                "," | "(" | ")" | "–" | "—" | "-" => Tag::Comma,
                ":" | ";" | "→" | "." | "?" | "!" => Tag::Break,
                "/" | "&" => Tag::And,
                _ => Tag::Skip,
            };
        }
        Shape::Handle | Shape::Number => return Tag::Noun,
        Shape::Word => {}
    }
    if word.is_quiet {
        return Tag::Noun;
    }
    let prior = before(tags);
    // "the first responder", "half of the team": no adverb.
    let opens_noun = at > 0
        && tags.last() == Some(&Tag::Det)
        && (matches!(words.lower(at - 1), "a" | "an" | "the") || words.all[at - 1].is(Class::PossHuman))
        && words.get(at + 1).is_some_and(|n| {
            n.shape == Shape::Word && !n.bits.any(AUXILIARY) && !n.bits.any(Bits::of(Class::Past).and(Class::Part))
        });
    if word.is(Class::Adverb) && !word.is(Class::Prep) && (opens_noun || words.lower(at + 1) == "of") {
        return Tag::Noun;
    }
    if word.lower == "'s" {
        // "it's", "who's", or the mark of a possessor.
        return match tags.last() {
            Some(Tag::Noun) => Tag::Possessive,
            _ => Tag::Auxiliary,
        };
    }
    if word.bits.any(AUXILIARY) {
        // "a must", "the will"
        let noun = tags.last() == Some(&Tag::Det) && matches!(words.lower(at - 1), "a" | "an" | "the" | "no");
        return if noun && word.is(Class::Modal) { Tag::Noun } else { Tag::Auxiliary };
    }
    if word.lower == "to" {
        return if verb_follows(words, at + 1) { Tag::To } else { Tag::Prep };
    }
    if word.lower == "that" {
        return that(words, at, tags, prior);
    }
    if word.is(Class::Rel) {
        return if prior.is_none() || at == 0 { Tag::Pronoun } else { Tag::Relative };
    }
    if word.is(Class::Given) {
        return Tag::Noun;
    }
    if word.is(Class::PronHuman) || word.is(Class::PronThing) && !word.is(Class::Det) {
        return Tag::Pronoun;
    }
    if word.is(Class::Neg) && !word.is(Class::Det) && word.lower != "no" {
        return Tag::Adverb;
    }
    if word.is(Class::Conj) {
        return Tag::And;
    }
    if word.is(Class::Sub) {
        return Tag::Sub;
    }
    if word.is(Class::Prep) {
        return Tag::Prep;
    }
    if word.is(Class::Det) || word.is(Class::PossHuman) || word.lower == "no" {
        // "These failed", "one of"
        return Tag::Det;
    }
    if word.bits.any(FORMS) || word.is(Class::Ing) {
        return verbal(words, at, tags, prior);
    }
    if word.is(Class::JudgeAdv) || word.is(Class::HarmMore) && word.lower.ends_with("ly") {
        return Tag::Adverb;
    }
    if word.is(Class::Adverb) {
        return if prior == Some(Tag::Det) && !followed_by_noun_or_verb(words, at) { Tag::Noun } else { Tag::Adverb };
    }
    Tag::Noun
}

/// Whether a colon stands between digits.
fn is_in_time(words: &Words<'_>, at: usize) -> bool {
    let digits = |n: usize| words.get(n).is_some_and(|w| w.shape == Shape::Number);
    at > 0 && digits(at - 1) && digits(at + 1) && words.all[at - 1].end + 1 == words.all[at + 1].start
}

fn followed_by_noun_or_verb(words: &Words<'_>, at: usize) -> bool {
    words.get(at + 1).is_some_and(|w| w.shape == Shape::Word)
}

/// Whether the next word, adverbs aside, is the base form of a verb.
fn verb_follows(words: &Words<'_>, mut at: usize) -> bool {
    while words.get(at).is_some_and(|w| w.is(Class::Adverb) || w.is(Class::Neg)) {
        at += 1;
    }
    words.get(at).is_some_and(|w| w.is(Class::Base) || matches!(w.lower, "be" | "have" | "do"))
}

fn that(words: &Words<'_>, at: usize, tags: &[Tag], prior: Option<Tag>) -> Tag {
    let next = words.get(at + 1);
    let last_verb =
        tags.iter().rposition(|t| matches!(t, Tag::Verb | Tag::Auxiliary | Tag::Ing)).map(|n| &words.all[n]);
    match prior {
        Some(Tag::Noun | Tag::Possessive) => {
            // "told support that we", or "the change that we made"
            let said = last_verb.is_some_and(|v| v.is(Class::Say));
            if said { Tag::Sub } else { Tag::Relative }
        }
        Some(Tag::Verb | Tag::Ing | Tag::Pronoun | Tag::Auxiliary) => {
            let is_det = next.is_some_and(|n| n.bits.is_empty() && n.shape == Shape::Word);
            if is_det && !last_verb.is_some_and(|v| v.is(Class::Say) || v.is(Class::Think)) {
                Tag::Det
            } else {
                Tag::Sub
            }
        }
        // "It turns out that our team"
        Some(Tag::Prep)
            if next.is_some_and(|n| {
                n.bits.any(Bits::of(Class::PossHuman).and(Class::PronHuman).and(Class::Given).and(Class::Det))
            }) =>
        {
            Tag::Sub
        }
        _ => {
            let noun = next.is_some_and(|n| {
                n.shape == Shape::Word && !n.bits.any(AUXILIARY) && !n.bits.any(FORMS) && !n.is(Class::Prep)
            });
            if noun { Tag::Det } else { Tag::Pronoun }
        }
    }
}

/// A word with the form of a verb, which may be a noun or stand before one.
fn verbal(words: &Words<'_>, at: usize, tags: &[Tag], prior: Option<Tag>) -> Tag {
    let word = &words.all[at];
    let next = words.get(at + 1);
    let next_is_noun = next.is_some_and(|n| {
        n.shape != Shape::Mark
            && !n.bits.any(AUXILIARY)
            && !n.bits.any(
                Bits::of(Class::Det)
                    .and(Class::Prep)
                    .and(Class::PossHuman)
                    .and(Class::Conj)
                    .and(Class::Sub)
                    .and(Class::PronHuman)
                    .and(Class::PronThing)
                    .and(Class::Adverb)
                    .and(Class::Neg),
            )
            && (!n.bits.any(Bits::of(Class::Past).and(Class::Part)) || n.is_quiet)
            && n.lower != "to"
    });
    let next_is_finite = next.is_some_and(|n| n.bits.any(AUXILIARY) || n.is(Class::Past) && !n.is(Class::Base));
    // "a failed deploy", "of failed jobs", "the change": part of a noun.
    let after_det = tags.last() == Some(&Tag::Det) || tags.last() == Some(&Tag::Possessive);
    if word.is(Class::Ing) {
        let role =
            prior == Some(Tag::Noun) && next.is_some_and(|n| n.bits.any(Bits::of(Class::Human).and(Class::Team)));
        return if after_det || prior == Some(Tag::Det) || role { Tag::Noun } else { Tag::Ing };
    }
    let is_past = word.bits.any(Bits::of(Class::Past).and(Class::Part));
    let is_this = tags.last() == Some(&Tag::Det)
        && at > 0
        && !matches!(words.lower(at - 1), "a" | "an" | "the" | "no" | "every" | "another" | "any")
        && !words.all[at - 1].is(Class::PossHuman);
    if after_det && (!is_this || next_is_noun || !is_past) {
        return Tag::Noun;
    }
    if is_past && !word.is(Class::Base) {
        let before_noun = matches!(prior, Some(Tag::Det | Tag::Prep)) && next_is_noun;
        return if before_noun { Tag::Noun } else { Tag::Verb };
    }
    if matches!(prior, Some(Tag::Auxiliary | Tag::To)) {
        return Tag::Verb;
    }
    if matches!(prior, Some(Tag::Det | Tag::Prep | Tag::Ing)) {
        return Tag::Noun;
    }
    if word.is(Class::Third) {
        // "review pull requests": the object of the verb right before it.
        let nouns = tags.iter().rev().take_while(|t| **t == Tag::Noun).count();
        let object = nouns > 0 && nouns < tags.len() && tags[tags.len() - 1 - nouns] == Tag::Verb;
        // "for his sloppy commits."
        let dets = tags.iter().rev().skip(nouns).take_while(|t| **t == Tag::Det).count();
        let of_prep = nouns > 0
            && dets > 0
            && next.is_none_or(super::words::Word::is_mark)
            && tags.iter().rev().nth(nouns + dets) == Some(&Tag::Prep);
        let object = object || of_prep;
        return if object
            || next_is_finite
            || next.is_some_and(|n| n.lower == "of")
            || prior.is_none() && !next_opens(words, at)
        {
            Tag::Noun
        } else {
            Tag::Verb
        };
    }
    // A base form, which may be the past as well: "cut", "set".
    let first = prior.is_none_or(|t| matches!(t, Tag::Break | Tag::Comma | Tag::And | Tag::Sub));
    let person = at > 0 && {
        let b = &words.all[at - 1];
        // "engineers forget": a base form is said of several.
        let several = b.lower.ends_with('s') || b.is(Class::PluralPeople) || b.is(Class::Team);
        b.is(Class::PronHuman) || several && b.bits.any(Bits::of(Class::Human).and(Class::Team).and(Class::Customer))
    };
    let after_person = person || prior == Some(Tag::Pronoun) || prior == Some(Tag::Relative);
    let is_verb = if first {
        next_opens(words, at) || next_is_noun
    } else {
        after_person || is_past && prior == Some(Tag::Noun) && next_opens(words, at)
    };
    if is_verb && !next_is_finite { Tag::Verb } else { Tag::Noun }
}

/// Whether the next word begins what a verb would be followed by.
fn next_opens(words: &Words<'_>, at: usize) -> bool {
    words.get(at + 1).is_some_and(|n| {
        n.is_quiet
            || n.shape == Shape::Number
            || n.bits.any(
                Bits::of(Class::Det)
                    .and(Class::PossHuman)
                    .and(Class::PronThing)
                    .and(Class::PronHuman)
                    .and(Class::Adverb)
                    .and(Class::Prep)
                    .and(Class::Sub),
            )
            || n.lower == "to"
    })
}
