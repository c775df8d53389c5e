//! Values of every form, made when a test runs: no file of the project holds one.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Random numbers that are the same in every run (`SplitMix64`).
pub(super) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).expect("small")
    }

    /// Characters of a class; the second is a digit where the class has digits and letters.
    pub fn text(&mut self, class: char, len: usize) -> String {
        let of = |class| -> &'static str {
            match class {
                'h' => "0123456789abcdef",
                'H' => "0123456789ABCDEF",
                'd' => "123456789",
                'b' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                'A' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                'l' => "abcdefghijklmnopqrstuvwxyz0123456789",
                'L' => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                'k' => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
                'w' => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
                's' => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
                _ => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
            }
        };
        let pick = |random: &mut Self, from: &str| char::from(from.as_bytes()[random.below(from.len())]);
        (0..len)
            .map(|n| match (n, class) {
                // Not at the edge: `-` there is punctuation to a reader too.
                (_, 'w') if n == 0 || n + 1 == len => pick(self, of('a')),
                (1, 'a' | 'w' | 's' | 'l' | 'A') => pick(self, of('d')),
                _ => pick(self, of(class)),
            })
            .collect()
    }

    /// A text in which `%h32;` stands for 32 characters of the class `h`.
    pub fn fill(&mut self, form: &str) -> String {
        let mut parts = form.split('%');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (what, rest) = part.split_once(';').expect("a class and `;`");
            let class = what.chars().next().expect("a class");
            text.push_str(&self.text(class, what[1..].parse().expect("a length")));
            text.push_str(rest);
        }
        text
    }
}

const UUID: &str = "%h8;-%h4;-%h4;-%h4;-%h12;";

