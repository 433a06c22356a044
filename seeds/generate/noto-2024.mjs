// Writes the drill noto-2024 from a table of published figures. Its README says which figure is whose and how sure.
import { Drill, code, days, nameOf, plus, romajiOf, spread } from './drill.mjs';

const N = 'national-counterpart', T = 'tokyo23', QUAKE = 'noto-2024', RAIN = 'oku-noto-2024';
const R = Object.fromEntries(['輪島市', '珠洲市', '七尾市', '能登町', '志賀町', '羽咋市', '中能登町', '穴水町'].map(n => [n, code(n)]));
// 総括支援団体: the lead counterparts that the sources name (Jiji 2024-12-31, siteitosi.jp; 滋賀: pref.shiga 335777, its management support).
const LEADS = { 輪島市: '三重県', 珠洲市: '浜松市', 七尾市: '名古屋市', 能登町: '滋賀県' };
const TEAM = 366; // "the team as a whole": no source says how its people rotated

// Receivers, lead first: [lender, day decided, longest tour where the source gives a rotation, source, certainty].
const counterparts = {
  輪島市: [['三重県', '2024-01-02', 6, 'pref.mie m0346000018, m0346000022; rotation of 6 days: 四日市市 2024-04-11', 'SOURCED'],
    ['川崎市', '2024-01-04'], ['大阪市', '2024-01-04'], ['堺市', '2024-01-04'], ['東京都', '2024-01-06', 9, 'jcptogidan.gr.jp 8802; metro.tokyo 2024-04-25', 'SOURCED'],
    ['静岡市', '2024-01-07'], ['長野県', '2024-01-07', null, 'naganokenjinkai.com', 'SOURCED'], ['岐阜県', '2024-01-15', 7, 'pref.gifu 340459', 'SOURCED'],
    ['北九州市', '2024-01-18'], ['福岡市', '2024-01-18']],
  珠洲市: [['浜松市', '2024-01-03'], ['千葉市', '2024-01-04'], ['神戸市', '2024-01-04'], ['熊本市', '2024-01-08'],
    ...['福井県', '千葉県', '山梨県', '兵庫県'].map(n => [n, '2024-01-06', null, 'pref.nagasaki 651620 names the body; day decided illustrative', 'ILLUSTRATIVE']),
    ['長崎県', '2024-02-16', 8, 'pref.nagasaki 651620', 'SOURCED']],
  七尾市: [['名古屋市', '2024-01-03', null, 'city.nagoya 0000171500', 'SOURCED'], ['さいたま市', '2024-01-04'], ['京都市', '2024-01-04'], ['相模原市', '2024-04-30']],
  能登町: [['滋賀県', '2024-01-02', 9, 'pref.shiga 335777, 340727', 'SOURCED'],
    ...['和歌山県', '茨城県', '宮城県'].map(n => [n, '2024-01-06', null, 'newsdig 943964 names the body; day decided illustrative', 'ILLUSTRATIVE']),
    ['岩手県', '2024-01-14', null, 'newsdig 943964', 'SOURCED']],
  志賀町: [['横浜市', '2024-01-04'], ['岡山市', '2024-01-06', null, 'siteitosi.jp r06_08_05_01 names the city; its dates are cut off there', 'ILLUSTRATIVE']],
  羽咋市: [['長野県', '2024-01-04', null, 'naganokenjinkai.com', 'SOURCED']],
  中能登町: [['岐阜県', '2024-01-10', 7, 'pref.gifu 340459; day decided illustrative', 'SOURCED']],
};
const CITIES = 'siteitosi.jp r06_08_05_01';

