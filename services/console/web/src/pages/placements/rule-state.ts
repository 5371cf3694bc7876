import type { Rule, RuleHistory, RuleOutput } from '@stars/client';
import { type LocalTime, toMinute } from './local-time.js';

/** The name of the switch of all rules. */
export const ALL_RULES = '*';

export type ShownState = 'draft' | 'live' | 'scheduled' | 'ended' | 'off';

/** What a rule needs is there: it was checked when it was stored. */
export type StoredRule = Rule & Pick<RuleOutput, 'priority' | 'from' | 'until' | 'note'>;

/** A rule as it counts now. */
export interface CurrentRule {
  name: string;
  version: number;
  rule: StoredRule;
  changedBy: string;
  changedTime: string | undefined;
}

/** A rule with what a person reads of it. */
export interface SaidRule extends CurrentRule {
  state: ShownState;
  words: string;
}

/** The rules that there are, the strongest first: by priority, then by name. */
export function currentRules(histories: readonly RuleHistory[]): CurrentRule[] {
  const rules = histories.flatMap(({ name, versions: [newest] }): CurrentRule[] => {
    if (name === ALL_RULES || newest?.rule === undefined) return [];
    const { rule, version, changed_by: changedBy, changed_time: changedTime } = newest;
    return [{ name, version, rule: rule as StoredRule, changedBy, changedTime }];
  });
  return rules.sort((a, b) => b.rule.priority - a.rule.priority || (a.name < b.name ? -1 : 1));
}

/** Whether the switch lets rules act: it does where nobody ever used it. */
export function ruleSwitch(histories: readonly RuleHistory[]): { isOn: boolean; version: number } {
  const [newest] = histories.find(({ name }) => name === ALL_RULES)?.versions ?? [];
  return { isOn: newest?.rule === undefined || newest.rule.state === 'live', version: newest?.version ?? 0 };
}

/** @param now the shop's @param isOn what the switch of all rules says */
export function shownState({ state = 'draft', from, until }: StoredRule, now: LocalTime, isOn: boolean): ShownState {
  if (state === 'draft') return 'draft';
  if (state === 'paused' || !isOn) return 'off';
  if (now < toMinute(from)) return 'scheduled';
  return until !== '' && now >= toMinute(until) ? 'ended' : 'live';
}

/** Whether a rule may act on lists of a surface; all rules where no surface is named. */
export function actsOn({ condition }: StoredRule, surface: string): boolean {
  const surfaces = condition?.surfaces ?? [];
  return surface === '' || surfaces.length === 0 || surfaces.includes(surface);
}
