//! Links to other sites, asked through a network of its own: a proxy on this machine that is
//! every host there is. No test here reaches another one.

use super::{found, library};
use crate::case::{Case, Run};
use crate::skip::shared;
use candor::config::Overrides;
use candor::document::markdown::addresses;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a host answers to `METHOD /path`.
type Answers = fn(host: &str, request: &str) -> &'static str;

const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
/// No answer at all.
const SILENCE: &str = "";

/// All hosts of a test.
struct Network {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// Requests as `host METHOD /path`, in their order.
    requests: Vec<String>,
    /// Everything that was sent.
    bytes: String,
    /// Connections that are open, by host.
    open: BTreeMap<String, usize>,
    /// The most of them that a host had at once.
    most: usize,
}

impl Network {
    fn new(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let of_all = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let seen = Arc::clone(&of_all);
                let stream = stream.expect("a connection");
                std::thread::spawn(move || serve(stream, answers, &seen));
            }
        });
        Self { port, seen }
    }

    /// A library that is in this network.
    fn around(&self, case: Case) -> Case {
        case.env("HTTP_PROXY", &format!("http://127.0.0.1:{}", self.port))
    }

    fn requests(&self) -> Vec<String> {
        let mut all = self.seen.lock().expect("what was seen").requests.clone();
        all.sort();
        all
    }

    fn bytes(&self) -> String {
        self.seen.lock().expect("what was seen").bytes.clone()
    }

    fn forget(&self) {
        *self.seen.lock().expect("what was seen") = Seen::default();
    }
}

/// One connection: `CONNECT host:port`, then a request to that host.
fn serve(mut stream: TcpStream, answers: Answers, seen: &Mutex<Seen>) {
    let Some(connect) = head(&mut stream) else { return };
    let target = connect.split(' ').nth(1).unwrap_or_default().to_owned();
    let host = target.split(':').next().unwrap_or_default().to_owned();
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").expect("a tunnel");
    {
        let mut seen = seen.lock().expect("what is seen");
        let open = seen.open.entry(host.clone()).or_default();
        *open += 1;
        let open = *open;
        seen.most = seen.most.max(open);
        seen.bytes += &connect;
    }
    if let Some(request) = head(&mut stream) {
        let line = request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
        {
            let mut seen = seen.lock().expect("what is seen");
            seen.requests.push(format!("{host} {line}"));
            seen.bytes += &request;
        }
        // So that two requests at once would meet.
        std::thread::sleep(Duration::from_millis(20));
        match answers(&host, &line) {
            SILENCE => std::thread::sleep(Duration::from_secs(20)),
            // Whoever asked may have gone.
            answer => drop(stream.write_all(answer.as_bytes())),
        }
    }
    if let Some(open) = seen.lock().expect("what is seen").open.get_mut(&host) {
        *open -= 1;
    }
}

/// The lines of a request up to the empty one.
fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut one).ok()? == 0 {
            return None;
        }
        bytes.push(one[0]);
    }
    String::from_utf8(bytes).ok()
}

/// The usual network: what has `gone` in its path is not there.
fn usual(_: &str, request: &str) -> &'static str {
    if request.contains("gone") { NOT_FOUND } else { FINE }
}

/// A library whose only other incident has this text.
fn with(network: &Network, name: &str, text: &str) -> Case {
    network.around(library(name).incident("linked", "title: A\nid: PM-2", text))
}

fn dead(run: &Run) -> Vec<String> {
    found(run).into_iter().filter(|f| f.starts_with("dead-external-link")).collect()
}

