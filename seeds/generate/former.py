"""Writes former-municipalities.tsv: codes that were, and the municipalities that they live on in.

Run by hand: python3 former.py FOLDER, where FOLDER holds absorption_separation.rds, areacode_start.rds
and areacode_end.rds from data-raw/ of github.com/UchidaMizuki/jpcity (0.3.0, MIT), which reads them from
e-Stat 統計に用いる標準地域コード (廃置分合等情報, since 1970). What it writes is committed.
"""
import datetime
import gzip
import json
import lzma
import bz2
import re
import struct
import sys
from pathlib import Path

HERE = Path(__file__).parent
SEEDS = HERE / '../src/main/resources/kizuna/seeds'
TARGET = HERE / '../../schemas/src/main/resources/kizuna/schemas/form/former-municipalities.tsv'
# A district (郡) or a branch of a prefecture has no government of its own.
NO_GOVERNMENT = re.compile('(郡|支庁|振興局)$')
WARD = re.compile('(.+市).+区$')
# Merged into a ward that had no code yet.
INTO_WARDS = {'40321': '40130', '26381': '26100', '34324': '34100', '22382': '22100', '22383': '22100'}


def rds(path):
    """A data frame of R (serialization of saveRDS, XDR) as a dict of columns."""
    data = path.read_bytes()
    for magic, tool in ((b'\x1f\x8b', gzip), (b'\xfd7zXZ\0', lzma), (b'BZh', bz2)):
        if data.startswith(magic):
            data = tool.decompress(data)
    at = 2
    refs = []

    def number():
        nonlocal at
        at += 4
        return struct.unpack('>i', data[at - 4:at])[0]

    version = number()
    number()
    number()
    if version == 3:
        at += number()

    def item():
        nonlocal at
        flags = number()
        kind, attributes, tag = flags & 255, flags & 512, flags & 1024
        if kind == 254:
            return None
        if kind == 255:
            return refs[(flags >> 8) - 1]
        if kind == 1:
            refs.append(item())
            return refs[-1]
        if kind == 9:
            length = number()
            if length == -1:
                return None
            at += length
            return data[at - length:at].decode()
        if kind == 2:
            pairs = []
            while True:
                if attributes:
                    item()
                name = item() if tag else None
                pairs.append((name, item()))
                flags = number()
                if flags & 255 == 254:
                    return pairs
                attributes, tag = flags & 512, flags & 1024
        if kind == 238:
            item()
            state = item()
            item()
            return state
        length = number()
        if kind in (16, 19):
            value = [item() for _ in range(length)]
        else:
            size, form = {13: (4, 'i'), 10: (4, 'i'), 14: (8, 'd')}[kind]
            at += size * length
            value = list(struct.unpack(f'>{length}{form}', data[at - size * length:at]))
        if attributes:
            named = dict(item())
            return dict(zip(named['names'], value)) if 'names' in named else value
        return value

    return item()


def with_check_digit(five):
    total = sum(int(digit) * (6 - i) for i, digit in enumerate(five))
    return five + str((11 - total % 11) % 10)


def main(folder):
    today = {m['code'][:5]: m for m in json.loads((SEEDS / 'municipalities.json').read_text())}
    by_name = {(m['prefecture'][:2], m['name']): code for code, m in today.items()}
    changes = rds(folder / 'absorption_separation.rds')
    steps = {}
    for i, day in enumerate(changes['date']):
        old, new = ({k: v[i] for k, v in changes[side].items()} for side in ('from', 'to'))
        name = old['city_name'] or old['city_desig_name']
        if not old['city_code'] or not new['city_code']:
            continue
        if changes['type'][i] in ('郡の区域変更', '郡の廃止') and name != new['city_name']:
            continue
        if old['city_name'] and (old['city_desig_name'] or '').endswith('市'):
            name = old['city_desig_name'] + name
        date = (datetime.date(1970, 1, 1) + datetime.timedelta(days=int(day))).isoformat()
        steps.setdefault(old['city_code'], []).append((date, name, new['city_code']))

    def lives_on(code, after='', seen=()):
        if code in today:
            return {code}
        if code in INTO_WARDS:
            return {INTO_WARDS[code]}
        found = set()
        for date, _, new in steps.get(code, []):
            if date >= after and new != code and new not in seen:
                found |= lives_on(new, date, seen + (code,))
        return found

    rows = {}
    for areas in (rds(folder / 'areacode_start.rds'), rds(folder / 'areacode_end.rds')):
        for code, city, ward in zip(areas['city_code'], areas['city_desig_name'], areas['city_name']):
            if ward and ward.endswith('区') and (city or '').endswith('市') and code not in today:
                rows[code] = (city + ward, {by_name[code[:2], city]} if (code[:2], city) in by_name else set(), '')
    for code, known in steps.items():
        if code in today or rows.get(code, ('', set()))[1]:
            continue
        date, name, _ = max(known)
        ward = WARD.match(name)
        found = lives_on(code) or ({by_name.get((code[:2], ward.group(1)))} - {None} if ward else set())
        rows[code] = (name, found, date)
    lines = []
    for code, (name, found, date) in sorted(rows.items()):
        if found and not NO_GOVERNMENT.search(name):
            lines.append('\t'.join((with_check_digit(code), name, ','.join(map(with_check_digit, sorted(found))), date)))
        elif not NO_GOVERNMENT.search(name):
            print('nothing known to live on:', code, name, file=sys.stderr)
    TARGET.write_text('\n'.join(lines) + '\n')
    print(len(lines), 'codes; several successors:', [line for line in lines if ',' in line])


main(Path(sys.argv[1]))
