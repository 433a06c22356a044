// What the generators of drill logs share: days, splitting a published sum over days, and the life of a dispatch.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const resources = join(dirname(fileURLToPath(import.meta.url)), '../src/main/resources/kizuna/seeds');
const municipalities = JSON.parse(readFileSync(join(resources, 'municipalities.json'), 'utf8'));

/** The code of a local government by its name; with a prefecture's name before it where the name alone is not unique. */
export function code(name) {
  const found = municipalities.filter(m => m.name === name);
  if (found.length !== 1) throw new Error(`expected one local government called ${name}, but ${found.length}`);
  return found[0].code;
}
export const nameOf = c => municipalities.find(m => m.code === c).name;
export const romajiOf = c => {
  const m = municipalities.find(x => x.code === c);
  return m.romaji.toLowerCase() + (m.kind === 'PREFECTURE' ? '-pref' : '');
};

const DAY = 86_400_000;
const epoch = day => Date.parse(day + 'T00:00:00Z') / DAY;
export const plus = (day, n) => new Date((epoch(day) + n) * DAY).toISOString().slice(0, 10);
/** Days from the first to the last, both included. */
export const days = (first, last) => epoch(last) - epoch(first) + 1;

/** A sum of person-days spread as evenly as integers allow: some days with one person more, then the rest. */
export function spread(total, first, last) {
  const n = days(first, last);
  const h = Math.floor(total / n);
  const more = total - h * n;
  const rows = [];
  if (more > 0) rows.push({ headCount: h + 1, first, last: plus(first, more - 1) });
  if (more < n && h > 0) rows.push({ headCount: h, first: plus(first, more), last });
  return rows;
}

export class Drill {
  constructor(id, manifest) {
    this.id = id;
    this.manifest = { id, ...manifest };
    this.events = [];
    this.expected = { requests: 0, requestedPersonDays: 0, filledPersonDays: 0, shortfallPersonDays: 0, proposals: 0, rejected: 0, personDaysByLender: {} };
    this.perDay = new Map();
  }

  /** One fact. `time` is hh:mm of the day. */
  at(day, time, fact, by, body, network) {
    this.events.push({ key: `${day}T${time}`, order: this.events.length,
      line: { at: `${day}T${time}:00+09:00`, ...(network && network !== this.manifest.networks[0].id ? { network } : {}), fact, by, ...body } });
  }

  agreement(day, time, { id, title, lenders, receivers, tour, cost = 'NATIONAL_GRANT', source, certainty = 'SOURCED', network, tasks = [], from = day }) {
    this.at(day, time, 'AgreementSigned', 'COORDINATOR', { agreementId: id, version: 1, title, lenders, receivers,
      ...(tasks.length ? { taskTypes: tasks } : {}), ...(tour ? { longestTourDays: tour } : {}), costBearer: cost, validFrom: from, source, certainty }, network);
  }

  request(day, time, { id, disaster, receiver, task, headCount, first, last, tour, priority = 'NORMAL', damage, place, route, network, qualifications, documentation = 'ORAL' }) {
    this.expected.requests++;
    this.expected.requestedPersonDays += headCount * days(first, last);
    this.at(day, time, 'AidRequested', `DESK ${receiver}`, { requestId: id, disasterId: disaster, receiver, damage, taskType: task, headCount, place, route,
      firstDay: first, lastDay: last, ...(qualifications ? { qualifications } : {}), priority, tourDays: tour, documentation }, network);
  }

  offer(day, time, { id, lender, disaster, tasks, headCount, first, last, network, qualifications }) {
    this.at(day, time, 'StaffOffered', `WARD ${lender}`, { offerId: id, lender, ...(disaster ? { disasterId: disaster } : {}), taskTypes: tasks,
      ...(qualifications ? { qualifications } : {}), headCount, firstDay: first, lastDay: last }, network);
  }

  /** The waves in which an offer goes to a request: tours one after the other, all confirmed on the day that they are proposed. `stays`: the team goes on under another request. */
  waves(day, time, { request, lender, receiver, headCount, first, last, tour, network, stays = false }) {
    const dispatch = { requestId: request, lender };
    let minute = 0;
    const all = [];
    // Waves of even length, as the rules cut them: nine days with tours of eight are five and four.
    for (let from = first, to; days(from, last) >= 1; from = plus(to, 1)) {
      const left = days(from, last);
      to = plus(from, Math.ceil(left / Math.ceil(left / tour)) - 1);
      all.push([from, to]);
      const t = time.slice(0, 3) + String(Number(time.slice(3)) + minute++ % (60 - Number(time.slice(3)))).padStart(2, '0');
      this.at(day, t, 'DispatchConfirmed', `WARD ${lender}`, { dispatch }, network);
    }
    all.forEach(([from, to], i) => {
      // Who relieves a wave comes on its last day (引継ぎ重複日): one day is the overlap that a request asks for, and the least that sources print.
      const comes = i === 0 ? from : plus(from, -1);
      this.at(comes, '13:00', 'StaffDeparted', `WARD ${lender}`, { dispatch }, network);
      this.at(comes, '19:00', 'StaffArrived', `DESK ${receiver}`, { dispatch }, network);
      this.at(to, '21:00', 'StaffReleased', `DESK ${receiver}`, { dispatch, lastDay: to }, network);
      // Pages tell when the last people of a body came home, not those before them; a team that stays on does not come home.
      if (i === all.length - 1 && !stays) this.at(plus(to, 1), '18:00', 'StaffReturned', `WARD ${lender}`, { dispatch }, network);
      for (let d = from; days(d, to) >= 1; d = plus(d, 1)) this.perDay.set(d, (this.perDay.get(d) ?? 0) + headCount);
    });
    this.expected.proposals += all.length;
    this.fill(lender, headCount * days(first, last));
  }

