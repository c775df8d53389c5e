//! Tokens become terms: stemmed by the language of their document.

use super::chars::fold;
use super::token::Shape;
use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

/// How the words of a language become terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Porter2, which both readers have.
    English,
    /// A stemmer that only Rust has; the browser looks stems up.
    Other(Language),
    /// No stemmer.
    Raw,
}

impl Lang {
    /// The language of a tag such as `en` or `de-AT`.
    pub fn of(tag: &str) -> Self {
        Lang::Other(match tag.split(['-', '_']).next().unwrap_or(tag).to_lowercase().as_str() {
            "en" => return Lang::English,
            "de" => Language::German,
            "fr" => Language::French,
            "es" => Language::Spanish,
            "pt" => Language::Portuguese,
            "it" => Language::Italian,
            "nl" => Language::Dutch,
            "sv" => Language::Swedish,
            "da" => Language::Danish,
            "no" | "nb" | "nn" => Language::Norwegian,
            "fi" => Language::Finnish,
            "ru" => Language::Russian,
            "hu" => Language::Hungarian,
            "ro" => Language::Romanian,
            "tr" => Language::Turkish,
            "ar" => Language::Arabic,
            "el" => Language::Greek,
            "ta" => Language::Tamil,
            _ => return Lang::Raw,
        })
    }
}

/// Stems words of one language; keeps its buffers from word to word.
#[derive(Clone)]
pub struct Stem {
    lang: Lang,
    analyzer: Option<TextAnalyzer>,
}

/// Gives a text as one token, so that tantivy's stemmer can be used on a word.
#[derive(Clone, Default)]
struct Whole {
    token: Token,
}

struct One<'a> {
    token: &'a mut Token,
    given: bool,
}

impl Tokenizer for Whole {
    type TokenStream<'a> = One<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> One<'a> {
        self.token.text.clear();
        self.token.text.push_str(text);
        One { token: &mut self.token, given: false }
    }
}

impl TokenStream for One<'_> {
    fn advance(&mut self) -> bool {
        !std::mem::replace(&mut self.given, true)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl Stem {
    /// The stemmer of a language.
    pub fn new(lang: Lang) -> Self {
        let language = match lang {
            Lang::English => Some(Language::English),
            Lang::Other(language) => Some(language),
            Lang::Raw => None,
        };
        let analyzer = language.map(|l| TextAnalyzer::builder(Whole::default()).filter(Stemmer::new(l)).build());
        Self { lang, analyzer }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The term of a token; `raw` is the piece of the text that it was folded from.
    pub fn term(&mut self, folded: &str, raw: &str) -> String {
        let Some(analyzer) = self.analyzer.as_mut().filter(|_| Shape::of(folded) == Shape::Letters) else {
            return folded.to_owned();
        };
        let mut one = |word: &str| {
            let mut stream = analyzer.token_stream(word);
            stream.advance();
            stream.token().text.clone()
        };
        if self.lang == Lang::English {
            return one(folded);
        }
        // Stemmers of other languages know their diacritics.
        let lower: String =
            raw.chars().filter(|c| !super::chars::is_ignorable(*c)).flat_map(char::to_lowercase).collect();
        let stem = fold(&one(&lower));
        if stem.is_empty() { folded.to_owned() } else { stem }
    }

    /// The stem of a folded English word.
    pub fn english(&mut self, folded: &str) -> String {
        self.term(folded, folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_stemmed_and_codes_are_not() {
        let mut stem = Stem::new(Lang::English);
        for (word, term) in [("databases", "databas"), ("failing", "fail"), ("e1234s", "e1234s"), ("a_ing", "a_ing")] {
            assert_eq!(stem.english(word), term);
        }
    }

    #[test]
    fn another_language_is_stemmed_with_its_diacritics_and_then_folded() {
        let mut stem = Stem::new(Lang::of("de-AT"));
        assert_eq!(stem.term("hausern", "Häusern"), "haus");
        assert_eq!(Stem::new(Lang::of("ja")).term("servers", "servers"), "servers");
    }
}
