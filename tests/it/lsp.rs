//! `candor lsp`: the built program, spoken to over pipes as an editor does.

use crate::case::Case;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// Longer than any answer takes, also on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long nothing comes where nothing is expected.
const SILENCE: Duration = Duration::from_millis(900);

/// An editor with the server that it started.
struct Editor {
    case: Case,
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What came while something else was waited for.
    early: Vec<Value>,
    number: u64,
}

impl Editor {
    /// Starts the server and says hello; `can` are the abilities of the editor.
    fn start(case: &Case, can: &Value) -> Self {
        let mut editor = Self::silent(case);
        let uri = editor.uri("");
        let answer = editor.ask(
            "initialize",
            &json!({
                "processId": null,
                "rootUri": uri,
                "workspaceFolders": [{ "uri": uri, "name": "library" }],
                "capabilities": can,
            }),
        );
        assert_eq!(answer["serverInfo"]["name"], "candor");
        assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
        editor.tell("initialized", &json!({}));
        editor
    }

    /// Starts the server and says nothing.
    fn silent(case: &Case) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_candor"))
            .arg("lsp")
            .current_dir(case.root())
            .env_clear()
            .env("SOURCE_DATE_EPOCH", crate::case::TODAY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { case: case.clone(), child, input, messages, early: Vec::new(), number: 0 }
    }

    fn uri(&self, path: &str) -> String {
        format!("file://{}", self.case.path(path).display()).trim_end_matches('/').to_owned()
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("an open pipe");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("a server that listens");
        input.flush().expect("a server that listens");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks and waits for the answer.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.number += 1;
        let id = self.number;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let answer = self.wait(|message| message["id"] == id && message.get("method").is_none());
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Waits for a message, and answers what the server asks meanwhile.
    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.early.iter().position(&is_it) {
            return self.early.remove(at);
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).unwrap_or_else(|e| panic!("{e}; so far {:#?}", self.early));
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
            }
            if is_it(&message) {
                return message;
            }
            self.early.push(message);
        }
    }

    /// Nothing more is said of a file for a while.
    fn is_silent_about(&mut self, path: &str) {
        let uri = self.uri(path);
        while let Ok(message) = self.messages.recv_timeout(SILENCE) {
            let of_file = message["params"]["uri"] == uri.as_str();
            assert!(!of_file || message["method"] != "textDocument/publishDiagnostics", "{message:#}");
            self.early.push(message);
        }
    }

    fn open(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        let item = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": item }));
    }

    /// Replaces a range, as `[line, character, line, character]`, by a text.
    fn change(&mut self, path: &str, version: i32, range: [u32; 4], text: &str) {
        let document = json!({ "uri": self.uri(path), "version": version });
        let [a, b, c, d] = range;
        let range = json!({ "start": { "line": a, "character": b }, "end": { "line": c, "character": d } });
        let changes = json!([{ "range": range, "text": text }]);
        self.tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The findings of a version of a file.
    fn findings(&mut self, path: &str, version: Option<i32>) -> Vec<Value> {
        let uri = self.uri(path);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri.as_str()
                && version.is_none_or(|version| message["params"]["version"] == version)
        });
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// What is asked about a place of a file.
    fn at(&mut self, method: &str, path: &str, line: u32, character: u32) -> Value {
        let uri = self.uri(path);
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
        self.ask(method, &place)
    }

    /// The labels that could be written at a place, and the text that the first of them writes.
    fn complete(&mut self, path: &str, line: u32, character: u32) -> (Vec<String>, String) {
        let list = self.at("textDocument/completion", path, line, character);
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let first = items.first().map_or("", |item| item["textEdit"]["newText"].as_str().unwrap_or_default());
        (items.iter().map(|item| item["label"].as_str().unwrap_or_default().to_owned()).collect(), first.to_owned())
    }

    /// What is shown of a place.
    fn hover(&mut self, path: &str, line: u32, character: u32) -> String {
        let hover = self.at("textDocument/hover", path, line, character);
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// What can be done at a finding.
    fn actions(&mut self, path: &str, finding: &Value) -> Vec<Value> {
        let params = json!({
            "textDocument": { "uri": self.uri(path) },
            "range": finding["range"],
            "context": { "diagnostics": [finding] },
        });
        self.ask("textDocument/codeAction", &params).as_array().expect("a list").clone()
    }

    /// Does an action on a text that is open.
    fn apply(&mut self, path: &str, version: i32, action: &Value) {
        let uri = self.uri(path);
        let edit = &action["edit"]["changes"][&uri][0];
        let at =
            |end: &str, of: &str| u32::try_from(edit["range"][end][of].as_u64().expect("a number")).expect("small");
        let range = [at("start", "line"), at("start", "character"), at("end", "line"), at("end", "character")];
        let text = edit["newText"].as_str().expect("a text").to_owned();
        self.change(path, version, range, &text);
    }

    /// Ends as the protocol asks; gives the exit code.
    fn end(mut self) -> Option<i32> {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.code()
    }

    /// Waits for the end.
    fn code(&mut self) -> Option<i32> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // A test that failed leaves no server behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads one message.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.trim().parse().expect("a number");
        }
    }
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("JSON"))
}

