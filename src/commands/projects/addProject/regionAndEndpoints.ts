import * as vscode from 'vscode';
import { defaultHosts, parseEndpoint } from '../../../config/endpoints';
import { isRegionName, regionChoices, REGIONS } from '../../../config/regions';
import { type Hosts } from '../../../model/project';
import {
  askInTurn,
  askText,
  BACK,
  type Back,
  pickOne,
  type PickItem,
  SKIPPED,
  type Step,
} from '../../../ui/ask/quickInputs';
import { inWords } from '../../../ui/words/words';

const { t } = vscode.l10n;

/** Where a project is. */
export interface RegionAndEndpoints {
  readonly region: string;
  /** Absent when they are the usual hosts of a listed region. */
  readonly endpoints?: Hosts;
}

type Where =
  | { readonly kind: 'region'; readonly region: string }
  /** One address for all services, such as that of a simulated cloud. */
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'endpoints' };

/** The questions about the place of a new project. */
export class RegionAndEndpointQuestions {
  private where: Where = { kind: 'endpoints' };
  private region = '';
  private hosts: Partial<Hosts> = {};

  constructor(private readonly title: string) {}

  /** The place according to the answers so far. */
  get place(): RegionAndEndpoints {
    const usual = defaultHosts(this.region);
    const endpoints = { ...usual, ...this.hosts };
    const isUsual = (Object.keys(usual) as (keyof Hosts)[]).every((host) => endpoints[host] === usual[host]);
    return { region: this.region, ...(isUsual && isListed(this.region) ? {} : { endpoints }) };
  }

  /** Asks for a region of the list, a typed region, or a typed address. */
  readonly askWhere: Step = async () => {
    const other: PickItem<Where> = {
      label: t('Other endpoints…'),
      detail: t('Addresses of your own for the services, one by one'),
      value: { kind: 'endpoints' },
    };
    const picked = await pickOne<Where>({
      title: this.title,
      placeholder: t('Region of the project: choose it, or type a region or the address of an endpoint'),
      items: [...regionItems((region): Where => ({ kind: 'region', region })), other],
      typed: typedWhere,
      attempt: (chosen) => Promise.resolve(chosen.kind === 'address' ? whatIsWrong(chosen.address) : undefined),
    });
    if (picked === BACK) {
      return BACK;
    }
    this.where = picked;
    this.hosts = picked.kind === 'address' ? everywhere(picked.address) : {};
    this.region = picked.kind === 'region' ? picked.region : '';
    return undefined;
  };

  /** Asks for the region when an address or other endpoints were chosen. */
  readonly askRegion: Step = async () => {
    if (this.where.kind === 'region') {
      return SKIPPED;
    }
    const picked = await pickOne<string>({
      title: this.title,
      canGoBack: true,
      placeholder: t('Which region? The names of default projects match the region'),
      items: regionItems((region) => region),
      typed: (text) => (isOtherRegion(text) ? { label: text, value: text } : undefined),
    });
    if (picked === BACK) {
      return BACK;
    }
    this.region = picked;
    return undefined;
  };

  /** Asks for each host when other endpoints or a region outside the list were chosen. */
  readonly askEndpoints: Step = async () => {
    if (this.where.kind === 'address' || (this.where.kind === 'region' && isListed(this.region))) {
      return SKIPPED;
    }
    return askInTurn([
      this.askEndpoint('iam', t('Address of the identity service (IAM)')),
      this.askEndpoint('cph', t('Address of Cloud Phone Host (CPH)')),
      this.askEndpoint('koophone', t('Address of KooPhone')),
    ]);
  };

  private askEndpoint(host: keyof Hosts, prompt: string): Step {
    return async (): Promise<Back | undefined> => {
      const typed = await askText({
        title: this.title,
        canGoBack: true,
        prompt,
        value: this.hosts[host] ?? defaultHosts(this.region)[host],
        validate: whatIsWrong,
      });
      if (typed === BACK) {
        return BACK;
      }
      this.hosts = { ...this.hosts, [host]: new URL(typed).origin };
      return undefined;
    };
  }
}

const isListed = (region: string): boolean => REGIONS[region] !== undefined;
const isOtherRegion = (text: string): boolean => isRegionName(text) && !isListed(text);

const regionItems = <T>(value: (region: string) => T): PickItem<T>[] =>
  regionChoices(inWords).map(({ region, ...shown }) => ({ ...shown, value: value(region) }));

function typedWhere(text: string): PickItem<Where> | undefined {
  if (/^https?:\/\//i.test(text)) {
    return { label: text, detail: t('One address for all services'), value: { kind: 'address', address: text } };
  }
  return isOtherRegion(text)
    ? { label: text, detail: t('Another region'), value: { kind: 'region', region: text } }
    : undefined;
}

function whatIsWrong(address: string): string | undefined {
  const parsed = parseEndpoint(address);
  return 'wrong' in parsed ? inWords(parsed.wrong) : undefined;
}

function everywhere(address: string): Hosts {
  const { origin } = new URL(address);
  return { cph: origin, koophone: origin, iam: origin };
}
