// The page of a drill: its director begins and conducts a run, its observers note what they see.
import { actKey, get, maybe, post } from './api.js';
import { confirmInject, direct, injectBecame, injectText, readRun, tellOf } from './conduct.js';
import { html, nothing } from './lit.js';
import { Lists, restOf, section } from './list.js';
import { chip, empty, facts, japanTime, when } from './parts.js';
import { drillOf, pageLink } from './shell.js';
import { label, language, localTime, number, say } from './words.js';
import { focusOn, title, work } from './work.js';

// Milliseconds. The conduct of a run is no part of the ledger that the stream tells: few people look at this page, and only while it runs.
const EVERY = 1_000;
const BEGINS = 90_000; // Milliseconds to wait for an ordered run to start; after that the page shows that it did not.
const SPEEDS = [1, 10, 60, 600, 0];
const NOTES = ['OBSERVED', 'KEEP', 'IMPROVE'];
const AT_ONCE = 5; // Number of next injects that are shown.

let lists = null;
let ending = false;
let busy = null; // The act in progress.
const order = { drillId: '', speed: '60', joins: true, pauseAt: '', takeOver: '' };
let skipTo = '';
const note = { kind: 'OBSERVED', text: '', key: actKey() };

const directs = w => !w.me || ['DIRECTOR', 'OPERATOR'].includes(w.me.role);
const speedText = speed => (speed ? say('drill.times', number(speed)) : say('drill.max'));
const instant = local => `${local}:00+09:00`;

async function once(w, key, what) {
  if (busy) return;
  busy = key;
  w.redraw();
  try { await what(); } finally { busy = null; w.redraw(); }
}

const command = (w, fields, done) => once(w, fields.code + (fields.inject ?? ''), () => tellOf(w, () => direct(fields), done));

// Beginning -----------------------------------------------------------------------------------

async function begin(w) {
  const { orderId } = await post('api/drills', {
    drillId: order.drillId, speed: Number(order.speed), joins: order.joins,
    ...(order.pauseAt ? { pauseAt: instant(order.pauseAt) } : {}), ...(order.takeOver ? { takeOverAfterMinutes: Number(order.takeOver) } : {}),
  });
  for (const until = Date.now() + BEGINS; Date.now() < until; await new Promise(later => setTimeout(later, EVERY))) {
    const { namespaces } = await get('api/namespaces');
    for (const { namespace } of namespaces) {
      const run = drillOf(namespace);
      if (!run?.startsWith(`${order.drillId}-`)) continue;
      const found = await maybe('api/drill', { drill: run }).catch(() => null);
      if (found?.orderId === orderId) {
        location.assign(pageLink('drill.html', { ns: namespace }));
        return {};
      }
    }
  }
  return null;
}

function beginView(w) {
  const { logs } = w.data;
  const chosen = logs.find(l => l.drillId === order.drillId);
  const set = name => e => { order[name] = e.target.type === 'checkbox' ? e.target.checked : e.target.value; w.redraw(); };
  return html`<section class="card" aria-labelledby="begin-title"><h1 id="begin-title" tabindex="-1">${say('drill.begin')}</h1><p class="aside">${say('drill.beginHint')}</p>
    <form class="form" @submit=${e => { e.preventDefault(); once(w, 'begin', () => tellOf(w, () => begin(w), say('drill.begun'))); }}>
      <p class="field wide"><label for="order-log">${say('drill.log')}</label><select id="order-log" .value=${order.drillId} @change=${set('drillId')}>${logs.map(l => html`<option value=${l.drillId} ?selected=${l.drillId === order.drillId}>${language() === 'ja' ? l.titleJa : l.titleEn}</option>`)}</select>
        ${chosen ? html`<span class="hint">${say('drill.logSize', number(chosen.facts), number(chosen.injects))} ${when(chosen.firstAt)} – ${when(chosen.lastAt)}</span>` : nothing}</p>
      <p class="field"><label for="order-speed">${say('drill.speed')}</label><select id="order-speed" @change=${set('speed')}>${SPEEDS.map(s => html`<option value=${s} ?selected=${String(s) === order.speed}>${speedText(s)}</option>`)}</select><span class="hint">${say('drill.speedHint')}</span></p>
      <p class="field"><label for="order-pause">${say('drill.pauseAt')}</label><input id="order-pause" type="datetime-local" .value=${order.pauseAt} @input=${set('pauseAt')}><span class="hint">${say('drill.pauseAtHint')}</span></p>
      <p class="field"><label for="order-takeover">${say('drill.takeOverAfter')}</label><input id="order-takeover" type="text" inputmode="numeric" maxlength="5" .value=${order.takeOver} @input=${set('takeOver')}><span class="hint">${say('drill.takeOverAfterHint')}</span></p>
      <p class="field wide"><label class="check"><input id="order-joins" type="checkbox" .checked=${order.joins} @change=${set('joins')}> ${say('drill.joins')}</label></p>
      <p class="acts"><button type="submit" class="primary" id="begin" ?disabled=${Boolean(busy)}>${busy === 'begin' ? say('drill.beginning') : say('drill.beginDo')}</button></p>
    </form></section>
    ${w.data.runs.length ? section({ id: 'runs', heading: say('drill.runs'), count: w.data.runs.length }, html`<ul class="choices">${w.data.runs.map(n => html`<li><a class="button" href=${pageLink('drill.html', { ns: n })}>${drillOf(n)}</a></li>`)}</ul>`) : nothing}`;
}