// Teams of which only the first and the last day are published (designated cities), or only that they were there: their head-counts are
// illustrative. [receiver, lender, first day, last day]; phases are cut at 24 January and 29 February.
const teams = [
  ['輪島市', '川崎市', '2024-01-07', '2024-05-29'], ['輪島市', '大阪市', '2024-01-05', '2024-05-31'], ['輪島市', '堺市', '2024-01-05', '2024-05-31'],
  ['輪島市', '静岡市', '2024-01-09', '2024-05-30'], ['輪島市', '北九州市', '2024-01-19', '2024-05-30'], ['輪島市', '福岡市', '2024-01-19', '2024-05-30'],
  ['輪島市', '長野県', '2024-01-08', '2024-02-29'],
  ['珠洲市', '浜松市', '2024-01-04', '2024-08-04'], ['珠洲市', '千葉市', '2024-01-07', '2024-04-30'], ['珠洲市', '神戸市', '2024-01-05', '2024-07-06'],
  ['珠洲市', '熊本市', '2024-01-10', '2024-03-31'], ['珠洲市', '福井県', '2024-01-08', '2024-02-29'], ['珠洲市', '千葉県', '2024-01-08', '2024-02-29'],
  ['珠洲市', '山梨県', '2024-01-08', '2024-02-29'], ['珠洲市', '兵庫県', '2024-01-08', '2024-02-29'],
  ['七尾市', 'さいたま市', '2024-01-06', '2024-06-21'], ['七尾市', '京都市', '2024-01-05', '2024-06-21'],
  ['能登町', '和歌山県', '2024-01-08', '2024-02-29'], ['能登町', '茨城県', '2024-01-08', '2024-02-29'], ['能登町', '宮城県', '2024-01-08', '2024-02-29'],
  ['志賀町', '横浜市', '2024-01-08', '2024-04-25'], ['志賀町', '岡山市', '2024-01-10', '2024-02-29'],
];
const EXTENDED = { receiver: '輪島市', lender: '大阪市', plannedLast: '2024-04-30', asked: '2024-04-15', answered: '2024-04-17' };
const FIRST_PHASE_END = '2024-01-24', SECOND_PHASE_END = '2024-02-29', SMALL_TEAM = 8;
const ON_SITE_23_JANUARY = 1103, ON_SITE_29_JANUARY = 1257;

const drill = new Drill('noto-2024', {
  titleJa: '令和6年能登半島地震と奥能登豪雨（応急対策職員派遣制度の再現）',
  titleEn: 'Noto 2024: the counterpart scheme re-enacted, quake and rain',
  networks: [
    { id: N, name: '応急対策職員派遣制度（都道府県・指定都市）', tier: 'NATIONAL', lenders: [...new Set(Object.values(counterparts).flat().map(c => code(c[0])))].sort() },
    { id: T, name: '特別区（東京23区）', lenders: Array.from({ length: 23 }, (_, i) => ['131016', '131024', '131032', '131041', '131059', '131067', '131075',
      '131083', '131091', '131105', '131113', '131121', '131130', '131148', '131156', '131164', '131172', '131181', '131199', '131202', '131211', '131229', '131237'][i]) },
  ],
});

const damage = {
  輪島市: '建物14,777棟に被害、避難所100か所以上、断水', 珠洲市: '住家の大半に被害、全域断水', 七尾市: '住家被害多数、断水', 能登町: '住家被害多数、断水、孤立集落あり',
  志賀町: '震度7、住家被害多数', 羽咋市: '住家被害、液状化', 中能登町: '住家被害、断水', 穴水町: '住家被害多数、断水',
};
const place = r => r + (r.endsWith('市') ? '役所' : '役場');
const route = '金沢市から陸路（のと里山海道・国道249号の通行可否は当日確認）';
let numbers = {};
const next = stem => `${stem}-${numbers[stem] = (numbers[stem] ?? 0) + 1}`;
const short = { SHELTER_OPERATION: 'shelter', MANAGEMENT_SUPPORT: 'management', DAMAGE_ASSESSMENT: 'assessment', LIAISON: 'liaison',
  VICTIM_CERTIFICATE: 'certificate', DEMOLITION_DESK: 'demolition', GENERAL_ADMIN: 'desk' };

