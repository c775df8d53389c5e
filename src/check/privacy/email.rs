//! E-mail addresses of people in the text of a file, code included: it is published too.

use std::ops::Range;

/// Mailboxes of a role rather than a person: those of RFC 2142, and the usual ones beside them.
const ROLES: [&str; 34] = [
    "info",
    "marketing",
    "sales",
    "support",
    "noc",
    "abuse",
    "security",
    "postmaster",
    "hostmaster",
    "usenet",
    "news",
    "webmaster",
    "www",
    "uucp",
    "ftp",
    "contact",
    "help",
    "press",
    "privacy",
    "status",
    "git",
    "admin",
    "root",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "notifications",
    "alerts",
    "oncall",
    "on-call",
    "hello",
    "team",
];

/// Ends of hosts that documentation uses or that no mail goes to (RFC 2606, RFC 6762 and common practice), and
/// endings of files and of systemd units.
const NO_HOSTS: [&str; 43] = [
    "example",
    "invalid",
    "test",
    "localhost",
    "local",
    "internal",
    "lan",
    "home",
    "corp",
    "service",
    "timer",
    "socket",
    "mount",
    "target",
    "slice",
    "scope",
    "device",
    "path",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "js",
    "ts",
    "css",
    "html",
    "htm",
    "json",
    "yaml",
    "yml",
    "toml",
    "lock",
    "md",
    "txt",
    "log",
    "conf",
    "so",
    "jar",
    "zip",
    "gz",
    "tgz",
];

/// The addresses of people in a text.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    memchr::memchr_iter(b'@', text.as_bytes()).filter_map(|at| address(text, at)).collect()
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-' | b'\'')
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

fn address(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = bytes[..at].iter().rev().take_while(|b| is_local(**b)).count();
    let after = bytes[at + 1..].iter().take_while(|b| is_host(**b)).count();
    let local = text[at - before..at].trim_start_matches(['.', '-', '+', '\'', '_']);
    let host = text[at + 1..at + 1 + after].trim_end_matches(['.', '-']);
    let span = at - local.len()..at + 1 + host.len();
    let named = !local.is_empty()
        && local.len() <= 64
        && !local.ends_with('.')
        && local.bytes().any(|b| b.is_ascii_alphabetic());
    if !named || !is_mail_host(host) || is_role(local) || is_no_mail(text, &span) {
        return None;
    }
    Some(span)
}

fn is_mail_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |l: &&str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-');
    let Some((top, rest)) = labels.split_last() else { return false };
    // Addresses of lists, and those that a service gives so that nobody is named.
    let is_list = host.contains("noreply") || host.contains("googlegroups.") || host.starts_with("lists.");
    let documented = rest.last() == Some(&"example") && ["com", "org", "net", "edu"].contains(top);
    // `lib@1.2.3`, `logo@2x.png`: a name that begins like a version is none of mail.
    let is_version = labels.iter().take(2).all(|l| l.starts_with(|c: char| c.is_ascii_digit()))
        || (labels[0].starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 2);
    !rest.is_empty()
        && labels.iter().all(is_label)
        && (2..=24).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !documented
        && !is_list
        && !is_version
        && !NO_HOSTS.contains(top)
}

fn is_role(local: &str) -> bool {
    let local = local.to_ascii_lowercase();
    let words: Vec<&str> = local.split(['-', '_', '.', '+']).collect();
    words.contains(&"team")
        || ROLES.contains(&local.split('+').next().unwrap_or_default())
        || local.contains("noreply")
        || local.contains("no-reply")
}

/// Whether what stands around it makes it a login, a remote of git, an address of another scheme, a handle or a message id.
fn is_no_mail(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let line = text[..span.start].rfind('\n').map_or(0, |n| n + 1);
    let before = &text[line..span.start];
    let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    if word.contains("://") || word.ends_with(['@', '/', ':', '=']) && !word.ends_with("mailto:") && !is_label(word) {
        return true;
    }
    // `me@mail.net.${name}`: a piece of code that makes one.
    if text[span.end..].starts_with(".$") || text[span.end..].starts_with(".{") {
        return true;
    }
    let next = bytes.get(span.end).copied().unwrap_or(b' ');
    let then = bytes.get(span.end + 1).copied().unwrap_or(b' ');
    // `deploy@host.net:/srv`, `root@host.net:~#` and the version of a package.
    if (next == b':' && !then.is_ascii_whitespace()) || next == b'@' || (next == b'/' && !then.is_ascii_whitespace()) {
        return true;
    }
    let lower = before.to_ascii_lowercase();
    let tool = ["ssh ", "scp ", "sftp ", "rsync ", "mosh ", "message-id"].iter().any(|t| lower.contains(t));
    tool || lower.trim_end().ends_with("ssh")
}

/// Whether a word is the name of a value, as in `email=`.
fn is_label(word: &str) -> bool {
    let name = word.trim_end_matches([':', '=', '"', '\'']).to_ascii_lowercase();
    ["mail", "e-mail", "email", "from", "to", "cc", "contact", "address", "user", "author", "owner"]
        .iter()
        .any(|n| name.ends_with(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn addresses_of_people_are_found_without_the_marks_around_them() {
        let person = "ana.lopez@corp-mail.io";
        for text in [
            "Write to ana.lopez@corp-mail.io.",
            "<ana.lopez@corp-mail.io>",
            "[Ana](mailto:ana.lopez@corp-mail.io)",
            "```\nuser=ana.lopez@corp-mail.io failed\n```",
            "From: ana.lopez@corp-mail.io",
            "障害はana.lopez@corp-mail.ioまで",
        ] {
            assert_eq!(found(text), [person], "{text}");
        }
    }

    #[test]
    fn logins_packages_handles_and_documentation_are_none() {
        for text in [
            "git@github.com:a/b.git",
            "ssh deploy@web-1.corp-mail.io",
            "root@db-1.corp-mail.io:~# ls",
            "root@db-1:~# ls",
            "lib@1.2.3 and left-pad@1.3.0.tgz",
            "golang.org/x/text@v0.3.0",
            "@ana@mastodon.social",
            "ana@example.com, ana@example.org, ana@a.invalid, ana@x.test, ana@localhost",
            "noreply@corp-mail.io, support@corp-mail.io",
            "https://user@corp-mail.io/x",
            "postgres://app:x@db.corp-mail.io/x",
            "getty@tty1.service, logo@2x.png",
            "app@sha256:0123",
            "12345+ana@users.noreply.github.com, binder-team@corp-mail.io, all@lists.corp-mail.io",
            "md5(`me@corp-mail.io.${token}`)",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
