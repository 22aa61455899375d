/** @returns the lines of a table with aligned columns */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, n) => Math.max(all[n] ?? 0, cell.length)), []);
  return rows.map((row) => `    | ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`);
}
