//! A library as templates see it: what many pages share, made once.

use super::alerts::Alerts;
use super::alike::Alike;
use super::data::{data, list};
use super::sentence::Part;
use super::strings::Strings;
use super::url;
use crate::config::Config;
use crate::date::Moment;
use crate::document::markdown::{free, slug};
use crate::document::{Document, Kind, Labels};
use crate::library::{Library, Together};
use crate::similar::Similar;
use crate::source::Role;
use std::collections::HashMap;
use tera::Value;

/// How many incidents stand on one page of a list.
pub(super) const PER_PAGE: usize = 200;

/// Above this many, what occurs together is named without its list.
const TOGETHER_LISTED: usize = 50;

/// Words read in a minute (the rate that is usual for technical prose).
const WORDS_A_MINUTE: usize = 230;

/// A library with its addresses and the values that pages share.
pub(super) struct View<'a> {
    pub(super) library: &'a Library,
    /// Likeness between incidents.
    pub(super) alike: Alike<'a>,
    pub(super) config: &'a Config,
    pub(super) strings: &'a Strings,
    labels: Labels,
    /// The address of each document.
    urls: Vec<String>,
    /// The incident of each document that is one.
    incidents: HashMap<usize, usize>,
    /// The place of each incident in time, the newest first.
    ranks: Vec<usize>,
    /// Each incident as it stands in lists.
    cards: Vec<Value>,
    /// Names of alerts and texts of errors.
    pub(super) alerts: Alerts,
    /// Slugs of severities that are not on the scale.
    pub(super) other_severities: Vec<OtherSeverity>,
}

/// A word for severity that is not on the scale.
pub(super) struct OtherSeverity {
    pub(super) raw: String,
    pub(super) url: String,
    pub(super) incidents: Vec<usize>,
}

/// The address of a second text about a service or factor, which has no page of that one.
fn orphan_url(document: &Document) -> String {
    let stem = document.path.rsplit_once('.').map_or(document.path.as_str(), |(stem, _)| stem);
    format!("pages/{}/index.html", slug(stem))
}

