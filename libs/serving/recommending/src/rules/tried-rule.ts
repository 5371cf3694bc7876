import { byPrecedence, type LiveRules, type NamedRule } from './live-rules.js';

/** The live rules and one that is tried, in place of the one of its name: as if it were live and due. */
export const withTried = (live: Pick<LiveRules, 'find'>, { name, rule }: NamedRule): Pick<LiveRules, 'find'> => {
  const tried = { name, rule: { ...rule, from: '', until: '' } };
  return {
    find: (tenantId) => [...live.find(tenantId).filter((other) => other.name !== name), tried].sort(byPrecedence),
  };
};
