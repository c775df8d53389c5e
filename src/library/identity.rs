//! Ids of incidents: from front matter, from the file name, from the path.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::document::markdown::{free, slug};
use crate::document::{Document, Provenance};
use std::collections::HashMap;

/// The longest id, in bytes: file systems take 255 for a name with what is around it.
const LONGEST: usize = 80;

/// Gives each incident its id, in the order of the documents.
///
/// An id in front matter is kept; two that are the same are an error, and the later
/// one gets a number so that every other problem is still found. An id in a file name
/// counts when it is the only one; else, as without any, the path gives the id.
pub(super) fn assign(incidents: &[&Document], problems: &mut Diagnostics) -> Vec<String> {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for document in incidents {
        if let Some(id) = &document.fields.id {
            *by_name.entry(id.value.to_lowercase()).or_default() += 1;
        }
    }
    let mut taken: HashMap<String, &Document> = HashMap::new();
    let mut ids = vec![String::new(); incidents.len()];
    // Ids that were given go first, so that a path can never take one away.
    let is_given = |d: &Document| d.fields.id.as_ref().is_some_and(|i| i.origin.from == Provenance::FrontMatter);
    let (given, rest): (Vec<usize>, Vec<usize>) = (0..incidents.len()).partition(|i| is_given(incidents[*i]));
    for at in given.into_iter().chain(rest) {
        let document = incidents[at];
        let found = document.fields.id.as_ref();
        let given = found.filter(|i| i.origin.from == Provenance::FrontMatter);
        let from_name =
            found.filter(|i| i.origin.from != Provenance::FrontMatter && by_name[&i.value.to_lowercase()] == 1);
        let wanted = match given.or(from_name) {
            Some(id) => {
                let wanted = safe(&id.value);
                if wanted != id.value {
                    problems.push(
                        Diagnostic::new(Code::BadValue, format!("the id `{}` cannot be an address", id.value))
                            .at(document.place_of(&id.origin))
                            .help(format!("its address is `{wanted}`; an id has letters, digits, `-`, `_` and `.`")),
                    );
                }
                wanted
            }
            None => from_path(&document.path),
        };
        // Case does not tell two ids apart, since it does not tell files apart everywhere.
        let id = free(&wanted, |id| taken.contains_key(&id.to_lowercase()));
        if id != wanted {
            let other = &taken[&wanted.to_lowercase()].name;
            problems.push(match given {
                Some(found) => {
                    Diagnostic::new(Code::DuplicateId, format!("the id `{}` is also that of {other}", found.value))
                        .at(document.place_of(&found.origin))
                        .help("give one of the two another id; put the old one under `aliases` to keep its links")
                }
                None => Diagnostic::new(Code::SlugCollision, format!("`{wanted}` is also the address of {other}"))
                    .at(Place::file(&document.name))
                    .help(format!("it gets `{id}`; an `id` in its front matter gives it an address that lasts")),
            });
        }
        taken.insert(id.to_lowercase(), document);
        ids[at] = id;
    }
    ids
}

/// Two documents about one thing: only the first stands on its page.
pub(super) fn second_page(kind: &str, document: &Document, first: &Document) -> Diagnostic {
    Diagnostic::new(Code::SlugCollision, format!("{} is already the page of this {kind}", first.name))
        .at(Place::file(&document.name))
        .help("put both texts into one file, or give one of them another `name`")
}

/// An id as it was given, when it can be the name of a folder; else its slug.
fn safe(id: &str) -> String {
    // Names that stand beside the pages of incidents.
    let reserved = ["index.html", "page", "feed.xml"].contains(&id.to_lowercase().as_str());
    let fine = !reserved
        && id.len() <= LONGEST
        && id.starts_with(|c: char| c.is_alphanumeric())
        && id.ends_with(|c: char| c.is_alphanumeric())
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fine { id.to_owned() } else { format!("{}{}", slug(id), if reserved { "-1" } else { "" }) }
}

/// The slug of a path; a path that is too long keeps a digest of itself, so that two
/// of them stay two.
fn from_path(path: &str) -> String {
    let stem = path.strip_suffix("/index.md").unwrap_or_else(|| path.rsplit_once('.').map_or(path, |(stem, _)| stem));
    let stem = stem.strip_prefix("incidents/").unwrap_or(stem);
    let full = slug(stem);
    // A slug near the limit may have been cut there, by a character and the mark before it.
    if full.len() < LONGEST - 5 {
        return full;
    }
    let digest = blake3::hash(path.as_bytes()).to_hex();
    let mut head = full;
    while head.len() > LONGEST - 9 {
        head.pop();
    }
    format!("{}-{}", head.trim_end_matches('-'), &digest[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_a_short_lasting_id() {
        assert_eq!(from_path("incidents/2024-01-01-x.md"), "2024-01-01-x");
        assert_eq!(from_path("2023-01-03-fritz/index.md"), "2023-01-03-fritz");
        let (a, b) =
            (from_path(&format!("{}a.md", "long-".repeat(40))), from_path(&format!("{}b.md", "long-".repeat(40))));
        assert!(a.len() <= LONGEST && b.len() <= LONGEST && a != b);
    }

    #[test]
    fn an_id_is_kept_when_it_can_be_a_folder() {
        assert_eq!(safe("PM2022-006"), "PM2022-006");
        assert_eq!(safe("../x"), "x");
        assert_eq!(safe("a/b c"), "a-b-c");
    }
}
