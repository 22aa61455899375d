import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../tools/root';
import { runNpmScript } from '../../tools/processes/npmScript';
import { type Figure } from '../report/figure';

const KILOBYTE = 1024;

/** Measures the size of the package, and of what activation loads. */
export function measureSize(): Figure[] {
  const kilobytes = (file: string): number => statSync(file).size / KILOBYTE;
  runNpmScript('package');
  const bundle = (name: string): number => kilobytes(path.join(root, 'dist', name));
  return [
    {
      key: 'size.vsixKb',
      what: 'the package',
      value: kilobytes(path.join(root, 'cloud-phone-manager.vsix')),
      unit: 'KB',
      limit: { atMost: 280 },
    },
    {
      key: 'size.entryKb',
      what: 'what activation loads',
      value: bundle('extension.cjs'),
      unit: 'KB',
      limit: { atMost: 60 },
    },
    {
      key: 'size.compositionKb',
      what: 'what the first look at the view loads',
      value: bundle('composition.cjs'),
      unit: 'KB',
    },
    { key: 'size.fetchKb', what: 'what the first request loads', value: bundle('node-fetch.cjs'), unit: 'KB' },
  ];
}
