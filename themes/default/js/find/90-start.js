// Where it begins, on every page.

/** @param {EventTarget | null} at */
const typed = (at) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

if (form && field) {
  // `/` and Ctrl-K or Cmd-K come to the box, unless one is typing somewhere.
  addEventListener('keydown', (e) => {
    const slash = e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey;
    const combined = e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey;
    if ((!slash && !combined) || typed(e.target) || e.defaultPrevented) return;
    e.preventDefault();
    field.focus();
    field.select();
  });
  const panel = document.getElementById('_find-panel');
  if (panel) palette(form, field, panel);
  land().catch(() => {});
  const tools = { ready, warm, reason, marker, el, parts, fill, counted, marked, when, severity, recent, remember, forget, hand, say, words, root };
  Object.assign(window, { candorFind: tools });
}
