import { register } from 'node:module';

/**
 * Given to mocha as `--import`: wherever a unit test comes upon `vscode`, it gets vscode.ts of this folder. Node.js 20
 * has no hooks in the same thread yet, so this one is a module of its own, written as an address. It only exchanges the
 * name: the hooks after it find the file, and turn its TypeScript into JavaScript.
 */
const standIn = new URL('vscode.ts', import.meta.url).href;
const hook = `export const resolve = (specifier, context, next) =>
  next(specifier === 'vscode' ? ${JSON.stringify(standIn)} : specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