/** One request and one offer that answers it exactly. */
function pair(askDay, askTime, receiver, lender, task, headCount, first, last, tour, { disaster = QUAKE, network = N, priority = 'NORMAL', any = false } = {}) {
  const r = R[receiver], l = code(lender);
  const request = next(`${romajiOf(r)}-${short[task]}-${romajiOf(l)}`);
  const [h, m] = askTime.split(':').map(Number);
  const time = plusMinutes => { const t = h * 60 + m + plusMinutes; return `${String(Math.floor(t / 60)).padStart(2, '0')}:${String(t % 60).padStart(2, '0')}`; };
  drill.request(askDay, time(0), { id: request, disaster, receiver: r, task, headCount, first, last, tour, priority, damage: damage[receiver], place: place(receiver), route, network });
  drill.offer(askDay, time(1), { id: `o-${request}`, lender: l, disaster: any ? null : disaster, tasks: [task], headCount, first, last, network });
  drill.waves(askDay, time(2), { request, lender: l, receiver: r, headCount, first, last, tour, network });
}

// ---- agreements: who was decided to be whose counterpart, and when
for (const [receiver, list] of Object.entries(counterparts)) {
  list.forEach(([lender, decided, tour, source = CITIES, certainty = 'SOURCED']) => {
    const leads = LEADS[receiver] === lender;
    drill.agreement(decided, '08:00', { id: `${romajiOf(code(lender))}-${romajiOf(R[receiver])}`,
      title: `応急対策職員派遣制度による${leads ? '総括支援・' : ''}対口支援（${lender}→${receiver}）`, lenders: [code(lender)], receivers: [R[receiver]], tour, source, certainty, network: N });
    drill.appoint(decided, '08:05', { disaster: QUAKE, receiver: R[receiver], lender: code(lender), role: leads ? 'LEAD' : 'SUPPORT', network: N });
  });
}
drill.agreement('2024-04-24', '08:00', { id: 'tokyo23-wajima', title: '東京都の依頼による特別区職員の輪島市への派遣', lenders: [], receivers: [R['輪島市']], tour: 9,
  source: 'metro.tokyo 2024-04-25 no. 72', certainty: 'SOURCED', network: T });

// ---- disasters
const struck = ['輪島市', '珠洲市', '七尾市', '能登町', '志賀町', '羽咋市', '中能登町', '穴水町'].map(n => R[n]);
const declare = (day, time, id, name, hazard, list, struckAt, network) =>
  drill.at(day, time, 'DisasterDeclared', `DESK ${R['輪島市']}`, { disasterId: id, name, hazard, struck: list, struckAt }, network);
declare('2024-01-01', '17:30', QUAKE, '令和6年能登半島地震', 'EARTHQUAKE', struck, '2024-01-01T16:10:00+09:00', N);
declare('2024-04-24', '08:30', QUAKE, '令和6年能登半島地震', 'EARTHQUAKE', [R['輪島市']], '2024-01-01T16:10:00+09:00', T);

// ---- 三重→輪島: 6,150 = 1,212 + 4,390 + 548 (3 January to 21 May)
for (const [task, total, first] of [['MANAGEMENT_SUPPORT', 1212, '2024-01-03'], ['SHELTER_OPERATION', 4390, '2024-01-03'], ['DAMAGE_ASSESSMENT', 548, '2024-01-06']]) {
  spread(total, first, '2024-05-21').forEach((row, i) => {
    const ask = i === 0 ? '2024-01-02' : plus(row.first, -3);
    pair(ask, { MANAGEMENT_SUPPORT: '09:00', SHELTER_OPERATION: '10:00', DAMAGE_ASSESSMENT: '11:00' }[task], '輪島市', '三重県', task, row.headCount, row.first, row.last, 6,
      { priority: 'URGENT' });
  });
}