const A: &str = "content/incidents/a.md";

/// A text that lacks nothing that is looked at here, around a paragraph.
fn text(fields: &str, body: &str) -> String {
    format!("---\ntitle: Queue full\nid: PM-1\ndate: 2026-01-02\n{fields}---\n\n{body}\n")
}

/// A library with incidents, a service and factors to name.
fn library(name: &str) -> Case {
    Case::new(name)
        .config("")
        .file(A, &text("", "## Impact\n\n300 orders waited."))
        .incident(
            "b",
            "title: Retries of the 🔥 cart\nid: PM-2\ndate: 2026-01-03\nseverity: high\nservices: [checkout]\nfactors: [retry-storm]\nsummary: Carts retried.",
            "## Impact\n\n20 carts.\n\n## What helped\n\nWaiting.\n",
        )
        .file("content/services/checkout.md", "---\nname: checkout\n---\n\nTakes orders.\n")
}

fn code_of(finding: &Value) -> &str {
    finding["code"].as_str().unwrap_or_default()
}

/// The finding of a kind.
fn the<'v>(findings: &'v [Value], code: &str) -> &'v Value {
    findings.iter().find(|f| code_of(f) == code).unwrap_or_else(|| panic!("no `{code}` among {findings:#?}"))
}

fn lacks(findings: &[Value], code: &str) {
    assert!(!findings.iter().any(|f| code_of(f) == code), "{findings:#?}");
}

fn range(finding: &Value) -> [u64; 4] {
    [("start", "line"), ("start", "character"), ("end", "line"), ("end", "character")]
        .map(|(end, of)| finding["range"][end][of].as_u64().expect("a number"))
}

