// Writes the drill kumamoto-2016 from a table of published figures. Its README says which figure is whose and how sure.
import { Drill, code, days, plus, romajiOf, spread } from './drill.mjs';

const K = 'kyushu-yamaguchi', C = 'designated-cities', T = 'tokyo23';
const FORE = 'kumamoto-2016-04-14', MAIN = 'kumamoto-2016-04-16';
const R = Object.fromEntries(['熊本市', '益城町', '西原村', '南阿蘇村', '阿蘇市', '宇土市', '宇城市', '御船町', '大津町'].map(n => [n, code(n)]));

// 九州・山口9県協定: every prefecture but the struck one, each for one receiver. Only 大分→南阿蘇村 is sourced here.
const pairs = [['大分県', '南阿蘇村', 5], ['福岡県', '益城町', 7], ['佐賀県', '西原村', 7], ['長崎県', '宇土市', 7], ['宮崎県', '宇城市', 7], ['鹿児島県', '阿蘇市', 7],
  ['沖縄県', '大津町', 7], ['山口県', '御船町', 7]];
// 21大都市協定: 熊本市's fellows, the 20 other large cities of 2016 (Tokyo counts as the 23 wards' body there).
const cities = ['札幌市', '仙台市', 'さいたま市', '千葉市', '川崎市', '横浜市', '相模原市', '新潟市', '静岡市', '浜松市', '名古屋市', '京都市', '大阪市', '堺市', '神戸市',
  '岡山市', '広島市', '北九州市', '福岡市'];

const FIRST = '2016-04-19', FIRST_END = '2016-05-23', SECOND_END = '2016-08-31';
const BLOCK_TOTAL = 47000, OITA_BY_23_MAY = 1481, PEAK = 1400;
const BLOCK_A_DAY = 700; // illustrative: half of the peak; the cities are the other half

const drill = new Drill('kumamoto-2016', {
  titleJa: '平成28年熊本地震（九州・山口9県協定、21大都市協定、特別区）',
  titleEn: 'Kumamoto 2016: two schemes side by side',
  networks: [
    { id: K, name: '九州・山口9県災害時応援協定', tier: 'BLOCK', lenders: pairs.map(p => code(p[0])).sort() },
    { id: C, name: '21大都市災害時相互応援協定', lenders: [...cities.map(code), '130001'].sort() },
    { id: T, name: '特別区（東京23区）', lenders: ['131016', '131024', '131032', '131041', '131059', '131067', '131075', '131083', '131091', '131105', '131113', '131121',
      '131130', '131148', '131156', '131164', '131172', '131181', '131199', '131202', '131211', '131229', '131237'] },
  ],
});

const route = '福岡から陸路（九州自動車道は一部通行止め）';
const place = r => r + (r.endsWith('市') ? '役所' : '役場');
const damage = { 熊本市: '震度6強、避難者多数、断水', 益城町: '震度7が二度、庁舎被災', 西原村: '震度7、住家の過半に被害', 南阿蘇村: '阿蘇大橋崩落、孤立', 阿蘇市: '震度6弱、断水',
  宇土市: '庁舎が半壊、使用不能', 宇城市: '震度6強、住家被害多数', 御船町: '断水、住家被害多数', 大津町: '震度6強、住家被害多数' };

// ---- disasters, declared in each network that is asked
const everybody = Object.values(R);
drill.at('2016-04-14', '22:30', 'DisasterDeclared', `DESK ${R['益城町']}`, { disasterId: FORE, name: '平成28年熊本地震（前震）', hazard: 'EARTHQUAKE', struck: [R['益城町']],
  struckAt: '2016-04-14T21:26:00+09:00' }, K);
for (const n of [K, C, T]) {
  const struck = n === K ? everybody : n === C ? [R['熊本市']] : [R['熊本市'], R['阿蘇市']];
  drill.at('2016-04-16', '02:30', 'DisasterDeclared', `DESK ${R['熊本市']}`, { disasterId: MAIN, name: '平成28年熊本地震（本震）', hazard: 'EARTHQUAKE', struck,
    struckAt: '2016-04-16T01:25:00+09:00', confirmedNew: true }, n);
}