// ---- 滋賀→能登町: 524 heads over the waves = 83 + 321 + 93 + 27
for (const [task, headCount, first, last, tour] of [
  ['MANAGEMENT_SUPPORT', 2, '2024-01-03', '2024-02-10', 8], ['MANAGEMENT_SUPPORT', 3, '2024-02-11', '2024-03-05', 7],
  ['MANAGEMENT_SUPPORT', 3, '2024-03-06', '2024-03-10', 5], ['MANAGEMENT_SUPPORT', 2, '2024-03-11', '2024-03-15', 5],
  ['MANAGEMENT_SUPPORT', 4, '2024-03-16', '2024-04-19', 5], ['MANAGEMENT_SUPPORT', 4, '2024-04-20', '2024-05-31', 6],
  ['SHELTER_OPERATION', 14, '2024-01-06', '2024-04-24', 5], ['SHELTER_OPERATION', 13, '2024-04-25', '2024-04-30', 6],
  ['DAMAGE_ASSESSMENT', 6, '2024-01-14', '2024-05-27', 9], ['DAMAGE_ASSESSMENT', 3, '2024-05-28', '2024-05-31', 9],
  ['DEMOLITION_DESK', 3, '2024-02-13', '2024-03-28', 5]]) {
  const ask = first === '2024-01-03' || first === '2024-01-06' ? '2024-01-02' : plus(first, -3);
  pair(ask, first === '2024-01-06' ? '14:00' : '13:00', '能登町', '滋賀県', task, headCount, first, last, tour);
}

// ---- 名古屋→七尾: management 2 to 4 (3 taken), shelters 2 to 3 (2 taken), assessment 20 a wave
pair('2024-01-03', '09:00', '七尾市', '名古屋市', 'MANAGEMENT_SUPPORT', 3, '2024-01-03', '2024-06-21', 8 * 7);
pair('2024-01-03', '10:00', '七尾市', '名古屋市', 'SHELTER_OPERATION', 2, '2024-01-09', '2024-03-31', 8 * 7);
for (const [first, last] of [['2024-01-15', '2024-01-22'], ['2024-01-22', '2024-01-29'], ['2024-01-29', '2024-02-05']]) {
  pair(plus(first, -3), '10:00', '七尾市', '名古屋市', 'DAMAGE_ASSESSMENT', 20, first, last, 8);
}

// ---- 岐阜: 輪島 liaison 2 (its 30 for shelters: below, with the teams), 中能登 1 + 12 + 4
pair('2024-01-15', '09:00', '輪島市', '岐阜県', 'LIAISON', 2, '2024-01-16', '2024-01-22', 7);
pair('2024-01-12', '09:10', '中能登町', '岐阜県', 'MANAGEMENT_SUPPORT', 1, '2024-01-16', '2024-01-22', 7);
pair('2024-01-12', '09:20', '中能登町', '岐阜県', 'SHELTER_OPERATION', 12, '2024-01-16', '2024-01-22', 7);
pair('2024-01-12', '09:30', '中能登町', '岐阜県', 'DAMAGE_ASSESSMENT', 4, '2024-01-16', '2024-01-18', 7);

// ---- 長野→羽咋 (asked on 4 January; head-count and days illustrative), 岩手→能登町: 4 ahead from 18, 10 from 22 January (ends illustrative)
pair('2024-01-04', '15:00', '羽咋市', '長野県', 'LIAISON', 2, '2024-01-05', '2024-01-11', 7);
pair('2024-01-16', '10:00', '能登町', '岩手県', 'LIAISON', 4, '2024-01-18', '2024-01-21', 8);
pair('2024-01-19', '10:00', '能登町', '岩手県', 'DAMAGE_ASSESSMENT', 10, '2024-01-22', '2024-02-29', TEAM);

// ---- 長崎→珠洲: 16 a wave of 8 days, a new wave every 5, to the end of the fiscal year; 8 waves
for (let i = 0; i < 8; i++) {
  const first = plus('2024-02-20', 5 * i), to = plus(first, 7);
  pair(plus(first, -4), '10:00', '珠洲市', '長崎県', 'DAMAGE_ASSESSMENT', 16, first, to > '2024-03-31' ? '2024-03-31' : to, 8);
}

// ---- 東京都→輪島: liaison 94, shelters 476 (40 of them below, with the teams), assessment 42, certificates 4
pair('2024-01-06', '08:10', '輪島市', '東京都', 'LIAISON', 1, '2024-01-06', '2024-04-08', 9);
pair('2024-01-23', '14:00', '輪島市', '東京都', 'SHELTER_OPERATION', 4, '2024-01-25', '2024-05-12', 9);
pair('2024-02-02', '14:00', '輪島市', '東京都', 'DAMAGE_ASSESSMENT', 6, '2024-02-05', '2024-02-11', 9);
pair('2024-02-09', '14:00', '輪島市', '東京都', 'VICTIM_CERTIFICATE', 2, '2024-02-12', '2024-02-13', 9);

