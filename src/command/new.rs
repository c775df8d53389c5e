//! `candor new`: a post-mortem from the template; nothing is ever overwritten.

use super::skeleton::{self, Values};
use super::{Console, Outcome, Stop, clock, incidents_folder, load_config, print, usage};
use crate::cli::{Cli, New};
use crate::config::{Config, Overrides};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::markdown::slug;
use crate::fs;
use crate::library::Vocabulary;

pub(super) fn run(cli: &Cli, args: &New, console: &Console) -> Result<Outcome, Stop> {
    let (config, warnings) = load_config(cli, &Overrides::default())?;
    console.diagnostics(&warnings);
    let today = clock(args.date.as_deref())?.today;
    let title = args.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(usage("a post-mortem needs a title that says what happened"));
    }
    let id = format!("{today}-{}", slug(&title));
    let own = config.content.join("template.md");
    let template = if own.is_file() { fs::read_text(&own)? } else { skeleton::POST_MORTEM.to_owned() };
    let values = Values {
        title: &title,
        id: &id,
        date: &today.to_string(),
        services: &args.services,
        factors: &args.factors,
        draft: args.draft,
    };
    let text = skeleton::fill(&template, &values);
    let path = incidents_folder(&config).join(format!("{id}.md"));
    match fs::write_new(&path, text.as_bytes()) {
        Err(error) if error.source.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(usage(format!("`{}` is already there; give another title or date", path.display())));
        }
        other => other?,
    }
    console.diagnostics(&unknown_factors(&config, &args.factors));
    if !console.quiet {
        print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Done)
}

/// Warns of factors that the vocabulary does not have.
fn unknown_factors(config: &Config, factors: &[String]) -> Diagnostics {
    let mut problems = Diagnostics::new();
    let text = config.vocabulary.as_ref().and_then(|path| fs::read_text(path).ok());
    let vocabulary = Vocabulary::load(text.as_deref().map(|t| ("vocabulary", t)), &mut problems);
    let mut found = Diagnostics::new();
    for factor in factors {
        if let Some(not) = vocabulary.not_a_factor(factor) {
            let message = format!("`{factor}` is not a contributing factor: {}", not.ask);
            found.push(Diagnostic::new(Code::NotAFactor, message).help(format!("look at: {}", not.instead.join(", "))));
        } else if vocabulary.find(factor).is_none() {
            let problem = Diagnostic::new(Code::UnknownFactor, format!("the vocabulary has no factor `{factor}`"));
            found.push(match vocabulary.nearest(factor) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("it is written as it is; define it in the vocabulary file"),
            });
        }
    }
    found
}
