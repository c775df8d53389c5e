// The colour switch, copy buttons, the current section in the contents, and printing.
(function () {
  'use strict';

  const root = document.documentElement;

  /** @returns {string} the chosen colours: `system`, `light` or `dark` */
  function chosen() {
    return root.getAttribute('data-theme') || 'system';
  }

  /** @param {string} choice */
  function choose(choice) {
    if (choice === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', choice);
    try {
      if (choice === 'system') localStorage.removeItem('candor-theme');
      else localStorage.setItem('candor-theme', choice);
    } catch {
      // The choice then lasts for this page only.
    }
  }

  function colourSwitch() {
    /** @type {NodeListOf<HTMLButtonElement>} */
    const buttons = document.querySelectorAll('[data-set-theme]');
    const show = () => {
      for (const b of buttons) b.setAttribute('aria-pressed', String(b.dataset.setTheme === chosen()));
    };
    for (const b of buttons) {
      b.addEventListener('click', () => {
        choose(b.dataset.setTheme || 'system');
        show();
      });
    }
    show();
  }

  /**
   * @param {string} text
   * @returns {Promise<void>}
   */
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    // Plain http on an internal host has no clipboard interface.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'vh';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) throw new Error('copy refused');
  }

  /** @param {HTMLElement} box an element whose code can be copied */
  function copyButton(box) {
    const code = box.querySelector('code');
    if (!code) return;
    const words = document.body.dataset;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy || '';
    button.addEventListener('click', async () => {
      let said = words.copied || '';
      try {
        await copy(code.textContent || '');
      } catch {
        said = words.copyFailed || '';
      }
      button.textContent = said;
      setTimeout(() => { button.textContent = words.copy || ''; }, 2000);
    });
    box.append(button);
  }

  function copyButtons() {
    /** @type {NodeListOf<HTMLElement>} */
    const boxes = document.querySelectorAll('[data-copyable]');
    for (const box of boxes) copyButton(box);
    /** @type {NodeListOf<HTMLElement>} */
    const blocks = document.querySelectorAll('pre');
    for (const pre of blocks) {
      // The button stays in its corner while the code scrolls under it.
      const box = document.createElement('div');
      box.className = 'code-box';
      pre.replaceWith(box);
      box.append(pre);
      copyButton(box);
      // A box that scrolls can be reached with the keyboard.
      if (pre.scrollWidth > pre.clientWidth && !pre.hasAttribute('tabindex')) pre.tabIndex = 0;
    }
  }

  /** Marks the section being read in the contents beside the text. */
  function currentSection() {
    const toc = document.querySelector('.toc-wide');
    if (!toc || !('IntersectionObserver' in window)) return;
    /** @type {Map<Element, Element>} */
    const links = new Map();
    for (const link of toc.querySelectorAll('a')) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    const headings = [...links.keys()];
    let marked = /** @type {Element | undefined} */ (undefined);
    const mark = () => {
      let here = headings[0];
      for (const h of headings) if (h.getBoundingClientRect().top < 140) here = h;
      const link = here && links.get(here);
      if (link === marked) return;
      marked?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'location');
      marked = link;
    };
    const observer = new IntersectionObserver(mark, { rootMargin: '-130px 0px -60% 0px', threshold: [0, 1] });
    for (const h of headings) observer.observe(h);
    mark();
  }

  /** Everything folded is opened for the printer and closed again. */
  function printing() {
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = [...document.querySelectorAll('details')].filter((d) => !d.open);
      for (const d of opened) d.open = true;
    });
    addEventListener('afterprint', () => {
      for (const d of opened) d.open = false;
      opened = [];
    });
  }

  /** A link into something folded opens it, where the browser does not do so by itself. */
  function unfolding() {
    const open = () => {
      const target = document.querySelector(':target');
      const folded = target?.closest('details:not([open])');
      if (!target || !(folded instanceof HTMLDetailsElement)) return;
      folded.open = true;
      target.scrollIntoView();
    };
    addEventListener('hashchange', open);
    open();
  }

  Object.assign(window, { candorCopy: copy });
  colourSwitch();
  copyButtons();
  unfolding();
  currentSection();
  printing();
})();