// Where it stands -----------------------------------------------------------------------------

const ran = run => {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(run.startedAt)) / 1000));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(n => String(n).padStart(2, '0')).join(':');
};

function headView(w, run) {
  const state = run.ended ? 'ENDED' : run.pace?.state ?? 'PAUSED';
  return html`<section class="head stacked" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('drill.kicker')}</p><h1 id="page-title">${run.title}</h1></div>
    <dl class="figures"><div class=${state === 'PAUSED' ? 'warn' : nothing}><dt>${say('drill.scenarioTime')}</dt><dd id="scenario-time">${when(run.scenarioTime)}</dd></div>
      <div><dt>${say('drill.state')}</dt><dd id="drill-state" data-state=${state}>${label('DrillPaceCode', state)}</dd></div>
      <div><dt>${say('drill.speed')}</dt><dd>${speedText(run.pace?.speed ?? 0)}</dd></div>
      <div><dt>${say('drill.realTime')}</dt><dd>${run.ended ? '–' : ran(run)}</dd></div>
      <div class=${(run.pace?.lag ?? 0) > 1000 ? 'alarm' : nothing}><dt>${say('drill.lag')}</dt><dd>${number(run.pace?.lag ?? 0)} <small>ms</small></dd></div>
      <div><dt>${say('drill.sent')}</dt><dd>${number(run.pace?.sent ?? 0)} <small>/ ${number(run.facts)}</small></dd></div></dl></section>`;
}

function controls(w, run) {
  const { pace } = run;
  const act = (id, name, fields, done, kind = '') => html`<button type="button" id=${id} class=${kind} ?disabled=${Boolean(busy)} @click=${() => command(w, fields, done)}>${name}</button>`;
  return section({ id: 'controls', heading: say('drill.controls') }, html`
    <p class="acts">${pace?.state === 'RUNNING' ? act('pause', say('drill.pause'), { code: 'PAUSE' }, say('drill.paused'), 'primary') : act('resume', say('drill.resume'), { code: 'RESUME' }, say('drill.resumed'), 'primary')}
      ${pace?.nextAt ? act('step', say('drill.step'), { code: 'STEP' }, say('drill.stepped')) : nothing}
      ${pace?.nextAt ? html`<span class="aside">${say('drill.next')} ${when(pace.nextAt)}</span>` : html`<span class="aside">${say('drill.logOver')}</span>`}</p>
    <p class="acts" role="group" aria-label=${say('drill.speed')}>${SPEEDS.map(s => html`<button type="button" class="small" id="speed-${s}" aria-pressed=${pace?.speed === s ? 'true' : 'false'} ?disabled=${Boolean(busy)} @click=${() => command(w, { code: 'SPEED', speed: s }, say('drill.speedSet', speedText(s)))}>${speedText(s)}</button>`)}</p>
    <form class="acts" @submit=${e => { e.preventDefault(); if (skipTo) { const to = skipTo; skipTo = ''; command(w, { code: 'SKIP', skipTo: instant(to) }, say('drill.skipped')); } }}>
      <label for="skip-to">${say('drill.skipTo')}</label><input id="skip-to" type="datetime-local" .value=${skipTo || localTime(run.scenarioTime)} @focus=${e => { skipTo ||= e.target.value; }} @input=${e => { skipTo = e.target.value; }}>
      <button type="submit" id="skip" ?disabled=${Boolean(busy)}>${say('drill.skip')}</button></form>
    <p class="acts">${ending ? html`<span>${say('drill.endSure')}</span> ${act('end-sure', say('drill.endDo'), { code: 'END' }, say('drill.endedNow'), 'danger')} <button type="button" @click=${() => { ending = false; w.redraw(); }}>${say('form.back')}</button>`
    : html`<button type="button" id="end" class="quiet-danger" @click=${() => { ending = true; w.redraw(); focusOn('end-sure'); }}>${say('drill.end')}</button>`}</p>`);
}

