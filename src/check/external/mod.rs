//! Links to other sites, asked whether they still answer: only with `candor check --external`.
//!
//! What decides is here, and knows nothing of the network: [`links`] takes the addresses out of
//! a file, [`address`] says which of them may be asked, [`ask`] asks them with patience, [`kept`]
//! remembers the answers. Only [`Client`] opens a connection, behind [`Fetch`].

mod address;
mod ask;
mod client;
mod kept;
mod links;

pub use address::{Address, LeftOut};
pub use ask::Bounds;
pub use client::Client;
pub use links::{Link, links};

use super::Finding;
use crate::config;
use crate::diagnostic::{Code, Diagnostic};
use kept::Kept;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use url::Url;

/// How an address is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// For everything but the page.
    Head,
    /// For the page, which is not read.
    Get,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The server answered.
    Status {
        /// Its status.
        status: u16,
        /// Where it says to look instead.
        location: Option<String>,
        /// Whether it asks to come back later.
        later: bool,
    },
    /// No name server knows the host.
    NoSuchHost,
    /// Names cannot be looked up for now.
    NoLookup,
    /// Nothing came in time.
    Silent,
    /// The connection failed, for this reason.
    Failed(String),
}

/// Asks one address once. No redirect is followed, no page is read.
pub trait Fetch: Sync {
    /// What came of it.
    fn fetch(&self, method: Method, url: &Url) -> Reply;
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It answers.
    Alive,
    /// Its server says that it is not there.
    Gone(u16),
    /// It is on a host that does not exist.
    NoSuchHost,
    /// Its server answers, but not us.
    Refused(u16),
    /// It could not be told today, for this reason.
    Unclear(String),
}

impl Verdict {
    /// Why it could not be told whether the address is dead; none where it could.
    fn doubt(&self) -> Option<String> {
        match self {
            Verdict::Alive | Verdict::Gone(_) | Verdict::NoSuchHost => None,
            Verdict::Refused(status) => Some(format!("the server answers {status}")),
            Verdict::Unclear(why) => Some(why.clone()),
        }
    }
}

/// What a check needs to ask links to other sites.
pub struct External<'a> {
    /// Asks one address.
    pub fetch: &'a dyn Fetch,
    /// How much is asked, and how fast.
    pub bounds: Bounds,
    /// Is told how many addresses are asked so far, how many there are, and at how many hosts.
    pub progress: &'a (dyn Fn(usize, usize, usize) + Sync),
}

/// What was asked, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Addresses that were asked.
    pub asked: usize,
    /// Hosts at which they are.
    pub hosts: usize,
    /// Addresses of which an earlier run has kept the answer.
    pub kept: usize,
    /// Addresses that could not be told, each with the reason.
    pub untold: BTreeMap<String, String>,
    /// Addresses that were not asked, by the reason.
    pub left_out: BTreeMap<LeftOut, usize>,
    /// Whether no name of a host could be looked up.
    pub no_network: bool,
}

impl Summary {
    /// Whether of every address is known whether it is dead.
    pub fn is_complete(&self) -> bool {
        self.untold.is_empty() && self.left_out.is_empty()
    }

    /// What is said where this machine has no network.
    pub fn problem(&self) -> Option<Diagnostic> {
        self.no_network.then(|| {
            Diagnostic::new(Code::NoNetwork, "no name of a host could be looked up: no link to another site was judged")
                .help("this machine has no network or no name server; behind a proxy, set `HTTPS_PROXY`")
        })
    }
}

/// Asks the addresses of files, each once, and says at each place which of them are dead.
/// `links` are those of each file by its name, `cache_dir` keeps the answers, `now` is
/// nanoseconds since 1970.
pub fn check(
    links: &BTreeMap<String, Vec<Link>>,
    external: &External<'_>,
    settings: &config::External,
    cache_dir: &Path,
    now: i128,
) -> (Vec<(String, Finding)>, Summary) {
    let gate = address::Gate::of(settings);
    let mut kept = Kept::open(cache_dir, settings.days, now);
    let mut summary = Summary::default();
    let mut left_out: BTreeSet<(LeftOut, &str)> = BTreeSet::new();
    let mut verdicts: BTreeMap<Url, Verdict> = BTreeMap::new();
    let mut open: BTreeSet<Url> = BTreeSet::new();
    for link in links.values().flatten() {
        match gate.look(link) {
            Address::Url(url) => match kept.get(&url) {
                Some(verdict) => drop(verdicts.insert(url, verdict.clone())),
                None => drop(open.insert(url)),
            },
            Address::LeftOut(why) => drop(left_out.insert((why, &link.url))),
            Address::Bad(_) => {}
        }
    }
    summary.kept = verdicts.len();
    let many = open.len();
    let open: Vec<Url> = open.into_iter().take(external.bounds.addresses).collect();
    let answers = ask::ask(&open, external, &|url| gate.allows(url));
    summary.asked = answers.verdicts.len();
    summary.hosts = answers.hosts;
    summary.no_network = answers.no_network;
    for (_, why) in left_out.iter().map(|(why, url)| (url, *why)) {
        *summary.left_out.entry(why).or_default() += 1;
    }
    if many > summary.asked {
        summary.left_out.insert(LeftOut::Bounds, many - summary.asked);
    }
    for (url, verdict) in &answers.verdicts {
        kept.put(url, verdict);
    }
    // A folder that cannot be written was said already, and makes a later run ask again only.
    drop(kept.save(cache_dir));
    verdicts.extend(answers.verdicts);
    let doubts = verdicts.iter().filter_map(|(url, verdict)| Some((url.to_string(), verdict.doubt()?)));
    summary.untold = doubts.collect();
    let mut found = Vec::new();
    for (file, links) in links {
        for link in links {
            let finding = match gate.look(link) {
                Address::Url(url) => verdicts.get(&url).and_then(|verdict| dead(link, verdict)),
                Address::Bad(reason) => Some(bad(link, &reason)),
                Address::LeftOut(_) => None,
            };
            found.extend(finding.map(|finding| (file.clone(), finding)));
        }
    }
    (found, summary)
}

/// What is said of a link, where its address is dead.
fn dead(link: &Link, verdict: &Verdict) -> Option<Finding> {
    let shown = link.shown();
    let (message, help) = match verdict {
        Verdict::Gone(status) => (
            format!("`{shown}` is not there any more: the server answers {status}"),
            "link to where it is now or to a copy in an archive, or say here what it said",
        ),
        Verdict::NoSuchHost => (
            format!("`{shown}` leads to a host that does not exist: no name server knows it"),
            "mend the name, or link to a copy in an archive; a name that only some networks know belongs under \
             `skip` in `[check.external]`",
        ),
        Verdict::Alive | Verdict::Refused(_) | Verdict::Unclear(_) => return None,
    };
    Some(link.finding(message, help))
}

fn bad(link: &Link, reason: &str) -> Finding {
    link.finding(
        format!("`{}` is no address: {reason}", link.shown()),
        "mend it, or put it between backticks where it is an example",
    )
}

impl Link {
    /// The address, cut where it is very long.
    fn shown(&self) -> String {
        const LONGEST: usize = 200;
        match self.url.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &self.url[..end]),
            None => self.url.clone(),
        }
    }

    fn finding(&self, message: String, help: &str) -> Finding {
        match &self.span {
            Some(span) => Finding::at(Code::DeadExternalLink, span.clone(), message, help),
            None => Finding::whole(Code::DeadExternalLink, message, help),
        }
    }
}

#[cfg(test)]
mod tests;
