//! The client against a server on this machine.

use super::*;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// A server that gives one answer to one request; gives its address, and the request afterwards.
fn server(answer: &'static str) -> (Url, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/a?b=c", listener.local_addr().unwrap())).unwrap();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = request(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
        request
    });
    (url, thread)
}

fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 1024];
    while !bytes.ends_with(b"\r\n\r\n") {
        let n = stream.read(&mut part).unwrap();
        assert!(n > 0, "the request ends");
        bytes.extend_from_slice(&part[..n]);
    }
    String::from_utf8(bytes).unwrap()
}

fn client() -> Client {
    Client::through(None, Duration::from_secs(5))
}

#[test]
fn a_request_says_who_asks_and_nothing_more() {
    let (url, server) = server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(client().fetch(Method::Head, &url), Reply::Status { status: 404, location: None, later: false });
    let request = server.join().unwrap().to_lowercase();
    let mut lines: Vec<&str> = request.trim_end().lines().collect();
    assert_eq!(lines.remove(0), "head /a?b=c http/1.1");
    let mut names: Vec<&str> = lines.iter().filter_map(|l| l.split(':').next()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
    assert!(request.contains(&USER_AGENT.to_lowercase()));
}

#[test]
fn a_redirect_is_told_and_not_followed_and_a_page_is_not_read() {
    let (url, server) = server(
        "HTTP/1.1 302 Found\r\nLocation: /b\r\nRetry-After: 5\r\nContent-Length: 1000000000\r\n\r\nthe page begins",
    );
    let expected = Reply::Status { status: 302, location: Some("/b".into()), later: true };
    assert_eq!(client().fetch(Method::Get, &url), expected);
    assert!(server.join().unwrap().starts_with("GET /a?b=c"));
}

#[test]
fn what_fails_is_told_apart_and_holds_no_address() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/secret", listener.local_addr().unwrap())).unwrap();
    let hasty = Client::through(None, Duration::from_millis(200));
    assert_eq!(hasty.fetch(Method::Head, &url), Reply::Silent);
    drop(listener);
    assert_eq!(client().fetch(Method::Head, &url), Reply::Failed("no connection to its host: refused".into()));
    let (url, server) = server("this is no HTTP\r\n\r\n");
    let reply = client().fetch(Method::Head, &url);
    assert!(matches!(&reply, Reply::Failed(why) if !why.contains("127")), "{reply:?}");
    server.join().unwrap();
    let url = Url::parse("http://nowhere.invalid/").unwrap();
    assert!(matches!(client().fetch(Method::Head, &url), Reply::NoSuchHost | Reply::NoLookup));
}

#[test]
fn a_server_without_a_certificate_is_not_trusted() {
    let (mut url, server) = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // An alert of TLS: handshake_failure.
            stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).unwrap();
            let mut rest = [0; 4096];
            while stream.read(&mut rest).is_ok_and(|n| n > 0) {}
        });
        (url, thread)
    };
    url.set_scheme("https").unwrap();
    let reply = client().fetch(Method::Head, &url);
    assert!(matches!(&reply, Reply::Failed(why) if why.contains("certificate")), "{reply:?}");
    server.join().unwrap();
}
