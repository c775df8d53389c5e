//! A language server: findings, completion, explanations and quick fixes while a post-mortem
//! is being written, in any editor that speaks the protocol.
//!
//! Texts come from the editor and the library from the disk; nothing is sent to anywhere else.

mod action;
mod complete;
mod cursor;
mod desk;
mod documents;
mod findings;
mod go;
mod hover;
mod position;
mod reading;
mod thing;

use crate::check;
use crate::config::Overrides;
use crate::pipeline::Clock;
use desk::{Desk, Understood};
use documents::path_of;
use position::Positions;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp_server::jsonrpc::Result;
use tower_lsp_server::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams, CodeActionProviderCapability,
    CodeActionResponse, CompletionOptions, CompletionParams, CompletionResponse, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, ExecuteCommandOptions, ExecuteCommandParams,
    FileSystemWatcher, GlobPattern, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams,
    HoverProviderCapability, InitializeParams, InitializeResult, InitializedParams, LSPAny, MarkupContent, MarkupKind,
    OneOf, Position, PositionEncodingKind, Range, Registration, SaveOptions, ServerCapabilities, ServerInfo,
    ShowDocumentParams, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri,
};
use tower_lsp_server::{LanguageServer, LspService, Server};

/// What a server begins with.
pub struct Start {
    /// The folder of the library where the editor names none.
    pub root: PathBuf,
    /// Whether that folder was named on the command line: then it is the library in any case.
    pub is_named: bool,
    /// What the command line sets over `book.toml`.
    pub overrides: Overrides,
    /// The variables of the environment.
    pub environment: Vec<(String, String)>,
    /// Tells the day.
    pub clock: Arc<dyn Fn() -> Clock + Send + Sync>,
}

/// Serves one editor until it goes; true when it said before that it would.
pub async fn serve(start: Start, input: impl AsyncRead + Unpin, output: impl AsyncWrite) -> bool {
    let is_done = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&is_done);
    let (service, socket) = LspService::new(|client| Session { desk: Arc::new(Desk::new(client, start)), done });
    // One message after the other: changes of a text come in the order in which they were made.
    Server::new(input, output, socket).concurrency_level(1).serve(service).await;
    is_done.load(Ordering::SeqCst)
}

/// The conversation with one editor.
struct Session {
    desk: Arc<Desk>,
    done: Arc<AtomicBool>,
}

impl Session {
    /// What is understood of a text, and the byte of a position in it.
    async fn at(&self, uri: &Uri, position: Position) -> Option<(Understood, usize)> {
        let understood = self.desk.understand(uri).await?;
        let byte = Positions::of(&understood.text).byte(position);
        Some((understood, byte))
    }
}

impl LanguageServer for Session {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        #[expect(deprecated, reason = "editors of an older protocol name their folder this way")]
        let root = params.root_uri;
        let folders = params.workspace_folders.unwrap_or_default().into_iter().map(|folder| folder.uri).chain(root);
        let folders: Vec<PathBuf> = folders.filter_map(|uri| path_of(&uri)).collect();
        let window = params.capabilities.window.and_then(|window| window.show_document);
        let files = params.capabilities.workspace.and_then(|workspace| workspace.did_change_watched_files);
        self.desk.begin(
            &folders,
            window.is_some_and(|can| can.support),
            files.and_then(|can| can.dynamic_registration).unwrap_or(false),
        );
        Ok(InitializeResult {
            capabilities: capabilities(),
            server_info: Some(ServerInfo {
                name: "candor".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.desk.reload(Vec::new());
        if !self.desk.watches_files() {
            return;
        }
        let watch = |glob: &str| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.to_owned()), kind: None };
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: ["**/*.md", "**/*.markdown", "**/*.toml"].map(watch).into(),
        };
        let registration = Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        // Not waited for: an editor that never answers would get no answer either.
        let client = self.desk.client.clone();
        tokio::spawn(async move { drop(client.register_capability(vec![registration]).await) });
    }

