// The filters: what can be chosen, and what has been.

/** How many values of a facet are shown before one asks for all. */
const FEW = 8;

/** Facets whose values are all shown. @type {Set<string>} */
const unfolded = new Set();

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * A copy of what is in a template.
 * @param {string} id
 */
const copyOf = (id) => {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
};

/**
 * What a value is called: kinds are the same in every library, and have a name in its language.
 * @param {string} name
 * @param {string} key
 * @param {Value | undefined} value
 */
function nameOf(name, key, value) {
  const kinds = (part('_facets').dataset.kinds || '').split('|');
  const at = name === 'kind' ? kinds.indexOf(key) : -1;
  return at < 0 ? value?.name || key : kinds[at + 1];
}

/**
 * @param {string} name
 * @param {Value} value
 * @param {State} state
 * @param {(name: string, key: string, on: boolean) => void} choose
 */
function choice(name, value, state, choose) {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.name = name;
  box.value = value.key;
  box.checked = state.filters[name].includes(value.key);
  box.addEventListener('change', () => choose(name, value.key, box.checked));
  return el('li', '', el('label', '', box, el('span', 'facet-name', nameOf(name, value.key, value)), el('span', 'n', String(value.count))));
}

/**
 * @param {string} name
 * @param {Value[]} values
 * @param {State} state
 * @param {(name: string, key: string, on: boolean) => void} choose
 */
function facet(name, values, state, choose) {
  const node = copyOf('_facet');
  const list = /** @type {HTMLElement} */ (node.querySelector('ul'));
  const all = /** @type {HTMLButtonElement} */ (node.querySelector('button'));
  const folded = /** @param {Value} value @param {number} at */ (value, at) => at >= FEW && !state.filters[name].includes(value.key);
  node.prepend(el('legend', 'label', part('_facets').dataset[name] || ''));
  const draw = () => {
    const open = unfolded.has(name);
    list.replaceChildren(...values.filter((value, at) => open || !folded(value, at)).map((value) => choice(name, value, state, choose)));
    all.hidden = !values.some(folded);
    all.textContent = open ? all.dataset.less || '' : fill(all.dataset.all, { n: values.length });
    all.setAttribute('aria-expanded', String(open));
  };
  all.addEventListener('click', () => {
    if (!unfolded.delete(name)) unfolded.add(name);
    draw();
  });
  draw();
  return node;
}

/**
 * A facet where there is anything to choose.
 * @param {Value[]} values
 * @param {number} total
 * @param {string[]} chosen
 */
const useful = (values, total, chosen) => chosen.length > 0 || values.length > 1 || values.some(({ count }) => count < total);

/**
 * @param {Results | null} results
 * @param {State} state
 * @param {(name: string, key: string, on: boolean) => void} choose
 */
function drawFacets(results, state, choose) {
  const found = results?.facets || {};
  const list = part('_facet-list');
  // The box that was pressed is drawn anew; the keyboard stays on it.
  const held = document.activeElement instanceof HTMLInputElement && list.contains(document.activeElement) ? document.activeElement : null;
  const names = FACETS.filter((name) => found[name]?.length && useful(found[name], results?.total || 0, state.filters[name]));
  list.replaceChildren(...names.map((name) => facet(name, found[name], state, choose)));
  // Its place is kept, so that nothing moves.
  part('_facets').hidden = false;
  part('_facets').toggleAttribute('data-empty', !names.length);
  const count = FACETS.reduce((sum, name) => sum + state.filters[name].length, 0);
  part('_facet-count').textContent = count ? String(count) : '';
  if (held) [...list.querySelectorAll('input')].find((box) => box.name === held.name && box.value === held.value)?.focus();
}

/**
 * What is chosen, each with a way to take it back.
 * @param {Results | null} results
 * @param {State} state
 * @param {(name: string, key: string, on: boolean) => void} choose
 * @param {() => void} clear
 */
function drawChips(results, state, choose, clear) {
  const list = part('_chips');
  const held = list.contains(document.activeElement) ? [...list.querySelectorAll('button')].findIndex((b) => b === document.activeElement) : -1;
  const chips = FACETS.flatMap((name) => state.filters[name].map((key) => {
    const text = nameOf(name, key, results?.facets?.[name]?.find((value) => value.key === key));
    const label = `${part('_facets').dataset[name]}: ${text}`;
    const button = el('button', 'chip', label);
    button.setAttribute('aria-label', fill(list.dataset.remove, { name: label }));
    button.addEventListener('click', () => choose(name, key, false));
    return el('li', '', button);
  }));
  if (chips.length > 1) {
    const all = el('button', 'link', list.dataset.clear || '');
    all.addEventListener('click', clear);
    chips.push(el('li', '', all));
  }
  list.replaceChildren(...chips);
  list.hidden = !chips.length;
  if (held < 0) return;
  const buttons = list.querySelectorAll('button');
  (buttons[Math.min(held, buttons.length - 1)] || part('_search')).focus();
}
