// What people type, read as the door reads it (TextReader): numbers and days in any width, in the forms that people write.
const ERAS = { 令和: 2018, R: 2018, 平成: 1988, H: 1988, 昭和: 1925, S: 1925 };
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2065\u2800\u3164\ufeff\uffa0]/g;

export const narrow = text => String(text ?? '').normalize('NFKC').replace(UNSEEN, '').trim();

// 2026/12/25, 2026年12月25日, 令和8年12月25日 and their full-width forms as 2026-12-25; anything else as it was typed.
export function dayTyped(text) {
  const day = narrow(text).replaceAll(' ', '');
  const plain = /^(\d{4})(?:[-/.\p{Pd}ー−]|年)(\d{1,2})(?:[-/.\p{Pd}ー−]|月)(\d{1,2})日?$/u.exec(day);
  const era = /^(令和|平成|昭和|[RHS])(元|\d{1,2})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?$/iu.exec(day);
  const [year, month, date] = plain ? plain.slice(1) : era ? [ERAS[era[1].toUpperCase()] + (era[2] === '元' ? 1 : Number(era[2])), ...era.slice(3)] : [];
  return year ? `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}` : text;
}
