import { type SignalRule, SignalRules } from '@stars/features';
import { z } from 'zod';

const rule = z.strictObject({
  on: z.boolean().optional(),
  ttl_minutes: z.number().positive().optional(),
  alarm_share: z.number().min(0).max(1).optional(),
});

const rules = z.record(z.string().min(1), rule).transform(
  (given) =>
    new SignalRules(
      Object.fromEntries(
        Object.entries(given).map(
          ([name, { on, ttl_minutes: ttl, alarm_share: share }]): [string, Partial<SignalRule>] => [
            name,
            {
              ...(on === undefined ? {} : { on }),
              ...(ttl === undefined ? {} : { ttlMs: ttl * 60_000 }),
              ...(share === undefined ? {} : { alarmShare: share }),
            },
          ],
        ),
      ),
    ),
);

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

/** Which signals may act on answers, by environment variables. */
export const signalEnvironment = {
  STARS_GATEWAY_SIGNALS: json
    .pipe(rules)
    .optional()
    .describe(
      'Which context signals may change scores: JSON, rules by signal name, `*` for all others, such as ' +
        '`{"temperature": {"on": false}, "*": {"ttl_minutes": 60, "alarm_share": 0.3}}`. Default: every signal may.',
    ),
};