/// Kinds with a form; `[` and `]` stand around the secret where it is not the whole.
const FORMS: &[(&str, &str)] = &[
    ("age-secret-key", "AGE-SECRET-KEY-1%k58;"),
    ("aws-access-key", "AKIA%b16;"),
    ("aws-access-key", "ASIA%b16;"),
    ("aws-secret-key", "aws_secret_access_key = [%s40;]"),
    ("aws-secret-key", "\"SecretAccessKey\": \"[%s40;]\""),
    ("aws-secret-key", "the secret access key was `[%s40;]`"),
    ("aws-session-token", "aws_session_token=[%s400;]"),
    ("gcp-api-key", "AIza%w35;"),
    ("google-oauth-client-secret", "GOCSPX-%w28;"),
    ("google-oauth-token", "ya29.%w120;"),
    (
        "azure-storage-key",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=[%s86;==];EndpointSuffix=core.windows.net",
    ),
    (
        "azure-shared-access-key",
        "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=[%s43;=]",
    ),
    ("azure-sas", "https://a.blob.core.windows.net/c?sv=2022-11-02&se=2026-01-01&sig=[%a43;%3D]&sp=r"),
    ("azure-client-secret", "%a3;8Q~%w34;"),
    ("alibaba-access-key", "LTAI%a20;"),
    ("digitalocean-token", "dop_v1_%h64;"),
    ("heroku-api-key", "HRKU-AA%w58;"),
    ("cloudflare-api-token", "CLOUDFLARE_API_TOKEN=[%w40;]"),
    ("cloudflare-global-key", "X-Auth-Key: [%h37;]"),
    ("cloudflare-origin-ca-key", "v1.0-%h24;-%h146;"),
    ("fastly-api-token", "Fastly-Key: [%w32;]"),
    ("fly-token", "fm2_%s200;"),
    ("netlify-token", "nfp_%a36;"),
    ("supabase-token", "sbp_%h40;"),
    ("planetscale-token", "pscale_tkn_%w43;"),
    ("databricks-token", "dapi%h32;"),
    ("tailscale-key", "tskey-auth-%a12;-%a32;"),
    ("github-personal-token", "ghp_%a36;"),
    ("github-oauth-token", "gho_%a36;"),
    ("github-app-token", "ghs_%a36;"),
    ("github-refresh-token", "ghr_%a76;"),
    ("github-fine-grained-token", "github_pat_%a22;_%a59;"),
    ("gitlab-personal-token", "glpat-%w20;"),
    ("gitlab-token", "glrt-%w20;"),
    ("bitbucket-app-password", "ATBB%a32;"),
    ("npm-token", "npm_%a36;"),
    ("npmrc-auth", "//registry.corp.test/:_authToken=[%a36;]"),
    ("pypi-token", "pypi-AgEIcHlwaS5vcmc%w120;"),
    ("rubygems-key", "rubygems_%h48;"),
    ("crates-io-token", "cio%a32;"),
    ("nuget-key", "oy2%l43;"),
    ("docker-hub-token", "dckr_pat_%w27;"),
    ("artifactory-key", "AKCp%a69;"),
    ("circleci-token", "CCIPAT_%a22;_%h40;"),
    ("buildkite-token", "bkua_%h40;"),
    ("sonar-token", "squ_%h40;"),
    ("postman-key", "PMAK-%h24;-%h34;"),
    ("figma-token", "figd_%w40;"),
    ("vault-token", "hvs.%w95;"),
    ("terraform-token", "%a14;.atlasv1.%w67;"),
    ("pulumi-token", "pul-%h40;"),
    ("doppler-token", "dp.pt.%a43;"),
    ("onepassword-token", "ops_eyJ%s300;"),
    ("slack-bot-token", "xoxb-%d12;-%d12;-%a24;"),
    ("slack-user-token", "xoxp-%d12;-%d12;-%d12;-%h32;"),
    ("slack-app-token", "xapp-1-A%A10;-%d13;-%h64;"),
    ("slack-legacy-token", "xoxs-%d12;-%d12;-%d12;-%h40;"),
    ("slack-webhook", "https://hooks.slack.com/services/[T%A10;/B%A10;/%a24;]"),
    ("discord-webhook", "https://discord.com/api/webhooks/%d18;/[%w68;]"),
    ("telegram-bot-token", "%d10;:AA%w33;"),
    ("teams-webhook", "https://a.webhook.office.com/webhookb2/x/IncomingWebhook/[%h32;/%h8;-%h4;-%h4;-%h4;-%h12;]"),
    ("stripe-key", "sk_live_%a24;"),
    ("stripe-key", "rk_live_%a99;"),
    ("stripe-test-key", "sk_test_%a24;"),
    ("stripe-webhook-secret", "whsec_%a32;"),
    ("square-token", "sq0atp-%w22;"),
    ("square-token", "EAAA%w60;"),
    ("braintree-token", "access_token$production$%l16;$%h32;"),
    ("paypal-secret", "PAYPAL_CLIENT_SECRET=[E%w79;]"),
    ("shopify-token", "shpat_%h32;"),
    ("twilio-api-key", "SK%h32;"),
    ("twilio-auth-token", "TWILIO_AUTH_TOKEN: [%h32;]"),
    ("sendgrid-key", "SG.%w22;.%w43;"),
    ("mailgun-key", "key-%h32;"),
    ("mailgun-signing-key", "MAILGUN_SIGNING_KEY=[%h32;-%h8;-%h8;]"),
    ("mailchimp-key", "%h32;-us14"),
    ("brevo-key", "xkeysib-%h64;-%a16;"),
    ("datadog-key", "DD_API_KEY=[%h32;]"),
    ("datadog-key", "the Datadog application key is [%h40;]"),
    ("new-relic-key", "NRAK-%A27;"),
    ("new-relic-licence-key", "%h32;FFFFNRAL"),
    ("grafana-service-token", "glsa_%a32;_%h8;"),
    ("grafana-cloud-token", "glc_eyJ%s120;"),
    ("sentry-token", "sntryu_%h64;"),
    ("pagerduty-key", "PAGERDUTY_API_KEY: [%w20;]"),
    ("pagerduty-header", "Token token=[%w20;]"),
    ("dynatrace-token", "dt0c01.%A24;.%A64;"),
    ("atlassian-token", "ATATT3%w186;"),
    ("trello-token", "ATTA%h64;%H8;"),
    ("linear-key", "lin_api_%a40;"),
    ("notion-token", "ntn_%d11;%a35;"),
    ("okta-token", "Authorization: SSWS [00%w40;]"),
    ("facebook-token", "EAAG%a180;"),
    ("openai-key", "sk-proj-%w74;T3BlbkFJ%w74;"),
    ("openai-key", "sk-%a20;T3BlbkFJ%a20;"),
    ("anthropic-key", "sk-ant-api03-%w93;AA"),
    ("openrouter-key", "sk-or-v1-%h64;"),
    ("hugging-face-token", "hf_%L34;"),
    ("replicate-token", "r8_%a37;"),
    ("groq-key", "gsk_%a52;"),
    ("perplexity-key", "pplx-%a48;"),
    ("postgres-url", "postgresql+psycopg2://app:[%w16;]@db-1.corp.test:5432/orders"),
    ("mysql-url", "mysql://app:[%a12;]@db-1/orders"),
    ("mongodb-url", "mongodb+srv://app:[%a20;]@c0.corp.test/x"),
    ("redis-url", "rediss://:[%a20;]@cache-1:6379/0"),
    ("amqp-url", "amqps://app:[%a14;]@mq-1/vhost"),
    ("url-password", "https://deploy:[%a14;]@git.corp.test/x.git"),
    ("authorization-bearer", "curl -H 'Authorization: Bearer [%w43;]' https://x.test/"),
    ("authorization-bearer", "PRIVATE-TOKEN: [%a24;]"),
    ("curl-login", "curl -s -u admin:[%a12;] https://x.test/"),
    ("netrc-login", "machine git.corp.test login deploy password [%a18;]"),
    ("pgpass-login", "db-1.corp.test:5432:orders:app:[%a14;]"),
    ("sql-password", "ALTER USER app IDENTIFIED BY '[%a14;]'"),
    ("password-assignment", "db_password = \"[%a12;]\""),
    ("password-assignment", "**Password:** `[%a10;]`"),
    ("password-assignment", "\"adminPassword\": \"[%a16;]\""),
    ("secret-assignment", "CLIENT_SECRET=[%a40;]"),
    ("secret-assignment", "api_key: [%a32;]"),
];

