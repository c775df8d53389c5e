//! Every kind in every place, and what looks like one and is none.

use super::planted::{self, Planted, Random};
use super::{Secret, kinds, masked, secrets};
use base64::Engine;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Places in which a secret may stand, with `{}` for the line that holds it.
const PLACES: [&str; 6] = [
    "---\ntitle: A\n---\n\nWe saw {} in the log.\n",
    "# A\n\n```sh\n$ env\n{}\n```\n\nText.\n",
    "---\ntitle: A\nnote: {}\ndate: 2026-01-02\n---\n\nText.\n",
    "| a | b |\n|---|---|\n| 14:05 | {} |\n",
    "<!-- {} -->\n",
    "> 障害の原因は {} です。\n",
];

fn texts(line: &Planted) -> impl Iterator<Item = (String, usize)> {
    let whole = [line.before.as_str(), &line.secret, &line.after].concat();
    let at = line.before.len();
    PLACES.iter().map(move |p| (p.replace("{}", &whole), p.find("{}").expect("a place") + at))
}

#[test]
fn every_kind_is_found_with_its_name_and_exact_place_wherever_it_stands() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for seed in 0..12 {
        for line in planted::all(seed) {
            seen.insert(line.kind);
            for (text, at) in texts(&line) {
                let found = secrets(&text);
                let expected = (line.kind, at..at + line.secret.len());
                if found.len() != 1 || (found[0].kind, found[0].span.clone()) != expected {
                    wrong.push(format!("{expected:?}: {found:?}\n{text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    let missing: Vec<_> = kinds().map(|k| k.0).filter(|k| !seen.contains(k)).collect();
    assert!(missing.is_empty(), "no test plants {missing:?}");
    assert!(seen.len() >= 45);
}

#[test]
fn a_masked_text_keeps_lines_and_lengths_and_no_six_characters_of_a_secret() {
    for line in planted::all(99) {
        for (text, _) in texts(&line) {
            let masked = masked(&text, &secrets(&text));
            assert_eq!((masked.len(), masked.lines().count()), (text.len(), text.lines().count()));
            let ends = |t: &str| t.char_indices().filter(|(_, c)| *c == '\n').map(|(n, _)| n).collect::<Vec<_>>();
            assert_eq!(ends(&masked), ends(&text));
            for piece in line.secret.as_bytes().windows(6) {
                assert!(memchr::memmem::find(masked.as_bytes(), piece).is_none(), "{}: {masked}", line.kind);
            }
        }
    }
}

#[test]
fn several_secrets_of_one_text_are_all_found_in_order() {
    let lines = planted::all(7);
    let items: Vec<String> = lines.iter().map(|l| format!("- {}{}{}\n\n", l.before, l.secret, l.after)).collect();
    let text = items.concat();
    let found = secrets(&text);
    assert_eq!(found.len(), lines.len());
    for (secret, line) in found.iter().zip(&lines) {
        assert_eq!((secret.kind, &text[secret.span.clone()]), (line.kind, line.secret.as_str()));
    }
}

#[test]
fn hashes_ids_images_digests_and_lock_files_are_no_secrets() {
    let mut random = Random(5);
    let mut text = String::new();
    for n in 0..100 {
        for form in [
            "md5 %h32;  backup.tar.gz",
            "commit %h40;",
            "sha256:%h64; pulled image registry.corp.test/app@sha256:%h64;",
            "request %h8;-%h4;-%h4;-%h4;-%h12; failed, token bucket empty",
            "traceparent: 00-%h32;-%h16;-01 password reset page slow",
            "checksum = \"%h64;\"",
            "  integrity: sha512-%s86;==",
            "resolved \"https://registry.corp.test/left-pad/-/left-pad-1.3.0.tgz#%h40;\"",
            "golang.org/x/text v0.3.0 h1:%s43;=",
            "span_id=%h16; trace_id=%h32; http://web-1:8080/health?id=%h24;",
            "ETag: \"%h32;\" Datadog trace id: %h32; cloudflare zone: %h32;",
            "pod payments-%h9;-%l5; at 10.0.0.%d1; Twilio SID AC%h32;",
        ] {
            text += &random.fill(form);
            text.push('\n');
        }
        let image: Vec<u8> = (0..300).map(|_| u8::try_from(random.below(256)).expect("a byte")).collect();
        text += &format!("![a](data:image/png;base64,{})\n", base64::engine::general_purpose::STANDARD.encode(image));
        text += &format!("The password of host {n} and the secret token were rotated: see the runbook.\n");
    }
    assert!(text.lines().count() >= 1000);
    assert_eq!(shown(&text), Vec::<String>::new());
}

fn shown(text: &str) -> Vec<String> {
    secrets(text).iter().map(|s| format!("{}: {}", s.kind, &text[s.span.clone()])).collect()
}

/// Values of documentation. Each is broken in two, so that no host takes this file for a leak.
#[test]
fn documentation_and_placeholders_are_no_secrets() {
    let lines = [
        ["AKIAIOSFODNN7", "EXAMPLE"],
        ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"],
        ["sk_test_4eC39HqLyj", "WDarjtT1zdp7dc"],
        ["AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u", "SRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="],
        ["ghp_zQWBuTSOoRi4A9sp", "HcVY5ncnsDkxkJ0mLq17"],
        ["Authorization: Basic QWxhZGRp", "bjpvcGVuIHNlc2FtZQ=="],
        ["Authorization: Bearer mF_9.B5f", "-4.1JqM"],
        ["Authorization: Token token=y_NbAkKc66", "ryYTWUXYEu"],
        [
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ",
            ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        ],
        ["ghp_", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
        ["ghp_", "your-token-goes-here-your-token-goes"],
        ["glpat-", "ABCDEFGHIJKLMNOPQRST"],
        ["sk_live_", "abcdefghijklmnopqrstuvwx"],
        ["xoxb-123456789012-123456789012", "-abcdefghijklmnopqrstuvwx"],
        ["DD_API_KEY=", "0123456789abcdef0123456789abcdef"],
        ["AIza", "SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
        ["postgres://user:", "password@localhost/db"],
        ["postgres://postgres:", "postgres@db/app"],
        ["mysql://root:", "${MYSQL_ROOT_PASSWORD}@db/app"],
        ["https://user:", "pass@host.test/"],
        ["redis://:", "<password>@cache:6379"],
        ["amqp://guest:", "guest@mq"],
        ["password = ", "\"changeme123\""],
        ["password: ", "'{{ vault.db.password }}'"],
        ["DB_PASSWORD=", "$(cat /run/secrets/db_1)"],
        ["api_key: ", "<your-api-key-1234>"],
        ["client_secret=", "REDACTED_1234567890"],
        ["password: ", "********"],
        ["token: ", "os.environ[\"TOKEN_2\"]"],
        ["secret: ", "projects/prod-1/secrets/db-2/versions/3"],
        ["secretName: ", "payments-db-credentials-v2"],
        ["The password: ", "see the vault, 2nd entry"],
        ["next_page_token: ", "CAUQAA9kd83Kd8sl2Kd9"],
        ["csrf_token=", "k3Jd8sKd92lsKd83Js92"],
        ["curl -u admin:", "$PASSWORD https://x.test"],
        ["\"token\": \"ACEGmn", "oq#1rstu2...BDFH3vxwy!4hlm!#5\""],
        ["log?AWSAccessKeyId=", "AKGPT4J56IAJ2EUBL5CQ&Expires=1440195891"],
        ["x?twoFactorToken=0&deviceIdentifier=0", "&deviceType=0&a=b17"],
        ["-----BEGIN RSA PRIVATE KEY-----", " was visible in the log"],
        ["-----BEGIN RSA PRIVATE KEY-----\n", "...\n-----END RSA PRIVATE KEY-----"],
        ["-----BEGIN PUBLIC KEY-----\n", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAx9\n-----END PUBLIC KEY-----"],
    ];
    for line in lines {
        let line = line.concat();
        assert_eq!(shown(&line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn a_password_in_the_query_of_an_address_ends_where_the_next_value_begins() {
    let password = ["Zq8vN3", "kL0pW2xR7t"].concat();
    let text = format!("jdbc:postgresql://db-1:5432/app?user=app&password={password}&ssl=true");
    assert_eq!(shown(&text), [format!("password-assignment: {password}")]);
}

#[test]
fn a_key_in_a_quotation_or_without_its_end_is_found_whole() {
    let line = planted::all(3).into_iter().find(|l| l.kind == "rsa-private-key").expect("a key");
    let quoted = format!("> {}\n\nAfter.\n", line.secret.replace('\n', "\n> "));
    let found = secrets(&quoted);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span, 2..quoted.find("\n\nAfter").expect("the end"));
    let cut = line.secret.split("=\n").next().expect("the key");
    let text = format!("{cut}\n\nThe log ends here.\n");
    let found = secrets(&text);
    assert_eq!(found.len(), 1);
    assert!(!masked(&text, &found).contains(&cut[cut.len() - 60..]));
    assert!(masked(&text, &found).ends_with("The log ends here.\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_fail_and_every_place_is_on_a_boundary_of_characters(
        parts in prop::collection::vec(prop_oneof![
            ".{0,40}",
            "[a-zA-Z0-9+/=_-]{0,120}",
            prop::sample::select(vec![
                "password = ", "://a:", "@h", "-----BEGIN PRIVATE KEY-----", "-----END ", "eyJ", "ghp_", "Q~", "sig=", "sv=",
                "パスワード：", "パスワード: ", "token: \"", "\\n", "Authorization: Basic ", ":AA", "-us", "machine ", "curl -u é:",
            ]).prop_map(str::to_owned),
        ], 0..12),
        cut in 0usize..400,
    ) {
        let mut text = parts.concat();
        text.truncate((0..=cut.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0));
        let found: Vec<Secret> = secrets(&text);
        let mut last = 0;
        for secret in &found {
            prop_assert!(secret.span.start >= last && secret.span.start < secret.span.end);
            prop_assert!(text.get(secret.span.clone()).is_some());
            last = secret.span.end;
        }
        prop_assert_eq!(masked(&text, &found).len(), text.len());
    }
}