// ---- teams: head-counts such that the published totals of 23 and 29 January are met together with everybody above
const known = day => drill.perDay.get(day) ?? 0;
const share = (total, n) => Array.from({ length: n }, (_, i) => Math.floor(total / n) + (i < total % n ? 1 : 0));
const TOKYO_BEFORE = { lender: '東京都', headCount: 4, first: '2024-01-15', last: FIRST_PHASE_END, tour: 9 };
const GIFU = { lender: '岐阜県', headCount: 30, first: '2024-01-16', last: '2024-01-22', tour: 7 };
const first = share(ON_SITE_23_JANUARY - known('2024-01-23') - TOKYO_BEFORE.headCount, teams.length);
const second = share(ON_SITE_29_JANUARY - known('2024-01-29'), teams.length);
const receivers = [...new Set(teams.map(t => t[0]))];

// First phase: one request for each receiver, for all that will come; who is decided late leaves it short until then.
for (const receiver of receivers) {
  const there = teams.map((t, i) => ({ lender: t[1], headCount: first[i], first: t[2], last: FIRST_PHASE_END, tour: TEAM })).filter((_, i) => teams[i][0] === receiver);
  if (receiver === '輪島市') there.push(TOKYO_BEFORE, GIFU);
  const start = there.map(t => t.first).sort()[0];
  const request = `${romajiOf(R[receiver])}-shelter-january`;
  const askDay = receiver === '珠洲市' ? '2024-01-03' : '2024-01-04';
  // Tours of the request are as long as the longest of them; an agreement with a rotation shortens them.
  drill.request(askDay, '09:30', { id: request, disaster: QUAKE, receiver: R[receiver], task: 'SHELTER_OPERATION', headCount: there.reduce((s, t) => s + t.headCount, 0), first: start,
    last: FIRST_PHASE_END, tour: 31, priority: 'URGENT', damage: damage[receiver], place: place(receiver), route, network: N });
  for (const t of there) {
    const decided = counterparts[receiver].find(c => c[0] === t.lender)[1];
    const offered = [decided, askDay, plus(t.first, -4)].sort().at(-1);
    const l = code(t.lender);
    const day = offered > plus(t.first, -1) ? plus(t.first, -1) : offered;
    drill.offer(day, '17:00', { id: `o-${request}-${romajiOf(l)}`, lender: l, disaster: QUAKE, tasks: ['SHELTER_OPERATION'], headCount: t.headCount, first: t.first, last: t.last, network: N });
    drill.waves(day, '17:30', { request, lender: l, receiver: R[receiver], headCount: t.headCount, first: t.first, last: t.last, tour: Math.min(t.tour, 31), network: N, stays: t.tour === TEAM });
  }
}
// Second phase: everybody is there, and more of them.
for (const receiver of receivers) {
  const there = teams.map((t, i) => ({ lender: t[1], headCount: second[i] })).filter((_, i) => teams[i][0] === receiver);
  const request = `${romajiOf(R[receiver])}-shelter-february`;
  const from = plus(FIRST_PHASE_END, 1);
  drill.request('2024-01-22', '09:30', { id: request, disaster: QUAKE, receiver: R[receiver], task: 'SHELTER_OPERATION', headCount: there.reduce((s, t) => s + t.headCount, 0), first: from,
    last: SECOND_PHASE_END, tour: 40, damage: damage[receiver], place: place(receiver), route, network: N });
  for (const t of there) {
    const l = code(t.lender);
    drill.offer('2024-01-22', '17:00', { id: `o-${request}-${romajiOf(l)}`, lender: l, disaster: QUAKE, tasks: ['SHELTER_OPERATION'], headCount: t.headCount, first: from, last: SECOND_PHASE_END, network: N });
    drill.waves('2024-01-22', '17:30', { request, lender: l, receiver: R[receiver], headCount: t.headCount, first: from, last: SECOND_PHASE_END, tour: 40, network: N,
      stays: teams.find(x => x[0] === receiver && x[1] === t.lender)[3] > SECOND_PHASE_END });
  }
}
// 長野 came to 輪島 for shelters and was given the goods base (物資拠点) on arrival (naganokenjinkai.com); for how long is not published.
drill.retask('2024-01-08', '20:00', { request: 'wajima-shelter-january', lender: code('長野県'), receiver: R['輪島市'], task: 'RELIEF_GOODS', network: N });
drill.retask(plus(FIRST_PHASE_END, 1), '20:00', { request: 'wajima-shelter-february', lender: code('長野県'), receiver: R['輪島市'], task: 'RELIEF_GOODS', network: N });
// From March: small teams to the day on which each body ended.
// One after the other: an offer goes to whatever is open when it comes.
teams.filter(t => t[3] > SECOND_PHASE_END && t[1] !== EXTENDED.lender).forEach(([receiver, lender, , last], i) => {
  pair('2024-02-26', `1${Math.floor(i / 10)}:${i % 10 * 5 + 10}`, receiver, lender, 'SHELTER_OPERATION', SMALL_TEAM, plus(SECOND_PHASE_END, 1), last, TEAM);
});
// 輪島市 asked for support to the end of May (5月末までの支援要請). 大阪, which stayed to 31 May, stands for those who were asked: planned to the end of April (I),
// asked on 15 April (I). Its offer comes last, so that nobody else takes the people of May.
{
  const { lender, receiver, plannedLast, asked, answered } = EXTENDED, l = code(lender), first = plus(SECOND_PHASE_END, 1);
  const last = teams.find(t => t[0] === receiver && t[1] === lender)[3];
  const request = next(`${romajiOf(R[receiver])}-shelter-${romajiOf(l)}`);
  drill.request('2024-02-26', '15:00', { id: request, disaster: QUAKE, receiver: R[receiver], task: 'SHELTER_OPERATION', headCount: SMALL_TEAM, first, last: plannedLast, tour: TEAM,
    damage: damage[receiver], place: place(receiver), route, network: N });
  drill.offer('2024-02-26', '15:01', { id: `o-${request}`, lender: l, disaster: QUAKE, tasks: ['SHELTER_OPERATION'], headCount: SMALL_TEAM, first, last, network: N });
  drill.extended('2024-02-26', '15:02', { request, lender: l, receiver: R[receiver], headCount: SMALL_TEAM, first, plannedLast, last, asked, answered, network: N });
}
pair('2024-05-10', '10:00', '七尾市', '相模原市', 'SHELTER_OPERATION', SMALL_TEAM, '2024-05-14', '2024-06-18', TEAM);

