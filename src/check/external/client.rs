//! The only place of Candor that opens a connection, and only `candor check --external` comes here.
//!
//! A request says who asks and nothing more: no referrer, no cookie, no name or password. TLS
//! trusts the certificate authorities of the operating system. A proxy is that of the environment.

use super::{Fetch, Method, Reply};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error, Proxy, Timeout};
use url::Url;

/// What servers are told of who asks.
const USER_AGENT: &str = concat!("candor/", env!("CARGO_PKG_VERSION"), " (link check)");

/// Asks over the network.
pub struct Client {
    agent: Agent,
    /// Whether this machine knows certificate authorities, without which nobody can be trusted.
    has_authorities: bool,
}

impl Client {
    /// A client that waits so long for each answer, and asks through the proxy of the environment.
    pub fn new(timeout: Duration) -> Self {
        Self::through(Proxy::try_from_env(), timeout)
    }

    fn through(proxy: Option<Proxy>, timeout: Duration) -> Self {
        // A second client of one process finds it done.
        drop(rustls::crypto::ring::default_provider().install_default());
        let authorities = rustls_native_certs::load_native_certs().certs;
        let certificates = authorities.iter().map(|der| Certificate::from_der(der).to_owned());
        let roots = RootCerts::Specific(Arc::new(certificates.collect()));
        let config = Agent::config_builder()
            .proxy(proxy)
            .user_agent(USER_AGENT)
            .accept("*/*")
            .timeout_global(Some(timeout))
            // So that a name server that is silent is not taken for a silent host.
            .timeout_resolve(Some(timeout / 2))
            .http_status_as_error(false)
            .max_redirects(0)
            // A host is asked now and then: a connection that waits for it would only be in its way.
            .max_idle_connections(0)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self { agent: config.new_agent(), has_authorities: !authorities.is_empty() }
    }
}

impl Fetch for Client {
    fn fetch(&self, method: Method, url: &Url) -> Reply {
        if url.scheme() == "https" && !self.has_authorities {
            return Reply::Failed(
                "this machine has no certificate authorities to trust (`SSL_CERT_FILE` names some)".into(),
            );
        }
        let request = match method {
            Method::Head => self.agent.head(url.as_str()),
            Method::Get => self.agent.get(url.as_str()),
        };
        // The page itself is dropped with the answer, unread.
        match request.call() {
            Ok(answer) => {
                let header = |name: &str| answer.headers().get(name);
                Reply::Status {
                    status: answer.status().as_u16(),
                    location: header("location").and_then(|v| v.to_str().ok()).map(str::to_owned),
                    later: header("retry-after").is_some(),
                }
            }
            Err(error) => failure(&error),
        }
    }
}

/// What a failure means. No part of the address is in it.
fn failure(error: &Error) -> Reply {
    match error {
        Error::HostNotFound => Reply::NoSuchHost,
        Error::Timeout(Timeout::Resolve) => Reply::NoLookup,
        Error::Timeout(_) => Reply::Silent,
        Error::Io(error) => match lookup(error) {
            Some(reply) => reply,
            None if error.kind() == io::ErrorKind::TimedOut => Reply::Silent,
            // TLS comes through the connection as an error of it.
            None if error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()).is_some() => untrusted(),
            None => Reply::Failed(format!("no connection to its host: {}", reason(error))),
        },
        Error::Rustls(_) | Error::Tls(_) | Error::Pem(_) => untrusted(),
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => {
            Reply::Failed("the proxy did not let it through".into())
        }
        Error::ConnectionFailed => Reply::Failed("no connection to its host".into()),
        Error::Http(_) | Error::BadUri(_) => Reply::Failed("its address cannot be put into a request".into()),
        _ => Reply::Failed("its server does not speak HTTP as it should".into()),
    }
}

fn untrusted() -> Reply {
    Reply::Failed("its certificate is not trusted here".into())
}

/// An error of the connection in plain words, without numbers.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "refused".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::UnexpectedEof => {
            "closed before an answer".to_owned()
        }
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "there is no way to it".to_owned(),
        kind => kind.to_string(),
    }
}

/// Whether an error is that of looking up a name, which systems tell in their words only.
fn lookup(error: &io::Error) -> Option<Reply> {
    /// Host not found and no data, in the numbers of Windows.
    const UNKNOWN: [i32; 2] = [11001, 11004];
    /// The same in the words of glibc, musl and macOS.
    const WORDS: [&str; 5] = [
        "Name or service not known",
        "No address associated with",
        "Name does not resolve",
        "Name has no usable address",
        "nodename nor servname provided",
    ];
    let text = error.to_string();
    if cfg!(windows) && error.raw_os_error().is_some_and(|n| (11001..=11004).contains(&n)) {
        let is_unknown = error.raw_os_error().is_some_and(|n| UNKNOWN.contains(&n));
        return Some(if is_unknown { Reply::NoSuchHost } else { Reply::NoLookup });
    }
    text.contains("failed to lookup address")
        .then(|| if WORDS.iter().any(|words| text.contains(words)) { Reply::NoSuchHost } else { Reply::NoLookup })
}

#[cfg(test)]
mod tests;
