import { inEnglish, message, type Message } from '../base/message';

/**
 * Regions of CPH: the Node SDK 3.1.209's list, and KooPhone's regions sold (all among them). The names are the
 * provider's own, those of its console; so are the Chinese ones.
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

/**
 * @param inWords says a name in the person's language
 * @returns the regions as a person chooses them: what is shown of each has its name in that language and in English, and its id
 */
export function regionChoices(inWords: (name: Message) => string) {
  return Object.entries(REGIONS).map(([region, name]) => {
    const [label, english] = [inWords(name), inEnglish(name)];
    return { region, label, description: label === english ? region : `${region} · ${english}` };
  });
}

/**
 * @returns the page of the provider's console for a region. No page documents an address for cloud phones alone: this is
 * the console's start page (console.huaweicloud.com), which takes the region; the international site has a host of its own.
 */
export function consoleUrl(region: string): string {
  const host = region.startsWith('cn-') ? 'console.huaweicloud.com' : 'console-intl.huaweicloud.com';
  return `https://${host}/console/?region=${encodeURIComponent(region)}#/home`;
}
