//! Counts with their noun, so that nothing ever says "1 files".

use std::fmt;

/// A number of things, printed with the right form of the noun.
pub struct Count(pub usize, pub &'static str, pub &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { self.1 } else { self.2 })
    }
}

macro_rules! nouns {
    ($($one:ident $many:ident;)*) => {$(
        #[doc = concat!("A number of ", stringify!($many), ", in words.")]
        pub fn $many(n: usize) -> String {
            Count(n, stringify!($one), stringify!($many)).to_string()
        }
    )*};
}

nouns! { file files; incident incidents; service services; factor factors; page pages; error errors; warning warnings; note notes; result results; finding findings; entry entries; address addresses; host hosts; }

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_singular_and_all_else_plural() {
        assert_eq!(super::files(1), "1 file");
        assert_eq!(super::files(0), "0 files");
        assert_eq!(super::files(12), "12 files");
    }
}
