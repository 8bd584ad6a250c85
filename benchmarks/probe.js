// Runs in the page before anything else. Every time is the page's own clock, so the driver's delays are not counted.
//
//   start    Enter was pressed in a select box
//   sent     the choice went out on the websocket
//   first    the first answer came in; last: the latest
//   charts   by chart, from the top of the page and counted from 0: when its changed marks had been painted
//   moved    the latest change of any kind in the page's main part
(() => {
  const BOX = '[data-testid="stVegaLiteChart"]';
  const probe = (window.__probe = { armed: false, start: null, charts: {}, drawn: [] });

  const boxes = () => [...document.querySelectorAll(BOX)];
  const look = (box) => [...box.querySelectorAll('svg path, svg text')]
    .map((mark) => (mark.getAttribute('d') || '') + mark.textContent + (mark.getAttribute('transform') || '')).join('|');
  // A frame that has been asked for before the paint, and a task that comes after it.
  const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then, 0));

  probe.arm = () => {
    probe.drawn = boxes().map(look);
    Object.assign(probe, { armed: true, start: null, sent: null, first: null, last: null, moved: null, charts: {} });
  };
  probe.rested = (quiet) => probe.start !== null && Object.values(probe.charts).every((at) => at !== null)
    && performance.now() - Math.max(probe.start, probe.moved || 0, probe.last || 0) > quiet
    && document.querySelector('[data-test-script-state="notRunning"]') !== null;

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', () => {
        if (probe.sent === null) return;
        probe.last = performance.now();
        probe.first ??= probe.last;
      });
    }
    send(data) {
      if (probe.start !== null) probe.sent ??= performance.now();
      return super.send(data);
    }
  };

  window.addEventListener('keydown', (event) => {
    if (probe.armed && event.key === 'Enter') {
      probe.armed = false;
      probe.start = performance.now();
    }
  }, true);

  const changed = (records) => {
    if (probe.start === null) return;
    const touched = new Set();
    for (const { target, addedNodes } of records) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (!element?.closest('[data-testid="stMain"]')) continue;
      probe.moved = performance.now();
      const box = element.closest(BOX);
      if (box) touched.add(box);
      else for (const node of addedNodes) node.querySelectorAll?.(BOX).forEach((inner) => touched.add(inner));
    }
    const all = boxes();
    for (const box of touched) {
      const which = all.indexOf(box);
      if (which in probe.charts) continue;
      const now = look(box);
      if (!now || now === probe.drawn[which]) continue;
      probe.charts[which] = null;
      afterPaint(() => { probe.charts[which] = performance.now(); });
    }
  };
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(changed).observe(
    document.body, { subtree: true, childList: true, attributes: true, characterData: true }));
})();
