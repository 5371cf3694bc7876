import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';

/**
 * State of a page that is in its link, so that the link shows the same to others. What is as `defaults` say is not in the link.
 *
 * @example const [state, change] = useLinkState({ user: '', k: '10' }); change({ k: '20' })
 */
export function useLinkState<State extends Record<string, string>>(
  defaults: State,
): [state: State, change: (part: Partial<State>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo(() => {
    const entries = Object.entries(defaults).map(([name, value]) => [name, parameters.get(name) ?? value]);
    return Object.fromEntries(entries) as State;
  }, [defaults, parameters]);
  const change = useCallback(
    (part: Partial<State>) => {
      setParameters((before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part) as [string, string][]) {
          if (value === defaults[name]) after.delete(name);
          else after.set(name, value);
        }
        return after;
      });
    },
    [defaults, setParameters],
  );
  return [state, change];
}
