//! What tells a secret from a text of the same form: randomness, a checksum, and what it says when decoded.

use super::placeholder;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Whether a byte belongs to a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The entropy of a text in bits for each byte, after Shannon.
pub(super) fn entropy(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text {
        counts[usize::from(*byte)] += 1;
    }
    let all = f64::from(u32::try_from(text.len().max(1)).unwrap_or(u32::MAX));
    let share = |n: &u32| f64::from(*n) / all;
    counts.iter().filter(|n| **n > 0).map(|n| -share(n) * share(n).log2()).sum()
}

/// Whether the last six characters of a token are the CRC-32 of those before them, in base 62:
/// how GitHub and npm make a token that can be told from a text of the same form.
pub(super) fn has_checksum(token: &str) -> bool {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((_, body)) = token.split_once('_') else { return false };
    let Some((random, sum)) = body.len().checked_sub(6).and_then(|at| body.split_at_checked(at)) else { return false };
    let mut rest = crc32(random.as_bytes());
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits == sum.as_bytes()
}

/// CRC-32 as in zip files: the polynomial of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    URL_SAFE_NO_PAD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()
}

/// Whether the first part of a token is the head of a JSON web token, and its second none of an example.
pub(super) fn is_jwt(token: &str) -> bool {
    let mut parts = token.split('.').map(|p| decoded(p).and_then(|b| String::from_utf8(b).ok()));
    let (Some(Some(head)), Some(Some(claims))) = (parts.next(), parts.next()) else { return false };
    let names = |text: &str, key| serde_json::from_str::<serde_json::Value>(text).is_ok_and(|v| v.get(key).is_some());
    let lower = claims.to_ascii_lowercase();
    let is_example = ["example", "john doe", "jane doe", "\"1234567890\""].iter().any(|w| lower.contains(w));
    names(&head, "alg")
        && serde_json::from_str::<serde_json::Value>(&claims).is_ok_and(|v| v.is_object())
        && !is_example
}

/// Whether a text is `name:password` in base64, with a password that is one.
pub(super) fn is_login(text: &str) -> bool {
    let Some(login) = decoded(text).and_then(|b| String::from_utf8(b).ok()) else { return false };
    login.split_once(':').is_some_and(|(user, password)| {
        !login.contains(char::is_control) && password.len() >= 4 && !placeholder::is_common(user, password)
    })
}

/// Whether the first part of a token is a number of 17 to 20 digits in base64, as the ids of Discord are.
pub(super) fn is_snowflake(token: &str) -> bool {
    let Some((first, _)) = token.split_once('.') else { return false };
    decoded(first).is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit))
}

/// Whether a text in base64 holds a private key.
pub(super) fn is_base64_key(text: &str) -> bool {
    // The first line tells it; a text that was cut decodes no further.
    let head = &text[..text.len().min(72) / 4 * 4];
    decoded(head).is_some_and(|b| b.windows(11).any(|w| w == b"PRIVATE KEY"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_a_token_is_the_crc_32_in_base_62() {
        // The body that GitHub's article on the form of its tokens prints.
        let body = ["zQWBuTSOoRi4", "A9spHcVY5ncnsDkxkJ", "0mLq17"].concat();
        assert!(has_checksum(&format!("ghp_{body}")));
        assert!(!has_checksum(&format!("ghp_{}", body.replace('0', "1"))));
    }
}
