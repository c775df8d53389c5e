//! Reading dates from a checkout runs nothing that the checkout configures.

use crate::case::Case;

#[test]
fn nothing_that_a_checkout_configures_is_run() {
    let case = Case::new("hostile checkout").config("").incident("a", "title: A", "x");
    case.shell(
            "git init -q . && git add -A && git -c user.name=n -c user.email=e@x commit -q -m x && \
             printf '#!/bin/sh\\ntouch \"%s/ran\"\\n' \"$PWD\" > evil.sh && chmod +x evil.sh && \
             mkdir hooks && cp evil.sh hooks/post-index-change && cp evil.sh hooks/reference-transaction && \
             for key in core.fsmonitor core.pager core.sshCommand diff.external gpg.program core.alternateRefsCommand; do \
             git config $key \"$PWD/evil.sh\"; done && \
             git config core.hooksPath \"$PWD/hooks\" && git config log.showSignature true && rm -f ran",
        )
        .succeeds();
    let built = case.run_inside(&["build"]);
    built.succeeds();
    let html = std::fs::read_to_string(case.path("public/incidents/a/index.html")).unwrap();
    assert!(html.contains("Last changed"), "the date is read all the same");
    assert!(!case.path("ran").exists(), "a program of the checkout was run");
}
