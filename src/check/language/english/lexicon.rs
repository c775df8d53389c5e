//! The words that the English rules know, by class, from the TOML files beside this one.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

macro_rules! classes {
    ($($name:ident = $text:literal,)*) => {
        /// What a word can be. A word may be of several classes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Class { $(#[doc = concat!("`", $text, "`")] $name,)* }

        impl Class {
            fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Class::$name),)* _ => None }
            }
        }
    };
}

classes! {
    // Grammar.
    Det = "det", PronHuman = "pron_human", PronThing = "pron_thing", PossHuman = "poss_human", Prep = "prep",
    Conj = "conj", Sub = "sub", Rel = "rel", Be = "be", Have = "have", Do = "do", Modal = "modal", Neg = "neg",
    Adverb = "adverb", PluralPeople = "plural_people",
    // Forms of verbs.
    Base = "form base", Third = "form third", Past = "form past", Part = "form participle", Ing = "form ing",
    // Verbs by meaning.
    Common = "common", Say = "say", Think = "think", Copula = "copula", Fail = "fail", Harm = "harm",
    HarmMaybe = "harm_maybe", PreventVerb = "prevent_verb",
    // People.
    Human = "human", Team = "team", Customer = "customer", Outsider = "outsider", Ambiguous = "ambiguous",
    SystemBefore = "system_before", SystemHead = "system_head", SystemVerb = "system_verb",
    TitleOfPerson = "title_of_person", Org = "org", Given = "given", Risky = "risky",
    // Words of single rules.
    JudgeAdj = "judge_adj", JudgeAdv = "judge_adv", JudgeNoun = "judge_noun", JudgePerson = "judge_person",
    Attentive = "attentive", Act = "act", JudgeVerb = "judge_verb", Virtue = "virtue", Lack = "lack", PersonAdj = "person_adj",
    ErrWho = "err_who", ErrNoun = "err_noun", ErrWhole = "err_whole", ErrBy = "err_by", ErrCompound = "err_compound",
    ErrIncident = "err_incident", CauseCue = "cause_cue", ErrAside = "err_aside", Guess = "guess",
    FailNoun = "fail_noun", Worse = "worse", BadOutcome = "bad_outcome", Attack = "attack", ByPeople = "by_people", BySystem = "by_system", EitherWay = "either_way", ByItself = "by_itself",
    Hindsight = "hindsight", Made = "made", Review = "review", Paper = "paper",
    Provided = "provided",
    HarmMore = "harm_more", HarmSign = "harm_sign", Better = "better", Faulty = "faulty",
    Precaution = "precaution", Dead = "dead", Planned = "planned", Benign = "benign",
    CauseKind = "cause_kind", CauseWord = "cause_word", JustThen = "just_then", SeeVerb = "see_verb",
    Care = "care", CareMore = "care_more", CareNoun = "care_noun", CareAdv = "care_adv", CarePhrase = "care_phrase",
    Train = "train", TrainNoun = "train_noun", Remind = "remind", RemindNoun = "remind_noun", Aware = "aware", WordWith = "word_with",
    Reread = "reread", ChangeVerb = "change_verb", ChangeNoun = "change_noun",
    RootCause = "root_cause", Minimiser = "minimiser", IfOnly = "if_only", MissOther = "miss_other",
    Hedge = "hedge", MachineLearning = "machine_learning", Maker = "maker", Result = "result",
    Fortune = "fortune", Expected = "expected", Smaller = "smaller", Repair = "repair",
    SmallThing = "small_thing", BlamePrep = "blame_prep",
    Bother = "bother", Urge = "urge", Received = "received", Liked = "liked",
    // Words of headings.
    NearMiss = "near_miss", Prevention = "prevention", People = "people", Definitions = "definitions",
}

/// The classes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(u128);

impl Bits {
    /// Those of one class.
    pub(super) const fn of(class: Class) -> Self {
        Self(1 << class as u8)
    }

    /// These and another.
    pub(super) const fn and(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// Whether a class is among them.
    pub(super) const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// Whether any of some classes is among them.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These and those.
    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A phrase of several words, without the first.
struct Phrase {
    rest: Vec<&'static str>,
    bits: Bits,
}

/// All words and phrases.
pub(super) struct Lexicon {
    words: FxHashMap<&'static str, Bits>,
    phrases: FxHashMap<&'static str, Vec<Phrase>>,
    headings: FxHashMap<&'static str, Bits>,
    heading_phrases: FxHashMap<&'static str, Vec<Phrase>>,
}

/// The words that are shipped.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(&[include_str!("grammar.toml"), include_str!("people.toml"), include_str!("rules.toml")])
});

/// One file of words.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct File {
    words: BTreeMap<String, String>,
    verbs: BTreeMap<String, String>,
    irregular: BTreeMap<String, String>,
    headings: BTreeMap<String, String>,
}

impl Lexicon {
    /// The classes of a word in lower case.
    pub(super) fn word(&self, word: &str) -> Bits {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The phrases that begin with a word: `word(n)` gives the n-th word after it. Each comes
    /// with the number of words after the first.
    pub(super) fn phrases<'w>(
        &self,
        first: &str,
        word: impl Fn(usize) -> Option<&'w str>,
        mut take: impl FnMut(Bits, usize),
    ) {
        let Some(all) = self.phrases.get(first) else { return };
        for phrase in all {
            if phrase.rest.iter().enumerate().all(|(n, w)| word(n + 1) == Some(w)) {
                take(phrase.bits, phrase.rest.len());
            }
        }
    }

