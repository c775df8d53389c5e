//! Names of files, which may have dots in their words.

/// The ending of a name: what follows the last dot, unless that is part of the words.
///
/// `PM-9 - v1.2 upgrade` has none.
pub fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let plain = (1..=8).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric());
    (plain && !stem.is_empty() && ending.contains(|c: char| c.is_ascii_alphabetic())).then_some(ending)
}

/// A name without its ending.
pub fn stem(name: &str) -> &str {
    ending(name).map_or(name, |ending| &name[..name.len() - ending.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_told_from_words_with_dots() {
        for (name, expected) in [
            ("a.md", Some("md")),
            ("PM-9 - v1.2 upgrade", None),
            ("2024.03.09", None),
            ("x.tar.gz", Some("gz")),
            (".hidden", None),
        ] {
            assert_eq!(ending(name), expected, "{name}");
        }
        assert_eq!((stem("a.b.md"), stem("PM-9 - v1.2 x")), ("a.b", "PM-9 - v1.2 x"));
    }
}