    async fn shutdown(&self) -> Result<()> {
        self.done.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.desk.open(params.text_document);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        self.desk.change(&document.uri, document.version, params.content_changes);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.desk.reload(path_of(&params.text_document.uri).into_iter().collect());
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.desk.close(&params.text_document.uri).await;
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> = params.changes.iter().filter_map(|change| path_of(&change.uri)).collect();
        if !paths.is_empty() {
            self.desk.reload(paths);
        }
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = params.text_document_position;
        let Some(desk::Place { text, workspace, role }) = self.desk.place_of(&place.text_document.uri) else {
            return Ok(None);
        };
        let positions = Positions::of(&text);
        let list = complete::complete(workspace.as_deref(), role, &text, &positions, positions.byte(place.position));
        Ok(list.map(CompletionResponse::List))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let Some((understood, byte)) = self.at(&place.text_document.uri, place.position).await else {
            return Ok(None);
        };
        let text = &understood.text;
        let mut parts = Vec::new();
        let mut span = None;
        if let Some(workspace) = &understood.workspace
            && let Some(named) = thing::at(workspace, text, &understood.said, byte)
            && let Some(about) = hover::of(workspace, &named.thing)
        {
            parts.push(about);
            span = Some(named.span);
        }
        for remark in &understood.said.remarks {
            let at = findings::span(remark, text);
            let about = hover::rule(remark.diagnostic.code).filter(|_| at.start <= byte && byte <= at.end);
            if let Some(about) = about.filter(|about| !parts.contains(about)) {
                parts.push(about);
                span.get_or_insert(at);
            }
        }
        let range = span.map(|span| Positions::of(text).range(&span));
        let content = MarkupContent { kind: MarkupKind::Markdown, value: masked(&parts.join("\n\n---\n\n")) };
        Ok((!parts.is_empty()).then_some(Hover { contents: HoverContents::Markup(content), range }))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let place = params.text_document_position_params;
        let Some((understood, byte)) = self.at(&place.text_document.uri, place.position).await else {
            return Ok(None);
        };
        let Some(workspace) = &understood.workspace else { return Ok(None) };
        let named = thing::at(workspace, &understood.text, &understood.said, byte);
        let location = named.and_then(|named| go::location(workspace, &named, |path| self.desk.text_of(path)));
        Ok(location.map(GotoDefinitionResponse::Scalar))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let wanted =
            params.context.only.as_ref().is_none_or(|kinds| {
                kinds.iter().any(|kind| kind.as_str().is_empty() || *kind == CodeActionKind::QUICKFIX)
            });
        let uri = &params.text_document.uri;
        let Some(understood) = self.desk.understand(uri).await.filter(|_| wanted) else { return Ok(None) };
        let positions = Positions::of(&understood.text);
        let scene = action::Scene {
            uri,
            text: &understood.text,
            positions: &positions,
            moves_cursor: self.desk.moves_cursor(),
        };
        let asked = positions.bytes(params.range);
        let touches = |remark: &&check::Remark| {
            let span = findings::span(remark, &understood.text);
            span.start <= asked.end && asked.start <= span.end
        };
        let actions = understood.said.remarks.iter().filter(touches).flat_map(|remark| scene.actions(remark));
        Ok(Some(actions.map(CodeActionOrCommand::CodeAction).collect()))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let [uri, position] = params.arguments.as_slice() else { return Ok(None) };
        let uri = serde_json::from_value::<Uri>(uri.clone());
        let position = serde_json::from_value::<Position>(position.clone());
        if let (Ok(uri), Ok(at), action::CURSOR) = (uri, position, params.command.as_str()) {
            let client = self.desk.client.clone();
            let selection = Some(Range::new(at, at));
            let params = ShowDocumentParams { uri, external: Some(false), take_focus: Some(true), selection };
            tokio::spawn(async move { drop(client.show_document(params).await) });
        }
        Ok(None)
    }
}

/// A text without the secrets in it.
fn masked(text: &str) -> String {
    check::mask(text).into_owned()
}

/// What this server can do.
fn capabilities() -> ServerCapabilities {
    let triggers = [" ", "[", ",", "-", ":", "\"", "'"].map(str::to_owned);
    ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.into()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![action::CURSOR.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
