//! Words of a text as the index keeps them: lower case, without diacritics, stemmed
//! by language; scripts without spaces as pairs of characters.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer,
};

/// The name under which the analyser is registered.
pub(super) const NAME: &str = "candor";

/// The analyser for a language tag such as `en` or `de-AT`.
pub(super) fn analyzer(language: &str) -> TextAnalyzer {
    let base = TextAnalyzer::builder(Words::default()).filter(LowerCaser).filter(AsciiFoldingFilter);
    match stemmer(language) {
        Some(language) => base.filter(Stemmer::new(language)).build(),
        None => base.build(),
    }
}

fn stemmer(tag: &str) -> Option<Language> {
    Some(match tag.split('-').next().unwrap_or(tag) {
        "en" => Language::English,
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
        _ => return None,
    })
}

/// Splits at anything that is no letter, digit or `_`; a run of a script without
/// spaces becomes its pairs of characters.
#[derive(Clone, Debug, Default)]
struct Words {
    tokens: Vec<Token>,
}

/// The words of one text.
struct Stream<'a> {
    tokens: &'a mut Vec<Token>,
    next: usize,
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.tokens.clear();
        let mut start = None;
        let mut wide: Vec<(usize, char)> = Vec::new();
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let wide_here = is_wide(c);
            if !wide_here && !wide.is_empty() {
                pairs(&mut self.tokens, &wide, at);
                wide.clear();
            }
            let in_word = (c.is_alphanumeric() || c == '_') && !wide_here;
            match (start, in_word) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    push(&mut self.tokens, from, at, &text[from..at]);
                    start = None;
                }
                _ => {}
            }
            if wide_here {
                wide.push((at, c));
            }
        }
        Stream { tokens: &mut self.tokens, next: 0 }
    }
}

fn push(tokens: &mut Vec<Token>, from: usize, to: usize, text: &str) {
    let position = tokens.len();
    tokens.push(Token { offset_from: from, offset_to: to, position, text: text.to_owned(), position_length: 1 });
}

fn pairs(tokens: &mut Vec<Token>, run: &[(usize, char)], end: usize) {
    if let [(at, c)] = run {
        push(tokens, *at, end, &c.to_string());
    }
    for (i, pair) in run.windows(2).enumerate() {
        let to = run.get(i + 2).map_or(end, |(at, _)| *at);
        push(tokens, pair[0].0, to, &pair.iter().map(|(_, c)| *c).collect::<String>());
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

/// The words of a text, as the index keeps them.
pub(super) fn words(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    while stream.advance() {
        words.push(stream.token().text.clone());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_stemmed_and_cjk_is_paired() {
        let mut analyzer = analyzer("en");
        assert_eq!(
            words(&mut analyzer, "Databases FAILED, café x_9 E1234"),
            ["databas", "fail", "cafe", "x_9", "e1234"]
        );
        assert_eq!(words(&mut analyzer, "証明書TLS切れ 水"), ["証明", "明書", "tls", "切れ", "水"]);
        assert!(words(&mut analyzer, "").is_empty());
    }
}
