// Runs before the first paint: the colours the reader chose, and a mark that scripts work.
(function () {
  'use strict';
  const root = document.documentElement;
  root.setAttribute('data-js', '');
  try {
    const choice = localStorage.getItem('candor-theme');
    if (choice === 'light' || choice === 'dark') root.setAttribute('data-theme', choice);
  } catch {
    // Storage may be closed to us; then the system's choice holds.
  }
})();