#[test]
fn findings_come_while_one_writes_and_go_when_they_are_mended() {
    let mut editor = Editor::start(&library("writes"), &json!({}));
    editor.open(A, &text("", "## Impact\n\nSee [[PM-2]] and 🔥🔥 [x](gone.md).\n"));
    let findings = editor.findings(A, Some(1));
    let dead = the(&findings, "dead-link");
    // Each of the two emojis before it counts as two units.
    assert_eq!(range(dead), [8, 22, 8, 34]);
    assert_eq!((&dead["severity"], &dead["source"]), (&json!(2), &json!("candor")));
    assert!(
        dead["message"].as_str().expect("a text").contains("leads nowhere: there is no such file in the library\n")
    );
    editor.change(A, 2, [8, 26, 8, 33], "b.md");
    lacks(&editor.findings(A, Some(2)), "dead-link");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn of_several_changes_in_a_row_only_the_last_is_looked_at() {
    let mut editor = Editor::start(&library("row"), &json!({}));
    editor.open(A, &text("", "x"));
    editor.findings(A, Some(1));
    for version in 2..30 {
        editor.change(A, version, [7, 0, 7, 0], "y");
    }
    editor.change(A, 30, [7, 0, 7, 0], "[x](gone.md) ");
    let findings = editor.findings(A, None);
    the(&findings, "dead-link");
    editor.is_silent_about(A);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn the_editor_says_what_the_command_says() {
    let hard = text(
        "sevrity: high\nfactors: [retry-strom, dns]\nrelated: [PM-7]\nstarted_at: 2026-01-03T10:00Z\nresolved_at: 2026-01-03T09:00Z\n",
        "See [x](gone.md), [y](#no-such), ![](gone.png) and [[nobody]].\n\nThe operator was careless and should have looked.\n",
    );
    let case =
        library("same").config("[check.rules]\ndead-anchor = \"error\"\nmissing-image = \"off\"\n").file(A, &hard);
    let report = case.run(&["check", "--format", "json", A]).json();
    let level = |word: &Value| ["error", "warning", "info"].iter().position(|w| word == w).map(|n| n as u64 + 1);
    let one = |f: &Value| (f["code"].to_string(), f["line"].as_u64().unwrap_or(0).max(1), level(&f["severity"]));
    let mut said: Vec<_> = report["findings"].as_array().expect("a list").iter().map(one).collect();
    let mut editor = Editor::start(&case, &json!({}));
    editor.open(A, &hard);
    let one = |f: &Value| (f["code"].to_string(), range(f)[0] + 1, f["severity"].as_u64());
    let mut shown: Vec<_> = editor.findings(A, Some(1)).iter().map(one).collect();
    said.sort();
    shown.sort();
    assert!(said.len() > 5, "{said:?}");
    assert_eq!(shown, said);
}

#[test]
fn a_suppression_with_a_reason_works_and_an_action_begins_it() {
    let mut editor = Editor::start(&library("allows"), &json!({ "window": { "showDocument": { "support": true } } }));
    editor.open(A, &text("", "See [x](gone.md)."));
    let findings = editor.findings(A, Some(1));
    let actions = editor.actions(A, the(&findings, "dead-link"));
    let allow = actions.iter().find(|a| a["title"] == "Allow dead-link here, with a reason").expect("an action");
    editor.apply(A, 2, allow);
    // Without a reason it suppresses nothing, and says so.
    let findings = editor.findings(A, Some(2));
    the(&findings, "dead-link");
    the(&findings, "bad-allow");
    let cursor = allow["command"]["arguments"][1].clone();
    editor.ask(
        "workspace/executeCommand",
        &json!({
            "command": allow["command"]["command"],
            "arguments": allow["command"]["arguments"],
        }),
    );
    let shown = editor.wait(|message| message["method"] == "window/showDocument");
    assert_eq!(shown["params"]["selection"]["start"], cursor);
    let at = |of: &str| u32::try_from(cursor[of].as_u64().expect("a number")).expect("small");
    let [line, character] = [at("line"), at("character")];
    editor.change(A, 3, [line, character, line, character], "it is in review");
    let findings = editor.findings(A, Some(3));
    lacks(&findings, "dead-link");
    lacks(&findings, "bad-allow");
    lacks(&findings, "unused-allow");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn an_action_writes_what_was_probably_meant() {
    let mut editor = Editor::start(&library("meant"), &json!({}));
    let mut version = 1;
    editor.open(
        A,
        &text(
            "sevrity: high\nfactors: [dns, retry-strom]\nrelated:\n  - id: PMX-2\n    rel: caused-bye\n",
            "See [[PM-02x]], [x](bb.md) and [y](#impct).\n\n## Impact\n\n<!-- candor alow dead-link: x -->\n\nNone.\n",
        ),
    );
    for (code, written) in [
        ("unknown-field", "severity"),
        ("unknown-factor", "retry-storm"),
        ("dead-anchor", "#impact"),
        ("bad-allow", "candor allow"),
    ] {
        let findings = editor.findings(A, Some(version));
        let finding = the(&findings, code).clone();
        let actions = editor.actions(A, &finding);
        let action = actions.iter().find(|a| a["title"].as_str().is_some_and(|t| t.starts_with("Write `")));
        let action = action.unwrap_or_else(|| panic!("nothing to do about {finding:#}"));
        let title = action["title"].as_str().expect("a title");
        assert!(title.starts_with(&format!("Write `{written}` instead of")), "{title}");
        version += 1;
        editor.apply(A, version, action);
        let findings = editor.findings(A, Some(version));
        lacks(&findings, code);
        // The same version is looked at again by the next round.
        version += 1;
        editor.change(A, version, [0, 0, 0, 0], "");
    }
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_mechanical_fix_applied_to_the_text_removes_its_finding() {
    let mut editor = Editor::start(&library("fixes"), &json!({}));
    editor.open(A, "---\ntitle: Queue full\nid: PM-1\ndate: 2 January 2026\n---\n\n🔥 One.\n");
    let findings = editor.findings(A, Some(1));
    let actions = editor.actions(A, the(&findings, "date-format"));
    assert_eq!(actions[0]["title"], "Write `2026-01-02`");
    assert_eq!(actions[0]["isPreferred"], true);
    editor.apply(A, 2, &actions[0]);
    lacks(&editor.findings(A, Some(2)), "date-format");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn names_of_the_library_can_be_completed() {
    let mut editor = Editor::start(&library("completes"), &json!({}));
    let fields = "services: \nfactors: [dns, retr]\nseverity:\nkind: \nstatus: \nrelated:\n  - id: \n    rel: \nsev\n";
    editor.open(A, &text(fields, "See [[cart and [[ret\n\n<!-- candor allow "));
    editor.findings(A, Some(1));
    assert_eq!(editor.complete(A, 4, 10), (vec!["checkout".into()], "checkout".into()));
    let (factors, first) = editor.complete(A, 5, 19);
    assert!(factors.contains(&"retry-storm".to_owned()), "{factors:?}");
    assert!(!first.is_empty() && !factors.contains(&"dns".to_owned()), "{factors:?}");
    assert_eq!(editor.complete(A, 6, 9).0, ["sev1", "sev2", "sev3", "sev4", "sev5"]);
    assert_eq!(editor.complete(A, 7, 6).0, ["incident", "near-miss", "security", "maintenance", "pattern"]);
    assert_eq!(editor.complete(A, 8, 8).0, ["draft", "in-review", "reviewed", "published"]);
    assert_eq!(editor.complete(A, 10, 8).0, ["PM-2", "PM-1"]);
    assert_eq!(editor.complete(A, 11, 9).0, ["recurrence-of", "caused-by", "same-factor", "follow-up-of"]);
    // `severity` is there already.
    assert_eq!(editor.complete(A, 12, 3).0, Vec::<String>::new());
    // An incident by a word of its title, in any case.
    assert_eq!(editor.complete(A, 15, 10), (vec!["PM-2".into()], "PM-2]]".into()));
    let (found, _) = editor.complete(A, 15, 20);
    assert!(found.contains(&"PM-2".to_owned()) && found.contains(&"retry-storm".to_owned()), "{found:?}");
    let (rules, first) = editor.complete(A, 17, 18);
    assert!(rules.contains(&"W2".to_owned()) && first.ends_with(": "), "{rules:?} {first}");
    assert_eq!(editor.complete(A, 15, 1).0, Vec::<String>::new());
    let list = editor.at("textDocument/completion", A, 5, 19);
    let item = list["items"].as_array().expect("a list").iter().find(|i| i["label"] == "retry-storm").expect("it");
    assert!(item["detail"].as_str().expect("a text").ends_with("1 incident"), "{item:#}");
    assert!(item["documentation"]["value"].as_str().expect("a text").len() > 40, "{item:#}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn names_are_explained_and_lead_to_their_files() {
    let mut editor = Editor::start(&library("explains"), &json!({}));
    let fields = "services: [checkout]\nfactors: [retry-storm]\n";
    editor.open(
        A,
        &text(fields, "As in [[PM-2]] and PM-2, a retry storm of Checkout, [b](b.md#what-helped).\n\n[x](gone.md)"),
    );
    editor.findings(A, Some(1));
    let incident = "**Retries of the 🔥 cart**\n\nPM-2, 2026-01-03, SEV-2\n\nCarts retried.";
    assert_eq!(editor.hover(A, 8, 9), incident);
    assert_eq!(editor.hover(A, 8, 20), incident);
    assert!(editor.hover(A, 4, 14).starts_with("**checkout**: in 1 incident, the newest is PM-2"));
    assert!(editor.hover(A, 8, 45).starts_with("**checkout**"));
    for (line, character) in [(5, 14), (8, 29)] {
        let factor = editor.hover(A, line, character);
        assert!(factor.starts_with("**Retry storm** (`retry-storm`), a factor of the group Capacity"), "{factor}");
        assert!(factor.contains("In 1 incident"), "{factor}");
    }
    assert_eq!(editor.hover(A, 8, 1), "");
    let rule = editor.hover(A, 10, 2);
    assert!(rule.contains("dead-link") && rule.contains("candor check --explain dead-link"), "{rule}");
    let b = editor.uri("content/incidents/b.md");
    for character in [9, 20] {
        let place = editor.at("textDocument/definition", A, 8, character);
        assert_eq!((&place["uri"], range(&place)[0]), (&json!(b), 0));
    }
    // A link to a heading leads to its line.
    let place = editor.at("textDocument/definition", A, 8, 56);
    assert_eq!((&place["uri"], range(&place)[0]), (&json!(b), 14));
    let service = editor.at("textDocument/definition", A, 4, 14);
    assert_eq!(service["uri"], json!(editor.uri("content/services/checkout.md")));
    // The vocabulary has no file.
    assert_eq!(editor.at("textDocument/definition", A, 5, 14), Value::Null);
    assert_eq!(editor.at("textDocument/definition", A, 10, 2), Value::Null);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_file_that_is_saved_is_known_to_the_others() {
    let case = library("saves");
    let mut editor = Editor::start(&case, &json!({}));
    editor.open(A, &text("", "See [[PM-3]]."));
    the(&editor.findings(A, Some(1)), "dead-link");
    let case = case.incident("c", "title: New\nid: PM-3\ndate: 2026-01-04", "x");
    let uri = editor.uri("content/incidents/c.md");
    editor.tell("textDocument/didSave", &json!({ "textDocument": { "uri": uri } }));
    lacks(&editor.findings(A, Some(1)), "dead-link");
    drop(case.without("content/incidents/c.md"));
    editor.tell("workspace/didChangeWatchedFiles", &json!({ "changes": [{ "uri": uri, "type": 3 }] }));
    the(&editor.findings(A, Some(1)), "dead-link");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_broken_configuration_is_said_once_and_of_its_file() {
    let case = library("broken").config("title = [\n");
    let mut editor = Editor::start(&case, &json!({}));
    let findings = editor.findings("book.toml", None);
    assert_eq!(code_of(&findings[0]), "bad-config");
    let shown = editor.wait(|message| message["method"] == "window/showMessage");
    assert!(shown["params"]["message"].as_str().expect("a text").contains("book.toml"), "{shown:#}");
    editor.open(A, &text("", "See [x](gone.md)."));
    // Without a library nothing is known of its links.
    lacks(&editor.findings(A, Some(1)), "dead-link");
    let uri = editor.uri("book.toml");
    let saved = json!({ "textDocument": { "uri": uri } });
    editor.tell("textDocument/didSave", &saved);
    assert_eq!(code_of(&editor.findings("book.toml", None)[0]), "bad-config");
    let case = case.config("");
    editor.tell("textDocument/didSave", &saved);
    assert_eq!(editor.findings("book.toml", None), Vec::<Value>::new());
    let uri = editor.uri(A);
    let is_dead = |message: &Value| {
        let all = message["params"]["diagnostics"].as_array();
        message["params"]["uri"] == uri.as_str() && all.is_some_and(|all| all.iter().any(|f| f["code"] == "dead-link"))
    };
    editor.wait(is_dead);
    assert!(!editor.early.iter().any(|message| message["method"] == "window/showMessage"), "it is said once");
    drop(case);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn what_belongs_to_no_library_is_no_trouble() {
    let case = library("odd").file("notes.md", "x").file("content/README.md", "x");
    let mut editor = Editor::start(&case, &json!({}));
    for (uri, language) in [
        ("untitled:Untitled-1", "markdown"),
        ("git:/a.md?ref=1", "markdown"),
        ("file:///nowhere/at/all/b.md", "markdown"),
        ("file://host/share/c.md", "markdown"),
        ("vscode-notebook-cell:/x#y", "python"),
    ] {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": "[x](gone.md) 🔥\r\n[[" });
        editor.tell("textDocument/didOpen", &json!({ "textDocument": item }));
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 2 } });
        for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
            editor.ask(method, &place);
        }
        if language == "markdown" {
            let said = editor.wait(|message| message["params"]["uri"] == uri);
            assert_eq!(said["params"]["diagnostics"], json!([]), "{uri}");
        }
    }
    editor.open("notes.md", "[x](gone.md)");
    assert_eq!(editor.findings("notes.md", Some(1)), Vec::<Value>::new());
    editor.open("content/README.md", "[x](gone.md)");
    assert_eq!(editor.findings("content/README.md", Some(1)), Vec::<Value>::new());
    // A place past all ends, a text that is not open, a command that there is not.
    editor.hover("notes.md", 4_000_000_000, 4_000_000_000);
    editor.hover("content/incidents/b.md", 0, 0);
    editor.change("content/incidents/b.md", 7, [0, 0, 9, 9], "x");
    editor.ask("workspace/executeCommand", &json!({ "command": "candor.other", "arguments": [1, null] }));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn nothing_that_is_sent_holds_a_secret() {
    let mut editor = Editor::start(&library("secrets"), &json!({}));
    let secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
    let key = format!("-----BEGIN PRIVATE KEY-----{secret}-----END PRIVATE KEY-----");
    editor.open(A, &text("sevrity: high\n", &format!("[[{key}]]\n")));
    let findings = editor.findings(A, Some(1));
    let found = the(&findings, "secret").clone();
    let actions = editor.actions(A, &found);
    let shown = editor.hover(A, 7, 40);
    assert!(shown.contains("secret"), "{shown}");
    let said = format!("{findings:?}{actions:?}{shown}{:?}", editor.early);
    assert!(!said.contains(secret), "{said}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_secret_in_a_title_or_a_name_is_in_no_list_and_in_no_explanation() {
    let secret = ["sk_live", "_kT9vq2Lm4xZ7pR3wB8nD"].concat();
    let fields = format!(
        "title: Key {secret} in the log\nid: PM-3\ndate: 2026-01-04\nsummary: It was {secret}.\ntags: [{secret}, leak]\nservices: [{secret}]\nfactors: [dns]"
    );
    let case = library("secrets of others").incident("c", &fields, "## Impact\n\n3 orders.\n");
    let mut editor = Editor::start(&case, &json!({}));
    editor.open(A, &text("tags: \nrelated: [PM-3]\nfactors: [dns]\n", "See PM-3 and [[PM-3]] and [["));
    editor.findings(A, Some(1));
    let lists = [(4, 6), (5, 11), (9, 28)].map(|(line, at)| editor.at("textDocument/completion", A, line, at));
    let labels = |list: &Value| {
        let items = list["items"].as_array().expect("a list").clone();
        items.iter().map(|i| i["label"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(labels(&lists[0]), ["leak"]);
    assert!(labels(&lists[1]).contains(&"PM-3".to_owned()) && labels(&lists[2]).contains(&"PM-3".to_owned()));
    let detail = lists[1]["items"][0]["detail"].as_str().expect("a text");
    assert!(detail.starts_with("Key ") && detail.contains("in the log, 2026-01-04"), "{detail}");
    let shown = [editor.hover(A, 9, 6), editor.hover(A, 9, 17), editor.hover(A, 6, 12)];
    assert!(shown.iter().all(|s| s.contains("in the log")), "{shown:?}");
    let said = format!("{lists:?}{shown:?}{:?}", editor.early);
    assert!(!said.contains("kT9vq2"), "{said}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn the_server_ends_as_the_protocol_asks() {
    let case = library("ends");
    assert_eq!(Editor::start(&case, &json!({})).end(), Some(0));
    // It goes without a word.
    let mut editor = Editor::start(&case, &json!({}));
    editor.tell("exit", &Value::Null);
    assert_eq!(editor.code(), Some(1));
    // It goes away.
    let mut editor = Editor::silent(&case);
    editor.input = None;
    assert_eq!(editor.code(), Some(1));
}
