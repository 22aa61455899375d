export interface Layer {
  readonly mayImport: readonly string[];
  readonly vscode?: boolean;
  readonly rooms?: Readonly<Record<string, readonly string[]>>;
}

export const layers: Readonly<Record<string, Layer>>;
export const entries: readonly string[];
export const outside: readonly string[];
