//! What a check makes of the answers of a network on paper.

use super::*;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const NOW: i128 = 1_800_000_000_000_000_000;

/// A network on paper: what each request gets, and which there were.
#[derive(Default)]
struct Paper {
    replies: HashMap<&'static str, Reply>,
    asked: Mutex<Vec<String>>,
    takes: Duration,
    /// Hosts that are being asked now.
    busy: Mutex<Vec<String>>,
    most: Mutex<(usize, usize)>,
}

impl Fetch for Paper {
    fn fetch(&self, method: Method, url: &Url) -> Reply {
        let line = format!("{} {url}", if method == Method::Head { "HEAD" } else { "GET" });
        self.asked.lock().unwrap().push(line.clone());
        let host = url.host_str().unwrap_or_default().to_owned();
        {
            let mut busy = self.busy.lock().unwrap();
            busy.push(host.clone());
            let mut most = self.most.lock().unwrap();
            most.0 = most.0.max(busy.len());
            most.1 = most.1.max(busy.iter().filter(|b| **b == host).count());
        }
        std::thread::sleep(self.takes);
        self.busy.lock().unwrap().retain(|b| *b != host);
        let by_url = || self.replies.get(url.as_str());
        self.replies.get(line.as_str()).or_else(by_url).cloned().unwrap_or_else(|| status(200))
    }
}

/// No network at all, with the number of requests.
struct Nothing(Mutex<usize>);

impl Fetch for Nothing {
    fn fetch(&self, _: Method, _: &Url) -> Reply {
        *self.0.lock().unwrap() += 1;
        Reply::NoSuchHost
    }
}

fn status(status: u16) -> Reply {
    Reply::Status { status, location: None, later: false }
}

fn leads_to(location: &str) -> Reply {
    Reply::Status { status: 301, location: Some(location.into()), later: false }
}

