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

// A text with its gaps {0}, {1} … filled.
export function say(key, ...gaps) {
  const text = words[key] ?? key;
  return gaps.length ? text.replace(/\{(\d)\}/g, (whole, n) => gaps[n] ?? whole) : text;
}

export const knows = key => key in words;

export const label = (type, code) => words[`${type}.${code}`] ?? code;

const zone = { timeZone: 'Asia/Tokyo' };
// Figures alone would be read the other way round across the Atlantic.
const month = () => (tag === 'ja' ? 'numeric' : 'short');
const locale = () => (tag === 'ja' ? 'ja-JP' : 'en-GB');

export const number = n => new Intl.NumberFormat(locale()).format(n);

// A moment in Japan, with its offset: people in the field may be anywhere.
export function time(iso) {
  return `${new Intl.DateTimeFormat(locale(), { ...zone, year: 'numeric', month: month(), day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(iso))} +09:00`;
}

// The same for a column that says the offset in its head.
export function shortTime(iso) {
  return new Intl.DateTimeFormat(locale(), { ...zone, month: month(), day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

export function clock(iso, seconds = false) {
  return new Intl.DateTimeFormat(locale(), { ...zone, hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) }).format(new Date(iso));
}

// The day in Japan, as in 2024-01-01.
export const dayOf = moment => new Intl.DateTimeFormat('en-CA', { ...zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(moment));

const noon = day => new Date(`${day}T12:00:00+09:00`);

export const plusDays = (day, n) => dayOf(noon(day).getTime() + n * 86_400_000);

export const daysBetween = (first, last) => Math.round((noon(last) - noon(first)) / 86_400_000);

// A day with its weekday: tours are planned by weekdays.
export function day(iso, weekday = true) {
  return new Intl.DateTimeFormat(locale(), { ...zone, month: month(), day: 'numeric', ...(weekday ? { weekday: 'short' } : {}) }).format(noon(iso));
}

export function days(first, last) {
  const format = new Intl.DateTimeFormat(locale(), { ...zone, year: 'numeric', month: month(), day: 'numeric' });
  if (first === last) return format.format(noon(first));
  if (tag !== 'ja') return format.formatRange(noon(first), noon(last));
  const short = new Intl.DateTimeFormat(locale(), { ...zone, month: 'numeric', day: 'numeric' });
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  return `${format.format(noon(first))}〜${(sameYear ? short : format).format(noon(last))}`;
}

export function span(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 60) return say('board.minutes', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say('board.hours', hours, minutes % 60);
  return say('board.days', Math.floor(hours / 24), hours % 24);
}
