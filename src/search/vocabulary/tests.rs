//! Tests of the words of a library.

use super::*;

fn edit(a: &str, b: &str) -> bool {
    is_one_edit(&a.chars().collect::<Vec<_>>(), b)
}

#[test]
fn one_edit_is_an_insertion_deletion_substitution_or_transposition() {
    for (a, b) in [("cache", "cachee"), ("cache", "ache"), ("cache", "cbche"), ("cache", "cahce"), ("ab", "ba")] {
        assert!(edit(a, b) && edit(b, a), "{a} {b}");
    }
    for (a, b) in [("cache", "cache"), ("cache", "cahec"), ("abc", "cba"), ("cache", "cac"), ("", "ab")] {
        assert!(!edit(a, b), "{a} {b}");
    }
}

#[test]
fn words_are_counted_by_stem_and_found_by_their_beginning() {
    let mut counter = Counter::default();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    counter.add([pair("failed", "fail"), pair("cache", "cach")]);
    counter.add([pair("failed", "fail"), pair("failing", "fail")]);
    let vocabulary = counter.finish();
    assert_eq!(vocabulary.of("failed"), [Word { text: "failed".into(), stem: "fail".into(), df: 2 }]);
    assert_eq!(vocabulary.beginning("fai").len(), 2);
    assert_eq!(vocabulary.one_edit_from("faild").len(), 1);
    assert!(vocabulary.of("fail").is_empty());
}

/// Words of the sample library with how many of its files have them.
fn sample() -> Vocabulary {
    let mut counter = Counter::default();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content/incidents");
    for entry in walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let words: std::collections::BTreeSet<String> =
            crate::search::text::tokens(&text, true).into_iter().map(|t| t.text).collect();
        counter.add(words.into_iter().filter(|w| w.chars().all(char::is_alphabetic)).map(|w| (w.clone(), w)));
    }
    counter.finish()
}

#[test]
fn the_word_that_was_meant_is_among_those_at_one_edit_nearly_always() {
    let vocabulary = sample();
    let most = crate::search::meta::Rank::CHOSEN.most;
    let (mut tried, mut found) = (0, 0);
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        // The generator of Knuth's MMIX.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for word in vocabulary.words().iter().filter(|w| w.text.is_ascii() && w.text.len() >= 4) {
        for kind in 0..4 {
            let mut letters: Vec<u8> = word.text.bytes().collect();
            let at = random(letters.len() - 1);
            let letter = b'a' + u8::try_from(random(26)).unwrap();
            match kind {
                0 => letters.insert(at, letter),
                1 => drop(letters.remove(at)),
                2 => letters[at] = letter,
                _ => letters.swap(at, at + 1),
            }
            let typed = String::from_utf8(letters).unwrap();
            if typed.len() < 4 || !vocabulary.of(&typed).is_empty() {
                continue;
            }
            let mut near = vocabulary.one_edit_from(&typed);
            near.sort_by_key(|w| (std::cmp::Reverse(w.df), w.text.as_str()));
            tried += 1;
            found += usize::from(near.iter().take(most).any(|w| w.text == word.text));
        }
    }
    assert!(tried > 5000, "{tried}");
    assert!(found * 100 >= tried * 99, "{found} of {tried}");
}
