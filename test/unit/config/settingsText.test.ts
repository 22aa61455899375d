import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse, type ParseError } from 'jsonc-parser';
import { edited } from '../../support/editedText';
import { SettingsText } from '../../../src/config/settingsText';

const lines = (...text: string[]): string => text.join('\n');

const append = (text: string, ...values: unknown[]): string => {
  const settings = new SettingsText(text);
  const list = settings.find('list');
  assert.ok(list);
  return edited(text, settings.append(list, values));
};
const remove = (text: string, index: number): string => {
  const settings = new SettingsText(text);
  const list = settings.find('list');
  assert.ok(list);
  return edited(text, settings.remove(list, index));
};

describe('the text of a settings file', () => {
  describe('appends to a list', () => {
    it('on a line of its own, in the layout of the file', () => {
      assert.equal(
        append(lines('{', '\t"list": [', '\t\t{ "a": 1 }', '\t]', '}'), { b: 2 }),
        lines('{', '\t"list": [', '\t\t{ "a": 1 },', '\t\t{', '\t\t\t"b": 2', '\t\t}', '\t]', '}'),
      );
      assert.equal(append('{\r\n  "list": []\r\n}', 1, 2), '{\r\n  "list": [\r\n    1,\r\n    2\r\n  ]\r\n}');
      assert.equal(append('{ "list": [1] }', 2), lines('{ "list": [1,', '    2', '] }'));
    });

    it('after the comments, which stay beside what they are about', () => {
      assert.equal(
        append(lines('{', '  "list": [', '    1 // one', '    // 2', '  ]', '}'), 3),
        lines('{', '  "list": [', '    1, // one', '    // 2', '    3', '  ]', '}'),
      );
      assert.equal(
        append(lines('{', '  "list": [', '    // 1', '  ]', '}'), 2),
        lines('{', '  "list": [', '    // 1', '    2', '  ]', '}'),
      );
      assert.equal(append('{"list": [1, /* 2, */ ]}', 3), lines('{"list": [1, /* 2, */', '    3,', ' ]}'));
    });

    it('after a comment that ends with a blank that JSON does not know', () => {
      for (const blank of ['\u3000', '\u00a0', '\ufeff']) {
        assert.equal(
          append(lines('{', '  "list": [', `    // 1${blank}`, '  ]', '}'), 2),
          lines('{', '  "list": [', `    // 1${blank}`, '    2', '  ]', '}'),
        );
      }
    });

    it('keeps the comma at the end where there is one', () => {
      assert.equal(
        append(lines('{', '  "list": [', '    1,', '  ]', '}'), 2),
        lines('{', '  "list": [', '    1,', '    2,', '  ]', '}'),
      );
    });
  });

  describe('takes out of a list', () => {
    const text = lines(
      '{',
      '  "list": [',
      '    1,',
      '    // about 2',
      '    2, // two',
      '    // 3,',
      '    4',
      '  ]',
      '}',
    );

    it('the first, one in the middle and the last, and leaves every comment', () => {
      assert.equal(
        remove(text, 0),
        lines('{', '  "list": [', '    // about 2', '    2, // two', '    // 3,', '    4', '  ]', '}'),
      );
      assert.equal(
        remove(text, 1),
        lines('{', '  "list": [', '    1,', '    // about 2', '    // two', '    // 3,', '    4', '  ]', '}'),
      );
      assert.equal(
        remove(text, 2),
        lines('{', '  "list": [', '    1,', '    // about 2', '    2 // two', '    // 3,', '  ]', '}'),
      );
    });

    it('one of a list on one line', () => {
      assert.equal(remove('{"list": [1, 2]}', 0), '{"list": [2]}');
      assert.equal(remove('{"list": [1, 2]}', 1), '{"list": [1]}');
      assert.equal(remove('{"list": [1]}', 0), '{"list": []}');
      assert.equal(remove('{"list": [1 /* x */, 2]}', 0), '{"list": [/* x */ 2]}');
    });

    it('nothing where there is no such position', () => {
      assert.equal(remove('{"list": [1]}', 1), '{"list": [1]}');
    });
  });

  describe('sets a field', () => {
    const setIn = (text: string, field: string, value: unknown): string => {
      const settings = new SettingsText(text);
      const object = settings.find('o');
      assert.ok(object);
      return edited(text, settings.setIn(object, { [field]: value }));
    };

    it('that is there, and leaves the rest', () => {
      assert.equal(setIn('{"o": { "a": "" /* a */, "b": 2 }}', 'a', 'x'), '{"o": { "a": "x" /* a */, "b": 2 }}');
    });

    it('that is new, on the one line of the object or on a line of its own', () => {
      assert.equal(setIn('{"o": { "a": 1 }}', 'b', 2), '{"o": { "a": 1, "b": 2 }}');
      assert.equal(setIn('{"o": { "a": 1, }}', 'b', 2), '{"o": { "a": 1, "b": 2, }}');
      assert.equal(
        setIn(lines('{', '  "o": {', '    "a": 1 // one', '  }', '}'), 'b', 2),
        lines('{', '  "o": {', '    "a": 1, // one', '    "b": 2', '  }', '}'),
      );
    });

    it('of the file itself, also of one that is empty or has only comments', () => {
      const set = (text: string): string => edited(text, new SettingsText(text).set('k', [1]));
      assert.equal(set('{}'), lines('{', '    "k": [', '        1', '    ]', '}'));
      assert.equal(set(lines('{', '  "a": 1,', '}')), lines('{', '  "a": 1,', '  "k": [', '    1', '  ],', '}'));
      assert.equal(set(''), lines('{', '    "k": [', '        1', '    ]', '}', ''));
      assert.equal(set('// mine\n'), lines('// mine', '{', '    "k": [', '        1', '    ]', '}', ''));
      assert.equal(set('{"k": "x"}'), lines('{"k": [', '    1', ']}'));
    });
  });

  it('takes the last one where a key stands twice, as VS Code does', () => {
    assert.equal(append('{"list": [1], "list": [2]}', 3), lines('{"list": [1], "list": [2,', '    3', ']}'));
  });

  it('is not valid with a syntax error, or when it is no object', () => {
    for (const text of ['{', '{"a": }', '[]', '{"a": 1} x', '{"a" 1}', 'null']) {
      assert.equal(new SettingsText(text).isValid, false, text);
    }
    for (const text of ['', '// x', '{}', '{"a": 1,}', '{/* x */}']) {
      assert.equal(new SettingsText(text).isValid, true, text);
    }
  });

  it('knows the comments within a value from those beside it', () => {
    const has = (text: string): boolean => {
      const settings = new SettingsText(text);
      const list = settings.find('list');
      return list !== undefined && settings.hasComments(list);
    };
    assert.equal(has('{"list": [1 /* x */]}'), true);
    assert.equal(has('{"list": [1] /* x */, // y\n}'), false);
    assert.equal(has('{"list": ["// no comment"]}'), false);
  });

  it('has the value that was meant, and all its comments, whatever its layout', () => {
    const blank = fc.constantFrom('', ' ', '\n', '\n  ', ' /* c */ ', ' // c\n', '\r\n\t', '\n// {"x": 1},\n');
    const value = fc.constantFrom('1', '"a,b"', '{}', '[ ]', '{ "a": 1 }', '{\n"a": [1, 2] // c\n}', '[1, /* c */ 2,]');
    const list = fc
      .tuple(fc.array(fc.tuple(blank, value, blank), { maxLength: 4 }), blank, fc.boolean())
      .map(([items, end, comma]) => {
        const inside = items.map(([before, item, after]) => before + item + after).join(',');
        return `[${inside}${comma && items.length > 0 ? ',' : ''}${end}]`;
      });
    const options = { allowTrailingComma: true };
    const parsed = (text: string): unknown => {
      const errors: ParseError[] = [];
      const read: unknown = parse(text, errors, options);
      assert.deepEqual(errors, [], text);
      return read;
    };
    const comments = (text: string): number => (text.match(/\/\*|\/\//g) ?? []).length;
    fc.assert(
      fc.property(list, blank, fc.nat(3), (array, between, index) => {
        const text = `{${between}"list":${between}${array}${between}}`;
        const { list: before } = parsed(text) as { list: unknown[] };
        const appended = append(text, { new: [1] });
        assert.deepEqual(parsed(appended), { list: [...before, { new: [1] }] });
        assert.equal(comments(appended), comments(text));
        const removed = remove(text, index);
        assert.deepEqual(parsed(removed), { list: before.filter((_, n) => n !== index) });
        const settings = new SettingsText(text);
        const item = settings.find('list')?.children?.[index];
        const itself = item === undefined ? '' : text.slice(item.offset, item.offset + item.length);
        assert.equal(comments(removed), comments(text) - comments(itself));
        if (item?.type === 'object') {
          const set = edited(text, settings.setIn(item, { b: 2 }));
          assert.deepEqual(parsed(set), {
            list: before.map((one, n) => (n === index ? { ...(one as object), b: 2 } : one)),
          });
          assert.equal(comments(set), comments(text));
        }
      }),
    );
  });
});