// What came of it: measured when the last fact was decided.
function outcome(w, run) {
  const { objectives = [] } = run.ended;
  const result = o => (o.met ? chip(say('drill.objectiveMet'), 'green') : o.cases ? chip(say('drill.objectiveMissed', number(o.missed), number(o.cases)), 'red') : chip(say('drill.objectiveNotMeasured'), 'grey'));
  return section({ id: 'outcome', heading: say('drill.outcome'), count: objectives.length || nothing }, html`
    <p>${say('drill.over', label('DrillEndReason', run.ended.reason), number(run.ended.facts))}</p>
    ${objectives.length ? html`<ul class="rows compact">${objectives.map(o => html`<li class="row"><div class="row-head"><span>${o.text}</span> ${result(o)}</div></li>`)}</ul>` : empty(say('drill.noObjectives'))}
    <p class="acts"><a class="button primary" href=${`api/report?${new URLSearchParams({ drill: w.drill, lang: language() })}`}>${say('drill.report')}</a>
      ${directs(w) ? html`<a class="button" href=${pageLink('what-if.html')}>${say('whatIf.open')}</a> <a class="button" href=${pageLink('drill.html', { ns: 'live' })}>${say('drill.another')}</a>` : nothing}</p>`);
}

// Injects -------------------------------------------------------------------------------------

const isBefore = (one, other) => Date.parse(one) < Date.parse(other);
const isWaiting = (run, number) => run.injects.some(i => i.number === number && ['PLANNED', 'HELD'].includes(i.state));

function plannedRow(w, i) {
  const act = (code, name, done, kind = 'small') => html`<button type="button" class=${kind} ?disabled=${Boolean(busy)} @click=${() => command(w, { code, inject: i.number }, done)}>${name}<span class="unseen"> ${i.number}</span></button>`;
  const held = i.state === 'HELD';
  return html`<li class="row" id="inject-${i.number}" data-state=${i.state}><div class="row-head"><strong>${say('drill.injectNo', i.number)}</strong> <span>${when(i.at)}</span> ${i.isFact ? chip(say('drill.isFact'), 'amber') : nothing}
      ${held ? chip(say('drill.held'), 'red') : nothing} ${i.standby ? chip(say('drill.standby'), 'grey') : nothing} ${i.objective ? chip(say('drill.objectiveNo', i.objective), 'blue') : nothing}</div>
    ${injectText(i)}
    ${i.note ? html`<p class="row-text aside">${say('drill.note')} ${i.note}</p>` : nothing}
    ${w.data.run.ended ? nothing : html`<p class="acts">${act('INJECT_SEND', say('drill.send'), say('drill.sentNow', i.number))}
      ${i.standby ? nothing : held ? act('INJECT_RESUME', say('drill.unhold'), say('drill.unheldNow', i.number)) : act('INJECT_HOLD', say('drill.hold'), say('drill.heldNow', i.number))}
      ${act('INJECT_JUMP', say('drill.jump'), say('drill.jumpedNow', i.number))}
      ${isWaiting(w.data.run, i.contingency) ? act('INJECT_SEND_CONTINGENCY', say('drill.sendContingency', i.contingency), say('drill.sentNow', i.contingency)) : nothing}
      ${i.standby || isBefore(i.at, w.data.run.scenarioTime) ? nothing : html`<button type="button" class="small" ?disabled=${Boolean(busy)} @click=${() => command(w, { code: 'SKIP', skipTo: i.at }, say('drill.skipped'))}>${say('drill.goThere')}<span class="unseen"> ${i.number}</span></button>`}</p>`}</li>`;
}