// ---- agreements
drill.at('2016-04-14', '21:30', 'AgreementSigned', 'COORDINATOR', { agreementId: 'toshi-21-kumamoto', version: 1, title: '21大都市災害時相互応援に関する協定', lenders: [],
  receivers: [R['熊本市']], costBearer: 'RECEIVER', validFrom: '2012-10-01', source: '総務省 2016-07-29 (123deta): 熊本市 was helped under it; day illustrative', certainty: 'SOURCED' }, C);
for (const [lender, receiver, tour] of pairs) {
  drill.agreement('2016-04-18', '10:00', { id: `${romajiOf(code(lender))}-${romajiOf(R[receiver])}`, title: `九州・山口9県災害時応援協定によるカウンターパート支援（${lender}→${receiver}）`,
    lenders: [code(lender)], receivers: [R[receiver]], tour, cost: 'RECEIVER', network: K,
    source: lender === '大分県' ? 'docsplayer 106486084 (matching staff on 17, request and decision on 18 April); tours of 3 to 5 days: nozomimatsui' : 'the scheme: expydoc 11056248; this pairing illustrative',
    certainty: lender === '大分県' ? 'SOURCED' : 'ILLUSTRATIVE' });
  // 総括支援団体 came with the national scheme of 2018: in 2016 nobody leads.
  drill.appoint('2016-04-18', '10:05', { disaster: MAIN, receiver: R[receiver], lender: code(lender), role: 'SUPPORT', network: K });
}
drill.agreement('2016-04-17', '09:00', { id: 'tokyo23-kumamoto', title: '特別区長会による熊本市・阿蘇市への職員派遣', lenders: [], receivers: [R['熊本市'], R['阿蘇市']], tour: 8, cost: 'RECEIVER',
  network: T, source: 'expydoc 10330941: judges, nurses, certificate staff and caseworkers went there; scope illustrative', certainty: 'ILLUSTRATIVE' });

function pair(network, day, time, id, receiver, lender, task, headCount, first, last, tour, options = {}) {
  const [h, m] = time.split(':').map(Number);
  const t = n => `${String(Math.floor((h * 60 + m + n) / 60)).padStart(2, '0')}:${String((m + n) % 60).padStart(2, '0')}`;
  drill.request(day, t(0), { id, disaster: MAIN, receiver: R[receiver], task, headCount, first, last, tour, damage: damage[receiver], place: place(receiver), route, network, ...options });
  drill.offer(day, t(1), { id: `o-${id}`, lender: code(lender), disaster: MAIN, tasks: [task], headCount, first, last, network });
  drill.waves(day, t(2), { request: id, lender: code(lender), receiver: R[receiver], headCount, first, last, tour, network, stays: last === FIRST_END });
}

// ---- Kyushu block: 47,000 person-days of short-term staff; 大分 1,481 of them by 23 May. The rest is spread evenly.
const share = (total, n) => Array.from({ length: n }, (_, i) => Math.floor(total / n) + (i < total % n ? 1 : 0));
const firstTotals = [OITA_BY_23_MAY, ...share(BLOCK_A_DAY * days(FIRST, FIRST_END) - OITA_BY_23_MAY, pairs.length - 1)];
const secondTotals = share(BLOCK_TOTAL - BLOCK_A_DAY * days(FIRST, FIRST_END), pairs.length);
pairs.forEach(([lender, receiver, tour], i) => {
  spread(firstTotals[i], FIRST, FIRST_END).forEach((row, k) => {
    const id = `${romajiOf(R[receiver])}-shelter-${k + 1}`;
    pair(K, k === 0 ? '2016-04-18' : plus(row.first, -2), `1${i < 5 ? 1 : 2}:${i % 5 * 10 + 10}`, id, receiver, lender, 'SHELTER_OPERATION', row.headCount, row.first, row.last, tour, { priority: 'URGENT' });
  });
  // Summer: shelters close, certificates go on.
  spread(secondTotals[i], plus(FIRST_END, 1), SECOND_END).forEach((row, k) => {
    const id = `${romajiOf(R[receiver])}-certificate-${k + 1}`;
    pair(K, plus(row.first, -3), `1${i < 5 ? 1 : 2}:${i % 5 * 10 + 10}`, id, receiver, lender, 'VICTIM_CERTIFICATE', row.headCount, row.first, row.last, tour);
  });
});

