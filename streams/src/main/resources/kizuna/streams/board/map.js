// The map: who is going where, from outlines that are projected already. What it shows stands as a table beside it too,
// so the drawing is for the eye and the mouse; the keyboard moves it, and selects in the table.
import { areSeveral, colourOf, numberOf as disasterNumber } from './disasters.js';
import { word } from './figures.js';
import { html, nothing, render, svg } from './lit.js';
import { label, language, number, say } from './words.js';

const NEAREST = 14;
const NEAREST_INSET = 60;
const RING = 9;
const PAD = 44;
const TOGETHER = 30; // Pixels: lenders of one prefecture that are closer share a mark and a line.
const AREA = 0.24; // Receivers that fill a smaller part of the map are shown larger in an inset.
// How far a flow has come, the farthest last; what most of its persons do gives the line its look.
export const STAGES = [
  { field: 'proposed', state: 'PROPOSED' }, { field: 'confirmed', state: 'CONFIRMED' },
  { field: 'inTransit', state: 'DEPARTED' }, { field: 'onSite', state: 'ON_SITE' },
];
export const persons = flow => STAGES.reduce((sum, s) => sum + (flow[s.field] ?? 0), flow.notReported ?? 0);
export const stage = flow => STAGES.reduce((most, s) => ((flow[s.field] ?? 0) >= (flow[most.field] ?? 0) && flow[s.field] ? s : most), STAGES[0]);
export const stageTexts = flow => STAGES.filter(s => flow[s.field]).reverse()
  .map(s => say('board.map.stage', label('DispatchState', s.state), number(flow[s.field])))
  .concat(flow.notReported ? [say('board.map.stage', word('notReported'), number(flow.notReported))] : []).join(language() === 'ja' ? '、' : ', ');

const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const inside = (p, box, by = 0) => p.x >= box.x - by && p.x <= box.x + box.w + by && p.y >= box.y - by && p.y <= box.y + box.h + by;
const p1 = n => n.toFixed(1);
// Half the persons are not half the width: 10 persons 3 px, 100 persons 6 px, 400 persons 10 px.
const widthOf = n => Math.min(1.5 + Math.sqrt(n) * 0.45, 11);
const WIDTHS = [10, 100, 400];