/// Minutes to read a number of words, at least one.
pub(super) fn minutes(words: usize) -> usize {
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

impl<'a> View<'a> {
    pub(super) fn new(library: &'a Library, similar: &'a Similar, config: &'a Config, strings: &'a Strings) -> Self {
        let incidents = library.incidents.iter().enumerate().map(|(at, i)| (i.document, at)).collect();
        let mut ranks = vec![0; library.incidents.len()];
        for (rank, incident) in library.by_time.iter().enumerate() {
            ranks[*incident] = rank;
        }
        let mut view = Self {
            library,
            alike: Alike::of(library, similar),
            ranks,
            config,
            strings,
            labels: strings.labels(),
            urls: Vec::new(),
            incidents,
            cards: Vec::new(),
            alerts: Alerts::of(library),
            other_severities: other_severities(library, config),
        };
        view.urls = (0..library.documents.len()).map(|at| view.find_url(at)).collect();
        view.cards = (0..library.incidents.len()).map(|at| view.make_card(at)).collect();
        view
    }

    fn find_url(&self, document: usize) -> String {
        let library = self.library;
        let of = |found: Option<String>| found.unwrap_or_else(|| orphan_url(&library.documents[document]));
        match library.documents[document].role {
            Role::Incident => of(self.incidents.get(&document).map(|at| library.incidents[*at].url())),
            Role::Path => of(library.paths.iter().find(|p| p.document == document).map(|p| url::path(&p.slug))),
            Role::Service => {
                of(library.services.iter().find(|s| s.document == Some(document)).map(|s| url::service(&s.name.slug)))
            }
            Role::Factor => {
                of(library.factors.iter().find(|f| f.document == Some(document)).map(|f| url::factor(&f.entry.id)))
            }
            Role::Page => {
                library.pages.iter().find(|p| p.document == document).map_or_else(String::new, |p| p.url.clone())
            }
        }
    }

    /// The address of a document.
    pub(super) fn url_of(&self, document: usize) -> &str {
        &self.urls[document]
    }

    /// The words that stand in rendered text.
    pub(super) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The address of a factor's page; none for one that was never seen and has no text.
    pub(super) fn factor_url(&self, at: usize) -> Option<String> {
        let factor = &self.library.factors[at];
        let has_page = !factor.incidents.is_empty() || !factor.suggested.is_empty() || factor.document.is_some();
        has_page.then(|| url::factor(&factor.entry.id))
    }

    /// The earlier and the later neighbour of an incident in a list that has the newest first.
    pub(super) fn neighbours(&self, newest_first: &[usize], incident: usize) -> (Option<usize>, Option<usize>) {
        let place = newest_first.binary_search_by_key(&self.ranks[incident], |i| self.ranks[*i]);
        let Ok(place) = place else { return (None, None) };
        (newest_first.get(place + 1).copied(), place.checked_sub(1).map(|p| newest_first[p]))
    }

    /// An incident as it stands in lists.
    pub(super) fn card(&self, incident: usize) -> Value {
        self.cards[incident].clone()
    }

    pub(super) fn date(&self, moment: &Moment) -> Value {
        let date = moment.date_only();
        data! { "iso" => date.iso(), "text" => self.strings.date(&date), "precision" => date.precision.as_str() }
    }

    /// An incident in a line.
    pub(super) fn link(&self, incident: usize) -> Value {
        data! {
            "title" => self.library.document_of(incident).title(),
            "url" => self.library.incidents[incident].url(),
            "date" => self.library.date_of(incident).map(|d| self.date(d)),
        }
    }

    pub(super) fn kind(&self, kind: Kind) -> Value {
        let name = self.strings.get(&format!("kind_{}", kind.id().replace('-', "_"))).to_owned();
        data! { "id" => kind.id(), "name" => name }
    }

    pub(super) fn severity(&self, incident: usize) -> Option<Value> {
        let raw = &self.library.document_of(incident).fields.severity.as_ref()?.value;
        Some(match self.library.incidents[incident].level {
            Some(level) => {
                let on_scale = &self.config.severities.levels()[level];
                data! {
                    "raw" => raw.as_str(), "name" => on_scale.name.as_str(), "level" => level + 1,
                    "url" => url::severity(&slug(&on_scale.id)),
                }
            }
            None => {
                let other = self.other_severities.iter().find(|o| o.raw == *raw);
                data! {
                    "raw" => raw.as_str(), "name" => raw.as_str(), "level" => None::<usize>,
                    "url" => other.map(|o| o.url.clone()),
                }
            }
        })
    }

    /// The name of a factor, as a link to its page.
    pub(super) fn factor_part(&self, at: usize) -> Part {
        let name = self.library.factors[at].entry.name.as_str();
        self.factor_url(at).map_or_else(|| Part::text(name), |url| Part::link(name, url))
    }

    /// The name of a service, as a link to its page.
    pub(super) fn service_part(&self, at: usize) -> Part {
        let name = &self.library.services[at].name;
        Part::link(name.name.as_str(), url::service(&name.slug))
    }

    pub(super) fn service_name(&self, at: usize) -> Value {
        let name = &self.library.services[at].name;
        data! { "name" => name.name.as_str(), "url" => url::service(&name.slug) }
    }

    pub(super) fn tag_name(&self, at: usize) -> Value {
        let name = &self.library.tags[at].name;
        data! { "name" => name.name.as_str(), "url" => url::tag(&name.slug) }
    }

    fn make_card(&self, at: usize) -> Value {
        let incident = &self.library.incidents[at];
        let factor = |f: &usize| {
            let entry = &self.library.factors[*f].entry;
            data! { "id" => entry.id.as_str(), "name" => entry.name.as_str(), "url" => url::factor(&entry.id) }
        };
        data! {
            "id" => incident.id.as_str(),
            "title" => self.library.document_of(at).title(),
            "url" => incident.url(),
            "date" => self.library.date_of(at).map(|d| self.date(d)),
            "year" => self.library.year_of(at),
            "kind" => self.kind(self.library.document_of(at).fields.kind),
            "severity" => self.severity(at),
            "services" => list(incident.services.iter().map(|s| self.service_name(*s))),
            "factors" => list(incident.factors.iter().map(factor)),
            "summary" => incident.summary.clone(),
        }
    }

    /// What occurs together, with the list of incidents unless it is very long.
    pub(super) fn together(&self, all: &[Together], factors: bool) -> Value {
        list(all.iter().map(|t| {
            let (name, url) = if factors {
                let entry = &self.library.factors[t.item].entry;
                (entry.name.as_str(), url::factor(&entry.id))
            } else {
                let name = &self.library.services[t.item].name;
                (name.name.as_str(), url::service(&name.slug))
            };
            let many = t.incidents.len() > TOGETHER_LISTED;
            let shown = if many { &[] } else { t.incidents.as_slice() };
            data! {
                "name" => name, "url" => url, "count" => t.incidents.len(), "many" => many,
                "incidents" => list(shown.iter().map(|i| self.link(*i))),
            }
        }))
    }

    /// A file's address in the repository, to edit it.
    pub(super) fn edit_url(&self, document: &Document) -> Option<String> {
        let pattern = self.config.edit_url.as_ref()?;
        Some(pattern.replace("{path}", &url::encode(&document.name)))
    }

    /// When a document was last changed, by git.
    pub(super) fn changed(&self, document: &Document) -> Option<Value> {
        let at = self.library.changed.get(&document.file)?;
        let day = jiff::tz::Offset::UTC.to_datetime(*at).date();
        Some(self.date(&Moment::day(day)))
    }

    /// Years with their lists, for menus; `current` is the address of the page.
    pub(super) fn years(&self, current: &str) -> Value {
        list(self.library.years().into_iter().map(|(year, incidents)| {
            let url = url::year(year);
            let is_current = url == current;
            data! { "year" => self.year_name(year), "url" => url, "count" => incidents.len(), "current" => is_current }
        }))
    }

    pub(super) fn year_name(&self, year: Option<i16>) -> String {
        year.map_or_else(|| self.strings.get("undated").to_owned(), |y| y.to_string())
    }
}

/// Words for severity that are not on the scale, each with an address of its own.
fn other_severities(library: &Library, config: &Config) -> Vec<OtherSeverity> {
    let mut taken: std::collections::HashSet<String> = config.severities.levels().iter().map(|l| slug(&l.id)).collect();
    library
        .other_severities()
        .into_iter()
        .map(|(raw, incidents)| {
            let candidate = free(&slug(&raw), |slug| taken.contains(slug));
            taken.insert(candidate.clone());
            OtherSeverity { url: url::severity(&candidate), raw, incidents }
        })
        .collect()
}
