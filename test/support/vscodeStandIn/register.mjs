import { register } from 'node:module';

/**
 * mocha gets this file as `--import`. An import of `vscode` in a unit test then loads vscode.ts of this folder. Node.js 20
 * has no hooks in the same thread yet, so the hook is a module of its own in a data URL. It only replaces the name. The
 * hooks after it find the file and turn its TypeScript into JavaScript.
 */
const standIn = new URL('vscode.ts', import.meta.url).href;
const hook = `export const resolve = (specifier, context, next) =>
  next(specifier === 'vscode' ? ${JSON.stringify(standIn)} : specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
