import re, json, unicodedata, textwrap, string, difflib, html, csv, io
print(re.findall('(\\w+) (fox|dog)', open('prose').read())[:3], re.sub('(?P<a>b+)', '<\\g<a>>', 'abbbc'))
print(json.dumps(json.loads('{"a": [1, 2.5, null, true, "\\u00e9"]}'), sort_keys=True), unicodedata.name('é'))
print('\n'.join(difflib.unified_diff('a b c'.split(), 'a c d'.split(), lineterm='')), html.escape('<&>'))
print(list(csv.reader(open('table')))[2], f'{3.14159:>10.3f}|{255:#x}|{10 ** 6:,}')
print('Straße'.upper(), textwrap.wrap('a b c d e', 3))
