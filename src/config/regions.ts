/** Regions of CPH: the Node SDK 3.1.209's list, and KooPhone's regions sold (all among them). */
export const REGIONS: Readonly<Record<string, string>> = {
  'cn-north-4': 'CN North-Beijing4',
  'cn-north-9': 'CN North-Ulanqab1',
  'cn-south-1': 'CN South-Guangzhou',
  'cn-southwest-2': 'CN Southwest-Guiyang1',
  'cn-east-2': 'CN East-Shanghai2',
  'cn-east-3': 'CN East-Shanghai1',
  'cn-east-4': 'CN East2',
  'ap-southeast-1': 'CN-Hong Kong',
  'ap-southeast-3': 'AP-Singapore',
  'ru-northwest-2': 'RU-Moscow2',
  'la-south-2': 'LA-Santiago',
  'la-north-2': 'LA-Mexico City2',
  'af-north-1': 'AF-Cairo',
};

/**
 * @returns the page of the provider's console for a region. No page documents an address for cloud phones alone: this is
 * the console's start page (console.huaweicloud.com), which takes the region; the international site has a host of its own.
 */
export function consoleUrl(region: string): string {
  const host = region.startsWith('cn-') ? 'console.huaweicloud.com' : 'console-intl.huaweicloud.com';
  return `https://${host}/console/?region=${encodeURIComponent(region)}#/home`;
}