// ---- 23 wards→輪島: seven wards, one each, 30 April to 8 May
const wards = ['墨田区', '杉並区', '豊島区', '板橋区', '練馬区', '足立区', '葛飾区'];
drill.request('2024-04-24', '09:00', { id: 'wajima-shelter-wards', disaster: QUAKE, receiver: R['輪島市'], task: 'SHELTER_OPERATION', headCount: wards.length, first: '2024-04-30',
  last: '2024-05-08', tour: 9, damage: damage['輪島市'], place: place('輪島市'), route, network: T, documentation: 'DOCUMENTED' });
wards.forEach((w, i) => {
  drill.offer('2024-04-24', `1${i}:00`, { id: `o-${romajiOf(code(w))}`, lender: code(w), disaster: QUAKE, tasks: ['SHELTER_OPERATION'], headCount: 1, first: '2024-04-30', last: '2024-05-08', network: T });
  drill.waves('2024-04-24', `1${i}:30`, { request: 'wajima-shelter-wards', lender: code(w), receiver: R['輪島市'], headCount: 1, first: '2024-04-30', last: '2024-05-08', tour: 9, network: T });
});

// ---- September rain: a second disaster at the same places wants the same people
declare('2024-09-21', '14:00', RAIN, '令和6年奥能登豪雨', 'STORM_FLOOD', ['輪島市', '珠洲市', '能登町'].map(n => R[n]), '2024-09-21T10:50:00+09:00', N);
// The quake's second look at damaged houses (illustrative) was asked a few hours before and must wait: it is NORMAL, the rain URGENT.
drill.request('2024-09-22', '09:00', { id: 'wajima-reassessment', disaster: QUAKE, receiver: R['輪島市'], task: 'DAMAGE_ASSESSMENT', headCount: 5, first: '2024-10-01', last: '2024-10-31', tour: TEAM,
  damage: '地震による住家被害の再調査の申請（訓練のための想定）', place: place('輪島市'), route, network: N });
