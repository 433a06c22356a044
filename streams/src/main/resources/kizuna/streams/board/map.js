// The map: who is going where, from outlines that are projected already. What it shows stands as a table beside it too,
// so the drawing is for the eye and the mouse; the keyboard moves it, and selects in the table.
import { html, nothing, render, svg } from '/webjars/lit-html/lit-html.js';
import { word } from './figures.js';
import { label, language, number, say } from './words.js';

const NEAREST = 14;
const RING = 9;
const PAD = 44;
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

const wide = text => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 1 : 0.58), 0);
const overlaps = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

export class JapanMap {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.outlines = null;
    this.places = new Map();
    this.content = { receivers: [], flows: [], selection: {} };
    this.view = null;
    this.moved = false;
    this.fitted = '';
    this.hover = null;
    this.element = document.createElement('div');
    this.element.className = 'map';
    new ResizeObserver(() => { if (!this.moved) this.fitted = ''; this.draw(); }).observe(this.element);
    this.element.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.surface()) return; // A wheel over the map scrolls the page.
      event.preventDefault();
      const box = this.element.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
  }

  surface() { return this.element.querySelector('.surface'); }

  show(content) {
    this.content = content;
    this.draw();
  }

  // What matters: everybody who is drawn; the capital where nobody is.
  points() {
    const codes = new Set(this.content.receivers.map(r => r.code));
    for (const flow of this.content.flows) { codes.add(flow.lender); codes.add(flow.receiver); }
    if (codes.size) codes.add('130001');
    return [...codes].map(code => this.places.get(code)).filter(Boolean);
  }

  fit(points = this.points()) {
    const { width, height } = this.size();
    const [x, y, w, h] = this.outlines.viewBox;
    const xs = points.map(p => p.x);
    const ys = points.map(p => p.y);
    const box = points.length ? { x: Math.min(...xs), y: Math.min(...ys), w: Math.max(...xs) - Math.min(...xs), h: Math.max(...ys) - Math.min(...ys) } : { x, y, w, h };
    const pad = points.length ? Math.min(PAD * 1.6, width / 6) : 8;
    const k = Math.min((width - 2 * pad) / Math.max(box.w, 12), (height - 2 * pad) / Math.max(box.h, 12), NEAREST);
    this.view = { k, x: width / 2 - k * (box.x + box.w / 2), y: height / 2 - k * (box.y + box.h / 2) };
  }

  size() { return { width: this.element.clientWidth || 600, height: this.element.clientHeight || 400 }; }

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
      Escape: () => this.onSelect({}),
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
    const key = `${this.points().map(p => p.code).sort().join()}/${this.size().width}`;
    if (!this.view || (!this.moved && key !== this.fitted)) {
      this.fit();
      this.fitted = key;
    }
    const { width, height } = this.size();
    const { k, x, y } = this.view;
    const frame = this.outlines.inset.frame;
    const struck = new Set(this.content.receivers.filter(r => r.struck).map(r => r.code.slice(0, 2)));
    const arcs = this.arcs();
    const marks = this.marks();
    const chosen = this.chosen();
    render(html`
      <svg class="surface" tabindex="0" role="img" aria-labelledby="map-name" aria-describedby="map-keys" viewBox="0 0 ${width} ${height}"
          @keydown=${e => this.key(e)} @pointerdown=${e => this.grab(e)} @click=${() => this.select({})}>
        <g class="land" transform="matrix(${k} 0 0 ${k} ${x} ${y})">
          ${this.outlines.prefectures.map(p => svg`<path d=${p.path} class=${struck.has(p.code) ? 'hit' : nothing}></path>`)}
          <path class="frame" d="M${frame[0]} ${frame[1] + frame[3]}h${frame[2]}v${-frame[3]}"></path>
        </g>
        ${this.prefectureNames(marks.boxes).map(n => svg`<text class="prefecture" x=${n.x} y=${n.y}>${n.text}</text>`)}
        ${arcs.map(a => svg`<g class="flow ${a.dim ? 'dim' : ''} ${a.near ? 'near' : ''}" data-state=${a.stage.state}
            @click=${e => { e.stopPropagation(); this.select({ lender: a.flow.lender, receiver: a.flow.receiver }); }}
            @pointerenter=${() => this.point(a.flow)} @pointerleave=${() => this.point(null)}>
          <path class="under" d=${a.d} stroke-width=${a.width + 3}></path>
          <path class="line" d=${a.d} stroke-width=${a.width}></path><path class="head" d=${a.head}></path><path class="touch" d=${a.d}></path></g>`)}
        ${marks.items.map(m => svg`<g class="place ${m.kind} ${m.dim ? 'dim' : ''} ${chosen.has(m.code) ? 'chosen' : ''}"
            @click=${e => { e.stopPropagation(); this.select(m.selection); }}>
          ${m.kind === 'receiver' && m.open ? svg`<circle class="pulse" cx=${m.x} cy=${m.y} r=${RING}></circle>` : nothing}
          ${m.kind === 'receiver' ? svg`<circle class="ring ${m.open ? 'open' : ''} ${m.struck ? 'struck' : ''}" cx=${m.x} cy=${m.y} r=${RING}></circle><circle class="dot" cx=${m.x} cy=${m.y} r="3"></circle>`
            : svg`<rect class="dot" x=${m.x - 4} y=${m.y - 4} width="8" height="8" rx="1.5"></rect>`}
          ${m.at ? svg`${m.leader ? svg`<line class="leader" x1=${m.x} y1=${m.y} x2=${m.leader.x} y2=${m.leader.y}></line>` : nothing}
            <text x=${m.at.x} y=${m.at.y} text-anchor="start"><tspan class="name">${m.text}</tspan>${m.sub ? svg`<tspan class="sub" x=${m.at.x} dy="1.2em">${m.sub}</tspan>` : nothing}</text>` : nothing}</g>`)}
      </svg>
      <span id="map-name" class="unseen">${say('board.map.text', number(this.content.flows.length), number(this.content.receivers.length))}</span>
      <span id="map-keys" class="unseen">${say('board.map.keys')}</span>
      <div class="tools" role="group" aria-label=${say('board.map.tools')}>
        <button type="button" aria-label=${say('board.map.in')} title=${say('board.map.in')} @click=${() => this.zoom(1.5)}>＋</button>
        <button type="button" aria-label=${say('board.map.out')} title=${say('board.map.out')} @click=${() => this.zoom(1 / 1.5)}>−</button>
        <button type="button" aria-label=${say('board.map.fit')} title=${say('board.map.fit')} @click=${() => this.reset()}>◎</button>
        <button type="button" aria-label=${say('board.map.whole')} title=${say('board.map.whole')} @click=${() => this.whole()}>▣</button>
      </div>
      ${this.hint(arcs)}`, this.element);
    const hint = this.element.querySelector('.hint');
    const told = arcs.find(a => a.near);
    if (hint && told) {
      hint.style.left = `${Math.min(Math.max(told.middle.x, 90), width - 90)}px`;
      hint.style.top = `${Math.max(told.middle.y - 12, 60)}px`;
    }
  }

  point(flow) {
    this.hover = flow ? { lender: flow.lender, receiver: flow.receiver } : null;
    this.draw();
  }

  hint(arcs) {
    const told = this.hover && arcs.find(a => a.near);
    return told ? html`<div class="hint" aria-hidden="true"><b>${told.flow.lenderName} → ${told.flow.receiverName}</b><br>${stageTexts(told.flow)}</div>` : nothing;
  }

  chosen() { return new Set([this.content.selection.lender, this.content.selection.receiver].filter(Boolean)); }

  arcs() {
    const { selection } = this.content;
    const of = new Map();
    const flows = [...this.content.flows].filter(f => persons(f) && this.places.has(f.lender) && this.places.has(f.receiver))
      .sort((a, b) => a.receiver.localeCompare(b.receiver) || this.places.get(a.lender).x - this.places.get(b.lender).x || a.lender.localeCompare(b.lender));
    for (const f of flows) of.set(f.receiver, (of.get(f.receiver) ?? 0) + 1);
    const seen = new Map();
    return flows.map(flow => {
      const nth = seen.get(flow.receiver) ?? 0;
      seen.set(flow.receiver, nth + 1);
      const from = this.at(this.places.get(flow.lender));
      const to = this.at(this.places.get(flow.receiver));
      const width = Math.min(1.6 + Math.sqrt(persons(flow)) * 0.75, 9);
      const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const bulge = 0.16 + 0.16 * ((nth + 0.5) / of.get(flow.receiver) - 0.5) * Math.min(of.get(flow.receiver) / 4, 2);
      const bend = { x: (from.x + to.x) / 2 + (to.y - from.y) * bulge, y: (from.y + to.y) / 2 - (to.x - from.x) * bulge };
      const reach = Math.hypot(to.x - bend.x, to.y - bend.y) || 1;
      const along = { x: (to.x - bend.x) / reach, y: (to.y - bend.y) / reach };
      const size = 5 + width * 1.1;
      const gap = Math.min(RING + 2, distance / 4);
      const tip = { x: to.x - along.x * gap, y: to.y - along.y * gap };
      const end = { x: tip.x - along.x * size * 0.8, y: tip.y - along.y * size * 0.8 };
      const side = { x: -along.y * size * 0.5, y: along.x * size * 0.5 };
      const back = { x: tip.x - along.x * size, y: tip.y - along.y * size };
      const p = n => n.toFixed(1);
      const near = Boolean(this.hover && this.hover.lender === flow.lender && this.hover.receiver === flow.receiver);
      return {
        flow, stage: stage(flow), width, near,
        dim: !near && Boolean((selection.lender && selection.lender !== flow.lender) || (selection.receiver && selection.receiver !== flow.receiver)),
        d: `M${p(from.x)} ${p(from.y)}Q${p(bend.x)} ${p(bend.y)} ${p(end.x)} ${p(end.y)}`,
        head: `M${p(tip.x)} ${p(tip.y)}L${p(back.x + side.x)} ${p(back.y + side.y)}L${p(back.x - side.x)} ${p(back.y - side.y)}z`,
        middle: { x: (from.x + 2 * bend.x + to.x) / 4, y: (from.y + 2 * bend.y + to.y) / 4 },
      };
    });
  }

  // Places with their names, laid so that no name covers another or a mark; receivers first, then who lends most.
  marks() {
    const { width, height } = this.size();
    const { selection } = this.content;
    const inside = p => p.x > -20 && p.y > -20 && p.x < width + 20 && p.y < height + 20;
    const items = [];
    for (const r of this.content.receivers) {
      const place = this.places.get(r.code);
      if (place) items.push({ ...r, kind: 'receiver', ...this.at(place), text: this.name(place), sub: r.open ? say('board.map.open', number(r.open)) : '', selection: { receiver: r.code }, dim: Boolean(selection.receiver && selection.receiver !== r.code) });
    }
    const lent = new Map();
    for (const f of this.content.flows) if (persons(f)) lent.set(f.lender, (lent.get(f.lender) ?? 0) + persons(f));
    const lenders = [...lent].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).filter(([code]) => this.places.has(code))
      .map(([code, sum]) => ({ code, kind: 'lender', ...this.at(this.places.get(code)), text: this.name(this.places.get(code)), sum, selection: { lender: code }, dim: Boolean(selection.lender && selection.lender !== code) }));
    items.push(...lenders);
    const seen = items.filter(inside);
    const dots = seen.map(m => ({ m, x: m.x - (m.kind === 'receiver' ? RING + 2 : 5), y: m.y - (m.kind === 'receiver' ? RING + 2 : 5), w: m.kind === 'receiver' ? 2 * RING + 4 : 10, h: m.kind === 'receiver' ? 2 * RING + 4 : 10 }));
    const boxes = dots.map(({ x, y, w, h }) => ({ x, y, w, h }));
    const tools = { x: width - 52, y: 0, w: 52, h: 150 };
    const clear = (box, own) => box.x > 2 && box.y > 2 && box.x + box.w < width - 2 && box.y + box.h < height - 2 && !overlaps(box, tools)
      && !placed.some(b => overlaps(b, box)) && !dots.some(d => d.m !== own && overlaps(d, box));
    const placed = [];
    const put = (m, radii) => {
      const size = m.kind === 'receiver' ? 13 : 11.5;
      const w = Math.max(wide(m.text) * size, wide(m.sub ?? '') * 11.5) + 4;
      const h = (m.sub ? 2.25 : 1.25) * size;
      for (const radius of radii) {
        for (const angle of [0, 180, -45, 45, -135, 135, -90, 90, -20, 20, 160, -160, -70, 70, 110, -110]) {
          const dx = Math.cos(angle * Math.PI / 180) * radius;
          const dy = Math.sin(angle * Math.PI / 180) * radius;
          const box = { x: m.x + dx + (dx > 1 ? 0 : dx < -1 ? -w : -w / 2), y: m.y + dy - (dy > 4 ? 0 : dy < -4 ? h : h / 2), w, h };
          if (!clear(box, m)) continue;
          placed.push(box);
          m.at = { x: box.x + 2, y: box.y + size };
          if (radius > 24) m.leader = { x: m.x + dx, y: m.y + dy };
          return true;
        }
      }
      return false;
    };
    for (const m of seen.filter(s => s.kind === 'receiver').sort((a, b) => (b.open ?? 0) - (a.open ?? 0))) put(m, [RING + 5, 22, 36, 52, 70, 92, 116]);
    const shown = seen.filter(s => s.kind === 'lender');
    const xs = shown.map(m => m.x);
    const ys = shown.map(m => m.y);
    const tight = shown.length > 4 && Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) < 26 * Math.sqrt(shown.length);
    if (tight) { // Many wards in one spot: one name for all of them.
      const all = { kind: 'lender', x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2, text: say('board.map.lenders', number(shown.length)) };
      const spot = shown.reduce((a, b) => (b.x > a.x ? b : a));
      Object.assign(all, { x: spot.x, y: all.y });
      put(all, [14, 26, 40, 60, 80, 100]);
      if (all.at) Object.assign(spot, { at: all.at, text: all.text, leader: all.leader });
    } else {
      for (const m of shown) put(m, [8, 14]);
    }
    return { items, boxes: [...boxes, ...placed] };
  }

  prefectureNames(taken) {
    if (this.view.k < 1.3) return [];
    const { width, height } = this.size();
    const boxes = [...taken];
    return this.outlines.prefectures.map(p => {
      const spot = this.at({ x: p.label[0], y: p.label[1] });
      const text = language() === 'en' ? (this.prefectureRomaji?.get(p.code) ?? '') : p.name;
      const box = { x: spot.x - wide(text) * 6, y: spot.y - 9, w: wide(text) * 12, h: 14 };
      if (!text || box.x < 0 || box.y < 0 || box.x + box.w > width || box.y + box.h > height || boxes.some(b => overlaps(b, box))) return null;
      boxes.push(box);
      return { x: spot.x, y: spot.y, text };
    }).filter(Boolean);
  }
}

export const legend = () => html`<ul class="legend" aria-label=${say('board.map.legend')}>
  ${STAGES.map(s => html`<li><svg class="sample" viewBox="0 0 34 12" width="34" height="12" aria-hidden="true"><g class="flow" data-state=${s.state}><path class="line" d="M1 6H25" stroke-width="3"></path><path class="head" d="M34 6L25 1.5V10.5z"></path></g></svg>${label('DispatchState', s.state)}</li>`)}
  <li><svg class="sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><g class="place receiver"><circle class="ring open" cx="10" cy="10" r="7"></circle><circle class="dot" cx="10" cy="10" r="2.5"></circle></g></svg>${say('board.map.legend.open')}</li>
  <li><svg class="sample" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><g class="place receiver"><circle class="ring struck" cx="10" cy="10" r="7"></circle><circle class="dot" cx="10" cy="10" r="2.5"></circle></g></svg>${say('board.map.legend.struck')}</li>
  <li><svg class="sample" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><g class="place lender"><rect class="dot" x="2" y="2" width="8" height="8" rx="1.5"></rect></g></svg>${say('board.map.legend.lender')}</li>
</ul>`;