#[test]
fn dead_links_to_other_sites_are_found_and_others_are_not() {
    let network = Network::new(usual);
    let fields = "title: A\nsources:\n  - title: S\n    url: http://one.nimbus.dev/gone-too\n";
    let text = "See [x](http://two.nimbus.dev/gone#part) and [y](http://three.nimbus.dev/).\n\n\
                `http://four.nimbus.dev/gone` <!-- http://five.nimbus.dev/gone -->\n";
    let case = network.around(library("external").incident("linked", fields, text));
    let run = case.check(&["--external"]);
    run.succeeds();
    assert_eq!(
        dead(&run),
        ["dead-external-link content/incidents/linked.md:5", "dead-external-link content/incidents/linked.md:9"]
    );
    let report = run.json();
    let external = &report["external"];
    assert_eq!((external["asked"].as_u64(), external["hosts"].as_u64()), (Some(3), Some(3)));
    case.check(&["--external", "--fail-on", "warning"]).fails();
    assert_eq!(
        network.requests(),
        [
            "one.nimbus.dev GET /gone-too",
            "one.nimbus.dev HEAD /gone-too",
            "three.nimbus.dev HEAD /",
            "two.nimbus.dev GET /gone",
            "two.nimbus.dev HEAD /gone",
        ]
    );
}

#[test]
fn without_the_flag_no_connection_is_made() {
    let network = Network::new(usual);
    let case = with(&network, "offline", "[x](http://one.nimbus.dev/gone) ![i](http://one.nimbus.dev/i.png)\n");
    assert_eq!(dead(&case.check(&[])), Vec::<String>::new());
    case.build().succeeds();
    case.run(&["inspect"]).succeeds();
    case.run(&["search", "queue"]).succeeds();
    assert!(network.bytes().is_empty(), "{}", network.bytes());
    assert!(case.check(&[]).json()["external"].is_null());
}

#[test]
fn an_address_is_asked_once_and_a_second_run_asks_nothing() {
    let network = Network::new(usual);
    let link = "[x](http://one.nimbus.dev/gone) and [y](http://two.nimbus.dev/)\n";
    let case = with(&network, "once", &format!("{link}\nAgain {link}")).incident("third", "title: B", link);
    let first = case.check(&["--external"]);
    assert_eq!(dead(&first).len(), 3);
    assert_eq!(network.requests().len(), 3);
    network.forget();
    let second = case.check(&["--external"]);
    assert_eq!(found(&first), found(&second));
    assert!(network.requests().is_empty(), "{:?}", network.requests());
    assert_eq!(second.json()["external"]["kept"], 2);
    // What nobody wants to keep is asked again.
    let case = case.config("[check.external]\ndays = 0\n");
    case.check(&["--external"]).succeeds();
    assert_eq!(network.requests().len(), 3);
}

#[test]
fn a_cache_that_is_broken_is_as_good_as_none() {
    let network = Network::new(usual);
    let case = with(&network, "broken", "[x](http://one.nimbus.dev/gone)\n");
    case.check(&["--external"]).succeeds();
    for bytes in [&b""[..], b"no cache at all, but as long as the digest that it would begin with", &[0xff; 200]] {
        assert!(case.path(".candor/external.bin").exists());
        let case = case.clone().bytes(".candor/external.bin", bytes);
        network.forget();
        assert_eq!(dead(&case.check(&["--external"])).len(), 1);
        assert_eq!(network.requests().len(), 2);
    }
}

#[test]
fn a_server_that_refuses_head_is_asked_for_the_page_which_is_not_read() {
    let network = Network::new(|_, request| {
        if request.starts_with("HEAD") {
            "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n"
        } else {
            "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nthe page begins"
        }
    });
    let case = with(&network, "head", "[x](http://one.nimbus.dev/gone)\n");
    let run = case.check(&["--external"]);
    assert_eq!(dead(&run), Vec::<String>::new());
    assert_eq!(network.requests(), ["one.nimbus.dev GET /gone", "one.nimbus.dev HEAD /gone"]);
}