const rain = spread(1604, '2024-09-23', '2024-11-29');
rain.forEach((row, i) => {
  drill.request('2024-09-22', `14:0${i}`, { id: `wajima-rain-${i + 1}`, disaster: RAIN, receiver: R['輪島市'], task: 'DAMAGE_ASSESSMENT', headCount: row.headCount, first: row.first, last: row.last, tour: 6,
    priority: 'URGENT', damage: '河川の氾濫、床上浸水、仮設住宅の浸水', place: place('輪島市'), route, network: N });
});
// For any disaster: the rules decide, not the lender.
rain.forEach((row, i) => {
  drill.offer('2024-09-22', `16:${i}0`, { id: `o-mie-rain-${i + 1}`, lender: code('三重県'), tasks: ['DAMAGE_ASSESSMENT'], headCount: row.headCount, first: row.first, last: row.last, network: N });
  drill.waves('2024-09-22', `17:${i}0`, { request: `wajima-rain-${i + 1}`, lender: code('三重県'), receiver: R['輪島市'], headCount: row.headCount, first: row.first, last: row.last, tour: 6, network: N });
});
pair('2024-09-22', '18:00', '能登町', '滋賀県', 'LIAISON', 2, '2024-09-23', '2024-09-26', 9, { disaster: RAIN });
pair('2024-09-28', '18:00', '能登町', '滋賀県', 'LIAISON', 1, '2024-10-01', '2024-10-04', 9, { disaster: RAIN });
pair('2024-09-28', '18:10', '能登町', '滋賀県', 'DAMAGE_ASSESSMENT', 4, '2024-10-01', '2024-10-04', 9, { disaster: RAIN });
// Osaka helps the quake's request in part (illustrative): 3 of 5, from 10 October.
drill.offer('2024-10-07', '10:00', { id: 'o-osaka-reassessment', lender: code('大阪市'), tasks: ['DAMAGE_ASSESSMENT'], headCount: 3, first: '2024-10-10', last: '2024-10-31', network: N });
drill.waves('2024-10-07', '11:00', { request: 'wajima-reassessment', lender: code('大阪市'), receiver: R['輪島市'], headCount: 3, first: '2024-10-10', last: '2024-10-31', tour: TEAM, network: N });

// ---- the passing of time: daily while all is new, then weekly to March, then every other week
for (let d = '2024-01-02'; days(d, FIRST_PHASE_END) >= 1; d = plus(d, 1)) drill.timePassed(d, [N]);
for (let d = '2024-01-31'; days(d, '2024-12-05') >= 1; d = plus(d, d < '2024-03-01' ? 7 : 14)) drill.timePassed(d, d > '2024-04-20' && d < '2024-05-20' ? [N, T] : [N]);

drill.write(['Written by seeds/generate/noto-2024.mjs from published figures; the README beside it says which, and how sure.',
  'Networks: ' + N + ' (prefectures and designated cities) and ' + T + ' (the 23 wards).']);
// ---- what history did, as the sources tell it: [disaster, receiver, lender, first day, last day, person-days, source, sure, more]
const told = (disaster, receiver, lender, firstDay, lastDay, personDays, source, sure, more = {}) => ({ disaster, receiver: R[receiver], lender: code(lender),
  ...(firstDay ? { firstDay } : {}), ...(lastDay ? { lastDay } : {}), ...(personDays ? { personDays } : {}), ...more, source, sure });