/// A line that holds a secret.
pub(super) struct Planted {
    pub kind: &'static str,
    pub before: String,
    pub secret: String,
    pub after: String,
}

/// One or more of every kind; others for another seed.
pub(super) fn all(seed: u64) -> Vec<Planted> {
    let mut random = Random(seed);
    let mut all: Vec<Planted> = FORMS
        .iter()
        .map(|(kind, form)| {
            // `%3D` is a sign of an address, not a class.
            let text = random.fill(&form.replace("%3D", "\u{1}")).replace('\u{1}', "%3D");
            match text.split_once('[').and_then(|(b, rest)| Some((b, rest.rsplit_once(']')?))) {
                Some((before, (secret, after))) => planted(kind, before, secret, after),
                None => planted(kind, "", &text, ""),
            }
        })
        .collect();
    for (kind, before) in [
        ("heroku-legacy-key", "HEROKU_API_KEY="),
        ("snyk-token", "SNYK_TOKEN="),
        ("opsgenie-key", "opsgenie_api_key: "),
        ("opsgenie-header", "Authorization: GenieKey "),
        ("hubspot-token", "pat-na1-"),
        ("launchdarkly-key", "LAUNCHDARKLY_SDK_KEY=sdk-"),
    ] {
        let uuid = random.fill(UUID);
        let at = before.rfind(['=', ' ']).map_or(0, |n| n + 1);
        all.push(planted(kind, &before[..at], &format!("{}{uuid}", &before[at..]), ""));
    }
    let id = URL_SAFE_NO_PAD.encode(random.text('d', 18));
    let bot = format!("{id}.{}.{}", random.text('w', 6), random.text('w', 38));
    all.push(planted("discord-bot-token", "DISCORD_TOKEN=", &bot, ""));
    let claims = format!("{{\"sub\":\"{}\",\"exp\":1700000000}}", random.text('a', 20));
    let jwt = [
        URL_SAFE_NO_PAD.encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"),
        URL_SAFE_NO_PAD.encode(claims),
        random.text('w', 43),
    ]
    .join(".");
    all.push(planted("jwt", "", &jwt, ""));
    let login = STANDARD.encode(format!("deploy:{}", random.text('a', 16)));
    all.push(planted("authorization-basic", "Authorization: Basic ", &login, ""));
    all.push(planted("docker-config-auth", "{\"auths\":{\"r.test\":{\"auth\": \"", &login, "\"}}}"));
    for (kind, label) in [
        ("private-key", "PRIVATE KEY"),
        ("encrypted-private-key", "ENCRYPTED PRIVATE KEY"),
        ("rsa-private-key", "RSA PRIVATE KEY"),
        ("ec-private-key", "EC PRIVATE KEY"),
        ("dsa-private-key", "DSA PRIVATE KEY"),
        ("openssh-private-key", "OPENSSH PRIVATE KEY"),
        ("pgp-private-key", "PGP PRIVATE KEY BLOCK"),
    ] {
        all.push(planted(kind, "", &pem(&mut random, label, "\n"), ""));
    }
    all.push(planted("private-key", "key: \"", &pem(&mut random, "PRIVATE KEY", "\\n"), "\\n\""));
    let inside = pem(&mut random, "PRIVATE KEY", "\\n");
    all.push(planted("gcp-service-account", "{\"type\": \"service_account\", \"private_key\": \"", &inside, "\\n\"}"));
    let block = STANDARD.encode(pem(&mut random, "RSA PRIVATE KEY", "\n"));
    all.push(planted("base64-private-key", "client-key-data: ", &block, ""));
    let lines = format!("{}\n{}\n{}", random.text('s', 64), random.text('s', 64), random.text('s', 40));
    all.push(planted(
        "putty-private-key",
        "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 3\n",
        &lines,
        "\nPrivate-MAC: 0",
    ));
    all
}

fn pem(random: &mut Random, label: &str, end: &str) -> String {
    let dashes = "-----";
    let mut text = format!("{dashes}BEGIN {label}{dashes}{end}");
    if label.starts_with("PGP") {
        text += &format!("Version: 2{end}{end}");
    }
    for _ in 0..8 {
        text += &format!("{}{end}", random.text('s', 64));
    }
    text + &format!("{}={end}{dashes}END {label}{dashes}", random.text('s', 11))
}

fn planted(kind: &'static str, before: &str, secret: &str, after: &str) -> Planted {
    Planted { kind, before: before.into(), secret: secret.into(), after: after.into() }
}