#[test]
fn redirects_are_followed_and_those_that_run_in_a_circle_end() {
    let network = Network::new(|host, request| match host {
        "loop.nimbus.dev" => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
        "old.nimbus.dev" => "HTTP/1.1 301 Moved\r\nLocation: http://new.nimbus.dev/gone\r\nContent-Length: 0\r\n\r\n",
        "out.nimbus.dev" => {
            "HTTP/1.1 301 Moved\r\nLocation: http://ana:hunter2@new.nimbus.dev/\r\nContent-Length: 0\r\n\r\n"
        }
        _ => usual(host, request),
    });
    let case = with(
        &network,
        "redirects",
        "[x](http://old.nimbus.dev/)\n\n[y](http://loop.nimbus.dev/) [z](http://out.nimbus.dev/)\n",
    );
    let run = case.run(&["check", "--external", "-v"]);
    run.prints("`http://old.nimbus.dev/` is not there any more: the server answers 404")
        .prints("could not be told: http://loop.nimbus.dev/ (it leads on more than 5 times)")
        .prints("could not be told: http://out.nimbus.dev/ (it leads on to an address that is not asked)")
        .prints("asked 3 addresses at 3 hosts; 2 could not be told");
    assert_eq!(network.requests().iter().filter(|r| r.starts_with("loop")).count(), 6);
    assert!(!network.bytes().contains("hunter2") && !run.stdout.contains("hunter2"));
}

#[test]
fn a_host_that_never_answers_hangs_nothing() {
    let network = Network::new(|host, _| if host.starts_with("silent") { SILENCE } else { NOT_FOUND });
    let case = with(&network, "silent", "[x](http://silent.nimbus.dev/) [y](http://two.nimbus.dev/)\n")
        .config("[check.external]\ntimeout = 1\n");
    let begun = Instant::now();
    let run = case.check(&["--external"]);
    assert!(begun.elapsed() < Duration::from_secs(15));
    assert_eq!(dead(&run).len(), 1);
    let untold = &run.json()["external"]["untold"][0];
    assert_eq!(untold["url"], "http://silent.nimbus.dev/");
    assert_eq!(untold["reason"], "its host did not answer in time");
}