    /// The classes of the words of a heading.
    pub(super) fn heading(&self, text: &str) -> Bits {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
        let mut bits = Bits::default();
        for (n, word) in words.iter().enumerate() {
            bits.add(self.headings.get(word).copied().unwrap_or_default());
            for phrase in self.heading_phrases.get(word).into_iter().flatten() {
                if words[n + 1..].starts_with(&phrase.rest) {
                    bits.add(phrase.bits);
                }
            }
        }
        bits
    }

    fn read(files: &[&'static str]) -> Self {
        let mut all = Self {
            words: FxHashMap::default(),
            phrases: FxHashMap::default(),
            headings: FxHashMap::default(),
            heading_phrases: FxHashMap::default(),
        };
        let files: Vec<File> = files.iter().map(|text| toml::from_str(text).expect("a file of words")).collect();
        let irregular: BTreeMap<&str, &str> =
            files.iter().flat_map(|f| &f.irregular).map(|(base, forms)| (base.as_str(), forms.as_str())).collect();
        for file in &files {
            for (class, words) in &file.words {
                let bits = Bits::of(Class::named(class).expect("a class of words"));
                words.split_whitespace().for_each(|w| add(&mut all.words, &mut all.phrases, w, bits));
            }
            for (class, words) in &file.headings {
                let bits = Bits::of(Class::named(class).expect("a class of headings"));
                words.split_whitespace().for_each(|w| add(&mut all.headings, &mut all.heading_phrases, w, bits));
            }
            for (class, words) in &file.verbs {
                let class = Class::named(class).expect("a class of verbs");
                for base in words.split_whitespace() {
                    // Of a phrase the first word changes: "took down".
                    let first = base.split('_').next().unwrap_or(base);
                    let irregular = irregular.get(base).or_else(|| irregular.get(first)).copied();
                    for (form, text) in forms(base, irregular) {
                        add(&mut all.words, &mut all.phrases, text, Bits::of(class).and(form));
                    }
                }
            }
        }
        // Verbs that are only irregular count as common ones.
        for (base, rest) in &irregular {
            for (form, text) in forms(base, Some(rest)) {
                add(&mut all.words, &mut all.phrases, text, Bits::of(Class::Common).and(form));
            }
        }
        all
    }
}

/// Adds a word or, where it has `_`, a phrase. Words live as long as the program, which reads
/// them once.
fn add(
    words: &mut FxHashMap<&'static str, Bits>,
    phrases: &mut FxHashMap<&'static str, Vec<Phrase>>,
    word: impl Into<String>,
    bits: Bits,
) {
    let word: &'static str = word.into().leak();
    let mut parts = word.split('_');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&'static str> = parts.collect();
    if rest.is_empty() {
        words.entry(first).or_default().add(bits);
    } else {
        phrases.entry(first).or_default().push(Phrase { rest, bits });
    }
}

/// The forms of a verb; of a phrase the first word changes.
fn forms(base: &str, irregular: Option<&str>) -> Vec<(Class, String)> {
    let (verb, rest) = match base.split_once('_') {
        Some((verb, rest)) => (verb, format!("_{rest}")),
        None => (base, String::new()),
    };
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let third = match verb.as_bytes() {
        [.., b's' | b'x' | b'z' | b'h' | b'o'] => format!("{verb}es"),
        [.., before, b'y'] if !b"aeou".contains(before) => format!("{}ies", &verb[..verb.len() - 1]),
        _ => format!("{verb}s"),
    };
    let regular_past = match verb.as_bytes() {
        [.., before, b'y'] if !b"aeou".contains(before) => format!("{}ied", &verb[..verb.len() - 1]),
        [.., b'e'] => format!("{verb}d"),
        _ => format!("{verb}ed"),
    };
    let regular_ing = match verb.as_bytes() {
        [.., b'e' | b'i', b'e'] => format!("{verb}ing"),
        _ => format!("{stem}ing"),
    };
    let mut given = irregular.unwrap_or_default().split_whitespace();
    let past = given.next().map_or_else(|| regular_past.clone(), str::to_owned);
    let participle = given.next().map_or(regular_past, str::to_owned);
    let ing = given.next().map_or(regular_ing, str::to_owned);
    [
        (Class::Base, verb.to_owned()),
        (Class::Third, third),
        (Class::Past, past),
        (Class::Part, participle),
        (Class::Ing, ing),
    ]
    .into_iter()
    .map(|(form, text)| (form, text + &rest))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_their_forms() {
        let text = |base, irregular| forms(base, irregular).into_iter().map(|(_, t)| t).collect::<Vec<_>>();
        assert_eq!(text("miss", None), ["miss", "misses", "missed", "missed", "missing"]);
        assert_eq!(text("deny", None), ["deny", "denies", "denied", "denied", "denying"]);
        assert_eq!(text("wipe", None), ["wipe", "wipes", "wiped", "wiped", "wiping"]);
        assert_eq!(
            text("forget", Some("forgot forgotten forgetting")),
            ["forget", "forgets", "forgot", "forgotten", "forgetting"]
        );
        assert_eq!(text("turn_out", None)[1], "turns_out");
    }

    #[test]
    fn words_have_their_classes_and_phrases_are_whole() {
        assert!(LEXICON.word("forgotten").has(Class::Fail));
        assert!(LEXICON.word("engineer").has(Class::Human));
        assert!(LEXICON.word("sidecar").is_empty());
        let mut found = None;
        let words = ["asleep", "at", "the", "wheel"];
        LEXICON.phrases("asleep", |n| words.get(n).copied(), |bits, n| found = Some((bits.has(Class::JudgeAdj), n)));
        assert_eq!(found, Some((true, 3)));
        assert!(LEXICON.heading("Where we had a Near Miss").has(Class::NearMiss));
    }
}
