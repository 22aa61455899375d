#!/usr/bin/env node
// An executable that takes the arguments of a desktop VS Code, for runTests of @vscode/test-electron.
import { register } from 'tsx/esm/api';

register();
await import('./browserVscode.ts');
