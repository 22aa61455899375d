import { typographyFaults } from './rules';
import { type TextCall } from './calls';

/** What a value is, and an example of it in Chinese and in English. */
interface Kind {
  readonly chinese: string;
  readonly english: string;
  /** How the code writes a value of this kind. */
  readonly source: RegExp;
}

/** In this order; a value of no other kind is a name, which can be in any language. */
const KINDS: readonly Kind[] = [
  {
    chinese: '3 台服务器',
    english: '3 servers',
    source: /^(?:firstCount|secondCount|lastCount|countsInWords\(.*)$/,
  },
  { chinese: '30 秒', english: '30 s', source: /^durationText\(/ },
  {
    chinese: '重新启动',
    english: 'restarting',
    source: /^(?:operationTitle\(|UNSEEN$|[\w.]+ \?\? UNSEEN$|seen$|inWords\(|facts\.word)/,
  },
  {
    chinese: '无法保存。',
    english: 'It cannot be saved.',
    source: /^(?:before|error\.message|errorSentence\(.*|said)$/,
  },
  {
    chinese: '3',
    english: '3',
    source:
      /(?:^|[. (])(?:count|length|number|numbers|n|total|index|place|most|least|value|wave|bad|failed|open|settled|untouched|unread|loggedIn|running|listed|biggest|targets|projects|phones|rest|taken|ended|only|hours|minutes|seconds|found|heldBy|operation|phrase|mostDown|mostInARow|maxTargets|mostErased|LENGTH|ms|SECOND)(?:\)|$| [%+?]|\.)/i,
  },
  { chinese: '3', english: '3', source: /^(?:Math\.|policy === undefined \? guard|inDigits\(|more$)/ },
  {
    chinese: 'cn-north-4',
    english: 'cn-north-4',
    source:
      /(?:^|\.)(?:host|hosts|field|key|code|status|region|projectId|origin|what|expected|unknownKey|url|path|id)$|host\)?$|^'|^JSON\.|^policy === undefined \? 'cloudPhone|^path\.|^listed\(hosts\)|^(?:soonText|timeText|timeOfDay|writeAmount)\(|\.host$/,
  },
];

const NAME: Pick<Kind, 'chinese' | 'english'> = { chinese: '生产环境', english: 'Production' };

const kindOf = (source: string): Pick<Kind, 'chinese' | 'english'> =>
  KINDS.find((kind) => kind.source.test(source)) ?? NAME;

/** @returns a text with a value of the right kind in each place, as the code fills it */
export function filled(text: string, { node }: TextCall, language: 'chinese' | 'english'): string {
  const values = node.arguments.slice(1).map((value) => kindOf(value.getText().replaceAll(/\s+/g, ' '))[language]);
  // Only counts are spread.
  return text.replaceAll(/\{(\d+)\}/g, (_, index: string) => values[Number(index)] ?? '3');
}

/** @returns what is wrong with a filled Chinese text */
export const chineseFaults = (text: string): string[] => [
  ...typographyFaults(text),
  ...[/[\u4e00-\u9fff] +[\u4e00-\u9fff]/, /。。|：：|，，|。 |[“（] | [”）]/].flatMap(
    (fault) => fault.exec(text)?.[0] ?? [],
  ),
];

/** @returns what is wrong with a filled English text */
export const englishFaults = (text: string): string[] =>
  [/ {2}/, /\.\.(?!\.)/, / [.,;:?!](?:\s|$)/, /\b1 \w+s\b(?! (?:is|was))/].flatMap(
    (fault) => fault.exec(text)?.[0] ?? [],
  );
