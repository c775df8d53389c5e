//! Asks addresses with patience: a few hosts at once, at each of them one address at a time with
//! a pause after it, and none any more at a host that asks for peace or does not answer.

use super::address::is_private;
use super::{External, Fetch, Method, Reply, Verdict};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use url::Url;

/// How much is asked, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Hosts that are asked at once.
    pub hosts: usize,
    /// Addresses that are asked in a run.
    pub addresses: usize,
    /// How long a host is left alone after each request.
    pub pause: Duration,
    /// How often an address may lead to another one.
    pub redirects: usize,
    /// How many addresses of a host may stay without an answer, one after the other.
    pub silences: usize,
    /// How many names may be unknown before any is known, so that it is told that there is no network.
    pub unknown: usize,
    /// How long all of it may take.
    pub whole: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            hosts: 8,
            addresses: 1000,
            pause: Duration::from_millis(500),
            redirects: 5,
            silences: 3,
            unknown: 20,
            whole: Duration::from_mins(10),
        }
    }
}

/// What was learned.
pub(super) struct Answers {
    pub(super) verdicts: BTreeMap<Url, Verdict>,
    pub(super) hosts: usize,
    pub(super) no_network: bool,
}

/// Asks addresses; `allows` says to which others they may lead. What time does not suffice for
/// is not among the answers.
pub(super) fn ask(all: &[Url], external: &External<'_>, allows: &(dyn Fn(&Url) -> bool + Sync)) -> Answers {
    let mut by_host: BTreeMap<&str, Vec<&Url>> = BTreeMap::new();
    for url in all {
        by_host.entry(url.host_str().unwrap_or_default()).or_default().push(url);
    }
    // The host with the most addresses takes longest, so it begins.
    let mut queues: Vec<Vec<&Url>> = by_host.into_values().collect();
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.len()));
    let round = Round {
        fetch: external.fetch,
        bounds: &external.bounds,
        allows,
        begun: Instant::now(),
        hosts: Mutex::default(),
        unknown: AtomicUsize::new(0),
        is_known: AtomicBool::new(false),
    };
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let verdicts: Mutex<BTreeMap<Url, Verdict>> = Mutex::default();
    let work = || {
        while let Some(queue) = queues.get(next.fetch_add(1, Ordering::Relaxed)) {
            for url in queue {
                if let Ok(verdict) = round.judge(url) {
                    lock(&verdicts).insert((*url).clone(), verdict);
                }
                (external.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, all.len(), queues.len());
            }
        }
    };
    if !all.is_empty() {
        (external.progress)(0, all.len(), queues.len());
        std::thread::scope(|scope| {
            for _ in 1..external.bounds.hosts.min(queues.len()) {
                scope.spawn(work);
            }
            work();
        });
    }
    let mut verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let no_network = round.unknown.into_inner() > 0 && !round.is_known.into_inner();
    if no_network {
        // Nothing is known of any of them, also of those to which it did not come any more.
        let why = "no name of a host could be looked up";
        for url in all.iter().filter(|url| url.domain().is_some()) {
            verdicts.insert(url.clone(), Verdict::Unclear(why.to_owned()));
        }
    }
    Answers { verdicts, hosts: queues.len(), no_network }
}

/// One run over all addresses.
struct Round<'a> {
    fetch: &'a dyn Fetch,
    bounds: &'a Bounds,
    allows: &'a (dyn Fn(&Url) -> bool + Sync),
    begun: Instant,
    hosts: Mutex<HashMap<String, Arc<Mutex<Host>>>>,
    /// Names that no name server knew.
    unknown: AtomicUsize,
    /// Whether one knew any.
    is_known: AtomicBool,
}

/// What a run knows of a host. Whoever asks it holds it.
#[derive(Default)]
struct Host {
    /// When it was last left.
    left: Option<Instant>,
    silences: usize,
    /// Why it is not asked any more.
    stopped: Option<&'static str>,
    /// What came of looking up its name, where nothing did.
    nameless: Option<Reply>,
}