const dated = (receiver, rows) => rows.map(([lender, first, last]) => told(QUAKE, receiver, lender, `2024-${first}`, `2024-${last}`, null, CITIES, 'A'));
const named = (receiver, lenders, source, sure) => lenders.map(l => told(QUAKE, receiver, l, null, null, null, source, sure));
drill.writeHistory({
  disasters: [
    { id: QUAKE, nameJa: '令和6年能登半島地震', nameEn: 'the Noto Peninsula earthquake of 1 January 2024' },
    { id: RAIN, nameJa: '令和6年奥能登豪雨', nameEn: 'the Oku-Noto rain of 21 September 2024' },
  ],
  pairings: [
    told(QUAKE, '輪島市', '三重県', '2024-01-03', '2024-05-21', 6150, 'pref.mie m0346000018', 'A'),
    ...dated('輪島市', [['川崎市', '01-07', '05-29'], ['大阪市', '01-05', '05-31'], ['堺市', '01-05', '05-31'], ['静岡市', '01-09', '05-30'], ['北九州市', '01-19', '05-30'],
      ['福岡市', '01-19', '05-30']]),
    told(QUAKE, '輪島市', '岐阜県', '2024-01-16', '2024-01-22', 32 * 7, 'pref.gifu 340459', 'A'),
    told(QUAKE, '輪島市', '東京都', '2024-01-06', '2024-05-31', 94 + 476 + 42 + 4, 'jcptogidan.gr.jp 8802', 'B'),
    ...named('輪島市', ['長野県'], 'naganokenjinkai.com', 'B'),
    ...dated('珠洲市', [['浜松市', '01-04', '08-04'], ['千葉市', '01-07', '04-30'], ['神戸市', '01-05', '07-06'], ['熊本市', '01-10', '03-31']]),
    told(QUAKE, '珠洲市', '長崎県', '2024-02-20', '2024-03-31', 16 * (7 * 8 + 6), 'pref.nagasaki 651620', 'A'),
    ...named('珠洲市', ['福井県', '千葉県', '山梨県', '兵庫県'], 'pref.nagasaki 651620', 'A'),
    told(QUAKE, '七尾市', '名古屋市', '2024-01-15', '2024-02-05', 3 * 20 * 8, 'city.nagoya 0000171500', 'A', { task: 'DAMAGE_ASSESSMENT' }),
    ...dated('七尾市', [['さいたま市', '01-06', '06-21'], ['京都市', '01-05', '06-21'], ['相模原市', '05-14', '06-18']]),
    told(QUAKE, '能登町', '滋賀県', '2024-01-03', '2024-05-31', null, 'pref.shiga 335777', 'A', { heads: 524 }),
    ...named('能登町', ['和歌山県', '茨城県', '宮城県'], 'newsdig 943964', 'B'),
    told(QUAKE, '能登町', '岩手県', '2024-01-18', null, null, 'newsdig 943964', 'B'),
    ...dated('志賀町', [['横浜市', '01-08', '04-25']]),
    ...named('志賀町', ['岡山市'], CITIES, 'A'),
    ...named('羽咋市', ['長野県'], 'naganokenjinkai.com', 'B'),
    told(QUAKE, '中能登町', '岐阜県', '2024-01-16', '2024-01-22', 13 * 7 + 4 * 3, 'pref.gifu 340459', 'A'),
    ...wards.map(w => told(QUAKE, '輪島市', w, '2024-04-30', '2024-05-08', 9, 'metro.tokyo 2024-04-25 no. 72', 'A')),
    told(RAIN, '輪島市', '三重県', '2024-09-23', '2024-11-29', 1604, 'pref.mie m0346000022', 'A'),
    told(RAIN, '能登町', '滋賀県', '2024-09-23', '2024-10-04', 8 + 4 + 16, 'pref.shiga 340727', 'A'),
  ],
});
console.log('on site: 18 Jan', drill.perDay.get('2024-01-18'), '23 Jan', drill.perDay.get('2024-01-23'), '29 Jan', drill.perDay.get('2024-01-29'),
  'peak', Math.max(...drill.perDay.values()), 'heads of teams', first.join(' '), '/', second.join(' '));
console.log(teams.map((t, i) => `${t[1]} ${first[i] * days(t[2], FIRST_PHASE_END)}+${second[i] * 36}+${t[3] > SECOND_PHASE_END ? 8 * days('2024-03-01', t[3]) : 0}`).join('、'));