function sentRow(w, i) {
  const open = directs(w) ? i.recipients.filter(r => !r.confirmedAt) : [];
  return html`<li class="row" id="inject-${i.number}" data-state=${i.state}><div class="row-head"><strong>${say('drill.injectNo', i.number)}</strong> ${i.state === 'JUMPED' ? chip(say('drill.jumped'), 'grey') : html`<span>${when(i.sentAt)}</span>`} ${i.insteadOf ? chip(say('drill.insteadOf', i.insteadOf), 'amber') : nothing}</div>
    ${injectText(i)}${i.state === 'SENT' ? injectBecame(i) : nothing}
    ${i.state === 'SENT' && open.length ? html`<details class="inside"><summary>${say('drill.confirmFor')}</summary><p class="acts">${open.map(r => html`<button type="button" class="small" ?disabled=${Boolean(busy)} @click=${() => once(w, `confirm${i.number}`, () => tellOf(w, async () => {
      await confirmInject(i.number, { role: w.data.run.played.find(p => p.body === r.body)?.role ?? 'WARD', body: r.body });
      return {};
    }, say('drill.confirmedNow', i.number)))}>${r.name}</button>`)}</p></details>` : nothing}</li>`;
}

function injectsView(w, run) {
  const planned = run.injects.filter(i => ['PLANNED', 'HELD'].includes(i.state));
  const inTime = planned.filter(i => !i.standby).sort((a, b) => a.at.localeCompare(b.at));
  const standby = planned.filter(i => i.standby);
  const gone = run.injects.filter(i => ['SENT', 'JUMPED'].includes(i.state)).sort((a, b) => (b.sentAt ?? b.at).localeCompare(a.sentAt ?? a.at));
  const list = (id, rows, row) => lists.view(id, rows, { key: i => i.number, row: i => row(w, i), text: i => `${i.number} ${i.from} ${i.text}`, size: AT_ONCE });
  return html`${directs(w) && (inTime.length || standby.length || !run.ended) ? section({ id: 'planned', heading: say(run.ended ? 'drill.neverSent' : 'drill.comesNext'), count: inTime.length }, html`
      ${inTime.length ? list('planned', inTime, plannedRow) : empty(say('drill.nothingPlanned'))}
      ${standby.length ? html`<details class="inside"><summary>${say('drill.standbyList', standby.length)}</summary>${list('standby', standby, plannedRow)}</details>` : nothing}`) : nothing}
    ${section({ id: 'sent', heading: say('drill.sentInjects'), count: gone.length }, gone.length ? list('sent', gone, sentRow) : empty(say('drill.nothingSent')))}`;
}

// Who plays, what was noted, what happened ------------------------------------------------------

function bodiesView(w, run) {
  const since = p => (p.lastAct ? html`${say('drill.lastAct')} ${when(p.lastAct)}` : say('drill.notActed'));
  return section({ id: 'played', heading: say('drill.played'), count: run.played.length }, html`
    <p class="aside">${run.joins ? say('drill.playedHint') : say('drill.nobodyJoins')}${run.takeOverAfterMinutes ? ` ${say('drill.takeOverIn', run.takeOverAfterMinutes)}` : ''}</p>
    ${run.played.length ? html`<ul class="rows">${run.played.map(p => html`<li class="row" id="played-${p.body}"><div class="row-head"><strong>${p.name}</strong> ${chip(label('AccountRole', p.role), 'grey')} ${p.keptReady ? chip(say('drill.keptReady', p.keptReady), 'amber') : nothing}</div>
      <p class="row-text aside">${say('drill.since')} ${when(p.since)}${language() === 'ja' ? '、' : ', '}${since(p)}</p>
      ${directs(w) && !run.ended ? html`<p class="acts"><button type="button" class="small" ?disabled=${Boolean(busy)} @click=${() => command(w, { code: 'TAKE_OVER', body: { role: p.role, body: p.body } }, say('drill.takenOver', p.name))}>${say('drill.takeOver')}<span class="unseen"> ${p.name}</span></button></p>` : nothing}</li>`)}</ul>` : empty(say('drill.nobodyPlays'))}`);
}

