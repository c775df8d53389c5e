//! Which addresses may be asked: none with a name or password in it, none of this machine,
//! none that is made for examples, none that the configuration skips.

use super::Link;
use crate::config;
use core::net::{IpAddr, Ipv4Addr};
use globset::{GlobSet, GlobSetBuilder};
use url::{Host, Url};

/// What an address is to a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// One that may be asked, without its fragment.
    Url(Url),
    /// One that is not asked.
    LeftOut(LeftOut),
    /// None at all, for this reason.
    Bad(String),
}

/// Why an address is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// The configuration skips it.
    Skipped,
    /// It has a name, a password or another secret in it.
    Secret,
    /// It is that of this machine, or made for examples.
    Reserved,
    /// There are too many, or it took too long.
    Bounds,
}

/// Names that are no host of the internet: for examples and tests (RFC 2606, RFC 6761), and this machine.
const RESERVED: [&str; 7] = ["localhost", "example", "invalid", "test", "example.com", "example.net", "example.org"];

/// Names that only some networks know (RFC 6762, appendix G; RFC 8375; onion services, RFC 7686).
const PRIVATE: [&str; 9] = ["local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "onion"];

/// Lets through what may be asked.
pub(super) struct Gate {
    skip: GlobSet,
}

impl Gate {
    pub(super) fn of(settings: &config::External) -> Self {
        let mut skip = GlobSetBuilder::new();
        for glob in &settings.skip {
            skip.add(glob.clone());
        }
        // Each pattern was read before; all of them together are too many for a machine only.
        Self { skip: skip.build().unwrap_or_default() }
    }

    /// What the address of a link is.
    pub(super) fn look(&self, link: &Link) -> Address {
        if link.is_secret {
            return Address::LeftOut(LeftOut::Secret);
        }
        let mut url = match Url::parse(&link.url) {
            Ok(url) => url,
            // The parser's reason has no part of the address in it.
            Err(error) if !link.url.contains('@') => return Address::Bad(error.to_string()),
            Err(_) => return Address::LeftOut(LeftOut::Secret),
        };
        url.set_fragment(None);
        let left_out = if has_user(&url) {
            LeftOut::Secret
        } else if self.skip.is_match(url.as_str()) || self.skip.is_match(&link.url) {
            LeftOut::Skipped
        } else if is_reserved(&url) {
            LeftOut::Reserved
        } else {
            return Address::Url(url);
        };
        Address::LeftOut(left_out)
    }

    /// Whether an address may be asked to which another one leads.
    pub(super) fn allows(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https")
            && !has_user(url)
            && !is_reserved(url)
            && !self.skip.is_match(url.as_str())
    }
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Whether an address is that of this machine or of its link, or made for examples.
fn is_reserved(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_below(name, &RESERVED),
        Some(Host::Ipv4(address)) => is_here(address),
        Some(Host::Ipv6(address)) => match address.to_canonical() {
            IpAddr::V4(address) => is_here(address),
            IpAddr::V6(a) => a.is_loopback() || a.is_unspecified() || a.is_unicast_link_local() || a.is_multicast(),
        },
        None => true,
    }
}

fn is_here(a: Ipv4Addr) -> bool {
    a.is_loopback() || a.is_unspecified() || a.is_link_local() || a.is_broadcast() || a.is_multicast()
}

/// Whether the name of a host may be known elsewhere, though no name server knows it here.
pub(super) fn is_private(url: &Url) -> bool {
    match url.domain() {
        Some(name) => !name.trim_end_matches('.').contains('.') || is_below(name, &PRIVATE),
        None => true,
    }
}

fn is_below(name: &str, names: &[&str]) -> bool {
    let name = name.trim_end_matches('.');
    names.iter().any(|n| name == *n || name.strip_suffix(n).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests;
