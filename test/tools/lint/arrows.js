import path from 'node:path';
import { entries, layers, outside } from './layers.js';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const src = path.join(root, 'src');

/**
 * Where a file stands.
 * @typedef {{ entry: string } | { layer: string, room: string } | { unknown: string } | { outside: string }} Place
 */

/** @param {string} file an absolute path, with or without its ending. @returns {Place} */
function placeOf(file) {
  const bare = file.replace(/(\.d)?\.[cm]?[jt]s$/, '');
  const [layer, ...rest] = path.relative(src, bare).split(path.sep);
  if (layer === '..' || path.isAbsolute(layer)) {
    return { outside: path.relative(root, bare).split(path.sep).join('/') };
  }
  const name = [layer, ...rest].join('/');
  if (entries.some((entry) => (entry.endsWith('/') ? name.startsWith(entry) : name === entry))) {
    return { entry: name };
  }
  const room = Object.hasOwn(layers, layer) ? roomOf(layers[layer].rooms ?? { '.': [] }, rest) : undefined;
  return room === undefined ? { unknown: ['src', layer, ...rest].join('/') } : { layer, room };
}

/** @returns {string | undefined} the room of a file by its path within the layer; undefined when none is named for it */
const roomOf = (rooms, rest) =>
  [rest.join('/'), rest.slice(0, -1).join('/') || '.'].find((room) => Object.hasOwn(rooms, room));

/** @returns {{ messageId: string, data?: object } | undefined} what is wrong with an import of `to` by `from` */
function faultOf(from, to) {
  if ('unknown' in to) {
    return { messageId: 'unknown', data: { path: to.unknown } };
  }
  if ('outside' in to) {
    return outside.includes(to.outside) ? undefined : { messageId: 'outside', data: { path: to.outside } };
  }
  if ('entry' in from) {
    return undefined;
  }
  if ('entry' in to) {
    return { messageId: 'entry', data: { path: to.entry } };
  }
  if (from.layer !== to.layer) {
    const { mayImport } = layers[from.layer];
    return mayImport.includes(to.layer)
      ? undefined
      : { messageId: 'layer', data: { from: from.layer, to: to.layer, most: listed(mayImport) } };
  }
  const mayImport = layers[from.layer].rooms?.[from.room] ?? [];
  return from.room === to.room || mayImport.includes(to.room)
    ? undefined
    : { messageId: 'room', data: { layer: from.layer, from: from.room, to: to.room, most: listed(mayImport) } };
}

const listed = (names) => (names.length === 0 ? 'itself' : names.join(', '));

const usersOfVscode = Object.keys(layers).filter((layer) => layers[layer].vscode === true);

/**
 * Checks whatever names another file against the layers and rooms of layers.js: import, export from, import(),
 * require(), import('…').Type, import … = require(). The path is resolved from the place of the file itself.
 */
export const arrows = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      layer: 'src/{{from}} may import only {{most}}, not src/{{to}}.',
      room: '{{from}} of src/{{layer}} may import only {{most}} of this layer, not {{to}}.',
      entry: 'Only the entry files may import src/{{path}}.',
      outside: 'src may not import {{path}}, which is outside of it.',
      unknown: 'test/tools/lint/layers.js names no place for {{path}}.',
      vscode: `src/{{from}} may not import vscode: only ${usersOfVscode.join(', ')} and the entry files may.`,
      computed: 'Write the path as a plain text: what is put together cannot be checked.',
    },
  },
  create(context) {
    const file = context.filename;
    const from = placeOf(file);
    const check = (node) => {
      const name = textOf(node);
      const fault = name === undefined ? { messageId: 'computed' } : faultOfName(name);
      if (fault !== undefined) {
        context.report({ node, ...fault });
      }
    };
    const faultOfName = (name) => {
      if (/^vscode(\/|$)/.test(name)) {
        const isAllowed = 'entry' in from || layers[from.layer].vscode === true;
        return isAllowed ? undefined : { messageId: 'vscode', data: { from: from.layer } };
      }
      const isPath = path.isAbsolute(name) || /^\.{1,2}(\/|$)/.test(name);
      return isPath ? faultOf(from, placeOf(path.resolve(path.dirname(file), name))) : undefined;
    };
    const checkSource = ({ source }) => {
      if (source) {
        check(source);
      }
    };
    if ('unknown' in from || 'outside' in from) {
      return {
        Program: (node) => {
          context.report({ node, messageId: 'unknown', data: { path: from.unknown ?? from.outside } });
        },
      };
    }
    return {
      ImportDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      ImportExpression: checkSource,
      TSImportType: ({ argument }) => {
        check(argument.type === 'TSLiteralType' ? argument.literal : argument);
      },
      TSExternalModuleReference: ({ expression }) => {
        check(expression);
      },
      "CallExpression[callee.name='require'], CallExpression[callee.object.name='require']": ({
        arguments: [first],
      }) => {
        if (first !== undefined) {
          check(first);
        }
      },
    };
  },
};

/** @returns {string | undefined} what a text says; undefined for what is only known when it runs */
function textOf(node) {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0].value.cooked;
  }
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}