function notesView(w, run) {
  const send = async () => {
    await post('api/drill-events', { note: { kind: note.kind, text: note.text } }, note.key);
    Object.assign(note, { text: '', key: actKey() });
    return {};
  };
  return section({ id: 'notes', heading: say('drill.notes'), count: run.notes?.length ?? 0 }, html`
    <form class="form" @submit=${e => { e.preventDefault(); if (note.text.trim()) once(w, 'note', () => tellOf(w, send, say('drill.noted'))); }}>
      <p class="field"><label for="note-kind">${say('drill.noteKind')}</label><select id="note-kind" @change=${e => { note.kind = e.target.value; }}>${NOTES.map(k => html`<option value=${k} ?selected=${k === note.kind}>${label('NoteKind', k)}</option>`)}</select></p>
      <p class="field wide"><label for="note-text">${say('drill.noteText')}</label><textarea id="note-text" rows="2" maxlength="2000" .value=${note.text} @input=${e => { note.text = e.target.value; }}></textarea><span class="hint">${say('drill.noteHint')}</span></p>
      <p class="acts"><button type="submit" id="note-send" ?disabled=${Boolean(busy)}>${say('drill.noteDo')}</button></p></form>
    ${run.notes?.length ? lists.view('notes', run.notes, { key: n => `${n.seenAt}${n.text}`, text: n => n.text, row: n => html`<li class="row"><div class="row-head">${chip(label('NoteKind', n.kind), n.kind === 'KEEP' ? 'green' : n.kind === 'IMPROVE' ? 'amber' : 'grey')} <span>${when(n.seenAt)}</span> <span class="aside">${n.by.name}${n.placeName ? ` ${n.placeName}` : ''}</span></div><p class="row-text">${n.text}</p></li>` }) : nothing}`);
}

function historyRow(e) {
  const what = [e.command ? label('DrillCommandCode', e.command) : null, e.inject ? say('drill.injectNo', e.inject) : null, e.body?.name, e.reason ? label('TakeOverReason', e.reason) : null,
    e.refusal ? label('CommandRefusal', e.refusal) : null, e.factKind ? label('FactKind', e.factKind) : null, e.pace ? `${label('DrillPaceCode', e.pace.state)} ${speedText(e.pace.speed)}` : null].filter(Boolean);
  return html`<li class="row"><div class="row-head"><span>${e.at ? when(e.at) : nothing}</span> <strong>${label('DrillEventKind', e.kind)}</strong> <span>${what.join(language() === 'ja' ? '、' : ', ')}</span></div></li>`;
}

function runView(w) {
  const { run } = w.data;
  if (!run.drillId) return html`<section class="card" aria-labelledby="page-title"><h1 id="page-title">${say('drill.notConducted')}</h1><p>${say('drill.notConductedHint')}</p></section>`;
  return html`${headView(w, run)}
    ${run.ended ? outcome(w, run) : run.pace?.state === 'ENDED' ? html`<p class="notice" role="status"><span>${say('drill.ending')}</span></p>` : directs(w) ? controls(w, run) : nothing}
    <div class="drill-columns"><div>${injectsView(w, run)}</div><div>${bodiesView(w, run)}${w.me?.body ? nothing : notesView(w, run)}
    ${run.history?.length ? section({ id: 'history', heading: say('drill.history'), count: run.historyTotal, fold: lists }, html`${lists.view('history', [...run.history].reverse(), { kind: 'rows compact', key: e => e.id, row: historyRow, text: e => `${label('DrillEventKind', e.kind)} ${e.body?.name ?? ''} ${e.inject ?? ''}` })}${restOf(run.history.length, run.historyTotal, null)}`) : nothing}</div></div>
    ${facts([[say('drill.lateness'), say('drill.latenessOf', number(run.pace?.latenessP99 ?? 0))], [say('drill.logEnds'), when(run.lastAt)]])}${japanTime()}`;
}

work({
  page: 'drill', titleKey: 'drill.pageTitle',
  begin(w) {
    lists = new Lists(w.redraw);
    setInterval(() => { if (w.drill && !w.data?.run?.ended && document.visibilityState !== 'hidden') w.reread(); }, EVERY);
  },
  async read(w) {
    if (w.drill) {
      const run = await readRun();
      title(run.title ?? w.drill);
      return { run };
    }
    const [{ namespaces }, logs] = await Promise.all([get('api/namespaces'), directs(w) ? get('api/drill-logs') : { rows: [] }]);
    order.drillId ||= logs.rows[0]?.drillId ?? '';
    return { logs: logs.rows, runs: namespaces.map(n => n.namespace).filter(drillOf) };
  },
  concerns: () => false,
  view: w => (w.drill ? runView(w) : directs(w) ? beginView(w) : html`<section class="card" aria-labelledby="page-title"><h1 id="page-title">${say('drill.kicker')}</h1>
    ${w.data.runs.length ? html`<ul class="choices">${w.data.runs.map(n => html`<li><a class="button" href=${pageLink('drill.html', { ns: n })}>${drillOf(n)}</a></li>`)}</ul>` : empty(say('drill.noRuns'))}</section>`),
});
