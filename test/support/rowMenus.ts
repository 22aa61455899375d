import manifest from '../../package.json';

/** An entry of a menu that runs a command. */
export interface MenuEntry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

const { menus } = manifest.contributes;

const isCommand = (entry: { readonly command?: string }): entry is MenuEntry => entry.command !== undefined;

/** The entries of the rows of both views. Submenus are not among them. */
export const ROW_MENU: readonly MenuEntry[] = menus['view/item/context'].filter(isCommand);

/** The entries of the submenu for the phones of a server. */
export const PHONES_MENU: readonly MenuEntry[] = menus['cloudPhone.phones'];
