//! Addresses that are internal: ranges of IP addresses and patterns of host names that the
//! configuration lists. Without a list there are none. Nothing is looked up.

use core::net::IpAddr;
use std::ops::Range;

/// What is internal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Internal {
    ranges: Vec<Network>,
    hosts: Vec<String>,
}

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

/// An entry that is neither a range nor a pattern of hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntry {
    /// Which entry of the list, from zero.
    pub index: usize,
    /// What is wrong with it, after its name: "is no range: ...".
    pub message: String,
}

impl Internal {
    /// Reads ranges such as `10.0.0.0/8`, single addresses, and patterns such as `*.corp.example`.
    pub fn of(list: &[String]) -> Result<Self, Vec<BadEntry>> {
        let mut all = Self::default();
        let mut bad = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            match read(entry.trim()) {
                Ok(Entry::Network(network)) => all.ranges.push(network),
                Ok(Entry::Host(host)) => all.hosts.push(host),
                Err(why) => bad.push(BadEntry { index, message: format!("`{entry}` {why}") }),
            }
        }
        if bad.is_empty() { Ok(all) } else { Err(bad) }
    }

    /// Whether nothing is internal.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.hosts.is_empty()
    }

    fn has(&self, word: &str) -> bool {
        match word.parse::<IpAddr>() {
            Ok(address) => self.ranges.iter().any(|r| r.has(address)),
            Err(_) => {
                let word = word.to_ascii_lowercase();
                self.hosts.iter().any(|h| matches(h.as_bytes(), word.as_bytes()))
            }
        }
    }
}

enum Entry {
    Network(Network),
    Host(String),
}

fn read(entry: &str) -> Result<Entry, &'static str> {
    if let Some((address, bits)) = entry.split_once('/') {
        let address: IpAddr = address.parse().map_err(|_| "is no range: write it like `10.0.0.0/8`")?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits =
            bits.parse().ok().filter(|b| *b <= most).ok_or("is no range: the number after `/` is too large or none")?;
        return Ok(Entry::Network(Network { address, bits }));
    }
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Ok(Entry::Network(Network { address, bits: if address.is_ipv4() { 32 } else { 128 } }));
    }
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'*');
    if entry.is_empty() || !entry.bytes().all(is_host) || entry.contains("..") {
        return Err("is no pattern of hosts: write it like `*.corp.example`");
    }
    if entry.bytes().filter(u8::is_ascii_alphanumeric).count() < 2 {
        return Err("matches nearly every word: name a part of the host");
    }
    Ok(Entry::Host(entry.to_ascii_lowercase()))
}

impl Network {
    fn has(&self, address: IpAddr) -> bool {
        let number = |a: IpAddr| match a {
            IpAddr::V4(a) => u128::from(a.to_bits()) << 96,
            IpAddr::V6(a) => a.to_bits(),
        };
        let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
        self.address.is_ipv4() == address.is_ipv4() && number(self.address) & mask == number(address) & mask
    }
}

/// Whether a pattern with `*` for any characters is that of a word.
fn matches(pattern: &[u8], word: &[u8]) -> bool {
    let (mut p, mut w) = (0, 0);
    let mut back = None;
    while w < word.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            back = Some((p, w));
            p += 1;
        } else if p < pattern.len() && pattern[p] == word[w] {
            p += 1;
            w += 1;
        } else if let Some((star, from)) = back {
            back = Some((star, from + 1));
            p = star + 1;
            w = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

/// The internal addresses of a text.
pub fn internal(text: &str, what: &Internal) -> Vec<Range<usize>> {
    if what.is_empty() {
        return Vec::new();
    }
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let mut found = words(text, is_name, |word| what.has(word));
    if what.ranges.iter().any(|r| r.address.is_ipv6()) {
        let is_six = |b: u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
        let six = words(text, is_six, |word| word.matches(':').count() >= 2 && what.has(word));
        found.extend(six.into_iter().filter(|s| s.len() > 2).collect::<Vec<_>>());
        found.sort_by_key(|s| s.start);
    }
    found
}

/// The words of some characters that pass a test, without the punctuation around them.
fn words(text: &str, is_part: impl Fn(u8) -> bool, passes: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_part(bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| is_part(**b)).count();
        let word = text[at..end].trim_start_matches(['.', '-']);
        let start = end - word.len();
        let word = word.trim_end_matches(['.', '-', '_']);
        if !word.is_empty() && passes(word) {
            found.push(start..start + word.len());
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: &[&str]) -> Result<Internal, Vec<BadEntry>> {
        Internal::of(&list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
    }

    fn found<'t>(text: &'t str, list: &[&str]) -> Vec<&'t str> {
        internal(text, &of(list).expect("a list")).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn addresses_of_ranges_and_hosts_of_patterns_are_found() {
        let list = ["10.0.0.0/8", "192.168.7.9", "fd00::/8", "*.corp.example", "bastion-*"];
        let text = "From 10.1.2.3:8080, 192.168.7.9 and 11.0.0.1 to https://db-1.EU.corp.example/x, \
                    [fd12:3456::1]:443, 2001:db8::1, bastion-2. Not corp.example, v10.1.2.3, 10.1.2 or 10.1.2.3.4.";
        assert_eq!(
            found(text, &list),
            ["10.1.2.3", "192.168.7.9", "db-1.EU.corp.example", "fd12:3456::1", "bastion-2"]
        );
        assert_eq!(found(text, &[]), Vec::<&str>::new());
    }

    #[test]
    fn what_is_no_range_and_no_pattern_is_named_with_the_way_out() {
        let bad = of(&["10.0.0.0/33", "corp example", "*", "*.corp.example", "10.0.0/8"]).expect_err("errors");
        assert_eq!(bad.iter().map(|b| b.index).collect::<Vec<_>>(), [0, 1, 2, 4]);
        assert!(bad[1].message.contains("`corp example` is no pattern"), "{}", bad[1].message);
    }
}