function around(points) {
  const xs = points.map(p => p.x);
  const ys = points.map(p => p.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

const brush = document.createElement('canvas').getContext('2d');
const heights = new Map();
const glyphs = new Map();
const families = new Map();

function font(size, bold) {
  if (!families.has(language())) families.set(language(), getComputedStyle(document.documentElement).fontFamily);
  return `${bold ? 700 : 400} ${size}px ${families.get(language())}`;
}

// A character of Japanese is as wide as it is high; measured each, they would take longer than the whole map.
function widthOfGlyph(glyph, size, bold) {
  if (glyph.charCodeAt(0) > 0x2e80) return size;
  const key = `${glyph} ${size} ${bold}`;
  if (!glyphs.has(key)) {
    brush.font = font(size, bold);
    glyphs.set(key, brush.measureText(glyph).width);
  }
  return glyphs.get(key);
}

// How much room a text takes as it is drawn, with its halo.
function measure(text, size, bold) {
  const key = `${language()} ${size} ${bold}`;
  if (!heights.has(key)) {
    brush.font = font(size, bold);
    const m = brush.measureText('国g');
    heights.set(key, { up: m.fontBoundingBoxAscent ?? size, down: m.fontBoundingBoxDescent ?? size * 0.3 });
  }
  return { w: [...text].reduce((sum, glyph) => sum + widthOfGlyph(glyph, size, bold), 4), ...heights.get(key) };
}

// Names and numbers, the weightiest first: none covers another or a mark, and none leaves its part of the picture. What finds no room is left out.
class Labels {
  constructor(bounds, taken) {
    Object.assign(this, { bounds, taken: [...taken] });
  }

  free(box, own) {
    const b = this.bounds;
    return box.x >= b.x + 2 && box.y >= b.y + 2 && box.x + box.w <= b.x + b.w - 2 && box.y + box.h <= b.y + b.h - 2 && !this.taken.some(t => t !== own && overlaps(t, box));
  }

  /** @param lines [{ text, size, bold }] below each other; gives where they stand, or null */
  size(lines) {
    const all = lines.map(l => measure(l.text, l.size, l.bold));
    return { w: Math.max(...all.map(m => m.w)), h: all.reduce((sum, m) => sum + m.up + m.down, 0), all };
  }

  take(box, size) {
    this.taken.push(box);
    let y = box.y;
    return { box, rows: size.all.map(m => { const at = { x: box.x + 2, y: y + m.up }; y += m.up + m.down; return at; }) };
  }

  /** Beside a point, the nearer the better. */
  beside(point, lines, radii, own = null) {
    const size = this.size(lines);
    for (const radius of radii) {
      for (const angle of [0, 180, -45, 45, -135, 135, -90, 90, -20, 20, 160, -160, -70, 70, 110, -110]) {
        const dx = Math.cos(angle * Math.PI / 180) * radius;
        const dy = Math.sin(angle * Math.PI / 180) * radius;
        const box = { x: point.x + dx + (dx > 1 ? 0 : dx < -1 ? -size.w : -size.w / 2), y: point.y + dy - (dy > 4 ? 0 : dy < -4 ? size.h : size.h / 2), w: size.w, h: size.h };
        if (this.free(box, own)) return { ...this.take(box, size), leader: radius > 24 ? { x: point.x + dx, y: point.y + dy } : null };
      }
    }
    return null;
  }

  /** In the middle of the first point that has room. */
  on(points, lines) {
    const size = this.size(lines);
    for (const point of points) {
      const box = { x: point.x - size.w / 2, y: point.y - size.h / 2, w: size.w, h: size.h };
      if (this.free(box, null)) return this.take(box, size);
    }
    return null;
  }
}

export class JapanMap {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.outlines = null;
    this.places = new Map();
    this.content = { receivers: [], flows: [], selection: {} };
    this.view = null;
    this.moved = false;
    this.fitted = '';
    this.hover = null; // Key of the mark or line under the pointer.
    this.shownKey = '';
    this.element = document.createElement('div');
    this.element.className = 'map';
    this.box = { width: 600, height: 400 };
    // Asked for while the page is drawn, it would be laid out each time.
    new ResizeObserver(([entry]) => {
      this.box = { width: entry.contentRect.width || 600, height: entry.contentRect.height || 400 };
      if (!this.moved) this.fitted = '';
      this.draw();
    }).observe(this.element);
    this.element.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.surface()) return; // A wheel over the map scrolls the page.
      event.preventDefault();
      const box = this.element.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
  }

  surface() { return this.element.querySelector('.surface'); }

  show(content) {
    const key = JSON.stringify([content, language(), this.places.size]);
    if (key === this.shownKey) return;
    this.shownKey = key;
    this.content = content;
    this.draw();
  }

  // What matters: everybody who is drawn; the capital where nobody is.
  points() {
    const codes = new Set(this.content.receivers.map(r => r.code));
    for (const flow of this.content.flows) { codes.add(flow.lender); codes.add(flow.receiver); }
    return [...codes].map(code => this.places.get(code)).filter(Boolean);
  }

  // `left`: pixels that are kept free for the inset.
  fit(points = this.points(), left = 0) {
    const { width, height } = this.size();
    const [x, y, w, h] = this.outlines.viewBox;
    const box = points.length ? around(points) : { x, y, w, h };
    const room = width - left;
    const pad = points.length ? Math.min(PAD * 1.6, room / 6) : 8;
    const k = Math.min((room - 2 * pad) / Math.max(box.w, 12), (height - 2 * pad) / Math.max(box.h, 12), NEAREST);
    this.view = { k, x: left + room / 2 - k * (box.x + box.w / 2), y: height / 2 - k * (box.y + box.h / 2) };
  }

  size() { return this.box; }

  zoom(factor, x = this.size().width / 2, y = this.size().height / 2) {
    const k = Math.min(Math.max(this.view.k * factor, 0.3), NEAREST);
    const by = k / this.view.k;
    this.view = { k, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
    this.moved = true;
    this.draw();
  }

  pan(dx, dy) {
    this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
    this.moved = true;
    this.draw();
  }

  reset() {
    this.moved = false;
    this.fitted = '';
    this.draw();
  }

  whole() {
    this.fit([]);
    this.moved = true;
    this.draw();
  }

  key(event) {
    const step = 60;
    const acts = {
      ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0), ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
      '+': () => this.zoom(1.4), ';': () => this.zoom(1.4), '=': () => this.zoom(1.4), '-': () => this.zoom(1 / 1.4), 0: () => this.reset(),
      n: () => this.step(1), N: () => this.step(1), p: () => this.step(-1), P: () => this.step(-1),
      Enter: () => this.press(), ' ': () => this.press(),
      Escape: () => { if (this.hover) this.point(null); else this.onSelect({}); },
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  grab(event) {
    if (event.button !== 0 || event.pointerType === 'touch' && !event.isPrimary) return;
    const from = { x: event.clientX, y: event.clientY };
    let far = false;
    const move = e => {
      if (!far && Math.hypot(e.clientX - from.x, e.clientY - from.y) < 4) return;
      far = true;
      this.pan(e.clientX - from.x, e.clientY - from.y);
      Object.assign(from, { x: e.clientX, y: e.clientY });
    };
    const end = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      this.dragged = far;
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
  }

  at(place) { return { x: this.view.k * place.x + this.view.x, y: this.view.k * place.y + this.view.y }; }

  name(place) { return language() === 'en' ? place.english : place.name; }

  select(selection) {
    if (this.dragged) { this.dragged = false; return; }
    this.onSelect(selection);
  }

  draw() {
    if (!this.outlines) return;
    const key = `${this.points().map(p => p.code).sort().join()}/${this.size().width}/${this.size().height}`;
    if (!this.view || (!this.moved && key !== this.fitted)) {
      this.fit();
      this.fitted = key;
      const inset = this.inset();
      // Where no corner is free, the country makes room for it.
      if (inset?.covers && this.size().width > 560) this.fit(this.points(), inset.box.w + 8);
    }
    const { width, height } = this.size();
    const { k, x, y } = this.view;
    const frame = this.outlines.inset.frame;
    const struck = new Set(this.content.receivers.filter(r => r.struck).map(r => r.code.slice(0, 2)));
    const inset = this.inset();
    const clusters = this.clusters();
    const main = { at: place => this.at(place), box: { x: 0, y: 0, w: width, h: height } };
    const lines = this.lines(main, clusters, inset);
    const near = inset ? this.lines(inset, clusters, null) : [];
    const tools = { x: width - 52, y: 0, w: 52, h: 150 };
    const marks = this.marks(main, clusters, lines, inset ? [tools, inset.box] : [tools], !inset);
    const nearMarks = inset ? this.marks(inset, [], near, [], true) : null;
    this.seen = [...(nearMarks ?? marks).items.filter(m => m.kind === 'receiver'), ...marks.items.filter(m => m.kind === 'lender')];
    render(html`
      <svg class="surface" tabindex="0" role="application" aria-labelledby="map-name" aria-describedby="map-keys" aria-activedescendant=${this.seen.some(m => m.key === this.hover) ? `mark-${this.hover}` : nothing} viewBox="0 0 ${width} ${height}"
          @keydown=${e => this.key(e)} @pointerdown=${e => this.grab(e)} @click=${() => this.select({})}>
        <g class="land" transform="matrix(${k} 0 0 ${k} ${x} ${y})"><g id="map-land">
          ${this.outlines.prefectures.map(p => svg`<path d=${p.path} class="shore ${struck.has(p.code) ? 'hit' : ''}"></path>`)}</g>
          <path class="frame" d="M${frame[0]} ${frame[1] + frame[3]}h${frame[2]}v${-frame[3]}"></path>
        </g>
        ${inset ? svg`<g class="area">${inset.links.map(l => svg`<path class="link" d="M${p1(l[0])} ${p1(l[1])}L${p1(l[2])} ${p1(l[3])}"></path>`)}<rect class="frame" x=${p1(inset.area.x)} y=${p1(inset.area.y)} width=${p1(inset.area.w)} height=${p1(inset.area.h)}></rect></g>` : nothing}
        ${this.prefectureNames(marks.labels).map(n => svg`<text class="label prefecture" x=${n.x} y=${n.y}>${n.text}</text>`)}
        ${lines.map(l => this.line(l, inset ? 'bundle' : 'flow'))}
        ${marks.items.map(m => this.mark(m))}
        ${lines.map(l => this.lineNumber(l))}
        ${inset ? svg`<svg class="inset" x=${inset.box.x} y=${inset.box.y} width=${inset.box.w} height=${inset.box.h} viewBox="${inset.box.x} ${inset.box.y} ${inset.box.w} ${inset.box.h}">
          <rect class="sea" x=${inset.box.x} y=${inset.box.y} width=${inset.box.w} height=${inset.box.h}></rect>
          <use href="#map-land" transform="matrix(${inset.k} 0 0 ${inset.k} ${inset.x} ${inset.y})"></use>
          ${near.map(l => this.line(l, 'flow'))}
          ${nearMarks.items.map(m => this.mark(m))}
          ${near.map(l => this.lineNumber(l))}
          <rect class="edge" x=${inset.box.x + 1} y=${inset.box.y + 1} width=${inset.box.w - 2} height=${inset.box.h - 2}></rect></svg>` : nothing}
      </svg>
      <span id="map-name" class="unseen">${say('board.map.text', number(this.content.flows.length), number(this.content.receivers.length))}</span>
      <span id="map-keys" class="unseen">${say('board.map.keys')}</span>
      <div class="tools" role="group" aria-label=${say('board.map.tools')}>
        <button type="button" aria-label=${say('board.map.in')} title=${say('board.map.in')} @click=${() => this.zoom(1.5)}>＋</button>
        <button type="button" aria-label=${say('board.map.out')} title=${say('board.map.out')} @click=${() => this.zoom(1 / 1.5)}>−</button>
        <button type="button" aria-label=${say('board.map.fit')} title=${say('board.map.fit')} @click=${() => this.reset()}>◎</button>
        <button type="button" aria-label=${say('board.map.whole')} title=${say('board.map.whole')} @click=${() => this.whole()}>▣</button>
      </div>
      ${this.hint([...near, ...lines, ...this.seen])}`, this.element);
    const hint = this.element.querySelector('.hint');
    const told = this.told;
    if (hint && told) {
      const half = hint.offsetWidth / 2 + 4;
      hint.style.left = `${Math.min(Math.max(told.x, half), Math.max(half, width - half))}px`;
      hint.style.top = `${Math.max(told.y - 12, hint.offsetHeight + 4)}px`;
    }
  }

  line(l, kind) {
    return svg`<g class="${kind} way ${l.dim ? 'dim' : ''} ${l.near ? 'near' : ''}" data-state=${l.stage.state}
        @click=${e => { e.stopPropagation(); this.choose(l); }} @pointerenter=${() => this.point(l.key)} @pointerleave=${() => this.point(null)}>
      <path class="under" d=${l.d} stroke-width=${p1(l.width + 3)}></path>
      <path class="line" d=${l.d} stroke-width=${p1(l.width)}></path><path class="head" d=${l.head}></path><path class="touch" d=${l.d}></path></g>`;
  }

  lineNumber(l) {
    return l.label ? svg`<text class="label persons ${l.dim ? 'dim' : ''}" x=${p1(l.label.rows[0].x)} y=${p1(l.label.rows[0].y)}>${l.text}</text>` : nothing;
  }

  mark(m) {
    const chosen = m.lenders ? m.lenders.includes(this.content.selection.lender) : this.content.selection.receiver === m.code;
    return svg`<g class="place ${m.kind} ${m.dim ? 'dim' : ''} ${chosen ? 'chosen' : ''}" id="mark-${m.key}" role="img" aria-label=${m.said}
        @click=${e => { e.stopPropagation(); this.choose(m); }} @pointerenter=${() => this.point(m.key)} @pointerleave=${() => this.point(null)}>
      ${m.kind === 'receiver' && m.open ? svg`<circle class="pulse" cx=${p1(m.x)} cy=${p1(m.y)} r=${RING}></circle>` : nothing}
      ${m.key === this.hover ? svg`<circle class="active" cx=${p1(m.x)} cy=${p1(m.y)} r=${RING + 5}></circle>` : nothing}
      ${m.kind === 'receiver' ? svg`<circle class="ring ${m.open ? 'open' : ''} ${m.struck ? 'struck' : ''}" cx=${p1(m.x)} cy=${p1(m.y)} r=${RING}></circle><circle class="dot" cx=${p1(m.x)} cy=${p1(m.y)} r="3"></circle>`
        : m.kind === 'spot' ? svg`<circle class="dot" cx=${p1(m.x)} cy=${p1(m.y)} r="2.5"></circle>`
          : svg`<rect class="dot" x=${p1(m.x - 4)} y=${p1(m.y - 4)} width="8" height="8" rx="1.5"></rect>${m.lenders.length > 1 ? svg`<rect class="more" x=${p1(m.x - 7)} y=${p1(m.y - 7)} width="14" height="14" rx="3"></rect>` : nothing}`}
      ${m.which.map((id, i) => svg`<g class="which" data-colour=${colourOf(id)}><rect x=${p1(m.x + 7 + i * 14)} y=${p1(m.y - 20)} width="13" height="13" rx="2"></rect><text x=${p1(m.x + 13.5 + i * 14)} y=${p1(m.y - 10)} text-anchor="middle">${disasterNumber(id)}</text></g>`)}
      ${m.label ? svg`${m.label.leader ? svg`<line class="leader" x1=${p1(m.x)} y1=${p1(m.y)} x2=${p1(m.label.leader.x)} y2=${p1(m.label.leader.y)}></line>` : nothing}
        <text class="label name" x=${p1(m.label.rows[0].x)} y=${p1(m.label.rows[0].y)}>${m.text}</text>${m.sub ? svg`<text class="label sub" x=${p1(m.label.rows[1].x)} y=${p1(m.label.rows[1].y)}>${m.sub}</text>` : nothing}` : nothing}</g>`;
  }

  point(key) {
    if (this.hover === key) return;
    this.hover = key;
    this.draw();
  }

  /** A flow that is pointed at in the table beside. */
  pointFlow(flow) {
    this.point(flow ? `${this.clusterOf(flow.lender)}>${flow.receiver}` : null);
  }

  step(by) {
    const at = this.seen.findIndex(m => m.key === this.hover);
    const next = this.seen[(at + by + this.seen.length) % this.seen.length] ?? null;
    this.point(at < 0 && by < 0 ? this.seen.at(-1)?.key ?? null : next?.key ?? null);
  }

  press() {
    const mark = this.seen.find(m => m.key === this.hover);
    if (mark) this.choose(mark);
  }

  // What is pressed filters; several lenders under one mark come apart instead, as far as they can.
  choose({ lenders = [], receivers = [] }) {
    if (lenders.length > 1) {
      if (this.dragged) { this.dragged = false; return; }
      this.fit(lenders.map(code => this.places.get(code)));
      this.moved = true;
      this.draw();
      return;
    }
    this.select({ lender: lenders[0], receiver: receivers.length === 1 ? receivers[0] : undefined });
  }

  hint(all) {
    this.told = all.find(l => l.key === this.hover) ?? null;
    if (!this.told) return nothing;
    return html`<div class="hint" aria-hidden="true"><b>${this.told.title}</b><br>${this.told.detail}</div>`;
  }

  // The struck area, larger, where its receivers are a knot at the scale of the country.
  inset() {
    const receivers = this.content.receivers.map(r => this.places.get(r.code)).filter(Boolean);
    const lenders = [...new Set(this.content.flows.map(f => f.lender))].map(code => this.places.get(code)).filter(Boolean);
    const { width, height } = this.size();
    if (receivers.length < 2 || !lenders.length || width < 240) return null;
    const struck = around(receivers);
    const small = around(receivers.map(r => this.at(r)));
    if (Math.max(small.w / width, small.h / height) > AREA) return null;
    const dots = [...receivers, ...lenders].map(p => this.at(p));
    if (!dots.slice(0, receivers.length).some(d => inside(d, { x: 0, y: 0, w: width, h: height }))) return null;
    const w = Math.min(Math.max(width * 0.36, 145), 320);
    const h = Math.min(Math.max(height * 0.5, 150), 300);
    const padX = Math.min(56, w / 4);
    const padY = 34;
    const k = Math.min((w - 2 * padX) / Math.max(struck.w, 0.5), (h - 2 * padY) / Math.max(struck.h, 0.5), NEAREST_INSET);
    if (k < this.view.k * 1.8) return null;
    // The frame shows what the inset shows.
    const s = this.view.k / k;
    const middle = this.at({ x: struck.x + struck.w / 2, y: struck.y + struck.h / 2 });
    const area = { x: middle.x - w * s / 2, y: middle.y - h * s / 2, w: w * s, h: h * s };
    const corners = [{ x: 8, y: 8 }, { x: 8, y: height - h - 8 }, { x: width - w - 8, y: height - h - 8 }, { x: width - w - 60, y: 8 }]
      .map(c => ({ box: { ...c, w, h }, covers: dots.filter(d => inside(d, { ...c, w, h }, 12)).length + (overlaps(area, { ...c, w: w + 16, h: h + 16 }) ? 100 : 0) }));
    const { box, covers } = corners.reduce((best, c) => (c.covers < best.covers ? c : best));
    const x = box.x + w / 2 - k * (struck.x + struck.w / 2);
    const y = box.y + h / 2 - k * (struck.y + struck.h / 2);
    const right = { area: area.x + area.w, box: box.x + w };
    const low = { area: area.y + area.h, box: box.y + h };
    // From the sides that look at each other.
    const links = right.box < area.x ? [[area.x, area.y, right.box, box.y], [area.x, low.area, right.box, low.box]]
      : right.area < box.x ? [[right.area, area.y, box.x, box.y], [right.area, low.area, box.x, low.box]]
        : low.area < box.y ? [[area.x, low.area, box.x, box.y], [right.area, low.area, right.box, box.y]]
          : [[area.x, area.y, box.x, low.box], [right.area, area.y, right.box, low.box]];
    return { box, covers, k, x, y, area, links, at: place => ({ x: k * place.x + x, y: k * place.y + y }), entry: true };
  }

  // Lenders of one prefecture that lie on each other at this scale.
  clusters() {
    const lent = new Map();
    for (const f of this.content.flows) if (persons(f) && this.places.has(f.lender)) lent.set(f.lender, (lent.get(f.lender) ?? 0) + persons(f));
    const prefectures = new Map();
    for (const code of [...lent.keys()].sort()) prefectures.set(code.slice(0, 2), [...(prefectures.get(code.slice(0, 2)) ?? []), code]);
    const clusters = [];
    for (const [prefecture, codes] of prefectures) {
      const spread = around(codes.map(code => this.at(this.places.get(code))));
      const apart = Math.hypot(spread.w, spread.h) >= TOGETHER;
      for (const lenders of apart ? codes.map(code => [code]) : [codes]) {
        const own = lenders.map(code => this.places.get(code));
        const middle = { x: own.reduce((sum, p) => sum + p.x, 0) / own.length, y: own.reduce((sum, p) => sum + p.y, 0) / own.length };
        const name = lenders.length === 1 ? this.name(own[0]) : this.togetherName(prefecture, lenders.map(code => ({ code, sum: lent.get(code) })));
        clusters.push({ key: lenders.length === 1 ? lenders[0] : `p${prefecture}`, lenders, place: middle, name, names: own.map(p => this.name(p)), sum: lenders.reduce((sum, code) => sum + lent.get(code), 0) });
      }
    }
    this.clusterKeys = new Map(clusters.flatMap(c => c.lenders.map(code => [code, c.key])));
    return clusters.sort((a, b) => b.sum - a.sum || a.key.localeCompare(b.key));
  }

  togetherName(prefecture, lenders) {
    const name = this.prefectureName(prefecture);
    if (name !== prefecture) return say('board.map.together', name, number(lenders.length));
    const most = lenders.reduce((a, b) => (b.sum > a.sum ? b : a));
    return `${this.name(this.places.get(most.code))} ${say('board.andMore', number(lenders.length - 1))}`;
  }

  clusterOf(lender) { return this.clusterKeys?.get(lender) ?? lender; }

  prefectureName(code) {
    return language() === 'en' ? this.prefectureRomaji?.get(code) ?? code : this.outlines.prefectures.find(p => p.code === code)?.name ?? code;
  }

  /**
   * The flows as lines: of each mark of lenders to each receiver, or, where an inset shows the receivers, to the area as a whole.
   * In the inset itself a line comes in from the side on which its lender is.
   */
  lines(part, clusters, inset) {
    const { selection } = this.content;
    const byKey = new Map(clusters.map(c => [c.key, c]));
    const ways = new Map();
    for (const flow of this.content.flows) {
      const cluster = byKey.get(this.clusterOf(flow.lender));
      if (!cluster || !persons(flow) || !this.places.has(flow.receiver)) continue;
      const key = `${cluster.key}>${inset ? 'area' : flow.receiver}`;
      const way = ways.get(key) ?? { key, cluster, flows: [], receivers: new Set() };
      way.flows.push(flow);
      way.receivers.add(flow.receiver);
      ways.set(key, way);
    }
    const of = new Map();
    const all = [...ways.values()].sort((a, b) => [...a.receivers][0].localeCompare([...b.receivers][0]) || a.cluster.place.x - b.cluster.place.x || a.key.localeCompare(b.key));
    const goal = way => (inset ? 'area' : [...way.receivers][0]);
    for (const way of all) of.set(goal(way), (of.get(goal(way)) ?? 0) + 1);
    const nth = new Map();
    return all.map(way => {
      const sums = Object.fromEntries([...STAGES.map(s => s.field), 'notReported'].map(field => [field, way.flows.reduce((sum, f) => sum + (f[field] ?? 0), 0)]));
      const sum = persons(sums);
      const width = widthOf(sum);
      const to = inset ? { x: inset.area.x + inset.area.w / 2, y: inset.area.y + inset.area.h / 2 } : part.at(this.places.get(goal(way)));
      let from = part.at(way.cluster.place);
      if (part.entry) from = this.entry(part.box, to, from);
      const n = nth.get(goal(way)) ?? 0;
      nth.set(goal(way), n + 1);
      const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const many = of.get(goal(way));
      const bulge = part.entry ? 0.06 : 0.16 + 0.16 * ((n + 0.5) / many - 0.5) * Math.min(many / 4, 2);
      const bend = { x: (from.x + to.x) / 2 + (to.y - from.y) * bulge, y: (from.y + to.y) / 2 - (to.x - from.x) * bulge };
      const reach = Math.hypot(to.x - bend.x, to.y - bend.y) || 1;
      const along = { x: (to.x - bend.x) / reach, y: (to.y - bend.y) / reach };
      const size = 5 + width * 1.1;
      const gap = Math.min(inset ? Math.max(inset.area.w, inset.area.h) / 2 + 2 : RING + 2, distance / 4);
      const tip = { x: to.x - along.x * gap, y: to.y - along.y * gap };
      const end = { x: tip.x - along.x * size * 0.8, y: tip.y - along.y * size * 0.8 };
      const side = { x: -along.y * size * 0.5, y: along.x * size * 0.5 };
      const back = { x: tip.x - along.x * size, y: tip.y - along.y * size };
      const on = t => ({ x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * bend.x + t * t * end.x, y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * bend.y + t * t * end.y });
      const lenders = way.cluster.lenders;
      const receivers = [...way.receivers];
      const near = this.hover === way.key;
      return {
        key: way.key, lenders: [...new Set(way.flows.map(f => f.lender))], receivers, sum, width, near, stage: stage(sums), text: say('board.persons', number(sum)), ...on(0.5),
        title: `${way.cluster.name} → ${receivers.length === 1 ? way.flows[0].receiverName : say('board.map.receivers', number(receivers.length))}`, detail: stageTexts(sums),
        dim: !near && Boolean((selection.lender && !lenders.includes(selection.lender)) || (selection.receiver && !way.receivers.has(selection.receiver))),
        spots: [0.45, 0.35, 0.55, 0.27, 0.65, 0.2].map(on),
        d: `M${p1(from.x)} ${p1(from.y)}Q${p1(bend.x)} ${p1(bend.y)} ${p1(end.x)} ${p1(end.y)}`,
        head: `M${p1(tip.x)} ${p1(tip.y)}L${p1(back.x + side.x)} ${p1(back.y + side.y)}L${p1(back.x - side.x)} ${p1(back.y - side.y)}z`,
      };
    });
  }

  // Where a line from outside comes into the inset.
  entry(box, to, from) {
    const dx = from.x - to.x;
    const dy = from.y - to.y;
    const t = Math.min(dx > 0 ? (box.x + box.w - to.x) / dx : dx < 0 ? (box.x - to.x) / dx : Infinity, dy > 0 ? (box.y + box.h - to.y) / dy : dy < 0 ? (box.y - to.y) / dy : Infinity, 1);
    return { x: to.x + dx * t, y: to.y + dy * t };
  }

  // Places with their names and lines with their numbers; what is chosen first, then receivers, then who lends most.
  marks(part, clusters, lines, keep, receiversToo) {
    const { selection } = this.content;
    const items = [];
    for (const r of this.content.receivers) {
      const place = this.places.get(r.code);
      if (!place) continue;
      const text = this.name(place);
      const sub = receiversToo && r.open ? say('board.map.open', number(r.open)) : '';
      const coming = this.content.flows.filter(f => f.receiver === r.code);
      const detail = [r.open ? say('board.map.open', number(r.open)) : '', ...coming.length ? [say('board.map.comes', number(coming.reduce((sum, f) => sum + persons(f), 0)))] : []].filter(Boolean).join(language() === 'ja' ? '、' : ', ');
      items.push({ ...r, key: receiversToo ? r.code : `spot-${r.code}`, kind: receiversToo ? 'receiver' : 'spot', ...part.at(place), text, sub, receivers: [r.code], which: receiversToo && areSeveral() ? r.disasters : [],
        title: text, detail, said: [text, detail].filter(Boolean).join(': '), dim: Boolean(selection.receiver && selection.receiver !== r.code) });
    }
    for (const c of clusters) {
      const detail = [say('board.map.goes', number(c.sum)), ...c.lenders.length > 1 ? [c.names.join(language() === 'ja' ? '、' : ', ')] : []].join(' ');
      items.push({ key: c.key, kind: 'lender', ...part.at(c.place), lenders: c.lenders, text: c.name, sub: '', sum: c.sum, which: [], title: c.name, detail, said: `${c.name}: ${detail}`, dim: Boolean(selection.lender && !c.lenders.includes(selection.lender)) });
    }
    const seen = items.filter(m => inside(m, part.box, 20) && !keep.some(k => k !== part.box && m.kind === 'lender' && inside(m, k)));
    const boxOf = m => (m.kind === 'receiver' ? { x: m.x - RING - 2, y: m.y - RING - 2, w: 2 * RING + 4, h: 2 * RING + 4 } : { x: m.x - 5, y: m.y - 5, w: 10, h: 10 });
    for (const m of seen) m.dotBox = boxOf(m);
    const signs = seen.filter(m => m.which.length).map(m => ({ x: m.x + 6, y: m.y - 21, w: 14 * m.which.length + 1, h: 15 }));
    const labels = new Labels(part.box, [...keep, ...seen.map(m => m.dotBox), ...signs]);
    const isChosen = m => (m.lenders ? m.lenders.includes(selection.lender) : m.code === selection.receiver);
    const order = [...seen.filter(m => m.kind !== 'spot')].sort((a, b) => isChosen(b) - isChosen(a) || (b.kind === 'receiver') - (a.kind === 'receiver') || (b.open ?? 0) - (a.open ?? 0) || (b.sum ?? 0) - (a.sum ?? 0));
    for (const m of order) {
      const size = m.kind === 'receiver' ? 13 : 11.5;
      const rows = [{ text: m.text, size, bold: m.kind === 'receiver' }, ...m.sub ? [{ text: m.sub, size: 11.5, bold: true }] : []];
      m.label = labels.beside(m, rows, m.kind === 'receiver' ? [RING + 5, 22, 36, 52, 70, 92] : isChosen(m) ? [8, 14, 26, 40] : [8, 14], m.dotBox);
    }
    for (const l of [...lines].sort((a, b) => a.dim - b.dim || b.sum - a.sum)) l.label = labels.on(l.spots, [{ text: l.text, size: 11, bold: true }]);
    return { items: seen, labels };
  }

  prefectureNames(labels) {
    if (this.view.k < 1.3) return [];
    return this.outlines.prefectures.map(p => {
      const spot = this.at({ x: p.label[0], y: p.label[1] });
      const text = this.prefectureName(p.code);
      const put = text && text !== p.code ? labels.on([spot], [{ text, size: 11, bold: false }]) : null;
      return put ? { ...put.rows[0], text } : null;
    }).filter(Boolean);
  }
}

export const legend = () => html`<ul class="legend" aria-label=${say('board.map.legend')}>
  ${STAGES.map(s => html`<li><svg class="sample" viewBox="0 0 34 12" width="34" height="12" aria-hidden="true"><g class="flow" data-state=${s.state}><path class="line" d="M1 6H25" stroke-width="3"></path><path class="head" d="M34 6L25 1.5V10.5z"></path></g></svg>${label('DispatchState', s.state)}</li>`)}
  <li><svg class="sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><g class="place receiver"><circle class="ring open" cx="10" cy="10" r="7"></circle><circle class="dot" cx="10" cy="10" r="2.5"></circle></g></svg>${say('board.map.legend.open')}</li>
  <li><svg class="sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><g class="place receiver"><circle class="ring struck" cx="10" cy="10" r="7"></circle><circle class="dot" cx="10" cy="10" r="2.5"></circle></g></svg>${say('board.map.legend.struck')}</li>
  <li><svg class="sample" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><g class="place lender"><rect class="dot" x="2" y="2" width="8" height="8" rx="1.5"></rect></g></svg>${say('board.map.legend.lender')}</li>
  <li><svg class="sample" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><g class="place lender"><rect class="dot" x="4" y="4" width="8" height="8" rx="1.5"></rect><rect class="more" x="1" y="1" width="14" height="14" rx="3"></rect></g></svg>${say('board.map.legend.lenders')}</li>
  <li class="widths">${say('board.map.legend.width')} ${WIDTHS.map(n => html`<span><svg class="sample" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true"><g class="flow" data-state="ON_SITE"><path class="line" d="M0 6H22" stroke-width=${widthOf(n)}></path></g></svg>${say('board.persons', number(n))}</span>`)}</li>
  <li>◎ ${say('board.map.fit')}</li><li>▣ ${say('board.map.whole')}</li>
</ul>`;