  /** Who leads (総括支援団体) or supports (支援団体) at a receiver in a disaster. */
  appoint(day, time, { disaster, receiver, lender, role, network }) {
    this.at(day, time, 'CounterpartAppointed', 'COORDINATOR', { disasterId: disaster, receiver, lender, role }, network);
  }

  /** They arrived and were given other work. */
  retask(day, time, { request, lender, receiver, task, network }) {
    this.at(day, time, 'StaffRetasked', `DESK ${receiver}`, { dispatch: { requestId: request, lender }, taskType: task }, network);
  }

  /** One tour that is asked to stay and does: planned to `plannedLast`, there to `last`. The need of the days behind it is theirs. */
  extended(day, time, { request, lender, receiver, headCount, first, plannedLast, last, asked, answered, network }) {
    const dispatch = { requestId: request, lender };
    this.at(day, time, 'DispatchConfirmed', `WARD ${lender}`, { dispatch }, network);
    this.at(first, '13:00', 'StaffDeparted', `WARD ${lender}`, { dispatch }, network);
    this.at(first, '19:00', 'StaffArrived', `DESK ${receiver}`, { dispatch }, network);
    this.at(asked, '10:00', 'ExtensionRequested', `DESK ${receiver}`, { dispatch, lastDay: last }, network);
    this.at(answered, '10:00', 'ExtensionAnswered', `WARD ${lender}`, { dispatch, granted: true }, network);
    this.at(last, '21:00', 'StaffReleased', `DESK ${receiver}`, { dispatch, lastDay: last }, network);
    this.at(plus(last, 1), '18:00', 'StaffReturned', `WARD ${lender}`, { dispatch }, network);
    for (let d = first; days(d, last) >= 1; d = plus(d, 1)) this.perDay.set(d, (this.perDay.get(d) ?? 0) + headCount);
    this.expected.proposals++;
    this.expected.requestedPersonDays += headCount * days(plus(plannedLast, 1), last);
    this.fill(lender, headCount * days(first, last));
  }

  fill(lender, personDays) {
    this.expected.filledPersonDays += personDays;
    this.expected.personDaysByLender[lender] = (this.expected.personDaysByLender[lender] ?? 0) + personDays;
  }

  timePassed(day, networks) {
    for (const n of networks) this.at(day, '23:59', 'TimePassed', 'SYSTEM', { to: `${day}T23:59:00+09:00` }, n);
  }

  /** What history did, as the sources tell it, for the drill's page of text. */
  writeHistory(history) {
    const lines = list => list.map(x => '    ' + JSON.stringify(x)).join(',\n');
    writeFileSync(join(resources, 'drills', this.id, 'history.json'),
      `{\n  "disasters": [\n${lines(history.disasters)}\n  ],\n  "pairings": [\n${lines(history.pairings)}\n  ],\n  "totals": [\n${lines(history.totals ?? [])}\n  ]\n}\n`);
  }

  write(headline) {
    this.events.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : a.order - b.order);
    this.expected.shortfallPersonDays = this.expected.requestedPersonDays - this.expected.filledPersonDays;
    const lines = headline.map(l => '// ' + l);
    let month = '';
    for (const e of this.events) {
      if (e.key.slice(0, 7) !== month) {
        month = e.key.slice(0, 7);
        lines.push('', '// ' + month);
      }
      lines.push(JSON.stringify(e.line));
    }
    const folder = join(resources, 'drills', this.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'log.jsonl'), lines.join('\n') + '\n');
    writeFileSync(join(folder, 'drill.json'), JSON.stringify(this.manifest, null, 2) + '\n');
    const byLender = Object.fromEntries(Object.entries(this.expected.personDaysByLender).sort());
    writeFileSync(join(folder, 'expected.json'), JSON.stringify({ ...this.expected, personDaysByLender: byLender }, null, 2) + '\n');
    console.log(`${this.id}: ${this.events.length} facts`, { ...this.expected, personDaysByLender: undefined });
    console.log(Object.entries(byLender).map(([c, n]) => `${nameOf(c)} ${n}`).join('、'));
  }
}
