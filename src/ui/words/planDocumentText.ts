import * as vscode from 'vscode';
import { type ShownRequest } from '../../api/request/buildRequest';
import { type Plan, type PlanTarget } from '../../model/plan';
import { type RolloutPolicy, writeAmount } from '../../model/rollout';
import { type StateCount, totalOf } from '../../model/stateCounts';
import { asHttp } from '../../operations/output/httpText';
import { plainText } from './plainText';
import { timeText } from './timeText';
import { VERBS } from '../../operations/verbs/registry';
import { KIND_WORDS } from './kindWords';
import { leftOutWords, statesWords } from './planWords';
import { durationText } from './timeText';
import { listed, inWords } from './words';
import { operationTitle } from './verbs/registry';

const { t } = vscode.l10n;

/**
 * @param requests the requests of the plan, as they would be sent
 * @param proof whether the requests carry a token or a signature
 * @param notes sentences on what is selected and not meant
 * @returns a function that gives the plan as text for a person, with its age at that time, or when it was started
 */
export function planDocumentText(
  plan: Plan,
  requests: readonly ShownRequest[],
  proof: 'token' | 'signature',
  notes: readonly string[],
): (now: number, startedAt?: number) => string {
  const { project, region, host, projectId, madeAt, refusals, leftOut, policy } = plan;
  const left = [...leftOut.map(leftOutWords), ...notes];
  const place = [project, region, projectId].filter((part) => part !== undefined).map(plainText);
  const title = [operationTitle(plan), plainText(project)] as const;
  const head = (now: number, startedAt: number | undefined): readonly string[] => [
    ...(startedAt === undefined
      ? [
          t('{0} in {1}: the plan. Nothing has been sent.', ...title),
          t('The Start button in the title bar of this editor starts it.'),
          t('It acts on the IDs below, and on no others.'),
        ]
      : [t('{0} in {1}: the plan that was started.', ...title), t('Started: {0}', timeText(startedAt, now))]),
    t('Project: {0}', place.join(' · ')),
    t('Host: {0}', plainText(host)),
    t('Made: {0}', timeText(madeAt, now)),
  ];
  const parts = [
    refusals.map((refusal) => t('It would be refused: {0}', inWords(refusal))),
    numbers(plan),
    policy === undefined ? [] : [t('How it proceeds'), ...indented(policyWords(policy))],
    left.length === 0 ? [] : [t('Left out'), ...indented(left)],
    ...wavesOf(plan).map((wave, index) => waveLines(plan, wave, index)),
    requestsHead(requests.length, proof),
    ...requests.map((request, place) => [requestTitle(plan, place), asHttp(request, proof)]),
  ];
  return (now, startedAt) =>
    [...[head(now, startedAt), ...parts].filter((lines) => lines.length > 0).map((lines) => lines.join('\n')), ''].join(
      '\n\n',
    );
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function numbers({ verb, blast, fleet, mostDown, policy, waves, targets }: Plan): string[] {
  const { ofList, hits } = KIND_WORDS[VERBS[verb].on];
  return [
    ofList(targets.length, fleet.listed, fleet.running),
    ...(hits === undefined ? [] : [hits(blast)]),
    ...(policy === undefined
      ? []
      : [t('Waves: {0}', listed(waves.map(String))), t('Down at the same time: at most {0}', mostDown)]),
  ];
}

/** @returns the policy of a rollout, one line for each setting */
function policyWords(policy: RolloutPolicy): string[] {
  const { asksAfterFirst, pauseMs, steadyMs, targetMs, wholeMs, mostFailed, mostInARow } = policy;
  return [
    asksAfterFirst
      ? t('After the first wave it waits for you to promote it.')
      : t('After the first wave it continues.'),
    t('Between two waves it pauses for {0}.', durationText(pauseMs)),
    t(
      'A target is verified when it has been healthy for {0}, and has failed after {1}.',
      durationText(steadyMs),
      durationText(targetMs),
    ),
    t('It stops when a target of the first wave is not verified.'),
    t('It stops when the failures exceed {0}.', writeAmount(mostFailed)),
    t('It stops when the failures in a row reach {0}.', mostInARow),
    ...(wholeMs === undefined ? [] : [t('It stops after {0}.', durationText(wholeMs))]),
  ];
}

function wavesOf({ waves, targets }: Plan): readonly (readonly PlanTarget[])[] {
  let start = 0;
  return waves.map((size) => targets.slice(start, (start += size)));
}

function waveLines({ waves, policy }: Plan, wave: readonly PlanTarget[], index: number): string[] {
  const title = policy === undefined ? t('Targets') : t('Wave {0} of {1}', index + 1, waves.length);
  const longest = Math.max(...wave.map(({ name }) => plainText(name).length));
  return [title, ...indented(wave.map((target) => targetLine(target, longest)))];
}

function targetLine(target: PlanTarget, width: number): string {
  const { name, id, userId, serverName, zone, phones, isLoggedIn } = target;
  const facts = [
    plainText(id),
    userId === undefined ? undefined : plainText(userId),
    serverName === undefined ? undefined : plainText(serverName),
    zone === undefined ? undefined : plainText(zone),
    phones === undefined ? undefined : phonesOf(phones),
    isLoggedIn === true ? t('a user is logged in') : undefined,
  ];
  return `${plainText(name).padEnd(width)}  ${facts.filter((fact) => fact !== undefined).join(' · ')}`;
}

/** @returns the phones of a server, such as `60 phones: 55 running, 5 shut down` */
function phonesOf(phones: readonly StateCount[]): string {
  const count = KIND_WORDS.phone.counted(totalOf(phones));
  return phones.length === 0 ? count : t('{0}: {1}', count, statesWords(phones));
}

function requestsHead(count: number, proof: 'token' | 'signature'): string[] {
  const secret =
    proof === 'token'
      ? t('$TOKEN stands for the token of the sign-in.')
      : t('$DATE and $SIGNATURE are made with the access key when a request is sent.');
  return count === 0 ? [] : [t('Requests, as they would be sent'), secret];
}

function requestTitle({ requests, policy }: Plan, place: number): string {
  const { wave = 0, ids = [] } = requests[place] ?? {};
  return policy === undefined
    ? t('# {0} of {1}, targets: {2}', place + 1, requests.length, ids.length)
    : t('# {0} of {1}, wave {2}, targets: {3}', place + 1, requests.length, wave + 1, ids.length);
}
