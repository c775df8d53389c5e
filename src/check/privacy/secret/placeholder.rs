//! Words, runs and references of which people make examples of secrets.

/// Words that make a value of any length an example. Long enough that none comes up by chance
/// in a key of many thousand characters.
const SURELY: [&str; 12] = [
    "example",
    "redacted",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "xxxxxx",
    "00000000",
    "........",
    "********",
    "yourtoken",
    "notarealkey",
];

/// Words that make a value of ordinary length an example.
const LIKELY: [&str; 28] = [
    "your", "xxxxx", "****", "fake", "dummy", "sample", "insert", "replace", "todo", "removed", "masked", "hidden",
    "scrubbed", "censored", "obfuscat", "sanitiz", "sanitis", "elided", "omitted", "foobar", "deadbeef", "cafebabe",
    "qwerty", "asdf", "lorem", "notreal", "not-real", "not_real",
];

/// Words that make a password or a value without a form of its own an example.
const IN_WORDS: [&str; 18] = [
    "password",
    "passwd",
    "passwort",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "api-key",
    "api_key",
    "mypass",
    "test",
    "demo",
    "default",
    "hunter2",
    "s3cr3t",
    "p@ss",
    "vault:",
    "n/a",
];

/// The first 16 digits of the BLAKE3 of values that documentation prints, which no file of
/// this project repeats: the key of the Azure storage emulator, test keys of Stripe, the
/// token of GitHub's article on the form of its tokens, that of RFC 6750, and one of PagerDuty.
const DOCUMENTED: [&str; 6] = [
    "286e3a91f00ebdbe",
    "864bab38fcb7b648",
    "e8322be1fa3e0aa3",
    "c2e4c063dbd25ad2",
    "a3febad5b5301c28",
    "bce21dab9c530215",
];

/// Whether a value stands for one rather than being one.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    // A short word in letters of both cases is chance.
    let stands = |w: &str| {
        lower.contains(w)
            && (value.contains(w) || value.contains(&w.to_ascii_uppercase()) || {
                let (first, rest) = w.split_at(1);
                value.contains(&format!("{}{rest}", first.to_ascii_uppercase()))
            })
    };
    if SURELY.iter().any(|w| lower.contains(w)) || (value.len() <= 200 && LIKELY.iter().any(|w| stands(w))) {
        return true;
    }
    if value.contains(['<', '>', '…', '•', '█'])
        || value.contains("...")
        || value.contains("${")
        || value.contains("{{")
        || value.contains("$(")
    {
        return true;
    }
    let bytes = value.as_bytes();
    in_runs(bytes) * 2 >= bytes.len() || repeats(bytes) || is_documented(value)
}

/// Whether a value without a form of its own is a word, a name, a reference or a call.
pub(super) fn is_words(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    if IN_WORDS.iter().any(|w| lower.contains(w))
        || value.starts_with(['$', '/', '.', '@', '%', '{', '#', '~', '&', '-', '='])
    {
        return true;
    }
    if value.contains("://") || value.contains("::") || value.contains("->") || value.contains(['(', ')', '[', ']']) {
        return true;
    }
    let is_uuid = value.len() == 36 && value.bytes().filter(|b| *b == b'-').count() == 4;
    let is_digest = ["sha1", "sha256", "sha512", "md5", "arn:", "urn:", "kms:"].iter().any(|p| lower.starts_with(p));
    is_uuid || is_digest || is_name(value) || value.bytes().filter(u8::is_ascii_alphabetic).count() < 3
}

/// Whether a value is made of words and small numbers: `prod/db-2/login`, `v1.2.3-rc1`.
fn is_name(value: &str) -> bool {
    let parts: Vec<&str> = value.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let is_part = |part: &&str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        let one_case = letters.chars().skip(1).all(char::is_lowercase) || letters.chars().all(char::is_uppercase);
        letters.chars().all(char::is_alphabetic) && one_case && digits <= if letters.is_empty() { 8 } else { 3 }
    };
    parts.len() > 1 && parts.iter().all(is_part)
}

/// How many bytes stand in runs of four or more that are equal, count up or count down.
fn in_runs(bytes: &[u8]) -> usize {
    let (mut all, mut run, mut last) = (0, 1, None);
    let mut close = |run: usize| {
        if run >= 4 {
            all += run;
        }
    };
    for pair in bytes.windows(2) {
        let step = i16::from(pair[1]) - i16::from(pair[0]);
        // `90` goes on as `89` does, and `9a` too, in hexadecimal digits.
        let step = if matches!((pair[0], pair[1]), (b'9', b'0' | b'a' | b'A')) { 1 } else { step };
        let is_step = (-1..=1).contains(&step);
        if is_step && (last == Some(step) || run == 1) {
            run += 1;
        } else {
            close(run);
            run = if is_step { 2 } else { 1 };
        }
        last = is_step.then_some(step);
    }
    close(run);
    all
}

/// Whether a value is one piece said twice or more.
fn repeats(bytes: &[u8]) -> bool {
    (1..=bytes.len() / 2).any(|period| bytes.iter().zip(&bytes[period..]).all(|(a, b)| a == b))
}

fn is_documented(value: &str) -> bool {
    let hash = blake3::hash(value.as_bytes()).to_hex();
    DOCUMENTED.contains(&&hash[..16])
}

/// Whether a password is one that examples and fresh installations have.
pub(super) fn is_common(user: &str, password: &str) -> bool {
    const COMMON: [&str; 22] = [
        "pass",
        "pwd",
        "root",
        "admin",
        "guest",
        "user",
        "postgres",
        "mysql",
        "redis",
        "foo",
        "bar",
        "baz",
        "abc",
        "123",
        "1234",
        "12345",
        "123456",
        "12345678",
        "sesame",
        "open sesame",
        "login",
        "x-oauth-basic",
    ];
    let lower = password.to_ascii_lowercase();
    user == password || COMMON.contains(&lower.as_str()) || is_placeholder(password) || {
        ["password", "passwd", "secret", "test", "token"].iter().any(|w| lower.contains(w))
            || password.starts_with(['$', '%', '{', '[', '<'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_told_from_what_is_random() {
        for value in [
            "AKIAIOSFODNN7EXAMPLE",
            "<your-token>",
            "ghp_xxxxxxxxxxxxxxxxxxxx",
            "1234567890abcdef1234567890abcdef",
            "abcd1234abcd1234",
            "${DB_PASSWORD}",
            "0000000000000000000000",
            "REDACTED",
            "deadbeefdeadbeef",
            "zyxwvutsrqponmlk",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["q7Zt-m2Vx9Lk", "8d3f0b6e95a1c274", "mN4pQ7sT1vX3zB6d"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn names_and_references_are_no_values() {
        for value in [
            "prod/db-2/login",
            "config.db.password",
            "v1.2.3-rc1",
            "os.environ",
            "$TOKEN",
            "vault:kv/data/db",
            "2024-01-01T00:00:00Z",
        ] {
            assert!(is_words(value), "{value}");
        }
        for value in ["kT9-vq2Lm4", "Winter2024!x9"] {
            assert!(!is_words(value), "{value}");
        }
    }
}