// ---- the large cities: one request of 熊本市, filled by 20 bodies, such that with the block 1,400 are there on the peak day
const HALF = PEAK - BLOCK_A_DAY;
drill.request('2016-04-16', '09:00', { id: 'kumamoto-shelter', disaster: MAIN, receiver: R['熊本市'], task: 'SHELTER_OPERATION', headCount: HALF, first: '2016-04-18', last: FIRST_END, tour: 60,
  priority: 'URGENT', damage: damage['熊本市'], place: place('熊本市'), route, network: C });
const bodies = [...cities.map(code), '130001'];
share(HALF, bodies.length).forEach((headCount, i) => {
  const day = i < 12 ? '2016-04-16' : '2016-04-17';
  const time = `${String(10 + i % 12).padStart(2, '0')}:00`;
  drill.offer(day, time, { id: `o-${romajiOf(bodies[i])}`, lender: bodies[i], disaster: MAIN, tasks: ['SHELTER_OPERATION'], headCount, first: FIRST, last: FIRST_END, network: C });
  drill.waves(day, time.slice(0, 3) + '30', { request: 'kumamoto-shelter', lender: bodies[i], receiver: R['熊本市'], headCount, first: FIRST, last: FIRST_END, tour: 60, network: C });
});

// ---- 23 wards: judges of building safety; one ward cannot confirm in time, another declines, and others take over
const judges = { qualifications: ['SAFETY_JUDGE'] };
drill.request('2016-04-17', '09:30', { id: 'kumamoto-judges', disaster: MAIN, receiver: R['熊本市'], task: 'EMERGENCY_SAFETY_CHECK', headCount: 22, first: '2016-04-21', last: '2016-04-25', tour: 8,
  priority: 'LIFE_SAFETY', damage: '余震のなか住家の危険度が不明', place: place('熊本市'), route: '空路と陸路', network: T, ...judges });
const judgeOffer = (time, ward, headCount, n = 1) => drill.offer('2016-04-17', time, { id: `o-judges-${romajiOf(code(ward))}`, lender: code(ward), tasks: ['EMERGENCY_SAFETY_CHECK'], headCount,
  first: '2016-04-21', last: '2016-04-25', network: T, ...judges });
const judgeWaves = (time, ward, headCount) => drill.waves('2016-04-17', time, { request: 'kumamoto-judges', lender: code(ward), receiver: R['熊本市'], headCount, first: '2016-04-21',
  last: '2016-04-25', tour: 8, network: T });
judgeOffer('10:00', '千代田区', 4); judgeWaves('10:30', '千代田区', 4);
judgeOffer('10:05', '中央区', 8); judgeWaves('10:40', '中央区', 8);
judgeOffer('10:10', '港区', 10);
// 港 does not answer within the two hours of a LIFE_SAFETY hold: its 10 are free again, and 江東 and 世田谷 come for them.
judgeOffer('11:00', '江東区', 7);
drill.at('2016-04-17', '12:10', 'TimePassed', 'SYSTEM', { to: '2016-04-17T12:10:00+09:00' }, T);
judgeWaves('12:20', '江東区', 7);
drill.expected.proposals++; // 港's, lapsed
judgeOffer('12:30', '世田谷区', 6); judgeWaves('12:45', '世田谷区', 3);

