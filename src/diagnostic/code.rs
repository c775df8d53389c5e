//! The catalogue of problems that a build can find; `docs/diagnostics.md` explains each.

use super::Severity;
use serde::{Deserialize, Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// A kind of problem. Its name never changes once released.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// Every kind of problem.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name as it is printed and written to JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The kind of a printed name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($text => Some(Code::$name),)* _ => None }
            }

            /// What a problem of this kind is, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),*).trim_ascii(),)* }
            }

            /// How much a problem of this kind matters, unless a rule says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A value of `book.toml` or the environment that cannot be used.
    BadConfig = "bad-config", Error;
    /// A key that `book.toml` does not have.
    UnknownKey = "unknown-key", Error;
    /// A `CANDOR_` variable that is no setting.
    UnknownVariable = "unknown-variable", Warning;
    /// Front matter that does not parse.
    BadFrontMatter = "bad-front-matter", Warning;
    /// Front matter that is opened and never closed.
    UnclosedFrontMatter = "unclosed-front-matter", Warning;
    /// A key that stands twice in one table.
    DuplicateKey = "duplicate-key", Warning;
    /// A front matter field that is nearly the name of a known one.
    UnknownField = "unknown-field", Warning;
    /// A value that is not of the form its field takes.
    BadValue = "bad-value", Warning;
    /// A date that does not exist or cannot be read.
    BadDate = "bad-date", Warning;
    /// A date of which day and month cannot be told apart.
    AmbiguousDate = "ambiguous-date", Warning;
    /// A name of a time zone that is not known, or is that of several.
    UnknownZone = "unknown-zone", Warning;
    /// A timeline whose events go back in time.
    TimelineBackwards = "timeline-backwards", Warning;
    /// Two places that give one fact different values.
    SourcesDisagree = "sources-disagree", Warning;
    /// A file that says nothing of an incident.
    NotAnIncident = "not-an-incident", Info;
    /// An end before its start.
    EndBeforeStart = "end-before-start", Warning;
    /// Two incidents that claim one id.
    DuplicateId = "duplicate-id", Error;
    /// Two names that would have the same address.
    SlugCollision = "slug-collision", Warning;
    /// One name written in several ways.
    NameVariants = "name-variants", Info;
    /// A name used once that is nearly one used often.
    NearMiss = "near-miss-name", Info;
    /// A factor that the vocabulary does not have.
    UnknownFactor = "unknown-factor", Warning;
    /// A factor that blames people instead of describing a condition.
    NotAFactor = "not-a-factor", Warning;
    /// A severity that the scale does not have.
    UnknownSeverity = "unknown-severity", Info;
    /// A vocabulary, glossary or scale that contradicts itself.
    BadVocabulary = "bad-vocabulary", Error;
    /// A link whose target is not in the library.
    DeadLink = "dead-link", Warning;
    /// A link to a heading that its page does not have.
    DeadAnchor = "dead-anchor", Warning;
    /// An image or attachment that is not there.
    MissingImage = "missing-image", Warning;
    /// An image of another host, shown as a link.
    RemoteImage = "remote-image", Info;
    /// A wiki link that several incidents answer to.
    AmbiguousLink = "ambiguous-link", Warning;
    /// A step of a reading path that names no incident.
    DeadStep = "dead-step", Warning;
    /// A relation to an incident that is not in the library.
    DeadRelation = "dead-relation", Warning;
    /// A reading path whose review date has passed.
    ReviewOverdue = "review-overdue", Info;
    /// A follow-up that was open or declined when a like incident happened.
    UnfinishedFollowUp = "unfinished-follow-up", Info;
    /// HTML that was removed because it could run or load something.
    UnsafeHtml = "unsafe-html", Info;
    /// Text that is not UTF-8.
    InvalidUtf8 = "invalid-utf8", Warning;
    /// A file without content.
    EmptyFile = "empty-file", Warning;
    /// A file of unusual size.
    LargeFile = "large-file", Warning;
    /// Blocks nested deeper than a browser shows.
    DeepNesting = "deep-nesting", Warning;
    /// A file that cannot be read.
    Unreadable = "unreadable", Warning;
    /// A symbolic link that leaves the library or runs in a circle.
    RefusedLink = "refused-link", Warning;
    /// The folder of parsed files or of the index cannot be written.
    CacheUnwritable = "cache-unwritable", Warning;
    /// An address that a redirect wants and a page has.
    AliasTaken = "alias-taken", Warning;
    /// The site could not be made or written.
    BuildFailed = "build-failed", Error;
    /// An attachment that could run in a reader's browser.
    UnsafeAttachment = "unsafe-attachment", Warning;
    /// A file that was taken for the list page of another generator.
    ListPage = "list-page", Info;
    /// No post-mortem found.
    NoIncidents = "no-incidents", Warning;
    /// A part of an import that cannot be read as what it is said to be.
    BadImport = "bad-import", Warning;
    /// A part of an import that makes no incident.
    PassedOver = "passed-over", Info;
    /// An imported incident that says nowhere what its title is.
    NoTitle = "no-title", Warning;
    /// A file that an import would have written and that is there already.
    AlreadyThere = "already-there", Info;
    /// A file, or a field of it, that is left without the front matter that it could have.
    NotAdopted = "not-adopted", Info;
    /// A judgement of a person's character.
    JudgedPerson = "E1", Error;
    /// The error of a human given as a cause.
    HumanError = "E2", Error;
    /// A person who failed, forgot, neglected or missed.
    PersonFailed = "W1", Warning;
    /// What should have been done.
    Counterfactual = "W2", Warning;
    /// A named person as the doer of what did harm.
    NamedDoer = "W3", Warning;
    /// What could or would have been.
    CouldHave = "I1", Info;
    /// The root cause, as if there were one.
    RootCause = "I2", Info;
    /// A word that makes what people saw seem plain.
    Minimiser = "I3", Info;
    /// Care or training as the action, with no change to the system.
    MoreCare = "I4", Info;
    /// A post-mortem without a title of its own.
    MissingTitle = "missing-title", Error;
    /// A section that the template requires.
    MissingSection = "missing-section", Warning;
    /// A section that the template advises.
    AdvisedSection = "advised-section", Info;
    /// Fewer than two contributing factors.
    FewFactors = "few-factors", Warning;
    /// A write-up that stops at one cause.
    SingleCause = "single-cause", Info;
    /// Long hours of a timeline in which nothing happens.
    TimelineGap = "timeline-gap", Info;
    /// Times without a time zone.
    TimelineWithoutZone = "timeline-without-zone", Warning;
    /// Noticed before it began.
    DetectedBeforeStarted = "detected-before-started", Warning;
    /// Over before its effect ended.
    ResolvedBeforeMitigated = "resolved-before-mitigated", Warning;
    /// A duration that the times contradict.
    DurationDiffers = "duration-differs", Warning;
    /// A follow-up that nobody owns.
    ActionWithoutOwner = "action-without-owner", Warning;
    /// A follow-up without a date.
    ActionWithoutDue = "action-without-due", Warning;
    /// A follow-up without a ticket.
    ActionWithoutLink = "action-without-link", Warning;
    /// A follow-up that does not say when it is done.
    VagueAction = "vague-action", Info;
    /// Text of a template that was left in.
    TemplateText = "template-text", Warning;
    /// An impact without a number.
    ImpactWithoutNumber = "impact-without-number", Info;
    /// A service of which the library has no page, where it has pages of services.
    UnknownService = "unknown-service", Warning;
    /// Two tags that mean one thing.
    NearDuplicateTag = "near-duplicate-tag", Info;
    /// A date in another form than 2026-01-31.
    DateFormat = "date-format", Info;
    /// A section under another name than the one the library uses.
    HeadingName = "heading-name", Info;
    /// An address of another host that does not answer.
    DeadExternalLink = "dead-external-link", Warning;
    /// No name of a host can be looked up.
    NoNetwork = "no-network", Warning;
    /// A private key, token or password.
    Secret = "secret", Error;
    /// An e-mail address.
    EmailAddress = "email-address", Warning;
    /// A phone number.
    PhoneNumber = "phone-number", Warning;
    /// An address that is internal by the configuration.
    InternalAddress = "internal-address", Warning;
    /// A participant who is named in the text.
    NamedParticipant = "named-participant", Warning;
    /// A suppression that suppresses nothing.
    UnusedAllow = "unused-allow", Warning;
    /// A suppression without a reason, or of a rule that there is not.
    BadAllow = "bad-allow", Warning;
}

// Written by hand so that every format writes the printed name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.as_str())
        } else {
            serializer.serialize_unit_variant("Code", *self as u32, self.as_str())
        }
    }
}
