import { inEnglish, message, type Message } from '../base/message';
import { type Project } from '../model/project';

/**
 * The regions of CPH, by their ids, after the vendor's Node.js SDK 3.1.209. The regions in which KooPhone is sold are
 * among them. The names are those of the vendor's console, and so are their Chinese translations.
 */
export const REGIONS: Readonly<Record<string, Message>> = {
  'cn-north-4': message('CN North-Beijing4'),
  'cn-north-9': message('CN North-Ulanqab1'),
  'cn-south-1': message('CN South-Guangzhou'),
  'cn-southwest-2': message('CN Southwest-Guiyang1'),
  'cn-east-2': message('CN East-Shanghai2'),
  'cn-east-3': message('CN East-Shanghai1'),
  'cn-east-4': message('CN East2'),
  'ap-southeast-1': message('CN-Hong Kong'),
  'ap-southeast-3': message('AP-Singapore'),
  'ru-northwest-2': message('RU-Moscow2'),
  'la-south-2': message('LA-Santiago'),
  'la-north-2': message('LA-Mexico City2'),
  'af-north-1': message('AF-Cairo'),
};

/** @returns whether a text has the form of a region's name, such as `cn-north-4` or `eu-de`; the region need not be a known one. */
export const isRegionName = (text: string): boolean => /^[a-z]{2,}-[a-z0-9-]{1,40}$/.test(text);

/**
 * @param inWords translates a name into the language of the person
 * @returns the choices of a region: its id, its translated name as label, and a description with the id and, where the
 *   label is not English, the English name
 */
export function regionChoices(inWords: (name: Message) => string) {
  return Object.entries(REGIONS).map(([region, name]) => {
    const [label, english] = [inWords(name), inEnglish(name)];
    return { region, label, description: label === english ? region : `${region} · ${english}` };
  });
}

/** The sites of the vendor. An account belongs to one of them, and can have projects in the regions of both. */
export const CONSOLES = {
  china: 'console.huaweicloud.com',
  international: 'console-intl.huaweicloud.com',
} as const;
export type Site = keyof typeof CONSOLES;

/** @returns the site on which the accounts of a region usually are. No request tells the site of an account. */
export const usualSite = (region: string): Site => (region.startsWith('cn-') ? 'china' : 'international');

/**
 * @returns whether the vendor's console shows the project: a known region, at the vendor's own hosts. The console of
 *   other hosts is not known.
 */
export const hasConsole = ({ region, services, hosts }: Pick<Project, 'region' | 'services' | 'hosts'>): boolean =>
  REGIONS[region] !== undefined &&
  [hosts.iam, ...services.map((service) => hosts[service])].every((host) =>
    new URL(host).hostname.endsWith('.myhuaweicloud.com'),
  );

/**
 * @returns the address of the vendor's console for a region. No page documents an address for cloud phones. So this is
 *   the start page of the console (console.huaweicloud.com), which takes the region.
 */
export const consoleUrl = (region: string, site: Site): string =>
  `https://${CONSOLES[site]}/console/?region=${encodeURIComponent(region)}#/home`;
