// The words of the page come from the same list as those of the API and the command line.
let words = {};
let tag = 'ja';

export async function load(language) {
  const answer = await fetch(`api/words?lang=${language}`);
  if (!answer.ok) throw new Error(`expected the words of ${language}, but ${answer.status}`);
  words = (await answer.json()).words;
  tag = language;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-w]')) element.textContent = say(element.dataset.w);
}

export const language = () => tag;

// Of MessageFormat: one word for one, another for none or many.
const ONE_OR_MANY = /\{(\d),choice,1#([^|}]*)\|1<([^}]*)\}/g;

// A text with its gaps {0}, {1} … filled.
export function say(key, ...gaps) {
  const text = words[key] ?? key;
  if (!gaps.length) return text;
  return text.replace(ONE_OR_MANY, (whole, n, one, many) => (String(gaps[n]) === '1' ? one : many)).replace(/\{(\d)\}/g, (whole, n) => gaps[n] ?? whole);
}

export const knows = key => key in words;

export const label = (type, code) => words[`${type}.${code}`] ?? code;

// The codes of a kind, as far as they have a label. Found once: a page asks at each drawing, and there are a thousand words.
const found = new Map();
export function codes(type) {
  const key = `${tag} ${type}`;
  if (!found.has(key)) found.set(key, Object.keys(words).filter(name => name.startsWith(`${type}.`) && !name.slice(type.length + 1).includes('.')).map(name => name.slice(type.length + 1)));
  return found.get(key);
}

// Formatters are kept: making one takes longer than all that a page draws with it.
const formats = new Map();
function format(options) {
  const key = `${tag} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: 'Asia/Tokyo', ...options }));
  return formats.get(key);
}

// Figures alone would be read the other way round across the Atlantic.
const month = () => (tag === 'ja' ? 'numeric' : 'short');
const locale = () => (tag === 'ja' ? 'ja-JP' : 'en-GB');
const HOUR = { hour: '2-digit', minute: '2-digit' };

const figures = new Map();
/** A number as it is read; a dash for one that is not known. */
export function number(n) {
  if (n === null || n === undefined) return '–';
  if (!figures.has(tag)) figures.set(tag, new Intl.NumberFormat(locale()));
  return figures.get(tag).format(n);
}

// A moment in Japan, wherever the reader is: each page says that once.
export const time = iso => format({ year: 'numeric', month: month(), day: 'numeric', ...HOUR }).format(new Date(iso));

// The same for a column.
export const shortTime = iso => format({ month: month(), day: 'numeric', ...HOUR }).format(new Date(iso));

export const clock = (iso, seconds = false) => format({ ...HOUR, ...(seconds ? { second: '2-digit' } : {}) }).format(new Date(iso));

// Days and times for machines are reckoned and never formatted: a browser's locale may write them in any order. Japan has had one
// offset, without summer time, for as long as computers run.
const JAPAN = 9 * 3_600_000;
const DAY = 86_400_000;

/** A moment in Japan as 2024-01-01T16:10. */
export const localTime = moment => new Date(new Date(moment).getTime() + JAPAN).toISOString().slice(0, 16);

/** The day in Japan, as in 2024-01-01. */
export const dayOf = moment => localTime(moment).slice(0, 10);

const noon = day => new Date(`${day}T12:00:00+09:00`);

export const plusDays = (day, n) => dayOf(noon(day).getTime() + n * DAY);

export const daysBetween = (first, last) => Math.round((noon(last) - noon(first)) / DAY);

export const isDay = text => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(noon(text).getTime());

// A day with its weekday: tours are planned by weekdays.
export const day = (iso, weekday = true) => format({ month: month(), day: 'numeric', ...(weekday ? { weekday: 'short' } : {}) }).format(noon(iso));

export function days(first, last) {
  const whole = format({ year: 'numeric', month: month(), day: 'numeric' });
  if (first === last) return whole.format(noon(first));
  if (tag !== 'ja') return whole.formatRange ? whole.formatRange(noon(first), noon(last)) : `${whole.format(noon(first))} – ${whole.format(noon(last))}`;
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  return `${whole.format(noon(first))}〜${(sameYear ? format({ month: 'numeric', day: 'numeric' }) : whole).format(noon(last))}`;
}

export function span(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 60) return say('board.minutes', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say('board.hours', hours, minutes % 60);
  return say('board.days', Math.floor(hours / 24), hours % 24);
}