fn paper<const N: usize>(replies: [(&'static str, Reply); N]) -> Paper {
    Paper { replies: replies.into(), ..Paper::default() }
}

fn bounds() -> Bounds {
    Bounds { pause: Duration::ZERO, ..Bounds::default() }
}

/// A file with a link to each address.
fn file(urls: &[&str]) -> BTreeMap<String, Vec<Link>> {
    let link = |(at, url): (usize, &&str)| Link { url: (*url).into(), span: Some(at..at + 1), is_secret: false };
    BTreeMap::from([("a.md".to_owned(), urls.iter().enumerate().map(link).collect())])
}

fn run(links: &BTreeMap<String, Vec<Link>>, fetch: &Paper, bounds: Bounds) -> (Vec<String>, Summary) {
    let dir = tempfile::tempdir().unwrap();
    run_in(dir.path(), links, fetch, bounds)
}

fn run_in(dir: &Path, links: &BTreeMap<String, Vec<Link>>, fetch: &Paper, bounds: Bounds) -> (Vec<String>, Summary) {
    let external = External { fetch, bounds, progress: &|_, _, _| {} };
    let (found, summary) = check(links, &external, &config::External::default(), &dir.join("cache"), NOW);
    (found.into_iter().map(|(_, finding)| finding.message).collect(), summary)
}

fn asked(paper: &Paper) -> Vec<String> {
    let mut asked = paper.asked.lock().unwrap().clone();
    asked.sort();
    asked
}

#[test]
fn what_is_gone_is_dead_and_what_is_refused_is_not() {
    let network = paper([
        ("https://a.dev/404", status(404)),
        ("https://b.dev/410", status(410)),
        ("https://c.dev/", Reply::NoSuchHost),
        ("https://d.dev/", status(401)),
        ("https://e.dev/", status(403)),
        ("https://f.dev/", status(500)),
        ("https://g.dev/", Reply::Silent),
        ("https://h.dev/", Reply::Failed("its certificate is not trusted here".into())),
        ("https://wiki/", Reply::NoSuchHost),
        ("https://i.dev/", Reply::NoLookup),
    ]);
    let urls = [
        "https://a.dev/404",
        "https://b.dev/410",
        "https://c.dev",
        "https://d.dev",
        "https://e.dev",
        "https://f.dev",
        "https://g.dev",
        "https://h.dev",
        "https://wiki",
        "https://i.dev",
        "https://j.dev",
    ];
    let (found, summary) = run(&file(&urls), &network, bounds());
    assert_eq!(
        found,
        [
            "`https://a.dev/404` is not there any more: the server answers 404",
            "`https://b.dev/410` is not there any more: the server answers 410",
            "`https://c.dev` leads to a host that does not exist: no name server knows it",
        ]
    );
    assert_eq!((summary.asked, summary.hosts, summary.untold.len()), (11, 11, 7));
    assert_eq!(summary.untold["https://f.dev/"], "the server answers 500");
    assert!(!summary.is_complete() && summary.problem().is_none());
}

#[test]
fn where_no_name_is_known_nothing_is_called_dead() {
    let network = paper([("https://a.dev/", Reply::NoSuchHost), ("https://b.dev/", Reply::NoLookup)]);
    let (found, summary) = run(&file(&["https://a.dev", "https://b.dev"]), &network, bounds());
    assert_eq!((found.len(), summary.untold.len()), (0, 2));
    assert_eq!(summary.problem().expect("a problem").code, Code::NoNetwork);
    // An address in numbers tells nothing of names.
    let network = paper([("https://a.dev/", Reply::NoSuchHost)]);
    let (found, summary) = run(&file(&["https://a.dev", "http://10.0.0.1/"]), &network, bounds());
    assert_eq!((found.len(), summary.no_network), (0, true));
}

#[test]
fn without_a_network_asking_ends_early() {
    let names: Vec<String> = (0..100).map(|n| format!("https://h{n}.dev/")).collect();
    let urls: Vec<&str> = names.iter().map(String::as_str).collect();
    let nothing = Nothing(Mutex::new(0));
    let external = External { fetch: &nothing, bounds: bounds(), progress: &|_, _, _| {} };
    let dir = tempfile::tempdir().unwrap();
    let (found, summary) = check(&file(&urls), &external, &config::External::default(), dir.path(), NOW);
    assert!(found.is_empty() && summary.no_network && summary.untold.len() == 100);
    assert!(*nothing.0.lock().unwrap() < 30);
}

#[test]
fn the_name_of_a_host_is_looked_up_once() {
    let names: Vec<String> = (0..30).map(|n| format!("https://a.dev/{n}")).collect();
    let mut urls: Vec<&str> = names.iter().map(String::as_str).collect();
    urls.push("https://b.dev/");
    let mut network = paper([("https://a.dev/0", Reply::NoSuchHost)]);
    // Many addresses of one host are no sign that there is no network.
    network.takes = Duration::from_millis(2);
    let (found, summary) = run(&file(&urls), &network, bounds());
    assert_eq!((found.len(), asked(&network).len(), summary.no_network), (30, 2, false));
}

#[test]
fn each_address_is_asked_once_and_said_at_each_place() {
    let network = paper([("https://a.dev/x", status(404))]);
    let urls = ["https://a.dev/x", "https://A.dev/x#one", "https://a.dev/x#two"];
    let (found, summary) = run(&file(&urls), &network, bounds());
    assert_eq!((found.len(), summary.asked), (3, 1));
    assert_eq!(asked(&network), ["GET https://a.dev/x", "HEAD https://a.dev/x"]);
}

#[test]
fn a_server_that_knows_no_head_is_asked_for_the_page() {
    for refusal in [403, 404, 405, 501] {
        let network = Paper {
            replies: HashMap::from([("HEAD https://a.dev/", status(refusal)), ("GET https://a.dev/", status(200))]),
            ..Paper::default()
        };
        let (found, summary) = run(&file(&["https://a.dev"]), &network, bounds());
        assert!(found.is_empty() && summary.is_complete(), "{refusal}");
    }
}

#[test]
fn an_address_is_what_it_leads_to_in_the_end() {
    let network = paper([
        ("https://a.dev/", leads_to("/b")),
        ("https://a.dev/b", leads_to("https://c.dev/#x")),
        ("https://c.dev/", status(404)),
        ("https://loop.dev/", leads_to("https://loop.dev/")),
        ("https://here.dev/", leads_to("http://127.0.0.1/")),
        ("https://user.dev/", leads_to("https://ana:pw@c.dev/")),
        ("https://app.dev/", leads_to("app:open")),
        ("https://far.dev/1", leads_to("2")),
        ("https://far.dev/2", leads_to("3")),
        ("https://far.dev/3", leads_to("4")),
        ("https://far.dev/4", leads_to("5")),
        ("https://far.dev/5", leads_to("6")),
    ]);
    let urls = [
        "https://a.dev",
        "https://loop.dev",
        "https://here.dev",
        "https://user.dev",
        "https://app.dev",
        "https://far.dev/1",
    ];
    let (found, summary) = run(&file(&urls), &network, bounds());
    assert_eq!(found, ["`https://a.dev` is not there any more: the server answers 404"]);
    assert_eq!(summary.untold.len(), 4, "{:?}", summary.untold);
    let asked = asked(&network);
    assert_eq!(asked.iter().filter(|a| a.contains("loop.dev")).count(), 6);
    assert!(asked.iter().all(|a| !a.contains("127.0.0.1") && !a.contains("ana")), "{asked:?}");
}

#[test]
fn a_host_that_asks_for_a_pause_is_left_alone() {
    for pause in [status(429), Reply::Status { status: 503, location: None, later: true }] {
        let network = paper([("https://a.dev/1", status(200)), ("https://a.dev/2", pause)]);
        let urls = ["https://a.dev/1", "https://a.dev/2", "https://a.dev/3", "https://a.dev/4", "https://b.dev/"];
        let (found, summary) = run(&file(&urls), &network, bounds());
        assert_eq!((found.len(), summary.untold.len()), (0, 3));
        assert!(summary.untold["https://a.dev/4"].contains("asked for a pause"));
        assert_eq!(asked(&network), ["HEAD https://a.dev/1", "HEAD https://a.dev/2", "HEAD https://b.dev/"]);
    }
}

#[test]
fn a_silent_host_is_given_up() {
    let network = paper([
        ("https://a.dev/1", Reply::Silent),
        ("https://a.dev/2", Reply::Silent),
        ("https://a.dev/3", Reply::Failed("x".into())),
    ]);
    let urls: Vec<String> = (1..9).map(|n| format!("https://a.dev/{n}")).collect();
    let (_, summary) = run(&file(&urls.iter().map(String::as_str).collect::<Vec<_>>()), &network, bounds());
    assert_eq!((summary.untold.len(), asked(&network).len()), (8, 3));
}

#[test]
fn a_host_is_asked_one_thing_at_a_time_and_few_hosts_at_once() {
    let mut network =
        paper([("https://h0.dev/0", leads_to("https://h1.dev/0")), ("https://h2.dev/1", leads_to("https://h1.dev/9"))]);
    network.takes = Duration::from_millis(3);
    let urls: Vec<String> = (0..60).map(|n| format!("https://h{}.dev/{}", n % 20, n / 20)).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    run(&file(&urls), &network, Bounds { hosts: 4, ..bounds() });
    let (hosts, of_one) = *network.most.lock().unwrap();
    assert_eq!(of_one, 1);
    assert!((2..=4).contains(&hosts), "{hosts}");
    assert_eq!(asked(&network).len(), 62);
}

#[test]
fn a_host_is_left_alone_between_two_requests() {
    let network = paper([]);
    let begun = Instant::now();
    let urls = ["https://a.dev/1", "https://a.dev/2", "https://a.dev/3"];
    run(&file(&urls), &network, Bounds { pause: Duration::from_millis(30), ..bounds() });
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[test]
fn what_is_too_much_for_one_run_is_counted_and_asked_in_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let network = paper([]);
    let urls = ["https://a.dev/1", "https://a.dev/2", "https://a.dev/3"];
    let few = || Bounds { addresses: 2, ..bounds() };
    let (_, summary) = run_in(dir.path(), &file(&urls), &network, few());
    assert_eq!((summary.asked, summary.left_out.get(&LeftOut::Bounds)), (2, Some(&1)));
    let (_, summary) = run_in(dir.path(), &file(&urls), &network, few());
    assert_eq!((summary.asked, summary.kept, summary.is_complete()), (1, 2, true));
    let (_, summary) = run(&file(&urls), &network, Bounds { whole: Duration::ZERO, ..bounds() });
    assert_eq!((summary.asked, summary.left_out.get(&LeftOut::Bounds)), (0, Some(&3)));
}

#[test]
fn a_second_run_says_the_same_and_asks_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let network = paper([("https://a.dev/", status(404)), ("https://b.dev/", status(401))]);
    let urls = ["https://a.dev", "https://b.dev", "https://c.dev"];
    let first = run_in(dir.path(), &file(&urls), &network, bounds());
    let silent = paper([]);
    let second = run_in(dir.path(), &file(&urls), &silent, bounds());
    assert_eq!(first.0, second.0);
    assert_eq!((second.1.kept, second.1.asked, second.1.hosts), (3, 0, 0));
    assert_eq!(first.1.untold, second.1.untold);
    assert!(asked(&silent).is_empty());
}

#[test]
fn what_is_not_asked_is_counted_by_its_reason() {
    let mut links = file(&["http://localhost/", "https://ana:pw@b.dev/", "https://ana:pw@b.dev/", "https://"]);
    links.entry("b.md".into()).or_default().push(Link { url: "https://c.dev/t".into(), span: None, is_secret: true });
    let network = paper([]);
    let (found, summary) = run(&links, &network, bounds());
    assert!(asked(&network).is_empty());
    assert_eq!(summary.left_out, BTreeMap::from([(LeftOut::Secret, 2), (LeftOut::Reserved, 1)]));
    assert_eq!(found, ["`https://` is no address: empty host"]);
}
