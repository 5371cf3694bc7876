import { Button } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useLanguage } from '../../language/language.js';
import { DAY_MS, dayOf, type LocalTime, utcOf } from './local-time.js';
import type { ChangeState, PlacementsState } from './placements-state.js';
import type { SaidRule } from './rule-state.js';
import { StateBadge } from './StateBadge.js';

interface RuleCalendarProps {
  rules: readonly SaidRule[];
  /** The shop's. */
  now: LocalTime;
  state: PlacementsState;
  change: ChangeState;
  onEdit: (name: string) => void;
}

/** A week or month with a bar for each rule that may act in it; a bar opens its rule. */
export function RuleCalendar({ rules, now, state, change, onEdit }: RuleCalendarProps) {
  const { language, texts: all } = useLanguage();
  const texts = all.pages.placements.rules;
  const isWeek = state.view === 'week';
  const { start, days } = shownDays(state.day || now.slice(0, 10), isWeek);
  const today = (utcOf(now.slice(0, 10)) - start) / DAY_MS;
  const end = start + days * DAY_MS;
  const range = new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium' });
  const title = texts.schedule(range.formatRange(start, end - DAY_MS));
  const day = new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    day: 'numeric',
    ...(isWeek && { weekday: 'short' }),
  });
  const bars = rules.flatMap((rule) => {
    const place = barOf(rule, start, days);
    return place === undefined ? [] : [{ rule, place }];
  });
  const move = (to: number) => change({ day: dayOf(to) });
  return (
    <>
      <div className="actions">
        <Button variant="default" size="xs" onClick={() => move(start - DAY_MS)}>
          {texts.before}
        </Button>
        <Button variant="default" size="xs" onClick={() => change({ day: '' })}>
          {texts.today}
        </Button>
        <Button variant="default" size="xs" onClick={() => move(end)}>
          {texts.after}
        </Button>
      </div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a month is wider than a narrow screen, and the keyboard scrolls it */}
      <section className="calendar" aria-label={title} tabIndex={0} style={{ '--days': days } as CSSProperties}>
        <div className="calendar-row calendar-days" aria-hidden="true">
          {Array.from({ length: days }, (_, n) => (
            <span key={dayOf(start + n * DAY_MS)} className={n === today ? 'today' : undefined}>
              {day.format(start + n * DAY_MS)}
            </span>
          ))}
        </div>
        <ul>
          {bars.map(({ rule, place: [first, last] }) => (
            <li key={rule.name} className="calendar-row">
              <button
                {...{ type: 'button', className: `bar-of-rule ${rule.state}`, title: rule.words }}
                style={{ gridColumn: `${first + 1} / ${last + 1}` }}
                onClick={() => onEdit(rule.name)}
              >
                {rule.name} <StateBadge state={rule.state} />
                <span className="visually-hidden">{rule.words}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** From a Monday, or from the first of a month. */
function shownDays(day: string, isWeek: boolean): { start: number; days: number } {
  const at = new Date(utcOf(day));
  if (isWeek) return { start: at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS, days: 7 };
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const start = Date.UTC(year, month);
  return { start, days: (Date.UTC(year, month + 1) - start) / DAY_MS };
}

/** Columns from the first to the one after the last; undefined if it does not act in these days. */
function barOf({ rule: { from, until } }: SaidRule, start: number, days: number): [number, number] | undefined {
  const first = from === '' ? 0 : Math.max(0, Math.floor((utcOf(from) - start) / DAY_MS));
  const last = until === '' ? days : Math.min(days, Math.ceil((utcOf(until) - start) / DAY_MS));
  return first < last ? [first, last] : undefined;
}