/// Time is up, or there is no network.
struct Late;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What another thread left in the middle is a map with one entry less.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Round<'_> {
    /// What is to be said of an address, following where it leads.
    fn judge(&self, url: &Url) -> Result<Verdict, Late> {
        let mut at = url.clone();
        for _ in 0..=self.bounds.redirects {
            let mut reply = self.request(Method::Head, &at)?;
            // Many servers know no HEAD, and say so in many ways.
            if let Ok(Reply::Status { status: 403 | 404 | 405 | 501, .. }) = reply {
                reply = self.request(Method::Get, &at)?;
            }
            let reply = match reply {
                Ok(reply) => reply,
                Err(why) => return Ok(Verdict::Unclear(why.to_owned())),
            };
            let Reply::Status { status: 301 | 302 | 303 | 307 | 308, location: Some(to), .. } = &reply else {
                return Ok(verdict(reply, &at));
            };
            let Ok(mut next) = at.join(to) else {
                return Ok(Verdict::Unclear("it leads on to what is no address".into()));
            };
            next.set_fragment(None);
            if !(self.allows)(&next) {
                return Ok(Verdict::Unclear("it leads on to an address that is not asked".into()));
            }
            at = next;
        }
        Ok(Verdict::Unclear(format!("it leads on more than {} times", self.bounds.redirects)))
    }

    /// Asks once, when it is the turn of the host; gives the reason where it is not asked any more.
    fn request(&self, method: Method, url: &Url) -> Result<Result<Reply, &'static str>, Late> {
        let host = Arc::clone(lock(&self.hosts).entry(url.host_str().unwrap_or_default().to_owned()).or_default());
        let mut host = lock(&host);
        if let Some(why) = host.stopped {
            return Ok(Err(why));
        }
        if let Some(reply) = &host.nameless {
            return Ok(Ok(reply.clone()));
        }
        if let Some(left) = host.left {
            std::thread::sleep(self.bounds.pause.saturating_sub(left.elapsed()));
        }
        let is_cut_off =
            !self.is_known.load(Ordering::Relaxed) && self.unknown.load(Ordering::Relaxed) >= self.bounds.unknown;
        if is_cut_off || self.begun.elapsed() > self.bounds.whole {
            return Err(Late);
        }
        let reply = self.fetch.fetch(method, url);
        host.left = Some(Instant::now());
        match reply {
            Reply::NoSuchHost | Reply::NoLookup => {
                self.unknown.fetch_add(1, Ordering::Relaxed);
                host.nameless = Some(reply.clone());
            }
            // An address in numbers tells nothing of names.
            _ if url.domain().is_some() => self.is_known.store(true, Ordering::Relaxed),
            _ => {}
        }
        host.silences = if matches!(reply, Reply::Silent | Reply::Failed(_)) { host.silences + 1 } else { 0 };
        host.stopped = match reply {
            Reply::Status { status: 429, .. } | Reply::Status { status: 503, later: true, .. } => {
                Some("its host asked for a pause in this run")
            }
            _ if host.silences >= self.bounds.silences => Some("its host did not answer several times in this run"),
            _ => None,
        };
        Ok(Ok(reply))
    }
}

/// What a reply says of an address that leads nowhere else.
fn verdict(reply: Reply, url: &Url) -> Verdict {
    match reply {
        Reply::Status { status, .. } => match status {
            200..=299 | 300 | 304 => Verdict::Alive,
            404 | 410 => Verdict::Gone(status),
            429 => Verdict::Unclear("its host asked for a pause in this run".into()),
            400..=499 | 999 if status != 408 && status != 425 => Verdict::Refused(status),
            _ => Verdict::Unclear(format!("the server answers {status}")),
        },
        Reply::NoSuchHost if is_private(url) => {
            Verdict::Unclear("its host has a name that only some networks know".into())
        }
        Reply::NoSuchHost => Verdict::NoSuchHost,
        Reply::NoLookup => Verdict::Unclear("the name of its host could not be looked up for now".into()),
        Reply::Silent => Verdict::Unclear("its host did not answer in time".into()),
        Reply::Failed(why) => Verdict::Unclear(why),
    }
}