#[test]
fn a_name_or_a_secret_in_an_address_is_neither_sent_nor_kept_nor_shown_with_the_answer() {
    let network = Network::new(|_, _| NOT_FOUND);
    let token = format!("ghp_{}", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5");
    let text = format!(
        "[x](http://ana:hunter2@one.nimbus.dev/) [y](http://two.nimbus.dev/?t={token}) [z](http://three.nimbus.dev/)\n"
    );
    let case = with(&network, "secret", &text);
    let run = case.run(&["check", "--external", "-v"]);
    run.prints("2 not asked, for the name, password or secret in them").does_not_say("hunter2");
    assert!(!run.stdout.contains(&token) && !run.stdout.contains("hunter2"), "{}", run.stdout);
    assert_eq!(network.requests(), ["three.nimbus.dev GET /", "three.nimbus.dev HEAD /"]);
    let kept = std::fs::read(case.path(".candor/external.bin")).expect("what is kept");
    let kept = String::from_utf8_lossy(&kept);
    assert!(kept.contains("three.nimbus.dev") && !kept.contains("hunter2") && !kept.contains("ghp_"), "{kept}");
    for format in ["json", "sarif", "github"] {
        let run = case.run(&["check", "--external", "--format", format]);
        assert!(!run.stdout.contains(&token), "{}", run.stdout);
        let of_rule = |line: &&str| line.contains("dead-external-link");
        assert!(run.stdout.lines().filter(of_rule).all(|line| !line.contains("hunter2")), "{}", run.stdout);
    }
    let sent = network.bytes().to_lowercase();
    for header in ["authorization", "referer", "cookie", "hunter2", "ghp_"] {
        assert!(!sent.contains(header), "{header}: {sent}");
    }
    assert!(sent.contains(&format!("user-agent: candor/{} (link check)", env!("CARGO_PKG_VERSION"))), "{sent}");
}

#[test]
fn a_host_that_asks_for_a_pause_is_asked_nothing_more() {
    let network = Network::new(|host, _| {
        if host == "busy.nimbus.dev" {
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
        } else {
            FINE
        }
    });
    let text = "[a](http://busy.nimbus.dev/1) [b](http://busy.nimbus.dev/2) [c](http://busy.nimbus.dev/3) [d](http://two.nimbus.dev/)\n";
    let case = with(&network, "busy", text);
    let run = case.check(&["--external"]);
    assert_eq!(dead(&run), Vec::<String>::new());
    assert_eq!(run.json()["external"]["untold"].as_array().map(Vec::len), Some(3));
    assert_eq!(network.requests(), ["busy.nimbus.dev HEAD /1", "two.nimbus.dev HEAD /"]);
}

#[test]
fn a_host_has_one_connection_at_a_time_and_a_pause_after_each() {
    let network = Network::new(|host, request| {
        if host == "one.nimbus.dev" {
            usual(host, request)
        } else {
            "HTTP/1.1 301 Moved\r\nLocation: http://one.nimbus.dev/x\r\nContent-Length: 0\r\n\r\n"
        }
    });
    let text = "[a](http://one.nimbus.dev/1) [b](http://one.nimbus.dev/2) [c](http://two.nimbus.dev/) [d](http://three.nimbus.dev/)\n";
    let case = with(&network, "polite", text);
    let begun = Instant::now();
    case.check(&["--external"]).succeeds();
    assert!(begun.elapsed() > Duration::from_millis(1500), "four requests to one host");
    let seen = network.seen.lock().expect("what was seen");
    assert_eq!((seen.most, seen.requests.len()), (1, 6));
}

#[test]
fn paths_and_since_ask_the_links_of_those_files_only() {
    let network = Network::new(usual);
    let case = with(&network, "paths", "[x](http://one.nimbus.dev/gone)\n").incident(
        "other",
        "title: B",
        "[x](http://two.nimbus.dev/gone)\n",
    );
    let path = case.path("content/incidents/other.md");
    let run = case.check(&["--external", path.to_str().expect("a path")]);
    assert_eq!(dead(&run), ["dead-external-link content/incidents/other.md:5"]);
    assert!(network.requests().iter().all(|r| r.starts_with("two")), "{:?}", network.requests());
    case.shell(
        "git init -q . && printf '/.candor/\\n' > .gitignore && git add . && \
         git -c user.name=T -c user.email=t@example.org commit -qm one",
    )
    .succeeds();
    network.forget();
    let run = case.check(&["--external", "--since", "HEAD"]);
    assert!(network.requests().is_empty() && dead(&run).is_empty());
    let case = case.incident("linked", "title: A\nid: PM-2", "Changed: [x](http://three.nimbus.dev/gone)\n");
    let run = case.check(&["--external", "--since", "HEAD"]);
    assert_eq!(dead(&run), ["dead-external-link content/incidents/linked.md:6"]);
    assert!(network.requests().iter().all(|r| r.starts_with("three")), "{:?}", network.requests());
}

#[test]
fn what_is_skipped_or_names_this_machine_is_not_asked() {
    let network = Network::new(usual);
    let text = "[a](http://wiki.nimbus.dev/gone) [b](http://localhost:8080/gone) [c](http://127.0.0.1/gone) \
                [d](https://www.example.com/gone) [e](http://169.254.169.254/gone)\n";
    let case = with(&network, "skipped", text).config("[check.external]\nskip = [\"http://wiki.nimbus.dev/*\"]\n");
    let run = case.run(&["check", "--external"]);
    run.prints("links to other sites: asked 0 addresses at 0 hosts; 1 not asked, as book.toml says; 4 not asked");
    assert!(network.bytes().is_empty(), "{}", network.bytes());
}

#[test]
fn sarif_and_annotations_hold_the_finding_too() {
    let network = Network::new(usual);
    let case = with(&network, "formats", "[x](http://one.nimbus.dev/gone)\n");
    let run = case.run(&["check", "--external", "--format", "sarif"]);
    let results = &run.json()["runs"][0]["results"];
    let one = results.as_array().expect("results").iter().find(|r| r["ruleId"] == "dead-external-link");
    let one = one.expect("the finding");
    assert_eq!(one["level"], "warning");
    assert_eq!(one["locations"][0]["physicalLocation"]["region"]["startLine"], 6);
    case.run(&["check", "--external", "--format", "github"])
        .prints("title=candor dead-external-link::`http://one.nimbus.dev/gone` is not there any more");
}

#[test]
fn what_is_allowed_or_known_stays_so_also_in_a_run_that_asks_nothing() {
    let network = Network::new(usual);
    let text = "[x](http://one.nimbus.dev/gone) <!-- candor allow dead-external-link: the archive has it -->\n\n\
                [y](http://two.nimbus.dev/gone)\n";
    let case = with(&network, "known", text);
    let run = case.check(&["--external"]);
    assert_eq!((dead(&run).len(), run.json()["allowed"].as_u64()), (1, Some(1)));
    let case = case.config("[check]\nbaseline = \"known.json\"\n");
    case.run(&["check", "--external", "--write-baseline"]).succeeds();
    let before = std::fs::read(case.path("known.json")).expect("a baseline");
    assert_eq!(dead(&case.check(&["--external"])), Vec::<String>::new());
    // Nothing was asked, so nothing is gone and nothing is of no use.
    let run = case.run(&["check", "-v"]);
    run.prints("known by the baseline)");
    assert!(!run.stdout.contains("unused-allow") && !run.stdout.contains("gone from the"), "{}", run.stdout);
    case.run(&["check", "--write-baseline"]).succeeds();
    assert_eq!(std::fs::read(case.path("known.json")).expect("a baseline"), before);
}

#[test]
fn where_no_name_can_be_looked_up_that_is_said_once_and_nothing_is_dead() {
    let case = library("no-network")
        .incident("linked", "title: A\nid: PM-2", "[x](http://one.nimbus.dev/) [y](http://two.nimbus.dev/)\n")
        .env("HTTP_PROXY", "http://proxy.invalid:1");
    let run = case.run(&["check", "--external"]);
    run.prints("warning[no-network]: no name of a host could be looked up").prints("2 could not be told");
    assert!(!run.stdout.contains("dead-external-link"), "{}", run.stdout);
    run.says("asking 2 addresses at 2 hosts");
}

#[test]
fn mending_and_asking_go_together() {
    let network = Network::new(usual);
    let case = with(&network, "mended", "[x](http://one.nimbus.dev/gone)\n").incident(
        "spelled",
        "title: B\nid: PM-3\ntags: [Kafka]\ndate: 3.4.2024",
        "Text of it.\n",
    );
    let run = case.check(&["--external", "--fix"]);
    assert_eq!(dead(&run).len(), 1);
    assert_eq!(network.requests().len(), 2);
}

/// Where the links to other sites lead that a rendered text has.
fn on_the_page(html: &str) -> BTreeSet<String> {
    let fragment = scraper::Html::parse_fragment(html);
    let links = scraper::Selector::parse("a.external").expect("a selector");
    let all = fragment.select(&links).filter_map(|a| a.value().attr("href"));
    all.filter(|href| href.starts_with("http")).map(str::to_owned).collect()
}

#[test]
fn the_addresses_that_are_asked_are_those_of_the_links_on_the_pages() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![here.to_owned(), here.join("tests/wild"), here.join("tests/browser/library")];
    if let Some(corpora) = shared("corpora") {
        let all = std::fs::read_dir(corpora).expect("the corpora").map(|e| e.expect("an entry").path());
        folders.extend(all.filter(|path| path.is_dir()));
    }
    let mut seen = 0;
    for folder in folders {
        let (config, _) =
            candor::config::load(&folder, &Overrides::default(), std::iter::empty()).expect("a configuration");
        let theme = candor::site::Theme::load(&config).expect("a theme");
        let all = candor::documents(&config, &theme);
        for file in &all.source.files {
            let text = String::from_utf8_lossy(&std::fs::read(&file.disk).expect("a file")).into_owned();
            let body = candor::source::split(&text).map_or(0, |f| f.body);
            let asked: BTreeSet<String> = addresses(&text[body..]).into_iter().map(|a| a.url).collect();
            let documents = all.documents.iter().filter(|d| d.file == file.path);
            let shown: BTreeSet<String> = documents.flat_map(|d| on_the_page(&d.body.html)).collect();
            seen += shown.len();
            assert_eq!(asked, shown, "{}", file.name);
        }
    }
    assert!(seen > 10, "only {seen} links were seen");
}