drill.request('2016-05-02', '09:00', { id: 'aso-casework', disaster: MAIN, receiver: R['阿蘇市'], task: 'CASEWORK', headCount: 4, first: '2016-05-09', last: '2016-05-22', tour: 7,
  damage: damage['阿蘇市'], place: '阿蘇福祉事務所', route: '空路と陸路', network: T, qualifications: ['CASEWORKER'] });
drill.offer('2016-05-02', '10:00', { id: 'o-casework-shinjuku', lender: code('新宿区'), tasks: ['CASEWORK'], headCount: 4, first: '2016-05-09', last: '2016-05-22', network: T, qualifications: ['CASEWORKER'] });
drill.offer('2016-05-02', '10:10', { id: 'o-casework-edogawa', lender: code('江戸川区'), tasks: ['CASEWORK'], headCount: 2, first: '2016-05-09', last: '2016-05-22', network: T, qualifications: ['CASEWORKER'] });
// 新宿 declines its second tour (both tours were proposed): 江戸川's two people are taken for it at once.
drill.waves('2016-05-02', '10:20', { request: 'aso-casework', lender: code('新宿区'), receiver: R['阿蘇市'], headCount: 4, first: '2016-05-09', last: '2016-05-15', tour: 7, network: T });
drill.at('2016-05-02', '10:30', 'DispatchDeclined', `WARD ${code('新宿区')}`, { dispatch: { requestId: 'aso-casework', lender: code('新宿区') }, reason: 'NO_STAFF_LEFT' }, T);
drill.expected.proposals++; // the declined tour
drill.waves('2016-05-02', '10:40', { request: 'aso-casework', lender: code('江戸川区'), receiver: R['阿蘇市'], headCount: 2, first: '2016-05-16', last: '2016-05-22', tour: 7, network: T });

// ---- the passing of time
for (let d = '2016-04-17'; days(d, '2016-05-31') >= 1; d = plus(d, 1)) drill.timePassed(d, d < '2016-05-24' ? [K, C, T] : [K]);
for (let d = '2016-06-07'; days(d, '2016-09-06') >= 1; d = plus(d, 7)) drill.timePassed(d, [K]);

drill.write(['Written by seeds/generate/kumamoto-2016.mjs from published figures; the README beside it says which, and how sure.',
  `Networks: ${K} (eight prefectures), ${C} (熊本市's fellows) and ${T} (the 23 wards).`]);
// ---- what history did, as the sources tell it
drill.writeHistory({
  disasters: [
    { id: FORE, nameJa: '平成28年熊本地震（前震）', nameEn: 'the Kumamoto foreshock of 14 April 2016' },
    { id: MAIN, nameJa: '平成28年熊本地震（本震）', nameEn: 'the Kumamoto earthquake of 16 April 2016' },
  ],
  pairings: [
    { disaster: MAIN, receiver: R['南阿蘇村'], lender: code('大分県'), firstDay: FIRST, lastDay: FIRST_END, personDays: OITA_BY_23_MAY, source: 'nozomimatsui, quoting the press', sure: 'B' },
    ...[['千代田区', 4], ['中央区', 8], ['港区', 10]].map(([w, heads]) => ({ disaster: MAIN, receiver: R['熊本市'], lender: code(w), heads, task: 'EMERGENCY_SAFETY_CHECK',
      source: 'expydoc 10330941', sure: 'C' })),
  ],
  totals: [
    { disaster: MAIN, network: K, personDays: BLOCK_TOTAL, source: '九州地方知事会 最終報告 (docsplayer 109716678)', sure: 'A' },
    { disaster: MAIN, network: C, receiver: R['熊本市'], source: '総務省 2016-07-29 (123deta)', sure: 'A' },
  ],
});
console.log('peak', Math.max(...drill.perDay.values()), 'first phase', firstTotals.join(' '), 'second', secondTotals.join(' '));
